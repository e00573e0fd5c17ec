/*
 * surface.c - the catchment polygon around reached pieces of street.
 *
 * Definition. Every reached piece of street p(s) has a radius r(s), linear
 * between its ends: the off-street leg that the remaining time allows. Here it
 * is
 *
 *		R(s) = max(r(s) + c^2 / 4 max(B, c), 3/4 c)
 *
 * for a cell of c and a buffer of B metres, and the field at x is
 *
 *		f(x) = min over the pieces, min over s, of |x - p(s)| - R(s).
 *
 * The catchment is where f, taken at the points of a lattice and interpolated
 * along its edges, is negative. The two terms of R are the inflation that the
 * discretisation needs. The first makes up for the chords that replace arcs.
 * The second keeps a street without any off-street leg as a band: a disc of
 * 3/4 cell holds its own centre wherever it lies on the lattice, and a larger
 * reach never gives less, so that no reached street lies outside. Elsewhere the
 * polygon and f = 0 differ by less than 3/4 of a cell, and that only where the
 * reach, or a gap between two, is hardly wider than a cell. Holes narrower than
 * a cell vanish.
 *
 * The lattice is anchored to the origin of the frame at whole multiples of the
 * cell, and f at a point depends on the streets alone. So the polygons of one
 * frame are comparable edge by edge: where f is smaller everywhere, the polygon
 * is larger everywhere, without tolerance. Crossings are rounded to 1/65536 of
 * a cell, which hides the rounding errors of streets cut at a budget.
 *
 * Phases, each linear in streets, lattice points or outline:
 *
 * 1. Lay a lattice over the streets and their reach, one cell wider, so that
 *    its border is outside. Rows are padded to whole words of 64 points; a
 *    point is one number, its neighbours are one and one row away.
 * 2. Close what is surely deep inside. f rises by at most one per cell, so a
 *    point with f < -1 has only neighbours inside: no outline passes it and its
 *    value does not matter. For each piece, the points nearer than min R - 1
 *    are marked in a bitset, by rows, sixty-four at a time. They are most of a
 *    dense city, and rows that they fill are passed over from then on.
 * 3. Stamp the field of each piece on the other points nearer than max R + 1.
 *    Those are enough, as a neighbour of a point inside has f < 1.
 * 4. Trace. An outline crosses the lattice edges between a point inside and
 *    one outside, at most once each and never on a lattice point; of the two
 *    ways through a saddle it takes the one that separates the points inside.
 *    So rings are simple and never touch. The start of a ring is the first of
 *    its crossings in the order of a scan by rows: from outside to inside it
 *    is a shell's, from inside to outside a hole's, and the hole belongs to
 *    the shell that owns the crossing before it in the row.
 * 5. Sort the rings so that holes follow their shells.
 *
 * Memory, freed at the end: four bytes a lattice point for f and two bits for
 * its state, a Piece or two for each segment. The answer takes sixteen bytes a
 * vertex.
 */
#include "surface.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Below this a point has only neighbours inside; the excess is for rounding. */
#define DEEP (-1.01f)

/* Steps of a crossing along a lattice edge. */
#define STEPS 65536

/* Coordinates beyond this many cells from the origin are refused. */
#define MAX_CELLS 1e9

/* Lengths, radii and the field are in cells. */
typedef struct Lattice
{
	const WsEnv *env;
	double cell;
	double inflation; /* added to every radius */
	double least; /* the least radius */
	double left, bottom; /* the first point, in whole cells from the origin */
	uint32_t stride; /* points in a row, a multiple of 64 */
	uint32_t rows;
	float *field;
	uint64_t *inside; /* bits: f < 0; one word more than the lattice */
	uint64_t *deep; /* bits: f < DEEP */
	uint32_t work; /* words and vertices passed, to pace interrupts */
} Lattice;

/*
 * A piece of street that does not go south, in cells from the origin, and what
 * its field needs at every point.
 */
typedef struct Piece
{
	double ax, ay, bx, by;
	double ra, rb;
	double ux, uy, length; /* the unit vector along it */
	double eastward; /* x per row, along it */
	double slope; /* of the radius */
	double shift; /* the optimum's distance from the projection, per distance from the street */
} Piece;

/* Points of one row; none if first > last. */
typedef struct Span
{
	uint32_t first, last;
} Span;

