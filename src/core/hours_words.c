/*
 * hours_words.c - the words of opening hours, see hours_words.h.
 *
 * Besides the words of the specification these are the English ones that city
 * data is full of, with the meaning that the npm package opening_hours gives them.
 * What is no word here stays one of kind OTHER, which no rule has a place for.
 */
#include "hours_words.h"

#include "hours.h"

static const struct
{
	const char *word;
	WsWordKind kind;
	int16_t value;
} known[] = {
	{"mo", WS_WORD_WEEKDAY, 0},
	{"tu", WS_WORD_WEEKDAY, 1},
	{"we", WS_WORD_WEEKDAY, 2},
	{"th", WS_WORD_WEEKDAY, 3},
	{"fr", WS_WORD_WEEKDAY, 4},
	{"sa", WS_WORD_WEEKDAY, 5},
	{"su", WS_WORD_WEEKDAY, 6},
	{"ph", WS_WORD_HOLIDAY, 'P'},
	{"sh", WS_WORD_HOLIDAY, 'S'},
	{"off", WS_WORD_STATE, WS_SHUT},
	{"closed", WS_WORD_STATE, WS_SHUT},
	{"open", WS_WORD_STATE, WS_OPEN},
	{"unknown", WS_WORD_STATE, WS_PERHAPS},
	{"jan", WS_WORD_MONTH, 1},
	{"feb", WS_WORD_MONTH, 2},
	{"mar", WS_WORD_MONTH, 3},
	{"apr", WS_WORD_MONTH, 4},
	{"may", WS_WORD_MONTH, 5},
	{"jun", WS_WORD_MONTH, 6},
	{"jul", WS_WORD_MONTH, 7},
	{"aug", WS_WORD_MONTH, 8},
	{"sep", WS_WORD_MONTH, 9},
	{"oct", WS_WORD_MONTH, 10},
	{"nov", WS_WORD_MONTH, 11},
	{"dec", WS_WORD_MONTH, 12},
	{"easter", WS_WORD_EASTER, 0},
	{"week", WS_WORD_WEEK, 0},
	{"day", WS_WORD_DAYS, 0},
	{"days", WS_WORD_DAYS, 0},
	{"sunrise", WS_WORD_SUN, 0},
	{"sunset", WS_WORD_SUN, 0},
	{"dawn", WS_WORD_SUN, 0},
	{"dusk", WS_WORD_SUN, 0},
};

/* Other ways to write it. No meaning has more words than its writing has bytes. */
static const struct
{
	const char *word, *meaning;
} written[] = {
	{"mon", "Mo"},
	{"monday", "Mo"},
	{"mondays", "Mo"},
	{"tue", "Tu"},
	{"tues", "Tu"},
	{"tuesday", "Tu"},
	{"tuesdays", "Tu"},
	{"wed", "We"},
	{"weds", "We"},
	{"wednesday", "We"},
	{"wednesdays", "We"},
	{"thu", "Th"},
	{"thur", "Th"},
	{"thurs", "Th"},
	{"thursday", "Th"},
	{"thursdays", "Th"},
	{"fri", "Fr"},
	{"friday", "Fr"},
	{"fridays", "Fr"},
	{"sat", "Sa"},
	{"saturday", "Sa"},
	{"saturdays", "Sa"},
	{"sun", "Su"},
	{"sunday", "Su"},
	{"sundays", "Su"},
	{"daily", "Mo-Su"},
	{"everyday", "Mo-Su"},
	{"weekdays", "Mo-Fr"},
	{"weekends", "Sa,Su"},
	{"january", "Jan"},
	{"february", "Feb"},
	{"march", "Mar"},
	{"april", "Apr"},
	{"june", "Jun"},
	{"july", "Jul"},
	{"august", "Aug"},
	{"sept", "Sep"},
	{"september", "Sep"},
	{"october", "Oct"},
	{"november", "Nov"},
	{"december", "Dec"},
	{"midday", "12:00"},
	{"midnight", "00:00"},
	{"to", "-"},
	{"through", "-"},
	{"until", "-"},
	{"and", ","},
	{"&", ","},
	/* Dashes, in UTF-8. */
	{"\xe2\x80\x90", "-"},
	{"\xe2\x80\x91", "-"},
	{"\xe2\x80\x92", "-"},
	{"\xe2\x80\x93", "-"},
	{"\xe2\x80\x94", "-"},
	{"\xe2\x88\x92", "-"},
};

static const struct
{
	char sign;
	WsWordKind kind;
} signs[] = {
	{';', WS_WORD_SEMICOLON}, {',', WS_WORD_COMMA},   {':', WS_WORD_COLON},
	{'.', WS_WORD_COLON},     {'-', WS_WORD_MINUS},   {'+', WS_WORD_PLUS},
	{'/', WS_WORD_SLASH},     {'[', WS_WORD_BRACKET}, {']', WS_WORD_UNBRACKET},
};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

typedef struct Words
{
	WsWord *words;
	size_t n;
} Words;

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of the space here, in UTF-8 those of the typographers too; 0: there is none. */
static size_t
space(const char *at, const char *end)
{
	size_t left = (size_t) (end - at);

	if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		return 1;
	if (left >= 2 && memcmp(at, "\xc2\xa0", 2) == 0)
		return 2;
	if (left >= 3 && ((memcmp(at, "\xe2\x80", 2) == 0 && (uint8_t) at[2] <= 0x8a) ||
					  memcmp(at, "\xe2\x80\xaf", 3) == 0 || memcmp(at, "\xe3\x80\x80", 3) == 0))
		return 3;
	return 0;
}

