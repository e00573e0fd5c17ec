/*
 * nearest.c - for every origin the k nearest places, for every tag.
 *
 * Tag after tag one sweep from all its places at once, against the walk
 * (labels.c); then every origin looks up the labels around its doors. The work
 * grows with streets and origins, not with origins times places.
 *
 * An origin's places are sorted by cost, then place, and places are in the
 * order of their ids, so ties go to the smaller id.
 */
#include "nearest.h"

#include "labels.h"

#define INTERRUPT_ORIGINS 1024

struct WsNearest
{
	WsMeasure *m;
	const uint32_t *tags;
	uint32_t n_tags;
	uint32_t k;
	WsSense sense;
	WsStart *places; /* those of one tag that have a door */
	uint32_t n_places;
	WsLabels *labels; /* of this tag */
	WsCost *cost; /* of one origin */
	uint32_t *place;
	uint32_t next_tag;
	uint32_t next_origin;
};

WsNearest *
ws_nearest(WsMeasure *m, const uint32_t *tags, uint32_t n_tags, uint32_t k)
{
	const WsEnv *env = m->graph.env;
	WsNearest *nearest = ws_alloc0(env, sizeof(WsNearest));

	nearest->m = m;
	nearest->tags = tags;
	nearest->n_tags = n_tags;
	nearest->k = k;
	nearest->sense = (WsSense){m->walker, m->metric, true};
	nearest->places = ws_alloc(env, m->places.n_items * sizeof(WsStart));
	nearest->cost = ws_alloc(env, k * sizeof(WsCost));
	nearest->place = ws_alloc(env, k * sizeof(uint32_t));
	nearest->next_origin = m->origin_doors->n_items;
	return nearest;
}

static void
sweep_tag(WsNearest *nearest, uint32_t tag)
{
	WsMeasure *m = nearest->m;

	nearest->n_places = 0;
	for (uint32_t i = 0; i < m->places.n_items; i++)
	{
		const uint32_t *first = &m->place_doors->first[m->places.items[i].number];

		if (m->places.items[i].tag == tag && first[1] > first[0])
			nearest->places[nearest->n_places++] =
				(WsStart){i, first[1] - first[0], m->place_doors->doors + first[0]};
	}
	if (nearest->labels)
		ws_labels_free(nearest->labels);
	nearest->labels = ws_labels(&m->graph, &nearest->sense, m->limit, nearest->k, nearest->places,
								nearest->n_places);
}

bool
ws_nearest_next(WsNearest *nearest, WsNearestRow *row)
{
	const WsMeasure *m = nearest->m;
	const WsDoors *doors = m->origin_doors;
	const uint32_t *first;
	uint32_t origin;

	if (nearest->next_origin == doors->n_items)
	{
		if (nearest->next_tag == nearest->n_tags || doors->n_items == 0)
			return false;
		sweep_tag(nearest, nearest->tags[nearest->next_tag++]);
		nearest->next_origin = 0;
	}
	if (nearest->next_origin % INTERRUPT_ORIGINS == 0)
		ws_interrupt(m->graph.env);
	origin = nearest->next_origin++;
	first = &doors->first[origin];
	for (uint32_t i = 0; i < nearest->k; i++)
	{
		nearest->cost[i] = WS_UNREACHED;
		nearest->place[i] = UINT32_MAX;
	}
	for (uint32_t d = first[0]; d < first[1]; d++)
		ws_labels_at(nearest->labels, &doors->doors[d], nearest->cost, nearest->place);
	*row = (WsNearestRow){.origin_id = doors->ids[origin],
						  .origin = origin,
						  .tag = nearest->tags[nearest->next_tag - 1],
						  .cost = nearest->cost,
						  .place = nearest->place};
	while (row->n < nearest->k && row->cost[row->n] != WS_UNREACHED)
		row->n++;
	if (row->n > 0)
		return true;
	row->problem = doors->problem[origin] == WS_SNAP_NO_LOCATION ? WS_NEAREST_NO_LOCATION
				   : doors->problem[origin] != WS_SNAP_OK        ? WS_NEAREST_UNSNAPPED
				   : nearest->n_places == 0                      ? WS_NEAREST_NO_PLACES
																 : WS_NEAREST_TOO_FAR;
	row->snap_problem = doors->problem[origin];
	return true;
}
