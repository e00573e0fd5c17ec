/*
 * edit.h - a network with some of its streets changed.
 */
#ifndef WALKSHED_EDIT_H
#define WALKSHED_EDIT_H

#include "build.h"

typedef struct WsEdit
{
	/*
	 * New streets. Their ids are given to them, and their ends are joined to
	 * what is within its snap_m.
	 */
	WsStreets add;
	const int64_t *open; /* streets to open both ways, barriers to take away */
	size_t n_open;
	const int64_t *close; /* streets */
	size_t n_close;
} WsEdit;

/* Writes the changed value, allocated as that of ws_network_build(). */
extern uint8_t *ws_network_edit(const WsEnv *env, const uint8_t *data, size_t size,
								const WsEdit *edit, size_t reserve, size_t *new_size);

#endif
