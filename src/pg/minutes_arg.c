/* minutes_arg.c - minutes of a week as int4multirange, see minutes_arg.h. */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"

#include "compat.h"
#include "minutes_arg.h"

static void
check_span(const RangeBound *lower, const RangeBound *upper)
{
	if (lower->infinite || upper->infinite)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("minutes of a week have an end"),
						errhint("Intersect them with '{[0,10080)}'.")));
	if (DatumGetInt32(lower->val) < 0 || DatumGetInt32(upper->val) > WS_WEEK)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("minutes [%d,%d) are not in a week", DatumGetInt32(lower->val),
							   DatumGetInt32(upper->val)),
						errhint("A week has the minutes 0 to 10079; Monday 00:00 is 0.")));
}

WsSpan *
minutes_argument(FunctionCallInfo fcinfo, int argno, size_t *n)
{
	MultirangeType *minutes = PG_GETARG_MULTIRANGE_P(argno);
	TypeCacheEntry *type = multirange_get_typcache(fcinfo, INT4MULTIRANGEOID);
	WsSpan *spans = palloc(Max(minutes->rangeCount, 1) * sizeof(WsSpan));

	for (uint32 i = 0; i < minutes->rangeCount; i++)
	{
		RangeBound lower, upper;

		multirange_get_bounds(type->rngtype, minutes, i, &lower, &upper);
		check_span(&lower, &upper);
		spans[i] = (WsSpan){DatumGetInt32(lower.val), DatumGetInt32(upper.val)};
	}
	*n = minutes->rangeCount;
	return spans;
}

Datum
minutes_datum(FunctionCallInfo fcinfo, const WsSpan *spans, size_t n)
{
	TypeCacheEntry *type = multirange_get_typcache(fcinfo, INT4MULTIRANGEOID);
	RangeType **ranges = palloc(Max(n, 1) * sizeof(RangeType *));

	for (size_t i = 0; i < n; i++)
	{
		RangeBound lower = {.val = Int32GetDatum(spans[i].from), .inclusive = true, .lower = true};
		RangeBound upper = {.val = Int32GetDatum(spans[i].to)};

		ranges[i] = compat_make_range(type->rngtype, &lower, &upper);
	}
	return MultirangeTypePGetDatum(
		make_multirange(INT4MULTIRANGEOID, type->rngtype, (int32) n, ranges));
}
