/*
 * area.c - the area around reached pieces of street, on a lattice.
 *
 * Definition. Every reached place of a street has a radius r, the leg off the
 * street that the rest of the budget allows, at most b. On a lattice of cells of
 * length 1 it is
 *
 *		R = max(r, 0.71) where r < b, (b + sqrt(b^2 + 1)) / 2 where r = b
 *
 * and the field at x is the least |x - p| - R of the places p that are in sight of
 * x. The area is where the field, taken at the points of the lattice and interpolated
 * along its links, is negative, as far as the next wall. Where r = b, R is inflated to
 * make up for chords which replace arcs; 0.71, half the diagonal of a cell, keeps a
 * street without any leg as a band.
 * Cells that a street shares with a wall which bends there, or crosses it, belong to
 * the area whole, and where the wall passes by, the corners on the street's side. So no
 * reached street lies outside, and where the field is smaller everywhere, the area is
 * larger everywhere, without tolerance: budgets nest. Holes narrower than a cell
 * vanish. contour.c joins where the area ends on the links.
 *
 * But nearly all of a city is deep inside, and need not be measured:
 *
 * 1. Mark the lattice point next to each of the samples of all stretches; they
 *    lie at most a cell apart in x and y, at places that depend on the street alone.
 * 2. Dilate the marks by a little less than the radius, which is surely inside,
 *    and by a little more, beyond which is surely outside.
 * 3. Measure the points between: stamp on them the stretches that are near.
 *
 * The first is area_mark.c, the last area_measure.c, with area_sight.c for what walls may
 * hide; here is the rest.
 *
 * Sight. Marks are dilated by straight chains of links, none of which may be cut by a
 * wall, and a place is in sight of the points to which such a chain leads from a mark of
 * the sample before it or after it. So where the nearest place is in sight, the area ends
 * exactly where it does without walls, and it never goes on behind one. Near walls the
 * nearest street of the full radius is stamped as elsewhere; only where it is out of
 * sight, what each street shows is looked up, and what is implied, see reached.c, counts
 * too. With a larger budget, which only makes radii larger, no point counts less.
 *
 * Memory: sixteen bytes a lattice point, eight more with walls, a bit for each of
 * some twenty sets; a stretch for each segment.
 */
#include "area.h"

#include <math.h>

#include "area_maker.h"

double
ws_area_radius(double leg)
{
	return fmax((leg + sqrt(leg * leg + 1)) / 2, WS_AREA_LEAST);
}

double
ws_area_margin(double radius)
{
	return radius + WS_AREA_FROM_STREET + 2;
}

/*
 * What is sure, what is possible, and what is to be measured.
 */

/*
 * What is inside for sure and what is not, by words: all points that may be either are
 * measured, and both ends of each link that leaves what is sure, unless only a wall
 * ends the area there.
 */
WS_VECTORIZED static void
choose(const uint64_t *restrict sure, const uint64_t *restrict deep,
	   const uint64_t *restrict possible, const uint64_t *restrict by_walls,
	   uint64_t *restrict open, uint64_t *restrict clear, uint64_t *restrict hideable, size_t row,
	   size_t n)
{
	for (size_t i = row; i + row < n; i++)
	{
		uint64_t around = (sure[i] << 1 | sure[i - 1] >> 63) & (sure[i] >> 1 | sure[i + 1] << 63) &
						  sure[i - row] & sure[i + row];
		uint64_t measured;

		open[i] = possible[i] & ~sure[i];
		measured = open[i] | (sure[i] & ~around & ~deep[i]);
		clear[i] = measured & ~by_walls[i];
		hideable[i] = measured & by_walls[i];
	}
}

static void
divide(WsAreaMaker *m)
{
	const WsLattice *l = m->lattice;
	size_t n = ws_lattice_words(l);
	double sure = m->radius - WS_AREA_TO_MARK, most = m->radius + WS_AREA_FROM_STREET;
	uint64_t *marks = ws_bits_make(l), *none = ws_bits_make(l);

	for (size_t i = 0; i < n; i++)
		marks[i] = m->full_marks[i] | m->other_marks[i];
	if (m->walls)
	{
		const WsDisc within[] = {{sure, m->sure}, {sure - 1, m->deep}};
		const WsDisc near = {most, m->possible};

		ws_dilate_in_sight(l, &m->walls->cuts, &m->ways, m->full_marks, within, 2);
		ws_dilate_in_sight(l, &m->walls->cuts, &m->ways, marks, &near, 1);
	}
	else
	{
		ws_dilate(l, m->full_marks, sure, m->sure);
		ws_dilate(l, marks, most, m->possible);
	}
	choose(m->sure, m->walls ? m->deep : none, m->possible, m->walls ? m->by_walls : none, m->open,
		   m->clear, m->hideable, l->row_words, n);
	for (size_t i = 0; i < n; i++)
		m->measured[i] = m->clear[i] | m->hideable[i];
	ws_bits_free(l, marks);
	ws_bits_free(l, none);
}

/*
 * The area.
 */

static void
fill(WsAreaMaker *m)
{
	uint64_t *inside = m->area->inside;

	for (size_t word = 0; word < ws_lattice_words(m->lattice); word++)
	{
		inside[word] = m->sure[word] | (m->walls ? m->shared[word] | m->watched[word] : 0);
		for (uint64_t bits = m->open[word]; bits; bits &= bits - 1)
		{
			uint64_t is_inside = m->field[word * 64 + (size_t) __builtin_ctzll(bits)] < 0;

			inside[word] |= bits & -bits & -is_inside;
		}
	}
}

