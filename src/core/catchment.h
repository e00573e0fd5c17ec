/*
 * catchment.h - the polygon around what a search reached.
 */
#ifndef WALKSHED_CATCHMENT_H
#define WALKSHED_CATCHMENT_H

#include "reach.h"
#include "surface.h"

/*
 * The area within reach of the doors: their legs to the street, the reached
 * pieces of street, and around both what the remaining budget (seconds or
 * metres) allows off the street, at most `buffer` metres. In degrees. No ring
 * where no door snapped.
 */
extern void ws_catchment(const WsSearch *search, WsGraph *graph, const WsSense *sense,
						 double budget, const WsPoint *doors, const WsSnap *snaps, size_t n,
						 double cell, double buffer, WsPolygons *out);

#endif
