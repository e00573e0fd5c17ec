/*
 * test_no_memory.c - that memory may run out at any time: everything is tried with its
 * first allocation failing, then with the second, until none fails. What was kept for
 * later calls is whole, and gives the same answers; nothing is left behind.
 */
#include "by_hand.h"
#include "use.h"

#include "cover.h"
#include "edit.h"
#include "hours.h"
#include "points.h"

#define SRID 4326

/* Until it ends well; how often it did not. */
static size_t
starve(void (*body)(void *context), void *context)
{
	for (size_t n = 1;; n++)
	{
		Failure failure;

		test_no_memory_after(n);
		failure = test_failure(body, context);
		if (!CHECK(!failure.happened || test_explain("%zu: %s", n, failure.message)) ||
			!failure.out_of_memory)
			return n - 1;
	}
}

/* Every fourth ends at longitude 180. */
static WsStreets
town(uint64_t seed)
{
	Rng rng = {seed};
	Lattice lattice = random_lattice(&rng, 5);
	WsStreets streets = {.srid = 0, .snap_m = WS_MAX_SNAP_M};
	int32_t east = INT32_MIN;

	random_streets(&rng, &lattice, &streets);
	for (size_t i = 0; i < streets.n_points; i++)
		east = streets.points[i].x > east ? streets.points[i].x : east;
	for (size_t i = 0; i < streets.n_points && seed % 4 == 0; i++)
		streets.points[i].x = (int32_t) (streets.points[i].x - (int64_t) east + 1800000000);
	return streets;
}

/* Things at the vertices of streets, some with outlines. */
static Value
things(const WsStreets *streets)
{
	WsOutlineRing rings[] = {{0, 4, false}, {4, 3, true}};
	WsPoint at = streets->points[0], outline[7];
	WsPointsRow rows[12];
	Value value;

	for (int i = 0; i < 7; i++)
	{
		static const int x[] = {-9, 9, 9, -9, -1, 0, 1}, y[] = {-9, -9, 9, 9, -1, 1, -1};

		outline[i] = (WsPoint){at.x + 1000 * x[i], at.y + 1000 * y[i]};
	}
	for (uint32_t i = 0; i < 12; i++)
		rows[i] = (WsPointsRow){.id = i / 2,
								.weight = 1,
								.tag = i % 4 < 2 ? "shop" : NULL,
								.tag_length = i % 4 < 2 ? 4 : 0,
								.first = i,
								.count = i < 8,
								.rings = i < 8 ? 0 : 2,
								.ring = rings,
								.vertices = outline};
	value.data = ws_points_build(test_env(), SRID, rows, 12, streets->points, 0, &value.size);
	return value;
}

static void
build_streets(void *context)
{
	Value value = build(context);

	check_network(&value);
}

static void
build_things(void *context)
{
	Value value = things(context);

	check_points(&value);
	use_points(&value);
}

static void
values(void)
{
	size_t failed = 0;

	for (uint64_t seed = 1; seed <= 10; seed++)
	{
		WsStreets streets = town(seed);

		failed += starve(build_streets, &streets) + starve(build_things, &streets);
		test_release();
	}
	CHECK(failed > 500 || test_explain("%zu", failed));
}

