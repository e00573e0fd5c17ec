"""Capacity where catchments compete (2SFCA): 100 random small towns, by walkshed.supply and by
PySAL's access on the travel times that walkshed gives; and the verdicts of a study on the same
towns, held against PySAL's ratios. It prints the largest differences and fails above 1e-6.

A town is a grid of streets with gaps, of its own size, budget and decay; 3 to 30 origins with
people and 1 to 10 places with capacity lie anywhere in it. Towns are so far apart that nobody
walks from one to another: one network and one study hold them all, with a requirement for each.

usage: tools/with-cluster build/peers/bin/python bench/supply_cases.py      (bench/run makes build/peers)
"""

import math
import sys

import numpy as np
import pandas as pd
from access import Access
from psycopg2.extras import execute_values

from session import connect, query

TOWNS = 100
TOLERANCE = 1e-6
# What a place counts after so many seconds of so many.
DECAYS = {
    "step": lambda seconds, budget: 1.0,
    "linear": lambda seconds, budget: 1 - seconds / budget,
    "exponential": lambda seconds, budget: 10 ** (-seconds / budget),
    "gaussian": lambda seconds, budget: (
        (math.exp(-((seconds / budget) ** 2) / 2) - math.exp(-0.5)) / (1 - math.exp(-0.5))
    ),
}


