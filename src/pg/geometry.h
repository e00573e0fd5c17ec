/*
 * geometry.h - PostGIS geometries in and out.
 */
#ifndef WALKSHED_GEOMETRY_H
#define WALKSHED_GEOMETRY_H

#include "contour.h"
#include "datum.h"
#include "fmgr.h"
#include "outline.h"

/*
 * Both are kept in fn_extra: look-ups in the catalog cost more than a
 * geometry. The type is that of an argument or result of the calling function.
 */
typedef struct GeometryReader
{
	FmgrInfo send;
} GeometryReader;

typedef struct GeometryWriter
{
	FmgrInfo receive;
	Oid ioparam;
} GeometryWriter;

extern void geometry_reader_init(GeometryReader *reader, Oid type, MemoryContext context);
extern void geometry_writer_init(GeometryWriter *writer, Oid type, MemoryContext context);

/*
 * The parts of one line lie one after the other in points. A part may have
 * a single point, and equal points in a row. An EMPTY geometry has no parts,
 * and its SRID is not checked: there is nothing that it could misplace.
 *
 * Points and sizes are one allocation: pfree(points), NULL where empty.
 */
typedef struct GeometryLines
{
	int32 srid;
	uint32 n_parts;
	uint32 n_points;
	WsPoint *points;
	uint32 *part_sizes;
} GeometryLines;

/* Points, or outlines: a shell, then its holes, each ring without its last vertex. */
typedef struct GeometryPoints
{
	int32 srid;
	uint32 n_points;
	WsPoint *points; /* palloc'd, NULL where there are none */
	uint32 n_rings;
	WsOutlineRing *rings; /* palloc'd */
	uint32 n_vertices;
	WsPoint *vertices; /* palloc'd */
} GeometryPoints;

static inline bool
geometry_is_empty(const GeometryPoints *points)
{
	return points->n_points == 0 && points->n_rings == 0;
}

/* Errors begin with `what`, such as "street" or "origin". */
extern GeometryLines geometry_read_lines(GeometryReader *reader, Datum geometry, const char *what);

/* A Point, MultiPoint, Polygon or MultiPolygon. */
extern GeometryPoints geometry_read_points(GeometryReader *reader, Datum geometry,
										   const char *what);

/* A Polygon or MultiPolygon. */
extern GeometryPoints geometry_read_areas(GeometryReader *reader, Datum geometry, const char *what);

extern Datum geometry_write_point(GeometryWriter *writer, int32 srid, double lon, double lat);

/* n pairs of longitude and latitude, at least two. */
extern Datum geometry_write_line(GeometryWriter *writer, int32 srid, const double *xy, size_t n);

/* A MultiLineString of n parts, whose points lie one after the other. */
extern Datum geometry_write_lines(GeometryWriter *writer, int32 srid, const WsPoint *points,
								  const uint32 *part_sizes, size_t n);

/* A Point of one, a MultiPoint of several. */
extern Datum geometry_write_points(GeometryWriter *writer, int32 srid, const WsPoint *points,
								   size_t n);

/* A Polygon of one shell, a MultiPolygon of several. */
extern Datum geometry_write_outlines(GeometryWriter *writer, int32 srid, const WsOutlineRing *rings,
									 size_t n, const WsPoint *vertices);

/* The polygons in degrees; without a ring, MULTIPOLYGON EMPTY. */
extern Datum geometry_write_multipolygon(GeometryWriter *writer, int32 srid,
										 const WsPolygons *polygons);

typedef WsPosition (*Move)(WsPosition);

/*
 * The geometry, of any type, with every position moved. Type, SRID, heights and
 * measures stay; of an arc the points that define it are moved.
 */
extern Datum geometry_move(GeometryReader *reader, GeometryWriter *writer, Datum geometry,
						   const char *what, Move move);

#endif
