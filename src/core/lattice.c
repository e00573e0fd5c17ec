/*
 * lattice.c - points of a square lattice, sixty-four in a word.
 *
 * A disc is dilated by rows: each row of the set is widened a step at a time and,
 * as wide as the disc is so far north or south, added to the rows there. Linear
 * in words times the radius.
 *
 * In sight, a disc is a tree of offsets: the straight ways from the middle to
 * all of them. The whole set takes the steps at once, losing what a cut stops;
 * the tree is walked depth first, with one set for each step of the way back.
 * Linear in words times the square of the radius.
 */
#include "lattice.h"

#include <math.h>
#include <stdlib.h>

/* Coordinates beyond this many cells from the origin are refused. */
#define MAX_CELLS 1e9

WsLattice
ws_lattice_around(const WsEnv *env, const double box[4], double margin, double cell)
{
	WsLattice lattice = {.env = env};
	double west = floor(box[0] - margin), south = floor(box[1] - margin);
	double width = ceil((ceil(box[2] + margin) - west + 1) / 64) * 64;
	double height = ceil(box[3] + margin) - south + 1;

	/* Written so that a NaN fails too. */
	if (!(fabs(west) < MAX_CELLS && fabs(south) < MAX_CELLS &&
		  width * height <= WS_LATTICE_MAX_POINTS))
		ws_fail(env, WS_ERROR_LIMIT, "Raise cell_m, or lower the budget.",
				"a catchment of %.0f by %.0f cells of %g m is larger than the limit of %u cells",
				width, height, cell, WS_LATTICE_MAX_POINTS);
	lattice.left = west;
	lattice.bottom = south;
	lattice.row_words = (uint32_t) width / 64;
	lattice.rows = (uint32_t) height;
	return lattice;
}

/* A word of zeros on either side, for what is shifted in. */
uint64_t *
ws_bits_make(const WsLattice *lattice)
{
	return (uint64_t *) ws_alloc0(lattice->env,
								  (ws_lattice_words(lattice) + 2) * sizeof(uint64_t)) +
		   1;
}

void
ws_bits_free(const WsLattice *lattice, uint64_t *bits)
{
	if (bits)
		ws_free(lattice->env, bits - 1);
}

/* How far east and west a disc goes, so many rows off its middle. */
static int
half_width(double radius, int rows)
{
	return (int) sqrt(radius * radius - (double) rows * rows);
}

WS_VECTORIZED static void
or_words(uint64_t *restrict to, const uint64_t *restrict from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] |= from[i];
}

/* A step wider on both sides. */
WS_VECTORIZED static void
widen(uint64_t *restrict to, const uint64_t *restrict from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = from[i] | from[i] << 1 | from[(ptrdiff_t) i - 1] >> 63 | from[i] >> 1 |
				from[i + 1] << 63;
}

static bool
any_word(const uint64_t *words, size_t n)
{
	uint64_t any = 0;

	for (size_t i = 0; i < n; i++)
		any |= words[i];
	return any != 0;
}

bool
ws_bits_any(const WsLattice *lattice, const uint64_t *bits)
{
	return any_word(bits, ws_lattice_words(lattice));
}

void
ws_dilate(const WsLattice *lattice, const uint64_t *bits, double radius, uint64_t *out)
{
	size_t n = lattice->row_words;
	int64_t rows = lattice->rows;
	uint64_t *buffer = ws_alloc0(lattice->env, 2 * (n + 2) * sizeof(uint64_t));
	uint64_t *row = buffer + 1, *wider = buffer + n + 3;

	for (int64_t r = 0; radius >= 0 && r < rows; r++)
	{
		int dy = (int) radius;

		if (!any_word(bits + r * (int64_t) n, n))
			continue;
		memcpy(row, bits + r * (int64_t) n, n * sizeof(uint64_t));
		for (int width = 0; dy >= 0; width++)
		{
			uint64_t *swap = row;

			for (; dy >= 0 && half_width(radius, dy) == width; dy--)
			{
				if (r + dy < rows)
					or_words(out + (r + dy) * (int64_t) n, row, n);
				if (dy > 0 && r - dy >= 0)
					or_words(out + (r - dy) * (int64_t) n, row, n);
			}
			widen(wider, row, n);
			row = wider;
			wider = swap;
		}
		if (r % 16 == 0)
			ws_interrupt(lattice->env);
	}
	ws_free(lattice->env, buffer);
}

/* Each takes a step from a set, and adds what has come through to another. */

WS_VECTORIZED static void
step_east(uint64_t *restrict to, const uint64_t *restrict from, const uint64_t *restrict cut,
		  uint64_t *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++)
	{
		uint64_t come =
			(from[i] & ~cut[i]) << 1 | (from[(ptrdiff_t) i - 1] & ~cut[(ptrdiff_t) i - 1]) >> 63;

		to[i] = come;
		out[i] |= come;
	}
}

WS_VECTORIZED static void
step_west(uint64_t *restrict to, const uint64_t *restrict from, const uint64_t *restrict cut,
		  uint64_t *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++)
	{
		uint64_t come = (from[i] >> 1 | from[i + 1] << 63) & ~cut[i];

		to[i] = come;
		out[i] |= come;
	}
}

