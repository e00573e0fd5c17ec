/*
 * area_maker.h - an area while it is made: what the files of area.c share.
 */
#ifndef WALKSHED_AREA_MAKER_H
#define WALKSHED_AREA_MAKER_H

#include "area.h"

/* From a sample to the lattice point that is marked for it, at most: half a diagonal. */
#define WS_AREA_TO_MARK 0.7072

/* From a place on a street to the nearest mark for it, at most. */
#define WS_AREA_FROM_STREET 1.4143

/* Beyond this of the field nothing needs to be known: it is no link's length from the area. */
#define WS_AREA_MOST 1.0

/*
 * The mark of a sample is the point next to it, or, where a wall hides that, the other
 * corners of its cell that are in sight. Corners are those of ws_walls_show_corner().
 */
typedef struct WsAside
{
	uint8_t is : 1; /* the latter */
	uint8_t next : 2; /* which corner the point next to it is */
	uint8_t corners : 4; /* those others */
} WsAside;

/* Where a stretch counts. */
typedef enum WsCounts
{
	WS_COUNTS_FULL, /* with the full radius, where it is the nearest of these */
	WS_COUNTS_UNSETTLED, /* only where that is out of sight: else that, or one on the way to it, is nearer */
	WS_COUNTS_EVERYWHERE
} WsCounts;

typedef struct WsAreaMaker
{
	const WsEnv *env;
	const WsLattice *lattice;
	const WsWalls *walls;
	const WsStretch *stretches;
	size_t n;
	double radius;
	uint32_t *samples; /* the lattice points next to them */
	WsAside *aside; /* of a sample */
	size_t n_samples;
	size_t samples_capacity, aside_capacity;
	uint32_t *first_sample; /* of a stretch; where it is implied, it has none */
	uint8_t *counts; /* of a stretch: see WsCounts */
	WsWays ways; /* as far as the full radius */
	uint64_t *full_marks; /* next to where stretches of the full radius are reached */
	uint64_t *other_marks;
	uint64_t *sure; /* inside */
	uint64_t *deep; /* so far inside that only a wall ends the area at a link; NULL without walls */
	uint64_t *possible; /* in sight of a mark, and near enough */
	uint64_t *open; /* possible, not sure */
	uint64_t *measured; /* of these the field is worked out */
	double *field; /* how far outside of the area a point is; inside, negative */
	uint64_t
		*by_closed; /* near a street that cannot be left: nothing is implied; NULL without any */
	uint64_t *by_walls; /* from where a wall may hide something */
	uint64_t *hideable; /* measured, by walls */
	uint64_t *unsettled; /* hideable, where it is out of sight, but near enough to matter */
	uint64_t *clear; /* measured, not by walls */
	uint64_t *near_walls; /* the points around the cells with walls, and a step on */
	uint64_t *shared; /* corners of the cells that a street shares with a wall */
	uint64_t *watched; /* corners of the others with walls, on the street's side */
	WsArea *area;
} WsAreaMaker;

/* Marks the samples of all stretches, and finds what is near walls and near streets that cannot be left. */
extern void ws_area_mark(WsAreaMaker *m);

/* The marks of a sample; how many. */
extern uint32_t ws_area_marks_of(const WsAreaMaker *m, size_t sample, uint32_t marks[4]);

/* Works out the field at the points that are to be measured. */
extern void ws_area_measure(WsAreaMaker *m);

/* Unlike fmin and fmax, these are instructions rather than calls. */
static inline double
ws_lesser(double a, double b)
{
	return a < b ? a : b;
}

static inline double
ws_greater(double a, double b)
{
	return a > b ? a : b;
}

/* Where the samples of a segment are, from the first lattice point. */
typedef struct WsSamples
{
	double x, y, dx, dy; /* from the origin */
	double left, bottom;
	uint32_t parts;
} WsSamples;

static inline WsSamples
ws_samples(const WsAreaMaker *m, const WsStretch *t)
{
	uint32_t parts = ws_lattice_parts(t->bx - t->ax, t->by - t->ay);
	double part = 1.0 / parts;

	return (WsSamples){t->ax,
					   t->ay,
					   (t->bx - t->ax) * part,
					   (t->by - t->ay) * part,
					   m->lattice->left,
					   m->lattice->bottom,
					   parts};
}

static inline double
ws_sample_x(const WsSamples *samples, uint32_t k)
{
	return ws_rounded(samples->x + k * samples->dx) - samples->left;
}

static inline double
ws_sample_y(const WsSamples *samples, uint32_t k)
{
	return ws_rounded(samples->y + k * samples->dy) - samples->bottom;
}

static inline uint32_t
ws_nearest_point(double x, double y, uint32_t stride)
{
	return (uint32_t) (int32_t) (y + 0.5) * stride + (uint32_t) (int32_t) (x + 0.5);
}

#endif
