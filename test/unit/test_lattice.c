/*
 * test_lattice.c - sets of lattice points, widened: against discs drawn point by
 * point, and against chains that are walked step by step.
 */
#include "test.h"

#include "lattice.h"

#include <math.h>
#include <stdlib.h>

/* A lattice of so many words and rows. */
static WsLattice
lattice_of(uint32_t words, uint32_t rows)
{
	return (WsLattice){.env = test_env(), .row_words = words, .rows = rows};
}

/* At least `away` from every border. */
static size_t
random_point(Rng *rng, const WsLattice *l, uint32_t away)
{
	uint32_t stride = ws_lattice_stride(l), x, y;

	x = rng_chance(rng, 0.3) ? 62 + rng_below(rng, 4) : away + rng_below(rng, stride - 2 * away);
	if (x < away || x >= stride - away)
		x = rng_chance(rng, 0.5) ? away : stride - away - 1;
	y = away + rng_below(rng, l->rows - 2 * away);
	if (rng_chance(rng, 0.1))
		y = rng_chance(rng, 0.5) ? away : l->rows - away - 1;
	return (size_t) y * stride + x;
}

static size_t
count(const WsLattice *l, const uint64_t *bits)
{
	size_t n = 0;

	for (size_t i = 0; i < ws_lattice_words(l); i++)
		n += (size_t) __builtin_popcountll(bits[i]);
	return n;
}

static bool
equal(const WsLattice *l, const uint64_t *a, const uint64_t *b)
{
	return memcmp(a, b, ws_lattice_words(l) * sizeof(uint64_t)) == 0;
}

static bool
holds_all(const WsLattice *l, const uint64_t *a, const uint64_t *of)
{
	uint64_t missing = 0;

	for (size_t i = 0; i < ws_lattice_words(l); i++)
		missing |= of[i] & ~a[i];
	return missing == 0;
}

/* Every point within the radius, one after the other. */
static void
discs(const WsLattice *l, const uint64_t *bits, double radius, uint64_t *out)
{
	int64_t stride = ws_lattice_stride(l), rows = l->rows, most = (int64_t) floor(radius);

	for (int64_t point = 0; point < rows * stride; point++)
		for (int64_t dy = -most; ws_bit(bits, (size_t) point) && dy <= most; dy++)
			for (int64_t dx = -most; dx <= most; dx++)
			{
				int64_t x = point % stride + dx, y = point / stride + dy;

				if ((double) (dx * dx + dy * dy) <= radius * radius && x >= 0 && x < stride &&
					y >= 0 && y < rows)
					ws_bit_set(out, (size_t) (y * stride + x));
			}
}

/* Some have points on the rim, or as good as. */
static double
random_radius(Rng *rng)
{
	double hair = rng_chance(rng, 0.5) ? 1e-9 : -1e-9;

	return rng_chance(rng, 0.4)   ? rng_below(rng, 13)
		   : rng_chance(rng, 0.3) ? sqrt(rng_below(rng, 145)) + hair
								  : rng_between(rng, 0, 12);
}

static void
between(void)
{
	Rng rng = {1};

	for (int i = 0; i < 2000; i++)
	{
		uint32_t first = rng_below(&rng, 200), last = first + rng_below(&rng, 200), wrong = 0;

		for (uint32_t bit = first / 64 * 64; bit < (last / 64 + 1) * 64; bit++)
			wrong += (ws_bits_between(bit / 64, first, last) >> bit % 64 & 1) !=
					 (bit >= first && bit <= last);
		CHECK(wrong == 0);
	}
}

static void
around(void)
{
	Rng rng = {2};

	for (int i = 0; i < 500; i++)
	{
		double west = rng_between(&rng, -1e4, 1e4), south = rng_between(&rng, -1e4, 1e4);
		double box[4] = {west, south, west + rng_between(&rng, 0, 300),
						 south + rng_between(&rng, 0, 300)};
		double margin = rng_between(&rng, 2, 20);
		WsLattice l;

		if (rng_chance(&rng, 0.3))
			for (int k = 0; k < 4; k++)
				box[k] = floor(box[k]);
		l = ws_lattice_around(test_env(), box, margin, 10);
		CHECK(l.left == floor(l.left) && l.bottom == floor(l.bottom));
		CHECK(l.left <= box[0] - margin && l.left > box[0] - margin - 1);
		CHECK(l.bottom <= box[1] - margin && l.bottom > box[1] - margin - 1);
		CHECK(l.left + ws_lattice_stride(&l) - 1 >= box[2] + margin);
		CHECK(l.left + ws_lattice_stride(&l) < box[2] + margin + 66);
		CHECK(l.bottom + l.rows - 1 >= box[3] + margin);
		CHECK(l.bottom + l.rows < box[3] + margin + 3);
	}
}

