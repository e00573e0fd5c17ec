/*
 * test_edit.c - networks with streets added, opened and closed: they are what
 * the changed rows make, and more ways make nobody worse off.
 */
#include "by_hand.h"
#include "edit.h"
#include "forge.h"
#include "town.h"

#include <math.h>
#include <stdlib.h>

#define CLOSE 0.02 /* seconds or metres: rounding of a street that gets vertices */

static Value
edited(const Value *value, const WsEdit *edit)
{
	Value result;

	result.data = ws_network_edit(test_env(), value->data, value->size, edit, 0, &result.size);
	return result;
}

static WsGraph
open_copy(const Value *value)
{
	Value *copy = ws_alloc(test_env(), sizeof(Value));
	WsGraph graph;

	*copy = *value;
	open_value(&graph, ws_cache_create(test_memory()), copy);
	return graph;
}

static void
nothing_changed(void)
{
	const WsEdit nothing = {.n_open = 0};

	for (uint64_t seed = 1; seed <= 300; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 6);
		WsStreets streets = {.srid = 0};
		Value value, again;

		random_streets(&rng, &lattice, &streets);
		streets.null_rows = rng_below(&rng, 3);
		streets.empty_rows = rng_below(&rng, 3);
		streets.rows[0].timed = rng_chance(&rng, 0.5);
		streets.snap_m = rng_chance(&rng, 0.5) ? 20 : 0;
		if (rng_chance(&rng, 0.1))
			streets.srid = 4490;
		value = build(&streets);
		again = edited(&value, &nothing);
		CHECK(same_value(&value, &again));
		test_release();
	}
	for (uint64_t seed = 1; seed <= 3; seed++)
	{
		Rng rng = {seed};
		Lattice lattice;
		WsStreets streets = {.srid = 0};
		Value value, again;

		random_city(&rng, &lattice, 50 + 30 * (uint32_t) seed, &streets);
		streets.snap_m = seed == 2 ? 10 : 0;
		value = build(&streets);
		CHECK(open_copy(&value).header.n_tiles > 1);
		again = edited(&value, &nothing);
		CHECK(same_value(&value, &again));
		test_release();
	}
}

/* The rows that are not left out, as they are now. */
static WsStreets
kept(const WsStreets *streets, const bool *left_out)
{
	WsStreets some = {.srid = 0};
	const uint32_t *part = streets->parts;
	const WsPoint *from = streets->points;

	for (size_t i = 0; i < streets->n_rows; i++)
	{
		const WsStreet *row = &streets->rows[i];

		for (uint32_t k = 0; k < row->parts; k++, from += *part++)
			if (left_out[i])
				continue;
			else if (k == 0)
				add_street(&some, row->id, row->way, from, *part);
			else
				add_part(&some, from, *part);
	}
	return some;
}

/*
 * Without what a network drops and counts: repeated vertices, parts without
 * length and the rows that have no others.
 */
static WsStreets
cleaned(const WsStreets *streets)
{
	WsStreets clean = {.srid = 0};
	const uint32_t *part = streets->parts;
	const WsPoint *from = streets->points;

	for (size_t i = 0; i < streets->n_rows; i++)
	{
		const WsStreet *row = &streets->rows[i];
		bool begun = false;

		for (uint32_t k = 0; k < row->parts; k++, from += *part++)
		{
			WsPoint points[200];
			uint32_t n = 0;

			for (uint32_t v = 0; v < *part; v++)
				if (n == 0 || memcmp(&points[n - 1], &from[v], sizeof(WsPoint)) != 0)
					points[n++] = from[v];
			if (n < 2)
				continue;
			if (begun)
				add_part(&clean, points, n);
			else
				add_street(&clean, row->id, row->way, points, n);
			begun = true;
		}
	}
	return clean;
}

