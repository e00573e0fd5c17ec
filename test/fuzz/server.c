/* server.c - stand-ins for the server, see server.h. */
#include "server.h"

#include <stdio.h>

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "test.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"

#undef vsnprintf /* PostgreSQL's own */

#if PG_VERSION_NUM >= 160000
#define BYTES const void
#else
#define BYTES const char
#endif

volatile sig_atomic_t InterruptPending = false;
const int day_tab[2][13] = {{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0},
							{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0}};

static struct
{
	int sqlstate;
	char message[1024];
	char hint[1024];
	const ServerMember *members;
	size_t n_members;
} server;

void
ProcessInterrupts(void)
{
}

bool
errstart(int elevel, const char *domain)
{
	server.sqlstate = ERRCODE_INTERNAL_ERROR;
	server.message[0] = server.hint[0] = '\0';
	return CHECK(elevel == ERROR);
}

bool
errstart_cold(int elevel, const char *domain)
{
	return errstart(elevel, domain);
}

int
errcode(int sqlerrcode)
{
	server.sqlstate = sqlerrcode;
	return 0;
}

int
errmsg(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(server.message, sizeof server.message, fmt, args);
	va_end(args);
	return 0;
}

int
errhint(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(server.hint, sizeof server.hint, fmt, args);
	va_end(args);
	return 0;
}

/* Every error is the user's, with a code and a hint. */
void
errfinish(const char *filename, int lineno, const char *funcname)
{
	CHECK((server.sqlstate != ERRCODE_INTERNAL_ERROR && server.message[0] && server.hint[0]) ||
		  test_explain("%s", server.message));
	test_env()->fail(test_env()->context,
					 server.sqlstate == ERRCODE_PROGRAM_LIMIT_EXCEEDED ? WS_ERROR_LIMIT
																	   : WS_ERROR_INVALID,
					 server.message, server.hint);
}

void *
palloc(Size size)
{
	return ws_alloc(test_env(), size);
}

void
pfree(void *pointer)
{
	ws_free(test_env(), pointer);
}

char *
psprintf(const char *fmt, ...)
{
	va_list args;
	int size;
	char *text;

	va_start(args, fmt);
	size = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	text = palloc((size_t) size + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t) size + 1, fmt, args);
	va_end(args);
	return text;
}

void
initStringInfo(StringInfo str)
{
	str->data = palloc(1);
	str->maxlen = 1;
	resetStringInfo(str);
}

void
resetStringInfo(StringInfo str)
{
	str->data[0] = '\0';
	str->len = str->cursor = 0;
}

void
appendBinaryStringInfo(StringInfo str, BYTES *data, int datalen)
{
	if (str->len + datalen + 1 > str->maxlen)
	{
		str->maxlen = str->len + datalen + 1;
		str->data = ws_realloc(test_env(), str->data, (size_t) str->maxlen);
	}
	ws_copy(str->data + str->len, data, (size_t) datalen);
	str->len += datalen;
	str->data[str->len] = '\0';
}

void
appendStringInfoChar(StringInfo str, char ch)
{
	appendBinaryStringInfo(str, &ch, 1);
}

void
appendStringInfo(StringInfo str, const char *fmt, ...)
{
	char text[1024];
	va_list args;
	int size;

	va_start(args, fmt);
	size = vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	appendBinaryStringInfo(str, text, size);
}

void
fmgr_info_cxt(Oid functionId, FmgrInfo *finfo, MemoryContext mcxt)
{
}

void
getTypeBinaryOutputInfo(Oid type, Oid *typSend, bool *typIsVarlena)
{
	*typSend = InvalidOid;
	*typIsVarlena = true;
}

void
getTypeBinaryInputInfo(Oid type, Oid *typReceive, Oid *typIOParam)
{
	*typReceive = *typIOParam = InvalidOid;
}

bytea *
SendFunctionCall(FmgrInfo *flinfo, Datum val)
{
	const ServerGeometry *geometry = (ServerGeometry *) DatumGetPointer(val);
	bytea *bytes = palloc(VARHDRSZ + geometry->size);

	SET_VARSIZE(bytes, VARHDRSZ + geometry->size);
	ws_copy(VARDATA(bytes), geometry->data, geometry->size);
	return bytes;
}

Datum
ReceiveFunctionCall(FmgrInfo *flinfo, StringInfo buf, Oid typioparam, int32 typmod)
{
	ServerGeometry *geometry = palloc(sizeof(ServerGeometry));
	uint8 *data = palloc((size_t) buf->len);

	ws_copy(data, buf->data, (size_t) buf->len);
	*geometry = (ServerGeometry){data, (size_t) buf->len};
	return PointerGetDatum(geometry);
}

Datum
DirectFunctionCall1Coll(PGFunction func, Oid collation, Datum arg1)
{
	LOCAL_FCINFO(fcinfo, 1);

	fcinfo->args[0].value = arg1;
	return func(fcinfo);
}

Numeric
server_number(double value)
{
	double *number = palloc(sizeof value);

	*number = value;
	return (Numeric) number;
}

Datum
numeric_float8_no_overflow(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(*(double *) PG_GETARG_POINTER(0));
}

Datum
numeric_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(psprintf("%f", *(double *) PG_GETARG_POINTER(0)));
}

/* No character of UTF-8 is cut. */
int
pg_mbcliplen(const char *mbstr, int len, int limit)
{
	if (len <= limit)
		return len;
	while (limit > 0 && (mbstr[limit] & 0xc0) == 0x80)
		limit--;
	return limit;
}

void
server_members(const ServerMember *members, size_t n)
{
	server.members = members;
	server.n_members = n;
}

JsonbIterator *
JsonbIteratorInit(JsonbContainer *container)
{
	JsonbIterator *it = palloc(sizeof(JsonbIterator));

	*it = (JsonbIterator){.state = JBI_OBJECT_START};
	return it;
}

JsonbIteratorToken
JsonbIteratorNext(JsonbIterator **it, JsonbValue *val, bool skipNested)
{
	JsonbIterator *at = *it;
	bool value = at->state == JBI_OBJECT_VALUE;

	if (at->state == JBI_OBJECT_START)
	{
		at->state = JBI_OBJECT_KEY;
		return WJB_BEGIN_OBJECT;
	}
	if (at->curIndex == (int) server.n_members)
		return WJB_END_OBJECT;
	*val = value ? server.members[at->curIndex].value : server.members[at->curIndex].key;
	at->curIndex += value;
	at->state = value ? JBI_OBJECT_KEY : JBI_OBJECT_VALUE;
	return value ? WJB_VALUE : WJB_KEY;
}
