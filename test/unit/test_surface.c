/*
 * test_surface.c - catchment polygons against areas known in closed form, an
 * exact check of validity, and a field that is computed by brute force.
 *
 * Vertices lie on whole 65536ths of a cell, so they are compared as integers:
 * orientation, crossing and point-in-polygon are exact.
 */
#include "test.h"

#include "surface.h"

#include <math.h>
#include <setjmp.h>
#include <string.h>

#define PI 3.14159265358979323846
#define STEPS 65536
#define MOST_SEGMENTS 60

typedef struct Point
{
	int64_t x, y;
} Point;

/* A surface with its points as integers. */
typedef struct Shape
{
	WsPolygons polygons;
	Point *points;
	double cell;
} Shape;

static uint64_t random_state;

/* Uniform in [0, 1), from Knuth's linear congruential generator. */
static double
random_unit(void)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (double) (random_state >> 11) / 9007199254740992.0;
}

static double
random_between(double low, double high)
{
	return low + (high - low) * random_unit();
}

static int64_t
to_steps(double metres, double cell)
{
	return llround(metres / (cell / STEPS));
}

static Shape
make_shape(const WsReachSegment *segments, size_t n, double cell, double buffer)
{
	Shape shape = {.cell = cell};
	WsPolygons *polygons = &shape.polygons;

	ws_surface(test_env(), segments, n, cell, buffer, polygons);
	shape.points = ws_alloc(test_env(), polygons->n_points * sizeof(Point));
	for (size_t i = 0; i < polygons->n_points; i++)
	{
		shape.points[i].x = to_steps(polygons->xy[2 * i], cell);
		shape.points[i].y = to_steps(polygons->xy[2 * i + 1], cell);
	}
	return shape;
}

static void
free_shape(Shape *shape)
{
	ws_free(test_env(), shape->polygons.rings);
	ws_free(test_env(), shape->polygons.xy);
	ws_free(test_env(), shape->points);
}

/* Twice the signed area of the triangle: positive if c is left of a to b. */
static int64_t
turn(Point a, Point b, Point c)
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
boxes_meet(Point a, Point b, Point c, Point d)
{
	return most(a.x, b.x) >= least(c.x, d.x) && most(c.x, d.x) >= least(a.x, b.x) &&
		   most(a.y, b.y) >= least(c.y, d.y) && most(c.y, d.y) >= least(a.y, b.y);
}

/* Do the closed segments share a point? */
static bool
segments_meet(Point a, Point b, Point c, Point d)
{
	return boxes_meet(a, b, c, d) && sign(turn(a, b, c)) * sign(turn(a, b, d)) <= 0 &&
		   sign(turn(c, d, a)) * sign(turn(c, d, b)) <= 0;
}

/* Does each have points on both sides of the other? */
static bool
segments_cross(Point a, Point b, Point c, Point d)
{
	return boxes_meet(a, b, c, d) && sign(turn(a, b, c)) * sign(turn(a, b, d)) < 0 &&
		   sign(turn(c, d, a)) * sign(turn(c, d, b)) < 0;
}

/* 1 inside the rings first .. last - 1 taken by even-odd, 0 on one of them, -1 outside. */
static int
locate(const Shape *shape, size_t first, size_t last, Point p)
{
	int where = -1;

	for (size_t r = first; r < last; r++)
	{
		const Point *v = shape->points + shape->polygons.rings[r].first;

		for (uint32_t i = 0; i + 1 < shape->polygons.rings[r].count; i++)
		{
			Point a = v[i], b = v[i + 1];

			if (boxes_meet(a, b, p, p) && turn(a, b, p) == 0)
				return 0;
			if ((a.y > p.y) != (b.y > p.y) && (turn(a, b, p) > 0) == (b.y > a.y))
				where = -where;
		}
	}
	return where;
}

static int
locate_metres(const Shape *shape, double x, double y)
{
	Point p = {to_steps(x, shape->cell), to_steps(y, shape->cell)};

	return locate(shape, 0, shape->polygons.n_rings, p);
}

static double
ring_area(const Shape *shape, size_t ring)
{
	const Point *v = shape->points + shape->polygons.rings[ring].first;
	double sum = 0;

	for (uint32_t i = 0; i + 1 < shape->polygons.rings[ring].count; i++)
		sum += (double) turn(v[0], v[i], v[i + 1]);
	return sum / 2 * (shape->cell / STEPS) * (shape->cell / STEPS);
}

