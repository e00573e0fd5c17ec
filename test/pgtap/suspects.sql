-- network_components and network_suspects, on streets drawn so that each suspect is there once. A unit is 0.001 degrees
-- on the equator: 111.3 m from west to east, 110.6 m from south to north.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(24);

CREATE TABLE street (id bigint PRIMARY KEY, geom geometry, attributes jsonb);
CREATE FUNCTION pg_temp.line(VARIADIC xy float8[]) RETURNS geometry LANGUAGE sql IMMUTABLE AS $$
	SELECT ST_SetSRID(ST_MakeLine(ST_MakePoint(xy[2 * i - 1] / 1000, xy[2 * i] / 1000) ORDER BY i), 4326)
	FROM generate_series(1, cardinality(xy) / 2) AS i
$$;
INSERT INTO street VALUES
	(1, pg_temp.line(0, 0, 5, 0, 10, 0), NULL),							-- the main street
	(2, pg_temp.line(5, 0, 5, 5), '{"kind": "path"}'),				-- joined to it
	(3, pg_temp.line(2, 0.01, 2, 4), NULL),								-- 1.1 m from it: a near miss
	(4, pg_temp.line(2, 4, 5, 5), NULL),									-- joins 3 to 2
	(5, pg_temp.line(8, -2, 8, 2), NULL),									-- crosses 1 without a vertex; alone
	(6, pg_temp.line(9, -2, 9, 2), '{"kind": "footbridge"}'),		-- crosses above
	(7, pg_temp.line(9, -2, 9.5, -2), NULL),								-- with 6 a part of its own
	(8, pg_temp.line(5, 5, 5, 6), '{"kind": "steps"}'),				-- up to a terrace without another way
	(9, pg_temp.line(5, 6, 6, 6), NULL),
	(10, pg_temp.line(0, 0, 0, 1), '{"kind": "steps"}'),				-- steps with a way round
	(11, pg_temp.line(0, 0, -1, 0, -1, 1, 0, 1), '{"kind": "path"}'),
	(12, pg_temp.line(3, 0.01, 3, 1), NULL),								-- 1.1 m from the main street, a wall between
	(13, pg_temp.line(2.5, 0.005, 3.5, 0.005), '{"kind": "barrier"}'),
	(14, pg_temp.line(20, 0, 21, 0), '{"foot": "no"}');				-- closed: no part, for nobody walks it

CREATE TABLE net AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM street;
CREATE FUNCTION pg_temp.together(a bigint, b bigint, walker walkshed.walker) RETURNS boolean LANGUAGE sql AS $$
	SELECT ca.component = cb.component
	FROM net,
		LATERAL (SELECT min(c.component) AS component FROM walkshed.network_edges(streets) e
			JOIN walkshed.network_components(streets, walker) c ON c.node = e.source WHERE e.source_id = a) ca,
		LATERAL (SELECT min(c.component) AS component FROM walkshed.network_edges(streets) e
			JOIN walkshed.network_components(streets, walker) c ON c.node = e.target WHERE e.source_id = b) cb
$$;

-- Components.
SELECT is((SELECT count(*) FROM net, walkshed.network_components(streets)),
	(SELECT value::bigint FROM net, walkshed.network_report(streets) WHERE metric = 'nodes'), 'a row for each node');
SELECT is((SELECT count(DISTINCT component) FROM net, walkshed.network_components(streets)),
	(SELECT value::bigint FROM net, walkshed.network_report(streets) WHERE metric = 'components'), 'as many components as network_report says');
SELECT ok(bool_and(component <= node), 'named by the smallest node') FROM net, walkshed.network_components(streets);
SELECT ok(pg_temp.together(1, 9, walkshed.walker()), 'steps join');
SELECT ok(NOT pg_temp.together(1, 9, walkshed.walker(steps_allowed => false)), 'but not for who cannot climb them');
SELECT ok(pg_temp.together(11, 10, walkshed.walker(steps_allowed => false)), 'where there is a way round they need not');
SELECT ok(NOT pg_temp.together(1, 5, walkshed.walker()), 'streets that cross without a vertex are two parts');
SELECT is((SELECT count(*) FROM walkshed.network_components(NULL)), 0::bigint, 'none of NULL');

