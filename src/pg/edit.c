/*
 * edit.c - the entry point of edit: a network with some of its streets changed.
 *
 * It returns a set of one value, so that the planner runs it once where an
 * expression in a row's place would be run for every row. A function that
 * says nothing of whether more follows has given its only row, so there is no
 * state between calls.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "attributes.h"
#include "call.h"
#include "compat.h"
#include "edit.h"
#include "env.h"

PG_FUNCTION_INFO_V1(edit);

/* The ids of an array argument. */
static int64_t *
ids_argument(FunctionCallInfo fcinfo, int argno, const char *name, size_t *n)
{
	ArrayType *array;
	Datum *values;
	bool *nulls;
	int count;
	int64_t *ids;

	*n = 0;
	if (PG_ARGISNULL(argno))
		return NULL;
	array = PG_GETARG_ARRAYTYPE_P(argno);
	deconstruct_array(array, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &values,
					  &nulls, &count);
	ids = palloc(sizeof(int64_t) * (count + 1));
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("a street id in %s is null", name),
							errhint("Leave it out: array_remove(ids, NULL).")));
		ids[i] = DatumGetInt64(values[i]);
	}
	pfree(values);
	pfree(nulls);
	*n = count;
	return ids;
}

/* What the added lines are: paths without doors, where nothing else is said. */
static WsStreet
added_street(FunctionCallInfo fcinfo, int argno)
{
	WsStreet street = {0};
	AttributeNotes notes = {false};

	if (PG_ARGISNULL(argno))
		attributes_default(&street.way);
	else
		attributes_read(PG_GETARG_JSONB_P(argno), &street.way, &notes);
	if (!notes.kind)
		street.way.kind = WS_KIND_PATH;
	if (!notes.doors)
		street.way.no_doors = true;
	street.timed = notes.timed;
	return street;
}

/* Each part of a line is a street of its own. */
static WsStreets
added_streets(const GeometryLines *lines, WsStreet street, double snap_m)
{
	WsStreets streets = {.srid = lines->srid,
						 .parts = lines->part_sizes,
						 .n_parts = lines->n_parts,
						 .points = lines->points,
						 .n_points = lines->n_points,
						 .n_rows = lines->n_parts,
						 .snap_m = snap_m};

	streets.rows = ws_alloc(walkshed_env(), sizeof(WsStreet) * lines->n_parts);
	for (uint32 i = 0; i < lines->n_parts; i++)
	{
		streets.rows[i] = street;
		streets.rows[i].parts = 1;
		streets.rows[i].vertices = lines->part_sizes[i];
	}
	return streets;
}

Datum
edit(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	double snap_m = metres_argument(fcinfo, 5, "snap_m", 0, WS_MAX_SNAP_M);
	WsStreet street = added_street(fcinfo, 2);
	GeometryLines lines = {0};
	WsEdit changes = {.n_open = 0};
	struct varlena *bytes;
	uint8_t *value;
	size_t size;

	if (!result || !IsA(result, ReturnSetInfo) || !(result->allowedModes & SFRM_ValuePerCall))
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("edit is called where a set is not accepted")));
	if (!PG_ARGISNULL(1))
		lines = geometry_read_lines(call_reader(fcinfo, 1), PG_GETARG_DATUM(1), "the added street");
	changes.open = ids_argument(fcinfo, 3, "open", &changes.n_open);
	changes.close = ids_argument(fcinfo, 4, "close", &changes.n_close);
	if (PG_ARGISNULL(0))
	{
		result->isDone = ExprEndResult;
		PG_RETURN_NULL();
	}
	if (lines.n_parts == 0 && changes.n_open == 0 && changes.n_close == 0)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));

	changes.add = added_streets(&lines, street, snap_m);
	bytes = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0));
	value = ws_network_edit(walkshed_env(), (const uint8_t *) VARDATA_ANY(bytes),
							VARSIZE_ANY_EXHDR(bytes), &changes, VARHDRSZ, &size);
	PG_FREE_IF_COPY(bytes, 0);
	SET_VARSIZE(value, VARHDRSZ + size);
	PG_RETURN_POINTER(value);
}
