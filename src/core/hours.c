/*
 * hours.c - opening hours as the minutes of a week, see hours.h.
 *
 * One pass over the words. Each rule is read and painted at once over what the
 * rules before it left of the week, one day after the other:
 *
 *	A; B    B replaces A on its days, unless it closes: then it closes its times
 *	A, B    B adds to A
 *	A || B  B adds to A where A says nothing
 *
 * What a day has past midnight is painted on the day after it, right after that
 * day's own times of the rule. So a later rule replaces the night as well. This is
 * the order of evaluation of the npm package opening_hours, down to the rule
 * without days: it replaces what is there only if the rule before has none either.
 *
 * Nothing is guessed. Where the package reads on, though few would mean what it
 * reads, either the text is not understood here, or the problem tells.
 */
#include "hours.h"

#include <stdio.h>

#include "hours_days.h"

/* A time of a rule, in minutes of its day, which go on past midnight. */
typedef struct Time
{
	int16_t from, to;
	bool open_end;
} Time;

typedef struct Rules
{
	WsReader reader;
	const WsEnv *env;
	const char *text;
	WsHours *hours;
	Time *times; /* of the rule being read */
	size_t n_times, capacity;
	const WsWord *perhaps; /* the first rule that opens on conditions */
	const WsWord *added; /* the first that OpenStreetMap would let replace the others */
	const WsWord *ambiguous; /* the first time that could be of the other half day */
} Rules;

static void
add_time(Rules *rules, int from, int to, bool open_end)
{
	rules->times =
		ws_grow(rules->env, rules->times, &rules->capacity, rules->n_times + 1, sizeof(Time));
	rules->times[rules->n_times++] =
		(Time){.from = (int16_t) from, .to = (int16_t) to, .open_end = open_end};
}

static const char *const no_clock = "times of day go from 00:00 to 24:00, past midnight to 48:00";

/* Until the time that the package guesses. */
static bool
add_open_end(Rules *rules, int from)
{
	int to = from >= 22 * 60 ? from + 8 * 60 : from >= 17 * 60 ? from + 10 * 60 : WS_DAY;

	add_time(rules, from, to, true);
	return to <= 2 * WS_DAY || ws_hours_fail(&rules->reader, no_clock);
}

/* "9", "9:00": the hour, and what is to be known of its writing. */
typedef struct Clock
{
	const WsWord *hour;
	bool has_minutes;
	int minutes; /* from midnight */
} Clock;

static bool
read_clock(WsReader *r, Clock *clock)
{
	if (r->at->kind == WS_WORD_SUN)
		return ws_hours_fail(r, "the sun keeps no hours");
	if (r->at->kind != WS_WORD_NUMBER)
		return ws_hours_fail(r, NULL);
	*clock = (Clock){.hour = r->at, .minutes = r->at->value * 60};
	r->at++;
	if (r->at[0].kind == WS_WORD_COLON && r->at[1].kind == WS_WORD_NUMBER)
	{
		clock->has_minutes = true;
		if (r->at[1].value > 59)
			clock->minutes = INT16_MAX;
		clock->minutes += r->at[1].value;
		r->at += 2;
	}
	return true;
}

/*
 * 9-5 is 09:00-05:00 to the letter, but may be meant for 09:00-17:00; 4-10 pm
 * has the afternoon in one place only.
 */
static bool
is_ambiguous(const Clock *from, const Clock *to)
{
	bool early = !from->hour->half && from->hour->value >= 1 && from->hour->value <= 12;
	bool short_end = !to->hour->half && to->hour->value >= 1 && to->hour->value <= 12 &&
					 (to->hour->digits == 1 ||
					  (to->hour->digits == 2 && to->hour->value > 9 && !to->has_minutes));

	return early && (to->hour->half == 'p' || (short_end && to->minutes <= from->minutes));
}

/* 10:00-12:00, 22:00-02:00, 22:00-26:00, 18:00+, 18:00-22:00+, 10-12 */
static bool
read_time(Rules *rules)
{
	WsReader *r = &rules->reader;
	Clock from, to;
	int end;

	if (!read_clock(r, &from))
		return false;
	if (from.minutes >= WS_DAY)
		return ws_hours_fail(r, no_clock);
	if (from.has_minutes && ws_hours_accept(r, WS_WORD_PLUS))
		return add_open_end(rules, from.minutes);
	if (!ws_hours_accept(r, WS_WORD_MINUS))
		return ws_hours_fail(r, NULL);
	if (!read_clock(r, &to))
		return false;
	if (to.minutes > 2 * WS_DAY)
		return ws_hours_fail(r, no_clock);
	/* 10:00-10:00 is 24 hours; 7-7 is nothing to the package, half a day to people. */
	if (from.has_minutes != to.has_minutes || (!to.has_minutes && to.minutes == from.minutes))
		return ws_hours_fail(r, NULL);
	end = to.minutes > from.minutes ? to.minutes : to.minutes + WS_DAY;
	if (is_ambiguous(&from, &to) && !rules->ambiguous)
		rules->ambiguous = from.hour;
	/* Before the span itself, which is open for sure. */
	if (to.has_minutes && ws_hours_accept(r, WS_WORD_PLUS) && !add_open_end(rules, end))
		return false;
	add_time(rules, from.minutes, end, false);
	return true;
}

