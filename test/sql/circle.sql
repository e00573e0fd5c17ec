--
-- overlap: two areas held against each other, and who is in them. Areas are
-- known ones on the plane, to the square metre.
--
CREATE FUNCTION area(west float8, south float8, east float8, north float8, VARIADIC hole float8[] DEFAULT '{}') RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE cardinality(hole) WHEN 0 THEN ST_MakePolygon(along(west, south, east, south, east, north, west, north, west, south))
	ELSE ST_MakePolygon(along(west, south, east, south, east, north, west, north, west, south),
		ARRAY[along(hole[1], hole[2], hole[3], hole[2], hole[3], hole[4], hole[1], hole[4], hole[1], hole[2])]) END;

-- a is 1000 by 1000 m; b of 1000 by 500 m has its western 400 m in it.
CREATE TABLE pair (i integer, name text, a geometry, b geometry);
INSERT INTO pair VALUES
	(1, 'partly', area(0, 0, 1000, 1000), area(600, 0, 1600, 500)),
	(2, 'the same', area(0, 0, 1000, 1000), ST_Reverse(area(0, 0, 1000, 1000))),
	(3, 'within', area(0, 0, 1000, 1000), area(100, 100, 300, 300)),
	-- 400 m of a border, a corner, and 1 km between them.
	(4, 'border', area(0, 0, 1000, 1000), area(1000, 600, 1500, 1100)),
	(5, 'corner', area(0, 0, 1000, 1000), area(1000, 1000, 1500, 1100)),
	(6, 'far', area(0, 0, 1000, 1000), area(2000, 0, 2500, 100)),
	-- Half of the yard of 200 by 200 m, which is not in a, is in b.
	(7, 'yard', area(0, 0, 1000, 1000, 400, 400, 600, 600), area(500, 0, 1000, 1000)),
	(8, 'parts', ST_Collect(area(0, 0, 100, 100), area(500, 0, 600, 100)), ST_Collect(area(50, 0, 550, 50), area(550, 50, 600, 100))),
	-- Heights are not looked at.
	(9, 'heights', ST_Force3D(area(0, 0, 1000, 1000), 7), area(600, 0, 1600, 500)),
	(10, 'CGCS2000', ST_SetSRID(area(0, 0, 1000, 1000), 4490), ST_SetSRID(area(600, 0, 1600, 500), 4490)),
	-- Nothing is an area of 0, whatever its SRID.
	(11, 'empty', area(0, 0, 1000, 1000), 'MULTIPOLYGON EMPTY'),
	(12, 'empties', 'SRID=3857;POLYGON EMPTY', 'SRID=4326;POLYGON EMPTY'),
	-- NULL is not known, and then nothing is.
	(13, 'null', area(0, 0, 1000, 1000), NULL),
	(14, 'nulls', NULL, NULL);
SELECT name, round(a_m2) AS a_m2, round(b_m2) AS b_m2, round(both_m2) AS both_m2, round(only_a_m2) AS only_a_m2, round(only_b_m2) AS only_b_m2, round(jaccard::numeric, 2) AS jaccard
FROM pair, walkshed.overlap(a, b) ORDER BY i;
-- Without a point set nothing is said of things.
SELECT count(*) AS pairs, count(num_nonnulls(a_things, b_things, both_things, only_a_things, only_b_things, a_weight, b_weight,
	both_weight, only_a_weight, only_b_weight, share_of_a, share_of_b, unlocated) > 0 OR NULL) AS told FROM pair, walkshed.overlap(a, b);
-- What is in an area is no larger than it, to the last bit; and b and a are as a and b.
SELECT bool_and(o.both_m2 <= o.a_m2 AND o.only_a_m2 >= 0 AND o.a_m2 = r.b_m2 AND o.only_a_m2 = r.only_b_m2 AND o.only_b_m2 = r.only_a_m2) AS alike
FROM (SELECT area(x, 10, x + 1000, 1010) AS a, area(10, x, 1010, x + 1000) AS b FROM generate_series(0, 2000, 20) x) s, walkshed.overlap(a, b) o, walkshed.overlap(b, a) r;

