/*
 * pairs.c - from each thing of one point set to those of another.
 *
 * One bounded search for each thing of the first set. The doors of the second
 * set are filed under the nodes at the ends of their edges, with what is left
 * to walk from there, so that a search looks only at the doors beside the
 * nodes that it reached: the work is that of the answers, and no matrix is
 * made.
 */
#include "pairs.h"

#include <string.h>

#include "sort.h"

/* A door beside a node. */
typedef struct Beside
{
	WsCost rest; /* from the node to the door */
	uint32_t item;
} Beside;

/* A door on an edge, for things on the same edge. */
typedef struct OnEdge
{
	uint32_t edge;
	uint32_t item;
	double fraction;
	WsCost leg;
} OnEdge;

struct WsPairs
{
	WsGraph *graph;
	WsSense sense;
	WsCost limit;
	const WsPoints *from;
	const WsPoints *to;
	WsSnap *from_snaps;
	WsSnap *to_snaps;
	WsSearch *search;
	uint32_t *beside_start; /* by node */
	Beside *beside;
	OnEdge *on_edge; /* by edge */
	size_t n_on_edge;
	WsCost *best; /* of each thing of `to` in this search */
	WsPair *found;
	size_t n_found;
};

WsSnap *
ws_snap_points(WsGraph *graph, const WsWalker *walker, const WsPoints *set)
{
	WsSnap *snaps = ws_alloc(graph->env, set->n_points * sizeof(WsSnap));

	for (uint32_t i = 0; i < set->n_points; i++)
	{
		if (i % 256 == 0)
			ws_interrupt(graph->env);
		snaps[i] = ws_snap(graph, walker, set->points[i]);
	}
	return snaps;
}

static WsSnapProblem
item_problem(const WsItem *item, const WsSnap *snaps)
{
	for (uint32_t p = item->first; p < item->first + item->count; p++)
		if (snaps[p].problem == WS_SNAP_OK)
			return WS_SNAP_OK;
	return item->count > 0 ? snaps[item->first].problem : WS_SNAP_OK;
}

static WsCost
leg_of(const WsPairs *pairs, const WsSnap *snap)
{
	return ws_leg_cost(&pairs->sense.walker, pairs->sense.metric, snap->metres);
}

static int
by_edge(const void *a, const void *b)
{
	const OnEdge *x = a, *y = b;

	return (x->edge > y->edge) - (x->edge < y->edge);
}

/* Calls `file` for both ends of the edge of every snapped door of `to`. */
static void
each_end(WsPairs *pairs, void (*file)(WsPairs *pairs, uint32_t node, Beside beside))
{
	for (uint32_t i = 0; i < pairs->to->n_items; i++)
	{
		const WsItem *item = &pairs->to->items[i];

		for (uint32_t p = item->first; p < item->first + item->count; p++)
		{
			const WsSnap *snap = &pairs->to_snaps[p];
			WsCost along, against, leg;

			if (snap->problem != WS_SNAP_OK)
				continue;
			leg = leg_of(pairs, snap);
			if (leg > pairs->limit)
				continue;
			ws_edge_costs(&pairs->sense, &snap->way, &along, &against);
			along = ws_part_cost(along, snap->fraction);
			against = ws_part_cost(against, 1 - snap->fraction);
			if (along < WS_CLOSED)
				file(pairs, snap->source, (Beside){leg + along, i});
			if (against < WS_CLOSED)
				file(pairs, snap->target, (Beside){leg + against, i});
		}
	}
}

static void
count_end(WsPairs *pairs, uint32_t node, Beside beside)
{
	(void) beside;
	pairs->beside_start[node + 2]++;
}

static void
file_end(WsPairs *pairs, uint32_t node, Beside beside)
{
	pairs->beside[pairs->beside_start[node + 1]++] = beside;
}

static void
file_doors(WsPairs *pairs)
{
	const WsEnv *env = pairs->graph->env;
	uint32_t nodes = pairs->graph->header.n_nodes;
	uint32_t *start = ws_alloc0(env, ((size_t) nodes + 2) * sizeof(uint32_t));

	/* start[v + 2] counts the doors of v, then start[v + 1] is where its next goes. */
	pairs->beside_start = start;
	each_end(pairs, count_end);
	for (uint32_t v = 1; v <= nodes + 1; v++)
		start[v] += start[v - 1];
	pairs->beside = ws_alloc(env, start[nodes + 1] * sizeof(Beside));
	each_end(pairs, file_end);

	pairs->on_edge = ws_alloc(env, pairs->to->n_points * sizeof(OnEdge));
	for (uint32_t i = 0; i < pairs->to->n_items; i++)
	{
		const WsItem *item = &pairs->to->items[i];

		for (uint32_t p = item->first; p < item->first + item->count; p++)
		{
			const WsSnap *snap = &pairs->to_snaps[p];

			if (snap->problem == WS_SNAP_OK)
				pairs->on_edge[pairs->n_on_edge++] =
					(OnEdge){snap->edge, i, snap->fraction, leg_of(pairs, snap)};
		}
	}
	ws_sort_by(env, pairs->on_edge, pairs->n_on_edge, sizeof(OnEdge), by_edge);
}

