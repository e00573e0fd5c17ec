/*
 * attributes.h - the jsonb attributes of a street.
 */
#ifndef WALKSHED_ATTRIBUTES_H
#define WALKSHED_ATTRIBUTES_H

#include "utils/jsonb.h"
#include "walker.h"

/* What was given and checked, but does not change the way. */
typedef struct AttributeNotes
{
	bool timed; /* hours, valid_from or valid_to */
} AttributeNotes;

/* A street without attributes: open both ways, flat, whole. */
extern void attributes_default(WsWay *way);

/* Sets all of the way but its length. */
extern void attributes_read(Jsonb *attributes, WsWay *way, AttributeNotes *notes);

#endif
