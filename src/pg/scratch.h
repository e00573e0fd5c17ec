/*
 * scratch.h - memory for the work of one call that is kept for the next.
 */
#ifndef WALKSHED_SCRATCH_H
#define WALKSHED_SCRATCH_H

#include "core.h"

/*
 * An environment whose memory is free again at the next call of this function: for
 * what does not outlive a polygon. A megabyte that is given back to the operating
 * system and asked for again costs as much as to draw one.
 */
extern const WsEnv *walkshed_scratch(void);

#endif