/* Edited, or built of changed rows: the same bytes. */
static void
as_if_built(void)
{
	size_t opened = 0, closed = 0, gone = 0;

	for (uint64_t seed = 1; seed <= 300; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 6);
		WsStreets streets = {.srid = 0}, changed;
		int64_t open[100], close[100], lowest = 0;
		WsEdit edit = {.open = open, .close = close};
		bool left_out[100] = {false};
		Value value, one, two;

		random_streets(&rng, &lattice, &streets);
		streets = cleaned(&streets);
		value = build(&streets);
		for (size_t i = 0; i < streets.n_rows; i++)
		{
			WsStreet *row = &streets.rows[i];
			bool barrier = row->way.kind == WS_KIND_BARRIER;

			lowest = row->id < lowest ? row->id : lowest;
			if (rng_chance(&rng, 0.2))
			{
				open[edit.n_open++] = row->id;
				/* Twice is once. */
				if (rng_chance(&rng, 0.2))
					open[edit.n_open++] = row->id;
				row->way.forward = row->way.backward = true;
				left_out[i] = barrier;
				gone += barrier;
				opened += !barrier;
			}
			else if (!barrier && rng_chance(&rng, 0.2))
			{
				close[edit.n_close++] = row->id;
				row->way.forward = row->way.backward = false;
				closed++;
			}
		}
		changed = kept(&streets, left_out);
		for (int64_t i = 1; i <= 3 && rng_chance(&rng, 0.7); i++)
		{
			size_t before = edit.add.n_rows;

			/* Now and then a wall; each of one part, in the order of ids. */
			add_random_street(&rng, &lattice, 0, &edit.add);
			while (edit.add.rows[before].parts > 1)
			{
				edit.add.n_points -= edit.add.parts[--edit.add.n_parts];
				edit.add.rows[before].vertices -= edit.add.parts[edit.add.n_parts];
				edit.add.rows[before].parts--;
			}
			if (rng_chance(&rng, 0.1))
				edit.add.rows[before].way.kind = WS_KIND_BARRIER;
			add_street(&changed, lowest - i, edit.add.rows[before].way,
					   edit.add.points + edit.add.n_points - edit.add.parts[edit.add.n_parts - 1],
					   edit.add.parts[edit.add.n_parts - 1]);
		}
		one = edited(&value, &edit);
		two = build(&changed);
		CHECK(same_value(&one, &two) || test_explain("seed %d", (int) seed));
		CHECK(!test_failure(check_network, &one).happened);
		test_release();
	}
	CHECK(opened > 500 && closed > 500 && gone > 50);
}

static WsWalk
walk_in(const Value *value, WsPoint from, WsPoint to)
{
	WsWalker walker = adult();
	WsGraph graph = open_copy(value);

	return walk_between(&graph, &walker, from, to);
}

/* Two streets along a river, joined 500 m away, and a bridge that could be. */
static void
a_bridge(void)
{
	WsStreets streets = {.srid = 0};
	WsEdit edit = {.add.snap_m = 2};
	WsWay bridge = way_of(WS_KIND_FOOTBRIDGE);
	WsGraph graph;
	Value value, more;
	WsWalk walk;

	street(&streets, 1, way_of(WS_KIND_STREET), 0, 0, 500, 0);
	street(&streets, 2, way_of(WS_KIND_STREET), 0, 40, 500, 40);
	street(&streets, 3, way_of(WS_KIND_STREET), 500, 0, 500, 40);
	street(&streets, 4, way_of(WS_KIND_BARRIER), -100, 20, 499, 20);
	value = build(&streets);
	walk = walk_in(&value, at(100, -1), at(100, 41));
	CHECK(walk.found && near(walk.metres, 842));
	/* From 1.5 m beside the one to a metre before the other. */
	street(&edit.add, 0, bridge, 90, 1.5, 90, 39);
	more = edited(&value, &edit);
	walk = walk_in(&more, at(100, -1), at(100, 41));
	CHECK(walk.found && near(walk.metres, 62));
	graph = open_copy(&more);
	CHECK(graph.header.input.rows == 5 && graph.header.input.joined_ends == 2);
	CHECK(graph.header.n_nodes == 6 && graph.header.n_edges == 6);
	/* Nobody steps off it in the middle, though it is the nearest there is. */
	CHECK(near(ws_snap(&graph,
					   &(WsWalker){.speed_mps = 1,
								   .steps_allowed = true,
								   .steepest_grade = INFINITY,
								   .off_street_factor = 1,
								   .off_street_max_m = 200},
					   at(89, 15))
				   .metres,
			   15));
	/* Joined by nothing, or by its own vertices. */
	edit.add.snap_m = 0.5;
	more = edited(&value, &edit);
	CHECK(near(walk_in(&more, at(100, -1), at(100, 41)).metres, 842));
	edit.add = (WsStreets){.snap_m = 0};
	street(&edit.add, 0, bridge, 0, 0, 0, 40);
	more = edited(&value, &edit);
	CHECK(near(walk_in(&more, at(100, -1), at(100, 41)).metres, 242));
	/* An edit of the edited: the next id is below. */
	edit.close = (int64_t[]){-1};
	edit.n_close = 1;
	more = edited(&more, &edit);
	CHECK(near(walk_in(&more, at(100, -1), at(100, 41)).metres, 242));
	edit.close = (int64_t[]){-1, -2};
	edit.n_close = 2;
	edit.add.n_rows = edit.add.n_parts = edit.add.n_points = 0;
	more = edited(&more, &edit);
	CHECK(near(walk_in(&more, at(100, -1), at(100, 41)).metres, 842));
	graph = open_copy(&more);
	CHECK(graph.header.input.rows == 6 && graph.header.input.closed_rows == 2);
}

