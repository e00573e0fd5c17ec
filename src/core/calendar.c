/* calendar.c - days of the Gregorian calendar, after Howard Hinnant, see calendar.h. */
#include "calendar.h"

int32_t
ws_number_of(int year, int month, int day)
{
	int y = month > 2 ? year : year - 1;
	int era = (y >= 0 ? y : y - 399) / 400;
	int of_era = y - era * 400;
	int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468 + day - 1;
}

WsDate
ws_date_of(int32_t number)
{
	int32_t from_march = number + 719468;
	int era = (from_march >= 0 ? from_march : from_march - 146096) / 146097;
	int of_era = from_march - era * 146097;
	int years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * years + years / 4 - years / 100);
	int months = (5 * of_year + 2) / 153;
	WsDate date = {.number = number,
				   .year = years + era * 400 + (months > 9),
				   .month = months > 9 ? months - 9 : months + 3,
				   .day = of_year - (153 * months + 2) / 5 + 1};

	return date;
}

/* 1970-01-01 was a Thursday. */
int
ws_weekday_of(int32_t number)
{
	int from_monday = (number + 3) % 7;

	return from_monday < 0 ? from_monday + 7 : from_monday;
}

int
ws_days_in(int year, int month)
{
	return month == 12 ? 31 : ws_number_of(year, month + 1, 1) - ws_number_of(year, month, 1);
}

/* Of the year that its Thursday is in. */
int
ws_week_of(int32_t number)
{
	int32_t thursday = number - ws_weekday_of(number) + 3;

	return (thursday - ws_number_of(ws_date_of(thursday).year, 1, 1)) / 7 + 1;
}

/* By the algorithm of Meeus, Jones and Butcher. */
int32_t
ws_easter_of(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return ws_number_of(year, n / 31, n % 31 + 1);
}
