/* fuzz.c - what every fuzz target shares, see fuzz.h. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

/* So that whatever ends at all ends soon. */
#define MOST_BYTES ((size_t) 24 << 20)
#define MOST_INTERRUPTS 4000

void (*fuzz_seed)(const uint8_t *data, size_t size);

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

Failure
fuzz_body(void (*body)(void *context), void *context)
{
	Failure failure;

	test_most_bytes(MOST_BYTES);
	test_cancel_after(MOST_INTERRUPTS);
	failure = test_failure(body, context);
	test_most_bytes(0);
	return failure;
}

uint8_t *
fuzz_keep(const uint8_t *data, size_t size)
{
	return memcpy(ws_alloc(test_memory(), size), data, size);
}

bool
fuzz_clean(Failure failure, bool damage)
{
	return !failure.happened || damage || failure.code != WS_ERROR_CORRUPT ||
		   test_explain("%s", failure.message);
}

bool
fuzz_run(const uint8_t *data, size_t size)
{
	fuzz_one(data, size);
	test_release();
	CHECK(test_memory_bytes() == 0);
	return test_failed() == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!fuzz_run(data, size))
	{
		fflush(stdout);
		abort();
	}
	return 0;
}