static double
total_area(const Shape *shape)
{
	double area = 0;

	for (size_t r = 0; r < shape->polygons.n_rings; r++)
		area += ring_area(shape, r);
	return area;
}

static bool
near(double value, double truth, double share)
{
	return fabs(value - truth) <= share * fabs(truth);
}

/* Rings closed, simple and apart; shells and holes oriented and where they belong. */
static bool
is_valid(const Shape *shape)
{
	const WsPolygons *p = &shape->polygons;
	size_t used = 0;

	for (size_t r = 0; r < p->n_rings; r++)
	{
		WsRing ring = p->rings[r];
		const Point *v = shape->points + ring.first;

		used += ring.count;
		if (ring.count < 5 || (size_t) ring.first + ring.count > p->n_points)
			return false;
		if (memcmp(&p->xy[2 * (size_t) ring.first],
				   &p->xy[2 * ((size_t) ring.first + ring.count - 1)], 2 * sizeof(double)) != 0)
			return false;
		if (ring.hole ? r == 0 || ring_area(shape, r) >= 0 : ring_area(shape, r) <= 0)
			return false;

		/* Every pair of edges, apart from neighbours, which share a vertex. */
		for (size_t q = r; q < p->n_rings; q++)
		{
			WsRing other = p->rings[q];
			const Point *w = shape->points + other.first;

			for (uint32_t i = 0; i + 1 < ring.count; i++)
				for (uint32_t j = q == r ? i + 1 : 0; j + 1 < other.count; j++)
				{
					bool next = q == r && (j == i + 1 || (i == 0 && j + 2 == ring.count));

					if (next ? turn(v[i], v[i + 1], w[j + 1]) == 0 &&
								   turn(v[i], v[i + 1], w[j]) == 0 &&
								   (v[i + 1].x - v[i].x) * (w[j + 1].x - w[j].x) +
										   (v[i + 1].y - v[i].y) * (w[j + 1].y - w[j].y) <=
									   0
							 : segments_meet(v[i], v[i + 1], w[j], w[j + 1]))
						return false;
				}
		}
	}

	/* A polygon is a shell and the holes after it: its rings see each other so. */
	for (size_t first = 0, last; first < p->n_rings; first = last)
	{
		if (p->rings[first].hole)
			return false;
		for (last = first + 1; last < p->n_rings && p->rings[last].hole; last++)
			;
		for (size_t r = 0; r < p->n_rings; r++)
		{
			Point vertex = shape->points[p->rings[r].first];

			if (r < first || r >= last)
			{
				if (locate(shape, first, last, vertex) != -1)
					return false;
			}
			else if (r > first)
			{
				if (locate(shape, first, first + 1, vertex) != 1)
					return false;
				for (size_t hole = first + 1; hole < last; hole++)
					if (hole != r && locate(shape, hole, hole + 1, vertex) != -1)
						return false;
			}
		}
	}
	return used == p->n_points;
}

/* No vertex of the smaller outside the larger, no edges that cross. */
static bool
is_nested(const Shape *smaller, const Shape *larger)
{
	const WsPolygons *s = &smaller->polygons, *l = &larger->polygons;

	for (size_t i = 0; i < s->n_points; i++)
		if (locate(larger, 0, l->n_rings, smaller->points[i]) < 0)
			return false;
	for (size_t r = 0; r < s->n_rings; r++)
		for (size_t q = 0; q < l->n_rings; q++)
			for (uint32_t i = 0; i + 1 < s->rings[r].count; i++)
				for (uint32_t j = 0; j + 1 < l->rings[q].count; j++)
				{
					const Point *v = smaller->points + s->rings[r].first + i;
					const Point *w = larger->points + l->rings[q].first + j;

					if (segments_cross(v[0], v[1], w[0], w[1]))
						return false;
				}
	return true;
}

static bool
same(const Shape *a, const Shape *b)
{
	const WsPolygons *p = &a->polygons, *q = &b->polygons;

	if (p->n_rings != q->n_rings || p->n_points != q->n_points)
		return false;
	for (size_t r = 0; r < p->n_rings; r++)
		if (p->rings[r].first != q->rings[r].first || p->rings[r].count != q->rings[r].count ||
			p->rings[r].hole != q->rings[r].hole)
			return false;
	return memcmp(p->xy, q->xy, 2 * p->n_points * sizeof(double)) == 0;
}

