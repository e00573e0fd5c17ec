--
-- Geometries that the functions refuse, and those that they take as nothing.
--
CREATE TABLE bad (i int, geom geometry);
INSERT INTO bad VALUES
	-- SRID unknown, projected, geographic but of another datum.
	(1, 'LINESTRING(0 0, 0.001 0)'), (2, 'POINT(0 0)'),
	(3, 'SRID=3857;LINESTRING(0 0, 100 0)'), (4, 'SRID=3857;POINT(0 0)'),
	(5, 'SRID=4269;LINESTRING(0 0, 0.001 0)'), (6, 'SRID=4269;POINT(0 0)'),
	-- Other types.
	(7, 'SRID=4326;POINT(0 0)'), (8, 'SRID=4326;MULTIPOINT(0 0)'),
	(9, 'SRID=4326;LINESTRING(0 0, 0.001 0)'), (10, 'SRID=4326;MULTILINESTRING((0 0, 0.001 0))'),
	(11, 'SRID=4326;POLYGON((0 0, 0.001 0, 0 0.001, 0 0))'), (12, 'SRID=4326;MULTIPOLYGON(((0 0, 0.001 0, 0 0.001, 0 0)))'),
	(13, 'SRID=4326;GEOMETRYCOLLECTION(LINESTRING(0 0, 0.001 0), POINT(0 0))'),
	(14, 'SRID=4326;CIRCULARSTRING(0 0, 0.001 0.001, 0.002 0)'), (15, 'SRID=4326;COMPOUNDCURVE((0 0, 0.001 0))'),
	(16, 'SRID=4326;CURVEPOLYGON((0 0, 0.001 0, 0 0.001, 0 0))'), (17, 'SRID=4326;MULTICURVE((0 0, 0.001 0))'),
	(18, 'SRID=4326;MULTISURFACE(((0 0, 0.001 0, 0 0.001, 0 0)))'),
	(19, 'SRID=4326;TRIANGLE((0 0, 0.001 0, 0 0.001, 0 0))'), (20, 'SRID=4326;TIN(((0 0 0, 0 0 1, 0 1 0, 0 0 0)))'),
	(21, 'SRID=4326;POLYHEDRALSURFACE(((0 0 0, 0 0 1, 0 1 0, 0 0 0)))'),
	-- Measures.
	(22, 'SRID=4326;LINESTRING M(0 0 1, 0.001 0 2)'), (23, 'SRID=4326;POINT M(0 0 1)'), (24, 'SRID=4326;POINT ZM(0 0 1 2)'),
	-- Positions that are none.
	(25, ST_SetSRID(ST_MakeLine(ST_MakePoint('NaN', 'NaN'), ST_MakePoint(0, 0)), 4326)),
	(26, ST_SetSRID(ST_MakeLine(ST_MakePoint(0, 0), ST_MakePoint(0, 'Infinity')), 4326)),
	(27, ST_SetSRID(ST_MakePoint('NaN', 0), 4326)), (28, ST_SetSRID(ST_MakePoint('-Infinity', 0), 4326)),
	(29, 'SRID=4326;POINT(180.1 0)'), (30, 'SRID=4326;POINT(0 -90.1)'), (31, 'SRID=4326;POINT(22.5 114.1)'),
	(32, 'SRID=4326;LINESTRING(0 0, 12691000 2577000)'),
	-- Of polygons.
	(33, 'POLYGON((0 0, 0.001 0, 0 0.001, 0 0))'), (34, 'SRID=3857;MULTIPOLYGON(((0 0, 100 0, 0 100, 0 0)))'),
	(35, 'SRID=4326;POLYGON M((0 0 1, 0.001 0 1, 0 0.001 1, 0 0 1))'), (36, 'SRID=4326;POLYGON((0 0, 0.001 0, 0 90.1, 0 0))'),
	-- GeoJSON brings rings that are not closed, or too short.
	(38, ST_GeomFromGeoJSON('{"type": "Polygon", "coordinates": [[[0, 0], [0.001, 0], [0.001, 0.001], [0, 0.001]]]}')),
	(39, ST_GeomFromGeoJSON('{"type": "Polygon", "coordinates": [[[0, 0], [0.001, 0], [0, 0]]]}')),
	(37, ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[ST_MakePoint(0, 0), ST_MakePoint('Infinity', 0), ST_MakePoint(0, 1), ST_MakePoint(0, 0)])), 4326));

