-- People, from cells and floors to homes and quarters, on a few houses.
--
-- Degrees are thousandths; a cell is 10 by 10, and houses are 1 by 1 on a line of equal latitude, so that all
-- have one footprint:
--
--     cell 1 (0 to 10)        cell 2 (10 to 20)      cell 3 (20 to 30)     cell 4 (30 to 40)
--     1: 1 level              4: half of 3 in it     shed 5, no dwelling   nothing
--     2: 2 levels             (its other half)
--     3: 4 levels, at 9.5
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS postgis_raster;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(47);

CREATE FUNCTION pg_temp.box(west float8, south float8, east float8, north float8) RETURNS geometry LANGUAGE sql
AS $$ SELECT ST_MakeEnvelope(west / 1000, south / 1000, east / 1000, north / 1000, 4326) $$;
CREATE FUNCTION pg_temp.house(west float8) RETURNS geometry LANGUAGE sql
AS $$ SELECT pg_temp.box(west, 5, west + 1, 6) $$;
CREATE FUNCTION pg_temp.complaint(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
	hint text;
BEGIN
	EXECUTE command;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, message, nullif(hint, ''));
END $$;

-- Whole parts by largest remainders.
-- 100 : 60 : 40 of 7 are 3.5, 2.1 and 1.4: three, two and one, and one more for the largest remainder.
SELECT is(walkshed.apportion(7, '{100,60,40}'), '{4,2,1}', 'the largest remainder gets what is left');
SELECT is(walkshed.apportion(2, '{1,1,1}'), '{1,1,0}', 'of equal ones the first');
SELECT is(walkshed.apportion(5, '{0,3,0}'), '{0,5,0}', 'nothing for who weighs nothing');
SELECT is(walkshed.apportion(0, '{1,2}'), '{0,0}', 'nothing of nothing');
-- 2.5 is 25 tenths; of three equal weights 8 1/3 each, and one left
SELECT is(walkshed.apportion(2.50, '{1,1,1}'), '{0.9,0.8,0.8}', 'a total with a decimal is divided to that decimal');
SELECT is(walkshed.apportion(1, '{1,1}', 1), '{0.5,0.5}', 'or to as many as one asks for');
SELECT is(walkshed.apportion(1, '{0,0}'), '{NULL,NULL}', 'among no weights there is no part');
SELECT is(walkshed.apportion(NULL, '{1}'), NULL, 'nor of an unknown total');
-- Parts add up for any weights: a thousand divisions, with totals and weights that share no factor.
SELECT is_empty($$ SELECT t FROM generate_series(1, 1000) t
	WHERE (SELECT sum(p) FROM unnest(walkshed.apportion(t, (SELECT array_agg((w * w + t) % 89 ORDER BY w) FROM generate_series(1, 40) w))) p) <> t $$,
	'parts add up');

-- Homes.
CREATE TABLE cell (id int PRIMARY KEY, people int, people_elder numeric, people_child smallint, geom geometry(Polygon, 4326));
INSERT INTO cell SELECT i, n, e, c, pg_temp.box(10 * i - 10, 0, 10 * i, 10) FROM (VALUES
	(1, 101, 11, 7), (2, 3, 0, NULL), (3, 5, 2, 5), (4, 8, 8, 0), (5, 0, NULL, 0), (6, NULL, NULL, NULL)) AS v(i, n, e, c);
CREATE TABLE building (id bigint PRIMARY KEY, residential boolean, levels int, geom geometry);
INSERT INTO building VALUES (1, true, 1, pg_temp.house(1)), (2, true, 2, pg_temp.house(4)), (3, true, 4, pg_temp.house(9.5)),
	(5, false, 9, pg_temp.house(22)), (6, NULL, 1, pg_temp.house(24)), (7, false, 20, pg_temp.house(6)), (8, true, 3, pg_temp.house(60));
CREATE TABLE home AS SELECT * FROM walkshed.spread_people('cell', 'building');

