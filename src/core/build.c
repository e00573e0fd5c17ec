/*
 * build.c - from street lines to a network value.
 *
 * Phases, each linear or a radix sort:
 *
 *   order    rows by id, so that nothing depends on how they came in
 *   clean    drop repeated vertices and parts without length
 *   join     dead ends that all but meet another line, where snap_m asks for
 *            it: join.c
 *   nodes    a vertex is a node where a line ends, or where a vertex of any
 *            line (the same one included) has the same coordinates; found in
 *            one hash table of all vertices, then numbered along the Hilbert
 *            curve
 *   edges    lines cut at nodes, sorted by source node, otherwise in the
 *            order of rows
 *   write    tile by tile, then the directory and the header
 *
 * Lines that cross without a shared vertex stay apart, as a bridge does from
 * the street below. Barriers are not noded: they are cut into short pieces
 * and go to the tile whose stretch of the curve their first vertex is on.
 */
#include "build.h"

#include <inttypes.h>
#include <math.h>

#include "bytes.h"
#include "join.h"
#include "sort.h"
#include "tile_format.h"

#define BARRIER_SEGMENTS 16
#define INTERRUPT_STEPS 4096

typedef struct Edge
{
	WsLine line;
	uint32_t source;
	uint32_t target;
	double metres;
} Edge;

typedef struct Build
{
	const WsEnv *env;
	const WsStreets *streets;
	uint32_t *order; /* rows by id */
	uint32_t n_rows;
	WsPoint *points; /* cleaned */
	size_t n_points;
	WsLine *lines;
	size_t n_lines;
	size_t line_capacity;
	WsLine *barriers;
	size_t n_barriers;
	size_t barrier_capacity;
	uint64_t *slots; /* hash table of vertices; last bit: a node */
	uint32_t *slot_node;
	size_t mask;
	WsPoint *nodes;
	uint64_t *node_keys;
	uint32_t n_nodes;
	Edge *edges;
	size_t n_edges;
	size_t edge_capacity;
	double *row_metres;
	WsHeader header;
} Build;

static void
order_rows(Build *b)
{
	const WsStreets *s = b->streets;
	WsKeyed *keys = ws_alloc(b->env, s->n_rows * sizeof(WsKeyed));

	if (s->n_rows >= UINT32_MAX || s->n_parts >= UINT32_MAX)
		ws_fail(b->env, WS_ERROR_LIMIT, "Split the network by district.",
				"%zu streets are too many for one network", s->n_rows);
	b->n_rows = (uint32_t) s->n_rows;
	for (uint32_t i = 0; i < b->n_rows; i++)
		keys[i] = (WsKeyed){(uint64_t) s->rows[i].id ^ UINT64_C(1) << 63, i};
	ws_sort(b->env, keys, b->n_rows);
	b->order = ws_alloc(b->env, b->n_rows * sizeof(uint32_t));
	for (uint32_t i = 0; i < b->n_rows; i++)
	{
		if (i > 0 && keys[i].key == keys[i - 1].key)
			ws_fail(b->env, WS_ERROR_INVALID,
					"Give every row an id of its own, for example row_number() OVER (); a street "
					"in several parts can be one MultiLineString.",
					"street id %" PRId64 " occurs more than once", s->rows[keys[i].value].id);
		b->order[i] = keys[i].value;
	}
	ws_free(b->env, keys);
}

static const WsStreet *
row_of(const Build *b, const WsLine *line)
{
	return &b->streets->rows[b->order[line->row]];
}

