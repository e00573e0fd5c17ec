/*
 * attributes.c - the jsonb attributes of a street.
 *
 * Every key is optional and a JSON null counts as absent, but nothing is
 * ignored in silence: an unknown key or a value out of its range is an error
 * that lists what is allowed. Numbers may come as strings, since the tags of
 * OpenStreetMap are strings.
 *
 * Dates are read here rather than by date_in, which also takes 'today' and
 * follows DateStyle: a network depends on its arguments alone.
 *
 * network_agg reads one object for each street, so keys and values are
 * compared where they lie.
 */
#include "postgres.h"

#include "compat.h"
#include "attributes.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/numeric.h"

#define MAX_HEIGHT_M 10000
#define MAX_DELAY_S 86400

/* As much of a bad key or value as an error message repeats. */
#define MAX_QUOTED 64

typedef enum AttributeKey
{
	KEY_KIND,
	KEY_FOOT,
	KEY_ASCENT_M,
	KEY_DESCENT_M,
	KEY_DELAY_S,
	KEY_WHEELCHAIR,
	KEY_DOORS,
	KEY_HOURS,
	KEY_SURFACE,
	KEY_VALID_FROM,
	KEY_VALID_TO
} AttributeKey;

static const char *const key_names[] = {"kind",    "foot",       "ascent_m", "descent_m",
										"delay_s", "wheelchair", "doors",    "hours",
										"surface", "valid_from", "valid_to"};

typedef enum FootValue
{
	FOOT_BOTH,
	FOOT_FORWARD,
	FOOT_BACKWARD,
	FOOT_NO
} FootValue;

static const char *const foot_names[] = {"both", "forward", "backward", "no"};

typedef enum WheelchairValue
{
	WHEELCHAIR_YES,
	WHEELCHAIR_NO,
	WHEELCHAIR_LIMITED
} WheelchairValue;

static const char *const wheelchair_names[] = {"yes", "no", "limited"};

typedef enum DoorsValue
{
	DOORS_YES,
	DOORS_NO
} DoorsValue;

static const char *const doors_names[] = {"yes", "no"};

/* The place of a string in a list of names, -1 where it is in none. */
static int
find_name(const JsonbValue *string, const char *const *names, int n_names)
{
	size_t len = string->val.string.len;

	for (int i = 0; i < n_names; i++)
		if (strlen(names[i]) == len && memcmp(names[i], string->val.string.val, len) == 0)
			return i;
	return -1;
}

static char *
list_names(const char *const *names, int n_names)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < n_names; i++)
		appendStringInfo(&list, "%s%s", i ? ", " : "", names[i]);
	return list.data;
}

static char *
quote_value(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return psprintf("\"%.*s\"",
							pg_mbcliplen(value->val.string.val, value->val.string.len, MAX_QUOTED),
							value->val.string.val);
		case jbvNumeric:
			return psprintf("%.*s", MAX_QUOTED,
							DatumGetCString(DirectFunctionCall1(
								numeric_out, NumericGetDatum(value->val.numeric))));
		case jbvBool:
			return value->val.boolean ? "true" : "false";
		default:
			return "an array or object";
	}
}

static _Noreturn void
fail_value(AttributeKey key, const JsonbValue *value, const char *allowed)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("attribute \"%s\" cannot be %s", key_names[key], quote_value(value)),
					errhint("Allowed: %s.", allowed)));
	pg_unreachable();
}

static int
read_name(AttributeKey key, const JsonbValue *value, const char *const *names, int n_names)
{
	int i = value->type == jbvString ? find_name(value, names, n_names) : -1;

	if (i < 0)
		fail_value(key, value, list_names(names, n_names));
	return i;
}

/* Decimal notation only: strtod would also take hexadecimal, inf and nan. */
static bool
parse_number(const JsonbValue *string, double *number)
{
	char text[64];
	int len = string->val.string.len;
	char *end;

	if (len == 0 || len >= (int) sizeof text)
		return false;
	memcpy(text, string->val.string.val, len);
	text[len] = '\0';
	if (strspn(text, "0123456789.+-eE") != (size_t) len)
		return false;
	*number = strtod(text, &end);
	return end == text + len;
}

static uint32_t
read_number(AttributeKey key, const JsonbValue *value, int max, int units)
{
	double number = NAN;

	if (value->type == jbvNumeric)
		number = DatumGetFloat8(
			DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(value->val.numeric)));
	else if (value->type == jbvString && !parse_number(value, &number))
		number = NAN;
	if (!(number >= 0 && number <= max))
		fail_value(key, value, psprintf("a number from 0 to %d", max));
	return (uint32_t) lrint(number * units);
}

