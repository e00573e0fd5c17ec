/*
 * test_walker.c - what a stretch of street costs whom: worked out by hand, and
 * the same however the street is cut.
 */
#include "streets.h"

#include "walk.h"

#include <math.h>

static bool
near(double value, double exact, double within)
{
	return fabs(value - exact) <= within || test_explain("%.6f instead of %.6f", value, exact);
}

static WsWay
stretch(WsKind kind, uint32_t metres, uint32_t ascent_m, uint32_t descent_m)
{
	WsWay way = way_of(kind);

	way.length = metres * WS_LENGTH_UNITS;
	way.ascent_cm = ascent_m * 100;
	way.descent_cm = descent_m * 100;
	return way;
}

static bool
takes(const WsWalker *walker, WsWay way, double there, double back)
{
	return near(ws_way_seconds(walker, &way, false), there, 1e-6) &&
		   near(ws_way_seconds(walker, &way, true), back, 1e-6);
}

static void
on_the_flat(void)
{
	WsWalker walker = adult();

	CHECK(takes(&walker, stretch(WS_KIND_STREET, 133, 0, 0), 100, 100));
	CHECK(takes(&walker, stretch(WS_KIND_INDOOR, 266, 0, 0), 200, 200));
	/* Without a slope rule, a hill is as the flat. */
	CHECK(takes(&walker, stretch(WS_KIND_PATH, 133, 20, 0), 100, 100));
	walker.speed_mps = 0.5;
	CHECK(takes(&walker, stretch(WS_KIND_GATE, 10, 0, 0), 20, 20));
}

/* 2 s up and 1.43 s down a metre. */
static void
on_steps(void)
{
	WsWalker walker = adult();

	CHECK(takes(&walker, stretch(WS_KIND_STEPS, 10, 5, 0), 20, 14.3));
	CHECK(takes(&walker, stretch(WS_KIND_STEPS, 10, 0, 5), 14.3, 20));
	/* Direction unknown: half and half. */
	CHECK(takes(&walker, stretch(WS_KIND_STEPS, 10, 0, 0), 17.15, 17.15));
	/* A quarter up, three quarters down: 2.5 m and 7.5 m. */
	CHECK(takes(&walker, stretch(WS_KIND_STEPS, 10, 1, 3), 5 + 10.725, 15 + 3.575));
	/* Slope is in the steps' own numbers. */
	walker.tobler = true;
	CHECK(takes(&walker, stretch(WS_KIND_STEPS, 10, 5, 0), 20, 14.3));
	walker.speed_mps = 0.1;
	CHECK(takes(&walker, stretch(WS_KIND_STEPS, 10, 5, 0), 20, 14.3));
}

/* Kilometres an hour at a slope: Tobler (1993). */
static double
tobler(double slope)
{
	return 6 * exp(-3.5 * fabs(slope + 0.05));
}

static void
on_slopes(void)
{
	WsWalker walker = adult();

	/* His flat speed is 5.037 km/h, his fastest 6 km/h, 1 in 20 down. */
	CHECK(near(tobler(0), 5.037, 0.001) && near(tobler(-0.05), 6, 1e-9));
	walker.tobler = true;
	walker.speed_mps = 1;
	CHECK(takes(&walker, stretch(WS_KIND_STREET, 100, 0, 0), 100, 100));
	/* 1 in 10 down is as fast as the flat; up is e^0.35 times slower. */
	CHECK(takes(&walker, stretch(WS_KIND_STREET, 100, 10, 0), 141.906755, 100));
	CHECK(takes(&walker, stretch(WS_KIND_STREET, 100, 0, 10), 100, 141.906755));
	CHECK(takes(&walker, stretch(WS_KIND_STREET, 100, 5, 0), 100 * tobler(0) / tobler(0.05),
				83.9457021));
	CHECK(takes(&walker, stretch(WS_KIND_STREET, 100, 20, 0), 100 * tobler(0) / tobler(0.2),
				100 * tobler(0) / tobler(-0.2)));
	/* Up and down: 10 m of height over 100 m, a quarter of it up. */
	CHECK(takes(&walker, stretch(WS_KIND_STREET, 400, 10, 30), 100 * 1.41906755 + 300,
				300 * 1.41906755 + 100));
	/* A walker's own speed holds on the flat, so all scales with it. */
	walker.speed_mps = 2;
	CHECK(takes(&walker, stretch(WS_KIND_STREET, 100, 10, 0), 70.9533774, 50));
	/* A lift climbs for you. */
	CHECK(takes(&walker, stretch(WS_KIND_LIFT, 10, 10, 0), 5, 5));
}

