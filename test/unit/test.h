/*
 * test.h - the harness of the core's tests.
 *
 * A case is a function that CHECKs. It runs in an environment of its own: what
 * it allocates is freed when it ends, and a ws_fail() that no test_failure()
 * expects ends it as failed.
 */
#ifndef WALKSHED_TEST_H
#define WALKSHED_TEST_H

#include "core.h"

#define CHECK(condition) test_check((condition), #condition, __FILE__, __LINE__)
#define RUN(body) test_case(#body, body)

extern bool test_check(bool holds, const char *text, const char *file, int line);
extern void test_case(const char *name, void (*body)(void));

/* Checks that failed so far. */
extern size_t test_failed(void);

/* Prints the last line; whether all is well. */
extern bool test_summary(void);

/* What the next failed check is to tell beside its condition. Returns false. */
extern bool test_explain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The environment of the case, and one for what is to outlive a failure in it. */
extern const WsEnv *test_env(void);
extern const WsEnv *test_memory(void);

/* Frees what the case has allocated so far, for cases of many rounds. */
extern void test_release(void);

/* Bytes in use in test_memory(). */
extern size_t test_memory_bytes(void);

/* ws_interrupt() since the case began; it can cancel at the nth from now on. */
extern size_t test_interrupts(void);
extern void test_cancel_after(size_t interrupts);

/* The nth allocation from now on fails, in either environment; 0: none does. */
extern void test_no_memory_after(size_t allocations);

/* So do those that would take more than this in one of them; 0: as much as there is. */
extern void test_most_bytes(size_t bytes);

typedef struct Failure
{
	bool happened;
	bool cancelled;
	bool out_of_memory;
	WsErrorCode code;
	bool hinted;
	char message[512];
} Failure;

/* Runs the body; what it allocated from test_env() is freed. */
extern Failure test_failure(void (*body)(void *context), void *context);

/* Knuth's linear congruential generator. */
typedef struct Rng
{
	uint64_t state;
} Rng;

extern double rng_unit(Rng *rng); /* in [0, 1) */
extern double rng_between(Rng *rng, double low, double high);
extern uint32_t rng_below(Rng *rng, uint32_t bound);
extern bool rng_chance(Rng *rng, double probability);

extern void test_area(void);
extern void test_area_paths(void);
extern void test_cache(void);
extern void test_catchment(void);
extern void test_contour(void);
extern void test_damage(void);
extern void test_datum(void);
extern void test_edit(void);
extern void test_field(void);
extern void test_format(void);
extern void test_geo(void);
extern void test_hours(void);
extern void test_join(void);
extern void test_lattice(void);
extern void test_measures(void);
extern void test_no_memory(void);
extern void test_outline(void);
extern void test_search(void);
extern void test_snap(void);
extern void test_straight(void);
extern void test_walker(void);
extern void test_walls(void);

#endif
