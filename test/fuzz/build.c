/*
 * build.c - from streets to a network: it passes the check, whatever the streets,
 * does not depend on their order, and can be used and edited.
 *
 * Bytes: how near ends are joined (1), who uses it (4), where (1), how far vertices are
 * apart (1); then each street: id (1), kind (1), flags (1), climbs (2), vertices
 * (1), and these: a step from the last one (2), or the number of an earlier one (1).
 */
#include "build.h"
#include "fuzz.h"
#include "points.h"
#include "use.h"

#define MOST_POINTS 600

enum
{
	FORWARD = 1,
	BACKWARD = 2,
	NO_WHEELCHAIR = 4,
	NO_DOORS = 8,
	TIMED = 16,
	ENDS_STAY = 32,
	MORE = 64, /* another part of the street before */
	DELAYED = 128
};

typedef struct Building
{
	WsStreets streets;
	Value value; /* kept */
	Rng rng;
} Building;

static const WsPoint places[] = {{0, 0},
								 {1799999000, 10},
								 {-1799999000, -10},
								 {1164000000, 399000000},
								 {70000, 899999000},
								 {-514000000, -300000000},
								 {70000, -899999000},
								 {242000000, 602000000}};
static const int32_t steps[] = {1, 10, 100, 1000, 4500, 100000, 10000000, 200000000};

static int32_t
within(int64_t at, int64_t most)
{
	return (int32_t) (at > most ? most : at < -most ? -most : at);
}

static uint32_t
read_line(WsReader *bytes, WsStreets *streets, int32_t step, WsPoint at, WsPoint *line)
{
	uint32_t n = (uint32_t) fuzz_take(bytes, 1), count = 1 + n % 12;

	for (uint32_t i = 0; i < count; i++)
	{
		if (n >> i % 4 & 16 && streets->n_points > 0)
			at = streets->points[fuzz_take(bytes, 1) % streets->n_points];
		else
		{
			at.x = within(at.x + (int64_t) step * (int8_t) fuzz_take(bytes, 1), 1800000000);
			at.y = within(at.y + (int64_t) step * (int8_t) fuzz_take(bytes, 1), 900000000);
		}
		line[i] = at;
	}
	return count;
}

static void
read_streets(WsReader *bytes, WsStreets *streets)
{
	WsPoint place = places[fuzz_take(bytes, 1) % (sizeof places / sizeof *places)];
	int32_t step = steps[fuzz_take(bytes, 1) % (sizeof steps / sizeof *steps)];

	while (bytes->at < bytes->end && streets->n_points < MOST_POINTS)
	{
		WsPoint line[12];
		int64_t id = (int8_t) fuzz_take(bytes, 1);
		uint64_t kind = fuzz_take(bytes, 1) % WS_KIND_COUNT, flags = fuzz_take(bytes, 1);
		uint64_t climbs = fuzz_take(bytes, 2);
		uint32_t n = read_line(bytes, streets, step, place, line);
		WsWay way = way_of((WsKind) kind);

		way.forward = !(flags & FORWARD);
		way.backward = !(flags & BACKWARD);
		way.no_wheelchair = (flags & NO_WHEELCHAIR) != 0;
		way.no_doors = (flags & NO_DOORS) != 0;
		way.ascent_cm = (uint32_t) (climbs & 0xff) * 3921;
		way.descent_cm = (uint32_t) (climbs >> 8);
		way.delay_ms = flags & DELAYED ? 86400000 : 0;
		if (flags & MORE && streets->n_rows > 0)
			add_part(streets, line, n);
		else
			add_street(streets, id, way, line, n);
		streets->rows[streets->n_rows - 1].timed = flags & TIMED;
		streets->rows[streets->n_rows - 1].ends_stay = flags & ENDS_STAY;
	}
}

static void
build_both(void *context)
{
	Building *b = context;
	WsStreets other = shuffled_streets(&b->rng, &b->streets);
	Value value, shuffled;

	for (size_t i = 0; i < other.n_rows; i++)
		for (size_t k = 0; k < other.n_rows; k++)
			if (other.rows[i].id == b->streets.rows[k].id)
			{
				other.rows[i].timed = b->streets.rows[k].timed;
				other.rows[i].ends_stay = b->streets.rows[k].ends_stay;
			}
	other.srid = b->streets.srid;
	other.snap_m = b->streets.snap_m;
	value = build(&b->streets);
	shuffled = build(&other);
	CHECK(same_value(&value, &shuffled));
	check_network(&value);
	b->value = (Value){fuzz_keep(value.data, value.size), value.size};
}

void
fuzz_one(const uint8_t *data, size_t size)
{
	WsReader bytes = fuzz_reader(data, size);
	Building b = {.streets = {.srid = 4326}};
	Use use = {.answers = 0};
	WsPointsRow row = {.id = 1, .weight = 1, .count = USE_DOORS};
	uint64_t snap = fuzz_take(&bytes, 1);

	b.streets.snap_m = snap % 2 ? (double) (snap / 2) / 127 * WS_MAX_SNAP_M : 0;
	use.rng = b.rng = (Rng){fuzz_take(&bytes, 4)};
	use.drawn = b.rng.state % 4 == 0;
	read_streets(&bytes, &b.streets);
	CHECK(fuzz_clean(fuzz_body(build_both, &b), false));
	if (b.value.data)
	{
		use.network = b.value;
		for (size_t i = 0; i < USE_DOORS && b.streets.n_points > 0; i++)
			use.doors[i] = b.streets.points[rng_below(&use.rng, (uint32_t) b.streets.n_points)];
		use.points.data =
			ws_points_build(test_env(), 4326, &row, 1, use.doors, 0, &use.points.size);
		CHECK(fuzz_clean(fuzz_body(use_network, &use), false));
		CHECK(fuzz_clean(fuzz_body(edit_network, &use), false));
		ws_free(test_memory(), b.value.data);
	}
}

void
fuzz_seeds(void)
{
	for (uint64_t i = 1; i <= 40; i++)
	{
		Rng rng = {i};
		uint8_t seed[400];
		size_t size = 40 + rng_below(&rng, 360);

		for (size_t k = 0; k < size; k++)
			seed[k] = (uint8_t) rng_below(&rng, 256);
		fuzz_seed(seed, size);
	}
}
