/*
 * pairs.h - from each thing of one point set to those of another.
 */
#ifndef WALKSHED_PAIRS_H
#define WALKSHED_PAIRS_H

#include "points.h"
#include "search.h"

typedef struct WsPairs WsPairs;

/* A thing of the other set, and the best walk between any of their doors. */
typedef struct WsPair
{
	uint32_t item;
	WsCost cost;
} WsPair;

/*
 * Snaps both sets, once. The walk goes from `from` to `to`; with sense.toward
 * it comes from `to`.
 */
extern WsPairs *ws_pairs_create(WsGraph *graph, const WsSense *sense, WsCost limit,
								const WsPoints *from, const WsPoints *to);

/* The things within the limit of one, each once; valid until the next call. */
extern const WsPair *ws_pairs_of(WsPairs *pairs, uint32_t item, size_t *n);

/* WS_SNAP_OK if any door of the thing is on a street, or it has none; else the first one's problem. */
extern WsSnapProblem ws_pairs_from_problem(const WsPairs *pairs, uint32_t item);
extern WsSnapProblem ws_pairs_to_problem(const WsPairs *pairs, uint32_t item);

/* Each point of a set, snapped. */
extern WsSnap *ws_snap_points(WsGraph *graph, const WsWalker *walker, const WsPoints *set);

#endif
