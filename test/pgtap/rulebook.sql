-- The rulebook: its tables, what they refuse, what they ship, who may read them, what a dump keeps.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(58);

-- Structure.
SELECT columns_are('walkshed', 'standard', '{code,name_en,name_zh,jurisdiction,version,source,verified,note,shipped}'::name[]);
SELECT columns_are('walkshed', 'service', '{code,name_en,name_zh,note,shipped}'::name[]);
SELECT columns_are('walkshed', 'profile', '{name,walker,source,verified,note,shipped}'::name[]);
SELECT columns_are('walkshed', 'requirement', '{standard,service,tier,profile,minutes,metres,min_places,weight,source,verified,shipped}'::name[]);
SELECT columns_are('walkshed', 'osm_mapping', '{id,key,value,also,service,note,shipped}'::name[]);
SELECT col_is_pk('walkshed', 'standard', 'code', 'a standard is known by its code');
SELECT col_is_pk('walkshed', 'service', 'code', 'a service is known by its code');
SELECT col_is_pk('walkshed', 'profile', 'name', 'a profile is known by its name');
SELECT col_is_pk('walkshed', 'requirement', '{standard,service,tier}'::name[], 'a standard asks once for a service in a tier');
SELECT col_is_pk('walkshed', 'osm_mapping', 'id', 'a mapping is known by its number');

CREATE TEMP VIEW rulebook AS
SELECT c.oid, c.relname FROM pg_class c
WHERE c.oid = ANY ('{walkshed.standard,walkshed.service,walkshed.profile,walkshed.requirement,walkshed.osm_mapping}'::regclass[]);
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
	('walkshed.profile', 'WHERE NOT shipped'), ('walkshed.requirement', 'WHERE NOT shipped'),
	('walkshed.osm_mapping', 'WHERE NOT shipped'), ('walkshed.osm_mapping_id_seq', '')
$$, 'a dump keeps the rows of the user');

-- Privileges: everybody reads, nobody else writes.
SELECT is_empty('SELECT relname FROM rulebook WHERE NOT has_table_privilege(''public'', oid, ''SELECT'')', 'everybody may read the rulebook');
SELECT is_empty('SELECT relname FROM rulebook WHERE has_table_privilege(''public'', oid, ''INSERT,UPDATE,DELETE,TRUNCATE'')', 'not everybody may change it');

