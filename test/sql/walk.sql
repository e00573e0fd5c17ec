--
-- walk: the fastest way from door to door. The walker makes one metre a second,
-- 2 s a metre up steps and 1.43 down.
--
\set one 'walkshed.walker(speed_mps => 1)'
CREATE TABLE net (name text, streets walkshed.network);
INSERT INTO net
SELECT name, walkshed.network_agg(id, geom, attributes)
FROM (VALUES
	-- Round a corner: 300 m to the east, 400 m to the north.
	('L', 1, along(0, 0, 300, 0), NULL::jsonb), ('L', 2, along(300, 0, 300, 400), NULL),
	-- A wide road between (0 0) and (0 60): over it by a footbridge, two flights
	-- of 20 m and a span of 60 m that a lift, which nobody takes, cuts in two; or
	-- round by a crossing, 200 m to the east.
	('road', 1, along(-200, 0, 0, 0, 200, 0, 400, 0), NULL), ('road', 2, along(-200, 60, 0, 60, 200, 60, 400, 60), NULL),
	('road', 3, along(0, 0, -20, 0.1), '{"kind": "steps", "ascent_m": 6}'), ('road', 4, along(-20, 0.1, -20, 30, -20, 60.1), '{"kind": "footbridge"}'),
	('road', 5, along(-20, 60.1, 0, 60), '{"kind": "steps", "descent_m": 6}'), ('road', 6, along(-20, 30, -30, 30), '{"kind": "lift"}'),
	('road', 7, along(200, 0, 200, 60), '{"kind": "signal_crossing"}'),
	-- One way round a block of 100 m.
	('way', 1, along(0, 0, 100, 0), '{"foot": "forward"}'), ('way', 2, along(100, 0, 100, 100), '{"foot": "forward"}'),
	('way', 3, along(100, 100, 0, 100), '{"foot": "forward"}'), ('way', 4, along(0, 100, 0, 0), '{"foot": "forward"}'),
	-- Two streets that do not meet.
	('apart', 1, along(0, 0, 100, 0), NULL), ('apart', 2, along(0, 500, 100, 500), NULL)
) AS s(name, id, geom, attributes)
GROUP BY name;
CREATE FUNCTION walk(name text, origin geometry, destination geometry, walker walkshed.walker DEFAULT walkshed.walker(speed_mps => 1))
RETURNS TABLE (seconds numeric, metres numeric, straight numeric, detour numeric, steps int, crossings int, problem text, line text)
BEGIN ATOMIC
	SELECT round(w.seconds::numeric), round(w.metres::numeric), round(w.straight_metres::numeric), round(w.detour::numeric, 2), w.steps, w.crossings, w.problem, metres(w.geom)
	FROM net n, walkshed.walk(streets, origin, destination, walk.walker) w WHERE n.name = walk.name;
END;

-- 700 m for 500 m in a straight line; the same back.
SELECT * FROM walk('L', at(0, 0), at(300, 400));
SELECT * FROM walk('L', at(300, 400), at(0, 0));
-- From door to door: 10 m to the street at (100 0), 200 + 200 m, 5 m to the door.
SELECT * FROM walk('L', at(100, 10), at(295, 200));
-- At half the speed off the street, those 15 m take 30 s.
SELECT * FROM walk('L', at(100, 10), at(295, 200), walkshed.walker(speed_mps => 1, off_street_factor => 2));
-- A line goes through no point twice in a row, nor within a millimetre.
SELECT count(*) AS walks, count(*) FILTER (WHERE ST_NPoints(w.geom) > ST_NPoints(ST_RemoveRepeatedPoints(w.geom, 1e-8))) AS repeated
FROM net, generate_series(50, 290, 20) a, generate_series(0, 400, 40) b, walkshed.walk(streets, at(a, 0), at(300, b)) w
WHERE name = 'L';
-- At 1.33 m/s: 700 / 1.33.
SELECT round(seconds::numeric, 1) AS seconds, round(metres) AS metres, ST_SRID(geom) AS srid FROM net, walkshed.walk(streets, at(0, 0), at(300, 400)) WHERE name = 'L';

-- Along one street; from a corner to itself, where there is no line, nor a
-- detour; from a door to itself, to the street and back.
SELECT * FROM walk('L', at(50, 0), at(200, 0));
SELECT * FROM walk('L', at(300, 0), at(300, 0));
SELECT * FROM walk('L', at(100, 10), at(100, 10));

-- Over the bridge: 20 * 2 + 60 + 20 * 1.43 = 128.6 s, two flights of steps.
-- Without steps 460 m round, over one crossing.
SELECT * FROM walk('road', at(0, 0), at(0, 60));
SELECT * FROM walk('road', at(0, 0), at(0, 60), walkshed.walker(speed_mps => 1, steps_allowed => false));
-- A wait of 331 s on the bridge makes that 459.6 s, less than 460 s round; a
-- second more does not.
SELECT wait, seconds, metres, steps, crossings
FROM (VALUES (300), (331), (332)) AS v(wait), walk('road', at(0, 0), at(0, 60), walkshed.walker(speed_mps => 1, footbridge_s => wait)) ORDER BY wait;

-- One flight that a path cuts in two, and a second: two flights.
SELECT w.steps, round(w.metres) AS metres
FROM walkshed.walk((SELECT walkshed.network_agg(id, geom, attributes) FROM (VALUES
		(1, along(0, 0, 10, 0, 20, 0), '{"kind": "steps"}'::jsonb), (2, along(10, 0, 10, 9), NULL),
		(3, along(20, 0, 30, 0), '{"kind": "steps"}')) AS s(id, geom, attributes)), at(0, 0), at(30, 0)) w;

-- One way round: 50 m ahead on the same street, 350 m back round the block.
SELECT * FROM walk('way', at(25, 0), at(75, 0));
SELECT * FROM walk('way', at(75, 0), at(25, 0));

-- The best pair of doors: 20 + 30 m from (150 0) to (170 0).
SELECT * FROM walk('L', ST_Collect(at(0, 0), at(150, 10)), ST_Collect(ARRAY[at(300, 400), at(5000, 0), at(170, 20)]));

-- Why there is none.
SELECT problem, seconds, line FROM walk('L', at(0, 900), at(0, 0));
SELECT problem, seconds, line FROM walk('L', at(0, 0), at(0, 900));
SELECT problem, seconds, line FROM walk('L', at(0, 900), at(0, 900));
SELECT problem, seconds, line FROM walk('apart', at(0, 0), at(0, 500));
SELECT problem FROM walk('way', at(25, 0), at(75, 0), walkshed.walker(off_street_max_m => 0));
-- Of many one bad one fails itself alone.
SELECT i, round(w.metres) AS metres, w.problem
FROM net, LATERAL (VALUES (1, at(0, 0)), (2, at(0, 900)), (3, NULL), (4, 'POINT EMPTY'), (5, at(300, 0))) AS o(i, geom)
	LEFT JOIN LATERAL walkshed.walk(streets, o.geom, at(300, 400)) w ON true
WHERE name = 'L' ORDER BY i;

DROP FUNCTION walk;
DROP TABLE net;
