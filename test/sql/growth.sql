-- Calls leave nothing behind in the memory of the statement that makes them: what contexts hold at the end of a
-- statement of 1,000 calls is what they hold after 40.  (What rows are described by was kept for each call once, half a
-- kilobyte.)
CREATE TABLE net AS
SELECT walkshed.network_agg(1, 'SRID=4326;LINESTRING(0 0, 0.001 0)') AS streets,
	walkshed.point_set_agg(1, 'SRID=4326;POINT(0 0)') AS points, ST_SetSRID(ST_MakePoint(0, 0), 4326) AS here;
CREATE FUNCTION held(calls int, query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	bytes bigint;
BEGIN
	EXECUTE format('SELECT CASE WHEN count(c) > 0 THEN (SELECT sum(total_bytes) FROM pg_backend_memory_contexts) END
		FROM (SELECT net.*, generate_series(1, %s) FROM net) t CROSS JOIN LATERAL (%s) c', calls, query) INTO bytes;
	RETURN bytes;
END $$;

SELECT c.query
FROM (VALUES ('SELECT * FROM walkshed.network_report(t.streets)'), ('SELECT * FROM walkshed.reach(t.streets, t.here, 1)'),
	('SELECT * FROM walkshed.nearest(t.streets, t.points, t.points, 1, 1)'), ('SELECT walkshed.snap(t.streets, t.here)'),
	('SELECT walkshed.catchment(t.streets, t.here, 1)')) AS c(query)
	CROSS JOIN LATERAL (SELECT held(40, c.query) AS warm, held(40, c.query) AS few) AS few
	CROSS JOIN LATERAL (SELECT held(1000, c.query) - few.few AS bytes OFFSET 0) AS more
WHERE more.bytes > 65536;

DROP FUNCTION held;
DROP TABLE net;
