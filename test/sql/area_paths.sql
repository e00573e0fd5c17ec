--
-- area_paths: an open area as lines.
--
CREATE FUNCTION area(VARIADIC places float8[]) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_MakePolygon(ST_AddPoint(along(VARIADIC places), at(places[1], places[2])));
CREATE FUNCTION entries(VARIADIC places float8[]) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_Multi(ST_Points(along(VARIADIC places)));
CREATE FUNCTION lines(geometry) RETURNS text
LANGUAGE sql AS $$ SELECT string_agg(metres(geom), ', ' ORDER BY metres(geom)) FROM ST_Dump($1) $$;

-- The outline, and the diagonal: 141 m instead of 200 m, a detour of 1.41.
SELECT lines(walkshed.area_paths(geom, entries(0, 0, 100, 100)))
FROM area(0, 0, 100, 0, 100, 100, 0, 100) geom;
SELECT lines(walkshed.area_paths(geom, entries(0, 0, 100, 100), 1.5)), lines(walkshed.area_paths(geom, at(0, 0))),
	lines(walkshed.area_paths(geom, 'SRID=4326;MULTIPOINT EMPTY'))
FROM area(0, 0, 100, 0, 100, 100, 0, 100) geom;
-- Round the corner of an L; from a corner to the kiosk in the middle, whose wall is a hole. Rings come first.
SELECT lines(walkshed.area_paths(area(0, 0, 100, 0, 100, 30, 30, 30, 30, 100, 0, 100), entries(100, 0, 30, 100)));
SELECT lines(walkshed.area_paths(ST_MakePolygon(ST_ExteriorRing(area(0, 0, 100, 0, 100, 100, 0, 100)), ARRAY[ST_ExteriorRing(area(40, 40, 60, 40, 60, 60, 40, 60))]),
	entries(0, 0, 40, 40)));
-- Of two parts each by itself.
SELECT lines(walkshed.area_paths(ST_Collect(area(0, 0, 10, 0, 10, 10, 0, 10), area(20, 0, 30, 0, 30, 10, 20, 10)), entries(0, 0, 10, 10, 20, 0)));

-- As streets: one enters in the south-west, one in the north-east, and the walk between them goes straight across.
SELECT round(w.metres) AS metres
FROM (
	SELECT walkshed.network_agg(id, geom) AS streets
	FROM (VALUES (1, along(-50, 0, 0, 0)), (2, along(100, 100, 150, 100)),
		(3, walkshed.area_paths(area(0, 0, 100, 0, 100, 100, 0, 100), entries(0, 0, 100, 100)))) AS s(id, geom)
) n, walkshed.walk(n.streets, at(-50, 0), at(150, 100)) w;

-- The same whatever the order and direction.
SELECT walkshed.area_paths(geom, entries(0, 0, 100, 100, 0, 100)) = walkshed.area_paths(turned, entries(0, 100, 100, 100, 0, 0)) AS same
FROM area(0, 0, 100, 0, 100, 100, 0, 100) geom, area(100, 100, 100, 0, 0, 0, 0, 100) turned;
SELECT ST_AsEWKT(walkshed.area_paths('SRID=4490;POLYGON((0 0, 0.001 0, 0.001 0.001, 0 0))', 'SRID=4490;POINT(0 0)'));
SELECT ST_AsEWKT(walkshed.area_paths('SRID=4326;POLYGON EMPTY', 'SRID=4326;POINT(0 0)')), walkshed.area_paths(NULL, at(0, 0)) IS NULL AS no_area,
	walkshed.area_paths(area(0, 0, 100, 0, 100, 100), NULL) IS NULL AS no_entries;

\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT walkshed.area_paths(%L, %L, %L)', area, entries, detour))
FROM (VALUES (1, area(0, 0, 100, 0, 100, 100), at(50, 0), 1.1), (2, area(0, 0, 100, 0, 100, 100), at(0, 0), 0.9),
	(3, area(0, 0, 100, 0, 100, 100), at(0, 0), 'NaN'), (4, along(0, 0, 100, 0), at(0, 0), 1.1),
	(5, area(0, 0, 100, 0, 100, 100), along(0, 0, 100, 0), 1.1), (6, area(0, 0, 100, 0, 100, 100), area(0, 0, 100, 0, 100, 100), 1.1),
	(7, area(0, 0, 100, 0, 100, 100), ST_SetSRID(at(0, 0), 4490), 1.1), (8, ST_SetSRID(area(0, 0, 100, 0, 100, 100), 0), at(0, 0), 1.1)
) AS v(i, area, entries, detour)
ORDER BY i;

DROP FUNCTION area(float8[]), entries(float8[]), lines(geometry);
