/*
 * labels.c - the k nearest things of one kind, at every node, see labels.h.
 *
 * A node's labels are sorted by cost, then thing, and are corrected: a label
 * that is overtaken or pushed out leaves a stale entry in the queue, which is
 * skipped. The work grows with the streets, not with the things: what a node
 * has k of already goes no further.
 */
#include "labels.h"

#include <string.h>

#include "buckets.h"
#include "sort.h"

#define INTERRUPT_STEPS 4096
#define MOST_BYTES ((size_t) 1 << 30)

typedef struct OpenTile
{
	WsCost *cost; /* k a node; NULL: not open */
	uint32_t *thing;
	const WsCost *arc_costs;
	const uint32_t *arc_start;
	const WsArc *arcs;
} OpenTile;

/* A door of a thing, filed under its edge. */
typedef struct OnEdge
{
	const WsDoor *door;
	uint32_t thing;
} OnEdge;

struct WsLabels
{
	WsGraph *graph;
	WsSense sense;
	WsCost limit;
	uint32_t k;
	WsBuckets queue;
	size_t bytes; /* of the open tiles' labels */
	OnEdge *on_edge;
	size_t n_on_edge;
	OpenTile tiles[];
};

bool
ws_best_insert(WsCost *best, uint32_t *who, uint32_t k, WsCost cost, uint32_t thing)
{
	uint32_t at = 0;
	uint32_t hole;

	while (at < k && (best[at] < cost || (best[at] == cost && who[at] <= thing)))
		if (who[at++] == thing)
			return false;
	if (at == k)
		return false;
	for (hole = at; hole < k - 1 && who[hole] != thing && best[hole] != WS_UNREACHED; hole++)
		;
	memmove(best + at + 1, best + at, (hole - at) * sizeof(WsCost));
	memmove(who + at + 1, who + at, (hole - at) * sizeof(uint32_t));
	best[at] = cost;
	who[at] = thing;
	return true;
}

static void
open_tile(WsLabels *labels, uint32_t number)
{
	const WsEnv *env = labels->graph->env;
	const WsTile *tile = ws_graph_tile(labels->graph, number);
	OpenTile *open = &labels->tiles[number];
	size_t n = (size_t) tile->n_nodes * labels->k;

	labels->bytes += n * (sizeof(uint32_t) + sizeof(WsCost));
	if (labels->bytes > MOST_BYTES)
		ws_fail(env, WS_ERROR_LIMIT, "Ask for fewer places (k), or lower the budget.",
				"%u labels a node of this network take more than 1 GB", labels->k);
	open->arc_costs = ws_graph_costs(labels->graph, tile, &labels->sense);
	open->arc_start = tile->arc_start;
	open->arcs = tile->arcs;
	open->thing = ws_alloc(env, n * sizeof(uint32_t));
	open->cost = ws_alloc(env, n * sizeof(WsCost));
	memset(open->cost, 0xff, n * sizeof(WsCost));
	memset(open->thing, 0xff, n * sizeof(uint32_t));
}

static inline void
offer(WsLabels *labels, uint32_t node, WsCost cost, uint32_t thing)
{
	OpenTile *tile = &labels->tiles[node >> WS_TILE_SHIFT];
	size_t at = (size_t) (node & WS_TILE_MASK) * labels->k;

	if (cost > labels->limit)
		return;
	if (!tile->cost)
		open_tile(labels, node >> WS_TILE_SHIFT);
	if (ws_best_insert(tile->cost + at, tile->thing + at, labels->k, cost, thing))
		ws_buckets_push(&labels->queue, cost, node, thing);
}

static bool
current(const WsLabels *labels, const OpenTile *tile, const WsQueued *item)
{
	size_t at = (size_t) (item->node & WS_TILE_MASK) * labels->k;

	for (uint32_t i = 0; i < labels->k && tile->cost[at + i] <= item->label; i++)
		if (tile->thing[at + i] == item->who)
			return tile->cost[at + i] == item->label;
	return false;
}

static void
run(WsLabels *labels)
{
	WsQueued item;
	uint32_t steps = 0;

	while (ws_buckets_pop(&labels->queue, &item))
	{
		const OpenTile *tile = &labels->tiles[item.node >> WS_TILE_SHIFT];
		uint32_t local = item.node & WS_TILE_MASK;

		if (!current(labels, tile, &item))
			continue;
		if (++steps % INTERRUPT_STEPS == 0)
			ws_interrupt(labels->graph->env);
		for (uint32_t a = tile->arc_start[local]; a < tile->arc_start[local + 1]; a++)
			offer(labels, tile->arcs[a].target, item.label + tile->arc_costs[a], item.who);
	}
}

