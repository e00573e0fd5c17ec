/*
 * attributes.h - the jsonb attributes of a street.
 */
#ifndef WALKSHED_ATTRIBUTES_H
#define WALKSHED_ATTRIBUTES_H

#include "utils/jsonb.h"
#include "walker.h"

/* What was given, beside what the way says. */
typedef struct AttributeNotes
{
	bool kind;
	bool doors;
	bool timed; /* hours, valid_from or valid_to: checked, not applied */
} AttributeNotes;

/* A street without attributes: open both ways, flat, whole, with doors. */
extern void attributes_default(WsWay *way);

/* Sets all of the way but its length. */
extern void attributes_read(Jsonb *attributes, WsWay *way, AttributeNotes *notes);

#endif
