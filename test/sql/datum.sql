--
-- to_gcj02, from_gcj02, to_bd09, from_bd09: what they do with geometries. The formulas are tested in the core.
--
-- Beijing as the test data of gcoord have it: metres between what is published and what is computed, formulas
-- and services being a metre apart.
SELECT ST_Distance(walkshed.to_gcj02(wgs84)::geography, gcj02) < 1 AS to_gcj02, ST_Distance(walkshed.from_gcj02(gcj02)::geography, wgs84) < 1 AS from_gcj02,
	ST_Distance(walkshed.to_bd09(wgs84)::geography, bd09) < 1 AS to_bd09, ST_Distance(walkshed.from_bd09(bd09)::geography, wgs84) < 1 AS from_bd09
FROM (VALUES ('SRID=4326;POINT(116.4011517 39.9028057)'::geometry, 'SRID=4326;POINT(116.4074002 39.9042136)'::geometry,
	'SRID=4326;POINT(116.4137852 39.9105355)'::geometry)) AS v(wgs84, gcj02, bd09);

-- Every type: each vertex is moved as a point of its own is, and nothing else changes.
CREATE TABLE shape (i int, geom geometry);
INSERT INTO shape VALUES
	(1, 'SRID=4326;POINT(113.1 36.2)'), (2, 'SRID=4326;POINT Z(113.1 36.2 910)'), (3, 'SRID=4326;POINT M(113.1 36.2 7)'),
	(4, 'SRID=4490;POINT ZM(113.1 36.2 910 7)'),
	(5, 'SRID=4326;LINESTRING(113.1 36.2, 113.2 36.3, 0 0)'), (6, 'SRID=4326;LINESTRING ZM(113.1 36.2 1 2, 113.2 36.3 3 4)'),
	(7, 'SRID=4326;POLYGON((113 36, 114 36, 114 37, 113 36), (113.7 36.2, 113.8 36.3, 113.8 36.2, 113.7 36.2))'),
	(8, 'SRID=4326;MULTIPOINT(113.1 36.2, 113.2 36.2)'), (9, 'SRID=4326;MULTILINESTRING((113.1 36.2, 113.2 36.3), (114 37, 115 38))'),
	(10, 'SRID=4326;MULTIPOLYGON Z(((113 36 1, 114 36 1, 114 37 1, 113 36 1)), ((115 36 2, 116 36 2, 116 37 2, 115 36 2)))'),
	(11, 'SRID=4326;GEOMETRYCOLLECTION(POINT EMPTY, GEOMETRYCOLLECTION(POINT(113.1 36.2), GEOMETRYCOLLECTION EMPTY, LINESTRING(113.1 36.2, 113.2 36.3)), POINT(114 37))'),
	(12, 'SRID=4326;CIRCULARSTRING(113.1 36.2, 113.2 36.3, 113.3 36.2)'),
	(13, 'SRID=4326;COMPOUNDCURVE(CIRCULARSTRING(113.1 36.2, 113.2 36.3, 113.3 36.2), (113.3 36.2, 113.4 36.2))'),
	(14, 'SRID=4326;CURVEPOLYGON(CIRCULARSTRING(113.1 36.2, 113.2 36.3, 113.1 36.2))'),
	(15, 'SRID=4326;MULTICURVE((113.1 36.2, 113.2 36.3), CIRCULARSTRING(113.1 36.2, 113.2 36.3, 113.3 36.2))'),
	(16, 'SRID=4326;MULTISURFACE(CURVEPOLYGON(CIRCULARSTRING(113.1 36.2, 113.2 36.3, 113.1 36.2)), ((113 36, 114 36, 114 37, 113 36)))'),
	(17, 'SRID=4326;TRIANGLE((113 36, 114 36, 114 37, 113 36))'), (18, 'SRID=4326;TIN Z(((113 36 1, 114 36 1, 114 37 1, 113 36 1)))'),
	(19, 'SRID=4326;POLYHEDRALSURFACE Z(((113 36 1, 114 36 1, 114 37 1, 113 36 1)))');
