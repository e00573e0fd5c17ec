/*
 * test_catchment.c - catchments of towns by chance, from the search to the polygon.
 */
#include "catchment.h"
#include "reach.h"
#include "shape.h"
#include "streets.h"

#include <math.h>

#define MOST_SECONDS 900.0
#define MOST_DOORS 3

typedef struct Walk
{
	Value value;
	WsCache *cache;
	WsGraph graph;
	WsSense sense;
	WsPoint doors[MOST_DOORS];
	WsSnap snaps[MOST_DOORS];
	size_t n;
	WsSearch *search;
	WsDrawing drawing;
	WsFrame frame;
} Walk;

/* Searches from the doors; false where none snapped. */
static bool
begin_walk(Walk *w, const WsStreets *streets)
{
	size_t snapped = 0;
	WsReached reached;

	w->value = build(streets);
	w->cache = ws_cache_create(test_memory());
	open_value(&w->graph, w->cache, &w->value);
	for (size_t i = 0; i < w->n; i++)
	{
		w->snaps[i] = ws_snap(&w->graph, &w->sense.walker, w->doors[i]);
		snapped += w->snaps[i].problem == WS_SNAP_OK;
	}
	if (snapped == 0)
		return false;
	w->search = ws_search(&w->graph, &w->sense, ws_budget_limit(w->sense.metric, MOST_SECONDS),
						  w->snaps, w->n, NULL, 0);
	ws_reached(test_env(), w->search, &w->graph, &w->sense, 0, w->doors, w->snaps, w->n,
			   &w->drawing, &reached);
	w->frame = reached.frame;
	return true;
}

static double
cells_x(const Walk *w, double units)
{
	return (units - ws_frame_lon(&w->frame, 0)) * w->frame.x;
}

static double
cells_y(const Walk *w, double units)
{
	return (units - ws_frame_lat(&w->frame, 0)) * w->frame.y;
}

static WsPolygons
in_degrees(Walk *w, double budget)
{
	WsPolygons polygons;

	ws_catchment(test_env(), w->search, &w->graph, &w->sense, budget, w->doors, w->snaps, w->n,
				 &w->drawing, &polygons);
	return polygons;
}

/* To steps of links again, from which degrees differ by far less. */
static Shape
in_cells(const Walk *w, WsPolygons polygons)
{
	size_t off = 0;

	for (size_t i = 0; i < polygons.n_points; i++)
	{
		double *xy = &polygons.xy[2 * i];
		double x = cells_x(w, xy[0] * WS_UNITS_PER_DEGREE) * WS_LINK_STEPS;
		double y = cells_y(w, xy[1] * WS_UNITS_PER_DEGREE) * WS_LINK_STEPS;

		/* What ends at the antimeridian is moved there. */
		off += (fabs(x - round(x)) > 0.01 && fabs(xy[0]) != 180) || fabs(y - round(y)) > 0.01;
		xy[0] = round(x) / WS_LINK_STEPS;
		xy[1] = round(y) / WS_LINK_STEPS;
	}
	CHECK(off == 0);
	return shape_of(&polygons);
}

static Shape
catchment(Walk *w, double budget)
{
	return in_cells(w, in_degrees(w, budget));
}

/* What a walk has to be given, but for the streets. */
static Walk
random_walk(Rng *rng, const Lattice *lattice)
{
	Walk w = {.n = 1 + rng_below(rng, MOST_DOORS)};

	w.sense.walker = rng_chance(rng, 0.5) ? adult() : anyone(rng);
	w.sense.metric = rng_chance(rng, 0.8) ? WS_BY_TIME : WS_BY_DISTANCE;
	w.sense.toward = rng_chance(rng, 0.3);
	w.drawing.cell = rng_chance(rng, 0.5) ? 10 : rng_between(rng, 5, 25);
	w.drawing.buffer = rng_chance(rng, 0.5) ? 50 : rng_between(rng, 0, 120);
	for (size_t i = 0; i < w.n; i++)
		w.doors[i] = random_door(rng, lattice);
	return w;
}

