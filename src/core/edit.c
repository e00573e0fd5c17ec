/*
 * edit.c - a network with some of its streets changed: back to rows, and built
 * anew.
 *
 * The edges of a row become its parts, and so do the pieces of a barrier, in
 * the order in which they are numbered. Where rows touched, parts end: so the
 * nodes are the same, the edges come in the same order and are cut nowhere
 * else, and the lengths are added up from the same numbers. A value of which
 * nothing is changed is built again to the byte; one whose streets are changed
 * is what network_agg would have made of the changed rows, the counts of what
 * it read included. (Of what it dropped there is no telling which row it was
 * of: that stays counted.)
 *
 * Memory is a few times the value's: the decoded vertices, twice.
 */
#include "edit.h"

#include <inttypes.h>
#include <stdio.h>

#include "sort.h"

#define INTERRUPT_STEPS 4096
#define MOST_LISTED 10

/* An edge, or a piece of a barrier. */
typedef struct Piece
{
	int64_t id; /* of its row */
	WsWay way;
	uint32_t points;
	size_t first;
} Piece;

/* An input row: a run of the pieces in the order of ids. */
typedef struct Row
{
	int64_t id;
	WsWay way;
	bool closed; /* by this edit */
	bool left_out;
	size_t first;
	size_t end;
} Row;

typedef struct Editing
{
	const WsEnv *env;
	WsHeader header;
	Piece *pieces;
	size_t n_pieces;
	size_t piece_capacity;
	WsPoint *points;
	size_t n_points;
	size_t point_capacity;
	WsKeyed *order; /* pieces by id */
	Row *rows; /* by id */
	size_t n_rows;
} Editing;

static _Noreturn void
fail_damaged(const Editing *e, const char *problem)
{
	ws_fail(e->env, WS_ERROR_CORRUPT, "Build the network anew with network_agg().",
			"network is damaged: %s", problem);
}

static void
add_piece(Editing *e, int64_t id, WsWay way, const WsLines *lines, uint32_t line)
{
	uint32_t first = lines->start[line], n = lines->start[line + 1] - first;

	e->pieces = ws_grow(e->env, e->pieces, &e->piece_capacity, e->n_pieces + 1, sizeof(Piece));
	e->points = ws_grow(e->env, e->points, &e->point_capacity, e->n_points + n, sizeof(WsPoint));
	e->pieces[e->n_pieces++] = (Piece){id, way, n, e->n_points};
	memcpy(e->points + e->n_points, lines->vertices + first, n * sizeof(WsPoint));
	e->n_points += n;
}

static void
read_tiles(Editing *e, const uint8_t *data, size_t size)
{
	const WsWay barrier = {.kind = WS_KIND_BARRIER, .share = WS_WHOLE_SHARE};
	const char *problem =
		size < WS_NETWORK_HEADER_SIZE ? "it is cut off" : ws_header_decode(data, &e->header);
	WsTileEntry *entries;

	if (!problem && e->header.size != size)
		problem = "its length is not what it says";
	if (problem)
		fail_damaged(e, problem);
	entries = ws_alloc(e->env, (e->header.n_tiles + 1) * sizeof(WsTileEntry));
	problem = ws_directory_decode(&e->header, data + WS_NETWORK_HEADER_SIZE, entries);
	if (problem)
		fail_damaged(e, problem);
	for (uint32_t t = 0; t < e->header.n_tiles; t++)
	{
		const uint8_t *bytes = data + entries[t].offset;
		WsTile *tile;

		ws_interrupt(e->env);
		if (e->env->crc32c(bytes, entries[t].size) != entries[t].crc)
			fail_damaged(e, "a tile's checksum does not fit");
		tile = ws_tile_decode(e->env, &e->header, entries, t, bytes, &problem);
		if (!tile)
			fail_damaged(e, problem);
		for (uint32_t i = 0; i < tile->n_edges; i++)
			add_piece(e, tile->edges[i].source_id, tile->edges[i].way, &tile->lines, i);
		for (uint32_t i = 0; i < tile->barriers.count; i++)
			add_piece(e, tile->barrier_ids[i], barrier, &tile->barriers, i);
		ws_free(e->env, tile);
	}
	ws_free(e->env, entries);
}

