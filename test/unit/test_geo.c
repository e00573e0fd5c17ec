/*
 * test_geo.c - lengths on the earth, parts of lines, the Hilbert curve, the
 * R-tree, the sorts, and numbers in bytes.
 */
#include "streets.h"

#include "bytes.h"
#include "oracle.h"
#include "rtree.h"
#include "sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static WsPoint
point(double lon, double lat)
{
	WsPoint p = {0, 0};

	CHECK(ws_point_from_degrees(lon, lat, &p));
	return p;
}

static bool
within(double value, double published, double relative)
{
	return fabs(value - published) <= relative * published ||
		   test_explain("%.3f instead of %.3f", value, published);
}

/*
 * The length of a degree on WGS 84 in whole metres, as tables give it (NGA's
 * calculator): of latitude with the parallel at its middle, of longitude along
 * the parallel.
 */
static void
published_degrees(void)
{
	static const struct
	{
		double parallel, latitude, longitude;
	} degrees[] = {{0, 110574, 111320}, {15, 110649, 107550}, {30, 110852, 96486},
				   {45, 111132, 78847}, {60, 111412, 55800},  {75, 111618, 28902}};

	for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++)
		for (int south = -1; south <= 1; south += 2)
		{
			double lat = south * degrees[i].parallel;

			CHECK(within(ws_metres(point(7, lat - 0.5), point(7, lat + 0.5)), degrees[i].latitude,
						 0.00002));
			CHECK(within(ws_metres(point(-7, lat), point(-8, lat)), degrees[i].longitude, 0.00002));
		}
	/* The first degree from the equator, and the last one to the pole. */
	CHECK(within(ws_metres(point(0, 0), point(0, 1)), 110574.4, 0.00001));
	CHECK(within(ws_metres(point(0, 89), point(0, 90)), 111693.9, 0.00001));
}

/*
 * Flinders Peak to Buninyong, the worked example of the Geocentric Datum of
 * Australia Technical Manual: 54 972.271 m on GRS 80, which differs from WGS 84
 * by a tenth of a millimetre.
 */
static void
published_geodesic(void)
{
	WsPoint flinders = point(144 + 25 / 60.0 + 29.52440 / 3600, -(37 + 57 / 60.0 + 3.72030 / 3600));
	WsPoint buninyong =
		point(143 + 55 / 60.0 + 35.38390 / 3600, -(37 + 39 / 60.0 + 10.15610 / 3600));

	CHECK(within(ws_metres(flinders, buninyong), 54972.271, 0.00005));
	CHECK(ws_metres(flinders, buninyong) == ws_metres(buninyong, flinders));
	CHECK(ws_metres(flinders, flinders) == 0);
}

/* As the oracle's series says, anywhere and in any direction. */
static void
lengths(void)
{
	Rng rng = {4};

	for (int i = 0; i < 2000; i++)
	{
		WsPoint a = point(rng_between(&rng, -179, 179), rng_between(&rng, -89, 89));
		WsPoint b = {a.x + (int32_t) rng_between(&rng, -1e5, 1e5),
					 a.y + (int32_t) rng_between(&rng, -1e5, 1e5)};
		WsPoint line[3] = {a, b, a};

		if (!CHECK(within(ws_metres(a, b), oracle_metres(a, b), 1e-6)) ||
			!CHECK(within(ws_line_metres(line, 3), 2 * ws_metres(a, b), 1e-12)))
			break;
	}
	CHECK(ws_line_metres((WsPoint[]){{5, 5}}, 1) == 0);
}

static void
degrees(void)
{
	WsPoint p;

	CHECK(ws_point_from_degrees(180, 90, &p) && p.x == 1800000000 && p.y == 900000000);
	CHECK(ws_point_from_degrees(-180, -90, &p) && p.x == -1800000000 && p.y == -900000000);
	CHECK(ws_point_from_degrees(0.00000014, -0.00000016, &p) && p.x == 1 && p.y == -2);
	CHECK(!ws_point_from_degrees(180.0000001, 0, &p) &&
		  !ws_point_from_degrees(-180.0000001, 0, &p));
	CHECK(!ws_point_from_degrees(0, 90.0000001, &p) && !ws_point_from_degrees(0, -90.0000001, &p));
	CHECK(!ws_point_from_degrees(NAN, 0, &p) && !ws_point_from_degrees(0, NAN, &p));
	CHECK(!ws_point_from_degrees(INFINITY, 0, &p) && !ws_point_from_degrees(0, -INFINITY, &p));
}

