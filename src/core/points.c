/* points.c - the point set value, see points.h. */
#include "points.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "bytes.h"
#include "sort.h"

#define ITEM_SIZE 28
#define POINT_SIZE 8
#define RING_SIZE 8
#define INTERRUPT_ITEMS 65536

#define SPLIT_HINT "Split it, for example one point set for each district."

static int
compare_tags(const char *a, uint32_t a_length, const char *b, uint32_t b_length)
{
	uint32_t shorter = a_length < b_length ? a_length : b_length;
	int order;

	if (!a || !b)
		return (a != NULL) - (b != NULL);
	order = memcmp(a, b, shorter);
	return order ? order : (a_length > b_length) - (a_length < b_length);
}

static int
by_tag(const void *a, const void *b)
{
	const WsTag *x = a, *y = b;

	return compare_tags(x->text, x->length, y->text, y->length);
}

/* Total but for the order of points and outlines, which the builder sorts itself. */
static int
by_id_and_tag(const void *a, const void *b)
{
	const WsPointsRow *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return compare_tags(x->tag, x->tag_length, y->tag, y->tag_length);
}

static int
by_place(const void *a, const void *b)
{
	return ws_compare_points(a, b);
}

/* The distinct tags of the rows, in byte order. */
static uint32_t
collect_tags(const WsEnv *env, const WsPointsRow *rows, size_t n, WsTag **out)
{
	WsTag *tags = ws_alloc(env, (n + 1) * sizeof(WsTag));
	uint32_t count = 0;
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
	{
		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(env);
		if (rows[i].tag)
			tags[used++] = (WsTag){rows[i].tag, rows[i].tag_length};
	}
	ws_sort_by(env, tags, used, sizeof(WsTag), by_tag);
	for (size_t i = 0; i < used; i++)
		if (i == 0 || by_tag(&tags[count - 1], &tags[i]) != 0)
			tags[count++] = tags[i];
	*out = tags;
	return count;
}

static uint32_t
find_tag(const WsTag *tags, uint32_t n, const WsPointsRow *row)
{
	WsTag key = {row->tag, row->tag_length};
	const WsTag *found = row->tag ? bsearch(&key, tags, n, sizeof(WsTag), by_tag) : NULL;

	return found ? (uint32_t) (found - tags) : WS_NO_TAG;
}

static WsDigest
digest_of(const WsEnv *env, const uint8_t *data, size_t size)
{
	uint8_t *copy = ws_alloc(env, size);
	uint8_t sha[32];
	WsDigest digest;

	memcpy(copy, data, size);
	memset(copy + 8, 0, WS_DIGEST_SIZE);
	env->sha256(copy, size, sha);
	memcpy(digest.bytes, sha, WS_DIGEST_SIZE);
	ws_free(env, copy);
	return digest;
}

/* The outlines of the items, in the order of both. */
typedef struct Outlines
{
	WsOutlineRing *rings;
	uint32_t *item; /* of each ring */
	WsPoint *vertices;
	size_t n_rings, n_vertices;
} Outlines;

/* Of sorted rows. */
static Outlines
collect_outlines(const WsEnv *env, const WsPointsRow *rows, size_t n_rows)
{
	Outlines all = {.n_rings = 0};
	size_t n_rings = 0, n_vertices = 0, first = 0;
	uint32_t item = 0;

	for (size_t i = 0; i < n_rows; i++)
	{
		n_rings += rows[i].rings;
		for (uint32_t k = 0; k < rows[i].rings; k++)
			n_vertices += rows[i].ring[k].count;
	}
	/* Before anything is counted in 32 bits. */
	if (n_vertices > WS_POINTS_MAX_SIZE / POINT_SIZE || n_rings > WS_POINTS_MAX_SIZE / RING_SIZE)
		ws_fail(env, WS_ERROR_LIMIT, SPLIT_HINT,
				"%zu vertices of outlines are too many for a point set", n_vertices);
	all.rings = ws_alloc(env, n_rings * sizeof(WsOutlineRing));
	all.item = ws_alloc(env, n_rings * sizeof(uint32_t));
	all.vertices = ws_alloc(env, n_vertices * sizeof(WsPoint));
	n_vertices = 0;
	for (size_t i = 0; i < n_rows; i++)
	{
		bool last = i + 1 == n_rows || by_id_and_tag(&rows[i], &rows[i + 1]) != 0;

		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(env);
		for (uint32_t k = 0; k < rows[i].rings; k++)
		{
			WsOutlineRing ring = rows[i].ring[k];

			memcpy(all.vertices + n_vertices, rows[i].vertices + ring.first,
				   ring.count * sizeof(WsPoint));
			ring.first = (uint32_t) n_vertices;
			n_vertices += ring.count;
			all.rings[all.n_rings++] = ring;
		}
		if (!last)
			continue;
		if (all.n_rings > first)
		{
			const WsOutlineRing *end;

			ws_interrupt(env);
			all.n_rings = first + ws_outlines_order(env, all.rings + first, all.n_rings - first,
													all.vertices);
			end = &all.rings[all.n_rings - 1];
			n_vertices = end->first + end->count;
		}
		for (; first < all.n_rings; first++)
			all.item[first] = item;
		item++;
	}
	all.n_vertices = n_vertices;
	return all;
}

