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

/* The items whose boxes touch a box, until the visit says that it is enough; whether it said so. */
typedef bool (*WsRtreeVisit)(void *context, uint32_t item);

extern bool ws_rtree_each(const WsRtree *tree, const WsBox *box, WsRtreeVisit visit, void *context);

/* The level to begin at: below the root, whose box says nothing that is not known. */
static inline uint32_t
ws_rtree_top(const WsRtree *tree)
{
	return tree->levels > 1 ? tree->levels - 2 : 0;
}

/* How many boxes a node has, given its first. */
static inline uint32_t
ws_rtree_node_size(const WsRtree *tree, uint32_t level, uint32_t first)
{
	uint32_t n = tree->count[level] - first;

	return n < WS_RTREE_FANOUT ? n : WS_RTREE_FANOUT;
}

/* Which of a node's boxes touch another box: a bit each. */
static inline uint32_t
ws_rtree_touching(const WsRtree *tree, uint32_t level, uint32_t first, const WsBox *box)
{
	const WsBox *boxes = tree->boxes + tree->start[level] + first;
	uint32_t n = ws_rtree_node_size(tree, level, first);
	uint32_t bits = 0;

	for (uint32_t i = 0; i < n; i++)
		bits |= (uint32_t) ((boxes[i].x0 <= box->x1) & (boxes[i].x1 >= box->x0) &
							(boxes[i].y0 <= box->y1) & (boxes[i].y1 >= box->y0))
				<< i;
	return bits;
}

#endif
