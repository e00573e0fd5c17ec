/*
 * access.c - what is within reach of each origin, and who competes for it.
 *
 * Counts and sums are made from the side that has fewer doors: from each
 * origin to the places, or from each place against the walk to the origins.
 * The two-step floating catchment area (Luo and Wang 2003; with a decay
 * inside the catchment, Luo and Qi 2009, Dai 2010) needs one search a place:
 * it gives the place's demand, hence its ratio, and the origins that this
 * ratio is handed to.
 *
 * Sums run in the order in which batch after batch finds things, which
 * depends on the arguments alone.
 */
#include "access.h"

#include <math.h>
#include <string.h>

#include "lanes.h"
#include "pairs.h"

#define MOST_BYTES ((size_t) 1 << 30)

/* A weight for each lane, or a sum. */
typedef double LaneSums[WS_LANES];

typedef struct Access
{
	const WsMeasure *m;
	const WsDecay *decay;
	WsAccess *out;
	WsLoad *loads;
	LaneSums *sums; /* by tag, of the origins of a batch */
	uint32_t (*counts)[WS_LANES];
	LaneSums *shares; /* by thing, of the places of a batch */
	size_t share_capacity;
} Access;

static uint32_t
tag_of(const Access *a, uint32_t place)
{
	uint32_t tag = a->m->places.items[place].tag;

	return tag == WS_NO_TAG ? a->out->n_tags - 1 : tag;
}

static size_t
cell(const Access *a, uint32_t origin, uint32_t tag)
{
	return (size_t) origin * a->out->n_tags + tag;
}

static Access
begin(WsMeasure *m, const WsDecay *decay, WsAccess *out)
{
	const WsEnv *env = m->graph.env;
	bool untagged = false;
	size_t cells;

	for (uint32_t i = 0; i < m->places.n_items && !untagged; i++)
		untagged = m->places.items[i].tag == WS_NO_TAG;
	out->n_tags = m->places.n_tags + untagged;
	cells = (size_t) m->origins.n_items * out->n_tags;
	if (cells > MOST_BYTES / (sizeof(uint32_t) + sizeof(double)))
		ws_fail(env, WS_ERROR_LIMIT, "Ask for one tag at a time, or for fewer origins.",
				"%u sums for each of %u origins take more than 1 GB", out->n_tags,
				m->origins.n_items);
	out->places = ws_alloc0(env, cells * sizeof(uint32_t));
	out->total = ws_alloc0(env, cells * sizeof(double));
	return (Access){.m = m, .decay = decay, .out = out};
}

/* Seconds or metres to minutes or metres, from the upper half of a cost. */
static double
decay_unit(const Access *a)
{
	return a->m->metric == WS_BY_TIME ? 1 / (60 * WS_TIME_UNITS) : 1 / WS_LENGTH_UNITS;
}

/*
 * What things so far away count, nothing beyond the budget. (A cost's upper
 * half is below 2^31; beyond the budget it may be anything.)
 */
WS_LANE_INLINE void
share_of(const Access *a, const WsCost *cost, double unit, double *share)
{
	double step = a->decay->budget > 0 ? unit / a->decay->budget : 0;

	if (a->decay->kind == WS_DECAY_STEP || (a->decay->kind == WS_DECAY_LINEAR && step == 0))
		for (int lane = 0; lane < WS_LANES; lane++)
			share[lane] = cost[lane] <= a->m->limit;
	else if (a->decay->kind == WS_DECAY_LINEAR)
		for (int lane = 0; lane < WS_LANES; lane++)
		{
			double left = 1 - (int32_t) (cost[lane] >> 32) * step;

			share[lane] = left > 0 ? left : 0;
		}
	else
		for (int lane = 0; lane < WS_LANES; lane++)
			share[lane] = cost[lane] <= a->m->limit
							  ? ws_decay(a->decay, (int32_t) (cost[lane] >> 32) * unit)
							  : 0;
}

WS_VECTORIZED static void
add_places(Access *a, const WsPairBatch *batch)
{
	double unit = decay_unit(a);
	WsCost limit = a->m->limit;

	for (uint32_t i = 0; i < batch->n; i++)
	{
		uint32_t tag = tag_of(a, batch->to[i]);
		double weight = a->m->places.items[batch->to[i]].weight;
		double *restrict sums = a->sums[tag];
		uint32_t *restrict counts = a->counts[tag];
		LaneSums share;

		share_of(a, batch->cost[i], unit, share);
		for (int lane = 0; lane < WS_LANES; lane++)
			sums[lane] += weight * share[lane];
		for (int lane = 0; lane < WS_LANES; lane++)
			counts[lane] += batch->cost[i][lane] <= limit;
	}
}

