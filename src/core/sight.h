/*
 * sight.h - what a door sees of the streets past the barriers.
 */
#ifndef WALKSHED_SIGHT_H
#define WALKSHED_SIGHT_H

#include "cache.h"

/* A point of a street: so far along one of its segments. */
typedef struct WsSpot
{
	double distance; /* squared, metres */
	const WsTile *tile;
	uint32_t edge;
	uint32_t segment; /* its first vertex, counted in the tile */
	double along;
} WsSpot;

#define WS_WALLS_IN_MIND 8

typedef struct WsSight
{
	WsGraph *graph;
	WsPoint door;
	WsScale scale; /* at the door */
	WsPoint walls[WS_WALLS_IN_MIND][2]; /* barriers that hid something, the last first */
	uint32_t n_walls;
} WsSight;

/* Whether a barrier crosses the straight leg from the door to a spot. */
extern bool ws_hidden(const WsSight *sight, const WsSpot *spot);

/*
 * The nearest point of what is visible of a segment within the reach, which is
 * squared; `spot` is its nearest point, which is hidden. False where nothing is.
 */
extern bool ws_visible_spot(WsSight *sight, double reach, WsSpot *spot);

static inline void
ws_spot_place(const WsSpot *spot, double *x, double *y)
{
	const WsPoint *v = spot->tile->lines.vertices + spot->segment;

	*x = v[0].x + spot->along * ((double) v[1].x - v[0].x);
	*y = v[0].y + spot->along * ((double) v[1].y - v[0].y);
}

#endif