/* A crossing: the point inside, and which of its neighbours is outside. */
typedef enum Direction
{
	EAST,
	NORTH,
	WEST,
	SOUTH
} Direction;

#define LEFT_OF(d) ((Direction) (((d) + 1) & 3))
#define OPPOSITE(d) ((Direction) (((d) + 2) & 3))

typedef struct Tracer
{
	Lattice *lattice;
	int64_t step[4]; /* to the neighbour in a direction */
	uint32_t *before; /* for each word: row crossings in the words before it */
	uint32_t *owner; /* for each row crossing: its shell, from 1; 0 = not traced */
	double *xy;
	uint32_t n_points;
} Tracer;

/* Unlike fmin and fmax, these are instructions rather than calls. */
static double
lesser(double a, double b)
{
	return a < b ? a : b;
}

static double
greater(double a, double b)
{
	return a > b ? a : b;
}

static void
pace(Lattice *lattice)
{
	if ((++lattice->work & 4095) == 0)
		ws_interrupt(lattice->env);
}

static Lattice
make_lattice(const WsEnv *env, const WsReachSegment *segments, size_t n, double cell, double buffer)
{
	Lattice lattice = {.env = env, .cell = cell, .least = 0.75};
	double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY, radius = 0;
	double margin, width, height;
	bool finite = true;

	for (size_t i = 0; i < n; i++)
	{
		const WsReachSegment *s = &segments[i];

		finite = finite && isfinite(s->ax + s->ay + s->bx + s->by + s->ra + s->rb);
		west = lesser(west, lesser(s->ax, s->bx));
		east = greater(east, greater(s->ax, s->bx));
		south = lesser(south, lesser(s->ay, s->by));
		north = greater(north, greater(s->ay, s->by));
		radius = greater(radius, greater(s->ra, s->rb));
	}

	lattice.inflation = cell / (4 * greater(buffer, cell));
	margin = greater(radius / cell + lattice.inflation, lattice.least) + 2;
	west = floor(west / cell - margin);
	south = floor(south / cell - margin);
	width = ceil(east / cell + margin) - west + 1;
	height = ceil(north / cell + margin) - south + 1;
	width = ceil(width / 64) * 64;

	/* Written so that a NaN fails too. */
	if (!(finite && cell > 0 && fabs(west) < MAX_CELLS && fabs(south) < MAX_CELLS &&
		  width * height <= WS_SURFACE_MAX_POINTS))
		ws_fail(env, WS_ERROR_LIMIT, "Raise cell_m, or lower the budget.",
				"a catchment of %.0f by %.0f cells of %g m is larger than the limit of %u cells",
				width, height, cell, WS_SURFACE_MAX_POINTS);

	lattice.left = west;
	lattice.bottom = south;
	lattice.stride = (uint32_t) width;
	lattice.rows = (uint32_t) height;

	size_t points = (size_t) lattice.stride * lattice.rows;

	lattice.field = ws_alloc(env, points * sizeof(float));
	lattice.inside = ws_alloc0(env, (points / 64 + 1) * sizeof(uint64_t));
	lattice.deep = ws_alloc0(env, points / 64 * sizeof(uint64_t));
	for (size_t i = 0; i < points; i += 64)
	{
		for (size_t j = i; j < i + 64; j++)
			lattice.field[j] = FLT_MAX;
		pace(&lattice);
	}
	return lattice;
}

static Piece
make_piece(double ax, double ay, double bx, double by, double ra, double rb)
{
	Piece p = {ax, ay, bx, by, ra, rb, .ux = 1};
	double dx = bx - ax, dy = by - ay;

	p.length = sqrt(dx * dx + dy * dy);

	/* Where the radius changes as fast as the street goes, the larger disc holds all. */
	if (fabs(rb - ra) >= p.length * (1 - 1e-9))
	{
		if (ra < rb)
			p.ax = bx, p.ay = by, p.ra = rb;
		else
			p.bx = ax, p.by = ay, p.rb = ra;
		p.length = 0;
		return p;
	}

	p.ux = dx / p.length;
	p.uy = dy / p.length;
	p.eastward = dy > 0 ? dx / dy : 0;

	/*
	 * |x - p(s)| - R(s) is least where the line from x meets the street at an
	 * angle whose cosine is the slope of R.
	 */
	p.slope = (rb - ra) / p.length;
	p.shift = p.slope / sqrt(1 - p.slope * p.slope);
	return p;
}

