/*
 * compare.h - the core's answers against the oracle's.
 *
 * Each asks one question of a town, at doors and with a budget by chance, and
 * checks the whole answer.
 */
#ifndef WALKSHED_TEST_COMPARE_H
#define WALKSHED_TEST_COMPARE_H

#include "town.h"

/*
 * A time is within this of the exact one, in seconds, or a distance in metres:
 * a fifth of what is promised.
 */
#define EXACT 0.02

/* What the questions met with, so that none is empty. */
typedef struct Met
{
	size_t snaps, unclear, unsnapped, behind_barriers;
	size_t labels, unreached;
	size_t samples, reached, pieces;
	size_t rows, problems, ties;
	size_t pairs;
	size_t walks, none;
} Met;

extern Met met;

extern WsSense sense_of(const Town *town, Search search);

/* Labels of all nodes, and the reached pieces of all edges. */
extern void check_search(Town *town, Rng *rng, const Lattice *lattice, Search search);

/* Cost and line of the walk between some doors. */
extern void check_walk(Town *town, Rng *rng, const Lattice *lattice, Search search);

/*
 * The nearest places of some origins under every tag, all pairs within a
 * budget, and the sums over them.
 */
extern void check_nearest(Town *town, Rng *rng, const Lattice *lattice, bool by_distance,
						  uint32_t n_origins, uint32_t n_places);

#endif
