/*
 * join.h - ends of lines that all but meet, joined: a phase of the build.
 */
#ifndef WALKSHED_JOIN_H
#define WALKSHED_JOIN_H

#include "build.h"

/* A line, or a cut piece of one, in the cleaned vertices. */
typedef struct WsLine
{
	uint32_t row; /* in the order of ids */
	uint32_t points;
	size_t first;
} WsLine;

/* The streets after cleaning. */
typedef struct WsCleaned
{
	const WsStreet *rows;
	const uint32_t *order; /* rows by id */
	WsPoint *points;
	size_t n_points;
	WsLine *lines;
	size_t n_lines;
	const WsLine *barriers;
	size_t n_barriers;
} WsCleaned;

/*
 * Joins the dead ends within `snap_m` of another line to it. Lines that
 * change are written anew behind the other vertices. Returns how many ends
 * are joined.
 */
extern uint32_t ws_join_ends(const WsEnv *env, WsCleaned *cleaned, double snap_m);

/*
 * A hash table of vertices has their keys in its slots. Latitude needs 31
 * bits, so the lowest bit is free for a mark.
 */
#define WS_EMPTY_SLOT UINT64_MAX

static inline uint64_t
ws_vertex_key(WsPoint p)
{
	return (uint64_t) ((uint32_t) p.x + 0x80000000u) << 32 | (uint64_t) (uint32_t) (p.y + 900000000)
																 << 1;
}

/* The slot of a vertex: its own, or the empty one where it belongs. */
static inline size_t
ws_vertex_slot(const uint64_t *slots, size_t mask, uint64_t key)
{
	uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (hash ^ hash >> 32) & mask;

	while (slots[at] != WS_EMPTY_SLOT && (slots[at] & ~UINT64_C(1)) != key)
		at = (at + 1) & mask;
	return at;
}

#endif
