/*
 * field.c - what it costs to be at the points of a lattice.
 *
 * Definition. The cost at a point x is the least, over all reached places p(s) of
 * streets that are no farther from x than the longest leg and in sight of it, of
 *
 *		cost(s) + pace |x - p(s)|
 *
 * where cost(s) is that of the walk to p(s). The point is reached where that is
 * within the budget. Unlike the area of area.c nothing is inflated, and the cost
 * at a point does not depend on the budget: a smaller one only reaches fewer points.
 *
 * Along a straight segment cost(s) is linear, so that the sum is convex in s: it is
 * least where the leg meets the street at an angle whose cosine is the slope of cost(s)
 * over the pace, or at the end of the segment, or of the longest leg, that is nearer
 * to this. Where the street is no faster than the walk beside it, that is always
 * an end. Each segment is stamped on all points around it, in whole blocks of eight,
 * which the compiler makes vectors of; single precision is a few centimetres' walk.
 *
 * Walls are stamped first: how far each point is from the nearest. A leg that is shorter
 * than the clearance at its ends together crosses none, which most need no further
 * look to know. For what is left, a segment is stamped again in pieces between samples at
 * most a cell apart in x and y, whose places depend on the street alone. A leg
 * begins where the cost is least, or else at an end of the piece, and is held against
 * the walls. So the cost there is always that of a walk which can be walked; what only
 * places between the samples see, through a narrow gap, is missed.
 *
 * Streets that cannot be left count for the points that they pass, within WS_AREA_LEAST.
 *
 * Linear in segments times points within the leg. Memory: eight bytes a lattice
 * point, near walls eight more and those of walls.c; a WsTrack for each segment.
 */
#include "field.h"

#include <math.h>

#include "area.h"

/* A slope this near to the pace is the pace. */
#define STEEP (1 - 1e-6)

/* Points that are weighed at once. */
#define BLOCK 8

/* Points, and of legs that may be hidden a hundredth of that, between two looks at interrupts. */
#define WORK (1 << 16)

/* Part of a track as it is stamped; it does not go south. Lengths in cells. */
typedef struct Capsule
{
	double ax, ay, bx, by; /* from the first lattice point */
	float ux, uy, length; /* the unit vector along it */
	float leg;
	float shift,
		jump; /* where the cost is least: from the projection, per distance from the street, and at all */
	float cost, cost_slope, pace;
	float other, other_slope, other_pace;
	double radius; /* what may be reached of the leg */
	double eastward; /* x per row, along it */
	bool turned; /* it begins where the part ends */
	bool last; /* the part is the track's last */
} Capsule;

typedef struct Stamp
{
	const WsTracks *tracks;
	const WsLattice *lattice;
	WsField *field;
	const WsWalls *walls; /* NULL: none */
	uint32_t hint; /* of ws_walls_hide() */
	float *clearance; /* from a point to the nearest wall within the longest leg */
	uint32_t work;
} Stamp;

/* Points of a row; none if first > last. */
typedef struct Span
{
	int64_t first, last;
} Span;

double
ws_field_margin(double leg)
{
	return leg + 2;
}

static void
pace_work(Stamp *s, uint32_t work)
{
	s->work += work;
	if (s->work >= WORK)
	{
		ws_interrupt(s->lattice->env);
		s->work = 0;
	}
}

static double
mix(const double ends[2], double share)
{
	return ends[0] + share * (ends[1] - ends[0]);
}

