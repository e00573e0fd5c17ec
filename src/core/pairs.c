/*
 * pairs.c - from the things of one point set to those of another, as a
 * stream, see pairs.h.
 *
 * Starts go WS_LANES at a time through one sweep, lane by lane where they lie
 * too far apart to share anything. The doors of the other set
 * are filed under the nodes at the ends of their edges, with what is left to
 * walk from there, so that a batch looks only at the things beside the nodes
 * that it reached: the work is that of the answers, and no matrix is made.
 */
#include "pairs.h"

#include <string.h>

#include "lanes.h"
#include "sort.h"

#define INTERRUPT_ITEMS 65536

/* A door as seen from the ends of its edge; WS_CLOSED where it cannot, or need not, be come to. */
typedef struct Approach
{
	uint32_t source, target;
	WsCost from_source, from_target;
} Approach;

/* A door on an edge, for starts on the same edge. */
typedef struct OnEdge
{
	uint32_t edge;
	uint32_t item;
	double fraction;
	WsCost leg;
} OnEdge;

struct WsPairs
{
	WsGraph *graph;
	WsSense sense;
	WsCost limit;
	WsSweep *sweep;
	uint32_t n_items; /* of `to` */
	uint32_t *first; /* its approaches, n_items + 1 */
	Approach *approaches;
	uint32_t *beside_start; /* by node */
	uint32_t *beside; /* items */
	OnEdge *on_edge; /* by edge */
	size_t n_on_edge;
	uint32_t *place; /* of an item among those touched by this batch */
	uint32_t n_touched;
	uint32_t touched_capacity;
	uint32_t *touched;
	WsLanes *best;
};

static Approach
approach_of(const WsPairs *pairs, const WsDoor *door)
{
	WsCost along = ws_door_along(door, pairs->sense.toward);
	WsCost against = ws_door_against(door, pairs->sense.toward);

	return (Approach){
		door->source, door->target,
		ws_door_at_target(door)
			? WS_CLOSED
			: ws_door_cost(door, ws_part_cost(along, door->fraction), pairs->limit),
		ws_door_at_source(door)
			? WS_CLOSED
			: ws_door_cost(door, ws_part_cost(against, 1 - door->fraction), pairs->limit)};
}

static void
file_by_node(WsPairs *pairs)
{
	const WsEnv *env = pairs->graph->env;
	uint32_t nodes = pairs->graph->header.n_nodes;
	uint32_t *start = ws_alloc0(env, ((size_t) nodes + 2) * sizeof(uint32_t));

	/* start[v + 2] counts the doors beside v, then start[v + 1] is where its next goes. */
	for (uint32_t d = 0; d < pairs->first[pairs->n_items]; d++)
	{
		start[pairs->approaches[d].source + 2] += pairs->approaches[d].from_source < WS_CLOSED;
		start[pairs->approaches[d].target + 2] += pairs->approaches[d].from_target < WS_CLOSED;
	}
	for (uint32_t v = 1; v <= nodes + 1; v++)
		start[v] += start[v - 1];
	pairs->beside = ws_alloc(env, start[nodes + 1] * sizeof(uint32_t));
	for (uint32_t i = 0; i < pairs->n_items; i++)
	{
		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(env);
		for (uint32_t d = pairs->first[i]; d < pairs->first[i + 1]; d++)
		{
			const Approach *a = &pairs->approaches[d];

			if (a->from_source < WS_CLOSED)
				pairs->beside[start[a->source + 1]++] = i;
			if (a->from_target < WS_CLOSED)
				pairs->beside[start[a->target + 1]++] = i;
		}
	}
	pairs->beside_start = start;
}

static void
file_by_edge(WsPairs *pairs, const WsPoints *to, const WsDoors *doors)
{
	const WsEnv *env = pairs->graph->env;
	size_t n = pairs->first[pairs->n_items];
	WsKeyed *keys = ws_alloc(env, n * sizeof(WsKeyed));
	OnEdge *all = ws_alloc(env, n * sizeof(OnEdge));

	/* What is at a node is found there. */
	n = 0;
	for (uint32_t i = 0; i < to->n_items; i++)
	{
		const uint32_t *first = &doors->first[to->items[i].number];

		for (uint32_t d = first[0]; d < first[1]; d++)
		{
			const WsDoor *door = &doors->doors[d];

			if (ws_door_at_source(door) || ws_door_at_target(door))
				continue;
			keys[n] = (WsKeyed){door->edge, (uint32_t) n};
			all[n++] = (OnEdge){door->edge, i, door->fraction, door->leg};
		}
	}
	ws_sort(env, keys, n);
	pairs->on_edge = ws_alloc(env, n * sizeof(OnEdge));
	pairs->n_on_edge = n;
	for (size_t k = 0; k < n; k++)
		pairs->on_edge[k] = all[keys[k].value];
	ws_free(env, keys);
	ws_free(env, all);
}

