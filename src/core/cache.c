/*
 * cache.c - what is kept between calls, see cache.h.
 *
 * Memory: everything kept is allocated from the cache's own environment, one
 * block a network, a tile, an array of hops, and linked in only when whole,
 * so that an error on the way leaves nothing behind. A network without tiles
 * is not kept; its doors may be, until they are the oldest.
 */
#include "cache.h"

#include <assert.h>
#include <string.h>

#define SENSES_PER_TILE 4

/* A tile's arcs in one sense; the most recently used first. */
typedef struct Hops
{
	struct Hops *next;
	WsSense sense;
	size_t bytes;
	WsHop hop[];
} Hops;

typedef struct Slot
{
	WsTile *tile;
	Hops *hops;
	struct WsNetwork *network;
	struct Slot *newer, *older;
	uint64_t call; /* the last that touched it */
} Slot;

typedef struct WsNetwork
{
	struct WsNetwork *next;
	WsHeader header;
	uint32_t tiles; /* cached now */
	size_t bytes;
	Slot *slots;
	WsTileEntry *entries;
	WsRtree edge_boxes, barrier_boxes;
} WsNetwork;

typedef struct Kept
{
	struct Kept *next;
	WsDigest network;
	WsKeptKey key;
	size_t bytes;
	uint64_t call; /* the last that used it */
	uint64_t data[];
} Kept;

struct WsCache
{
	const WsEnv *memory;
	size_t limit;
	uint64_t call;
	WsNetwork *networks;
	Slot *newest, *oldest;
	Kept *kept;
	WsCacheStats stats;
};

WsCache *
ws_cache_create(const WsEnv *memory)
{
	WsCache *cache = ws_alloc0(memory, sizeof(WsCache));

	cache->memory = memory;
	cache->limit = SIZE_MAX;
	return cache;
}

void
ws_cache_set_limit(WsCache *cache, size_t bytes)
{
	cache->limit = bytes;
}

WsCacheStats
ws_cache_stats(const WsCache *cache)
{
	return cache->stats;
}

static void
unlink_slot(WsCache *cache, Slot *slot)
{
	*(slot->newer ? &slot->newer->older : &cache->newest) = slot->older;
	*(slot->older ? &slot->older->newer : &cache->oldest) = slot->newer;
}

static void
link_newest(WsCache *cache, Slot *slot)
{
	slot->newer = NULL;
	slot->older = cache->newest;
	*(cache->newest ? &cache->newest->newer : &cache->oldest) = slot;
	cache->newest = slot;
}

static void
drop_empty_networks(WsCache *cache)
{
	WsNetwork **at = &cache->networks;

	while (*at)
	{
		WsNetwork *network = *at;

		if (network->tiles > 0)
		{
			at = &network->next;
			continue;
		}
		*at = network->next;
		cache->stats.bytes_cached -= network->bytes;
		ws_free(cache->memory, network);
	}
}

static void
drop_hops(WsCache *cache, Hops *hops)
{
	cache->stats.bytes_cached -= hops->bytes;
	ws_free(cache->memory, hops);
}

static void
evict_tile(WsCache *cache)
{
	Slot *slot = cache->oldest;
	WsNetwork *network = slot->network;

	unlink_slot(cache, slot);
	while (slot->hops)
	{
		Hops *hops = slot->hops;

		slot->hops = hops->next;
		drop_hops(cache, hops);
	}
	assert(slot->tile);
	cache->stats.bytes_cached -= slot->tile->bytes;
	cache->stats.tiles_cached--;
	cache->stats.tiles_evicted++;
	ws_free(cache->memory, slot->tile);
	slot->tile = NULL;
	network->tiles--;
}

/* The block that was not used for the longest time. */
static Kept **
oldest_kept(WsCache *cache)
{
	Kept **oldest = &cache->kept;

	for (Kept **at = &cache->kept; *at; at = &(*at)->next)
		if ((*at)->call < (*oldest)->call)
			oldest = at;
	return oldest;
}

static void
evict(WsCache *cache)
{
	while (cache->stats.bytes_cached > cache->limit && (cache->oldest || cache->kept))
	{
		Kept **at = oldest_kept(cache);
		Kept *kept = *at;

		if (!kept || (cache->oldest && cache->oldest->call < kept->call))
		{
			evict_tile(cache);
			continue;
		}
		*at = kept->next;
		cache->stats.bytes_cached -= kept->bytes;
		ws_free(cache->memory, kept);
	}
}

