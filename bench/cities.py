"""The cities to measure on, and what is asked of each: in the schema bench, one
city at a time."""

import subprocess

from session import frame, query

# 80 m a minute, as limit.c walks.
WALKER = "walkshed.walker(speed_mps => 80 / 60.0)"
WALK = f"minutes => 15, walker => {WALKER}"
LIMIT = 900.0

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


def run_import(file, schema, *options):
    subprocess.run(["import/walkshed-import", "--schema", schema, *options, file], check=True, stdout=subprocess.DEVNULL)


def import_city(data, extract, schema):
    run_import(data / f"{extract}.osm.pbf", schema)


def copy_porto_alegre(session, schema, side):
    """Porto Alegre several times, side by side in a square: city by city in their ids, the
    rows shuffled."""
    query(
        session,
        f"""
        CREATE SCHEMA {schema};
        CREATE TABLE {schema}.street AS
        SELECT s.id + (n.i * {side} + n.j) * b.ids AS id,
            ST_Translate(s.geom, n.i * b.width, n.j * b.height) AS geom, s.attributes
        FROM porto_alegre.street s,
            (SELECT i, j FROM generate_series(0, {side - 1}) i, generate_series(0, {side - 1}) j) n,
            (SELECT ST_XMax(e) - ST_XMin(e) AS width, ST_YMax(e) - ST_YMin(e) AS height, ids
                FROM (SELECT ST_Extent(geom) AS e, max(id) + 1 AS ids FROM porto_alegre.street) extent) b
        ORDER BY md5(s.id::text || n.i || n.j)
        """,
    )


def ask(session, schema):
    """The network of a city, its edges for the peers, its nodes as origins, places and starts
    among them: every point is at a node, for pandana and pgRouting know nodes only, and so
    doors open on bridges too. Edges
    lie in the order of the streets and nodes are numbered as these come by their ids, as
    tools do that read OpenStreetMap: nobody profits from how walkshed sorts them."""
    query(
        session,
        f"""
        DROP SCHEMA IF EXISTS bench CASCADE;
        CREATE SCHEMA bench;
        CREATE TABLE bench.network AS
        SELECT walkshed.network_agg(id, geom, coalesce(attributes, '{{}}') || '{{"doors": "yes"}}') AS streets
        FROM {schema}.street;
        CREATE TABLE bench.open_network AS
        SELECT walkshed.network_agg(id, geom, coalesce(attributes, '{{}}') || '{{"doors": "yes"}}') AS streets
        FROM {schema}.street WHERE attributes->>'kind' IS DISTINCT FROM 'barrier';
        CREATE TABLE bench.found AS
        SELECT e.* FROM bench.network, walkshed.network_edges(streets, {WALKER}) e
        WHERE cost >= 0 OR reverse_cost >= 0;
        CREATE TABLE bench.node AS
        SELECT row_number() OVER (ORDER BY street, edge, number) AS id, number, geom
        FROM (SELECT DISTINCT ON (number) number, street, edge, geom
            FROM (SELECT source AS number, source_id AS street, id AS edge, ST_StartPoint(geom) AS geom FROM bench.found
                UNION ALL SELECT target, source_id, id, ST_EndPoint(geom) FROM bench.found) ends
            ORDER BY number, street, edge) first
        ORDER BY id;
        CREATE TABLE bench.edge AS
        SELECT e.id, s.id AS source, t.id AS target, e.cost, e.reverse_cost, e.geom
        FROM bench.found e
        JOIN bench.node s ON s.number = e.source
        JOIN bench.node t ON t.number = e.target
        JOIN {schema}.street ON street.id = e.source_id
        ORDER BY street.ctid, e.id;
        DROP TABLE bench.found;
        CREATE TABLE bench.place AS
        SELECT tag, id, geom
        FROM (VALUES {", ".join(f"('{tag}', {share})" for tag, share in SERVICES.items())}) service (tag, share)
        CROSS JOIN LATERAL (SELECT id, geom FROM bench.node ORDER BY md5(tag || id)
            LIMIT (SELECT ceil(share * count(*) / 10000) FROM bench.node)) node;
        CREATE TABLE bench.points AS
        SELECT (SELECT walkshed.point_set_agg(id, geom) FROM bench.node) AS nodes,
            (SELECT walkshed.point_set_agg(id, geom, 1, tag) FROM bench.place) AS places;
        CREATE TABLE bench.start AS
        SELECT row_number() OVER (ORDER BY md5(id::text)) AS number, id AS node, geom
        FROM bench.node ORDER BY number LIMIT 500;
        CREATE TABLE bench.home AS
        SELECT id, geom FROM bench.node ORDER BY md5('home' || id) LIMIT 1000;
        CREATE TABLE bench.middle AS
        SELECT ST_LineInterpolatePoint(e.geom, 0.3) AS geom
        FROM bench.edge e, (SELECT ST_SetSRID(ST_Centroid(ST_Extent(geom)), 4326) AS geom FROM bench.node) middle
        ORDER BY e.geom <-> middle.geom LIMIT 1;
        """,
    )
    query(session, "VACUUM ANALYZE")
    query(session, "CHECKPOINT")


def count(session):
    """Nodes, edges and places."""
    return query(
        session,
        """SELECT (SELECT count(*) FROM bench.node), (SELECT count(*) FROM bench.edge),
            (SELECT count(*) FROM bench.place)""",
    )[0]


def give_to_pandana(session, folder):
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


def read_hexagons(session, data):
    """Porto Alegre's: people, and the health places of some."""
    with open(data / "porto-alegre-hexgrid.csv") as file, session.cursor() as cursor:
        cursor.execute(
            """
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
        CREATE TABLE bench.hexagons AS
        SELECT walkshed.point_set_agg(id, geom, people) AS people,
            walkshed.point_set_agg(id, geom, healthcare) FILTER (WHERE healthcare > 0) AS health
        FROM (SELECT id, coalesce(population, 0) AS people, healthcare,
            ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geom FROM bench.hexagon) hexagon
        """,
    )
    hexagons = frame(session, "SELECT id, coalesce(population, 0) AS people, healthcare FROM bench.hexagon ORDER BY id")
    return hexagons[["id", "people"]], hexagons.loc[hexagons.healthcare > 0, ["id", "healthcare"]]