/* Copies a part without repeated vertices; adds it where it has length. */
static void
clean_part(Build *b, uint32_t row, bool barrier, const WsPoint *from, uint32_t n)
{
	size_t first = b->n_points;

	for (uint32_t i = 0; i < n; i++)
	{
		if (i > 0 && ws_same_point(from[i], b->points[b->n_points - 1]))
		{
			b->header.input.repeated_vertices++;
			continue;
		}
		b->points[b->n_points++] = from[i];
	}
	if (b->n_points - first < 2)
	{
		b->n_points = first;
		b->header.input.point_parts++;
	}
	else if (barrier)
	{
		b->barriers =
			ws_grow(b->env, b->barriers, &b->barrier_capacity, b->n_barriers + 1, sizeof(WsLine));
		b->barriers[b->n_barriers++] = (WsLine){row, (uint32_t) (b->n_points - first), first};
	}
	else
	{
		b->lines = ws_grow(b->env, b->lines, &b->line_capacity, b->n_lines + 1, sizeof(WsLine));
		b->lines[b->n_lines++] = (WsLine){row, (uint32_t) (b->n_points - first), first};
	}
}

static void
clean(Build *b)
{
	const WsStreets *s = b->streets;
	uint32_t *first_part = ws_alloc(b->env, b->n_rows * sizeof(uint32_t));
	size_t *first_point = ws_alloc(b->env, b->n_rows * sizeof(size_t));
	uint32_t part = 0;
	size_t point = 0;

	for (uint32_t i = 0; i < b->n_rows; i++)
	{
		first_part[i] = part;
		first_point[i] = point;
		part += s->rows[i].parts;
		point += s->rows[i].vertices;
	}
	b->points = ws_alloc(b->env, s->n_points * sizeof(WsPoint));
	for (uint32_t i = 0; i < b->n_rows; i++)
	{
		uint32_t r = b->order[i];
		const WsStreet *row = &s->rows[r];
		bool barrier = row->way.kind == WS_KIND_BARRIER;

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(b->env);
		b->header.input.barrier_rows += barrier;
		b->header.input.closed_rows += !barrier && !row->way.forward && !row->way.backward;
		b->header.input.timed_rows += row->timed;
		for (uint32_t k = 0; k < row->parts; k++)
		{
			uint32_t n = s->parts[first_part[r] + k];

			clean_part(b, i, barrier, s->points + first_point[r], n);
			first_point[r] += n;
		}
	}
	ws_free(b->env, first_part);
	ws_free(b->env, first_point);
}

static void
join(Build *b)
{
	WsCleaned cleaned = {.rows = b->streets->rows,
						 .order = b->order,
						 .points = b->points,
						 .n_points = b->n_points,
						 .lines = b->lines,
						 .n_lines = b->n_lines,
						 .barriers = b->barriers,
						 .n_barriers = b->n_barriers};

	b->header.input.joined_ends += ws_join_ends(b->env, &cleaned, b->streets->snap_m);
	b->points = cleaned.points;
	b->n_points = cleaned.n_points;
}

static WsPoint
key_vertex(uint64_t key)
{
	return (WsPoint){(int32_t) ((uint32_t) (key >> 32) - 0x80000000u),
					 (int32_t) ((uint32_t) key >> 1) - 900000000};
}

static void
find_nodes(Build *b)
{
	size_t size = 1024;
	WsKeyed *keys;
	uint32_t n = 0;

	while (size < b->n_points + b->n_points / 2)
		size *= 2;
	b->mask = size - 1;
	b->slots = ws_alloc(b->env, size * sizeof(uint64_t));
	memset(b->slots, 0xff, size * sizeof(uint64_t));
	for (size_t i = 0; i < b->n_lines; i++)
	{
		const WsLine *line = &b->lines[i];

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(b->env);
		for (uint32_t k = 0; k < line->points; k++)
		{
			uint64_t key = ws_vertex_key(b->points[line->first + k]);
			size_t at = ws_vertex_slot(b->slots, b->mask, key);
			bool node = k == 0 || k + 1 == line->points || b->slots[at] != WS_EMPTY_SLOT;

			n += node && (b->slots[at] == WS_EMPTY_SLOT || !(b->slots[at] & 1));
			b->slots[at] = b->slots[at] == WS_EMPTY_SLOT ? key | node : b->slots[at] | node;
		}
	}

	b->n_nodes = n;
	keys = ws_alloc(b->env, n * sizeof(WsKeyed));
	b->slot_node = ws_alloc(b->env, size * sizeof(uint32_t));
	n = 0;
	for (size_t at = 0; at < size; at++)
	{
		if (at % INTERRUPT_STEPS == 0)
			ws_interrupt(b->env);
		if (b->slots[at] != WS_EMPTY_SLOT && b->slots[at] & 1)
		{
			/* A table of 2^32 vertices would not fit in memory. */
			keys[n++] = (WsKeyed){ws_hilbert(key_vertex(b->slots[at])), (uint32_t) at};
		}
	}
	ws_sort(b->env, keys, n);
	b->nodes = ws_alloc(b->env, n * sizeof(WsPoint));
	b->node_keys = ws_alloc(b->env, n * sizeof(uint64_t));
	for (uint32_t i = 0; i < n; i++)
	{
		b->slot_node[keys[i].value] = i;
		b->node_keys[i] = keys[i].key;
		b->nodes[i] = key_vertex(b->slots[keys[i].value]);
	}
	ws_free(b->env, keys);
}