-- Suspects.
CREATE TABLE gate (id bigint, quarter_id bigint, geom geometry);
INSERT INTO gate VALUES (1, 1, ST_SetSRID(ST_MakePoint(0.001, 0.0001), 4326)), (2, 1, ST_SetSRID(ST_MakePoint(0.050, 0), 4326));
CREATE TABLE found AS SELECT * FROM walkshed.network_suspects('street', 'gate');

SELECT results_eq('SELECT suspect, street_id, other_id FROM found ORDER BY 1, 2', $$VALUES
	('crossing', 1::bigint, 5::bigint), ('gate', NULL, 2), ('isolated', 5, NULL), ('isolated', 6, NULL), ('isolated', 12, NULL),
	('near_miss', 3, 1), ('steps', 8, NULL)$$, 'each suspect, and no other');
SELECT is(round(metres::numeric, 1), 1.1, 'the gap: 0.01 units') FROM found WHERE suspect = 'near_miss';
SELECT is(ST_AsText(geom, 5), 'LINESTRING(0.002 0.00001,0.002 0)', 'from the dead end to the street') FROM found WHERE suspect = 'near_miss';
SELECT is(ST_AsText(geom, 5), 'POINT(0.008 0)', 'where they cross') FROM found WHERE suspect = 'crossing';
SELECT is(round(metres::numeric), 442.0, 'the length of a part: 4 units to the north') FROM found WHERE suspect = 'isolated' AND street_id = 5;
SELECT is(round(metres::numeric), 498.0, 'and half a unit to the east') FROM found WHERE suspect = 'isolated' AND street_id = 6;
SELECT is(ST_AsText(geom, 3), 'MULTILINESTRING((0.005 0.005,0.005 0.006))', 'the flight of steps') FROM found WHERE suspect = 'steps';
SELECT is(count(*), 0::bigint, 'nothing is near within a metre') FROM walkshed.network_suspects('street', near_m => 1) WHERE suspect = 'near_miss';
SELECT is(count(*), 6::bigint, 'without gates none of them') FROM walkshed.network_suspects('street');
CREATE VIEW bare AS SELECT id, geom FROM street WHERE id IN (1, 2, 3, 5);
SELECT results_eq('SELECT suspect, street_id FROM walkshed.network_suspects(''bare'') ORDER BY 1, 2',
	$$VALUES ('crossing', 1::bigint), ('isolated', 3), ('isolated', 5), ('near_miss', 3)$$, 'streets without attributes, in a view');
INSERT INTO street VALUES (15, pg_temp.line(8, 2, 7, 0, 5, 0));
SELECT is(count(*), 1::bigint, 'streets that are joined elsewhere still cross without a vertex, if they share none themselves')
FROM walkshed.network_suspects('street') WHERE suspect = 'crossing';

-- Mistakes.
SELECT throws_ok('SELECT walkshed.network_suspects(NULL)', '22004', NULL, 'no streets');
SELECT throws_ok('SELECT walkshed.network_suspects(''street'', near_m => NULL)', '22004', NULL, 'NULL metres');
SELECT throws_ok('SELECT walkshed.network_suspects(''street'', near_m => ''NaN'')', '22023', NULL, 'NaN metres');
SELECT throws_ok('SELECT walkshed.network_suspects(''street'', near_m => 101)', '22023', NULL, 'too many metres');
SELECT throws_ok('SELECT walkshed.network_suspects(''street'', ''street'')', '42703', NULL, 'gates that are none');

SELECT * FROM finish();
ROLLBACK;
