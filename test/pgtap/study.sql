-- A study, on a town small enough to work every verdict out by hand.
--
-- Metres east and north of a corner; streets |, a wall =, places 1 to 3, quarters A to D:
--
--      4000  +-----------+      the bridge, the only way over
--            |           |
--      3000  2           |
--      2500  |  C        |      C: no street within, no gate: entered at its middle, (100, 2500)
--            |           |
--      2000 +|+          |
--         B || |=        |      B: entered where the street crosses its outline, at 1800 and 2000
--      1800 +|+          |
--   D        |           |      D: 1000 m from any street
--       700  1           |
--       200  |           3
--         0  A           |      A: a gate mapped at (0, 0)
--            0          400
--
-- An adult's quarter of an hour is 1.33 m/s x 900 s = 1197 m; nothing counts beyond twice that, 2394 m.
-- A fifth quarter has no geometry at all.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(109);

CREATE FUNCTION pg_temp.at(east float8, north float8) RETURNS geometry LANGUAGE sql
AS $$ SELECT ST_Project(ST_Project('SRID=4326;POINT(112 36)'::geography, north, 0), east, pi() / 2)::geometry $$;
CREATE FUNCTION pg_temp.square(east float8, north float8, half float8) RETURNS geometry LANGUAGE sql
AS $$ SELECT ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[pg_temp.at(east - half, north - half), pg_temp.at(east + half, north - half),
	pg_temp.at(east + half, north + half), pg_temp.at(east - half, north + half), pg_temp.at(east - half, north - half)])), 4326) $$;

CREATE SCHEMA town;
CREATE TABLE town.street (id bigint PRIMARY KEY, geom geometry(LineString, 4326), attributes jsonb, name text);
INSERT INTO town.street
SELECT i, ST_MakeLine(pg_temp.at(0, 500 * (i - 1)), pg_temp.at(0, 500 * i)), '{"kind": "street"}' FROM generate_series(1, 8) i;
INSERT INTO town.street
SELECT 10 + i, ST_MakeLine(pg_temp.at(400, 500 * (i - 1)), pg_temp.at(400, 500 * i)) FROM generate_series(1, 8) i;
INSERT INTO town.street VALUES
	(20, ST_MakeLine(pg_temp.at(0, 4000), pg_temp.at(400, 4000)), '{"kind": "path"}'),
	(21, ST_MakeLine(pg_temp.at(50, 1900), pg_temp.at(150, 1900)), '{"kind": "barrier"}'),
	(22, ST_MakeLine(pg_temp.at(50, 1850), pg_temp.at(150, 1850)), '{"foot": "no"}');
CREATE TABLE town.quarter (id bigint PRIMARY KEY, name text, people numeric, region_id bigint, geom geometry(Geometry, 4326));
INSERT INTO town.quarter VALUES
	(1, 'A', 100, 1, pg_temp.square(-50, 0, 50)),
	(2, 'B', 300, 1, pg_temp.square(0, 1900, 100)),
	(3, 'C', NULL, NULL, pg_temp.square(100, 2500, 20)),	-- its region is where it lies
	(4, 'D', 50, 2, pg_temp.square(-1000, 1000, 100)),
	(5, 'E', NULL, NULL, NULL);
CREATE TABLE town.gate (id bigint PRIMARY KEY, quarter_id bigint, geom geometry(Point, 4326));
INSERT INTO town.gate VALUES (7, 1, pg_temp.at(0, 0));
CREATE TABLE town.place (id bigint PRIMARY KEY, name text, services text[], tags jsonb, geom geometry(Point, 4326));
INSERT INTO town.place VALUES
	(1, 'one', '{breakfast,vegetable_market,breakfast}', '{}', pg_temp.at(0, 700)),
	(2, 'two', '{vegetable_market}', '{}', pg_temp.at(0, 3000)),
	(3, 'three', '{laundry,park,NULL}', '{}', pg_temp.at(400, 200)),
	(4, 'closed', NULL, '{}', pg_temp.at(0, 0));
CREATE TABLE town.region (id bigint PRIMARY KEY, name text, geom geometry(Polygon, 4326));
INSERT INTO town.region VALUES
	(1, 'south', pg_temp.square(0, 1000, 1100)), (2, 'north', pg_temp.square(0, 3200, 1000)), (3, 'empty', pg_temp.square(9000, 0, 10));

INSERT INTO walkshed.standard (code, name_en) VALUES ('tiny', 'Five requirements'), ('bare', 'Nothing required');
INSERT INTO walkshed.requirement (standard, service, tier, profile, minutes, metres, min_places, weight) VALUES
	('tiny', 'vegetable_market', 'basic', 'adult', 15, NULL, 1, 2),
	('tiny', 'vegetable_market', 'choice', 'adult', 15, NULL, 2, 3),
	('tiny', 'breakfast', 'basic', 'metres-only', NULL, 500, 1, 1),
	('tiny', 'laundry', 'basic', 'adult', 15, NULL, 1, 1),
	('tiny', 'repair', 'basic', 'adult', 15, NULL, 1, 1);

