/*
 * area_mark.c - the marks of streets on the lattice of an area, see area.c.
 */
#include "area_maker.h"

uint32_t
ws_area_marks_of(const WsAreaMaker *m, size_t sample, uint32_t marks[4])
{
	uint32_t stride = ws_lattice_stride(m->lattice), n = 0;
	WsAside aside = m->aside[sample];
	uint32_t cell = m->samples[sample] - (aside.next & 1) - (aside.next >> 1) * stride;

	marks[0] = m->samples[sample];
	if (!aside.is)
		return 1;
	for (uint32_t corner = 0; corner < 4; corner++)
		if (aside.corners >> corner & 1)
			marks[n++] = cell + (corner & 1) + (corner >> 1) * stride;
	return n;
}

/*
 * Whether some sample of a segment is in a set. It goes by the whole of it, as what
 * is reached changes with the budget.
 */
static bool
passes(const WsAreaMaker *m, const WsStretch *t, const uint64_t *set)
{
	if (!set)
		return false;
	WsSamples samples = ws_samples(m, t);

	for (uint32_t k = 0; k <= samples.parts; k++)
	{
		uint32_t at = ws_nearest_point(ws_sample_x(&samples, k), ws_sample_y(&samples, k),
									   ws_lattice_stride(m->lattice));

		if (ws_bit(set, at))
			return true;
	}
	return false;
}

/*
 * The cells that a street passes between two samples, where a wall does not just pass
 * beside it from one side of the cell to another: then the street might not be in what
 * the points around the cell make of it. From sample to sample, so that it does not
 * depend on where between them the reach ends.
 */
static void
share_cells(WsAreaMaker *m, double ax, double ay, double bx, double by)
{
	uint32_t stride = ws_lattice_stride(m->lattice);
	uint32_t west = (uint32_t) ws_lesser(ax, bx), east = (uint32_t) ws_greater(ax, bx);
	uint32_t south = (uint32_t) ws_lesser(ay, by), north = (uint32_t) ws_greater(ay, by);

	for (uint32_t y = south; y <= north; y++)
		for (uint32_t x = west; x <= east; x++)
		{
			bool bends;

			if (!ws_walls_touch_cell(m->walls, x, y))
				continue;
			bends = !ws_walls_pass_by(m->walls, x, y, ax, ay, bx, by);
			for (uint32_t corner = 0; corner < 4; corner++)
			{
				uint32_t cx = x + (corner & 1), cy = y + (corner >> 1);

				/* Where the wall passes by, the corners on the street's side are enough. */
				if (bends)
					ws_bit_set(m->shared, (size_t) cy * stride + cx);
				else if (ws_walls_same_side(m->walls, x, y, ax, ay, cx, cy))
					ws_bit_set(m->watched, (size_t) cy * stride + cx);
			}
		}
}

/* Near walls, and near streets that cannot be left. */
static void
find_beside(WsAreaMaker *m)
{
	const WsLattice *l = m->lattice;
	double radius = m->radius + 1 + WS_AREA_FROM_STREET;
	uint64_t *closed = NULL;

	for (size_t i = 0; i < m->n; i++)
	{
		WsSamples samples;

		if (!m->stretches[i].closed)
			continue;
		if (!closed)
			closed = ws_bits_make(l);
		samples = ws_samples(m, &m->stretches[i]);
		for (uint32_t k = 0; k <= samples.parts; k++)
			ws_bit_set(closed, (size_t) ws_sample_y(&samples, k) * ws_lattice_stride(l) +
								   (size_t) ws_sample_x(&samples, k));
	}
	if (closed)
	{
		m->by_closed = ws_bits_make(l);
		ws_dilate(l, closed, radius, m->by_closed);
		ws_bits_free(l, closed);
	}
	if (m->walls)
	{
		ws_dilate(l, m->walls->cells, radius, m->by_walls);
		/* From the cell of a sample or the one before it to the point next to it: twice a diagonal. */
		ws_dilate(l, m->walls->cells, 2.83, m->near_walls);
	}
}

