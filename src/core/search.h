/*
 * search.h - bounded shortest walks from one start over the tiles.
 */
#ifndef WALKSHED_SEARCH_H
#define WALKSHED_SEARCH_H

#include "cache.h"
#include "snap.h"

typedef struct WsSearch WsSearch;

/*
 * Labels every node within the limit of the starts: what walking there costs,
 * or, toward, what walking from there costs. With `stop_at` (n_stops nodes),
 * may end as soon as all of these are final.
 */
extern WsSearch *ws_search(WsGraph *graph, const WsSense *sense, WsCost limit, const WsSnap *starts,
						   size_t n_starts, const uint32_t *stop_at, size_t n_stops);

/* A node's label, WS_UNREACHED where there is none. */
extern WsCost ws_search_label(const WsSearch *search, uint32_t node);

/* The labels of a tile's nodes; NULL where the search did not come. */
extern const WsCost *ws_search_tile_labels(const WsSearch *search, uint32_t tile);

/* The largest label that a budget (seconds or metres) allows. */
extern WsCost ws_budget_limit(WsMetric metric, double budget);

#endif
