/*
 * rows.h - rows out: a set returned as a tuplestore, which is made at once and
 * spilled beyond work_mem.
 */
#ifndef WALKSHED_ROWS_H
#define WALKSHED_ROWS_H

#include "fmgr.h"
#include "funcapi.h"

extern ReturnSetInfo *rows_begin(FunctionCallInfo fcinfo);
extern void rows_put(ReturnSetInfo *rows, Datum *values, bool *nulls);

/*
 * A row to fill in again and again: the columns of fixed width that differ
 * from row to row, while the others, and which are NULL, stay. Measures give
 * millions of rows; a form costs a copy each.
 */
typedef struct RowForm
{
	ReturnSetInfo *rows;
	TupleTableSlot *slot;
	MinimalTuple tuple;
	char *column[FLEXIBLE_ARRAY_MEMBER]; /* where it is in the tuple */
} RowForm;

extern RowForm *row_form(ReturnSetInfo *rows, Datum *values, bool *nulls);

static inline void
row_set_int32(RowForm *form, int column, int32 value)
{
	memcpy(form->column[column], &value, sizeof value);
}

static inline void
row_set_int64(RowForm *form, int column, int64 value)
{
	memcpy(form->column[column], &value, sizeof value);
}

static inline void
row_set_float8(RowForm *form, int column, float8 value)
{
	memcpy(form->column[column], &value, sizeof value);
}

extern void row_put(RowForm *form);

#endif
