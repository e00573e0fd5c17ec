/*
 * geometry.c - PostGIS geometries in and out.
 *
 * PostGIS has no C interface for others, so geometries pass through the binary
 * send and receive functions of their type, as extended well-known binary:
 *
 *   geometry  byte order (1: little-endian), uint32 type and flags, int32 SRID
 *             where flagged, then by type
 *   point     its coordinates: 2 doubles, one more for Z and one for M
 *   line      uint32 count, so many coordinates
 *   polygon   uint32 count, so many rings, each like a line's content
 *   multi...  uint32 count, so many geometries, each with a header of its own
 *
 * A line of arcs is like a line, a triangle like a polygon, whatever else is made
 * of pieces like a multi....
 *
 * An empty point is one of NaN; other empty geometries have a count of 0.
 *
 * Every count is checked against the bytes that are left before anything is
 * allocated or read. Numbers are copied: they are not aligned.
 *
 * What this file lets pass is what the core expects: longitude and latitude in
 * range, on WGS 84 or CGCS2000. Nothing is transformed in silence.
 */
#include "postgres.h"

#include "compat.h"
#include "geometry.h"

#include <float.h>
#include <math.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#define EWKB_FLAG_Z 0x80000000u
#define EWKB_FLAG_M 0x40000000u
#define EWKB_FLAG_SRID 0x20000000u
#define EWKB_FLAGS (EWKB_FLAG_Z | EWKB_FLAG_M | EWKB_FLAG_SRID)

/* The bytes of a header without SRID, of a count and of a pair of coordinates. */
#define HEADER_SIZE 5
#define COUNT_SIZE sizeof(uint32)
#define PAIR_SIZE (2 * sizeof(double))

typedef enum EwkbType
{
	EWKB_POINT = 1,
	EWKB_LINE,
	EWKB_POLYGON,
	EWKB_MULTI_POINT,
	EWKB_MULTI_LINE,
	EWKB_MULTI_POLYGON,
	EWKB_COLLECTION,
	EWKB_CIRCULAR_STRING,
	EWKB_COMPOUND_CURVE,
	EWKB_CURVE_POLYGON,
	EWKB_MULTI_CURVE,
	EWKB_MULTI_SURFACE,
	EWKB_POLYHEDRAL_SURFACE = 15,
	EWKB_TIN,
	EWKB_TRIANGLE
} EwkbType;

#define AS_SURFACE_LINES "Its outline is ST_Boundary(geom)."
#define AS_ARC_LINES "Straighten its arcs: ST_CurveToLine(geom)."
#define AS_ARC_SURFACE_LINES                                                                       \
	"Straighten its arcs and take the outline: ST_Boundary(ST_CurveToLine(geom))."
#define AS_PIECES "Its pieces are (ST_Dump(geom)).geom."
#define AS_POINT "Take a point of it: ST_PointOnSurface(geom)."
#define AS_ARC_POINT                                                                               \
	"Straighten its arcs and take a point of it: ST_PointOnSurface(ST_CurveToLine(geom))."
#define AS_POINT_AREA "The area that is walked from it is walkshed.catchment(...)."
#define AS_LINE_AREA "What closed lines enclose is ST_BuildArea(geom)."
#define AS_ARC_AREA "Straighten its arcs; what they enclose is ST_BuildArea(ST_CurveToLine(geom))."
#define AS_TRIANGLE_AREA "Its area is ST_MakePolygon(ST_Boundary(geom))."

/* What is read. */
typedef enum Kind
{
	LINES,
	DOORS, /* points or outlines */
	AREAS
} Kind;

static const char *const kind_types[] = {
	[LINES] = "LineString or MultiLineString",
	[DOORS] = "Point, MultiPoint, Polygon or MultiPolygon",
	[AREAS] = "Polygon or MultiPolygon",
};

