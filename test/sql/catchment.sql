--
-- catchment: the area within a budget. Areas are those of PostGIS on the
-- ellipsoid, and known ones on the plane; the walker makes one metre a second.
--
\set one 'walkshed.walker(speed_mps => 1)'
CREATE TABLE net (name text, streets walkshed.network);
INSERT INTO net
SELECT name, walkshed.network_agg(id, geom, attributes)
FROM (VALUES
	('line', 1, along(-500, 0, 500, 0), NULL::jsonb),
	('way', 1, along(-500, 0, 500, 0), '{"foot": "forward"}'),
	('ring', 1, along(0, 0, 400, 0, 400, 400, 0, 400, 0, 0), NULL),
	('cross', 1, along(-500, 0, 0, 0, 500, 0), NULL), ('cross', 2, along(0, -500, 0, 0, 0, 500), NULL)
) AS s(name, id, geom, attributes)
GROUP BY name;

-- 100 m along a street from its middle, and what the rest of the budget leaves
-- beside it, at most 50 m: a strip of 100 by 100 m between two half discs of
-- 50 m, 17854 m2, from -100 to 100. The outline errs by 3/4 of a cell at most.
SELECT cell, ST_GeometryType(area) AS type, ST_SRID(area) AS srid, ST_IsValid(area) AS valid, round((ST_Area(area::geography) / 17854)::numeric, 2) AS share,
	greatest(abs(ST_XMin(area) * 111319.4908 + 100), abs(ST_XMax(area) * 111319.4908 - 100),
		abs(ST_YMin(area) * 110574.2758 + 50), abs(ST_YMax(area) * 110574.2758 - 50)) < 0.8 * cell AS extent
FROM net, LATERAL (VALUES (1), (5)) AS c(cell), walkshed.catchment(streets, at(0, 0), metres => 100, cell_m => cell, walker => :one) AS area
WHERE name = 'line' ORDER BY cell;
-- Minutes are no different.
SELECT ST_Equals(ST_SnapToGrid(walkshed.catchment(streets, at(0, 0), metres => 150, walker => :one), 1e-6),
	ST_SnapToGrid(walkshed.catchment(streets, at(0, 0), minutes => 2.5, walker => :one), 1e-6)) AS same
FROM net WHERE name = 'line';
-- At the default cell of 10 m it is within a cell of the known shape.
SELECT ST_Covers(ST_Buffer(area::geography, 10)::geometry, walked) AS covers, ST_Covers(ST_Buffer(walked::geography, 10)::geometry, area) AS covered
FROM net, walkshed.catchment(streets, at(0, 0), metres => 100, walker => :one) AS area, LATERAL (SELECT ST_Buffer(along(-50, 0, 50, 0)::geography, 50)::geometry AS walked) w
WHERE name = 'line';

-- A buffer of 25 m: 150 by 50 m and two half discs, 9463 m2. None: a band
-- of 3/4 of a cell to either side, about 15 m wide.
SELECT round((ST_Area(walkshed.catchment(streets, at(0, 0), metres => 100, walker => :one, cell_m => 1, buffer_m => 25)::geography) / 9463)::numeric, 2) AS share,
	ST_Area(walkshed.catchment(streets, at(0, 0), metres => 100, walker => :one, cell_m => 10, buffer_m => 0)::geography) / 200 BETWEEN 12 AND 18 AS band
FROM net WHERE name = 'line';
-- Half as quick off the street, one comes 50 m to the side at the start and
-- less and less towards both ends: a disc of 50 m and its tangents from there,
-- 4 * 50 * 86.6 / 2 + a third of the disc, 11278 m2.
SELECT round((ST_Area(area::geography) / 11278)::numeric, 2) AS share
FROM net, walkshed.catchment(streets, at(0, 0), minutes => 100 / 60.0, walker => walkshed.walker(speed_mps => 1, off_street_factor => 2), cell_m => 1) area
WHERE name = 'line';

-- One way to the east: from (0 0) to its east, toward it from its west; each
-- the area of 50 by 100 m, a half disc in front and one behind, about 25 m away.
SELECT toward, round((ST_Area(area::geography) / (5000 + pi() * 2500))::numeric, 2) AS share, round(ST_X(ST_Centroid(area)) * 111319.4908) AS middle
FROM net, LATERAL (VALUES (false), (true)) AS t(toward), walkshed.catchment(streets, at(0, 0), metres => 100, walker => :one, toward => toward, cell_m => 1) AS area
WHERE name = 'way' ORDER BY toward;

