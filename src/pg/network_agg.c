/*
 * network_agg.c - the aggregate that builds networks.
 *
 * The state is the input, read into plain arrays (WsStreets) in a context of
 * its own; everything else happens at the end, in ws_network_build(). So two
 * states combine by appending, and they travel between parallel workers as
 * their arrays.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "attributes.h"
#include "build.h"
#include "call.h"
#include "compat.h"
#include "env.h"

typedef struct BuildState
{
	WsStreets streets;
	WsEnv env; /* allocates in the aggregate's context */
	MemoryContext row_context; /* reset after each row */
} BuildState;

PG_FUNCTION_INFO_V1(network_agg_step);
PG_FUNCTION_INFO_V1(network_agg_combine);
PG_FUNCTION_INFO_V1(network_agg_serialize);
PG_FUNCTION_INFO_V1(network_agg_deserialize);
PG_FUNCTION_INFO_V1(network_agg_final);

/* In the aggregate's memory, or, where it is to be combined at once, in that of the call. */
static BuildState *
new_state(FunctionCallInfo fcinfo, bool passing)
{
	MemoryContext aggregate;
	BuildState *state;

	if (!AggCheckCallContext(fcinfo, &aggregate))
		elog(ERROR, "network_agg's functions are called by the aggregate only");
	if (passing)
		aggregate = CurrentMemoryContext;
	state = MemoryContextAllocZero(aggregate, sizeof(BuildState));
	state->env = walkshed_env_in(aggregate);
	state->row_context =
		AllocSetContextCreate(aggregate, "network_agg row", ALLOCSET_DEFAULT_SIZES);
	return state;
}

static void
check_one_srid(WsStreets *streets, uint32_t srid)
{
	if (streets->srid == 0)
		streets->srid = srid;
	else if (srid != 0 && srid != streets->srid)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("streets have both SRID %u and SRID %u", streets->srid, srid),
						errhint("Use ST_Transform(geom, %u) for all of them.", streets->srid)));
}

/* Constant over the rows: it is of the network, not of a street. */
static void
check_one_snap(const WsStreets *streets, double snap_m)
{
	if (snap_m != streets->snap_m)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("snap_m is both %g and %g", Min(streets->snap_m, snap_m),
							   Max(streets->snap_m, snap_m)),
						errhint("Give the same snap_m for every street.")));
}

static void
append(BuildState *state, const WsStreet *rows, size_t n_rows, const uint32_t *parts,
	   size_t n_parts, const WsPoint *points, size_t n_points)
{
	WsStreets *s = &state->streets;

	s->rows = ws_grow(&state->env, s->rows, &s->row_capacity, s->n_rows + n_rows, sizeof(WsStreet));
	s->parts =
		ws_grow(&state->env, s->parts, &s->part_capacity, s->n_parts + n_parts, sizeof(uint32_t));
	s->points = ws_grow(&state->env, s->points, &s->point_capacity, s->n_points + n_points,
						sizeof(WsPoint));
	copy_long(s->rows + s->n_rows, rows, n_rows * sizeof(WsStreet));
	copy_long(s->parts + s->n_parts, parts, n_parts * sizeof(uint32_t));
	copy_long(s->points + s->n_points, points, n_points * sizeof(WsPoint));
	s->n_rows += n_rows;
	s->n_parts += n_parts;
	s->n_points += n_points;
}

/* Which street an error in its attributes is of. */
static void
say_street(void *id)
{
	errcontext("attributes of street " INT64_FORMAT, *(int64 *) id);
}

static void
read_attributes(Jsonb *attributes, int64 id, WsWay *way, AttributeNotes *notes)
{
	ErrorContextCallback context = {error_context_stack, say_street, &id};

	error_context_stack = &context;
	attributes_read(attributes, way, notes);
	error_context_stack = context.previous;
}

Datum
network_agg_step(PG_FUNCTION_ARGS)
{
	bool first = PG_ARGISNULL(0);
	BuildState *state = first ? new_state(fcinfo, false) : (BuildState *) PG_GETARG_POINTER(0);
	double snap_m = PG_NARGS() > 4 ? metres_argument(fcinfo, 4, "snap_m", 0, WS_MAX_SNAP_M) : 0;
	GeometryReader *reader = call_reader(fcinfo, 2);
	WsStreet row = {0};
	AttributeNotes notes = {false};
	GeometryLines lines;
	MemoryContext old;

	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("street id is null"),
				 errhint("Give every row an id of its own, for example row_number() OVER ().")));
	if (first)
		state->streets.snap_m = snap_m;
	check_one_snap(&state->streets, snap_m);
	if (PG_ARGISNULL(2))
	{
		state->streets.null_rows++;
		PG_RETURN_POINTER(state);
	}
	old = MemoryContextSwitchTo(state->row_context);
	lines = geometry_read_lines(reader, PG_GETARG_DATUM(2),
								psprintf("street " INT64_FORMAT, PG_GETARG_INT64(1)));
	if (lines.n_parts == 0)
		state->streets.empty_rows++;
	else
	{
		check_one_srid(&state->streets, lines.srid);
		row.id = PG_GETARG_INT64(1);
		if (PG_NARGS() > 3 && !PG_ARGISNULL(3))
			read_attributes(PG_GETARG_JSONB_P(3), row.id, &row.way, &notes);
		else
			attributes_default(&row.way);
		row.timed = notes.timed;
		row.parts = lines.n_parts;
		row.vertices = lines.n_points;
		append(state, &row, 1, lines.part_sizes, lines.n_parts, lines.points, lines.n_points);
	}
	MemoryContextSwitchTo(old);
	MemoryContextReset(state->row_context);
	PG_RETURN_POINTER(state);
}

