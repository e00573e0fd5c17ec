/*
 * nearest.c - for every origin the k nearest places, for every tag.
 *
 * Tag after tag, walking from its places against the walk, by whichever of
 * two ways takes less:
 *
 *   pairs   from every place to the origins around it, WS_LANES places in a
 *           pass (pairs.c): the work is that of all pairs within the budget
 *   labels  from all places at once, a node passing on the k nearest only
 *           (labels.c): the work is that of k labels a node
 *
 * The first few batches of pairs tell which. The answers are the same to the
 * last bit: both add up the same whole numbers.
 *
 * An origin's places are sorted by cost, then place, and places are in the
 * order of their ids, so ties go to the smaller id.
 */
#include "nearest.h"

#include <string.h>

#include "labels.h"
#include "lanes.h"
#include "pairs.h"

#define MOST_BYTES ((size_t) 1 << 30)

/* Batches to judge the rest by. */
#define TRIAL 4

/* A label of a node costs as much as this many nodes in a batch of pairs. */
#define LABEL_NODES 1

struct WsNearest
{
	WsMeasure *m;
	const uint32_t *tags;
	uint32_t n_tags;
	uint32_t k;
	WsSense sense;
	WsPairs *pairs; /* to the origins */
	WsStart *places; /* those of one tag with a door */
	uint32_t n_places;
	WsCost *cost; /* k an origin */
	uint32_t *place;
	uint32_t batches; /* of this tag so far */
	uint64_t nodes; /* reached by them */
	bool labels; /* would take less */
	uint32_t next_tag;
	uint32_t next_origin;
};

WsNearest *
ws_nearest(WsMeasure *m, const uint32_t *tags, uint32_t n_tags, uint32_t k)
{
	const WsEnv *env = m->graph.env;
	WsNearest *nearest = ws_alloc0(env, sizeof(WsNearest));
	size_t cells = (size_t) m->origins.n_items * k;

	if (cells * (sizeof(WsCost) + sizeof(uint32_t)) > MOST_BYTES)
		ws_fail(env, WS_ERROR_LIMIT, "Ask for fewer places (k), or for fewer origins at a time.",
				"%u places for each of %u origins take more than 1 GB", k, m->origins.n_items);
	nearest->m = m;
	nearest->tags = tags;
	nearest->n_tags = n_tags;
	nearest->k = k;
	nearest->sense = (WsSense){m->walker, m->metric, true};
	nearest->pairs =
		ws_pairs_create(&m->graph, &nearest->sense, m->limit, &m->origins, m->origin_doors);
	nearest->places = ws_alloc(env, m->places.n_items * sizeof(WsStart));
	nearest->cost = ws_alloc(env, cells * sizeof(WsCost));
	nearest->place = ws_alloc(env, cells * sizeof(uint32_t));
	nearest->next_origin = m->origins.n_items;
	return nearest;
}

static void
choose_places(WsNearest *nearest, uint32_t tag)
{
	const WsMeasure *m = nearest->m;

	nearest->n_places = 0;
	for (uint32_t i = 0; i < m->places.n_items; i++)
	{
		const uint32_t *first = &m->place_doors->first[m->places.items[i].number];

		if (m->places.items[i].tag == tag && first[1] > first[0])
			nearest->places[nearest->n_places++] =
				(WsStart){i, first[1] - first[0], m->place_doors->doors + first[0]};
	}
}

static void
forget(WsNearest *nearest)
{
	size_t cells = (size_t) nearest->m->origins.n_items * nearest->k;

	memset(nearest->cost, 0xff, cells * sizeof(WsCost));
	memset(nearest->place, 0xff, cells * sizeof(uint32_t));
}

/* Bits of the lanes whose cost is not above one. */
WS_LANE_INLINE uint32_t
lanes_within(const WsCost *cost, WsCost most)
{
	uint32_t bits = 0;

	for (int lane = 0; lane < WS_LANES; lane++)
		bits |= (uint32_t) (cost[lane] <= most) << lane;
	return bits;
}

