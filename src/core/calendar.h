/*
 * calendar.h - days of the Gregorian calendar, counted from 1970-01-01, before its
 * time and after it.
 */
#ifndef WALKSHED_CALENDAR_H
#define WALKSHED_CALENDAR_H

#include "core.h"

typedef struct WsDate
{
	int32_t number;
	int year, month, day; /* January is 1 */
} WsDate;

extern int32_t ws_number_of(int year, int month, int day);
extern WsDate ws_date_of(int32_t number);

/* Monday is 0. */
extern int ws_weekday_of(int32_t number);
extern int ws_days_in(int year, int month);

/* Of ISO 8601. */
extern int ws_week_of(int32_t number);

/* Easter Sunday of the Western churches. */
extern int32_t ws_easter_of(int year);

#endif
