/*
 * by_hand.h - a few streets drawn by hand, in metres.
 */
#ifndef WALKSHED_TEST_BY_HAND_H
#define WALKSHED_TEST_BY_HAND_H

#include "streets.h"
#include "walk.h"

/* On the equator: so many metres east and north of a corner. */
extern WsPoint at(double east, double north);

/* A straight one. */
extern void street(WsStreets *streets, int64_t id, WsWay way, double x0, double y0, double x1,
				   double y1);

/* Their value, open. */
extern WsGraph open_streets(const WsStreets *streets);

/* The fastest walk. */
extern WsWalk walk_between(WsGraph *graph, const WsWalker *walker, WsPoint from, WsPoint to);

/* To two centimetres, or hundredths of a second. */
extern bool near(double value, double exact);

#endif
