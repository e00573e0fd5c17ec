/* compare.c - the core's answers against the oracle's, see compare.h. */
#include "compare.h"

#include "access.h"
#include "labels.h"
#include "nearest.h"
#include "pairs.h"
#include "reach.h"
#include "walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_DOORS 3

Met met;

WsSense
sense_of(const Town *town, Search search)
{
	return (WsSense){town->oracle.walker, search.by_distance ? WS_BY_DISTANCE : WS_BY_TIME,
					 search.toward};
}

static double
first_measure(Search search, double seconds, double metres)
{
	return search.by_distance ? metres : seconds;
}

static double
label_value(Search search, WsCost label)
{
	return search.by_distance ? ws_cost_metres(WS_BY_DISTANCE, label)
							  : ws_cost_seconds(WS_BY_TIME, label);
}

static double
label_second(Search search, WsCost label)
{
	return search.by_distance ? ws_cost_seconds(WS_BY_DISTANCE, label)
							  : ws_cost_metres(WS_BY_TIME, label);
}

static bool
close_to(double value, double exact)
{
	return fabs(value - exact) <= EXACT;
}

/* Snaps random doors until `n` are on a street, or ten times as many failed. */
static size_t
snap_doors(Town *town, Rng *rng, const Lattice *lattice, WsPoint *points, WsSnap *snaps, size_t n)
{
	size_t found = 0;

	for (size_t tries = 0; found < n && tries < 10 * n; tries++)
	{
		points[found] = random_door(rng, lattice);
		met.snaps++;
		CHECK(town_snap(town, points[found], &snaps[found], &met.unclear));
		met.unsnapped += snaps[found].problem != WS_SNAP_OK;
		met.behind_barriers += snaps[found].problem == WS_SNAP_BARRIER;
		found += snaps[found].problem == WS_SNAP_OK;
	}
	return found;
}

static bool
same_labels(const Town *town, Search search, const WsSearch *found, double budget,
			const double *labels, const double *low, const double *high)
{
	double second_slack = search.by_distance ? 0.1 : 0.2;

	for (uint32_t v = 0; v < town->graph.header.n_nodes; v++)
	{
		WsCost label = ws_search_label(found, v);
		uint32_t node = town->node_of[v];

		met.labels++;
		met.unreached += label == WS_UNREACHED;
		if (label == WS_UNREACHED ? labels[node] <= budget - EXACT
								  : !close_to(label_value(search, label), labels[node]) ||
										label_value(search, label) > budget + 1e-4)
			return test_explain("node %u: %.4f instead of %.4f, budget %.4f", v,
								label == WS_UNREACHED ? -1 : label_value(search, label),
								labels[node], budget);
		if (label != WS_UNREACHED && (label_second(search, label) < low[node] - second_slack ||
									  label_second(search, label) > high[node] + second_slack))
			return test_explain("node %u: second measure %.4f instead of %.4f to %.4f", v,
								label_second(search, label), low[node], high[node]);
	}
	return true;
}

/* A reached piece by its edge. */
typedef struct Reached
{
	uint32_t edge;
	double from, to;
	double from_value, to_value;
	double from_second, to_second;
} Reached;

typedef struct Pieces
{
	Search search;
	Reached *items;
	size_t n, capacity;
} Pieces;

static void
keep_piece(void *context, const WsPiece *piece)
{
	Pieces *pieces = context;
	bool by_distance = pieces->search.by_distance;

	pieces->items =
		ws_grow(test_env(), pieces->items, &pieces->capacity, pieces->n + 1, sizeof(Reached));
	pieces->items[pieces->n++] = (Reached){piece->edge->id,
										   piece->from_fraction,
										   piece->to_fraction,
										   by_distance ? piece->from_metres : piece->from_seconds,
										   by_distance ? piece->to_metres : piece->to_seconds,
										   by_distance ? piece->from_seconds : piece->from_metres,
										   by_distance ? piece->to_seconds : piece->to_metres};
}

static int
by_edge(const void *a, const void *b)
{
	const Reached *p = a, *q = b;

	if (p->edge != q->edge)
		return p->edge < q->edge ? -1 : 1;
	return p->from < q->from ? -1 : p->from > q->from;
}

