/*
 * lanes.h - WS_LANES costs at once.
 *
 * The vectors are the compiler's own (GCC and Clang), wider than the
 * machine's: it cuts them to what the target has. Functions marked
 * WS_VECTORIZED are compiled for several targets, of which the loader takes
 * the best that the processor has; the results are the same, being whole
 * numbers. Costs are compared as signed: all are below 2^63.
 */
#ifndef WALKSHED_LANES_H
#define WALKSHED_LANES_H

#include "sweep.h"

#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) &&       \
	!defined(__SANITIZE_ADDRESS__)
#define WS_VECTORIZED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WS_VECTORIZED
#endif

#define WS_LANE_INLINE static inline __attribute__((always_inline))

/* Eight costs: as wide as the widest registers. */
typedef int64_t WsEight __attribute__((vector_size(64), aligned(8), may_alias));

#define WS_EIGHTS (WS_LANES / 8)

typedef struct WsLanes
{
	WsEight part[WS_EIGHTS];
} WsLanes;

WS_LANE_INLINE bool
ws_eight_any(WsEight mask)
{
	typedef int64_t Four __attribute__((vector_size(32), aligned(8)));
	typedef int64_t Two __attribute__((vector_size(16), aligned(8)));
	union
	{
		WsEight eight;
		Four four[2];
	} a = {mask};
	union
	{
		Four four;
		Two two[2];
	} b = {a.four[0] | a.four[1]};
	Two c = b.two[0] | b.two[1];

	return (c[0] | c[1]) != 0;
}

/* Lowers each lane of `to` to that of `from` plus the cost; whether any was. */
WS_LANE_INLINE bool
ws_lanes_offer(WsLanes *to, const WsLanes *from, WsCost cost)
{
	WsEight any = {0};

	for (int i = 0; i < WS_EIGHTS; i++)
	{
		WsEight offered = from->part[i] + (int64_t) cost;
		WsEight better = offered < to->part[i];

		to->part[i] = (offered & better) | (to->part[i] & ~better);
		any |= better;
	}
	return ws_eight_any(any);
}

WS_LANE_INLINE WsCost
ws_lanes_least(const WsLanes *lanes)
{
	int64_t least = lanes->part[0][0];

	for (int i = 0; i < WS_EIGHTS; i++)
		for (int k = 0; k < 8; k++)
			least = lanes->part[i][k] < least ? lanes->part[i][k] : least;
	return (WsCost) least;
}

WS_LANE_INLINE void
ws_lanes_set(WsLanes *lanes, WsCost cost)
{
	for (int i = 0; i < WS_EIGHTS; i++)
		lanes->part[i] = (WsEight){0} + (int64_t) cost;
}

#endif
