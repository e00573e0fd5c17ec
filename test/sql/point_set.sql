--
-- point_set_agg and points: located things with weights and tags.
--
-- A square by two corners, and by two more the hole in it.
CREATE FUNCTION area(west float8, south float8, east float8, north float8, VARIADIC hole float8[] DEFAULT '{}') RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE cardinality(hole) WHEN 0 THEN ST_MakePolygon(along(west, south, east, south, east, north, west, north, west, south))
	ELSE ST_MakePolygon(along(west, south, east, south, east, north, west, north, west, south),
		ARRAY[along(hole[1], hole[2], hole[3], hole[2], hole[3], hole[4], hole[1], hole[4], hole[1], hole[2])]) END;

CREATE TABLE thing (id bigint, geom geometry, weight float8, tag text);
INSERT INTO thing VALUES
	-- A quarter with two gates in one row, another with two rows.
	(3, ST_Collect(at(0, 0), at(10, 0)), 120, 'quarter'),
	(2, at(20, 0), 80, 'quarter'),
	(2, at(30, 0), 80, 'quarter'),
	-- A workshop of two services, with a weight under each; and without a tag.
	(7, at(40, 0), 1, 'repair'),
	(7, at(40, 0), 2, 'keys'),
	(7, at(40, 0), 0, NULL),
	-- Not located, kept all the same. '' is a tag, sorted by bytes: Z before a.
	(4, NULL, 5, 'Zoo'),
	(5, 'SRID=4326;POINT EMPTY', 5, 'zoo'),
	(6, 'SRID=4326;MULTIPOINT EMPTY', 5, ''),
	-- Outlines: a square with a hole, two squares, a gate and an outline.
	(11, area(0, 0, 90, 90, 30, 30, 60, 60), 3, 'park'),
	(12, ST_Collect(area(0, 0, 10, 10), area(20, 0, 30, 10)), 3, 'park'),
	(13, at(0, 5), 3, 'park'),
	(13, area(0, 0, 10, 10), 3, 'park'),
	(14, 'SRID=4326;POLYGON EMPTY', 3, 'park'),
	-- One place twice is two entries.
	(-1, ST_Collect(at(50, 0), at(50, 0)), 0.5, '修理'),
	(9223372036854775807, at(60, 0), 1e300, 'far');

-- By id and tag, none first; entries are counted. Where: the doors, or the
-- outlines of what has no doors.
SELECT id, tag, weight, entries, outlines, metres(geom) AS geom FROM (SELECT walkshed.point_set_agg(id, geom, weight, tag) AS things FROM thing) t, walkshed.points(things) p;

-- Without tags a thing has one weight; without weights it is 1.
SELECT id, tag, weight, entries FROM (SELECT walkshed.point_set_agg(id, geom, weight) AS things FROM thing WHERE id < 7) t, walkshed.points(things) p;
SELECT id, tag, weight, entries FROM (SELECT walkshed.point_set_agg(id, geom) AS things FROM thing WHERE id IN (2, 3, 7)) t, walkshed.points(things) p;

-- One value, whatever the order of rows, of entries and of their parts, and
-- with heights; whichever way a ring goes and wherever it begins.
SELECT count(DISTINCT walkshed.digest(things)) AS "values"
FROM (
	SELECT walkshed.point_set_agg(id, geom, weight, tag ORDER BY id, tag) FROM thing
	UNION ALL SELECT walkshed.point_set_agg(id, geom, weight, tag ORDER BY tag DESC, geom DESC) FROM thing
	UNION ALL SELECT walkshed.point_set_agg(id, ST_Force3D(geom, 7), weight, tag) FROM thing
	UNION ALL SELECT walkshed.point_set_agg(id, ST_Reverse(geom), weight, tag) FROM (
		SELECT id, (ST_Dump(geom)).geom, weight, tag FROM thing
		UNION ALL SELECT id, NULL, weight, tag FROM thing WHERE geom IS NULL OR ST_IsEmpty(geom)) t
	UNION ALL SELECT walkshed.point_set_agg(id, ST_ForcePolygonCW(geom), weight, tag) FROM thing
	UNION ALL SELECT walkshed.point_set_agg(id, CASE id WHEN 11 THEN ST_MakePolygon(along(90, 90, 0, 90, 0, 90, 0, 0, 90, 0, 90, 90),
		ARRAY[along(60, 30, 30, 30, 30, 60, 60, 60, 60, 30)]) ELSE geom END, weight, tag) FROM thing
) AS s(things);
-- Another place, weight, tag, id or SRID makes another value.
SELECT count(DISTINCT walkshed.digest(things)) AS "values"
FROM (SELECT walkshed.point_set_agg(id, geom, weight, tag) AS things
	FROM (VALUES (1, 1, at(0, 0), 1, 'a'), (2, 2, at(0, 0), 1, 'a'), (3, 1, at(0, 1), 1, 'a'), (4, 1, at(0, 0), 2, 'a'), (5, 1, at(0, 0), 1, 'b'),
		(6, 1, at(0, 0), 1, NULL), (7, 1, ST_SetSRID(at(0, 0), 4490), 1, 'a'), (8, 1, NULL, 1, 'a'),
		(9, 1, area(0, 0, 9, 9), 1, 'a'), (10, 1, area(0, 0, 9, 8), 1, 'a'), (11, 1, area(0, 0, 9, 9, 3, 3, 6, 6), 1, 'a'),
		(12, 1, ST_Collect(area(0, 0, 9, 9), area(3, 3, 6, 6)), 1, 'a')) AS v(i, id, geom, weight, tag)
	GROUP BY i) s;

