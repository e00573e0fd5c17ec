/*
 * test_search.c - searching, reaching, the nearest places and the walks, from
 * where doors snap: against the oracle on streets by chance, and by hand on a
 * few.
 */
#include "by_hand.h"
#include "compare.h"

#include "reach.h"
#include "report.h"

#include <math.h>
#include <string.h>

#define TOWNS 800

static void
check_town(uint64_t seed)
{
	Rng rng = {seed};
	Lattice lattice = random_lattice(&rng, 4 + rng_below(&rng, 5));
	WsStreets streets = {.srid = 0};
	Town town;

	random_streets(&rng, &lattice, &streets);
	if (!CHECK(town_of(&town, &streets)))
		return;
	for (int i = 0; i < 3; i++)
	{
		WsWalker walker = i == 0                  ? anyone(&rng)
						  : i == 1                ? hiker()
						  : rng_chance(&rng, 0.5) ? wheelchair()
												  : adult();

		town_walk_as(&town, &walker);
		for (int kind = 0; kind < 4; kind++)
		{
			Search search = {(kind & 1) != 0, (kind & 2) != 0};

			check_search(&town, &rng, &lattice, search);
			check_walk(&town, &rng, &lattice, search);
		}
		check_nearest(&town, &rng, &lattice, i == 1, 6, 12);
		/* Several batches, and so many places that labels may be the shorter way. */
		if (i == 0)
			check_nearest(&town, &rng, &lattice, rng_chance(&rng, 0.5), 10, 120);
	}
}

static void
small_towns(void)
{
	met = (Met){.snaps = 0};
	for (uint64_t seed = 1; seed <= TOWNS; seed++)
	{
		check_town(seed);
		test_release();
	}
	/* The towns were such that the comparisons say something. */
	CHECK(met.unclear < met.snaps / 20);
	CHECK(met.unsnapped > met.snaps / 100 && met.behind_barriers > met.snaps / 1000);
	CHECK(met.unreached > met.labels / 10 && met.unreached < met.labels * 9 / 10);
	CHECK(met.reached > met.samples / 10 && met.reached < met.samples * 9 / 10);
	CHECK(met.pieces > 10000 && met.rows > 10000 && met.problems > 1000 && met.ties > 100);
	CHECK(met.pairs > 10000);
	CHECK(met.walks > 1000 && met.none > 100);
}

/* Several tiles: ghosts, tile borders, barriers across them. */
static void
large_city(void)
{
	Rng rng = {80};
	Lattice lattice;
	WsStreets streets = {.srid = 0};
	Town town;

	met = (Met){.snaps = 0};
	random_city(&rng, &lattice, 85, &streets);
	if (!CHECK(town_of(&town, &streets)))
		return;
	CHECK(town.graph.header.n_tiles >= 4);
	for (int i = 0; i < 3; i++)
	{
		WsWalker walker = i == 0 ? adult() : i == 1 ? hiker() : wheelchair();

		town_walk_as(&town, &walker);
		for (int kind = 0; kind < 12; kind++)
		{
			Search search = {(kind & 1) != 0, (kind & 2) != 0};

			check_search(&town, &rng, &lattice, search);
			check_walk(&town, &rng, &lattice, search);
		}
		check_nearest(&town, &rng, &lattice, i == 2, 30, 20);
	}
	CHECK(met.reached > 10000 && met.walks > 20 && met.rows > 100 && met.behind_barriers > 0);
}

