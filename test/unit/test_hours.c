/*
 * test_hours.c - opening hours, and minutes of a week.
 *
 * Days begin at 0, 1440, 2880, 4320, 5760, 7200 and 8640; 08:00 is 480, 12:00 is
 * 720, 18:00 is 1080.
 */
#include <stdio.h>
#include <string.h>

#include "calendar.h"
#include "cover.h"
#include "hours.h"
#include "test.h"

/* Days from 1970-01-01, by `date -d`. */
#define WEEK_OF_2_MARCH_2026 20514 /* a Monday */
#define SUNDAY_8_MARCH_2026 20520
#define MONDAY_30_MARCH_2026 20542 /* Easter is the Sunday of this week, 5 April */
#define MONDAY_28_DECEMBER_2026 20815 /* ISO week 53; 1 January is the Friday */
#define MONDAY_26_FEBRUARY_2024 19779 /* 29 February is the Thursday */

static const WsWhichWeek plain = {.dated = false};

static WsHours
read(const char *text, const WsWhichWeek *which)
{
	WsHours hours;

	ws_hours_read(test_env(), text, strlen(text), which, &hours);
	return hours;
}

/* Its open minutes as text, "-" where it is not understood. */
static const char *
minutes_in(const char *text, const WsWhichWeek *which)
{
	static char out[4096];
	WsHours hours = read(text, which);
	WsSpan span = {0, 0};
	size_t used = 0;

	out[0] = '\0';
	while (hours.understood && ws_hours_next(&hours, span.to, &span))
		used += (size_t) snprintf(out + used, sizeof out - used, "%s%d-%d", used ? " " : "",
								  span.from, span.to);
	return hours.understood ? out : "-";
}

static bool
in_week(const char *text, const WsWhichWeek *which, const char *expected)
{
	const char *found = minutes_in(text, which);

	return strcmp(found, expected) == 0 || test_explain("%s is %s, not %s", text, found, expected);
}

static bool
in_plain(const char *text, const char *expected)
{
	return in_week(text, &plain, expected);
}

static bool
in_dated(int32_t day, const char *text, const char *expected)
{
	return in_week(text, &(WsWhichWeek){.dated = true, .day = day}, expected);
}

static bool
says(const char *text, const WsWhichWeek *which, const char *problem)
{
	WsHours hours = read(text, which);

	return strcmp(hours.problem, problem) == 0 ||
		   test_explain("%s: %s", text, hours.problem[0] ? hours.problem : "no problem");
}

static void
a_plain_week(void)
{
	CHECK(in_plain("24/7", "0-10080"));
	CHECK(in_plain("off", ""));
	CHECK(in_plain("Mo-Tu 08:00-12:00", "480-720 1920-2160"));
	CHECK(in_plain("Sa-Mo 08:00-12:00", "480-720 7680-7920 9120-9360"));
	CHECK(in_plain("Su 22:00-02:00", "0-120 9960-10080"));
	CHECK(in_plain("Mo 22:00-26:00", "1320-1560"));
	CHECK(in_plain("Mo 10:00-10:00", "600-2040"));
	/* A later rule replaces its days and the nights into them; with a comma it adds. */
	CHECK(in_plain("Fr 20:00-02:00; Sa 10:00-12:00", "6960-7200 7800-7920"));
	CHECK(in_plain("Fr 20:00-02:00, Sa 10:00-12:00", "6960-7320 7800-7920"));
	CHECK(in_plain("Mo 08:00-18:00; Mo 12:00-14:00 off", "480-720 840-1080"));
	/* A fallback is for what is left. */
	CHECK(in_plain("Mo 08:00-12:00 || Mo 08:00-18:00 off", "480-720"));
	CHECK(in_plain("Mo 08:00-12:00 off || Mo 08:00-18:00", "480-1080"));
	CHECK(in_plain("Mo unknown || Mo 08:00-18:00", ""));
	/* All the year round is not dated. */
	CHECK(in_plain("Jan-Dec Mo 08:00-12:00", "480-720"));
	CHECK(in_plain("week 1-53: Mo 08:00-12:00", "480-720"));
	CHECK(in_plain("Jan 1-Dec 31 Mo 08:00-12:00", "480-720"));
}

