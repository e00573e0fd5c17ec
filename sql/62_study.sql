-- Making, refreshing and dropping a study.

CREATE FUNCTION walkshed.study_sql(template text, parts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100
BEGIN ATOMIC
	-- In one pass: a part that contains braces is not looked into.
	SELECT string_agg(m[1] || coalesce(parts ->> m[2], ''), '')
	FROM regexp_matches(template, '([^{]*)(?:\{(\w+)\})?', 'g') AS m;
END;

COMMENT ON FUNCTION walkshed.study_sql(text, jsonb) IS 'Internal: the template with each {part} put in';

CREATE FUNCTION walkshed.create_study(study text, streets regclass, quarters regclass, places regclass,
	gates regclass DEFAULT NULL, regions regclass DEFAULT NULL, standards text[] DEFAULT '{luzhou-8}',
	as_of date DEFAULT NULL, unknown_hours text DEFAULT 'open') RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	given record;
	input record;
	has text[] := '{}';			-- columns of the inputs, as role.column
	types jsonb := '{}';		-- and their types
	srid integer;
	quarter_shape text;
	place_shape text;
	week text := CASE WHEN as_of IS NULL THEN '' ELSE format(', %L::date', as_of) END;
	parts jsonb;
	view record;
	remark record;
	left_out text;
BEGIN
	-- What is asked for.
	IF num_nulls(study, standards, unknown_hours) > 0 THEN
		RAISE null_value_not_allowed USING
			MESSAGE = format('the %s of a study must not be null',
				CASE WHEN study IS NULL THEN 'name' WHEN standards IS NULL THEN 'standards' ELSE 'unknown_hours' END);
	END IF;
	IF octet_length(study) NOT BETWEEN 1 AND 63 THEN
		RAISE invalid_name USING
			MESSAGE = format('"%s" cannot name a study', study),
			HINT = 'The name becomes that of a schema: 1 to 63 bytes.';
	END IF;
	IF EXISTS (SELECT FROM pg_namespace WHERE nspname = study) THEN
		RAISE duplicate_schema USING
			MESSAGE = format('schema "%s" already exists', study),
			HINT = format('Choose another name; or, if it is an old study, drop it: SELECT walkshed.drop_study(%L).', study);
	END IF;
	IF unknown_hours NOT IN ('open', 'closed') THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('unknown_hours is "%s"', unknown_hours),
			HINT = 'A place whose hours are not known or not understood counts as ''open'' or as ''closed''.';
	END IF;
	FOR left_out IN
		SELECT coalesce(s, 'NULL') FROM unnest(CASE standards WHEN '{}' THEN '{NULL}' ELSE standards END) AS s
		WHERE NOT EXISTS (SELECT FROM walkshed.requirement r WHERE r.standard = s)
		LIMIT 1
	LOOP
		RAISE invalid_parameter_value USING
			MESSAGE = format('walkshed.requirement holds no row of the standard "%s"', left_out),
			HINT = format('Standards with requirements: %s.',
				(SELECT string_agg(DISTINCT r.standard, ', ' ORDER BY r.standard) FROM walkshed.requirement r));
	END LOOP;
	FOR given IN
		SELECT *
		FROM (VALUES ('streets', streets, true), ('quarters', quarters, true), ('places', places, true),
				('gates', gates, gates IS NOT NULL), ('regions', regions, regions IS NOT NULL)) AS g(role, relation, is_given)
		WHERE g.is_given
	LOOP
		input := walkshed.study_input(given.role, given.relation, srid);
		srid := input.srid;
		has := has || ARRAY(SELECT given.role || '.' || c FROM unnest(input.columns) AS c);
		IF given.role = 'quarters' THEN
			quarter_shape := CASE WHEN input.shapes <@ '{POLYGON,MULTIPOLYGON}' THEN 'MultiPolygon'
				WHEN input.shapes = '{POINT}' THEN 'Point' ELSE 'Geometry' END;
		ELSIF given.role = 'places' THEN
			place_shape := CASE WHEN input.shapes <@ '{POINT}' THEN 'Point' ELSE 'MultiPoint' END;
			types := (SELECT jsonb_object_agg(a.attname, a.atttypid::regtype) FROM pg_attribute a
				WHERE a.attrelid = given.relation AND a.attnum > 0 AND NOT a.attisdropped);
		END IF;
	END LOOP;

	-- What the templates leave open: first what is there, then what stands for a column that is not.
	parts := jsonb_build_object(
		'study', quote_ident(study), 'streets', streets, 'quarters', quarters, 'places', places, 'gates', gates, 'regions', regions,
		'standards', quote_literal(standards) || '::text[]', 'srid', coalesce(srid, 4326),
		'today', coalesce(quote_literal(as_of) || '::date', 'current_date'),
		'unknown_hours', unknown_hours = 'open',
		'quarter_shape', quarter_shape, 'place_shape', place_shape,
		'postgis', walkshed.extension_schema('postgis'));
	parts := parts || (
		SELECT jsonb_object_agg(c.part, CASE WHEN c.role || '.' || c.name = ANY (has) THEN c.expression ELSE c.otherwise END)
		FROM (VALUES
			('attributes', 'streets', 'attributes', ', s.attributes', ''),
			('walkable', 'streets', 'attributes', '
		AND coalesce(s.attributes ->> ''kind'', ''street'') NOT IN (''barrier'', ''footbridge'', ''underpass'', ''indoor'', ''lift'')
		AND coalesce(s.attributes ->> ''foot'', ''both'') <> ''no''', ''),
			('is_barrier', 'streets', 'attributes', 's.attributes ->> ''kind'' = ''barrier''', 'false'),
			('street_name', 'streets', 'name', 's.name', 'NULL'),
			('quarter_name', 'quarters', 'name', 'q.name', 'q.id'),
			('people', 'quarters', 'people', 'q.people', 'NULL'),
			('households', 'quarters', 'households', 'q.households', 'NULL'),
			('region_id', 'quarters', 'region_id', 'q.region_id', 'NULL'),
			('place_name', 'places', 'name', 'p.name', 'NULL'),
			('services', 'places', 'services', 'DISTINCT unnest(p.services)', 'p.service'),
			('valid_from', 'places', 'valid_from', 'p.valid_from', 'NULL'),
			('valid_to', 'places', 'valid_to', 'p.valid_to', 'NULL'),
			('modes', 'places', 'modes', 'coalesce(p.modes, ARRAY[''on_site''])', 'ARRAY[''on_site'']'),
			('service_area', 'places', 'service_area', 'p.service_area', 'NULL'),
			('service_radius_m', 'places', 'service_radius_m', 'p.service_radius_m', 'NULL'),
			('service_minutes', 'places', 'service_minutes', 'p.service_minutes', 'NULL'),
			('capacity', 'places', 'capacity', CASE types ->> 'capacity'
				WHEN 'jsonb' THEN 'CASE jsonb_typeof(p.capacity) WHEN ''object'' THEN nullif(p.capacity -> s.service, ''null'') WHEN ''number'' THEN p.capacity END'
				ELSE 'p.capacity' END, 'NULL'),
			('hours', 'places', 'hours', CASE types ->> 'hours' WHEN 'int4multirange' THEN 'walkshed.opening_hours(p.hours)' ELSE 'p.hours' END, 'NULL'),
			('open', 'places', 'hours', CASE types ->> 'hours' WHEN 'int4multirange' THEN 'p.hours'
				ELSE format('walkshed.opening_minutes(p.hours%s)', week) END, 'NULL'),
			('hours_problem', 'places', 'hours', CASE types ->> 'hours' WHEN 'int4multirange' THEN 'NULL'
				ELSE format('walkshed.hours_problem(p.hours%s)', week) END, 'NULL'),
			('region_name', 'regions', 'name', 'r.name', 'r.id'),
			('parent_id', 'regions', 'parent_id', 'r.parent_id', 'NULL')
		) AS c(part, role, name, expression, otherwise));
	parts := parts || jsonb_build_object(
		-- Without dates it is the same every day.
		'status', CASE WHEN has && '{places.valid_from,places.valid_to}' THEN walkshed.study_sql(
			'CASE WHEN {valid_from}::date > {today} THEN ''planned'' WHEN {valid_to}::date < {today} THEN ''closed'' ELSE ''open'' END', parts)
			ELSE '''open''::text' END,
		'quarter_geom', CASE quarter_shape WHEN 'MultiPolygon' THEN walkshed.study_sql('{postgis}.ST_Multi(q.geom)', parts) ELSE 'q.geom' END,
		'place_geom', CASE place_shape WHEN 'Point' THEN 'p.geom' ELSE walkshed.study_sql('{postgis}.ST_Multi(p.geom)', parts) END,
		'age_groups', format('(''all'', %s::numeric)', parts ->> 'people') || coalesce((
			SELECT string_agg(format(', (%L, q.%I::numeric)', substr(c, 17), substr(c, 10)), '' ORDER BY c)
			FROM unnest(has) AS c WHERE c LIKE 'quarters.people\_%'), ''),
		'mapped', walkshed.study_sql(CASE WHEN gates IS NULL THEN '
	SELECT NULL::bigint AS quarter_id, NULL::bigint AS gate_id, NULL::{postgis}.geometry AS geom
	WHERE false' ELSE '
	SELECT q.quarter_id, g.id::bigint AS gate_id, g.geom
	FROM {gates} g
		JOIN {study}.quarter q ON q.quarter_id = g.quarter_id
	WHERE NOT {postgis}.ST_IsEmpty(g.geom)' END, parts),
		'region_list', walkshed.study_sql(CASE WHEN regions IS NULL THEN 'NULL::bigint AS region_id, NULL::bigint AS parent_id, NULL::text AS name,
	NULL::{postgis}.geometry(MultiPolygon, {srid}) AS geom
WHERE false' ELSE 'r.id::bigint AS region_id, {parent_id}::bigint AS parent_id, {region_name}::text AS name,
	{postgis}.ST_Multi(r.geom)::{postgis}.geometry(MultiPolygon, {srid}) AS geom
FROM {regions} r' END, parts));

	EXECUTE walkshed.study_sql('
		CREATE SCHEMA {study};
		CREATE TABLE {study}.run (
			view text PRIMARY KEY,
			refreshed_at timestamptz NOT NULL,
			seconds numeric NOT NULL,
			rows bigint NOT NULL,
			digest text,
			sources jsonb NOT NULL,
			versions jsonb NOT NULL
		)', parts);
	FOR view IN SELECT * FROM walkshed.study_views() AS v ORDER BY v.step LOOP
		EXECUTE CASE WHEN view.key IS NULL THEN format('CREATE VIEW %I.%I AS %s', study, view.name, walkshed.study_sql(view.body, parts))
			ELSE format('CREATE MATERIALIZED VIEW %I.%I WITH (parallel_workers = 4) AS %s WITH NO DATA', study, view.name, walkshed.study_sql(view.body, parts)) END;
		-- What REFRESH ... CONCURRENTLY needs. With a key of its own the network too is merged, so that nobody
		-- who reads it waits, and a snapshot shows it beside the results that belong to it.
		IF view.key IS NOT NULL THEN
			EXECUTE format('CREATE UNIQUE INDEX %I ON %I.%I (%s)', view.name || '_key', study, view.name, view.key);
		END IF;
	END LOOP;
	-- What maps need, and the radius within which some come to the door.
	EXECUTE walkshed.study_sql('
		CREATE INDEX gates_geom ON {study}.gates USING gist (geom);
		CREATE INDEX places_geom ON {study}.places USING gist (geom);
		CREATE INDEX gap_geom ON {study}.gap USING gist (geom);
		CREATE INDEX region_gap_geom ON {study}.region_gap USING gist (geom)', parts);
	IF 'places.service_radius_m' = ANY (has) THEN
		EXECUTE walkshed.study_sql('CREATE INDEX gates_geography ON {study}.gates USING gist ((geom::{postgis}.geography))', parts);
	END IF;

	EXECUTE format('COMMENT ON SCHEMA %I IS %L', study,
		format('Walkshed study: streets %s, quarters %s, places %s, standards %s', streets, quarters, places, array_to_string(standards, ', ')));
	FOR remark IN SELECT * FROM walkshed.study_remarks() LOOP
		EXECUTE CASE WHEN remark.name IS NOT NULL THEN format('COMMENT ON COLUMN %I.%I.%I IS %L', study, remark.view, remark.name, remark.remark)
			ELSE format('COMMENT ON %s %I.%I IS %L', (
				SELECT CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END
				FROM pg_class c WHERE c.oid = format('%I.%I', study, remark.view)::regclass), study, remark.view, remark.remark) END;
	END LOOP;

	PERFORM walkshed.refresh_study(study, false);
	PERFORM walkshed.study_warnings(study, streets, quarters, places, gates, as_of);
END
$$;

COMMENT ON FUNCTION walkshed.create_study(text, regclass, regclass, regclass, regclass, regclass, text[], date, text) IS
	'Makes a schema of views that hold the quarters against standards; they belong to the caller';

CREATE FUNCTION walkshed.study_warnings(study text, streets regclass, quarters regclass, places regclass,
	gates regclass, as_of date)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	doubt record;
	thing record;
	fit record;
	names jsonb := '{"gcj02": "GCJ-02", "bd09": "BD-09"}';
BEGIN
	FOR doubt IN
		SELECT d.*, format('%s has %s %s: %s', w.relation, d.rows, CASE d.rows WHEN 1 THEN 'row' ELSE 'rows' END,
			concat_ws(': ', d.problem, nullif(d.examples, ''))) AS message
		FROM (VALUES ('places', places, NULL), ('gates', gates, quarters)) AS w(role, relation, named)
			CROSS JOIN LATERAL walkshed.input_doubts(w.role, w.relation, w.named, as_of) AS d
		WHERE w.relation IS NOT NULL
	LOOP
		IF doubt.severity = 'note' THEN
			RAISE NOTICE USING MESSAGE = doubt.message, HINT = doubt.hint;
		ELSE
			RAISE WARNING USING MESSAGE = doubt.message, HINT = doubt.hint;
		END IF;
	END LOOP;
	-- Streets and places are read by different people from different maps.
	FOR thing IN
		SELECT *
		FROM (VALUES ('SELECT DISTINCT ON (p.place_id) p.place_id, p.geom FROM {study}.places p', 'places', places),
			('SELECT g.gate_id, g.geom FROM {study}.gates g WHERE g.gate_id IS NOT NULL', 'gates', gates),
			-- Streets run along quarters.
			('SELECT row_number() OVER (ORDER BY q.quarter_id, v.path), v.geom
				FROM {study}.quarter q CROSS JOIN LATERAL {postgis}.ST_DumpPoints(q.geom) AS v', 'outlines of quarters', quarters)) AS w(query, role, relation)
		WHERE w.relation IS NOT NULL
	LOOP
		FOR fit IN EXECUTE walkshed.study_sql(format('
			SELECT f.*
			FROM (
				SELECT f.*, min(f.metres) FILTER (WHERE f.streets_datum = f.things_datum) OVER () AS metres_given
				FROM {study}.network n
					CROSS JOIN walkshed.datum_fit(n.streets, (SELECT walkshed.point_set_agg(t.id, t.geom) FROM (%s) AS t(id, geom))) AS f
			) AS f
			WHERE f.likely AND f.streets_datum <> f.things_datum', thing.query),
			jsonb_build_object('study', quote_ident(study), 'postgis', walkshed.extension_schema('postgis')))
		LOOP
			RAISE WARNING USING
				MESSAGE = format('it looks as if %s: the %s would then be %s m from a street on average, not %s m',
					concat_ws(' and ', streets || ' were in ' || (names ->> fit.streets_datum), thing.relation || ' were in ' || (names ->> fit.things_datum)),
					thing.role, round(fit.metres), round(fit.metres_given)),
				HINT = format('Pass a view that converts it: %s.', concat_ws('; ',
					'SELECT ..., walkshed.from_' || nullif(fit.streets_datum, 'wgs84') || '(geom) AS geom FROM ' || streets,
					'SELECT ..., walkshed.from_' || nullif(fit.things_datum, 'wgs84') || '(geom) AS geom FROM ' || thing.relation));
		END LOOP;
	END LOOP;
END
$$;

COMMENT ON FUNCTION walkshed.study_warnings(text, regclass, regclass, regclass, regclass, date) IS 'Internal: says what a study leaves out of its places and gates, or can make nothing of, and whether they and its quarters lie where its streets do';

-- What a materialized view of the schema reads, directly or through plain views, and how deep it lies.
CREATE FUNCTION walkshed.study_reads(schema regnamespace, OUT view regclass, OUT source regclass, OUT depth integer) RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
	WITH RECURSIVE reads AS (
		SELECT DISTINCT d.refobjid AS source, r.ev_class AS reader
		FROM pg_rewrite r
			JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
			JOIN pg_class c ON c.oid = d.refobjid AND c.relkind IN ('r', 'p', 'f', 'm', 'v')
		WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
	), step AS (
		SELECT c.oid AS relation, 0 AS depth
		FROM pg_class c
		WHERE c.relnamespace = schema AND c.relkind = 'm'
		UNION
		SELECT r.reader, s.depth + 1
		FROM step s
			JOIN reads r ON r.source = s.relation
	), through AS (
		SELECT c.oid AS view, r.source
		FROM pg_class c
			LEFT JOIN reads r ON r.reader = c.oid
		WHERE c.relnamespace = schema AND c.relkind = 'm'
		UNION
		SELECT t.view, r.source
		FROM through t
			JOIN pg_class c ON c.oid = t.source AND c.relkind = 'v'
			JOIN reads r ON r.reader = t.source
	)
	SELECT t.view::regclass, t.source::regclass, (SELECT max(s.depth) FROM step s WHERE s.relation = t.view)
	FROM through t
		LEFT JOIN pg_class c ON c.oid = t.source
	WHERE c.relkind IS DISTINCT FROM 'v'
$$;

COMMENT ON FUNCTION walkshed.study_reads(regnamespace) IS 'Internal: the tables and materialized views that each materialized view of a schema reads';

CREATE FUNCTION walkshed.fingerprint(relation regclass) RETURNS text
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 100000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT count(*) || '':'' || coalesce(sum(hashtextextended(concat(t.*), 0)), 0) FROM %s AS t', relation) INTO result;
	RETURN result;
END
$$;

COMMENT ON FUNCTION walkshed.fingerprint(regclass) IS
	'The number of rows of a relation and the sum of their hashes: the same as long as the rows are the same, in whatever order';

-- What a source is now: a view of the study is as old as its last refresh, anything else has a fingerprint.
CREATE FUNCTION walkshed.study_source(schema regnamespace, source regclass) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	state text;
BEGIN
	IF EXISTS (SELECT FROM pg_class c WHERE c.oid = source AND c.relnamespace = schema AND c.relkind = 'm') THEN
		EXECUTE format('SELECT extract(epoch FROM r.refreshed_at) FROM %s.run r WHERE r.view = $1', schema)
		INTO state USING (SELECT c.relname FROM pg_class c WHERE c.oid = source);
		RETURN state;
	END IF;
	RETURN walkshed.fingerprint(source);
END
$$;

COMMENT ON FUNCTION walkshed.study_source(regnamespace, regclass) IS 'Internal: a text that changes when what a view of a study reads changes';

CREATE FUNCTION walkshed.study_status(study text, OUT view text, OUT refreshed_at timestamptz, OUT seconds numeric, OUT rows bigint,
	OUT stale boolean, OUT reason text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	schema regnamespace := walkshed.study_schema(study);
	reader record;
	source regclass;
	sources jsonb;				-- as they were at the last refresh
	states jsonb := '{}';		-- as they are now
	late regclass[] := '{}';	-- views that are older than what they read
	reasons text[];
BEGIN
	FOR reader IN
		SELECT r.view, array_agg(r.source ORDER BY r.source::text) FILTER (WHERE r.source IS NOT NULL) AS sources
		FROM walkshed.study_reads(schema) AS r
		GROUP BY r.view
		ORDER BY max(r.depth), r.view
	LOOP
		view := (SELECT c.relname FROM pg_class c WHERE c.oid = reader.view);
		EXECUTE format('SELECT r.refreshed_at, r.seconds, r.rows, r.sources FROM %s.run r WHERE r.view = $1', schema)
		INTO refreshed_at, seconds, rows, sources USING view;
		reasons := CASE WHEN refreshed_at IS NULL THEN ARRAY['refresh_study() has not filled it']
			WHEN refreshed_at::date <> current_date AND pg_get_viewdef(reader.view) ~ 'CURRENT_DATE' THEN ARRAY['it is of another day']
			ELSE '{}' END;
		FOREACH source IN ARRAY coalesce(reader.sources, '{}') LOOP
			IF NOT states ? source::text THEN
				states := states || jsonb_build_object(source, walkshed.study_source(schema, source));
			END IF;
			IF refreshed_at IS NOT NULL AND states -> source::text IS DISTINCT FROM sources -> source::text THEN
				reasons := reasons || format('%s has changed', source);
			ELSIF source = ANY (late) THEN
				reasons := reasons || format('%s is older than its sources', source);
			END IF;
		END LOOP;
		stale := reasons <> '{}';
		reason := nullif(array_to_string(reasons, '; '), '');
		IF stale THEN
			late := late || reader.view;
		END IF;
		RETURN NEXT;
	END LOOP;
END
$$;

COMMENT ON FUNCTION walkshed.study_status(text) IS
	'For each materialized view of a study: when it was refreshed, how long that took, its rows, and whether and why it is older than what it reads';

CREATE FUNCTION walkshed.refresh_study(study text, concurrently boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE COST 1000
SET search_path = pg_catalog, pg_temp
SET jit = off		-- compiling takes longer than the rows save
SET enable_mergejoin = off		-- the planner cannot know how many rows a search finds, and would sort them
SET hash_mem_multiplier = 8		-- sums by quarter are one table of 30 MB, which sorting on disk would replace
SET max_parallel_maintenance_workers = 0		-- to start them takes longer than most of the indexes
SET default_statistics_target = 20		-- of the values of a view; autovacuum takes more
AS $$
DECLARE
	schema regnamespace := walkshed.study_schema(study);
	versions jsonb := (SELECT jsonb_object_agg(e.extname, e.extversion) FROM pg_extension e WHERE e.extname IN ('walkshed', 'postgis'))
		|| jsonb_build_object('postgresql', current_setting('server_version'));
	view record;
	source regclass;
	states jsonb := '{}';
	started timestamptz;
	stranger regrole;
	digest text;
	n bigint;
BEGIN
	-- What others own runs their functions, triggers on run for one, with the rights of whoever refreshes it. Anybody
	-- else is stopped by REFRESH.
	FOR stranger IN
		SELECT c.relowner::regrole
		FROM pg_class c
			JOIN pg_roles o ON o.oid = c.relowner
			JOIN pg_roles u ON u.rolname = current_user
		WHERE c.relnamespace = schema AND c.relkind IN ('r', 'm', 'v') AND u.rolsuper AND NOT o.rolsuper
		LIMIT 1
	LOOP
		RAISE insufficient_privilege USING
			MESSAGE = format('the study "%s" belongs to %s, who is no superuser', study, stranger),
			HINT = format('Refreshing it would run what %s has put into it as a superuser: let %1$s do it, in a session of its own.', stranger);
	END LOOP;

	-- Every materialized view of the schema, the user's own too, after those that it reads, be it
	-- through views. The new rows are merged into a view that has a unique index; another is replaced,
	-- and keeps its readers waiting meanwhile.
	FOR view IN
		SELECT c.oid::regclass AS name, c.relname, r.sources, c.relispopulated AND "concurrently" AND EXISTS (
				SELECT FROM pg_index i
				WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL) AS merge
		FROM (
				SELECT r.view, max(r.depth) AS depth, array_agg(r.source) FILTER (WHERE r.source IS NOT NULL) AS sources
				FROM walkshed.study_reads(schema) AS r
				GROUP BY r.view) AS r
			JOIN pg_class c ON c.oid = r.view
		ORDER BY r.depth, c.oid
	LOOP
		started := clock_timestamp();
		PERFORM set_config('enable_mergejoin', view.merge::text, true);		-- without it old and new rows meet in a nested loop
		EXECUTE format('REFRESH MATERIALIZED VIEW %s %s', CASE WHEN view.merge THEN 'CONCURRENTLY' END, view.name);
		EXECUTE format('ANALYZE %s', view.name);
		EXECUTE format('SELECT count(*) FROM %s', view.name) INTO n;
		RAISE NOTICE '%: % % in % s', view.name, n, CASE n WHEN 1 THEN 'row' ELSE 'rows' END,
			round(extract(epoch FROM clock_timestamp() - started), 2);

		digest := NULL;
		IF view.relname = 'network' THEN
			EXECUTE format('SELECT walkshed.digest(n.streets) FROM %s n', view.name) INTO digest;
		END IF;
		FOREACH source IN ARRAY coalesce(view.sources, '{}') LOOP
			IF NOT states ? source::text THEN
				states := states || jsonb_build_object(source, walkshed.study_source(schema, source));
			END IF;
		END LOOP;
		EXECUTE format('
			INSERT INTO %s.run AS r (view, refreshed_at, seconds, rows, digest, sources, versions)
			VALUES ($1, clock_timestamp(), round(extract(epoch FROM clock_timestamp() - $2), 3), $3, $4, $5, $6)
			ON CONFLICT ON CONSTRAINT run_pkey DO UPDATE SET refreshed_at = excluded.refreshed_at, seconds = excluded.seconds,
				rows = excluded.rows, digest = excluded.digest, sources = excluded.sources, versions = excluded.versions', schema)
		USING view.relname, started, n, digest,
			(SELECT coalesce(jsonb_object_agg(s, states -> s::text), '{}') FROM unnest(view.sources) AS s), versions;
	END LOOP;
END
$$;

COMMENT ON FUNCTION walkshed.refresh_study(text, boolean) IS
	'Refreshes the materialized views of a study in their order; concurrently => false for the fastest way';

CREATE FUNCTION walkshed.drop_study(study text) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	schema regnamespace := walkshed.study_schema(study);
	relation record;
BEGIN
	-- What create_study() made and no more, readers before what they read: anything else in the schema, or
	-- built on it, stops the drop.
	FOR relation IN
		SELECT c.oid::regclass AS name, CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind
		FROM walkshed.study_views() AS v
			JOIN pg_class c ON c.relname = v.name AND c.relnamespace = schema AND c.relkind IN ('m', 'v')
		ORDER BY v.step DESC
	LOOP
		EXECUTE format('DROP %s %s', relation.kind, relation.name);
	END LOOP;
	EXECUTE format('DROP TABLE IF EXISTS %s.run', schema);
	EXECUTE format('DROP SCHEMA %s', schema);
END
$$;

COMMENT ON FUNCTION walkshed.drop_study(text) IS
	'Drops a study; refuses where something of yours is in its schema or reads its views';
