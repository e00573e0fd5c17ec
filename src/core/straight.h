/*
 * straight.h - what is near as the crow flies: no network, no walls.
 *
 * A thing is where one of its points is; one that has outlines only, at a point
 * inside them.
 */
#ifndef WALKSHED_STRAIGHT_H
#define WALKSHED_STRAIGHT_H

#include "points.h"

typedef struct WsSite
{
	WsPoint at;
	uint32_t item;
} WsSite;

typedef struct WsStraight
{
	uint32_t item;
	double metres;
} WsStraight;

/* The sites of all things, item by item; to be freed. */
extern WsSite *ws_sites(const WsEnv *env, const WsPoints *points, uint32_t *n);

/* Leaves the sites of the things under a tag (WS_NO_TAG: without), from south to north; to be freed. */
extern WsSite *ws_sites_under(const WsEnv *env, const WsPoints *points, const WsSite *sites,
							  uint32_t n, uint32_t tag, uint32_t *kept);

/*
 * The nearest of sites from south to north to any of some others; the smaller
 * item of those that are equally near. False where none is within the limit.
 */
extern bool ws_straight_nearest(const WsSite *sites, uint32_t n, const WsSite *from,
								uint32_t n_from, double limit, WsStraight *out);

#endif
