/*
 * nearest.h - for every origin the k nearest places, for every tag.
 */
#ifndef WALKSHED_NEAREST_H
#define WALKSHED_NEAREST_H

#include "measure.h"

#define WS_NEAREST_MAX_K 1000

typedef enum WsNearestProblem
{
	WS_NEAREST_OK,
	WS_NEAREST_UNSNAPPED, /* the origin: see its snap problem */
	WS_NEAREST_NO_LOCATION, /* the origin has no points */
	WS_NEAREST_NO_PLACES, /* no place of the tag can be walked to */
	WS_NEAREST_TOO_FAR /* none within the budget */
} WsNearestProblem;

/* The nearest places of an origin under one tag, the nearest first. */
typedef struct WsNearestRow
{
	int64_t origin_id;
	uint32_t origin; /* number */
	uint32_t tag; /* of the places */
	uint32_t n; /* 0 with a problem */
	const WsCost *cost;
	const uint32_t *place; /* items */
	WsNearestProblem problem;
	WsSnapProblem snap_problem;
} WsNearestRow;

/*
 * By tag, then origin: every origin comes once for every tag. `tags` lists
 * those asked for (numbers in the places).
 */
typedef struct WsNearest WsNearest;

extern WsNearest *ws_nearest(WsMeasure *m, const uint32_t *tags, uint32_t n_tags, uint32_t k);

/* False at the end. What the row points to is good until the next call. */
extern bool ws_nearest_next(WsNearest *nearest, WsNearestRow *row);

#endif
