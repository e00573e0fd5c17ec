/*
 * walker.h - who walks, and what a piece of street costs them.
 */
#ifndef WALKSHED_WALKER_H
#define WALKSHED_WALKER_H

#include <math.h>

#include "core.h"

/* The order is stored in network values: append only. */
typedef enum WsKind
{
	WS_KIND_STREET,
	WS_KIND_PATH,
	WS_KIND_STEPS,
	WS_KIND_FOOTBRIDGE,
	WS_KIND_UNDERPASS,
	WS_KIND_CROSSING,
	WS_KIND_SIGNAL_CROSSING,
	WS_KIND_LIFT,
	WS_KIND_GATE,
	WS_KIND_INDOOR,
	WS_KIND_BARRIER,
	WS_KIND_COUNT
} WsKind;

extern const char *const ws_kind_names[WS_KIND_COUNT];

/* Whether doors open on a street of this kind, where nothing is said of it. */
extern bool ws_kind_has_doors(WsKind kind);

/* What a stretch of street is: all that its cost depends on. */
typedef struct WsWay
{
	uint32_t length; /* in 1 / WS_LENGTH_UNITS metre */
	uint32_t share; /* of the input row's length, in 1 / WS_WHOLE_SHARE */
	/* Fields of bits: a large network has millions of ways in memory. */
	uint32_t delay_ms : 27; /* of the whole input row */
	uint32_t kind : 4;
	uint32_t forward : 1; /* open to walkers along the line */
	uint32_t ascent_cm : 20; /* of the whole input row, in the direction of the line */
	uint32_t backward : 1;
	uint32_t no_wheelchair : 1;
	uint32_t no_doors : 1; /* no door opens on it: nobody's walk begins or ends there */
	uint32_t descent_cm : 20;
} WsWay;

#define WS_LENGTH_UNITS 10000.0
#define WS_WHOLE_SHARE UINT32_MAX

typedef struct WsWalker
{
	double speed_mps;
	bool tobler; /* slope rule: none, or Tobler's */
	double steps_up_s_per_m;
	double steps_down_s_per_m;
	double footbridge_s;
	double underpass_s;
	double lift_wait_s;
	double signal_wait_s;
	double crossing_wait_s;
	bool steps_allowed;
	double steepest_grade; /* infinite: no limit */
	double off_street_factor;
	double off_street_max_m;
} WsWalker;

/*
 * Costs are whole numbers, two in one 64-bit word: the measure that the
 * budget limits in the upper half, the other one in the lower. Adding words
 * adds both, comparing them compares the first and breaks ties by the second.
 *
 * By time: 1/16384 s over 1/4000 m. By distance: 1/10000 m over 1/4096 s.
 * The upper half of a label stays below 2^31: a budget is at most a day or
 * 100 km. (The lower half carries into the upper only after 1,073 km or 12
 * days of walking.)
 */
typedef uint64_t WsCost;

typedef enum WsMetric
{
	WS_BY_TIME,
	WS_BY_DISTANCE
} WsMetric;

#define WS_CLOSED (UINT64_C(1) << 63)
#define WS_UNREACHED UINT64_MAX
#define WS_TIME_UNITS 16384.0 /* per second */
#define WS_MAX_SECONDS 86400.0
#define WS_MAX_METRES 100000.0

/* Units of the two halves, a second and a metre. */
typedef struct WsCostUnits
{
	double seconds, metres;
} WsCostUnits;

extern const WsCostUnits ws_cost_units[];

extern WsCost ws_cost(WsMetric metric, double seconds, double metres);

static inline double
ws_cost_seconds(WsMetric metric, WsCost cost)
{
	return (metric == WS_BY_TIME ? cost >> 32 : (uint32_t) cost) / ws_cost_units[metric].seconds;
}

static inline double
ws_cost_metres(WsMetric metric, WsCost cost)
{
	return (metric == WS_BY_TIME ? (uint32_t) cost : cost >> 32) / ws_cost_units[metric].metres;
}

/* The largest cost that a budget (seconds or metres) allows. */
extern WsCost ws_budget_limit(WsMetric metric, double budget);

/* Whether a way is open to a walker in one direction at least. */
extern bool ws_way_open(const WsWalker *walker, const WsWay *way);

/* Seconds on a way in one direction; negative where it is closed. */
extern double ws_way_seconds(const WsWalker *walker, const WsWay *way, bool reverse);
extern WsCost ws_way_cost(const WsWalker *walker, WsMetric metric, const WsWay *way, bool reverse);

/* The straight leg between a door and the street. */
extern WsCost ws_leg_cost(const WsWalker *walker, WsMetric metric, double metres);

/*
 * The cost of a part of a way. Costs are spread evenly over a way, waits
 * included, so that a part of it costs its share; nothing costs nothing even
 * on a closed way.
 */
static inline WsCost
ws_part_cost(WsCost cost, double fraction)
{
	if (fraction <= 0)
		return 0;
	if (fraction >= 1 || cost == WS_CLOSED)
		return cost;
	return (WsCost) llrint((cost >> 32) * fraction) << 32 |
		   (uint32_t) llrint((uint32_t) cost * fraction);
}

extern bool ws_walker_equal(const WsWalker *a, const WsWalker *b);

#endif
