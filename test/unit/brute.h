/*
 * brute.h - the area around what is reached, point by point and street by street,
 * as far as the definition decides.
 *
 * Without walls: R is the radius at a place of a street, the field at a point the
 * least of |x - p| - R of all places p. A point is inside where that is negative.
 * On a link from a point inside (field -a) to one outside (field b) the area goes
 * as far as the line from -a to b is negative, at least a; farther than a only
 * where the other end is within the radius and 1.4143 of a mark, see below.
 *
 * With walls, a place counts for a point in its sight only: to which a straight
 * chain of links leads that no wall cuts, from the point next to the sample before the
 * place or after it (in cells that a wall passes, next to it on its side of the wall),
 * the start at most the street's radius and 1.4143 away. Corners of
 * cells that a street shares with a wall may be inside too. The area ends where a wall
 * crosses a link.
 *
 * Fields are known to SLACK only, and where a wall merely touches a leg both
 * verdicts will do: so of all there are two bounds.
 */
#ifndef WALKSHED_TEST_BRUTE_H
#define WALKSHED_TEST_BRUTE_H

#include "scene.h"

#define SLACK 1e-5

/* Of one lattice point: the field, surely at most and at least, and whether it is known to be. */
typedef struct Level
{
	double most, least;
	bool seen; /* surely in sight */
	bool perhaps; /* perhaps so */
	bool shared; /* perhaps the corner of a cell with a street and a wall */
} Level;

typedef struct Field
{
	const WsReached *reached;
	WsWalls walls; /* if there are any */
	Level *levels;
} Field;

extern Field field_of(const WsReached *reached);
extern void field_free(Field *field);

/* Whether a point is inside. */
extern Verdict field_inside(const Field *field, size_t point);

/* The least and the most that the area goes along a link from a point inside, in cells. */
extern void field_extent(const Field *field, size_t point, WsDirection out, double *least,
						 double *most);

/* |x - p| - R of the nearest place of a stretch by that measure, and that place. */
extern double field_at(const WsStretch *s, double x, double y, double *px, double *py);

#endif