static void
waits(void)
{
	WsWalker walker = adult();
	WsWay way = stretch(WS_KIND_FOOTBRIDGE, 133, 0, 0);

	walker.footbridge_s = 1;
	walker.underpass_s = 2;
	walker.lift_wait_s = 4;
	walker.signal_wait_s = 8;
	walker.crossing_wait_s = 16;
	for (WsKind kind = WS_KIND_STREET; kind < WS_KIND_BARRIER; kind++)
	{
		double wait = kind == WS_KIND_FOOTBRIDGE        ? 1
					  : kind == WS_KIND_UNDERPASS       ? 2
					  : kind == WS_KIND_LIFT            ? 4
					  : kind == WS_KIND_SIGNAL_CROSSING ? 8
					  : kind == WS_KIND_CROSSING        ? 16
														: 0;
		double walking = kind == WS_KIND_STEPS ? 133 * 1.715 : 100;

		CHECK(takes(&walker, stretch(kind, 133, 0, 0), walking + wait, walking + wait));
	}
	/* A third of the row has a third of its wait and of its delay. */
	walker.footbridge_s = 60;
	way.share = WS_WHOLE_SHARE / 3;
	way.delay_ms = 7500;
	CHECK(takes(&walker, way, 122.5, 122.5));
}

static void
closed_ways(void)
{
	WsWalker walker = adult();
	WsWay way = stretch(WS_KIND_STREET, 133, 0, 0);

	way.backward = false;
	CHECK(ws_way_seconds(&walker, &way, false) == 100 && ws_way_seconds(&walker, &way, true) < 0);
	CHECK(ws_way_cost(&walker, WS_BY_TIME, &way, true) == WS_CLOSED);
	CHECK(ws_way_cost(&walker, WS_BY_DISTANCE, &way, true) == WS_CLOSED);
	way.backward = true;
	way.forward = false;
	CHECK(ws_way_seconds(&walker, &way, false) < 0 && ws_way_seconds(&walker, &way, true) == 100);

	walker.steps_allowed = false;
	way = stretch(WS_KIND_STEPS, 10, 0, 0);
	CHECK(ws_way_seconds(&walker, &way, false) < 0 && ws_way_seconds(&walker, &way, true) < 0);
	way = stretch(WS_KIND_STREET, 133, 0, 0);
	CHECK(ws_way_seconds(&walker, &way, false) == 100);
	way.no_wheelchair = true;
	CHECK(ws_way_seconds(&walker, &way, false) < 0 && ws_way_seconds(&walker, &way, true) < 0);
	walker.steps_allowed = true;
	CHECK(ws_way_seconds(&walker, &way, false) == 100);

	/* 1 in 8 is the limit, up and down; the limit itself is allowed. */
	walker.steepest_grade = 0.125;
	way = stretch(WS_KIND_STREET, 80, 10, 0);
	CHECK(ws_way_seconds(&walker, &way, false) > 0 && ws_way_seconds(&walker, &way, true) > 0);
	way.ascent_cm++;
	CHECK(ws_way_seconds(&walker, &way, false) < 0 && ws_way_seconds(&walker, &way, true) < 0);
	way.kind = WS_KIND_LIFT;
	CHECK(ws_way_seconds(&walker, &way, false) > 0 && ws_way_seconds(&walker, &way, true) > 0);
}

/*
 * Seconds along a street of so many metres on the equator that other streets
 * cut into equal pieces; negative where there is no way through.
 */
