/*
 * measure.h - what every measure over two point sets is asked: origins walk
 * to places on a network.
 */
#ifndef WALKSHED_MEASURE_H
#define WALKSHED_MEASURE_H

#include "doors.h"

typedef struct WsMeasure
{
	WsGraph graph;
	WsWalker walker;
	WsMetric metric;
	WsCost limit;
	WsPoints origins; /* not read where their doors are all that is asked for */
	WsPoints places; /* perhaps only those of one tag */
	const WsDoors *origin_doors;
	const WsDoors *place_doors; /* by the numbers of the whole set */
} WsMeasure;

#endif
