-- A study is a schema of views that the user owns, reads and changes: create_study() checks the user's
-- relations, writes the views as plain SQL and leaves the filling to refresh_study(). No view belongs to the
-- extension (it would restore empty), and no table lists the studies: a study is a schema with a materialized
-- view "network" that holds a walkshed.network.
--
-- Here: which schema is one, and what may go into one.

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
		FROM (
			SELECT 'quarters', c, number, false, '' FROM unnest(columns) AS c WHERE c LIKE 'people\_%'	-- an age group
			UNION ALL VALUES
				('streets', 'id', whole, true, 'row_number() OVER ()'),
				('streets', 'geom', geometry, true, 'ST_GeomFromText(wkt, 4326)'),
				('streets', 'attributes', '{jsonb}', false, 'jsonb_build_object(''kind'', kind)'),
				('quarters', 'id', whole, true, 'row_number() OVER (ORDER BY name)'),
				('quarters', 'geom', geometry, true, 'ST_GeomFromText(wkt, 4326)'),
				('quarters', 'name', words, false, ''),
				('quarters', 'people', number, false, ''),
				('quarters', 'households', number, false, ''),
				('quarters', 'region_id', whole, false, ''),
				('places', 'id', whole, true, 'row_number() OVER (ORDER BY name)'),
				('places', 'geom', geometry, true, 'ST_SetSRID(ST_MakePoint(lon, lat), 4326)'),
				('places', 'services', lists, NOT 'service' = ANY (columns), 'ARRAY[''vegetable_market'']'),
				('places', 'service', words, false, ''),
				('places', 'name', words, false, ''),
				('places', 'hours', words || '{int4multirange}'::regtype[], false, ''),
				('places', 'capacity', number || '{jsonb}'::regtype[], false, ''),
				('places', 'modes', lists, false, ''),
				('places', 'service_area', geometry, false, ''),
				('places', 'service_radius_m', number, false, ''),
				('places', 'service_minutes', number, false, ''),
				('places', 'valid_from', '{date}', false, ''),
				('places', 'valid_to', '{date}', false, ''),
				('gates', 'id', whole, true, 'row_number() OVER (ORDER BY quarter_id)'),
				('gates', 'quarter_id', whole, true, '(SELECT q.id FROM quarter q WHERE ...)'),
				('gates', 'geom', geometry, true, 'ST_SetSRID(ST_MakePoint(lon, lat), 4326)'),
				('regions', 'id', whole, true, 'row_number() OVER (ORDER BY name)'),
				('regions', 'geom', geometry, true, 'ST_GeomFromText(wkt, 4326)'),
				('regions', 'name', words, false, ''),
				('regions', 'parent_id', whole, false, '')
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

CREATE FUNCTION walkshed.credit(share float8, beyond float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1
RETURN CASE WHEN share <= 1 THEN 1 WHEN share < beyond THEN (beyond - share) / (beyond - 1) WHEN share >= beyond THEN 0 END;

COMMENT ON FUNCTION walkshed.credit(float8, float8) IS
	'What a walk is worth that takes so large a share of the budget: all within it, nothing from the budget times "beyond" on, falling in between';
