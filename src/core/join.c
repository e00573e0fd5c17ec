/*
 * join.c - ends of lines that all but meet, joined: a phase of the build.
 *
 * A dead end is an end of a line whose place no other vertex shares. It is
 * joined to the nearest point of another line within `snap_m`: to a vertex of
 * that line where it is the nearest point or at most a metre beside it, else
 * to the point itself, which becomes a vertex of that line (give or take a few
 * centimetres along it, so as not to bend it). The dead end's own line is made
 * longer by that vertex. Which place that is, and what is not joined however
 * near, is said in near_miss.c. Nothing that exists is moved, and all is decided
 * on the lines as they came, so the order of rows does not matter.
 *
 * Where dead ends meet, the nearest one to each gives pairs that are nothing
 * to each other: of four streets drawn up to one crossing, two and two. So
 * ends are united into groups (union-find). As long as a group is of dead ends
 * alone, it goes on to the nearest end of another group (Boruvka's steps); one
 * that has come to a line does not. Thus the joints of a group are a tree, with
 * at most one that leads out of it, and each end has one of its own: from the
 * root, which is the end that leads out or the first, every other end is
 * joined to its parent.
 */
#include "join.h"

#include <math.h>

#include "near_miss.h"
#include "sort.h"

#define INTERRUPT_STEPS 4096
#define INTERRUPT_ENDS 256

/* Two dead ends that are joined. */
typedef struct Joint
{
	uint32_t a, b;
} Joint;

/* A vertex that a line gets: in a segment, or beyond its first or last vertex. */
typedef struct Insert
{
	uint32_t line;
	uint32_t segment; /* 0: before the first vertex; else after this many */
	double along;
	WsPoint point;
} Insert;

typedef struct Join
{
	WsMisses m;
	bool *led_out; /* by the root of a group */
	uint32_t *group_size;
	Joint *joints;
	size_t n_joints;
	Insert *inserts;
	size_t n_inserts;
	size_t insert_capacity;
} Join;

/* The first or the last vertex of a line, by twice its number or one more. */
static WsPoint
end_vertex(const WsCleaned *c, size_t which)
{
	const WsLine *line = &c->lines[which / 2];

	return c->points[line->first + (which % 2 ? line->points - 1 : 0)];
}

static bool
ends_stay(const WsCleaned *c, size_t line)
{
	return c->rows[c->order[c->lines[line].row]].ends_stay;
}

/*
 * Both ends of the lines that may be joined, by line, whose place occurs once
 * among all vertices. The table has all such ends, marked where another vertex
 * is in the same place.
 */
static void
find_ends(WsMisses *m)
{
	const WsCleaned *c = m->c;
	size_t n = 0, size = 64, mask;
	uint64_t *slots;

	for (size_t i = 0; i < c->n_lines; i++)
		n += !ends_stay(c, i);
	while (size < 3 * n)
		size *= 2;
	mask = size - 1;
	slots = ws_alloc(m->env, size * sizeof(uint64_t));
	memset(slots, 0xff, size * sizeof(uint64_t));
	for (size_t i = 0; i < 2 * c->n_lines; i++)
	{
		uint64_t key = ws_vertex_key(end_vertex(c, i));
		size_t at;

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(m->env);
		if (ends_stay(c, i / 2))
			continue;
		at = ws_vertex_slot(slots, mask, key);
		slots[at] = slots[at] == WS_EMPTY_SLOT ? key : key | 1;
	}
	for (size_t i = 0; i < c->n_lines && n > 0; i++)
	{
		const WsPoint *p = ws_line_points(c, (uint32_t) i);
		uint32_t skip = !ends_stay(c, i); /* its ends are there */

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(m->env);
		for (uint32_t k = skip; k < c->lines[i].points - skip; k++)
		{
			size_t at = ws_vertex_slot(slots, mask, ws_vertex_key(p[k]));

			if (slots[at] != WS_EMPTY_SLOT)
				slots[at] |= 1;
		}
	}

	m->end_of = ws_alloc(m->env, 2 * c->n_lines * sizeof(uint32_t));
	for (size_t i = 0; i < 2 * c->n_lines; i++)
		m->end_of[i] =
			ends_stay(c, i / 2) ||
					slots[ws_vertex_slot(slots, mask, ws_vertex_key(end_vertex(c, i)))] & 1
				? WS_NO_END
				: m->n_ends++;
	m->ends = ws_alloc(m->env, m->n_ends * sizeof(WsDeadEnd));
	for (size_t i = 0; i < 2 * c->n_lines; i++)
		if (m->end_of[i] != WS_NO_END)
			m->ends[m->end_of[i]] = (WsDeadEnd){.at = end_vertex(c, i),
												.line = (uint32_t) (i / 2),
												.last = i % 2,
												.group = m->end_of[i]};
	ws_free(m->env, slots);
}

static void
unite(Join *j, uint32_t a, uint32_t b)
{
	uint32_t x = ws_group_of(j->m.ends, a), y = ws_group_of(j->m.ends, b);
	uint32_t low = x < y ? x : y, high = x < y ? y : x;

	j->joints[j->n_joints++] = (Joint){a, b};
	j->m.ends[high].group = low;
	j->group_size[low] += j->group_size[high];
	j->led_out[low] |= j->led_out[high];
}