/* Whether two pieces can be of one row: what is the whole row's is the same. */
static bool
same_row(const WsWay *a, const WsWay *b)
{
	return a->kind == b->kind && a->forward == b->forward && a->backward == b->backward &&
		   a->no_wheelchair == b->no_wheelchair && a->no_doors == b->no_doors &&
		   a->ascent_cm == b->ascent_cm && a->descent_cm == b->descent_cm &&
		   a->delay_ms == b->delay_ms;
}

static void
group_rows(Editing *e)
{
	size_t capacity = 0;

	if (e->n_pieces >= UINT32_MAX)
		fail_damaged(e, "it has more edges than can be");
	e->order = ws_alloc(e->env, e->n_pieces * sizeof(WsKeyed));
	for (size_t i = 0; i < e->n_pieces; i++)
		e->order[i] = (WsKeyed){(uint64_t) e->pieces[i].id ^ UINT64_C(1) << 63, (uint32_t) i};
	ws_sort(e->env, e->order, e->n_pieces);
	for (size_t i = 0; i < e->n_pieces; i++)
	{
		const Piece *piece = &e->pieces[e->order[i].value];

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(e->env);
		if (i == 0 || e->rows[e->n_rows - 1].id != piece->id)
		{
			e->rows = ws_grow(e->env, e->rows, &capacity, e->n_rows + 1, sizeof(Row));
			e->rows[e->n_rows++] = (Row){piece->id, piece->way, false, false, i, i};
		}
		else if (!same_row(&e->rows[e->n_rows - 1].way, &piece->way))
			fail_damaged(e, "the edges of a street differ");
		e->rows[e->n_rows - 1].end = i + 1;
	}
}

static bool
is_barrier(const Row *row)
{
	return row->way.kind == WS_KIND_BARRIER;
}

static bool
is_closed(const Row *row)
{
	return !is_barrier(row) && !row->way.forward && !row->way.backward;
}

/* What has been counted of the rows that will be counted again is taken off. */
static WsInputCounts
counts_before(const Editing *e)
{
	WsInputCounts counts = e->header.input;

	for (size_t i = 0; i < e->n_rows; i++)
	{
		counts.rows--;
		counts.barrier_rows -= is_barrier(&e->rows[i]);
		counts.closed_rows -= is_closed(&e->rows[i]);
	}
	return counts;
}

