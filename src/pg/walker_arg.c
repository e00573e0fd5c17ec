/*
 * walker_arg.c - the walker and the budget among a function's arguments.
 *
 * A walker is a row of the composite type walkshed.walker, read by position.
 * Names and types are compared with the table below at every call: it costs
 * about as much as reading the row, and a type that somebody altered is then
 * an error rather than a wrong answer.
 */
#include "postgres.h"

#include "compat.h"
#include "walker_arg.h"

#include <float.h>
#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/typcache.h"

#define SECONDS_PER_MINUTE 60.0

typedef struct WalkerField
{
	const char *name;
	Oid type;
	size_t offset; /* in WsWalker */
	double min, /* of a float8 */
		max;
} WalkerField;

/* Ranges are inclusive: DBL_MIN stands for more than nothing. */
#define NUMBER(name, min, max)                                                                     \
	{                                                                                              \
#name, FLOAT8OID, offsetof(WsWalker, name), min, max                                       \
	}

static const WalkerField fields[] = {
	NUMBER(speed_mps, 0.1, 10),
	{"slope", TEXTOID, offsetof(WsWalker, tobler), 0, 0},
	NUMBER(steps_up_s_per_m, DBL_MIN, 100),
	NUMBER(steps_down_s_per_m, DBL_MIN, 100),
	NUMBER(footbridge_s, 0, 3600),
	NUMBER(underpass_s, 0, 3600),
	NUMBER(lift_wait_s, 0, 3600),
	NUMBER(signal_wait_s, 0, 3600),
	NUMBER(crossing_wait_s, 0, 3600),
	{"steps_allowed", BOOLOID, offsetof(WsWalker, steps_allowed), 0, 0},
	NUMBER(steepest_grade, DBL_MIN, INFINITY),
	NUMBER(off_street_factor, 0.1, 100),
	NUMBER(off_street_max_m, 0, 5000)};

static void
check_descriptor(TupleDesc desc)
{
	if (desc->natts != lengthof(fields))
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("walker has %d fields, but %d are expected", desc->natts,
							   (int) lengthof(fields)),
						errhint("Make it with walkshed.walker(...).")));
	for (int i = 0; i < (int) lengthof(fields); i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		/* A dropped column has no type, and a name that nobody can give. */
		if (attribute->atttypid != fields[i].type ||
			strcmp(NameStr(attribute->attname), fields[i].name) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("field %d of the walker is %s, but %s %s is expected", i + 1,
							attribute->attisdropped ? "dropped"
													: psprintf("%s %s", NameStr(attribute->attname),
															   format_type_be(attribute->atttypid)),
							fields[i].name, format_type_be(fields[i].type)),
					 errhint("Make it with walkshed.walker(...).")));
	}
}

static double
check_number(const WalkerField *field, double number)
{
	/* Written so that a NaN fails. */
	if (!(number >= field->min && number <= field->max))
	{
		char *min = field->min == DBL_MIN ? "more than 0" : psprintf("at least %g", field->min);
		char *max = isinf(field->max) ? "" : psprintf(" and at most %g", field->max);

		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s of the walker is %g", field->name, number),
						errhint("It must be %s%s.", min, max)));
	}
	return number;
}

/* Whether the slope rule is Tobler's. */
static bool
read_slope(const text *slope)
{
	size_t len = VARSIZE_ANY_EXHDR(slope);

	if (len == strlen("none") && memcmp(VARDATA_ANY(slope), "none", len) == 0)
		return false;
	if (len != strlen("tobler") || memcmp(VARDATA_ANY(slope), "tobler", len) != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("slope of the walker is \"%s\"", text_to_cstring(slope)),
						errhint("It must be none or tobler.")));
	return true;
}

static void
read_field(const WalkerField *field, Datum value, WsWalker *walker)
{
	void *target = (char *) walker + field->offset;

	if (field->type == FLOAT8OID)
		*(double *) target = check_number(field, DatumGetFloat8(value));
	else if (field->type == BOOLOID)
		*(bool *) target = DatumGetBool(value);
	else
		*(bool *) target = read_slope(DatumGetTextPP(value));
}

