/*
 * test_area_paths.c - paths across areas: by hand, and random areas against the
 * shortest ways by brute force, through every vertex that another sees.
 */
#include "area_paths.h"
#include "test.h"

#include <math.h>
#include <string.h>

#define MOST 40 /* vertices */
#define CORNER ((WsPoint){1172000000, 390500000})

typedef struct Area
{
	WsPoint vertices[MOST];
	WsOutlineRing rings[2];
	uint32_t n_vertices, n_rings;
	bool entry[MOST];
} Area;

/* Metres between all vertices. */
typedef struct Ways
{
	double metres[MOST][MOST];
} Ways;

/* A ring by its vertices in metres east and north. */
static void
add_ring(Area *area, bool hole, const double *xy, uint32_t n)
{
	WsScale scale = ws_scale_at(CORNER.y);

	area->rings[area->n_rings++] = (WsOutlineRing){area->n_vertices, n, hole};
	for (uint32_t i = 0; i < n; i++)
		area->vertices[area->n_vertices++] =
			(WsPoint){CORNER.x + (int32_t) lrint(xy[2 * i] / scale.x),
					  CORNER.y + (int32_t) lrint(xy[2 * i + 1] / scale.y)};
}

static double
metres(WsPoint a, WsPoint b)
{
	return sqrt(ws_squared(ws_offset(a, b, ws_scale_at(CORNER.y))));
}

static WsPoint *
paths(const Area *area, double detour, size_t *n)
{
	WsPoint entries[MOST];
	size_t n_entries = 0;

	/* In no order, and one twice. */
	for (uint32_t i = area->n_vertices; i-- > 0;)
		if (area->entry[i])
			entries[n_entries++] = area->vertices[i];
	if (n_entries > 0 && n_entries < MOST)
	{
		entries[n_entries] = entries[0];
		n_entries++;
	}
	return ws_area_paths(test_env(), area->rings, area->n_rings, area->vertices, entries, n_entries,
						 detour, n);
}

static void
link(Ways *ways, uint32_t a, uint32_t b, double metres)
{
	ways->metres[a][b] = fmin(ways->metres[a][b], metres);
	ways->metres[b][a] = ways->metres[a][b];
}

static uint32_t
next(const Area *area, uint32_t i)
{
	const WsOutlineRing *ring = &area->rings[area->n_rings > 1 && i >= area->rings[1].first];

	return ring->first + (i - ring->first + 1) % ring->count;
}

static void
along_outlines(const Area *area, Ways *ways)
{
	for (uint32_t a = 0; a < MOST; a++)
		for (uint32_t b = 0; b < MOST; b++)
			ways->metres[a][b] = a == b ? 0 : INFINITY;
	for (uint32_t i = 0; i < area->n_vertices; i++)
		link(ways, i, next(area, i), metres(area->vertices[i], area->vertices[next(area, i)]));
}

/* Floyd and Warshall. */
static void
join(const Area *area, Ways *ways)
{
	for (uint32_t k = 0; k < area->n_vertices; k++)
		for (uint32_t a = 0; a < area->n_vertices; a++)
			for (uint32_t b = 0; b < area->n_vertices; b++)
				ways->metres[a][b] =
					fmin(ways->metres[a][b], ways->metres[a][k] + ways->metres[k][b]);
}

/* Whether a place is in the area, or on its outline. */
static bool
covers(const Area *area, double x, double y)
{
	bool inside = false;

	for (uint32_t i = 0; i < area->n_vertices; i++)
	{
		WsPoint a = area->vertices[i], b = area->vertices[next(area, i)];
		double dx = (double) b.x - a.x, dy = (double) b.y - a.y;
		double t = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy);

		t = fmin(fmax(t, 0), 1);
		if (hypot(a.x + t * dx - x, a.y + t * dy - y) < 1e-3)
			return true;
		if ((a.y > y) != (b.y > y) && a.x + (y - a.y) / dy * dx > x)
			inside = !inside;
	}
	return inside;
}

