/*
 * search.c - bounded shortest walks from one start over the tiles.
 *
 * Dijkstra's algorithm on whole-number costs with a bucket queue. Labels are
 * kept tile by tile, and a tile is opened (loaded, its costs worked out, its
 * labels allocated) when the first of its nodes is reached: a search touches
 * memory in proportion to what it reaches, whatever the size of the network.
 */
#include "search.h"

#include "buckets.h"

#define INTERRUPT_STEPS 4096

typedef struct OpenTile
{
	WsCost *labels; /* NULL: not open */
	const WsCost *costs;
	const uint32_t *arc_start;
	const WsArc *arcs;
} OpenTile;

struct WsSearch
{
	WsGraph *graph;
	const WsSense *sense;
	WsCost limit;
	WsBuckets queue;
	uint32_t *reached; /* nodes with a label */
	size_t n_reached;
	size_t reached_capacity;
	OpenTile tiles[];
};

static void
open_tile(WsSearch *search, uint32_t number)
{
	const WsTile *tile = ws_graph_tile(search->graph, number);
	OpenTile *open = &search->tiles[number];

	open->costs = ws_graph_costs(search->graph, tile, search->sense);
	open->arc_start = tile->arc_start;
	open->arcs = tile->arcs;
	open->labels = ws_alloc(search->graph->env, tile->n_nodes * sizeof(WsCost));
	memset(open->labels, 0xff, tile->n_nodes * sizeof(WsCost));
}

static inline void
add_reached(WsSearch *search, uint32_t node)
{
	if (search->n_reached == search->reached_capacity)
		search->reached = ws_grow(search->graph->env, search->reached, &search->reached_capacity,
								  search->n_reached + 1, sizeof(uint32_t));
	search->reached[search->n_reached++] = node;
}

/* Gives a node a label that is better than its own; whether it was. */
static inline bool
improve(WsSearch *search, uint32_t node, WsCost label)
{
	OpenTile *tile = &search->tiles[node >> WS_TILE_SHIFT];

	if (label > search->limit)
		return false;
	if (!tile->labels)
		open_tile(search, node >> WS_TILE_SHIFT);
	if (label >= tile->labels[node & WS_TILE_MASK])
		return false;
	if (tile->labels[node & WS_TILE_MASK] == WS_UNREACHED)
		add_reached(search, node);
	tile->labels[node & WS_TILE_MASK] = label;
	return true;
}

static inline void
offer(WsSearch *search, uint32_t node, WsCost label)
{
	if (improve(search, node, label))
		ws_buckets_push(&search->queue, label, node, 0);
}

static bool
all_final(const WsSearch *search, WsCost reached, const uint32_t *nodes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ws_search_label(search, nodes[i]) >= (reached >> search->queue.shift)
													 << search->queue.shift)
			return false;
	return true;
}

WsSearch *
ws_search_create(WsGraph *graph, const WsSense *sense, WsCost limit)
{
	size_t size = sizeof(WsSearch) + graph->header.n_tiles * sizeof(OpenTile);
	WsSearch *search = ws_alloc(graph->env, size);

	search->graph = graph;
	search->sense = sense;
	search->limit = limit;
	search->reached = NULL;
	search->n_reached = search->reached_capacity = 0;
	memset(search->tiles, 0, graph->header.n_tiles * sizeof(OpenTile));
	ws_buckets_init(&search->queue, graph->env, limit);
	return search;
}

/* Undoes the search before: only what it reached, not what it opened. */
static void
forget(WsSearch *search)
{
	for (size_t i = 0; i < search->n_reached; i++)
	{
		uint32_t node = search->reached[i];

		search->tiles[node >> WS_TILE_SHIFT].labels[node & WS_TILE_MASK] = WS_UNREACHED;
	}
	search->n_reached = 0;
	ws_buckets_clear(&search->queue);
}

void
ws_search_run(WsSearch *search, const WsSnap *starts, size_t n_starts, const uint32_t *stop_at,
			  size_t n_stops)
{
	const WsSense *sense = search->sense;
	WsCost limit = search->limit;
	WsQueued item;
	uint32_t steps = 0;

	forget(search);
	for (size_t i = 0; i < n_starts; i++)
	{
		const WsSnap *start = &starts[i];
		WsCost leg = ws_leg_cost(&sense->walker, sense->metric, start->metres);
		WsCost along, against;

		if (start->problem != WS_SNAP_OK || leg > limit)
			continue;
		ws_edge_costs(sense, &start->way, &along, &against);
		offer(search, start->target, leg + ws_part_cost(along, 1 - start->fraction));
		offer(search, start->source, leg + ws_part_cost(against, start->fraction));
	}

	while (ws_buckets_pop(&search->queue, &item))
	{
		const OpenTile *tile = &search->tiles[item.node >> WS_TILE_SHIFT];
		uint32_t local = item.node & WS_TILE_MASK;

		if (tile->labels[local] != item.label)
			continue;
		if (++steps % INTERRUPT_STEPS == 0)
			ws_interrupt(search->graph->env);
		if (n_stops > 0 && steps % 64 == 0 && all_final(search, item.label, stop_at, n_stops))
			break;
		for (uint32_t a = tile->arc_start[local]; a < tile->arc_start[local + 1]; a++)
		{
			uint32_t target = tile->arcs[a].target;

			if (improve(search, target, item.label + tile->costs[a]) &&
				!ws_dead_end(search->tiles[target >> WS_TILE_SHIFT].arc_start, target))
				ws_buckets_push(&search->queue, item.label + tile->costs[a], target, 0);
		}
	}
}

WsSearch *
ws_search(WsGraph *graph, const WsSense *sense, WsCost limit, const WsSnap *starts, size_t n_starts,
		  const uint32_t *stop_at, size_t n_stops)
{
	WsSearch *search = ws_search_create(graph, sense, limit);

	ws_search_run(search, starts, n_starts, stop_at, n_stops);
	return search;
}

const uint32_t *
ws_search_reached(const WsSearch *search, size_t *n)
{
	*n = search->n_reached;
	return search->reached;
}

void
ws_search_free(WsSearch *search)
{
	const WsEnv *env = search->graph->env;

	for (uint32_t t = 0; t < search->graph->header.n_tiles; t++)
		ws_free(env, search->tiles[t].labels);
	ws_free(env, search->reached);
	ws_free(env, search->queue.entries);
	ws_free(env, search);
}

WsCost
ws_search_label(const WsSearch *search, uint32_t node)
{
	const WsCost *labels = search->tiles[node >> WS_TILE_SHIFT].labels;

	return labels ? labels[node & WS_TILE_MASK] : WS_UNREACHED;
}

const WsCost *
ws_search_tile_labels(const WsSearch *search, uint32_t tile)
{
	return search->tiles[tile].labels;
}