typedef struct Attempt
{
	Value value;
	WsEdit edit;
} Attempt;

static void
try_edit(void *context)
{
	Attempt *attempt = context;

	edited(&attempt->value, &attempt->edit);
}

static Failure
refusal(Value value, WsEdit edit)
{
	return test_failure(try_edit, &(Attempt){value, edit});
}

static void
bad_edits(void)
{
	WsStreets streets = {.srid = 0}, one = {.srid = 0}, other = {.srid = 0}, none = {.srid = 0};
	int64_t ids[30];
	Failure failure;
	Value value, empty = build(&none), more;

	for (int64_t i = 0; i < 30; i++)
		ids[i] = 100 + i;
	street(&streets, 1, way_of(WS_KIND_STREET), 0, 0, 500, 0);
	street(&streets, 2, way_of(WS_KIND_BARRIER), 0, 10, 500, 10);
	value = build(&streets);
	failure = refusal(value, (WsEdit){.open = (int64_t[]){1, 2, 3, -4}, .n_open = 4});
	CHECK(failure.code == WS_ERROR_INVALID && failure.hinted);
	CHECK(strstr(failure.message, "no street or barrier 3, -4") ||
		  test_explain("%s", failure.message));
	failure = refusal(value, (WsEdit){.close = (int64_t[]){1, 2}, .n_close = 2});
	CHECK(failure.code == WS_ERROR_INVALID && failure.hinted);
	CHECK(strstr(failure.message, "no street 2"));
	failure = refusal(value, (WsEdit){.close = ids, .n_close = 30});
	CHECK(strstr(failure.message, "108, 109 and 20 more") && !strstr(failure.message, "110"));
	for (int64_t i = 0; i < 30; i++)
		ids[i] += INT64_MIN;
	CHECK(
		strstr(refusal(value, (WsEdit){.close = ids, .n_close = 30}).message, "5699 and 20 more"));
	failure = refusal(
		value,
		(WsEdit){.open = (int64_t[]){1}, .n_open = 1, .close = (int64_t[]){1}, .n_close = 1});
	CHECK(failure.code == WS_ERROR_INVALID && failure.hinted &&
		  strstr(failure.message, "street 1"));
	CHECK(refusal(empty, (WsEdit){.open = (int64_t[]){1}, .n_open = 1}).code == WS_ERROR_INVALID);

	/* Another SRID; to nothing it brings its own. */
	street(&other, 0, way_of(WS_KIND_PATH), 0, 0, 0, 100);
	other.srid = 4490;
	failure = refusal(value, (WsEdit){.add = other});
	CHECK(failure.code == WS_ERROR_INVALID && failure.hinted && strstr(failure.message, "4490"));
	more = edited(&empty, &(WsEdit){.add = other});
	CHECK(open_copy(&more).header.srid == 4490 && open_copy(&more).header.n_edges == 1);

	/* No id is left below the smallest there is. */
	street(&streets, INT64_MIN + 1, way_of(WS_KIND_STREET), 0, 0, 0, 100);
	value = build(&streets);
	street(&one, 0, way_of(WS_KIND_PATH), 100, 0, 100, 100);
	CHECK(!refusal(value, (WsEdit){.add = one}).happened);
	street(&one, 0, way_of(WS_KIND_PATH), 200, 0, 200, 100);
	failure = refusal(value, (WsEdit){.add = one});
	CHECK(failure.code == WS_ERROR_INVALID && failure.hinted);

	/* Damage is told as such. */
	for (size_t i = 0; i < value.size; i++)
	{
		Value copy = copy_of(&value);

		copy.data[i] ^= 0x10;
		failure = refusal(copy, (WsEdit){.n_open = 0});
		/* The digest and the counts of rows are not looked at. */
		if (failure.happened)
			CHECK(failure.code == WS_ERROR_CORRUPT && failure.hinted);
		else
			CHECK(i < WS_NETWORK_HEADER_SIZE + 64 || test_explain("byte %zu", i));
		ws_free(test_env(), copy.data);
	}
	value.size = 100;
	CHECK(refusal(value, (WsEdit){.n_open = 0}).code == WS_ERROR_CORRUPT);
}