WS_VECTORIZED static void
insert_all(WsNearest *nearest, const WsPairBatch *batch)
{
	uint32_t k = nearest->k;
	WsCost limit = nearest->m->limit;

	for (uint32_t i = 0; i < batch->n; i++)
	{
		WsCost *cost = nearest->cost + (size_t) batch->to[i] * k;
		uint32_t *place = nearest->place + (size_t) batch->to[i] * k;
		WsCost most = cost[k - 1] < limit ? cost[k - 1] : limit;

		for (uint32_t lanes = lanes_within(batch->cost[i], most); lanes; lanes &= lanes - 1)
		{
			int lane = __builtin_ctz(lanes);

			ws_best_insert(cost, place, k, batch->cost[i][lane], batch->starts[lane].item);
		}
	}
}

static bool
take(void *context, const WsPairBatch *batch)
{
	WsNearest *nearest = context;
	uint64_t all = (nearest->n_places + WS_LANES - 1) / WS_LANES;

	nearest->nodes += batch->n_reached;
	if (++nearest->batches == TRIAL)
		nearest->labels = nearest->nodes / TRIAL * all >
						  LABEL_NODES * nearest->k * (uint64_t) nearest->m->graph.header.n_nodes;
	if (!nearest->labels)
		insert_all(nearest, batch);
	return !nearest->labels;
}

static void
look_up_labels(WsNearest *nearest)
{
	const WsMeasure *m = nearest->m;
	WsLabels *labels = ws_labels(&nearest->m->graph, &nearest->sense, m->limit, nearest->k,
								 nearest->places, nearest->n_places);

	forget(nearest);
	for (uint32_t i = 0; i < m->origins.n_items; i++)
	{
		const uint32_t *first = &m->origin_doors->first[m->origins.items[i].number];

		if (i % 1024 == 0)
			ws_interrupt(m->graph.env);
		for (uint32_t d = first[0]; d < first[1]; d++)
			ws_labels_at(labels, &m->origin_doors->doors[d],
						 nearest->cost + (size_t) i * nearest->k,
						 nearest->place + (size_t) i * nearest->k);
	}
	ws_labels_free(labels);
}

static void
find_places(WsNearest *nearest, uint32_t tag)
{
	choose_places(nearest, tag);
	forget(nearest);
	nearest->batches = 0;
	nearest->nodes = 0;
	nearest->labels = false;
	ws_pairs_each(nearest->pairs, nearest->places, nearest->n_places, take, nearest);
	if (nearest->labels)
		look_up_labels(nearest);
}

bool
ws_nearest_next(WsNearest *nearest, WsNearestRow *row)
{
	const WsMeasure *m = nearest->m;
	const WsItem *origin;
	uint32_t i, doors;

	while (nearest->next_origin == m->origins.n_items)
	{
		if (nearest->next_tag == nearest->n_tags || m->origins.n_items == 0)
			return false;
		find_places(nearest, nearest->tags[nearest->next_tag++]);
		nearest->next_origin = 0;
	}
	i = nearest->next_origin++;
	origin = &m->origins.items[i];
	*row = (WsNearestRow){.origin = origin,
						  .tag = nearest->tags[nearest->next_tag - 1],
						  .cost = nearest->cost + (size_t) i * nearest->k,
						  .place = nearest->place + (size_t) i * nearest->k};
	while (row->n < nearest->k && row->cost[row->n] != WS_UNREACHED)
		row->n++;
	if (row->n > 0)
		return true;
	doors = m->origin_doors->first[origin->number + 1] - m->origin_doors->first[origin->number];
	row->problem = origin->count == 0           ? WS_NEAREST_NO_LOCATION
				   : doors == 0                 ? WS_NEAREST_UNSNAPPED
				   : nearest->n_places == 0     ? WS_NEAREST_NO_PLACES
												: WS_NEAREST_TOO_FAR;
	row->snap_problem = m->origin_doors->problem[origin->number];
	return true;
}
