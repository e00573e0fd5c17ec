--
-- reach and reach_nodes: what lies within a budget. The walker makes one metre
-- a second, so that seconds are metres but for steps and waits.
--
\set one 'walkshed.walker(speed_mps => 1)'
CREATE TABLE net (name text, streets walkshed.network);
INSERT INTO net
SELECT name, walkshed.network_agg(id, geom, attributes)
FROM (VALUES
	-- 300 m to the east, with 100 m to the north from (200 0).
	('T', 1, along(0, 0, 200, 0, 300, 0), NULL::jsonb), ('T', 2, along(200, 0, 200, 100), NULL),
	-- One way to the east.
	('way', 1, along(0, 0, 200, 0), '{"foot": "forward"}'),
	-- 400 m round a block, in one line.
	('ring', 1, along(0, 0, 100, 0, 100, 100, 0, 100, 0, 0), NULL),
	-- To (100 0) by 100 m of steps upwards, 200 s, or by 150 m of street.
	('steps', 1, along(0, 0, 100, 0), '{"kind": "steps", "ascent_m": 30}'), ('steps', 2, along(0, 0, 0, 25, 100, 25, 100, 0), NULL),
	-- 50 m, a crossing of 20 m where one waits 40 s, 50 m.
	('crossing', 1, along(-50, 0, 0, 0), NULL), ('crossing', 2, along(0, 0, 20, 0), '{"kind": "crossing", "delay_s": 40}'), ('crossing', 3, along(20, 0, 70, 0), NULL)
) AS s(name, id, geom, attributes)
GROUP BY name;

-- The pieces of a reach with their seconds, and its nodes with their places.
CREATE FUNCTION reach(name text, origin geometry, minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL, toward bool DEFAULT false)
RETURNS TABLE (id bigint, from_fraction numeric, to_fraction numeric, from_seconds numeric, to_seconds numeric, piece text)
BEGIN ATOMIC
	SELECT source_id, round(r.from_fraction::numeric, 3), round(r.to_fraction::numeric, 3), round(r.from_seconds::numeric), round(r.to_seconds::numeric), metres(r.geom)
	FROM net n, walkshed.reach(streets, origin, reach.minutes, reach.metres, walkshed.walker(speed_mps => 1), reach.toward) r
	WHERE n.name = reach.name ORDER BY source_id, edge, r.from_fraction, r.to_fraction;
END;
CREATE FUNCTION reach_nodes(name text, origin geometry, minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL, toward bool DEFAULT false)
RETURNS TABLE (node text, seconds numeric, metres numeric)
BEGIN ATOMIC
	WITH place AS (
		SELECT source AS node, ST_StartPoint(geom) AS geom FROM net n, walkshed.network_edges(streets) WHERE n.name = reach_nodes.name
		UNION SELECT target, ST_EndPoint(geom) FROM net n, walkshed.network_edges(streets) WHERE n.name = reach_nodes.name
	)
	SELECT metres(place.geom), round(r.seconds::numeric), round(r.metres::numeric)
	FROM net n, walkshed.reach_nodes(streets, origin, reach_nodes.minutes, reach_nodes.metres, walkshed.walker(speed_mps => 1), reach_nodes.toward) r
		JOIN place USING (node)
	WHERE n.name = reach_nodes.name ORDER BY 2, 1;
END;

-- From (100 0), 150 m: to both sides along the first stretch, then 50 m of the
-- two others. The same in minutes.
SELECT * FROM reach('T', at(100, 0), metres => 150);
SELECT (SELECT array_agg(m) FROM reach('T', at(100, 0), minutes => 2.5) m) = (SELECT array_agg(m) FROM reach('T', at(100, 0), metres => 150) m) AS same;
SELECT * FROM reach_nodes('T', at(100, 0), metres => 150);

-- A leg of 20 m from the door leaves 130 m.
SELECT * FROM reach('T', at(100, -20), minutes => 2.5);
SELECT * FROM reach_nodes('T', at(100, -20), minutes => 2.5);
-- A budget that the leg uses up leaves nothing of the street.
SELECT count(*) FROM reach('T', at(100, -20), metres => 15);

-- Budgets of 0: at a node that node, elsewhere nothing.
SELECT * FROM reach_nodes('T', at(200, 0), 0);
SELECT count(*) FROM reach_nodes('T', at(199, 0), 0);
SELECT count(*) FROM reach('T', at(200, 0), metres => 0);
-- All of it within the largest budgets: 400 m.
SELECT sum(to_fraction - from_fraction) AS edges FROM reach('T', at(100, 0), minutes => 1440);
SELECT sum(to_fraction - from_fraction) AS edges FROM reach('T', at(100, 0), metres => 100000);

