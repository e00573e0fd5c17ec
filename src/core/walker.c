/*
 * walker.c - what a piece of street costs a walker.
 *
 * seconds = length / speed x slope factor + waits; on steps, length x seconds
 * per metre up or down instead. Slope is Tobler's hiking function (1993)
 * relative to the flat, so that the walker's own speed holds there:
 * exp(3.5 (|S + 0.05| - 0.05)), S the rise over the run in the direction of
 * walking. A way that both climbs and falls is charged as its climbing part
 * and its falling part, each taken as long as its share of the height.
 *
 * The waits (footbridge, underpass, lift, crossings, the row's own delay) are
 * meant for the whole input row; where noding cut the row, each edge bears
 * its share by length.
 */
#include "walker.h"

#include <math.h>

const char *const ws_kind_names[WS_KIND_COUNT] = {
	"street",          "path", "steps", "footbridge", "underpass", "crossing",
	"signal_crossing", "lift", "gate",  "indoor",     "barrier"};

const WsCostUnits ws_cost_units[] = {
	[WS_BY_TIME] = {WS_TIME_UNITS, 4000}, [WS_BY_DISTANCE] = {4096, WS_LENGTH_UNITS}};

bool
ws_kind_has_doors(WsKind kind)
{
	/* Nobody's front door opens onto the deck of a bridge. */
	return kind != WS_KIND_FOOTBRIDGE && kind != WS_KIND_UNDERPASS && kind != WS_KIND_LIFT;
}

static double
tobler(double grade)
{
	return exp(3.5 * (fabs(grade + 0.05) - 0.05));
}

static double
wait(const WsWalker *walker, uint8_t kind)
{
	switch (kind)
	{
		case WS_KIND_FOOTBRIDGE:
			return walker->footbridge_s;
		case WS_KIND_UNDERPASS:
			return walker->underpass_s;
		case WS_KIND_LIFT:
			return walker->lift_wait_s;
		case WS_KIND_SIGNAL_CROSSING:
			return walker->signal_wait_s;
		case WS_KIND_CROSSING:
			return walker->crossing_wait_s;
		default:
			return 0;
	}
}

bool
ws_way_open(const WsWalker *walker, const WsWay *way)
{
	double share, length;

	if (!way->forward && !way->backward)
		return false;
	if (!walker->steps_allowed && (way->kind == WS_KIND_STEPS || way->no_wheelchair))
		return false;
	if (way->kind == WS_KIND_LIFT || (way->ascent_cm == 0 && way->descent_cm == 0))
		return true;
	share = way->share / (double) WS_WHOLE_SHARE;
	length = way->length / WS_LENGTH_UNITS;
	/* Lengths are rounded: that must not close a row that is cut into many. */
	return way->ascent_cm / 100.0 * share + way->descent_cm / 100.0 * share <=
		   walker->steepest_grade * (length + 1 / WS_LENGTH_UNITS);
}

double
ws_way_seconds(const WsWalker *walker, const WsWay *way, bool reverse)
{
	double length = way->length / WS_LENGTH_UNITS;
	double delay = wait(walker, way->kind) + way->delay_ms / 1000.0;
	double share, up, down, up_share, grade, seconds;

	if ((reverse ? !way->backward : !way->forward) || !ws_way_open(walker, way))
		return -1;
	/* Most streets are level and nothing holds a walker up: a whole city is asked for at once. */
	seconds = length / walker->speed_mps;
	if (way->kind != WS_KIND_STEPS && way->ascent_cm == 0 && way->descent_cm == 0 && delay == 0)
		return seconds;

	share = way->share / (double) WS_WHOLE_SHARE;
	up = (reverse ? way->descent_cm : way->ascent_cm) / 100.0 * share;
	down = (reverse ? way->ascent_cm : way->descent_cm) / 100.0 * share;
	up_share = up + down > 0 ? up / (up + down) : 0.5;
	grade = (up + down) / length;
	if (way->kind == WS_KIND_STEPS)
		seconds = length * (up_share * walker->steps_up_s_per_m +
							(1 - up_share) * walker->steps_down_s_per_m);
	else if (walker->tobler && up + down > 0 && way->kind != WS_KIND_LIFT)
		seconds *= up_share * tobler(grade) + (1 - up_share) * tobler(-grade);
	return seconds + delay * share;
}

WsCost
ws_cost(WsMetric metric, double seconds, double metres)
{
	double a = seconds * ws_cost_units[metric].seconds;
	double b = metres * ws_cost_units[metric].metres;
	double first = metric == WS_BY_TIME ? a : b;
	double second = metric == WS_BY_TIME ? b : a;

	if (first >= 0x7fffffff)
		return WS_CLOSED;
	return (WsCost) llrint(first) << 32 |
		   (uint32_t) llrint(second < UINT32_MAX ? second : UINT32_MAX);
}

WsCost
ws_budget_limit(WsMetric metric, double budget)
{
	double first = budget * (metric == WS_BY_TIME ? ws_cost_units[metric].seconds
												  : ws_cost_units[metric].metres);

	/* Whatever the lower half says, it is within. */
	return (WsCost) llrint(first) << 32 | UINT32_MAX;
}

WsCost
ws_way_cost(const WsWalker *walker, WsMetric metric, const WsWay *way, bool reverse)
{
	double seconds = ws_way_seconds(walker, way, reverse);
	WsCost cost;

	if (seconds < 0)
		return WS_CLOSED;
	cost = ws_cost(metric, seconds, way->length / WS_LENGTH_UNITS);
	/* Never nothing, so that a path can be traced back by its costs. */
	return cost >> 32 ? cost : cost | UINT64_C(1) << 32;
}

WsCost
ws_leg_cost(const WsWalker *walker, WsMetric metric, double metres)
{
	return ws_cost(metric, metres * walker->off_street_factor / walker->speed_mps, metres);
}

bool
ws_walker_equal(const WsWalker *a, const WsWalker *b)
{
	return a->speed_mps == b->speed_mps && a->tobler == b->tobler &&
		   a->steps_up_s_per_m == b->steps_up_s_per_m &&
		   a->steps_down_s_per_m == b->steps_down_s_per_m && a->footbridge_s == b->footbridge_s &&
		   a->underpass_s == b->underpass_s && a->lift_wait_s == b->lift_wait_s &&
		   a->signal_wait_s == b->signal_wait_s && a->crossing_wait_s == b->crossing_wait_s &&
		   a->steps_allowed == b->steps_allowed && a->steepest_grade == b->steepest_grade &&
		   a->off_street_factor == b->off_street_factor &&
		   a->off_street_max_m == b->off_street_max_m;
}
