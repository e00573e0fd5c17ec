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
 * the nearest point of its visible part. For that the barriers between are
 * projected from the door on the segment's line: each casts a shadow, and the
 * first point outside all shadows is taken, a centimetre beyond the edge. (A
 * gap of less than that is none; it may be the rounding of two walls that
 * meet.) Boxes come before points at the same distance, so the answer does not
 * depend on the trees.
 *
 * Distances are metric in the plane that touches the ellipsoid at the door's
 * latitude: a leg is a few hundred metres at most.
 */
#include "snap.h"

#include <math.h>

#include "sort.h"

/*
 * A door may stand in the wall itself, and coordinates are rounded: a barrier
 * this near to the door does not cut its leg. At the street the leg may touch
 * a barrier that the street passes through (a gate), but not cross one.
 */
#define DOOR_TOLERANCE_M 0.5
#define STREET_TOLERANCE_M 0.05

/* So far beyond the edge of a shadow one sees the street. */
#define BEYOND_SHADOW_M 0.01

#define NO_EDGE UINT32_MAX

#define WALLS_IN_MIND 8

/* Where a search for the nearest street begins. */
#define NEAR_M 25.0

/* A point of a street: so far along one of its segments. */
typedef struct Spot
{
	double distance; /* squared, metres */
	const WsTile *tile;
	uint32_t edge;
	uint32_t segment; /* its first vertex, counted in the tile */
	double along;
} Spot;

/* One search for the nearest street. */
typedef struct Look
{
	WsGraph *graph;
	const WsWalker *walker;
	WsPoint door;
	WsScale scale;
	uint32_t except; /* an edge that does not count */
	double reach; /* squared, metres */
	Spot best; /* of those within the reach */
	WsBox window; /* what is nearer than the best is in it */
	WsPoint walls[WALLS_IN_MIND][2]; /* barriers that hid something, the last first */
	uint32_t n_walls;
} Look;

bool
ws_usable(const WsWalker *walker, const WsWay *way)
{
	return !walker || (!way->no_doors && ws_way_open(walker, way));
}

