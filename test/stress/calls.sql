-- A valid call of each function of the extension, on what town.sql made: a query of the row of arguments t, or a
-- statement of PL/pgSQL where a query will not do, or another function's call. unmatched says for which functions there is none: it must be empty.
CREATE TABLE call (
	function text PRIMARY KEY,
	overloads int NOT NULL DEFAULT 1, -- all of which the call uses
	query text,
	statement text,
	called_by text REFERENCES call,
	writes boolean NOT NULL DEFAULT false,
	CHECK (num_nonnulls(query, statement, called_by) = 1));

INSERT INTO call (function, query) VALUES
	('accessible', $$SELECT * FROM walkshed.accessible(t.streets, t.homes, t.places, minutes => t.minutes, decay => walkshed.decay('gaussian'))$$),
	('all_catchments', $$SELECT * FROM walkshed.all_catchments(t.streets, t.homes, ARRAY[t.minutes / 2, t.minutes])$$),
	('amap_services', $$SELECT walkshed.amap_services('0506', t.hours)$$),
	('apportion', $$SELECT walkshed.apportion(t.minutes::numeric, '{3,4,5}')$$),
	('area_paths', $$SELECT walkshed.area_paths(t.area, ST_Collect(ARRAY(SELECT d.geom FROM ST_DumpPoints(t.area) d LIMIT 500)))$$),
	('building_sql', $$SELECT walkshed.building_sql(t.building, '{levels}')$$),
	('cache_stats', $$SELECT * FROM walkshed.cache_stats()$$),
	('catchment', $$SELECT walkshed.catchment(t.streets, t.home, t.far)$$),
	('catchments', $$SELECT * FROM walkshed.catchments(t.streets, t.home, ARRAY[t.far / 2, t.far])$$),
	('check_overlap', $$SELECT walkshed.check_overlap(t.area, t.other_area, t.places, 'Valid Geometry', 'Valid Geometry')$$),
	('check_standard', $$SELECT * FROM walkshed.check_standard(t.standard)$$),
	('check_study_input', $$SELECT * FROM walkshed.check_study_input(t.street, t.quarter, t.place, t.gate, t.region)$$),
	('climb', $$SELECT walkshed.climb(t.line, t.terrain)$$),
	('compare_studies', $$SELECT * FROM walkshed.compare_studies(t.study, t.study)$$),
	('credit', $$SELECT walkshed.credit(t.minutes, 2)$$),
	('datum_fit', $$SELECT * FROM walkshed.datum_fit(t.streets, t.places)$$),
	('decay', $$SELECT walkshed.decay('power', t.minutes)$$),
	('diversity', $$SELECT * FROM walkshed.diversity(t.streets, t.homes, t.places, t.minutes)$$),
	('edit', $$SELECT length(walkshed.digest(e)) FROM walkshed.edit(t.streets, ST_MakeLine(t.home, t.work)) e$$),
	('estimate_people', $$SELECT * FROM walkshed.estimate_people(t.building, 30)$$),
	('explain_gap', $$SELECT * FROM walkshed.explain_gap(t.study, 1)$$),
	('extension_schema', $$SELECT walkshed.extension_schema(t.extension)$$),
	('fingerprint', $$SELECT walkshed.fingerprint(t.street)$$),
	('from_bd09', $$SELECT walkshed.from_bd09(t.line)$$),
	('from_gcj02', $$SELECT walkshed.from_gcj02(t.line)$$),
	('hours_problem', $$SELECT walkshed.hours_problem(t.hours || ' maybe')$$),
	('inequality', $$SELECT * FROM walkshed.inequality(t.study)$$),
	('input_columns', $$SELECT * FROM walkshed.input_columns('streets', t.street)$$),
	('input_doubts', $$SELECT * FROM walkshed.input_doubts('places', t.place, NULL, t.moment::date)$$),
	('input_geometry', $$SELECT walkshed.input_geometry(t.street)$$),
	('input_name', $$SELECT walkshed.input_name(t.study)$$),
	('input_problems', $$SELECT * FROM walkshed.input_problems('places', t.place)$$),
	('minute_of_week', $$SELECT walkshed.minute_of_week(t.moment)$$),
	('nearest', $$SELECT * FROM walkshed.nearest(t.streets, t.homes, t.places, 3, t.minutes)$$),
	('nearest_straight', $$SELECT * FROM walkshed.nearest_straight(t.homes, t.places, 60 * t.minutes)$$),
	('network_components', $$SELECT * FROM walkshed.network_components(t.streets)$$),
	('network_edges', $$SELECT * FROM walkshed.network_edges(t.streets)$$),
	('network_in', $$SELECT walkshed.digest(t.streets_text::walkshed.network)$$),
	('network_out', $$SELECT octet_length(t.streets::text)$$),
	('network_report', $$SELECT * FROM walkshed.network_report(t.streets)$$),
	('network_send', $$SELECT length(walkshed.network_send(t.streets))$$),
	('network_suspects', $$SELECT * FROM walkshed.network_suspects(t.street, t.gate)$$),
	('open_share', $$SELECT walkshed.open_share(t.minutes_open, '{[0,600)}')$$),
	('opening_hours', $$SELECT walkshed.opening_hours(t.minutes_open)$$),
	('opening_minutes', $$SELECT walkshed.opening_minutes(t.hours)$$),
	('overlap', $$SELECT * FROM walkshed.overlap(t.area, t.other_area, t.places)$$),
	('passable', $$SELECT walkshed.passable(t.attributes, t.moment)$$),
	('point_set_in', $$SELECT walkshed.digest(t.places_text::walkshed.point_set)$$),
	('point_set_out', $$SELECT octet_length(t.places::text)$$),
	('point_set_send', $$SELECT length(walkshed.point_set_send(t.places))$$),
	('points', $$SELECT * FROM walkshed.points(t.places)$$),
	('proximity', $$SELECT * FROM walkshed.proximity(t.streets, t.homes, t.places, 3, t.minutes)$$),
	('quarter_people', $$SELECT * FROM walkshed.quarter_people(t.quarter, 'town.home')$$),
	('raster_cells', $$SELECT * FROM walkshed.raster_cells(t.terrain)$$),
	('raster_schema', $$SELECT walkshed.raster_schema(t.terrain, 'rast')$$),
	('reach', $$SELECT * FROM walkshed.reach(t.streets, t.home, t.far)$$),
	('reach_nodes', $$SELECT * FROM walkshed.reach_nodes(t.streets, t.home, t.far)$$),
	('read_day', $$SELECT walkshed.read_day(t.attributes ->> 'valid_from')$$),
	('snap', $$SELECT walkshed.snap(t.streets, t.home)$$),
	('spread_people', $$SELECT * FROM walkshed.spread_people('town.cell', t.building)$$),
	('standard_exists', $$SELECT walkshed.standard_exists(t.standard)$$),
	('study_input', $$SELECT walkshed.study_input('places', t.place)$$),
	('study_reads', $$SELECT * FROM walkshed.study_reads(t.study::regnamespace)$$),
	('study_remarks', $$SELECT * FROM walkshed.study_remarks()$$),
	('study_schema', $$SELECT walkshed.study_schema(t.study)$$),
	('study_source', $$SELECT walkshed.study_source(t.study::regnamespace, t.street)$$),
	('study_sql', $$SELECT walkshed.study_sql(t.hours, t.attributes)$$),
	('study_status', $$SELECT * FROM walkshed.study_status(t.study)$$),
	('study_views', $$SELECT * FROM walkshed.study_views()$$),
	('supply', $$SELECT * FROM walkshed.supply(t.streets, t.homes, t.places, t.minutes)$$),
	('supply_load', $$SELECT * FROM walkshed.supply_load(t.streets, t.homes, t.places, t.minutes)$$),
	('surface', $$SELECT * FROM walkshed.surface(t.streets, t.home, t.far, buffer_m => 100)$$),
	('surface_raster', $$SELECT length(walkshed.surface_raster(t.streets, t.home, t.far, buffer_m => 100))$$),
	('to_bd09', $$SELECT walkshed.to_bd09(t.line)$$),
	('to_gcj02', $$SELECT walkshed.to_gcj02(t.line)$$),
	('travel_times', $$SELECT * FROM walkshed.travel_times(t.streets, t.homes, t.places, t.minutes)$$),
	('walk', $$SELECT walkshed.walk(t.streets, t.home, t.work)$$),
	('walker', $$SELECT walkshed.walker(t.minutes / 10)$$);