-- One way to the east: from (50 0) one comes to its end, from its beginning one
-- comes to (50 0).
SELECT * FROM reach('way', at(50, 0), metres => 500);
SELECT * FROM reach('way', at(50, 0), metres => 500, toward => true);
SELECT * FROM reach_nodes('way', at(50, 0), metres => 500);
SELECT * FROM reach_nodes('way', at(50, 0), metres => 500, toward => true);
-- Steps are slower up, 2 s a metre, than down, 1.43.
SELECT * FROM reach('steps', at(0, 0), minutes => 1);
SELECT * FROM reach('steps', at(0, 0), minutes => 1, toward => true);

-- Round the block both ways: one meets oneself after 200 m.
SELECT * FROM reach('ring', at(0, 0), metres => 300);

-- Two gates, the second 30 m off the street: 50 m to the west; they meet at 165,
-- 115 m from the first and 30 + 85 from the second; 50 m to the east.
SELECT * FROM reach('T', ST_Collect(at(50, 0), at(250, -30)), metres => 120);
-- A gate that has no street in reach takes nothing from the others.
SELECT count(*) FROM reach('T', ST_Collect(at(50, 0), at(5000, 0)), metres => 20);

-- By time the quickest way, by distance the shortest: 150 s by the street, or
-- 100 m by the steps in 200 s.
SELECT * FROM reach_nodes('steps', at(0, 0), minutes => 10);
SELECT * FROM reach_nodes('steps', at(0, 0), metres => 500);

-- A wait is spread evenly over its edge: 20 m + 40 s are 3 s a metre, so that
-- after 50 s the remaining 30 s lead half way across; 100 m are 100 m.
SELECT * FROM reach('crossing', at(-50, 0), minutes => 80 / 60.0);
SELECT * FROM reach('crossing', at(-50, 0), metres => 80);

-- What is reached grows second by second.
SELECT bool_and(metres > before) AS grows, count(*)
FROM (
	SELECT metres, lag(metres) OVER (ORDER BY seconds) AS before
	FROM generate_series(590, 610) seconds, LATERAL (
		SELECT sum(ST_Length(geom::geography)) AS metres
		FROM walkshed.reach((SELECT walkshed.network_agg(x * 1000 + y * 2 + east, along(x * 50, y * 50, (x + east) * 50, (y + 1 - east) * 50))
			FROM generate_series(0, 30) x, generate_series(0, 30) y, generate_series(0, 1) east), at(777, 777), minutes => seconds / 60.0, walker => :one)) r
) g WHERE before IS NOT NULL;

-- Too far from a street: no rows; snap says why.
SELECT (SELECT count(*) FROM reach('T', at(0, 500), metres => 1000)) AS reach, (SELECT count(*) FROM reach_nodes('T', at(0, 500), metres => 1000)) AS nodes;
-- Of many origins one bad one fails itself alone.
SELECT origin, count(node) AS nodes, problem
FROM net, LATERAL (VALUES ('in the street', at(0, 0)), ('far away', at(0, 500)), ('empty', 'POINT EMPTY'), ('null', NULL)) AS o(origin, geom)
	LEFT JOIN LATERAL walkshed.reach_nodes(streets, o.geom, 15) ON true
	CROSS JOIN LATERAL walkshed.snap(streets, o.geom)
WHERE name = 'T' GROUP BY origin, problem ORDER BY origin;

-- Budgets: exactly one, and a sensible one. It is looked at before the rest.
\pset format unaligned
\pset tuples_only on
SELECT f || ': ' || complaint(format('SELECT walkshed.%s(NULL, NULL%s)', f, budget))
FROM (VALUES ('reach'), ('reach_nodes'), ('catchment')) AS f(f), (VALUES
	(1, ''), (2, ', NULL, NULL'), (3, ', 15, 1000'), (4, ', minutes => -1'), (5, ', metres => -0.001'), (6, ', minutes => ''NaN'''), (7, ', metres => ''NaN'''),
	(8, ', minutes => ''Infinity'''), (9, ', minutes => 1440.1'), (10, ', metres => 100001'), (11, ', 15, toward => NULL')) AS b(i, budget)
WHERE f = 'reach' OR i IN (1, 3, 9, 10, 11) ORDER BY f, i;

DROP FUNCTION reach, reach_nodes;
DROP TABLE net;
