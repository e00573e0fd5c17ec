--
-- datum_fit: whether streets and things lie in one datum; and the warning of a study.
--
-- A town of streets 160 m apart to the east and 240 m to the north, and 120 doors 6 m beside them, all
-- of it in each datum.
CREATE SCHEMA town;
CREATE FUNCTION town.at(east float8, north float8) RETURNS geometry LANGUAGE sql IMMUTABLE
RETURN ST_SetSRID(ST_MakePoint(113.1 + east / 89960, 36.2 + north / 110970), 4326);
CREATE FUNCTION town.shifted(geom geometry, datum text) RETURNS geometry LANGUAGE sql IMMUTABLE
RETURN CASE datum WHEN 'gcj02' THEN walkshed.to_gcj02(geom) WHEN 'bd09' THEN walkshed.to_bd09(geom) ELSE geom END;
CREATE TABLE town.street (id bigint, geom geometry(LineString, 4326));
INSERT INTO town.street
SELECT 100 * i + k, ST_MakeLine(town.at(160 * i, 240 * k), town.at(160 * i, 240 * (k + 1))) FROM generate_series(0, 12) i, generate_series(0, 7) k
UNION ALL
SELECT 10000 + 100 * i + k, ST_MakeLine(town.at(160 * i, 240 * k), town.at(160 * (i + 1), 240 * k)) FROM generate_series(0, 11) i, generate_series(0, 8) k;
CREATE TABLE town.place (id bigint, services text[], geom geometry(Point, 4326));
INSERT INTO town.place
SELECT 10 * i + k, '{breakfast}', CASE k % 2 WHEN 0 THEN town.at(160 * i + 6, 240 * (k % 8) + 100) ELSE town.at(160 * i + 70, 240 * (k % 8) - 6) END
FROM generate_series(0, 11) i, generate_series(0, 9) k;
CREATE TABLE datum AS SELECT datum, walkshed.network_agg(id, town.shifted(geom, datum)) AS streets,
	(SELECT walkshed.point_set_agg(id, town.shifted(geom, datum)) FROM town.place) AS places
FROM town.street, unnest('{wgs84,gcj02,bd09}'::text[]) AS datum GROUP BY datum;

-- What is likely is what is so, and so are the 6 metres; two in one datum cannot be told apart from two in another.
SELECT s.datum AS streets, p.datum AS places, f.streets_datum, f.things_datum, round(f.metres) AS metres
FROM datum s, datum p, walkshed.datum_fit(s.streets, p.places) f
WHERE f.likely ORDER BY 1, 2;
-- One of seven rows, the best first; as given, nothing is brought closer.
SELECT count(*), count(*) FILTER (WHERE likely), count(*) FILTER (WHERE closer = 0 AND streets_datum = things_datum), min(closer) >= 0 AND max(closer) <= 1 AS shares,
	array_agg(metres) = array_agg(metres ORDER BY metres) AS ordered
FROM datum s, datum p, walkshed.datum_fit(s.streets, p.places) f
WHERE s.datum = 'wgs84' AND p.datum = 'gcj02';

-- Of 49 doors nothing is said; of 50 it is.
SELECT n, f.streets_datum, f.things_datum
FROM datum s, LATERAL (SELECT n, walkshed.point_set_agg(id, walkshed.to_bd09(geom)) AS places FROM unnest('{49,50}'::int[]) n,
		(SELECT *, row_number() OVER (ORDER BY id) AS i FROM town.place) p WHERE i <= n GROUP BY n) p,
	walkshed.datum_fit(s.streets, p.places) f
WHERE s.datum = 'wgs84' AND f.likely ORDER BY n;
-- Things that stand anywhere are no witnesses: every 70 m, whatever is there.
SELECT f.streets_datum, f.things_datum
FROM datum s, LATERAL (SELECT walkshed.point_set_agg(100 * i + k, town.at(70 * i, 70 * k)) AS anywhere FROM generate_series(0, 26) i, generate_series(0, 26) k) p,
	walkshed.datum_fit(s.streets, p.anywhere) f
WHERE s.datum = 'wgs84' AND f.likely;
-- Outside of China, and of nothing: no rows.
SELECT (SELECT count(*) FROM walkshed.datum_fit((SELECT walkshed.network_agg(1, along(0, 0, 100, 0))), (SELECT walkshed.point_set_agg(1, at(0, 0))))) AS elsewhere,
	(SELECT count(*) FROM walkshed.datum_fit(NULL, places)) AS no_streets, (SELECT count(*) FROM walkshed.datum_fit(streets, NULL)) AS no_things,
	(SELECT count(*) FROM walkshed.datum_fit(streets, (SELECT walkshed.point_set_agg(1, NULL::geometry)))) AS nowhere
FROM datum WHERE datum = 'wgs84';

-- A study says so of places, gates and quarters: blocks with walls 8 m beside the streets, in the third study alone.
CREATE TABLE town.quarter AS
SELECT 10::bigint * i + k AS id, ST_MakePolygon(ST_MakeLine(ARRAY[town.at(160 * i + 8, 240 * k + 8), town.at(160 * i + 152, 240 * k + 8),
	town.at(160 * i + 152, 240 * k + 232), town.at(160 * i + 8, 240 * k + 232), town.at(160 * i + 8, 240 * k + 8)])) AS geom
FROM generate_series(0, 3) i, generate_series(0, 3) k;
CREATE VIEW town.amap_quarter AS SELECT id, walkshed.to_gcj02(geom) AS geom FROM town.quarter;
CREATE VIEW town.gate AS SELECT id, 0::bigint AS quarter_id, geom FROM town.place;
CREATE VIEW town.amap AS SELECT id, services, walkshed.to_gcj02(geom) AS geom FROM town.place;
CREATE VIEW town.baidu_street AS SELECT id, walkshed.to_bd09(geom) AS geom FROM town.street;
SET client_min_messages = warning;
SET jit = off;
SELECT walkshed.create_study('right', 'town.street', 'town.quarter', 'town.place', 'town.gate');
SELECT walkshed.create_study('wrong', 'town.baidu_street', 'town.quarter', 'town.amap', 'town.gate');
SELECT walkshed.create_study('shifted', 'town.street', 'town.amap_quarter', 'town.place');
DROP SCHEMA "right", wrong, shifted, town CASCADE;
DROP TABLE datum;
RESET client_min_messages;
RESET jit;
