/*
 * test_join.c - dead ends that all but meet another line: which are joined to
 * what, and that nothing else changes.
 */
#include "by_hand.h"
#include "forge.h"
#include "search.h"
#include "town.h"

#include <math.h>
#include <stdlib.h>

static WsGraph
joined(WsStreets *streets, double snap_m)
{
	Value *value = ws_alloc(test_env(), sizeof(Value));
	WsGraph graph;

	streets->snap_m = snap_m;
	*value = build(streets);
	CHECK(!test_failure(check_network, value).happened);
	open_value(&graph, ws_cache_create(test_memory()), value);
	return graph;
}

static bool
has(const WsGraph *graph, uint32_t nodes, uint32_t edges, uint32_t ends)
{
	const WsHeader *h = &graph->header;

	return (h->n_nodes == nodes && h->n_edges == edges && h->input.joined_ends == ends) ||
		   test_explain("%u nodes, %u edges, %u ends joined", h->n_nodes, h->n_edges,
						h->input.joined_ends);
}

/* Whether there is an edge of a street so long. */
static bool
has_edge(WsGraph *graph, int64_t id, double metres)
{
	for (uint32_t i = 0; i < graph->header.n_edges; i++)
	{
		const WsPoint *line;
		uint32_t n;
		const WsEdge *edge = ws_graph_edge(graph, i, &line, &n);

		if (edge->source_id == id && fabs(edge->way.length / WS_LENGTH_UNITS - metres) < 0.03)
			return true;
	}
	return test_explain("no edge of %g m of street %lld", metres, (long long) id);
}

/* Streets that end before one of 100 m along the equator. */
static void
to_a_street(void)
{
	static const struct
	{
		double x, y, snap_m;
		double along; /* where it is joined; negative: not at all */
	} cases[] = {
		{50, 1.5, 2, 50},
		{50, 1.5, 1.4, -1},
		{50, -1.5, 2, 50},
		/* A vertex is 30 m along: the nearest point, a metre beside it, and not. */
		{30, 1.5, 2, 30},
		{30.9, 1.5, 2, 30},
		{31.1, 1.5, 2, 31.1},
		{29.1, 1.5, 2, 30},
		/* The vertex is too far, the street is not. */
		{30.9, 1.5, 1.6, 30.9},
		/* On the street, without a vertex there. */
		{70, 0, 2, 70},
		/* Before its end. */
		{-0.5, 1.5, 2, 0},
		{101.2, 0.2, 2, 100},
		{102.1, 0, 2, -1},
		{50, 19, 20, 50},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		WsStreets streets = {.srid = 0};
		double x = cases[i].x, y = cases[i].y, along = cases[i].along;
		double gap = hypot(along - x, y);
		bool end = along == 0 || along == 100;
		WsGraph graph;

		add_street(&streets, 1, way_of(WS_KIND_STREET),
				   (WsPoint[]){at(0, 0), at(30, 0), at(100, 0)}, 3);
		street(&streets, 2, way_of(WS_KIND_PATH), x, y, x, y < 0 ? -80 : 80);
		graph = joined(&streets, cases[i].snap_m);
		test_explain("case %zu", i);
		if (along < 0)
			CHECK(has(&graph, 4, 2, 0) && has_edge(&graph, 1, 100));
		else if (end)
			/* The street's end was a dead end too. */
			CHECK(has(&graph, 3, 2, 2));
		else
			CHECK(has(&graph, 4, 3, 1) && has_edge(&graph, 1, along) &&
				  has_edge(&graph, 1, 100 - along) && has_edge(&graph, 2, 80 - fabs(y) + gap));
	}
}

/* Whether all nodes are reached from a place. */
static bool
connected(WsGraph *graph, WsPoint from)
{
	WsSense sense = {adult(), WS_BY_DISTANCE, false};
	WsSnap start = ws_snap(graph, &sense.walker, from);
	WsSearch *found =
		ws_search(graph, &sense, ws_budget_limit(WS_BY_DISTANCE, 10000), &start, 1, NULL, 0);
	size_t n;

	ws_search_reached(found, &n);
	return n == graph->header.n_nodes || test_explain("%zu of %u nodes", n, graph->header.n_nodes);
}

