/* nearest.c - the k nearest places of every origin and tag: nearest, proximity. */
#include "postgres.h"

#include "utils/builtins.h"

#include "compat.h"
#include "measure.h"
#include "nearest.h"

PG_FUNCTION_INFO_V1(nearest);
PG_FUNCTION_INFO_V1(proximity);

#define NEAREST_COLUMNS 7

typedef struct NearestRows
{
	const Measure *m;
	Datum *tags;
} NearestRows;

static const char *
problem_text(const WsNearestRow *row, const WsWalker *walker)
{
	switch (row->problem)
	{
		case WS_NEAREST_OK:
			return NULL;
		case WS_NEAREST_NO_LOCATION:
			return "the origin has no location";
		case WS_NEAREST_UNSNAPPED:
			return snap_problem_text(row->snap_problem, walker);
		case WS_NEAREST_NO_PLACES:
			return "there is no such place on the network";
		case WS_NEAREST_TOO_FAR:
			return "none within the budget";
	}
	return NULL;
}

static void
put_row(void *context, const WsNearestRow *row)
{
	NearestRows *out = context;
	bool problem = row->problem != WS_NEAREST_OK;
	bool nulls[NEAREST_COLUMNS] = {
		false, row->tag == WS_NO_TAG, problem, problem, problem, problem, !problem};
	Datum values[NEAREST_COLUMNS];

	values[0] = Int64GetDatum(row->origin->id);
	values[1] = row->tag == WS_NO_TAG ? 0 : out->tags[row->tag];
	if (problem)
		values[6] = CStringGetTextDatum(problem_text(row, &out->m->sense.walker));
	else
	{
		values[2] = Int32GetDatum((int32) row->rank);
		values[3] = Int64GetDatum(row->place->id);
		values[4] = Float8GetDatum(row->seconds);
		values[5] = Float8GetDatum(row->metres);
	}
	rows_put(out->m->rows, values, nulls);
	if (problem)
		pfree(DatumGetPointer(values[6]));
}

/* The mean over an origin's ranks, which come one after the other. */
typedef struct ProximityRows
{
	const Measure *m;
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
	values[4] = problem ? CStringGetTextDatum(problem_text(row, &out->m->sense.walker)) : 0;
	rows_put(out->m->rows, values, nulls);
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

/* All tags of the places, none first if some place has none, or if there is no tag. */
static uint32_t *
choose_tags(const WsPoints *places, uint32_t *n)
{
	uint32_t *tags = palloc(sizeof(uint32_t) * (places->n_tags + 1));
	bool untagged = places->n_tags == 0;

	for (uint32_t i = 0; i < places->n_items && !untagged; i++)
		untagged = places->items[i].tag == WS_NO_TAG;
	*n = 0;
	if (untagged)
		tags[(*n)++] = WS_NO_TAG;
	for (uint32_t i = 0; i < places->n_tags; i++)
		tags[(*n)++] = i;
	return tags;
}

static int
k_argument(FunctionCallInfo fcinfo, int argno)
{
	int k;

	check_not_null(fcinfo, argno, "k");
	k = PG_GETARG_INT32(argno);
	if (k < 1 || k > WS_NEAREST_MAX_K)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("k is %d", k),
						errhint("Ask for 1 to %d places.", WS_NEAREST_MAX_K)));
	return k;
}

/* The call that both functions are: what they do with the rows differs. */
static void
run(Measure *m, int k, WsNearestCallback callback, void *context)
{
	uint32_t n_tags;
	uint32_t *tags = choose_tags(&m->places, &n_tags);

	ws_nearest(&m->graph, &m->sense.walker, m->sense.metric, m->limit, &m->origins, &m->places,
			   tags, n_tags, k, callback, context);
	ws_graph_close(&m->graph);
}

Datum
nearest(PG_FUNCTION_ARGS)
{
	int k = k_argument(fcinfo, 3);
	NearestRows out;
	Measure m;

	if (!measure_begin(fcinfo, 4, 7, &m))
		return (Datum) 0;
	out = (NearestRows){&m, measure_tag_texts(&m)};
	run(&m, k, put_row, &out);
	return (Datum) 0;
}

Datum
proximity(PG_FUNCTION_ARGS)
{
	int k = k_argument(fcinfo, 3);
	ProximityRows out = {0};
	Measure m;

	if (!measure_begin(fcinfo, 4, 7, &m))
		return (Datum) 0;
	out.m = &m;
	out.tags = measure_tag_texts(&m);
	run(&m, k, add_rank, &out);
	put_proximity(&out);
	return (Datum) 0;
}