static Pieces
pieces_of(Town *town, Search search, const WsSearch *found, WsCost limit, const WsSnap *starts,
		  size_t n)
{
	WsSense sense = sense_of(town, search);
	Pieces pieces = {.search = search};

	ws_reach(found, &town->graph, &sense, limit, starts, n,
			 &(WsReachVisitor){.piece = keep_piece, .context = &pieces});
	if (pieces.n > 0)
		qsort(pieces.items, pieces.n, sizeof(Reached), by_edge);
	return pieces;
}

/* Pieces are within their edge, apart, and as long in both measures as it says. */
static bool
pieces_fit(const Town *town, const Pieces *pieces)
{
	for (size_t i = 0; i < pieces->n; i++)
	{
		const Reached *p = &pieces->items[i];
		uint32_t piece = town->piece_of[p->edge];
		bool against = p->to_value < p->from_value;
		Search other = {!pieces->search.by_distance, pieces->search.toward};
		double span = p->to - p->from;

		if (!(p->from >= 0 && p->from < p->to && p->to <= 1) ||
			(i > 0 && p[-1].edge == p->edge && p[-1].to > p->from))
			return test_explain("edge %u: piece %.9f to %.9f is outside or overlaps", p->edge,
								p->from, p->to);
		if (!close_to(fabs(p->to_value - p->from_value),
					  span * oracle_cost(&town->oracle, pieces->search, piece, against)) ||
			!close_to(fabs(p->to_second - p->from_second),
					  span * oracle_cost(&town->oracle, other, piece, against)))
			return test_explain("edge %u: piece %.9f to %.9f takes %.4f and %.4f", p->edge, p->from,
								p->to, fabs(p->to_value - p->from_value),
								fabs(p->to_second - p->from_second));
	}
	return true;
}

/* A point of an edge is in a piece if, and only if, it is within the budget. */
static bool
sample_agrees(const Reached *items, size_t n, double at, double exact, double budget)
{
	const Reached *in = NULL;
	double value;

	for (size_t i = 0; i < n && !in; i++)
		if (items[i].from <= at && at <= items[i].to)
			in = &items[i];
	met.samples++;
	met.reached += in != NULL;
	if (fabs(exact - budget) <= EXACT)
		return true;
	if (!in)
		return exact > budget || test_explain("at %.6f: not reached, but costs %.4f", at, exact);
	value =
		in->from_value + (at - in->from) / (in->to - in->from) * (in->to_value - in->from_value);
	return close_to(value, exact) ||
		   test_explain("at %.6f: %.4f instead of %.4f", at, value, exact);
}

static bool
same_reach(const Town *town, Rng *rng, Search search, const Pieces *pieces, const Door *doors,
		   size_t n, double budget, const double *labels)
{
	size_t first = 0;

	met.pieces += pieces->n;
	for (uint32_t edge = 0; edge < town->graph.header.n_edges; edge++)
	{
		uint32_t piece = town->piece_of[edge];
		double step = 0.3 / town->oracle.pieces[piece].metres;
		size_t last = first;
		double at[40];
		size_t samples = 0;

		while (last < pieces->n && pieces->items[last].edge == edge)
			last++;
		while (samples < 4)
			at[samples++] = rng_unit(rng);
		for (size_t i = first; i < last && samples + 4 < 40; i++)
			for (int side = -1; side <= 1; side += 2)
			{
				at[samples++] = pieces->items[i].from + side * step;
				at[samples++] = pieces->items[i].to + side * step;
			}
		for (size_t i = 0; i < samples; i++)
			if (at[i] > 0 && at[i] < 1 &&
				!sample_agrees(pieces->items + first, last - first, at[i],
							   oracle_at(&town->oracle, search, doors, n, labels, piece, at[i]),
							   budget))
				return false;
		first = last;
	}
	return first == pieces->n || test_explain("pieces of an edge that is none");
}

/* A search that may end once some nodes are final tells the same of them. */
static bool
same_at_stops(Town *town, Rng *rng, const WsSense *sense, WsCost limit, const WsSnap *snaps,
			  size_t n, const WsSearch *whole)
{
	uint32_t stops[2];
	WsSearch *found;

	for (int i = 0; i < 2; i++)
		stops[i] = rng_below(rng, town->graph.header.n_nodes);
	found = ws_search(&town->graph, sense, limit, snaps, n, stops, 2);
	return ws_search_label(found, stops[0]) == ws_search_label(whole, stops[0]) &&
		   ws_search_label(found, stops[1]) == ws_search_label(whole, stops[1]);
}