/* Over these minutes of a day. */
static void
paint(uint8_t *day, int from, int to, uint8_t state, bool fallback)
{
	if (from < 0)
		from = 0;
	if (to > WS_DAY)
		to = WS_DAY;
	if (!fallback && from < to)
		memset(day + from, state, (size_t) (to - from));
	for (; fallback && from < to; from++)
		if (day[from] == WS_SHUT)
			day[from] = state;
}

static uint8_t
state_in(const Time *time, uint8_t state)
{
	return time->open_end && state == WS_OPEN ? WS_PERHAPS : state;
}

/* A rule on the days, the first of which is the Sunday before. */
static void
paint_rule(Rules *rules, uint8_t days, uint8_t state, bool replaces, bool fallback)
{
	for (int d = 1; d < WS_DAYS; d++)
	{
		uint8_t *day = rules->hours->minutes + (d - 1) * WS_DAY;

		if (days >> d & 1)
		{
			if (replaces)
				paint(day, 0, WS_DAY, WS_SHUT, false);
			if (rules->n_times == 0)
				paint(day, 0, WS_DAY, state, fallback);
			for (size_t i = 0; i < rules->n_times; i++)
			{
				const Time *time = &rules->times[i];

				paint(day, time->from, time->to, state_in(time, state), fallback);
			}
		}
		/* The package does not take the night of a fallback for one. */
		for (size_t i = 0; (days >> (d - 1) & 1) && i < rules->n_times; i++)
		{
			const Time *time = &rules->times[i];

			paint(day, time->from - WS_DAY, time->to - WS_DAY, state_in(time, state), false);
		}
	}
}

/*
 * Reads the times of a rule. What follows a comma may be no time but another rule:
 * then the comma is left.
 */
static bool
read_times(Rules *rules)
{
	WsReader *r = &rules->reader;

	if (ws_hours_accept(r, WS_WORD_ALWAYS))
	{
		add_time(rules, 0, WS_DAY, false);
		return true;
	}
	while (r->at->kind == WS_WORD_NUMBER || r->at->kind == WS_WORD_SUN)
	{
		if (!read_time(rules))
			return false;
		if (r->at->kind == WS_WORD_COMMA &&
			(r->at[1].kind == WS_WORD_NUMBER || r->at[1].kind == WS_WORD_SUN))
			r->at++;
		else
			break;
	}
	return true;
}

/* Reads and paints a rule. `has_days` is of the rule before, and then of this one. */
static bool
read_rule(Rules *rules, bool additional, bool fallback, bool *has_days)
{
	WsReader *r = &rules->reader;
	const WsWord *start = r->at;
	uint8_t days = WS_ALL_DAYS, state = WS_OPEN;
	bool after_days = *has_days;
	bool adds = additional || fallback;

	*has_days = false;
	rules->n_times = 0;
	if (!ws_hours_days(r, &days, has_days) || !read_times(rules))
		return false;
	/* "10:00-18:00 daily" */
	if (!*has_days && rules->n_times > 0 && !ws_hours_days(r, &days, has_days))
		return false;
	if (additional && r->at == start)
		return ws_hours_fail(r, NULL);
	if (r->at->kind == WS_WORD_STATE)
		state = (uint8_t) (r->at++)->value;
	else if (r->at->kind == WS_WORD_COMMENT)
		state = WS_PERHAPS;
	ws_hours_accept(r, WS_WORD_COMMENT);
	if (r->at == start)
		return ws_hours_fail(r, NULL);

	/* For the whole day it is the same. */
	if (after_days && !*has_days && !adds && rules->n_times > 0 && state != WS_SHUT &&
		!(rules->times[0].from == 0 && rules->times[0].to == WS_DAY) && !rules->added)
		rules->added = start;
	for (size_t i = 0; i < rules->n_times && state == WS_OPEN; i++)
		if (rules->times[i].open_end && !rules->perhaps)
			rules->perhaps = start;
	if (state == WS_PERHAPS && !rules->perhaps)
		rules->perhaps = start;
	paint_rule(rules, days, state,
			   !adds && state != WS_SHUT && (*has_days || (state == WS_OPEN && !after_days)),
			   fallback);
	return true;
}

