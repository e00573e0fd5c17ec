/*
 * snap.c - from a door to the nearest point of a street.
 *
 * The answer is the nearest point of what is visible, from the door, of any
 * street that the walker may use: of all points whose straight leg crosses no
 * barrier. Points equally near go by edge number, then along the edge.
 *
 * Most doors see their street. So first the nearest point is sought as if
 * there were no barriers: down the R-trees of the tiles, then of a tile's
 * runs, the nearest box first, leaving out boxes farther than the best so far.
 * If no barrier crosses its leg, it is the answer.
 *
 * Otherwise all is done again best first: boxes, runs' nearest points, in one
 * heap by distance. A run whose nearest point is hidden goes back as the
 * nearest points of its segments; a segment whose nearest point is hidden as
 * the nearest point of its visible part (sight.c). Boxes come before points at
 * the same distance, so the answer does not depend on the trees.
 *
 * Distances are metric in the plane that touches the ellipsoid at the door's
 * latitude: a leg is a few hundred metres at most.
 */
#include "snap.h"

#include <assert.h>
#include <math.h>

#include "sight.h"

#define NO_EDGE UINT32_MAX

/* Where a search for the nearest street begins. */
#define NEAR_M 25.0

/* One search for the nearest street. */
typedef struct Look
{
	WsSight sight;
	const WsWalker *walker;
	uint32_t except; /* an edge that does not count */
	double reach; /* squared, metres */
	WsSpot best; /* of those within the reach */
	WsBox window; /* what is nearer than the best is in it */
} Look;

bool
ws_usable(const WsWalker *walker, const WsWay *way)
{
	return !walker || (!way->no_doors && ws_way_open(walker, way));
}

static bool
spot_before(const WsSpot *a, const WsSpot *b)
{
	if (a->distance != b->distance)
		return a->distance < b->distance;
	if (a->edge != b->edge)
		return a->edge < b->edge;
	if (a->segment != b->segment)
		return a->segment < b->segment;
	return a->along < b->along;
}

/* The point of some segments that is nearest to p. */
static WsSpot
nearest_spot(const WsTile *tile, uint32_t edge, uint32_t first, uint32_t segments, WsPoint p,
			 WsScale scale)
{
	const WsPoint *v = tile->lines.vertices;
	WsSpot best = {.distance = INFINITY, .tile = tile, .edge = edge};

	for (uint32_t i = first; i < first + segments; i++)
	{
		WsOffset a = ws_offset(p, v[i], scale), d = ws_offset(v[i], v[i + 1], scale);
		double length2 = ws_squared(d);
		double t = length2 > 0 ? -(a.x * d.x + a.y * d.y) / length2 : 0;
		double distance;

		t = t < 0 ? 0 : t > 1 ? 1 : t;
		/* Of a vertex the very distance, so that edges that share it are equally far. */
		distance = ws_squared(t == 1 ? ws_offset(p, v[i + 1], scale)
									 : (WsOffset){a.x + t * d.x, a.y + t * d.y});
		if (distance < best.distance)
		{
			best.distance = distance;
			best.segment = i;
			best.along = t;
		}
	}
	return best;
}

WsSnap
ws_snap_at(const WsTile *tile, uint32_t line, uint32_t segment, double along, double metres)
{
	const WsPoint *v = tile->lines.vertices;
	const WsEdge *edge = &tile->edges[line];
	uint32_t first = tile->lines.start[line], last = tile->lines.start[line + 1] - 1;
	WsSpot spot = {.tile = tile, .segment = segment, .along = along};
	WsSnap snap = {.problem = WS_SNAP_OK,
				   .edge = edge->id,
				   .source = edge->source,
				   .target = edge->target,
				   .way = edge->way,
				   .metres = metres};

	if (segment == first && along == 0)
		snap.fraction = 0;
	else if (segment + 1 == last && along == 1)
		snap.fraction = 1;
	else
	{
		double length = 0, before = 0;

		for (uint32_t i = first; i < last; i++)
		{
			double metres_of_it = ws_metres(v[i], v[i + 1]);

			if (i == segment)
				before = length + along * metres_of_it;
			length += metres_of_it;
		}
		snap.fraction = before / length;
	}
	ws_spot_place(&spot, &snap.x, &snap.y);
	return snap;
}

/*
 * Best first, where barriers are in the way.
 */
typedef enum ItemKind
{
	TILE_BOX,
	RUN_BOX,
	POINT
} ItemKind;