/* One search from some doors: its labels, and what it reached. */
void
check_search(Town *town, Rng *rng, const Lattice *lattice, Search search)
{
	WsSense sense = sense_of(town, search);
	WsPoint points[MOST_DOORS];
	WsSnap snaps[MOST_DOORS];
	Door doors[MOST_DOORS];
	size_t n = snap_doors(town, rng, lattice, points, snaps, 1 + rng_below(rng, MOST_DOORS));
	double budget = rng_chance(rng, 0.3)   ? search.by_distance ? WS_MAX_METRES : WS_MAX_SECONDS
					: rng_chance(rng, 0.1) ? 0
										   : rng_between(rng, 0, 1500);
	WsCost limit = ws_budget_limit(sense.metric, budget);
	double *low = ws_alloc(test_env(), town->oracle.n_nodes * sizeof(double));
	double *high = ws_alloc(test_env(), town->oracle.n_nodes * sizeof(double));
	double *labels;
	WsSearch *found;
	Pieces pieces;

	for (size_t i = 0; i < n; i++)
		doors[i] = town_door(town, &snaps[i]);
	labels = oracle_labels(&town->oracle, search, doors, n);
	oracle_second(&town->oracle, search, doors, n, labels, 0.02, low, high);
	found = ws_search(&town->graph, &sense, limit, snaps, n, NULL, 0);
	CHECK(same_labels(town, search, found, budget, labels, low, high));
	CHECK(same_at_stops(town, rng, &sense, limit, snaps, n, found));
	pieces = pieces_of(town, search, found, limit, snaps, n);
	CHECK(pieces_fit(town, &pieces));
	CHECK(same_reach(town, rng, search, &pieces, doors, n, budget, labels));
}

/* The walk, as a line: along streets, from door to door, as long as it says. */
static bool
line_fits(const Town *town, const WsWalk *walk, WsPoint from, WsPoint to)
{
	const double *xy = walk->line;
	double metres = 0;
	size_t n = walk->points;

	if (n == 0 || fabs(xy[0] * 1e7 - from.x) > 0.01 || fabs(xy[1] * 1e7 - from.y) > 0.01 ||
		fabs(xy[2 * n - 2] * 1e7 - to.x) > 0.01 || fabs(xy[2 * n - 1] * 1e7 - to.y) > 0.01)
		return test_explain("the line does not lead from door to door");
	for (size_t i = 1; i < n; i++)
	{
		const double *a = xy + 2 * i - 2, *b = xy + 2 * i;
		WsPoint p, q;

		if (!ws_point_from_degrees(a[0], a[1], &p) || !ws_point_from_degrees(b[0], b[1], &q))
			return test_explain("the line leaves the earth");
		metres += oracle_metres(p, q);
		if (i > 1 && i + 1 < n &&
			(oracle_off_street(&town->oracle, a[0], a[1]) > 0.02 ||
			 oracle_off_street(&town->oracle, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2) > 0.02 ||
			 oracle_off_street(&town->oracle, b[0], b[1]) > 0.02))
			return test_explain("segment %zu of the line is off the street", i);
	}
	/* Vertices are rounded to a centimetre here. */
	return fabs(metres - walk->metres) <= 0.001 * walk->metres + 0.02 * (double) n ||
		   test_explain("the line is %.3f m long instead of %.3f", metres, walk->metres);
}