static bool
spot_before(const Spot *a, const Spot *b)
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
static Spot
nearest_spot(const WsTile *tile, uint32_t edge, uint32_t first, uint32_t segments, WsPoint p,
			 WsScale scale)
{
	const WsPoint *v = tile->lines.vertices;
	Spot best = {.distance = INFINITY, .tile = tile, .edge = edge};

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

static void
spot_place(const Spot *spot, double *x, double *y)
{
	const WsPoint *v = spot->tile->lines.vertices + spot->segment;

	*x = v[0].x + spot->along * ((double) v[1].x - v[0].x);
	*y = v[0].y + spot->along * ((double) v[1].y - v[0].y);
}

WsSnap
ws_snap_at(const WsTile *tile, uint32_t line, uint32_t segment, double along, double metres)
{
	const WsPoint *v = tile->lines.vertices;
	const WsEdge *edge = &tile->edges[line];
	uint32_t first = tile->lines.start[line], last = tile->lines.start[line + 1] - 1;
	Spot spot = {.tile = tile, .segment = segment, .along = along};
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
	spot_place(&spot, &snap.x, &snap.y);
	return snap;
}

static inline const WsLines *
lines_of(const WsTile *tile, WsRuns runs)
{
	return runs == WS_STREETS ? &tile->lines : &tile->barriers;
}

typedef struct Visit
{
	WsGraph *graph;
	WsRuns runs;
	const WsBox *box;
	const WsTile *tile;
	WsRunVisit visit;
	void *context;
} Visit;

static bool
visit_run(void *context, uint32_t i)
{
	const Visit *v = context;

	return v->visit(v->context, v->tile, &lines_of(v->tile, v->runs)->runs[i]);
}

static bool
visit_tile(void *context, uint32_t i)
{
	Visit *v = context;

	v->tile = ws_graph_tile(v->graph, i);
	return ws_rtree_each(&lines_of(v->tile, v->runs)->tree, v->box, visit_run, v);
}

bool
ws_each_run(WsGraph *graph, WsRuns runs, const WsBox *box, WsRunVisit visit, void *context)
{
	Visit v = {.graph = graph, .runs = runs, .box = box, .visit = visit, .context = context};

	return ws_rtree_each(runs == WS_STREETS ? graph->edge_boxes : graph->barrier_boxes, box,
						 visit_tile, &v);
}

/*
 * Barriers.
 */
typedef struct Leg
{
	WsPoint door;
	double x, y, metres;
} Leg;

/* Whether a barrier segment cuts the leg away from its ends. */
static bool
cuts(const Leg *leg, WsPoint a, WsPoint b)
{
	double along;

	return ws_meets(leg->door, leg->x, leg->y, a, b, &along) &&
		   along * leg->metres > DOOR_TOLERANCE_M && (1 - along) * leg->metres > STREET_TOLERANCE_M;
}

static bool
run_cuts(void *context, const WsTile *tile, const WsRun *run)
{
	const WsPoint *v = tile->barriers.vertices + run->first;

	for (uint32_t i = 0; i < run->segments; i++)
		if (cuts(context, v[i], v[i + 1]))
			return true;
	return false;
}

static void
box_add_place(WsBox *box, double x, double y)
{
	ws_box_join(
		box, (WsBox){(int32_t) floor(x), (int32_t) floor(y), (int32_t) ceil(x), (int32_t) ceil(y)});
}

static bool
hidden(const Look *look, const Spot *spot)
{
	Leg leg = {.door = look->door};
	WsBox box = {look->door.x, look->door.y, look->door.x, look->door.y};

	/* Nothing cuts a leg that is all tolerance. */
	if (look->graph->barrier_boxes->levels == 0 ||
		spot->distance <= DOOR_TOLERANCE_M * DOOR_TOLERANCE_M)
		return false;
	leg.metres = sqrt(spot->distance);
	spot_place(spot, &leg.x, &leg.y);
	box_add_place(&box, leg.x, leg.y);
	return ws_each_run(look->graph, WS_BARRIERS, &box, run_cuts, &leg);
}

/*
 * Shadows. The plane is turned so that the segment lies on a line in front of
 * the door: `p` runs along the line, from the door's foot on it, and `w` from
 * the door towards it, so that the line is at w = height. A point of a barrier
 * at (p, w) hides the point p * height / w of the line.
 */
typedef struct Shadow
{
	double from, to; /* p */
} Shadow;

typedef struct View
{
	Look *look;
	double ex, ey; /* the direction of p, metres */
	double nx, ny; /* the direction of w */
	double height;
	double low, high; /* the part of the line that is looked at */
	bool all_hidden; /* by one shadow */
	Shadow *shadows;
	size_t count, capacity;
} View;

static void
add_shadow(View *view, double from, double to)
{
	if (to < view->low || from > view->high)
		return;
	view->all_hidden |= from <= view->low && to >= view->high;
	view->shadows = ws_grow(view->look->graph->env, view->shadows, &view->capacity, view->count + 1,
							sizeof(Shadow));
	view->shadows[view->count++] = (Shadow){from, to};
}

static double
polynomial(const double *c, int degree, double t)
{
	double value = 0;

	for (int i = degree; i >= 0; i--)
		value = value * t + c[i];
	return value;
}

/*
 * Where a polynomial of degree 4 changes its sign between two places: the
 * changes of each derivative lie between those of the next one.
 */
static int
sign_changes(const double c[5], double low, double high, double at[4])
{
	double marks[6];
	int n = 0;

	for (int degree = 1; degree <= 4; degree++)
	{
		double d[5], found[4];
		int n_found = 0;

		/* The derivative of this degree. */
		for (int i = 0; i <= degree; i++)
		{
			d[i] = c[i + 4 - degree];
			for (int k = 0; k < 4 - degree; k++)
				d[i] *= i + 4 - degree - k;
		}
		for (int i = 0; i <= n; i++)
		{
			double from = i == 0 ? low : marks[i - 1], to = i == n ? high : marks[i];
			bool rises = polynomial(d, degree, to) > 0;

			if ((polynomial(d, degree, from) > 0) == rises)
				continue;
			for (int k = 0; k < 50; k++)
			{
				double middle = (from + to) / 2;

				if ((polynomial(d, degree, middle) > 0) == rises)
					to = middle;
				else
					from = middle;
			}
			found[n_found++] = to;
		}
		n = n_found;
		memcpy(marks, found, n * sizeof(double));
	}
	memcpy(at, marks, n * sizeof(double));
	return n;
}

/* A stretch of a barrier's line between the door and the street. */
typedef struct Stretch
{
	double p, w; /* where it begins */
	double dp, dw;
} Stretch;

static void
cast_part(View *view, const Stretch *s, double from, double to)
{
	double p0 = s->p + from * s->dp, p1 = s->p + to * s->dp;
	double w0 = s->w + from * s->dw, w1 = s->w + to * s->dw;
	double a = p0 * view->height / w0, b = p1 * view->height / w1;

	add_shadow(view, a < b ? a : b, a < b ? b : a);
}

/*
 * A part that is away from the door. Where it comes near to the street, only
 * what cuts its leg by more than the tolerance counts: (h - w) |W| > tolerance
 * w, with W = (p, w) and h the height, which squared is of degree 4.
 */
static void
cast_away(View *view, const Stretch *s, double from, double to)
{
	double gap0 = view->height - (s->w + from * s->dw);
	double gap1 = view->height - (s->w + to * s->dw);
	double g0 = view->height - s->w, g1 = -s->dw; /* h - w */
	double square[3] = {g0 * g0, 2 * g0 * g1, g1 * g1};
	double far[3] = {s->p * s->p + s->w * s->w, 2 * (s->p * s->dp + s->w * s->dw),
					 s->dp * s->dp + s->dw * s->dw};
	double least = STREET_TOLERANCE_M * STREET_TOLERANCE_M;
	double c[5] = {-least * s->w * s->w, -2 * least * s->w * s->dw, -least * s->dw * s->dw, 0, 0};
	double at[6];
	int n;

	if (from >= to)
		return;
	if (gap0 > STREET_TOLERANCE_M && gap1 > STREET_TOLERANCE_M)
	{
		cast_part(view, s, from, to);
		return;
	}
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			c[i + k] += square[i] * far[k];
	at[0] = from;
	n = sign_changes(c, from, to, at + 1) + 1;
	at[n] = to;
	for (int i = 0; i < n; i++)
		if (polynomial(c, 4, (at[i] + at[i + 1]) / 2) > 0)
			cast_part(view, s, at[i], at[i + 1]);
}

/* The shadow of a barrier segment; true if it is all over what is looked at. */
static bool
cast(View *view, WsPoint a, WsPoint b)
{
	const Look *look = view->look;
	WsOffset u = ws_offset(look->door, a, look->scale), v = ws_offset(look->door, b, look->scale);
	Stretch s = {u.x * view->ex + u.y * view->ey, u.x * view->nx + u.y * view->ny, 0, 0};
	double p = v.x * view->ex + v.y * view->ey, w = v.x * view->nx + v.y * view->ny;
	double nearest = 1e-9 * view->height; /* no farther: its shadow would be endless */
	double from = 0, to = 1, length2, half, root;

	if ((s.w < nearest && w < nearest) || (s.w > view->height && w > view->height))
		return false;
	/* Most are beside what is looked at. */
	if ((s.p * view->height < view->low * s.w && p * view->height < view->low * w) ||
		(s.p * view->height > view->high * s.w && p * view->height > view->high * w))
		return false;
	s.dp = p - s.p;
	s.dw = w - s.w;
	/* What is between the door and the line. */
	if (s.dw != 0)
	{
		double t0 = (nearest - s.w) / s.dw, t1 = (view->height - s.w) / s.dw;

		from = fmax(from, fmin(t0, t1));
		to = fmin(to, fmax(t0, t1));
	}
	/* Less what is at the door: |W| is the tolerance at the roots. */
	length2 = s.dp * s.dp + s.dw * s.dw;
	half = s.p * s.dp + s.w * s.dw;
	root = half * half - length2 * (s.p * s.p + s.w * s.w - DOOR_TOLERANCE_M * DOOR_TOLERANCE_M);
	if (root > 0 && length2 > 0)
	{
		root = sqrt(root);
		cast_away(view, &s, from, fmin(to, (-half - root) / length2));
		cast_away(view, &s, fmax(from, (-half + root) / length2), to);
	}
	else
		cast_away(view, &s, from, to);
	return view->all_hidden;
}

/* A barrier that hides a whole segment is likely to hide the next. */
static void
remember(Look *look, uint32_t at, WsPoint a, WsPoint b)
{
	memmove(look->walls + 1, look->walls, at * sizeof(look->walls[0]));
	look->walls[0][0] = a;
	look->walls[0][1] = b;
}

static bool
cast_run(void *context, const WsTile *tile, const WsRun *run)
{
	View *view = context;
	Look *look = view->look;
	const WsPoint *v = tile->barriers.vertices + run->first;

	for (uint32_t i = 0; i < run->segments; i++)
	{
		if (!cast(view, v[i], v[i + 1]))
			continue;
		if (look->n_walls < WALLS_IN_MIND)
			look->n_walls++;
		remember(look, look->n_walls - 1, v[i], v[i + 1]);
		return true;
	}
	return false;
}

static bool
all_hidden(View *view, const WsBox *box)
{
	Look *look = view->look;

	for (uint32_t i = 0; i < look->n_walls; i++)
	{
		WsPoint a = look->walls[i][0], b = look->walls[i][1];

		view->count = 0;
		if (cast(view, a, b))
		{
			remember(look, i, a, b);
			return true;
		}
	}
	view->count = 0;
	return ws_each_run(look->graph, WS_BARRIERS, box, cast_run, view);
}

static int
by_from(const void *a, const void *b)
{
	const Shadow *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Puts the shadows in order, and joins those that leave no gap to look through. */
static void
join_shadows(View *view)
{
	size_t n = 0;

	ws_sort_by(view->look->graph->env, view->shadows, view->count, sizeof(Shadow), by_from);
	for (size_t i = 0; i < view->count; i++)
	{
		Shadow *last = n > 0 ? &view->shadows[n - 1] : NULL;

		if (last && view->shadows[i].from <= last->to + BEYOND_SHADOW_M)
			last->to = fmax(last->to, view->shadows[i].to);
		else
			view->shadows[n++] = view->shadows[i];
	}
	view->count = n;
}

/* The place outside all shadows that is nearest to the door; false where there is none. */
static bool
first_visible(const View *view, double *place)
{
	double start = fmin(fmax(0, view->low), view->high);
	double best = INFINITY;

	for (size_t i = 0; i < view->count; i++)
	{
		const Shadow *s = &view->shadows[i];

		if (s->from > start || s->to < start)
			continue;
		if (s->from > view->low)
			best = fmax(s->from - BEYOND_SHADOW_M, view->low);
		if (s->to < view->high && fabs(s->to + BEYOND_SHADOW_M) < fabs(best))
			best = fmin(s->to + BEYOND_SHADOW_M, view->high);
		*place = best;
		return best < INFINITY;
	}
	*place = start;
	return true;
}

/* How often a place that should be visible may turn out not to be, by rounding. */
#define MOST_TRIES 8

/*
 * The nearest point of what is visible of a segment within the reach; `spot`
 * is its nearest point, which is hidden. False where nothing is.
 */
static bool
visible_spot(Look *look, Spot *spot)
{
	const WsPoint *v = spot->tile->lines.vertices + spot->segment;
	/* The same from either end, so that two streets on one line are equally far. */
	bool turned = v[1].x < v[0].x || (v[1].x == v[0].x && v[1].y < v[0].y);
	WsPoint a = v[turned], b = v[!turned];
	WsOffset u = ws_offset(look->door, a, look->scale), d = ws_offset(a, b, look->scale);
	double length = sqrt(ws_squared(d));
	View view = {.look = look, .ex = d.x / length, .ey = d.y / length};
	double left = u.x * -view.ey + u.y * view.ex;
	double start = u.x * view.ex + u.y * view.ey; /* p of a */
	double half;
	WsBox box = {look->door.x, look->door.y, look->door.x, look->door.y};
	bool found = false;

	view.height = fabs(left);
	/* Looked at from its end, all of it is behind what hides that end. */
	if (!(length > 0) || view.height < 1e-9)
		return false;
	view.nx = left < 0 ? view.ey : -view.ey;
	view.ny = left < 0 ? -view.ex : view.ex;
	half = look->reach - view.height * view.height;
	half = half > 0 ? sqrt(half) : 0;
	view.low = fmax(start, -half);
	view.high = fmin(start + length, half);
	if (view.low > view.high)
		return false;
	for (int i = 0; i < 2; i++)
	{
		double along = ((i ? view.high : view.low) - start) / length;

		box_add_place(&box, a.x + along * ((double) b.x - a.x), a.y + along * ((double) b.y - a.y));
	}
	for (int tries = all_hidden(&view, &box) ? MOST_TRIES : 0; tries < MOST_TRIES; tries++)
	{
		double place;
		Spot there = *spot;

		join_shadows(&view);
		if (!first_visible(&view, &place))
			break;
		there.along = (place - start) / length;
		there.along = there.along < 0 ? 0 : there.along > 1 ? 1 : there.along;
		if (place == start || place == start + length)
		{
			there.along = place != start;
			there.distance = ws_squared(ws_offset(look->door, place == start ? a : b, look->scale));
		}
		else
			there.distance = place * place + view.height * view.height;
		if (turned)
			there.along = 1 - there.along;
		if (!hidden(look, &there))
		{
			*spot = there;
			found = there.distance <= look->reach;
			break;
		}
		add_shadow(&view, place, place);
	}
	ws_free(look->graph->env, view.shadows);
	return found;
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
	Spot spot; /* of a box the distance, and the tile of its run */
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
	const WsRtree *tree = tile ? &tile->lines.tree : look->graph->edge_boxes;
	uint32_t last = first + ws_rtree_node_size(tree, level, first);

	for (uint32_t i = first; i < last; i++)
	{
		Item item = {.kind = tile ? RUN_BOX : TILE_BOX, .level = level, .index = i};

		item.spot.tile = tile;
		item.spot.distance =
			ws_box_distance(&tree->boxes[tree->start[level] + i], look->door, look->scale);
		if (item.spot.distance <= look->reach)
			heap_push(heap, &item);
	}
}

static void
push_point(Heap *heap, const Look *look, Spot spot, Stage stage, uint32_t run)
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
	Spot spot = item->spot;

	if (visible_spot(look, &spot))
		push_point(heap, look, spot, VISIBLE, item->index);
	for (uint32_t i = run->first; item->stage == OF_RUN && i < run->first + run->segments; i++)
		if (i != item->spot.segment)
			push_point(heap, look,
					   nearest_spot(tile, item->spot.edge, i, 1, look->door, look->scale),
					   OF_SEGMENT, item->index);
}

static bool
counts(const Look *look, const WsEdge *edge)
{
	return edge->id != look->except && ws_usable(look->walker, &edge->way);
}

/* The nearest visible point within the reach; its distance is infinite where there is none. */
static Spot
nearest_visible(Look *look)
{
	Heap heap = {.env = look->graph->env, .capacity = ITEMS_AT_HAND};
	Spot found = {.distance = INFINITY};

	heap.items = heap.at_hand;
	push_boxes(&heap, look, NULL, ws_rtree_top(look->graph->edge_boxes), 0);
	while (heap.count > 0)
	{
		Item item = heap_pop(&heap);
		const WsTile *tile = item.spot.tile;

		if (item.kind != POINT && item.level > 0)
			push_boxes(&heap, look, tile, item.level - 1, item.index * WS_RTREE_FANOUT);
		else if (item.kind == TILE_BOX)
		{
			tile = ws_graph_tile(look->graph, item.index);
			if (tile->lines.tree.levels > 0)
				push_boxes(&heap, look, tile, ws_rtree_top(&tile->lines.tree), 0);
		}
		else if (item.kind == RUN_BOX)
		{
			const WsRun *run = &tile->lines.runs[item.index];

			if (counts(look, &tile->edges[run->line]))
				push_point(&heap, look,
						   nearest_spot(tile, tile->first_edge + run->line, run->first,
										run->segments, look->door, look->scale),
						   OF_RUN, item.index);
		}
		else if (item.stage != VISIBLE && hidden(look, &item.spot))
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
	Spot spot = nearest_spot(tile, tile->first_edge + run->line, run->first, run->segments,
							 look->door, look->scale);

	if (spot.distance <= look->reach && spot_before(&spot, &look->best) &&
		counts(look, &tile->edges[run->line]))
	{
		if (spot.distance < look->best.distance)
			look->window = ws_box_around(look->door, sqrt(spot.distance), look->scale);
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
	const WsRtree *tree = tile ? &tile->lines.tree : look->graph->edge_boxes;
	const WsBox *boxes = tree->boxes + tree->start[level] + first;
	uint32_t near = ws_rtree_touching(tree, level, first, &look->window);
	double distances[WS_RTREE_FANOUT];

	for (uint32_t left = near; left; left &= left - 1)
	{
		uint32_t i = (uint32_t) __builtin_ctz(left);

		distances[i] = ws_box_distance(&boxes[i], look->door, look->scale);
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
			const WsTile *inner = ws_graph_tile(look->graph, index);

			if (inner->lines.tree.levels > 0)
				find_nearest(look, inner, ws_rtree_top(&inner->lines.tree), 0);
		}
	}
}

/* Looks near by first: most doors are a few metres from their street. */
static WsSnap
snap_to_edge(WsGraph *graph, const WsWalker *walker, WsPoint door, double metres, uint32_t except)
{
	Look look = {.graph = graph,
				 .walker = walker,
				 .door = door,
				 .scale = ws_scale_at(door.y),
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
			look.window = ws_box_around(door, sqrt(look.reach), look.scale);
			find_nearest(&look, NULL, ws_rtree_top(graph->edge_boxes), 0);
			barrier = look.best.distance < INFINITY && hidden(&look, &look.best);
		}
		if (barrier)
			look.best = nearest_visible(&look);
		if (look.best.distance < INFINITY)
			return ws_snap_at(look.best.tile, look.best.edge - look.best.tile->first_edge,
							  look.best.segment, look.best.along, sqrt(look.best.distance));
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
