/*
 * labels.h - the k nearest things of one kind, at every node.
 */
#ifndef WALKSHED_LABELS_H
#define WALKSHED_LABELS_H

#include "doors.h"
#include "pairs.h"

typedef struct WsLabels WsLabels;

/*
 * One sweep from all things at once, toward or from them as the sense says,
 * with up to k labels a node, each of another thing (WsStart.item).
 */
extern WsLabels *ws_labels(WsGraph *graph, const WsSense *sense, WsCost limit, uint32_t k,
						   const WsStart *things, uint32_t n);
extern void ws_labels_free(WsLabels *labels);

/*
 * Offers what a door is offered by the labels around it to a list of the k
 * best, sorted by cost, then thing; unused places cost WS_UNREACHED.
 */
extern void ws_labels_at(const WsLabels *labels, const WsDoor *door, WsCost *best, uint32_t *who);

#endif
