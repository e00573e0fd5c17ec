-- What is wrong with the relations of a study, before it is made: a sound town, and one with every mistake.
--
-- A street runs 1 km north along longitude 112. Metres east and north of its south end.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(29);

CREATE FUNCTION pg_temp.at(east float8, north float8) RETURNS geometry LANGUAGE sql SET search_path = public
AS $$ SELECT ST_Project(ST_Project('SRID=4326;POINT(112 36)'::geography, north, 0), east, pi() / 2)::geometry $$;
CREATE FUNCTION pg_temp.square(east float8, north float8, half float8) RETURNS geometry LANGUAGE sql SET search_path = public
AS $$ SELECT ST_Envelope(ST_Collect(pg_temp.at(east - half, north - half), pg_temp.at(east + half, north + half))) $$;
CREATE FUNCTION pg_temp.check(streets text DEFAULT 'street', quarters text DEFAULT 'quarter', places text DEFAULT 'place', gates text DEFAULT NULL,
	regions text DEFAULT NULL) RETURNS TABLE (role text, severity text, problem text, rows bigint, examples text, hint text) LANGUAGE sql
AS $$ SELECT * FROM walkshed.check_study_input(streets::regclass, quarters::regclass, places::regclass, gates::regclass, regions::regclass) $$;
-- The one row of a problem, in short; its hint names the remedy.
CREATE FUNCTION pg_temp.found(role text, problem text, streets text DEFAULT 'street', quarters text DEFAULT 'quarter', places text DEFAULT 'place',
	gates text DEFAULT NULL, regions text DEFAULT NULL) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(concat_ws(' ', c.severity, c.rows, c.examples, '|', c.hint), E'\n') FROM pg_temp.check(streets, quarters, places, gates, regions) AS c
	WHERE c.role = found.role AND c.problem ~ found.problem $$;

CREATE TABLE street AS
SELECT i AS id, ST_MakeLine(pg_temp.at(0, 100 * i - 100), pg_temp.at(0, 100 * i)) AS geom, '{"kind": "street"}'::jsonb AS attributes FROM generate_series(1, 10) AS i;
CREATE TABLE quarter AS
SELECT v.*, pg_temp.square(v.east, 500, 50) AS geom FROM (VALUES (1, 'A', 100, 20, 1, 100), (2, 'B', 50, 0, NULL, -100)) AS v(id, name, people, people_elder, region_id, east);
CREATE TABLE place AS
SELECT v.*, pg_temp.at(10, 100 * v.id) AS geom FROM (VALUES
	(1, 'one', '{repair}'::text[], 'Mo-Fr 08:00-18:00', '{on_site}'::text[], NULL::float8),
	(2, 'two', '{repair,laundry}', NULL, '{door_to_door}', 500)) AS v(id, name, services, hours, modes, service_radius_m);
CREATE TABLE gate AS SELECT 1 AS id, 1 AS quarter_id, pg_temp.at(0, 500) AS geom;
CREATE TABLE region AS SELECT 1 AS id, 'all' AS name, NULL::int AS parent_id, pg_temp.square(0, 500, 2000) AS geom;
SELECT is_empty($$ SELECT * FROM pg_temp.check('street', 'quarter', 'place', 'gate', 'region') $$, 'a sound town has no problem');

