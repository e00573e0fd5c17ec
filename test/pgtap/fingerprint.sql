-- The fingerprint of a relation is that of its rows, in whatever order.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(8);

CREATE TABLE one (id int, word text);
CREATE TABLE other (id int, word text);
SELECT is(walkshed.fingerprint('one'), '0:0', 'nothing has no sum');
INSERT INTO one VALUES (1, 'gate'), (2, NULL), (2, NULL);
INSERT INTO other VALUES (2, NULL), (1, 'gate'), (2, NULL);
SELECT is(walkshed.fingerprint('one'), walkshed.fingerprint('other'), 'the same rows in another order');
DELETE FROM other WHERE ctid = (SELECT min(ctid) FROM other);
SELECT isnt(walkshed.fingerprint('one'), walkshed.fingerprint('other'), 'a row less, though there is another like it');
INSERT INTO other VALUES (2, '');
SELECT isnt(walkshed.fingerprint('one'), walkshed.fingerprint('other'), 'empty is not null');
CREATE VIEW same AS SELECT * FROM one ORDER BY id DESC;
SELECT is(walkshed.fingerprint('same'), walkshed.fingerprint('one'), 'a view is its rows');
SELECT is(walkshed.fingerprint(NULL), NULL, 'NULL gives NULL');
CREATE INDEX index_of_one ON one (id);
SELECT throws_ok($$ SELECT walkshed.fingerprint('index_of_one') $$, '42809', 'public.index_of_one has no rows', 'an index is no table');
SELECT throws_ok($$ SELECT walkshed.fingerprint(0::oid::regclass) $$, '42809', '- has no rows', 'nor is nothing');
SELECT * FROM finish();
ROLLBACK;
