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
