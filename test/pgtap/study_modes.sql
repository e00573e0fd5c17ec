-- How a service comes to people, and what else will do: delivery, alternatives, choice, means, tiers, groups, grades.
--
-- One street, quarters as points on it, 1 km apart, quarter 1 at 0; 500 m allowed unless it is said otherwise. At the
-- end, three hundred metres beside the street and so off the network, quarter 9.
\ir include/town.sql
SELECT plan(34);
SET client_min_messages = error;		-- the bank does not say where it comes

INSERT INTO town.street VALUES (1, pg_temp.along(-1000, 0, 9000, 0));
INSERT INTO town.quarter (id, name, geom) SELECT n, 'quarter ' || n, pg_temp.at(1000 * (n - 1), 0) FROM generate_series(1, 8) AS n;
INSERT INTO town.quarter (id, name, geom) VALUES (9, 'quarter 9', pg_temp.at(8000, 300)), (10, 'nowhere', NULL);

INSERT INTO walkshed.profile (name, walker) VALUES ('one metre a second', walkshed.walker(speed_mps => 1));
INSERT INTO walkshed.service_group (code, grouping, name_en, name_zh) VALUES ('soft', 'feel', 'Soft', '软'), ('hard', 'feel', 'Hard', '硬'), ('all_of_it', 'scope', 'All', NULL);

-- At the door.
INSERT INTO town.place (id, name, services, modes, service_area, service_radius_m, service_minutes, geom) VALUES
	-- at 0, for an area around quarters 3 and 4, at 2000 and 3000
	(11, 'area', '{laundry}', '{door_to_door}', pg_temp.square(2500, 0, 600), NULL, NULL, pg_temp.at(0, 0)),
	-- at 5100, for 950 m in a straight line: quarter 6 at 5000, quarter 7 at 6000, not 5 at 4000
	(12, 'radius', '{housekeeping}', '{door_to_door}', NULL, 950, NULL, pg_temp.at(5100, 0)),
	-- at 100, for 15 minutes of an adult, 1197 m: quarters 1 and 2
	(13, 'minutes', '{repair}', '{door_to_door}', NULL, NULL, 15, pg_temp.at(100, 0)),
	-- nowhere in particular
	(14, 'hotline', '{clinic}', '{hotline}', NULL, NULL, NULL, pg_temp.at(100, 0)),
	(15, 'hotline of the west', '{pharmacy}', '{hotline}', pg_temp.square(0, 0, 1100), NULL, NULL, pg_temp.at(5000, 0)),
	-- on foot and at the door: at 3000; comes to 2500 - 4100
	(16, 'both', '{parcel,post_office}', '{on_site,door_to_door}', NULL, 1100, NULL, pg_temp.at(3000, 0)),
	(17, 'on foot', '{parcel}', NULL, NULL, NULL, NULL, pg_temp.at(3200, 0)),
	(9, 'on foot', '{parcel}', NULL, NULL, NULL, NULL, pg_temp.at(3300, 0)),
	(18, 'where?', '{bank}', '{door_to_door}', NULL, NULL, NULL, pg_temp.at(0, 0)),
	(19, 'pick-up', '{bakery}', '{pick_up}', NULL, NULL, NULL, pg_temp.at(0, 0)),
	-- at 100 too, for half an hour, 2394 m: quarters 1, 2, 3
	(10, 'more minutes', '{recycling}', '{door_to_door}', NULL, NULL, 30, pg_temp.at(100, 0)),
	-- at 7000, quarter 8, for 300 m
	(20, 'both at once', '{metro}', '{on_site,door_to_door}', NULL, 300, NULL, pg_temp.at(7000, 0));

INSERT INTO walkshed.standard (code, name_en) VALUES ('doors', 'Ways of delivery');
INSERT INTO walkshed.requirement (standard, service, variant, profile, metres, min_places, modes) VALUES
	('doors', 'laundry', '', 'metres-only', 500, 1, '{on_site,door_to_door}'),
	('doors', 'laundry', 'on foot', 'metres-only', 500, 1, '{on_site,pick_up}'),
	('doors', 'housekeeping', '', 'metres-only', 500, 1, '{door_to_door}'),
	('doors', 'repair', '', 'metres-only', 500, 1, '{door_to_door,on_site}'),
	('doors', 'clinic', '', 'metres-only', 500, 1, '{on_site,hotline}'),
	('doors', 'clinic', 'in person', 'metres-only', 500, 1, '{on_site,door_to_door}'),
	('doors', 'pharmacy', '', 'metres-only', 500, 1, '{hotline}'),
	('doors', 'parcel', '', 'metres-only', 500, 2, '{on_site,door_to_door}'),
	('doors', 'parcel', 'on foot', 'metres-only', 500, 2, '{on_site}'),
	('doors', 'metro', '', 'metres-only', 500, 2, '{on_site,door_to_door}'),
	('doors', 'bank', '', 'metres-only', 500, 1, '{door_to_door}'),
	('doors', 'bakery', '', 'metres-only', 500, 1, '{on_site}'),
	('doors', 'bakery', 'pick-up', 'metres-only', 500, 1, '{pick_up}');