-- Things with weights that tell who is in a sum. The first of the pairs: a is 0
-- to 1000 by 0 to 1000, b 600 to 1600 by 0 to 500.
CREATE TABLE thing (id bigint, geom geometry, weight float8, tag text);
INSERT INTO thing VALUES
	(1, at(100, 100), 1, 'home'), (2, at(1200, 100), 2, 'home'), (3, at(700, 100), 4, 'home'), (4, at(2000, 0), 8, 'home'),
	-- Any of the doors: in a and b, at either of them; one outside.
	(5, ST_Collect(at(100, 200), at(1500, 100)), 16, 'home'), (6, at(-100, 100), 32, 'home'), (6, at(100, 100), 32, 'home'),
	(7, NULL, 64, 'home'),
	-- An outline is where a point inside it is: by x = 650, by x = 510, and by 390 in the larger of two.
	(8, area(500, 100, 800, 200), 128, 'quarter'), (9, area(400, 100, 620, 200), 256, 'quarter'),
	(10, ST_Collect(area(380, 100, 400, 200), area(1100, 100, 1101, 200)), 512, 'quarter'),
	-- Its gate is what counts; the border belongs to the area.
	(11, area(100, 100, 200, 200), 1024, 'quarter'), (11, at(-10, 100), 1024, 'quarter'), (12, at(0, 50), 2048, 'home'),
	-- A thing of several services is one of each.
	(20, at(700, 200), 4096, 'repair'), (20, at(700, 200), 8192, 'keys'), (21, at(100, 300), 16384, NULL);
CREATE TABLE sets AS SELECT (SELECT walkshed.point_set_agg(id, geom, weight, tag) FROM thing) AS things;
-- home: a 1 + 4 + 16 + 32 + 2048, b 2 + 4 + 16, both 4 + 16. quarter: a 128 +
-- 256 + 512, both 128. All: a also 4096 + 8192 + 16384, both also 4096 + 8192.
SELECT tag, a_things, b_things, both_things, only_a_things, only_b_things, a_weight, b_weight, both_weight, only_a_weight, only_b_weight,
	round(share_of_a::numeric, 3) AS share_of_a, round(share_of_b::numeric, 3) AS share_of_b, unlocated
FROM pair, sets, (VALUES (1, 'home'), (2, 'quarter'), (3, 'keys'), (4, NULL)) AS t(o, tag), walkshed.overlap(a, b, things, t.tag) WHERE i = 1 ORDER BY o;
-- Of nobody there is no share: no such tag, nobody in b, b or both EMPTY. With b
-- NULL nothing is known; a set with nobody in it is not a missing one.
SELECT o, a_things, b_things, a_weight, both_weight, only_a_weight, share_of_a, share_of_b, unlocated
FROM sets, LATERAL (
	SELECT 1, o.* FROM pair, walkshed.overlap(a, b, things, 'no such') o WHERE i = 1
	UNION ALL SELECT 2, o.* FROM pair, walkshed.overlap(a, b, things, 'home') o WHERE i = 6
	UNION ALL SELECT 3, o.* FROM pair, walkshed.overlap(a, b, things, 'home') o WHERE i = 11
	UNION ALL SELECT 4, o.* FROM pair, walkshed.overlap(a, b, things, 'home') o WHERE i = 12
	UNION ALL SELECT 5, o.* FROM pair, walkshed.overlap(a, b, things, 'home') o WHERE i = 13
	UNION ALL SELECT 6, o.* FROM pair, walkshed.overlap(a, b, (SELECT walkshed.point_set_agg(1, NULL))) o WHERE i = 1
	UNION ALL SELECT 7, o.* FROM pair, walkshed.overlap(a, b, (SELECT walkshed.point_set_agg(1, ST_SetSRID(at(700, 100), 4490)))) o WHERE i = 10
) AS s(o) ORDER BY o;
-- What has no location is in no SRID.
SELECT a_things, unlocated FROM pair, walkshed.overlap(a, b, (SELECT walkshed.point_set_agg(1, NULL))) WHERE i = 10;
-- A quarter that nobody would draw: a bow tie, and one without a width.
SELECT a_things FROM walkshed.overlap(area(0, 0, 1000, 1000), area(0, 0, 10, 10),
	(SELECT walkshed.point_set_agg(id, geom) FROM (VALUES (1, ST_MakePolygon(along(100, 100, 300, 300, 300, 100, 100, 400, 100, 100))), (2, area(500, 500, 600, 500))) AS q(id, geom)));

-- Two facilities 100 m from each other on a street, each with its catchment of
-- 100 m: a strip of 100 by 100 m between two half discs of 50 m, 17854 m2. They
-- share the disc between them, 7854 m2: 0.282 of what either covers.
CREATE TABLE net AS SELECT walkshed.network_agg(1, along(-500, 0, 500, 0)) AS streets;
CREATE TABLE home AS SELECT walkshed.point_set_agg(id, geom, people) AS people
FROM (VALUES (1, at(-60, 10), 100), (2, at(50, 0), 40), (3, at(60, -30), 20), (4, at(140, 10), 200), (5, at(95, 45), 7), (6, at(300, 0), 1000)) AS h(id, geom, people);
SELECT round((a_m2 / 17854)::numeric, 2) AS a, round((both_m2 / 7854)::numeric, 2) AS both, round(jaccard::numeric, 2) AS jaccard,
	a_weight, b_weight, both_weight, round(share_of_a::numeric, 3) AS share_of_a, round(share_of_b::numeric, 3) AS share_of_b
