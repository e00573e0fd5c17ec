"""The measurements of bench/peers: walkshed on the server that PG* name, pandana
and PySAL's access in Python.

A round times every job once, walkshed in a fresh session and pandana in a
fresh process; the table gives the medians. Both have the edges of
walkshed.network_edges, in seconds at 80 m a minute, and every point is at a
node, so that both have the same question to answer: pandana knows nodes only.

usage: tools/with-cluster python bench/peers.py --data FOLDER [--quick] [--large]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

LIMIT = 900.0
K = 10
WALK = "minutes => 15, walker => walkshed.walker(speed_mps => 80 / 60.0)"

# Places of each service, for every 10,000 nodes: as many as Vancouver has of
# its twelve commonest.
SERVICES = {
    "breakfast": 200,
    "park": 168,
    "convenience_store": 59,
    "supermarket": 31,
    "hair_beauty": 21,
    "pharmacy": 14,
    "laundry": 10,
    "clinic": 9.5,
    "vegetable_market": 9,
    "library": 8,
    "parcel": 7,
    "repair": 2,
}

ORIGIN_MEASURE = f"""
    SELECT count(*), sum({{value}})
    FROM walkshed.{{function}}((SELECT streets FROM bench.network), (SELECT nodes FROM bench.points),
        (SELECT {{to}} FROM bench.points), {{arguments}} {WALK})"""
JOBS = {
    "build": "CREATE TABLE bench.built AS SELECT walkshed.network_agg(id, geom, attributes) FROM {street}",
    "accessible": ORIGIN_MEASURE.format(
        function="accessible", value="total", to="nodes", arguments="decay => walkshed.decay('linear'),"
    ),
    "nearest": ORIGIN_MEASURE.format(function="nearest", value="seconds", to="places", arguments=""),
    "nearest_k": ORIGIN_MEASURE.format(function="nearest", value="seconds", to="places", arguments=f"k => {K},"),
    "proximity": ORIGIN_MEASURE.format(
        function="proximity", value="mean_seconds", to="places", arguments=f"k => {K},"
    ),
}
TITLES = {
    "build": "build from a table and store; Network + precompute(900)",
    "accessible": "accessible, linear decay, all to all; precompute + aggregate",
    "from_nothing": "  the same; Network + precompute + aggregate",
    "nearest": f"nearest, k = 1, {len(SERVICES)} services, every node; nearest_pois",
    "nearest_k": f"nearest, k = {K}, the same; nearest_pois",
    "proximity": f"proximity, mean of {K}, the same; nearest_pois, mean",
}
VANCOUVER = {"build": 20, "accessible": 3, "from_nothing": None, "nearest": 20, "nearest_k": 5, "proximity": None}
# The ten nearest of every node there are a hundred million rows: no job for SQL.
LARGE = {"build": 20, "accessible": 3, "from_nothing": None, "nearest": 10, "proximity": 8}


def timed(act):
    """What it gave, and the milliseconds."""
    began = time.perf_counter()
    result = act()
    return result, 1000 * (time.perf_counter() - began)


def print_row(job, own, peer, ratio, promised, differ):
    print(f"{job:<62} {own:>12} {peer:>10} {ratio:>8} {promised:>9}   {differ}", flush=True)


def compare(title, own, peer, promised, differ):
    own, peer = statistics.median(own), statistics.median(peer)
    promise = f">= {promised} x" if promised else ""
    print_row(title, f"{own:.1f}", f"{peer:.1f}", f"{peer / own:.1f} x", promise, differ)


# pandana's side, in a process of its own --------------------------------------


def run_pandana(folder, answers):
    """Time the jobs, in milliseconds; keep the answers for the services named, to be compared."""
    import pandana

    edges = pd.read_pickle(folder / "edges.pickle")
    nodes = pd.read_pickle(folder / "nodes.pickle")
    places = pd.read_pickle(folder / "places.pickle")
    ms = {}

    # Each direction is an edge of its own, for some are open in one only.
    net, build = timed(
        lambda: pandana.Network(nodes.x, nodes.y, edges.source, edges.target, edges[["seconds"]], twoway=False)
    )
    _, precompute = timed(lambda: net.precompute(LIMIT))
    ms["build"] = build + precompute

    def accessible():
        net.set(nodes.index.to_series(), pd.Series(1.0, index=nodes.index), name="all")
        return net.aggregate(LIMIT, type="sum", decay="linear", name="all")

    totals, aggregate = timed(accessible)
    ms["accessible"] = precompute + aggregate
    ms["from_nothing"] = build + precompute + aggregate

    def nearest(tag, k):
        at = places[places.tag == tag]
        net.set_pois(f"{tag} {k}", LIMIT, k, at.x, at.y)
        return net.nearest_pois(LIMIT, f"{tag} {k}", k, max_distance=np.nan)

    def mean(seconds):
        found = seconds.notna().sum(axis=1)
        return seconds.sum(axis=1) / found.where(found > 0)

    ms["nearest"] = ms["nearest_k"] = ms["proximity"] = 0
    kept = {"accessible": totals}
    for tag in SERVICES:
        first, one = timed(lambda: nearest(tag, 1))
        several, ten = timed(lambda: nearest(tag, K))
        _, averaging = timed(lambda: mean(several))
        ms["nearest"] += one
        ms["nearest_k"] += ten
        ms["proximity"] += ten + averaging
        if tag in answers:
            kept[f"nearest {tag}"] = first
            kept[f"nearest_k {tag}"] = several
    if answers:
        pd.to_pickle(kept, folder / "answers.pickle")
    (folder / "ms.json").write_text(json.dumps(ms))


def pandana_round(folder, answers):
    done = subprocess.run(
        [sys.executable, __file__, "--pandana", folder, "--answers", *answers],
        stdout=subprocess.PIPE,  # it reports its progress, to both
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        sys.exit(done.stdout.decode())
    return json.loads((folder / "ms.json").read_text())


# walkshed's side --------------------------------------------------------------


def connect():
    import psycopg2

    session = psycopg2.connect("")
    session.autocommit = True
    return session


def query(session, sql):
    """The rows, where there are any."""
    with session.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def frame(session, sql):
    with tempfile.TemporaryFile() as file, session.cursor() as cursor:
        cursor.copy_expert(f"COPY ({sql}) TO STDOUT (FORMAT csv, HEADER)", file)
        file.seek(0)
        return pd.read_csv(file)


def import_city(data, extract, schema):
    subprocess.run(
        ["import/walkshed-import", "--schema", schema, data / f"{extract}.osm.pbf"],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def make_large(session):
    """49 cities: Porto Alegre seven by seven times, side by side, shuffled."""
    query(
        session,
        """
        CREATE SCHEMA large;
        CREATE TABLE large.street AS
        SELECT s.id * 49 + n.i * 7 + n.j AS id, ST_Translate(s.geom, n.i * b.width, n.j * b.height) AS geom,
            s.attributes
        FROM porto_alegre.street s,
            (SELECT i, j FROM generate_series(0, 6) i, generate_series(0, 6) j) n,
            (SELECT ST_XMax(e) - ST_XMin(e) AS width, ST_YMax(e) - ST_YMin(e) AS height
                FROM (SELECT ST_Extent(geom) AS e FROM porto_alegre.street) extent) b
        ORDER BY md5(s.id::text || n.i || n.j)
        """,
    )


def make_questions(session, street, folder):
    """The network, its nodes as origins and the places among them, for both sides."""
    query(
        session,
        f"""
        DROP SCHEMA IF EXISTS bench CASCADE;
        CREATE SCHEMA bench;
        CREATE TABLE bench.network AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM {street};
        CREATE TABLE bench.edge AS
        SELECT e.* FROM bench.network, walkshed.network_edges(streets, walkshed.walker(speed_mps => 80 / 60.0)) e
        WHERE cost >= 0 OR reverse_cost >= 0;
        CREATE TABLE bench.node AS
        SELECT DISTINCT ON (id) id, geom
        FROM (SELECT source AS id, ST_StartPoint(geom) AS geom FROM bench.edge
            UNION ALL SELECT target, ST_EndPoint(geom) FROM bench.edge) ends
        ORDER BY id;
        CREATE TABLE bench.place AS
        SELECT tag, id, geom
        FROM (VALUES {", ".join(f"('{tag}', {share})" for tag, share in SERVICES.items())}) service (tag, share)
        CROSS JOIN LATERAL (SELECT id, geom FROM bench.node ORDER BY md5(tag || id)
            LIMIT (SELECT ceil(share * count(*) / 10000) FROM bench.node)) node;
        CREATE TABLE bench.points AS
        SELECT (SELECT walkshed.point_set_agg(id, geom) FROM bench.node) AS nodes,
            (SELECT walkshed.point_set_agg(id, geom, 1, tag) FROM bench.place) AS places;
        """,
    )
    query(session, "VACUUM ANALYZE")
    query(session, "CHECKPOINT")

    edges = frame(
        session,
        """
        SELECT source, target, cost AS seconds FROM bench.edge WHERE cost >= 0
        UNION ALL SELECT target, source, reverse_cost FROM bench.edge WHERE reverse_cost >= 0
        """,
    )
    nodes = frame(session, "SELECT id, ST_X(geom) AS x, ST_Y(geom) AS y FROM bench.node ORDER BY id").set_index("id")
    places = frame(session, "SELECT tag, id, ST_X(geom) AS x, ST_Y(geom) AS y FROM bench.place ORDER BY tag, id")
    edges.to_pickle(folder / "edges.pickle")
    nodes.to_pickle(folder / "nodes.pickle")
    places.to_pickle(folder / "places.pickle")
    counted = query(session, "SELECT count(*) FROM bench.edge")[0][0]
    return f"{len(nodes):,} nodes, {counted:,} edges, {len(places):,} places"


def walkshed_round(jobs, street):
    session = connect()
    ms = {}
    for job in jobs:
        if job in JOBS:
            _, ms[job] = timed(lambda: query(session, JOBS[job].format(street=street)))
    ms["from_nothing"] = ms["accessible"]  # a stored network needs no preparation
    query(session, "DROP TABLE bench.built")
    session.close()
    return ms


def count_differing(session, jobs, folder, tags):
    """How many answers differ from pandana's: by more than 0.2 s, a place not found
    counted as one at the limit; a total by more than 0.1 %."""
    kept = pd.read_pickle(folder / "answers.pickle")
    nodes = kept["accessible"].index
    differ = {job: [0, 0, 0.0] for job in jobs if job not in ("build", "from_nothing")}

    def note(job, own, peer, tolerance):
        apart = np.abs(own - peer)
        count, of, worst = differ[job]
        differ[job] = [count + int((~(apart <= tolerance)).sum()), of + apart.size, max(worst, np.nanmax(apart))]

    def ask(function, value, to, arguments):
        return frame(
            session,
            f"""SELECT {value} FROM walkshed.{function}((SELECT streets FROM bench.network),
                (SELECT nodes FROM bench.points), (SELECT {to} FROM bench.points), {arguments} {WALK})""",
        )

    own = ask("accessible", "origin_id, total", "nodes", "decay => walkshed.decay('linear'),")
    own = own.set_index("origin_id").total.reindex(nodes).to_numpy()
    peer = kept["accessible"].to_numpy()
    note("accessible", own, peer, 0.001 * peer + 1e-6)
    for tag in tags:
        for job, k in (("nearest", 1), ("nearest_k", K)):
            if job in jobs:
                rows = "origin_id, coalesce(rank, 1) AS rank, seconds"
                own = ask("nearest", rows, "places", f"k => {k}, tag => '{tag}',")
                own = own.pivot(index="origin_id", columns="rank", values="seconds")
                own = own.reindex(index=nodes, columns=range(1, k + 1)).fillna(LIMIT).to_numpy()
                note(job, own, kept[f"{job} {tag}"].fillna(LIMIT).to_numpy(), 0.2)
        own = ask("proximity", "origin_id, places, mean_seconds", "places", f"k => {K}, tag => '{tag}',")
        own = own.set_index("origin_id").reindex(nodes).fillna(0)
        own = (own.places * own.mean_seconds + (K - own.places) * LIMIT) / K
        note("proximity", own.to_numpy(), kept[f"nearest_k {tag}"].fillna(LIMIT).mean(axis=1).to_numpy(), 0.2)
    return {job: f"{count:,} of {of:,}, by {worst:.2f} at most" for job, (count, of, worst) in differ.items()}


def measure_network(session, title, street, promised, tags, rounds):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        print(f"\n{title}: {make_questions(session, street, folder)}; {rounds} rounds", flush=True)
        own, peer = [], []
        for turn in range(rounds):
            own.append(walkshed_round(promised, street))
            peer.append(pandana_round(folder, answers=() if turn else tags))
        differ = count_differing(session, promised, folder, tags)
    for job, promise in promised.items():
        compare(TITLES[job], [r[job] for r in own], [r[job] for r in peer], promise, differ.get(job, ""))


# Two-step floating catchment areas --------------------------------------------


def measure_supply(session, data, rounds):
    """People of Porto Alegre's hexagons and the health places of others, by walkshed and
    by PySAL's access. The table of travel times that access needs is part of its time."""
    from access import Access

    with open(data / "porto-alegre-hexgrid.csv") as file, session.cursor() as cursor:
        cursor.execute(
            """
            DROP SCHEMA IF EXISTS bench CASCADE;
            CREATE SCHEMA bench;
            CREATE TABLE bench.hexagon (name text, lon float8, lat float8, population float8, schools float8,
                jobs float8, healthcare float8, id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)
            """
        )
        cursor.copy_expert(
            """COPY bench.hexagon (name, lon, lat, population, schools, jobs, healthcare)
            FROM STDIN (FORMAT csv, HEADER)""",
            file,
        )
    query(
        session,
        """
        CREATE TABLE bench.network AS
        SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM porto_alegre.street;
        CREATE TABLE bench.points AS
        SELECT walkshed.point_set_agg(id, geom, people) AS people,
            walkshed.point_set_agg(id, geom, healthcare) FILTER (WHERE healthcare > 0) AS health
        FROM (SELECT id, coalesce(population, 0) AS people, healthcare,
            ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geom FROM bench.hexagon) hexagon
        """,
    )
    call = "(SELECT streets FROM bench.network), (SELECT people FROM bench.points), (SELECT health FROM bench.points)"
    hexagons = frame(session, "SELECT id, coalesce(population, 0) AS people, healthcare FROM bench.hexagon ORDER BY id")
    people = hexagons[["id", "people"]]
    health = hexagons.loc[hexagons.healthcare > 0, ["id", "healthcare"]]

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

    print(
        f"\nPorto Alegre: {len(people):,} hexagons, {people.people.sum():,.0f} people, "
        f"{health.healthcare.sum():.0f} health places in {len(health)} of them; {rounds} rounds",
        flush=True,
    )
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
    compare("supply (2SFCA); travel_times + access two_stage_fca", own_ms, peer_ms, 10, differ)


