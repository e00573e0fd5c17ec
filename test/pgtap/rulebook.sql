-- The rulebook: its tables, what they refuse, what they ship, who may read them, what a dump and an update keep,
-- and the two functions that help to write a standard.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(252);

-- Structure.
SELECT columns_are('walkshed', 'standard', '{code,name_en,name_zh,jurisdiction,language,version,source,verified,note,shipped}'::name[]);
SELECT columns_are('walkshed', 'service', '{code,name_en,name_zh,note,shipped}'::name[]);
SELECT columns_are('walkshed', 'service_group', '{code,grouping,name_en,name_zh,shipped}'::name[]);
SELECT columns_are('walkshed', 'profile', '{name,walker,source,verified,note,shipped}'::name[]);
SELECT columns_are('walkshed', 'requirement', '{standard,service,tier,variant,groups,profile,age_group,minutes,metres,beyond,min_places,
	measure,choice,min_size,capacity,capacity_per,open_during,min_open,modes,weight,optional,source,verified,note,shipped}'::name[]);
SELECT columns_are('walkshed', 'alternative', '{standard,service,tier,variant,alternative,min_places,shipped}'::name[]);
SELECT columns_are('walkshed', 'grade', '{standard,grade,tier,min_share,source,verified,shipped}'::name[]);
SELECT columns_are('walkshed', 'osm_mapping', '{id,key,value,also,service,note,shipped}'::name[]);
SELECT columns_are('walkshed', 'amap_mapping', '{id,code,name,not_name,service,note,shipped}'::name[]);
SELECT col_is_pk('walkshed', 'standard', 'code', 'a standard is known by its code');
SELECT col_is_pk('walkshed', 'service', 'code', 'a service is known by its code');
SELECT col_is_pk('walkshed', 'service_group', 'code', 'a group is known by its code');
SELECT col_is_pk('walkshed', 'profile', 'name', 'a profile is known by its name');
SELECT col_is_pk('walkshed', 'requirement', '{standard,service,tier,variant}'::name[], 'a standard asks once for a variant of a service in a tier');
SELECT col_is_pk('walkshed', 'alternative', '{standard,service,tier,variant,alternative}'::name[], 'a requirement names an alternative once');
SELECT col_is_pk('walkshed', 'osm_mapping', 'id', 'a mapping is known by its number');
SELECT col_is_pk('walkshed', 'amap_mapping', 'id', 'of either kind');

CREATE TEMP VIEW rulebook AS
SELECT c.oid, c.relname FROM pg_class c
WHERE c.oid = ANY ('{walkshed.standard,walkshed.service,walkshed.service_group,walkshed.profile,walkshed.requirement,walkshed.alternative,
	walkshed.grade,walkshed.osm_mapping,walkshed.amap_mapping}'::regclass[]);
