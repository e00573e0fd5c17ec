/*
 * nearest.c - for every origin the k nearest places, for every tag.
 *
 * For each tag one sweep from all its places at once, against the walk, with
 * up to k labels a node, each of another place; then every origin looks up
 * the labels at the ends of the edges that its doors snapped to. The work
 * grows with streets and origins, not with origins times places. Origins and
 * places are snapped once for all tags.
 *
 * A node's labels are sorted by cost, then place (places are in the order of
 * their ids, so ties go to the smaller id), and are corrected: a label that
 * is overtaken or pushed out leaves a stale entry in the queue, which is
 * skipped.
 */
#include "nearest.h"

#include <string.h>

#include "buckets.h"
#include "pairs.h"
#include "sort.h"

#define INTERRUPT_STEPS 4096
#define MOST_BYTES ((size_t) 1 << 30)

typedef struct Label
{
	WsCost cost;
	uint32_t place; /* item number */
} Label;

typedef struct OpenTile
{
	WsCost *cost; /* k a node; NULL: not open */
	uint32_t *place;
	const WsCost *arc_costs;
	const uint32_t *arc_start;
	const WsArc *arcs;
} OpenTile;

/* A snapped entry of a place. */
typedef struct Entry
{
	WsSnap snap;
	uint32_t place;
} Entry;

typedef struct Sweep
{
	WsGraph *graph;
	WsSense sense;
	WsCost limit;
	uint32_t k;
	WsBuckets queue;
	uint32_t n_tiles;
	OpenTile *tiles;
	size_t bytes; /* of the open tiles' labels */
} Sweep;

/*
 * Puts a label into a sorted list of k (unused places at the end cost
 * WS_UNREACHED); false where it does not belong.
 */
static bool
insert(WsCost *cost, uint32_t *place, uint32_t k, Label label)
{
	uint32_t at = 0;
	uint32_t hole;

	while (at < k &&
		   (cost[at] < label.cost || (cost[at] == label.cost && place[at] <= label.place)))
		if (place[at++] == label.place)
			return false;
	if (at == k)
		return false;
	for (hole = at; hole < k - 1 && place[hole] != label.place && cost[hole] != WS_UNREACHED;
		 hole++)
		;
	memmove(cost + at + 1, cost + at, (hole - at) * sizeof(WsCost));
	memmove(place + at + 1, place + at, (hole - at) * sizeof(uint32_t));
	cost[at] = label.cost;
	place[at] = label.place;
	return true;
}

static void
open_tile(Sweep *sweep, uint32_t number)
{
	const WsEnv *env = sweep->graph->env;
	const WsTile *tile = ws_graph_tile(sweep->graph, number);
	OpenTile *open = &sweep->tiles[number];
	size_t labels = (size_t) tile->n_nodes * sweep->k;

	sweep->bytes += labels * (sizeof(uint32_t) + sizeof(WsCost));
	if (sweep->bytes > MOST_BYTES)
		ws_fail(env, WS_ERROR_LIMIT, "Ask for fewer places (k), or lower the budget.",
				"%u labels a node of this network take more than 1 GB", sweep->k);
	open->arc_costs = ws_graph_costs(sweep->graph, tile, &sweep->sense);
	open->arc_start = tile->arc_start;
	open->arcs = tile->arcs;
	open->place = ws_alloc(env, labels * sizeof(uint32_t));
	open->cost = ws_alloc(env, labels * sizeof(WsCost));
	memset(open->cost, 0xff, labels * sizeof(WsCost));
	memset(open->place, 0xff, labels * sizeof(uint32_t));
}

static inline void
offer(Sweep *sweep, uint32_t node, Label label)
{
	OpenTile *tile = &sweep->tiles[node >> WS_TILE_SHIFT];
	size_t at = (size_t) (node & WS_TILE_MASK) * sweep->k;

	if (label.cost > sweep->limit)
		return;
	if (!tile->cost)
		open_tile(sweep, node >> WS_TILE_SHIFT);
	if (insert(tile->cost + at, tile->place + at, sweep->k, label))
		ws_buckets_push(&sweep->queue, label.cost, node, label.place);
}

static bool
current(const Sweep *sweep, const OpenTile *tile, const WsQueued *item)
{
	size_t at = (size_t) (item->node & WS_TILE_MASK) * sweep->k;

	for (uint32_t i = 0; i < sweep->k && tile->cost[at + i] <= item->label; i++)
		if (tile->place[at + i] == item->who)
			return tile->cost[at + i] == item->label;
	return false;
}