WsPairs *
ws_pairs_create(WsGraph *graph, const WsSense *sense, WsCost limit, const WsPoints *to,
				const WsDoors *doors)
{
	const WsEnv *env = graph->env;
	WsPairs *pairs = ws_alloc0(env, sizeof(WsPairs));
	uint32_t n = 0;

	pairs->graph = graph;
	pairs->sense = *sense;
	pairs->limit = limit;
	pairs->n_items = to->n_items;
	pairs->sweep = ws_sweep_create(graph, &pairs->sense, limit);
	pairs->first = ws_alloc(env, ((size_t) to->n_items + 1) * sizeof(uint32_t));
	for (uint32_t i = 0; i < to->n_items; i++)
		n += doors->first[to->items[i].number + 1] - doors->first[to->items[i].number];
	pairs->approaches = ws_alloc(env, n * sizeof(Approach));
	n = 0;
	for (uint32_t i = 0; i < to->n_items; i++)
	{
		uint32_t number = to->items[i].number;

		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(env);
		pairs->first[i] = n;
		for (uint32_t d = doors->first[number]; d < doors->first[number + 1]; d++, n++)
			pairs->approaches[n] = approach_of(pairs, &doors->doors[d]);
	}
	pairs->first[to->n_items] = n;
	file_by_node(pairs);
	file_by_edge(pairs, to, doors);
	pairs->place = ws_alloc(env, to->n_items * sizeof(uint32_t));
	memset(pairs->place, 0xff, to->n_items * sizeof(uint32_t));
	return pairs;
}

/* Where an item's costs of this batch are. */
static WsLanes *
touch(WsPairs *pairs, uint32_t item)
{
	if (pairs->place[item] == WS_NOT_REACHED)
	{
		if (pairs->n_touched == pairs->touched_capacity)
		{
			const WsEnv *env = pairs->graph->env;
			uint32_t capacity = pairs->touched_capacity ? 2 * pairs->touched_capacity : 1024;

			pairs->touched = ws_realloc(env, pairs->touched, capacity * sizeof(uint32_t));
			pairs->best = ws_realloc(env, pairs->best, (size_t) capacity * sizeof(WsLanes));
			pairs->touched_capacity = capacity;
		}
		pairs->place[item] = pairs->n_touched;
		pairs->touched[pairs->n_touched] = item;
		ws_lanes_set(&pairs->best[pairs->n_touched], pairs->limit + 1);
		pairs->n_touched++;
	}
	return &pairs->best[pairs->place[item]];
}

WS_LANE_INLINE void
from_end(const WsPairs *pairs, uint32_t node, WsCost rest, WsLanes *best)
{
	uint32_t at = rest < WS_CLOSED ? ws_sweep_find(pairs->sweep, node) : WS_NOT_REACHED;

	if (at != WS_NOT_REACHED)
		(void) ws_lanes_offer(best, (const WsLanes *) ws_sweep_labels(pairs->sweep, at), rest);
}

/* The things beside the nodes that the sweep reached. */
WS_VECTORIZED static void
look_beside(WsPairs *pairs)
{
	uint32_t n_reached;
	const uint32_t *reached = ws_sweep_reached(pairs->sweep, &n_reached);

	for (uint32_t r = 0; r < n_reached; r++)
		for (uint32_t k = pairs->beside_start[reached[r]]; k < pairs->beside_start[reached[r] + 1];
			 k++)
		{
			uint32_t item = pairs->beside[k];
			WsLanes *best;

			if (pairs->place[item] != WS_NOT_REACHED)
				continue;
			best = touch(pairs, item);
			for (uint32_t d = pairs->first[item]; d < pairs->first[item + 1]; d++)
			{
				const Approach *a = &pairs->approaches[d];

				from_end(pairs, a->source, a->from_source, best);
				from_end(pairs, a->target, a->from_target, best);
			}
		}
}

/* The doors on the very edge of a start's door, without passing a node. */
static void
look_along_edge(WsPairs *pairs, uint32_t lane, const WsDoor *door)
{
	WsCost along = ws_door_along(door, pairs->sense.toward);
	WsCost against = ws_door_against(door, pairs->sense.toward);
	size_t low = 0, high = pairs->n_on_edge;

	if (ws_door_at_source(door) || ws_door_at_target(door))
		return;
	while (low < high)
	{
		size_t middle = (low + high) / 2;

		if (pairs->on_edge[middle].edge < door->edge)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < pairs->n_on_edge && pairs->on_edge[low].edge == door->edge; low++)
	{
		const OnEdge *other = &pairs->on_edge[low];
		double span = other->fraction - door->fraction;
		WsCost cost = span >= 0 ? ws_part_cost(along, span) : ws_part_cost(against, -span);
		int64_t *best;

		cost = ws_door_cost(door, cost, pairs->limit);
		if (cost == WS_CLOSED || other->leg > pairs->limit || cost + other->leg > pairs->limit)
			continue;
		best = (int64_t *) touch(pairs, other->item) + lane;
		if ((int64_t) (cost + other->leg) < *best)
			*best = (int64_t) (cost + other->leg);
	}
}

