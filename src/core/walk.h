/*
 * walk.h - the walk from one door to another.
 */
#ifndef WALKSHED_WALK_H
#define WALKSHED_WALK_H

#include "search.h"

typedef struct WsWalk
{
	bool found;
	double seconds;
	double metres;
	size_t origin; /* which of the doors it leaves */
	size_t destination;
	uint32_t passed[WS_KIND_COUNT]; /* of each kind on the way: flights of steps, crossings, ... */
	double *line; /* lon, lat pairs, from door to door */
	size_t points;
} WsWalk;

/*
 * The walk that costs least in the sense from any of the origins to any of
 * the destinations (their doors, and where they snapped). Not found where
 * none leads there within the limit.
 */
extern WsWalk ws_walk(WsGraph *graph, const WsSense *sense, WsCost limit, const WsPoint *from_doors,
					  const WsSnap *from, size_t n_from, const WsPoint *to_doors, const WsSnap *to,
					  size_t n_to);

#endif
