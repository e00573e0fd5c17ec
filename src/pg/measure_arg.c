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

static void
open_things(Measure *m, Datum point_set, const char *what, WsPoints *things)
{
	points_open(things, point_set);
	if (ws_points_located(things))
		check_srid(&m->core.graph, things->srid, what);
}

static const WsDoors *
doors_of(Measure *m, const WsPoints *things)
{
	return ws_doors(&m->core.graph, &m->core.walker, m->core.metric, things);
}

/* Their doors alone: of a set that was asked about before, nothing else is read. */
static void
open_origin_doors(Measure *m, Datum origins)
{
	WsMeasure *core = &m->core;
	WsDigest digest = value_digest_of(origins);
	WsPoints *things = &core->origins;

	memset(things, 0, sizeof *things);
	core->origin_doors = ws_doors_kept(&core->graph, &core->walker, core->metric, &digest);
	if (core->origin_doors)
		return;
	open_things(m, origins, "origins", things);
	core->origin_doors = doors_of(m, things);
	pfree(things->items);
	pfree(things->points);
	memset(things, 0, sizeof *things);
}

static void
open_origins_and_places(Measure *m, Datum origins, Datum places)
{
	WsMeasure *core = &m->core;
	WsDigest digest = value_digest_of(places);

	open_things(m, origins, "origins", &core->origins);
	/* From everybody to everybody, one copy serves. */
	if (memcmp(&digest, &core->origins.digest, sizeof(WsDigest)) == 0)
		core->places = core->origins;
	else
		open_things(m, places, "places", &core->places);
	core->origin_doors = doors_of(m, &core->origins);
	core->place_doors = doors_of(m, &core->places);
	/* From here on a thing is where its doors are. */
	pfree(core->origins.points);
	core->origins.points = NULL;
}

bool
measure_begin(FunctionCallInfo fcinfo, int budget_argno, int tag_argno, bool origins, Measure *m)
{
	WsMeasure *core = &m->core;

	m->rows = rows_begin(fcinfo);
	budget_read(fcinfo, budget_argno, budget_argno + 1, &core->metric, &m->budget);
	walker_read(fcinfo, budget_argno + 2, &core->walker);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return false;
	core->limit = ws_budget_limit(core->metric, m->budget);
	graph_open(&core->graph, PG_GETARG_DATUM(0));
	if (origins)
		open_origins_and_places(m, PG_GETARG_DATUM(1), PG_GETARG_DATUM(2));
	else
	{
		open_origin_doors(m, PG_GETARG_DATUM(1));
		open_things(m, PG_GETARG_DATUM(2), "places", &core->places);
		core->place_doors = doors_of(m, &core->places);
	}
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
