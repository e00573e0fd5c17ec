-- A study: a schema of materialized views that the user owns, reads and changes.
--
--     network, gates, places -> coverage -> gap -> region_gap
--
-- create_study() checks the user's relations, writes the views as plain SQL and leaves the filling to
-- refresh_study(). No view belongs to the extension (it would restore empty), and no table lists the
-- studies: a study is a schema with a materialized view "network" that holds a walkshed.network.
--
-- The views are restored and refreshed with an empty search_path, and PostGIS may live in any schema: every
-- name in them is written out, and they use functions of PostGIS rather than its operators.

CREATE FUNCTION walkshed.study_schema(study text) RETURNS regnamespace
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	studies text[] := ARRAY(
		SELECT n.nspname::text
		FROM pg_class c
			JOIN pg_namespace n ON n.oid = c.relnamespace
			JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relname = 'network' AND c.relkind = 'm'
			AND a.atttypid = 'walkshed.network'::regtype AND NOT a.attisdropped
		ORDER BY n.nspname);
BEGIN
	IF study = ANY (studies) THEN
		RETURN quote_ident(study)::regnamespace;
	END IF;
	RAISE invalid_schema_name USING
		MESSAGE = CASE WHEN study IS NULL THEN 'the name of a study must not be null' ELSE format('there is no study "%s"', study) END,
		HINT = CASE studies WHEN '{}' THEN 'This database holds no study: make one with walkshed.create_study(...).'
			ELSE format('Studies in this database: %s.', array_to_string(studies, ', ')) END;
END
$$;

COMMENT ON FUNCTION walkshed.study_schema(text) IS 'Internal: the schema of a study; an error that lists the studies where there is none of that name';

