/*
 * reach.c - from one origin: reach, reach_nodes, catchment.
 *
 * An origin without a street in reach gives no rows and no polygon: in a
 * statement over many origins one bad row must not fail the others. snap()
 * says what is wrong with it.
 */
#include "postgres.h"

#include <math.h>

#include "call.h"
#include "catchment.h"
#include "compat.h"
#include "env.h"
#include "reach.h"
#include "walker_arg.h"

PG_FUNCTION_INFO_V1(reach);
PG_FUNCTION_INFO_V1(reach_nodes);
PG_FUNCTION_INFO_V1(catchment);

/* The arguments that the three share, and where a search has come. */
typedef struct ReachCall
{
	WsGraph graph;
	WsSense sense;
	double budget;
	WsCost limit;
	GeometryPoints doors;
	WsSnap *snaps;
	WsSearch *search;
} ReachCall;

/* False where the answer is nothing: a NULL or EMPTY argument. */
static bool
begin(FunctionCallInfo fcinfo, ReachCall *call)
{
	budget_read(fcinfo, 2, 3, &call->sense.metric, &call->budget);
	walker_read(fcinfo, 4, &call->sense.walker);
	call->sense.toward = bool_argument(fcinfo, 5, "toward");
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return false;
	call->limit = ws_budget_limit(call->sense.metric, call->budget);
	graph_open(&call->graph, PG_GETARG_DATUM(0));
	call->doors = doors_read(fcinfo, 1, &call->graph, "origin");
	call->snaps = doors_snap(&call->graph, &call->sense.walker, &call->doors);
	return true;
}

static void
search(ReachCall *call)
{
	call->search = ws_search(&call->graph, &call->sense, call->limit, call->snaps,
							 call->doors.n_points, NULL, 0);
}

typedef struct ReachRows
{
	ReturnSetInfo *rows;
	GeometryWriter *writer;
	int32 srid;
	double *xy;
	size_t capacity;
} ReachRows;

#define REACH_COLUMNS 7

static void
put_piece(void *context, const WsPiece *piece)
{
	ReachRows *out = context;
	bool nulls[REACH_COLUMNS] = {false};
	Datum values[REACH_COLUMNS];
	size_t n;

	out->xy = ws_grow(walkshed_env(), out->xy, &out->capacity, 2 * ((size_t) piece->points + 2),
					  sizeof(double));
	n = ws_line_part(piece->line, piece->points, piece->from_fraction, piece->to_fraction, out->xy);
	values[0] = Int64GetDatum(piece->edge->id);
	values[1] = Int64GetDatum(piece->edge->source_id);
	values[2] = Float8GetDatum(piece->from_fraction);
	values[3] = Float8GetDatum(piece->to_fraction);
	values[4] = Float8GetDatum(piece->from_seconds);
	values[5] = Float8GetDatum(piece->to_seconds);
	values[6] = geometry_write_line(out->writer, out->srid, out->xy, n);
	rows_put(out->rows, values, nulls);
	pfree(DatumGetPointer(values[6]));
}

Datum
reach(PG_FUNCTION_ARGS)
{
	ReachRows out = {.rows = rows_begin(fcinfo)};
	ReachCall call;

	if (!begin(fcinfo, &call))
		return (Datum) 0;
	search(&call);
	out.writer = call_writer(fcinfo, TupleDescAttr(out.rows->setDesc, REACH_COLUMNS - 1)->atttypid);
	out.srid = call.graph.header.srid;
	ws_reach(call.search, &call.graph, &call.sense, call.limit, call.snaps, call.doors.n_points,
			 put_piece, &out);
	ws_graph_close(&call.graph);
	return (Datum) 0;
}

Datum
reach_nodes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	Datum values[3] = {0};
	bool nulls[3] = {false};
	RowForm *form;
	ReachCall call;

	if (!begin(fcinfo, &call))
		return (Datum) 0;
	search(&call);
	form = row_form(rows, values, nulls);
	for (uint32_t t = 0; t < call.graph.header.n_tiles; t++)
	{
		const WsCost *labels = ws_search_tile_labels(call.search, t);
		uint32_t n = labels ? ws_tile_node_count(&call.graph.header, t) : 0;

		for (uint32_t i = 0; i < n; i++)
			if (labels[i] != WS_UNREACHED)
			{
				row_set_int64(form, 0, ((int64) t << WS_TILE_SHIFT) + i);
				row_set_float8(form, 1, ws_cost_seconds(call.sense.metric, labels[i]));
				row_set_float8(form, 2, ws_cost_metres(call.sense.metric, labels[i]));
				row_put(form);
			}
	}
	ws_graph_close(&call.graph);
	return (Datum) 0;
}

Datum
catchment(PG_FUNCTION_ARGS)
{
	double cell = metres_argument(fcinfo, 6, "cell_m", 1, 1000);
	double buffer = metres_argument(fcinfo, 7, "buffer_m", 0, 1000);
	GeometryWriter *writer;
	WsPolygons polygons;
	ReachCall call;

	if (!begin(fcinfo, &call))
		PG_RETURN_NULL();
	search(&call);
	ws_catchment(call.search, &call.graph, &call.sense, call.budget, call.doors.points, call.snaps,
				 call.doors.n_points, cell, buffer, &polygons);
	ws_graph_close(&call.graph);
	if (polygons.n_rings == 0)
		PG_RETURN_NULL();
	writer = call_writer(fcinfo, get_fn_expr_rettype(fcinfo->flinfo));
	PG_RETURN_DATUM(geometry_write_multipolygon(writer, call.graph.header.srid, &polygons));
}
