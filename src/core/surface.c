/*
 * surface.c - the area around reached pieces of street, on a lattice.
 *
 * Definition. Every reached place of a street has a radius r, the leg off the
 * street that the rest of the budget allows. On a lattice of cells of length 1 it
 * is
 *
 *		R(r) = max((r + sqrt(r^2 + 1)) / 2, 3/4)
 *
 * and the area is all that is within R of such a place and in its sight. The
 * first term is the inflation that makes up for chords which replace arcs; the
 * second keeps a street without any leg as a band, and what is so near to a street
 * is in the area whatever wall is between. Of the area, this finds the lattice
 * points inside and how far it goes along the links from these to points outside.
 * contour.c joins these ends, of which at most one is on a link: no reached street
 * lies outside, and a larger budget never gives less, without tolerance. Holes
 * narrower than a cell vanish.
 *
 * Along a row of the lattice, a stretch of street covers one span, whose ends have
 * a closed form. But nearly all of a city is deep inside, and need not be
 * measured:
 *
 * 1. Mark the lattice point next to each of the samples of all stretches; they
 *    lie at most a cell apart in x and y, at places that depend on the street alone.
 * 2. Dilate the marks by a little less than the radius, which is surely inside,
 *    and by a little more, beyond which is surely outside.
 * 3. Measure the stretches that come near the points between, one after the
 *    other, by rows and by columns.
 *
 * Near walls all that must be in sight. Dilating, a straight chain of links stands
 * for the leg, and none of them may cross a wall. Measuring, stretches are cut
 * at their samples into pieces of less than a cell, and the leg from the sample
 * where the walker enters the piece must not cross a wall. The area ends at a wall.
 *
 * Memory: eight bytes a lattice point for the ends, four near walls, a bit for each
 * of some twenty sets; a Stretch for each segment.
 */
#include "surface.h"

#include <math.h>

/* From a sample to the lattice point that is marked for it, at most: half a diagonal. */
#define TO_MARK 0.7072

/* From a place on a street to the nearest mark for it, at most. */
#define FROM_STREET 1.4143

/* The least radius. */
#define LEAST 0.75

typedef struct Surface
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
	uint64_t *full_marks; /* of what has the full radius */
	uint64_t *all_marks;
	uint64_t *deep; /* so far inside that only a wall ends it at a link; NULL without walls */
	uint64_t *sure; /* inside */
	uint64_t *possible;
	uint64_t *open; /* possible, not sure */
	uint64_t *edge; /* where links are measured: at least one of their points is in it */
	uint64_t *everything;
	uint64_t *beside_walls; /* what a wall may hide something from */
	WsArea *area;
} Surface;

double
ws_surface_radius(double leg)
{
	return fmax((leg + sqrt(leg * leg + 1)) / 2, LEAST);
}

double
ws_surface_margin(double radius)
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

/*
 * Marks.
 */

/* In how many equal parts the samples cut a segment. */
static inline uint32_t
parts_of(const WsStretch *s)
{
	double longest = greater(fabs(s->bx - s->ax), fabs(s->by - s->ay));

	return longest > 1 ? (uint32_t) ceil(longest) : 1;
}

/* The mark of a sample in a cell with walls: whether it is in sight. */
static void
mark_beside_wall(Surface *s, double x, double y, uint32_t at, bool full)
{
	uint32_t stride = ws_lattice_stride(s->lattice);

	/* Of the four corners, all that are in sight are possible beginnings of a leg. */
	for (uint32_t corner = 0; corner < 4; corner++)
	{
		uint32_t cx = (uint32_t) x + (corner & 1), cy = (uint32_t) y + (corner >> 1);
		uint32_t point = cy * stride + cx;

		if (ws_walls_hide(s->walls, x, y, cx, cy))
			continue;
		ws_bit_set(s->all_marks, point);
		if (point == at && full)
			ws_bit_set(s->full_marks, point);
	}
}

