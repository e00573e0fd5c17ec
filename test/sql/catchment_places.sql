--
-- catchment at odd places: on nodes and dead ends, on an island of one street,
-- beside the antimeridian, in the far north, and where it is too large to draw.
-- The walker makes one metre a second.
--
\set one 'walkshed.walker(speed_mps => 1)'

-- A place so many metres from another.
CREATE FUNCTION from_place(place geometry, east float8, north float8) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_Project(ST_Project(place::geography, north, 0), east, pi() / 2)::geometry;
-- The ground within 100 m: what is within 50 m of the first 50 m, where streets are straight.
CREATE FUNCTION ground(streets walkshed.network, origin geometry) RETURNS geography
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT ST_Buffer(ST_Union(geom)::geography, 50, 'quad_segs=32') FROM walkshed.reach(streets, origin, metres => 50, walker => walkshed.walker(speed_mps => 1)));
-- A valid polygon with the door and every reached piece in it.
CREATE FUNCTION sound(area geometry, streets walkshed.network, origin geometry, budget_m float8) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_IsValid(area) AND GeometryType(area) = 'MULTIPOLYGON' AND ST_Covers(area, origin)
	AND (SELECT bool_and(ST_Covers(area, ST_Points(ST_Segmentize(geom, 1e-5)))) FROM walkshed.reach(streets, origin, metres => budget_m, walker => walkshed.walker(speed_mps => 1)));

CREATE TABLE net (name text, streets walkshed.network);

-- A crossing of three streets, an island of one, and a street that comes back to itself.
INSERT INTO net
SELECT 'odd', walkshed.network_agg(id, geom)
FROM (VALUES (1, along(-500, 0, 0, 0)), (2, along(0, 0, 500, 0)), (3, along(0, 0, 0, 300)), (4, along(2000, 0, 2040, 0)), (5, along(3000, 0, 3200, 0, 3200, 200, 3000, 0))) s(id, geom);
SELECT place, sound(area, streets, origin, 100) AS sound, ST_NumGeometries(area) AS polygons, abs(ST_Area(area::geography) / ST_Area(ground(streets, origin)) - 1) < 0.02 AS as_large
FROM net, (VALUES (1, 'a crossing', at(0, 0)), (2, 'beside it', at(0.02, 0)), (3, 'a dead end', at(0, 300)), (4, 'the last metre before it', at(0, 299)), (5, 'another end', at(-500, 0))) o(i, place, origin), walkshed.catchment(streets, origin, metres => 100, walker => :one, cell_m => 2) area
WHERE name = 'odd' ORDER BY i;
-- In line with the end and 5 m past it: the leg belongs to it.
SELECT sound(area, streets, at(-505, 0), 100) AS sound, ST_Covers(area, along(-505, 0, -500, 0)) AS leg
FROM net, walkshed.catchment(streets, at(-505, 0), metres => 100, walker => :one) area WHERE name = 'odd';
-- All 40 m of the island and 50 m around, from wherever on it.
SELECT i, sound(area, streets, origin, 100) AS sound, abs(ST_Area(area::geography) / (4000 + pi() * 2500) - 1) < 0.02 AS as_large, ST_XMax(area) < ST_X(at(2100, 0)) AS alone
FROM net, (VALUES (1, at(2000, 0)), (2, at(2020, 0)), (3, at(2040, 0)), (4, at(2013, 0))) o(i, origin), walkshed.catchment(streets, origin, metres => 100, walker => :one, cell_m => 2) area
WHERE name = 'odd' ORDER BY i;
-- From where the street comes back to itself, round the rest of it.
SELECT sound(area, streets, at(3000, 0), metres) AS sound, ST_NumInteriorRings(ST_GeometryN(area, 1)) AS holes
FROM net, LATERAL (VALUES (100), (350), (900)) b(metres), walkshed.catchment(streets, at(3000, 0), metres => metres, walker => :one, buffer_m => 20) area
WHERE name = 'odd' ORDER BY metres;

