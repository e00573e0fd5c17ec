/*
 * area_measure.c - the field of an area where it is not plain what it is, see area.c.
 */
#include "area_maker.h"

#include <math.h>

/* A stretch or piece of one: straight, with a radius that changes evenly. */
typedef struct Capsule
{
	double x, y; /* where t = 0, in cells from the first lattice point */
	double ux, uy; /* the unit vector along it */
	double length; /* of the whole segment */
	double low, high; /* the part, in t */
	double r, slope; /* the radius at t is r + slope * t */
	double shift; /* the optimum's distance from the projection, per distance from the street */
	double widest; /* the largest radius */
	int at_end; /* 1 or -1: the optimum is at the last place, or the first */
} Capsule;

static inline Capsule
make_capsule(const WsAreaMaker *m, const WsStretch *t)
{
	double dx = t->bx - t->ax, dy = t->by - t->ay, length = sqrt(dx * dx + dy * dy);
	Capsule c = {
		.x = t->ax - m->lattice->left, .y = t->ay - m->lattice->bottom, .ux = 1, .length = length};
	double part = (t->to - t->from) * length;

	if (length > 0)
	{
		c.ux = dx / length;
		c.uy = dy / length;
	}
	c.low = t->from * length;
	c.high = t->to * length;
	c.r = t->ra;
	c.widest = ws_greater(t->ra, t->rb);
	if (t->ra == t->rb)
		return c;
	if (part == 0)
	{
		c.r = c.widest;
		return c;
	}
	c.slope = (t->rb - t->ra) / part;
	c.r -= c.slope * c.low;
	/* Where the radius changes as fast as the street goes, the larger disc holds all. */
	if (fabs(c.slope) < 1 - 1e-9)
		c.shift = c.slope / sqrt(1 - c.slope * c.slope);
	else
		c.at_end = c.slope > 0 ? 1 : -1;
	return c;
}

/* A point as a capsule sees it: along it, and beside it. */
typedef struct Seen
{
	double along, beside;
} Seen;

static inline Seen
see(const Capsule *c, double x, double y)
{
	double dx = x - c->x, dy = y - c->y;

	return (Seen){dx * c->ux + dy * c->uy, dx * c->uy - dy * c->ux};
}

/*
 * Where in a part of a capsule |x - p(t)| - r(t) is least: where the line from x meets
 * the street at an angle whose cosine is the slope of r.
 */
static inline double
nearest(const Capsule *c, double low, double high, Seen seen)
{
	double t =
		c->at_end ? c->at_end * (double) INFINITY : seen.along + fabs(seen.beside) * c->shift;

	return t < low ? low : t > high ? high : t;
}

/* That value: how far a point is outside of the part; inside, negative. */
static inline double
excess(const Capsule *c, double low, double high, Seen seen)
{
	double t = nearest(c, low, high, seen), off = seen.along - t;

	return sqrt(off * off + seen.beside * seen.beside) - (c->r + c->slope * t);
}

typedef struct Rows
{
	uint32_t first, last;
} Rows;

/* The rows in which a capsule made wider may be; the columns, of one row or, if that is -1, of all. */
static inline Rows
rows_of(const Capsule *c, double wide)
{
	double a = c->y + c->low * c->uy, b = c->y + c->high * c->uy;

	return (Rows){(uint32_t) (ws_lesser(a, b) - wide) + 1, (uint32_t) (ws_greater(a, b) + wide)};
}

static inline Rows
columns_of(const Capsule *c, double wide, double row)
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
comes_below(const Capsule *c, Seen seen, double level)
{
	double t = nearest(c, c->low, c->high, seen), off = seen.along - t;
	double reach = level + c->r + c->slope * t;

	return reach > 0 && off * off + seen.beside * seen.beside < reach * reach;
}

/* A stretch whose samples see what is near walls. */
typedef struct Viewer
{
	size_t stretch;
	Capsule capsule;
	double part; /* the length between two of them */
	uint32_t first,
		last; /* those next to the reach as well: which are reached changes with the budget */
} Viewer;

static Viewer
make_viewer(const WsAreaMaker *m, size_t i, const Capsule *c)
{
	const WsStretch *t = &m->stretches[i];
	Viewer v = {.stretch = i, .capsule = *c};
	uint32_t parts = ws_lattice_parts(t->bx - t->ax, t->by - t->ay);

	v.part = c->length / parts;
	v.first = (uint32_t) (t->from * parts);
	v.last = v.first + m->first_sample[i + 1] - m->first_sample[i] - 1;
	return v;
}

/* Whether a point is in sight of a sample. */
static bool
in_sight(const WsAreaMaker *m, const Viewer *v, uint32_t sample, uint32_t x, uint32_t y)
{
	size_t number = m->first_sample[v->stretch] + sample - v->first;
	double radius = v->capsule.widest + WS_AREA_FROM_STREET;
	uint32_t marks[4], n = ws_area_marks_of(m, number, marks);

	for (uint32_t i = 0; i < n; i++)
		if (ws_ways_lead(&m->ways, m->lattice, &m->walls->cuts, radius, marks[i], x, y))
			return true;
	return false;
}

/* The number of the sample before a place, or of the first or last one. */
static uint32_t
sample_before(const Viewer *v, double t)
{
	double k = v->part > 0 ? t / v->part : 0;

	return k <= v->first ? v->first : k >= v->last ? v->last : (uint32_t) k;
}