/*
 * The field in metres by brute force: small steps along each segment. The
 * radius is the one given, or with the definition's inflation.
 */
static double
field_at(const WsReachSegment *segments, size_t n, double cell, double buffer, bool inflated,
		 double x, double y)
{
	double field = INFINITY;

	for (size_t i = 0; i < n; i++)
	{
		const WsReachSegment *s = &segments[i];
		int steps = 1 + (int) (hypot(s->bx - s->ax, s->by - s->ay) / (cell / 8));

		for (int k = 0; k <= steps; k++)
		{
			double t = (double) k / steps, radius = s->ra + t * (s->rb - s->ra);

			if (inflated)
				radius = fmax(radius + cell * cell / (4 * fmax(buffer, cell)), 0.75 * cell);
			field = fmin(field,
						 hypot(s->ax + t * (s->bx - s->ax) - x, s->ay + t * (s->by - s->ay) - y) -
							 radius);
		}
	}
	return field;
}

/* Random streets: some joined, some along the axes or on the lattice, some points. */
static size_t
random_segments(WsReachSegment *segments, double cell, double buffer)
{
	size_t n = 1 + (size_t) (random_unit() * (MOST_SEGMENTS - 1));
	double extent = random_between(1, 50) * cell;
	double longest = random_between(0, extent);
	int kind = (int) (random_unit() * 4);

	for (size_t i = 0; i < n; i++)
	{
		WsReachSegment *s = &segments[i];
		bool joined = i > 0 && random_unit() < 0.7;

		s->ax = joined ? s[-1].bx : random_between(-extent, extent);
		s->ay = joined ? s[-1].by : random_between(-extent, extent);
		s->ra = joined ? s[-1].rb : random_between(0, buffer);
		s->bx = s->ax + random_between(-longest, longest);
		s->by = s->ay + random_between(-longest, longest);
		s->rb = random_unit() < 0.3 ? 0 : random_between(0, buffer);
		if (kind == 1)
			s->ra = s->rb = buffer;
		if (kind == 2)
		{
			s->ax = round(s->ax / cell) * cell;
			s->ay = round(s->ay / cell) * cell;
			s->bx = round(s->bx / cell) * cell;
			s->by = round(s->by / cell) * cell;
		}
		if (random_unit() < 0.2)
			s->bx = s->ax;
		if (random_unit() < 0.2)
			s->by = s->ay;
	}
	return n;
}

static void
test_areas(void)
{
	int outside = 0;

	for (int i = 0; i < 20; i++)
	{
		double cell = i % 2 ? 5 : 10, r = 50, inflated = r + cell * cell / (4 * r);
		double x = random_between(-100, 100), y = random_between(-100, 100);
		double angle = random_between(0, 2 * PI), c = cos(angle), s = sin(angle);
		WsReachSegment disc = {x, y, x, y, r, r};
		WsReachSegment capsule = {x, y, x + 300 * c, y + 300 * s, r, r};
		WsReachSegment tapered = {x, y, x + 200 * c, y + 200 * s, r, 10};
		WsReachSegment steep = {x, y, x + 30 * c, y + 30 * s, 10, r};
		double narrow = 10 + inflated - r, lean = asin((r - 10) / 200);
		Shape shape = make_shape(&disc, 1, cell, r);

		CHECK(shape.polygons.n_rings == 1 && !shape.polygons.rings[0].hole);
		CHECK(near(total_area(&shape), PI * inflated * inflated, 0.01));
		CHECK(near(total_area(&shape), PI * r * r, 0.02));
		for (int k = 0; k < 64; k++)
			outside +=
				locate_metres(&shape, x + r * cos(k * PI / 32), y + r * sin(k * PI / 32)) <= 0;
		free_shape(&shape);

		shape = make_shape(&capsule, 1, cell, r);
		CHECK(shape.polygons.n_rings == 1);
		CHECK(near(total_area(&shape), PI * inflated * inflated + 600 * inflated, 0.01));
		free_shape(&shape);

		/* The hull of two discs: two trapezoids and two sectors. */
		shape = make_shape(&tapered, 1, cell, r);
		CHECK(shape.polygons.n_rings == 1);
		CHECK(near(total_area(&shape),
				   (inflated + narrow) * 200 * cos(lean) + inflated * inflated * (PI / 2 + lean) +
					   narrow * narrow * (PI / 2 - lean),
				   0.01));
		free_shape(&shape);

		/* The disc at the far end holds all of the street. */
		shape = make_shape(&steep, 1, cell, r);
		CHECK(near(total_area(&shape), PI * inflated * inflated, 0.01));
		free_shape(&shape);
	}

	/* The inflation makes up for the chords. */
	CHECK(outside == 0);
}

