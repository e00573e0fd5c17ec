/*
 * town.h - streets as the core has them and as the oracle has them, with their
 * numbers matched.
 */
#ifndef WALKSHED_TEST_TOWN_H
#define WALKSHED_TEST_TOWN_H

#include "oracle.h"
#include "streets.h"

typedef struct Town
{
	Oracle oracle;
	Value value;
	WsCache *cache;
	WsGraph graph; /* open */
	uint32_t *node_of; /* the oracle's, by the core's */
	uint32_t *piece_of; /* by edge */
} Town;

/* Builds and checks that nodes and edges are those of the oracle. */
extern bool town_of(Town *town, const WsStreets *streets);

/* Closes the graph, drops unused tiles, and opens it for another call. */
extern void town_reopen(Town *town);

/*
 * The walker in both; the steepest grade moves until no edge is so near to it
 * that rounding decides.
 */
extern void town_walk_as(Town *town, WsWalker *walker);

/*
 * Snaps, and compares with brute force: the street must be as near as the
 * nearest in sight, past the edge of a barrier to the centimetre, and the
 * point where it says. Where rounding decides whether a leg touches a barrier,
 * which is counted as unclear, either will do.
 */
extern bool town_snap(Town *town, WsPoint point, WsSnap *snap, size_t *unclear);

extern Door town_door(const Town *town, const WsSnap *snap);

#endif
