/*
 * contour.h - the outline of an area as polygons.
 */
#ifndef WALKSHED_CONTOUR_H
#define WALKSHED_CONTOUR_H

#include "area.h"

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

/* In cells from the origin. No point inside, no ring. */
extern void ws_contour(const WsArea *area, WsPolygons *out);

/*
 * Leaves of an area what is to one side of a meridian, x cells from the origin:
 * the area ends there. `area` is changed.
 */
extern void ws_area_cut(WsArea *area, double x, bool keep_west);

#endif
