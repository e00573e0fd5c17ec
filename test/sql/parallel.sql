--
-- One call per row, by several processes. Statements are written as
-- create_study writes them: the network by an equality join or a scalar
-- subquery, since a plain cross join is not parallel before PostgreSQL 18.
--
CREATE TABLE network AS
SELECT 1 AS id, walkshed.network_agg(x * 1000 + y * 2 + east, along(x * 50, y * 50, (x + east) * 50, (y + 1 - east) * 50)) AS streets
FROM generate_series(0, 29) x, generate_series(0, 29) y, generate_series(0, 1) east;
CREATE TABLE quarter AS SELECT i AS id, 1 AS network_id, at(i * 37 % 1400, i * 53 % 1400) AS geom FROM generate_series(1, 60) i;
ANALYZE network, quarter;
CREATE TABLE alone AS
SELECT q.id, walkshed.catchment(streets, q.geom, minutes => 5) AS area, (walkshed.walk(streets, q.geom, at(700, 700))).seconds AS walk,
	(walkshed.snap(streets, q.geom)).metres AS leg, (SELECT count(*) FROM walkshed.reach(streets, q.geom, minutes => 5)) AS pieces
FROM quarter q, network;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT plan($$ SELECT q.id, walkshed.catchment(n.streets, q.geom, minutes => 5) FROM quarter q JOIN network n ON n.id = q.network_id $$);
SELECT plan($$ SELECT q.id, walkshed.catchment((SELECT streets FROM network), q.geom, minutes => 5) FROM quarter q $$);
SELECT plan($$ SELECT q.id, r.node FROM quarter q JOIN network n ON n.id = q.network_id, LATERAL walkshed.reach_nodes(n.streets, q.geom, minutes => 5) r $$);
CREATE TABLE together AS
SELECT q.id, walkshed.catchment(streets, q.geom, minutes => 5) AS area, (walkshed.walk(streets, q.geom, at(700, 700))).seconds AS walk,
	(walkshed.snap(streets, q.geom)).metres AS leg, r.pieces
FROM quarter q JOIN network n ON n.id = q.network_id, LATERAL (SELECT count(*) AS pieces FROM walkshed.reach(streets, q.geom, minutes => 5)) r;
-- The same to the byte.
SELECT count(*) AS rows, count(*) FILTER (WHERE (a.area::text, a.walk, a.leg, a.pieces) = (t.area::text, t.walk, t.leg, t.pieces)) AS same, min(a.pieces) > 10 AS reached
FROM alone a JOIN together t USING (id);
RESET ALL;

DROP TABLE network, quarter, alone, together;
