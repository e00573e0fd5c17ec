/*
 * access.c - what is within reach of each origin, and who competes for it.
 *
 * Counts and sums are made from the side that has fewer points: from each
 * origin to the places, or from each place against the walk to the origins.
 * The two-step floating catchment area (Luo and Wang 2003; with a decay
 * inside the catchment, Luo and Qi 2009, Dai 2010) needs one search a place:
 * it gives the place's demand, hence its ratio, and the origins that this
 * ratio is handed to.
 *
 * Sums run in the order in which one search after the other finds things,
 * which depends on the arguments alone.
 */
#include "access.h"

#include <math.h>
#include <string.h>

typedef struct Access
{
	WsMetric metric;
	const WsDecay *decay;
	const WsPoints *places;
	WsAccess *out;
} Access;

/* In minutes or metres. */
static double
distance(const Access *a, WsCost cost)
{
	return a->metric == WS_BY_TIME ? ws_cost_seconds(a->metric, cost) / 60
								   : ws_cost_metres(a->metric, cost);
}

static size_t
cell(const Access *a, uint32_t origin, uint32_t place)
{
	uint32_t tag = a->places->items[place].tag;

	return (size_t) origin * a->out->n_tags + (tag == WS_NO_TAG ? a->out->n_tags - 1 : tag);
}

static void
begin(const WsEnv *env, const WsPoints *origins, const WsPoints *places, WsAccess *out)
{
	size_t cells;
	bool untagged = false;

	for (uint32_t i = 0; i < places->n_items && !untagged; i++)
		untagged = places->items[i].tag == WS_NO_TAG;
	out->n_tags = places->n_tags + untagged;
	cells = (size_t) origins->n_items * out->n_tags;
	out->places = ws_alloc0(env, cells * sizeof(uint32_t));
	out->total = ws_alloc0(env, cells * sizeof(double));
	out->problem = ws_alloc(env, origins->n_items * sizeof(WsSnapProblem));
}

static void
add(const Access *a, uint32_t origin, uint32_t place, double amount)
{
	size_t at = cell(a, origin, place);

	a->out->places[at]++;
	a->out->total[at] += amount;
}

void
ws_accessible(WsGraph *graph, const WsWalker *walker, WsMetric metric, WsCost limit,
			  const WsDecay *decay, const WsPoints *origins, const WsPoints *places, WsAccess *out)
{
	Access a = {metric, decay, places, out};
	bool from_places = places->n_points < origins->n_points;
	WsSense sense = {*walker, metric, from_places};
	const WsPoints *from = from_places ? places : origins;
	WsPairs *pairs = ws_pairs_create(graph, &sense, limit, from, from_places ? origins : places);

	begin(graph->env, origins, places, out);
	for (uint32_t i = 0; i < origins->n_items; i++)
		out->problem[i] =
			from_places ? ws_pairs_to_problem(pairs, i) : ws_pairs_from_problem(pairs, i);
	for (uint32_t i = 0; i < from->n_items; i++)
	{
		size_t n;
		const WsPair *found = ws_pairs_of(pairs, i, &n);

		if (i % 64 == 0)
			ws_interrupt(graph->env);
		for (size_t k = 0; k < n; k++)
		{
			uint32_t origin = from_places ? found[k].item : i;
			uint32_t place = from_places ? i : found[k].item;

			add(&a, origin, place,
				places->items[place].weight * ws_decay(decay, distance(&a, found[k].cost)));
		}
	}
}

void
ws_supply(WsGraph *graph, const WsWalker *walker, WsMetric metric, WsCost limit,
		  const WsDecay *decay, const WsPoints *origins, const WsPoints *places, WsAccess *out,
		  WsLoad *loads)
{
	Access a = {metric, decay, places, out};
	WsSense sense = {*walker, metric, true};
	WsPairs *pairs = ws_pairs_create(graph, &sense, limit, places, origins);
	double *share = ws_alloc(graph->env, origins->n_items * sizeof(double));

	begin(graph->env, origins, places, out);
	for (uint32_t i = 0; i < origins->n_items; i++)
		out->problem[i] = ws_pairs_to_problem(pairs, i);
	for (uint32_t i = 0; i < places->n_items; i++)
	{
		size_t n;
		const WsPair *found = ws_pairs_of(pairs, i, &n);
		WsLoad *load = &loads[i];

		if (i % 64 == 0)
			ws_interrupt(graph->env);
		*load = (WsLoad){.problem = ws_pairs_from_problem(pairs, i)};
		for (size_t k = 0; k < n; k++)
		{
			share[k] = ws_decay(decay, distance(&a, found[k].cost));
			load->demand += origins->items[found[k].item].weight * share[k];
		}
		load->ratio = load->demand > 0 ? places->items[i].weight / load->demand : 0;
		for (size_t k = 0; k < n; k++)
			add(&a, found[k].item, i, load->ratio * share[k]);
	}
	ws_free(graph->env, share);
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
