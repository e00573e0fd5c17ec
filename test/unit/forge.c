/* forge.c - values damaged, and signed anew, see forge.h. */
#include "forge.h"

#include "bytes.h"
#include "points.h"

#define POINTS_CRC_AT 40 /* in the head of a point set */

Value
copy_of(const Value *value)
{
	Value copy = {ws_alloc0(test_env(), value->size + 64), value->size};

	memcpy(copy.data, value->data, value->size);
	return copy;
}

bool
same_value(const Value *a, const Value *b)
{
	return a->size == b->size && memcmp(a->data, b->data, a->size) == 0;
}

void
check_network(void *context)
{
	const Value *value = context;

	ws_network_check(test_env(), value->data, value->size);
}

void
check_points(void *context)
{
	const Value *value = context;
	WsPoints points;

	ws_points_check(test_env(), value->data, value->size, &points);
}

bool
refused(void (*check)(void *), Value *value)
{
	Failure failure = test_failure(check, value);

	return failure.happened && failure.code == WS_ERROR_CORRUPT && failure.hinted;
}

/* A change as a disk, a wire or a fool makes it. */
void
mutate(Rng *rng, Value *value, size_t from, size_t to)
{
	uint8_t *data = value->data;
	size_t size = to - from;
	size_t n = 1 + rng_below(rng, 4);
	size_t at, other;

	switch (rng_below(rng, 6))
	{
		case 0:
			while (n-- > 0)
				data[from + rng_below(rng, (uint32_t) size)] ^= (uint8_t) (1 << rng_below(rng, 8));
			break;
		case 1:
			while (n-- > 0)
				data[from + rng_below(rng, (uint32_t) size)] = (uint8_t) rng_below(rng, 256);
			break;
		case 2: /* extremes */
			at = from + rng_below(rng, (uint32_t) size);
			memset(data + at, rng_chance(rng, 0.5) ? 0xff : 0x80, n < to - at ? n : to - at);
			break;
		case 3: /* one stretch over another */
			at = from + rng_below(rng, (uint32_t) size);
			other = from + rng_below(rng, (uint32_t) size);
			n = rng_below(rng, 20);
			n = n < to - at ? n : to - at;
			n = n < to - other ? n : to - other;
			memmove(data + at, data + other, n);
			break;
		case 4: /* one more or one less in a byte, as of a varint */
			data[from + rng_below(rng, (uint32_t) size)] += rng_chance(rng, 0.5) ? 1 : -1;
			break;
		default: /* something left out or put in; the rest moves */
			at = from + rng_below(rng, (uint32_t) size);
			n = n < to - at ? n : to - at;
			if (rng_chance(rng, 0.5))
			{
				memmove(data + at, data + at + n, value->size - at - n);
				value->size -= n;
			}
			else
			{
				memmove(data + at + n, data + at, value->size - at);
				value->size += n;
			}
			break;
	}
}

static WsPoint
skip_point(WsReader *r, WsPoint from)
{
	int64_t dx = ws_read_signed(r), dy = ws_read_signed(r);

	return (WsPoint){(int32_t) (uint32_t) ((uint64_t) from.x + (uint64_t) dx),
					 (int32_t) (uint32_t) ((uint64_t) from.y + (uint64_t) dy)};
}

static void
skip_way(WsReader *r)
{
	ws_read_varint(r);
	if (ws_read_varint(r) & 0x80)
		for (int i = 0; i < 4; i++)
			ws_read_varint(r);
}

/*
 * Makes a tile's boxes those of its lines, as tile.c describes them, so that a
 * change of coordinates is not refused for its box alone.
 */
