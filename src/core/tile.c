/*
 * tile.c - from the bytes of a tile to its decoded form.
 *
 * A tile's bytes are varints (signed ones zigzag), in this order:
 *
 *   counts     nodes, edges, ghosts, barriers, vertices of edge lines (after
 *              the first of each), vertices of barriers
 *   nodes      x and y, each less its predecessor's
 *   edges      by source: source less the previous one's, target less source,
 *              source_id less the previous one's, way, number of vertices
 *              after the first, each less its predecessor
 *   ghosts     by id: id less the previous one's, source less the tile's
 *              first node, target within the tile, way
 *   barriers   source_id less the previous one's, number of vertices, the
 *              first less the previous barrier's first, the others less their
 *              predecessors
 *   way        length, kind and flags as one number, and where it says so
 *              ascent, descent, delay and what the share lacks of the whole
 *
 * The adjacency and the R-trees are derived here instead of stored: that
 * keeps the value small, and leaves nothing in it that could contradict the
 * lines.
 *
 * A decoded tile is one block of memory, its size known from the counts, so
 * that the cache frees it with one call and a failure half way leaks nothing.
 * Every number is checked before use; the block's size is bounded by the
 * tile's, since each counted thing takes a byte at least.
 */
#include <assert.h>

#include "bytes.h"
#include "network.h"
#include "tile_format.h"

typedef struct Counts
{
	uint32_t nodes, edges, ghosts, barriers, edge_vertices, barrier_vertices;
} Counts;

/* Cuts the block into arrays; with a NULL base only measures. */
typedef struct Layout
{
	uint8_t *base;
	size_t used;
} Layout;

static void *
take(Layout *layout, size_t count, size_t size)
{
	void *p = layout->base ? layout->base + layout->used : NULL;

	layout->used += (count * size + 7) & ~(size_t) 7;
	return p;
}

static void
take_lines(Layout *layout, WsLines *lines, uint32_t count, uint32_t vertices)
{
	/* A line of s segments has at most s / WS_RUN_SEGMENTS + 1 runs. */
	uint32_t runs = count + vertices / WS_RUN_SEGMENTS;

	lines->count = count;
	lines->start = take(layout, count + 1, sizeof(uint32_t));
	lines->vertices = take(layout, vertices, sizeof(WsPoint));
	lines->runs = take(layout, runs, sizeof(WsRun));
	lines->tree.boxes = take(layout, ws_rtree_size(runs), sizeof(WsBox));
}

static WsTile *
lay_out(Layout *layout, const Counts *n, WsTile *measure)
{
	WsTile *tile = take(layout, 1, sizeof(WsTile));

	if (!tile)
		tile = measure;
	assert(tile);
	tile->edges = take(layout, n->edges + n->ghosts, sizeof(WsEdge));
	tile->nodes = take(layout, n->nodes, sizeof(WsPoint));
	tile->arc_start = take(layout, n->nodes + 2, sizeof(uint32_t));
	tile->arcs = take(layout, 2 * (size_t) n->edges + n->ghosts, sizeof(WsArc));
	take_lines(layout, &tile->lines, n->edges, n->edges + n->edge_vertices);
	take_lines(layout, &tile->barriers, n->barriers, n->barrier_vertices);
	tile->barrier_ids = take(layout, n->barriers, sizeof(int64_t));
	return tile;
}

static bool
read_point(WsReader *r, WsPoint previous, WsPoint *p)
{
	int64_t dx = ws_read_signed(r), dy = ws_read_signed(r);
	int64_t x, y;

	if (dx < -INT64_C(4000000000) || dx > INT64_C(4000000000) || dy < -INT64_C(4000000000) ||
		dy > INT64_C(4000000000))
		return false;
	x = previous.x + dx;
	y = previous.y + dy;
	if (x < -INT64_C(1800000000) || x > INT64_C(1800000000) || y < -INT64_C(900000000) ||
		y > INT64_C(900000000))
		return false;
	*p = (WsPoint){(int32_t) x, (int32_t) y};
	return true;
}

static bool
read_way(WsReader *r, WsWay *way)
{
	uint32_t flags;

	way->length = ws_read_below(r, (uint64_t) WS_MAX_LENGTH + 1);
	flags = ws_read_below(r, WS_WAY_FLAGS);
	way->kind = flags & WS_WAY_KIND_MASK;
	way->forward = (flags & WS_WAY_FORWARD) != 0;
	way->backward = (flags & WS_WAY_BACKWARD) != 0;
	way->no_wheelchair = (flags & WS_WAY_NO_WHEELCHAIR) != 0;
	way->no_doors = (flags & WS_WAY_NO_DOORS) != 0;
	way->ascent_cm = way->descent_cm = way->delay_ms = 0;
	way->share = WS_WHOLE_SHARE;
	if (flags & WS_WAY_EXTRA)
	{
		way->ascent_cm = ws_read_below(r, WS_MAX_HEIGHT_CM + 1);
		way->descent_cm = ws_read_below(r, WS_MAX_HEIGHT_CM + 1);
		way->delay_ms = ws_read_below(r, WS_MAX_DELAY_MS + 1);
		way->share = WS_WHOLE_SHARE - ws_read_below(r, (uint64_t) WS_WHOLE_SHARE + 1);
	}
	return way->length > 0 && way->kind < WS_KIND_BARRIER;
}