/* Ends that meet: in a gap, at a crossing, in a ring. */
static void
end_to_end(void)
{
	WsStreets streets = {.srid = 0};
	WsGraph graph;
	Value one, two;

	street(&streets, 1, way_of(WS_KIND_STREET), -100, 0, 0, 0);
	street(&streets, 2, way_of(WS_KIND_STREET), 1, 0, 100, 0);
	graph = joined(&streets, 2);
	/* The second is longer by the gap, to where the first one ends. */
	CHECK(has(&graph, 3, 2, 2) && has_edge(&graph, 1, 100) && has_edge(&graph, 2, 100));
	/* Four at a crossing, two and two of them nearest to each other. */
	streets = (WsStreets){.srid = 0};
	street(&streets, 1, way_of(WS_KIND_STREET), -100, 0, 0, 0);
	street(&streets, 2, way_of(WS_KIND_STREET), 0.2, 0, 100, 0);
	street(&streets, 3, way_of(WS_KIND_STREET), 0.1, 0.7, 0, 100);
	street(&streets, 4, way_of(WS_KIND_STREET), 0.1, 0.9, 100, 100);
	graph = joined(&streets, 2);
	/* Nodes: the far ends, that of 1, to which 2 and 3 come, and that of 3, to which 4 comes. */
	CHECK(has(&graph, 6, 5, 4) && has_edge(&graph, 1, 100));
	CHECK(connected(&graph, at(-50, 0)));
	/* Eight in one place, so that groups of two and more come together. */
	streets = (WsStreets){.srid = 0};
	for (int i = 0; i < 8; i++)
		street(&streets, i, way_of(WS_KIND_STREET), 0.3 * (i / 2) + 0.05 * (i % 2), 0.02 * i,
			   100 * cos(i), 100 * sin(i));
	graph = joined(&streets, 1);
	CHECK(graph.header.input.joined_ends == 8);
	CHECK(connected(&graph, at(100, 0)));
	/* A ring whose ends do not quite meet is closed; a hairpin is not. */
	streets = (WsStreets){.srid = 0};
	add_street(&streets, 1, way_of(WS_KIND_PATH),
			   (WsPoint[]){at(0, 0), at(50, 0), at(50, 50), at(0, 50), at(0, 1)}, 5);
	graph = joined(&streets, 2);
	CHECK(has(&graph, 1, 1, 2) && has_edge(&graph, 1, 200));
	streets = (WsStreets){.srid = 0};
	add_street(&streets, 1, way_of(WS_KIND_PATH),
			   (WsPoint[]){at(0, 0), at(50, 0), at(50, 1), at(47, 1)}, 4);
	graph = joined(&streets, 2);
	CHECK(has(&graph, 2, 1, 0));
	/* Ten metres on and one beside is another matter. */
	add_street(&streets, 2, way_of(WS_KIND_PATH),
			   (WsPoint[]){at(0, 100), at(50, 100), at(50, 101), at(40, 101)}, 4);
	graph = joined(&streets, 2);
	CHECK(graph.header.input.joined_ends == 1);
	/* From either side to one new vertex. */
	streets = (WsStreets){.srid = 0};
	street(&streets, 1, way_of(WS_KIND_STREET), -100, 0, 100, 0);
	street(&streets, 2, way_of(WS_KIND_STREET), 0, 1, 0, 50);
	street(&streets, 3, way_of(WS_KIND_STREET), 0, -1.2, 0, -50);
	graph = joined(&streets, 2);
	CHECK(has(&graph, 5, 4, 2));
	/* Two new vertices in one segment, whichever row is first. */
	streets = (WsStreets){.srid = 0};
	street(&streets, 1, way_of(WS_KIND_STREET), -100, 0, 100, 0);
	street(&streets, 2, way_of(WS_KIND_STREET), 10, 1, 10, 50);
	street(&streets, 3, way_of(WS_KIND_STREET), -10, 1, -10, 50);
	graph = joined(&streets, 2);
	CHECK(has(&graph, 6, 5, 2) && has_edge(&graph, 1, 20) && has_edge(&graph, 2, 50));
	/* A street for either direction: both are met. */
	streets = (WsStreets){.srid = 0};
	street(&streets, 1, way_of(WS_KIND_STREET), -100, 0, 100, 0);
	street(&streets, 2, way_of(WS_KIND_STREET), 100, 0, -100, 0);
	street(&streets, 3, way_of(WS_KIND_STREET), 50, 1, 50, 50);
	graph = joined(&streets, 2);
	CHECK(has(&graph, 4, 5, 1) && has_edge(&graph, 1, 150) && has_edge(&graph, 2, 150));
	/* Nothing to join is no change, and neither is 0. */
	streets.snap_m = 0.5;
	one = build(&streets);
	streets.snap_m = 0;
	two = build(&streets);
	CHECK(same_value(&one, &two));
}