-- 0 and -0 are one weight, whichever comes first.
SELECT walkshed.digest(walkshed.point_set_agg(1, at(i, 0), weight ORDER BY i)) = walkshed.digest(walkshed.point_set_agg(1, at(i, 0), weight ORDER BY i DESC)) AS same
FROM (VALUES (1, 0::float8), (2, '-0')) AS v(i, weight);

-- Aggregated by several processes.
CREATE TABLE many AS SELECT i / 3 AS id, CASE WHEN i % 7 < 5 THEN at(i, i % 70) ELSE area(i, 0, i + 9, 9, i + 3, 3, i + 6, 6) END AS geom, (i / 3) % 11 AS weight, 'tag ' || i / 3 % 5 AS tag FROM generate_series(1, 20000) i;
ANALYZE many;
CREATE TABLE alone AS SELECT walkshed.point_set_agg(id, geom) AS plain, walkshed.point_set_agg(id, geom, weight) AS weighted,
	walkshed.point_set_agg(id, geom, weight, tag) AS tagged FROM many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT walkshed.point_set_agg(id, geom, weight, tag) FROM many;
SELECT walkshed.digest(walkshed.point_set_agg(id, geom)) = (SELECT walkshed.digest(plain) FROM alone) AS plain,
	walkshed.digest(walkshed.point_set_agg(id, geom, weight)) = (SELECT walkshed.digest(weighted) FROM alone) AS weighted,
	walkshed.digest(walkshed.point_set_agg(id, geom, weight, tag)) = (SELECT walkshed.digest(tagged) FROM alone) AS tagged
FROM many;
RESET ALL;
-- Things 0 and 6666 lack an entry: i runs from 1 to 20000.
SELECT count(*), sum(entries + outlines) AS both, min(entries + outlines) AS least, max(entries + outlines) AS most, sum(outlines) AS outlines FROM alone, walkshed.points(tagged);

-- What comes out goes in again, and makes the same value: in either SRID, also
-- what coordinates are too coarse for, twice the same place, and the last
-- places of the earth; but an outline beside doors, which counts for nothing.
INSERT INTO thing VALUES
	(21, area(0, 0, 0.001, 0.001), 1, 'speck'),
	(22, area(0, 0, 10, 0.001), 1, 'line'),
	(23, area(0, 0, 90, 90, 30, 30, 30.001, 30.001), 1, 'pinprick'),
	(24, ST_Collect(area(0, 0, 90, 90, 30, 30, 60, 60), area(100, 0, 190, 90, 130, 30, 160, 60)), 1, 'holes'),
	(25, 'SRID=4326;MULTIPOINT(-180 -90, 180 90, 0.0000001 -0.0000001)', 1, 'earth');
SELECT srid, s.things OPERATOR(walkshed.=) again.things AS same, geometries
FROM (VALUES (4326), (4490)) AS i(srid), LATERAL (
	SELECT walkshed.point_set_agg(id, ST_SetSRID(geom, srid), weight, tag) FROM thing WHERE (id, ST_Dimension(geom)) <> (13, 2)) AS s(things),
	LATERAL (
		SELECT walkshed.point_set_agg(id, geom, weight, tag), array_agg(DISTINCT GeometryType(geom) || ST_SRID(geom)) FILTER (WHERE geom IS NOT NULL)
		FROM walkshed.points(s.things)) AS again(things, geometries);

-- No row makes no set; NULL has no points.
SELECT walkshed.point_set_agg(id, geom) IS NULL AS none FROM thing WHERE id = 0;
SELECT count(*) FROM walkshed.points(NULL);

-- Errors.
\pset format unaligned
\pset tuples_only on
SELECT complaint('SELECT walkshed.point_set_agg(' || arguments || ')')
FROM (VALUES
	(1, 'NULL, at(0, 0)'), (2, 'NULL, at(0, 0), 1'), (3, 'NULL, at(0, 0), 1, ''a'''),
	(4, '8, at(0, 0), NULL'), (5, '8, at(0, 0), -1, ''a'''), (6, '8, at(0, 0), ''NaN'''), (7, '8, at(0, 0), ''Infinity'''),
	(8, '8, along(0, 0, 1, 0)')) AS bad(i, arguments)
ORDER BY i;
SELECT complaint('SELECT walkshed.point_set_agg(id, geom, weight) FROM thing WHERE id = 7 AND weight > 0');
SELECT complaint($$ SELECT walkshed.point_set_agg(id, geom, weight, 'any') FROM thing WHERE id = 7 AND weight > 0 $$);
SELECT complaint('SELECT walkshed.point_set_agg(id, ST_SetSRID(geom, CASE id WHEN 3 THEN 4326 ELSE 4490 END)) FROM thing');

DROP TABLE thing, many, alone;
DROP FUNCTION area(float8, float8, float8, float8, float8[]);