static void
run(Sweep *sweep, const Entry *entries, size_t n)
{
	WsQueued item;
	uint32_t steps = 0;

	ws_buckets_init(&sweep->queue, sweep->graph->env, sweep->limit);
	for (size_t i = 0; i < n; i++)
	{
		const WsSnap *snap = &entries[i].snap;
		WsCost leg = ws_leg_cost(&sweep->sense.walker, sweep->sense.metric, snap->metres);
		WsCost along, against;

		if (leg > sweep->limit)
			continue;
		ws_edge_costs(&sweep->sense, &snap->way, &along, &against);
		offer(sweep, snap->target,
			  (Label){leg + ws_part_cost(along, 1 - snap->fraction), entries[i].place});
		offer(sweep, snap->source,
			  (Label){leg + ws_part_cost(against, snap->fraction), entries[i].place});
	}
	while (ws_buckets_pop(&sweep->queue, &item))
	{
		const OpenTile *tile = &sweep->tiles[item.node >> WS_TILE_SHIFT];
		uint32_t local = item.node & WS_TILE_MASK;

		if (!current(sweep, tile, &item))
			continue;
		if (++steps % INTERRUPT_STEPS == 0)
			ws_interrupt(sweep->graph->env);
		for (uint32_t a = tile->arc_start[local]; a < tile->arc_start[local + 1]; a++)
			offer(sweep, tile->arcs[a].target, (Label){item.label + tile->arc_costs[a], item.who});
	}
	ws_free(sweep->graph->env, sweep->queue.entries);
}

static void
clear(Sweep *sweep)
{
	for (uint32_t t = 0; t < sweep->n_tiles; t++)
		if (sweep->tiles[t].cost)
		{
			ws_free(sweep->graph->env, sweep->tiles[t].cost);
			ws_free(sweep->graph->env, sweep->tiles[t].place);
			sweep->tiles[t].cost = NULL;
		}
	sweep->bytes = 0;
}

