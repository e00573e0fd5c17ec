"""Imports: from a file to a study, a file of changes, a file of a map service."""

import random
import statistics
import subprocess

from cities import import_city, run_import
from session import query, timed

ROWS = 200_000
CODES = ["060200", "060400", "060705", "050100", "050300|050301", "071100", "071500", "090601", "141203", "170200"]


def seconds(act, rounds):
    return statistics.median(timed(act)[1] / 1000 for _ in range(rounds))


def write_places(path):
    """Rows as Amap has them, in a town of 30 km: one in ten of a code that no service claims."""
    chance = random.Random(7)
    with open(path, "w", encoding="utf-8") as file:
        file.write("poiid,名称,类型编码,经度,纬度,地址\n")
        for i in range(ROWS):
            lon, lat = chance.uniform(117.0, 117.35), chance.uniform(39.0, 39.27)
            file.write(f"B{i},第{i}号店,{chance.choice(CODES)},{lon:.6f},{lat:.6f},桃园大道{i % 1000}号\n")


def measure_imports(table, session, data, folder, rounds):
    table.title("Imports", f"; {rounds} rounds")

    def study():
        query(session, "DROP SCHEMA IF EXISTS study, vancouver CASCADE")
        import_city(data, "vancouver", "vancouver")
        query(
            session,
            """SELECT walkshed.create_study('study', 'vancouver.street', 'vancouver.quarter', 'vancouver.place',
                gates => 'vancouver.gate', regions => 'vancouver.region')""",
        )

    table.at_most("Vancouver, from the file to a study", seconds(study, rounds), 60, "s")

    def network():
        query(session, "DROP SCHEMA IF EXISTS porto CASCADE")
        import_city(data, "porto-streets", "porto")
        query(session, "CREATE TABLE porto.network AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM porto.street")

    table.at_most("Porto, from the file of its streets to a network", seconds(network, rounds), 30, "s")

    changes = folder / "changes.osc.gz"
    subprocess.run(["test/oracle/import/changes", data / "vancouver.osm.pbf", changes], check=True)
    own = []
    for _ in range(rounds):
        run_import(data / "vancouver.osm.pbf", "vancouver", "--slim")
        own.append(timed(lambda: run_import(changes, "vancouver", "--append"))[1] / 1000)
    table.at_most("Vancouver, a file of 100 changes", statistics.median(own), 5, "s")

    places = folder / "places.csv"
    write_places(places)
    own = seconds(
        lambda: subprocess.run(
            ["import/walkshed-import-csv", "--datum", "gcj02", places], check=True, stdout=subprocess.DEVNULL
        ),
        rounds,
    )
    table.row(f"{ROWS:,} rows of a map service", f"{own:.3f} s", ratio=f"{ROWS / own:,.0f}/s")
