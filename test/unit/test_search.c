/*
 * test_search.c - snapping, searching, reaching, the nearest places and the
 * walks: against the oracle on streets by chance, by hand on a few, and the
 * cache behind them.
 */
#include "compare.h"

#include "nearest.h"
#include "reach.h"
#include "report.h"
#include "walk.h"

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

/* Labels of a few searches, one after the other. */
#define SEARCHES 8

static void
all_labels(Town *town, const WsPoint *doors, WsCost *labels)
{
	for (int i = 0; i < SEARCHES; i++)
	{
		Search search = {(i & 1) != 0, (i & 2) != 0};
		WsSense sense = sense_of(town, search);
		WsSnap snap = ws_snap(&town->graph, &town->oracle.walker, doors[i]);
		WsSearch *found =
			ws_search(&town->graph, &sense, ws_budget_limit(sense.metric, 2000), &snap, 1, NULL, 0);

		for (uint32_t v = 0; v < town->graph.header.n_nodes; v++)
			*labels++ = ws_search_label(found, v);
		town_reopen(town);
	}
}

/* What the cache holds changes nothing but speed, and is what it says it is. */
static void
cache_limits(void)
{
	static const size_t limits[] = {SIZE_MAX, 1 << 20, 100000, 0};
	Rng rng = {7};
	Lattice lattice;
	WsStreets streets = {.srid = 0};
	WsPoint doors[SEARCHES];
	WsWalker walker = adult();
	WsCost *first = NULL;
	Town town;
	size_t own, bytes;

	own = test_memory_bytes();
	ws_cache_create(test_memory());
	own = test_memory_bytes() - own;
	random_city(&rng, &lattice, 85, &streets);
	if (!CHECK(town_of(&town, &streets)))
		return;
	bytes = town.graph.header.n_nodes * sizeof(WsCost) * SEARCHES;
	walker.off_street_max_m = 500;
	town_walk_as(&town, &walker);
	for (int i = 0; i < SEARCHES; i++)
		doors[i] = random_door(&rng, &lattice);
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
	{
		WsCost *labels = ws_alloc(test_env(), bytes);
		WsCacheStats stats;

		ws_cache_set_limit(town.cache, limits[i]);
		town_reopen(&town);
		all_labels(&town, doors, labels);
		ws_graph_close(&town.graph);
		stats = ws_cache_stats(town.cache);
		CHECK(stats.bytes_cached <= limits[i]);
		/* Two caches: the empty one made to know its size, and the town's. */
		CHECK(test_memory_bytes() == 2 * own + stats.bytes_cached);
		CHECK((stats.tiles_evicted > 0) == (i > 0));
		if (limits[i] == 0)
			CHECK(stats.tiles_cached == 0 && stats.bytes_cached == 0);
		if (first)
			CHECK(memcmp(first, labels, bytes) == 0);
		else
			first = labels;
		open_value(&town.graph, town.cache, &town.value);
	}
}

/* Values taken in turns from one cache, with many walkers. */
static void
cache_shared(void)
{
	enum
	{
		VALUES = 4
	};
	WsCache *cache = ws_cache_create(test_memory());
	Town towns[VALUES];
	Rng rng = {11};

	ws_cache_set_limit(cache, 20000);
	for (int i = 0; i < VALUES; i++)
	{
		Lattice lattice = random_lattice(&rng, 6);
		WsStreets streets = {.srid = 0};

		random_streets(&rng, &lattice, &streets);
		CHECK(town_of(&towns[i], &streets));
		ws_graph_close(&towns[i].graph);
	}
	for (int round = 0; round < 200; round++)
	{
		Town *town = &towns[rng_below(&rng, VALUES)];
		WsWalker walker = anyone(&rng);
		WsSense sense;
		WsSnap snap = {.problem = WS_SNAP_OK};
		const WsPoint *line;
		uint32_t points;
		const WsEdge *edge;
		WsSearch *shared, *alone;
		bool same = true;

		walker.speed_mps = 1 + round % 7;
		oracle_walk_as(&town->oracle, &walker);
		sense = sense_of(town, (Search){round % 2 == 0, round % 3 == 0});
		open_value(&town->graph, town->cache, &town->value);
		edge = ws_graph_edge(&town->graph, 0, &line, &points);
		snap.way = edge->way;
		snap.source = edge->source;
		snap.target = edge->target;
		alone =
			ws_search(&town->graph, &sense, ws_budget_limit(sense.metric, 1000), &snap, 1, NULL, 0);
		ws_graph_close(&town->graph);
		open_value(&town->graph, cache, &town->value);
		shared =
			ws_search(&town->graph, &sense, ws_budget_limit(sense.metric, 1000), &snap, 1, NULL, 0);
		for (uint32_t v = 0; v < town->graph.header.n_nodes; v++)
			same &= ws_search_label(alone, v) == ws_search_label(shared, v);
		CHECK(same);
		ws_graph_close(&town->graph);
		CHECK(ws_cache_stats(cache).bytes_cached <= 20000);
	}
	CHECK(ws_cache_stats(cache).tiles_evicted > 10);
}

