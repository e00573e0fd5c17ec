/* town.c - streets as the core and the oracle have them, see town.h. */
#include "town.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAME_PLACE 0.001 /* metres: two ways to compute one distance */
#define AROUND_EDGE 0.02 /* metres: between the two bounds at the edge of a barrier */

/* An edge or a piece: the same line of the same street. */
typedef struct Line
{
	int64_t street;
	const WsPoint *points;
	uint32_t n;
	uint32_t index;
} Line;

static int
by_line(const void *a, const void *b)
{
	const Line *p = a, *q = b;

	if (p->street != q->street)
		return p->street < q->street ? -1 : 1;
	if (p->n != q->n)
		return p->n < q->n ? -1 : 1;
	return memcmp(p->points, q->points, p->n * sizeof(WsPoint));
}

static bool
match_nodes(Town *town)
{
	uint32_t n = town->graph.header.n_nodes;
	bool *seen = ws_alloc0(test_env(), n * sizeof(bool));

	if (n != town->oracle.n_nodes)
		return test_explain("%u nodes instead of %u", n, town->oracle.n_nodes);
	town->node_of = ws_alloc(test_env(), n * sizeof(uint32_t));
	for (uint32_t t = 0; t < town->graph.header.n_tiles; t++)
	{
		const WsTile *tile = ws_graph_tile(&town->graph, t);

		for (uint32_t i = 0; i < tile->n_nodes; i++)
		{
			uint32_t node = oracle_node(&town->oracle, tile->nodes[i]);

			if (node == UINT32_MAX || seen[node])
				return test_explain("node %u is none, or is twice", tile->first_node + i);
			seen[node] = true;
			town->node_of[tile->first_node + i] = node;
		}
	}
	ws_free(test_env(), seen);
	return true;
}

static bool
match_edges(Town *town)
{
	uint32_t n = town->graph.header.n_edges;
	Line *edges = ws_alloc(test_env(), n * sizeof(Line));
	Line *pieces = ws_alloc(test_env(), n * sizeof(Line));
	bool same = true;

	if (n != town->oracle.n_pieces)
		return test_explain("%u edges instead of %u", n, town->oracle.n_pieces);
	town->piece_of = ws_alloc(test_env(), n * sizeof(uint32_t));
	for (uint32_t i = 0; i < n; i++)
	{
		const Piece *piece = &town->oracle.pieces[i];
		const WsEdge *edge = ws_graph_edge(&town->graph, i, &edges[i].points, &edges[i].n);

		edges[i].street = edge->source_id;
		edges[i].index = i;
		pieces[i] = (Line){piece->street, piece->points, piece->n, i};
	}
	qsort(edges, n, sizeof(Line), by_line);
	qsort(pieces, n, sizeof(Line), by_line);
	for (uint32_t i = 0; i < n && same; i++)
	{
		const Piece *piece = &town->oracle.pieces[pieces[i].index];
		const WsPoint *line;
		uint32_t points;
		const WsEdge *edge = ws_graph_edge(&town->graph, edges[i].index, &line, &points);

		town->piece_of[edges[i].index] = pieces[i].index;
		same = by_line(&edges[i], &pieces[i]) == 0 &&
			   town->node_of[edge->source] == piece->source &&
			   town->node_of[edge->target] == piece->target &&
			   fabs(edge->way.length / WS_LENGTH_UNITS - piece->metres) <
				   0.0001 + 2e-6 * piece->metres &&
			   edge->way.kind == piece->way.kind && edge->way.forward == piece->way.forward &&
			   edge->way.backward == piece->way.backward &&
			   edge->way.no_wheelchair == piece->way.no_wheelchair &&
			   edge->way.no_doors == piece->way.no_doors;
		if (!same)
			test_explain("edge %u of street %lld is not as it should be", edges[i].index,
						 (long long) edge->source_id);
	}
	ws_free(test_env(), edges);
	ws_free(test_env(), pieces);
	return same;
}

bool
town_of(Town *town, const WsStreets *streets)
{
	const WsInputCounts *input = &town->graph.header.input;

	*town = (Town){.oracle = oracle_of(streets), .value = build(streets)};
	ws_network_check(test_env(), town->value.data, town->value.size);
	town->cache = ws_cache_create(test_memory());
	open_value(&town->graph, town->cache, &town->value);
	if (input->point_parts != town->oracle.null_parts ||
		input->repeated_vertices != town->oracle.repeated)
		return test_explain("%u parts and %u vertices were dropped instead of %u and %u",
							input->point_parts, input->repeated_vertices, town->oracle.null_parts,
							town->oracle.repeated);
	return match_nodes(town) && match_edges(town);
}

