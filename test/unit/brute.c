/* brute.c - areas point by point, see brute.h. */
#include "brute.h"

#include <math.h>

#define FROM_STREET 1.4143

static const int dx[] = {1, 0, -1, 0}, dy[] = {0, 1, 0, -1};

static double
at_place(const WsStretch *s, double t, double x, double y, double *px, double *py)
{
	double share = s->to > s->from ? (t - s->from) / (s->to - s->from) : 0;

	*px = s->ax + t * (s->bx - s->ax);
	*py = s->ay + t * (s->by - s->ay);
	return hypot(x - *px, y - *py) - (s->ra + share * (s->rb - s->ra));
}

/* By golden section: it is convex along a straight line. */
double
field_at(const WsStretch *s, double x, double y, double *px, double *py)
{
	const double golden = 0.6180339887498949;
	double low = s->from, high = s->to, qx, qy;
	double a = at_place(s, low, x, y, px, py), b = at_place(s, high, x, y, &qx, &qy), c, d;

	if (s->from == s->to)
		return a - fmax(s->rb - s->ra, 0);
	for (int i = 0; i < 50; i++)
	{
		double p = high - golden * (high - low), q = low + golden * (high - low);

		if (at_place(s, p, x, y, &qx, &qy) < at_place(s, q, x, y, &qx, &qy))
			high = q;
		else
			low = p;
	}
	d = at_place(s, s->to, x, y, &qx, &qy);
	c = at_place(s, (low + high) / 2, x, y, px, py);
	if (a <= c && a <= b)
		return at_place(s, s->from, x, y, px, py);
	if (b <= c)
		return at_place(s, s->to, x, y, px, py);
	return fmin(c, d);
}

/* The corners of cells that both a street and a wall touch, by the boxes of its pieces. */
static void
share(Field *field, const WsStretch *s)
{
	const WsLattice *l = &field->reached->lattice;
	size_t stride = ws_lattice_stride(l);
	double dx = s->bx - s->ax, dy = s->by - s->ay;
	double parts = fmax(ceil(fmax(fabs(dx), fabs(dy))), 1);

	for (double k = floor(s->from * parts); k <= s->to * parts; k++)
	{
		double x = s->ax + k / parts * dx - l->left, y = s->ay + k / parts * dy - l->bottom;
		double to_x = x + dx / parts, to_y = y + dy / parts;

		for (double row = floor(fmin(y, to_y)); row <= fmax(y, to_y); row++)
			for (double column = floor(fmin(x, to_x)); column <= fmax(x, to_x); column++)
			{
				size_t corner = (size_t) row * stride + (size_t) column;

				if (!ws_walls_touch_cell(&field->walls, (uint32_t) column, (uint32_t) row))
					continue;
				field->levels[corner].shared = field->levels[corner + 1].shared = true;
				field->levels[corner + stride].shared = true;
				field->levels[corner + stride + 1].shared = true;
			}
	}
}

/*
 * Whether a wall is between a sample and a point next to it. One that passes as near to
 * the sample as the tolerance may hide both of its sides.
 */
static Verdict
hidden(const WsReached *r, double x, double y, double to_x, double to_y)
{
	WsWall here = {x, y, x, y};

	for (size_t i = 0; i < r->n_walls; i++)
		if (walls_apart(&here, &r->walls[i]) < 2 * r->tolerance)
			return UNCLEAR;
	return walls_hide(r->walls, r->n_walls, r->tolerance, x, y, to_x, to_y);
}

