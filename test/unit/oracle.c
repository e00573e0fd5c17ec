/* oracle.c - the answers, worked out the long way, see oracle.h. */
#include "oracle.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

/* How near to a door and to a street a barrier does not count, metres. */
#define AT_DOOR 0.5
#define AT_STREET 0.05

/* Past the edge of a barrier a street is seen this far on, at least and at most. */
#define BEFORE_EDGE 0.002
#define BEYOND_EDGE 0.012

typedef struct Scale
{
	double x, y; /* metres per unit */
} Scale;

/*
 * Length of a degree at a latitude, WGS 84: the series of the American
 * Practical Navigator (NGA, 2002), the longitude's with one more digit.
 */
static Scale
scale_at(double y)
{
	double phi = y / 1e7 * PI / 180;
	double latitude =
		111132.92 - 559.82 * cos(2 * phi) + 1.175 * cos(4 * phi) - 0.0023 * cos(6 * phi);
	double longitude = 111412.84 * cos(phi) - 93.5 * cos(3 * phi) + 0.118 * cos(5 * phi);

	return (Scale){longitude / 1e7, latitude / 1e7};
}

double
oracle_metres(WsPoint a, WsPoint b)
{
	Scale scale = scale_at(0.5 * a.y + 0.5 * b.y);

	return hypot(((double) b.x - a.x) * scale.x, ((double) b.y - a.y) * scale.y);
}

static bool
same(WsPoint a, WsPoint b)
{
	return a.x == b.x && a.y == b.y;
}

static int
by_x(const void *a, const void *b)
{
	const WsPoint *p = a, *q = b;

	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return p->y < q->y ? -1 : p->y > q->y;
}

/* One part of a street without repeated vertices. */
typedef struct Part
{
	const WsStreet *street;
	WsPoint *points;
	uint32_t n;
} Part;

static Part *
read_parts(Oracle *oracle, const WsStreets *streets, size_t *n)
{
	Part *parts = ws_alloc(test_env(), streets->n_parts * sizeof(Part));
	const WsPoint *from = streets->points;
	const uint32_t *size = streets->parts;

	*n = 0;
	for (size_t r = 0; r < streets->n_rows; r++)
		for (uint32_t k = 0; k < streets->rows[r].parts; k++, from += *size++)
		{
			Part *part = &parts[*n];

			*part = (Part){&streets->rows[r], ws_alloc(test_env(), *size * sizeof(WsPoint)), 0};
			for (uint32_t i = 0; i < *size; i++)
			{
				if (i > 0 && same(from[i], from[i - 1]))
					oracle->repeated++;
				else
					part->points[part->n++] = from[i];
			}
			if (part->n > 1)
				++*n;
			else
				oracle->null_parts++;
		}
	return parts;
}

/* A node is where a line ends, and where vertices meet. */
static void
find_nodes(Oracle *oracle, const Part *parts, size_t n)
{
	WsPoint *all;
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += parts[i].n + 2;
	all = ws_alloc(test_env(), count * sizeof(WsPoint));
	count = 0;
	for (size_t i = 0; i < n; i++)
	{
		if (parts[i].street->way.kind == WS_KIND_BARRIER)
			continue;
		for (uint32_t k = 0; k < parts[i].n; k++)
			all[count++] = parts[i].points[k];
		/* The ends twice, so that they meet themselves. */
		all[count++] = parts[i].points[0];
		all[count++] = parts[i].points[parts[i].n - 1];
	}
	qsort(all, count, sizeof(WsPoint), by_x);
	oracle->nodes = all;
	oracle->n_nodes = 0;
	for (size_t i = 1; i < count; i++)
		if (same(all[i], all[i - 1]) &&
			(oracle->n_nodes == 0 || !same(all[oracle->n_nodes - 1], all[i])))
			all[oracle->n_nodes++] = all[i];
}

uint32_t
oracle_node(const Oracle *oracle, WsPoint p)
{
	const WsPoint *found = bsearch(&p, oracle->nodes, oracle->n_nodes, sizeof(WsPoint), by_x);

	return found ? (uint32_t) (found - oracle->nodes) : UINT32_MAX;
}