-- What create_study() refuses.
SELECT results_eq($$ SELECT role, severity, problem, hint FROM walkshed.check_study_input(NULL, NULL, 'place') $$, $$ VALUES
	('streets', 'error', 'a study needs a relation of streets', 'Name it: streets => ''schema.table''.'),
	('quarters', 'error', 'a study needs a relation of quarters', 'Name it: quarters => ''schema.table''.')
$$, 'relations that must be there');
CREATE TABLE wrong AS SELECT id::text AS id, people::text AS people, geom AS outline FROM quarter;
SELECT results_eq($$ SELECT role, problem FROM pg_temp.check(quarters => 'wrong') ORDER BY problem $$, $$ VALUES
	('quarters', 'column "id" of public.wrong, the quarters of the study, is of type text'),
	('quarters', 'column "people" of public.wrong, the quarters of the study, is of type text'),
	('quarters', 'public.wrong, the quarters of the study, lacks the column "geom"')
$$, 'all columns at once');
SELECT is(pg_temp.found('quarters', 'lacks', quarters => 'wrong'), 'error | It must be of type public.geometry. Pass a view that has it, for example: SELECT *, outline AS geom FROM public.wrong.', 'with the remedy');
CREATE TABLE twice AS SELECT i % 3 + 1 AS id, services, geom FROM place, generate_series(1, 10) AS i UNION ALL SELECT NULL, services, geom FROM place;
-- Ids 2, 3 and 1 of 10, 3 and 3 of them, twice
SELECT is(pg_temp.found('places', 'several rows of id', places => 'twice'), 'error 20 1, 2, 3 | Every row needs an id of its own; a thing of several points is one row with a MultiPoint.', 'ids that come twice are counted');
SELECT matches(pg_temp.found('places', 'id is null', places => 'twice'), '^error 2 \|', 'and those that are null');
SELECT throws_ok($$ SELECT walkshed.create_study('no', 'street', 'quarter', 'twice') $$, '23502', NULL, 'which is what a study fails with first');
CREATE TABLE again AS SELECT * FROM street UNION ALL SELECT * FROM street WHERE id IN (3, 7);
SELECT matches(pg_temp.found('streets', 'several rows of id 3', streets => 'again'), '^error 4 3, 7 \|', 'in streets too');
CREATE TABLE shapes AS SELECT id, services, CASE id WHEN 2 THEN ST_Buffer(geom, 0.001) ELSE geom END AS geom FROM place;
SELECT matches(pg_temp.found('places', 'id 2 .* is a POLYGON', places => 'shapes'), '^error 1 2 \| It must be a plane POINT or MULTIPOINT\. .*ST_PointOnSurface', 'kinds of geometry');
CREATE TABLE mercator AS SELECT id, services, ST_Transform(geom, 3857) AS geom FROM place;
SELECT matches(pg_temp.found('places', 'have SRID 3857', places => 'mercator'), '^error \S* ?3857 \| .*ST_Transform', 'another SRID');
CREATE TABLE chinese AS SELECT id, services, ST_SetSRID(geom, 4490) AS geom FROM place;
SELECT matches(pg_temp.found('places', 'have SRID 4490, the relations before them 4326', places => 'chinese'), '^error \|', 'or not that of the others');
CREATE TABLE kinds AS SELECT id, geom, CASE id WHEN 4 THEN '{"kind": "stairs"}' ELSE attributes END AS attributes FROM street;
SELECT matches(pg_temp.found('streets', 'attribute "kind" cannot be "stairs"', streets => 'kinds'), '^error 4 \| Allowed: street, ', 'attributes that no network takes');
CREATE TABLE metres AS SELECT id, geom, services FROM place UNION ALL SELECT 5, 'SRID=4326;POINT(500000 4000000)', '{repair}';
SELECT matches(pg_temp.found('places', 'not longitudes and latitudes', places => 'metres'), '^error 1 5 \| .*ST_Transform', 'metres for degrees');
SELECT throws_ok($$ SELECT walkshed.create_study('no', 'street', 'quarter', 'metres') $$, '22003', NULL, 'which no study can be made of');

