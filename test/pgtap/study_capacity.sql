-- A study of capacity: what places hold, shared by all who reach them; age groups; who uses a place.
--
-- One street, quarters as points on it, 500 m allowed. Places by their metres along it; quarters and their people:
--
--     1 at     0    1000, of them  200 old    400 households     in region 1, metres -500 to 300
--     2 at   400    3000, of them  300 old   1000 households     in region 2, metres 310 to 1090
--     3 at  4000    2000
--     4 at  6000    nobody knows how many: 2000, the average of the others
--     5 at  8000       0
--     6 at 10000    4000
--
-- The capacity that a quarter gets is the sum, over the places within 500 m of it, of what each holds for every
-- thousand people (hundred households) within 500 m of the place.
\ir include/town.sql
SELECT plan(21);

INSERT INTO town.street VALUES (1, pg_temp.along(-1000, 0, 12000, 0));
INSERT INTO town.region VALUES (1, 'west', NULL, pg_temp.square(-100, 0, 400)), (2, 'east', NULL, pg_temp.square(700, 0, 390));
INSERT INTO town.quarter (id, people, people_elder, households, geom) VALUES
	(1, 1000, 200, 400, pg_temp.at(0, 0)), (2, 3000, 300, 1000, pg_temp.at(400, 0)), (3, 2000, NULL, NULL, pg_temp.at(4000, 0)),
	(4, NULL, NULL, NULL, pg_temp.at(6000, 0)), (5, 0, 0, NULL, pg_temp.at(8000, 0)), (6, 4000, NULL, NULL, pg_temp.at(10000, 0));
INSERT INTO town.place (id, name, services, capacity, geom)
SELECT p.id, 'place ' || p.id, string_to_array(p.services, ','), p.capacity::jsonb, pg_temp.at(p.east, 0)
FROM (VALUES
	(11, 200, 'clinic', '{"clinic": 4, "park": 1}'), (12, 800, 'clinic', '3'),
	(13, 4100, 'clinic', '{"clinic": null}'), (14, 4200, 'clinic', '{"clinic": 0.2}'),
	(15, 6100, 'clinic,pharmacy', '{"clinic": 2}'), (16, 8100, 'clinic', '0.01'), (17, 10600, 'clinic', '100'),
	(21, 200, 'canteen', '5'),
	(31, 200, 'convenience_store,pharmacy', '{"convenience_store": 420, "pharmacy": 60}'), (32, 6100, 'convenience_store', '105'),
	(52, 300, 'laundry', '4'), (53, 4100, 'laundry', '4'),
	(41, 4100, 'park', '400'), (42, 4300, 'park', '500'), (43, 6100, 'park', '499'), (44, 6700, 'park', NULL)
) AS p(id, east, services, capacity);
INSERT INTO town.place (id, services, capacity, modes, service_radius_m, geom) VALUES (51, '{laundry}', '1', '{door_to_door}', 450, pg_temp.at(0, 0));

INSERT INTO walkshed.standard (code, name_en) VALUES ('room', 'How much for how many');
INSERT INTO walkshed.requirement (standard, service, variant, age_group, profile, metres, min_places, min_size, capacity, capacity_per) VALUES
	('room', 'clinic', '', 'all', 'metres-only', 500, 1, NULL, 2, '1000 people'),
	('room', 'clinic', 'two', 'all', 'metres-only', 500, 2, NULL, 2, '1000 people'),
	('room', 'canteen', '', 'elder', 'metres-only', 500, 1, NULL, 20, '1000 people'),
	('room', 'canteen', 'infants', 'infant', 'metres-only', 500, 1, NULL, 1, '1000 people'),
	('room', 'convenience_store', '', 'all', 'metres-only', 500, 1, NULL, 30, '100 households'),
	('room', 'park', '', 'all', 'metres-only', 500, 1, 500, NULL, NULL);
INSERT INTO walkshed.requirement (standard, service, profile, metres, capacity, capacity_per, modes) VALUES
	('room', 'laundry', 'metres-only', 500, 5, '1000 people', '{on_site,door_to_door}');
INSERT INTO walkshed.requirement (standard, service, variant, profile, metres, capacity, capacity_per, open_during, optional) VALUES
	('room', 'clinic', 'evening', 'metres-only', 500, 2, '1000 people', 'Mo-Fr 18:00-20:00', true);
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', NULL, 'town.region', '{room}');
PREPARE verdict(text, text) AS
SELECT quarter_id, found, place_id, round(capacity::numeric, 3) AS capacity, round(shortfall::numeric, 3) AS shortfall, cause
FROM study.coverage WHERE service = $1 AND variant = $2 ORDER BY 1;

