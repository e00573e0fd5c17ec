/* network.c - header and directory of the network value, see network.h. */
#include "network.h"

#include "bytes.h"

static WsBox
get_box(const uint8_t *p)
{
	return (WsBox){(int32_t) ws_get32(p), (int32_t) ws_get32(p + 4), (int32_t) ws_get32(p + 8),
				   (int32_t) ws_get32(p + 12)};
}

static void
put_box(uint8_t *p, WsBox box)
{
	ws_put32(p, (uint32_t) box.x0);
	ws_put32(p + 4, (uint32_t) box.y0);
	ws_put32(p + 8, (uint32_t) box.x1);
	ws_put32(p + 12, (uint32_t) box.y1);
}

void
ws_header_encode(const WsHeader *header, uint8_t *data)
{
	memset(data, 0, WS_NETWORK_HEADER_SIZE);
	memcpy(data, WS_NETWORK_MAGIC, 4);
	ws_put32(data + 4, WS_NETWORK_VERSION);
	memcpy(data + 8, header->digest.bytes, WS_DIGEST_SIZE);
	ws_put32(data + 24, header->srid);
	ws_put32(data + 28, header->n_nodes);
	ws_put32(data + 32, header->n_edges);
	ws_put32(data + 36, header->n_barriers);
	ws_put32(data + 40, header->n_tiles);
	ws_put32(data + 44, header->size);
	put_box(data + 48, header->box);
	ws_put32(data + 64, header->input.rows);
	ws_put32(data + 68, header->input.null_rows);
	ws_put32(data + 72, header->input.empty_rows);
	ws_put32(data + 76, header->input.point_parts);
	ws_put32(data + 80, header->input.repeated_vertices);
	ws_put32(data + 84, header->input.barrier_rows);
	ws_put32(data + 88, header->input.closed_rows);
	ws_put32(data + 92, header->input.timed_rows);
	ws_put32(data + 96, header->input.joined_ends);
}

const char *
ws_header_decode(const uint8_t *data, WsHeader *header)
{
	uint32_t tiles;

	if (memcmp(data, WS_NETWORK_MAGIC, 4) != 0)
		return "it does not begin like a network";
	if (ws_get32(data + 4) != WS_NETWORK_VERSION)
		return "it has an unknown format version";
	memcpy(header->digest.bytes, data + 8, WS_DIGEST_SIZE);
	header->srid = ws_get32(data + 24);
	header->n_nodes = ws_get32(data + 28);
	header->n_edges = ws_get32(data + 32);
	header->n_barriers = ws_get32(data + 36);
	header->n_tiles = ws_get32(data + 40);
	header->size = ws_get32(data + 44);
	header->box = get_box(data + 48);
	header->input.rows = ws_get32(data + 64);
	header->input.null_rows = ws_get32(data + 68);
	header->input.empty_rows = ws_get32(data + 72);
	header->input.point_parts = ws_get32(data + 76);
	header->input.repeated_vertices = ws_get32(data + 80);
	header->input.barrier_rows = ws_get32(data + 84);
	header->input.closed_rows = ws_get32(data + 88);
	header->input.timed_rows = ws_get32(data + 92);
	header->input.joined_ends = ws_get32(data + 96);

	if (header->srid != 4326 && header->srid != 4490)
		return "its SRID is neither 4326 nor 4490";
	if (header->size > WS_NETWORK_MAX_SIZE)
		return "it says it is larger than a network can be";
	/* Without nodes there can still be a tile, for barriers. */
	tiles = (uint32_t) (((uint64_t) header->n_nodes + WS_TILE_MASK) >> WS_TILE_SHIFT);
	if (tiles == 0 && header->n_barriers > 0)
		tiles = 1;
	if (header->n_tiles != tiles)
		return "its number of tiles does not fit its number of nodes";
	if (ws_network_head_size(header) > header->size)
		return "its directory is larger than itself";
	return NULL;
}