-- What a study leaves out, or can make nothing of.
CREATE TABLE odd_quarter AS SELECT * FROM quarter
UNION ALL SELECT 3, '', NULL, NULL, 9, NULL, NULL
UNION ALL SELECT 4, 'D', 10, 11, 1, 0, pg_temp.square(0, 300, 20)
UNION ALL SELECT 5, 'E', -1, NULL, 1, 0, pg_temp.square(0, 300, 20)
UNION ALL SELECT 6, 'F', 1, 0, 1, 0, ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[pg_temp.at(0, 0), pg_temp.at(9, 9), pg_temp.at(9, 0), pg_temp.at(0, 9), pg_temp.at(0, 0)])), 4326);
PREPARE odd(text) AS SELECT severity, problem, rows, examples FROM pg_temp.check(quarters => 'odd_quarter', regions => 'region') WHERE role = $1 ORDER BY severity, problem;
SELECT results_eq('EXECUTE odd(''quarters'')', $$ VALUES
	('note', 'no name', 1::bigint, '3'),
	('note', 'people are not known', 1, '3'),
	('warning', 'fewer people than none, or than in an age group', 2, '4, 5'),
	('warning', 'no geometry', 1, '3'),
	('warning', 'outlines that are not valid', 1, '6'),
	('warning', 'regions that are not there', 1, '9'),
	('warning', 'several quarters of one outline', 2, '4, 5')
$$, 'quarters');
CREATE TABLE odd_place (id bigint, name text, service varchar, hours text, modes text[], valid_from date, valid_to date, service_area geometry, geom geometry);
INSERT INTO odd_place (id, service, geom) SELECT i, 'repair', pg_temp.at(5, 10 * i) FROM generate_series(1, 10) AS i;
UPDATE odd_place SET service = 'smithy' WHERE id <= 2;
UPDATE odd_place SET service = NULL WHERE id = 3;
UPDATE odd_place SET hours = 'when the flag is up' WHERE id = 4;
UPDATE odd_place SET modes = '{by_post,on_site}' WHERE id = 5;
UPDATE odd_place SET modes = '{door_to_door}' WHERE id = 6;
UPDATE odd_place SET valid_from = '2026-03-01', valid_to = '2026-02-01' WHERE id = 7;
UPDATE odd_place SET geom = (SELECT geom FROM odd_place WHERE id = 9) WHERE id = 8;
UPDATE odd_place SET geom = 'SRID=4326;POINT EMPTY' WHERE id = 10;
SELECT results_eq($$ SELECT severity, problem, rows, examples FROM pg_temp.check(places => 'odd_place') ORDER BY problem $$, $$ VALUES
	('warning', 'closed before they open', 1::bigint, '7'),
	('note', 'hours that are not understood', 1, 'when the flag is up'),
	('warning', 'modes that nothing accepts', 1, 'by_post'),
	('warning', 'no geometry', 1, '10'),
	('warning', 'no service', 1, '3'),
	('warning', 'served at the door, and not said where', 1, '6'),
	('warning', 'services that walkshed.service does not list', 2, 'smithy'),
	('warning', 'several places of one name and service at one point', 2, '8, 9')
$$, 'places');
SET LOCAL client_min_messages = error;
SELECT lives_ok($$ SELECT walkshed.create_study('odd', 'street', 'quarter', 'odd_place') $$, 'which a study is made of all the same');
SET LOCAL client_min_messages = warning;
CREATE TABLE odd_area AS SELECT id, services, geom, ST_Transform(geom, 3857) AS service_area FROM place;
SELECT matches(pg_temp.found('places', 'service areas of another SRID', places => 'odd_area'), '^error 2 1, 2 \| ', 'service areas are where the places are');
CREATE TABLE odd_gate AS SELECT id, quarter_id, geom FROM gate UNION ALL VALUES (2, 7, pg_temp.at(0, 0)), (3, NULL, pg_temp.at(0, 0)), (4, 1, pg_temp.at(0, 500)), (5, 2, NULL::geometry);
SELECT results_eq($$ SELECT severity, problem, rows, examples FROM pg_temp.check(gates => 'odd_gate') ORDER BY problem $$, $$ VALUES
	('warning', 'gates of quarters that are not there', 2::bigint, '2, 3'), ('warning', 'no geometry', 1, '5'), ('note', 'several gates of a quarter at one point', 2, '1, 4')
$$, 'gates');
CREATE TABLE odd_region AS SELECT * FROM region UNION ALL SELECT 2, 'own', 2, geom FROM region UNION ALL SELECT 3, 'lost', 8, geom FROM region
	UNION ALL SELECT 4, 'far', 1, pg_temp.square(9000, 0, 10);
