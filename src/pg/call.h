/*
 * call.h - what the entry points share: the network and point set among the
 * arguments, geometries in and out, rows out.
 */
#ifndef WALKSHED_CALL_H
#define WALKSHED_CALL_H

#include "cache.h"
#include "fmgr.h"
#include "funcapi.h"
#include "geometry.h"
#include "points.h"
#include "rows.h"
#include "snap.h"

/* The backend's cache, made at the first use. */
extern WsCache *walkshed_cache(void);
extern int walkshed_cache_size_mb; /* the setting */

/*
 * Opens the network of an argument. The value is read in slices, as far as
 * the call needs it; ws_graph_close() when done.
 */
extern void graph_open(WsGraph *graph, Datum network);

extern void points_open(WsPoints *points, Datum point_set);

/* Fails if a geometry or point set is not in the network's SRID. */
extern void check_srid(const WsGraph *graph, int32 srid, const char *what);

/* A geometry argument, in the network's SRID. */
extern GeometryPoints doors_read(FunctionCallInfo fcinfo, int argno, const WsGraph *graph,
								 const char *what);

/*
 * Each door snapped. Of outlines these are their entries, which become the
 * points; none if EMPTY.
 */
extern WsSnap *doors_snap(WsGraph *graph, const WsWalker *walker, GeometryPoints *doors);

/* Why, in words, with the numbers; NULL if snapped. */
extern const char *snap_problem_text(WsSnapProblem problem, const WsWalker *walker);

/* Kept in fn_extra. The type is the argument's, or the result's. */
extern GeometryReader *call_reader(FunctionCallInfo fcinfo, int argno);
extern GeometryWriter *call_writer(FunctionCallInfo fcinfo, Oid type);

/* The row type of a function that returns one row; kept in fn_extra. */
extern TupleDesc call_row_type(FunctionCallInfo fcinfo);

/* Arguments that are optional but not NULL. */
extern void check_not_null(FunctionCallInfo fcinfo, int argno, const char *name);
extern bool bool_argument(FunctionCallInfo fcinfo, int argno, const char *name);
extern double metres_argument(FunctionCallInfo fcinfo, int argno, const char *name, double low,
							  double high);

#endif
