/*
 * doors.h - the doors of a point set: where its things join the streets.
 *
 * Those of a thing are its points; of one that has outlines only, where streets
 * cross them (see outline.h).
 *
 * Which door joins which street depends on the network, the set and the
 * walker alone, so doors are kept in the cache under the digests of both and
 * serve every later call: twelve services snap the quarters of a city once.
 */
#ifndef WALKSHED_DOORS_H
#define WALKSHED_DOORS_H

#include "points.h"
#include "snap.h"

/* A door on an edge. Costs are of walking; one who comes the other way turns them round. */
typedef struct WsDoor
{
	uint32_t edge;
	uint32_t source, target;
	double fraction; /* of the edge's length, from its source */
	WsCost leg; /* between the door and the street */
	WsCost along; /* of the whole edge, from source to target */
	WsCost against;
} WsDoor;

/* Costs of the door's edge to one who walks, or who comes against the walk. */
static inline WsCost
ws_door_along(const WsDoor *door, bool toward)
{
	return toward ? door->against : door->along;
}

static inline WsCost
ws_door_against(const WsDoor *door, bool toward)
{
	return toward ? door->along : door->against;
}

/* A way to or from the door with its leg; WS_CLOSED where the way is, or beyond the limit. */
static inline WsCost
ws_door_cost(const WsDoor *door, WsCost way, WsCost limit)
{
	/* Neither is above 2^63, so the sum does not pass the end. */
	return way <= limit && door->leg <= limit && way + door->leg <= limit ? way + door->leg
																		  : WS_CLOSED;
}

/*
 * A door at an end of its edge is at a node: whoever comes to it or leaves it
 * by the other end comes through that node too, at the same cost.
 */
static inline bool
ws_door_at_source(const WsDoor *door)
{
	return door->fraction == 0;
}

static inline bool
ws_door_at_target(const WsDoor *door)
{
	return door->fraction == 1;
}

/* A door as seen from the ends of its edge: what is left to walk from there. */
typedef struct WsApproach
{
	uint32_t source, target;
	WsCost from_source, from_target; /* WS_CLOSED where one cannot, or need not, come that way */
} WsApproach;

/* To the door, or, against the walk, from the door to the ends. */
static inline WsApproach
ws_door_approach(const WsDoor *door, bool toward, WsCost limit)
{
	WsCost along = ws_door_along(door, toward), against = ws_door_against(door, toward);

	return (WsApproach){door->source, door->target,
						ws_door_at_target(door)
							? WS_CLOSED
							: ws_door_cost(door, ws_part_cost(along, door->fraction), limit),
						ws_door_at_source(door)
							? WS_CLOSED
							: ws_door_cost(door, ws_part_cost(against, 1 - door->fraction), limit)};
}

/* By the numbers of a set's items. */
typedef struct WsDoors
{
	uint32_t n_items;
	int64_t *ids;
	uint32_t *first; /* n_items + 1 */
	WsDoor *doors; /* those that have a street */
	uint8_t *problem; /* WsSnapProblem of an item without any: that of its first point or outline */
} WsDoors;

/* Those that are kept of the set with this digest; NULL where none are. */
extern const WsDoors *ws_doors_kept(WsGraph *graph, const WsWalker *walker, WsMetric metric,
									const WsDigest *set);

/* The doors stay until the graph is closed. */
extern const WsDoors *ws_doors(WsGraph *graph, const WsWalker *walker, WsMetric metric,
							   const WsPoints *set);

#endif
