--
-- The same bytes: whatever the cache holds, in however many processes, in
-- whatever order the rows came in.
--
CREATE TABLE street AS
SELECT x * 1000 + y * 2 + east AS id, along(x * 50, y * 50, (x + east) * 50, (y + 1 - east) * 50) AS geom,
	CASE WHEN (x + y) % 7 = 0 THEN '{"foot": "forward"}'::jsonb WHEN (x * y) % 11 = 1 THEN '{"kind": "steps"}' END AS attributes
FROM generate_series(0, 69) x, generate_series(0, 69) y, generate_series(0, 1) east;
CREATE TABLE origin AS SELECT i AS id, at(i * 37 % 3400 + 0.5, i * 53 % 3400 + 7) AS geom, i % 5 AS people FROM generate_series(1, 300) i;
CREATE TABLE place AS
SELECT i AS id, at(i * 91 % 3400 + 3, i * 29 % 3400) AS geom, 1 + i % 3 AS capacity, (ARRAY['a', 'b', 'c'])[1 + i % 3] AS tag FROM generate_series(1, 60) i;
CREATE TABLE tag AS SELECT DISTINCT tag FROM place;

-- Values by rows in three orders.
CREATE TABLE value AS
SELECT 'by id' AS way, (SELECT walkshed.network_agg(id, geom, attributes ORDER BY id) FROM street) AS streets,
	(SELECT walkshed.point_set_agg(id, geom, people ORDER BY id) FROM origin) AS origins,
	(SELECT walkshed.point_set_agg(id, geom, capacity, tag ORDER BY id) FROM place) AS places
UNION ALL
SELECT 'backwards', (SELECT walkshed.network_agg(id, geom, attributes ORDER BY id DESC) FROM street),
	(SELECT walkshed.point_set_agg(id, geom, people ORDER BY id DESC) FROM origin),
	(SELECT walkshed.point_set_agg(id, geom, capacity, tag ORDER BY id DESC) FROM place)
UNION ALL
SELECT 'shuffled', (SELECT walkshed.network_agg(id, geom, attributes ORDER BY md5(id::text)) FROM street),
	(SELECT walkshed.point_set_agg(id, geom, people ORDER BY md5(id::text)) FROM origin),
	(SELECT walkshed.point_set_agg(id, geom, capacity, tag ORDER BY md5(id::text)) FROM place);
SELECT count(DISTINCT (walkshed.digest(streets), walkshed.digest(origins), walkshed.digest(places))) AS values FROM value;
CREATE TABLE one AS SELECT * FROM value WHERE way = 'by id';
ANALYZE one;

-- Every measure for one tag, all digits.
SET extra_float_digits = 1;
CREATE FUNCTION answers(streets walkshed.network, origins walkshed.point_set, places walkshed.point_set, tag text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT md5(string_agg(r.line, E'\n' ORDER BY r.line)) FROM (
	SELECT 'nearest ' || n::text AS line FROM walkshed.nearest($1, $2, $3, k => 4, minutes => 12, tag => $4) n
	UNION ALL SELECT 'proximity ' || n::text FROM walkshed.proximity($1, $2, $3, k => 3, minutes => 12, tag => $4) n
	UNION ALL SELECT 'accessible ' || n::text FROM walkshed.accessible($1, $2, $3, minutes => 12, decay => walkshed.decay('gaussian'), tag => $4) n
	UNION ALL SELECT 'back ' || n::text FROM walkshed.accessible($1, $3, $2, metres => 700, decay => walkshed.decay('linear')) n
	UNION ALL SELECT 'supply ' || n::text FROM walkshed.supply($1, $2, $3, minutes => 12, decay => walkshed.decay('exponential'), tag => $4) n
	UNION ALL SELECT 'load ' || n::text FROM walkshed.supply_load($1, $2, $3, minutes => 12, tag => $4) n
	UNION ALL SELECT 'diversity ' || n::text FROM walkshed.diversity($1, $2, $3, minutes => 12) n
	UNION ALL SELECT 'travel_times ' || n::text FROM walkshed.travel_times($1, $2, $3, minutes => 12) n) r
$$;
CREATE TABLE answer (how text, tag text, md5 text);
INSERT INTO answer SELECT way, tag, answers(streets, origins, places, tag) FROM value, tag;
INSERT INTO answer SELECT 'warm', tag, answers(streets, origins, places, tag) FROM one, tag;
SET walkshed.cache_size = '1MB';
INSERT INTO answer SELECT 'small cache', tag, answers(streets, origins, places, tag) FROM one, tag;
\c
SET extra_float_digits = 1;
INSERT INTO answer SELECT 'cold', tag, answers(streets, origins, places, tag) FROM one, tag;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
-- A batch over a city on several cores: a call a service, the values by scalar subqueries.
SELECT plan($$ SELECT count(*), sum(seconds) FROM (
	SELECT * FROM walkshed.nearest((SELECT streets FROM one), (SELECT origins FROM one), (SELECT places FROM one), minutes => 12, tag => 'a')
	UNION ALL SELECT * FROM walkshed.nearest((SELECT streets FROM one), (SELECT origins FROM one), (SELECT places FROM one), minutes => 12, tag => 'b')
	UNION ALL SELECT * FROM walkshed.nearest((SELECT streets FROM one), (SELECT origins FROM one), (SELECT places FROM one), minutes => 12, tag => 'c')) n $$);
-- All of it by a worker (the setting has another name from PostgreSQL 16 on).
SELECT count(set_config(name, 'on', false)) AS settings FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query');
SET parallel_leader_participation = off;
CREATE TABLE together AS
SELECT tag, answers((SELECT streets FROM one), (SELECT origins FROM one), (SELECT places FROM one), tag) AS md5
FROM (SELECT 'a' AS tag UNION ALL SELECT 'b' UNION ALL SELECT 'c') t;
INSERT INTO answer SELECT 'together', * FROM together;
SELECT tag, count(*) AS ways, count(DISTINCT md5) AS answers FROM answer GROUP BY tag ORDER BY tag;
SELECT count(DISTINCT md5) AS tags_differ FROM answer;

DROP FUNCTION answers;
DROP TABLE street, origin, place, tag, value, one, answer, together;
