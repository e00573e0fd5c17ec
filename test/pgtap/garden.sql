-- A garden of odd values: every function of the extension with every odd value of its type in each of its arguments,
-- and with several at once. Each call has an answer or an error of ours, never one of PostgreSQL's own making.
--
-- The functions are read from the catalog, so that none is forgotten. Other arguments than the one that is odd have
-- the first value of their type below, or what its name calls for.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS postgis_raster;
CREATE EXTENSION IF NOT EXISTS walkshed;
CREATE EXTENSION IF NOT EXISTS pgtap;
BEGIN;
SELECT plan(5);
SET LOCAL statement_timeout = '5min';
SET LOCAL client_min_messages = error;

CREATE SCHEMA garden;
CREATE TABLE garden.street AS
SELECT row_number() OVER () AS id, ST_SetSRID(ST_MakeLine(ST_MakePoint(116 + 0.001 * x, 39.9 + 0.001 * y),
	ST_MakePoint(116 + 0.001 * (x + east), 39.9 + 0.001 * (y + 1 - east))), 4326) AS geom, '{}'::jsonb AS attributes
FROM generate_series(0, 5) AS x, generate_series(0, 5) AS y, generate_series(0, 1) AS east;
CREATE TABLE garden.quarter AS SELECT 1 AS id, 100 AS people, ST_MakeEnvelope(116.0011, 39.9011, 116.0019, 39.9019, 4326) AS geom;
CREATE TABLE garden.place AS
SELECT id, 'bakery' AS name, '{vegetable_market,breakfast}'::text[] AS services, ST_SetSRID(ST_MakePoint(116.001 * 1, 39.9 + 0.001 * id), 4326) AS geom FROM generate_series(1, 4) AS id;
CREATE TABLE garden.gate AS SELECT 1 AS id, 1 AS quarter_id, ST_SetSRID(ST_MakePoint(116.0011, 39.9015), 4326) AS geom;
CREATE TABLE garden.terrain AS SELECT ST_AddBand(ST_MakeEmptyRaster(20, 20, 115.9, 40, 0.01, -0.01, 0, 0, 4326), '8BUI'::text, 7, 0) AS rast;
CREATE TABLE garden.nothing (id bigint, geom geometry, rast raster, services text[], quarter_id bigint);
CREATE TABLE garden.odd_rows AS
SELECT id, geom, 'NaN'::float8 AS people, '{"kind": 1}'::jsonb AS attributes, ARRAY[NULL, ''] AS services, 'x' AS hours
FROM (VALUES (1, 'SRID=4326;POINT EMPTY'::geometry), (1, 'POINT(1 1)'), (NULL, NULL), (-9223372036854775808, 'SRID=3857;POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))')) AS v(id, geom);
CREATE TABLE garden.value AS
SELECT (SELECT walkshed.network_agg(id, geom, attributes) FROM garden.street) AS network, (SELECT walkshed.network_agg(id, geom) FROM garden.street WHERE false) AS no_network,
	(SELECT walkshed.point_set_agg(id, geom, 1, 'tag') FROM garden.place) AS places, (SELECT walkshed.point_set_agg(id, geom) FROM garden.place WHERE false) AS no_places,
	(SELECT walkshed.point_set_agg(v.id, v.geom, v.weight, v.tag) FROM (VALUES (1, NULL::geometry, 0, NULL), (2, 'SRID=4326;POLYGON((116 39.9, 116.01 39.9, 116.01 39.91, 116 39.9))', 1e308, ''),
		(9223372036854775807, 'SRID=4326;POINT(-180 -90)', 1, repeat('街', 1000))) AS v(id, geom, weight, tag)) AS odd_places;
SELECT walkshed.create_study('garden_study', 'garden.street', 'garden.quarter', 'garden.place', 'garden.gate');