/* What a street that ends 1.5 m before another is joined to, and what not. */
static void
left_apart(void)
{
	enum
	{
		WALL,
		ON_WALL,
		END_OF_WALL,
		WALL_ALONG,
		CLOSED,
		MEETS_ANYWAY,
		BRIDGE,
		END_OF_BRIDGE,
		STAYS,
		NOT_DEAD,
		CASES
	};
	const WsWay wall = way_of(WS_KIND_BARRIER);

	for (int which = 0; which < CASES; which++)
	{
		WsStreets streets = {.srid = 0};
		WsWay other = way_of(WS_KIND_STREET), own = way_of(WS_KIND_STREET);
		bool met = which == WALL_ALONG || which == CLOSED || which == END_OF_BRIDGE;
		WsGraph graph;

		if (which == BRIDGE || which == END_OF_BRIDGE)
			other.kind = WS_KIND_FOOTBRIDGE;
		if (which == CLOSED)
			other.forward = other.backward = false;
		add_street(&streets, 1, other,
				   (WsPoint[]){at(which == END_OF_BRIDGE ? 0 : -100, 0), at(2, 0), at(100, 0)}, 3);
		if (which == MEETS_ANYWAY)
			add_street(&streets, 2, own, (WsPoint[]){at(0, 1.5), at(1, 3), at(2, 0)}, 3);
		else
			street(&streets, 2, own, 0, 1.5, 0, 100);
		streets.rows[1].ends_stay = which == STAYS;
		if (which == WALL)
			street(&streets, 3, wall, -5, 1, 5, 1);
		else if (which == ON_WALL)
			street(&streets, 3, wall, -5, 1.5, 5, 1.5);
		else if (which == END_OF_WALL)
			street(&streets, 3, wall, 0, 0.7, 5, 1);
		else if (which == WALL_ALONG)
			street(&streets, 3, wall, -5, 0, 5, 0);
		else if (which == NOT_DEAD)
			street(&streets, 3, own, 0, 1.5, 50, 100);
		graph = joined(&streets, 2);
		CHECK((graph.header.input.joined_ends > 0) == met || test_explain("case %d", which));
	}
}

static bool
same_point(WsPoint a, WsPoint b)
{
	return a.x == b.x && a.y == b.y;
}

/* Moves the ends of some streets away from where they were. */
static void
loosen(Rng *rng, WsStreets *streets)
{
	size_t point = 0;

	for (size_t part = 0; part < streets->n_parts; point += streets->parts[part++])
		if (rng_chance(rng, 0.5))
		{
			streets->points[point].x += (int32_t) rng_below(rng, 500) - 250;
			streets->points[point].y += (int32_t) rng_below(rng, 500) - 250;
		}
	for (size_t i = 0; i < streets->n_rows; i++)
		streets->rows[i].way.forward = streets->rows[i].way.backward = true;
}

/*
 * How a wall meets the way between two points: 1 across it and clearly so, -1
 * clearly not, 0 for what is near to either.
 */
static int
wall_across(const Oracle *oracle, WsPoint a, WsPoint b)
{
	double x = b.x - (double) a.x, y = b.y - (double) a.y, way = fmax(1, hypot(x, y));
	int verdict = -1;

	for (uint32_t i = 0; i < oracle->n_walls; i++)
	{
		double px = oracle->walls[i][0].x - (double) a.x, py = oracle->walls[i][0].y - (double) a.y;
		double qx = oracle->walls[i][1].x - (double) a.x, qy = oracle->walls[i][1].y - (double) a.y;
		double wall = hypot(qx - px, qy - py);
		/* How far from the way the wall's ends are, and from the wall the way's: units. */
		double p = (x * py - y * px) / way, q = (x * qy - y * qx) / way;
		double s = (py * (qx - px) - px * (qy - py)) / wall;
		double t = ((py - y) * (qx - px) - (px - x) * (qy - py)) / wall;

		if (p * q < 0 && s * t < 0 && fmin(fmin(fabs(p), fabs(q)), fmin(fabs(s), fabs(t))) > 10)
			return 1;
		if (fmin(p, q) < 10 && fmax(p, q) > -10 && fmin(s, t) < 10 && fmax(s, t) > -10)
			verdict = 0;
	}
	return verdict;
}

/* A dead end: the piece that ends there, and the vertex before. */
typedef struct Loose
{
	WsPoint at, before;
	Door door;
} Loose;

