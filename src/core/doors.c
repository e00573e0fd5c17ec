/*
 * doors.c - the doors of a point set, see doors.h.
 *
 * They are worked out in the call's own memory and then copied into one block
 * of the cache's, which an error on the way cannot leave half made.
 */
#include "doors.h"

#define INTERRUPT_POINTS 256

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

static void
find_doors(WsGraph *graph, const WsSense *sense, const WsPoints *set, WsDoors *doors)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < set->n_items; i++)
	{
		const WsItem *item = &set->items[i];

		doors->first[i] = n;
		doors->problem[i] = WS_SNAP_OK;
		for (uint32_t p = item->first; p < item->first + item->count; p++)
		{
			WsSnap snap = ws_snap(graph, &sense->walker, set->points[p]);

			if (p % INTERRUPT_POINTS == 0)
				ws_interrupt(graph->env);
			if (snap.problem == WS_SNAP_OK)
				doors->doors[n++] = door_of(sense, &snap);
			else if (p == item->first)
				doors->problem[i] = snap.problem;
		}
		if (n > doors->first[i])
			doors->problem[i] = WS_SNAP_OK;
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
	size_t problem_size = doors->n_items * sizeof(WsSnapProblem);

	if (block)
	{
		block->n_items = doors->n_items;
		block->doors = (WsDoor *) (block + 1);
		block->first = (uint32_t *) (block->doors + n);
		block->problem = (WsSnapProblem *) (block->first + doors->n_items + 1);
		memcpy(block->doors, doors->doors, doors_size);
		memcpy(block->first, doors->first, first_size);
		memcpy(block->problem, doors->problem, problem_size);
	}
	return sizeof(WsDoors) + doors_size + first_size + problem_size;
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
	doors.doors = ws_alloc(env, set->n_points * sizeof(WsDoor));
	doors.problem = ws_alloc(env, doors.n_items * sizeof(WsSnapProblem));
	find_doors(graph, &sense, set, &doors);
	kept = ws_graph_keep(graph, &key, pack(&doors, NULL));
	pack(&doors, kept);
	ws_free(env, doors.first);
	ws_free(env, doors.doors);
	ws_free(env, doors.problem);
	return kept;
}