typedef struct Inside
{
	const Walk *walk;
	const Shape *shape;
	size_t samples, outside;
} Inside;

/* Places every few metres along a reached piece. */
static void
look_along(void *context, const WsPiece *piece)
{
	Inside *in = context;
	double total = 0, at = 0;

	for (uint32_t i = 1; i < piece->points; i++)
		total += hypot((piece->line[i].x - (double) piece->line[i - 1].x) * in->walk->frame.x,
					   (piece->line[i].y - (double) piece->line[i - 1].y) * in->walk->frame.y);
	for (uint32_t i = 1; i < piece->points; i++)
	{
		WsPoint a = piece->line[i - 1], b = piece->line[i];
		double length = hypot((b.x - (double) a.x) * in->walk->frame.x,
							  (b.y - (double) a.y) * in->walk->frame.y);

		for (int k = 0; k <= 10; k++)
		{
			double fraction = (at + k / 10.0 * length) / total;
			Vertex p = vertex_at(cells_x(in->walk, a.x + k / 10.0 * (b.x - (double) a.x)),
								 cells_y(in->walk, a.y + k / 10.0 * (b.y - (double) a.y)));

			if (fraction < piece->from_fraction || fraction > piece->to_fraction)
				continue;
			in->samples++;
			in->outside += locate(in->shape, p) <= 0;
		}
		at += length;
	}
}

static void
streets_inside(void)
{
	size_t samples = 0, walled = 0;

	for (uint64_t seed = 1; seed <= 300; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 4 + rng_below(&rng, 4));
		WsStreets streets = {.srid = 0};
		Walk w = random_walk(&rng, &lattice);

		random_streets(&rng, &lattice, &streets);
		if (begin_walk(&w, &streets))
			for (int i = 0; i < 3; i++)
			{
				double budget = rng_between(&rng, 0, i == 0 ? 60 : MOST_SECONDS);
				Shape shape = catchment(&w, budget);
				Inside in = {.walk = &w, .shape = &shape};

				CHECK(is_valid(&shape) || test_explain("seed %d, budget %g", (int) seed, budget));
				ws_reach(w.search, &w.graph, &w.sense, ws_budget_limit(w.sense.metric, budget),
						 w.snaps, w.n, &(WsReachVisitor){.piece = look_along, .context = &in});
				CHECK(in.outside == 0 || test_explain("seed %d, budget %g: %zu outside", (int) seed,
													  budget, in.outside));
				samples += in.samples;
			}
		walled += w.graph.header.n_barriers > 0;
		ws_graph_close(&w.graph);
		test_release();
	}
	CHECK(samples > 20000 && walled > 100);
}

/* From none at all on, each holds the one before, by seconds and by hours. */
static void
budgets_nest(void)
{
	static const double budgets[] = {0, 1e-6, 0.01, 1, 5, 37, 37.01, 38, 200, 599, 600, 601, 900};
	size_t compared = 0;

	for (uint64_t seed = 1; seed <= 60; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 4 + rng_below(&rng, 4));
		WsStreets streets = {.srid = 0};
		Walk w = random_walk(&rng, &lattice);
		Shape last = {.points = NULL};

		random_streets(&rng, &lattice, &streets);
		if (begin_walk(&w, &streets))
			for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++)
			{
				Shape shape = catchment(&w, budgets[i]);

				CHECK((shape.polygons.n_rings > 0 && is_valid(&shape)) ||
					  test_explain("seed %d, budget %g: %zu rings", (int) seed, budgets[i],
								   shape.polygons.n_rings));
				CHECK(i == 0 || is_nested(&last, &shape) ||
					  test_explain("seed %d, budget %g", (int) seed, budgets[i]));
				compared += i > 0;
				last = shape;
			}
		ws_graph_close(&w.graph);
		test_release();
	}
	CHECK(compared > 300);
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

