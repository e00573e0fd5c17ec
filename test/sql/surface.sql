--
-- surface: the time to every place, in rows and as a raster. The walker makes one
-- metre a second, on the street and off it.
--
CREATE EXTENSION postgis_raster;
\set one 'walkshed.walker(speed_mps => 1)'
CREATE TABLE net (name text, streets walkshed.network);
INSERT INTO net
SELECT name, walkshed.network_agg(id, geom, attributes)
FROM (VALUES
	('line', 1, along(-500, 0, 500, 0), NULL::jsonb),
	('way', 1, along(-500, 0, 500, 0), '{"foot": "forward"}'),
	('steps', 1, along(-500, 0, 500, 0), '{"kind": "steps", "ascent_m": 100}'),
	('ring', 1, along(0, 0, 400, 0, 400, 400, 0, 400, 0, 0), NULL),
	-- 20 m to the north of the street, for 100 m to either side.
	('wall', 1, along(-500, 0, 500, 0), NULL), ('wall', 2, along(-100, 20, 100, 20), '{"kind": "barrier"}'),
	('bridge', 1, along(-500, 0, 0, 0), NULL), ('bridge', 2, along(0, 0, 300, 0), '{"kind": "footbridge"}'),
	('bridge', 3, along(300, 0, 500, 0), NULL)
) AS s(name, id, geom, attributes)
GROUP BY name;

-- The points, in metres.
CREATE FUNCTION places(streets walkshed.network, origin geometry, minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(speed_mps => 1), toward bool DEFAULT false, cell_m float8 DEFAULT 10, buffer_m float8 DEFAULT 50)
RETURNS TABLE (east float8, north float8, seconds float8, metres float8)
LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
	SELECT x * 111319.4908, y * 110574.2758, s.seconds, s.metres
	FROM walkshed.surface(streets, origin, minutes, places.metres, walker, toward, cell_m, buffer_m) s;
END;

-- From a door on a street one goes straight for 50 m. What is farther one reaches along the
-- street until the rest is 50 m: the sooner one leaves it, the shorter the walk.
CREATE FUNCTION walked(east float8, north float8, buffer float8 DEFAULT 50) RETURNS float8
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN east ^ 2 + north ^ 2 <= buffer ^ 2 THEN sqrt(east ^ 2 + north ^ 2) ELSE abs(east) - sqrt(buffer ^ 2 - north ^ 2) + buffer END;

SELECT buffer, count(*) FILTER (WHERE east ^ 2 + north ^ 2 <= buffer ^ 2) > 0 AS straight, max(abs(metres - walked(east, north, buffer))) < 0.05 AS known,
	max(abs(seconds - metres)) < 0.001 AS a_metre_a_second, max(metres) <= 150 AS within, max(abs(north)) <= buffer AS beside
FROM net, LATERAL (VALUES (20), (50)) AS b(buffer), places(streets, at(0, 0), metres => 150, buffer_m => buffer) WHERE name = 'line'
GROUP BY buffer ORDER BY buffer;
-- For a budget in minutes too; there, at twice the speed.
SELECT max(abs(s.metres - walked(east, north))) < 0.05 AS known, max(abs(seconds * 2 - s.metres)) < 0.001 AS two_metres_a_second, max(seconds) <= 75 AS within
FROM net, places(streets, at(0, 0), 75 / 60.0, walker => walkshed.walker(speed_mps => 2)) s WHERE name = 'line';
-- No point is missing: 100 m along the street and back, 100 m wide, and two half discs of 50 m.
SELECT cell, round((count(*) * cell ^ 2 / (20000 + pi() * 2500))::numeric, 2) AS share
FROM net, LATERAL (VALUES (1.0), (10.0)) AS c(cell), places(streets, at(0, 0), metres => 150, cell_m => cell) WHERE name = 'line'
GROUP BY cell ORDER BY cell;
-- From south to north, and from west to east.
SELECT bool_and((y, x) > (before_y, before_x)) AS ordered
FROM (SELECT x, y, lag(x) OVER () AS before_x, lag(y) OVER () AS before_y FROM net, walkshed.surface(streets, at(0, 0), metres => 150, walker => :one) WHERE name = 'ring') s;