CREATE FUNCTION vertices(geometry) RETURNS text[] LANGUAGE sql
AS $$ SELECT array_agg(ST_AsEWKT(d.geom, 15) ORDER BY d.path) FROM ST_DumpPoints($1) d $$;
SELECT i, GeometryType(geom), f.name
FROM shape, LATERAL (VALUES ('to_gcj02', walkshed.to_gcj02(geom),
		(SELECT array_agg(ST_AsEWKT(walkshed.to_gcj02(d.geom), 15) ORDER BY d.path) FROM ST_DumpPoints(geom) d)),
	('from_gcj02', walkshed.from_gcj02(geom), (SELECT array_agg(ST_AsEWKT(walkshed.from_gcj02(d.geom), 15) ORDER BY d.path) FROM ST_DumpPoints(geom) d)),
	('to_bd09', walkshed.to_bd09(geom), (SELECT array_agg(ST_AsEWKT(walkshed.to_bd09(d.geom), 15) ORDER BY d.path) FROM ST_DumpPoints(geom) d)),
	('from_bd09', walkshed.from_bd09(geom), (SELECT array_agg(ST_AsEWKT(walkshed.from_bd09(d.geom), 15) ORDER BY d.path) FROM ST_DumpPoints(geom) d))) AS f(name, moved, points)
WHERE vertices(f.moved) IS DISTINCT FROM f.points OR vertices(f.moved) = vertices(geom)
	OR regexp_replace(ST_AsText(f.moved), '[0-9.]+', '0', 'g') <> regexp_replace(ST_AsText(geom), '[0-9.]+', '0', 'g')
ORDER BY i, name;
-- Heights and measures as they were, and the SRID.
SELECT i, ST_SRID(moved), ST_Z(moved), ST_M(moved) FROM (SELECT i, walkshed.to_bd09(geom) AS moved FROM shape) s WHERE GeometryType(moved) LIKE 'POINT%' ORDER BY i;
-- And back, within a millimetre.
SELECT i, ST_HausdorffDistance(back.geom, shape.geom)
FROM shape, LATERAL (VALUES (walkshed.from_gcj02(walkshed.to_gcj02(geom))), (walkshed.from_bd09(walkshed.to_bd09(geom)))) AS back(geom)
WHERE i < 11 AND ST_HausdorffDistance(ST_Force2D(back.geom), ST_Force2D(shape.geom)) > 1e-9;

-- Nothing from nothing; EMPTY of any SRID.
SELECT walkshed.to_gcj02(NULL) IS NULL AS to_gcj02, walkshed.from_gcj02(NULL) IS NULL AS from_gcj02, walkshed.to_bd09(NULL) IS NULL AS to_bd09,
	walkshed.from_bd09(NULL) IS NULL AS from_bd09;
SELECT ST_AsEWKT(walkshed.to_gcj02(geom)) FROM (VALUES (1, 'SRID=4326;POINT EMPTY'::geometry), (2, 'POINT EMPTY'), (3, 'SRID=3857;POLYGON Z EMPTY'),
	(4, 'SRID=4490;TRIANGLE EMPTY'), (5, 'GEOMETRYCOLLECTION(POINT EMPTY, LINESTRING EMPTY)')) AS v(i, geom) ORDER BY i;

-- Elsewhere nothing moves.
SELECT ST_AsText(walkshed.to_gcj02(geom)), ST_AsText(walkshed.from_gcj02(geom)), ST_AsText(walkshed.to_bd09(geom)), ST_AsText(walkshed.from_bd09(geom))
FROM (VALUES (1, 'SRID=4326;POINT(-123.1 49.28)'::geometry), (2, 'SRID=4326;POINT(180 90)')) AS v(i, geom) ORDER BY i;

-- What is no longitude and latitude.
\pset format unaligned
\pset tuples_only on
SELECT i || ': ' || complaint(format('SELECT walkshed.from_gcj02(%L)', geom))
FROM (VALUES (1, 'POINT(113.1 36.2)'::geometry), (2, 'SRID=3857;LINESTRING(12590000 4330000, 12590100 4330000)'), (3, 'SRID=4326;POINT(36.2 113.1)'),
	(4, ST_SetSRID(ST_MakePoint('NaN', 36.2), 4326)), (5, ST_SetSRID(ST_MakeLine(ST_MakePoint(113, 36), ST_MakePoint('Infinity', 36)), 4326)),
	(6, 'SRID=3857;GEOMETRYCOLLECTION(POINT EMPTY, POINT(12590000 4330000))'),
	(7, ST_GeomFromGeoJSON('{"type": "Polygon", "coordinates": [[[113, 36], [114, 36], [114, 37], [113, 37]]]}')),
	(8, ST_GeomFromGeoJSON('{"type": "Polygon", "coordinates": [[[113, 36], [114, 36], [113, 36]]]}'))) AS v(i, geom) ORDER BY i;
DROP FUNCTION vertices;
DROP TABLE shape;