/* What is in sight of one sample, of a street of such a radius. */
static void
look(const Field *field, double x, double y, double radius, uint64_t *seen, uint64_t *perhaps)
{
	const WsReached *r = field->reached;
	const WsLattice *l = &r->lattice;
	uint32_t stride = ws_lattice_stride(l);
	uint32_t next_x = (uint32_t) floor(x + 0.5), next_y = (uint32_t) floor(y + 0.5);
	uint64_t *must = ws_bits_make(l), *may = ws_bits_make(l);
	Verdict verdict = hidden(r, x, y, next_x, next_y);

	if (verdict != YES)
		ws_bit_set(may, (size_t) next_y * stride + next_x);
	if (verdict == NO)
		ws_bit_set(must, (size_t) next_y * stride + next_x);
	for (uint32_t corner = 0; verdict != NO && corner < 4; corner++)
	{
		uint32_t cx = (uint32_t) x + (corner & 1), cy = (uint32_t) y + (corner >> 1);
		Verdict there = hidden(r, x, y, cx, cy);

		if (there != YES)
			ws_bit_set(may, (size_t) cy * stride + cx);
		if (there == NO && verdict == YES)
			ws_bit_set(must, (size_t) cy * stride + cx);
	}
	if (r->n_walls == 0)
		ws_dilate(l, must, radius + FROM_STREET - 1e-6, seen);
	else
	{
		double most = radius + FROM_STREET + 1 + 1e-6;
		WsWays ways = ws_ways_make(l->env, most);

		ws_dilate_in_sight(l, &field->walls.cuts, &ways, must,
						   &(WsDisc){radius + FROM_STREET - 1e-6, seen}, 1);
		ws_dilate_in_sight(l, &field->walls.cuts, &ways, may, &(WsDisc){most, perhaps}, 1);
		ws_ways_free(l->env, &ways);
	}
	ws_bits_free(l, must);
	ws_bits_free(l, may);
}

/* The field of the part of a street between two places of it. */
static double
field_of_part(const WsStretch *s, double from, double to, double x, double y)
{
	WsStretch part = *s;
	double px, py, span = s->to - s->from;

	part.from = fmax(from, s->from);
	part.to = fmin(to, s->to);
	if (part.from > part.to)
		return 1;
	if (span > 0)
	{
		part.ra = s->ra + (part.from - s->from) / span * (s->rb - s->ra);
		part.rb = s->ra + (part.to - s->from) / span * (s->rb - s->ra);
	}
	return field_at(&part, x, y, &px, &py);
}

/* Lowers the field where it is in sight of a sample, by what is around that. */
static void
lower(Field *field, const WsStretch *s, const uint64_t *seen, const uint64_t *perhaps, double from,
	  double to)
{
	const WsLattice *l = &field->reached->lattice;
	size_t stride = ws_lattice_stride(l);

	for (size_t point = 0; point < ws_lattice_words(l) * 64; point++)
		if (ws_bit(perhaps, point))
		{
			Level *level = &field->levels[point];
			double value = field_of_part(s, from, to, l->left + (double) (point % stride),
										 l->bottom + (double) (point / stride));

			level->least = fmin(level->least, value);
			if (ws_bit(seen, point))
				level->most = fmin(level->most, value);
		}
}

/* All samples of a street. Without walls, `seen` gathers what is near enough to one. */
static void
look_all(Field *field, const WsStretch *s, uint64_t *seen)
{
	const WsReached *r = field->reached;
	const WsLattice *l = &r->lattice;
	double longest = fmax(fabs(s->bx - s->ax), fabs(s->by - s->ay));
	double parts = longest > 1 ? ceil(longest) : 1;

	for (double k = floor(s->from * parts); k <= ceil(s->to * parts); k++)
	{
		double x = ws_rounded(s->ax + k / parts * (s->bx - s->ax)) - l->left;
		double y = ws_rounded(s->ay + k / parts * (s->by - s->ay)) - l->bottom;
		uint64_t *own, *perhaps;

		if (r->n_walls == 0)
		{
			look(field, x, y, fmax(s->ra, s->rb), seen, NULL);
			continue;
		}
		own = ws_bits_make(l);
		perhaps = ws_bits_make(l);
		look(field, x, y, fmax(s->ra, s->rb), own, perhaps);
		lower(field, s, own, perhaps, (k - 1) / parts, (k + 1) / parts);
		ws_bits_free(l, own);
		ws_bits_free(l, perhaps);
	}
}