-- As streets: lines alone.
\pset format unaligned
\pset tuples_only on
SELECT i || ': ' || complaint(format('SELECT walkshed.network_agg(5, %L)', geom)) FROM bad ORDER BY i;

-- As things of a point set: points and polygons.
SELECT i || ': ' || complaint(format('SELECT walkshed.point_set_agg(5, %L)', geom)) FROM bad ORDER BY i;

-- What the hints say mends them.
SELECT i, complaint(format('SELECT walkshed.network_agg(5, %s) FROM (SELECT %L::geometry AS geom) g', fix, geom))
FROM bad JOIN (VALUES (1, 'ST_SetSRID(geom, 4326)'), (3, 'ST_Transform(geom, 4326)'), (5, 'ST_Transform(geom, 4326)'),
	(11, 'ST_Boundary(geom)'), (12, 'ST_Boundary(geom)'), (13, 'ST_CollectionExtract(geom, 2)'), (14, 'ST_CurveToLine(geom)'),
	(15, 'ST_CurveToLine(geom)'), (16, 'ST_Boundary(ST_CurveToLine(geom))'), (17, 'ST_CurveToLine(geom)'),
	(18, 'ST_Boundary(ST_CurveToLine(geom))'), (19, 'ST_Boundary(geom)'), (22, 'ST_Force2D(geom)')) AS f(i, fix) USING (i)
ORDER BY i;
SELECT i, complaint(format('SELECT walkshed.point_set_agg(5, %s) FROM (SELECT %L::geometry AS geom) g', fix, geom))
FROM bad JOIN (VALUES (2, 'ST_SetSRID(geom, 4326)'), (4, 'ST_Transform(geom, 4326)'), (6, 'ST_Transform(geom, 4326)'),
	(9, 'ST_LineInterpolatePoint(geom, 0.5)'), (10, 'ST_PointOnSurface(geom)'),
	(13, 'ST_CollectionExtract(geom, 1)'), (13, 'ST_CollectionExtract(geom, 3)'), (14, 'ST_PointOnSurface(ST_CurveToLine(geom))'), (15, 'ST_PointOnSurface(ST_CurveToLine(geom))'),
	(16, 'ST_CurveToLine(geom)'), (17, 'ST_PointOnSurface(ST_CurveToLine(geom))'), (18, 'ST_CurveToLine(geom)'),
	(19, 'ST_PointOnSurface(geom)'), (23, 'ST_Force2D(geom)'), (24, 'ST_Force2D(geom)'), (31, 'ST_FlipCoordinates(geom)'),
	(33, 'ST_SetSRID(geom, 4326)'), (34, 'ST_Transform(geom, 4326)'), (35, 'ST_Force2D(geom)')) AS f(i, fix) USING (i)
ORDER BY i, fix;