/* Whether all of a line is in the area: each stretch of it between two sides. */
static bool
is_inside(const Area *area, WsPoint from, WsPoint to)
{
	double dx = (double) to.x - from.x, dy = (double) to.y - from.y;
	double at[2 * MOST + 2] = {0, 1};
	uint32_t n = 2;

	for (uint32_t i = 0; i < area->n_vertices; i++)
	{
		WsPoint a = area->vertices[i], b = area->vertices[next(area, i)];
		double ex = (double) b.x - a.x, ey = (double) b.y - a.y;
		double ox = (double) a.x - from.x, oy = (double) a.y - from.y;
		double det = dx * ey - dy * ex, t = (ox * ey - oy * ex) / det;

		/* On one line, the side's end counts. */
		if (det == 0)
			t = (ox * dx + oy * dy) / (dx * dx + dy * dy);
		if (t > 0 && t < 1)
			at[n++] = t;
	}
	for (uint32_t i = 1; i < n; i++)
		for (uint32_t k = i; k > 0 && at[k] < at[k - 1]; k--)
		{
			double swap = at[k];

			at[k] = at[k - 1];
			at[k - 1] = swap;
		}
	for (uint32_t i = 0; i + 1 < n; i++)
	{
		double t = (at[i] + at[i + 1]) / 2;

		if (!covers(area, from.x + t * dx, from.y + t * dy))
			return false;
	}
	return true;
}

static uint32_t
vertex_at(const Area *area, WsPoint p)
{
	uint32_t i = 0;

	while (i < area->n_vertices && !ws_same_point(area->vertices[i], p))
		i++;
	return i;
}

/* The lines are in the area, and no walk is longer than it may be. */
static size_t
check_paths(const Area *area, double detour)
{
	Ways shortest, kept;
	size_t n;
	WsPoint *lines = paths(area, detour, &n);

	along_outlines(area, &shortest);
	along_outlines(area, &kept);
	for (size_t i = 0; i < n; i++)
	{
		uint32_t a = vertex_at(area, lines[2 * i]), b = vertex_at(area, lines[2 * i + 1]);

		CHECK(a < area->n_vertices && b < area->n_vertices);
		CHECK(is_inside(area, lines[2 * i], lines[2 * i + 1]));
		link(&kept, a, b, metres(lines[2 * i], lines[2 * i + 1]));
	}
	for (uint32_t a = 0; a < area->n_vertices; a++)
		for (uint32_t b = a + 1; b < area->n_vertices; b++)
			if (is_inside(area, area->vertices[a], area->vertices[b]))
				link(&shortest, a, b, metres(area->vertices[a], area->vertices[b]));
	join(area, &shortest);
	join(area, &kept);
	for (uint32_t a = 0; a < area->n_vertices; a++)
		for (uint32_t b = a + 1; b < area->n_vertices; b++)
			if (area->entry[a] && area->entry[b])
				CHECK(kept.metres[a][b] <= detour * shortest.metres[a][b] + 1e-6 ||
					  test_explain("%.3f m instead of %.3f m", kept.metres[a][b],
								   shortest.metres[a][b]));
	return n;
}

/* Along two sides it is 1.41 times as far as along the diagonal. */
static void
a_square(void)
{
	Area area = {.entry = {true, true, true, true}};

	add_ring(&area, false, (double[]){0, 0, 100, 0, 100, 100, 0, 100}, 4);
	CHECK(check_paths(&area, 1.1) == 2);
	CHECK(check_paths(&area, 1.5) == 0);
	/* One entry leads nowhere. */
	memset(area.entry, 0, 3);
	CHECK(check_paths(&area, 1.1) == 0);
}

/* Five and five gates 40 m apart: of the 25 lines across 2 are outline, and most run beside others. */
static void
two_rows(void)
{
	Area area = {.n_rings = 0};
	double xy[20];

	for (int i = 0; i < 5; i++)
	{
		xy[2 * i] = xy[18 - 2 * i] = 2 * i;
		xy[2 * i + 1] = 0;
		xy[19 - 2 * i] = 40;
	}
	add_ring(&area, false, xy, 10);
	memset(area.entry, true, 10);
	CHECK(check_paths(&area, 1) == 23);
	CHECK(check_paths(&area, 1.1) <= 9);
}