static Loose *
dead_ends(const Oracle *oracle, size_t *n)
{
	uint32_t *ends = ws_alloc0(test_env(), oracle->n_nodes * sizeof(uint32_t));
	Loose *all = ws_alloc(test_env(), oracle->n_nodes * sizeof(Loose));

	*n = 0;
	for (uint32_t i = 0; i < oracle->n_pieces; i++)
	{
		ends[oracle->pieces[i].source]++;
		ends[oracle->pieces[i].target]++;
	}
	for (uint32_t i = 0; i < oracle->n_pieces; i++)
	{
		const Piece *piece = &oracle->pieces[i];

		if (ends[piece->source] == 1)
			all[(*n)++] = (Loose){piece->points[0], piece->points[1], {i, 0, 0}};
		if (ends[piece->target] == 1)
			all[(*n)++] =
				(Loose){piece->points[piece->n - 1], piece->points[piece->n - 2], {i, 1, 0}};
	}
	return all;
}

/*
 * Whether a dead end that was left has nothing near that it should be joined
 * to: only what is behind a wall, or what the lines lead to (or to a vertex a
 * metre beside it).
 */
static bool
rightly_left(const Oracle *oracle, const Loose *end, double snap_m)
{
	Search search = {.by_distance = true};
	double *labels = oracle_labels(oracle, search, &end->door, 1);
	WsPoint e = end->at;
	double sx = oracle_metres(e, (WsPoint){e.x + 10000, e.y}) / 10000;
	double sy = oracle_metres(e, (WsPoint){e.x, e.y + 10000}) / 10000;
	bool well = true;

	for (uint32_t i = 0; i < oracle->n_pieces && well; i++)
	{
		const Piece *piece = &oracle->pieces[i];
		double metres = 0;

		for (uint32_t k = 0; k + 1 < piece->n && well; k++)
		{
			WsPoint a = piece->points[k], b = piece->points[k + 1];
			double ax = ((double) a.x - e.x) * sx, ay = ((double) a.y - e.y) * sy;
			double dx = ((double) b.x - a.x) * sx, dy = ((double) b.y - a.y) * sy;
			double t = fmin(1, fmax(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));
			double whole = oracle_metres(a, b);
			WsPoint there = {a.x + (int32_t) lrint(t * ((double) b.x - a.x)),
							 a.y + (int32_t) lrint(t * ((double) b.y - a.y))};
			double fraction = (metres + t * whole) / piece->metres;

			metres += whole;
			if (hypot(ax + t * dx, ay + t * dy) > snap_m - 0.02 ||
				piece->way.kind == WS_KIND_FOOTBRIDGE || piece->way.kind == WS_KIND_UNDERPASS ||
				piece->way.kind == WS_KIND_LIFT || wall_across(oracle, e, there) >= 0)
				continue;
			well =
				oracle_at(oracle, search, &end->door, 1, labels, i, fraction) <= 4 * snap_m + 1.1 ||
				test_explain("%g m from a piece", hypot(ax + t * dx, ay + t * dy));
		}
	}
	ws_free(test_env(), labels);
	return well;
}

/* Whether a point is on a segment, but for the rounding of a new vertex. */
static bool
on_segment(WsPoint p, WsPoint a, WsPoint b)
{
	double x = (double) b.x - a.x, y = (double) b.y - a.y;
	double px = (double) p.x - a.x, py = (double) p.y - a.y;
	double t = fmin(1, fmax(0, (px * x + py * y) / (x * x + y * y)));

	return hypot(px - t * x, py - t * y) < 1;
}

/* Whether a dead end is on another line, which gets it for a vertex. */
static bool
on_a_line(const Oracle *oracle, const Loose *end)
{
	for (uint32_t i = 0; i < oracle->n_pieces; i++)
		for (uint32_t k = 1; k < oracle->pieces[i].n; k++)
		{
			const WsPoint *p = &oracle->pieces[i].points[k - 1];

			if (!same_point(p[0], end->at) && !same_point(p[1], end->at) &&
				on_segment(end->at, p[0], p[1]))
				return true;
		}
	return false;
}

/* Whether what is new beside a dead end is near and behind no wall. */
static bool
rightly_joined(const Oracle *oracle, WsGraph *graph, const Loose *end, double snap_m)
{
	for (uint32_t i = 0; i < graph->header.n_edges; i++)
	{
		const WsPoint *line;
		uint32_t n;

		ws_graph_edge(graph, i, &line, &n);
		for (uint32_t k = 0; k < n; k++)
			for (int side = -1; side <= 1; side += 2)
			{
				WsPoint next;

				if (!same_point(line[k], end->at) || k + side >= n)
					continue;
				next = line[k + side];
				/* On its own line another end may have been joined. */
				if (!on_segment(next, end->at, end->before) &&
					(oracle_metres(end->at, next) > snap_m + 0.02 ||
					 wall_across(oracle, end->at, next) > 0))
					return test_explain("%g m to a vertex of edge %u", oracle_metres(end->at, next),
										i);
			}
	}
	return true;
}

