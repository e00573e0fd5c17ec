/* frame.c - the barriers in the plane of a lattice, see frame.h. */
#include "frame.h"

#include "runs.h"

typedef struct Walls
{
	const WsEnv *env;
	const WsFrame *frame;
	const WsLattice *lattice;
	WsWall *walls;
	size_t n, capacity;
} Walls;

static bool
add_walls(void *context, const WsTile *tile, const WsRun *run)
{
	Walls *w = context;
	const WsPoint *v = tile->barriers.vertices + run->first;
	double x = ws_frame_place_x(w->frame, v->x) - w->lattice->left;
	double y = ws_frame_place_y(w->frame, v->y) - w->lattice->bottom;

	w->walls = ws_grow(w->env, w->walls, &w->capacity, w->n + run->segments, sizeof(WsWall));
	for (uint32_t i = 1; i <= run->segments; i++)
	{
		double bx = ws_frame_place_x(w->frame, v[i].x) - w->lattice->left;
		double by = ws_frame_place_y(w->frame, v[i].y) - w->lattice->bottom;

		w->walls[w->n++] = (WsWall){x, y, bx, by};
		x = bx;
		y = by;
	}
	return false;
}

static WsBox
box_of(const WsFrame *frame, const WsLattice *lattice)
{
	double east = lattice->left + ws_lattice_stride(lattice);
	double north = lattice->bottom + lattice->rows;

	return (WsBox){ws_clamped(ws_frame_lon(frame, lattice->left)),
				   ws_clamped(ws_frame_lat(frame, lattice->bottom)),
				   ws_clamped(ws_frame_lon(frame, east)), ws_clamped(ws_frame_lat(frame, north))};
}

WsWall *
ws_frame_walls(const WsFrame *frame, WsGraph *graph, const WsLattice *lattice, size_t *n)
{
	Walls walls = {.env = lattice->env, .frame = frame, .lattice = lattice};
	WsBox box = box_of(frame, lattice);

	if (graph->header.n_barriers > 0)
		ws_each_run(graph, WS_BARRIERS, &box, add_walls, &walls);
	*n = walls.n;
	return walls.walls;
}
