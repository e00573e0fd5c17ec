/*
 * test_field.c - the least cost at lattice points against brute force: places on
 * each street close to each other, and every wall tried on every leg.
 */
#include "field.h"

#include "by_hand.h"
#include "search.h"

#include <math.h>

#define SIZE 22.0 /* cells that a scene is wide */
#define TRACKS 6
#define WALLS 8
#define SAMPLES 400
#define BIAS 7.0 /* by which the other measure tells tracks apart */
#define TOLERANCE 0.01
#define BETWEEN 0.1 /* more than two places are from each other */

typedef struct Scene
{
	WsTracks tracks;
	WsTrack items[TRACKS];
	WsWall walls[WALLS]; /* from the first lattice point */
} Scene;

/* What it costs to be at a point by one track, at least and at most. */
typedef struct Bounds
{
	double low, high;
} Bounds;

static WsTrack
random_track(Rng *rng, size_t number, double pace)
{
	WsTrack t = {.ax = rng_between(rng, 0, SIZE), .ay = rng_between(rng, 0, SIZE), .to = 1};
	double steepest = rng_chance(rng, 0.3) ? 3 : 1, length;

	t.bx = rng_chance(rng, 0.2) ? t.ax : rng_between(rng, 0, SIZE);
	t.by = rng_chance(rng, 0.2) ? t.ay : rng_between(rng, 0, SIZE);
	if (rng_chance(rng, 0.4))
	{
		t.from = rng_unit(rng);
		t.to = rng_between(rng, t.from, 1);
	}
	length = hypot(t.bx - t.ax, t.by - t.ay) * (t.to - t.from);
	t.cost[0] = rng_between(rng, 0, 60);
	t.cost[1] = fmax(t.cost[0] + pace * length * rng_between(rng, -steepest, steepest), 0);
	t.leg = rng_chance(rng, 0.2) ? 0.75 : rng_between(rng, 1, 8);
	for (int i = 0; i < 2; i++)
		t.other[i] = 2 * t.cost[i] + BIAS * (double) (number + 1);
	return t;
}

static void
random_scene(Rng *rng, bool walled, Scene *scene)
{
	WsTracks *tracks = &scene->tracks;
	const double box[4] = {0, 0, SIZE, SIZE};

	*tracks = (WsTracks){.tracks = scene->items,
						 .n = 1 + rng_below(rng, TRACKS),
						 .budget = rng_between(rng, 20, 100),
						 .pace = rng_between(rng, 1, 12),
						 .walls = scene->walls,
						 .n_walls = walled ? 1 + rng_below(rng, WALLS) : 0,
						 .tolerance = 0.005};
	tracks->other_pace = 2 * tracks->pace;
	tracks->lattice = ws_lattice_around(test_env(), box, ws_field_margin(8), 1);
	for (size_t i = 0; i < tracks->n; i++)
		scene->items[i] = random_track(rng, i, tracks->pace);
	for (size_t i = 0; i < tracks->n_walls; i++)
	{
		double x = rng_between(rng, 0, SIZE) - tracks->lattice.left;
		double y = rng_between(rng, 0, SIZE) - tracks->lattice.bottom;
		double longest = rng_chance(rng, 0.3) ? 60 : 4; /* also beyond the lattice */

		scene->walls[i] = (WsWall){x, y, x + rng_between(rng, -longest, longest),
								   y + rng_between(rng, -longest, longest)};
	}
}

/* On which side of a line a point is, in cells. */
static double
beside(double ax, double ay, double bx, double by, double x, double y)
{
	double length = hypot(bx - ax, by - ay);

	return length > 0 ? ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length : 0;
}

