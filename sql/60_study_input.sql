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

-- The rules for what create_study(), check_study_input() and the functions of people take. All of them are here:
-- columns in input_columns(), the rest in input_problems(), of which study_input() raises the first.

CREATE FUNCTION walkshed.input_name(role text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1
RETURN CASE role WHEN 'grid' THEN 'the population grid' WHEN 'buildings' THEN 'the buildings' WHEN 'homes' THEN 'the homes'
	ELSE format('the %s of the study', role) END;

COMMENT ON FUNCTION walkshed.input_name(text) IS 'Internal: what messages call a relation given to a function';

CREATE FUNCTION walkshed.input_columns(role text, relation regclass,
	OUT name text, OUT types regtype[], OUT required boolean, OUT example text, OUT type text, OUT mistyped boolean)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000 ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	whole regtype[] := '{bigint,integer,smallint}';
	number regtype[] := '{numeric,bigint,integer,smallint,double precision,real}';
	words regtype[] := '{text,character varying}';
	lists regtype[] := '{text[],character varying[]}';
	geometry regtype[] := ARRAY[(walkshed.extension_schema('postgis') || '.geometry')::regtype];
	columns text[] := ARRAY(SELECT a.attname::text FROM pg_attribute a
		WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum);
BEGIN
	RETURN QUERY
	SELECT w.name, w.types, w.required, w.example, format_type(t.oid, NULL),
		coalesce(nullif(t.typbasetype, 0), t.oid) <> ALL (w.types)
	FROM (
		SELECT r, c, number, false, '' FROM unnest('{quarters,grid}'::text[]) AS r, unnest(columns) AS c WHERE c LIKE 'people\_%'	-- an age group
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
			('regions', 'parent_id', whole, false, ''),
			('grid', 'id', whole, true, 'row_number() OVER ()'),
			('grid', 'geom', geometry, true, 'ST_GeomFromText(wkt, 4326)'),
			('grid', 'people', number, true, 'population'),
			('buildings', 'id', whole, true, 'row_number() OVER ()'),
			('buildings', 'geom', geometry, true, 'ST_GeomFromText(wkt, 4326)'),
			('buildings', 'residential', '{boolean}', false, ''),
			('buildings', 'levels', number, false, ''),
			('buildings', 'floor_area_m2', number, false, ''),
			('buildings', 'flats', number, false, ''),
			('homes', 'people', number, true, 'population'),
			('homes', 'geom', geometry, true, 'ST_SetSRID(ST_MakePoint(lon, lat), 4326)'),
			('homes', 'age_group', words, false, '')
		) AS w(role, name, types, required, example)
		LEFT JOIN pg_attribute a ON a.attrelid = relation AND a.attname = w.name AND NOT a.attisdropped
		LEFT JOIN pg_type t ON t.oid = a.atttypid
	WHERE w.role = input_columns.role;
END
$$;

COMMENT ON FUNCTION walkshed.input_columns(text, regclass) IS
	'Internal: the columns that a relation in a role may or must have, with their types, and the types they are of';

CREATE FUNCTION walkshed.input_geometry(relation regclass, OUT srids integer[], OUT shapes text[], OUT raised boolean)
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	postgis text := walkshed.extension_schema('postgis');
BEGIN
	EXECUTE format('SELECT array_agg(DISTINCT k.srid), array_agg(DISTINCT k.shape), bool_or(k.raised)
		FROM (
			SELECT DISTINCT %1$s.ST_SRID(geom) AS srid, %1$s.GeometryType(geom) AS shape, %1$s.ST_NDims(geom) > 2 AS raised
			FROM %2$s
			WHERE geom IS NOT NULL) AS k', postgis, relation)
	INTO srids, shapes, raised;
	IF shapes IS NULL THEN
		-- An empty relation is what its column is declared to be.
		EXECUTE format('SELECT array_remove(ARRAY[%1$s.postgis_typmod_srid(atttypmod)], 0),
				array_remove(ARRAY[upper(%1$s.postgis_typmod_type(atttypmod))], ''GEOMETRY'')
			FROM pg_attribute WHERE attrelid = $1 AND attname = ''geom''', postgis)
		INTO srids, shapes USING relation;
	END IF;
END
$$;

COMMENT ON FUNCTION walkshed.input_geometry(regclass) IS 'Internal: the SRIDs and kinds of geometry in the column geom of a relation, and whether any has more than two dimensions';

CREATE FUNCTION walkshed.input_problems(role text, relation regclass, beside integer DEFAULT NULL, look_at_rows boolean DEFAULT true,
	OUT errcode text, OUT problem text, OUT detail text, OUT hint text, OUT rows bigint, OUT examples text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 1
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	name text := walkshed.input_name(role);
	postgis text := walkshed.extension_schema('postgis');
	points text[] := '{POINT,MULTIPOINT}';
	areas text[] := '{POLYGON,MULTIPOLYGON}';
	allowed text[] := CASE WHEN role = 'streets' THEN '{LINESTRING,MULTILINESTRING}' WHEN role IN ('quarters', 'homes') THEN points || areas
		WHEN role = 'places' THEN points WHEN role = 'gates' THEN '{POINT}' ELSE areas END;
	wanted record;
	kinds record;
	culprit record;
	candidate text;
BEGIN
	IF relation IS NULL THEN
		errcode := 'null_value_not_allowed';
		problem := CASE WHEN name LIKE '%study' THEN format('a study needs a relation of %s', role) ELSE format('%s must not be null', name) END;
		hint := format('Name it: %s => ''schema.table''.', role);
		RETURN NEXT;
		RETURN;
	END IF;
	-- A study keeps views on what it is given.
	IF (SELECT relkind NOT IN ('r', 'p', 'v', 'm', 'f') OR relpersistence = 't' AND name LIKE '%study' FROM pg_class WHERE oid = relation) THEN
		errcode := 'wrong_object_type';
		problem := format('%s cannot be %s', relation, replace(name, 'the study', 'a study'));
		hint := CASE WHEN name LIKE '%study' THEN 'Pass a table or a view, not a temporary one.' ELSE 'Pass a table or a view.' END;
		RETURN NEXT;
		RETURN;
	END IF;

	-- Columns: names and types, with an example of each for the hint. Rows are looked at when all are right.
	FOR wanted IN
		SELECT c.*, format('It must be of type %s.', array_to_string(c.types, ' or ')) AS must_be FROM walkshed.input_columns(role, relation) AS c
		WHERE c.mistyped OR c.required AND c.type IS NULL
	LOOP
		detail := wanted.must_be;
		IF wanted.mistyped THEN
			errcode := 'datatype_mismatch';
			problem := format('column "%s" of %s, %s, is of type %s', wanted.name, relation, name, wanted.type);
			hint := format('Pass a view that converts it: SELECT ..., %s AS %s FROM %s.',
				format(CASE wanted.types[1] WHEN 'text[]'::regtype THEN 'string_to_array(%s, '';'')' ELSE '%s::%s' END,
					wanted.name, wanted.types[1]), wanted.name, relation);
		ELSE
			-- The first column of that type may well be the one, under another name.
			candidate := (SELECT quote_ident(a.attname) FROM pg_attribute a
				WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = ANY (wanted.types)
					AND a.attname NOT IN (SELECT c.name FROM walkshed.input_columns(role, relation) AS c)
				ORDER BY a.attnum LIMIT 1);
			errcode := 'undefined_column';
			problem := format('%s, %s, lacks the column "%s"', relation, name, wanted.name);
			hint := format('Pass a view that has it, for example: SELECT *, %s AS %s FROM %s.',
				coalesce(candidate, wanted.example), wanted.name, relation);
		END IF;
		RETURN NEXT;
	END LOOP;
	IF errcode IS NOT NULL THEN
		RETURN;
	END IF;

	kinds := walkshed.input_geometry(relation);
	IF cardinality(kinds.srids) > 1 OR NOT kinds.srids <@ '{4326,4490}' THEN
		errcode := 'invalid_parameter_value';
		problem := CASE WHEN cardinality(kinds.srids) > 1 THEN format('the geometries of %s, %s, have several SRIDs', relation, name)
			ELSE format('the geometries of %s, %s, have SRID %s', relation, name, kinds.srids[1]) END;
		detail := 'They must be longitudes and latitudes, of SRID 4326 or 4490.';
		hint := CASE kinds.srids[1] WHEN 0 THEN 'Say what they are with ST_SetSRID(geom, ...).'
			ELSE 'Pass a view that converts them: SELECT ..., ST_Transform(geom, 4326) AS geom.' END;
		examples := array_to_string(kinds.srids, ', ');
		RETURN NEXT;
	END IF;
	IF look_at_rows AND role <> 'homes' THEN
		FOR culprit IN EXECUTE format('SELECT sum(i.rows) AS rows, (array_agg(i.id ORDER BY i.id))[1] AS first, i.id IS NULL AS is_null,
				array_to_string((array_agg(i.id ORDER BY i.id))[1:5], '', '') AS examples
			FROM (SELECT r.id, count(*) AS rows FROM %s r GROUP BY r.id HAVING count(*) > 1 OR r.id IS NULL) AS i
			GROUP BY i.id IS NULL ORDER BY i.id IS NULL DESC', relation)
		LOOP
			errcode := CASE WHEN culprit.is_null THEN 'not_null_violation' ELSE 'unique_violation' END;
			problem := format('%s, %s, has %s', relation, name,
				coalesce('several rows of id ' || culprit.first, 'a row whose id is null'));
			detail := NULL;
			hint := 'Every row needs an id of its own; a thing of several points is one row with a MultiPoint.';
			rows := culprit.rows;
			examples := nullif(culprit.examples, '');
			RETURN NEXT;
		END LOOP;
	END IF;
	-- A street may have heights.
	IF look_at_rows AND (kinds.raised AND role <> 'streets' OR NOT kinds.shapes <@ allowed) THEN
		EXECUTE format('SELECT count(*) AS rows, array_to_string((array_agg(w.id ORDER BY w.id))[1:5], '', '') AS examples,
				(array_agg(w.shape ORDER BY w.id))[1] AS shape, (array_agg(w.raised ORDER BY w.id))[1] AS raised
			FROM (
				SELECT %3$s AS id, %1$s.GeometryType(r.geom) AS shape, %1$s.ST_NDims(r.geom) > 2 AND $2 AS raised
				FROM %2$s r
				WHERE %1$s.ST_NDims(r.geom) > 2 AND $2 OR %1$s.GeometryType(r.geom) <> ALL ($1)) AS w',
			postgis, relation, CASE role WHEN 'homes' THEN 'NULL::bigint' ELSE 'r.id' END)
		INTO culprit USING allowed, role <> 'streets';
		errcode := 'datatype_mismatch';
		problem := format('the geometry of %s, %s, is a %s', concat_ws(' of ', 'id ' || split_part(culprit.examples, ',', 1), relation), name,
			culprit.shape || CASE WHEN culprit.raised THEN ' of more than two dimensions' ELSE '' END);
		detail := format('It must be a plane %s.', array_to_string(allowed, ' or '));
		hint := CASE WHEN culprit.raised THEN 'Pass a view that flattens it: SELECT ..., ST_Force2D(geom) AS geom.'
			WHEN role = 'places' THEN 'Pass a view that gives its entrances as a MultiPoint, or ST_PointOnSurface(geom).'
			ELSE 'Pass a view that converts it or leaves it out.' END;
		rows := culprit.rows;
		examples := nullif(culprit.examples, '');
		RETURN NEXT;
	END IF;
	-- A study bears an outline that crosses itself; pieces of one cannot be cut.
	IF errcode IS NULL AND role IN ('grid', 'buildings') THEN
		EXECUTE format('SELECT count(*) AS rows, array_to_string((array_agg(r.id ORDER BY r.id))[1:5], '', '') AS examples
			FROM %2$s r WHERE NOT %1$s.ST_IsValid(r.geom)', postgis, relation)
		INTO culprit;
		IF culprit.rows > 0 THEN
			errcode := 'invalid_parameter_value';
			problem := format('the geometry of id %s of %s, %s, is not valid', split_part(culprit.examples, ',', 1), relation, name);
			detail := 'SELECT ST_IsValidReason(geom) says why.';
			hint := 'Pass a view that corrects it: SELECT ..., ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3)) AS geom.';
			rows := culprit.rows;
			examples := culprit.examples;
			RETURN NEXT;
		END IF;
	END IF;
	IF errcode IS NULL AND kinds.srids[1] <> beside THEN
		errcode := 'invalid_parameter_value';
		problem := format('%s have SRID %s, the relations before them %s', name, kinds.srids[1], beside);
		hint := format('Pass a view that converts them: SELECT ..., ST_Transform(geom, %s) AS geom.', beside);
		RETURN NEXT;
	END IF;
END
$$;

COMMENT ON FUNCTION walkshed.input_problems(text, regclass, integer, boolean) IS
	'Internal: why a relation cannot be taken in a role beside others of an SRID, with the number of rows and the first of them';

CREATE FUNCTION walkshed.study_input(role text, relation regclass, beside integer DEFAULT NULL,
	OUT columns text[], OUT srid integer, OUT shapes text[])
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	first record;
	kinds record;
BEGIN
	FOR first IN
		SELECT * FROM walkshed.input_problems(role, relation, beside, look_at_rows => role <> 'streets')		-- network_agg() says the rest
		LIMIT 1
	LOOP
		IF first.detail IS NULL THEN
			RAISE EXCEPTION USING ERRCODE = first.errcode, MESSAGE = first.problem, HINT = first.hint;
		END IF;
		RAISE EXCEPTION USING ERRCODE = first.errcode, MESSAGE = first.problem, DETAIL = first.detail, HINT = first.hint;
	END LOOP;
	columns := ARRAY(SELECT a.attname::text FROM pg_attribute a
		WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum);
	kinds := walkshed.input_geometry(relation);
	srid := coalesce(kinds.srids[1], beside);
	shapes := kinds.shapes;
END
$$;

COMMENT ON FUNCTION walkshed.study_input(text, regclass, integer) IS
	'Internal: raises the first problem of a relation; returns its columns, its SRID (of nothing: that of the relations beside it) and its kinds of geometry';
