/*
 * outline.c - things that are areas, see outline.h.
 *
 * Where a street crosses or touches an outline is found through the R-trees,
 * for a few segments of the outline at a time. Coordinates are whole numbers,
 * and so on which side of a line a point is: touching is exact, and a street
 * that ends on an outline, or passes through a vertex of it, crosses there.
 * Where a street runs along an outline, the ends of each stretch that two
 * segments share are crossings.
 *
 * A crossing at a node is found with each of its streets, and one at a vertex
 * of the outline with both of its segments: they count once, at the edge with
 * the smallest number.
 */
#include "outline.h"

#include <math.h>

#include "runs.h"
#include "sort.h"

#define NO_NODE UINT32_MAX

/*
 * Order.
 */
typedef struct Ring
{
	const WsPoint *points;
	uint32_t count;
	bool hole;
} Ring;

typedef struct Outline
{
	Ring *rings;
	size_t n;
} Outline;

/* Where the least of a ring's rotations begins. */
static uint32_t
least_rotation(const WsPoint *points, uint32_t n)
{
	uint64_t a = 0, b = 1, k = 0;

	/* Those from a and from b agree for k vertices; what loses goes, and all that it passed. */
	while (a < n && b < n && k < n)
	{
		int order = ws_compare_points(&points[(a + k) % n], &points[(b + k) % n]);

		if (order == 0)
		{
			k++;
			continue;
		}
		*(order > 0 ? &a : &b) += k + 1;
		b += a == b;
		k = 0;
	}
	return (uint32_t) (a < b ? a : b);
}

static int
compare_rings(const Ring *x, const Ring *y)
{
	for (uint32_t i = 0; i < x->count && i < y->count; i++)
	{
		int order = ws_compare_points(&x->points[i], &y->points[i]);

		if (order != 0)
			return order;
	}
	return (x->count > y->count) - (x->count < y->count);
}

/* Drops repeated vertices, and turns a ring to the least of its rotations either way. */
static uint32_t
order_ring(const WsEnv *env, WsPoint *points, uint32_t count)
{
	WsPoint *forth = ws_alloc(env, 3 * (size_t) count * sizeof(WsPoint));
	WsPoint *back = forth + count, *turned = back + count;
	uint32_t n = 0, from;
	Ring x, y;

	for (uint32_t i = 0; i < count; i++)
		if (n == 0 || ws_compare_points(&points[n - 1], &points[i]) != 0)
			points[n++] = points[i];
	while (n > 1 && ws_compare_points(&points[n - 1], &points[0]) == 0)
		n--;
	for (uint32_t i = 0; i < n; i++)
		turned[i] = points[n - 1 - i];
	from = least_rotation(points, n);
	for (uint32_t i = 0; i < n; i++)
		forth[i] = points[((uint64_t) from + i) % n];
	from = least_rotation(turned, n);
	for (uint32_t i = 0; i < n; i++)
		back[i] = turned[((uint64_t) from + i) % n];
	x = (Ring){forth, n, false};
	y = (Ring){back, n, false};
	memcpy(points, compare_rings(&x, &y) <= 0 ? forth : back, n * sizeof(WsPoint));
	ws_free(env, forth);
	return n;
}

static int
by_ring(const void *a, const void *b)
{
	return compare_rings(a, b);
}

static int
by_outline(const void *a, const void *b)
{
	const Outline *x = a, *y = b;

	for (size_t i = 0; i < x->n && i < y->n; i++)
	{
		int order = compare_rings(&x->rings[i], &y->rings[i]);

		if (order != 0)
			return order;
	}
	return (x->n > y->n) - (x->n < y->n);
}

