/* rtree.c - a packed static R-tree, see rtree.h. */
#include "rtree.h"

static uint32_t
parents(uint32_t n)
{
	return n / WS_RTREE_FANOUT + (n % WS_RTREE_FANOUT != 0);
}

size_t
ws_rtree_size(uint32_t n)
{
	size_t size = n;

	while (n > 1)
	{
		n = parents(n);
		size += n;
	}
	return size;
}

void
ws_rtree_build(WsRtree *tree, WsBox *boxes, uint32_t n)
{
	tree->boxes = boxes;
	tree->levels = n > 0;
	tree->start[0] = 0;
	tree->count[0] = n;
	while (n > 1)
	{
		uint32_t below = tree->levels - 1;
		uint32_t first = tree->start[below];
		uint32_t at = first + n;

		tree->start[tree->levels] = at;
		for (uint32_t i = 0; i < n; i++)
		{
			if (i % WS_RTREE_FANOUT == 0)
				boxes[at + i / WS_RTREE_FANOUT] = boxes[first + i];
			else
				ws_box_join(&boxes[at + i / WS_RTREE_FANOUT], boxes[first + i]);
		}
		n = parents(n);
		tree->count[tree->levels++] = n;
	}
}

static bool
each_under(const WsRtree *tree, uint32_t level, uint32_t first, const WsBox *box,
		   WsRtreeVisit visit, void *context)
{
	for (uint32_t left = ws_rtree_touching(tree, level, first, box); left; left &= left - 1)
	{
		uint32_t i = first + (uint32_t) __builtin_ctz(left);

		/* As deep as the tree has levels, twelve at most. */
		if (level > 0 ? each_under(tree, level - 1, i * WS_RTREE_FANOUT, box, visit, context)
					  : visit(context, i))
			return true;
	}
	return false;
}

bool
ws_rtree_each(const WsRtree *tree, const WsBox *box, WsRtreeVisit visit, void *context)
{
	return tree->levels > 0 && each_under(tree, ws_rtree_top(tree), 0, box, visit, context);
}