-- Expressions. The first of a type is one that most functions take.
CREATE TEMP TABLE odd (type regtype, value text, PRIMARY KEY (type, value), n serial);
INSERT INTO odd
SELECT o.type::regtype, v.value
FROM (VALUES
	('bigint', ARRAY['1', '0', '-1', '9223372036854775807', '-9223372036854775808']),
	('integer', ARRAY['1', '0', '-1', '2147483647', '-2147483648', '1000']),
	('boolean', ARRAY['false', 'true']),
	('float8', ARRAY['2', '0', '-1', '''NaN''', '''Infinity''', '''-Infinity''', '1e308', '-1e308', '1e-320', '5e-324', '0.5']),
	('numeric', ARRAY['10', '0', '-1', '''NaN''', '''Infinity''', '''-Infinity''', '1e1000', '1e-1000', '0.1']),
	('text', ARRAY['''x''', '''''', '''%s {study} %1$s''', '''"; DROP TABLE x; --''', 'repeat(''a'', 100000)', '''街''', 'E''\\n\\t''', '''NaN''', '''24/7''', '''2026-02-30''', '''Mo-Su 00:00-24:00; PH off''', 'repeat(''Mo 08:00-09:00; '', 2000)']),
	('name', ARRAY['''rast''', '''''', '''geom''', '''no such "column''']),
	('cstring', ARRAY['''x''', '''''', '''00''', 'repeat(''ab'', 100)::cstring', '''\x00ff''']),
	('date', ARRAY['''2026-03-02''', '''infinity''', '''-infinity''', '''4714-11-24 BC''', '''5874897-12-31''', '''0001-01-01''']),
	('timestamp', ARRAY['''2026-03-02 06:30''', '''infinity''', '''-infinity''', '''4714-11-24 00:00:00 BC''', '''294276-12-31 23:59:59.999999''']),
	('jsonb', ARRAY['''{}''', '''null''', '''1''', '''"x"''', '''[]''', '''[{"kind": "steps"}]''', '''{"kind": "nowhere"}''', '''{"kind": 7}''', '''{"ascent_m": "NaN"}''', '''{"ascent_m": 1e400}''', '''{"delay_s": -1}''',
		'''{"elder": 0.2, "all": 2}''', '''{"elder": 1e400}''', '''{"hours": "Mo-", "valid_from": "2026-02-30"}''', '''{"unknown": null}''', 'jsonb_build_object(repeat(''k'', 10000), 1)', '(repeat(''['', 2000) || repeat('']'', 2000))::jsonb']),
	('float8[]', ARRAY['''{2,5}''', '''{}''', '''{NULL}''', '''{NaN}''', '''{Infinity,1}''', '''{{1,2},{3,4}}''', '''{-1}''', '''{2,2}''', '''[0:1]={1,2}''', 'array_fill(1::float8, ARRAY[5000])']),
	('numeric[]', ARRAY['''{1,2}''', '''{}''', '''{NULL}''', '''{NaN}''', '''{Infinity,1}''', '''{{1,2},{3,4}}''', '''{-1,1}''', '''{0}''', '''[0:1]={1,2}''']),
	('bigint[]', ARRAY['''{1}''', '''{}''', '''{NULL}''', '''{9223372036854775807}''', '''{{1,2},{3,4}}''', '''{1,1}''', '''[0:1]={1,2}''']),
	('text[]', ARRAY['''{luzhou-8}''', '''{}''', '''{NULL}''', '''{""}''', '''{{a,b},{c,d}}''', '''[0:1]={a,b}''']),
	('date[]', ARRAY['''{2026-05-01}''', '''{}''', '''{NULL}''', '''{infinity}''', '''{{2026-05-01,2026-05-02}}''']),
	('int4multirange', ARRAY['''{[480,600)}''', '''{}''', '''{(,)}''', '''{[-5,5)}''', '''{[10079,20000)}''', '''{[2147483646,)}''']),
	('regclass', ARRAY['''garden.place''', '''garden.nothing''', '''garden.odd_rows''', '''garden.street''', '''garden_study.gap''', '''garden_study.gap_key''', '''pg_class''', '''walkshed.requirement''', '''walkshed.osm_mapping_id_seq''', '0::oid::regclass', '4294967295::oid::regclass']),
	('regnamespace', ARRAY['''garden_study''', '''pg_catalog''', '''garden''', '0::oid::regnamespace', '4294967295::oid::regnamespace']),
	('walkshed.network', ARRAY['(SELECT network FROM garden.value)', '(SELECT no_network FROM garden.value)']),
	('walkshed.point_set', ARRAY['(SELECT places FROM garden.value)', '(SELECT no_places FROM garden.value)', '(SELECT odd_places FROM garden.value)']),
	('walkshed.walker', ARRAY['walkshed.walker()', 'NULL::walkshed.walker', 'ROW(NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL)', 'walkshed.walker(speed_mps => ''NaN'')', 'walkshed.walker(speed_mps => 1e308)',
		'walkshed.walker(slope => '''')', 'walkshed.walker(steps_allowed => NULL)', 'walkshed.walker(off_street_max_m => ''Infinity'')', 'walkshed.walker(steepest_grade => 0)', 'walkshed.walker(off_street_factor => -1)',
		'walkshed.walker(signal_wait_s => 1e308, lift_wait_s => -1)']),
	('walkshed.decay', ARRAY['walkshed.decay()', 'walkshed.decay(NULL)', 'walkshed.decay('''')', 'walkshed.decay(''exponential'', ''NaN'')', 'walkshed.decay(''power'', -1)', 'walkshed.decay(''power'', 1e308)',
		'walkshed.decay(''logistic'', NULL, 0, 0)', 'walkshed.decay(''gaussian'', 1)']),
	('geometry', ARRAY['''SRID=4326;POINT(116.0014 39.9014)''', '''SRID=4326;POINT EMPTY''', '''SRID=3857;POINT(1 1)''', '''POINT(116 39.9)''', '''SRID=4326;POINT(95 95)''', '''SRID=4326;POINT(1e308 -1e308)''',
		'ST_SetSRID(ST_MakePoint(''NaN'', 39.9), 4326)', 'ST_SetSRID(ST_MakePoint(''Infinity'', ''-Infinity''), 4326)', '''SRID=4326;POINT(180 90)''', '''SRID=4326;POINT ZM(116 39.9 1 2)''', '''SRID=4326;POINT M(116 39.9 1)''',
		'''SRID=4326;MULTIPOINT(116 39.9, 116.003 39.9)''', '''SRID=4326;MULTIPOINT EMPTY''', '''SRID=4326;LINESTRING(116 39.9, 116.005 39.905)''', '''SRID=4326;LINESTRING EMPTY''', '''SRID=4326;LINESTRING(116 39.9, 116 39.9)''',
		'''SRID=4326;POLYGON((116 39.9, 116.005 39.9, 116.005 39.905, 116 39.9))''', '''SRID=4326;POLYGON((116 39.9, 116.005 39.905, 116.005 39.9, 116 39.905, 116 39.9))''', '''SRID=4326;POLYGON EMPTY''',
		'ST_SetSRID(ST_MakeEnvelope(-180, -90, 180, 90), 4326)', 'ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[ST_MakePoint(''NaN'', 0), ST_MakePoint(1, 1), ST_MakePoint(1, 0), ST_MakePoint(''NaN'', 0)])), 4326)',
		'''SRID=4326;GEOMETRYCOLLECTION(POINT(116 39.9), GEOMETRYCOLLECTION EMPTY)''', '''SRID=4326;GEOMETRYCOLLECTION EMPTY''', '''SRID=4326;CIRCULARSTRING(116 39.9, 116.001 39.901, 116.002 39.9)''',
		'''SRID=4326;CURVEPOLYGON(CIRCULARSTRING(116 39.9, 116.001 39.901, 116.002 39.9, 116.001 39.899, 116 39.9))''', '''SRID=4326;TIN(((0 0, 0 1, 1 0, 0 0)))''', '''SRID=4326;TRIANGLE((0 0, 0 1, 1 0, 0 0))''',
		'''SRID=4326;POLYHEDRALSURFACE(((0 0 0, 0 1 0, 1 0 0, 0 0 0)))'''])
) AS o(type, vals)
	CROSS JOIN LATERAL unnest(o.vals) WITH ORDINALITY AS v(value, i)
