/*
 * streets.h - streets to test with, by hand and by chance, and the values made
 * of them.
 */
#ifndef WALKSHED_TEST_STREETS_H
#define WALKSHED_TEST_STREETS_H

#include "build.h"
#include "cache.h"
#include "snap.h"
#include "test.h"

typedef struct Value
{
	uint8_t *data;
	size_t size;
} Value;

/* A way open both ways, flat, with doors or without as its kind has. */
extern WsWay way_of(WsKind kind);

extern void add_street(WsStreets *streets, int64_t id, WsWay way, const WsPoint *points,
					   uint32_t n);
/* One more part of the last street. */
extern void add_part(WsStreets *streets, const WsPoint *points, uint32_t n);

/* A straight street between points given as x0, y0, x1, y1. */
extern void add_line(WsStreets *streets, int64_t id, WsWay way, int32_t x0, int32_t y0, int32_t x1,
					 int32_t y1);

/* The same rows in another order. */
extern WsStreets shuffled_streets(Rng *rng, const WsStreets *streets);

extern Value build(const WsStreets *streets);

/* The graph of a value; fails as the core does. */
extern void open_value(WsGraph *graph, WsCache *cache, const Value *value);

/* The default walker, and others that bring every rule to bear. */
extern WsWalker adult(void);
extern WsWalker hiker(void); /* Tobler's slopes */
extern WsWalker wheelchair(void); /* no steps, gentle grades, waits */
extern WsWalker anyone(Rng *rng);

/* Where random streets lie: vertices on a lattice, so that many coincide. */
typedef struct Lattice
{
	WsPoint corner;
	int32_t dx, dy; /* units between neighbours */
	uint32_t size;
} Lattice;

extern Lattice random_lattice(Rng *rng, uint32_t size);
extern WsPoint random_door(Rng *rng, const Lattice *lattice);

/* 5 to 40 streets of every kind and shape, and a few barriers. */
extern void random_streets(Rng *rng, const Lattice *lattice, WsStreets *streets);
extern void add_random_street(Rng *rng, const Lattice *lattice, int64_t id, WsStreets *streets);

/* A crooked grid of size x size nodes, with a few barriers. */
extern void random_city(Rng *rng, Lattice *lattice, uint32_t size, WsStreets *streets);

#endif
