/*
 * value_io.c - input, output and comparison of values that carry a digest.
 *
 * Text is hexadecimal, as PostGIS writes geometry. What comes in is checked to
 * the last byte, its digest computed anew: the cache trusts digests.
 *
 * Both layouts have the digest at byte 8. Equal digests mean equal values, so
 * comparing reads a few bytes of each, not the values. The operators are C
 * functions of their own, since an SQL function would be inlined and no longer
 * be an operator that can hash or merge.
 */
#include "postgres.h"

#include <ctype.h>

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "compat.h"
#include "env.h"
#include "value_io.h"

PG_FUNCTION_INFO_V1(value_out);
PG_FUNCTION_INFO_V1(value_send);
PG_FUNCTION_INFO_V1(value_compare);
PG_FUNCTION_INFO_V1(value_equal);
PG_FUNCTION_INFO_V1(value_not_equal);
PG_FUNCTION_INFO_V1(value_less);
PG_FUNCTION_INFO_V1(value_less_or_equal);
PG_FUNCTION_INFO_V1(value_greater);
PG_FUNCTION_INFO_V1(value_greater_or_equal);
PG_FUNCTION_INFO_V1(value_hash);
PG_FUNCTION_INFO_V1(value_digest);

#define DIGEST_OFFSET 8

static bool
is_hexadecimal(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		if (i % INTERRUPT_BYTES == 0)
			CHECK_FOR_INTERRUPTS();
		if (!isxdigit((unsigned char) text[i]))
			return false;
	}
	return true;
}

Datum
value_in(char *text, const char *type, const char *maker, ValueCheck check)
{
	size_t length = strlen(text);
	struct varlena *value;

	if (length % 2 != 0 || !is_hexadecimal(text, length))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid text for %s: \"%.32s%s\"", type, text, length > 32 ? "..." : ""),
				 errhint("A %s is made by %s(); its text is the hexadecimal that a dump writes.",
						 type, maker)));
	value = palloc(VARHDRSZ + length / 2 + 1);
	SET_VARSIZE(value, VARHDRSZ + length / 2);
	for (size_t at = 0; at < length; at += INTERRUPT_BYTES)
	{
		CHECK_FOR_INTERRUPTS();
		hex_decode(text + at, Min(length - at, INTERRUPT_BYTES), VARDATA(value) + at / 2);
	}
	check((const uint8_t *) VARDATA(value), length / 2);
	return PointerGetDatum(value);
}

Datum
value_out(PG_FUNCTION_ARGS)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	size_t size = VARSIZE_ANY_EXHDR(bytes);
	char *text = palloc(2 * size + 1);

	for (size_t at = 0; at < size; at += INTERRUPT_BYTES)
	{
		CHECK_FOR_INTERRUPTS();
		hex_encode(VARDATA_ANY(bytes) + at, Min(size - at, INTERRUPT_BYTES), text + 2 * at);
	}
	text[2 * size] = '\0';
	PG_RETURN_CSTRING(text);
}

Datum
value_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)));
}

Datum
value_recv(StringInfo buffer, ValueCheck check)
{
	int size = buffer->len - buffer->cursor;
	struct varlena *value = palloc(VARHDRSZ + size);

	SET_VARSIZE(value, VARHDRSZ + size);
	copy_long(VARDATA(value), pq_getmsgbytes(buffer, size), size);
	check((const uint8_t *) VARDATA(value), size);
	return PointerGetDatum(value);
}

WsDigest
value_digest_of(Datum value)
{
	struct varlena *slice = PG_DETOAST_DATUM_SLICE(value, DIGEST_OFFSET, WS_DIGEST_SIZE);
	WsDigest digest;

	if (VARSIZE_ANY_EXHDR(slice) != WS_DIGEST_SIZE)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("value is damaged: it ends before its digest")));
	memcpy(&digest, VARDATA_ANY(slice), WS_DIGEST_SIZE);
	return digest;
}

static int
compare(FunctionCallInfo fcinfo)
{
	WsDigest a = value_digest_of(PG_GETARG_DATUM(0)), b = value_digest_of(PG_GETARG_DATUM(1));

	return memcmp(&a, &b, sizeof a);
}

Datum
value_compare(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(fcinfo));
}

Datum
value_equal(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) == 0);
}

Datum
value_not_equal(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) != 0);
}

Datum
value_less(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) < 0);
}

Datum
value_less_or_equal(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) <= 0);
}

Datum
value_greater(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) > 0);
}

Datum
value_greater_or_equal(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) >= 0);
}

Datum
value_hash(PG_FUNCTION_ARGS)
{
	WsDigest digest = value_digest_of(PG_GETARG_DATUM(0));
	int32 hash;

	memcpy(&hash, digest.bytes, sizeof hash);
	PG_RETURN_INT32(hash);
}

Datum
value_digest(PG_FUNCTION_ARGS)
{
	WsDigest digest = value_digest_of(PG_GETARG_DATUM(0));
	char hex[2 * WS_DIGEST_SIZE];

	hex_encode((const char *) digest.bytes, WS_DIGEST_SIZE, hex);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(hex, sizeof hex));
}
