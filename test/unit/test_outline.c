/*
 * test_outline.c - things that are areas: where streets enter them against
 * brute force over all segments, and points inside them.
 */
#include "doors.h"
#include "town.h"

#include <math.h>
#include <string.h>

#define MOST 64 /* vertices of an outline */

typedef struct Area
{
	WsPoint vertices[MOST];
	WsOutlineRing rings[4];
	uint32_t n_vertices, n_rings;
} Area;

/* Round a place, its vertices on the lattice or off it, now and then on each other. */
static void
add_ring(Rng *rng, const Lattice *lattice, Area *area, double size, bool hole)
{
	uint32_t n = 3 + rng_below(rng, 10);
	double x = rng_between(rng, 0, lattice->size), y = rng_between(rng, 0, lattice->size);
	bool on_lattice = rng_chance(rng, 0.6);

	area->rings[area->n_rings++] = (WsOutlineRing){area->n_vertices, n, hole};
	for (uint32_t i = 0; i < n; i++)
	{
		double angle = 6.283185307 * i / n, r = size * rng_between(rng, 0.4, 1);
		double east = x + r * cos(angle), north = y + r * sin(angle);

		if (on_lattice)
		{
			east = round(east);
			north = round(north);
		}
		area->vertices[area->n_vertices++] =
			(WsPoint){lattice->corner.x + (int32_t) lrint(east * lattice->dx),
					  lattice->corner.y + (int32_t) lrint(north * lattice->dy)};
	}
}

static Area
random_area(Rng *rng, const Lattice *lattice)
{
	Area area = {.n_vertices = 0};
	double size = rng_chance(rng, 0.2) ? 0.1 : rng_between(rng, 0.3, lattice->size / 2.0);

	add_ring(rng, lattice, &area, size, false);
	while (rng_chance(rng, 0.3) && area.n_rings < 4)
		add_ring(rng, lattice, &area, size, rng_chance(rng, 0.5));
	return area;
}

/* Where a street meets a ring: at a node, or so far along a piece. */
typedef struct Meeting
{
	uint32_t node;
	uint32_t piece;
	double at; /* in segments: a piece may go there and back */
	double x, y;
} Meeting;

typedef struct Meetings
{
	Meeting items[4000];
	size_t n;
} Meetings;

static void
meet(const Town *town, Meetings *all, uint32_t piece, uint32_t segment, double x, double y)
{
	const Piece *p = &town->oracle.pieces[piece];
	WsPoint a = p->points[segment], b = p->points[segment + 1];
	Meeting m = {UINT32_MAX, piece, segment + hypot(x - a.x, y - a.y) / hypot(b.x - a.x, b.y - a.y),
				 x, y};

	if (m.at == 0)
		m.node = p->source;
	if (m.at == p->n - 1)
		m.node = p->target;
	for (size_t i = 0; i < all->n; i++)
	{
		const Meeting *other = &all->items[i];

		if (other->node == m.node &&
			(m.node != UINT32_MAX || (other->piece == piece && fabs(other->at - m.at) < 1e-9)))
			return;
	}
	all->items[all->n++] = m;
}

/* Coordinates are so small that products of them are exact. */
static void
meet_segments(const Town *town, Meetings *all, uint32_t piece, uint32_t segment, WsPoint u,
			  WsPoint v)
{
	WsPoint a = town->oracle.pieces[piece].points[segment];
	WsPoint b = town->oracle.pieces[piece].points[segment + 1];
	double abx = b.x - a.x, aby = b.y - a.y, uvx = v.x - u.x, uvy = v.y - u.y;
	double det = abx * uvy - aby * uvx;
	double t, s;

	if (det != 0)
	{
		t = ((double) (u.x - a.x) * uvy - (double) (u.y - a.y) * uvx) / det;
		s = ((double) (u.x - a.x) * aby - (double) (u.y - a.y) * abx) / det;
		if (t >= 0 && t <= 1 && s >= 0 && s <= 1)
		{
			/* The very vertices, where they are the place. */
			if (s == 0 || s == 1)
				meet(town, all, piece, segment, s == 0 ? u.x : v.x, s == 0 ? u.y : v.y);
			else if (t == 0 || t == 1)
				meet(town, all, piece, segment, t == 0 ? a.x : b.x, t == 0 ? a.y : b.y);
			else
				meet(town, all, piece, segment, a.x + t * abx, a.y + t * aby);
		}
		return;
	}
	if (abx * (u.y - a.y) != aby * (u.x - a.x) || abx * (v.y - a.y) != aby * (v.x - a.x))
		return;
	/* On one line: the ends of either that are on the other. */
	{
		WsPoint ends[4] = {a, b, u, v};

		for (int i = 0; i < 4; i++)
		{
			WsPoint from = i < 2 ? u : a, to = i < 2 ? v : b, p = ends[i];

			if (hypot(p.x - from.x, p.y - from.y) + hypot(p.x - to.x, p.y - to.y) <=
				hypot(to.x - from.x, to.y - from.y) + 1e-6)
				meet(town, all, piece, segment, p.x, p.y);
		}
	}
}

