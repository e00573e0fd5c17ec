/*
 * components.c - the parts of a network that nobody can walk between.
 *
 * Of the graph as an undirected one, by union-find over its nodes. The smaller
 * number is the root: no ranks, halving suffices.
 */
#include "components.h"

static uint32_t
root(uint32_t *parent, uint32_t v)
{
	while (parent[v] != v)
	{
		parent[v] = parent[parent[v]];
		v = parent[v];
	}
	return v;
}

static bool
joins(const WsWalker *walker, const WsWay *way)
{
	return walker ? ws_way_open(walker, way) : way->forward || way->backward;
}

uint32_t *
ws_components(WsGraph *graph, const WsWalker *walker)
{
	uint32_t n_nodes = graph->header.n_nodes;
	uint32_t *parent = ws_alloc(graph->env, n_nodes * sizeof(uint32_t));

	for (uint32_t v = 0; v < n_nodes; v++)
		parent[v] = v;
	for (uint32_t t = 0; t < graph->header.n_tiles; t++)
	{
		const WsTile *tile = ws_graph_tile(graph, t);

		ws_interrupt(graph->env);
		for (uint32_t i = 0; i < tile->n_edges; i++)
			if (joins(walker, &tile->edges[i].way))
			{
				uint32_t a = root(parent, tile->edges[i].source);
				uint32_t b = root(parent, tile->edges[i].target);

				parent[a > b ? a : b] = a > b ? b : a;
			}
	}
	for (uint32_t v = 0; v < n_nodes; v++)
		parent[v] = root(parent, v);
	return parent;
}
