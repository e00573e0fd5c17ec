/*
 * walk.c - the walk from one door to another.
 *
 * One search from the origins that stops when the ends of the destinations'
 * edges are final. No predecessors are kept: the walk is traced back by
 * asking at each node which arc accounts for its label exactly, the smallest
 * edge number first. Every step back lowers the label, since no arc is free.
 */
#include "walk.h"

#include <math.h>
#include <string.h>

/* A stretch of the walk, traced from the destination back. */
typedef struct Stretch
{
	uint32_t edge;
	double from, to; /* fractions, in the direction of walking */
} Stretch;

typedef struct Trace
{
	WsGraph *graph;
	const WsSense *sense;
	const WsSearch *search;
	const WsSnap *from;
	size_t n_from;
	Stretch *stretches;
	size_t count;
	size_t capacity;
} Trace;

static void
add(Trace *trace, uint32_t edge, double from, double to)
{
	trace->stretches = ws_grow(trace->graph->env, trace->stretches, &trace->capacity,
							   trace->count + 1, sizeof(Stretch));
	trace->stretches[trace->count++] = (Stretch){edge, from, to};
}

static WsCost
leg(const Trace *trace, const WsSnap *snap)
{
	return ws_leg_cost(&trace->sense->walker, trace->sense->metric, snap->metres);
}

/* Whether a node's label is that of a start right beside it. */
static bool
trace_start(Trace *trace, uint32_t node, WsCost label, size_t *origin)
{
	for (size_t i = 0; i < trace->n_from; i++)
	{
		const WsSnap *start = &trace->from[i];
		WsCost along, against;

		if (start->problem != WS_SNAP_OK)
			continue;
		ws_edge_costs(trace->sense, &start->way, &along, &against);
		if (start->target == node &&
			leg(trace, start) + ws_part_cost(along, 1 - start->fraction) == label)
			add(trace, start->edge, start->fraction, 1);
		else if (start->source == node &&
				 leg(trace, start) + ws_part_cost(against, start->fraction) == label)
			add(trace, start->edge, start->fraction, 0);
		else
			continue;
		*origin = i;
		return true;
	}
	return false;
}

static size_t
trace_back(Trace *trace, uint32_t node)
{
	size_t origin = 0;

	for (;;)
	{
		WsCost label = ws_search_label(trace->search, node);
		const WsTile *tile = ws_graph_tile(trace->graph, node >> WS_TILE_SHIFT);
		uint32_t local = node & WS_TILE_MASK;
		const WsEdge *best = NULL;
		bool best_backward = false;
		uint32_t previous = 0;

		if (trace_start(trace, node, label, &origin))
			return origin;
		for (uint32_t a = tile->arc_start[local]; a < tile->arc_start[local + 1]; a++)
		{
			const WsEdge *edge = &tile->edges[tile->arcs[a].record >> 1];
			bool backward = !(tile->arcs[a].record & 1); /* walked towards node */
			WsCost before = ws_search_label(trace->search, tile->arcs[a].target);
			WsCost along, against, cost;

			if (before == WS_UNREACHED || (best && best->id <= edge->id))
				continue;
			ws_edge_costs(trace->sense, &edge->way, &along, &against);
			cost = backward ? against : along;
			if (cost != WS_CLOSED && before + cost == label)
			{
				best = edge;
				best_backward = backward;
				previous = tile->arcs[a].target;
			}
		}
		if (!best)
			ws_fail(trace->graph->env, WS_ERROR_CORRUPT, NULL,
					"network is damaged: no arc leads to node %u", node);
		add(trace, best->id, best_backward ? 1 : 0, best_backward ? 0 : 1);
		node = previous;
	}
}

typedef struct Ending
{
	WsCost cost;
	size_t origin, destination;
	uint32_t node; /* the last one passed */
	bool direct; /* none passed: both doors are on one edge */
	double fraction; /* of the last edge, where it is entered */
} Ending;

static void
offer(Ending *best, Ending candidate, WsCost limit)
{
	if (candidate.cost <= limit && candidate.cost < best->cost)
		*best = candidate;
}

static WsCost
plus(WsCost a, WsCost b)
{
	return a == WS_UNREACHED || a >= WS_CLOSED || b >= WS_CLOSED ? WS_UNREACHED : a + b;
}

