/*
 * catchment.c - the area within reach: catchment, catchments.
 *
 * An origin without a street in reach has no polygon: in a statement over many
 * origins one bad row must not fail the others. snap() says what is wrong with it,
 * and so does catchments() over a point set.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "catchment.h"
#include "compat.h"
#include "origin_arg.h"
#include "scratch.h"
#include "walker_arg.h"

PG_FUNCTION_INFO_V1(catchment);
PG_FUNCTION_INFO_V1(catchments);

/* False where there is none. */
static bool
draw(WsSearch *search, WsGraph *graph, const WsSense *sense, double budget, const WsPoint *doors,
	 const WsSnap *snaps, size_t n, const WsDrawing *drawing, GeometryWriter *writer, Datum *polygon)
{
	WsPolygons polygons;

	ws_catchment(walkshed_scratch(), search, graph, sense, budget, doors, snaps, n, drawing, &polygons);
	if (polygons.n_rings == 0)
		return false;
	*polygon = geometry_write_multipolygon(writer, graph->header.srid, &polygons);
	return true;
}

Datum
catchment(PG_FUNCTION_ARGS)
{
	WsDrawing drawing = drawing_read(fcinfo);
	Origin origin;
	double budget;
	Datum polygon;
	bool found;

	budget_read(fcinfo, 2, 3, &origin.sense.metric, &budget);
	if (!origin_search(fcinfo, budget, &origin))
		PG_RETURN_NULL();
	found = draw(origin.search, &origin.graph, &origin.sense, budget, origin.doors.points,
				 origin.snaps, origin.doors.n_points, &drawing,
				 call_writer(fcinfo, get_fn_expr_rettype(fcinfo->flinfo)), &polygon);
	origin_end(&origin);
	if (!found)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(polygon);
}

Datum
catchments(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	GeometryWriter *writer = call_writer(fcinfo, TupleDescAttr(rows->setDesc, 1)->atttypid);
	WsDrawing drawing = drawing_read(fcinfo);
	Origin origin;
	Budget *budgets;
	int n = budgets_read(fcinfo, 2, 3, &origin.sense.metric, &budgets);

	if (n == 0 || !origin_search(fcinfo, budgets[n - 1].limit, &origin))
		return (Datum) 0;
	for (int i = 0; i < n; i++)
	{
		Datum values[2] = {Float8GetDatum(budgets[i].given)};
		bool nulls[2] = {false};

		if (!draw(origin.search, &origin.graph, &origin.sense, budgets[i].limit,
				  origin.doors.points, origin.snaps, origin.doors.n_points, &drawing, writer,
				  &values[1]))
			break;
		rows_put(rows, values, nulls);
		pfree(DatumGetPointer(values[1]));
	}
	origin_end(&origin);
	return (Datum) 0;
}
