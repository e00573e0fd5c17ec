/*
 * test_area.c - areas around streets by chance against the field that defines
 * them, and what must hold of two of them: a larger budget gives no less, neither
 * the order of the streets nor whole cells matter, nor do walls that are far away.
 */
#include "brute.h"

#include <math.h>

#define SCENES 1200
#define PAIRS 10000

/* Steps of a link: squares of distances lose their last digits where radii are full only. */
#define ROUNDING 2

typedef struct Counts
{
	size_t inside, outside, unclear, ends;
} Counts;

/* Every point, and every link from inside to outside, against the field. */
static bool
as_defined(uint64_t seed, bool plain, bool walled, Counts *counts)
{
	Rng rng = {seed};
	Scene scene = random_scene(&rng, plain, walled);
	View v = view(&scene, rng_between(&rng, 0, 25));
	const WsLattice *l = &v.reached.lattice;
	int64_t stride = ws_lattice_stride(l);
	const int64_t step[] = {1, stride, -1, -stride};
	size_t points = ws_lattice_words(l) * 64;
	Field field;

	if (v.reached.n == 0)
		return true;
	field = field_of(&v.reached);
	for (size_t point = 0; point < points; point++)
	{
		bool inside = ws_bit(v.area.inside, point);
		Verdict verdict = field_inside(&field, point);
		double least, most;

		counts->inside += verdict == YES;
		counts->outside += verdict == NO;
		counts->unclear += verdict == UNCLEAR;
		if (verdict == UNCLEAR ? false : inside != (verdict == YES))
			return test_explain("seed %d: point %g %g is %s, the field %g", (int) seed,
								l->left + (double) ((int64_t) point % stride),
								l->bottom + (double) ((int64_t) point / stride),
								inside ? "inside" : "outside", field.levels[point].most);
		for (WsDirection out = WS_EAST; inside && out <= WS_SOUTH; out++)
		{
			double extent = v.area.extent[point][out] / (double) WS_LINK_STEPS;

			if (ws_bit(v.area.inside, (size_t) ((int64_t) point + step[out])))
				continue;
			counts->ends++;
			field_extent(&field, point, out, &least, &most);
			if (!(extent >= fmin(least, 1) - 2.0 / WS_LINK_STEPS &&
				  extent <= most + 2.0 / WS_LINK_STEPS && extent > 0))
				return test_explain("seed %d: from point %g %g to %d it goes %g, not %g to %g",
									(int) seed, l->left + (double) ((int64_t) point % stride),
									l->bottom + (double) ((int64_t) point / stride), out, extent,
									least, most);
		}
	}
	return true;
}

static void
defined(void)
{
	Counts counts = {0};

	for (uint64_t seed = 1; seed <= SCENES; seed++)
	{
		CHECK(as_defined(seed, seed % 2, false, &counts));
		test_release();
	}
	CHECK(counts.inside > 20000 && counts.outside > 20000 && counts.ends > 10000);
	CHECK(counts.unclear < counts.inside / 100);
}

static void
defined_with_walls(void)
{
	Counts counts = {0};

	for (uint64_t seed = 1; seed <= SCENES; seed++)
	{
		CHECK(as_defined(seed, seed % 2, true, &counts));
		test_release();
	}
	CHECK(counts.inside > 20000 && counts.outside > 20000 && counts.ends > 10000);
	CHECK(counts.unclear < counts.inside / 10 ||
		  test_explain("%zu unclear, %zu inside", counts.unclear, counts.inside));
}

/*
 * All that is within the radius of a street is inside where no wall is near the leg,
 * whatever chains of links make of the others.
 */
static size_t
hidden_in_the_open(const View *v, size_t *open)
{
	const WsReached *r = &v->reached;
	const WsLattice *l = &r->lattice;
	uint32_t stride = ws_lattice_stride(l);
	size_t hidden = 0;

	for (size_t point = 0; point < ws_lattice_words(l) * 64; point += 3)
		for (size_t i = 0; i < r->n; i++)
		{
			double x = point % stride, y = point / stride, px, py, apart = INFINITY;
			const WsStretch *s = &r->stretches[i];
			WsWall leg,
				street = {s->ax - l->left, s->ay - l->bottom, s->bx - l->left, s->by - l->bottom};

			if (wall_distance(&street, x, y) > r->radius ||
				field_at(s, l->left + x, l->bottom + y, &px, &py) > -SLACK)
				continue;
			leg = (WsWall){x, y, px - l->left, py - l->bottom};
			for (size_t k = 0; k < r->n_walls; k++)
				apart = fmin(apart, walls_apart(&leg, &r->walls[k]));
			if (apart < 3.5)
				continue;
			(*open)++;
			hidden += !ws_bit(v->area.inside, point);
		}
	return hidden;
}

