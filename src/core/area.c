/*
 * area.c - the area around reached pieces of street, on a lattice.
 *
 * Definition. Every reached place of a street has a radius r, the leg off the
 * street that the rest of the budget allows, at most b. On a lattice of cells of
 * length 1 it is
 *
 *		R = max(r, 0.71) where r < b, (b + sqrt(b^2 + 1)) / 2 where r = b
 *
 * and the field at x is the least |x - p| - R of the places p that are in sight of
 * x. The area is where the field, taken at the points of the lattice and interpolated
 * along its links, is negative, as far as the next wall. Where r = b, R is inflated to
 * make up for chords which replace arcs; 0.71, half the diagonal of a cell, keeps a
 * street without any leg as a band.
 * Cells that a street shares with a wall which bends there, or crosses it, belong to
 * the area whole, and where the wall passes by, the corners on the street's side. So no
 * reached street lies outside, and where the field is smaller everywhere, the area is
 * larger everywhere, without tolerance: budgets nest. Holes narrower than a cell
 * vanish. contour.c joins where the area ends on the links.
 *
 * But nearly all of a city is deep inside, and need not be measured:
 *
 * 1. Mark the lattice point next to each of the samples of all stretches; they
 *    lie at most a cell apart in x and y, at places that depend on the street alone.
 * 2. Dilate the marks by a little less than the radius, which is surely inside,
 *    and by a little more, beyond which is surely outside.
 * 3. Measure the points between: stamp on them the stretches that are near.
 *
 * Sight. Marks are dilated by straight chains of links, none of which may be cut by
 * a wall. To a point in sight of a mark of the full radius the nearest street of the
 * full radius counts. So where that is in sight, the area ends exactly where it does
 * without walls, and where only another one is, up to two cells too far out, but never
 * behind a wall. Streets with a smaller radius must be in sight themselves: near walls
 * they are stamped sample by sample, on the points in sight of its mark; what is
 * implied, see reached.c, only where no mark of the full radius is in sight. So with a
 * larger budget, which only makes radii larger, no point counts less.
 *
 * Memory: sixteen bytes a lattice point, four more near walls, a bit for each of
 * some twenty sets; a stretch for each segment.
 */
#include "area.h"

#include <math.h>

/* From a sample to the lattice point that is marked for it, at most: half a diagonal. */
#define TO_MARK 0.7072

/* From a place on a street to the nearest mark for it, at most. */
#define FROM_STREET 1.4143

/* Stretches by their radii: the last class has the full one, the one before more than half of it. */
#define CLASSES 3
#define FULL (CLASSES - 1)
#define NOT_STAMPED CLASSES

typedef struct Maker
{
	const WsEnv *env;
	const WsLattice *lattice;
	const WsWalls *walls;
	const WsStretch *stretches;
	size_t n;
	double radius;
	uint32_t *samples; /* lattice points */
	size_t n_samples;
	size_t samples_capacity;
	uint32_t *first_sample; /* of a stretch */
	uint8_t *class; /* of a stretch, by its radius; NOT_STAMPED: implied */
	WsWays ways; /* in sight, as far as the full radius */
	uint64_t *marks[CLASSES]; /* of the stretches of a class */
	uint64_t *near_marks; /* of the last, of which sure is made: next to where it is reached */
	uint64_t *sure; /* inside */
	uint64_t *deep; /* so far inside that only a wall ends the area at a link; NULL without walls */
	uint64_t *seen; /* in sight of a mark of the full radius, and near enough; NULL without walls */
	uint64_t *possible; /* or of any mark */
	uint64_t *open; /* possible, not sure */
	uint64_t *measured; /* of these the field is worked out */
	double *field; /* how far outside of the area a point is; inside, negative */
	uint64_t
		*by_closed; /* near a street that cannot be left: nothing is implied; NULL without any */
	uint64_t *by_walls; /* from where a wall may hide something */
	uint64_t *hideable; /* measured, by walls */
	uint64_t *hidden; /* of these what is not seen */
	uint64_t *clear; /* measured, not by walls */
	uint64_t *near_walls; /* the points around the cells with walls, and a step on */
	uint64_t *shared; /* corners of the cells that a street shares with a wall */
	uint64_t *watched; /* corners of the others with walls, on the street's side */
	WsArea *area;
} Maker;

double
ws_area_radius(double leg)
{
	return fmax((leg + sqrt(leg * leg + 1)) / 2, WS_AREA_LEAST);
}

