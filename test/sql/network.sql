--
-- network_agg: what becomes of the rows. Lengths are in metres; the walker
-- makes one metre a second, so that costs are metres too.
--
\set one 'walkshed.walker(speed_mps => 1)'

-- Streets join where they share a vertex, also in the middle of one: the second
-- meets the first at 100. The third crosses both without a vertex: a bridge.
CREATE TABLE street (id bigint, geom geometry);
INSERT INTO street VALUES
	(11, along(0, 0, 100, 0, 300, 0)),
	(22, along(100, 100, 100, 0)),
	(33, along(50, 50, 200, 50, 200, -50));
CREATE TABLE net AS SELECT walkshed.network_agg(id, geom) AS streets FROM street;

-- 3 + 1 edges: 11 is cut in two, 22 and 33 are whole; 22 does not cross 33.
SELECT source_id, round(e.metres) AS metres, round(cost) AS cost, round(reverse_cost) AS reverse_cost,
	kind, metres(e.geom)
FROM net, walkshed.network_edges(streets, :one) e ORDER BY source_id, e.metres;

-- Nodes have numbers of their own, one for each place where edges end: the
-- edges of 11 and 22 meet in one of them.
SELECT count(DISTINCT node) AS nodes, count(*) FILTER (WHERE ends = 3) AS junctions
FROM (
	SELECT node, count(*) AS ends
	FROM net, walkshed.network_edges(streets) e, LATERAL (VALUES (source), (target)) AS n(node)
	GROUP BY node) n;
SELECT array_agg(id ORDER BY id) AS edges FROM net, walkshed.network_edges(streets);

-- Lengths are ellipsoidal, anywhere and in any direction: within 0.05 % of
-- those of PostGIS for lines of about 500 m.
SELECT latitude, max(abs(e.metres / ST_Length(e.geom::geography) - 1)) < 0.0005 AS equal, count(*)
FROM generate_series(-80, 80, 40) latitude, LATERAL (
	SELECT walkshed.network_agg(bearing, ST_SetSRID(ST_MakeLine(ST_MakePoint(11.3, latitude),
		ST_MakePoint(11.3 + 0.005 * sind(bearing), latitude + 0.005 * cosd(bearing))), 4326)) AS streets
	FROM generate_series(0, 350, 10) bearing) n,
	walkshed.network_edges(streets) e
GROUP BY latitude ORDER BY latitude;

-- A line that touches itself is cut there: a figure 6 is its tail and its loop.
SELECT round(metres) AS metres, source = target AS loop
FROM walkshed.network_edges((SELECT walkshed.network_agg(1, along(0, 0, 50, 0, 50, 50, 100, 50, 100, 0, 50, 0))))
ORDER BY metres;

-- Coordinates match after rounding to 1e-7 degree: 4e-8 apart is the same
-- place, 1e-7 is another.
SELECT gap, count(DISTINCT node) AS nodes
FROM (VALUES (4e-8), (1e-7)) AS g(gap), LATERAL (
	SELECT walkshed.network_agg(id, ST_SetSRID(ST_MakeLine(ST_MakePoint(x, 0), ST_MakePoint(x + 0.001, 0)), 4326)) AS streets
	FROM (VALUES (1, 0), (2, 0.001 + gap)) AS s(id, x)) n,
	walkshed.network_edges(streets) e, LATERAL (VALUES (source), (target)) AS v(node)
GROUP BY gap ORDER BY gap;

-- The parts of a MultiLineString carry one id, and need not touch.
SELECT source_id, round(e.metres) AS metres, metres(e.geom)
FROM walkshed.network_edges((SELECT walkshed.network_agg(7, ST_Collect(along(0, 0, 40, 0), along(60, 0, 90, 0))))) e
ORDER BY e.metres DESC;

-- Heights in the geometry are not read: the same value.
SELECT walkshed.digest(walkshed.network_agg(id, ST_Force3D(geom, 12))) = walkshed.digest(streets) AS same
FROM street, net GROUP BY streets;

-- CGCS2000: the answers are in it too, and it makes another value.
SELECT ST_SRID(e.geom) AS srid, walkshed.digest(n.streets) = walkshed.digest(net.streets) AS same, count(*)
FROM net, (SELECT walkshed.network_agg(id, ST_SetSRID(geom, 4490)) AS streets FROM street) n,
	walkshed.network_edges(n.streets) e
GROUP BY 1, 2;

-- The value does not depend on the order of the rows.
SELECT walkshed.digest(walkshed.network_agg(id, geom ORDER BY id))
		= walkshed.digest(walkshed.network_agg(id, geom ORDER BY id DESC)) AS same
FROM street;

-- Near misses are joined on request: 2 ends 1.5 m before the middle of 1, 3 at
-- 0.5 m from its end. 4 is 2.5 m away, and 5 begins behind a wall.
CREATE TABLE loose (id bigint, geom geometry, attributes jsonb);
INSERT INTO loose VALUES
	(1, along(0, 0, 200, 0), NULL), (2, along(100, 1.5, 100, 50), NULL), (3, along(200, 0.5, 200, 50), NULL),
	(4, along(50, 2.5, 50, 50), NULL), (5, along(150, -1, 150, -50), NULL), (6, along(140, -0.5, 160, -0.5), '{"kind": "barrier"}');
