-- What is asked of a street before it joins a network: is it open then, and how far does it climb?
--
-- A network is a value without a clock. Which streets are in it is for the query that makes it to say, so
-- that a walk at a given moment is a walk in the network of the streets that are open then:
--
--     SELECT walkshed.network_agg(id, geom, attributes) FROM street
--     WHERE walkshed.passable(attributes, '2026-03-02 06:30') IS NOT FALSE

SET LOCAL search_path = pg_catalog, pg_temp;

CREATE FUNCTION walkshed.read_day(day text) RETURNS date
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100
BEGIN ATOMIC
	-- The casts of PostgreSQL are not immutable, and make_date() fails on 30 February.
	SELECT d.day
	FROM (SELECT CASE WHEN read_day.day ~ '^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$' THEN
			make_date(substr(read_day.day, 1, 4)::integer, substr(read_day.day, 6, 2)::integer, 1)
				+ (substr(read_day.day, 9)::integer - 1) END) AS d(day)
	WHERE lpad(extract(month FROM d.day)::text, 2, '0') = substr(read_day.day, 6, 2);
END;

COMMENT ON FUNCTION walkshed.read_day(text) IS 'Internal: a date written as YYYY-MM-DD; NULL where it is none';

-- One expression of immutable parts, so that the planner puts it in place of the call.
CREATE FUNCTION walkshed.passable(attributes jsonb, at timestamp) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100
RETURN CASE
	-- Turned round: network_agg() refuses it, and should get it to say so.
	WHEN walkshed.read_day(attributes ->> 'valid_from') > walkshed.read_day(attributes ->> 'valid_to') THEN NULL
	ELSE (attributes ->> 'valid_from' IS NULL OR walkshed.read_day(attributes ->> 'valid_from') <= at::date)
		AND (attributes ->> 'valid_to' IS NULL OR at::date <= walkshed.read_day(attributes ->> 'valid_to'))
		-- A wall stands day and night. What is open on conditions, or may be, is not known to be.
		AND (attributes ->> 'hours' IS NULL OR (attributes ->> 'kind' = 'barrier') IS TRUE
			OR CASE WHEN walkshed.hours_problem(attributes ->> 'hours', at::date, '{}') IS NULL
				THEN walkshed.opening_minutes(attributes ->> 'hours', at::date, '{}') @> walkshed.minute_of_week(at) END)
	END;

COMMENT ON FUNCTION walkshed.passable(jsonb, timestamp) IS
	'Whether valid_from, valid_to and hours of a street''s attributes let it be walked at a moment, in local time; NULL where they are not understood';

CREATE FUNCTION walkshed.raster_schema(raster_table regclass, raster_column name) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	rasters text := walkshed.extension_schema('postgis_raster');
	raster regtype := to_regtype(rasters || '.raster');
	type regtype := (SELECT a.atttypid FROM pg_attribute a
		WHERE a.attrelid = raster_table AND a.attname = raster_column AND a.attnum > 0 AND NOT a.attisdropped);
BEGIN
	IF num_nulls(raster_table, raster_column) > 0 THEN
		RAISE null_value_not_allowed USING
			MESSAGE = 'raster_table and raster_column must not be null', HINT = 'Leave out what has a default.';
	ELSIF raster IS NULL THEN
		RAISE undefined_object USING
			MESSAGE = 'this database has no extension postgis_raster, which rasters are read with',
			HINT = 'CREATE EXTENSION postgis_raster, and load the raster with raster2pgsql.';
	ELSIF type IS DISTINCT FROM raster THEN
		RAISE EXCEPTION USING
			ERRCODE = CASE WHEN type IS NULL THEN 'undefined_column' ELSE 'datatype_mismatch' END,
			MESSAGE = CASE WHEN type IS NULL THEN format('%s has no column "%s"', raster_table, raster_column)
				ELSE format('column "%s" of %s is of type %s, not raster', raster_column, raster_table, type) END,
			HINT = coalesce((SELECT 'Its columns of type raster: ' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || '.'
				FROM pg_attribute a WHERE a.attrelid = raster_table AND a.atttypid = raster),
				'It has no column of type raster: load it with raster2pgsql.');
	END IF;
	RETURN rasters;
END
$$;

COMMENT ON FUNCTION walkshed.raster_schema(regclass, name) IS 'Internal: the schema of postgis_raster; an error where the column is none of its rasters';

SELECT set_config('search_path', 'pg_catalog, ' || walkshed.extension_schema('postgis') || ', pg_temp', true);

-- Streets are lines: what is walked all over becomes lines first.
CREATE FUNCTION walkshed.area_paths(area geometry, entries geometry, detour float8 DEFAULT 1.1) RETURNS geometry
AS 'MODULE_PATHNAME', 'area_paths' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION walkshed.area_paths(geometry, geometry, float8) IS
	'A square or another area that is walked all over, as lines for a network: its outline, and straight lines inside such that no walk along them from one entry to another, vertices of the outline both, is longer than detour times the shortest inside of the area';

