/*
 * straight.c - what is near as the crow flies, see straight.h.
 *
 * The sites lie from south to north. From an origin the search goes both ways
 * from its own latitude and ends where the latitude alone is farther than the
 * best site so far. Metres east depend on the middle latitude of the two, to
 * first order: exact to 1e-5 over 50 km.
 */
#include "straight.h"

#include <math.h>

#include "sort.h"

WsSite *
ws_sites(const WsEnv *env, const WsPoints *points, uint32_t *n)
{
	WsSite *sites = ws_alloc(env, ((size_t) points->n_points + points->n_items) * sizeof(WsSite));

	*n = 0;
	for (uint32_t i = 0; i < points->n_items; i++)
	{
		const WsItem *item = &points->items[i];

		for (uint32_t j = 0; j < item->count; j++)
			sites[(*n)++] = (WsSite){points->points[item->first + j], i};
		if (item->count == 0 && item->rings > 0)
			sites[(*n)++] = (WsSite){ws_outline_inside(env, points->rings + item->first_ring,
													   item->rings, points->vertices),
									 i};
	}
	return sites;
}

static int
compare(const void *a, const void *b)
{
	const WsSite *p = a, *q = b;

	if (p->at.y != q->at.y)
		return p->at.y < q->at.y ? -1 : 1;
	if (p->at.x != q->at.x)
		return p->at.x < q->at.x ? -1 : 1;
	return p->item < q->item ? -1 : p->item > q->item;
}

WsSite *
ws_sites_under(const WsEnv *env, const WsPoints *points, const WsSite *sites, uint32_t n,
			   uint32_t tag, uint32_t *kept)
{
	WsSite *under = ws_alloc(env, (n + 1) * sizeof(WsSite));

	*kept = 0;
	for (uint32_t i = 0; i < n; i++)
		if (points->items[sites[i].item].tag == tag)
			under[(*kept)++] = sites[i];
	ws_sort_by(env, under, *kept, sizeof(WsSite), compare);
	return under;
}

/* The first site that is not south of a latitude. */
static uint32_t
first_from(const WsSite *sites, uint32_t n, int32_t y)
{
	uint32_t low = 0;

	while (low < n)
	{
		uint32_t middle = low + (n - low) / 2;

		if (sites[middle].at.y < y)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

/* One way from a site on, as long as the latitude leaves room for a nearer one. */
static void
look(const WsSite *sites, int64_t begin, int64_t end, int step, WsPoint from, WsScale scale,
	 double slope, double *best, uint32_t *item)
{
	for (int64_t i = begin; i != end; i += step)
	{
		double dy = (double) sites[i].at.y - from.y;
		double north = dy * scale.y;
		double east = ((double) sites[i].at.x - from.x) * (scale.x + slope * dy / 2);
		double squared = north * north + east * east;

		if (north * north > *best)
			return;
		if (squared < *best || (squared == *best && sites[i].item < *item))
		{
			*best = squared;
			*item = sites[i].item;
		}
	}
}

bool
ws_straight_nearest(const WsSite *sites, uint32_t n, const WsSite *from, uint32_t n_from,
					double limit, WsStraight *out)
{
	const double span = 1e5; /* units over which the slope is taken */
	double best = limit * limit;

	out->item = UINT32_MAX;
	for (uint32_t i = 0; i < n_from; i++)
	{
		WsPoint at = from[i].at;
		WsScale scale = ws_scale_at(at.y);
		double slope = (ws_scale_at(at.y + span).x - scale.x) / span;
		uint32_t middle = first_from(sites, n, at.y);

		look(sites, middle, n, 1, at, scale, slope, &best, &out->item);
		look(sites, (int64_t) middle - 1, -1, -1, at, scale, slope, &best, &out->item);
	}
	out->metres = sqrt(best);
	return out->item != UINT32_MAX;
}
