/*
 * test_walls.c - barriers on a lattice: the links they cut and the legs they hide,
 * against every wall with every link and every leg, and what a closed wall lets
 * through.
 */
#include "barriers.h"

#include <math.h>

#define WORDS 2
#define ROWS 50
#define MOST_WALLS 200
#define TOLERANCE 0.01

typedef struct Fence
{
	WsLattice lattice;
	WsWall walls[MOST_WALLS];
	size_t n;
	WsWalls made;
	uint32_t hint; /* the wall that hid the last leg */
} Fence;

static void
add(Fence *fence, double ax, double ay, double bx, double by)
{
	if (fence->n < MOST_WALLS)
		fence->walls[fence->n++] = (WsWall){ax, ay, bx, by};
}

static void
make(Fence *fence)
{
	fence->lattice = (WsLattice){.env = test_env(), .row_words = WORDS, .rows = ROWS};
	fence->hint = 0;
	fence->made = ws_walls_make(&fence->lattice, fence->walls, fence->n, TOLERANCE);
}

/* Lines of a few vertices, some of them on rows, columns, points, or far outside. */
static void
random_fence(Rng *rng, Fence *fence)
{
	uint32_t lines = 1 + rng_below(rng, 12);

	fence->n = 0;
	while (lines-- > 0)
	{
		double reach = rng_chance(rng, 0.5) ? 3 : rng_chance(rng, 0.8) ? 20 : 150;
		double x = rng_between(rng, -10, WORDS * 64 + 10), y = rng_between(rng, -10, ROWS + 10);
		bool whole = rng_chance(rng, 0.15), half = rng_chance(rng, 0.3);

		x = whole ? round(x) : on_grid(x);
		y = whole ? round(y) : on_grid(y);
		for (uint32_t k = rng_below(rng, 6) + 1; k > 0; k--)
		{
			double bx = on_grid(x + rng_between(rng, -reach, reach));
			double by = on_grid(y + rng_between(rng, -reach, reach));

			if (whole || (half && rng_chance(rng, 0.5)))
				bx = round(bx);
			if (whole || (half && rng_chance(rng, 0.5)))
				by = round(by);
			if (rng_chance(rng, 0.15))
				bx = x;
			if (rng_chance(rng, 0.15))
				by = y;
			add(fence, x, y, bx, by);
			x = bx;
			y = by;
		}
	}
	make(fence);
}

static Verdict
link_meets(const Fence *fence, uint32_t x, uint32_t y, int dx, int dy)
{
	WsWall link = {x, y, x + dx, y + dy};
	Verdict met = NO;

	for (size_t i = 0; i < fence->n; i++)
	{
		Verdict now = walls_meet(&fence->walls[i], &link);

		met = now > met ? now : met;
	}
	return met;
}

/* Where a link is first crossed, from 0 to 1; or met at all. */
static double
first_on_link(const Fence *fence, uint32_t x, uint32_t y, int dx, int dy, bool crossed)
{
	WsWall link = {x, y, x + dx, y + dy};
	double first = 1;

	for (size_t i = 0; i < fence->n; i++)
	{
		const WsWall *w = &fence->walls[i];
		double a = side_of(w, link.ax, link.ay), b = side_of(w, link.bx, link.by);

		if (walls_meet(w, &link) >= (crossed ? YES : UNCLEAR) && a != b)
			first = fmin(first, a / (a - b));
	}
	return first;
}

static bool
stops(const Fence *fence, uint32_t x, uint32_t y, int dx, int dy)
{
	double at = ws_walls_stop(&fence->made, x, y, dx, dy);

	return at >= first_on_link(fence, x, y, dx, dy, false) - 1e-9 &&
		   at <= first_on_link(fence, x, y, dx, dy, true) + 1e-9;
}

static void
cuts(void)
{
	Rng rng = {1};
	size_t crossed = 0, touched = 0, free = 0;

	for (int i = 0; i < 300; i++)
	{
		Fence fence;
		size_t wrong = 0, wrong_stops = 0;

		random_fence(&rng, &fence);
		for (uint32_t y = 1; y + 1 < ROWS; y++)
			for (uint32_t x = 1; x + 1 < WORDS * 64; x++)
				for (int north = 0; north < 2; north++)
				{
					int dx = !north, dy = north;
					Verdict met = link_meets(&fence, x, y, dx, dy);
					bool cut = ws_bit(north ? fence.made.cuts.north : fence.made.cuts.east,
									  (size_t) y * WORDS * 64 + x);

					wrong += met == YES ? !cut : met == NO && cut;
					crossed += met == YES;
					touched += met == UNCLEAR;
					free += met == NO;
					if (met != YES)
						continue;
					wrong_stops += !stops(&fence, x, y, dx, dy);
					wrong_stops += !stops(&fence, x + (uint32_t) dx, y + (uint32_t) dy, -dx, -dy);
				}
		CHECK(wrong == 0 || test_explain("fence %d, %zu links", i, wrong));
		CHECK(wrong_stops == 0 || test_explain("fence %d, %zu links", i, wrong_stops));
		ws_walls_free(&fence.made);
	}
	CHECK(crossed > 1000 && touched > 1000 && free > 1000);
}

