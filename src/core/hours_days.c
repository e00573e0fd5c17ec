/*
 * hours_days.c - the days that a rule of opening hours is about, see hours_days.h.
 *
 * Each selector becomes a set of the eight days looked at as soon as it is read.
 * Those in a list add up; those of different kinds (years, months and days of
 * the month, weeks, weekdays, holidays) narrow each other down.
 *
 * A plain week has no dates: a selector that needs them fails, unless it selects
 * the whole year. Holidays nobody named select nothing, and that is noted.
 */
#include "hours_days.h"

static const char *const no_dates = "a plain week has no dates";
static const char *const no_such_date = "there is no such date";
static const char *const strange =
	"write it as Mo-Fr 08:00-12:00,14:00-18:00; Sa 08:00-12:00; Su off";
static const char *const loose_comma = "a comma follows where times are expected";

bool
ws_hours_fail(WsReader *r, const char *reason)
{
	r->reason = reason ? reason : strange;
	return false;
}

bool
ws_hours_accept(WsReader *r, WsWordKind kind)
{
	if (r->at->kind != kind)
		return false;
	r->at++;
	return true;
}

static bool
follows(const WsReader *r, WsWordKind first, WsWordKind second)
{
	return r->at[0].kind == first && r->at[1].kind == second;
}

bool
ws_hours_calendar(WsReader *r)
{
	int32_t monday;

	if (!r->which->dated)
		return true;
	if (r->which->day < ws_number_of(WS_FIRST_YEAR, 1, 1) ||
		r->which->day > ws_number_of(WS_LAST_YEAR, 12, 31))
		return ws_hours_fail(r, "weeks are those of the years 1 to 9999");
	monday = r->which->day - ws_weekday_of(r->which->day);
	for (int i = 0; i < WS_DAYS; i++)
		r->dates[i] = ws_date_of(monday - 1 + i);
	return true;
}

/* The days of the calendar that a selector selects. */
typedef bool (*Selects)(const WsDate *date, const void *selector);

static bool
select_dates(WsReader *r, Selects selects, const void *selector, uint8_t *days)
{
	if (!r->which->dated)
		return ws_hours_fail(r, no_dates);
	for (int i = 0; i < WS_DAYS; i++)
		if (selects(&r->dates[i], selector))
			*days |= (uint8_t) (1u << i);
	return true;
}

/* "+ 2 days". One more than `most` is no offset that anybody means. */
static bool
read_offset(WsReader *r, int most, int *offset)
{
	*offset = 0;
	if ((r->at->kind != WS_WORD_PLUS && r->at->kind != WS_WORD_MINUS) ||
		r->at[1].kind != WS_WORD_NUMBER || r->at[2].kind != WS_WORD_DAYS)
		return true;
	if (r->at[1].value > most)
		return ws_hours_fail(r, no_such_date);
	*offset = r->at->kind == WS_WORD_PLUS ? r->at[1].value : -r->at[1].value;
	r->at += 3;
	return true;
}

/* From, to and every how many: of years and of weeks. */
typedef struct Steps
{
	int from, to, step;
} Steps;

static bool
in_steps(const Steps *s, int n)
{
	return n >= s->from && n <= s->to && (n - s->from) % s->step == 0;
}

static bool
is_in_years(const WsDate *date, const void *selector)
{
	return in_steps(selector, date->year);
}

static bool
is_in_weeks(const WsDate *date, const void *selector)
{
	return in_steps(selector, ws_week_of(date->number));
}

/* "/ 2", where it follows. */
static bool
read_step(WsReader *r, int *step)
{
	*step = 1;
	if (!follows(r, WS_WORD_SLASH, WS_WORD_NUMBER))
		return true;
	*step = r->at[1].value;
	r->at += 2;
	return *step > 0 || ws_hours_fail(r, no_such_date);
}

/* 2026, 2026-2028, 2026+, 2026/2, 2026-2032/2 */
static bool
read_years(WsReader *r, uint8_t *days)
{
	do
	{
		Steps years;

		if (r->at->kind != WS_WORD_YEAR)
			return ws_hours_fail(r, loose_comma);
		years = (Steps){r->at->value, r->at->value, 1};
		r->at++;
		if (follows(r, WS_WORD_MINUS, WS_WORD_YEAR))
		{
			years.to = r->at[1].value;
			r->at += 2;
			if (years.to <= years.from)
				return ws_hours_fail(r, no_such_date);
		}
		else if (r->at->kind == WS_WORD_SLASH || ws_hours_accept(r, WS_WORD_PLUS))
			years.to = WS_LAST_YEAR;
		if (!read_step(r, &years.step) || !select_dates(r, is_in_years, &years, days))
			return false;
	} while (ws_hours_accept(r, WS_WORD_COMMA));
	return true;
}