static Row *
find_row(const Editing *e, int64_t id)
{
	size_t low = 0, high = e->n_rows;

	while (low < high)
	{
		size_t middle = (low + high) / 2;

		if (e->rows[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < e->n_rows && e->rows[low].id == id ? &e->rows[low] : NULL;
}

/* Fails if some of the ids are of no street, nor of a barrier where that will do. */
static void
check_ids(const Editing *e, const int64_t *ids, size_t n, bool or_barrier)
{
	char list[MOST_LISTED * 24 + 32];
	size_t length = 0, unknown = 0;

	for (size_t i = 0; i < n; i++)
	{
		const Row *row = find_row(e, ids[i]);

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(e->env);
		if (row && (or_barrier || !is_barrier(row)))
			continue;
		if (unknown++ < MOST_LISTED)
			length += (size_t) snprintf(list + length, sizeof list - length, "%s%" PRId64,
										unknown > 1 ? ", " : "", ids[i]);
	}
	if (unknown > MOST_LISTED)
		snprintf(list + length, sizeof list - length, " and %zu more", unknown - MOST_LISTED);
	if (unknown > 0)
		ws_fail(e->env, WS_ERROR_INVALID,
				or_barrier
					? "Open takes the ids that network_agg() was given, of streets (source_id "
					  "in network_edges()) or barriers."
					: "Close takes the ids that network_agg() was given, of streets: "
					  "source_id in network_edges(). Barriers are closed as they are.",
				"the network has no street%s %s", or_barrier ? " or barrier" : "", list);
}

static void
open_and_close(Editing *e, const WsEdit *edit)
{
	check_ids(e, edit->open, edit->n_open, true);
	check_ids(e, edit->close, edit->n_close, false);
	for (size_t i = 0; i < edit->n_close; i++)
	{
		Row *row = find_row(e, edit->close[i]);

		row->closed = true;
		row->way.forward = row->way.backward = false;
	}
	for (size_t i = 0; i < edit->n_open; i++)
	{
		Row *row = find_row(e, edit->open[i]);

		if (row->closed)
			ws_fail(e->env, WS_ERROR_INVALID, "Name it under one of the two.",
					"street %" PRId64 " is both opened and closed", row->id);
		row->left_out = is_barrier(row);
		row->way.forward = row->way.backward = true;
	}
}

/* Appends the rows as they came from the value. */
static void
put_rows(const Editing *e, WsStreets *streets)
{
	for (size_t i = 0; i < e->n_rows; i++)
	{
		const Row *row = &e->rows[i];
		WsStreet *street = &streets->rows[streets->n_rows];

		if (i % INTERRUPT_STEPS == 0)
			ws_interrupt(e->env);
		if (row->left_out)
			continue;
		*street = (WsStreet){.id = row->id,
							 .way = row->way,
							 .ends_stay = true,
							 .parts = (uint32_t) (row->end - row->first)};
		for (size_t k = row->first; k < row->end; k++)
		{
			const Piece *piece = &e->pieces[e->order[k].value];

			streets->parts[streets->n_parts++] = piece->points;
			memcpy(streets->points + streets->n_points, e->points + piece->first,
				   piece->points * sizeof(WsPoint));
			streets->n_points += piece->points;
			street->vertices += piece->points;
		}
		streets->n_rows++;
	}
}

/* Appends the new streets, under ids below all others and below zero. */
static void
put_added(const Editing *e, const WsStreets *add, WsStreets *streets)
{
	int64_t lowest = e->n_rows > 0 && e->rows[0].id < 0 ? e->rows[0].id : 0;

	if (add->n_rows > (uint64_t) lowest - (uint64_t) INT64_MIN)
		ws_fail(e->env, WS_ERROR_INVALID, "Build the network anew with greater ids.",
				"there is no id below %" PRId64 " for an added street", lowest);
	for (size_t i = 0; i < add->n_rows; i++)
	{
		streets->rows[streets->n_rows] = add->rows[i];
		streets->rows[streets->n_rows++].id = lowest - 1 - (int64_t) i;
	}
	ws_copy(streets->parts + streets->n_parts, add->parts, add->n_parts * sizeof(uint32_t));
	ws_copy(streets->points + streets->n_points, add->points, add->n_points * sizeof(WsPoint));
	streets->n_parts += add->n_parts;
	streets->n_points += add->n_points;
}

uint8_t *
ws_network_edit(const WsEnv *env, const uint8_t *data, size_t size, const WsEdit *edit,
				size_t reserve, size_t *new_size)
{
	Editing e = {.env = env};
	const WsStreets *add = &edit->add;
	WsStreets streets = {.snap_m = add->n_rows > 0 ? add->snap_m : 0};
	uint8_t *value;

	read_tiles(&e, data, size);
	streets.srid = e.header.srid;
	if (add->n_rows > 0 && add->srid != streets.srid)
	{
		char hint[64];

		snprintf(hint, sizeof hint, "Use ST_Transform(geom, %u).", streets.srid);
		if (e.n_pieces > 0)
			ws_fail(env, WS_ERROR_INVALID, hint,
					"SRID of the added streets is %u, but that of the network is %u", add->srid,
					streets.srid);
		streets.srid = add->srid;
	}
	group_rows(&e);
	streets.before = counts_before(&e);
	open_and_close(&e, edit);
	streets.rows = ws_alloc(env, (e.n_rows + add->n_rows) * sizeof(WsStreet));
	streets.parts = ws_alloc(env, (e.n_pieces + add->n_parts) * sizeof(uint32_t));
	streets.points = ws_alloc(env, (e.n_points + add->n_points) * sizeof(WsPoint));
	put_rows(&e, &streets);
	put_added(&e, add, &streets);
	ws_free(env, e.pieces);
	ws_free(env, e.points);
	ws_free(env, e.order);
	ws_free(env, e.rows);
	value = ws_network_build(env, &streets, reserve, new_size);
	ws_free(env, streets.rows);
	ws_free(env, streets.parts);
	ws_free(env, streets.points);
	return value;
}
