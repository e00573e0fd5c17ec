/* use.c - all that is asked of a network and a point set, see use.h. */
#include "use.h"

#include "access.h"
#include "bytes.h"
#include "catchment.h"
#include "components.h"
#include "edit.h"
#include "field.h"
#include "nearest.h"
#include "reach.h"
#include "report.h"
#include "straight.h"
#include "walk.h"

#define BUDGET 2000 /* seconds or metres */

static void
use_piece(void *context, const WsPiece *piece)
{
	Use *use = context;
	double *xy = ws_alloc(test_env(), 2 * ((size_t) piece->points + 2) * sizeof(double));

	use->answers++;
	use->sum += piece->from_seconds + piece->to_metres + (double) piece->edge->source_id;
	use->sum += (double) ws_line_part(piece->line, piece->points, piece->from_fraction,
									  piece->to_fraction, xy);
}

static void
use_rows(Use *use, const WsMeasure *m, WsNearest *nearest)
{
	WsNearestRow row;

	while (ws_nearest_next(nearest, &row))
	{
		use->answers++;
		for (uint32_t i = 0; i < row.n; i++)
			use->sum += (double) row.cost[i] + (double) m->places.items[row.place[i]].id;
	}
}

/* What each origin has, and what each place carries. */
static void
use_access(Use *use, WsMeasure *m)
{
	WsDecay decay = {WS_DECAY_LINEAR, BUDGET, NAN, NAN, NAN};
	WsLoad *loads = ws_alloc(test_env(), m->places.n_items * sizeof(WsLoad));
	WsAccess access[2];

	ws_decay_defaults(&decay);
	ws_accessible(m, &decay, &access[0]);
	ws_supply(m, &decay, &access[1], loads);
	for (int i = 0; i < 2; i++)
		for (size_t k = 0; k < (size_t) m->origins.n_items * access[i].n_tags; k++)
			use->sum += access[i].total[k] + access[i].places[k];
	for (uint32_t i = 0; i < m->places.n_items; i++)
		use->sum += loads[i].demand + loads[i].ratio;
}

static void
use_straight(Use *use, const WsPoints *points)
{
	uint32_t n, kept;
	WsSite *sites = ws_sites(test_env(), points, &n);
	WsSite *under = ws_sites_under(test_env(), points, sites, n, WS_NO_TAG, &kept);
	WsStraight nearest;

	for (uint32_t i = 0; i < n; i++)
		if (ws_straight_nearest(under, kept, &sites[i], 1, BUDGET, &nearest))
			use->sum += nearest.metres;
}

static void
use_metric(void *context, const char *metric, double value, const char *note)
{
	Use *use = context;

	use->sum += value + (double) (strlen(metric) + strlen(note));
}

static void
use_drawings(Use *use, const WsSearch *search, WsGraph *graph, const WsSense *sense,
			 const WsSnap *snaps)
{
	WsDrawing drawing = {.cell = rng_between(&use->rng, 10, 60)};
	WsPolygons polygons;
	WsWindow window;
	WsField field;

	drawing.buffer = rng_between(&use->rng, 0, 4) * drawing.cell;
	ws_catchment(test_env(), search, graph, sense, BUDGET, use->doors, snaps, USE_DOORS, &drawing,
				 &polygons);
	for (size_t i = 0; i < 2 * polygons.n_points; i++)
		use->sum += polygons.xy[i];
	ws_field(test_env(), search, graph, sense, BUDGET, use->doors, snaps, USE_DOORS, &drawing,
			 &field);
	if (!field.cost)
		return;
	window = ws_field_window(&field);
	for (uint32_t row = window.first_row; row <= window.last_row; row++)
		for (uint32_t column = window.first_column; column <= window.last_column; column++)
		{
			size_t point = (size_t) row * ws_lattice_stride(&field.lattice) + column;

			if (ws_field_reached(&field, point))
				use->sum += field.cost[point] + field.other[point];
		}
	ws_field_free(&field);
}

void
use_network(void *context)
{
	Use *use = context;
	WsWalker walker = anyone(&use->rng);
	WsSense sense = {walker, rng_chance(&use->rng, 0.5) ? WS_BY_TIME : WS_BY_DISTANCE,
					 rng_chance(&use->rng, 0.5)};
	WsCost limit = ws_budget_limit(sense.metric, BUDGET);
	uint32_t tags[] = {WS_NO_TAG, 0};
	WsPoint *doors = use->doors;
	WsSnap snaps[USE_DOORS];
	WsMeasure m = {.walker = walker, .metric = sense.metric, .limit = limit};
	WsSearch *found;
	WsGraph graph;
	WsWalk walk;
	uint32_t *components;

	open_value(&graph, use->cache ? use->cache : ws_cache_create(test_env()), &use->network);
	for (int i = 0; i < USE_DOORS; i++)
		snaps[i] = ws_snap(&graph, &walker, doors[i]);
	found = ws_search(&graph, &sense, limit, snaps, USE_DOORS, NULL, 0);
	ws_reach(found, &graph, &sense, limit, snaps, USE_DOORS,
			 &(WsReachVisitor){.piece = use_piece, .context = use});
	if (use->drawn)
		use_drawings(use, found, &graph, &sense, snaps);
	walk = ws_walk(&graph, &sense, limit, doors, snaps, 2, doors + 2, snaps + 2, 2);
	for (size_t i = 0; i < walk.points && walk.found; i++)
		use->sum += walk.line[2 * i] + walk.line[2 * i + 1];
	ws_points_decode(test_env(), use->points.data, use->points.size, &m.origins);
	m.graph = graph;
	m.places = m.origins;
	m.origin_doors = m.place_doors = ws_doors(&graph, &walker, sense.metric, &m.origins);
	use_rows(use, &m, ws_nearest(&m, tags, 1 + (m.origins.n_tags > 0), 2));
	use_access(use, &m);
	use_straight(use, &m.origins);
	components = ws_components(&graph, &walker);
	for (uint32_t i = 0; i < graph.header.n_nodes; i++)
		use->sum += components[i];
	ws_report(&graph, use_metric, use);
	ws_graph_close(&graph);
}

void
edit_network(void *context)
{
	Use *use = context;
	WsEdit edit = {.add.snap_m = WS_MAX_SNAP_M};
	Value more;

	add_street(&edit.add, 0, way_of(WS_KIND_PATH), use->doors, 2);
	if (use->network.size >= WS_NETWORK_HEADER_SIZE)
		edit.add.srid = ws_get32(use->network.data + SRID_AT);
	more.data =
		ws_network_edit(test_env(), use->network.data, use->network.size, &edit, 0, &more.size);
	check_network(&more);
	use->answers++;
}

void
use_points(void *context)
{
	const Value *value = context;
	WsPoints points;
	WsPointsRow *rows;
	Value again;

	ws_points_decode(test_env(), value->data, value->size, &points);
	rows = ws_alloc(test_env(), points.n_items * sizeof(WsPointsRow));
	for (uint32_t i = 0; i < points.n_items; i++)
	{
		const WsItem *item = &points.items[i];
		const WsTag *tag = item->tag == WS_NO_TAG ? NULL : &points.tags[item->tag];

		rows[i] = (WsPointsRow){.id = item->id,
								.weight = item->weight,
								.tag = tag ? tag->text : NULL,
								.tag_length = tag ? tag->length : 0,
								.first = item->first,
								.count = item->count,
								.rings = item->rings,
								.ring = points.rings + item->first_ring,
								.vertices = points.vertices};
	}
	again.data = ws_points_build(test_env(), points.srid, rows, points.n_items, points.points, 0,
								 &again.size);
	check_points(&again);
}
