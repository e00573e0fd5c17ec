/*
 * walls.c - barriers on a lattice: which links they cut, which legs they hide.
 *
 * A wall is followed through the rows and columns that it crosses. Each crossing
 * cuts a link between neighbouring points, and lies between two cells, which list
 * the wall; so do the cells where it ends. A wall that only touches a row does
 * not cross it, so that walls which meet are as tight as one that goes through:
 * all points count as if they were a hair to the west, and a hair of that to the
 * south.
 */
#include "walls.h"

#include <math.h>

typedef struct WsWallEntry
{
	uint32_t wall;
	uint32_t next; /* in the same cell; NO_ENTRY: none */
} WsWallEntry;

#define NO_ENTRY UINT32_MAX

static inline bool
in_lattice(const WsLattice *lattice, int32_t x, int32_t y)
{
	return x >= 0 && y >= 0 && x < (int32_t) ws_lattice_stride(lattice) &&
		   y < (int32_t) lattice->rows;
}

static inline void
list(WsWalls *walls, int32_t x, int32_t y, uint32_t wall)
{
	size_t cell = (size_t) y * ws_lattice_stride(walls->lattice) + (size_t) x;
	bool seen;

	if (!in_lattice(walls->lattice, x, y))
		return;
	seen = ws_bit(walls->cells, cell);
	if (seen && walls->entries[walls->first[cell]].wall == wall)
		return;
	if (walls->n_entries == walls->capacity)
		walls->entries = ws_grow(walls->lattice->env, walls->entries, &walls->capacity,
								 walls->n_entries + 1, sizeof(WsWallEntry));
	walls->entries[walls->n_entries] = (WsWallEntry){wall, seen ? walls->first[cell] : NO_ENTRY};
	walls->first[cell] = (uint32_t) walls->n_entries++;
	ws_bit_set(walls->cells, cell);
}

static inline int32_t
whole(double x)
{
	int32_t towards_0 = (int32_t) x;

	return towards_0 - (x < towards_0);
}

/* Rows, or columns, that a wall crosses: of those between its ends only that to which it comes. */
static inline void
crossed(int32_t a, int32_t b, uint32_t most, int32_t *first, int32_t *last)
{
	*first = (a < b ? a : b) + 1;
	*last = a < b ? b : a;
	if (*first < 0)
		*first = 0;
	if (*last >= (int32_t) most)
		*last = (int32_t) most - 1;
}

/* How far a place is to the left of a wall, times the wall's length. */
static double
left_of(const WsWall *w, double x, double y)
{
	return (w->bx - w->ax) * (y - w->ay) - (w->by - w->ay) * (x - w->ax);
}

/* Whether a point is to the left of a wall, seen along it to the north, or else to the east. */
static bool
is_left(const WsWall *w, double x, double y)
{
	double dx = w->bx - w->ax, dy = w->by - w->ay, side = left_of(w, x, y);

	if (side == 0)
		return dy != 0;
	return (side > 0) == (dy > 0 || (dy == 0 && dx > 0));
}

/* As near to a point as this, a crossing is beside it as is_left() says. */
#define HAIR 1e-6

/* The point to the west of where a wall crosses a row. */
static int32_t
west_of(const WsWall *w, double y)
{
	double at = w->ax + (y - w->ay) / (w->by - w->ay) * (w->bx - w->ax);
	int32_t x = whole(at + 0.5);

	return fabs(at - x) > HAIR ? whole(at) : is_left(w, x, y) ? x : x - 1;
}

/* The point to the south of where a wall crosses a column. */
static int32_t
south_of(const WsWall *w, double x)
{
	double slope = (w->by - w->ay) / (w->bx - w->ax), at = w->ay + (x - w->ax) * slope;
	int32_t y = whole(at + 0.5);

	return fabs(at - y) > HAIR ? whole(at) : is_left(w, x, y) == (slope < 0) ? y : y - 1;
}

static void
add_wall(WsWalls *walls, uint32_t number)
{
	const WsWall *w = &walls->walls[number];
	const WsLattice *lattice = walls->lattice;
	uint32_t stride = ws_lattice_stride(lattice);
	int32_t ax = whole(w->ax), ay = whole(w->ay), bx = whole(w->bx), by = whole(w->by);
	int32_t first, last;

	list(walls, ax, ay, number);
	if (ax == bx && ay == by)
		return;
	list(walls, bx, by, number);
	crossed(ay, by, lattice->rows, &first, &last);
	for (int32_t y = first; y <= last; y++)
	{
		int32_t x = west_of(w, y);

		list(walls, x, y, number);
		list(walls, x, y - 1, number);
		if (in_lattice(lattice, x, y))
			ws_bit_set(walls->cuts.east, (size_t) y * stride + (size_t) x);
	}
	crossed(ax, bx, stride, &first, &last);
	for (int32_t x = first; x <= last; x++)
	{
		int32_t y = south_of(w, x);

		list(walls, x, y, number);
		list(walls, x - 1, y, number);
		if (in_lattice(lattice, x, y))
			ws_bit_set(walls->cuts.north, (size_t) y * stride + (size_t) x);
	}
}