double
ws_area_margin(double radius)
{
	return radius + FROM_STREET + 2;
}

/* Unlike fmin and fmax, these are instructions rather than calls. */
static inline double
lesser(double a, double b)
{
	return a < b ? a : b;
}

static inline double
greater(double a, double b)
{
	return a > b ? a : b;
}

static inline uint8_t
class_of(const Maker *m, const WsStretch *t)
{
	if (t->ra == m->radius && t->rb == m->radius)
		return FULL;
	return greater(t->ra, t->rb) > m->radius / 2;
}

/* The radius that no stretch of a class exceeds. */
static inline double
widest_of(const Maker *m, int class)
{
	return class == 0 ? m->radius / 2 : m->radius;
}

/*
 * Marks.
 */

/* Where the samples of a segment are, from the first lattice point. */
typedef struct Samples
{
	double x, y, dx, dy; /* from the origin */
	double left, bottom;
	uint32_t parts;
} Samples;

static inline Samples
samples_of(const Maker *m, const WsStretch *t)
{
	uint32_t parts = ws_lattice_parts(t->bx - t->ax, t->by - t->ay);
	double part = 1.0 / parts;

	return (Samples){t->ax,
					 t->ay,
					 (t->bx - t->ax) * part,
					 (t->by - t->ay) * part,
					 m->lattice->left,
					 m->lattice->bottom,
					 parts};
}

static inline double
sample_x(const Samples *samples, uint32_t k)
{
	return ws_rounded(samples->x + k * samples->dx) - samples->left;
}

static inline double
sample_y(const Samples *samples, uint32_t k)
{
	return ws_rounded(samples->y + k * samples->dy) - samples->bottom;
}

static inline uint32_t
nearest_point(double x, double y, uint32_t stride)
{
	return (uint32_t) (int32_t) (y + 0.5) * stride + (uint32_t) (int32_t) (x + 0.5);
}

/*
 * The marks of a sample: the point next to it, or, where a wall hides that, the other
 * corners of its cell that are in sight; how many. `next` is whether it is the former.
 */
static uint32_t
marks_of(const Maker *m, double x, double y, uint32_t marks[4], bool *next)
{
	uint32_t stride = ws_lattice_stride(m->lattice), at = nearest_point(x, y, stride), n = 0;
	uint32_t first = (uint32_t) y * stride + (uint32_t) x, seen;

	marks[0] = at;
	*next = true;
	if (!m->walls || !ws_bit(m->walls->cells, first))
		return 1;
	seen = ws_walls_corners(m->walls, x, y);
	for (uint32_t corner = 0; corner < 4; corner++)
	{
		uint32_t point = first + (corner & 1) + (corner >> 1) * stride;

		if (seen >> corner & 1)
		{
			if (point == at)
			{
				marks[0] = at;
				return 1;
			}
			marks[n++] = point;
		}
	}
	*next = false;
	return n;
}

/*
 * Whether some sample of a segment is in a set. It goes by the whole of it, as what
 * is reached changes with the budget.
 */
static bool
passes(const Maker *m, const WsStretch *t, const uint64_t *set)
{
	if (!set)
		return false;
	Samples samples = samples_of(m, t);

	for (uint32_t k = 0; k <= samples.parts; k++)
	{
		uint32_t at = nearest_point(sample_x(&samples, k), sample_y(&samples, k),
									ws_lattice_stride(m->lattice));

		if (ws_bit(set, at))
			return true;
	}
	return false;
}

/*
 * The cells that a street passes between two samples, where a wall does not just pass
 * beside it from one side of the cell to another: then the street might not be in what
 * the points around the cell make of it. From sample to sample, so that it does not
 * depend on where between them the reach ends.
 */
static void
share_cells(Maker *m, double ax, double ay, double bx, double by)
{
	uint32_t stride = ws_lattice_stride(m->lattice);
	uint32_t west = (uint32_t) lesser(ax, bx), east = (uint32_t) greater(ax, bx);
	uint32_t south = (uint32_t) lesser(ay, by), north = (uint32_t) greater(ay, by);

	for (uint32_t y = south; y <= north; y++)
		for (uint32_t x = west; x <= east; x++)
		{
			bool bends;

			if (!ws_walls_touch_cell(m->walls, x, y))
				continue;
			bends = !ws_walls_pass_by(m->walls, x, y, ax, ay, bx, by);
			for (uint32_t corner = 0; corner < 4; corner++)
			{
				uint32_t cx = x + (corner & 1), cy = y + (corner >> 1);

				/* Where the wall passes by, the corners on the street's side are enough. */
				if (bends)
					ws_bit_set(m->shared, (size_t) cy * stride + cx);
				else if (ws_walls_same_side(m->walls, x, y, ax, ay, cx, cy))
					ws_bit_set(m->watched, (size_t) cy * stride + cx);
			}
		}
}

