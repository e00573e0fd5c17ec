/*
 * nearest.h - for every origin the k nearest places, for every tag.
 */
#ifndef WALKSHED_NEAREST_H
#define WALKSHED_NEAREST_H

#include "points.h"
#include "search.h"

#define WS_NEAREST_MAX_K 1000

typedef enum WsNearestProblem
{
	WS_NEAREST_OK,
	WS_NEAREST_UNSNAPPED, /* the origin: see its snap problem */
	WS_NEAREST_NO_LOCATION, /* the origin has no points */
	WS_NEAREST_NO_PLACES, /* no place of the tag can be walked to */
	WS_NEAREST_TOO_FAR /* none within the budget */
} WsNearestProblem;

typedef struct WsNearestRow
{
	const WsItem *origin;
	uint32_t tag; /* of the places */
	uint32_t rank; /* from 1; 0 with a problem */
	const WsItem *place; /* NULL with a problem */
	double seconds;
	double metres;
	WsNearestProblem problem;
	WsSnapProblem snap_problem;
} WsNearestRow;

typedef void (*WsNearestCallback)(void *context, const WsNearestRow *row);

/*
 * Calls back by tag, origin and rank. Every origin comes at least once for
 * every tag. `tags` lists those asked for (numbers in `places`).
 */
extern void ws_nearest(WsGraph *graph, const WsWalker *walker, WsMetric metric, WsCost limit,
					   const WsPoints *origins, const WsPoints *places, const uint32_t *tags,
					   uint32_t n_tags, uint32_t k, WsNearestCallback callback, void *context);

#endif