static void
check_text(AttributeKey key, const JsonbValue *value)
{
	if (value->type != jbvString || value->val.string.len == 0)
		fail_value(key, value, "a text that is not empty");
}

/* A date as the number yyyymmdd, which sorts like it. */
static int
read_date(AttributeKey key, const JsonbValue *value)
{
	static const char shape[] = "dddd-dd-dd";
	int number = 0;
	bool valid = value->type == jbvString && value->val.string.len == (int) strlen(shape);

	for (int i = 0; valid && shape[i]; i++)
	{
		char c = value->val.string.val[i];

		if (shape[i] == '-')
			valid = c == '-';
		else
		{
			valid = c >= '0' && c <= '9';
			number = number * 10 + (c - '0');
		}
	}
	if (valid)
	{
		int year = number / 10000;
		int month = number / 100 % 100;
		int day = number % 100;

		valid = year >= 1 && month >= 1 && month <= MONTHS_PER_YEAR && day >= 1 &&
				day <= day_tab[isleap(year)][month - 1];
	}
	if (!valid)
		fail_value(key, value, "a date as YYYY-MM-DD");
	return number;
}

static AttributeKey
read_key(const JsonbValue *key)
{
	int i = find_name(key, key_names, lengthof(key_names));

	if (i < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown attribute %s", quote_value(key)),
				 errhint("Known attributes: %s.", list_names(key_names, lengthof(key_names)))));
	return (AttributeKey) i;
}

void
attributes_default(WsWay *way)
{
	*way =
		(WsWay){.share = WS_WHOLE_SHARE, .kind = WS_KIND_STREET, .forward = true, .backward = true};
}

void
attributes_read(Jsonb *attributes, WsWay *way, AttributeNotes *notes)
{
	JsonbIterator *iterator;
	JsonbValue key, value;
	int valid_from = 0, valid_to = 99991231;

	attributes_default(way);
	*notes = (AttributeNotes){0};

	if (!JB_ROOT_IS_OBJECT(attributes))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("attributes must be a JSON object, not %s",
							   JB_ROOT_IS_SCALAR(attributes) ? "a single value" : "an array"),
						errhint("For example: '{\"kind\": \"steps\"}'.")));

	iterator = JsonbIteratorInit(&attributes->root);
	(void) JsonbIteratorNext(&iterator, &key, true);
	while (JsonbIteratorNext(&iterator, &key, true) == WJB_KEY)
	{
		AttributeKey attribute = read_key(&key);

		(void) JsonbIteratorNext(&iterator, &value, true);
		if (value.type == jbvNull)
			continue;
		switch (attribute)
		{
			case KEY_KIND:
				way->kind = read_name(attribute, &value, ws_kind_names, WS_KIND_COUNT);
				notes->kind = true;
				break;
			case KEY_FOOT:
			{
				int foot = read_name(attribute, &value, foot_names, lengthof(foot_names));

				way->forward = foot == FOOT_BOTH || foot == FOOT_FORWARD;
				way->backward = foot == FOOT_BOTH || foot == FOOT_BACKWARD;
				break;
			}
			case KEY_ASCENT_M:
				way->ascent_cm = read_number(attribute, &value, MAX_HEIGHT_M, 100);
				break;
			case KEY_DESCENT_M:
				way->descent_cm = read_number(attribute, &value, MAX_HEIGHT_M, 100);
				break;
			case KEY_DELAY_S:
				way->delay_ms = read_number(attribute, &value, MAX_DELAY_S, 1000);
				break;
			case KEY_WHEELCHAIR:
				way->no_wheelchair = read_name(attribute, &value, wheelchair_names,
											   lengthof(wheelchair_names)) == WHEELCHAIR_NO;
				break;
			case KEY_DOORS:
				way->no_doors =
					read_name(attribute, &value, doors_names, lengthof(doors_names)) == DOORS_NO;
				notes->doors = true;
				break;
			case KEY_HOURS:
				check_text(attribute, &value);
				notes->timed = true;
				break;
			case KEY_SURFACE:
				check_text(attribute, &value);
				break;
			case KEY_VALID_FROM:
				valid_from = read_date(attribute, &value);
				notes->timed = true;
				break;
			case KEY_VALID_TO:
				valid_to = read_date(attribute, &value);
				notes->timed = true;
				break;
		}
	}
	if (!notes->doors)
		way->no_doors = !ws_kind_has_doors(way->kind);
	if (valid_from > valid_to)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("attribute \"valid_from\" (%04d-%02d-%02d) is later than "
							   "\"valid_to\" (%04d-%02d-%02d)",
							   valid_from / 10000, valid_from / 100 % 100, valid_from % 100,
							   valid_to / 10000, valid_to / 100 % 100, valid_to % 100),
						errhint("Give the first and the last day on which the street is open.")));
}
