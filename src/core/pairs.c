/*
 * pairs.c - from the things of one point set to those of another, as a
 * stream, see pairs.h.
 *
 * Starts go WS_LANES at a time through one sweep, or each through a search of its
 * own where they lie too far apart to share anything. The doors of the other set
 * are filed under the nodes at the ends of their edges, with what is left to
 * walk from there, so that a batch looks only at the things beside the nodes
 * that it reached: the work is that of the answers, and no matrix is made.
 */
#include "pairs.h"

#include <string.h>

#include "lanes.h"
#include "search.h"
#include "sort.h"

#define INTERRUPT_ITEMS 65536

/* An item as seen from a node: what is left to walk to one of its doors. */
typedef struct Beside
{
	uint32_t item;
	WsCost rest;
} Beside;

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
	WsSearch *search;
	uint32_t *beside_start; /* by node */
	Beside *beside;
	OnEdge *on_edge; /* by edge */
	size_t n_on_edge;
	uint32_t *place; /* of an item among those touched by this batch */
	uint32_t n_touched;
	uint32_t touched_capacity;
	uint32_t *touched;
	WsLanes *best;
};

static void
file_by_node(WsPairs *pairs, const WsPoints *to, const WsDoors *doors)
{
	const WsEnv *env = pairs->graph->env;
	uint32_t nodes = pairs->graph->header.n_nodes, n_doors = doors->first[doors->n_items];
	uint32_t *start = ws_alloc0(env, ((size_t) nodes + 2) * sizeof(uint32_t));
	WsApproach *approaches = ws_alloc(env, n_doors * sizeof(WsApproach));

	/* start[v + 2] counts the doors beside v, then start[v + 1] is where its next goes. */
	for (uint32_t i = 0; i < to->n_items; i++)
	{
		const uint32_t *first = &doors->first[to->items[i].number];

		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(env);
		for (uint32_t d = first[0]; d < first[1]; d++)
		{
			WsApproach a = ws_door_approach(&doors->doors[d], pairs->sense.toward, pairs->limit);

			start[a.source + 2] += a.from_source < WS_CLOSED;
			start[a.target + 2] += a.from_target < WS_CLOSED;
			approaches[d] = a;
		}
	}
	for (uint32_t v = 1; v <= nodes + 1; v++)
		start[v] += start[v - 1];
	pairs->beside = ws_alloc(env, start[nodes + 1] * sizeof(Beside));
	for (uint32_t i = 0; i < to->n_items; i++)
	{
		const uint32_t *first = &doors->first[to->items[i].number];

		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(env);
		for (uint32_t d = first[0]; d < first[1]; d++)
		{
			const WsApproach *a = &approaches[d];

			if (a->from_source < WS_CLOSED)
				pairs->beside[start[a->source + 1]++] = (Beside){i, a->from_source};
			if (a->from_target < WS_CLOSED)
				pairs->beside[start[a->target + 1]++] = (Beside){i, a->from_target};
		}
	}
	pairs->beside_start = start;
	ws_free(env, approaches);
}

static void
file_by_edge(WsPairs *pairs, const WsPoints *to, const WsDoors *doors)
{
	const WsEnv *env = pairs->graph->env;
	size_t n = 0;
	WsKeyed *keys;
	OnEdge *all;

	for (uint32_t i = 0; i < to->n_items; i++)
		n += doors->first[to->items[i].number + 1] - doors->first[to->items[i].number];
	keys = ws_alloc(env, n * sizeof(WsKeyed));
	all = ws_alloc(env, n * sizeof(OnEdge));
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

	pairs->graph = graph;
	pairs->sense = *sense;
	pairs->limit = limit;
	pairs->sweep = ws_sweep_create(graph, &pairs->sense, limit);
	pairs->search = ws_search_create(graph, &pairs->sense, limit);
	file_by_node(pairs, to, doors);
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

/* The things beside the nodes that the sweep reached. */
WS_VECTORIZED static void
look_beside(WsPairs *pairs)
{
	uint32_t n;
	const uint32_t *reached = ws_sweep_reached(pairs->sweep, &n);

	for (uint32_t r = 0; r < n; r++)
	{
		const WsLanes *labels = (const WsLanes *) ws_sweep_labels(pairs->sweep, r);

		for (uint32_t k = pairs->beside_start[reached[r]]; k < pairs->beside_start[reached[r] + 1];
			 k++)
			(void) ws_lanes_offer(touch(pairs, pairs->beside[k].item), labels,
								  pairs->beside[k].rest);
	}
}

static inline void
offer_item(WsPairs *pairs, uint32_t lane, uint32_t item, WsCost cost)
{
	int64_t *best;

	if (cost > pairs->limit)
		return;
	best = (int64_t *) touch(pairs, item) + lane;
	if ((int64_t) cost < *best)
		*best = (int64_t) cost;
}

/* Those beside the nodes that the search reached, for one lane. */
static void
look_beside_alone(WsPairs *pairs, uint32_t lane)
{
	size_t n;
	const uint32_t *reached = ws_search_reached(pairs->search, &n);

	for (size_t r = 0; r < n; r++)
	{
		uint32_t first = pairs->beside_start[reached[r]],
				 last = pairs->beside_start[reached[r] + 1];
		WsCost label = first < last ? ws_search_label(pairs->search, reached[r]) : 0;

		for (uint32_t k = first; k < last; k++)
			offer_item(pairs, lane, pairs->beside[k].item, label + pairs->beside[k].rest);
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

		cost = ws_door_cost(door, cost, pairs->limit);
		if (cost <= pairs->limit && other->leg <= pairs->limit)
			offer_item(pairs, lane, other->item, cost + other->leg);
	}
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
search_each(WsPairs *pairs, const WsStart *starts, uint32_t n)
{
	for (uint32_t lane = 0; lane < n; lane++)
	{
		ws_search_begin(pairs->search);
		for (uint32_t d = 0; d < starts[lane].n_doors; d++)
		{
			WsApproach ends =
				ws_door_approach(&starts[lane].doors[d], !pairs->sense.toward, pairs->limit);

			ws_search_offer(pairs->search, ends.target, ends.from_target);
			ws_search_offer(pairs->search, ends.source, ends.from_source);
		}
		ws_search_go(pairs->search, NULL, 0);
		look_beside_alone(pairs, lane);
	}
}

static void
sweep_all(WsPairs *pairs, const WsStart *starts, uint32_t n)
{
	ws_sweep_begin(pairs->sweep);
	for (uint32_t lane = 0; lane < n; lane++)
		for (uint32_t d = 0; d < starts[lane].n_doors; d++)
		{
			WsApproach ends =
				ws_door_approach(&starts[lane].doors[d], !pairs->sense.toward, pairs->limit);

			ws_sweep_offer(pairs->sweep, lane, ends.target, ends.from_target);
			ws_sweep_offer(pairs->sweep, lane, ends.source, ends.from_source);
		}
	ws_sweep_run(pairs->sweep);
	look_beside(pairs);
}

static void
run_batch(WsPairs *pairs, const WsStart *starts, uint32_t n, WsPairCallback callback, void *context)
{
	WsPairBatch batch = {.starts = starts, .n_starts = n};

	if (scattered(pairs, starts, n))
		search_each(pairs, starts, n);
	else
		sweep_all(pairs, starts, n);
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