/* Whether one of some samples of a segment has a wall near. */
static bool
beside_walls(const Surface *s, double ax, double ay, double dx, double dy, uint32_t first,
			 uint32_t last)
{
	for (uint32_t k = first; k <= last; k++)
	{
		uint32_t x = (uint32_t) (ax + k * dx + 0.5), y = (uint32_t) (ay + k * dy + 0.5);

		if (ws_bit(s->beside_walls, (size_t) y * ws_lattice_stride(s->lattice) + x))
			return true;
	}
	return false;
}

static void
mark(Surface *s)
{
	uint32_t stride = ws_lattice_stride(s->lattice);
	double left = s->lattice->left, bottom = s->lattice->bottom;

	s->first_sample = ws_alloc(s->env, (s->n + 1) * sizeof(uint32_t));
	for (size_t i = 0; i < s->n; i++)
	{
		const WsStretch *t = &s->stretches[i];
		bool full = t->ra == s->radius && t->rb == s->radius;
		uint32_t parts = parts_of(t);
		double ax = t->ax - left, ay = t->ay - bottom;
		double dx = (t->bx - t->ax) / parts, dy = (t->by - t->ay) / parts;
		double low = t->from * parts, high = t->to * parts;
		uint32_t last = (uint32_t) ceil(high);

		s->first_sample[i] = (uint32_t) s->n_samples;
		if (s->n_samples + parts + 1 > s->samples_capacity)
			s->samples = ws_grow(s->env, s->samples, &s->samples_capacity,
								 s->n_samples + parts + 1, sizeof(uint32_t));
		if (t->implied && !(s->walls && beside_walls(s, ax, ay, dx, dy, (uint32_t) low, last)))
			continue;
		for (uint32_t k = (uint32_t) low; k <= last; k++)
		{
			double x = ax + k * dx, y = ay + k * dy;
			uint32_t at = (uint32_t) (y + 0.5) * stride + (uint32_t) (x + 0.5);
			bool reached = full && k >= low && k <= high;

			s->samples[s->n_samples++] = at;
			if (s->walls && ws_walls_touch_cell(s->walls, (uint32_t) x, (uint32_t) y))
				mark_beside_wall(s, x, y, at, reached);
			else
				ws_bit_set(reached ? s->full_marks : s->all_marks, at);
		}
		if ((i & 1023) == 0)
			ws_interrupt(s->env);
	}
	s->first_sample[s->n] = (uint32_t) s->n_samples;
	for (size_t i = 0; i < ws_lattice_words(s->lattice); i++)
		s->all_marks[i] |= s->full_marks[i];
}

/*
 * What is sure, what is possible, and what is to be measured.
 */

/* The points of a set that have a neighbour outside of another one, by links. */
static void
add_rim(const WsLattice *lattice, const uint64_t *of, const uint64_t *except, const uint64_t *set,
		uint64_t *out)
{
	size_t n = ws_lattice_words(lattice), row = lattice->row_words;

	for (size_t i = row; i + row < n; i++)
	{
		uint64_t around = (set[i] << 1 | set[i - 1] >> 63) & (set[i] >> 1 | set[i + 1] << 63) &
						  set[i - row] & set[i + row];

		out[i] |= of[i] & ~except[i] & ~around;
	}
}

static void
divide(Surface *s)
{
	const WsLattice *l = s->lattice;
	size_t n = ws_lattice_words(l);
	double sure = s->radius - TO_MARK, possible = s->radius + FROM_STREET;

	if (s->walls)
	{
		ws_dilate_in_sight(l, &s->walls->cuts, s->full_marks, (double[]){sure, sure - 1},
						   (uint64_t *[]){s->sure, s->deep}, 2);
		ws_dilate_in_sight(l, &s->walls->cuts, s->all_marks, &possible, &s->possible, 1);
	}
	else
	{
		ws_dilate(l, s->full_marks, sure, s->sure);
		ws_dilate(l, s->all_marks, possible, s->possible);
	}
	for (size_t i = 0; i < n; i++)
		s->edge[i] = s->open[i] = s->possible[i] & ~s->sure[i];
	/* At a wall, what is sure may end without anything that is possible beyond. */
	if (s->walls)
		add_rim(l, s->sure, s->deep, s->sure, s->edge);
	memcpy(s->area->inside, s->sure, n * sizeof(uint64_t));
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
	double wide; /* the end with the larger radius */
} Capsule;

