/*
 * scene.h - streets by chance as they lie on a lattice, with costs, and walls
 * between them: what is reached of them within a budget.
 */
#ifndef WALKSHED_TEST_SCENE_H
#define WALKSHED_TEST_SCENE_H

#include "barriers.h"
#include "area.h"

#define MOST_STREETS 40
#define MOST_SCENE_WALLS 80
#define SCENE_TOLERANCE 0.005

/* Walked at an even pace from one fraction of it to another. A leg costs 1 a cell. */
typedef struct SceneStreet
{
	double ax, ay, bx, by;
	double enter, leave;
	double cost; /* where it is entered */
	double pace; /* the cost of a cell */
	bool doors;
} SceneStreet;

typedef struct Scene
{
	SceneStreet streets[MOST_STREETS];
	size_t n;
	WsWall walls[MOST_SCENE_WALLS]; /* in cells from the origin */
	size_t n_walls;
	double buffer;
} Scene;

/* Coordinates are on the grid. */
extern Scene random_scene(Rng *rng, bool plain, bool walled);
extern void add_wall(Scene *scene, double ax, double ay, double bx, double by);

/* By whole cells. */
extern Scene shifted_scene(const Scene *scene, double x, double y);
extern void shuffle_streets(Rng *rng, Scene *scene);

extern WsReached scene_reached(const Scene *scene, double budget);

/* What is reached of the scene, and the area around it. */
typedef struct View
{
	WsReached reached;
	WsArea area;
} View;

extern View view(const Scene *scene, double budget);

/* A point of one lattice in another one; SIZE_MAX: beyond it, or at its border. */
extern size_t point_in(const WsLattice *from, size_t point, const WsLattice *to);

/* Points, and ends of links by more than some steps, that are in the first area only. */
extern size_t lost(const WsArea *smaller, const WsArea *larger, uint16_t steps);

#endif
