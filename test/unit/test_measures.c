/* test_measures.c - decays and Hill numbers, worked out by hand. */
#include "test.h"

#include "access.h"

#include <math.h>

static bool
is(double value, double exact)
{
	return fabs(value - exact) < 1e-6 || test_explain("%.9f instead of %.9f", value, exact);
}

static WsDecay
decay_of(WsDecayKind kind, double budget)
{
	WsDecay decay = {kind, budget, NAN, NAN, NAN};

	ws_decay_defaults(&decay);
	return decay;
}

static void
decays(void)
{
	WsDecay decay = decay_of(WS_DECAY_STEP, 20);

	CHECK(ws_decay(&decay, 0) == 1 && ws_decay(&decay, 20) == 1);
	decay = decay_of(WS_DECAY_LINEAR, 20);
	CHECK(is(ws_decay(&decay, 0), 1) && is(ws_decay(&decay, 5), 0.75) &&
		  is(ws_decay(&decay, 20), 0));
	/* By default a tenth is left at the budget. */
	decay = decay_of(WS_DECAY_EXPONENTIAL, 20);
	CHECK(is(ws_decay(&decay, 0), 1) && is(ws_decay(&decay, 20), 0.1) &&
		  is(ws_decay(&decay, 10), sqrt(0.1)));
	decay.beta = 0.5;
	CHECK(is(ws_decay(&decay, 2), 0.3678794));
	/* (e^(-1/8) - e^(-1/2)) / (1 - e^(-1/2)) half way. */
	decay = decay_of(WS_DECAY_GAUSSIAN, 20);
	CHECK(is(ws_decay(&decay, 0), 1) && is(ws_decay(&decay, 20), 0) &&
		  is(ws_decay(&decay, 10), (0.8824969 - 0.6065307) / 0.3934693));
	decay = decay_of(WS_DECAY_LOGISTIC, 20);
	CHECK(is(ws_decay(&decay, 10), 0.5) && is(ws_decay(&decay, 12), 0.2689414) &&
		  is(ws_decay(&decay, 8), 0.7310586));
	decay = decay_of(WS_DECAY_POWER, 20);
	CHECK(is(ws_decay(&decay, 0), 1) && is(ws_decay(&decay, 1), 1) &&
		  is(ws_decay(&decay, 4), 0.25));
	decay.beta = 2;
	CHECK(is(ws_decay(&decay, 4), 0.0625));
	/* A budget of nothing. */
	for (WsDecayKind kind = WS_DECAY_STEP; kind < WS_DECAY_COUNT; kind++)
	{
		decay = decay_of(kind, 0);
		CHECK(ws_decay(&decay, 0) >= 0 && ws_decay(&decay, 0) <= 1);
	}
}

static void
hill_numbers(void)
{
	const double even[] = {5, 5, 0, 5, 5}, odd[] = {3, 1}, none[] = {0, 0};

	for (double q = 0; q <= 3; q += 0.5)
		CHECK(is(ws_hill_number(even, 5, q), 4) && ws_hill_number(none, 2, q) == 0);
	CHECK(ws_hill_number(none, 0, 1) == 0);
	CHECK(is(ws_hill_number(odd, 2, 0), 2));
	/* Shannon's entropy of 3/4 and 1/4 is 0.5623351. */
	CHECK(is(ws_hill_number(odd, 2, 1), exp(0.5623351)));
	CHECK(is(ws_hill_number(odd, 2, 2), 16 / 10.0));
}

void
test_measures(void)
{
	RUN(decays);
	RUN(hill_numbers);
}
