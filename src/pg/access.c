/*
 * access.c - measures over point sets: accessible, diversity, supply,
 * supply_load, travel_times, proximity.
 *
 * All read their arguments alike (begin) and account for every origin: where
 * there is nothing to measure, a row says why.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "access.h"
#include "call.h"
#include "compat.h"
#include "decay_arg.h"
#include "env.h"
#include "nearest.h"
#include "nearest_arg.h"
#include "sort.h"
#include "walker_arg.h"

PG_FUNCTION_INFO_V1(accessible);
PG_FUNCTION_INFO_V1(diversity);
PG_FUNCTION_INFO_V1(supply);
PG_FUNCTION_INFO_V1(supply_load);
PG_FUNCTION_INFO_V1(travel_times);
PG_FUNCTION_INFO_V1(proximity);

typedef struct AccessCall
{
	ReturnSetInfo *rows;
	WsGraph graph;
	WsSense sense;
	double budget;
	WsCost limit;
	WsPoints origins;
	WsPoints places;
} AccessCall;

/* Arguments 0 to 2, and from `budget_argno` on minutes, metres and walker. */
static bool
begin(FunctionCallInfo fcinfo, int budget_argno, AccessCall *call)
{
	call->rows = rows_begin(fcinfo);
	budget_read(fcinfo, budget_argno, budget_argno + 1, &call->sense.metric, &call->budget);
	walker_read(fcinfo, budget_argno + 2, &call->sense.walker);
	call->sense.toward = false;
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return false;
	call->limit = ws_budget_limit(call->sense.metric, call->budget);
	graph_open(&call->graph, PG_GETARG_DATUM(0));
	points_open(&call->origins, PG_GETARG_DATUM(1));
	points_open(&call->places, PG_GETARG_DATUM(2));
	if (call->origins.n_points > 0)
		check_srid(&call->graph, call->origins.srid, "origins");
	if (call->places.n_points > 0)
		check_srid(&call->graph, call->places.srid, "places");
	return true;
}

static const char *
origin_problem(const AccessCall *call, uint32_t origin, WsSnapProblem problem)
{
	return call->origins.items[origin].count == 0 ? "the origin has no location"
												  : snap_problem_text(problem, &call->sense.walker);
}

/* The tags of the places as texts; the last, if any, for those without. */
static Datum *
tag_texts(const WsPoints *places, uint32_t n_tags)
{
	Datum *texts = palloc0(sizeof(Datum) * (n_tags + 1));

	for (uint32_t i = 0; i < places->n_tags; i++)
		texts[i] =
			PointerGetDatum(cstring_to_text_with_len(places->tags[i].text, places->tags[i].length));
	return texts;
}

/* A row for each origin and tag: its places if asked for, and its total; or its problem. */
static void
put_access(const AccessCall *call, const WsAccess *access, bool with_places)
{
	Datum *tags = tag_texts(&call->places, access->n_tags);

	for (uint32_t i = 0; i < call->origins.n_items; i++)
	{
		const char *problem = origin_problem(call, i, access->problem[i]);

		for (uint32_t t = 0; t < access->n_tags; t++)
		{
			size_t cell = (size_t) i * access->n_tags + t;
			Datum values[5];
			bool nulls[5] = {false};
			int n = 0;

			values[n++] = Int64GetDatum(call->origins.items[i].id);
			nulls[n] = t >= call->places.n_tags;
			values[n++] = tags[t];
			if (with_places)
			{
				nulls[n] = problem != NULL;
				values[n++] = Int32GetDatum((int32) access->places[cell]);
			}
			nulls[n] = problem != NULL;
			values[n++] = Float8GetDatum(access->total[cell]);
			nulls[n] = problem == NULL;
			values[n] = problem ? CStringGetTextDatum(problem) : 0;
			rows_put(call->rows, values, nulls);
		}
		CHECK_FOR_INTERRUPTS();
	}
}

Datum
accessible(PG_FUNCTION_ARGS)
{
	AccessCall call;
	WsDecay decay;
	WsAccess access;

	if (!begin(fcinfo, 3, &call))
		return (Datum) 0;
	decay_read(fcinfo, 6, call.sense.metric, call.budget, &decay);
	if (!PG_ARGISNULL(7))
		points_keep_tag(&call.places, PG_GETARG_TEXT_PP(7));
	ws_accessible(&call.graph, &call.sense.walker, call.sense.metric, call.limit, &decay,
				  &call.origins, &call.places, &access);
	put_access(&call, &access, true);
	ws_graph_close(&call.graph);
	return (Datum) 0;
}

