/*
 * surface.c - the area around reached pieces of street, on a lattice.
 *
 * Definition. Every reached place of a street has a radius r, the leg off the
 * street that the rest of the budget allows. On a lattice of cells of length 1 it
 * is
 *
 *		R(r) = max((r + sqrt(r^2 + 1)) / 2, 3/4)
 *
 * and the field at x is the least |x - p| - R of the places p that are in sight of
 * x. The area is where the field, taken at the points of the lattice and interpolated
 * along its links, is negative, as far as the next wall. The first term of R is the
 * inflation that makes up for chords which replace arcs; the second keeps a street
 * without any leg as a band, and what is so near to a street is in the area whatever
 * wall is between. So no reached street lies outside, and where the field is smaller
 * everywhere, the area is larger everywhere, without tolerance: budgets nest. Holes
 * narrower than a cell vanish. contour.c joins where the area ends on the links.
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
 * a wall. To a point between the sure and the possible, whichever street of the full
 * radius is nearest counts if any is in sight by such a chain: the end of the area
 * is exact where the nearest street is in sight, and up to a cell and a half too far
 * out where only another is. Streets with a smaller radius must be in sight
 * themselves: cut at their samples into pieces, of which one of the ends where the
 * walker passes has a straight leg to the point that crosses no wall.
 *
 * Memory: twelve bytes a lattice point, eight more near walls, a bit for each of
 * some twenty sets; a stretch for each segment.
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
	uint64_t *far_marks; /* and those that are not near enough to be sure of */
	uint64_t *all_marks; /* and those of what has a smaller radius */
	uint64_t *sure; /* inside */
	uint64_t *deep; /* so far inside that only a wall ends the area at a link; NULL without walls */
	uint64_t *possible;
	uint64_t *seen; /* in sight of what has the full radius; NULL without walls */
	uint64_t *open; /* possible, not sure */
	uint64_t *measured; /* of these the field is worked out */
	float *field; /* how far outside of the area a point is, in sight; inside, negative */
	uint64_t *beside_walls; /* what a wall may hide something from */
	uint64_t *by_walls; /* a step or two from one */
	uint64_t *banded;
	float *band; /* like the field, for the streets themselves, whatever is in sight */
	uint32_t hint; /* the wall that hid something last */
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

static inline bool
is_full(const Surface *s, const WsStretch *t)
{
	return t->ra == s->radius && t->rb == s->radius;
}

/*
 * Marks.
 */

/* In how many equal parts the samples cut a segment. */
static inline uint32_t
parts_of(const WsStretch *s)
{
	double longest = greater(fabs(s->bx - s->ax), fabs(s->by - s->ay));
	uint32_t whole = (uint32_t) longest;

	return whole + (whole < longest || whole == 0);
}

/* The mark of a sample in a cell with walls: as far as it is in sight. */
static void
mark_beside_wall(Surface *s, double x, double y, uint32_t at, bool full)
{
	uint32_t stride = ws_lattice_stride(s->lattice);

	if (!ws_walls_hide(s->walls, x, y, at % stride, at / stride, &s->hint))
	{
		ws_bit_set(full ? s->full_marks : s->all_marks, at);
		return;
	}
	/* Another corner of the cell is too far for what is sure. */
	for (uint32_t corner = 0; corner < 4; corner++)
	{
		uint32_t cx = (uint32_t) x + (corner & 1), cy = (uint32_t) y + (corner >> 1);

		if (!ws_walls_hide(s->walls, x, y, cx, cy, &s->hint))
			ws_bit_set(full ? s->far_marks : s->all_marks, cy * stride + cx);
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
		bool full = is_full(s, t);
		uint32_t parts = parts_of(t);
		double ax = t->ax - left, ay = t->ay - bottom;
		double dx = (t->bx - t->ax) / parts, dy = (t->by - t->ay) / parts;
		double low = t->from * parts, high = t->to * parts;
		uint32_t last = (uint32_t) high + ((uint32_t) high < high);

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

			s->samples[s->n_samples++] = at;
			if (full && (k < low || k > high))
				ws_bit_set(s->far_marks, at);
			else if (s->walls && ws_walls_touch_cell(s->walls, (uint32_t) x, (uint32_t) y))
				mark_beside_wall(s, x, y, at, full);
			else
				ws_bit_set(full ? s->full_marks : s->all_marks, at);
		}
		if ((i & 1023) == 0)
			ws_interrupt(s->env);
	}
	s->first_sample[s->n] = (uint32_t) s->n_samples;
	for (size_t i = 0; i < ws_lattice_words(s->lattice); i++)
	{
		s->far_marks[i] |= s->full_marks[i];
		s->all_marks[i] |= s->far_marks[i];
	}
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

