/*
 * forge.h - values damaged, and signed anew.
 */
#ifndef WALKSHED_TEST_FORGE_H
#define WALKSHED_TEST_FORGE_H

#include "streets.h"

/* Where things are in the head of a value, see network.h and points.h. */
#define DIGEST_AT 8
#define SRID_AT 24
#define TILES_AT 40
#define SIZE_AT 44

/* With some room to grow. */
extern Value copy_of(const Value *value);
extern bool same_value(const Value *a, const Value *b);

/* For test_failure(), with a Value. */
extern void check_network(void *context);
extern void check_points(void *context);

/* Whether a check refuses the value as damaged, and says what to do. */
extern bool refused(void (*check)(void *), Value *value);

/* A change between two offsets as a disk, a wire or a fool makes it. */
extern void mutate(Rng *rng, Value *value, size_t from, size_t to);

/*
 * Makes a tile's boxes in its directory entry those of its lines, so that a
 * change of coordinates is not refused for its box alone.
 */
extern void fit_boxes(const uint8_t *tile, size_t size, uint8_t *entry);

/* Checksum and hash of each tile and the digest of the head; the same for points. */
extern void sign_network(Value *value);
extern void sign_points(Value *value);

#endif
