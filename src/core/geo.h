/*
 * geo.h - coordinates and lengths.
 *
 * A position is a pair of whole numbers of 1e-7 degree (about 1 cm), the
 * unit in which street vertices are matched. Lengths are ellipsoidal (WGS 84,
 * which CGCS2000 equals to a tenth of a millimetre): the radii of curvature
 * at a latitude give metres per unit east and north, exact to 1e-6 over the
 * length of a street.
 */
#ifndef WALKSHED_GEO_H
#define WALKSHED_GEO_H

#include "core.h"

typedef struct WsPoint
{
	int32_t x; /* longitude, 1e-7 degree */
	int32_t y; /* latitude, 1e-7 degree */
} WsPoint;

typedef struct WsBox
{
	int32_t x0, y0, x1, y1;
} WsBox;

/* Metres per unit (1e-7 degree) east and north at a latitude. */
typedef struct WsScale
{
	double x, y;
} WsScale;

#define WS_UNITS_PER_DEGREE 1e7
#define WS_BOX_EMPTY ((WsBox){INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN})

extern bool ws_point_from_degrees(double lon, double lat, WsPoint *out);
extern WsScale ws_scale_at(double y);
extern double ws_metres(WsPoint a, WsPoint b);
extern double ws_line_metres(const WsPoint *points, size_t n);

/*
 * The part of a line between two fractions of its length, in degrees: writes
 * lon, lat pairs to out (room for n + 2 points), returns how many points.
 */
extern size_t ws_line_part(const WsPoint *points, size_t n, double from, double to, double *out);

/* Position on the Hilbert curve through the whole range of coordinates. */
extern uint64_t ws_hilbert(WsPoint p);

static inline void
ws_box_join(WsBox *box, WsBox other)
{
	box->x0 = other.x0 < box->x0 ? other.x0 : box->x0;
	box->y0 = other.y0 < box->y0 ? other.y0 : box->y0;
	box->x1 = other.x1 > box->x1 ? other.x1 : box->x1;
	box->y1 = other.y1 > box->y1 ? other.y1 : box->y1;
}

static inline void
ws_box_add(WsBox *box, WsPoint p)
{
	ws_box_join(box, (WsBox){p.x, p.y, p.x, p.y});
}

#endif