void
ws_entry_encode(const WsTileEntry *entry, uint8_t *data)
{
	ws_put32(data, entry->offset);
	ws_put32(data + 4, entry->size);
	ws_put32(data + 8, entry->crc);
	ws_put32(data + 12, entry->first_edge);
	put_box(data + 16, entry->edge_box);
	put_box(data + 32, entry->barrier_box);
	memcpy(data + 48, entry->hash.bytes, WS_DIGEST_SIZE);
}

const char *
ws_directory_decode(const WsHeader *header, const uint8_t *data, WsTileEntry *entries)
{
	uint64_t offset = ws_network_head_size(header);
	uint32_t edges = 0;

	for (uint32_t i = 0; i < header->n_tiles; i++, data += WS_DIRECTORY_ENTRY_SIZE)
	{
		WsTileEntry *entry = &entries[i];

		entry->offset = ws_get32(data);
		entry->size = ws_get32(data + 4);
		entry->crc = ws_get32(data + 8);
		entry->first_edge = ws_get32(data + 12);
		entry->edge_box = get_box(data + 16);
		entry->barrier_box = get_box(data + 32);
		memcpy(entry->hash.bytes, data + 48, WS_DIGEST_SIZE);
		if (entry->offset != offset)
			return "its tiles do not follow each other";
		if (entry->first_edge < edges || entry->first_edge > header->n_edges)
			return "its edges are not numbered in order";
		offset += entry->size;
		edges = entry->first_edge;
	}
	if (header->n_tiles > 0 ? entries[0].first_edge != 0 : header->n_edges != 0)
		return "its edges are not numbered from the start";
	if (offset != header->size)
		return "its tiles do not fill it";
	return NULL;
}

WsDigest
ws_hash(const WsEnv *env, const uint8_t *data, size_t size)
{
	uint8_t sha[32];
	WsDigest digest;

	env->sha256(data, size, sha);
	memcpy(digest.bytes, sha, WS_DIGEST_SIZE);
	return digest;
}

WsDigest
ws_network_digest(const WsEnv *env, const uint8_t *head, size_t size)
{
	uint8_t *copy = ws_alloc(env, size);
	WsDigest digest;

	memcpy(copy, head, size);
	memset(copy + 8, 0, WS_DIGEST_SIZE);
	digest = ws_hash(env, copy, size);
	ws_free(env, copy);
	return digest;
}

/* An edge whose ends lie in two tiles, as either tile tells it. */
typedef struct CrossEdge
{
	WsEdge edge;
	WsPoint end; /* of its line; where its target node is */
} CrossEdge;

static bool
same_edge(const CrossEdge *x, const CrossEdge *y)
{
	const WsEdge *a = &x->edge, *b = &y->edge;

	return a->id == b->id && a->source == b->source && a->target == b->target &&
		   a->way.length == b->way.length && a->way.ascent_cm == b->way.ascent_cm &&
		   a->way.descent_cm == b->way.descent_cm && a->way.delay_ms == b->way.delay_ms &&
		   a->way.share == b->way.share && a->way.kind == b->way.kind &&
		   a->way.forward == b->way.forward && a->way.backward == b->way.backward &&
		   a->way.no_wheelchair == b->way.no_wheelchair && a->way.no_doors == b->way.no_doors &&
		   ws_same_point(x->end, y->end);
}