static void
make_around(void *context)
{
	ws_lattice_around(test_env(), context, 10, 10);
}

static void
limits(void)
{
	double inside[4] = {0, 0, 7000, 7000}, wide[4] = {0, 0, 1e6, 100}, high[4] = {0, 0, 10, 1e8};
	double far[4] = {1e10, 0, 1e10, 0}, nothing[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
	double none[4] = {0, NAN, 10, 10}, no_end[4] = {0, 0, NAN, 10};
	double *wrong[] = {wide, high, far, nothing, none, no_end};

	CHECK(!test_failure(make_around, inside).happened);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
	{
		Failure failure = test_failure(make_around, wrong[i]);

		CHECK(failure.happened && failure.code == WS_ERROR_LIMIT && failure.hinted);
	}
}

static void
dilate_in_sight(const WsLattice *l, const WsCuts *cuts, const uint64_t *set, double radius,
				uint64_t *out)
{
	WsWays ways = ws_ways_make(test_env(), radius);

	ws_dilate_in_sight(l, cuts, &ways, set, &(WsDisc){radius, out}, 1);
}

/* Against discs, and without cuts in sight the same bit for bit. */
static void
dilated(void)
{
	Rng rng = {3};

	for (int i = 0; i < 400; i++)
	{
		WsLattice l = lattice_of(1 + rng_below(&rng, 3), 40 + rng_below(&rng, 40));
		uint64_t *set = ws_bits_make(&l), *out = ws_bits_make(&l), *right = ws_bits_make(&l);
		uint64_t *sight = ws_bits_make(&l);
		WsCuts cuts = {ws_bits_make(&l), ws_bits_make(&l)};
		double radius = random_radius(&rng);

		for (uint32_t k = rng_below(&rng, 12) + 1; k > 0; k--)
			ws_bit_set(set, random_point(&rng, &l, (uint32_t) radius + 1));
		/* What is there already stays. */
		ws_bit_set(out, 0);
		ws_bit_set(right, 0);
		ws_bit_set(sight, 0);
		ws_dilate(&l, set, radius, out);
		discs(&l, set, radius, right);
		CHECK(equal(&l, out, right) || test_explain("set %d, radius %.17g", i, radius));
		dilate_in_sight(&l, &cuts, set, radius, sight);
		CHECK(equal(&l, sight, out) || test_explain("set %d, radius %.17g", i, radius));
		CHECK(ws_bit(set, 0) == 0);
		test_release();
	}
}

/* No radius, nothing; clipped to the lattice from its border. */
static void
at_border(void)
{
	WsLattice l = lattice_of(2, 9);
	uint64_t *set = ws_bits_make(&l), *out = ws_bits_make(&l), *right = ws_bits_make(&l);
	WsCuts cuts = {ws_bits_make(&l), ws_bits_make(&l)};

	for (int k = 0; k < 4; k++)
		ws_bit_set(set, (size_t[]){3, 64, 127 + 4 * 128, 8 * 128 + 63}[k]);
	ws_dilate(&l, set, -0.5, out);
	dilate_in_sight(&l, &cuts, set, -0.5, out);
	dilate_in_sight(&l, &cuts, set, -3, out);
	CHECK(count(&l, out) == 0);
	ws_dilate(&l, set, 5.5, out);
	discs(&l, set, 5.5, right);
	CHECK(equal(&l, out, right));
}

static uint32_t
mirrored(uint32_t number)
{
	uint32_t result = 0;

	for (int bit = 0; bit < 10; bit++)
		result = result << 1 | (number >> bit & 1);
	return result;
}

/* Whether step i of n goes north or south: it is among the dy that come last. */
static bool
goes_in_y(int i, int n, int dy)
{
	int later = 0;

	for (int k = 0; k < n; k++)
		later += mirrored((uint32_t) k) > mirrored((uint32_t) i);
	return later < dy;
}

/* Whether the chain of steps from a point to an offset passes no cut. */
static bool
chain_leads(const WsLattice *l, const WsCuts *cuts, size_t from, int dx, int dy)
{
	size_t stride = ws_lattice_stride(l), at = from;
	int n = abs(dx) + abs(dy);

	for (int i = 0; i < n; i++)
	{
		bool in_y = goes_in_y(i, n, abs(dy)), back = in_y ? dy < 0 : dx < 0;
		size_t step = in_y ? stride : 1, next = back ? at - step : at + step;

		if (ws_bit(in_y ? cuts->north : cuts->east, back ? next : at))
			return false;
		at = next;
	}
	CHECK((int64_t) at == (int64_t) from + dy * (int64_t) stride + dx);
	return true;
}

static void
in_sight(void)
{
	Rng rng = {4};
	size_t hidden = 0, seen = 0;

	for (int i = 0; i < 250; i++)
	{
		WsLattice l = lattice_of(1 + rng_below(&rng, 2), 30 + rng_below(&rng, 20));
		uint64_t *set = ws_bits_make(&l), *out = ws_bits_make(&l), *right = ws_bits_make(&l);
		uint64_t *disc = ws_bits_make(&l);
		WsCuts cuts = {ws_bits_make(&l), ws_bits_make(&l)};
		double radius = random_radius(&rng), density = rng_chance(&rng, 0.5) ? 0.02 : 0.2;
		int most = (int) radius;
		WsWays ways = ws_ways_make(test_env(), radius + 1);

		for (size_t point = 0; point < ws_lattice_words(&l) * 64; point++)
		{
			if (rng_chance(&rng, density))
				ws_bit_set(cuts.east, point);
			if (rng_chance(&rng, density))
				ws_bit_set(cuts.north, point);
		}
		for (uint32_t k = rng_below(&rng, 4) + 1; k > 0; k--)
		{
			size_t point = random_point(&rng, &l, (uint32_t) most + 1);

			ws_bit_set(set, point);
			for (int dy = -most; dy <= most; dy++)
				for (int dx = -most; dx <= most; dx++)
				{
					int64_t stride = ws_lattice_stride(&l);
					int64_t to = (int64_t) point + dy * stride + dx;
					bool leads = dx * dx + dy * dy <= radius * radius &&
								 chain_leads(&l, &cuts, point, dx, dy);

					if (leads)
						ws_bit_set(right, (size_t) to);
					CHECK(ws_ways_lead(&ways, &l, &cuts, radius, (uint32_t) point,
									   (uint32_t) (to % stride),
									   (uint32_t) (to / stride)) == leads);
				}
		}
		dilate_in_sight(&l, &cuts, set, radius, out);
		CHECK(equal(&l, out, right) || test_explain("set %d, radius %.17g", i, radius));
		ws_dilate(&l, set, radius, disc);
		CHECK(holds_all(&l, disc, out) && holds_all(&l, out, set));
		seen += count(&l, out);
		hidden += count(&l, disc) - count(&l, out);
		test_release();
	}
	CHECK(seen > 1000 && hidden > 1000);
}

/* The ways from one set to another, added up so that each must come once. */
typedef struct Ways
{
	const WsLattice *lattice;
	const WsCuts *cuts;
	const uint64_t *from, *to;
	uint64_t n, sum;
	bool wrong;
} Ways;

static void
add_way(void *context, size_t point, int dx, int dy)
{
	Ways *ways = context;
	size_t mark = (size_t) ((int64_t) point - dx - dy * (int64_t) ws_lattice_stride(ways->lattice));

	ways->n++;
	ways->sum += (mark + 1) * (point + 7);
	ways->wrong |= !ws_bit(ways->from, mark) || !ws_bit(ways->to, point) ||
				   !chain_leads(ways->lattice, ways->cuts, mark, dx, dy);
}

/* Also where the ends are in rows far from each other. */
static void
each_way(void)
{
	Rng rng = {7};
	uint64_t all = 0;

	for (int i = 0; i < 150; i++)
	{
		WsLattice l = lattice_of(1 + rng_below(&rng, 2), 40 + rng_below(&rng, 80));
		uint64_t *from = ws_bits_make(&l), *to = ws_bits_make(&l);
		WsCuts cuts = {ws_bits_make(&l), ws_bits_make(&l)};
		double radius = random_radius(&rng), density = rng_chance(&rng, 0.5) ? 0.02 : 0.2;
		int most = (int) radius;
		int64_t stride = ws_lattice_stride(&l);
		WsWays ways = ws_ways_make(test_env(), radius);
		Ways found = {.lattice = &l, .cuts = &cuts, .from = from, .to = to}, right = {0};

		for (size_t point = 0; point < ws_lattice_words(&l) * 64; point++)
		{
			if (rng_chance(&rng, density))
				ws_bit_set(cuts.east, point);
			if (rng_chance(&rng, density))
				ws_bit_set(cuts.north, point);
		}
		for (uint32_t k = rng_below(&rng, 8); k > 0; k--)
			ws_bit_set(to, random_point(&rng, &l, (uint32_t) most + 1));
		for (uint32_t k = rng_below(&rng, 600); k > 0; k--)
		{
			size_t mark = random_point(&rng, &l, (uint32_t) most + 1);

			if (ws_bit(from, mark))
				continue;
			ws_bit_set(from, mark);
			for (int dy = -most; dy <= most; dy++)
				for (int dx = -most; dx <= most; dx++)
				{
					size_t point = (size_t) ((int64_t) mark + dy * stride + dx);

					if (dx * dx + dy * dy > radius * radius || !ws_bit(to, point) ||
						!chain_leads(&l, &cuts, mark, dx, dy))
						continue;
					right.n++;
					right.sum += (mark + 1) * (point + 7);
				}
		}
		ws_ways_each(&l, &cuts, &ways, from, to, add_way, &found);
		CHECK((!found.wrong && found.n == right.n && found.sum == right.sum) ||
			  test_explain("sets %d, radius %.17g", i, radius));
		all += found.n;
		test_release();
	}
	CHECK(all > 1000);
}

/* A ring of cuts keeps all inside, and all outside. */
static void
walled_in(void)
{
	Rng rng = {5};

	for (int i = 0; i < 100; i++)
	{
		WsLattice l = lattice_of(2, 60);
		uint32_t stride = ws_lattice_stride(&l);
		uint64_t *set = ws_bits_make(&l), *out = ws_bits_make(&l), *region = ws_bits_make(&l);
		WsCuts cuts = {ws_bits_make(&l), ws_bits_make(&l)};
		double radius = random_radius(&rng);
		size_t start = random_point(&rng, &l, 15), crossed = 0;
		bool from_inside = rng_chance(&rng, 0.5);

		/* A region that grows at random, and the cuts around it. */
		ws_bit_set(region, start);
		for (uint32_t k = rng_below(&rng, 300); k > 0; k--)
		{
			size_t point = random_point(&rng, &l, 14);

			if (ws_bit(region, point - 1) | ws_bit(region, point + 1) |
				ws_bit(region, point - stride) | ws_bit(region, point + stride))
				ws_bit_set(region, point);
		}
		for (size_t point = 0; point + stride < (size_t) stride * l.rows; point++)
		{
			if (ws_bit(region, point) != ws_bit(region, point + 1))
				ws_bit_set(cuts.east, point);
			if (ws_bit(region, point) != ws_bit(region, point + stride))
				ws_bit_set(cuts.north, point);
		}
		for (int k = 0; k < 30; k++)
		{
			size_t point = from_inside ? start : random_point(&rng, &l, 13);

			if (ws_bit(region, point) == from_inside)
				ws_bit_set(set, point);
		}
		dilate_in_sight(&l, &cuts, set, radius, out);
		for (size_t k = 0; k < ws_lattice_words(&l); k++)
			crossed += (out[k] & (from_inside ? ~region[k] : region[k])) != 0;
		CHECK(crossed == 0);
		test_release();
	}
}

/* How far the chain that stands for a leg strays from it, up to a radius. */
static double
strays(int radius)
{
	double farthest = 0;

	for (int dx = 0; dx <= radius; dx++)
		for (int dy = 0; dy <= radius; dy++)
			for (int i = 0, x = 0, y = 0; i < dx + dy && dx * dx + dy * dy <= radius * radius; i++)
			{
				*(goes_in_y(i, dx + dy, dy) ? &y : &x) += 1;
				farthest = fmax(farthest, abs(x * dy - y * dx) / hypot(dx, dy));
			}
	return farthest;
}

static void
straight(void)
{
	CHECK(strays(5) < 1.5);
	CHECK(strays(12) < 2);
	CHECK(strays(40) < 3);
}

void
test_lattice(void)
{
	RUN(between);
	RUN(around);
	RUN(limits);
	RUN(dilated);
	RUN(at_border);
	RUN(in_sight);
	RUN(each_way);
	RUN(walled_in);
	RUN(straight);
}