/* From the doors to the ends of their edges; and the doors, by edge. */
static void
begin(WsLabels *labels, const WsStart *things, uint32_t n)
{
	const WsEnv *env = labels->graph->env;
	size_t n_doors = 0;
	WsKeyed *keys;
	OnEdge *all;

	for (uint32_t i = 0; i < n; i++)
		n_doors += things[i].n_doors;
	keys = ws_alloc(env, n_doors * sizeof(WsKeyed));
	all = ws_alloc(env, n_doors * sizeof(OnEdge));
	n_doors = 0;
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t d = 0; d < things[i].n_doors; d++)
		{
			const WsDoor *door = &things[i].doors[d];
			WsCost along = ws_door_along(door, labels->sense.toward);
			WsCost against = ws_door_against(door, labels->sense.toward);

			keys[n_doors] = (WsKeyed){door->edge, (uint32_t) n_doors};
			all[n_doors++] = (OnEdge){door, things[i].item};
			offer(labels, door->target,
				  ws_door_cost(door, ws_part_cost(along, 1 - door->fraction), labels->limit),
				  things[i].item);
			offer(labels, door->source,
				  ws_door_cost(door, ws_part_cost(against, door->fraction), labels->limit),
				  things[i].item);
		}
	ws_sort(env, keys, n_doors);
	labels->on_edge = ws_alloc(env, n_doors * sizeof(OnEdge));
	for (size_t i = 0; i < n_doors; i++)
		labels->on_edge[i] = all[keys[i].value];
	labels->n_on_edge = n_doors;
	ws_free(env, keys);
	ws_free(env, all);
}

WsLabels *
ws_labels(WsGraph *graph, const WsSense *sense, WsCost limit, uint32_t k, const WsStart *things,
		  uint32_t n)
{
	WsLabels *labels =
		ws_alloc0(graph->env, sizeof(WsLabels) + graph->header.n_tiles * sizeof(OpenTile));

	labels->graph = graph;
	labels->sense = *sense;
	labels->limit = limit;
	labels->k = k;
	ws_buckets_init(&labels->queue, graph->env, limit);
	begin(labels, things, n);
	run(labels);
	return labels;
}

void
ws_labels_free(WsLabels *labels)
{
	const WsEnv *env = labels->graph->env;

	for (uint32_t t = 0; t < labels->graph->header.n_tiles; t++)
	{
		ws_free(env, labels->tiles[t].cost);
		ws_free(env, labels->tiles[t].thing);
	}
	ws_free(env, labels->queue.entries);
	ws_free(env, labels->on_edge);
	ws_free(env, labels);
}

/* What a node's labels offer to one who comes there by `cost`. */
static void
through_node(const WsLabels *labels, uint32_t node, WsCost cost, WsCost *best, uint32_t *who)
{
	const OpenTile *tile = &labels->tiles[node >> WS_TILE_SHIFT];
	size_t at = (size_t) (node & WS_TILE_MASK) * labels->k;

	if (!tile->cost || cost > labels->limit)
		return;
	for (uint32_t i = 0; i < labels->k && tile->cost[at + i] != WS_UNREACHED; i++)
		if (cost + tile->cost[at + i] <= labels->limit)
			ws_best_insert(best, who, labels->k, cost + tile->cost[at + i], tile->thing[at + i]);
}

/* The things whose doors are on the door's own edge, without passing a node. */
static void
along_edge(const WsLabels *labels, const WsDoor *door, WsCost along, WsCost against, WsCost *best,
		   uint32_t *who)
{
	size_t low = 0, high = labels->n_on_edge;

	while (low < high)
	{
		size_t middle = (low + high) / 2;

		if (labels->on_edge[middle].door->edge < door->edge)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < labels->n_on_edge && labels->on_edge[low].door->edge == door->edge; low++)
	{
		const WsDoor *other = labels->on_edge[low].door;
		double span = other->fraction - door->fraction;
		WsCost cost = span >= 0 ? ws_part_cost(along, span) : ws_part_cost(against, -span);

		cost = ws_door_cost(other, ws_door_cost(door, cost, labels->limit), labels->limit);
		if (cost < WS_CLOSED)
			ws_best_insert(best, who, labels->k, cost, labels->on_edge[low].thing);
	}
}

void
ws_labels_at(const WsLabels *labels, const WsDoor *door, WsCost *best, uint32_t *who)
{
	/* The labels ran from the things; whoever asks goes the other way. */
	WsCost along = ws_door_along(door, !labels->sense.toward);
	WsCost against = ws_door_against(door, !labels->sense.toward);

	along_edge(labels, door, along, against, best, who);
	through_node(labels, door->target,
				 ws_door_cost(door, ws_part_cost(along, 1 - door->fraction), labels->limit), best,
				 who);
	through_node(labels, door->source,
				 ws_door_cost(door, ws_part_cost(against, door->fraction), labels->limit), best,
				 who);
}