-- Cell 1: floors 1 : 2 : 2 (half of four), so 20.2, 40.4 and 40.4 of 101. One is left over, for the larger remainder
-- of 2 and 3; both have it, and 2 is the first. The office, 7, stands beside dwellings and is none.
SELECT results_eq($$ SELECT cell_id, building_id, source, people FROM home WHERE age_group = 'all' $$, $$ VALUES
	(1::bigint, 1::bigint, 'dwelling', 20::numeric), (1, 2, 'dwelling', 41), (1, 3, 'dwelling', 40),
	(2, 3, 'dwelling', 3),
	-- 9 : 1 of 5 is 4.5 and 0.5
	(3, 5, 'building', 5),
	(4, NULL, 'cell', 8)
$$, 'people go to dwellings by floor area, or to what buildings there are, or stay in the cell');
-- 11 elders over 20 : 41 : 40 are 2.18, 4.47 and 4.36; 7 children 1.39, 2.84 and 2.77
SELECT results_eq($$ SELECT cell_id, building_id, age_group, people FROM home WHERE age_group <> 'all' $$, $$ VALUES
	(1::bigint, 1::bigint, 'child', 1::numeric), (1, 1, 'elder', 2), (1, 2, 'child', 3), (1, 2, 'elder', 5), (1, 3, 'child', 3), (1, 3, 'elder', 4),
	(3, 5, 'child', 5), (3, 5, 'elder', 2), (4, NULL, 'elder', 8)
$$, 'age groups go where the people go');
SELECT is_empty($$ SELECT c.id FROM cell c WHERE c.people > 0 AND (c.people, coalesce(c.people_elder, 0), coalesce(c.people_child, 0)) <> (
	SELECT coalesce(sum(h.people) FILTER (WHERE h.age_group = 'all'), 0), coalesce(sum(h.people) FILTER (WHERE h.age_group = 'elder'), 0),
		coalesce(sum(h.people) FILTER (WHERE h.age_group = 'child'), 0) FROM home h WHERE h.cell_id = c.id) $$, 'each cell keeps its people');
SELECT is_empty($$ SELECT FROM home h JOIN building b ON b.id = h.building_id WHERE NOT ST_Intersects(b.geom, h.geom) $$, 'a home is in its building');
SELECT is((SELECT ST_Equals(h.geom, ST_Centroid(c.geom)) FROM home h JOIN cell c ON c.id = h.cell_id WHERE h.source = 'cell' AND age_group = 'all'), true,
	'or in the middle of its cell');

-- Floor area: as given; levels not known are the mean of the dwellings', (2 + 4 + 0) / 3 = 2; a house of none has nobody. 2 : 2 : 4 of 90.
CREATE TABLE floors AS SELECT 1 AS id, 90 AS people, pg_temp.box(0, 0, 10, 10) AS geom;
CREATE TABLE known AS SELECT * FROM (VALUES (1, 2, true), (2, NULL, true), (3, 4, true), (4, 50, false), (5, 0, true)) AS v(id, levels, residential),
	LATERAL (SELECT pg_temp.house(1.5 * id)) AS g(geom);
SELECT results_eq($$ SELECT building_id, people FROM walkshed.spread_people('floors', 'known') $$, $$ VALUES (1::bigint, 23::numeric), (2, 22), (3, 45) $$,
	'a building without levels has the mean of them');
CREATE VIEW measured AS SELECT id, geom, CASE id WHEN 2 THEN 0 ELSE 1000 * id END AS floor_area_m2 FROM known;
-- 1 : 0 : 3 : 4 : 5 of 90: 6.9, 20.8, 27.7, 34.6
SELECT results_eq($$ SELECT building_id, people FROM walkshed.spread_people('floors', 'measured') $$, $$ VALUES (1::bigint, 7::numeric), (3, 21), (4, 28), (5, 34) $$,
	'a floor area that is given counts');
CREATE VIEW outlines AS SELECT id, geom FROM known WHERE id <> 2;
SELECT results_eq($$ SELECT building_id, people FROM walkshed.spread_people('floors', 'outlines') $$,
	$$ VALUES (1::bigint, 23::numeric), (3, 23), (4, 22), (5, 22) $$, 'outlines alone will do');
-- 25 tenths of a person among four houses alike: 6.25 tenths each. The groups as 7 : 6 : 6 : 6: of 125 hundredths of an
-- elder 35 and 30; of a child, 10 tenths for there are tenths of people, 2.8 and 2.4.
CREATE VIEW decimals AS SELECT 1 AS id, 2.5 AS people, 1.25::float8 AS people_elder, 1 AS people_child, geom FROM floors;
SELECT results_eq($$ SELECT building_id, max(people) FILTER (WHERE age_group = 'all'), max(people) FILTER (WHERE age_group = 'elder'), max(people) FILTER (WHERE age_group = 'child')
	FROM walkshed.spread_people('decimals', 'outlines') GROUP BY 1 ORDER BY 1 $$,
	$$ VALUES (1::bigint, 0.7::numeric, 0.35::numeric, 0.3::numeric), (3, 0.6, 0.3, 0.3), (4, 0.6, 0.3, 0.2), (5, 0.6, 0.3, 0.2) $$,
	'a grid in decimals is spread in decimals');
