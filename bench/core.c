/*
 * core.c - how fast bounded walking searches go in the core, without PostgreSQL.
 *
 * Usage: core EDGES.csv [copies [searches]]
 * Input: tab-separated, the fifth column a line, SRID=4326;LINESTRING(lon lat,...).
 * As many copies of it are put side by side, in a square. Walks at 80 m a minute.
 *
 * Reports in the words of limit, which runs as many searches from nodes chosen
 * the same way, and as limit it reports the second of two runs.
 */
#define _POSIX_C_SOURCE 200809L /* getline, clock_gettime */

#include "build.h"
#include "search.h"

#include <math.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void *
allocate(void *context, size_t size)
{
	void *p = malloc(size);

	(void) context;
	if (!p)
		abort();
	return p;
}

static void *
reallocate(void *context, void *p, size_t size)
{
	(void) context;
	p = realloc(p, size);
	if (!p)
		abort();
	return p;
}

static void
release(void *context, void *p)
{
	(void) context;
	free(p);
}

static void
interrupt(void *context)
{
	(void) context;
}

static _Noreturn void
fail(void *context, WsErrorCode code, const char *message, const char *hint)
{
	(void) context;
	(void) code;
	(void) hint;
	fprintf(stderr, "core: %s\n", message);
	exit(1);
}

/* Bit by bit: tiles are read before the clock starts. */
static uint32_t
crc32c(const void *data, size_t size)
{
	const uint8_t *p = data;
	uint32_t crc = UINT32_MAX;

	while (size-- > 0)
	{
		crc ^= *p++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0x82f63b78) : 0);
	}
	return ~crc;
}

static void
sha256(const void *data, size_t size, uint8_t out[32])
{
	SHA256(data, size, out);
}

static const WsEnv env = {allocate, reallocate, release, interrupt, fail, crc32c, sha256, NULL};

/* Streets as they are read ------------------------------------------------- */

static void
add_point(WsStreets *streets, WsPoint p)
{
	streets->points = ws_grow(&env, streets->points, &streets->point_capacity,
							  streets->n_points + 1, sizeof(WsPoint));
	streets->points[streets->n_points++] = p;
}

/* A street of the last n points. */
static void
end_street(WsStreets *streets, uint32_t n)
{
	WsWay way = {
		.share = WS_WHOLE_SHARE, .kind = WS_KIND_STREET, .forward = true, .backward = true};

	streets->parts = ws_grow(&env, streets->parts, &streets->part_capacity, streets->n_parts + 1,
							 sizeof(uint32_t));
	streets->parts[streets->n_parts++] = n;
	streets->rows =
		ws_grow(&env, streets->rows, &streets->row_capacity, streets->n_rows + 1, sizeof(WsStreet));
	streets->rows[streets->n_rows] =
		(WsStreet){.id = (int64_t) streets->n_rows, .way = way, .parts = 1, .vertices = n};
	streets->n_rows++;
}

static void
read_line(WsStreets *streets, const char *text)
{
	size_t before = streets->n_points;
	WsPoint p;
	char *end;

	do
	{
		double lon = strtod(text + 1, &end), lat = strtod(end, &end);

		if (!ws_point_from_degrees(lon, lat, &p))
			ws_fail(&env, WS_ERROR_INVALID, NULL, "not a line: %s", text);
		add_point(streets, p);
		text = end;
	} while (*text == ',');
	end_street(streets, (uint32_t) (streets->n_points - before));
}

static WsStreets
read_streets(FILE *file)
{
	WsStreets streets = {.srid = 4326};
	char *row = NULL;
	size_t capacity = 0;

	while (getline(&row, &capacity, file) > 0)
	{
		char *line = strchr(row, '(');

		if (line)
			read_line(&streets, line);
	}
	free(row);
	return streets;
}

static WsStreets
copy_streets(const WsStreets *one, uint32_t side)
{
	WsStreets all = {.srid = one->srid};
	WsBox box = WS_BOX_EMPTY;

	for (size_t i = 0; i < one->n_points; i++)
		ws_box_add(&box, one->points[i]);
	for (uint32_t copy = 0; copy < side * side; copy++)
	{
		int32_t dx = (int32_t) (copy % side) * (box.x1 - box.x0);
		int32_t dy = (int32_t) (copy / side) * (box.y1 - box.y0);
		const WsPoint *p = one->points;

		for (size_t row = 0; row < one->n_rows; row++)
		{
			for (uint32_t i = 0; i < one->rows[row].vertices; i++, p++)
				add_point(&all, (WsPoint){p->x + dx, p->y + dy});
			end_street(&all, one->rows[row].vertices);
		}
	}
	return all;
}

/* Searches ------------------------------------------------------------------ */

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

static void
read_value(void *context, uint32_t offset, uint32_t size, void *out)
{
	memcpy(out, (const uint8_t *) context + offset, size);
}

static WsSnap
random_start(WsGraph *graph, const WsWalker *walker)
{
	uint32_t node = (uint32_t) rand() % graph->header.n_nodes;
	const WsTile *tile = ws_graph_tile(graph, node >> WS_TILE_SHIFT);

	return ws_snap(graph, walker, tile->nodes[node & WS_TILE_MASK]);
}

static void
run(WsGraph *graph, const WsWalker *walker, int n)
{
	WsSense sense = {.walker = *walker, .metric = WS_BY_TIME};
	WsSearch *search = ws_search_create(graph, &sense, ws_budget_limit(WS_BY_TIME, 900));
	WsSnap *starts = ws_alloc(&env, (size_t) n * sizeof(WsSnap));
	double began, took;
	size_t settled;

	srand(7);
	for (int i = 0; i < n; i++)
		starts[i] = random_start(graph, walker);
	for (int warm = 0; warm < 2; warm++)
	{
		settled = 0;
		began = seconds();
		for (int i = 0; i < n; i++)
		{
			size_t reached;

			ws_search_run(search, &starts[i], 1, NULL, 0);
			ws_search_reached(search, &reached);
			settled += reached;
		}
		took = seconds() - began;
	}
	printf("one 15-minute search: %.1f us, %.0f nodes settled, %.1f ns each\n", took / n * 1e6,
		   (double) settled / n, took / (double) settled * 1e9);
	ws_search_free(search);
}

int
main(int argc, char **argv)
{
	FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
	int copies = argc > 2 ? atoi(argv[2]) : 1;
	int n = argc > 3 ? atoi(argv[3]) : 3000;
	WsWalker walker = {.speed_mps = 80 / 60.0,
					   .steps_allowed = true,
					   .steepest_grade = INFINITY,
					   .off_street_factor = 1,
					   .off_street_max_m = 200};
	WsStreets one, all;
	WsGraph graph;
	WsCache *cache;
	uint8_t *value;
	size_t size;
	double began;

	if (!file || copies < 1 || n < 1)
		return fprintf(stderr, "usage: core EDGES.csv [copies [searches]]\n"), 2;
	one = read_streets(file);
	all = copy_streets(&one, (uint32_t) sqrt(copies));
	began = seconds();
	value = ws_network_build(&env, &all, 0, &size);
	cache = ws_cache_create(&env);
	ws_cache_set_limit(cache, SIZE_MAX);
	ws_graph_open(&graph, &env, cache, (WsSource){read_value, value});
	printf("%u nodes, %u edges: built in %.3f s\n", graph.header.n_nodes, graph.header.n_edges,
		   seconds() - began);
	run(&graph, &walker, n);
	ws_graph_close(&graph);
	return 0;
}