static double
seconds_through(const WsWalker *walker, WsWay way, double metres, uint32_t pieces, bool back)
{
	WsStreets streets = {.srid = 0};
	WsSense sense = {*walker, WS_BY_TIME, false};
	WsPoint points[1001];
	WsPoint ends[2];
	WsSnap snaps[2];
	WsGraph graph;
	WsWalk walk;
	Value value;

	for (uint32_t i = 0; i <= pieces; i++)
		points[i] = (WsPoint){(int32_t) lrint(metres * i / pieces / 0.0111319491), 0};
	add_street(&streets, 1, way, points, pieces + 1);
	for (uint32_t i = 0; i <= pieces; i++)
		add_line(&streets, 2 + i, way_of(WS_KIND_STREET), points[i].x, 0, points[i].x, 10000);
	value = build(&streets);
	open_value(&graph, ws_cache_create(test_memory()), &value);
	ends[back] = points[0];
	ends[!back] = points[pieces];
	for (int i = 0; i < 2; i++)
		snaps[i] = ws_snap(&graph, walker, ends[i]);
	walk = ws_walk(&graph, &sense, ws_budget_limit(WS_BY_TIME, WS_MAX_SECONDS), &ends[0], &snaps[0],
				   1, &ends[1], &snaps[1], 1);
	return walk.found ? walk.seconds : -1;
}

/* However a street is cut, a walk along all of it costs the same. */
static void
cut_streets(void)
{
	static const uint32_t cuts[] = {1, 2, 3, 7, 40, 300};
	WsWalker walker = wheelchair();
	WsWay bridge = way_of(WS_KIND_FOOTBRIDGE), hill = way_of(WS_KIND_PATH),
		  steps = way_of(WS_KIND_STEPS);

	walker.steepest_grade = INFINITY;
	walker.steps_allowed = true;
	bridge.delay_ms = 10000;
	hill.ascent_cm = 1000;
	steps.ascent_cm = 1500;
	steps.descent_cm = 100;
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
	{
		walker.tobler = false;
		CHECK(near(seconds_through(&walker, bridge, 90, cuts[i], false), 100 + 20 + 10, 0.1));
		/* 30 m of steps: 15 of 16 up. */
		CHECK(near(seconds_through(&walker, steps, 30, cuts[i], false),
				   30 * (15 * 2.0 + 1 * 1.43) / 16, 0.1));
		/* 300 m, 1 in 30. */
		walker.tobler = true;
		CHECK(near(seconds_through(&walker, hill, 300, cuts[i], false),
				   300 / 0.9 * tobler(0) / tobler(1 / 30.0), 0.1));
		CHECK(near(seconds_through(&walker, hill, 300, cuts[i], true),
				   300 / 0.9 * tobler(0) / tobler(-1 / 30.0), 0.1));
	}
}

/* A gentle slope stays gentle in pieces, and a steep one steep. */
static void
cut_slopes(void)
{
	static const uint32_t cuts[] = {1, 2, 3, 7, 40, 300};
	WsWalker walker = wheelchair();
	WsWay ramp = way_of(WS_KIND_PATH);

	walker.steepest_grade = 0.08;
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
	{
		ramp.ascent_cm = 210; /* 1 in 14 */
		CHECK(seconds_through(&walker, ramp, 30, cuts[i], false) > 0 ||
			  test_explain("%u pieces", cuts[i]));
		ramp.ascent_cm = 420; /* 1 in 7 */
		CHECK(seconds_through(&walker, ramp, 30, cuts[i], false) < 0 ||
			  test_explain("%u pieces", cuts[i]));
	}
}

