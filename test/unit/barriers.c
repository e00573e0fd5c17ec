/* barriers.c - walls one by one, see barriers.h. */
#include "barriers.h"

#include <math.h>

#define HAIR 1e-9

double
on_grid(double cells)
{
	return round(cells * 4096) / 4096;
}

double
side_of(const WsWall *w, double x, double y)
{
	return (w->bx - w->ax) * (y - w->ay) - (w->by - w->ay) * (x - w->ax);
}

static bool
boxes_apart(const WsWall *v, const WsWall *w)
{
	return fmax(v->ax, v->bx) < fmin(w->ax, w->bx) || fmax(w->ax, w->bx) < fmin(v->ax, v->bx) ||
		   fmax(v->ay, v->by) < fmin(w->ay, w->by) || fmax(w->ay, w->by) < fmin(v->ay, v->by);
}

Verdict
walls_meet(const WsWall *v, const WsWall *w)
{
	double a, b, c, d;

	if (boxes_apart(v, w))
		return NO;
	a = side_of(v, w->ax, w->ay);
	b = side_of(v, w->bx, w->by);
	c = side_of(w, v->ax, v->ay);
	d = side_of(w, v->bx, v->by);
	/* On the grid, none but 0 is so small. */
	if ((a > HAIR && b > HAIR) || (a < -HAIR && b < -HAIR) || (c > HAIR && d > HAIR) ||
		(c < -HAIR && d < -HAIR))
		return NO;
	return fabs(a) > HAIR && fabs(b) > HAIR && fabs(c) > HAIR && fabs(d) > HAIR ? YES : UNCLEAR;
}

Verdict
walls_hide(const WsWall *walls, size_t n, double tolerance, double x, double y, double to_x,
		   double to_y)
{
	WsWall leg = {x, y, to_x, to_y};
	double length = hypot(to_x - x, to_y - y);
	Verdict hidden = NO;

	for (size_t i = 0; i < n; i++)
	{
		Verdict met = walls_meet(&walls[i], &leg);
		double a, b;

		if (met == NO)
			continue;
		a = side_of(&walls[i], x, y);
		b = side_of(&walls[i], to_x, to_y);
		if (a == b || a / (a - b) * length < tolerance - HAIR)
			continue;
		if (met == YES && a / (a - b) * length > tolerance + HAIR)
			return YES;
		hidden = UNCLEAR;
	}
	return hidden;
}

double
wall_distance(const WsWall *w, double x, double y)
{
	double dx = w->bx - w->ax, dy = w->by - w->ay, square = dx * dx + dy * dy;
	double t = square > 0 ? ((x - w->ax) * dx + (y - w->ay) * dy) / square : 0;

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return hypot(w->ax + t * dx - x, w->ay + t * dy - y);
}

double
walls_apart(const WsWall *v, const WsWall *w)
{
	if (walls_meet(v, w) != NO)
		return 0;
	return fmin(fmin(wall_distance(v, w->ax, w->ay), wall_distance(v, w->bx, w->by)),
				fmin(wall_distance(w, v->ax, v->ay), wall_distance(w, v->bx, v->by)));
}

int
winding(const WsWall *walls, size_t n, double x, double y)
{
	int turns = 0;

	for (size_t i = 0; i < n; i++)
	{
		const WsWall *w = &walls[i];

		if ((w->ay > y) != (w->by > y) && (side_of(w, x, y) > 0) == (w->by > w->ay))
			turns += w->by > w->ay ? 1 : -1;
	}
	return turns;
}
