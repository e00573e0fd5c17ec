/*
 * hours_days.h - the days that a rule of opening hours is about.
 */
#ifndef WALKSHED_HOURS_DAYS_H
#define WALKSHED_HOURS_DAYS_H

#include "calendar.h"
#include "hours.h"
#include "hours_words.h"

/*
 * The days looked at: Sunday, whose night reaches into the week, then Monday to
 * Sunday. A set of them has a bit for each.
 */
#define WS_DAYS 8
#define WS_ALL_DAYS 0xff

/* Where the reading of the words is. */
typedef struct WsReader
{
	const WsWhichWeek *which;
	WsDate dates[WS_DAYS]; /* of a week of the calendar */
	const WsWord *at;
	const char *reason; /* why it failed */
	const WsWord *public_holidays; /* the first that had to be left out */
	const WsWord *school_holidays;
} WsReader;

/* Whether the week can be looked at. */
extern bool ws_hours_calendar(WsReader *r);

/* Notes a reason. Returns false. */
extern bool ws_hours_fail(WsReader *r, const char *reason);

/* Steps over a word of this kind, if it is the next one. */
extern bool ws_hours_accept(WsReader *r, WsWordKind kind);

/*
 * Reads the selectors of days that follow. They narrow `days` down, `any` is set
 * if there is one. False: a reason is noted.
 */
extern bool ws_hours_days(WsReader *r, uint8_t *days, bool *any);

#endif