/* Which corners of the cell of a sample are marked, if it is not the point next to it. */
static inline WsAside
aside_of(const WsAreaMaker *m, double x, double y, uint32_t at)
{
	uint32_t stride = ws_lattice_stride(m->lattice);
	uint32_t cell = (uint32_t) y * stride + (uint32_t) x, off = at - cell;
	WsAside aside = {.next = (uint8_t) ((off & 1) | (off >= stride) << 1)};

	if (!ws_bit(m->walls->cells, cell) || ws_walls_show_corner(m->walls, x, y, aside.next))
		return aside;
	aside.is = true;
	for (uint32_t corner = 0; corner < 4; corner++)
		if (corner != aside.next && ws_walls_show_corner(m->walls, x, y, corner))
			aside.corners |= (uint8_t) (1 << corner);
	return aside;
}

void
ws_area_mark(WsAreaMaker *m)
{
	uint32_t stride = ws_lattice_stride(m->lattice);

	find_beside(m);
	m->first_sample = ws_alloc(m->env, (m->n + 1) * sizeof(uint32_t));
	m->counts = ws_alloc(m->env, m->n * sizeof(*m->counts));
	for (size_t i = 0; i < m->n; i++)
	{
		const WsStretch *t = &m->stretches[i];
		WsSamples samples = ws_samples(m, t);
		uint32_t parts = samples.parts;
		double low = t->from * parts, high = t->to * parts;
		uint32_t first = (uint32_t) low, last = (uint32_t) high + ((uint32_t) high < high);
		double x = 0, y = 0;
		bool full = t->ra == m->radius && t->rb == m->radius;
		bool implied = t->implied && !passes(m, t, m->by_closed);

		m->first_sample[i] = (uint32_t) m->n_samples;
		if (m->n_samples + parts + 1 > m->samples_capacity)
			m->samples = ws_grow(m->env, m->samples, &m->samples_capacity, m->n_samples + parts + 1,
								 sizeof(uint32_t));
		if (m->n_samples + parts + 1 > m->aside_capacity)
			m->aside = ws_grow(m->env, m->aside, &m->aside_capacity, m->n_samples + parts + 1,
							   sizeof(WsAside));
		if (full)
			m->counts[i] = WS_COUNTS_FULL;
		/* Not where the radius is raised to the least. */
		else if (implied && ws_greater(t->ra, t->rb) > WS_AREA_LEAST)
			m->counts[i] = WS_COUNTS_UNSETTLED;
		else
			m->counts[i] = WS_COUNTS_EVERYWHERE;
		if (implied && !passes(m, t, m->by_walls))
			continue;
		for (uint32_t k = first; k <= last; k++)
		{
			double before_x = x, before_y = y;
			uint32_t at;
			/* What is not next to a reached place is too far for what is sure. */
			uint64_t *marks = full && k >= low && k <= high ? m->full_marks : m->other_marks;

			x = ws_sample_x(&samples, k);
			y = ws_sample_y(&samples, k);
			at = ws_nearest_point(x, y, stride);
			m->samples[m->n_samples] = at;
			m->aside[m->n_samples] = (WsAside){0};
			if (!ws_bit(m->near_walls, at))
				ws_bit_set(marks, at);
			else
			{
				uint32_t points[4], n;

				m->aside[m->n_samples] = aside_of(m, x, y, at);
				n = ws_area_marks_of(m, m->n_samples, points);
				/* And so are those that are not next to the sample. */
				if (m->aside[m->n_samples].is)
					marks = m->other_marks;
				for (uint32_t p = 0; p < n; p++)
					ws_bit_set(marks, points[p]);
				if (k == first)
					share_cells(m, x, y, x, y);
				else
					share_cells(m, before_x, before_y, x, y);
			}
			m->n_samples++;
		}
		if ((i & 1023) == 0)
			ws_interrupt(m->env);
	}
	m->first_sample[m->n] = (uint32_t) m->n_samples;
}