static void
in_the_open(void)
{
	size_t open = 0;

	for (uint64_t seed = 1; seed <= 800; seed++)
	{
		Rng rng = {seed};
		Scene scene = random_scene(&rng, true, true);
		View v = view(&scene, rng_between(&rng, 0, 25));

		CHECK(v.reached.n == 0 || hidden_in_the_open(&v, &open) == 0 ||
			  test_explain("seed %d", (int) seed));
		test_release();
	}
	CHECK(open > 10000);
}

/* A ring of walls where no street is; whether there was room for it. */
static bool
add_ring(Rng *rng, Scene *scene, double x, double y, double size)
{
	size_t n = 3 + rng_below(rng, 8), first = scene->n_walls;
	double xs[12], ys[12];

	for (size_t i = 0; i < n; i++)
	{
		double angle = 6.283185307 * (double) i / (double) n, r = size * rng_between(rng, 0.5, 1);

		xs[i] = on_grid(x + r * cos(angle));
		ys[i] = on_grid(y + r * sin(angle));
	}
	xs[n] = xs[0];
	ys[n] = ys[0];
	for (size_t i = 0; i < n; i++)
		add_wall(scene, xs[i], ys[i], xs[i + 1], ys[i + 1]);
	for (size_t i = 0; i < scene->n; i++)
	{
		const SceneStreet *s = &scene->streets[i];
		WsWall street = {s->ax, s->ay, s->bx, s->by};
		bool met = winding(scene->walls + first, n, s->ax, s->ay) != 0;

		for (size_t k = first; k < scene->n_walls; k++)
			met |= walls_meet(&street, &scene->walls[k]) != NO;
		if (met)
		{
			scene->n_walls = first;
			return false;
		}
	}
	return true;
}

/* Whether a street would reach a point, were it not for walls. */
static bool
near_street(const WsReached *r, double x, double y)
{
	double px, py;

	for (size_t i = 0; i < r->n; i++)
		if (field_at(&r->stretches[i], x, y, &px, &py) < 0)
			return true;
	return false;
}

/* A closed wall is entered only in the cells that it shares with a street. */
static void
enclosed(void)
{
	size_t rings = 0, points = 0, beside = 0;

	for (uint64_t seed = 1; seed <= 1500; seed++)
	{
		Rng rng = {seed};
		Scene scene = random_scene(&rng, seed % 2, false);
		const SceneStreet *s = &scene.streets[rng_below(&rng, (uint32_t) scene.n)];
		double budget = rng_between(&rng, 5, 25), size = rng_between(&rng, 1, 6);
		size_t entered = 0;
		View v;
		Field field;

		if (!add_ring(&rng, &scene, s->ax + rng_between(&rng, -1.2, 1.2) * size,
					  s->ay + rng_between(&rng, -1.2, 1.2) * size, size))
			continue;
		v = view(&scene, budget);
		if (v.reached.n == 0)
			continue;
		rings++;
		field = field_of(&v.reached);
		for (size_t point = 0; point < ws_lattice_words(&v.reached.lattice) * 64; point++)
		{
			uint32_t stride = ws_lattice_stride(&v.reached.lattice);

			if (winding(v.reached.walls, v.reached.n_walls, point % stride, point / stride) == 0)
				continue;
			points += near_street(&v.reached, v.reached.lattice.left + point % stride,
								  v.reached.lattice.bottom + point / stride);
			beside += ws_bit(v.area.inside, point);
			entered += ws_bit(v.area.inside, point) && !field.levels[point].shared;
		}
		CHECK(entered == 0 || test_explain("seed %d: %zu points", (int) seed, entered));
		test_release();
	}
	CHECK((rings > 300 && points > 2000 && beside > 20) ||
		  test_explain("%zu rings, %zu points, %zu beside", rings, points, beside));
}

static bool
nests(uint64_t seed, bool plain, bool walled)
{
	Rng rng = {seed};
	Scene scene = random_scene(&rng, plain, walled);
	double budget = rng_between(&rng, 0, 25);
	double more = budget + rng_between(&rng, 0, rng_chance(&rng, 0.5) ? 0.1 : 8);
	View smaller = view(&scene, budget), larger;
	size_t n;

	if (smaller.reached.n == 0)
		return true;
	larger = view(&scene, more);
	n = lost(&smaller.area, &larger.area, ROUNDING);
	return n == 0 ||
		   test_explain("seed %d: %zu lost from %.17g to %.17g", (int) seed, n, budget, more);
}

static void
nested(void)
{
	for (uint64_t seed = 1; seed <= PAIRS; seed++)
	{
		CHECK(nests(seed, seed % 2, false));
		test_release();
	}
}

static void
nested_with_walls(void)
{
	for (uint64_t seed = 1; seed <= PAIRS; seed++)
	{
		CHECK(nests(seed, seed % 4 > 0, true));
		test_release();
	}
}

static bool
same(const View *a, const View *b)
{
	if (a->reached.n == 0 || b->reached.n == 0)
		return a->reached.n == b->reached.n;
	return lost(&a->area, &b->area, 0) == 0 && lost(&b->area, &a->area, 0) == 0;
}

