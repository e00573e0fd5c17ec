-- A made-up town of :crossings by :crossings crossings, 67 m apart, and one row of arguments from it.
--
--     psql -v crossings=20 -v minutes=5 -v far=10 -f test/stress/town.sql
--
-- Quarters of 4 by 4 blocks with a gate, buildings, a place for every ten crossings, cells of people, two regions,
-- a study of all that, and terrain. thing holds what calls.sql calls with: values of
-- the town's streets and places, minutes for the walks of all its homes and others for those of one.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS postgis_raster;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE SCHEMA town;

CREATE FUNCTION town.at(x float8, y float8) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_SetSRID(ST_MakePoint(116 + 0.0008 * x, 39.9 + 0.0006 * y), 4326);
CREATE FUNCTION town.box(west float8, south float8, east float8, north float8) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_MakeEnvelope(116 + 0.0008 * west, 39.9 + 0.0006 * south, 116 + 0.0008 * east, 39.9 + 0.0006 * north, 4326);

CREATE TABLE town.street (id bigint PRIMARY KEY, geom geometry(LineString, 4326), attributes jsonb);
INSERT INTO town.street
SELECT row_number() OVER (ORDER BY east, x, y), ST_MakeLine(town.at(x, y), town.at(x + east, y + 1 - east)),
	CASE WHEN (x + y) % 16 = 0 THEN '{"kind": "signal_crossing", "ascent_m": 2}'::jsonb END
FROM generate_series(0, :crossings - 1) x, generate_series(0, :crossings - 1) y, generate_series(0, 1) east
WHERE x + east < :crossings AND y + 1 - east < :crossings;

CREATE TABLE town.region (id bigint PRIMARY KEY, name text, geom geometry(Polygon, 4326));
INSERT INTO town.region
SELECT r, 'region ' || r, town.box((r - 1) * :crossings / 2, 0, r * :crossings / 2, :crossings) FROM generate_series(1, 2) r;

CREATE TABLE town.quarter (id bigint PRIMARY KEY, name text, people int, people_elder int, region_id bigint, geom geometry(Polygon, 4326));
INSERT INTO town.quarter
SELECT row_number() OVER (ORDER BY x, y), 'quarter ' || x || ' ' || y, 500 + (x * y) % 1000, 90, 1 + 2 * x / :crossings,
	town.box(x + 0.1, y + 0.1, x + 3.9, y + 3.9)
FROM generate_series(0, :crossings - 5, 4) x, generate_series(0, :crossings - 5, 4) y;

CREATE TABLE town.gate (id bigint PRIMARY KEY, quarter_id bigint, geom geometry(Point, 4326));
INSERT INTO town.gate SELECT id, id, ST_SetSRID(ST_MakePoint(ST_XMin(geom), (ST_YMin(geom) + ST_YMax(geom)) / 2), 4326) FROM town.quarter;

CREATE TABLE town.building (id bigint PRIMARY KEY, residential boolean, levels int, geom geometry(Polygon, 4326));
INSERT INTO town.building
SELECT row_number() OVER (ORDER BY x, y), x % 3 > 0, 1 + (x + y) % 9, town.box(x + 0.3, y + 0.3, x + 0.6, y + 0.6)
FROM generate_series(0, :crossings - 2, 3) x, generate_series(0, :crossings - 2, 3) y;

CREATE TABLE town.cell (id bigint PRIMARY KEY, people int, people_elder int, geom geometry(Polygon, 4326));
INSERT INTO town.cell
SELECT row_number() OVER (ORDER BY x, y), 50 + (3 * x + y) % 100, 10, town.box(x, y, x + 5, y + 5)
FROM generate_series(0, :crossings - 1, 5) x, generate_series(0, :crossings - 1, 5) y;

CREATE TABLE town.place (id bigint PRIMARY KEY, name text, services text[], hours text, capacity jsonb, geom geometry(Point, 4326));
INSERT INTO town.place
SELECT i, 'place ' || i, ARRAY[(ARRAY['vegetable_market', 'convenience_store', 'breakfast', 'laundry', 'repair', 'clinic'])[1 + i % 6]],
	CASE i % 3 WHEN 0 THEN 'Mo-Fr 08:00-18:00' WHEN 1 THEN '24/7' END, NULL,
	town.at(0.3 + (7 * i) % (:crossings - 1), 0.05 + (11 * i + i / 7) % (:crossings - 1))
FROM generate_series(1, :crossings * :crossings / 10) i;

CREATE TABLE town.terrain AS
SELECT ST_Tile(ST_AddBand(ST_MakeEmptyRaster(:crossings * 2, :crossings * 2, 115.999, 39.9 + 0.0006 * :crossings + 0.001,
	0.0005, -0.0004, 0, 0, 4326), '32BF'::text, 50, -1), 50, 50) AS rast;
CREATE INDEX ON town.street USING gist (geom);
CREATE INDEX ON town.quarter USING gist (geom);
CREATE INDEX ON town.building USING gist (geom);
CREATE INDEX ON town.terrain USING gist (ST_ConvexHull(rast));
CREATE TABLE town.home AS SELECT * FROM walkshed.estimate_people('town.building', 30);

SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', 'town.gate', 'town.region', as_of => '2026-03-02');

CREATE TABLE thing AS
SELECT (SELECT walkshed.network_agg(id, geom, attributes) FROM town.street) AS streets,
	(SELECT walkshed.network_agg(id, geom) FROM town.street WHERE id % 50 > 0) AS other,
	(SELECT walkshed.point_set_agg(id, geom, people) FROM town.quarter) AS homes,
	(SELECT walkshed.point_set_agg(p.id, p.geom, 5 + p.id % 9, s) FROM town.place p, unnest(p.services) s) AS places,
	town.at(:crossings / 2 + 0.4, :crossings / 2 + 0.05) AS home,
	town.at(:crossings * 0.9, :crossings * 0.9) AS work,
	ST_Buffer(town.at(:crossings / 2, :crossings / 2), 0.0004 * :crossings, 4 + :crossings) AS area,
	ST_Buffer(town.at(:crossings * 0.6, :crossings / 2), 0.0004 * :crossings, 4 + :crossings) AS other_area,
	(SELECT ST_MakeLine(town.at(i, i % 2) ORDER BY i) FROM generate_series(0, :crossings - 2) i) AS line,
	(SELECT string_agg(format('Mo-Fr %s:00-%s:30', i % 22, i % 22 + 1), '; ') FROM generate_series(1, :crossings / 4) i) AS hours,
	'{"kind": "street", "hours": "Mo-Fr 08:00-18:00", "valid_from": "2026-01-01"}'::jsonb AS attributes,
	'{[480,1080)}'::int4multirange AS minutes_open,
	'2026-03-02 12:30'::timestamp AS moment,
	'town.street'::regclass AS street, 'town.quarter'::regclass AS quarter, 'town.place'::regclass AS place, 'town.gate'::regclass AS gate,
	'town.region'::regclass AS region, 'town.building'::regclass AS building, 'town.terrain'::regclass AS terrain,
	'study' AS study, 'luzhou-8' AS standard, 'postgis' AS extension,
	:minutes::float8 AS minutes, :far::float8 AS far;
ALTER TABLE thing ADD streets_text text, ADD places_text text;
ALTER TABLE thing ALTER streets_text SET STORAGE EXTERNAL, ALTER places_text SET STORAGE EXTERNAL;
UPDATE thing SET streets_text = streets::text, places_text = places::text;
VACUUM ANALYZE thing;
ANALYZE;