static uint64_t *
except(const WsLattice *lattice, const uint64_t *set, const uint64_t *other)
{
	uint64_t *left = ws_bits_make(lattice);

	for (size_t i = 0; i < ws_lattice_words(lattice); i++)
		left[i] = set[i] & ~other[i];
	return left;
}

static void
divide(Surface *s)
{
	const WsLattice *l = s->lattice;
	size_t n = ws_lattice_words(l);
	double sure = s->radius - TO_MARK, possible = s->radius + FROM_STREET;
	uint64_t *not_sure = ws_bits_make(l), *narrow;

	if (s->walls)
	{
		ws_dilate_in_sight(l, &s->walls->cuts, s->full_marks, (double[]){sure, sure - 1},
						   (uint64_t *[]){s->sure, s->deep}, 2);
		ws_dilate_in_sight(l, &s->walls->cuts, s->far_marks, &possible, &s->seen, 1);
		narrow = except(l, s->all_marks, s->far_marks);
		ws_dilate_in_sight(l, &s->walls->cuts, narrow, &possible, &s->possible, 1);
		ws_bits_free(l, narrow);
		for (size_t i = 0; i < n; i++)
			s->possible[i] |= s->seen[i];
	}
	else
	{
		ws_dilate(l, s->full_marks, sure, s->sure);
		ws_dilate(l, s->all_marks, possible, s->possible);
	}
	for (size_t i = 0; i < n; i++)
	{
		not_sure[i] = ~s->sure[i];
		s->open[i] = s->possible[i] & ~s->sure[i];
	}
	/* A link has two ends. Beside a wall it may have none that is open. */
	if (s->walls)
	{
		add_neighbours(l, not_sure, s->measured);
		for (size_t i = 0; i < n; i++)
			s->measured[i] &= s->sure[i];
	}
	add_neighbours(l, s->open, s->measured);
	for (size_t i = 0; i < n; i++)
		s->measured[i] = (s->measured[i] | s->open[i]) & ~(s->walls ? s->deep[i] : 0);
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
} Capsule;

static Capsule
make_capsule(const Surface *s, const WsStretch *t)
{
	double dx = t->bx - t->ax, dy = t->by - t->ay, length = sqrt(dx * dx + dy * dy);
	Capsule c = {.x = t->ax - s->lattice->left, .y = t->ay - s->lattice->bottom, .ux = 1};
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
	/* Where the radius changes as fast as the street goes, the larger disc holds all. */
	if (fabs(t->rb - t->ra) >= part * (1 - 1e-9))
	{
		c.r = c.widest;
		c.low = c.high = t->ra > t->rb ? c.low : c.high;
		return c;
	}
	c.slope = (t->rb - t->ra) / part;
	c.r -= c.slope * c.low;
	c.shift = c.slope / sqrt(1 - c.slope * c.slope);
	return c;
}

/*
 * How far a point is outside of a part of a capsule; inside, negative. |x - p(t)| -
 * r(t) is least where the line from x meets the street at an angle whose cosine is
 * the slope of r. `at` is that place.
 */
static inline float
excess(const Capsule *c, double low, double high, double x, double y, double *at)
{
	double dx = x - c->x, dy = y - c->y;
	double along = dx * c->ux + dy * c->uy, beside = dx * c->uy - dy * c->ux;
	double t = along + fabs(beside) * c->shift;

	t = t < low ? low : t > high ? high : t;
	*at = t;
	return (float) (sqrt((along - t) * (along - t) + beside * beside) - (c->r + c->slope * t));
}

typedef struct Rows
{
	uint32_t first, last;
} Rows;

/* The rows, and then of each the columns, in which a capsule made wider may be. */
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
	if (fabs(c->uy) > 0.5)
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
#define MOST 1.0f

