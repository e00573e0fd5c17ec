/*
 * near_miss.c - from a dead end to the nearest place of another line.
 *
 * Not joined is
 *
 *   across a barrier, or from an end that is on one;
 *   where the lines lead already: no longer than four times `snap_m` from the
 *   end along its line, and on along the other from a vertex that both share.
 *   So an end is not joined to its own line beside it, nor is a stub beyond a
 *   junction joined back to it;
 *   a footbridge, an underpass or a lift between its ends: what passes over or
 *   under a street does not meet it.
 *
 * Segments are found through packed R-trees over the lines and the barriers,
 * in runs sorted along the Hilbert curve, the nearest boxes first: about log n
 * for each dead end, as long as lines are short beside the distances between
 * them. Distances are in the plane that touches the ellipsoid at the dead
 * end's latitude.
 */
#include "near_miss.h"

#include <math.h>

#include "sort.h"

#define MIXED (UINT32_MAX - 1) /* ends of several groups */
#define VERTEX_M 1.0 /* a vertex so near to the nearest point is taken for it */
#define PLACE_M 0.25 /* a new vertex may be so far from the nearest point, */
#define PLACES 100 /* and be chosen among so many on either side of it */
#define WAY_ROUND 4.0 /* times snap_m: a way so short is no way round */
#define WAY_VERTICES 32 /* looked at on it, along each line */
#define STREET_TOLERANCE_M 0.05 /* a barrier may touch the street that is joined, see sight.c */
#define RUN_SEGMENTS 8
#define INTERRUPT_STEPS 4096

/* Sorts the runs of lines along the Hilbert curve and packs the R-tree. */
static void
index_lines(const WsEnv *env, const WsPoint *points, const WsLine *lines, size_t n_lines,
			WsLineIndex *index)
{
	size_t n = 0;
	WsLineRun *runs;
	WsKeyed *keys;
	WsBox *boxes;

	for (size_t i = 0; i < n_lines; i++)
		n += (lines[i].points + RUN_SEGMENTS - 2) / RUN_SEGMENTS;
	runs = ws_alloc(env, n * sizeof(WsLineRun));
	keys = ws_alloc(env, n * sizeof(WsKeyed));
	n = 0;
	for (size_t i = 0; i < n_lines; i++)
	{
		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(env);
		for (uint32_t first = 0; first + 1 < lines[i].points; first += RUN_SEGMENTS)
		{
			uint32_t left = lines[i].points - 1 - first;

			runs[n] = (WsLineRun){(uint32_t) i, first, left < RUN_SEGMENTS ? left : RUN_SEGMENTS};
			keys[n] = (WsKeyed){ws_hilbert(points[lines[i].first + first]), (uint32_t) n};
			n++;
		}
	}
	ws_sort(env, keys, n);
	index->runs = ws_alloc(env, n * sizeof(WsLineRun));
	boxes = ws_alloc(env, ws_rtree_size((uint32_t) n) * sizeof(WsBox));
	for (size_t i = 0; i < n; i++)
	{
		const WsLineRun *run = &runs[keys[i].value];
		const WsPoint *p = points + lines[run->line].first + run->first;

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(env);
		index->runs[i] = *run;
		boxes[i] = WS_BOX_EMPTY;
		for (uint32_t k = 0; k <= run->segments; k++)
			ws_box_add(&boxes[i], p[k]);
	}
	ws_rtree_build(&index->tree, boxes, (uint32_t) n);
	ws_free(env, runs);
	ws_free(env, keys);
}

static void
free_index(const WsEnv *env, WsLineIndex *index)
{
	ws_free(env, index->runs);
	ws_free(env, index->tree.boxes);
}

void
ws_misses_index(WsMisses *m)
{
	const WsCleaned *c = m->c;

	index_lines(m->env, c->points, c->lines, c->n_lines, &m->lines);
	index_lines(m->env, c->points, c->barriers, c->n_barriers, &m->barriers);
	m->box_groups = ws_alloc(m->env, ws_rtree_size(m->lines.tree.count[0]) * sizeof(uint32_t));
}

void
ws_misses_unindex(WsMisses *m)
{
	ws_free(m->env, m->box_groups);
	free_index(m->env, &m->lines);
	free_index(m->env, &m->barriers);
}

/* Metres of a segment of a line. */
static double
segment_metres(const WsPoint *line, uint32_t segment)
{
	return ws_metres(line[segment], line[segment + 1]);
}

/* The next vertex on the way from an end of a line, by how many are behind it. */
static uint32_t
vertex_from(const WsLine *line, bool last, uint32_t steps)
{
	return last ? line->points - 1 - steps : steps;
}

