/* nearest.c - the k nearest places of every origin and tag: nearest, proximity. */
#include "postgres.h"

#include "utils/builtins.h"

#include "compat.h"
#include "measure_arg.h"
#include "nearest.h"

PG_FUNCTION_INFO_V1(nearest);
PG_FUNCTION_INFO_V1(proximity);

/* The two functions' rows, and what they are made from. */
typedef struct NearestRows
{
	Measure m;
	WsNearest *nearest;
	Datum *tags; /* texts; the last for those without */
	RowForm **forms; /* by tag */
	RowForm *none; /* of an origin that finds no place of one tag */
	uint32_t none_tag;
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

static uint32_t
tag_of(const NearestRows *out, const WsNearestRow *row)
{
	return row->tag == WS_NO_TAG ? out->m.core.places.n_tags : row->tag;
}

/*
 * The row of an origin without a place: all NULL but what is known of it. That
 * there is none, or none near, is the same for every origin under a tag.
 */
static void
put_problem(NearestRows *out, const WsNearestRow *row, int places_column)
{
	bool lost = row->problem == WS_NEAREST_UNSNAPPED || row->problem == WS_NEAREST_NO_LOCATION;
	Datum values[7] = {Int64GetDatum(row->origin_id), out->tags[tag_of(out, row)]};
	bool nulls[7] = {false, row->tag == WS_NO_TAG, true, true, true, true, true};
	int last = out->m.rows->setDesc->natts - 1;

	if (lost || !out->none || out->none_tag != row->tag)
	{
		/* No place within reach is a number of places; an origin without a street has none. */
		if (places_column && !lost)
			nulls[places_column] = false;
		values[last] = CStringGetTextDatum(problem_text(row, &out->m.core.walker));
		nulls[last] = false;
	}
	if (lost)
	{
		rows_put(out->m.rows, values, nulls);
		pfree(DatumGetPointer(values[last]));
		return;
	}
	if (!out->none || out->none_tag != row->tag)
	{
		out->none = row_form(out->m.rows, values, nulls);
		out->none_tag = row->tag;
	}
	row_set_int64(out->none, 0, row->origin_id);
	row_put(out->none);
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

/* Reads the arguments that both functions have; false where there is nothing to answer. */
static bool
begin(FunctionCallInfo fcinfo, NearestRows *out)
{
	int k = k_argument(fcinfo, 3);
	uint32_t n_tags;
	uint32_t *tags;

	if (!measure_begin(fcinfo, 4, 7, false, &out->m))
		return false;
	out->none = NULL;
	tags = choose_tags(&out->m.core.places, &n_tags);
	out->tags = measure_tag_texts(&out->m);
	out->forms = palloc((out->m.core.places.n_tags + 1) * sizeof(RowForm *));
	for (uint32_t t = 0; t <= out->m.core.places.n_tags; t++)
	{
		Datum values[7] = {0, out->tags[t]};
		bool nulls[7] = {false, t == out->m.core.places.n_tags};

		nulls[out->m.rows->setDesc->natts - 1] = true;
		out->forms[t] = row_form(out->m.rows, values, nulls);
	}
	out->nearest = ws_nearest(&out->m.core, tags, n_tags, k);
	return true;
}

Datum
nearest(PG_FUNCTION_ARGS)
{
	NearestRows out;
	WsNearestRow row;

	if (!begin(fcinfo, &out))
		return (Datum) 0;
	while (ws_nearest_next(out.nearest, &row))
	{
		RowForm *form = out.forms[tag_of(&out, &row)];

		if (row.n == 0)
			put_problem(&out, &row, 0);
		for (uint32_t i = 0; i < row.n; i++)
		{
			row_set_int64(form, 0, row.origin_id);
			row_set_int32(form, 2, (int32) i + 1);
			row_set_int64(form, 3, out.m.core.places.items[row.place[i]].id);
			row_set_float8(form, 4, ws_cost_seconds(out.m.core.metric, row.cost[i]));
			row_set_float8(form, 5, ws_cost_metres(out.m.core.metric, row.cost[i]));
			row_put(form);
		}
	}
	ws_graph_close(&out.m.core.graph);
	return (Datum) 0;
}

Datum
proximity(PG_FUNCTION_ARGS)
{
	NearestRows out;
	WsNearestRow row;

	if (!begin(fcinfo, &out))
		return (Datum) 0;
	while (ws_nearest_next(out.nearest, &row))
	{
		RowForm *form = out.forms[tag_of(&out, &row)];
		double seconds = 0;

		if (row.n == 0)
		{
			put_problem(&out, &row, 2);
			continue;
		}
		for (uint32_t i = 0; i < row.n; i++)
			seconds += ws_cost_seconds(out.m.core.metric, row.cost[i]);
		row_set_int64(form, 0, row.origin_id);
		row_set_int32(form, 2, (int32) row.n);
		row_set_float8(form, 3, seconds / row.n);
		row_put(form);
	}
	ws_graph_close(&out.m.core.graph);
	return (Datum) 0;
}