static bool
is_between_rules(const WsWord *word)
{
	return word->kind == WS_WORD_SEMICOLON || word->kind == WS_WORD_BARS;
}

static bool
read_rules(Rules *rules)
{
	WsReader *r = &rules->reader;
	bool any = false, fallback = false, has_days = false;

	while (r->at->kind != WS_WORD_END)
	{
		bool additional = false;

		if (r->at->kind == WS_WORD_BARS && !any)
			break;
		if (is_between_rules(r->at))
		{
			fallback = r->at->kind == WS_WORD_BARS;
			r->at++;
			continue;
		}
		do
		{
			if (!read_rule(rules, additional, fallback, &has_days))
				return false;
			additional = ws_hours_accept(r, WS_WORD_COMMA);
		} while (additional && !is_between_rules(r->at) && r->at->kind != WS_WORD_END);
		if (r->at->kind != WS_WORD_END && !is_between_rules(r->at))
			return ws_hours_fail(r, NULL);
		any = true;
	}
	return any || ws_hours_fail(r, "it has no rule");
}

#define LONGEST_QUOTE 80

/* Adds to the problem what there is to say of the rules around a word. */
static void
say(const Rules *rules, const WsWord *words, const WsWord *word, const char *what)
{
	char *problem = rules->hours->problem;
	size_t used = strlen(problem);
	const WsWord *first = word, *after = word;
	size_t size;
	bool cut;

	while (first > words && !is_between_rules(first - 1))
		first--;
	while (after->kind != WS_WORD_END && !is_between_rules(after))
		after++;
	size = after->start - first->start;
	while (size > 0 && strchr(" \t\n\v\f\r", rules->text[first->start + size - 1]))
		size--;
	cut = size > LONGEST_QUOTE;
	/* At the start of a character of UTF-8. */
	for (size = cut ? LONGEST_QUOTE : size;
		 cut && size > 0 && (rules->text[first->start + size] & 0xc0) == 0x80; size--)
		;
	snprintf(problem + used, sizeof rules->hours->problem - used, "%s\"%.*s%s\": %s",
			 used ? "; " : "", (int) size, rules->text + first->start, cut ? "..." : "", what);
}

void
ws_hours_read(const WsEnv *env, const char *text, size_t size, const WsWhichWeek *which,
			  WsHours *hours)
{
	Rules rules = {.reader.which = which, .env = env, .text = text, .hours = hours};
	WsReader *r = &rules.reader;
	WsWord *words;

	hours->understood = false;
	hours->problem[0] = '\0';
	memset(hours->minutes, WS_SHUT, WS_WEEK);
	if (size > WS_LONGEST_HOURS)
	{
		snprintf(hours->problem, sizeof hours->problem, "%zu bytes are too long for opening hours",
				 size);
		return;
	}
	r->at = words = ws_hours_words(env, text, size);
	hours->understood = ws_hours_calendar(r) && read_rules(&rules);
	if (!hours->understood)
		say(&rules, words, r->at, r->reason);
	else
	{
		if (r->public_holidays)
			say(&rules, words, r->public_holidays, "holidays are left out");
		if (r->school_holidays)
			say(&rules, words, r->school_holidays, "school holidays are left out");
		if (rules.perhaps && memchr(hours->minutes, WS_PERHAPS, WS_WEEK))
			say(&rules, words, rules.perhaps, "what is open on conditions is left out");
		if (rules.added)
			say(&rules, words, rules.added,
				"without days it is added to the rules before it, not in their place");
		if (rules.ambiguous)
			say(&rules, words, rules.ambiguous, "hours are taken to be of 24, which may be wrong");
	}
	ws_free(env, words);
	ws_free(env, rules.times);
}

bool
ws_hours_next(const WsHours *hours, int32_t at, WsSpan *span)
{
	static const uint8_t open[8] = {WS_OPEN, WS_OPEN, WS_OPEN, WS_OPEN,
									WS_OPEN, WS_OPEN, WS_OPEN, WS_OPEN};
	const uint8_t *minutes = hours->minutes;
	const uint8_t *first = memchr(minutes + at, WS_OPEN, (size_t) (WS_WEEK - at));

	if (!first)
		return false;
	span->from = (int32_t) (first - minutes);
	at = span->from + 1;
	/* Spans are long. */
	while (at + 8 <= WS_WEEK && memcmp(minutes + at, open, 8) == 0)
		at += 8;
	while (at < WS_WEEK && minutes[at] == WS_OPEN)
		at++;
	span->to = at;
	return true;
}