-- Of the comparisons each compares both networks and points.
INSERT INTO call (function, overloads, query)
SELECT f, 2, format('SELECT walkshed.%1$s(t.streets, t.other), walkshed.%1$s(t.homes, t.places)', f)
FROM unnest('{compare,equal,greater,greater_or_equal,less,less_or_equal,not_equal}'::text[]) f;
INSERT INTO call (function, overloads, query)
SELECT f, 2, format('SELECT walkshed.%1$s(t.streets), walkshed.%1$s(t.homes)', f) FROM unnest('{digest,hash}'::text[]) f;

-- The parts of the aggregates are called in a plan of several processes, of which there need not be more than one.
INSERT INTO call (function, overloads, statement) VALUES
	('network_agg', 3, $$PERFORM walkshed.digest(walkshed.network_agg(id, geom)), walkshed.digest(walkshed.network_agg(id, geom, attributes)),
		walkshed.digest(walkshed.network_agg(id, geom, attributes, 2)) FROM town.street$$),
	('point_set_agg', 3, $$PERFORM walkshed.digest(walkshed.point_set_agg(id, geom)), walkshed.digest(walkshed.point_set_agg(id, geom, id)),
		walkshed.digest(walkshed.point_set_agg(id, geom, id, name)) FROM town.place$$),
	('covered_minutes', 1, $$PERFORM walkshed.covered_minutes(int4multirange(int4range(id::int % 9000, id::int % 9000 + 60)), 2) FROM town.place$$);
