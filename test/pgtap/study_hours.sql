-- A study in time: windows of the week, places that are planned or closed, the hours at which a quarter is covered.
--
-- One street of 16 km. Quarter n is a point on it, 2 km after quarter n - 1; a walk of 500 m is allowed, and nothing
-- counts beyond 1000 m, so that each quarter has only the places near it, given as metres east of it.
\ir include/town.sql
SELECT plan(23);

INSERT INTO town.street VALUES (1, pg_temp.along(-1000, 0, 16000, 0));
INSERT INTO town.quarter (id, name, people, geom) SELECT n, 'quarter ' || n, 100, pg_temp.at(2000 * n, 0) FROM generate_series(1, 7) AS n;

INSERT INTO town.place (id, services, hours, geom)
SELECT 10 * p.quarter + p.n, ARRAY[p.service], p.hours, pg_temp.at(2000 * p.quarter + p.east, 0)
FROM (VALUES
	-- Breakfast, asked for from 06:30 to 08:30.
	(1, 1, 'breakfast', 'Mo-Su 06:00-09:00', 100),
	(2, 1, 'breakfast', 'Mo-Su 07:00-22:00', 100),		-- 90 of 120 minutes
	(3, 1, 'breakfast', NULL, 100),
	(4, 1, 'breakfast', 'when we feel like it', 100),
	(5, 1, 'breakfast', 'Mo-Su 10:00-22:00', 100),
	(5, 2, 'breakfast', 'Mo-Su 00:00-24:00', 450),
	(6, 1, 'breakfast', 'Mo-Su 10:00-22:00', 100),
	(6, 2, 'breakfast', '24/7', 600),
	-- Clinics, two of them asked for on weekdays from 18:00 to 20:00.
	(1, 6, 'clinic', 'Mo-Fr 08:00-20:00', 50),
	(1, 7, 'clinic', 'Mo-Fr 08:00-18:00', 60),
	(2, 6, 'clinic', 'Mo-Fr 08:00-20:00', 50),
	(3, 6, 'clinic', 'Mo-Su 18:00-21:00', 50),
	(3, 7, 'clinic', 'Mo-Fr 12:00-20:00', 60)
) AS p(quarter, n, service, hours, east);

INSERT INTO walkshed.standard (code, name_en) VALUES ('times', 'When places must be open');
INSERT INTO walkshed.requirement (standard, service, variant, profile, metres, min_places, open_during, min_open) VALUES
	('times', 'breakfast', '', 'metres-only', 500, 1, 'Mo-Su 06:30-08:30', 1),
	('times', 'breakfast', 'most', 'metres-only', 500, 1, 'Mo-Su 06:30-08:30', 0.75),
	('times', 'breakfast', 'ever', 'metres-only', 500, 1, NULL, 1),
	('times', 'clinic', '', 'metres-only', 500, 2, 'Mo-Fr 18:00-20:00', 1);

SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', standards => '{times}');
PREPARE verdict(text, text) AS
SELECT quarter_id, found, place_id, round(metres) AS metres, round(shortfall::numeric, 3), cause FROM study.coverage WHERE service = $1 AND variant = $2 ORDER BY 1;

SELECT results_eq($$ EXECUTE verdict('breakfast', '') $$, $$ VALUES
	(1::bigint, 1, 11::bigint, 100::float8, 0::numeric, NULL),
	-- it opens half an hour late
	(2, 0, NULL, NULL, 1, 'closed_then'),
	-- hours that nobody knows, or understands, are open
	(3, 1, 31, 100, 0, NULL),
	(4, 1, 41, 100, 0, NULL),
	-- past the one that is closed
	(5, 1, 52, 450, 0, NULL),
	-- 600 m of 500: 0.2; the one at 100 m would do, were it open
	(6, 0, 62, 600, 0.2, 'closed_then'),
	(7, 0, NULL, NULL, 1, 'too_far')
$$, 'a place must be open during the window');
SELECT results_eq($$ SELECT quarter_id, satisfied FROM study.coverage WHERE variant = 'most' AND quarter_id IN (2, 6) ORDER BY 1 $$,
	$$ VALUES (2::bigint, true), (6, false) $$, 'or for the share of it that is asked for: 90 of 120 minutes are 0.75');
