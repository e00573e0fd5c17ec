/*
 * test_format.c - the values: what is in them, and that the same streets and
 * points give the same bytes.
 */
#include "forge.h"
#include "points.h"

#include <math.h>
#include <string.h>

static void
build_network(void *context)
{
	build(context);
}

static WsGraph
open_copy(const Value *value)
{
	WsGraph graph;

	open_value(&graph, ws_cache_create(test_memory()), value);
	return graph;
}

static void
order_of_rows(void)
{
	for (uint64_t seed = 1; seed <= 100; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 6);
		WsStreets streets = {.srid = 0}, other;
		Value one, two;
		size_t size;

		random_streets(&rng, &lattice, &streets);
		other = shuffled_streets(&rng, &streets);
		one = build(&streets);
		two = build(&other);
		CHECK(same_value(&one, &two));
		CHECK(!test_failure(check_network, &one).happened);
		/* With room for what goes before it. */
		two.data = ws_network_build(test_env(), &streets, 100, &size) + 100;
		two.size = size;
		CHECK(same_value(&one, &two));
		/* Another street is another value. */
		add_line(&streets, 1000000, way_of(WS_KIND_STREET), 1, 1, 2, 2);
		two = build(&streets);
		CHECK(!same_value(&one, &two) &&
			  memcmp(one.data + DIGEST_AT, two.data + DIGEST_AT, WS_DIGEST_SIZE) != 0);
		test_release();
	}
}

static void
no_streets(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;
	Value value = build(&streets);

	CHECK(value.size == WS_NETWORK_HEADER_SIZE);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 0 && graph.header.n_edges == 0 && graph.header.n_tiles == 0);
	CHECK(graph.header.srid == 4326);
	CHECK(ws_snap(&graph, &walker, (WsPoint){0, 0}).problem == WS_SNAP_NO_STREETS);
	ws_graph_close(&graph);

	streets.null_rows = 3;
	streets.empty_rows = 4;
	streets.srid = 4490;
	value = build(&streets);
	graph = open_copy(&value);
	CHECK(graph.header.input.rows == 7 && graph.header.input.null_rows == 3 &&
		  graph.header.input.empty_rows == 4 && graph.header.srid == 4490);
}

static void
only_barriers(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsPoint wall[100];
	WsGraph graph;
	Value value;

	for (int32_t i = 0; i < 100; i++)
		wall[i] = (WsPoint){i * 100, i % 2 * 100};
	add_street(&streets, 1, way_of(WS_KIND_BARRIER), wall, 100);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 0 && graph.header.n_edges == 0 && graph.header.n_tiles == 1);
	CHECK(graph.header.n_barriers > 0 && graph.header.input.barrier_rows == 1);
	CHECK(ws_snap(&graph, &walker, (WsPoint){0, 50}).problem == WS_SNAP_NO_STREETS);
	/* However long the leg may be. */
	walker.off_street_max_m = 1e9;
	CHECK(ws_snap(&graph, &walker, (WsPoint){0, 50}).problem == WS_SNAP_NO_STREETS);
}

static void
one_edge(void)
{
	WsStreets streets = {.srid = 0};
	WsWay way = way_of(WS_KIND_STEPS);
	const WsPoint *line;
	const WsEdge *edge;
	uint32_t points;
	WsGraph graph;
	Value value;

	way.ascent_cm = 321;
	way.descent_cm = 12;
	way.delay_ms = 4567;
	way.backward = false;
	way.no_wheelchair = true;
	way.no_doors = true;
	add_street(&streets, INT64_MIN, way, (WsPoint[]){{0, 0}, {1000, 500}, {2000, 0}}, 3);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 2 && graph.header.n_edges == 1 && graph.header.n_tiles == 1);
	CHECK(graph.header.box.x0 == 0 && graph.header.box.y0 == 0 && graph.header.box.x1 == 2000 &&
		  graph.header.box.y1 == 500);
	edge = ws_graph_edge(&graph, 0, &line, &points);
	CHECK(edge->source_id == INT64_MIN && edge->source != edge->target);
	CHECK(points == 3 && line[1].x == 1000 && line[1].y == 500 && line[2].x == 2000);
	CHECK(edge->way.ascent_cm == 321 && edge->way.descent_cm == 12 && edge->way.delay_ms == 4567);
	CHECK(edge->way.kind == WS_KIND_STEPS && edge->way.forward && !edge->way.backward &&
		  edge->way.no_wheelchair && edge->way.no_doors && edge->way.share == WS_WHOLE_SHARE);

	add_street(&streets, INT64_MAX, way, (WsPoint[]){{0, 0}, {0, 500}}, 2);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 3 && graph.header.n_edges == 2);
	CHECK(ws_graph_edge(&graph, 0, &line, &points)->source_id == INT64_MIN);
	CHECK(ws_graph_edge(&graph, 1, &line, &points)->source_id == INT64_MAX);
}

