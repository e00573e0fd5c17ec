/*
 * area.h - the area around reached pieces of street, on a lattice.
 */
#ifndef WALKSHED_AREA_H
#define WALKSHED_AREA_H

#include "reached.h"

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
 * The longest leg off the street comes to a little more on the lattice, in cells, so
 * that chords may replace arcs; and no leg to so little that a street falls between
 * the points. See area.c.
 */
extern double ws_area_radius(double longest_leg);
#define WS_AREA_LEAST 0.71

/* What a lattice needs around stretches of a radius. */
extern double ws_area_margin(double radius);

/* The area around what is reached. */
extern void ws_area(const WsReached *reached, WsArea *area);
extern WsArea ws_area_copy(const WsArea *area);
extern void ws_area_free(WsArea *area);

#endif