static void
cut_lines(Build *b)
{
	for (size_t i = 0; i < b->n_lines; i++)
	{
		WsLine line = b->lines[i];
		uint32_t from = 0;
		uint32_t source = 0;
		double metres = 0;

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(b->env);
		for (uint32_t k = 0; k < line.points; k++)
		{
			const WsPoint *p = &b->points[line.first + k];
			size_t at = ws_vertex_slot(b->slots, b->mask, ws_vertex_key(*p));

			if (k > 0)
				metres += ws_metres(p[-1], *p);
			if (!(b->slots[at] & 1))
				continue;
			if (k > 0)
			{
				if (metres * WS_LENGTH_UNITS > WS_MAX_LENGTH)
					ws_fail(b->env, WS_ERROR_LIMIT, "Check its coordinates.",
							"street %" PRId64 " is longer than 200 km between two nodes",
							row_of(b, &line)->id);
				b->edges =
					ws_grow(b->env, b->edges, &b->edge_capacity, b->n_edges + 1, sizeof(Edge));
				b->edges[b->n_edges++] = (Edge){
					{line.row, k - from + 1, line.first + from}, source, b->slot_node[at], metres};
			}
			from = k;
			source = b->slot_node[at];
			metres = 0;
		}
	}
	ws_free(b->env, b->slots);
	ws_free(b->env, b->slot_node);
	ws_free(b->env, b->lines);
}

/*
 * By source; stable, so edges of one source stay in the order of rows. Edges
 * are the largest thing there is in a build: they are moved where they are.
 */
static void
sort_edges(Build *b)
{
	uint32_t *start = ws_alloc0(b->env, (b->n_nodes + 1) * sizeof(uint32_t));
	uint32_t *place = ws_alloc(b->env, b->n_edges * sizeof(uint32_t));

	if (b->n_edges >= UINT32_MAX / 2)
		ws_fail(b->env, WS_ERROR_LIMIT, "Split the network by district.",
				"%zu edges are too many for one network", b->n_edges);
	for (size_t i = 0; i < b->n_edges; i++)
		start[b->edges[i].source + 1]++;
	for (uint32_t v = 0; v < b->n_nodes; v++)
		start[v + 1] += start[v];
	for (size_t i = 0; i < b->n_edges; i++)
		place[i] = start[b->edges[i].source]++;
	for (uint32_t i = 0; i < b->n_edges; i++)
	{
		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(b->env);
		while (place[i] != i)
		{
			uint32_t to = place[i];
			Edge edge = b->edges[to];

			b->edges[to] = b->edges[i];
			b->edges[i] = edge;
			place[i] = place[to];
			place[to] = to;
		}
	}
	ws_free(b->env, start);
	ws_free(b->env, place);
	/* Added up in this order, the same again when the value is edited. */
	b->row_metres = ws_alloc0(b->env, b->n_rows * sizeof(double));
	for (size_t i = 0; i < b->n_edges; i++)
		b->row_metres[b->edges[i].line.row] += b->edges[i].metres;
}

