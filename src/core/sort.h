/*
 * sort.h - stable sorts that can be interrupted.
 */
#ifndef WALKSHED_SORT_H
#define WALKSHED_SORT_H

#include "core.h"

typedef struct WsKeyed
{
	uint64_t key;
	uint32_t value;
} WsKeyed;

/* By key: a radix sort. */
extern void ws_sort(const WsEnv *env, WsKeyed *items, size_t n);

/* By a comparison, as qsort() is called: a merge sort. */
extern void ws_sort_by(const WsEnv *env, void *items, size_t n, size_t size,
					   int (*compare)(const void *, const void *));

#endif
