/*
 * test_snap.c - which point of a street a door snaps to: past walls, where
 * there are no doors, and where several are equally near. By hand; against the
 * oracle on streets by chance, it is with the searches.
 */
#include "by_hand.h"

#include <math.h>

/* A street 10 m north of the door and one 30 m south, and a wall. */
static WsSnap
snap_beside_wall(double x0, double y0, double x1, double y1, bool south)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;

	street(&streets, 1, way_of(WS_KIND_STREET), -100, 10, 100, 10);
	if (south)
		street(&streets, 2, way_of(WS_KIND_STREET), -100, -30, 100, -30);
	street(&streets, 3, way_of(WS_KIND_BARRIER), x0, y0, x1, y1);
	graph = open_streets(&streets);
	return ws_snap(&graph, &walker, at(0, 0));
}

static void
walls(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;

	/*
	 * Across the leg: past its end the street in the north is seen from 100 m
	 * on, as far as (10, 100); beside it; behind the street.
	 */
	CHECK(near(snap_beside_wall(-50, 5, 50, 5, true).metres, 30));
	CHECK(near(snap_beside_wall(-49, 5, 49, 5, false).metres, hypot(98.01, 10)));
	CHECK(snap_beside_wall(-51, 5, 51, 5, false).problem == WS_SNAP_BARRIER);
	CHECK(near(snap_beside_wall(20, 5, 50, 5, true).metres, 10));
	CHECK(near(snap_beside_wall(-50, 15, 50, 15, true).metres, 10));
	/* A door in the wall, and one behind it. */
	CHECK(near(snap_beside_wall(-50, 0.3, 50, 0.3, true).metres, 10));
	CHECK(near(snap_beside_wall(-50, 0.7, 50, 0.7, true).metres, 30));
	/* A wall along the street, or up to it, is not in the way; just before it is. */
	CHECK(near(snap_beside_wall(-50, 10, 50, 10, true).metres, 10));
	CHECK(near(snap_beside_wall(0, 10, 0, 50, true).metres, 10));
	CHECK(near(snap_beside_wall(-50, 9.8, 50, 9.8, true).metres, 30));

	graph = open_streets(&streets);
	CHECK(ws_snap(&graph, &walker, at(0, 0)).problem == WS_SNAP_NO_STREETS);
	street(&streets, 1, way_of(WS_KIND_BARRIER), 0, 1, 0, 2);
	graph = open_streets(&streets);
	CHECK(ws_snap(&graph, &walker, at(0, 0)).problem == WS_SNAP_NO_STREETS);
	street(&streets, 2, way_of(WS_KIND_STREET), 0, 201, 0, 300);
	graph = open_streets(&streets);
	CHECK(ws_snap(&graph, &walker, at(0, 0)).problem == WS_SNAP_TOO_FAR);
	walker.off_street_max_m = 202;
	CHECK(near(ws_snap(&graph, &walker, at(0, 0)).metres, 201));
	/* None for a wheelchair. */
	walker.steps_allowed = false;
	street(&streets, 3, way_of(WS_KIND_STEPS), 0, 0, 100, 0);
	graph = open_streets(&streets);
	CHECK(near(ws_snap(&graph, &walker, at(0, 0)).metres, 201));
}

/* A street of many bends 10 m to the north, and walls: where it is seen. */
static double
seen_at(const double (*walls)[4], int n, double *east)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsPoint points[41];
	WsGraph graph;
	WsSnap snap;

	for (int i = 0; i <= 40; i++)
		points[i] = at(5 * i - 100, 10);
	add_street(&streets, 1, way_of(WS_KIND_STREET), points, 41);
	for (int i = 0; i < n; i++)
		street(&streets, i + 2, way_of(WS_KIND_BARRIER), walls[i][0], walls[i][1], walls[i][2],
			   walls[i][3]);
	graph = open_streets(&streets);
	snap = ws_snap(&graph, &walker, at(0, 0));
	*east = snap.x / 1e7 * 111319.4908;
	return snap.problem == WS_SNAP_OK ? snap.metres : -1;
}

/* Vertices are rounded to a centimetre, and shadows are longer than their walls. */
static bool
seen_near(double value, double exact)
{
	return fabs(value - exact) < 0.05 || test_explain("%.4f instead of %.4f", value, exact);
}