/* What to do with a geometry of another type, in the order of the type codes. */
static const struct
{
	const char *name;
	const char *as[AREAS + 1]; /* NULL: it is of the kind */
} types[] = {
	{"geometry of unknown type", {AS_PIECES, AS_PIECES, AS_PIECES}},
	{"Point", {"Points are joined by ST_MakeLine(geom ORDER BY ...).", NULL, AS_POINT_AREA}},
	{"LineString", {NULL, "Take a point of it: ST_LineInterpolatePoint(geom, 0.5).", AS_LINE_AREA}},
	{"Polygon", {AS_SURFACE_LINES, NULL, NULL}},
	{"MultiPoint", {"Points are joined by ST_MakeLine(geom).", NULL, AS_POINT_AREA}},
	{"MultiLineString", {NULL, AS_POINT, AS_LINE_AREA}},
	{"MultiPolygon", {AS_SURFACE_LINES, NULL, NULL}},
	{"GeometryCollection",
	 {"Its lines are ST_CollectionExtract(geom, 2).",
	  "Its points are ST_CollectionExtract(geom, 1), its polygons ST_CollectionExtract(geom, 3).",
	  "Its polygons are ST_CollectionExtract(geom, 3)."}},
	{"CircularString", {AS_ARC_LINES, AS_ARC_POINT, AS_ARC_AREA}},
	{"CompoundCurve", {AS_ARC_LINES, AS_ARC_POINT, AS_ARC_AREA}},
	{"CurvePolygon", {AS_ARC_SURFACE_LINES, AS_ARC_LINES, AS_ARC_LINES}},
	{"MultiCurve", {AS_ARC_LINES, AS_ARC_POINT, AS_ARC_AREA}},
	{"MultiSurface", {AS_ARC_SURFACE_LINES, AS_ARC_LINES, AS_ARC_LINES}},
	{"Curve", {AS_ARC_LINES, AS_ARC_POINT, AS_ARC_AREA}},
	{"Surface", {AS_ARC_SURFACE_LINES, AS_ARC_LINES, AS_ARC_LINES}},
	{"PolyhedralSurface", {AS_PIECES, AS_PIECES, AS_PIECES}},
	{"Tin", {AS_PIECES, AS_PIECES, AS_PIECES}},
	{"Triangle", {AS_SURFACE_LINES, AS_POINT, AS_TRIANGLE_AREA}},
};

#define SRID_WGS84 4326
#define SRID_CGCS2000 4490

/* The geometry being read. */
typedef struct EwkbReader
{
	const char *what;
	const uint8 *at;
	const uint8 *end;
	int32 srid; /* 0: unknown */
	uint32 type; /* of the part last begun, without flags */
	bool swap; /* its byte order is not the machine's */
	size_t stride; /* of its coordinates, in bytes */
} EwkbReader;

static _Noreturn void
fail_damaged(const EwkbReader *ewkb)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					errmsg("%s is not a valid geometry", ewkb->what),
					errhint("Its binary form (EWKB) is cut short or has an unknown layout.")));
	pg_unreachable();
}

static inline uint32
read_uint32(EwkbReader *ewkb)
{
	uint32 value;

	if ((size_t) (ewkb->end - ewkb->at) < sizeof value)
		fail_damaged(ewkb);
	memcpy(&value, ewkb->at, sizeof value);
	ewkb->at += sizeof value;
	return ewkb->swap ? pg_bswap32(value) : value;
}

/* How many items follow, each of at least item_size bytes. */
static inline uint32
read_count(EwkbReader *ewkb, size_t item_size)
{
	uint32 count = read_uint32(ewkb);

	if (count > (size_t) (ewkb->end - ewkb->at) / item_size)
		fail_damaged(ewkb);
	return count;
}

/*
 * Reads the header of a geometry or of a part of it. The caller looks at the
 * type before it calls check_dimensions.
 */
static inline uint32
read_header(EwkbReader *ewkb)
{
	uint32 flags;

	if (ewkb->at == ewkb->end || *ewkb->at > 1)
		fail_damaged(ewkb);
#ifdef WORDS_BIGENDIAN
	ewkb->swap = *ewkb->at == 1;
#else
	ewkb->swap = *ewkb->at == 0;
#endif
	ewkb->at++;
	flags = read_uint32(ewkb);
	ewkb->type = flags & ~EWKB_FLAGS;
	ewkb->stride =
		(2 + ((flags & EWKB_FLAG_Z) != 0) + ((flags & EWKB_FLAG_M) != 0)) * sizeof(double);
	if (flags & EWKB_FLAG_SRID)
		ewkb->srid = (int32) read_uint32(ewkb);
	return flags;
}

static inline void
check_dimensions(const EwkbReader *ewkb, uint32 flags)
{
	if (flags & EWKB_FLAG_M)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%s has an M dimension", ewkb->what),
						errhint("Drop it: ST_Force2D(geom).")));
}

