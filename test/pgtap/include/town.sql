-- The beginning of the tests of a study: a transaction, and in it an empty town for each test to build.
--
-- Places are metres east and north of a point on the equator, where a street along it is as long as it looks.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;

CREATE FUNCTION pg_temp.at(east float8, north float8) RETURNS geometry LANGUAGE sql IMMUTABLE
RETURN ST_SetSRID(ST_MakePoint(east / 111319.4908, north / 110574.2758), 4326);
CREATE FUNCTION pg_temp.along(VARIADIC places float8[]) RETURNS geometry LANGUAGE sql IMMUTABLE
RETURN (SELECT ST_MakeLine(pg_temp.at(places[2 * i - 1], places[2 * i]) ORDER BY i) FROM generate_series(1, cardinality(places) / 2) AS i);
CREATE FUNCTION pg_temp.square(east float8, north float8, half float8) RETURNS geometry LANGUAGE sql IMMUTABLE
RETURN ST_MakePolygon(pg_temp.along(east - half, north - half, east + half, north - half, east + half, north + half,
	east - half, north + half, east - half, north - half));

-- SQLSTATE, message and hint of what a statement raises.
CREATE FUNCTION pg_temp.complaint(command text, role name DEFAULT current_user) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
	hint text;
BEGIN
	PERFORM set_config('role', role, true);
	EXECUTE command;
	RESET ROLE;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, message, nullif(hint, ''));
END $$;

CREATE SCHEMA town;
CREATE TABLE town.street (id bigint PRIMARY KEY, geom geometry(LineString, 4326), attributes jsonb, name text);
CREATE TABLE town.quarter (id bigint PRIMARY KEY, name text, people numeric, people_elder numeric, people_child numeric, households numeric,
	region_id bigint, geom geometry(Geometry, 4326));
CREATE TABLE town.gate (id bigint PRIMARY KEY, quarter_id bigint, geom geometry(Point, 4326));
CREATE TABLE town.place (id bigint PRIMARY KEY, name text, services text[], hours text, capacity jsonb, modes text[],
	service_area geometry(Geometry, 4326), service_radius_m float8, service_minutes float8, valid_from date, valid_to date, geom geometry(Geometry, 4326));
CREATE TABLE town.region (id bigint PRIMARY KEY, name text, parent_id bigint, geom geometry(Polygon, 4326));
