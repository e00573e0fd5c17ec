/*
 * reached.c - what a search reached, on a lattice.
 *
 * The reached pieces of street become stretches on a lattice that is anchored at the
 * first door that snapped, in a plane with the scale of its latitude, each end
 * with the leg that the rest of the budget allows off the street.
 *
 * Where a street is never faster than the walk beside it, no wall is near and the
 * walker may leave the street everywhere, legs that are shorter than the longest
 * add nothing: whoever can take one of them at the end of a walk was, as much
 * earlier as it is shorter, within the longest leg of the same place (by the
 * triangle inequality). So such streets need not be looked at beyond the budget
 * less the longest leg, but near walls and streets that cannot be left: they are
 * `implied`.
 */
#include "reached.h"

#include <math.h>

#include "area.h"

typedef struct Collect
{
	const WsEnv *env;
	const WsSense *sense;
	WsFrame frame;
	double budget;
	double full_budget; /* what leaves the longest leg */
	double leg_per_cost; /* cells off the street for a second or metre */
	double leg; /* the longest */
	double radius; /* of that */
	bool plain; /* no street is faster than the walk beside it */
	bool closed; /* some street cannot be left */
	double box[4]; /* of the stretches */
	WsStretch *stretches;
	size_t n, capacity;
} Collect;

static inline WsStretch *
add_stretch(Collect *c)
{
	if (c->n == c->capacity)
		c->stretches = ws_grow(c->env, c->stretches, &c->capacity, c->n + 1, sizeof(WsStretch));
	return &c->stretches[c->n++];
}

/* An edge that is reached everywhere with the longest leg left. */
static void
add_whole(void *context, const WsTile *tile, uint32_t edge)
{
	Collect *c = context;
	const WsPoint *v = tile->lines.vertices + tile->lines.start[edge];
	uint32_t segments = tile->lines.start[edge + 1] - tile->lines.start[edge] - 1;
	bool closed = tile->edges[edge].way.no_doors;
	double radius = closed ? WS_AREA_LEAST : c->radius;
	double x = ws_frame_place_x(&c->frame, v->x), y = ws_frame_place_y(&c->frame, v->y);

	c->closed |= closed;
	ws_lattice_box_add(c->box, x, y);
	for (uint32_t i = 1; i <= segments; i++)
	{
		double bx = ws_frame_place_x(&c->frame, v[i].x), by = ws_frame_place_y(&c->frame, v[i].y);

		*add_stretch(c) = (WsStretch){x, y, bx, by, 0, 1, radius, radius, closed, false};
		x = bx;
		y = by;
		ws_lattice_box_add(c->box, x, y);
	}
}

/* A straight line that is walked at an even pace, or cannot be left. */
typedef struct Walked
{
	double ax, ay, bx, by;
	bool doors;
} Walked;

static double
leg_radius(const Collect *c, double leg)
{
	return leg >= c->leg ? c->radius : fmax(leg, WS_AREA_LEAST);
}

/* The part of it between two places, with the legs that are left there. */
static void
add_part(Collect *c, const Walked *w, double from, double to, double leg_from, double leg_to)
{
	bool full = leg_from >= c->leg && leg_to >= c->leg;
	WsStretch *s;

	/* The radius is linear on either side of where the leg is the longest, or the least. */
	for (int i = 0; w->doors && i < 2; i++)
	{
		double leg = i == 0 ? c->leg : fmin(WS_AREA_LEAST, c->leg);

		if ((leg_from < leg) != (leg_to < leg) && leg_from != leg && leg_to != leg)
		{
			double at = from + (leg - leg_from) / (leg_to - leg_from) * (to - from);

			add_part(c, w, from, at, leg_from, leg);
			add_part(c, w, at, to, leg, leg_to);
			return;
		}
	}
	s = add_stretch(c);
	*s = (WsStretch){.ax = w->ax, .ay = w->ay, .bx = w->bx, .by = w->by, .from = from, .to = to};
	s->ra = w->doors ? leg_radius(c, leg_from) : WS_AREA_LEAST;
	s->rb = w->doors ? leg_radius(c, leg_to) : WS_AREA_LEAST;
	s->closed = !w->doors;
	s->implied = c->plain && w->doors && !full;
	c->closed |= s->closed;
}

/* A piece of street, with the legs that are left at its ends. */
typedef struct Piece
{
	Collect *collect;
	bool doors;
	double from_leg, to_leg;
} Piece;

static void
add_segment(void *context, const WsPart *part)
{
	const Piece *p = context;
	Collect *c = p->collect;
	Walked w = {ws_frame_place_x(&c->frame, part->a.x), ws_frame_place_y(&c->frame, part->a.y),
				ws_frame_place_x(&c->frame, part->b.x), ws_frame_place_y(&c->frame, part->b.y),
				p->doors};

	ws_lattice_box_add(c->box, w.ax, w.ay);
	ws_lattice_box_add(c->box, w.bx, w.by);
	add_part(c, &w, part->from, part->to, p->from_leg + part->first * (p->to_leg - p->from_leg),
			 p->from_leg + part->last * (p->to_leg - p->from_leg));
}

