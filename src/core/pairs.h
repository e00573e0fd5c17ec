/*
 * pairs.h - from the things of one point set to those of another, as a stream.
 */
#ifndef WALKSHED_PAIRS_H
#define WALKSHED_PAIRS_H

#include "doors.h"
#include "sweep.h"

typedef struct WsPairs WsPairs;

/* A thing to start from: some doors, and what the caller knows it by. */
typedef struct WsStart
{
	uint32_t item;
	uint32_t n_doors;
	const WsDoor *doors;
} WsStart;

/*
 * The answers for up to WS_LANES starts: cost[i][lane] is the best walk
 * between any doors of starts[lane] and of the thing to[i]; above the limit
 * there is none. Lanes from n_starts on have none either.
 */
typedef struct WsPairBatch
{
	const WsStart *starts;
	uint32_t n_starts;
	uint32_t n;
	const uint32_t *to;
	const WsCost (*cost)[WS_LANES];
} WsPairBatch;

typedef void (*WsPairCallback)(void *context, const WsPairBatch *batch);

/* The walk goes from the starts to `to`; with sense->toward it comes from `to`. */
extern WsPairs *ws_pairs_create(WsGraph *graph, const WsSense *sense, WsCost limit,
								const WsPoints *to, const WsDoors *doors);

/* Batch after batch, those near to each other together. Every start with a door comes in one. */
extern void ws_pairs_each(WsPairs *pairs, const WsStart *starts, uint32_t n,
						  WsPairCallback callback, void *context);

/* The items of a set as starts. */
extern WsStart *ws_starts(const WsEnv *env, const WsPoints *set, const WsDoors *doors);

#endif