SELECT is_empty('SELECT relname FROM rulebook WHERE obj_description(oid, ''pg_class'') IS NULL', 'every table has a comment');
SELECT is_empty('SELECT r.relname, a.attname FROM rulebook r JOIN pg_attribute a ON a.attrelid = r.oid
	WHERE a.attnum > 0 AND col_description(r.oid, a.attnum) IS NULL', 'every column has a comment');

-- Dump: the tables and the sequence are registered, the tables without their shipped rows.
SELECT set_eq($$
	SELECT c.oid::regclass::text, e.condition
	FROM pg_extension x, unnest(x.extconfig, x.extcondition) AS e(relation, condition), pg_class c
	WHERE x.extname = 'walkshed' AND c.oid = e.relation
$$, $$ VALUES
	('walkshed.standard', 'WHERE NOT shipped'), ('walkshed.service', 'WHERE NOT shipped'),
	('walkshed.service_group', 'WHERE NOT shipped'), ('walkshed.profile', 'WHERE NOT shipped'), ('walkshed.requirement', 'WHERE NOT shipped'),
	('walkshed.alternative', 'WHERE NOT shipped'), ('walkshed.grade', 'WHERE NOT shipped'),
	('walkshed.osm_mapping', 'WHERE NOT shipped'), ('walkshed.osm_mapping_id_seq', ''),
	('walkshed.amap_mapping', 'WHERE NOT shipped'), ('walkshed.amap_mapping_id_seq', '')
$$, 'a dump keeps the rows of the user');

-- Privileges: everybody reads, nobody else writes.
SELECT is_empty('SELECT relname FROM rulebook WHERE NOT has_table_privilege(''public'', oid, ''SELECT'')', 'everybody may read the rulebook');
SELECT is_empty('SELECT relname FROM rulebook WHERE has_table_privilege(''public'', oid, ''INSERT,UPDATE,DELETE,TRUNCATE'')', 'not everybody may change it');

-- Shipped rows.
SELECT is_empty('SELECT code FROM walkshed.standard WHERE NOT shipped UNION ALL SELECT code FROM walkshed.service WHERE NOT shipped
	UNION ALL SELECT code FROM walkshed.service_group WHERE NOT shipped UNION ALL SELECT name FROM walkshed.profile WHERE NOT shipped
	UNION ALL SELECT service FROM walkshed.requirement WHERE NOT shipped UNION ALL SELECT service FROM walkshed.alternative WHERE NOT shipped
	UNION ALL SELECT standard FROM walkshed.grade WHERE NOT shipped UNION ALL SELECT service FROM walkshed.osm_mapping WHERE NOT shipped
	UNION ALL SELECT service FROM walkshed.amap_mapping WHERE NOT shipped',
	'a new extension holds shipped rows only');
SELECT set_eq('SELECT code, language FROM walkshed.standard', $$ VALUES
	('luzhou-8', 'zh'), ('jinan-six-ones', 'zh'), ('jinan-four-circles', 'zh'), ('hexi-10', 'zh'), ('yongtai-6', 'zh'), ('mofcom-2021', 'zh'), ('mofcom-2025', 'zh'),
	('gb50180-2018', 'zh'), ('complete-community-2020', 'zh'), ('fifteen-minute-city-2024', 'en'), ('walk-score-like', 'en'), ('sdg-11-7-1', 'en'),
	('who-europe-green', 'en'), ('twenty-minute-neighbourhood', 'en') $$, 'the standards of the field, Chinese and international');
SELECT is_empty('SELECT code FROM walkshed.standard WHERE num_nulls(name_en, name_zh, jurisdiction, language, version, source, note) > 0',
	'shipped standards say where they come from, in two languages');
SELECT is_empty('SELECT code FROM walkshed.service WHERE num_nulls(name_en, name_zh) > 0', 'shipped services have names in two languages');
SELECT is_empty('SELECT code FROM walkshed.service_group WHERE num_nulls(name_en, name_zh) > 0', 'and so have shipped groups');
SELECT is_empty('SELECT service FROM walkshed.requirement WHERE source IS NULL', 'shipped requirements say where they come from');
SELECT is_empty('SELECT name FROM walkshed.profile WHERE num_nulls(source, note) > 0', 'shipped profiles say where they come from');
SELECT is_empty($$ SELECT c.* FROM walkshed.standard s, walkshed.check_standard(s.code) c WHERE c.severity <> 'note' $$, 'nothing is wrong with a shipped standard');
SELECT is_empty($$ SELECT * FROM walkshed.requirement WHERE age_group = 'elder' AND profile NOT IN ('elder', 'metres-only') $$, 'the old walk at their own pace');
SELECT is_empty($$ SELECT * FROM walkshed.requirement WHERE age_group = 'child' AND profile NOT IN ('child', 'stroller', 'metres-only') $$, 'and so do the young');
SELECT is_empty($$ SELECT * FROM walkshed.requirement WHERE metres IS NOT NULL AND profile <> 'metres-only' $$, 'metres are walked by metres');

-- Luzhou: the eight services as the district names them, present within a quarter of an hour and no more asked.
SELECT set_eq($$
	SELECT r.service, s.name_zh, r.tier, r.variant, r.profile, r.age_group, r.minutes, r.metres, r.min_places, r.measure, r.weight,
		num_nonnulls(r.choice, r.min_size, r.capacity, r.open_during), r.optional
	FROM walkshed.requirement r JOIN walkshed.service s ON s.code = r.service WHERE r.standard = 'luzhou-8'
$$, $$
	SELECT v.*, r.*
	FROM (VALUES ('basic', '', 'adult', 'all', 15::float8, NULL::float8, 1, 'each', 1::float8, 0, false)) AS r, (VALUES ('vegetable_market', '蔬菜零售'), ('convenience_store', '便利店(社区超市)'), ('breakfast', '早餐'), ('housekeeping', '家政'),
		('hair_beauty', '美容美发'), ('parcel', '末端配送'), ('repair', '维修'), ('laundry', '洗染')) AS v(service, name_zh)
$$, 'luzhou-8 asks for its eight services within a quarter of an hour');
SELECT set_eq($$ SELECT service FROM walkshed.requirement WHERE standard = 'luzhou-8' AND 'door_to_door' = ANY (modes) $$,
	ARRAY['housekeeping', 'repair', 'laundry'], 'who comes to the door is there too');

-- Jinan.
SELECT set_eq($$ SELECT g.name_zh, array_agg(r.service ORDER BY r.service) FROM walkshed.requirement r JOIN walkshed.service_group g ON g.code = ANY (r.groups)
	WHERE r.standard = 'jinan-six-ones' GROUP BY 1 $$,
	$$ VALUES ('一店一早', '{breakfast,convenience_store}'::text[]), ('一菜一修', '{repair,vegetable_market}'), ('一老一小', '{child_care,elderly_care}') $$,
	'one store, one breakfast; one market, one repair; one for the old, one for the young');
SELECT set_eq($$ SELECT g.name_zh, g.grouping, min(r.minutes) || '-' || max(r.minutes) FROM walkshed.requirement r JOIN walkshed.service_group g ON g.code = ANY (r.groups)
	WHERE r.standard = 'jinan-four-circles' GROUP BY 1, 2 $$,
	$$ SELECT c || '圈' AS name, 'circle' AS grouping, '15-15' AS minutes FROM unnest('{消费,青年,便民,文化}'::text[]) c $$, 'Weijiazhuang draws four circles of 15 minutes');
SELECT is((SELECT lower(walkshed.opening_minutes(open_during)) FROM walkshed.requirement WHERE standard = 'jinan-four-circles' AND service = 'clinic' AND variant = 'evening'),
	18 * 60, 'the clinic is asked for in the evening from 18:00');
SELECT ok((SELECT walkshed.opening_minutes(open_during) @> (6 * 1440 + 7 * 60) FROM walkshed.requirement WHERE standard = 'jinan-four-circles' AND service = 'breakfast'),
	'and breakfast on Sunday at 7');

-- Hexi and Yongtai.
SELECT set_eq($$ SELECT DISTINCT g.grouping, g.name_zh FROM walkshed.requirement r JOIN walkshed.service_group g ON g.code = ANY (r.groups) WHERE r.standard = 'hexi-10' $$,
	$$ SELECT 'field', f FROM unnest('{养老,卫生,教育,文化,体育,交通,便民,购物,政务,应急安全}'::text[]) f
		UNION SELECT 'dimension', d FROM unnest('{政府,公益,便民}'::text[]) d $$, 'ten fields of Hexi, and across them three dimensions');
SELECT is_empty($$ SELECT r.service FROM walkshed.requirement r JOIN walkshed.service_group g ON g.code = ANY (r.groups) WHERE r.standard = 'hexi-10'
	GROUP BY 1 HAVING array_agg(g.grouping ORDER BY g.grouping) <> '{dimension,field}' $$, 'each of its requirements is in one field and one dimension');
SELECT set_eq($$ SELECT DISTINCT g.name_zh FROM walkshed.requirement r JOIN walkshed.service_group g ON g.code = ANY (r.groups) WHERE r.standard = 'yongtai-6' $$,
	ARRAY['政务', '教育', '医疗', '养老', '文化', '服务'], 'six resources of Yongtai');

-- Ministry of Commerce: twelve kinds, bands of 5, 8 and 15 minutes.
SELECT set_eq($$ SELECT service, minutes FROM walkshed.requirement WHERE standard = 'mofcom-2021' AND tier = 'basic' $$, $$ VALUES
	('convenience_store', 5::float8), ('supermarket', 15), ('vegetable_market', 8), ('fresh_food', 15), ('breakfast', 8), ('laundry', 8), ('hair_beauty', 8),
	('photo_copy', 15), ('housekeeping', 15), ('repair', 15), ('pharmacy', 8), ('parcel', 15) $$, 'twelve basic kinds in their bands');
SELECT results_eq($$ SELECT count(*)::int, min(minutes), max(minutes) FROM walkshed.requirement WHERE standard = 'mofcom-2021' AND tier = 'quality' $$,
	$$ VALUES (12, 15::float8, 15::float8) $$, 'twelve kinds of the quality tier within the circle');
SELECT results_eq($$ SELECT grade, tier, round(min_share::numeric, 4), verified FROM walkshed.grade WHERE standard = 'mofcom-2021' AND grade = 3 ORDER BY tier $$,
	$$ VALUES (3, 'basic', round(15 / 23.0, 4), true), (3, 'quality', round(20 / 30.0, 4), true) $$, 'three stars as in Shanxi');
SELECT results_eq($$ SELECT grade, bool_or(verified) FROM walkshed.grade GROUP BY grade ORDER BY grade $$, $$ VALUES (3, true), (4, false), (5, false) $$,
	'four and five are ours');
SELECT set_eq($$ SELECT service FROM walkshed.requirement WHERE standard = 'mofcom-2025' AND NOT optional AND groups <> '{}' $$,
	ARRAY['convenience_store', 'breakfast', 'vegetable_market', 'repair', 'elderly_care', 'child_care', 'recycling', 'car_wash'], 'eight ones of 2025, none of them optional');
SELECT set_eq($$ SELECT standard, service, capacity, 'capacity' = ANY (verified) FROM walkshed.requirement WHERE capacity_per = '100 households' $$,
	$$ VALUES ('mofcom-2025', 'community_service', 30::float8, true), ('complete-community-2020', 'community_service', 30, true) $$, '30 m2 of service space per 100 households');

-- GB 50180-2018.
SELECT set_eq($$ SELECT DISTINCT tier, metres FROM walkshed.requirement WHERE standard = 'gb50180-2018' AND service <> 'refuse_point' $$,
	$$ VALUES ('15-minute', 1000::float8), ('10-minute', 500), ('5-minute', 300), ('block', 300) $$, 'walking distances of the tiers');
SELECT set_eq($$ SELECT service, metres, min_size FROM walkshed.requirement WHERE standard = 'gb50180-2018' AND min_size IS NOT NULL $$, $$ VALUES
	('health_centre', 1000::float8, 1700::float8), ('care_home', 1000, 7000), ('culture_centre', 1000, 3000), ('street_service', 1000, 700),
	('vegetable_market', 500, 750), ('mall', 500, 1500), ('community_service', 300, 600), ('culture_room', 300, 250), ('kindergarten', 300, 3150),
	('elderly_day_care', 300, 350), ('health_station', 300, 120), ('convenience_store', 300, 50) $$, 'floor areas begin where the standard begins them');
SELECT is_empty($$ SELECT service FROM walkshed.requirement WHERE standard = 'gb50180-2018' GROUP BY service HAVING count(*) > 1 $$, 'no facility discharges two tiers');
SELECT set_eq($$ SELECT service FROM walkshed.requirement WHERE optional $$, ARRAY['canteen', 'child_care', 'health_station'], 'three facilities are optional');

-- Complete community.
SELECT set_eq($$ SELECT service, min_size FROM walkshed.requirement WHERE standard = 'complete-community-2020' AND min_size IS NOT NULL $$, $$ VALUES
	('community_service', 800::float8), ('kindergarten', 2200), ('child_care', 200), ('elderly_day_care', 350), ('health_station', 120), ('supermarket', 300),
	('parcel', 15), ('toilet', 30), ('activity_ground', 150) $$, 'floor areas of a complete community');
SELECT results_eq($$ SELECT service, alternative, min_places FROM walkshed.alternative WHERE standard = 'complete-community-2020' $$,
	$$ VALUES ('supermarket', 'convenience_store', 2) $$, 'a supermarket, or two convenience stores');

-- International.
SELECT results_eq($$ SELECT count(*)::int, min(minutes), min(min_places), max(min_places), min(measure), round(min((p.walker).speed_mps * 3.6)::numeric, 6)
	FROM walkshed.requirement r JOIN walkshed.profile p ON p.name = r.profile WHERE standard = 'fifteen-minute-city-2024' GROUP BY measure $$,
	$$ VALUES (9, 15::float8, 20, 20, 'mean', 5.000000) $$, 'nine categories, the mean walk to twenty places at 5 km/h');
SELECT results_eq($$ SELECT service, weight, cardinality(choice), round((SELECT sum(c) FROM unnest(choice) c)::numeric, 6)
	FROM walkshed.requirement WHERE standard = 'walk-score-like' AND choice IS NOT NULL ORDER BY service $$,
	$$ VALUES ('restaurant', 3::float8, 10, 3.000000), ('shopping', 2, 5, 2.000000), ('tea_coffee', 2, 2, 2.000000) $$, 'weights of places add up to those of their category');
SELECT is((SELECT sum(weight) FROM walkshed.requirement WHERE standard = 'walk-score-like'), 15::float8, 'which add up to fifteen');
SELECT ok((SELECT bool_and(abs(metres - 0.25 * 1609.344) < 1 AND metres * beyond BETWEEN 80 * 30 AND 81 * 30) FROM walkshed.requirement WHERE standard = 'walk-score-like'),
	'full value within a quarter of a mile, none after 30 minutes');
SELECT results_eq($$ SELECT standard, metres, min_size, verified FROM walkshed.requirement WHERE standard IN ('sdg-11-7-1', 'who-europe-green') ORDER BY 1 $$,
	$$ VALUES ('sdg-11-7-1', 400::float8, NULL::float8, '{metres}'::text[]), ('who-europe-green', 300, 5000, '{}') $$, 'parks within 400 m, half a hectare within 300 m');
SELECT results_eq($$ SELECT DISTINCT metres FROM walkshed.requirement WHERE standard = 'twenty-minute-neighbourhood' $$, ARRAY[800::float8], '20 minutes there and back');

-- Nobody has checked these against their sources.
SELECT is_empty($$ SELECT * FROM walkshed.requirement WHERE verified && '{min_size,choice,weight,open_during,min_places,beyond}' $$, 'sizes, weights and hours are not verified');
SELECT is_empty($$ SELECT * FROM walkshed.requirement WHERE verified && '{minutes,metres}'
	AND (standard IN ('hexi-10', 'yongtai-6', 'complete-community-2020', 'who-europe-green') OR tier IN ('5-minute', 'block')) $$, 'nor are these walks');
SELECT set_eq('SELECT code FROM walkshed.standard WHERE verified',
	ARRAY['jinan-six-ones', 'mofcom-2025', 'fifteen-minute-city-2024', 'sdg-11-7-1', 'twenty-minute-neighbourhood'], 'five lists were read');

SELECT set_eq('SELECT name, (walker).speed_mps, verified FROM walkshed.profile', $$ VALUES
	('adult', 1.33::float8, true), ('adult with waits', 1.39, true), ('adult cautious', 1.15, true), ('elder', 0.92, true), ('elder with waits', 0.92, true),
	('child', 1.1, false), ('stroller', 0.8, false), ('wheelchair', 0.8, false), ('metres-only', 1.33, false),
	('five-km-h', 5000 / 3600.0::float8, true)
$$, 'ten walkers with the speeds of the field');
-- At signals of 120 s with 30 s of green: who comes in the 90 s of red waits 45 s in the mean. 6 m of stairs either way, 0.5 m/s
-- up and 0.7 m/s down, 0.65 times that for the old.
SELECT set_eq($$ SELECT name, (walker).slope, (walker).signal_wait_s, (walker).crossing_wait_s, (walker).lift_wait_s,
		round((walker).footbridge_s), (walker).underpass_s = (walker).footbridge_s
	FROM walkshed.profile
	WHERE (walker).slope <> 'none' OR greatest((walker).signal_wait_s, (walker).crossing_wait_s, (walker).lift_wait_s, (walker).footbridge_s, (walker).underpass_s) > 0 $$,
	$$ VALUES ('adult with waits', 'tobler', 90 / 120.0::float8 * 45, 5::float8, 30::float8, round((6 / 0.5 + 6 / 0.7)::float8), true),
		('elder with waits', 'tobler', 90 / 120.0 * 45, 5, 30, round((6 / 0.5 + 6 / 0.7) / 0.65), true),
		('wheelchair', 'none', 0, 0, 30, 0, true) $$, 'waits and slopes where they are not in the speed');
SELECT is_empty($$ SELECT name FROM walkshed.profile
	WHERE greatest((walker).crossing_wait_s, (walker).lift_wait_s, (walker).footbridge_s) > 0 AND note !~* 'not verified|check the numbers' $$,
	'numbers that nobody verified are named');
SELECT is((SELECT walker FROM walkshed.profile WHERE name = 'adult'), walkshed.walker(), 'the adult is the walker of every function by default');
SELECT set_eq('SELECT name FROM walkshed.profile WHERE NOT (walker).steps_allowed', ARRAY['stroller', 'wheelchair'], 'wheels take no steps');
SELECT set_eq('SELECT name, (walker).steepest_grade FROM walkshed.profile WHERE (walker).steepest_grade IS NOT NULL',
	$$ VALUES ('wheelchair', 1 / 12::float8) $$, 'a wheelchair climbs 1 in 12');
-- 0.5 and 0.7 m/s on stairs for an adult, 0.65 times that for the old; the metre of metres-only is a metre everywhere.
SELECT set_eq($$ SELECT name, round(1 / (walker).steps_up_s_per_m::numeric, 3) AS up, round(1 / (walker).steps_down_s_per_m::numeric, 2) AS down
	FROM walkshed.profile WHERE name IN ('adult', 'adult with waits', 'elder', 'elder with waits', 'metres-only') $$,
	$$ VALUES ('adult', 0.500, 0.70), ('adult with waits', 0.500, 0.70), ('elder', 0.5 * 0.65, 0.45), ('elder with waits', 0.5 * 0.65, 0.45), ('metres-only', 1.330, 1.33) $$, 'stairs are slower, slower still for the old');

-- The mapping of tags: what a surveyor would say of them.
SELECT is_empty($$
	SELECT * FROM (VALUES ('amenity', 'marketplace', 'vegetable_market'), ('shop', 'greengrocer', 'vegetable_market'),
		('shop', 'convenience', 'convenience_store'), ('shop', 'supermarket', 'convenience_store'), ('shop', 'supermarket', 'supermarket'),
		('shop', 'bakery', 'breakfast'), ('office', 'cleaning', 'housekeeping'), ('shop', 'hairdresser', 'hair_beauty'), ('shop', 'beauty', 'hair_beauty'),
		('amenity', 'parcel_locker', 'parcel'), ('shop', 'locksmith', 'repair'), ('shop', 'laundry', 'laundry'), ('shop', 'dry_cleaning', 'laundry'),
		('amenity', 'pharmacy', 'pharmacy'), ('amenity', 'clinic', 'clinic'), ('amenity', 'kindergarten', 'kindergarten'), ('leisure', 'park', 'park'),
		('amenity', 'library', 'library')) AS v(key, value, service)
	EXCEPT SELECT key, value, service FROM walkshed.osm_mapping WHERE also IS NULL
$$, 'everyday tags are mapped');
SELECT is_empty('SELECT code FROM walkshed.service EXCEPT SELECT service FROM walkshed.osm_mapping', 'every shipped service can be found in OpenStreetMap');
SELECT is_empty($$ SELECT s.code FROM walkshed.service s WHERE (SELECT bool_and(m.note ~ '^not told from|the size is not mapped') FROM walkshed.osm_mapping m WHERE m.service = s.code)
	AND s.note !~ 'OpenStreetMap does not tell' $$, 'where a tag does not tell the service, the service says so');
SELECT is_empty($$ SELECT * FROM walkshed.osm_mapping WHERE service IN ('kindergarten', 'primary_school', 'middle_school') AND value = 'school' AND also IS NULL $$,
	'a school of unknown level is no primary school');
SELECT set_eq($$ SELECT also FROM walkshed.osm_mapping WHERE key = 'amenity' AND value = 'social_facility' AND service = 'elderly_care' $$,
	ARRAY['{"social_facility:for": "senior"}'::jsonb], 'a social facility must be for the old to care for them');
SELECT ok((SELECT max(id) <= 10000 FROM walkshed.osm_mapping), 'shipped mappings keep to the numbers below 10001');

-- Amap: a place of each code that planners' lists have, with and without a name that tells more.
SELECT is(walkshed.amap_services(v.code, v.name) @> v.services::text[], true, format('%s %s: %s', v.code, v.name, v.services))
FROM (VALUES
	('060200', '便利店', '{convenience_store}'), ('060400', '超市', '{supermarket,convenience_store}'), ('060703', '农贸市场', '{vegetable_market}'),
	('050300', '快餐', '{breakfast}'), ('050100', '饭店', '{restaurant}'), ('071100', '发廊', '{hair_beauty}'), ('071500', '洗衣店', '{laundry}'),
	('071200', '维修站', '{repair}'), ('070000', '家政服务部', '{housekeeping}'), ('070500', '速递', '{parcel}'), ('070400', '邮局', '{post_office,parcel}'),
	('071300', '照相馆', '{photo_copy}'), ('090601', '药房', '{pharmacy}'), ('090300', '诊所', '{clinic}'), ('090100', '医院', '{any_health}'),
	('141204', '幼儿园', '{kindergarten}'), ('141203', '小学', '{primary_school,school}'), ('141202', '中学', '{middle_school,school}'),
	('130107', '居委会', '{community_service}'), ('140500', '图书馆', '{library}'), ('061205', '书店', '{bookshop}'),
	('080108', '户外健身场所', '{outdoor_fitness,any_exercise}'), ('110101', '公园', '{park}'), ('200300', '公厕', '{toilet}'), ('150700', '公交站', '{bus_stop}'),
	('150500', '地铁站', '{metro}'), ('050500', '咖啡', '{tea_coffee}'), ('050600', '茶馆', '{tea_coffee}'), ('050800', '糕饼店', '{bakery}'),
	('160100', '银行', '{bank}'), ('130501', '派出所', '{police}'), (NULL, '废品收购站,回收旧物', '{recycling}'),
	(NULL, '日间照料中心', '{elderly_care,elderly_day_care}'), (NULL, '社区食堂', '{canteen}'), (NULL, '托育中心', '{child_care}')
) AS v(code, name, services);
SELECT is(walkshed.amap_services('060200 | 050100', '小店'), '{any_eating,any_supplies,convenience_store,restaurant}', 'a place of two codes has the services of both');
SELECT is(walkshed.amap_services('160200', NULL), NULL, 'a code begins with the row''s; the others do not count');
SELECT is(walkshed.amap_services('116020', NULL), NULL, 'it does not only hold it');
SELECT is(walkshed.amap_services(NULL, NULL), NULL, 'of nothing nothing is known');
SELECT is(walkshed.amap_services('070500', '顺达货运'), NULL, 'an excluded name');
SELECT is(walkshed.amap_services('070500', NULL), '{parcel}', 'excludes no place without one');
SELECT is(walkshed.amap_services('130106', '平安养老保险'), NULL, 'not whatever has a word of elderly care in its name');
SELECT is_empty('SELECT code FROM walkshed.service EXCEPT SELECT service FROM walkshed.amap_mapping', 'every shipped service can be found in Amap');
SELECT is_empty($$ SELECT id FROM walkshed.amap_mapping WHERE name IS NOT NULL AND note IS NULL $$, 'where a name decides, the row says so');
SELECT ok((SELECT max(id) <= 10000 FROM walkshed.amap_mapping), 'its shipped rows are numbered below 10001 too');

-- A standard of one's own.
SELECT lives_ok($$
	INSERT INTO walkshed.standard (code, name_zh) VALUES ('自己的', '自己的标准');
	INSERT INTO walkshed.service (code, name_en) VALUES ('tea', 'Tea house');
	INSERT INTO walkshed.profile (name, walker) VALUES ('courier', walkshed.walker(speed_mps => 2));
	INSERT INTO walkshed.requirement (standard, service, tier, profile, metres, min_places, weight) VALUES ('自己的', 'tea', 'basic', 'courier', 800, 2, 0.5);
	INSERT INTO walkshed.requirement (standard, service, minutes) SELECT '自己的', service, minutes FROM walkshed.requirement WHERE standard = 'luzhou-8';
	INSERT INTO walkshed.osm_mapping (key, value, service) VALUES ('amenity', 'tea', 'tea');
	INSERT INTO walkshed.amap_mapping (code, name, service) VALUES ('0506', '盖碗', 'tea');
$$, 'a user adds to every table, and copies a standard');
SELECT ok((SELECT id > 10000 FROM walkshed.osm_mapping WHERE service = 'tea') AND (SELECT id > 10000 FROM walkshed.amap_mapping WHERE service = 'tea'),
	'the user''s mappings are numbered from 10001');
SELECT is(walkshed.amap_services('050600', '老盖碗茶'), '{any_eating,tea,tea_coffee}', 'and count beside the shipped ones');
SELECT results_eq($$ SELECT count(*)::int FROM walkshed.requirement WHERE standard = '自己的' AND NOT shipped $$, ARRAY[9], 'none of these is a shipped row');
UPDATE walkshed.standard SET code = 'mine' WHERE code = '自己的';
SELECT results_eq($$ SELECT count(*)::int FROM walkshed.requirement WHERE standard = 'mine' $$, ARRAY[9], 'requirements follow a renamed standard');
DELETE FROM walkshed.standard WHERE code = 'mine';
SELECT is_empty($$ SELECT FROM walkshed.requirement WHERE standard = 'mine' $$, 'and go with it');

-- Copies.
SELECT is(walkshed.copy_standard('complete-community-2020', 'mine', 'My community', profile => 'elder'), 16, 'a copy has the requirements of its standard');
SELECT results_eq($$ SELECT name_en, name_zh, jurisdiction, verified, shipped FROM walkshed.standard WHERE code = 'mine' $$,
	$$ VALUES ('My community', NULL, 'China', false, false) $$, 'under a name of its own');
SELECT set_eq($$ SELECT service, 'elder' AS profile, minutes, min_size, capacity, verified, false AS shipped FROM walkshed.requirement WHERE standard = 'complete-community-2020' $$,
	$$ SELECT service, profile, minutes, min_size, capacity, verified, shipped FROM walkshed.requirement WHERE standard = 'mine' $$, 'with the same numbers for another walker');
SELECT results_eq($$ SELECT service, alternative, min_places, shipped FROM walkshed.alternative WHERE standard = 'mine' $$,
	$$ VALUES ('supermarket', 'convenience_store', 2, false) $$, 'with its alternatives');
SELECT is(walkshed.copy_standard('mofcom-2021', 'stars'), 24, 'another copy');
SELECT set_eq($$ SELECT grade, tier, min_share, false AS shipped FROM walkshed.grade WHERE standard = 'mofcom-2021' $$,
	$$ SELECT grade, tier, min_share, shipped FROM walkshed.grade WHERE standard = 'stars' $$, 'with its grades');
SELECT is((SELECT name_en || '|' || name_zh FROM walkshed.standard WHERE code = 'stars'),
	'Quarter-hour convenient living circle, 2021 (copy)|城市一刻钟便民生活圈建设指南(副本)', 'a copy without a name says what it is');
SELECT is(walkshed.copy_standard('gb50180-2018', 'old metres', profile => 'elder'), 35, 'metres can be copied for the old');
SELECT results_eq($$ SELECT DISTINCT metres, minutes FROM walkshed.requirement WHERE standard = 'old metres' AND tier = '10-minute' $$, $$ VALUES (500::float8, NULL::float8) $$, 'and stay metres');
UPDATE walkshed.requirement SET verified = '{profile,minutes}' WHERE standard = 'mine' AND service = 'toilet';
SELECT walkshed.copy_standard('mine', 'mine too', profile => 'wheelchair');
SELECT is((SELECT verified FROM walkshed.requirement WHERE standard = 'mine too' AND service = 'toilet'), '{minutes}', 'another profile is not the verified one');
SELECT throws_ok($$ SELECT walkshed.copy_standard('luzhou-9', 'x') $$, '22023', 'there is no standard "luzhou-9"', 'a standard that is not there cannot be copied');
SELECT throws_ok($$ SELECT walkshed.copy_standard('luzhou-8', 'mine') $$, '23505', 'there is a standard "mine" already', 'nor to a code that is taken');
SELECT throws_ok($$ SELECT walkshed.copy_standard('luzhou-8', 'x', profile => 'adolt') $$, '22023', 'there is no profile "adolt"', 'nor for nobody');
SELECT throws_ok($$ SELECT walkshed.copy_standard('luzhou-8', ' ') $$, '22023', $$' ' cannot be the code of a standard$$, 'nor to no code');
SELECT throws_ok($$ SELECT walkshed.copy_standard('luzhou-8', NULL) $$, '22023', 'null cannot be the code of a standard', 'at all');
SELECT throws_ok($$ SELECT walkshed.copy_standard(NULL, 'x') $$, '22023', 'the standard must not be null', 'nor from none');

-- The checker: a sound standard is clean, and each mistake is told.
SELECT throws_ok($$ SELECT * FROM walkshed.check_standard('luzhou-9') $$, '22023', 'there is no standard "luzhou-9"', 'what is not there is not checked');
SELECT is_empty($$ SELECT * FROM walkshed.check_standard('luzhou-8') $$, 'nothing is to be said of luzhou-8');
CREATE FUNCTION pg_temp.told(rows text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	INSERT INTO walkshed.standard (code, name_en) VALUES ('checked', 'To be checked');
	EXECUTE rows;
	SELECT string_agg(concat_ws('|', c.severity, c.service, nullif(c.tier, 'basic'), nullif(c.variant, ''), c.problem), '; ') INTO said
	FROM walkshed.check_standard('checked') c WHERE c.problem !~ 'not verified';
	DELETE FROM walkshed.standard WHERE code = 'checked';
	RETURN said;
END
$$;

CREATE FUNCTION pg_temp.ask(columns text, "values" text) RETURNS text LANGUAGE sql
AS $$ SELECT format('INSERT INTO walkshed.requirement (standard, service, %s) VALUES %s;', columns, replace("values", '(''', '(''checked'', ''')) $$;
SELECT is(pg_temp.told(pg_temp.ask('minutes', $$('park', 10), ('clinic', 15)$$)), NULL, 'two plain requirements are sound');
SELECT is(pg_temp.told(''), 'error|the standard asks for nothing', 'no requirement');
SELECT is(pg_temp.told(pg_temp.ask('minutes, weight, optional', $$('park', 10, 0, false), ('clinic', 10, 1, true)$$)), 'error|no requirement is scored: all are optional or weigh 0', 'no score');
SELECT is(pg_temp.told(pg_temp.ask('minutes, groups', $$('park', 10, '{field_sport,field_spurt}')$$)), 'error|park|unknown group "field_spurt"', 'a group with a slip of the pen');
SELECT is(pg_temp.told(pg_temp.ask('minutes', $$('park', 10)$$) || $$INSERT INTO walkshed.grade VALUES ('checked', 3, 'quality', 0.5)$$),
	'error|quality|grade 3 counts a tier without requirements', 'a grade for nothing');
-- Of two requirements a share of 0.6 is two, as is one of 0.9; 0.5 is one.
SELECT is(pg_temp.told(pg_temp.ask('minutes', $$('park', 10), ('clinic', 10)$$) || $$INSERT INTO walkshed.grade VALUES ('checked', 3, 'basic', 0.6), ('checked', 4, 'basic', 0.9)$$),
	'warning|grade 3 cannot be told from grade 4', 'two grades that are one');
SELECT is(pg_temp.told(pg_temp.ask('minutes', $$('park', 10), ('clinic', 10)$$) || $$INSERT INTO walkshed.grade VALUES ('checked', 3, NULL, 0.5), ('checked', 4, NULL, 0.9), ('checked', 4, 'basic', 0.1)$$),
	NULL, 'and two that are two');
SELECT is(pg_temp.told(pg_temp.ask('tier, minutes', $$('park', '5-minute', 8)$$)), 'warning|park|5-minute|8 minutes are more than the tier''s 5', 'a budget beyond its tier');
SELECT is(pg_temp.told(pg_temp.ask('tier, metres', $$('park', '5-minute', 900), ('park', '15-minute', 800), ('clinic', '10-minute', 500), ('clinic', '15-minute', 500)$$)),
	'warning|park|5-minute|the budget of 900 is wider than that of the tier 15-minute, 800', 'tiers that contradict each other');
SELECT is(pg_temp.told(pg_temp.ask('minutes', $$('park', 10)$$) || $$INSERT INTO walkshed.alternative (standard, service, alternative, min_places) VALUES ('checked', 'park', 'park', 2)$$),
	'warning|park|the service is its own alternative', 'an alternative that is none');
SELECT is(pg_temp.told(pg_temp.ask('minutes', $$('park', 10), ('playground', 10)$$) || $$INSERT INTO walkshed.alternative (standard, service, alternative) VALUES ('checked', 'park', 'playground')$$),
	'warning|park|the alternative "playground" is asked for in this tier too', 'one place for two requirements');
SELECT is(pg_temp.told(pg_temp.ask('minutes, open_during, variant', $$('clinic', 10, 'Mo 18:00-18:04', 'evening'), ('clinic', 10, 'Mo 18:00-18:05', 'late')$$)),
	'warning|clinic|evening|the window "Mo 18:00-18:04" is 4 minutes long', 'a window that shuts at once');
SELECT is(pg_temp.told(pg_temp.ask('minutes, profile', $$('park', 10, 'metres-only')$$)), 'note|park|minutes are walked by a profile that is meant for metres', 'minutes by metres');
SELECT is(pg_temp.told(pg_temp.ask('metres, profile', $$('park', 500, 'adult with waits'), ('clinic', 500, 'adult')$$)),
	'note|park|waits and slopes of the profile "adult with waits" do not count in metres', 'metres by minutes');
SELECT is(pg_temp.told(pg_temp.ask('minutes, capacity, capacity_per, min_size', $$('clinic', 10, 2, '1000 people', NULL), ('park', 10, NULL, NULL, 5000)$$)),
	'note|clinic|capacity is shared among those who reach a place; note|park|a place of unknown size counts', 'what capacities need');
SELECT is(pg_temp.told($$INSERT INTO walkshed.service (code, name_en) VALUES ('tea_house', 'Tea house');$$ || pg_temp.ask('minutes', $$('tea_house', 10)$$)),
	'note|tea_house|no tag of OpenStreetMap means this service', 'a service that no map has');
SELECT is((SELECT problem FROM walkshed.check_standard('gb50180-2018') WHERE problem ~ 'verified'),
	(SELECT format('%s of %s numbers are not verified', 35 - 16 + 12, 35 + 12)), 'numbers that are not verified: of 35 walks and 12 floor areas, 16 walks are');

-- An update: the shipped rows are repaired and brought up to date, those of the user stay, also where both have a key.
SELECT lives_ok($$
	INSERT INTO walkshed.standard (code, name_en) VALUES ('before', 'Before the update');
	INSERT INTO walkshed.requirement (standard, service, minutes) VALUES ('before', 'park', 7), ('luzhou-8', 'park', 7), ('luzhou-8', 'laundry', 7);
	INSERT INTO walkshed.alternative (standard, service, alternative) VALUES ('luzhou-8', 'repair', 'laundry');
	INSERT INTO walkshed.grade (standard, grade, min_share) VALUES ('before', 5, 1);
	INSERT INTO walkshed.service (code, name_en) VALUES ('toilet', 'My toilet');
	INSERT INTO walkshed.osm_mapping (key, value, service, note) VALUES ('amenity', 'toilets', 'toilet', 'mine');
	INSERT INTO walkshed.amap_mapping (code, service, note) VALUES ('2003', 'toilet', 'mine');
	INSERT INTO walkshed.profile (name, walker) VALUES ('child', walkshed.walker(speed_mps => 1));
$$, 'a user adds rows, some of them in the place of shipped ones');
SELECT is((SELECT count(*)::int FROM walkshed.requirement WHERE standard = 'luzhou-8'), 9, 'where the key was a shipped one, the user''s row replaced it');
-- An older version shipped a standard, a service and a requirement that this one does not.
INSERT INTO walkshed.standard (code, name_en, shipped) VALUES ('withdrawn', 'Withdrawn', true);
INSERT INTO walkshed.service (code, name_en, shipped) VALUES ('telegraph', 'Telegraph', true);
INSERT INTO walkshed.requirement (standard, service, minutes, shipped) VALUES ('withdrawn', 'telegraph', 5, true), ('mofcom-2021', 'telegraph', 5, true);
UPDATE walkshed.requirement SET minutes = 99 WHERE standard = 'mofcom-2021' AND shipped;
UPDATE walkshed.standard SET name_zh = NULL WHERE code = 'mofcom-2021';
DELETE FROM walkshed.osm_mapping WHERE id < 50;
DELETE FROM walkshed.amap_mapping WHERE id < 20;
DELETE FROM walkshed.requirement WHERE standard = 'hexi-10';
CREATE TEMP TABLE tags AS SELECT count(*) AS n, (SELECT count(*) FROM walkshed.amap_mapping) AS codes FROM walkshed.osm_mapping;
\ir ../../sql/55_standards.sql
RESET search_path;
SELECT set_eq($$ SELECT standard, service, minutes FROM walkshed.requirement WHERE NOT shipped AND standard IN ('before', 'luzhou-8', 'withdrawn') $$,
	$$ VALUES ('before', 'park', 7::float8), ('luzhou-8', 'park', 7), ('luzhou-8', 'laundry', 7), ('withdrawn', 'telegraph', 5) $$, 'the user''s requirements stay, and a standard that is withdrawn is the user''s');
SELECT results_eq($$ SELECT count(*)::int FROM walkshed.requirement WHERE standard = 'mine' $$, ARRAY[16], 'a copy stays');
SELECT results_eq($$ SELECT service, alternative FROM walkshed.alternative WHERE NOT shipped AND standard = 'luzhou-8' $$, $$ VALUES ('repair', 'laundry') $$, 'so does an alternative of the user to a shipped requirement');
SELECT results_eq($$ SELECT standard, grade FROM walkshed.grade WHERE NOT shipped AND standard = 'before' $$, $$ VALUES ('before', 5) $$, 'and a grade');
SELECT results_eq($$ SELECT s.name_en, m.note, m.id > 10000 FROM walkshed.service s JOIN walkshed.osm_mapping m ON m.service = s.code WHERE s.code = 'toilet' $$,
	$$ VALUES ('My toilet', 'mine', true) $$, 'and a service and its tag that are shipped too');
SELECT results_eq($$ SELECT note, id > 10000 FROM walkshed.amap_mapping WHERE service = 'toilet' $$, $$ VALUES ('mine', true) $$, 'and its code');
SELECT is((SELECT (walker).speed_mps FROM walkshed.profile WHERE name = 'child'), 1::float8, 'and a walker');
SELECT results_eq($$ SELECT code, shipped FROM walkshed.service WHERE code = 'telegraph' UNION ALL SELECT code, shipped FROM walkshed.standard WHERE code = 'withdrawn' $$,
	$$ VALUES ('telegraph', false), ('withdrawn', false) $$, 'what is no longer shipped belongs to the user');
SELECT is_empty($$ SELECT FROM walkshed.requirement WHERE standard = 'mofcom-2021' AND service = 'telegraph' $$, 'but is no longer asked for');
SELECT results_eq($$ SELECT max(r.minutes), min(s.name_zh) FROM walkshed.requirement r JOIN walkshed.standard s ON s.code = r.standard WHERE s.code = 'mofcom-2021' $$,
	$$ VALUES (15::float8, '城市一刻钟便民生活圈建设指南') $$, 'shipped numbers and names are repaired');
SELECT is((SELECT count(*)::int FROM walkshed.requirement WHERE standard = 'hexi-10'), 22, 'missing requirements come back');
SELECT is((SELECT count(*) - (SELECT n FROM tags) FROM walkshed.osm_mapping), 49::bigint, 'and tags');
SELECT is((SELECT count(*) - (SELECT codes FROM tags) FROM walkshed.amap_mapping), 19::bigint, 'and codes');
SELECT hasnt_table('pg_temp', 'service', 'nothing is left behind');

-- Mistakes.
CREATE FUNCTION pg_temp.requirement(columns text, "values" text) RETURNS text LANGUAGE sql
AS $$ SELECT format('INSERT INTO walkshed.requirement (standard, service, %s) VALUES (''mine'', ''park'', %s)', columns, "values") $$;
CREATE FUNCTION pg_temp.refuses(columns text, "values" text, reason text) RETURNS text LANGUAGE sql
AS $$ SELECT throws_ok(pg_temp.requirement(columns, "values"), '23514', NULL, reason) $$;
SELECT lives_ok(pg_temp.requirement('minutes, beyond, min_places, choice, min_size, capacity, capacity_per, open_during, min_open, modes, tier',
	$$15, 3, 2, '{1,0.5}', 500, 2, '1000 people', 'Mo-Su 06:30-08:30', 0.5, '{hotline}', 'all at once'$$), 'everything at once can be asked for');
SELECT pg_temp.refuses('minutes, metres', '5, 300', 'minutes and metres are one too many');
SELECT pg_temp.refuses('minutes, metres', 'NULL, NULL', 'neither is too few');
SELECT pg_temp.refuses('minutes', '0', 'no time is no budget');
SELECT pg_temp.refuses('metres', '-5', 'nor is less than no way');
SELECT pg_temp.refuses('minutes', '''NaN''', 'nor what is no number');
SELECT pg_temp.refuses('metres', '''Infinity''', 'nor all the way');
SELECT pg_temp.refuses('minutes, min_places', '15, 0', 'no place is nothing to ask for');
SELECT pg_temp.refuses('minutes, min_places', '15, 1001', 'a search finds no more than 1000');
SELECT pg_temp.refuses('minutes', '721', 'nor looks further than a day, which is twice the budget');
SELECT pg_temp.refuses('minutes, beyond', '150, 10', 'or ten times');
SELECT pg_temp.refuses('metres', '50001', 'or 100 km');
SELECT pg_temp.refuses('metres, beyond', '6000, 20', 'however it is made up');
SELECT lives_ok(pg_temp.requirement('minutes, beyond, tier', '1440 / 20.0, 20, ''far'''), 'a day itself is not too far');
SELECT pg_temp.refuses('minutes, beyond', '15, 1', 'the credit is not gone within the budget');
SELECT pg_temp.refuses('minutes, beyond', '1, 21', 'nor later than at twenty times');
SELECT pg_temp.refuses('minutes, beyond', '1, ''NaN''', 'at a multiple that is a number');
SELECT pg_temp.refuses('minutes, weight', '15, -1', 'a weight is not negative');
SELECT pg_temp.refuses('minutes, weight', '15, ''NaN''', 'a weight is a number');
SELECT pg_temp.refuses('minutes, measure', '15, ''median''', 'a measure is one of two');
SELECT pg_temp.refuses('minutes, min_places, choice', '15, 2, ''{1}''', 'there is a weight for every place');
SELECT pg_temp.refuses('minutes, min_places, choice', '15, 2, ''{1,-1}''', 'that is not negative');
SELECT pg_temp.refuses('minutes, min_places, choice', '15, 2, ''{1,NULL}''', 'nor unknown');
SELECT pg_temp.refuses('minutes, min_places, choice', '15, 2, ''{1,Infinity}''', 'nor without end');
SELECT pg_temp.refuses('minutes, min_places, choice', '15, 2, ''{1,NaN}''', 'nor no number');
SELECT pg_temp.refuses('minutes, min_places, choice', '15, 2, ''{0,0}''', 'and one of them counts');
SELECT pg_temp.refuses('minutes, min_places, choice', '15, 2, ''{{1,1}}''', 'in one row');
SELECT pg_temp.refuses('minutes, min_places, choice', '15, 1, ''{}''', 'that is not empty');
SELECT pg_temp.refuses('minutes, min_places, choice, measure', '15, 2, ''{1,1}'', ''mean''', 'a mean has no weights');
SELECT pg_temp.refuses('minutes, min_size', '15, 0', 'a size is something');
SELECT pg_temp.refuses('minutes, min_size', '15, ''Infinity''', 'and not everything');
SELECT pg_temp.refuses('minutes, capacity, capacity_per', '15, 0, ''1000 people''', 'a capacity is something');
SELECT pg_temp.refuses('minutes, capacity, capacity_per', '15, ''Infinity'', ''1000 people''', 'and not everything');
SELECT pg_temp.refuses('minutes, capacity', '15, 2', 'for a unit of demand');
SELECT pg_temp.refuses('minutes, capacity_per', '15, ''1000 people''', 'which alone asks for nothing');
SELECT pg_temp.refuses('minutes, capacity, capacity_per', '15, 2, ''100 people''', 'and is one of two');
SELECT pg_temp.refuses('minutes, open_during', '15, ''in the evening''', 'a window is written as opening hours');
SELECT pg_temp.refuses('minutes, open_during', '15, ''Mo-Su off''', 'and is open');
SELECT pg_temp.refuses('minutes, min_open', '15, 0', 'open for some of it');
SELECT pg_temp.refuses('minutes, min_open', '15, 1.1', 'and not for more than all');
SELECT pg_temp.refuses('minutes, modes', '15, ''{}''', 'a service comes in some way');
SELECT pg_temp.refuses('minutes, modes', '15, ''{on_site,by_drone}''', 'that is known');
SELECT pg_temp.refuses('minutes, modes', '15, ''{NULL}''', 'at all');
SELECT pg_temp.refuses('minutes, groups', '15, ''{NULL}''', 'a group has a code');
SELECT pg_temp.refuses('minutes, age_group', '15, ''Old people''', 'an age group can be a name of a column');
SELECT pg_temp.refuses('minutes, tier', '15, '' basic''', 'a tier has no space around it');
SELECT pg_temp.refuses('minutes, variant', '15, '' elder''', 'nor has a variant');
SELECT pg_temp.refuses('minutes, verified', '15, ''{minute}''', 'what is verified is a column');
SELECT throws_ok($$ INSERT INTO walkshed.requirement (standard, service, minutes) VALUES ('luzhou-9', 'park', 15) $$, '23503', NULL, 'the standard must exist');
SELECT throws_ok($$ INSERT INTO walkshed.requirement (standard, service, minutes) VALUES ('luzhou-8', 'perk', 15) $$, '23503', NULL, 'the service must exist');
SELECT throws_ok($$ INSERT INTO walkshed.requirement (standard, service, minutes) VALUES ('mine', 'repair', 10) $$, '23505', NULL, 'a tier asks once');
SELECT lives_ok($$ INSERT INTO walkshed.requirement (standard, service, variant, minutes) VALUES ('mine', 'repair', 'evening', 10) $$, 'for each variant');
SELECT throws_ok($$ UPDATE walkshed.requirement SET profile = 'adolt' $$, '23503', NULL, 'the profile must exist');
SELECT throws_ok($$ INSERT INTO walkshed.standard (code) VALUES ('nameless') $$, '23514', NULL, 'a standard has a name');
SELECT throws_ok($$ INSERT INTO walkshed.service_group (code, grouping) VALUES ('nameless', 'field') $$, '23514', NULL, 'and so has a group');
SELECT throws_ok($$ INSERT INTO walkshed.service_group (code, name_en) VALUES ('alone', 'Alone') $$, '23502', NULL, 'which belongs to a grouping');
SELECT throws_ok($$ INSERT INTO walkshed.profile (name, walker) VALUES ('ghost', NULL) $$, '23502', NULL, 'a profile has a walker');
SELECT throws_ok($$ INSERT INTO walkshed.profile (name, walker) VALUES ('snail', walkshed.walker(speed_mps => 0.01)) $$, '23514', NULL, 'and walks');
SELECT throws_ok($$ INSERT INTO walkshed.profile (name, walker) VALUES ('alpinist', walkshed.walker(slope => 'tobbler')) $$, '23514', NULL, 'by a known rule of slopes');
SELECT throws_ok($$ INSERT INTO walkshed.alternative (standard, service, alternative) VALUES ('mine', 'bank', 'park') $$, '23503', NULL, 'an alternative is one to a requirement');
SELECT throws_ok($$ INSERT INTO walkshed.alternative (standard, service, alternative) VALUES ('mine', 'repair', 'perk') $$, '23503', NULL, 'by a service');
SELECT throws_ok($$ INSERT INTO walkshed.alternative (standard, service, alternative, min_places) VALUES ('mine', 'repair', 'park', 0) $$, '23514', NULL, 'of which there is one at least');
SELECT throws_ok($$ INSERT INTO walkshed.grade (standard, grade, min_share) VALUES ('mine', 6, 1) $$, '23514', NULL, 'there are five stars');
SELECT throws_ok($$ INSERT INTO walkshed.grade (standard, grade, min_share) VALUES ('mine', 5, 15) $$, '23514', NULL, 'a share is not a percentage');
SELECT throws_ok($$ INSERT INTO walkshed.grade (standard, grade, min_share) VALUES ('mine', 5, 0) $$, '23514', NULL, 'nor nothing');
SELECT throws_ok($$ INSERT INTO walkshed.grade (standard, grade, min_share) VALUES ('mine', 5, 1), ('mine', 5, 0.9) $$, '23505', NULL, 'a grade has one share for all tiers');
SELECT throws_ok($$ INSERT INTO walkshed.osm_mapping (key, value, service) VALUES ('amenity', 'tea', 'park'), ('amenity', 'tea', 'park') $$, '23505', NULL, 'a tag means a service once');
SELECT throws_ok($$ INSERT INTO walkshed.osm_mapping (id, key, value, service) VALUES (9000, 'amenity', 'tea', 'park') $$, '23514', NULL, 'under a number of the user''s');
SELECT throws_ok($$ INSERT INTO walkshed.amap_mapping (service) VALUES ('park') $$, '23514', NULL, 'a row for Amap has a code or a name');
SELECT throws_ok($$ INSERT INTO walkshed.amap_mapping (code, service) VALUES ('0601|0602', 'park') $$, '23514', NULL, 'one code');
SELECT throws_ok($$ INSERT INTO walkshed.amap_mapping (name, service) VALUES ('(', 'park') $$, '2201B', NULL, 'a pattern that can be read');
SELECT throws_ok($$ INSERT INTO walkshed.amap_mapping (name, not_name, service) VALUES ('园', '(', 'park') $$, '2201B', NULL, 'and an exclusion that can');
SELECT throws_ok($$ INSERT INTO walkshed.amap_mapping (code, service) VALUES ('99', 'park'), ('99', 'park') $$, '23505', NULL, 'once');
SELECT throws_ok($$ INSERT INTO walkshed.amap_mapping (code, service) VALUES ('99', 'perk') $$, '23503', NULL, 'and a known service');

SELECT * FROM finish();
ROLLBACK;
