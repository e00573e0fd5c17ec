-- What a study knows of itself: when it was refreshed and from what, whether it is older than that, what has changed.
--
-- One street; quarter n is a point on it, 2 km after quarter n - 1; 500 m are allowed to the market and to the laundry.
\ir include/town.sql
SELECT plan(29);

INSERT INTO town.street VALUES (1, pg_temp.along(-1000, 0, 9000, 0));
INSERT INTO town.quarter (id, name, people, geom) SELECT n, 'quarter ' || n, 100 * n, pg_temp.at(2000 * (n - 1), 0) FROM generate_series(1, 3) AS n;
INSERT INTO town.place (id, services, geom) VALUES
	(1, '{vegetable_market,laundry}', pg_temp.at(0, 0)), (2, '{vegetable_market}', pg_temp.at(2600, 0)), (3, '{laundry}', pg_temp.at(4000, 0));
INSERT INTO walkshed.standard (code, name_en) VALUES ('pair', 'Two services'), ('one', 'One service');
INSERT INTO walkshed.requirement (standard, service, profile, metres) VALUES
	('pair', 'vegetable_market', 'metres-only', 500), ('pair', 'laundry', 'metres-only', 500), ('one', 'laundry', 'metres-only', 500);
-- Places come by a view that the town refreshes when it likes.
CREATE MATERIALIZED VIEW town.listed AS SELECT id, services, geom FROM town.place;
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.listed', standards => '{pair,one}');

-- The table of runs.
SELECT set_eq('SELECT view FROM study.run', $$ SELECT relname::text FROM pg_class WHERE relnamespace = 'study'::regnamespace AND relkind = 'm' $$, 'each view that is kept has a run');
SELECT results_eq($$ SELECT view, rows FROM study.run WHERE view IN ('people', 'gates', 'places', 'requirement', 'verdict', 'gap', 'region_gap') ORDER BY 1 $$, $$ VALUES
	-- 3 quarters: by 3 age groups that the town has columns for, all and two; by 3 requirements; by 2 standards
	('gap', 6::bigint), ('gates', 3), ('people', 9), ('places', 4), ('region_gap', 2), ('requirement', 3), ('verdict', 9) $$, 'with its number of rows');
SELECT results_eq($$ SELECT view, digest FROM study.run WHERE digest IS NOT NULL $$, $$ SELECT 'network', walkshed.digest(streets) FROM study.network $$, 'the digest of the network');
SELECT results_eq($$ SELECT DISTINCT versions FROM study.run $$, $$ SELECT jsonb_build_object('walkshed', w.extversion, 'postgis', p.extversion, 'postgresql', current_setting('server_version'))
	FROM pg_extension w, pg_extension p WHERE w.extname = 'walkshed' AND p.extname = 'postgis' $$, 'the versions that made it');
SELECT ok(bool_and(refreshed_at BETWEEN now() AND clock_timestamp() AND seconds >= 0), 'the time, and how long it took') FROM study.run;
SELECT results_eq($$ SELECT view, array_agg(s ORDER BY s) FROM study.run, jsonb_object_keys(sources) AS s WHERE view IN ('network', 'places', 'gap_by_tier', 'gap') GROUP BY 1 ORDER BY 1 $$, $$ VALUES
	('gap', '{study.gap_by_tier,study.requirement,study.verdict,town.quarter,walkshed.grade}'::text[]), ('gap_by_tier', '{study.requirement,study.verdict}'), ('network', '{town.street}'), ('places', '{town.listed}') $$,
	'and what it was made from');
SELECT results_eq($$ SELECT sources ->> 'town.street' FROM study.run WHERE view = 'network' $$, $$ SELECT walkshed.fingerprint('town.street') $$, 'with a fingerprint of each table');

-- Fingerprints: the same rows in any order, and nothing else.
CREATE TABLE town.turned AS SELECT * FROM town.place ORDER BY id DESC;
SELECT is(walkshed.fingerprint('town.turned'), walkshed.fingerprint('town.place'), 'a fingerprint does not depend on the order');
UPDATE town.turned SET name = '' WHERE id = 1;
SELECT isnt(walkshed.fingerprint('town.turned'), walkshed.fingerprint('town.place'), 'nor is an empty name none');
SELECT is(walkshed.fingerprint('town.gate'), '0:0', 'nothing has one too');

