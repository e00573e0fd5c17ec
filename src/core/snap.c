/*
 * snap.c - from a door to the nearest point of a street.
 *
 * Best first over the R-trees: of the tiles, of a tile's runs, then the runs'
 * nearest points, all in one heap by distance. Boxes come before points at
 * the same distance and points go by edge number, so the answer does not
 * depend on the trees. The first point that the walker may use and whose leg
 * crosses no barrier is the answer; a leg longer than the walker allows ends
 * the search.
 *
 * Distances are metric in the plane that touches the ellipsoid at the door's
 * latitude: a leg is a few hundred metres at most.
 */
#include "snap.h"

#include <math.h>

/*
 * A door may stand in the wall itself, and coordinates are rounded: a barrier
 * this near to the door does not cut its leg. At the street the leg may touch
 * a barrier that the street passes through (a gate), but not cross one.
 */
#define DOOR_TOLERANCE_M 0.5
#define STREET_TOLERANCE_M 0.05

#define NO_EDGE UINT32_MAX

/* Where a search for the nearest street begins. */
#define NEAR_M 25.0

typedef enum ItemKind
{
	TILE_BOX,
	RUN_BOX,
	POINT
} ItemKind;

typedef struct Item
{
	double distance; /* squared, metres */
	ItemKind kind;
	uint32_t tile;
	uint32_t level; /* of a box in its tree */
	uint32_t index; /* box in its level, or edge number */
	double fraction; /* of a point */
	double x, y;
} Item;

typedef struct Heap
{
	const WsEnv *env;
	Item *items;
	size_t count;
	size_t capacity;
} Heap;

static bool
before(const Item *a, const Item *b)
{
	if (a->distance != b->distance)
		return a->distance < b->distance;
	if (a->kind != b->kind)
		return a->kind < b->kind;
	if (a->index != b->index)
		return a->index < b->index;
	return a->fraction < b->fraction;
}

