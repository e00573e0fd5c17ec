/* straight.c - the nearest places in a straight line: nearest_straight. */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "call.h"
#include "compat.h"
#include "env.h"
#include "rows.h"
#include "straight.h"

PG_FUNCTION_INFO_V1(nearest_straight);

/* The rows of one tag: every origin whose nearest place is within the limit. */
static void
put_tag(ReturnSetInfo *rows, const WsPoints *origins, const WsSite *from, uint32_t n_from,
		const WsPoints *places, const WsSite *sites, uint32_t n_sites, uint32_t tag, double limit)
{
	uint32_t n;
	WsSite *under = ws_sites_under(walkshed_env(), places, sites, n_sites, tag, &n);
	Datum values[4] = {0};
	bool nulls[4] = {false, tag == WS_NO_TAG};
	RowForm *form;

	if (tag != WS_NO_TAG)
		values[1] = PointerGetDatum(
			cstring_to_text_with_len(places->tags[tag].text, places->tags[tag].length));
	form = row_form(rows, values, nulls);
	for (uint32_t i = 0; i < n_from;)
	{
		uint32_t first = i;
		WsStraight nearest;

		if (first % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
		while (i < n_from && from[i].item == from[first].item)
			i++;
		if (!ws_straight_nearest(under, n, from + first, i - first, limit, &nearest))
			continue;
		row_set_int64(form, 0, origins->items[from[first].item].id);
		row_set_int64(form, 2, places->items[nearest.item].id);
		row_set_float8(form, 3, nearest.metres);
		row_put(form);
	}
	pfree(under);
}

Datum
nearest_straight(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	WsPoints origins, places;
	WsSite *from, *sites;
	uint32_t n_from, n_sites;
	bool untagged = false;
	double limit;

	/* It has no default to be omitted for. */
	if (PG_ARGISNULL(2))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("metres is null"),
						errhint("Give metres between 1 and 50000.")));
	limit = metres_argument(fcinfo, 2, "metres", 1, 50000);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	points_open(&origins, PG_GETARG_DATUM(0));
	points_open(&places, PG_GETARG_DATUM(1));
	if (ws_points_located(&origins) && ws_points_located(&places) && origins.srid != places.srid)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("origins have SRID %u, but places have SRID %u", origins.srid, places.srid),
				 errhint("Use ST_Transform(geom, %u).", origins.srid)));
	from = ws_sites(walkshed_env(), &origins, &n_from);
	sites = ws_sites(walkshed_env(), &places, &n_sites);
	for (uint32_t i = 0; i < places.n_items && !untagged; i++)
		untagged = places.items[i].tag == WS_NO_TAG;
	if (untagged)
		put_tag(rows, &origins, from, n_from, &places, sites, n_sites, WS_NO_TAG, limit);
	for (uint32_t t = 0; t < places.n_tags; t++)
		put_tag(rows, &origins, from, n_from, &places, sites, n_sites, t, limit);
	return (Datum) 0;
}
