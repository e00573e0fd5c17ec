/*
 * surface.h - the area around reached pieces of street, on a lattice.
 */
#ifndef WALKSHED_SURFACE_H
#define WALKSHED_SURFACE_H

#include "walls.h"

/*
 * Of a straight segment of a street the part that is reached, in cells from the
 * origin, and how far the walker may leave the street at either end of the part.
 * Between the ends that is linear.
 */
typedef struct WsStretch
{
	double ax, ay, bx, by; /* the whole segment, whatever is reached of it */
	double from, to; /* the part, 0 to 1, from <= to */
	double ra, rb; /* there; see ws_surface_radius() */
	bool after_a, after_b; /* whether the walker comes from that side of the part */
	bool implied; /* but beside walls, all that it covers is covered by others */
} WsStretch;

/* The directions of links, counter-clockwise. */
typedef enum WsDirection
{
	WS_EAST,
	WS_NORTH,
	WS_WEST,
	WS_SOUTH
} WsDirection;

/* Steps along a link. */
#define WS_LINK_STEPS 65536

/*
 * An area: the lattice points inside, and for every one of them how far the area
 * goes on along a link whose other end is outside, in 1 .. WS_LINK_STEPS - 1.
 */
typedef struct WsArea
{
	WsLattice lattice;
	uint64_t *inside;
	uint16_t (*extent)[4];
} WsArea;

/*
 * What a leg off the street comes to on the lattice, all in cells: a little
 * more than its length, so that chords may replace arcs, and never so little that
 * a street falls between the points; see surface.c.
 */
extern double ws_surface_radius(double leg);

/*
 * The area of some stretches, of which none has a larger radius than `radius`.
 * The lattice is one around all of them by `ws_surface_margin(radius)`; walls, of
 * that lattice, may be NULL.
 */
extern void ws_surface(const WsLattice *lattice, const WsWalls *walls, const WsStretch *stretches,
					   size_t n, double radius, WsArea *area);
extern double ws_surface_margin(double radius);
extern WsArea ws_area_copy(const WsArea *area);
extern void ws_area_free(WsArea *area);

#endif