static void
heap_push(Heap *heap, Item item)
{
	size_t i = heap->count++;

	heap->items = ws_grow(heap->env, heap->items, &heap->capacity, heap->count, sizeof(Item));
	while (i > 0 && before(&item, &heap->items[(i - 1) / 2]))
	{
		heap->items[i] = heap->items[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->items[i] = item;
}

static Item
heap_pop(Heap *heap)
{
	Item top = heap->items[0];
	Item last = heap->items[--heap->count];
	size_t i = 0;

	for (;;)
	{
		size_t child = 2 * i + 1;

		if (child >= heap->count)
			break;
		if (child + 1 < heap->count && before(&heap->items[child + 1], &heap->items[child]))
			child++;
		if (!before(&heap->items[child], &last))
			break;
		heap->items[i] = heap->items[child];
		i = child;
	}
	heap->items[i] = last;
	return top;
}

static double
outside(double at, double low, double high)
{
	return at < low ? low - at : at > high ? at - high : 0;
}

static double
box_distance(WsBox box, WsPoint p, WsScale scale)
{
	double dx = outside(p.x, box.x0, box.x1) * scale.x;
	double dy = outside(p.y, box.y0, box.y1) * scale.y;

	return box.x0 > box.x1 ? INFINITY : dx * dx + dy * dy;
}

/* Pushes the children of a box, or the whole root level, nearer than the reach. */
static void
push_boxes(Heap *heap, const WsRtree *tree, ItemKind kind, uint32_t tile, uint32_t level,
		   uint32_t first, WsPoint p, WsScale scale, double reach)
{
	uint32_t last = first + WS_RTREE_FANOUT;

	if (last > tree->count[level])
		last = tree->count[level];
	for (uint32_t i = first; i < last; i++)
	{
		double distance = box_distance(tree->boxes[tree->start[level] + i], p, scale);

		if (distance <= reach)
			heap_push(heap, (Item){distance, kind, tile, level, i, 0, 0, 0});
	}
}

/* The point of a run nearest to p. */
static Item
nearest_point(const WsTile *tile, const WsRun *run, WsPoint p, WsScale scale)
{
	const WsPoint *v = tile->lines.vertices;
	Item best = {.distance = INFINITY};
	uint32_t segment = 0;
	double along = 0;

	for (uint32_t i = run->first; i < run->first + run->segments; i++)
	{
		double ax = ((double) v[i].x - p.x) * scale.x, ay = ((double) v[i].y - p.y) * scale.y;
		double dx = ((double) v[i + 1].x - v[i].x) * scale.x,
			   dy = ((double) v[i + 1].y - v[i].y) * scale.y;
		double length2 = dx * dx + dy * dy;
		double t = length2 > 0 ? -(ax * dx + ay * dy) / length2 : 0;
		double x, y, distance;

		t = t < 0 ? 0 : t > 1 ? 1 : t;
		x = ax + t * dx;
		y = ay + t * dy;
		if (t == 1)
		{
			/* The very vertex, so that edges that share it are equally far. */
			x = ((double) v[i + 1].x - p.x) * scale.x;
			y = ((double) v[i + 1].y - p.y) * scale.y;
		}
		distance = x * x + y * y;
		if (distance < best.distance)
		{
			best.distance = distance;
			best.x = v[i].x + t * ((double) v[i + 1].x - v[i].x);
			best.y = v[i].y + t * ((double) v[i + 1].y - v[i].y);
			segment = i;
			along = t;
		}
	}

	uint32_t first = tile->lines.start[run->line], last = tile->lines.start[run->line + 1] - 1;

	best.kind = POINT;
	best.tile = tile->number;
	best.index = tile->first_edge + run->line;
	if (segment == first && along == 0)
		best.fraction = 0;
	else if (segment + 1 == last && along == 1)
		best.fraction = 1;
	else
		best.fraction = (ws_line_metres(v + first, segment - first + 1) +
						 along * ws_metres(v[segment], v[segment + 1])) /
						ws_line_metres(v + first, last - first + 1);
	return best;
}

static bool
boxes_touch(WsBox a, WsBox b)
{
	return a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;
}

/* Whether a barrier segment cuts the leg away from its ends. */
static bool
cuts(WsPoint door, double x, double y, double metres, WsPoint a, WsPoint b)
{
	double lx = x - door.x, ly = y - door.y;
	double bx = (double) b.x - a.x, by = (double) b.y - a.y;
	double ox = (double) a.x - door.x, oy = (double) a.y - door.y;
	double det = lx * by - ly * bx;
	double t, u;

	if (det == 0)
		return false;
	t = (ox * by - oy * bx) / det; /* along the leg */
	u = (ox * ly - oy * lx) / det; /* along the barrier */
	return u >= 0 && u <= 1 && t * metres > DOOR_TOLERANCE_M &&
		   (1 - t) * metres > STREET_TOLERANCE_M;
}

typedef struct Leg
{
	WsPoint door;
	double x, y, metres;
	WsBox box;
} Leg;

static bool
runs_cut(const WsTile *tile, const Leg *leg, uint32_t level, uint32_t first)
{
	const WsRtree *tree = &tile->barriers.tree;
	uint32_t last = first + WS_RTREE_FANOUT;

	if (last > tree->count[level])
		last = tree->count[level];
	for (uint32_t i = first; i < last; i++)
	{
		const WsRun *run = &tile->barriers.runs[i];

		if (!boxes_touch(tree->boxes[tree->start[level] + i], leg->box))
			continue;
		/* As deep as the tree has levels, twelve at most. */
		if (level > 0)
		{
			if (runs_cut(tile, leg, level - 1, i * WS_RTREE_FANOUT))
				return true;
			continue;
		}
		for (uint32_t v = run->first; v < run->first + run->segments; v++)
			if (cuts(leg->door, leg->x, leg->y, leg->metres, tile->barriers.vertices[v],
					 tile->barriers.vertices[v + 1]))
				return true;
	}
	return false;
}

static bool
tiles_cut(WsGraph *graph, const Leg *leg, uint32_t level, uint32_t first)
{
	const WsRtree *tree = graph->barrier_boxes;
	uint32_t last = first + WS_RTREE_FANOUT;

	if (last > tree->count[level])
		last = tree->count[level];
	for (uint32_t i = first; i < last; i++)
	{
		const WsTile *tile;

		if (!boxes_touch(tree->boxes[tree->start[level] + i], leg->box))
			continue;
		if (level > 0)
		{
			if (tiles_cut(graph, leg, level - 1, i * WS_RTREE_FANOUT))
				return true;
			continue;
		}
		tile = ws_graph_tile(graph, i);
		if (tile->barriers.tree.levels > 0 &&
			runs_cut(tile, leg, tile->barriers.tree.levels - 1, 0))
			return true;
	}
	return false;
}

static bool
barrier_cuts(WsGraph *graph, WsPoint door, const Item *point)
{
	Leg leg = {door, point->x, point->y, sqrt(point->distance), WS_BOX_EMPTY};

	if (graph->barrier_boxes->levels == 0)
		return false;
	ws_box_add(&leg.box, door);
	ws_box_add(&leg.box, (WsPoint){(int32_t) floor(point->x), (int32_t) floor(point->y)});
	ws_box_add(&leg.box, (WsPoint){(int32_t) ceil(point->x), (int32_t) ceil(point->y)});
	return tiles_cut(graph, &leg, graph->barrier_boxes->levels - 1, 0);
}

/* Whether a door may join there. NULL stands for anyone, without a door. */
static bool
usable(const WsWalker *walker, const WsWay *way)
{
	return !walker || (!way->no_doors && (ws_way_seconds(walker, way, false) >= 0 ||
										  ws_way_seconds(walker, way, true) >= 0));
}

/* The nearest of those within `metres`. */
static WsSnap
snap_within(WsGraph *graph, const WsWalker *walker, WsPoint door, double metres, uint32_t except)
{
	WsScale scale = ws_scale_at(door.y);
	double reach = metres * metres;
	Heap heap = {.env = graph->env};
	WsSnap snap = {.problem = graph->header.n_edges > 0 ? WS_SNAP_TOO_FAR : WS_SNAP_NO_STREETS};

	if (graph->edge_boxes->levels > 0)
		push_boxes(&heap, graph->edge_boxes, TILE_BOX, 0, graph->edge_boxes->levels - 1, 0, door,
				   scale, reach);
	while (heap.count > 0)
	{
		Item item = heap_pop(&heap);
		const WsRtree *tree = graph->edge_boxes;
		const WsTile *tile;

		if (item.kind == TILE_BOX && item.level > 0)
		{
			push_boxes(&heap, tree, TILE_BOX, 0, item.level - 1, item.index * WS_RTREE_FANOUT, door,
					   scale, reach);
			continue;
		}
		tile = ws_graph_tile(graph, item.kind == TILE_BOX ? item.index : item.tile);
		if (item.kind == TILE_BOX)
		{
			tree = &tile->lines.tree;
			if (tree->levels > 0)
				push_boxes(&heap, tree, RUN_BOX, tile->number, tree->levels - 1, 0, door, scale,
						   reach);
		}
		else if (item.kind == RUN_BOX && item.level > 0)
			push_boxes(&heap, &tile->lines.tree, RUN_BOX, tile->number, item.level - 1,
					   item.index * WS_RTREE_FANOUT, door, scale, reach);
		else if (item.kind == RUN_BOX)
		{
			const WsRun *run = &tile->lines.runs[item.index];

			if (tile->edges[run->line].id != except && usable(walker, &tile->edges[run->line].way))
			{
				Item point = nearest_point(tile, run, door, scale);

				if (point.distance <= reach)
					heap_push(&heap, point);
			}
		}
		else if (barrier_cuts(graph, door, &item))
			snap.problem = WS_SNAP_BARRIER;
		else
		{
			const WsEdge *edge = &tile->edges[item.index - tile->first_edge];

			snap =
				(WsSnap){WS_SNAP_OK,    item.index,          edge->source, edge->target, edge->way,
						 item.fraction, sqrt(item.distance), item.x,       item.y};
			break;
		}
	}
	ws_free(graph->env, heap.items);
	return snap;
}

/* Looks near by first: most doors are a few metres from their street. */
static WsSnap
snap_to_edge(WsGraph *graph, const WsWalker *walker, WsPoint door, double metres, uint32_t except)
{
	for (double near = NEAR_M;; near *= 4)
	{
		WsSnap snap = snap_within(graph, walker, door, fmin(near, metres), except);

		if (snap.problem == WS_SNAP_OK || near >= metres)
			return snap;
	}
}

WsSnap
ws_snap(WsGraph *graph, const WsWalker *walker, WsPoint door)
{
	return snap_to_edge(graph, walker, door, walker->off_street_max_m, NO_EDGE);
}

bool
ws_near_another_edge(WsGraph *graph, WsPoint end, double metres, uint32_t edge)
{
	return snap_to_edge(graph, NULL, end, metres, edge).problem == WS_SNAP_OK;
}