/* A ring has one node, where it begins; another street may add one. */
static void
rings(void)
{
	WsStreets streets = {.srid = 0};
	WsPoint ring[] = {{0, 0}, {9000, 0}, {9000, 9000}, {0, 9000}, {0, 0}};
	const WsPoint *line;
	uint32_t points;
	WsGraph graph;
	Value value;

	add_street(&streets, 1, way_of(WS_KIND_PATH), ring, 5);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 1 && graph.header.n_edges == 1);
	CHECK(ws_graph_edge(&graph, 0, &line, &points)->source == 0 &&
		  ws_graph_edge(&graph, 0, &line, &points)->target == 0 && points == 5);
	add_street(&streets, 2, way_of(WS_KIND_PATH), (WsPoint[]){{9000, 9000}, {20000, 20000}}, 2);
	value = build(&streets);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 3 && graph.header.n_edges == 3);
	/* An eight meets itself, and goes back over its own way. */
	streets = (WsStreets){.srid = 0};
	add_street(&streets, 1, way_of(WS_KIND_PATH),
			   (WsPoint[]){{0, 0}, {100, 0}, {100, 100}, {0, 0}, {-100, 0}, {0, 0}}, 6);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 1 && graph.header.n_edges == 2);
}

static void
dropped(void)
{
	WsStreets streets = {.srid = 0};
	WsWay closed = way_of(WS_KIND_STREET);
	WsPoint spot[] = {{5, 5}, {5, 5}, {5, 5}};
	WsGraph graph;
	Value value;

	closed.forward = closed.backward = false;
	/* Three of five vertices repeat; a part of one spot; one of one vertex. */
	add_street(&streets, 1, way_of(WS_KIND_STREET),
			   (WsPoint[]){{0, 0}, {0, 0}, {100, 0}, {100, 0}, {100, 0}, {200, 0}}, 6);
	add_street(&streets, 2, way_of(WS_KIND_STREET), spot, 3);
	add_street(&streets, 3, closed, (WsPoint[]){{0, 0}, {0, 100}}, 2);
	add_part(&streets, spot, 2);
	add_part(&streets, spot, 1);
	streets.rows[2].timed = true;
	/* A barrier is closed, but not counted as a closed street. */
	closed.kind = WS_KIND_BARRIER;
	add_street(&streets, 4, closed, (WsPoint[]){{0, 50}, {100, 50}}, 2);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.input.rows == 4 && graph.header.n_edges == 2);
	CHECK(graph.header.input.barrier_rows == 1 && graph.header.n_barriers == 1);
	CHECK(graph.header.input.repeated_vertices == 3 + 2 + 1);
	CHECK(graph.header.input.point_parts == 3);
	CHECK(graph.header.input.closed_rows == 1 && graph.header.input.timed_rows == 1);
}