/* Cuts barriers short, so that none reaches far out of its tile. */
static void
cut_barriers(Build *b, WsKeyed **by_tile)
{
	WsLine *pieces = NULL;
	size_t n = 0, capacity = 0;
	WsKeyed *keys;

	for (size_t i = 0; i < b->n_barriers; i++)
		for (uint32_t from = 0; from + 1 < b->barriers[i].points; from += BARRIER_SEGMENTS)
		{
			uint32_t left = b->barriers[i].points - from;

			pieces = ws_grow(b->env, pieces, &capacity, n + 1, sizeof(WsLine));
			pieces[n++] = (WsLine){b->barriers[i].row,
								   left > BARRIER_SEGMENTS + 1 ? BARRIER_SEGMENTS + 1 : left,
								   b->barriers[i].first + from};
		}
	ws_free(b->env, b->barriers);
	b->barriers = pieces;
	b->n_barriers = n;
	keys = ws_alloc(b->env, (n + 1) * sizeof(WsKeyed));
	for (size_t i = 0; i < n; i++)
	{
		uint64_t key = ws_hilbert(b->points[pieces[i].first]);
		uint32_t tile = 0;

		while (((tile + 1) << WS_TILE_SHIFT) < b->n_nodes &&
			   b->node_keys[(tile + 1) << WS_TILE_SHIFT] <= key)
			tile++;
		keys[i] = (WsKeyed){tile, (uint32_t) i};
	}
	ws_sort(b->env, keys, n);
	*by_tile = keys;
}

static void
write_point(WsWriter *w, WsPoint previous, WsPoint p)
{
	ws_write_signed(w, (int64_t) p.x - previous.x);
	ws_write_signed(w, (int64_t) p.y - previous.y);
}

/* An edge's way: its row's, with its own length and share. */
static WsWay
edge_way(const Build *b, const Edge *edge)
{
	WsWay way = row_of(b, &edge->line)->way;

	way.length = (uint32_t) fmax(1, rint(edge->metres * WS_LENGTH_UNITS));
	way.share = (uint32_t) rint(WS_WHOLE_SHARE * (edge->metres / b->row_metres[edge->line.row]));
	return way;
}

/* Whether what a way costs depends on more than its length. */
static bool
has_extras(WsWay way)
{
	return way.ascent_cm || way.descent_cm || way.delay_ms || way.kind == WS_KIND_FOOTBRIDGE ||
		   way.kind == WS_KIND_UNDERPASS || way.kind == WS_KIND_LIFT ||
		   way.kind == WS_KIND_CROSSING || way.kind == WS_KIND_SIGNAL_CROSSING;
}

static void
write_way(WsWriter *w, WsWay way)
{
	bool extra = has_extras(way);

	ws_write_varint(w, way.length);
	ws_write_varint(w, way.kind | (way.forward ? WS_WAY_FORWARD : 0u) |
						   (way.backward ? WS_WAY_BACKWARD : 0u) |
						   (way.no_wheelchair ? WS_WAY_NO_WHEELCHAIR : 0u) |
						   (extra ? WS_WAY_EXTRA : 0u) | (way.no_doors ? WS_WAY_NO_DOORS : 0u));
	if (extra)
	{
		ws_write_varint(w, way.ascent_cm);
		ws_write_varint(w, way.descent_cm);
		ws_write_varint(w, way.delay_ms);
		ws_write_varint(w, WS_WHOLE_SHARE - way.share);
	}
}

/* A run of the sorted edges, ghosts or barriers. */
typedef struct Range
{
	size_t from;
	size_t to;
} Range;

static void
write_edges(const Build *b, WsWriter *w, Range edges, uint32_t first_node, WsBox *box)
{
	uint32_t source = first_node;
	int64_t id = 0;

	for (size_t i = edges.from; i < edges.to; i++)
	{
		const Edge *edge = &b->edges[i];
		int64_t row_id = row_of(b, &edge->line)->id;
		const WsPoint *p = b->points + edge->line.first;

		ws_write_varint(w, edge->source - source);
		ws_write_signed(w, (int64_t) edge->target - edge->source);
		ws_write_signed(w, (int64_t) ((uint64_t) row_id - (uint64_t) id));
		write_way(w, edge_way(b, edge));
		ws_write_varint(w, edge->line.points - 1);
		ws_box_add(box, p[0]);
		for (uint32_t k = 1; k < edge->line.points; k++)
		{
			write_point(w, p[k - 1], p[k]);
			ws_box_add(box, p[k]);
		}
		source = edge->source;
		id = row_id;
	}
}

