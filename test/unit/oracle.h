/*
 * oracle.h - the answers, worked out the long way.
 *
 * Written from the documentation alone, without the core's code: brute force
 * over all vertices, segments and pairs, Bellman-Ford for the shortest walks,
 * doubles without rounding, and lengths from the published series for the
 * length of a degree instead of the radii of curvature. Of the core it knows
 * the input types, WsStreets and WsWalker.
 */
#ifndef WALKSHED_TEST_ORACLE_H
#define WALKSHED_TEST_ORACLE_H

#include "build.h"
#include "test.h"

/* A stretch of a street between two nodes. */
typedef struct Piece
{
	int64_t street;
	WsWay way; /* of the whole street */
	double share; /* of its length */
	uint32_t source, target;
	const WsPoint *points;
	uint32_t n;
	double metres;
	double seconds[2]; /* along and against the line; infinite where closed */
	double grade;
} Piece;

typedef struct Oracle
{
	WsWalker walker;
	WsPoint *nodes; /* by x, then y */
	uint32_t n_nodes;
	Piece *pieces;
	uint32_t n_pieces;
	WsPoint (*walls)[2]; /* segments of barriers */
	uint32_t n_walls;
	uint32_t null_parts; /* without length */
	uint32_t repeated; /* vertices equal to their predecessor */
} Oracle;

/* What a search minimises, and from which end. */
typedef struct Search
{
	bool by_distance;
	bool toward;
} Search;

/* A door and where it joins the streets. */
typedef struct Door
{
	uint32_t piece;
	double fraction;
	double metres; /* of the leg */
} Door;

/* What stands between a door and a point of a street. */
typedef enum Verdict
{
	FREE,
	CUT, /* a barrier */
	UNCLEAR /* one within rounding of cutting */
} Verdict;

/*
 * How far the nearest street in sight of a door is: between two bounds, which
 * differ where it is seen past the edge of a barrier, or where rounding
 * decides. Infinite where there is none.
 */
typedef struct Sight
{
	double low, high;
	double least; /* to the nearest street, in sight or not */
} Sight;

extern double oracle_metres(WsPoint a, WsPoint b);

extern Oracle oracle_of(const WsStreets *streets);
extern void oracle_walk_as(Oracle *oracle, const WsWalker *walker);
extern uint32_t oracle_node(const Oracle *oracle, WsPoint p);

/* Seconds or metres of a piece in the direction of a search. */
extern double oracle_cost(const Oracle *oracle, Search search, uint32_t piece, bool against);

/* The cost at every node from the nearest of the doors. */
extern double *oracle_labels(const Oracle *oracle, Search search, const Door *doors, size_t n);

/*
 * The other measure along walks whose cost is the least, or more by up to the
 * slack at each step: the lowest and the highest at every node.
 */
extern void oracle_second(const Oracle *oracle, Search search, const Door *doors, size_t n,
						  const double *labels, double slack, double *low, double *high);

/* The cost at a point of a piece. */
extern double oracle_at(const Oracle *oracle, Search search, const Door *doors, size_t n,
						const double *labels, uint32_t piece, double fraction);

extern Sight oracle_sight(const Oracle *oracle, WsPoint door);

/* Whether barriers cut the leg to a point of a piece. */
extern Verdict oracle_verdict(const Oracle *oracle, WsPoint door, uint32_t piece, double fraction);

/* The point of a piece, in degrees. */
extern void oracle_point(const Oracle *oracle, uint32_t piece, double fraction, double *lon,
						 double *lat);

/* From a point in degrees to the nearest street. */
extern double oracle_off_street(const Oracle *oracle, double lon, double lat);

#endif