/* Makes one or two pieces of a segment and returns how many. */
static size_t
add_pieces(const Lattice *lattice, const WsReachSegment *segment, Piece *pieces)
{
	double ax = segment->ax / lattice->cell, ay = segment->ay / lattice->cell;
	double bx = segment->bx / lattice->cell, by = segment->by / lattice->cell;
	double ra = segment->ra / lattice->cell + lattice->inflation;
	double rb = segment->rb / lattice->cell + lattice->inflation;
	double least = lattice->least;
	size_t n = 0;

	/* One direction for both ways along a street, so that both give one field. */
	if (by < ay || (by == ay && bx < ax))
	{
		double x = ax, y = ay, r = ra;

		ax = bx, ay = by, ra = rb;
		bx = x, by = y, rb = r;
	}

	/* Where one radius is the greater of two, its reach is the union of theirs. */
	if (ra > least || rb > least)
		pieces[n++] = make_piece(ax, ay, bx, by, ra, rb);
	if (ra <= least || rb <= least)
		pieces[n++] = make_piece(ax, ay, bx, by, least, least);
	return n;
}

/*
 * Where a row, y north of the start of a piece, enters (side -1) or leaves
 * (side 1) all that is within a radius of the piece, as x east of its start:
 * on the disc round the start, on the straight side, or on the other disc.
 */
static double
chord_end(const Piece *p, double radius, double y, int side)
{
	double from = -side * radius * p->ux, to = from + p->by - p->ay;

	if (y >= from && y <= to)
		return side * radius * p->uy + (y - from) * p->eastward;

	double dy = y < from ? y : y - (p->by - p->ay);
	double half = sqrt(greater(radius * radius - dy * dy, 0));

	return (y < from ? 0 : p->bx - p->ax) + side * half;
}

/* The bits of a word that belong to a span and are not deep inside. */
static uint64_t
open_points(const Lattice *lattice, Span span, uint32_t word)
{
	uint64_t bits = ~lattice->deep[word];

	if (word == span.first / 64)
		bits &= ~(uint64_t) 0 << span.first % 64;
	if (word == span.last / 64)
		bits &= ~(uint64_t) 0 >> (63 - span.last % 64);
	return bits;
}

static bool
any_open(const Lattice *lattice, Span span)
{
	for (uint32_t word = span.first / 64; word <= span.last / 64; word++)
		if (open_points(lattice, span, word) != 0)
			return true;
	return false;
}

/* Lowers the field at some points of a word to that of a piece. */
static void
stamp(Lattice *lattice, const Piece *p, uint32_t row, uint32_t word, uint64_t points)
{
	double y = lattice->bottom + row - p->ay;
	double west = lattice->left - row * lattice->stride;
	uint64_t inside = 0, deep = 0;

	for (; points != 0; points &= points - 1)
	{
		uint32_t bit = (uint32_t) __builtin_ctzll(points);
		float *field = &lattice->field[word * 64 + bit];
		double x = west + (word * 64 + bit) - p->ax;
		double along = x * p->ux + y * p->uy, beside = fabs(x * p->uy - y * p->ux);
		double s = lesser(greater(along + beside * p->shift, 0), p->length);
		double distance = sqrt((along - s) * (along - s) + beside * beside);
		float f = (float) (distance - (p->ra + p->slope * s));

		*field = f < *field ? f : *field;
		inside |= (uint64_t) (f < 0) << bit;
		deep |= (uint64_t) (f < DEEP) << bit;
	}
	lattice->inside[word] |= inside;
	lattice->deep[word] |= deep;
}

/*
 * Visits the open points within a radius of a piece: stamps its field on them,
 * or closes them as deep inside.
 */