static void
write_ghosts(const Build *b, WsWriter *w, const uint32_t *ghosts, Range range, uint32_t first_node)
{
	uint32_t id = 0;

	for (size_t i = range.from; i < range.to; i++)
	{
		const Edge *edge = &b->edges[ghosts[i]];

		ws_write_varint(w, ghosts[i] - id);
		ws_write_signed(w, (int64_t) edge->source - first_node);
		ws_write_varint(w, edge->target - first_node);
		write_way(w, edge_way(b, edge));
		id = ghosts[i];
	}
}

static void
write_barriers(const Build *b, WsWriter *w, const WsKeyed *barriers, Range range, WsBox *box)
{
	WsPoint previous = {0, 0};
	int64_t id = 0;

	for (size_t i = range.from; i < range.to; i++)
	{
		const WsLine *line = &b->barriers[barriers[i].value];
		int64_t row_id = row_of(b, line)->id;
		const WsPoint *p = b->points + line->first;

		ws_write_signed(w, (int64_t) ((uint64_t) row_id - (uint64_t) id));
		ws_write_varint(w, line->points);
		for (uint32_t k = 0; k < line->points; k++)
		{
			write_point(w, k == 0 ? previous : p[k - 1], p[k]);
			ws_box_add(box, p[k]);
		}
		previous = p[0];
		id = row_id;
	}
}

/* Edges that end in another tile, by that tile. */
static uint32_t *
group_ghosts(const Build *b, size_t *start)
{
	uint32_t *ghosts;

	memset(start, 0, (b->header.n_tiles + 1) * sizeof(size_t));
	for (size_t i = 0; i < b->n_edges; i++)
		if (b->edges[i].source >> WS_TILE_SHIFT != b->edges[i].target >> WS_TILE_SHIFT)
			start[(b->edges[i].target >> WS_TILE_SHIFT) + 1]++;
	for (uint32_t t = 0; t < b->header.n_tiles; t++)
		start[t + 1] += start[t];
	ghosts = ws_alloc(b->env, start[b->header.n_tiles] * sizeof(uint32_t));
	for (size_t i = 0; i < b->n_edges; i++)
		if (b->edges[i].source >> WS_TILE_SHIFT != b->edges[i].target >> WS_TILE_SHIFT)
			ghosts[start[b->edges[i].target >> WS_TILE_SHIFT]++] = (uint32_t) i;
	/* Each start has moved to the next one's place. */
	memmove(start + 1, start, b->header.n_tiles * sizeof(size_t));
	start[0] = 0;
	return ghosts;
}