ORDER BY o.type, v.i;

-- What an argument of the name calls for, in functions whose name is like that.
CREATE TEMP TABLE fit (name text, function text, value text, PRIMARY KEY (name, function));
INSERT INTO fit VALUES
	-- To make a study of rows takes seconds.
	('streets', 'create_study', '''garden.nothing'''), ('quarters', 'create_study', '''garden.nothing'''), ('places', 'create_study', '''garden.nothing'''),
	('gates', 'create_study', '''garden.nothing'''), ('streets', '%', '''garden.street'''), ('quarters', '%', '''garden.quarter'''), ('gates', '%', '''garden.gate'''), ('regions', '%', 'NULL::regclass'), ('named', '%', 'NULL::regclass'),
	('grid', '%', '''garden.quarter'''), ('buildings', '%', '''garden.quarter'''), ('homes', '%', '''garden.quarter'''), ('raster_table', '%', '''garden.terrain'''),
	('study', '%', '''garden_study'''), ('study', 'create_study', '''another_study'''), ('before', '%', '''garden_study'''), ('after', '%', '''garden_study'''), ('standard', '%', '''luzhou-8'''), ('code', '%', '''mine'''),
	('profile', '%', '''adult'''), ('role', '%', '''places'''), ('language', '%', '''en'''), ('extension', '%', '''postgis'''), ('hours', '%', '''Mo-Fr 08:00-18:00'''), ('hours', 'open_share', '''{[480,600)}'''), ('hours', 'covered_minutes', '''{[480,600)}'''), ('close', '%', 'NULL'), ('kind', '%', '''linear'''),
	('slope', '%', '''tobler'''), ('unknown_hours', '%', '''closed'''), ('tag', '%', 'NULL'), ('beside', '%', 'NULL::integer'), ('decimals', '%', '0'),
	('metres', '%', 'NULL'), ('metres', 'nearest_straight', '500'), ('cell_m', '%', '10'), ('m2_per_person', '%', '30'), ('step_m', '%', '50'), ('a', '%', '''SRID=4326;POLYGON((116 39.9, 116.005 39.9, 116.005 39.905, 116 39.9))'''),
	('b', '%', '''SRID=4326;POLYGON((116 39.9, 116.005 39.9, 116.005 39.905, 116 39.9))'''), ('add', '%', '''SRID=4326;LINESTRING(116 39.9, 116.003 39.903)'''), ('geom', 'climb', '''SRID=4326;LINESTRING(116 39.9, 116.003 39.903)'''),
	('geom', 'network_agg', '''SRID=4326;LINESTRING(116 39.9, 116.003 39.903)'''), ('1', '%_in', '(SELECT network FROM garden.value)::text::cstring'), ('1', 'point_set_in', '(SELECT places FROM garden.value)::text::cstring'),
	('area', 'area_paths', '''SRID=4326;POLYGON((116 39.9, 116.005 39.9, 116.005 39.905, 116 39.9))'''), ('entries', 'area_paths', '''SRID=4326;POINT(116 39.9)'''),
	('a_validity', '%', '''Valid Geometry'''), ('b_validity', '%', '''Valid Geometry''');