/*
 * How much of a link is inside, by the excess at its ends. The formula is monotone
 * in both after rounding too, which nesting needs.
 */
static inline double
part_inside(double in, double out)
{
	return 1 / (1 + out / -in);
}

/* How far the area goes from a point inside along a link to one outside. */
static double
extent(const WsAreaMaker *m, size_t point, size_t beyond, WsDirection out)
{
	static const int dx[] = {1, 0, -1, 0}, dy[] = {0, 1, 0, -1};
	uint32_t stride = ws_lattice_stride(m->lattice);
	double length = 0;

	if (ws_bit(m->sure, point) || ws_bit(m->open, point))
	{
		/* What is deep inside is not measured; nor what is not in sight, or far from it. */
		double in = ws_bit(m->measured, point) ? m->field[point] : -WS_AREA_MOST;

		if (in < 0)
			length = -in < 1 ? -in : 1;
		if (in < 0 && ws_bit(m->measured, beyond))
			length = ws_greater(length, part_inside(in, m->field[beyond]));
	}
	if (m->walls)
	{
		bool cut = ws_is_cut(&m->walls->cuts, point, beyond, out);

		if (cut && ws_bit(m->watched, point))
			length = 1;
		if (cut)
			length =
				ws_lesser(length, ws_walls_stop(m->walls, (uint32_t) (point % stride),
												(uint32_t) (point / stride), dx[out], dy[out]));
	}
	return length;
}

/* Of all points inside with a neighbour outside. */
static void
extend(WsAreaMaker *m)
{
	const WsLattice *l = m->lattice;
	const uint64_t *inside = m->area->inside;
	size_t row = l->row_words, n = ws_lattice_words(l);
	const int64_t step[] = {1, (int64_t) row * 64, -1, -(int64_t) row * 64};

	for (size_t i = row; i + row < n; i++)
	{
		uint64_t out[4] = {~(inside[i] >> 1 | inside[i + 1] << 63), ~inside[i + row],
						   ~(inside[i] << 1 | inside[i - 1] >> 63), ~inside[i - row]};

		for (WsDirection to = WS_EAST; to <= WS_SOUTH; to++)
			for (uint64_t bits = inside[i] & out[to]; bits; bits &= bits - 1)
			{
				size_t point = i * 64 + (size_t) __builtin_ctzll(bits);
				double steps =
					WS_LINK_STEPS * extent(m, point, (size_t) ((int64_t) point + step[to]), to);

				m->area->extent[point][to] =
					(uint16_t) (steps < 1                   ? 1
								: steps > WS_LINK_STEPS - 1 ? WS_LINK_STEPS - 1
															: steps);
			}
	}
}

void
ws_area(const WsReached *reached, WsArea *area)
{
	const WsLattice *lattice = &reached->lattice;
	size_t points = ws_lattice_words(lattice) * 64;
	WsAreaMaker m = {.env = lattice->env,
					 .lattice = lattice,
					 .stretches = reached->stretches,
					 .n = reached->n,
					 .radius = reached->radius,
					 .area = area};
	uint64_t **always[] = {&m.full_marks, &m.other_marks, &m.sure,     &m.possible,  &m.open,
						   &m.measured,   &m.clear,       &m.hideable, &m.near_walls};
	uint64_t **walled[] = {&m.deep, &m.by_walls, &m.unsettled, &m.shared, &m.watched};
	WsWalls walls;

	area->lattice = *lattice;
	area->inside = ws_bits_make(lattice);
	area->extent = ws_alloc(m.env, points * sizeof(*area->extent));
	for (int i = 0; i < 9; i++)
		*always[i] = ws_bits_make(lattice);
	if (reached->n_walls > 0)
	{
		for (int i = 0; i < 5; i++)
			*walled[i] = ws_bits_make(lattice);
		m.ways = ws_ways_make(m.env, m.radius + WS_AREA_FROM_STREET);
		walls = ws_walls_make(lattice, reached->walls, reached->n_walls, reached->tolerance);
		m.walls = &walls;
	}
	ws_area_mark(&m);
	divide(&m);
	ws_area_measure(&m);
	fill(&m);
	extend(&m);
	if (m.walls)
		ws_walls_free(&walls);
	for (int i = 0; i < 9; i++)
		ws_bits_free(lattice, *always[i]);
	for (int i = 0; i < 5; i++)
		ws_bits_free(lattice, *walled[i]);
	ws_bits_free(lattice, m.by_closed);
	ws_free(m.env, m.counts);
	ws_ways_free(m.env, &m.ways);
	ws_free(m.env, m.samples);
	ws_free(m.env, m.aside);
	ws_free(m.env, m.first_sample);
	ws_free(m.env, m.field);
}

WsArea
ws_area_copy(const WsArea *area)
{
	WsArea copy = {.lattice = area->lattice};
	size_t words = ws_lattice_words(&area->lattice);

	copy.inside = ws_bits_make(&area->lattice);
	copy.extent = ws_alloc(area->lattice.env, words * 64 * sizeof(*copy.extent));
	memcpy(copy.inside, area->inside, words * sizeof(uint64_t));
	memcpy(copy.extent, area->extent, words * 64 * sizeof(*copy.extent));
	return copy;
}

void
ws_area_free(WsArea *area)
{
	ws_bits_free(&area->lattice, area->inside);
	ws_free(area->lattice.env, area->extent);
}
