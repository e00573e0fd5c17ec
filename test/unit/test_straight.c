/*
 * test_straight.c - the nearest in a straight line, against all of them one by
 * one.
 */
#include "test.h"

#include "straight.h"

#include <math.h>

#define MOST_POINTS 60
#define TOLERANCE 1e-4

/* Things of one to three points each, some without any, under two tags and under none. */
typedef struct Things
{
	WsPoint points[MOST_POINTS];
	WsItem items[MOST_POINTS];
	WsPoints set;
} Things;

static void
some_things(Rng *rng, Things *things, WsPoint middle, int32_t spread, int32_t step)
{
	uint32_t n_points = rng_below(rng, MOST_POINTS);

	things->set = (WsPoints){.n_tags = 2, .points = things->points, .items = things->items};
	while (things->set.n_points < n_points && things->set.n_items < MOST_POINTS)
	{
		WsItem *item = &things->items[things->set.n_items++];

		*item = (WsItem){.id = things->set.n_items,
						 .tag = rng_chance(rng, 0.2) ? WS_NO_TAG : rng_below(rng, 2),
						 .first = things->set.n_points};
		for (uint32_t n = rng_below(rng, 4); n > 0 && things->set.n_points < n_points; n--)
		{
			int32_t east = (int32_t) rng_between(rng, -spread, spread);
			int32_t north = (int32_t) rng_between(rng, -spread, spread);

			things->points[things->set.n_points++] =
				(WsPoint){middle.x + east / step * step, middle.y + north / step * step};
			item->count++;
		}
	}
}

/* From a thing to the nearest point of another; infinite where one has none. */
static double
apart(const Things *a, const WsItem *from, const Things *b, const WsItem *to)
{
	double least = INFINITY;

	for (uint32_t i = 0; i < from->count; i++)
		for (uint32_t j = 0; j < to->count; j++)
			least = fmin(least, ws_metres(a->points[from->first + i], b->points[to->first + j]));
	return least;
}

static bool
agrees(const Things *origins, const WsItem *from, const Things *places, uint32_t tag, double limit,
	   bool found, const WsStraight *nearest)
{
	double least = INFINITY;

	for (uint32_t i = 0; i < places->set.n_items; i++)
		if (places->items[i].tag == tag)
			least = fmin(least, apart(origins, from, places, &places->items[i]));
	if (!found)
		return least > limit * (1 - TOLERANCE) ||
			   test_explain("none within %g, but %g", limit, least);
	return (nearest->metres <= limit && fabs(nearest->metres - least) <= TOLERANCE * least + 1e-6 &&
			places->items[nearest->item].tag == tag &&
			apart(origins, from, places, &places->items[nearest->item]) <=
				least * (1 + TOLERANCE) + 1e-6) ||
		   test_explain("%g to item %u, but %g", nearest->metres, nearest->item, least);
}

/* As far as 50 km, from one polar circle to the other; in some rounds on few latitudes, many in one place. */
static void
like_all_of_them(void)
{
	Rng rng = {15};
	size_t n_found = 0, n_none = 0;

	for (int round = 0; round < 400; round++)
	{
		int32_t spread = (int32_t) rng_between(&rng, 1e3, 4e6);
		int32_t step = rng_chance(&rng, 0.3) ? spread / 3 : 1;
		double limit = rng_between(&rng, 1, 50000);
		WsPoint middle = {(int32_t) rng_between(&rng, -1.7e9, 1.7e9),
						  (int32_t) rng_between(&rng, -6.6e8, 6.6e8)};
		Things origins, places;
		WsSite *from, *sites;
		uint32_t n_from, n_sites;

		some_things(&rng, &origins, middle, spread, step);
		some_things(&rng, &places, middle, spread, step);
		from = ws_sites(test_env(), &origins.set, &n_from);
		sites = ws_sites(test_env(), &places.set, &n_sites);
		CHECK(n_from == origins.set.n_points && n_sites == places.set.n_points);
		for (uint32_t t = 0; t < 3; t++)
		{
			uint32_t tag = t < 2 ? t : WS_NO_TAG, n;
			WsSite *under = ws_sites_under(test_env(), &places.set, sites, n_sites, tag, &n);

			for (uint32_t i = 0; i < origins.set.n_items; i++)
			{
				const WsItem *item = &origins.items[i];
				WsStraight nearest;
				bool found =
					ws_straight_nearest(under, n, from + item->first, item->count, limit, &nearest);

				if (!CHECK(agrees(&origins, item, &places, tag, limit, found, &nearest)))
					return;
				found ? n_found++ : n_none++;
			}
		}
		test_release();
	}
	CHECK(n_found > 1000 && n_none > 1000);
}

/* As far to the north as to the south, to the east as to the west, and of one place. */
static void
ties(void)
{
	WsPoint around[] = {{0, 900}, {0, -900}, {-900, 0}, {900, 0}};
	WsSite from = {{0, 0}, 0};

	for (int first = 0; first < 2; first++)
		for (int swapped = 0; swapped < 2; swapped++)
		{
			WsPoint points[] = {around[2 * first + swapped], around[2 * first + !swapped],
								around[2 * first + swapped]};
			WsItem items[] = {
				{.first = 0, .count = 1}, {.first = 1, .count = 1}, {.first = 2, .count = 1}};
			WsPoints set = {
				.n_tags = 1, .n_items = 3, .n_points = 3, .points = points, .items = items};
			WsSite *sites, *under;
			WsStraight nearest;
			uint32_t n;

			sites = ws_sites(test_env(), &set, &n);
			under = ws_sites_under(test_env(), &set, sites, n, 0, &n);
			CHECK(n == 3 && ws_straight_nearest(under, n, &from, 1, 1000, &nearest));
			CHECK(nearest.item == 0);
		}
}

/* Of nothing, to nothing, and exactly as far as the limit. */
static void
ends(void)
{
	WsSite from = {{5, 5}, 0}, site = {{5, 1005}, 7};
	double metres = ws_metres(from.at, site.at);
	WsStraight nearest;

	CHECK(!ws_straight_nearest(&site, 0, &from, 1, 1000, &nearest));
	CHECK(!ws_straight_nearest(&site, 1, &from, 0, 1000, &nearest));
	CHECK(ws_straight_nearest(&site, 1, &from, 1, metres * 1.001, &nearest) && nearest.item == 7);
	CHECK(fabs(nearest.metres - metres) < 1e-6);
	CHECK(!ws_straight_nearest(&site, 1, &from, 1, metres * 0.999, &nearest));
}

void
test_straight(void)
{
	RUN(like_all_of_them);
	RUN(ties);
	RUN(ends);
}
