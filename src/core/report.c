/*
 * report.c - what is in a network, and what was left out of it.
 *
 * Components are what no one can reach from the rest, whatever the walker.
 */
#include "report.h"

#include <stdio.h>

#include "components.h"
#include "snap.h"

#define NEAR_MISS_M 2.0

typedef struct Survey
{
	uint32_t *component; /* of a node: its smallest one */
	double *metres; /* of a component, at that node */
	uint32_t edges[WS_KIND_COUNT];
	double kind_metres[WS_KIND_COUNT];
	double total_metres;
	uint32_t one_way;
	uint32_t dead_ends;
	uint32_t near_misses;
} Survey;

static void
survey_tile(WsGraph *graph, const WsTile *tile, Survey *s)
{
	for (uint32_t i = 0; i < tile->n_edges; i++)
	{
		const WsEdge *edge = &tile->edges[i];
		double metres = edge->way.length / WS_LENGTH_UNITS;

		s->edges[edge->way.kind]++;
		s->kind_metres[edge->way.kind] += metres;
		s->total_metres += metres;
		s->one_way += edge->way.forward != edge->way.backward;
		if (edge->way.forward || edge->way.backward)
			s->metres[s->component[edge->source]] += metres;
	}
	for (uint32_t v = 0; v < tile->n_nodes; v++)
		if (tile->arc_start[v + 1] - tile->arc_start[v] == 1)
		{
			uint32_t edge = tile->edges[tile->arcs[tile->arc_start[v]].record >> 1].id;

			s->dead_ends++;
			s->near_misses += ws_near_another_edge(graph, tile->nodes[v], NEAR_MISS_M, edge);
		}
}

void
ws_report(WsGraph *graph, WsReportCallback callback, void *context)
{
	const WsHeader *h = &graph->header;
	Survey *s = ws_alloc0(graph->env, sizeof(Survey));
	uint32_t components = 0;
	double largest = 0;

	s->component = ws_components(graph, NULL);
	s->metres = ws_alloc0(graph->env, h->n_nodes * sizeof(double));
	for (uint32_t t = 0; t < h->n_tiles; t++)
	{
		ws_interrupt(graph->env);
		survey_tile(graph, ws_graph_tile(graph, t), s);
	}
	for (uint32_t v = 0; v < h->n_nodes; v++)
		if (s->component[v] == v)
		{
			components++;
			if (s->metres[v] > largest)
				largest = s->metres[v];
		}

	callback(context, "rows", h->input.rows, "input rows of network_agg");
	callback(context, "rows_without_geometry", h->input.null_rows, "geometry NULL: left out");
	callback(context, "rows_with_empty_geometry", h->input.empty_rows, "geometry EMPTY: left out");
	callback(context, "parts_without_length", h->input.point_parts,
			 "all vertices equal after rounding to 1e-7 degree: left out");
	callback(context, "repeated_vertices", h->input.repeated_vertices,
			 "equal neighbours in a line: left out");
	callback(context, "rows_closed", h->input.closed_rows, "foot = no: kept, closed both ways");
	callback(context, "rows_with_hours", h->input.timed_rows,
			 "hours, valid_from or valid_to given: not applied, filter the rows instead");
	callback(context, "barrier_rows", h->input.barrier_rows, "kind = barrier: not walkable");
	callback(context, "ends_joined", h->input.joined_ends,
			 "dead ends within snap_m of another line, joined to it");
	callback(context, "nodes", h->n_nodes, "where lines end or share a vertex");
	callback(context, "edges", h->n_edges, "lines between nodes");
	callback(context, "edges_one_way", s->one_way, "open in one direction only");
	callback(context, "length_km", s->total_metres / 1000, "of all edges");
	for (int kind = 0; kind < WS_KIND_COUNT; kind++)
		if (s->edges[kind] > 0)
		{
			char metric[64], note[64];

			snprintf(metric, sizeof metric, "edges_%s", ws_kind_names[kind]);
			snprintf(note, sizeof note, "%.3f km", s->kind_metres[kind] / 1000);
			callback(context, metric, s->edges[kind], note);
		}
	callback(context, "components", components,
			 "parts without a way between them, single nodes of closed edges included");
	callback(context, "largest_component_share",
			 s->total_metres > 0 ? largest / s->total_metres : 0, "of the length");
	callback(context, "dead_ends", s->dead_ends, "nodes with one edge");
	callback(context, "dead_ends_near_another_edge", s->near_misses,
			 "within 2 m of an edge that they do not join: perhaps a gap in the data");
	callback(context, "tiles", h->n_tiles, "what a search loads at a time");
	callback(context, "bytes", h->size, "of the value");
	ws_free(graph->env, s->component);
	ws_free(graph->env, s->metres);
	ws_free(graph->env, s);
}