SELECT walkshed.create_study('doors', 'town.street', 'town.quarter', 'town.place', standards => '{doors}');

PREPARE served(text, text) AS
SELECT array_agg(quarter_id ORDER BY quarter_id) FILTER (WHERE satisfied), string_agg(DISTINCT cause, ' ') FILTER (WHERE quarter_id <= 8)
FROM doors.coverage WHERE service = $1 AND variant = $2;
SELECT results_eq($$ EXECUTE served('laundry', '') $$, $$ VALUES ('{3,4}'::bigint[], 'too_far') $$, 'who lives in the area is served at the door');
SELECT results_eq($$ EXECUTE served('laundry', 'on foot') $$, $$ VALUES (NULL::bigint[], 'no_supply') $$, 'which is none who asks for a shop');
SELECT results_eq($$ EXECUTE served('housekeeping', '') $$, $$ VALUES ('{6,7}'::bigint[], 'too_far') $$, 'who lives within the radius is served');
SELECT results_eq($$ EXECUTE served('repair', '') $$, $$ VALUES ('{1,2}'::bigint[], 'too_far') $$, 'who lives within the minutes is served');
SELECT results_eq($$ EXECUTE served('clinic', '') $$, $$ VALUES ('{1,2,3,4,5,6,7,8,9}'::bigint[], NULL) $$, 'a hotline serves everybody who is on the map, streets or not');
SELECT results_eq($$ EXECUTE served('clinic', 'in person') $$, $$ VALUES (NULL::bigint[], 'no_supply') $$, 'unless it is not what is asked for');
SELECT results_eq($$ EXECUTE served('pharmacy', '') $$, $$ VALUES ('{1,2}'::bigint[], 'too_far') $$, 'a hotline may have its area too');
SELECT results_eq($$ EXECUTE served('bank', '') $$, $$ VALUES (NULL::bigint[], 'too_far') $$, 'who does not say where it comes, comes nowhere');
SELECT results_eq($$ EXECUTE served('bakery', '') $$, $$ VALUES (NULL::bigint[], 'no_supply') $$, 'a pick-up point is not a shop');
SELECT results_eq($$ EXECUTE served('bakery', 'pick-up') $$, $$ VALUES ('{1}'::bigint[], 'too_far') $$, 'and is walked to');
SELECT results_eq($$ SELECT quarter_id, found, place_id, round(seconds), round(metres), round(shortfall::numeric, 3), cause FROM doors.coverage
	WHERE service = 'parcel' AND variant = '' AND quarter_id IN (3, 4, 5, 8) ORDER BY 1 $$, $$ VALUES
	-- 16 comes; the others are 1200 m and more away
	(3::bigint, 1, 16::bigint, 0::float8, 0::float8, 0.500, 'too_few'),
	-- 16 is next door and comes, which is one place; the others are 200 and 300 m away
	(4, 2, 16, 0, 0, 0.000, NULL),
	-- 700 m of 500: half of 0.4
	(5, 1, 16, 0, 0, 0.200, 'too_few'),
	(8, 0, NULL, NULL, NULL, 1.000, 'too_far')
$$, 'a place that comes counts once, and is no walk away');
SELECT results_eq($$ SELECT found, shortfall, cause FROM doors.coverage WHERE service = 'metro' AND quarter_id = 8 $$, $$ VALUES (1, 0.5::float8, 'too_few') $$,
	'once, though one could walk as well');
SELECT results_eq($$ SELECT found, place_id, round(metres) FROM doors.coverage WHERE service = 'parcel' AND variant = 'on foot' AND quarter_id IN (4, 5) ORDER BY quarter_id $$,
	$$ VALUES (2, 16::bigint, 0::float8), (0, 9, 700) $$, 'on foot it is as far as it is');
