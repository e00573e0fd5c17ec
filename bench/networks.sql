-- The networks to measure with, and an origin in the middle of each.
CREATE SCHEMA bench;

-- 49 cities: Porto Alegre seven by seven times, side by side, shuffled.
CREATE SCHEMA large;
CREATE TABLE large.street AS
SELECT s.id * 49 + n.i * 7 + n.j AS id, ST_Translate(s.geom, n.i * b.width, n.j * b.height) AS geom, s.attributes
FROM porto_alegre.street s,
	(SELECT i, j FROM generate_series(0, 6) i, generate_series(0, 6) j) n,
	(SELECT ST_XMax(e) - ST_XMin(e) AS width, ST_YMax(e) - ST_YMin(e) AS height
		FROM (SELECT ST_Extent(geom) AS e FROM porto_alegre.street) extent) b
ORDER BY md5(s.id::text || n.i || n.j);

CREATE TABLE bench.net (city text PRIMARY KEY, streets walkshed.network NOT NULL);
INSERT INTO bench.net SELECT 'porto', walkshed.network_agg(id, geom, attributes) FROM porto.street;
INSERT INTO bench.net SELECT 'vancouver', walkshed.network_agg(id, geom, attributes) FROM vancouver.street;
INSERT INTO bench.net SELECT 'large', walkshed.network_agg(id, geom, attributes) FROM large.street;

CREATE TABLE bench.origin AS
SELECT city, ST_LineInterpolatePoint(geom, 0.3) AS geom
FROM (
	SELECT n.city, e.geom, row_number() OVER (PARTITION BY n.city ORDER BY e.geom <-> m.middle) AS i
	FROM bench.net n
	JOIN (
		SELECT 'vancouver' AS city, ST_SetSRID(ST_Centroid(ST_Extent(geom)), 4326) AS middle FROM vancouver.street
		UNION ALL
		SELECT 'large', ST_SetSRID(ST_Centroid(ST_Extent(geom)), 4326) FROM large.street
	) m USING (city), walkshed.network_edges(n.streets) e
) s
WHERE i = 1;
VACUUM ANALYZE bench.net;
CHECKPOINT;