static void
short_walls(void)
{
	double east;

	/* 6 m half way hide 12 m of the street; the nearer end is 4 m off. */
	CHECK(seen_near(seen_at((double[][4]){{-2, 5, 4, 5}}, 1, &east), hypot(4.01, 10)) &&
		  seen_near(east, -4.01));
	/* Two with a gap of 1 m between, which shows 2 m of the street from 6 m on. */
	CHECK(seen_near(seen_at((double[][4]){{-10, 5, 3, 5}, {4, 5, 10, 5}}, 2, &east),
					hypot(6.01, 10)) &&
		  seen_near(east, 6.01));
	/* A third fills it, farther off; or leaves its right half. */
	CHECK(seen_near(seen_at((double[][4]){{-10, 5, 3, 5}, {4, 5, 9, 5}, {4.5, 8, 7, 8}}, 3, &east),
					hypot(18.01, 10)));
	CHECK(seen_near(seen_at((double[][4]){{-10, 5, 3, 5}, {4, 5, 10, 5}, {4, 8, 5.6, 8}}, 3, &east),
					hypot(7.01, 10)));
	/* Walls that meet leave no gap, be it at a slant. */
	CHECK(seen_near(seen_at((double[][4]){{-10, 4, 3.3, 5}, {3.3, 5, 10, 6}}, 2, &east),
					hypot(10 * 10 / 6.0 + 0.01, 10)));
	/* Through the door itself: what is within half a metre of it hides nothing. */
	CHECK(seen_near(seen_at((double[][4]){{-0.3, 0.3, 0.3, 0.3}}, 1, &east), 10) &&
		  seen_near(east, 0));
	/*
	 * Through the street at (1, 10), from (-9, 5): what is before the street
	 * hides it from -18 to 1, but the 5 cm of a leg that end at it.
	 */
	CHECK(seen_near(seen_at((double[][4]){{-9, 5, 3, 11}}, 1, &east), hypot(0.91, 10)) &&
		  fabs(east - 0.91) < 0.02);
	/* All round. */
	CHECK(seen_at((double[][4]){{-5, -5, -5, 5}, {-5, 5, 5, 5}, {5, 5, 5, -5}, {5, -5, -5, -5}}, 4,
				  &east) == -1);
}

/* A bridge passes the door and is walked over, but nobody steps onto it there. */
static void
no_doors(void)
{
	WsStreets streets = {.srid = 0};
	WsWay deck = way_of(WS_KIND_PATH);
	WsWalker walker = adult();
	const WsPoint *line;
	uint32_t points;
	WsGraph graph;
	WsSnap snap;
	WsWalk walk;

	deck.no_doors = true;
	street(&streets, 1, deck, 0, 10, 100, 10);
	graph = open_streets(&streets);
	CHECK(ws_snap(&graph, &walker, at(50, 0)).problem == WS_SNAP_TOO_FAR);
	street(&streets, 2, way_of(WS_KIND_STREET), 0, 10, 0, -90);
	street(&streets, 3, way_of(WS_KIND_STREET), 100, 10, 100, -90);
	graph = open_streets(&streets);
	snap = ws_snap(&graph, &walker, at(49, 0));
	CHECK(snap.problem == WS_SNAP_OK && near(snap.metres, 49));
	CHECK(ws_graph_edge(&graph, snap.edge, &line, &points)->source_id == 2);
	/* 49 m to one side, 10 up, 100 over, 10 down and 49 back. */
	walk = walk_between(&graph, &walker, at(49, 0), at(51, 0));
	CHECK(walk.found && near(walk.metres, 218));
}

/* Streets on one line: the smallest number, which follows the ids. */
static void
equally_near(void)
{
	WsStreets streets = {.srid = 0};
	WsWalker walker = adult();
	WsGraph graph;
	WsSnap snap;
	const WsPoint *line;
	uint32_t points;

	street(&streets, 7, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	street(&streets, 3, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	street(&streets, 5, way_of(WS_KIND_STREET), 0, 0, 100, 0);
	graph = open_streets(&streets);
	snap = ws_snap(&graph, &walker, at(40, 5));
	CHECK(snap.problem == WS_SNAP_OK && near(snap.fraction, 0.4) && near(snap.metres, 5));
	CHECK(ws_graph_edge(&graph, snap.edge, &line, &points)->source_id == 3);
}

/* Streets that meet in the nearest point: the smallest number again. */
static void
equally_near_corner(void)
{
	for (int side = 0; side < 4; side++)
	{
		double east = side & 1 ? -1 : 1, north = side & 2 ? -1 : 1;
		WsStreets streets = {.srid = 0};
		WsWalker walker = adult();
		WsGraph graph;
		WsSnap snap;

		/*
		 * Away from the door, some drawn from the corner and some to it; those
		 * with high numbers beside the door, so that their boxes are nearer.
		 */
		for (int i = 0; i < 40; i++)
		{
			double x = east * (i < 20 ? 40 - i : 60 + i), y = north * (i < 20 ? i + 1 : -30);

			if (i % 3 == 0)
				street(&streets, i, way_of(WS_KIND_STREET), 0, 0, x, y);
			else
				street(&streets, i, way_of(WS_KIND_STREET), x, y, 0, 0);
		}
		graph = open_streets(&streets);
		snap = ws_snap(&graph, &walker, at(-5 * east, -5 * north));
		CHECK(snap.problem == WS_SNAP_OK && near(snap.metres, sqrt(50)));
		CHECK(snap.edge == 0);
	}
}

void
test_snap(void)
{
	RUN(walls);
	RUN(short_walls);
	RUN(no_doors);
	RUN(equally_near);
	RUN(equally_near_corner);
}