-- Older than its sources?
PREPARE status AS SELECT view, reason FROM walkshed.study_status('study') WHERE stale ORDER BY view;
SELECT is_empty('EXECUTE status', 'a new study is up to date');
SELECT set_eq($$ SELECT view, refreshed_at, seconds, rows FROM walkshed.study_status('study') $$, 'SELECT view, refreshed_at, seconds, rows FROM study.run', 'and says when it was made');
UPDATE town.street SET id = id;
SELECT is_empty('EXECUTE status', 'a table whose rows are the same has not changed');
INSERT INTO town.place (id, services, geom) VALUES (4, '{laundry}', pg_temp.at(2000, 0));
SELECT is_empty('EXECUTE status', 'nor has a view that is yet to be refreshed');
REFRESH MATERIALIZED VIEW town.listed;
SELECT results_eq('EXECUTE status', $$ VALUES
	('gap', 'study.gap_by_tier is older than its sources; study.verdict is older than its sources'),
	('gap_by_group', 'study.verdict is older than its sources'), ('gap_by_tier', 'study.verdict is older than its sources'),
	('offer', 'study.places is older than its sources'), ('places', 'town.listed has changed'),
	('region_gap', 'study.gap is older than its sources; study.verdict is older than its sources'), ('served', 'study.places is older than its sources'),
	('verdict', 'study.offer is older than its sources; study.served is older than its sources')
$$, 'once it is, all that reads it is older than its sources');
SELECT is((SELECT count(*) FROM walkshed.study_status('study') WHERE NOT stale), 5::bigint, 'and nothing else');	-- people, network, gates, requirement, search
SELECT walkshed.refresh_study('study');
SELECT is_empty('EXECUTE status', 'a refresh brings all up to date');
UPDATE walkshed.requirement SET weight = 3 WHERE standard = 'pair' AND service = 'laundry';
SELECT results_eq($$ SELECT view, reason FROM walkshed.study_status('study') WHERE stale AND view IN ('requirement', 'search', 'verdict', 'gates') ORDER BY 1 $$, $$ VALUES
	('requirement', 'walkshed.requirement has changed'), ('search', 'study.requirement is older than its sources'),
	('verdict', 'study.offer is older than its sources; study.requirement is older than its sources; study.search is older than its sources') $$, 'the rulebook is a source');
SELECT walkshed.refresh_study('study', concurrently => false);
UPDATE town.quarter SET people = 150 WHERE id = 1;
SELECT set_eq($$ SELECT view FROM walkshed.study_status('study') WHERE reason ~ 'town.quarter has changed' $$, ARRAY['people', 'gates', 'served', 'verdict', 'gap'],
	'a table is seen through views');
SELECT walkshed.refresh_study('study');
CREATE MATERIALIZED VIEW study.mine AS SELECT avg(score) AS score FROM study.gap;
SELECT results_eq('EXECUTE status', $$ VALUES ('mine', 'refresh_study() has not filled it') $$, 'a view of the user''s own has its status too');
SELECT walkshed.refresh_study('study');
SELECT is_empty('EXECUTE status', 'once it is refreshed with the others');
DROP MATERIALIZED VIEW study.mine;

-- A day later places with dates may be others; those without are not, nor those of a fixed day.
SELECT walkshed.create_study('daily', 'town.street', 'town.quarter', 'town.place', standards => '{one}');
SELECT walkshed.create_study('fixed', 'town.street', 'town.quarter', 'town.place', standards => '{one}', as_of => '2026-03-02');
SELECT is_empty($$ SELECT view FROM walkshed.study_status('daily') WHERE stale $$, 'today it is up to date');
UPDATE daily.run SET refreshed_at = refreshed_at - interval '1 day';
UPDATE fixed.run SET refreshed_at = refreshed_at - interval '1 day';
UPDATE study.run SET refreshed_at = refreshed_at - interval '1 day';
SELECT results_eq($$ SELECT s, t.view FROM unnest(ARRAY['daily', 'fixed', 'study']) AS s, walkshed.study_status(s) AS t WHERE t.reason ~ 'it is of another day' $$,
	$$ VALUES ('daily', 'places') $$, 'tomorrow it is not');