WsWalls
ws_walls_make(const WsLattice *lattice, const WsWall *walls, size_t n, double tolerance)
{
	WsWalls made = {.lattice = lattice, .walls = walls, .tolerance = tolerance};

	made.cuts.east = ws_bits_make(lattice);
	made.cuts.north = ws_bits_make(lattice);
	made.cells = ws_bits_make(lattice);
	made.first = ws_alloc(lattice->env, ws_lattice_words(lattice) * 64 * sizeof(uint32_t));
	for (size_t i = 0; i < n; i++)
	{
		add_wall(&made, (uint32_t) i);
		if (i % 256 == 0)
			ws_interrupt(lattice->env);
	}
	return made;
}

void
ws_walls_free(WsWalls *walls)
{
	const WsEnv *env = walls->lattice->env;

	ws_bits_free(walls->lattice, walls->cuts.east);
	ws_bits_free(walls->lattice, walls->cuts.north);
	ws_bits_free(walls->lattice, walls->cells);
	ws_free(env, walls->first);
	ws_free(env, walls->entries);
}

typedef struct Leg
{
	double x, y; /* from */
	double dx, dy;
	double tolerance; /* squared: of walls near to where it begins */
} Leg;

/* Where, from 0 to 1 along a leg, a wall crosses it; negative where it does not. */
static inline double
crossing(const WsWall *wall, const Leg *leg)
{
	double ax = wall->ax - leg->x, ay = wall->ay - leg->y;
	double bx = wall->bx - leg->x, by = wall->by - leg->y;
	/* On which side of the leg's line either end is, times its distance. */
	double a = leg->dx * ay - leg->dy * ax, b = leg->dx * by - leg->dy * bx;
	double across, from;

	if ((a > 0 && b > 0) || (a < 0 && b < 0) || a == b)
		return -1;
	across = leg->dx * (by - ay) - leg->dy * (bx - ax);
	from = ax * (by - ay) - ay * (bx - ax);
	from /= across;
	return from <= 1 ? from : -1;
}

/* A wall where the leg begins does not hide it. */
static inline bool
wall_hides(const WsWall *wall, const Leg *leg)
{
	double at = crossing(wall, leg);

	return at >= 0 && at * at * (leg->dx * leg->dx + leg->dy * leg->dy) > leg->tolerance;
}

static bool
cell_hides(const WsWalls *walls, size_t cell, const Leg *leg, uint32_t *hint)
{
	for (uint32_t i = walls->first[cell]; i != NO_ENTRY; i = walls->entries[i].next)
		if (wall_hides(&walls->walls[walls->entries[i].wall], leg))
		{
			*hint = walls->entries[i].wall;
			return true;
		}
	return false;
}

/* Whether a wall, given from a place, comes within a distance of it. */
static inline bool
comes_near(double ax, double ay, double bx, double by, double distance)
{
	double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy, near2 = distance * distance;
	double along = -(ax * dx + ay * dy), beside = ax * dy - ay * dx;
	bool before = along <= 0, after = along >= length2;

	return (before & (ax * ax + ay * ay <= near2)) | (after & (bx * bx + by * by <= near2)) |
		   (!before & !after & (beside * beside <= near2 * length2));
}

bool
ws_walls_show_corner(const WsWalls *walls, double x, double y, uint32_t corner)
{
	double west = (uint32_t) x, south = (uint32_t) y;
	size_t cell = (size_t) south * ws_lattice_stride(walls->lattice) + (size_t) west;
	double to_x = west + (corner & 1) - x, to_y = south + (corner >> 1) - y;

	for (uint32_t i = walls->first[cell]; i != NO_ENTRY; i = walls->entries[i].next)
	{
		const WsWall *wall = &walls->walls[walls->entries[i].wall];
		double ax = wall->ax - x, ay = wall->ay - y, bx = wall->bx - x, by = wall->by - y;
		/* On which side of the wall the place is, and the corner; of the line to it the wall's ends. */
		double here = ax * (by - ay) - ay * (bx - ax);
		double there = here + (bx - ax) * to_y - (by - ay) * to_x;
		double a = to_x * ay - to_y * ax, b = to_x * by - to_y * bx;

		/* Without branches, which few walls would take the same way. */
		if (((here != there) & ((here <= 0) | (there <= 0)) & ((here >= 0) | (there >= 0)) &
			 ((a <= 0) | (b <= 0)) & ((a >= 0) | (b >= 0))) ||
			comes_near(ax, ay, bx, by, walls->tolerance))
			return false;
	}
	return true;
}

