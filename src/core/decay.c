/* decay.c - how much a place counts that is so far away, see decay.h. */
#include "decay.h"

#include <math.h>

const char *const ws_decay_names[WS_DECAY_COUNT] = {"step",     "linear",   "exponential",
													"gaussian", "logistic", "power"};

void
ws_decay_defaults(WsDecay *decay)
{
	/* Exponential: a tenth is left at the budget. Power: the inverse. */
	if (isnan(decay->beta))
		decay->beta = decay->kind == WS_DECAY_POWER ? 1
					  : decay->budget > 0           ? log(10) / decay->budget
													: 0;
	if (isnan(decay->midpoint))
		decay->midpoint = decay->budget / 2;
	if (isnan(decay->scale))
		decay->scale = decay->budget > 0 ? decay->budget / 10 : 1;
}

double
ws_decay(const WsDecay *decay, double t)
{
	double share = decay->budget > 0 ? fmin(t / decay->budget, 1) : 0;

	switch (decay->kind)
	{
		case WS_DECAY_LINEAR:
			return 1 - share;
		case WS_DECAY_EXPONENTIAL:
			return exp(-decay->beta * t);
		case WS_DECAY_GAUSSIAN:
			return (exp(-share * share / 2) - exp(-0.5)) / (1 - exp(-0.5));
		case WS_DECAY_LOGISTIC:
			return 1 / (1 + exp((t - decay->midpoint) / decay->scale));
		case WS_DECAY_POWER:
			return t <= 1 ? 1 : pow(t, -decay->beta);
		default:
			return 1;
	}
}