void
check_walk(Town *town, Rng *rng, const Lattice *lattice, Search search)
{
	WsSense sense = sense_of(town, search);
	WsPoint from[MOST_DOORS], to[MOST_DOORS];
	WsSnap from_snaps[MOST_DOORS], to_snaps[MOST_DOORS];
	Door from_doors[MOST_DOORS];
	size_t n_from =
		snap_doors(town, rng, lattice, from, from_snaps, 1 + rng_below(rng, MOST_DOORS));
	size_t n_to = snap_doors(town, rng, lattice, to, to_snaps, 1 + rng_below(rng, MOST_DOORS));
	double budget = rng_chance(rng, 0.7) ? search.by_distance ? WS_MAX_METRES : WS_MAX_SECONDS
										 : rng_between(rng, 0, 1500);
	double best = INFINITY, *labels;
	WsWalk walk;

	for (size_t i = 0; i < n_from; i++)
		from_doors[i] = town_door(town, &from_snaps[i]);
	labels = oracle_labels(&town->oracle, search, from_doors, n_from);
	for (size_t i = 0; i < n_to; i++)
	{
		Door door = town_door(town, &to_snaps[i]);
		double last = first_measure(
			search, door.metres * sense.walker.off_street_factor / sense.walker.speed_mps,
			door.metres);

		best = fmin(best, last + oracle_at(&town->oracle, search, from_doors, n_from, labels,
										   door.piece, door.fraction));
	}
	walk = ws_walk(&town->graph, &sense, ws_budget_limit(sense.metric, budget), from, from_snaps,
				   n_from, to, to_snaps, n_to);
	met.walks += walk.found;
	met.none += !walk.found;
	if (fabs(best - budget) > EXACT)
		CHECK(walk.found == (best < budget) ||
			  test_explain("cost %.4f, budget %.4f, found %d", best, budget, walk.found));
	if (!walk.found)
		return;
	CHECK(close_to(first_measure(search, walk.seconds, walk.metres), best) ||
		  test_explain("%.4f instead of %.4f", first_measure(search, walk.seconds, walk.metres),
					   best));
	if (CHECK(walk.origin < n_from && walk.destination < n_to))
		CHECK(line_fits(town, &walk, from[walk.origin], to[walk.destination]));
}

/* Places by chance: entries, tags, twins at one spot, things without a spot. */
typedef struct Things
{
	WsPointsRow *rows;
	WsPoint *points;
	size_t n_rows, n_points;
} Things;

static const char *const tags[] = {NULL, "bank", "school"};

static void
add_thing(Things *things, int64_t id, const char *tag, const WsPoint *points, uint32_t n)
{
	things->rows[things->n_rows++] = (WsPointsRow){.id = id,
												   .weight = (double) id,
												   .tag = tag,
												   .tag_length = tag ? (uint32_t) strlen(tag) : 0,
												   .first = things->n_points,
												   .count = n};
	for (uint32_t i = 0; i < n; i++)
		things->points[things->n_points++] = points[i];
}

static WsPoints
random_things(Rng *rng, const Lattice *lattice, uint32_t n, bool tagged)
{
	Things things = {.rows = ws_alloc(test_env(), 3 * n * sizeof(WsPointsRow)),
					 .points = ws_alloc(test_env(), 6 * n * sizeof(WsPoint))};
	WsPoints points;
	size_t size;
	uint8_t *data;

	for (uint32_t i = 0; i < n; i++)
	{
		WsPoint spots[3];
		uint32_t count = rng_chance(rng, 0.1) ? 0 : 1 + rng_below(rng, 3);
		const char *tag = tagged ? tags[rng_below(rng, 3)] : NULL;
		int64_t id = 3 * (int64_t) i - 9;

		for (uint32_t k = 0; k < count; k++)
			spots[k] = random_door(rng, lattice);
		/* At the spot of an earlier one; entries of one thing in two rows. */
		if (i > 0 && count > 0 && things.n_points > 0 && rng_chance(rng, 0.3))
			spots[0] = things.points[rng_below(rng, (uint32_t) things.n_points)];
		if (count > 1 && rng_chance(rng, 0.5))
			add_thing(&things, id, tag, spots + --count, 1);
		add_thing(&things, id, tag, spots, count);
		/* The same thing under another tag. */
		if (tag && rng_chance(rng, 0.2))
			add_thing(&things, id, NULL, spots, count);
	}
	data = ws_points_build(test_env(), 4326, things.rows, things.n_rows, things.points, 0, &size);
	ws_points_check(test_env(), data, size, &points);
	return points;
}

/* One place of an origin under a tag, or why there is none. */
typedef struct Row
{
	uint32_t origin; /* number */
	uint32_t tag;
	uint32_t rank; /* 0 with a problem */
	uint32_t place;
	WsCost cost;
	WsNearestProblem problem;
} Row;

typedef struct Rows
{
	Row *items;
	size_t n, capacity;
} Rows;

static void
keep_row(Rows *rows, Row row)
{
	rows->items = ws_grow(test_env(), rows->items, &rows->capacity, rows->n + 1, sizeof(Row));
	rows->items[rows->n++] = row;
}

static Rows
all_rows(WsNearest *nearest)
{
	Rows rows = {.n = 0};
	WsNearestRow row;

	while (ws_nearest_next(nearest, &row))
	{
		if (row.n == 0)
			keep_row(&rows, (Row){row.origin, row.tag, 0, 0, 0, row.problem});
		for (uint32_t i = 0; i < row.n; i++)
			keep_row(&rows,
					 (Row){row.origin, row.tag, i + 1, row.place[i], row.cost[i], row.problem});
	}
	return rows;
}

