/* init.c - module load: settings. */
#include "postgres.h"

#include <limits.h>

#include "utils/guc.h"

#include "call.h"
#include "compat.h"

PG_MODULE_MAGIC;

int walkshed_cache_size_mb = 256;

void _PG_init(void);

void
_PG_init(void)
{
	DefineCustomIntVariable("walkshed.cache_size",
							"Memory for decoded network tiles that a backend keeps between calls.",
							"A call holds the tiles it touches until it ends, beyond this limit if "
							"it must. Changes how fast calls are, never their results.",
							&walkshed_cache_size_mb, 256, 1, INT_MAX / 1024, PGC_USERSET,
							GUC_UNIT_MB, NULL, NULL, NULL);
	MarkGUCPrefixReserved("walkshed");
}