Field
field_of(const WsReached *reached)
{
	Field field = {.reached = reached};
	const WsLattice *l = &reached->lattice;
	size_t points = ws_lattice_words(l) * 64, stride = ws_lattice_stride(l);
	bool walled = reached->n_walls > 0;
	uint64_t *seen = ws_bits_make(l);

	if (walled)
		field.walls = ws_walls_make(l, reached->walls, reached->n_walls, reached->tolerance);
	field.levels = ws_alloc(l->env, points * sizeof(Level));
	for (size_t point = 0; point < points; point++)
		field.levels[point] = (Level){.most = 1, .least = 1};
	for (size_t i = 0; i < reached->n; i++)
		look_all(&field, &reached->stretches[i], seen);
	for (size_t point = 0; point < points; point++)
	{
		double x = l->left + (double) (point % stride), y = l->bottom + (double) (point / stride);
		Level *level = &field.levels[point];

		for (size_t i = 0; !walled && i < reached->n; i++)
		{
			const WsStretch *s = &reached->stretches[i];
			WsWall part = {s->ax + s->from * (s->bx - s->ax), s->ay + s->from * (s->by - s->ay),
						   s->ax + s->to * (s->bx - s->ax), s->ay + s->to * (s->by - s->ay)};
			double distance = wall_distance(&part, x, y), px, py;

			if (distance - fmax(s->ra, s->rb) >= level->most)
				continue;
			level->most = fmin(level->most, field_at(s, x, y, &px, &py));
			level->least = level->most;
		}
		level->seen = walled ? level->most < 1 : ws_bit(seen, point);
		level->perhaps = !walled || level->least < 1;
	}
	for (size_t i = 0; walled && i < reached->n; i++)
		share(&field, &reached->stretches[i]);
	ws_bits_free(l, seen);
	return field;
}

void
field_free(Field *field)
{
	if (field->reached->n_walls > 0)
		ws_walls_free(&field->walls);
	ws_free(test_env(), field->levels);
}

Verdict
field_inside(const Field *field, size_t point)
{
	const Level *level = &field->levels[point];

	if (level->most < -SLACK)
		return YES;
	return level->shared || level->least < SLACK ? UNCLEAR : NO;
}

/* Where a line from -a to b passes 0. */
static double
part_inside(double in, double out)
{
	return in >= 0 ? 0 : out <= 0 ? 1 : in / (in - out);
}

void
field_extent(const Field *field, size_t point, WsDirection out, double *least, double *most)
{
	const WsLattice *l = &field->reached->lattice;
	size_t stride = ws_lattice_stride(l);
	size_t beyond = (size_t) ((int64_t) point + dx[out] + dy[out] * (int64_t) stride);
	const Level *in = &field->levels[point], *next = &field->levels[beyond];

	*least = *most = 0;
	if (in->seen)
	{
		*least = fmin(fmax(-in->most - SLACK, 0), 1);
		if (next->seen)
			*least = fmax(*least, part_inside(in->most + SLACK, next->most + SLACK));
	}
	if (in->perhaps)
	{
		*most = fmin(fmax(-in->least + SLACK, 0), 1);
		*most = fmax(*most, part_inside(in->least - SLACK, fmin(next->least, 1) - SLACK));
	}
	if (field->reached->n_walls > 0)
	{
		size_t link = out == WS_WEST || out == WS_SOUTH ? beyond : point;
		bool cut = ws_bit(dx[out] ? field->walls.cuts.east : field->walls.cuts.north, link);

		if (cut)
		{
			double stop = ws_walls_stop(&field->walls, (uint32_t) (point % stride),
										(uint32_t) (point / stride), dx[out], dy[out]);

			*least = fmin(*least, stop);
			*most = in->shared ? stop : fmin(*most, stop);
		}
	}
}