static Door *
snap_things(Town *town, const WsPoints *points, WsSnap *snaps)
{
	Door *doors = ws_alloc(test_env(), (points->n_points + 1) * sizeof(Door));

	for (uint32_t i = 0; i < points->n_points; i++)
	{
		met.snaps++;
		CHECK(town_snap(town, points->points[i], &snaps[i], &met.unclear));
		if (snaps[i].problem == WS_SNAP_OK)
			doors[i] = town_door(town, &snaps[i]);
	}
	return doors;
}

/* The cost from every origin to every place: from each entry to each door. */
static double *
cost_matrix(const Town *town, Search search, const WsPoints *origins, const WsSnap *origin_snaps,
			const Door *origin_doors, const WsPoints *places, const WsSnap *place_snaps,
			const Door *place_doors)
{
	double *costs = ws_alloc(test_env(), (origins->n_items * places->n_items + 1) * sizeof(double));

	for (uint32_t i = 0; i < origins->n_items * places->n_items; i++)
		costs[i] = INFINITY;
	for (uint32_t p = 0; p < places->n_items; p++)
		for (uint32_t e = places->items[p].first;
			 e < places->items[p].first + places->items[p].count; e++)
		{
			double *labels;

			if (place_snaps[e].problem != WS_SNAP_OK)
				continue;
			labels = oracle_labels(&town->oracle, search, &place_doors[e], 1);
			for (uint32_t o = 0; o < origins->n_items; o++)
				for (uint32_t d = origins->items[o].first;
					 d < origins->items[o].first + origins->items[o].count; d++)
				{
					const Door *door = &origin_doors[d];
					double *cost = &costs[o * places->n_items + p];

					if (origin_snaps[d].problem == WS_SNAP_OK)
						*cost =
							fmin(*cost, first_measure(search,
													  door->metres *
														  town->oracle.walker.off_street_factor /
														  town->oracle.walker.speed_mps,
													  door->metres) +
											oracle_at(&town->oracle, search, &place_doors[e], 1,
													  labels, door->piece, door->fraction));
				}
			ws_free(test_env(), labels);
		}
	return costs;
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
same_spots(const WsPoints *places, const WsItem *a, const WsItem *b)
{
	return a->count == b->count && memcmp(places->points + a->first, places->points + b->first,
										  a->count * sizeof(WsPoint)) == 0;
}

static WsNearestProblem
problem_of(const WsItem *origin, const WsSnap *origin_snaps, const WsPoints *places,
		   const WsSnap *place_snaps, uint32_t tag)
{
	bool any = false;

	if (origin->count == 0)
		return WS_NEAREST_NO_LOCATION;
	for (uint32_t i = origin->first; i < origin->first + origin->count; i++)
		any |= origin_snaps[i].problem == WS_SNAP_OK;
	if (!any)
		return WS_NEAREST_UNSNAPPED;
	any = false;
	for (uint32_t p = 0; p < places->n_items; p++)
		for (uint32_t i = 0; i < places->items[p].count; i++)
			any |= places->items[p].tag == tag &&
				   place_snaps[places->items[p].first + i].problem == WS_SNAP_OK;
	return any ? WS_NEAREST_TOO_FAR : WS_NEAREST_NO_PLACES;
}

/* The rows of one origin under one tag. */
static bool
rows_agree(Search search, const Row *rows, size_t n, const WsPoints *places, const double *costs,
		   uint32_t tag, uint32_t k, double budget, WsNearestProblem problem)
{
	double *sorted = ws_alloc(test_env(), (places->n_items + 1) * sizeof(double));
	size_t all = 0, least, most;

	for (uint32_t p = 0; p < places->n_items; p++)
		if (places->items[p].tag == tag && costs[p] <= budget + EXACT)
			sorted[all++] = costs[p];
	qsort(sorted, all, sizeof(double), by_value);
	most = all < k ? all : k;
	for (least = 0; least < most && sorted[least] < budget - EXACT; least++)
		;
	if (n == 1 && rows[0].problem != WS_NEAREST_OK)
	{
		met.problems++;
		return (least == 0 && rows[0].problem == problem && rows[0].rank == 0) ||
			   test_explain("problem %d instead of %d, or of %zu places", rows[0].problem, problem,
							least);
	}
	if (n < least || n > most)
		return test_explain("%zu places instead of %zu to %zu", n, least, most);
	for (size_t i = 0; i < n; i++)
	{
		const Row *row = &rows[i];
		double value = label_value(search, row->cost);
		uint32_t place = row->place;
		const WsItem *item = &places->items[place];

		met.rows++;
		if (row->problem != WS_NEAREST_OK || row->rank != i + 1 || item->tag != tag)
			return test_explain("rank %u, problem %d", row->rank, row->problem);
		if (!close_to(value, sorted[i]) || !close_to(value, costs[place]))
			return test_explain("rank %u: place %lld at %.4f, where it is %.4f and should be %.4f",
								row->rank, (long long) item->id, value, costs[place], sorted[i]);
		for (size_t j = 0; j < i; j++)
			if (rows[j].place == place)
				return test_explain("place %lld comes twice", (long long) item->id);
		/* Of places at the same spots, one with a smaller id comes sooner. */
		for (uint32_t twin = 0; twin < place; twin++)
			if (places->items[twin].tag == tag && same_spots(places, &places->items[twin], item))
			{
				met.ties++;
				if (i == 0 || rows[i - 1].place < twin || rows[i - 1].place > place)
					return test_explain("place %lld comes before %lld", (long long) item->id,
										(long long) places->items[twin].id);
			}
	}
	return true;
}

/* A budget that no cost is so near to that rounding decides. */
static double
clear_budget(Rng *rng, const double *costs, size_t n)
{
	double budget = rng_between(rng, 0, 1500);

	for (size_t i = 0; i < n; i++)
		if (fabs(costs[i] - budget) < 2 * EXACT)
		{
			budget += 4 * EXACT;
			i = (size_t) -1;
		}
	return budget;
}

/* What a pass over the pairs is to find, and what it found. */
typedef struct Pairing
{
	const double *costs; /* a row of `columns` an origin */
	uint32_t columns;
	double budget;
	WsCost limit;
	Search search;
	uint32_t n_to;
	size_t starts;
	bool agrees;
} Pairing;

static double
cost_between(const Pairing *p, uint32_t from, uint32_t to)
{
	return p->search.toward ? p->costs[to * p->columns + from] : p->costs[from * p->columns + to];
}

static bool
batch_agrees(const Pairing *p, const WsPairBatch *batch, uint32_t lane)
{
	uint32_t from = batch->starts[lane].item;
	size_t n = 0, within = 0;
	bool *seen = ws_alloc0(test_env(), p->n_to * sizeof(bool));

	for (uint32_t k = 0; k < p->n_to; k++)
		within += cost_between(p, from, k) < p->budget;
	for (uint32_t i = 0; i < batch->n; i++)
	{
		double value = label_value(p->search, batch->cost[i][lane]);
		double cost = cost_between(p, from, batch->to[i]);

		if (batch->cost[i][lane] > p->limit)
			continue;
		n++;
		met.pairs++;
		if (seen[batch->to[i]] || !close_to(value, cost))
			return test_explain("thing %u comes twice, or at %.4f instead of %.4f", batch->to[i],
								value, cost);
		seen[batch->to[i]] = true;
	}
	ws_free(test_env(), seen);
	return n == within || test_explain("%zu things instead of %zu", n, within);
}

static void
take_pairs(void *context, const WsPairBatch *batch)
{
	Pairing *p = context;

	for (uint32_t lane = 0; lane < batch->n_starts; lane++)
		p->agrees = p->agrees && batch_agrees(p, batch, lane);
	p->starts += batch->n_starts;
}

/* From the things of one set to those of the other: each pair once, at its cost. */
static bool
same_pairs(const WsMeasure *m, bool by_distance, bool toward, double budget, const double *costs)
{
	WsGraph graph = m->graph;
	WsSense sense = {m->walker, m->metric, toward};
	const WsPoints *from = toward ? &m->places : &m->origins,
				   *to = toward ? &m->origins : &m->places;
	const WsDoors *from_doors = toward ? m->place_doors : m->origin_doors;
	const WsDoors *to_doors = toward ? m->origin_doors : m->place_doors;
	Pairing p = {costs, m->places.n_items, budget, m->limit, {by_distance, toward}, to->n_items, 0,
				 true};
	size_t with_doors = 0;

	ws_pairs_each(ws_pairs_create(&graph, &sense, m->limit, to, to_doors),
				  ws_starts(test_env(), from, from_doors), from->n_items, take_pairs, &p);
	for (uint32_t i = 0; i < from->n_items; i++)
		with_doors += from_doors->first[i + 1] > from_doors->first[i];
	return p.agrees && (p.starts == with_doors ||
						test_explain("%zu starts instead of %zu", p.starts, with_doors));
}

/* The labels of one tag's places give every origin the very rows that it has. */
static bool
labels_give(const WsMeasure *m, uint32_t tag, uint32_t k, const Rows *rows, size_t first)
{
	WsGraph graph = m->graph;
	WsSense sense = {m->walker, m->metric, true};
	WsStart *things = ws_starts(test_env(), &m->places, m->place_doors);
	WsCost *best = ws_alloc(test_env(), k * sizeof(WsCost));
	uint32_t *who = ws_alloc(test_env(), k * sizeof(uint32_t));
	uint32_t n = 0;
	WsLabels *labels;

	for (uint32_t i = 0; i < m->places.n_items; i++)
		if (m->places.items[i].tag == tag)
			things[n++] = things[i];
	labels = ws_labels(&graph, &sense, m->limit, k, things, n);
	for (uint32_t o = 0; o < m->origins.n_items; o++)
	{
		uint32_t found = 0;

		memset(best, 0xff, k * sizeof(WsCost));
		memset(who, 0xff, k * sizeof(uint32_t));
		for (uint32_t d = m->origin_doors->first[o]; d < m->origin_doors->first[o + 1]; d++)
			ws_labels_at(labels, &m->origin_doors->doors[d], best, who);
		for (; first < rows->n && rows->items[first].tag == tag && rows->items[first].origin == o;
			 first++)
		{
			const Row *row = &rows->items[first];

			if (row->rank > 0 && (best[found] != row->cost || who[found] != row->place))
				return test_explain("origin %u, rank %u: another place, or cost", o, row->rank);
			found += row->rank > 0;
		}
		if (found < k && best[found] != WS_UNREACHED)
			return test_explain("origin %u: more than %u places", o, found);
	}
	ws_labels_free(labels);
	return true;
}

/* With some of the places gone, nobody's place of any rank is nearer. */
static bool
fewer_are_farther(const WsMeasure *m, const uint32_t *asked, uint32_t n_asked, uint32_t k,
				  const Rows *rows)
{
	WsMeasure less = *m;
	uint32_t kept = 0;
	Rows others;

	less.places.items = ws_alloc(test_env(), m->places.n_items * sizeof(WsItem));
	for (uint32_t i = 0; i < m->places.n_items; i++)
		if (i % 3)
			less.places.items[kept++] = m->places.items[i];
	less.places.n_items = kept;
	others = all_rows(ws_nearest(&less, asked, n_asked, k));
	for (size_t i = 0, at = 0; i < others.n; i++)
	{
		const Row *other = &others.items[i];

		if (other->rank == 0)
			continue;
		/* Both come by tag, origin and rank. */
		while (at < rows->n &&
			   (rows->items[at].tag != other->tag || rows->items[at].origin != other->origin ||
				rows->items[at].rank != other->rank))
			at++;
		if (at == rows->n)
			return test_explain("rank %u is there only without some places", other->rank);
		if (rows->items[at].cost > other->cost)
			return test_explain("rank %u is nearer without some places", other->rank);
	}
	return true;
}

static uint32_t
column_of(const WsPoints *places, uint32_t place)
{
	return places->items[place].tag == WS_NO_TAG ? places->n_tags : places->items[place].tag;
}

/* Counts, sums by a decay that falls evenly to nothing, and shares of supply. */
static bool
same_access(WsMeasure *m, bool by_distance, double budget, const double *costs)
{
	const WsPoints *origins = &m->origins, *places = &m->places;
	double unit = by_distance ? 1 : 60;
	WsDecay linear = {.kind = WS_DECAY_LINEAR, .budget = budget / unit};
	WsDecay step = {.kind = WS_DECAY_STEP, .budget = budget / unit};
	WsLoad *loads = ws_alloc(test_env(), (places->n_items + 1) * sizeof(WsLoad));
	WsAccess access, supply;

	ws_accessible(m, &linear, &access);
	ws_supply(m, &step, &supply, loads);
	for (uint32_t o = 0; o < origins->n_items; o++)
		for (uint32_t t = 0; t < access.n_tags; t++)
		{
			uint32_t count = 0;
			double sum = 0, share = 0, scale = 1e-9;

			for (uint32_t p = 0; p < places->n_items; p++)
			{
				const double *cost = &costs[o * places->n_items + p];
				double demand = 0;

				if (column_of(places, p) != t || *cost > budget)
					continue;
				count++;
				sum += places->items[p].weight * (1 - *cost / budget);
				scale += fabs(places->items[p].weight);
				for (uint32_t k = 0; k < origins->n_items; k++)
					if (costs[k * places->n_items + p] < budget)
						demand += origins->items[k].weight;
				share += demand > 0 ? places->items[p].weight / demand : 0;
			}
			if (access.places[o * access.n_tags + t] != count ||
				fabs(access.total[o * access.n_tags + t] - sum) > scale * EXACT / budget)
				return test_explain("origin %u has %u places, %.6f, instead of %u, %.6f", o,
									access.places[o * access.n_tags + t],
									access.total[o * access.n_tags + t], count, sum);
			if (supply.places[o * access.n_tags + t] != count ||
				fabs(supply.total[o * access.n_tags + t] - share) > 1e-9 * scale)
				return test_explain("origin %u has a supply of %.6f instead of %.6f", o,
									supply.total[o * access.n_tags + t], share);
		}
	return true;
}

void
check_nearest(Town *town, Rng *rng, const Lattice *lattice, bool by_distance, uint32_t n_origins,
			  uint32_t n_places)
{
	Search search = {by_distance, true};
	WsPoints origins = random_things(rng, lattice, n_origins, false);
	WsPoints places = random_things(rng, lattice, n_places, true);
	WsSnap *origin_snaps = ws_alloc(test_env(), (origins.n_points + 1) * sizeof(WsSnap));
	WsSnap *place_snaps = ws_alloc(test_env(), (places.n_points + 1) * sizeof(WsSnap));
	Door *origin_doors = snap_things(town, &origins, origin_snaps);
	Door *place_doors = snap_things(town, &places, place_snaps);
	double *costs = cost_matrix(town, search, &origins, origin_snaps, origin_doors, &places,
								place_snaps, place_doors);
	uint32_t asked[4] = {WS_NO_TAG};
	uint32_t n_asked = 1;
	uint32_t k = 1 + rng_below(rng, 20);
	double budget = rng_chance(rng, 0.3) ? by_distance ? WS_MAX_METRES : WS_MAX_SECONDS
										 : rng_between(rng, 0, 1500);
	WsMeasure m = {.graph = town->graph,
				   .walker = town->oracle.walker,
				   .metric = by_distance ? WS_BY_DISTANCE : WS_BY_TIME,
				   .origins = origins,
				   .places = places};
	Rows rows;
	size_t first = 0;

	for (uint32_t t = 0; t < places.n_tags; t++)
		asked[n_asked++] = t;
	m.origin_doors = ws_doors(&m.graph, &m.walker, m.metric, &m.origins);
	m.place_doors = ws_doors(&m.graph, &m.walker, m.metric, &m.places);
	m.limit = ws_budget_limit(m.metric, budget);
	rows = all_rows(ws_nearest(&m, asked, n_asked, k));
	for (uint32_t t = 0; t < n_asked; t++)
	{
		CHECK(labels_give(&m, asked[t], k, &rows, first));
		for (uint32_t o = 0; o < origins.n_items; o++)
		{
			size_t last = first;

			while (last < rows.n && rows.items[last].tag == asked[t] &&
				   rows.items[last].origin == o)
				last++;
			CHECK((last > first && rows_agree(search, rows.items + first, last - first, &places,
											  costs + o * places.n_items, asked[t], k, budget,
											  problem_of(&origins.items[o], origin_snaps, &places,
														 place_snaps, asked[t]))) ||
				  (last == first && test_explain("origin %u has no row under tag %u", o, t)));
			first = last;
		}
	}
	CHECK(first == rows.n);
	CHECK(fewer_are_farther(&m, asked, n_asked, k, &rows));
	budget = clear_budget(rng, costs, (size_t) origins.n_items * places.n_items);
	m.limit = ws_budget_limit(m.metric, budget);
	CHECK(same_pairs(&m, by_distance, false, budget, costs));
	CHECK(same_pairs(&m, by_distance, true, budget, costs));
	CHECK(same_access(&m, by_distance, budget, costs));
}
