/*
 * points.h - the point set value: its layout, and the decoded form.
 *
 * Little-endian: a header (magic, version, digest, SRID, counts, CRC-32C of
 * the rest, number of rings), then the tags (length and bytes), the items by
 * (id, tag), the points, item by item, the rings of the outlines, item by item
 * (the item's number; twice the number of vertices, and one for a hole), and
 * their vertices. The digest is the SHA-256, cut to 128 bits, of everything
 * but itself.
 */
#ifndef WALKSHED_POINTS_H
#define WALKSHED_POINTS_H

#include "outline.h"

#define WS_POINTS_MAGIC "WSPS"
#define WS_POINTS_VERSION 1
#define WS_POINTS_HEADER_SIZE 48
#define WS_POINTS_MAX_SIZE UINT32_C(512000000)
#define WS_NO_TAG UINT32_MAX

/* A located thing under one tag. */
typedef struct WsItem
{
	int64_t id;
	double weight;
	uint32_t number; /* in the whole set */
	uint32_t tag; /* WS_NO_TAG: none */
	uint32_t first; /* its points */
	uint32_t count;
	uint32_t first_ring; /* of its outlines */
	uint32_t rings;
} WsItem;

typedef struct WsTag
{
	const char *text; /* not terminated */
	uint32_t length;
} WsTag;

typedef struct WsPoints
{
	WsDigest digest;
	uint32_t srid;
	uint32_t n_tags;
	uint32_t n_items;
	uint32_t n_points;
	WsTag *tags; /* in byte order */
	WsItem *items; /* by id, then tag, no tag first */
	WsPoint *points;
	uint32_t n_rings;
	WsOutlineRing *rings; /* a shell, then its holes */
	WsPoint *vertices;
} WsPoints;

/* False: a thing without a location. */
static inline bool
ws_item_located(const WsItem *item)
{
	return item->count > 0 || item->rings > 0;
}

static inline bool
ws_points_located(const WsPoints *points)
{
	return points->n_points > 0 || points->n_rings > 0;
}

/* One input row. */
typedef struct WsPointsRow
{
	int64_t id;
	double weight;
	const char *tag; /* NULL: none */
	uint32_t tag_length;
	size_t first; /* its points */
	uint32_t count;
	uint32_t rings;
	const WsOutlineRing *ring; /* the first of its outlines' */
	const WsPoint *vertices; /* that they count in */
} WsPointsRow;

/*
 * Writes a value; rows of one id and tag become one item and must agree in
 * weight. Sorts `rows`. The result is allocated, with `reserve` bytes free
 * before it.
 */
extern uint8_t *ws_points_build(const WsEnv *env, uint32_t srid, WsPointsRow *rows, size_t n_rows,
								const WsPoint *points, size_t reserve, size_t *size);

/* Reads a value, of which nothing is needed afterwards. Fails if it is damaged. */
extern void ws_points_decode(const WsEnv *env, const uint8_t *data, size_t size, WsPoints *out);

/* Checks the digest too, for a value that comes from outside; not whether its tags are text. */
extern void ws_points_check(const WsEnv *env, const uint8_t *data, size_t size, WsPoints *out);

#endif
