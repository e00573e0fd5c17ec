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
	Capsule c = {.x = t->ax - m->lattice->left, .y = t->ay - m->lattice->bottom, .ux = 1};
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

/*
 * How far a point is outside of a part of a capsule; inside, negative. |x - p(t)| -
 * r(t) is least where the line from x meets the street at an angle whose cosine is
 * the slope of r.
 */
static inline double
excess(const Capsule *c, double low, double high, double x, double y)
{
	double dx = x - c->x, dy = y - c->y;
	double along = dx * c->ux + dy * c->uy, beside = dx * c->uy - dy * c->ux;
	double t = c->at_end ? c->at_end * INFINITY : along + fabs(beside) * c->shift;

	t = t < low ? low : t > high ? high : t;
	return sqrt((along - t) * (along - t) + beside * beside) - (c->r + c->slope * t);
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

/* Lowers the field at the points of a set near a stretch. */
static void
stamp(WsAreaMaker *m, const Capsule *c, const uint64_t *set)
{
	uint32_t words = m->lattice->row_words;
	double wide = c->widest + WS_AREA_MOST;
	Rows rows = rows_of(c, wide);

	for (uint32_t y = rows.first; y <= rows.last; y++)
	{
		Rows columns = columns_of(c, wide, y);

		for (uint32_t word = columns.first / 64; word <= columns.last / 64; word++)
		{
			size_t number = (size_t) y * words + word;
			uint64_t bits = set[number] & ws_bits_between(word, columns.first, columns.last);

			for (; bits; bits &= bits - 1)
			{
				uint32_t bit = (uint32_t) __builtin_ctzll(bits);
				double *field = &m->field[number * 64 + bit];
				double e = excess(c, c->low, c->high, word * 64 + bit, y);

				*field = e < *field ? e : *field;
			}
		}
	}
}

/* Whether a set has points in some rows and columns. */
static inline bool
any_in(const WsAreaMaker *m, const uint64_t *set, Rows rows, Rows columns)
{
	for (uint32_t y = rows.first; y <= rows.last; y++)
		for (uint32_t word = columns.first / 64; word <= columns.last / 64; word++)
			if (set[(size_t) y * m->lattice->row_words + word] &
				ws_bits_between(word, columns.first, columns.last))
				return true;
	return false;
}

/* Narrows rows and columns to the points of a set in them; false where there are none. */
static bool
shrink_to(const WsAreaMaker *m, const uint64_t *set, Rows *rows, Rows *columns)
{
	Rows y_found = {UINT32_MAX, 0}, x_found = {UINT32_MAX, 0};

	for (uint32_t y = rows->first; y <= rows->last; y++)
		for (uint32_t word = columns->first / 64; word <= columns->last / 64; word++)
		{
			uint64_t bits = set[(size_t) y * m->lattice->row_words + word] &
							ws_bits_between(word, columns->first, columns->last);
			uint32_t west, east;

			if (!bits)
				continue;
			west = word * 64 + (uint32_t) __builtin_ctzll(bits);
			east = word * 64 + 63 - (uint32_t) __builtin_clzll(bits);
			x_found.first = west < x_found.first ? west : x_found.first;
			x_found.last = east > x_found.last ? east : x_found.last;
			y_found.first = y < y_found.first ? y : y_found.first;
			y_found.last = y;
		}
	*rows = y_found;
	*columns = x_found;
	return y_found.first <= y_found.last;
}

/* Whether a step away from a place goes beyond the last of some rows, or columns. */
static inline bool
leaves(Rows rows, uint32_t from, int32_t step)
{
	return step > 0 ? from + (uint32_t) step > rows.last
					: step < 0 && from + (uint32_t) step < rows.first;
}

static inline void
lower(WsAreaMaker *m, const Capsule *c, double low, double high, const uint64_t *set, size_t point,
	  double x, double y)
{
	if (ws_bit(set, point))
	{
		double e = excess(c, low, high, x, y);

		m->field[point] = e < m->field[point] ? e : m->field[point];
	}
}

/*
 * Lowers the field at the points of a set that a sample's mark sees, to the part of a
 * capsule around the sample.
 */
static void
stamp_from(WsAreaMaker *m, const Capsule *c, double low, double high, uint32_t mark,
		   const uint64_t *set)
{
	uint32_t stride = ws_lattice_stride(m->lattice);
	const int64_t back[] = {-1, -(int64_t) stride, 1, stride};
	uint32_t x = mark % stride, y = mark / stride;
	double wide = c->widest + WS_AREA_FROM_STREET;
	Rows rows = {(uint32_t) (y - wide) + 1, (uint32_t) (y + wide)};
	Rows columns = {(uint32_t) (x - wide) + 1, (uint32_t) (x + wide)};

	if (!shrink_to(m, set, &rows, &columns))
		return;
	lower(m, c, low, high, set, mark, x, y);
	for (size_t i = 0; i < m->ways.n;)
	{
		const WsWayStep *way = &m->ways.steps[i];
		int64_t point = (int64_t) mark + way->x + (int64_t) stride * way->y;
		size_t before = (size_t) (point + back[way->direction]);

		/* Ways never turn back. */
		if (way->x * way->x + way->y * way->y > wide * wide || leaves(columns, x, way->x) ||
			leaves(rows, y, way->y) ||
			ws_is_cut(&m->walls->cuts, before, (size_t) point, way->direction))
		{
			i = way->next;
			continue;
		}
		lower(m, c, low, high, set, (size_t) point, (int32_t) x + way->x, (int32_t) y + way->y);
		i++;
	}
}

/* A stretch beside walls, sample by sample. */
static void
stamp_in_sight(WsAreaMaker *m, const WsStretch *t, const Capsule *c, const uint64_t *set)
{
	WsSamples samples = ws_samples(m, t);
	double length = hypot(t->bx - t->ax, t->by - t->ay), part = length / samples.parts;
	double to = t->to * samples.parts;
	uint32_t first = (uint32_t) (t->from * samples.parts);
	uint32_t last = (uint32_t) to + ((uint32_t) to < to);

	/* Those next to the reach as well: which are reached changes with the budget. */
	for (uint32_t k = first; k <= last; k++)
	{
		double x = ws_sample_x(&samples, k), y = ws_sample_y(&samples, k);
		double low = ws_greater(c->low, (k - 1.0) * part),
			   high = ws_lesser(c->high, (k + 1.0) * part);
		uint32_t marks[4];
		bool next;

		if (low > high)
			continue;
		for (uint32_t n = ws_area_marks_of(m, x, y, marks, &next); n > 0; n--)
			stamp_from(m, c, low, high, marks[n - 1], set);
	}
}

/* Points at once; the field has as many more than the lattice, for the last row's. */
#define BATCH 8

/*
 * Lowers a row of the field to the squares of how far its points are from a street,
 * which begins dx and dy from the first: roots can wait.
 */
WS_VECTORIZED static void
lower_row(double *restrict field, uint32_t batches, const Capsule *c, double dx, double dy)
{
	double ux = c->ux, uy = c->uy, low = c->low, high = c->high;

	for (uint32_t i = 0; i < batches * BATCH; i++)
	{
		double x = dx + (int32_t) i;
		double along = x * ux + dy * uy, beside = x * uy - dy * ux;
		double before = low - along, after = along - high;
		double beyond = before > after ? before : after;
		double square;

		beyond = beyond > 0 ? beyond : 0;
		square = beyond * beyond + beside * beside;
		field[i] = square < field[i] ? square : field[i];
	}
}

/* The same for a stretch of the full radius: whole rows, of which only the measured points count. */
static void
stamp_full(WsAreaMaker *m, const WsStretch *t)
{
	Capsule c = make_capsule(m, t);
	double wide = c.widest + WS_AREA_MOST;
	Rows rows = rows_of(&c, wide), columns = columns_of(&c, wide, -1);
	bool is_long = c.high - c.low > wide; /* its box is much larger */

	for (uint32_t y = rows.first; y <= rows.last; y++)
	{
		if (is_long)
			columns = columns_of(&c, wide, y);
		if (any_in(m, m->measured, (Rows){y, y}, columns))
			lower_row(&m->field[(size_t) y * ws_lattice_stride(m->lattice) + columns.first],
					  (columns.last - columns.first) / BATCH + 1, &c, columns.first - c.x, y - c.y);
	}
}

/* Whether some sample of a stretch is marked in a set. */
static bool
any_sample(const WsAreaMaker *m, size_t stretch, const uint64_t *set)
{
	for (uint32_t i = m->first_sample[stretch]; i < m->first_sample[stretch + 1]; i++)
		if (ws_bit(set, m->samples[i]))
			return true;
	return false;
}

/*
 * Whether a stretch counts only where no mark of the full radius is in sight: elsewhere
 * a full stretch on the way to it is nearer. Not so where the radius is raised to the least.
 */
static bool
counts_where_hidden(const WsAreaMaker *m, const WsStretch *t)
{
	return m->walls && t->implied && ws_greater(t->ra, t->rb) > WS_AREA_LEAST &&
		   !ws_area_passes(m, t, m->by_closed);
}

static void
stamp_narrow(WsAreaMaker *m, const WsStretch *t)
{
	Capsule capsule = make_capsule(m, t);
	const uint64_t *set = m->hideable;

	if (counts_where_hidden(m, t))
		set = m->hidden;
	else
		stamp(m, &capsule, m->walls ? m->clear : m->measured);
	if (m->walls && any_in(m, set, rows_of(&capsule, capsule.widest + WS_AREA_MOST),
						   columns_of(&capsule, capsule.widest + WS_AREA_MOST, -1)))
		stamp_in_sight(m, t, &capsule, set);
}

/* Stamps the stretches of the full radius, or the others. */
static void
stamp_all(WsAreaMaker *m, const uint64_t *near, bool full)
{
	for (size_t i = 0; i < m->n; i++)
	{
		const WsStretch *t = &m->stretches[i];

		if ((i & 255) == 0)
			ws_interrupt(m->env);
		if ((m->class[i] == WS_AREA_FULL) != full || !any_sample(m, i, near))
			continue;
		if (full)
			stamp_full(m, t);
		else
			stamp_narrow(m, t);
	}
}

void
ws_area_measure(WsAreaMaker *m)
{
	const WsLattice *l = m->lattice;
	size_t n = ws_lattice_words(l);
	uint64_t *near = ws_bits_make(l);
	double most = m->radius + WS_AREA_MOST;

	m->field = ws_alloc(m->env, (n * 64 + BATCH) * sizeof(double));
	for (size_t word = 0; word < n; word++)
		for (uint64_t bits = m->measured[word]; bits; bits &= bits - 1)
			m->field[word * 64 + (size_t) __builtin_ctzll(bits)] = most * most;
	ws_dilate(l, m->measured, most + WS_AREA_FROM_STREET, near);
	stamp_all(m, near, true);
	for (size_t word = 0; word < n; word++)
		for (uint64_t bits = m->measured[word]; bits; bits &= bits - 1)
		{
			double *field = &m->field[word * 64 + (size_t) __builtin_ctzll(bits)];

			bool seen = !m->walls || ((m->seen[word] | ~m->by_walls[word]) & bits & -bits);

			*field = seen ? sqrt(*field) - m->radius : WS_AREA_MOST;
		}
	stamp_all(m, near, false);
	ws_bits_free(l, near);
}
