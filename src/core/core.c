/* core.c - the environment's calls, see core.h. */
#include "core.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void *
ws_alloc(const WsEnv *env, size_t size)
{
	return env->alloc(env->context, size ? size : 1);
}

void *
ws_alloc0(const WsEnv *env, size_t size)
{
	return memset(ws_alloc(env, size), 0, size);
}

void *
ws_realloc(const WsEnv *env, void *p, size_t size)
{
	return p ? env->realloc(env->context, p, size ? size : 1) : ws_alloc(env, size);
}

void
ws_free(const WsEnv *env, void *p)
{
	if (p)
		env->free(env->context, p);
}

void
ws_interrupt(const WsEnv *env)
{
	env->interrupt(env->context);
}

_Noreturn void
ws_fail(const WsEnv *env, WsErrorCode code, const char *hint, const char *format, ...)
{
	char message[512];
	va_list args;

	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	env->fail(env->context, code, message, hint);
}

void *
ws_grow(const WsEnv *env, void *array, size_t *capacity, size_t need, size_t size)
{
	size_t more = *capacity ? *capacity : 16;

	if (need <= *capacity)
		return array;
	while (more < need)
		more *= 2;
	if (more > SIZE_MAX / size)
		ws_fail(env, WS_ERROR_LIMIT, NULL, "array of %zu items is too large", need);
	array = ws_realloc(env, array, more * size);
	*capacity = more;
	return array;
}