/* How far outside of a shape the vertices of another are, at most, in cells. */
static double
farthest(const Shape *of, const Shape *from)
{
	double most = 0;

	for (size_t i = 0; i < of->polygons.n_points; i++)
	{
		double x = of->polygons.xy[2 * i], y = of->polygons.xy[2 * i + 1], least = INFINITY;

		if (locate(from, of->points[i]) >= 0)
			continue;
		for (size_t r = 0; r < from->polygons.n_rings; r++)
		{
			const double *xy = from->polygons.xy + 2 * (size_t) from->polygons.rings[r].first;

			for (uint32_t k = 0; k + 1 < from->polygons.rings[r].count; k++, xy += 2)
			{
				double dx = xy[2] - xy[0], dy = xy[3] - xy[1];
				double t = ((x - xy[0]) * dx + (y - xy[1]) * dy) / (dx * dx + dy * dy);

				t = t < 0 ? 0 : t > 1 ? 1 : t;
				least = fmin(least, hypot(xy[0] + t * dx - x, xy[1] + t * dy - y));
			}
		}
		most = fmax(most, least);
	}
	return most;
}

static Shape
catchment_of(Walk *w, const WsStreets *streets, double budget)
{
	Shape shape = {.points = NULL};

	if (begin_walk(w, streets))
		shape = catchment(w, budget);
	ws_graph_close(&w->graph);
	return shape;
}

/* A barrier to the west of a catchment, so many cells away. */
static void
add_barrier_beside(const Walk *w, const Shape *shape, double cells, WsStreets *streets)
{
	double box[3] = {INFINITY, INFINITY, -INFINITY};
	int32_t x;

	for (size_t i = 0; i < shape->polygons.n_points; i++)
	{
		box[0] = fmin(box[0], shape->polygons.xy[2 * i]);
		box[1] = fmin(box[1], shape->polygons.xy[2 * i + 1]);
		box[2] = fmax(box[2], shape->polygons.xy[2 * i + 1]);
	}
	x = (int32_t) ws_frame_lon(&w->frame, box[0] - cells);
	add_line(streets, 10000, way_of(WS_KIND_BARRIER), x, (int32_t) ws_frame_lat(&w->frame, box[1]),
			 x, (int32_t) ws_frame_lat(&w->frame, box[2]));
}

/*
 * Where no street is faster than the walk beside it, only those with the full leg are
 * drawn, as they cover what the others do up to the least radius. What makes the
 * others be drawn too changes little: a barrier that no leg meets, or a walker who is
 * a hair slower off the street; or one out of town, where streets cannot be left.
 */
static void
others_matter_little(void)
{
	size_t compared = 0, drawn = 0;

	for (uint64_t seed = 1; seed <= 200; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 4 + rng_below(&rng, 4));
		WsStreets streets = {.srid = 0};
		Walk w = random_walk(&rng, &lattice), far, near, slow;
		double budget = rng_between(&rng, 0, MOST_SECONDS);
		Shape shape, other;
		size_t rows, parts, points;

		w.sense.walker = adult();
		w.sense.metric = WS_BY_TIME;
		far = near = slow = w;
		slow.sense.walker.off_street_factor = 1.0000001;
		for (uint32_t n = 5 + rng_below(&rng, 30), i = 0; i < n; i++)
			add_random_street(&rng, &lattice, i, &streets);
		shape = catchment_of(&w, &streets, budget);
		if (shape.points)
		{
			other = catchment_of(&slow, &streets, budget);
			CHECK((farthest(&shape, &other) < 0.75 && farthest(&other, &shape) < 0.75) ||
				  test_explain("seed %d", (int) seed));
			drawn += !same(&shape, &other);
			rows = streets.n_rows;
			parts = streets.n_parts;
			points = streets.n_points;
			add_barrier_beside(&w, &shape, 500, &streets);
			other = catchment_of(&far, &streets, budget);
			CHECK((farthest(&shape, &other) < 0.75 && farthest(&other, &shape) < 0.75) ||
				  test_explain("seed %d", (int) seed));
			streets.n_rows = rows;
			streets.n_parts = parts;
			streets.n_points = points;
			add_barrier_beside(&w, &shape, 2, &streets);
			other = catchment_of(&near, &streets, budget);
			CHECK((farthest(&shape, &other) < 0.75 && farthest(&other, &shape) < 0.75) ||
				  test_explain("seed %d", (int) seed));
			compared++;
		}
		test_release();
	}
	CHECK(compared > 100 && drawn > 20);
}

