/*
 * join.c - ends of lines that all but meet, joined: a phase of the build.
 *
 * A dead end is an end of a line whose place no other vertex shares. It is
 * joined to the nearest point of another line within `snap_m`: to a vertex of
 * that line where it is the nearest point or at most a metre beside it, else
 * to the point itself, which becomes a vertex of that line (give or take a few
 * centimetres along it, so as not to bend it). The dead end's own line is made
 * longer by that vertex. Nothing that exists is moved, and all is decided on
 * the lines as they came, so the order of rows does not matter.
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
 * Where dead ends meet, the nearest one to each gives pairs that are nothing
 * to each other: of four streets drawn up to one crossing, two and two. So
 * ends are united into groups (union-find). As long as a group is of dead ends
 * alone, it goes on to the nearest end of another group (Boruvka's steps); one
 * that has come to a line does not. Thus the joints of a group are a tree, with
 * at most one that leads out of it, and each end has one of its own: from the
 * root, which is the end that leads out or the first, every other end is
 * joined to its parent.
 *
 * Segments are found through packed R-trees over the lines and the barriers,
 * in runs sorted along the Hilbert curve, the nearest boxes first: about log n
 * for each dead end, as long as lines are short beside the distances between
 * them. Distances are in the plane that touches the ellipsoid at the dead
 * end's latitude.
 */
#include "join.h"

#include <math.h>

#include "rtree.h"
#include "sort.h"

#define NO_END UINT32_MAX
#define MIXED (UINT32_MAX - 1) /* ends of several groups */
#define VERTEX_M 1.0 /* a vertex so near to the nearest point is taken for it */
#define PLACE_M 0.25 /* a new vertex may be so far from the nearest point, */
#define PLACES 100 /* and be chosen among so many on either side of it */
#define WAY_ROUND 4.0 /* times snap_m: a way so short is no way round */
#define WAY_VERTICES 32 /* looked at on it, along each line */
#define STREET_TOLERANCE_M 0.05 /* a barrier may touch the street that is joined, see sight.c */
#define RUN_SEGMENTS 8
#define INTERRUPT_STEPS 4096
#define INTERRUPT_ENDS 256

/* Segments of a line that follow each other. */
typedef struct Run
{
	uint32_t line;
	uint32_t first; /* vertex of the line */
	uint32_t segments;
} Run;

typedef struct Index
{
	Run *runs;
	WsRtree tree;
} Index;

/* A place on another line where a dead end may be joined. */
typedef struct Target
{
	double distance; /* squared metres from the end to the nearest point */
	uint32_t line;
	uint32_t segment; /* by its first vertex */
	double along; /* the segment, 0 to 1 */
	WsPoint point;
	bool vertex; /* it is one already */
	uint32_t end; /* the dead end there, NO_END if none */
} Target;

typedef struct End
{
	WsPoint at;
	uint32_t line;
	bool last; /* vertex of its line; else the first */
	bool leads_out; /* to `target`, which is no dead end */
	Target target;
	uint32_t group; /* parent in its union-find tree */
} End;

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
	const WsEnv *env;
	WsCleaned *c;
	double snap_m;
	Index lines;
	Index barriers;
	End *ends;
	uint32_t n_ends;
	uint32_t *end_of; /* by line, its first and its last vertex */
	bool *led_out; /* by the root of a group */
	uint32_t *box_groups; /* see note_groups() */
	uint32_t *group_size;
	Joint *joints;
	size_t n_joints;
	Insert *inserts;
	size_t n_inserts;
	size_t insert_capacity;
} Join;

static const WsPoint *
vertices(const Join *j, uint32_t line)
{
	return j->c->points + j->c->lines[line].first;
}