Datum
supply(PG_FUNCTION_ARGS)
{
	AccessCall call;
	WsDecay decay;
	WsAccess access;
	WsLoad *loads;

	if (!begin(fcinfo, 3, &call))
		return (Datum) 0;
	decay_read(fcinfo, 6, call.sense.metric, call.budget, &decay);
	if (!PG_ARGISNULL(7))
		points_keep_tag(&call.places, PG_GETARG_TEXT_PP(7));
	loads = ws_alloc(walkshed_env(), sizeof(WsLoad) * call.places.n_items);
	ws_supply(&call.graph, &call.sense.walker, call.sense.metric, call.limit, &decay, &call.origins,
			  &call.places, &access, loads);
	put_access(&call, &access, false);
	ws_graph_close(&call.graph);
	return (Datum) 0;
}

Datum
supply_load(PG_FUNCTION_ARGS)
{
	AccessCall call;
	WsDecay decay;
	WsAccess access;
	WsLoad *loads;
	Datum *tags;

	if (!begin(fcinfo, 3, &call))
		return (Datum) 0;
	decay_read(fcinfo, 6, call.sense.metric, call.budget, &decay);
	if (!PG_ARGISNULL(7))
		points_keep_tag(&call.places, PG_GETARG_TEXT_PP(7));
	loads = ws_alloc(walkshed_env(), sizeof(WsLoad) * call.places.n_items);
	ws_supply(&call.graph, &call.sense.walker, call.sense.metric, call.limit, &decay, &call.origins,
			  &call.places, &access, loads);
	tags = tag_texts(&call.places, access.n_tags);
	for (uint32_t i = 0; i < call.places.n_items; i++)
	{
		const WsItem *place = &call.places.items[i];
		const char *problem = place->count == 0
								  ? "the place has no location"
								  : snap_problem_text(loads[i].problem, &call.sense.walker);
		bool untagged = place->tag == WS_NO_TAG;
		Datum values[6] = {
			Int64GetDatum(place->id),       untagged ? 0 : tags[place->tag],
			Float8GetDatum(place->weight),  Float8GetDatum(loads[i].demand),
			Float8GetDatum(loads[i].ratio), problem ? CStringGetTextDatum(problem) : 0};
		/* Without demand there is no ratio: nobody to share it. */
		bool nulls[6] = {false,          untagged, false, problem != NULL, loads[i].demand <= 0,
						 problem == NULL};

		rows_put(call.rows, values, nulls);
	}
	ws_graph_close(&call.graph);
	return (Datum) 0;
}

Datum
diversity(PG_FUNCTION_ARGS)
{
	AccessCall call;
	WsDecay decay;
	WsAccess access;
	double q;

	if (!begin(fcinfo, 3, &call))
		return (Datum) 0;
	decay_read(fcinfo, 6, call.sense.metric, call.budget, &decay);
	check_not_null(fcinfo, 7, "q");
	q = PG_GETARG_FLOAT8(7);
	if (!(q >= 0 && q <= 100))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("q is %g", q),
						errhint("Give the order of the Hill number, between 0 and 100: 0 counts "
								"kinds, 1 weighs them as Shannon does, 2 as Simpson does.")));
	ws_accessible(&call.graph, &call.sense.walker, call.sense.metric, call.limit, &decay,
				  &call.origins, &call.places, &access);
	for (uint32_t i = 0; i < call.origins.n_items; i++)
	{
		const double *totals = access.total + (size_t) i * access.n_tags;
		const char *problem = origin_problem(&call, i, access.problem[i]);
		int32 kinds = 0;
		Datum values[4];
		bool nulls[4] = {false, problem != NULL, problem != NULL, problem == NULL};

		for (uint32_t t = 0; t < access.n_tags; t++)
			kinds += totals[t] > 0;
		values[0] = Int64GetDatum(call.origins.items[i].id);
		values[1] = Int32GetDatum(kinds);
		values[2] = Float8GetDatum(ws_hill_number(totals, access.n_tags, q));
		values[3] = problem ? CStringGetTextDatum(problem) : 0;
		rows_put(call.rows, values, nulls);
	}
	ws_graph_close(&call.graph);
	return (Datum) 0;
}

/* The best walk between two ids, which may come as items of several tags. */
typedef struct Travel
{
	int64 origin;
	int64 destination;
	WsCost cost;
} Travel;

static int
by_ids_and_cost(const void *a, const void *b)
{
	const Travel *x = a, *y = b;

	if (x->origin != y->origin)
		return x->origin < y->origin ? -1 : 1;
	if (x->destination != y->destination)
		return x->destination < y->destination ? -1 : 1;
	return (x->cost > y->cost) - (x->cost < y->cost);
}

#define TRAVEL_COLUMNS 5

