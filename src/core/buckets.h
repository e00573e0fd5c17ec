/*
 * buckets.h - the queue of the searches.
 *
 * Labels lie in [0, limit]; the range is cut into at most WS_BUCKETS buckets
 * of a power of two of cost units, and a bitmap finds the next one in use.
 * Within a bucket the order is free: a search corrects labels, so a node that
 * improves is simply queued again, and entries whose label is no longer the
 * node's are skipped. Since costs are not negative, all labels of a bucket
 * are final when it is empty, whatever the order in it was.
 */
#ifndef WALKSHED_BUCKETS_H
#define WALKSHED_BUCKETS_H

#include <string.h>

#include "walker.h"

#define WS_BUCKETS 2048
#define WS_NO_ENTRY UINT32_MAX

typedef struct WsQueued
{
	WsCost label;
	uint32_t node;
	uint32_t who; /* of several starts: which */
	uint32_t next;
} WsQueued;

typedef struct WsBuckets
{
	const WsEnv *env;
	int shift; /* from a label to its bucket */
	uint32_t word; /* of `used`: none before it is set */
	uint32_t head[WS_BUCKETS];
	uint64_t used[WS_BUCKETS / 64];
	WsQueued *entries;
	size_t capacity;
	uint32_t count;
	uint32_t free; /* entries to use again */
} WsBuckets;

static inline void
ws_buckets_init(WsBuckets *q, const WsEnv *env, WsCost limit)
{
	q->env = env;
	q->shift = 32;
	while (limit >> q->shift >= WS_BUCKETS)
		q->shift++;
	q->word = 0;
	memset(q->head, 0xff, sizeof q->head);
	memset(q->used, 0, sizeof q->used);
	q->capacity = 1024;
	q->entries = ws_alloc(env, q->capacity * sizeof(WsQueued));
	q->count = 0;
	q->free = WS_NO_ENTRY;
}

/* Drops what is queued. */
static inline void
ws_buckets_clear(WsBuckets *q)
{
	q->word = 0;
	for (uint32_t i = 0; i < WS_BUCKETS / 64; i++)
		for (; q->used[i]; q->used[i] &= q->used[i] - 1)
			q->head[i * 64 + (uint32_t) __builtin_ctzll(q->used[i])] = WS_NO_ENTRY;
	q->count = 0;
	q->free = WS_NO_ENTRY;
}

static inline void
ws_buckets_push(WsBuckets *q, WsCost label, uint32_t node, uint32_t who)
{
	uint32_t bucket = (uint32_t) (label >> q->shift);
	uint32_t i = q->free;

	if (i != WS_NO_ENTRY)
		q->free = q->entries[i].next;
	else
	{
		if (q->count == q->capacity)
			q->entries = ws_grow(q->env, q->entries, &q->capacity, q->count + 1, sizeof(WsQueued));
		i = q->count++;
	}
	q->entries[i] = (WsQueued){label, node, who, q->head[bucket]};
	q->head[bucket] = i;
	q->used[bucket >> 6] |= UINT64_C(1) << (bucket & 63);
}

/* Takes an entry of the lowest bucket in use; false when all are empty. */
static inline bool
ws_buckets_pop(WsBuckets *q, WsQueued *out)
{
	uint32_t bucket, i;

	while (!q->used[q->word])
		if (++q->word == WS_BUCKETS / 64)
		{
			q->word--;
			return false;
		}
	bucket = q->word * 64 + (uint32_t) __builtin_ctzll(q->used[q->word]);
	i = q->head[bucket];
	*out = q->entries[i];
	q->head[bucket] = out->next;
	if (out->next == WS_NO_ENTRY)
		q->used[q->word] &= q->used[q->word] - 1;
	q->entries[i].next = q->free;
	q->free = i;
	return true;
}

#endif