/* One more street makes no one's walk longer; costs are rounded at each edge. */
static void
monotone(void)
{
	size_t better = 0, compared = 0;

	for (uint64_t seed = 1; seed <= 350; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 5);
		WsStreets streets = {.srid = 0};
		WsWalker walker = adult();
		WsSense sense = {walker, seed % 2 ? WS_BY_TIME : WS_BY_DISTANCE, seed % 3 == 0};
		Town before, after;
		WsPoint door;
		WsSnap one, two;
		WsSearch *found, *more;
		bool worse = false;

		random_streets(&rng, &lattice, &streets);
		CHECK(town_of(&before, &streets));
		add_random_street(&rng, &lattice, 100000, &streets);
		CHECK(town_of(&after, &streets));
		do
		{
			door = random_door(&rng, &lattice);
			one = ws_snap(&before.graph, &walker, door);
			two = ws_snap(&after.graph, &walker, door);
			/* Where the new street does not draw the door to itself. */
		} while (one.problem != WS_SNAP_OK || two.problem != WS_SNAP_OK ||
				 before.oracle.pieces[before.piece_of[one.edge]].street !=
					 after.oracle.pieces[after.piece_of[two.edge]].street ||
				 hypot(one.x - two.x, one.y - two.y) > 0.1);
		found =
			ws_search(&before.graph, &sense, ws_budget_limit(sense.metric, 3000), &one, 1, NULL, 0);
		more =
			ws_search(&after.graph, &sense, ws_budget_limit(sense.metric, 3100), &two, 1, NULL, 0);
		for (uint32_t v = 0; v < after.graph.header.n_nodes; v++)
		{
			WsPoint p = after.oracle.nodes[after.node_of[v]];

			for (uint32_t u = 0; u < before.graph.header.n_nodes; u++)
			{
				WsPoint q = before.oracle.nodes[before.node_of[u]];
				WsCost label = ws_search_label(found, u), now = ws_search_label(more, v);

				if (p.x != q.x || p.y != q.y || label == WS_UNREACHED)
					continue;
				compared++;
				worse |= now == WS_UNREACHED ||
						 (double) (now >> 32) >
							 (double) (label >> 32) +
								 EXACT * (sense.metric == WS_BY_TIME ? WS_TIME_UNITS : 1000);
				better += now >> 32 < label >> 32;
			}
		}
		CHECK(!worse);
		test_release();
	}
	CHECK(compared > 3000 && better > 300);
}

typedef struct Spans
{
	struct Span
	{
		uint32_t edge;
		double from, to;
	} items[4000];
	size_t n;
} Spans;

static void
keep_span(void *context, const WsPiece *piece)
{
	Spans *spans = context;

	spans->items[spans->n++] =
		(struct Span){piece->edge->id, piece->from_fraction, piece->to_fraction};
}

/* Whether a fraction of an edge is in one of the spans, to the rounding. */
static bool
in_spans(const Spans *spans, uint32_t edge, double at)
{
	for (size_t i = 0; i < spans->n; i++)
		if (spans->items[i].edge == edge && spans->items[i].from <= at + 1e-9 &&
			at <= spans->items[i].to + 1e-9)
			return true;
	return false;
}

/* What is reached in 599 s is reached in 600 s, and that in 601 s. */
static void
budgets_nest(void)
{
	size_t grown = 0;

	for (uint64_t seed = 1; seed <= 200; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 8);
		WsStreets streets = {.srid = 0};
		WsWalker walker = anyone(&rng);
		WsSense sense = {walker, seed % 2 ? WS_BY_TIME : WS_BY_DISTANCE, seed % 3 == 0};
		Town town;
		static Spans spans[3];
		WsSnap snap;
		bool nested = true;

		random_streets(&rng, &lattice, &streets);
		CHECK(town_of(&town, &streets));
		snap = ws_snap(&town.graph, &walker, random_door(&rng, &lattice));
		for (int i = 0; i < 3; i++)
		{
			WsCost limit = ws_budget_limit(sense.metric, 599 + i);
			WsSearch *found = ws_search(&town.graph, &sense, limit, &snap, 1, NULL, 0);

			spans[i].n = 0;
			ws_reach(found, &town.graph, &sense, limit, &snap, 1,
					 &(WsReachVisitor){.piece = keep_span, .context = &spans[i]});
		}
		for (int i = 0; i < 2; i++)
			for (size_t k = 0; k < spans[i].n; k++)
			{
				const struct Span *span = &spans[i].items[k];

				for (int at = 0; at <= 4; at++)
					nested &= in_spans(&spans[i + 1], span->edge,
									   span->from + at / 4.0 * (span->to - span->from));
				grown += span->to < 1 && in_spans(&spans[i + 1], span->edge, span->to + 1e-6) &&
						 !in_spans(&spans[i], span->edge, span->to + 1e-6);
			}
		CHECK(nested);
		test_release();
	}
	CHECK(grown > 100);
}

