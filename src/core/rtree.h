/*
 * rtree.h - a packed static R-tree over boxes in spatial order.
 *
 * The items come in Hilbert order, so a node is simply the next eight boxes
 * of the level below: no sorting and no pointers. Level 0 holds the items'
 * own boxes, the last level one root.
 */
#ifndef WALKSHED_RTREE_H
#define WALKSHED_RTREE_H

#include "geo.h"

#define WS_RTREE_FANOUT 8
#define WS_RTREE_LEVELS 12

typedef struct WsRtree
{
	WsBox *boxes;
	uint32_t levels; /* 0: no items */
	uint32_t start[WS_RTREE_LEVELS];
	uint32_t count[WS_RTREE_LEVELS];
} WsRtree;

/* How many boxes a tree over n items takes. */
extern size_t ws_rtree_size(uint32_t n);

/* Builds over boxes[0 .. n), with room for ws_rtree_size(n). */
extern void ws_rtree_build(WsRtree *tree, WsBox *boxes, uint32_t n);

#endif
