-- Searches from twenty crossings of Vancouver by walkshed and by pgRouting on the
-- same edges, in turn. Each is timed alone, inside the server.
CREATE TABLE bench.edge AS
SELECT e.id, e.source, e.target, e.cost, e.reverse_cost, e.geom
FROM bench.net, walkshed.network_edges(streets) e
WHERE city = 'vancouver';
VACUUM ANALYZE bench.edge;

CREATE TEMP TABLE start AS
SELECT source AS node, ST_StartPoint(geom) AS geom FROM bench.edge WHERE cost >= 0 ORDER BY md5(id::text) LIMIT 20;
CREATE TEMP TABLE timing (round int, what text, ms float8, nodes bigint);

DO $$
DECLARE
	origin record;
	began timestamptz;
	reached bigint;
BEGIN
	FOR round IN 0 .. current_setting('bench.rounds')::int LOOP
		FOR origin IN SELECT * FROM start LOOP
			began := clock_timestamp();
			SELECT count(*) INTO reached FROM walkshed.reach_nodes(
				(SELECT streets FROM bench.net WHERE city = 'vancouver'), origin.geom, minutes => 15);
			INSERT INTO timing VALUES (round, 'walkshed', 1000 * extract(epoch FROM clock_timestamp() - began), reached);
		END LOOP;
		FOR origin IN SELECT * FROM start LOOP
			began := clock_timestamp();
			SELECT count(*) INTO reached FROM pgr_drivingDistance(
				'SELECT id, source, target, cost, reverse_cost FROM bench.edge', origin.node, 900);
			INSERT INTO timing VALUES (round, 'pgRouting', 1000 * extract(epoch FROM clock_timestamp() - began), reached);
		END LOOP;
	END LOOP;
END
$$;

WITH median AS (
	SELECT what, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms, avg(nodes)::int AS nodes
	FROM timing
	WHERE round > 0		-- the one before warms caches and plans
	GROUP BY what
)
SELECT format('one search, 15 min, Vancouver: walkshed %s ms (%s nodes), pgRouting %s ms (%s)',
		round(w.ms::numeric, 3), w.nodes, round(p.ms::numeric, 1), p.nodes),
	round((p.ms / w.ms)::numeric) || ' x', '>= 100 x'
FROM median w, median p
WHERE w.what = 'walkshed' AND p.what = 'pgRouting';
