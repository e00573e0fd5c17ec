-- The rulebook: what a district owes its quarters, as rows that a user reads, copies and extends.
--
-- Shipped rows carry shipped = true and come back with CREATE EXTENSION; every other row belongs to the
-- user and goes through pg_dump.

CREATE TABLE walkshed.standard (
	code text PRIMARY KEY CHECK (code <> '' AND code = btrim(code)),
	name_en text,
	name_zh text,
	jurisdiction text,
	version text,
	source text,
	verified boolean NOT NULL DEFAULT false,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT standard_has_a_name CHECK (num_nonnulls(name_en, name_zh) > 0)
);

COMMENT ON TABLE walkshed.standard IS 'Named sets of requirements. Do not change a shipped row: the change is lost at dump and restore. Copy it under a code of your own.';
COMMENT ON COLUMN walkshed.standard.code IS 'Code that requirement.standard and create_study(standard => ...) name';
COMMENT ON COLUMN walkshed.standard.name_en IS 'English name';
COMMENT ON COLUMN walkshed.standard.name_zh IS 'Chinese name';
COMMENT ON COLUMN walkshed.standard.jurisdiction IS 'Where the standard holds';
COMMENT ON COLUMN walkshed.standard.version IS 'Edition or year';
COMMENT ON COLUMN walkshed.standard.source IS 'Where the standard is taken from';
COMMENT ON COLUMN walkshed.standard.verified IS 'True when it was checked against the text that issues it';
COMMENT ON COLUMN walkshed.standard.note IS 'What an analyst should know before using it';
COMMENT ON COLUMN walkshed.standard.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.service (
	code text PRIMARY KEY CHECK (code <> '' AND code = btrim(code)),
	name_en text,
	name_zh text,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT service_has_a_name CHECK (num_nonnulls(name_en, name_zh) > 0)
);

COMMENT ON TABLE walkshed.service IS 'Services that a place can offer and a requirement can ask for. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.service.code IS 'Code used in requirement.service, osm_mapping.service and in the services of a place';
COMMENT ON COLUMN walkshed.service.name_en IS 'English name';
COMMENT ON COLUMN walkshed.service.name_zh IS 'Chinese name';
COMMENT ON COLUMN walkshed.service.note IS 'What belongs to the service and what does not';
COMMENT ON COLUMN walkshed.service.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.profile (
	name text PRIMARY KEY CHECK (name <> '' AND name = btrim(name)),
	walker walkshed.walker NOT NULL,
	source text,
	verified boolean NOT NULL DEFAULT false,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	-- Only what a hand slips on; the functions check the rest.
	CONSTRAINT profile_walker_speed CHECK (((walker).speed_mps BETWEEN 0.1 AND 10) IS TRUE),
	CONSTRAINT profile_walker_slope CHECK (((walker).slope IN ('none', 'tobler')) IS TRUE)
);

COMMENT ON TABLE walkshed.profile IS 'Who walks: named walkers. Add your own rows with walkshed.walker(...); do not change shipped ones.';
COMMENT ON COLUMN walkshed.profile.name IS 'Name that requirement.profile gives';
COMMENT ON COLUMN walkshed.profile.walker IS 'The walker; pass it to functions as (SELECT walker FROM walkshed.profile WHERE name = ...)';
COMMENT ON COLUMN walkshed.profile.source IS 'Where the speed is taken from, and the waits if it has any';
COMMENT ON COLUMN walkshed.profile.verified IS 'True when the speed, and the wait at signals, were read in a public source; the note names the numbers that were not';
COMMENT ON COLUMN walkshed.profile.note IS 'What an analyst should know before using it';
COMMENT ON COLUMN walkshed.profile.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.requirement (
	standard text NOT NULL REFERENCES walkshed.standard ON UPDATE CASCADE ON DELETE CASCADE,
	service text NOT NULL REFERENCES walkshed.service ON UPDATE CASCADE,
	tier text NOT NULL DEFAULT 'basic' CHECK (tier <> '' AND tier = btrim(tier)),
	profile text NOT NULL DEFAULT 'adult' REFERENCES walkshed.profile ON UPDATE CASCADE,
	-- A study looks as far as twice a budget; a search goes as far as a day or 100 km, to 1000 places.
	minutes float8 CHECK (minutes > 0 AND minutes <= 720),
	metres float8 CHECK (metres > 0 AND metres <= 50000),
	min_places integer NOT NULL DEFAULT 1 CHECK (min_places BETWEEN 1 AND 1000),
	weight float8 NOT NULL DEFAULT 1 CHECK (weight >= 0 AND weight < 'Infinity'),
	source text,
	verified boolean NOT NULL DEFAULT false,
	shipped boolean NOT NULL DEFAULT false,
	PRIMARY KEY (standard, service, tier),
	CONSTRAINT requirement_minutes_or_metres CHECK (num_nonnulls(minutes, metres) = 1)
);