/* The part of a track from one share of the segment to another. */
static Capsule
make_capsule(const Stamp *s, const WsTrack *t, double from, double to)
{
	double part = t->to - t->from, left = s->lattice->left, bottom = s->lattice->bottom;
	double share[2] = {part > 0 ? (from - t->from) / part : 0,
					   part > 0 ? (to - t->from) / part : 1};
	double cost[2] = {mix(t->cost, share[0]), mix(t->cost, share[1])};
	double other[2] = {mix(t->other, share[0]), mix(t->other, share[1])};
	double x[2] = {t->ax + from * (t->bx - t->ax) - left, t->ax + to * (t->bx - t->ax) - left};
	double y[2] = {t->ay + from * (t->by - t->ay) - bottom, t->ay + to * (t->by - t->ay) - bottom};
	int a = y[1] < y[0], b = !a;
	double dx = x[b] - x[a], dy = y[b] - y[a], length = sqrt(dx * dx + dy * dy), ratio;
	double least = cost[0] < cost[1] ? cost[0] : cost[1];
	Capsule c = {
		.ax = x[a], .ay = y[a], .bx = x[b], .by = y[b], .ux = 1, .turned = a, .last = to == t->to};

	c.leg = (float) t->leg;
	c.pace = (float) s->tracks->pace;
	c.other_pace = (float) s->tracks->other_pace;
	c.radius = fmin(t->leg, fmax(s->tracks->budget - least, 0) / s->tracks->pace);
	if (length == 0)
	{
		c.cost = (float) least;
		c.other = (float) other[cost[1] < cost[0]];
		return c;
	}
	c.ux = (float) (dx / length);
	c.uy = (float) (dy / length);
	c.length = (float) length;
	c.eastward = dy > 0 ? dx / dy : 0;
	c.cost = (float) cost[a];
	c.other = (float) other[a];
	c.cost_slope = (float) ((cost[b] - cost[a]) / length);
	c.other_slope = (float) ((other[b] - other[a]) / length);
	ratio = (cost[b] - cost[a]) / length / s->tracks->pace;
	if (fabs(ratio) < STEEP)
		c.shift = (float) (-ratio / sqrt(1 - ratio * ratio));
	else
		c.jump = ratio > 0 ? -INFINITY : INFINITY;
	return c;
}

/*
 * Where a row, y north of the start of a capsule, enters (side -1) or leaves (side 1)
 * all that is within its radius, as x east of its start: on the disc round the start,
 * on the straight side, or on the other disc.
 */
static double
chord_end(const Capsule *c, double y, int side)
{
	double rise = c->by - c->ay;
	double from = -side * c->radius * c->ux, to = from + rise;
	double dy = y < from ? y : y - rise;

	if (y >= from && y <= to)
		return side * c->radius * c->uy + (y - from) * c->eastward;
	return (y < from ? 0 : c->bx - c->ax) + side * sqrt(fmax(c->radius * c->radius - dy * dy, 0));
}

/* The rows of the lattice that come within the radius, and the points of one of them. */
static Span
rows_of(const Stamp *s, const Capsule *c)
{
	return (Span){(int64_t) fmax(ceil(c->ay - c->radius), 0),
				  (int64_t) fmin(floor(c->by + c->radius), s->lattice->rows - 1.0)};
}

static Span
points_of(const Stamp *s, const Capsule *c, int64_t row)
{
	double y = (double) row - c->ay;

	return (Span){
		(int64_t) fmax(ceil(c->ax + chord_end(c, y, -1)), 0),
		(int64_t) fmin(floor(c->ax + chord_end(c, y, 1)), ws_lattice_stride(s->lattice) - 1.0)};
}

/* The span in whole blocks, which do not leave the row: where they begin, and how many. */
static int64_t
blocks_of(const Stamp *s, Span span, uint32_t *n)
{
	int64_t latest;

	*n = (uint32_t) (span.last - span.first) / BLOCK + 1;
	latest = (int64_t) ws_lattice_stride(s->lattice) - BLOCK * (int64_t) *n;
	return span.first < latest ? span.first : latest;
}

/* From where, along a capsule, one goes to x east and y north of its start, and so on. */
typedef struct Leave
{
	float at, distance, cost, other;
} Leave;

static inline Leave
weigh(const Capsule *c, float x, float y)
{
	float along = x * c->ux + y * c->uy, beside = fabsf(x * c->uy - y * c->ux);
	float square = c->leg * c->leg - beside * beside;
	float half = sqrtf(square > 0 ? square : 0);
	float low = along - half > 0 ? along - half : 0;
	float high = along + half < c->length ? along + half : c->length;
	float at = along + beside * c->shift + c->jump, off;
	Leave leave;

	at = at < high ? at : high;
	leave.at = at > low ? at : low;
	off = along - leave.at;
	leave.distance = sqrtf(off * off + beside * beside);
	leave.cost = c->cost + c->cost_slope * leave.at + c->pace * leave.distance;
	leave.cost = square >= 0 ? leave.cost : INFINITY;
	leave.cost = low <= high ? leave.cost : INFINITY;
	leave.other = c->other + c->other_slope * leave.at + c->other_pace * leave.distance;
	return leave;
}