CREATE TEMP TABLE function AS
SELECT p.oid, p.proname AS name, p.prokind = 'a' AS is_aggregate, p.pronargs AS n,
	ARRAY(SELECT a::regtype FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS u(a, i) ORDER BY i) AS types,
	ARRAY(SELECT coalesce(nullif(p.proargnames[i], ''), i::text) FROM generate_series(1, p.pronargs) AS i) AS names
FROM pg_depend d
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'walkshed'
	JOIN pg_proc p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	-- SQL cannot call these.
	AND p.prorettype <> 'trigger'::regtype AND NOT 'internal'::regtype = ANY (p.proargtypes::oid[]);

CREATE TEMP TABLE usual AS
SELECT f.oid, i, coalesce(
	(SELECT w.value FROM fit w WHERE w.name = f.names[i] AND f.name LIKE w.function ORDER BY length(w.function) DESC LIMIT 1),
	(SELECT o.value FROM odd o WHERE o.type = f.types[i] ORDER BY o.n LIMIT 1)) AS value
FROM function f, generate_series(1, f.n) AS i;

-- One odd argument, then all of one kind of oddity, then any mixture, the same in every run.
CREATE TEMP TABLE call AS
SELECT c.oid, c.is_usual, format(CASE WHEN f.is_aggregate THEN 'SELECT walkshed.%s(%s)' ELSE 'SELECT count(*) FROM walkshed.%s(%s) AS t' END, f.name,
	(SELECT string_agg(format('(%s)::%s', a, f.types[i]), ', ' ORDER BY i) FROM unnest(c.arguments) WITH ORDINALITY AS u(a, i))) AS statement