SELECT results_eq('SELECT place_id, array_agg(quarter_id ORDER BY quarter_id) FROM doors.served GROUP BY 1 ORDER BY 1', $$ VALUES
	(10::bigint, '{1,2,3}'::bigint[]), (11, '{3,4}'), (12, '{6,7}'), (13, '{1,2}'), (14, '{1,2,3,4,5,6,7,8,9}'), (15, '{1,2}'), (16, '{3,4,5}'), (20, '{8}') $$, 'who is served by whom');
SELECT results_eq($$ SELECT DISTINCT cause FROM doors.coverage WHERE quarter_id = 10 AND service IN ('laundry', 'clinic') AND variant = '' $$, $$ VALUES ('unsnapped') $$,
	'nobody comes to a quarter without a place');
SELECT results_eq($$ SELECT q.variant, r.quarter_id, r.place_id, round(r.metres) FROM doors.reachable r JOIN doors.requirement q USING (requirement_id)
	WHERE q.service = 'parcel' ORDER BY 1, 2, 3 $$, $$ VALUES
	('', 3::bigint, 16::bigint, 0::float8), ('', 4, 9, 300), ('', 4, 16, 0), ('', 4, 17, 200), ('', 5, 16, 0),
	('on foot', 4, 9, 300), ('on foot', 4, 16, 0), ('on foot', 4, 17, 200) $$, 'each pair is listed once');
SELECT is((SELECT count(*) FROM doors.severance WHERE service = 'laundry' AND place_id = 11), 0::bigint, 'who is served at the door makes no detour');

-- What else will do: alternatives, choice, means, how far beyond.
INSERT INTO town.place (id, services, geom)
SELECT row_number() OVER () + 20, ARRAY[p.service], pg_temp.at(p.east, 0)
FROM (VALUES
	-- Malls: 21 at 0. Supermarkets, two of which will do: 22, 23 within 500 m of quarter 3 (at 2000), 24 of 5 (at 4000).
	-- Of 8 (at 7000) a supermarket is nearer than the mall 29.
	('mall', 0), ('supermarket', 1900), ('supermarket', 2300), ('supermarket', 4000),
	-- Gyms of quarter 1 (at 0): 100, 400, 750 and 1200 m
	('gym', 100), ('gym', 400), ('gym', 750), ('gym', 1200), ('mall', 7200), ('supermarket', 7100)
) AS p(service, east);
INSERT INTO walkshed.standard (code, name_en) VALUES ('choices', 'What will do');
INSERT INTO walkshed.requirement (standard, service, tier, variant, groups, profile, minutes, metres, beyond, min_places, measure, choice, weight, optional) VALUES
	('choices', 'mall', 'basic', '', '{soft,all_of_it}', 'metres-only', NULL, 500, 2, 1, 'each', NULL, 1, false),
	('choices', 'gym', 'basic', 'each', '{hard,all_of_it}', 'metres-only', NULL, 500, 2, 3, 'each', NULL, 2, false),
	('choices', 'gym', 'basic', 'weighed', '{hard}', 'metres-only', NULL, 500, 2, 3, 'each', '{3,0,1}', 0, false),
	('choices', 'gym', 'choice', 'mean', '{}', 'metres-only', NULL, 500, 2, 3, 'mean', NULL, 1, false),
	('choices', 'gym', 'choice', 'mean of four', '{}', 'metres-only', NULL, 500, 2, 4, 'mean', NULL, 1, false),
	('choices', 'gym', 'choice', 'beyond', '{}', 'one metre a second', 5, NULL, 3, 3, 'each', NULL, 1, false),
	-- goes as far as to find four gyms
	('choices', 'gym', 'choice', 'wider', '{}', 'metres-only', NULL, 1500, 2, 4, 'each', NULL, 1, true),
	('choices', 'library', 'choice', '', '{soft}', 'metres-only', NULL, 500, 2, 1, 'each', NULL, 9, true);
INSERT INTO walkshed.alternative (standard, service, alternative, min_places) VALUES ('choices', 'mall', 'supermarket', 2);
-- Three stars for a half of the basic tier, four for all of it, five for all of everything too.
INSERT INTO walkshed.grade (standard, grade, tier, min_share) VALUES ('choices', 3, 'basic', 0.3), ('choices', 4, 'basic', 0.6), ('choices', 5, 'basic', 0.6), ('choices', 5, NULL, 0.5);
SELECT walkshed.create_study('choices', 'town.street', 'town.quarter', 'town.place', standards => '{choices,doors}');

