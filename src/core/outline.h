/*
 * outline.h - things that are areas: a quarter, a park.
 *
 * An outline is a shell and its holes; each ring is a list of vertices whose
 * last is joined to the first.
 */
#ifndef WALKSHED_OUTLINE_H
#define WALKSHED_OUTLINE_H

#include "snap.h"

typedef struct WsOutlineRing
{
	uint32_t first, count; /* vertices */
	bool hole;
} WsOutlineRing;

/*
 * Puts outlines into an order that depends on their content alone: where each
 * ring begins and which way it goes, its holes, one outline after the other.
 * Vertices equal to their predecessor go, and holes without an area. Moves
 * vertices; returns how many rings are left.
 */
extern size_t ws_outlines_order(const WsEnv *env, WsOutlineRing *rings, size_t n,
								WsPoint *vertices);

/* A point inside an outline, away from its rings where it is wide. */
extern WsPoint ws_outline_inside(const WsEnv *env, const WsOutlineRing *rings, size_t n,
								 const WsPoint *vertices);

/* A way into an area. */
typedef struct WsEntry
{
	WsPoint at;
	WsSnap snap;
} WsEntry;

/*
 * The doors of a thing that is known by its outlines: where a street that the
 * walker may use crosses or touches one, in the order of edges and fractions;
 * where none does, a point inside each outline, which joins the nearest street
 * as any door does, or has a problem. At least one; to be freed.
 */
extern WsEntry *ws_outline_entries(WsGraph *graph, const WsWalker *walker,
								   const WsOutlineRing *rings, size_t n_rings,
								   const WsPoint *vertices, size_t *n);

#endif