/* To the north from the row below, or to the south from the row above. */
WS_VECTORIZED static void
step_rows(uint64_t *restrict to, const uint64_t *restrict from, const uint64_t *restrict cut,
		  uint64_t *restrict out, size_t n)
{
	for (size_t i = 0; i < n; i++)
	{
		uint64_t come = from[i] & ~cut[i];

		to[i] = come;
		out[i] |= come;
	}
}

static void
take(const WsLattice *lattice, const WsCuts *cuts, WsDirection direction, const uint64_t *from,
	 uint64_t *to, uint64_t *out)
{
	size_t row = lattice->row_words, n = ws_lattice_words(lattice);

	switch (direction)
	{
		case WS_EAST:
			step_east(to, from, cuts->east, out, n);
			break;
		case WS_WEST:
			step_west(to, from, cuts->east, out, n);
			break;
		case WS_NORTH:
			memset(to, 0, row * sizeof(uint64_t));
			step_rows(to + row, from, cuts->north, out + row, n - row);
			break;
		case WS_SOUTH:
			step_rows(to, from + row, cuts->north, out, n - row);
			memset(to + n - row, 0, row * sizeof(uint64_t));
			break;
	}
}

/*
 * Whether the last step on the way to an offset is one in x, else in y. All ways
 * are to be straight, and parts of each other: of the n steps to an offset that
 * is y rows off, those y go north or south that come last in an order of all
 * numbers of steps, which is the same for all offsets. Where it is that of the
 * steps' binary digits read backwards, rows are left evenly, and a way keeps
 * within 1.4 cells of the line as far as 5 cells, within 3 as far as 40 (Christ,
 * Palvolgyi, Stojakovic 2010).
 */
static bool
ends_in_x(const int *later, int x, int y)
{
	return later[abs(x) + abs(y)] >= abs(y);
}

/* A number with its binary digits in the opposite order. */
static uint32_t
reversed(uint32_t number)
{
	uint32_t result = 0;

	for (int bit = 0; bit < 32; bit++)
		result |= (number >> bit & 1) << (31 - bit);
	return result;
}

/* For the n-th step: how many before it come later in the order. */
static int *
rank_steps(const WsEnv *env, int most)
{
	int *later = ws_alloc0(env, (most + 1) * sizeof(int));

	for (int n = 1; n <= most; n++)
		for (int i = 0; i < n - 1; i++)
			later[n] += reversed(i) > reversed(n - 1);
	return later;
}

/* A step of the tree of ways, and after it all steps that go on from it. */
typedef struct WsWayStep
{
	WsDirection direction;
	int depth; /* steps on the way, with this one */
	int dx, dy; /* where it leads */
	int square; /* of how far that is */
} WsWayStep;

/* Adds all steps on from an offset, so many steps on the way. */
static void
add_steps(const WsEnv *env, WsWays *ways, size_t *capacity, int x, int y, int depth)
{
	static const int dx[] = {1, 0, -1, 0}, dy[] = {0, 1, 0, -1};

	for (WsDirection direction = WS_EAST; direction <= WS_SOUTH; direction++)
	{
		int to_x = x + dx[direction], to_y = y + dy[direction];
		int square = to_x * to_x + to_y * to_y;

		if (square > ways->radius * ways->radius || abs(to_x) + abs(to_y) <= abs(x) + abs(y) ||
			ends_in_x(ways->later, to_x, to_y) != (dx[direction] != 0))
			continue;
		ways->steps = ws_grow(env, ways->steps, capacity, ways->n_steps + 1, sizeof(WsWayStep));
		ways->steps[ways->n_steps++] = (WsWayStep){direction, depth + 1, to_x, to_y, square};
		/* As deep as a disc has steps to its rim. */
		add_steps(env, ways, capacity, to_x, to_y, depth + 1);
	}
}

WsWays
ws_ways_make(const WsEnv *env, double radius)
{
	WsWays ways = {.radius = radius};
	size_t capacity = 0;

	if (radius < 0)
		return ways;
	ways.depth = (int) (radius * 1.5) + 1; /* more than the square root of 2 */
	ways.later = rank_steps(env, ways.depth);
	add_steps(env, &ways, &capacity, 0, 0, 0);
	return ways;
}

void
ws_ways_free(const WsEnv *env, WsWays *ways)
{
	ws_free(env, ways->later);
	ws_free(env, ways->steps);
}

bool
ws_ways_lead(const WsWays *ways, const WsLattice *lattice, const WsCuts *cuts, double radius,
			 uint32_t from, uint32_t x, uint32_t y)
{
	uint32_t stride = ws_lattice_stride(lattice);
	int dx = (int) (x - from % stride), dy = (int) (y - from / stride);
	size_t point = (size_t) y * stride + x;

	if (dx * dx + dy * dy > radius * radius)
		return false;
	/* Back from the end of it. */
	while (dx != 0 || dy != 0)
	{
		bool cut;

		if (ends_in_x(ways->later, dx, dy))
		{
			cut = ws_bit(cuts->east, dx > 0 ? point - 1 : point);
			point = dx > 0 ? point - 1 : point + 1;
			dx += dx > 0 ? -1 : 1;
		}
		else
		{
			cut = ws_bit(cuts->north, dy > 0 ? point - stride : point);
			point = dy > 0 ? point - stride : point + stride;
			dy += dy > 0 ? -1 : 1;
		}
		if (cut)
			return false;
	}
	return true;
}

