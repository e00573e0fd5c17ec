/*
 * surface.h - the catchment polygon around reached pieces of street.
 */
#ifndef WALKSHED_SURFACE_H
#define WALKSHED_SURFACE_H

#include "core.h"

/*
 * The most lattice points of one surface, rows padded to whole words. Each
 * takes a little more than four bytes.
 */
#define WS_SURFACE_MAX_POINTS (64u << 20)

/*
 * A reached piece of street in a local metric frame (metres, x east, y north)
 * and the radius of the off-street leg that the remaining time allows at
 * either end. Between the ends the radius is linear. 0 <= ra, rb <= buffer.
 */
typedef struct WsReachSegment
{
	double ax, ay, bx, by;
	double ra, rb;
} WsReachSegment;

/* Points first .. first + count - 1; the last one repeats the first. */
typedef struct WsRing
{
	uint32_t first, count;
	bool hole;
} WsRing;

/*
 * Valid polygons: a shell (counter-clockwise) is followed by its holes
 * (clockwise). Both arrays come from ws_alloc.
 */
typedef struct WsPolygons
{
	WsRing *rings;
	size_t n_rings;
	double *xy; /* x, y of one point after the other */
	size_t n_points;
} WsPolygons;

/*
 * The outline of everything within reach, on a lattice of `cell` metres; see
 * surface.c for the definition, in which `buffer` sets the inflation alone.
 * cell > 0, buffer >= 0. No segment, no ring; otherwise at least one. Fails
 * with WS_ERROR_LIMIT if the lattice is too large or a number is not finite.
 */
extern void ws_surface(const WsEnv *env, const WsReachSegment *segments, size_t n, double cell,
					   double buffer, WsPolygons *out);

#endif