/* Of that or the one after it. */
static inline bool
either_in_sight(const WsAreaMaker *m, const Viewer *v, uint32_t sample, uint32_t x, uint32_t y)
{
	return in_sight(m, v, sample, x, y) || (sample < v->last && in_sight(m, v, sample + 1, x, y));
}

/* The least excess of the places that are in sight, if it is less than a level; else that. */
static double
excess_in_sight(const WsAreaMaker *m, const Viewer *v, uint32_t x, uint32_t y, double level)
{
	const Capsule *c = &v->capsule;
	Seen seen = see(c, x, y);
	double wide = c->widest + WS_AREA_MOST, e = excess(c, c->low, c->high, seen);
	uint32_t before = sample_before(v, nearest(c, c->low, c->high, seen)), first, last;

	if (e >= level)
		return level;
	if (either_in_sight(m, v, before, x, y))
		return e;
	/* Then sample by sample, each with the parts on both sides of it. */
	first = sample_before(v, seen.along - wide);
	last = sample_before(v, seen.along + wide) + 1;
	for (uint32_t k = first; k <= last && k <= v->last; k++)
	{
		double low = ws_greater(c->low, (k - 1.0) * v->part);
		double high = ws_lesser(c->high, (k + 1.0) * v->part);

		if (low > high || k == before || k == before + 1)
			continue;
		e = excess(c, low, high, seen);
		if (e < level && in_sight(m, v, k, x, y))
			level = e;
	}
	return level;
}

/* Lowers the field at the points of a set near a stretch; with a viewer, at those in sight. */
static void
stamp(WsAreaMaker *m, const Capsule *c, const Viewer *viewer, const uint64_t *set)
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
				Seen seen = see(c, x, y);
				double e;

				if (!comes_below(c, seen, *field))
					continue;
				e = viewer ? excess_in_sight(m, viewer, x, y, *field)
						   : excess(c, c->low, c->high, seen);
				*field = e < *field ? e : *field;
			}
		}
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
square_at(const Capsule *c, double dx, double dy)
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
	const Capsule c = make_capsule(m, &m->stretches[i]);
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
	Viewer v = {0};

	for (size_t word = 0; word < ws_lattice_words(m->lattice); word++)
	{
		uint32_t west = (uint32_t) (word % words) * 64, y = (uint32_t) (word / words);

		for (uint64_t bits = m->measured[word]; bits; bits &= bits - 1)
		{
			uint32_t bit = (uint32_t) __builtin_ctzll(bits);
			size_t point = word * 64 + bit;
			uint64_t stretch = keys[point] & digits;
			Seen seen;

			m->field[point] = sqrt(square_of(keys[point], digits)) - m->radius;
			if (!(m->hideable[word] >> bit & 1) || stretch == digits)
				continue;
			if (stretch != last)
			{
				Capsule c = make_capsule(m, &m->stretches[stretch]);

				v = make_viewer(m, stretch, &c);
				last = stretch;
			}
			seen = see(&v.capsule, west + bit, y);
			if (either_in_sight(
					m, &v,
					sample_before(&v, nearest(&v.capsule, v.capsule.low, v.capsule.high, seen)),
					west + bit, y))
				continue;
			m->unsettled[word] |= bits & -bits;
			m->field[point] = WS_AREA_MOST;
		}
	}
}

/* Stamps a stretch where that is not done: what it shows of itself near walls, and narrow ones elsewhere. */
static void
stamp_rest(WsAreaMaker *m, size_t i, bool unsettled_only)
{
	Capsule c = make_capsule(m, &m->stretches[i]);

	if (!unsettled_only)
		stamp(m, &c, NULL, m->clear);
	if (m->walls)
	{
		Viewer v = make_viewer(m, i, &c);

		stamp(m, &c, &v, unsettled_only ? m->unsettled : m->hideable);
	}
}

/* Where a stretch may be that matters to a set. */
static uint64_t *
near_to(const WsAreaMaker *m, const uint64_t *set)
{
	uint64_t *near = ws_bits_make(m->lattice);

	ws_dilate(m->lattice, set, m->radius + WS_AREA_MOST + WS_AREA_FROM_STREET, near);
	return near;
}

void
ws_area_measure(WsAreaMaker *m)
{
	const WsLattice *l = m->lattice;
	size_t n = ws_lattice_words(l);
	uint64_t *near = near_to(m, m->measured), *near_unsettled = NULL;
	uint32_t *stretches = ws_alloc(m->env, m->n * sizeof(uint32_t)), n_near = 0;
	uint64_t *keys = ws_alloc(m->env, (n * 64 + BATCH) * sizeof(uint64_t));
	uint64_t digits = digits_of(m->n);
	double most = m->radius + WS_AREA_MOST;

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
		stretches[n_near++] = (uint32_t) i;
		if (m->counts[i] == WS_COUNTS_FULL)
			stamp_full(m, keys, digits, i);
	}
	settle(m, keys, digits);
	ws_free(m->env, keys);
	if (m->walls && ws_bits_any(l, m->unsettled))
		near_unsettled = near_to(m, m->unsettled);
	for (size_t k = 0; k < n_near; k++)
	{
		uint32_t i = stretches[k];

		if ((k & 255) == 0)
			ws_interrupt(m->env);
		if (m->counts[i] == WS_COUNTS_EVERYWHERE)
			stamp_rest(m, i, false);
		else if (near_unsettled && any_sample(m, i, near_unsettled))
			stamp_rest(m, i, true);
	}
	ws_free(m->env, stretches);
	ws_bits_free(l, near_unsettled);
	ws_bits_free(l, near);
}
