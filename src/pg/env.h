/*
 * env.h - the environment that PostgreSQL gives the core.
 */
#ifndef WALKSHED_ENV_H
#define WALKSHED_ENV_H

#include "core.h"
#include "utils/palloc.h"

/* Allocates in whatever context is current at each call. */
extern const WsEnv *walkshed_env(void);

/* Allocates in one context, for what outlives the call. */
extern WsEnv walkshed_env_in(MemoryContext context);

#endif