static void
cut(Oracle *oracle, const Part *part)
{
	uint32_t from = 0;

	for (uint32_t i = 1; i < part->n; i++)
	{
		uint32_t target = oracle_node(oracle, part->points[i]);
		Piece *piece = &oracle->pieces[oracle->n_pieces];

		if (target == UINT32_MAX)
			continue;
		*piece = (Piece){.street = part->street->id,
						 .way = part->street->way,
						 .source = oracle_node(oracle, part->points[from]),
						 .target = target,
						 .points = part->points + from,
						 .n = i - from + 1};
		for (; from < i; from++)
			piece->metres += oracle_metres(part->points[from], part->points[from + 1]);
		oracle->n_pieces++;
	}
}

Oracle
oracle_of(const WsStreets *streets)
{
	Oracle oracle = {.n_nodes = 0};
	size_t n, segments = 0;
	Part *parts = read_parts(&oracle, streets, &n);
	uint32_t first = 0;

	for (size_t i = 0; i < n; i++)
		segments += parts[i].n;
	find_nodes(&oracle, parts, n);
	oracle.pieces = ws_alloc(test_env(), segments * sizeof(Piece));
	oracle.walls = ws_alloc(test_env(), segments * sizeof(*oracle.walls));
	for (size_t i = 0; i < n; i++)
	{
		double metres = 0;

		if (parts[i].street->way.kind == WS_KIND_BARRIER)
		{
			for (uint32_t k = 1; k < parts[i].n; k++, oracle.n_walls++)
			{
				oracle.walls[oracle.n_walls][0] = parts[i].points[k - 1];
				oracle.walls[oracle.n_walls][1] = parts[i].points[k];
			}
			continue;
		}
		cut(&oracle, &parts[i]);
		/* Parts of one street follow each other. */
		if (i + 1 < n && parts[i + 1].street == parts[i].street)
			continue;
		for (uint32_t p = first; p < oracle.n_pieces; p++)
			metres += oracle.pieces[p].metres;
		for (; first < oracle.n_pieces; first++)
			oracle.pieces[first].share = oracle.pieces[first].metres / metres;
	}
	return oracle;
}

/* Tobler's walking speed (1993), relative to that on the flat. */
static double
tobler_speed(double slope)
{
	return exp(-3.5 * fabs(slope + 0.05)) / exp(-3.5 * 0.05);
}

static double
wait_of(const WsWalker *walker, int kind)
{
	return kind == WS_KIND_FOOTBRIDGE        ? walker->footbridge_s
		   : kind == WS_KIND_UNDERPASS       ? walker->underpass_s
		   : kind == WS_KIND_LIFT            ? walker->lift_wait_s
		   : kind == WS_KIND_SIGNAL_CROSSING ? walker->signal_wait_s
		   : kind == WS_KIND_CROSSING        ? walker->crossing_wait_s
											 : 0;
}

static double
seconds_on(const WsWalker *walker, const Piece *piece, bool against)
{
	const WsWay *way = &piece->way;
	double ascent = way->ascent_cm * piece->share / 100;
	double descent = way->descent_cm * piece->share / 100;
	double up = against ? descent : ascent;
	double down = against ? ascent : descent;
	double wait = (wait_of(walker, way->kind) + way->delay_ms / 1000.0) * piece->share;
	bool lift = way->kind == WS_KIND_LIFT;
	bool steps = way->kind == WS_KIND_STEPS;
	double climbing, falling; /* metres of it */

	if (!(against ? way->backward : way->forward))
		return INFINITY;
	if (!walker->steps_allowed && (steps || way->no_wheelchair))
		return INFINITY;
	if (!lift && piece->grade > walker->steepest_grade)
		return INFINITY;
	if (up + down > 0)
		climbing = piece->metres * up / (up + down);
	else
		climbing = piece->metres / 2;
	falling = piece->metres - climbing;
	if (steps)
		return climbing * walker->steps_up_s_per_m + falling * walker->steps_down_s_per_m + wait;
	if (!walker->tobler || lift || up + down == 0)
		return piece->metres / walker->speed_mps + wait;
	return climbing / (walker->speed_mps * tobler_speed(piece->grade)) +
		   falling / (walker->speed_mps * tobler_speed(-piece->grade)) + wait;
}

