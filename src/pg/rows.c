/* rows.c - rows out, see rows.h. */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tupmacs.h"
#include "executor/tuptable.h"

#include "compat.h"
#include "rows.h"

ReturnSetInfo *
rows_begin(FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	return (ReturnSetInfo *) fcinfo->resultinfo;
}

void
rows_put(ReturnSetInfo *rows, Datum *values, bool *nulls)
{
	tuplestore_putvalues(rows->setResult, rows->setDesc, values, nulls);
}

RowForm *
row_form(ReturnSetInfo *rows, Datum *values, bool *nulls)
{
	TupleDesc desc = rows->setDesc;
	RowForm *form = palloc0(sizeof(RowForm) + desc->natts * sizeof(char *));
	char *data;
	Size offset = 0;

	form->rows = rows;
	form->tuple = compat_form_minimal_tuple(desc, values, nulls);
	form->slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	ExecStoreMinimalTuple(form->tuple, form->slot, false);
	data = (char *) form->tuple - MINIMAL_TUPLE_OFFSET + form->tuple->t_hoff;
	/* As heap_fill_tuple laid them out. */
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (nulls[i])
			continue;
		offset = att_align_pointer(offset, attribute->attalign, attribute->attlen, data + offset);
		form->column[i] = data + offset;
		offset = att_addlength_pointer(offset, attribute->attlen, data + offset);
	}
	return form;
}

void
row_put(RowForm *form)
{
	tuplestore_puttupleslot(form->rows->setResult, form->slot);
}
