/*
 * area_sight.c - what points near walls see of the streets, see area.c.
 *
 * A stretch shows a point what is between its samples: where the mark of one is in sight,
 * the parts on both sides of it.
 */
#include "area_sight.h"

WsViewer
ws_viewer(const WsAreaMaker *m, size_t stretch)
{
	const WsStretch *t = &m->stretches[stretch];
	WsViewer v = {.capsule = ws_capsule(m->lattice, t), .first_sample = m->first_sample[stretch]};

	v.part = v.capsule.length / ws_lattice_parts(t->bx - t->ax, t->by - t->ay);
	v.first = (uint32_t) (t->from * ws_lattice_parts(t->bx - t->ax, t->by - t->ay));
	v.last = v.first + m->first_sample[stretch + 1] - m->first_sample[stretch] - 1;
	return v;
}

/* How far the marks of a stretch are seen. */
static inline double
sight(const WsCapsule *c)
{
	return c->widest + WS_AREA_FROM_STREET;
}

/* Whether a point is in sight of a sample. */
static bool
in_sight(const WsAreaMaker *m, const WsViewer *v, uint32_t sample, uint32_t x, uint32_t y)
{
	uint32_t marks[4], n = ws_area_marks_of(m, v->first_sample + sample - v->first, marks);

	for (uint32_t i = 0; i < n; i++)
		if (ws_ways_lead(&m->ways, m->lattice, &m->walls->cuts, sight(&v->capsule), marks[i], x, y))
			return true;
	return false;
}

/* The number of the sample before a place, or of the first or last one. */
static uint32_t
sample_before(const WsViewer *v, double t)
{
	double k = v->part > 0 ? t / v->part : 0;

	return k <= v->first ? v->first : k >= v->last ? v->last : (uint32_t) k;
}

/* Of that or the one after it. */
static inline bool
either_in_sight(const WsAreaMaker *m, const WsViewer *v, uint32_t sample, uint32_t x, uint32_t y)
{
	return in_sight(m, v, sample, x, y) || (sample < v->last && in_sight(m, v, sample + 1, x, y));
}

bool
ws_viewer_shows(const WsAreaMaker *m, const WsViewer *v, uint32_t x, uint32_t y)
{
	const WsCapsule *c = &v->capsule;
	double at = ws_capsule_nearest(c, c->low, c->high, ws_see(c, x, y));

	return either_in_sight(m, v, sample_before(v, at), x, y);
}

double
ws_viewer_excess(const WsAreaMaker *m, const WsViewer *v, uint32_t x, uint32_t y, double level)
{
	const WsCapsule *c = &v->capsule;
	WsSeen seen = ws_see(c, x, y);
	double wide = c->widest + WS_AREA_MOST, e = ws_capsule_excess(c, c->low, c->high, seen);
	uint32_t before = sample_before(v, ws_capsule_nearest(c, c->low, c->high, seen)), first, last;

	if (e >= level)
		return level;
	if (either_in_sight(m, v, before, x, y))
		return e;
	/* Then sample by sample, each with the parts on both sides of it. */
	first = sample_before(v, seen.along - wide);
	last = sample_before(v, seen.along + wide) + 1;
	for (uint32_t k = first; k <= last && k <= v->last; k++)
	{
		double low = ws_greater(c->low, (k - 1.0) * v->part);
		double high = ws_lesser(c->high, (k + 1.0) * v->part);

		if (low > high || k == before || k == before + 1)
			continue;
		e = ws_capsule_excess(c, low, high, seen);
		if (e < level && in_sight(m, v, k, x, y))
			level = e;
	}
	return level;
}

/*
 * Of unsettled points there are few, but any of the streets around may be what they see.
 * So they look at what is in sight, mark by mark.
 */

/* A sample at its mark. */
typedef struct Sample
{
	uint32_t viewer;
	uint32_t number; /* of the viewer's */
	uint32_t next; /* at the same mark; NO_SAMPLE: none */
} Sample;