/* A stretch that no wall is near to. */
static void
stamp(Surface *s, const Capsule *c)
{
	uint32_t words = s->lattice->row_words;
	double wide = c->widest + MOST, at;
	Rows rows = rows_of(c, wide);

	for (uint32_t y = rows.first; y <= rows.last; y++)
	{
		Rows columns = columns_of(c, wide, y);

		for (uint32_t word = columns.first / 64; word <= columns.last / 64; word++)
		{
			size_t number = (size_t) y * words + word;
			uint64_t bits = s->measured[number] & ws_bits_between(word, columns.first, columns.last);

			for (; bits; bits &= bits - 1)
			{
				uint32_t bit = (uint32_t) __builtin_ctzll(bits);
				float *field = &s->field[number * 64 + bit];
				float e = excess(c, c->low, c->high, word * 64 + bit, y, &at);

				*field = e < *field ? e : *field;
			}
		}
	}
}

/* The samples of a stretch from which legs must be in sight. */
typedef struct Anchors
{
	double per_t; /* samples in a unit of t */
	double low, high; /* the first and last sample that is reached, in samples; none if low > high */
	double x, y; /* the sample 0 */
	double dx, dy; /* from one to the next */
	double lone_x, lone_y; /* where the walker comes from, if none is reached */
} Anchors;

static Anchors
make_anchors(const Surface *s, const WsStretch *t)
{
	uint32_t parts = parts_of(t);
	double x = t->ax - s->lattice->left, y = t->ay - s->lattice->bottom;
	double dx = t->bx - t->ax, dy = t->by - t->ay;
	double length = sqrt(dx * dx + dy * dy), lone = t->after_a ? t->from : t->to;

	return (Anchors){.per_t = length > 0 ? parts / length : 0,
					 .low = ceil(t->from * parts),
					 .high = floor(t->to * parts),
					 .x = x,
					 .y = y,
					 .dx = dx / parts,
					 .dy = dy / parts,
					 .lone_x = x + lone * dx,
					 .lone_y = y + lone * dy};
}

/*
 * How far a point is outside of what is in its sight of a stretch, if that is less
 * than `least`; else that. A piece of it, from sample to sample, is in sight if one
 * of these is; they go by how near they are.
 */
static float
excess_in_sight(Surface *s, const Capsule *c, const Anchors *a, uint32_t x, uint32_t y, float least)
{
	double t, low, high;
	float e = excess(c, c->low, c->high, x, y, &t);

	if (e >= least)
		return least;
	if (a->low > a->high)
		return ws_walls_hide(s->walls, a->lone_x, a->lone_y, x, y, &s->hint) ? least : e;
	low = (double) (int) (t * a->per_t);
	low = low < a->low ? a->low : low > a->high ? a->high : low;
	high = low + 1;
	for (;;)
	{
		float e_low = MOST, e_high = MOST;
		double k;

		if (low >= a->low)
			e_low = excess(c, greater(c->low, (low - 1) / a->per_t),
						   lesser(c->high, (low + 1) / a->per_t), x, y, &t);
		if (high <= a->high)
			e_high = excess(c, greater(c->low, (high - 1) / a->per_t),
							lesser(c->high, (high + 1) / a->per_t), x, y, &t);
		k = e_low <= e_high ? low-- : high++;
		e = e_low <= e_high ? e_low : e_high;
		if (e >= least)
			return least;
		if (!ws_walls_hide(s->walls, a->x + k * a->dx, a->y + k * a->dy, x, y, &s->hint))
			return e;
	}
}

/* A stretch with walls near. */
static void
stamp_in_sight(Surface *s, const WsStretch *stretch, const Capsule *c)
{
	uint32_t words = s->lattice->row_words;
	double wide = c->widest + MOST;
	Rows rows = rows_of(c, wide);
	Anchors anchors = make_anchors(s, stretch);

	for (uint32_t y = rows.first; y <= rows.last; y++)
	{
		Rows columns = columns_of(c, wide, y);

		for (uint32_t word = columns.first / 64; word <= columns.last / 64; word++)
		{
			size_t number = (size_t) y * words + word;
			uint64_t bits = s->measured[number] & ws_bits_between(word, columns.first, columns.last);

			for (; bits; bits &= bits - 1)
			{
				uint32_t bit = (uint32_t) __builtin_ctzll(bits);
				float *field = &s->field[number * 64 + bit];

				*field = excess_in_sight(s, c, &anchors, word * 64 + bit, y, *field);
			}
		}
	}
}

