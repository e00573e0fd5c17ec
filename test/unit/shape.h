/*
 * shape.h - polygons on a lattice as integers: vertices lie on whole 65536ths of a
 * cell, so orientation, crossing and point-in-polygon are exact.
 */
#ifndef WALKSHED_TEST_SHAPE_H
#define WALKSHED_TEST_SHAPE_H

#include "contour.h"
#include "test.h"

typedef struct Vertex
{
	int64_t x, y;
} Vertex;

typedef struct Shape
{
	WsPolygons polygons;
	Vertex *points;
} Shape;

/* A place in cells. */
extern Vertex vertex_at(double x, double y);

/* Of polygons in cells; all vertices must be whole. */
extern Shape shape_of(const WsPolygons *polygons);

/* Rings closed, simple and apart; shells and holes oriented and where they belong. */
extern bool is_valid(const Shape *shape);

/* 1 inside by even-odd, 0 on a ring, -1 outside. */
extern int locate(const Shape *shape, Vertex p);

/* No vertex of the smaller outside the larger, no edges that cross. */
extern bool is_nested(const Shape *smaller, const Shape *larger);

/* All lattice points are inside or outside as the area says; where it ends on links are vertices. */
extern bool encloses(const Shape *shape, const WsArea *area);

/* In square cells. */
extern double shape_area(const Shape *shape);

#endif