/* Cuts lines into runs and packs the R-tree; returns their common box. */
static WsBox
index_lines(WsLines *lines)
{
	uint32_t n = 0;
	WsBox all = WS_BOX_EMPTY;

	for (uint32_t i = 0; i < lines->count; i++)
	{
		uint32_t last = lines->start[i + 1] - 1;

		for (uint32_t v = lines->start[i]; v < last; v += WS_RUN_SEGMENTS)
		{
			uint32_t segments = last - v < WS_RUN_SEGMENTS ? last - v : WS_RUN_SEGMENTS;
			WsBox box = WS_BOX_EMPTY;

			for (uint32_t k = 0; k <= segments; k++)
				ws_box_add(&box, lines->vertices[v + k]);
			lines->runs[n] = (WsRun){i, v, segments};
			lines->tree.boxes[n++] = box;
			ws_box_join(&all, box);
		}
	}
	ws_rtree_build(&lines->tree, lines->tree.boxes, n);
	return all;
}

static void
build_adjacency(WsTile *tile)
{
	uint32_t *start = tile->arc_start;
	uint32_t records = tile->n_edges + tile->n_ghosts;

	/* start[v + 2] counts the arcs of v, then start[v + 1] is where its next goes. */
	memset(start, 0, (tile->n_nodes + 2) * sizeof(uint32_t));
	for (uint32_t i = 0; i < records; i++)
	{
		uint32_t source = tile->edges[i].source - tile->first_node;
		uint32_t target = tile->edges[i].target - tile->first_node;

		if (source < tile->n_nodes)
			start[source + 2]++;
		if (target < tile->n_nodes)
			start[target + 2]++;
	}
	for (uint32_t v = 1; v <= tile->n_nodes + 1; v++)
		start[v] += start[v - 1];
	for (uint32_t i = 0; i < records; i++)
	{
		uint32_t source = tile->edges[i].source - tile->first_node;
		uint32_t target = tile->edges[i].target - tile->first_node;

		if (source < tile->n_nodes)
			tile->arcs[start[source + 1]++] = (WsArc){tile->edges[i].target, i << 1};
		if (target < tile->n_nodes)
			tile->arcs[start[target + 1]++] = (WsArc){tile->edges[i].source, i << 1 | 1};
	}
}

static const char *
read_edges(WsReader *r, WsTile *tile, const WsHeader *header, uint32_t total_vertices)
{
	WsEdge previous = {.source = tile->first_node};
	WsLines *lines = &tile->lines;
	uint32_t v = 0;

	for (uint32_t i = 0; i < tile->n_edges; i++)
	{
		WsEdge *edge = &tile->edges[i];
		uint64_t source = previous.source + (uint64_t) ws_read_below(r, WS_TILE_NODES);
		int64_t target = (int64_t) source + (ws_read_signed(r) % (INT64_C(1) << 33));
		uint32_t more;

		edge->source_id = (int64_t) ((uint64_t) previous.source_id + (uint64_t) ws_read_signed(r));
		if (source >= (uint64_t) tile->first_node + tile->n_nodes || target < 0 ||
			target >= header->n_nodes)
			return "an edge names a node that is not there";
		edge->source = (uint32_t) source;
		edge->target = (uint32_t) target;
		edge->id = tile->first_edge + i;
		if (!read_way(r, &edge->way))
			return "an edge has an impossible way";
		lines->start[i] = v;
		more = ws_read_below(r, (uint64_t) total_vertices - v + 1);
		if (r->bad || more == 0 || v + 1 + more > total_vertices)
			return "an edge's line is cut off";
		lines->vertices[v++] = tile->nodes[edge->source - tile->first_node];
		for (; more > 0; more--, v++)
			if (!read_point(r, lines->vertices[v - 1], &lines->vertices[v]))
				return "an edge's line leaves the earth";
		if (edge->target - tile->first_node < tile->n_nodes &&
			!ws_same_point(lines->vertices[v - 1], tile->nodes[edge->target - tile->first_node]))
			return "an edge's line does not end at its node";
		previous = *edge;
	}
	lines->start[tile->n_edges] = v;
	return v == total_vertices ? NULL : "its number of vertices does not fit";
}