/* week 5, week 1-20, week 1-53/2 */
static bool
read_weeks(WsReader *r, uint8_t *days)
{
	do
	{
		Steps weeks;

		ws_hours_accept(r, WS_WORD_WEEK);
		if (r->at->kind != WS_WORD_NUMBER)
			return ws_hours_fail(r, NULL);
		weeks = (Steps){r->at->value, r->at->value, 1};
		r->at++;
		if (follows(r, WS_WORD_MINUS, WS_WORD_NUMBER))
		{
			weeks.to = r->at[1].value;
			r->at += 2;
			if (!read_step(r, &weeks.step))
				return false;
		}
		if (weeks.from < 1 || weeks.to > 53 || weeks.to < weeks.from)
			return ws_hours_fail(r, "there is no such week");
		if (weeks.from == 1 && weeks.to == 53 && weeks.step == 1)
			*days = WS_ALL_DAYS;
		else if (!select_dates(r, is_in_weeks, &weeks, days))
			return false;
	} while (ws_hours_accept(r, WS_WORD_COMMA));
	return true;
}

/* A day of a year: of a month, a weekday of a month, or Easter. */
typedef struct Point
{
	int year; /* 0: every one */
	int month; /* 0: Easter */
	int day;
	int nth; /* of the weekday, from the month's end where negative; 0: a day */
	int weekday;
	int offset;
} Point;

static int32_t
point_in(const Point *p, int year)
{
	int32_t first;

	if (p->year)
		year = p->year;
	if (p->month == 0)
		return ws_easter_of(year) + p->offset;
	first = ws_number_of(year, p->month, 1);
	if (p->nth == 0)
		return first + p->day - 1;
	if (p->nth < 0)
		first += ws_days_in(year, p->month);
	return first + (p->weekday - ws_weekday_of(first) + 7) % 7 +
		   7 * (p->nth > 0 ? p->nth - 1 : p->nth) + p->offset;
}

static bool
is_day_of(int month, int day)
{
	return day >= 1 && day <= ws_days_in(2024, month); /* a leap year */
}

/* "3", "-1" of a list in brackets. */
static bool
read_nth(WsReader *r, int *nth)
{
	bool minus = ws_hours_accept(r, WS_WORD_MINUS);

	if (r->at->kind != WS_WORD_NUMBER || r->at->value < 1 || r->at->value > 5)
		return ws_hours_fail(r, "a month has a weekday five times at most");
	*nth = minus ? -r->at->value : r->at->value;
	r->at++;
	return true;
}

/* Whether a point begins here; a month or a weekday of it alone is none. */
static bool
is_point(const WsWord *at)
{
	if (at->kind == WS_WORD_YEAR)
		at++;
	return at->kind == WS_WORD_EASTER ||
		   (at->kind == WS_WORD_MONTH &&
			(at[1].kind == WS_WORD_NUMBER ||
			 (at[1].kind == WS_WORD_WEEKDAY && at[2].kind == WS_WORD_BRACKET)));
}

/* Where is_point(). */
static bool
read_point(WsReader *r, Point *p)
{
	*p = (Point){0};
	if (r->at->kind == WS_WORD_YEAR)
		p->year = (r->at++)->value;
	if (ws_hours_accept(r, WS_WORD_EASTER))
		return read_offset(r, 200, &p->offset);
	p->month = (r->at++)->value;
	if (r->at->kind == WS_WORD_NUMBER)
	{
		p->day = (r->at++)->value;
		return is_day_of(p->month, p->day) || ws_hours_fail(r, no_such_date);
	}
	p->weekday = r->at->value;
	r->at += 2;
	return read_nth(r, &p->nth) &&
		   (ws_hours_accept(r, WS_WORD_UNBRACKET) || ws_hours_fail(r, NULL)) &&
		   read_offset(r, 6, &p->offset);
}

/* A range may go over the end of the year. */
typedef struct Range
{
	Point from, to;
	int step;
} Range;

static bool
is_in_range(const WsDate *date, const void *selector)
{
	const Range *range = selector;
	int32_t from = point_in(&range->from, date->year);
	int32_t to = point_in(&range->to, date->year);

	if (to + 1 < from)
		return date->number >= from || date->number <= to;
	return date->number >= from && date->number <= to && (date->number - from) % range->step == 0;
}

/* A range of days in a month, which in February of most years has one day less. */
static bool
is_in_month(const WsDate *date, const void *selector)
{
	const Range *range = selector;

	return date->month == range->from.month &&
		   (range->from.year == 0 || date->year == range->from.year) &&
		   date->day >= range->from.day && date->day <= range->to.day &&
		   (date->day - range->from.day) % range->step == 0;
}