static uint8_t *
write_points(uint8_t *to, const WsPoint *points, size_t n)
{
	for (size_t i = 0; i < n; i++, to += POINT_SIZE)
	{
		ws_put32(to, (uint32_t) points[i].x);
		ws_put32(to + 4, (uint32_t) points[i].y);
	}
	return to;
}

uint8_t *
ws_points_build(const WsEnv *env, uint32_t srid, WsPointsRow *rows, size_t n_rows,
				const WsPoint *points, size_t reserve, size_t *size)
{
	WsTag *tags;
	uint32_t n_tags;
	uint32_t n_items = 0;
	uint64_t n_points = 0, total = WS_POINTS_HEADER_SIZE;
	uint8_t *block, *data, *item, *point, *tag;
	uint32_t written = 0;
	Outlines outlines;
	WsDigest digest;

	/*
	 * Rows of one item end up side by side in any order: weights must agree,
	 * points and outlines are sorted, so the bytes do not depend on it.
	 */
	ws_sort_by(env, rows, n_rows, sizeof(WsPointsRow), by_id_and_tag);
	n_tags = collect_tags(env, rows, n_rows, &tags);
	for (size_t i = 0; i < n_rows; i++)
	{
		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(env);
		if (i > 0 && by_id_and_tag(&rows[i - 1], &rows[i]) == 0)
		{
			if (rows[i].weight != rows[i - 1].weight)
				ws_fail(env, WS_ERROR_INVALID,
						"Rows of one id and tag are the entries of one thing: give them one "
						"weight, for example by sum(weight) OVER (PARTITION BY id, tag).",
						"id %" PRId64 " has the weights %g and %g", rows[i].id, rows[i - 1].weight,
						rows[i].weight);
		}
		else
			n_items++;
		n_points += rows[i].count;
	}
	outlines = collect_outlines(env, rows, n_rows);
	for (uint32_t i = 0; i < n_tags; i++)
		total += 4 + tags[i].length;
	total += (uint64_t) n_items * ITEM_SIZE + n_points * POINT_SIZE + outlines.n_rings * RING_SIZE +
			 outlines.n_vertices * POINT_SIZE;
	if (total > WS_POINTS_MAX_SIZE)
		ws_fail(env, WS_ERROR_LIMIT, SPLIT_HINT, "point set of %" PRIu64 " bytes is larger than %u",
				total, WS_POINTS_MAX_SIZE);

	block = ws_alloc(env, reserve + total);
	data = block + reserve;
	memset(data, 0, WS_POINTS_HEADER_SIZE);
	memcpy(data, WS_POINTS_MAGIC, 4);
	ws_put32(data + 4, WS_POINTS_VERSION);
	ws_put32(data + 24, srid);
	ws_put32(data + 28, n_tags);
	ws_put32(data + 32, n_items);
	ws_put32(data + 36, (uint32_t) n_points);
	ws_put32(data + 44, (uint32_t) outlines.n_rings);
	tag = data + WS_POINTS_HEADER_SIZE;
	for (uint32_t i = 0; i < n_tags; i++)
	{
		ws_put32(tag, tags[i].length);
		memcpy(tag + 4, tags[i].text, tags[i].length);
		tag += 4 + tags[i].length;
	}
	item = tag;
	point = item + (size_t) n_items * ITEM_SIZE;
	for (size_t i = 0; i < n_rows;)
	{
		size_t last = i;
		uint32_t count = 0;
		WsPoint *own;
		double weight = rows[i].weight;
		uint64_t bits;

		ws_interrupt(env);
		for (; last < n_rows && by_id_and_tag(&rows[i], &rows[last]) == 0; last++)
			count += rows[last].count;
		own = ws_alloc(env, count * sizeof(WsPoint));
		count = 0;
		for (size_t k = i; k < last; k++)
		{
			ws_copy(own + count, points + rows[k].first, rows[k].count * sizeof(WsPoint));
			count += rows[k].count;
		}
		ws_sort_by(env, own, count, sizeof(WsPoint), by_place);
		memcpy(&bits, &weight, sizeof bits);
		ws_put64(item, (uint64_t) rows[i].id);
		ws_put64(item + 8, bits);
		ws_put32(item + 16, find_tag(tags, n_tags, &rows[i]));
		ws_put32(item + 20, written);
		ws_put32(item + 24, count);
		item += ITEM_SIZE;
		point = write_points(point, own, count);
		written += count;
		ws_free(env, own);
		i = last;
	}
	for (size_t i = 0; i < outlines.n_rings; i++, point += RING_SIZE)
	{
		ws_put32(point, outlines.item[i]);
		ws_put32(point + 4, outlines.rings[i].count << 1 | outlines.rings[i].hole);
	}
	write_points(point, outlines.vertices, outlines.n_vertices);
	ws_free(env, outlines.rings);
	ws_free(env, outlines.item);
	ws_free(env, outlines.vertices);
	ws_free(env, tags);
	ws_put32(data + 40, env->crc32c(data + WS_POINTS_HEADER_SIZE, total - WS_POINTS_HEADER_SIZE));
	digest = digest_of(env, data, total);
	memcpy(data + 8, digest.bytes, WS_DIGEST_SIZE);
	*size = total;
	return block;
}