SELECT results_eq($$ SELECT quarter_id, place_id, satisfied FROM study.coverage WHERE variant = 'ever' AND quarter_id IN (2, 5, 6) ORDER BY 1 $$,
	$$ VALUES (2::bigint, 21::bigint, true), (5, 51, true), (6, 61, true) $$, 'without a window hours do not matter');
SELECT results_eq($$ EXECUTE verdict('clinic', '') $$, $$ VALUES
	-- of two only one is open in the evening
	(1::bigint, 1, 16::bigint, 50::float8, 0.5, 'closed_then'),
	-- there is only one, at whatever hour
	(2, 1, 26, 50, 0.5, 'too_few'),
	(3, 2, 36, 50, 0, NULL),
	(4, 0, NULL, NULL, 1, 'too_far'), (5, 0, NULL, NULL, 1, 'too_far'), (6, 0, NULL, NULL, 1, 'too_far'), (7, 0, NULL, NULL, 1, 'too_far')
$$, 'two must be open at once');
SELECT results_eq($$ SELECT place_id, hours_problem IS NULL, open IS NULL FROM study.places WHERE service = 'breakfast' AND place_id IN (11, 31, 41) ORDER BY 1 $$,
	$$ VALUES (11::bigint, true, false), (31, true, true), (41, false, true) $$, 'hours that are not understood are kept, with the reason');

-- Unknown hours as closed ones.
SELECT walkshed.create_study('strict', 'town.street', 'town.quarter', 'town.place', standards => '{times}', unknown_hours => 'closed');
SELECT results_eq($$ SELECT quarter_id, variant, cause FROM strict.coverage WHERE service = 'breakfast' AND quarter_id IN (1, 3, 4) ORDER BY 1, 2 $$, $$ VALUES
	(1::bigint, '', NULL), (1, 'ever', NULL), (1, 'most', NULL), (3, '', 'closed_then'), (3, 'ever', NULL), (3, 'most', 'closed_then'),
	(4, '', 'closed_then'), (4, 'ever', NULL), (4, 'most', 'closed_then') $$, 'unknown hours count as closed where the study says so');

-- When is a quarter covered? Minutes of the week: Tuesday begins at 1440, Saturday at 7200.
CREATE FUNCTION pg_temp.covered(study text, quarter bigint, service text, variant text) RETURNS TABLE (covered text, share float8) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT walkshed.opening_hours(h.covered), h.share FROM %I.hours h
		WHERE h.quarter_id = $1 AND h.service = $2 AND h.variant = $3', study) USING quarter, service, variant;