/* Each end to the nearest place. */
static void
join_nearest(Join *j)
{
	bool *found = ws_alloc(j->m.env, j->m.n_ends * sizeof(bool));

	for (uint32_t i = 0; i < j->m.n_ends; i++)
	{
		if (i % INTERRUPT_ENDS == 0)
			ws_interrupt(j->m.env);
		j->group_size[i] = 1;
		found[i] = ws_find_target(&j->m, i, false, &j->m.ends[i].target);
	}
	for (uint32_t i = 0; i < j->m.n_ends; i++)
	{
		WsDeadEnd *end = &j->m.ends[i];

		if (!found[i])
			continue;
		end->leads_out = end->target.end == WS_NO_END;
		if (end->leads_out)
			j->led_out[ws_group_of(j->m.ends, i)] = true;
		else if (ws_group_of(j->m.ends, i) != ws_group_of(j->m.ends, end->target.end))
			unite(j, i, end->target.end);
	}
	ws_free(j->m.env, found);
}

/* Groups of dead ends alone to the nearest end of another; whether any was. */
static bool
join_groups(Join *j)
{
	Joint *best = ws_alloc(j->m.env, j->m.n_ends * sizeof(Joint));
	double *distance = ws_alloc(j->m.env, j->m.n_ends * sizeof(double));
	size_t before = j->n_joints;

	ws_note_groups(&j->m);
	for (uint32_t i = 0; i < j->m.n_ends; i++)
		distance[i] = INFINITY;
	for (uint32_t i = 0; i < j->m.n_ends; i++)
	{
		uint32_t group = ws_group_of(j->m.ends, i);
		WsTarget target;

		if (i % INTERRUPT_ENDS == 0)
			ws_interrupt(j->m.env);
		if (j->group_size[group] == 1 || j->led_out[group] ||
			!ws_find_target(&j->m, i, true, &target) || target.distance >= distance[group])
			continue;
		distance[group] = target.distance;
		best[group] = (Joint){i, target.end};
	}
	for (uint32_t i = 0; i < j->m.n_ends; i++)
	{
		uint32_t group = distance[i] < INFINITY ? ws_group_of(j->m.ends, best[i].a) : 0;

		if (distance[i] < INFINITY && !j->led_out[group] &&
			group != ws_group_of(j->m.ends, best[i].b))
			unite(j, best[i].a, best[i].b);
	}
	ws_free(j->m.env, best);
	ws_free(j->m.env, distance);
	return j->n_joints > before;
}

static int
by_place(const void *a, const void *b)
{
	const Insert *p = a, *q = b;

	if (p->line != q->line)
		return p->line < q->line ? -1 : 1;
	if (p->segment != q->segment)
		return p->segment < q->segment ? -1 : 1;
	if (p->along != q->along)
		return p->along < q->along ? -1 : 1;
	if (p->point.x != q->point.x)
		return p->point.x < q->point.x ? -1 : 1;
	return p->point.y < q->point.y ? -1 : p->point.y > q->point.y;
}

static void
put_insert(Join *j, Insert insert)
{
	j->inserts =
		ws_grow(j->m.env, j->inserts, &j->insert_capacity, j->n_inserts + 1, sizeof(Insert));
	j->inserts[j->n_inserts++] = insert;
}

/* Makes the line of an end longer; not where the other line comes to it. */
static void
extend(Join *j, uint32_t end, WsPoint to)
{
	const WsDeadEnd *e = &j->m.ends[end];

	if (!ws_same_point(e->at, to))
		put_insert(j, (Insert){e->line, e->last ? j->m.c->lines[e->line].points : 0, 0, to});
}

typedef struct Cut
{
	Join *j;
	const WsTarget *target;
} Cut;

static bool
cut_run(void *context, uint32_t i)
{
	const Cut *cut = context;
	const WsTarget *target = cut->target;
	const WsLineRun *run = &cut->j->m.lines.runs[i];
	const WsPoint *p = ws_line_points(cut->j->m.c, run->line);
	const WsPoint *v = ws_line_points(cut->j->m.c, target->line) + target->segment;

	if (ws_passes_by(cut->j->m.c, run->line))
		return false;
	for (uint32_t k = run->first; k < run->first + run->segments; k++)
		if (ws_same_point(p[k], v[0]) && ws_same_point(p[k + 1], v[1]))
			put_insert(cut->j, (Insert){run->line, k + 1, target->along, target->point});
		else if (ws_same_point(p[k], v[1]) && ws_same_point(p[k + 1], v[0]))
			put_insert(cut->j, (Insert){run->line, k + 1, 1 - target->along, target->point});
	return false;
}

/*
 * Makes a target a vertex of its segment, and of the same segment of other
 * lines: a street drawn once for either direction is joined both ways.
 */