/* A walk round the corner reads the corner, not the city. */
static void
reads_little(void)
{
	Rng rng = {5};
	Lattice lattice;
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsSense sense;
	WsCacheStats stats;
	WsCache *cache = ws_cache_create(test_memory());
	WsGraph graph;
	WsSnap snap;
	Value value;

	random_city(&rng, &lattice, 130, &streets);
	value = build(&streets);
	open_value(&graph, cache, &value);
	CHECK(graph.header.n_tiles >= 8);
	sense = (WsSense){walker, WS_BY_TIME, false};
	snap = ws_snap(&graph, &walker, lattice.corner);
	CHECK(snap.problem == WS_SNAP_OK);
	ws_search(&graph, &sense, ws_budget_limit(WS_BY_TIME, 120), &snap, 1, NULL, 0);
	stats = ws_cache_stats(cache);
	CHECK(stats.tiles_loaded <= 2);
	CHECK(stats.bytes_read < value.size / 3);
	/* The second time, nothing but the header. */
	ws_graph_close(&graph);
	open_value(&graph, cache, &value);
	ws_snap(&graph, &walker, lattice.corner);
	CHECK(ws_cache_stats(cache).bytes_read == stats.bytes_read + WS_NETWORK_HEADER_SIZE);
	CHECK(ws_cache_stats(cache).tiles_loaded == stats.tiles_loaded);
}

/* A question that can be cut short. */
typedef struct Question
{
	Town *town;
	const WsStreets *streets;
	const WsPoints *points;
	WsPoint door;
	size_t rows;
} Question;

static void
ask(void *context)
{
	Question *question = context;
	Town *town = question->town;
	WsMeasure m = {.walker = adult(),
				   .metric = WS_BY_TIME,
				   .limit = ws_budget_limit(WS_BY_TIME, 3600),
				   .origins = *question->points,
				   .places = *question->points};
	uint32_t tag = WS_NO_TAG;
	WsNearest *nearest;
	WsNearestRow row;

	question->rows = 0;
	open_value(&m.graph, town->cache, &town->value);
	m.origin_doors = m.place_doors = ws_doors(&m.graph, &m.walker, m.metric, &m.origins);
	nearest = ws_nearest(&m, &tag, 1, 3);
	while (ws_nearest_next(nearest, &row))
		question->rows += row.n;
	ws_graph_close(&m.graph);
}

static void
ask_to_build(void *context)
{
	Question *question = context;
	size_t size;

	ws_network_build(test_env(), question->streets, 0, &size);
}

