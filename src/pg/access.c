/*
 * access.c - what is within reach, and who competes for it: accessible,
 * diversity, supply, supply_load.
 *
 * Every origin is accounted for: where there is nothing to measure, its row
 * says why.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "access.h"
#include "compat.h"
#include "decay_arg.h"
#include "env.h"
#include "measure_arg.h"

PG_FUNCTION_INFO_V1(accessible);
PG_FUNCTION_INFO_V1(diversity);
PG_FUNCTION_INFO_V1(supply);
PG_FUNCTION_INFO_V1(supply_load);

/* Network to walker, and the decay after that. */
static bool
begin(FunctionCallInfo fcinfo, int tag_argno, Measure *m, WsDecay *decay)
{
	if (!measure_begin(fcinfo, 3, tag_argno, true, m))
		return false;
	decay_read(fcinfo, 6, m->core.metric, m->budget, decay);
	return true;
}

/* An origin that has no street: a row for each tag. */
static void
put_no_access(const Measure *m, uint32_t origin, const WsAccess *access, Datum *tags,
			  const char *problem)
{
	int last = m->rows->setDesc->natts - 1;
	Datum values[5] = {Int64GetDatum(m->core.origins.items[origin].id)};
	bool nulls[5] = {false, false, true, true, true};

	nulls[last] = false;
	values[last] = CStringGetTextDatum(problem);
	for (uint32_t t = 0; t < access->n_tags; t++)
	{
		values[1] = tags[t];
		nulls[1] = t >= m->core.places.n_tags;
		rows_put(m->rows, values, nulls);
	}
}

/* A row for each origin and tag: its places if asked for, and its total; or its problem. */
static void
put_access(const Measure *m, const WsAccess *access, bool with_places)
{
	Datum *tags = measure_tag_texts(m);
	RowForm **forms = palloc(access->n_tags * sizeof(RowForm *));
	int total = with_places ? 3 : 2;

	for (uint32_t t = 0; t < access->n_tags; t++)
	{
		Datum values[5] = {0, tags[t]};
		bool nulls[5] = {false, t >= m->core.places.n_tags};

		nulls[total + 1] = true;
		forms[t] = row_form(m->rows, values, nulls);
	}
	for (uint32_t i = 0; i < m->core.origins.n_items; i++)
	{
		const char *problem = measure_origin_problem(m, i);

		if (i % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
		if (problem)
		{
			put_no_access(m, i, access, tags, problem);
			continue;
		}
		for (uint32_t t = 0; t < access->n_tags; t++)
		{
			size_t cell = (size_t) i * access->n_tags + t;

			row_set_int64(forms[t], 0, m->core.origins.items[i].id);
			if (with_places)
				row_set_int32(forms[t], 2, (int32) access->places[cell]);
			row_set_float8(forms[t], total, access->total[cell]);
			row_put(forms[t]);
		}
	}
}

Datum
accessible(PG_FUNCTION_ARGS)
{
	Measure m;
	WsDecay decay;
	WsAccess access;

	if (!begin(fcinfo, 7, &m, &decay))
		return (Datum) 0;
	ws_accessible(&m.core, &decay, &access);
	put_access(&m, &access, true);
	ws_graph_close(&m.core.graph);
	return (Datum) 0;
}

/* Both sides of the competition: what origins get, and what places carry. */
static WsLoad *
share_out(Measure *m, const WsDecay *decay, WsAccess *access)
{
	WsLoad *loads = ws_alloc(walkshed_env(), sizeof(WsLoad) * m->core.places.n_items);

	ws_supply(&m->core, decay, access, loads);
	return loads;
}

Datum
supply(PG_FUNCTION_ARGS)
{
	Measure m;
	WsDecay decay;
	WsAccess access;

	if (!begin(fcinfo, 7, &m, &decay))
		return (Datum) 0;
	share_out(&m, &decay, &access);
	put_access(&m, &access, false);
	ws_graph_close(&m.core.graph);
	return (Datum) 0;
}

Datum
supply_load(PG_FUNCTION_ARGS)
{
	Measure m;
	WsDecay decay;
	WsAccess access;
	WsLoad *loads;
	Datum *tags;

	if (!begin(fcinfo, 7, &m, &decay))
		return (Datum) 0;
	loads = share_out(&m, &decay, &access);
	tags = measure_tag_texts(&m);
	for (uint32_t i = 0; i < m.core.places.n_items; i++)
	{
		const WsItem *place = &m.core.places.items[i];
		const char *problem =
			!ws_item_located(place)
				? "the place has no location"
				: snap_problem_text(m.core.place_doors->problem[place->number], &m.core.walker);
		bool untagged = place->tag == WS_NO_TAG;
		Datum values[6] = {
			Int64GetDatum(place->id),       untagged ? 0 : tags[place->tag],
			Float8GetDatum(place->weight),  Float8GetDatum(loads[i].demand),
			Float8GetDatum(loads[i].ratio), problem ? CStringGetTextDatum(problem) : 0};
		/* Without demand there is no ratio: nobody to share it. */
		bool nulls[6] = {false,          untagged, false, problem != NULL, loads[i].demand <= 0,
						 problem == NULL};

		rows_put(m.rows, values, nulls);
	}
	ws_graph_close(&m.core.graph);
	return (Datum) 0;
}

Datum
diversity(PG_FUNCTION_ARGS)
{
	Measure m;
	WsDecay decay;
	WsAccess access;
	double q;

	if (!begin(fcinfo, 0, &m, &decay))
		return (Datum) 0;
	check_not_null(fcinfo, 7, "q");
	q = PG_GETARG_FLOAT8(7);
	if (!(q >= 0 && q <= 100))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("q is %g", q),
						errhint("Give the order of the Hill number, between 0 and 100: 0 counts "
								"kinds, 1 weighs them as Shannon does, 2 as Simpson does.")));
	ws_accessible(&m.core, &decay, &access);
	for (uint32_t i = 0; i < m.core.origins.n_items; i++)
	{
		const double *totals = access.total + (size_t) i * access.n_tags;
		const char *problem = measure_origin_problem(&m, i);
		int32 kinds = 0;
		Datum values[4];
		bool nulls[4] = {false, problem != NULL, problem != NULL, problem == NULL};

		for (uint32_t t = 0; t < access.n_tags; t++)
			kinds += totals[t] > 0;
		values[0] = Int64GetDatum(m.core.origins.items[i].id);
		values[1] = Int32GetDatum(kinds);
		values[2] = Float8GetDatum(ws_hill_number(totals, access.n_tags, q));
		values[3] = problem ? CStringGetTextDatum(problem) : 0;
		rows_put(m.rows, values, nulls);
	}
	ws_graph_close(&m.core.graph);
	return (Datum) 0;
}
