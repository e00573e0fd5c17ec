/*
 * catchment.c - the area within reach: catchment, catchments, all_catchments.
 *
 * An origin without a street in reach has no polygon: in a statement over many
 * origins one bad row must not fail the others. snap() says what is wrong with it,
 * and so does all_catchments().
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
PG_FUNCTION_INFO_V1(all_catchments);

/* False where there is none. */
static bool
draw(WsSearch *search, WsGraph *graph, const WsSense *sense, double budget, const WsPoint *doors,
	 const WsSnap *snaps, size_t n, const WsDrawing *drawing, GeometryWriter *writer,
	 Datum *polygon)
{
	WsPolygons polygons;

	ws_catchment(walkshed_scratch(), search, graph, sense, budget, doors, snaps, n, drawing,
				 &polygons);
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

/* One id of a set, under all its tags: its points or, if it has none, its outlines. */
static GeometryPoints
doors_of_id(const WsPoints *set, uint32_t first, uint32_t last)
{
	GeometryPoints doors = {.srid = (int32) set->srid,
							.points = set->points + set->items[first].first,
							.rings = set->rings + set->items[first].first_ring,
							.vertices = set->vertices};

	for (uint32_t i = first; i < last; i++)
	{
		doors.n_points += set->items[i].count;
		doors.n_rings += set->items[i].rings;
	}
	if (doors.n_points > 0)
		doors.n_rings = 0;
	return doors;
}

static const char *
origin_problem(const WsSnap *snaps, size_t n, const WsWalker *walker)
{
	for (size_t i = 0; i < n; i++)
		if (snaps[i].problem == WS_SNAP_OK)
			return NULL;
	return n == 0 ? "the origin has no location" : snap_problem_text(snaps[0].problem, walker);
}

Datum
all_catchments(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	GeometryWriter *writer = call_writer(fcinfo, TupleDescAttr(rows->setDesc, 2)->atttypid);
	WsDrawing drawing = drawing_read(fcinfo);
	WsSense sense = {0};
	WsGraph graph;
	WsPoints set;
	WsSearch *search;
	Budget *budgets;
	int n = budgets_read(fcinfo, 2, 3, &sense.metric, &budgets);

	walker_read(fcinfo, 4, &sense.walker);
	sense.toward = bool_argument(fcinfo, 5, "toward");
	if (n == 0 || PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	graph_open(&graph, PG_GETARG_DATUM(0));
	points_open(&set, PG_GETARG_DATUM(1));
	if (ws_points_located(&set))
		check_srid(&graph, set.srid, "origins");
	search = ws_search_create(&graph, &sense, ws_budget_limit(sense.metric, budgets[n - 1].limit));
	/* Items come by id. */
	for (uint32_t i = 0, next; i < set.n_items; i = next)
	{
		Datum values[4] = {Int64GetDatum(set.items[i].id)};
		bool nulls[4] = {false, false, false, true};
		GeometryPoints doors;
		WsSnap *snaps;
		const char *problem;

		for (next = i; next < set.n_items && set.items[next].id == set.items[i].id; next++)
			;
		doors = doors_of_id(&set, i, next);
		snaps = doors_snap(&graph, &sense.walker, &doors);
		problem = origin_problem(snaps, doors.n_points, &sense.walker);
		if (problem)
		{
			nulls[1] = nulls[2] = true;
			nulls[3] = false;
			values[3] = CStringGetTextDatum(problem);
			rows_put(rows, values, nulls);
			pfree(DatumGetPointer(values[3]));
			pfree(snaps);
			continue;
		}
		ws_search_run(search, snaps, doors.n_points, NULL, 0);
		for (int b = 0; b < n; b++)
		{
			values[1] = Float8GetDatum(budgets[b].given);
			if (!draw(search, &graph, &sense, budgets[b].limit, doors.points, snaps, doors.n_points,
					  &drawing, writer, &values[2]))
				elog(ERROR, "a door with a street has no catchment");
			rows_put(rows, values, nulls);
			pfree(DatumGetPointer(values[2]));
		}
		pfree(snaps);
	}
	ws_search_free(search);
	ws_graph_close(&graph);
	return (Datum) 0;
}
