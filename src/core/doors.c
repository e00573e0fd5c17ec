/* doors.c - the doors of a point set, see doors.h. */
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

const WsDoors *
ws_doors(WsGraph *graph, const WsWalker *walker, WsMetric metric, const WsPoints *set)
{
	WsSense sense = {*walker, metric, false};
	WsDoors *doors = ws_alloc(graph->env, sizeof(WsDoors));
	uint32_t n = 0;

	doors->n_items = set->n_items;
	doors->first = ws_alloc(graph->env, ((size_t) set->n_items + 1) * sizeof(uint32_t));
	doors->doors = ws_alloc(graph->env, set->n_points * sizeof(WsDoor));
	doors->problem = ws_alloc(graph->env, set->n_items * sizeof(WsSnapProblem));
	for (uint32_t i = 0; i < set->n_items; i++)
	{
		const WsItem *item = &set->items[i];

		doors->first[i] = n;
		doors->problem[i] = WS_SNAP_OK;
		for (uint32_t p = item->first; p < item->first + item->count; p++)
		{
			WsSnap snap = ws_snap(graph, walker, set->points[p]);

			if (p % INTERRUPT_POINTS == 0)
				ws_interrupt(graph->env);
			if (snap.problem == WS_SNAP_OK)
				doors->doors[n++] = door_of(&sense, &snap);
			else if (p == item->first)
				doors->problem[i] = snap.problem;
		}
		if (n > doors->first[i])
			doors->problem[i] = WS_SNAP_OK;
	}
	doors->first[set->n_items] = n;
	return doors;
}
