/* area_paths.c - area_paths(). */
#include "postgres.h"

#include "area_paths.h"
#include "call.h"
#include "compat.h"
#include "env.h"

PG_FUNCTION_INFO_V1(area_paths);

/* The entries of an area: points only, in its SRID. */
static GeometryPoints
entries_read(FunctionCallInfo fcinfo, int argno, const GeometryPoints *area)
{
	GeometryPoints entries =
		geometry_read_points(call_reader(fcinfo, argno), PG_GETARG_DATUM(argno), "entries");

	if (entries.n_rings > 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("entries must be a Point or MultiPoint, not an area"),
						errhint("Give the vertices of the outline where streets meet it.")));
	if (entries.n_points > 0 && area->n_rings > 0 && entries.srid != area->srid)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the area has SRID %d, but its entries have SRID %d", area->srid,
							   entries.srid),
						errhint("Use ST_Transform(entries, %d).", area->srid)));
	return entries;
}

Datum
area_paths(PG_FUNCTION_ARGS)
{
	GeometryPoints area = geometry_read_areas(call_reader(fcinfo, 0), PG_GETARG_DATUM(0), "area");
	GeometryPoints entries = entries_read(fcinfo, 1, &area);
	double detour = PG_GETARG_FLOAT8(2);
	const WsEnv *env = walkshed_env();
	uint32 n_rings, n_parts = 0;
	size_t n_lines, n = 0;
	WsPoint *lines, *points;
	uint32 *part_sizes;

	if (!(detour >= 1 && detour <= 10))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("detour is %g, not between 1 and 10", detour),
						errhint("1.1 allows walks that are a tenth longer than the shortest.")));
	n_rings = ws_outlines_order(env, area.rings, area.n_rings, area.vertices);
	lines = ws_area_paths(env, area.rings, n_rings, area.vertices, entries.points,
						  area.n_rings > 0 ? entries.n_points : 0, detour, &n_lines);

	/* The rings, closed, and then what leads across. */
	points = palloc((area.n_vertices + n_rings + 2 * n_lines) * sizeof(WsPoint));
	part_sizes = palloc((n_rings + n_lines) * sizeof(uint32));
	for (uint32 i = 0; i < n_rings; i++)
	{
		const WsOutlineRing *ring = &area.rings[i];

		memcpy(points + n, area.vertices + ring->first, ring->count * sizeof(WsPoint));
		points[n + ring->count] = area.vertices[ring->first];
		n += ring->count + 1;
		part_sizes[n_parts++] = ring->count + 1;
	}
	for (size_t i = 0; i < n_lines; i++)
		part_sizes[n_parts++] = 2;
	ws_copy(points + n, lines, 2 * n_lines * sizeof(WsPoint));
	return geometry_write_lines(call_writer(fcinfo, get_fn_expr_rettype(fcinfo->flinfo)), area.srid,
								points, part_sizes, n_parts);
}