SELECT lives_ok($$ SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', 'town.gate', 'town.region', '{tiny}') $$,
	'a study is made');

-- Structure: typed, commented, indexed views that belong to no extension.
SELECT set_eq($$ SELECT relname, relkind FROM pg_class WHERE relnamespace = 'study'::regnamespace AND relkind NOT IN ('i', 't') $$,
	$$ SELECT v, 'm'::"char" FROM unnest('{people,network,gates,places,served,requirement,search,offer,verdict,gap_by_tier,gap_by_group,gap,region_gap}'::name[]) v
		UNION ALL SELECT v, 'v' FROM unnest('{quarter,region,region_above,coverage,missing,affected,reachable,hours,place_load,severance,severed_by,barrier,unsnapped}'::name[]) v
		UNION ALL SELECT 'run', 'r' $$, 'as thirteen materialized views, thirteen that are worked out when they are read, and a table of runs');
SELECT is_empty($$ SELECT FROM pg_depend WHERE deptype = 'e' AND objid IN (SELECT oid FROM pg_class WHERE relnamespace = 'study'::regnamespace) $$,
	'which belong to no extension');
SELECT is_empty($$ SELECT relname FROM pg_class WHERE relnamespace = 'study'::regnamespace AND relkind IN ('m', 'v', 'r') AND obj_description(oid) IS NULL $$,
	'every view has a comment');
SELECT is_empty($$ SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
	WHERE relnamespace = 'study'::regnamespace AND relkind IN ('m', 'v', 'r') AND attnum > 0 AND col_description(attrelid, attnum) IS NULL $$,
	'every column has a comment');
-- Of unsnapped things some are points, some quarters; a service area may be anything.
SELECT set_eq($$ SELECT f_table_name, f_geometry_column, type, srid FROM geometry_columns WHERE f_table_schema = 'study' AND (f_table_name, f_geometry_column) NOT IN (('unsnapped', 'geom'), ('places', 'service_area')) $$,
	$$ VALUES ('gates', 'geom', 'POINT', 4326), ('places', 'geom', 'POINT', 4326), ('offer', 'geom', 'POINT', 4326), ('place_load', 'geom', 'POINT', 4326),
		('quarter', 'geom', 'MULTIPOLYGON', 4326), ('gap', 'geom', 'MULTIPOLYGON', 4326), ('missing', 'geom', 'MULTIPOLYGON', 4326),
		('region', 'geom', 'MULTIPOLYGON', 4326), ('region_gap', 'geom', 'MULTIPOLYGON', 4326), ('barrier', 'geom', 'LINESTRING', 4326), ('severed_by', 'geom', 'LINESTRING', 4326) $$,
	'geometries are typed');
SELECT is_empty($$ SELECT relname FROM pg_class c WHERE relnamespace = 'study'::regnamespace AND relkind = 'm'
	AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisunique) $$, 'what is kept has a unique index');
SELECT set_eq($$ SELECT indrelid::regclass::text FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_am ON pg_am.oid = relam
	WHERE i.relnamespace = 'study'::regnamespace AND amname = 'gist' $$, ARRAY['study.gates', 'study.places', 'study.gap', 'study.region_gap'],
	'what maps show has its index');
SELECT set_eq($$ SELECT DISTINCT reloptions FROM pg_class WHERE relnamespace = 'study'::regnamespace AND relkind = 'm' $$, $$ VALUES ('{parallel_workers=4}'::text[]) $$,
	'small origins may be worked on in parallel');
-- The view is what a user would write, with names that hold under an empty search_path.
CREATE FUNCTION pg_temp.definition(name text) RETURNS text LANGUAGE sql SET search_path = pg_catalog
AS $$ SELECT pg_get_viewdef(name::regclass) $$;
SELECT alike(pg_temp.definition('study.' || v.v), v.sources, v.v || ' names the schemas of what it reads')
FROM (VALUES ('verdict', '%study.quarter%study.gates%'), ('quarter', '%town.quarter%'), ('gates', '%town.gate%town.street%')) AS v(v, sources);

-- Gates.
SELECT results_eq($$ SELECT quarter_id, entry, gate_id, source, round(ST_X(geom)::numeric, 4) FROM study.gates ORDER BY 1, 2 $$,
	$$ VALUES (1::bigint, 1, 7::bigint, 'gate', 112.0000), (2, 1, NULL, 'outline', 112.0000), (2, 2, NULL, 'outline', 112.0000),
		(3, 1, NULL, 'interior', 112.0011), (4, 1, NULL, 'interior', 111.9889) $$,
	'a quarter is entered at its gate, where streets cross its outline (a wall does not, nor a motorway), or in its middle');
SELECT set_eq($$ SELECT round(ST_Distance(geom::geography, pg_temp.at(0, 0)::geography)) FROM study.gates WHERE quarter_id = 2 $$,
	ARRAY[1800::float8, 2000], 'B is entered from the south and the north');

