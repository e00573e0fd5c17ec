/*
 * sweep.c - bounded shortest walks from several starts side by side, see
 * sweep.h.
 *
 * Label correcting: a node waits in the bucket queue under its least label, and
 * passes the labels of all lanes on at once. Lanes whose walks come along
 * together cost one visit of a node. A node that some lane reaches later by a
 * better way is visited again, and at once: then what it corrects has been
 * passed on the least (the streets of Vancouver, 16 starts side by side, take
 * 1.5 visits a node; queued in the order of the corrections they take 2). The
 * order is a matter of speed only: when nothing waits, all labels are exact.
 *
 * Memory: labels lie in the order in which nodes were reached, so a sweep
 * touches little more than what it reached; a tile knows where its nodes are.
 */
#include "sweep.h"

#include "buckets.h"
#include "lanes.h"

#define INTERRUPT_VISITS 1024
#define CACHE_LINE 64

typedef struct OpenTile
{
	uint32_t *at; /* where its nodes are; NULL: not open */
	const uint32_t *first; /* of a node: its first hop */
	const WsHop *hops;
} OpenTile;

struct WsSweep
{
	WsGraph *graph;
	const WsSense *sense;
	WsCost limit;
	WsBuckets queue;
	uint32_t n; /* nodes reached */
	uint32_t capacity;
	uint32_t *nodes;
	WsCost *waiting; /* the key under which a node waits; WS_UNREACHED: it does not */
	WsLanes *labels; /* on cache lines, in `block` */
	void *block;
	OpenTile tiles[];
};

WsSweep *
ws_sweep_create(WsGraph *graph, const WsSense *sense, WsCost limit)
{
	WsSweep *sweep =
		ws_alloc0(graph->env, sizeof(WsSweep) + graph->header.n_tiles * sizeof(OpenTile));

	sweep->graph = graph;
	sweep->sense = sense;
	sweep->limit = limit;
	ws_buckets_init(&sweep->queue, graph->env, limit);
	return sweep;
}

static void
open_tile(WsSweep *sweep, uint32_t number)
{
	const WsTile *tile = ws_graph_tile(sweep->graph, number);
	OpenTile *open = &sweep->tiles[number];

	open->first = tile->arc_start;
	open->hops = ws_graph_hops(sweep->graph, tile, sweep->sense);
	open->at = ws_alloc(sweep->graph->env, tile->n_nodes * sizeof(uint32_t));
	memset(open->at, 0xff, tile->n_nodes * sizeof(uint32_t));
}

static void
grow(WsSweep *sweep)
{
	const WsEnv *env = sweep->graph->env;
	uint32_t capacity = sweep->capacity ? 2 * sweep->capacity : 1024;
	char *block = ws_alloc(env, (size_t) capacity * sizeof(WsLanes) + CACHE_LINE);
	WsLanes *labels = (WsLanes *) (block + (CACHE_LINE - (uintptr_t) block % CACHE_LINE));

	ws_copy(labels, sweep->labels, sweep->n * sizeof(WsLanes));
	ws_free(env, sweep->block);
	sweep->block = block;
	sweep->labels = labels;
	sweep->nodes = ws_realloc(env, sweep->nodes, capacity * sizeof(uint32_t));
	sweep->waiting = ws_realloc(env, sweep->waiting, capacity * sizeof(WsCost));
	sweep->capacity = capacity;
}

/* Where a node's labels are: a new node has none within the limit. */
static inline uint32_t
reach(WsSweep *sweep, uint32_t node)
{
	OpenTile *tile = &sweep->tiles[node >> WS_TILE_SHIFT];
	uint32_t *at;

	if (!tile->at)
		open_tile(sweep, node >> WS_TILE_SHIFT);
	at = &tile->at[node & WS_TILE_MASK];
	if (*at == WS_NOT_REACHED)
	{
		if (sweep->n == sweep->capacity)
			grow(sweep);
		*at = sweep->n;
		sweep->nodes[sweep->n] = node;
		sweep->waiting[sweep->n] = WS_UNREACHED;
		ws_lanes_set(&sweep->labels[sweep->n], sweep->limit + 1);
		sweep->n++;
	}
	return *at;
}

static inline void
wait(WsSweep *sweep, uint32_t at, WsCost key)
{
	if (key < sweep->waiting[at])
	{
		sweep->waiting[at] = key;
		ws_buckets_push(&sweep->queue, key, at, 0);
	}
}

void
ws_sweep_begin(WsSweep *sweep)
{
	for (uint32_t i = 0; i < sweep->n; i++)
	{
		uint32_t node = sweep->nodes[i];

		sweep->tiles[node >> WS_TILE_SHIFT].at[node & WS_TILE_MASK] = WS_NOT_REACHED;
	}
	sweep->n = 0;
	ws_buckets_clear(&sweep->queue);
}

/* Lowers a node's label in one lane; whether it was higher. */
static inline bool
lower(WsSweep *sweep, uint32_t at, uint32_t lane, WsCost label)
{
	int64_t *labels = (int64_t *) &sweep->labels[at];

	if ((int64_t) label >= labels[lane])
		return false;
	labels[lane] = (int64_t) label;
	return true;
}

void
ws_sweep_offer(WsSweep *sweep, uint32_t lane, uint32_t node, WsCost label)
{
	uint32_t at;

	if (label > sweep->limit)
		return;
	at = reach(sweep, node);
	if (lower(sweep, at, lane, label))
		wait(sweep, at, label);
}

/* Passes the labels of the node on that waits at the front of the queue. */
WS_LANE_INLINE void
pass_on(WsSweep *sweep, uint32_t at, WsCost key)
{
	uint32_t node = sweep->nodes[at];
	const OpenTile *tile = &sweep->tiles[node >> WS_TILE_SHIFT];
	uint32_t local = node & WS_TILE_MASK;
	WsLanes labels = ws_lanes_load(&sweep->labels[at]);
	WsCost least = ws_lanes_least(&labels);

	for (uint32_t i = tile->first[local]; i < tile->first[local + 1]; i++)
	{
		const WsHop *hop = &tile->hops[i];
		WsCost reached = least + hop->cost;
		uint32_t there;

		/* Closed arcs are beyond every limit. */
		if (reached > sweep->limit)
			continue;
		there = reach(sweep, hop->target);
		if (ws_lanes_offer(&sweep->labels[there], &labels, hop->cost) && !hop->dead_end)
			wait(sweep, there, reached > key ? reached : key);
	}
}

WS_VECTORIZED void
ws_sweep_run(WsSweep *sweep)
{
	WsQueued item;
	uint32_t visits = 0;

	while (ws_buckets_pop(&sweep->queue, &item))
	{
		if (sweep->waiting[item.node] != item.label)
			continue;
		sweep->waiting[item.node] = WS_UNREACHED;
		if (++visits % INTERRUPT_VISITS == 0)
			ws_interrupt(sweep->graph->env);
		pass_on(sweep, item.node, item.label);
	}
}

const uint32_t *
ws_sweep_reached(const WsSweep *sweep, uint32_t *n)
{
	*n = sweep->n;
	return sweep->nodes;
}

const WsCost *
ws_sweep_labels(const WsSweep *sweep, uint32_t at)
{
	return (const WsCost *) &sweep->labels[at];
}
