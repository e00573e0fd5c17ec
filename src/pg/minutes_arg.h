/*
 * minutes_arg.h - minutes of a week as int4multirange, in and out.
 */
#ifndef WALKSHED_MINUTES_ARG_H
#define WALKSHED_MINUTES_ARG_H

#include "fmgr.h"
#include "hours.h"

/* Fails if a minute is not of the week. What is known of the type is kept in fn_extra. */
extern WsSpan *minutes_argument(FunctionCallInfo fcinfo, int argno, size_t *n);

extern Datum minutes_datum(FunctionCallInfo fcinfo, const WsSpan *spans, size_t n);

#endif