static void
test_topology(void)
{
	/* Two squares of streets, side by side; the second holds a point with an alley. */
	const WsReachSegment streets[] = {
		{0, 0, 400, 0, 30, 30},        {400, 0, 400, 400, 30, 30}, {400, 400, 0, 400, 30, 30},
		{0, 400, 0, 0, 30, 30},        {600, 0, 1000, 0, 30, 30},  {1000, 0, 1000, 400, 30, 30},
		{1000, 400, 600, 400, 30, 30}, {600, 400, 600, 0, 30, 30}, {800, 200, 800, 200, 30, 30},
	};
	double hole = -340 * 340;
	Shape shape;

	shape = make_shape(streets, 0, 10, 30);
	CHECK(shape.polygons.n_rings == 0 && shape.polygons.n_points == 0);
	free_shape(&shape);

	/* Islands. */
	shape = make_shape(streets + 8, 1, 10, 30);
	CHECK(shape.polygons.n_rings == 1);
	free_shape(&shape);
	shape = make_shape((WsReachSegment[]){streets[0], streets[2]}, 2, 10, 30);
	CHECK(is_valid(&shape));
	CHECK(shape.polygons.n_rings == 2);
	CHECK(!shape.polygons.rings[0].hole && !shape.polygons.rings[1].hole);
	free_shape(&shape);

	/* Half a cell: exactly the least radius. */
	shape = make_shape(&(WsReachSegment){3, 4, 3, 4, 5, 5}, 1, 10, 5);
	CHECK(shape.polygons.n_rings == 1);
	CHECK(locate_metres(&shape, 3, 4) > 0);
	free_shape(&shape);

	/* Opposite corners of a lattice cell: a saddle separates. */
	shape = make_shape((WsReachSegment[]){{0, 0, 0, 0, 0, 0}, {10, 10, 10, 10, 0, 0}}, 2, 10, 50);
	CHECK(is_valid(&shape));
	CHECK(shape.polygons.n_rings == 2 && !shape.polygons.rings[1].hole);
	free_shape(&shape);
	shape = make_shape((WsReachSegment[]){{0, 10, 0, 10, 0, 0}, {10, 0, 10, 0, 0, 0}}, 2, 10, 50);
	CHECK(shape.polygons.n_rings == 2 && !shape.polygons.rings[1].hole);
	free_shape(&shape);

	/* A ring street has a hole. */
	shape = make_shape(streets, 4, 10, 30);
	CHECK(is_valid(&shape));
	CHECK(shape.polygons.n_rings == 2);
	CHECK(!shape.polygons.rings[0].hole && shape.polygons.rings[1].hole);
	CHECK(near(ring_area(&shape, 1), hole, 0.02));
	CHECK(locate_metres(&shape, 200, 200) < 0 && locate_metres(&shape, 200, 400) > 0);
	free_shape(&shape);

	/* Each of two shells has its own hole, and there is an island in one. */
	shape = make_shape(streets, 9, 10, 30);
	CHECK(is_valid(&shape));
	CHECK(shape.polygons.n_rings == 5);
	CHECK(!shape.polygons.rings[0].hole && shape.polygons.rings[1].hole);
	CHECK(!shape.polygons.rings[2].hole && shape.polygons.rings[3].hole);
	CHECK(!shape.polygons.rings[4].hole);
	CHECK(near(ring_area(&shape, 4), PI * 30 * 30, 0.07));
	free_shape(&shape);
}

/* A disc of the least radius holds its centre wherever it lies, and no more than it says. */
static void
test_least_radius(void)
{
	int outside = 0;

	for (double x = 0; x <= 1; x += 1.0 / 64)
		for (double y = 0; y <= 1; y += 1.0 / 64)
		{
			WsReachSegment point = {10 * x, 10 * y, 10 * x, 10 * y, 0, 0};
			Shape shape = make_shape(&point, 1, 10, 50);

			outside += locate_metres(&shape, 10 * x, 10 * y) <= 0;
			outside += shape.polygons.n_rings != 1;
			outside += total_area(&shape) > PI * 7.5 * 7.5;
			free_shape(&shape);
		}
	CHECK(outside == 0);
}