static void
all_meetings(const Town *town, const Area *area, Meetings *all)
{
	all->n = 0;
	for (uint32_t i = 0; i < town->oracle.n_pieces; i++)
	{
		const Piece *p = &town->oracle.pieces[i];

		if (p->way.no_doors || (isinf(p->seconds[0]) && isinf(p->seconds[1])))
			continue;
		for (uint32_t k = 1; k < p->n; k++)
			for (uint32_t r = 0; r < area->n_rings; r++)
				for (uint32_t j = 0; j < area->rings[r].count; j++)
				{
					const WsPoint *v = area->vertices + area->rings[r].first;

					meet_segments(town, all, i, k - 1, v[j], v[(j + 1) % area->rings[r].count]);
				}
	}
}

/* Whether an entry is at a meeting that no entry before it was at; takes it. */
static bool
takes_meeting(const Town *town, Meetings *all, const WsEntry *entry)
{
	uint32_t piece = town->piece_of[entry->snap.edge];
	double lon, lat;

	oracle_point(&town->oracle, piece, entry->snap.fraction, &lon, &lat);
	if (entry->snap.problem != WS_SNAP_OK || entry->snap.metres != 0 ||
		hypot(lon * 1e7 - entry->snap.x, lat * 1e7 - entry->snap.y) > 1 ||
		hypot(entry->at.x - entry->snap.x, entry->at.y - entry->snap.y) > 0.8)
		return test_explain("an entry is not where it says");
	for (size_t i = 0; i < all->n; i++)
	{
		Meeting *m = &all->items[i];
		bool at_node = m->node != UINT32_MAX;

		if (hypot(m->x - entry->snap.x, m->y - entry->snap.y) > 0.001 ||
			(at_node ? m->node != town->node_of[entry->snap.source] &&
						   m->node != town->node_of[entry->snap.target]
					 : m->piece != piece))
			continue;
		*m = all->items[--all->n];
		return true;
	}
	return test_explain("no street enters at %.3f %.3f", entry->snap.x, entry->snap.y);
}

static size_t crossed, enclosed;

static bool
same_entries(Town *town, const Area *area)
{
	static Meetings all;
	size_t n;
	WsEntry *entries = ws_outline_entries(&town->graph, &town->oracle.walker, area->rings,
										  area->n_rings, area->vertices, &n);

	all_meetings(town, area, &all);
	if (all.n == 0)
	{
		uint32_t shells = 0;

		for (uint32_t r = 0; r < area->n_rings; r++)
			shells += !area->rings[r].hole;
		enclosed++;
		for (size_t i = 0; i < n; i++)
		{
			WsSnap snap = ws_snap(&town->graph, &town->oracle.walker, entries[i].at);

			if (memcmp(&snap.problem, &entries[i].snap.problem, sizeof snap.problem) != 0 ||
				(snap.problem == WS_SNAP_OK &&
				 (snap.edge != entries[i].snap.edge || snap.metres != entries[i].snap.metres)))
				return test_explain("the point inside is snapped otherwise");
		}
		return n == shells || test_explain("%zu points inside %u outlines", n, shells);
	}
	crossed += n;
	for (size_t i = 0; i < n; i++)
	{
		const WsSnap *one = &entries[i].snap;

		if (i > 0 && (one[0].edge < entries[i - 1].snap.edge ||
					  (one->edge == entries[i - 1].snap.edge &&
					   one->fraction <= entries[i - 1].snap.fraction)))
			return test_explain("entries are out of order");
		if (!takes_meeting(town, &all, &entries[i]))
			return false;
	}
	return all.n == 0 || test_explain("%zu entries are missing, at %.3f %.3f one", all.n,
									  all.items[0].x, all.items[0].y);
}

