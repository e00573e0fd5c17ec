/*
 * catchment.h - the polygon around what a search reached.
 */
#ifndef WALKSHED_CATCHMENT_H
#define WALKSHED_CATCHMENT_H

#include "contour.h"

/*
 * The area within reach of the doors: their legs to the street, the reached
 * pieces of street, and around both what the remaining budget (seconds or
 * metres, at most that of the search) allows off the street, at most the buffer,
 * in sight of the street. In degrees, cut at longitude 180. No ring where no door
 * snapped. What it allocates, the polygons too, is of the environment, not the graph's.
 */
extern void ws_catchment(const WsEnv *env, const WsSearch *search, WsGraph *graph,
						 const WsSense *sense, double budget, const WsPoint *doors,
						 const WsSnap *snaps, size_t n, const WsDrawing *drawing, WsPolygons *out);

#endif