-- Places.
SELECT results_eq('SELECT service, place_id, name FROM study.places ORDER BY 1, 2',
	$$ VALUES ('breakfast', 1::bigint, 'one'), ('laundry', 3, 'three'), ('park', 3, 'three'), ('vegetable_market', 1, 'one'), ('vegetable_market', 2, 'two') $$,
	'a place counts once for each of its services');

-- Coverage. t / T is the walk over the budget; the shortfall of a place is t / T - 1, between 0 and 1.
PREPARE coverage AS SELECT quarter_id, service, tier, found, required, satisfied, round(shortfall::numeric, 3), place_id, round(metres), cause
	FROM study.coverage WHERE quarter_id = $1 ORDER BY service, tier;
SELECT results_eq('EXECUTE coverage(1)', $$ VALUES
	-- 700 m for a budget of 500 m: 1.4
	(1::bigint, 'breakfast', 'basic', 0, 1, false, 0.400, 1::bigint, 700::float8, 'too_far'),
	-- 4000 m north, 400 m over the bridge, 3800 m south; 447 m in a straight line, and 847 m would be near
	(1, 'laundry', 'basic', 0, 1, false, 1.000, NULL, NULL, 'severed'),
	(1, 'repair', 'basic', 0, 1, false, 1.000, NULL, NULL, 'no_supply'),
	(1, 'vegetable_market', 'basic', 1, 1, true, 0.000, 1, 700, NULL),
	-- the second of two is 3000 m away, beyond twice the budget: (0 + 1) / 2
	(1, 'vegetable_market', 'choice', 1, 2, false, 0.500, 1, 700, 'too_few')
$$, 'A: what the gate reaches');
SELECT results_eq('EXECUTE coverage(2)', $$ VALUES
	-- 1100 m for 500 m is beyond twice the budget
	(2::bigint, 'breakfast', 'basic', 0, 1, false, 1.000, NULL::bigint, NULL::float8, 'too_far'),
	-- 1649 m in a straight line is not near
	(2, 'laundry', 'basic', 0, 1, false, 1.000, NULL, NULL, 'too_far'),
	(2, 'repair', 'basic', 0, 1, false, 1.000, NULL, NULL, 'no_supply'),
	-- 1000 m from the north entry, and 1100 m from the south one; who needs one does not count the second
	(2, 'vegetable_market', 'basic', 1, 1, true, 0.000, 2, 1000, NULL),
	(2, 'vegetable_market', 'choice', 2, 2, true, 0.000, 2, 1000, NULL)
$$, 'B: each entry reaches its own');
SELECT results_eq('EXECUTE coverage(3)', $$ VALUES
	(3::bigint, 'breakfast', 'basic', 0, 1, false, 1.000, NULL::bigint, NULL::float8, 'too_far'),
	(3, 'laundry', 'basic', 0, 1, false, 1.000, NULL, NULL, 'too_far'),
	(3, 'repair', 'basic', 0, 1, false, 1.000, NULL, NULL, 'no_supply'),
	-- 100 m to the street and 500 m along it; the second 100 m and 1800 m: (0 + 1900 / 1197 - 1) / 2 = 0.294
	(3, 'vegetable_market', 'basic', 1, 1, true, 0.000, 2, 600, NULL),
	(3, 'vegetable_market', 'choice', 1, 2, false, 0.294, 2, 600, 'too_few')
$$, 'C: the leg to the street counts');
SELECT results_eq('SELECT DISTINCT service, found, satisfied, shortfall, place_id, cause FROM study.coverage WHERE quarter_id = 4 ORDER BY 1', $$ VALUES
	('breakfast', 0, false, 1::float8, NULL::bigint, 'unsnapped'), ('laundry', 0, false, 1, NULL, 'unsnapped'),
	('repair', 0, false, 1, NULL, 'no_supply'), ('vegetable_market', 0, false, 1, NULL, 'unsnapped')
$$, 'D: too far from any street');
SELECT results_eq('SELECT DISTINCT problem, cause FROM study.coverage WHERE quarter_id = 5 ORDER BY 2', $$ VALUES
	('the origin has no location', 'no_supply'), ('the origin has no location', 'unsnapped')
$$, 'E: nowhere');
SELECT is_empty('SELECT FROM study.coverage WHERE quarter_id = 4 AND cause = ''unsnapped'' AND problem IS NULL', 'who cannot walk is told why');
SELECT results_eq($$ SELECT service, tier, profile, budget, unit, weight FROM study.coverage WHERE quarter_id = 1 ORDER BY 1, 2 $$,
	$$ SELECT service, tier, profile, coalesce(minutes, metres), CASE WHEN metres IS NULL THEN 'minutes' ELSE 'metres' END, weight
		FROM walkshed.requirement WHERE standard = 'tiny' ORDER BY 1, 2 $$, 'coverage repeats what was required');
