/*
 * decay.h - how much a place counts that is so far away.
 */
#ifndef WALKSHED_DECAY_H
#define WALKSHED_DECAY_H

#include "core.h"

typedef enum WsDecayKind
{
	WS_DECAY_STEP, /* 1 */
	WS_DECAY_LINEAR, /* 1 - t / T */
	WS_DECAY_EXPONENTIAL, /* exp(-beta t) */
	WS_DECAY_GAUSSIAN, /* (exp(-(t / T)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)) */
	WS_DECAY_LOGISTIC, /* 1 / (1 + exp((t - midpoint) / scale)) */
	WS_DECAY_POWER, /* t^-beta, 1 below t = 1 */
	WS_DECAY_COUNT
} WsDecayKind;

extern const char *const ws_decay_names[WS_DECAY_COUNT];

/* t and T are in the unit of the budget, minutes or metres. */
typedef struct WsDecay
{
	WsDecayKind kind;
	double budget;
	double beta;
	double midpoint;
	double scale;
} WsDecay;

/* The parameters that are not given: NaN becomes the default for the budget. */
extern void ws_decay_defaults(WsDecay *decay);

/* Between 0 and 1, for 0 <= t <= budget. */
extern double ws_decay(const WsDecay *decay, double t);

#endif
