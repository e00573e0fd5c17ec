/*
 * area_paths.c - the paths across an open area, see area_paths.h.
 *
 * A shortest way inside of an area is straight, but where it bends round a
 * corner that stands out into it. So the lines of sight between such corners
 * and the entries (the visibility graph) hold all shortest ways; at a corner only
 * those matter that pass it by, for no shortest way bends where it could go on
 * straight.
 *
 * They are too many: where n entries see each other they are n * (n - 1) / 2, and
 * most run beside others. So of the entries each pair is looked at, the nearest
 * first, and only where the lines kept so far and the outlines lead round by more
 * than the detour, the lines of its shortest way are kept (the greedy spanner of
 * Althöfer and others, 1993).
 *
 * Sides are exact, as coordinates are whole numbers; metres are those of the
 * plane that touches the ellipsoid at the first vertex.
 */
#include "area_paths.h"

#include <math.h>

#include "rtree.h"
#include "sort.h"

#define NONE UINT32_MAX

/* A vertex of a ring between its neighbours, the area on the left. */
typedef struct Corner
{
	WsPoint before, at, after;
	uint32_t vertex;
} Corner;

/* Where a way may begin, bend or end. */
typedef struct Stop
{
	WsPoint at;
	uint32_t entry; /* its number, NONE where it is none */
	uint32_t corner, n_corners; /* those at this point */
	uint32_t last_link; /* of those from here */
} Stop;

/* The halves of a link are 2i and 2i + 1. */
typedef struct Half
{
	uint32_t to;
	uint32_t next; /* from the same stop */
} Half;

typedef struct Link
{
	Half halves[2];
	double metres;
	bool kept;
} Link;

typedef struct Pair
{
	double metres;
	uint32_t a, b;
} Pair;

typedef struct Waiting
{
	double metres;
	uint32_t stop;
} Waiting;

typedef struct Area
{
	const WsEnv *env;
	const WsPoint *vertices;
	uint32_t n_vertices;
	WsScale scale; /* at the first */
	uint32_t *next; /* of a vertex in its ring */
	WsRtree sides; /* item i is from vertex i to the next */
	Corner *corners; /* in the order of points */
	Stop *stops;
	uint32_t n_stops, n_entries;
	Link *links;
	size_t n_links, links_capacity;

	/* One search: what is of an earlier one has another number. */
	uint32_t search;
	uint32_t *searched;
	double *metres;
	uint32_t *by; /* the half-link that leads here */
	Waiting *heap;
	size_t n_heap, heap_capacity;
} Area;

/*
 * Stops.
 */
static int
by_corner(const void *a, const void *b)
{
	return ws_compare_points(&((const Corner *) a)->at, &((const Corner *) b)->at);
}

static int
by_point(const void *a, const void *b)
{
	return ws_compare_points(a, b);
}

/* Twice the area that a ring goes round with it on the left. */
static double
ring_area(const WsPoint *v, uint32_t n)
{
	double area = 0;

	for (uint32_t i = 1; i + 1 < n; i++)
		area += (double) ws_side_of(v[0], v[i], v[i + 1]);
	return area;
}

static void
add_corners(Area *area, const WsOutlineRing *ring)
{
	const WsPoint *v = area->vertices + ring->first;
	uint32_t n = ring->count;
	bool turned = (ring_area(v, n) < 0) != ring->hole;

	for (uint32_t i = 0; i < n; i++)
	{
		WsPoint before = v[i > 0 ? i - 1 : n - 1], after = v[i + 1 < n ? i + 1 : 0];

		area->corners[ring->first + i] =
			(Corner){turned ? after : before, v[i], turned ? before : after, ring->first + i};
		area->next[ring->first + i] = ring->first + (i + 1 < n ? i + 1 : 0);
	}
}

/* Whether a way may bend there. */
static bool
stands_out(const Corner *corner)
{
	return ws_side_of(corner->before, corner->at, corner->after) < 0;
}