class Town:
    """By its number: where it is, and what is random in it."""

    def __init__(self, number):
        rng = np.random.default_rng(number)
        self.number = number
        self.lon, self.lat = 10 + 0.1 * (number % 10), 45 + 0.1 * (number // 10)
        self.minutes = round(rng.uniform(3, 15), 1)
        self.decay = list(DECAYS)[number % len(DECAYS)]
        side, block = int(rng.integers(3, 8)), rng.uniform(120, 300)
        corners = block * np.stack(np.meshgrid(range(side), range(side), indexing="ij"), axis=-1)
        corners += rng.uniform(-30, 30, corners.shape)
        streets = [(corners[i, j], corners[i + 1, j]) for i in range(side - 1) for j in range(side)]
        streets += [(corners[i, j], corners[i, j + 1]) for i in range(side) for j in range(side - 1)]
        self.streets = [self.line(*street) for street in streets if rng.random() < 0.85]
        extent = block * (side - 1)
        self.origins = [
            (self.id(i), self.point(rng.uniform(0, extent, 2)), int(rng.integers(1, 3000)))
            for i in range(rng.integers(3, 31))
        ]
        self.places = [
            (self.id(i), self.point(rng.uniform(0, extent, 2)), float(rng.uniform(1, 500)))
            for i in range(rng.integers(1, 11))
        ]

    def id(self, i):
        return 1000 * (self.number + 1) + i

    def degrees(self, metres):
        east, north = metres
        return f"{self.lon + east / 78800:.7f} {self.lat + north / 111100:.7f}"

    def point(self, metres):
        return f"SRID=4326;POINT({self.degrees(metres)})"

    def line(self, a, b):
        return f"SRID=4326;LINESTRING({self.degrees(a)}, {self.degrees(b)})"


def store(session, towns):
    query(
        session,
        """
        CREATE SCHEMA towns;
        CREATE TABLE towns.street (id bigint GENERATED ALWAYS AS IDENTITY, geom geometry(LineString, 4326));
        CREATE TABLE towns.quarter (id bigint, geom geometry(Point, 4326), people integer, town integer);
        CREATE TABLE towns.place (id bigint, geom geometry(Point, 4326), capacity float8, town integer,
            service text DEFAULT 'clinic');
        """,
    )
    with session.cursor() as cursor:
        execute_values(
            cursor, "INSERT INTO towns.street (geom) VALUES %s", [(line,) for town in towns for line in town.streets]
        )
        for table, things in (("quarter", "origins"), ("place", "places")):
            rows = [(*thing, town.number) for town in towns for thing in getattr(town, things)]
            execute_values(cursor, f"INSERT INTO towns.{table} VALUES %s", rows)
    query(
        session,
        """
        CREATE TABLE towns.network AS SELECT walkshed.network_agg(id, geom) AS streets FROM towns.street;
        CREATE TABLE towns.points AS
        SELECT o.town, o.people, p.places
        FROM (SELECT town, walkshed.point_set_agg(id, geom, people) AS people FROM towns.quarter GROUP BY town) o
        JOIN (SELECT town, walkshed.point_set_agg(id, geom, capacity) AS places FROM towns.place GROUP BY town) p USING (town)
        """,
    )


def call(town, function, columns, arguments=""):
    return query(
        session,
        f"""SELECT {columns} FROM towns.network, towns.points, walkshed.{function}(streets, people, places,
            minutes => {town.minutes}{arguments}) WHERE town = {town.number}""",
    )


def by_walkshed(town, decay):
    ratios = call(town, "supply", "origin_id, ratio", f", decay => walkshed.decay('{decay}')")
    return pd.Series(dict(ratios), dtype=float)


def by_access(town, decay, times):
    budget = 60 * town.minutes
    areas = Access(
        demand_df=pd.DataFrame(town.origins, columns=["id", "geom", "people"]).astype({"people": float}),
        demand_index="id",
        demand_value="people",
        supply_df=pd.DataFrame(town.places, columns=["id", "geom", "capacity"]),
        supply_index="id",
        supply_value=["capacity"],
        cost_df=times,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    if decay == "step":
        return areas.two_stage_fca(max_cost=budget)["2sfca_capacity"]
    return areas.enhanced_two_stage_fca(max_cost=budget, weight_fn=lambda t: DECAYS[decay](t, budget))["e2sfca_capacity"]


def apart(own, peer):
    """The largest difference, of the peer's value; who gets nothing has 0."""
    own, peer = own.align(peer)
    own, peer = own.fillna(0), peer.fillna(0)
    return ((own - peer).abs() / peer.clip(lower=1e-12)).max()


def study(session, required):
    """The verdict of each origin on its town's requirement, as many per 1,000 people as required."""
    query(session, "INSERT INTO walkshed.standard (code, name_en) VALUES ('towns', 'Towns')")
    with session.cursor() as cursor:
        execute_values(
            cursor,
            """INSERT INTO walkshed.requirement (standard, service, variant, minutes, capacity, capacity_per)
            SELECT 'towns', 'clinic', town, minutes, capacity, '1000 people'
            FROM (VALUES %s) AS v(town, minutes, capacity)""",
            [(str(town.number), town.minutes, capacity) for town, capacity in required.items()],
        )
    query(
        session,
        "SELECT walkshed.create_study('town_study', 'towns.street', 'towns.quarter', 'towns.place', standards => '{towns}')",
    )
    rows = query(
        session,
        """SELECT c.quarter_id, c.found, c.capacity, c.shortfall, coalesce(c.cause, 'met')
        FROM town_study.coverage c JOIN towns.quarter q ON q.id = c.quarter_id AND q.town::text = c.variant""",
    )
    return pd.DataFrame(rows, columns=["id", "found", "capacity", "shortfall", "cause"]).set_index("id")


session = connect()
query(session, "SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS walkshed CASCADE")
towns = [Town(number) for number in range(TOWNS)]
store(session, towns)

pairs, worst, ratios, required = 0, dict.fromkeys(DECAYS, 0.0), [], {}
for town in towns:
    times = pd.DataFrame(call(town, "travel_times", "origin_id, destination_id, seconds"), columns=["origin", "dest", "cost"])
    times = times.dropna().astype({"dest": int})
    pairs += len(times)
    for decay in {"step", town.decay}:
        peer = by_access(town, decay, times)
        worst[decay] = max(worst[decay], apart(by_walkshed(town, decay), peer))
        if decay == "step":
            peer = 1000 * peer.reindex([id for id, _, _ in town.origins]).fillna(0)
            ratios.append(peer)
            # What some have and others have not.
            required[town] = float(np.round(peer.quantile(0.6) + 1, 3))

verdicts = study(session, required)
ratio = pd.concat(ratios).reindex(verdicts.index)
needed = pd.Series({id: required[town] for town in towns for id, _, _ in town.origins}).reindex(verdicts.index)
reached = verdicts.found > 0
short = (1 - ratio / needed).clip(lower=0)
# The view rounds capacity to 3 digits and shortfall to 6.
capacity_apart = (verdicts.capacity.fillna(0) - ratio).abs().max()
shortfall_apart = (verdicts.shortfall - short)[reached].abs().max()
expected = reached & (short.round(6) > 0)
wrong = (expected != (verdicts.cause == "over_capacity")).sum()

print(f"{TOWNS} towns, {len(verdicts):,} origins, {sum(len(town.places) for town in towns)} places, {pairs:,} walks")
for decay, difference in worst.items():
    print(f"supply, {decay}: by {difference:.0e} of PySAL's ratio at most")
print(f"a study's capacity: by {capacity_apart:.4f} at most, of which its rounding 0.0005; shortfall by {shortfall_apart:.0e}")
print(f"over_capacity: {expected.sum():,} of {reached.sum():,} within reach by PySAL's ratios; {wrong} verdicts differ")
if max(*worst.values(), shortfall_apart) > TOLERANCE or capacity_apart > 0.0005 + TOLERANCE or wrong:
    sys.exit(f"they differ by more than {TOLERANCE}")
