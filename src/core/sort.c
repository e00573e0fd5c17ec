/* sort.c - stable radix sort, a byte of the key at a time, see sort.h. */
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