static double
part_metres(const double *xy, size_t n)
{
	double metres = 0;

	for (size_t i = 1; i < n; i++)
	{
		WsPoint a = {(int32_t) lrint(xy[2 * i - 2] * 1e7), (int32_t) lrint(xy[2 * i - 1] * 1e7)};
		WsPoint b = {(int32_t) lrint(xy[2 * i] * 1e7), (int32_t) lrint(xy[2 * i + 1] * 1e7)};

		metres += oracle_metres(a, b);
	}
	return metres;
}

/* A part is as long as it should be, and two that meet are the whole. */
static void
parts_of_lines(void)
{
	Rng rng = {6};
	double xy[2 * 22], rest[2 * 22];

	for (int i = 0; i < 2000; i++)
	{
		WsPoint line[20] = {point(rng_between(&rng, -179, 179), rng_between(&rng, -80, 80))};
		size_t n = 2 + rng_below(&rng, 19), first, second;
		double total, a = rng_unit(&rng), b = rng_unit(&rng);
		double from = a < b ? a : b, to = a < b ? b : a;
		bool fits;

		for (size_t k = 1; k < n; k++)
			line[k] = (WsPoint){line[k - 1].x + (int32_t) rng_between(&rng, -1e4, 1e4),
								line[k - 1].y + (int32_t) rng_between(&rng, -1e4, 1e4)};
		total = ws_line_metres(line, n);
		/* The whole. */
		first = ws_line_part(line, n, 0, 1, xy);
		fits = first == n;
		for (size_t k = 0; k < n && fits; k++)
			fits = lrint(xy[2 * k] * 1e7) == line[k].x && lrint(xy[2 * k + 1] * 1e7) == line[k].y;
		CHECK(fits);
		/* Some of it; vertices here are rounded to a centimetre. */
		first = ws_line_part(line, n, from, to, xy);
		CHECK(first >= 2 && first <= n + 2);
		CHECK(fabs(part_metres(xy, first) - (to - from) * total) < 0.02 * (double) n);
		/* Up to there and from there on. */
		first = ws_line_part(line, n, 0, from, xy);
		second = ws_line_part(line, n, from, 1, rest);
		CHECK(fabs(part_metres(xy, first) - from * total) < 0.02 * (double) n);
		CHECK(hypot(xy[2 * first - 2] - rest[0], xy[2 * first - 1] - rest[1]) < 1e-12);
		CHECK(first + second == n + 2);
		/* Nothing of it is a point twice. */
		first = ws_line_part(line, n, from, from, xy);
		CHECK(first == 2 && hypot(xy[0] - xy[2], xy[1] - xy[3]) < 1e-12);
		CHECK(hypot(xy[0] - rest[0], xy[1] - rest[1]) < 1e-12);
	}
	/* By hand: the last quarter of an L of 100 + 300 units on the equator. */
	CHECK(ws_line_part((WsPoint[]){{0, 0}, {0, 0}, {400, 0}}, 3, 0.75, 1, xy) == 2);
	CHECK(fabs(xy[0] - 300e-7) < 1e-15 && fabs(xy[2] - 400e-7) < 1e-15);
	CHECK(ws_line_part((WsPoint[]){{0, 0}, {400, 0}}, 2, 1, 1, xy) == 2);
	CHECK(fabs(xy[0] - 400e-7) < 1e-15 && fabs(xy[2] - 400e-7) < 1e-15);
	CHECK(ws_line_part((WsPoint[]){{0, 0}, {400, 0}}, 2, 0, 0, xy) == 2);
	CHECK(xy[0] == 0 && xy[2] == 0);
}

/*
 * On a lattice of 2^k cells a side the curve visits every cell once, and goes
 * from each to one beside it.
 */