/* A batch of origins, which sum up over places. */
static void
take_places(void *context, const WsPairBatch *batch)
{
	Access *a = context;

	memset(a->sums, 0, a->out->n_tags * sizeof(LaneSums));
	memset(a->counts, 0, a->out->n_tags * sizeof *a->counts);
	add_places(a, batch);
	for (uint32_t lane = 0; lane < batch->n_starts; lane++)
		for (uint32_t tag = 0; tag < a->out->n_tags; tag++)
		{
			size_t at = cell(a, batch->starts[lane].item, tag);

			a->out->total[at] = a->sums[tag][lane];
			a->out->places[at] = a->counts[tag][lane];
		}
}

/* A batch of places, which hand what they have to origins. */
static void
hand_out(Access *a, const WsPairBatch *batch, const double *amount)
{
	for (uint32_t i = 0; i < batch->n; i++)
		for (uint32_t lane = 0; lane < batch->n_starts; lane++)
			if (batch->cost[i][lane] <= a->m->limit)
			{
				size_t at = cell(a, batch->to[i], tag_of(a, batch->starts[lane].item));

				a->out->places[at]++;
				a->out->total[at] += amount[lane] * a->shares[i][lane];
			}
}

WS_VECTORIZED static void
work_out_shares(Access *a, const WsPairBatch *batch, double *demand)
{
	double unit = decay_unit(a);

	for (uint32_t i = 0; i < batch->n; i++)
	{
		share_of(a, batch->cost[i], unit, a->shares[i]);
		for (int lane = 0; lane < WS_LANES; lane++)
			demand[lane] += a->m->origins.items[batch->to[i]].weight * a->shares[i][lane];
	}
}

static void
take_origins(void *context, const WsPairBatch *batch)
{
	Access *a = context;
	LaneSums demand = {0}, amount;

	a->shares = ws_grow(a->m->graph.env, a->shares, &a->share_capacity, batch->n, sizeof(LaneSums));
	work_out_shares(a, batch, demand);
	for (uint32_t lane = 0; lane < batch->n_starts; lane++)
	{
		uint32_t place = batch->starts[lane].item;

		amount[lane] = a->m->places.items[place].weight;
		if (a->loads)
		{
			amount[lane] = demand[lane] > 0 ? amount[lane] / demand[lane] : 0;
			a->loads[place] = (WsLoad){demand[lane], amount[lane]};
		}
	}
	hand_out(a, batch, amount);
}

/* Walks from the origins to places, or from the places against the walk. */
static void
walk(WsMeasure *m, bool from_places, WsPairCallback take, Access *a)
{
	const WsEnv *env = m->graph.env;
	WsSense sense = {m->walker, m->metric, from_places};
	const WsPoints *from = from_places ? &m->places : &m->origins;
	WsPairs *pairs =
		ws_pairs_create(&m->graph, &sense, m->limit, from_places ? &m->origins : &m->places,
						from_places ? m->origin_doors : m->place_doors);
	WsStart *starts = ws_starts(env, from, from_places ? m->place_doors : m->origin_doors);

	ws_pairs_each(pairs, starts, from->n_items, take, a);
}

void
ws_accessible(WsMeasure *m, const WsDecay *decay, WsAccess *out)
{
	const WsEnv *env = m->graph.env;
	Access a = begin(m, decay, out);

	a.sums = ws_alloc(env, out->n_tags * sizeof(LaneSums));
	a.counts = ws_alloc(env, out->n_tags * sizeof *a.counts);
	if (m->place_doors->first[m->place_doors->n_items] <
		m->origin_doors->first[m->origin_doors->n_items])
		walk(m, true, take_origins, &a);
	else
		walk(m, false, take_places, &a);
}

void
ws_supply(WsMeasure *m, const WsDecay *decay, WsAccess *out, WsLoad *loads)
{
	Access a = begin(m, decay, out);

	memset(loads, 0, m->places.n_items * sizeof(WsLoad));
	a.loads = loads;
	walk(m, true, take_origins, &a);
}

double
ws_hill_number(const double *counts, uint32_t n, double q)
{
	double sum = 0, result = 0;

	for (uint32_t i = 0; i < n; i++)
		sum += counts[i];
	if (sum <= 0)
		return 0;
	for (uint32_t i = 0; i < n; i++)
	{
		double p = counts[i] / sum;

		if (p <= 0)
			continue;
		/* Of order 1 it is the limit: the exponential of Shannon's entropy. */
		result += q == 1 ? -p * log(p) : pow(p, q);
	}
	return q == 1 ? exp(result) : pow(result, 1 / (1 - q));
}