static void
loose_writing(void)
{
	CHECK(in_plain(" MON - tues : 8.00am \xe2\x80\x93 12:00 p.m. ;", "480-720 1920-2160"));
	CHECK(in_plain("Monday 8am to 12pm", "480-720"));
	CHECK(in_plain("Monday 12am-2am", "0-120"));
	CHECK(in_plain("Monday and Tuesday 10-12", "600-720 2040-2160"));
	CHECK(in_plain("08:00-24:00 weekends", "7680-8640 9120-10080"));
	CHECK(in_plain("Mo\xc2\xa0"
				   "08:00\xe2\x80\x89-12:00,",
				   "480-720"));
	CHECK(in_plain("24 hours", "0-10080"));
	CHECK(in_plain("opening_hours = Mo 08:00-12:00", "480-720"));
}

static void
not_understood(void)
{
	static const char *const texts[] = {
		"",
		";",
		"|| Mo",
		"nonsense",
		"Mo 08:00",
		"Mo 8-16:30",
		"Mo 08:60-09:00",
		"Mo 20:00-49:00",
		"Mo 25:00-26:00",
		"Mo 08:00-12:00 PH off",
		"Mo 08:00-12:00 Tu 09:00-12:00",
		"Tu, 08:00-12:00",
		"sunrise-sunset",
		"Mo 10:00-(sunset-01:00)",
		"Mo[6]",
		"Mo[0]",
		"Mo[1",
		"week 54",
		"week 0",
		"Feb 30",
		"Jan 32",
		"Jan 5-2026 Jan 6",
		"7-7",
		"Mo 8:00-noon",
		"\"",
		"Mo \"x",
		"2100",
		"PH -1 day,Mo",
		"2026 Jan 5-2026 Jan 2",
		"Sa[5] +1 day",
		"Mo 08:00-12:00, \"x\"",
		"10-12 p",
		"easter +400 days",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
	{
		WsHours hours = read(texts[i], &(WsWhichWeek){.dated = true, .day = WEEK_OF_2_MARCH_2026});

		CHECK((!hours.understood && hours.problem[0]) || test_explain("%s", texts[i]));
	}
}

static void
dates(void)
{
	CHECK(in_plain("Jan-Mar Mo 08:00-12:00", "-"));
	CHECK(in_plain("Mo[1] 08:00-12:00", "-"));
	CHECK(in_plain("easter off", "-"));

	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Jan-Mar Mo 08:00-12:00", "480-720"));
	CHECK(in_dated(SUNDAY_8_MARCH_2026, "Jan-Mar Mo 08:00-12:00", "480-720"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Apr-Feb", ""));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Nov-Mar Mo", "0-1440"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mar 3,5-6", "1440-2880 4320-7200"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mar 2-8/3", "0-1440 4320-5760 8640-10080"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Dec 24-Mar 2", "0-1440"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "2026 Mar 3", "1440-2880"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "2025 Mar 3", ""));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "2026 Jan 1-2026 Mar 2", "0-1440"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "2024/2 Mo", "0-1440"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "2025-2027/2 Mo", ""));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "2020+ Mo", "0-1440"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mar 08:00-12:00; Tu-Su off", "480-720"));
	/* 2 March is the first Monday, 8 March the second Sunday, as February ended on a Saturday. */
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mo[1],Su[2]", "0-1440 8640-10080"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mo[2-4],Su[1],Mo[-1]", ""));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mo[-5]", "0-1440"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mo[1] +1 day", "1440-2880"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mar Mo[1]-Mar 3", "0-2880"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "week 10 Mo", "0-1440"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "week 1-53/2 Mo", ""));
	CHECK(in_dated(MONDAY_30_MARCH_2026, "easter", "8640-10080"));
	CHECK(in_dated(MONDAY_30_MARCH_2026, "easter -2 days 10:00-12:00", "6360-6480"));
	CHECK(in_dated(MONDAY_28_DECEMBER_2026, "week 53 Fr", "5760-7200"));
	CHECK(in_dated(MONDAY_28_DECEMBER_2026, "Dec 31-Jan 1", "4320-7200"));
	CHECK(in_dated(MONDAY_28_DECEMBER_2026, "2027", "5760-10080"));
	CHECK(in_dated(MONDAY_26_FEBRUARY_2024, "Feb 29", "4320-5760"));
	CHECK(in_dated(MONDAY_26_FEBRUARY_2024, "Feb Th[-1]", "4320-5760"));

	/* The night before the week reaches into it, its own last night ends with it. */
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mar 1 22:00-02:00", "0-120"));
	CHECK(in_dated(WEEK_OF_2_MARCH_2026, "Mar 8 22:00-02:00", "9960-10080"));

	/* The first and the last week, by `date -d`: 0001-01-01 and 9999-12-31, and the days outside. */
	CHECK(in_dated(-719162, "Jan 1", "0-1440"));
	CHECK(in_dated(2932896, "Dec 31", "5760-7200"));
	CHECK(in_dated(-719163, "24/7", "-"));
	CHECK(in_dated(2932897, "24/7", "-"));
	CHECK(!read("24/7", &(WsWhichWeek){.dated = true, .day = INT32_MAX}).understood);
	CHECK(!read("24/7", &(WsWhichWeek){.dated = true, .day = INT32_MIN}).understood);
}

