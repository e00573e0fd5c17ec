--
-- walkshed.cache_size and cache_stats: how fast, never what.
--
-- 10 000 crossings, five tiles, several megabytes when decoded.
CREATE TABLE net AS
SELECT walkshed.network_agg(x * 1000 + y * 2 + east, along(x * 50, y * 50, (x + east) * 50, (y + 1 - east) * 50)) AS streets
FROM generate_series(0, 99) x, generate_series(0, 99) y, generate_series(0, 1) east
WHERE x + east < 100 AND y + 1 - east < 100;
CREATE FUNCTION answer(origin geometry) RETURNS text
BEGIN ATOMIC
	SELECT md5(string_agg(r::text, ' ')) FROM net, walkshed.reach_nodes(streets, origin, 30) r;
END;
-- A session begins with nothing. A search near a corner reads the tiles that it
-- reaches, a second one the header of 128 bytes, one near another corner others.
\c
SELECT * FROM walkshed.cache_stats();
CREATE TEMP TABLE step AS SELECT 0 AS i, s.* FROM walkshed.cache_stats() s;
SELECT count(*) > 100 AS nodes FROM net, walkshed.reach_nodes(streets, at(0, 0), 10);
INSERT INTO step SELECT 1, s.* FROM walkshed.cache_stats() s;
SELECT count(*) > 100 AS nodes FROM net, walkshed.reach_nodes(streets, at(0, 0), 10);
INSERT INTO step SELECT 2, s.* FROM walkshed.cache_stats() s;
SELECT count(*) > 100 AS nodes FROM net, walkshed.reach_nodes(streets, at(4950, 4950), 10);
INSERT INTO step SELECT 3, s.* FROM walkshed.cache_stats() s;
SELECT i, tiles_loaded > lag(tiles_loaded) OVER w AS loads, tiles_loaded < 5 AS some, tiles_cached = tiles_loaded AS kept, tiles_evicted,
	CASE i WHEN 2 THEN bytes_read - lag(bytes_read) OVER w END AS reads,
	bytes_read < (SELECT octet_length(walkshed.network_send(streets)) FROM net) AS less_than_all, bytes_cached > 0 AS holds
FROM step WINDOW w AS (ORDER BY i) ORDER BY i;

-- The setting. Nothing under a megabyte; the prefix is taken.
SHOW walkshed.cache_size;
\set VERBOSITY sqlstate
SET walkshed.cache_size = 0;
SET walkshed.cache_size = 'much';
SET walkshed.cash_size = 1;
\set VERBOSITY default
-- At a megabyte tiles go, and the answers stay.
CREATE TEMP TABLE ample AS SELECT i, answer(at(i * 700, i * 600)) FROM generate_series(0, 7) i;
SET walkshed.cache_size = '1MB';
SELECT count(*) FROM ample WHERE answer(at(i * 700, i * 600)) <> answer;
SELECT tiles_evicted > 0 AS evicts, bytes_cached <= 1024 * 1024 AS within FROM walkshed.cache_stats();
-- A call that needs more holds it until it ends.
SELECT count(*) FROM net, walkshed.network_edges(streets);
SELECT bytes_cached <= 1024 * 1024 AS within FROM walkshed.cache_stats();
-- An error in the middle leaves nothing behind.
SELECT complaint('SELECT walkshed.catchment(streets, at(0, 0), metres => 100000, cell_m => 1) FROM (SELECT walkshed.network_agg(1, along(0, 0, 30000, 30000)) AS streets) n');
SELECT count(*) FROM ample WHERE answer(at(i * 700, i * 600)) <> answer;
SELECT bytes_cached <= 1024 * 1024 AS within FROM walkshed.cache_stats();

DROP FUNCTION answer;
DROP TABLE net;
