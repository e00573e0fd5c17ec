"""Sessions of the server that PG* name: statements, their time and their memory."""

import tempfile
import threading
import time
from contextlib import contextmanager

import pandas as pd
import psycopg2


def timed(act):
    """What it gave, and the milliseconds."""
    began = time.perf_counter()
    result = act()
    return result, 1000 * (time.perf_counter() - began)


def connect():
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


def anonymous_mb(pid):
    """A process's own memory, without what all share; nothing if it has ended."""
    try:
        with open(f"/proc/{pid}/status") as status:
            return next((int(line.split()[1]) / 1024 for line in status if line.startswith("RssAnon")), 0)
    except (FileNotFoundError, ProcessLookupError):
        return 0


@contextmanager
def peak_memory(session):
    """While the block runs, the largest memory of each process that works for the session:
    megabytes by process id, the session's own first."""
    leader = session.info.backend_pid
    peaks = {leader: 0}
    done = threading.Event()
    watcher = connect()

    def watch():
        while not done.wait(0.02):
            workers = query(watcher, f"SELECT pid FROM pg_stat_activity WHERE leader_pid = {leader}")
            for pid in [leader, *(pid for (pid,) in workers)]:
                peaks[pid] = max(peaks.get(pid, 0), anonymous_mb(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()
        watcher.close()


def run_fresh(sql, before=""):
    """The milliseconds of a statement in a session of its own, after what is not timed, and
    the megabytes that its processes had at most."""
    session = connect()
    if before:
        query(session, before)
    with peak_memory(session) as peaks:
        _, ms = timed(lambda: query(session, sql))
    session.close()
    return ms, list(peaks.values())


def run_warm(session, statement, starts):
    """The milliseconds of a statement for each of the first starts, each timed alone inside
    the server. The statement begins after its SELECT and names start.node or start.geom."""
    query(
        session,
        f"""
        CREATE TEMP TABLE IF NOT EXISTS timing (number int, ms float8);
        TRUNCATE timing;
        DO $$
        DECLARE
            start record;
            began timestamptz;
        BEGIN
            FOR start IN SELECT * FROM bench.start ORDER BY number LIMIT {starts} LOOP
                began := clock_timestamp();
                PERFORM {statement};
                INSERT INTO timing VALUES (start.number, 1000 * extract(epoch FROM clock_timestamp() - began));
            END LOOP;
        END
        $$
        """,
    )
    return [ms for (ms,) in query(session, "SELECT ms FROM timing ORDER BY number")]
