/*
 * network.h - the network value: its layout, and the decoded form.
 *
 * A value is a header, a directory with one entry a tile, and the tiles, all
 * little-endian without pointers:
 *
 *   header     magic, version, digest, SRID, counts, bounding box, and what
 *              the builder read and dropped
 *   directory  for each tile: offset, size, CRC-32C, first edge, bounding
 *              boxes of its edges and barriers, SHA-256 of its bytes cut to
 *              128 bits
 *   tiles      varints, see tile.c
 *
 * The digest is the SHA-256, cut to 128 bits, of header and directory (with
 * the digest's own bytes zero); through the tiles' hashes it covers the
 * whole value, and can be checked without reading the tiles.
 *
 * Nodes are numbered along the Hilbert curve; a tile is a run of
 * WS_TILE_NODES of them, so a node's tile is its number shifted. An edge
 * belongs to the tile of its source node, the first vertex of its line, and
 * edges are numbered in the order of tiles. An edge that ends in another tile
 * leaves a ghost there: its ways and ends without its line, so that a search
 * needs only the tiles whose nodes it reaches.
 */
#ifndef WALKSHED_NETWORK_H
#define WALKSHED_NETWORK_H

#include "geo.h"
#include "rtree.h"
#include "walker.h"

#define WS_NETWORK_MAGIC "WSNW"
#define WS_NETWORK_VERSION 1
#define WS_NETWORK_HEADER_SIZE 128
#define WS_DIRECTORY_ENTRY_SIZE 64
#define WS_NETWORK_MAX_SIZE UINT32_C(512000000)

#define WS_TILE_SHIFT 11
#define WS_TILE_NODES (1u << WS_TILE_SHIFT)
#define WS_TILE_MASK (WS_TILE_NODES - 1)

/* What the builder read, and what it left out and why. */
typedef struct WsInputCounts
{
	uint32_t rows;
	uint32_t null_rows; /* geometry NULL */
	uint32_t empty_rows; /* geometry EMPTY */
	uint32_t point_parts; /* parts without length, dropped */
	uint32_t repeated_vertices; /* equal neighbours, dropped */
	uint32_t barrier_rows;
	uint32_t closed_rows; /* foot = no: kept, closed both ways */
	uint32_t timed_rows; /* hours or validity given, not applied */
	uint32_t joined_ends; /* within snap_m of another line */
} WsInputCounts;

typedef struct WsHeader
{
	WsDigest digest;
	uint32_t srid;
	uint32_t n_nodes;
	uint32_t n_edges;
	uint32_t n_barriers;
	uint32_t n_tiles;
	uint32_t size; /* of the whole value */
	WsBox box;
	WsInputCounts input;
} WsHeader;

typedef struct WsTileEntry
{
	uint32_t offset;
	uint32_t size;
	uint32_t crc;
	uint32_t first_edge;
	WsBox edge_box;
	WsBox barrier_box;
	WsDigest hash;
} WsTileEntry;

/* An edge, or the ghost of one. Node numbers are the network's. */
typedef struct WsEdge
{
	WsWay way;
	uint32_t source;
	uint32_t target;
	uint32_t id;
	int64_t source_id; /* the input row; 0 in a ghost */
} WsEdge;

/* A step from a node: over record `record >> 1` of its tile, backwards if odd. */
typedef struct WsArc
{
	uint32_t target;
	uint32_t record;
} WsArc;

/*
 * Whether a node, in the arc_start of its tile, has one arc only: whoever came
 * to it by an arc could but go back, so a search need not go on from there.
 */
static inline bool
ws_dead_end(const uint32_t *arc_start, uint32_t node)
{
	const uint32_t *start = arc_start + (node & WS_TILE_MASK);

	return start[1] - start[0] == 1;
}

/* Up to WS_RUN_SEGMENTS segments of a line: what the R-trees hold. */
typedef struct WsRun
{
	uint32_t line; /* local edge or barrier */
	uint32_t first : 28; /* vertex, counted in the tile */
	uint32_t segments : 4;
} WsRun;

#define WS_RUN_SEGMENTS 8

/* Vertices, and an R-tree over their runs. */
typedef struct WsLines
{
	uint32_t count;
	uint32_t *start; /* count + 1 */
	WsPoint *vertices;
	WsRun *runs;
	WsRtree tree;
} WsLines;

typedef struct WsTile
{
	uint32_t number;
	uint32_t first_node;
	uint32_t first_edge;
	uint32_t n_nodes;
	uint32_t n_edges; /* own ones; ghosts follow in `edges` */
	uint32_t n_ghosts;
	WsPoint *nodes;
	uint32_t *arc_start; /* n_nodes + 1 */
	WsArc *arcs;
	WsEdge *edges;
	WsLines lines; /* of the own edges */
	WsLines barriers;
	int64_t *barrier_ids; /* the input rows */
	size_t bytes; /* of memory */
} WsTile;

/* Decoding: each returns NULL, or what is wrong with the bytes. */
extern const char *ws_header_decode(const uint8_t *data, WsHeader *header);
extern const char *ws_directory_decode(const WsHeader *header, const uint8_t *data,
									   WsTileEntry *entries);
extern void ws_header_encode(const WsHeader *header, uint8_t *data);
extern void ws_entry_encode(const WsTileEntry *entry, uint8_t *data);
extern WsDigest ws_network_digest(const WsEnv *env, const uint8_t *head, size_t size);
extern WsDigest ws_hash(const WsEnv *env, const uint8_t *data, size_t size);

static inline size_t
ws_network_head_size(const WsHeader *header)
{
	return WS_NETWORK_HEADER_SIZE + (size_t) header->n_tiles * WS_DIRECTORY_ENTRY_SIZE;
}

static inline uint32_t
ws_tile_node_count(const WsHeader *header, uint32_t tile)
{
	uint32_t first = tile << WS_TILE_SHIFT;

	return header->n_nodes <= first                  ? 0
		   : header->n_nodes - first < WS_TILE_NODES ? header->n_nodes - first
													 : WS_TILE_NODES;
}

static inline uint32_t
ws_tile_edge_count(const WsHeader *header, const WsTileEntry *entries, uint32_t tile)
{
	uint32_t next = tile + 1 < header->n_tiles ? entries[tile + 1].first_edge : header->n_edges;

	return next - entries[tile].first_edge;
}

/* Allocates the tile as one block of `memory`. */
extern WsTile *ws_tile_decode(const WsEnv *memory, const WsHeader *header,
							  const WsTileEntry *entries, uint32_t number, const uint8_t *data,
							  const char **problem);

/*
 * Checks a whole value as it came from outside: digest, every tile's hash and
 * content, and that ghosts agree with their edges. Fails through env.
 */
extern void ws_network_check(const WsEnv *env, const uint8_t *data, size_t size);

#endif