-- Ascent and descent. The signature names no type of postgis_raster, which need not be there.
CREATE FUNCTION walkshed.climb(geom geometry, raster_table regclass, raster_column name DEFAULT 'rast',
	step_m float8 DEFAULT 10, noise_m float8 DEFAULT 2, straight boolean DEFAULT false,
	OUT ascent_m float8, OUT descent_m float8)
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 5000
SET search_path = pg_catalog, pg_temp
SET jit = off		-- compiling takes longer than a street, and so do
SET max_parallel_workers_per_gather = 0		-- processes: streets are climbed side by side, not each by several
AS $$
DECLARE
	postgis text := walkshed.extension_schema('postgis');
	rasters text;
	street record;
	grid record;
	part record;
	last integer;
	pivot float8;			-- where the way last turned from up to down or back
	low float8;				-- the lowest and the highest since
	high float8;
	direction integer;		-- 1 up, -1 down, 0 not known yet
BEGIN
	IF num_nulls(raster_table, raster_column, step_m, noise_m, straight) > 0 THEN
		RAISE null_value_not_allowed USING
			MESSAGE = 'raster_table, raster_column, step_m, noise_m and straight must not be null',
			HINT = 'Leave out what has a default.';
	ELSIF NOT (step_m BETWEEN 0.1 AND 10000 AND noise_m BETWEEN 0 AND 1000) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('step_m is %s and noise_m is %s', step_m, noise_m),
			HINT = 'step_m is 0.1 to 10000 metres along the street, noise_m 0 to 1000 metres of height.';
	END IF;
	rasters := walkshed.raster_schema(raster_table, raster_column);
	IF (SELECT c.relpersistence = 't' FROM pg_class c WHERE c.oid = raster_table) THEN
		RAISE wrong_object_type USING
			MESSAGE = format('%s is a temporary table', raster_table),
			HINT = 'Parallel processes do not see it: load the terrain into a permanent table.';
	END IF;

	EXECUTE format('SELECT %1$s.ST_IsEmpty($1) AS is_empty, %1$s.GeometryType($1) AS shape, %1$s.ST_SRID($1) AS srid,
		%1$s.ST_XMin(b.box) >= -180 AND %1$s.ST_XMax(b.box) <= 180 AND %1$s.ST_YMin(b.box) >= -90 AND %1$s.ST_YMax(b.box) <= 90 AS on_earth
		FROM (SELECT $1::%1$s.box3d AS box) AS b',
		postgis)
	INTO street USING geom;
	IF street.is_empty IS NOT FALSE THEN
		RETURN;
	ELSIF street.shape NOT IN ('LINESTRING', 'MULTILINESTRING') THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('a %s cannot be climbed', street.shape), HINT = 'Pass a LineString or MultiLineString.';
	ELSIF street.srid NOT IN (4326, 4490) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('the SRID of a street is %s, not 4326 or 4490', street.srid),
			HINT = CASE street.srid WHEN 0 THEN 'Say what it is: ST_SetSRID(geom, 4326).' ELSE 'Convert it: ST_Transform(geom, 4326).' END;
	ELSIF NOT street.on_earth THEN
		RAISE numeric_value_out_of_range USING
			MESSAGE = 'a street has a coordinate that is not longitude and latitude',
			HINT = 'Longitudes are -180 to 180, latitudes -90 to 90; ST_Transform(geom, 4326) converts others.';
	END IF;

	-- All tiles lie on the grid of any of them.
	EXECUTE format('SELECT %1$s.ST_UpperLeftX(%2$I) AS west, %1$s.ST_UpperLeftY(%2$I) AS north, %1$s.ST_ScaleX(%2$I) AS width,
			%1$s.ST_ScaleY(%2$I) AS height, %1$s.ST_SRID(%2$I) AS srid,
			%1$s.ST_SkewX(%2$I) <> 0 OR %1$s.ST_SkewY(%2$I) <> 0 AS is_turned
		FROM %3$s WHERE %2$I IS NOT NULL LIMIT 1', rasters, raster_column, raster_table)
	INTO grid;
	IF grid.srid IS NULL THEN
		RETURN;				-- outside of no tiles
	ELSIF grid.srid = 0 OR grid.is_turned THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('the rasters of %s have %s', raster_table, CASE grid.srid WHEN 0 THEN 'no SRID' ELSE 'a grid that is turned' END),
			HINT = CASE grid.srid WHEN 0 THEN 'Say what it is: raster2pgsql -s, or UpdateRasterSRID().'
				ELSE 'Resample it to a grid along its axes, with gdalwarp for example.' END;
	END IF;

	-- Heights between the centres of the four nearest pixels, whichever tiles those are in. PostGIS's own
	-- bilinear ST_Value() stops at the edge of a tile, and fails where a band has no nodata value.
	FOR part IN EXECUTE format('
		WITH vertex AS (
			SELECT v.path, (%1$s.ST_X(v.geom) - $3) / $5 - 0.5 AS x, (%1$s.ST_Y(v.geom) - $4) / $6 - 0.5 AS y
			FROM %1$s.ST_DumpPoints(%1$s.ST_Transform(%1$s.ST_Multi(
				%1$s.ST_Segmentize(%1$s.ST_Force2D($1)::%1$s.geography, $2)::%1$s.geometry), $7)) AS v
		), corner AS MATERIALIZED (
			SELECT v.path, floor(v.x)::integer + i AS col, floor(v.y)::integer + j AS row,
				abs(1 - i - (v.x - floor(v.x))) * abs(1 - j - (v.y - floor(v.y))) AS weight
			FROM vertex v, (VALUES (0, 0), (0, 1), (1, 0), (1, 1)) AS n(i, j)
		), tile AS MATERIALIZED (
			SELECT %2$s.ST_Band(t.%3$I, 1) AS rast, %2$s.ST_Width(t.%3$I) AS cols, %2$s.ST_Height(t.%3$I) AS rows,
				round((%2$s.ST_UpperLeftX(t.%3$I) - $3) / $5)::integer AS col,
				round((%2$s.ST_UpperLeftY(t.%3$I) - $4) / $6)::integer AS row,
				%2$s.ST_SameAlignment(t.%3$I, %2$s.ST_MakeEmptyRaster(1, 1, $3, $4, $5, $6, 0::float8, 0::float8, $7)) AS aligned
			FROM %4$s t
			WHERE %2$s.ST_ConvexHull(t.%3$I) OPERATOR(%1$s.&&) (
				SELECT %1$s.ST_MakeEnvelope($3 + $5 * min(c.col), $4 + $6 * (max(c.row) + 1),
					$3 + $5 * (max(c.col) + 1), $4 + $6 * min(c.row), $7)
				FROM corner c)
		), pixel AS MATERIALIZED (
			SELECT c.col, c.row, max(%2$s.ST_Value(t.rast, 1, c.col - t.col + 1, c.row - t.row + 1, true)) AS height
			FROM (SELECT DISTINCT col, row FROM corner) c
				JOIN tile t ON c.col >= t.col AND c.col < t.col + t.cols AND c.row >= t.row AND c.row < t.row + t.rows
			GROUP BY c.col, c.row
		), sample AS (
			SELECT c.path, CASE WHEN sum(c.weight) FILTER (WHERE p.height IS NOT NULL) >= 0.5
				THEN sum(c.weight * p.height) / sum(c.weight) FILTER (WHERE p.height IS NOT NULL) END AS height
			FROM corner c
				LEFT JOIN pixel p ON p.col = c.col AND p.row = c.row
			GROUP BY c.path
		)
		SELECT array_agg(s.height ORDER BY s.path) AS heights, (SELECT bool_and(t.aligned) FROM tile t) AS aligned
		FROM sample s
		GROUP BY s.path[1]', postgis, rasters, raster_column, raster_table)
		USING geom, step_m, grid.west, grid.north, grid.width, grid.height, grid.srid
	LOOP
		IF NOT part.aligned THEN
			RAISE invalid_parameter_value USING
				MESSAGE = format('the rasters of %s are not on one grid', raster_table),
				HINT = 'Resample them to one, or name a table for each grid.';
		END IF;
		last := cardinality(part.heights);
		IF straight THEN
			part.heights := ARRAY[part.heights[1], part.heights[last]];
			last := 2;
		END IF;
		IF array_position(part.heights, NULL) IS NOT NULL THEN
			ascent_m := NULL;
			descent_m := NULL;
			RETURN;
		END IF;

		-- A turn counts once the way has risen or fallen by noise_m since; the ends always count, so that
		-- ascent less descent is the height between them.
		pivot := part.heights[1];
		low := pivot;
		high := pivot;
		direction := 0;
		ascent_m := coalesce(ascent_m, 0);
		descent_m := coalesce(descent_m, 0);
		FOR i IN 2..last LOOP
			IF direction >= 0 AND high - part.heights[i] >= noise_m THEN
				IF direction = 1 THEN
					ascent_m := ascent_m + (high - pivot);
					pivot := high;
				END IF;
				direction := -1;
				low := part.heights[i];
			ELSIF direction <= 0 AND part.heights[i] - low >= noise_m THEN
				IF direction = -1 THEN
					descent_m := descent_m + (pivot - low);
					pivot := low;
				END IF;
				direction := 1;
				high := part.heights[i];
			ELSE
				low := least(low, part.heights[i]);
				high := greatest(high, part.heights[i]);
			END IF;
		END LOOP;
		ascent_m := ascent_m + greatest(part.heights[last] - pivot, 0);
		descent_m := descent_m + greatest(pivot - part.heights[last], 0);
	END LOOP;
END
$$;

COMMENT ON FUNCTION walkshed.climb(geometry, regclass, name, float8, float8, boolean) IS
	'Metres that a street climbs and falls along its line, by the heights of a table of rasters; NULL where a part of it is outside';
