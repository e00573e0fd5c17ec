/*
 * compat.h - the only place that knows which PostgreSQL this is.
 *
 * Include it right after postgres.h. 15.1 is the first release with
 * InitMaterializedSRF; a major that nobody has tested is refused rather than
 * hoped for.
 */
#ifndef WALKSHED_COMPAT_H
#define WALKSHED_COMPAT_H

#if PG_VERSION_NUM < 150001 || PG_VERSION_NUM >= 190000
#error "walkshed needs PostgreSQL 15 (15.1 or later) to 18"
#endif

/* From 16 on postgres.h no longer brings VARSIZE and its kin. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* From 16 on an error can be taken note of instead of raised. */
#if PG_VERSION_NUM >= 160000
#define compat_make_range(type, lower, upper) make_range(type, lower, upper, false, NULL)
#else
#define compat_make_range(type, lower, upper) make_range(type, lower, upper, false)
#endif

/* From 18 on a minimal tuple can have bytes before it. */
#if PG_VERSION_NUM >= 180000
#define compat_form_minimal_tuple(desc, values, nulls)                                             \
	heap_form_minimal_tuple(desc, values, nulls, 0)
#else
#define compat_form_minimal_tuple heap_form_minimal_tuple
#endif

#endif
