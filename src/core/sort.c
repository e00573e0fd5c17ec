/* sort.c - stable sorts that can be interrupted, see sort.h. */
#include "sort.h"

#include <string.h>

void
ws_sort(const WsEnv *env, WsKeyed *items, size_t n)
{
	WsKeyed *from = items;
	WsKeyed *to = ws_alloc(env, n * sizeof(WsKeyed));
	WsKeyed *spare = to;

	for (int shift = 0; shift < 64; shift += 8)
	{
		size_t start[257] = {0};
		bool uniform = false;

		ws_interrupt(env);
		for (size_t i = 0; i < n; i++)
			start[(from[i].key >> shift & 0xff) + 1]++;
		for (int b = 0; b < 256; b++)
		{
			uniform |= start[b + 1] == n;
			start[b + 1] += start[b];
		}
		if (uniform)
			continue;
		for (size_t i = 0; i < n; i++)
			to[start[from[i].key >> shift & 0xff]++] = from[i];

		WsKeyed *swap = from;

		from = to;
		to = swap;
	}
	if (from != items)
		memcpy(items, from, n * sizeof(WsKeyed));
	ws_free(env, spare);
}

#define INTERRUPT_STEPS 65536

void
ws_sort_by(const WsEnv *env, void *items, size_t n, size_t size,
		   int (*compare)(const void *, const void *))
{
	char *from = items;
	char *to = ws_alloc(env, n * size);
	char *spare = to;
	size_t steps = 0;

	for (size_t run = 1; run < n; run *= 2)
	{
		char *swap = from;

		for (size_t start = 0; start < n; start += 2 * run)
		{
			size_t middle = start + run < n ? start + run : n;
			size_t end = start + 2 * run < n ? start + 2 * run : n;
			size_t a = start;
			size_t b = middle;

			for (size_t at = start; at < end; at++)
			{
				bool first =
					a < middle && (b == end || compare(from + a * size, from + b * size) <= 0);

				if (++steps % INTERRUPT_STEPS == 0)
					ws_interrupt(env);
				memcpy(to + at * size, from + (first ? a++ : b++) * size, size);
			}
		}
		from = to;
		to = swap;
	}
	if (n > 0 && from != items)
		memcpy(items, from, n * size);
	ws_free(env, spare);
}