/* Room for the rows, or columns, of one capsule. */
typedef struct Spans
{
	uint32_t first;
	uint32_t count;
	size_t capacity;
	double *low, *high;
} Spans;

typedef struct Meter
{
	Surface *surface;
	Spans rows, columns;
} Meter;

static Capsule
make_capsule(const Surface *s, const WsStretch *t, double from, double to)
{
	double dx = t->bx - t->ax, dy = t->by - t->ay, length = sqrt(dx * dx + dy * dy);
	Capsule c = {t->ax - s->lattice->left, t->ay - s->lattice->bottom, .ux = 1};
	double part = (t->to - t->from) * length;

	if (length > 0)
	{
		c.ux = dx / length;
		c.uy = dy / length;
	}
	c.low = from * length;
	c.high = to * length;
	c.r = t->ra;
	if (t->ra != t->rb && part > 0)
	{
		c.slope = (t->rb - t->ra) / part;
		c.r -= c.slope * (t->from * length);
	}
	c.wide = c.slope > 0 ? c.high : c.low;
	/* Where the radius changes as fast as the street goes, the larger disc holds all. */
	if (fabs(c.slope) >= 1 - 1e-9 || (part == 0 && t->ra != t->rb))
	{
		c.r = part == 0 ? greater(t->ra, t->rb) : c.r + c.slope * c.wide;
		c.slope = 0;
		c.low = c.high = c.wide;
	}
	return c;
}

/*
 * Where rows enter and leave a capsule. A disc at t covers up to
 *
 *		t ux +- sqrt((r + slope t)^2 - (y - t uy)^2)
 *
 * of a row, which is concave in t: the farthest is on the tangent of all discs,
 * or at the end of the part that is nearer to that.
 */
WS_VECTORIZED static void
measure_rows(const Capsule *c, double y, uint32_t n, double *restrict west, double *restrict east)
{
	/* The unit normal of the tangent: back against the slope, then to the east, or west. */
	double across = sqrt(1 - c->slope * c->slope);
	double side = c->uy < 0 ? c->ux : -c->ux;
	double ny[2] = {-c->slope * c->uy - across * side, -c->slope * c->uy + across * side};
	double *out[2] = {west, east};

	for (int i = 0; i < 2; i++)
	{
		double det = c->uy + c->slope * ny[i], sign = i ? 1 : -1;
		double *restrict to = out[i];
		double inverse = 1 / (fabs(det) > 1e-12 ? det : 1e-12);
		double normal = ny[i];

		for (uint32_t k = 0; k < n; k++)
		{
			double at = y + k - c->y;
			double t = (at - c->r * normal) * inverse;
			double beyond = c->r + c->slope * t;

			t = t < c->low ? c->low : t > c->high ? c->high : t;
			t = beyond < 0 ? c->wide : t;

			double radius = c->r + c->slope * t, off = at - t * c->uy;
			double half = radius * radius - off * off;

			to[k] = c->x + t * c->ux + sign * sqrt(half > 0 ? half : 0);
		}
	}
}

static void
measure(const WsEnv *env, Spans *spans, const Capsule *c)
{
	double a = c->y + c->low * c->uy, b = c->y + c->high * c->uy;
	double ra = c->r + c->slope * c->low, rb = c->r + c->slope * c->high;
	double low = lesser(a - ra, b - rb), high = greater(a + ra, b + rb);

	spans->first = (uint32_t) low + 1;
	spans->count = (uint32_t) high - (uint32_t) low;
	if (spans->count > spans->capacity)
	{
		size_t capacity = spans->capacity;

		spans->low = ws_grow(env, spans->low, &capacity, spans->count, sizeof(double));
		spans->high = ws_grow(env, spans->high, &spans->capacity, spans->count, sizeof(double));
	}
	measure_rows(c, spans->first, spans->count, spans->low, spans->high);
}

