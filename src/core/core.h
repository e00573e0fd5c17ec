/*
 * core.h - what every file of the core shares.
 *
 * The core is plain C11 without any PostgreSQL header: graph, snapping,
 * search and surface. The caller gives it an environment: allocation, errors
 * and interrupts. Allocation never returns NULL and failing never returns
 * (the caller jumps away), so core code has no error paths. Whatever was
 * allocated before a jump belongs to the environment, which drops it whole.
 */
#ifndef WALKSHED_CORE_H
#define WALKSHED_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef enum WsErrorCode
{
	WS_ERROR_INVALID, /* an argument or input row is wrong */
	WS_ERROR_CORRUPT, /* a stored value is damaged */
	WS_ERROR_LIMIT /* a documented limit is exceeded */
} WsErrorCode;

typedef struct WsEnv
{
	void *(*alloc)(void *context, size_t size);
	void *(*realloc)(void *context, void *p, size_t size);
	void (*free)(void *context, void *p);
	void (*interrupt)(void *context);
	void (*fail)(void *context, WsErrorCode code, const char *message, const char *hint)
		__attribute__((noreturn));
	/* From the caller's own libraries: hardware CRC-32C and SHA-256. */
	uint32_t (*crc32c)(const void *data, size_t size);
	void (*sha256)(const void *data, size_t size, uint8_t out[32]);
	void *context;
} WsEnv;

extern void *ws_alloc(const WsEnv *env, size_t size);
extern void *ws_alloc0(const WsEnv *env, size_t size);
extern void *ws_realloc(const WsEnv *env, void *p, size_t size);
extern void ws_free(const WsEnv *env, void *p);
extern void ws_interrupt(const WsEnv *env);
extern _Noreturn void ws_fail(const WsEnv *env, WsErrorCode code, const char *hint,
							  const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Grows an array to hold at least `need` items of `size` bytes: doubles, so
 * that appending is linear.
 */
extern void *ws_grow(const WsEnv *env, void *array, size_t *capacity, size_t need, size_t size);

/* memcpy() that may be given no array where there is nothing to copy. */
static inline void
ws_copy(void *to, const void *from, size_t size)
{
	if (size > 0)
		memcpy(to, from, size);
}

/*
 * Marks a function that the compiler is to make for several processors, of which
 * the loader takes the best there is; the results are the same, as ISO C does not
 * contract a product and a sum.
 */
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) &&       \
	!defined(__SANITIZE_ADDRESS__)
#define WS_VECTORIZED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WS_VECTORIZED
#endif

#define WS_DIGEST_SIZE 16

typedef struct WsDigest
{
	uint8_t bytes[WS_DIGEST_SIZE];
} WsDigest;

#endif