bool
ws_walls_hide(const WsWalls *walls, double from_x, double from_y, uint32_t x, uint32_t y,
			  uint32_t *hint)
{
	uint32_t words = walls->lattice->row_words;
	Leg leg = {.x = from_x,
			   .y = from_y,
			   .dx = x - from_x,
			   .dy = y - from_y,
			   .tolerance = walls->tolerance * walls->tolerance};
	/* All cells that the leg passes, by rows; a point belongs to the four around it. */
	uint32_t south = from_y < y ? (uint32_t) from_y : y - 1;
	uint32_t north = from_y > y ? (uint32_t) from_y : y;
	double slope = fabs(leg.dy) > 1e-9 ? leg.dx / leg.dy : 0;
	double low_x = leg.dx < 0 ? x : from_x, high_x = leg.dx < 0 ? from_x : x;

	if (wall_hides(&walls->walls[*hint], &leg))
		return true;
	for (uint32_t row = south; row <= north; row++)
	{
		double a = from_x + (row - from_y) * slope, b = a + slope;
		double low = slope == 0 ? low_x : fmax(low_x, fmin(a, b));
		double high = slope == 0 ? high_x : fmin(high_x, fmax(a, b));
		uint32_t west = (uint32_t) (low - 1e-6), east = (uint32_t) (high + 1e-6);

		for (uint32_t word = west / 64; word <= east / 64; word++)
		{
			uint64_t touched =
				walls->cells[(size_t) row * words + word] & ws_bits_between(word, west, east);

			for (; touched; touched &= touched - 1)
				if (cell_hides(walls,
							   ((size_t) row * words + word) * 64 +
								   (size_t) __builtin_ctzll(touched),
							   &leg, hint))
					return true;
		}
	}
	return false;
}

/* Cells. A street this near to a wall may be on either side of it, or along it. */
#define BESIDE 0.01

static const WsWall *
last_wall(const WsWalls *walls, uint32_t x, uint32_t y)
{
	size_t cell = (size_t) y * ws_lattice_stride(walls->lattice) + x;

	return &walls->walls[walls->entries[walls->first[cell]].wall];
}

bool
ws_walls_same_side(const WsWalls *walls, uint32_t x, uint32_t y, double ax, double ay, double bx,
				   double by)
{
	const WsWall *wall = last_wall(walls, x, y);

	return (left_of(wall, ax, ay) > 0) == (left_of(wall, bx, by) > 0);
}

bool
ws_walls_pass_by(const WsWalls *walls, uint32_t x, uint32_t y, double ax, double ay, double bx,
				 double by)
{
	size_t cell = (size_t) y * ws_lattice_stride(walls->lattice) + x;
	const WsWall *wall = last_wall(walls, x, y);
	int32_t column = (int32_t) x, row = (int32_t) y;
	double a, b, least;

	if (walls->entries[walls->first[cell]].next != NO_ENTRY ||
		(whole(wall->ax) == column && whole(wall->ay) == row) ||
		(whole(wall->bx) == column && whole(wall->by) == row))
		return false;
	a = left_of(wall, ax, ay);
	b = left_of(wall, bx, by);
	least = BESIDE * (fabs(wall->bx - wall->ax) + fabs(wall->by - wall->ay));
	return (a > least && b > least) || (a < -least && b < -least);
}

double
ws_walls_stop(const WsWalls *walls, uint32_t x, uint32_t y, int dx, int dy)
{
	uint32_t stride = ws_lattice_stride(walls->lattice);
	Leg link = {.x = x, .y = y, .dx = dx, .dy = dy};
	double nearest = 1;

	/* The cells on both sides of the link. */
	for (int side = 0; side < 2; side++)
	{
		uint32_t column = x - (dx < 0) - (dy != 0 && side), row = y - (dy < 0) - (dx != 0 && side);
		size_t cell = (size_t) row * stride + column;

		if (!ws_bit(walls->cells, cell))
			continue;
		for (uint32_t i = walls->first[cell]; i != NO_ENTRY; i = walls->entries[i].next)
		{
			double at = crossing(&walls->walls[walls->entries[i].wall], &link);

			if (at >= 0 && at < nearest)
				nearest = at;
		}
	}
	return nearest;
}