static void
put_travels(const AccessCall *call, Travel *travels, size_t n)
{
	ws_sort_by(walkshed_env(), travels, n, sizeof(Travel), by_ids_and_cost);
	for (size_t i = 0; i < n; i++)
	{
		WsCost cost = travels[i].cost;
		Datum values[TRAVEL_COLUMNS] = {
			Int64GetDatum(travels[i].origin), Int64GetDatum(travels[i].destination),
			Float8GetDatum(ws_cost_seconds(call->sense.metric, cost)),
			Float8GetDatum(ws_cost_metres(call->sense.metric, cost)), 0};
		bool nulls[TRAVEL_COLUMNS] = {false, false, false, false, true};

		if (i == 0 || travels[i].origin != travels[i - 1].origin ||
			travels[i].destination != travels[i - 1].destination)
			rows_put(call->rows, values, nulls);
	}
}

/* An origin from which nothing is reached, with the reason. */
static void
put_no_travel(const AccessCall *call, uint32_t origin, WsSnapProblem problem)
{
	const char *text = origin_problem(call, origin, problem);
	Datum values[TRAVEL_COLUMNS] = {Int64GetDatum(call->origins.items[origin].id)};
	bool nulls[TRAVEL_COLUMNS] = {false, true, true, true, false};

	values[TRAVEL_COLUMNS - 1] = CStringGetTextDatum(text ? text : "none within the budget");
	rows_put(call->rows, values, nulls);
}

Datum
travel_times(PG_FUNCTION_ARGS)
{
	AccessCall call;
	WsPairs *pairs;
	Travel *travels;

	if (!begin(fcinfo, 3, &call))
		return (Datum) 0;
	pairs = ws_pairs_create(&call.graph, &call.sense, call.limit, &call.origins, &call.places);
	travels = ws_alloc(walkshed_env(), sizeof(Travel) * call.places.n_items);
	for (uint32_t i = 0; i < call.origins.n_items; i++)
	{
		size_t n;
		const WsPair *found = ws_pairs_of(pairs, i, &n);

		CHECK_FOR_INTERRUPTS();
		for (size_t k = 0; k < n; k++)
			travels[k] = (Travel){call.origins.items[i].id, call.places.items[found[k].item].id,
								  found[k].cost};
		if (n > 0)
			put_travels(&call, travels, n);
		else
			put_no_travel(&call, i, ws_pairs_from_problem(pairs, i));
	}
	ws_graph_close(&call.graph);
	return (Datum) 0;
}

/* The mean over an origin's ranks, which come one after the other. */
typedef struct ProximityRows
{
	AccessCall *call;
	Datum *tags;
	WsNearestRow first; /* of the origin and tag at hand; no origin: none yet */
	int32 places;
	double seconds;
} ProximityRows;

static void
put_proximity(ProximityRows *out)
{
	const WsNearestRow *row = &out->first;
	bool problem = row->problem != WS_NEAREST_OK;
	Datum values[5];
	bool unsnapped = row->problem == WS_NEAREST_UNSNAPPED || row->problem == WS_NEAREST_NO_LOCATION;
	bool nulls[5] = {false, row->tag == WS_NO_TAG, unsnapped, problem, !problem};

	if (!row->origin)
		return;
	values[0] = Int64GetDatum(row->origin->id);
	values[1] = row->tag == WS_NO_TAG ? 0 : out->tags[row->tag];
	values[2] = Int32GetDatum(out->places);
	values[3] = Float8GetDatum(out->places > 0 ? out->seconds / out->places : 0);
	values[4] =
		problem ? CStringGetTextDatum(nearest_problem_text(row, &out->call->sense.walker)) : 0;
	rows_put(out->call->rows, values, nulls);
	if (problem)
		pfree(DatumGetPointer(values[4]));
}

static void
add_rank(void *context, const WsNearestRow *row)
{
	ProximityRows *out = context;

	if (row->rank <= 1)
	{
		put_proximity(out);
		out->first = *row;
		out->places = 0;
		out->seconds = 0;
	}
	if (row->rank > 0)
	{
		out->places++;
		out->seconds += row->seconds;
	}
}

Datum
proximity(PG_FUNCTION_ARGS)
{
	ProximityRows out = {0};
	AccessCall call;
	uint32_t *tags;
	uint32_t n_tags;
	int k;

	if (!begin(fcinfo, 4, &call))
		return (Datum) 0;
	k = k_argument(fcinfo, 3);
	if (!PG_ARGISNULL(7))
		points_keep_tag(&call.places, PG_GETARG_TEXT_PP(7));
	out.call = &call;
	out.tags = tag_texts(&call.places, call.places.n_tags);
	tags = nearest_tags(&call.places, &n_tags);
	ws_nearest(&call.graph, &call.sense.walker, call.sense.metric, call.limit, &call.origins,
			   &call.places, tags, n_tags, k, add_rank, &out);
	put_proximity(&out);
	ws_graph_close(&call.graph);
	return (Datum) 0;
}
