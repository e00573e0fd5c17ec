/*
 * catchment.c - the area within reach: catchment, catchments, all_catchments.
 *
 * An origin without a street in reach has no polygon: in a statement over many
 * origins one bad row must not fail the others. snap() says what is wrong with it,
 * and so does all_catchments().
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "catchment.h"
#include "compat.h"
#include "env.h"
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

/* The doors of one thing, under all its tags. */
typedef struct Doors
{
	WsPoint *points;
	WsSnap *snaps;
	size_t n, points_capacity, snaps_capacity;
} Doors;

static void
add_door(Doors *doors, WsPoint point, WsSnap snap)
{
	const WsEnv *env = walkshed_env();

	doors->points =
		ws_grow(env, doors->points, &doors->points_capacity, doors->n + 1, sizeof(WsPoint));
	doors->snaps = ws_grow(env, doors->snaps, &doors->snaps_capacity, doors->n + 1, sizeof(WsSnap));
	doors->points[doors->n] = point;
	doors->snaps[doors->n++] = snap;
}

static void
add_doors(Doors *doors, WsGraph *graph, const WsWalker *walker, const WsPoints *set,
		  const WsItem *item)
{
	if (item->count == 0 && item->rings > 0)
	{
		size_t n;
		WsEntry *entries = ws_outline_entries(graph, walker, set->rings + item->first_ring,
											  item->rings, set->vertices, &n);

		for (size_t i = 0; i < n; i++)
			add_door(doors, entries[i].at, entries[i].snap);
		pfree(entries);
	}
	for (uint32_t i = 0; i < item->count; i++)
	{
		WsPoint point = set->points[item->first + i];

		add_door(doors, point, ws_snap(graph, walker, point));
	}
}

static const char *
origin_problem(const Doors *doors, const WsWalker *walker)
{
	for (size_t i = 0; i < doors->n; i++)
		if (doors->snaps[i].problem == WS_SNAP_OK)
			return NULL;
	return doors->n == 0 ? "the origin has no location"
						 : snap_problem_text(doors->snaps[0].problem, walker);
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
	Doors doors = {0};
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
		const char *problem;

		CHECK_FOR_INTERRUPTS();
		doors.n = 0;
		for (next = i; next < set.n_items && set.items[next].id == set.items[i].id; next++)
			add_doors(&doors, &graph, &sense.walker, &set, &set.items[next]);
		problem = origin_problem(&doors, &sense.walker);
		if (problem)
		{
			nulls[1] = nulls[2] = true;
			nulls[3] = false;
			values[3] = CStringGetTextDatum(problem);
			rows_put(rows, values, nulls);
			pfree(DatumGetPointer(values[3]));
			continue;
		}
		ws_search_run(search, doors.snaps, doors.n, NULL, 0);
		for (int b = 0; b < n; b++)
		{
			values[1] = Float8GetDatum(budgets[b].given);
			if (!draw(search, &graph, &sense, budgets[b].limit, doors.points, doors.snaps, doors.n,
					  &drawing, writer, &values[2]))
				elog(ERROR, "a door with a street has no catchment");
			rows_put(rows, values, nulls);
			pfree(DatumGetPointer(values[2]));
		}
	}
	ws_search_free(search);
	ws_graph_close(&graph);
	return (Datum) 0;
}