static void
sweep(Lattice *lattice, const Piece *p, double radius, bool is_deep)
{
	double ax = p->ax - lattice->left, ay = p->ay - lattice->bottom;
	double bx = p->bx - lattice->left, by = p->by - lattice->bottom;
	uint32_t west = (uint32_t) (lesser(ax, bx) - radius) + 1;
	uint32_t east = (uint32_t) (greater(ax, bx) + radius);
	uint32_t north = (uint32_t) (by + radius);

	for (uint32_t row = (uint32_t) (ay - radius) + 1; row <= north; row++)
	{
		uint32_t start = row * lattice->stride;
		Span span = {start + west, start + east};

		pace(lattice);
		if (!any_open(lattice, span))
			continue;
		span.first = start + (uint32_t) (ax + chord_end(p, radius, row - ay, -1)) + 1;
		span.last = start + (uint32_t) (ax + chord_end(p, radius, row - ay, 1));
		for (uint32_t word = span.first / 64; word <= span.last / 64; word++)
		{
			uint64_t open = open_points(lattice, span, word);

			if (is_deep)
			{
				lattice->deep[word] |= open;
				lattice->inside[word] |= open;
			}
			else
				stamp(lattice, p, row, word, open);
			pace(lattice);
		}
	}
}

static bool
is_inside(const Lattice *lattice, int64_t point)
{
	return lattice->inside[point / 64] >> point % 64 & 1;
}

/*
 * The crossings of rows in one word: bit i is set where points i and i + 1
 * differ. The border is outside, so rows do not mix.
 */
static uint64_t
row_crossings(const Lattice *lattice, size_t word)
{
	const uint64_t *inside = lattice->inside + word;

	return inside[0] ^ (inside[0] >> 1 | inside[1] << 63);
}

/* The place among all row crossings of the one just east of a point. */
static uint32_t
crossing_number(const Tracer *tracer, int64_t point)
{
	uint64_t in_word = row_crossings(tracer->lattice, (size_t) point / 64);
	uint64_t west = ((uint64_t) 1 << point % 64) - 1;

	return tracer->before[point / 64] + (uint32_t) __builtin_popcountll(in_word & west);
}

/*
 * Appends the vertex between a point inside and its neighbour outside. The
 * formula is monotone in both values after rounding too, which nesting needs.
 */
static void
add_vertex(Tracer *tracer, int64_t point, Direction out)
{
	const Lattice *lattice = tracer->lattice;
	float in = lattice->field[point], beyond = lattice->field[point + tracer->step[out]];
	double part = STEPS / (1 + (double) beyond / -(double) in);
	int steps = part < 1 ? 1 : part > STEPS - 1 ? STEPS - 1 : (int) part;
	double x = (lattice->left + (double) (point % lattice->stride)) * STEPS;
	double y = (lattice->bottom + (double) (point / lattice->stride)) * STEPS;
	double *vertex = &tracer->xy[2 * (size_t) tracer->n_points++];

	x += out == EAST ? steps : out == WEST ? -steps : 0;
	y += out == NORTH ? steps : out == SOUTH ? -steps : 0;
	vertex[0] = x * (lattice->cell / STEPS);
	vertex[1] = y * (lattice->cell / STEPS);
}

/*
 * Follows an outline once round with the inside on its left, from a crossing
 * of a row to the same, and gives its row crossings to a shell.
 */
static WsRing
trace(Tracer *tracer, int64_t start, Direction start_out, uint32_t shell)
{
	Lattice *lattice = tracer->lattice;
	const int64_t *step = tracer->step;
	WsRing ring = {.first = tracer->n_points, .hole = start_out == EAST};
	int64_t point = start;
	Direction out = start_out;

	do
	{
		Direction ahead = LEFT_OF(out);

		add_vertex(tracer, point, out);
		if (out == EAST || out == WEST)
			tracer->owner[crossing_number(tracer, out == EAST ? point : point - 1)] = shell;

		if (!is_inside(lattice, point + step[ahead]))
			out = ahead; /* round the point; in a saddle too */
		else if (!is_inside(lattice, point + step[out] + step[ahead]))
			point += step[ahead];
		else
		{
			point += step[out] + step[ahead];
			out = OPPOSITE(ahead);
		}
		pace(lattice);
	} while (point != start || out != start_out);

	memcpy(&tracer->xy[2 * (size_t) tracer->n_points], &tracer->xy[2 * (size_t) ring.first],
		   2 * sizeof(double));
	tracer->n_points++;
	ring.count = tracer->n_points - ring.first;
	return ring;
}