/* Ahead and behind on one edge of a one-way street. */
static void
one_way_edge(void)
{
	WsStreets streets = {.srid = 0};
	WsWay forward = way_of(WS_KIND_STREET);
	WsWalker walker = adult();
	WsPoint a = at(300, 0), b = at(700, 0);
	WsGraph graph;
	WsWalk walk;

	forward.backward = false;
	street(&streets, 1, forward, 0, 0, 1000, 0);
	graph = open_streets(&streets);
	walk = walk_between(&graph, &walker, a, b);
	CHECK(walk.found && near(walk.metres, 400) && near(walk.seconds, 400 / 1.33));
	CHECK(!walk_between(&graph, &walker, b, a).found);

	/* Back by another street: 300 on, 1200 round, 300 more. */
	street(&streets, 2, way_of(WS_KIND_STREET), 1000, 0, 1000, 100);
	street(&streets, 3, way_of(WS_KIND_STREET), 1000, 100, 0, 100);
	street(&streets, 4, way_of(WS_KIND_STREET), 0, 100, 0, 0);
	graph = open_streets(&streets);
	walk = walk_between(&graph, &walker, b, a);
	CHECK(walk.found && near(walk.metres, 1800) && near(walk.seconds, 1800 / 1.33));
	/* The short way round is still ahead. */
	walk = walk_between(&graph, &walker, a, b);
	CHECK(walk.found && near(walk.metres, 400));
}

/* Reached: 100 m ahead; toward, the 100 m behind. */
static void
one_way_reach(void)
{
	for (int toward = 0; toward < 2; toward++)
	{
		WsStreets streets = {.srid = 0};
		WsWay forward = way_of(WS_KIND_STREET);
		WsSense sense = {adult(), WS_BY_DISTANCE, toward};
		WsCost limit = ws_budget_limit(WS_BY_DISTANCE, 100);
		static Spans spans;
		WsGraph graph;
		WsSnap snap;
		WsSearch *found;

		forward.backward = false;
		street(&streets, 1, forward, 0, 0, 1000, 0);
		graph = open_streets(&streets);
		snap = ws_snap(&graph, &sense.walker, at(300, 0));
		found = ws_search(&graph, &sense, limit, &snap, 1, NULL, 0);
		spans.n = 0;
		ws_reach(found, &graph, &sense, limit, &snap, 1,
				 &(WsReachVisitor){.piece = keep_span, .context = &spans});
		CHECK(spans.n == 1);
		CHECK(near(1000 * spans.items[0].from, toward ? 200 : 300));
		CHECK(near(1000 * spans.items[0].to, toward ? 300 : 400));
	}
}

