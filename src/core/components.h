/*
 * components.h - the parts of a network that nobody can walk between.
 */
#ifndef WALKSHED_COMPONENTS_H
#define WALKSHED_COMPONENTS_H

#include "cache.h"
#include "walker.h"

/*
 * For each node the smallest one of its component; edges that are open either way join their nodes.
 * Without a walker what is open to any. The caller frees it.
 */
extern uint32_t *ws_components(WsGraph *graph, const WsWalker *walker);

#endif
