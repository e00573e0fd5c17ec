/*
 * doors.c - the doors of a point set, see doors.h.
 *
 * They are worked out in the call's own memory and then copied into one block
 * of the cache's, which an error on the way cannot leave half made.
 */
#include "doors.h"

#define INTERRUPT_ITEMS 256

static WsDoor
door_of(const WsSense *sense, const WsSnap *snap)
{
	WsDoor door = {.edge = snap->edge,
				   .source = snap->source,
				   .target = snap->target,
				   .fraction = snap->fraction,
				   .leg = ws_leg_cost(&sense->walker, sense->metric, snap->metres)};

	ws_edge_costs(sense, &snap->way, &door.along, &door.against);
	return door;
}

/* The doors of one item, and why it has none. */
static WsSnapProblem
doors_of(WsGraph *graph, const WsSense *sense, const WsPoints *set, const WsItem *item,
		 WsDoors *doors, uint32_t *n, size_t *capacity)
{
	WsSnapProblem problem = WS_SNAP_NO_LOCATION;
	WsEntry *entries = NULL;
	size_t count = item->count;
	uint32_t before = *n;

	if (item->count == 0 && item->rings > 0)
		entries = ws_outline_entries(graph, &sense->walker, set->rings + item->first_ring,
									 item->rings, set->vertices, &count);
	for (size_t i = 0; i < count; i++)
	{
		WsSnap snap = entries ? entries[i].snap
							  : ws_snap(graph, &sense->walker, set->points[item->first + i]);

		if (i == 0)
			problem = snap.problem;
		if (snap.problem != WS_SNAP_OK)
			continue;
		doors->doors = ws_grow(graph->env, doors->doors, capacity, (size_t) *n + 1, sizeof(WsDoor));
		doors->doors[(*n)++] = door_of(sense, &snap);
	}
	ws_free(graph->env, entries);
	return *n > before ? WS_SNAP_OK : problem;
}

static void
find_doors(WsGraph *graph, const WsSense *sense, const WsPoints *set, WsDoors *doors)
{
	size_t capacity = 0;
	uint32_t n = 0;

	doors->doors = ws_grow(graph->env, NULL, &capacity, (size_t) set->n_points + 1, sizeof(WsDoor));
	for (uint32_t i = 0; i < set->n_items; i++)
	{
		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(graph->env);
		doors->first[i] = n;
		doors->ids[i] = set->items[i].id;
		doors->problem[i] =
			(uint8_t) doors_of(graph, sense, set, &set->items[i], doors, &n, &capacity);
	}
	doors->first[doors->n_items] = n;
}

/* Copies doors into one block; with a NULL block only measures. */
static size_t
pack(const WsDoors *doors, WsDoors *block)
{
	uint32_t n = doors->first[doors->n_items];
	size_t doors_size = n * sizeof(WsDoor);
	size_t first_size = ((size_t) doors->n_items + 1) * sizeof(uint32_t);
	size_t ids_size = doors->n_items * sizeof(int64_t);
	size_t problem_size = doors->n_items;

	if (block)
	{
		block->n_items = doors->n_items;
		block->doors = (WsDoor *) (block + 1);
		block->ids = (int64_t *) (block->doors + n);
		block->first = (uint32_t *) (block->ids + doors->n_items);
		block->problem = (uint8_t *) (block->first + doors->n_items + 1);
		memcpy(block->doors, doors->doors, doors_size);
		memcpy(block->ids, doors->ids, ids_size);
		memcpy(block->first, doors->first, first_size);
		memcpy(block->problem, doors->problem, problem_size);
	}
	return sizeof(WsDoors) + doors_size + ids_size + first_size + problem_size;
}

const WsDoors *
ws_doors_kept(WsGraph *graph, const WsWalker *walker, WsMetric metric, const WsDigest *set)
{
	WsKeptKey key = {*set, *walker, metric};

	return ws_graph_find(graph, &key);
}

const WsDoors *
ws_doors(WsGraph *graph, const WsWalker *walker, WsMetric metric, const WsPoints *set)
{
	const WsEnv *env = graph->env;
	WsKeptKey key = {set->digest, *walker, metric};
	WsSense sense = {*walker, metric, false};
	WsDoors *kept = ws_graph_find(graph, &key);
	WsDoors doors = {.n_items = set->n_items};

	if (kept)
		return kept;
	doors.first = ws_alloc(env, ((size_t) doors.n_items + 1) * sizeof(uint32_t));
	doors.ids = ws_alloc(env, doors.n_items * sizeof(int64_t));
	doors.problem = ws_alloc(env, doors.n_items);
	find_doors(graph, &sense, set, &doors);
	kept = ws_graph_keep(graph, &key, pack(&doors, NULL));
	pack(&doors, kept);
	ws_free(env, doors.first);
	ws_free(env, doors.doors);
	ws_free(env, doors.ids);
	ws_free(env, doors.problem);
	return kept;
}