/* Puts rings in order of their shells; a shell was found before its holes. */
static void
sort_rings(const WsEnv *env, WsPolygons *out, const WsRing *found, const uint32_t *shell,
		   uint32_t n_shells)
{
	size_t *place = ws_alloc0(env, ((size_t) n_shells + 2) * sizeof(size_t));

	for (size_t i = 0; i < out->n_rings; i++)
		place[shell[i] + 1]++;
	for (uint32_t i = 1; i <= n_shells; i++)
		place[i + 1] += place[i];
	out->rings = ws_alloc(env, out->n_rings * sizeof(WsRing));
	for (size_t i = 0; i < out->n_rings; i++)
		out->rings[place[shell[i]]++] = found[i];
	ws_free(env, place);
}

static void
trace_all(Lattice *lattice, WsPolygons *out)
{
	const WsEnv *env = lattice->env;
	size_t row_words = lattice->stride / 64, words = row_words * lattice->rows;
	Tracer tracer = {.lattice = lattice,
					 .step = {1, lattice->stride, -1, -(int64_t) lattice->stride}};
	size_t n_row = 0, n_column = 0;
	uint32_t n_shells = 0;

	tracer.before = ws_alloc(env, words * sizeof(uint32_t));
	for (size_t word = 0; word < words; word++)
	{
		uint64_t above = word + row_words < words ? lattice->inside[word + row_words] : 0;

		tracer.before[word] = (uint32_t) n_row;
		n_row += (size_t) __builtin_popcountll(row_crossings(lattice, word));
		n_column += (size_t) __builtin_popcountll(lattice->inside[word] ^ above);
		pace(lattice);
	}

	/* Every ring crosses a row at least twice, and repeats one vertex. */
	WsRing *found = ws_alloc(env, n_row / 2 * sizeof(WsRing));
	uint32_t *shell = ws_alloc(env, n_row / 2 * sizeof(uint32_t));

	tracer.owner = ws_alloc0(env, n_row * sizeof(uint32_t));
	tracer.xy = ws_alloc(env, (n_row + n_column + n_row / 2) * 2 * sizeof(double));

	uint32_t crossing = 0;

	for (size_t word = 0; word < words; word++)
	{
		for (uint64_t bits = row_crossings(lattice, word); bits != 0; bits &= bits - 1, crossing++)
		{
			int64_t point = (int64_t) word * 64 + __builtin_ctzll(bits);
			bool hole = is_inside(lattice, point);

			if (tracer.owner[crossing] != 0)
				continue;
			shell[out->n_rings] = hole ? tracer.owner[crossing - 1] : ++n_shells;
			found[out->n_rings] = hole ? trace(&tracer, point, EAST, shell[out->n_rings])
									   : trace(&tracer, point + 1, WEST, shell[out->n_rings]);
			out->n_rings++;
		}
		pace(lattice);
	}

	sort_rings(env, out, found, shell, n_shells);
	out->xy = tracer.xy;
	out->n_points = tracer.n_points;
	ws_free(env, tracer.before);
	ws_free(env, tracer.owner);
	ws_free(env, found);
	ws_free(env, shell);
}

void
ws_surface(const WsEnv *env, const WsReachSegment *segments, size_t n, double cell, double buffer,
		   WsPolygons *out)
{
	*out = (WsPolygons){0};
	if (n == 0)
		return;

	Lattice lattice = make_lattice(env, segments, n, cell, buffer);

	Piece *pieces = ws_alloc(env, 2 * n * sizeof(Piece));
	size_t n_pieces = 0;

	for (size_t i = 0; i < n; i++)
	{
		n_pieces += add_pieces(&lattice, &segments[i], &pieces[n_pieces]);
		pace(&lattice);
	}
	for (size_t i = 0; i < n_pieces; i++)
	{
		double core = lesser(pieces[i].ra, pieces[i].rb) + DEEP;

		if (core > 0)
			sweep(&lattice, &pieces[i], core, true);
	}
	for (size_t i = 0; i < n_pieces; i++)
		sweep(&lattice, &pieces[i], greater(pieces[i].ra, pieces[i].rb) + 1, false);
	ws_free(env, pieces);
	trace_all(&lattice, out);
	ws_free(env, lattice.field);
	ws_free(env, lattice.inside);
	ws_free(env, lattice.deep);
}
