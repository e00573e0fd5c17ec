/*
 * bytes.h - little-endian numbers and varints in a buffer.
 *
 * A reader never passes its end: it turns `bad` and gives zeros, so that a
 * decoder checks once at the end of a loop instead of at every field.
 */
#ifndef WALKSHED_BYTES_H
#define WALKSHED_BYTES_H

#include <string.h>

#include "core.h"

typedef struct WsWriter
{
	const WsEnv *env;
	uint8_t *data;
	size_t size;
	size_t capacity;
} WsWriter;

typedef struct WsReader
{
	const uint8_t *at;
	const uint8_t *end;
	bool bad;
} WsReader;

static inline uint8_t *
ws_write_room(WsWriter *w, size_t size)
{
	w->data = ws_grow(w->env, w->data, &w->capacity, w->size + size, 1);
	return w->data + w->size;
}

static inline void
ws_write_varint(WsWriter *w, uint64_t v)
{
	uint8_t *p = ws_write_room(w, 10);
	uint8_t *start = p;

	while (v >= 0x80)
	{
		*p++ = (uint8_t) (v | 0x80);
		v >>= 7;
	}
	*p++ = (uint8_t) v;
	w->size += p - start;
}

static inline void
ws_write_signed(WsWriter *w, int64_t v)
{
	ws_write_varint(w, (uint64_t) v << 1 ^ -(uint64_t) (v < 0));
}

static inline void
ws_write_byte(WsWriter *w, uint8_t v)
{
	*ws_write_room(w, 1) = v;
	w->size++;
}

static inline uint64_t
ws_read_varint(WsReader *r)
{
	uint64_t v = 0;

	/* Most are short. */
	if (r->end - r->at >= 2)
	{
		if (r->at[0] < 0x80)
			return *r->at++;
		if (r->at[1] < 0x80)
		{
			v = (r->at[0] & 0x7fu) | (uint64_t) r->at[1] << 7;
			r->at += 2;
			return v;
		}
	}
	for (int shift = 0; r->at < r->end && shift < 64; shift += 7)
	{
		uint8_t byte = *r->at++;

		v |= (uint64_t) (byte & 0x7f) << shift;
		if (byte < 0x80)
			return v;
	}
	r->bad = true;
	return 0;
}

static inline int64_t
ws_read_signed(WsReader *r)
{
	uint64_t v = ws_read_varint(r);

	return (int64_t) (v >> 1) ^ -(int64_t) (v & 1);
}

static inline uint8_t
ws_read_byte(WsReader *r)
{
	if (r->at < r->end)
		return *r->at++;
	r->bad = true;
	return 0;
}

/* A number that must be below `bound`. */
static inline uint32_t
ws_read_below(WsReader *r, uint64_t bound)
{
	uint64_t v = ws_read_varint(r);

	if (v < bound && v <= UINT32_MAX)
		return (uint32_t) v;
	r->bad = true;
	return 0;
}

static inline void
ws_put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t) (v >> 8 * i);
}

static inline void
ws_put64(uint8_t *p, uint64_t v)
{
	ws_put32(p, (uint32_t) v);
	ws_put32(p + 4, (uint32_t) (v >> 32));
}

static inline uint32_t
ws_get32(const uint8_t *p)
{
	return (uint32_t) p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16 | (uint32_t) p[3] << 24;
}

static inline uint64_t
ws_get64(const uint8_t *p)
{
	return ws_get32(p) | (uint64_t) ws_get32(p + 4) << 32;
}

#endif