static void
test_random(void)
{
	WsReachSegment segments[MOST_SEGMENTS];
	int invalid = 0, uncovered = 0, wrong = 0, beyond = 0, holes = 0, islands = 0;

	for (int set = 0; set < 300; set++)
	{
		double cell = random_between(2, 25), buffer = random_between(0, 8) * cell;
		size_t n = random_segments(segments, cell, buffer);
		Shape shape = make_shape(segments, n, cell, buffer);
		double extent = 0;

		invalid += !is_valid(&shape);
		for (size_t r = 1; r < shape.polygons.n_rings; r++)
			*(shape.polygons.rings[r].hole ? &holes : &islands) += 1;

		for (size_t i = 0; i < n; i++)
		{
			const WsReachSegment *s = &segments[i];

			for (int k = 0; k <= 8; k++)
			{
				double t = k / 8.0;

				uncovered += locate_metres(&shape, s->ax + t * (s->bx - s->ax),
										   s->ay + t * (s->by - s->ay)) <= 0;
			}
			extent = fmax(extent, fmax(fabs(s->ax), fabs(s->ay)));
		}

		for (int i = 0; i < 60; i++)
		{
			double x = random_between(-extent - buffer, extent + buffer);
			double y = random_between(-extent - buffer, extent + buffer);
			double field = field_at(segments, n, cell, buffer, true, x, y);
			int where = locate_metres(&shape, x, y);

			wrong += fabs(field) > cell && (field < 0) != (where > 0);
			beyond += where >= 0 && field_at(segments, n, cell, buffer, false, x, y) > 1.5 * cell;
		}
		free_shape(&shape);
	}
	CHECK(invalid == 0);
	CHECK(uncovered == 0);
	CHECK(wrong == 0);
	CHECK(beyond == 0);

	/* The sets are worth their name. */
	CHECK(holes > 100 && islands > 100);
}

static void
test_nesting(void)
{
	WsReachSegment segments[MOST_SEGMENTS], more[MOST_SEGMENTS];
	int wider = 0, farther = 0, extra = 0;

	for (int set = 0; set < 100; set++)
	{
		double cell = random_between(2, 25), buffer = random_between(0, 8) * cell, grown;
		size_t n = random_segments(segments, cell, buffer);
		size_t fewer = (n + 1) / 2;
		Shape shape, larger;

		grown = set % 2 ? 0.01 : 5;
		for (size_t i = 0; i < n; i++)
		{
			segments[i].ra = fmax(segments[i].ra - grown, 0);
			segments[i].rb = fmax(segments[i].rb - grown, 0);
		}
		shape = make_shape(segments, n, cell, buffer);

		/* Larger radii. */
		memcpy(more, segments, sizeof more);
		for (size_t i = 0; i < n; i++)
		{
			more[i].ra += grown;
			more[i].rb += grown;
		}
		larger = make_shape(more, n, cell, buffer);
		wider += !is_nested(&shape, &larger);
		free_shape(&larger);
		free_shape(&shape);

		/* The same streets cut later: a budget that grows by seconds. */
		for (size_t i = 0; i < n; i++)
		{
			double cut = random_unit();

			segments[i].ra = segments[i].rb;
			more[i] = segments[i];
			segments[i].bx = more[i].ax + cut * (more[i].bx - more[i].ax);
			segments[i].by = more[i].ay + cut * (more[i].by - more[i].ay);
		}
		shape = make_shape(segments, n, cell, buffer);
		larger = make_shape(more, n, cell, buffer);
		farther += !is_nested(&shape, &larger);
		free_shape(&shape);

		/* Fewer streets. */
		shape = make_shape(more, fewer, cell, buffer);
		extra += !is_nested(&shape, &larger);
		free_shape(&shape);
		free_shape(&larger);
	}
	CHECK(wider == 0);
	CHECK(farther == 0);
	CHECK(extra == 0);
}