#define NO_SAMPLE UINT32_MAX

typedef struct Look
{
	WsAreaMaker *m;
	WsViewer *viewers;
	size_t n_viewers, viewers_capacity;
	Sample *samples;
	size_t n_samples, samples_capacity;
	uint64_t *marks; /* that have samples */
	uint32_t *first; /* of a mark: a sample */
} Look;

static void
list(Look *look, uint32_t mark, uint32_t number)
{
	bool others = ws_bit(look->marks, mark);

	look->samples = ws_grow(look->m->env, look->samples, &look->samples_capacity,
							look->n_samples + 1, sizeof(Sample));
	look->samples[look->n_samples] =
		(Sample){(uint32_t) look->n_viewers, number, others ? look->first[mark] : NO_SAMPLE};
	look->first[mark] = (uint32_t) look->n_samples++;
	ws_bit_set(look->marks, mark);
}

/* Lists the samples of a stretch whose marks are in a set. */
static void
list_samples(Look *look, size_t stretch, const uint64_t *near)
{
	const WsAreaMaker *m = look->m;
	size_t first = m->first_sample[stretch], before = look->n_samples;

	for (size_t sample = first; sample < m->first_sample[stretch + 1]; sample++)
	{
		uint32_t marks[4], n = ws_area_marks_of(m, sample, marks);

		for (uint32_t i = 0; i < n; i++)
			if (ws_bit(near, marks[i]))
				list(look, marks[i], (uint32_t) (sample - first));
	}
	if (look->n_samples == before)
		return;
	look->viewers = ws_grow(m->env, look->viewers, &look->viewers_capacity, look->n_viewers + 1,
							sizeof(WsViewer));
	look->viewers[look->n_viewers++] = ws_viewer(m, stretch);
}

/* Lowers the field at a point to what it sees of the samples at a mark so far away. */
static void
look_at(void *context, size_t point, int dx, int dy)
{
	const Look *look = context;
	uint32_t stride = ws_lattice_stride(look->m->lattice);
	size_t mark = (size_t) ((int64_t) point - dx - dy * (int64_t) stride);
	uint32_t x = (uint32_t) (point % stride), y = (uint32_t) (point / stride);
	double *field = &look->m->field[point];

	for (uint32_t i = look->first[mark]; i != NO_SAMPLE; i = look->samples[i].next)
	{
		const WsViewer *v = &look->viewers[look->samples[i].viewer];
		const WsCapsule *c = &v->capsule;
		double number = v->first + look->samples[i].number;
		double low = ws_greater(c->low, (number - 1) * v->part);
		double high = ws_lesser(c->high, (number + 1) * v->part);

		if (low <= high && dx * dx + dy * dy <= sight(c) * sight(c))
			*field = ws_lesser(*field, ws_capsule_excess(c, low, high, ws_see(c, x, y)));
	}
}

void
ws_area_look(WsAreaMaker *m, const uint32_t *stretches, size_t n)
{
	const WsLattice *l = m->lattice;
	Look look = {.m = m};
	double radius = m->radius + WS_AREA_FROM_STREET;
	uint64_t *near;

	if (!ws_bits_any(l, m->unsettled))
		return;
	near = ws_bits_make(l);
	ws_dilate(l, m->unsettled, radius, near);
	look.marks = ws_bits_make(l);
	look.first = ws_alloc(m->env, ws_lattice_words(l) * 64 * sizeof(uint32_t));
	for (size_t i = 0; i < n; i++)
	{
		if ((i & 255) == 0)
			ws_interrupt(m->env);
		if (m->counts[stretches[i]] != WS_COUNTS_EVERYWHERE)
			list_samples(&look, stretches[i], near);
	}
	ws_ways_each(l, &m->walls->cuts, &m->ways, look.marks, m->unsettled, look_at, &look);
	ws_bits_free(l, near);
	ws_bits_free(l, look.marks);
	ws_free(m->env, look.first);
	ws_free(m->env, look.viewers);
	ws_free(m->env, look.samples);
}
