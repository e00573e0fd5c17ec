--
-- network_report: what was read, what was left out and why, and what is there.
--
CREATE TABLE street (id bigint, geom geometry, attributes jsonb);
INSERT INTO street VALUES
	-- 200 m, with one vertex twice.
	(1, along(0, 0, 100, 0, 100, 0, 200, 0), NULL),
	-- 100 m each, joined to it: steps, one way, with hours.
	(2, along(200, 0, 200, 100), '{"kind": "steps"}'),
	(3, along(0, 0, 0, 100), '{"foot": "forward"}'),
	(4, along(0, 100, 0, 200), '{"hours": "24/7"}'),
	-- Closed, 100 m: nobody comes to its other end.
	(5, along(200, 100, 300, 100), '{"foot": "no"}'),
	-- Nothing, and nothing of length: one vertex again.
	(6, NULL, NULL),
	(7, 'SRID=4326;MULTILINESTRING EMPTY', NULL),
	(8, along(300, 300, 300, 300), NULL),
	-- 98.5 m, from 1.5 m beside street 1: perhaps a gap in the data.
	(9, along(50, 1.5, 50, 100), NULL),
	-- 98.1 m, from 1.9 m beside it, but a wall stands between.
	(10, along(150, -1.9, 150, -100), NULL),
	(11, along(140, -1, 160, -1), '{"kind": "barrier"}'),
	-- Two parts, one of them without length: the second repeated vertex.
	(12, ST_Collect(along(500, 0, 600, 0), along(700, 0, 700, 0)), NULL);
CREATE TABLE net AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM street;

-- Rows are counted above: three vertices are repeated and two parts have no
-- length. Nodes: the five of streets 1 to 4, (300 100), and two each of 9, 10
-- and 12. Edges 1 to 5, 9, 10 and 12: 600 + 98.5 + 98.1 + 100 m.
-- Components: 1 to 4, 500 m of it or 0.558; the end of 5; 9; 10; 12. Dead ends:
-- (0 200), (300 100), both ends of 9, 10 and 12.
SELECT metric, round(value::numeric, 3) AS value, note
FROM net, walkshed.network_report(streets) WITH ORDINALITY WHERE metric <> 'bytes' ORDER BY ordinality;

-- The size is that of the value.
SELECT value = octet_length(walkshed.network_send(streets)) AS size
FROM net, walkshed.network_report(streets) WHERE metric = 'bytes';

-- Joined within 2 m: 9 comes to a new node of street 1, 1.5 m longer, and is of
-- the largest component: 600 of 898.1 m. 10 stays behind its wall.
SELECT metric, round(value::numeric, 3) AS value
FROM walkshed.network_report((SELECT walkshed.network_agg(id, geom, attributes, 2) FROM street))
WHERE metric IN ('ends_joined', 'nodes', 'edges', 'length_km', 'components', 'largest_component_share') OR metric LIKE 'dead_ends%';

-- A network of barriers alone has no street.
SELECT metric, value
FROM walkshed.network_report((SELECT walkshed.network_agg(id, geom, attributes) FROM street WHERE id = 11))
WHERE value <> 0 AND metric <> 'bytes';

-- More than one tile: 51 x 51 = 2601 crossings at 2048 a tile, 2 x 51 x 50
-- streets between them, all in one piece.
SELECT metric, round(value::numeric, 3) AS value
FROM walkshed.network_report((
	SELECT walkshed.network_agg(x * 1000 + y * 2 + east, along(x * 50, y * 50, (x + east) * 50, (y + 1 - east) * 50))
	FROM generate_series(0, 50) x, generate_series(0, 50) y, generate_series(0, 1) east
	WHERE x + east <= 50 AND y + 1 - east <= 50))
WHERE metric IN ('nodes', 'edges', 'components', 'largest_component_share', 'dead_ends', 'tiles');

DROP TABLE street, net;
