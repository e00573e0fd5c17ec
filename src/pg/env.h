/*
 * env.h - the environment that PostgreSQL gives the core.
 */
#ifndef WALKSHED_ENV_H
#define WALKSHED_ENV_H

#include "core.h"
#include "utils/palloc.h"

/* Bytes copied, hashed or decoded between two looks at interrupts: some ten milliseconds at most. */
#define INTERRUPT_BYTES ((size_t) 4 * 1024 * 1024)

/* ws_copy() for what may be a whole city: can be interrupted. */
extern void copy_long(void *to, const void *from, size_t size);

/* Allocates in whatever context is current at each call. */
extern const WsEnv *walkshed_env(void);

/* Allocates in one context, for what outlives the call. */
extern WsEnv walkshed_env_in(MemoryContext context);

#endif