/* Near walls, and near streets that cannot be left. */
static void
find_beside(Maker *m)
{
	const WsLattice *l = m->lattice;
	double radius = m->radius + 1 + FROM_STREET;
	uint64_t *closed = NULL;

	for (size_t i = 0; i < m->n; i++)
	{
		Samples samples;

		if (!m->stretches[i].closed)
			continue;
		if (!closed)
			closed = ws_bits_make(l);
		samples = samples_of(m, &m->stretches[i]);
		for (uint32_t k = 0; k <= samples.parts; k++)
			ws_bit_set(closed, (size_t) sample_y(&samples, k) * ws_lattice_stride(l) +
								   (size_t) sample_x(&samples, k));
	}
	if (closed)
	{
		m->by_closed = ws_bits_make(l);
		ws_dilate(l, closed, radius, m->by_closed);
		ws_bits_free(l, closed);
	}
	if (m->walls)
	{
		ws_dilate(l, m->walls->cells, radius, m->by_walls);
		/* From the cell of a sample or the one before it to the point next to it: twice a diagonal. */
		ws_dilate(l, m->walls->cells, 2.83, m->near_walls);
	}
}

/*
 * Marks a sample near walls; `near` takes the point next to it, `marks` the others, which
 * are too far for what is sure.
 */
static void
mark_by_walls(Maker *m, double x, double y, uint64_t *near, uint64_t *marks)
{
	uint32_t points[4];
	bool next;
	uint32_t n = marks_of(m, x, y, points, &next);

	for (uint32_t i = 0; i < n; i++)
		ws_bit_set(next ? near : marks, points[i]);
}

static void
mark(Maker *m)
{
	uint32_t stride = ws_lattice_stride(m->lattice);

	m->first_sample = ws_alloc(m->env, (m->n + 1) * sizeof(uint32_t));
	m->class = ws_alloc(m->env, m->n);
	for (size_t i = 0; i < m->n; i++)
	{
		const WsStretch *t = &m->stretches[i];
		uint8_t class = class_of(m, t);
		Samples samples = samples_of(m, t);
		uint32_t parts = samples.parts;
		double low = t->from * parts, high = t->to * parts;
		uint32_t first = (uint32_t) low, last = (uint32_t) high + ((uint32_t) high < high);
		uint64_t *marks, *near;
		double x = 0, y = 0;

		m->first_sample[i] = (uint32_t) m->n_samples;
		if (m->n_samples + parts + 1 > m->samples_capacity)
			m->samples = ws_grow(m->env, m->samples, &m->samples_capacity, m->n_samples + parts + 1,
								 sizeof(uint32_t));
		if (t->implied && !passes(m, t, m->by_closed) && !passes(m, t, m->by_walls))
			class = NOT_STAMPED;
		m->class[i] = class;
		if (class == NOT_STAMPED)
			continue;
		marks = m->marks[class];
		near = class == FULL ? m->near_marks : marks;
		for (uint32_t k = first; k <= last; k++)
		{
			double before_x = x, before_y = y;
			uint32_t at;
			/* What is not next to a reached place is too far for what is sure. */
			uint64_t *to = k >= low && k <= high ? near : marks;

			x = sample_x(&samples, k);
			y = sample_y(&samples, k);
			at = nearest_point(x, y, stride);
			m->samples[m->n_samples++] = at;
			if (!ws_bit(m->near_walls, at))
				ws_bit_set(to, at);
			else
			{
				mark_by_walls(m, x, y, to, marks);
				if (k == first)
					share_cells(m, x, y, x, y);
				else
					share_cells(m, before_x, before_y, x, y);
			}
		}
		if ((i & 1023) == 0)
			ws_interrupt(m->env);
	}
	m->first_sample[m->n] = (uint32_t) m->n_samples;
	for (size_t i = 0; i < ws_lattice_words(m->lattice); i++)
		m->marks[FULL][i] |= m->near_marks[i];
}

/*
 * What is sure, what is possible, and what is to be measured.
 */