size_t
ws_outlines_order(const WsEnv *env, WsOutlineRing *rings, size_t n, WsPoint *vertices)
{
	Ring *all = ws_alloc(env, n * sizeof(Ring));
	Outline *outlines = ws_alloc(env, n * sizeof(Outline));
	size_t n_outlines = 0, total = 0, kept = 0;
	uint32_t first = n > 0 ? rings[0].first : 0;
	WsPoint *copy;

	for (size_t i = 0; i < n; i++)
	{
		uint32_t count = order_ring(env, vertices + rings[i].first, rings[i].count);

		if (rings[i].hole && count < 3)
			continue;
		if (!rings[i].hole)
			outlines[n_outlines++] = (Outline){&all[kept], 0};
		outlines[n_outlines - 1].n++;
		all[kept++] = (Ring){vertices + rings[i].first, count, rings[i].hole};
		total += count;
	}
	for (size_t i = 0; i < n_outlines; i++)
		ws_sort_by(env, outlines[i].rings + 1, outlines[i].n - 1, sizeof(Ring), by_ring);
	ws_sort_by(env, outlines, n_outlines, sizeof(Outline), by_outline);

	/* Back in their order, through a copy. */
	copy = ws_alloc(env, total * sizeof(WsPoint));
	kept = total = 0;
	for (size_t i = 0; i < n_outlines; i++)
		for (size_t k = 0; k < outlines[i].n; k++)
		{
			const Ring *ring = &outlines[i].rings[k];

			memcpy(copy + total, ring->points, ring->count * sizeof(WsPoint));
			rings[kept++] = (WsOutlineRing){first + (uint32_t) total, ring->count, ring->hole};
			total += ring->count;
		}
	ws_copy(vertices + first, copy, total * sizeof(WsPoint));
	ws_free(env, copy);
	ws_free(env, outlines);
	ws_free(env, all);
	return kept;
}

/*
 * Inside.
 */
static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The middle of the widest stretch inside at a height; returns how wide it is. */
static double
widest_at(const WsEnv *env, const WsOutlineRing *rings, size_t n, const WsPoint *vertices, double y,
		  double *at, double *middle)
{
	double widest = 0;
	size_t crossings = 0;

	for (size_t r = 0; r < n; r++)
		for (uint32_t i = 0; i < rings[r].count; i++)
		{
			WsPoint a = vertices[rings[r].first + i];
			WsPoint b = vertices[rings[r].first + (i + 1) % rings[r].count];

			/* A vertex at that very height belongs to what is below. */
			if ((a.y <= y) != (b.y <= y))
				at[crossings++] = a.x + (y - a.y) / ((double) b.y - a.y) * ((double) b.x - a.x);
		}
	ws_sort_by(env, at, crossings, sizeof(double), by_value);
	for (size_t i = 0; i + 1 < crossings; i += 2)
		if (at[i + 1] - at[i] > widest)
		{
			widest = at[i + 1] - at[i];
			*middle = (at[i] + at[i + 1]) / 2;
		}
	return widest;
}

WsPoint
ws_outline_inside(const WsEnv *env, const WsOutlineRing *rings, size_t n, const WsPoint *vertices)
{
	/* The middle of the box, and other heights for what has no width there. */
	static const double heights[] = {0.5, 0.25, 0.75, 0.375, 0.625, 0.125, 0.875};
	WsBox box = WS_BOX_EMPTY;
	size_t total = 0;
	WsPoint inside = vertices[rings[0].first];
	double *at;

	for (uint32_t i = 0; i < rings[0].count; i++)
		ws_box_add(&box, vertices[rings[0].first + i]);
	for (size_t r = 0; r < n; r++)
		total += rings[r].count;
	at = ws_alloc(env, total * sizeof(double));
	for (size_t i = 0; i < sizeof heights / sizeof *heights; i++)
	{
		double y = box.y0 + heights[i] * ((double) box.y1 - box.y0);
		double x = 0;

		if (widest_at(env, rings, n, vertices, y, at, &x) > 0)
		{
			inside = (WsPoint){(int32_t) lrint(x), (int32_t) lrint(y)};
			break;
		}
	}
	ws_free(env, at);
	return inside;
}

/*
 * Crossings.
 */
typedef struct Crossing
{
	const WsTile *tile;
	uint32_t edge;
	uint32_t line; /* in its tile */
	uint32_t segment; /* its first vertex, counted in the tile */
	double along;
	uint32_t node; /* NO_NODE: within the edge */
} Crossing;

