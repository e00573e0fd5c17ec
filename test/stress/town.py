"""Sessions of the server that PG* name, and the made-up town on it."""

import os
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg2

HERE = Path(__file__).parent


def dose(name, default):
    """A number that the environment may set."""
    return int(os.environ.get(name) or default)


def connect(**settings):
    session = psycopg2.connect("", options=" ".join(f"-c {name}={value}" for name, value in settings.items()))
    session.autocommit = True
    return session


def query(session, sql, *arguments):
    """The rows, where there are any."""
    with session.cursor() as cursor:
        cursor.execute(sql, arguments or None)
        return cursor.fetchall() if cursor.description else None


def value(session, sql, *arguments):
    return query(session, sql, *arguments)[0][0]


def build(crossings, minutes, far):
    """The town and the table of calls, which must know every function."""
    subprocess.run(
        ["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-v", f"crossings={crossings}", "-v", f"minutes={minutes}",
         "-v", f"far={far}", "-f", HERE / "town.sql", "-f", HERE / "calls.sql"], check=True, stdout=subprocess.DEVNULL)
    with closing(connect()) as session:
        unmatched = query(session, "SELECT * FROM unmatched ORDER BY 1")
    if unmatched:
        raise SystemExit(f"calls.sql does not match the functions (name, overloads, called): {unmatched}")


def share(numbers, part):
    """What so large a part of the numbers does not exceed."""
    numbers = sorted(numbers)
    return numbers[min(len(numbers) - 1, int(part * len(numbers)))]