SELECT results_eq($$ SELECT quarter_id, found, required, place_id, round(shortfall::numeric, 3), cause FROM choices.coverage
	WHERE service = 'mall' AND quarter_id IN (1, 2, 3, 4, 5, 8) ORDER BY 1 $$, $$ VALUES
	(1::bigint, 1, 1, 21::bigint, 0.000, NULL),
	-- the mall is 1000 m away, the supermarkets 900 m (0.8) and 1300 m: the loss is (0.8 + 1) / 2
	(2, 0, 2, 22, 0.900, 'too_far'),
	(3, 2, 2, 22, 0.000, NULL),
	-- 23 at 700 m (0.4), 24 at 1000 m
	(4, 0, 2, 23, 0.700, 'too_far'),
	-- one of two supermarkets
	(5, 1, 2, 24, 0.500, 'too_few'),
	-- the mall is farther than the one supermarket, and enough
	(8, 1, 1, 29, 0.000, NULL)
$$, 'a mall or two supermarkets, whichever is nearer to it');
SELECT results_eq($$ SELECT e.explanation FROM (VALUES (1, 3, 'en'), (2, 3, 'zh'), (3, 8, 'en'), (4, 5, 'en')) AS v(rank, quarter, language)
		CROSS JOIN LATERAL walkshed.explain_gap('choices', v.quarter, v.language, 'choices') AS e
	WHERE e.service = 'mall' ORDER BY v.rank $$, $$ VALUES
	('Mall: met; the nearest, 22 [Supermarket instead], is 100 m away on foot, 1.3 minutes (metres-only) (allowed: 500 m, 2 places).'),
	('商场:达标。最近的“22”〔以超市替代〕步行100米,行人约1.3分钟(要求500米以内,2处)。'),
	('Mall: met; the nearest, 29, is 200 m away on foot, 2.5 minutes (metres-only) (allowed: 500 m).'),
	('Mall: within 500 m only 1 of 2 places; the nearest, 24 [Supermarket instead], is 0 m away on foot, 0.0 minutes (metres-only).')
$$, 'and the explanation says which it was');
SELECT results_eq($$ SELECT variant, found, required, place_id, round(shortfall::numeric, 4), cause FROM choices.coverage WHERE service = 'gym' AND quarter_id = 1 ORDER BY 1 $$, $$ VALUES
	-- 300 m in five minutes; 100 m: 1; 400 m: (3 - 4/3) / 2 = 5/6; 750 m: (3 - 2.5) / 2 = 1/4; in all 25/36
	('beyond', 1, 3, 25::bigint, 0.3056, 'too_few'),
	-- 1, 1, and 2 - 1.5 = 0.5: the loss is 0.5 of 3
	('each', 2, 3, 25, 0.1667, 'too_few'),
	-- (0.2 + 0.8 + 1.5) / 3 = 0.8333 of the budget
	('mean', 2, 3, 25, 0.0000, NULL),
	-- the fourth is no farther than twice the budget: (0.2 + 0.8 + 1.5 + 2) / 4 = 1.125
	('mean of four', 2, 4, 25, 0.1250, 'too_few'),
	-- weights 3, 0, 1: the loss is a half of 1 of 4
	('weighed', 2, 3, 25, 0.1250, 'too_few'),
	('wider', 4, 4, 25, 0.0000, NULL)
$$, 'each place, the weighed, the mean, and what is earned beyond the budget');
SELECT results_eq('SELECT s.choice FROM choices.search s JOIN choices.requirement r USING (requirement_id) WHERE r.choice IS NOT NULL', $$ VALUES ('{0.75,0,0.25}'::float8[]) $$,
	'weights of the choice add up to 1');
-- The nearest gym of quarter 4 (at 3000) is 1800 m away: three times 500 m and more, twice 900 s of a metre each.
SELECT results_eq($$ SELECT variant, shortfall, cause FROM choices.coverage WHERE service = 'gym' AND NOT optional AND quarter_id = 4 ORDER BY 1 $$, $$ VALUES
	('beyond', 1::float8, 'too_far'), ('each', 1, 'too_far'), ('mean', 1, 'too_far'), ('mean of four', 1, 'too_far'), ('weighed', 1, 'too_far') $$, 'nothing counts beyond that');