/* Reads points, and checks them. */
static bool
read_points(const uint8_t *at, WsPoint *points, size_t n)
{
	for (size_t i = 0; i < n; i++, at += POINT_SIZE)
	{
		WsPoint *p = &points[i];

		*p = (WsPoint){(int32_t) ws_get32(at), (int32_t) ws_get32(at + 4)};
		if (p->x < -1800000000 || p->x > 1800000000 || p->y < -900000000 || p->y > 900000000)
			return false;
	}
	return true;
}

/* The rings, item by item, and their vertices, which are the rest. */
static const char *
read_outlines(const WsEnv *env, const uint8_t *at, const uint8_t *end, WsPoints *out)
{
	uint64_t vertices = 0;
	uint32_t next = 0;

	out->rings = ws_alloc(env, out->n_rings * sizeof(WsOutlineRing));
	for (uint32_t i = 0; i < out->n_items; i++)
		out->items[i].first_ring = out->items[i].rings = 0;
	for (uint32_t i = 0; i < out->n_rings; i++, at += RING_SIZE)
	{
		uint32_t number = ws_get32(at), count = ws_get32(at + 4) >> 1;
		bool hole = ws_get32(at + 4) & 1;

		if (number >= out->n_items || number < next || count == 0)
			return "a ring is damaged";
		if (out->items[number].rings == 0)
		{
			if (hole)
				return "a hole has no outline";
			out->items[number].first_ring = i;
		}
		out->items[number].rings++;
		out->rings[i] = (WsOutlineRing){(uint32_t) vertices, count, hole};
		next = number;
		vertices += count;
		if (vertices * POINT_SIZE > (uint64_t) (end - at))
			return "a ring is cut off";
	}
	if (vertices * POINT_SIZE != (uint64_t) (end - at))
		return "its length does not fit its content";
	out->vertices = ws_alloc(env, vertices * sizeof(WsPoint));
	return read_points(at, out->vertices, vertices) ? NULL : "a vertex is not on the earth";
}

