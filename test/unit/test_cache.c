/*
 * test_cache.c - the cache behind the searches: it changes nothing but speed,
 * holds what it says, and stays whole when a call is cancelled or reads damage.
 */
#include "compare.h"

#include "nearest.h"
#include "search.h"

#include <string.h>

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
		ws_graph_hops(&graph, ws_graph_tile(&graph, 0), &sense);
		ws_graph_close(&graph);
		CHECK(test_memory_bytes() == own + ws_cache_stats(cache).bytes_cached);
		if (i == 10)
			after_ten = test_memory_bytes();
	}
	CHECK(test_memory_bytes() == after_ten);
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

void
test_cache(void)
{
	RUN(cache_limits);
	RUN(cache_shared);
	RUN(many_walkers);
	RUN(reads_little);
	RUN(cancelled);
	RUN(damaged_reading);
}
