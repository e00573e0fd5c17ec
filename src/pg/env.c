/*
 * env.c - the environment that PostgreSQL gives the core.
 *
 * Memory belongs to a memory context, so that an error, which leaves the core
 * by longjmp, leaks nothing. The context pointer of the environment names that
 * context; NULL stands for the current one. Huge allocations are allowed: a
 * network being built may pass palloc's 1 GB.
 */
#include "postgres.h"

#include "compat.h"
#include "env.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "miscadmin.h"
#include "port/pg_crc32c.h"
#include "utils/memutils.h"

void
copy_long(void *to, const void *from, size_t size)
{
	for (size_t at = 0; at < size; at += INTERRUPT_BYTES)
	{
		CHECK_FOR_INTERRUPTS();
		memcpy((char *) to + at, (const char *) from + at, Min(size - at, INTERRUPT_BYTES));
	}
}

static void *
env_alloc(void *context, size_t size)
{
	return MemoryContextAllocExtended(context ? context : CurrentMemoryContext, size,
									  MCXT_ALLOC_HUGE);
}

/* Stays in the context where it was allocated. */
static void *
env_realloc(void *context, void *p, size_t size)
{
	(void) context;
	return repalloc_huge(p, size);
}

static void
env_free(void *context, void *p)
{
	(void) context;
	pfree(p);
}

static void
env_interrupt(void *context)
{
	(void) context;
	CHECK_FOR_INTERRUPTS();
}

/* Declared as in WsEnv: to clang _Noreturn is no part of a function's type. */
static void env_fail(void *context, WsErrorCode code, const char *message, const char *hint)
	__attribute__((noreturn));

static void
env_fail(void *context, WsErrorCode code, const char *message, const char *hint)
{
	int sqlstate = ERRCODE_INVALID_PARAMETER_VALUE;

	(void) context;
	if (code == WS_ERROR_CORRUPT)
		sqlstate = ERRCODE_DATA_CORRUPTED;
	else if (code == WS_ERROR_LIMIT)
		sqlstate = ERRCODE_PROGRAM_LIMIT_EXCEEDED;
	ereport(ERROR,
			(errcode(sqlstate), errmsg_internal("%s", message), hint ? errhint("%s", hint) : 0));
	pg_unreachable();
}

static uint32_t
env_crc32c(const void *data, size_t size)
{
	pg_crc32c crc;

	INIT_CRC32C(crc);
	COMP_CRC32C(crc, data, size);
	FIN_CRC32C(crc);
	return crc;
}

static void
env_sha256(const void *data, size_t size, uint8_t out[32])
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);
	const uint8_t *at = data;
	bool ok;

	if (hash == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	/* OpenSSL may refuse, and its memory is not the context's. */
	ok = pg_cryptohash_init(hash) >= 0;
	while (ok && size > 0)
	{
		size_t chunk = Min(size, INTERRUPT_BYTES);

		/* The hash is the resource owner's, which an interrupt leaves to it. */
		CHECK_FOR_INTERRUPTS();
		ok = pg_cryptohash_update(hash, at, chunk) >= 0;
		at += chunk;
		size -= chunk;
	}
	if (!ok || pg_cryptohash_final(hash, out, PG_SHA256_DIGEST_LENGTH) < 0)
	{
		const char *reason = pg_cryptohash_error(hash);

		pg_cryptohash_free(hash);
		elog(ERROR, "could not compute SHA-256: %s", reason);
	}
	pg_cryptohash_free(hash);
}

WsEnv
walkshed_env_in(MemoryContext context)
{
	return (WsEnv){.alloc = env_alloc,
				   .realloc = env_realloc,
				   .free = env_free,
				   .interrupt = env_interrupt,
				   .fail = env_fail,
				   .crc32c = env_crc32c,
				   .sha256 = env_sha256,
				   .context = context};
}

const WsEnv *
walkshed_env(void)
{
	static const WsEnv env = {.alloc = env_alloc,
							  .realloc = env_realloc,
							  .free = env_free,
							  .interrupt = env_interrupt,
							  .fail = env_fail,
							  .crc32c = env_crc32c,
							  .sha256 = env_sha256};

	return &env;
}
