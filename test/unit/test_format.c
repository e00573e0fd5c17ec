/*
 * test_format.c - the values: that the same streets give the same bytes, that
 * no damage passes, and that what a forger signs anew breaks nothing.
 */
#include "streets.h"

#include "bytes.h"
#include "nearest.h"
#include "oracle.h"
#include "reach.h"
#include "report.h"
#include "walk.h"

#include <math.h>

/* Where things are in a value, see network.h and points.h. */
#define DIGEST_AT 8
#define TILES_AT 40
#define SIZE_AT 44
#define POINTS_CRC_AT 40

static Value
copy_of(const Value *value)
{
	Value copy = {ws_alloc(test_env(), value->size + 64), value->size};

	memcpy(copy.data, value->data, value->size);
	return copy;
}

static void
check_network(void *context)
{
	const Value *value = context;

	ws_network_check(test_env(), value->data, value->size);
}

static void
check_points(void *context)
{
	const Value *value = context;

	ws_points_check(test_env(), value->data, value->size);
}

static void
build_network(void *context)
{
	build(context);
}

static bool
same_value(const Value *a, const Value *b)
{
	return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

static bool
refused(void (*check)(void *), Value *value)
{
	Failure failure = test_failure(check, value);

	return failure.happened && failure.code == WS_ERROR_CORRUPT && failure.hinted;
}

static WsGraph
open_copy(const Value *value)
{
	WsGraph graph;

	open_value(&graph, ws_cache_create(test_memory()), value);
	return graph;
}

/* The rows in another order. */
static WsStreets
shuffled(Rng *rng, const WsStreets *streets)
{
	size_t *order = ws_alloc(test_env(), streets->n_rows * sizeof(size_t));
	size_t *part = ws_alloc(test_env(), (streets->n_rows + 1) * sizeof(size_t));
	size_t *point = ws_alloc(test_env(), (streets->n_rows + 1) * sizeof(size_t));
	WsStreets other = {.srid = 0};

	part[0] = point[0] = 0;
	for (size_t i = 0; i < streets->n_rows; i++)
	{
		size_t k = rng_below(rng, (uint32_t) i + 1);

		part[i + 1] = part[i] + streets->rows[i].parts;
		point[i + 1] = point[i] + streets->rows[i].vertices;
		order[i] = order[k];
		order[k] = i;
	}
	for (size_t i = 0; i < streets->n_rows; i++)
	{
		const WsStreet *row = &streets->rows[order[i]];
		const WsPoint *from = streets->points + point[order[i]];

		for (uint32_t k = 0; k < row->parts; k++)
		{
			uint32_t n = streets->parts[part[order[i]] + k];

			if (k == 0)
				add_street(&other, row->id, row->way, from, n);
			else
				add_part(&other, from, n);
			from += n;
		}
	}
	return other;
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
		other = shuffled(&rng, &streets);
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
		  edge->way.no_wheelchair && edge->way.share == WS_WHOLE_SHARE);

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
	value = build(&streets);
	CHECK(!test_failure(check_network, &value).happened);
	graph = open_copy(&value);
	CHECK(graph.header.input.rows == 3 && graph.header.n_edges == 2);
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

static Value
small_value(void)
{
	WsStreets streets = {.srid = 0};
	WsWay way = way_of(WS_KIND_FOOTBRIDGE);

	way.ascent_cm = 500;
	add_street(&streets, 1, way, (WsPoint[]){{0, 0}, {1000, 1000}, {3000, 1000}}, 3);
	add_line(&streets, 2, way_of(WS_KIND_STREET), 1000, 1000, 1000, 5000);
	add_line(&streets, 3, way_of(WS_KIND_BARRIER), 0, 5000, 3000, 5000);
	return build(&streets);
}

static Value
town_value(Rng *rng, Lattice *lattice)
{
	WsStreets streets = {.srid = 0};

	*lattice = random_lattice(rng, 6);
	random_streets(rng, lattice, &streets);
	random_streets(rng, &(Lattice){{0, 0}, 3000, 3000, 5}, &(WsStreets){.srid = 0});
	return build(&streets);
}

static Value
points_value(Rng *rng, const Lattice *lattice)
{
	static const char *const tags[] = {NULL, "", "bank", "school", "\xe8\x8f\x9c"};
	WsPointsRow rows[40];
	WsPoint points[120];
	Value value;

	for (uint32_t i = 0; i < 120; i++)
		points[i] = random_door(rng, lattice);
	for (uint32_t i = 0; i < 40; i++)
	{
		const char *tag = tags[rng_below(rng, 5)];

		rows[i] =
			(WsPointsRow){(int64_t) i - 20, i * 1.5, tag, tag ? (uint32_t) strlen(tag) : 0, 3 * i,
						  rng_below(rng, 4)};
	}
	value.data = ws_points_build(test_env(), 4326, rows, 40, points, 0, &value.size);
	return value;
}

/* Every bit of it counts, and so does its length. */
static void
check_all_flips(void (*check)(void *), const Value *value)
{
	Value copy = copy_of(value);
	size_t missed = 0;

	CHECK(!test_failure(check, &copy).happened);
	for (size_t bit = 0; bit < 8 * value->size; bit++)
	{
		copy.data[bit / 8] ^= (uint8_t) (1 << bit % 8);
		if (!refused(check, &copy))
		{
			missed++;
			test_explain("bit %zu", bit);
		}
		copy.data[bit / 8] ^= (uint8_t) (1 << bit % 8);
	}
	CHECK(missed == 0);
	for (copy.size = 0; copy.size < value->size; copy.size++)
		if (!refused(check, &copy))
		{
			missed++;
			test_explain("cut to %zu", copy.size);
		}
	copy.size = value->size + 1;
	CHECK(missed == 0 && refused(check, &copy));
}

static void
bit_flips(void)
{
	Rng rng = {1};
	Lattice lattice;
	Value network = small_value(), town = town_value(&rng, &lattice);
	Value points = points_value(&rng, &lattice);

	(void) town;
	check_all_flips(check_network, &network);
	check_all_flips(check_points, &points);
}

/* A change as a disk, a wire or a fool makes it. */
static void
mutate(Rng *rng, Value *value, size_t from, size_t to)
{
	uint8_t *data = value->data;
	size_t size = to - from;
	size_t n = 1 + rng_below(rng, 4);
	size_t at, other;

	switch (rng_below(rng, 6))
	{
		case 0:
			while (n-- > 0)
				data[from + rng_below(rng, (uint32_t) size)] ^= (uint8_t) (1 << rng_below(rng, 8));
			break;
		case 1:
			while (n-- > 0)
				data[from + rng_below(rng, (uint32_t) size)] = (uint8_t) rng_below(rng, 256);
			break;
		case 2: /* extremes */
			at = from + rng_below(rng, (uint32_t) size);
			memset(data + at, rng_chance(rng, 0.5) ? 0xff : 0x80, n < to - at ? n : to - at);
			break;
		case 3: /* one stretch over another */
			at = from + rng_below(rng, (uint32_t) size);
			other = from + rng_below(rng, (uint32_t) size);
			n = rng_below(rng, 20);
			n = n < to - at ? n : to - at;
			n = n < to - other ? n : to - other;
			memmove(data + at, data + other, n);
			break;
		case 4: /* one more or one less in a byte, as of a varint */
			data[from + rng_below(rng, (uint32_t) size)] += rng_chance(rng, 0.5) ? 1 : -1;
			break;
		default: /* something left out or put in; the rest moves */
			at = from + rng_below(rng, (uint32_t) size);
			n = n < to - at ? n : to - at;
			if (rng_chance(rng, 0.5))
			{
				memmove(data + at, data + at + n, value->size - at - n);
				value->size -= n;
			}
			else
			{
				memmove(data + at + n, data + at, value->size - at);
				value->size += n;
			}
			break;
	}
}

static void
check_mutations(void (*check)(void *), const Value *value, uint64_t seed, int rounds)
{
	Rng rng = {seed};
	size_t missed = 0, changed = 0;

	for (int i = 0; i < rounds; i++)
	{
		Value copy = copy_of(value);

		mutate(&rng, &copy, 0, value->size);
		if (rng_chance(&rng, 0.1))
			copy.size = rng_below(&rng, (uint32_t) copy.size);
		if (!same_value(&copy, value))
		{
			changed++;
			missed += !refused(check, &copy);
		}
		ws_free(test_env(), copy.data);
	}
	CHECK(missed == 0 && changed > (size_t) rounds * 9 / 10);
}

static void
mutations(void)
{
	Rng rng = {2};
	Lattice lattice;
	Value network = town_value(&rng, &lattice), points = points_value(&rng, &lattice);
	WsStreets streets = {.srid = 0};
	Value city;

	check_mutations(check_network, &network, 3, 10000);
	check_mutations(check_points, &points, 4, 10000);
	random_city(&rng, &lattice, 60, &streets);
	city = build(&streets);
	check_mutations(check_network, &city, 5, 200);
}

static WsPoint
skip_point(WsReader *r, WsPoint from)
{
	int64_t dx = ws_read_signed(r), dy = ws_read_signed(r);

	return (WsPoint){(int32_t) (uint32_t) ((uint64_t) from.x + (uint64_t) dx),
					 (int32_t) (uint32_t) ((uint64_t) from.y + (uint64_t) dy)};
}

static void
skip_way(WsReader *r)
{
	ws_read_varint(r);
	if (ws_read_byte(r) & 0x80)
		for (int i = 0; i < 4; i++)
			ws_read_varint(r);
}

/*
 * Makes a tile's boxes those of its lines, as tile.c describes them, so that a
 * change of coordinates is not refused for its box alone.
 */
static void
fit_boxes(const uint8_t *tile, size_t size, uint8_t *entry)
{
	WsReader r = {tile, tile + size, false};
	uint64_t counts[6];
	WsPoint *nodes = ws_alloc(test_env(), WS_TILE_NODES * sizeof(WsPoint));
	WsBox boxes[2] = {WS_BOX_EMPTY, WS_BOX_EMPTY};
	WsPoint p = {0, 0};
	uint64_t node = 0;

	for (int i = 0; i < 6; i++)
		counts[i] = ws_read_varint(&r);
	for (uint64_t i = 0; i < counts[0] && i < WS_TILE_NODES && !r.bad; i++)
		nodes[i] = p = skip_point(&r, p);
	for (uint64_t i = 0; i < counts[1] && !r.bad; i++)
	{
		uint64_t more;

		node += ws_read_varint(&r);
		ws_read_signed(&r);
		ws_read_signed(&r);
		skip_way(&r);
		more = ws_read_varint(&r);
		if (node >= counts[0] || node >= WS_TILE_NODES)
			break;
		p = nodes[node];
		ws_box_add(&boxes[0], p);
		for (; more > 0 && !r.bad; more--)
		{
			p = skip_point(&r, p);
			ws_box_add(&boxes[0], p);
		}
	}
	for (uint64_t i = 0; i < counts[2] && !r.bad; i++)
	{
		for (int k = 0; k < 3; k++)
			ws_read_varint(&r);
		skip_way(&r);
	}
	p = (WsPoint){0, 0};
	for (uint64_t i = 0; i < counts[3] && !r.bad; i++)
	{
		WsPoint at = p;
		uint64_t n;

		ws_read_signed(&r);
		n = ws_read_varint(&r);
		for (uint64_t k = 0; k < n && !r.bad; k++)
		{
			at = skip_point(&r, at);
			if (k == 0)
				p = at;
			ws_box_add(&boxes[1], at);
		}
	}
	for (int i = 0; i < 2; i++)
	{
		ws_put32(entry + 16 + 16 * i, (uint32_t) boxes[i].x0);
		ws_put32(entry + 20 + 16 * i, (uint32_t) boxes[i].y0);
		ws_put32(entry + 24 + 16 * i, (uint32_t) boxes[i].x1);
		ws_put32(entry + 28 + 16 * i, (uint32_t) boxes[i].y1);
	}
	ws_free(test_env(), nodes);
}

/* Signs a network anew: checksum and hash of each tile, digest of the head. */
static void
sign_network(Value *value)
{
	uint32_t tiles = ws_get32(value->data + TILES_AT);
	size_t head = WS_NETWORK_HEADER_SIZE + (size_t) tiles * WS_DIRECTORY_ENTRY_SIZE;
	uint8_t sha[32];

	if (head > value->size)
		head = value->size;
	for (uint8_t *entry = value->data + WS_NETWORK_HEADER_SIZE;
		 entry + WS_DIRECTORY_ENTRY_SIZE <= value->data + head; entry += WS_DIRECTORY_ENTRY_SIZE)
	{
		size_t offset = ws_get32(entry), size = ws_get32(entry + 4);

		if (offset > value->size || size > value->size - offset)
			continue;
		ws_put32(entry + 8, test_env()->crc32c(value->data + offset, size));
		test_env()->sha256(value->data + offset, size, sha);
		memcpy(entry + 48, sha, WS_DIGEST_SIZE);
	}
	memset(value->data + DIGEST_AT, 0, WS_DIGEST_SIZE);
	test_env()->sha256(value->data, head, sha);
	memcpy(value->data + DIGEST_AT, sha, WS_DIGEST_SIZE);
}

static void
sign_points(Value *value)
{
	uint8_t sha[32];

	ws_put32(value->data + POINTS_CRC_AT, test_env()->crc32c(value->data + WS_POINTS_HEADER_SIZE,
															 value->size - WS_POINTS_HEADER_SIZE));
	memset(value->data + DIGEST_AT, 0, WS_DIGEST_SIZE);
	test_env()->sha256(value->data, value->size, sha);
	memcpy(value->data + DIGEST_AT, sha, WS_DIGEST_SIZE);
}

typedef struct Use
{
	Value network, points;
	Rng rng;
	const Lattice *lattice;
	size_t answers; /* rows and pieces, so that all of it is used */
	double sum;
} Use;

static void
use_piece(void *context, const WsPiece *piece)
{
	Use *use = context;
	double *xy = ws_alloc(test_env(), 2 * ((size_t) piece->points + 2) * sizeof(double));

	use->answers++;
	use->sum += piece->from_seconds + piece->to_metres + (double) piece->edge->source_id;
	use->sum += (double) ws_line_part(piece->line, piece->points, piece->from_fraction,
									  piece->to_fraction, xy);
}

static void
use_row(void *context, const WsNearestRow *row)
{
	Use *use = context;

	use->answers++;
	use->sum += row->seconds + (row->place ? (double) row->place->id : 0);
}

static void
use_metric(void *context, const char *metric, double value, const char *note)
{
	Use *use = context;

	use->sum += value + (double) (strlen(metric) + strlen(note));
}

/* All that is asked of a network, without the check that a stored value is past. */
static void
use_network(void *context)
{
	Use *use = context;
	WsWalker walker = anyone(&use->rng);
	WsSense sense = {walker, rng_chance(&use->rng, 0.5) ? WS_BY_TIME : WS_BY_DISTANCE,
					 rng_chance(&use->rng, 0.5)};
	WsCost limit = ws_budget_limit(sense.metric, 2000);
	uint32_t tags[] = {WS_NO_TAG, 0};
	WsPoint doors[4];
	WsSnap snaps[4];
	WsPoints points;
	WsSearch *found;
	WsGraph graph;
	WsWalk walk;

	open_value(&graph, ws_cache_create(test_env()), &use->network);
	for (int i = 0; i < 4; i++)
	{
		doors[i] = random_door(&use->rng, use->lattice);
		snaps[i] = ws_snap(&graph, &walker, doors[i]);
	}
	found = ws_search(&graph, &sense, limit, snaps, 4, NULL, 0);
	ws_reach(found, &graph, &sense, limit, snaps, 4, use_piece, use);
	walk = ws_walk(&graph, &sense, limit, doors, snaps, 2, doors + 2, snaps + 2, 2);
	for (size_t i = 0; i < walk.points && walk.found; i++)
		use->sum += walk.line[2 * i] + walk.line[2 * i + 1];
	ws_points_decode(test_env(), use->points.data, use->points.size, &points);
	ws_nearest(&graph, &walker, sense.metric, limit, &points, &points, tags,
			   1 + (points.n_tags > 0), 2, use_row, use);
	ws_report(&graph, use_metric, use);
	ws_graph_close(&graph);
}

/* It may be refused, as damaged or as too large; nothing else may happen. */
static bool
harmless(Failure failure)
{
	return !failure.happened || failure.code == WS_ERROR_CORRUPT ||
		   failure.code == WS_ERROR_LIMIT || test_explain("%s", failure.message);
}

/*
 * Values with a change in a tile, the directory or the header, and signed
 * anew: how many of them passed the check, and could be used.
 */
static void
check_forgeries(const Value *network, const Value *points, const Lattice *lattice, uint64_t seed,
				int rounds, size_t *passed, size_t *used)
{
	Use use = {.rng = {seed}, .lattice = lattice, .points = *points};
	uint32_t tiles = ws_get32(network->data + TILES_AT);

	*passed = *used = 0;
	for (int i = 0; i < rounds; i++)
	{
		Value copy = copy_of(network);
		uint32_t tile = rng_below(&use.rng, tiles);
		uint8_t *entry =
			copy.data + WS_NETWORK_HEADER_SIZE + (size_t) tile * WS_DIRECTORY_ENTRY_SIZE;
		size_t first = ws_get32(entry), size = ws_get32(entry + 4);
		Failure failure;

		if (rng_chance(&use.rng, 0.8))
		{
			mutate(&use.rng, &copy, first, first + size);
			fit_boxes(copy.data + first, size + copy.size - network->size, entry);
			/* The directory goes along with what has moved. */
			ws_put32(entry + 4, (uint32_t) (size + copy.size - network->size));
			for (uint32_t t = tile + 1; t < tiles; t++)
			{
				entry += WS_DIRECTORY_ENTRY_SIZE;
				ws_put32(entry, (uint32_t) (ws_get32(entry) + copy.size - network->size));
			}
			ws_put32(copy.data + SIZE_AT, (uint32_t) copy.size);
		}
		else
			mutate(&use.rng, &copy, WS_DIGEST_SIZE + DIGEST_AT,
				   WS_NETWORK_HEADER_SIZE + (size_t) tiles * WS_DIRECTORY_ENTRY_SIZE);
		sign_network(&copy);
		failure = test_failure(check_network, &copy);
		*passed += !failure.happened;
		if (!CHECK(harmless(failure)))
			break;
		use.network = copy;
		use.answers = 0;
		failure = test_failure(use_network, &use);
		*used += !failure.happened && use.answers > 0;
		if (!CHECK(harmless(failure)))
			break;
		ws_free(test_env(), copy.data);
	}
}

static void
forged_networks(void)
{
	size_t passed, used, all_passed = 0, all_used = 0;

	for (uint64_t seed = 1; seed <= 40; seed++)
	{
		Rng rng = {seed};
		Lattice lattice;
		Value network = town_value(&rng, &lattice), points = points_value(&rng, &lattice);

		check_forgeries(&network, &points, &lattice, seed, 500, &passed, &used);
		all_passed += passed;
		all_used += used;
		test_release();
	}
	CHECK(all_passed > 1000 && all_used > 1000);
}

static void
forged_cities(void)
{
	Rng rng = {2};
	WsStreets streets = {.srid = 0};
	Lattice lattice;
	Value network, points;
	size_t passed, used;

	random_city(&rng, &lattice, 60, &streets);
	network = build(&streets);
	points = points_value(&rng, &lattice);
	CHECK(ws_get32(network.data + TILES_AT) >= 2);
	check_forgeries(&network, &points, &lattice, 3, 200, &passed, &used);
	CHECK(passed > 10 && used > 10);
}

static void
decode_points(void *context)
{
	const Value *value = context;
	WsPoints points;
	volatile double sum = 0;

	ws_points_decode(test_env(), value->data, value->size, &points);
	for (uint32_t i = 0; i < points.n_items; i++)
		for (uint32_t k = 0; k < points.items[i].count; k++)
			sum += points.points[points.items[i].first + k].x;
	for (uint32_t i = 0; i < points.n_tags; i++)
		for (uint32_t k = 0; k < points.tags[i].length; k++)
			sum += points.tags[i].text[k];
}

static void
forged_points(void)
{
	Rng rng = {6};
	Lattice lattice = random_lattice(&rng, 6);
	Value points = points_value(&rng, &lattice);
	size_t passed = 0;

	for (int i = 0; i < 10000; i++)
	{
		Value copy = copy_of(&points);
		Failure failure;

		mutate(&rng, &copy, DIGEST_AT + WS_DIGEST_SIZE, points.size);
		sign_points(&copy);
		failure = test_failure(check_points, &copy);
		if (!CHECK(harmless(failure)))
			break;
		passed += !failure.happened;
		/* The check is the decoder and the digest. */
		if (!CHECK(test_failure(decode_points, &copy).happened == failure.happened))
			break;
		ws_free(test_env(), copy.data);
	}
	CHECK(passed > 500);
}

/* What the value says of itself must be so, signed or not. */
static void
false_statements(void)
{
	/* Changes to the head of a small value with one tile. */
	static const struct
	{
		const char *what;
		size_t at;
		uint32_t add;
	} statements[] = {{"magic", 0, 1},
					  {"version", 4, 1},
					  {"SRID", 24, 1},
					  {"nodes", 28, 1},
					  {"edges", 32, 1},
					  {"barriers", 36, 1},
					  {"tiles", TILES_AT, 1},
					  {"size", SIZE_AT, 1},
					  {"offset", WS_NETWORK_HEADER_SIZE, 1},
					  {"tile size", WS_NETWORK_HEADER_SIZE + 4, (uint32_t) -1},
					  {"first edge", WS_NETWORK_HEADER_SIZE + 12, 1},
					  {"edge box", WS_NETWORK_HEADER_SIZE + 16, 1},
					  {"barrier box", WS_NETWORK_HEADER_SIZE + 44, 1}};
	Value value = small_value();

	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
	{
		Value copy = copy_of(&value);

		ws_put32(copy.data + statements[i].at,
				 ws_get32(copy.data + statements[i].at) + statements[i].add);
		sign_network(&copy);
		CHECK(refused(check_network, &copy) || test_explain("%s", statements[i].what));
	}
}

/* A checksum that queries would stumble over is damage too. */
static void
false_checksum(void)
{
	Value value = small_value();
	uint8_t *entry = value.data + WS_NETWORK_HEADER_SIZE;
	uint8_t sha[32];

	entry[8] ^= 1;
	memset(value.data + DIGEST_AT, 0, WS_DIGEST_SIZE);
	test_env()->sha256(value.data, WS_NETWORK_HEADER_SIZE + WS_DIRECTORY_ENTRY_SIZE, sha);
	memcpy(value.data + DIGEST_AT, sha, WS_DIGEST_SIZE);
	CHECK(refused(check_network, &value));
}

/* One network under the digest of another. */
static void
forged_digest(void)
{
	Rng rng = {3};
	Lattice lattice;
	Value one = town_value(&rng, &lattice), two = town_value(&rng, &lattice);

	memcpy(one.data + DIGEST_AT, two.data + DIGEST_AT, WS_DIGEST_SIZE);
	CHECK(refused(check_network, &one));
	one = points_value(&rng, &lattice);
	two = points_value(&rng, &lattice);
	memcpy(one.data + DIGEST_AT, two.data + DIGEST_AT, WS_DIGEST_SIZE);
	CHECK(refused(check_points, &one));
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

static void
point_sets(void)
{
	const WsPoint points[] = {
		{5, 5}, {1, 9}, {1, 2}, {1800000000, 900000000}, {-1800000000, -900000000}};
	/* id, weight, tag, its length, first point, points */
	const WsPointsRow rows[] = {{9, 2.5, "b", 1, 0, 1},        {9, 2.5, "ab", 2, 1, 1},
								{9, 1, NULL, 0, 2, 1},         {9, 7, "", 0, 3, 1},
								{9, 2.5, "b", 1, 2, 2},        {INT64_MIN, 0, NULL, 0, 4, 1},
								{INT64_MAX, -1, "ab", 2, 0, 0}};
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
	WsPointsRow rows[] = {{1, 2, "a", 1, 0, 1}, {1, 3, "a", 1, 0, 1}};
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
	RUN(bit_flips);
	RUN(mutations);
	RUN(false_statements);
	RUN(false_checksum);
	RUN(forged_digest);
	RUN(forged_networks);
	RUN(forged_cities);
	RUN(forged_points);
	RUN(point_sets);
	RUN(bad_point_sets);
}