SELECT results_eq($$ EXECUTE verdict('clinic', '') $$, $$ VALUES
	-- 4 for 1 + 3 thousand are 1 of 2
	(1::bigint, 1, 11::bigint, 1.000, 0.500, 'over_capacity'),
	-- the same, and 3 for its own 3 thousand: 1 + 1
	(2, 1, 11, 2.000, 0.000, NULL),
	-- one of the two may hold any number
	(3, 1, 13, NULL, 0.000, NULL),
	-- 2 for 2 thousand
	(4, 1, 15, 1.000, 0.500, 'over_capacity'),
	-- nobody to share with
	(5, 1, 16, NULL, 0.000, NULL),
	-- 600 m of 500: what is not within reach is shared by nobody
	(6, 0, 17, 0.000, 1.000, 'too_far')
$$, 'places exist, but not enough');
SELECT results_eq($$ SELECT quarter_id, found, round(capacity::numeric, 3), round(shortfall::numeric, 3), cause FROM study.coverage
	WHERE service = 'clinic' AND variant = 'two' AND quarter_id <= 2 ORDER BY 1 $$, $$ VALUES
	-- the second is 800 m away: (1 + 0.4) / 2 = 0.7 of the access, half of the capacity: 1 - 0.7 x 0.5
	(1::bigint, 1, 1.000, 0.650, 'too_few'), (2, 2, 2.000, 0.000, NULL)
$$, 'what is lost on the way and what is lost in the queue are multiplied');
SELECT is((SELECT cause FROM study.coverage WHERE service = 'clinic' AND variant = 'evening' AND quarter_id = 1), 'over_capacity', 'and not enough in the evening is not closed then');
SELECT results_eq($$ EXECUTE verdict('canteen', '') $$, $$ VALUES
	-- 5 for 200 + 300 old people are 10 of 20
	(1::bigint, 1, 21::bigint, 10.000, 0.500, 'over_capacity'), (2, 1, 21, 10.000, 0.500, 'over_capacity'),
	-- how many old people, is not known of 3, 4, 6: a third of 500; 5 has none
	(3, 0, NULL, 0.000, 1.000, 'too_far'), (4, 0, NULL, 0.000, 1.000, 'too_far'), (5, 0, NULL, NULL, 1.000, 'too_far'), (6, 0, NULL, 0.000, 1.000, 'too_far')
$$, 'what is for the old is shared by the old');
SELECT results_eq($$ SELECT variant, age_group FROM study.requirement WHERE service = 'canteen' ORDER BY 1 $$, $$ VALUES ('', 'elder'), ('infants', 'all') $$,
	'whose number is not counted, of those everybody is');
-- 5 for 4 thousand
SELECT results_eq($$ SELECT quarter_id, round(capacity::numeric, 3), satisfied FROM study.coverage WHERE variant = 'infants' AND quarter_id <= 2 ORDER BY 1 $$,
	$$ VALUES (1::bigint, 1.250, true), (2, 1.250, true) $$, 'so all of them share');
SELECT results_eq($$ EXECUTE verdict('convenience_store', '') $$, $$ VALUES
	-- 420 for 14 hundred households are the 30 that are asked for
	(1::bigint, 1, 31::bigint, 30.000, 0.000, NULL), (2, 1, 31, 30.000, 0.000, NULL),
	(3, 0, NULL, 0.000, 1.000, 'too_far'),
	-- 105 for the average 7 hundred
	(4, 1, 32, 15.000, 0.500, 'over_capacity'),
	(5, 0, NULL, 0.000, 1.000, 'too_far'), (6, 0, NULL, 0.000, 1.000, 'too_far')
$$, 'households count in hundreds');
SELECT results_eq($$ SELECT quarter_id, found, place_id, capacity, round(shortfall::numeric, 3), cause FROM study.coverage WHERE service = 'park' AND quarter_id IN (3, 4) ORDER BY 1 $$, $$ VALUES
	(3::bigint, 1, 42::bigint, NULL::float8, 0.000, NULL),
	-- the one of unknown size is 700 m away, 1.4 of the budget
	(4, 0, 44, NULL, 0.400, 'too_far')
$$, 'a place that is known to be too small is none');
SELECT results_eq($$ SELECT quarter_id, place_id, round(capacity::numeric, 3), round(shortfall::numeric, 3), cause FROM study.coverage
	WHERE service = 'laundry' AND quarter_id <= 3 ORDER BY 1 $$, $$ VALUES
	-- who may have to share what comes to the door, is not known
	(1::bigint, 51::bigint, NULL::numeric, 0.000, NULL), (2, 51, NULL, 0.000, NULL),
	-- 4 for 2 thousand are 2 of 5
	(3, 53, 2.000, 0.600, 'over_capacity')
$$, 'what comes to the door is not judged by capacity');
SELECT results_eq('SELECT service, place_id, capacity FROM study.places WHERE place_id IN (11, 12, 13, 15, 31) ORDER BY 1, 2', $$ VALUES
	('clinic', 11::bigint, 4::float8), ('clinic', 12, 3), ('clinic', 13, NULL), ('clinic', 15, 2),
	('convenience_store', 31, 420), ('pharmacy', 15, NULL), ('pharmacy', 31, 60)
$$, 'a capacity may be said of each service, or of all');

