/*
 * sort.h - stable radix sort of numbered 64-bit keys.
 */
#ifndef WALKSHED_SORT_H
#define WALKSHED_SORT_H

#include "core.h"

typedef struct WsKeyed
{
	uint64_t key;
	uint32_t value;
} WsKeyed;

extern void ws_sort(const WsEnv *env, WsKeyed *items, size_t n);

#endif
