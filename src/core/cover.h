/*
 * cover.h - the minutes of a week at which at least so many are open.
 */
#ifndef WALKSHED_COVER_H
#define WALKSHED_COVER_H

#include "hours.h"

/* By how much the number of the open changes at a minute. */
typedef struct WsStep
{
	int32_t minute, change;
} WsStep;

/*
 * The steps of many weeks: appended as they come, and added up by minute when
 * there is no room. So it stays small where opening times are alike, and is
 * never more than a few for each minute of a week.
 */
typedef struct WsCover
{
	WsStep *steps;
	size_t n, capacity;
} WsCover;

extern void ws_cover_add(const WsEnv *env, WsCover *cover, const WsSpan *spans, size_t n);

/* Adds all of another one. */
extern void ws_cover_merge(const WsEnv *env, WsCover *cover, const WsStep *steps, size_t n);

/* One step for each minute that has any, in their order. */
extern void ws_cover_tidy(const WsEnv *env, WsCover *cover);

/* The spans with at least so many, in their order and apart. */
extern WsSpan *ws_cover_spans(const WsEnv *env, WsCover *cover, int32_t at_least, size_t *n);

#endif