WS_VECTORIZED static void
stamp_blocks(const Capsule *c, float x, float y, uint32_t n, float *restrict cost,
			 float *restrict other)
{
	const Capsule own = *c; /* which nothing written to is part of */

	for (uint32_t block = 0; block < n; block++, x += BLOCK, cost += BLOCK, other += BLOCK)
		for (int k = 0; k < BLOCK; k++)
		{
			Leave leave = weigh(&own, x + (float) k, y);
			bool better = leave.cost < cost[k];

			cost[k] = better ? leave.cost : cost[k];
			other[k] = better ? leave.other : other[k];
		}
}

/* Where no leg can meet a wall; whether there are points where it is not so. */
WS_VECTORIZED static bool
stamp_clear(const Capsule *c, float x, float y, uint32_t n, float clearance,
			const float *restrict clear, float *restrict cost, float *restrict other)
{
	const Capsule own = *c;
	int left = 0;

	for (uint32_t block = 0; block < n;
		 block++, x += BLOCK, clear += BLOCK, cost += BLOCK, other += BLOCK)
		for (int k = 0; k < BLOCK; k++)
		{
			Leave leave = weigh(&own, x + (float) k, y);
			int better = leave.cost < cost[k];
			int open = better & (leave.distance < clearance + clear[k]);

			cost[k] = open ? leave.cost : cost[k];
			other[k] = open ? leave.other : other[k];
			left |= better ^ open;
		}
	return left;
}

WS_VECTORIZED static void
weigh_block(const Capsule *c, float x, float y, float *restrict cost, float *restrict other,
			float *restrict distance, float *restrict at)
{
	const Capsule own = *c;

	for (int k = 0; k < BLOCK; k++)
	{
		Leave leave = weigh(&own, x + (float) k, y);

		cost[k] = leave.cost;
		other[k] = leave.other;
		distance[k] = leave.distance;
		at[k] = leave.at;
	}
}

/* How far points are from a wall. */
WS_VECTORIZED static void
stamp_distance(const Capsule *c, float x, float y, uint32_t n, float *restrict clear)
{
	const Capsule own = *c;

	for (uint32_t block = 0; block < n; block++, x += BLOCK, clear += BLOCK)
		for (int k = 0; k < BLOCK; k++)
		{
			float along = (x + (float) k) * own.ux + y * own.uy;
			float beside = (x + (float) k) * own.uy - y * own.ux;
			float below = along < 0 ? along : 0, above = along - own.length;
			float off = above > 0 ? above : below;
			float distance = sqrtf(off * off + beside * beside);

			clear[k] = distance < clear[k] ? distance : clear[k];
		}
}

static void
stamp_wall(Stamp *s, const WsWall *wall, double radius)
{
	bool south = wall->by < wall->ay;
	double x[2] = {wall->ax, wall->bx}, y[2] = {wall->ay, wall->by};
	Capsule c = {x[south], y[south], x[!south], y[!south], .ux = 1, .radius = radius};
	double dx = c.bx - c.ax, dy = c.by - c.ay, length = sqrt(dx * dx + dy * dy);
	Span rows = rows_of(s, &c);

	if (length > 0)
	{
		c.ux = (float) (dx / length);
		c.uy = (float) (dy / length);
		c.length = (float) length;
		c.eastward = dy > 0 ? dx / dy : 0;
	}
	for (int64_t row = rows.first; row <= rows.last; row++)
	{
		Span span = points_of(s, &c, row);
		uint32_t n;
		int64_t column;

		if (span.first > span.last)
			continue;
		column = blocks_of(s, span, &n);
		pace_work(s, n * BLOCK);
		stamp_distance(&c, (float) ((double) column - c.ax), (float) ((double) row - c.ay), n,
					   s->clearance + row * ws_lattice_stride(s->lattice) + column);
	}
}

static bool
is_hidden(Stamp *s, const Capsule *c, float at, uint32_t x, uint32_t y)
{
	double from_x = c->ax + at * c->ux, from_y = c->ay + at * c->uy;

	pace_work(s, 100 + (uint32_t) (fabs(from_x - x) + fabs(from_y - y)));
	return ws_walls_hide(s->walls, from_x, from_y, x, y, &s->hint);
}