static const char *
decode(const WsEnv *env, const uint8_t *data, size_t size, WsPoints *out)
{
	const uint8_t *at = data + WS_POINTS_HEADER_SIZE;
	const uint8_t *end = data + size;
	uint32_t next = 0;

	if (size < WS_POINTS_HEADER_SIZE || memcmp(data, WS_POINTS_MAGIC, 4) != 0)
		return "it does not begin like a point set";
	if (ws_get32(data + 4) != WS_POINTS_VERSION)
		return "it has an unknown format version";
	memcpy(out->digest.bytes, data + 8, WS_DIGEST_SIZE);
	out->srid = ws_get32(data + 24);
	out->n_tags = ws_get32(data + 28);
	out->n_items = ws_get32(data + 32);
	out->n_points = ws_get32(data + 36);
	out->n_rings = ws_get32(data + 44);
	if (out->srid != 4326 && out->srid != 4490 && !(out->srid == 0 && out->n_items == 0))
		return "its SRID is neither 4326 nor 4490";
	if ((uint64_t) out->n_tags * 4 + (uint64_t) out->n_items * ITEM_SIZE +
			(uint64_t) out->n_points * POINT_SIZE + (uint64_t) out->n_rings * RING_SIZE >
		size)
		return "its counts do not fit its length";
	if (env->crc32c(at, size - WS_POINTS_HEADER_SIZE) != ws_get32(data + 40))
		return "its checksum does not fit";

	out->tags = ws_alloc(env, out->n_tags * sizeof(WsTag));
	out->items = ws_alloc(env, out->n_items * sizeof(WsItem));
	out->points = ws_alloc(env, out->n_points * sizeof(WsPoint));
	for (uint32_t i = 0; i < out->n_tags; i++)
	{
		uint32_t length;

		if (end - at < 4 || (length = ws_get32(at)) > (size_t) (end - at) - 4)
			return "a tag is cut off";
		out->tags[i] = (WsTag){memcpy(ws_alloc(env, length), at + 4, length), length};
		at += 4 + length;
		if (memchr(out->tags[i].text, 0, length) ||
			(i > 0 && by_tag(&out->tags[i - 1], &out->tags[i]) >= 0))
			return "its tags are out of order";
	}
	if ((size_t) (end - at) < (size_t) out->n_items * ITEM_SIZE +
								  (size_t) out->n_points * POINT_SIZE +
								  (size_t) out->n_rings * RING_SIZE)
		return "its length does not fit its content";
	for (uint32_t i = 0; i < out->n_items; i++, at += ITEM_SIZE)
	{
		WsItem *item = &out->items[i];
		uint64_t bits = ws_get64(at + 8);

		if (i % INTERRUPT_ITEMS == 0)
			ws_interrupt(env);
		item->id = (int64_t) ws_get64(at);
		item->number = i;
		memcpy(&item->weight, &bits, sizeof bits);
		item->tag = ws_get32(at + 16);
		item->first = ws_get32(at + 20);
		item->count = ws_get32(at + 24);
		if ((item->tag >= out->n_tags && item->tag != WS_NO_TAG) || item->first != next ||
			item->count > out->n_points - next || !isfinite(item->weight))
			return "an item is damaged";
		/* No tag wraps to the front. */
		if (i > 0 && (item->id < item[-1].id ||
					  (item->id == item[-1].id && item->tag + 1 <= item[-1].tag + 1)))
			return "its items are out of order";
		next += item->count;
	}
	if (next != out->n_points)
		return "its points do not fit its items";
	if (!read_points(at, out->points, out->n_points))
		return "a point is not on the earth";
	return read_outlines(env, at + (size_t) out->n_points * POINT_SIZE, end, out);
}

void
ws_points_decode(const WsEnv *env, const uint8_t *data, size_t size, WsPoints *out)
{
	const char *problem = decode(env, data, size, out);

	if (problem)
		ws_fail(env, WS_ERROR_CORRUPT, "Build the point set anew with point_set_agg().",
				"point set is damaged: %s", problem);
}

void
ws_points_check(const WsEnv *env, const uint8_t *data, size_t size, WsPoints *out)
{
	WsDigest digest;

	ws_points_decode(env, data, size, out);
	digest = digest_of(env, data, size);
	if (memcmp(&digest, &out->digest, sizeof digest) != 0)
		ws_fail(env, WS_ERROR_CORRUPT, "Build the point set anew with point_set_agg().",
				"point set is damaged: its digest does not fit its content");
}
