-- What the shipped walkers take for a street of every kind, flat, climbing and falling, by the formulas of the reference.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(6);

CREATE FUNCTION pg_temp.along(VARIADIC places float8[]) RETURNS geometry LANGUAGE sql
RETURN (SELECT ST_SetSRID(ST_MakeLine(ST_MakePoint(places[2 * i - 1] / 111319.4908, places[2 * i] / 110574.2758) ORDER BY i), 4326)
	FROM generate_series(1, cardinality(places) / 2) AS i);

-- Streets of 60 m side by side, 1 km apart, with 20 m of street before and after each for the doors. A wheelchair goes
-- 4.8 m in 60 up and down, and not 8.
CREATE TEMP TABLE way AS
SELECT row_number() OVER () AS n, kind, up, down, delay
FROM unnest('{street,path,steps,footbridge,underpass,crossing,signal_crossing,lift,gate,indoor}'::text[]) AS kind,
	(VALUES (0.0::float8, 0.0::float8, 0::float8), (4, 0, 0), (0, 4, 0), (1, 3, 12.5), (8, 0, 0), (2.4, 2.4, 0)) AS c(up, down, delay);
CREATE TEMP TABLE net AS
SELECT walkshed.network_agg(id, geom, attributes) AS streets
FROM (
	SELECT 3 * n AS id, pg_temp.along(0, 1000 * n, 30, 1000 * n, 60, 1000 * n) AS geom,
		jsonb_build_object('kind', kind, 'ascent_m', up, 'descent_m', down, 'delay_s', delay) AS attributes FROM way
	UNION ALL SELECT 3 * n + 1, pg_temp.along(-20, 1000 * n, 0, 1000 * n), NULL FROM way
	UNION ALL SELECT 3 * n + 2, pg_temp.along(60, 1000 * n, 80, 1000 * n), NULL FROM way) AS s;

-- Tobler's walking speed in km/h is 6 exp(-3.5 |S + 0.05|); against the flat.
CREATE FUNCTION pg_temp.tobler(slope float8) RETURNS float8 LANGUAGE sql
RETURN 6 * exp(-3.5 * 0.05) / (6 * exp(-3.5 * abs(slope + 0.05)));

-- NULL where it is closed.
CREATE FUNCTION pg_temp.seconds(w walkshed.walker, kind text, up float8, down float8, delay float8) RETURNS float8 LANGUAGE sql
RETURN (
	SELECT CASE
		WHEN kind = 'steps' AND NOT w.steps_allowed OR kind <> 'lift' AND (up + down) / 60 > w.steepest_grade THEN NULL
		WHEN kind = 'steps' THEN 60 * (climbing * w.steps_up_s_per_m + (1 - climbing) * w.steps_down_s_per_m)
		WHEN kind = 'lift' OR w.slope = 'none' OR up + down = 0 THEN 60 / w.speed_mps
		ELSE 60 * climbing / w.speed_mps * pg_temp.tobler((up + down) / 60) + 60 * (1 - climbing) / w.speed_mps * pg_temp.tobler(-(up + down) / 60)
		END + 40 / w.speed_mps + delay + CASE kind
		WHEN 'footbridge' THEN w.footbridge_s WHEN 'underpass' THEN w.underpass_s WHEN 'lift' THEN w.lift_wait_s
		WHEN 'signal_crossing' THEN w.signal_wait_s WHEN 'crossing' THEN w.crossing_wait_s ELSE 0 END
	FROM (SELECT CASE WHEN up + down > 0 THEN up / (up + down) ELSE 0.5 END) AS c(climbing));

CREATE TEMP TABLE walked AS
SELECT p.name, w.kind, w.up, w.down, back, k.seconds, k.problem,
	pg_temp.seconds(p.walker, w.kind, CASE WHEN back THEN w.down ELSE w.up END, CASE WHEN back THEN w.up ELSE w.down END, w.delay) AS expected
FROM walkshed.profile p, net, way w, unnest('{false,true}'::bool[]) AS back,
	LATERAL (SELECT ST_StartPoint(pg_temp.along(-20, 1000 * w.n, 80, 1000 * w.n)) AS a, ST_EndPoint(pg_temp.along(-20, 1000 * w.n, 80, 1000 * w.n)) AS b) AS e,
	walkshed.walk(streets, CASE WHEN back THEN b ELSE a END, CASE WHEN back THEN a ELSE b END, p.walker) AS k
WHERE p.shipped;

SELECT is(count(*), 10 * 10 * 6 * 2::bigint, 'every walker on every street, there and back') FROM walked;
-- Coordinates are kept to 1 cm.
SELECT is_empty('SELECT name, kind, up, down, back, seconds, expected FROM walked WHERE abs(seconds - expected) > 0.1', 'takes what the formulas say');
SELECT is_empty('SELECT name, kind, up, down, back, problem, expected FROM walked WHERE (seconds IS NULL) <> (expected IS NULL)', 'where they say that it is open');
SELECT is_empty('SELECT name, kind, problem FROM walked WHERE seconds IS NULL AND problem <> ''no way leads there within a day''', 'and none elsewhere');
-- Steps to two walkers; 8 m in 60 to the wheelchair, but for the lift, and steps are closed already.
SELECT results_eq('SELECT name, count(*)::int FROM walked WHERE seconds IS NULL GROUP BY name ORDER BY name',
	'VALUES (''stroller'', 6 * 2), (''wheelchair'', 6 * 2 + 8 * 2)', 'steps and steep streets are closed to wheels');
SELECT is_empty('SELECT name FROM walkshed.profile WHERE shipped AND name NOT IN (SELECT name FROM walked)', 'no walker is left out');

SELECT * FROM finish();
ROLLBACK;
