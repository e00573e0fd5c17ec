/*
 * attributes.c - the attributes of a street: what is let through is a way that can be
 * stored, and every error has a hint.
 *
 * Bytes: what they are (1); each member: its key, one of those known (1) or any text;
 * the type of the value (1), the value. A text is its length (1) and so many bytes.
 */
#include "postgres.h"

#include "attributes.h"
#include "fuzz.h"
#include "server.h"
#include "tile_format.h"

#define MOST_MEMBERS 32
#define KNOWN_KEYS 11

static const char *const keys[KNOWN_KEYS] = {"kind",    "foot",       "ascent_m", "descent_m",
											 "delay_s", "wheelchair", "doors",    "hours",
											 "surface", "valid_from", "valid_to"};

typedef struct Object
{
	WsReader bytes;
	uint32 header; /* an object, or what is none */
	WsWay way;
	AttributeNotes notes;
} Object;

static JsonbValue
text_of(const char *text, size_t size)
{
	JsonbValue value = {.type = jbvString};

	/* Of its own length: what reads beyond it shows. */
	value.val.string.val = memcpy(ws_alloc(test_env(), size), text, size);
	value.val.string.len = (int) size;
	return value;
}

static JsonbValue
read_text(WsReader *bytes)
{
	size_t size = fuzz_take(bytes, 1), left = (size_t) (bytes->end - bytes->at);
	JsonbValue value;

	size = size < left ? size : left;
	value = text_of((const char *) bytes->at, size);
	bytes->at += size;
	return value;
}

static JsonbValue
read_value(WsReader *bytes)
{
	uint64 bits;
	double number;

	switch (fuzz_take(bytes, 1) % 6)
	{
		case 0:
			return (JsonbValue){.type = jbvNull};
		case 1:
			return (JsonbValue){.type = jbvBool, .val.boolean = fuzz_take(bytes, 1) % 2};
		case 2:
			bits = fuzz_take(bytes, 8);
			memcpy(&number, &bits, sizeof number);
			return (JsonbValue){.type = jbvNumeric, .val.numeric = server_number(number)};
		case 3:
			number = (double) fuzz_take(bytes, 2) / 4;
			return (JsonbValue){.type = jbvNumeric, .val.numeric = server_number(number)};
		case 4:
			return (JsonbValue){.type = jbvBinary};
		default:
			return read_text(bytes);
	}
}

static void
read_object(void *context)
{
	Object *object = context;
	WsReader *bytes = &object->bytes;
	ServerMember members[MOST_MEMBERS];
	size_t n = 0;
	const WsWay *way = &object->way;
	Jsonb *root = ws_alloc0(test_env(), sizeof(Jsonb));

	for (; bytes->at < bytes->end && n < MOST_MEMBERS; n++)
	{
		uint64 key = fuzz_take(bytes, 1) % (KNOWN_KEYS + 1);

		members[n].key =
			key < KNOWN_KEYS ? text_of(keys[key], strlen(keys[key])) : read_text(bytes);
		members[n].value = read_value(bytes);
	}
	server_members(members, n);
	root->root.header = object->header;
	attributes_read(root, &object->way, &object->notes);
	CHECK(way->kind < WS_KIND_COUNT && way->share == WS_WHOLE_SHARE);
	CHECK(way->ascent_cm <= WS_MAX_HEIGHT_CM && way->descent_cm <= WS_MAX_HEIGHT_CM &&
		  way->delay_ms <= WS_MAX_DELAY_MS);
	CHECK(object->notes.doors || way->no_doors == !ws_kind_has_doors(way->kind));
}

void
fuzz_one(const uint8_t *data, size_t size)
{
	static const uint32 roots[] = {JB_FOBJECT, JB_FOBJECT, JB_FOBJECT,
								   JB_FOBJECT, JB_FARRAY,  JB_FARRAY | JB_FSCALAR};
	Object object = {.bytes = fuzz_reader(data, size)};

	object.header = roots[fuzz_take(&object.bytes, 1) % lengthof(roots)];
	CHECK(fuzz_clean(fuzz_body(read_object, &object), false));
}

void
fuzz_seeds(void)
{
	static const struct
	{
		uint8_t key;
		const char *text;
	} members[] = {{0, "steps"},      {0, "barrier"},    {1, "forward"},     {1, "no"},
				   {2, "12.5"},       {3, "1e2"},        {4, "-0"},          {4, "86400"},
				   {5, "limited"},    {6, "no"},         {7, "24/7"},        {8, "asphalt"},
				   {9, "2024-02-29"}, {9, "9999-12-31"}, {10, "0001-01-01"}, {10, "2023-02-29"}};

	for (uint8_t i = 0; i < lengthof(members); i++)
	{
		uint8_t seed[64] = {0, members[i].key, 5, (uint8_t) strlen(members[i].text)};
		size_t used = 4 + seed[3];

		memcpy(seed + 4, members[i].text, seed[3]);
		/* And a number. */
		memcpy(seed + used, (uint8_t[]){2 + i % 3, 3, 0, i}, 4);
		fuzz_seed(seed, used + 4);
	}
}