/* Dec 24, Dec 24-26,31, Dec 24-Jan 6, easter -2 days, Mar Su[-1]-Oct Su[-1] */
static bool
read_dates(WsReader *r, uint8_t *days)
{
	Range range = {.step = 1};

	if (!read_point(r, &range.from))
		return false;
	if (r->at->kind == WS_WORD_MINUS && is_point(r->at + 1))
	{
		r->at++;
		if (!read_point(r, &range.to))
			return false;
		if ((range.from.year == 0) != (range.to.year == 0) ||
			(range.from.year && point_in(&range.to, 0) < point_in(&range.from, 0)))
			return ws_hours_fail(r, no_such_date);
		if (range.from.month == 1 && range.from.day == 1 && range.from.year == 0 &&
			range.to.month == 12 && range.to.day == 31)
		{
			*days = WS_ALL_DAYS;
			return true;
		}
		return select_dates(r, is_in_range, &range, days);
	}
	if (range.from.day == 0)
	{
		range.to = range.from;
		return select_dates(r, is_in_range, &range, days);
	}
	for (;;)
	{
		range.to = range.from;
		if (follows(r, WS_WORD_MINUS, WS_WORD_NUMBER))
		{
			range.to.day = r->at[1].value;
			r->at += 2;
			if (!is_day_of(range.to.month, range.to.day) || range.to.day < range.from.day)
				return ws_hours_fail(r, no_such_date);
			if (!read_step(r, &range.step))
				return false;
		}
		if (!select_dates(r, is_in_month, &range, days))
			return false;
		if (!follows(r, WS_WORD_COMMA, WS_WORD_NUMBER))
			return true;
		/* Of that year, or of any? */
		if (range.from.year)
			return ws_hours_fail(r, no_such_date);
		range.from.day = r->at[1].value;
		range.step = 1;
		r->at += 2;
		if (!is_day_of(range.from.month, range.from.day))
			return ws_hours_fail(r, no_such_date);
	}
}

static bool
is_in_months(const WsDate *date, const void *selector)
{
	return *(const unsigned *) selector >> date->month & 1;
}

/* The values from one to another, over the end where there is need. */
static unsigned
circle(int from, int to, int first, int n)
{
	unsigned set = 1u << from;

	while (from != to)
	{
		from = (from - first + 1) % n + first;
		set |= 1u << from;
	}
	return set;
}

/*
 * Where is_point(): whether the month is meant without what follows, which is an
 * hour ("Oct 10:00-12:00") or one of its weekdays ("Nov Th[4]") but begins no range.
 */
static bool
is_month_alone(const WsReader *r)
{
	const WsWord *next = r->at + 1;
	WsReader ahead = *r;
	Point point;

	if (r->at->kind != WS_WORD_MONTH)
		return false;
	if (next->kind == WS_WORD_NUMBER)
		return next[1].kind == WS_WORD_COLON && next[2].kind == WS_WORD_NUMBER &&
			   (next[3].kind == WS_WORD_MINUS || next[3].kind == WS_WORD_PLUS);
	return !read_point(&ahead, &point) || ahead.at->kind != WS_WORD_MINUS ||
		   !is_point(ahead.at + 1);
}

/* Jan, Nov-Mar, and dates among them. */
static bool
read_months(WsReader *r, uint8_t *days)
{
	do
	{
		unsigned months;
		int from;

		if (is_point(r->at) && !is_month_alone(r))
		{
			if (!read_dates(r, days))
				return false;
			continue;
		}
		if (r->at->kind != WS_WORD_MONTH)
			return ws_hours_fail(r, loose_comma);
		from = (r->at++)->value;
		months = 1u << from;
		if (follows(r, WS_WORD_MINUS, WS_WORD_MONTH))
		{
			months = circle(from, r->at[1].value, 1, 12);
			r->at += 2;
		}
		if (months == 0x1ffe)
			*days = WS_ALL_DAYS;
		else if (!select_dates(r, is_in_months, &months, days))
			return false;
	} while (ws_hours_accept(r, WS_WORD_COMMA));
	return true;
}

/* Weekdays of a month: "Sa[1,3]", "Su[-1]", "Mo[1] +1 day". */
typedef struct Nth
{
	int weekday;
	unsigned from_the_start, from_the_end; /* bits 1 to 5 */
	int offset;
} Nth;

static bool
is_nth(const WsDate *date, const void *selector)
{
	const Nth *nth = selector;
	WsDate other = ws_date_of(date->number - nth->offset);

	return ws_weekday_of(other.number) == nth->weekday &&
		   ((nth->from_the_start >> ((other.day - 1) / 7 + 1) & 1) ||
			(nth->from_the_end >> ((ws_days_in(other.year, other.month) - other.day) / 7 + 1) & 1));
}