/* Reads header and directory of a network that the cache does not know. */
static WsNetwork *
read_network(WsGraph *graph, const WsHeader *header)
{
	static const char *const hint = "Build the network anew with network_agg().";
	const WsEnv *env = graph->env;
	size_t head = ws_network_head_size(header);
	uint32_t n = header->n_tiles;
	size_t boxes = ws_rtree_size(n);
	size_t bytes =
		sizeof(WsNetwork) + n * (sizeof(Slot) + sizeof(WsTileEntry)) + 2 * boxes * sizeof(WsBox);
	uint8_t *data = ws_alloc(env, head);
	WsTileEntry *entries = ws_alloc(env, (n + 1) * sizeof(WsTileEntry));
	WsBox *box;
	WsNetwork *network;
	WsDigest digest;
	const char *problem;

	graph->source.read(graph->source.context, 0, (uint32_t) head, data);
	graph->cache->stats.bytes_read += head;
	digest = ws_network_digest(env, data, head);
	problem = memcmp(&digest, &header->digest, sizeof digest) == 0
				  ? ws_directory_decode(header, data + WS_NETWORK_HEADER_SIZE, entries)
				  : "its digest does not fit its directory";
	if (problem)
		ws_fail(env, WS_ERROR_CORRUPT, hint, "network is damaged: %s", problem);

	network = ws_alloc(graph->cache->memory, bytes);
	memset(network, 0, bytes);
	network->header = *header;
	network->bytes = bytes;
	network->slots = (Slot *) (network + 1);
	network->entries = (WsTileEntry *) (network->slots + n);
	memcpy(network->entries, entries, n * sizeof(WsTileEntry));
	box = (WsBox *) (network->entries + n);
	for (uint32_t i = 0; i < n; i++)
	{
		network->slots[i].network = network;
		box[i] = entries[i].edge_box;
		box[boxes + i] = entries[i].barrier_box;
	}
	ws_rtree_build(&network->edge_boxes, box, n);
	ws_rtree_build(&network->barrier_boxes, box + boxes, n);
	network->next = graph->cache->networks;
	graph->cache->networks = network;
	graph->cache->stats.bytes_cached += bytes;
	ws_free(env, entries);
	ws_free(env, data);
	return network;
}

void
ws_graph_open(WsGraph *graph, const WsEnv *env, WsCache *cache, WsSource source)
{
	uint8_t data[WS_NETWORK_HEADER_SIZE];
	const char *problem;
	WsNetwork *network;

	graph->env = env;
	graph->cache = cache;
	graph->source = source;
	cache->call++;
	/* What a call that ended in an error left undone. */
	evict(cache);
	drop_empty_networks(cache);

	source.read(source.context, 0, WS_NETWORK_HEADER_SIZE, data);
	cache->stats.bytes_read += WS_NETWORK_HEADER_SIZE;
	problem = ws_header_decode(data, &graph->header);
	if (problem)
		ws_fail(env, WS_ERROR_CORRUPT, NULL, "network is damaged: %s", problem);
	for (network = cache->networks; network; network = network->next)
		if (memcmp(&network->header.digest, &graph->header.digest, sizeof(WsDigest)) == 0)
			break;
	if (!network)
		network = read_network(graph, &graph->header);
	graph->network = network;
	graph->header = network->header;
	graph->entries = network->entries;
	graph->edge_boxes = &network->edge_boxes;
	graph->barrier_boxes = &network->barrier_boxes;
}

void
ws_graph_close(WsGraph *graph)
{
	evict(graph->cache);
	drop_empty_networks(graph->cache);
	graph->network = NULL;
}

static bool
same_key(const WsKeptKey *a, const WsKeptKey *b)
{
	return memcmp(&a->set, &b->set, sizeof(WsDigest)) == 0 && a->metric == b->metric &&
		   ws_walker_equal(&a->walker, &b->walker);
}

void *
ws_graph_find(WsGraph *graph, const WsKeptKey *key)
{
	for (Kept *kept = graph->cache->kept; kept; kept = kept->next)
		if (same_key(&kept->key, key) &&
			memcmp(&kept->network, &graph->header.digest, sizeof(WsDigest)) == 0)
		{
			kept->call = graph->cache->call;
			return kept->data;
		}
	return NULL;
}

void *
ws_graph_keep(WsGraph *graph, const WsKeptKey *key, size_t size)
{
	WsCache *cache = graph->cache;
	Kept *kept = ws_alloc(cache->memory, sizeof(Kept) + size);

	*kept = (Kept){cache->kept, graph->header.digest, *key, sizeof(Kept) + size, cache->call};
	cache->kept = kept;
	cache->stats.bytes_cached += kept->bytes;
	return kept->data;
}

