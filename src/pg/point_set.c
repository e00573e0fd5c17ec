/*
 * point_set.c - the type walkshed.point_set: input, the aggregate that builds
 * it, and its points. What both types share is in value_io.c.
 *
 * The aggregate is made like network_agg (see network_agg.c).
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "call.h"
#include "compat.h"
#include "env.h"
#include "value_io.h"

PG_FUNCTION_INFO_V1(point_set_in);
PG_FUNCTION_INFO_V1(point_set_recv);
PG_FUNCTION_INFO_V1(point_set_agg_step);
PG_FUNCTION_INFO_V1(point_set_agg_combine);
PG_FUNCTION_INFO_V1(point_set_agg_serialize);
PG_FUNCTION_INFO_V1(point_set_agg_deserialize);
PG_FUNCTION_INFO_V1(point_set_agg_final);
PG_FUNCTION_INFO_V1(points);

static void
check(const uint8_t *data, size_t size)
{
	WsPoints points;

	ws_points_check(walkshed_env(), data, size, &points);
	/* They become text: one of another encoding would be read past its end. */
	for (uint32 i = 0; i < points.n_tags; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!pg_verifymbstr(points.tags[i].text, (int) points.tags[i].length, true))
			ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
							errmsg("point set is damaged: tag %u of %u is no text in %s", i + 1,
								   points.n_tags, GetDatabaseEncodingName()),
							errhint("Build the point set anew with point_set_agg().")));
	}
}

Datum
point_set_in(PG_FUNCTION_ARGS)
{
	return value_in(PG_GETARG_CSTRING(0), "point_set", "point_set_agg", check);
}

Datum
point_set_recv(PG_FUNCTION_ARGS)
{
	return value_recv((StringInfo) PG_GETARG_POINTER(0), check);
}

/* Rows and what is theirs as it came; a row's tag is an offset into `tags`. */
typedef struct CollectedRow
{
	int64 id;
	double weight;
	int64 tag; /* -1: none */
	uint32 tag_length;
	uint32 points;
	uint32 rings; /* their vertices count from the row's first */
	uint32 vertices;
} CollectedRow;

typedef struct CollectState
{
	WsEnv env;
	int32 srid; /* 0: none seen yet */
	CollectedRow *rows;
	size_t n_rows, row_capacity;
	WsPoint *points;
	size_t n_points, point_capacity;
	WsOutlineRing *rings;
	size_t n_rings, ring_capacity;
	WsPoint *vertices;
	size_t n_vertices, vertex_capacity;
	char *tags;
	size_t tag_bytes, tag_capacity;
} CollectState;

/* In the aggregate's memory, or, where it is to be combined at once, in that of the call. */
static CollectState *
new_state(FunctionCallInfo fcinfo, bool passing)
{
	MemoryContext aggregate;
	CollectState *state;

	if (!AggCheckCallContext(fcinfo, &aggregate))
		elog(ERROR, "point_set_agg's functions are called by the aggregate only");
	if (passing)
		aggregate = CurrentMemoryContext;
	state = MemoryContextAllocZero(aggregate, sizeof(CollectState));
	state->env = walkshed_env_in(aggregate);
	return state;
}

/* The arrays of another state, or of one row. */
static void
append(CollectState *s, const CollectState *more)
{
	s->rows =
		ws_grow(&s->env, s->rows, &s->row_capacity, s->n_rows + more->n_rows, sizeof(CollectedRow));
	s->points = ws_grow(&s->env, s->points, &s->point_capacity, s->n_points + more->n_points,
						sizeof(WsPoint));
	s->rings = ws_grow(&s->env, s->rings, &s->ring_capacity, s->n_rings + more->n_rings,
					   sizeof(WsOutlineRing));
	s->vertices = ws_grow(&s->env, s->vertices, &s->vertex_capacity,
						  s->n_vertices + more->n_vertices, sizeof(WsPoint));
	s->tags = ws_grow(&s->env, s->tags, &s->tag_capacity, s->tag_bytes + more->tag_bytes, 1);
	for (size_t i = 0; i < more->n_rows; i++)
	{
		s->rows[s->n_rows] = more->rows[i];
		if (more->rows[i].tag >= 0)
			s->rows[s->n_rows].tag += s->tag_bytes;
		s->n_rows++;
	}
	copy_long(s->points + s->n_points, more->points, more->n_points * sizeof(WsPoint));
	copy_long(s->rings + s->n_rings, more->rings, more->n_rings * sizeof(WsOutlineRing));
	copy_long(s->vertices + s->n_vertices, more->vertices, more->n_vertices * sizeof(WsPoint));
	copy_long(s->tags + s->tag_bytes, more->tags, more->tag_bytes);
	s->n_points += more->n_points;
	s->n_rings += more->n_rings;
	s->n_vertices += more->n_vertices;
	s->tag_bytes += more->tag_bytes;
}

