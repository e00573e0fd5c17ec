-- Why quarters fall short: every cause, in a word and in a sentence; severance and barriers; what is off the network.
--
-- Two streets on either side of a railway, 3000 m long; a footbridge with stairs at both ends joins them in the east.
-- North of them two lanes that nothing joins, and further north quarter 2, alone.
--
--     5000    2
--     1100         ----- L          quarter 4 on the lane south of L
--     1000         --4--
--      200   ===L==========L=====+   far shore at 0, near shore at 2000
--      150               ~~~     |   river, from 1900 to 2100
--      100   # # # # # # # # #   |   railway, from -100 to 2900
--        0   1=============3=====+   quarter 1 at 0, quarter 3 at 2000
--
-- In a quarter of an hour an adult walks 1197 m, an old person 828 m. The metres allowed to the laundry are 1200.
\ir include/town.sql
SELECT plan(19);

INSERT INTO town.street VALUES
	(1, pg_temp.along(-500, 0, 3000, 0), NULL, NULL), (2, pg_temp.along(-500, 200, 3000, 200), NULL, NULL),
	(3, pg_temp.along(3000, 0, 3000, 10), '{"kind": "steps"}', NULL), (4, pg_temp.along(3000, 10, 3000, 190), '{"kind": "footbridge"}', NULL),
	(5, pg_temp.along(3000, 190, 3000, 200), '{"kind": "steps"}', NULL),
	(6, pg_temp.along(4500, 1000, 5500, 1000), NULL, NULL), (7, pg_temp.along(4500, 1100, 5500, 1100), NULL, NULL),
	(8, pg_temp.along(-100, 100, 2900, 100), '{"kind": "barrier"}', 'Railway'), (9, pg_temp.along(1900, 150, 2100, 150), '{"kind": "barrier"}', 'River'),
	(10, pg_temp.along(4990, 1000.5, 5010, 1000.5), '{"kind": "barrier"}', 'The wall in which the gate stands');
INSERT INTO town.quarter (id, name, people, people_elder, geom) VALUES
	(1, 'one', 1000, 300, pg_temp.at(0, 0)), (2, 'two', 100, 10, pg_temp.at(0, 5000)), (3, 'three', 500, 50, pg_temp.at(2000, 0)),
	(4, 'four', 200, 20, pg_temp.at(5000, 1000)), (5, 'five', 10, 1, NULL);