static bool
has_vertex(WsGraph *graph, WsPoint p)
{
	for (uint32_t i = 0; i < graph->header.n_edges; i++)
	{
		const WsPoint *line;
		uint32_t n;

		ws_graph_edge(graph, i, &line, &n);
		for (uint32_t k = 0; k < n; k++)
			if (same_point(line[k], p))
				return true;
	}
	return test_explain("a vertex has gone");
}

static size_t
dead_ends_of(WsGraph *graph, const Loose *ends, size_t n, bool *left)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		left[i] = false;
	for (uint32_t t = 0; t < graph->header.n_tiles; t++)
	{
		const WsTile *tile = ws_graph_tile(graph, t);

		for (uint32_t v = 0; v < tile->n_nodes; v++)
		{
			if (tile->arc_start[v + 1] - tile->arc_start[v] != 1)
				continue;
			count++;
			for (size_t i = 0; i < n; i++)
				left[i] |= same_point(ends[i].at, tile->nodes[v]);
		}
	}
	return count;
}

static void
loose_towns(void)
{
	size_t all = 0, all_left = 0;

	for (uint64_t seed = 1; seed <= 200; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 6);
		WsWalker walker = adult();
		WsStreets streets = {.srid = 0}, other;
		double snap_m = rng_between(&rng, 0.5, 6);
		Value one, two;
		WsGraph graph;
		Town before;
		Loose *ends;
		bool *left;
		size_t n;

		random_streets(&rng, &lattice, &streets);
		loosen(&rng, &streets);
		if (!CHECK(town_of(&before, &streets)))
			return;
		oracle_walk_as(&before.oracle, &walker);
		graph = joined(&streets, snap_m);
		one = build(&streets);
		other = shuffled_streets(&rng, &streets);
		other.snap_m = snap_m;
		two = build(&other);
		CHECK(same_value(&one, &two));

		ends = dead_ends(&before.oracle, &n);
		left = ws_alloc(test_env(), n + 1);
		CHECK(dead_ends_of(&graph, ends, n, left) == n - graph.header.input.joined_ends);
		all += n;
		for (size_t i = 0; i < n; i++)
		{
			all_left += left[i];
			if (left[i])
				CHECK(rightly_left(&before.oracle, &ends[i], snap_m));
			else
				CHECK(rightly_joined(&before.oracle, &graph, &ends[i], snap_m) ||
					  on_a_line(&before.oracle, &ends[i]));
		}
		for (uint32_t v = 0; v < before.oracle.n_nodes; v++)
			CHECK(has_vertex(&graph, before.oracle.nodes[v]) ||
				  test_explain("seed %d", (int) seed));
		test_release();
	}
	CHECK((all > 3000 && all_left > 500 && all_left < all - 500) ||
		  test_explain("%zu of %zu left", all_left, all));
}

static void
build_loose(void *context)
{
	build(context);
}

/* A line round the earth is refused as any that is too long, also with an end beside it. */
static void
round_the_earth(void)
{
	WsStreets streets = {.srid = 0, .snap_m = 5};
	Failure failure;

	add_line(&streets, 1, way_of(WS_KIND_STREET), -1700000000, 0, 1700000000, 0);
	add_line(&streets, 2, way_of(WS_KIND_STREET), 1600000000, 300, 1600000000, 9000);
	failure = test_failure(build_loose, &streets);
	CHECK(failure.happened && failure.code == WS_ERROR_LIMIT && failure.hinted);
}

/* A cancelled build, at every step of it. */
static void
cancelled_joins(void)
{
	Rng rng = {4};
	Lattice lattice;
	WsStreets streets = {.srid = 0};
	size_t before = test_interrupts(), all;

	random_city(&rng, &lattice, 40, &streets);
	loosen(&rng, &streets);
	streets.snap_m = 3;
	build(&streets);
	all = test_interrupts() - before;
	CHECK(all > 10);
	for (size_t i = 1; i <= all; i++)
	{
		test_cancel_after(i);
		CHECK(test_failure(build_loose, &streets).cancelled);
	}
}

void
test_join(void)
{
	RUN(to_a_street);
	RUN(end_to_end);
	RUN(left_apart);
	RUN(loose_towns);
	RUN(round_the_earth);
	RUN(cancelled_joins);
}