-- 700 m at 1.33 m/s
SELECT is((SELECT round(seconds) FROM study.coverage WHERE quarter_id = 1 AND service = 'vegetable_market' AND tier = 'basic'), 526::float8, 'seconds are those of the profile');
-- the root of 400 m squared and 200 m squared
SELECT results_eq($$ SELECT quarter_id, straight_place_id, round(straight_metres) FROM study.coverage WHERE cause = 'severed' $$,
	'VALUES (1::bigint, 3::bigint, 447::float8)', 'a severed place is 447 m away');

-- Gap: the weights are 2, 3, 1, 1, 1, in all 8.
SELECT results_eq('SELECT quarter_id, name, region_id, people, round(score, 2), satisfied, required, summary, missing FROM study.gap ORDER BY 1', $$ VALUES
	-- 0 + 3 x 0.5 + 0.4 + 1 + 1 = 3.9 of 8
	(1::bigint, 'A', 1::bigint, 100::numeric, 48.75, 1, 5, '1 of 5', '{breakfast,laundry,repair,vegetable_market}'::text[]),
	-- 0 + 0 + 1 + 1 + 1 = 3 of 8
	(2, 'B', 1, 300, 37.50, 2, 5, '2 of 5', '{breakfast,laundry,repair}'),
	-- 0 + 3 x 0.2937 + 1 + 1 + 1 = 3.881 of 8; it lies in region 2
	(3, 'C', 2, NULL, 48.51, 1, 5, '1 of 5', '{breakfast,laundry,repair,vegetable_market}'),
	(4, 'D', 2, 50, 100.00, 0, 5, '0 of 5', '{breakfast,laundry,repair,vegetable_market}'),
	(5, 'E', NULL, NULL, 100.00, 0, 5, '0 of 5', '{breakfast,laundry,repair,vegetable_market}')
$$, 'the gap scores');
SELECT is((SELECT score FROM study.gap WHERE quarter_id = 2), 37.500000, 'scores have six decimals');

-- Regions.
SELECT results_eq('SELECT region_id, name, quarters, people, round(score, 2), quarters_affected, people_affected, worst_quarter_id, worst_quarter, round(worst_score, 2), most_missing
	FROM study.region_gap ORDER BY region_id', $$ VALUES
	-- (48.75 x 100 + 37.5 x 300) / 400
	(1::bigint, 'south', 2, 400::numeric, 40.31, 2, 400::numeric, 1::bigint, 'A', 48.75, 'breakfast'),
	-- C, whose people are not known, counts like D: (48.512 + 100) / 2 = 74.256
	(2, 'north', 2, 50, 74.26, 2, 50, 4, 'D', 100.00, 'breakfast'),
	(3, 'empty', 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL),
	(NULL, NULL, 1, NULL, 100.00, 1, NULL, 5, 'E', 100.00, 'breakfast')
$$, 'the scores of the regions, of the empty one, and of what lies in none');

-- Refresh: after changes in the town and in the rulebook; results are merged, the network is replaced.
CREATE TEMP TABLE file AS SELECT relname, relfilenode FROM pg_class WHERE relnamespace = 'study'::regnamespace;
INSERT INTO town.place VALUES (5, 'cobbler', '{repair}', '{}', pg_temp.at(0, 100));
INSERT INTO town.street VALUES (30, ST_MakeLine(pg_temp.at(0, 0), pg_temp.at(400, 0)), NULL);
UPDATE walkshed.requirement SET metres = 700.1 WHERE standard = 'tiny' AND metres = 500;
SELECT lives_ok($$ SELECT walkshed.refresh_study('study') $$, 'the study is refreshed');
SELECT results_eq('EXECUTE coverage(1)', $$ VALUES
	(1::bigint, 'breakfast', 'basic', 1, 1, true, 0.000, 1::bigint, 700::float8, NULL),
	-- 400 m over the new street, and 200 m
	(1, 'laundry', 'basic', 1, 1, true, 0.000, 3, 600, NULL),
	(1, 'repair', 'basic', 1, 1, true, 0.000, 5, 100, NULL),
	(1, 'vegetable_market', 'basic', 1, 1, true, 0.000, 1, 700, NULL),
	(1, 'vegetable_market', 'choice', 1, 2, false, 0.500, 1, 700, 'too_few')
$$, 'and shows a new place, a new street and a new budget');
-- 3 x 0.5 of 8
SELECT is((SELECT score FROM study.gap WHERE quarter_id = 1), 18.750000, 'in the gap');
SELECT set_eq($$ SELECT c.relname FROM pg_class c JOIN file f USING (relname, relfilenode) WHERE relnamespace = 'study'::regnamespace AND relkind = 'm' $$,
	'{people,network,gates,places,served,requirement,search,offer,verdict,gap_by_tier,gap_by_group,gap,region_gap}'::name[], 'all of it is refreshed concurrently');
SELECT lives_ok($$ SELECT walkshed.refresh_study('study', concurrently => false) $$, 'or all is replaced');
SELECT is_empty($$ SELECT c.relname FROM pg_class c JOIN file f USING (relname, relfilenode) WHERE relnamespace = 'study'::regnamespace AND relkind = 'm' $$,
	'which it is');

