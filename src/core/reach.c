/*
 * reach.c - the pieces of street that a search reached, to the metre.
 *
 * An edge is cut at the starts that lie on it; each stretch between two
 * neighbouring cuts (ends of the edge included) is then reached from either
 * side by as much as the label there leaves. Costs are spread evenly over an
 * edge, so everything is linear in the fraction of its length.
 */
#include "reach.h"

#include <math.h>

#include "sort.h"

/* A place on an edge, and what it costs to be there. */
typedef struct Cut
{
	double fraction;
	WsCost label;
} Cut;

typedef struct Reach
{
	const WsSense *sense;
	WsCost limit;
	const WsReachVisitor *visitor;
	WsGraph *graph;
} Reach;

static void
emit(const Reach *reach, WsPiece *piece, WsCost label, WsCost cost, bool backwards)
{
	WsMetric metric = reach->sense->metric;
	double span = piece->to_fraction - piece->from_fraction;
	double near_seconds = ws_cost_seconds(metric, label);
	double near_metres = ws_cost_metres(metric, label);
	double far_seconds = near_seconds + span * ws_cost_seconds(metric, cost);
	double far_metres = near_metres + span * ws_cost_metres(metric, cost);

	if (span <= 0)
		return;
	piece->from_seconds = backwards ? far_seconds : near_seconds;
	piece->from_metres = backwards ? far_metres : near_metres;
	piece->to_seconds = backwards ? near_seconds : far_seconds;
	piece->to_metres = backwards ? near_metres : far_metres;
	reach->visitor->piece(reach->visitor->context, piece);
}

/* How far beyond a label the limit lets one go, as a fraction of the edge. */
static double
remaining(const Reach *reach, WsCost label, WsCost cost)
{
	if (label > reach->limit || cost == WS_CLOSED)
		return -1;
	return (double) ((reach->limit >> 32) - (label >> 32)) / (double) (cost >> 32);
}

static void
stretch(const Reach *reach, WsPiece *piece, Cut a, Cut b, WsCost along, WsCost against)
{
	double forth = remaining(reach, a.label, along);
	double back = remaining(reach, b.label, against);
	double to = fmin(b.fraction, a.fraction + forth);
	double from = fmax(a.fraction, b.fraction - back);
	double hair = 0.001 * WS_LENGTH_UNITS / piece->edge->way.length;

	if (forth >= 0 && back >= 0 && from < to)
	{
		double u = (double) (along >> 32), v = (double) (against >> 32);
		double meet = ((double) (b.label >> 32) - (double) (a.label >> 32) + a.fraction * u +
					   b.fraction * v) /
					  (u + v);

		from = to = fmin(fmax(meet, from), to);
		/* Nearer to an end than costs are exact: that end is where they meet. */
		if (from - a.fraction < hair)
			from = to = a.fraction;
		else if (b.fraction - to < hair)
			from = to = b.fraction;
	}
	if (forth >= 0)
	{
		piece->from_fraction = a.fraction;
		piece->to_fraction = to;
		emit(reach, piece, a.label, along, false);
	}
	if (back >= 0)
	{
		piece->from_fraction = from;
		piece->to_fraction = b.fraction;
		emit(reach, piece, b.label, against, true);
	}
}

static int
by_fraction(const void *a, const void *b)
{
	const Cut *x = a, *y = b;

	return (x->fraction > y->fraction) - (x->fraction < y->fraction);
}

static void
improve(WsCost *label, WsCost from, WsCost step)
{
	if (from != WS_UNREACHED && step != WS_CLOSED && from + step < *label)
		*label = from + step;
}

/* `cuts` has room for the two ends beside n starts. */
static void
reach_edge(const Reach *reach, uint32_t id, WsCost source, WsCost target, Cut *cuts, size_t n)
{
	WsPiece piece;
	WsCost along, against;

	piece.edge = ws_graph_edge(reach->graph, id, &piece.line, &piece.points);
	ws_edge_costs(reach->sense, &piece.edge->way, &along, &against);
	cuts[n] = (Cut){0, source};
	cuts[n + 1] = (Cut){1, target};
	n += 2;
	if (n > 2)
		ws_sort_by(reach->graph->env, cuts, n, sizeof(Cut), by_fraction);
	/* A start may be reached sooner from another one, or from an end. */
	for (size_t i = 1; i < n; i++)
		improve(&cuts[i].label, cuts[i - 1].label,
				ws_part_cost(along, cuts[i].fraction - cuts[i - 1].fraction));
	for (size_t i = n - 1; i > 0; i--)
		improve(&cuts[i - 1].label, cuts[i].label,
				ws_part_cost(against, cuts[i].fraction - cuts[i - 1].fraction));
	for (size_t i = 1; i < n; i++)
		stretch(reach, &piece, cuts[i - 1], cuts[i], along, against);
}

static int
by_edge(const void *a, const void *b)
{
	const WsSnap *const *x = a, *const *y = b;

	return ((*x)->edge > (*y)->edge) - ((*x)->edge < (*y)->edge);
}

