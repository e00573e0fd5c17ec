/*
 * fuzz.h - what every fuzz target shares.
 *
 * A target takes any bytes, makes of them what is to be tried, and CHECKs what must
 * hold whatever they are, in the environment of the unit tests. It runs under
 * libFuzzer, which looks for bytes that reach new code, and under replay.c, which
 * runs those that are known. It has some to begin with, made by a program.
 *
 * Failing is not a finding where it is clean: by ws_fail() with a code that
 * fits, by a lack of memory, or cancelled. A finding is a failed check, what the
 * sanitizers report, and what neither ends nor can be cancelled.
 */
#ifndef WALKSHED_FUZZ_H
#define WALKSHED_FUZZ_H

#include "bytes.h"
#include "test.h"

/* Each target defines these. */
extern void fuzz_one(const uint8_t *data, size_t size);
extern void fuzz_seeds(void);

/* What fuzz_seeds() calls with each of those to begin with. */
extern void (*fuzz_seed)(const uint8_t *data, size_t size);

/* Runs the target on some bytes; whether all is well. */
extern bool fuzz_run(const uint8_t *data, size_t size);

/* Runs the body within limits of memory and of time. */
extern Failure fuzz_body(void (*body)(void *context), void *context);

/* A copy that outlives the body; to be freed in test_memory(). */
extern uint8_t *fuzz_keep(const uint8_t *data, size_t size);

/* Whether it ended well, or failed as it may: also for damage, where that is said. */
extern bool fuzz_clean(Failure failure, bool damage);

static inline WsReader
fuzz_reader(const uint8_t *data, size_t size)
{
	return (WsReader){data, data + size, false};
}

/* A number of so many bytes, of those that are left. */
static inline uint64_t
fuzz_take(WsReader *r, int bytes)
{
	uint64_t number = 0;

	while (bytes-- > 0)
		number = number << 8 | ws_read_byte(r);
	return number;
}

#endif