/* A line somewhere, many of whose ends are beside a street or on a vertex. */
static void
add_link(Rng *rng, const Lattice *lattice, const WsStreets *streets, double snap_m, WsStreets *add)
{
	WsPoint points[3];
	uint32_t n = 2 + rng_below(rng, 2);
	int32_t most = (int32_t) (snap_m * 90) + 1;

	for (uint32_t i = 0; i < n; i++)
	{
		uint32_t v = rng_below(rng, (uint32_t) streets->n_points - 1);
		WsPoint a = streets->points[v], b = streets->points[v + 1];
		double t = rng_unit(rng);

		if (rng_chance(rng, 0.2))
			points[i] = random_door(rng, lattice);
		else if (rng_chance(rng, 0.3))
			points[i] = a;
		else
			points[i] = (WsPoint){(int32_t) (a.x + t * ((double) b.x - a.x)) +
									  (int32_t) rng_below(rng, 2 * most) - most,
								  (int32_t) (a.y + t * ((double) b.y - a.y)) +
									  (int32_t) rng_below(rng, 2 * most) - most};
	}
	add_street(add, 0, way_of(rng_chance(rng, 0.5) ? WS_KIND_PATH : WS_KIND_FOOTBRIDGE), points, n);
	add->rows[add->n_rows - 1].way.no_doors = true;
}

/*
 * Whether a door came to the same street. One that is equally near to two, to
 * a line and itself the other way, or behind a wall by a hair, may not.
 */
static bool
same_door(WsGraph *before, const WsSnap *one, WsGraph *after, const WsSnap *two)
{
	const WsPoint *a, *b;
	uint32_t n, m;
	int64_t street = ws_graph_edge(before, one->edge, &a, &n)->source_id;

	return ws_graph_edge(after, two->edge, &b, &m)->source_id == street &&
		   hypot(one->x - two->x, one->y - two->y) < 10 &&
		   ((double) a[n - 1].x - a[0].x) * ((double) b[m - 1].x - b[0].x) +
				   ((double) a[n - 1].y - a[0].y) * ((double) b[m - 1].y - b[0].y) >=
			   0;
}

/*
 * More ways without doors: from any door every node is as near as before, but
 * for rounding, and every other door.
 */
