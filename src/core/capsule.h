/*
 * capsule.h - what is around a straight stretch of street.
 */
#ifndef WALKSHED_CAPSULE_H
#define WALKSHED_CAPSULE_H

#include <math.h>

#include "area_maker.h"

/* A stretch or piece of one: straight, with a radius that changes evenly. */
typedef struct WsCapsule
{
	double x, y; /* where t = 0, in cells from the first lattice point */
	double ux, uy; /* the unit vector along it */
	double length; /* of the whole segment */
	double low, high; /* the part, in t */
	double r, slope; /* the radius at t is r + slope * t */
	double shift; /* the optimum's distance from the projection, per distance from the street */
	double widest; /* the largest radius */
	int at_end; /* 1 or -1: the optimum is at the last place, or the first */
} WsCapsule;

static inline WsCapsule
ws_capsule(const WsLattice *lattice, const WsStretch *t)
{
	double dx = t->bx - t->ax, dy = t->by - t->ay, length = sqrt(dx * dx + dy * dy);
	WsCapsule c = {
		.x = t->ax - lattice->left, .y = t->ay - lattice->bottom, .ux = 1, .length = length};
	double part = (t->to - t->from) * length;

	if (length > 0)
	{
		c.ux = dx / length;
		c.uy = dy / length;
	}
	c.low = t->from * length;
	c.high = t->to * length;
	c.r = t->ra;
	c.widest = ws_greater(t->ra, t->rb);
	if (t->ra == t->rb)
		return c;
	if (part == 0)
	{
		c.r = c.widest;
		return c;
	}
	c.slope = (t->rb - t->ra) / part;
	c.r -= c.slope * c.low;
	/* Where the radius changes as fast as the street goes, the larger disc holds all. */
	if (fabs(c.slope) < 1 - 1e-9)
		c.shift = c.slope / sqrt(1 - c.slope * c.slope);
	else
		c.at_end = c.slope > 0 ? 1 : -1;
	return c;
}

/* A point as a capsule sees it: along it, and beside it. */
typedef struct WsSeen
{
	double along, beside;
} WsSeen;

static inline WsSeen
ws_see(const WsCapsule *c, double x, double y)
{
	double dx = x - c->x, dy = y - c->y;

	return (WsSeen){dx * c->ux + dy * c->uy, dx * c->uy - dy * c->ux};
}

/*
 * Where in a part of a capsule |x - p(t)| - r(t) is least: where the line from x meets
 * the street at an angle whose cosine is the slope of r.
 */
static inline double
ws_capsule_nearest(const WsCapsule *c, double low, double high, WsSeen seen)
{
	double t =
		c->at_end ? c->at_end * (double) INFINITY : seen.along + fabs(seen.beside) * c->shift;

	return t < low ? low : t > high ? high : t;
}

/* That value: how far a point is outside of the part; inside, negative. */
static inline double
ws_capsule_excess(const WsCapsule *c, double low, double high, WsSeen seen)
{
	double t = ws_capsule_nearest(c, low, high, seen), off = seen.along - t;

	return sqrt(off * off + seen.beside * seen.beside) - (c->r + c->slope * t);
}

#endif