static const char *
read_ghosts(WsReader *r, WsTile *tile, const WsHeader *header)
{
	uint64_t id = 0;

	for (uint32_t i = 0; i < tile->n_ghosts; i++)
	{
		WsEdge *edge = &tile->edges[tile->n_edges + i];
		uint64_t step = ws_read_varint(r);
		int64_t source = (int64_t) tile->first_node + (ws_read_signed(r) % (INT64_C(1) << 33));
		uint32_t target = ws_read_below(r, tile->n_nodes);

		if (step >= header->n_edges || (i > 0 && step == 0) || source < 0 ||
			source >= header->n_nodes)
			return "an edge from another tile names what is not there";
		id += step;
		if (id >= header->n_edges || id - tile->first_edge < tile->n_edges ||
			(uint32_t) source - tile->first_node < tile->n_nodes)
			return "an edge from another tile is its own";
		if (!read_way(r, &edge->way))
			return "an edge from another tile has an impossible way";
		edge->id = (uint32_t) id;
		edge->source = (uint32_t) source;
		edge->target = tile->first_node + target;
		edge->source_id = 0;
	}
	return NULL;
}

static const char *
read_barriers(WsReader *r, WsTile *tile, uint32_t total_vertices)
{
	WsLines *lines = &tile->barriers;
	WsPoint first = {0, 0};
	int64_t id = 0;
	uint32_t v = 0;

	for (uint32_t i = 0; i < lines->count; i++)
	{
		uint32_t n;

		id = (int64_t) ((uint64_t) id + (uint64_t) ws_read_signed(r));
		tile->barrier_ids[i] = id;
		n = ws_read_below(r, (uint64_t) total_vertices - v + 1);
		if (r->bad || n < 2)
			return "a barrier is cut off";
		lines->start[i] = v;
		for (uint32_t k = 0; k < n; k++, v++)
			if (!read_point(r, k == 0 ? first : lines->vertices[v - 1], &lines->vertices[v]))
				return "a barrier leaves the earth";
		first = lines->vertices[lines->start[i]];
	}
	lines->start[lines->count] = v;
	return v == total_vertices ? NULL : "its number of barrier vertices does not fit";
}

static const char *
decode(WsReader *r, WsTile *tile, const WsHeader *header, const WsTileEntry *entry, const Counts *n)
{
	const char *problem;
	WsPoint p = {0, 0};
	WsBox box;

	for (uint32_t i = 0; i < n->nodes; i++)
	{
		if (!read_point(r, p, &p))
			return "a node leaves the earth";
		tile->nodes[i] = p;
	}
	if ((problem = read_edges(r, tile, header, n->edges + n->edge_vertices)) ||
		(problem = read_ghosts(r, tile, header)) ||
		(problem = read_barriers(r, tile, n->barrier_vertices)))
		return problem;
	if (r->bad || r->at != r->end)
		return "its length does not fit its content";
	box = index_lines(&tile->lines);
	if (memcmp(&box, &entry->edge_box, sizeof box) != 0)
		return "its box does not fit its edges";
	box = index_lines(&tile->barriers);
	if (memcmp(&box, &entry->barrier_box, sizeof box) != 0)
		return "its box does not fit its barriers";
	build_adjacency(tile);
	return NULL;
}

WsTile *
ws_tile_decode(const WsEnv *memory, const WsHeader *header, const WsTileEntry *entries,
			   uint32_t number, const uint8_t *data, const char **problem)
{
	const WsTileEntry *entry = &entries[number];
	WsReader r = {data, data + entry->size, false};
	uint64_t bound = (uint64_t) entry->size + 1;
	Layout layout = {NULL, 0};
	WsTile measure;
	WsTile *tile;
	Counts n;

	n.nodes = ws_read_below(&r, bound);
	n.edges = ws_read_below(&r, bound);
	n.ghosts = ws_read_below(&r, bound);
	n.barriers = ws_read_below(&r, bound);
	n.edge_vertices = ws_read_below(&r, bound);
	n.barrier_vertices = ws_read_below(&r, bound);
	if (r.bad || n.nodes != ws_tile_node_count(header, number) ||
		n.edges != ws_tile_edge_count(header, entries, number))
	{
		*problem = "its counts do not fit the directory";
		return NULL;
	}
	lay_out(&layout, &n, &measure);
	layout.base = ws_alloc(memory, layout.used);
	layout.used = 0;
	tile = lay_out(&layout, &n, NULL);
	tile->number = number;
	tile->first_node = number << WS_TILE_SHIFT;
	tile->first_edge = entry->first_edge;
	tile->n_nodes = n.nodes;
	tile->n_edges = n.edges;
	tile->n_ghosts = n.ghosts;
	tile->bytes = layout.used;
	*problem = decode(&r, tile, header, entry, &n);
	if (*problem)
	{
		ws_free(memory, tile);
		return NULL;
	}
	return tile;
}
