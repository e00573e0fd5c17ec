/*
 * tile_format.h - how an edge's ways are written in a tile; shared by the
 * builder (build.c) and the decoder (tile.c), which describes the layout.
 */
#ifndef WALKSHED_TILE_FORMAT_H
#define WALKSHED_TILE_FORMAT_H

#define WS_WAY_KIND_MASK 0x0f
#define WS_WAY_FORWARD 0x10
#define WS_WAY_BACKWARD 0x20
#define WS_WAY_NO_WHEELCHAIR 0x40
#define WS_WAY_EXTRA 0x80 /* ascent, descent, delay and share follow */
#define WS_WAY_NO_DOORS 0x100
#define WS_WAY_FLAGS 0x200 /* all of them are below */

#define WS_MAX_LENGTH UINT32_C(2000000000)
#define WS_MAX_HEIGHT_CM UINT32_C(1000000)
#define WS_MAX_DELAY_MS UINT32_C(86400000)

#endif