/* Whether all lattice points around the band of a piece are sure. */
static bool
amid_sure(const Surface *s, double ax, double ay, double bx, double by)
{
	uint32_t west = (uint32_t) (lesser(ax, bx) - LEAST);
	uint32_t east = (uint32_t) (greater(ax, bx) + LEAST) + 1;
	uint32_t south = (uint32_t) (lesser(ay, by) - LEAST);
	uint32_t north = (uint32_t) (greater(ay, by) + LEAST) + 1;

	for (uint32_t y = south; y <= north; y++)
		for (uint32_t x = west; x <= east; x++)
			if (!ws_bit(s->sure, (size_t) y * ws_lattice_stride(s->lattice) + x))
				return false;
	return true;
}

/* The street itself is in the area, whatever wall is beside it. */
static void
stamp_band(Surface *s, const WsStretch *stretch, const Capsule *c)
{
	uint32_t parts = parts_of(stretch), stride = ws_lattice_stride(s->lattice);
	double length = (c->high - c->low), step, at;
	Capsule band = *c;

	band.r = band.widest = LEAST;
	band.slope = band.shift = 0;
	step = length / parts;
	for (uint32_t k = 0; k < parts; k++)
	{
		Rows rows;

		band.low = c->low + k * step;
		band.high = k + 1 == parts ? c->high : c->low + (k + 1) * step;
		if (amid_sure(s, c->x + band.low * c->ux, c->y + band.low * c->uy,
					  c->x + band.high * c->ux, c->y + band.high * c->uy))
			continue;
		rows = rows_of(&band, LEAST + MOST);
		for (uint32_t y = rows.first; y <= rows.last; y++)
		{
			Rows columns = columns_of(&band, LEAST + MOST, y);

			for (uint32_t x = columns.first; x <= columns.last; x++)
			{
				size_t point = (size_t) y * stride + x;
				float e = excess(&band, band.low, band.high, x, y, &at);

				if (!ws_bit(s->banded, point) || e < s->band[point])
					s->band[point] = e;
				ws_bit_set(s->banded, point);
			}
		}
	}
}

/* Whether some sample of a stretch is marked in a set. */
static bool
any_sample(const Surface *s, size_t stretch, const uint64_t *set)
{
	for (uint32_t i = s->first_sample[stretch]; i < s->first_sample[stretch + 1]; i++)
		if (ws_bit(set, s->samples[i]))
			return true;
	return false;
}

/* Stamps the stretches of the full radius, or the others. */
static void
stamp_all(Surface *s, const uint64_t *near, bool full)
{
	for (size_t i = 0; i < s->n; i++)
	{
		const WsStretch *t = &s->stretches[i];
		Capsule capsule;

		if ((i & 255) == 0)
			ws_interrupt(s->env);
		if (is_full(s, t) != full || !any_sample(s, i, near))
			continue;
		capsule = make_capsule(s, t);
		if (s->walls && !full && any_sample(s, i, s->beside_walls))
			stamp_in_sight(s, t, &capsule);
		else
			stamp(s, &capsule);
		if (s->walls && any_sample(s, i, s->by_walls))
			stamp_band(s, t, &capsule);
	}
}

static void
measure(Surface *s)
{
	const WsLattice *l = s->lattice;
	uint64_t *near = ws_bits_make(l);

	for (size_t word = 0; word < ws_lattice_words(l); word++)
		for (uint64_t bits = s->measured[word]; bits; bits &= bits - 1)
			s->field[word * 64 + (size_t) __builtin_ctzll(bits)] = MOST;
	ws_dilate(l, s->measured, s->radius + MOST + FROM_STREET, near);
	stamp_all(s, near, true);
	for (size_t word = 0; s->walls && word < ws_lattice_words(l); word++)
		for (uint64_t bits = s->measured[word] & ~s->seen[word]; bits; bits &= bits - 1)
			s->field[word * 64 + (size_t) __builtin_ctzll(bits)] = MOST;
	stamp_all(s, near, false);
	ws_bits_free(l, near);
}

/*
 * The area.
 */

static void
fill(Surface *s)
{
	uint64_t *inside = s->area->inside;

	for (size_t word = 0; word < ws_lattice_words(s->lattice); word++)
	{
		uint64_t banded = s->walls ? s->banded[word] : 0;

		inside[word] = s->sure[word];
		for (uint64_t bits = s->open[word]; bits; bits &= bits - 1)
			if (s->field[word * 64 + (size_t) __builtin_ctzll(bits)] < 0)
				inside[word] |= bits & -bits;
		for (uint64_t bits = banded; bits; bits &= bits - 1)
			if (s->band[word * 64 + (size_t) __builtin_ctzll(bits)] < 0)
				inside[word] |= bits & -bits;
	}
}