static Capsule
turned(const Capsule *c)
{
	Capsule t = *c;

	t.x = c->y;
	t.y = c->x;
	t.ux = c->uy;
	t.uy = c->ux;
	return t;
}

static inline void
extend(Surface *s, size_t point, WsDirection out, double length)
{
	double steps = length * WS_LINK_STEPS;
	uint16_t *extent = &s->area->extent[point][out];
	int whole = steps < WS_LINK_STEPS - 1 ? (int) steps : WS_LINK_STEPS - 1;

	if (whole > *extent)
		*extent = (uint16_t) whole;
}

/* A capsule that no wall is near to, or whose walls do not count. */
static void
cover(Meter *meter, const Capsule *capsule, const uint64_t *open, const uint64_t *edge)
{
	Surface *s = meter->surface;
	uint32_t words = s->lattice->row_words, stride = words * 64;
	Capsule across = turned(capsule);
	Spans *rows = &meter->rows, *columns = &meter->columns;

	measure(s->env, rows, capsule);
	for (uint32_t i = 0; i < rows->count; i++)
	{
		uint32_t row = rows->first + i;
		uint32_t west = (uint32_t) rows->low[i] + 1, east = (uint32_t) rows->high[i];
		size_t start = (size_t) row * stride;

		if (west > east)
			continue;
		for (uint32_t word = west / 64; word <= east / 64; word++)
			s->area->inside[(size_t) row * words + word] |=
				ws_bits_between(word, west, east) & open[(size_t) row * words + word];
		if (ws_bit(edge, start + east) | ws_bit(edge, start + east + 1))
			extend(s, start + east, WS_EAST, rows->high[i] - east);
		if (ws_bit(edge, start + west) | ws_bit(edge, start + west - 1))
			extend(s, start + west, WS_WEST, west - rows->low[i]);
	}
	measure(s->env, columns, &across);
	for (uint32_t i = 0; i < columns->count; i++)
	{
		uint32_t column = columns->first + i;
		uint32_t south = (uint32_t) columns->low[i] + 1, north = (uint32_t) columns->high[i];
		size_t top = (size_t) north * stride + column, bottom = (size_t) south * stride + column;

		if (south > north)
			continue;
		if (ws_bit(edge, top) | ws_bit(edge, top + stride))
			extend(s, top, WS_NORTH, columns->high[i] - north);
		if (ws_bit(edge, bottom) | ws_bit(edge, bottom - stride))
			extend(s, bottom, WS_SOUTH, south - columns->low[i]);
	}
}

/* Where the walker enters a piece, from which legs must be in sight. */
typedef struct Anchors
{
	double x[2], y[2];
	int n;
} Anchors;

static bool
in_sight(const WsWalls *walls, const Anchors *anchors, uint32_t x, uint32_t y)
{
	for (int i = 0; i < anchors->n; i++)
		if (!ws_walls_hide(walls, anchors->x[i], anchors->y[i], x, y))
			return true;
	return false;
}

/* How far a piece goes along a link from a point, as far as a wall lets it. */
static void
extend_to_wall(Surface *s, uint32_t x, uint32_t y, WsDirection out, double length)
{
	static const int dx[] = {1, 0, -1, 0}, dy[] = {0, 1, 0, -1};
	size_t point = (size_t) y * ws_lattice_stride(s->lattice) + x;
	const WsCuts *cuts = &s->walls->cuts;
	size_t link = out == WS_WEST    ? point - 1
				  : out == WS_SOUTH ? point - ws_lattice_stride(s->lattice)
									: point;

	if (ws_bit(dx[out] ? cuts->east : cuts->north, link))
		length = lesser(length, ws_walls_stop(s->walls, x, y, dx[out], dy[out]));
	extend(s, point, out, length);
}