-- Round a block of 400 m: the courtyard, 300 by 300 m, stays a hole.
SELECT ST_NumGeometries(area) AS polygons, ST_NumInteriorRings(ST_GeometryN(area, 1)) AS holes,
	round((ST_Area(ST_MakePolygon(ST_InteriorRingN(ST_GeometryN(area, 1), 1))::geography) / 90000)::numeric, 2) AS hole
FROM net, walkshed.catchment(streets, at(0, 0), minutes => 60, walker => :one, cell_m => 1) AS area
WHERE name = 'ring';

-- Two gates far from each other make two polygons; near, one. A gate without a
-- street takes nothing from the other. 30 m off the street the leg belongs to it.
SELECT ST_NumGeometries(walkshed.catchment(streets, ST_Collect(at(-400, 0), at(400, 0)), metres => 100, walker => :one)) AS far,
	ST_NumGeometries(walkshed.catchment(streets, ST_Collect(at(-40, 0), at(40, 0)), metres => 100, walker => :one)) AS near,
	ST_NumGeometries(walkshed.catchment(streets, ST_Collect(at(0, 900), at(40, 0)), metres => 100, walker => :one)) AS one_gate,
	ST_Covers(walkshed.catchment(streets, at(0, 30), metres => 31, walker => :one, buffer_m => 0), along(0, 0, 0, 30)) AS leg
FROM net WHERE name = 'line';

-- It holds every reached piece and lies within that of any larger budget.
SELECT count(*) AS budgets, bool_and(covers) AS covers, bool_and(valid) AS valid, bool_and(nests) AS nests
FROM (
	SELECT ST_IsValid(area) AS valid, ST_Covers(lead(area) OVER (ORDER BY metres), area) IS NOT FALSE AS nests,
		(SELECT bool_and(ST_Covers(area, geom)) FROM walkshed.reach(streets, at(20, 10), metres => metres, walker => :one)) AS covers
	FROM net, generate_series(20, 600, 20) metres, walkshed.catchment(streets, at(20, 10), metres => metres, walker => :one) area
	WHERE name = 'cross') c;

-- Even a budget of 0 is a place.
SELECT ST_IsValid(area) AS valid, ST_Covers(area, at(0, 0)) AS covers, ST_Area(area::geography) < 400 AS small
FROM net, walkshed.catchment(streets, at(0, 0), 0) area WHERE name = 'line';

-- In the SRID of the network.
SELECT ST_SRID(walkshed.catchment((SELECT walkshed.network_agg(1, ST_SetSRID(along(0, 0, 100, 0), 4490))), ST_SetSRID(at(0, 0), 4490), 1)) AS srid;

-- Too far from a street: NULL, for that origin alone.
SELECT i, walkshed.catchment(streets, geom, 1) IS NULL AS none
FROM net, LATERAL (VALUES (1, at(0, 0)), (2, at(0, 500)), (3, at(0, 100))) AS o(i, geom) WHERE name = 'line' ORDER BY i;

-- Bands: the catchments of their budgets, the smallest first, each inside the
-- next, a budget that is given twice once.
SELECT budget, ST_Equals(b.geom, walkshed.catchment(streets, at(20, 10), metres => budget, walker => :one)) AS same,
	ST_Covers(lead(b.geom) OVER (ORDER BY budget), b.geom) AS nests
FROM net, walkshed.catchments(streets, at(20, 10), metres => '{300,100,200,100}', walker => :one) b WHERE name = 'cross';
SELECT array_agg(budget) AS minutes, bool_and(ST_Equals(b.geom, walkshed.catchment(streets, at(0, 0), budget, walker => :one, toward => true, cell_m => 5, buffer_m => 20))) AS same
FROM net, walkshed.catchments(streets, at(0, 0), '{1,2.5}', walker => :one, toward => true, cell_m => 5, buffer_m => 20) b WHERE name = 'way';
-- Nothing to draw, nothing to draw from.
SELECT count(*) AS none
FROM net, LATERAL (VALUES (at(0, 0), '{}'::float8[]), (at(0, 500), '{5,10}'), ('SRID=4326;POINT EMPTY', '{5}'), (NULL, '{5}')) AS o(geom, minutes),
	walkshed.catchments(streets, o.geom, o.minutes) b WHERE name = 'line';

