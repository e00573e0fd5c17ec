/*
 * measure_arg.h - what the measures over point sets share: their arguments and
 * the words of their rows.
 */
#ifndef WALKSHED_MEASURE_ARG_H
#define WALKSHED_MEASURE_ARG_H

#include "call.h"
#include "measure.h"

typedef struct Measure
{
	WsMeasure core;
	ReturnSetInfo *rows;
	double budget; /* seconds or metres */
} Measure;

/*
 * Reads network, origins and places (arguments 0 to 2), minutes, metres and
 * walker (from `budget_argno` on) and the tag that places are limited to
 * (`tag_argno`, 0: there is no such argument), and finds the doors. False
 * where one of the first three is NULL; else close the graph when done. Unless
 * `origins`, only the doors of the origins are there afterwards.
 */
extern bool measure_begin(FunctionCallInfo fcinfo, int budget_argno, int tag_argno, bool origins,
						  Measure *m);

/* Why an origin has no measure; NULL if it has a street. */
extern const char *measure_origin_problem(const Measure *m, uint32_t origin);

/* The places' tags as texts; one more, empty, for those without. */
extern Datum *measure_tag_texts(const Measure *m);

#endif
