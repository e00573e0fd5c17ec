"""The table of bench/run: every job by walkshed, on the server that PG* name, and
by its peer, in milliseconds; medians of several rounds.

All have the same edges, those of walkshed.network_edges at 80 m a minute, and
every point is at a node; edges and nodes come in the order of the city's table
of streets, not in that of the network. Only limit.c and the core beside it have those of
osm_edges, and Valhalla what it makes of the same extract.

What a time includes:
  walkshed    a statement from sending it to having its result, which is a count
              of the rows or a table; in a session of its own, with nothing loaded
              or cached, the connection not counted. "warm": in a session that has
              done the same before (one start and catchments: timed inside the server).
  pgRouting   a statement in the same way, fresh or warm as walkshed's; it reads the
              table of edges at each call.
  pandana     calls in a fresh process that has its tables in memory; what they give
              are pandas' tables. "accessible" includes precompute(900), without
              which aggregate cannot run, and not Network().
  access      two_stage_fca() and the table of travel times that it needs, made by
              walkshed and read into pandas.
  studies     refresh_study() from sending it to its end, in a session of its own.
  imports     import/walkshed-import or walkshed-import-csv from its start to its end, and
              create_study() or network_agg() after it, as the job says.
  Valhalla    a call of its library in a process that has done the same before, to
              the GeoJSON; walkshed's goes to the geometry. A row shows it with
              ST_AsGeoJSON, of many times Valhalla's vertices. Barriers are respected
              by walkshed alone: a row shows it without them.

usage: tools/with-cluster python bench/measure.py DATA-FOLDER [--quick | --catchments | --study | --import]
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

import cities
from cities import LIMIT, SERVICES, WALK, WALKER
from imports import measure_imports
from session import connect, frame, query, run_fresh, run_warm, timed
from studies import measure_studies

K = 10
MEMORY_MB = 400


class Table:
    def __init__(self):
        self.missed = []
        self.row("job", "walkshed ms", "peer ms", "ratio", "promised", "answers that differ")

    def row(self, job, own="", peer="", ratio="", promised="", answers="", kept=True):
        print(f"{job:<74} {own:>12} {peer:>10} {ratio:>9} {promised:>12}   {answers}".rstrip(), flush=True)
        if not kept:
            self.missed.append(f"{self.city}{job.strip()}: {ratio or own}, promised {promised}")

    def title(self, city, text=""):
        self.city = f"{city}: "
        print(f"\n{city}{text}", flush=True)

    def faster(self, job, own, peer, promised=None, answers=""):
        """Medians of milliseconds; promised: how many times faster, at least."""
        own, peer = statistics.median(own), statistics.median(peer)
        ratio = peer / own
        self.row(
            job,
            number(own),
            number(peer),
            f"{number(ratio)} x",
            f">= {promised:,} x" if promised else "",
            answers,
            kept=not promised or ratio >= promised,
        )

    def rate(self, job, ms, count, promised=None, answers=""):
        """Milliseconds of so many; promised: how many a second, at least."""
        rate = 1000 * count / ms
        self.row(
            job,
            number(ms),
            ratio=f"{number(rate)}/s",
            promised=f">= {promised:,}/s" if promised else "",
            answers=answers,
            kept=not promised or rate >= promised,
        )

    def at_most(self, job, value, most, unit, answers=""):
        self.row(job, f"{number(value)} {unit}", promised=f"<= {most} {unit}", answers=answers, kept=value <= most)

    def summary(self):
        print(f"\n{len(self.missed)} missed" + "".join(f"\n  {line}" for line in self.missed))


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.1f}" if value >= 10 else f"{value:.3f}"


# Statements -------------------------------------------------------------------

STREETS = "(SELECT streets FROM bench.network)"


def measure_of(function, arguments="", to="places"):
    return f"""walkshed.{function}({STREETS}, (SELECT nodes FROM bench.points),
        (SELECT {to} FROM bench.points), {arguments} {WALK})"""


def by_service(function, arguments=""):
    """A call for each service, which processes share (Parallel Append)."""
    calls = (f"SELECT * FROM {measure_of(function, f'{arguments} tag => {tag!r},')}" for tag in SERVICES)
    return f"({' UNION ALL '.join(calls)}) AS calls"


def reach_nodes(start):
    return f"walkshed.reach_nodes({STREETS}, {start}.geom, {WALK})"


def driving_distance(starts):
    return f"""pgr_drivingDistance('SELECT id, source, target, cost, reverse_cost FROM bench.edge',
        {starts}, {LIMIT})"""


# By two processes: the session's own and one worker.
PARALLEL = """SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET max_parallel_workers_per_gather = 1; """

# For a city whose rows fit in memory, as pandana's tables must; 49 cities spill to disk
# at PostgreSQL's own work_mem.
IN_MEMORY = "SET work_mem = '256MB'; "

REACH_500 = f"SELECT count(*) FROM bench.start s, LATERAL {reach_nodes('s')}"
DISTANCE_500 = f"SELECT count(*) FROM {driving_distance('(SELECT array_agg(node) FROM bench.start)')}"
NEAREST = f"SELECT count(*) FROM {measure_of('nearest')}"
NEAREST_2 = f"SELECT count(*) FROM {by_service('nearest')}"
NEAREST_K = f"SELECT count(*) FROM {measure_of('nearest', f'k => {K},')}"
PROXIMITY = f"SELECT count(*) FROM {measure_of('proximity', f'k => {K},')}"
PROXIMITY_2 = f"SELECT count(*) FROM {by_service('proximity', f'k => {K},')}"
ACCESSIBLE = f"""SELECT count(*) FROM {measure_of('accessible', "decay => walkshed.decay('linear'),", to='nodes')}"""

# Statement, title, pandana's job. Those by service are run by two processes. The warm
# ones are what compares with pandana, whose Network is in memory when it begins.
POINT_SET_JOBS = {
    "nearest": (NEAREST, f"nearest, k = 1, {len(SERVICES)} services, every node; nearest_pois", "nearest"),
    "nearest_warm": (NEAREST, "  the same, warm", "nearest"),
    "nearest_2": (NEAREST_2, "  the same, a call a service, 2 processes", "nearest"),
    "nearest_k": (NEAREST_K, f"nearest, k = {K}, {len(SERVICES)} services, every node; nearest_pois", "nearest_k"),
    "nearest_k_warm": (NEAREST_K, "  the same, warm", "nearest_k"),
    "proximity": (PROXIMITY, f"proximity, mean of {K}, every node; nearest_pois, mean", "proximity"),
    "proximity_2": (PROXIMITY_2, "  the same, a call a service, 2 processes", "proximity"),
    "accessible": (ACCESSIBLE, "accessible, linear decay, all to all; precompute + aggregate", "accessible"),
}
# What is promised, of the jobs that are measured. The ten nearest of every node of
# 49 cities are a hundred million rows: no job for SQL.
VANCOUVER = {
    "build": 20,
    "reach": 100,
    "reach_500": None,
    "reach_500_warm": 5,
    "nearest": None,
    "nearest_warm": 20,
    "nearest_k": None,
    "nearest_k_warm": 5,
    "proximity": None,
    "accessible": 3,
}
LARGE = {
    "build": 20,
    "reach": 2000,
    "reach_500": None,
    "reach_500_warm": 40,
    "nearest_2": 10,
    "proximity_2": 8,
    "accessible": 3,
}


# A network beside pgRouting and pandana -----------------------------------------


def pandana_round(folder, answers):
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("peer_pandana.py"), folder, str(K), *answers],
        stdout=subprocess.PIPE,  # it reports its progress, to both
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        sys.exit(done.stdout.decode())
    return json.loads((folder / "ms.json").read_text())


class Times:
    """Milliseconds by job, and the most memory of each."""

    def __init__(self):
        self.ms = {}
        self.mb = {}

    def add(self, job, ms, mb=()):
        self.ms.setdefault(job, []).append(ms)
        self.mb[job] = max(self.mb.get(job, []), list(mb), key=lambda peaks: max(peaks, default=0))

    def fresh(self, job, sql, before=""):
        self.add(job, *run_fresh(sql, before))

    def point_sets(self, job, before):
        sql = POINT_SET_JOBS[job][0]
        if job.endswith("_2"):
            before += PARALLEL
        elif job.endswith("_warm"):
            before += sql
        self.fresh(job, sql, before)


def build_and_store(session, times, schema):
    times.fresh(
        "build", f"CREATE TABLE bench.built AS SELECT walkshed.network_agg(id, geom, attributes) FROM {schema}.street"
    )
    query(session, "DROP TABLE bench.built")


def measure_searches(own, peer, rounds, starts):
    """reach_nodes and pgr_drivingDistance, in turn."""
    session = connect()
    for turn in range(rounds + 1):
        ours = run_warm(session, f"count(*) FROM {reach_nodes('start')}", starts)
        theirs = run_warm(session, f"count(*) FROM {driving_distance('start.node')}", starts)
        _, warm = timed(lambda: query(session, REACH_500))
        if turn:  # the one before warms caches and plans
            own.add("reach", statistics.median(ours))
            peer.add("reach", statistics.median(theirs))
            own.add("reach_500_warm", warm)
            own.fresh("reach_500", REACH_500)
            peer.fresh("reach_500", DISTANCE_500)
    session.close()


def count_differing_searches(session):
    """How many of the 500 starts' labels differ from pgRouting's by more than 0.05 s, a
    node not reached counted as one at the limit."""
    differ, of, worst = query(
        session,
        f"""
        WITH own AS MATERIALIZED (
            SELECT s.node AS start, n.id AS node, r.seconds
            FROM bench.start s, LATERAL {reach_nodes("s")} r JOIN bench.node n ON n.number = r.node
        ), peer AS MATERIALIZED (
            SELECT from_v AS start, node, agg_cost AS seconds
            FROM {driving_distance("(SELECT array_agg(node) FROM bench.start)")}
        )
        SELECT count(*) FILTER (WHERE apart > 0.05), count(*), max(apart)
        FROM (SELECT abs(coalesce(own.seconds, {LIMIT}) - coalesce(peer.seconds, {LIMIT})) AS apart
            FROM own FULL JOIN peer USING (start, node)) pair
        """,
    )[0]
    return f"{differ:,} of {of:,}, by {worst:.4f} s at most"


def count_differing(session, folder, tags):
    """How many answers differ from pandana's: by more than 0.2 s, a place not found
    counted as one at the limit; a total by more than 0.1 %."""
    kept = pd.read_pickle(folder / "answers.pickle")
    nodes = kept["accessible"].index
    differ = {job: [0, 0, 0.0] for job in ("accessible", "nearest", "nearest_k", "proximity")}

    def note(job, own, peer, tolerance):
        apart = np.abs(own - peer)
        count, of, worst = differ[job]
        differ[job] = [count + int((~(apart <= tolerance)).sum()), of + apart.size, max(worst, np.nanmax(apart))]

    own = frame(session, ACCESSIBLE.replace("count(*)", "origin_id, total"))
    own = own.set_index("origin_id").total.reindex(nodes).to_numpy()
    peer = kept["accessible"].to_numpy()
    note("accessible", own, peer, 0.001 * peer + 1e-6)
    for tag in tags:
        for job, k in (("nearest", 1), ("nearest_k", K)):
            rows = "origin_id, coalesce(rank, 1) AS rank, seconds"
            own = frame(session, f"SELECT {rows} FROM {measure_of('nearest', f'k => {k}, tag => {tag!r},')}")
            own = own.pivot(index="origin_id", columns="rank", values="seconds")
            own = own.reindex(index=nodes, columns=range(1, k + 1)).fillna(LIMIT).to_numpy()
            note(job, own, kept[f"{job} {tag}"].fillna(LIMIT).to_numpy(), 0.2)
        rows = "origin_id, places, mean_seconds"
        own = frame(session, f"SELECT {rows} FROM {measure_of('proximity', f'k => {K}, tag => {tag!r},')}")
        own = own.set_index("origin_id").reindex(nodes).fillna(0)
        own = (own.places * own.mean_seconds + (K - own.places) * LIMIT) / K
        note("proximity", own.to_numpy(), kept[f"nearest_k {tag}"].fillna(LIMIT).mean(axis=1).to_numpy(), 0.2)
    return {job: f"{count:,} of {of:,}, by {worst:.2f} at most" for job, (count, of, worst) in differ.items()}


def shared_by_two(session, sql):
    """Whether two processes take part in a statement, and both make some of its calls."""
    query(session, PARALLEL)
    plan = "\n".join(line for (line,) in query(session, f"EXPLAIN (ANALYZE, VERBOSE) {sql}"))
    query(session, "RESET ALL")
    calls = re.findall(r"Function Scan on.*?(?=->|\Z)", plan, re.DOTALL)
    return 0 < sum("Worker 0:" in call for call in calls) < len(SERVICES)


def measure_network(table, session, schema, promised, tags, rounds, starts, before=""):
    """All jobs of one city. tags: the services whose answers to compare; before: how a
    session for the measures over point sets begins."""
    own, peer = Times(), Times()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        cities.give_to_pandana(session, folder)
        measure_searches(own, peer, rounds, starts)
        for turn in range(rounds):
            build_and_store(session, own, schema)
            for job in (job for job in POINT_SET_JOBS if job in promised):
                own.point_sets(job, before)
            for job, ms in pandana_round(folder, answers=() if turn else tags).items():
                peer.add(job, ms)
        differ = count_differing(session, folder, tags)
    searches = count_differing_searches(session)

    table.faster(
        "build from a table and store; Network + precompute(900)", own.ms["build"], peer.ms["build"], promised["build"]
    )
    crossings = "one start" if starts == 1 else f"one of {starts} starts"
    table.faster(
        f"reach_nodes, {crossings}, warm; pgr_drivingDistance", own.ms["reach"], peer.ms["reach"], promised["reach"]
    )
    table.faster(
        "reach_nodes, 500 starts, LATERAL; pgr_drivingDistance, 500 in a call",
        own.ms["reach_500"],
        peer.ms["reach_500"],
        promised["reach_500"],
        searches,
    )
    table.faster("  the same, warm", own.ms["reach_500_warm"], peer.ms["reach_500"], promised["reach_500_warm"])
    for job, (sql, title, pandana_job) in POINT_SET_JOBS.items():
        if job in promised:
            if job.endswith("_2"):
                if job.removesuffix("_2") not in promised:  # the title says what it is the same as
                    title = POINT_SET_JOBS[job.removesuffix("_2")][1].replace(";", ", 2 processes;")
                if not shared_by_two(session, sql):
                    title += " (NOT SHARED)"
            table.faster(title, own.ms[job], peer.ms[pandana_job], promised[job], differ[pandana_job])
    return own


def print_memory(table, own, promised):
    for job in ("build", "reach_500", *POINT_SET_JOBS):
        if job in promised:
            peaks = own.mb[job]
            each = " + ".join(number(mb) for mb in peaks)
            table.at_most(f"memory, {job.removesuffix('_2')}", max(peaks), MEMORY_MB, "MB", f"{each} MB, by process")


# A city without peers ------------------------------------------------------------


def measure_first_catchment(table, rounds):
    """The first call of a session: alone, and once the session has loaded PostGIS."""
    catchment = f"SELECT ST_NPoints(walkshed.catchment({STREETS}, geom, minutes => 15)) FROM bench.middle"

    def several(before):
        return statistics.median(run_fresh(catchment, before)[0] for _ in range(rounds))

    table.at_most("catchment, 15 min, first statement of a session", several(""), 20, "ms")
    table.row("  the same, after a statement that loads PostGIS", number(several("SELECT postgis_lib_version()")))
    table.row("  the same, warm", number(several(catchment)))
    session = connect()
    query(session, catchment)
    read, size = query(
        session, f"SELECT bytes_read, pg_column_size({STREETS}) FROM walkshed.cache_stats(), bench.network"
    )[0]
    session.close()
    table.row(f"  of the value, a fresh session reads {read:,} bytes of {size:,}", f"{100 * read / size:.2f} %")


GROWTH_JOBS = {
    "nearest, k = 1, one service": ("SELECT count(*) FROM " + measure_of("nearest", "tag => 'library',"), 1),
    "accessible, all to all": (ACCESSIBLE, 1),
    "reach_nodes, every 10th node": (
        f"SELECT count(*) FROM bench.node n, LATERAL {reach_nodes('n')} WHERE id % 10 = 0",
        10,
    ),
}


def time_per_origin(session, rounds):
    """Microseconds by job, in fresh sessions that have loaded the libraries and cached nothing."""
    nodes = query(session, "SELECT count(*) FROM bench.node")[0][0]
    load = "SELECT postgis_lib_version(), count(*) FROM walkshed.cache_stats()"
    return {
        job: statistics.median(run_fresh(sql, load)[0] for _ in range(rounds)) * 1000 / (nodes / every)
        for job, (sql, every) in GROWTH_JOBS.items()
    }


def print_growth(table, sizes):
    """sizes: the times by origin of each."""
    table.title("Growth", ", 1 x, 9 x, 49 x Porto Alegre, microseconds an origin")
    for job in GROWTH_JOBS:
        us = [size[job] for size in sizes]
        ratio = us[-1] / us[0]
        text = ", ".join(number(t) for t in us)
        table.row(f"{job}: {text}", ratio=f"{ratio:.2f} x", promised="< 1.6 x", kept=ratio < 1.6)


def measure_building(table, session, schema, rounds):
    build = f"SELECT walkshed.network_agg(id, geom, attributes) IS NULL FROM {schema}.street"
    ms = statistics.median(run_fresh(build)[0] for _ in range(rounds))
    edges = query(
        session,
        f"""SELECT count(*) FROM (SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM {schema}.street) n,
            walkshed.network_edges(streets)""",
    )[0][0]
    table.title("Porto", f": {edges:,} edges; {rounds} rounds")
    table.rate("network_agg from a table, not stored", ms, edges, 300000)


# Two-step floating catchment areas, beside PySAL's access --------------------------


def measure_supply(table, session, data, rounds):
    from access import Access

    people, health = cities.read_hexagons(session, data)
    call = f"{STREETS}, (SELECT people FROM bench.hexagons), (SELECT health FROM bench.hexagons)"

    def supply():
        return query(session, f"SELECT origin_id, ratio FROM walkshed.supply({call}, {WALK})")

    def two_step():
        rows = query(
            session,
            f"""SELECT origin_id, destination_id, seconds FROM walkshed.travel_times({call}, {WALK})
                WHERE destination_id IS NOT NULL""",
        )
        areas = Access(
            demand_df=people,
            demand_index="id",
            demand_value="people",
            supply_df=health,
            supply_index="id",
            supply_value=["healthcare"],
            cost_df=pd.DataFrame(rows, columns=["origin", "dest", "cost"]),
            cost_origin="origin",
            cost_dest="dest",
            cost_name="cost",
        )
        return areas.two_stage_fca(max_cost=LIMIT)["2sfca_healthcare"]

    own_ms, peer_ms = [], []
    for turn in range(rounds + 1):
        own, own_time = timed(supply)
        peer, peer_time = timed(two_step)
        if turn:  # the one before warms caches and plans
            own_ms.append(own_time)
            peer_ms.append(peer_time)

    own = pd.Series(dict(own), dtype=float).reindex(people.id).fillna(0).to_numpy()
    peer = peer.reindex(people.id).fillna(0).to_numpy()
    apart = np.abs(own - peer) / np.maximum(peer, 1e-12)
    differ = f"{(~(apart <= 1e-6)).sum()} of {apart.size:,} by more than 1e-6, by {apart.max():.0e} at most"
    title = f"supply (2SFCA), {len(people):,} hexagons, {len(health)} with places, warm; two_stage_fca"
    table.faster(title, own_ms, peer_ms, 10, differ)


# Catchments, beside Valhalla's isochrone -------------------------------------------

# One; three of one search; a large one; a thousand in a statement, not by PL/pgSQL.
CATCHMENT = f"walkshed.catchment({STREETS}, start.geom, {WALK})"
BANDS = f"walkshed.catchments({STREETS}, start.geom, minutes => '{{5, 10, 15}}', walker => {WALKER})"
CATCHMENT_JOBS = {
    "one": f"ST_NPoints({CATCHMENT})",
    "geojson": f"ST_AsGeoJSON({CATCHMENT})",
    "open": f"ST_NPoints({CATCHMENT.replace('bench.network', 'bench.open_network')})",
    "bands": f"sum(ST_NPoints(geom)) FROM {BANDS}",
    "hour": f"ST_NPoints({CATCHMENT.replace('minutes => 15', 'minutes => 60')})",
}
HOMES = f"SELECT count(*), sum(ST_NPoints({CATCHMENT})) FROM bench.home start"
BY_PROCESSES = {
    1: "SET max_parallel_workers_per_gather = 0; ",
    2: PARALLEL + "SET min_parallel_table_scan_size = 0; ",
}


def valhalla_round(city, points):
    folder = Path("build/valhalla", city)
    if not (folder / "config.json").exists():
        return None
    done = subprocess.run(
        ["node", Path(__file__).with_name("peer_valhalla.mjs"), folder, "15", "4.8"],
        input=json.dumps(points),
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout) if done.returncode == 0 else None


def measure_catchments(table, session, city, promised, rounds, starts=50):
    """promised: how many times faster than Valhalla, and the thousand a second."""
    points = query(session, f"SELECT ST_X(geom), ST_Y(geom) FROM bench.start ORDER BY number LIMIT {starts}")
    warm = connect()
    own, peer = Times(), Times()
    for turn in range(rounds + 1):
        ours = {job: run_warm(warm, statement, starts) for job, statement in CATCHMENT_JOBS.items()}
        theirs = valhalla_round(city, points)
        homes = {}
        for processes, before in BY_PROCESSES.items():
            query(warm, before)
            _, homes[processes] = timed(lambda: query(warm, HOMES))
        query(warm, "RESET ALL")
        if turn:  # the one before warms caches and plans
            for job, ms in (ours | homes).items():
                own.add(job, statistics.median(ms) if job in ours else ms)
            if theirs:
                peer.add("one", statistics.median(theirs["ms"]))
    warm.close()

    median = {job: statistics.median(ms) for job, ms in own.ms.items()}
    title = f"catchment, 15 min, one of {starts} starts, warm; isochrone"
    if theirs:
        table.faster(
            f"{title} of Valhalla {theirs['version']}",
            own.ms["one"],
            peer.ms["one"],
            promised["faster"],
            f"its own edges; area {area_beside(session, theirs['polygons']):.2f} of its",
        )
        table.faster("  the same, to GeoJSON", own.ms["geojson"], peer.ms["one"])
        table.faster("  the same, streets without barriers", own.ms["open"], peer.ms["one"])
    else:
        table.row(title, number(median["one"]), peer="-", answers="no Valhalla here: see build/valhalla.log")
    table.at_most("  5, 10 and 15 min of one search, in the time of 15 min", median["bands"] / median["one"], 1.5, "x")
    table.at_most("  60 min", median["hour"], 15, "ms")
    table.rate("  15 min from 1,000 starts in a statement", median[1], 1000, promised["rate"])
    table.rate("  the same, 2 processes", median[2], 1000)


def area_beside(session, polygons):
    """The median share of our areas in Valhalla's."""
    with session.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Area({CATCHMENT}::geography)
                / ST_Area(ST_GeomFromGeoJSON(polygon)::geography))
            FROM unnest(%s) WITH ORDINALITY peer (polygon, number) JOIN bench.start USING (number)
            """,
            [polygons],
        )
        return cursor.fetchone()[0]


# The core alone, beside bare C -------------------------------------------------------


def copy_edges(source, target, side):
    """The edges for limit.c several times, side by side in a square, shuffled, as core.c does it."""
    nodes, edges = np.fromfile(source, "<u4", 2)
    lon, lat = np.fromfile(source, "<f4", 2 * nodes, offset=8).reshape(2, nodes)
    edge = np.fromfile(source, [("a", "<u4"), ("b", "<u4"), ("metres", "<f4")], edges, offset=8 + 8 * int(nodes))
    copies = np.tile(edge, side * side)
    shift = np.repeat(np.arange(side * side, dtype="<u4") * nodes, edges)
    copies["a"] += shift
    copies["b"] += shift
    x, y = np.arange(side * side) % side, np.arange(side * side) // side
    with open(target, "wb") as file:
        np.array([nodes * side * side, edges * side * side], "<u4").tofile(file)
        (lon + np.float32(np.ptp(lon)) * x[:, None]).astype("<f4").tofile(file)
        (lat + np.float32(np.ptp(lat)) * y[:, None]).astype("<f4").tofile(file)
        np.random.default_rng(7).permutation(copies).tofile(file)


def search_alone(*command):
    """Nanoseconds a settled node, and nodes settled a search."""
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"search: .* us, (\d+) nodes settled, ([\d.]+) ns each", said)
    return float(found[2]), int(found[1])


def measure_core(table, rounds):
    folder = Path("build/edges")
    table.title("The core alone", f", beside limit.c, nanoseconds a settled node; {rounds} rounds")
    if not folder.exists():
        table.row("15-minute searches", answers="WALKSHED_LIMIT names no folder of limit.c and osm_edges.cpp")
        return
    copy_edges(folder / "porto-alegre-streets.bin", folder / "large.bin", 7)
    for place, city, copies, binary in (
        ("in cache, Vancouver", "vancouver", "1", "vancouver.bin"),
        ("out of it, 49 x Porto Alegre", "porto-alegre-streets", "49", "large.bin"),
    ):
        own, peer = [], []
        for _ in range(rounds):
            own.append(search_alone("build/bench-core", folder / f"{city}.csv", copies))
            peer.append(search_alone(folder / "limit", folder / binary))
        ours, theirs = (statistics.median(ns for ns, _ in side) for side in (own, peer))
        table.row(
            f"15-minute searches, {place}",
            f"{ours:.1f} ns",
            f"{theirs:.1f} ns",
            f"{ours / theirs:.2f}",
            "<= 2",
            f"{own[0][1]} and {peer[0][1]} nodes settled a search",
            kept=ours <= 2 * theirs,
        )


# The demo ------------------------------------------------------------------------------


def measure_demo(table, data):
    """From file to gap scores: the second of two runs, so that nothing is left to install or
    build. It starts a server of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PG") or name == "PG_CONFIG"}

    def demo(argument):
        return subprocess.run(["examples/demo", argument], check=True, capture_output=True, text=True, env=own).stdout

    demo(data / "vancouver.osm.pbf")
    last = demo(data / "vancouver.osm.pbf").splitlines()[-1]
    demo("--stop")
    whole, study = (float(seconds) for seconds in re.findall(r"([\d.]+) s\b", last))
    table.title("The demo", ", on Vancouver")
    table.at_most("from the file to the map", whole, 60, "s")
    table.at_most("  of that the study, walkshed's own part", study, 5, "s")