/* Sorts the runs of lines along the Hilbert curve and packs the R-tree. */
static void
index_lines(const WsEnv *env, const WsPoint *points, const WsLine *lines, size_t n_lines,
			Index *index)
{
	size_t n = 0;
	Run *runs;
	WsKeyed *keys;
	WsBox *boxes;

	for (size_t i = 0; i < n_lines; i++)
		n += (lines[i].points + RUN_SEGMENTS - 2) / RUN_SEGMENTS;
	runs = ws_alloc(env, n * sizeof(Run));
	keys = ws_alloc(env, n * sizeof(WsKeyed));
	n = 0;
	for (size_t i = 0; i < n_lines; i++)
	{
		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(env);
		for (uint32_t first = 0; first + 1 < lines[i].points; first += RUN_SEGMENTS)
		{
			uint32_t left = lines[i].points - 1 - first;

			runs[n] = (Run){(uint32_t) i, first, left < RUN_SEGMENTS ? left : RUN_SEGMENTS};
			keys[n] = (WsKeyed){ws_hilbert(points[lines[i].first + first]), (uint32_t) n};
			n++;
		}
	}
	ws_sort(env, keys, n);
	index->runs = ws_alloc(env, n * sizeof(Run));
	boxes = ws_alloc(env, ws_rtree_size((uint32_t) n) * sizeof(WsBox));
	for (size_t i = 0; i < n; i++)
	{
		const Run *run = &runs[keys[i].value];
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
free_index(const WsEnv *env, Index *index)
{
	ws_free(env, index->runs);
	ws_free(env, index->tree.boxes);
}

/* The first or the last vertex of a line, by twice its number or one more. */
static WsPoint
end_vertex(const Join *j, size_t which)
{
	const WsLine *line = &j->c->lines[which / 2];

	return j->c->points[line->first + (which % 2 ? line->points - 1 : 0)];
}

static bool
ends_stay(const Join *j, size_t line)
{
	return j->c->rows[j->c->order[j->c->lines[line].row]].ends_stay;
}

/*
 * Both ends of the lines that may be joined, by line, whose place occurs once
 * among all vertices. The table has all such ends, marked where another vertex
 * is in the same place.
 */
static void
find_ends(Join *j)
{
	const WsCleaned *c = j->c;
	size_t n = 0, size = 64, mask;
	uint64_t *slots;

	for (size_t i = 0; i < c->n_lines; i++)
		n += !ends_stay(j, i);
	while (size < 3 * n)
		size *= 2;
	mask = size - 1;
	slots = ws_alloc(j->env, size * sizeof(uint64_t));
	memset(slots, 0xff, size * sizeof(uint64_t));
	for (size_t i = 0; i < 2 * c->n_lines; i++)
	{
		uint64_t key = ws_vertex_key(end_vertex(j, i));
		size_t at;

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(j->env);
		if (ends_stay(j, i / 2))
			continue;
		at = ws_vertex_slot(slots, mask, key);
		slots[at] = slots[at] == WS_EMPTY_SLOT ? key : key | 1;
	}
	for (size_t i = 0; i < c->n_lines && n > 0; i++)
	{
		const WsPoint *p = vertices(j, (uint32_t) i);
		uint32_t skip = !ends_stay(j, i); /* its ends are there */

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(j->env);
		for (uint32_t k = skip; k < c->lines[i].points - skip; k++)
		{
			size_t at = ws_vertex_slot(slots, mask, ws_vertex_key(p[k]));

			if (slots[at] != WS_EMPTY_SLOT)
				slots[at] |= 1;
		}
	}

	j->end_of = ws_alloc(j->env, 2 * c->n_lines * sizeof(uint32_t));
	for (size_t i = 0; i < 2 * c->n_lines; i++)
		j->end_of[i] =
			ends_stay(j, i / 2) ||
					slots[ws_vertex_slot(slots, mask, ws_vertex_key(end_vertex(j, i)))] & 1
				? NO_END
				: j->n_ends++;
	j->ends = ws_alloc(j->env, j->n_ends * sizeof(End));
	for (size_t i = 0; i < 2 * c->n_lines; i++)
		if (j->end_of[i] != NO_END)
			j->ends[j->end_of[i]] = (End){.at = end_vertex(j, i),
										  .line = (uint32_t) (i / 2),
										  .last = i % 2,
										  .group = j->end_of[i]};
	ws_free(j->env, slots);
}

static uint32_t
group_of(const Join *j, uint32_t end)
{
	End *ends = j->ends;

	while (ends[end].group != end)
	{
		ends[end].group = ends[ends[end].group].group;
		end = ends[end].group;
	}
	return end;
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
leads_back(const Join *j, const End *end, const Target *target, double most)
{
	const WsLine *own = &j->c->lines[end->line];
	const WsPoint *p = vertices(j, end->line);
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
leads_round(const Join *j, const End *end, const Target *target, double most)
{
	const WsLine *own = &j->c->lines[end->line];
	const WsLine *other = &j->c->lines[target->line];
	const WsPoint *p = vertices(j, end->line), *q = vertices(j, target->line);
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
leads_there(const Join *j, const End *end, const Target *target)
{
	double most = WAY_ROUND * j->snap_m;

	return target->line == end->line ? leads_back(j, end, target, most)
									 : leads_round(j, end, target, most);
}

/* The way from an end to where it may be joined. */
typedef struct Gap
{
	const Join *j;
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
	const Run *run = &gap->j->barriers.runs[i];
	const WsPoint *p = gap->j->c->points + gap->j->c->barriers[run->line].first + run->first;

	for (uint32_t k = 0; k < run->segments; k++)
		if (cuts(gap, p[k], p[k + 1]))
			return true;
	return false;
}

static bool
barrier_between(const Join *j, WsPoint from, WsPoint to)
{
	Gap gap = {j, from, to, ws_metres(from, to)};
	WsBox box = WS_BOX_EMPTY;

	ws_box_add(&box, from);
	ws_box_add(&box, to);
	return ws_rtree_each(&j->barriers.tree, &box, run_cuts, &gap);
}

/* One dead end looks for its target. */
typedef struct Quest
{
	const Join *j;
	const End *end;
	WsScale scale;
	WsBox window; /* what is within snap_m is in it */
	bool ends_only; /* dead ends of other groups; else any line */
	uint32_t group; /* its own */
	bool found;
	Target best;
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
	return quest->found ? quest->best.distance : quest->j->snap_m * quest->j->snap_m;
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
take(Quest *quest, Target target)
{
	if (leads_there(quest->j, quest->end, &target) ||
		barrier_between(quest->j, quest->end->at, target.point))
		return false;
	quest->best = target;
	quest->found = true;
	return true;
}

/* A vertex of the segment as the target. */
static Target
at_vertex(const Quest *quest, double distance, uint32_t line, uint32_t segment, bool second)
{
	const WsLine *other = &quest->j->c->lines[line];
	uint32_t v = segment + second;
	uint32_t end = v == 0                   ? quest->j->end_of[2 * (size_t) line]
				   : v == other->points - 1 ? quest->j->end_of[2 * (size_t) line + 1]
											: NO_END;

	return (Target){distance, line, segment, second, vertices(quest->j, line)[v], true, end};
}

/* Whether a line passes over or under what is near it, between its ends. */
static bool
passes_by(const Join *j, uint32_t line)
{
	WsKind kind = j->c->rows[j->c->order[j->c->lines[line].row]].way.kind;

	return kind == WS_KIND_FOOTBRIDGE || kind == WS_KIND_UNDERPASS || kind == WS_KIND_LIFT;
}

/*
 * A new vertex is rounded to a centimetre, and bends the line that gets it: a
 * door far from the street would find its nearest point elsewhere. So of the
 * places beside the nearest point, the one nearest to the line is taken.
 */
static bool
place_beside(const Quest *quest, const WsPoint *v, double t, Target *target)
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
		WsPoint place = {v[0].x + (int32_t) (flat ? along : rint(across)),
						 v[0].y + (int32_t) (flat ? rint(across) : along)};

		if (error >= best || along / long_side <= 0 || along / long_side >= 1 ||
			(i > 0 && vertex_distance(quest, place) > quest->j->snap_m * quest->j->snap_m) ||
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
	const Join *j = quest->j;
	const WsLine *other = &j->c->lines[line];
	const WsPoint *v = vertices(j, line) + segment;
	bool ends_only = passes_by(j, line);
	double ax = ((double) v[0].x - quest->end->at.x), ay = ((double) v[0].y - quest->end->at.y);
	double dx = (double) v[1].x - v[0].x, dy = (double) v[1].y - v[0].y;
	double sx = quest->scale.x * quest->scale.x, sy = quest->scale.y * quest->scale.y;
	double t = -(ax * dx * sx + ay * dy * sy) / (dx * dx * sx + dy * dy * sy);
	double from_end[2], distance, whole;
	Target target;

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

		if (from_end[second] > j->snap_m * j->snap_m || (second ? 1 - t : t) * whole > VERTEX_M ||
			(ends_only && segment + second > 0 && segment + second < other->points - 1))
			continue;
		if (take(quest, at_vertex(quest, distance, line, segment, second)))
			return;
	}
	/* Rounded to a vertex that may not be joined, or within a bridge. */
	target = (Target){.distance = distance, .line = line, .segment = segment, .end = NO_END};
	if (!ends_only && place_beside(quest, v, t, &target))
		take(quest, target);
}

/* The dead end of a line that is on a run of it, first or last; or none. */
static uint32_t
end_of_run(const Join *j, const Run *run, bool last)
{
	if (last ? run->first + run->segments + 1 < j->c->lines[run->line].points : run->first > 0)
		return NO_END;
	return j->end_of[2 * (size_t) run->line + last];
}

/*
 * Notes for each box of the tree which group all dead ends within it are of,
 * so that nobody looks among their own.
 */
static void
note_groups(Join *j)
{
	const WsRtree *tree = &j->lines.tree;

	for (uint32_t level = 0; level < tree->levels; level++)
		for (uint32_t i = 0; i < tree->count[level]; i++)
		{
			uint32_t first = i * WS_RTREE_FANOUT; /* child */
			uint32_t n = level > 0 ? ws_rtree_node_size(tree, level - 1, first) : 2;
			uint32_t group = NO_END;

			if (i % INTERRUPT_STEPS == 0)
				ws_interrupt(j->env);
			for (uint32_t k = 0; k < n; k++)
			{
				uint32_t next;

				if (level > 0)
					next = j->box_groups[tree->start[level - 1] + first + k];
				else
				{
					next = end_of_run(j, &j->lines.runs[i], k);
					next = next == NO_END ? NO_END : group_of(j, next);
				}
				if (next != NO_END)
					group = group == NO_END || group == next ? next : MIXED;
			}
			j->box_groups[tree->start[level] + i] = group;
		}
}

/* A dead end of another group. */
static void
try_end(Quest *quest, uint32_t line, bool last)
{
	const Join *j = quest->j;
	const WsLine *other = &j->c->lines[line];
	uint32_t segment = last ? other->points - 2 : 0;
	double distance = vertex_distance(quest, vertices(j, line)[last ? other->points - 1 : 0]);
	uint32_t end = j->end_of[2 * (size_t) line + last];

	if (goes_before(quest, distance, line, segment) && group_of(j, end) != quest->group)
		take(quest, at_vertex(quest, distance, line, segment, last));
}

/* Goes into the children of a box, the nearest first. */
static void
visit(Quest *quest, uint32_t level, uint32_t first)
{
	const Join *j = quest->j;
	const WsRtree *tree = &j->lines.tree;
	double distances[WS_RTREE_FANOUT];
	uint32_t children[WS_RTREE_FANOUT];
	uint32_t n = 0;

	if (++quest->steps % INTERRUPT_STEPS == 0)
		ws_interrupt(j->env);
	for (uint32_t left = ws_rtree_touching(tree, level, first, &quest->window); left;
		 left &= left - 1)
	{
		uint32_t i = first + (uint32_t) __builtin_ctz(left);
		uint32_t box = tree->start[level] + i, k;
		double distance = ws_box_distance(&tree->boxes[box], quest->end->at, quest->scale);

		if (distance > reach(quest) || (quest->ends_only && (j->box_groups[box] == NO_END ||
															 j->box_groups[box] == quest->group)))
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
		const Run *run;

		/* As deep as the tree has levels, twelve at most. */
		if (level > 0)
		{
			visit(quest, level - 1, children[k] * WS_RTREE_FANOUT);
			continue;
		}
		run = &j->lines.runs[children[k]];
		if (!quest->ends_only)
			for (uint32_t s = 0; s < run->segments; s++)
				try_segment(quest, run->line, run->first + s);
		else
			for (int second = 0; second < 2; second++)
				if (end_of_run(j, run, second) != NO_END)
					try_end(quest, run->line, second);
	}
}

/* The nearest place where an end may be joined, if there is one. */
static bool
find_target(const Join *j, uint32_t end, bool ends_only, Target *target)
{
	Quest quest = {.j = j, .end = &j->ends[end], .ends_only = ends_only, .group = group_of(j, end)};

	quest.scale = ws_scale_at(quest.end->at.y);
	quest.window = ws_box_around(quest.end->at, j->snap_m, quest.scale);
	visit(&quest, j->lines.tree.levels - 1, 0);
	*target = quest.best;
	return quest.found;
}

static void
unite(Join *j, uint32_t a, uint32_t b)
{
	uint32_t x = group_of(j, a), y = group_of(j, b);
	uint32_t low = x < y ? x : y, high = x < y ? y : x;

	j->joints[j->n_joints++] = (Joint){a, b};
	j->ends[high].group = low;
	j->group_size[low] += j->group_size[high];
	j->led_out[low] |= j->led_out[high];
}

/* Each end to the nearest place. */
static void
join_nearest(Join *j)
{
	bool *found = ws_alloc(j->env, j->n_ends * sizeof(bool));

	for (uint32_t i = 0; i < j->n_ends; i++)
	{
		if (i % INTERRUPT_ENDS == 0)
			ws_interrupt(j->env);
		j->group_size[i] = 1;
		found[i] = find_target(j, i, false, &j->ends[i].target);
	}
	for (uint32_t i = 0; i < j->n_ends; i++)
	{
		End *end = &j->ends[i];

		if (!found[i])
			continue;
		end->leads_out = end->target.end == NO_END;
		if (end->leads_out)
			j->led_out[group_of(j, i)] = true;
		else if (group_of(j, i) != group_of(j, end->target.end))
			unite(j, i, end->target.end);
	}
	ws_free(j->env, found);
}

/* Groups of dead ends alone to the nearest end of another; whether any was. */
static bool
join_groups(Join *j)
{
	Joint *best = ws_alloc(j->env, j->n_ends * sizeof(Joint));
	double *distance = ws_alloc(j->env, j->n_ends * sizeof(double));
	size_t before = j->n_joints;

	note_groups(j);
	for (uint32_t i = 0; i < j->n_ends; i++)
		distance[i] = INFINITY;
	for (uint32_t i = 0; i < j->n_ends; i++)
	{
		uint32_t group = group_of(j, i);
		Target target;

		if (i % INTERRUPT_ENDS == 0)
			ws_interrupt(j->env);
		if (j->group_size[group] == 1 || j->led_out[group] || !find_target(j, i, true, &target) ||
			target.distance >= distance[group])
			continue;
		distance[group] = target.distance;
		best[group] = (Joint){i, target.end};
	}
	for (uint32_t i = 0; i < j->n_ends; i++)
	{
		uint32_t group = distance[i] < INFINITY ? group_of(j, best[i].a) : 0;

		if (distance[i] < INFINITY && !j->led_out[group] && group != group_of(j, best[i].b))
			unite(j, best[i].a, best[i].b);
	}
	ws_free(j->env, best);
	ws_free(j->env, distance);
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
	j->inserts = ws_grow(j->env, j->inserts, &j->insert_capacity, j->n_inserts + 1, sizeof(Insert));
	j->inserts[j->n_inserts++] = insert;
}

/* Makes the line of an end longer; not where the other line comes to it. */
static void
extend(Join *j, uint32_t end, WsPoint to)
{
	const End *e = &j->ends[end];

	if (!ws_same_point(e->at, to))
		put_insert(j, (Insert){e->line, e->last ? j->c->lines[e->line].points : 0, 0, to});
}

typedef struct Cut
{
	Join *j;
	const Target *target;
} Cut;

static bool
cut_run(void *context, uint32_t i)
{
	const Cut *cut = context;
	const Target *target = cut->target;
	const Run *run = &cut->j->lines.runs[i];
	const WsPoint *p = vertices(cut->j, run->line);
	const WsPoint *v = vertices(cut->j, target->line) + target->segment;

	if (passes_by(cut->j, run->line))
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
cut_lines(Join *j, const Target *target)
{
	WsBox box = {target->point.x, target->point.y, target->point.x, target->point.y};
	Cut cut = {j, target};

	ws_rtree_each(&j->lines.tree, &box, cut_run, &cut);
}

/*
 * From the joints to the vertices that lines get: each end is joined to its
 * parent in the tree of its group, the root to where it leads.
 */
static void
list_inserts(Join *j)
{
	uint32_t *start = ws_alloc0(j->env, (j->n_ends + 2) * sizeof(uint32_t));
	uint32_t *neighbours = ws_alloc(j->env, (2 * j->n_joints + 1) * sizeof(uint32_t));
	uint32_t *queue = ws_alloc(j->env, j->n_ends * sizeof(uint32_t));
	bool *seen = ws_alloc0(j->env, j->n_ends * sizeof(bool));

	for (size_t i = 0; i < j->n_joints; i++)
	{
		start[j->joints[i].a + 2]++;
		start[j->joints[i].b + 2]++;
	}
	for (uint32_t i = 1; i <= j->n_ends + 1; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < j->n_joints; i++)
	{
		neighbours[start[j->joints[i].a + 1]++] = j->joints[i].b;
		neighbours[start[j->joints[i].b + 1]++] = j->joints[i].a;
	}
	/* First from the ends that lead out, then from the first of other groups. */
	for (int out = 1; out >= 0; out--)
		for (uint32_t i = 0; i < j->n_ends; i++)
		{
			const End *end = &j->ends[i];
			uint32_t head = 0, tail = 0;

			if (seen[i] || (out && !end->leads_out))
				continue;
			if (out)
			{
				const Target *t = &end->target;

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
					extend(j, child, j->ends[parent].at);
				}
			}
		}
	ws_free(j->env, start);
	ws_free(j->env, neighbours);
	ws_free(j->env, queue);
	ws_free(j->env, seen);
}

/* Writes the lines that get vertices anew, behind the others. */
static void
rewrite_lines(Join *j)
{
	WsCleaned *c = j->c;
	const Insert *inserts = j->inserts;
	size_t n = j->n_inserts, more = n;
	WsPoint *out;

	for (size_t i = 0; i < n; i++)
		if (i == 0 || inserts[i].line != inserts[i - 1].line)
			more += c->lines[inserts[i].line].points;
	c->points = ws_realloc(j->env, c->points, (c->n_points + more) * sizeof(WsPoint));
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
	Join j = {.env = env, .c = cleaned, .snap_m = snap_m};
	uint32_t joined = 0;

	find_ends(&j);
	if (j.n_ends > 0)
	{
		index_lines(env, cleaned->points, cleaned->lines, cleaned->n_lines, &j.lines);
		index_lines(env, cleaned->points, cleaned->barriers, cleaned->n_barriers, &j.barriers);
		j.led_out = ws_alloc0(env, j.n_ends * sizeof(bool));
		j.group_size = ws_alloc(env, j.n_ends * sizeof(uint32_t));
		j.joints = ws_alloc(env, j.n_ends * sizeof(Joint));
		j.box_groups = ws_alloc(env, ws_rtree_size(j.lines.tree.count[0]) * sizeof(uint32_t));
		join_nearest(&j);
		while (join_groups(&j))
			;
		for (uint32_t i = 0; i < j.n_ends; i++)
		{
			uint32_t group = group_of(&j, i);

			joined += j.group_size[group] > 1 || j.led_out[group];
		}
		list_inserts(&j);
		ws_sort_by(env, j.inserts, j.n_inserts, sizeof(Insert), by_place);
		rewrite_lines(&j);
		ws_free(env, j.inserts);
		ws_free(env, j.box_groups);
		ws_free(env, j.joints);
		ws_free(env, j.group_size);
		ws_free(env, j.led_out);
		free_index(env, &j.lines);
		free_index(env, &j.barriers);
	}
	ws_free(env, j.ends);
	ws_free(env, j.end_of);
	return joined;
}