void
town_reopen(Town *town)
{
	ws_graph_close(&town->graph);
	open_value(&town->graph, town->cache, &town->value);
}

void
town_walk_as(Town *town, WsWalker *walker)
{
	for (int tries = 0; tries < 100; tries++)
	{
		bool unclear = false;

		oracle_walk_as(&town->oracle, walker);
		for (uint32_t i = 0; i < town->oracle.n_pieces; i++)
		{
			const Piece *piece = &town->oracle.pieces[i];

			unclear |= fabs(piece->grade - walker->steepest_grade) * piece->metres < 0.001;
		}
		if (!unclear)
			return;
		walker->steepest_grade *= 1.05;
	}
	walker->steepest_grade = INFINITY;
	oracle_walk_as(&town->oracle, walker);
}

Door
town_door(const Town *town, const WsSnap *snap)
{
	return (Door){town->piece_of[snap->edge], snap->fraction, snap->metres};
}

static bool
same_line(const Piece *a, const Piece *b)
{
	return a->n == b->n && memcmp(a->points, b->points, a->n * sizeof(WsPoint)) == 0;
}

/* Whether no edge with a smaller number has the very same line. */
static bool
first_of_equals(const Town *town, uint32_t edge)
{
	const Piece *chosen = &town->oracle.pieces[town->piece_of[edge]];

	for (uint32_t e = 0; e < edge; e++)
	{
		const Piece *piece = &town->oracle.pieces[town->piece_of[e]];

		if (same_line(piece, chosen) && !piece->way.no_doors &&
			(isfinite(piece->seconds[0]) || isfinite(piece->seconds[1])))
			return test_explain("edge %u is as near as %u", e, edge);
	}
	return true;
}

static bool
at_place(const Town *town, WsPoint point, const WsSnap *snap)
{
	uint32_t piece = town->piece_of[snap->edge];
	const Piece *p = &town->oracle.pieces[piece];
	double lon, lat;
	WsPoint there;

	if (town->node_of[snap->source] != p->source || town->node_of[snap->target] != p->target)
		return test_explain("edge %u has other nodes", snap->edge);
	if (isinf(p->seconds[0]) && isinf(p->seconds[1]))
		return test_explain("edge %u is closed", snap->edge);
	oracle_point(&town->oracle, piece, snap->fraction, &lon, &lat);
	if (!ws_point_from_degrees(lon, lat, &there))
		return test_explain("fraction %g leads off the earth", snap->fraction);
	/* To the centimetre that a unit is. */
	if (hypot(lon * 1e7 - snap->x, lat * 1e7 - snap->y) > 1)
		return test_explain("fraction %.9f is at %.1f %.1f, the point at %.1f %.1f", snap->fraction,
							lon * 1e7, lat * 1e7, snap->x, snap->y);
	if (fabs(oracle_metres(point, there) - snap->metres) > 0.03)
		return test_explain("%g m to a point %g m away", snap->metres, oracle_metres(point, there));
	if (oracle_verdict(&town->oracle, point, piece, snap->fraction) == CUT)
		return test_explain("the leg to edge %u is cut", snap->edge);
	return first_of_equals(town, snap->edge);
}

bool
town_snap(Town *town, WsPoint point, WsSnap *snap, size_t *unclear)
{
	double most = town->oracle.walker.off_street_max_m;
	Sight sight = oracle_sight(&town->oracle, point);

	*snap = ws_snap(&town->graph, &town->oracle.walker, point);
	*unclear += sight.low < most && !(sight.high - sight.low < 2 * AROUND_EDGE);
	if (snap->problem == WS_SNAP_OK)
		return snap->metres >= sight.low - SAME_PLACE && snap->metres <= sight.high + SAME_PLACE &&
					   snap->metres <= most + SAME_PLACE
				   ? at_place(town, point, snap)
				   : test_explain("edge %u at %.4f m, but the nearest is %.4f to %.4f m away",
								  snap->edge, snap->metres, sight.low, sight.high);
	if (sight.high < most - SAME_PLACE)
		return test_explain("snap problem %d, but a street is %g m away", snap->problem,
							sight.high);
	if (town->oracle.n_pieces == 0)
		return snap->problem == WS_SNAP_NO_STREETS;
	/* One that is hidden must be clearly within, for that to be the reason. */
	return fabs(sight.least - most) < SAME_PLACE ||
		   snap->problem == (sight.least < most ? WS_SNAP_BARRIER : WS_SNAP_TOO_FAR) ||
		   test_explain("snap problem %d, with a street %g m away", snap->problem, sight.least);
}
