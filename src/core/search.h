/*
 * search.h - bounded shortest walks from one start over the tiles.
 */
#ifndef WALKSHED_SEARCH_H
#define WALKSHED_SEARCH_H

#include "cache.h"
#include "snap.h"

typedef struct WsSearch WsSearch;

/* One after the other, searches of the same sense share what they open. */
extern WsSearch *ws_search_create(WsGraph *graph, const WsSense *sense, WsCost limit);
extern void ws_search_free(WsSearch *search);

/*
 * Labels every node within the limit of the starts: what walking there costs,
 * or, toward, what walking from there costs; forgets the search before. With
 * `stop_at` (n_stops nodes), may end as soon as all of these are final.
 */
extern void ws_search_run(WsSearch *search, const WsSnap *starts, size_t n_starts,
						  const uint32_t *stop_at, size_t n_stops);

/* The same in parts: forgets the search before; takes a start; goes. */
extern void ws_search_begin(WsSearch *search);
extern void ws_search_offer(WsSearch *search, uint32_t node, WsCost label);
extern void ws_search_go(WsSearch *search, const uint32_t *stop_at, size_t n_stops);

/* A search that is run once. */
extern WsSearch *ws_search(WsGraph *graph, const WsSense *sense, WsCost limit, const WsSnap *starts,
						   size_t n_starts, const uint32_t *stop_at, size_t n_stops);

/* The nodes that have a label, in no particular order. */
extern const uint32_t *ws_search_reached(const WsSearch *search, size_t *n);

/* A node's label, WS_UNREACHED where there is none. */
extern WsCost ws_search_label(const WsSearch *search, uint32_t node);

/* The labels of a tile's nodes; NULL where the search did not come. */
extern const WsCost *ws_search_tile_labels(const WsSearch *search, uint32_t tile);

#endif