WsPairs *
ws_pairs_create(WsGraph *graph, const WsSense *sense, WsCost limit, const WsPoints *from,
				const WsPoints *to)
{
	WsPairs *pairs = ws_alloc0(graph->env, sizeof(WsPairs));

	pairs->graph = graph;
	pairs->sense = *sense;
	pairs->limit = limit;
	pairs->from = from;
	pairs->to = to;
	pairs->from_snaps = ws_snap_points(graph, &sense->walker, from);
	pairs->to_snaps = ws_snap_points(graph, &sense->walker, to);
	pairs->search = ws_search_create(graph, &pairs->sense, limit);
	pairs->best = ws_alloc(graph->env, to->n_items * sizeof(WsCost));
	memset(pairs->best, 0xff, to->n_items * sizeof(WsCost));
	pairs->found = ws_alloc(graph->env, to->n_items * sizeof(WsPair));
	file_doors(pairs);
	return pairs;
}

static void
offer(WsPairs *pairs, uint32_t item, WsCost cost)
{
	if (cost > pairs->limit || cost >= pairs->best[item])
		return;
	if (pairs->best[item] == WS_UNREACHED)
		pairs->found[pairs->n_found++].item = item;
	pairs->best[item] = cost;
}

/* The doors on the very edge of one of the starts, without passing a node. */
static void
along_edge(WsPairs *pairs, const WsSnap *start)
{
	WsCost leg = leg_of(pairs, start);
	WsCost along, against;
	size_t low = 0, high = pairs->n_on_edge;

	while (low < high)
	{
		size_t middle = (low + high) / 2;

		if (pairs->on_edge[middle].edge < start->edge)
			low = middle + 1;
		else
			high = middle;
	}
	ws_edge_costs(&pairs->sense, &start->way, &along, &against);
	for (; low < pairs->n_on_edge && pairs->on_edge[low].edge == start->edge; low++)
	{
		const OnEdge *door = &pairs->on_edge[low];
		double span = door->fraction - start->fraction;
		WsCost between = span >= 0 ? ws_part_cost(along, span) : ws_part_cost(against, -span);

		if (between < WS_CLOSED && leg <= pairs->limit && door->leg <= pairs->limit)
			offer(pairs, door->item, leg + between + door->leg);
	}
}

const WsPair *
ws_pairs_of(WsPairs *pairs, uint32_t item, size_t *n)
{
	const WsItem *from = &pairs->from->items[item];
	const WsSnap *starts = pairs->from_snaps + from->first;
	const uint32_t *reached;
	size_t n_reached;

	pairs->n_found = 0;
	ws_search_run(pairs->search, starts, from->count, NULL, 0);
	reached = ws_search_reached(pairs->search, &n_reached);
	for (size_t i = 0; i < n_reached; i++)
	{
		uint32_t node = reached[i];

		if (pairs->beside_start[node] == pairs->beside_start[node + 1])
			continue;
		for (uint32_t k = pairs->beside_start[node]; k < pairs->beside_start[node + 1]; k++)
			offer(pairs, pairs->beside[k].item,
				  ws_search_label(pairs->search, node) + pairs->beside[k].rest);
	}
	for (uint32_t p = 0; p < from->count; p++)
		if (starts[p].problem == WS_SNAP_OK)
			along_edge(pairs, &starts[p]);
	for (size_t i = 0; i < pairs->n_found; i++)
	{
		WsPair *pair = &pairs->found[i];

		pair->cost = pairs->best[pair->item];
		pairs->best[pair->item] = WS_UNREACHED;
	}
	*n = pairs->n_found;
	return pairs->found;
}

WsSnapProblem
ws_pairs_from_problem(const WsPairs *pairs, uint32_t item)
{
	return item_problem(&pairs->from->items[item], pairs->from_snaps);
}

WsSnapProblem
ws_pairs_to_problem(const WsPairs *pairs, uint32_t item)
{
	return item_problem(&pairs->to->items[item], pairs->to_snaps);
}
