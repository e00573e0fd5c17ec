/* travel_times.c - the pairs of origins and destinations within reach. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "compat.h"
#include "env.h"
#include "measure.h"
#include "pairs.h"
#include "sort.h"

PG_FUNCTION_INFO_V1(travel_times);

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
put_travels(const Measure *m, Travel *travels, size_t n)
{
	ws_sort_by(walkshed_env(), travels, n, sizeof(Travel), by_ids_and_cost);
	for (size_t i = 0; i < n; i++)
	{
		WsCost cost = travels[i].cost;
		Datum values[TRAVEL_COLUMNS] = {Int64GetDatum(travels[i].origin),
										Int64GetDatum(travels[i].destination),
										Float8GetDatum(ws_cost_seconds(m->sense.metric, cost)),
										Float8GetDatum(ws_cost_metres(m->sense.metric, cost)), 0};
		bool nulls[TRAVEL_COLUMNS] = {false, false, false, false, true};

		if (i == 0 || travels[i].origin != travels[i - 1].origin ||
			travels[i].destination != travels[i - 1].destination)
			rows_put(m->rows, values, nulls);
	}
}

/* An origin from which nothing is reached, with the reason. */
static void
put_no_travel(const Measure *m, uint32_t origin, WsSnapProblem problem)
{
	const char *text = measure_origin_problem(m, origin, problem);
	Datum values[TRAVEL_COLUMNS] = {Int64GetDatum(m->origins.items[origin].id)};
	bool nulls[TRAVEL_COLUMNS] = {false, true, true, true, false};

	values[TRAVEL_COLUMNS - 1] = CStringGetTextDatum(text ? text : "none within the budget");
	rows_put(m->rows, values, nulls);
}

Datum
travel_times(PG_FUNCTION_ARGS)
{
	Measure m;
	WsPairs *pairs;
	Travel *travels = NULL;
	size_t capacity = 0;
	uint32_t next;

	if (!measure_begin(fcinfo, 3, 0, &m))
		return (Datum) 0;
	pairs = ws_pairs_create(&m.graph, &m.sense, m.limit, &m.origins, &m.places);
	/* Items of one id, which differ in their tags, are one origin. */
	for (uint32_t i = 0; i < m.origins.n_items; i = next)
	{
		int64 id = m.origins.items[i].id;
		size_t count = 0;

		for (next = i; next < m.origins.n_items && m.origins.items[next].id == id; next++)
		{
			size_t n;
			const WsPair *found = ws_pairs_of(pairs, next, &n);

			CHECK_FOR_INTERRUPTS();
			travels = ws_grow(walkshed_env(), travels, &capacity, count + n, sizeof(Travel));
			for (size_t k = 0; k < n; k++)
				travels[count++] = (Travel){id, m.places.items[found[k].item].id, found[k].cost};
		}
		if (count > 0)
			put_travels(&m, travels, count);
		else
			put_no_travel(&m, i, ws_pairs_from_problem(pairs, i));
	}
	ws_graph_close(&m.graph);
	return (Datum) 0;
}
