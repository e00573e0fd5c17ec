/*
 * network.c - what is in a network: network_edges, network_components,
 * network_report, and the cache's statistics.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "call.h"
#include "compat.h"
#include "components.h"
#include "env.h"
#include "report.h"
#include "walker_arg.h"

PG_FUNCTION_INFO_V1(network_edges);
PG_FUNCTION_INFO_V1(network_components);
PG_FUNCTION_INFO_V1(network_report);
PG_FUNCTION_INFO_V1(cache_stats);

#define EDGE_COLUMNS 9

static double
seconds_or_closed(const WsWalker *walker, const WsWay *way, bool reverse)
{
	double seconds = ws_way_seconds(walker, way, reverse);

	return seconds < 0 ? -1 : seconds;
}

Datum
network_edges(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	GeometryWriter *writer =
		call_writer(fcinfo, TupleDescAttr(rows->setDesc, EDGE_COLUMNS - 1)->atttypid);
	WsWalker walker;
	WsGraph graph;
	Datum kinds[WS_KIND_COUNT];
	bool nulls[EDGE_COLUMNS] = {false};

	walker_read(fcinfo, 1, &walker);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	for (int i = 0; i < WS_KIND_COUNT; i++)
		kinds[i] = CStringGetTextDatum(ws_kind_names[i]);
	graph_open(&graph, PG_GETARG_DATUM(0));
	for (uint32_t t = 0; t < graph.header.n_tiles; t++)
	{
		const WsTile *tile = ws_graph_tile(&graph, t);

		for (uint32_t i = 0; i < tile->n_edges; i++)
		{
			const WsEdge *edge = &tile->edges[i];
			uint32_t first = tile->lines.start[i];
			uint32_t n = tile->lines.start[i + 1] - first;
			double *xy = palloc(sizeof(double) * 2 * (n + 2));
			size_t points = ws_line_part(tile->lines.vertices + first, n, 0, 1, xy);
			Datum values[EDGE_COLUMNS] = {
				Int64GetDatum(edge->id),
				Int64GetDatum(edge->source),
				Int64GetDatum(edge->target),
				Float8GetDatum(seconds_or_closed(&walker, &edge->way, false)),
				Float8GetDatum(seconds_or_closed(&walker, &edge->way, true)),
				Float8GetDatum(edge->way.length / WS_LENGTH_UNITS),
				kinds[edge->way.kind],
				Int64GetDatum(edge->source_id),
				geometry_write_line(writer, graph.header.srid, xy, points)};

			rows_put(rows, values, nulls);
			pfree(DatumGetPointer(values[EDGE_COLUMNS - 1]));
			pfree(xy);
		}
		CHECK_FOR_INTERRUPTS();
	}
	ws_graph_close(&graph);
	return (Datum) 0;
}

Datum
network_components(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	WsWalker walker;
	WsGraph graph;
	uint32_t *component;
	bool nulls[2] = {false};

	walker_read(fcinfo, 1, &walker);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	graph_open(&graph, PG_GETARG_DATUM(0));
	component = ws_components(&graph, &walker);
	for (uint32_t v = 0; v < graph.header.n_nodes; v++)
	{
		Datum values[2] = {Int64GetDatum(v), Int64GetDatum(component[v])};

		rows_put(rows, values, nulls);
	}
	ws_free(graph.env, component);
	ws_graph_close(&graph);
	return (Datum) 0;
}

static void
put_metric(void *context, const char *metric, double value, const char *note)
{
	ReturnSetInfo *rows = context;
	Datum values[3] = {CStringGetTextDatum(metric), Float8GetDatum(value),
					   CStringGetTextDatum(note)};
	bool nulls[3] = {false};

	rows_put(rows, values, nulls);
}

Datum
network_report(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	WsGraph graph;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	graph_open(&graph, PG_GETARG_DATUM(0));
	ws_report(&graph, put_metric, rows);
	ws_graph_close(&graph);
	return (Datum) 0;
}

Datum
cache_stats(PG_FUNCTION_ARGS)
{
	WsCacheStats stats = ws_cache_stats(walkshed_cache());
	Datum values[5] = {Int64GetDatum(stats.tiles_loaded), Int64GetDatum(stats.bytes_read),
					   Int64GetDatum(stats.tiles_cached), Int64GetDatum(stats.bytes_cached),
					   Int64GetDatum(stats.tiles_evicted)};
	bool nulls[5] = {false};

	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(call_row_type(fcinfo), values, nulls)));
}
