/* measure_arg.c - what the measures over point sets share, see measure_arg.h. */
#include "postgres.h"

#include "utils/builtins.h"

#include "compat.h"
#include "env.h"
#include "measure_arg.h"
#include "value_io.h"
#include "walker_arg.h"

/* Leaves the things of one tag, which the set then has even if it has none. */
static void
keep_tag(WsPoints *points, text *tag)
{
	WsTag wanted = {VARDATA_ANY(tag), VARSIZE_ANY_EXHDR(tag)};
	const WsItem *all = points->items;
	uint32_t kept = 0;

	/* In a place of its own: the items may be the origins' too. */
	points->items = ws_alloc(walkshed_env(), points->n_items * sizeof(WsItem));
	for (uint32_t i = 0; i < points->n_items; i++)
	{
		WsItem item = all[i];
		const WsTag *own = item.tag == WS_NO_TAG ? NULL : &points->tags[item.tag];

		if (!own || own->length != wanted.length ||
			memcmp(own->text, wanted.text, wanted.length) != 0)
			continue;
		item.tag = 0;
		points->items[kept++] = item;
	}
	points->n_items = kept;
	points->n_tags = 1;
	points->tags = palloc(sizeof(WsTag));
	points->tags[0] = wanted;
}

bool
measure_begin(FunctionCallInfo fcinfo, int budget_argno, int tag_argno, Measure *m)
{
	WsMeasure *core = &m->core;
	WsDigest place_digest;

	m->rows = rows_begin(fcinfo);
	budget_read(fcinfo, budget_argno, budget_argno + 1, &core->metric, &m->budget);
	walker_read(fcinfo, budget_argno + 2, &core->walker);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return false;
	core->limit = ws_budget_limit(core->metric, m->budget);
	graph_open(&core->graph, PG_GETARG_DATUM(0));
	points_open(&core->origins, PG_GETARG_DATUM(1));
	/* From everybody to everybody, one copy serves. */
	place_digest = value_digest_of(PG_GETARG_DATUM(2));
	if (memcmp(&place_digest, &core->origins.digest, sizeof(WsDigest)) == 0)
		core->places = core->origins;
	else
		points_open(&core->places, PG_GETARG_DATUM(2));
	if (ws_points_located(&core->origins))
		check_srid(&core->graph, core->origins.srid, "origins");
	if (ws_points_located(&core->places))
		check_srid(&core->graph, core->places.srid, "places");
	core->origin_doors = ws_doors(&core->graph, &core->walker, core->metric, &core->origins);
	core->place_doors = ws_doors(&core->graph, &core->walker, core->metric, &core->places);
	/* From here on a thing is where its doors are. */
	pfree(core->origins.points);
	core->origins.points = NULL;
	if (tag_argno > 0 && !PG_ARGISNULL(tag_argno))
		keep_tag(&core->places, PG_GETARG_TEXT_PP(tag_argno));
	return true;
}

const char *
measure_origin_problem(const Measure *m, uint32_t origin)
{
	const WsItem *item = &m->core.origins.items[origin];

	return !ws_item_located(item)
			   ? "the origin has no location"
			   : snap_problem_text(m->core.origin_doors->problem[item->number], &m->core.walker);
}

Datum *
measure_tag_texts(const Measure *m)
{
	Datum *texts = palloc0(sizeof(Datum) * (m->core.places.n_tags + 1));

	for (uint32_t i = 0; i < m->core.places.n_tags; i++)
		texts[i] = PointerGetDatum(
			cstring_to_text_with_len(m->core.places.tags[i].text, m->core.places.tags[i].length));
	return texts;
}
