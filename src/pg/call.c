/*
 * call.c - what the entry points share, see call.h.
 *
 * A network argument is taken as it is stored: usually a toast pointer, from
 * which the header is read first and then only the tiles that the call needs
 * and the cache does not have. A compressed value (walkshed.network is
 * STORAGE external, but a column can be altered) has no slices and is
 * detoasted whole. Nothing about a toast pointer is remembered beyond the
 * call: its numbers are used again for other values.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/htup_details.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "call.h"
#include "compat.h"
#include "env.h"

static WsCache *cache;
static WsEnv cache_env;

WsCache *
walkshed_cache(void)
{
	if (!cache)
	{
		cache_env = walkshed_env_in(
			AllocSetContextCreate(TopMemoryContext, "walkshed cache", ALLOCSET_DEFAULT_SIZES));
		cache = ws_cache_create(&cache_env);
	}
	ws_cache_set_limit(cache, (size_t) walkshed_cache_size_mb * 1024 * 1024);
	return cache;
}

static void
read_slice(void *context, uint32_t offset, uint32_t size, void *out)
{
	struct varlena *value = context;
	struct varlena *slice = PG_DETOAST_DATUM_SLICE(PointerGetDatum(value), offset, size);

	if (VARSIZE_ANY_EXHDR(slice) != size)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED), errmsg("network is damaged: it ends early")));
	memcpy(out, VARDATA_ANY(slice), size);
	if (slice != value)
		pfree(slice);
}

void
graph_open(WsGraph *graph, Datum network)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(network);
	bool compressed = VARATT_IS_COMPRESSED(value);

	if (VARATT_IS_EXTERNAL_ONDISK(value))
	{
		struct varatt_external pointer;

		VARATT_EXTERNAL_GET_POINTER(pointer, value);
		compressed = VARATT_EXTERNAL_IS_COMPRESSED(pointer);
	}
	if (compressed)
		value = PG_DETOAST_DATUM(PointerGetDatum(value));
	ws_graph_open(graph, walkshed_env(), walkshed_cache(), (WsSource){read_slice, value});
	if (graph->header.size != toast_raw_datum_size(PointerGetDatum(value)) - VARHDRSZ)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("network is damaged: its length is not what it says")));
}

void
points_open(WsPoints *points, Datum point_set)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(point_set);

	ws_points_decode(walkshed_env(), (const uint8_t *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes),
					 points);
	if (bytes != (struct varlena *) DatumGetPointer(point_set))
		pfree(bytes);
}

void
check_srid(const WsGraph *graph, int32 srid, const char *what)
{
	if (srid != (int32) graph->header.srid && graph->header.n_nodes > 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("SRID of %s is %d, but that of the network is %u", what, srid,
							   graph->header.srid),
						errhint("Use ST_Transform(geom, %u).", graph->header.srid)));
}

/* What a function keeps between its calls; lives in fn_mcxt. */
typedef struct CallState
{
	Oid reader_type;
	Oid writer_type;
	GeometryReader reader;
	GeometryWriter writer;
	TupleDesc row_type;
} CallState;

static CallState *
call_state(FunctionCallInfo fcinfo)
{
	if (!fcinfo->flinfo->fn_extra)
		fcinfo->flinfo->fn_extra =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CallState));
	return fcinfo->flinfo->fn_extra;
}

GeometryReader *
call_reader(FunctionCallInfo fcinfo, int argno)
{
	CallState *state = call_state(fcinfo);
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, argno);

	if (state->reader_type != type)
	{
		state->reader_type = InvalidOid;
		geometry_reader_init(&state->reader, type, fcinfo->flinfo->fn_mcxt);
		state->reader_type = type;
	}
	return &state->reader;
}

GeometryWriter *
call_writer(FunctionCallInfo fcinfo, Oid type)
{
	CallState *state = call_state(fcinfo);

	if (state->writer_type != type)
	{
		state->writer_type = InvalidOid;
		geometry_writer_init(&state->writer, type, fcinfo->flinfo->fn_mcxt);
		state->writer_type = type;
	}
	return &state->writer;
}

TupleDesc
call_row_type(FunctionCallInfo fcinfo)
{
	CallState *state = call_state(fcinfo);

	if (!state->row_type)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
		TupleDesc type;

		if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "result is not a row");
		state->row_type = BlessTupleDesc(CreateTupleDescCopy(type));
		MemoryContextSwitchTo(old);
	}
	return state->row_type;
}

GeometryPoints
doors_read(FunctionCallInfo fcinfo, int argno, const WsGraph *graph, const char *what)
{
	GeometryPoints doors =
		geometry_read_points(call_reader(fcinfo, argno), PG_GETARG_DATUM(argno), what);

	if (!geometry_is_empty(&doors))
		check_srid(graph, doors.srid, what);
	return doors;
}

WsSnap *
doors_snap(WsGraph *graph, const WsWalker *walker, GeometryPoints *doors)
{
	WsEntry *entries = NULL;
	size_t n = doors->n_points;
	WsSnap *snaps;

	if (doors->n_rings > 0)
		entries =
			ws_outline_entries(graph, walker, doors->rings, doors->n_rings, doors->vertices, &n);
	snaps = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(WsSnap) * (n + 1));
	if (entries)
	{
		doors->points = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(WsPoint) * n);
		doors->n_points = n;
	}
	for (size_t i = 0; i < n; i++)
	{
		if (i % 256 == 0)
			CHECK_FOR_INTERRUPTS();
		if (entries)
			doors->points[i] = entries[i].at;
		snaps[i] = entries ? entries[i].snap : ws_snap(graph, walker, doors->points[i]);
	}
	ws_free(walkshed_env(), entries);
	return snaps;
}

const char *
snap_problem_text(WsSnapProblem problem, const WsWalker *walker)
{
	switch (problem)
	{
		case WS_SNAP_OK:
			return NULL;
		case WS_SNAP_NO_STREETS:
			return "the network has no streets";
		case WS_SNAP_TOO_FAR:
			return psprintf("no street for this walker within %g m", walker->off_street_max_m);
		case WS_SNAP_NO_LOCATION:
			return "it has no location";
		case WS_SNAP_BARRIER:
			return psprintf("every street within %g m is behind a barrier",
							walker->off_street_max_m);
	}
	return NULL;
}

void
check_not_null(FunctionCallInfo fcinfo, int argno, const char *name)
{
	if (PG_ARGISNULL(argno))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("%s is null", name),
						errhint("Omit it to get its default.")));
}

bool
bool_argument(FunctionCallInfo fcinfo, int argno, const char *name)
{
	check_not_null(fcinfo, argno, name);
	return PG_GETARG_BOOL(argno);
}

double
metres_argument(FunctionCallInfo fcinfo, int argno, const char *name, double low, double high)
{
	double value;

	check_not_null(fcinfo, argno, name);
	value = PG_GETARG_FLOAT8(argno);
	if (!(value >= low && value <= high))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s is %g", name, value),
						errhint("Give metres between %g and %g.", low, high)));
	return value;
}
