/*
 * runs.h - the runs of streets or of barriers in a box.
 */
#ifndef WALKSHED_RUNS_H
#define WALKSHED_RUNS_H

#include "cache.h"

/*
 * The runs of streets or of barriers whose boxes touch a box, until the visit
 * says that it is enough; whether it said so.
 */
typedef enum WsRuns
{
	WS_STREETS,
	WS_BARRIERS
} WsRuns;

typedef bool (*WsRunVisit)(void *context, const WsTile *tile, const WsRun *run);

extern bool ws_each_run(WsGraph *graph, WsRuns runs, const WsBox *box, WsRunVisit visit,
						void *context);

#endif