-- A view of the user's own is refreshed with the others, after what it reads, be it through a view.
CREATE VIEW town.worst AS SELECT quarter_id, score FROM study.gap WHERE score > 50;
CREATE MATERIALIZED VIEW study.mine AS SELECT count(*) AS quarters FROM town.worst;
INSERT INTO town.quarter VALUES (6, 'F');
SELECT walkshed.refresh_study('study');
-- D, E and F reach nothing; the others have less than half of the weight against them
SELECT results_eq('SELECT quarters FROM study.mine', ARRAY[3::bigint], 'a view of the user''s own comes after what it reads');
DELETE FROM town.quarter WHERE id = 6;

-- Old and new rows are compared in an order, not each with each: of 40,000 that would take minutes.
CREATE MATERIALIZED VIEW study.many AS SELECT i AS id, i % 7 AS n FROM generate_series(1, 40000) AS i;
CREATE UNIQUE INDEX ON study.many (id);
SET LOCAL statement_timeout = '20s';
SELECT lives_ok($$ SELECT walkshed.refresh_study('study') $$, 'many rows are merged in seconds');
SET LOCAL statement_timeout = 0;
DROP MATERIALIZED VIEW study.many;

-- Drop: the study and no more.
CREATE FUNCTION pg_temp.complaint(command text, role name DEFAULT current_user) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
	hint text;
BEGIN
	PERFORM set_config('role', role, true);
	EXECUTE command;
	RESET ROLE;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, message, nullif(hint, ''));
END $$;
SELECT matches(pg_temp.complaint($$ SELECT walkshed.drop_study('study') $$), '^2BP01', 'a study that a view reads is not dropped');
DROP VIEW town.worst CASCADE;
CREATE TABLE study.note ();
SELECT matches(pg_temp.complaint($$ SELECT walkshed.drop_study('study') $$), '^2BP01', 'nor one with a table in its schema');
SELECT has_materialized_view('study', 'gap', 'it is still whole');
DROP TABLE study.note;
SELECT lives_ok($$ SELECT walkshed.drop_study('study') $$, 'else it is dropped');
SELECT hasnt_schema('study');

-- A standard that everybody meets but D, in region 2, and E, in none: nobody is worst elsewhere. It goes as far as one may.
INSERT INTO walkshed.standard (code, name_en) VALUES ('easy', 'An hour to the market');
INSERT INTO walkshed.requirement (standard, service, tier, minutes, metres, beyond) VALUES
	('easy', 'vegetable_market', 'hour', 60, NULL, 2),
	('easy', 'vegetable_market', 'longest', 720, NULL, 2), ('easy', 'vegetable_market', 'farthest', NULL, 99000, 1.01);
SELECT walkshed.create_study('easy', 'town.street', 'town.quarter', 'town.place', 'town.gate', 'town.region', '{easy}');
SELECT results_eq('SELECT region_id, score, quarters_affected, people_affected, worst_quarter, most_missing FROM easy.region_gap ORDER BY 1', $$ VALUES
	(1::bigint, 0.000000, 0, 0::numeric, NULL, NULL), (2, 50.000000, 1, 50, 'D', 'vegetable_market'),
	(3, NULL, 0, NULL, NULL, NULL), (NULL, 100.000000, 1, NULL, 'E', 'vegetable_market')
$$, 'a region without gaps has no worst quarter');
SELECT walkshed.drop_study('easy');

-- The least: a table of lines, points for quarters, one service a place, integer ids, no names, no people; and CGCS2000.
CREATE TABLE town.line AS SELECT id::int, ST_SetSRID(geom, 4490)::geometry(LineString, 4490) AS geom FROM town.street WHERE id < 20;
CREATE TABLE town.door AS SELECT 1::smallint AS id, ST_SetSRID(pg_temp.at(10, 100), 4490)::geometry(Point, 4490) AS geom;
CREATE TABLE town.stall AS SELECT 9 AS id, 'repair'::varchar AS service, ST_SetSRID(ST_Collect(pg_temp.at(0, 50), pg_temp.at(0, 990)), 4490) AS geom;
SELECT lives_ok($$ SELECT walkshed.create_study('least', 'town.line', 'town.door', 'town.stall', standards => '{tiny}') $$, 'the least is enough');
SELECT set_eq($$ SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_schema = 'least'
		AND f_table_name IN ('gates', 'places', 'gap', 'region_gap') AND f_geometry_column = 'geom' $$,
	$$ VALUES ('gates', 'POINT', 4490), ('places', 'MULTIPOINT', 4490), ('gap', 'POINT', 4490), ('region_gap', 'MULTIPOLYGON', 4490) $$, 'in its own SRID');