-- Where the way off the street is three times as slow, one leaves it later, at an angle whose cosine is 1/3: beside
-- the street a metre costs the square root of 8.
SELECT count(*) > 50 AS points, max(abs(seconds - (abs(east) + sqrt(8) * abs(north)))) < 0.05 AS known,
	max(abs(metres - (abs(east) + sqrt(0.5) * abs(north)))) < 0.05 AS same_walk
FROM net, places(streets, at(0, 0), 150 / 60.0, walker => walkshed.walker(speed_mps => 1, off_street_factor => 3)) WHERE name = 'line' AND abs(east) > 20;
-- On steps, two seconds a metre up and 1.43 down, one leaves them as soon as one can.
SELECT east > 0 AS up, count(*) > 10 AS points, max(abs(seconds - (walked(east, north) - 50) * CASE WHEN east > 0 THEN 2 ELSE 1.43 END - 50)) < 0.05 AS known,
	max(abs(metres - walked(east, north))) < 0.05 AS same_walk
FROM net, places(streets, at(0, 0), 150 / 60.0) WHERE name = 'steps' AND abs(east) > 50 GROUP BY 1 ORDER BY 1;
-- But metres are the fewest whatever they take.
SELECT max(abs(s.metres - walked(east, north))) < 0.05 AS known, max(abs(seconds - (walked(east, north) - 50) * 2 - 50)) < 0.05 AS same_walk
FROM net, places(streets, at(0, 0), metres => 150) s WHERE name = 'steps' AND east > 50;

-- One way to the east: from the door to its east, toward it from its west; 50 m on foot beside the street are free.
SELECT toward, round(min(east) / 10) * 10 AS west, round(max(east) / 10) * 10 AS east, max(abs(metres - walked(east, north))) < 0.05 AS known
FROM net, LATERAL (VALUES (false), (true)) AS t(toward), places(streets, at(0, 0), metres => 150, toward => t.toward) WHERE name = 'way'
GROUP BY toward ORDER BY toward;

-- Behind the wall one comes round its end alone: one leaves the street where the end is no longer
-- in the way, or at the next sample, and has no more than 50 m from there.
SELECT count(*) > 100 AS points, min(metres - known) > -0.05 AS behind, max(metres - known) < 3 AS round_the_end
FROM (
	SELECT metres, leave + sqrt((leave - abs(east)) ^ 2 + north ^ 2) AS known
	FROM net, places(streets, at(0, 0), metres => 400, cell_m => 1), LATERAL (SELECT (100 * north - 20 * abs(east)) / (north - 20) AS leave) l
	WHERE name = 'wall' AND abs(east) < 99 AND north > 20) s;
SELECT count(*) AS in_the_shadow FROM net, places(streets, at(0, 0), metres => 400, cell_m => 1) WHERE name = 'wall' AND abs(east) < 50 AND north > 20;
-- Nothing changes before it.
SELECT max(abs(metres - walked(east, north))) < 0.05 AS known FROM net, places(streets, at(0, 0), metres => 400, cell_m => 1) WHERE name = 'wall' AND north < 20;

-- A footbridge is not left: one is on it, within 3/4 of a cell, of which one row of points is.
SELECT count(*) AS points, max(abs(metres - walked(east, north, 7.5))) < 0.05 AS known
FROM net, places(streets, at(0, 0), metres => 400) WHERE name = 'bridge' AND east BETWEEN 60 AND 245;