/* Cancelled at every point where it listens: the cache stays whole. */
static void
cancelled(void)
{
	Rng rng = {3};
	Lattice lattice;
	WsStreets streets = {.srid = 0};
	WsPointsRow rows[300];
	WsPoint spots[300];
	WsPoints points;
	size_t size, all, before, heard;
	uint8_t *data;
	Town town;
	Question question = {.town = &town, .streets = &streets, .points = &points};

	random_city(&rng, &lattice, 85, &streets);
	before = test_memory_bytes();
	if (!CHECK(town_of(&town, &streets)))
		return;
	ws_cache_set_limit(town.cache, 0);
	ws_graph_close(&town.graph);
	for (uint32_t i = 0; i < 300; i++)
	{
		spots[i] = random_door(&rng, &lattice);
		rows[i] = (WsPointsRow){.id = i, .first = i, .count = 1};
	}
	data = ws_points_build(test_env(), 4326, rows, 300, spots, 0, &size);
	ws_points_decode(test_env(), data, size, &points);
	heard = test_interrupts();
	ask(&question);
	all = question.rows;
	CHECK(all >= 600);
	heard = test_interrupts() - heard;
	CHECK(heard >= 10);
	before = test_memory_bytes();
	for (size_t n = 1; n <= heard; n++)
	{
		Failure failure;

		test_cancel_after(n);
		failure = test_failure(ask, &question);
		CHECK(failure.cancelled);
		/* The next call is whole, and leaves nothing behind. */
		failure = test_failure(ask, &question);
		CHECK(!failure.happened && !failure.cancelled && question.rows == all);
		CHECK(test_memory_bytes() == before);
	}
	heard = test_interrupts();
	ask_to_build(&question);
	heard = test_interrupts() - heard;
	CHECK(heard >= 10);
	for (size_t n = 1; n <= heard; n++)
	{
		test_cancel_after(n);
		CHECK(test_failure(ask_to_build, &question).cancelled);
	}
}

/* A value of which some bytes are read wrong, as from a damaged disk. */
static void
damaged_reading(void)
{
	Rng rng = {9};
	Lattice lattice;
	WsStreets streets = {.srid = 0};
	WsPointsRow rows[100];
	WsPoint spots[100];
	WsPoints points;
	size_t size, all;
	uint8_t *data;
	Town town;
	Question question = {.town = &town, .points = &points};

	random_city(&rng, &lattice, 85, &streets);
	if (!CHECK(town_of(&town, &streets)))
		return;
	ws_cache_set_limit(town.cache, 0);
	ws_graph_close(&town.graph);
	for (uint32_t i = 0; i < 100; i++)
	{
		spots[i] = random_door(&rng, &lattice);
		rows[i] = (WsPointsRow){.id = i, .first = i, .count = 1};
	}
	data = ws_points_build(test_env(), 4326, rows, 100, spots, 0, &size);
	ws_points_decode(test_env(), data, size, &points);
	ask(&question);
	all = question.rows;
	for (int i = 0; i < 100; i++)
	{
		uint8_t *at = town.value.data + rng_below(&rng, (uint32_t) town.value.size);
		uint8_t bit = (uint8_t) (1 << rng_below(&rng, 8));
		Failure failure;

		*at ^= bit;
		failure = test_failure(ask, &question);
		CHECK(failure.happened && failure.code == WS_ERROR_CORRUPT);
		*at ^= bit;
		failure = test_failure(ask, &question);
		CHECK(!failure.happened && question.rows == all);
	}
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
			ws_reach(found, &town.graph, &sense, limit, &snap, 1, keep_span, &spans[i]);
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

/* By hand, on the equator: so many metres east and north of a corner. */
static WsPoint
at(double east, double north)
{
	return (WsPoint){(int32_t) lrint(east / 111319.4908 * 1e7),
					 (int32_t) lrint(north / 110574.2727 * 1e7)};
}

static void
street(WsStreets *streets, int64_t id, WsWay way, double x0, double y0, double x1, double y1)
{
	add_street(streets, id, way, (WsPoint[]){at(x0, y0), at(x1, y1)}, 2);
}

/* A value, open. */
static WsGraph
open_streets(const WsStreets *streets)
{
	Value *value = ws_alloc(test_env(), sizeof(Value));
	WsGraph graph;

	*value = build(streets);
	open_value(&graph, ws_cache_create(test_memory()), value);
	return graph;
}

static WsWalk
walk_between(WsGraph *graph, const WsWalker *walker, WsPoint from, WsPoint to)
{
	WsSense sense = {*walker, WS_BY_TIME, false};
	WsSnap start = ws_snap(graph, walker, from), end = ws_snap(graph, walker, to);

	return ws_walk(graph, &sense, ws_budget_limit(WS_BY_TIME, WS_MAX_SECONDS), &from, &start, 1,
				   &to, &end, 1);
}

static bool
near(double value, double exact)
{
	return fabs(value - exact) < 0.02 || test_explain("%.4f instead of %.4f", value, exact);
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
		ws_reach(found, &graph, &sense, limit, &snap, 1, keep_span, &spans);
		CHECK(spans.n == 1);
		CHECK(near(1000 * spans.items[0].from, toward ? 200 : 300));
		CHECK(near(1000 * spans.items[0].to, toward ? 300 : 400));
	}
}

