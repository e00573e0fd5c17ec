-- The rows of the rulebook that the extension ships.
--
-- They are staged in temporary tables of the same shapes and merged at the end of the file. An update script
-- that repeats the file brings the shipped rows of an older version up to date.

CREATE TEMPORARY TABLE profile (LIKE walkshed.profile INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE service (LIKE walkshed.service INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE service_group (LIKE walkshed.service_group INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE standard (LIKE walkshed.standard INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE requirement (LIKE walkshed.requirement INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE alternative (LIKE walkshed.alternative INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE grade (LIKE walkshed.grade INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE osm_mapping (LIKE walkshed.osm_mapping INCLUDING DEFAULTS);

INSERT INTO pg_temp.profile (name, walker, source, verified, note) VALUES
	('adult', walkshed.walker(speed_mps => 1.33),
		'planning practice, 80 m/min', true,
		'The walker of every function by default. The planning convention of 80 m a minute has the waits at crossings in it: none are added, nor slopes. Stairs at 0.5 m/s up and 0.7 m/s down are common knowledge, not verified. International studies use 5 km/h (1.39 m/s).'),
	('five-km-h', walkshed.walker(speed_mps => 1 / 0.72),
		'5 km/h, international studies', true,
		'Stairs as for the adult. No waits, no slopes.'),
	('adult with waits', walkshed.walker(speed_mps => 1.39, slope => 'tobler', footbridge_s => 6 * (2.0 + 1.43), underpass_s => 6 * (2.0 + 1.43),
			lift_wait_s => 30, signal_wait_s => 33.75, crossing_wait_s => 5),
		'5 km/h, international studies; slopes: Tobler 1993; signals: mean wait (C - g)^2 / 2C of a cycle C of 120 s with g = 30 s of green', true,
		'Walks without the waits that 80 m a minute has in it, and adds them. Not verified, common knowledge: 5 s at a crossing without signals, 30 s for a lift, and where the stairs of a footbridge or an underpass are not drawn, 6 m of them up at 0.5 m/s and 6 m down at 0.7 m/s. A refuge in the middle of a crossing doubles its wait: use delay_s of the street.'),
	('adult cautious', walkshed.walker(speed_mps => 1.15),
		'15th percentile of pedestrians up to 60 years', true,
		'The speed that 85 in 100 adults reach or exceed.'),
	('elder', walkshed.walker(speed_mps => 0.92, steps_up_s_per_m => 2.0 / 0.65, steps_down_s_per_m => 1.43 / 0.65),
		'15th percentile of pedestrians over 60 years', true,
		'Stairs at 0.65 times an adult''s speed (0.325 m/s up, 0.455 m/s down): common knowledge, not verified. No waits, no slopes.'),
	('elder with waits', walkshed.walker(speed_mps => 0.92, slope => 'tobler', steps_up_s_per_m => 2.0 / 0.65, steps_down_s_per_m => 1.43 / 0.65,
			footbridge_s => 6 * (2.0 + 1.43) / 0.65, underpass_s => 6 * (2.0 + 1.43) / 0.65, lift_wait_s => 30, signal_wait_s => 33.75, crossing_wait_s => 5),
		'15th percentile of pedestrians over 60 years; slopes and signals as for the adult with waits', true,
		'Not verified, common knowledge: stairs at 0.65 times an adult''s speed, drawn or not; 5 s at a crossing without signals; 30 s for a lift.'),
	('child', walkshed.walker(speed_mps => 1.1),
		'common knowledge, children of 6 to 12 years', false,
		'Check the speed before a decision rests on it.'),
	('stroller', walkshed.walker(speed_mps => 0.8, steps_allowed => false),
		'common knowledge, an adult with a toddler or a pram', false,
		'Steps are closed: a pram goes round. Check the speed before a decision rests on it.'),
	('wheelchair', walkshed.walker(speed_mps => 0.8, steps_allowed => false, steepest_grade => 1 / 12::float8, lift_wait_s => 30),
		'common knowledge, no steps and no grade above 1:12, 30 s for a lift', false,
		'Slopes that are not too steep cost nothing. A footbridge or an underpass whose stairs are not drawn is open: mark it wheelchair = no where it has no ramp. Check the numbers before a decision rests on them.'),
	('metres-only', walkshed.walker(speed_mps => 1.33, steps_up_s_per_m => 1 / 1.33, steps_down_s_per_m => 1 / 1.33),
		'a convention, for standards in metres', false,
		'Every metre costs the same, stairs too, so that the quickest way is the shortest one.');

INSERT INTO pg_temp.service (code, name_en, name_zh, note) VALUES
	('vegetable_market', 'Vegetable market', '蔬菜零售', 'Markets and greengrocers'),
	('convenience_store', 'Convenience store (community supermarket)', '便利店(社区超市)', 'A supermarket counts as one'),
	('breakfast', 'Breakfast', '早餐', NULL),
	('housekeeping', 'Housekeeping', '家政', NULL),
	('hair_beauty', 'Hair and beauty', '美容美发', NULL),
	('parcel', 'Parcel pick-up', '末端配送', 'Parcel lockers and stations, post offices'),
	('repair', 'Repair', '维修', 'Shoes, keys, clothes, watches, bicycles, household things'),
	('laundry', 'Laundry and dyeing', '洗染', NULL),
	('elderly_care', 'Elderly care', '养老服务', 'Day centres and care homes'),
	('child_care', 'Child care', '托育', 'For children under three; kindergartens are another service'),
	('canteen', 'Community canteen', '社区食堂', NULL),
	('pharmacy', 'Pharmacy', '药店', NULL),
	('clinic', 'Clinic', '诊所', 'Clinics, doctors, dentists'),
	('kindergarten', 'Kindergarten', '幼儿园', NULL),
	('primary_school', 'Primary school', '小学', NULL),
	('park', 'Park or square', '公园广场', NULL),
	('library', 'Library', '图书馆', NULL),
	('supermarket', 'Supermarket', '超市', NULL);

INSERT INTO pg_temp.service_group (code, grouping, name_en, name_zh) VALUES
	('six_ones_store_breakfast', 'six_ones', 'One store, one breakfast', '一店一早'),
	('six_ones_market_repair', 'six_ones', 'One market, one repair', '一菜一修'),
	('six_ones_elder_child', 'six_ones', 'One for the old, one for the young', '一老一小');

-- Luzhou: eight services ------------------------------------------------------

INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('luzhou-8', 'Luzhou eight basic services', '潞州区八项基本便民服务', 'Luzhou District, Changzhi, Shanxi, China', 'zh', 'undated',
		'The eight services that the district reports for its quarter-hour convenient living circles', true,
		'Every service within 15 minutes'' walk of an adult, all of one weight. The list is the district''s; minutes and weights are the usual ones, not checked against the issuing text.');

INSERT INTO pg_temp.requirement (standard, service, minutes, modes, source)
SELECT 'luzhou-8', r.service, 15, r.modes::text[], 'a quarter of an hour on foot'
FROM (VALUES
	('vegetable_market', '{on_site,pick_up}'),
	('convenience_store', '{on_site,pick_up}'),
	('breakfast', '{on_site,pick_up}'),
	('housekeeping', '{on_site,pick_up,door_to_door,hotline}'),
	('hair_beauty', '{on_site,pick_up}'),
	('parcel', '{on_site,pick_up}'),
	('repair', '{on_site,pick_up,door_to_door,hotline}'),
	('laundry', '{on_site,pick_up,door_to_door}')
) AS r(service, modes);

-- Jinan: six ones -------------------------------------------------------------

INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('jinan-six-ones', 'Jinan six ones', '济南市中区“六个一”', 'Shizhong District, Jinan, Shandong, China', 'zh', 'undated',
		'One store, one breakfast; one vegetable market, one repair; one for the old, one for the young', true,
		'Pass or fail on six services, within 15 minutes from home. Profiles and weights are the usual ones.');

INSERT INTO pg_temp.requirement (standard, service, groups, profile, age_group, minutes, modes, source, verified)
SELECT 'jinan-six-ones', r.service, r.groups::text[], r.profile, r.age_group, 15, r.modes::text[],
	'all services reachable in 15 minutes from home', '{minutes}'
FROM (VALUES
	('convenience_store', '{six_ones_store_breakfast}', 'adult', 'all', '{on_site,pick_up}'),
	('breakfast', '{six_ones_store_breakfast}', 'adult', 'all', '{on_site,pick_up}'),
	('vegetable_market', '{six_ones_market_repair}', 'adult', 'all', '{on_site,pick_up}'),
	('repair', '{six_ones_market_repair}', 'adult', 'all', '{on_site,pick_up,door_to_door,hotline}'),
	('elderly_care', '{six_ones_elder_child}', 'elder', 'elder', '{on_site,pick_up,door_to_door,hotline}'),
	('child_care', '{six_ones_elder_child}', 'stroller', 'child', '{on_site,pick_up}')
) AS r(service, groups, profile, age_group, modes);

-- Tags that say too little are left out: craft=* holds breweries, healthcare=* laboratories, and most
-- amenity=school do not say which school. Such a row hides a gap.
INSERT INTO pg_temp.osm_mapping (id, key, value, also, service, note)
SELECT row_number() OVER (), m.key, m.value, m.also::jsonb, m.service, m.note
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
	('amenity', 'childcare', NULL, 'child_care', NULL),
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

-- Merge -----------------------------------------------------------------------

DO $$
DECLARE
	t record;
BEGIN
	-- A standard that is no longer shipped becomes the user's, with all its rows.
	FOR t IN SELECT unnest('{requirement,alternative,grade}'::text[]) AS name LOOP
		EXECUTE format('UPDATE walkshed.%I SET shipped = false
			WHERE shipped AND standard NOT IN (SELECT s.code FROM pg_temp.standard s)', t.name);
	END LOOP;
	-- Nothing refers to a mapping, and its number changes with those before it.
	DELETE FROM walkshed.osm_mapping WHERE shipped;

	-- What others may refer to becomes the user's too; other rows that are no longer shipped go. The rest is
	-- brought up to date, except where a user's row has the same key.
	FOR t IN
		SELECT m.name, m.key, string_agg(quote_ident(a.attname), ', ') AS columns,
			string_agg('excluded.' || quote_ident(a.attname), ', ') AS fresh,
			CASE WHEN m.referred_to THEN 'UPDATE walkshed.%I t SET shipped = false' ELSE 'DELETE FROM walkshed.%I t' END AS retire
		FROM (VALUES
				(1, 'profile', 'name', true),
				(2, 'service', 'code', true),
				(3, 'service_group', 'code', true),
				(4, 'standard', 'code', true),
				(5, 'requirement', 'standard, service, tier, variant', false),
				(6, 'alternative', 'standard, service, tier, variant, alternative', false),
				(7, 'grade', 'standard, grade, tier', false),
				(8, 'osm_mapping', 'key, value, also, service', false)
			) AS m(place, name, key, referred_to)
			JOIN pg_attribute a ON a.attrelid = format('pg_temp.%I', m.name)::regclass
		WHERE a.attnum > 0 AND a.attname <> 'shipped'
		GROUP BY m.name, m.key, m.referred_to, m.place
		ORDER BY m.place
	LOOP
		EXECUTE format(t.retire || ' WHERE t.shipped AND NOT EXISTS (SELECT %2$s INTERSECT SELECT %2$s FROM pg_temp.%1$I)', t.name, t.key);
		EXECUTE format('INSERT INTO walkshed.%1$I AS t (%3$s, shipped) SELECT %3$s, true FROM pg_temp.%1$I
			ON CONFLICT (%2$s) DO UPDATE SET (%3$s) = ROW (%4$s) WHERE t.shipped', t.name, t.key, t.columns, t.fresh);
	END LOOP;
END
$$;

DROP TABLE pg_temp.profile, pg_temp.service, pg_temp.service_group, pg_temp.standard, pg_temp.requirement,
	pg_temp.alternative, pg_temp.grade, pg_temp.osm_mapping;