static void
bad_input(void)
{
	WsStreets streets = {.srid = 0};
	Failure failure;

	add_line(&streets, 7, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	add_line(&streets, 8, way_of(WS_KIND_STREET), 0, 0, 0, 100);
	CHECK(!test_failure(build_network, &streets).happened);
	add_line(&streets, 7, way_of(WS_KIND_BARRIER), 0, 0, 0, 200);
	failure = test_failure(build_network, &streets);
	CHECK(failure.happened && failure.code == WS_ERROR_INVALID && failure.hinted);
	CHECK(strstr(failure.message, "7"));

	/* Across the ocean without a node: 20 000 km, and 201 km. */
	streets = (WsStreets){.srid = 0};
	add_line(&streets, 9, way_of(WS_KIND_STREET), 0, 0, 1800000000, 0);
	failure = test_failure(build_network, &streets);
	CHECK(failure.happened && failure.code == WS_ERROR_LIMIT && failure.hinted);
	streets = (WsStreets){.srid = 0};
	add_line(&streets, 9, way_of(WS_KIND_STREET), 0, 0, 18060000, 0);
	CHECK(test_failure(build_network, &streets).code == WS_ERROR_LIMIT);
	streets = (WsStreets){.srid = 0};
	add_line(&streets, 9, way_of(WS_KIND_STREET), 0, 0, 17960000, 0);
	CHECK(!test_failure(build_network, &streets).happened);
}

/* At the edges of the map. */
static void
corners_of_the_earth(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	const int32_t x = 1800000000, y = 900000000;
	WsGraph graph;
	Value value;

	for (int64_t i = 0; i < 4; i++)
	{
		int32_t cx = i & 1 ? x : -x, cy = i & 2 ? y : -y;
		int32_t dx = i & 1 ? -5000 : 5000, dy = i & 2 ? -5000 : 5000;

		add_line(&streets, 3 * i, way_of(WS_KIND_STREET), cx, cy, cx, cy + dy);
		add_line(&streets, 3 * i + 1, way_of(WS_KIND_STREET), cx, cy + dy, cx + dx, cy + dy);
		/* Along the pole, where nothing is long. */
		add_line(&streets, 3 * i + 2, way_of(WS_KIND_STREET), cx, cy, cx + dx, cy);
	}
	add_line(&streets, 100, way_of(WS_KIND_BARRIER), -x, y, x, -y);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_edges == 12 && graph.header.n_nodes == 16);
	CHECK(graph.header.box.x0 == -x && graph.header.box.x1 == x && graph.header.box.y0 == -y &&
		  graph.header.box.y1 == y);
	for (int i = 0; i < 4; i++)
	{
		WsPoint door = {i & 1 ? x : -x, i & 2 ? y - 2500 : 2500 - y};
		WsSnap snap = ws_snap(&graph, &walker, door);

		CHECK(snap.problem == WS_SNAP_OK && fabs(snap.fraction - 0.5) < 1e-6 && snap.metres < 1e-6);
	}
}

/* Many vertices between two nodes, and a line through many nodes. */
static void
long_line(void)
{
	enum
	{
		N = 30001
	};
	WsPoint *points = ws_alloc(test_env(), N * sizeof(WsPoint));
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;
	Value value;
	WsSnap snap;

	for (int32_t i = 0; i < N; i++)
		points[i] = (WsPoint){i * 300, 0};
	add_street(&streets, 1, way_of(WS_KIND_STREET), points, N);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 2 && graph.header.n_edges == 1);
	snap = ws_snap(&graph, &walker, (WsPoint){300 * (N - 1) / 4 + 7, 1000});
	CHECK(snap.problem == WS_SNAP_OK);
	CHECK(fabs(snap.x - (300 * (N - 1) / 4 + 7)) < 1 && fabs(snap.fraction - 0.25) < 1e-5);

	for (int32_t i = 1; i + 1 < N; i++)
		add_line(&streets, 1 + i, way_of(WS_KIND_STREET), i * 300, 0, i * 300, 100);
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.n_nodes == 2 * N - 2 && graph.header.n_edges == 2 * N - 3);
	CHECK(graph.header.n_tiles == (2 * N - 2 + 2047) / 2048);
}

static bool
is_item(const WsPoints *set, uint32_t i, int64_t id, const char *tag, double weight, uint32_t count)
{
	const WsItem *item = &set->items[i];

	return item->id == id && item->weight == weight && item->count == count &&
		   (tag ? item->tag != WS_NO_TAG && set->tags[item->tag].length == strlen(tag) &&
					  memcmp(set->tags[item->tag].text, tag, strlen(tag)) == 0
				: item->tag == WS_NO_TAG);
}

/* A row of points: id, weight, tag, its length, first point, points. */
#define POINTS(...)                                                                                \
	{                                                                                              \
		__VA_ARGS__, 0, NULL, NULL                                                                 \
	}