SELECT results_eq('SELECT source FROM least.gates', ARRAY['point'], 'a point is its own gate');
-- 10 m to the street, 50 m along it to the nearer entrance
SELECT results_eq($$ SELECT place_id, round(metres), found FROM least.coverage WHERE service = 'repair' $$, 'VALUES (9::bigint, 60::float8, 1)', 'the nearer entrance of a place counts');
-- repair weighs 1 of 8
SELECT results_eq('SELECT quarter_id, name, people, region_id, score, summary FROM least.gap',
	$$ VALUES (1::bigint, '1', NULL::numeric, NULL::bigint, 87.500000, '1 of 5') $$, 'a quarter without a name shows its id');
SELECT results_eq('SELECT region_id, name, quarters, people, score FROM least.region_gap', $$ VALUES (NULL::bigint, NULL::text, 1, NULL::numeric, 87.500000) $$,
	'without regions there is one row for all');
SELECT walkshed.drop_study('least');

-- Nothing to walk on, to or from is a study of nothing, not an error.
CREATE TABLE town.nothing (id bigint, geom geometry, quarter_id bigint, services text[]);
SELECT lives_ok($$ SELECT walkshed.create_study('void', 'town.nothing', 'town.nothing', 'town.nothing', 'town.nothing', 'town.nothing') $$, 'empty relations make an empty study');
SELECT is_empty('SELECT FROM void.gap', 'of no quarter');
SELECT lives_ok($$ SELECT walkshed.refresh_study('void') $$, 'that is refreshed like any other');
SELECT walkshed.drop_study('void');

-- Odd names.
CREATE SCHEMA "odd {study} ""%s"" 'x' 街";
ALTER TABLE town.street SET SCHEMA "odd {study} ""%s"" 'x' 街";
ALTER TABLE "odd {study} ""%s"" 'x' 街".street RENAME TO "Stréet {places} %1$s; --";
ALTER TABLE town.gate RENAME TO "gate {study} ""%s""";
ALTER TABLE town.region RENAME TO "region {postgis}";
SELECT lives_ok($$ SELECT walkshed.create_study('my "study" {gates} %s ''街''; --', '"odd {study} ""%s"" ''x'' 街"."Stréet {places} %1$s; --"', 'town.quarter', 'town.place',
		'town."gate {study} ""%s"""', 'town."region {postgis}"', '{luzhou-8}') $$,
	'any name will do');
SELECT lives_ok($$ SELECT walkshed.refresh_study('my "study" {gates} %s ''街''; --') $$, 'to refresh');
SELECT results_eq($$ SELECT count(*)::int FROM "my ""study"" {gates} %s '街'; --".gap $$, ARRAY[5], 'to read');
SELECT lives_ok($$ SELECT walkshed.drop_study('my "study" {gates} %s ''街''; --') $$, 'to drop');
ALTER TABLE "odd {study} ""%s"" 'x' 街"."Stréet {places} %1$s; --" RENAME TO street;
ALTER TABLE town."gate {study} ""%s""" RENAME TO gate;
ALTER TABLE town."region {postgis}" RENAME TO region;
ALTER TABLE "odd {study} ""%s"" 'x' 街".street SET SCHEMA town;

-- An owner without privileges, and one without the right to read.
CREATE ROLE walkshed_planner;
CREATE ROLE walkshed_visitor;
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO walkshed_planner, walkshed_visitor', current_database()); END $$;
GRANT USAGE ON SCHEMA town TO walkshed_planner, walkshed_visitor;
GRANT SELECT ON ALL TABLES IN SCHEMA town TO walkshed_planner;
SELECT is(pg_temp.complaint($$ SELECT walkshed.create_study('planned', 'town.street', 'town.quarter', 'town.place') $$, 'walkshed_planner'), 'none', 'a planner makes a study');
SELECT set_eq($$ SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'planned'::regnamespace $$, ARRAY['walkshed_planner'], 'and owns it');
SELECT is(pg_temp.complaint($$ SELECT walkshed.refresh_study('planned') $$, 'walkshed_planner'), 'none', 'and refreshes it');
SELECT matches(pg_temp.complaint($$ SELECT walkshed.refresh_study('planned') $$, 'walkshed_visitor'), '^42501', 'a visitor does not');
SELECT matches(pg_temp.complaint($$ SELECT walkshed.drop_study('planned') $$, 'walkshed_visitor'), '^42501', 'nor drop it');
SELECT is(pg_temp.complaint($$ SELECT walkshed.drop_study('planned') $$, 'walkshed_planner'), 'none', 'its owner does');
SELECT matches(pg_temp.complaint($$ SELECT walkshed.create_study('planned', 'town.street', 'town.quarter', 'town.place') $$, 'walkshed_visitor'),
	'^42501.*permission denied for table street', 'who may not read the streets makes no study');

-- Mistakes: the code, what is wrong, what to do.
CREATE FUNCTION pg_temp.mistake(streets text DEFAULT 'town.street', quarters text DEFAULT 'town.quarter', places text DEFAULT 'town.place',
	gates text DEFAULT NULL, regions text DEFAULT NULL, standards text[] DEFAULT '{luzhou-8}', unknown_hours text DEFAULT 'open',
	study text DEFAULT 'wrong') RETURNS text LANGUAGE sql