static void
read_part_header(EwkbReader *ewkb, uint32 type)
{
	uint32 flags = read_header(ewkb);

	/* An SRID stands on the whole geometry only, so that it cannot be mixed. */
	if (ewkb->type != type || flags & EWKB_FLAG_SRID)
		fail_damaged(ewkb);
	check_dimensions(ewkb, flags);
}

/* Only for a geometry that has coordinates: EMPTY is nowhere. */
static void
check_srid(const EwkbReader *ewkb)
{
	if (ewkb->srid == SRID_WGS84 || ewkb->srid == SRID_CGCS2000)
		return;
	if (ewkb->srid == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s has SRID 0, so its coordinate system is unknown", ewkb->what),
				 errhint("If it is in longitude and latitude: ST_SetSRID(geom, %d).", SRID_WGS84)));
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s has SRID %d, but only %d and %d are accepted", ewkb->what,
						   ewkb->srid, SRID_WGS84, SRID_CGCS2000),
					errhint("Transform it: ST_Transform(geom, %d).", SRID_WGS84)));
}

static _Noreturn void
fail_position(const EwkbReader *ewkb, double x, double y)
{
	const char *hint;

	if (!isfinite(x) || !isfinite(y))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s has a coordinate that is not finite: (%.*g %.*g)", ewkb->what, DBL_DIG,
						x, DBL_DIG, y),
				 errhint("It comes from a failed computation; leave such rows out or mend them.")));
	if (fabs(x) <= 90 && fabs(y) <= 180)
		hint = "x and y may be swapped, longitude comes first: ST_FlipCoordinates(geom).";
	else
		hint = "Longitude is from -180 to 180, latitude from -90 to 90. If these are metres, name "
			   "their coordinate system, then transform: "
			   "ST_Transform(ST_SetSRID(geom, ...), 4326).";
	ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					errmsg("%s has a position that is not longitude and latitude: (%.*g %.*g)",
						   ewkb->what, DBL_DIG, x, DBL_DIG, y),
					errhint("%s", hint)));
	pg_unreachable();
}

/* The caller has checked that the bytes are there. */
static inline void
read_pair(EwkbReader *ewkb, double *x, double *y)
{
	uint64 raw[2];

	memcpy(raw, ewkb->at, sizeof raw);
	ewkb->at += ewkb->stride;
	if (ewkb->swap)
	{
		raw[0] = pg_bswap64(raw[0]);
		raw[1] = pg_bswap64(raw[1]);
	}
	memcpy(x, &raw[0], sizeof *x);
	memcpy(y, &raw[1], sizeof *y);
}

/* The content of a line: returns how many points it wrote. */
static uint32
read_line(EwkbReader *ewkb, WsPoint *points)
{
	uint32 count = read_count(ewkb, ewkb->stride);

	if (count > 0)
		check_srid(ewkb);
	for (uint32 i = 0; i < count; i++)
	{
		double x, y;

		read_pair(ewkb, &x, &y);
		if (!ws_point_from_degrees(x, y, &points[i]))
			fail_position(ewkb, x, y);
	}
	return count;
}

/* The content of a point, which may be empty. */
static uint32
read_point(EwkbReader *ewkb, WsPoint *point)
{
	double x, y;

	if ((size_t) (ewkb->end - ewkb->at) < ewkb->stride)
		fail_damaged(ewkb);
	read_pair(ewkb, &x, &y);
	if (isnan(x) && isnan(y))
		return 0;
	check_srid(ewkb);
	if (!ws_point_from_degrees(x, y, point))
		fail_position(ewkb, x, y);
	return 1;
}

static _Noreturn void
fail_type(const EwkbReader *ewkb, Kind kind)
{
	uint32 type = ewkb->type < lengthof(types) ? ewkb->type : 0;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be a %s, not a %s", ewkb->what, kind_types[kind], types[type].name),
			 errhint("%s", types[type].as[kind])));
	pg_unreachable();
}

static bytea *
send_geometry(GeometryReader *reader, Datum geometry, const char *what, EwkbReader *ewkb)
{
	bytea *bytes = SendFunctionCall(&reader->send, geometry);

	ewkb->what = what;
	ewkb->at = (const uint8 *) VARDATA_ANY(bytes);
	ewkb->end = ewkb->at + VARSIZE_ANY_EXHDR(bytes);
	ewkb->srid = 0;
	return bytes;
}

