/* shape.c - polygons as integers, see shape.h. */
#include "shape.h"

#include <math.h>

#define STEPS WS_LINK_STEPS

Vertex
vertex_at(double x, double y)
{
	return (Vertex){llround(x * STEPS), llround(y * STEPS)};
}

Shape
shape_of(const WsPolygons *polygons)
{
	Shape shape = {*polygons, ws_alloc(test_env(), polygons->n_points * sizeof(Vertex))};
	size_t broken = 0;

	for (size_t i = 0; i < polygons->n_points; i++)
	{
		const double *xy = &polygons->xy[2 * i];

		shape.points[i] = vertex_at(xy[0], xy[1]);
		broken += xy[0] * STEPS != (double) shape.points[i].x ||
				  xy[1] * STEPS != (double) shape.points[i].y;
	}
	CHECK(broken == 0);
	return shape;
}

/* Twice the signed area of the triangle: positive if c is left of a to b. */
static int64_t
turn(Vertex a, Vertex b, Vertex c)
{
	return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static int
sign(int64_t value)
{
	return (value > 0) - (value < 0);
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static bool
boxes_meet(Vertex a, Vertex b, Vertex c, Vertex d)
{
	return most(a.x, b.x) >= least(c.x, d.x) && most(c.x, d.x) >= least(a.x, b.x) &&
		   most(a.y, b.y) >= least(c.y, d.y) && most(c.y, d.y) >= least(a.y, b.y);
}

/* Do the closed segments share a point? */
static bool
segments_meet(Vertex a, Vertex b, Vertex c, Vertex d)
{
	return boxes_meet(a, b, c, d) && sign(turn(a, b, c)) * sign(turn(a, b, d)) <= 0 &&
		   sign(turn(c, d, a)) * sign(turn(c, d, b)) <= 0;
}

/* Does each have points on both sides of the other? */
static bool
segments_cross(Vertex a, Vertex b, Vertex c, Vertex d)
{
	return boxes_meet(a, b, c, d) && sign(turn(a, b, c)) * sign(turn(a, b, d)) < 0 &&
		   sign(turn(c, d, a)) * sign(turn(c, d, b)) < 0;
}

static int
locate_among(const Shape *shape, size_t first, size_t last, Vertex p)
{
	int where = -1;

	for (size_t r = first; r < last; r++)
	{
		const Vertex *v = shape->points + shape->polygons.rings[r].first;

		for (uint32_t i = 0; i + 1 < shape->polygons.rings[r].count; i++)
		{
			Vertex a = v[i], b = v[i + 1];

			if ((a.y > p.y && b.y > p.y) || (a.y < p.y && b.y < p.y))
				continue;
			if (boxes_meet(a, b, p, p) && turn(a, b, p) == 0)
				return 0;
			if ((a.y > p.y) != (b.y > p.y) && (turn(a, b, p) > 0) == (b.y > a.y))
				where = -where;
		}
	}
	return where;
}

int
locate(const Shape *shape, Vertex p)
{
	return locate_among(shape, 0, shape->polygons.n_rings, p);
}

static double
ring_area(const Shape *shape, size_t ring)
{
	const Vertex *v = shape->points + shape->polygons.rings[ring].first;
	double sum = 0;

	for (uint32_t i = 0; i + 1 < shape->polygons.rings[ring].count; i++)
		sum += (double) turn(v[0], v[i], v[i + 1]);
	return sum / 2 / STEPS / STEPS;
}

double
shape_area(const Shape *shape)
{
	double area = 0;

	for (size_t r = 0; r < shape->polygons.n_rings; r++)
		area += ring_area(shape, r);
	return area;
}

/* Neighbours share a vertex, and may not fold back on each other. */
static bool
fold_back(Vertex a, Vertex b, Vertex c, Vertex d)
{
	return turn(a, b, d) == 0 && turn(a, b, c) == 0 &&
		   (b.x - a.x) * (d.x - c.x) + (b.y - a.y) * (d.y - c.y) <= 0;
}

static bool
rings_meet(const Shape *shape, size_t r, size_t q)
{
	WsRing ring = shape->polygons.rings[r], other = shape->polygons.rings[q];
	const Vertex *v = shape->points + ring.first, *w = shape->points + other.first;

	for (uint32_t i = 0; i + 1 < ring.count; i++)
		for (uint32_t j = q == r ? i + 1 : 0; j + 1 < other.count; j++)
		{
			bool next = q == r && (j == i + 1 || (i == 0 && j + 2 == ring.count));

			if (next ? fold_back(v[i], v[i + 1], w[j], w[j + 1])
					 : segments_meet(v[i], v[i + 1], w[j], w[j + 1]))
				return true;
		}
	return false;
}

/* A shell and the holes after it see each other so, and all other rings outside. */
static bool
polygon_fits(const Shape *shape, size_t first, size_t last)
{
	for (size_t r = 0; r < shape->polygons.n_rings; r++)
	{
		Vertex vertex = shape->points[shape->polygons.rings[r].first];

		if (r < first || r >= last)
		{
			if (locate_among(shape, first, last, vertex) != -1)
				return false;
		}
		else if (r > first)
		{
			if (locate_among(shape, first, first + 1, vertex) != 1)
				return false;
			for (size_t hole = first + 1; hole < last; hole++)
				if (hole != r && locate_among(shape, hole, hole + 1, vertex) != -1)
					return false;
		}
	}
	return true;
}

bool
is_valid(const Shape *shape)
{
	const WsPolygons *p = &shape->polygons;
	size_t used = 0;

	for (size_t r = 0; r < p->n_rings; r++)
	{
		WsRing ring = p->rings[r];

		if (ring.count < 5 || (size_t) ring.first + ring.count > p->n_points)
			return false;
		used += ring.count;
		if (memcmp(&p->xy[2 * (size_t) ring.first],
				   &p->xy[2 * ((size_t) ring.first + ring.count - 1)], 2 * sizeof(double)) != 0)
			return false;
		if (ring.hole ? r == 0 || ring_area(shape, r) >= 0 : ring_area(shape, r) <= 0)
			return false;
		for (size_t q = r; q < p->n_rings; q++)
			if (rings_meet(shape, r, q))
				return false;
	}
	for (size_t first = 0, last; first < p->n_rings; first = last)
	{
		if (p->rings[first].hole)
			return false;
		for (last = first + 1; last < p->n_rings && p->rings[last].hole; last++)
			;
		if (!polygon_fits(shape, first, last))
			return false;
	}
	return used == p->n_points;
}

bool
is_nested(const Shape *smaller, const Shape *larger)
{
	const WsPolygons *s = &smaller->polygons, *l = &larger->polygons;

	for (size_t i = 0; i < s->n_points; i++)
		if (locate(larger, smaller->points[i]) < 0)
			return false;
	for (size_t r = 0; r < s->n_rings; r++)
		for (size_t q = 0; q < l->n_rings; q++)
			for (uint32_t i = 0; i + 1 < s->rings[r].count; i++)
				for (uint32_t j = 0; j + 1 < l->rings[q].count; j++)
				{
					const Vertex *v = smaller->points + s->rings[r].first + i;
					const Vertex *w = larger->points + l->rings[q].first + j;

					if (segments_cross(v[0], v[1], w[0], w[1]))
						return false;
				}
	return true;
}

/* A lattice point. */
static Vertex
point_vertex(const WsArea *area, size_t point)
{
	uint32_t stride = ws_lattice_stride(&area->lattice);

	return vertex_at(area->lattice.left + (double) (point % stride),
					 area->lattice.bottom + (double) (point / stride));
}

bool
encloses(const Shape *shape, const WsArea *area)
{
	int64_t stride = ws_lattice_stride(&area->lattice);
	const int64_t step[] = {1, stride, -1, -stride}, x[] = {1, 0, -1, 0}, y[] = {0, 1, 0, -1};
	size_t points = ws_lattice_words(&area->lattice) * 64, wrong = 0, ends = 0;

	for (size_t point = 0; point < points; point++)
	{
		Vertex p = point_vertex(area, point);
		bool inside = ws_bit(area->inside, point);

		/* Far from all that is inside, a few will do. */
		if (point % 7 == 0 || inside)
			wrong += locate(shape, p) != (inside ? 1 : -1);
		for (int out = WS_EAST; inside && out <= WS_SOUTH; out++)
		{
			int64_t extent = area->extent[point][out] ? area->extent[point][out] : 1;
			Vertex end = {p.x + x[out] * extent, p.y + y[out] * extent};

			if (ws_bit(area->inside, (size_t) ((int64_t) point + step[out])))
				continue;
			ends++;
			wrong += locate(shape, end) != 0;
		}
	}
	return wrong == 0 && ends + shape->polygons.n_rings == shape->polygons.n_points;
}