CREATE FUNCTION walkshed.study_input(role text, relation regclass,
	OUT columns text[], OUT srid integer, OUT shapes text[])
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	postgis text := (SELECT quote_ident(n.nspname)
		FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis');
	whole regtype[] := '{bigint,integer,smallint}';
	number regtype[] := '{numeric,bigint,integer,smallint,double precision,real}';
	words regtype[] := '{text,character varying}';
	lists regtype[] := '{text[],character varying[]}';
	geometry regtype[] := ARRAY[format('%s.geometry', postgis)::regtype];
	points text[] := '{POINT,MULTIPOINT}';
	areas text[] := '{POLYGON,MULTIPOLYGON}';
	allowed text[] := CASE role WHEN 'quarters' THEN points || areas WHEN 'places' THEN points
		WHEN 'gates' THEN '{POINT}' ELSE areas END;
	wanted record;
	culprit record;
	mixed boolean;
	raised boolean;
	candidate text;
BEGIN
	IF relation IS NULL THEN
		RAISE null_value_not_allowed USING
			MESSAGE = format('a study needs a relation of %s', role),
			HINT = format('Name it: %s => ''schema.table''.', role);
	END IF;
	IF (SELECT relkind NOT IN ('r', 'p', 'v', 'm', 'f') OR relpersistence = 't' FROM pg_class WHERE oid = relation) THEN
		RAISE wrong_object_type USING
			MESSAGE = format('%s cannot be the %s of a study', relation, role),
			HINT = 'Pass a table or a view, not a temporary one.';
	END IF;

	-- Columns: names and types, with an example of each for the hint.
	columns := ARRAY(SELECT a.attname::text FROM pg_attribute a
		WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum);
	FOR wanted IN
		SELECT w.name, w.types, w.required, w.example, format_type(t.oid, NULL) AS type,
			coalesce(nullif(t.typbasetype, 0), t.oid) <> ALL (w.types) AS mistyped
		FROM (VALUES
				('streets', 'id', whole, true, 'row_number() OVER ()'),
				('streets', 'geom', geometry, true, 'ST_GeomFromText(wkt, 4326)'),
				('streets', 'attributes', '{jsonb}', false, 'jsonb_build_object(''kind'', kind)'),
				('quarters', 'id', whole, true, 'row_number() OVER (ORDER BY name)'),
				('quarters', 'geom', geometry, true, 'ST_GeomFromText(wkt, 4326)'),
				('quarters', 'name', words, false, ''),
				('quarters', 'people', number, false, ''),
				('quarters', 'region_id', whole, false, ''),
				('places', 'id', whole, true, 'row_number() OVER (ORDER BY name)'),
				('places', 'geom', geometry, true, 'ST_SetSRID(ST_MakePoint(lon, lat), 4326)'),
				('places', 'services', lists, NOT 'service' = ANY (columns), 'ARRAY[''vegetable_market'']'),
				('places', 'service', words, false, ''),
				('places', 'name', words, false, ''),
				('gates', 'id', whole, true, 'row_number() OVER (ORDER BY quarter_id)'),
				('gates', 'quarter_id', whole, true, '(SELECT q.id FROM quarter q WHERE ...)'),
				('gates', 'geom', geometry, true, 'ST_SetSRID(ST_MakePoint(lon, lat), 4326)'),
				('regions', 'id', whole, true, 'row_number() OVER (ORDER BY name)'),
				('regions', 'geom', geometry, true, 'ST_GeomFromText(wkt, 4326)'),
				('regions', 'name', words, false, '')
			) AS w(role, name, types, required, example)
			LEFT JOIN pg_attribute a ON a.attrelid = relation AND a.attname = w.name AND NOT a.attisdropped
			LEFT JOIN pg_type t ON t.oid = a.atttypid
		WHERE w.role = study_input.role
	LOOP
		IF wanted.mistyped THEN
			RAISE datatype_mismatch USING
				MESSAGE = format('column "%s" of %s, the %s of the study, is of type %s',
					wanted.name, relation, role, wanted.type),
				DETAIL = format('It must be of type %s.', array_to_string(wanted.types, ' or ')),
				HINT = format('Pass a view that converts it: SELECT ..., %s AS %s FROM %s.',
					format(CASE wanted.types WHEN lists THEN 'string_to_array(%s, '';'')' ELSE '%s::%s' END,
						wanted.name, wanted.types[1]), wanted.name, relation);
		ELSIF wanted.required AND wanted.type IS NULL THEN
			-- The first column of that type may well be the one, under another name.
			candidate := (SELECT quote_ident(a.attname) FROM pg_attribute a
				WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = ANY (wanted.types)
				ORDER BY a.attnum LIMIT 1);
			RAISE undefined_column USING
				MESSAGE = format('%s, the %s of the study, lacks the column "%s"', relation, role, wanted.name),
				DETAIL = format('It must be of type %s.', array_to_string(wanted.types, ' or ')),
				HINT = format('Pass a view that has it, for example: SELECT *, %s AS %s FROM %s.',
					coalesce(candidate, wanted.example), wanted.name, relation);
		END IF;
	END LOOP;

	-- Rows: SRID, ids, shapes. An empty relation is what its column is declared to be.
	EXECUTE format('SELECT min(%1$s.ST_SRID(geom)), min(%1$s.ST_SRID(geom)) < max(%1$s.ST_SRID(geom)),
			bool_or(%1$s.ST_NDims(geom) > 2), array_agg(DISTINCT %1$s.GeometryType(geom)) FILTER (WHERE geom IS NOT NULL)
		FROM %2$s', postgis, relation)
	INTO srid, mixed, raised, shapes;
	IF shapes IS NULL THEN
		EXECUTE format('SELECT nullif(%1$s.postgis_typmod_srid(atttypmod), 0),
				array_remove(ARRAY[upper(%1$s.postgis_typmod_type(atttypmod))], ''GEOMETRY'')
			FROM pg_attribute WHERE attrelid = $1 AND attname = ''geom''', postgis)
		INTO srid, shapes USING relation;
	END IF;
	IF mixed OR srid NOT IN (4326, 4490) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = CASE WHEN mixed THEN format('the geometries of %s, the %s of the study, have several SRIDs', relation, role)
				ELSE format('the geometries of %s, the %s of the study, have SRID %s', relation, role, srid) END,
			DETAIL = 'They must be longitudes and latitudes, of SRID 4326 or 4490.',
			HINT = CASE srid WHEN 0 THEN 'Say what they are with ST_SetSRID(geom, ...).'
				ELSE 'Pass a view that converts them: SELECT ..., ST_Transform(geom, 4326) AS geom.' END;
	END IF;
	IF role = 'streets' THEN
		RETURN;				-- the rest is said by network_agg()
	END IF;
	FOR culprit IN EXECUTE format('SELECT r.id::text FROM %s r GROUP BY r.id HAVING count(*) > 1 OR r.id IS NULL
		ORDER BY r.id NULLS FIRST LIMIT 1', relation)
	LOOP
		RAISE EXCEPTION USING
			ERRCODE = CASE WHEN culprit.id IS NULL THEN 'not_null_violation' ELSE 'unique_violation' END,
			MESSAGE = format('%s, the %s of the study, has %s', relation, role,
				coalesce('several rows of id ' || culprit.id, 'a row whose id is null')),
			HINT = 'Every row needs an id of its own; a thing of several points is one row with a MultiPoint.';
	END LOOP;
	IF raised OR NOT shapes <@ allowed THEN
		EXECUTE format('SELECT r.id::text, %1$s.GeometryType(r.geom) AS shape, %1$s.ST_NDims(r.geom) > 2 AS raised FROM %2$s r
			WHERE %1$s.ST_NDims(r.geom) > 2 OR %1$s.GeometryType(r.geom) <> ALL ($1) ORDER BY r.id LIMIT 1', postgis, relation)
		INTO culprit USING allowed;
		RAISE datatype_mismatch USING
			MESSAGE = format('the geometry of id %s of %s, the %s of the study, is a %s', culprit.id, relation, role,
				culprit.shape || CASE WHEN culprit.raised THEN ' of more than two dimensions' ELSE '' END),
			DETAIL = format('It must be a plane %s.', array_to_string(allowed, ' or ')),
			HINT = CASE WHEN culprit.raised THEN 'Pass a view that flattens it: SELECT ..., ST_Force2D(geom) AS geom.'
				WHEN role = 'places' THEN 'Pass a view that gives its entrances as a MultiPoint, or ST_PointOnSurface(geom).'
				ELSE 'Pass a view that converts it or leaves it out.' END;
	END IF;
END
$$;

COMMENT ON FUNCTION walkshed.study_input(text, regclass) IS 'Internal: checks one relation given to create_study(); returns its columns, SRID and kinds of geometry';

CREATE FUNCTION walkshed.study_sql(template text, parts jsonb) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100
BEGIN ATOMIC
	-- In one pass: a part that contains braces is not looked into.
	SELECT string_agg(m[1] || coalesce(parts ->> m[2], ''), '')
	FROM regexp_matches(template, '([^{]*)(?:\{(\w+)\})?', 'g') AS m;
END;

COMMENT ON FUNCTION walkshed.study_sql(text, jsonb) IS 'Internal: the template with each {part} put in';

CREATE FUNCTION walkshed.create_study(study text, streets regclass, quarters regclass, places regclass,
	gates regclass DEFAULT NULL, regions regclass DEFAULT NULL, standard text DEFAULT 'luzhou-8') RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	input record;
	has text[] := '{}';			-- columns of the inputs, as role.column
	srid integer;
	quarter_shape text;
	place_shape text;
	parts jsonb;
	remark record;
	left_out text;
BEGIN
	-- What is asked for.
	IF study IS NULL OR standard IS NULL THEN
		RAISE null_value_not_allowed USING
			MESSAGE = format('the %s of a study must not be null', CASE WHEN study IS NULL THEN 'name' ELSE 'standard' END);
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
	IF NOT EXISTS (SELECT FROM walkshed.requirement r WHERE r.standard = create_study.standard) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('walkshed.requirement holds no row of the standard "%s"', standard),
			HINT = format('Standards with requirements: %s.',
				(SELECT string_agg(DISTINCT r.standard, ', ' ORDER BY r.standard) FROM walkshed.requirement r));
	END IF;
	FOR input IN
		SELECT g.role, i.*
		FROM (VALUES ('streets', streets, true), ('quarters', quarters, true), ('places', places, true),
				('gates', gates, gates IS NOT NULL), ('regions', regions, regions IS NOT NULL)) AS g(role, relation, given)
			CROSS JOIN LATERAL walkshed.study_input(g.role, g.relation) AS i
		WHERE g.given
	LOOP
		IF input.srid <> srid THEN
			RAISE invalid_parameter_value USING
				MESSAGE = format('the %s of the study have SRID %s, the relations before them %s', input.role, input.srid, srid),
				HINT = format('Pass a view that converts them: SELECT ..., ST_Transform(geom, %s) AS geom.', srid);
		END IF;
		srid := coalesce(srid, input.srid);
		has := has || ARRAY(SELECT input.role || '.' || c FROM unnest(input.columns) AS c);
		IF input.role = 'quarters' THEN
			quarter_shape := CASE WHEN input.shapes <@ '{POLYGON,MULTIPOLYGON}' THEN 'MultiPolygon'
				WHEN input.shapes = '{POINT}' THEN 'Point' ELSE 'Geometry' END;
		ELSIF input.role = 'places' THEN
			place_shape := CASE WHEN input.shapes <@ '{POINT}' THEN 'Point' ELSE 'MultiPoint' END;
		END IF;
	END LOOP;

	parts := jsonb_build_object(
		'study', quote_ident(study), 'streets', streets, 'quarters', quarters, 'places', places, 'gates', gates,
		'regions', regions, 'standard', quote_literal(standard), 'srid', coalesce(srid, 4326), 'postgis',
		(SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
			WHERE e.extname = 'postgis'));

	EXECUTE walkshed.study_sql('CREATE SCHEMA {study}', parts);

	EXECUTE walkshed.study_sql('
		CREATE MATERIALIZED VIEW {study}.network AS
		SELECT 1 AS id, walkshed.network_agg(s.id, s.geom{attributes}) AS streets
		FROM {streets} s
		WITH NO DATA',
		parts || jsonb_build_object('attributes', CASE WHEN 'streets.attributes' = ANY (has) THEN ', s.attributes' END));

	-- A quarter is entered at its mapped gates; without any, where streets cross its outline; else inside.
	EXECUTE walkshed.study_sql('
		CREATE MATERIALIZED VIEW {study}.gates WITH (parallel_workers = 4) AS
		WITH mapped AS ({mapped}
		), outline AS (
			SELECT DISTINCT q.id::bigint AS quarter_id, {postgis}.ST_PointOnSurface(crossing.geom) AS geom
			FROM {quarters} q
				JOIN {streets} s ON {postgis}.ST_Intersects(s.geom, q.geom)
				CROSS JOIN LATERAL {postgis}.ST_Dump({postgis}.ST_Intersection(s.geom, {postgis}.ST_Boundary(q.geom))) AS crossing
			WHERE {postgis}.ST_Dimension(q.geom) = 2
				AND NOT EXISTS (SELECT FROM mapped m WHERE m.quarter_id = q.id){walkable}
		), inside AS (
			SELECT q.id::bigint AS quarter_id, {postgis}.ST_Dimension(q.geom) = 0 AS is_point, entry.geom
			FROM {quarters} q
				CROSS JOIN LATERAL {postgis}.ST_Dump(
					CASE {postgis}.ST_Dimension(q.geom) WHEN 0 THEN q.geom ELSE {postgis}.ST_PointOnSurface(q.geom) END) AS entry
			WHERE NOT {postgis}.ST_IsEmpty(q.geom)
				AND NOT EXISTS (SELECT FROM mapped m WHERE m.quarter_id = q.id)
				AND NOT EXISTS (SELECT FROM outline o WHERE o.quarter_id = q.id)
		), entry AS (
			SELECT m.quarter_id, m.gate_id, ''gate'' AS source, m.geom FROM mapped m
			UNION ALL
			SELECT o.quarter_id, NULL, ''outline'', o.geom FROM outline o
			UNION ALL
			SELECT i.quarter_id, NULL, CASE WHEN i.is_point THEN ''point'' ELSE ''interior'' END, i.geom FROM inside i
		)
		SELECT e.quarter_id,
			row_number() OVER (PARTITION BY e.quarter_id ORDER BY e.gate_id, e.geom)::integer AS entry,
			e.gate_id, e.source, e.geom::{postgis}.geometry(Point, {srid}) AS geom
		FROM entry e
		WITH NO DATA',
		parts || jsonb_build_object(
			'mapped', walkshed.study_sql(CASE WHEN gates IS NULL THEN '
			SELECT NULL::bigint AS quarter_id, NULL::bigint AS gate_id, NULL::{postgis}.geometry AS geom
			WHERE false' ELSE '
			SELECT q.id::bigint AS quarter_id, g.id::bigint AS gate_id, g.geom
			FROM {gates} g
				JOIN {quarters} q ON q.id = g.quarter_id
			WHERE NOT {postgis}.ST_IsEmpty(g.geom)' END, parts),
			'walkable', CASE WHEN 'streets.attributes' = ANY (has) THEN '
				AND coalesce(s.attributes ->> ''kind'', ''street'') NOT IN (''barrier'', ''footbridge'', ''underpass'', ''indoor'', ''lift'')
				AND coalesce(s.attributes ->> ''foot'', ''both'') <> ''no''' END));

	EXECUTE walkshed.study_sql('
		CREATE MATERIALIZED VIEW {study}.places AS
		SELECT p.id::bigint AS place_id, s.service::text AS service, {name}::text AS name,
			{geom}::{postgis}.geometry({shape}, {srid}) AS geom
		FROM {places} p
			CROSS JOIN LATERAL (SELECT {services} AS service) AS s
		WHERE s.service IS NOT NULL AND NOT {postgis}.ST_IsEmpty(p.geom)
		WITH NO DATA',
		parts || jsonb_build_object(
			'name', CASE WHEN 'places.name' = ANY (has) THEN 'p.name' ELSE 'NULL' END,
			'shape', place_shape,
			'geom', CASE place_shape WHEN 'Point' THEN 'p.geom' ELSE walkshed.study_sql('{postgis}.ST_Multi(p.geom)', parts) END,
			'services', CASE WHEN 'places.services' = ANY (has) THEN 'DISTINCT unnest(p.services)' ELSE 'p.service' END));

	-- One search for each profile and unit of budget, to twice the largest budget: no shortfall looks further.
	-- It is MATERIALIZED, or the planner would run it for each requirement.
	-- "Near in a straight line" is what a street grid would bring within the budget: its detours stay
	-- below the square root of 2.
	EXECUTE walkshed.study_sql('
		CREATE MATERIALIZED VIEW {study}.coverage AS
		WITH requirement AS (
			SELECT r.service, r.tier, r.profile, coalesce(r.minutes, r.metres) AS budget,
				CASE WHEN r.minutes IS NULL THEN ''metres'' ELSE ''minutes'' END AS unit, r.min_places, r.weight,
				coalesce(r.metres, r.minutes * 60 * (w.walker).speed_mps) / sqrt(2) AS straight
			FROM walkshed.requirement r
				JOIN walkshed.profile w ON w.name = r.profile
			WHERE r.standard = {standard}
		), search AS (
			SELECT r.profile, r.unit, max(r.min_places) AS places,
				CASE r.unit WHEN ''minutes'' THEN 2 * max(r.budget) END AS minutes,
				CASE r.unit WHEN ''metres'' THEN 2 * max(r.budget) END AS metres
			FROM requirement r
			GROUP BY r.profile, r.unit
		), nearest AS MATERIALIZED (
			SELECT s.profile, s.unit, n.origin_id, n.tag, n.rank, n.place_id, n.seconds, n.metres, n.problem
			FROM search s
				CROSS JOIN LATERAL walkshed.nearest(
					(SELECT net.streets FROM {study}.network net),
					(SELECT walkshed.point_set_agg(g.quarter_id, g.geom) FROM {study}.gates g),
					(SELECT walkshed.point_set_agg(p.place_id, p.geom, 1, p.service) FROM {study}.places p
						WHERE p.service IN (SELECT r.service FROM requirement r)),
					k => s.places, minutes => s.minutes, metres => s.metres,
					walker => (SELECT w.walker FROM walkshed.profile w WHERE w.name = s.profile)) AS n
		), reached AS (
			SELECT n.origin_id AS quarter_id, r.service, r.tier,
				count(*) FILTER (WHERE c.credit = 1)::integer AS found,
				sum(c.credit) FILTER (WHERE n.rank <= r.min_places) AS credit,
				min(n.place_id) FILTER (WHERE n.rank = 1) AS place_id,
				min(n.seconds) FILTER (WHERE n.rank = 1) AS seconds,
				min(n.metres) FILTER (WHERE n.rank = 1) AS metres,
				min(n.problem) AS problem
			FROM requirement r
				JOIN nearest n ON n.tag = r.service AND n.profile = r.profile AND n.unit = r.unit
				CROSS JOIN LATERAL (SELECT CASE r.unit WHEN ''minutes'' THEN n.seconds / 60 ELSE n.metres END / r.budget AS share) AS t
				CROSS JOIN LATERAL (SELECT least(1, greatest(0, round(2 - t.share::numeric, 6))) AS credit) AS c
			GROUP BY n.origin_id, r.service, r.tier
		), verdict AS (
			SELECT q.id::bigint AS quarter_id, r.service, r.tier, r.profile, r.budget, r.unit, coalesce(e.found, 0) AS found,
				r.min_places AS required, r.weight, e.place_id, e.seconds, e.metres,
				round(1 - coalesce(e.credit, 0) / r.min_places, 6) AS shortfall, r.straight,
				r.service IN (SELECT p.service FROM {study}.places p) AS supplied,
				CASE WHEN q.id IN (SELECT g.quarter_id FROM {study}.gates g) THEN e.problem
					ELSE ''the quarter has no geometry'' END AS problem
			FROM {quarters} q
				CROSS JOIN requirement r
				LEFT JOIN reached e ON e.quarter_id = q.id AND e.service = r.service AND e.tier = r.tier
		), judged AS (
			SELECT v.*,
				CASE WHEN v.shortfall = 0 THEN NULL
					WHEN NOT v.supplied THEN ''no_supply''
					WHEN v.problem <> ''none within the budget'' THEN ''unsnapped''
					WHEN v.found > 0 THEN ''too_few''
					ELSE ''too_far'' END AS cause
			FROM verdict v
		)
		SELECT j.quarter_id, j.service, j.tier, j.profile, j.budget, j.unit, j.found, j.required, j.weight,
			j.place_id, round(j.seconds::numeric, 1) AS seconds, round(j.metres::numeric, 1) AS metres,
			j.shortfall = 0 AS satisfied, j.shortfall, j.problem,
			CASE WHEN near.metres IS NULL THEN j.cause ELSE ''severed'' END AS cause,
			round(near.metres::numeric, 1) AS straight_metres
		FROM judged j
			CROSS JOIN LATERAL (
				SELECT min({postgis}.ST_Distance(g.geom::{postgis}.geography, p.geom::{postgis}.geography)) AS metres
				FROM {study}.gates g
					JOIN {study}.places p ON p.service = j.service
						AND {postgis}.ST_DWithin(g.geom::{postgis}.geography, p.geom::{postgis}.geography, j.straight)
				WHERE g.quarter_id = j.quarter_id AND j.cause = ''too_far''
			) AS near
		WITH NO DATA', parts);

	EXECUTE walkshed.study_sql('
		CREATE MATERIALIZED VIEW {study}.gap WITH (parallel_workers = 4) AS
		WITH score AS (
			SELECT c.quarter_id,
				round(100 * sum(c.weight::numeric * c.shortfall) / nullif(sum(c.weight::numeric), 0), 6) AS score,
				count(*) FILTER (WHERE c.satisfied)::integer AS satisfied, count(*)::integer AS required,
				coalesce(array_agg(DISTINCT c.service ORDER BY c.service) FILTER (WHERE NOT c.satisfied), ARRAY[]::text[]) AS missing
			FROM {study}.coverage c
			GROUP BY c.quarter_id
		)
		SELECT s.quarter_id, {name}::text AS name, {region_id}::bigint AS region_id, {people}::numeric AS people,
			s.score, s.satisfied, s.required, s.satisfied || '' of '' || s.required AS summary, s.missing,
			{geom}::{postgis}.geometry({shape}, {srid}) AS geom
		FROM {quarters} q
			JOIN score s ON s.quarter_id = q.id
		WITH NO DATA',
		parts || jsonb_build_object(
			'name', CASE WHEN 'quarters.name' = ANY (has) THEN 'q.name' ELSE 'q.id' END,
			'people', CASE WHEN 'quarters.people' = ANY (has) THEN 'q.people' ELSE 'NULL' END,
			'shape', quarter_shape,
			'geom', CASE quarter_shape WHEN 'MultiPolygon' THEN walkshed.study_sql('{postgis}.ST_Multi(q.geom)', parts) ELSE 'q.geom' END,
			-- Where a quarter does not name its region, its place does.
			'region_id', CASE
				WHEN regions IS NOT NULL THEN walkshed.study_sql(
					CASE WHEN 'quarters.region_id' = ANY (has) THEN 'coalesce(q.region_id, {located})' ELSE '{located}' END,
					jsonb_build_object('located', walkshed.study_sql('(SELECT min(r.id) FROM {regions} r
				WHERE {postgis}.ST_Intersects(r.geom, {postgis}.ST_PointOnSurface(q.geom)))', parts)))
				WHEN 'quarters.region_id' = ANY (has) THEN 'q.region_id' ELSE 'NULL' END));

	-- A quarter whose people are not known counts as the average one of its region.
	EXECUTE walkshed.study_sql('
		CREATE MATERIALIZED VIEW {study}.region_gap AS
		WITH quarter AS (
			SELECT g.region_id, g.quarter_id, g.name, g.people, g.score,
				coalesce(g.people, avg(g.people) OVER (PARTITION BY g.region_id), 1) AS weight
			FROM {study}.gap g
		), total AS (
			SELECT q.region_id, count(*)::integer AS quarters, sum(q.people) AS people,
				round(coalesce(sum(q.score * q.weight) / nullif(sum(q.weight), 0), avg(q.score)), 6) AS score,
				count(*) FILTER (WHERE q.score > 0)::integer AS quarters_affected,
				sum(CASE WHEN q.score > 0 THEN q.people ELSE 0 * q.people END) AS people_affected,
				(array_agg(q.quarter_id ORDER BY q.score DESC, q.people DESC NULLS LAST, q.quarter_id) FILTER (WHERE q.score > 0))[1] AS worst_quarter_id,
				(SELECT mode() WITHIN GROUP (ORDER BY m.service)
					FROM {study}.gap g
						CROSS JOIN LATERAL unnest(g.missing) AS m(service)
					WHERE g.region_id IS NOT DISTINCT FROM q.region_id) AS most_missing
			FROM quarter q
			GROUP BY q.region_id
		)
		SELECT {region_id}::bigint AS region_id, {name}::text AS name, coalesce(t.quarters, 0) AS quarters, t.people, t.score,
			coalesce(t.quarters_affected, 0) AS quarters_affected, t.people_affected,
			t.worst_quarter_id, w.name AS worst_quarter, w.score AS worst_score, t.most_missing,
			{geom}::{postgis}.geometry(MultiPolygon, {srid}) AS geom
		FROM total t
			LEFT JOIN {study}.gap w ON w.quarter_id = t.worst_quarter_id{regions}
		WITH NO DATA',
		parts || CASE WHEN regions IS NULL
			THEN '{"region_id": "t.region_id", "name": "NULL", "geom": "NULL", "regions": ""}'::jsonb
			ELSE jsonb_build_object(
				'region_id', 'coalesce(t.region_id, r.id)',
				'name', CASE WHEN 'regions.name' = ANY (has) THEN 'r.name' ELSE 'r.id' END,
				'geom', walkshed.study_sql('{postgis}.ST_Multi(r.geom)', parts),
				'regions', walkshed.study_sql('
			FULL JOIN {regions} r ON r.id = t.region_id', parts)) END);

	-- What REFRESH ... CONCURRENTLY and maps need. With a key of its own the network too is merged, so that
	-- nobody who reads it waits, and a snapshot shows it beside the results that belong to it.
	EXECUTE walkshed.study_sql('
		CREATE UNIQUE INDEX network_key ON {study}.network (id);
		CREATE UNIQUE INDEX gates_key ON {study}.gates (quarter_id, entry);
		CREATE INDEX gates_geom ON {study}.gates USING gist (geom);
		CREATE UNIQUE INDEX places_key ON {study}.places (service, place_id);
		CREATE INDEX places_geom ON {study}.places USING gist (geom);
		CREATE INDEX places_geog ON {study}.places USING gist ((geom::{postgis}.geography));
		CREATE UNIQUE INDEX coverage_key ON {study}.coverage (quarter_id, service, tier);
		CREATE UNIQUE INDEX gap_key ON {study}.gap (quarter_id);
		CREATE INDEX gap_geom ON {study}.gap USING gist (geom);
		CREATE UNIQUE INDEX region_gap_key ON {study}.region_gap (region_id);
		CREATE INDEX region_gap_geom ON {study}.region_gap USING gist (geom)', parts);

	EXECUTE format('COMMENT ON SCHEMA %I IS %L', study,
		format('Walkshed study: streets %s, quarters %s, places %s, standard %s', streets, quarters, places, standard));
	FOR remark IN
		SELECT *
		FROM (VALUES
			('network', NULL, 'The street network of the study, one value'),
			('network', 'id', 'Always 1'),
			('network', 'streets', 'The network; pass it as (SELECT streets FROM ...network)'),
			('gates', NULL, 'Where the walk from a quarter begins; the nearest of its entries counts'),
			('gates', 'quarter_id', 'The quarter'),
			('gates', 'entry', 'Number of the entry in the quarter, from 1'),
			('gates', 'gate_id', 'The gate, if it is a mapped one'),
			('gates', 'source', 'gate: mapped; outline: a street crosses the outline; interior: neither, a point inside; point: the quarter is a point'),
			('gates', 'geom', 'The entry'),
			('places', NULL, 'Places, one row for each service that a place offers'),
			('places', 'place_id', 'The place'),
			('places', 'service', 'Code of the service'),
			('places', 'name', 'Name of the place'),
			('places', 'geom', 'Where it is; several points are several entrances'),
			('coverage', NULL, 'How far each quarter meets each requirement of the standard ' || standard),
			('coverage', 'quarter_id', 'The quarter'),
			('coverage', 'service', 'The service asked for'),
			('coverage', 'tier', 'Tier of the requirement'),
			('coverage', 'profile', 'Who walks'),
			('coverage', 'budget', 'How far the walk may be, in the unit beside it'),
			('coverage', 'unit', 'minutes or metres'),
			('coverage', 'found', 'Distinct places within the budget; counting stops at the largest number that a requirement of this profile and unit asks for'),
			('coverage', 'required', 'Number of places asked for'),
			('coverage', 'weight', 'Weight of the requirement in the gap score'),
			('coverage', 'place_id', 'The nearest place on foot; null where none lies within twice the largest budget of this profile and unit'),
			('coverage', 'seconds', 'Walk to the nearest place, in seconds'),
			('coverage', 'metres', 'Walk to the nearest place, in metres'),
			('coverage', 'satisfied', 'Whether the requirement is met: no shortfall'),
			('coverage', 'shortfall', 'From 0, met, to 1, nothing within twice the budget'),
			('coverage', 'problem', 'Why nothing was found, in words'),
			('coverage', 'cause', 'Why the requirement is not met: no_supply, unsnapped, too_few, severed or too_far'),
			('coverage', 'straight_metres', 'Where the cause is severed: metres in a straight line to the nearest such place'),
			('gap', NULL, 'The gap score of each quarter against the standard ' || standard),
			('gap', 'quarter_id', 'The quarter'),
			('gap', 'name', 'Name of the quarter'),
			('gap', 'region_id', 'The region it lies in'),
			('gap', 'people', 'People who live in it; null where not known'),
			('gap', 'score', 'Gap score, from 0, everything within reach, to 100, nothing'),
			('gap', 'satisfied', 'Number of requirements met'),
			('gap', 'required', 'Number of requirements'),
			('gap', 'summary', 'The two numbers in words: 7 of 8'),
			('gap', 'missing', 'Codes of the services whose requirement is not met'),
			('gap', 'geom', 'The quarter'),
			('region_gap', NULL, 'The gap score of each region against the standard ' || standard),
			('region_gap', 'region_id', 'The region; null for the quarters that lie in none'),
			('region_gap', 'name', 'Name of the region'),
			('region_gap', 'quarters', 'Number of quarters'),
			('region_gap', 'people', 'People of the quarters where they are known'),
			('region_gap', 'score', 'Mean gap score of the quarters, weighted by people'),
			('region_gap', 'quarters_affected', 'Number of quarters with a gap score above 0'),
			('region_gap', 'people_affected', 'People of these quarters'),
			('region_gap', 'worst_quarter_id', 'The quarter with the highest score above 0; of several, the one with most people'),
			('region_gap', 'worst_quarter', 'Its name'),
			('region_gap', 'worst_score', 'Its gap score'),
			('region_gap', 'most_missing', 'The service that most quarters miss; of several, the first by code'),
			('region_gap', 'geom', 'The region')
		) AS r(view, name, remark)
	LOOP
		EXECUTE CASE WHEN remark.name IS NULL THEN format('COMMENT ON MATERIALIZED VIEW %I.%I IS %L', study, remark.view, remark.remark)
			ELSE format('COMMENT ON COLUMN %I.%I.%I IS %L', study, remark.view, remark.name, remark.remark) END;
	END LOOP;

	PERFORM walkshed.refresh_study(study, false);

	-- What the views leave out without a word.
	EXECUTE walkshed.study_sql('
		SELECT array_to_string((array_agg(DISTINCT p.service ORDER BY p.service))[1:10], '', '')
		FROM {study}.places p
		WHERE NOT EXISTS (SELECT FROM walkshed.service s WHERE s.code = p.service)', parts)
	INTO left_out;
	IF left_out IS NOT NULL THEN
		RAISE WARNING USING
			MESSAGE = format('%s offers services that walkshed.service does not list: %s', places, left_out),
			HINT = 'Correct their codes, or add them to walkshed.service for a standard to ask for.';
	END IF;
	IF gates IS NOT NULL THEN
		EXECUTE walkshed.study_sql('
			SELECT array_to_string((array_agg(g.id ORDER BY g.id))[1:10], '', '')
			FROM {gates} g
			WHERE NOT EXISTS (SELECT FROM {study}.gates e WHERE e.gate_id = g.id)', parts)
		INTO left_out;
		IF left_out IS NOT NULL THEN
			RAISE WARNING USING
				MESSAGE = format('%s has gates without a point or a quarter of the study: %s', gates, left_out);
		END IF;
	END IF;
END
$$;

COMMENT ON FUNCTION walkshed.create_study(text, regclass, regclass, regclass, regclass, regclass, text) IS
	'Makes a schema of materialized views that score the quarters against a standard; they belong to the caller';

CREATE FUNCTION walkshed.refresh_study(study text, concurrently boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE COST 1000
SET search_path = pg_catalog, pg_temp
SET jit = off		-- compiling takes longer than the rows save
AS $$
DECLARE
	schema regnamespace := walkshed.study_schema(study);
	view record;
	started timestamptz;
	n bigint;
BEGIN
	-- Every materialized view of the schema, the user's own too, after those that it reads, be it
	-- through views. The new rows are merged into a view that has a unique index; another is replaced,
	-- and keeps its readers waiting meanwhile.
	FOR view IN
		WITH RECURSIVE reads AS (
			SELECT DISTINCT d.refobjid AS source, r.ev_class AS reader
			FROM pg_rewrite r
				JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
			WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
		), step AS (
			SELECT c.oid AS relation, 0 AS depth
			FROM pg_class c
			WHERE c.relnamespace = schema AND c.relkind = 'm'
			UNION
			SELECT r.reader, s.depth + 1
			FROM step s
				JOIN reads r ON r.source = s.relation
		)
		SELECT c.oid::regclass AS name, c.relispopulated AND "concurrently" AND EXISTS (
				SELECT FROM pg_index i
				WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL) AS merge
		FROM step s
			JOIN pg_class c ON c.oid = s.relation
		WHERE c.relnamespace = schema AND c.relkind = 'm'
		GROUP BY c.oid, c.relispopulated
		ORDER BY max(s.depth), c.oid
	LOOP
		started := clock_timestamp();
		EXECUTE format('REFRESH MATERIALIZED VIEW %s %s', CASE WHEN view.merge THEN 'CONCURRENTLY' END, view.name);
		EXECUTE format('ANALYZE %s', view.name);
		EXECUTE format('SELECT count(*) FROM %s', view.name) INTO n;
		RAISE NOTICE '%: % % in % s', view.name, n, CASE n WHEN 1 THEN 'row' ELSE 'rows' END,
			round(extract(epoch FROM clock_timestamp() - started), 2);
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
	views text;
BEGIN
	-- What create_study() made and no more: anything else in the schema, or built on it, stops the drop.
	SELECT string_agg(c.oid::regclass::text, ', ') INTO views
	FROM pg_class c
	WHERE c.relnamespace = schema AND c.relkind = 'm'
		AND c.relname IN ('network', 'gates', 'places', 'coverage', 'gap', 'region_gap');
	EXECUTE format('DROP MATERIALIZED VIEW %s', views);
	EXECUTE format('DROP SCHEMA %s', schema);
END
$$;

COMMENT ON FUNCTION walkshed.drop_study(text) IS
	'Drops a study; refuses where something of yours is in its schema or reads its views';