static void
nobody_worse(void)
{
	size_t better = 0, compared = 0, nearer = 0, walks = 0, joined = 0, ties = 0;

	for (uint64_t seed = 1; seed <= 400; seed++)
	{
		Rng rng = {seed};
		Lattice lattice = random_lattice(&rng, 5);
		WsStreets streets = {.srid = 0};
		WsWalker walker = seed % 2 ? adult() : anyone(&rng);
		WsSense sense = {walker, seed % 3 ? WS_BY_TIME : WS_BY_DISTANCE, seed % 5 == 0};
		double unit = sense.metric == WS_BY_TIME ? WS_TIME_UNITS : WS_LENGTH_UNITS;
		WsCost limit = ws_budget_limit(sense.metric, 20000);
		WsEdit edit = {.add.snap_m = rng_between(&rng, 0, 10)};
		WsPoint doors[2];
		WsSnap one[2], two[2];
		WsGraph before, after;
		WsSearch *found, *more;
		WsPoint *places;
		WsWalk walk, now;
		Value value, changed;

		random_streets(&rng, &lattice, &streets);
		value = build(&streets);
		for (int i = 0; i < 3; i++)
			add_link(&rng, &lattice, &streets, edit.add.snap_m, &edit.add);
		changed = edited(&value, &edit);
		CHECK(!test_failure(check_network, &changed).happened);
		before = open_copy(&value);
		after = open_copy(&changed);
		joined += after.header.input.joined_ends;
		for (int i = 0; i < 2; i++)
		{
			doors[i] = random_door(&rng, &lattice);
			one[i] = ws_snap(&before, &walker, doors[i]);
			two[i] = ws_snap(&after, &walker, doors[i]);
			CHECK(one[i].problem == two[i].problem);
			if (one[i].problem == WS_SNAP_OK && !same_door(&before, &one[i], &after, &two[i]))
			{
				ties++;
				one[i] = (WsSnap){.problem = WS_SNAP_TOO_FAR};
			}
		}
		found = ws_search(&before, &sense, limit, one, 1, NULL, 0);
		more = ws_search(&after, &sense, limit, two, 1, NULL, 0);
		places = ws_alloc(test_env(), after.header.n_nodes * sizeof(WsPoint));
		for (uint32_t v = 0; v < after.header.n_nodes; v++)
			places[v] = ws_graph_tile(&after, v >> WS_TILE_SHIFT)->nodes[v & WS_TILE_MASK];
		for (uint32_t u = 0; u < before.header.n_nodes; u++)
		{
			WsPoint p = ws_graph_tile(&before, u >> WS_TILE_SHIFT)->nodes[u & WS_TILE_MASK];
			WsCost label = ws_search_label(found, u);
			uint32_t v = 0;

			while (v < after.header.n_nodes && memcmp(&places[v], &p, sizeof p) != 0)
				v++;
			if (!CHECK(v < after.header.n_nodes) || label == WS_UNREACHED)
				continue;
			compared++;
			better += ws_search_label(more, v) >> 32 < label >> 32;
			CHECK((double) (ws_search_label(more, v) >> 32) <=
					  (double) (label >> 32) + CLOSE * unit ||
				  test_explain("seed %d: %g instead of %g", (int) seed,
							   (double) (ws_search_label(more, v) >> 32) / unit,
							   (double) (label >> 32) / unit));
		}
		sense.toward = false;
		walk = ws_walk(&before, &sense, limit, doors, one, 1, doors + 1, one + 1, 1);
		now = ws_walk(&after, &sense, limit, doors, two, 1, doors + 1, two + 1, 1);
		if (walk.found)
		{
			double was = sense.metric == WS_BY_TIME ? walk.seconds : walk.metres;
			double is = sense.metric == WS_BY_TIME ? now.seconds : now.metres;

			walks++;
			nearer += is < was - CLOSE;
			CHECK((now.found && is <= was + CLOSE) ||
				  test_explain("seed %d: %g instead of %g", (int) seed, is, was));
		}
		test_release();
	}
	CHECK((compared > 3000 && better > 500 && walks > 100 && nearer > 5 && joined > 400 &&
		   ties < 40) ||
		  test_explain("%zu compared, %zu better, %zu walks, %zu nearer, %zu joined, %zu ties",
					   compared, better, walks, nearer, joined, ties));
}

static void
cancelled_edits(void)
{
	Rng rng = {5};
	Lattice lattice;
	WsStreets streets = {.srid = 0};
	Attempt attempt = {.edit.add.snap_m = 5};
	size_t before, all;

	random_city(&rng, &lattice, 50, &streets);
	attempt.value = build(&streets);
	add_link(&rng, &lattice, &streets, 5, &attempt.edit.add);
	before = test_interrupts();
	try_edit(&attempt);
	all = test_interrupts() - before;
	CHECK(all > 10);
	for (size_t i = 1; i <= all; i++)
	{
		test_cancel_after(i);
		CHECK(test_failure(try_edit, &attempt).cancelled);
	}
}

void
test_edit(void)
{
	RUN(nothing_changed);
	RUN(as_if_built);
	RUN(a_bridge);
	RUN(bad_edits);
	RUN(nobody_worse);
	RUN(cancelled_edits);
}
