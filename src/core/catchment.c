/*
 * catchment.c - the polygon around what a search reached: reached.c brings it on a
 * lattice, area.c makes an area of it, contour.c draws its outline.
 */
#include "catchment.h"

/* What is rounded to a hair from the end of the range ends there. */
static double
clamped(double value, double most)
{
	return value < -most + 1e-8 ? -most : value > most - 1e-8 ? most : value;
}

/* Appends an area in degrees, turned by so many of them; the area is freed. */
static void
add_polygons(const WsFrame *frame, WsArea *area, double turn, WsPolygons *out)
{
	const WsEnv *env = area->lattice.env;
	WsPolygons more;

	ws_contour(area, &more);
	ws_area_free(area);
	for (size_t i = 0; i < more.n_points; i++)
	{
		double *at = more.xy + 2 * i;

		at[0] = clamped(ws_frame_lon(frame, at[0]) / WS_UNITS_PER_DEGREE + turn, 180);
		at[1] = clamped(ws_frame_lat(frame, at[1]) / WS_UNITS_PER_DEGREE, 90);
	}
	if (out->n_rings == 0)
	{
		*out = more;
		return;
	}
	out->rings = ws_realloc(env, out->rings, (out->n_rings + more.n_rings) * sizeof(WsRing));
	out->xy = ws_realloc(env, out->xy, 2 * (out->n_points + more.n_points) * sizeof(double));
	for (size_t i = 0; i < more.n_rings; i++)
	{
		more.rings[i].first += (uint32_t) out->n_points;
		out->rings[out->n_rings + i] = more.rings[i];
	}
	memcpy(out->xy + 2 * out->n_points, more.xy, 2 * more.n_points * sizeof(double));
	out->n_rings += more.n_rings;
	out->n_points += more.n_points;
	ws_free(env, more.rings);
	ws_free(env, more.xy);
}

/* Where the area passes longitude 180, it goes on at -180. */
static void
draw(const WsFrame *frame, WsArea *area, WsPolygons *out)
{
	double side = frame->origin.x < 0 ? -180 : 180;
	double seam = ws_frame_x(frame, side * WS_UNITS_PER_DEGREE);
	WsArea beyond;

	*out = (WsPolygons){0};
	if (seam - area->lattice.left >= 1 &&
		seam - area->lattice.left < ws_lattice_stride(&area->lattice) - 1)
	{
		beyond = ws_area_copy(area);
		ws_area_cut(area, seam, side > 0);
		ws_area_cut(&beyond, seam, side < 0);
		add_polygons(frame, area, 0, out);
		add_polygons(frame, &beyond, -2 * side, out);
	}
	else
		add_polygons(frame, area, 0, out);
}

void
ws_catchment(const WsEnv *env, const WsSearch *search, WsGraph *graph, const WsSense *sense,
			 double budget, const WsPoint *doors, const WsSnap *snaps, size_t n,
			 const WsDrawing *drawing, WsPolygons *out)
{
	WsReached reached;
	WsArea area;

	*out = (WsPolygons){0};
	ws_reached(env, search, graph, sense, budget, doors, snaps, n, drawing, &reached);
	if (reached.n == 0)
		return;
	ws_area(&reached, &area);
	draw(&reached.frame, &area, out);
	ws_reached_free(env, &reached);
}
