/*
 * sweep.h - bounded shortest walks from several starts side by side.
 *
 * Starts that lie near to each other reach the same streets. A sweep has
 * WS_LANES of them share one pass over these: a node holds a label for each,
 * and an arc is relaxed for all in a few vector instructions.
 */
#ifndef WALKSHED_SWEEP_H
#define WALKSHED_SWEEP_H

#include "cache.h"

#define WS_LANES 16
#define WS_NOT_REACHED UINT32_MAX

typedef struct WsSweep WsSweep;

/* Belongs to the environment, as what it allocates does. */
extern WsSweep *ws_sweep_create(WsGraph *graph, const WsSense *sense, WsCost limit);

/* Forgets the sweep before; then offers starts; then runs. */
extern void ws_sweep_begin(WsSweep *sweep);
extern void ws_sweep_offer(WsSweep *sweep, uint32_t lane, uint32_t node, WsCost label);
extern void ws_sweep_run(WsSweep *sweep);

/* The nodes that some lane reached, in no particular order. */
extern const uint32_t *ws_sweep_reached(const WsSweep *sweep, uint32_t *n);

/* The labels of one of them by its place there, WS_LANES; above the limit: not reached. */
extern const WsCost *ws_sweep_labels(const WsSweep *sweep, uint32_t at);

#endif