/* Whether a leg meets a wall: 1 it does, and so do those next to it; -1 it does not; 0 unclear. */
static int
meets(const WsWall *w, double x, double y, double to_x, double to_y)
{
	double a = beside(x, y, to_x, to_y, w->ax, w->ay), b = beside(x, y, to_x, to_y, w->bx, w->by);
	double c = beside(w->ax, w->ay, w->bx, w->by, x, y);
	double d = beside(w->ax, w->ay, w->bx, w->by, to_x, to_y);

	if (fmax(a, b) < -TOLERANCE || fmin(a, b) > TOLERANCE || fmax(c, d) < -TOLERANCE ||
		fmin(c, d) > TOLERANCE)
		return -1;
	if (fmin(a, b) < -BETWEEN && fmax(a, b) > BETWEEN && fmin(c, d) < -BETWEEN &&
		fmax(c, d) > BETWEEN)
		return 1;
	return 0;
}

/* The leg from a share of a track's part: its cost between bounds. */
static Bounds
leg_cost(const Scene *scene, const WsTrack *t, double share, double x, double y)
{
	double at = t->from + share * (t->to - t->from);
	double from_x = t->ax + at * (t->bx - t->ax) - scene->tracks.lattice.left;
	double from_y = t->ay + at * (t->by - t->ay) - scene->tracks.lattice.bottom;
	double leg = hypot(x - from_x, y - from_y);
	double cost = t->cost[0] + share * (t->cost[1] - t->cost[0]) + scene->tracks.pace * leg;
	Bounds bounds = {leg < t->leg + TOLERANCE ? cost : INFINITY,
					 leg < t->leg - TOLERANCE ? cost : INFINITY};

	for (size_t i = 0; i < scene->tracks.n_walls; i++)
	{
		int met = meets(&scene->walls[i], from_x, from_y, x, y);

		if (met >= 0)
			bounds.high = INFINITY;
		if (met > 0)
			bounds.low = INFINITY;
	}
	return bounds;
}

/*
 * Places close to each other give what it costs at least, and without walls at most; with
 * walls those do that are samples of the segment.
 */
static Bounds
bounds_of(const Scene *scene, const WsTrack *t, double x, double y)
{
	double wide = fabs(t->bx - t->ax), high = fabs(t->by - t->ay);
	double parts = fmax(ceil(fmax(wide, high)), 1), part = t->to - t->from;
	double step = hypot(wide, high) * part / SAMPLES;
	double slack = fabs(t->cost[1] - t->cost[0]) / SAMPLES + scene->tracks.pace * step;
	Bounds bounds = {INFINITY, INFINITY};

	for (int i = 0; i <= SAMPLES; i++)
	{
		Bounds leg = leg_cost(scene, t, (double) i / SAMPLES, x, y);

		bounds.low = fmin(bounds.low, leg.low - slack);
		if (scene->tracks.n_walls == 0 || i == 0 || i == SAMPLES)
			bounds.high = fmin(bounds.high, leg.high);
	}
	for (double k = 0; k <= parts; k++)
		if (k / parts > t->from && k / parts < t->to)
			bounds.high =
				fmin(bounds.high, leg_cost(scene, t, (k / parts - t->from) / part, x, y).high);
	return bounds;
}

static bool
check_point(const Scene *scene, const WsField *field, uint32_t column, uint32_t row)
{
	size_t point = (size_t) row * ws_lattice_stride(&field->lattice) + column;
	const WsTracks *tracks = &scene->tracks;
	double cost = field->cost[point], high = INFINITY;
	double number = (field->other[point] - 2 * cost) / BIAS;
	Bounds bounds[TRACKS];

	for (size_t i = 0; i < tracks->n; i++)
	{
		bounds[i] = bounds_of(scene, &tracks->tracks[i], column, row);
		high = fmin(high, bounds[i].high);
	}
	if (!ws_field_reached(field, point))
		return high > tracks->budget - 0.01 || test_explain("missed at %.3f", high);
	if (fabs(number - round(number)) > 0.01 || number < 0.5 || number > (double) tracks->n + 0.5)
		return test_explain("%.3f and %.3f are of no walk", cost, field->other[point]);
	/* Of the track that it says, and by no other one for less. */
	return (cost > bounds[lround(number) - 1].low - 0.01 && cost < high + 0.01) ||
		   test_explain("%.4f, but at least %.4f and at most %.4f", cost,
						bounds[lround(number) - 1].low, high);
}

