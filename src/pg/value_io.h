/*
 * value_io.h - input, output and comparison of values that carry a digest;
 * both types use them.
 */
#ifndef WALKSHED_VALUE_IO_H
#define WALKSHED_VALUE_IO_H

#include "core.h"
#include "lib/stringinfo.h"

/* Fails if the bytes are not a value of the type. */
typedef void (*ValueCheck)(const uint8_t *data, size_t size);

extern Datum value_in(char *text, const char *type, const char *maker, ValueCheck check);
extern char *value_out(Datum value);
extern Datum value_recv(StringInfo buffer, ValueCheck check);
extern int value_cmp(Datum a, Datum b);
extern int32 value_hash(Datum value);
extern text *value_digest(Datum value);

#endif
