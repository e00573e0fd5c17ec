/*
 * sight.c - what a door sees of the streets past the barriers.
 *
 * A point is hidden if a barrier crosses the straight leg to it, away from its
 * ends.
 *
 * For the nearest visible point of a segment, the barriers between are
 * projected from the door on the segment's line: each casts a shadow, and the
 * first point outside all shadows is taken, a centimetre beyond the edge. (A
 * gap of less than that is none; it may be the rounding of two walls that
 * meet.) What hides all of one segment is likely to hide the next: the last few
 * such barriers are tried before the R-trees are asked for others.
 */
#include "sight.h"

#include <math.h>

#include "runs.h"
#include "sort.h"

/*
 * A door may stand in the wall itself, and coordinates are rounded: a barrier
 * this near to the door does not cut its leg. At the street the leg may touch
 * a barrier that the street passes through (a gate), but not cross one.
 */
#define DOOR_TOLERANCE_M 0.5
#define STREET_TOLERANCE_M 0.05

/* So far beyond the edge of a shadow one sees the street. */
#define BEYOND_SHADOW_M 0.01

typedef struct Leg
{
	WsPoint door;
	double x, y, metres;
} Leg;

/* Whether a barrier segment cuts the leg away from its ends. */
static bool
cuts(const Leg *leg, WsPoint a, WsPoint b)
{
	double along;

	return ws_meets(leg->door, leg->x, leg->y, a, b, &along) &&
		   along * leg->metres > DOOR_TOLERANCE_M && (1 - along) * leg->metres > STREET_TOLERANCE_M;
}

static bool
run_cuts(void *context, const WsTile *tile, const WsRun *run)
{
	const WsPoint *v = tile->barriers.vertices + run->first;

	for (uint32_t i = 0; i < run->segments; i++)
		if (cuts(context, v[i], v[i + 1]))
			return true;
	return false;
}

static void
box_add_place(WsBox *box, double x, double y)
{
	ws_box_join(
		box, (WsBox){(int32_t) floor(x), (int32_t) floor(y), (int32_t) ceil(x), (int32_t) ceil(y)});
}

bool
ws_hidden(const WsSight *sight, const WsSpot *spot)
{
	Leg leg = {.door = sight->door};
	WsBox box = {sight->door.x, sight->door.y, sight->door.x, sight->door.y};

	/* Nothing cuts a leg that is all tolerance. */
	if (sight->graph->barrier_boxes->levels == 0 ||
		spot->distance <= DOOR_TOLERANCE_M * DOOR_TOLERANCE_M)
		return false;
	leg.metres = sqrt(spot->distance);
	ws_spot_place(spot, &leg.x, &leg.y);
	box_add_place(&box, leg.x, leg.y);
	return ws_each_run(sight->graph, WS_BARRIERS, &box, run_cuts, &leg);
}

/*
 * Shadows. The plane is turned so that the segment lies on a line in front of
 * the door: `p` runs along the line, from the door's foot on it, and `w` from
 * the door towards it, so that the line is at w = height. A point of a barrier
 * at (p, w) hides the point p * height / w of the line.
 */
typedef struct Shadow
{
	double from, to; /* p */
} Shadow;

typedef struct View
{
	WsSight *sight;
	double ex, ey; /* the direction of p, metres */
	double nx, ny; /* the direction of w */
	double height;
	double low, high; /* the part of the line that is looked at */
	bool all_hidden; /* by one shadow */
	Shadow *shadows;
	size_t count, capacity;
} View;

static void
add_shadow(View *view, double from, double to)
{
	if (to < view->low || from > view->high)
		return;
	view->all_hidden |= from <= view->low && to >= view->high;
	view->shadows = ws_grow(view->sight->graph->env, view->shadows, &view->capacity,
							view->count + 1, sizeof(Shadow));
	view->shadows[view->count++] = (Shadow){from, to};
}

static double
polynomial(const double *c, int degree, double t)
{
	double value = 0;

	for (int i = degree; i >= 0; i--)
		value = value * t + c[i];
	return value;
}

/*
 * Where a polynomial of degree 4 changes its sign between two places: the
 * changes of each derivative lie between those of the next one.
 */
static int
sign_changes(const double c[5], double low, double high, double at[4])
{
	double marks[6];
	int n = 0;

	for (int degree = 1; degree <= 4; degree++)
	{
		double d[5], found[4];
		int n_found = 0;

		/* The derivative of this degree. */
		for (int i = 0; i <= degree; i++)
		{
			d[i] = c[i + 4 - degree];
			for (int k = 0; k < 4 - degree; k++)
				d[i] *= i + 4 - degree - k;
		}
		for (int i = 0; i <= n; i++)
		{
			double from = i == 0 ? low : marks[i - 1], to = i == n ? high : marks[i];
			bool rises = polynomial(d, degree, to) > 0;

			if ((polynomial(d, degree, from) > 0) == rises)
				continue;
			for (int k = 0; k < 50; k++)
			{
				double middle = (from + to) / 2;

				if ((polynomial(d, degree, middle) > 0) == rises)
					to = middle;
				else
					from = middle;
			}
			found[n_found++] = to;
		}
		n = n_found;
		memcpy(marks, found, n * sizeof(double));
	}
	memcpy(at, marks, n * sizeof(double));
	return n;
}

