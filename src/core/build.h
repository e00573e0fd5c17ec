/*
 * build.h - from street lines to a network value.
 */
#ifndef WALKSHED_BUILD_H
#define WALKSHED_BUILD_H

#include "network.h"

/*
 * The input rows as they come in: a row's parts, and the parts' vertices, lie
 * one after the other in the order of rows. Lengths in `way` are not read.
 */
typedef struct WsStreet
{
	int64_t id;
	WsWay way;
	bool timed;
	bool ends_stay; /* apart, whatever is near: no joining within snap_m */
	uint32_t parts;
	uint32_t vertices; /* of all its parts */
} WsStreet;

typedef struct WsStreets
{
	uint32_t srid; /* 0: none seen yet */
	WsStreet *rows;
	size_t n_rows;
	size_t row_capacity;
	uint32_t *parts; /* vertices of each */
	size_t n_parts;
	size_t part_capacity;
	WsPoint *points;
	size_t n_points;
	size_t point_capacity;
	uint32_t null_rows;
	uint32_t empty_rows;
	double snap_m; /* dead ends within it of another line are joined to it */
	WsInputCounts before; /* counted already, by an earlier build */
} WsStreets;

#define WS_MAX_SNAP_M 20.0

/*
 * Writes the value; the bytes do not depend on the order of rows. The result
 * is allocated, with `reserve` bytes free before it.
 */
extern uint8_t *ws_network_build(const WsEnv *env, const WsStreets *streets, size_t reserve,
								 size_t *size);

#endif