/* Whether its own line comes from the end to the target before `most` metres. */
static bool
leads_back(const WsMisses *m, const WsDeadEnd *end, const WsTarget *target, double most)
{
	const WsLine *own = &m->c->lines[end->line];
	const WsPoint *p = ws_line_points(m->c, end->line);
	double metres = 0;

	for (uint32_t steps = 0; steps + 1 < own->points && metres <= most; steps++)
	{
		uint32_t segment = vertex_from(own, end->last, steps) - end->last;
		double whole = segment_metres(p, segment);

		if (segment == target->segment)
			return metres + whole * (end->last ? 1 - target->along : target->along) <= most;
		metres += whole;
	}
	return false;
}

/*
 * Whether the two lines lead from the end to the target before long, by a
 * vertex that they share.
 */
static bool
leads_round(const WsMisses *m, const WsDeadEnd *end, const WsTarget *target, double most)
{
	const WsLine *own = &m->c->lines[end->line];
	const WsLine *other = &m->c->lines[target->line];
	const WsPoint *p = ws_line_points(m->c, end->line), *q = ws_line_points(m->c, target->line);
	double whole = segment_metres(q, target->segment);
	double metres[WAY_VERTICES];
	uint32_t n = 0;

	/* Vertices of its own line, after the end. */
	for (double way = 0; n < WAY_VERTICES && n + 1 < own->points; n++)
	{
		way += segment_metres(p, vertex_from(own, end->last, n) - end->last);
		if (way > most)
			break;
		metres[n] = way;
	}
	for (int onward = 0; onward < 2 && n > 0; onward++)
	{
		uint32_t v = target->segment + onward;
		double way = whole * (onward ? 1 - target->along : target->along);

		for (uint32_t steps = 0; steps < WAY_VERTICES && way <= most; steps++)
		{
			for (uint32_t i = 0; i < n && way + metres[i] <= most; i++)
				if (ws_same_point(p[vertex_from(own, end->last, i + 1)], q[v]))
					return true;
			if (v == (onward ? other->points - 1 : 0))
				break;
			way += segment_metres(q, onward ? v : v - 1);
			v = onward ? v + 1 : v - 1;
		}
	}
	return false;
}

static bool
leads_there(const WsMisses *m, const WsDeadEnd *end, const WsTarget *target)
{
	double most = WAY_ROUND * m->snap_m;

	return target->line == end->line ? leads_back(m, end, target, most)
									 : leads_round(m, end, target, most);
}

/* The way from an end to where it may be joined. */
typedef struct Gap
{
	const WsMisses *m;
	WsPoint from, to;
	double metres;
} Gap;

static bool
cuts(const Gap *gap, WsPoint a, WsPoint b)
{
	double along;

	return ws_meets(gap->from, gap->to.x, gap->to.y, a, b, &along) && along >= 0 &&
		   (1 - along) * gap->metres > STREET_TOLERANCE_M;
}

static bool
run_cuts(void *context, uint32_t i)
{
	const Gap *gap = context;
	const WsLineRun *run = &gap->m->barriers.runs[i];
	const WsPoint *p = gap->m->c->points + gap->m->c->barriers[run->line].first + run->first;

	for (uint32_t k = 0; k < run->segments; k++)
		if (cuts(gap, p[k], p[k + 1]))
			return true;
	return false;
}

static bool
barrier_between(const WsMisses *m, WsPoint from, WsPoint to)
{
	Gap gap = {m, from, to, ws_metres(from, to)};
	WsBox box = WS_BOX_EMPTY;

	ws_box_add(&box, from);
	ws_box_add(&box, to);
	return ws_rtree_each(&m->barriers.tree, &box, run_cuts, &gap);
}

/* One dead end looks for its target. */
typedef struct Quest
{
	const WsMisses *m;
	const WsDeadEnd *end;
	WsScale scale;
	WsBox window; /* what is within snap_m is in it */
	bool ends_only; /* dead ends of other groups; else any line */
	uint32_t group; /* its own */
	bool found;
	WsTarget best;
	size_t steps;
} Quest;

static double
squared_metres(const Quest *quest, double dx, double dy)
{
	return ws_squared((WsOffset){dx * quest->scale.x, dy * quest->scale.y});
}

static double
vertex_distance(const Quest *quest, WsPoint p)
{
	return ws_squared(ws_offset(quest->end->at, p, quest->scale));
}

/* How far away a target may be: as far as the best so far. */
static double
reach(const Quest *quest)
{
	return quest->found ? quest->best.distance : quest->m->snap_m * quest->m->snap_m;
}

/* Whether a segment at this distance goes before the best so far. */
static bool
goes_before(const Quest *quest, double distance, uint32_t line, uint32_t segment)
{
	if (!quest->found || distance != reach(quest))
		return distance <= reach(quest);
	if (line != quest->best.line)
		return line < quest->best.line;
	return segment < quest->best.segment;
}

