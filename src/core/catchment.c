/*
 * catchment.c - the polygon around what a search reached.
 *
 * The reached pieces become segments in a metric frame at the first door that
 * snapped, each end with the radius that the rest of the budget allows off
 * the street; surface.c draws the outline. The frame is a plane with the
 * scale of the door's latitude.
 */
#include "catchment.h"

#include <math.h>

typedef struct Frame
{
	WsPoint origin;
	WsScale scale;
} Frame;

typedef struct Collect
{
	const WsEnv *env;
	const WsSense *sense;
	Frame frame;
	double budget;
	double buffer;
	WsReachSegment *segments;
	size_t n;
	size_t capacity;
	double *xy; /* one piece's points */
	size_t xy_capacity;
} Collect;

static double
radius(const Collect *c, double seconds, double metres)
{
	double left = c->sense->metric == WS_BY_DISTANCE
					  ? c->budget - metres
					  : (c->budget - seconds) * c->sense->walker.speed_mps /
							c->sense->walker.off_street_factor;

	return fmin(fmax(left, 0), c->buffer);
}

static void
add_segment(Collect *c, double ax, double ay, double bx, double by, double ra, double rb)
{
	c->segments = ws_grow(c->env, c->segments, &c->capacity, c->n + 1, sizeof(WsReachSegment));
	c->segments[c->n++] = (WsReachSegment){ax, ay, bx, by, ra, rb};
}

static double
frame_x(const Frame *frame, double x)
{
	return (x - frame->origin.x) * frame->scale.x;
}

static double
frame_y(const Frame *frame, double y)
{
	return (y - frame->origin.y) * frame->scale.y;
}

/*
 * A stretch from a to b at which the walker is after the given seconds and
 * metres. Where the radius meets the cap, it is cut, since it is linear on
 * either side only.
 */
static void
add_stretch(Collect *c, const double *a, const double *b, double from_seconds, double to_seconds,
			double from_metres, double to_metres)
{
	double ra = radius(c, from_seconds, from_metres), rb = radius(c, to_seconds, to_metres);
	double cap = c->sense->metric == WS_BY_DISTANCE
					 ? c->budget - c->buffer
					 : c->budget - c->buffer * c->sense->walker.off_street_factor /
									   c->sense->walker.speed_mps;
	double from = c->sense->metric == WS_BY_DISTANCE ? from_metres : from_seconds;
	double to = c->sense->metric == WS_BY_DISTANCE ? to_metres : to_seconds;

	if ((from < cap) != (to < cap))
	{
		double t = (cap - from) / (to - from);
		double x = a[0] + t * (b[0] - a[0]), y = a[1] + t * (b[1] - a[1]);

		add_segment(c, a[0], a[1], x, y, ra, c->buffer);
		add_segment(c, x, y, b[0], b[1], c->buffer, rb);
	}
	else
		add_segment(c, a[0], a[1], b[0], b[1], ra, rb);
}

static void
add_piece(void *context, const WsPiece *piece)
{
	Collect *c = context;
	size_t n;
	double total = 0, at = 0;
	double *xy;

	c->xy =
		ws_grow(c->env, c->xy, &c->xy_capacity, 2 * ((size_t) piece->points + 2), sizeof(double));
	xy = c->xy;
	n = ws_line_part(piece->line, piece->points, piece->from_fraction, piece->to_fraction, xy);
	for (size_t i = 0; i < n; i++)
	{
		xy[2 * i] = frame_x(&c->frame, xy[2 * i] * WS_UNITS_PER_DEGREE);
		xy[2 * i + 1] = frame_y(&c->frame, xy[2 * i + 1] * WS_UNITS_PER_DEGREE);
		if (i > 0)
			total += hypot(xy[2 * i] - xy[2 * i - 2], xy[2 * i + 1] - xy[2 * i - 1]);
	}
	for (size_t i = 1; i < n; i++)
	{
		const double *a = xy + 2 * i - 2, *b = xy + 2 * i;
		double next = at + hypot(b[0] - a[0], b[1] - a[1]);
		double f = total > 0 ? at / total : 0, g = total > 0 ? next / total : 1;
		double seconds = piece->to_seconds - piece->from_seconds;
		double metres = piece->to_metres - piece->from_metres;

		add_stretch(c, a, b, piece->from_seconds + f * seconds, piece->from_seconds + g * seconds,
					piece->from_metres + f * metres, piece->from_metres + g * metres);
		at = next;
	}
}

/* The leg from a door, as far as the budget goes. */
static void
add_leg(Collect *c, WsPoint door, const WsSnap *snap)
{
	const WsWalker *walker = &c->sense->walker;
	double a[2] = {frame_x(&c->frame, door.x), frame_y(&c->frame, door.y)};
	double b[2] = {frame_x(&c->frame, snap->x), frame_y(&c->frame, snap->y)};
	double seconds = snap->metres * walker->off_street_factor / walker->speed_mps;
	double cost = c->sense->metric == WS_BY_DISTANCE ? snap->metres : seconds;
	double t = cost > c->budget ? c->budget / cost : 1;

	b[0] = a[0] + t * (b[0] - a[0]);
	b[1] = a[1] + t * (b[1] - a[1]);
	add_stretch(c, a, b, 0, t * seconds, 0, t * snap->metres);
}

void
ws_catchment(const WsSearch *search, WsGraph *graph, const WsSense *sense, double budget,
			 const WsPoint *doors, const WsSnap *snaps, size_t n, double cell, double buffer,
			 WsPolygons *out)
{
	Collect c = {.env = graph->env, .sense = sense, .budget = budget, .buffer = buffer};
	size_t first = 0;

	while (first < n && snaps[first].problem != WS_SNAP_OK)
		first++;
	if (first == n)
	{
		*out = (WsPolygons){0};
		return;
	}
	c.frame = (Frame){doors[first], ws_scale_at(doors[first].y)};
	for (size_t i = first; i < n; i++)
		if (snaps[i].problem == WS_SNAP_OK)
			add_leg(&c, doors[i], &snaps[i]);
	ws_reach(search, graph, sense, ws_budget_limit(sense->metric, budget), snaps, n, add_piece, &c);
	ws_surface(graph->env, c.segments, c.n, cell, buffer, out);
	for (size_t i = 0; i < out->n_points; i++)
	{
		out->xy[2 * i] =
			(c.frame.origin.x + out->xy[2 * i] / c.frame.scale.x) / WS_UNITS_PER_DEGREE;
		out->xy[2 * i + 1] =
			(c.frame.origin.y + out->xy[2 * i + 1] / c.frame.scale.y) / WS_UNITS_PER_DEGREE;
	}
	ws_free(graph->env, c.segments);
	ws_free(graph->env, c.xy);
}