/* Flights and crossings are counted by input row, however often it is cut. */
static void
flights_and_crossings(void)
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
	street(&streets, 6, way_of(WS_KIND_STREET), 150, 0, 200, 0);
	street(&streets, 7, way_of(WS_KIND_STEPS), 200, 0, 210, 0);
	street(&streets, 8, way_of(WS_KIND_STEPS), 210, 0, 220, 0);
	street(&streets, 9, way_of(WS_KIND_STREET), 220, 0, 300, 0);
	graph = open_streets(&streets);
	walk = walk_between(&graph, &walker, at(50, 0), at(250, 0));
	CHECK(walk.found && walk.steps == 3 && walk.crossings == 2);
	CHECK(near(walk.metres, 200));
	/* 160 m on the level, 40 m of steps half up half down, two waits. */
	CHECK(near(walk.seconds, 160 / 1.33 + 40 * (2.0 + 1.43) / 2 + 10 + 20));
	/* Only along the first street. */
	walk = walk_between(&graph, &walker, at(50, 0), at(90, 0));
	CHECK(walk.found && walk.steps == 0 && walk.crossings == 0);
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

/* A street 10 m north of the door and one 30 m south, and a wall. */
static WsSnap
snap_beside_wall(double x0, double y0, double x1, double y1, bool south)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;

	street(&streets, 1, way_of(WS_KIND_STREET), -100, 10, 100, 10);
	if (south)
		street(&streets, 2, way_of(WS_KIND_STREET), -100, -30, 100, -30);
	street(&streets, 3, way_of(WS_KIND_BARRIER), x0, y0, x1, y1);
	graph = open_streets(&streets);
	return ws_snap(&graph, &walker, at(0, 0));
}

static void
walls(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;

	/*
	 * Across the leg: past its end the street in the north is seen from 100 m
	 * on, as far as (10, 100); beside it; behind the street.
	 */
	CHECK(near(snap_beside_wall(-50, 5, 50, 5, true).metres, 30));
	CHECK(near(snap_beside_wall(-49, 5, 49, 5, false).metres, hypot(98.01, 10)));
	CHECK(snap_beside_wall(-51, 5, 51, 5, false).problem == WS_SNAP_BARRIER);
	CHECK(near(snap_beside_wall(20, 5, 50, 5, true).metres, 10));
	CHECK(near(snap_beside_wall(-50, 15, 50, 15, true).metres, 10));
	/* A door in the wall, and one behind it. */
	CHECK(near(snap_beside_wall(-50, 0.3, 50, 0.3, true).metres, 10));
	CHECK(near(snap_beside_wall(-50, 0.7, 50, 0.7, true).metres, 30));
	/* A wall along the street, or up to it, is not in the way; just before it is. */
	CHECK(near(snap_beside_wall(-50, 10, 50, 10, true).metres, 10));
	CHECK(near(snap_beside_wall(0, 10, 0, 50, true).metres, 10));
	CHECK(near(snap_beside_wall(-50, 9.8, 50, 9.8, true).metres, 30));

	graph = open_streets(&streets);
	CHECK(ws_snap(&graph, &walker, at(0, 0)).problem == WS_SNAP_NO_STREETS);
	street(&streets, 1, way_of(WS_KIND_BARRIER), 0, 1, 0, 2);
	graph = open_streets(&streets);
	CHECK(ws_snap(&graph, &walker, at(0, 0)).problem == WS_SNAP_NO_STREETS);
	street(&streets, 2, way_of(WS_KIND_STREET), 0, 201, 0, 300);
	graph = open_streets(&streets);
	CHECK(ws_snap(&graph, &walker, at(0, 0)).problem == WS_SNAP_TOO_FAR);
	walker.off_street_max_m = 202;
	CHECK(near(ws_snap(&graph, &walker, at(0, 0)).metres, 201));
	/* None for a wheelchair. */
	walker.steps_allowed = false;
	street(&streets, 3, way_of(WS_KIND_STEPS), 0, 0, 100, 0);
	graph = open_streets(&streets);
	CHECK(near(ws_snap(&graph, &walker, at(0, 0)).metres, 201));
}