/* A piece of a stretch with walls near. */
static void
cover_in_sight(Meter *meter, const Capsule *capsule, const Anchors *anchors)
{
	Surface *s = meter->surface;
	uint32_t words = s->lattice->row_words;
	Capsule across = turned(capsule);
	Spans *rows = &meter->rows, *columns = &meter->columns;
	bool measured = false;

	measure(s->env, rows, capsule);
	for (uint32_t i = 0; i < rows->count; i++)
	{
		uint32_t row = rows->first + i;
		uint32_t west = (uint32_t) rows->low[i] + 1, east = (uint32_t) rows->high[i];

		for (uint32_t word = west / 64; west <= east && word <= east / 64; word++)
		{
			size_t at = (size_t) row * words + word;
			uint64_t bits = ws_bits_between(word, west, east) & s->edge[at];

			for (; bits; bits &= bits - 1)
			{
				uint32_t x = word * 64 + (uint32_t) __builtin_ctzll(bits), i_x;

				if (!in_sight(s->walls, anchors, x, row))
					continue;
				s->area->inside[at] |= bits & -bits & s->open[at];
				if (!measured)
					measure(s->env, columns, &across);
				measured = true;
				extend_to_wall(s, x, row, WS_EAST, rows->high[i] - x);
				extend_to_wall(s, x, row, WS_WEST, x - rows->low[i]);
				i_x = x - columns->first;
				if (i_x >= columns->count)
					continue;
				extend_to_wall(s, x, row, WS_NORTH, columns->high[i_x] - row);
				extend_to_wall(s, x, row, WS_SOUTH, row - columns->low[i_x]);
			}
		}
	}
}

/* Whether some sample of a stretch, or the one before, is in a set. */
static bool
any_sample(const Surface *s, size_t stretch, const uint64_t *set)
{
	for (uint32_t i = s->first_sample[stretch]; i < s->first_sample[stretch + 1]; i++)
		if (ws_bit(set, s->samples[i]))
			return true;
	return false;
}

/* Whether all lattice points around a piece are sure. */
static bool
amid_sure(const Surface *s, double ax, double ay, double bx, double by)
{
	uint32_t west = (uint32_t) lesser(ax, bx), east = (uint32_t) greater(ax, bx) + 1;
	uint32_t south = (uint32_t) lesser(ay, by), north = (uint32_t) greater(ay, by) + 1;

	for (uint32_t y = south; y <= north; y++)
		for (uint32_t x = west; x <= east; x++)
			if (!ws_bit(s->sure, (size_t) y * ws_lattice_stride(s->lattice) + x))
				return false;
	return true;
}

/* A stretch with walls near, piece by piece. */
static void
measure_beside_walls(Meter *meter, size_t stretch)
{
	Surface *s = meter->surface;
	const WsStretch *t = &s->stretches[stretch];
	uint32_t parts = parts_of(t);
	double ax = t->ax - s->lattice->left, ay = t->ay - s->lattice->bottom;
	double dx = t->bx - t->ax, dy = t->by - t->ay;
	uint32_t k = (uint32_t) (t->from * parts);

	do
	{
		double low = (double) k / parts, high = (double) (k + 1) / parts;
		double from = greater(t->from, low), to = lesser(t->to, high);
		Anchors anchors = {.n = 0};
		Capsule piece = make_capsule(s, t, from, to);

		/* Samples, as far as they are reached: they do not change with the budget. */
		if (low >= t->from)
			anchors.x[anchors.n] = ax + low * dx, anchors.y[anchors.n++] = ay + low * dy;
		if (high <= t->to)
			anchors.x[anchors.n] = ax + high * dx, anchors.y[anchors.n++] = ay + high * dy;
		if (anchors.n == 0)
		{
			double at = t->after_a ? from : to;

			anchors = (Anchors){.x = {ax + at * dx}, .y = {ay + at * dy}, .n = 1};
		}
		cover_in_sight(meter, &piece, &anchors);
		/* The street itself is in the area, whatever is beside it. */
		if (!amid_sure(s, ax + from * dx, ay + from * dy, ax + to * dx, ay + to * dy))
		{
			piece.r = LEAST;
			piece.slope = 0;
			cover(meter, &piece, s->everything, s->everything);
		}
		k++;
	} while (k < t->to * parts);
}