/* The stops at which vertices are, NONE where they are none. */
static uint32_t *
find_stops(Area *area, const WsPoint *entries, size_t n_entries)
{
	const WsEnv *env = area->env;
	uint32_t n = area->n_vertices;
	WsPoint *sorted = ws_alloc(env, n_entries * sizeof(WsPoint));
	uint32_t *stop_of = ws_alloc(env, n * sizeof(uint32_t));
	size_t entry = 0;

	ws_copy(sorted, entries, n_entries * sizeof(WsPoint));
	ws_sort_by(env, sorted, n_entries, sizeof(WsPoint), by_point);
	ws_sort_by(env, area->corners, n, sizeof(Corner), by_corner);
	area->stops = ws_alloc(env, n * sizeof(Stop));
	for (uint32_t i = 0, last; i < n; i = last)
	{
		WsPoint at = area->corners[i].at;
		Stop stop = {.at = at, .entry = NONE, .corner = i, .last_link = NONE};
		bool stops = false;

		for (last = i; last < n && ws_same_point(area->corners[last].at, at); last++)
			stops |= stands_out(&area->corners[last]);
		stop.n_corners = last - i;
		for (; entry < n_entries && ws_same_point(sorted[entry], at); entry++)
			stop.entry = area->n_entries;
		if (entry < n_entries && ws_compare_points(&sorted[entry], &at) < 0)
			break;
		area->n_entries += stop.entry != NONE;
		stops |= stop.entry != NONE;
		for (uint32_t k = i; k < last; k++)
			stop_of[area->corners[k].vertex] = stops ? area->n_stops : NONE;
		if (stops)
			area->stops[area->n_stops++] = stop;
	}
	if (entry < n_entries)
		ws_fail(env, WS_ERROR_INVALID,
				"Streets join where they share a vertex: put one into the outline there, with "
				"ST_Snap(area, entries, ...) for example.",
				"the entry (%.7f %.7f) is no vertex of the area",
				sorted[entry].x / WS_UNITS_PER_DEGREE, sorted[entry].y / WS_UNITS_PER_DEGREE);
	ws_free(env, sorted);
	return stop_of;
}

/*
 * Links.
 */
static double
metres_between(const Area *area, WsPoint a, WsPoint b)
{
	return sqrt(ws_squared(ws_offset(a, b, area->scale)));
}

static void
add_link(Area *area, uint32_t a, uint32_t b, double metres, bool kept)
{
	uint32_t half = 2 * (uint32_t) area->n_links;

	area->links =
		ws_grow(area->env, area->links, &area->links_capacity, area->n_links + 1, sizeof(Link));
	area->links[area->n_links++] =
		(Link){{{b, area->stops[a].last_link}, {a, area->stops[b].last_link}}, metres, kept};
	area->stops[a].last_link = half;
	area->stops[b].last_link = half + 1;
}

/* Along a ring, from each stop to the next. */
static void
add_outline(Area *area, const WsOutlineRing *ring, const uint32_t *stop_of)
{
	uint32_t first = NONE, from = NONE;
	double metres = 0;

	for (uint32_t i = 0, v = ring->first; i < 2 * ring->count; i++, v = area->next[v])
	{
		uint32_t stop = stop_of[v];

		if (stop != NONE && from != NONE && from != stop)
			add_link(area, from, stop, metres, true);
		if (stop != NONE && v == first)
			return;
		if (stop != NONE)
		{
			first = first == NONE ? v : first;
			from = stop;
			metres = 0;
		}
		metres += metres_between(area, area->vertices[v], area->vertices[area->next[v]]);
	}
}

typedef struct Sight
{
	const Area *area;
	WsPoint a, b;
	bool inside; /* by the sides that a ray meets */
} Sight;

/* Whether a side touches the line between its ends. */
static bool
blocks(void *context, uint32_t item)
{
	const Sight *sight = context;
	WsPoint u = sight->area->vertices[item], v = sight->area->vertices[sight->area->next[item]];
	__int128 left_u = ws_side_of(sight->a, sight->b, u), left_v = ws_side_of(sight->a, sight->b, v);
	__int128 left_a, left_b;

	if ((left_u > 0 && left_v > 0) || (left_u < 0 && left_v < 0))
		return false;
	if (left_u == 0 && left_v == 0)
	{
		/* On one line: the box of what they share is more than a point. */
		WsBox line = WS_BOX_EMPTY, side = WS_BOX_EMPTY;

		ws_box_add(&line, sight->a);
		ws_box_add(&line, sight->b);
		ws_box_add(&side, u);
		ws_box_add(&side, v);
		return (line.x0 > side.x0 ? line.x0 : side.x0) < (line.x1 < side.x1 ? line.x1 : side.x1) ||
			   (line.y0 > side.y0 ? line.y0 : side.y0) < (line.y1 < side.y1 ? line.y1 : side.y1);
	}
	left_a = ws_side_of(u, v, sight->a);
	left_b = ws_side_of(u, v, sight->b);
	return (left_a > 0 && left_b < 0) || (left_a < 0 && left_b > 0);
}

