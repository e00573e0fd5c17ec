/*
 * contour.c - the outline of an area as polygons.
 *
 * The outline crosses each link between a point inside and one outside once, where
 * the area says that it ends, and never on a lattice point; of the two ways
 * through a saddle it takes the one that separates the points inside. So rings are
 * simple and never touch, and an area that has more points inside, and goes farther
 * along links, is larger everywhere.
 *
 * The start of a ring is the first of its crossings in the order of a scan by rows:
 * from outside to inside it is a shell's, from inside to outside a hole's, and the
 * hole belongs to the shell that owns the crossing before it in the row.
 *
 * Linear in words and outline. The answer takes sixteen bytes a vertex.
 */
#include "contour.h"

#define LEFT_OF(d) ((WsDirection) (((d) + 1) & 3))
#define OPPOSITE(d) ((WsDirection) (((d) + 2) & 3))

typedef struct Tracer
{
	const WsArea *area;
	int64_t step[4]; /* to the neighbour in a direction */
	uint32_t *before; /* for each word: row crossings in the words before it */
	uint32_t *owner; /* for each row crossing: its shell, from 1; 0 = not traced */
	double *xy;
	uint32_t n_points;
	uint32_t work; /* words and vertices passed, to pace interrupts */
} Tracer;

static void
pace(Tracer *tracer)
{
	if ((++tracer->work & 4095) == 0)
		ws_interrupt(tracer->area->lattice.env);
}

static bool
is_inside(const Tracer *tracer, int64_t point)
{
	return ws_bit(tracer->area->inside, (size_t) point);
}

/*
 * The crossings of rows in one word: bit i is set where points i and i + 1
 * differ. The border is outside, so rows do not mix.
 */
static uint64_t
row_crossings(const WsArea *area, size_t word)
{
	const uint64_t *inside = area->inside + word;

	return inside[0] ^ (inside[0] >> 1 | inside[1] << 63);
}

/* The place among all row crossings of the one just east of a point. */
static uint32_t
crossing_number(const Tracer *tracer, int64_t point)
{
	uint64_t in_word = row_crossings(tracer->area, (size_t) point / 64);
	uint64_t west = ((uint64_t) 1 << point % 64) - 1;

	return tracer->before[point / 64] + (uint32_t) __builtin_popcountll(in_word & west);
}

/* Appends the vertex between a point inside and its neighbour outside. */
static void
add_vertex(Tracer *tracer, int64_t point, WsDirection out)
{
	const WsLattice *lattice = &tracer->area->lattice;
	uint32_t stride = ws_lattice_stride(lattice);
	uint16_t extent = tracer->area->extent[point][out];
	double length = (extent ? extent : 1) / (double) WS_LINK_STEPS;
	double *vertex = &tracer->xy[2 * (size_t) tracer->n_points++];
	int64_t row = point / stride;

	vertex[0] = lattice->left + (double) (point % stride);
	vertex[1] = lattice->bottom + (double) row;
	if (out == WS_EAST || out == WS_WEST)
		vertex[0] += out == WS_EAST ? length : -length;
	else
		vertex[1] += out == WS_NORTH ? length : -length;
}

/*
 * Follows an outline once round with the inside on its left, from a crossing
 * of a row to the same, and gives its row crossings to a shell.
 */