-- The door's own leg can be left: 30 m off the street, a walk of 20 m is a disc. The door is 1564 and 967 4096ths of a
-- cell from a point.
SELECT count(*) = (SELECT count(*) FROM generate_series(-5, 5) i, generate_series(-5, 5) j WHERE (i - 1564 / 4096.0) ^ 2 + (j - 967 / 4096.0) ^ 2 <= 4) AS disc, max(abs(metres - sqrt(east ^ 2 + (north - 30) ^ 2))) < 0.05 AS known
FROM net, places(streets, at(0, 30), metres => 20) WHERE name = 'line';
-- Two gates: the better one counts. One of them without a street takes nothing from the other.
SELECT max(abs(metres - least(walked(east - 300, north), walked(east + 300, north)))) < 0.05 AS known, min(east) < -300 AND max(east) > 300 AS both
FROM net, places(streets, ST_Collect(at(-300, 0), at(300, 0)), metres => 150) WHERE name = 'line';
SELECT (SELECT count(*) FROM places(streets, ST_Collect(at(0, 900), at(0, 0)), metres => 150)) = (SELECT count(*) FROM places(streets, at(0, 0), metres => 150)) AS same
FROM net WHERE name = 'line';

-- A smaller budget has fewer rows, and the same numbers.
SELECT count(*) FILTER (WHERE small IS NULL AND large < 249.99) AS missing, count(*) FILTER (WHERE large IS NULL) AS more, count(*) FILTER (WHERE small IS NULL) > 100 AS fewer,
	max(abs(small - large)) < 0.001 AS same
FROM net, LATERAL (SELECT a.metres AS large, b.metres AS small FROM walkshed.surface(streets, at(20, 10), metres => 400, walker => :one) a
	FULL JOIN walkshed.surface(streets, at(20, 10), metres => 250, walker => :one) b USING (x, y)) AS c
WHERE name = 'ring';

-- All rows lie in the catchment of the same call; all its points are rows, but for those near its outline.
WITH called AS MATERIALIZED (
	SELECT name, walkshed.catchment(streets, at(20, 10), metres => 500, walker => :one) AS area, streets FROM net WHERE name IN ('line', 'ring', 'way', 'wall', 'bridge')
), point AS MATERIALIZED (
	SELECT name, round((east - 20) / 10 + 1564 / 4096.0) AS i, round((north - 10) / 10 + 967 / 4096.0) AS j, at(east, north) AS p
	FROM called, places(streets, at(20, 10), metres => 500)
)
SELECT name, (SELECT count(*) > 500 AND bool_and(ST_Covers(area, p)) FROM point WHERE point.name = c.name) AS inside,
	(SELECT count(*) FROM generate_series(-55, 55) i, generate_series(-10, 55) j
	WHERE ST_Covers(inner_area, at(20 + (i - 1564 / 4096.0) * 10, 10 + (j - 967 / 4096.0) * 10)) AND (c.name, i, j) NOT IN (SELECT name, i, j FROM point)) AS missing
FROM (SELECT name, area, ST_Buffer(area, -9 / 111000.0) AS inner_area FROM called OFFSET 0) c ORDER BY name;

-- The raster has a pixel around each row, with its seconds and metres, and nothing else.
CREATE VIEW picture AS
SELECT name, ST_RastFromWKB(walkshed.surface_raster(streets, at(20, 10), metres => 300, walker => walkshed.walker(speed_mps => 2))) AS rast FROM net WHERE name = 'ring';
SELECT round(upperleftx * 111319.4908 - west) AS west, round(upperlefty * 110574.2758 - north) AS north, width * 10 - round(east - west) AS width, height * 10 - round(north - south) AS height,
	round((scalex * 111319.4908)::numeric, 4) AS scale_x, round((scaley * 110574.2758)::numeric, 4) AS scale_y, skewx, skewy, srid, numbands, pixeltype, nodatavalue
FROM picture p, ST_MetaData(rast), LATERAL (SELECT pixeltype, nodatavalue FROM ST_BandMetaData(rast, 1)) b,
	LATERAL (SELECT min(east) AS west, max(east) AS east, min(north) AS south, max(north) AS north FROM net, places(streets, at(20, 10), metres => 300) WHERE net.name = p.name) r;
