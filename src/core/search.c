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
	const uint32_t *first; /* of a node: its first hop */
	const WsHop *hops;
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

	open->first = tile->arc_start;
	open->hops = ws_graph_hops(search->graph, tile, search->sense);
	open->labels = ws_alloc(search->graph->env, tile->n_nodes * sizeof(WsCost));
	memset(open->labels, 0xff, tile->n_nodes * sizeof(WsCost));
}

/* For so many more nodes. */
static inline void
make_room(WsSearch *search, size_t n)
{
	if (search->n_reached + n > search->reached_capacity)
		search->reached = ws_grow(search->graph->env, search->reached, &search->reached_capacity,
								  search->n_reached + n, sizeof(uint32_t));
}

/*
 * Gives a node, for which there is room, a label that is better than its own and within
 * the limit; whether it was.
 */
static inline bool
improve(WsSearch *search, uint32_t node, WsCost label)
{
	OpenTile *tile = &search->tiles[node >> WS_TILE_SHIFT];
	WsCost beyond = search->limit + 1, *at, old;

	if (!tile->labels)
	{
		if (label > search->limit)
			return false;
		open_tile(search, node >> WS_TILE_SHIFT);
	}
	at = &tile->labels[node & WS_TILE_MASK];
	old = *at;
	if (label >= (old < beyond ? old : beyond))
		return false;
	*at = label;
	/* Without a branch: half of the guesses would be wrong. */
	search->reached[search->n_reached] = node;
	search->n_reached += old == WS_UNREACHED;
	return true;
}

void
ws_search_offer(WsSearch *search, uint32_t node, WsCost label)
{
	make_room(search, 1);
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
void
ws_search_begin(WsSearch *search)
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

	ws_search_begin(search);
	for (size_t i = 0; i < n_starts; i++)
	{
		const WsSnap *start = &starts[i];
		WsCost leg = ws_leg_cost(&sense->walker, sense->metric, start->metres);
		WsCost along, against;

		if (start->problem != WS_SNAP_OK || leg > limit)
			continue;
		ws_edge_costs(sense, &start->way, &along, &against);
		ws_search_offer(search, start->target, leg + ws_part_cost(along, 1 - start->fraction));
		ws_search_offer(search, start->source, leg + ws_part_cost(against, start->fraction));
	}
	ws_search_go(search, stop_at, n_stops);
}

void
ws_search_go(WsSearch *search, const uint32_t *stop_at, size_t n_stops)
{
	WsQueued item;
	uint32_t steps = 0;

	while (ws_buckets_pop(&search->queue, &item))
	{
		const OpenTile *tile = &search->tiles[item.node >> WS_TILE_SHIFT];
		uint32_t local = item.node & WS_TILE_MASK;
		uint32_t first = tile->first[local], last = tile->first[local + 1];

		if (tile->labels[local] != item.label)
			continue;
		if (++steps % INTERRUPT_STEPS == 0)
			ws_interrupt(search->graph->env);
		if (n_stops > 0 && steps % 64 == 0 && all_final(search, item.label, stop_at, n_stops))
			break;
		make_room(search, last - first);
		for (const WsHop *hop = tile->hops + first; hop < tile->hops + last; hop++)
			if (improve(search, hop->target, item.label + hop->cost) && !hop->dead_end)
				ws_buckets_push(&search->queue, item.label + hop->cost, hop->target, 0);
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