# ------------------------------------------------------------------------------------------


def print_versions(session):
    ours = query(
        session,
        """
        SELECT 'PostgreSQL ' || current_setting('server_version') || ', '
            || string_agg(extname || ' ' || extversion, ', ' ORDER BY extname)
        FROM pg_extension WHERE extname IN ('postgis', 'pgrouting', 'walkshed')
        """,
    )[0][0]
    peers = ", ".join(f"{name} {version(name)}" for name in ("pandana", "access", "numpy", "pandas"))
    print(f"versions: {ours}; Python {sys.version.split()[0]}, {peers}\n")


def ask(table, session, title, schema, note):
    cities.ask(session, schema)
    nodes, edges, places = cities.count(session)
    table.title(title, f": {nodes:,} nodes, {edges:,} edges, {places:,} places; {note}")


def measure_large(table, session, data, small, rounds):
    """The jobs on 49 cities, and how time grows from one to them. small: the times of one."""
    cities.import_city(data, "porto-streets", "porto")
    measure_building(table, session, "porto", rounds)
    cities.copy_porto_alegre(session, "nine", 3)
    cities.ask(session, "nine")
    medium = time_per_origin(session, rounds)
    cities.copy_porto_alegre(session, "large", 7)
    ask(table, session, "49 x Porto Alegre", "large", f"{rounds} rounds")
    # One service is enough to compare: ten million rows.
    own = measure_network(table, session, "large", LARGE, ["library"], rounds, starts=1)
    print_memory(table, own, LARGE)
    measure_first_catchment(table, rounds)
    print_growth(table, [small, medium, time_per_origin(session, rounds)])