SELECT results_eq($$ SELECT severity, problem, rows, examples FROM pg_temp.check(regions => 'odd_region') ORDER BY problem $$, $$ VALUES
	('note', 'outside of the streets', 1::bigint, '4'), ('warning', 'parents that are not there', 2, '2, 3')
$$, 'regions');
CREATE TABLE odd_street AS SELECT id, geom FROM street UNION ALL SELECT 11, geom FROM street WHERE id = 5 UNION ALL VALUES (12, NULL::geometry);
SELECT results_eq($$ SELECT severity, problem, rows, examples FROM pg_temp.check(streets => 'odd_street') ORDER BY problem $$, $$ VALUES
	('warning', 'no geometry', 1::bigint, '12'), ('note', 'several streets of one line', 2, '5, 11')
$$, 'streets');

-- Where the streets are: the box reaches 200 m beyond them, and a walk begins as far from one.
CREATE TABLE far AS SELECT * FROM place UNION ALL SELECT i, 'far', '{repair}', NULL, NULL, NULL, pg_temp.at(v.east, 500)
	FROM (VALUES (3, 150), (4, 199), (5, 202), (6, 5000)) AS v(i, east);
SELECT is(pg_temp.found('places', 'outside', places => 'far'), 'warning 2 5, 6 | Leave them out, or bring the streets around them.', 'places outside of the streets');
CREATE TABLE turned AS SELECT id, name, services, ST_FlipCoordinates(geom) AS geom FROM place;
SELECT is(pg_temp.found('places', '', places => 'turned'), 'error 2 1, 2 | Longitudes are -180 to 180, latitudes -90 to 90. Convert others with ST_Transform(ST_SetSRID(geom, ...), 4326).',
	'latitude first is no latitude in China');
CREATE TABLE west AS SELECT id, ST_Translate(geom, -60, 0) AS geom, attributes FROM street;
CREATE TABLE west_quarter AS SELECT id, name, ST_Translate(geom, -60, 0) AS geom FROM quarter;
CREATE TABLE west_place AS SELECT id, name, services, ST_FlipCoordinates(ST_Translate(geom, -60, 0)) AS geom FROM place;
SELECT is(pg_temp.found('places', '', 'west', 'west_quarter', 'west_place'), 'warning 2 1, 2 | Longitude comes first: pass a view with ST_FlipCoordinates(geom).', 'elsewhere it is seen');
SELECT is(pg_temp.found('quarters', '', 'west'), 'warning 2 1, 2 | None is inside: is it another city?', 'another city');
-- A side street 600 m to the west makes the box wider: halfway between nobody is within 200 m of either.
CREATE TABLE wide AS SELECT * FROM street UNION ALL SELECT 20, ST_MakeLine(pg_temp.at(-600, 0), pg_temp.at(-600, 1000)), '{}'
	UNION ALL SELECT 21, ST_MakeLine(pg_temp.at(100, 0), pg_temp.at(100, 1000)), '{"kind": "barrier"}';
CREATE TABLE lone AS SELECT 1 AS id, 'A' AS name, pg_temp.square(-300, 500, 10) AS geom UNION ALL SELECT 2, 'B', pg_temp.square(-300, 500, 110)
	UNION ALL SELECT 3, 'C', pg_temp.square(150, 500, 10);
SELECT is(pg_temp.found('quarters', 'no street for this walker within 200 m', 'wide', 'lone'), 'warning 2 1, 2 | They reach nothing: bring the streets around them, or their gates.', 'quarters that no street is near');
SELECT is(pg_temp.found('quarters', 'every street within 200 m is behind a barrier', 'wide', 'lone'), 'warning 1 3 | They reach nothing: bring the streets around them, or their gates.', 'or only beyond a wall');
CREATE TABLE lone_gate AS SELECT v.id, v.quarter_id, pg_temp.at(v.east, 500) AS geom FROM (VALUES (1, 1, 0), (2, 2, -300), (3, 1, -300)) AS v(id, quarter_id, east);
SELECT is(pg_temp.found('quarters', 'no street', 'wide', 'lone', gates => 'lone_gate'), 'warning 1 2 | They reach nothing: bring the streets around them, or their gates.', 'one gate with a street is enough');
SELECT is(pg_temp.found('gates', 'no street', 'wide', 'lone', gates => 'lone_gate'), 'warning 2 2, 3 | Nobody passes them: correct where they are.', 'the others are told');

SELECT * FROM finish();
ROLLBACK;