static void
check_scenes(bool walled, int rounds)
{
	Rng rng = {walled ? 7 : 8};
	size_t reached = 0;

	for (int i = 0; i < rounds; i++)
	{
		Scene scene;
		WsField field;
		uint32_t stride;

		random_scene(&rng, walled, &scene);
		ws_field_stamp(&scene.tracks, &field);
		stride = ws_lattice_stride(&field.lattice);
		for (uint32_t row = 0; row < field.lattice.rows; row++)
			for (uint32_t column = 0; column < stride; column++)
			{
				reached += ws_field_reached(&field, (size_t) row * stride + column);
				/* No leg goes far from the scene. */
				if (column < SIZE + 22)
					CHECK(check_point(&scene, &field, column, row));
				else
					CHECK(!ws_field_reached(&field, (size_t) row * stride + column));
			}
		ws_field_free(&field);
		test_release();
	}
	CHECK(reached > (size_t) rounds * 50);
}

static void
open_scenes(void)
{
	check_scenes(false, 30);
}

static void
walled_scenes(void)
{
	check_scenes(true, 20);
}

/* A door, and the field around it. */
typedef struct Walk
{
	WsGraph *graph;
	WsSense sense;
	WsPoint door;
	WsSnap snap;
	WsSearch *search;
} Walk;

static Walk
walk_from(WsGraph *graph, WsWalker walker, WsMetric metric, WsPoint door)
{
	Walk walk = {graph, {walker, metric, false}, door, ws_snap(graph, &walker, door), NULL};

	walk.search =
		ws_search(graph, &walk.sense, ws_budget_limit(metric, 900), &walk.snap, 1, NULL, 0);
	return walk;
}

static WsField
field_of(const Walk *walk, double budget, double cell, double buffer)
{
	WsField field;

	ws_field(test_env(), walk->search, walk->graph, &walk->sense, budget, &walk->door, &walk->snap,
			 1, &(WsDrawing){cell, buffer}, &field);
	return field;
}

/*
 * One street, from a door 20 m off it: within the buffer one goes straight from the door,
 * beyond it along the street until the buffer is as long as the rest.
 */
static void
street_field(void)
{
	WsStreets streets = {0};
	WsWalker walker = adult();
	WsGraph graph;
	size_t reached = 0, straight = 0;

	street(&streets, 1, way_of(WS_KIND_STREET), -500, 0, 500, 0);
	graph = open_streets(&streets);
	for (int metric = WS_BY_TIME; metric <= WS_BY_DISTANCE; metric++)
	{
		Walk walk = walk_from(&graph, walker, (WsMetric) metric, at(0, 20));
		double budget = metric == WS_BY_TIME ? 200 / walker.speed_mps : 200;
		WsField field = field_of(&walk, budget, 7, 40);
		const float *metres = metric == WS_BY_TIME ? field.other : field.cost;
		const float *seconds = metric == WS_BY_TIME ? field.cost : field.other;

		for (size_t i = 0; i < ws_lattice_words(&field.lattice) * 64; i++)
		{
			double column = (double) (i % ws_lattice_stride(&field.lattice));
			double row = (double) (i / ws_lattice_stride(&field.lattice));
			double x = fabs(ws_field_lon(&field, column)) * 111319.4908;
			double y = ws_field_lat(&field, row) * 110574.2727;
			/* From the door's leg, from 20 to 0 m north, or from the street. */
			double door = hypot(x, y - 20), leg = fmin(fmax(y, 0), 20), foot = hypot(x, y - leg);
			double walked = door <= 40 ? door : INFINITY;
			double half = sqrt(fmax(1600 - x * x, 0));

			if (x <= 40 && foot <= 40)
				walked = fmin(walked, 20 - fmin(fmax(y + half, 0), 20) +
										  hypot(x, y - fmin(fmax(y + half, 0), 20)));
			if (fabs(y) <= 40)
			{
				double from = fmax(x - sqrt(1600 - y * y), 0);

				walked = fmin(walked, 20 + from + hypot(x - from, y));
			}
			if (fabs(walked - 200) < 0.02)
				continue;
			CHECK(ws_field_reached(&field, i) == (walked < 200) ||
				  test_explain("%.2f %.2f: %.3f", x, y, walked));
			if (!ws_field_reached(&field, i))
				continue;
			reached++;
			straight += door <= 40;
			CHECK(near(metres[i], walked));
			CHECK(near(seconds[i], walked / walker.speed_mps));
		}
		ws_field_free(&field);
	}
	CHECK(reached > 500 && straight > 50);
}