FROM net, home, walkshed.overlap(walkshed.catchment(streets, at(0, 0), metres => 100, toward => true, cell_m => 1),
	walkshed.catchment(streets, at(100, 0), metres => 100, toward => true, cell_m => 1), people);
-- An official circle of 200 by 100 m round the first: its corners, (4 - pi) *
-- 2500 m2, are claimed and not walked, and so are the 7 people in one of them.
SELECT round((only_a_m2 / 2146)::numeric, 1) AS missed, round(only_b_m2 / 100) AS extra, only_a_weight AS missed_people, only_b_weight AS extra_people, round(share_of_a::numeric, 3) AS served
FROM net, home, walkshed.overlap(area(-100, -50, 100, 50), walkshed.catchment(streets, at(0, 0), metres => 100, cell_m => 1), people);

-- Whatever the search_path.
SET search_path = '';
SELECT o.a_things, o.b_things, pg_catalog.round(o.both_m2) AS both_m2 FROM public.pair, public.sets, walkshed.overlap(a, b, things, 'home') o WHERE i OPERATOR(pg_catalog.=) 1;
RESET search_path;

-- Errors.
\pset format unaligned
\pset tuples_only on
CREATE TABLE bad AS
SELECT i, geom FROM (VALUES
	(1, at(0, 0)), (2, ST_Collect(at(0, 0), at(1, 1))), (3, along(0, 0, 9, 0, 9, 9, 0, 0)), (4, ST_Collect(along(0, 0, 9, 0), along(9, 0, 9, 9))),
	(5, ST_Collect(area(0, 0, 9, 9), at(0, 0))), (6, 'SRID=4326;CURVEPOLYGON(CIRCULARSTRING(0 0, 1 1, 2 0, 1 -1, 0 0))'),
	(7, 'SRID=4326;POLYHEDRALSURFACE Z(((0 0 0, 1 0 0, 0 1 0, 0 0 0)))'), (8, 'SRID=4326;TRIANGLE((0 0, 1 0, 0 1, 0 0))'),
	(9, 'SRID=4326;GEOMETRYCOLLECTION EMPTY'), (10, 'SRID=4326;POLYGON M((0 0 1, 1 0 1, 0 1 1, 0 0 1))'),
	-- A bow tie, and polygons that overlap.
	(11, 'SRID=4326;POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))'), (12, ST_Collect(area(0, 0, 100, 100), area(50, 0, 150, 100))),
	(13, ST_SetSRID(area(0, 0, 9, 9), 0)), (14, ST_Transform(area(0, 0, 9, 9), 3857)), (15, ST_SetSRID(area(0, 0, 9, 9), 4490)),
	(16, 'SRID=4326;POLYGON((0 0, 100 0, 0 100, 0 0))'),
	(17, ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[ST_MakePoint(0, 0), ST_MakePoint(1, 0), ST_MakePoint(0, 'NaN'), ST_MakePoint(0, 0)])), 4326)),
	(18, ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[ST_MakePoint(0, 0), ST_MakePoint(1, 0), ST_MakePoint(0, '-Infinity'), ST_MakePoint(0, 0)])), 4326)),
	-- From pole to pole, and half around.
	(19, ST_MakeEnvelope(0, -90, 1, 90, 4326)), (20, ST_MakeEnvelope(-90, -1, 90, 1, 4326)), (21, ST_MakeEnvelope(-89.9, -1, 90, 1, 4326))) AS b(i, geom);
-- Of the places where two outlines cross, versions of GEOS name another.
SELECT regexp_replace(complaint(format('SELECT walkshed.overlap(area(0, 0, 9, 9), geom) FROM bad WHERE i = %s', i)), '\[0\.000.*\]', '')
FROM bad ORDER BY i;
-- a is looked at as b is; of two SRIDs it is b that is to be transformed.
SELECT count(*) FROM bad WHERE i <> 15
	AND complaint(format('SELECT walkshed.overlap(geom, area(0, 0, 9, 9)) FROM bad WHERE i = %s', i))
		IS DISTINCT FROM replace(complaint(format('SELECT walkshed.overlap(area(0, 0, 9, 9), geom) FROM bad WHERE i = %s', i)), 'area b', 'area a');
SELECT complaint('SELECT walkshed.overlap(ST_SetSRID(a, 4490), ST_SetSRID(b, 4490), things) FROM pair, sets WHERE i = 1');
SELECT complaint($$ SELECT walkshed.overlap('POLYGON EMPTY', ST_SetSRID(b, 4490), things) FROM pair, sets WHERE i = 1 $$);
-- The part that checks, by itself.
SELECT walkshed.check_overlap(NULL, NULL, NULL, NULL, NULL);
SELECT complaint('SELECT walkshed.check_overlap(a, b, NULL, NULL, NULL) FROM pair WHERE i = 1');

DROP TABLE pair, thing, sets, net, home, bad;
DROP FUNCTION area(float8, float8, float8, float8, float8[]);
