/*
 * nearest_arg.h - what nearest and proximity share.
 */
#ifndef WALKSHED_NEAREST_ARG_H
#define WALKSHED_NEAREST_ARG_H

#include "fmgr.h"
#include "nearest.h"

extern int k_argument(FunctionCallInfo fcinfo, int argno);

/* All tags of the places, none first if some place has none, or if there is no tag. */
extern uint32_t *nearest_tags(const WsPoints *places, uint32_t *n);

/* Why an origin has no place; NULL if it has. */
extern const char *nearest_problem_text(const WsNearestRow *row, const WsWalker *walker);

#endif
