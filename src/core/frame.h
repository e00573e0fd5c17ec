/*
 * frame.h - the plane of a lattice: from 1e-7 degree to cells and back, and the
 * barriers in it.
 *
 * A lattice is anchored at a door, in a plane with the scale of its latitude.
 * Coordinates are those of ws_rounded(). The door itself is not a lattice point: many doors lie on walls
 * or in line with them.
 */
#ifndef WALKSHED_FRAME_H
#define WALKSHED_FRAME_H

#include "cache.h"
#include "walls.h"

typedef struct WsFrame
{
	WsPoint origin;
	double x, y; /* cells in a unit */
} WsFrame;

/* Where the origin is on the lattice. */
#define WS_FRAME_SHIFT_X (1564 / 4096.0)
#define WS_FRAME_SHIFT_Y (967 / 4096.0)

/* A wall this near to where a leg leaves the street does not hide it: the street passes there. */
#define WS_STREET_TOLERANCE_M 0.05

static inline WsFrame
ws_frame_at(WsPoint door, double cell)
{
	WsScale scale = ws_scale_at(door.y);

	return (WsFrame){door, scale.x / cell, scale.y / cell};
}

/* From units to cells. */
static inline double
ws_frame_x(const WsFrame *frame, double lon)
{
	return (lon - frame->origin.x) * frame->x + WS_FRAME_SHIFT_X;
}

static inline double
ws_frame_y(const WsFrame *frame, double lat)
{
	return (lat - frame->origin.y) * frame->y + WS_FRAME_SHIFT_Y;
}

/* Where a vertex of a street or barrier is, or a door. */
static inline double
ws_frame_place_x(const WsFrame *frame, double lon)
{
	return ws_rounded(ws_frame_x(frame, lon));
}

static inline double
ws_frame_place_y(const WsFrame *frame, double lat)
{
	return ws_rounded(ws_frame_y(frame, lat));
}

/* From cells to units. */
static inline double
ws_frame_lon(const WsFrame *frame, double x)
{
	return frame->origin.x + (x - WS_FRAME_SHIFT_X) / frame->x;
}

static inline double
ws_frame_lat(const WsFrame *frame, double y)
{
	return frame->origin.y + (y - WS_FRAME_SHIFT_Y) / frame->y;
}

/* The barriers near a lattice, on it. */
extern WsWall *ws_frame_walls(const WsFrame *frame, WsGraph *graph, const WsLattice *lattice,
							  size_t *n);

#endif