/* Where a weekday and a bracket follow. */
static bool
read_nths(WsReader *r, Nth *nths)
{
	*nths = (Nth){.weekday = r->at->value};
	r->at += 2;
	do
	{
		int from, to;

		if (!read_nth(r, &from))
			return false;
		to = from;
		if (from > 0 && ws_hours_accept(r, WS_WORD_MINUS) && !read_nth(r, &to))
			return false;
		if (to < from)
			return ws_hours_fail(r, NULL);
		if (from < 0)
			nths->from_the_end |= 1u << -from;
		for (; from > 0 && from <= to; from++)
			nths->from_the_start |= 1u << from;
	} while (ws_hours_accept(r, WS_WORD_COMMA));
	if (!ws_hours_accept(r, WS_WORD_UNBRACKET))
		return ws_hours_fail(r, NULL);
	/* Of months without a fifth one OpenStreetMap and the package make different days. */
	return read_offset(r, 6, &nths->offset) &&
		   (nths->offset == 0 || !((nths->from_the_start | nths->from_the_end) >> 5) ||
			ws_hours_fail(r, no_such_date));
}

/* PH, PH -1 day, SH */
static bool
read_holiday(WsReader *r, uint8_t *days)
{
	const WsWord *word = r->at++;
	int offset = 0;

	if (word->value == 'S')
	{
		if (!r->school_holidays)
			r->school_holidays = word;
		return true;
	}
	if (!read_offset(r, 1, &offset))
		return false;
	if (!r->which->dated || !r->which->holidays_known)
	{
		if (!r->public_holidays)
			r->public_holidays = word;
		return true;
	}
	for (size_t i = 0; i < r->which->n_holidays; i++)
	{
		int64_t day = (int64_t) r->which->holidays[i] + offset - r->dates[0].number;

		if (day >= 0 && day < WS_DAYS)
			*days |= (uint8_t) (1u << day);
	}
	return true;
}

/* Mo, Mo-Fr, Sa-Mo, and n-th weekdays and holidays among them. */
static bool
read_weekdays(WsReader *r, uint8_t *days)
{
	do
	{
		if (follows(r, WS_WORD_WEEKDAY, WS_WORD_BRACKET))
		{
			Nth nths;

			if (!read_nths(r, &nths) || !select_dates(r, is_nth, &nths, days))
				return false;
		}
		else if (r->at->kind == WS_WORD_WEEKDAY)
		{
			int from = (r->at++)->value;
			unsigned set = 1u << from;

			if (follows(r, WS_WORD_MINUS, WS_WORD_WEEKDAY))
			{
				set = circle(from, r->at[1].value, 0, 7);
				r->at += 2;
			}
			/* Sunday is also the first of the days. */
			*days |= (uint8_t) (set << 1 | (set >> 6 & 1));
		}
		else if (r->at->kind == WS_WORD_HOLIDAY)
		{
			if (!read_holiday(r, days))
				return false;
		}
		else
			return ws_hours_fail(r, loose_comma);
	} while (ws_hours_accept(r, WS_WORD_COMMA));
	return true;
}

bool
ws_hours_days(WsReader *r, uint8_t *days, bool *any)
{
	enum
	{
		YEARS = 1,
		MONTHS = 2,
		WEEKS = 4,
		WEEKDAYS = 8,
		HOLIDAYS = 16
	};
	unsigned seen = 0;

	for (;;)
	{
		unsigned kind;
		uint8_t selected = 0;
		bool fine;

		if (r->at->kind == WS_WORD_MONTH || is_point(r->at))
		{
			kind = MONTHS;
			fine = read_months(r, &selected);
		}
		else if (r->at->kind == WS_WORD_YEAR)
		{
			kind = YEARS;
			fine = read_years(r, &selected);
		}
		else if (r->at->kind == WS_WORD_WEEK)
		{
			kind = WEEKS;
			fine = read_weeks(r, &selected);
		}
		else if (r->at->kind == WS_WORD_WEEKDAY || follows(r, WS_WORD_HOLIDAY, WS_WORD_COMMA))
		{
			kind = WEEKDAYS;
			fine = read_weekdays(r, &selected);
		}
		else if (r->at->kind == WS_WORD_HOLIDAY)
		{
			kind = HOLIDAYS;
			/* Of "PH -1 day,Mo" OpenStreetMap and the package make different days. */
			fine = read_holiday(r, &selected) &&
				   (r->at->kind != WS_WORD_COMMA || ws_hours_fail(r, loose_comma));
		}
		else
			return true;
		if (!fine)
			return false;
		if (seen & kind)
			return ws_hours_fail(r, "a semicolon or a comma is missing between two rules");
		seen |= kind;
		*any = true;
		*days &= selected;
		/* A colon may follow, for the eye. */
		if (r->at[0].kind == WS_WORD_COLON)
			r->at++;
	}
}