/* A stretch of a barrier's line between the door and the street. */
typedef struct Stretch
{
	double p, w; /* where it begins */
	double dp, dw;
} Stretch;

static void
cast_part(View *view, const Stretch *s, double from, double to)
{
	double p0 = s->p + from * s->dp, p1 = s->p + to * s->dp;
	double w0 = s->w + from * s->dw, w1 = s->w + to * s->dw;
	double a = p0 * view->height / w0, b = p1 * view->height / w1;

	add_shadow(view, a < b ? a : b, a < b ? b : a);
}

/*
 * A part that is away from the door. Where it comes near to the street, only
 * what cuts its leg by more than the tolerance counts: (h - w) |W| > tolerance
 * w, with W = (p, w) and h the height, which squared is of degree 4.
 */
static void
cast_away(View *view, const Stretch *s, double from, double to)
{
	double gap0 = view->height - (s->w + from * s->dw);
	double gap1 = view->height - (s->w + to * s->dw);
	double g0 = view->height - s->w, g1 = -s->dw; /* h - w */
	double square[3] = {g0 * g0, 2 * g0 * g1, g1 * g1};
	double far[3] = {s->p * s->p + s->w * s->w, 2 * (s->p * s->dp + s->w * s->dw),
					 s->dp * s->dp + s->dw * s->dw};
	double least = STREET_TOLERANCE_M * STREET_TOLERANCE_M;
	double c[5] = {-least * s->w * s->w, -2 * least * s->w * s->dw, -least * s->dw * s->dw, 0, 0};
	double at[6];
	int n;

	if (from >= to)
		return;
	if (gap0 > STREET_TOLERANCE_M && gap1 > STREET_TOLERANCE_M)
	{
		cast_part(view, s, from, to);
		return;
	}
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			c[i + k] += square[i] * far[k];
	at[0] = from;
	n = sign_changes(c, from, to, at + 1) + 1;
	at[n] = to;
	for (int i = 0; i < n; i++)
		if (polynomial(c, 4, (at[i] + at[i + 1]) / 2) > 0)
			cast_part(view, s, at[i], at[i + 1]);
}

/* The shadow of a barrier segment; true if it is all over what is looked at. */
static bool
cast(View *view, WsPoint a, WsPoint b)
{
	const WsSight *sight = view->sight;
	WsOffset u = ws_offset(sight->door, a, sight->scale),
			 v = ws_offset(sight->door, b, sight->scale);
	Stretch s = {u.x * view->ex + u.y * view->ey, u.x * view->nx + u.y * view->ny, 0, 0};
	double p = v.x * view->ex + v.y * view->ey, w = v.x * view->nx + v.y * view->ny;
	double nearest = 1e-9 * view->height; /* no farther: its shadow would be endless */
	double from = 0, to = 1, length2, half, root;

	if ((s.w < nearest && w < nearest) || (s.w > view->height && w > view->height))
		return false;
	/* Most are beside what is looked at. */
	if ((s.p * view->height < view->low * s.w && p * view->height < view->low * w) ||
		(s.p * view->height > view->high * s.w && p * view->height > view->high * w))
		return false;
	s.dp = p - s.p;
	s.dw = w - s.w;
	/* What is between the door and the line. */
	if (s.dw != 0)
	{
		double t0 = (nearest - s.w) / s.dw, t1 = (view->height - s.w) / s.dw;

		from = fmax(from, fmin(t0, t1));
		to = fmin(to, fmax(t0, t1));
	}
	/* Less what is at the door: |W| is the tolerance at the roots. */
	length2 = s.dp * s.dp + s.dw * s.dw;
	half = s.p * s.dp + s.w * s.dw;
	root = half * half - length2 * (s.p * s.p + s.w * s.w - DOOR_TOLERANCE_M * DOOR_TOLERANCE_M);
	if (root > 0 && length2 > 0)
	{
		root = sqrt(root);
		cast_away(view, &s, from, fmin(to, (-half - root) / length2));
		cast_away(view, &s, fmax(from, (-half + root) / length2), to);
	}
	else
		cast_away(view, &s, from, to);
	return view->all_hidden;
}

/* A barrier that hides a whole segment is likely to hide the next. */
static void
remember(WsSight *sight, uint32_t at, WsPoint a, WsPoint b)
{
	memmove(sight->walls + 1, sight->walls, at * sizeof(sight->walls[0]));
	sight->walls[0][0] = a;
	sight->walls[0][1] = b;
}

