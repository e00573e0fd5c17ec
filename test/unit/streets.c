/* streets.c - streets to test with, see streets.h. */
#include "streets.h"

#include "oracle.h"

#include <math.h>
#include <string.h>

#define PI 3.14159265358979323846

WsWay
way_of(WsKind kind)
{
	return (WsWay){.share = WS_WHOLE_SHARE,
				   .kind = (uint8_t) kind,
				   .forward = true,
				   .backward = true,
				   .no_doors = kind == WS_KIND_FOOTBRIDGE || kind == WS_KIND_UNDERPASS ||
							   kind == WS_KIND_LIFT};
}

void
add_part(WsStreets *streets, const WsPoint *points, uint32_t n)
{
	WsStreet *row = &streets->rows[streets->n_rows - 1];

	streets->parts = ws_grow(test_env(), streets->parts, &streets->part_capacity,
							 streets->n_parts + 1, sizeof(uint32_t));
	streets->parts[streets->n_parts++] = n;
	streets->points = ws_grow(test_env(), streets->points, &streets->point_capacity,
							  streets->n_points + n, sizeof(WsPoint));
	memcpy(streets->points + streets->n_points, points, n * sizeof(WsPoint));
	streets->n_points += n;
	row->parts++;
	row->vertices += n;
}

void
add_street(WsStreets *streets, int64_t id, WsWay way, const WsPoint *points, uint32_t n)
{
	streets->srid = 4326;
	streets->rows = ws_grow(test_env(), streets->rows, &streets->row_capacity, streets->n_rows + 1,
							sizeof(WsStreet));
	streets->rows[streets->n_rows++] = (WsStreet){.id = id, .way = way};
	add_part(streets, points, n);
}

void
add_line(WsStreets *streets, int64_t id, WsWay way, int32_t x0, int32_t y0, int32_t x1, int32_t y1)
{
	add_street(streets, id, way, (WsPoint[]){{x0, y0}, {x1, y1}}, 2);
}

WsStreets
shuffled_streets(Rng *rng, const WsStreets *streets)
{
	size_t *order = ws_alloc(test_env(), streets->n_rows * sizeof(size_t));
	size_t *part = ws_alloc(test_env(), (streets->n_rows + 1) * sizeof(size_t));
	size_t *point = ws_alloc(test_env(), (streets->n_rows + 1) * sizeof(size_t));
	WsStreets other = {.srid = 0};

	part[0] = point[0] = 0;
	for (size_t i = 0; i < streets->n_rows; i++)
	{
		size_t k = rng_below(rng, (uint32_t) i + 1);

		part[i + 1] = part[i] + streets->rows[i].parts;
		point[i + 1] = point[i] + streets->rows[i].vertices;
		order[i] = order[k];
		order[k] = i;
	}
	for (size_t i = 0; i < streets->n_rows; i++)
	{
		const WsStreet *row = &streets->rows[order[i]];
		const WsPoint *from = streets->points + point[order[i]];

		for (uint32_t k = 0; k < row->parts; k++)
		{
			uint32_t n = streets->parts[part[order[i]] + k];

			if (k == 0)
				add_street(&other, row->id, row->way, from, n);
			else
				add_part(&other, from, n);
			from += n;
		}
	}
	return other;
}

Value
build(const WsStreets *streets)
{
	Value value;

	value.data = ws_network_build(test_env(), streets, 0, &value.size);
	return value;
}

static void
read_value(void *context, uint32_t offset, uint32_t size, void *out)
{
	const Value *value = context;

	if ((uint64_t) offset + size > value->size)
		ws_fail(test_env(), WS_ERROR_CORRUPT, NULL, "value is cut off");
	memcpy(out, value->data + offset, size);
}

void
open_value(WsGraph *graph, WsCache *cache, const Value *value)
{
	ws_graph_open(graph, test_env(), cache, (WsSource){read_value, (void *) value});
}

WsWalker
adult(void)
{
	return (WsWalker){.speed_mps = 1.33,
					  .steps_up_s_per_m = 2.0,
					  .steps_down_s_per_m = 1.43,
					  .steps_allowed = true,
					  .steepest_grade = INFINITY,
					  .off_street_factor = 1,
					  .off_street_max_m = 200};
}

WsWalker
hiker(void)
{
	WsWalker walker = adult();

	walker.speed_mps = 1.4;
	walker.tobler = true;
	walker.steepest_grade = 0.6;
	return walker;
}

WsWalker
wheelchair(void)
{
	WsWalker walker = adult();

	walker.speed_mps = 0.9;
	walker.steps_allowed = false;
	walker.steepest_grade = 0.083;
	walker.footbridge_s = 20;
	walker.underpass_s = 15;
	walker.lift_wait_s = 60;
	walker.signal_wait_s = 30;
	walker.crossing_wait_s = 10;
	walker.off_street_factor = 1.5;
	walker.off_street_max_m = 120;
	return walker;
}

