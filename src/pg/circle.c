/*
 * circle.c - what overlap, in SQL, may reckon with.
 *
 * Everything is looked at but the validity of the polygons: PostGIS knows it,
 * and overlap passes what it says.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "call.h"

PG_FUNCTION_INFO_V1(check_overlap);

/* On an ellipsoid no line leads from a point to the one opposite, nor an area around either. */
static void
check_span(const GeometryPoints *area, const char *what)
{
	WsPoint low = area->vertices[0];
	WsPoint high = low;

	for (uint32 i = 1; i < area->n_vertices; i++)
	{
		WsPoint at = area->vertices[i];

		low = (WsPoint){Min(low.x, at.x), Min(low.y, at.y)};
		high = (WsPoint){Max(high.x, at.x), Max(high.y, at.y)};
	}
	if ((double) high.x - low.x >= 180 * WS_UNITS_PER_DEGREE ||
		(double) high.y - low.y >= 180 * WS_UNITS_PER_DEGREE)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s spans half of the earth", what),
				 errhint("Compare areas of less than 180 degrees of longitude and latitude.")));
}

/* Its SRID; 0 where there is nothing that an SRID could misplace. */
static int32
check_area(FunctionCallInfo fcinfo, int argno, int validity_argno, const char *what)
{
	GeometryPoints area;
	const char *validity = "nothing is known of it";

	if (PG_ARGISNULL(argno))
		return 0;
	area = geometry_read_areas(call_reader(fcinfo, argno), PG_GETARG_DATUM(argno), what);
	if (geometry_is_empty(&area))
		return 0;
	if (!PG_ARGISNULL(validity_argno))
		validity = text_to_cstring(PG_GETARG_TEXT_PP(validity_argno));
	if (strcmp(validity, "Valid Geometry") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s is not valid: %s", what, validity),
						errhint("Mend it: ST_CollectionExtract(ST_MakeValid(geom), 3).")));
	check_span(&area, what);
	pfree(area.rings);
	pfree(area.vertices);
	return area.srid;
}

static void
check_same_srid(int32 srid, const char *what, int32 other_srid, const char *other)
{
	if (srid != 0 && other_srid != 0 && srid != other_srid)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s has SRID %d, but %s has SRID %d", what, srid, other, other_srid),
						errhint("Use ST_Transform(geom, %d).", other_srid)));
}

Datum
check_overlap(PG_FUNCTION_ARGS)
{
	int32 a = check_area(fcinfo, 0, 3, "area a");
	int32 b = check_area(fcinfo, 1, 4, "area b");

	check_same_srid(b, "area b", a, "area a");
	if (!PG_ARGISNULL(2))
	{
		WsPoints things;

		points_open(&things, PG_GETARG_DATUM(2));
		if (ws_points_located(&things))
		{
			check_same_srid(things.srid, "the point set", a, "area a");
			check_same_srid(things.srid, "the point set", b, "area b");
		}
	}
	PG_RETURN_BOOL(true);
}
