/* oracle.c - the answers, worked out the long way, see oracle.h. */
#include "oracle.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846
#define RUN_SEGMENTS 8 /* that give one candidate, see WsRun */

/* How near to a door and to a street a barrier does not count, metres. */
#define AT_DOOR 0.5
#define AT_STREET 0.05

/* Beyond the longest leg by so little, a street is looked at nevertheless. */
#define NEARLY 0.01

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

/* Whether a barrier is in the way of a leg, in a plane with the door at its origin. */
static int
wall_verdict(const Oracle *oracle, WsPoint door, Scale scale, double x, double y)
{
	double metres = hypot(x, y);
	int verdict = FREE;

	for (uint32_t i = 0; i < oracle->n_walls; i++)
	{
		double ax = ((double) oracle->walls[i][0].x - door.x) * scale.x;
		double ay = ((double) oracle->walls[i][0].y - door.y) * scale.y;
		double bx = ((double) oracle->walls[i][1].x - door.x) * scale.x;
		double by = ((double) oracle->walls[i][1].y - door.y) * scale.y;
		/* How far left of the leg's line the wall's ends are. */
		double left_a = (x * ay - y * ax) / metres, left_b = (x * by - y * bx) / metres;
		double t, where;

		if (metres < AT_DOOR || (left_a > 1e-6 && left_b > 1e-6) ||
			(left_a < -1e-6 && left_b < -1e-6))
			continue;
		/* Where the wall meets that line, in metres from the door. */
		t = left_a / (left_a - left_b);
		where = ((ax + t * (bx - ax)) * x + (ay + t * (by - ay)) * y) / metres;
		if (fabs(left_a) <= 1e-6 || fabs(left_b) <= 1e-6)
			verdict = UNCLEAR;
		else if (where > AT_DOOR + 1e-4 && where < metres - AT_STREET - 1e-4)
			return CUT;
		else if (where > AT_DOOR - 1e-4 && where < metres - AT_STREET + 1e-4)
			verdict = UNCLEAR;
	}
	return verdict;
}

/* The point of the segments from..to of a piece that is nearest to the origin. */
static Candidate
nearest_of(const Oracle *oracle, uint32_t index, uint32_t from, uint32_t to, WsPoint door,
		   Scale scale)
{
	const Piece *piece = &oracle->pieces[index];
	Candidate best = {.piece = index, .metres = INFINITY};
	double at = 0, x = 0, y = 0;

	for (uint32_t i = 0; i < to; i++)
	{
		double ax = ((double) piece->points[i].x - door.x) * scale.x;
		double ay = ((double) piece->points[i].y - door.y) * scale.y;
		double bx = ((double) piece->points[i + 1].x - door.x) * scale.x;
		double by = ((double) piece->points[i + 1].y - door.y) * scale.y;
		double length = hypot(bx - ax, by - ay);
		double t = fmin(1, fmax(0, (ax * (ax - bx) + ay * (ay - by)) / (length * length)));
		double metres = hypot(ax + t * (bx - ax), ay + t * (by - ay));
		double real = oracle_metres(piece->points[i], piece->points[i + 1]);

		if (i >= from && metres < best.metres)
		{
			best.metres = metres;
			best.fraction = (at + t * real) / piece->metres;
			x = ax + t * (bx - ax);
			y = ay + t * (by - ay);
		}
		at += real;
	}
	if (best.metres <= oracle->walker.off_street_max_m + NEARLY)
		best.verdict = wall_verdict(oracle, door, scale, x, y);
	return best;
}

static int
by_metres(const void *a, const void *b)
{
	const Candidate *p = a, *q = b;

	return p->metres < q->metres ? -1 : p->metres > q->metres;
}

Candidate *
oracle_candidates(const Oracle *oracle, WsPoint door, size_t *n)
{
	Scale scale = scale_at(door.y);
	size_t count = 0;
	Candidate *all;

	for (uint32_t i = 0; i < oracle->n_pieces; i++)
		count += oracle->pieces[i].n / RUN_SEGMENTS + 1;
	all = ws_alloc(test_env(), count * sizeof(Candidate));
	count = 0;
	for (uint32_t i = 0; i < oracle->n_pieces; i++)
	{
		const Piece *piece = &oracle->pieces[i];
		uint32_t segments = piece->n - 1;

		if (piece->way.no_doors || (isinf(piece->seconds[0]) && isinf(piece->seconds[1])))
			continue;
		for (uint32_t from = 0; from < segments; from += RUN_SEGMENTS)
		{
			all[count] = nearest_of(oracle, i, from,
									from + RUN_SEGMENTS < segments ? from + RUN_SEGMENTS : segments,
									door, scale);
			count += all[count].metres <= oracle->walker.off_street_max_m + NEARLY;
		}
	}
	qsort(all, count, sizeof(Candidate), by_metres);
	*n = count;
	return all;
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