WsWalker
anyone(Rng *rng)
{
	WsWalker walker = {.speed_mps = rng_between(rng, 0.5, 2),
					   .tobler = rng_chance(rng, 0.5),
					   .steps_up_s_per_m = rng_between(rng, 0.5, 5),
					   .steps_down_s_per_m = rng_between(rng, 0.5, 5),
					   .footbridge_s = rng_between(rng, 0, 90),
					   .underpass_s = rng_between(rng, 0, 90),
					   .lift_wait_s = rng_between(rng, 0, 90),
					   .signal_wait_s = rng_between(rng, 0, 90),
					   .crossing_wait_s = rng_between(rng, 0, 90),
					   .steps_allowed = rng_chance(rng, 0.5),
					   .steepest_grade =
						   rng_chance(rng, 0.5) ? INFINITY : rng_between(rng, 0.02, 0.2),
					   .off_street_factor = rng_between(rng, 0.5, 3),
					   .off_street_max_m = rng_between(rng, 20, 400)};

	return walker;
}

Lattice
random_lattice(Rng *rng, uint32_t size)
{
	static const double latitudes[] = {0, 31.2, -33.9, 45, 60, 69.6};
	double lat = latitudes[rng_below(rng, 6)];
	Lattice lattice = {.dy = 4500, .size = size};

	lattice.dx = (int32_t) (4500 / cos(lat * PI / 180));
	lattice.corner.x = (int32_t) (rng_between(rng, -179, 179) * 1e7);
	lattice.corner.y = (int32_t) (lat * 1e7);
	return lattice;
}

static WsPoint
lattice_point(const Lattice *lattice, uint32_t i, uint32_t k)
{
	return (WsPoint){lattice->corner.x + (int32_t) i * lattice->dx,
					 lattice->corner.y + (int32_t) k * lattice->dy};
}

static WsPoint
jitter(Rng *rng, const Lattice *lattice, WsPoint p, double cells)
{
	p.x += (int32_t) (lattice->dx * rng_between(rng, -cells, cells));
	p.y += (int32_t) (lattice->dy * rng_between(rng, -cells, cells));
	return p;
}

WsPoint
random_door(Rng *rng, const Lattice *lattice)
{
	WsPoint p =
		lattice_point(lattice, rng_below(rng, lattice->size), rng_below(rng, lattice->size));

	/* Some are on a lattice point, or far out. */
	return rng_chance(rng, 0.1)   ? p
		   : rng_chance(rng, 0.1) ? jitter(rng, lattice, p, 8)
								  : jitter(rng, lattice, p, 1);
}

/* A walk over the lattice, sometimes with vertices off it. */
static uint32_t
random_line(Rng *rng, const Lattice *lattice, WsPoint *points, uint32_t most)
{
	uint32_t i = rng_below(rng, lattice->size), k = rng_below(rng, lattice->size);
	uint32_t steps = 1 + rng_below(rng, 6);
	bool wriggles = rng_chance(rng, 0.15);
	uint32_t n = 0;

	points[n++] = lattice_point(lattice, i, k);
	while (steps-- > 0 && n + 7 < most)
	{
		uint32_t to_i = i + rng_below(rng, 3) - 1, to_k = k + rng_below(rng, 3) - 1;
		WsPoint from = points[n - 1];
		WsPoint to;

		if (to_i >= lattice->size || to_k >= lattice->size)
			continue;
		to = lattice_point(lattice, to_i, to_k);
		for (uint32_t w = 1; wriggles && w < 6; w++)
			points[n++] = jitter(rng, lattice,
								 (WsPoint){from.x + (int32_t) w * ((to.x - from.x) / 6),
										   from.y + (int32_t) w * ((to.y - from.y) / 6)},
								 0.04);
		points[n++] = to;
		i = to_i;
		k = to_k;
	}
	if (n > 3 && rng_chance(rng, 0.2))
		points[n++] = points[0];
	return n;
}

static WsWay
random_way(Rng *rng, double metres)
{
	WsWay way =
		way_of(rng_chance(rng, 0.4) ? WS_KIND_STREET : (WsKind) rng_below(rng, WS_KIND_BARRIER));

	if (rng_chance(rng, 0.3))
	{
		way.forward = rng_chance(rng, 0.4);
		way.backward = !way.forward && rng_chance(rng, 0.7);
	}
	way.no_wheelchair = rng_chance(rng, 0.1);
	if (rng_chance(rng, 0.1))
		way.no_doors = !way.no_doors;
	if (rng_chance(rng, 0.3))
		way.ascent_cm = (uint32_t) (metres * rng_between(rng, 0, 12));
	if (rng_chance(rng, 0.3))
		way.descent_cm = (uint32_t) (metres * rng_between(rng, 0, 12));
	if (rng_chance(rng, 0.2))
		way.delay_ms = rng_below(rng, 60000);
	return way;
}

