/*
 * labels.c - the k nearest things of one kind, at every node, see labels.h.
 *
 * A node's labels are sorted by cost, then thing, and are corrected: a label
 * that is overtaken or pushed out leaves a stale entry in the queue, which is
 * skipped. The work grows with the streets, not with the things: what a node
 * has k of already goes no further.
 *
 * One front over a whole city would jump from end to end of it and miss the
 * processor's caches at every step. So tiles are swept one after the other:
 * what leads out of a tile waits for the turn of the next, and turns go round
 * until nothing waits. A label that another tile corrects is passed on again;
 * near things being near, these are few. The labels in the end do not depend
 * on the order.
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
	const WsHop *hops;
	const uint32_t *arc_start;
	uint32_t waiting; /* the first label that waits for the tile's turn */
} OpenTile;

/* A label that came from another tile, or from a door. */
typedef struct Waiting
{
	WsCost cost;
	uint32_t node;
	uint32_t thing;
	uint32_t next;
} Waiting;

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
	WsBuckets queue; /* of the tile whose turn it is */
	Waiting *waiting;
	size_t waiting_capacity;
	uint32_t n_waiting; /* entries ever used */
	uint32_t free; /* entries to use again */
	size_t bytes; /* of the open tiles' labels */
	OnEdge *on_edge;
	size_t n_on_edge;
	OpenTile tiles[];
};

/*
 * Puts one of cost and thing into a list of the k best, sorted by cost, then
 * thing; unused places cost WS_UNREACHED. False where it does not belong.
 */
static inline bool
insert(WsCost *best, uint32_t *who, uint32_t k, WsCost cost, uint32_t thing)
{
	uint32_t at = 0;
	uint32_t hole;

	/* What most are asked, and most offers are turned down by. */
	if (best[k - 1] < cost)
		return false;
	if (k == 1)
	{
		if (best[0] == cost && who[0] <= thing)
			return false;
		best[0] = cost;
		who[0] = thing;
		return true;
	}
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

	ws_interrupt(env);
	labels->bytes += n * (sizeof(uint32_t) + sizeof(WsCost));
	if (labels->bytes > MOST_BYTES)
		ws_fail(env, WS_ERROR_LIMIT, "Ask for fewer places (k), or lower the budget.",
				"%u labels a node of this network take more than 1 GB", labels->k);
	open->hops = ws_graph_hops(labels->graph, tile, &labels->sense);
	open->arc_start = tile->arc_start;
	open->thing = ws_alloc(env, n * sizeof(uint32_t));
	open->cost = ws_alloc(env, n * sizeof(WsCost));
	memset(open->cost, 0xff, n * sizeof(WsCost));
	memset(open->thing, 0xff, n * sizeof(uint32_t));
}

/* Has a label wait for its tile's turn. */
static void
wait(WsLabels *labels, OpenTile *tile, uint32_t node, WsCost cost, uint32_t thing)
{
	uint32_t i = labels->free;

	if (i != WS_NO_ENTRY)
		labels->free = labels->waiting[i].next;
	else
	{
		labels->waiting = ws_grow(labels->graph->env, labels->waiting, &labels->waiting_capacity,
								  (size_t) labels->n_waiting + 1, sizeof(Waiting));
		i = labels->n_waiting++;
	}
	labels->waiting[i] = (Waiting){cost, node, thing, tile->waiting};
	tile->waiting = i;
}

static void
offer(WsLabels *labels, uint32_t node, WsCost cost, uint32_t thing)
{
	OpenTile *tile = &labels->tiles[node >> WS_TILE_SHIFT];
	size_t at = (size_t) (node & WS_TILE_MASK) * labels->k;

	if (cost > labels->limit)
		return;
	if (!tile->cost)
		open_tile(labels, node >> WS_TILE_SHIFT);
	if (insert(tile->cost + at, tile->thing + at, labels->k, cost, thing))
		wait(labels, tile, node, cost, thing);
}

static inline bool
current(const OpenTile *tile, uint32_t k, const WsQueued *item)
{
	size_t at = (size_t) (item->node & WS_TILE_MASK) * k;

	for (uint32_t i = 0; i < k && tile->cost[at + i] <= item->label; i++)
		if (tile->thing[at + i] == item->who)
			return tile->cost[at + i] == item->label;
	return false;
}

/* Takes the labels that wait for a tile into the queue. */
static void
begin_turn(WsLabels *labels, OpenTile *tile)
{
	while (tile->waiting != WS_NO_ENTRY)
	{
		Waiting *waiting = &labels->waiting[tile->waiting];

		ws_buckets_push(&labels->queue, waiting->cost, waiting->node, waiting->thing);
		tile->waiting = waiting->next;
		waiting->next = labels->free;
		labels->free = (uint32_t) (waiting - labels->waiting);
	}
}