def measure_manhattan(table, session, data, rounds):
    cities.import_city(data, "manhattan", "manhattan")
    ask(table, session, "Manhattan", "manhattan", f"{rounds} rounds")
    measure_catchments(table, session, "manhattan", {"faster": 8, "rate": None}, rounds)


def measure(data, quick, only):
    """only: catchments, study or import, where only that is asked for."""
    rounds = 3 if quick or only else 5
    session = connect()
    query(
        session,
        "SET client_min_messages = warning; CREATE EXTENSION walkshed CASCADE; CREATE EXTENSION pgrouting",
    )
    print_versions(session)

    table = Table()
    if only != "import":
        cities.import_city(data, "vancouver", "vancouver")
    if only in (None, "catchments"):
        ask(table, session, "Vancouver", "vancouver", f"{rounds} rounds")
        if not only:
            measure_network(table, session, "vancouver", VANCOUVER, SERVICES, rounds, starts=20, before=IN_MEMORY)
        measure_catchments(table, session, "vancouver", {"faster": 5, "rate": 1500}, rounds)
        measure_manhattan(table, session, data, rounds)
    if only in (None, "study"):
        measure_studies(table, session, rounds)
    if not only:
        cities.import_city(data, "porto-alegre-streets", "porto_alegre")
        ask(table, session, "Porto Alegre", "porto_alegre", f"{rounds} rounds")
        measure_supply(table, session, data, rounds)
        if not quick:
            measure_large(table, session, data, time_per_origin(session, rounds), rounds=3)
        measure_core(table, rounds)
        measure_demo(table, data)
    if only == "import" or not (only or quick):
        with tempfile.TemporaryDirectory() as folder:
            measure_imports(table, session, data, Path(folder), 3)
    table.summary()
    session.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="the measurements of bench/run")
    parser.add_argument("data", type=Path, help="the folder of the extracts")
    parser.add_argument("--quick", action="store_true", help="without the large ones, 3 rounds")
    parser.add_argument("--catchments", action="store_const", const="catchments", dest="only", help="these only, 3 rounds")
    parser.add_argument("--study", action="store_const", const="study", dest="only", help="studies only, 3 rounds")
    parser.add_argument("--import", action="store_const", const="import", dest="only", help="imports only, 3 rounds")
    options = parser.parse_args()
    measure(options.data, options.quick, options.only)