/* A street of many bends 10 m to the north, and walls: where it is seen. */
static double
seen_at(const double (*walls)[4], int n, double *east)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsPoint points[41];
	WsGraph graph;
	WsSnap snap;

	for (int i = 0; i <= 40; i++)
		points[i] = at(5 * i - 100, 10);
	add_street(&streets, 1, way_of(WS_KIND_STREET), points, 41);
	for (int i = 0; i < n; i++)
		street(&streets, i + 2, way_of(WS_KIND_BARRIER), walls[i][0], walls[i][1], walls[i][2],
			   walls[i][3]);
	graph = open_streets(&streets);
	snap = ws_snap(&graph, &walker, at(0, 0));
	*east = snap.x / 1e7 * 111319.4908;
	return snap.problem == WS_SNAP_OK ? snap.metres : -1;
}

/* Vertices are rounded to a centimetre, and shadows are longer than their walls. */
static bool
seen_near(double value, double exact)
{
	return fabs(value - exact) < 0.05 || test_explain("%.4f instead of %.4f", value, exact);
}

static void
short_walls(void)
{
	double east;

	/* 6 m half way hide 12 m of the street; the nearer end is 4 m off. */
	CHECK(seen_near(seen_at((double[][4]){{-2, 5, 4, 5}}, 1, &east), hypot(4.01, 10)) &&
		  seen_near(east, -4.01));
	/* Two with a gap of 1 m between, which shows 2 m of the street from 6 m on. */
	CHECK(seen_near(seen_at((double[][4]){{-10, 5, 3, 5}, {4, 5, 10, 5}}, 2, &east),
					hypot(6.01, 10)) &&
		  seen_near(east, 6.01));
	/* A third fills it, farther off; or leaves its right half. */
	CHECK(seen_near(seen_at((double[][4]){{-10, 5, 3, 5}, {4, 5, 9, 5}, {4.5, 8, 7, 8}}, 3, &east),
					hypot(18.01, 10)));
	CHECK(seen_near(seen_at((double[][4]){{-10, 5, 3, 5}, {4, 5, 10, 5}, {4, 8, 5.6, 8}}, 3, &east),
					hypot(7.01, 10)));
	/* Walls that meet leave no gap, be it at a slant. */
	CHECK(seen_near(seen_at((double[][4]){{-10, 4, 3.3, 5}, {3.3, 5, 10, 6}}, 2, &east),
					hypot(10 * 10 / 6.0 + 0.01, 10)));
	/* Through the door itself: what is within half a metre of it hides nothing. */
	CHECK(seen_near(seen_at((double[][4]){{-0.3, 0.3, 0.3, 0.3}}, 1, &east), 10) &&
		  seen_near(east, 0));
	/*
	 * Through the street at (1, 10), from (-9, 5): what is before the street
	 * hides it from -18 to 1, but the 5 cm of a leg that end at it.
	 */
	CHECK(seen_near(seen_at((double[][4]){{-9, 5, 3, 11}}, 1, &east), hypot(0.91, 10)) &&
		  fabs(east - 0.91) < 0.02);
	/* All round. */
	CHECK(seen_at((double[][4]){{-5, -5, -5, 5}, {-5, 5, 5, 5}, {5, 5, 5, -5}, {5, -5, -5, -5}}, 4,
				  &east) == -1);
}

