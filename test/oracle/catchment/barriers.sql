-- Hold catchments against barriers, point by point: inside is what lies within the leg
-- left at some place of a reached street that no barrier hides from it. psql variables:
-- city; origins, how many; points, how many beside barriers at each.
SELECT clock_timestamp() AS start \gset

-- Those with the most barriers around.
CREATE TEMP TABLE start AS
SELECT i, geom, plane
FROM (SELECT *, (SELECT count(*) FROM :"city".barrier b WHERE ST_DWithin(b.geom, o.geom, 0.003)) AS barriers FROM :"city".origin o WHERE i <= 10 * :origins) o
ORDER BY barriers DESC, i LIMIT :origins;

-- Origins are put 100 km apart in the plane, so that an index finds what is near to a place.
CREATE TEMP TABLE walked AS
SELECT s.i, ST_Translate(w.geom, s.i * 1e5, 0) AS geom
FROM start s, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n,
	oracle.walked(streets, s.geom, plane, 900, walkshed.walker(), false) w;
CREATE INDEX ON walked USING gist (geom);
CREATE TEMP TABLE barrier AS
SELECT s.i, ST_Translate(oracle.flat(b.geom, plane), s.i * 1e5, 0) AS geom
FROM start s JOIN :"city".barrier b ON ST_DWithin(b.geom, s.geom, 0.03);
CREATE INDEX ON barrier USING gist (geom);
ANALYZE walked, barrier;
CREATE TEMP TABLE area AS
SELECT s.i, ST_Translate(oracle.flat(walkshed.catchment(streets, s.geom, 15), plane), s.i * 1e5, 0) AS geom
FROM start s, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n;

-- Up to 60 m from a barrier that a reached street is near to.
CREATE TEMP TABLE point AS
SELECT i, j, geom
FROM (
	SELECT b.i, b.j, ST_Translate(ST_LineInterpolatePoint(b.geom, oracle.chance(seed || 'along')), 60 * off * cos(2 * pi() * side), 60 * off * sin(2 * pi() * side)) AS geom
	FROM (SELECT *, row_number() OVER (PARTITION BY i ORDER BY oracle.chance(ST_AsText(geom, 1))) AS j, format('%s ', ST_AsText(geom, 1)) AS seed
			FROM barrier b WHERE EXISTS (SELECT FROM walked w WHERE ST_DWithin(b.geom, w.geom, 50))) b,
		LATERAL (SELECT oracle.chance(seed || 'off') AS off, oracle.chance(seed || 'side') AS side) c
	WHERE j <= :points
) p
WHERE NOT EXISTS (SELECT FROM barrier b WHERE ST_DWithin(b.geom, p.geom, 1));

CREATE INDEX ON point USING gist (geom);
ANALYZE point;

-- Places of the streets around, every 2.5 m, with the leg that is left. Which of both sides
-- of a barrier one stands on is not to be told within 1 m of it.
CREATE TEMP TABLE foot AS
SELECT ST_Force2D(d.geom) AS geom, least(ST_M(d.geom), 50) AS leg, NOT EXISTS (SELECT FROM barrier b WHERE ST_DWithin(b.geom, d.geom, 1)) AS clear
FROM walked w, ST_DumpPoints(ST_Segmentize(w.geom, 2.5)) d
WHERE EXISTS (SELECT FROM point p WHERE ST_DWithin(w.geom, p.geom, 65));
CREATE INDEX ON foot USING gist (geom);
ANALYZE foot;

-- Whether one can stand at a place: surely, by the places away from barriers; maybe, by the
-- others, and what their legs cross in that metre does not count.
CREATE FUNCTION pg_temp.surely(place geometry) RETURNS bool LANGUAGE sql
RETURN EXISTS (SELECT FROM foot f
	WHERE clear AND ST_DWithin(f.geom, place, 50) AND ST_Distance(f.geom, place) <= leg
		AND NOT EXISTS (SELECT FROM barrier b WHERE ST_Intersects(b.geom, ST_MakeLine(f.geom, place))));
