"""Studies of a city: how long their refresh takes, and each of their views."""

import statistics

from session import connect, query, timed

# Every building as one quarter: its outline, entered where streets cross it, or a point in it.
# The quarters of the district that hexi-10 comes from are 756, and Vancouver has 267: as many
# residential buildings, by the hash of their ids.
STUDIES = {
    "outlines": ("mofcom-2021", "VIEW asked.outlines AS SELECT id, geom FROM vancouver.building"),
    "points": (
        "mofcom-2021",
        "VIEW asked.points AS SELECT id, ST_PointOnSurface(geom) AS geom FROM vancouver.building",
    ),
    "quarters": (
        "hexi-10",
        """TABLE asked.quarters AS
        SELECT id, geom FROM vancouver.building WHERE residential ORDER BY md5(id::text) LIMIT 756""",
    ),
}
# PostgreSQL's own work_mem, and that of the other jobs on one city.
WORK_MEM = {"4 MB": "RESET work_mem", "256 MB": "SET work_mem = '256MB'"}


def make(session):
    query(
        session,
        """
        CREATE SCHEMA asked;
        CREATE VIEW asked.place AS
        SELECT id, name, services, tags ->> 'opening_hours' AS hours, geom FROM vancouver.place;
        """,
    )
    for name, (standard, quarters) in STUDIES.items():
        query(session, f"CREATE {quarters}")
        query(
            session,
            f"""SELECT walkshed.create_study('study_{name}', 'vancouver.street', 'asked.{name}', 'asked.place',
                regions => 'vancouver.region', standards => '{{{standard}}}')""",
        )
    query(session, "CHECKPOINT")


def refresh(name, rounds, before, concurrently=False):
    """The median of the seconds of refresh_study(), each time in a session of its own."""
    seconds = []
    for _ in range(rounds):
        session = connect()
        query(session, f"SET client_min_messages = warning; {before}")
        _, ms = timed(lambda: query(session, f"SELECT walkshed.refresh_study('study_{name}', {concurrently})"))
        seconds.append(ms / 1000)
        session.close()
    return statistics.median(seconds)


def print_views(session, name):
    views = query(session, f"SELECT view, seconds, rows FROM study_{name}.run ORDER BY refreshed_at")
    print("    seconds by view (rows): " + ", ".join(f"{view} {seconds} ({rows:,})" for view, seconds, rows in views))


def measure_studies(table, session, rounds):
    make(session)
    buildings, places = query(session, "SELECT (SELECT count(*) FROM asked.outlines), (SELECT count(*) FROM asked.place)")[0]
    table.title(
        "Studies", f" of Vancouver: {buildings:,} buildings, {places:,} places; {rounds} rounds in fresh sessions"
    )
    for work_mem, before in WORK_MEM.items():
        for name, title in (
            ("outlines", "full refresh, mofcom-2021 for every building, outlines"),
            ("points", "  the same, points"),
        ):
            table.at_most(f"{title}; work_mem {work_mem}", refresh(name, rounds, before), 5, "s")
            print_views(session, name)
    table.row("  concurrently, nothing changed, outlines", f"{refresh('outlines', rounds, '', concurrently=True):.3f} s")
    print_views(session, "outlines")
    table.at_most("full refresh, hexi-10 for 756 residential buildings, outlines", refresh("quarters", rounds, ""), 0.5, "s")
    print_views(session, "quarters")
    table.row("  concurrently, nothing changed", f"{refresh('quarters', rounds, '', concurrently=True):.3f} s")
