/*
 * network_io.c - the type walkshed.network: input and output, comparison,
 * and the report on a network.
 *
 * Text is hexadecimal, as PostGIS writes geometry. What comes in is checked
 * to the last byte, its digest computed anew: the cache trusts digests.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "call.h"
#include "compat.h"
#include "env.h"
#include "network.h"
#include "value_io.h"

PG_FUNCTION_INFO_V1(network_in);
PG_FUNCTION_INFO_V1(network_out);
PG_FUNCTION_INFO_V1(network_recv);
PG_FUNCTION_INFO_V1(network_send);
PG_FUNCTION_INFO_V1(network_cmp);
PG_FUNCTION_INFO_V1(network_hash);
PG_FUNCTION_INFO_V1(network_digest);

static void
check(const uint8_t *data, size_t size)
{
	ws_network_check(walkshed_env(), data, size);
}

Datum
network_in(PG_FUNCTION_ARGS)
{
	return value_in(PG_GETARG_CSTRING(0), "network", "network_agg", check);
}

Datum
network_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(value_out(PG_GETARG_DATUM(0)));
}

Datum
network_recv(PG_FUNCTION_ARGS)
{
	return value_recv((StringInfo) PG_GETARG_POINTER(0), check);
}

Datum
network_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)));
}

Datum
network_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(value_cmp(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

Datum
network_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(value_hash(PG_GETARG_DATUM(0)));
}

Datum
network_digest(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(value_digest(PG_GETARG_DATUM(0)));
}