/* Neither the order of the streets nor their direction nor whole cells matter. */
static void
test_reproducible(void)
{
	WsReachSegment segments[MOST_SEGMENTS], other[MOST_SEGMENTS];
	int reordered = 0, shifted = 0;

	for (int set = 0; set < 50; set++)
	{
		/* Powers of two, so that the shift itself is exact. */
		double cell = 8, buffer = random_between(0, 64);
		size_t n = random_segments(segments, cell, buffer);
		Shape shape, again;

		for (size_t i = 0; i < n; i++)
		{
			segments[i].ax = round(segments[i].ax * 64) / 64;
			segments[i].ay = round(segments[i].ay * 64) / 64;
			segments[i].bx = round(segments[i].bx * 64) / 64;
			segments[i].by = round(segments[i].by * 64) / 64;
		}
		shape = make_shape(segments, n, cell, buffer);

		for (size_t i = 0; i < n; i++)
		{
			const WsReachSegment *s = &segments[n - 1 - i];

			other[i] = (WsReachSegment){s->bx, s->by, s->ax, s->ay, s->rb, s->ra};
		}
		again = make_shape(other, n, cell, buffer);
		reordered += !same(&shape, &again);
		free_shape(&again);

		for (size_t i = 0; i < n; i++)
		{
			const WsReachSegment *s = &segments[i];

			other[i] = (WsReachSegment){s->ax + 808,  s->ay - 8008, s->bx + 808,
										s->by - 8008, s->ra,        s->rb};
		}
		again = make_shape(other, n, cell, buffer);
		for (size_t i = 0; i < again.polygons.n_points; i++)
		{
			again.polygons.xy[2 * i] -= 808;
			again.polygons.xy[2 * i + 1] += 8008;
		}
		shifted += !same(&shape, &again);
		free_shape(&again);
		free_shape(&shape);
	}
	CHECK(reordered == 0);
	CHECK(shifted == 0);
}

/* An environment that remembers its failure and counts interrupts. */
typedef struct Trap
{
	jmp_buf back;
	WsErrorCode code;
	bool hinted;
	int interrupts;
} Trap;

static Trap trap;

static void __attribute__((noreturn))
spring(void *context, WsErrorCode code, const char *message, const char *hint)
{
	(void) context;
	trap.code = code;
	trap.hinted = message[0] != '\0' && hint != NULL && strstr(hint, "cell_m") != NULL;
	longjmp(trap.back, 1);
}

static void
count_interrupt(void *context)
{
	(void) context;
	trap.interrupts++;
}

static bool
is_refused(WsReachSegment segment, double cell)
{
	WsEnv env = *test_env();
	WsPolygons polygons;

	env.fail = spring;
	trap = (Trap){.code = WS_ERROR_INVALID};
	if (setjmp(trap.back) == 0)
	{
		ws_surface(&env, &segment, 1, cell, 50, &polygons);
		ws_free(&env, polygons.rings);
		ws_free(&env, polygons.xy);
		return false;
	}
	return trap.code == WS_ERROR_LIMIT && trap.hinted;
}

static void
test_limits(void)
{
	WsReachSegment segment = {0, 0, 70000, 70000, 50, 50};
	WsEnv env = *test_env();
	WsPolygons polygons;

	CHECK(is_refused(segment, 1));
	CHECK(is_refused(segment, 0));
	CHECK(is_refused(segment, -10));
	CHECK(is_refused(segment, NAN));
	segment.bx = NAN;
	CHECK(is_refused(segment, 10));
	segment.bx = INFINITY;
	CHECK(is_refused(segment, 10));
	segment.ax = segment.bx = 1e300;
	CHECK(is_refused(segment, 10));
	segment = (WsReachSegment){0, 0, 10, 10, NAN, 50};
	CHECK(is_refused(segment, 10));
	segment.ra = 50;
	CHECK(!is_refused(segment, 10));

	/* Within the limit, a large one can be interrupted. */
	env.interrupt = count_interrupt;
	trap = (Trap){.interrupts = 0};
	segment = (WsReachSegment){0, 0, 20000, 15000, 50, 50};
	ws_surface(&env, &segment, 1, 10, 50, &polygons);
	CHECK(trap.interrupts >= 5);
	ws_free(&env, polygons.rings);
	ws_free(&env, polygons.xy);
}

void
test_surface(void)
{
	random_state = 20240229;
	test_areas();
	test_topology();
	test_least_radius();
	test_random();
	test_nesting();
	test_reproducible();
	test_limits();
}