/* Counts a side that the ray eastward from the middle of the line meets. */
static bool
met_by_ray(void *context, uint32_t item)
{
	Sight *sight = context;
	WsPoint u = sight->area->vertices[item], v = sight->area->vertices[sight->area->next[item]];
	int64_t x = (int64_t) sight->a.x + sight->b.x, y = (int64_t) sight->a.y + sight->b.y;
	__int128 left;

	if ((2 * (int64_t) u.y > y) == (2 * (int64_t) v.y > y))
		return false;
	left = (__int128) ((int64_t) v.x - u.x) * (y - 2 * (int64_t) u.y) -
		   (__int128) ((int64_t) v.y - u.y) * (x - 2 * (int64_t) u.x);
	sight->inside ^= (left > 0) == (v.y > u.y);
	return false;
}

/* Whether a way along a line that begins at a stop may bend there, or begin. */
static bool
passes_by(const Area *area, const Stop *stop, WsPoint other)
{
	bool passes = stop->entry != NONE;

	for (uint32_t i = 0; i < stop->n_corners && !passes; i++)
	{
		const Corner *corner = &area->corners[stop->corner + i];
		__int128 before = ws_side_of(other, stop->at, corner->before);
		__int128 after = ws_side_of(other, stop->at, corner->after);

		passes = stands_out(corner) && ((before >= 0 && after >= 0) || (before <= 0 && after <= 0));
	}
	return passes;
}

static bool
sees(const Area *area, const Stop *a, const Stop *b)
{
	Sight sight = {area, a->at, b->at, false};
	WsBox box = WS_BOX_EMPTY, ray;

	if (!passes_by(area, a, b->at) || !passes_by(area, b, a->at))
		return false;
	ws_box_add(&box, a->at);
	ws_box_add(&box, b->at);
	if (ws_rtree_each(&area->sides, &box, blocks, &sight))
		return false;
	ray = (WsBox){box.x0, (int32_t) (((int64_t) box.y0 + box.y1) >> 1), INT32_MAX, box.y1};
	ws_rtree_each(&area->sides, &ray, met_by_ray, &sight);
	return sight.inside;
}

static void
add_sights(Area *area)
{
	for (uint32_t a = 0; a < area->n_stops; a++)
	{
		ws_interrupt(area->env);
		for (uint32_t b = a + 1; b < area->n_stops; b++)
			if (sees(area, &area->stops[a], &area->stops[b]))
				add_link(area, a, b, metres_between(area, area->stops[a].at, area->stops[b].at),
						 false);
	}
}

/*
 * Ways.
 */
static void
push(Area *area, Waiting item)
{
	size_t i = area->n_heap++;

	area->heap =
		ws_grow(area->env, area->heap, &area->heap_capacity, area->n_heap, sizeof(Waiting));
	for (; i > 0 && item.metres < area->heap[(i - 1) / 2].metres; i = (i - 1) / 2)
		area->heap[i] = area->heap[(i - 1) / 2];
	area->heap[i] = item;
}

static Waiting
pop(Area *area)
{
	Waiting top = area->heap[0], last = area->heap[--area->n_heap];
	size_t i = 0;

	for (size_t child; (child = 2 * i + 1) < area->n_heap; i = child)
	{
		if (child + 1 < area->n_heap && area->heap[child + 1].metres < area->heap[child].metres)
			child++;
		if (area->heap[child].metres >= last.metres)
			break;
		area->heap[i] = area->heap[child];
	}
	area->heap[i] = last;
	return top;
}

static bool
is_reached(const Area *area, uint32_t stop)
{
	return area->searched[stop] == area->search;
}

/* The shortest ways from a stop within so many metres (Dijkstra). */
static void
find_ways(Area *area, uint32_t from, double most, bool all_links)
{
	ws_interrupt(area->env);
	area->search++;
	area->searched[from] = area->search;
	area->metres[from] = 0;
	area->by[from] = NONE;
	push(area, (Waiting){0, from});
	while (area->n_heap > 0)
	{
		Waiting item = pop(area);

		if (item.metres > area->metres[item.stop])
			continue;
		for (uint32_t h = area->stops[item.stop].last_link; h != NONE;)
		{
			const Link *link = &area->links[h / 2];
			const Half *half = &link->halves[h % 2];
			double metres = item.metres + link->metres;

			if ((link->kept || all_links) && metres <= most &&
				!(is_reached(area, half->to) && area->metres[half->to] <= metres))
			{
				area->searched[half->to] = area->search;
				area->metres[half->to] = metres;
				area->by[half->to] = h;
				push(area, (Waiting){metres, half->to});
			}
			h = half->next;
		}
	}
}

static int
by_metres(const void *a, const void *b)
{
	const Pair *x = a, *y = b;

	return (x->metres > y->metres) - (x->metres < y->metres);
}