static uint8_t *
write_network(Build *b, const WsKeyed *barriers, size_t reserve, size_t *size)
{
	WsHeader *header = &b->header;
	WsWriter w = {.env = b->env};
	size_t *ghost_start = ws_alloc(b->env, (header->n_tiles + 1) * sizeof(size_t));
	uint32_t *ghosts = group_ghosts(b, ghost_start);
	size_t head = ws_network_head_size(header);
	Range edges = {0, 0}, walls = {0, 0};
	uint8_t *data;

	w.capacity = reserve + head + 12 * b->n_points + 12 * b->n_edges;
	w.data = ws_alloc(b->env, w.capacity);
	w.size = reserve + head;
	header->box = WS_BOX_EMPTY;
	for (uint32_t t = 0; t < header->n_tiles; t++)
	{
		uint32_t first = t << WS_TILE_SHIFT;
		uint32_t nodes = ws_tile_node_count(header, t);
		WsTileEntry entry = {.edge_box = WS_BOX_EMPTY, .barrier_box = WS_BOX_EMPTY};
		Range own_ghosts = {ghost_start[t], ghost_start[t + 1]};
		size_t start = w.size;
		size_t edge_points = 0, wall_points = 0;
		WsPoint previous = {0, 0};

		ws_interrupt(b->env);
		for (edges.from = edges.to;
			 edges.to < b->n_edges && b->edges[edges.to].source >> WS_TILE_SHIFT == t; edges.to++)
			edge_points += b->edges[edges.to].line.points - 1;
		for (walls.from = walls.to; walls.to < b->n_barriers && barriers[walls.to].key == t;
			 walls.to++)
			wall_points += b->barriers[barriers[walls.to].value].points;
		ws_write_varint(&w, nodes);
		ws_write_varint(&w, edges.to - edges.from);
		ws_write_varint(&w, own_ghosts.to - own_ghosts.from);
		ws_write_varint(&w, walls.to - walls.from);
		ws_write_varint(&w, edge_points);
		ws_write_varint(&w, wall_points);
		for (uint32_t i = 0; i < nodes; i++)
		{
			write_point(&w, previous, b->nodes[first + i]);
			previous = b->nodes[first + i];
		}
		write_edges(b, &w, edges, first, &entry.edge_box);
		write_ghosts(b, &w, ghosts, own_ghosts, first);
		write_barriers(b, &w, barriers, walls, &entry.barrier_box);
		if (w.size - reserve > WS_NETWORK_MAX_SIZE)
			ws_fail(b->env, WS_ERROR_LIMIT, "Split it, for example one network for each district.",
					"network is larger than %u bytes", WS_NETWORK_MAX_SIZE);

		entry.offset = (uint32_t) (start - reserve);
		entry.size = (uint32_t) (w.size - start);
		entry.crc = b->env->crc32c(w.data + start, entry.size);
		entry.first_edge = (uint32_t) edges.from;
		entry.hash = ws_hash(b->env, w.data + start, entry.size);
		ws_entry_encode(&entry, w.data + reserve + WS_NETWORK_HEADER_SIZE +
									(size_t) t * WS_DIRECTORY_ENTRY_SIZE);
		ws_box_join(&header->box, entry.edge_box);
		ws_box_join(&header->box, entry.barrier_box);
	}
	data = w.data + reserve;
	header->size = (uint32_t) (w.size - reserve);
	ws_header_encode(header, data);
	header->digest = ws_network_digest(b->env, data, head);
	memcpy(data + 8, header->digest.bytes, WS_DIGEST_SIZE);
	ws_free(b->env, ghosts);
	ws_free(b->env, ghost_start);
	*size = header->size;
	return w.data;
}

uint8_t *
ws_network_build(const WsEnv *env, const WsStreets *streets, size_t reserve, size_t *size)
{
	Build b = {.env = env, .streets = streets};
	WsKeyed *barriers;
	uint8_t *data;

	b.header.srid = streets->srid ? streets->srid : 4326;
	b.header.input = streets->before;
	b.header.input.rows += (uint32_t) streets->n_rows + streets->null_rows + streets->empty_rows;
	b.header.input.null_rows += streets->null_rows;
	b.header.input.empty_rows += streets->empty_rows;
	order_rows(&b);
	clean(&b);
	if (streets->snap_m > 0)
		join(&b);
	find_nodes(&b);
	cut_lines(&b);
	sort_edges(&b);
	cut_barriers(&b, &barriers);
	b.header.n_nodes = b.n_nodes;
	b.header.n_edges = (uint32_t) b.n_edges;
	b.header.n_barriers = (uint32_t) b.n_barriers;
	b.header.n_tiles = (b.n_nodes + WS_TILE_MASK) >> WS_TILE_SHIFT;
	if (b.header.n_tiles == 0 && b.n_barriers > 0)
		b.header.n_tiles = 1;
	data = write_network(&b, barriers, reserve, size);
	ws_free(env, barriers);
	ws_free(env, b.order);
	ws_free(env, b.points);
	ws_free(env, b.nodes);
	ws_free(env, b.node_keys);
	ws_free(env, b.edges);
	ws_free(env, b.barriers);
	ws_free(env, b.row_metres);
	return data;
}