static void
hilbert_curve(void)
{
	enum
	{
		K = 6,
		SIDE = 1 << K
	};
	static int32_t x[SIDE * SIDE], y[SIDE * SIDE];
	bool seen[SIDE * SIDE] = {false};
	bool once = true, beside = true;
	Rng rng = {8};

	for (int32_t i = 0; i < SIDE; i++)
		for (int32_t k = 0; k < SIDE; k++)
		{
			/* Somewhere in the cell: its key begins like those of all of it. */
			uint32_t px = ((uint32_t) i << (32 - K)) + rng_below(&rng, UINT32_C(1) << (32 - K));
			uint32_t py = ((uint32_t) k << (32 - K)) + rng_below(&rng, UINT32_C(1) << (32 - K));
			WsPoint p = {(int32_t) (px - 0x80000000u), (int32_t) (py - 0x80000000u)};
			uint64_t cell = ws_hilbert(p) >> (64 - 2 * K);

			once &= !seen[cell];
			seen[cell] = true;
			x[cell] = i;
			y[cell] = k;
		}
	CHECK(once);
	for (int i = 1; i < SIDE * SIDE; i++)
		beside &= labs((long) x[i] - x[i - 1]) + labs((long) y[i] - y[i - 1]) == 1;
	CHECK(beside);
	/* To the last unit. */
	once = true;
	for (int i = 0; i < 1000; i++)
	{
		WsPoint p = point(rng_between(&rng, -179, 179), rng_between(&rng, -89, 89));
		WsPoint q = {p.x + 1, p.y}, r = {p.x, p.y + 1};

		once &= ws_hilbert(p) != ws_hilbert(q) && ws_hilbert(p) != ws_hilbert(r) &&
				ws_hilbert(q) != ws_hilbert(r);
	}
	CHECK(once);
}

static bool
covers(WsBox outer, WsBox inner)
{
	return outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 &&
		   outer.y1 >= inner.y1;
}

/* Every box is that of its children, no more, and the top is one. */
static void
rtree(void)
{
	static const uint32_t sizes[] = {0, 1, 2, 7, 8, 9, 63, 64, 65, 511, 512, 513, 5000};
	Rng rng = {10};

	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
	{
		uint32_t n = sizes[s];
		size_t size = ws_rtree_size(n), boxes = 0;
		WsBox *box = ws_alloc(test_env(), size * sizeof(WsBox));
		bool fits = true;
		WsRtree tree;

		for (uint32_t i = 0; i < n; i++)
		{
			int32_t x = (int32_t) rng_between(&rng, -1e9, 1e9),
					y = (int32_t) rng_between(&rng, -8e8, 8e8);

			box[i] = (WsBox){x, y, x + (int32_t) rng_below(&rng, 1000),
							 y + (int32_t) rng_below(&rng, 1000)};
		}
		ws_rtree_build(&tree, box, n);
		CHECK(tree.levels <= WS_RTREE_LEVELS && (n == 0) == (tree.levels == 0));
		for (uint32_t level = 0; level < tree.levels; level++)
		{
			CHECK(tree.start[level] == boxes);
			boxes += tree.count[level];
			for (uint32_t i = 0; level > 0 && i < tree.count[level]; i++)
			{
				WsBox all = WS_BOX_EMPTY, own = box[tree.start[level] + i];

				for (uint32_t c = i * WS_RTREE_FANOUT;
					 c < (i + 1) * WS_RTREE_FANOUT && c < tree.count[level - 1]; c++)
				{
					fits &= covers(own, box[tree.start[level - 1] + c]);
					ws_box_join(&all, box[tree.start[level - 1] + c]);
				}
				fits &= memcmp(&all, &own, sizeof all) == 0;
			}
			if (level > 0)
				CHECK(tree.count[level] * WS_RTREE_FANOUT >= tree.count[level - 1] &&
					  (tree.count[level] - 1) * WS_RTREE_FANOUT < tree.count[level - 1]);
		}
		CHECK(fits && boxes == size);
		CHECK(n == 0 || tree.count[tree.levels - 1] == 1);
	}
}

static int
by_key(const void *a, const void *b)
{
	const WsKeyed *x = a, *y = b;

	return (x->key > y->key) - (x->key < y->key);
}

