/*
 * hours_write.c - minutes of a week as opening hours, see hours.h.
 *
 * A span belongs to the day that it begins on and may go past midnight; one of
 * more than 24 hours is cut at midnights. Days of the same times make a rule. A
 * rule would replace the night that an earlier one reaches into its days with,
 * so there a comma stands before it, which adds.
 */
#include "hours.h"

#include <stdio.h>

typedef struct Text
{
	const WsEnv *env;
	char *text;
	size_t size, capacity;
} Text;

static void
add(Text *t, const char *piece)
{
	size_t size = strlen(piece);

	t->text = ws_grow(t->env, t->text, &t->capacity, t->size + size + 1, 1);
	memcpy(t->text + t->size, piece, size + 1);
	t->size += size;
}

/* A day's times, as an array and its size. */
typedef struct Day
{
	WsSpan *spans; /* from the day's midnight on */
	size_t n, capacity;
} Day;

/* In its place: the rest of what goes over the week's end comes last. */
static void
add_span(const WsEnv *env, Day *day, int32_t from, int32_t to)
{
	size_t at = day->n++;

	day->spans = ws_grow(env, day->spans, &day->capacity, day->n, sizeof(WsSpan));
	for (; at > 0 && day->spans[at - 1].from > from; at--)
		day->spans[at] = day->spans[at - 1];
	day->spans[at] = (WsSpan){from, to};
}

static void
share_out(const WsEnv *env, Day days[7], WsSpan span)
{
	while (span.to - span.from > WS_DAY)
	{
		int32_t midnight = (span.from / WS_DAY + 1) * WS_DAY;

		add_span(env, &days[span.from / WS_DAY % 7], span.from % WS_DAY,
				 span.from % WS_DAY + midnight - span.from);
		span.from = midnight;
	}
	add_span(env, &days[span.from / WS_DAY % 7], span.from % WS_DAY,
			 span.from % WS_DAY + span.to - span.from);
}

static bool
same(const Day *a, const Day *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->spans, b->spans, a->n * sizeof(WsSpan)) == 0);
}

static void
add_days(Text *t, unsigned days)
{
	static const char names[7][3] = {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
	bool first = true;

	if (days == 0x7f)
		return;
	for (int from = 0; from < 7; from++)
	{
		int to = from;

		if (!(days >> from & 1))
			continue;
		while (days >> (to + 1) & 1)
			to++;
		if (!first)
			add(t, ",");
		first = false;
		add(t, names[from]);
		if (to > from)
		{
			add(t, to > from + 1 ? "-" : ",");
			add(t, names[to]);
		}
		from = to;
	}
	add(t, " ");
}

static void
add_times(Text *t, const Day *day)
{
	for (size_t i = 0; i < day->n; i++)
	{
		char time[32];
		int from = day->spans[i].from, to = day->spans[i].to;

		if (to > WS_DAY)
			to -= WS_DAY;
		snprintf(time, sizeof time, "%s%02d:%02d-%02d:%02d", i > 0 ? "," : "", from / 60, from % 60,
				 to / 60, to % 60);
		add(t, time);
	}
}

/* Whether a night of these days reaches into the others. */
static bool
reaches(const Day days[7], unsigned earlier, unsigned later)
{
	for (int d = 0; d < 7; d++)
		if ((earlier >> d & 1) && (later >> (d + 1) % 7 & 1) &&
			days[d].spans[days[d].n - 1].to > WS_DAY)
			return true;
	return false;
}

char *
ws_hours_write(const WsEnv *env, const WsSpan *spans, size_t n)
{
	Text t = {.env = env};
	Day days[7] = {{.n = 0}};
	unsigned written = 0;

	if (n == 0)
		add(&t, "off");
	else if (spans[0].from == 0 && spans[0].to == WS_WEEK)
		add(&t, "24/7");
	else
	{
		/* The week is round: what goes over its end is one. */
		bool round = spans[0].from == 0 && spans[n - 1].to == WS_WEEK;

		for (size_t i = round; i < n; i++)
		{
			WsSpan span = spans[i];

			if (round && i == n - 1)
				span.to += spans[0].to;
			share_out(env, days, span);
		}
	}
	for (int d = 0; d < 7; d++)
	{
		unsigned alike = 0;

		if (days[d].n == 0 || (written >> d & 1))
			continue;
		for (int other = d; other < 7; other++)
			if (same(&days[d], &days[other]))
				alike |= 1u << other;
		if (written)
			add(&t, reaches(days, written, alike) ? ", " : "; ");
		add_days(&t, alike);
		add_times(&t, &days[d]);
		written |= alike;
	}
	for (int d = 0; d < 7; d++)
		ws_free(env, days[d].spans);
	return t.text;
}

double
ws_open_share(const WsSpan *hours, size_t n_hours, const WsSpan *during, size_t n_during)
{
	int32_t whole = 0, open = 0;
	size_t i = 0;

	for (size_t k = 0; k < n_during; k++)
	{
		whole += during[k].to - during[k].from;
		while (i < n_hours && hours[i].to <= during[k].from)
			i++;
		for (size_t j = i; j < n_hours && hours[j].from < during[k].to; j++)
			open += (hours[j].to < during[k].to ? hours[j].to : during[k].to) -
					(hours[j].from > during[k].from ? hours[j].from : during[k].from);
	}
	return (double) open / whole;
}