/* Takes a target for the best so far, if the end may be joined to it. */
static bool
take(Quest *quest, WsTarget target)
{
	if (leads_there(quest->m, quest->end, &target) ||
		barrier_between(quest->m, quest->end->at, target.point))
		return false;
	quest->best = target;
	quest->found = true;
	return true;
}

/* A vertex of the segment as the target. */
static WsTarget
at_vertex(const Quest *quest, double distance, uint32_t line, uint32_t segment, bool second)
{
	const WsLine *other = &quest->m->c->lines[line];
	uint32_t v = segment + second;
	uint32_t end = v == 0                   ? quest->m->end_of[2 * (size_t) line]
				   : v == other->points - 1 ? quest->m->end_of[2 * (size_t) line + 1]
											: WS_NO_END;

	return (WsTarget){distance, line, segment, second, ws_line_points(quest->m->c, line)[v],
					  true,     end};
}

/*
 * A new vertex is rounded to a centimetre, and bends the line that gets it: a
 * door far from the street would find its nearest point elsewhere. So of the
 * places beside the nearest point, the one nearest to the line is taken.
 */
static bool
place_beside(const Quest *quest, const WsPoint *v, double t, WsTarget *target)
{
	double dx = (double) v[1].x - v[0].x, dy = (double) v[1].y - v[0].y;
	bool flat = fabs(dx * quest->scale.x) >= fabs(dy * quest->scale.y);
	double long_side = flat ? dx : dy, short_side = flat ? dy : dx;
	double whole = sqrt(squared_metres(quest, dx, dy));
	/* As many steps along the longer side as PLACE_M of the line has. */
	int32_t most = (int32_t) fmin(PLACES, PLACE_M / whole * fabs(long_side));
	double middle = rint(t * long_side), best = INFINITY;
	bool found = false;

	for (int32_t i = 0; i <= 2 * most; i++)
	{
		/* 0, 1, -1, 2, -2: of equally good places the nearest. */
		double along = middle + (i % 2 ? (i + 1) / 2 : -(i / 2));
		double across = short_side * (along / long_side);
		double error = fabs(rint(across) - across);
		WsPoint place;

		/* Beyond the line there may be no such coordinates. */
		if (error >= best || along / long_side <= 0 || along / long_side >= 1)
			continue;
		/* The way there may be more than 32 bits hold. */
		place = (WsPoint){(int32_t) (v[0].x + (flat ? along : rint(across))),
						  (int32_t) (v[0].y + (flat ? rint(across) : along))};
		if ((i > 0 && vertex_distance(quest, place) > quest->m->snap_m * quest->m->snap_m) ||
			ws_same_point(place, v[0]) || ws_same_point(place, v[1]))
			continue;
		best = error;
		found = true;
		target->point = place;
		target->along = along / long_side;
	}
	return found;
}

static void
try_segment(Quest *quest, uint32_t line, uint32_t segment)
{
	const WsMisses *m = quest->m;
	const WsLine *other = &m->c->lines[line];
	const WsPoint *v = ws_line_points(m->c, line) + segment;
	bool ends_only = ws_passes_by(m->c, line);
	double ax = ((double) v[0].x - quest->end->at.x), ay = ((double) v[0].y - quest->end->at.y);
	double dx = (double) v[1].x - v[0].x, dy = (double) v[1].y - v[0].y;
	double sx = quest->scale.x * quest->scale.x, sy = quest->scale.y * quest->scale.y;
	double t = -(ax * dx * sx + ay * dy * sy) / (dx * dx * sx + dy * dy * sy);
	double from_end[2], distance, whole;
	WsTarget target;

	t = t > 0 ? (t < 1 ? t : 1) : 0;
	/* Of a vertex the very distance, so that lines that share it are equally far. */
	distance =
		t == 1 ? vertex_distance(quest, v[1]) : squared_metres(quest, ax + t * dx, ay + t * dy);
	if (!goes_before(quest, distance, line, segment))
		return;
	from_end[0] = vertex_distance(quest, v[0]);
	from_end[1] = vertex_distance(quest, v[1]);
	whole = sqrt(squared_metres(quest, dx, dy));
	for (int i = 0; i < 2; i++)
	{
		/* The nearer of its vertices first. */
		int second = i ^ (from_end[1] < from_end[0]);

		if (from_end[second] > m->snap_m * m->snap_m || (second ? 1 - t : t) * whole > VERTEX_M ||
			(ends_only && segment + second > 0 && segment + second < other->points - 1))
			continue;
		if (take(quest, at_vertex(quest, distance, line, segment, second)))
			return;
	}
	/* Rounded to a vertex that may not be joined, or within a bridge. */
	target = (WsTarget){.distance = distance, .line = line, .segment = segment, .end = WS_NO_END};
	if (!ends_only && place_beside(quest, v, t, &target))
		take(quest, target);
}

