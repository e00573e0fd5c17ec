/*
 * reached.h - what a search reached, on a lattice.
 */
#ifndef WALKSHED_REACHED_H
#define WALKSHED_REACHED_H

#include "frame.h"
#include "reach.h"

/* How to draw, metres. */
typedef struct WsDrawing
{
	double cell;
	double buffer; /* the longest leg off the street */
} WsDrawing;

/*
 * Of a straight segment of a street the part that is reached, in cells from the
 * origin, and how far the walker may leave the street at either end of the part.
 * Between the ends that is linear.
 */
typedef struct WsStretch
{
	double ax, ay, bx, by; /* the whole segment, whatever is reached of it */
	double from, to; /* the part, 0 to 1, from <= to */
	double ra, rb; /* there; see ws_area_radius() */
	bool closed; /* the walker cannot leave it */
	bool implied; /* but beside walls and closed ones, all that it covers is covered by others */
} WsStretch;

/*
 * All that is reached within a budget, at most that of the search: the streets and
 * the doors' legs to them.
 */
typedef struct WsReached
{
	WsFrame frame;
	WsStretch *stretches; /* none where no door snapped */
	size_t n;
	double radius; /* the largest */
	WsLattice lattice; /* around them */
	WsWall *walls; /* those near them, on the lattice */
	size_t n_walls;
	double tolerance; /* of ws_walls_make() */
} WsReached;

/* All that it allocates, and the lattice then, is of the environment, not the graph's. */
extern void ws_reached(const WsEnv *env, const WsSearch *search, WsGraph *graph,
					   const WsSense *sense, double budget, const WsPoint *doors,
					   const WsSnap *snaps, size_t n, const WsDrawing *drawing, WsReached *reached);
extern void ws_reached_free(const WsEnv *env, WsReached *reached);

#endif