/*
 * How much of a link is inside, by the excess at its ends. The formula is monotone
 * in both after rounding too, which nesting needs.
 */
static inline double
part_inside(float in, float out)
{
	return 1 / (1 + (double) out / -(double) in);
}

/* How far the area goes from a point inside along a link to one outside. */
static double
extent(const Surface *s, size_t point, size_t beyond, WsDirection out)
{
	static const int dx[] = {1, 0, -1, 0}, dy[] = {0, 1, 0, -1};
	uint32_t stride = ws_lattice_stride(s->lattice);
	double length = 0;

	if (ws_bit(s->sure, point) || ws_bit(s->open, point))
	{
		/* What is deep inside is not measured; nor what is not in sight, or far from it. */
		float in = ws_bit(s->measured, point) ? s->field[point] : -MOST;

		if (in < 0)
			length = -in < 1 ? -in : 1;
		if (in < 0 && ws_bit(s->measured, beyond))
			length = greater(length, part_inside(in, s->field[beyond]));
	}
	if (s->walls)
	{
		size_t link = out == WS_WEST || out == WS_SOUTH ? beyond : point;

		if (ws_bit(dx[out] ? s->walls->cuts.east : s->walls->cuts.north, link))
			length = lesser(length, ws_walls_stop(s->walls, (uint32_t) (point % stride),
												  (uint32_t) (point / stride), dx[out], dy[out]));
		if (ws_bit(s->banded, point) && s->band[point] < 0)
			length = greater(length, part_inside(s->band[point], s->band[beyond]));
	}
	return length;
}

/* Of all points inside with a neighbour outside. */
static void
extend(Surface *s)
{
	const WsLattice *l = s->lattice;
	const uint64_t *inside = s->area->inside;
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
					WS_LINK_STEPS * extent(s, point, (size_t) ((int64_t) point + step[to]), to);

				s->area->extent[point][to] = (uint16_t) (steps < 1 ? 1
														 : steps > WS_LINK_STEPS - 1
															 ? WS_LINK_STEPS - 1
															 : steps);
			}
	}
}

void
ws_surface(const WsReached *reached, WsArea *area)
{
	const WsLattice *lattice = &reached->lattice;
	size_t points = ws_lattice_words(lattice) * 64;
	Surface s = {.env = lattice->env,
				 .lattice = lattice,
				 .stretches = reached->stretches,
				 .n = reached->n,
				 .radius = reached->radius,
				 .area = area};
	uint64_t **sets[] = {&s.full_marks, &s.far_marks, &s.all_marks, &s.sure,
						 &s.possible,   &s.open,      &s.measured, /* and with walls */
						 &s.deep,       &s.seen,      &s.banded,    &s.beside_walls, &s.by_walls};
	size_t n_sets = sizeof(sets) / sizeof(*sets) - (reached->n_walls ? 0 : 5);
	WsWalls walls;

	area->lattice = *lattice;
	area->inside = ws_bits_make(lattice);
	area->extent = ws_alloc(s.env, points * sizeof(*area->extent));
	s.field = ws_alloc(s.env, points * sizeof(float));
	for (size_t i = 0; i < n_sets; i++)
		*sets[i] = ws_bits_make(lattice);
	if (reached->n_walls > 0)
	{
		walls = ws_walls_make(lattice, reached->walls, reached->n_walls, reached->tolerance);
		s.walls = &walls;
		s.band = ws_alloc(s.env, points * sizeof(float));
		ws_dilate(lattice, walls.cells, s.radius + 1 + FROM_STREET, s.beside_walls);
		ws_dilate(lattice, walls.cells, 1 + FROM_STREET, s.by_walls);
	}
	mark(&s);
	divide(&s);
	measure(&s);
	fill(&s);
	extend(&s);
	if (s.walls)
		ws_walls_free(&walls);
	for (size_t i = 0; i < n_sets; i++)
		ws_bits_free(lattice, *sets[i]);
	ws_free(s.env, s.samples);
	ws_free(s.env, s.first_sample);
	ws_free(s.env, s.field);
	ws_free(s.env, s.band);
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