END $$;
SELECT results_eq($$ SELECT v.quarter, c.covered, round(c.share::numeric, 4)
	FROM (VALUES (1, 'breakfast', ''), (2, 'breakfast', ''), (3, 'breakfast', ''), (5, 'breakfast', 'ever'), (7, 'breakfast', ''), (1, 'breakfast', 'ever'),
			(1, 'clinic', ''), (2, 'clinic', ''), (3, 'clinic', '')) AS v(quarter, service, variant),
		pg_temp.covered('study', v.quarter, v.service, v.variant) AS c $$, $$ VALUES
	(1, '06:00-09:00', 1.0000),
	-- 90 of the 120 minutes of the window
	(2, '07:00-22:00', 0.7500),
	-- hours that nobody knows
	(3, '24/7', 1),
	-- one of the two is always open
	(5, '24/7', 1),
	(7, 'off', 0),
	-- without a window, of the week: 3 hours of 24
	(1, '06:00-09:00', 0.1250),
	-- both clinics: not in the evening; one alone is never two
	(1, 'Mo-Fr 08:00-18:00', 0), (2, 'off', 0),
	-- from 18:00 to 20:00 on weekdays
	(3, 'Mo-Fr 18:00-20:00', 1)
$$, 'the hours at which enough places are open');
SELECT results_eq($$ SELECT * FROM pg_temp.covered('strict', 3, 'breakfast', '') $$, $$ VALUES ('off', 0::float8) $$, 'which are never, where unknown hours are closed');
SELECT results_eq($$ SELECT array_agg(quarter_id ORDER BY quarter_id) FILTER (WHERE covered @> walkshed.minute_of_week('2026-03-07 06:30')),
		array_agg(quarter_id ORDER BY quarter_id) FILTER (WHERE covered @> walkshed.minute_of_week('2026-03-07 06:29') AND NOT covered @> walkshed.minute_of_week('2026-03-07 09:00'))
	FROM study.hours WHERE service = 'breakfast' AND variant = '' $$,
	$$ VALUES ('{1,3,4,5}'::bigint[], '{1}'::bigint[]) $$, 'breakfast at 06:30 on a Saturday: quarter 2 has to wait, 6 has to walk');
SELECT results_eq($$ SELECT quarter_id, covered @> walkshed.minute_of_week('2026-03-02 19:59'), covered @> walkshed.minute_of_week('2026-03-02 20:00'),
		covered @> walkshed.minute_of_week('2026-03-07 19:00')
	FROM study.hours WHERE service = 'clinic' AND quarter_id <= 3 ORDER BY 1 $$,
	$$ VALUES (1::bigint, false, false, false), (2, false, false, false), (3, true, false, false) $$, 'the clinics at 20:00: a minute too late');
SELECT is((SELECT count(*) FROM study.hours), (SELECT count(*) FROM study.coverage), 'every quarter and requirement has its hours');

-- Hours as ranges of minutes, in place of text.
CREATE VIEW town.timed AS SELECT id, services, walkshed.opening_minutes(hours) AS hours, geom FROM town.place;
SELECT walkshed.create_study('ranges', 'town.street', 'town.quarter', 'town.timed', standards => '{times}');
SELECT results_eq('TABLE ranges.coverage ORDER BY quarter_id, requirement_id', 'TABLE study.coverage ORDER BY quarter_id, requirement_id',
	'hours may be given as minutes of the week');
SELECT results_eq($$ SELECT place_id, hours, open, hours_problem FROM ranges.places WHERE place_id IN (12, 13, 21, 41, 16) ORDER BY 1 $$, $$ VALUES
	-- 08:00 is minute 480, 20:00 minute 1200
	(16::bigint, 'Mo-Fr 08:00-20:00', '{[480,1200),[1920,2640),[3360,4080),[4800,5520),[6240,6960)}'::int4multirange, NULL::text),
	(21, '07:00-22:00', '{[420,1320),[1860,2760),[3300,4200),[4740,5640),[6180,7080),[7620,8520),[9060,9960)}', NULL), (41, NULL, NULL, NULL) $$,
	'and are written out');

-- Dates. The craftsman comes on each second Saturday of the month, which is 14 March 2026.
INSERT INTO town.place (id, services, hours, geom) VALUES (19, '{repair}', 'Sa[2] 08:00-12:00', pg_temp.at(2000, 0));
INSERT INTO town.place (id, name, services, valid_from, valid_to, geom) VALUES
	(81, 'to come', '{laundry}', '2026-03-15', NULL, pg_temp.at(2000, 0)),
	(82, 'new', '{laundry}', '2026-03-14', NULL, pg_temp.at(4000, 0)),
	(83, 'last day', '{laundry}', '2026-01-01', '2026-03-14', pg_temp.at(6000, 0)),
	(84, 'gone', '{laundry}', NULL, '2026-03-13', pg_temp.at(8000, 0)),
	(85, 'planned', '{photo_copy}', '2026-03-15', NULL, pg_temp.at(2000, 0));
