/*
 * network.c - the network value as it comes from a dump, a wire or a damaged table:
 * the check, and its use with the check and without.
 *
 * Bytes: what is repaired (1), who uses it (4), the value. Where it is repaired,
 * directory and boxes are made to fit, and it is signed: as a forger would.
 */
#include "fuzz.h"
#include "points.h"
#include "use.h"

enum
{
	FIT_DIRECTORY = 1,
	FIT_BOXES = 2,
	SIGN = 4,
	ALL = 7
};

/* The tiles as long as they say, as long as there is something left; the last has the rest. */
static void
fit_directory(Value *value, uint32_t tiles, size_t head)
{
	size_t offset = head;

	ws_put32(value->data + SIZE_AT, (uint32_t) value->size);
	for (uint32_t t = 0; t < tiles; t++)
	{
		uint8_t *entry =
			value->data + WS_NETWORK_HEADER_SIZE + (size_t) t * WS_DIRECTORY_ENTRY_SIZE;
		size_t size = ws_get32(entry + 4), left = value->size - offset;

		if (t + 1 == tiles || size > left)
			size = left;
		ws_put32(entry, (uint32_t) offset);
		ws_put32(entry + 4, (uint32_t) size);
		offset += size;
	}
}

static void
repair(Value *value, uint64_t options)
{
	uint32_t tiles;
	size_t head;

	if (value->size < WS_NETWORK_HEADER_SIZE)
		return;
	tiles = ws_get32(value->data + TILES_AT);
	head = WS_NETWORK_HEADER_SIZE + (size_t) tiles * WS_DIRECTORY_ENTRY_SIZE;
	if (head > value->size)
		return;
	if (options & FIT_DIRECTORY)
		fit_directory(value, tiles, head);
	for (uint32_t t = 0; t < tiles && options & FIT_DIRECTORY && options & FIT_BOXES; t++)
	{
		uint8_t *entry =
			value->data + WS_NETWORK_HEADER_SIZE + (size_t) t * WS_DIRECTORY_ENTRY_SIZE;

		fit_boxes(value->data + ws_get32(entry), ws_get32(entry + 4), entry);
	}
	if (options & SIGN)
		sign_network(value);
}

/* Doors near its nodes; a thing at each. */
static void
place_doors(void *context)
{
	Use *use = context;
	WsPointsRow rows[USE_DOORS];
	WsGraph graph;
	uint8_t *points;

	open_value(&graph, ws_cache_create(test_env()), &use->network);
	for (int i = 0; i < USE_DOORS && graph.header.n_nodes > 0; i++)
	{
		uint32_t node = rng_below(&use->rng, graph.header.n_nodes);
		const WsTile *tile = ws_graph_tile(&graph, node >> WS_TILE_SHIFT);
		WsPoint at = tile->nodes[node & WS_TILE_MASK];

		at.x = ws_clamped(at.x + rng_between(&use->rng, -2000, 2000));
		at.y = ws_clamped(at.y + rng_between(&use->rng, -2000, 2000));
		if (at.x >= -1800000000 && at.x <= 1800000000 && at.y >= -900000000 && at.y <= 900000000)
			use->doors[i] = at;
	}
	for (int i = 0; i < USE_DOORS; i++)
		rows[i] = (WsPointsRow){.id = i,
								.weight = i,
								.tag = i % 2 ? "shop" : NULL,
								.tag_length = i % 2 ? 4 : 0,
								.first = (size_t) i,
								.count = 1};
	points = ws_points_build(test_env(), graph.header.srid, rows, USE_DOORS, use->doors, 0,
							 &use->points.size);
	use->points.data = fuzz_keep(points, use->points.size);
}

/* With nothing kept but what is in use, a failed call has left nothing in the cache. */
static void
empty_cache(void *context)
{
	Use *use = context;
	WsGraph graph;

	ws_cache_set_limit(use->cache, 0);
	open_value(&graph, use->cache, &use->network);
	ws_graph_close(&graph);
}

void
fuzz_one(const uint8_t *data, size_t size)
{
	WsReader bytes = fuzz_reader(data, size);
	uint64_t options = fuzz_take(&bytes, 1);
	Use use = {.rng = {fuzz_take(&bytes, 4)}, .drawn = !(options & 8)};
	bool passed;
	Failure failure;
	size_t before;

	use.network.size = (size_t) (bytes.end - bytes.at);
	use.network.data = ws_alloc(test_env(), use.network.size);
	ws_copy(use.network.data, bytes.at, use.network.size);
	repair(&use.network, options);
	failure = fuzz_body(check_network, &use.network);
	CHECK(fuzz_clean(failure, true));
	passed = !failure.happened && !failure.cancelled && !failure.out_of_memory;

	/* That the edges of one street agree is seen by those who edit it only. */
	CHECK(fuzz_clean(fuzz_body(edit_network, &use), true));
	failure = fuzz_body(place_doors, &use);
	CHECK(fuzz_clean(failure, !passed));
	if (failure.happened || !use.points.data)
		return;
	use.cache = ws_cache_create(test_memory());
	before = test_memory_bytes();
	CHECK(fuzz_clean(fuzz_body(use_network, &use), !passed));
	CHECK(!fuzz_body(empty_cache, &use).happened);
	CHECK(test_memory_bytes() == before);
	ws_free(test_memory(), use.cache);
	ws_free(test_memory(), use.points.data);
}

static void
seed_of(const WsStreets *streets, uint8_t options)
{
	Value value = build(streets);
	uint8_t *seed = ws_alloc(test_env(), value.size + 5);

	memcpy(seed, (uint8_t[]){options, 0, 0, 0, 7}, 5);
	memcpy(seed + 5, value.data, value.size);
	fuzz_seed(seed, value.size + 5);
}

/* More nodes than a tile holds, on one long line. */
static void
two_tiles(WsStreets *streets)
{
	for (int32_t i = 0; i < (int32_t) WS_TILE_NODES + 8; i++)
		add_line(streets, i, way_of(WS_KIND_STREET), i, 0, i + 1, 0);
	add_line(streets, 1 << 20, way_of(WS_KIND_PATH), 0, 0, (int32_t) WS_TILE_NODES, 0);
}

void
fuzz_seeds(void)
{
	for (uint64_t i = 1; i <= 12; i++)
	{
		Rng rng = {i};
		WsStreets streets = {.srid = 4326};
		Lattice lattice = random_lattice(&rng, 4);

		if (i > 10) /* without a street, and without a node */
			add_line(&streets, 1, way_of(WS_KIND_BARRIER), 0, 0, 1000, i > 11 ? 0 : 1000);
		else
			random_streets(&rng, &lattice, &streets);
		if (i > 11)
			streets.n_rows = 0;
		seed_of(&streets, i % 4 ? ALL : ALL | 8);
	}
	{
		WsStreets streets = {.srid = 0};

		two_tiles(&streets);
		seed_of(&streets, ALL);
	}
}