FROM function f
	CROSS JOIN LATERAL (
		SELECT f.oid, true AS is_usual, ARRAY(SELECT u.value FROM usual u WHERE u.oid = f.oid ORDER BY u.i) AS arguments
		UNION
		SELECT f.oid, false, ARRAY(SELECT CASE u.i WHEN k THEN o.value ELSE u.value END FROM usual u WHERE u.oid = f.oid ORDER BY u.i)
		FROM generate_series(1, f.n) AS k
			JOIN LATERAL (SELECT o.value FROM odd o WHERE o.type = f.types[k] UNION ALL SELECT 'NULL') AS o ON true
		UNION
		SELECT f.oid, false, ARRAY(SELECT 'NULL' FROM generate_series(1, f.n))
		UNION
		SELECT f.oid, false, ARRAY(
			SELECT (SELECT v.value FROM (SELECT o.value, o.n FROM odd o WHERE o.type = f.types[u.i] UNION ALL SELECT u.value, 0 UNION ALL SELECT u.value, -1 UNION ALL SELECT 'NULL', -2) AS v
				ORDER BY hashint4extended(v.n, 1000 * k + u.i) LIMIT 1)
			FROM usual u WHERE u.oid = f.oid ORDER BY u.i)
		FROM generate_series(1, 20) AS k) AS c;

CREATE TEMP TABLE outcome (oid oid, statement text, is_usual boolean, state text, message text, hint text, context text, ms float8);
DO $$
DECLARE
	c record;
	started timestamptz;
	state text;
	message text;
	hint text;
	context text;
BEGIN
	FOR c IN SELECT * FROM call ORDER BY oid::regprocedure::text, statement LOOP
		started := clock_timestamp();
		BEGIN
			EXECUTE c.statement;
			-- Take back what it did.
			RAISE SQLSTATE 'ZZZZZ' USING MESSAGE = 'done';
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
		END;
		INSERT INTO outcome VALUES (c.oid, c.statement, c.is_usual, nullif(state, 'ZZZZZ'), message, hint, context, 1000 * extract(epoch FROM clock_timestamp() - started));
	END LOOP;
END
$$;

SELECT is_empty('SELECT DISTINCT t FROM function, unnest(types) AS t EXCEPT SELECT type FROM odd', 'every type has odd values');
SELECT is_empty('SELECT statement, state, message FROM outcome WHERE is_usual AND state IS NOT NULL', 'every function answers to the usual');
-- 22 what is wrong with a value, 42 with a relation or a column, 3F and P0002 with a name, 54 too large. A network that
-- is none is damaged, XX001.
SELECT is_empty($$ SELECT state, message, statement FROM outcome
	WHERE state !~ '^(22|42|3F|54|P0002)' AND NOT (state = 'XX001' AND oid::regprocedure::text ~ '_in\(cstring\)$') $$, 'no error but those of ours');
-- Who calls a part of another function is told what PostgreSQL says. Of the others each error is raised by itself, and
-- says what to do, unless an argument is null, or a number leaves the range of its type.
SELECT is_empty($$ SELECT state, message, context, statement FROM outcome
	WHERE obj_description(oid, 'pg_proc') !~ '^Internal' AND hint = '' AND state NOT IN ('22004', '22003', 'XX001') $$, 'and each says what to do');
SELECT is_empty('SELECT ms, statement FROM outcome WHERE ms > 10000', 'nor does any take long');
SELECT diag(format('%s calls of %s functions, %s of them with an error, %s s', count(*), count(DISTINCT oid), count(state), round(sum(ms) / 1000))) FROM outcome;
SELECT * FROM finish();
ROLLBACK;
