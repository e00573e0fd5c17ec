/* datum.c - to_gcj02(), from_gcj02(), to_bd09() and from_bd09(). */
#include "postgres.h"

#include "call.h"
#include "compat.h"
#include "datum.h"

PG_FUNCTION_INFO_V1(to_gcj02);
PG_FUNCTION_INFO_V1(from_gcj02);
PG_FUNCTION_INFO_V1(to_bd09);
PG_FUNCTION_INFO_V1(from_bd09);

static Datum
moved(FunctionCallInfo fcinfo, Move move)
{
	Oid type = get_fn_expr_rettype(fcinfo->flinfo);

	return geometry_move(call_reader(fcinfo, 0), call_writer(fcinfo, type), PG_GETARG_DATUM(0),
						 "geometry", move);
}

Datum
to_gcj02(PG_FUNCTION_ARGS)
{
	return moved(fcinfo, ws_to_gcj02);
}

Datum
from_gcj02(PG_FUNCTION_ARGS)
{
	return moved(fcinfo, ws_from_gcj02);
}

Datum
to_bd09(PG_FUNCTION_ARGS)
{
	return moved(fcinfo, ws_to_bd09);
}

Datum
from_bd09(PG_FUNCTION_ARGS)
{
	return moved(fcinfo, ws_from_bd09);
}