/* A town of one street to the antimeridian: what is beyond goes on from -180 degrees. */
static void
cross(int32_t side)
{
	WsStreets streets = {.srid = 0}, inland = {.srid = 0};
	Walk w = {.n = 1, .sense = {.walker = adult()}, .drawing = {10, 50}}, v;
	int32_t end = side * 1799999000, start = side * 1799990000, shift = side * 10000000;
	size_t beyond = 0, wrong = 0;
	Shape shape, whole;
	WsPolygons degrees;

	w.doors[0] = (WsPoint){side * 1799995000, 500000000};
	v = w;
	v.doors[0].x -= shift;
	add_line(&streets, 1, way_of(WS_KIND_STREET), start, 500000000, end, 500000000);
	add_line(&inland, 1, way_of(WS_KIND_STREET), start - shift, 500000000, end - shift, 500000000);
	whole = catchment_of(&v, &inland, 300);
	if (!CHECK(begin_walk(&w, &streets)))
		return;
	degrees = in_degrees(&w, 300);
	CHECK(degrees.n_rings == 2);
	for (size_t i = 0; i < degrees.n_points; i++)
	{
		double *lon = &degrees.xy[2 * i];

		wrong += fabs(*lon) > 180 || fabs(*lon) < 179.99;
		beyond += *lon * side < 0;
		*lon += *lon * side < 0 ? 360 * side : 0;
	}
	CHECK(wrong == 0 && beyond >= 5);
	shape = in_cells(&w, degrees);
	/* They touch, so each for itself. */
	for (size_t i = 0; i < shape.polygons.n_rings; i++)
	{
		WsRing ring = shape.polygons.rings[i];
		WsPolygons half = {&(WsRing){0, ring.count, ring.hole}, 1,
						   shape.polygons.xy + 2 * (size_t) ring.first, ring.count};
		Shape one = shape_of(&half);

		CHECK(is_valid(&one));
	}
	CHECK(fabs(shape_area(&shape) - shape_area(&whole)) < 2);
	ws_graph_close(&w.graph);
}

static void
antimeridian(void)
{
	cross(1);
	cross(-1);
}

/* Doors that do not snap are left out; if none does, nothing is drawn. */
static void
no_door(void)
{
	WsStreets streets = {.srid = 0};
	Walk w = {.n = 2, .sense = {.walker = adult()}, .drawing = {10, 50}}, one;
	Shape shape, other;
	WsPolygons nothing;

	add_line(&streets, 1, way_of(WS_KIND_STREET), 1164000000, 400000000, 1164020000, 400000000);
	w.doors[0] = (WsPoint){1164900000, 400000000};
	w.doors[1] = (WsPoint){1164010000, 400001000};
	one = w;
	one.n = 1;
	one.doors[0] = w.doors[1];
	shape = catchment_of(&w, &streets, 120);
	other = catchment_of(&one, &streets, 120);
	CHECK(shape.polygons.n_rings == 1 && same(&shape, &other));
	w.n = 1;
	CHECK(!begin_walk(&w, &streets));
	w.search = ws_search(&w.graph, &w.sense, ws_budget_limit(WS_BY_TIME, 120), w.snaps, 1, NULL, 0);
	nothing = in_degrees(&w, 120);
	CHECK(nothing.n_rings == 0 && nothing.n_points == 0);
	ws_graph_close(&w.graph);
}

void
test_catchment(void)
{
	RUN(streets_inside);
	RUN(budgets_nest);
	RUN(others_matter_little);
	RUN(antimeridian);
	RUN(no_door);
}
