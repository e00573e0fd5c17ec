/*
 * walker_arg.h - the walker and the budget among a function's arguments.
 */
#ifndef WALKSHED_WALKER_ARG_H
#define WALKSHED_WALKER_ARG_H

#include "fmgr.h"
#include "walker.h"

extern void walker_read(FunctionCallInfo fcinfo, int argno, WsWalker *walker);

/* The limit is in seconds by time and in metres by distance. */
extern void budget_read(FunctionCallInfo fcinfo, int minutes_argno, int metres_argno,
						WsMetric *metric, double *limit);

#endif