static void
costs(void)
{
	WsWalker walker = adult();
	WsWay way = stretch(WS_KIND_STREET, 133, 0, 0);
	WsCost cost = ws_way_cost(&walker, WS_BY_TIME, &way, false);
	Rng rng = {1};

	CHECK(near(ws_cost_seconds(WS_BY_TIME, cost), 100, 1e-4));
	CHECK(near(ws_cost_metres(WS_BY_TIME, cost), 133, 1e-9));
	cost = ws_way_cost(&walker, WS_BY_DISTANCE, &way, false);
	CHECK(near(ws_cost_seconds(WS_BY_DISTANCE, cost), 100, 1e-3));
	CHECK(near(ws_cost_metres(WS_BY_DISTANCE, cost), 133, 1e-9));

	/* A leg: the factor makes it slower, not longer. */
	walker.speed_mps = 1;
	walker.off_street_factor = 1.5;
	cost = ws_leg_cost(&walker, WS_BY_TIME, 80);
	CHECK(near(ws_cost_seconds(WS_BY_TIME, cost), 120, 1e-4));
	CHECK(near(ws_cost_metres(WS_BY_TIME, cost), 80, 1e-3));
	cost = ws_leg_cost(&walker, WS_BY_DISTANCE, 80);
	CHECK(near(ws_cost_seconds(WS_BY_DISTANCE, cost), 120, 1e-3));
	CHECK(near(ws_cost_metres(WS_BY_DISTANCE, cost), 80, 1e-3));
	CHECK(ws_leg_cost(&walker, WS_BY_TIME, 0) == 0);

	/* The first measure decides, the second breaks ties. */
	CHECK(ws_cost(WS_BY_TIME, 10, 500) < ws_cost(WS_BY_TIME, 11, 5));
	CHECK(ws_cost(WS_BY_TIME, 10, 5) < ws_cost(WS_BY_TIME, 10, 6));
	CHECK(ws_cost(WS_BY_DISTANCE, 500, 10) < ws_cost(WS_BY_DISTANCE, 5, 11));

	/* Sums are those of both measures. */
	for (int i = 0; i < 1000; i++)
	{
		double s = rng_between(&rng, 0, 40000), t = rng_between(&rng, 0, 40000);
		double m = rng_between(&rng, 0, 50000), n = rng_between(&rng, 0, 50000);
		WsCost sum = ws_cost(WS_BY_TIME, s, m) + ws_cost(WS_BY_TIME, t, n);

		if (!CHECK(near(ws_cost_seconds(WS_BY_TIME, sum), s + t, 1e-4) &&
				   near(ws_cost_metres(WS_BY_TIME, sum), m + n, 2e-3)))
			break;
		sum = ws_cost(WS_BY_DISTANCE, s, m) + ws_cost(WS_BY_DISTANCE, t, n);
		if (!CHECK(near(ws_cost_seconds(WS_BY_DISTANCE, sum), s + t, 2e-3) &&
				   near(ws_cost_metres(WS_BY_DISTANCE, sum), m + n, 2e-3)))
			break;
	}
}

static void
parts(void)
{
	Rng rng = {2};

	CHECK(ws_part_cost(WS_CLOSED, 0) == 0 && ws_part_cost(WS_CLOSED, -1e-18) == 0);
	CHECK(ws_part_cost(WS_CLOSED, 1e-9) == WS_CLOSED && ws_part_cost(WS_CLOSED, 1) == WS_CLOSED);
	for (int i = 0; i < 1000; i++)
	{
		double seconds = rng_between(&rng, 0, 4000), metres = rng_between(&rng, 0, 4000);
		double fraction = rng_unit(&rng);
		WsCost whole = ws_cost(WS_BY_TIME, seconds, metres);
		WsCost sum = ws_part_cost(whole, fraction) + ws_part_cost(whole, 1 - fraction);

		if (!CHECK(ws_part_cost(whole, 0) == 0 && ws_part_cost(whole, 1) == whole &&
				   near(ws_cost_seconds(WS_BY_TIME, ws_part_cost(whole, fraction)),
						fraction * seconds, 1e-4) &&
				   near(ws_cost_metres(WS_BY_TIME, ws_part_cost(whole, fraction)),
						fraction * metres, 2e-3) &&
				   near(ws_cost_seconds(WS_BY_TIME, sum), seconds, 2e-4) &&
				   near(ws_cost_metres(WS_BY_TIME, sum), metres, 3e-3)))
			break;
	}
}

