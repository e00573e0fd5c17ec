/*
 * env.c - checks, cases, and the environment that the core runs in.
 *
 * Blocks are kept in a list, the newest first, so that a failure can free what
 * came after its mark. New memory is filled with bytes that differ from block
 * to block: whoever reads it before writing does not get the same twice. Under
 * valgrind, which sees such reads, it is left as it is (TEST_UNFILLED).
 */
#include "test.h"

#include <openssl/sha.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LARGEST_BLOCK ((size_t) 1 << 30) /* as palloc */
#define MOST_REPORTS 10

typedef struct Block
{
	alignas(max_align_t) struct Block *older;
	struct Block *newer;
	struct Arena *arena;
	size_t size;
} Block;

typedef struct Arena
{
	Block *newest;
	size_t bytes;
} Arena;

static struct
{
	size_t passed, failed;
	size_t cases, case_failures;
	char explanation[512];
	Arena call, memory;
	size_t interrupts;
	size_t cancel_after; /* 0: never */
	size_t no_memory_after; /* 0: never */
	size_t most_bytes; /* 0: no limit */
	uint8_t filling;
	jmp_buf *trap;
	Failure failure;
} test;

bool
test_check(bool holds, const char *text, const char *file, int line)
{
	if (holds)
		test.passed++;
	else
	{
		test.failed++;
		if (++test.case_failures <= MOST_REPORTS)
			printf("# %s:%d: %s%s%s\n", file, line, text, test.explanation[0] ? ": " : "",
				   test.explanation);
	}
	test.explanation[0] = '\0';
	return holds;
}

bool
test_explain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(test.explanation, sizeof test.explanation, format, args);
	va_end(args);
	return false;
}

static void
drop(Block *block)
{
	*(block->newer ? &block->newer->older : &block->arena->newest) = block->older;
	if (block->older)
		block->older->newer = block->newer;
	block->arena->bytes -= block->size;
	free(block);
}

static void
drop_newer(Arena *arena, const Block *mark)
{
	while (arena->newest && arena->newest != mark)
		drop(arena->newest);
}

/* Declared as in WsEnv: to clang _Noreturn is no part of a function's type. */
static void fail(void *context, WsErrorCode code, const char *message, const char *hint)
	__attribute__((noreturn));

static void
fail(void *context, WsErrorCode code, const char *message, const char *hint)
{
	(void) context;
	test.failure.happened = true;
	test.failure.code = code;
	test.failure.hinted = hint != NULL;
	snprintf(test.failure.message, sizeof test.failure.message, "%s", message);
	longjmp(*test.trap, 1);
}

static void *
allocate(void *context, size_t size)
{
	Arena *arena = context;
	Block *block;

	if (size > LARGEST_BLOCK)
		fail(context, WS_ERROR_LIMIT, "invalid memory alloc request size", NULL);
	if ((test.no_memory_after > 0 && --test.no_memory_after == 0) ||
		(test.most_bytes > 0 && arena->bytes + size > test.most_bytes))
	{
		test.failure.out_of_memory = true;
		longjmp(*test.trap, 1);
	}
	block = malloc(sizeof(Block) + size);
	if (!block)
		abort();
#ifndef TEST_UNFILLED
	memset(block + 1, ++test.filling, size);
#endif
	*block = (Block){.older = arena->newest, .arena = arena, .size = size};
	if (arena->newest)
		arena->newest->newer = block;
	arena->newest = block;
	arena->bytes += size;
	return block + 1;
}

static void
release(void *context, void *p)
{
	(void) context;
	drop((Block *) p - 1);
}

/* Always elsewhere, so that a pointer kept to the old place shows. */
static void *
reallocate(void *context, void *p, size_t size)
{
	Block *block = (Block *) p - 1;
	void *moved = allocate(context, size);

	memcpy(moved, p, block->size < size ? block->size : size);
	drop(block);
	return moved;
}