-- Of a point set, one origin after the other: gates of one id together, under
-- whatever tags; a quarter by its outline; those that have none, and why.
CREATE TABLE home AS SELECT walkshed.point_set_agg(id, geom, 1, tag) AS homes
FROM (VALUES (1, at(-400, 0), 'home'), (1, at(400, 0), 'school'), (2, ST_MakeEnvelope(-20 / 111319.4908, -40 / 110574.2758, 20 / 111319.4908, 40 / 110574.2758, 4326), NULL), (3, at(0, 500), NULL), (4, NULL, NULL)) AS h(id, geom, tag);
SELECT origin_id, budget, ST_NumGeometries(c.geom) AS polygons,
	CASE WHEN budget > 0 THEN ST_Equals(c.geom, walkshed.catchment(streets, CASE origin_id WHEN 1 THEN ST_Collect(at(-400, 0), at(400, 0)) ELSE ST_Collect(at(-20, 0), at(20, 0)) END, metres => budget, walker => :one)) END AS same, problem
FROM net, home, walkshed.all_catchments(streets, homes, metres => '{100,50}', walker => :one) c WHERE name = 'line';
SELECT count(*) AS none FROM net, home, walkshed.all_catchments(streets, homes, '{}'::float8[]) c WHERE name = 'line';
SELECT count(*) AS none FROM net, walkshed.all_catchments(streets, NULL::walkshed.point_set, '{5}') c WHERE name = 'line';

-- A wall 20 m beside the street, from -100 to 100: the area ends at it, goes on beside it, and behind it lies
-- what is seen past its ends. A street that cannot be left is a narrow band.
SELECT ST_Covers(area, at(0, 19)) AS before, ST_Intersects(area, along(-70, 22, 70, 22)) AS behind, ST_Covers(area, at(-150, 45)) AS beside, ST_Covers(area, at(0, -45)) AS opposite
FROM walkshed.catchment((SELECT walkshed.network_agg(id, geom, attributes) FROM (VALUES (1, along(-500, 0, 500, 0), NULL::jsonb), (2, along(-100, 20, 100, 20), '{"kind": "barrier"}')) s(id, geom, attributes)),
	at(3, 0), metres => 400, walker => :one) area;
SELECT ST_Covers(area, along(100, 0, 300, 0)) AS deck, ST_Distance(at(200, 15), area) > 0 AS narrow, ST_Covers(area, at(320, 30)) AS beyond
FROM walkshed.catchment((SELECT walkshed.network_agg(id, geom, attributes) FROM (VALUES (1, along(0, 0, 100, 0), NULL::jsonb), (2, along(100, 0, 300, 0), '{"kind": "footbridge"}'), (3, along(300, 0, 500, 0), NULL)) s(id, geom, attributes)),
	at(3, 0), metres => 400, walker => :one) area;

-- Errors. Budgets and walkers are in the tests of those.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT walkshed.catchment(streets, at(0, 0), 15, %s) FROM net WHERE name = ''line''', argument))
FROM (VALUES (1, 'cell_m => 0'), (2, 'cell_m => 0.9'), (3, 'cell_m => 1001'), (4, 'cell_m => ''NaN'''), (5, 'cell_m => NULL'),
	(6, 'buffer_m => -1'), (7, 'buffer_m => 1001'), (8, 'buffer_m => ''NaN'''), (9, 'buffer_m => NULL')) AS b(i, argument)
ORDER BY i;
-- 30 by 30 km in cells of a metre.
SELECT complaint('SELECT walkshed.catchment((SELECT walkshed.network_agg(1, along(0, 0, 30000, 30000))), at(0, 0), metres => 100000, cell_m => 1)');

SELECT complaint('SELECT walkshed.catchments(streets, at(0, 0), ''{5,NULL}'') FROM net WHERE name = ''line''');
SELECT complaint('SELECT walkshed.catchments(streets, at(0, 0), ''{5,-1}'') FROM net WHERE name = ''line''');
SELECT complaint('SELECT walkshed.catchments(streets, at(0, 0)) FROM net WHERE name = ''line''');
SELECT complaint('SELECT walkshed.all_catchments(streets, homes, ''{5}'', metres => ''{5}'') FROM net, home WHERE name = ''line''');
SELECT complaint('SELECT walkshed.all_catchments(streets, (SELECT walkshed.point_set_agg(1, ST_SetSRID(at(0, 0), 4490))), ''{5}'') FROM net WHERE name = ''line''');
DROP TABLE net, home;