static void
check_one_srid(CollectState *state, int32 srid)
{
	if (state->srid == 0)
		state->srid = srid;
	else if (srid != 0 && srid != state->srid)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("points have both SRID %d and SRID %d", state->srid, srid),
						errhint("Use ST_Transform(geom, %d) for all of them.", state->srid)));
}

static double
weight_argument(FunctionCallInfo fcinfo, int64 id)
{
	double weight;

	if (PG_NARGS() <= 3)
		return 1;
	if (PG_ARGISNULL(3))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("weight of id " INT64_FORMAT " is null", id),
						errhint("Use coalesce(weight, 0), or leave the row out.")));
	weight = PG_GETARG_FLOAT8(3);
	if (isnan(weight) || isinf(weight) || weight < 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("weight of id " INT64_FORMAT " is %g", id, weight),
						errhint("A weight is a number of people or a capacity: 0 or more.")));
	return weight + 0.0; /* -0 is 0 */
}

Datum
point_set_agg_step(PG_FUNCTION_ARGS)
{
	CollectState *state =
		PG_ARGISNULL(0) ? new_state(fcinfo, false) : (CollectState *) PG_GETARG_POINTER(0);
	CollectedRow row = {.tag = -1};
	GeometryPoints entries = {0};
	CollectState more = {.rows = &row, .n_rows = 1};

	if (PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("id is null"),
						errhint("Give every thing an id; rows of one id are its entries.")));
	row.id = PG_GETARG_INT64(1);
	row.weight = weight_argument(fcinfo, row.id);
	/* A thing without a location is kept: nothing disappears in silence. */
	if (!PG_ARGISNULL(2))
		entries = geometry_read_points(call_reader(fcinfo, 2), PG_GETARG_DATUM(2),
									   psprintf("point " INT64_FORMAT, row.id));
	if (!geometry_is_empty(&entries))
		check_one_srid(state, entries.srid);
	if (PG_NARGS() > 4 && !PG_ARGISNULL(4))
	{
		text *tag = PG_GETARG_TEXT_PP(4);

		row.tag = 0;
		more.tags = VARDATA_ANY(tag);
		more.tag_bytes = row.tag_length = VARSIZE_ANY_EXHDR(tag);
	}
	more.points = entries.points;
	more.n_points = row.points = entries.n_points;
	more.rings = entries.rings;
	more.n_rings = row.rings = entries.n_rings;
	more.vertices = entries.vertices;
	more.n_vertices = row.vertices = entries.n_vertices;
	append(state, &more);
	PG_RETURN_POINTER(state);
}

Datum
point_set_agg_combine(PG_FUNCTION_ARGS)
{
	CollectState *state = PG_ARGISNULL(0) ? NULL : (CollectState *) PG_GETARG_POINTER(0);
	const CollectState *more;

	if (PG_ARGISNULL(1))
	{
		if (!state)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (!state)
		state = new_state(fcinfo, false);
	more = (CollectState *) PG_GETARG_POINTER(1);
	check_one_srid(state, more->srid);
	append(state, more);
	PG_RETURN_POINTER(state);
}

/* The state as bytes: this struct, then the arrays, of the same machine. */
typedef struct SerialHead
{
	int32 srid;
	uint64 n_rows;
	uint64 n_points;
	uint64 n_rings;
	uint64 n_vertices;
	uint64 tag_bytes;
} SerialHead;

static size_t
serial_size(const SerialHead *head)
{
	return sizeof *head + head->n_rows * sizeof(CollectedRow) + head->n_points * sizeof(WsPoint) +
		   head->n_rings * sizeof(WsOutlineRing) + head->n_vertices * sizeof(WsPoint) +
		   head->tag_bytes;
}

static char *
put_array(char *to, const void *array, size_t n, size_t size)
{
	copy_long(to, array, n * size);
	return to + n * size;
}

Datum
point_set_agg_serialize(PG_FUNCTION_ARGS)
{
	const CollectState *s = (CollectState *) PG_GETARG_POINTER(0);
	SerialHead head = {s->srid, s->n_rows, s->n_points, s->n_rings, s->n_vertices, s->tag_bytes};
	size_t size = serial_size(&head);
	bytea *bytes;
	char *at;

	if (size > MaxAllocSize - VARHDRSZ)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("%zu bytes of points are too many to pass between processes", size),
						errhint("SET max_parallel_workers_per_gather = 0 for this statement, or "
								"split the point set by district.")));
	bytes = palloc(VARHDRSZ + size);
	SET_VARSIZE(bytes, VARHDRSZ + size);
	at = put_array(VARDATA(bytes), &head, 1, sizeof head);
	at = put_array(at, s->rows, s->n_rows, sizeof(CollectedRow));
	at = put_array(at, s->points, s->n_points, sizeof(WsPoint));
	at = put_array(at, s->rings, s->n_rings, sizeof(WsOutlineRing));
	at = put_array(at, s->vertices, s->n_vertices, sizeof(WsPoint));
	put_array(at, s->tags, s->tag_bytes, 1);
	PG_RETURN_BYTEA_P(bytes);
}

