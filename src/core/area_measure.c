/*
 * area_measure.c - the field of an area where it is not plain what it is, see area.c.
 */
#include "area_sight.h"

typedef struct Rows
{
	uint32_t first, last;
} Rows;

/* The rows in which a capsule made wider may be; the columns, of one row or, if that is -1, of all. */
static inline Rows
rows_of(const WsCapsule *c, double wide)
{
	double a = c->y + c->low * c->uy, b = c->y + c->high * c->uy;

	return (Rows){(uint32_t) (ws_lesser(a, b) - wide) + 1, (uint32_t) (ws_greater(a, b) + wide)};
}

static inline Rows
columns_of(const WsCapsule *c, double wide, double row)
{
	double from = c->low, to = c->high;

	/* A steep one is in a row for a part of its length only. */
	if (row >= 0 && fabs(c->uy) > 0.5)
	{
		double inverse = 1 / c->uy;
		double south = (row - wide - c->y) * inverse, north = (row + wide - c->y) * inverse;

		from = ws_greater(from, ws_lesser(south, north));
		to = ws_lesser(to, ws_greater(south, north));
	}
	double a = c->x + from * c->ux, b = c->x + to * c->ux;

	return (Rows){(uint32_t) (ws_lesser(a, b) - wide) + 1, (uint32_t) (ws_greater(a, b) + wide)};
}

/* Whether the excess of a capsule is less than a level, without a root. */
static inline bool
comes_below(const WsCapsule *c, WsSeen seen, double level)
{
	double t = ws_capsule_nearest(c, c->low, c->high, seen), off = seen.along - t;
	double reach = level + c->r + c->slope * t;

	return reach > 0 && off * off + seen.beside * seen.beside < reach * reach;
}

/* Lowers the field at the points of a set near a stretch; with a viewer, at those in sight. */
static void
stamp(WsAreaMaker *m, const WsCapsule *c, const WsViewer *viewer, const uint64_t *set)
{
	uint32_t words = m->lattice->row_words;
	double wide = c->widest + WS_AREA_MOST;
	Rows rows = rows_of(c, wide), columns = columns_of(c, wide, -1);

	for (uint32_t y = rows.first; y <= rows.last; y++)
		for (uint32_t word = columns.first / 64; word <= columns.last / 64; word++)
		{
			size_t number = (size_t) y * words + word;
			uint64_t bits = set[number] & ws_bits_between(word, columns.first, columns.last);

			for (; bits; bits &= bits - 1)
			{
				uint32_t bit = (uint32_t) __builtin_ctzll(bits), x = word * 64 + bit;
				double *field = &m->field[number * 64 + bit];
				WsSeen seen = ws_see(c, x, y);
				double e;

				if (!comes_below(c, seen, *field))
					continue;
				e = viewer ? ws_viewer_excess(m, viewer, x, y, *field)
						   : ws_capsule_excess(c, c->low, c->high, seen);
				*field = e < *field ? e : *field;
			}
		}
}

/* Where a stretch is in sight, whatever else is. */
static void
stamp_everywhere(WsAreaMaker *m, size_t i)
{
	WsViewer v = ws_viewer(m, i);

	stamp(m, &v.capsule, NULL, m->clear);
	if (m->walls)
		stamp(m, &v.capsule, &v, m->hideable);
}

/* Whether a set has points in some columns of a row. */
static inline bool
any_in(const WsAreaMaker *m, const uint64_t *set, uint32_t y, Rows columns)
{
	for (uint32_t word = columns.first / 64; word <= columns.last / 64; word++)
		if (set[(size_t) y * m->lattice->row_words + word] &
			ws_bits_between(word, columns.first, columns.last))
			return true;
	return false;
}

/* Points at once; there are as many more keys than points, for the last row's. */
#define BATCH 8

/*
 * The key of a point is the square of how far the nearest stretch of the full radius is
 * from it, in whose last digits is which stretch that is: so the least key is both. All
 * of these digits set: none that matters.
 */
static inline uint64_t
key_of(double square, uint64_t digits, uint64_t stretch)
{
	uint64_t key;

	memcpy(&key, &square, sizeof key);
	return (key & ~digits) | stretch;
}

static inline double
square_of(uint64_t key, uint64_t digits)
{
	double square;

	key &= ~digits;
	memcpy(&square, &key, sizeof square);
	return square;
}

/* As many digits as the numbers of all stretches need, and none of them fills. */
static uint64_t
digits_of(size_t n)
{
	uint64_t digits = 1;

	while (digits <= n)
		digits = digits << 1 | 1;
	return digits;
}

/* The square of how far a point, dx and dy from where a street begins, is from it. */
static inline double
square_at(const WsCapsule *c, double dx, double dy)
{
	double along = dx * c->ux + dy * c->uy, beside = dx * c->uy - dy * c->ux;
	double before = c->low - along, after = along - c->high;
	double beyond = before > after ? before : after;

	beyond = beyond > 0 ? beyond : 0;
	return beyond * beyond + beside * beside;
}