/* A label of exactly the budget is within it, the next one is not. */
static void
budgets(void)
{
	static const double amounts[] = {0, 0.5, 1, 599, 600, 601, 900, 86399, WS_MAX_SECONDS};

	for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
		for (WsMetric metric = WS_BY_TIME; metric <= WS_BY_DISTANCE; metric++)
		{
			WsCost limit = ws_budget_limit(metric, amounts[i]);
			WsCost label = ws_cost(metric, amounts[i], amounts[i]);
			double more =
				metric == WS_BY_TIME ? amounts[i] + 1 / WS_TIME_UNITS : amounts[i] + 0.001;

			CHECK(label <= limit && ws_cost(metric, more, more) > limit);
			CHECK(limit < WS_CLOSED);
		}
	CHECK(ws_budget_limit(WS_BY_TIME, 599) < ws_budget_limit(WS_BY_TIME, 600));
	CHECK(ws_budget_limit(WS_BY_TIME, 600) < ws_budget_limit(WS_BY_TIME, 601));
}

/* Labels at their extremes neither wrap nor pass for others. */
static void
extremes(void)
{
	WsCost day = ws_budget_limit(WS_BY_TIME, WS_MAX_SECONDS);
	WsCost far = ws_budget_limit(WS_BY_DISTANCE, WS_MAX_METRES);
	WsWalker walker = adult();
	WsWay way = way_of(WS_KIND_STEPS);

	CHECK(day + WS_CLOSED > day && day + WS_CLOSED >= WS_CLOSED && day + WS_CLOSED < WS_UNREACHED);
	CHECK(far + WS_CLOSED > far && far + WS_CLOSED >= WS_CLOSED && far + WS_CLOSED < WS_UNREACHED);
	/* The longest edge, at the slowest, after the longest day: still a sum. */
	CHECK(day + ws_cost(WS_BY_TIME, 130000, 200000) > day);
	CHECK(far + ws_cost(WS_BY_DISTANCE, 4000000, 200000) > far);
	/* What does not fit is closed. */
	CHECK(ws_cost(WS_BY_TIME, 1e9, 1) == WS_CLOSED);
	CHECK(ws_cost(WS_BY_DISTANCE, 1, 1e9) == WS_CLOSED);
	CHECK(ws_cost(WS_BY_TIME, INFINITY, 1) == WS_CLOSED);
	/* The measure that does not count stops at its end. */
	CHECK(ws_cost(WS_BY_DISTANCE, 1e12, 1) == (UINT64_C(10000) << 32 | UINT32_MAX));
	CHECK(ws_cost(WS_BY_TIME, 1, 1e12) == (UINT64_C(16384) << 32 | UINT32_MAX));
	/* Nothing is free. */
	walker.steps_up_s_per_m = walker.steps_down_s_per_m = 1e-12;
	way.length = 1;
	CHECK(ws_way_cost(&walker, WS_BY_TIME, &way, false) >> 32 > 0);
	CHECK(ws_way_cost(&walker, WS_BY_DISTANCE, &way, false) >> 32 == 1);
}

static void
equal_walkers(void)
{
	const WsWalker one = wheelchair();
	WsWalker two = one;
	double *numbers[] = {&two.speed_mps,         &two.steps_up_s_per_m, &two.steps_down_s_per_m,
						 &two.footbridge_s,      &two.underpass_s,      &two.lift_wait_s,
						 &two.signal_wait_s,     &two.crossing_wait_s,  &two.steepest_grade,
						 &two.off_street_factor, &two.off_street_max_m};

	CHECK(ws_walker_equal(&one, &two));
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
	{
		double kept = *numbers[i];

		*numbers[i] += 1e-9;
		CHECK(!ws_walker_equal(&one, &two));
		*numbers[i] = kept;
	}
	two.tobler = !one.tobler;
	CHECK(!ws_walker_equal(&one, &two));
	two = one;
	two.steps_allowed = !one.steps_allowed;
	CHECK(!ws_walker_equal(&one, &two));
}

void
test_walker(void)
{
	RUN(on_the_flat);
	RUN(on_steps);
	RUN(on_slopes);
	RUN(waits);
	RUN(closed_ways);
	RUN(cut_streets);
	RUN(cut_slopes);
	RUN(costs);
	RUN(parts);
	RUN(budgets);
	RUN(extremes);
	RUN(equal_walkers);
}