/* Begins to read a geometry: the header, of one of the kind. */
static bytea *
begin_reading(GeometryReader *reader, Datum geometry, const char *what, Kind kind, EwkbReader *ewkb)
{
	bytea *bytes = send_geometry(reader, geometry, what, ewkb);
	uint32 flags = read_header(ewkb);

	if (ewkb->type < EWKB_POINT || ewkb->type > EWKB_MULTI_POLYGON || types[ewkb->type].as[kind])
		fail_type(ewkb, kind);
	check_dimensions(ewkb, flags);
	return bytes;
}

static void
end_reading(const EwkbReader *ewkb, bytea *bytes)
{
	if (ewkb->at != ewkb->end)
		fail_damaged(ewkb);
	pfree(bytes);
}

GeometryLines
geometry_read_lines(GeometryReader *reader, Datum geometry, const char *what)
{
	EwkbReader ewkb;
	bytea *bytes = begin_reading(reader, geometry, what, LINES, &ewkb);
	bool multi = ewkb.type == EWKB_MULTI_LINE;
	uint32 n_parts = multi ? read_count(&ewkb, HEADER_SIZE + COUNT_SIZE) : 1;
	size_t max_points = (ewkb.end - ewkb.at) / PAIR_SIZE;
	GeometryLines lines = {.srid = ewkb.srid};

	/* Never more than the geometry itself, since every count was checked. */
	lines.points = palloc(max_points * sizeof(WsPoint) + n_parts * sizeof(uint32));
	lines.part_sizes = (uint32 *) (lines.points + max_points);
	for (uint32 i = 0; i < n_parts; i++)
	{
		uint32 size;

		if (multi)
			read_part_header(&ewkb, EWKB_LINE);
		size = read_line(&ewkb, lines.points + lines.n_points);
		lines.n_points += size;
		if (size > 0)
			lines.part_sizes[lines.n_parts++] = size;
	}
	end_reading(&ewkb, bytes);
	if (lines.n_parts == 0)
	{
		pfree(lines.points);
		lines.points = NULL;
		lines.part_sizes = NULL;
	}
	return lines;
}

static void
read_points(EwkbReader *ewkb, GeometryPoints *points)
{
	bool multi = ewkb->type == EWKB_MULTI_POINT;
	uint32 n_parts = multi ? read_count(ewkb, HEADER_SIZE + PAIR_SIZE) : 1;

	points->points = palloc(n_parts * sizeof(WsPoint));
	for (uint32 i = 0; i < n_parts; i++)
	{
		if (multi)
			read_part_header(ewkb, EWKB_POINT);
		points->n_points += read_point(ewkb, points->points + points->n_points);
	}
	if (points->n_points == 0)
	{
		pfree(points->points);
		points->points = NULL;
	}
}

static _Noreturn void
fail_ring(const EwkbReader *ewkb, const char *problem)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("%s has a ring that %s", ewkb->what, problem),
					errhint("Mend it: ST_MakeValid(geom).")));
	pg_unreachable();
}

/* The content of a ring: its vertices but for the last, which is the first again. */
static uint32
read_ring(EwkbReader *ewkb, WsPoint *vertices)
{
	uint32 count = read_line(ewkb, vertices);

	if (count < 4)
		fail_ring(ewkb, "has fewer than four vertices");
	if (memcmp(&vertices[0], &vertices[count - 1], sizeof(WsPoint)) != 0)
		fail_ring(ewkb, "is not closed");
	return count - 1;
}

static void
read_polygons(EwkbReader *ewkb, GeometryPoints *points)
{
	bool multi = ewkb->type == EWKB_MULTI_POLYGON;
	uint32 n_parts = multi ? read_count(ewkb, HEADER_SIZE + COUNT_SIZE) : 1;
	size_t left = ewkb->end - ewkb->at;

	/* Never more than the geometry itself: a ring has four vertices at least. */
	points->vertices = palloc(left / PAIR_SIZE * sizeof(WsPoint));
	points->rings = palloc(left / (COUNT_SIZE + 4 * PAIR_SIZE) * sizeof(WsOutlineRing));
	for (uint32 i = 0; i < n_parts; i++)
	{
		uint32 n_rings;

		if (multi)
			read_part_header(ewkb, EWKB_POLYGON);
		n_rings = read_count(ewkb, COUNT_SIZE);
		for (uint32 k = 0; k < n_rings; k++)
		{
			uint32 count = read_ring(ewkb, points->vertices + points->n_vertices);

			points->rings[points->n_rings++] = (WsOutlineRing){points->n_vertices, count, k > 0};
			points->n_vertices += count;
		}
	}
}