/* Lowers the keys around a stretch of the full radius: whole rows, of which only the measured points count. */
WS_VECTORIZED static void
stamp_full(const WsAreaMaker *m, uint64_t *keys, uint64_t digits, size_t i)
{
	const WsCapsule c = ws_capsule(m->lattice, &m->stretches[i]);
	double wide = c.widest + WS_AREA_MOST;
	Rows rows = rows_of(&c, wide), columns = columns_of(&c, wide, -1);
	bool is_long = c.high - c.low > wide; /* its box is much larger */

	for (uint32_t y = rows.first; y <= rows.last; y++)
	{
		uint64_t *row;
		uint32_t points;
		double dx, dy;

		if (is_long)
			columns = columns_of(&c, wide, y);
		if (!any_in(m, m->measured, y, columns))
			continue;
		row = keys + (size_t) y * ws_lattice_stride(m->lattice) + columns.first;
		points = ((columns.last - columns.first) / BATCH + 1) * BATCH;
		dx = columns.first - c.x;
		dy = y - c.y;
		for (uint32_t k = 0; k < points; k++)
		{
			uint64_t key = key_of(square_at(&c, dx + (int32_t) k, dy), digits, i);

			row[k] = key < row[k] ? key : row[k];
		}
	}
}

/* Whether some sample of a stretch is in a set. */
static inline bool
any_sample(const WsAreaMaker *m, size_t stretch, const uint64_t *set)
{
	uint64_t any = 0;

	/* To the end: there are few, and when to stop would be guessed wrong. */
	for (uint32_t i = m->first_sample[stretch]; i < m->first_sample[stretch + 1]; i++)
		any |= set[m->samples[i] / 64] >> m->samples[i] % 64;
	return any & 1;
}

/* From keys to the field: where the nearest stretch is out of sight, nothing counts yet. */
static void
settle(WsAreaMaker *m, const uint64_t *keys, uint64_t digits)
{
	uint32_t words = m->lattice->row_words;
	uint64_t last = digits;
	WsViewer v = {0};

	for (size_t word = 0; word < ws_lattice_words(m->lattice); word++)
	{
		uint32_t west = (uint32_t) (word % words) * 64, y = (uint32_t) (word / words);

		for (uint64_t bits = m->measured[word]; bits; bits &= bits - 1)
		{
			uint32_t bit = (uint32_t) __builtin_ctzll(bits);
			size_t point = word * 64 + bit;
			uint64_t stretch = keys[point] & digits;

			m->field[point] = sqrt(square_of(keys[point], digits)) - m->radius;
			if (!(m->hideable[word] >> bit & 1) || stretch == digits)
				continue;
			if (stretch != last)
			{
				v = ws_viewer(m, stretch);
				last = stretch;
			}
			if (ws_viewer_shows(m, &v, west + bit, y))
				continue;
			m->unsettled[word] |= bits & -bits;
			m->field[point] = WS_AREA_MOST;
		}
	}
}

void
ws_area_measure(WsAreaMaker *m)
{
	const WsLattice *l = m->lattice;
	size_t n = ws_lattice_words(l);
	uint64_t *near = ws_bits_make(l);
	uint32_t *stretches = ws_alloc(m->env, m->n * sizeof(uint32_t)); /* that may matter */
	size_t n_stretches = 0;
	uint64_t *keys = ws_alloc(m->env, (n * 64 + BATCH) * sizeof(uint64_t));
	uint64_t digits = digits_of(m->n);
	double most = m->radius + WS_AREA_MOST;

	ws_dilate(l, m->measured, most + WS_AREA_FROM_STREET, near);
	m->field = ws_alloc(m->env, n * 64 * sizeof(double));
	for (size_t word = 0; word < n; word++)
		for (uint64_t bits = m->measured[word]; bits; bits &= bits - 1)
			keys[word * 64 + (size_t) __builtin_ctzll(bits)] = key_of(most * most, digits, digits);
	for (size_t i = 0; i < m->n; i++)
	{
		if ((i & 255) == 0)
			ws_interrupt(m->env);
		if (!any_sample(m, i, near))
			continue;
		stretches[n_stretches++] = (uint32_t) i;
		if (m->counts[i] == WS_COUNTS_FULL)
			stamp_full(m, keys, digits, i);
	}
	settle(m, keys, digits);
	ws_free(m->env, keys);
	for (size_t k = 0; k < n_stretches; k++)
	{
		if ((k & 255) == 0)
			ws_interrupt(m->env);
		if (m->counts[stretches[k]] == WS_COUNTS_EVERYWHERE)
			stamp_everywhere(m, stretches[k]);
	}
	if (m->walls)
		ws_area_look(m, stretches, n_stretches);
	ws_free(m->env, stretches);
	ws_bits_free(l, near);
}
