/*
 * value_io.c - input, output and comparison of values that carry a digest.
 *
 * Both layouts have the digest at byte 8. Equal digests mean equal values,
 * so comparing reads 24 bytes of each, not the values.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "compat.h"
#include "value_io.h"

#define DIGEST_OFFSET 8

Datum
value_in(char *text, const char *type, const char *maker, ValueCheck check)
{
	size_t length = strlen(text);
	struct varlena *value;

	if (length % 2 != 0 || strspn(text, "0123456789abcdefABCDEF") != length)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid text for %s: \"%.32s%s\"", type, text, length > 32 ? "..." : ""),
				 errhint("A %s is made by %s(); its text is the hexadecimal that a dump writes.",
						 type, maker)));
	value = palloc(VARHDRSZ + length / 2 + 1);
	SET_VARSIZE(value, VARHDRSZ + length / 2);
	hex_decode(text, length, VARDATA(value));
	check((const uint8_t *) VARDATA(value), length / 2);
	return PointerGetDatum(value);
}

char *
value_out(Datum value)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
	size_t size = VARSIZE_ANY_EXHDR(bytes);
	char *text = palloc(2 * size + 1);

	hex_encode(VARDATA_ANY(bytes), size, text);
	text[2 * size] = '\0';
	return text;
}

Datum
value_recv(StringInfo buffer, ValueCheck check)
{
	int size = buffer->len - buffer->cursor;
	struct varlena *value = palloc(VARHDRSZ + size);

	SET_VARSIZE(value, VARHDRSZ + size);
	pq_copymsgbytes(buffer, VARDATA(value), size);
	check((const uint8_t *) VARDATA(value), size);
	return PointerGetDatum(value);
}

static WsDigest
digest_of(Datum value)
{
	struct varlena *slice = PG_DETOAST_DATUM_SLICE(value, DIGEST_OFFSET, WS_DIGEST_SIZE);
	WsDigest digest;

	if (VARSIZE_ANY_EXHDR(slice) != WS_DIGEST_SIZE)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("value is damaged: it ends before its digest")));
	memcpy(&digest, VARDATA_ANY(slice), WS_DIGEST_SIZE);
	return digest;
}

int
value_cmp(Datum a, Datum b)
{
	WsDigest x = digest_of(a), y = digest_of(b);

	return memcmp(&x, &y, sizeof x);
}

int32
value_hash(Datum value)
{
	WsDigest digest = digest_of(value);
	int32 hash;

	memcpy(&hash, digest.bytes, sizeof hash);
	return hash;
}

text *
value_digest(Datum value)
{
	WsDigest digest = digest_of(value);
	char hex[2 * WS_DIGEST_SIZE];

	hex_encode((const char *) digest.bytes, WS_DIGEST_SIZE, hex);
	return cstring_to_text_with_len(hex, sizeof hex);
}
