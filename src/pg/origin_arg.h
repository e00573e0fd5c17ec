/*
 * origin_arg.h - what the functions share that ask about one origin.
 */
#ifndef WALKSHED_ORIGIN_ARG_H
#define WALKSHED_ORIGIN_ARG_H

#include "call.h"
#include "reached.h"

typedef struct Origin
{
	WsGraph graph;
	WsSense sense;
	GeometryPoints doors;
	WsSnap *snaps;
	WsSearch *search;
} Origin;

/*
 * Reads network, origin, walker and toward (arguments 0, 1, 4 and 5) and searches
 * as far as the budget, whose metric the sense has, allows. False where the answer
 * is nothing: a NULL or EMPTY argument. origin_end() when done.
 */
extern bool origin_search(FunctionCallInfo fcinfo, double budget, Origin *origin);
extern void origin_end(Origin *origin);

/* cell_m and buffer_m (arguments 6 and 7) of the functions that draw. */
extern WsDrawing drawing_read(FunctionCallInfo fcinfo);

#endif
