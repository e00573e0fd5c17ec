-- Catchments of all kinds of walks are valid polygons, wherever a street is in reach.
-- psql variables: city; origins, how many.
SELECT clock_timestamp() AS start \gset

CREATE TEMP TABLE profile AS
SELECT name, walker, row_number() OVER (ORDER BY name) - 1 AS number, count(*) OVER () AS n FROM walkshed.profile;

-- From 10 s to an hour, short ones as often as long ones; cells of 10 m mostly; a door in ten is two.
CREATE TEMP TABLE walk AS
SELECT o.i, p.name AS profile, p.walker, CASE WHEN doors < 0.1 THEN ST_Collect(o.geom, oracle.place(400 * side - 200, 400 * doors, o.plane)) ELSE o.geom END AS geom,
	10 * 360 ^ budget AS seconds, unit < 0.2 AS by_metres, toward < 0.3 AS toward,
	CASE WHEN cell < 0.15 THEN 5 WHEN cell < 0.3 THEN 20 ELSE 10 END AS cell_m,
	CASE WHEN buffer < 0.1 THEN 0 WHEN buffer < 0.5 THEN 50 ELSE round((200 * (buffer - 0.5) ^ 2 * 4)::numeric, 1) END AS buffer_m
FROM :"city".origin o, LATERAL (
	SELECT oracle.chance('budget' || i) AS budget, oracle.chance('unit' || i) AS unit, oracle.chance('toward' || i) AS toward, oracle.chance('cell' || i) AS cell,
		oracle.chance('buffer' || i) AS buffer, oracle.chance('doors' || i) AS doors, oracle.chance('side' || i) AS side, oracle.chance('profile' || i) AS chance) c
JOIN profile p ON p.number = floor(chance * p.n)
WHERE o.i <= :origins;

CREATE TEMP TABLE area AS
SELECT w.*, s.problem, walkshed.catchment(streets, w.geom, CASE WHEN NOT by_metres THEN w.seconds / 60 END, CASE WHEN by_metres THEN w.seconds * 1.33 END,
	w.walker, toward, cell_m, buffer_m) AS area
FROM walk w, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n, walkshed.snap(streets, w.geom, w.walker) s;

SELECT CASE WHEN n = :origins AND areas > 0.95 * n AND profiles = (SELECT count(*) FROM profile) AND invalid + odd + missing + extra + outside = 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, validity: %s walks of %s profiles, %s catchments of %s vertices in the mean and %s at most, %s of several polygons; %s invalid, %s empty or of another type, %s missing, %s where no street is, %s without the door',
		:'city', n, profiles, areas, mean, most, several, invalid, odd, missing, extra, outside)
FROM (
	SELECT count(*) AS n, count(area) AS areas, count(DISTINCT profile) AS profiles, round(avg(ST_NPoints(area))) AS mean, max(ST_NPoints(area)) AS most,
		count(*) FILTER (WHERE ST_NumGeometries(area) > 1) AS several,
		count(*) FILTER (WHERE NOT ST_IsValid(area)) AS invalid,
		count(*) FILTER (WHERE ST_IsEmpty(area) OR GeometryType(area) <> 'MULTIPOLYGON' OR ST_SRID(area) <> 4326 OR ST_Area(area) <= 0) AS odd,
		count(*) FILTER (WHERE area IS NULL AND problem IS NULL) AS missing,
		count(*) FILTER (WHERE area IS NOT NULL AND problem IS NOT NULL) AS extra,
		count(*) FILTER (WHERE GeometryType(geom) = 'POINT' AND NOT ST_Covers(area, geom)) AS outside
	FROM area) a;
SELECT format('# from %s, profile %s, %s s, by metres %s, toward %s, cell %s, buffer %s: %s', ST_AsText(geom, 6), profile, seconds, by_metres, toward, cell_m, buffer_m,
	coalesce(ST_IsValidReason(area), 'missing'))
FROM area
WHERE (area IS NULL) <> (problem IS NOT NULL) OR NOT ST_IsValid(area) OR GeometryType(geom) = 'POINT' AND NOT ST_Covers(area, geom)
ORDER BY i LIMIT 5;
SELECT format('# %s, valid.sql: %s s', :'city', round(extract(epoch FROM clock_timestamp() - :'start'), 1));