static inline __attribute__((always_inline)) void
sweep_tile(WsLabels *labels, uint32_t number, uint32_t k)
{
	OpenTile *tile = &labels->tiles[number];
	uint32_t steps = 0;
	WsQueued item;

	ws_buckets_clear(&labels->queue);
	begin_turn(labels, tile);
	while (ws_buckets_pop(&labels->queue, &item))
	{
		uint32_t local = item.node & WS_TILE_MASK;

		if (!current(tile, k, &item))
			continue;
		if (++steps % INTERRUPT_STEPS == 0)
			ws_interrupt(labels->graph->env);
		for (uint32_t a = tile->arc_start[local]; a < tile->arc_start[local + 1]; a++)
		{
			const WsHop *hop = &tile->hops[a];
			uint32_t target = hop->target;
			WsCost cost = item.label + hop->cost;
			size_t at = (size_t) (target & WS_TILE_MASK) * k;

			if (target >> WS_TILE_SHIFT != number)
				offer(labels, target, cost, item.who);
			else if (cost <= labels->limit &&
					 insert(tile->cost + at, tile->thing + at, k, cost, item.who) && !hop->dead_end)
				ws_buckets_push(&labels->queue, cost, target, item.who);
		}
	}
}

/* With one label a node the lists fold away: the commonest question is for the nearest one. */
static void
take_turn(WsLabels *labels, uint32_t number)
{
	if (labels->k == 1)
		sweep_tile(labels, number, 1);
	else
		sweep_tile(labels, number, labels->k);
}

static void
run(WsLabels *labels)
{
	bool waiting = true;

	while (waiting)
	{
		waiting = false;
		for (uint32_t t = 0; t < labels->graph->header.n_tiles; t++)
			if (labels->tiles[t].waiting != WS_NO_ENTRY)
			{
				waiting = true;
				ws_interrupt(labels->graph->env);
				take_turn(labels, t);
			}
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
			WsApproach ends = ws_door_approach(door, !labels->sense.toward, labels->limit);

			/* What is at a node is found there. */
			if (!ws_door_at_source(door) && !ws_door_at_target(door))
			{
				keys[n_doors] = (WsKeyed){door->edge, (uint32_t) n_doors};
				all[n_doors++] = (OnEdge){door, things[i].item};
			}
			offer(labels, ends.target, ends.from_target, things[i].item);
			offer(labels, ends.source, ends.from_source, things[i].item);
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
	labels->free = WS_NO_ENTRY;
	for (uint32_t t = 0; t < graph->header.n_tiles; t++)
		labels->tiles[t].waiting = WS_NO_ENTRY;
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
	ws_free(env, labels->waiting);
	ws_free(env, labels->on_edge);
	ws_free(env, labels);
}

/* What a node's labels offer to one who comes there by `cost`. */
static inline void
through_node(const WsLabels *labels, uint32_t node, WsCost cost, uint32_t k, WsCost *best,
			 uint32_t *who)
{
	const OpenTile *tile = &labels->tiles[node >> WS_TILE_SHIFT];
	size_t at = (size_t) (node & WS_TILE_MASK) * k;

	if (!tile->cost || cost > labels->limit)
		return;
	for (uint32_t i = 0; i < k && tile->cost[at + i] != WS_UNREACHED; i++)
		if (cost + tile->cost[at + i] <= labels->limit)
			insert(best, who, k, cost + tile->cost[at + i], tile->thing[at + i]);
}

static inline void
through_ends(const WsLabels *labels, const WsApproach *ends, uint32_t k, WsCost *best,
			 uint32_t *who)
{
	through_node(labels, ends->target, ends->from_target, k, best, who);
	through_node(labels, ends->source, ends->from_source, k, best, who);
}

/* The things whose doors are on the door's own edge, without passing a node. */
static void
along_edge(const WsLabels *labels, const WsDoor *door, WsCost *best, uint32_t *who)
{
	/* The labels ran from the things; whoever asks goes the other way. */
	WsCost along = ws_door_along(door, !labels->sense.toward);
	WsCost against = ws_door_against(door, !labels->sense.toward);
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
			insert(best, who, labels->k, cost, labels->on_edge[low].thing);
	}
}

void
ws_labels_at(const WsLabels *labels, const WsDoor *door, WsCost *best, uint32_t *who)
{
	WsApproach ends = ws_door_approach(door, labels->sense.toward, labels->limit);

	if (!ws_door_at_source(door) && !ws_door_at_target(door))
		along_edge(labels, door, best, who);
	if (labels->k == 1)
		through_ends(labels, &ends, 1, best, who);
	else
		through_ends(labels, &ends, labels->k, best, who);
}
