/*
 * test_contour.c - the outline of areas: an exact check of validity, areas known in
 * closed form, and areas cut in two.
 */
#include "scene.h"
#include "shape.h"

#include <math.h>

#define PI 3.14159265358979323846

static Shape
shape_around(const WsArea *area)
{
	WsPolygons polygons;

	ws_contour(area, &polygons);
	return shape_of(&polygons);
}

/* Points and ends by chance, clear of the border. */
static WsArea
random_area(Rng *rng)
{
	WsArea area = {.lattice = {.env = test_env(),
							   .left = (double) rng_below(rng, 200) - 100,
							   .bottom = (double) rng_below(rng, 200) - 100,
							   .row_words = 1 + rng_below(rng, 3),
							   .rows = 4 + rng_below(rng, 22)}};
	uint32_t stride = ws_lattice_stride(&area.lattice), first = 1 + rng_below(rng, stride - 24);
	uint32_t last = first + rng_below(rng, 23);
	double density = rng_unit(rng);
	size_t points = ws_lattice_words(&area.lattice) * 64;
	bool extreme = rng_chance(rng, 0.3);

	area.inside = ws_bits_make(&area.lattice);
	area.extent = ws_alloc(test_env(), points * sizeof(*area.extent));
	for (size_t point = 0; point < points; point++)
	{
		size_t x = point % stride, y = point / stride;

		if (x >= first && x <= last && y > 0 && y + 1 < area.lattice.rows &&
			rng_chance(rng, density))
			ws_bit_set(area.inside, point);
		for (int out = WS_EAST; out <= WS_SOUTH; out++)
		{
			uint32_t end = rng_chance(rng, 0.5) ? WS_LINK_STEPS - 1 : rng_below(rng, 2);

			area.extent[point][out] = (uint16_t) (extreme ? end : rng_below(rng, WS_LINK_STEPS));
		}
	}
	return area;
}

/* Points at random are all saddles, holes and islands that there are. */
static void
random_points(void)
{
	size_t holes = 0, shells = 0, empty = 0;

	for (int i = 0; i < 1500; i++)
	{
		Rng rng = {(uint64_t) i};
		WsArea area = random_area(&rng);
		Shape shape = shape_around(&area);

		CHECK(is_valid(&shape) || test_explain("area %d", i));
		CHECK(encloses(&shape, &area) || test_explain("area %d", i));
		for (size_t r = 0; r < shape.polygons.n_rings; r++)
			*(shape.polygons.rings[r].hole ? &holes : &shells) += 1;
		empty += shape.polygons.n_rings == 0;
		test_release();
	}
	CHECK((holes > 1000 && shells > 5000 && empty > 10) ||
		  test_explain("%zu holes, %zu shells, %zu empty", holes, shells, empty));
}

/* More points and farther ends make a larger shape. */
static void
nested(void)
{
	for (int i = 0; i < 500; i++)
	{
		Rng rng = {(uint64_t) i};
		WsArea area = random_area(&rng), less = ws_area_copy(&area);
		Shape shape = shape_around(&area), smaller;
		double kept = rng_between(&rng, 0.5, 1);

		for (size_t point = 0; point < ws_lattice_words(&area.lattice) * 64; point++)
		{
			uint16_t *extent = less.extent[point];

			if (rng_chance(&rng, 1 - kept))
				less.inside[point / 64] &= ~((uint64_t) 1 << point % 64);
			for (int out = WS_EAST; out <= WS_SOUTH; out++)
				if (rng_chance(&rng, 0.5))
					extent[out] = (uint16_t) rng_below(&rng, extent[out] + 1u);
		}
		smaller = shape_around(&less);
		CHECK(is_nested(&smaller, &shape) || test_explain("area %d", i));
		test_release();
	}
}

static void
scenes(void)
{
	size_t holes = 0;

	for (uint64_t seed = 1; seed <= 2000; seed++)
	{
		Rng rng = {seed};
		Scene scene = random_scene(&rng, seed % 2, seed % 3 > 0);
		View v = view(&scene, rng_between(&rng, 0, 25));
		Shape shape;

		if (v.reached.n == 0)
			continue;
		shape = shape_around(&v.area);
		CHECK(shape.polygons.n_rings > 0);
		CHECK(is_valid(&shape) || test_explain("seed %d", (int) seed));
		CHECK(encloses(&shape, &v.area) || test_explain("seed %d", (int) seed));
		for (size_t r = 0; r < shape.polygons.n_rings; r++)
			holes += shape.polygons.rings[r].hole;
		/* The streets themselves are inside. */
		for (size_t i = 0; i < v.reached.n; i++)
			for (int k = 0; k <= 20; k++)
			{
				const WsStretch *s = &v.reached.stretches[i];
				double t = s->from + k / 20.0 * (s->to - s->from);

				CHECK(locate(&shape, vertex_at(s->ax + t * (s->bx - s->ax),
											   s->ay + t * (s->by - s->ay))) > 0 ||
					  test_explain("seed %d, stretch %zu, %d", (int) seed, i, k));
			}
		test_release();
	}
	CHECK(holes > 100 || test_explain("%zu holes", holes));
}

