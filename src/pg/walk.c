/* walk.c - snap and walk: a door and its street, a door and another. */
#include "postgres.h"

#include "utils/builtins.h"

#include "call.h"
#include "compat.h"
#include "env.h"
#include "walk.h"
#include "walker_arg.h"

PG_FUNCTION_INFO_V1(snap);
PG_FUNCTION_INFO_V1(walk);

#define SNAP_COLUMNS 6
#define WALK_COLUMNS 11

Datum
snap(PG_FUNCTION_ARGS)
{
	TupleDesc type = call_row_type(fcinfo);
	Datum values[SNAP_COLUMNS];
	bool nulls[SNAP_COLUMNS];
	WsWalker walker;
	WsGraph graph;
	GeometryPoints doors;
	WsSnap *snaps;
	WsSnap best;

	walker_read(fcinfo, 2, &walker);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	graph_open(&graph, PG_GETARG_DATUM(0));
	doors = doors_read(fcinfo, 1, &graph, "point");
	if (geometry_is_empty(&doors))
	{
		ws_graph_close(&graph);
		PG_RETURN_NULL();
	}
	snaps = doors_snap(&graph, &walker, &doors);
	/* Of several points the one nearest to a street, the first among equals. */
	best = snaps[0];
	for (uint32 i = 1; i < doors.n_points; i++)
		if (snaps[i].problem == WS_SNAP_OK &&
			(best.problem != WS_SNAP_OK || snaps[i].metres < best.metres))
			best = snaps[i];

	memset(nulls, best.problem != WS_SNAP_OK, sizeof nulls);
	nulls[SNAP_COLUMNS - 1] = best.problem == WS_SNAP_OK;
	if (best.problem == WS_SNAP_OK)
	{
		values[0] = Int64GetDatum(best.edge);
		values[1] = Float8GetDatum(best.fraction);
		values[2] = Float8GetDatum(best.metres);
		values[3] = Float8GetDatum(best.metres * walker.off_street_factor / walker.speed_mps);
		values[4] = geometry_write_point(call_writer(fcinfo, TupleDescAttr(type, 4)->atttypid),
										 graph.header.srid, best.x / WS_UNITS_PER_DEGREE,
										 best.y / WS_UNITS_PER_DEGREE);
	}
	else
		values[5] = CStringGetTextDatum(snap_problem_text(best.problem, &walker));
	ws_graph_close(&graph);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(type, values, nulls)));
}

/* Why there is no walk. */
static const char *
walk_problem(const WsSnap *from, uint32 n_from, const WsSnap *to, uint32 n_to,
			 const WsWalker *walker)
{
	bool from_ok = false, to_ok = false;

	for (uint32 i = 0; i < n_from; i++)
		from_ok |= from[i].problem == WS_SNAP_OK;
	for (uint32 i = 0; i < n_to; i++)
		to_ok |= to[i].problem == WS_SNAP_OK;
	if (!from_ok)
		return psprintf("origin: %s", snap_problem_text(from[0].problem, walker));
	if (!to_ok)
		return psprintf("destination: %s", snap_problem_text(to[0].problem, walker));
	return "no way leads there within a day";
}

Datum
walk(PG_FUNCTION_ARGS)
{
	TupleDesc type = call_row_type(fcinfo);
	WsSense sense = {.metric = WS_BY_TIME, .toward = false};
	Datum values[WALK_COLUMNS];
	bool nulls[WALK_COLUMNS];
	WsGraph graph;
	GeometryPoints from, to;
	WsSnap *from_snaps, *to_snaps;
	WsWalk walk;

	walker_read(fcinfo, 3, &sense.walker);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	graph_open(&graph, PG_GETARG_DATUM(0));
	from = doors_read(fcinfo, 1, &graph, "origin");
	to = doors_read(fcinfo, 2, &graph, "destination");
	if (geometry_is_empty(&from) || geometry_is_empty(&to))
	{
		ws_graph_close(&graph);
		PG_RETURN_NULL();
	}
	from_snaps = doors_snap(&graph, &sense.walker, &from);
	to_snaps = doors_snap(&graph, &sense.walker, &to);
	walk = ws_walk(&graph, &sense, ws_budget_limit(WS_BY_TIME, WS_MAX_SECONDS), from.points,
				   from_snaps, from.n_points, to.points, to_snaps, to.n_points);

	memset(nulls, !walk.found, sizeof nulls);
	nulls[9] = walk.found;
	if (walk.found)
	{
		double straight = ws_metres(from.points[walk.origin], to.points[walk.destination]);

		values[0] = Float8GetDatum(walk.seconds);
		values[1] = Float8GetDatum(walk.metres);
		values[2] = Float8GetDatum(straight);
		nulls[3] = straight == 0;
		values[3] = Float8GetDatum(straight == 0 ? 0 : walk.metres / straight);
		values[4] = Int32GetDatum((int32) walk.passed[WS_KIND_STEPS]);
		values[5] = Int32GetDatum(
			(int32) (walk.passed[WS_KIND_CROSSING] + walk.passed[WS_KIND_SIGNAL_CROSSING]));
		values[6] = Int32GetDatum((int32) walk.passed[WS_KIND_FOOTBRIDGE]);
		values[7] = Int32GetDatum((int32) walk.passed[WS_KIND_UNDERPASS]);
		values[8] = Int32GetDatum((int32) walk.passed[WS_KIND_LIFT]);
		/* From a door to itself there is no line. */
		nulls[10] = walk.points < 2;
		if (!nulls[10])
			values[10] = geometry_write_line(call_writer(fcinfo, TupleDescAttr(type, 10)->atttypid),
											 graph.header.srid, walk.line, walk.points);
	}
	else
		values[9] = CStringGetTextDatum(
			walk_problem(from_snaps, from.n_points, to_snaps, to.n_points, &sense.walker));
	ws_graph_close(&graph);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(type, values, nulls)));
}
