-- How far one walks for how near it is, on two streets that meet at a corner: 300 m east, 400 m north.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(2);

-- On the equator a street is as long as it looks.
CREATE FUNCTION pg_temp.at(east float8, north float8) RETURNS geometry LANGUAGE sql
RETURN ST_SetSRID(ST_MakePoint(east / 111319.4908, north / 110574.2758), 4326);
CREATE SCHEMA corner;
CREATE TABLE corner.street AS
SELECT 1 AS id, ST_MakeLine(ARRAY[pg_temp.at(0, 0), pg_temp.at(300, 0), pg_temp.at(300, 400)]) AS geom;
CREATE TABLE corner.quarter AS SELECT 1 AS id, pg_temp.at(0, 0) AS geom;
CREATE TABLE corner.place AS
SELECT 1 AS id, ARRAY['vegetable_market'] AS services, ARRAY['on_site'] AS modes, pg_temp.at(300, 400) AS geom
UNION ALL
SELECT 2, '{housekeeping}', '{hotline}', pg_temp.at(300, 0);
SELECT walkshed.create_study('corner_study', 'corner.street', 'corner.quarter', 'corner.place');

SELECT results_eq($$SELECT service, metres, round(straight_metres::numeric), detour, severed FROM corner_study.severance$$,
	$$VALUES ('vegetable_market', 700::float8, 500::numeric, 1.40, false)$$, '700 m on foot for 500 m; who comes to the door makes no detour');
SELECT is((SELECT metres FROM corner_study.coverage WHERE service = 'housekeeping'), 0::float8, 'though he is the nearest');
SELECT * FROM finish();
ROLLBACK;
