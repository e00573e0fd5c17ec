-- Compare catchments with the ground that PostGIS makes of the reached streets, on a
-- city without barriers. psql variables: city; origins, how many for an adult.
SELECT clock_timestamp() AS start \gset

CREATE TEMP TABLE way (name text, net text, toward bool, origins int, seconds float8, metres float8, walker walkshed.walker);
INSERT INTO way
SELECT w.name, net, toward, CASE WHEN most = 100 THEN :origins ELSE least(:origins / 2, most) END, seconds, metres, walker
FROM (VALUES
	('adult, 15 min from', 'open', 'adult', false, 100, 900, NULL::int),
	('adult with waits on hills, 15 min from', 'hills', 'adult with waits', false, 25, 900, NULL),
	('elder with waits on hills, 15 min toward', 'hills', 'elder with waits', true, 25, 900, NULL),
	-- Every metre takes this walker as long, so that what is left in metres is what is left in seconds.
	('metres-only, 1000 m from', 'open', 'metres-only', false, 25, 1000 / 1.33, 1000)) w(name, net, profile, toward, most, seconds, metres)
JOIN walkshed.profile p ON p.name = w.profile
UNION ALL
SELECT format('%s times as slow beside the street, 15 min from', factor), 'open', false, least(:origins / 2, 25), 900, NULL,
	walkshed.walker(off_street_factor => factor)
FROM (VALUES (1.5), (2)) s(factor);

CREATE TEMP TABLE compared AS
SELECT w.name, o.i, coalesce(ST_Area(ST_Intersection(area, ground)) / nullif(ST_Area(ST_Union(area, ground)), 0), 0) AS overlap,
	ST_Area(area) / ST_Area(ground) AS share, ST_Area(ground) AS m2
FROM way w
JOIN :"city".net n ON n.name = w.net
JOIN :"city".origin o ON o.i <= w.origins,
	LATERAL (SELECT oracle.ground(array_agg(geom), 50) AS ground
		FROM oracle.walked(n.streets, o.geom, o.plane, w.seconds, w.walker, w.toward)) g,
	LATERAL (SELECT oracle.flat(walkshed.catchment(n.streets, o.geom, CASE WHEN w.metres IS NULL THEN w.seconds / 60 END, w.metres, w.walker, w.toward), o.plane) AS area OFFSET 0) a;

SELECT CASE WHEN n = origins AND half >= 0.99 AND low >= 0.985 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, catchment against PostGIS, %s: %s origins, %s ha each; intersection over union %s at the median, %s at the 5th percentile, %s at least; %s as large',
		:'city', name, n, round((m2 / 1e4)::numeric), round(half::numeric, 4), round(low::numeric, 4), round(least::numeric, 4), round(share::numeric, 4))
FROM (
	SELECT name, origins, count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY overlap) AS half, percentile_cont(0.05) WITHIN GROUP (ORDER BY overlap) AS low,
		min(overlap) AS least, avg(share) AS share, avg(m2) AS m2
	FROM compared JOIN way USING (name)
	GROUP BY name, origins
) c
ORDER BY name;
-- Hills count: else the rows above said nothing of them.
SELECT CASE WHEN 2 * uneven > n THEN 'ok - ' ELSE 'not ok - ' END || format('%s, hills: %s of %s edges are slower one way than the other', :'city', uneven, n)
FROM (SELECT count(*) AS n, count(*) FILTER (WHERE abs(cost - reverse_cost) > 0.01 * cost) AS uneven
	FROM :"city".net n, way w, walkshed.network_edges(n.streets, w.walker) WHERE n.name = 'hills' AND w.net = 'hills' AND NOT w.toward) e;
SELECT format('# %s, truth.sql: %s s', :'city', round(extract(epoch FROM clock_timestamp() - :'start'), 1));