/* Pairs of entries with a way between them, the nearest first. */
static Pair *
find_pairs(Area *area, size_t *n)
{
	Pair *pairs = NULL;
	size_t capacity = 0;

	*n = 0;
	for (uint32_t a = 0; a < area->n_stops; a++)
	{
		if (area->stops[a].entry == NONE)
			continue;
		find_ways(area, a, INFINITY, true);
		for (uint32_t b = a + 1; b < area->n_stops; b++)
			if (area->stops[b].entry != NONE && is_reached(area, b))
			{
				pairs = ws_grow(area->env, pairs, &capacity, *n + 1, sizeof(Pair));
				pairs[(*n)++] = (Pair){area->metres[b], a, b};
			}
	}
	ws_sort_by(area->env, pairs, *n, sizeof(Pair), by_metres);
	return pairs;
}

/* What adds up to the same in another order is no detour. */
#define ROUNDING (1 + 1e-9)

/*
 * A search from one entry says how far the others within its limit are at most,
 * for links are only added: most pairs need none of their own.
 */
static void
keep_links(Area *area, double detour)
{
	size_t n, m = area->n_entries;
	Pair *pairs = find_pairs(area, &n);
	double *known = ws_alloc(area->env, m * m * sizeof(double));

	for (size_t i = 0; i < m * m; i++)
		known[i] = INFINITY;
	for (size_t i = 0; i < n; i++)
	{
		const Pair *pair = &pairs[i];
		uint32_t a = area->stops[pair->a].entry, b = area->stops[pair->b].entry;
		double most = detour * pair->metres * ROUNDING;

		if (known[a * m + b] <= most)
			continue;
		find_ways(area, pair->a, most, false);
		for (uint32_t k = 0; k < area->n_stops; k++)
		{
			uint32_t c = area->stops[k].entry;

			if (c != NONE && is_reached(area, k))
				known[a * m + c] = known[c * m + a] = fmin(known[a * m + c], area->metres[k]);
		}
		if (known[a * m + b] <= most)
			continue;
		find_ways(area, pair->a, pair->metres, true);
		for (uint32_t h = area->by[pair->b]; h != NONE;
			 h = area->by[area->links[h / 2].halves[1 - h % 2].to])
			area->links[h / 2].kept = true;
	}
	ws_free(area->env, known);
	ws_free(area->env, pairs);
}

static void
index_sides(Area *area)
{
	WsBox *boxes = ws_alloc(area->env, ws_rtree_size(area->n_vertices) * sizeof(WsBox));

	/* In the order of the rings, which is one in space as well. */
	for (uint32_t i = 0; i < area->n_vertices; i++)
	{
		boxes[i] = WS_BOX_EMPTY;
		ws_box_add(&boxes[i], area->vertices[i]);
		ws_box_add(&boxes[i], area->vertices[area->next[i]]);
	}
	ws_rtree_build(&area->sides, boxes, area->n_vertices);
}

WsPoint *
ws_area_paths(const WsEnv *env, const WsOutlineRing *rings, size_t n_rings, const WsPoint *vertices,
			  const WsPoint *entries, size_t n_entries, double detour, size_t *n)
{
	Area area = {.env = env, .vertices = vertices};
	uint32_t *stop_of;
	size_t n_outline;
	WsPoint *lines = NULL;
	size_t capacity = 0;

	*n = 0;
	for (size_t i = 0; i < n_rings; i++)
		area.n_vertices = rings[i].first + rings[i].count;
	if (area.n_vertices == 0)
		return NULL;
	area.scale = ws_scale_at(vertices[0].y);
	area.corners = ws_alloc(env, area.n_vertices * sizeof(Corner));
	area.next = ws_alloc(env, area.n_vertices * sizeof(uint32_t));
	for (size_t i = 0; i < n_rings; i++)
		add_corners(&area, &rings[i]);
	index_sides(&area);
	stop_of = find_stops(&area, entries, n_entries);
	for (size_t i = 0; i < n_rings; i++)
		add_outline(&area, &rings[i], stop_of);
	n_outline = area.n_links;
	add_sights(&area);
	area.searched = ws_alloc0(env, (size_t) area.n_stops * sizeof(uint32_t));
	area.metres = ws_alloc(env, (size_t) area.n_stops * sizeof(double));
	area.by = ws_alloc(env, (size_t) area.n_stops * sizeof(uint32_t));
	keep_links(&area, detour);
	for (size_t i = n_outline; i < area.n_links; i++)
	{
		const Link *link = &area.links[i];

		if (!link->kept)
			continue;
		lines = ws_grow(env, lines, &capacity, 2 * (*n + 1), sizeof(WsPoint));
		lines[2 * *n] = area.stops[link->halves[1].to].at;
		lines[2 * *n + 1] = area.stops[link->halves[0].to].at;
		(*n)++;
	}
	return lines;
}
