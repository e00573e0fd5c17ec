/*
 * barriers.h - walls one by one: what they cross, exactly where coordinates are
 * whole 4096ths and small, else to a hair.
 */
#ifndef WALKSHED_TEST_BARRIERS_H
#define WALKSHED_TEST_BARRIERS_H

#include "test.h"
#include "walls.h"

/* To a 4096th. */
extern double on_grid(double cells);

/* Positive where a place is left of a wall. */
extern double side_of(const WsWall *w, double x, double y);

/* Of yes or no, 0 where rounding decides: a mere touch. */
typedef enum Verdict
{
	NO = -1,
	UNCLEAR,
	YES
} Verdict;

extern Verdict walls_meet(const WsWall *v, const WsWall *w);

/* Whether one of the walls crosses a leg farther than the tolerance from its start. */
extern Verdict walls_hide(const WsWall *walls, size_t n, double tolerance, double x, double y,
						  double to_x, double to_y);

/* Distances from a place to a wall, and between two walls. */
extern double wall_distance(const WsWall *w, double x, double y);
extern double walls_apart(const WsWall *v, const WsWall *w);

/* How often the walls, a closed line, wind round a place that is not on them. */
extern int winding(const WsWall *walls, size_t n, double x, double y);

#endif