static Ending
find_ending(const Trace *trace, const WsSnap *to, size_t n_to, WsCost limit)
{
	Ending best = {.cost = WS_UNREACHED};

	for (size_t k = 0; k < n_to; k++)
	{
		const WsSnap *end = &to[k];
		WsCost along, against, last;

		if (end->problem != WS_SNAP_OK)
			continue;
		ws_interrupt(trace->graph->env);
		last = leg(trace, end);
		ws_edge_costs(trace->sense, &end->way, &along, &against);
		for (size_t i = 0; i < trace->n_from; i++)
		{
			const WsSnap *start = &trace->from[i];
			double span = end->fraction - start->fraction;
			WsCost between = span >= 0 ? ws_part_cost(along, span) : ws_part_cost(against, -span);

			if (start->problem == WS_SNAP_OK && start->edge == end->edge)
				offer(&best,
					  (Ending){plus(plus(leg(trace, start), between), last), i, k, 0, true,
							   start->fraction},
					  limit);
		}
		offer(&best,
			  (Ending){plus(plus(ws_search_label(trace->search, end->source),
								 ws_part_cost(along, end->fraction)),
							last),
					   0, k, end->source, false, 0},
			  limit);
		offer(&best,
			  (Ending){plus(plus(ws_search_label(trace->search, end->target),
								 ws_part_cost(against, 1 - end->fraction)),
							last),
					   0, k, end->target, false, 1},
			  limit);
	}
	return best;
}

/* A point within rounding of the last one takes its place, but for the first door's. */
static void
add_point(WsWalk *walk, double x, double y)
{
	double *last = walk->line + 2 * walk->points;

	if (walk->points > 0 && fabs(last[-2] - x) < 0.5 / WS_UNITS_PER_DEGREE &&
		fabs(last[-1] - y) < 0.5 / WS_UNITS_PER_DEGREE)
	{
		if (walk->points == 1)
			return;
		walk->points--;
		last -= 2;
	}
	last[0] = x;
	last[1] = y;
	walk->points++;
}

/* The line from door to door, the stretches being in reverse. */
static void
draw(WsWalk *walk, const Trace *trace, WsPoint from, WsPoint to)
{
	const WsEnv *env = trace->graph->env;
	size_t room = 2;
	int64_t row = 0;
	uint8_t kind = WS_KIND_STREET;

	for (size_t i = 0; i < trace->count; i++)
	{
		const WsPoint *line;
		uint32_t points;

		ws_graph_edge(trace->graph, trace->stretches[i].edge, &line, &points);
		room += points + 2;
	}
	walk->line = ws_alloc(env, room * 2 * sizeof(double));
	add_point(walk, from.x / WS_UNITS_PER_DEGREE, from.y / WS_UNITS_PER_DEGREE);
	for (size_t i = trace->count; i-- > 0;)
	{
		const Stretch *stretch = &trace->stretches[i];
		bool backward = stretch->to < stretch->from;
		const WsPoint *line;
		uint32_t points;
		const WsEdge *edge = ws_graph_edge(trace->graph, stretch->edge, &line, &points);
		double *part;
		size_t n;

		part = ws_alloc(env, ((size_t) points + 2) * 2 * sizeof(double));
		n = ws_line_part(line, points, backward ? stretch->to : stretch->from,
						 backward ? stretch->from : stretch->to, part);

		for (size_t k = 0; k < n; k++)
		{
			const double *p = part + 2 * (backward ? n - 1 - k : k);

			add_point(walk, p[0], p[1]);
		}
		ws_free(env, part);
		/* A door at a corner: nothing is walked of the edge it snapped to. */
		if (stretch->from == stretch->to)
			continue;
		/* Neighbouring edges of one input row are one flight, one crossing. */
		if (edge->source_id != row || edge->way.kind != kind)
			walk->passed[edge->way.kind]++;
		row = edge->source_id;
		kind = edge->way.kind;
	}
	add_point(walk, to.x / WS_UNITS_PER_DEGREE, to.y / WS_UNITS_PER_DEGREE);
}

WsWalk
ws_walk(WsGraph *graph, const WsSense *sense, WsCost limit, const WsPoint *from_doors,
		const WsSnap *from, size_t n_from, const WsPoint *to_doors, const WsSnap *to, size_t n_to)
{
	Trace trace = {.graph = graph, .sense = sense, .from = from, .n_from = n_from};
	uint32_t *stops = ws_alloc(graph->env, 2 * n_to * sizeof(uint32_t));
	size_t n_stops = 0;
	WsWalk walk = {.found = false};
	Ending ending;

	for (size_t k = 0; k < n_to; k++)
		if (to[k].problem == WS_SNAP_OK)
		{
			stops[n_stops++] = to[k].source;
			stops[n_stops++] = to[k].target;
		}
	if (n_stops == 0)
		return walk;
	trace.search = ws_search(graph, sense, limit, from, n_from, stops, n_stops);
	ending = find_ending(&trace, to, n_to, limit);
	if (ending.cost == WS_UNREACHED)
		return walk;

	walk.found = true;
	walk.seconds = ws_cost_seconds(sense->metric, ending.cost);
	walk.metres = ws_cost_metres(sense->metric, ending.cost);
	walk.destination = ending.destination;
	walk.origin = ending.origin;
	add(&trace, to[ending.destination].edge, ending.fraction, to[ending.destination].fraction);
	if (!ending.direct)
		walk.origin = trace_back(&trace, ending.node);
	draw(&walk, &trace, from_doors[walk.origin], to_doors[walk.destination]);
	return walk;
}
