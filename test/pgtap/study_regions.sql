-- Regions above regions, people of all ages, and how unequally they are served.
--
-- One street; quarter n is a point on it, 2 km after quarter n - 1, with its shops near it. 500 m are allowed.
--
--     district 1 -+- street 11 -+- community 111: quarters 1, 2
--                 |             +- community 112: quarter 3 (by its place: it names none)
--                 +- street 12 --- community 121: quarter 4
--     district 2, without quarters; quarter 5 in no region
\ir include/town.sql
SELECT plan(17);

INSERT INTO town.street VALUES (1, pg_temp.along(-1000, 0, 12000, 0));
INSERT INTO town.region VALUES
	(1, 'district 1', NULL, pg_temp.square(3000, 0, 4000)), (2, 'district 2', NULL, pg_temp.square(0, 20000, 10)),
	(11, 'street 11', 1, pg_temp.square(2000, 0, 2900)), (12, 'street 12', 1, pg_temp.square(6000, 0, 900)),
	(111, 'community 111', 11, pg_temp.square(1000, 0, 1800)), (112, 'community 112', 11, pg_temp.square(4000, 0, 800)),
	(121, 'community 121', 12, pg_temp.square(6000, 0, 800));
INSERT INTO town.quarter (id, name, people, people_elder, people_child, region_id, geom) VALUES
	(1, 'one', 100, 10, NULL, 111, pg_temp.at(0, 0)),
	(2, 'two', 300, 90, NULL, 111, pg_temp.at(2000, 0)),
	(3, 'three', NULL, 50, NULL, NULL, pg_temp.at(4000, 0)),
	(4, 'four', 600, 50, NULL, 121, pg_temp.at(6000, 0)),
	(5, 'five', 200, 0, NULL, NULL, pg_temp.at(9000, 0));
INSERT INTO town.place (id, services, geom)
SELECT row_number() OVER (), ARRAY[p.service], pg_temp.at(p.east, 0)
FROM (VALUES
	-- The market: at 1 and 4, 750 m from 2 (0.5), not near 3 and 5.
	('vegetable_market', 0), ('vegetable_market', 6000), ('vegetable_market', 2750),
	-- The canteen of the old: at 2 and 3.
	('canteen', 2000), ('canteen', 4000)
) AS p(service, east);
INSERT INTO walkshed.standard (code, name_en) VALUES ('two', 'One for all, one for the old');
INSERT INTO walkshed.requirement (standard, service, age_group, profile, metres, weight) VALUES
	('two', 'vegetable_market', 'all', 'metres-only', 500, 3), ('two', 'canteen', 'elder', 'metres-only', 500, 1);
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', NULL, 'town.region', '{two}');

-- Weights 3 and 1. Quarter 3 is 1250 m from the market at 2750.
SELECT results_eq('SELECT quarter_id, region_id, round(score, 2), missing FROM study.gap ORDER BY 1', $$ VALUES
	(1::bigint, 111::bigint, 25.00, '{canteen}'::text[]), (2, 111, 37.50, '{vegetable_market}'), (3, 112, 75.00, '{vegetable_market}'),
	(4, 121, 25.00, '{canteen}'), (5, NULL, 100.00, '{canteen,vegetable_market}') $$, 'a quarter lies in the lowest region around it');
SELECT results_eq('SELECT region_id, array_agg(above_id ORDER BY above_id) FROM study.region_above GROUP BY 1 ORDER BY 1', $$ VALUES
	(111::bigint, '{1,11,111}'::bigint[]), (112, '{1,11,112}'), (121, '{1,12,121}'), (NULL, '{NULL}') $$, 'and in all that are above that');

-- The loss of each requirement is weighted by those whose need it is. Quarter 3, whose people are not known, counts
-- as the average of its region, which has none other: as that of all, (100 + 300 + 600 + 200) / 4 = 300.
SELECT results_eq('SELECT region_id, parent_id, name, quarters, people, round(score, 2), quarters_affected, people_affected, worst_quarter, round(worst_score, 2), most_missing
	FROM study.region_gap ORDER BY region_id', $$ VALUES
	-- market: 600 x 0.5 = 300 of 0 + 0.5 x 300 + 300 + 0 = 450 of 1300; canteen: 10 + 0 + 0 + 50 = 60 of 200;
	-- 100 (3 x 450 / 1300 + 60 / 200) / 4
	(1::bigint, NULL::bigint, 'district 1', 4, 1000::numeric, 33.46, 4, 1000::numeric, 'three', 75.00, 'canteen'),
	(2, NULL, 'district 2', 0, NULL, NULL, 0, NULL, NULL, NULL, NULL),
	-- market: 0 + 150 + 300 of 700; canteen: 10 of 150
	(11, 1, 'street 11', 3, 400, 49.88, 3, 400, 'three', 75.00, 'vegetable_market'),
	-- what quarter 4 has
	(12, 1, 'street 12', 1, 600, 25.00, 1, 600, 'four', 25.00, 'canteen'),
	-- market: 150 of 400; canteen: 10 of 100: 100 (3 x 0.375 + 0.1) / 4
	(111, 11, 'community 111', 2, 400, 30.63, 2, 400, 'two', 37.50, 'canteen'),
	(112, 11, 'community 112', 1, NULL, 75.00, 1, NULL, 'three', 75.00, 'vegetable_market'),
	(121, 12, 'community 121', 1, 600, 25.00, 1, 600, 'four', 25.00, 'canteen'),
	-- nobody is old there: the canteen is lost by quarters
	(NULL, NULL, NULL, 1, 200, 100.00, 1, 200, 'five', 100.00, 'canteen')
$$, 'the scores of communities, streets, districts');

