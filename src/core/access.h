/*
 * access.h - what is within reach of each origin, and who competes for it.
 */
#ifndef WALKSHED_ACCESS_H
#define WALKSHED_ACCESS_H

#include "decay.h"
#include "measure.h"

/*
 * What origins have of the places of each tag. Rows of `tags` cells, origin
 * by origin.
 */
typedef struct WsAccess
{
	uint32_t n_tags; /* of the places; one more where some have none: the last */
	uint32_t *places; /* how many are within the budget */
	double *total; /* their weights, each by its decay */
} WsAccess;

/* Counts and sums. */
extern void ws_accessible(WsMeasure *m, const WsDecay *decay, WsAccess *out);

/* A place's side of the two-step floating catchment area. */
typedef struct WsLoad
{
	double demand; /* people within its catchment, each by the decay */
	double ratio; /* its weight over that; 0 without demand */
} WsLoad;

/*
 * Two-step floating catchment areas: total[] is each origin's sum of the
 * ratios of the places within reach, loads[] (one a place item) what they
 * carry.
 */
extern void ws_supply(WsMeasure *m, const WsDecay *decay, WsAccess *out, WsLoad *loads);

/* Hill number of order q of the given counts: how many equally common kinds they are worth. */
extern double ws_hill_number(const double *counts, uint32_t n, double q);

#endif