static void
entries_of_areas(void)
{
	crossed = enclosed = 0;
	for (uint64_t seed = 1; seed <= 400; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 4 + rng_below(&rng, 5));
		WsStreets streets = {.srid = 0};
		WsWalker walker = anyone(&rng);
		Town town;

		random_streets(&rng, &lattice, &streets);
		CHECK(town_of(&town, &streets));
		town_walk_as(&town, &walker);
		for (int i = 0; i < 20; i++)
		{
			Area area = random_area(&rng, &lattice);

			CHECK(same_entries(&town, &area));
		}
		test_release();
	}
	CHECK(crossed > 10000 && enclosed > 500);
}

/* Over several tiles. */
static void
entries_of_city_areas(void)
{
	Rng rng = {81};
	Lattice lattice;
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	Town town;

	random_city(&rng, &lattice, 85, &streets);
	if (!CHECK(town_of(&town, &streets)))
		return;
	town_walk_as(&town, &walker);
	for (int i = 0; i < 30; i++)
	{
		Area area = random_area(&rng, &lattice);

		CHECK(same_entries(&town, &area));
	}
}

/* Whether a point is inside by the rings above it. */
static bool
is_inside(const Area *area, uint32_t from, uint32_t to, WsPoint p)
{
	bool inside = false;

	for (uint32_t r = from; r < to; r++)
		for (uint32_t i = 0; i < area->rings[r].count; i++)
		{
			WsPoint a = area->vertices[area->rings[r].first + i];
			WsPoint b = area->vertices[area->rings[r].first + (i + 1) % area->rings[r].count];
			double x = p.x + 0.25; /* between the vertices */

			if ((a.x < x) != (b.x < x) && a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y) > p.y)
				inside = !inside;
		}
	return inside;
}

static void
points_inside(void)
{
	Rng rng = {6};
	size_t far_off = 0;

	for (int i = 0; i < 3000; i++)
	{
		Lattice lattice = random_lattice(&rng, 8);
		Area area = {.n_vertices = 0};
		WsPoint p;

		/* As large as blocks, with holes inside or across. */
		add_ring(&rng, &lattice, &area, rng_between(&rng, 1, 5), false);
		while (rng_chance(&rng, 0.5) && area.n_rings < 4)
			add_ring(&rng, &lattice, &area, rng_between(&rng, 0.2, 2), true);
		p = ws_outline_inside(test_env(), area.rings, area.n_rings, area.vertices);
		far_off += !is_inside(&area, 0, area.n_rings, p);
		test_release();
	}
	/* But for those on the lattice that have no area at all. */
	CHECK(far_off < 30 || test_explain("%zu points are outside", far_off));
}

/* What is no wider than a point, or turns on itself. */
static void
odd_outlines(void)
{
	static const WsPoint point[] = {{7, 8}}, line[] = {{0, 0}, {10, 0}, {5, 0}};
	static const WsPoint hourglass[] = {{0, 0}, {100, 100}, {0, 100}, {100, 0}};
	/* A C whose middle height is left of its gap. */
	static const WsPoint hook[] = {{0, 0},   {100, 0},  {100, 10},  {20, 10},
								   {20, 90}, {100, 90}, {100, 100}, {0, 100}};
	/* A hole that takes all of the middle height. */
	static const WsPoint frame[] = {{0, 0},  {100, 0},  {100, 100}, {0, 100},
									{0, 40}, {100, 40}, {100, 60},  {0, 60}};
	WsPoint p;

	p = ws_outline_inside(test_env(), &(WsOutlineRing){0, 1, false}, 1, point);
	CHECK(p.x == 7 && p.y == 8);
	p = ws_outline_inside(test_env(), &(WsOutlineRing){0, 3, false}, 1, line);
	CHECK(p.y == 0 && p.x >= 0 && p.x <= 10);
	p = ws_outline_inside(test_env(), &(WsOutlineRing){0, 4, false}, 1, hourglass);
	CHECK(p.y == 25 && p.x == 50);
	p = ws_outline_inside(test_env(), &(WsOutlineRing){0, 8, false}, 1, hook);
	CHECK(p.y == 50 && p.x == 10);
	p = ws_outline_inside(test_env(), (WsOutlineRing[]){{0, 4, false}, {4, 4, true}}, 2, frame);
	CHECK(p.y == 25 && p.x == 50);
}