static void
point_sets(void)
{
	const WsPoint points[] = {
		{5, 5}, {1, 9}, {1, 2}, {1800000000, 900000000}, {-1800000000, -900000000}};
	const WsPointsRow rows[] = {
		POINTS(9, 2.5, "b", 1, 0, 1),         POINTS(9, 2.5, "ab", 2, 1, 1),
		POINTS(9, 1, NULL, 0, 2, 1),          POINTS(9, 7, "", 0, 3, 1),
		POINTS(9, 2.5, "b", 1, 2, 2),         POINTS(INT64_MIN, 0, NULL, 0, 4, 1),
		POINTS(INT64_MAX, -1, "ab", 2, 0, 0),
	};
	enum
	{
		N = sizeof rows / sizeof *rows
	};
	WsPointsRow order[N];
	Value first = {NULL, 0};
	Rng rng = {1};
	WsPoints set;

	for (int round = 0; round < 50; round++)
	{
		Value value;

		for (uint32_t i = 0; i < N; i++)
		{
			uint32_t k = rng_below(&rng, i + 1);

			order[i] = order[k];
			order[k] = rows[i];
		}
		value.data = ws_points_build(test_env(), 4490, order, N, points, 0, &value.size);
		if (round == 0)
			first = value;
		CHECK(same_value(&value, &first));
	}
	CHECK(!test_failure(check_points, &first).happened);
	ws_points_decode(test_env(), first.data, first.size, &set);
	CHECK(set.srid == 4490 && set.n_tags == 3 && set.n_items == 6 && set.n_points == 7);
	/* By id, then tag: none, the empty one, in the order of bytes. */
	CHECK(is_item(&set, 0, INT64_MIN, NULL, 0, 1));
	CHECK(is_item(&set, 1, 9, NULL, 1, 1));
	CHECK(is_item(&set, 2, 9, "", 7, 1));
	CHECK(is_item(&set, 3, 9, "ab", 2.5, 1));
	CHECK(is_item(&set, 4, 9, "b", 2.5, 3));
	CHECK(is_item(&set, 5, INT64_MAX, "ab", -1, 0));
	/* The entries of one thing from two rows, by x and y. */
	CHECK(set.points[set.items[4].first].x == 1 && set.points[set.items[4].first].y == 2);
	CHECK(set.points[set.items[4].first + 1].x == 5);
	CHECK(set.points[set.items[4].first + 2].x == 1800000000);
}

/* Outlines are in one order however they are given, and lose what is no more than rounding. */
static void
outline_sets(void)
{
	/* Two squares, the first with two holes, the second with a hole that is a line. */
	static const WsPoint vertices[] = {{0, 0},     {100, 0},   {100, 100}, {0, 100},   {10, 10},
									   {10, 20},   {20, 20},   {30, 30},   {30, 40},   {40, 40},
									   {200, 200}, {200, 300}, {300, 300}, {300, 200}, {220, 220},
									   {240, 240}, {220, 220}};
	static const struct
	{
		uint32_t first, count;
		bool hole;
	} rings[] = {{0, 4, false}, {4, 3, true}, {7, 3, true}, {10, 4, false}, {14, 3, true}};
	static const int32_t least[] = {0, 10, 30, 200};
	Value first = {NULL, 0};
	Rng rng = {2};
	WsPoints set;

	for (int round = 0; round < 200; round++)
	{
		WsPoint mixed[64];
		WsOutlineRing ring[5];
		WsPointsRow rows[2] = {{.id = 7, .weight = 1}, {.id = 7, .weight = 1}};
		uint32_t order[5] = {0, 1, 2, 3, 4}, n = 0;
		bool swapped = rng_chance(&rng, 0.5), apart = rng_chance(&rng, 0.5);
		Value value;

		if (swapped)
			memcpy(order, (uint32_t[]){3, 4, 0, 1, 2}, sizeof order);
		if (rng_chance(&rng, 0.5))
		{
			order[swapped ? 3 : 1] = 2;
			order[swapped ? 4 : 2] = 1;
		}
		for (uint32_t r = 0; r < 5; r++)
		{
			uint32_t count = rings[order[r]].count, start = rng_below(&rng, count);
			bool back = rng_chance(&rng, 0.5);

			ring[r] = (WsOutlineRing){n, 0, rings[order[r]].hole};
			for (uint32_t i = 0; i < count; i++)
			{
				uint32_t k = (start + (back ? count - i : i)) % count;

				mixed[n++] = vertices[rings[order[r]].first + k];
				if (rng_chance(&rng, 0.2))
				{
					mixed[n] = mixed[n - 1];
					n++;
				}
			}
			ring[r].count = n - ring[r].first;
		}
		/* In one row or two; with the same vertices or their own. */
		rows[0].ring = ring;
		rows[0].vertices = rows[1].vertices = mixed;
		rows[0].rings = !apart ? 5 : swapped ? 2 : 3;
		rows[1].rings = 5 - rows[0].rings;
		rows[1].ring = ring + rows[0].rings;
		value.data = ws_points_build(test_env(), 4326, rows, apart ? 2 : 1, NULL, 0, &value.size);
		if (round == 0)
			first = value;
		CHECK(same_value(&value, &first));
	}
	CHECK(!test_failure(check_points, &first).happened);
	ws_points_decode(test_env(), first.data, first.size, &set);
	CHECK(set.n_items == 1 && set.n_points == 0 && set.n_rings == 4);
	CHECK(set.items[0].count == 0 && set.items[0].first_ring == 0 && set.items[0].rings == 4);
	for (uint32_t r = 0; r < 4; r++)
	{
		const WsPoint *v = set.vertices + set.rings[r].first;

		CHECK(set.rings[r].count == (r % 3 == 0 ? 4 : 3) &&
			  set.rings[r].hole == (r == 1 || r == 2));
		/* From the least vertex to its lesser neighbour. */
		CHECK(v[0].x == least[r] && v[0].y == least[r]);
		CHECK(v[1].x == v[0].x);
	}
}

