-- Catchments lie within those of a larger budget, to the last bit: as bands of one
-- search, and one by one. psql variables: city; origins, how many.
SELECT clock_timestamp() AS start \gset

CREATE TEMP TABLE band AS
SELECT i, s::float8 AS budget, walkshed.catchment(streets, o.geom, minutes => s / 60.0) AS geom
FROM :"city".origin o, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n, generate_series(599, 601) s
WHERE i <= :origins;

CREATE FUNCTION pg_temp.nesting(name text, origins int) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN n = 2 * origins AND wrong = 0 AND 2 * larger > n THEN 'ok - ' ELSE 'not ok - ' END
		|| format('%s: %s origins, %s pairs, of %s the outer one is larger; %s do not nest', name, i, n, larger, wrong)
	FROM (
		SELECT count(DISTINCT i) AS i, count(smaller) AS n, count(*) FILTER (WHERE ST_Area(geom) > ST_Area(smaller)) AS larger,
			count(*) FILTER (WHERE smaller IS NOT NULL AND ST_Covers(geom, smaller) IS NOT TRUE) AS wrong
		FROM (SELECT *, lag(geom) OVER (PARTITION BY i ORDER BY budget) AS smaller FROM band) b) n
$$;
SELECT pg_temp.nesting(:'city' || ', nesting, 599, 600, 601 s one by one', :origins);

DELETE FROM band;
INSERT INTO band
SELECT i, c.budget, c.geom
FROM :"city".origin o, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n, walkshed.catchments(streets, o.geom, minutes => '{5,10,15}') c
WHERE i <= :origins;
SELECT pg_temp.nesting(:'city' || ', nesting, bands of 5, 10, 15 min', :origins);

-- A band is the catchment of its budget.
SELECT CASE WHEN n = 30 AND wrong = 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, bands: %s compared with catchments of their budgets; %s differ', :'city', n, wrong)
FROM (
	SELECT count(*) AS n, count(*) FILTER (WHERE ST_Equals(b.geom, walkshed.catchment(streets, o.geom, b.budget)) IS NOT TRUE) AS wrong
	FROM band b JOIN :"city".origin o USING (i), (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n
	WHERE i <= 10) c;
SELECT format('# %s, nesting.sql: %s s', :'city', round(extract(epoch FROM clock_timestamp() - :'start'), 1));
