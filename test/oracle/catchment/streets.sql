-- Hold catchments against the streets in them: all that is reached, and nothing that is
-- far from it. psql variables: city; origins, how many.
SELECT clock_timestamp() AS start \gset

CREATE TEMP TABLE area AS
SELECT i, plane, walkshed.catchment(streets, o.geom, 15) AS geom
FROM :"city".origin o, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n
WHERE i <= :origins;
ANALYZE area;

-- The leg from the door belongs to it, and has no edge. Origins are put 100 km apart in
-- the plane, so that an index finds what is near to a place.
CREATE TEMP TABLE piece AS
SELECT i, p.edge, p.geom, ST_Translate(oracle.flat(p.geom, plane), i * 1e5, 0) AS flat
FROM :"city".origin o, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n, LATERAL (
	SELECT edge, geom FROM walkshed.reach(streets, o.geom, 15)
	UNION ALL
	SELECT NULL, ST_MakeLine(o.geom, s.geom) FROM walkshed.snap(streets, o.geom) s WHERE s.metres > 0) p
WHERE i <= :origins;
CREATE INDEX ON piece (i, edge);
CREATE INDEX ON piece USING gist (flat);
ANALYZE piece;

-- Every vertex and both ends, and between them no more than 5 m.
CREATE TEMP TABLE sampled AS
SELECT i, edge, samples, ST_Covers(a.geom, samples) AS covered
FROM piece p JOIN area a USING (i), LATERAL (SELECT ST_Points(ST_Segmentize(p.geom, 5 / 111700.0)) AS samples) s;
SELECT CASE WHEN origins = :origins AND samples > 300 * :origins AND outside = 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, reached streets: %s origins, %s samples of their edges; %s outside the catchment', :'city', origins, samples, outside)
FROM (SELECT count(DISTINCT i) AS origins, sum(ST_NumGeometries(samples)) AS samples,
		(SELECT count(*) FROM sampled JOIN area a USING (i), ST_Dump(samples) d WHERE covered IS NOT TRUE AND ST_Covers(a.geom, d.geom) IS NOT TRUE) AS outside
	FROM sampled) s;

SELECT format('# from %s, outside at %s', ST_AsText(o.geom, 6), ST_AsText(ST_GeometryN(ST_Difference(samples, a.geom), 1), 6))
FROM sampled s JOIN area a USING (i) JOIN :"city".origin o USING (i) WHERE covered IS NOT TRUE ORDER BY i, edge LIMIT 5;

SELECT CASE WHEN n > 10 * :origins AND far = 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, unreached streets: the middles of %s near catchments, %s of them inside; %s are more than 60 m from what is reached', :'city', n, inside, far)
FROM (
	SELECT count(*) AS n, count(*) FILTER (WHERE inside) AS inside, count(*) FILTER (WHERE inside AND NOT EXISTS (
		SELECT FROM piece p WHERE ST_DWithin(p.flat, ST_Translate(oracle.flat(middle, plane), m.i * 1e5, 0), 60))) AS far
	FROM (
		SELECT i, plane, middle, ST_Covers(a.geom, middle) AS inside
		FROM area a JOIN :"city".edge e ON middle && a.geom
		WHERE NOT EXISTS (SELECT FROM piece p WHERE p.i = a.i AND p.edge = e.id)) m) u;
SELECT format('# %s, streets.sql: %s s', :'city', round(extract(epoch FROM clock_timestamp() - :'start'), 1));