SELECT snap_m, array_agg(row(source_id, round(e.metres::numeric, 1))::text ORDER BY source_id, e.metres) AS edges
FROM (VALUES (0), (1), (2), (3)) AS s(snap_m),
	LATERAL (SELECT walkshed.network_agg(id, geom, attributes, snap_m) AS streets FROM loose) n,
	walkshed.network_edges(streets) e
GROUP BY snap_m ORDER BY snap_m;
-- 0 is none at all, and the order of rows does not matter.
SELECT walkshed.digest(walkshed.network_agg(id, geom, attributes, 0)) = walkshed.digest(walkshed.network_agg(id, geom, attributes)) AS none,
	walkshed.digest(walkshed.network_agg(id, geom, attributes, 2 ORDER BY id)) = walkshed.digest(walkshed.network_agg(id, geom, attributes, 2 ORDER BY id DESC)) AS same
FROM loose;
-- It is of the network: one for all rows, also those without a geometry.
SELECT complaint(format('SELECT walkshed.network_agg(id, geom, attributes, %s) FROM loose', snap_m))
FROM (VALUES (1, 'NULL'), (2, '-0.1'), (3, '20.1'), (4, '''NaN'''), (5, 'CASE id WHEN 6 THEN 3 ELSE 2.5 END')) AS bad(i, snap_m) ORDER BY i;
SELECT complaint('SELECT walkshed.network_agg(id, CASE WHEN id = 1 THEN geom END, NULL, CASE id WHEN 6 THEN 3 ELSE 2.5 END) FROM loose');

-- EMPTY has no place, so its SRID cannot misplace anything.
SELECT count(*) FROM walkshed.network_edges((
	SELECT walkshed.network_agg(id, geom) FROM (VALUES (1, along(0, 0, 10, 0)), (2, 'SRID=3857;LINESTRING EMPTY')) AS s(id, geom)));

-- Ids are any bigint.
SELECT source_id
FROM walkshed.network_edges((SELECT walkshed.network_agg(id, along(0, n, 50, n))
	FROM (VALUES (1, 9223372036854775807), (2, -9223372036854775808), (3, 0)) AS s(n, id)))
ORDER BY source_id;

-- As other aggregates: FILTER, and a window, where the network grows street by
-- street from 1 edge to 2, and to 4 with the last, which cuts the first one.
SELECT count(*) FROM walkshed.network_edges((SELECT walkshed.network_agg(id, geom) FILTER (WHERE id < 22) FROM street));
SELECT id, (SELECT count(*) FROM walkshed.network_edges(streets))
FROM (SELECT id, walkshed.network_agg(id, geom) OVER (ORDER BY id DESC) AS streets FROM street) s ORDER BY id DESC;

-- Aggregated by several processes: partial aggregates, and the same value.
CREATE TABLE many AS
SELECT x * 100 + y AS id, along(x * 50, y * 50, x * 50 + 50, y * 50, x * 50 + 50, y * 50 + 50) AS geom,
	CASE WHEN y % 3 = 0 THEN '{"kind": "steps", "delay_s": 4}'::jsonb END AS attributes
FROM generate_series(1, 80) x, generate_series(1, 80) y;
INSERT INTO many VALUES (1, NULL), (2, 'SRID=4326;LINESTRING EMPTY');
ANALYZE many;
CREATE TABLE alone AS SELECT walkshed.network_agg(id, geom) AS plain, walkshed.network_agg(id, geom, attributes) AS full,
	walkshed.network_agg(id, geom, attributes, 10) AS loose FROM many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT walkshed.network_agg(id, geom) FROM many;
SELECT walkshed.digest(walkshed.network_agg(id, geom)) = (SELECT walkshed.digest(plain) FROM alone) AS same_plain,
	walkshed.digest(walkshed.network_agg(id, geom, attributes)) = (SELECT walkshed.digest("full") FROM alone) AS same_full,
	walkshed.digest(walkshed.network_agg(id, geom, attributes, 10)) = (SELECT walkshed.digest(loose) FROM alone) AS same_loose
FROM many;
RESET ALL;
SELECT metric, value FROM alone, walkshed.network_report(plain)
WHERE metric IN ('rows', 'rows_without_geometry', 'rows_with_empty_geometry');

-- No row makes no network; rows without a street make an empty one.
SELECT walkshed.network_agg(id, geom) IS NULL AS none FROM street WHERE id < 0;
CREATE TABLE nowhere AS SELECT walkshed.network_agg(id, NULL::geometry) AS streets FROM street;
SELECT count(*) FROM nowhere, walkshed.network_edges(streets);
SELECT metric, value FROM nowhere, walkshed.network_report(streets) WHERE value <> 0;

-- A NULL network has no edges and no report.
SELECT count(*) FROM walkshed.network_edges(NULL);
SELECT count(*) FROM walkshed.network_report(NULL);

DROP TABLE street, net, loose, many, alone, nowhere;