-- Who is affected. All: by either requirement of everybody; the old by theirs too; no child is counted anywhere.
SELECT results_eq('SELECT region_id, age_group, people, people_affected FROM study.affected WHERE region_id IN (1, 11, 111, 121) ORDER BY 1, 2', $$ VALUES
	-- all: quarters 2 and 3, of which 300 are known; old: 1 and 4 for want of a canteen, 2 and 3 of a market
	(1::bigint, 'all', 1000::numeric, 300::numeric), (1, 'child', NULL, NULL), (1, 'elder', 200, 200),
	(11, 'all', 400, 300), (11, 'child', NULL, NULL), (11, 'elder', 150, 150),
	(111, 'all', 400, 300), (111, 'child', NULL, NULL), (111, 'elder', 100, 100),
	-- the market of quarter 4 is near, its canteen is not
	(121, 'all', 600, 0), (121, 'child', NULL, NULL), (121, 'elder', 50, 50)
$$, 'who is affected, by age');

-- Regions that quarters name, without a map of them.
SELECT walkshed.create_study('unmapped', 'town.street', 'town.quarter', 'town.place', standards => '{two}');
SELECT results_eq('SELECT region_id, name, quarters, round(score, 2) FROM unmapped.region_gap ORDER BY 1', $$ VALUES
	-- as above; without a region are quarters 3 and 5: market 400 of 400, where 3 counts as 5 does, and canteen 0 of 50
	(111::bigint, NULL::text, 2, 30.63), (121, NULL, 1, 25.00), (NULL, NULL, 2, 75.00) $$, 'regions need no map');

-- Parents that go round in a ring, or that are not there.
UPDATE town.region SET parent_id = 111 WHERE id = 1;
UPDATE town.region SET parent_id = 99 WHERE id = 12;
SELECT lives_ok($$ SELECT walkshed.refresh_study('study') $$, 'a ring of regions does no harm');
SELECT results_eq('SELECT array_agg(above_id ORDER BY above_id) FROM study.region_above WHERE region_id = 111', $$ VALUES ('{1,11,111}'::bigint[]) $$, 'each counts once');
SELECT results_eq('SELECT above_id FROM study.region_above WHERE region_id = 121 ORDER BY 1', $$ VALUES (12::bigint), (99), (121) $$, 'a parent that is on no map is one');
UPDATE town.region SET parent_id = NULL WHERE id = 1;
UPDATE town.region SET parent_id = 1 WHERE id = 12;

-- Inequality: four quarters of known people. Access is 100 less the score: here 40, 60, 80, 100 of 100, 200, 300, 400.
INSERT INTO walkshed.standard (code, name_en) VALUES ('slope', 'A market, by the metre');
INSERT INTO walkshed.requirement (standard, service, profile, metres) VALUES ('slope', 'pharmacy', 'metres-only', 500);
TRUNCATE town.place, town.quarter;
INSERT INTO town.quarter (id, people, region_id, geom) VALUES
	(1, 100, 111, pg_temp.at(0, 0)), (2, 200, 111, pg_temp.at(2000, 0)), (3, 300, 112, pg_temp.at(4000, 0)), (4, 400, 121, pg_temp.at(6000, 0));
-- A walk of 800, 700, 600 and 100 m: 1.6, 1.4, 1.2 and 0.2 of the budget.
INSERT INTO town.place (id, services, geom) VALUES
	(1, '{pharmacy}', pg_temp.at(-800, 0)), (2, '{pharmacy}', pg_temp.at(1300, 0)), (3, '{pharmacy}', pg_temp.at(4600, 0)), (4, '{pharmacy}', pg_temp.at(6100, 0));
