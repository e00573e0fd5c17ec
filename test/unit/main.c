/*
 * main.c - runs the tests of the core, see test.h.
 *
 * usage: unit [GROUP...]    all of them, unless some are named
 *        unit --list
 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static const struct
{
	const char *name;
	void (*run)(void);
} groups[] = {
	{"geo", test_geo},
	{"datum", test_datum},
	{"walker", test_walker},
	{"measures", test_measures},
	{"hours", test_hours},
	{"format", test_format},
	{"join", test_join},
	{"edit", test_edit},
	{"damage", test_damage},
	{"snap", test_snap},
	{"straight", test_straight},
	{"search", test_search},
	{"cache", test_cache},
	{"outline", test_outline},
	{"area_paths", test_area_paths},
	{"lattice", test_lattice},
	{"walls", test_walls},
	{"area", test_area},
	{"contour", test_contour},
	{"catchment", test_catchment},
	{"field", test_field},
	{"no_memory", test_no_memory},
};
#define N_GROUPS (sizeof groups / sizeof *groups)

int
main(int argc, char **argv)
{
	bool list = argc == 2 && strcmp(argv[1], "--list") == 0;

	for (size_t i = 0; i < N_GROUPS; i++)
	{
		bool named = argc == 1;

		for (int k = 1; k < argc; k++)
			named |= strcmp(argv[k], groups[i].name) == 0;
		if (list)
			puts(groups[i].name);
		else if (named)
			groups[i].run();
	}
	return list || test_summary() ? EXIT_SUCCESS : EXIT_FAILURE;
}
