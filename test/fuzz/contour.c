/*
 * contour.c - the outline of any area: it is valid, encloses what is inside and
 * nothing else, and so do its halves; and the area of any reached streets between
 * any walls.
 *
 * Bytes: what follows (1); an area: where its rows begin (1), how many (1), where it is
 * cut (2), the points of each row (1), and where the area ends on links (2 each, over and
 * over); or streets: the budget (1), the buffer (1), how many (1), each; then walls.
 */
#include "contour.h"
#include "fuzz.h"
#include "scene.h"
#include "shape.h"

#define MOST_ROWS 12
#define MOST_SCENE_STREETS 5

typedef struct Drawing
{
	WsReader bytes;
	WsArea area;
	Scene scene;
	double cut; /* of an area */
	double budget; /* of a scene */
} Drawing;

static Shape
outline_of(const WsArea *area)
{
	WsPolygons polygons;
	Shape shape;

	ws_contour(area, &polygons);
	shape = shape_of(&polygons);
	CHECK(is_valid(&shape));
	CHECK(encloses(&shape, area));
	return shape;
}

static void
outline_area(void *context)
{
	Drawing *d = context;
	Shape shape = outline_of(&d->area);

	for (int side = 0; side < 2; side++)
	{
		WsArea half = ws_area_copy(&d->area);
		WsPolygons polygons;
		Shape part;

		ws_area_cut(&half, d->cut, side == 0);
		ws_contour(&half, &polygons);
		part = shape_of(&polygons);
		CHECK(is_valid(&part) && is_nested(&part, &shape));
	}
}

static void
outline_scene(void *context)
{
	Drawing *d = context;
	View v = view(&d->scene, d->budget);

	if (v.reached.n > 0)
		outline_of(&v.area);
}

/* Eight points of each row, clear of the border, also where a word ends. */
static void
read_area(Drawing *d)
{
	WsReader *bytes = &d->bytes;
	uint32_t column = 1 + fuzz_take(bytes, 1) % 118, rows = 1 + fuzz_take(bytes, 1) % MOST_ROWS;
	const uint8_t *first;

	d->cut = column + (double) fuzz_take(bytes, 2) / 65536 * 9;
	d->area.lattice = (WsLattice){.env = test_env(), .row_words = 2, .rows = rows + 2};
	d->area.inside = ws_bits_make(&d->area.lattice);
	for (uint32_t row = 1; row <= rows; row++)
	{
		uint64_t points = fuzz_take(bytes, 1);

		for (uint32_t i = 0; i < 8; i++)
			if (points >> i & 1)
				ws_bit_set(d->area.inside, (size_t) row * 128 + column + i);
	}
	d->area.extent =
		ws_alloc(test_env(), (size_t) d->area.lattice.rows * 128 * sizeof *d->area.extent);
	first = bytes->at;
	for (size_t i = 0; i < (size_t) d->area.lattice.rows * 128; i++)
		for (int out = WS_EAST; out <= WS_SOUTH; out++)
		{
			if (bytes->at == bytes->end)
				bytes->at = first;
			d->area.extent[i][out] = ws_bit(d->area.inside, i) ? (uint16_t) fuzz_take(bytes, 2) : 0;
		}
}

/* On the grid. */
static double
read_place(WsReader *bytes)
{
	return (int16_t) fuzz_take(bytes, 2) / 2048.0;
}

static void
read_scene(Drawing *d)
{
	WsReader *bytes = &d->bytes;
	Scene *s = &d->scene;

	d->budget = (double) fuzz_take(bytes, 1) / 8;
	s->buffer = (double) fuzz_take(bytes, 1) / 64;
	s->n = 1 + fuzz_take(bytes, 1) % MOST_SCENE_STREETS;
	for (size_t i = 0; i < s->n; i++)
	{
		uint64_t flags = fuzz_take(bytes, 1);
		SceneStreet *street = &s->streets[i];

		*street = (SceneStreet){.leave = 1, .doors = !(flags & 1), .pace = flags & 2 ? 1 : 0.5};
		street->cost = (double) fuzz_take(bytes, 1) / 16;
		if (flags & 4)
			street->enter = (double) fuzz_take(bytes, 1) / 255;
		if (flags & 8)
			street->leave = (double) fuzz_take(bytes, 1) / 255;
		street->ax = flags & 16 && i > 0 ? street[-1].bx : read_place(bytes);
		street->ay = flags & 16 && i > 0 ? street[-1].by : read_place(bytes);
		street->bx = flags & 32 ? street->ax : read_place(bytes);
		street->by = flags & 64 ? street->ay : read_place(bytes);
	}
	while (bytes->at < bytes->end && s->n_walls < MOST_SCENE_WALLS)
	{
		double ax = read_place(bytes), ay = read_place(bytes);
		double bx = read_place(bytes), by = read_place(bytes);

		add_wall(s, ax, ay, bx, by);
	}
}

void
fuzz_one(const uint8_t *data, size_t size)
{
	static Drawing d;
	bool streets;

	d = (Drawing){.bytes = fuzz_reader(data, size)};
	streets = fuzz_take(&d.bytes, 1) % 2;
	(streets ? read_scene : read_area)(&d);
	CHECK(fuzz_clean(fuzz_body(streets ? outline_scene : outline_area, &d), false));
}

void
fuzz_seeds(void)
{
	for (uint64_t i = 1; i <= 40; i++)
	{
		Rng rng = {i};
		uint8_t seed[200];
		size_t size = 20 + rng_below(&rng, 180);

		for (size_t k = 0; k < size; k++)
			seed[k] = (uint8_t) rng_below(&rng, 256);
		seed[0] = (uint8_t) i;
		fuzz_seed(seed, size);
	}
}
