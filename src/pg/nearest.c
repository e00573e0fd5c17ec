/* nearest.c - for every origin the k nearest places, for every tag. */
#include "postgres.h"

#include "utils/builtins.h"

#include "call.h"
#include "compat.h"
#include "env.h"
#include "nearest.h"
#include "nearest_arg.h"
#include "walker_arg.h"

PG_FUNCTION_INFO_V1(nearest);

#define NEAREST_COLUMNS 7

typedef struct NearestRows
{
	ReturnSetInfo *rows;
	const WsPoints *places;
	const WsWalker *walker;
	uint32_t tag; /* of tag_text */
	Datum tag_text;
} NearestRows;

const char *
nearest_problem_text(const WsNearestRow *row, const WsWalker *walker)
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

	if (row->tag != out->tag && row->tag != WS_NO_TAG)
	{
		const WsTag *tag = &out->places->tags[row->tag];

		out->tag = row->tag;
		out->tag_text = PointerGetDatum(cstring_to_text_with_len(tag->text, tag->length));
	}
	values[0] = Int64GetDatum(row->origin->id);
	values[1] = out->tag_text;
	if (problem)
		values[6] = CStringGetTextDatum(nearest_problem_text(row, out->walker));
	else
	{
		values[2] = Int32GetDatum((int32) row->rank);
		values[3] = Int64GetDatum(row->place->id);
		values[4] = Float8GetDatum(row->seconds);
		values[5] = Float8GetDatum(row->metres);
	}
	rows_put(out->rows, values, nulls);
	if (problem)
		pfree(DatumGetPointer(values[6]));
}

uint32_t *
nearest_tags(const WsPoints *places, uint32_t *n)
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

int
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

Datum
nearest(PG_FUNCTION_ARGS)
{
	NearestRows out = {.rows = rows_begin(fcinfo), .tag = WS_NO_TAG};
	int k = k_argument(fcinfo, 3);
	WsMetric metric;
	double budget;
	WsWalker walker;
	WsGraph graph;
	WsPoints origins, places;
	uint32_t *tags;
	uint32_t n_tags;

	budget_read(fcinfo, 4, 5, &metric, &budget);
	walker_read(fcinfo, 6, &walker);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return (Datum) 0;
	graph_open(&graph, PG_GETARG_DATUM(0));
	points_open(&origins, PG_GETARG_DATUM(1));
	points_open(&places, PG_GETARG_DATUM(2));
	if (origins.n_points > 0)
		check_srid(&graph, origins.srid, "origins");
	if (places.n_points > 0)
		check_srid(&graph, places.srid, "places");
	if (!PG_ARGISNULL(7))
		points_keep_tag(&places, PG_GETARG_TEXT_PP(7));
	out.places = &places;
	out.walker = &walker;
	tags = nearest_tags(&places, &n_tags);
	ws_nearest(&graph, &walker, metric, ws_budget_limit(metric, budget), &origins, &places, tags,
			   n_tags, k, put_row, &out);
	ws_graph_close(&graph);
	return (Datum) 0;
}