/* Leaves the street at a given place for a point that a wall may hide. */
static void
leave_at(Stamp *s, const Capsule *c, float at, uint32_t x, uint32_t y)
{
	size_t point = (size_t) y * ws_lattice_stride(s->lattice) + x;
	double off_x = x - (c->ax + at * c->ux), off_y = y - (c->ay + at * c->uy);
	float distance = (float) sqrt(off_x * off_x + off_y * off_y);
	float cost = c->cost + c->cost_slope * at + c->pace * distance;

	if (!(distance <= c->leg && cost < s->field->cost[point]) || is_hidden(s, c, at, x, y))
		return;
	s->field->cost[point] = cost;
	s->field->other[point] = c->other + c->other_slope * at + c->other_pace * distance;
}

/* Some points of a row, of a piece near walls. The end of a piece is the start of the next. */
static void
stamp_in_sight(Stamp *s, const Capsule *c, float clearance, int64_t row, int64_t column, uint32_t n)
{
	float cost[BLOCK], other[BLOCK], distance[BLOCK], at[BLOCK];
	float start = c->turned ? c->length : 0, end = c->length - start;

	for (uint32_t block = 0; block < n; block++, column += BLOCK)
	{
		size_t point = (size_t) row * ws_lattice_stride(s->lattice) + (size_t) column;
		float *least = s->field->cost + point;

		weigh_block(c, (float) ((double) column - c->ax), (float) ((double) row - c->ay), cost,
					other, distance, at);
		for (uint32_t k = 0; k < BLOCK; k++)
		{
			uint32_t x = (uint32_t) column + k, y = (uint32_t) row;

			if (!(cost[k] < least[k]))
				continue;
			if (distance[k] >= clearance + s->clearance[point + k] && is_hidden(s, c, at[k], x, y))
			{
				if (at[k] != start)
					leave_at(s, c, start, x, y);
				if (at[k] != end && c->last)
					leave_at(s, c, end, x, y);
				continue;
			}
			least[k] = cost[k];
			s->field->other[point + k] = other[k];
		}
	}
}

/* Some rows of a capsule in one of three ways; those that the second leaves points in. */
typedef enum Way
{
	OPEN, /* no wall is near */
	CLEAR, /* points where no leg can meet a wall */
	IN_SIGHT /* all points */
} Way;

static Span
stamp(Stamp *s, const Capsule *c, Way way, float clearance, Span rows)
{
	Span left = {INT64_MAX, -1}, own = rows_of(s, c);

	rows.first = rows.first > own.first ? rows.first : own.first;
	rows.last = rows.last < own.last ? rows.last : own.last;
	for (int64_t row = rows.first; row <= rows.last; row++)
	{
		Span span = points_of(s, c, row);
		int64_t column, point;
		uint32_t n;
		float x, y;

		if (span.first > span.last)
			continue;
		column = blocks_of(s, span, &n);
		point = row * ws_lattice_stride(s->lattice) + column;
		x = (float) ((double) column - c->ax);
		y = (float) ((double) row - c->ay);
		pace_work(s, n * BLOCK);
		if (way == OPEN)
			stamp_blocks(c, x, y, n, s->field->cost + point, s->field->other + point);
		else if (way == IN_SIGHT)
			stamp_in_sight(s, c, clearance, row, column, n);
		else if (stamp_clear(c, x, y, n, clearance, s->clearance + point, s->field->cost + point,
							 s->field->other + point))
		{
			left.first = row < left.first ? row : left.first;
			left.last = row;
		}
	}
	return left;
}

/* How far a place is from the nearest wall, at least. */
static double
clearance_at(const Stamp *s, double x, double y)
{
	uint32_t column = (uint32_t) (x + 0.5), row = (uint32_t) (y + 0.5);
	double dx = x - column, dy = y - row;
	size_t point = (size_t) row * ws_lattice_stride(s->lattice) + column;

	return fmax(s->clearance[point] - sqrt(dx * dx + dy * dy), 0);
}

/* The same for all of a piece that is no longer than the samples are apart. */
static float
clearance_of(const Stamp *s, const Capsule *c)
{
	double a = clearance_at(s, c->ax, c->ay), b = clearance_at(s, c->bx, c->by);

	return (float) fmax((a + b - c->length) / 2, 0);
}

