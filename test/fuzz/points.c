/*
 * points.c - the point set value: the check, and its use.
 *
 * Bytes: whether it is signed (1), who uses it (4), the value.
 */
#include "points.h"
#include "fuzz.h"
#include "use.h"

/* Streets where the first of its things is. */
static void
build_streets(void *context)
{
	Use *use = context;
	WsStreets streets = {.srid = 4326};
	WsPoint at = {0, 0};
	WsPoints points;
	Value value;

	ws_points_decode(test_env(), use->points.data, use->points.size, &points);
	if (points.n_points > 0)
		at = points.points[0];
	else if (points.n_rings > 0)
		at = points.vertices[0];
	at.x = at.x > 1799900000 ? 1799900000 : at.x < -1799900000 ? -1799900000 : at.x;
	at.y = at.y > 899900000 ? 899900000 : at.y < -899900000 ? -899900000 : at.y;
	for (int i = -2; i <= 2; i++)
	{
		int32_t x = at.x + i * 9000, y = at.y + i * 9000;

		add_line(&streets, i, way_of(WS_KIND_STREET), x, at.y - 50000, x, at.y + 50000);
		add_street(&streets, 10 + i, way_of(WS_KIND_PATH),
				   (WsPoint[]){{at.x - 50000, y}, {x, y}, {at.x + 50000, y}}, 3);
	}
	for (int i = 0; i < USE_DOORS; i++)
		use->doors[i] = (WsPoint){at.x + i * 1000, at.y - i * 1000};
	value = build(&streets);
	use->network = (Value){fuzz_keep(value.data, value.size), value.size};
}

void
fuzz_one(const uint8_t *data, size_t size)
{
	WsReader bytes = fuzz_reader(data, size);
	uint64_t options = fuzz_take(&bytes, 1);
	Use use = {.rng = {fuzz_take(&bytes, 4)}};
	Failure failure;
	bool passed;

	use.points.size = (size_t) (bytes.end - bytes.at);
	use.points.data = ws_alloc(test_env(), use.points.size);
	ws_copy(use.points.data, bytes.at, use.points.size);
	if (options & 1 && use.points.size >= WS_POINTS_HEADER_SIZE)
		sign_points(&use.points);
	failure = fuzz_body(check_points, &use.points);
	CHECK(fuzz_clean(failure, true));
	passed = !failure.happened && !failure.cancelled && !failure.out_of_memory;
	CHECK(fuzz_clean(fuzz_body(use_points, &use.points), !passed));
	if (!passed)
		return;
	CHECK(fuzz_clean(fuzz_body(build_streets, &use), false));
	if (!use.network.data)
		return;
	CHECK(fuzz_clean(fuzz_body(use_network, &use), false));
	ws_free(test_memory(), use.network.data);
}

void
fuzz_seeds(void)
{
	static const char *const tags[] = {NULL, "", "bank", "school", "\xe8\x8f\x9c"};

	for (uint64_t i = 1; i <= 12; i++)
	{
		Rng rng = {i};
		Lattice lattice = random_lattice(&rng, 4);
		WsPointsRow rows[8];
		WsPoint points[24];
		WsOutlineRing rings[8];
		uint32_t n = (uint32_t) i % 9;
		uint8_t *value, *seed;
		size_t size;

		for (uint32_t k = 0; k < 24; k++)
			points[k] = random_door(&rng, &lattice);
		for (uint32_t k = 0; k < 8; k++)
			rings[k] = (WsOutlineRing){3 * k, 3, k % 2 == 1};
		for (uint32_t k = 0; k < n; k++)
		{
			const char *tag = tags[rng_below(&rng, 5)];

			rows[k] = (WsPointsRow){.id = (int64_t) k - 2,
									.weight = k * 1.5,
									.tag = tag,
									.tag_length = tag ? (uint32_t) strlen(tag) : 0,
									.first = 3 * k,
									.count = rng_below(&rng, 3),
									.rings = k % 2 || k > 5 ? 0 : rng_below(&rng, 3),
									.ring = &rings[k],
									.vertices = points};
		}
		value = ws_points_build(test_env(), 4326, rows, n, points, 0, &size);
		seed = ws_alloc(test_env(), size + 5);
		memcpy(seed, (uint8_t[]){1, 0, 0, 0, (uint8_t) i}, 5);
		memcpy(seed + 5, value, size);
		fuzz_seed(seed, size + 5);
	}
}
