/*
 * covered_minutes.c - the aggregate of the minutes at which at least so many are open.
 *
 * The state is the steps of the rows (see cover.h), in the memory of the aggregate;
 * two of them combine by adding their steps.
 */
#include "postgres.h"

#include "compat.h"
#include "cover.h"
#include "env.h"
#include "minutes_arg.h"

PG_FUNCTION_INFO_V1(covered_minutes_step);
PG_FUNCTION_INFO_V1(covered_minutes_combine);
PG_FUNCTION_INFO_V1(covered_minutes_serialize);
PG_FUNCTION_INFO_V1(covered_minutes_deserialize);
PG_FUNCTION_INFO_V1(covered_minutes_final);

typedef struct CoverState
{
	int32 at_least;
	WsCover cover;
} CoverState;

static MemoryContext
aggregate_memory(FunctionCallInfo fcinfo)
{
	MemoryContext memory;

	if (!AggCheckCallContext(fcinfo, &memory))
		elog(ERROR, "covered_minutes' functions are called by the aggregate only");
	return memory;
}

static CoverState *
new_state(MemoryContext memory, int32 at_least)
{
	CoverState *state = MemoryContextAllocZero(memory, sizeof(CoverState));

	state->at_least = at_least;
	return state;
}

/* Constant over the rows: it is of the group, not of a row. */
static void
check_one(const CoverState *state, int32 at_least)
{
	if (at_least != state->at_least)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("at_least is both %d and %d", Min(state->at_least, at_least),
							   Max(state->at_least, at_least)),
						errhint("Give the same at_least for every row of a group.")));
}

Datum
covered_minutes_step(PG_FUNCTION_ARGS)
{
	MemoryContext memory = aggregate_memory(fcinfo);
	CoverState *state = PG_ARGISNULL(0) ? NULL : (CoverState *) PG_GETARG_POINTER(0);

	if (PG_ARGISNULL(2))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("at_least is null"),
						errhint("Give the number of rows that are to be open, 1 or more.")));
	if (PG_GETARG_INT32(2) < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("at_least is %d", PG_GETARG_INT32(2)),
						errhint("Give the number of rows that are to be open, 1 or more.")));
	if (!state)
		state = new_state(memory, PG_GETARG_INT32(2));
	check_one(state, PG_GETARG_INT32(2));
	if (!PG_ARGISNULL(1))
	{
		size_t n;
		WsSpan *spans = minutes_argument(fcinfo, 1, &n);
		MemoryContext old = MemoryContextSwitchTo(memory);

		ws_cover_add(walkshed_env(), &state->cover, spans, n);
		MemoryContextSwitchTo(old);
	}
	PG_RETURN_POINTER(state);
}

Datum
covered_minutes_combine(PG_FUNCTION_ARGS)
{
	MemoryContext memory = aggregate_memory(fcinfo);
	CoverState *state = PG_ARGISNULL(0) ? NULL : (CoverState *) PG_GETARG_POINTER(0);
	const CoverState *more;
	MemoryContext old;

	if (PG_ARGISNULL(1))
	{
		if (!state)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	more = (const CoverState *) PG_GETARG_POINTER(1);
	if (!state)
		state = new_state(memory, more->at_least);
	check_one(state, more->at_least);
	old = MemoryContextSwitchTo(memory);
	ws_cover_merge(walkshed_env(), &state->cover, more->cover.steps, more->cover.n);
	MemoryContextSwitchTo(old);
	PG_RETURN_POINTER(state);
}

/* at_least and the steps, of the same machine. */
Datum
covered_minutes_serialize(PG_FUNCTION_ARGS)
{
	CoverState *state = (CoverState *) PG_GETARG_POINTER(0);
	size_t size;
	bytea *bytes;

	ws_cover_tidy(walkshed_env(), &state->cover);
	size = VARHDRSZ + sizeof(int32) + state->cover.n * sizeof(WsStep);
	bytes = palloc(size);
	SET_VARSIZE(bytes, size);
	memcpy(VARDATA(bytes), &state->at_least, sizeof(int32));
	ws_copy(VARDATA(bytes) + sizeof(int32), state->cover.steps, state->cover.n * sizeof(WsStep));
	PG_RETURN_BYTEA_P(bytes);
}

Datum
covered_minutes_deserialize(PG_FUNCTION_ARGS)
{
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	size_t size = VARSIZE_ANY_EXHDR(bytes);
	CoverState *state = new_state(CurrentMemoryContext, 0);

	aggregate_memory(fcinfo);
	if (size < sizeof(int32) || (size - sizeof(int32)) % sizeof(WsStep) != 0)
		elog(ERROR, "covered_minutes state is cut off");
	memcpy(&state->at_least, VARDATA_ANY(bytes), sizeof(int32));
	state->cover.n = state->cover.capacity = (size - sizeof(int32)) / sizeof(WsStep);
	state->cover.steps = palloc(Max(size, 1));
	memcpy(state->cover.steps, VARDATA_ANY(bytes) + sizeof(int32), size - sizeof(int32));
	PG_RETURN_POINTER(state);
}

Datum
covered_minutes_final(PG_FUNCTION_ARGS)
{
	WsSpan *spans = NULL;
	size_t n = 0;

	/* Without rows nothing is open. */
	if (!PG_ARGISNULL(0))
	{
		CoverState *state = (CoverState *) PG_GETARG_POINTER(0);

		spans = ws_cover_spans(walkshed_env(), &state->cover, state->at_least, &n);
	}
	PG_RETURN_DATUM(minutes_datum(fcinfo, spans, n));
}