void
ws_network_check(const WsEnv *env, const uint8_t *data, size_t size)
{
	static const char *const hint =
		"Load the value again from its source, or build it anew with network_agg().";
	WsHeader header;
	WsTileEntry *entries;
	WsDigest digest;
	const char *problem;
	CrossEdge *own = NULL, *ghosts = NULL;
	size_t n_own = 0, n_ghosts = 0, own_capacity = 0, ghost_capacity = 0;
	uint64_t barriers = 0;

	if (size < WS_NETWORK_HEADER_SIZE)
		ws_fail(env, WS_ERROR_CORRUPT, hint, "network is damaged: %zu bytes are too few", size);
	problem = ws_header_decode(data, &header);
	if (!problem && header.size != size)
		problem = "its length is not what it says";
	if (problem)
		ws_fail(env, WS_ERROR_CORRUPT, hint, "network is damaged: %s", problem);
	digest = ws_network_digest(env, data, ws_network_head_size(&header));
	if (memcmp(digest.bytes, header.digest.bytes, WS_DIGEST_SIZE) != 0)
		ws_fail(env, WS_ERROR_CORRUPT, hint,
				"network is damaged: its digest does not fit its content");
	entries = ws_alloc(env, (header.n_tiles + 1) * sizeof(WsTileEntry));
	problem = ws_directory_decode(&header, data + WS_NETWORK_HEADER_SIZE, entries);
	if (problem)
		ws_fail(env, WS_ERROR_CORRUPT, hint, "network is damaged: %s", problem);

	for (uint32_t t = 0; t < header.n_tiles; t++)
	{
		const uint8_t *bytes = data + entries[t].offset;
		WsTile *tile;

		ws_interrupt(env);
		digest = ws_hash(env, bytes, entries[t].size);
		if (memcmp(digest.bytes, entries[t].hash.bytes, WS_DIGEST_SIZE) != 0)
			ws_fail(env, WS_ERROR_CORRUPT, hint,
					"network is damaged: the hash of tile %u does not fit", t);
		if (env->crc32c(bytes, entries[t].size) != entries[t].crc)
			ws_fail(env, WS_ERROR_CORRUPT, hint,
					"network is damaged: the checksum of tile %u does not fit", t);
		tile = ws_tile_decode(env, &header, entries, t, bytes, &problem);
		if (!tile)
			ws_fail(env, WS_ERROR_CORRUPT, hint, "network is damaged: tile %u: %s", t, problem);
		barriers += tile->barriers.count;
		for (uint32_t i = 0; i < tile->n_edges + tile->n_ghosts; i++)
		{
			const WsEdge *edge = &tile->edges[i];

			if (i >= tile->n_edges)
			{
				ghosts = ws_grow(env, ghosts, &ghost_capacity, n_ghosts + 1, sizeof(CrossEdge));
				ghosts[n_ghosts++] =
					(CrossEdge){*edge, tile->nodes[edge->target - tile->first_node]};
			}
			else if (edge->target >> WS_TILE_SHIFT != t)
			{
				own = ws_grow(env, own, &own_capacity, n_own + 1, sizeof(CrossEdge));
				own[n_own++] =
					(CrossEdge){*edge, tile->lines.vertices[tile->lines.start[i + 1] - 1]};
			}
		}
		ws_free(env, tile);
	}
	if (barriers != header.n_barriers)
		ws_fail(env, WS_ERROR_CORRUPT, hint,
				"network is damaged: its number of barriers does not fit");

	/*
	 * `own` is in the order of ids; each ghost must find its edge there, no
	 * edge twice (ids within a tile ascend, and a tile holds only ghosts of
	 * edges that end in it), and their numbers must agree.
	 */
	problem = n_own == n_ghosts ? NULL : "edges between tiles are missing at one end";
	for (size_t i = 0; i < n_ghosts && !problem; i++)
	{
		size_t low = 0, high = n_own;

		while (low < high)
		{
			size_t middle = (low + high) / 2;

			if (own[middle].edge.id < ghosts[i].edge.id)
				low = middle + 1;
			else
				high = middle;
		}
		if (low == n_own || !same_edge(&own[low], &ghosts[i]))
			problem = "an edge between tiles differs at its ends";
	}
	if (problem)
		ws_fail(env, WS_ERROR_CORRUPT, hint, "network is damaged: %s", problem);
	ws_free(env, own);
	ws_free(env, ghosts);
	ws_free(env, entries);
}
