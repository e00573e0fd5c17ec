/*
 * test_damage.c - that no damage passes, and that what a forger signs anew
 * breaks nothing.
 */
#include "use.h"

#include "bytes.h"
#include "points.h"

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
	return build(&streets);
}

static Value
points_value(Rng *rng, const Lattice *lattice)
{
	static const char *const tags[] = {NULL, "", "bank", "school", "\xe8\x8f\x9c"};
	WsPointsRow rows[40];
	WsPoint points[120];
	WsOutlineRing rings[40];
	Value value;

	for (uint32_t i = 0; i < 120; i++)
		points[i] = random_door(rng, lattice);
	/* A shell of up to 7 vertices, then a hole, and so on. */
	for (uint32_t i = 0; i < 40; i++)
		rings[i] = (WsOutlineRing){3 * i, i < 38 ? 3 + rng_below(rng, 5) : 3, i % 2 == 1};
	for (uint32_t i = 0; i < 40; i++)
	{
		const char *tag = tags[rng_below(rng, 5)];

		rows[i] = (WsPointsRow){.id = (int64_t) i - 20,
								.weight = i * 1.5,
								.tag = tag,
								.tag_length = tag ? (uint32_t) strlen(tag) : 0,
								.first = 3 * i,
								.count = rng_below(rng, 4),
								.rings = i % 2 ? 0 : rng_below(rng, 3),
								.ring = &rings[i],
								.vertices = points};
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
	Value network = small_value(), points;

	lattice = random_lattice(&rng, 6);
	points = points_value(&rng, &lattice);
	check_all_flips(check_network, &network);
	check_all_flips(check_points, &points);
	/* Signed, too, it has no bytes behind its tiles. */
	network = copy_of(&network);
	network.size += 8;
	ws_put32(network.data + SIZE_AT, (uint32_t) network.size);
	sign_network(&network);
	CHECK(refused(check_network, &network));
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

/* It may be refused, as damaged or as too large; nothing else may happen. */
static bool
harmless(Failure failure)
{
	return !failure.happened || failure.code == WS_ERROR_CORRUPT ||
		   failure.code == WS_ERROR_LIMIT || test_explain("%s", failure.message);
}

/*
 * Values with a change in a tile, the directory or the header, and signed
 * anew: how many of them passed the check, could be used, and edited.
 */
static void
check_forgeries(const Value *network, const Value *points, const Lattice *lattice, uint64_t seed,
				int rounds, size_t *passed, size_t *used, size_t *edited)
{
	Use use = {.rng = {seed}, .points = *points};
	uint32_t tiles = ws_get32(network->data + TILES_AT);

	*passed = *used = *edited = 0;
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
		for (int k = 0; k < USE_DOORS; k++)
			use.doors[k] = random_door(&use.rng, lattice);
		failure = test_failure(use_network, &use);
		*used += !failure.happened && use.answers > 0;
		if (!CHECK(harmless(failure)))
			break;
		use.answers = 0;
		failure = test_failure(edit_network, &use);
		*edited += !failure.happened && use.answers > 0;
		if (!CHECK(harmless(failure)))
			break;
		ws_free(test_env(), copy.data);
	}
}

static void
forged_networks(void)
{
	size_t passed, used, edited, all_passed = 0, all_used = 0, all_edited = 0;

	for (uint64_t seed = 1; seed <= 40; seed++)
	{
		Rng rng = {seed};
		Lattice lattice;
		Value network = town_value(&rng, &lattice), points = points_value(&rng, &lattice);

		check_forgeries(&network, &points, &lattice, seed, 500, &passed, &used, &edited);
		all_passed += passed;
		all_used += used;
		all_edited += edited;
		test_release();
	}
	CHECK(all_passed > 1000 && all_used > 1000 && all_edited > 1000);
}

static void
forged_cities(void)
{
	Rng rng = {2};
	WsStreets streets = {.srid = 0};
	Lattice lattice;
	Value network, points;
	size_t passed, used, edited;

	random_city(&rng, &lattice, 60, &streets);
	network = build(&streets);
	points = points_value(&rng, &lattice);
	CHECK(ws_get32(network.data + TILES_AT) >= 2);
	check_forgeries(&network, &points, &lattice, 3, 200, &passed, &used, &edited);
	CHECK(passed > 10 && used > 10 && edited > 10);
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
		if (!CHECK(test_failure(use_points, &copy).happened == failure.happened))
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

/*
 * Two tiles by hand: 2048 nodes in a row and one more, an edge from the first
 * to the last, its ghost, and a barrier. One number of it at a time is made
 * what it cannot be.
 */
typedef struct Tiles
{
	/* of the head */
	int64_t n_nodes, n_edges, n_barriers, n_tiles, second_first_edge;
	/* of the first tile */
	int64_t nodes, edges, edge_vertices, barriers, wall_vertices;
	int64_t node_x, source, target, length, flags, vertices, line_x, line_y;
	int64_t wall_points, wall_x;
	/* of the second */
	int64_t ghosts, ghost_id, ghost_source, ghost_target, ghost_length, ghost_flags;
	int64_t trailing; /* bytes too many in either */
} Tiles;

static const Tiles possible = {.n_nodes = 2049,
							   .n_edges = 1,
							   .n_barriers = 1,
							   .n_tiles = 2,
							   .second_first_edge = 1,
							   .nodes = 2048,
							   .edges = 1,
							   .edge_vertices = 1,
							   .barriers = 1,
							   .wall_vertices = 2,
							   .node_x = 1,
							   .target = 2048,
							   .length = 228000,
							   .flags = WS_KIND_STREET | 0x30,
							   .vertices = 1,
							   .line_x = 2048,
							   .wall_points = 2,
							   .wall_x = 100,
							   .ghosts = 1,
							   .ghost_source = -2048,
							   .ghost_length = 228000,
							   .ghost_flags = WS_KIND_STREET | 0x30};

static void
write_point(WsWriter *w, int64_t x, int64_t y)
{
	ws_write_signed(w, x);
	ws_write_signed(w, y);
}

static void
write_first_tile(WsWriter *w, const Tiles *t)
{
	ws_write_varint(w, (uint64_t) t->nodes);
	ws_write_varint(w, (uint64_t) t->edges);
	ws_write_varint(w, 0);
	ws_write_varint(w, (uint64_t) t->barriers);
	ws_write_varint(w, (uint64_t) t->edge_vertices);
	ws_write_varint(w, (uint64_t) t->wall_vertices);
	write_point(w, 0, 0);
	for (int i = 1; i < 2048; i++)
		write_point(w, i == 2047 ? t->node_x : 1, 0);
	ws_write_varint(w, (uint64_t) t->source);
	ws_write_signed(w, t->target);
	ws_write_signed(w, 77);
	ws_write_varint(w, (uint64_t) t->length);
	ws_write_varint(w, (uint64_t) t->flags);
	ws_write_varint(w, (uint64_t) t->vertices);
	if (t->vertices > 0)
		write_point(w, t->line_x, t->line_y);
	ws_write_signed(w, 78);
	ws_write_varint(w, (uint64_t) t->wall_points);
	write_point(w, 5, 5);
	if (t->wall_points > 1)
		write_point(w, t->wall_x, 0);
	for (int64_t i = 0; i < t->trailing; i++)
		ws_write_byte(w, 0);
}

static void
write_second_tile(WsWriter *w, const Tiles *t)
{
	ws_write_varint(w, 1);
	ws_write_varint(w, 0);
	ws_write_varint(w, (uint64_t) t->ghosts);
	ws_write_varint(w, 0);
	ws_write_varint(w, 0);
	ws_write_varint(w, 0);
	write_point(w, 2048, 0);
	for (int64_t i = 0; i < t->ghosts; i++)
	{
		ws_write_varint(w, (uint64_t) t->ghost_id);
		ws_write_signed(w, t->ghost_source);
		ws_write_varint(w, (uint64_t) t->ghost_target);
		ws_write_varint(w, (uint64_t) t->ghost_length);
		ws_write_varint(w, (uint64_t) t->ghost_flags);
	}
	for (int64_t i = 0; i < t->trailing; i++)
		ws_write_byte(w, 0);
}

static Value
tiles_value(const Tiles *t)
{
	const size_t directory = WS_NETWORK_HEADER_SIZE;
	const size_t head = directory + 2 * WS_DIRECTORY_ENTRY_SIZE;
	WsWriter w = {.env = test_env()};
	size_t second;

	memset(ws_write_room(&w, head), 0, head);
	w.size = head;
	write_first_tile(&w, t);
	second = w.size;
	write_second_tile(&w, t);
	memcpy(w.data, WS_NETWORK_MAGIC, 4);
	ws_put32(w.data + 4, WS_NETWORK_VERSION);
	ws_put32(w.data + 24, 4326);
	ws_put32(w.data + 28, (uint32_t) t->n_nodes);
	ws_put32(w.data + 32, (uint32_t) t->n_edges);
	ws_put32(w.data + 36, (uint32_t) t->n_barriers);
	ws_put32(w.data + TILES_AT, (uint32_t) t->n_tiles);
	ws_put32(w.data + SIZE_AT, (uint32_t) w.size);
	ws_put32(w.data + directory, (uint32_t) head);
	ws_put32(w.data + directory + 4, (uint32_t) (second - head));
	fit_boxes(w.data + head, second - head, w.data + directory);
	ws_put32(w.data + directory + 64, (uint32_t) second);
	ws_put32(w.data + directory + 68, (uint32_t) (w.size - second));
	ws_put32(w.data + directory + 76, (uint32_t) t->second_first_edge);
	fit_boxes(w.data + second, w.size - second, w.data + directory + 64);
	sign_network(&(Value){w.data, w.size});
	return (Value){w.data, w.size};
}

/* One number, or two at once, and their false values. */
typedef struct Fault
{
	size_t field;
	int64_t value;
	size_t with;
	int64_t with_value;
} Fault;

#define TILES(field) (offsetof(Tiles, field))
#define FAULT(field, value)                                                                        \
	{                                                                                              \
		TILES(field), value, TILES(field), value                                                   \
	}

static Value
faulty_value(const Fault *fault)
{
	Tiles tiles = possible;

	memcpy((char *) &tiles + fault->field, &fault->value, sizeof(int64_t));
	memcpy((char *) &tiles + fault->with, &fault->with_value, sizeof(int64_t));
	return tiles_value(&tiles);
}

static bool
told(const Fault *fault)
{
	return test_explain("number %zu is %lld, number %zu is %lld", fault->field / sizeof(int64_t),
						(long long) fault->value, fault->with / sizeof(int64_t),
						(long long) fault->with_value);
}

/* Reads every tile of a value that no check has seen. */
static void
load_tiles(void *context)
{
	WsGraph graph;

	open_value(&graph, ws_cache_create(test_env()), context);
	for (uint32_t t = 0; t < graph.header.n_tiles; t++)
		ws_graph_tile(&graph, t);
}

/* What cannot be is refused, by the check and by whoever reads it unchecked. */
static void
impossible_tiles(void)
{
	static const Fault faults[] = {
		FAULT(n_nodes, 2048),
		FAULT(n_nodes, 2050),
		FAULT(n_nodes, 4097),
		FAULT(n_nodes, UINT32_MAX),
		FAULT(n_edges, 0),
		FAULT(n_edges, 2),
		FAULT(n_tiles, 1),
		FAULT(n_tiles, 3),
		FAULT(second_first_edge, 0),
		FAULT(second_first_edge, 2),
		FAULT(nodes, 2047),
		FAULT(nodes, 2049),
		FAULT(edges, 0),
		FAULT(edges, 2),
		FAULT(edge_vertices, 0),
		FAULT(edge_vertices, 2),
		FAULT(barriers, 0),
		FAULT(barriers, 2),
		FAULT(wall_vertices, 1),
		FAULT(wall_vertices, 3),
		FAULT(node_x, 1800000000),
		FAULT(node_x, -1800009000),
		FAULT(node_x, INT64_MAX),
		FAULT(source, 2048),
		FAULT(source, 2047), /* its target moves along, to where none is */
		FAULT(target, -1),
		FAULT(target, 2047), /* the line does not end there */
		FAULT(target, 2049),
		FAULT(target, INT64_MIN),
		FAULT(length, 0),
		FAULT(length, UINT32_C(2000000001)),
		FAULT(length, UINT32_MAX),
		FAULT(flags, WS_KIND_BARRIER | 0x30),
		FAULT(flags, 0x3f),
		FAULT(flags, WS_KIND_STREET | 0xb0),
		FAULT(flags, WS_KIND_STREET | 0x230),
		FAULT(flags, WS_KIND_STREET | INT64_C(0x100000030)),
		FAULT(flags, INT64_MAX),
		FAULT(vertices, 0),
		FAULT(vertices, 2),
		FAULT(vertices, INT64_MAX),
		FAULT(line_x, 1800000001),
		FAULT(line_y, 900000001),
		FAULT(line_y, -900000001),
		FAULT(line_y, INT64_MIN),
		FAULT(wall_points, 0),
		FAULT(wall_points, 1),
		FAULT(wall_points, 3),
		FAULT(wall_x, 1800000000),
		FAULT(wall_x, -1800000006),
		FAULT(ghosts, 2),
		FAULT(ghost_id, 1),
		FAULT(ghost_id, INT64_MAX),
		FAULT(ghost_source, -2049),
		FAULT(ghost_source, 0),
		FAULT(ghost_source, 1),
		FAULT(ghost_source, INT64_MAX),
		FAULT(ghost_target, 1),
		FAULT(ghost_length, 0),
		FAULT(ghost_flags, WS_KIND_BARRIER | 0x30),
		FAULT(ghost_flags, WS_KIND_STREET | 0x230),
		FAULT(trailing, 1),
		/* A head beyond the end of the value. */
		{TILES(n_nodes), INT64_C(4000000000), TILES(n_tiles), 1953125},
		/* A line and a wall of one vertex. */
		{TILES(vertices), 0, TILES(edge_vertices), 0},
		{TILES(wall_points), 1, TILES(wall_vertices), 1},
		/* The same without a ghost to contradict it. */
		{TILES(target), 2047, TILES(ghosts), 0},
		{TILES(target), 0, TILES(ghosts), 0},
	};
	Value value = tiles_value(&possible);

	CHECK(!test_failure(check_network, &value).happened);
	CHECK(!test_failure(load_tiles, &value).happened);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
	{
		value = faulty_value(&faults[i]);
		CHECK(refused(check_network, &value) || told(&faults[i]));
		CHECK(test_failure(load_tiles, &value).code == WS_ERROR_CORRUPT || told(&faults[i]));
	}
}

/* Tiles that are possible each, but tell differently of what they share. */
static void
contradictions(void)
{
	static const Fault faults[] = {
		FAULT(n_barriers, 0),
		FAULT(n_barriers, 2),
		FAULT(flags, WS_KIND_PATH | 0x30),
		FAULT(flags, WS_KIND_STREET | 0x10),
		FAULT(flags, WS_KIND_STREET | 0x20),
		FAULT(flags, WS_KIND_STREET | 0x70),
		FAULT(flags, WS_KIND_STREET | 0x130),
		FAULT(ghosts, 0),
		FAULT(ghost_source, -2047), /* another node than the edge says */
		FAULT(ghost_length, 227999),
		FAULT(ghost_flags, WS_KIND_STREET | 0x10),
		FAULT(ghost_flags, WS_KIND_STREET | 0x130),
	};

	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
	{
		Value value = faulty_value(&faults[i]);

		CHECK(!test_failure(load_tiles, &value).happened || told(&faults[i]));
		CHECK(refused(check_network, &value) || told(&faults[i]));
	}
}

/* The hash of a tile must fit too, by which the digest covers it. */
static void
false_hash(void)
{
	Value value = small_value();
	uint8_t sha[32];

	value.data[WS_NETWORK_HEADER_SIZE + 48] ^= 1;
	memset(value.data + DIGEST_AT, 0, WS_DIGEST_SIZE);
	test_env()->sha256(value.data, WS_NETWORK_HEADER_SIZE + WS_DIRECTORY_ENTRY_SIZE, sha);
	memcpy(value.data + DIGEST_AT, sha, WS_DIGEST_SIZE);
	CHECK(refused(check_network, &value));
}

/* A set of two things with a tag and a point each, one with an outline, and what it cannot be. */
static void
impossible_points(void)
{
	enum
	{
		TAGS = WS_POINTS_HEADER_SIZE, /* "ab", "b": 4 bytes of length before each */
		FIRST = TAGS + 11, /* item: id, weight, tag, first point, points */
		SECOND = FIRST + 28,
		POINTS = SECOND + 28,
		RINGS = POINTS + 16, /* item, twice the vertices; one more for a hole */
		VERTICES = RINGS + 16,
		SIZE = VERTICES + 56
	};
	static const struct
	{
		size_t at;
		uint32_t value;
	} faults[] = {{4, 2},
				  {24, 0},
				  {24, 3857},
				  {28, 1},
				  {28, 3},
				  {28, UINT32_MAX},
				  {32, 1},
				  {32, 3},
				  {32, UINT32_MAX},
				  {36, 1},
				  {36, 3},
				  {36, UINT32_MAX},
				  {TAGS, 3},
				  {TAGS, UINT32_MAX},
				  {TAGS + 4, 0x00010061}, /* "a\\0" */
				  {TAGS + 6, 1000},
				  {TAGS + 10, 'a'}, /* "a" after "ab" */
				  {FIRST, 2}, /* after the second */
				  {FIRST + 12, 0x7ff00000}, /* infinite */
				  {FIRST + 12, 0x7ff80000}, /* not a number */
				  {FIRST + 16, 2},
				  {SECOND + 16, 2},
				  {FIRST + 16, UINT32_MAX - 1},
				  {FIRST + 20, 1},
				  {FIRST + 24, 0},
				  {FIRST + 24, 2},
				  {FIRST + 24, UINT32_MAX},
				  {SECOND, 0},
				  {SECOND + 20, 0},
				  {SECOND + 24, 0},
				  {SECOND + 24, 2},
				  {SECOND + 24, UINT32_MAX},
				  {POINTS, 1800000001},
				  {POINTS, (uint32_t) -1800000001},
				  {POINTS + 12, 900000001},
				  {POINTS + 12, (uint32_t) -900000001},
				  {POINTS + 12, 0x80000000},
				  {44, 0},
				  {44, 1},
				  {44, 3},
				  {44, UINT32_MAX},
				  {RINGS, 2},
				  {RINGS, UINT32_MAX},
				  {RINGS + 4, 0},
				  {RINGS + 4, 6},
				  {RINGS + 4, 10},
				  {RINGS + 4, 9}, /* a hole first */
				  {RINGS + 4, UINT32_MAX - 1},
				  {RINGS + 8, 0}, /* before the first's item */
				  {RINGS + 12, 1},
				  {RINGS + 12, 5},
				  {RINGS + 12, 9},
				  {RINGS + 12, UINT32_MAX},
				  {VERTICES, 1800000001},
				  {VERTICES + 52, 900000001},
				  {VERTICES + 52, 0x80000000}};
	WsOutlineRing rings[] = {{0, 4, false}, {4, 3, true}};
	WsPoint points[] = {{1, 2}, {3, 4}};
	WsPoint vertices[] = {{0, 0}, {0, 9}, {9, 9}, {9, 0}, {1, 1}, {1, 2}, {2, 2}};
	WsPointsRow rows[] = {
		{.id = 1, .weight = 1, .tag = "ab", .tag_length = 2, .first = 0, .count = 1},
		{.id = 1,
		 .weight = 1,
		 .tag = "b",
		 .tag_length = 1,
		 .first = 1,
		 .count = 1,
		 .rings = 2,
		 .ring = rings,
		 .vertices = vertices}};
	Value value;

	value.data = ws_points_build(test_env(), 4326, rows, 2, points, 0, &value.size);
	CHECK(value.size == SIZE && !test_failure(check_points, &value).happened);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
	{
		Value copy = copy_of(&value);

		ws_put32(copy.data + faults[i].at, faults[i].value);
		sign_points(&copy);
		CHECK(refused(check_points, &copy) ||
			  test_explain("%u at %zu", faults[i].value, faults[i].at));
	}
	/* Numbers of points that add up only as they run over. */
	{
		Value copy = copy_of(&value);

		ws_put32(copy.data + FIRST + 24, 3);
		ws_put32(copy.data + SECOND + 20, 3);
		ws_put32(copy.data + SECOND + 24, UINT32_MAX);
		sign_points(&copy);
		CHECK(refused(check_points, &copy));
	}
	/* Twice the same thing: the second item's tag is the first's. */
	ws_put32(value.data + SECOND + 16, 0);
	sign_points(&value);
	CHECK(refused(check_points, &value));
}

void
test_damage(void)
{
	RUN(bit_flips);
	RUN(mutations);
	RUN(false_statements);
	RUN(false_checksum);
	RUN(false_hash);
	RUN(forged_digest);
	RUN(impossible_tiles);
	RUN(contradictions);
	RUN(impossible_points);
	RUN(forged_networks);
	RUN(forged_cities);
	RUN(forged_points);
}