/* A bridge passes the door and is walked over, but nobody steps onto it there. */
static void
no_doors(void)
{
	WsStreets streets = {.srid = 0};
	WsWay deck = way_of(WS_KIND_PATH);
	WsWalker walker = adult();
	const WsPoint *line;
	uint32_t points;
	WsGraph graph;
	WsSnap snap;
	WsWalk walk;

	deck.no_doors = true;
	street(&streets, 1, deck, 0, 10, 100, 10);
	graph = open_streets(&streets);
	CHECK(ws_snap(&graph, &walker, at(50, 0)).problem == WS_SNAP_TOO_FAR);
	street(&streets, 2, way_of(WS_KIND_STREET), 0, 10, 0, -90);
	street(&streets, 3, way_of(WS_KIND_STREET), 100, 10, 100, -90);
	graph = open_streets(&streets);
	snap = ws_snap(&graph, &walker, at(49, 0));
	CHECK(snap.problem == WS_SNAP_OK && near(snap.metres, 49));
	CHECK(ws_graph_edge(&graph, snap.edge, &line, &points)->source_id == 2);
	/* 49 m to one side, 10 up, 100 over, 10 down and 49 back. */
	walk = walk_between(&graph, &walker, at(49, 0), at(51, 0));
	CHECK(walk.found && near(walk.metres, 218));
}

/* Streets on one line: the smallest number, which follows the ids. */
static void
equally_near(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;
	WsSnap snap;
	const WsPoint *line;
	uint32_t points;

	street(&streets, 7, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	street(&streets, 3, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	street(&streets, 5, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	graph = open_streets(&streets);
	snap = ws_snap(&graph, &walker, at(40, 5));
	CHECK(snap.problem == WS_SNAP_OK && near(snap.fraction, 0.4) && near(snap.metres, 5));
	CHECK(ws_graph_edge(&graph, snap.edge, &line, &points)->source_id == 3);
}

/* Streets that meet in the nearest point: the smallest number again. */
static void
equally_near_corner(void)
{
	for (int side = 0; side < 4; side++)
	{
		double east = side & 1 ? -1 : 1, north = side & 2 ? -1 : 1;
		WsStreets streets = {.srid = 0};
		WsWalker walker = adult();
		WsGraph graph;
		WsSnap snap;

		/*
		 * Away from the door, some drawn from the corner and some to it; those
		 * with high numbers beside the door, so that their boxes are nearer.
		 */
		for (int i = 0; i < 40; i++)
		{
			double x = east * (i < 20 ? 40 - i : 60 + i), y = north * (i < 20 ? i + 1 : -30);

			if (i % 3 == 0)
				street(&streets, i, way_of(WS_KIND_STREET), 0, 0, x, y);
			else
				street(&streets, i, way_of(WS_KIND_STREET), x, y, 0, 0);
		}
		graph = open_streets(&streets);
		snap = ws_snap(&graph, &walker, at(-5 * east, -5 * north));
		CHECK(snap.problem == WS_SNAP_OK && near(snap.metres, sqrt(50)));
		CHECK(snap.edge == 0);
	}
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

/* Costs are kept for a few walkers, and given back for the next. */
static void
many_walkers(void)
{
	size_t own = test_memory_bytes(), after_ten = 0;
	Rng rng = {22};
	Lattice lattice = random_lattice(&rng, 8);
	WsStreets streets = {.srid = 0};
	WsCache *cache = ws_cache_create(test_memory());
	WsGraph graph;
	Value value;

	own = test_memory_bytes() - own;
	random_streets(&rng, &lattice, &streets);
	value = build(&streets);
	for (int i = 0; i < 60; i++)
	{
		WsWalker walker = anyone(&rng);
		WsSense sense = {walker, WS_BY_TIME, false};

		open_value(&graph, cache, &value);
		ws_graph_costs(&graph, ws_graph_tile(&graph, 0), &sense);
		ws_graph_close(&graph);
		CHECK(test_memory_bytes() == own + ws_cache_stats(cache).bytes_cached);
		if (i == 10)
			after_ten = test_memory_bytes();
	}
	CHECK(test_memory_bytes() == after_ten);
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
	RUN(flights_and_crossings);
	RUN(meeting_at_a_corner);
	RUN(walls);
	RUN(short_walls);
	RUN(no_doors);
	RUN(equally_near);
	RUN(equally_near_corner);
	RUN(equally_far);
	RUN(beside_the_street);
	RUN(exactly_the_budget);
	RUN(run_again);
	RUN(reported);
	RUN(small_towns);
	RUN(large_city);
	RUN(monotone);
	RUN(budgets_nest);
	RUN(cache_limits);
	RUN(cache_shared);
	RUN(many_walkers);
	RUN(reads_little);
	RUN(cancelled);
	RUN(damaged_reading);
}