static void
cut_lines(Join *j, const WsTarget *target)
{
	WsBox box = {target->point.x, target->point.y, target->point.x, target->point.y};
	Cut cut = {j, target};

	ws_rtree_each(&j->m.lines.tree, &box, cut_run, &cut);
}

/*
 * From the joints to the vertices that lines get: each end is joined to its
 * parent in the tree of its group, the root to where it leads.
 */
static void
list_inserts(Join *j)
{
	uint32_t *start = ws_alloc0(j->m.env, (j->m.n_ends + 2) * sizeof(uint32_t));
	uint32_t *neighbours = ws_alloc(j->m.env, (2 * j->n_joints + 1) * sizeof(uint32_t));
	uint32_t *queue = ws_alloc(j->m.env, j->m.n_ends * sizeof(uint32_t));
	bool *seen = ws_alloc0(j->m.env, j->m.n_ends * sizeof(bool));

	for (size_t i = 0; i < j->n_joints; i++)
	{
		start[j->joints[i].a + 2]++;
		start[j->joints[i].b + 2]++;
	}
	for (uint32_t i = 1; i <= j->m.n_ends + 1; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < j->n_joints; i++)
	{
		neighbours[start[j->joints[i].a + 1]++] = j->joints[i].b;
		neighbours[start[j->joints[i].b + 1]++] = j->joints[i].a;
	}
	/* First from the ends that lead out, then from the first of other groups. */
	for (int out = 1; out >= 0; out--)
		for (uint32_t i = 0; i < j->m.n_ends; i++)
		{
			const WsDeadEnd *end = &j->m.ends[i];
			uint32_t head = 0, tail = 0;

			if (seen[i] || (out && !end->leads_out))
				continue;
			if (out)
			{
				const WsTarget *t = &end->target;

				if (!t->vertex)
					cut_lines(j, t);
				extend(j, i, t->point);
			}
			seen[i] = true;
			queue[tail++] = i;
			while (head < tail)
			{
				uint32_t parent = queue[head++];

				for (uint32_t k = start[parent]; k < start[parent + 1]; k++)
				{
					uint32_t child = neighbours[k];

					if (seen[child])
						continue;
					seen[child] = true;
					queue[tail++] = child;
					extend(j, child, j->m.ends[parent].at);
				}
			}
		}
	ws_free(j->m.env, start);
	ws_free(j->m.env, neighbours);
	ws_free(j->m.env, queue);
	ws_free(j->m.env, seen);
}

/* Writes the lines that get vertices anew, behind the others. */
static void
rewrite_lines(Join *j)
{
	WsCleaned *c = j->m.c;
	const Insert *inserts = j->inserts;
	size_t n = j->n_inserts, more = n;
	WsPoint *out;

	for (size_t i = 0; i < n; i++)
		if (i == 0 || inserts[i].line != inserts[i - 1].line)
			more += c->lines[inserts[i].line].points;
	c->points = ws_realloc(j->m.env, c->points, (c->n_points + more) * sizeof(WsPoint));
	out = c->points + c->n_points;
	for (size_t i = 0; i < n;)
	{
		WsLine *line = &c->lines[inserts[i].line];
		const WsPoint *from = c->points + line->first;
		WsPoint *start = out;
		uint32_t which = inserts[i].line;

		for (uint32_t k = 0; k <= line->points; k++)
		{
			for (; i < n && inserts[i].line == which && inserts[i].segment == k; i++)
				/* Two ends may be joined in one place. */
				if (out == start || !ws_same_point(out[-1], inserts[i].point))
					*out++ = inserts[i].point;
			if (k < line->points)
				*out++ = from[k];
		}
		line->first = (size_t) (start - c->points);
		line->points = (uint32_t) (out - start);
	}
	c->n_points = (size_t) (out - c->points);
}

uint32_t
ws_join_ends(const WsEnv *env, WsCleaned *cleaned, double snap_m)
{
	Join j = {.m = {.env = env, .c = cleaned, .snap_m = snap_m}};
	uint32_t joined = 0;

	find_ends(&j.m);
	if (j.m.n_ends > 0)
	{
		ws_misses_index(&j.m);
		j.led_out = ws_alloc0(env, j.m.n_ends * sizeof(bool));
		j.group_size = ws_alloc(env, j.m.n_ends * sizeof(uint32_t));
		j.joints = ws_alloc(env, j.m.n_ends * sizeof(Joint));
		join_nearest(&j);
		while (join_groups(&j))
			;
		for (uint32_t i = 0; i < j.m.n_ends; i++)
		{
			uint32_t group = ws_group_of(j.m.ends, i);

			joined += j.group_size[group] > 1 || j.led_out[group];
		}
		list_inserts(&j);
		ws_sort_by(env, j.inserts, j.n_inserts, sizeof(Insert), by_place);
		rewrite_lines(&j);
		ws_free(env, j.inserts);
		ws_free(env, j.joints);
		ws_free(env, j.group_size);
		ws_free(env, j.led_out);
		ws_misses_unindex(&j.m);
	}
	ws_free(env, j.m.ends);
	ws_free(env, j.m.end_of);
	return joined;
}