INSERT INTO call (function, overloads, called_by)
SELECT c.function || part, CASE part WHEN '_step' THEN c.overloads ELSE 1 END, c.function
FROM call c CROSS JOIN unnest('{_step,_combine,_serialize,_deserialize,_final}'::text[]) part
WHERE c.statement IS NOT NULL;

-- Binary input is what COPY calls, and triggers what INSERT does.
CREATE TABLE networks AS SELECT streets FROM thing;
CREATE TABLE point_sets AS SELECT places FROM thing;
DO $$
BEGIN
	EXECUTE format('COPY networks TO %L (FORMAT binary)', current_setting('data_directory') || '/networks');
	EXECUTE format('COPY point_sets TO %L (FORMAT binary)', current_setting('data_directory') || '/point_sets');
END $$;
INSERT INTO call (function, statement, writes) VALUES
	('network_recv', $$EXECUTE format('COPY networks FROM %L (FORMAT binary) WHERE false', current_setting('data_directory') || '/networks')$$, true),
	('point_set_recv', $$EXECUTE format('COPY point_sets FROM %L (FORMAT binary) WHERE false', current_setting('data_directory') || '/point_sets')$$, true),
	('replace_shipped', $$INSERT INTO walkshed.grade (standard, grade, min_share) VALUES ('luzhou-8', 5, 1);
		DELETE FROM walkshed.grade WHERE standard = 'luzhou-8' AND grade = 5$$, true),
	('copy_standard', $$PERFORM walkshed.copy_standard('luzhou-8', 'tried');
		DELETE FROM walkshed.standard WHERE code = 'tried'$$, true),
	('create_study', $$PERFORM walkshed.create_study('tried', 'town.street', 'town.quarter', 'town.place', 'town.gate', 'town.region');
		PERFORM walkshed.drop_study('tried')$$, true),
	('refresh_study', $$PERFORM walkshed.refresh_study('study')$$, true),
	('study_warnings', $$PERFORM walkshed.study_warnings('study', 'town.street', 'town.quarter', 'town.place', 'town.gate', NULL)$$, false);
INSERT INTO call (function, called_by) VALUES ('drop_study', 'create_study');

-- Functions without a call, calls without a function, and overloads that the call does not know.
CREATE VIEW unmatched AS
SELECT coalesce(f.name, c.function) AS function, f.overloads, c.overloads AS called
FROM (
		SELECT p.proname::text AS name, count(*)::int AS overloads
		FROM pg_depend d
			JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'walkshed'
			JOIN pg_proc p ON p.oid = d.objid
		WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
		GROUP BY p.proname) AS f
	FULL JOIN call c ON c.function = f.name
WHERE f.overloads IS DISTINCT FROM c.overloads;

-- Each as a statement of PL/pgSQL, of so many calls.
CREATE FUNCTION statement(call, n int) RETURNS text LANGUAGE sql STABLE
RETURN coalesce($1.statement, format(
	'PERFORM count(c) FROM (SELECT thing.*, generate_series(1, %s) FROM thing) t CROSS JOIN LATERAL (%s) c', n, $1.query));