static GeometryPoints
read_kind(GeometryReader *reader, Datum geometry, const char *what, Kind kind)
{
	EwkbReader ewkb;
	bytea *bytes = begin_reading(reader, geometry, what, kind, &ewkb);
	GeometryPoints points = {.srid = ewkb.srid};

	if (ewkb.type == EWKB_POINT || ewkb.type == EWKB_MULTI_POINT)
		read_points(&ewkb, &points);
	else
		read_polygons(&ewkb, &points);
	end_reading(&ewkb, bytes);
	return points;
}

GeometryPoints
geometry_read_points(GeometryReader *reader, Datum geometry, const char *what)
{
	return read_kind(reader, geometry, what, DOORS);
}

GeometryPoints
geometry_read_areas(GeometryReader *reader, Datum geometry, const char *what)
{
	return read_kind(reader, geometry, what, AREAS);
}

void
geometry_reader_init(GeometryReader *reader, Oid type, MemoryContext context)
{
	Oid send;
	bool is_varlena;

	getTypeBinaryOutputInfo(type, &send, &is_varlena);
	fmgr_info_cxt(send, &reader->send, context);
}

void
geometry_writer_init(GeometryWriter *writer, Oid type, MemoryContext context)
{
	Oid receive;

	getTypeBinaryInputInfo(type, &receive, &writer->ioparam);
	fmgr_info_cxt(receive, &writer->receive, context);
}

static void
put_uint32(StringInfo ewkb, uint32 value)
{
	appendBinaryStringInfo(ewkb, (const char *) &value, sizeof value);
}

/* In the machine's byte order, as are all numbers that follow. */
static void
put_header(StringInfo ewkb, uint32 flags)
{
#ifdef WORDS_BIGENDIAN
	appendStringInfoChar(ewkb, 0);
#else
	appendStringInfoChar(ewkb, 1);
#endif
	put_uint32(ewkb, flags);
}

static void
put_pairs(StringInfo ewkb, const double *xy, size_t n)
{
	appendBinaryStringInfo(ewkb, (const char *) xy, n * PAIR_SIZE);
}

static void
put_point(StringInfo ewkb, const WsPoint *point)
{
	put_pairs(ewkb, (double[]){point->x / WS_UNITS_PER_DEGREE, point->y / WS_UNITS_PER_DEGREE}, 1);
}

/* Begins a geometry whose content takes so many bytes. */
static void
begin_writing(StringInfo ewkb, EwkbType type, int32 srid, size_t content_size)
{
	size_t size = HEADER_SIZE + sizeof srid + content_size;

	if (size >= MaxAllocSize)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the resulting geometry of %zu bytes is too large", size),
						errhint("Ask for a smaller budget or a larger cell, or split a thing that "
								"has so many points.")));
	ewkb->data = palloc(size + 1);
	ewkb->maxlen = size + 1;
	resetStringInfo(ewkb);
	put_header(ewkb, type | EWKB_FLAG_SRID);
	put_uint32(ewkb, (uint32) srid);
}

static Datum
end_writing(GeometryWriter *writer, StringInfo ewkb)
{
	Datum geometry;

	Assert(ewkb->len + 1 == ewkb->maxlen);
	geometry = ReceiveFunctionCall(&writer->receive, ewkb, writer->ioparam, -1);
	pfree(ewkb->data);
	return geometry;
}

Datum
geometry_write_point(GeometryWriter *writer, int32 srid, double lon, double lat)
{
	StringInfoData ewkb;

	begin_writing(&ewkb, EWKB_POINT, srid, PAIR_SIZE);
	put_pairs(&ewkb, (double[]){lon, lat}, 1);
	return end_writing(writer, &ewkb);
}

Datum
geometry_write_line(GeometryWriter *writer, int32 srid, const double *xy, size_t n)
{
	StringInfoData ewkb;

	Assert(n >= 2);
	begin_writing(&ewkb, EWKB_LINE, srid, COUNT_SIZE + n * PAIR_SIZE);
	put_uint32(&ewkb, n);
	put_pairs(&ewkb, xy, n);
	return end_writing(writer, &ewkb);
}