static void
interrupt(void *context)
{
	(void) context;
	test.interrupts++;
	if (test.cancel_after > 0 && --test.cancel_after == 0)
	{
		test.failure.cancelled = true;
		longjmp(*test.trap, 1);
	}
}

static uint32_t
crc32c(const void *data, size_t size)
{
	static uint32_t table[256];
	const uint8_t *p = data;
	uint32_t crc = UINT32_MAX;

	if (!table[1])
		for (uint32_t i = 0; i < 256; i++)
		{
			table[i] = i;
			for (int bit = 0; bit < 8; bit++)
				table[i] = table[i] >> 1 ^ (table[i] & 1 ? UINT32_C(0x82f63b78) : 0);
		}
	for (size_t i = 0; i < size; i++)
		crc = crc >> 8 ^ table[(crc ^ p[i]) & 0xff];
	return ~crc;
}

static void
sha256(const void *data, size_t size, uint8_t out[32])
{
	SHA256(data, size, out);
}

const WsEnv *
test_env(void)
{
	static const WsEnv env = {allocate, reallocate, release, interrupt,
							  fail,     crc32c,     sha256,  &test.call};

	return &env;
}

const WsEnv *
test_memory(void)
{
	static const WsEnv env = {allocate, reallocate, release, interrupt,
							  fail,     crc32c,     sha256,  &test.memory};

	return &env;
}

void
test_release(void)
{
	drop_newer(&test.call, NULL);
}

size_t
test_memory_bytes(void)
{
	return test.memory.bytes;
}

size_t
test_interrupts(void)
{
	return test.interrupts;
}

void
test_cancel_after(size_t interrupts)
{
	test.cancel_after = interrupts;
}

void
test_no_memory_after(size_t allocations)
{
	test.no_memory_after = allocations;
}

void
test_most_bytes(size_t bytes)
{
	test.most_bytes = bytes;
}

Failure
test_failure(void (*body)(void *context), void *context)
{
	jmp_buf *const outer = test.trap;
	Block *const mark = test.call.newest;
	jmp_buf trap;

	test.trap = &trap;
	if (setjmp(trap) == 0)
	{
		test.failure = (Failure){.happened = false};
		body(context);
		/* Not that of a failure which the body itself expected. */
		test.failure = (Failure){.happened = false};
	}
	drop_newer(&test.call, mark);
	test.trap = outer;
	test.cancel_after = test.no_memory_after = 0;
	return test.failure;
}

static void
run_body(void *context)
{
	void (**body)(void) = context;

	(*body)();
}

void
test_case(const char *name, void (*body)(void))
{
	size_t before = test.passed + test.failed;
	clock_t start = clock();
	Failure failure;

	test.case_failures = 0;
	test.interrupts = 0;
	failure = test_failure(run_body, &body);
	if (failure.happened)
	{
		test_explain("%s", failure.message);
		test_check(false, "no failure but those expected", name, 0);
	}
	drop_newer(&test.call, NULL);
	drop_newer(&test.memory, NULL);
	printf("%s %zu - %s (%zu checks, %.2f s)\n", test.case_failures ? "not ok" : "ok", ++test.cases,
		   name, test.passed + test.failed - before, (double) (clock() - start) / CLOCKS_PER_SEC);
	fflush(stdout);
}

static uint64_t
rng_next(Rng *rng)
{
	rng->state = rng->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return rng->state >> 11;
}

double
rng_unit(Rng *rng)
{
	return (double) rng_next(rng) / 9007199254740992.0;
}

double
rng_between(Rng *rng, double low, double high)
{
	return low + (high - low) * rng_unit(rng);
}

uint32_t
rng_below(Rng *rng, uint32_t bound)
{
	return (uint32_t) (rng_unit(rng) * bound);
}

bool
rng_chance(Rng *rng, double probability)
{
	return rng_unit(rng) < probability;
}

size_t
test_failed(void)
{
	return test.failed;
}

bool
test_summary(void)
{
	printf("1..%zu\n%zu passed, %zu failed\n", test.cases, test.passed, test.failed);
	return test.failed == 0;
}