static double
line_metres(const WsPoint *points, uint32_t n)
{
	double metres = 0;

	for (uint32_t i = 1; i < n; i++)
		metres += oracle_metres(points[i - 1], points[i]);
	return metres;
}

void
add_random_street(Rng *rng, const Lattice *lattice, int64_t id, WsStreets *streets)
{
	WsPoint points[64];
	uint32_t n = random_line(rng, lattice, points, 64);

	add_street(streets, id, random_way(rng, line_metres(points, n)), points, n);
	while (rng_chance(rng, 0.1))
	{
		n = random_line(rng, lattice, points, 64);
		add_part(streets, points, n);
	}
}

/* Another street along the last one, sometimes the other way round. */
static void
add_parallel(Rng *rng, int64_t id, WsStreets *streets)
{
	WsPoint points[64];
	uint32_t n = streets->parts[streets->n_parts - 1];
	const WsPoint *last = streets->points + streets->n_points - n;
	bool turned = rng_chance(rng, 0.5);

	for (uint32_t i = 0; i < n; i++)
		points[i] = last[turned ? n - 1 - i : i];
	add_street(streets, id, random_way(rng, line_metres(points, n)), points, n);
}

static void
add_barrier(Rng *rng, const Lattice *lattice, int64_t id, uint32_t most, WsStreets *streets)
{
	WsPoint points[64];
	uint32_t n = 2 + rng_below(rng, most - 1);
	double off = rng_chance(rng, 0.3) ? 0 : 0.5;

	for (uint32_t i = 0; i < n; i++)
	{
		WsPoint p = i == 0 ? lattice_point(lattice, rng_below(rng, lattice->size),
										   rng_below(rng, lattice->size))
						   : points[i - 1];

		p.x += i == 0 ? 0 : lattice->dx * ((int32_t) rng_below(rng, 3) - 1);
		p.y += i == 0 ? 0 : lattice->dy * ((int32_t) rng_below(rng, 3) - 1);
		points[i] = jitter(rng, lattice, p, off);
	}
	add_street(streets, id, way_of(WS_KIND_BARRIER), points, n);
}

void
random_streets(Rng *rng, const Lattice *lattice, WsStreets *streets)
{
	uint32_t n = 5 + rng_below(rng, 36);
	int64_t id = (int64_t) rng_below(rng, 1000) - 500;
	uint32_t walls = rng_below(rng, 6);

	for (uint32_t i = 0; i < n; i++)
	{
		Lattice elsewhere = *lattice;

		id += 1 + rng_below(rng, 5);
		/* Now and then in another part of town, without a way there. */
		elsewhere.corner.x += 3 * lattice->dx * (int32_t) lattice->size;
		if (i > 0 && rng_chance(rng, 0.1))
			add_parallel(rng, id, streets);
		else
			add_random_street(rng, rng_chance(rng, 0.05) ? &elsewhere : lattice, id, streets);
	}
	for (uint32_t i = 0; i < walls; i++)
		add_barrier(rng, lattice, ++id, 6, streets);
}

void
random_city(Rng *rng, Lattice *lattice, uint32_t size, WsStreets *streets)
{
	WsPoint *nodes = ws_alloc(test_env(), size * size * sizeof(WsPoint));
	WsPoint *points = ws_alloc(test_env(), 3 * size * sizeof(WsPoint));

	*lattice = random_lattice(rng, size);
	for (uint32_t i = 0; i < size * size; i++)
		nodes[i] = jitter(rng, lattice, lattice_point(lattice, i / size, i % size), 0.3);
	/* Streets along and across, in stretches of ten blocks with a bend in some. */
	for (uint32_t s = 0; s < 2 * size; s++)
		for (uint32_t from = 0; from + 1 < size; from += 10)
		{
			uint32_t n = 0;

			for (uint32_t k = from; k < size && k <= from + 10; k++)
			{
				points[n++] = s < size ? nodes[s * size + k] : nodes[k * size + s - size];
				if (k + 1 < size && k < from + 10 && rng_chance(rng, 0.3))
				{
					points[n] = jitter(rng, lattice, points[n - 1], 0.3);
					n++;
				}
			}
			if (rng_chance(rng, 0.95))
				add_street(streets, (int64_t) streets->n_rows,
						   random_way(rng, line_metres(points, n)), points, n);
		}
	for (uint32_t i = 0; i < size; i++)
		add_barrier(rng, lattice, (int64_t) streets->n_rows, 60, streets);
	ws_free(test_env(), points);
	ws_free(test_env(), nodes);
}