void
oracle_walk_as(Oracle *oracle, const WsWalker *walker)
{
	oracle->walker = *walker;
	for (uint32_t i = 0; i < oracle->n_pieces; i++)
	{
		Piece *piece = &oracle->pieces[i];

		piece->grade = ((double) piece->way.ascent_cm + piece->way.descent_cm) * piece->share /
					   100 / piece->metres;
		piece->seconds[0] = seconds_on(walker, piece, false);
		piece->seconds[1] = seconds_on(walker, piece, true);
	}
}

double
oracle_cost(const Oracle *oracle, Search search, uint32_t piece, bool against)
{
	const Piece *p = &oracle->pieces[piece];
	double seconds = p->seconds[against != search.toward];

	return search.by_distance && isfinite(seconds) ? p->metres : seconds;
}

static double
leg(const Oracle *oracle, Search search, const Door *door)
{
	return search.by_distance
			   ? door->metres
			   : door->metres * oracle->walker.off_street_factor / oracle->walker.speed_mps;
}

/* Nothing of a closed piece is nothing. */
static double
part(double cost, double fraction)
{
	return fraction > 0 ? cost * fraction : 0;
}

static bool
lower(double *label, double cost)
{
	if (!(cost < *label))
		return false;
	*label = cost;
	return true;
}

double *
oracle_labels(const Oracle *oracle, Search search, const Door *doors, size_t n)
{
	double *labels = ws_alloc(test_env(), oracle->n_nodes * sizeof(double));
	bool changed = true;

	for (uint32_t v = 0; v < oracle->n_nodes; v++)
		labels[v] = INFINITY;
	for (size_t i = 0; i < n; i++)
	{
		const Piece *piece = &oracle->pieces[doors[i].piece];
		double at = leg(oracle, search, &doors[i]);

		lower(&labels[piece->target],
			  at + part(oracle_cost(oracle, search, doors[i].piece, false), 1 - doors[i].fraction));
		lower(&labels[piece->source],
			  at + part(oracle_cost(oracle, search, doors[i].piece, true), doors[i].fraction));
	}
	/* To and fro over the pieces: fewer rounds where they lie in order. */
	for (bool fro = false; changed; fro = !fro)
	{
		changed = false;
		for (uint32_t k = 0; k < oracle->n_pieces; k++)
		{
			uint32_t i = fro ? oracle->n_pieces - 1 - k : k;
			const Piece *piece = &oracle->pieces[i];

			changed |= lower(&labels[piece->target],
							 labels[piece->source] + oracle_cost(oracle, search, i, false));
			changed |= lower(&labels[piece->source],
							 labels[piece->target] + oracle_cost(oracle, search, i, true));
		}
	}
	return labels;
}

static bool
widen(double *low, double *high, double by_low, double by_high)
{
	bool wider = by_low < *low || by_high > *high;

	*low = fmin(*low, by_low);
	*high = fmax(*high, by_high);
	return wider;
}

void
oracle_second(const Oracle *oracle, Search search, const Door *doors, size_t n,
			  const double *labels, double slack, double *low, double *high)
{
	Search other = {!search.by_distance, search.toward};
	bool changed = true;

	for (uint32_t v = 0; v < oracle->n_nodes; v++)
	{
		low[v] = INFINITY;
		high[v] = -INFINITY;
	}
	for (size_t i = 0; i < n; i++)
		for (int against = 0; against < 2; against++)
		{
			const Piece *piece = &oracle->pieces[doors[i].piece];
			uint32_t node = against ? piece->source : piece->target;
			double fraction = against ? doors[i].fraction : 1 - doors[i].fraction;
			double cost = leg(oracle, search, &doors[i]) +
						  part(oracle_cost(oracle, search, doors[i].piece, against), fraction);
			double second = leg(oracle, other, &doors[i]) +
							part(oracle_cost(oracle, other, doors[i].piece, against), fraction);

			if (cost <= labels[node] + slack)
				widen(&low[node], &high[node], second, second);
		}
	while (changed)
	{
		changed = false;
		for (uint32_t i = 0; i < oracle->n_pieces; i++)
			for (int against = 0; against < 2; against++)
			{
				const Piece *piece = &oracle->pieces[i];
				uint32_t from = against ? piece->target : piece->source;
				uint32_t to = against ? piece->source : piece->target;
				double cost = oracle_cost(oracle, search, i, against);
				double second = oracle_cost(oracle, other, i, against);

				/* Uphill only, so that slack gives no circles. */
				if (low[from] < INFINITY && labels[from] < labels[to] &&
					labels[from] + cost <= labels[to] + slack)
					changed |= widen(&low[to], &high[to], low[from] + second, high[from] + second);
			}
	}
}

