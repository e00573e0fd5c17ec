/*
 * lanes.h - WS_LANES costs at once.
 *
 * The vectors are the compiler's own (GCC and Clang), which cuts them to what
 * the target has. Costs are compared as signed: all are below 2^63.
 */
#ifndef WALKSHED_LANES_H
#define WALKSHED_LANES_H

#include "sweep.h"

#define WS_UNROLL _Pragma("GCC unroll 8")
#define WS_LANE_INLINE static inline __attribute__((always_inline))

typedef int64_t WsFour __attribute__((vector_size(32), aligned(8), may_alias));

#define WS_FOURS (WS_LANES / 4)

typedef struct WsLanes
{
	WsFour part[WS_FOURS];
} WsLanes;

WS_LANE_INLINE bool
ws_four_any(WsFour mask)
{
	typedef int64_t Two __attribute__((vector_size(16), aligned(8)));
	union
	{
		WsFour four;
		Two two[2];
	} halves = {mask};
	Two both = halves.two[0] | halves.two[1];

	return (both[0] | both[1]) != 0;
}

/* Lowers each lane of `to` to that of `from` plus the cost; whether any was. */
WS_LANE_INLINE bool
ws_lanes_offer(WsLanes *to, const WsLanes *from, WsCost cost)
{
	WsFour any = {0};

	WS_UNROLL
	for (int i = 0; i < WS_FOURS; i++)
	{
		WsFour offered = from->part[i] + (int64_t) cost;
		WsFour better = offered < to->part[i];

		to->part[i] = (offered & better) | (to->part[i] & ~better);
		any |= better;
	}
	return ws_four_any(any);
}

WS_LANE_INLINE WsCost
ws_lanes_least(const WsLanes *lanes)
{
	WsFour low = lanes->part[0];
	int64_t least;

	WS_UNROLL
	for (int i = 1; i < WS_FOURS; i++)
	{
		WsFour less = lanes->part[i] < low;

		low = (lanes->part[i] & less) | (low & ~less);
	}
	least = low[0];
	for (int i = 1; i < 4; i++)
		least = low[i] < least ? low[i] : least;
	return (WsCost) least;
}

/* In registers: a struct is copied by narrower moves, which stall the loads after them. */
WS_LANE_INLINE WsLanes
ws_lanes_load(const WsLanes *from)
{
	WsLanes lanes;

	WS_UNROLL
	for (int i = 0; i < WS_FOURS; i++)
		lanes.part[i] = from->part[i];
	return lanes;
}

WS_LANE_INLINE void
ws_lanes_set(WsLanes *lanes, WsCost cost)
{
	for (int i = 0; i < WS_FOURS; i++)
		lanes->part[i] = (WsFour){0} + (int64_t) cost;
}

#endif
