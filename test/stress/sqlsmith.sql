-- What SQLsmith makes statements of: a study, a table of values of each type, and the functions of the extension.
--
-- It calls no function that returns rows: those have a wrapper here, which counts them.

SET client_min_messages = warning;
CREATE ROLE smith LOGIN PASSWORD 'smith';
DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO smith', current_database()); END $$;
GRANT USAGE ON SCHEMA sample TO smith;
GRANT SELECT ON ALL TABLES IN SCHEMA sample TO smith;
SET ROLE smith;
SELECT walkshed.create_study('study', 'sample.street', 'sample.quarter', 'sample.place', 'sample.gate', standards => '{luzhou-8}');
RESET ROLE;

CREATE SCHEMA smith AUTHORIZATION smith;
CREATE TABLE smith.value AS
SELECT n.streets, p.places, w.walker, d.decay, g.geom, (ARRAY[0, 1, 15, -1, 'NaN', 'Infinity', 1e308])[1 + i % 7]::float8 AS number,
	(ARRAY[0, 1, 2147483647, -1])[1 + i % 4] AS integer, (ARRAY[1, 16, 9223372036854775807])[1 + i % 3] AS id,
	(ARRAY['study', 'en', 'luzhou-8', '', 'Mo-Su 06:00-09:00', 'supermarket', '2026-03-02'])[1 + i % 7] AS word,
	(ARRAY['sample.street', 'sample.quarter', 'sample.place', 'pg_class']::regclass[])[1 + i % 4] AS relation,
	jsonb_build_object('kind', (ARRAY['street', 'barrier', 'steps'])[1 + i % 3], 'ascent_m', i) AS attributes,
	ARRAY[5, 10, 15.0 * i]::float8[] AS budgets, ARRAY[1, i]::bigint[] AS ids, ARRAY[1, i, 0.5]::numeric[] AS weights, ARRAY['luzhou-8', 'en'] AS words,
	int4multirange(int4range(60 * i, 60 * i + 500)) AS minutes, '2026-03-02'::date + i AS day, '2026-03-02 06:30'::timestamp + i * interval '1 hour' AS moment
FROM generate_series(0, 13) AS i
	CROSS JOIN (SELECT streets FROM study.network) AS n
	CROSS JOIN (SELECT walkshed.point_set_agg(place_id, geom, 1, service) AS places FROM study.places) AS p
	CROSS JOIN LATERAL (SELECT walkshed.walker(speed_mps => 0.5 + i / 4) AS walker) AS w
	CROSS JOIN LATERAL (SELECT walkshed.decay((ARRAY['step', 'linear', 'gaussian', 'odd'])[1 + i % 4]) AS decay) AS d
	CROSS JOIN LATERAL (
		SELECT CASE i % 4 WHEN 0 THEN ST_StartPoint(s.geom) WHEN 1 THEN ST_Buffer(s.geom, 0.001) WHEN 2 THEN s.geom ELSE ST_GeomFromText('POINT EMPTY', 4326) END AS geom
		FROM sample.street s ORDER BY s.id OFFSET i LIMIT 1) AS g;
GRANT SELECT ON smith.value TO smith;

DO $$
DECLARE
	f record;
BEGIN
	FOR f IN
		SELECT p.oid, p.proname, oidvectortypes(p.proargtypes) AS types,
			(SELECT string_agg('$' || i, ', ' ORDER BY i) FROM generate_series(1, p.pronargs) AS i) AS arguments
		FROM pg_proc p
		WHERE p.pronamespace = 'walkshed'::regnamespace AND p.proretset
	LOOP
		EXECUTE format('CREATE FUNCTION smith.%I(%s) RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM walkshed.%I(%s) AS t)',
			f.proname || '_rows', f.types, f.proname, f.arguments);
	END LOOP;
END
$$;

-- SQLsmith reads pg_proc by its bare name, and finds this: all of the extension, and some of the rest to feed it.
CREATE VIEW smith.pg_proc AS
SELECT p.*
FROM pg_catalog.pg_proc p
WHERE p.pronamespace IN ('walkshed'::regnamespace, 'smith'::regnamespace) AND p.proname NOT IN ('drop_study', 'replace_shipped')
	OR p.proname IN ('abs', 'sqrt', 'lower', 'substr') AND p.prorettype <> 'anyelement'::regtype AND p.pronamespace = 'pg_catalog'::regnamespace
	OR p.proname IN ('st_buffer', 'st_centroid', 'st_envelope', 'st_setsrid', 'st_makepoint', 'st_collect', 'st_boundary', 'st_force3d');
GRANT SELECT ON smith.pg_proc TO smith;

CREATE VIEW smith.called AS
SELECT p.oid::regprocedure, coalesce(s.calls, 0) AS calls
FROM pg_catalog.pg_proc p
	LEFT JOIN pg_stat_user_functions s ON s.funcid = p.oid
-- SQL cannot call the rest.
WHERE p.pronamespace IN ('walkshed'::regnamespace, 'smith'::regnamespace) AND p.prorettype <> 'trigger'::regtype
	AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]);

DO $$
BEGIN
	EXECUTE format('ALTER DATABASE %I SET statement_timeout = %L', current_database(), '3s');
	EXECUTE format('ALTER DATABASE %I SET track_functions = ''all''', current_database());
	ALTER ROLE smith SET search_path = smith, pg_catalog, walkshed, public;
END
$$;
