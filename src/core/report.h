/*
 * report.h - what is in a network, and what was left out of it.
 */
#ifndef WALKSHED_REPORT_H
#define WALKSHED_REPORT_H

#include "cache.h"

typedef void (*WsReportCallback)(void *context, const char *metric, double value, const char *note);

extern void ws_report(WsGraph *graph, WsReportCallback callback, void *context);

#endif
