-- What is wrong with the relations of a study, or doubtful, before anything is built. What create_study() refuses is
-- input_problems(); here is what it takes, and leaves out or can make nothing of.

CREATE FUNCTION walkshed.input_doubts(role text, relation regclass, named regclass DEFAULT NULL, week date DEFAULT NULL,
	OUT severity text, OUT problem text, OUT rows bigint, OUT examples text, OUT hint text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	columns jsonb := (SELECT jsonb_object_agg(a.attname, a.atttypid::regtype) FROM pg_attribute a
		WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped);
	parts jsonb := jsonb_build_object('relation', relation, 'named', named, 'week', coalesce(quote_literal(week) || '::date', 'NULL'),
		'postgis', walkshed.extension_schema('postgis'),
		'services', CASE WHEN columns ? 'services' THEN 'r.services' ELSE 'ARRAY[r.service]' END,
		'offer', CASE WHEN columns ? 'services' THEN 'r.services' ELSE 'r.service' END,
		'name', CASE WHEN columns ? 'name' THEN 'r.name' ELSE 'NULL' END,
		'hours', CASE columns ->> 'hours' WHEN 'int4multirange' THEN 'NULL::text' ELSE 'r.hours' END,
		'reach', concat_ws(', ', 'NULL', (SELECT string_agg(format('r.%I', c), ', ')
			FROM unnest('{service_area,service_radius_m,service_minutes}'::text[]) AS c WHERE columns ? c)),
		'groups', concat_ws(', ', 'NULL::numeric', (SELECT string_agg(format('r.%I', c), ', ') FROM jsonb_object_keys(columns) AS c WHERE c LIKE 'people\_%')));
	rule record;
BEGIN
	FOR rule IN
		SELECT *
		FROM (VALUES
			-- For which roles; with which columns; how bad; a query of examples, one a row; what it is, what to do.
			('streets quarters places gates regions', '', 'error',
				'r.id FROM (SELECT r.id, r.geom::{postgis}.box3d AS box FROM {relation} r) AS r WHERE NOT ({postgis}.ST_XMin(r.box) >= -180
					AND {postgis}.ST_XMax(r.box) <= 180 AND {postgis}.ST_YMin(r.box) >= -90 AND {postgis}.ST_YMax(r.box) <= 90)',
				'coordinates that are not longitudes and latitudes',
				'Longitudes are -180 to 180, latitudes -90 to 90. Convert others with ST_Transform(ST_SetSRID(geom, ...), 4326).'),
			('streets quarters places gates regions', '', 'warning', 'r.id FROM {relation} r WHERE {postgis}.ST_IsEmpty(r.geom) IS NOT FALSE',
				'no geometry', 'They count as being nowhere: give them one, or leave them out.'),
			('quarters regions', '', 'warning', 'r.id FROM {relation} r WHERE NOT {postgis}.ST_IsValid(r.geom)',
				'outlines that are not valid', 'SELECT ST_IsValidReason(geom) says why; ST_MakeValid(geom) corrects most.'),
			('quarters', '', 'warning', 'd.id FROM (SELECT r.id, count(*) OVER (PARTITION BY r.geom) AS n FROM {relation} r WHERE r.geom IS NOT NULL) AS d WHERE d.n > 1',
				'several quarters of one outline', 'Their people count several times: leave one.'),
			('places', '', 'warning', 'd.id FROM (SELECT r.id, count(*) OVER (PARTITION BY r.geom, {name}, {offer}) AS n FROM {relation} r WHERE r.geom IS NOT NULL) AS d WHERE d.n > 1',
				'several places of one name and service at one point', 'They count as several: leave one.'),
			('gates', '', 'note', 'd.id FROM (SELECT r.id, count(*) OVER (PARTITION BY r.geom, r.quarter_id) AS n FROM {relation} r WHERE r.geom IS NOT NULL) AS d WHERE d.n > 1',
				'several gates of a quarter at one point', 'They do no harm.'),
			('streets', '', 'note', 'd.id FROM (SELECT r.id, count(*) OVER (PARTITION BY r.geom) AS n FROM {relation} r WHERE r.geom IS NOT NULL) AS d WHERE d.n > 1',
				'several streets of one line', 'They do no harm, unless one of them is closed and the others are not.'),
			('quarters', 'name', 'note', 'r.id FROM {relation} r WHERE coalesce(r.name, '''') = ''''', 'no name', 'Results show their id.'),
			('quarters', 'people', 'note', 'r.id FROM {relation} r WHERE r.people IS NULL', 'people are not known',
				'They weigh as much as the average quarter of their region. See spread_people() and estimate_people().'),
			('quarters', 'people', 'warning', 'r.id FROM {relation} r WHERE least(r.people, {groups}) < 0 OR greatest({groups}) > r.people',
				'fewer people than none, or than in an age group', 'Correct them; what is not known is NULL.'),
			('quarters', 'region_id', 'warning', 'DISTINCT r.region_id FROM {relation} r WHERE r.region_id NOT IN (SELECT n.id FROM {named} n WHERE n.id IS NOT NULL)',
				'regions that are not there', 'Correct region_id; where it is NULL, the place of the quarter decides.'),
			('gates', 'quarter_id', 'warning', 'r.id FROM {relation} r WHERE r.quarter_id IS NULL OR r.quarter_id NOT IN (SELECT n.id FROM {named} n WHERE n.id IS NOT NULL)',
				'gates of quarters that are not there', 'Nobody enters by them: correct quarter_id, or leave them out.'),
			('regions', 'parent_id', 'warning', 'r.id FROM {relation} r WHERE r.parent_id = r.id OR r.parent_id NOT IN (SELECT n.id FROM {relation} n WHERE n.id IS NOT NULL)',
				'parents that are not there', 'Correct parent_id: NULL at the top.'),
			('places', '', 'warning', 'r.id FROM {relation} r WHERE coalesce(cardinality(array_remove({services}, NULL)), 0) = 0',
				'no service', 'They are left out: give them codes of walkshed.service.'),
			('places', '', 'warning', 's.code FROM {relation} r CROSS JOIN LATERAL unnest({services}) AS s(code)
				WHERE s.code NOT IN (SELECT w.code FROM walkshed.service w)', 'services that walkshed.service does not list',
				'Correct their codes, or add them to walkshed.service for a standard to ask for.'),
			('places', 'modes', 'warning', 'm.mode FROM {relation} r CROSS JOIN LATERAL unnest(r.modes) AS m(mode)
				WHERE m.mode NOT IN (''on_site'', ''pick_up'', ''door_to_door'', ''hotline'')', 'modes that nothing accepts',
				'The modes are on_site, pick_up, door_to_door and hotline.'),
			('places', 'modes', 'warning', 'r.id FROM {relation} r WHERE ''door_to_door'' = ANY (r.modes) AND ''hotline'' <> ALL (r.modes)
				AND num_nonnulls({reach}) = 0', 'served at the door, and not said where',
				'Give them a service_area, service_radius_m or service_minutes.'),
			('places', 'service_area', 'error', 'r.id FROM {relation} r WHERE {postgis}.ST_SRID(r.service_area) <> {postgis}.ST_SRID(r.geom)',
				'service areas of another SRID', 'Pass a view that converts them: SELECT ..., ST_Transform(service_area, 4326) AS service_area.'),
			('places', 'hours', 'note', '{hours} FROM {relation} r WHERE {hours} IS NOT NULL AND walkshed.opening_minutes({hours}, {week}) IS NULL',
				'hours that are not understood',
				'They count as not known. SELECT walkshed.hours_problem(hours) says why.'),
			('places', 'valid_from valid_to', 'warning', 'r.id FROM {relation} r WHERE r.valid_from > r.valid_to',
				'closed before they open', 'Correct valid_from and valid_to: the first and the last day.')
		) AS r(roles, needs, severity, query, problem, hint)
		WHERE role = ANY (string_to_array(r.roles, ' ')) AND columns ?& string_to_array(r.needs, ' ')
			AND (r.query NOT LIKE '%{named}%' OR named IS NOT NULL)
	LOOP
		EXECUTE walkshed.study_sql(format('SELECT count(*), array_to_string((array_agg(DISTINCT e.example ORDER BY e.example))[1:5], '', '')
			FROM (SELECT %s) AS e(example)', rule.query), parts)
		INTO rows, examples;
		IF rows > 0 THEN
			severity := rule.severity;
			problem := rule.problem;
			hint := rule.hint;
			RETURN NEXT;
		END IF;
	END LOOP;
END
$$;

COMMENT ON FUNCTION walkshed.input_doubts(text, regclass, regclass, date) IS
	'Internal: rows of a relation that a study would leave out or can make nothing of, with their number and the first of them; named is the relation whose ids it names';

CREATE FUNCTION walkshed.check_study_input(streets regclass, quarters regclass, places regclass, gates regclass DEFAULT NULL,
	regions regclass DEFAULT NULL, as_of date DEFAULT NULL)
RETURNS TABLE (role text, severity text, problem text, rows bigint, examples text, hint text)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE COST 1000000 ROWS 10
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
	postgis text := walkshed.extension_schema('postgis');
	input record;
	found record;
	srid integer;
	sound text[] := '{}';		-- the roles of those without an error
	streets_network walkshed.network;
	box text;
	context text;
BEGIN
	FOR input IN
		SELECT i.*
		FROM (VALUES ('streets', streets, NULL, NULL), ('regions', regions, NULL, NULL), ('quarters', quarters, 'regions', regions),
				('places', places, NULL, NULL), ('gates', gates, 'quarters', quarters)) AS i(role, relation, named_role, named)
		WHERE i.relation IS NOT NULL OR i.role NOT IN ('gates', 'regions')
	LOOP
		role := input.role;
		sound := sound || role;
		FOR found IN SELECT * FROM walkshed.input_problems(input.role, input.relation, srid) LOOP
			severity := 'error';
			problem := found.problem;
			rows := found.rows;
			examples := found.examples;
			hint := concat_ws(' ', found.detail, found.hint);
			sound := array_remove(sound, role);
			RETURN NEXT;
		END LOOP;
		IF NOT role = ANY (sound) THEN
			CONTINUE;
		END IF;
		srid := coalesce(srid, (walkshed.input_geometry(input.relation)).srids[1]);
		FOR severity, problem, rows, examples, hint IN
			SELECT * FROM walkshed.input_doubts(input.role, input.relation, CASE WHEN input.named_role = ANY (sound) THEN input.named END, as_of)
		LOOP
			IF severity = 'error' THEN
				sound := array_remove(sound, role);
			END IF;
			RETURN NEXT;
		END LOOP;
	END LOOP;
	IF NOT 'streets' = ANY (sound) THEN
		RETURN;
	END IF;

	-- Attributes and what else makes a network: it is made, and the first error is its word.
	role := 'streets';
	BEGIN
		EXECUTE format('SELECT walkshed.network_agg(r.id, r.geom%s) FROM %s r', (
			SELECT ', r.attributes' FROM pg_attribute a WHERE a.attrelid = streets AND a.attname = 'attributes' AND NOT a.attisdropped), streets)
		INTO streets_network;
	EXCEPTION WHEN invalid_parameter_value OR numeric_value_out_of_range OR program_limit_exceeded THEN
		GET STACKED DIAGNOSTICS problem = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
		severity := 'error';
		rows := NULL;
		examples := substring(context FROM 'street (-?\d+)');
		RETURN NEXT;
		RETURN;
	END;

	-- Outside the box of the streets nobody walks; and in it, a walk begins near a street.
	EXECUTE format('
		SELECT %1$s.ST_AsEWKT(%1$s.ST_SetSRID(%1$s.ST_Expand(e.box, $1 / 110574 / cos(radians(%1$s.ST_YMax(e.box::%1$s.box3d))), $1 / 110574, 0::float8, 0::float8), $2))
		FROM (SELECT %1$s.ST_Extent(r.geom)::%1$s.geometry AS box FROM %2$s r) AS e', postgis, streets)
	INTO box USING (walkshed.walker()).off_street_max_m, srid;
	FOR input IN
		SELECT i.*
		FROM (VALUES ('quarters', quarters, 'They reach nothing: bring the streets around them, or their gates.'),
				('places', places, 'Nobody reaches them: bring the streets around them, or correct where they are.'),
				('gates', gates, 'Nobody passes them: correct where they are.'), ('regions', regions, NULL)) AS i(role, relation, hint)
		WHERE i.role = ANY (sound) AND box IS NOT NULL
	LOOP
		role := input.role;
		severity := CASE role WHEN 'regions' THEN 'note' ELSE 'warning' END;
		problem := 'outside of the streets';
		EXECUTE format('
			SELECT count(*), array_to_string((array_agg(o.id ORDER BY o.id))[1:5], '', ''),
				CASE WHEN bool_or(o.is_turned) THEN ''Longitude comes first: pass a view with ST_FlipCoordinates(geom).''
					WHEN bool_and(o.is_all) THEN ''None is inside: is it another city?'' ELSE ''Leave them out, or bring the streets around them.'' END
			FROM (
				SELECT r.id, %1$s.ST_Intersects(r.geom, b.box) AS is_inside, %1$s.ST_Intersects(%1$s.ST_FlipCoordinates(r.geom), b.box) AS is_turned,
					NOT bool_or(%1$s.ST_Intersects(r.geom, b.box)) OVER () AS is_all
				FROM %2$s r
					CROSS JOIN (SELECT %1$s.ST_GeomFromEWKT($1) AS box) AS b
				WHERE NOT %1$s.ST_IsEmpty(r.geom)) AS o
			WHERE NOT o.is_inside', postgis, input.relation)
		INTO rows, examples, hint USING box;
		IF rows > 0 THEN
			RETURN NEXT;
		END IF;
		IF role = 'regions' THEN
			CONTINUE;
		END IF;
		hint := input.hint;
		FOR problem, rows, examples IN EXECUTE format('
			SELECT s.problem, count(*), array_to_string((array_agg(s.id ORDER BY s.id))[1:5], '', '')
			FROM (
				SELECT r.id, min(s.problem) AS problem
				FROM %2$s r
					%3$s
					CROSS JOIN LATERAL walkshed.snap($2, %4$s) AS s
				WHERE %1$s.ST_Intersects(r.geom, %1$s.ST_GeomFromEWKT($1))
				GROUP BY r.id
				HAVING bool_and(s.problem IS NOT NULL)) AS s
			GROUP BY s.problem ORDER BY s.problem', postgis, input.relation,
			CASE WHEN role = 'quarters' AND 'gates' = ANY (sound) THEN format('LEFT JOIN %s g ON g.quarter_id = r.id AND NOT %s.ST_IsEmpty(g.geom)', gates, postgis) END,
			CASE WHEN role = 'quarters' THEN format('CASE WHEN %2$s%1$s.ST_IsValid(r.geom) THEN r.geom ELSE %1$s.ST_PointOnSurface(%1$s.ST_MakeValid(r.geom)) END',
				postgis, CASE WHEN 'gates' = ANY (sound) THEN 'g.geom IS NOT NULL THEN g.geom WHEN ' END) ELSE 'r.geom' END)
			USING box, streets_network
		LOOP
			RETURN NEXT;
		END LOOP;
	END LOOP;
END
$$;

COMMENT ON FUNCTION walkshed.check_study_input(regclass, regclass, regclass, regclass, regclass, date) IS
	'What is wrong with the relations for a study, or doubtful, before it is made: how many rows, and the first of them';