/* All that has a neighbour, by a link, in a set. */
static void
add_neighbours(const WsLattice *lattice, const uint64_t *set, uint64_t *out)
{
	size_t n = ws_lattice_words(lattice), row = lattice->row_words;

	for (size_t i = row; i + row < n; i++)
		out[i] |= set[i] << 1 | set[i - 1] >> 63 | set[i] >> 1 | set[i + 1] << 63 | set[i - row] |
				  set[i + row];
}

static void
divide(Maker *m)
{
	const WsLattice *l = m->lattice;
	size_t n = ws_lattice_words(l);
	double sure = m->radius - TO_MARK;
	uint64_t *not_sure = ws_bits_make(l);

	if (m->walls)
	{
		/* Of what is sure, the nearest street counts, in sight or not. */
		ws_dilate(l, m->near_marks, sure - 1, m->deep);
		ws_dilate_in_sight(l, &m->walls->cuts, m->near_marks, sure, m->sure);
	}
	else
		ws_dilate(l, m->near_marks, sure, m->sure);
	for (int class = 0; class < CLASSES; class ++)
	{
		double radius = widest_of(m, class) + FROM_STREET;

		if (!ws_bits_any(l, m->marks[class]))
			continue;
		if (m->walls)
			ws_dilate_in_sight(l, &m->walls->cuts, m->marks[class], radius,
							   class == FULL ? m->seen : m->possible);
		else
			ws_dilate(l, m->marks[class], radius, m->possible);
	}
	for (size_t i = 0; i < n; i++)
	{
		if (m->walls)
			m->possible[i] |= m->seen[i];
		not_sure[i] = ~m->sure[i];
		m->open[i] = m->possible[i] & not_sure[i];
	}
	/* Of a link that leaves what is sure, both ends are needed. */
	add_neighbours(l, not_sure, m->measured);
	for (size_t i = 0; i < n; i++)
		m->measured[i] = (m->measured[i] & m->sure[i] & ~(m->walls ? m->deep[i] : 0)) | m->open[i];
	for (size_t i = 0; m->walls && i < n; i++)
	{
		m->hideable[i] = m->measured[i] & m->by_walls[i];
		m->hidden[i] = m->hideable[i] & ~m->seen[i];
		m->clear[i] = m->measured[i] & ~m->by_walls[i];
	}
	ws_bits_free(l, not_sure);
}

/*
 * Measuring.
 */

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
make_capsule(const Maker *m, const WsStretch *t)
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
	c.widest = greater(t->ra, t->rb);
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

	return (Rows){(uint32_t) (lesser(a, b) - wide) + 1, (uint32_t) (greater(a, b) + wide)};
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

		from = greater(from, lesser(south, north));
		to = lesser(to, greater(south, north));
	}
	double a = c->x + from * c->ux, b = c->x + to * c->ux;

	return (Rows){(uint32_t) (lesser(a, b) - wide) + 1, (uint32_t) (greater(a, b) + wide)};
}

/* Beyond this nothing needs to be known: it is no link's length from the area. */
#define MOST 1.0

