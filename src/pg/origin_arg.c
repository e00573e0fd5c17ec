/* origin_arg.c - what the functions share that ask about one origin. */
#include "postgres.h"

#include "compat.h"
#include "origin_arg.h"
#include "walker_arg.h"

bool
origin_search(FunctionCallInfo fcinfo, double budget, Origin *origin)
{
	walker_read(fcinfo, 4, &origin->sense.walker);
	origin->sense.toward = bool_argument(fcinfo, 5, "toward");
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return false;
	graph_open(&origin->graph, PG_GETARG_DATUM(0));
	origin->doors = doors_read(fcinfo, 1, &origin->graph, "origin");
	origin->snaps = doors_snap(&origin->graph, &origin->sense.walker, &origin->doors);
	origin->search =
		ws_search(&origin->graph, &origin->sense, ws_budget_limit(origin->sense.metric, budget),
				  origin->snaps, origin->doors.n_points, NULL, 0);
	return true;
}

void
origin_end(Origin *origin)
{
	ws_search_free(origin->search);
	ws_graph_close(&origin->graph);
}

WsDrawing
drawing_read(FunctionCallInfo fcinfo)
{
	return (WsDrawing){metres_argument(fcinfo, 6, "cell_m", 1, 1000),
					   metres_argument(fcinfo, 7, "buffer_m", 0, 1000)};
}
