/*
 * walls.h - barriers on a lattice: which links they cut, which legs they hide.
 */
#ifndef WALKSHED_WALLS_H
#define WALKSHED_WALLS_H

#include "lattice.h"

/* A barrier segment, in cells from the lattice's first point. */
typedef struct WsWall
{
	double ax, ay, bx, by;
} WsWall;

typedef struct WsWalls
{
	const WsLattice *lattice;
	WsCuts cuts;
	uint64_t *cells; /* the cells that a wall touches, by their south-western point */
	const WsWall *walls;
	uint32_t *first; /* for each of those cells: an entry */
	struct WsWallEntry *entries;
	size_t n_entries, capacity;
	double tolerance; /* how near to a leg's start a wall is at it */
} WsWalls;

/* Parts of walls outside the lattice are left out. `walls` must stay. */
extern WsWalls ws_walls_make(const WsLattice *lattice, const WsWall *walls, size_t n,
							 double tolerance);
extern void ws_walls_free(WsWalls *walls);

/*
 * Whether a wall crosses the straight leg from a place on a street to a point, one at
 * its start aside. What hides one leg is likely to hide the next: `hint` is the number of such a wall.
 */
extern bool ws_walls_hide(const WsWalls *walls, double from_x, double from_y, uint32_t x,
						  uint32_t y, uint32_t *hint);

/*
 * Whether a corner of its cell, which a wall touches, is in sight of a place: 0 is the
 * south-western, 1 the south-eastern, 2 and 3 those north of them. None is where the
 * place is at a wall: where a street ends at the water, one does not see what is beyond.
 */
extern bool ws_walls_show_corner(const WsWalls *walls, double x, double y, uint32_t corner);

/* Whether the wall that passes through a cell leaves two places on one side. */
extern bool ws_walls_same_side(const WsWalls *walls, uint32_t x, uint32_t y, double ax, double ay,
							   double bx, double by);

/*
 * Whether all that a wall does in a cell is to pass straight through, with two places
 * on one side.
 */
extern bool ws_walls_pass_by(const WsWalls *walls, uint32_t x, uint32_t y, double ax, double ay,
							 double bx, double by);

/* How far one comes from a point on a link that is cut, dx or dy to its neighbour; 0 to 1. */
extern double ws_walls_stop(const WsWalls *walls, uint32_t x, uint32_t y, int dx, int dy);

static inline bool
ws_walls_touch_cell(const WsWalls *walls, uint32_t x, uint32_t y)
{
	return ws_bit(walls->cells, (size_t) y * ws_lattice_stride(walls->lattice) + x);
}

#endif