INSERT INTO town.place (id, name, services, hours, capacity, modes, service_radius_m, valid_from, geom) VALUES
	(1, 'Market', '{vegetable_market}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(100, 0)),
	(2, 'Far shore', '{laundry}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(0, 200)),
	(3, 'Near shore', '{laundry}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(2000, 200)),
	(4, 'Over there', '{laundry}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(5000, 1100)),
	(5, 'Doctor', '{clinic}', NULL, '1', NULL, NULL, NULL, pg_temp.at(133, 0)),
	(6, 'Dumplings', '{breakfast}', 'Mo-Su 07:00-09:00', NULL, NULL, NULL, NULL, pg_temp.at(200, 0)),
	(7, 'Kitchen', '{canteen}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(1000, 0)),
	(8, 'Remedies', '{pharmacy}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(266, 0)),
	(9, 'Corner shop', '{convenience_store}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(1330, 0)),
	(10, 'Old park', '{park}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(900, 0)),
	(11, 'New park', '{park}', NULL, NULL, NULL, NULL, '2027-01-01', pg_temp.at(150, 0)),
	(17, 'Later park', '{park}', NULL, NULL, NULL, NULL, '2028-01-01', pg_temp.at(140, 0)),
	(18, 'Post', '{post_office}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(50, 0)),
	(19, 'Post and books', '{post_office,bookshop}', '24/7', NULL, NULL, NULL, NULL, pg_temp.at(1000, 0)),
	(20, 'Late books', '{bookshop}', 'Mo-Su 07:00-09:00', NULL, NULL, NULL, NULL, pg_temp.at(50, 0)),
	(12, 'Home help', '{housekeeping}', NULL, NULL, '{door_to_door}', 300, NULL, pg_temp.at(0, 0)),
	(13, 'Next door', '{vegetable_market}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(2000, 0)),
	-- one entrance on the street, one in the fields; and a place in the fields
	(14, 'Bank', '{bank}', NULL, NULL, NULL, NULL, NULL, ST_Collect(pg_temp.at(300, 0), pg_temp.at(300, -600))),
	-- 450 m to the east of quarter 4, on the other lane
	(16, 'Metro', '{metro}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(5450, 1100)),
	(15, 'Barn', '{bank,telecom}', NULL, NULL, NULL, NULL, NULL, pg_temp.at(0, -900));

INSERT INTO walkshed.standard (code, name_en) VALUES ('why', 'One requirement for each cause');
INSERT INTO walkshed.requirement (standard, service, profile, minutes, metres, min_places, capacity, capacity_per, open_during, modes) VALUES
	('why', 'breakfast', 'adult', 15, NULL, 1, NULL, NULL, 'Mo-Su 06:30-08:30', '{on_site}'),
	('why', 'canteen', 'elder', 15, NULL, 1, NULL, NULL, NULL, '{on_site}'),
	('why', 'clinic', 'adult', 15, NULL, 1, 2, '1000 people', NULL, '{on_site}'),
	('why', 'convenience_store', 'adult', 15, NULL, 1, NULL, NULL, NULL, '{on_site}'),
	('why', 'housekeeping', 'adult', 15, NULL, 1, NULL, NULL, NULL, '{on_site,door_to_door}'),
	('why', 'laundry', 'metres-only', NULL, 1200, 1, NULL, NULL, NULL, '{on_site}'),
	('why', 'park', 'adult', NULL, 300, 1, NULL, NULL, NULL, '{on_site}'),
	('why', 'pharmacy', 'adult', 15, NULL, 2, NULL, NULL, NULL, '{on_site}'),
	('why', 'repair', 'adult', 15, NULL, 1, NULL, NULL, NULL, '{on_site}'),
	('why', 'vegetable_market', 'adult', 15, NULL, 1, NULL, NULL, NULL, '{on_site}');
INSERT INTO walkshed.requirement (standard, service, profile, minutes, metres, optional) VALUES
	('why', 'telecom', 'adult', 15, NULL, true), ('why', 'metro', 'metres-only', NULL, 500, true);
INSERT INTO walkshed.requirement (standard, service, profile, minutes, min_places, open_during, optional) VALUES
	('why', 'post_office', 'elder', 15, 2, NULL, true), ('why', 'bookshop', 'elder', 15, 1, 'Mo-Su 06:30-08:30', true);
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', standards => '{why}', as_of => '2026-06-01');

SELECT results_eq('SELECT service, round(shortfall::numeric, 4), cause FROM study.coverage WHERE quarter_id = 1 ORDER BY 1', $$ VALUES
	-- an old person has a shop in time that is closed then, an adult one that is open
	('bookshop', 0.2077, 'closed_then'),
	-- closed from 06:30 to 07:00
	('breakfast', 1.0000, 'closed_then'),
	-- 1000 m: 1087 s of an old person, 1.2077 of 900 s; 752 s of an adult
	('canteen', 0.2077, 'too_slow'),
	-- 1 for a thousand, of 2
	('clinic', 0.5000, 'over_capacity'),
	-- 1330 m are 1000 s, 1.1111 of 900 s
	('convenience_store', 0.1111, 'too_far'),
	('housekeeping', 0.0000, NULL),
	-- 200 m away, and 3000 + 200 + 3000 m on foot
	('laundry', 1.0000, 'severed'),
	('metro', 1.0000, 'too_far'),
	-- 900 m of 300
	('park', 1.0000, 'too_far'),
	('pharmacy', 0.5000, 'too_few'),
	-- (0 + 0.2077) / 2: the second in time for an adult only
	('post_office', 0.1039, 'too_slow'),
	('repair', 1.0000, 'no_supply'),
	-- the only place is in the fields
	('telecom', 1.0000, 'unsnapped'),
	('vegetable_market', 0.0000, NULL)
$$, 'each cause, in a word');
SELECT results_eq('SELECT DISTINCT CASE service WHEN ''repair'' THEN service ELSE ''another'' END, cause FROM study.coverage WHERE quarter_id IN (2, 5) ORDER BY 1',
	$$ VALUES ('another', 'unsnapped'), ('repair', 'no_supply') $$, 'a walk that cannot begin');

-- 461 m in a straight line are more than a grid of streets makes 500 m of: 500 / 1.414 = 354.
SELECT results_eq('SELECT cause, round(straight_metres) FROM study.coverage WHERE quarter_id = 4 AND service IN (''laundry'', ''metro'') ORDER BY service',
	$$ VALUES ('severed', 100::float8), ('too_far', 461) $$, 'what would be far on any streets is not severed');

-- In a sentence: what adds most to the score first.
SELECT results_eq($$ SELECT of_standard, tier, service, variant, satisfied, cause, explanation FROM walkshed.explain_gap('study', 1) WHERE service NOT IN ('telecom', 'metro', 'post_office', 'bookshop') $$,
	$$ SELECT 'why', 'basic', v.service, '', v.cause IS NULL, v.cause, v.explanation FROM (VALUES
	('breakfast', 'closed_then', 'Breakfast: within 15 minutes, but not open when it must be (06:30-08:30).'),
	('laundry', 'severed', 'Laundry and dyeing: severed: Far shore is 200 m away in a straight line, 6,200 m on foot (across a footbridge, over 2 flights of steps); in the way: Railway.'),
	('park', 'too_far', 'Park or square: too far: none within 600 m (allowed: 300 m). Planned near by: New park, from 2027-01-01.'),
	('repair', 'no_supply', 'Repair: no place in the study offers it.'),
	('clinic', 'over_capacity', 'Clinic: within 15 minutes, but not enough for all who come: 1 for each 1000 people, where 2 are required.'),
	('pharmacy', 'too_few', 'Pharmacy: within 15 minutes only 1 of 2 places; the nearest, Remedies, is 266 m away on foot, 3.3 minutes (adult).'),
	('canteen', 'too_slow', 'Community canteen: an adult makes it in 15 minutes, the elder does not: the nearest, Kitchen, is 1,000 m away on foot, 18.1 minutes (elder).'),
	('convenience_store', 'too_far', 'Convenience store (community supermarket): too far: the nearest, Corner shop, is 1,330 m away on foot, 16.7 minutes (adult) (allowed: 15 minutes).'),
	('housekeeping', NULL, 'Housekeeping: met; Home help comes to the door (allowed: 15 minutes).'),
	('vegetable_market', NULL, 'Vegetable market: met; the nearest, Market, is 100 m away on foot, 1.3 minutes (adult) (allowed: 15 minutes).')
	) AS v(service, cause, explanation) $$, 'and in a sentence');
SELECT results_eq($$ SELECT service, explanation FROM walkshed.explain_gap('study', 1, 'zh', 'why') WHERE service NOT IN ('telecom', 'metro', 'post_office', 'bookshop') $$, $$ VALUES
	('breakfast', '早餐:15分钟内可达,但在规定时段(06:30-08:30)不营业。'),
	('laundry', '洗染:被阻隔:“Far shore”直线距离200米,步行6,200米(经1座天桥、经2段台阶),中间隔着Railway。'),
	('park', '公园广场:太远:600米内没有(要求300米以内)。规划中:“New park”,2027-01-01起。'),
	('repair', '维修:研究范围内没有可用的场所。'),
	('clinic', '诊所:15分钟内可达,但容量不足:每千人1,要求2。'),
	('pharmacy', '药店:15分钟内只有1处,要求2处;最近的“Remedies”步行266米,成人约3.3分钟。'),
	('canteen', '社区食堂:成人在15分钟内可达,老年人不能:最近的“Kitchen”步行1,000米,老年人约18.1分钟。'),
	('convenience_store', '便利店(社区超市):太远:最近的“Corner shop”步行1,330米,成人约16.7分钟(要求15分钟以内)。'),
	('housekeeping', '家政:达标。“Home help”上门服务(要求15分钟以内)。'),
	('vegetable_market', '蔬菜零售:达标。最近的“Market”步行100米,成人约1.3分钟(要求15分钟以内)。')
$$, 'in Chinese too');
SELECT is_empty($$ SELECT name FROM walkshed.profile WHERE shipped
	AND (SELECT prosrc FROM pg_proc WHERE proname = 'explain_gap' AND pronamespace = 'walkshed'::regnamespace) NOT LIKE '%"' || name || '": "%' $$,
	'where each shipped walker has a name');
SELECT results_eq($$ SELECT explanation FROM walkshed.explain_gap('study', 2) WHERE service = 'laundry' UNION ALL SELECT explanation FROM walkshed.explain_gap('study', 2, 'zh') WHERE service = 'laundry' $$, $$ VALUES
	('Laundry and dyeing: the walk cannot begin or end: no street for this walker within 200 m.'), ('洗染:无法接入步行网络(no street for this walker within 200 m)。') $$, 'why there is no walk');
SELECT results_eq($$ SELECT explanation FROM walkshed.explain_gap('study', 3) WHERE service IN ('laundry', 'vegetable_market') ORDER BY service $$, $$ VALUES
	('Laundry and dyeing: severed: Near shore is 200 m away in a straight line, 2,200 m on foot (across a footbridge, over 2 flights of steps); in the way: Railway, River.'),
	('Vegetable market: met; the nearest, Next door, is 0 m away on foot, 0.0 minutes (adult) (allowed: 15 minutes).') $$, 'a place at the gate does not come to the door');
SELECT results_eq($$ SELECT explanation FROM walkshed.explain_gap('study', 4) WHERE service = 'laundry' UNION ALL SELECT explanation FROM walkshed.explain_gap('study', 4, 'zh') WHERE service = 'laundry' $$, $$ VALUES
	('Laundry and dyeing: severed: Over there is 100 m away in a straight line, and cannot be walked to.'), ('洗染:被阻隔:“Over there”直线距离100米,步行无法到达。') $$, 'what cannot be walked to at all');
SELECT results_eq($$ SELECT count(*), count(DISTINCT service) FROM walkshed.explain_gap('study', 1) $$, $$ VALUES (14::bigint, 14::bigint) $$, 'what is optional is explained too');

-- Detours, and what is in the way.
SELECT results_eq('SELECT quarter_id, service, place_id, round(metres), round(straight_metres), detour, severed FROM study.severance WHERE quarter_id IN (1, 3, 4) AND service IN (''laundry'', ''canteen'', ''vegetable_market'') ORDER BY 1, 2', $$ VALUES
	(1::bigint, 'canteen', 7::bigint, 1000::float8, 1000::float8, 1.00, false),
	-- 6200 m are more than twice 1200 m
	(1, 'laundry', 2, NULL, 200, NULL, true), (1, 'vegetable_market', 1, 100, 100, 1.00, false),
	-- 1000 m + 200 m + 1000 m; the kitchen is as far as one sees; the market at the gate is no walk
	(3, 'canteen', 7, 1000, 1000, 1.00, false), (3, 'laundry', 3, 2200, 200, 11.00, true),
	(4, 'laundry', 4, NULL, 100, NULL, true)
$$, 'detours');
-- The weights are 10 in all. Laundry of quarter 1: 1000 people by 10 points; of quarter 3, where 2200 m are 1.8333 of
-- the budget: 500 people by 8.333 points; of quarter 4: 200 people by 10 points, with nothing in the way.
SELECT results_eq('SELECT barrier_id, name, standard, quarters, requirements, round(cut_off) FROM study.barrier ORDER BY cut_off DESC', $$ VALUES
	(8::bigint, 'Railway', 'why', 2, 2, 14167::numeric), (9, 'River', 'why', 1, 1, 4167), (NULL, NULL, 'why', 1, 1, 2000) $$, 'the ranking of barriers');
SELECT results_eq('SELECT kind, id, entry, name, problem FROM study.unsnapped ORDER BY 1, 2', $$ VALUES
	('gate', 2::bigint, 1, 'two', 'no street for this walker within 200 m'), ('place', 14, 2, 'Bank', 'no street for this walker within 200 m'),
	('place', 15, 1, 'Barn', 'no street for this walker within 200 m'), ('quarter', 5, NULL, 'five', 'the quarter has no geometry') $$, 'what is off the network');

-- What is missing, with names.
SELECT results_eq('SELECT quarter, people, service, name_en, name_zh, cause, round(straight_metres) FROM study.missing WHERE service = ''laundry'' ORDER BY quarter_id', $$ VALUES
	('one', 1000::numeric, 'laundry', 'Laundry and dyeing', '洗染', 'severed', 200::float8), ('two', 100, 'laundry', 'Laundry and dyeing', '洗染', 'unsnapped', NULL),
	('three', 500, 'laundry', 'Laundry and dyeing', '洗染', 'severed', 200), ('four', 200, 'laundry', 'Laundry and dyeing', '洗染', 'severed', 100),
	('five', 10, 'laundry', 'Laundry and dyeing', '洗染', 'unsnapped', NULL) $$, 'what is missing where');
SELECT is((SELECT count(*) FROM study.missing), (SELECT sum(required - satisfied) FROM study.gap)::bigint, 'as much as the quarters miss');

-- An elder's own standard: nobody else is told to be too slow.
SELECT is((SELECT count(*) FROM study.coverage WHERE cause = 'too_slow' AND profile = 'adult'), 0::bigint, 'an adult is never too slow');

-- A second pharmacy, and stairs at one end of the bridge only.
INSERT INTO town.place (id, services, geom) VALUES (30, '{pharmacy}', pg_temp.at(399, 0));
DELETE FROM town.street WHERE id = 5;
INSERT INTO town.street VALUES (5, pg_temp.along(3000, 190, 3000, 200), '{"kind": "path"}');
SELECT walkshed.refresh_study('study');
SELECT results_eq($$ SELECT explanation FROM walkshed.explain_gap('study', 1) WHERE service = 'pharmacy' UNION ALL SELECT explanation FROM walkshed.explain_gap('study', 1, 'zh') WHERE service = 'pharmacy' $$, $$ VALUES
	('Pharmacy: met; the nearest, Remedies, is 266 m away on foot, 3.3 minutes (adult) (allowed: 15 minutes, 2 places).'),
	('药店:达标。最近的“Remedies”步行266米,成人约3.3分钟(要求15分钟以内,2处)。') $$, 'and after');
SELECT matches((SELECT explanation FROM walkshed.explain_gap('study', 1) WHERE service = 'laundry'), '6,200 m on foot \(across a footbridge, over a flight of steps\)', 'one flight of steps');

SELECT results_eq($$ SELECT pg_temp.complaint(v) FROM unnest(ARRAY[
	$q$ SELECT walkshed.explain_gap('study', 1, 'fr') $q$, $q$ SELECT walkshed.explain_gap('study', 1, NULL) $q$,
	$q$ SELECT walkshed.explain_gap('study', 7) $q$, $q$ SELECT walkshed.explain_gap('study', NULL) $q$,
	$q$ SELECT walkshed.explain_gap('study', 1, 'en', 'luzhou-8') $q$, $q$ SELECT walkshed.explain_gap('town', 1) $q$]) AS v $$, $$ VALUES
	('22023 | language is ''fr'' | The explanations are written in ''en'' and in ''zh''.'),
	('22023 | language is null | The explanations are written in ''en'' and in ''zh''.'),
	('P0002 | the study "study" has no quarter 7 | See SELECT quarter_id, name, standard FROM study.gap.'),
	('P0002 | the study "study" has no quarter NULL | See SELECT quarter_id, name, standard FROM study.gap.'),
	('P0002 | the study "study" has no quarter 1 under the standard "luzhou-8" | See SELECT quarter_id, name, standard FROM study.gap.'),
	('3F000 | there is no study "town" | Studies in this database: study.') $$, 'what cannot be explained');

SELECT * FROM finish();
ROLLBACK;
