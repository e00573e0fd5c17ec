/*
 * doors.h - the doors of a point set: where its things join the streets.
 *
 * Which door joins which street depends on the network, the set and the
 * walker alone, so doors are kept in the cache under the digests of both and
 * serve every later call: twelve services snap the quarters of a city once.
 */
#ifndef WALKSHED_DOORS_H
#define WALKSHED_DOORS_H

#include "points.h"
#include "snap.h"

/* A door on an edge. Costs are of walking; one who comes the other way turns them round. */
typedef struct WsDoor
{
	uint32_t edge;
	uint32_t source, target;
	double fraction; /* of the edge's length, from its source */
	WsCost leg; /* between the door and the street */
	WsCost along; /* of the whole edge, from source to target */
	WsCost against;
} WsDoor;

/* By the numbers of a set's items. */
typedef struct WsDoors
{
	uint32_t n_items;
	uint32_t *first; /* n_items + 1 */
	WsDoor *doors; /* those that have a street */
	WsSnapProblem *problem; /* of an item without any: that of its first point */
} WsDoors;

/* The doors stay until the graph is closed. */
extern const WsDoors *ws_doors(WsGraph *graph, const WsWalker *walker, WsMetric metric,
							   const WsPoints *set);

#endif
