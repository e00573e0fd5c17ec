/*
 * network_io.c - the type walkshed.network: input. What both types share is
 * in value_io.c.
 */
#include "postgres.h"

#include "compat.h"
#include "env.h"
#include "network.h"
#include "value_io.h"

PG_FUNCTION_INFO_V1(network_in);
PG_FUNCTION_INFO_V1(network_recv);

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
network_recv(PG_FUNCTION_ARGS)
{
	return value_recv((StringInfo) PG_GETARG_POINTER(0), check);
}
