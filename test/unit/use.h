/*
 * use.h - all that is asked of a network and a point set, for those that damage
 * them, or take away the memory meanwhile.
 */
#ifndef WALKSHED_TEST_USE_H
#define WALKSHED_TEST_USE_H

#include "forge.h"

#define USE_DOORS 4

typedef struct Use
{
	Value network, points;
	WsCache *cache; /* NULL: one for the call */
	Rng rng; /* who walks, and how */
	uint64_t seed; /* of rng, for who begins anew */
	WsPoint doors[USE_DOORS];
	bool drawn; /* the catchment and the surface too */
	size_t answers; /* rows and pieces, so that all of it is used */
	double sum;
} Use;

/* For test_failure(), with a Use; no check of the values comes before. */
extern void use_network(void *context);

/* Decodes it to rows, builds it again with a line more, and checks that. */
extern void edit_network(void *context);

/* Decodes it, reads all of it, and builds it again. For test_failure(), with a Value. */
extern void use_points(void *context);

#endif
