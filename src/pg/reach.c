/*
 * reach.c - from one origin: reach, reach_nodes.
 *
 * An origin without a street in reach gives no rows and no polygon: in a
 * statement over many origins one bad row must not fail the others. snap()
 * says what is wrong with it.
 */
#include "postgres.h"

#include <math.h>

#include "compat.h"
#include "env.h"
#include "origin_arg.h"
#include "reach.h"
#include "walker_arg.h"

PG_FUNCTION_INFO_V1(reach);
PG_FUNCTION_INFO_V1(reach_nodes);

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
	Origin origin;
	double budget;

	budget_read(fcinfo, 2, 3, &origin.sense.metric, &budget);
	if (!origin_search(fcinfo, budget, &origin))
		return (Datum) 0;
	out.writer = call_writer(fcinfo, TupleDescAttr(out.rows->setDesc, REACH_COLUMNS - 1)->atttypid);
	out.srid = origin.graph.header.srid;
	ws_reach(origin.search, &origin.graph, &origin.sense,
			 ws_budget_limit(origin.sense.metric, budget), origin.snaps, origin.doors.n_points,
			 &(WsReachVisitor){.piece = put_piece, .context = &out});
	origin_end(&origin);
	return (Datum) 0;
}

Datum
reach_nodes(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	Datum values[3] = {0};
	bool nulls[3] = {false};
	RowForm *form;
	Origin origin;
	double budget;

	budget_read(fcinfo, 2, 3, &origin.sense.metric, &budget);
	if (!origin_search(fcinfo, budget, &origin))
		return (Datum) 0;
	form = row_form(rows, values, nulls);
	for (uint32_t t = 0; t < origin.graph.header.n_tiles; t++)
	{
		const WsCost *labels = ws_search_tile_labels(origin.search, t);
		uint32_t n = labels ? ws_tile_node_count(&origin.graph.header, t) : 0;

		for (uint32_t i = 0; i < n; i++)
			if (labels[i] != WS_UNREACHED)
			{
				row_set_int64(form, 0, ((int64) t << WS_TILE_SHIFT) + i);
				row_set_float8(form, 1, ws_cost_seconds(origin.sense.metric, labels[i]));
				row_set_float8(form, 2, ws_cost_metres(origin.sense.metric, labels[i]));
				row_put(form);
			}
	}
	origin_end(&origin);
	return (Datum) 0;
}