CREATE FUNCTION pg_temp.maybe(place geometry) RETURNS bool LANGUAGE sql
RETURN EXISTS (SELECT FROM foot f, LATERAL (SELECT ST_Distance(f.geom, place) AS metres) m
	WHERE NOT clear AND ST_DWithin(f.geom, place, 50) AND metres <= leg
		AND (metres <= 1 OR NOT EXISTS (SELECT FROM barrier b WHERE ST_Intersects(b.geom, ST_LineSubstring(ST_MakeLine(f.geom, place), 1 / metres, 1)))));

CREATE TEMP TABLE judged AS
SELECT *, sure OR pg_temp.maybe(geom) AS maybe
FROM (
	SELECT p.*, ST_Covers(a.geom, p.geom) AS inside, pg_temp.surely(p.geom) AS sure
	FROM point p JOIN area a USING (i) WHERE NOT ST_DWithin(ST_Boundary(a.geom), p.geom, 15)
	OFFSET 0) j;

-- Wrong is what is so away from both outlines: from the catchment's by 15 m, and by as
-- much from where one can stand as the catchment says. A gap between barriers may show
-- less than 2.5 m of a street.
CREATE FUNCTION pg_temp.through_a_gap(place geometry) RETURNS bool LANGUAGE sql
RETURN EXISTS (SELECT FROM walked w, ST_DumpPoints(ST_Segmentize(w.geom, 0.25)) d
	WHERE ST_DWithin(w.geom, place, 50) AND ST_Distance(d.geom, place) <= least(ST_M(d.geom), 50)
		AND NOT EXISTS (SELECT FROM barrier b WHERE ST_Intersects(b.geom, ST_MakeLine(ST_Force2D(d.geom), place))));
CREATE TEMP TABLE wrong AS
SELECT i, j, inside, geom
FROM judged
WHERE inside <> CASE WHEN inside THEN maybe ELSE sure END AND NOT EXISTS (
	SELECT FROM generate_series(0, 15) k,
		LATERAL (SELECT ST_Translate(geom, (k % 2 + 1) * 7.5 * cos(k * pi() / 8), (k % 2 + 1) * 7.5 * sin(k * pi() / 8)) AS beside) b
	WHERE inside = (pg_temp.surely(beside) OR inside AND pg_temp.maybe(beside)))
	AND NOT (inside AND pg_temp.through_a_gap(geom));

SELECT CASE WHEN origins = :origins AND n > :origins * :points / 5 AND hidden > n / 50 AND wrong <= 0.005 * n THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, barriers: %s origins, %s points away from outlines, on %s of them one can stand, on %s but for barriers; %s %% wrong: %s inside that cannot be reached, %s outside that can',
		:'city', origins, n, standing, hidden, round(100.0 * wrong / nullif(n, 0), 2), inside, wrong - inside)
FROM (
	SELECT count(DISTINCT i) AS origins, count(*) AS n, count(*) FILTER (WHERE sure) AS standing,
		count(*) FILTER (WHERE NOT maybe AND EXISTS (SELECT FROM foot f WHERE ST_DWithin(f.geom, j.geom, 50) AND ST_Distance(f.geom, j.geom) <= leg)) AS hidden,
		(SELECT count(*) FROM wrong) AS wrong, (SELECT count(*) FROM wrong WHERE inside) AS inside
	FROM judged j) w;
SELECT format('# from %s, wrong at %s', ST_AsText(s.geom, 6), ST_AsText(oracle.place(ST_X(w.geom) - i * 1e5, ST_Y(w.geom), plane), 6))
FROM wrong w JOIN start s USING (i) ORDER BY i, j LIMIT 5;
SELECT format('# %s, barriers.sql: %s s', :'city', round(extract(epoch FROM clock_timestamp() - :'start'), 1));