Datum
geometry_write_lines(GeometryWriter *writer, int32 srid, const WsPoint *points,
					 const uint32 *part_sizes, size_t n)
{
	size_t size = COUNT_SIZE;
	StringInfoData ewkb;

	for (size_t i = 0; i < n; i++)
		size += HEADER_SIZE + COUNT_SIZE + part_sizes[i] * PAIR_SIZE;
	begin_writing(&ewkb, EWKB_MULTI_LINE, srid, size);
	put_uint32(&ewkb, n);
	for (size_t i = 0; i < n; i++)
	{
		put_header(&ewkb, EWKB_LINE);
		put_uint32(&ewkb, part_sizes[i]);
		for (uint32 k = 0; k < part_sizes[i]; k++)
			put_point(&ewkb, points++);
	}
	return end_writing(writer, &ewkb);
}

Datum
geometry_write_points(GeometryWriter *writer, int32 srid, const WsPoint *points, size_t n)
{
	StringInfoData ewkb;

	if (n > 1)
	{
		begin_writing(&ewkb, EWKB_MULTI_POINT, srid, COUNT_SIZE + n * (HEADER_SIZE + PAIR_SIZE));
		put_uint32(&ewkb, n);
	}
	else
		begin_writing(&ewkb, EWKB_POINT, srid, PAIR_SIZE);
	for (size_t i = 0; i < n; i++)
	{
		if (n > 1)
			put_header(&ewkb, EWKB_POINT);
		put_point(&ewkb, &points[i]);
	}
	return end_writing(writer, &ewkb);
}

/*
 * The vertices of a ring with the first one again at its end. A ring that is
 * smaller than the grid of coordinates has lost some, and PostGIS takes no
 * fewer than four.
 */
static size_t
closed_size(const WsOutlineRing *ring)
{
	return Max(ring->count, 3) + (size_t) 1;
}

Datum
geometry_write_outlines(GeometryWriter *writer, int32 srid, const WsOutlineRing *rings, size_t n,
						const WsPoint *vertices)
{
	size_t n_polygons = 0, size = 0;
	StringInfoData ewkb;

	for (size_t i = 0; i < n; i++)
	{
		size += COUNT_SIZE + closed_size(&rings[i]) * PAIR_SIZE;
		n_polygons += !rings[i].hole;
	}
	if (n_polygons > 1)
	{
		begin_writing(&ewkb, EWKB_MULTI_POLYGON, srid,
					  COUNT_SIZE + n_polygons * (HEADER_SIZE + COUNT_SIZE) + size);
		put_uint32(&ewkb, n_polygons);
	}
	else
		begin_writing(&ewkb, EWKB_POLYGON, srid, COUNT_SIZE + size);
	for (size_t shell = 0, next; shell < n; shell = next)
	{
		for (next = shell + 1; next < n && rings[next].hole; next++)
			;
		if (n_polygons > 1)
			put_header(&ewkb, EWKB_POLYGON);
		put_uint32(&ewkb, next - shell);
		for (size_t i = shell; i < next; i++)
		{
			size_t closed = closed_size(&rings[i]);

			put_uint32(&ewkb, closed);
			for (size_t k = 0; k < closed; k++)
				put_point(&ewkb, &vertices[rings[i].first + (k < rings[i].count ? k : 0)]);
		}
	}
	return end_writing(writer, &ewkb);
}

Datum
geometry_write_multipolygon(GeometryWriter *writer, int32 srid, const WsPolygons *polygons)
{
	const WsRing *rings = polygons->rings;
	size_t n_rings = polygons->n_rings;
	size_t n_polygons = 0, size;
	StringInfoData ewkb;

	size = COUNT_SIZE;
	for (size_t i = 0; i < n_rings; i++)
	{
		size += COUNT_SIZE + rings[i].count * PAIR_SIZE;
		n_polygons += !rings[i].hole;
	}
	size += n_polygons * (HEADER_SIZE + COUNT_SIZE);

	begin_writing(&ewkb, EWKB_MULTI_POLYGON, srid, size);
	put_uint32(&ewkb, n_polygons);
	for (size_t shell = 0, next; shell < n_rings; shell = next)
	{
		Assert(!rings[shell].hole);
		for (next = shell + 1; next < n_rings && rings[next].hole; next++)
			;
		put_header(&ewkb, EWKB_POLYGON);
		put_uint32(&ewkb, next - shell);
		for (size_t i = shell; i < next; i++)
		{
			put_uint32(&ewkb, rings[i].count);
			put_pairs(&ewkb, polygons->xy + 2 * (size_t) rings[i].first, rings[i].count);
		}
	}
	return end_writing(writer, &ewkb);
}