/* Neither the order of the streets nor whole cells matter. */
static void
reproducible(void)
{
	for (uint64_t seed = 1; seed <= SCENES; seed++)
	{
		Rng rng = {seed};
		Scene scene = random_scene(&rng, seed % 2, seed % 3 > 0), other;
		double budget = rng_between(&rng, 0, 25);
		View v = view(&scene, budget), again;

		other = shifted_scene(&scene, (double) rng_below(&rng, 2000) - 1000,
							  (double) rng_below(&rng, 2000) - 1000);
		again = view(&other, budget);
		CHECK(v.reached.n == again.reached.n);
		if (v.reached.n > 0)
		{
			size_t words = ws_lattice_words(&v.area.lattice);

			CHECK(words == ws_lattice_words(&again.area.lattice) &&
				  memcmp(v.area.inside, again.area.inside, words * sizeof(uint64_t)) == 0);
			again.area.lattice.left = v.area.lattice.left;
			again.area.lattice.bottom = v.area.lattice.bottom;
		}
		CHECK(same(&v, &again) || test_explain("seed %d", (int) seed));
		other = scene;
		shuffle_streets(&rng, &other);
		again = view(&other, budget);
		CHECK(same(&v, &again) || test_explain("seed %d", (int) seed));
		test_release();
	}
}

/* With fewer streets nothing is gained. */
static void
fewer_streets(void)
{
	for (uint64_t seed = 1; seed <= SCENES; seed++)
	{
		Rng rng = {seed};
		Scene scene = random_scene(&rng, seed % 2, seed % 3 > 0), fewer = scene;
		double budget = rng_between(&rng, 0, 25);
		View all = view(&scene, budget), some;

		fewer.n = (scene.n + 1) / 2;
		some = view(&fewer, budget);
		CHECK(some.reached.n == 0 || lost(&some.area, &all.area, ROUNDING) == 0 ||
			  test_explain("seed %d", (int) seed));
		test_release();
	}
}

/*
 * Walls that are beyond the reach of all streets change no point; on a link, the area
 * may end a little sooner towards one that is out of reach.
 */
static void
far_walls(void)
{
	for (uint64_t seed = 1; seed <= SCENES; seed++)
	{
		Rng rng = {seed};
		Scene scene = random_scene(&rng, seed % 2, false), walled = scene;
		double budget = rng_between(&rng, 0, 25);
		View v = view(&scene, budget), again;
		const WsLattice *l = &v.reached.lattice;

		if (v.reached.n == 0)
			continue;
		/* Along the border of the lattice. */
		add_wall(&walled, l->left + 0.4, l->bottom + 0.3, l->left + 0.6, l->bottom + l->rows - 1.4);
		add_wall(&walled, l->left + 0.6, l->bottom + l->rows - 1.4,
				 l->left + ws_lattice_stride(l) - 1.3, l->bottom + l->rows - 1.2);
		again = view(&walled, budget);
		CHECK((lost(&v.area, &again.area, WS_LINK_STEPS - 1) == 0 &&
			   lost(&again.area, &v.area, WS_LINK_STEPS - 1) == 0) ||
			  test_explain("seed %d", (int) seed));
		test_release();
	}
}

/* A stretch that others cover anyway may as well be said to be implied. */
static void
implied(void)
{
	size_t implied = 0;

	for (uint64_t seed = 1; seed <= SCENES; seed++)
	{
		Rng rng = {seed};
		Scene scene = random_scene(&rng, seed % 2, seed % 3 > 0);
		View v = view(&scene, rng_between(&rng, 0, 25)), more = v;
		size_t n = v.reached.n;

		if (n == 0)
			continue;
		for (size_t i = 0; i < n; i += 1 + rng_below(&rng, 3))
		{
			WsStretch *s = &more.reached.stretches[more.reached.n++];

			*s = more.reached.stretches[i];
			s->ra = fmax(s->ra - rng_between(&rng, 0, 2), WS_AREA_LEAST);
			s->rb = fmax(s->rb - rng_between(&rng, 0, 2), WS_AREA_LEAST);
			s->implied = true;
			implied++;
		}
		ws_area(&more.reached, &more.area);
		CHECK(same(&v, &more) || test_explain("seed %d", (int) seed));
		test_release();
	}
	CHECK(implied > 1000);
}

static void
interrupted(void)
{
	Scene scene = {.n = 1, .buffer = 5};

	scene.streets[0] = (SceneStreet){0, 0, 1500, 1100, 0, 1, 0, 1, true};
	view(&scene, 1e4);
	CHECK(test_interrupts() > 20);
	add_wall(&scene, 100, 200, 300, 200);
	view(&scene, 1e4);
	CHECK(test_interrupts() > 100);
}

void
test_area(void)
{
	RUN(defined);
	RUN(defined_with_walls);
	RUN(in_the_open);
	RUN(enclosed);
	RUN(nested);
	RUN(nested_with_walls);
	RUN(reproducible);
	RUN(fewer_streets);
	RUN(far_walls);
	RUN(implied);
	RUN(interrupted);
}
