/* hours.c - opening_minutes(), hours_problem() and what is done with minutes of a week. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "env.h"
#include "minutes_arg.h"

PG_FUNCTION_INFO_V1(opening_minutes);
PG_FUNCTION_INFO_V1(hours_problem);
PG_FUNCTION_INFO_V1(opening_hours);
PG_FUNCTION_INFO_V1(open_share);
PG_FUNCTION_INFO_V1(minute_of_week);

/* From PostgreSQL's days to those of the core. */
#define EPOCH (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE)

static void
read_holidays(ArrayType *array, WsWhichWeek *which)
{
	Datum *dates;
	bool *nulls;
	int n;
	int32_t *days;

	deconstruct_array(array, DATEOID, sizeof(DateADT), true, TYPALIGN_INT, &dates, &nulls, &n);
	days = palloc(Max(n, 1) * sizeof(int32_t));
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("holidays contain a null"),
					 errhint("Remove it: array_remove(holidays, NULL).")));
		if (!DATE_NOT_FINITE(DatumGetDateADT(dates[i])))
			days[which->n_holidays++] = DatumGetDateADT(dates[i]) + EPOCH;
	}
	which->holidays_known = true;
	which->holidays = days;
}

/* The arguments hours, week and holidays. */
static void
read_hours(FunctionCallInfo fcinfo, WsHours *hours)
{
	text *written = PG_GETARG_TEXT_PP(0);
	WsWhichWeek which = {0};
	char *utf8;
	size_t size;

	if (!PG_ARGISNULL(1))
	{
		DateADT day = PG_GETARG_DATEADT(1);

		which.dated = true;
		/* No week of the core's either. */
		which.day = DATE_NOT_FINITE(day) ? INT32_MAX : day + EPOCH;
	}
	if (!PG_ARGISNULL(2))
		read_holidays(PG_GETARG_ARRAYTYPE_P(2), &which);
	utf8 = pg_server_to_any(VARDATA_ANY(written), VARSIZE_ANY_EXHDR(written), PG_UTF8);
	size = utf8 == VARDATA_ANY(written) ? VARSIZE_ANY_EXHDR(written) : strlen(utf8);
	ws_hours_read(walkshed_env(), utf8, size, &which, hours);
}

Datum
opening_minutes(PG_FUNCTION_ARGS)
{
	WsHours hours;
	WsSpan *spans;
	WsSpan span = {0, 0};
	size_t n = 0;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	read_hours(fcinfo, &hours);
	if (!hours.understood)
		PG_RETURN_NULL();
	while (ws_hours_next(&hours, span.to, &span))
		n++;
	spans = palloc(Max(n, 1) * sizeof(WsSpan));
	span.to = 0;
	for (n = 0; ws_hours_next(&hours, span.to, &span); n++)
		spans[n] = span;
	PG_RETURN_DATUM(minutes_datum(fcinfo, spans, n));
}

Datum
hours_problem(PG_FUNCTION_ARGS)
{
	WsHours hours;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	read_hours(fcinfo, &hours);
	if (hours.problem[0] == '\0')
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(
		cstring_to_text(pg_any_to_server(hours.problem, (int) strlen(hours.problem), PG_UTF8)));
}

Datum
opening_hours(PG_FUNCTION_ARGS)
{
	size_t n;
	WsSpan *spans = minutes_argument(fcinfo, 0, &n);

	PG_RETURN_TEXT_P(cstring_to_text(ws_hours_write(walkshed_env(), spans, n)));
}

Datum
open_share(PG_FUNCTION_ARGS)
{
	size_t n_hours, n_during;
	WsSpan *hours = minutes_argument(fcinfo, 0, &n_hours);
	WsSpan *during = minutes_argument(fcinfo, 1, &n_during);

	if (n_during == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(ws_open_share(hours, n_hours, during, n_during));
}

Datum
minute_of_week(PG_FUNCTION_ARGS)
{
	Timestamp at = PG_GETARG_TIMESTAMP(0);
	int64 minute;

	if (TIMESTAMP_NOT_FINITE(at))
		PG_RETURN_NULL();
	/* PostgreSQL counts from 2000-01-01, a Saturday. */
	minute = at / USECS_PER_MINUTE - (at % USECS_PER_MINUTE < 0);
	minute = (minute + 5 * WS_DAY) % WS_WEEK;
	PG_RETURN_INT32((int32) (minute < 0 ? minute + WS_WEEK : minute));
}