static int
by_edge(const void *a, const void *b)
{
	const Entry *x = a, *y = b;

	if (x->snap.edge != y->snap.edge)
		return x->snap.edge < y->snap.edge ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* Adds what a node's labels offer to one who comes there by `cost`. */
static void
through_node(const Sweep *sweep, uint32_t node, WsCost cost, WsCost *best, uint32_t *who)
{
	const OpenTile *tile = &sweep->tiles[node >> WS_TILE_SHIFT];
	size_t at = (size_t) (node & WS_TILE_MASK) * sweep->k;

	if (!tile->cost || cost > sweep->limit)
		return;
	for (uint32_t i = 0; i < sweep->k && tile->cost[at + i] != WS_UNREACHED; i++)
		if (cost + tile->cost[at + i] <= sweep->limit)
			insert(best, who, sweep->k, (Label){cost + tile->cost[at + i], tile->place[at + i]});
}

/* The places whose entries are on the door's own edge, without passing a node. */
static void
along_edge(const Sweep *sweep, const WsSnap *door, WsCost leg, WsCost forth, WsCost back,
		   const Entry *entries, size_t n, WsCost *best, uint32_t *who)
{
	size_t low = 0, high = n;

	while (low < high)
	{
		size_t middle = (low + high) / 2;

		if (entries[middle].snap.edge < door->edge)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n && entries[low].snap.edge == door->edge; low++)
	{
		double span = entries[low].snap.fraction - door->fraction;
		WsCost between = span >= 0 ? ws_part_cost(forth, span) : ws_part_cost(back, -span);
		WsCost other =
			ws_leg_cost(&sweep->sense.walker, sweep->sense.metric, entries[low].snap.metres);

		if (between < WS_CLOSED && other < WS_CLOSED && leg + between + other <= sweep->limit)
			insert(best, who, sweep->k, (Label){leg + between + other, entries[low].place});
	}
}

/* The snapped entries of the places under one tag, by edge. */
static size_t
entries_of(const WsEnv *env, const WsPoints *places, const WsSnap *snaps, uint32_t tag,
		   Entry *entries)
{
	size_t n = 0;

	for (uint32_t i = 0; i < places->n_items; i++)
	{
		const WsItem *item = &places->items[i];

		if (item->tag != tag)
			continue;
		for (uint32_t p = item->first; p < item->first + item->count; p++)
			if (snaps[p].problem == WS_SNAP_OK)
				entries[n++] = (Entry){snaps[p], i};
	}
	ws_sort_by(env, entries, n, sizeof(Entry), by_edge);
	return n;
}

/* Fills best and who for an origin; false if none of its doors snapped. */
static bool
look_up(const Sweep *sweep, const WsItem *origin, const WsSnap *snaps, const Entry *entries,
		size_t n, WsCost *best, uint32_t *who)
{
	bool snapped = false;

	memset(best, 0xff, sweep->k * sizeof(WsCost));
	memset(who, 0xff, sweep->k * sizeof(uint32_t));
	for (uint32_t p = origin->first; p < origin->first + origin->count; p++)
	{
		const WsSnap *door = &snaps[p];
		WsCost leg = ws_leg_cost(&sweep->sense.walker, sweep->sense.metric, door->metres);
		WsCost forth, back, part;

		if (door->problem != WS_SNAP_OK)
			continue;
		snapped = true;
		if (leg > sweep->limit)
			continue;
		/* The sweep runs against the walk: the walker's forth is its against. */
		ws_edge_costs(&sweep->sense, &door->way, &back, &forth);
		along_edge(sweep, door, leg, forth, back, entries, n, best, who);
		part = ws_part_cost(forth, 1 - door->fraction);
		if (part < WS_CLOSED)
			through_node(sweep, door->target, leg + part, best, who);
		part = ws_part_cost(back, door->fraction);
		if (part < WS_CLOSED)
			through_node(sweep, door->source, leg + part, best, who);
	}
	return snapped;
}

static void
report(const Sweep *sweep, const WsItem *origin, const WsSnap *snaps, uint32_t tag, bool snapped,
	   bool any, const WsPoints *places, const WsCost *best, const uint32_t *who,
	   WsNearestCallback callback, void *context)
{
	WsNearestRow row = {.origin = origin, .tag = tag};

	for (uint32_t i = 0; i < sweep->k && best[i] != WS_UNREACHED; i++)
	{
		row.rank = i + 1;
		row.place = &places->items[who[i]];
		row.seconds = ws_cost_seconds(sweep->sense.metric, best[i]);
		row.metres = ws_cost_metres(sweep->sense.metric, best[i]);
		callback(context, &row);
	}
	if (row.rank > 0)
		return;
	row.problem = origin->count == 0 ? WS_NEAREST_NO_LOCATION
				  : !snapped         ? WS_NEAREST_UNSNAPPED
				  : !any             ? WS_NEAREST_NO_PLACES
									 : WS_NEAREST_TOO_FAR;
	if (row.problem == WS_NEAREST_UNSNAPPED)
		row.snap_problem = snaps[origin->first].problem;
	callback(context, &row);
}

void
ws_nearest(WsGraph *graph, const WsWalker *walker, WsMetric metric, WsCost limit,
		   const WsPoints *origins, const WsPoints *places, const uint32_t *tags, uint32_t n_tags,
		   uint32_t k, WsNearestCallback callback, void *context)
{
	const WsEnv *env = graph->env;
	Sweep *sweep = ws_alloc(env, sizeof(Sweep));
	WsSnap *place_snaps = ws_snap_points(graph, walker, places);
	WsSnap *origin_snaps = ws_snap_points(graph, walker, origins);
	Entry *entries = ws_alloc(env, places->n_points * sizeof(Entry));
	WsCost *best = ws_alloc(env, k * sizeof(WsCost));
	uint32_t *who = ws_alloc(env, k * sizeof(uint32_t));

	sweep->graph = graph;
	sweep->sense = (WsSense){*walker, metric, true};
	sweep->limit = limit;
	sweep->k = k;
	sweep->n_tiles = graph->header.n_tiles;
	sweep->bytes = 0;
	sweep->tiles = ws_alloc0(env, sweep->n_tiles * sizeof(OpenTile));
	for (uint32_t t = 0; t < n_tags; t++)
	{
		size_t n = entries_of(env, places, place_snaps, tags[t], entries);

		run(sweep, entries, n);
		for (uint32_t i = 0; i < origins->n_items; i++)
		{
			const WsItem *origin = &origins->items[i];
			bool snapped = look_up(sweep, origin, origin_snaps, entries, n, best, who);

			if (i % 1024 == 0)
				ws_interrupt(env);
			report(sweep, origin, origin_snaps, tags[t], snapped, n > 0, places, best, who,
				   callback, context);
		}
		clear(sweep);
	}
	ws_free(env, sweep->tiles);
	ws_free(env, place_snaps);
	ws_free(env, origin_snaps);
	ws_free(env, entries);
	ws_free(env, best);
	ws_free(env, who);
	ws_free(env, sweep);
}
