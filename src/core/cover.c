/* cover.c - the minutes of a week at which at least so many are open, see cover.h. */
#include "cover.h"

#include "sort.h"

static int
by_minute(const void *a, const void *b)
{
	return ((const WsStep *) a)->minute - ((const WsStep *) b)->minute;
}

void
ws_cover_tidy(const WsEnv *env, WsCover *cover)
{
	size_t kept = 0;

	ws_sort_by(env, cover->steps, cover->n, sizeof(WsStep), by_minute);
	for (size_t i = 0; i < cover->n; i++)
	{
		if (kept > 0 && cover->steps[kept - 1].minute == cover->steps[i].minute)
			cover->steps[kept - 1].change += cover->steps[i].change;
		else
			cover->steps[kept++] = cover->steps[i];
	}
	cover->n = kept;
}

/* Half of the room is left free, so that tidying up is rare. */
static void
make_room(const WsEnv *env, WsCover *cover, size_t more)
{
	if (cover->n + more <= cover->capacity)
		return;
	ws_cover_tidy(env, cover);
	cover->steps =
		ws_grow(env, cover->steps, &cover->capacity, 2 * (cover->n + more), sizeof(WsStep));
}

void
ws_cover_add(const WsEnv *env, WsCover *cover, const WsSpan *spans, size_t n)
{
	make_room(env, cover, 2 * n);
	for (size_t i = 0; i < n; i++)
	{
		cover->steps[cover->n++] = (WsStep){spans[i].from, 1};
		cover->steps[cover->n++] = (WsStep){spans[i].to, -1};
	}
}

void
ws_cover_merge(const WsEnv *env, WsCover *cover, const WsStep *steps, size_t n)
{
	make_room(env, cover, n);
	ws_copy(cover->steps + cover->n, steps, n * sizeof(WsStep));
	cover->n += n;
}

WsSpan *
ws_cover_spans(const WsEnv *env, WsCover *cover, int32_t at_least, size_t *n)
{
	WsSpan *spans;
	int32_t open = 0;

	ws_cover_tidy(env, cover);
	spans = ws_alloc(env, cover->n * sizeof(WsSpan));
	*n = 0;
	for (size_t i = 0; i < cover->n; i++)
	{
		bool before = open >= at_least;

		open += cover->steps[i].change;
		if (!before && open >= at_least)
			spans[*n].from = cover->steps[i].minute;
		else if (before && open < at_least)
			spans[(*n)++].to = cover->steps[i].minute;
	}
	return spans;
}