/* Copied, for alignment. */
static void *
get_array(const char **from, size_t n, size_t size)
{
	void *array = ws_alloc(walkshed_env(), n * size);

	copy_long(array, *from, n * size);
	*from += n * size;
	return array;
}

Datum
point_set_agg_deserialize(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	const char *at = VARDATA_ANY(bytes);
	size_t size = VARSIZE_ANY_EXHDR(bytes);
	CollectState *state = new_state(fcinfo, true);
	CollectState read = {.n_rows = 0};
	SerialHead head;

	if (size < sizeof head)
		elog(ERROR, "point_set_agg state is cut off");
	memcpy(&head, at, sizeof head);
	if (size != serial_size(&head))
		elog(ERROR, "point_set_agg state is cut off");
	at += sizeof head;
	read.n_rows = head.n_rows;
	read.n_points = head.n_points;
	read.n_rings = head.n_rings;
	read.n_vertices = head.n_vertices;
	read.tag_bytes = head.tag_bytes;
	read.rows = get_array(&at, head.n_rows, sizeof(CollectedRow));
	read.points = get_array(&at, head.n_points, sizeof(WsPoint));
	read.rings = get_array(&at, head.n_rings, sizeof(WsOutlineRing));
	read.vertices = get_array(&at, head.n_vertices, sizeof(WsPoint));
	read.tags = get_array(&at, head.tag_bytes, 1);
	state->srid = head.srid;
	append(state, &read);
	ws_free(walkshed_env(), read.rows);
	ws_free(walkshed_env(), read.points);
	ws_free(walkshed_env(), read.rings);
	ws_free(walkshed_env(), read.vertices);
	ws_free(walkshed_env(), read.tags);
	PG_RETURN_POINTER(state);
}

Datum
point_set_agg_final(PG_FUNCTION_ARGS)
{
	const CollectState *state;
	WsPointsRow *rows;
	size_t first = 0, ring = 0, vertex = 0, size;
	uint8_t *value;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (CollectState *) PG_GETARG_POINTER(0);
	rows = ws_alloc(walkshed_env(), state->n_rows * sizeof(WsPointsRow));
	for (size_t i = 0; i < state->n_rows; i++)
	{
		const CollectedRow *row = &state->rows[i];

		if (i % 65536 == 0)
			CHECK_FOR_INTERRUPTS();
		rows[i] = (WsPointsRow){.id = row->id,
								.weight = row->weight,
								.tag = row->tag < 0 ? NULL : state->tags + row->tag,
								.tag_length = row->tag_length,
								.first = first,
								.count = row->points,
								.rings = row->rings,
								.ring = state->rings + ring,
								.vertices = state->vertices + vertex};
		first += row->points;
		ring += row->rings;
		vertex += row->vertices;
	}
	value = ws_points_build(walkshed_env(), state->srid ? state->srid : 4326, rows, state->n_rows,
							state->points, VARHDRSZ, &size);
	SET_VARSIZE(value, VARHDRSZ + size);
	PG_RETURN_POINTER(value);
}

/* Of a thing that has a location: its doors; its outlines, if it has those only. */
static Datum
item_geometry(GeometryWriter *writer, const WsPoints *set, const WsItem *item)
{
	if (item->count > 0)
		return geometry_write_points(writer, set->srid, set->points + item->first, item->count);
	return geometry_write_outlines(writer, set->srid, set->rings + item->first_ring, item->rings,
								   set->vertices);
}

Datum
points(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = rows_begin(fcinfo);
	GeometryWriter *writer = call_writer(fcinfo, TupleDescAttr(rows->setDesc, 5)->atttypid);
	WsPoints set;

	if (PG_ARGISNULL(0))
		return (Datum) 0;
	points_open(&set, PG_GETARG_DATUM(0));
	for (uint32_t i = 0; i < set.n_items; i++)
	{
		const WsItem *item = &set.items[i];
		Datum values[6] = {Int64GetDatum(item->id), 0, Float8GetDatum(item->weight),
						   Int32GetDatum((int32) item->count)};
		bool nulls[6] = {false};
		int32 outlines = 0;

		CHECK_FOR_INTERRUPTS();
		for (uint32_t r = item->first_ring; r < item->first_ring + item->rings; r++)
			outlines += !set.rings[r].hole;
		values[4] = Int32GetDatum(outlines);
		nulls[1] = item->tag == WS_NO_TAG;
		if (!nulls[1])
			values[1] = PointerGetDatum(
				cstring_to_text_with_len(set.tags[item->tag].text, set.tags[item->tag].length));
		nulls[5] = !ws_item_located(item);
		if (!nulls[5])
			values[5] = item_geometry(writer, &set, item);
		rows_put(rows, values, nulls);
		if (!nulls[1])
			pfree(DatumGetPointer(values[1]));
		if (!nulls[5])
			pfree(DatumGetPointer(values[5]));
	}
	return (Datum) 0;
}
