/*
 * hours_words.h - the words of opening hours.
 */
#ifndef WALKSHED_HOURS_WORDS_H
#define WALKSHED_HOURS_WORDS_H

#include "core.h"

typedef enum WsWordKind
{
	WS_WORD_END,
	WS_WORD_SEMICOLON,
	WS_WORD_BARS,
	WS_WORD_COMMA,
	WS_WORD_COLON,
	WS_WORD_MINUS,
	WS_WORD_PLUS,
	WS_WORD_SLASH,
	WS_WORD_BRACKET, /* [ */
	WS_WORD_UNBRACKET, /* ] */
	WS_WORD_NUMBER,
	WS_WORD_YEAR,
	WS_WORD_MONTH, /* January is 1 */
	WS_WORD_WEEKDAY, /* Monday is 0 */
	WS_WORD_HOLIDAY, /* 'P'ublic or 'S'chool */
	WS_WORD_EASTER,
	WS_WORD_WEEK,
	WS_WORD_DAYS,
	WS_WORD_SUN,
	WS_WORD_ALWAYS,
	WS_WORD_STATE, /* what minutes are, as in hours.h */
	WS_WORD_COMMENT,
	WS_WORD_OTHER
} WsWordKind;

typedef struct WsWord
{
	uint32_t start; /* in the text */
	int16_t value;
	uint8_t kind;
	uint8_t digits; /* of a number, as it is written */
	char half; /* of the day: 'a'm, 'p'm, or 0 */
} WsWord;

/* The last one is WS_WORD_END. */
extern WsWord *ws_hours_words(const WsEnv *env, const char *text, size_t size);

#endif
