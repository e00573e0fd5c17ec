/*
 * cache.h - decoded tiles kept between calls, and the network of one call.
 *
 * A graph is a network during one call: header and directory, and the tiles
 * that the call asks for, read from the value through a source of bytes. Both
 * are kept in the cache under the value's digest, so that the next call on an
 * equal value, from whatever row, finds them. What the cache holds changes
 * how fast a call is, never what it answers.
 *
 * What the current call touches stays until it ends; then the least recently
 * used goes until the cache is within its limit. No pointer outlives the call.
 */
#ifndef WALKSHED_CACHE_H
#define WALKSHED_CACHE_H

#include "network.h"

typedef struct WsCache WsCache;

typedef struct WsCacheStats
{
	uint64_t tiles_loaded; /* since the cache was made */
	uint64_t bytes_read;
	uint64_t tiles_evicted;
	uint64_t tiles_cached; /* now */
	uint64_t bytes_cached;
} WsCacheStats;

typedef struct WsSource
{
	void (*read)(void *context, uint32_t offset, uint32_t size, void *out);
	void *context;
} WsSource;

/* What arc costs depend on besides the arc. */
typedef struct WsSense
{
	WsWalker walker;
	WsMetric metric;
	bool toward; /* arcs lead against the walk */
} WsSense;

typedef struct WsGraph
{
	const WsEnv *env;
	WsCache *cache;
	WsSource source;
	WsHeader header;
	const WsTileEntry *entries;
	const WsRtree *edge_boxes; /* of the tiles */
	const WsRtree *barrier_boxes;
	struct WsNetwork *network;
} WsGraph;

/* `memory` must live as long as the cache. */
extern WsCache *ws_cache_create(const WsEnv *memory);
extern void ws_cache_set_limit(WsCache *cache, size_t bytes);
extern WsCacheStats ws_cache_stats(const WsCache *cache);

extern void ws_graph_open(WsGraph *graph, const WsEnv *env, WsCache *cache, WsSource source);
extern void ws_graph_close(WsGraph *graph);

/*
 * What was worked out from a network and a point set, kept by what it depends
 * on. A block that is found or kept stays until the graph is closed.
 */
typedef struct WsKeptKey
{
	WsDigest set;
	WsWalker walker;
	WsMetric metric;
} WsKeptKey;

/* NULL where there is none. */
extern void *ws_graph_find(WsGraph *graph, const WsKeptKey *key);

/* A new block, which the caller fills at once: nothing may fail before. */
extern void *ws_graph_keep(WsGraph *graph, const WsKeptKey *key, size_t size);

extern const WsTile *ws_graph_tile(WsGraph *graph, uint32_t number);

/* An arc as a search takes it. */
typedef struct WsHop
{
	WsCost cost;
	uint32_t target;
	bool dead_end; /* only the way back goes on from there; false where that is another tile's to say */
} WsHop;

/* A tile's arcs, in their order. */
extern const WsHop *ws_graph_hops(WsGraph *graph, const WsTile *tile, const WsSense *sense);

/* An edge with its line, from the tile that owns it. */
extern const WsEdge *ws_graph_edge(WsGraph *graph, uint32_t id, const WsPoint **line,
								   uint32_t *points);

/* Costs of an edge from source to target and back, in the sense of a search. */
extern void ws_edge_costs(const WsSense *sense, const WsWay *way, WsCost *along, WsCost *against);

#endif