static void
holidays(void)
{
	/* Tuesday 3 March, Sunday 1 March, and one long ago. */
	static const int32_t days[] = {20515, 20513, INT32_MIN};
	const WsWhichWeek known = {true, WEEK_OF_2_MARCH_2026, true, days, 3};
	const WsWhichWeek unknown = {.dated = true, .day = WEEK_OF_2_MARCH_2026};

	CHECK(in_week("Mo-Tu 08:00-12:00; PH off", &known, "480-720"));
	CHECK(in_week("Mo-Tu 08:00-12:00; PH off", &unknown, "480-720 1920-2160"));
	CHECK(in_week("PH 08:00-12:00", &known, "1920-2160"));
	CHECK(in_week("PH 20:00-02:00", &known, "0-120 2640-3000"));
	CHECK(in_week("PH -1 day", &known, "0-1440"));
	CHECK(in_week("PH +1 day", &known, "0-1440 2880-4320"));
	CHECK(in_week("We,PH", &known, "1440-4320"));
	CHECK(in_week("PH Mo-We 08:00-12:00", &known, "1920-2160"));
	CHECK(in_week("PH Mo", &known, ""));
	CHECK(says("PH off", &known, ""));
	CHECK(says("Mo; PH off", &unknown, "\"PH off\": holidays are left out"));
	CHECK(says("Mo; PH off", &plain, "\"PH off\": holidays are left out"));
	CHECK(says("Mo; SH off", &known, "\"SH off\": school holidays are left out"));
}

static void
what_minutes_leave_out(void)
{
	CHECK(in_plain("Mo 08:00-12:00 || \"ring the bell\"", "480-720"));
	CHECK(says("Mo 08:00-12:00 || \"ring the bell\"", &plain,
			   "\"\"ring the bell\"\": what is open on conditions is left out"));
	CHECK(says("Mo \"x\"; Mo 08:00-12:00", &plain, ""));
	CHECK(says("Mo open \"x\"", &plain, ""));
	CHECK(in_plain("Mo 18:00+", ""));
	CHECK(says("Mo 18:00+", &plain, "\"Mo 18:00+\": what is open on conditions is left out"));
	CHECK(in_plain("Mo 18:00-20:00+", "1080-1200"));
	CHECK(in_plain("Mo 22:00-02:00+", "1320-1560"));

	/* 9-5 of an office, 9-17 of the same one. */
	CHECK(in_plain("Mo 9-5", "540-1740"));
	CHECK(says("Mo 9-5", &plain, "\"Mo 9-5\": hours are taken to be of 24, which may be wrong"));
	CHECK(says("Mo 9:00-5:00", &plain,
			   "\"Mo 9:00-5:00\": hours are taken to be of 24, which may be wrong"));
	CHECK(says("Mo 4-10 pm", &plain,
			   "\"Mo 4-10 pm\": hours are taken to be of 24, which may be wrong"));
	CHECK(says("Mo 9-17", &plain, ""));
	CHECK(says("Mo 09:00-05:00", &plain, ""));
	CHECK(says("Mo 22:00-2:00", &plain, ""));
	CHECK(says("Mo 9am-5pm", &plain, ""));

	CHECK(in_plain("Mo 08:00-12:00; 14:00-15:00",
				   "480-720 840-900 2280-2340 3720-3780 5160-5220 6600-6660 8040-8100 9480-9540"));
	CHECK(says(
		"Mo 08:00-12:00; 14:00-15:00", &plain,
		"\"14:00-15:00\": without days it is added to the rules before it, not in their place"));
	CHECK(says("Mo 08:00-12:00; 24/7", &plain, ""));
	/* A quote is cut between characters: 80 bytes are 26 of these and 2 more. */
	CHECK(says(
		"\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9"
		"\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9"
		"\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9"
		"\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9",
		&plain,
		"\"\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9"
		"\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9"
		"\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9"
		"\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9\xe6\x97\xa9...\": write it as Mo-Fr "
		"08:00-12:00,14:00-18:00; Sa 08:00-12:00; Su off"));
}