SELECT count(*) FILTER (WHERE ST_Value(rast, 1, p) = seconds AND ST_Value(rast, 2, p) = metres) = count(*) AS same, max(ST_Count(rast, 1)) - count(*) AS others, max(ST_Count(rast, 2)) - count(*) AS others_2
FROM net n JOIN (SELECT * FROM picture OFFSET 0) i USING (name), walkshed.surface(streets, at(20, 10), metres => 300, walker => walkshed.walker(speed_mps => 2)), LATERAL (SELECT ST_SetSRID(ST_Point(x, y), 4326)) AS l(p);
-- It can be coloured.
SELECT ST_NumBands(ST_ColorMap(rast, 1, 'fire')) AS colours FROM picture;

-- In the SRID of the network.
SELECT ST_SRID(ST_RastFromWKB(walkshed.surface_raster((SELECT walkshed.network_agg(1, ST_SetSRID(along(0, 0, 100, 0), 4490))), ST_SetSRID(at(0, 0), 4490), 1))) AS srid;
-- On the other side of longitude 180 rows begin again, a raster goes on.
WITH street AS (SELECT walkshed.network_agg(1, ST_Translate(along(-300, 0, 0, 0), 180, 0)) AS streets)
SELECT count(*) FILTER (WHERE x < 0) > 10 AS beyond, count(*) FILTER (WHERE abs(x) > 180) AS off_earth,
	(SELECT ST_Width(ST_RastFromWKB(walkshed.surface_raster(streets, ST_Translate(at(-20, 0), 180, 0), metres => 100, walker => :one))) FROM street) = count(DISTINCT x) AS wide
FROM street, walkshed.surface(streets, ST_Translate(at(-20, 0), 180, 0), metres => 100, walker => :one);

-- Nothing: no street in reach, no point of the lattice within reach, NULL and EMPTY.
SELECT i, (SELECT count(*) FROM walkshed.surface(streets, geom, metres => metres, buffer_m => buffer)) AS points, walkshed.surface_raster(streets, geom, metres => metres, buffer_m => buffer) IS NULL AS none
FROM net, LATERAL (VALUES (1, at(0, 500), 100, 50), (2, at(0, 0), 0, 50), (3, at(0, 0), 100, 0), (4, NULL, 100, 50), (5, 'POINT EMPTY', 100, 50)) AS o(i, geom, metres, buffer)
WHERE name = 'line' ORDER BY i;
SELECT count(*) AS points, walkshed.surface_raster(NULL, at(0, 0), 5) IS NULL AS none FROM walkshed.surface(NULL, at(0, 0), 5);

-- Errors.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT walkshed.%s(streets, %s) FROM net WHERE name = ''line''', f, arguments))
FROM (VALUES ('surface'), ('surface_raster')) AS f(f), (VALUES
	(1, 'at(0, 0)'), (2, 'at(0, 0), 5, 5'), (3, 'at(0, 0), -1'), (4, 'at(0, 0), 5, walker => NULL'), (5, 'at(0, 0), 5, toward => NULL'),
	(6, 'at(0, 0), 5, cell_m => 0.9'), (7, 'at(0, 0), 5, cell_m => NULL'), (8, 'at(0, 0), 5, buffer_m => 1001'), (9, 'at(0, 0), 5, buffer_m => ''NaN'''),
	(10, 'ST_SetSRID(at(0, 0), 3857), 5'), (11, 'along(0, 0, 1, 1), 5')) AS a(i, arguments)
ORDER BY i, f;
-- 30 by 30 km in cells of a metre; 70 km of them are too many for a raster, but not for rows.
SELECT complaint('SELECT walkshed.surface((SELECT walkshed.network_agg(1, along(0, 0, 30000, 30000))), at(0, 0), metres => 100000, cell_m => 1)');
CREATE TABLE long AS SELECT walkshed.network_agg(1, along(0, 0, 70000, 0)) AS streets;
SELECT complaint('SELECT walkshed.surface_raster(streets, at(0, 0), metres => 70000, cell_m => 1, buffer_m => 1) FROM long');
SELECT count(*) > 130000 AS rows FROM long, walkshed.surface(streets, at(0, 0), metres => 70000, cell_m => 1, buffer_m => 1);

DROP VIEW picture;
DROP TABLE net, long;
DROP FUNCTION places, walked;
DROP EXTENSION postgis_raster;