/* An end that is joined to the middle of a street. */
static void
joins(void)
{
	WsStreets streets = {.srid = 0, .snap_m = 5};

	street(&streets, 1, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	street(&streets, 2, way_of(WS_KIND_STREET), 50, 3, 50, 90);
	CHECK(starve(build_streets, &streets) > 30);
}

/* A network too large for one tile, whose edges between tiles are checked. */
static void
tiles(void)
{
	Rng rng = {1};
	WsStreets streets = {.srid = 0};
	Lattice lattice;

	random_city(&rng, &lattice, 50, &streets);
	CHECK(starve(build_streets, &streets) > 50);
}

static void
edits(void)
{
	size_t failed = 0;

	for (uint64_t seed = 1; seed <= 10; seed++)
	{
		WsStreets streets = town(seed);
		Use use = {.network = build(&streets)};

		for (int i = 0; i < USE_DOORS; i++)
			use.doors[i] = (WsPoint){streets.points[0].x + 500 * i, streets.points[0].y};
		failed += starve(edit_network, &use);
		test_release();
	}
	CHECK(failed > 500 || test_explain("%zu", failed));
}

/* A use that begins as another did. */
static void
use_again(void *context)
{
	Use *use = context;

	use->rng = (Rng){use->seed};
	use->sum = 0;
	use_network(use);
}

/*
 * With a cache that outlives each failure: the next call finds what is left in it,
 * and when nothing is to be kept, nothing is left.
 */
static void
uses(void)
{
	size_t failed = 0, empty = test_memory_bytes();

	for (uint64_t seed = 1; seed <= 12; seed++)
	{
		WsStreets streets = town(seed);
		Use use = {.network = build(&streets),
				   .points = things(&streets),
				   .cache = ws_cache_create(test_memory()),
				   .drawn = seed % 4 == 0,
				   .seed = seed};
		WsGraph graph;
		double sum;
		size_t n;

		for (int i = 0; i < USE_DOORS; i++)
			use.doors[i] = streets.points[(size_t) i * streets.n_points / USE_DOORS];
		use_again(&use);
		sum = use.sum;
		for (n = 1;; n++)
		{
			Failure failure;

			/* Now the cache is empty. */
			ws_cache_set_limit(use.cache, 0);
			open_value(&graph, use.cache, &use.network);
			ws_graph_close(&graph);
			CHECK(ws_cache_stats(use.cache).bytes_cached == 0);
			ws_cache_set_limit(use.cache, SIZE_MAX);
			test_no_memory_after(n);
			failure = test_failure(use_again, &use);
			CHECK(!failure.happened);
			if (!failure.out_of_memory)
				break;
			if (n % 4 != 0)
				continue;
			use_again(&use);
			CHECK(use.sum == sum || test_explain("seed %d, %zu", (int) seed, n));
		}
		ws_cache_set_limit(use.cache, 0);
		open_value(&graph, use.cache, &use.network);
		ws_graph_close(&graph);
		failed += n - 1;
		ws_free(test_memory(), use.cache);
		CHECK(test_memory_bytes() == empty || test_explain("seed %d", (int) seed));
		test_release();
	}
	CHECK(failed > 1000 || test_explain("%zu", failed));
}

static void
snap_inside(void *context)
{
	WsWalker walker = adult();
	WsGraph graph;

	open_value(&graph, ws_cache_create(test_env()), context);
	ws_snap(&graph, &walker, at(0, 0));
}

/* Of many streets equally near to a door none is in sight. */
static void
snaps(void)
{
	static const double corners[][2] = {{-5, -5}, {5, -5}, {5, 5}, {-5, 5}, {-5, -5}};
	WsStreets streets = {.srid = 0};
	Value value;

	for (int i = 0; i < 4; i++)
		street(&streets, i, way_of(WS_KIND_BARRIER), corners[i][0], corners[i][1],
			   corners[i + 1][0], corners[i + 1][1]);
	for (int i = 0; i < 200; i++)
		street(&streets, 10 + i, way_of(WS_KIND_STREET), -100 - i, 10, 100 + i, 10);
	value = build(&streets);
	CHECK(starve(snap_inside, &value) > 5);
}

static void
read_hours(void *context)
{
	WsHours *hours = ws_alloc(test_env(), sizeof(WsHours));
	WsSpan *spans = ws_alloc(test_env(), WS_WEEK * sizeof(WsSpan));
	WsSpan span = {0, 0};
	WsCover cover = {.n = 0};
	size_t n = 0, m;

	ws_hours_read(test_env(), context, strlen(context), &(WsWhichWeek){.dated = true}, hours);
	while (ws_hours_next(hours, span.to, &span))
		spans[n++] = span;
	ws_hours_write(test_env(), spans, n);
	ws_cover_add(test_env(), &cover, spans, n);
	ws_cover_merge(test_env(), &cover, (WsStep[]){{0, 1}, {9, -1}}, 2);
	ws_cover_spans(test_env(), &cover, 1, &m);
}

static void
hours(void)
{
	CHECK(starve(read_hours, "Mo-Fr 08:00-12:00,13:00-17:30; Jan 1 off; Sa[1] 9-13 || unknown") >
		  5);
}

void
test_no_memory(void)
{
	RUN(values);
	RUN(joins);
	RUN(tiles);
	RUN(edits);
	RUN(uses);
	RUN(snaps);
	RUN(hours);
}