-- One SRID in a network.
SELECT complaint('SELECT walkshed.network_agg(i, ST_SetSRID(ST_MakeLine(at(0, 0), at(100, i)), srid) ORDER BY i)
	FROM (VALUES (1, 4326), (2, 4490)) AS s(i, srid)');

-- Ids.
SELECT complaint('SELECT walkshed.network_agg(NULL, along(0, 0, 1, 0))');
SELECT complaint('SELECT walkshed.network_agg(NULL, NULL, NULL)');
SELECT complaint('SELECT walkshed.network_agg(id, along(0, n, 100, n)) FROM (VALUES (1, 7), (2, 8), (3, 7)) AS s(n, id)');
-- 222 km without a node: a coordinate is wrong.
SELECT complaint($$ SELECT walkshed.network_agg(5, 'SRID=4326;LINESTRING(0 0, 2 0)') $$);

-- As an origin, a destination or a point, in a network that is in CGCS2000, and
-- of the wrong type, without SRID, not finite.
CREATE TABLE net AS SELECT walkshed.network_agg(1, ST_SetSRID(along(0, 0, 100, 0), 4490)) AS streets;
SELECT complaint(format('SELECT walkshed.' || call || ' FROM net', geom))
FROM bad, (VALUES (1, 'snap(streets, %L)'), (2, 'reach(streets, %L, 5)'), (3, 'reach_nodes(streets, %L, metres => 5)'), (4, 'catchment(streets, %L, 5)'),
	(5, 'walk(streets, %L, ST_SetSRID(at(0, 0), 4490))'), (6, 'walk(streets, ST_SetSRID(at(0, 0), 4490), %L)')) AS f(f, call)
WHERE i IN (2, 8, 9, 11, 28) ORDER BY f, i;
SELECT complaint(format('SELECT walkshed.nearest(streets, walkshed.point_set_agg(1, ST_SetSRID(at(0, 0), %s)), walkshed.point_set_agg(1, ST_SetSRID(at(0, 0), %s)), 1, 5) FROM net GROUP BY streets', origin, place))
FROM (VALUES (4326, 4490), (4490, 4326), (4490, 4490)) AS s(origin, place) ORDER BY origin, place;

-- NULL and EMPTY are nothing: no rows, or NULL; EMPTY in any SRID.
\pset format aligned
\pset tuples_only off
\pset null NULL
CREATE TABLE nothing (i int, network walkshed.network, geom geometry);
INSERT INTO nothing SELECT 1, NULL, ST_SetSRID(at(0, 0), 4490) FROM net UNION ALL SELECT 2, streets, NULL FROM net
	UNION ALL SELECT 3, streets, 'POINT EMPTY' FROM net UNION ALL SELECT 4, streets, 'SRID=4490;MULTIPOINT EMPTY' FROM net
	UNION ALL SELECT 5, streets, 'SRID=3857;POINT EMPTY' FROM net UNION ALL SELECT 6, NULL, NULL
	UNION ALL SELECT 7, streets, 'SRID=4490;POLYGON EMPTY' FROM net UNION ALL SELECT 8, streets, 'SRID=3857;MULTIPOLYGON EMPTY' FROM net;
SELECT i, walkshed.snap(network, geom), (SELECT count(*) FROM walkshed.reach(network, geom, 5)) AS reach,
	(SELECT count(*) FROM walkshed.reach_nodes(network, geom, metres => 5)) AS reach_nodes,
	walkshed.catchment(network, geom, 5), walkshed.walk(network, geom, ST_SetSRID(at(0, 0), 4490)) AS walk_from,
	walkshed.walk(network, ST_SetSRID(at(0, 0), 4490), geom) AS walk_to
FROM nothing ORDER BY i;

-- An EMPTY part of a MultiPoint is nothing beside the others.
SELECT edge, round(s.metres) AS metres, metres(s.geom)
FROM net, walkshed.snap(streets, ST_Collect('SRID=4490;POINT EMPTY', ST_SetSRID(at(50, 10), 4490))) s;

-- An empty network has no SRID to differ from: there is nothing to snap to.
CREATE TABLE nowhere AS SELECT walkshed.network_agg(1, NULL::geometry) AS streets;
SELECT problem FROM nowhere, walkshed.snap(streets, ST_SetSRID(at(0, 0), 4490));
SELECT (SELECT count(*) FROM walkshed.reach(streets, at(0, 0), 5)) AS reach, (SELECT count(*) FROM walkshed.reach_nodes(streets, at(0, 0), 5)) AS reach_nodes,
	walkshed.catchment(streets, at(0, 0), 5), (walkshed.walk(streets, at(0, 0), at(1, 0))).problem
FROM nowhere;
SELECT n.* FROM nowhere, walkshed.nearest(streets, (SELECT walkshed.point_set_agg(1, at(0, 0))), (SELECT walkshed.point_set_agg(1, at(0, 0))), 1, 5) n;

DROP TABLE bad, net, nothing, nowhere;
