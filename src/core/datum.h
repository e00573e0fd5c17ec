/*
 * datum.h - the shifted coordinates of Chinese map services.
 *
 * GCJ-02 (Amap, Tencent and others) is WGS 84 shifted by up to 700 m in China,
 * BD-09 (Baidu) by 700 to 1500 m. No definition is published: these are the
 * formulas that everybody uses. Nothing is shifted outside of their box, longitude
 * 72.004 to 137.8347 and latitude 0.8293 to 55.8271.
 */
#ifndef WALKSHED_DATUM_H
#define WALKSHED_DATUM_H

#include "core.h"

/* Degrees. */
typedef struct WsPosition
{
	double lon, lat;
} WsPosition;

/* To and from WGS 84. */
extern WsPosition ws_to_gcj02(WsPosition wgs84);
extern WsPosition ws_to_bd09(WsPosition wgs84);

/*
 * The position in the box that is shifted to this one, to a micrometre; where
 * there is none, the position itself. So whatever was shifted comes back. Beside
 * the box, where a shifted position and one that never was can be the same, it is
 * taken for the shifted one.
 */
extern WsPosition ws_from_gcj02(WsPosition gcj02);
extern WsPosition ws_from_bd09(WsPosition bd09);

#endif
