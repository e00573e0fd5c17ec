/*
 * datum.c - the shifted coordinates of Chinese map services, see datum.h.
 *
 * The shift to GCJ-02 is a sum of waves in metres, the longest of 60 degrees and
 * the shortest of a third of a degree, turned into degrees on the ellipsoid of
 * Krasovsky. BD-09 turns and stretches that about the origin of all coordinates,
 * by a wave of 0.12 degrees, and adds a constant.
 *
 * Neither has an inverse in closed form. But neither bends the earth by more than
 * a fortieth, so that taking back the shift at the last guess brings the next one
 * forty times nearer: from a kilometre to a micrometre in six steps.
 */
#include "datum.h"

#include <math.h>

#define PI 3.14159265358979323846

/* The ellipsoid of Krasovsky: metres, and its eccentricity squared. */
#define AXIS 6378245.0
#define ECCENTRICITY 0.00669342162296594323

/* No shift is as large, in degrees. */
#define LARGEST_SHIFT 0.1

typedef WsPosition (*Shift)(WsPosition);

/* Whether a position is in the box, or that far from it. */
static bool
in_box(WsPosition at, double margin)
{
	return at.lon >= 72.004 - margin && at.lon <= 137.8347 + margin && at.lat >= 0.8293 - margin &&
		   at.lat <= 55.8271 + margin;
}

/* The two waves that shift longitude and latitude alike, and two of each by its own coordinate. */
static double
waves(double x, double of, double third, double thirtieth)
{
	return 2.0 / 3.0 *
		   (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI) + 20 * sin(of * PI) +
			40 * sin(of / 3 * PI) + third * sin(of / 12 * PI) + thirtieth * sin(of / 30 * PI));
}

static WsPosition
shift_to_gcj02(WsPosition at)
{
	double x = at.lon - 105, y = at.lat - 35;
	double east =
		300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + waves(x, x, 150, 300);
	double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) +
				   waves(x, y, 160, 320);
	double radians = at.lat / 180 * PI;
	double w2 = 1 - ECCENTRICITY * sin(radians) * sin(radians), w = sqrt(w2);

	return (WsPosition){at.lon + east * 180 / (AXIS / w * cos(radians) * PI),
						at.lat + north * 180 / (AXIS * (1 - ECCENTRICITY) / (w2 * w) * PI)};
}

static WsPosition
shift_to_bd09(WsPosition at)
{
	WsPosition gcj02 = shift_to_gcj02(at);
	double wave = PI * 3000 / 180;
	double radius = hypot(gcj02.lon, gcj02.lat) + 2e-5 * sin(gcj02.lat * wave);
	double angle = atan2(gcj02.lat, gcj02.lon) + 3e-6 * cos(gcj02.lon * wave);

	return (WsPosition){radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006};
}

static WsPosition
unshift(WsPosition at, Shift shift)
{
	WsPosition guess = at;
	double moved = 1;

	if (!in_box(at, LARGEST_SHIFT))
		return at;
	for (int step = 0; step < 20 && moved > 1e-12; step++)
	{
		WsPosition shifted = shift(guess);

		moved = fmax(fabs(at.lon - shifted.lon), fabs(at.lat - shifted.lat));
		guess.lon += at.lon - shifted.lon;
		guess.lat += at.lat - shifted.lat;
	}
	/* On the edge, up to what the steps leave. */
	return in_box(guess, 1e-9) ? guess : at;
}

WsPosition
ws_to_gcj02(WsPosition wgs84)
{
	return in_box(wgs84, 0) ? shift_to_gcj02(wgs84) : wgs84;
}

WsPosition
ws_to_bd09(WsPosition wgs84)
{
	return in_box(wgs84, 0) ? shift_to_bd09(wgs84) : wgs84;
}

WsPosition
ws_from_gcj02(WsPosition gcj02)
{
	return unshift(gcj02, shift_to_gcj02);
}

WsPosition
ws_from_bd09(WsPosition bd09)
{
	return unshift(bd09, shift_to_bd09);
}
