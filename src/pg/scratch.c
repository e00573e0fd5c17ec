/*
 * scratch.c - memory for the work of one call that is kept for the next.
 *
 * One block, handed out from its start to its end. What was handed out last can
 * grow in place and be taken back; the rest comes back at the next call. What finds no
 * room is allocated in the current context, and the block is made larger for the
 * next call, up to a limit. After an error nothing is to be done: whoever used the
 * block is gone.
 */
#include "postgres.h"

#include "compat.h"
#include "env.h"
#include "scratch.h"

#include "utils/memutils.h"

/* What a session keeps, at most. */
#define MOST_KEPT ((size_t) 16 * 1024 * 1024)

/* Before each piece: its size. A multiple of what any type is aligned to. */
#define HEADER 32
#define ROUND(size) (((size) + HEADER - 1) & ~(size_t) (HEADER - 1))

static struct Scratch
{
	char *block;
	size_t size;
	size_t used;
	size_t wanted; /* by all pieces of this call together */
	char *last; /* the piece handed out last */
	WsEnv outside; /* for what finds no room */
} scratch;

static size_t
size_of(const char *piece)
{
	size_t size;

	memcpy(&size, piece - HEADER, sizeof size);
	return size;
}

static bool
is_inside(const char *piece)
{
	return piece >= scratch.block && piece < scratch.block + scratch.size;
}

static void *
scratch_alloc(void *context, size_t size)
{
	size_t whole = HEADER + ROUND(size);
	char *piece = scratch.block + scratch.used + HEADER;

	(void) context;
	scratch.wanted += whole;
	if (whole > scratch.size - scratch.used)
		return ws_alloc(&scratch.outside, size);
	memcpy(piece - HEADER, &size, sizeof size);
	scratch.used += whole;
	scratch.last = piece;
	return piece;
}

static void
scratch_free(void *context, void *piece)
{
	(void) context;
	if (!is_inside(piece))
		ws_free(&scratch.outside, piece);
	else if (piece == scratch.last)
	{
		scratch.used = (size_t) (scratch.last - HEADER - scratch.block);
		scratch.last = NULL;
	}
}

static void *
scratch_realloc(void *context, void *piece, size_t size)
{
	size_t before;
	void *other;

	if (!is_inside(piece))
	{
		scratch.wanted += size;
		return ws_realloc(&scratch.outside, piece, size);
	}
	before = size_of(piece);
	if (piece == scratch.last)
	{
		size_t start = (size_t) (scratch.last - scratch.block);

		if (ROUND(size) <= scratch.size - start)
		{
			scratch.wanted += ROUND(size) - Min(ROUND(size), ROUND(before));
			memcpy((char *) piece - HEADER, &size, sizeof size);
			scratch.used = start + ROUND(size);
			return piece;
		}
	}
	other = scratch_alloc(context, size);
	memcpy(other, piece, Min(before, size));
	return other;
}

const WsEnv *
walkshed_scratch(void)
{
	static WsEnv env;
	size_t size = Min(scratch.wanted, MOST_KEPT);

	if (size > scratch.size)
	{
		if (scratch.block)
			pfree(scratch.block - HEADER);
		scratch.block = NULL;
		scratch.size = 0;
		scratch.block = (char *) MemoryContextAllocExtended(TopMemoryContext, size + 2 * HEADER,
															MCXT_ALLOC_HUGE) +
						HEADER;
		scratch.size = size;
	}
	scratch.used = scratch.wanted = 0;
	scratch.last = NULL;
	scratch.outside = *walkshed_env();
	env = *walkshed_env();
	env.alloc = scratch_alloc;
	env.realloc = scratch_realloc;
	env.free = scratch_free;
	return &env;
}
