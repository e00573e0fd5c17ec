--
-- What the other tests use. They draw small networks in metres around 0° 0°,
-- where east and north are straight lines, so that every expected number can
-- be worked out by hand. Coordinates are kept to 1e-7 degree, about 1 cm:
-- results are rounded.
--
CREATE FUNCTION at(east float8, north float8) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_SetSRID(ST_MakePoint(east / 111319.4908, north / 110574.2758), 4326);

-- A line through places: along(0, 0, 100, 0) goes 100 m to the east.
CREATE FUNCTION along(VARIADIC places float8[]) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT ST_MakeLine(at(places[2 * i - 1], places[2 * i]) ORDER BY i)
	FROM generate_series(1, cardinality(places) / 2) AS i);

-- A geometry back in whole metres, where neighbours that become equal are one.
CREATE FUNCTION metres(geom geometry) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_AsText(ST_SnapToGrid(ST_Scale(geom, 111319.4908, 110574.2758), 1));

-- The error of a statement: SQLSTATE and message, then the hint.
CREATE FUNCTION complaint(statement text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no complaint';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN SQLSTATE || ' ' || SQLERRM || E'\n  ' || coalesce(nullif(hint, ''), 'no hint');
END
$$;

-- How many rows a query has.
CREATE FUNCTION row_count(query text) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE 'SELECT count(*) FROM (' || query || ') q' INTO n;
	RETURN n;
END
$$;

-- The plan of a query, without what versions of PostgreSQL say of its parameters.
CREATE FUNCTION plan(query text) RETURNS SETOF text
LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		CONTINUE WHEN line ~ '^ *Params Evaluated:';
		RETURN NEXT regexp_replace(line, ' \(returns \$.*\)$', '');
	END LOOP;
END
$$;

-- The sides of a triangle of 3, 4 and 5, by the ellipsoid of PostGIS.
SELECT round(ST_Distance(at(0, 0)::geography, at(300, 0)::geography)) AS east,
	round(ST_Distance(at(300, 0)::geography, at(300, 400)::geography)) AS north,
	round(ST_Length(along(0, 0, 300, 400)::geography)) AS both;
SELECT metres(along(0, 0, 300, 400));
SELECT complaint('SELECT 1'), complaint('SELECT 1 / 0'), row_count('VALUES (1), (2)');