/* The dead end of a line that is on a run of it, first or last; or none. */
static uint32_t
end_of_run(const WsMisses *m, const WsLineRun *run, bool last)
{
	if (last ? run->first + run->segments + 1 < m->c->lines[run->line].points : run->first > 0)
		return WS_NO_END;
	return m->end_of[2 * (size_t) run->line + last];
}

void
ws_note_groups(WsMisses *m)
{
	const WsRtree *tree = &m->lines.tree;

	for (uint32_t level = 0; level < tree->levels; level++)
		for (uint32_t i = 0; i < tree->count[level]; i++)
		{
			uint32_t first = i * WS_RTREE_FANOUT; /* child */
			uint32_t n = level > 0 ? ws_rtree_node_size(tree, level - 1, first) : 2;
			uint32_t group = WS_NO_END;

			if (i % INTERRUPT_STEPS == 0)
				ws_interrupt(m->env);
			for (uint32_t k = 0; k < n; k++)
			{
				uint32_t next;

				if (level > 0)
					next = m->box_groups[tree->start[level - 1] + first + k];
				else
				{
					next = end_of_run(m, &m->lines.runs[i], k);
					next = next == WS_NO_END ? WS_NO_END : ws_group_of(m->ends, next);
				}
				if (next != WS_NO_END)
					group = group == WS_NO_END || group == next ? next : MIXED;
			}
			m->box_groups[tree->start[level] + i] = group;
		}
}

/* A dead end of another group. */
static void
try_end(Quest *quest, uint32_t line, bool last)
{
	const WsMisses *m = quest->m;
	const WsLine *other = &m->c->lines[line];
	uint32_t segment = last ? other->points - 2 : 0;
	double distance =
		vertex_distance(quest, ws_line_points(m->c, line)[last ? other->points - 1 : 0]);
	uint32_t end = m->end_of[2 * (size_t) line + last];

	if (goes_before(quest, distance, line, segment) && ws_group_of(m->ends, end) != quest->group)
		take(quest, at_vertex(quest, distance, line, segment, last));
}

/* Goes into the children of a box, the nearest first. */
static void
visit(Quest *quest, uint32_t level, uint32_t first)
{
	const WsMisses *m = quest->m;
	const WsRtree *tree = &m->lines.tree;
	double distances[WS_RTREE_FANOUT];
	uint32_t children[WS_RTREE_FANOUT];
	uint32_t n = 0;

	if (++quest->steps % INTERRUPT_STEPS == 0)
		ws_interrupt(m->env);
	for (uint32_t left = ws_rtree_touching(tree, level, first, &quest->window); left;
		 left &= left - 1)
	{
		uint32_t i = first + (uint32_t) __builtin_ctz(left);
		uint32_t box = tree->start[level] + i, k;
		double distance = ws_box_distance(&tree->boxes[box], quest->end->at, quest->scale);

		if (distance > reach(quest) || (quest->ends_only && (m->box_groups[box] == WS_NO_END ||
															 m->box_groups[box] == quest->group)))
			continue;
		for (k = n++; k > 0 && distances[k - 1] > distance; k--)
		{
			distances[k] = distances[k - 1];
			children[k] = children[k - 1];
		}
		distances[k] = distance;
		children[k] = i;
	}
	for (uint32_t k = 0; k < n && distances[k] <= reach(quest); k++)
	{
		const WsLineRun *run;

		/* As deep as the tree has levels, twelve at most. */
		if (level > 0)
		{
			visit(quest, level - 1, children[k] * WS_RTREE_FANOUT);
			continue;
		}
		run = &m->lines.runs[children[k]];
		if (!quest->ends_only)
			for (uint32_t s = 0; s < run->segments; s++)
				try_segment(quest, run->line, run->first + s);
		else
			for (int second = 0; second < 2; second++)
				if (end_of_run(m, run, second) != WS_NO_END)
					try_end(quest, run->line, second);
	}
}

bool
ws_find_target(const WsMisses *m, uint32_t end, bool ends_only, WsTarget *target)
{
	Quest quest = {
		.m = m, .end = &m->ends[end], .ends_only = ends_only, .group = ws_group_of(m->ends, end)};

	quest.scale = ws_scale_at(quest.end->at.y);
	quest.window = ws_box_around(quest.end->at, m->snap_m, quest.scale);
	visit(&quest, m->lines.tree.levels - 1, 0);
	*target = quest.best;
	return quest.found;
}
