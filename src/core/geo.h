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

#include <math.h>

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

/* Metres east and north. */
typedef struct WsOffset
{
	double x, y;
} WsOffset;

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

static inline bool
ws_same_point(WsPoint a, WsPoint b)
{
	return a.x == b.x && a.y == b.y;
}

/* An order of points: by longitude, then by latitude. */
static inline int
ws_compare_points(const WsPoint *a, const WsPoint *b)
{
	if (a->x != b->x)
		return a->x < b->x ? -1 : 1;
	return (a->y > b->y) - (a->y < b->y);
}

/* On which side of the line from a to b a point is: above 0 on the left, 0 on it. */
static inline __int128
ws_side_of(WsPoint a, WsPoint b, WsPoint p)
{
	return (__int128) ((int64_t) b.x - a.x) * ((int64_t) p.y - a.y) -
		   (__int128) ((int64_t) b.y - a.y) * ((int64_t) p.x - a.x);
}

/* From one point to another, in the plane that touches the ellipsoid at the scale's latitude. */
static inline WsOffset
ws_offset(WsPoint from, WsPoint to, WsScale scale)
{
	return (WsOffset){((double) to.x - from.x) * scale.x, ((double) to.y - from.y) * scale.y};
}

/* How long an offset is, squared. */
static inline double
ws_squared(WsOffset offset)
{
	return offset.x * offset.x + offset.y * offset.y;
}

/* How far a number is outside a stretch of them. */
static inline double
ws_outside(double at, double low, double high)
{
	double below = low - at, above = at - high;
	double most = below > above ? below : above;

	return most > 0 ? most : 0;
}

/* Squared metres from a point to a box; the empty one is farther than any point on earth. */
static inline double
ws_box_distance(const WsBox *box, WsPoint p, WsScale scale)
{
	return ws_squared((WsOffset){ws_outside(p.x, box->x0, box->x1) * scale.x,
								 ws_outside(p.y, box->y0, box->y1) * scale.y});
}

static inline int32_t
ws_clamped(double x)
{
	return x < INT32_MIN ? INT32_MIN : x > INT32_MAX ? INT32_MAX : (int32_t) x;
}

/* The units around a point within so many metres, and one more for rounding. */
static inline WsBox
ws_box_around(WsPoint p, double metres, WsScale scale)
{
	double x = metres / scale.x + 1, y = metres / scale.y + 1;

	return (WsBox){ws_clamped(p.x - x), ws_clamped(p.y - y), ws_clamped(p.x + x),
				   ws_clamped(p.y + y)};
}

/*
 * Whether a segment from a to b meets the line through a point and a place,
 * and where: 0 along is at the point, 1 at the place.
 */
static inline bool
ws_meets(WsPoint from, double x, double y, WsPoint a, WsPoint b, double *along)
{
	double lx = x - from.x, ly = y - from.y;
	double bx = (double) b.x - a.x, by = (double) b.y - a.y;
	double ox = (double) a.x - from.x, oy = (double) a.y - from.y;
	double det = lx * by - ly * bx;
	double u;

	if (det == 0)
		return false;
	*along = (ox * by - oy * bx) / det;
	u = (ox * ly - oy * lx) / det; /* along the segment */
	return u >= 0 && u <= 1;
}

#endif