-- Groups of people: of each quarter all of them, and those who are counted.
SELECT results_eq('SELECT age_group, people FROM study.people WHERE quarter_id = 1 ORDER BY 1',
	$$ VALUES ('all', 1000::numeric), ('child', NULL), ('elder', 200) $$, 'every column people_... is a group');
SELECT is((SELECT summary FROM study.gap WHERE quarter_id = 2), '5 of 7', 'a quarter is held against all of it');	-- not the canteen, not the park

-- Who comes to a place.
PREPARE load(text, text) AS
SELECT place_id, region_id, quarters, users, users_from_outside, share_from_outside, capacity, ratio, ratio_required, capacity_per
FROM study.place_load WHERE service = $1 AND variant = $2 ORDER BY 1;
SELECT results_eq($$ EXECUTE load('clinic', '') $$, $$ VALUES
	-- 3000 of 4000 from the east
	(11::bigint, 1::bigint, 2, 4000::numeric, 3000::numeric, 0.750000, 4::float8, 1.000, 2::float8, '1000 people'),
	(12, 2, 1, 3000, 0, 0.000000, 3, 1.000, 2, '1000 people'),
	-- outside what, where there is no region?
	(13, NULL, 1, 2000, NULL, NULL, NULL, NULL, 2, '1000 people'), (14, NULL, 1, 2000, NULL, NULL, 0.2, 0.100, 2, '1000 people'),
	(15, NULL, 1, 2000, NULL, NULL, 2, 1.000, 2, '1000 people'),
	-- within reach of a quarter where nobody lives; of none, it is not listed
	(16, NULL, 1, 0, NULL, NULL, 0.01, NULL, 2, '1000 people')
$$, 'a place is used by those within its reach');
SELECT results_eq($$ EXECUTE load('canteen', '') $$, $$ VALUES
	(21::bigint, 1::bigint, 2, 500::numeric, 300::numeric, 0.600000, 5::float8, 10.000, 20::float8, '1000 people') $$, 'of the old, by the old');
SELECT results_eq($$ EXECUTE load('convenience_store', '') $$, $$ VALUES
	(31::bigint, 1::bigint, 2, 4000::numeric, 3000::numeric, 0.750000, 420::float8, 30.000, 30::float8, '100 households'),
	(32, NULL, 1, 2000, NULL, NULL, 105, 15.000, 30, '100 households') $$, 'by households where those are counted');
SELECT results_eq($$ SELECT place_id, users, capacity, ratio, ratio_required FROM study.place_load WHERE service = 'park' ORDER BY 1 $$, $$ VALUES
	(42::bigint, 2000::numeric, 500::float8, 250.000, NULL::float8) $$, 'and by thousands of people where nothing is asked for');

-- A capacity of numbers, with nobody counted at all.
CREATE VIEW town.sized AS SELECT id, services, (capacity -> services[1])::numeric AS capacity, geom FROM town.place WHERE id IN (11, 31);
CREATE VIEW town.uncounted AS SELECT id, geom FROM town.quarter;
SELECT walkshed.create_study('numbers', 'town.street', 'town.uncounted', 'town.sized', standards => '{room}');
SELECT results_eq('SELECT place_id, service, capacity FROM numbers.places WHERE place_id IN (11, 31) ORDER BY 1, 2',
	$$ VALUES (11::bigint, 'clinic', 4::float8), (31, 'convenience_store', 420), (31, 'pharmacy', 420) $$, 'a number is the capacity of each service');
SELECT results_eq($$ SELECT DISTINCT capacity, satisfied FROM numbers.coverage WHERE service = 'clinic' AND variant = '' AND quarter_id IN (1, 2) $$,
	$$ VALUES (NULL::float8, true) $$, 'where nobody is counted, capacity is not judged');
SELECT is((SELECT count(*) FROM numbers.coverage WHERE cause = 'over_capacity'), 0::bigint, 'of anything');
SELECT results_eq('SELECT age_group, people FROM numbers.people WHERE quarter_id = 1', $$ VALUES ('all', NULL::numeric) $$, 'and all are one group');
SELECT results_eq($$ SELECT users, ratio FROM numbers.place_load WHERE service = 'clinic' AND variant = '' AND place_id = 11 $$, $$ VALUES (NULL::numeric, NULL::numeric) $$,
	'how many use a place is then not known');

SELECT * FROM finish();
ROLLBACK;
