/* main.c - runs the tests of the core, see test.h. */
#include "test.h"

#include <stdlib.h>

int
main(void)
{
	test_geo();
	test_datum();
	test_walker();
	test_measures();
	test_hours();
	test_format();
	test_join();
	test_edit();
	test_damage();
	test_snap();
	test_straight();
	test_search();
	test_cache();
	test_outline();
	test_area_paths();
	test_lattice();
	test_walls();
	test_area();
	test_contour();
	test_catchment();
	test_field();
	return test_summary() ? EXIT_SUCCESS : EXIT_FAILURE;
}