/* Rings that pass a place twice have one beginning too, and long ones are turned in no time. */
static void
ring_rotations(void)
{
	enum
	{
		LONG = 200000
	};
	static const WsPoint eight[] = {{0, 0}, {1, 5}, {0, 0}, {1, 3}, {0, 0}, {2, 2}};
	WsPoint turned[6], expected[6];
	WsPoint *many = ws_alloc(test_env(), LONG * sizeof(WsPoint));
	WsOutlineRing ring;

	for (uint32_t start = 0; start < 12; start++)
	{
		for (uint32_t i = 0; i < 6; i++)
			turned[i] = eight[(start + (start < 6 ? i : 6 - i)) % 6];
		ring = (WsOutlineRing){0, 6, false};
		CHECK(ws_outlines_order(test_env(), &ring, 1, turned) == 1 && ring.count == 6);
		if (start == 0)
			memcpy(expected, turned, sizeof turned);
		CHECK(memcmp(turned, expected, sizeof turned) == 0);
	}
	CHECK(expected[0].x == 0 && expected[1].y == 3);
	for (uint32_t i = 0; i < LONG; i++)
		many[i] = (WsPoint){(int32_t) (i % 2), i == LONG / 2 ? -1 : 0};
	ring = (WsOutlineRing){0, LONG, false};
	CHECK(ws_outlines_order(test_env(), &ring, 1, many) == 1 && many[0].y == -1);
}

typedef struct PointRows
{
	WsPointsRow *rows;
	size_t n;
} PointRows;

static void
build_points(void *context)
{
	PointRows *rows = context;
	WsPoint point = {0, 0};
	size_t size;

	ws_points_build(test_env(), 4326, rows->rows, rows->n, &point, 0, &size);
}

static void
bad_point_sets(void)
{
	WsPointsRow rows[] = {POINTS(1, 2, "a", 1, 0, 1), POINTS(1, 3, "a", 1, 0, 1)};
	Value value;
	Failure failure;
	WsPoints set;

	failure = test_failure(build_points, &(PointRows){rows, 2});
	CHECK(failure.happened && failure.code == WS_ERROR_INVALID && failure.hinted);
	rows[1].tag = "b";
	CHECK(!test_failure(build_points, &(PointRows){rows, 2}).happened);

	/* None at all, without and with an SRID. */
	for (uint32_t srid = 0; srid <= 4326; srid += 4326)
	{
		value.data = ws_points_build(test_env(), srid, NULL, 0, NULL, 0, &value.size);
		CHECK(value.size == WS_POINTS_HEADER_SIZE);
		CHECK(!test_failure(check_points, &value).happened);
		ws_points_decode(test_env(), value.data, value.size, &set);
		CHECK(set.n_items == 0 && set.n_points == 0 && set.n_tags == 0 && set.srid == srid);
	}
}

void
test_format(void)
{
	RUN(order_of_rows);
	RUN(no_streets);
	RUN(only_barriers);
	RUN(one_edge);
	RUN(rings);
	RUN(dropped);
	RUN(bad_input);
	RUN(corners_of_the_earth);
	RUN(long_line);
	RUN(point_sets);
	RUN(outline_sets);
	RUN(ring_rotations);
	RUN(bad_point_sets);
}