/* One street with the full leg at one end and some of it at the other. */
static Shape
shape_of_street(double x, double y, double bx, double by, double buffer, double spent)
{
	double length = hypot(bx - x, by - y);
	Scene scene = {.n = 1, .buffer = buffer};
	View v;

	scene.streets[0] =
		(SceneStreet){x, y, bx, by, 0, 1, 1000 - buffer, length > 0 ? spent / length : 0, true};
	v = view(&scene, 1000);
	return shape_around(&v.area);
}

static bool
near(double value, double truth, double share)
{
	return fabs(value - truth) <= share * truth || test_explain("%g instead of %g", value, truth);
}

static void
areas(void)
{
	Rng rng = {3};
	size_t outside = 0;

	for (int i = 0; i < 40; i++)
	{
		double leg = i % 2 ? 10 : 5, r = ws_area_radius(leg), narrow = 1;
		double x = rng_between(&rng, -10, 10), y = rng_between(&rng, -10, 10);
		double angle = rng_between(&rng, 0, 2 * PI), c = cos(angle), s = sin(angle);
		double lean = asin((r - narrow) / 40);
		Shape disc = shape_of_street(x, y, x, y, leg, 0);
		Shape capsule = shape_of_street(x, y, x + 60 * c, y + 60 * s, leg, 0);
		Shape tapered = shape_of_street(x, y, x + 40 * c, y + 40 * s, leg, leg - 1);

		CHECK(disc.polygons.n_rings == 1 && !disc.polygons.rings[0].hole);
		CHECK(near(shape_area(&disc), PI * leg * leg, 0.02));
		CHECK(near(shape_area(&capsule), PI * leg * leg + 120 * leg, 0.02));
		/* The hull of two discs: two trapezoids and two sectors. */
		CHECK(near(shape_area(&tapered),
				   (r + narrow) * 40 * cos(lean) + r * r * (PI / 2 + lean) +
					   narrow * narrow * (PI / 2 - lean),
				   0.02));
		/* Chords replace arcs, and still all that is within the leg is inside. */
		for (int k = 0; k < 64; k++)
			outside += locate(&disc, vertex_at(x + leg * cos(k * PI / 32),
											   y + leg * sin(k * PI / 32))) <= 0;
		test_release();
	}
	CHECK(outside == 0);
}

/*
 * Cut at a meridian, both sides are valid, each beyond nothing of it, and together
 * they enclose what the whole does.
 */
static void
cut(void)
{
	size_t both = 0;

	for (int i = 0; i < 1500; i++)
	{
		Rng rng = {(uint64_t) i};
		WsArea area = random_area(&rng), west, east;
		uint32_t stride = ws_lattice_stride(&area.lattice);
		double part = rng_chance(&rng, 0.2) ? rng_below(&rng, 2) * 0.9999999 : rng_unit(&rng);
		double x = area.lattice.left + 1 + rng_below(&rng, stride - 3) + part;
		int64_t line = (int64_t) ceil(x * WS_LINK_STEPS);
		Shape shape, west_shape, east_shape;
		size_t wrong = 0, beyond = 0;
		double lost_there;

		if (rng_chance(&rng, 0.7)) /* through the points rather than beside them */
			for (uint32_t k = 1; k + 2 < stride; k++)
				if (ws_bit(area.inside, (size_t) 2 * stride + k) && rng_chance(&rng, 0.3))
					x = area.lattice.left + k + part, line = (int64_t) ceil(x * WS_LINK_STEPS);
		shape = shape_around(&area);
		west = ws_area_copy(&area);
		east = ws_area_copy(&area);
		ws_area_cut(&west, x, true);
		ws_area_cut(&east, x, false);
		west_shape = shape_around(&west);
		east_shape = shape_around(&east);
		CHECK((is_valid(&west_shape) && is_valid(&east_shape)) || test_explain("area %d", i));
		CHECK((is_nested(&west_shape, &shape) && is_nested(&east_shape, &shape)) ||
			  test_explain("area %d", i));
		/* To the next step of a link, of which the least is one. */
		for (size_t k = 0; k < west_shape.polygons.n_points; k++)
			beyond += west_shape.points[k].x > line + 1;
		for (size_t k = 0; k < east_shape.polygons.n_points; k++)
			beyond += east_shape.points[k].x < line - 2;
		CHECK(beyond == 0 || test_explain("area %d", i));
		for (size_t point = 0; point < ws_lattice_words(&area.lattice) * 64; point++)
		{
			bool is_west = area.lattice.left + (double) (point % stride) <= x;

			const uint64_t *here = is_west ? west.inside : east.inside;

			wrong += ws_bit(here, point) != ws_bit(area.inside, point);
			wrong += ws_bit(is_west ? east.inside : west.inside, point);
		}
		CHECK(wrong == 0 || test_explain("area %d", i));
		/* Between them corners are lost, where the outline meets the cut. */
		lost_there = shape_area(&shape) - shape_area(&west_shape) - shape_area(&east_shape);
		CHECK((lost_there > -0.001 && lost_there < area.lattice.rows) ||
			  test_explain("area %d: %g", i, lost_there));
		both += west_shape.polygons.n_rings > 0 && east_shape.polygons.n_rings > 0;
		test_release();
	}
	CHECK(both > 200 || test_explain("%zu", both));
}

void
test_contour(void)
{
	RUN(random_points);
	RUN(nested);
	RUN(scenes);
	RUN(areas);
	RUN(cut);
}
