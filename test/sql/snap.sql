--
-- snap: from a door to the nearest point of a street.
--
CREATE TABLE street (id bigint, geom geometry, attributes jsonb);
INSERT INTO street VALUES
	(1, along(0, 0, 100, 0), NULL),
	-- 30 m to the north and bent: 100 m to the east, then 300 m to the north.
	(2, along(0, 30, 100, 30, 100, 330), NULL),
	-- Steps 10 m south of the first, then a closed street, then one way.
	(3, along(0, -10, 100, -10), '{"kind": "steps"}'),
	(4, along(0, -20, 100, -20), '{"foot": "no"}'),
	(5, along(0, -50, 100, -50), '{"foot": "backward"}');
CREATE TABLE net AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM street;
CREATE VIEW edge AS SELECT e.id AS edge, e.source_id FROM net, walkshed.network_edges(streets) e;

-- Straight to the side, beyond an end, on a street, at the bend (a quarter of
-- 400 m), and half way along the second part. The leg is walked at 1 m/s.
SELECT i, source_id, round(s.fraction::numeric, 3) AS fraction, round(s.metres::numeric, 1) AS metres, round(s.seconds::numeric, 1) AS seconds,
	metres(s.geom), ST_SRID(s.geom) AS srid, problem
FROM net, LATERAL (VALUES (1, at(30, 5)), (2, at(-30, -0.5)), (3, at(40, 0)), (4, at(110, 20)), (5, at(105, 180))) AS d(i, door),
	walkshed.snap(streets, door, walkshed.walker(speed_mps => 1)) s LEFT JOIN edge USING (edge)
ORDER BY i;
-- Of streets that are equally near the edge of the smaller number: 30 m to
-- either side, and the corner of two.
SELECT i, edge, round(s.metres) AS metres
FROM (SELECT i, walkshed.network_agg(id, geom) AS streets
	FROM (VALUES (1, 1, along(0, 30, 100, 30)), (1, 2, along(0, -30, 100, -30)), (2, 2, along(0, 30, 100, 30)), (2, 1, along(0, -30, 100, -30)),
		(3, 1, along(0, 40, 50, 40)), (3, 2, along(50, 40, 50, 90))) AS v(i, id, geom)
	GROUP BY i) n, walkshed.snap(streets, CASE i WHEN 3 THEN at(80, 0) ELSE at(50, 0) END) s
ORDER BY i;

-- A leg of 60 m at half of 1 m/s.
SELECT round(seconds) AS seconds FROM net, walkshed.snap(streets, at(160, 0), walkshed.walker(speed_mps => 1, off_street_factor => 2));

-- What the walker may not use is no street for him: of the doors south of the
-- steps, closed and one-way streets, 2 m each. Open one way is open.
SELECT i, source_id, round(s.metres) AS metres, without_steps, round(t.metres) AS metres_without
FROM net, LATERAL (VALUES (1, at(50, -12)), (2, at(50, -22)), (3, at(50, -52))) AS d(i, door),
	walkshed.snap(streets, door) s LEFT JOIN edge USING (edge),
	walkshed.snap(streets, door, walkshed.walker(steps_allowed => false)) t LEFT JOIN LATERAL (SELECT source_id AS without_steps FROM edge WHERE edge.edge = t.edge) u ON true
ORDER BY i;

-- Too far: 200 m by default, or as the walker says.
SELECT i, round(metres::numeric, 1) AS metres, problem
FROM net, LATERAL (VALUES (1, 199.9, 200), (2, 200.1, 200), (3, 200.1, 200.2), (4, 0.1, 0), (5, 4999, 5000)) AS d(i, east, longest),
	walkshed.snap(streets, at(100 + east, 0), walkshed.walker(off_street_max_m => longest))
ORDER BY i;
-- On the street it needs no leg.
SELECT round(fraction::numeric, 3) AS fraction, metres, problem FROM net, walkshed.snap(streets, at(100, 0), walkshed.walker(off_street_max_m => 0));

-- Of a MultiPoint the point that is nearest to a street, though another is
-- listed first, or too far from any.
SELECT round(fraction::numeric, 3) AS fraction, round(metres) AS metres
FROM net, walkshed.snap(streets, ST_Collect(ARRAY[at(900, 0), at(20, 12), at(70, 6)]));
SELECT problem FROM net, walkshed.snap(streets, ST_Collect(at(900, 0), at(0, 900)));

-- Walls. A courtyard of 40 by 40 m with a gate at (20 0) and a door at (20 30).
-- The street in the north, 15 m away, is the nearest; the path, which comes in
-- through the gate to (20 5), the only one without a wall between.
CREATE TABLE yard AS
SELECT 1 AS id, along(-50, 45, 90, 45) AS geom, NULL::jsonb AS attributes
UNION ALL SELECT 2, along(20, -30, 20, 0, 20, 5), NULL
UNION ALL SELECT 3, along(20, 0, 0, 0, 0, 40, 40, 40, 40, 0, 20, 0), '{"kind": "barrier"}';
CREATE TABLE walled AS
SELECT walkshed.network_agg(id, geom, attributes) AS streets, walkshed.network_agg(id, geom, attributes) FILTER (WHERE id <> 2) AS shut,
	walkshed.network_agg(id, geom) FILTER (WHERE id < 3) AS "open"
FROM yard;
SELECT round(a.metres) AS walled, metres(a.geom) AS point, round(b.metres) AS without_wall, c.problem AS without_path
FROM walled, walkshed.snap(streets, at(20, 30)) a, walkshed.snap("open", at(20, 30)) b, walkshed.snap(shut, at(20, 30)) c;
SELECT longest, problem
FROM walled, LATERAL (VALUES (24), (16), (14)) AS l(longest), walkshed.snap(streets, at(20, 30), walkshed.walker(off_street_max_m => longest))
ORDER BY longest DESC;
-- A door in the wall itself looks out: 5 m to the street in the north.
SELECT round(metres) AS metres, metres(geom) FROM walled, walkshed.snap(streets, at(10, 40));
-- A barrier is nothing to snap to.
SELECT problem FROM (SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM yard WHERE id = 3) n, walkshed.snap(streets, at(1, 1));

-- A short wall hides a part of the street, not the street: 6 m of wall half way
-- to it hide 12 m, from 4 m west to 8 m east. Nor a longer one: 100 m, from 80 m
-- west to 120 m east.
SELECT west, east, round(metres::numeric, 1) AS metres, metres(geom), problem
FROM (VALUES (-2, 4), (-40, 60), (-200, 60), (-200, 90), (-200, 110)) AS w(west, east), LATERAL (
	SELECT walkshed.network_agg(id, geom, attributes) AS streets
	FROM (VALUES (1, along(-500, 10, 500, 10), NULL), (2, along(west, 5, east, 5), '{"kind": "barrier"}'::jsonb)) AS s(id, geom, attributes)) n,
	walkshed.snap(streets, at(0, 0))
ORDER BY east, west DESC;

-- A street may end at a wall: a leg touches it there, and does not cross it.
SELECT round(metres) AS metres, metres(geom), problem
FROM walkshed.snap((SELECT walkshed.network_agg(id, geom, attributes) FROM (VALUES
	(1, along(0, 0, 50, 0), NULL), (2, along(50, -20, 50, 20), '{"kind": "barrier"}'::jsonb)) AS s(id, geom, attributes)), at(60, 0));

DROP VIEW edge;
DROP TABLE street, net, yard, walled;
