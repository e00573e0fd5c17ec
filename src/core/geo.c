/* geo.c - coordinates and lengths, see geo.h. */
#include "geo.h"

#include <math.h>

#define WGS84_A 6378137.0
#define WGS84_E2 0.00669437999014
#define RADIANS_PER_UNIT (3.14159265358979323846 / 180.0 / WS_UNITS_PER_DEGREE)

bool
ws_point_from_degrees(double lon, double lat, WsPoint *out)
{
	/* Written so that a NaN fails. */
	if (!(lon >= -180.0 && lon <= 180.0 && lat >= -90.0 && lat <= 90.0))
		return false;
	out->x = (int32_t) lrint(lon * WS_UNITS_PER_DEGREE);
	out->y = (int32_t) lrint(lat * WS_UNITS_PER_DEGREE);
	return true;
}

WsScale
ws_scale_at(double y)
{
	double phi = y * RADIANS_PER_UNIT;
	double s = sin(phi);
	double w2 = 1.0 - WGS84_E2 * s * s;
	double w = sqrt(w2);
	WsScale scale;

	scale.x = WGS84_A / w * cos(phi) * RADIANS_PER_UNIT;
	scale.y = WGS84_A * (1.0 - WGS84_E2) / (w * w2) * RADIANS_PER_UNIT;
	return scale;
}

double
ws_metres(WsPoint a, WsPoint b)
{
	WsScale scale = ws_scale_at(((double) a.y + b.y) / 2);

	return sqrt(ws_squared(ws_offset(a, b, scale)));
}

double
ws_line_metres(const WsPoint *points, size_t n)
{
	double sum = 0;

	for (size_t i = 1; i < n; i++)
		sum += ws_metres(points[i - 1], points[i]);
	return sum;
}

static size_t
emit(double *out, size_t count, double x, double y)
{
	out[2 * count] = x / WS_UNITS_PER_DEGREE;
	out[2 * count + 1] = y / WS_UNITS_PER_DEGREE;
	return count + 1;
}

size_t
ws_line_part(const WsPoint *points, size_t n, double from, double to, double *out)
{
	double total = ws_line_metres(points, n);
	double start = from * total, end = to * total;
	double at = 0;
	size_t count = 0;

	if (from <= 0)
		count = emit(out, count, points[0].x, points[0].y);
	for (size_t i = 1; i < n; i++)
	{
		WsPoint a = points[i - 1], b = points[i];
		double length = ws_metres(a, b);
		double next = i + 1 == n ? total : at + length;

		if (count == 0 && start < next)
		{
			double t = length > 0 ? (start - at) / length : 0;

			count =
				emit(out, count, a.x + t * ((double) b.x - a.x), a.y + t * ((double) b.y - a.y));
		}
		if (count > 0)
		{
			if (to < 1 && end <= next)
			{
				double t = length > 0 ? (end - at) / length : 0;

				return emit(out, count, a.x + t * ((double) b.x - a.x),
							a.y + t * ((double) b.y - a.y));
			}
			count = emit(out, count, b.x, b.y);
		}
		at = next;
	}
	/* Rounding can leave a part at the very end of the line without a start. */
	if (count < 2)
	{
		count = emit(out, 0, points[n - 1].x, points[n - 1].y);
		count = emit(out, count, points[n - 1].x, points[n - 1].y);
	}
	return count;
}

uint64_t
ws_hilbert(WsPoint p)
{
	uint32_t x = (uint32_t) p.x + 0x80000000u;
	uint32_t y = (uint32_t) p.y + 0x80000000u;
	uint64_t key = 0;

	for (uint32_t s = 1u << 31; s > 0; s >>= 1)
	{
		uint32_t rx = (x & s) != 0, ry = (y & s) != 0;

		key = key << 2 | ((3 * rx) ^ ry);
		if (!ry)
		{
			uint32_t swap = x;

			if (rx)
			{
				swap = ~x;
				y = ~y;
			}
			x = y;
			y = swap;
		}
	}
	return key;
}