/* A few segments of an outline, and the crossings of all. */
typedef struct Reader
{
	const WsEnv *env;
	const WsWalker *walker;
	const WsOutlineRing *ring;
	const WsPoint *vertices; /* of the ring */
	uint32_t first, last; /* segments */
	WsBox box;
	Crossing *found;
	size_t count, capacity;
} Reader;

/* Whether a point of a segment's line is on the segment. */
static bool
is_between(WsPoint a, WsPoint b, WsPoint p)
{
	return (a.x <= p.x || b.x <= p.x) && (p.x <= a.x || p.x <= b.x) && (a.y <= p.y || b.y <= p.y) &&
		   (p.y <= a.y || p.y <= b.y);
}

static void
add_crossing(Reader *reader, const WsTile *tile, uint32_t line, uint32_t segment, double along)
{
	uint32_t first = tile->lines.start[line], last = tile->lines.start[line + 1] - 1;
	const WsEdge *edge = &tile->edges[line];
	Crossing crossing = {tile, edge->id, line, segment, along, NO_NODE};

	/* A vertex belongs to the segment that it begins. */
	if (along >= 1 && segment + 1 < last)
	{
		crossing.segment++;
		crossing.along = 0;
	}
	if (crossing.segment == first && crossing.along <= 0)
		crossing.node = edge->source;
	else if (crossing.segment + 1 == last && crossing.along >= 1)
		crossing.node = edge->target;
	reader->found =
		ws_grow(reader->env, reader->found, &reader->capacity, reader->count + 1, sizeof(Crossing));
	reader->found[reader->count++] = crossing;
}

/* At a point that is on the street's segment. */
static void
add_touch(Reader *reader, const WsTile *tile, uint32_t line, uint32_t segment, WsPoint p)
{
	WsPoint a = tile->lines.vertices[segment], b = tile->lines.vertices[segment + 1];
	double dx = (double) b.x - a.x, dy = (double) b.y - a.y;
	double along = fabs(dx) > fabs(dy) ? ((double) p.x - a.x) / dx
				   : dy != 0           ? ((double) p.y - a.y) / dy
									   : 0;

	add_crossing(reader, tile, line, segment, along);
}

/* A segment of a street against one of the outline, from u to v. */
static void
cross(Reader *reader, const WsTile *tile, uint32_t line, uint32_t segment, WsPoint u, WsPoint v)
{
	WsPoint a = tile->lines.vertices[segment], b = tile->lines.vertices[segment + 1];
	__int128 left_a = ws_side_of(u, v, a), left_b = ws_side_of(u, v, b);
	__int128 left_u, left_v;

	if ((left_a > 0 && left_b > 0) || (left_a < 0 && left_b < 0))
		return;
	left_u = ws_side_of(a, b, u);
	left_v = ws_side_of(a, b, v);
	if (left_a == 0 && is_between(u, v, a))
		add_crossing(reader, tile, line, segment, 0);
	if (left_b == 0 && is_between(u, v, b))
		add_crossing(reader, tile, line, segment, 1);
	if (left_u == 0 && is_between(a, b, u))
		add_touch(reader, tile, line, segment, u);
	if (left_v == 0 && is_between(a, b, v))
		add_touch(reader, tile, line, segment, v);
	if (left_a != 0 && left_b != 0 && ((left_u > 0 && left_v < 0) || (left_u < 0 && left_v > 0)))
		add_crossing(reader, tile, line, segment,
					 (double) left_a / ((double) left_a - (double) left_b));
}