/* Of a set: points are the doors of what has some, outlines those of what has none. */
static void
doors_of_sets(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	/* A street of a hundred metres, east from 0 0; a closed one across. */
	WsPoint square[] = {{2000, -2000}, {5000, -2000}, {5000, 2000}, {2000, 2000}};
	WsPoint above[] = {{2000, 1000}, {5000, 1000}, {5000, 3000}, {2000, 3000}};
	WsPoint away[] = {{2000, 100000}, {5000, 100000}, {5000, 200000}};
	WsOutlineRing four = {0, 4, false}, three = {0, 3, false};
	WsPoint gate = {1000, 500};
	WsPointsRow rows[] = {
		{.id = 1, .rings = 1, .ring = &four, .vertices = square},
		{.id = 2, .rings = 1, .ring = &four, .vertices = square},
		{.id = 2, .first = 0, .count = 1},
		{.id = 3, .rings = 1, .ring = &four, .vertices = above},
		{.id = 4, .rings = 1, .ring = &three, .vertices = away},
		{.id = 5},
		/* Two of which one is crossed: the other adds nothing. */
		{.id = 6, .rings = 1, .ring = &four, .vertices = square},
		{.id = 6, .rings = 1, .ring = &four, .vertices = above},
	};
	WsWay closed = way_of(WS_KIND_STREET);
	WsCache *cache = ws_cache_create(test_memory());
	const WsDoors *doors;
	WsGraph graph;
	WsPoints set;
	Value value;
	size_t size;
	uint8_t *data;

	closed.forward = closed.backward = false;
	add_line(&streets, 1, way_of(WS_KIND_STREET), 0, 0, 10000, 0);
	add_line(&streets, 2, closed, 3000, -5000, 3000, 5000);
	value = build(&streets);
	open_value(&graph, cache, &value);
	data = ws_points_build(test_env(), 4326, rows, sizeof rows / sizeof *rows, &gate, 0, &size);
	ws_points_check(test_env(), data, size, &set);
	doors = ws_doors(&graph, &walker, WS_BY_DISTANCE, &set);
	if (!CHECK(doors->n_items == 6))
		return;
	CHECK(doors->first[1] == 2 && doors->first[2] == 3 && doors->first[3] == 4 &&
		  doors->first[4] == 4 && doors->first[5] == 4 && doors->first[6] == 6);
	CHECK(fabs(doors->doors[0].fraction - 0.2) < 1e-9 && doors->doors[0].leg == 0);
	CHECK(fabs(doors->doors[1].fraction - 0.5) < 1e-9 && doors->doors[1].leg == 0);
	CHECK(fabs(doors->doors[2].fraction - 0.1) < 1e-9 && doors->doors[2].leg > 0);
	/* From the middle, 20 m off: 2000 units of 1.1 cm. */
	CHECK(fabs(doors->doors[3].fraction - 0.35) < 1e-9 &&
		  fabs(ws_cost_metres(WS_BY_DISTANCE, doors->doors[3].leg) - 22.115) < 0.01);
	CHECK(doors->problem[3] == WS_SNAP_TOO_FAR && doors->problem[4] == WS_SNAP_NO_LOCATION &&
		  doors->problem[0] == WS_SNAP_OK);
}

void
test_outline(void)
{
	RUN(odd_outlines);
	RUN(points_inside);
	RUN(doors_of_sets);
	RUN(entries_of_areas);
	RUN(entries_of_city_areas);
}