CREATE VIEW nowhere AS SELECT 1 AS id, 4 AS people, NULL::geometry(Polygon, 4326) AS geom;
SELECT results_eq($$ SELECT cell_id, building_id, source, people, geom FROM walkshed.spread_people('nowhere', 'outlines') $$,
	$$ VALUES (1::bigint, NULL::bigint, 'cell', 4::numeric, NULL::geometry) $$, 'people of a cell that is nowhere are not lost');
CREATE VIEW no_building AS SELECT id, geom FROM known WHERE false;
SELECT results_eq($$ SELECT source, people FROM walkshed.spread_people('floors', 'no_building') $$, $$ VALUES ('cell', 90::numeric) $$, 'nor are those without a building');

-- Quarters: 1 around houses 1 and 2; 2 within it around 2, smaller; 3 around nobody; a point, where nobody can live.
CREATE TABLE quarter (id bigint PRIMARY KEY, geom geometry);
INSERT INTO quarter VALUES (1, pg_temp.box(0, 0, 8, 10)), (2, pg_temp.box(3, 4, 8, 7)), (3, pg_temp.box(0, 20, 8, 30)), (4, ST_PointOnSurface(pg_temp.house(4)));
SELECT results_eq($$ SELECT * FROM walkshed.quarter_people('quarter', 'home') $$, $$ VALUES
	(1::bigint, 'all', 20::numeric), (1, 'child', 1), (1, 'elder', 2), (2, 'all', 41), (2, 'child', 3), (2, 'elder', 5),
	(3, 'all', 0), (3, 'child', 0), (3, 'elder', 0), (4, 'all', 0), (4, 'child', 0), (4, 'elder', 0),
	-- 40 + 3 + 5 + 8 people; 3 + 5 children; 4 + 2 + 8 elders
	(NULL, 'all', 56), (NULL, 'child', 8), (NULL, 'elder', 14)
$$, 'people live in the smallest quarter around them, or in none');
CREATE VIEW counted AS SELECT geom, levels AS people FROM building WHERE id < 3;
SELECT results_eq($$ SELECT * FROM walkshed.quarter_people('quarter', 'counted') $$,
	$$ VALUES (1::bigint, 'all', 1::numeric), (2, 'all', 2), (3, 'all', 0), (4, 'all', 0) $$, 'homes may be outlines with people');

-- Estimates. 0.001 degrees on the equator are 111.32 m by 110.57 m, 12309 m2. Floors of 1, 2, 4 and 3: 123090 m2 in
-- all, at 40 m2 3077.3 people; of 3077 a tenth each floor, 307.7, 615.4, 1230.8, 923.1.
SELECT results_eq($$ SELECT building_id, source, people FROM walkshed.estimate_people('building', 40) $$, $$ VALUES
	(1::bigint, 'floor area', 308::numeric), (2, 'floor area', 615), (3, 'floor area', 1231), (8, 'floor area', 923) $$, 'dwellings by floor area');
CREATE VIEW flat AS SELECT *, CASE id WHEN 1 THEN 10 WHEN 2 THEN 0 END AS flats FROM building WHERE id < 3;
-- 10 x 2.5 = 25 people in the flats; 24618 m2 at 1000 m2: 24.6. In all 49.6, so 50: 25.2 and 24.8. A fifth are 10.
SELECT results_eq($$ SELECT building_id, source, age_group, people FROM walkshed.estimate_people('flat', 1000, 2.5, '{"elder": 0.2}') $$, $$ VALUES
	(1::bigint, 'flats', 'all', 25::numeric), (1, 'flats', 'elder', 5), (2, 'floor area', 'all', 25), (2, 'floor area', 'elder', 5) $$, 'flats by households');
SELECT results_eq($$ SELECT DISTINCT source FROM walkshed.estimate_people('flat', 1000) $$, ARRAY['floor area'], 'not without persons per household');
SELECT is_empty($$ SELECT FROM walkshed.estimate_people('flat', 40, shares => '{"elder": 0}') WHERE age_group = 'elder' $$, 'a group of nobody has no homes');
SELECT is_empty($$ SELECT FROM walkshed.estimate_people('no_building', 40) $$, 'nobody lives in nothing');

-- Rasters: two tiles of two by two pixels of 0.01 degree, a gap and an empty pixel. Row by row over both: 1 2 | 3 4, then 5 6 | 7 8.
CREATE TABLE count AS
SELECT ST_SetValues(ST_AddBand(ST_AddBand(ST_MakeEmptyRaster(2, 2, 0.02 * (i - 1), 0.02, 0.01, -0.01, 0, 0, 4326), '32BF'::text, 0, -1), '8BUI'::text, 7, 0),
	1, 1, 1, v) AS rast
