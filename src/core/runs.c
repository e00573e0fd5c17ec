/*
 * runs.c - the runs of streets or of barriers in a box, see runs.h.
 *
 * Two trees deep: the R-tree of the tiles says which tiles have any there, and
 * only those are read; the tree in each has the boxes of its runs. A run whose
 * box touches the box may still miss it.
 */
#include "runs.h"

static inline const WsLines *
lines_of(const WsTile *tile, WsRuns runs)
{
	return runs == WS_STREETS ? &tile->lines : &tile->barriers;
}

typedef struct Visit
{
	WsGraph *graph;
	WsRuns runs;
	const WsBox *box;
	const WsTile *tile;
	WsRunVisit visit;
	void *context;
} Visit;

static bool
visit_run(void *context, uint32_t i)
{
	const Visit *v = context;

	return v->visit(v->context, v->tile, &lines_of(v->tile, v->runs)->runs[i]);
}

static bool
visit_tile(void *context, uint32_t i)
{
	Visit *v = context;

	v->tile = ws_graph_tile(v->graph, i);
	return ws_rtree_each(&lines_of(v->tile, v->runs)->tree, v->box, visit_run, v);
}

bool
ws_each_run(WsGraph *graph, WsRuns runs, const WsBox *box, WsRunVisit visit, void *context)
{
	Visit v = {.graph = graph, .runs = runs, .box = box, .visit = visit, .context = context};

	return ws_rtree_each(runs == WS_STREETS ? graph->edge_boxes : graph->barrier_boxes, box,
						 visit_tile, &v);
}