/* What is passed on the way is counted by input row, however often it is cut. */
static void
passed_on_the_way(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;
	WsWalk walk;

	walker.crossing_wait_s = 10;
	walker.signal_wait_s = 20;
	street(&streets, 1, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	add_street(&streets, 2, way_of(WS_KIND_STEPS), (WsPoint[]){at(100, 0), at(110, 0), at(120, 0)},
			   3);
	street(&streets, 3, way_of(WS_KIND_STREET), 110, 0, 110, 50); /* cuts the steps */
	street(&streets, 4, way_of(WS_KIND_CROSSING), 120, 0, 130, 0);
	street(&streets, 5, way_of(WS_KIND_SIGNAL_CROSSING), 130, 0, 150, 0);
	street(&streets, 6, way_of(WS_KIND_FOOTBRIDGE), 150, 0, 200, 0);
	street(&streets, 7, way_of(WS_KIND_STEPS), 200, 0, 210, 0);
	street(&streets, 8, way_of(WS_KIND_STEPS), 210, 0, 220, 0);
	street(&streets, 9, way_of(WS_KIND_STREET), 220, 0, 300, 0);
	graph = open_streets(&streets);
	walk = walk_between(&graph, &walker, at(50, 0), at(250, 0));
	CHECK(walk.found && walk.passed[WS_KIND_STEPS] == 3 && walk.passed[WS_KIND_FOOTBRIDGE] == 1);
	CHECK(walk.passed[WS_KIND_CROSSING] == 1 && walk.passed[WS_KIND_SIGNAL_CROSSING] == 1);
	CHECK(walk.passed[WS_KIND_UNDERPASS] == 0 && walk.passed[WS_KIND_LIFT] == 0);
	CHECK(near(walk.metres, 200));
	/* 160 m on the level, 40 m of steps half up half down, two waits. */
	CHECK(near(walk.seconds, 160 / 1.33 + 40 * (2.0 + 1.43) / 2 + 10 + 20));
	/* Only along the first street. */
	walk = walk_between(&graph, &walker, at(50, 0), at(90, 0));
	CHECK(walk.found && walk.passed[WS_KIND_STEPS] == 0 && walk.passed[WS_KIND_FOOTBRIDGE] == 0);
	CHECK(walk.passed[WS_KIND_CROSSING] == 0 && walk.passed[WS_KIND_SIGNAL_CROSSING] == 0);
}

/* Two doors at the end of one street: the walk goes there and back. */
static void
meeting_at_a_corner(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;
	WsWalk walk;

	street(&streets, 1, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	graph = open_streets(&streets);
	walk = walk_between(&graph, &walker, at(-10, 20), at(-10, -20));
	CHECK(walk.found && near(walk.metres, 2 * sqrt(500)));
	CHECK(walk.points == 3);
	CHECK(near(walk.line[2] * 1e7, 0) && near(walk.line[3] * 1e7, 0));
}

/* Of two ways that cost the same, the walk takes the edge with the smaller number. */
static void
equally_far(void)
{
	for (int south = 0; south < 2; south++)
	{
		WsStreets streets = {.srid = 0};
		WsWalker walker = adult();
		WsPoint north_way[] = {{1000, 0}, {2000, 500}, {3000, 0}};
		WsPoint south_way[] = {{1000, 0}, {2000, -500}, {3000, 0}};
		WsGraph graph;
		WsWalk walk;
		bool along = false;

		add_line(&streets, 1, way_of(WS_KIND_STREET), 0, 0, 1000, 0);
		add_street(&streets, 2, way_of(WS_KIND_STREET), south ? south_way : north_way, 3);
		add_street(&streets, 3, way_of(WS_KIND_STREET), south ? north_way : south_way, 3);
		add_line(&streets, 4, way_of(WS_KIND_STREET), 3000, 0, 4000, 0);
		graph = open_streets(&streets);
		walk = walk_between(&graph, &walker, (WsPoint){500, 0}, (WsPoint){3500, 0});
		CHECK(walk.found);
		for (size_t i = 0; i < walk.points; i++)
			along |= lrint(walk.line[2 * i + 1] * 1e7) == (south ? -500 : 500);
		CHECK(along);
	}
}

/* Doors a few millimetres off the street: the line is still from door to door. */
static void
beside_the_street(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsPoint a = {1000, 333}, b = {2000, 667};
	WsGraph graph;
	WsWalk walk;

	add_line(&streets, 1, way_of(WS_KIND_STREET), 0, 0, 3000, 1000);
	graph = open_streets(&streets);
	walk = walk_between(&graph, &walker, a, b);
	CHECK(walk.found && walk.points == 2);
	CHECK(walk.line[0] == a.x / 1e7 && walk.line[1] == a.y / 1e7);
	CHECK(walk.line[2] == b.x / 1e7 && walk.line[3] == b.y / 1e7);
}

/* A node at a label's very distance is within that budget, and no shorter one. */
static void
exactly_the_budget(void)
{
	WsStreets streets = {.srid = 0};
	WsSense sense = {adult(), WS_BY_TIME, false};
	WsGraph graph;
	WsSnap snap;

	for (int i = 0; i < 50; i++)
		street(&streets, i, way_of(WS_KIND_STREET), 13.7 * i, 0, 13.7 * (i + 1), 0);
	graph = open_streets(&streets);
	snap = ws_snap(&graph, &sense.walker, at(300, 3));
	for (sense.metric = WS_BY_TIME; sense.metric <= WS_BY_DISTANCE; sense.metric++)
	{
		WsSearch *whole =
			ws_search(&graph, &sense, ws_budget_limit(sense.metric, 10000), &snap, 1, NULL, 0);

		for (uint32_t v = 0; v < graph.header.n_nodes; v++)
		{
			WsCost label = ws_search_label(whole, v);
			WsCost limit = label | UINT32_MAX;
			WsSearch *found = ws_search(&graph, &sense, limit, &snap, 1, NULL, 0);

			CHECK(ws_search_label(found, v) == label);
			limit -= UINT64_C(1) << 32;
			found = ws_search(&graph, &sense, limit, &snap, 1, NULL, 0);
			CHECK(ws_search_label(found, v) == WS_UNREACHED);
		}
	}
}

/* A search that is run again is as a new one. */
static void
run_again(void)
{
	Rng rng = {21};
	Lattice lattice = random_lattice(&rng, 8);
	WsStreets streets = {.srid = 0};
	WsSense sense = {adult(), WS_BY_TIME, false};
	WsCost limit = ws_budget_limit(WS_BY_TIME, 400);
	WsSearch *again;
	WsGraph graph;

	random_streets(&rng, &lattice, &streets);
	graph = open_streets(&streets);
	again = ws_search_create(&graph, &sense, limit);
	for (int i = 0; i < 100; i++)
	{
		WsSnap snap = ws_snap(&graph, &sense.walker, random_door(&rng, &lattice));
		WsSearch *once = ws_search(&graph, &sense, limit, &snap, 1, NULL, 0);
		const uint32_t stop = 0;
		const uint32_t *nodes;
		size_t n, reached = 0;
		bool same = true;

		/* Now and then it ends early, and leaves some in its queue. */
		if (i % 3 == 0)
			ws_search_run(again, &snap, 1, &stop, 1);
		ws_search_run(again, &snap, 1, NULL, 0);
		for (uint32_t v = 0; v < graph.header.n_nodes; v++)
		{
			same &= ws_search_label(again, v) == ws_search_label(once, v);
			reached += ws_search_label(once, v) != WS_UNREACHED;
		}
		nodes = ws_search_reached(again, &n);
		CHECK(same && n == reached);
		for (size_t k = 0; k < n; k++)
			same &= ws_search_label(once, nodes[k]) != WS_UNREACHED;
		CHECK(same);
		ws_search_free(once);
	}
	ws_search_free(again);
}

typedef struct Report
{
	double components, largest_share, near_misses, dead_ends, one_way, km, closed;
} Report;

static void
keep_metric(void *context, const char *metric, double value, const char *note)
{
	static const struct
	{
		const char *metric;
		size_t offset;
	} kept[] = {{"components", offsetof(Report, components)},
				{"largest_component_share", offsetof(Report, largest_share)},
				{"dead_ends_near_another_edge", offsetof(Report, near_misses)},
				{"dead_ends", offsetof(Report, dead_ends)},
				{"edges_one_way", offsetof(Report, one_way)},
				{"length_km", offsetof(Report, km)},
				{"rows_closed", offsetof(Report, closed)}};

	(void) note;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (strcmp(metric, kept[i].metric) == 0)
			*(double *) ((char *) context + kept[i].offset) = value;
}

static void
reported(void)
{
	WsStreets streets = {.srid = 0};
	WsWay forward = way_of(WS_KIND_STREET), closed = forward;
	Report report = {0};
	WsGraph graph;

	forward.backward = false;
	closed.forward = closed.backward = false;
	street(&streets, 1, forward, 0, 0, 300, 0);
	street(&streets, 2, way_of(WS_KIND_STREET), 150, 1, 150, 101); /* ends 1 m from street 1 */
	street(&streets, 3, closed, 150, 101, 150, 201); /* its far node is alone */
	street(&streets, 4, way_of(WS_KIND_BARRIER), 0, 50, 100, 50);
	graph = open_streets(&streets);
	ws_report(&graph, keep_metric, &report);
	CHECK(report.components == 3 && near(report.largest_share, 300.0 / 500));
	CHECK(report.dead_ends == 4 && report.near_misses == 1);
	CHECK(report.one_way == 1 && report.closed == 1 && near(report.km, 0.5));

	/* Streets that join piece by piece are one component. */
	for (int i = 6; i > 0; i--)
		street(&streets, 10 + i, way_of(WS_KIND_PATH), 300 + 100 * (i % 3), 10 * i,
			   300 + 100 * ((i + 1) % 3), 10 * (i + 1));
	street(&streets, 20, way_of(WS_KIND_PATH), 300, 0, 400, 10);
	graph = open_streets(&streets);
	ws_report(&graph, keep_metric, &report);
	CHECK(report.components == 3);
	CHECK(near(report.largest_share, (1000 * report.km - 200) / (1000 * report.km)));

	/* A wall between is a reason to end there. */
	street(&streets, 5, way_of(WS_KIND_BARRIER), 100, 0.4, 200, 0.4);
	graph = open_streets(&streets);
	ws_report(&graph, keep_metric, &report);
	CHECK(report.near_misses == 0);
}

void
test_search(void)
{
	RUN(one_way_edge);
	RUN(one_way_reach);
	RUN(passed_on_the_way);
	RUN(meeting_at_a_corner);
	RUN(equally_far);
	RUN(beside_the_street);
	RUN(exactly_the_budget);
	RUN(run_again);
	RUN(reported);
	RUN(small_towns);
	RUN(large_city);
	RUN(monotone);
	RUN(budgets_nest);
}