SELECT walkshed.refresh_study('study');
SELECT walkshed.drop_study('daily'), walkshed.drop_study('fixed');

-- What has changed since: quarter 1 loses its laundry, 2 gets a nearer market, 3 is gone, 4 is new. Laundry weighs 3 of 4.
INSERT INTO town.quarter (id, name, people, geom) VALUES (4, 'quarter 4', 400, pg_temp.at(6000, 0));
DELETE FROM town.quarter WHERE id = 3;
UPDATE town.place SET services = '{vegetable_market}' WHERE id = 1;
INSERT INTO town.place (id, services, geom) VALUES (5, '{vegetable_market}', pg_temp.at(2000, 0));
REFRESH MATERIALIZED VIEW town.listed;
SELECT walkshed.create_study('later', 'town.street', 'town.quarter', 'town.listed', standards => '{pair}');
SELECT results_eq($$ SELECT quarter_id, standard, name, people, round(score_before, 2), round(score_after, 2), round(change, 2), gained, lost FROM walkshed.compare_studies('study', 'later') WHERE standard = 'pair' $$, $$ VALUES
	-- the market was 600 m away: 0.2 by 1 of 4
	(2::bigint, 'pair', 'quarter 2', 200::numeric, 5.00, 0.00, -5.00, '{vegetable_market}'::text[], '{}'::text[]),
	(1, 'pair', 'quarter 1', 150, 0.00, 75.00, 75.00, '{}', '{laundry}'),
	-- new: nothing near; gone: the market was missing. The one with more people first.
	(4, 'pair', 'quarter 4', 400, NULL, 100.00, NULL, NULL, NULL),
	(3, 'pair', 'quarter 3', 300, 25.00, NULL, NULL, NULL, NULL)
$$, 'what has changed, the greatest gain first');
SELECT results_eq($$ SELECT count(*), count(score_after) FROM walkshed.compare_studies('study', 'later') WHERE standard = 'one' $$, $$ VALUES (3::bigint, 0::bigint) $$, 'a standard of one of them only');
SELECT results_eq($$ SELECT DISTINCT change, gained, lost FROM walkshed.compare_studies('later', 'later') $$, $$ VALUES (0.000000, '{}'::text[], '{}'::text[]) $$, 'a study is like itself');

SELECT results_eq($$ SELECT pg_temp.complaint('SELECT walkshed.' || v) FROM unnest(ARRAY['study_status(''town'')', 'compare_studies(''study'', ''town'')', 'compare_studies(NULL, ''study'')']) AS v $$, $$ VALUES
	('3F000 | there is no study "town" | Studies in this database: later, study.'), ('3F000 | there is no study "town" | Studies in this database: later, study.'),
	('3F000 | the name of a study must not be null | Studies in this database: later, study.') $$, 'what is no study');

-- Who may read a study may ask it; the status also needs its sources.
CREATE ROLE walkshed_reader;
GRANT USAGE ON SCHEMA study, later TO walkshed_reader;
SELECT matches(pg_temp.complaint($$ SELECT walkshed.explain_gap('study', 1) $$, 'walkshed_reader'), '^42501 \| permission denied for materialized view gap');
GRANT SELECT ON ALL TABLES IN SCHEMA study, later TO walkshed_reader;
SELECT results_eq($$ SELECT pg_temp.complaint('SELECT walkshed.' || v, 'walkshed_reader') COLLATE "default" FROM unnest(ARRAY['explain_gap(''study'', 1)', 'inequality(''study'')', 'compare_studies(''study'', ''later'')', 'study_status(''study'')']) AS v $$,
	$$ VALUES ('none'), ('none'), ('none'), ('42501 | permission denied for schema town') $$, 'who may read it may ask');

SELECT * FROM finish();
ROLLBACK;
