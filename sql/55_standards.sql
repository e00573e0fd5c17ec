-- The rows of the rulebook that the extension ships.
--
-- They are staged in temporary tables of the same shapes and merged at the end of the file. An update script
-- that repeats the file brings the shipped rows of an older version up to date: it sets its path itself.

SET LOCAL search_path = pg_catalog, pg_temp;

CREATE TEMPORARY TABLE profile (LIKE walkshed.profile INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE service (LIKE walkshed.service INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE service_group (LIKE walkshed.service_group INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE standard (LIKE walkshed.standard INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE requirement (LIKE walkshed.requirement INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE alternative (LIKE walkshed.alternative INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE grade (LIKE walkshed.grade INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE osm_mapping (LIKE walkshed.osm_mapping INCLUDING DEFAULTS);
CREATE TEMPORARY TABLE amap_mapping (LIKE walkshed.amap_mapping INCLUDING DEFAULTS);

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

-- Services. A note says where OpenStreetMap has no tag, or none that tells the service from others.
INSERT INTO pg_temp.service (code, name_en, name_zh, note) VALUES
	('vegetable_market', 'Vegetable market', '蔬菜零售', 'Markets and greengrocers'),
	('fresh_food', 'Fresh-food shop', '生鲜超市(菜店)', 'Vegetables, fruit, meat, fish'),
	('convenience_store', 'Convenience store (community supermarket)', '便利店(社区超市)', 'A supermarket counts as one'),
	('supermarket', 'Supermarket', '超市', NULL),
	('mall', 'Mall', '商场', 'Malls and department stores'),
	('shopping', 'Shopping', '购物', 'Clothes, shoes, gifts, department stores: what is not bought every day'),
	('breakfast', 'Breakfast', '早餐', NULL),
	('restaurant', 'Restaurant', '餐饮店', 'Restaurants and speciality food'),
	('bakery', 'Bakery', '蛋糕烘焙店', NULL),
	('tea_coffee', 'Tea and coffee', '茶艺咖啡馆', NULL),
	('canteen', 'Community canteen', '社区食堂', NULL),
	('housekeeping', 'Housekeeping', '家政', NULL),
	('hair_beauty', 'Hair and beauty', '美容美发', NULL),
	('laundry', 'Laundry and dyeing', '洗染', NULL),
	('repair', 'Repair', '维修', 'Shoes, keys, clothes, watches, bicycles, household things'),
	('photo_copy', 'Photo and copy', '照相文印', NULL),
	('parcel', 'Parcel pick-up', '末端配送', 'Parcel lockers and stations, post offices'),
	('post_office', 'Post office', '邮政营业场所', NULL),
	('bank', 'Bank', '银行', NULL),
	('telecom', 'Telecom shop', '电信营业网点', NULL),
	('recycling', 'Recycling point', '再生资源回收点', 'OpenStreetMap has containers; who buys scrap is seldom mapped'),
	('car_wash', 'Car wash', '洗车店', NULL),
	('refuse_point', 'Refuse point', '生活垃圾收集点', NULL),
	('toilet', 'Public toilet', '公共厕所', NULL),
	('pharmacy', 'Pharmacy', '药店', NULL),
	('clinic', 'Clinic', '诊所', 'Clinics, doctors, dentists'),
	('health_station', 'Community health station', '社区卫生服务站', 'OpenStreetMap does not tell it from other clinics'),
	('health_centre', 'Community health centre', '社区卫生服务中心', NULL),
	('elderly_care', 'Elderly care', '养老服务', 'Day centres and care homes'),
	('elderly_day_care', 'Elderly day care', '老年人日间照料中心', 'Elderly service stations with day care'),
	('care_home', 'Care home', '养老院', NULL),
	('child_care', 'Child care', '托育', 'For children under three; kindergartens are another service'),
	('kindergarten', 'Kindergarten', '幼儿园', NULL),
	('school', 'School', '学校', 'Of any level'),
	('primary_school', 'Primary school', '小学', NULL),
	('middle_school', 'Middle school', '初中', NULL),
	('training', 'Training and classes', '培训教育点', NULL),
	('library', 'Library', '图书馆', NULL),
	('bookshop', 'Bookshop', '书店', NULL),
	('culture_centre', 'Culture centre', '文化活动中心', NULL),
	('culture_room', 'Culture room', '文化活动站', 'OpenStreetMap does not tell it from other community centres'),
	('entertainment', 'Entertainment', '影院娱乐', 'Cinemas, theatres, bars'),
	('gym', 'Gym', '健身房', NULL),
	('sports_ground_large', 'Large sports ground', '大型多功能运动场地', NULL),
	('sports_ground_medium', 'Medium sports ground', '中型多功能运动场地', 'OpenStreetMap does not tell its size: sports centres stand for it'),
	('sports_court', 'Sports court', '小型多功能运动(球类)场地', NULL),
	('outdoor_fitness', 'Outdoor fitness', '室外健身场地', NULL),
	('activity_ground', 'Activity ground', '公共活动场地', 'For the old, for children, for games'),
	('playground', 'Playground', '儿童游乐场地', NULL),
	('park', 'Park or square', '公园广场', NULL),
	('bus_stop', 'Bus stop', '公交站点', NULL),
	('metro', 'Metro entrance', '轨道交通站点', NULL),
	('community_service', 'Community service station', '社区综合服务站', 'OpenStreetMap does not tell it from other offices and community centres'),
	('street_service', 'Street service centre', '街道社区服务中心', NULL),
	('police', 'Police', '派出所', NULL),
	('emergency_shelter', 'Emergency shelter', '应急避难场所', NULL),
	('travel_desk', 'Travel desk', '旅游服务点', NULL),
	('wellness', 'Wellness', '保健养生店', NULL),
	('flowers_gifts', 'Flowers and gifts', '鲜花礼品店', NULL),
	('pet_service', 'Pet service', '宠物服务站', NULL),
	-- Categories of the fifteen-minute city, wider than the services above.
	('any_outdoor', 'Outdoor', '户外', 'Parks, playgrounds, squares, dog parks'),
	('any_learning', 'Learning', '学习', 'Schools, kindergartens, libraries, colleges'),
	('any_supplies', 'Supplies', '购买', 'Shops for food and daily goods'),
	('any_eating', 'Eating', '餐饮', 'Restaurants, cafes, bars'),
	('any_moving', 'Moving', '出行', 'Stops, stations, shared bicycles'),
	('any_culture', 'Cultural activities', '文化活动', 'Cinemas, theatres, museums, galleries'),
	('any_exercise', 'Physical exercise', '体育锻炼', 'Sports grounds, gyms, pools'),
	('any_services', 'Services', '生活服务', 'Banks, post, hair, laundry, offices of the government'),
	('any_health', 'Health care', '医疗', 'Clinics, doctors, hospitals, pharmacies');

INSERT INTO pg_temp.service_group (code, grouping, name_en, name_zh) VALUES
	('six_ones_store_breakfast', 'six_ones', 'One store, one breakfast', '一店一早'),
	('six_ones_market_repair', 'six_ones', 'One market, one repair', '一菜一修'),
	('six_ones_elder_child', 'six_ones', 'One for the old, one for the young', '一老一小'),
	('six_ones_recycling_wash', 'six_ones', 'One recycling point, one car wash', '一收一洗'),
	('circle_consumption', 'circle', 'Consumption circle', '消费圈'),
	('circle_youth', 'circle', 'Youth circle', '青年圈'),
	('circle_convenience', 'circle', 'Convenience circle', '便民圈'),
	('circle_culture', 'circle', 'Culture circle', '文化圈'),
	('field_elderly_care', 'field', 'Elderly care', '养老'),
	('field_health', 'field', 'Health', '卫生'),
	('field_education', 'field', 'Education', '教育'),
	('field_culture', 'field', 'Culture', '文化'),
	('field_sport', 'field', 'Sport', '体育'),
	('field_transport', 'field', 'Transport', '交通'),
	('field_convenience', 'field', 'Convenience', '便民'),
	('field_shopping', 'field', 'Shopping', '购物'),
	('field_government', 'field', 'Government service', '政务'),
	('field_safety', 'field', 'Emergency and safety', '应急安全'),
	('dimension_government', 'dimension', 'Government', '政府'),
	('dimension_public_benefit', 'dimension', 'Public benefit', '公益'),
	('dimension_convenience', 'dimension', 'Convenience', '便民'),
	('resource_government', 'resource', 'Government', '政务'),
	('resource_education', 'resource', 'Education', '教育'),
	('resource_medical', 'resource', 'Medical', '医疗'),
	('resource_elderly_care', 'resource', 'Elderly care', '养老'),
	('resource_culture', 'resource', 'Culture', '文化'),
	('resource_service', 'resource', 'Service', '服务');

-- Luzhou: eight services ------------------------------------------------------

INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('luzhou-8', 'Luzhou eight basic services', '潞州区八项基本便民服务', 'Luzhou District, Changzhi, Shanxi, China', 'zh', 'undated',
		'The eight services that the district reports for its quarter-hour convenient living circles', false,
		'Every service within 15 minutes'' walk of an adult, all of one weight. The list was not checked against the issuing text.');

INSERT INTO pg_temp.requirement (standard, service, minutes, modes, source, verified)
SELECT 'luzhou-8', r.service, 15, r.modes::text[], 'a quarter of an hour on foot', '{minutes}'
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

-- Jinan: six ones, four circles -----------------------------------------------

INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('jinan-six-ones', 'Jinan six ones', '济南市中区“六个一”', 'Shizhong District, Jinan, Shandong, China', 'zh', '2024',
		'One store, one breakfast; one vegetable market, one repair; one for the old, one for the young', true,
		'Pass or fail on six services. The one for the young is child care. Who walks is not in the source.'),
	('jinan-four-circles', 'Jinan Weijiazhuang four circles', '济南魏家庄“四圈融合”', 'Weijiazhuang, Shizhong District, Jinan, Shandong, China', 'zh', '2024',
		'Four 15-minute circles that overlap: consumption, youth, convenience, culture', false,
		'The four circles and their 15 minutes are the district''s; which services belong to each is not in the source. A clinic there has evening hours from about 18:00: a requirement of its own asks for them. Breakfast must be there in the morning.');

INSERT INTO pg_temp.requirement (standard, service, variant, groups, profile, age_group, minutes, open_during, modes, source, verified, note)
SELECT r.standard, r.service, r.variant, ARRAY[r.circle], r.profile, r.age_group, 15, r.open_during, r.modes::text[],
	'15 minutes on foot from home', '{minutes}', r.note
FROM (VALUES
	('jinan-six-ones', 'convenience_store', '', 'six_ones_store_breakfast', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-six-ones', 'breakfast', '', 'six_ones_store_breakfast', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-six-ones', 'vegetable_market', '', 'six_ones_market_repair', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-six-ones', 'repair', '', 'six_ones_market_repair', 'adult', 'all', NULL, '{on_site,pick_up,door_to_door,hotline}', 'a hotline around the clock, and door visits'),
	('jinan-six-ones', 'elderly_care', '', 'six_ones_elder_child', 'elder', 'elder', NULL, '{on_site,pick_up,door_to_door,hotline}', 'a hotline around the clock, and door visits'),
	('jinan-six-ones', 'child_care', '', 'six_ones_elder_child', 'stroller', 'child', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'supermarket', '', 'circle_consumption', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'vegetable_market', '', 'circle_consumption', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'restaurant', '', 'circle_consumption', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'gym', '', 'circle_youth', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'tea_coffee', '', 'circle_youth', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'bookshop', '', 'circle_youth', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'convenience_store', '', 'circle_convenience', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'breakfast', '', 'circle_convenience', 'adult', 'all', 'Mo-Su 06:30-08:30', '{on_site,pick_up}', 'the hours are the usual ones'),
	('jinan-four-circles', 'laundry', '', 'circle_convenience', 'adult', 'all', NULL, '{on_site,pick_up,door_to_door}', NULL),
	('jinan-four-circles', 'repair', '', 'circle_convenience', 'adult', 'all', NULL, '{on_site,pick_up,door_to_door,hotline}', NULL),
	('jinan-four-circles', 'clinic', '', 'circle_convenience', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'clinic', 'evening', 'circle_convenience', 'adult', 'all', 'Mo-Fr 18:00-20:00', '{on_site,pick_up}', 'from about 18:00; when it ends, and on which days, is not in the source'),
	('jinan-four-circles', 'library', '', 'circle_culture', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'culture_room', '', 'circle_culture', 'adult', 'all', NULL, '{on_site,pick_up}', NULL),
	('jinan-four-circles', 'park', '', 'circle_culture', 'adult', 'all', NULL, '{on_site,pick_up}', NULL)
) AS r(standard, service, variant, circle, profile, age_group, open_during, modes, note);

-- Hexi: ten fields and three dimensions; Yongtai: six resources ---------------

INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('hexi-10', 'Hexi ten fields', '河西区十类服务', 'Hexi District, Tianjin, China', 'zh', 'undated',
		'Ten fields of the district''s quarter-hour map, and its three dimensions: government, public benefit, convenience', false,
		'The fields and dimensions are the district''s; which services stand for each, and the minutes, are the usual ones.'),
	('yongtai-6', 'Yongtai six resources', '永泰社区六类资源', 'Yongtai, Shijiazhuang, Hebei, China', 'zh', 'undated',
		'Six kinds of resources of a community of some 3,200 households: government, education, medical, elderly care, culture, service', false,
		'The kinds are the community''s; which services stand for each, and the minutes, are the usual ones.');

INSERT INTO pg_temp.requirement (standard, service, groups, profile, age_group, minutes, modes, source)
SELECT r.standard, r.service, r.groups::text[], r.profile, r.age_group, 15, r.modes::text[], 'a quarter of an hour on foot'
FROM (VALUES
	('hexi-10', 'elderly_care', '{field_elderly_care,dimension_public_benefit}', 'elder', 'elder', '{on_site,pick_up,door_to_door,hotline}'),
	('hexi-10', 'canteen', '{field_elderly_care,dimension_public_benefit}', 'elder', 'elder', '{on_site,pick_up,door_to_door}'),
	('hexi-10', 'health_station', '{field_health,dimension_public_benefit}', 'elder', 'elder', '{on_site,pick_up}'),
	('hexi-10', 'pharmacy', '{field_health,dimension_convenience}', 'adult', 'all', '{on_site,pick_up,door_to_door}'),
	('hexi-10', 'kindergarten', '{field_education,dimension_public_benefit}', 'stroller', 'child', '{on_site}'),
	('hexi-10', 'primary_school', '{field_education,dimension_government}', 'child', 'child', '{on_site}'),
	('hexi-10', 'library', '{field_culture,dimension_public_benefit}', 'adult', 'all', '{on_site,pick_up}'),
	('hexi-10', 'culture_room', '{field_culture,dimension_public_benefit}', 'adult', 'all', '{on_site,pick_up}'),
	('hexi-10', 'outdoor_fitness', '{field_sport,dimension_public_benefit}', 'adult', 'all', '{on_site}'),
	('hexi-10', 'park', '{field_sport,dimension_public_benefit}', 'adult', 'all', '{on_site}'),
	('hexi-10', 'bus_stop', '{field_transport,dimension_government}', 'adult', 'all', '{on_site}'),
	('hexi-10', 'breakfast', '{field_convenience,dimension_convenience}', 'adult', 'all', '{on_site,pick_up}'),
	('hexi-10', 'laundry', '{field_convenience,dimension_convenience}', 'adult', 'all', '{on_site,pick_up,door_to_door}'),
	('hexi-10', 'repair', '{field_convenience,dimension_convenience}', 'adult', 'all', '{on_site,pick_up,door_to_door,hotline}'),
	('hexi-10', 'hair_beauty', '{field_convenience,dimension_convenience}', 'adult', 'all', '{on_site,pick_up}'),
	('hexi-10', 'parcel', '{field_convenience,dimension_convenience}', 'adult', 'all', '{on_site,pick_up}'),
	('hexi-10', 'vegetable_market', '{field_shopping,dimension_convenience}', 'adult', 'all', '{on_site,pick_up}'),
	('hexi-10', 'convenience_store', '{field_shopping,dimension_convenience}', 'adult', 'all', '{on_site,pick_up}'),
	('hexi-10', 'supermarket', '{field_shopping,dimension_convenience}', 'adult', 'all', '{on_site,pick_up}'),
	('hexi-10', 'community_service', '{field_government,dimension_government}', 'adult', 'all', '{on_site,pick_up,hotline}'),
	('hexi-10', 'police', '{field_safety,dimension_government}', 'adult', 'all', '{on_site,hotline}'),
	('hexi-10', 'emergency_shelter', '{field_safety,dimension_government}', 'elder', 'all', '{on_site}'),
	('yongtai-6', 'community_service', '{resource_government}', 'adult', 'all', '{on_site,pick_up,hotline}'),
	('yongtai-6', 'kindergarten', '{resource_education}', 'stroller', 'child', '{on_site}'),
	('yongtai-6', 'primary_school', '{resource_education}', 'child', 'child', '{on_site}'),
	('yongtai-6', 'health_station', '{resource_medical}', 'elder', 'elder', '{on_site,pick_up}'),
	('yongtai-6', 'pharmacy', '{resource_medical}', 'adult', 'all', '{on_site,pick_up,door_to_door}'),
	('yongtai-6', 'elderly_day_care', '{resource_elderly_care}', 'elder', 'elder', '{on_site,pick_up,door_to_door}'),
	('yongtai-6', 'canteen', '{resource_elderly_care}', 'elder', 'elder', '{on_site,pick_up,door_to_door}'),
	('yongtai-6', 'culture_room', '{resource_culture}', 'adult', 'all', '{on_site}'),
	('yongtai-6', 'activity_ground', '{resource_culture}', 'adult', 'all', '{on_site}'),
	('yongtai-6', 'vegetable_market', '{resource_service}', 'adult', 'all', '{on_site,pick_up}'),
	('yongtai-6', 'supermarket', '{resource_service}', 'adult', 'all', '{on_site,pick_up}'),
	('yongtai-6', 'breakfast', '{resource_service}', 'adult', 'all', '{on_site,pick_up}'),
	('yongtai-6', 'hair_beauty', '{resource_service}', 'adult', 'all', '{on_site,pick_up}'),
	('yongtai-6', 'repair', '{resource_service}', 'adult', 'all', '{on_site,pick_up,door_to_door,hotline}'),
	('yongtai-6', 'laundry', '{resource_service}', 'adult', 'all', '{on_site,pick_up,door_to_door}'),
	('yongtai-6', 'parcel', '{resource_service}', 'adult', 'all', '{on_site,pick_up}')
) AS r(standard, service, groups, profile, age_group, modes);

-- Ministry of Commerce --------------------------------------------------------

INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('mofcom-2021', 'Quarter-hour convenient living circle, 2021', '城市一刻钟便民生活圈建设指南', 'China', 'zh', '2021',
		'Ministry of Commerce and 11 others, guide of July 2021; walking bands as the ministry explained them in September 2021', false,
		'The twelve kinds of the basic tier were read in the guide; those of the quality tier were not. Bands of 5, 8 and 15 minutes; what no band names has the 15 minutes of the circle. Tianjin adds recycling, parcel lockers and front warehouses. Stars: Shanxi 2023.'),
	('mofcom-2025', 'Quarter-hour convenient living circle, 2025', '城市一刻钟便民生活圈建设扩围升级', 'China', 'zh', '2025',
		'Ministry of Commerce and 8 others, notice of September 2025', true,
		'Eight kinds that are to come first, elderly care among them, and at least 30 m2 of community service space per 100 households. The notice adds to the guide of 2021. Satisfaction of 90 % and chain stores of 30 % are not a matter of walking.');

INSERT INTO pg_temp.requirement (standard, service, tier, profile, age_group, minutes, modes, source, verified)
SELECT 'mofcom-2021', r.service, r.tier, r.profile, r.age_group, r.minutes, r.modes::text[],
	CASE WHEN r.band THEN 'walking bands of the ministry' ELSE 'the circle: about 15 minutes on foot' END, '{minutes}'
FROM (VALUES
	('basic', 'convenience_store', 5, true, 'adult', 'all', '{on_site,pick_up}'),
	('basic', 'supermarket', 15, true, 'adult', 'all', '{on_site,pick_up}'),
	('basic', 'vegetable_market', 8, true, 'adult', 'all', '{on_site,pick_up}'),
	('basic', 'fresh_food', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('basic', 'breakfast', 8, true, 'adult', 'all', '{on_site,pick_up}'),
	('basic', 'laundry', 8, true, 'adult', 'all', '{on_site,pick_up,door_to_door}'),
	('basic', 'hair_beauty', 8, true, 'adult', 'all', '{on_site,pick_up}'),
	('basic', 'photo_copy', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('basic', 'housekeeping', 15, false, 'adult', 'all', '{on_site,pick_up,door_to_door,hotline}'),
	('basic', 'repair', 15, true, 'adult', 'all', '{on_site,pick_up,door_to_door,hotline}'),
	('basic', 'pharmacy', 8, true, 'adult', 'all', '{on_site,pick_up}'),
	('basic', 'parcel', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('quality', 'elderly_care', 15, false, 'elder', 'elder', '{on_site,pick_up,door_to_door,hotline}'),
	('quality', 'restaurant', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('quality', 'bakery', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('quality', 'bookshop', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('quality', 'gym', 15, true, 'adult', 'all', '{on_site}'),
	('quality', 'child_care', 15, false, 'stroller', 'child', '{on_site}'),
	('quality', 'training', 15, false, 'adult', 'all', '{on_site}'),
	('quality', 'travel_desk', 15, false, 'adult', 'all', '{on_site,pick_up,hotline}'),
	('quality', 'wellness', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('quality', 'flowers_gifts', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('quality', 'tea_coffee', 15, false, 'adult', 'all', '{on_site,pick_up}'),
	('quality', 'pet_service', 15, false, 'adult', 'all', '{on_site,pick_up,door_to_door}')
) AS r(tier, service, minutes, band, profile, age_group, modes);

INSERT INTO pg_temp.requirement (standard, service, groups, profile, age_group, minutes, capacity, capacity_per, modes, source, verified, note)
SELECT 'mofcom-2025', r.service, array_remove(ARRAY[r.six], NULL), r.profile, r.age_group, r.minutes, r.capacity, r.per, r.modes::text[], r.source,
	r.verified::text[], r.note
FROM (VALUES
	('convenience_store', 'six_ones_store_breakfast', 'adult', 'all', 5, NULL::float8, NULL, '{on_site,pick_up}', 'walking bands of the ministry, 2021', '{minutes}', NULL),
	('breakfast', 'six_ones_store_breakfast', 'adult', 'all', 8, NULL, NULL, '{on_site,pick_up}', 'walking bands of the ministry, 2021', '{minutes}', NULL),
	('vegetable_market', 'six_ones_market_repair', 'adult', 'all', 8, NULL, NULL, '{on_site,pick_up}', 'walking bands of the ministry, 2021', '{minutes}', NULL),
	('repair', 'six_ones_market_repair', 'adult', 'all', 15, NULL, NULL, '{on_site,pick_up,door_to_door,hotline}', 'walking bands of the ministry, 2021', '{minutes}', NULL),
	('elderly_care', 'six_ones_elder_child', 'elder', 'elder', 15, NULL, NULL, '{on_site,pick_up,door_to_door,hotline}', 'the circle: 15 minutes on foot', '{minutes}', 'must be there'),
	('child_care', 'six_ones_elder_child', 'stroller', 'child', 15, NULL, NULL, '{on_site}', 'the circle: 15 minutes on foot', '{minutes}', NULL),
	('recycling', 'six_ones_recycling_wash', 'adult', 'all', 15, NULL, NULL, '{on_site,door_to_door}', 'the circle: 15 minutes on foot', '{minutes}', NULL),
	('car_wash', 'six_ones_recycling_wash', 'adult', 'all', 15, NULL, NULL, '{on_site,door_to_door}', 'the circle: 15 minutes on foot', '{minutes}', NULL),
	('community_service', NULL, 'adult', 'all', 15, 30, '100 households', '{on_site}', 'at least 30 m2 per 100 households on average', '{minutes,capacity}',
		'the capacity of a place is its floor area in m2')
) AS r(service, six, profile, age_group, minutes, capacity, per, modes, source, verified, note);

INSERT INTO pg_temp.grade (standard, grade, tier, min_share, source, verified)
SELECT 'mofcom-2021', g.grade, g.tier, g.min_share, g.source, g.grade = 3
FROM (VALUES
	(3, 'basic', 15 / 23.0, 'Shanxi 2023: at least 15 of its 23 basic kinds'),
	(3, 'quality', 20 / 30.0, 'Shanxi 2023: at least 20 of its 30 quality kinds'),
	(4, 'basic', 19 / 23.0, 'half way from three stars to all; Shanxi 2023 decides by points'),
	(4, 'quality', 25 / 30.0, 'half way from three stars to all; Shanxi 2023 decides by points'),
	(5, 'basic', 1, 'all; Shanxi 2023 decides by points'),
	(5, 'quality', 1, 'all; Shanxi 2023 decides by points')
) AS g(grade, tier, min_share, source);

-- GB 50180-2018 ---------------------------------------------------------------

-- An upper tier's facility does not discharge a lower tier: where both ask for the like of it, they ask
-- for different services.
INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('gb50180-2018', 'Standard for urban residential area planning and design', '城市居住区规划设计标准', 'China', 'zh', '2018',
		'GB 50180-2018', false,
		'Walking distances: 15-minute tier 800 to 1000 m, 10-minute 500 m, 5-minute 300 m. min_size is the lower end of the floor area in m2: give places their floor area as capacity. For 50 to 100, 15 to 25, 5 to 12 and 1 to 3 thousand people.');

INSERT INTO pg_temp.requirement (standard, service, tier, profile, age_group, metres, min_size, optional, source, verified, note)
SELECT 'gb50180-2018', r.service, r.tier, 'metres-only', r.age_group, r.metres, r.min_size, r.optional, 'walking distance of the tier, floor area',
	CASE WHEN r.tier IN ('15-minute', '10-minute') THEN '{metres}'::text[] ELSE '{}' END, r.note
FROM (VALUES
	('15-minute', 'middle_school', 'child', 1000, NULL::float8, false, NULL),
	('15-minute', 'sports_ground_large', 'all', 1000, NULL, false, NULL),
	('15-minute', 'health_centre', 'all', 1000, 1700, false, '1700 to 2000 m2'),
	('15-minute', 'clinic', 'all', 1000, NULL, false, 'outpatient clinic'),
	('15-minute', 'care_home', 'elder', 1000, 7000, false, '7000 to 17500 m2'),
	('15-minute', 'culture_centre', 'all', 1000, 3000, false, '3000 to 6000 m2'),
	('15-minute', 'street_service', 'all', 1000, 700, false, '700 to 1500 m2'),
	('15-minute', 'post_office', 'all', 1000, NULL, false, NULL),
	('10-minute', 'primary_school', 'child', 500, NULL, false, NULL),
	('10-minute', 'sports_ground_medium', 'all', 500, NULL, false, NULL),
	('10-minute', 'vegetable_market', 'all', 500, 750, false, '750 to 2500 m2'),
	('10-minute', 'mall', 'all', 500, 1500, false, '1500 to 3000 m2'),
	('10-minute', 'restaurant', 'all', 500, NULL, false, NULL),
	('10-minute', 'bank', 'all', 500, NULL, false, NULL),
	('10-minute', 'telecom', 'all', 500, NULL, false, NULL),
	('10-minute', 'bus_stop', 'all', 500, NULL, false, NULL),
	('5-minute', 'community_service', 'all', 300, 600, false, '600 to 1000 m2'),
	('5-minute', 'culture_room', 'all', 300, 250, false, '250 to 1200 m2'),
	('5-minute', 'sports_court', 'all', 300, NULL, false, NULL),
	('5-minute', 'outdoor_fitness', 'all', 300, NULL, false, NULL),
	('5-minute', 'kindergarten', 'child', 300, 3150, false, '3150 to 4550 m2'),
	('5-minute', 'elderly_day_care', 'elder', 300, 350, false, '350 to 750 m2'),
	('5-minute', 'supermarket', 'all', 300, NULL, false, 'shops'),
	('5-minute', 'pharmacy', 'all', 300, NULL, false, 'shops'),
	('5-minute', 'laundry', 'all', 300, NULL, false, 'shops'),
	('5-minute', 'hair_beauty', 'all', 300, NULL, false, 'shops'),
	('5-minute', 'recycling', 'all', 300, NULL, false, NULL),
	('5-minute', 'toilet', 'all', 300, NULL, false, NULL),
	('5-minute', 'canteen', 'elder', 300, NULL, true, NULL),
	('5-minute', 'child_care', 'child', 300, NULL, true, NULL),
	('5-minute', 'health_station', 'all', 300, 120, true, '120 to 270 m2'),
	('block', 'convenience_store', 'all', 300, 50, false, '50 to 100 m2; no radius is given: that of the tier above'),
	('block', 'parcel', 'all', 300, NULL, false, 'no radius is given: that of the tier above'),
	('block', 'playground', 'child', 300, NULL, false, 'no radius is given: that of the tier above'),
	('block', 'refuse_point', 'all', 70, NULL, false, NULL)
) AS r(tier, service, age_group, metres, min_size, optional, note);

-- Complete community ----------------------------------------------------------

INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('complete-community-2020', 'Complete community', '完整居住社区建设标准(试行)', 'China', 'zh', '2020 (trial)',
		'Ministry of Housing and Urban-Rural Development and 12 others, 2020', false,
		'For units of 5 to 12 thousand people. min_size is the floor area in m2, not checked against the issuing text: give places theirs as capacity. In old quarters two convenience stores stand in for the supermarket. New quarters owe more: an activity ground of 800 m2 and 4000 m2 of green.');

INSERT INTO pg_temp.requirement (standard, service, profile, age_group, minutes, min_size, capacity, capacity_per, source, verified, note)
SELECT 'complete-community-2020', r.service, r.profile, r.age_group, 10, r.min_size, r.capacity, CASE WHEN r.capacity > 0 THEN '100 households' END,
	CASE WHEN r.capacity > 0 THEN 'at least 30 m2 per 100 households' ELSE 'within 10 minutes on foot' END, r.verified::text[], r.note
FROM (VALUES
	('community_service', 'adult', 'all', 800, 30::float8, '{capacity}', NULL),
	('kindergarten', 'stroller', 'child', 2200, NULL, '{}', 'six classes or more'),
	('child_care', 'stroller', 'child', 200, NULL, '{}', NULL),
	('elderly_day_care', 'elder', 'elder', 350, NULL, '{}', NULL),
	('health_station', 'elder', 'all', 120, NULL, '{}', NULL),
	('supermarket', 'adult', 'all', 300, NULL, '{}', NULL),
	('parcel', 'adult', 'all', 15, NULL, '{}', 'and lockers'),
	('hair_beauty', 'adult', 'all', NULL, NULL, '{}', NULL),
	('laundry', 'adult', 'all', NULL, NULL, '{}', NULL),
	('pharmacy', 'adult', 'all', NULL, NULL, '{}', NULL),
	('repair', 'adult', 'all', NULL, NULL, '{}', NULL),
	('housekeeping', 'adult', 'all', NULL, NULL, '{}', NULL),
	('restaurant', 'adult', 'all', NULL, NULL, '{}', NULL),
	('bus_stop', 'adult', 'all', NULL, NULL, '{}', NULL),
	('toilet', 'elder', 'all', 30, NULL, '{}', NULL),
	('activity_ground', 'elder', 'all', 150, NULL, '{}', NULL)
) AS r(service, profile, age_group, min_size, capacity, verified, note);

INSERT INTO pg_temp.alternative (standard, service, alternative, min_places) VALUES
	('complete-community-2020', 'supermarket', 'convenience_store', 2);

-- International ---------------------------------------------------------------

INSERT INTO pg_temp.standard (code, name_en, name_zh, jurisdiction, language, version, source, verified, note) VALUES
	('fifteen-minute-city-2024', 'Fifteen-minute city', '十五分钟城市', 'international', 'en', '2024',
		'Bruno et al., A universal framework for inclusive 15-minute cities, Nature Cities 2024, doi:10.1038/s44284-024-00119-4', true,
		'Nine categories; the proximity time is the mean walk to the twenty nearest places of one at 5 km/h. Which tags of OpenStreetMap belong to a category is our reading, not the article''s list.'),
	('walk-score-like', 'Walk-Score-like', '类步行指数', 'international', 'en', 'undated',
		'Public descriptions of Walk Score: full value within a quarter of a mile, none after 30 minutes', false,
		'Not the score of that name, whose curve is not public: the value falls evenly from 402 m to 2412 m, 30 minutes on foot. The weights of categories and places are common knowledge.'),
	('sdg-11-7-1', 'SDG 11.7.1, access to open public space', '可持续发展目标11.7.1:公共开放空间', 'international', 'en', '2018',
		'UN-Habitat, metadata of indicator 11.7.1: open public space within 400 m along streets', true,
		'The share of people whose requirement is met is the second part of the indicator; the first, the share of land, is not a matter of walking.'),
	('who-europe-green', 'WHO Europe, access to urban green', '世卫组织欧洲区:城市绿地可达性', 'international', 'en', '2016',
		'WHO Regional Office for Europe, Urban green spaces and health, 2016', false,
		'At least half a hectare within 300 m; the source measures in a straight line. Give parks their area in m2 as capacity.'),
	('twenty-minute-neighbourhood', 'Melbourne 20-minute neighbourhood', '墨尔本20分钟邻里', 'Melbourne, Victoria, Australia', 'en', 'Plan Melbourne 2017-2050',
		'Everyday needs as Plan Melbourne names them: health services, child care, libraries, sporting facilities, parks, cafes, shopping centres', true,
		'20 minutes there and back are 800 m each way. The plan counts bicycles and buses too; here it is a walk.');

INSERT INTO pg_temp.requirement (standard, service, profile, minutes, min_places, measure, source, verified, note)
SELECT 'fifteen-minute-city-2024', s, 'five-km-h', 15, 20, 'mean', 'mean walk to the twenty nearest at 5 km/h, within 15 minutes', '{minutes}',
	'twenty places and 5 km/h are common knowledge, not checked against the article'
FROM unnest(ARRAY['any_outdoor', 'any_learning', 'any_supplies', 'any_eating', 'any_moving', 'any_culture', 'any_exercise', 'any_services', 'any_health']) AS s;

INSERT INTO pg_temp.requirement (standard, service, profile, metres, beyond, min_places, choice, weight, source, verified)
SELECT 'walk-score-like', r.service, 'metres-only', 402, 6, coalesce(cardinality(r.choice::float8[]), 1), r.choice::float8[], r.weight,
	'full value to 0.25 mi, none after 30 minutes', '{metres}'
FROM (VALUES
	('supermarket', 3, NULL),
	('restaurant', 3, '{0.75,0.45,0.25,0.25,0.225,0.225,0.225,0.225,0.2,0.2}'),
	('shopping', 2, '{0.5,0.45,0.4,0.35,0.3}'),
	('tea_coffee', 2, '{1.25,0.75}'),
	('bank', 1, NULL),
	('park', 1, NULL),
	('school', 1, NULL),
	('bookshop', 1, NULL),
	('entertainment', 1, NULL)
) AS r(service, weight, choice);

INSERT INTO pg_temp.alternative (standard, service, alternative) VALUES
	('walk-score-like', 'bookshop', 'library');

INSERT INTO pg_temp.requirement (standard, service, profile, metres, min_size, source, verified) VALUES
	('sdg-11-7-1', 'park', 'metres-only', 400, NULL, '400 m along streets', '{metres}'),
	('who-europe-green', 'park', 'metres-only', 300, 5000, 'half a hectare within 300 m', '{}');

INSERT INTO pg_temp.requirement (standard, service, profile, metres, source, verified)
SELECT 'twenty-minute-neighbourhood', s, 'metres-only', 800, '800 m each way', '{metres}'
FROM unnest(ARRAY['clinic', 'child_care', 'library', 'gym', 'park', 'tea_coffee', 'mall']) AS s;

INSERT INTO pg_temp.alternative (standard, service, alternative) VALUES
	('twenty-minute-neighbourhood', 'gym', 'sports_ground_medium'),
	('twenty-minute-neighbourhood', 'gym', 'sports_court'),
	('twenty-minute-neighbourhood', 'mall', 'supermarket');

-- Tags of OpenStreetMap --------------------------------------------------------

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
	('amenity', 'library', NULL, 'library', NULL),
	('shop', 'greengrocer', NULL, 'fresh_food', NULL),
	('shop', 'farm', NULL, 'fresh_food', NULL),
	('shop', 'butcher', NULL, 'fresh_food', NULL),
	('shop', 'seafood', NULL, 'fresh_food', NULL),
	('shop', 'frozen_food', NULL, 'fresh_food', NULL),
	('shop', 'mall', NULL, 'mall', NULL),
	('shop', 'department_store', NULL, 'mall', NULL),
	('shop', 'clothes', NULL, 'shopping', NULL),
	('shop', 'shoes', NULL, 'shopping', NULL),
	('shop', 'department_store', NULL, 'shopping', NULL),
	('shop', 'mall', NULL, 'shopping', NULL),
	('shop', 'gift', NULL, 'shopping', NULL),
	('shop', 'jewelry', NULL, 'shopping', NULL),
	('shop', 'toys', NULL, 'shopping', NULL),
	('shop', 'boutique', NULL, 'shopping', NULL),
	('shop', 'fashion_accessories', NULL, 'shopping', NULL),
	('shop', 'variety_store', NULL, 'shopping', NULL),
	('amenity', 'restaurant', NULL, 'restaurant', NULL),
	('shop', 'bakery', NULL, 'bakery', NULL),
	('shop', 'pastry', NULL, 'bakery', NULL),
	('shop', 'confectionery', NULL, 'bakery', NULL),
	('amenity', 'cafe', NULL, 'tea_coffee', NULL),
	('shop', 'tea', NULL, 'tea_coffee', NULL),
	('shop', 'coffee', NULL, 'tea_coffee', NULL),
	('shop', 'photo', NULL, 'photo_copy', NULL),
	('shop', 'copyshop', NULL, 'photo_copy', NULL),
	('craft', 'photographer', NULL, 'photo_copy', NULL),
	('amenity', 'post_office', NULL, 'post_office', NULL),
	('amenity', 'bank', NULL, 'bank', NULL),
	('shop', 'mobile_phone', NULL, 'telecom', 'sells telephones, not always contracts'),
	('shop', 'telecommunication', NULL, 'telecom', NULL),
	('office', 'telecommunication', NULL, 'telecom', NULL),
	('amenity', 'recycling', NULL, 'recycling', NULL),
	('amenity', 'car_wash', NULL, 'car_wash', NULL),
	('amenity', 'waste_disposal', NULL, 'refuse_point', NULL),
	('amenity', 'toilets', NULL, 'toilet', NULL),
	('amenity', 'clinic', NULL, 'health_station', 'not told from other clinics'),
	('amenity', 'doctors', NULL, 'health_station', 'not told from other clinics'),
	('healthcare', 'centre', NULL, 'health_centre', NULL),
	('amenity', 'social_facility', '{"social_facility": "day_care", "social_facility:for": "senior"}', 'elderly_day_care', NULL),
	('amenity', 'social_facility', '{"social_facility": "nursing_home"}', 'care_home', NULL),
	('amenity', 'social_facility', '{"social_facility": "assisted_living", "social_facility:for": "senior"}', 'care_home', NULL),
	('amenity', 'nursing_home', NULL, 'care_home', 'the older tag'),
	('amenity', 'school', NULL, 'school', NULL),
	('amenity', 'school', '{"isced:level": "2"}', 'middle_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"isced:level": "1;2"}', 'middle_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"isced:level": "2;3"}', 'middle_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"isced:level": "1;2;3"}', 'middle_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"isced:level": "0;1;2"}', 'middle_school', 'the level is seldom mapped'),
	('amenity', 'school', '{"school": "secondary"}', 'middle_school', NULL),
	('amenity', 'prep_school', NULL, 'training', NULL),
	('amenity', 'language_school', NULL, 'training', NULL),
	('amenity', 'music_school', NULL, 'training', NULL),
	('amenity', 'training', NULL, 'training', NULL),
	('shop', 'books', NULL, 'bookshop', NULL),
	('amenity', 'arts_centre', NULL, 'culture_centre', NULL),
	('amenity', 'community_centre', '{"community_centre": "cultural_centre"}', 'culture_centre', NULL),
	('amenity', 'community_centre', NULL, 'culture_room', 'not told from other community centres'),
	('amenity', 'cinema', NULL, 'entertainment', NULL),
	('amenity', 'theatre', NULL, 'entertainment', NULL),
	('amenity', 'nightclub', NULL, 'entertainment', NULL),
	('amenity', 'bar', NULL, 'entertainment', NULL),
	('amenity', 'pub', NULL, 'entertainment', NULL),
	('leisure', 'bowling_alley', NULL, 'entertainment', NULL),
	('leisure', 'fitness_centre', NULL, 'gym', NULL),
	('leisure', 'stadium', NULL, 'sports_ground_large', NULL),
	('leisure', 'track', NULL, 'sports_ground_large', NULL),
	('leisure', 'sports_centre', NULL, 'sports_ground_medium', 'the size is not mapped'),
	('leisure', 'pitch', NULL, 'sports_court', NULL),
	('leisure', 'fitness_station', NULL, 'outdoor_fitness', NULL),
	('leisure', 'fitness_station', NULL, 'activity_ground', NULL),
	('leisure', 'pitch', NULL, 'activity_ground', NULL),
	('leisure', 'playground', NULL, 'activity_ground', NULL),
	('place', 'square', NULL, 'activity_ground', NULL),
	('leisure', 'playground', NULL, 'playground', NULL),
	('highway', 'bus_stop', NULL, 'bus_stop', NULL),
	('amenity', 'bus_station', NULL, 'bus_stop', NULL),
	('railway', 'subway_entrance', NULL, 'metro', NULL),
	('amenity', 'community_centre', NULL, 'community_service', 'not told from other community centres'),
	('office', 'government', NULL, 'community_service', 'not told from other offices of the government'),
	('amenity', 'townhall', NULL, 'street_service', NULL),
	('amenity', 'police', NULL, 'police', NULL),
	('emergency', 'assembly_point', NULL, 'emergency_shelter', NULL),
	('shop', 'travel_agency', NULL, 'travel_desk', NULL),
	('shop', 'massage', NULL, 'wellness', NULL),
	('shop', 'nutrition_supplements', NULL, 'wellness', NULL),
	('leisure', 'spa', NULL, 'wellness', NULL),
	('leisure', 'sauna', NULL, 'wellness', NULL),
	('shop', 'florist', NULL, 'flowers_gifts', NULL),
	('shop', 'gift', NULL, 'flowers_gifts', NULL),
	('shop', 'pet', NULL, 'pet_service', NULL),
	('shop', 'pet_grooming', NULL, 'pet_service', NULL),
	('amenity', 'veterinary', NULL, 'pet_service', NULL),
	('leisure', 'park', NULL, 'any_outdoor', NULL),
	('leisure', 'playground', NULL, 'any_outdoor', NULL),
	('leisure', 'dog_park', NULL, 'any_outdoor', NULL),
	('leisure', 'nature_reserve', NULL, 'any_outdoor', NULL),
	('leisure', 'garden', '{"access": "yes"}', 'any_outdoor', NULL),
	('place', 'square', NULL, 'any_outdoor', NULL),
	('amenity', 'kindergarten', NULL, 'any_learning', NULL),
	('amenity', 'school', NULL, 'any_learning', NULL),
	('amenity', 'library', NULL, 'any_learning', NULL),
	('amenity', 'college', NULL, 'any_learning', NULL),
	('amenity', 'university', NULL, 'any_learning', NULL),
	('amenity', 'language_school', NULL, 'any_learning', NULL),
	('amenity', 'music_school', NULL, 'any_learning', NULL),
	('shop', 'supermarket', NULL, 'any_supplies', NULL),
	('shop', 'convenience', NULL, 'any_supplies', NULL),
	('shop', 'greengrocer', NULL, 'any_supplies', NULL),
	('shop', 'farm', NULL, 'any_supplies', NULL),
	('shop', 'butcher', NULL, 'any_supplies', NULL),
	('shop', 'seafood', NULL, 'any_supplies', NULL),
	('shop', 'bakery', NULL, 'any_supplies', NULL),
	('shop', 'deli', NULL, 'any_supplies', NULL),
	('shop', 'general', NULL, 'any_supplies', NULL),
	('shop', 'department_store', NULL, 'any_supplies', NULL),
	('shop', 'chemist', NULL, 'any_supplies', NULL),
	('shop', 'variety_store', NULL, 'any_supplies', NULL),
	('amenity', 'marketplace', NULL, 'any_supplies', NULL),
	('amenity', 'restaurant', NULL, 'any_eating', NULL),
	('amenity', 'cafe', NULL, 'any_eating', NULL),
	('amenity', 'fast_food', NULL, 'any_eating', NULL),
	('amenity', 'food_court', NULL, 'any_eating', NULL),
	('amenity', 'bar', NULL, 'any_eating', NULL),
	('amenity', 'pub', NULL, 'any_eating', NULL),
	('amenity', 'ice_cream', NULL, 'any_eating', NULL),
	('highway', 'bus_stop', NULL, 'any_moving', NULL),
	('railway', 'subway_entrance', NULL, 'any_moving', NULL),
	('railway', 'station', NULL, 'any_moving', NULL),
	('railway', 'tram_stop', NULL, 'any_moving', NULL),
	('railway', 'halt', NULL, 'any_moving', NULL),
	('amenity', 'bus_station', NULL, 'any_moving', NULL),
	('amenity', 'bicycle_rental', NULL, 'any_moving', NULL),
	('amenity', 'ferry_terminal', NULL, 'any_moving', NULL),
	('amenity', 'arts_centre', NULL, 'any_culture', NULL),
	('amenity', 'cinema', NULL, 'any_culture', NULL),
	('amenity', 'theatre', NULL, 'any_culture', NULL),
	('amenity', 'community_centre', NULL, 'any_culture', NULL),
	('tourism', 'museum', NULL, 'any_culture', NULL),
	('tourism', 'gallery', NULL, 'any_culture', NULL),
	('leisure', 'pitch', NULL, 'any_exercise', NULL),
	('leisure', 'sports_centre', NULL, 'any_exercise', NULL),
	('leisure', 'fitness_centre', NULL, 'any_exercise', NULL),
	('leisure', 'fitness_station', NULL, 'any_exercise', NULL),
	('leisure', 'stadium', NULL, 'any_exercise', NULL),
	('leisure', 'swimming_pool', NULL, 'any_exercise', NULL),
	('leisure', 'track', NULL, 'any_exercise', NULL),
	('amenity', 'bank', NULL, 'any_services', NULL),
	('amenity', 'post_office', NULL, 'any_services', NULL),
	('amenity', 'police', NULL, 'any_services', NULL),
	('amenity', 'townhall', NULL, 'any_services', NULL),
	('amenity', 'parcel_locker', NULL, 'any_services', NULL),
	('shop', 'hairdresser', NULL, 'any_services', NULL),
	('shop', 'beauty', NULL, 'any_services', NULL),
	('shop', 'laundry', NULL, 'any_services', NULL),
	('shop', 'dry_cleaning', NULL, 'any_services', NULL),
	('shop', 'travel_agency', NULL, 'any_services', NULL),
	('office', 'government', NULL, 'any_services', NULL),
	('amenity', 'clinic', NULL, 'any_health', NULL),
	('amenity', 'doctors', NULL, 'any_health', NULL),
	('amenity', 'dentist', NULL, 'any_health', NULL),
	('amenity', 'hospital', NULL, 'any_health', NULL),
	('amenity', 'pharmacy', NULL, 'any_health', NULL),
	('healthcare', 'centre', NULL, 'any_health', NULL),
	('healthcare', 'clinic', NULL, 'any_health', NULL),
	('healthcare', 'doctor', NULL, 'any_health', NULL),
	('healthcare', 'dentist', NULL, 'any_health', NULL),
	('healthcare', 'hospital', NULL, 'any_health', NULL)
) AS m(key, value, also, service, note);

-- Codes of Amap. Those without a note are in the lists that planners pass on; the others are common knowledge.
INSERT INTO pg_temp.amap_mapping (id, code, name, not_name, service, note)
SELECT row_number() OVER (), m.code, m.name, m.not_name, m.service, m.note
FROM (VALUES
	('0607', NULL, '小商品|旧货|二手|古玩|服装|建材|花鸟|批发', 'vegetable_market', 'markets of all kinds; wholesale and flea markets are told by their names'),
	('06', '菜市场|菜店|蔬菜|果蔬|农贸|生鲜', '批发', 'vegetable_market', 'greengrocers are often filed as convenience stores: told by the name'),
	('0607', NULL, '小商品|旧货|二手|古玩|服装|建材|花鸟|批发', 'fresh_food', 'markets of all kinds; wholesale and flea markets are told by their names'),
	('06', '菜店|蔬菜|果蔬|水果|生鲜|鲜肉|水产', '批发', 'fresh_food', 'told by the name'),
	('0602', NULL, NULL, 'convenience_store', NULL),
	('0604', NULL, NULL, 'convenience_store', 'the service includes the community supermarket'),
	('0604', NULL, NULL, 'supermarket', NULL),
	('0601', NULL, NULL, 'mall', 'code not verified'),
	('0601', NULL, NULL, 'shopping', 'code not verified'),
	('0611', NULL, NULL, 'shopping', 'code not verified'),
	('0612', NULL, NULL, 'shopping', 'code not verified; shops for one kind of goods'),
	('0503', NULL, NULL, 'breakfast', 'not every one opens in the morning'),
	('05', '早餐|早点|包子|馒头|油条|豆浆|豆腐脑|粥', NULL, 'breakfast', 'told by the name'),
	('0501', NULL, NULL, 'restaurant', NULL),
	('0502', NULL, NULL, 'restaurant', 'code not verified; foreign cooking'),
	('0508', NULL, NULL, 'bakery', NULL),
	('0505', NULL, NULL, 'tea_coffee', NULL),
	('0506', NULL, NULL, 'tea_coffee', NULL),
	(NULL, '社区食堂|长者食堂|老年食堂|助老餐|助餐|长者饭堂', '公司', 'canteen', 'no code: told by the name'),
	('07', '家政|保洁|保姆|月嫂', '培训|学校', 'housekeeping', 'told by the name'),
	('0711', NULL, NULL, 'hair_beauty', NULL),
	('0715', NULL, NULL, 'laundry', NULL),
	('0712', NULL, NULL, 'repair', NULL),
	('07', '修鞋|配钥匙|开锁|修锁|裁缝|改衣|缝补|修表|修理', '汽车|摩托', 'repair', 'told by the name'),
	('0713', NULL, NULL, 'photo_copy', NULL),
	('07', '打印|复印|图文|文印|照相', NULL, 'photo_copy', 'told by the name'),
	('0705', NULL, '货运|仓储|搬家|专线|物流园|分拨', 'parcel', 'hauliers are told by their names'),
	('0704', NULL, NULL, 'parcel', 'hands out parcels'),
	(NULL, '快递柜|快递超市|快递驿站|菜鸟驿站|丰巢|速递易|代收点|自提柜', NULL, 'parcel', 'told by the name, whatever the code'),
	('0704', NULL, NULL, 'post_office', NULL),
	('1601', NULL, NULL, 'bank', NULL),
	('0706', NULL, NULL, 'telecom', 'code not verified'),
	(NULL, '废品|回收|再生资源', '公司|酒|手机|黄金', 'recycling', 'no code: told by the name'),
	('01', '洗车', NULL, 'car_wash', 'told by the name'),
	('0105', NULL, NULL, 'car_wash', 'code not verified'),
	(NULL, '垃圾收集|垃圾分类|垃圾投放|垃圾站|垃圾房', '公司', 'refuse_point', 'no code: told by the name'),
	('2003', NULL, NULL, 'toilet', NULL),
	('090601', NULL, NULL, 'pharmacy', NULL),
	('0903', NULL, NULL, 'clinic', NULL),
	('0902', '口腔|牙', NULL, 'clinic', 'code not verified; dentists among the special hospitals'),
	('09', '社区卫生服务站|卫生站|卫生室|卫生所', NULL, 'health_station', 'told by the name'),
	('09', '社区卫生服务中心|卫生院', '服务站|卫生站', 'health_centre', 'told by the name'),
	(NULL, '养老|敬老|老年公寓|日间照料|托老|颐养|护老', '保险|公司|食堂|用品|局', 'elderly_care', 'no dependable code: told by the name'),
	(NULL, '日间照料|托老|养老驿站|养老服务站|居家养老', '公司', 'elderly_day_care', 'no dependable code: told by the name'),
	(NULL, '养老院|敬老院|老年公寓|福利院|护老院|护理院|颐养院', '儿童', 'care_home', 'no dependable code: told by the name'),
	(NULL, '托育|托儿所', '公司|用品|培训', 'child_care', 'no dependable code: told by the name'),
	('141204', NULL, NULL, 'kindergarten', NULL),
	('141202', NULL, NULL, 'school', NULL),
	('141203', NULL, NULL, 'school', NULL),
	('141203', NULL, NULL, 'primary_school', NULL),
	('141202', NULL, '高级中学|高中', 'middle_school', 'upper schools are told by their names'),
	('1414', NULL, NULL, 'training', 'code not verified'),
	('1405', NULL, NULL, 'library', NULL),
	('061205', NULL, NULL, 'bookshop', NULL),
	('1408', NULL, NULL, 'culture_centre', 'code not verified'),
	('14', '文化馆|文化中心|文化宫', NULL, 'culture_centre', 'told by the name'),
	(NULL, '文化活动站|文化站|文化室|文化活动室', NULL, 'culture_room', 'no code: told by the name'),
	('0803', NULL, NULL, 'entertainment', 'code not verified'),
	('0806', NULL, NULL, 'entertainment', 'code not verified'),
	('080111', NULL, NULL, 'gym', 'code not verified'),
	('0801', '健身', '户外|路径|广场|健身苑|健身点', 'gym', 'sports grounds are told by their names'),
	('0801', '体育场|运动场|体育中心', '馆$', 'sports_ground_large', 'sports grounds are told by their names'),
	('0801', '体育馆|体育活动中心|运动中心', NULL, 'sports_ground_medium', 'sports grounds are told by their names'),
	('0801', '篮球|足球|网球|羽毛球|乒乓|门球|排球', NULL, 'sports_court', 'sports grounds are told by their names'),
	('0801', '户外健身|健身路径|健身广场|健身苑|健身点', NULL, 'outdoor_fitness', 'sports grounds are told by their names'),
	('0801', '户外健身|健身路径|健身广场|健身苑|健身点', NULL, 'activity_ground', 'sports grounds are told by their names'),
	('1101', '广场', '停车', 'activity_ground', 'told by the name'),
	(NULL, '儿童乐园|儿童游乐|儿童活动场', '公司', 'playground', 'told by the name'),
	('1101', NULL, '(门|停车场|厕所|售票处|出入口)$', 'park', NULL),
	('1507', NULL, NULL, 'bus_stop', NULL),
	('1505', NULL, NULL, 'metro', NULL),
	('1301', '社区|居委会|居民委员会|党群|便民服务', '街道办事处|派出所', 'community_service', 'told from other offices of the government by the name'),
	('120304', NULL, NULL, 'community_service', 'code not verified'),
	('1301', '街道|政务服务|行政服务', '社区|居委会|居民委员会', 'street_service', 'told from other offices of the government by the name'),
	('130501', NULL, '交警|交通|看守|拘留|出入境', 'police', NULL),
	('2004', NULL, NULL, 'emergency_shelter', 'code not verified'),
	(NULL, '避难场所', NULL, 'emergency_shelter', 'told by the name'),
	('0701', NULL, NULL, 'travel_desk', 'code not verified'),
	('0714', '推拿|按摩|足疗|足浴|养生', NULL, 'wellness', 'code not verified; baths are told by their names'),
	('06', '鲜花|花店|花艺|花坊|礼品', '批发', 'flowers_gifts', 'told by the name'),
	('06', '宠物', '批发', 'pet_service', 'told by the name'),
	('0907', NULL, NULL, 'pet_service', 'code not verified'),
	('1101', NULL, '(门|停车场|厕所|售票处|出入口)$', 'any_outdoor', NULL),
	('141202', NULL, NULL, 'any_learning', NULL),
	('141203', NULL, NULL, 'any_learning', NULL),
	('141204', NULL, NULL, 'any_learning', NULL),
	('1405', NULL, NULL, 'any_learning', NULL),
	('0602', NULL, NULL, 'any_supplies', NULL),
	('0604', NULL, NULL, 'any_supplies', NULL),
	('0607', NULL, NULL, 'any_supplies', NULL),
	('05', NULL, NULL, 'any_eating', NULL),
	('1505', NULL, NULL, 'any_moving', NULL),
	('1507', NULL, NULL, 'any_moving', NULL),
	('1401', NULL, NULL, 'any_culture', 'code not verified'),
	('1404', NULL, NULL, 'any_culture', 'code not verified'),
	('0806', NULL, NULL, 'any_culture', 'code not verified'),
	('0801', NULL, NULL, 'any_exercise', NULL),
	('0704', NULL, NULL, 'any_services', NULL),
	('0711', NULL, NULL, 'any_services', NULL),
	('0715', NULL, NULL, 'any_services', NULL),
	('1601', NULL, NULL, 'any_services', NULL),
	('130501', NULL, NULL, 'any_services', NULL),
	('0901', NULL, NULL, 'any_health', NULL),
	('0902', NULL, NULL, 'any_health', 'code not verified'),
	('0903', NULL, NULL, 'any_health', NULL),
	('090601', NULL, NULL, 'any_health', NULL)
) AS m(code, name, not_name, service, note);

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
	DELETE FROM walkshed.amap_mapping WHERE shipped;

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
				(8, 'osm_mapping', 'key, value, also, service', false),
				(9, 'amap_mapping', 'code, name, not_name, service', false)
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
	pg_temp.alternative, pg_temp.grade, pg_temp.osm_mapping, pg_temp.amap_mapping;
