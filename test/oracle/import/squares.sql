-- Entries of squares that see each other, by PostGIS, at most 300 m apart: whether they are some hundreds of pairs, and
-- between how many the walk over squares alone is more than 1.1 times the straight line. Ways that come back into the file
-- are left out, for a part of them is not walked. psql variables: city, kept.
WITH square AS (
	SELECT osm_type, osm_id, geom FROM :"kept".street
	WHERE ST_Dimension(geom) = 2 AND attributes->>'kind' <> 'barrier'
), vertex AS MATERIALIZED (
	SELECT DISTINCT s.osm_type, s.osm_id, d.geom
	FROM :"kept".street s, ST_DumpPoints(s.geom) d
	WHERE s.attributes->>'kind' <> 'barrier' AND s.run_from IS NULL
), entry AS MATERIALIZED (
	SELECT q.osm_type, q.osm_id, v.geom, dense_rank() OVER (ORDER BY v.geom) AS id, q.geom AS area
	FROM square q JOIN vertex v USING (osm_type, osm_id)
	WHERE EXISTS (SELECT FROM vertex o WHERE o.geom = v.geom AND (o.osm_type, o.osm_id) <> (q.osm_type, q.osm_id))
), pair AS MATERIALIZED (
	SELECT DISTINCT a.id AS a, b.id AS b, ST_Distance(a.geom::geography, b.geom::geography) AS metres
	FROM entry a JOIN entry b USING (osm_type, osm_id)
	WHERE a.id < b.id AND ST_Covers(a.area, ST_MakeLine(a.geom, b.geom))
), city AS MATERIALIZED (
	SELECT (SELECT walkshed.network_agg(id, s.geom) FROM :"city".street s
			WHERE EXISTS (SELECT FROM square q WHERE s.id = q.osm_id * 4 + strpos('NWR', q.osm_type) - 1)) AS streets,
		(SELECT walkshed.point_set_agg(id, geom) FROM (SELECT DISTINCT id, geom FROM entry) e) AS entries
)
SELECT count(*) > 500, count(*) FILTER (WHERE t.metres IS NULL OR t.metres > 1.1 * p.metres + 0.1)
FROM pair p
	LEFT JOIN (SELECT t.* FROM city, walkshed.travel_times(streets, entries, entries, metres => 350) t) t
		ON t.origin_id = p.a AND t.destination_id = p.b
WHERE p.metres <= 300;
