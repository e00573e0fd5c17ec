-- What the tests of catchments need of a city. psql variable: city, a schema with a
-- table `street`.

-- As imported; without barriers, and with doors on every bridge, for whom all streets are alike; and so on hills, which the
-- imports lack: a smooth height of the coordinates, up to one in eleven steep, taken at the ends of streets.
CREATE FUNCTION pg_temp.height(geom geometry) RETURNS float8 LANGUAGE sql
RETURN 25 * (sin(200 * ST_X(geom)) + cos(250 * ST_Y(geom)));

CREATE TABLE :"city".net AS
SELECT 'imported' AS name, walkshed.network_agg(id, geom, attributes) AS streets FROM :"city".street
UNION ALL
SELECT 'open', walkshed.network_agg(id, geom, attributes || '{"doors": "yes"}') FROM :"city".street WHERE attributes ->> 'kind' <> 'barrier'
UNION ALL
SELECT 'hills', walkshed.network_agg(id, geom, attributes || jsonb_build_object('doors', 'yes', 'ascent_m', greatest(rise, 0), 'descent_m', greatest(-rise, 0)))
FROM :"city".street, LATERAL (SELECT pg_temp.height(ST_EndPoint(ST_GeometryN(geom, ST_NumGeometries(geom)))) - pg_temp.height(ST_StartPoint(ST_GeometryN(geom, 1))) AS rise) r
WHERE attributes ->> 'kind' <> 'barrier';

CREATE TABLE :"city".edge AS
SELECT e.id, e.cost >= 0 AND e.kind NOT IN ('footbridge', 'underpass', 'lift') AND coalesce(s.attributes ->> 'doors', 'yes') <> 'no' AS doors,
	e.geom, ST_LineInterpolatePoint(e.geom, 0.5) AS middle
FROM :"city".net, walkshed.network_edges(streets) e JOIN :"city".street s ON s.id = e.source_id WHERE net.name = 'imported';
CREATE INDEX ON :"city".edge USING gist (middle);

-- Bit by bit, so that the index is narrow.
CREATE TABLE :"city".barrier AS
SELECT d.geom FROM :"city".street, ST_DumpSegments(geom) d WHERE attributes ->> 'kind' = 'barrier';
CREATE INDEX ON :"city".barrier USING gist (geom);

-- Origins: on streets with doors, or up to 30 m beside one, where no barrier hides them all.
CREATE TABLE :"city".origin AS
SELECT row_number() OVER (ORDER BY oracle.chance('origin' || id)) AS i, o.geom
FROM (
	SELECT id, CASE WHEN side < 0.25 THEN at ELSE oracle.place(off * cos(2 * pi() * side), off * sin(2 * pi() * side), oracle.plane(at)) END AS geom
	FROM (SELECT id, ST_LineInterpolatePoint(geom, oracle.chance('along' || id)) AS at, oracle.chance('side' || id) AS side, 30 * oracle.chance('off' || id) AS off
		FROM :"city".edge WHERE doors ORDER BY oracle.chance('origin' || id) LIMIT 3000) e) o,
	(SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n, walkshed.snap(streets, o.geom) s
WHERE s.problem IS NULL;
ALTER TABLE :"city".origin ADD plane oracle.plane;
UPDATE :"city".origin SET plane = oracle.plane(geom);
ANALYZE :"city".net, :"city".edge, :"city".barrier, :"city".origin;