COMMENT ON TABLE walkshed.requirement IS 'What a standard asks for: a service, for whom, within which walk. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.requirement.standard IS 'The standard that asks';
COMMENT ON COLUMN walkshed.requirement.service IS 'The service asked for';
COMMENT ON COLUMN walkshed.requirement.tier IS 'Tier of the standard; one service may be asked for in several';
COMMENT ON COLUMN walkshed.requirement.profile IS 'Who must be able to make the walk';
COMMENT ON COLUMN walkshed.requirement.minutes IS 'Budget in minutes on foot, at most 720; or give metres';
COMMENT ON COLUMN walkshed.requirement.metres IS 'Budget in metres on foot, at most 50000; or give minutes';
COMMENT ON COLUMN walkshed.requirement.min_places IS 'Number of distinct places of the service that must lie within the budget, at most 1000';
COMMENT ON COLUMN walkshed.requirement.weight IS 'Weight in the gap score, relative to the other requirements of the standard';
COMMENT ON COLUMN walkshed.requirement.source IS 'Where the numbers are taken from';
COMMENT ON COLUMN walkshed.requirement.verified IS 'True when the numbers were checked against the text that issues them';
COMMENT ON COLUMN walkshed.requirement.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.osm_mapping (
	-- Numbers below 10001 are kept for shipped rows, so that a later release can add some without
	-- meeting those of a user.
	id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 10001) PRIMARY KEY,
	key text NOT NULL CHECK (key <> ''),
	value text NOT NULL CHECK (value <> ''),
	also jsonb CHECK (jsonb_typeof(also) = 'object'),
	service text NOT NULL REFERENCES walkshed.service ON UPDATE CASCADE ON DELETE CASCADE,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT osm_mapping_once UNIQUE NULLS NOT DISTINCT (key, value, also, service)
);

COMMENT ON TABLE walkshed.osm_mapping IS 'Which tags of OpenStreetMap mean which service. A place has the service of every row that matches it. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.osm_mapping.id IS 'Number of the row; below 10001 for shipped rows';
COMMENT ON COLUMN walkshed.osm_mapping.key IS 'Key of the tag';
COMMENT ON COLUMN walkshed.osm_mapping.value IS 'Value of the tag; * for any';
COMMENT ON COLUMN walkshed.osm_mapping.also IS 'Further tags that must be there too, as {"key": "value"}';
COMMENT ON COLUMN walkshed.osm_mapping.service IS 'The service that a place with these tags offers';
COMMENT ON COLUMN walkshed.osm_mapping.note IS 'How far the tag can be trusted';
COMMENT ON COLUMN walkshed.osm_mapping.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