INSERT INTO walkshed.standard (code, name_en) VALUES ('dates', 'On which days places are there');
INSERT INTO walkshed.requirement (standard, service, profile, metres, open_during) VALUES
	('dates', 'repair', 'metres-only', 500, 'Sa 09:00-11:00'), ('dates', 'laundry', 'metres-only', 500, NULL), ('dates', 'photo_copy', 'metres-only', 500, NULL);
SELECT walkshed.create_study('second', 'town.street', 'town.quarter', 'town.place', standards => '{dates}', as_of => '2026-03-14');
SELECT results_eq($$ SELECT satisfied, cause, walkshed.opening_hours(p.open) FROM second.coverage c, second.places p
	WHERE c.service = 'repair' AND quarter_id = 1 AND p.service = 'repair' $$, $$ VALUES (true, NULL, 'Sa 08:00-12:00') $$, 'in the week of the second Saturday the craftsman is there');
SELECT results_eq('SELECT place_id, status FROM second.places WHERE place_id >= 81 ORDER BY 1',
	$$ VALUES (81::bigint, 'planned'), (82, 'open'), (83, 'open'), (84, 'closed'), (85, 'planned') $$, 'places are there from their first day to their last');
SELECT results_eq($$ SELECT quarter_id, satisfied, cause FROM second.coverage WHERE service = 'laundry' AND quarter_id <= 4 ORDER BY 1 $$,
	$$ VALUES (1::bigint, false, 'too_far'), (2, true, NULL), (3, true, NULL), (4, false, 'too_far') $$, 'only places that are there count');
SELECT is((SELECT cause FROM second.coverage WHERE service = 'photo_copy' AND quarter_id = 1), 'no_supply', 'what is only planned is no supply');

SELECT walkshed.create_study('first', 'town.street', 'town.quarter', 'town.place', standards => '{dates}', as_of => '2026-03-02');
SELECT results_eq($$ SELECT satisfied, cause, walkshed.opening_hours(p.open) FROM first.coverage c, first.places p
	WHERE c.service = 'repair' AND quarter_id = 1 AND p.service = 'repair' $$, $$ VALUES (false, 'closed_then', 'off') $$, 'in the week of the first Saturday not');
SELECT results_eq('SELECT place_id, status FROM first.places WHERE place_id >= 81 ORDER BY 1',
	$$ VALUES (81::bigint, 'planned'), (82, 'planned'), (83, 'open'), (84, 'open'), (85, 'planned') $$, 'nor is what is new the week after');

SELECT walkshed.create_study('plain', 'town.street', 'town.quarter', 'town.place', standards => '{dates}');
SELECT results_eq($$ SELECT open, hours_problem FROM plain.places WHERE service = 'repair' $$,
	$$ SELECT walkshed.opening_minutes('Sa[2] 08:00-12:00'), walkshed.hours_problem('Sa[2] 08:00-12:00') $$, 'a plain week has no second Saturday');
SELECT isnt((SELECT hours_problem FROM plain.places WHERE service = 'repair'), NULL, 'which is said');
SELECT set_eq('SELECT status FROM plain.places WHERE place_id >= 81', ARRAY(SELECT CASE WHEN f > current_date THEN 'planned' WHEN t < current_date THEN 'closed' ELSE 'open' END
	FROM (VALUES ('2026-03-15'::date, NULL::date), ('2026-03-14', NULL), ('2026-01-01', '2026-03-14'), (NULL, '2026-03-13')) AS v(f, t)), 'without a date it is today');

-- Both forms of one window.
SELECT results_eq($$ SELECT walkshed.opening_hours(open_during), min_open FROM study.requirement ORDER BY service, variant $$, $$ VALUES
	('06:30-08:30', 1::float8), (NULL, 1), ('06:30-08:30', 0.75), ('Mo-Fr 18:00-20:00', 1) $$, 'the study keeps the windows');

SELECT * FROM finish();
ROLLBACK;
