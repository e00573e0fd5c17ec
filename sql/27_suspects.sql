-- What in a network may be a mistake of its data, each with a geometry to look at.

CREATE FUNCTION walkshed.network_suspects(streets regclass, gates regclass DEFAULT NULL, near_m float8 DEFAULT 2)
RETURNS TABLE (suspect text, street_id bigint, other_id bigint, metres float8, geom geometry)
LANGUAGE plpgsql STABLE PARALLEL UNSAFE COST 10000 ROWS 100
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	postgis text := walkshed.extension_schema('postgis');
	attributes text;
	level text;			-- of a street s: nothing is above or below it
	network walkshed.network;
BEGIN
	IF streets IS NULL OR near_m IS NULL THEN
		RAISE null_value_not_allowed USING MESSAGE = 'streets and near_m must not be null';
	ELSIF NOT near_m BETWEEN 0 AND 100 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('near_m is %s', near_m), HINT = 'It is 0 to 100 metres.';
	END IF;
	PERFORM walkshed.study_input('streets', streets);
	IF gates IS NOT NULL THEN
		PERFORM walkshed.study_input('gates', gates);
	END IF;
	attributes := CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = streets AND attname = 'attributes' AND NOT attisdropped)
		THEN 's.attributes' ELSE 'NULL::jsonb' END;
	level := format('coalesce(%1$s ->> ''kind'', ''street'') NOT IN (''barrier'', ''footbridge'', ''underpass'', ''lift'', ''indoor'')
		AND coalesce(%1$s ->> ''doors'', ''yes'') <> ''no''', attributes);
	EXECUTE format('SELECT walkshed.network_agg(s.id, s.geom, %s) FROM %s s', attributes, streets) INTO network;

	-- Parts that nobody can come to from the largest one; and stairs whose ends are in two parts for who cannot climb them.
	RETURN QUERY EXECUTE format('
		WITH edge AS MATERIALIZED (
			SELECT e.*, c.component FROM walkshed.network_edges($1) e JOIN walkshed.network_components($1) c ON c.node = e.source
			WHERE e.cost >= 0 OR e.reverse_cost >= 0
		), part AS (
			SELECT component, min(source_id) AS street_id, sum(metres) AS metres, %1$s.ST_Collect(geom) AS geom
			FROM edge GROUP BY component
		), level AS MATERIALIZED (
			SELECT node, component FROM walkshed.network_components($1, walkshed.walker(steps_allowed => false))
		)
		SELECT ''isolated'', street_id, NULL::bigint, metres, geom
		FROM part WHERE component <> (SELECT component FROM part ORDER BY metres DESC, component LIMIT 1)
		UNION ALL
		SELECT ''steps'', e.source_id, NULL, sum(e.metres), %1$s.ST_Collect(e.geom)
		FROM edge e JOIN level a ON a.node = e.source JOIN level b ON b.node = e.target
		WHERE e.kind = ''steps'' AND a.component <> b.component
		GROUP BY e.source_id', postgis)
	USING network;

	-- Dead ends that almost touch a street, with no wall between.
	RETURN QUERY EXECUTE format('
		WITH edge AS MATERIALIZED (
			SELECT * FROM walkshed.network_edges($1) WHERE cost >= 0 OR reverse_cost >= 0
		), dead_end AS MATERIALIZED (
			SELECT min(source_id) AS street_id, (array_agg(geom))[1] AS geom
			FROM (SELECT source AS node, source_id, %1$s.ST_StartPoint(geom) AS geom FROM edge
				UNION ALL SELECT target, source_id, %1$s.ST_EndPoint(geom) FROM edge) n
			GROUP BY node HAVING count(*) = 1
		)
		SELECT DISTINCT ON (d.geom) ''near_miss'', d.street_id, s.id::bigint,
			%1$s.ST_Distance(d.geom::%1$s.geography, s.geom::%1$s.geography, true), l.geom
		FROM dead_end d
			JOIN %2$s s ON %1$s.ST_DWithin(s.geom, d.geom, $2 / (111000 * cos(radians(%1$s.ST_Y(d.geom)))))
			CROSS JOIN LATERAL (SELECT %1$s.ST_ShortestLine(d.geom, s.geom) AS geom) l
		WHERE s.id <> d.street_id
			AND coalesce(%3$s ->> ''kind'', ''street'') NOT IN (''barrier'', ''footbridge'', ''underpass'', ''lift'')
			AND %1$s.ST_Distance(d.geom::%1$s.geography, s.geom::%1$s.geography, true) <= $2
			AND NOT EXISTS (SELECT FROM %2$s b WHERE %1$s.ST_Intersects(b.geom, l.geom) AND %4$s ->> ''kind'' = ''barrier'')
		ORDER BY d.geom, 4, s.id', postgis, streets, attributes, replace(attributes, 's.attributes', 'b.attributes'))
	USING network, near_m;

	-- Streets that cross and share no vertex, there or elsewhere, unless one is above or below, or has no doors as on a bridge.
	RETURN QUERY EXECUTE format('
		SELECT ''crossing'', p.id, p.other_id, NULL::float8, %1$s.ST_Intersection(p.geom, p.other, -1::float8)
		FROM (
			SELECT s.id::bigint AS id, t.id::bigint AS other_id, s.geom, t.geom AS other
			FROM %2$s s JOIN %2$s t ON %1$s.ST_Intersects(t.geom, s.geom)
			WHERE s.id < t.id AND %3$s AND %4$s
				AND NOT %1$s.ST_Intersects(%1$s.ST_Points(s.geom), %1$s.ST_Points(t.geom))
			OFFSET 0
		) p',
		postgis, streets, level, replace(level, 's.attributes', 't.attributes'));

	-- Gates from which no walk begins.
	IF gates IS NOT NULL THEN
		RETURN QUERY EXECUTE format('
			SELECT ''gate'', NULL::bigint, g.id::bigint, n.metres, g.geom
			FROM %1$s g CROSS JOIN LATERAL walkshed.snap($1, g.geom) AS n
			WHERE n.problem IS NOT NULL', gates)
		USING network;
	END IF;
END
$$;

COMMENT ON FUNCTION walkshed.network_suspects(regclass, regclass, float8) IS
	'What in a relation of streets may be a mistake, with a geometry to look at: near_miss (a dead end within near_m of a street), isolated (a part that nothing joins to the largest), crossing (streets that cross and share no vertex), steps (without a step-free way round), gate (no street in reach)';
