/* travel_times.c - the pairs of origins and destinations within reach, as they are found. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "compat.h"
#include "env.h"
#include "measure_arg.h"
#include "pairs.h"
#include "sort.h"

PG_FUNCTION_INFO_V1(travel_times);

/* The best walk to an id, which may come as items of several tags. */
typedef struct Travel
{
	int64 destination;
	WsCost cost;
} Travel;

typedef struct TravelRows
{
	Measure m;
	RowForm *form;
	Travel *travels; /* of one origin */
	size_t capacity;
} TravelRows;

static int
by_id_and_cost(const void *a, const void *b)
{
	const Travel *x = a, *y = b;

	if (x->destination != y->destination)
		return x->destination < y->destination ? -1 : 1;
	return (x->cost > y->cost) - (x->cost < y->cost);
}

#define TRAVEL_COLUMNS 5

static void
put_travels(TravelRows *out, int64 origin, size_t n)
{
	WsMetric metric = out->m.core.metric;

	ws_sort_by(walkshed_env(), out->travels, n, sizeof(Travel), by_id_and_cost);
	row_set_int64(out->form, 0, origin);
	for (size_t i = 0; i < n; i++)
	{
		const Travel *travel = &out->travels[i];

		if (i > 0 && travel->destination == travel[-1].destination)
			continue;
		row_set_int64(out->form, 1, travel->destination);
		row_set_float8(out->form, 2, ws_cost_seconds(metric, travel->cost));
		row_set_float8(out->form, 3, ws_cost_metres(metric, travel->cost));
		row_put(out->form);
	}
}

/* An origin from which nothing is reached, with the reason. */
static void
put_no_travel(const TravelRows *out, uint32_t origin)
{
	const char *text = measure_origin_problem(&out->m, origin);
	Datum values[TRAVEL_COLUMNS] = {Int64GetDatum(out->m.core.origins.items[origin].id)};
	bool nulls[TRAVEL_COLUMNS] = {false, true, true, true, false};

	values[TRAVEL_COLUMNS - 1] = CStringGetTextDatum(text ? text : "none within the budget");
	rows_put(out->m.rows, values, nulls);
}

static void
take(void *context, const WsPairBatch *batch)
{
	TravelRows *out = context;

	for (uint32_t lane = 0; lane < batch->n_starts; lane++)
	{
		uint32_t origin = batch->starts[lane].item;
		size_t n = 0;

		out->travels =
			ws_grow(walkshed_env(), out->travels, &out->capacity, batch->n + 1, sizeof(Travel));
		for (uint32_t i = 0; i < batch->n; i++)
			if (batch->cost[i][lane] <= out->m.core.limit)
				out->travels[n++] =
					(Travel){out->m.core.places.items[batch->to[i]].id, batch->cost[i][lane]};
		if (n > 0)
			put_travels(out, out->m.core.origins.items[origin].id, n);
		else
			put_no_travel(out, origin);
	}
}

/* Origins by id: items of one id, which differ in their tags, are one origin with all their doors. */
static WsStart *
starts_by_id(const WsMeasure *m, uint32_t *n)
{
	WsStart *starts = ws_starts(walkshed_env(), &m->origins, m->origin_doors);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < m->origins.n_items; i++)
	{
		if (kept > 0 && m->origins.items[starts[kept - 1].item].id == m->origins.items[i].id)
			starts[kept - 1].n_doors += starts[i].n_doors;
		else
			starts[kept++] = starts[i];
	}
	*n = kept;
	return starts;
}

Datum
travel_times(PG_FUNCTION_ARGS)
{
	Datum values[TRAVEL_COLUMNS] = {0};
	bool nulls[TRAVEL_COLUMNS] = {false, false, false, false, true};
	TravelRows out = {0};
	WsSense sense;
	WsStart *starts;
	uint32_t n;

	if (!measure_begin(fcinfo, 3, 0, true, &out.m))
		return (Datum) 0;
	sense = (WsSense){out.m.core.walker, out.m.core.metric, false};
	out.form = row_form(out.m.rows, values, nulls);
	starts = starts_by_id(&out.m.core, &n);
	ws_pairs_each(ws_pairs_create(&out.m.core.graph, &sense, out.m.core.limit, &out.m.core.places,
								  out.m.core.place_doors),
				  starts, n, take, &out);
	for (uint32_t i = 0; i < n; i++)
		if (starts[i].n_doors == 0)
			put_no_travel(&out, starts[i].item);
	ws_graph_close(&out.m.core.graph);
	return (Datum) 0;
}
