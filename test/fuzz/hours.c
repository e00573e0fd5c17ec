/*
 * hours.c - opening hours as they are read, and what is done with their minutes.
 *
 * Bytes: which week (1), a day of it (4), how many holidays (1), each (4), the text.
 */
#include "fuzz.h"
#include "cover.h"
#include "hours.h"

#include <stdio.h>

#define MOST_HOLIDAYS 4

typedef struct Reading
{
	const char *text;
	size_t size;
	WsWhichWeek which;
	WsHours hours, again;
	WsSpan *spans;
	size_t n;
	char *written;
} Reading;

static void
collect(Reading *r, const WsHours *hours)
{
	WsSpan span = {0, 0};

	r->spans = ws_alloc(test_env(), WS_WEEK * sizeof(WsSpan));
	for (r->n = 0; ws_hours_next(hours, span.to, &span); r->n++)
		r->spans[r->n] = span;
}

/* Its open minutes, written and read again, are the same in every week. */
static void
come_back(Reading *r)
{
	WsCover cover = {.n = 0};
	WsSpan *open;
	size_t n;

	collect(r, &r->hours);
	r->written = ws_hours_write(test_env(), r->spans, r->n);
	ws_hours_read(test_env(), r->written, strlen(r->written), &(WsWhichWeek){.dated = false},
				  &r->again);
	CHECK((r->again.understood && !r->again.problem[0]) || test_explain("%s", r->written));
	for (int minute = 0; minute < WS_WEEK; minute++)
		if ((r->hours.minutes[minute] == WS_OPEN) != (r->again.minutes[minute] == WS_OPEN))
		{
			CHECK(test_explain("minute %d of %s", minute, r->written));
			break;
		}
	ws_cover_add(test_env(), &cover, r->spans, r->n);
	ws_cover_add(test_env(), &cover, r->spans, r->n);
	open = ws_cover_spans(test_env(), &cover, 2, &n);
	CHECK(n == r->n && (n == 0 || memcmp(open, r->spans, n * sizeof(WsSpan)) == 0));
	CHECK(r->n == 0 || ws_open_share(open, n, r->spans, r->n) == 1);
}

static void
read_hours(void *context)
{
	Reading *r = context;
	size_t wrong = 0;

	ws_hours_read(test_env(), r->text, r->size, &r->which, &r->hours);
	CHECK(memchr(r->hours.problem, 0, sizeof r->hours.problem) != NULL);
	CHECK(r->hours.understood || r->hours.problem[0]);
	if (!r->hours.understood)
		return;
	for (int minute = 0; minute < WS_WEEK; minute++)
		wrong += r->hours.minutes[minute] > WS_PERHAPS;
	CHECK(wrong == 0);
	come_back(r);
}

void
fuzz_one(const uint8_t *data, size_t size)
{
	static Reading r;
	WsReader bytes = fuzz_reader(data, size);
	uint64_t options = fuzz_take(&bytes, 1);
	int32_t holidays[MOST_HOLIDAYS];

	r.which = (WsWhichWeek){.dated = options & 1,
							.day = (int32_t) fuzz_take(&bytes, 4),
							.holidays_known = options & 2,
							.holidays = holidays,
							.n_holidays = fuzz_take(&bytes, 1) % (MOST_HOLIDAYS + 1)};
	for (size_t i = 0; i < r.which.n_holidays; i++)
		holidays[i] = (int32_t) fuzz_take(&bytes, 4);
	r.text = (const char *) bytes.at;
	r.size = (size_t) (bytes.end - bytes.at);
	CHECK(fuzz_clean(fuzz_body(read_hours, &r), false));
}

void
fuzz_seeds(void)
{
	static const char *const texts[] = {
		"24/7",
		"Mo-Fr 08:00-12:00,13:00-17:30; Sa 9-13; PH off",
		"Mo-Su 22:00-02:00 \"by appointment\" || unknown",
		"Jan 1-Mar 31 Mo[1],Th[-1] 10:00-16:00; week 10-20/2: Tu 08:00+",
		"2026 Dec 24-2027 Jan 06 off; easter -2 days off",
		"sunrise-sunset; (sunrise+01:30)-(sunset-00:30)",
		"SH,PH Mo-Fr 06:00-26:00/15, Sa-Su off; Mar Su[-1]-Oct Su[-1] 05:00-23:00",
		"MON - tues : 8.00am \xe2\x80\x93 12:00 p.m. ; weekends 24 hours",
		"Monday and Tuesday 10am to 12pm",
		"\xe5\x91\xa8\xe4\xb8\x80 09:00-17:00",
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (uint8_t options = 0; options < 4; options++)
		{
			/* Days from 1970-01-01: a Monday in March 2026, and one holiday in its week. */
			uint8_t seed[256] = {options, 0, 0, 0x50, 0x22, 1, 0, 0, 0x50, 0x24};
			size_t size = strlen(texts[i]);

			memcpy(seed + 10, texts[i], size);
			fuzz_seed(seed, 10 + size);
		}
}