void
fit_boxes(const uint8_t *tile, size_t size, uint8_t *entry)
{
	WsReader r = {tile, tile + size, false};
	uint64_t counts[6];
	WsPoint *nodes = ws_alloc(test_env(), WS_TILE_NODES * sizeof(WsPoint));
	WsBox boxes[2] = {WS_BOX_EMPTY, WS_BOX_EMPTY};
	WsPoint p = {0, 0};
	uint64_t node = 0;

	for (int i = 0; i < 6; i++)
		counts[i] = ws_read_varint(&r);
	for (uint64_t i = 0; i < counts[0] && i < WS_TILE_NODES && !r.bad; i++)
		nodes[i] = p = skip_point(&r, p);
	for (uint64_t i = 0; i < counts[1] && !r.bad; i++)
	{
		uint64_t more;

		node += ws_read_varint(&r);
		ws_read_signed(&r);
		ws_read_signed(&r);
		skip_way(&r);
		more = ws_read_varint(&r);
		if (node >= counts[0] || node >= WS_TILE_NODES)
			break;
		p = nodes[node];
		/* A line of one vertex has no box. */
		if (more > 0)
			ws_box_add(&boxes[0], p);
		for (; more > 0 && !r.bad; more--)
		{
			p = skip_point(&r, p);
			ws_box_add(&boxes[0], p);
		}
	}
	for (uint64_t i = 0; i < counts[2] && !r.bad; i++)
	{
		for (int k = 0; k < 3; k++)
			ws_read_varint(&r);
		skip_way(&r);
	}
	p = (WsPoint){0, 0};
	for (uint64_t i = 0; i < counts[3] && !r.bad; i++)
	{
		WsPoint at = p;
		uint64_t n;

		ws_read_signed(&r);
		n = ws_read_varint(&r);
		for (uint64_t k = 0; k < n && !r.bad; k++)
		{
			at = skip_point(&r, at);
			if (k == 0)
				p = at;
			if (n > 1)
				ws_box_add(&boxes[1], at);
		}
	}
	for (int i = 0; i < 2; i++)
	{
		ws_put32(entry + 16 + 16 * i, (uint32_t) boxes[i].x0);
		ws_put32(entry + 20 + 16 * i, (uint32_t) boxes[i].y0);
		ws_put32(entry + 24 + 16 * i, (uint32_t) boxes[i].x1);
		ws_put32(entry + 28 + 16 * i, (uint32_t) boxes[i].y1);
	}
	ws_free(test_env(), nodes);
}

/* Signs a network anew: checksum and hash of each tile, digest of the head. */
void
sign_network(Value *value)
{
	uint32_t tiles = ws_get32(value->data + TILES_AT);
	size_t head = WS_NETWORK_HEADER_SIZE + (size_t) tiles * WS_DIRECTORY_ENTRY_SIZE;
	uint8_t sha[32];

	if (head > value->size)
		head = value->size;
	for (uint8_t *entry = value->data + WS_NETWORK_HEADER_SIZE;
		 entry + WS_DIRECTORY_ENTRY_SIZE <= value->data + head; entry += WS_DIRECTORY_ENTRY_SIZE)
	{
		size_t offset = ws_get32(entry), size = ws_get32(entry + 4);

		if (offset > value->size || size > value->size - offset)
			continue;
		ws_put32(entry + 8, test_env()->crc32c(value->data + offset, size));
		test_env()->sha256(value->data + offset, size, sha);
		memcpy(entry + 48, sha, WS_DIGEST_SIZE);
	}
	memset(value->data + DIGEST_AT, 0, WS_DIGEST_SIZE);
	test_env()->sha256(value->data, head, sha);
	memcpy(value->data + DIGEST_AT, sha, WS_DIGEST_SIZE);
}

void
sign_points(Value *value)
{
	uint8_t sha[32];

	ws_put32(value->data + POINTS_CRC_AT, test_env()->crc32c(value->data + WS_POINTS_HEADER_SIZE,
															 value->size - WS_POINTS_HEADER_SIZE));
	memset(value->data + DIGEST_AT, 0, WS_DIGEST_SIZE);
	test_env()->sha256(value->data, value->size, sha);
	memcpy(value->data + DIGEST_AT, sha, WS_DIGEST_SIZE);
}