/* In order, nothing lost, and equals as they came. */
static bool
sorted(const WsKeyed *items, const WsKeyed *before, size_t n)
{
	bool *seen = ws_alloc0(test_env(), n * sizeof(bool));

	for (size_t i = 0; i < n; i++)
	{
		if (seen[items[i].value] || items[i].key != before[items[i].value].key)
			return test_explain("item %zu of %zu is another", i, n);
		seen[items[i].value] = true;
		if (i > 0 && (items[i].key < items[i - 1].key ||
					  (items[i].key == items[i - 1].key && items[i].value < items[i - 1].value)))
			return test_explain("item %zu of %zu is out of order", i, n);
	}
	return true;
}

static void
sorts(void)
{
	static const size_t sizes[] = {0, 1, 2, 3, 100, 1000, 70000};
	Rng rng = {12};

	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
		for (int spread = 0; spread < 4; spread++)
		{
			size_t n = sizes[s];
			WsKeyed *items = ws_alloc(test_env(), n * sizeof(WsKeyed));
			WsKeyed *other = ws_alloc(test_env(), n * sizeof(WsKeyed));
			WsKeyed *before = ws_alloc(test_env(), n * sizeof(WsKeyed));

			for (uint32_t i = 0; i < n; i++)
			{
				/* All equal, few values, in the high bytes only, everywhere. */
				uint64_t any = (uint64_t) (rng_unit(&rng) * 0x1p53) * 2049;

				items[i] = (WsKeyed){spread == 0   ? 42
									 : spread == 1 ? any % 7
									 : spread == 2 ? any << 50
												   : any,
									 i};
				before[i] = other[i] = items[i];
			}
			ws_sort(test_env(), items, n);
			CHECK(sorted(items, before, n));
			ws_sort_by(test_env(), other, n, sizeof(WsKeyed), by_key);
			CHECK(sorted(other, before, n));
			test_release();
		}
}

/* Every number comes back, in as few bytes as it needs; an end is an end. */
static void
numbers(void)
{
	static const struct
	{
		uint64_t number;
		size_t bytes;
	} cases[] = {{0, 1},
				 {127, 1},
				 {128, 2},
				 {16383, 2},
				 {16384, 3},
				 {UINT32_MAX, 5},
				 {(UINT64_C(1) << 63) - 1, 9},
				 {UINT64_C(1) << 63, 10},
				 {UINT64_MAX, 10}};
	static const int64_t with_sign[] = {0, -1, 1, -64, 64, INT32_MIN, INT64_MIN, INT64_MAX};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
	{
		WsWriter w = {.env = test_env()};
		WsReader r;

		ws_write_varint(&w, cases[i].number);
		CHECK(w.size == cases[i].bytes);
		r = (WsReader){w.data, w.data + w.size, false};
		CHECK(ws_read_varint(&r) == cases[i].number && !r.bad && r.at == r.end);
		r = (WsReader){w.data, w.data + w.size - 1, false};
		CHECK(ws_read_varint(&r) == 0 && r.bad);
	}
	for (size_t i = 0; i < sizeof with_sign / sizeof *with_sign; i++)
	{
		WsWriter w = {.env = test_env()};
		WsReader r;

		ws_write_signed(&w, with_sign[i]);
		r = (WsReader){w.data, w.data + w.size, false};
		CHECK(ws_read_signed(&r) == with_sign[i] && !r.bad && r.at == r.end);
	}
	{
		/* Without end, beyond its bound, and past the end. */
		uint8_t endless[11];
		WsReader r = {endless, endless + 11, false};

		memset(endless, 0xff, sizeof endless);
		CHECK(ws_read_varint(&r) == 0 && r.bad);
		endless[0] = 5;
		r = (WsReader){endless, endless + 1, false};
		CHECK(ws_read_below(&r, 6) == 5 && !r.bad);
		r = (WsReader){endless, endless + 1, false};
		CHECK(ws_read_below(&r, 5) == 0 && r.bad);
		r = (WsReader){endless, endless, false};
		CHECK(ws_read_byte(&r) == 0 && r.bad);
	}
}

void
test_geo(void)
{
	RUN(published_degrees);
	RUN(published_geodesic);
	RUN(lengths);
	RUN(degrees);
	RUN(parts_of_lines);
	RUN(hilbert_curve);
	RUN(rtree);
	RUN(sorts);
	RUN(numbers);
}
