/*
 * snap.h - from a door to the nearest point of a street.
 */
#ifndef WALKSHED_SNAP_H
#define WALKSHED_SNAP_H

#include "cache.h"

typedef enum WsSnapProblem
{
	WS_SNAP_OK,
	WS_SNAP_NO_STREETS, /* the network has none at all */
	WS_SNAP_TOO_FAR, /* none within the walker's longest leg */
	WS_SNAP_BARRIER, /* some are, none of them in sight */
	WS_SNAP_NO_LOCATION /* of a thing that has none */
} WsSnapProblem;

typedef struct WsSnap
{
	WsSnapProblem problem;
	uint32_t edge;
	uint32_t source, target;
	WsWay way;
	double fraction; /* of the edge's length, from its source */
	double metres; /* of the straight leg */
	double x, y; /* the point on the street, 1e-7 degree */
} WsSnap;

extern WsSnap ws_snap(WsGraph *graph, const WsWalker *walker, WsPoint door);

/*
 * The point of an edge of a tile's own, so far along the segment that begins
 * at a vertex (counted in the tile), as a door with a leg of so many metres.
 */
extern WsSnap ws_snap_at(const WsTile *tile, uint32_t line, uint32_t segment, double along,
						 double metres);

/*
 * Whether a walk may begin or end on a way: doors open on it, and the walker
 * may use it in one direction at least. NULL stands for anyone, without a door.
 */
extern bool ws_usable(const WsWalker *walker, const WsWay *way);

/* Whether some other edge passes this near to the end of one, no barrier between. */
extern bool ws_near_another_edge(WsGraph *graph, WsPoint end, double metres, uint32_t edge);

#endif
