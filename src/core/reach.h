/*
 * reach.h - the pieces of street that a search reached, to the metre.
 */
#ifndef WALKSHED_REACH_H
#define WALKSHED_REACH_H

#include "search.h"

/* Along the whole piece time runs evenly, forwards or backwards. */
typedef struct WsPiece
{
	const WsEdge *edge;
	const WsPoint *line; /* of the whole edge */
	uint32_t points;
	double from_fraction, to_fraction; /* from < to */
	double from_seconds, to_seconds;
	double from_metres, to_metres;
} WsPiece;

/* What a piece covers of one of the line's straight segments. */
typedef struct WsPart
{
	WsPoint a, b; /* the segment */
	double from, to; /* of it, 0 to 1 */
	double first, last; /* of the piece, 0 to 1 */
} WsPart;

typedef struct WsReachVisitor
{
	void (*piece)(void *context, const WsPiece *piece);
	/* Of edges every place of which is within this limit, in place of their pieces; may be NULL. */
	void (*whole)(void *context, const WsTile *tile, uint32_t edge);
	WsCost whole_limit;
	void *context;
} WsReachVisitor;

/*
 * Visits every piece reached within the limit, which is at most that of the
 * search, edge by edge in the order of the tiles; an edge reached from both ends
 * gives two pieces that meet where they are equally far.
 */
extern void ws_reach(const WsSearch *search, WsGraph *graph, const WsSense *sense, WsCost limit,
					 const WsSnap *starts, size_t n_starts, const WsReachVisitor *visitor);

/* Visits the parts of a piece, where a segment is as long as the scale says. */
extern void ws_piece_parts(const WsPiece *piece, WsScale scale,
						   void (*visit)(void *context, const WsPart *part), void *context);

#endif
