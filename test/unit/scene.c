/* scene.c - streets by chance on a lattice, see scene.h. */
#include "scene.h"

#include <math.h>

static double
random_place(Rng *rng, double extent, int kind)
{
	double at = rng_between(rng, -extent, extent);

	return kind == 1 ? round(at) : kind == 2 ? round(2 * at) / 2 : on_grid(at);
}

void
add_wall(Scene *scene, double ax, double ay, double bx, double by)
{
	if (scene->n_walls < MOST_SCENE_WALLS)
		scene->walls[scene->n_walls++] = (WsWall){ax, ay, bx, by};
}

static void
add_random_walls(Rng *rng, Scene *scene, double extent)
{
	uint32_t lines = 1 + rng_below(rng, 5);

	while (lines-- > 0)
	{
		const SceneStreet *s = &scene->streets[rng_below(rng, (uint32_t) scene->n)];
		int kind = rng_chance(rng, 0.1) ? 1 : 0;
		double x = random_place(rng, extent, kind), y = random_place(rng, extent, kind);
		double longest = rng_chance(rng, 0.5) ? 4 : extent;

		/* Some meet a street, and some go along one. */
		if (rng_chance(rng, 0.2))
		{
			x = s->ax;
			y = s->ay;
		}
		if (rng_chance(rng, 0.3))
		{
			double off = on_grid(rng_between(rng, -2, 2));

			add_wall(scene, s->ax + off, s->ay + off, s->bx + off, s->by + off);
			continue;
		}
		for (uint32_t k = 1 + rng_below(rng, 8); k > 0; k--)
		{
			double bx = x + random_place(rng, longest, kind);
			double by = y + random_place(rng, longest, kind);

			if (rng_chance(rng, 0.1))
				bx = x;
			if (rng_chance(rng, 0.1))
				by = y;
			add_wall(scene, x, y, bx, by);
			x = bx;
			y = by;
		}
	}
}

Scene
random_scene(Rng *rng, bool plain, bool walled)
{
	Scene scene = {.n = 1 + rng_below(rng, rng_chance(rng, 0.5) ? 5 : MOST_STREETS)};
	double extent = rng_between(rng, 1, rng_chance(rng, 0.5) ? 8 : 25);
	double longest = rng_between(rng, 0.2, extent);
	int kind = (int) rng_below(rng, 5);

	scene.buffer = rng_chance(rng, 0.1) ? 0 : rng_between(rng, 0, 9);
	for (size_t i = 0; i < scene.n; i++)
	{
		SceneStreet *s = &scene.streets[i];
		const SceneStreet *last = s - 1;
		bool joined = i > 0 && rng_chance(rng, 0.7);

		s->ax = joined ? last->bx : random_place(rng, extent, kind);
		s->ay = joined ? last->by : random_place(rng, extent, kind);
		s->bx = s->ax + random_place(rng, longest, kind);
		s->by = s->ay + random_place(rng, longest, kind);
		if (rng_chance(rng, 0.2))
			s->bx = s->ax;
		if (rng_chance(rng, 0.2))
			s->by = s->ay;
		s->doors = rng_chance(rng, 0.9);
		s->pace = plain || rng_chance(rng, 0.5) ? 1 : rng_between(rng, 0.2, 4);
		s->cost = rng_chance(rng, 0.3) ? 0 : rng_between(rng, 0, 20);
		if (joined)
			s->cost = last->cost + last->pace * hypot(last->bx - last->ax, last->by - last->ay);
		s->enter = rng_chance(rng, 0.8) ? 0 : rng_unit(rng);
		s->leave = rng_chance(rng, 0.8) ? 1 : rng_between(rng, s->enter, 1);
		/* From the other end. */
		if (rng_chance(rng, 0.3))
		{
			double enter = s->enter;

			s->enter = s->leave;
			s->leave = enter;
		}
	}
	if (walled)
		add_random_walls(rng, &scene, extent);
	return scene;
}

Scene
shifted_scene(const Scene *scene, double x, double y)
{
	Scene moved = *scene;

	for (size_t i = 0; i < scene->n; i++)
	{
		SceneStreet *s = &moved.streets[i];

		s->ax += x;
		s->bx += x;
		s->ay += y;
		s->by += y;
	}
	for (size_t i = 0; i < scene->n_walls; i++)
	{
		WsWall *w = &moved.walls[i];

		*w = (WsWall){w->ax + x, w->ay + y, w->bx + x, w->by + y};
	}
	return moved;
}

void
shuffle_streets(Rng *rng, Scene *scene)
{
	for (size_t i = scene->n; i > 1; i--)
	{
		size_t k = rng_below(rng, (uint32_t) i);
		SceneStreet s = scene->streets[k];

		scene->streets[k] = scene->streets[i - 1];
		scene->streets[i - 1] = s;
	}
}