/* Round the corner of an L, not along its outer sides. */
static void
an_angle(void)
{
	Area area = {.entry = {[1] = true, [4] = true}};
	size_t n;
	WsPoint *lines;

	add_ring(&area, false, (double[]){0, 0, 100, 0, 100, 30, 30, 30, 30, 100, 0, 100}, 6);
	CHECK(check_paths(&area, 1.1) == 1);
	lines = paths(&area, 1.1, &n);
	CHECK(vertex_at(&area, lines[0]) == 3 || vertex_at(&area, lines[1]) == 3);
}

/* An entry in the middle, on the outline of a hole, is reached. */
static void
a_hole(void)
{
	Area area = {.entry = {true, [4] = true}};

	add_ring(&area, false, (double[]){0, 0, 100, 0, 100, 100, 0, 100}, 4);
	add_ring(&area, true, (double[]){40, 40, 60, 40, 60, 60, 40, 60}, 4);
	CHECK(check_paths(&area, 1.1) == 1);
}

static void
ask_beside(void *context)
{
	Area *area = context;
	size_t n;

	ws_area_paths(test_env(), area->rings, 1, area->vertices,
				  &(WsPoint){CORNER.x + 1, CORNER.y + 1}, 1, 1.1, &n);
}

static void
no_vertex(void)
{
	Area area = {.n_rings = 0};
	Failure failure;

	add_ring(&area, false, (double[]){0, 0, 100, 0, 100, 100, 0, 100}, 4);
	failure = test_failure(ask_beside, &area);
	CHECK(failure.happened && failure.code == WS_ERROR_INVALID && failure.hinted);
}

/* A ring round the middle; on the lattice vertices lie on one line more often. */
static bool
add_random_ring(Rng *rng, Area *area, bool hole, double low, double high, double lattice)
{
	uint32_t n = (hole ? 3 : 6) + rng_below(rng, 12);
	double xy[2 * MOST];

	for (uint32_t i = 0; i < n; i++)
	{
		double angle = 6.283185307 * i / n, r = rng_between(rng, low, high);

		xy[2 * i] = 100 + lattice * round(r * cos(angle) / lattice);
		xy[2 * i + 1] = 100 + lattice * round(r * sin(angle) / lattice);
	}
	for (uint32_t i = 0; i < n; i++)
	{
		double *a = xy + 2 * i, *b = xy + 2 * ((i + 1) % n);

		/* Rounding may have turned it inside out. */
		if ((a[0] - 100) * (b[1] - 100) - (a[1] - 100) * (b[0] - 100) <= 1)
			return false;
		for (uint32_t k = i + 1; k < n; k++)
			if (xy[2 * i] == xy[2 * k] && xy[2 * i + 1] == xy[2 * k + 1])
				return false;
	}
	if (rng_chance(rng, 0.5))
		for (uint32_t i = 0; i < n / 2; i++)
			for (int k = 0; k < 2; k++)
			{
				double swap = xy[2 * i + k];

				xy[2 * i + k] = xy[2 * (n - 1 - i) + k];
				xy[2 * (n - 1 - i) + k] = swap;
			}
	add_ring(area, hole, xy, n);
	return true;
}

static void
random_areas(void)
{
	Rng rng = {20260302};
	uint32_t crossed = 0;

	for (int round = 0; round < 3000; round++)
	{
		Area area = {.n_rings = 0};
		double lattice = rng_chance(&rng, 0.5) ? 5 : 0.01;

		if (!add_random_ring(&rng, &area, false, 40, 100, lattice))
			continue;
		if (rng_chance(&rng, 0.4) && !add_random_ring(&rng, &area, true, 10, 28, lattice))
			continue;
		for (uint32_t i = 0; i < area.n_vertices; i++)
			area.entry[i] = rng_chance(&rng, 0.4);
		crossed += check_paths(&area, rng_chance(&rng, 0.2) ? 1 : rng_between(&rng, 1, 1.4)) > 0;
		test_release();
	}
	CHECK(crossed > 1000);
}

void
test_area_paths(void)
{
	RUN(a_square);
	RUN(two_rows);
	RUN(an_angle);
	RUN(a_hole);
	RUN(no_vertex);
	RUN(random_areas);
}
