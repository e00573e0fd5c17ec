/*
 * surface.c - the time to every place around an origin: surface, surface_raster.
 *
 * The extension does without postgis_raster, so that no signature can name its type.
 * A raster leaves as PostGIS writes it in binary, which ST_RastFromWKB() reads.
 * Like an origin without a street in reach, one whose streets pass no point of the
 * lattice has neither rows nor a raster.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "compat.h"
#include "field.h"
#include "origin_arg.h"
#include "scratch.h"
#include "walker_arg.h"

PG_FUNCTION_INFO_V1(surface);
PG_FUNCTION_INFO_V1(surface_raster);

/* What is asked for. */
typedef struct Surface
{
	WsField field;
	WsWindow window;
	const float *seconds, *metres; /* of the field */
	int32 srid;
} Surface;

/* False where the answer is nothing. */
static bool
surface_read(FunctionCallInfo fcinfo, Surface *surface)
{
	WsDrawing drawing = drawing_read(fcinfo);
	WsField *field = &surface->field;
	Origin origin;
	double budget;
	bool by_time;

	budget_read(fcinfo, 2, 3, &origin.sense.metric, &budget);
	if (!origin_search(fcinfo, budget, &origin))
		return false;
	ws_field(walkshed_scratch(), origin.search, &origin.graph, &origin.sense, budget,
			 origin.doors.points, origin.snaps, origin.doors.n_points, &drawing, field);
	by_time = origin.sense.metric == WS_BY_TIME;
	surface->seconds = by_time ? field->cost : field->other;
	surface->metres = by_time ? field->other : field->cost;
	surface->srid = (int32) origin.graph.header.srid;
	origin_end(&origin);
	if (!field->cost)
		return false;
	surface->window = ws_field_window(field);
	return surface->window.first_row <= surface->window.last_row;
}

/* On the other side of longitude 180 it begins again. */
static double
on_earth(double lon)
{
	return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
}

Datum
surface(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	Datum values[4] = {0};
	bool nulls[4] = {false};
	Surface surface;
	RowForm *form;

	if (!surface_read(fcinfo, &surface))
		return (Datum) 0;
	form = row_form(rows, values, nulls);
	for (uint32 row = surface.window.first_row; row <= surface.window.last_row; row++)
	{
		size_t start = (size_t) row * ws_lattice_stride(&surface.field.lattice);

		CHECK_FOR_INTERRUPTS();
		row_set_float8(form, 1, ws_field_lat(&surface.field, row));
		for (uint32 column = surface.window.first_column; column <= surface.window.last_column;
			 column++)
		{
			if (!ws_field_reached(&surface.field, start + column))
				continue;
			row_set_float8(form, 0, on_earth(ws_field_lon(&surface.field, column)));
			row_set_float8(form, 2, surface.seconds[start + column]);
			row_set_float8(form, 3, surface.metres[start + column]);
			row_put(form);
		}
	}
	return (Datum) 0;
}

/*
 * Raster, as in the file raster/doc/RFC2-WellKnownBinaryFormat of PostGIS, in the
 * machine's byte order.
 */

#define RASTER_VERSION 0
#define RASTER_BANDS 2
#define RASTER_HAS_NODATA 0x40
#define RASTER_32BF 10
#define RASTER_NODATA (-1.0f)
#define RASTER_HEADER_SIZE 61
#define RASTER_BAND_SIZE 5 /* without the pixels */

static char *
put(char *to, const void *from, Size size)
{
	memcpy(to, from, size);
	return to + size;
}

static char *
put_byte(char *to, uint8 value)
{
	return put(to, &value, sizeof value);
}

static char *
put_uint16(char *to, uint16 value)
{
	return put(to, &value, sizeof value);
}

static char *
put_float8(char *to, double value)
{
	return put(to, &value, sizeof value);
}

static char *
put_header(char *to, const Surface *surface, uint32 width, uint32 height)
{
	const WsField *field = &surface->field;
	const WsWindow *window = &surface->window;

#ifdef WORDS_BIGENDIAN
	to = put_byte(to, 0);
#else
	to = put_byte(to, 1);
#endif
	to = put_uint16(to, RASTER_VERSION);
	to = put_uint16(to, RASTER_BANDS);
	/* A pixel, and the upper left corner of the first: the points are in the middle. */
	to = put_float8(to, 1 / field->frame.x / WS_UNITS_PER_DEGREE);
	to = put_float8(to, -1 / field->frame.y / WS_UNITS_PER_DEGREE);
	to = put_float8(to, ws_field_lon(field, window->first_column - 0.5));
	to = put_float8(to, ws_field_lat(field, window->last_row + 0.5));
	/* Not turned. */
	to = put_float8(to, 0);
	to = put_float8(to, 0);
	to = put(to, &surface->srid, sizeof surface->srid);
	to = put_uint16(to, width);
	return put_uint16(to, height);
}

/* One band, from north to south. */
static char *
put_band(char *to, const Surface *surface, const float *values)
{
	const WsWindow *window = &surface->window;
	float nodata = RASTER_NODATA;

	to = put_byte(to, RASTER_HAS_NODATA | RASTER_32BF);
	to = put(to, &nodata, sizeof nodata);
	for (uint32 row = window->last_row + 1; row-- > window->first_row;)
	{
		size_t start = (size_t) row * ws_lattice_stride(&surface->field.lattice);

		CHECK_FOR_INTERRUPTS();
		for (uint32 column = window->first_column; column <= window->last_column; column++)
			to = put(to,
					 ws_field_reached(&surface->field, start + column) ? &values[start + column]
																	   : &nodata,
					 sizeof nodata);
	}
	return to;
}

Datum
surface_raster(PG_FUNCTION_ARGS)
{
	Surface surface;
	uint32 width, height;
	Size size;
	bytea *raster;
	char *to PG_USED_FOR_ASSERTS_ONLY;

	if (!surface_read(fcinfo, &surface))
		PG_RETURN_NULL();
	width = surface.window.last_column - surface.window.first_column + 1;
	height = surface.window.last_row - surface.window.first_row + 1;
	if (width > PG_UINT16_MAX || height > PG_UINT16_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a raster of %u by %u cells is larger than those of PostGIS, %u by %u",
						width, height, PG_UINT16_MAX, PG_UINT16_MAX),
				 errhint("Raise cell_m, or lower the budget.")));
	size = VARHDRSZ + RASTER_HEADER_SIZE +
		   RASTER_BANDS * (RASTER_BAND_SIZE + sizeof(float) * width * height);
	raster = palloc(size);
	SET_VARSIZE(raster, size);
	to = put_header(VARDATA(raster), &surface, width, height);
	to = put_band(to, &surface, surface.seconds);
	to = put_band(to, &surface, surface.metres);
	Assert(to == (char *) raster + size);
	PG_RETURN_BYTEA_P(raster);
}
