/*
 * ewkb.c - geometries as PostGIS sends them: what is let through is on earth and comes
 * back as it was when it is written, and every error has a hint.
 *
 * Bytes: what is read (1), the geometry.
 */
#include "postgres.h"

#include "fuzz.h"
#include "geometry.h"
#include "server.h"

typedef struct Exchange
{
	ServerGeometry geometry;
	GeometryReader reader;
	GeometryWriter writer;
} Exchange;

static bool
on_earth(const WsPoint *points, size_t n)
{
	size_t off = 0;

	for (size_t i = 0; i < n; i++)
		off += points[i].x < -1800000000 || points[i].x > 1800000000 || points[i].y < -900000000 ||
			   points[i].y > 900000000;
	return off == 0;
}

static void
read_lines(void *context)
{
	Exchange *e = context;
	GeometryLines lines = geometry_read_lines(&e->reader, PointerGetDatum(&e->geometry), "street");
	size_t points = 0;

	for (uint32 i = 0; i < lines.n_parts; i++)
	{
		CHECK(lines.part_sizes[i] > 0);
		points += lines.part_sizes[i];
	}
	CHECK(points == lines.n_points && on_earth(lines.points, points));
	CHECK(points == 0 || lines.srid == 4326 || lines.srid == 4490);
}

static GeometryPoints
read_one(Exchange *e, Datum geometry, bool areas)
{
	return (areas ? geometry_read_areas : geometry_read_points)(&e->reader, geometry, "place");
}

/* Read, written and read again. */
static void
exchange(Exchange *e, bool areas)
{
	GeometryPoints read = read_one(e, PointerGetDatum(&e->geometry), areas), again;
	Datum written;
	bool same;

	CHECK(on_earth(read.points, read.n_points) && on_earth(read.vertices, read.n_vertices));
	CHECK(geometry_is_empty(&read) || read.srid == 4326 || read.srid == 4490);
	if (geometry_is_empty(&read))
		return;
	written = read.n_points > 0
				  ? geometry_write_points(&e->writer, read.srid, read.points, read.n_points)
				  : geometry_write_outlines(&e->writer, read.srid, read.rings, read.n_rings,
											read.vertices);
	again = read_one(e, written, areas);
	same = again.srid == read.srid && again.n_points == read.n_points &&
		   again.n_rings == read.n_rings && again.n_vertices == read.n_vertices;
	same = CHECK(same);
	for (uint32 i = 0; same && i < read.n_points; i++)
		same = ws_same_point(read.points[i], again.points[i]);
	for (uint32 i = 0; same && i < read.n_vertices; i++)
		same = ws_same_point(read.vertices[i], again.vertices[i]);
	for (uint32 i = 0; same && i < read.n_rings; i++)
		same = read.rings[i].count == again.rings[i].count &&
			   read.rings[i].hole == again.rings[i].hole && read.rings[i].count >= 3;
	CHECK(same);
}

static void
read_points(void *context)
{
	exchange(context, false);
}

static void
read_areas(void *context)
{
	exchange(context, true);
}

static WsPosition
stay(WsPosition position)
{
	return position;
}

/* By nowhere, it is the same to the byte; elsewhere, of the same length. */
static void
move(void *context)
{
	Exchange *e = context;
	Datum geometry = PointerGetDatum(&e->geometry);
	Datum same = geometry_move(&e->reader, &e->writer, geometry, "place", stay);
	Datum moved = geometry_move(&e->reader, &e->writer, geometry, "place", ws_to_gcj02);
	const ServerGeometry *at = (ServerGeometry *) DatumGetPointer(same);

	CHECK(at->size == e->geometry.size && memcmp(at->data, e->geometry.data, at->size) == 0);
	at = (ServerGeometry *) DatumGetPointer(moved);
	CHECK(at->size == e->geometry.size);
}

static void (*const readers[])(void *) = {read_lines, read_points, read_areas, move};

void
fuzz_one(const uint8_t *data, size_t size)
{
	WsReader bytes = fuzz_reader(data, size);
	uint64 which = fuzz_take(&bytes, 1) % lengthof(readers);
	Exchange e = {.geometry = {bytes.at, (size_t) (bytes.end - bytes.at)}};

	CHECK(fuzz_clean(fuzz_body(readers[which], &e), false));
}

static void
seed(Datum geometry)
{
	const ServerGeometry *bytes = (ServerGeometry *) DatumGetPointer(geometry);
	size_t size = bytes->size + 1;
	uint8 data[1024];

	/* A run frees the geometry. */
	memcpy(data + 1, bytes->data, bytes->size);
	for (uint8 which = 0; which < lengthof(readers); which++)
	{
		data[0] = which;
		fuzz_seed(data, size);
	}
}

static const WsPoint square[] = {{0, 0}, {90, 0}, {90, 90}, {0, 90}, {10, 10}, {10, 20}, {20, 10}};

static void
put(uint8 *data, size_t *size, const void *bytes, size_t n)
{
	memcpy(data + *size, bytes, n);
	*size += n;
}

/* One position of every other type, also with heights and measures. */
static void
seed_types(void)
{
	for (uint32 type = 1; type <= 17; type++)
		for (uint32 flags = 0; flags < 8; flags++)
		{
			uint8 data[128];
			size_t size = 0;
			uint32 count = 1, header = type | flags << 29, part = 1;
			int32 srid = 4326;
			double position[4] = {116.4, 39.9, 1, 2};
			uint8 order = 1;
			ServerGeometry geometry;

			put(data, &size, &order, 1);
			put(data, &size, &header, 4);
			if (flags & 1)
				put(data, &size, &srid, 4);
			if (type != 1)
				put(data, &size, &count, 4);
			if (type > 3 && type != 8 && type != 17)
			{
				put(data, &size, &order, 1);
				put(data, &size, &part, 4);
			}
			put(data, &size, position, sizeof(double) * (2 + (flags >> 1 & 1) + (flags >> 2)));
			geometry = (ServerGeometry){data, size};
			seed(PointerGetDatum(&geometry));
		}
}

void
fuzz_seeds(void)
{
	GeometryWriter writer = {.ioparam = InvalidOid};
	WsOutlineRing rings[] = {{0, 4, false}, {4, 3, true}, {0, 4, false}};
	double line[] = {116.4, 39.9, 116.41, 39.9, 116.41, 39.95};
	double closed[] = {0, 0, 1, 0, 1, 1, 0, 0};
	WsRing ring = {0, 4, false};

	seed(geometry_write_point(&writer, 4326, 180, -90));
	seed(geometry_write_line(&writer, 4490, line, 3));
	seed(geometry_write_points(&writer, 4326, square, 3));
	seed(geometry_write_outlines(&writer, 4326, rings, 2, square));
	seed(geometry_write_outlines(&writer, 4326, rings, 3, square));
	seed(geometry_write_multipolygon(&writer, 4326, &(WsPolygons){&ring, 1, closed, 4}));
	seed_types();
}
