/*
 * area_paths.h - the paths across an open area: a square, a platform.
 */
#ifndef WALKSHED_AREA_PATHS_H
#define WALKSHED_AREA_PATHS_H

#include "outline.h"

/*
 * Straight lines inside of an area such that no walk between two entries along
 * these and its outlines is longer than detour times the shortest that stays
 * in the area. Entries are vertices of the outlines. Two points for each of the
 * n lines; to be freed.
 */
extern WsPoint *ws_area_paths(const WsEnv *env, const WsOutlineRing *rings, size_t n_rings,
							  const WsPoint *vertices, const WsPoint *entries, size_t n_entries,
							  double detour, size_t *n);

#endif