/* A larger budget adds points, and changes none. */
static void
budgets_add(void)
{
	Rng rng = {5};
	size_t reached = 0;

	for (int i = 0; i < 12; i++)
	{
		WsStreets streets = {0};
		WsGraph graph;
		Lattice lattice;
		Walk walk;
		WsField few, many;
		uint32_t stride, shift;

		random_city(&rng, &lattice, 8, &streets);
		graph = open_streets(&streets);
		walk = walk_from(&graph, anyone(&rng), rng_chance(&rng, 0.5) ? WS_BY_TIME : WS_BY_DISTANCE,
						 random_door(&rng, &lattice));
		few = field_of(&walk, 400, 10, 60);
		many = field_of(&walk, 600, 10, 60);
		stride = few.cost ? ws_lattice_stride(&few.lattice) : 0;
		shift = few.cost ? (uint32_t) (few.lattice.left - many.lattice.left) : 0;
		for (uint32_t row = 0; stride > 0 && row < few.lattice.rows; row++)
			for (uint32_t column = 0; column + 10 < stride; column++)
			{
				size_t one = (size_t) row * stride + column;
				int64_t up = (int64_t) (row + few.lattice.bottom - many.lattice.bottom);
				size_t other = (size_t) up * ws_lattice_stride(&many.lattice) + column + shift;

				if (up < 0 || up >= many.lattice.rows ||
					column + shift >= ws_lattice_stride(&many.lattice))
					continue;
				reached += ws_field_reached(&few, one);
				if (ws_field_reached(&few, one) || many.cost[other] < 399.99)
					CHECK(near(few.cost[one], many.cost[other]));
			}
		ws_graph_close(&graph);
		test_release();
	}
	CHECK(reached > 500);
}

static void
field_too_large(void *context)
{
	field_of(context, 900, 0.001, 50);
}

static void
field_limits(void)
{
	WsStreets streets = {0};
	WsGraph graph;
	Walk walk;
	WsField field;
	WsWindow window;
	size_t before;
	Failure failure;

	street(&streets, 1, way_of(WS_KIND_STREET), -5000, 0, 5000, 0);
	graph = open_streets(&streets);
	walk = walk_from(&graph, adult(), WS_BY_DISTANCE, at(0, 0));
	before = test_interrupts();
	field = field_of(&walk, 900, 1, 200);
	CHECK(test_interrupts() - before > 5);
	window = ws_field_window(&field);
	CHECK(window.last_row - window.first_row >= 398 && window.last_row - window.first_row <= 400);
	CHECK(window.last_column - window.first_column >= 1798 &&
		  window.last_column - window.first_column <= 1800);
	/* Nowhere off the street: no point. */
	field = field_of(&walk, 900, 1, 0);
	window = ws_field_window(&field);
	CHECK(field.cost && window.first_row > window.last_row);
	/* No street. */
	walk = walk_from(&graph, adult(), WS_BY_DISTANCE, at(0, 900));
	field = field_of(&walk, 900, 1, 50);
	CHECK(!field.cost);
	walk = walk_from(&graph, adult(), WS_BY_DISTANCE, at(0, 0));
	failure = test_failure(field_too_large, &walk);
	CHECK(failure.happened && failure.code == WS_ERROR_LIMIT && failure.hinted);
}

void
test_field(void)
{
	RUN(open_scenes);
	RUN(walled_scenes);
	RUN(street_field);
	RUN(budgets_add);
	RUN(field_limits);
}