/* What is no UTF-8 at all is not quoted from before its start. */
static void
no_characters(void)
{
	char text[101] = {0};

	memset(text, 0xbe, 100);
	CHECK(says(text, &plain,
			   "\"...\": write it as Mo-Fr 08:00-12:00,14:00-18:00; Sa 08:00-12:00; Su off"));
}

/* Random bytes, words that belong here, and valid hours with bytes changed. */
static void
any_text_at_all(void)
{
	static const char *const pieces[] = {
		"Mo",
		"-",
		"Su",
		"[",
		"]",
		",",
		";",
		"||",
		"08:00",
		"26:00",
		"+",
		"/",
		"2026",
		"Jan",
		"31",
		"PH",
		"SH",
		"week",
		"easter",
		"days",
		"day",
		"1",
		"5",
		"53",
		"\"x\"",
		"off",
		"24/7",
		":",
		" ",
		"am",
		"pm",
		"unknown",
		"sunset",
		"(",
		"\xe2\x80\x93",
		"\xe2",
		"\xc2",
		"|",
		"\"",
		"hours",
		"a.",
		"99999999999999999999",
		"opening_hours=",
		"a.m.",
		"daily",
	};
	static const char *const valid[] = {
		"Mo-Fr 08:00-12:00,14:00-18:00; Sa[1,-1] +1 day 22:00-26:00+ || \"ring\"; PH -1 day off",
		"2026-2030/2 Dec 24-26,31, Jan 1-Mar Su[-1] -2 days week 1-53/2: 9am-5.30pm daily open",
		"easter -2 days-easter +49 days Sa-Mo,PH 18:00+, We 10-12 unknown",
	};
	static char text[WS_LONGEST_HOURS + 2];
	Rng rng = {1};
	size_t understood = 0;

	for (int round = 0; round < 20000; round++)
	{
		WsWhichWeek which = {.dated = rng_chance(&rng, 0.8),
							 .day = (int32_t) rng_between(&rng, -800000, 3000000)};
		size_t size = 0;
		WsHours hours;

		if (round % 3 == 0)
			for (size = 0; size < (size_t) round % 40; size++)
				text[size] = (char) rng_below(&rng, 256);
		else if (round % 3 == 1)
		{
			const char *whole = valid[rng_below(&rng, sizeof valid / sizeof *valid)];

			size = strlen(whole);
			memcpy(text, whole, size);
			for (uint32_t n = rng_below(&rng, 4); n > 0; n--)
				text[rng_below(&rng, (uint32_t) size)] =
					rng_chance(&rng, 0.5) ? (char) rng_below(&rng, 256)
										  : whole[rng_below(&rng, (uint32_t) size)];
		}
		for (uint32_t n = round % 3 == 1 ? 0 : rng_below(&rng, 25); n > 0; n--)
		{
			const char *piece = pieces[rng_below(&rng, sizeof pieces / sizeof *pieces)];

			memcpy(text + size, piece, strlen(piece));
			size += strlen(piece);
			if (rng_chance(&rng, 0.05))
				text[size++] = (char) rng_below(&rng, 256);
		}
		/* Of its very size, so that a look beyond it shows. */
		ws_hours_read(test_env(), memcpy(ws_alloc(test_env(), size), text, size), size, &which,
					  &hours);
		CHECK(hours.understood || hours.problem[0]);
		understood += hours.understood;
		for (size_t i = 0; i < WS_WEEK; i += 7)
			if (hours.minutes[i] > WS_PERHAPS)
				CHECK(false);
		test_release();
	}
	CHECK(understood > 200 || test_explain("only %zu were understood", understood));

	for (size_t i = 0; i + 3 <= WS_LONGEST_HOURS; i += 3)
		memcpy(text + i, "Mo;", 3);
	text[WS_LONGEST_HOURS - 1] = ';';
	CHECK(in_plain((text[WS_LONGEST_HOURS] = '\0', text), "0-1440"));
	text[WS_LONGEST_HOURS] = ';';
	CHECK(says((text[WS_LONGEST_HOURS + 1] = '\0', text), &plain,
			   "100001 bytes are too long for opening hours"));
}