/* Lowers the field at the points of a set near a stretch. */
static void
stamp(Maker *m, const Capsule *c, const uint64_t *set)
{
	uint32_t words = m->lattice->row_words;
	double wide = c->widest + MOST;
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
any_in(const Maker *m, const uint64_t *set, Rows rows, Rows columns)
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
shrink_to(const Maker *m, const uint64_t *set, Rows *rows, Rows *columns)
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
lower(Maker *m, const Capsule *c, double low, double high, const uint64_t *set, size_t point,
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
stamp_from(Maker *m, const Capsule *c, double low, double high, uint32_t mark, const uint64_t *set)
{
	uint32_t stride = ws_lattice_stride(m->lattice);
	const int64_t back[] = {-1, -(int64_t) stride, 1, stride};
	uint32_t x = mark % stride, y = mark / stride;
	double wide = c->widest + FROM_STREET;
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
stamp_in_sight(Maker *m, const WsStretch *t, const Capsule *c, const uint64_t *set)
{
	Samples samples = samples_of(m, t);
	double length = hypot(t->bx - t->ax, t->by - t->ay), part = length / samples.parts;
	double to = t->to * samples.parts;
	uint32_t first = (uint32_t) (t->from * samples.parts);
	uint32_t last = (uint32_t) to + ((uint32_t) to < to);

	/* Those next to the reach as well: which are reached changes with the budget. */
	for (uint32_t k = first; k <= last; k++)
	{
		double x = sample_x(&samples, k), y = sample_y(&samples, k);
		double low = greater(c->low, (k - 1.0) * part), high = lesser(c->high, (k + 1.0) * part);
		uint32_t marks[4];
		bool next;

		if (low > high)
			continue;
		for (uint32_t n = marks_of(m, x, y, marks, &next); n > 0; n--)
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
stamp_full(Maker *m, const WsStretch *t)
{
	Capsule c = make_capsule(m, t);
	double wide = c.widest + MOST;
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
any_sample(const Maker *m, size_t stretch, const uint64_t *set)
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
counts_where_hidden(const Maker *m, const WsStretch *t)
{
	return m->walls && t->implied && greater(t->ra, t->rb) > WS_AREA_LEAST &&
		   !passes(m, t, m->by_closed);
}

static void
stamp_narrow(Maker *m, const WsStretch *t)
{
	Capsule capsule = make_capsule(m, t);
	const uint64_t *set = m->hideable;

	if (counts_where_hidden(m, t))
		set = m->hidden;
	else
		stamp(m, &capsule, m->walls ? m->clear : m->measured);
	if (m->walls && any_in(m, set, rows_of(&capsule, capsule.widest + MOST),
						   columns_of(&capsule, capsule.widest + MOST, -1)))
		stamp_in_sight(m, t, &capsule, set);
}

/* Stamps the stretches of the full radius, or the others. */
static void
stamp_all(Maker *m, const uint64_t *near, bool full)
{
	for (size_t i = 0; i < m->n; i++)
	{
		const WsStretch *t = &m->stretches[i];

		if ((i & 255) == 0)
			ws_interrupt(m->env);
		if ((m->class[i] == FULL) != full || !any_sample(m, i, near))
			continue;
		if (full)
			stamp_full(m, t);
		else
			stamp_narrow(m, t);
	}
}

static void
measure(Maker *m)
{
	const WsLattice *l = m->lattice;
	size_t n = ws_lattice_words(l);
	uint64_t *near = ws_bits_make(l);
	double most = m->radius + MOST;

	for (size_t word = 0; word < n; word++)
		for (uint64_t bits = m->measured[word]; bits; bits &= bits - 1)
			m->field[word * 64 + (size_t) __builtin_ctzll(bits)] = most * most;
	ws_dilate(l, m->measured, most + FROM_STREET, near);
	stamp_all(m, near, true);
	for (size_t word = 0; word < n; word++)
		for (uint64_t bits = m->measured[word]; bits; bits &= bits - 1)
		{
			double *field = &m->field[word * 64 + (size_t) __builtin_ctzll(bits)];

			bool seen = !m->walls || ((m->seen[word] | ~m->by_walls[word]) & bits & -bits);

			*field = seen ? sqrt(*field) - m->radius : MOST;
		}
	stamp_all(m, near, false);
	ws_bits_free(l, near);
}

/*
 * The area.
 */

static void
fill(Maker *m)
{
	uint64_t *inside = m->area->inside;

	for (size_t word = 0; word < ws_lattice_words(m->lattice); word++)
	{
		inside[word] = m->sure[word] | (m->walls ? m->shared[word] | m->watched[word] : 0);
		for (uint64_t bits = m->open[word]; bits; bits &= bits - 1)
			if (m->field[word * 64 + (size_t) __builtin_ctzll(bits)] < 0)
				inside[word] |= bits & -bits;
	}
}

/*
 * How much of a link is inside, by the excess at its ends. The formula is monotone
 * in both after rounding too, which nesting needs.
 */
static inline double
part_inside(double in, double out)
{
	return 1 / (1 + out / -in);
}

/* How far the area goes from a point inside along a link to one outside. */
static double
extent(const Maker *m, size_t point, size_t beyond, WsDirection out)
{
	static const int dx[] = {1, 0, -1, 0}, dy[] = {0, 1, 0, -1};
	uint32_t stride = ws_lattice_stride(m->lattice);
	double length = 0;

	if (ws_bit(m->sure, point) || ws_bit(m->open, point))
	{
		/* What is deep inside is not measured; nor what is not in sight, or far from it. */
		double in = ws_bit(m->measured, point) ? m->field[point] : -MOST;

		if (in < 0)
			length = -in < 1 ? -in : 1;
		if (in < 0 && ws_bit(m->measured, beyond))
			length = greater(length, part_inside(in, m->field[beyond]));
	}
	if (m->walls)
	{
		bool cut = ws_is_cut(&m->walls->cuts, point, beyond, out);

		if (cut && ws_bit(m->watched, point))
			length = 1;
		if (cut)
			length = lesser(length, ws_walls_stop(m->walls, (uint32_t) (point % stride),
												  (uint32_t) (point / stride), dx[out], dy[out]));
	}
	return length;
}

/* Of all points inside with a neighbour outside. */
static void
extend(Maker *m)
{
	const WsLattice *l = m->lattice;
	const uint64_t *inside = m->area->inside;
	size_t row = l->row_words, n = ws_lattice_words(l);
	const int64_t step[] = {1, (int64_t) row * 64, -1, -(int64_t) row * 64};

	for (size_t i = row; i + row < n; i++)
	{
		uint64_t out[4] = {~(inside[i] >> 1 | inside[i + 1] << 63), ~inside[i + row],
						   ~(inside[i] << 1 | inside[i - 1] >> 63), ~inside[i - row]};

		for (WsDirection to = WS_EAST; to <= WS_SOUTH; to++)
			for (uint64_t bits = inside[i] & out[to]; bits; bits &= bits - 1)
			{
				size_t point = i * 64 + (size_t) __builtin_ctzll(bits);
				double steps =
					WS_LINK_STEPS * extent(m, point, (size_t) ((int64_t) point + step[to]), to);

				m->area->extent[point][to] =
					(uint16_t) (steps < 1                   ? 1
								: steps > WS_LINK_STEPS - 1 ? WS_LINK_STEPS - 1
															: steps);
			}
	}
}

void
ws_area(const WsReached *reached, WsArea *area)
{
	const WsLattice *lattice = &reached->lattice;
	size_t points = ws_lattice_words(lattice) * 64;
	Maker m = {.env = lattice->env,
			   .lattice = lattice,
			   .stretches = reached->stretches,
			   .n = reached->n,
			   .radius = reached->radius,
			   .area = area};
	uint64_t **always[] = {&m.near_marks, &m.sure,     &m.possible,
						   &m.open,       &m.measured, &m.near_walls};
	uint64_t **walled[] = {&m.deep,   &m.seen,  &m.by_walls, &m.hideable,
						   &m.hidden, &m.clear, &m.shared,   &m.watched};
	WsWalls walls;

	area->lattice = *lattice;
	area->inside = ws_bits_make(lattice);
	area->extent = ws_alloc(m.env, points * sizeof(*area->extent));
	m.field = ws_alloc(m.env, (points + BATCH) * sizeof(double));
	for (int i = 0; i < 6; i++)
		*always[i] = ws_bits_make(lattice);
	for (int class = 0; class < CLASSES; class ++)
		m.marks[class] = ws_bits_make(lattice);
	if (reached->n_walls > 0)
	{
		for (int i = 0; i < 8; i++)
			*walled[i] = ws_bits_make(lattice);
		m.ways = ws_ways_make(m.env, m.radius + FROM_STREET);
		walls = ws_walls_make(lattice, reached->walls, reached->n_walls, reached->tolerance);
		m.walls = &walls;
	}
	find_beside(&m);
	mark(&m);
	divide(&m);
	measure(&m);
	fill(&m);
	extend(&m);
	if (m.walls)
		ws_walls_free(&walls);
	for (int i = 0; i < 6; i++)
		ws_bits_free(lattice, *always[i]);
	for (int i = 0; i < 8; i++)
		ws_bits_free(lattice, *walled[i]);
	ws_bits_free(lattice, m.by_closed);
	for (int class = 0; class < CLASSES; class ++)
		ws_bits_free(lattice, m.marks[class]);
	ws_free(m.env, m.class);
	ws_free(m.env, m.ways.steps);
	ws_free(m.env, m.samples);
	ws_free(m.env, m.first_sample);
	ws_free(m.env, m.field);
}

WsArea
ws_area_copy(const WsArea *area)
{
	WsArea copy = {.lattice = area->lattice};
	size_t words = ws_lattice_words(&area->lattice);

	copy.inside = ws_bits_make(&area->lattice);
	copy.extent = ws_alloc(area->lattice.env, words * 64 * sizeof(*copy.extent));
	memcpy(copy.inside, area->inside, words * sizeof(uint64_t));
	memcpy(copy.extent, area->extent, words * 64 * sizeof(*copy.extent));
	return copy;
}

void
ws_area_free(WsArea *area)
{
	ws_bits_free(&area->lattice, area->inside);
	ws_free(area->lattice.env, area->extent);
}
