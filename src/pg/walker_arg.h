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

/* One of several budgets: as given, and in seconds or metres. */
typedef struct Budget
{
	double given, limit;
} Budget;

/* Ascending, each once; how many. */
extern int budgets_read(FunctionCallInfo fcinfo, int minutes_argno, int metres_argno,
						WsMetric *metric, Budget **budgets);

#endif
