/*
 * near_miss.h - from a dead end to the nearest place of another line.
 */
#ifndef WALKSHED_NEAR_MISS_H
#define WALKSHED_NEAR_MISS_H

#include "join.h"
#include "rtree.h"

#define WS_NO_END UINT32_MAX

/* Segments of a line that follow each other. */
typedef struct WsLineRun
{
	uint32_t line;
	uint32_t first; /* vertex of the line */
	uint32_t segments;
} WsLineRun;

typedef struct WsLineIndex
{
	WsLineRun *runs;
	WsRtree tree;
} WsLineIndex;

/* A place on another line where a dead end may be joined. */
typedef struct WsTarget
{
	double distance; /* squared metres from the end to the nearest point */
	uint32_t line;
	uint32_t segment; /* by its first vertex */
	double along; /* the segment, 0 to 1 */
	WsPoint point;
	bool vertex; /* it is one already */
	uint32_t end; /* the dead end there, WS_NO_END if none */
} WsTarget;

typedef struct WsDeadEnd
{
	WsPoint at;
	uint32_t line;
	bool last; /* vertex of its line; else the first */
	bool leads_out; /* to `target`, which is no dead end */
	WsTarget target;
	uint32_t group; /* parent in its union-find tree */
} WsDeadEnd;

/* The lines with their dead ends, and what it takes to look around these. */
typedef struct WsMisses
{
	const WsEnv *env;
	WsCleaned *c;
	double snap_m;
	WsDeadEnd *ends;
	uint32_t n_ends;
	uint32_t *end_of; /* by line, its first and its last vertex */
	WsLineIndex lines;
	WsLineIndex barriers;
	uint32_t *box_groups; /* see ws_note_groups() */
} WsMisses;

/* The trees, and room for what is noted in them, once the ends are known. */
extern void ws_misses_index(WsMisses *m);
extern void ws_misses_unindex(WsMisses *m);

/*
 * The nearest place where an end may be joined, if there is one: on any line,
 * or at the dead ends of other groups only.
 */
extern bool ws_find_target(const WsMisses *m, uint32_t end, bool ends_only, WsTarget *target);

/*
 * Notes for each box of the tree which group all dead ends within it are of,
 * so that nobody looks among their own.
 */
extern void ws_note_groups(WsMisses *m);

/* The root of an end's group. */
static inline uint32_t
ws_group_of(WsDeadEnd *ends, uint32_t end)
{
	while (ends[end].group != end)
	{
		ends[end].group = ends[ends[end].group].group;
		end = ends[end].group;
	}
	return end;
}

static inline const WsPoint *
ws_line_points(const WsCleaned *c, uint32_t line)
{
	return c->points + c->lines[line].first;
}

/* Whether a line passes over or under what is near it, between its ends. */
static inline bool
ws_passes_by(const WsCleaned *c, uint32_t line)
{
	WsKind kind = c->rows[c->order[c->lines[line].row]].way.kind;

	return kind == WS_KIND_FOOTBRIDGE || kind == WS_KIND_UNDERPASS || kind == WS_KIND_LIFT;
}

#endif