static bool
read_run(void *context, const WsTile *tile, const WsRun *run)
{
	Reader *reader = context;

	if (!ws_usable(reader->walker, &tile->edges[run->line].way))
		return false;
	for (uint32_t i = run->first; i < run->first + run->segments; i++)
	{
		WsPoint a = tile->lines.vertices[i], b = tile->lines.vertices[i + 1];

		if ((a.x < reader->box.x0 && b.x < reader->box.x0) ||
			(a.x > reader->box.x1 && b.x > reader->box.x1) ||
			(a.y < reader->box.y0 && b.y < reader->box.y0) ||
			(a.y > reader->box.y1 && b.y > reader->box.y1))
			continue;
		for (uint32_t k = reader->first; k < reader->last; k++)
			cross(reader, tile, run->line, i, reader->vertices[k],
				  reader->vertices[(k + 1) % reader->ring->count]);
	}
	return false;
}

static int
by_edge(const void *a, const void *b)
{
	const Crossing *x = a, *y = b;

	if (x->edge != y->edge)
		return x->edge < y->edge ? -1 : 1;
	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	return (x->along > y->along) - (x->along < y->along);
}

/* Then by edge, whatever the order was. */
static int
by_node(const void *a, const void *b)
{
	const Crossing *x = a, *y = b;

	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return by_edge(a, b);
}

/* Leaves each crossing once. */
static size_t
distinct(const WsEnv *env, Crossing *crossings, size_t count)
{
	size_t n = 0;

	ws_sort_by(env, crossings, count, sizeof(Crossing), by_node);
	for (size_t i = 0; i < count; i++)
		if (n == 0 || (crossings[i].node == NO_NODE ? by_node(&crossings[n - 1], &crossings[i]) != 0
													: crossings[n - 1].node != crossings[i].node))
			crossings[n++] = crossings[i];
	ws_sort_by(env, crossings, n, sizeof(Crossing), by_edge);
	return n;
}

static size_t
find_crossings(WsGraph *graph, const WsWalker *walker, const WsOutlineRing *rings, size_t n_rings,
			   const WsPoint *vertices, Crossing **found)
{
	Reader reader = {.env = graph->env, .walker = walker};

	for (size_t r = 0; r < n_rings; r++)
	{
		reader.ring = &rings[r];
		reader.vertices = vertices + rings[r].first;
		for (uint32_t i = 0; i < rings[r].count; i = reader.last)
		{
			if (i % (64 * WS_RUN_SEGMENTS) == 0)
				ws_interrupt(graph->env);
			reader.first = i;
			reader.last =
				rings[r].count - i < WS_RUN_SEGMENTS ? rings[r].count : i + WS_RUN_SEGMENTS;
			reader.box = WS_BOX_EMPTY;
			for (uint32_t k = i; k <= reader.last; k++)
				ws_box_add(&reader.box, reader.vertices[k % rings[r].count]);
			ws_each_run(graph, WS_STREETS, &reader.box, read_run, &reader);
		}
	}
	*found = reader.found;
	return distinct(graph->env, reader.found, reader.count);
}

static WsPoint
whole(double x, double y)
{
	return (WsPoint){(int32_t) lrint(x), (int32_t) lrint(y)};
}

WsEntry *
ws_outline_entries(WsGraph *graph, const WsWalker *walker, const WsOutlineRing *rings,
				   size_t n_rings, const WsPoint *vertices, size_t *n)
{
	Crossing *crossings;
	size_t found = find_crossings(graph, walker, rings, n_rings, vertices, &crossings);
	WsEntry *entries = ws_alloc(graph->env, (found > 0 ? found : n_rings) * sizeof(WsEntry));

	*n = found;
	for (size_t i = 0; i < found; i++)
	{
		const Crossing *c = &crossings[i];

		entries[i].snap = ws_snap_at(c->tile, c->line, c->segment, c->along, 0);
		entries[i].at = whole(entries[i].snap.x, entries[i].snap.y);
	}
	ws_free(graph->env, crossings);
	if (found > 0)
		return entries;
	for (size_t shell = 0, next; shell < n_rings; shell = next)
	{
		WsEntry *entry = &entries[(*n)++];

		for (next = shell + 1; next < n_rings && rings[next].hole; next++)
			;
		entry->at = ws_outline_inside(graph->env, rings + shell, next - shell, vertices);
		entry->snap = ws_snap(graph, walker, entry->at);
	}
	return entries;
}
