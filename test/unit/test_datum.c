/*
 * test_datum.c - the shifted coordinates of map services: as others compute them,
 * as the services have them, and back.
 */
#include "datum.h"
#include "test.h"

#include <math.h>

#define WEST 72.004
#define EAST 137.8347
#define SOUTH 0.8293
#define NORTH 55.8271

static bool
near(WsPosition a, WsPosition b, double degrees)
{
	return (fabs(a.lon - b.lon) <= degrees && fabs(a.lat - b.lat) <= degrees) ||
		   test_explain("(%.12f %.12f) instead of (%.12f %.12f)", a.lon, a.lat, b.lon, b.lat);
}

static bool
same(WsPosition a, WsPosition b)
{
	return (a.lon == b.lon && a.lat == b.lat) ||
		   test_explain("(%.12f %.12f) instead of (%.12f %.12f)", a.lon, a.lat, b.lon, b.lat);
}

/* All ways between the three, given one position in each. */
static void
all_ways(WsPosition wgs84, WsPosition gcj02, WsPosition bd09, double degrees)
{
	CHECK(near(ws_to_gcj02(wgs84), gcj02, degrees));
	CHECK(near(ws_from_gcj02(gcj02), wgs84, degrees));
	CHECK(near(ws_to_bd09(wgs84), bd09, degrees));
	CHECK(near(ws_from_bd09(bd09), wgs84, degrees));
}

/*
 * Computed with the npm package gcoord 1.0.7; the first one also stands in the
 * tests of coordtransform and its translations. The last two are corners of the box.
 */
static void
as_others_compute(void)
{
	static const WsPosition positions[][3] = {
		{{116.404, 39.915},
		 {116.41024449916938, 39.91640428150164},
		 {116.41662724378733, 39.922699552216216}},
		{{73.5, 39.5},
		 {73.50335612775656, 39.500212224311575},
		 {73.50998815710624, 39.50600336103083}},
		{{135, 48.3},
		 {135.00791245060873, 48.302391464045215},
		 {135.01427745021337, 48.308761381316124}},
		{{109.5, 18.2},
		 {109.50411610998518, 18.19834961798304},
		 {109.51065327050259, 18.20402601812011}},
		{{121.4737, 31.2304},
		 {121.47822305927693, 31.22845773757727},
		 {121.484781468503, 31.234310593689997}},
		{{87.6, 43.8},
		 {87.60283897227161, 43.80121203029208},
		 {87.60921015182171, 43.80747250765041}},
		{{105, 35},
		 {105.00328624145706, 34.99909863223526},
		 {105.00966682831948, 35.005403668456964}},
		{{WEST, SOUTH},
		 {72.00770910286256, 0.8305627680116211},
		 {72.0141973264188, 0.8367613208800825}},
		{{EAST, NORTH},
		 {137.84372854975533, 55.829618112159295},
		 {137.85030109887998, 55.83549225363653}},
	};

	for (size_t i = 0; i < sizeof positions / sizeof *positions; i++)
		all_ways(positions[i][0], positions[i][1], positions[i][2], 1e-10);
}

/*
 * Cities as the services have them, from the test data of gcoord: its 664 are all
 * within 0.75 m of the formulas.
 */
static void
as_the_services_have_them(void)
{
	static const WsPosition cities[][3] = {
		/* Beijing, Changzhi, Jinan, Tianjin, Shijiazhuang */
		{{116.4011517, 39.9028057}, {116.4074002, 39.9042136}, {116.4137852, 39.9105355}},
		{{113.109734, 36.1952373}, {113.1164073, 36.1954123}, {113.1229645, 36.2011863}},
		{{117.1138727, 36.6507807}, {117.1200084, 36.6512191}, {117.1264069, 36.6575731}},
		{{117.1946734, 39.0831446}, {117.2009869, 39.0841645}, {117.2075221, 39.0899986}},
		{{114.5088641, 38.0416722}, {114.5148676, 38.0423134}, {114.5213987, 38.0482275}},
		/* Sanya, Kashgar, Heihe: south, west and north */
		{{109.507813, 18.2545417}, {109.5119135, 18.2528524}, {109.5184703, 18.2585878}},
		{{75.9868089, 39.470184}, {75.9897602, 39.4704064}, {75.9962502, 39.4764048}},
		{{127.5209846, 50.2434852}, {127.528304, 50.2451332}, {127.5347994, 50.2510922}},
	};

	for (size_t i = 0; i < sizeof cities / sizeof *cities; i++)
		all_ways(cities[i][0], cities[i][1], cities[i][2], 1e-5);
}

/* Within a tenth of a millimetre, all over the box and on its edges. */
static void
there_and_back(void)
{
	Rng rng = {26};

	for (int i = 0; i < 200000; i++)
	{
		WsPosition at = {rng_between(&rng, WEST, EAST), rng_between(&rng, SOUTH, NORTH)};

		if (i % 10 == 0)
			at.lon = i % 20 ? WEST : EAST;
		if (i % 15 == 0)
			at.lat = i % 30 ? SOUTH : NORTH;
		/* Where the formula has a corner. */
		if (i % 100 == 1)
			at.lon = 105 + pow(10, rng_between(&rng, -14, -5));
		if (!CHECK(near(ws_from_gcj02(ws_to_gcj02(at)), at, 1e-9)) ||
			!CHECK(near(ws_from_bd09(ws_to_bd09(at)), at, 1e-9)))
			break;
	}
}

/* Nothing is shifted outside; inside, by less than 0.02 degrees: the inverse looks no farther than 0.1. */
static void
the_box(void)
{
	static const WsPosition outside[] = {
		{WEST - 1e-7, 30}, {EAST + 1e-7, 30}, {105, SOUTH - 1e-7}, {105, NORTH + 1e-7},
		{-180, -90},       {180, 90},         {-75, 40},
	};
	/* Shifts are to the east, so nothing comes to the western edge, and to the east of the box something does. */
	WsPosition west = {WEST + 1e-7, 30}, east = {EAST + 1e-7, 30}, farther = {EAST + 0.02, 30};
	Rng rng = {27};

	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++)
	{
		CHECK(same(ws_to_gcj02(outside[i]), outside[i]));
		CHECK(same(ws_to_bd09(outside[i]), outside[i]));
	}
	CHECK(same(ws_from_gcj02(west), west) && same(ws_from_bd09(west), west));
	CHECK(near(ws_to_gcj02(ws_from_gcj02(east)), east, 1e-10));
	CHECK(near(ws_to_bd09(ws_from_bd09(east)), east, 1e-10));
	CHECK(ws_from_gcj02(east).lon < EAST && ws_from_bd09(east).lon < EAST);
	CHECK(same(ws_from_gcj02(farther), farther) && same(ws_from_bd09(farther), farther));
	for (int i = 0; i < 100000; i++)
	{
		WsPosition at = {rng_between(&rng, WEST, EAST), rng_between(&rng, SOUTH, NORTH)};

		if (!CHECK(near(ws_to_gcj02(at), at, 0.02)) || !CHECK(near(ws_to_bd09(at), at, 0.02)))
			break;
	}
}

void
test_datum(void)
{
	RUN(as_others_compute);
	RUN(as_the_services_have_them);
	RUN(there_and_back);
	RUN(the_box);
}