/* Whether these bytes are the word, in small letters or capitals. */
static bool
is(const char *bytes, size_t size, const char *word)
{
	for (size_t i = 0; i < size; i++)
		if (word[i] == '\0' || (is_letter(bytes[i]) ? bytes[i] | 0x20 : bytes[i]) != word[i])
			return false;
	return word[size] == '\0';
}

static void
add(Words *w, uint32_t start, WsWordKind kind, int value)
{
	w->words[w->n++] = (WsWord){.start = start, .kind = (uint8_t) kind, .value = (int16_t) value};
}

/* 12 am is midnight, 12 pm is noon. It is of the hour, which has minutes or not. */
static bool
set_half(Words *w, char half)
{
	WsWord *hour = w->n > 0 ? &w->words[w->n - 1] : NULL;

	if (w->n > 2 && hour[-1].kind == WS_WORD_COLON && hour[-2].kind == WS_WORD_NUMBER)
		hour -= 2;
	if (!hour || hour->kind != WS_WORD_NUMBER || hour->half)
		return false;
	hour->half = half;
	if (half == 'p' && hour->value < 12)
		hour->value = (int16_t) (hour->value + 12);
	else if (half == 'a' && hour->value == 12)
		hour->value = 0;
	return true;
}

static void
add_number(Words *w, const char *digits, size_t n, uint32_t start)
{
	int value = 0;

	for (size_t i = 0; i < n && value < 10000; i++)
		value = value * 10 + digits[i] - '0';
	/* As the package takes them apart; it warns of larger ones. */
	add(w, start,
		value >= 2100  ? WS_WORD_OTHER
		: value > 1900 ? WS_WORD_YEAR
					   : WS_WORD_NUMBER,
		value);
	w->words[w->n - 1].digits = (uint8_t) (n < UINT8_MAX ? n : UINT8_MAX);
}

static size_t add_next(Words *w, const char *at, const char *end, uint32_t start);

/* A meaning in the place of what was written. */
static void
add_meaning(Words *w, const char *meaning, uint32_t start)
{
	const char *end = meaning + strlen(meaning);

	while (meaning < end)
		meaning += add_next(w, meaning, end, start);
}

static bool
add_known(Words *w, const char *word, size_t size, uint32_t start)
{
	for (size_t i = 0; i < LENGTH(known); i++)
		if (is(word, size, known[i].word))
		{
			add(w, start, known[i].kind, known[i].value);
			return true;
		}
	for (size_t i = 0; i < LENGTH(written); i++)
		if (is(word, size, written[i].word))
		{
			add_meaning(w, written[i].meaning, start);
			return true;
		}
	if (is(word, size, "hours") && w->n > 0 && w->words[w->n - 1].kind == WS_WORD_NUMBER &&
		w->words[w->n - 1].value == 24)
	{
		w->n--;
		add_meaning(w, "00:00-24:00", w->words[w->n].start);
		return true;
	}
	if (is(word, size, "am") || is(word, size, "a.m") || is(word, size, "pm") ||
		is(word, size, "p.m"))
		return set_half(w, (char) (word[0] | 0x20));
	return false;
}

/* Adds the word at this place, or none for space; returns its size. */
static size_t
add_next(Words *w, const char *at, const char *end, uint32_t start)
{
	size_t left = (size_t) (end - at);
	size_t size = space(at, end);

	if (size > 0)
		return size;
	if (is_letter(*at))
	{
		while (size < left && is_letter(at[size]))
			size++;
		if (size == 1 && left > 2 && at[1] == '.' && (at[2] | 0x20) == 'm')
			size = 3;
		if (!add_known(w, at, size, start))
			add(w, start, WS_WORD_OTHER, 0);
		/* Abbreviated. */
		return size + (size < left && at[size] == '.');
	}
	if (left >= 4 && memcmp(at, "24/7", 4) == 0 && (left == 4 || !is_digit(at[4])))
	{
		add(w, start, WS_WORD_ALWAYS, 0);
		return 4;
	}
	if (is_digit(*at))
	{
		while (size < left && is_digit(at[size]))
			size++;
		add_number(w, at, size, start);
		return size;
	}
	if (*at == '"')
	{
		const char *close = memchr(at + 1, '"', left - 1);

		add(w, start, close ? WS_WORD_COMMENT : WS_WORD_OTHER, 0);
		return close ? (size_t) (close - at) + 1 : left;
	}
	if (left >= 2 && at[0] == '|' && at[1] == '|')
	{
		add(w, start, WS_WORD_BARS, 0);
		return 2;
	}
	for (size_t i = 0; i < LENGTH(signs); i++)
		if (*at == signs[i].sign)
		{
			add(w, start, signs[i].kind, 0);
			return 1;
		}
	size = *at == '&' ? 1 : 3;
	if (left >= size && add_known(w, at, size, start))
		return size;
	add(w, start, WS_WORD_OTHER, 0);
	return 1;
}

WsWord *
ws_hours_words(const WsEnv *env, const char *text, size_t size)
{
	Words w = {.words = ws_alloc(env, (size + 1) * sizeof(WsWord))};
	size_t at = 0;

	/* The key of the tag, where it was copied with it. */
	if (size > 13 && memcmp(text, "opening_hours", 13) == 0)
	{
		size_t equals = 13;

		while (equals < size && text[equals] == ' ')
			equals++;
		if (equals < size && text[equals] == '=')
			at = equals + 1;
	}
	while (at < size)
		at += add_next(&w, text + at, text + size, (uint32_t) at);
	add(&w, (uint32_t) size, WS_WORD_END, 0);
	return w.words;
}