void
walker_read(FunctionCallInfo fcinfo, int argno, WsWalker *walker)
{
	HeapTupleHeader header;
	HeapTupleData tuple;
	TupleDesc desc;
	Datum values[lengthof(fields)];
	bool nulls[lengthof(fields)];

	if (PG_ARGISNULL(argno))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("walker is null"),
				 errhint("The profile name may be mistyped: SELECT name FROM walkshed.profile.")));

	header = PG_GETARG_HEAPTUPLEHEADER(argno);
	desc = lookup_rowtype_tupdesc_domain(HeapTupleHeaderGetTypeId(header),
										 HeapTupleHeaderGetTypMod(header), false);
	check_descriptor(desc);
	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = header;
	heap_deform_tuple(&tuple, desc, values, nulls);
	ReleaseTupleDesc(desc);

	for (int i = 0; i < (int) lengthof(fields); i++)
	{
		if (!nulls[i])
			read_field(&fields[i], values[i], walker);
		else if (fields[i].offset == offsetof(WsWalker, steepest_grade))
			walker->steepest_grade = INFINITY;
		else
			ereport(
				ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s of the walker is null", fields[i].name),
				 errhint(
					 "Make it with walkshed.walker(...), which has a default for every field.")));
	}
}

/* Which of two arguments gives the budget. */
static int
budget_argument(FunctionCallInfo fcinfo, int minutes_argno, int metres_argno, WsMetric *metric)
{
	bool by_time = !PG_ARGISNULL(minutes_argno);

	if (by_time != PG_ARGISNULL(metres_argno))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("exactly one of minutes and metres must be given"),
						errhint("For example: minutes => 15.")));
	*metric = by_time ? WS_BY_TIME : WS_BY_DISTANCE;
	return by_time ? minutes_argno : metres_argno;
}

static double
budget_limit(WsMetric metric, double budget)
{
	bool by_time = metric == WS_BY_TIME;
	const char *unit = by_time ? "minutes" : "metres";
	double max = by_time ? WS_MAX_SECONDS / SECONDS_PER_MINUTE : WS_MAX_METRES;

	if (!(budget >= 0 && budget <= max))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a budget of %g %s is out of range", budget, unit),
						errhint("It must be at least 0 and at most %.0f %s.", max, unit)));
	return by_time ? budget * SECONDS_PER_MINUTE : budget;
}

void
budget_read(FunctionCallInfo fcinfo, int minutes_argno, int metres_argno, WsMetric *metric,
			double *limit)
{
	int argno = budget_argument(fcinfo, minutes_argno, metres_argno, metric);

	*limit = budget_limit(*metric, PG_GETARG_FLOAT8(argno));
}

static int
by_budget(const void *a, const void *b)
{
	const Budget *x = a, *y = b;

	return (x->given > y->given) - (x->given < y->given);
}

int
budgets_read(FunctionCallInfo fcinfo, int minutes_argno, int metres_argno, WsMetric *metric,
			 Budget **budgets)
{
	int argno = budget_argument(fcinfo, minutes_argno, metres_argno, metric);
	Datum *given;
	bool *nulls;
	int n, kept = 0;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argno), FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
					  TYPALIGN_DOUBLE, &given, &nulls, &n);
	*budgets = palloc(sizeof(Budget) * Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("budget %d of %d is null", i + 1, n),
							errhint("For example: minutes => '{5,10,15}'.")));
		(*budgets)[i].given = DatumGetFloat8(given[i]);
		(*budgets)[i].limit = budget_limit(*metric, (*budgets)[i].given);
	}
	qsort(*budgets, n, sizeof(Budget), by_budget);
	for (int i = 0; i < n; i++)
		if (kept == 0 || (*budgets)[i].given > (*budgets)[kept - 1].given)
			(*budgets)[kept++] = (*budgets)[i];
	return kept;
}