# ------------------------------------------------------------------------------


def measure(data, quick, large):
    rounds = 3 if quick else 5
    session = connect()
    query(session, "SET client_min_messages = warning; CREATE EXTENSION walkshed CASCADE")
    versions = query(
        session,
        """
        SELECT 'PostgreSQL ' || current_setting('server_version') || ', '
            || string_agg(extname || ' ' || extversion, ', ' ORDER BY extname)
        FROM pg_extension WHERE extname IN ('postgis', 'walkshed')
        """,
    )[0][0]
    peers = ", ".join(f"{name} {version(name)}" for name in ("pandana", "access", "numpy", "pandas"))
    print(f"versions: {versions}; Python {sys.version.split()[0]}, {peers}")
    import_city(data, "vancouver", "vancouver")
    import_city(data, "porto-alegre-streets", "porto_alegre")

    print()
    print_row("walkshed; peer", "walkshed ms", "peer ms", "ratio", "promised", "answers that differ")
    measure_network(session, "Vancouver", "vancouver.street", VANCOUVER, SERVICES, rounds)
    measure_supply(session, data, rounds)
    if large:
        make_large(session)
        # One service is enough to compare: ten million rows.
        measure_network(session, "49 x Porto Alegre", "large.street", LARGE, ["library"], 3)
    session.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="the measurements of bench/peers")
    parser.add_argument("--data", type=Path, help="the folder of the extracts")
    parser.add_argument("--quick", action="store_true", help="3 rounds rather than 5")
    parser.add_argument("--large", action="store_true", help="also 49 x Porto Alegre")
    parser.add_argument("--pandana", type=Path, help="(its own) time pandana on the edges in this folder")
    parser.add_argument("--answers", nargs="*", help="(its own) the services whose answers to keep")
    options = parser.parse_args()
    if options.pandana:
        run_pandana(options.pandana, options.answers)
    elif options.data:
        measure(options.data, options.quick, options.large)
    else:
        parser.error("--data is missing")