static void
stamp_track(Stamp *s, const WsTrack *t)
{
	const Span all = {0, INT64_MAX};
	double parts = ws_lattice_parts(t->bx - t->ax, t->by - t->ay), first = floor(t->from * parts);
	Capsule whole = make_capsule(s, t, t->from, t->to), c;
	float clearance = INFINITY;
	Span left;

	if (!s->walls)
	{
		stamp(s, &whole, OPEN, 0, all);
		return;
	}
	for (double k = first; k == first || k < t->to * parts; k++)
	{
		c = make_capsule(s, t, fmax(k / parts, t->from), fmin((k + 1) / parts, t->to));
		clearance = fminf(clearance, clearance_of(s, &c));
	}
	left = stamp(s, &whole, clearance > whole.leg ? OPEN : CLEAR, clearance, all);
	for (double k = first; left.first <= left.last && (k == first || k < t->to * parts); k++)
	{
		c = make_capsule(s, t, fmax(k / parts, t->from), fmin((k + 1) / parts, t->to));
		stamp(s, &c, IN_SIGHT, clearance_of(s, &c), left);
	}
}

/* Finds the walls' clearance. */
static void
clear_walls(Stamp *s)
{
	size_t points = ws_lattice_words(s->lattice) * 64;
	double leg = 0;

	s->clearance = ws_alloc(s->lattice->env, points * sizeof(float));
	for (size_t i = 0; i < s->tracks->n; i++)
		leg = fmax(leg, s->tracks->tracks[i].leg);
	for (size_t i = 0; i < points; i++)
		s->clearance[i] = INFINITY;
	for (size_t i = 0; i < s->tracks->n_walls; i++)
	{
		pace_work(s, 100);
		stamp_wall(s, &s->tracks->walls[i], leg);
	}
}

void
ws_field_stamp(const WsTracks *tracks, WsField *field)
{
	const WsLattice *lattice = &tracks->lattice;
	size_t points = ws_lattice_words(lattice) * 64;
	Stamp s = {.tracks = tracks, .lattice = lattice, .field = field};
	WsWalls walls;
	float beyond;

	field->lattice = *lattice;
	field->limit = (float) tracks->budget;
	beyond = nextafterf(field->limit, INFINITY);
	field->cost = ws_alloc(lattice->env, points * sizeof(float));
	field->other = ws_alloc(lattice->env, points * sizeof(float));
	for (size_t i = 0; i < points; i++)
		field->cost[i] = beyond;
	if (tracks->n_walls > 0)
	{
		walls = ws_walls_make(lattice, tracks->walls, tracks->n_walls, tracks->tolerance);
		s.walls = &walls;
		clear_walls(&s);
	}
	for (size_t i = 0; i < tracks->n; i++)
	{
		pace_work(&s, 100);
		stamp_track(&s, &tracks->tracks[i]);
	}
	if (s.walls)
		ws_walls_free(&walls);
	ws_free(lattice->env, s.clearance);
}

/*
 * What a search reached.
 */

typedef struct Collect
{
	const WsEnv *env;
	const WsSense *sense;
	WsFrame frame;
	double leg; /* the longest, in cells */
	double box[4]; /* of the tracks */
	WsTracks *out;
	size_t capacity;
	WsTrack piece; /* the costs of the whole piece, and the leg */
} Collect;

static void
add_track(Collect *c, WsTrack track)
{
	WsTracks *out = c->out;
	double dx = track.bx - track.ax, dy = track.by - track.ay;

	ws_lattice_box_add(c->box, track.ax + track.from * dx, track.ay + track.from * dy);
	ws_lattice_box_add(c->box, track.ax + track.to * dx, track.ay + track.to * dy);
	out->tracks = ws_grow(c->env, out->tracks, &c->capacity, out->n + 1, sizeof(WsTrack));
	out->tracks[out->n++] = track;
}

static void
add_part(void *context, const WsPart *part)
{
	Collect *c = context;
	const WsTrack *p = &c->piece;

	add_track(c, (WsTrack){.ax = ws_frame_place_x(&c->frame, part->a.x),
						   .ay = ws_frame_place_y(&c->frame, part->a.y),
						   .bx = ws_frame_place_x(&c->frame, part->b.x),
						   .by = ws_frame_place_y(&c->frame, part->b.y),
						   .from = part->from,
						   .to = part->to,
						   .cost = {mix(p->cost, part->first), mix(p->cost, part->last)},
						   .other = {mix(p->other, part->first), mix(p->other, part->last)},
						   .leg = p->leg});
}