FROM (VALUES (1, ARRAY[[1.5, 2], [3, -1]]::float8[]), (2, ARRAY[[0, 6], [7, 8]])) AS t(i, v);
SELECT results_eq('SELECT id, people FROM walkshed.raster_cells(''count'')', $$ VALUES (1::bigint, 1.5::numeric), (2, 2), (4, 6), (5, 3), (7, 7), (8, 8) $$,
	'pixels with people are cells');
SELECT is((SELECT ST_AsText(geom, 6) FROM walkshed.raster_cells('count') WHERE id = 7), 'POLYGON((0.02 0.01,0.03 0.01,0.03 0,0.02 0,0.02 0.01))', 'in their place');
SELECT is((SELECT sum(people) FROM walkshed.raster_cells('count', band => 2)), 56::numeric, 'of any band');
CREATE VIEW pixel AS SELECT * FROM walkshed.raster_cells('count');
SELECT is((SELECT sum(people) FROM walkshed.spread_people('pixel', 'building')), 27.5, 'and are spread like others');
CREATE TABLE mercator AS SELECT ST_AddBand(ST_MakeEmptyRaster(1, 1, 0, 100, 100, -100, 0, 0, 3857), '16BUI'::text, 9, 0) AS rast;
SELECT is((SELECT ST_SRID(geom) FROM walkshed.raster_cells('mercator')), 4326, 'in longitude and latitude');

-- Mistakes.
CREATE VIEW negative AS SELECT id, -people AS people, geom FROM cell;
CREATE VIEW too_old AS SELECT id, people, people + 1 AS people_elder, geom FROM cell;
CREATE VIEW endless AS SELECT id, 'NaN'::float8 AS people, geom FROM cell;
CREATE VIEW no_people AS SELECT id, people AS population, geom FROM cell WHERE id > 0;
CREATE VIEW bow AS SELECT id, people, 'SRID=4326;POLYGON((0 0,1 1,1 0,0 1,0 0))'::geometry AS geom FROM cell;
CREATE VIEW finnish AS SELECT id, people, ST_Transform(geom, 3879) AS geom FROM cell;
CREATE VIEW chinese AS SELECT id, ST_SetSRID(geom, 4490) AS geom FROM building;
CREATE TABLE unreferenced AS SELECT ST_AddBand(ST_MakeEmptyRaster(1, 1, 0, 100, 100, -100, 0, 0, 0), '16BUI'::text, 9, 0) AS rast;
SELECT matches(pg_temp.complaint(format('SELECT * FROM walkshed.%s', v.call)), v.says) FROM (VALUES
	('spread_people(NULL, ''building'')', '^22004 \| the population grid must not be null \| Name it: grid => '),
	('spread_people(''cell_pkey'', ''building'')', '^42809 \| public.cell_pkey cannot be the population grid \| Pass a table or a view\.$'),
	('spread_people(''no_people'', ''building'')', '^42703 \| public.no_people, the population grid, lacks the column "people" .* population AS people'),
	('spread_people(''finnish'', ''building'')', '^22023 \| the geometries of public.finnish, the population grid, have SRID 3879 .*ST_Transform'),
	('spread_people(''cell'', ''chinese'')', '^22023 \| the buildings have SRID 4490, the relations before them 4326'),
	('spread_people(''bow'', ''building'')', '^22023 \| the geometry of id 1 of public.bow, the population grid, is not valid .*ST_MakeValid'),
	('spread_people(''negative'', ''building'')', '^22023 \| id 1 of public.negative, the population grid, has -101 people \| '),
	('spread_people(''too_old'', ''building'')', '^22023 \| id 1 of public.too_old, the population grid, has 102 people_elder, and 101 people'),
	('spread_people(''endless'', ''building'')', '^22023 \| id 1 of public.endless, the population grid, has NaN people'),
	('quarter_people(''quarter'', ''building'')', '^42703 \| public.building, the homes, lacks the column "people"'),
	('estimate_people(''building'', 0)', '^22023 \| m2_per_person is 0 .* 1 to 1000'),
	('estimate_people(''building'', 40, shares => ''{"elder": 20}'')', '^22023 \| the share of the age group "elder" cannot be 20 '),
	('raster_cells(''building'')', '^42703 \| public.building has no column "rast"'),
	('raster_cells(''count'', band => 3)', '^22023 \| the rasters of public.count have 2 bands, and none of number 3')
) AS v(call, says);
SELECT matches(pg_temp.complaint('SELECT * FROM walkshed.raster_cells(''unreferenced'')'), '^22023 \| the rasters of public.unreferenced have no SRID .*raster2pgsql -s');

SELECT * FROM finish();
ROLLBACK;
