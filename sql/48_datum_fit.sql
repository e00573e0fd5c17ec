-- Whether places and streets lie in one datum.
--
-- Shops and gates stand beside streets. Where a map service has shifted them, they stand anywhere, and those that
-- are shifted back stand beside streets again: the mean leg to the nearest street tells which.

DO $do$ BEGIN EXECUTE replace($sql$
CREATE FUNCTION walkshed.datum_fit(network walkshed.network, things walkshed.point_set,
	OUT streets_datum text, OUT things_datum text, OUT metres float8, OUT closer float8, OUT likely boolean)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 ROWS 7
BEGIN ATOMIC
	WITH thing AS MATERIALIZED (
		-- Some that can have been shifted, the same in every call.
		SELECT p.id, p.geom
		FROM walkshed.points(things) p
		WHERE NOT {postgis}.ST_OrderingEquals(p.geom, walkshed.to_gcj02(p.geom))
		ORDER BY md5(p.id::text), p.id
		LIMIT 500
	), fit AS MATERIALIZED (
		SELECT d.streets, d.things, t.id,
			coalesce((walkshed.snap(network, CASE d.streets WHEN 'gcj02' THEN walkshed.to_gcj02(t.geom) WHEN 'bd09' THEN walkshed.to_bd09(t.geom)
				ELSE t.geom END)).metres, (walkshed.walker()).off_street_max_m) AS metres
		FROM (VALUES ('wgs84', 'wgs84'), ('wgs84', 'gcj02'), ('wgs84', 'bd09'), ('gcj02', 'wgs84'), ('bd09', 'wgs84'),
				('gcj02', 'bd09'), ('bd09', 'gcj02')) AS d(streets, things)
			CROSS JOIN LATERAL (
				SELECT t.id, CASE d.things WHEN 'gcj02' THEN walkshed.from_gcj02(t.geom) WHEN 'bd09' THEN walkshed.from_bd09(t.geom)
					ELSE t.geom END AS geom
				FROM thing t
				OFFSET 0) t
		WHERE network IS NOT NULL
	), given AS (
		SELECT f.id, f.metres FROM fit f WHERE f.streets = f.things
	), judged AS (
		SELECT f.streets, f.things, f.streets = f.things AS as_given, avg(f.metres) AS metres, avg((f.metres < g.metres)::integer) AS closer,
			-- A fifth nearer, and not by chance: by three standard errors.
			count(*) >= 50 AND avg(f.metres) <= 0.8 * avg(g.metres)
				AND avg(g.metres - f.metres) > 3 * stddev(g.metres - f.metres) / sqrt(count(*)) AS better
		FROM fit f
			JOIN given g ON g.id = f.id
		GROUP BY f.streets, f.things
	)
	SELECT j.streets, j.things, j.metres, j.closer,
		row_number() OVER (ORDER BY j.better DESC, j.as_given DESC, j.metres) = 1
	FROM judged j
	ORDER BY j.metres, j.as_given DESC, j.streets, j.things;
END;
$sql$, '{postgis}', walkshed.extension_schema('postgis')); END $do$;

COMMENT ON FUNCTION walkshed.datum_fit IS
	'How well things fit the streets of a network, whatever datum either is in: the mean leg from 500 of them to the nearest street, the share of them that are closer than as given, and which case is likely. wgs84 and wgs84 stand for any one datum. No rows outside of China.';