SELECT pg_catalog.pg_extension_config_dump('walkshed.standard', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.service', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.profile', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.requirement', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.osm_mapping', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.osm_mapping_id_seq', '');

-- Everybody may use the extension: who owns or refreshes a study reads the rulebook. Changing it is granted.
GRANT USAGE ON SCHEMA walkshed TO PUBLIC;
GRANT SELECT ON walkshed.standard, walkshed.service, walkshed.profile, walkshed.requirement, walkshed.osm_mapping TO PUBLIC;

-- Shipped rows ---------------------------------------------------------------

INSERT INTO walkshed.profile (name, walker, source, verified, note, shipped) VALUES
	('adult', walkshed.walker(speed_mps => 1.33),
		'planning practice, 80 m/min', true,
		'The walker of every function by default. The planning convention of 80 m a minute has the waits at crossings in it: none are added, nor slopes. Stairs at 0.5 m/s up and 0.7 m/s down are common knowledge, not verified. International studies use 5 km/h (1.39 m/s).', true),
	('adult with waits', walkshed.walker(speed_mps => 1.39, slope => 'tobler', footbridge_s => 6 * (2.0 + 1.43), underpass_s => 6 * (2.0 + 1.43),
			lift_wait_s => 30, signal_wait_s => 33.75, crossing_wait_s => 5),
		'5 km/h, international studies; slopes: Tobler 1993; signals: mean wait (C - g)^2 / 2C of a cycle C of 120 s with g = 30 s of green', true,
		'Walks without the waits that 80 m a minute has in it, and adds them. Not verified, common knowledge: 5 s at a crossing without signals, 30 s for a lift, and where the stairs of a footbridge or an underpass are not drawn, 6 m of them up at 0.5 m/s and 6 m down at 0.7 m/s. A refuge in the middle of a crossing doubles its wait: use delay_s of the street.', true),
	('adult cautious', walkshed.walker(speed_mps => 1.15),
		'15th percentile of pedestrians up to 60 years', true,
		'The speed that 85 in 100 adults reach or exceed.', true),
	('elder', walkshed.walker(speed_mps => 0.92, steps_up_s_per_m => 2.0 / 0.65, steps_down_s_per_m => 1.43 / 0.65),
		'15th percentile of pedestrians over 60 years', true,
		'Stairs at 0.65 times an adult''s speed (0.325 m/s up, 0.455 m/s down): common knowledge, not verified. No waits, no slopes.', true),
	('elder with waits', walkshed.walker(speed_mps => 0.92, slope => 'tobler', steps_up_s_per_m => 2.0 / 0.65, steps_down_s_per_m => 1.43 / 0.65,
			footbridge_s => 6 * (2.0 + 1.43) / 0.65, underpass_s => 6 * (2.0 + 1.43) / 0.65, lift_wait_s => 30, signal_wait_s => 33.75, crossing_wait_s => 5),
		'15th percentile of pedestrians over 60 years; slopes and signals as for the adult with waits', true,
		'Not verified, common knowledge: stairs at 0.65 times an adult''s speed, drawn or not; 5 s at a crossing without signals; 30 s for a lift.', true),
	('child', walkshed.walker(speed_mps => 1.1),
		'common knowledge, children of 6 to 12 years', false,
		'Check the speed before a decision rests on it.', true),
	('stroller', walkshed.walker(speed_mps => 0.8, steps_allowed => false),
		'common knowledge, an adult with a toddler or a pram', false,
		'Steps are closed: a pram goes round. Check the speed before a decision rests on it.', true),
	('wheelchair', walkshed.walker(speed_mps => 0.8, steps_allowed => false, steepest_grade => 1 / 12::float8, lift_wait_s => 30),
		'common knowledge, no steps and no grade above 1:12, 30 s for a lift', false,
		'Slopes that are not too steep cost nothing. A footbridge or an underpass whose stairs are not drawn is open: mark it wheelchair = no where it has no ramp. Check the numbers before a decision rests on them.', true),
	('metres-only', walkshed.walker(speed_mps => 1.33, steps_up_s_per_m => 1 / 1.33, steps_down_s_per_m => 1 / 1.33),
		'a convention, for standards in metres', false,
		'Every metre costs the same, stairs too, so that the quickest way is the shortest one.', true);

INSERT INTO walkshed.service (code, name_en, name_zh, note, shipped) VALUES
	('vegetable_market', 'Vegetable market', '蔬菜零售', 'Markets and greengrocers', true),
	('convenience_store', 'Convenience store (community supermarket)', '便利店(社区超市)', 'A supermarket counts as one', true),
	('breakfast', 'Breakfast', '早餐', NULL, true),
	('housekeeping', 'Housekeeping', '家政', NULL, true),
	('hair_beauty', 'Hair and beauty', '美容美发', NULL, true),
	('parcel', 'Parcel pick-up', '末端配送', 'Parcel lockers and stations, post offices', true),
	('repair', 'Repair', '维修', 'Shoes, keys, clothes, watches, bicycles, household things', true),
	('laundry', 'Laundry and dyeing', '洗染', NULL, true),
	('elderly_care', 'Elderly care', '养老服务', 'Day centres and care homes', true),
	('canteen', 'Community canteen', '社区食堂', NULL, true),
	('pharmacy', 'Pharmacy', '药店', NULL, true),
	('clinic', 'Clinic', '诊所', 'Clinics, doctors, dentists', true),
	('kindergarten', 'Kindergarten', '幼儿园', NULL, true),
	('primary_school', 'Primary school', '小学', NULL, true),
	('park', 'Park or square', '公园广场', NULL, true),
	('library', 'Library', '图书馆', NULL, true),
	('supermarket', 'Supermarket', '超市', NULL, true);

INSERT INTO walkshed.standard (code, name_en, name_zh, jurisdiction, version, source, verified, note, shipped) VALUES
	('luzhou-8', 'Luzhou eight basic services', '潞州区八项基本便民服务', 'Luzhou District, Changzhi, Shanxi, China', 'undated',
		'The eight services that the district reports for its quarter-hour convenient living circles', false,
		'Every service within 15 minutes'' walk of an adult, all of one weight. Minutes and weights are the usual ones, not checked against the issuing text.', true);

INSERT INTO walkshed.requirement (standard, service, minutes, source, shipped)
SELECT 'luzhou-8', s, 15, 'a quarter of an hour on foot', true
FROM unnest(ARRAY['vegetable_market', 'convenience_store', 'breakfast', 'housekeeping',
		'hair_beauty', 'parcel', 'repair', 'laundry']) AS s;

-- Tags that say too little are left out: craft=* holds breweries, healthcare=* laboratories, and most
-- amenity=school do not say which school. Such a row hides a gap.
INSERT INTO walkshed.osm_mapping (id, key, value, also, service, note, shipped)
SELECT row_number() OVER (), m.key, m.value, m.also::jsonb, m.service, m.note, true
FROM (VALUES
	('amenity', 'marketplace', NULL, 'vegetable_market', NULL),
	('shop', 'greengrocer', NULL, 'vegetable_market', NULL),
	('shop', 'farm', NULL, 'vegetable_market', NULL),
	('shop', 'convenience', NULL, 'convenience_store', NULL),
	('shop', 'supermarket', NULL, 'convenience_store', 'the service includes the community supermarket'),
	('shop', 'supermarket', NULL, 'supermarket', NULL),
	('amenity', 'fast_food', NULL, 'breakfast', 'not every one opens in the morning'),
	('amenity', 'cafe', NULL, 'breakfast', 'not every one opens in the morning'),
	('shop', 'bakery', NULL, 'breakfast', NULL),
	('office', 'cleaning', NULL, 'housekeeping', 'seldom mapped'),
	('craft', 'cleaning', NULL, 'housekeeping', 'seldom mapped'),
	('shop', 'hairdresser', NULL, 'hair_beauty', NULL),
	('shop', 'beauty', NULL, 'hair_beauty', NULL),
	('amenity', 'parcel_locker', NULL, 'parcel', NULL),
	('amenity', 'post_depot', NULL, 'parcel', NULL),
	('amenity', 'post_office', NULL, 'parcel', 'hands out parcels'),
	('shop', 'repair', NULL, 'repair', NULL),
	('shop', 'shoe_repair', NULL, 'repair', NULL),
	('shop', 'locksmith', NULL, 'repair', NULL),
	('craft', 'shoemaker', NULL, 'repair', NULL),
	('craft', 'locksmith', NULL, 'repair', NULL),
	('craft', 'key_cutter', NULL, 'repair', NULL),
	('craft', 'tailor', NULL, 'repair', NULL),
	('craft', 'dressmaker', NULL, 'repair', NULL),
	('craft', 'watchmaker', NULL, 'repair', NULL),
	('craft', 'clockmaker', NULL, 'repair', NULL),
	('craft', 'electronics_repair', NULL, 'repair', NULL),
	('shop', 'bicycle', '{"service:bicycle:repair": "yes"}', 'repair', NULL),
	('shop', 'laundry', NULL, 'laundry', NULL),
	('shop', 'dry_cleaning', NULL, 'laundry', NULL),
	('amenity', 'social_facility', '{"social_facility:for": "senior"}', 'elderly_care', NULL),
	('amenity', 'nursing_home', NULL, 'elderly_care', 'the older tag'),
	('amenity', 'canteen', NULL, 'canteen', NULL),
	('amenity', 'pharmacy', NULL, 'pharmacy', NULL),
	('amenity', 'clinic', NULL, 'clinic', NULL),
	('amenity', 'doctors', NULL, 'clinic', NULL),
	('amenity', 'dentist', NULL, 'clinic', NULL),
	('healthcare', 'clinic', NULL, 'clinic', NULL),
	('healthcare', 'doctor', NULL, 'clinic', NULL),
	('healthcare', 'dentist', NULL, 'clinic', NULL),
	('healthcare', 'centre', NULL, 'clinic', NULL),
	('amenity', 'kindergarten', NULL, 'kindergarten', NULL),
	('amenity', 'school', '{"isced:level": "1"}', 'primary_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"isced:level": "0;1"}', 'primary_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"isced:level": "1;2"}', 'primary_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"isced:level": "0;1;2"}', 'primary_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"isced:level": "1;2;3"}', 'primary_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"school": "primary"}', 'primary_school', NULL),
	('leisure', 'park', NULL, 'park', NULL),
	('leisure', 'garden', '{"access": "yes"}', 'park', 'other gardens are mostly private'),
	('leisure', 'playground', NULL, 'park', NULL),
	('place', 'square', NULL, 'park', NULL),
	('amenity', 'library', NULL, 'library', NULL)
) AS m(key, value, also, service, note);
