/*
 * value_io.h - input of values that carry a digest. Their output and their
 * comparison are the same functions for both types, see value_io.c.
 */
#ifndef WALKSHED_VALUE_IO_H
#define WALKSHED_VALUE_IO_H

#include "core.h"
#include "fmgr.h"
#include "lib/stringinfo.h"

/* Fails if the bytes are not a value of the type. */
typedef void (*ValueCheck)(const uint8_t *data, size_t size);

extern Datum value_in(char *text, const char *type, const char *maker, ValueCheck check);
extern Datum value_recv(StringInfo buffer, ValueCheck check);

/* The digest that a value names, read without the rest of it. */
extern WsDigest value_digest_of(Datum value);

#endif