static void
add_piece(void *context, const WsPiece *piece)
{
	Collect *c = context;
	bool by_time = c->sense->metric == WS_BY_TIME;
	double from_cost = by_time ? piece->from_seconds : piece->from_metres;
	double to_cost = by_time ? piece->to_seconds : piece->to_metres;
	Piece p = {c, !piece->edge->way.no_doors, (c->budget - from_cost) * c->leg_per_cost,
			   (c->budget - to_cost) * c->leg_per_cost};

	ws_piece_parts(piece, (WsScale){c->frame.x, c->frame.y}, add_segment, &p);
}

/* The leg from a door to its street, as far as the budget goes. */
static void
add_door(Collect *c, WsPoint door, const WsSnap *snap)
{
	Walked w = {ws_frame_place_x(&c->frame, door.x), ws_frame_place_y(&c->frame, door.y),
				ws_frame_place_x(&c->frame, snap->x), ws_frame_place_y(&c->frame, snap->y), true};
	WsCost leg = ws_leg_cost(&c->sense->walker, c->sense->metric, snap->metres);
	double cost = c->sense->metric == WS_BY_TIME ? ws_cost_seconds(WS_BY_TIME, leg)
												 : ws_cost_metres(WS_BY_DISTANCE, leg);
	double to = cost > c->budget ? c->budget / cost : 1;

	ws_lattice_box_add(c->box, w.ax, w.ay);
	ws_lattice_box_add(c->box, w.bx, w.by);
	/* At the door itself the longest leg is left. */
	add_part(c, &w, 0, 0, c->leg, c->leg);
	add_part(c, &w, 0, to, c->budget * c->leg_per_cost, (c->budget - to * cost) * c->leg_per_cost);
}

typedef struct Doors
{
	const WsPoint *points;
	const WsSnap *snaps;
	size_t n;
} Doors;

static void
collect(Collect *c, const WsSearch *search, WsGraph *graph, const Doors *doors, double budget)
{
	WsMetric metric = c->sense->metric;
	WsReachVisitor visitor = {add_piece, add_whole, ws_budget_limit(metric, c->full_budget), c};

	c->n = 0;
	c->closed = false;
	c->box[0] = c->box[1] = INFINITY;
	c->box[2] = c->box[3] = -INFINITY;
	for (size_t i = 0; i < doors->n; i++)
		if (doors->snaps[i].problem == WS_SNAP_OK)
			add_door(c, doors->points[i], &doors->snaps[i]);
	ws_reach(search, graph, c->sense, ws_budget_limit(metric, budget), doors->snaps, doors->n,
			 &visitor);
}

/* Whether no street is faster than the walk beside it. */
static bool
is_plain(const WsSense *sense)
{
	const WsWalker *w = &sense->walker;
	double off_street = w->off_street_factor / w->speed_mps;

	return sense->metric == WS_BY_DISTANCE ||
		   (!w->tobler && w->off_street_factor <= 1 && w->steps_up_s_per_m >= off_street &&
			w->steps_down_s_per_m >= off_street);
}

void
ws_reached(const WsEnv *env, const WsSearch *search, WsGraph *graph, const WsSense *sense,
		   double budget, const WsPoint *doors, const WsSnap *snaps, size_t n,
		   const WsDrawing *drawing, WsReached *reached)
{
	const WsWalker *walker = &sense->walker;
	Collect c = {.env = env, .sense = sense, .budget = budget, .plain = is_plain(sense)};
	Doors all = {doors, snaps, n};
	size_t first = 0;

	*reached = (WsReached){0};
	while (first < n && snaps[first].problem != WS_SNAP_OK)
		first++;
	if (first == n)
		return;
	c.frame = ws_frame_at(doors[first], drawing->cell);
	c.leg_per_cost = sense->metric == WS_BY_DISTANCE
						 ? 1 / drawing->cell
						 : walker->speed_mps / walker->off_street_factor / drawing->cell;
	c.leg = fmin(drawing->buffer / drawing->cell, budget * c.leg_per_cost);
	c.full_budget = fmax(budget - c.leg / c.leg_per_cost, 0);
	/* Elsewhere than in plain ones, streets have bands of their own. */
	c.radius = c.plain ? ws_area_radius(c.leg) : fmax(c.leg, WS_AREA_LEAST);

	/* What is implied everywhere need not be collected. */
	if (c.plain && graph->header.n_barriers == 0)
		collect(&c, search, graph, &all, c.full_budget);
	if (c.n == 0 || c.closed)
		collect(&c, search, graph, &all, budget);

	reached->frame = c.frame;
	reached->stretches = c.stretches;
	reached->n = c.n;
	reached->radius = c.radius;
	reached->lattice = ws_lattice_around(env, c.box, ws_area_margin(c.radius), drawing->cell);
	reached->tolerance = WS_STREET_TOLERANCE_M / drawing->cell;
	reached->walls = ws_frame_walls(&reached->frame, graph, &reached->lattice, &reached->n_walls);
}

void
ws_reached_free(const WsEnv *env, WsReached *reached)
{
	ws_free(env, reached->stretches);
	ws_free(env, reached->walls);
}