/* The cells that a wall passes through. */
static void
cells(void)
{
	Rng rng = {2};

	for (int i = 0; i < 100; i++)
	{
		Fence fence;
		size_t missing = 0, extra = 0;

		random_fence(&rng, &fence);
		for (uint32_t y = 0; y + 1 < ROWS; y++)
			for (uint32_t x = 0; x + 1 < WORDS * 64; x++)
			{
				Verdict met = NO;

				for (size_t k = 0; k < fence.n && met < YES; k++)
				{
					const WsWall *w = &fence.walls[k];
					bool within = w->ax > x && w->ax < x + 1 && w->ay > y && w->ay < y + 1;

					for (int side = 0; side < 4; side++)
					{
						WsWall edge = {x + (side == 1), y + (side == 2), x + 1 - (side == 3),
									   y + 1 - (side == 0)};
						Verdict now = walls_meet(w, &edge);

						met = now > met ? now : met;
					}
					met = within ? YES : met;
				}
				missing += met == YES && !ws_walls_touch_cell(&fence.made, x, y);
				extra += met == NO && ws_walls_touch_cell(&fence.made, x, y);
			}
		CHECK(missing == 0 || test_explain("fence %d, %zu cells", i, missing));
		CHECK(extra == 0 || test_explain("fence %d, %zu cells", i, extra));
		ws_walls_free(&fence.made);
	}
}

static bool
hides(Fence *fence, double x, double y, uint32_t to_x, uint32_t to_y)
{
	return ws_walls_hide(&fence->made, x, y, to_x, to_y, &fence->hint);
}

static void
legs(void)
{
	Rng rng = {3};
	size_t hidden = 0, seen = 0, near = 0;

	for (int i = 0; i < 300; i++)
	{
		Fence fence;

		random_fence(&rng, &fence);
		for (int k = 0; k < 200; k++)
		{
			double x = rng_between(&rng, 2, WORDS * 64 - 2), y = rng_between(&rng, 2, ROWS - 2);
			double reach = rng_chance(&rng, 0.3) ? 1 : 12;
			const WsWall *w = &fence.walls[rng_below(&rng, (uint32_t) fence.n)];
			double along = rng_unit(&rng), px = w->ax + along * (w->bx - w->ax);
			double py = w->ay + along * (w->by - w->ay);
			int to_x, to_y;
			Verdict truth;

			/* Some legs begin on a wall, or close to it, or on rows and columns. */
			if (rng_chance(&rng, 0.3) && px > 3 && px < WORDS * 64 - 3 && py > 3 && py < ROWS - 3)
			{
				double off = rng_chance(&rng, 0.7) ? 2 * TOLERANCE : 1;

				x = px + rng_between(&rng, -off, off);
				y = py + rng_between(&rng, -off, off);
				near++;
			}
			x = rng_chance(&rng, 0.1) ? round(x) : on_grid(x);
			y = rng_chance(&rng, 0.1) ? round(y) : on_grid(y);
			to_x = (int) round(x + rng_between(&rng, -reach, reach));
			to_y = (int) round(y + rng_between(&rng, -reach, reach));
			to_x = to_x < 1 ? 1 : to_x > WORDS * 64 - 2 ? WORDS * 64 - 2 : to_x;
			to_y = to_y < 1 ? 1 : to_y > ROWS - 2 ? ROWS - 2 : to_y;
			truth = walls_hide(fence.walls, fence.n, TOLERANCE, x, y, to_x, to_y);
			hidden += truth == YES;
			seen += truth == NO;
			CHECK(truth == UNCLEAR ||
				  hides(&fence, x, y, (uint32_t) to_x, (uint32_t) to_y) == (truth == YES) ||
				  test_explain("fence %d, leg %d from %.5f %.5f to %d %d", i, k, x, y, to_x, to_y));
		}
		ws_walls_free(&fence.made);
	}
	CHECK(hidden > 3000 && seen > 3000 && near > 3000);
}

/* A leg from a wall itself, and from just within and beyond the tolerance of it. */
static void
tolerance(void)
{
	Fence fence = {.n = 0};

	add(&fence, 10.5, 5, 10.5, 30);
	make(&fence);
	CHECK(!hides(&fence, 10.5, 17.2, 14, 20));
	CHECK(!hides(&fence, 10.5, 17.2, 7, 20));
	CHECK(!hides(&fence, 10.5 - 0.9 * TOLERANCE, 17, 14, 17));
	CHECK(hides(&fence, 10.5 - 1.1 * TOLERANCE, 17, 14, 17));
	/* Along the leg, not across the wall. */
	CHECK(hides(&fence, 10.5 - 0.9 * TOLERANCE, 17, 11, 20));
	/* Beside its end. */
	CHECK(hides(&fence, 9.25, 29.5, 12, 29));
	CHECK(!hides(&fence, 9.25, 30.5, 12, 31));
	ws_walls_free(&fence.made);
}