/* A random set of minutes, as spans. */
static size_t
random_spans(Rng *rng, WsSpan *spans)
{
	uint32_t most = 1u << rng_below(rng, 13);
	int32_t at = (int32_t) rng_below(rng, 3) ? (int32_t) rng_below(rng, 2 * most) : 0;
	size_t n = 0;

	while (at < WS_WEEK && !rng_chance(rng, 0.02))
	{
		spans[n].from = at;
		at += 1 + (int32_t) rng_below(rng, most);
		spans[n].to = at < WS_WEEK ? at : WS_WEEK;
		at = spans[n].to + 1 + (int32_t) rng_below(rng, most);
		n++;
	}
	return n;
}

static void
there_and_back(void)
{
	static WsSpan spans[WS_WEEK];
	Rng rng = {2};

	for (int round = 0; round < 3000; round++)
	{
		size_t n = random_spans(&rng, spans);
		char *text = ws_hours_write(test_env(), spans, n);
		WsHours hours = read(text, &plain);
		WsSpan span = {0, 0};
		size_t i = 0;

		CHECK((hours.understood && !hours.problem[0]) || test_explain("%.400s", text));
		for (; ws_hours_next(&hours, span.to, &span) && i < n; i++)
			if (span.from != spans[i].from || span.to != spans[i].to)
				break;
		CHECK((i == n && !ws_hours_next(&hours, span.to, &span)) || test_explain("%.400s", text));
		test_release();
	}
	/* The longest there are: every other minute of the week. */
	for (int32_t i = 0; i < WS_WEEK / 2; i++)
		spans[i] = (WsSpan){2 * i, 2 * i + 1};
	CHECK(read(ws_hours_write(test_env(), spans, WS_WEEK / 2), &plain).understood);
}

static bool
written(const char *hours, const char *expected)
{
	WsHours read_hours = read(hours, &plain);
	WsSpan spans[100], span = {0, 0};
	size_t n = 0;
	char *text;

	while (ws_hours_next(&read_hours, span.to, &span))
		spans[n++] = span;
	text = ws_hours_write(test_env(), spans, n);
	return strcmp(text, expected) == 0 || test_explain("%s", text);
}

static void
short_and_plain(void)
{
	CHECK(written("off", "off"));
	CHECK(written("Mo-Su 0:00-24:00", "24/7"));
	CHECK(written("Sa 09:00-13:00, Mo,Tu,We,Th,Fr 8-18", "Mo-Fr 08:00-18:00; Sa 09:00-13:00"));
	CHECK(written("Mo-Su 22:00-02:00", "22:00-02:00"));
	CHECK(written("Su 22:00-02:00", "Su 22:00-02:00"));
	CHECK(written("Sa,Su", "Sa,Su 00:00-24:00"));
	CHECK(written("Mo,Tu,Sa 10:00-12:00,14:00-15:00", "Mo,Tu,Sa 10:00-12:00,14:00-15:00"));
	/* The night of Friday must not be lost on Saturday. */
	CHECK(written("Fr 20:00-02:00, Sa 10:00-12:00", "Fr 20:00-02:00, Sa 10:00-12:00"));
	CHECK(written("Fr 20:00-02:00; Su 10:00-12:00", "Fr 20:00-02:00; Su 10:00-12:00"));
	/* That of Sunday is painted after Monday's own. */
	CHECK(written("Mo 10:00-12:00, Su 20:00-02:00", "Mo 10:00-12:00; Su 20:00-02:00"));
	/* Of more than 24 hours. */
	CHECK(written("Mo 20:00-24:00; Tu; We 00:00-03:00",
				  "Mo 20:00-24:00; Tu 00:00-24:00; We 00:00-03:00"));
}

