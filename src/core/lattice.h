/*
 * lattice.h - points of a square lattice, sixty-four in a word.
 *
 * Lengths are in cells. A set of points is an array of bits by rows; point i is
 * bit i % 64 of word i / 64, its neighbour to the north one row of words on. Set
 * bits keep away from the border: see ws_lattice_around().
 */
#ifndef WALKSHED_LATTICE_H
#define WALKSHED_LATTICE_H

#include "core.h"

/*
 * The most points of one lattice, rows padded to whole words. To draw an area
 * takes some twenty bytes for each.
 */
#define WS_LATTICE_MAX_POINTS (64u << 20)

typedef struct WsLattice
{
	const WsEnv *env;
	double left, bottom; /* the first point: whole cells from the origin */
	uint32_t row_words;
	uint32_t rows;
} WsLattice;

/* What is not to be stepped over: the links between neighbours that are cut. */
typedef struct WsCuts
{
	uint64_t *east; /* between a point and its neighbour to the east */
	uint64_t *north;
} WsCuts;

/*
 * A lattice over a box (west, south, east, north, cells from the origin) and a
 * margin. Fails where it would be larger than the limit; `cell` is for the message.
 */
extern WsLattice ws_lattice_around(const WsEnv *env, const double box[4], double margin,
								   double cell);

/* The directions of links, counter-clockwise. */
typedef enum WsDirection
{
	WS_EAST,
	WS_NORTH,
	WS_WEST,
	WS_SOUTH
} WsDirection;

/* The straight ways from a point to all others within a radius. */
typedef struct WsWays
{
	double radius;
	int depth; /* no way has more steps */
	int *later; /* for each number of steps: see lattice.c */
	struct WsWayStep *steps; /* all ways as a tree, depth first */
	size_t n_steps;
} WsWays;

extern WsWays ws_ways_make(const WsEnv *env, double radius);
extern void ws_ways_free(const WsEnv *env, WsWays *ways);

/*
 * Whether the way from a point to another that is within a radius, no larger than
 * that of the ways, steps over no cut.
 */
extern bool ws_ways_lead(const WsWays *ways, const WsLattice *lattice, const WsCuts *cuts,
						 double radius, uint32_t from, uint32_t x, uint32_t y);

extern uint64_t *ws_bits_make(const WsLattice *lattice);
extern void ws_bits_free(const WsLattice *lattice, uint64_t *bits);

extern bool ws_bits_any(const WsLattice *lattice, const uint64_t *bits);

/* Adds to `out` all points within a radius of a set. */
extern void ws_dilate(const WsLattice *lattice, const uint64_t *bits, double radius, uint64_t *out);

typedef struct WsDisc
{
	double radius;
	uint64_t *out;
} WsDisc;

/*
 * For each of some discs, the largest first, adds to `out` the points within its radius
 * of a set to which a way leads that steps over no cut; none is larger than that of the
 * ways. Without cuts the same as ws_dilate(). What is in `out` goes into those of larger
 * discs too.
 */
extern void ws_dilate_in_sight(const WsLattice *lattice, const WsCuts *cuts, const WsWays *ways,
							   const uint64_t *bits, const WsDisc *discs, size_t n);

/* For the end of a way, which leads so far east and north. */
typedef void (*WsWayVisitor)(void *context, size_t point, int dx, int dy);

/* Visits each way from a point of one set to one of another that steps over no cut. */
extern void ws_ways_each(const WsLattice *lattice, const WsCuts *cuts, const WsWays *ways,
						 const uint64_t *from, const uint64_t *to, WsWayVisitor visit,
						 void *context);

/*
 * Coordinates are rounded to 1/4096 cell, so that they do not depend on where a
 * lattice begins: the sum has no room for more digits.
 */
static inline double
ws_rounded(double cells)
{
	return (cells + 0x1.8p40) - 0x1.8p40;
}

/* Widens a box of ws_lattice_around() to hold a place. */
static inline void
ws_lattice_box_add(double box[4], double x, double y)
{
	box[0] = x < box[0] ? x : box[0];
	box[1] = y < box[1] ? y : box[1];
	box[2] = x > box[2] ? x : box[2];
	box[3] = y > box[3] ? y : box[3];
}

/* In how many equal parts samples cut a segment, of which none is more than a cell in x or y. */
static inline uint32_t
ws_lattice_parts(double dx, double dy)
{
	double x = dx < 0 ? -dx : dx, y = dy < 0 ? -dy : dy, longest = x > y ? x : y;
	uint32_t whole = (uint32_t) longest;

	return whole + (whole < longest || whole == 0);
}

static inline uint32_t
ws_lattice_stride(const WsLattice *lattice)
{
	return lattice->row_words * 64;
}

static inline size_t
ws_lattice_words(const WsLattice *lattice)
{
	return (size_t) lattice->row_words * lattice->rows;
}

static inline bool
ws_bit(const uint64_t *bits, size_t point)
{
	return bits[point / 64] >> point % 64 & 1;
}

static inline void
ws_bit_set(uint64_t *bits, size_t point)
{
	bits[point / 64] |= (uint64_t) 1 << point % 64;
}

/* The bits of a word of a row that are in [first, last], numbers in the row. */
static inline uint64_t
ws_bits_between(uint32_t word, uint32_t first, uint32_t last)
{
	uint64_t bits = ~(uint64_t) 0;

	if (word == first / 64)
		bits &= ~(uint64_t) 0 << first % 64;
	if (word == last / 64)
		bits &= ~(uint64_t) 0 >> (63 - last % 64);
	return bits;
}

/* Whether the link between a point and its neighbour `beyond` is cut. */
static inline bool
ws_is_cut(const WsCuts *cuts, size_t point, size_t beyond, WsDirection direction)
{
	size_t link = direction == WS_WEST || direction == WS_SOUTH ? beyond : point;

	return ws_bit(direction == WS_EAST || direction == WS_WEST ? cuts->east : cuts->north, link);
}

#endif