SELECT walkshed.create_study('slope', 'town.street', 'town.quarter', 'town.place', NULL, 'town.region', '{slope}');
SELECT results_eq('SELECT quarter_id, round(score) FROM slope.gap ORDER BY 1', $$ VALUES (1::bigint, 60::numeric), (2, 40), (3, 20), (4, 0) $$, 'four quarters');
-- All: shares of people 0.1, 0.2, 0.3, 0.4, access in all 4000 + 12000 + 24000 + 40000 = 80000, running up to 0.05, 0.2,
-- 0.5, 1. Gini: 1 - 0.1 x 0.05 - 0.2 (0.05 + 0.2) - 0.3 (0.2 + 0.5) - 0.4 (0.5 + 1) = 1 - 0.005 - 0.05 - 0.21 - 0.6 = 0.135.
-- Palma: the best served tenth has 100 x 100 = 10000; the worst served 40 per cent are 100, 200 and 100 of the third:
-- 4000 + 12000 + 8000 = 24000; 10 / 24. Mean score 20; at most 20 has 700 of 1000.
PREPARE unequal AS SELECT standard, region_id, name, people, round(mean_score, 1), round(gini, 3), round(palma, 3), share_within FROM walkshed.inequality('slope', 20.01);
SELECT results_eq('EXECUTE unequal', $$ VALUES
	('slope', NULL::bigint, NULL::text, 1000::numeric, 20.0, 0.135, 0.417, 0.700000),
	('slope', 1, 'district 1', 1000, 20.0, 0.135, 0.417, 0.700000),
	-- 100, 200, 300 people: shares 1/6, 1/3, 1/2; access 0.1, 0.4, 1: 1 - 1/60 - 0.5/3 - 1.4/2 = 0.11667;
	-- mean (6000 + 8000 + 6000) / 600; the best 60 have 4800, the worst 240 have 4000 + 140 x 60 = 12400
	('slope', 11, 'street 11', 600, 33.3, 0.117, 0.387, 0.500000),
	('slope', 12, 'street 12', 400, 0.0, 0.000, 0.250, 1.000000),
	-- 100, 200: shares 1/3, 2/3; access 0.25, 1: 1 - 1/12 - 2.5/3 = 0.08333; the best 30 have 1800, the worst 120 have 4000 + 1200
	('slope', 111, 'community 111', 300, 46.7, 0.083, 0.346, 0.000000),
	-- one quarter alone: a tenth has a quarter of what four tenths have
	('slope', 112, 'community 112', 300, 20.0, 0.000, 0.250, 1.000000),
	('slope', 121, 'community 121', 400, 0.0, 0.000, 0.250, 1.000000)
$$, 'Gini, Palma and the share of people below a threshold');
SELECT results_eq($$ SELECT t, (SELECT i.share_within FROM walkshed.inequality('slope', t) AS i WHERE i.region_id IS NULL) FROM unnest('{0,100}'::float8[]) AS t $$,
	$$ VALUES (0::float8, 0.400000), (100, 1.000000) $$, 'the threshold itself is within');
SELECT results_eq($$ SELECT region_id, share_within FROM walkshed.inequality('slope') $$, $$ SELECT region_id, share_within FROM walkshed.inequality('slope', 20) $$,
	'which is 20 by default');

-- A quarter whose people are not known counts as the average one; where none is, all count the same.
UPDATE town.quarter SET people = NULL WHERE id = 4;
SELECT walkshed.refresh_study('slope');
-- 200, the average of 100, 200 and 300: 4000 + 12000 + 24000 + 20000 of 800
SELECT results_eq($$ SELECT people, round(mean_score, 1) FROM walkshed.inequality('slope') WHERE region_id IS NULL $$, $$ VALUES (800::numeric, 25.0) $$, 'unknown people are as many as elsewhere');
UPDATE town.quarter SET people = NULL;
SELECT walkshed.refresh_study('slope');
-- 40, 60, 80, 100 in all 280: 2 (1 x 40 + 2 x 60 + 3 x 80 + 4 x 100) / (4 x 280) - 5/4
SELECT results_eq($$ SELECT people, round(mean_score, 1), round(gini, 4) FROM walkshed.inequality('slope') WHERE region_id IS NULL $$, $$ VALUES (4::numeric, 30.0, 0.1786) $$, 'or each quarter is one');

-- Nobody has any access, or there is nobody.
DELETE FROM town.place;
SELECT walkshed.refresh_study('slope');
SELECT results_eq($$ SELECT mean_score, gini, palma, share_within FROM walkshed.inequality('slope') WHERE region_id IS NULL $$,
	$$ VALUES (100.000000, NULL::numeric, NULL::numeric, 0.000000) $$, 'nothing is shared equally by nobody');
DELETE FROM town.quarter;
SELECT walkshed.refresh_study('slope');
SELECT is_empty($$ SELECT * FROM walkshed.inequality('slope') $$, 'no quarter, no row');
SELECT results_eq($$ SELECT pg_temp.complaint(format('SELECT walkshed.inequality(%s)', v)) FROM unnest(ARRAY[$q$'slope', NULL$q$, $q$'slope', 101$q$, $q$'slope', -1$q$, $q$'slope', 'NaN'$q$, $q$NULL$q$]) AS v $$, $$ VALUES
	('22023 | threshold is null | It is a gap score, 0 to 100.'), ('22023 | threshold is 101 | It is a gap score, 0 to 100.'),
	('22023 | threshold is -1 | It is a gap score, 0 to 100.'), ('22023 | threshold is NaN | It is a gap score, 0 to 100.'),
	('3F000 | the name of a study must not be null | Studies in this database: slope, study, unmapped.') $$, 'what is no threshold');

SELECT * FROM finish();
ROLLBACK;