AS $$ SELECT pg_temp.complaint(format('SELECT walkshed.create_study(%L, %L, %L, %L, %L, %L, %L, NULL, %L)',
	study, streets, quarters, places, gates, regions, standards, unknown_hours)) $$;

SELECT is(pg_temp.mistake(study => NULL), '22004 | the name of a study must not be null');
SELECT is(pg_temp.mistake(standards => NULL), '22004 | the standards of a study must not be null');
SELECT is(pg_temp.mistake(unknown_hours => NULL), '22004 | the unknown_hours of a study must not be null');
SELECT is(pg_temp.mistake(unknown_hours => 'maybe'),
	'22023 | unknown_hours is "maybe" | A place whose hours are not known or not understood counts as ''open'' or as ''closed''.');
SELECT is(pg_temp.mistake(streets => NULL), '22004 | a study needs a relation of streets | Name it: streets => ''schema.table''.');
SELECT matches(pg_temp.mistake(study => ''), '^42602 .* 1 to 63 bytes');
SELECT matches(pg_temp.mistake(study => repeat('街', 22)), '^42602 .* 1 to 63 bytes');
SELECT is(pg_temp.mistake(study => 'town'), '42P06 | schema "town" already exists | Choose another name; or, if it is an old study, drop it: SELECT walkshed.drop_study(''town'').');
SELECT matches(pg_temp.mistake(standards => '{luzhou-8,luzhou-9}'), '^22023 \| walkshed.requirement holds no row of the standard "luzhou-9" \| .*luzhou-8, .*tiny, ');
SELECT matches(pg_temp.mistake(standards => '{bare}'), '^22023 .*"bare"', 'a standard without requirements is none');
SELECT matches(pg_temp.mistake(standards => '{}'), '^22023 .*"NULL"', 'nor is an empty list');
SELECT matches(pg_temp.mistake(standards => '{luzhou-8,NULL}'), '^22023 .*"NULL"', 'nor NULL');
SELECT matches(pg_temp.mistake(streets => 'town.motorway'), '^42P01');

CREATE VIEW town.bad_streets AS SELECT id, geom AS "the Geom" FROM town.street;
SELECT is(pg_temp.mistake(streets => 'town.bad_streets'), '42703 | town.bad_streets, the streets of the study, lacks the column "geom" | Pass a view that has it, for example: SELECT *, "the Geom" AS geom FROM town.bad_streets.');
CREATE VIEW town.no_id AS SELECT name, geom FROM town.quarter;
SELECT is(pg_temp.mistake(quarters => 'town.no_id'), '42703 | town.no_id, the quarters of the study, lacks the column "id" | Pass a view that has it, for example: SELECT *, row_number() OVER (ORDER BY name) AS id FROM town.no_id.');
CREATE VIEW town.text_id AS SELECT 'way/' || id AS id, geom FROM town.street;
SELECT is(pg_temp.mistake(streets => 'town.text_id'), '42804 | column "id" of town.text_id, the streets of the study, is of type text | Pass a view that converts it: SELECT ..., id::bigint AS id FROM town.text_id.');
CREATE VIEW town.geographies AS SELECT id, geom::geography FROM town.quarter;
SELECT matches(pg_temp.mistake(quarters => 'town.geographies'), '^42804 .*geography.*geom::.*geometry AS geom');
CREATE VIEW town.text_attributes AS SELECT id, geom, attributes::text FROM town.street;
SELECT matches(pg_temp.mistake(streets => 'town.text_attributes'), '^42804 .*attributes::jsonb AS attributes');
CREATE VIEW town.text_people AS SELECT id, geom, people::text FROM town.quarter;
SELECT matches(pg_temp.mistake(quarters => 'town.text_people'), '^42804 .*people::numeric AS people');
CREATE VIEW town.text_elders AS SELECT id, geom, 'many'::text AS people_elder FROM town.quarter;
SELECT matches(pg_temp.mistake(quarters => 'town.text_elders'), '^42804 .*people_elder::numeric AS people_elder');
CREATE VIEW town.text_modes AS SELECT id, geom, services, 'hotline'::text AS modes FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.text_modes'), '^42804 .*string_to_array\(modes, '';''\) AS modes');
CREATE VIEW town.list_hours AS SELECT id, geom, services, ARRAY['24/7'] AS hours FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.list_hours'), '^42804 .*hours::text AS hours');
CREATE VIEW town.text_capacity AS SELECT id, geom, services, '300 m²'::text AS capacity FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.text_capacity'), '^42804 .*capacity::numeric AS capacity');
CREATE VIEW town.text_dates AS SELECT id, geom, services, '2026'::text AS valid_to FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.text_dates'), '^42804 .*valid_to::date AS valid_to');
CREATE VIEW town.text_radius AS SELECT id, geom, services, '300 m'::text AS service_radius_m FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.text_radius'), '^42804 .*service_radius_m::numeric AS service_radius_m');
CREATE VIEW town.text_parent AS SELECT id, geom, 'north'::text AS parent_id FROM town.region;
SELECT matches(pg_temp.mistake(regions => 'town.text_parent'), '^42804 .*parent_id::bigint AS parent_id');
CREATE VIEW town.no_services AS SELECT id, geom FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.no_services'), '^42703 .*lacks the column "services".*ARRAY\[''vegetable_market''\] AS services');
CREATE VIEW town.text_services AS SELECT id, geom, 'laundry;repair'::text AS services FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.text_services'), '^42804 .*string_to_array\(services, '';''\) AS services');
CREATE VIEW town.lost_gates AS SELECT id, geom FROM town.gate;
SELECT matches(pg_temp.mistake(gates => 'town.lost_gates'), '^42703 .*lacks the column "quarter_id"');
CREATE VIEW town.no_region AS SELECT id, name FROM town.region;
SELECT matches(pg_temp.mistake(regions => 'town.no_region'), '^42703 .*lacks the column "geom"');