static WsRing
trace(Tracer *tracer, int64_t start, WsDirection start_out, uint32_t shell)
{
	const int64_t *step = tracer->step;
	WsRing ring = {.first = tracer->n_points, .hole = start_out == WS_EAST};
	int64_t point = start;
	WsDirection out = start_out;

	do
	{
		WsDirection ahead = LEFT_OF(out);

		add_vertex(tracer, point, out);
		if (out == WS_EAST || out == WS_WEST)
			tracer->owner[crossing_number(tracer, out == WS_EAST ? point : point - 1)] = shell;

		if (!is_inside(tracer, point + step[ahead]))
			out = ahead; /* round the point; in a saddle too */
		else if (!is_inside(tracer, point + step[out] + step[ahead]))
			point += step[ahead];
		else
		{
			point += step[out] + step[ahead];
			out = OPPOSITE(ahead);
		}
		pace(tracer);
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

void
ws_contour(const WsArea *area, WsPolygons *out)
{
	const WsLattice *lattice = &area->lattice;
	const WsEnv *env = lattice->env;
	size_t row_words = lattice->row_words, words = ws_lattice_words(lattice);
	int64_t stride = ws_lattice_stride(lattice);
	Tracer tracer = {.area = area, .step = {1, stride, -1, -stride}};
	size_t n_row = 0, n_column = 0;
	uint32_t n_shells = 0;

	*out = (WsPolygons){0};
	tracer.before = ws_alloc(env, words * sizeof(uint32_t));
	for (size_t word = 0; word < words; word++)
	{
		uint64_t above = word + row_words < words ? area->inside[word + row_words] : 0;

		tracer.before[word] = (uint32_t) n_row;
		n_row += (size_t) __builtin_popcountll(row_crossings(area, word));
		n_column += (size_t) __builtin_popcountll(area->inside[word] ^ above);
		pace(&tracer);
	}

	/* Every ring crosses a row at least twice, and repeats one vertex. */
	WsRing *found = ws_alloc(env, n_row / 2 * sizeof(WsRing));
	uint32_t *shell = ws_alloc(env, n_row / 2 * sizeof(uint32_t));

	tracer.owner = ws_alloc0(env, n_row * sizeof(uint32_t));
	tracer.xy = ws_alloc(env, (n_row + n_column + n_row / 2) * 2 * sizeof(double));

	uint32_t crossing = 0;

	for (size_t word = 0; word < words; word++)
	{
		for (uint64_t bits = row_crossings(area, word); bits != 0; bits &= bits - 1, crossing++)
		{
			int64_t point = (int64_t) word * 64 + __builtin_ctzll(bits);
			bool hole = is_inside(&tracer, point);

			if (tracer.owner[crossing] != 0)
				continue;
			shell[out->n_rings] = hole ? tracer.owner[crossing - 1] : ++n_shells;
			found[out->n_rings] = hole ? trace(&tracer, point, WS_EAST, shell[out->n_rings])
									   : trace(&tracer, point + 1, WS_WEST, shell[out->n_rings]);
			out->n_rings++;
		}
		pace(&tracer);
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
ws_area_cut(WsArea *area, double x, bool keep_west)
{
	const WsLattice *lattice = &area->lattice;
	uint32_t stride = ws_lattice_stride(lattice), west = (uint32_t) (x - lattice->left);
	double part = x - lattice->left - west;
	/* The last column that stays, and how far beyond it the area may go. */
	uint32_t last = keep_west ? west : west + 1;
	WsDirection out = keep_west ? WS_EAST : WS_WEST;
	double most = (keep_west ? part : 1 - part) * WS_LINK_STEPS;

	for (uint32_t row = 0; row < lattice->rows; row++)
	{
		uint64_t *bits = area->inside + (size_t) row * lattice->row_words;
		size_t point = (size_t) row * stride + last;
		uint16_t *extent = &area->extent[point][out];

		/* Where the area goes on beyond, and where it ends before. */
		if (ws_bit(area->inside, point) &&
			(ws_bit(area->inside, keep_west ? point + 1 : point - 1) || *extent > most))
			*extent = (uint16_t) (most < WS_LINK_STEPS - 1 ? most : WS_LINK_STEPS - 1);
		for (uint32_t word = 0; word < lattice->row_words; word++)
			bits[word] &= keep_west
							  ? (word <= last / 64 ? ws_bits_between(word, 0, last) : 0)
							  : (word >= last / 64 ? ws_bits_between(word, last, stride - 1) : 0);
	}
}