/* How far a point has been looked into. */
typedef enum Stage
{
	OF_RUN, /* the nearest of its run */
	OF_SEGMENT, /* the nearest of its segment */
	VISIBLE
} Stage;

typedef struct Item
{
	WsSpot spot; /* of a box the distance, and the tile of its run */
	ItemKind kind;
	Stage stage; /* of a point */
	uint32_t level; /* of a box in its tree */
	uint32_t index; /* of a box in its level; of a point's run */
} Item;

#define ITEMS_AT_HAND 48

typedef struct Heap
{
	const WsEnv *env;
	Item *items; /* at hand, or allocated */
	size_t count;
	size_t capacity;
	Item at_hand[ITEMS_AT_HAND];
} Heap;

static bool
before(const Item *a, const Item *b)
{
	if (a->spot.distance != b->spot.distance)
		return a->spot.distance < b->spot.distance;
	if (a->kind != b->kind)
		return a->kind < b->kind;
	return spot_before(&a->spot, &b->spot);
}

static void
heap_push(Heap *heap, const Item *item)
{
	size_t i = heap->count++;

	if (heap->count > heap->capacity)
	{
		Item *more = ws_alloc(heap->env, 4 * heap->capacity * sizeof(Item));

		memcpy(more, heap->items, i * sizeof(Item));
		if (heap->items != heap->at_hand)
			ws_free(heap->env, heap->items);
		heap->items = more;
		heap->capacity *= 4;
	}
	while (i > 0 && before(item, &heap->items[(i - 1) / 2]))
	{
		heap->items[i] = heap->items[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->items[i] = *item;
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

/* Pushes the children of a box, or the whole root level, nearer than the reach. */
static void
push_boxes(Heap *heap, const Look *look, const WsTile *tile, uint32_t level, uint32_t first)
{
	const WsRtree *tree = tile ? &tile->lines.tree : look->sight.graph->edge_boxes;
	uint32_t last = first + ws_rtree_node_size(tree, level, first);

	for (uint32_t i = first; i < last; i++)
	{
		Item item = {.kind = tile ? RUN_BOX : TILE_BOX, .level = level, .index = i};

		item.spot.tile = tile;
		item.spot.distance = ws_box_distance(&tree->boxes[tree->start[level] + i], look->sight.door,
											 look->sight.scale);
		if (item.spot.distance <= look->reach)
			heap_push(heap, &item);
	}
}

static void
push_point(Heap *heap, const Look *look, WsSpot spot, Stage stage, uint32_t run)
{
	Item item = {.spot = spot, .kind = POINT, .stage = stage, .index = run};

	if (spot.distance <= look->reach)
		heap_push(heap, &item);
}

/* A hidden point goes back as the next ones of its run, or of its segment. */
static void
push_next(Heap *heap, Look *look, const Item *item)
{
	const WsTile *tile = item->spot.tile;
	const WsRun *run = &tile->lines.runs[item->index];
	WsSpot spot = item->spot;

	if (ws_visible_spot(&look->sight, look->reach, &spot))
		push_point(heap, look, spot, VISIBLE, item->index);
	for (uint32_t i = run->first; item->stage == OF_RUN && i < run->first + run->segments; i++)
		if (i != item->spot.segment)
			push_point(
				heap, look,
				nearest_spot(tile, item->spot.edge, i, 1, look->sight.door, look->sight.scale),
				OF_SEGMENT, item->index);
}

static bool
counts(const Look *look, const WsEdge *edge)
{
	return edge->id != look->except && ws_usable(look->walker, &edge->way);
}

/* The nearest visible point within the reach; its distance is infinite where there is none. */
static WsSpot
nearest_visible(Look *look)
{
	Heap heap = {.env = look->sight.graph->env, .capacity = ITEMS_AT_HAND};
	WsSpot found = {.distance = INFINITY};

	heap.items = heap.at_hand;
	push_boxes(&heap, look, NULL, ws_rtree_top(look->sight.graph->edge_boxes), 0);
	while (heap.count > 0)
	{
		Item item = heap_pop(&heap);
		const WsTile *tile = item.spot.tile;

		if (item.kind != POINT && item.level > 0)
			push_boxes(&heap, look, tile, item.level - 1, item.index * WS_RTREE_FANOUT);
		else if (item.kind == TILE_BOX)
		{
			tile = ws_graph_tile(look->sight.graph, item.index);
			if (tile->lines.tree.levels > 0)
				push_boxes(&heap, look, tile, ws_rtree_top(&tile->lines.tree), 0);
		}
		else if (item.kind == RUN_BOX)
		{
			const WsRun *run = &tile->lines.runs[item.index];

			if (counts(look, &tile->edges[run->line]))
				push_point(&heap, look,
						   nearest_spot(tile, tile->first_edge + run->line, run->first,
										run->segments, look->sight.door, look->sight.scale),
						   OF_RUN, item.index);
		}
		else if (item.stage != VISIBLE && ws_hidden(&look->sight, &item.spot))
			push_next(&heap, look, &item);
		else
		{
			found = item.spot;
			break;
		}
	}
	if (heap.items != heap.at_hand)
		ws_free(heap.env, heap.items);
	return found;
}

static void
look_at_run(Look *look, const WsTile *tile, uint32_t index)
{
	const WsRun *run = &tile->lines.runs[index];
	WsSpot spot = nearest_spot(tile, tile->first_edge + run->line, run->first, run->segments,
							   look->sight.door, look->sight.scale);

	if (spot.distance <= look->reach && spot_before(&spot, &look->best) &&
		counts(look, &tile->edges[run->line]))
	{
		if (spot.distance < look->best.distance)
			look->window = ws_box_around(look->sight.door, sqrt(spot.distance), look->sight.scale);
		look->best = spot;
	}
}

/*
 * As if there were no barriers: finds the best spot within the reach under a
 * box, or under the root level, of the tree of tiles or of a tile's runs. The
 * window leaves few boxes whose distance is to be worked out.
 */
static void
find_nearest(Look *look, const WsTile *tile, uint32_t level, uint32_t first)
{
	const WsRtree *tree = tile ? &tile->lines.tree : look->sight.graph->edge_boxes;
	const WsBox *boxes = tree->boxes + tree->start[level] + first;
	uint32_t near = ws_rtree_touching(tree, level, first, &look->window);
	double distances[WS_RTREE_FANOUT];

	for (uint32_t left = near; left; left &= left - 1)
	{
		uint32_t i = (uint32_t) __builtin_ctz(left);

		distances[i] = ws_box_distance(&boxes[i], look->sight.door, look->sight.scale);
	}
	while (near)
	{
		uint32_t nearest = (uint32_t) __builtin_ctz(near);
		uint32_t index;

		for (uint32_t left = near & (near - 1); left; left &= left - 1)
		{
			uint32_t i = (uint32_t) __builtin_ctz(left);

			nearest = distances[i] < distances[nearest] ? i : nearest;
		}
		/* As far as the best may still be of an edge with a smaller number. */
		if (distances[nearest] > look->best.distance || distances[nearest] > look->reach)
			return;
		near &= ~(1u << nearest);
		index = first + nearest;
		/* As deep as the trees have levels, twelve at most each. */
		if (level > 0)
			find_nearest(look, tile, level - 1, index * WS_RTREE_FANOUT);
		else if (tile)
			look_at_run(look, tile, index);
		else
		{
			const WsTile *inner = ws_graph_tile(look->sight.graph, index);

			if (inner->lines.tree.levels > 0)
				find_nearest(look, inner, ws_rtree_top(&inner->lines.tree), 0);
		}
	}
}

/* Looks near by first: most doors are a few metres from their street. */
static WsSnap
snap_to_edge(WsGraph *graph, const WsWalker *walker, WsPoint door, double metres, uint32_t except)
{
	Look look = {.sight = {.graph = graph, .door = door, .scale = ws_scale_at(door.y)},
				 .walker = walker,
				 .except = except,
				 .best = {.distance = INFINITY}};
	bool barrier = false;

	if (graph->header.n_edges == 0)
		return (WsSnap){.problem = WS_SNAP_NO_STREETS};
	for (double near = NEAR_M;; near *= 4)
	{
		look.reach = near < metres ? near * near : metres * metres;
		if (!barrier)
		{
			look.window = ws_box_around(door, sqrt(look.reach), look.sight.scale);
			find_nearest(&look, NULL, ws_rtree_top(graph->edge_boxes), 0);
			barrier = look.best.distance < INFINITY && ws_hidden(&look.sight, &look.best);
		}
		if (barrier)
			look.best = nearest_visible(&look);
		if (look.best.distance < INFINITY)
		{
			assert(look.best.tile);
			return ws_snap_at(look.best.tile, look.best.edge - look.best.tile->first_edge,
							  look.best.segment, look.best.along, sqrt(look.best.distance));
		}
		if (near >= metres)
			return (WsSnap){.problem = barrier ? WS_SNAP_BARRIER : WS_SNAP_TOO_FAR};
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