CREATE VIEW town.mercator AS SELECT id, ST_Transform(geom, 3857) AS geom FROM town.street;
SELECT is(pg_temp.mistake(streets => 'town.mercator'), '22023 | the geometries of town.mercator, the streets of the study, have SRID 3857 | Pass a view that converts them: SELECT ..., ST_Transform(geom, 4326) AS geom.');
CREATE VIEW town.unknown_srid AS SELECT id, ST_SetSRID(geom, 0) AS geom FROM town.quarter;
SELECT is(pg_temp.mistake(quarters => 'town.unknown_srid'), '22023 | the geometries of town.unknown_srid, the quarters of the study, have SRID 0 | Say what they are with ST_SetSRID(geom, ...).');
CREATE VIEW town.mixed_srid AS SELECT id, services, ST_SetSRID(geom, CASE id WHEN 1 THEN 4490 ELSE 4326 END) AS geom FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.mixed_srid'), '^22023 .*have several SRIDs .*ST_Transform');
SELECT matches(pg_temp.mistake(quarters => 'town.door'), '^22023 \| the quarters of the study have SRID 4490, the relations before them 4326');
CREATE TABLE town.declared_mercator (id bigint, services text[], geom geometry(Point, 3857));
SELECT matches(pg_temp.mistake(places => 'town.declared_mercator'), '^22023 .*have SRID 3857');

CREATE VIEW town.twice AS SELECT q.id, q.geom FROM town.quarter q UNION ALL SELECT 2, geom FROM town.quarter WHERE id = 3;
SELECT is(pg_temp.mistake(quarters => 'town.twice'), '23505 | town.twice, the quarters of the study, has several rows of id 2 | Every row needs an id of its own; a thing of several points is one row with a MultiPoint.');
CREATE VIEW town.null_id AS SELECT nullif(id, 2) AS id, services, geom FROM town.place;
SELECT is(pg_temp.mistake(places => 'town.null_id'), '23502 | town.null_id, the places of the study, has a row whose id is null | Every row needs an id of its own; a thing of several points is one row with a MultiPoint.');
CREATE VIEW town.area_places AS SELECT id, services, CASE id WHEN 3 THEN ST_Buffer(geom, 0.0001) ELSE geom END AS geom FROM town.place;
SELECT matches(pg_temp.mistake(places => 'town.area_places'), '^42804 \| the geometry of id 3 of town.area_places, the places of the study, is a POLYGON .*ST_PointOnSurface');
CREATE VIEW town.flying AS SELECT id, ST_Force3D(geom) AS geom FROM town.quarter;
SELECT matches(pg_temp.mistake(quarters => 'town.flying'), '^42804 .*is a POLYGON of more than two dimensions.*ST_Force2D');
SELECT matches(pg_temp.mistake(quarters => 'town.street'), '^42804 .*is a LINESTRING');
SELECT matches(pg_temp.mistake(gates => 'town.quarter'), '^42703 .*lacks the column "quarter_id"');
CREATE TEMP TABLE passing AS SELECT * FROM town.street;
SELECT matches(pg_temp.mistake(streets => 'pg_temp.passing'), '^42809 .*not a temporary one');
SELECT matches(pg_temp.mistake(streets => 'town.street_pkey'), '^42809 .*cannot be the streets of a study');
SELECT hasnt_schema('wrong', 'a mistake leaves nothing behind');

SELECT is(pg_temp.complaint($$ SELECT walkshed.refresh_study('town') $$), '3F000 | there is no study "town" | This database holds no study: make one with walkshed.create_study(...).');
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place');
SELECT is(pg_temp.complaint($$ SELECT walkshed.refresh_study('studdy') $$), '3F000 | there is no study "studdy" | Studies in this database: study.');
SELECT matches(pg_temp.complaint($$ SELECT walkshed.refresh_study(NULL) $$), '^3F000 \| the name of a study must not be null');
SELECT matches(pg_temp.complaint($$ SELECT walkshed.drop_study('public') $$), '^3F000', 'another schema is not dropped');

SELECT * FROM finish();
ROLLBACK;