/* A set after so many steps of a way, for as many as there are. */
static uint64_t **
make_trail(const WsLattice *lattice, const WsWays *ways, const uint64_t *bits)
{
	uint64_t **trail = ws_alloc(lattice->env, (size_t) (ways->depth + 1) * sizeof(uint64_t *));

	for (int i = 0; i <= ways->depth; i++)
		trail[i] = ws_bits_make(lattice);
	memcpy(trail[0], bits, ws_lattice_words(lattice) * sizeof(uint64_t));
	return trail;
}

static void
free_trail(const WsLattice *lattice, const WsWays *ways, uint64_t **trail)
{
	for (int i = 0; i <= ways->depth; i++)
		ws_bits_free(lattice, trail[i]);
	ws_free(lattice->env, trail);
}

void
ws_dilate_in_sight(const WsLattice *lattice, const WsCuts *cuts, const WsWays *ways,
				   const uint64_t *bits, const WsDisc *discs, size_t n)
{
	const WsEnv *env = lattice->env;
	size_t words = ws_lattice_words(lattice);
	uint64_t **trail;

	while (n > 0 && discs[n - 1].radius < 0)
		n--;
	if (n == 0)
		return;
	trail = make_trail(lattice, ways, bits);
	for (size_t i = 0; i < n; i++)
		or_words(discs[i].out, bits, words);
	for (size_t i = 0; i < ways->n_steps; i++)
	{
		const WsWayStep *step = &ways->steps[i];
		size_t disc = n; /* one more than the smallest that it stays in */

		while (disc > 0 && step->square > discs[disc - 1].radius * discs[disc - 1].radius)
			disc--;
		/* Nor does any step on from there. */
		if (disc == 0)
			continue;
		ws_interrupt(env);
		take(lattice, cuts, step->direction, trail[step->depth - 1], trail[step->depth],
			 discs[disc - 1].out);
	}
	for (size_t i = n; i > 1; i--)
		or_words(discs[i - 2].out, discs[i - 1].out, words);
	free_trail(lattice, ways, trail);
}

/* ws_ways_each(), in rows [first, last) only. */
static void
each_in_rows(const WsLattice *lattice, const WsCuts *cuts, const WsWays *ways, const uint64_t *from,
			 const uint64_t *to, uint32_t first, uint32_t last, WsWayVisitor visit, void *context)
{
	WsLattice rows = *lattice;
	size_t before = (size_t) first * lattice->row_words, n = 0;
	WsCuts cut = {cuts->east + before, cuts->north + before};
	size_t *words; /* of `to`, those with points */
	uint64_t **trail, *all;

	rows.rows = last - first;
	words = ws_alloc(rows.env, ws_lattice_words(&rows) * sizeof(size_t));
	for (size_t i = 0; i < ws_lattice_words(&rows); i++)
		if (to[before + i])
			words[n++] = i;
	trail = make_trail(&rows, ways, from + before);
	all = ws_bits_make(&rows);
	for (size_t i = 0; i <= ways->n_steps; i++)
	{
		/* Before the first one, where the ways begin. */
		WsWayStep step = i > 0 ? ways->steps[i - 1] : (WsWayStep){0};

		ws_interrupt(rows.env);
		if (i > 0)
			take(&rows, &cut, step.direction, trail[step.depth - 1], trail[step.depth], all);
		for (size_t w = 0; w < n; w++)
			for (uint64_t bits = trail[step.depth][words[w]] & to[before + words[w]]; bits;
				 bits &= bits - 1)
				visit(context, (before + words[w]) * 64 + (size_t) __builtin_ctzll(bits), step.dx,
					  step.dy);
	}
	free_trail(&rows, ways, trail);
	ws_bits_free(&rows, all);
	ws_free(rows.env, words);
}

void
ws_ways_each(const WsLattice *lattice, const WsCuts *cuts, const WsWays *ways, const uint64_t *from,
			 const uint64_t *to, WsWayVisitor visit, void *context)
{
	uint32_t rows = lattice->rows, reach = (uint32_t) ways->radius, end, last = 0;
	size_t row = lattice->row_words;

	/* As far as the rows of the ends are together. */
	for (uint32_t first = 0; first < rows; first = end)
	{
		end = first + 1;
		if (!any_word(to + first * row, row))
			continue;
		for (last = end; end < rows && end <= last + 2 * reach; end++)
			if (any_word(to + end * row, row))
				last = end + 1;
		each_in_rows(lattice, cuts, ways, from, to, first > reach ? first - reach : 0,
					 last + reach < rows ? last + reach : rows, visit, context);
	}
}
