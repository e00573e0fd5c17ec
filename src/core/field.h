/*
 * field.h - what it costs to be at the points of a lattice.
 */
#ifndef WALKSHED_FIELD_H
#define WALKSHED_FIELD_H

#include "reached.h"

/*
 * Of a straight segment of a street the part that is reached, in cells from the
 * origin, and what it costs to be at either end of the part. Between the ends that
 * is linear.
 */
typedef struct WsTrack
{
	double ax, ay, bx, by; /* the whole segment, whatever is reached of it */
	double from, to; /* the part, 0 to 1, from <= to */
	double cost[2]; /* there: the measure that is to be least */
	double other[2]; /* of the same walk */
	double leg; /* the longest off the street, in cells */
} WsTrack;

/* All that is reached within a budget, and what is between it and the points. */
typedef struct WsTracks
{
	WsTrack *tracks;
	size_t n;
	double budget; /* of the cost */
	double pace, other_pace; /* what a cell off the street costs, more than 0 */
	WsLattice lattice; /* around them: see ws_field_margin() */
	WsWall *walls;
	size_t n_walls;
	double tolerance; /* of ws_walls_make() */
} WsTracks;

/* Of some lattice points the least cost, and the other measure of that walk. */
typedef struct WsField
{
	WsFrame frame;
	WsLattice lattice;
	float *cost; /* more than the limit: not reached */
	float *other;
	float limit;
} WsField;

/* Rows and columns first .. last; empty where first > last. */
typedef struct WsWindow
{
	uint32_t first_row, last_row;
	uint32_t first_column, last_column;
} WsWindow;

/*
 * The field around what a search reached, on the lattice of ws_catchment() with the
 * same doors and drawing; the budget is at most that of the search. No arrays where
 * no door snapped. What it allocates is of the environment, not of the graph's.
 */
extern void ws_field(const WsEnv *env, const WsSearch *search, WsGraph *graph, const WsSense *sense,
					 double budget, const WsPoint *doors, const WsSnap *snaps, size_t n,
					 const WsDrawing *drawing, WsField *field);
extern void ws_field_free(WsField *field);

/* The field of tracks; its frame is not set. */
extern void ws_field_stamp(const WsTracks *tracks, WsField *field);

/* What a lattice needs around tracks whose legs are at most so long. */
extern double ws_field_margin(double leg);

/* The least window that holds all points which are reached, on earth. */
extern WsWindow ws_field_window(const WsField *field);

static inline bool
ws_field_reached(const WsField *field, size_t point)
{
	return field->cost[point] <= field->limit;
}

/* In degrees; beyond longitude 180 they go on. */
static inline double
ws_field_lon(const WsField *field, double column)
{
	return ws_frame_lon(&field->frame, field->lattice.left + column) / WS_UNITS_PER_DEGREE;
}

static inline double
ws_field_lat(const WsField *field, double row)
{
	return ws_frame_lat(&field->frame, field->lattice.bottom + row) / WS_UNITS_PER_DEGREE;
}

#endif