static void
add_piece(void *context, const WsPiece *piece)
{
	Collect *c = context;
	WsTrack by_time = {.cost = {piece->from_seconds, piece->to_seconds},
					   .other = {piece->from_metres, piece->to_metres}};
	WsTrack by_distance = {.cost = {piece->from_metres, piece->to_metres},
						   .other = {piece->from_seconds, piece->to_seconds}};

	c->piece = c->sense->metric == WS_BY_TIME ? by_time : by_distance;
	c->piece.leg = piece->edge->way.no_doors ? fmin(c->leg, WS_AREA_LEAST) : c->leg;
	ws_piece_parts(piece, (WsScale){c->frame.x, c->frame.y}, add_part, c);
}

/* The leg from a door to its street, as far as the budget goes. */
static void
add_door(Collect *c, WsPoint door, const WsSnap *snap)
{
	double metres = snap->metres;
	double seconds = metres * c->sense->walker.off_street_factor / c->sense->walker.speed_mps;
	double cost = c->sense->metric == WS_BY_TIME ? seconds : metres;
	double other = c->sense->metric == WS_BY_TIME ? metres : seconds;
	double to = cost > c->out->budget ? c->out->budget / cost : 1;

	add_track(c, (WsTrack){.ax = ws_frame_place_x(&c->frame, door.x),
						   .ay = ws_frame_place_y(&c->frame, door.y),
						   .bx = ws_frame_place_x(&c->frame, snap->x),
						   .by = ws_frame_place_y(&c->frame, snap->y),
						   .from = 0,
						   .to = to,
						   .cost = {0, to * cost},
						   .other = {0, to * other},
						   .leg = c->leg});
}

void
ws_field(const WsEnv *env, const WsSearch *search, WsGraph *graph, const WsSense *sense,
		 double budget, const WsPoint *doors, const WsSnap *snaps, size_t n,
		 const WsDrawing *drawing, WsField *field)
{
	double seconds = drawing->cell * sense->walker.off_street_factor / sense->walker.speed_mps;
	bool by_time = sense->metric == WS_BY_TIME;
	WsTracks tracks = {.budget = budget,
					   .pace = by_time ? seconds : drawing->cell,
					   .other_pace = by_time ? drawing->cell : seconds,
					   .tolerance = WS_STREET_TOLERANCE_M / drawing->cell};
	Collect c = {.env = env,
				 .sense = sense,
				 .leg = drawing->buffer / drawing->cell,
				 .box = {INFINITY, INFINITY, -INFINITY, -INFINITY},
				 .out = &tracks};
	WsReachVisitor visitor = {.piece = add_piece, .context = &c};

	*field = (WsField){0};
	for (size_t i = 0; i < n; i++)
	{
		if (snaps[i].problem != WS_SNAP_OK)
			continue;
		if (tracks.n == 0)
			c.frame = ws_frame_at(doors[i], drawing->cell);
		add_door(&c, doors[i], &snaps[i]);
	}
	if (tracks.n == 0)
		return;
	ws_reach(search, graph, sense, ws_budget_limit(sense->metric, budget), snaps, n, &visitor);
	tracks.lattice = ws_lattice_around(env, c.box, ws_field_margin(c.leg), drawing->cell);
	tracks.walls = ws_frame_walls(&c.frame, graph, &tracks.lattice, &tracks.n_walls);
	ws_field_stamp(&tracks, field);
	field->frame = c.frame;
	ws_free(env, tracks.tracks);
	ws_free(env, tracks.walls);
}

void
ws_field_free(WsField *field)
{
	ws_free(field->lattice.env, field->cost);
	ws_free(field->lattice.env, field->other);
}

WsWindow
ws_field_window(const WsField *field)
{
	uint32_t stride = ws_lattice_stride(&field->lattice);
	WsWindow w = {UINT32_MAX, 0, UINT32_MAX, 0};

	for (uint32_t row = 0; row < field->lattice.rows; row++)
		for (uint32_t column = 0; column < stride && fabs(ws_field_lat(field, row)) <= 90; column++)
		{
			if (!ws_field_reached(field, (size_t) row * stride + column))
				continue;
			w.first_row = row < w.first_row ? row : w.first_row;
			w.last_row = row;
			w.first_column = column < w.first_column ? column : w.first_column;
			w.last_column = column > w.last_column ? column : w.last_column;
		}
	return w;
}
