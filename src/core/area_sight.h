/*
 * area_sight.h - what points near walls see of the streets, see area.c.
 */
#ifndef WALKSHED_AREA_SIGHT_H
#define WALKSHED_AREA_SIGHT_H

#include "capsule.h"

/* A stretch whose samples see what is near walls. */
typedef struct WsViewer
{
	WsCapsule capsule;
	double part; /* the length between two samples */
	size_t first_sample; /* its number among those of the area */
	/* Those of the segment that are next to the reach as well: which are reached changes with the budget. */
	uint32_t first, last;
} WsViewer;

extern WsViewer ws_viewer(const WsAreaMaker *m, size_t stretch);

/* Whether the nearest place of a stretch is in sight of a point. */
extern bool ws_viewer_shows(const WsAreaMaker *m, const WsViewer *v, uint32_t x, uint32_t y);

/* The least excess of the places of a stretch that are in sight, if it is less than a level; else that. */
extern double ws_viewer_excess(const WsAreaMaker *m, const WsViewer *v, uint32_t x, uint32_t y,
							   double level);

/* Lowers the field at the unsettled points to what they see of those of some stretches that do not count everywhere. */
extern void ws_area_look(WsAreaMaker *m, const uint32_t *stretches, size_t n);

#endif