Datum
network_agg_combine(PG_FUNCTION_ARGS)
{
	BuildState *state = PG_ARGISNULL(0) ? NULL : (BuildState *) PG_GETARG_POINTER(0);
	bool first = !state;
	const WsStreets *more;

	if (PG_ARGISNULL(1))
	{
		if (!state)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (first)
		state = new_state(fcinfo, false);
	more = &((BuildState *) PG_GETARG_POINTER(1))->streets;
	if (first)
		state->streets.snap_m = more->snap_m;
	check_one_snap(&state->streets, more->snap_m);
	check_one_srid(&state->streets, more->srid);
	append(state, more->rows, more->n_rows, more->parts, more->n_parts, more->points,
		   more->n_points);
	state->streets.null_rows += more->null_rows;
	state->streets.empty_rows += more->empty_rows;
	PG_RETURN_POINTER(state);
}

/* The state as bytes: this struct, then the arrays, of the same machine. */
typedef struct SerialHead
{
	uint32_t srid;
	uint32_t null_rows;
	uint32_t empty_rows;
	uint64_t n_rows;
	uint64_t n_parts;
	uint64_t n_points;
	double snap_m;
} SerialHead;

Datum
network_agg_serialize(PG_FUNCTION_ARGS)
{
	const WsStreets *s = &((BuildState *) PG_GETARG_POINTER(0))->streets;
	SerialHead head = {s->srid,    s->null_rows, s->empty_rows, s->n_rows,
					   s->n_parts, s->n_points,  s->snap_m};
	size_t size = sizeof head + s->n_rows * sizeof(WsStreet) + s->n_parts * sizeof(uint32_t) +
				  s->n_points * sizeof(WsPoint);
	bytea *bytes;
	char *at;

	if (size > MaxAllocSize - VARHDRSZ)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("%zu bytes of streets are too many to pass between processes", size),
						errhint("SET max_parallel_workers_per_gather = 0 for this statement, or "
								"split the network by district.")));
	bytes = palloc(VARHDRSZ + size);
	SET_VARSIZE(bytes, VARHDRSZ + size);
	at = VARDATA(bytes);
	memcpy(at, &head, sizeof head);
	at += sizeof head;
	copy_long(at, s->rows, s->n_rows * sizeof(WsStreet));
	at += s->n_rows * sizeof(WsStreet);
	copy_long(at, s->parts, s->n_parts * sizeof(uint32_t));
	at += s->n_parts * sizeof(uint32_t);
	copy_long(at, s->points, s->n_points * sizeof(WsPoint));
	PG_RETURN_BYTEA_P(bytes);
}

Datum
network_agg_deserialize(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	const char *at = VARDATA_ANY(bytes);
	size_t size = VARSIZE_ANY_EXHDR(bytes);
	BuildState *state = new_state(fcinfo, true);
	WsStreets *s = &state->streets;
	SerialHead head;

	if (size < sizeof head)
		elog(ERROR, "network_agg state is cut off");
	memcpy(&head, at, sizeof head);
	if (size != sizeof head + head.n_rows * sizeof(WsStreet) + head.n_parts * sizeof(uint32_t) +
					head.n_points * sizeof(WsPoint))
		elog(ERROR, "network_agg state is cut off");
	at += sizeof head;
	s->srid = head.srid;
	s->null_rows = head.null_rows;
	s->empty_rows = head.empty_rows;
	s->snap_m = head.snap_m;
	s->n_rows = s->row_capacity = head.n_rows;
	s->n_parts = s->part_capacity = head.n_parts;
	s->n_points = s->point_capacity = head.n_points;
	s->rows = ws_alloc(&state->env, head.n_rows * sizeof(WsStreet));
	s->parts = ws_alloc(&state->env, head.n_parts * sizeof(uint32_t));
	s->points = ws_alloc(&state->env, head.n_points * sizeof(WsPoint));
	copy_long(s->rows, at, head.n_rows * sizeof(WsStreet));
	at += head.n_rows * sizeof(WsStreet);
	copy_long(s->parts, at, head.n_parts * sizeof(uint32_t));
	at += head.n_parts * sizeof(uint32_t);
	copy_long(s->points, at, head.n_points * sizeof(WsPoint));
	PG_RETURN_POINTER(state);
}

Datum
network_agg_final(PG_FUNCTION_ARGS)
{
	size_t size;
	uint8_t *value;

	/* No row at all: no network, as with other aggregates. */
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	value = ws_network_build(walkshed_env(), &((BuildState *) PG_GETARG_POINTER(0))->streets,
							 VARHDRSZ, &size);
	SET_VARSIZE(value, VARHDRSZ + size);
	PG_RETURN_POINTER(value);
}
