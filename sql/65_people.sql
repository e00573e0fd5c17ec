-- People: from a population grid or from floor area to homes, and from homes to quarters.
--
-- A cell of a grid says how many people live in it, not where. They are spread over its dwellings by floor area
-- (a dasymetric map): within the cell, so that each cell keeps its people to the last one, and as whole people. The
-- result is a list of homes, points with people, that quarter_people() sums over outlines.
--
--     raster -> raster_cells() -> grid -> spread_people() ---> homes -> quarter_people() -> quarters with people
--                                         estimate_people() -/

CREATE FUNCTION walkshed.apportion(total numeric, weights numeric[], decimals integer DEFAULT 0) RETURNS numeric[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
BEGIN ATOMIC
	SELECT array_agg(trim_scale((r.whole + CASE WHEN r.rank <= r.units - r.wholes THEN 1 ELSE 0 END) / power(10::numeric, r.digits)) ORDER BY r.i)
	FROM (
		SELECT q.i, q.units, q.digits, floor(q.quota) AS whole, sum(floor(q.quota)) OVER () AS wholes,
			row_number() OVER (ORDER BY q.quota - floor(q.quota) DESC, q.i) AS rank
		FROM (
			SELECT w.i, u.units, u.digits, u.units * w.weight / nullif(sum(w.weight) OVER (), 0) AS quota
			FROM unnest(weights) WITH ORDINALITY AS w(weight, i)
				CROSS JOIN LATERAL (SELECT greatest(decimals, scale(trim_scale(total)))) AS d(digits)
				CROSS JOIN LATERAL (SELECT total * power(10::numeric, d.digits), d.digits) AS u(units, digits)) AS q) AS r;
END;

COMMENT ON FUNCTION walkshed.apportion(numeric, numeric[], integer) IS
	'Divides a total in proportion to weights without breaking a unit, by largest remainders, ties to the first: the parts add up to the total. A unit is 1, or the last decimal of the total if it has any, or of so many decimals.';

SELECT set_config('search_path', 'pg_catalog, ' || walkshed.extension_schema('postgis') || ', pg_temp', true);

-- What a building counts: the expression of its floor area and of whether it is a dwelling, for a query FROM ... b.
CREATE FUNCTION walkshed.building_sql(buildings regclass, columns text[], OUT m2 text, OUT residential text)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	postgis text := walkshed.extension_schema('postgis');
	mean numeric;
BEGIN
	residential := CASE WHEN 'residential' = ANY (columns) THEN 'coalesce(b.residential, false)' ELSE 'true' END;
	m2 := format('%1$s.ST_Area(b.geom::%1$s.geography, true)', postgis);
	IF 'levels' = ANY (columns) THEN
		EXECUTE format('SELECT avg(b.levels) FROM %s b WHERE %s', buildings, residential) INTO mean;
		m2 := format('%s * coalesce(b.levels, %s)', m2, coalesce(mean, 1));
	END IF;
	IF 'floor_area_m2' = ANY (columns) THEN
		m2 := format('coalesce(b.floor_area_m2, %s)', m2);
	END IF;
END
$$;

COMMENT ON FUNCTION walkshed.building_sql(regclass, text[]) IS
	'Internal: how a query reads the floor area of a building b, and whether people live in it; one whose levels are not known has as many as the dwellings have on average';

CREATE FUNCTION walkshed.spread_people(grid regclass, buildings regclass)
RETURNS TABLE (cell_id bigint, building_id bigint, source text, age_group text, people numeric, geom geometry)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED COST 100000 ROWS 10000
SET search_path = pg_catalog, pg_temp
SET jit = off		-- compiling takes longer than a district
AS $$
DECLARE
	postgis text := walkshed.extension_schema('postgis');
	cells record := walkshed.study_input('grid', grid);
	houses record := walkshed.study_input('buildings', buildings, cells.srid);
	house record := walkshed.building_sql(buildings, houses.columns);
	counts text := (SELECT string_agg(format('(%L, c.%I::numeric)', substr(c, 8), c), ', ' ORDER BY c)
		FROM unnest(cells.columns) AS c WHERE c LIKE 'people\_%' AND c <> 'people_all');
	culprit record;
BEGIN
	FOR culprit IN EXECUTE format('
		SELECT c.id, n.count, n.age_group, c.people, n.count > c.people AND c.people >= 0 AS is_more
		FROM %s c
			CROSS JOIN LATERAL (VALUES (NULL, c.people::numeric)%s) AS n(age_group, count)
		WHERE NOT (n.count >= 0 AND n.count < ''Infinity'') OR n.age_group IS NOT NULL AND n.count > coalesce(c.people, 0)
		ORDER BY c.id, n.age_group NULLS FIRST LIMIT 1', grid, ', ' || counts)
	LOOP
		RAISE invalid_parameter_value USING
			MESSAGE = format('id %s of %s, the population grid, has %s %s%s', culprit.id, grid, culprit.count,
				concat_ws('_', 'people', culprit.age_group), CASE WHEN culprit.is_more THEN format(', and %s people', culprit.people) ELSE '' END),
			HINT = 'Pass a view that corrects it: what is not known is NULL, and an age group is a part of the people.';
	END LOOP;

	-- In whole square metres houses alike are equal. A building in two cells is two homes. A cell without dwellings takes its other buildings for them, and one
	-- without any is a home itself. The people of an age group go where the people went.
	RETURN QUERY EXECUTE format('
		WITH part AS (
			SELECT c.id AS cell_id, b.id AS building_id, %3$s AS residential, b.geom,
				round((%2$s * CASE WHEN %1$s.ST_Covers(c.geom, b.geom) THEN 1
					ELSE %1$s.ST_Area(%1$s.ST_Intersection(c.geom, b.geom, -1::float8)) / nullif(%1$s.ST_Area(b.geom), 0) END)::numeric) AS m2
			FROM %4$s c
				JOIN %5$s b ON %1$s.ST_Intersects(b.geom, c.geom)
			WHERE c.people > 0
		), home AS (
			SELECT p.cell_id, p.building_id, p.residential, %1$s.ST_PointOnSurface(p.geom) AS geom, p.m2
			FROM (SELECT p.*, bool_or(p.residential) OVER (PARTITION BY p.cell_id) AS has_dwellings FROM part p WHERE p.m2 > 0) AS p
			WHERE p.residential OR NOT p.has_dwellings
		), cell AS (
			SELECT h.cell_id, array_agg(h.building_id::bigint ORDER BY h.building_id) AS buildings, bool_or(h.residential) AS residential,
				array_agg(h.geom ORDER BY h.building_id) AS geoms, array_agg(h.m2 ORDER BY h.building_id) AS m2
			FROM home h
			GROUP BY h.cell_id
		), filled AS (
			SELECT c.*, h.buildings, CASE WHEN h.residential THEN ''dwelling'' WHEN NOT h.residential THEN ''building'' ELSE ''cell'' END AS source,
				coalesce(h.geoms, ARRAY[%1$s.ST_PointOnSurface(c.geom)]) AS geoms,
				walkshed.apportion(c.people::numeric, coalesce(h.m2, ARRAY[1])) AS parts
			FROM %4$s c
				LEFT JOIN cell h ON h.cell_id = c.id
			WHERE c.people > 0
		)
		SELECT c.id::bigint, h.building_id, c.source, n.age_group, h.people, h.geom
		FROM filled c
			CROSS JOIN LATERAL (VALUES (''all'', NULL::numeric)%6$s) AS n(age_group, count)
			CROSS JOIN LATERAL unnest(c.buildings, c.geoms, CASE n.age_group WHEN ''all'' THEN c.parts
				ELSE walkshed.apportion(n.count, c.parts, scale(trim_scale(c.people::numeric))) END) AS h(building_id, geom, people)
		WHERE h.people > 0
		ORDER BY c.id, h.building_id, n.age_group <> ''all'', n.age_group', postgis, house.m2, house.residential, grid, buildings, ', ' || counts);
END
$$;

COMMENT ON FUNCTION walkshed.spread_people(regclass, regclass) IS
	'Spreads the people of a population grid over the buildings of each cell by floor area, to homes: each cell keeps its people exactly, whole people where its number is whole';

CREATE FUNCTION walkshed.estimate_people(buildings regclass, m2_per_person float8, persons_per_household float8 DEFAULT NULL,
	shares jsonb DEFAULT '{}')
RETURNS TABLE (building_id bigint, source text, age_group text, people numeric, geom geometry)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED COST 100000 ROWS 10000
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
	postgis text := walkshed.extension_schema('postgis');
	houses record := walkshed.study_input('buildings', buildings);
	house record := walkshed.building_sql(buildings, houses.columns);
	by_flats boolean := persons_per_household IS NOT NULL AND 'flats' = ANY (houses.columns);
	culprit record;
BEGIN
	IF num_nulls(m2_per_person, shares) > 0 THEN
		RAISE null_value_not_allowed USING
			MESSAGE = 'm2_per_person and shares must not be null', HINT = 'Leave out what has a default.';
	ELSIF NOT (m2_per_person BETWEEN 1 AND 1000 AND coalesce(persons_per_household, 1) BETWEEN 0.1 AND 100) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('m2_per_person is %s and persons_per_household is %s', m2_per_person, coalesce(persons_per_household::text, 'null')),
			HINT = 'm2_per_person is 1 to 1000 square metres of floor, persons_per_household 0.1 to 100.';
	ELSIF jsonb_typeof(shares) <> 'object' THEN
		RAISE invalid_parameter_value USING
			MESSAGE = 'shares is not a JSON object', HINT = 'For example: ''{"elder": 0.19}''.';
	END IF;
	FOR culprit IN
		SELECT * FROM jsonb_each(shares) AS s
		WHERE CASE jsonb_typeof(s.value) WHEN 'number' THEN s.value::numeric NOT BETWEEN 0 AND 1 ELSE true END OR s.key = 'all'
	LOOP
		RAISE invalid_parameter_value USING
			MESSAGE = format('the share of the age group "%s" cannot be %s', culprit.key, culprit.value),
			HINT = 'A share is a number from 0 to 1 of the people, who are "all".';
	END LOOP;

	RETURN QUERY EXECUTE format('
		WITH home AS (
			SELECT b.id::bigint AS building_id, %1$s.ST_PointOnSurface(b.geom) AS geom, f.people IS NOT NULL AS by_flats, coalesce(f.people, round((%2$s)::numeric) / $1) AS people
			FROM %4$s b
				CROSS JOIN LATERAL (SELECT %5$s) AS f(people)
			WHERE %3$s
		), town AS (
			SELECT array_agg(h.building_id ORDER BY h.building_id) AS buildings, array_agg(h.geom ORDER BY h.building_id) AS geoms,
				array_agg(h.by_flats ORDER BY h.building_id) AS by_flats,
				walkshed.apportion(round(sum(h.people)), array_agg(h.people ORDER BY h.building_id)) AS parts, round(sum(h.people)) AS people
			FROM home h
			WHERE h.people > 0
		)
		SELECT h.building_id, CASE WHEN h.by_flats THEN ''flats'' ELSE ''floor area'' END, n.age_group, h.people, h.geom
		FROM town t
			CROSS JOIN LATERAL (
				SELECT ''all'', t.parts
				UNION ALL
				SELECT s.key, walkshed.apportion(round(t.people * s.value::numeric), t.parts)
				FROM jsonb_each($3) AS s) AS n(age_group, parts)
			CROSS JOIN LATERAL unnest(t.buildings, t.geoms, t.by_flats, n.parts) AS h(building_id, geom, by_flats, people)
		WHERE h.people > 0
		ORDER BY h.building_id, n.age_group <> ''all'', n.age_group', postgis, house.m2, house.residential, buildings,
			CASE WHEN by_flats THEN 'CASE WHEN b.flats > 0 THEN b.flats::numeric * $2 END' ELSE 'NULL::numeric' END)
	USING m2_per_person::numeric, persons_per_household::numeric, shares;
END
$$;

COMMENT ON FUNCTION walkshed.estimate_people(regclass, float8, float8, jsonb) IS
	'Estimates who lives in the dwellings: flats times persons per household where flats are known and that is given, else floor area by square metres a person; age groups by their shares';

CREATE FUNCTION walkshed.quarter_people(quarters regclass, homes regclass)
RETURNS TABLE (quarter_id bigint, age_group text, people numeric)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED COST 100000 ROWS 1000
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
	postgis text := walkshed.extension_schema('postgis');
	areas record := walkshed.study_input('quarters', quarters);
	spots record := walkshed.study_input('homes', homes, areas.srid);
BEGIN
	-- A home lies in one quarter: of several around it the smallest.
	RETURN QUERY EXECUTE format('
		WITH home AS (
			SELECT h.geom, array_agg(%4$s) AS age_groups, array_agg(h.people::numeric) AS people
			FROM %3$s h
			GROUP BY h.geom
		), housed AS (
			SELECT q.id AS quarter_id, p.age_group, sum(p.people) AS people
			FROM home h
				LEFT JOIN LATERAL (
					SELECT q.id::bigint AS id
					FROM %2$s q
					WHERE %1$s.ST_Intersects(q.geom, %1$s.ST_PointOnSurface(h.geom)) AND %1$s.ST_Dimension(q.geom) = 2
					ORDER BY %1$s.ST_Area(q.geom), q.id
					LIMIT 1) AS q ON true
				CROSS JOIN LATERAL unnest(h.age_groups, h.people) AS p(age_group, people)
			GROUP BY q.id, p.age_group
		)
		SELECT q.id::bigint, a.age_group, coalesce(h.people, 0)
		FROM %2$s q
			CROSS JOIN (SELECT DISTINCT h.age_group FROM housed h) AS a
			LEFT JOIN housed h ON h.quarter_id = q.id AND h.age_group = a.age_group
		UNION ALL
		SELECT NULL, h.age_group, h.people
		FROM housed h
		WHERE h.quarter_id IS NULL AND h.people > 0
		ORDER BY 1, 2', postgis, quarters, homes, CASE WHEN 'age_group' = ANY (spots.columns) THEN 'h.age_group::text' ELSE '''all''::text' END);
END
$$;

COMMENT ON FUNCTION walkshed.quarter_people(regclass, regclass) IS
	'Sums the people of homes over the quarters that they lie in, by age group; those who live in none have a null quarter_id';

-- The signature names no type of postgis_raster, which need not be there.
CREATE FUNCTION walkshed.raster_cells(raster_table regclass, raster_column name DEFAULT 'rast', band integer DEFAULT 1)
RETURNS TABLE (id bigint, people numeric, geom geometry)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED COST 100000 ROWS 10000
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $$
DECLARE
	postgis text := walkshed.extension_schema('postgis');
	rasters text := walkshed.raster_schema(raster_table, raster_column);
	culprit record;
BEGIN
	FOR culprit IN EXECUTE format('SELECT %1$s.ST_SRID(%2$I) AS srid, %1$s.ST_NumBands(%2$I) AS bands FROM %3$s
		WHERE %1$s.ST_SRID(%2$I) = 0 OR $1 IS NULL OR $1 NOT BETWEEN 1 AND %1$s.ST_NumBands(%2$I) LIMIT 1', rasters, raster_column, raster_table)
		USING band
	LOOP
		RAISE invalid_parameter_value USING
			MESSAGE = CASE culprit.srid WHEN 0 THEN format('the rasters of %s have no SRID', raster_table)
				ELSE format('the rasters of %s have %s bands, and none of number %s', raster_table, culprit.bands, coalesce(band::text, 'null')) END,
			HINT = CASE culprit.srid WHEN 0 THEN 'Say what it is: raster2pgsql -s, or UpdateRasterSRID().' ELSE 'Bands are counted from 1.' END;
	END LOOP;

	-- Numbered row by row over the extent of all tiles, so that rasters of one extent number alike.
	RETURN QUERY EXECUTE format('
		WITH tile AS (
			SELECT t.%3$I AS rast, round((%2$s.ST_UpperLeftX(t.%3$I) - min(%2$s.ST_UpperLeftX(t.%3$I)) OVER ()) / %2$s.ST_ScaleX(t.%3$I)) AS col,
				round((%2$s.ST_UpperLeftY(t.%3$I) - max(%2$s.ST_UpperLeftY(t.%3$I)) OVER ()) / %2$s.ST_ScaleY(t.%3$I)) AS row
			FROM %4$s t
		), numbered AS (
			SELECT t.*, max(t.col + %2$s.ST_Width(t.rast)) OVER () AS cols FROM tile t
		)
		SELECT ((t.row + p.y - 1) * t.cols + t.col + p.x)::bigint, p.val::numeric, %1$s.ST_Transform(p.geom, 4326)
		FROM numbered t
			CROSS JOIN LATERAL %2$s.ST_PixelAsPolygons(t.rast, $1, true) AS p
		WHERE p.val <> 0
		ORDER BY 1', postgis, rasters, raster_column, raster_table)
	USING band;
END
$$;

COMMENT ON FUNCTION walkshed.raster_cells(regclass, name, integer) IS
	'The pixels of a table of rasters that count people, as cells of a population grid in WGS 84; those without anybody or without data are left out';