static void
offer_door(WsPairs *pairs, uint32_t lane, const WsDoor *door)
{
	WsCost along = ws_door_along(door, pairs->sense.toward);
	WsCost against = ws_door_against(door, pairs->sense.toward);

	if (!ws_door_at_source(door))
		ws_sweep_offer(pairs->sweep, lane, door->target,
					   ws_door_cost(door, ws_part_cost(along, 1 - door->fraction), pairs->limit));
	if (!ws_door_at_target(door))
		ws_sweep_offer(pairs->sweep, lane, door->source,
					   ws_door_cost(door, ws_part_cost(against, door->fraction), pairs->limit));
}

/* Whether starts lie so far apart that the farthest share nothing. */
static bool
scattered(WsPairs *pairs, const WsStart *starts, uint32_t n)
{
	WsMetric metric = pairs->sense.metric;
	double reach = metric == WS_BY_TIME
					   ? ws_cost_seconds(metric, pairs->limit) * pairs->sense.walker.speed_mps
					   : ws_cost_metres(metric, pairs->limit);
	WsBox box = WS_BOX_EMPTY;

	for (uint32_t lane = 0; lane < n; lane++)
	{
		uint32_t node = starts[lane].doors->source;
		const WsTile *tile = ws_graph_tile(pairs->graph, node >> WS_TILE_SHIFT);

		ws_box_add(&box, tile->nodes[node & WS_TILE_MASK]);
	}
	return ws_metres((WsPoint){box.x0, box.y0}, (WsPoint){box.x1, box.y1}) > 2 * reach;
}

static void
run_batch(WsPairs *pairs, const WsStart *starts, uint32_t n, WsPairCallback callback, void *context)
{
	WsPairBatch batch = {.starts = starts, .n_starts = n};
	bool apart = scattered(pairs, starts, n);

	ws_sweep_begin(pairs->sweep);
	for (uint32_t lane = 0; lane < n; lane++)
	{
		for (uint32_t d = 0; d < starts[lane].n_doors; d++)
			offer_door(pairs, lane, &starts[lane].doors[d]);
		if (apart)
			ws_sweep_run_one(pairs->sweep, lane);
	}
	if (!apart)
		ws_sweep_run(pairs->sweep);
	look_beside(pairs);
	for (uint32_t lane = 0; lane < n; lane++)
		for (uint32_t d = 0; d < starts[lane].n_doors; d++)
			look_along_edge(pairs, lane, &starts[lane].doors[d]);
	batch.n = pairs->n_touched;
	batch.to = pairs->touched;
	batch.cost = (const WsCost(*)[WS_LANES]) pairs->best;
	callback(context, &batch);
	for (uint32_t i = 0; i < pairs->n_touched; i++)
		pairs->place[pairs->touched[i]] = WS_NOT_REACHED;
	pairs->n_touched = 0;
}

void
ws_pairs_each(WsPairs *pairs, const WsStart *starts, uint32_t n, WsPairCallback callback,
			  void *context)
{
	const WsEnv *env = pairs->graph->env;
	WsKeyed *keys = ws_alloc(env, n * sizeof(WsKeyed));
	WsStart batch[WS_LANES];
	uint32_t used = 0, lanes;

	/* Nodes are numbered along the Hilbert curve. */
	for (uint32_t i = 0; i < n; i++)
		if (starts[i].n_doors > 0)
			keys[used++] = (WsKeyed){starts[i].doors->source, i};
	ws_sort(env, keys, used);
	for (uint32_t i = 0; i < used; i += lanes)
	{
		ws_interrupt(env);
		for (lanes = 0; lanes < WS_LANES && i + lanes < used; lanes++)
			batch[lanes] = starts[keys[i + lanes].value];
		run_batch(pairs, batch, lanes, callback, context);
	}
	ws_free(env, keys);
}

WsStart *
ws_starts(const WsEnv *env, const WsPoints *set, const WsDoors *doors)
{
	WsStart *starts = ws_alloc(env, set->n_items * sizeof(WsStart));

	for (uint32_t i = 0; i < set->n_items; i++)
	{
		const uint32_t *first = &doors->first[set->items[i].number];

		starts[i] = (WsStart){i, first[1] - first[0], doors->doors + first[0]};
	}
	return starts;
}