static void
measure_all(Surface *s)
{
	const WsLattice *l = s->lattice;
	uint64_t *near = ws_bits_make(l);
	Meter meter = {.surface = s};

	/* What is measured is within the radius of a link's end, and marked for a sample near. */
	ws_dilate(l, s->edge, s->radius + 1 + FROM_STREET, near);
	for (size_t i = 0; i < s->n; i++)
	{
		const WsStretch *t = &s->stretches[i];
		bool walled = s->walls && any_sample(s, i, s->beside_walls);

		if ((i & 255) == 0)
			ws_interrupt(s->env);
		if (!any_sample(s, i, near))
			continue;
		if (walled)
			measure_beside_walls(&meter, i);
		else
		{
			Capsule capsule = make_capsule(s, t, t->from, t->to);

			cover(&meter, &capsule, s->open, s->edge);
		}
	}
	ws_free(s->env, meter.rows.low);
	ws_free(s->env, meter.rows.high);
	ws_free(s->env, meter.columns.low);
	ws_free(s->env, meter.columns.high);
	ws_bits_free(l, near);
}

/* At a link to what is outside, all that is deep inside ends at a wall, or in its shadow. */
static void
extend_deep(Surface *s)
{
	const WsLattice *l = s->lattice;
	uint64_t *rim = ws_bits_make(l);
	const uint64_t *inside = s->area->inside;
	uint32_t stride = ws_lattice_stride(l);

	add_rim(l, s->deep, rim, inside, rim);
	for (size_t word = 0; word < ws_lattice_words(l); word++)
		for (uint64_t bits = rim[word]; bits; bits &= bits - 1)
		{
			size_t point = word * 64 + (size_t) __builtin_ctzll(bits);

			for (WsDirection out = WS_EAST; out <= WS_SOUTH; out++)
				extend_to_wall(s, (uint32_t) (point % stride), (uint32_t) (point / stride), out, 1);
		}
	ws_bits_free(l, rim);
}

void
ws_surface(const WsReached *reached, WsArea *area)
{
	const WsLattice *lattice = &reached->lattice;
	Surface s = {.env = lattice->env,
				 .lattice = lattice,
				 .stretches = reached->stretches,
				 .n = reached->n,
				 .radius = reached->radius,
				 .area = area};
	uint64_t **sets[] = {&s.full_marks, &s.all_marks, &s.sure, &s.possible,
						 &s.open,       &s.edge,      &s.deep, &s.everything, &s.beside_walls};
	size_t n_sets = sizeof(sets) / sizeof(*sets) - (reached->n_walls ? 0 : 3);
	WsWalls walls;

	area->lattice = *lattice;
	area->inside = ws_bits_make(lattice);
	area->extent = ws_alloc0(s.env, ws_lattice_words(lattice) * 64 * sizeof(*area->extent));
	for (size_t i = 0; i < n_sets; i++)
		*sets[i] = ws_bits_make(lattice);
	if (reached->n_walls > 0)
	{
		walls = ws_walls_make(lattice, reached->walls, reached->n_walls, reached->tolerance);
		s.walls = &walls;
		memset(s.everything, 0xff, ws_lattice_words(lattice) * sizeof(uint64_t));
		ws_dilate(lattice, walls.cells, s.radius + 1 + FROM_STREET, s.beside_walls);
	}
	mark(&s);
	divide(&s);
	measure_all(&s);
	if (s.walls)
	{
		extend_deep(&s);
		ws_walls_free(&walls);
	}
	for (size_t i = 0; i < n_sets; i++)
		ws_bits_free(lattice, *sets[i]);
	ws_free(s.env, s.samples);
	ws_free(s.env, s.first_sample);
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