double
oracle_at(const Oracle *oracle, Search search, const Door *doors, size_t n, const double *labels,
		  uint32_t piece, double fraction)
{
	const Piece *p = &oracle->pieces[piece];
	double along = oracle_cost(oracle, search, piece, false);
	double against = oracle_cost(oracle, search, piece, true);
	double best = labels[p->source] + part(along, fraction);

	lower(&best, labels[p->target] + part(against, 1 - fraction));
	for (size_t i = 0; i < n; i++)
	{
		double span = fraction - doors[i].fraction;

		if (doors[i].piece == piece)
			lower(&best, leg(oracle, search, &doors[i]) +
							 (span > 0 ? part(along, span) : part(against, -span)));
	}
	return best;
}

/* In a plane with the door at its origin. */
typedef struct Place
{
	double x, y; /* metres */
} Place;

static Place
place_of(WsPoint p, WsPoint door, Scale scale)
{
	return (Place){((double) p.x - door.x) * scale.x, ((double) p.y - door.y) * scale.y};
}

static Place
between(Place a, Place b, double t)
{
	return (Place){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

/* Whether a wall from a to b is in the way of the leg to a place. */
static Verdict
wall_verdict(Place a, Place b, Place to)
{
	double metres = hypot(to.x, to.y);
	/* How far left of the leg's line the wall's ends are. */
	double left_a = (to.x * a.y - to.y * a.x) / metres;
	double left_b = (to.x * b.y - to.y * b.x) / metres;
	double t, where;

	if (metres < AT_DOOR || (left_a > 1e-6 && left_b > 1e-6) || (left_a < -1e-6 && left_b < -1e-6))
		return FREE;
	if (fabs(left_a) <= 1e-6 || fabs(left_b) <= 1e-6)
		return UNCLEAR;
	/* Where the wall meets that line, in metres from the door. */
	t = left_a / (left_a - left_b);
	where = ((a.x + t * (b.x - a.x)) * to.x + (a.y + t * (b.y - a.y)) * to.y) / metres;
	if (where > AT_DOOR + 1e-4 && where < metres - AT_STREET - 1e-4)
		return CUT;
	return where > AT_DOOR - 1e-4 && where < metres - AT_STREET + 1e-4 ? UNCLEAR : FREE;
}

static Verdict
verdict(const Oracle *oracle, WsPoint door, Scale scale, Place to)
{
	Verdict worst = FREE;

	for (uint32_t i = 0; i < oracle->n_walls; i++)
	{
		Verdict one = wall_verdict(place_of(oracle->walls[i][0], door, scale),
								   place_of(oracle->walls[i][1], door, scale), to);

		if (one == CUT)
			return CUT;
		if (one == UNCLEAR)
			worst = UNCLEAR;
	}
	return worst;
}

Verdict
oracle_verdict(const Oracle *oracle, WsPoint door, uint32_t piece, double fraction)
{
	Scale scale = scale_at(door.y);
	double lon, lat;

	oracle_point(oracle, piece, fraction, &lon, &lat);
	return verdict(oracle, door, scale,
				   (Place){(lon * 1e7 - door.x) * scale.x, (lat * 1e7 - door.y) * scale.y});
}

/* A segment of a street, and the point of it nearest to the door. */
typedef struct Segment
{
	Place a, b;
	double length;
	double nearest; /* 0 to 1 */
	double metres;
} Segment;

static Segment
segment_of(WsPoint from, WsPoint to, WsPoint door, Scale scale)
{
	Segment s = {place_of(from, door, scale), place_of(to, door, scale), 0, 0, 0};
	Place there;

	s.length = hypot(s.b.x - s.a.x, s.b.y - s.a.y);
	s.nearest = fmin(
		1, fmax(0, (s.a.x * (s.a.x - s.b.x) + s.a.y * (s.a.y - s.b.y)) / (s.length * s.length)));
	there = between(s.a, s.b, s.nearest);
	s.metres = hypot(there.x, there.y);
	return s;
}

/* Where the line through two places meets a segment's line; none where it is parallel. */
static double
meets(const Segment *s, Place from, Place to)
{
	double dx = to.x - from.x, dy = to.y - from.y;
	double ex = s->b.x - s->a.x, ey = s->b.y - s->a.y;
	double det = ex * dy - ey * dx;

	return det == 0 ? NAN : ((from.x - s->a.x) * dy - (from.y - s->a.y) * dx) / det;
}

static void
note(double *list, size_t *n, double t)
{
	if (t > 0 && t < 1)
		list[(*n)++] = t;
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/*
 * Where on a segment one wall begins or ends to be in the way: in line with its
 * ends, with where it comes near to the door, where it meets the street, and
 * wherever else a few samples in between differ.
 */
#define SAMPLES 12
static const double samples[SAMPLES] = {1e-6, 1e-4, 1e-3, 0.01,  0.1,    0.3,
										0.6,  0.9,  0.99, 0.999, 0.9999, 1 - 1e-6};

static size_t
edges_of_wall(const Segment *s, Place a, Place b, double *edges)
{
	double marks[8];
	size_t n_marks = 0, n = 0;
	double length = hypot(b.x - a.x, b.y - a.y);
	double foot = -(a.x * (b.x - a.x) + a.y * (b.y - a.y)) / (length * length);
	Place at_foot = between(a, b, foot);
	double chord = AT_DOOR * AT_DOOR - at_foot.x * at_foot.x - at_foot.y * at_foot.y;
	double previous = 0;

	note(marks, &n_marks, meets(s, (Place){0, 0}, a));
	note(marks, &n_marks, meets(s, (Place){0, 0}, b));
	note(marks, &n_marks, meets(s, a, b));
	if (chord > 0)
		for (int side = -1; side <= 1; side += 2)
			note(marks, &n_marks,
				 meets(s, (Place){0, 0}, between(a, b, foot + side * sqrt(chord) / length)));
	qsort(marks, n_marks, sizeof(double), by_value);
	for (size_t i = 0; i <= n_marks; i++)
	{
		double to = i < n_marks ? marks[i] : 1;

		for (int k = 1; k < SAMPLES; k++)
		{
			double low = previous + (to - previous) * samples[k - 1];
			double high = previous + (to - previous) * samples[k];
			bool cut = wall_verdict(a, b, between(s->a, s->b, high)) == CUT;

			if ((wall_verdict(a, b, between(s->a, s->b, low)) == CUT) == cut)
				continue;
			for (int round = 0; round < 40; round++)
			{
				double middle = (low + high) / 2;

				if ((wall_verdict(a, b, between(s->a, s->b, middle)) == CUT) == cut)
					high = middle;
				else
					low = middle;
			}
			note(edges, &n, high);
		}
		if (i < n_marks)
			edges[n++] = to;
		previous = to;
	}
	return n;
}

#define MOST_EDGES 64 /* of one wall */

/* How far the part of a segment is that is in sight, all around every edge of every wall. */
static void
look_along(const Oracle *oracle, WsPoint door, Scale scale, const Segment *s, Sight *sight)
{
	double edges[MOST_EDGES];

	for (uint32_t i = 0; i < oracle->n_walls; i++)
	{
		Place a = place_of(oracle->walls[i][0], door, scale);
		Place b = place_of(oracle->walls[i][1], door, scale);
		size_t n = edges_of_wall(s, a, b, edges);

		for (size_t k = 0; k < n; k++)
			for (int side = -1; side <= 1; side += 2)
			{
				Verdict all = FREE, any = CUT;
				double most = 0, least = INFINITY;

				for (int step = 0; step < 3; step++)
				{
					double off = BEFORE_EDGE + step * (BEYOND_EDGE - BEFORE_EDGE) / 2;
					double t = fmin(1, fmax(0, edges[k] + side * off / s->length));
					Place there = between(s->a, s->b, t);
					Verdict one = verdict(oracle, door, scale, there);

					if (one != FREE)
						all = one;
					if (one != CUT)
					{
						any = one;
						least = fmin(least, hypot(there.x, there.y));
					}
					most = fmax(most, hypot(there.x, there.y));
				}
				if (all == FREE)
					sight->high = fmin(sight->high, most);
				if (any != CUT)
					sight->low = fmin(sight->low, least - BEFORE_EDGE);
			}
	}
}

static int
by_metres(const void *a, const void *b)
{
	const Segment *p = a, *q = b;

	return p->metres < q->metres ? -1 : p->metres > q->metres;
}

/* The walls that could be in the way of a leg. */
static Oracle
with_walls_around(const Oracle *oracle, WsPoint door, Scale scale)
{
	Oracle around = *oracle;
	double most = oracle->walker.off_street_max_m + 1;

	around.walls = ws_alloc(test_env(), (oracle->n_walls + 1) * sizeof(*around.walls));
	around.n_walls = 0;
	for (uint32_t i = 0; i < oracle->n_walls; i++)
	{
		Place a = place_of(oracle->walls[i][0], door, scale);
		Place b = place_of(oracle->walls[i][1], door, scale);

		if (fmin(a.x, b.x) < most && fmax(a.x, b.x) > -most && fmin(a.y, b.y) < most &&
			fmax(a.y, b.y) > -most)
			memcpy(around.walls[around.n_walls++], oracle->walls[i], sizeof(*around.walls));
	}
	return around;
}

Sight
oracle_sight(const Oracle *oracle, WsPoint door)
{
	Scale scale = scale_at(door.y);
	Oracle around = with_walls_around(oracle, door, scale);
	Sight sight = {INFINITY, INFINITY, INFINITY};
	size_t n = 0;
	Segment *all;

	for (uint32_t i = 0; i < oracle->n_pieces; i++)
		n += oracle->pieces[i].n;
	all = ws_alloc(test_env(), n * sizeof(Segment));
	n = 0;
	for (uint32_t i = 0; i < oracle->n_pieces; i++)
	{
		const Piece *piece = &oracle->pieces[i];

		for (uint32_t k = 1; k < piece->n && !piece->way.no_doors &&
							 (isfinite(piece->seconds[0]) || isfinite(piece->seconds[1]));
			 k++)
			all[n++] = segment_of(piece->points[k - 1], piece->points[k], door, scale);
	}
	qsort(all, n, sizeof(Segment), by_metres);
	if (n > 0)
		sight.least = all[0].metres;
	for (size_t i = 0;
		 i < n && all[i].metres < sight.high && all[i].metres < oracle->walker.off_street_max_m + 1;
		 i++)
	{
		Verdict one = verdict(&around, door, scale, between(all[i].a, all[i].b, all[i].nearest));

		if (one != CUT)
			sight.low = fmin(sight.low, all[i].metres);
		if (one == FREE)
			sight.high = all[i].metres;
		else
			look_along(&around, door, scale, &all[i], &sight);
	}
	ws_free(test_env(), all);
	ws_free(test_env(), around.walls);
	return sight;
}

void
oracle_point(const Oracle *oracle, uint32_t piece, double fraction, double *lon, double *lat)
{
	const Piece *p = &oracle->pieces[piece];
	double left = fraction * p->metres;
	uint32_t i = 0;
	double length, t;

	while (i + 2 < p->n && left > oracle_metres(p->points[i], p->points[i + 1]))
	{
		left -= oracle_metres(p->points[i], p->points[i + 1]);
		i++;
	}
	length = oracle_metres(p->points[i], p->points[i + 1]);
	t = fmin(left / length, 1);
	*lon = ((1 - t) * p->points[i].x + t * p->points[i + 1].x) / 1e7;
	*lat = ((1 - t) * p->points[i].y + t * p->points[i + 1].y) / 1e7;
}

double
oracle_off_street(const Oracle *oracle, double lon, double lat)
{
	Scale scale = scale_at(lat * 1e7);
	double best = INFINITY;

	for (uint32_t i = 0; i < oracle->n_pieces; i++)
		for (uint32_t k = 1; k < oracle->pieces[i].n; k++)
		{
			WsPoint a = oracle->pieces[i].points[k - 1], b = oracle->pieces[i].points[k];
			double ax = (a.x - lon * 1e7) * scale.x, ay = (a.y - lat * 1e7) * scale.y;
			double dx = ((double) b.x - a.x) * scale.x, dy = ((double) b.y - a.y) * scale.y;
			double t = fmin(1, fmax(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));

			best = fmin(best, hypot(ax + t * dx, ay + t * dy));
		}
	return best;
}
