-- Legs of 60 m over tracks of railways, in any direction, that begin and end more than 6 m from any: whether they are some
-- thousands, and how many of them meet a track as it is mapped, and no barrier. psql variables: city, kept.
CREATE TEMP TABLE track AS
SELECT osm_id AS id, geom FROM :"kept".street
WHERE attributes->>'kind' = 'barrier' AND tags ? 'railway' AND run_from IS NULL AND geom IS NOT NULL;
CREATE TEMP TABLE leg AS
SELECT ST_MakeLine(ST_Project(p.geom::geography, 30, turn)::geometry, ST_Project(p.geom::geography, 30, turn + pi())::geometry) AS geom
FROM track t, generate_series(1, 10) i,
	LATERAL (SELECT ('x' || substr(md5(t.id || '/' || i), 1, 7))::bit(28)::int / 2.0 ^ 28 AS part) r,
	LATERAL (SELECT ST_LineInterpolatePoint(t.geom, r.part) AS geom, 1000 * r.part AS turn) p;
CREATE INDEX ON track USING gist (geom);
CREATE INDEX ON leg USING gist (geom);
DELETE FROM leg l USING track t
WHERE t.geom && ST_Expand(l.geom, 0.001) AND ST_DWithin(t.geom::geography, ST_Points(l.geom)::geography, 6);
SELECT count(*) > 1000, count(*) FILTER (WHERE NOT EXISTS (
	SELECT FROM :"city".street s WHERE s.attributes->>'kind' = 'barrier' AND s.geom && l.geom AND ST_Intersects(s.geom, l.geom)))
FROM leg l;