/* The next positions, in place. */
static void
move_positions(EwkbReader *ewkb, uint32 count, Move move)
{
	for (uint32 i = 0; i < count; i++)
	{
		uint8 *at = (uint8 *) ewkb->at; /* the bytes are ours */
		WsPosition position;
		uint64 raw[2];
		WsPoint point;

		if (i % 4096 == 4095)
			CHECK_FOR_INTERRUPTS();
		read_pair(ewkb, &position.lon, &position.lat);
		if (!ws_point_from_degrees(position.lon, position.lat, &point))
			fail_position(ewkb, position.lon, position.lat);
		position = move(position);
		memcpy(&raw[0], &position.lon, sizeof raw[0]);
		memcpy(&raw[1], &position.lat, sizeof raw[1]);
		if (ewkb->swap)
		{
			raw[0] = pg_bswap64(raw[0]);
			raw[1] = pg_bswap64(raw[1]);
		}
		memcpy(at, raw, sizeof raw);
	}
}

static void
move_point(EwkbReader *ewkb, Move move)
{
	EwkbReader peek = *ewkb;
	WsPoint point;

	if (read_point(&peek, &point) > 0)
		move_positions(ewkb, 1, move);
	ewkb->at = peek.at;
}

static void
move_line(EwkbReader *ewkb, Move move)
{
	uint32 count = read_count(ewkb, ewkb->stride);

	if (count > 0)
		check_srid(ewkb);
	move_positions(ewkb, count, move);
}

/* PostGIS would not take back a ring that is not one. */
static void
move_ring(EwkbReader *ewkb, Move move)
{
	const uint8 *first = ewkb->at + COUNT_SIZE, *last;

	move_line(ewkb, move);
	last = ewkb->at - ewkb->stride;
	if (last < first + 3 * ewkb->stride)
		fail_ring(ewkb, "has fewer than four vertices");
	if (memcmp(first, last, PAIR_SIZE) != 0)
		fail_ring(ewkb, "is not closed");
}

Datum
geometry_move(GeometryReader *reader, GeometryWriter *writer, Datum geometry, const char *what,
			  Move move)
{
	EwkbReader ewkb;
	bytea *bytes = send_geometry(reader, geometry, what, &ewkb);
	StringInfoData moved = {.data = VARDATA_ANY(bytes), .len = VARSIZE_ANY_EXHDR(bytes)};
	size_t n_parts = 1; /* still to come, at whatever depth */
	Datum result;

	while (n_parts-- > 0)
	{
		read_header(&ewkb);
		switch (ewkb.type)
		{
			case EWKB_POINT:
				move_point(&ewkb, move);
				break;
			case EWKB_LINE:
			case EWKB_CIRCULAR_STRING:
				move_line(&ewkb, move);
				break;
			case EWKB_POLYGON:
			case EWKB_TRIANGLE:
				for (uint32 rings = read_count(&ewkb, COUNT_SIZE); rings > 0; rings--)
					move_ring(&ewkb, move);
				break;
			case EWKB_MULTI_POINT:
			case EWKB_MULTI_LINE:
			case EWKB_MULTI_POLYGON:
			case EWKB_COLLECTION:
			case EWKB_COMPOUND_CURVE:
			case EWKB_CURVE_POLYGON:
			case EWKB_MULTI_CURVE:
			case EWKB_MULTI_SURFACE:
			case EWKB_POLYHEDRAL_SURFACE:
			case EWKB_TIN:
				n_parts += read_count(&ewkb, HEADER_SIZE + COUNT_SIZE);
				break;
			default:
				fail_damaged(&ewkb);
		}
	}
	if (ewkb.at != ewkb.end)
		fail_damaged(&ewkb);
	moved.maxlen = moved.len;
	result = ReceiveFunctionCall(&writer->receive, &moved, writer->ioparam, -1);
	pfree(bytes);
	return result;
}
