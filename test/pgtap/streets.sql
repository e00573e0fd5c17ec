-- Streets before they join a network: opening hours, streets in time, ascent and descent.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(133);

-- SQLSTATE and hint of what a statement raises; the messages are checked beside them.
CREATE FUNCTION pg_temp.hint(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN SQLSTATE || ' ' || hint;
END
$$;

-- Opening hours. Minutes of the week: Monday 00:00 is 0, each later day 1440 more, so Tuesday 1440, Wednesday
-- 2880, Thursday 4320, Friday 5760, Saturday 7200, Sunday 8640, and the end 10080; 08:00 is 480, 12:00 720.
SELECT is(walkshed.opening_minutes(v.hours), v.minutes::int4multirange, v.hours || ': ' || v.says)
FROM (VALUES
	('24/7', '{[0,10080)}', 'the whole week'),
	('open', '{[0,10080)}', 'the same'),
	('off', '{}', 'never'),
	('08:00-12:00', '{[480,720),[1920,2160),[3360,3600),[4800,5040),[6240,6480),[7680,7920),[9120,9360)}', 'no days are all days'),
	('Mo', '{[0,1440)}', 'no times are the whole day'),
	('Mo 08:00-12:00', '{[480,720)}', 'a day'),
	('Mo,We 08:00-12:00', '{[480,720),[3360,3600)}', 'a list of days'),
	('Mo-We 08:00-12:00', '{[480,720),[1920,2160),[3360,3600)}', 'a range of days'),
	('Sa-Mo 08:00-12:00', '{[480,720),[7680,7920),[9120,9360)}', 'a range over the end of the week'),
	('Mo-Mo 08:00-12:00', '{[480,720)}', 'a range of one day'),
	('Mo-Tu,Fr 08:00-12:00', '{[480,720),[1920,2160),[6240,6480)}', 'a range and a day'),
	('Mo 08:00-12:00,14:00-18:00', '{[480,720),[840,1080)}', 'two spans'),
	('Mo 08:00-12:00,12:00-14:00', '{[480,840)}', 'spans that touch are one'),
	('Mo 08:00-24:00', '{[480,1440)}', 'to midnight'),
	('Mo 22:00-02:00', '{[1320,1560)}', 'past midnight'),
	('Mo 22:00-26:00', '{[1320,1560)}', 'the same, counted on'),
	('Su 22:00-02:00', '{[0,120),[9960,10080)}', 'past the end of the week'),
	('Mo 10:00-10:00', '{[600,2040)}', 'a day round'),
	('24/7; Su off', '{[0,8640)}', 'off closes its days'),
	('Mo 08:00-18:00; Mo 12:00-14:00 off', '{[480,720),[840,1080)}', 'off with times closes these'),
	('Mo 08:00-18:00; 12:00-14:00 closed', '{[480,720),[840,1080)}', 'closed is off'),
	('Mo-Tu 08:00-12:00; Tu 14:00-18:00', '{[480,720),[2280,2520)}', 'a later rule replaces its days'),
	('Mo-Tu 08:00-12:00, Tu 14:00-18:00', '{[480,720),[1920,2160),[2280,2520)}', 'after a comma it adds'),
	('08:00-12:00; 24/7', '{[0,10080)}', 'the last rule for all days counts'),
	('Mo off; Mo 08:00-12:00', '{[480,720)}', 'open after off'),
	('Fr 20:00-02:00; Sa 10:00-12:00', '{[6960,7200),[7800,7920)}', 'Saturday''s rule replaces the night from Friday as well'),
	('Fr 20:00-02:00, Sa 10:00-12:00', '{[6960,7320),[7800,7920)}', 'added, it does not'),
	(' mo - FR  8:00 – 12:00 ; ', '{[480,720),[1920,2160),[3360,3600),[4800,5040),[6240,6480)}', 'loosely written'),
	('Mo: 08:00-12:00', '{[480,720)}', 'a colon after the days')
) AS v(hours, minutes, says);

SELECT is(walkshed.opening_minutes(v.hours), NULL::int4multirange, format('"%s" is not guessed', v.hours))
FROM (VALUES (''), (';'), ('nonsense'), ('Mo 8-16:30'), ('Mo 08:00'), ('Mo 08:60-09:00'), ('Mo 25:00-26:00'), ('Mo 20:00-49:00'),
	('Mo 08:00-12:00 PH off'), ('Mo 08:00-12:00 Tu 09:00-12:00'), ('Xx 08:00-12:00'), ('sunrise-sunset')) AS v(hours);
SELECT is(walkshed.hours_problem(v.hours), v.problem, v.hours || ': the reason')
FROM (VALUES
	('Mo 08:00-12:00', NULL),
	('Mo 08:00-12:00; PH off', '"PH off": holidays are left out'),
	('Jan-Mar 08:00-12:00', '"Jan-Mar 08:00-12:00": a plain week has no dates'),
	('Mo[1] 08:00-12:00', '"Mo[1] 08:00-12:00": a plain week has no dates'),
	('sunrise-sunset', '"sunrise-sunset": the sun keeps no hours'),
	('Mo 08:00-12:00 "ring the bell"', '"Mo 08:00-12:00 "ring the bell"": what is open on conditions is left out'),
	('08:00+', '"08:00+": what is open on conditions is left out'),
	('Mo 9-5', '"Mo 9-5": hours are taken to be of 24, which may be wrong'),
	('Mo 25:00-26:00', '"Mo 25:00-26:00": times of day go from 00:00 to 24:00, past midnight to 48:00'),
	('Mo 08:00-12:00; 14:00-18:00', '"14:00-18:00": without days it is added to the rules before it, not in their place'),
	('Tu, 08:00-12:00', '"Tu, 08:00-12:00": a comma follows where times are expected'),
	('mornings; PH off', '"mornings": write it as Mo-Fr 08:00-12:00,14:00-18:00; Sa 08:00-12:00; Su off')
) AS v(hours, problem);
SELECT is(walkshed.opening_minutes(NULL), NULL::int4multirange, 'no hours, no minutes');
SELECT is(walkshed.hours_problem(NULL), NULL, 'no hours, no problem');

-- Streets in time. 2 March 2026 is a Monday.
SELECT is(walkshed.passable(v.attributes::jsonb, v.at::timestamp), v.passable, v.says)
FROM (VALUES
	(NULL, '2026-03-02 06:30', true, 'a street without attributes is passable'),
	('{"kind": "steps"}', '2026-03-02 06:30', true, 'so is one without times'),
	('{"hours": null, "valid_to": null}', '2026-03-02 06:30', true, 'a JSON null is absent'),
	('{"valid_from": "2026-03-02"}', '2026-03-01 23:59', false, 'not before its first day'),
	('{"valid_from": "2026-03-02"}', '2026-03-02 00:00', true, 'on its first day'),
	('{"valid_to": "2026-03-02"}', '2026-03-02 23:59', true, 'on its last day'),
	('{"valid_to": "2026-03-02"}', '2026-03-03 00:00', false, 'not after it'),
	('{"valid_from": "2026-02-30"}', '2026-03-02 06:30', NULL, 'there is no such day'),
	('{"valid_from": "0000-01-01"}', '2026-03-02 06:30', NULL, 'nor such a year'),
	('{"valid_from": "2024-02-29"}', '2026-03-02 06:30', true, 'but this one'),
	('{"valid_from": "soon", "valid_to": "2026-03-01"}', '2026-03-02 06:30', false, 'one reason to be closed is enough'),
	('{"valid_from": "2027-01-01", "valid_to": "2026-01-01"}', '2026-03-02 06:30', NULL, 'dates turned round are for network_agg to refuse'),
	('{"hours": "Mo 06:00-22:00"}', '2026-03-02 05:59:59', false, 'before it opens'),
	('{"hours": "Mo 06:00-22:00"}', '2026-03-02 06:00', true, 'when it opens'),
	('{"hours": "Mo 06:00-22:00"}', '2026-03-02 21:59:59', true, 'in its last minute'),
	('{"hours": "Mo 06:00-22:00"}', '2026-03-02 22:00', false, 'when it closes'),
	('{"hours": "Mo 06:00-22:00"}', '2026-03-03 12:00', false, 'on another day'),
	('{"hours": "Su 22:00-02:00"}', '2026-03-02 01:59', true, 'in the night from Sunday'),
	('{"hours": "Su 22:00-02:00"}', '2026-03-08 22:30', true, 'on Sunday'),
	('{"hours": "24/7", "valid_to": "2026-03-01"}', '2026-03-02 06:30', false, 'hours do not outlive the dates'),
	('{"hours": "Mar-Oct 06:00-22:00; Nov-Feb 08:00-18:00"}', '2026-03-02 06:30', true, 'in summer'),
	('{"hours": "Mar-Oct 06:00-22:00; Nov-Feb 08:00-18:00"}', '2026-02-28 06:30', false, 'in winter'),
	('{"hours": "Sa[1] 20:00-02:00"}', '2026-03-08 01:59', true, 'in the night of the first Saturday'),
	('{"hours": "Mo 06:00-22:00; PH off"}', '2026-03-02 06:30', true, 'a day is taken for none of the holidays'),
	('{"hours": "9-5"}', '2026-03-02 12:00', NULL, 'hours that may be meant otherwise leave it open whether'),
	('{"hours": "Mo 06:00-22:00 || \"ring the bell\""}', '2026-03-02 23:00', NULL, 'so do conditions'),
	('{"hours": "on request"}', '2026-03-02 06:30', NULL, 'hours that are not understood leave it open whether'),
	('{"hours": "on request", "valid_to": "2026-03-01"}', '2026-03-02 06:30', false, 'and not, once the dates exclude it'),
	('{"kind": "barrier", "hours": "Mo 06:00-22:00"}', '2026-03-02 03:00', true, 'a wall stands at night'),
	('{"kind": "barrier", "valid_to": "2026-03-01"}', '2026-03-02 03:00', false, 'until it is taken down'),
	('{"hours": "24/7"}', NULL, NULL, 'no moment, no answer'),
	('{}', NULL, true, 'without times any moment will do'),
	('{"hours": "24/7"}', 'infinity', NULL, 'the end of time is no day of the week')
) AS v(attributes, at, passable, says);

-- A network at a moment: of two streets in a row one is a park's, closed at night.
CREATE TEMP TABLE street AS SELECT * FROM (VALUES
	(1::bigint, 'SRID=4326;LINESTRING(0 0, 0.001 0)'::geometry, NULL::jsonb),
	(2, 'SRID=4326;LINESTRING(0.001 0, 0.002 0)', '{"hours": "06:00-22:00"}'),
	(3, 'SRID=4326;LINESTRING(0.002 0, 0.003 0)', '{"hours": "ask the porter"}')) AS s(id, geom, attributes);
CREATE FUNCTION pg_temp.edges(at timestamp) RETURNS bigint[] LANGUAGE sql AS $$
	SELECT array_agg(e.source_id ORDER BY e.source_id)
	FROM walkshed.network_edges((SELECT walkshed.network_agg(id, geom, attributes) FROM street
		WHERE walkshed.passable(attributes, at) IS NOT FALSE)) AS e
$$;
SELECT is(pg_temp.edges('2026-03-02 06:30'), '{1,2,3}', 'by day the park is open');
SELECT is(pg_temp.edges('2026-03-02 23:00'), '{1,3}', 'at night it is not');

-- Ascent and descent. Ten columns of pixels of 0.001 degree, the middle of the first at 0.0005 east.
DROP EXTENSION IF EXISTS postgis_raster CASCADE;
CREATE TABLE terrain (id integer);
SELECT is(pg_temp.hint('SELECT walkshed.climb(NULL, ''terrain'')'),
	'42704 CREATE EXTENSION postgis_raster, and load the raster with raster2pgsql.', 'without postgis_raster there are no heights');
CREATE EXTENSION postgis_raster;
DROP TABLE terrain;

-- A raster of ten rows that are all alike.
CREATE FUNCTION pg_temp.ground(heights float8[], type text DEFAULT '32BF', nodata float8 DEFAULT -9999, pixel float8 DEFAULT 0.001,
	srid integer DEFAULT 4326, skew float8 DEFAULT 0) RETURNS raster LANGUAGE sql AS $$
	SELECT ST_SetValues(ST_AddBand(ST_MakeEmptyRaster(10, 10, 0, 10 * pixel, pixel, -pixel, skew, skew, srid), type, 0, nodata), 1, 1, 1,
		(SELECT array_agg(heights) FROM generate_series(1, 10)))
$$;
-- A street at 0.005 north through places so many thousandths of a degree east.
CREATE FUNCTION pg_temp.along(VARIADIC east float8[]) RETURNS geometry LANGUAGE sql AS $$
	SELECT ST_SetSRID(ST_MakeLine(ST_MakePoint(e / 1000, 0.005) ORDER BY i), 4326) FROM unnest(east) WITH ORDINALITY AS e(e, i)
$$;
CREATE FUNCTION pg_temp.climb(geom geometry, terrain regclass, noise_m float8 DEFAULT 2, straight boolean DEFAULT false)
RETURNS numeric[] LANGUAGE sql AS $$
	SELECT ARRAY[round(ascent_m::numeric, 4), round(descent_m::numeric, 4)]
	FROM walkshed.climb(geom, terrain, noise_m => noise_m, straight => straight)
$$;

-- An inclined plane: 100 m in the middle of the first column, 20 m more in each next one; in two tiles with a seam at 5.
CREATE TABLE plane AS SELECT ST_Tile(pg_temp.ground('{100,120,140,160,180,200,220,240,260,280}'), 5, 10) AS rast;
SELECT is(pg_temp.climb(pg_temp.along(1, 3), 'plane'), '{40,0}', 'two columns up');
SELECT is(pg_temp.climb(pg_temp.along(3, 1), 'plane'), '{0,40}', 'and down');
SELECT is(pg_temp.climb(pg_temp.along(1, 3, 2), 'plane'), '{40,20}', 'two up and one down');
SELECT is(pg_temp.climb(pg_temp.along(1, 3, 2), 'plane', straight => true), '{20,0}', 'a bridge from end to end');
SELECT is(pg_temp.climb(pg_temp.along(4, 4.8), 'plane'), '{16,0}', 'up to the seam of two tiles');
SELECT is(pg_temp.climb(pg_temp.along(4, 6), 'plane'), '{40,0}', 'and over it');
SELECT is(pg_temp.climb(ST_SetSRID(ST_MakeLine(ST_MakePoint(0.002, 0.002), ST_MakePoint(0.002, 0.008)), 4326), 'plane'), '{0,0}', 'along the slope');
SELECT is(pg_temp.climb(ST_Collect(pg_temp.along(1, 2), pg_temp.along(4, 2)), 'plane'), '{20,40}', 'parts are added');
SELECT is(pg_temp.climb(ST_Collect(pg_temp.along(1, 2), pg_temp.along(4, 2)), 'plane', straight => true), '{20,40}', 'also straight ones');
SELECT is(pg_temp.climb(ST_Force3D(pg_temp.along(1, 3)), 'plane'), '{40,0}', 'the line''s own heights are not read');
SELECT is(pg_temp.climb(ST_SetSRID(pg_temp.along(1, 3), 4490), 'plane'), '{40,0}', 'a street in CGCS2000');
SELECT is(pg_temp.climb(pg_temp.along(0.1, 1.5), 'plane'), '{20,0}', 'the outer half of the outer pixels is flat');
SELECT is(pg_temp.climb(pg_temp.along(1, 11), 'plane'), '{NULL,NULL}', 'a street that leaves the terrain');
SELECT is(pg_temp.climb(pg_temp.along(20, 21), 'plane'), '{NULL,NULL}', 'a street elsewhere');
SELECT is(pg_temp.climb(NULL, 'plane'), '{NULL,NULL}', 'no street');
SELECT is(pg_temp.climb('SRID=3857;LINESTRING EMPTY', 'plane'), '{NULL,NULL}', 'an empty street');
-- 0.001 degree is 111.3 m of Web Mercator, whose pixels are 100 m here: 200 m are two columns.
CREATE TABLE mercator AS SELECT 1 AS id, pg_temp.ground('{100,120,140,160,180,200,220,240,260,280}', pixel => 100, srid => 3857) AS height;
SELECT is((SELECT ARRAY[round(ascent_m::numeric, 4), round(descent_m::numeric, 4)]
	FROM walkshed.climb(ST_Transform('SRID=3857;LINESTRING(200 500, 400 500)'::geometry, 4326), 'mercator', 'height')), '{40,0}', 'terrain in another projection');

-- Ups and downs. All changes: 1 + 1 + 5 + 6 + 1 up, 1 + 1 + 1 + 3 down. Of 2 m or 3 m: 100 to 110, and down to
-- the end at 108. Of more: 100 to 108.
CREATE TABLE hills AS SELECT pg_temp.ground('{100,101,100,101,100,105,104,110,107,108}') AS rast;
SELECT is(pg_temp.climb(s.street, 'hills', v.noise), v.climb::numeric[], format('changes of %s m count', v.noise))
FROM (SELECT pg_temp.along(0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5)) AS s(street),
	LATERAL (VALUES (0, '{14,6}'), (2, '{10,2}'), (3, '{10,2}'), (4, '{8,0}')) AS v(noise, climb);
SELECT is((SELECT array_agg(pg_temp.climb(ST_Reverse(pg_temp.along(0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5)), 'hills', n)) FROM unnest('{0,2,4}'::float8[]) AS n),
	'{{6,14},{2,10},{0,8}}', 'backward, ups are downs');
-- Over two columns, 222.6 m: 100 to 104 from end to end; with a sample in the middle 5 up, 1 down.
SELECT is((SELECT array_agg(round(c.ascent_m::numeric, 4) ORDER BY step) FROM unnest('{120,1000}'::float8[]) AS step,
	walkshed.climb(pg_temp.along(4.5, 6.5), 'hills', step_m => step, noise_m => 0) AS c), '{5,4}', 'samples are at most step_m apart');

-- Without heights: a gap in the middle, and a band that has no value for gaps, where 0 is the sea.
CREATE TABLE gap AS SELECT pg_temp.ground('{100,120,140,160,-9999,200,220,240,260,280}') AS rast;
SELECT is(pg_temp.climb(pg_temp.along(1, 7), 'gap'), '{NULL,NULL}', 'a street through a gap');
SELECT is(pg_temp.climb(pg_temp.along(1, 7), 'gap', straight => true), '{120,0}', 'a bridge over it');
CREATE TABLE shore AS SELECT ST_Tile(pg_temp.ground('{0,10,20,30,40,50,60,70,80,90}', '8BUI', NULL), 5, 10) AS rast;
SELECT is(pg_temp.climb(pg_temp.along(0.5, 9.5), 'shore'), '{90,0}', 'from the sea up');
CREATE TABLE nothing (rast raster);
SELECT is(pg_temp.climb(pg_temp.along(1, 3), 'nothing'), '{NULL,NULL}', 'no terrain');

-- Mistakes.
CREATE TEMP TABLE passing AS TABLE plane;
CREATE TABLE turned AS SELECT pg_temp.ground('{100,120,140,160,180,200,220,240,260,280}', skew => 0.0001) AS rast;
CREATE TABLE nowhere AS SELECT pg_temp.ground('{100,120,140,160,180,200,220,240,260,280}', srid => 0) AS rast;
CREATE TABLE patchwork AS TABLE plane UNION ALL SELECT pg_temp.ground('{100,120,140,160,180,200,220,240,260,280}', pixel => 0.0007);
SELECT is(pg_temp.hint(format('SELECT walkshed.climb(%s)', v.arguments)), v.error, v.says)
FROM (VALUES
	('NULL, NULL', '22004 Leave out what has a default.', 'no terrain'),
	('NULL, ''plane'', step_m => NULL', '22004 Leave out what has a default.', 'no step'),
	('NULL, ''plane'', step_m => 0', '22023 step_m is 0.1 to 10000 metres along the street, noise_m 0 to 1000 metres of height.', 'steps of nothing'),
	('NULL, ''plane'', noise_m => ''NaN''', '22023 step_m is 0.1 to 10000 metres along the street, noise_m 0 to 1000 metres of height.', 'noise that is no number'),
	('NULL, ''mercator''', '42703 Its columns of type raster: height.', 'another column'),
	('NULL, ''mercator'', ''id''', '42804 Its columns of type raster: height.', 'a column of another type'),
	('NULL, ''street''', '42703 It has no column of type raster: load it with raster2pgsql.', 'not a table of rasters'),
	('NULL, ''passing''', '42809 Parallel processes do not see it: load the terrain into a permanent table.', 'a temporary table'),
	('''SRID=4326;POINT(0 0)'', ''plane''', '22023 Pass a LineString or MultiLineString.', 'a point'),
	('''SRID=3857;LINESTRING(0 0, 1 1)'', ''plane''', '22023 Convert it: ST_Transform(geom, 4326).', 'a street in metres'),
	('''LINESTRING(0 0, 1 1)'', ''plane''', '22023 Say what it is: ST_SetSRID(geom, 4326).', 'a street without SRID'),
	('''SRID=4326;LINESTRING(0 0, 181 1)'', ''plane''', '22003 Longitudes are -180 to 180, latitudes -90 to 90; ST_Transform(geom, 4326) converts others.', 'a street off the earth'),
	('pg_temp.along(1, 3), ''turned''', '22023 Resample it to a grid along its axes, with gdalwarp for example.', 'a turned raster'),
	('pg_temp.along(1, 3), ''nowhere''', '22023 Say what it is: raster2pgsql -s, or UpdateRasterSRID().', 'a raster without SRID'),
	('pg_temp.along(1, 3), ''patchwork''', '22023 Resample them to one, or name a table for each grid.', 'two grids')
) AS v(arguments, error, says);

SELECT * FROM finish();
ROLLBACK;