static double
radius_of(const SceneStreet *s, double longest, double leg)
{
	return !s->doors       ? WS_AREA_LEAST
		   : leg < longest ? fmax(leg, WS_AREA_LEAST)
						   : ws_area_radius(longest);
}

static void
add_part(WsReached *reached, const SceneStreet *s, double longest, double enter, double leave,
		 double first, double last)
{
	bool along = enter <= leave;
	double from = radius_of(s, longest, first), to = radius_of(s, longest, last);

	reached->stretches[reached->n++] = (WsStretch){s->ax,
												   s->ay,
												   s->bx,
												   s->by,
												   along ? enter : leave,
												   along ? leave : enter,
												   along ? from : to,
												   along ? to : from,
												   !s->doors,
												   false};
}

/* As far as the budget goes, in two parts where the leg becomes shorter than the longest. */
static void
reach_street(WsReached *reached, const SceneStreet *s, double longest, double budget)
{
	double cost = s->pace * fabs(s->leave - s->enter) * hypot(s->bx - s->ax, s->by - s->ay);
	double first = budget - s->cost, share = cost > first ? first / cost : 1;
	double last = fmax(first - share * cost, 0);
	double leave = share < 1 ? s->enter + share * (s->leave - s->enter) : s->leave;

	if (first < 0)
		return;
	if (s->doors && first > longest && last < longest)
	{
		double at = s->enter + (first - longest) / (first - last) * (leave - s->enter);

		add_part(reached, s, longest, s->enter, at, first, longest);
		add_part(reached, s, longest, at, leave, longest, last);
	}
	else
		add_part(reached, s, longest, s->enter, leave, first, last);
}

WsReached
scene_reached(const Scene *scene, double budget)
{
	WsReached reached = {.n_walls = scene->n_walls, .tolerance = SCENE_TOLERANCE};
	double longest = fmin(scene->buffer, budget);
	double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};

	reached.stretches = ws_alloc(test_env(), 4 * MOST_STREETS * sizeof(WsStretch));
	reached.walls = ws_alloc(test_env(), MOST_SCENE_WALLS * sizeof(WsWall));
	reached.radius = ws_area_radius(longest);
	for (size_t i = 0; i < scene->n; i++)
		reach_street(&reached, &scene->streets[i], longest, budget);
	for (size_t i = 0; i < reached.n; i++)
	{
		const WsStretch *s = &reached.stretches[i];

		box[0] = fmin(box[0], fmin(s->ax, s->bx));
		box[1] = fmin(box[1], fmin(s->ay, s->by));
		box[2] = fmax(box[2], fmax(s->ax, s->bx));
		box[3] = fmax(box[3], fmax(s->ay, s->by));
	}
	if (reached.n == 0)
		return reached;
	reached.lattice = ws_lattice_around(test_env(), box, ws_area_margin(reached.radius), 10);
	for (size_t i = 0; i < scene->n_walls; i++)
	{
		const WsWall *w = &scene->walls[i];
		double x = reached.lattice.left, y = reached.lattice.bottom;

		reached.walls[i] = (WsWall){w->ax - x, w->ay - y, w->bx - x, w->by - y};
	}
	return reached;
}

View
view(const Scene *scene, double budget)
{
	View v = {.reached = scene_reached(scene, budget)};

	if (v.reached.n > 0)
		ws_area(&v.reached, &v.area);
	return v;
}

size_t
point_in(const WsLattice *from, size_t point, const WsLattice *to)
{
	double x = from->left + (double) (point % ws_lattice_stride(from)) - to->left;
	double y = from->bottom + (double) (point / ws_lattice_stride(from)) - to->bottom;

	if (x < 1 || y < 1 || x >= ws_lattice_stride(to) - 1 || y >= to->rows - 1)
		return SIZE_MAX;
	return (size_t) y * ws_lattice_stride(to) + (size_t) x;
}

size_t
lost(const WsArea *smaller, const WsArea *larger, uint16_t steps)
{
	int64_t stride = ws_lattice_stride(&smaller->lattice);
	int64_t other_stride = ws_lattice_stride(&larger->lattice);
	const int64_t step[] = {1, stride, -1, -stride}, other[] = {1, other_stride, -1, -other_stride};
	size_t n = 0;

	for (size_t point = 0; point < ws_lattice_words(&smaller->lattice) * 64; point++)
	{
		size_t there;

		if (!ws_bit(smaller->inside, point))
			continue;
		there = point_in(&smaller->lattice, point, &larger->lattice);
		if (there == SIZE_MAX || !ws_bit(larger->inside, there))
		{
			n++;
			continue;
		}
		for (int out = WS_EAST; out <= WS_SOUTH; out++)
			n += !ws_bit(smaller->inside, point + (size_t) step[out]) &&
				 !ws_bit(larger->inside, there + (size_t) other[out]) &&
				 larger->extent[there][out] + steps < smaller->extent[point][out];
	}
	return n;
}
