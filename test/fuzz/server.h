/*
 * server.h - stand-ins for what src/pg/geometry.c and src/pg/attributes.c call of
 * the server, so that they can be tried without it.
 *
 * Memory and errors are the environment's of the unit tests. A geometry is its bytes
 * (EWKB): it is sent and received as it is. A jsonb object is a list of members.
 */
#ifndef WALKSHED_FUZZ_SERVER_H
#define WALKSHED_FUZZ_SERVER_H

#include "postgres.h"

#include "utils/jsonb.h"

typedef struct ServerGeometry
{
	const uint8 *data;
	size_t size;
} ServerGeometry;

/* Of a jsonb object; a number is a double. */
typedef struct ServerMember
{
	JsonbValue key, value;
} ServerMember;

/* What JsonbIteratorInit() begins with, whatever it is given. */
extern void server_members(const ServerMember *members, size_t n);
extern Numeric server_number(double value);

#endif