/* What flows from a point over links that are not cut, as far as the border. */
static void
flood(const Fence *fence, size_t start, uint64_t *wet)
{
	size_t stride = WORDS * 64, n = 0;
	size_t *stack = ws_alloc(test_env(), stride * ROWS * sizeof(size_t));
	const WsCuts *c = &fence->made.cuts;

	stack[n++] = start;
	ws_bit_set(wet, start);
	while (n > 0)
	{
		size_t at = stack[--n], x = at % stride, y = at / stride;
		size_t to[4] = {at + 1, at + stride, at - 1, at - stride};
		bool closed[4] = {x + 1 == stride || ws_bit(c->east, at),
						  y + 1 == ROWS || ws_bit(c->north, at), x == 0 || ws_bit(c->east, at - 1),
						  y == 0 || ws_bit(c->north, at - stride)};

		for (int i = 0; i < 4; i++)
			if (!closed[i] && !ws_bit(wet, to[i]))
			{
				ws_bit_set(wet, to[i]);
				stack[n++] = to[i];
			}
	}
	ws_free(test_env(), stack);
}

static bool
on_wall(const Fence *fence, size_t point)
{
	double least = INFINITY;

	for (size_t i = 0; i < fence->n; i++)
		least = fmin(least, wall_distance(&fence->walls[i], point % 128, point / 128));
	return least < 1e-9;
}

static int
turns_round(const Fence *fence, size_t point)
{
	return winding(fence->walls, fence->n, point % 128, point / 128);
}

/*
 * A closed line of walls, which may cross itself: of two points, nothing flows
 * from one to the other where it winds round them unequally often. Points on a
 * wall may be on either side.
 */
static void
watertight(void)
{
	Rng rng = {4};
	size_t parted = 0, upon = 0;

	for (int i = 0; i < 400; i++)
	{
		Fence fence = {.n = 0};
		double xs[40], ys[40];
		uint32_t n = 3 + rng_below(&rng, 20), kind = rng_below(&rng, 4);
		size_t points = WORDS * 64 * ROWS, leaks = 0;
		uint64_t *seen;

		for (uint32_t k = 0; k < n; k++)
		{
			double angle = 6.283185307 * k / n;
			double r = rng_between(&rng, 3, 22);

			/* A star, or a tangle; on the lattice, or on rows and columns, or not. */
			xs[k] = kind < 2 ? 64 + r * cos(angle) : rng_between(&rng, 40, 90);
			ys[k] = kind < 2 ? 25 + r * sin(angle) : rng_between(&rng, 3, 46);
			xs[k] = kind % 2 && rng_chance(&rng, 0.7) ? round(xs[k]) : on_grid(xs[k]);
			ys[k] = kind % 2 && rng_chance(&rng, 0.7) ? round(ys[k]) : on_grid(ys[k]);
		}
		for (uint32_t k = 0; k < n; k++)
			add(&fence, xs[k], ys[k], xs[(k + 1) % n], ys[(k + 1) % n]);
		make(&fence);
		seen = ws_bits_make(&fence.lattice);
		for (size_t start = 0; start < points; start++)
		{
			uint64_t *wet;
			int turns;

			if (ws_bit(seen, start) || on_wall(&fence, start))
				continue;
			wet = ws_bits_make(&fence.lattice);
			flood(&fence, start, wet);
			turns = turns_round(&fence, start);
			for (size_t p = 0; p < points; p++)
			{
				if (!ws_bit(wet, p))
					continue;
				ws_bit_set(seen, p);
				if (on_wall(&fence, p))
					upon++;
				else
					leaks += turns_round(&fence, p) != turns;
			}
			parted += turns != 0;
			ws_bits_free(&fence.lattice, wet);
		}
		CHECK(leaks == 0 || test_explain("wall %d of kind %u, %zu leaks", i, kind, leaks));
		ws_walls_free(&fence.made);
		test_release();
	}
	CHECK(parted > 400 && upon > 400);
}

/* Beyond every border, and far away. */
static void
outside(void)
{
	Fence fence = {.n = 0};

	add(&fence, -50, -1, 500, -1);
	add(&fence, -1, -50, -1, 500);
	add(&fence, -50, ROWS, 500, ROWS);
	add(&fence, WORDS * 64, -50, WORDS * 64, 500);
	add(&fence, -9e8, -9e8, -9e8 + 5, 9e8);
	make(&fence);
	for (size_t i = 0; i < ws_lattice_words(&fence.lattice); i++)
		CHECK(fence.made.cuts.east[i] == 0 && fence.made.cuts.north[i] == 0 &&
			  fence.made.cells[i] == 0);
	ws_walls_free(&fence.made);
}

void
test_walls(void)
{
	RUN(cuts);
	RUN(cells);
	RUN(legs);
	RUN(tolerance);
	RUN(watertight);
	RUN(outside);
}