-- Quarter 1, basic: mall 0 by 1, each 1/6 by 2, weighed 1/8 by 0: 100 (1/3) / 3. Choice: (0 + 0.125 + 11/36) / 3.
SELECT results_eq($$ SELECT tier, round(score, 2), satisfied, required, weight FROM choices.gap_by_tier WHERE quarter_id = 1 AND standard = 'choices' ORDER BY 1 $$, $$ VALUES
	('basic', 11.11, 1, 3, 3::float8), ('choice', 14.35, 1, 3, 3) $$, 'a score for each tier, of what is not optional');
-- ((1/3) + (0.125 + 11/36)) / 6
SELECT results_eq($$ SELECT round(score, 2), satisfied, required, summary, missing FROM choices.gap WHERE quarter_id = 1 AND standard = 'choices' $$,
	$$ VALUES (12.73, 2, 6, '2 of 6', '{gym}'::text[]) $$, 'and one for all tiers, by their weights');
-- soft: the mall alone, for the library is optional; hard: 1/6 by 2, 1/8 by 0; in scope: 0 by 1 and 1/6 by 2
SELECT results_eq($$ SELECT grouping, group_code, name_en, name_zh, round(score, 2), satisfied, required, weight FROM choices.gap_by_group
	WHERE quarter_id = 1 AND standard = 'choices' ORDER BY 1, 2 $$, $$ VALUES
	('feel', 'hard', 'Hard', '硬', 16.67, 0, 2, 2::float8), ('feel', 'soft', 'Soft', '软', 0.00, 1, 1, 1), ('scope', 'all_of_it', 'All', NULL, 11.11, 1, 2, 3) $$,
	'and one for each group, a requirement being in several');
SELECT results_eq($$ SELECT optional, satisfied, cause FROM choices.coverage WHERE service = 'library' AND quarter_id = 1 $$, $$ VALUES (true, false, 'no_supply') $$,
	'what is optional is listed');
SELECT is((SELECT count(*) FROM choices.missing WHERE service = 'library'), 0::bigint, 'but not missed');

-- Stars. Quarter 1 meets 1 of 3 of the basic tier: 0.33. Weighed at 0, it counts all the same.
SELECT results_eq($$ SELECT quarter_id, grade FROM choices.gap WHERE standard = 'choices' AND quarter_id <= 3 ORDER BY 1 $$, $$ VALUES (1::bigint, 3), (2, NULL), (3, 3) $$,
	'the highest grade that holds, or none');
UPDATE walkshed.requirement SET metres = 750.1 WHERE standard = 'choices' AND tier = 'basic' AND service = 'gym';
SELECT walkshed.refresh_study('choices');
-- 3 of 3, and 4 of 6 in all
SELECT is((SELECT grade || ' ' || summary FROM choices.gap WHERE standard = 'choices' AND quarter_id = 1), '5 4 of 6', 'five stars for the basic tier and half of all');
UPDATE walkshed.grade SET min_share = 0.67 WHERE standard = 'choices' AND tier IS NULL;
SELECT walkshed.refresh_study('choices');
SELECT is((SELECT grade FROM choices.gap WHERE standard = 'choices' AND quarter_id = 1), 4, 'each condition of a grade must hold');

-- Two standards in one study are what they are in studies of their own.
SELECT results_eq($$ SELECT quarter_id, service, variant, found, place_id, shortfall, cause FROM choices.coverage WHERE standard = 'doors' ORDER BY 1, 2, 3 $$,
	'SELECT quarter_id, service, variant, found, place_id, shortfall, cause FROM doors.coverage ORDER BY 1, 2, 3', 'a standard is not changed by another beside it');
SELECT results_eq($$ SELECT quarter_id, score, grade, summary FROM choices.gap WHERE standard = 'doors' ORDER BY 1 $$,
	'SELECT quarter_id, score, grade, summary FROM doors.gap ORDER BY 1', 'nor its scores');
SELECT results_eq('SELECT standard, count(*) FROM choices.gap GROUP BY 1 ORDER BY 1', $$ VALUES ('choices', 10::bigint), ('doors', 10) $$, 'a quarter has a score for each');
SELECT results_eq('SELECT standard, region_id, quarters FROM choices.region_gap ORDER BY 1', $$ VALUES ('choices', NULL::bigint, 10), ('doors', NULL, 10) $$, 'and so has a region');

SELECT * FROM finish();
ROLLBACK;
