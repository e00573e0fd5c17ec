/*
 * decay_arg.h - the decay among a function's arguments.
 */
#ifndef WALKSHED_DECAY_ARG_H
#define WALKSHED_DECAY_ARG_H

#include "decay.h"
#include "fmgr.h"
#include "walker.h"

/* The budget is in seconds by time and in metres by distance. */
extern void decay_read(FunctionCallInfo fcinfo, int argno, WsMetric metric, double budget,
					   WsDecay *decay);

#endif