/* The starts that snapped, by edge. */
static const WsSnap **
sort_starts(const WsEnv *env, const WsSnap *starts, size_t n, size_t *snapped)
{
	const WsSnap **sorted = ws_alloc(env, n * sizeof(*sorted));

	*snapped = 0;
	for (size_t i = 0; i < n; i++)
		if (starts[i].problem == WS_SNAP_OK)
			sorted[(*snapped)++] = &starts[i];
	ws_sort_by(env, sorted, *snapped, sizeof(*sorted), by_edge);
	return sorted;
}

static bool
has_start(uint32_t edge, const WsSnap **starts, size_t n)
{
	size_t low = 0;

	while (low < n)
	{
		size_t middle = (low + n) / 2;

		if (starts[middle]->edge < edge)
			low = middle + 1;
		else if (starts[middle]->edge > edge)
			n = middle;
		else
			return true;
	}
	return false;
}

/* The edges with starts on them, each once. */
static void
reach_starts(const Reach *reach, const WsSearch *search, const WsSnap **starts, size_t n)
{
	Cut *cuts = ws_alloc(reach->graph->env, (n + 2) * sizeof(Cut));
	size_t next;

	for (size_t i = 0; i < n; i = next)
	{
		for (next = i; next < n && starts[next]->edge == starts[i]->edge; next++)
			cuts[next - i] = (Cut){
				starts[next]->fraction,
				ws_leg_cost(&reach->sense->walker, reach->sense->metric, starts[next]->metres)};
		reach_edge(reach, starts[i]->edge, ws_search_label(search, starts[i]->source),
				   ws_search_label(search, starts[i]->target), cuts, next - i);
	}
	ws_free(reach->graph->env, cuts);
}

/* The edges that a tile's node is an end of, and which are its business. */
static void
reach_node(const Reach *reach, const WsSearch *search, const WsTile *tile, uint32_t node,
		   WsCost label, const WsHop *hops, const WsSnap **starts, size_t n_starts)
{
	const WsReachVisitor *visitor = reach->visitor;

	for (uint32_t a = tile->arc_start[node]; a < tile->arc_start[node + 1]; a++)
	{
		WsArc arc = tile->arcs[a];
		bool backward = arc.record & 1;
		const WsEdge *edge;
		WsCost other;
		Cut ends[2];

		/* Most of a city is this simple: the walker can get through from the source in time. */
		if (!backward && visitor->whole && label + hops[a].cost <= visitor->whole_limit)
		{
			visitor->whole(visitor->context, tile, arc.record >> 1);
			continue;
		}
		edge = &tile->edges[arc.record >> 1];
		other = ws_search_label(search, arc.target);
		/* An edge reached at both ends is the business of its source. */
		if ((backward && other <= reach->limit) || has_start(edge->id, starts, n_starts))
			continue;
		reach_edge(reach, edge->id, backward ? other : label, backward ? label : other, ends, 0);
	}
}

void
ws_reach(const WsSearch *search, WsGraph *graph, const WsSense *sense, WsCost limit,
		 const WsSnap *starts, size_t n_starts, const WsReachVisitor *visitor)
{
	Reach reach = {sense, limit, visitor, graph};
	size_t n;
	const WsSnap **sorted = sort_starts(graph->env, starts, n_starts, &n);

	reach_starts(&reach, search, sorted, n);
	for (uint32_t t = 0; t < graph->header.n_tiles; t++)
	{
		const WsCost *labels = ws_search_tile_labels(search, t);
		const WsHop *hops;
		const WsTile *tile;

		if (!labels)
			continue;
		tile = ws_graph_tile(graph, t);
		hops = ws_graph_hops(graph, tile, sense);
		ws_interrupt(graph->env);
		for (uint32_t v = 0; v < tile->n_nodes; v++)
			if (labels[v] <= limit)
				reach_node(&reach, search, tile, v, labels[v], hops, sorted, n);
	}
	ws_free(graph->env, sorted);
}

void
ws_piece_parts(const WsPiece *piece, WsScale scale,
			   void (*visit)(void *context, const WsPart *part), void *context)
{
	double total = 0, at = 0, begin, end;

	for (uint32_t i = 1; i < piece->points; i++)
		total += sqrt(ws_squared(ws_offset(piece->line[i - 1], piece->line[i], scale)));
	begin = piece->from_fraction * total;
	end = piece->to_fraction * total;
	for (uint32_t i = 1; i < piece->points; i++)
	{
		WsPart part = {.a = piece->line[i - 1], .b = piece->line[i]};
		double length = sqrt(ws_squared(ws_offset(part.a, part.b, scale)));
		double next = at + length;

		if (next > begin && at < end)
		{
			double low = at > begin ? at : begin, high = next < end ? next : end;

			part.from = (low - at) / length;
			part.to = high == next ? 1 : (high - at) / length;
			part.first = (low - begin) / (end - begin);
			part.last = (high - begin) / (end - begin);
			visit(context, &part);
		}
		at = next;
	}
}