-- Shipped rows: the eight services as the district names them.
SELECT is_empty('SELECT code FROM walkshed.standard WHERE NOT shipped UNION ALL SELECT code FROM walkshed.service WHERE NOT shipped
	UNION ALL SELECT name FROM walkshed.profile WHERE NOT shipped UNION ALL SELECT service FROM walkshed.requirement WHERE NOT shipped
	UNION ALL SELECT service FROM walkshed.osm_mapping WHERE NOT shipped', 'a new extension holds shipped rows only');
SELECT set_eq($$
	SELECT r.service, s.name_zh, r.tier, r.profile, r.minutes, r.metres, r.min_places, r.weight
	FROM walkshed.requirement r JOIN walkshed.service s ON s.code = r.service WHERE r.standard = 'luzhou-8'
$$, $$
	SELECT v.*, 'basic' AS tier, 'adult' AS profile, 15::float8 AS minutes, NULL::float8 AS metres, 1 AS min_places, 1::float8 AS weight
	FROM (VALUES ('vegetable_market', '蔬菜零售'), ('convenience_store', '便利店(社区超市)'), ('breakfast', '早餐'), ('housekeeping', '家政'),
		('hair_beauty', '美容美发'), ('parcel', '末端配送'), ('repair', '维修'), ('laundry', '洗染')) AS v
$$, 'luzhou-8 asks for its eight services within a quarter of an hour');
SELECT is_empty('SELECT code FROM walkshed.standard WHERE num_nulls(name_en, name_zh, jurisdiction, version, source, note) > 0',
	'shipped standards say where they come from, in two languages');
SELECT is_empty('SELECT code FROM walkshed.service WHERE num_nulls(name_en, name_zh) > 0', 'shipped services have names in two languages');
SELECT is_empty('SELECT service FROM walkshed.requirement WHERE source IS NULL', 'shipped requirements say where they come from');
SELECT is_empty('SELECT name FROM walkshed.profile WHERE num_nulls(source, note) > 0', 'shipped profiles say where they come from');

SELECT set_eq('SELECT name, (walker).speed_mps, verified FROM walkshed.profile', $$ VALUES
	('adult', 1.33::float8, true), ('adult with waits', 1.39, true), ('adult cautious', 1.15, true), ('elder', 0.92, true), ('elder with waits', 0.92, true),
	('child', 1.1, false), ('stroller', 0.8, false), ('wheelchair', 0.8, false), ('metres-only', 1.33, false)
$$, 'nine walkers with the speeds of the field');
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
SELECT set_eq($$ SELECT also FROM walkshed.osm_mapping WHERE key = 'amenity' AND value = 'social_facility' $$,
	ARRAY['{"social_facility:for": "senior"}'::jsonb], 'a social facility must be for the old to care for them');
SELECT ok((SELECT max(id) <= 10000 FROM walkshed.osm_mapping), 'shipped mappings keep to the numbers below 10001');

-- A standard of one's own.
SELECT lives_ok($$
	INSERT INTO walkshed.standard (code, name_zh) VALUES ('自己的', '自己的标准');
	INSERT INTO walkshed.service (code, name_en) VALUES ('tea', 'Tea house');
	INSERT INTO walkshed.profile (name, walker) VALUES ('courier', walkshed.walker(speed_mps => 2));
	INSERT INTO walkshed.requirement (standard, service, tier, profile, metres, min_places, weight) VALUES ('自己的', 'tea', 'basic', 'courier', 800, 2, 0.5);
	INSERT INTO walkshed.requirement (standard, service, minutes) SELECT '自己的', service, minutes FROM walkshed.requirement WHERE standard = 'luzhou-8';
	INSERT INTO walkshed.osm_mapping (key, value, service) VALUES ('amenity', 'tea', 'tea');
$$, 'a user adds to every table, and copies a standard');
SELECT ok((SELECT id > 10000 FROM walkshed.osm_mapping WHERE service = 'tea'), 'the user''s mappings are numbered from 10001');
SELECT results_eq($$ SELECT count(*)::int FROM walkshed.requirement WHERE standard = '自己的' AND NOT shipped $$, ARRAY[9], 'none of these is a shipped row');
UPDATE walkshed.standard SET code = 'mine' WHERE code = '自己的';
SELECT results_eq($$ SELECT count(*)::int FROM walkshed.requirement WHERE standard = 'mine' $$, ARRAY[9], 'requirements follow a renamed standard');
DELETE FROM walkshed.standard WHERE code = 'mine';
SELECT is_empty($$ SELECT FROM walkshed.requirement WHERE standard = 'mine' $$, 'and go with it');

-- Mistakes.
CREATE FUNCTION pg_temp.requirement("values" text) RETURNS text LANGUAGE sql
AS $$ SELECT 'INSERT INTO walkshed.requirement (standard, service, tier, minutes, metres, min_places, weight) VALUES ' || "values" $$;
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', 5, 300, 1, 1)$$), '23514', NULL, 'minutes and metres are one too many');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', NULL, NULL, 1, 1)$$), '23514', NULL, 'neither is too few');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', 0, NULL, 1, 1)$$), '23514', NULL, 'no time is no budget');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', NULL, -5, 1, 1)$$), '23514', NULL, 'nor is less than no way');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', 'NaN', NULL, 1, 1)$$), '23514', NULL, 'nor what is no number');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', NULL, 'Infinity', 1, 1)$$), '23514', NULL, 'nor all the way');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', 15, NULL, 0, 1)$$), '23514', NULL, 'no place is nothing to ask for');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', 15, NULL, 1001, 1)$$), '23514', NULL, 'a search finds no more than 1000');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', 721, NULL, 1, 1)$$), '23514', NULL, 'nor looks further than a day, which is twice the budget');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', NULL, 50001, 1, 1)$$), '23514', NULL, 'or 100 km');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', 15, NULL, 1, -1)$$), '23514', NULL, 'a weight is not negative');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'park', 'basic', 15, NULL, 1, 'NaN')$$), '23514', NULL, 'a weight is a number');
SELECT throws_ok(pg_temp.requirement($$('luzhou-9', 'park', 'basic', 15, NULL, 1, 1)$$), '23503', NULL, 'the standard must exist');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'perk', 'basic', 15, NULL, 1, 1)$$), '23503', NULL, 'the service must exist');
SELECT throws_ok(pg_temp.requirement($$('luzhou-8', 'repair', 'basic', 10, NULL, 1, 1)$$), '23505', NULL, 'a tier asks once');
SELECT throws_ok($$ UPDATE walkshed.requirement SET profile = 'adolt' $$, '23503', NULL, 'the profile must exist');
SELECT throws_ok($$ INSERT INTO walkshed.standard (code) VALUES ('nameless') $$, '23514', NULL, 'a standard has a name');
SELECT throws_ok($$ INSERT INTO walkshed.profile (name, walker) VALUES ('ghost', NULL) $$, '23502', NULL, 'a profile has a walker');
SELECT throws_ok($$ INSERT INTO walkshed.profile (name, walker) VALUES ('snail', walkshed.walker(speed_mps => 0.01)) $$, '23514', NULL, 'and walks');
SELECT throws_ok($$ INSERT INTO walkshed.profile (name, walker) VALUES ('alpinist', walkshed.walker(slope => 'tobbler')) $$, '23514', NULL, 'by a known rule of slopes');
SELECT throws_ok($$ INSERT INTO walkshed.osm_mapping (key, value, service) VALUES ('shop', 'laundry', 'laundry') $$, '23505', NULL, 'a tag means a service once');

SELECT * FROM finish();
ROLLBACK;
