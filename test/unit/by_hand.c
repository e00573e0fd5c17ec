/* by_hand.c - a few streets drawn by hand, see by_hand.h. */
#include "by_hand.h"

#include <math.h>

WsPoint
at(double east, double north)
{
	return (WsPoint){(int32_t) lrint(east / 111319.4908 * 1e7),
					 (int32_t) lrint(north / 110574.2727 * 1e7)};
}

void
street(WsStreets *streets, int64_t id, WsWay way, double x0, double y0, double x1, double y1)
{
	add_street(streets, id, way, (WsPoint[]){at(x0, y0), at(x1, y1)}, 2);
}

WsGraph
open_streets(const WsStreets *streets)
{
	Value *value = ws_alloc(test_env(), sizeof(Value));
	WsGraph graph;

	*value = build(streets);
	open_value(&graph, ws_cache_create(test_memory()), value);
	return graph;
}

WsWalk
walk_between(WsGraph *graph, const WsWalker *walker, WsPoint from, WsPoint to)
{
	WsSense sense = {*walker, WS_BY_TIME, false};
	WsSnap start = ws_snap(graph, walker, from), end = ws_snap(graph, walker, to);

	return ws_walk(graph, &sense, ws_budget_limit(WS_BY_TIME, WS_MAX_SECONDS), &from, &start, 1,
				   &to, &end, 1);
}

bool
near(double value, double exact)
{
	return fabs(value - exact) < 0.02 || test_explain("%.4f instead of %.4f", value, exact);
}
