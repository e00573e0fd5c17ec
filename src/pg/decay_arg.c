/*
 * decay_arg.c - the decay among a function's arguments.
 *
 * A decay is a row of the composite type walkshed.decay, read by position like
 * a walker.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "executor/executor.h"
#include "utils/builtins.h"

#include "compat.h"
#include "decay_arg.h"

static double
parameter(HeapTupleHeader row, AttrNumber number, const char *name, double low)
{
	bool isnull;
	Datum value = GetAttributeByNum(row, number, &isnull);

	if (isnull)
		return NAN;
	if (!(DatumGetFloat8(value) >= low && DatumGetFloat8(value) <= 1e9))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s of the decay is %g", name, DatumGetFloat8(value)),
				 errhint("Give a number between %g and 1e9, or none for the default.", low)));
	return DatumGetFloat8(value);
}

void
decay_read(FunctionCallInfo fcinfo, int argno, WsMetric metric, double budget, WsDecay *decay)
{
	HeapTupleHeader row = NULL;
	bool isnull = PG_ARGISNULL(argno);
	Datum kind = 0;

	if (!isnull)
	{
		row = PG_GETARG_HEAPTUPLEHEADER(argno);
		kind = GetAttributeByNum(row, 1, &isnull);
	}
	if (isnull)
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("decay is null"),
						errhint("Omit it for none, or make one with walkshed.decay(...).")));
	decay->kind = WS_DECAY_COUNT;
	for (int i = 0; i < WS_DECAY_COUNT; i++)
		if (strcmp(text_to_cstring(DatumGetTextPP(kind)), ws_decay_names[i]) == 0)
			decay->kind = i;
	if (decay->kind == WS_DECAY_COUNT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown kind of decay: \"%s\"", text_to_cstring(DatumGetTextPP(kind))),
				 errhint("Known ones: step, linear, exponential, gaussian, logistic, power.")));
	decay->budget = metric == WS_BY_TIME ? budget / 60 : budget;
	decay->beta = parameter(row, 2, "beta", 0);
	decay->midpoint = parameter(row, 3, "midpoint", 0);
	decay->scale = parameter(row, 4, "scale", 1e-9);
	ws_decay_defaults(decay);
}