static bool
cast_run(void *context, const WsTile *tile, const WsRun *run)
{
	View *view = context;
	WsSight *sight = view->sight;
	const WsPoint *v = tile->barriers.vertices + run->first;

	for (uint32_t i = 0; i < run->segments; i++)
	{
		if (!cast(view, v[i], v[i + 1]))
			continue;
		if (sight->n_walls < WS_WALLS_IN_MIND)
			sight->n_walls++;
		remember(sight, sight->n_walls - 1, v[i], v[i + 1]);
		return true;
	}
	return false;
}

static bool
all_hidden(View *view, const WsBox *box)
{
	WsSight *sight = view->sight;

	for (uint32_t i = 0; i < sight->n_walls; i++)
	{
		WsPoint a = sight->walls[i][0], b = sight->walls[i][1];

		view->count = 0;
		if (cast(view, a, b))
		{
			remember(sight, i, a, b);
			return true;
		}
	}
	view->count = 0;
	return ws_each_run(sight->graph, WS_BARRIERS, box, cast_run, view);
}

static int
by_from(const void *a, const void *b)
{
	const Shadow *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Puts the shadows in order, and joins those that leave no gap to look through. */
static void
join_shadows(View *view)
{
	size_t n = 0;

	ws_sort_by(view->sight->graph->env, view->shadows, view->count, sizeof(Shadow), by_from);
	for (size_t i = 0; i < view->count; i++)
	{
		Shadow *last = n > 0 ? &view->shadows[n - 1] : NULL;

		if (last && view->shadows[i].from <= last->to + BEYOND_SHADOW_M)
			last->to = fmax(last->to, view->shadows[i].to);
		else
			view->shadows[n++] = view->shadows[i];
	}
	view->count = n;
}

/* The place outside all shadows that is nearest to the door; false where there is none. */
static bool
first_visible(const View *view, double *place)
{
	double start = fmin(fmax(0, view->low), view->high);
	double best = INFINITY;

	for (size_t i = 0; i < view->count; i++)
	{
		const Shadow *s = &view->shadows[i];

		if (s->from > start || s->to < start)
			continue;
		if (s->from > view->low)
			best = fmax(s->from - BEYOND_SHADOW_M, view->low);
		if (s->to < view->high && fabs(s->to + BEYOND_SHADOW_M) < fabs(best))
			best = fmin(s->to + BEYOND_SHADOW_M, view->high);
		*place = best;
		return best < INFINITY;
	}
	*place = start;
	return true;
}

/* How often a place that should be visible may turn out not to be, by rounding. */
#define MOST_TRIES 8

bool
ws_visible_spot(WsSight *sight, double reach, WsSpot *spot)
{
	const WsPoint *v = spot->tile->lines.vertices + spot->segment;
	/* The same from either end, so that two streets on one line are equally far. */
	bool turned = v[1].x < v[0].x || (v[1].x == v[0].x && v[1].y < v[0].y);
	WsPoint a = v[turned], b = v[!turned];
	WsOffset u = ws_offset(sight->door, a, sight->scale), d = ws_offset(a, b, sight->scale);
	double length = sqrt(ws_squared(d));
	View view = {.sight = sight, .ex = d.x / length, .ey = d.y / length};
	double left = u.x * -view.ey + u.y * view.ex;
	double start = u.x * view.ex + u.y * view.ey; /* p of a */
	double half;
	WsBox box = {sight->door.x, sight->door.y, sight->door.x, sight->door.y};
	bool found = false;

	view.height = fabs(left);
	/* Looked at from its end, all of it is behind what hides that end. */
	if (!(length > 0) || view.height < 1e-9)
		return false;
	view.nx = left < 0 ? view.ey : -view.ey;
	view.ny = left < 0 ? -view.ex : view.ex;
	half = reach - view.height * view.height;
	half = half > 0 ? sqrt(half) : 0;
	view.low = fmax(start, -half);
	view.high = fmin(start + length, half);
	if (view.low > view.high)
		return false;
	for (int i = 0; i < 2; i++)
	{
		double along = ((i ? view.high : view.low) - start) / length;

		box_add_place(&box, a.x + along * ((double) b.x - a.x), a.y + along * ((double) b.y - a.y));
	}
	for (int tries = all_hidden(&view, &box) ? MOST_TRIES : 0; tries < MOST_TRIES; tries++)
	{
		double place;
		WsSpot there = *spot;

		join_shadows(&view);
		if (!first_visible(&view, &place))
			break;
		there.along = (place - start) / length;
		there.along = there.along < 0 ? 0 : there.along > 1 ? 1 : there.along;
		if (place == start || place == start + length)
		{
			there.along = place != start;
			there.distance =
				ws_squared(ws_offset(sight->door, place == start ? a : b, sight->scale));
		}
		else
			there.distance = place * place + view.height * view.height;
		if (turned)
			there.along = 1 - there.along;
		if (!ws_hidden(sight, &there))
		{
			*spot = there;
			found = there.distance <= reach;
			break;
		}
		add_shadow(&view, place, place);
	}
	ws_free(sight->graph->env, view.shadows);
	return found;
}