/* Against counting each minute. */
static void
covered(void)
{
	static WsSpan spans[WS_WEEK];
	Rng rng = {3};

	for (int round = 0; round < 300; round++)
	{
		uint16_t count[WS_WEEK] = {0};
		uint32_t rows = rng_below(&rng, 40);
		int32_t at_least = 1 + (int32_t) rng_below(&rng, 5);
		WsCover halves[2] = {{.n = 0}};
		WsSpan *found;
		size_t n;

		for (uint32_t row = 0; row < rows; row++)
		{
			n = random_spans(&rng, spans);
			for (size_t i = 0; i < n; i++)
				for (int32_t m = spans[i].from; m < spans[i].to; m++)
					count[m]++;
			ws_cover_add(test_env(), &halves[row % 2], spans, n);
		}
		ws_cover_merge(test_env(), &halves[0], halves[1].steps, halves[1].n);
		found = ws_cover_spans(test_env(), &halves[0], at_least, &n);
		for (int32_t m = 0, i = 0; m < WS_WEEK; m++)
		{
			bool open;

			while ((size_t) i < n && found[i].to <= m)
				i++;
			open = (size_t) i < n && found[i].from <= m;
			if (open != (count[m] >= at_least))
				CHECK(test_explain("minute %d of round %d", m, round));
		}
		for (size_t i = 1; i < n; i++)
			CHECK(found[i - 1].to < found[i].from);
		CHECK(halves[0].n <= WS_WEEK + 1);
		test_release();
	}
	/* However many rows: a step for each minute, and room for as many. */
	{
		WsCover cover = {.n = 0};
		WsSpan span = {0, 1};

		for (int32_t row = 0; row < 100000; row++)
		{
			span = (WsSpan){row % WS_WEEK, row % WS_WEEK + 1};
			ws_cover_add(test_env(), &cover, &span, 1);
		}
		CHECK(cover.capacity <= 4 * WS_WEEK);
	}
}

/* Years of early and late moons, and of the ends of centuries, from published tables. */
static void
easter(void)
{
	static const struct
	{
		int year, month, day;
	} sundays[] = {{1818, 3, 22}, {1900, 4, 15}, {1943, 4, 25}, {1954, 4, 18}, {1961, 4, 2},
				   {1981, 4, 19}, {2000, 4, 23}, {2008, 3, 23}, {2011, 4, 24}, {2019, 4, 21},
				   {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},  {2027, 3, 28}, {2038, 4, 25},
				   {2049, 4, 18}, {2076, 4, 19}, {2100, 3, 28}, {2285, 3, 22}};

	for (size_t i = 0; i < sizeof sundays / sizeof *sundays; i++)
		CHECK(ws_easter_of(sundays[i].year) ==
				  ws_number_of(sundays[i].year, sundays[i].month, sundays[i].day) ||
			  test_explain("%d", sundays[i].year));
}

static void
shares(void)
{
	static const WsSpan hours[] = {{0, 100}, {200, 300}};
	static const WsSpan during[] = {{50, 250}};
	static const WsSpan parts[] = {{0, 10}, {90, 110}, {290, 310}, {400, 450}};

	CHECK(ws_open_share(hours, 2, during, 1) == 0.5);
	CHECK(ws_open_share(hours, 0, during, 1) == 0);
	CHECK(ws_open_share(during, 1, hours, 2) == 0.5);
	CHECK(ws_open_share(hours, 2, hours, 2) == 1);
	CHECK(ws_open_share(hours, 2, parts, 4) == 0.3);
}

void
test_hours(void)
{
	RUN(a_plain_week);
	RUN(loose_writing);
	RUN(not_understood);
	RUN(dates);
	RUN(holidays);
	RUN(easter);
	RUN(what_minutes_leave_out);
	RUN(no_characters);
	RUN(any_text_at_all);
	RUN(there_and_back);
	RUN(short_and_plain);
	RUN(covered);
	RUN(shares);
}
