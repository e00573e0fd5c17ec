/*
 * hours.h - opening hours as OpenStreetMap writes them, and minutes of a week.
 *
 * Minute 0 is Monday 00:00, and the week ends at 10080.
 */
#ifndef WALKSHED_HOURS_H
#define WALKSHED_HOURS_H

#include "core.h"

#define WS_DAY 1440
#define WS_WEEK (7 * WS_DAY)

/* From the first minute to the one after the last. */
typedef struct WsSpan
{
	int32_t from, to;
} WsSpan;

/* The state of a minute. */
enum
{
	WS_SHUT,
	WS_OPEN,
	WS_PERHAPS /* open on conditions, or until nobody knows when */
};

/*
 * Which week is meant: one of the calendar, or a plain one, which has neither
 * dates nor holidays. Days are counted from 1970-01-01.
 */
typedef struct WsWhichWeek
{
	bool dated;
	int32_t day; /* any day of the week */
	bool holidays_known;
	const int32_t *holidays;
	size_t n_holidays;
} WsWhichWeek;

#define WS_FIRST_YEAR 1
#define WS_LAST_YEAR 9999
#define WS_LONGEST_HOURS 100000

/*
 * What opening hours say of a week. Understood without a problem: all is said.
 * Understood with one: it names what the minutes leave out or how they were read.
 * Not understood: it says why.
 */
typedef struct WsHours
{
	bool understood;
	char problem[1024]; /* or empty */
	uint8_t minutes[WS_WEEK];
} WsHours;

extern void ws_hours_read(const WsEnv *env, const char *text, size_t size, const WsWhichWeek *which,
						  WsHours *hours);

/* The first span of open minutes from `at` on; false: there is none. */
extern bool ws_hours_next(const WsHours *hours, int32_t at, WsSpan *span);

/*
 * Spans of a week, in their order and apart, as opening hours. The text ends with
 * a zero byte.
 */
extern char *ws_hours_write(const WsEnv *env, const WsSpan *spans, size_t n);

/* The share of `during` that is in `hours`; `during` is not empty. */
extern double ws_open_share(const WsSpan *hours, size_t n_hours, const WsSpan *during,
							size_t n_during);

#endif