-- Beside the antimeridian: as large as a degree away from it, and cut there.
INSERT INTO net
SELECT name, walkshed.network_agg(id, geom)
FROM (VALUES ('west of it', 1, 'SRID=4326;LINESTRING(179.996 -16.8, 179.9999 -16.8)'::geometry), ('up to it', 1, 'SRID=4326;LINESTRING(179.996 -16.8, 180 -16.8)'),
	('east of it', 1, 'SRID=4326;LINESTRING(-179.996 -16.8, -179.9999 -16.8)'), ('from it', 1, 'SRID=4326;LINESTRING(-179.996 -16.8, -180 -16.8)'),
	('both sides', 1, 'SRID=4326;LINESTRING(179.996 -16.8, 179.9999 -16.8)'), ('both sides', 2, 'SRID=4326;LINESTRING(-179.996 -16.8, -179.9999 -16.8)'),
	('along it', 1, 'SRID=4326;LINESTRING(179.9999 -16.802, 179.9999 -16.798)')) s(name, id, geom)
GROUP BY name;
SELECT name, ST_XMin(area) = -180 AND ST_XMax(area) = 180 AS cut, sound(area, streets, origin, 100) AS sound,
	ST_NumGeometries(area) AS polygons, abs(ST_Area(area::geography) / ST_Area(moved::geography) - 1) < 0.02 AS as_large
FROM net n, LATERAL (SELECT ST_SetSRID(ST_MakePoint(CASE WHEN name IN ('east of it', 'from it') THEN -179.9998 ELSE 179.9998 END, -16.8), 4326) AS origin) o,
	LATERAL (SELECT CASE WHEN ST_X(origin) > 0 THEN -1 ELSE 1 END AS degree) d,
	LATERAL (SELECT walkshed.network_agg(id, ST_Translate(geom, degree, 0)) AS moved_streets FROM walkshed.network_edges(streets) WHERE sign(ST_X(ST_StartPoint(geom))) = sign(ST_X(origin))) m,
	walkshed.catchment(streets, origin, metres => 100, walker => :one, cell_m => 2) area, walkshed.catchment(moved_streets, ST_Translate(origin, degree, 0), metres => 100, walker => :one, cell_m => 2) moved
WHERE name <> 'odd' ORDER BY name;
-- A walk that ends before it is not cut.
SELECT ST_XMax(area) < 180 AND ST_XMin(area) > 179 AS whole, ST_IsValid(area) AS valid
FROM net, walkshed.catchment(streets, 'SRID=4326;POINT(179.997 -16.8)', metres => 60, walker => :one) area WHERE name = 'west of it';

-- In the far north, where a degree of longitude is short: streets of a kilometre to
-- each side, and at 85 degrees the plane of the door is wrong by metres at their ends.
INSERT INTO net
SELECT format('%s north', degrees), walkshed.network_agg(id, geom)
FROM (VALUES (70), (85)) l(degrees), LATERAL (SELECT ST_SetSRID(ST_MakePoint(20, degrees), 4326) AS place) p, LATERAL (VALUES
	(1, ST_MakeLine(ARRAY[from_place(place, -1000, 0), place, from_place(place, 1000, 0)])),
	(2, ST_MakeLine(ARRAY[from_place(place, 0, -1000), place, from_place(place, 0, 1000)]))) s(id, geom)
GROUP BY degrees;
SELECT name, sound(area, streets, origin, 100) AS sound, abs(ST_Area(area::geography) / ST_Area(ground(streets, origin)) - 1) < 0.02 AS as_large, sound(large, streets, origin, 1500) AS all_of_it,
	abs(ST_Area(large::geography) / (4 * 1000 * 100 - 10000 + 2 * pi() * 2500) - 1) < 0.02 AS large_too
FROM net, LATERAL (SELECT ST_SetSRID(ST_MakePoint(20, left(name, 2)::int), 4326) AS origin) o,
	walkshed.catchment(streets, origin, metres => 100, walker => :one, cell_m => 2) area, walkshed.catchment(streets, origin, metres => 1500, walker => :one) large
WHERE name LIKE '%north' ORDER BY name;

-- Too large to draw: 70 by 70 km in cells of a metre. The hint says what to change.
SELECT left(c, 5) AS sqlstate, split_part(c, E'\n', 2) LIKE '%cell_m%' AS hint
FROM complaint('SELECT walkshed.catchment((SELECT walkshed.network_agg(1, along(0, 0, 70000, 70000))), at(0, 0), metres => 100000, cell_m => 1)') c;

DROP TABLE net;
DROP FUNCTION from_place, ground, sound;