const WsTile *
ws_graph_tile(WsGraph *graph, uint32_t number)
{
	WsCache *cache = graph->cache;
	Slot *slot = &graph->network->slots[number];
	const WsTileEntry *entry = &graph->entries[number];
	const char *problem;
	uint8_t *data;

	if (slot->call == cache->call)
		return slot->tile;
	if (slot->tile)
		unlink_slot(cache, slot);
	else
	{
		ws_interrupt(graph->env);
		data = ws_alloc(graph->env, entry->size);
		graph->source.read(graph->source.context, entry->offset, entry->size, data);
		cache->stats.bytes_read += entry->size;
		if (graph->env->crc32c(data, entry->size) != entry->crc)
			ws_fail(graph->env, WS_ERROR_CORRUPT, "Build the network anew with network_agg().",
					"network is damaged: the checksum of tile %u does not fit", number);
		slot->tile =
			ws_tile_decode(cache->memory, &graph->header, graph->entries, number, data, &problem);
		if (!slot->tile)
			ws_fail(graph->env, WS_ERROR_CORRUPT, "Build the network anew with network_agg().",
					"network is damaged: tile %u: %s", number, problem);
		ws_free(graph->env, data);
		graph->network->tiles++;
		cache->stats.tiles_loaded++;
		cache->stats.tiles_cached++;
		cache->stats.bytes_cached += slot->tile->bytes;
	}
	link_newest(cache, slot);
	slot->call = cache->call;
	return slot->tile;
}

void
ws_edge_costs(const WsSense *sense, const WsWay *way, WsCost *along, WsCost *against)
{
	*along = ws_way_cost(&sense->walker, sense->metric, way, sense->toward);
	*against = ws_way_cost(&sense->walker, sense->metric, way, !sense->toward);
}

static bool
same_sense(const WsSense *a, const WsSense *b)
{
	return a->metric == b->metric && a->toward == b->toward &&
		   ws_walker_equal(&a->walker, &b->walker);
}

const WsHop *
ws_graph_hops(WsGraph *graph, const WsTile *tile, const WsSense *sense)
{
	WsCache *cache = graph->cache;
	Slot *slot = &graph->network->slots[tile->number];
	uint32_t arcs = tile->arc_start[tile->n_nodes];
	size_t bytes = sizeof(Hops) + arcs * sizeof(WsHop);
	Hops **at = &slot->hops;
	Hops *hops;
	int kept = 0;

	while (*at && !same_sense(&(*at)->sense, sense) && kept < SENSES_PER_TILE - 1)
	{
		at = &(*at)->next;
		kept++;
	}
	hops = *at;
	if (hops && !same_sense(&hops->sense, sense))
	{
		/* The last of a full list makes room. */
		*at = NULL;
		drop_hops(cache, hops);
		hops = NULL;
	}
	if (hops)
		*at = hops->next;
	else
	{
		hops = ws_alloc(cache->memory, bytes);
		hops->sense = *sense;
		hops->bytes = bytes;
		for (uint32_t i = 0; i < arcs; i++)
		{
			WsArc arc = tile->arcs[i];
			bool backward = arc.record & 1;

			hops->hop[i] =
				(WsHop){ws_way_cost(&sense->walker, sense->metric,
									&tile->edges[arc.record >> 1].way, backward != sense->toward),
						arc.target,
						arc.target >> WS_TILE_SHIFT == tile->number &&
							ws_dead_end(tile->arc_start, arc.target)};
		}
		cache->stats.bytes_cached += bytes;
	}
	hops->next = slot->hops;
	slot->hops = hops;
	return hops->hop;
}

const WsEdge *
ws_graph_edge(WsGraph *graph, uint32_t id, const WsPoint **line, uint32_t *points)
{
	uint32_t low = 0, high = graph->header.n_tiles;
	const WsTile *tile;
	uint32_t local;

	/* The last tile whose first edge is not beyond it. */
	while (high - low > 1)
	{
		uint32_t middle = (low + high) / 2;

		if (graph->entries[middle].first_edge <= id)
			low = middle;
		else
			high = middle;
	}
	tile = ws_graph_tile(graph, low);
	local = id - tile->first_edge;
	if (local >= tile->n_edges)
		ws_fail(graph->env, WS_ERROR_CORRUPT, NULL, "network is damaged: there is no edge %u", id);
	*line = tile->lines.vertices + tile->lines.start[local];
	*points = tile->lines.start[local + 1] - tile->lines.start[local];
	return &tile->edges[local];
}
