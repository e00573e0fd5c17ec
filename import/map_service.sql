-- map_service.sql: from the rows of a map service's files to the tables place and reject.
--
-- Run by walkshed-import-csv with the variables schema, datum, files (their names, a line each), columns (role=header, a
-- line each), unended (numbers of the files without an end of the last line), duplicates (metres), bbox (west,south,east,
-- north, or nothing) and comment; on standard input the rows as UTF-8, each behind the number of its file, its line and
-- whether it ends with an open quote. PostGIS is on the search_path.
--
-- All in one transaction, by DELETE and INSERT into tables that stay: views on the old places (a study) stay valid,
-- whoever reads meanwhile sees them whole and does not wait, and a failure leaves them as they were.

\set ON_ERROR_STOP on
\set SHOW_CONTEXT never
SET client_min_messages = warning;
BEGIN;
\ir report.sql

SELECT pg_temp.require(pg_try_advisory_xact_lock(hashtext('walkshed-import-csv'), hashtext(:'schema')),
	format('another import into %s is running', :'schema'), 'Wait for it to end.') AS ok \gset

CREATE SCHEMA IF NOT EXISTS :"schema";
COMMENT ON SCHEMA :"schema" IS :'comment';

CREATE TABLE IF NOT EXISTS :"schema".place (
	id bigint PRIMARY KEY,
	name text,
	services text[] NOT NULL,
	hours text,
	capacity float8,
	tags jsonb NOT NULL,
	geom geometry(Point, 4326) NOT NULL
);
COMMENT ON TABLE :"schema".place IS 'Places of a map service that walkshed.amap_mapping maps to a service; one place may offer several';
COMMENT ON COLUMN :"schema".place.id IS 'Number of its row, counted through all files';
COMMENT ON COLUMN :"schema".place.name IS 'Name, where it has one';
COMMENT ON COLUMN :"schema".place.services IS 'Service codes as in walkshed.service';
COMMENT ON COLUMN :"schema".place.hours IS 'Opening hours, where the file has them';
COMMENT ON COLUMN :"schema".place.capacity IS 'Capacity, where the file has it';
COMMENT ON COLUMN :"schema".place.tags IS 'What the file says of it, by its headers';
COMMENT ON COLUMN :"schema".place.geom IS 'Where it is, in WGS 84';
CREATE INDEX IF NOT EXISTS place_geom_idx ON :"schema".place USING gist (geom);

CREATE TABLE IF NOT EXISTS :"schema".reject (
	file text,
	line bigint,
	raw text NOT NULL,
	reason text NOT NULL,
	PRIMARY KEY (file, line)
);
COMMENT ON TABLE :"schema".reject IS 'Rows that became no place';
COMMENT ON COLUMN :"schema".reject.file IS 'Name of the file';
COMMENT ON COLUMN :"schema".reject.line IS 'Line where the row begins';
COMMENT ON COLUMN :"schema".reject.raw IS 'The row as it stands in the file';
COMMENT ON COLUMN :"schema".reject.reason IS 'Why';

DELETE FROM :"schema".place;
DELETE FROM :"schema".reject;

-- Rows ---------------------------------------------------------------------------------------------------------------

CREATE TEMP TABLE file ON COMMIT DROP AS
SELECT f.file, f.name FROM string_to_table(:'files', E'\n') WITH ORDINALITY AS f(name, file);

-- No control character is left in the rows but those that part the columns, and one for a line's end in quotes.
CREATE TEMP TABLE row (id bigint GENERATED ALWAYS AS IDENTITY, file int, line bigint, open bool, raw text) ON COMMIT DROP;
\copy row (file, line, open, raw) FROM pstdin (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', NULL E'\x03')

SELECT pg_temp.require(false, format('%s, line %s: a quote is opened and not closed', f.name, r.line),
	'The file was cut off, or that line has a quote too many: get the file again, or mend the line.')
FROM row r JOIN file f USING (file)
WHERE r.open ORDER BY r.id LIMIT 1;

-- Fields, between commas: in quotes, which are doubled inside, or plain.
CREATE TEMP TABLE record ON COMMIT DROP AS
SELECT r.id, r.file, r.line, t.raw, f.fields, f.sound
FROM row r, LATERAL (SELECT replace(r.raw, E'\x1f', E'\n')) AS t(raw), LATERAL (
	SELECT array_agg(nullif(btrim(coalesce(replace(m[2], '""', '"'), m[3])), '') ORDER BY i) AS fields,
		sum(length(m[1])) = length(t.raw) + 1 AS sound
	FROM regexp_matches(',' || t.raw, '(,(?:"((?:[^"]|"")*)"|([^",][^,]*)?))', 'g') WITH ORDINALITY AS m(m, i)
) f
WHERE btrim(t.raw, E' \t,') <> '';

-- Columns ------------------------------------------------------------------------------------------------------------

CREATE TEMP TABLE header ON COMMIT DROP AS
SELECT DISTINCT ON (file) file, id, fields FROM record ORDER BY file, line;
DELETE FROM record WHERE id IN (SELECT id FROM header);

SELECT pg_temp.require(false, format('%s is empty', f.name), 'Its first line must name the columns.')
FROM file f WHERE NOT EXISTS (SELECT FROM header h WHERE h.file = f.file) LIMIT 1;

-- The last row of a file that was cut off ends early; the script tells files that do not end with a line's end.
SELECT pg_temp.require(false, format('%s ends in the middle of line %s', f.name, r.line),
	'The file was cut off: get it again. If it is whole, end its last line.')
FROM (SELECT DISTINCT ON (file) * FROM record ORDER BY file, line DESC) r
	JOIN header h USING (file)
	JOIN file f USING (file)
WHERE cardinality(r.fields) < cardinality(h.fields) AND f.file = ANY (:'unended'::int[]) LIMIT 1;

-- Headers that are understood, the better ones first; what is asked for comes before them.
CREATE TEMP TABLE role ON COMMIT DROP AS
SELECT DISTINCT ON (h.file, k.role) h.file, k.role, c.position, c.name
FROM header h
	CROSS JOIN LATERAL unnest(h.fields) WITH ORDINALITY AS c(name, position)
	JOIN (
		SELECT 0, split_part(a, '=', 1), lower(btrim(substr(a, strpos(a, '=') + 1))) FROM string_to_table(:'columns', E'\n') AS a WHERE a <> ''
		UNION ALL
		SELECT rank, role, header
		FROM (VALUES
			('name', '{name,名称,poi名称,地点名称,title}'::text[]),
			('code', '{typecode,type_code,类型编码,分类编码,类别编码,poi类型编码,type,类型,code,编码}'),
			('lon', '{lon,lng,longitude,经度,x}'),
			('lat', '{lat,latitude,纬度,y}'),
			('location', '{location,坐标,经纬度}'),
			('hours', '{hours,opening_hours,营业时间}'),
			('capacity', '{capacity,容量}')
		) AS v(role, headers), unnest(headers) WITH ORDINALITY AS u(header, rank)
	) AS k(rank, role, header) ON k.header = lower(c.name)
ORDER BY h.file, k.role, k.rank, c.position;

-- Each file must have what is asked for, and what a place needs.
SELECT pg_temp.require(false, format('%s has no column "%s"', f.name, a.header),
	format('Its columns: %s.', array_to_string(h.fields, ', ')))
FROM (SELECT substr(a, strpos(a, '=') + 1) AS header FROM string_to_table(:'columns', E'\n') AS a WHERE a <> '') a
	CROSS JOIN header h
	JOIN file f USING (file)
WHERE NOT EXISTS (SELECT FROM unnest(h.fields) AS c WHERE lower(c) = lower(btrim(a.header)))
ORDER BY h.file LIMIT 1;
SELECT pg_temp.require(false, format('%s has no column that is understood as %s', f.name, w.what),
	format('Say which it is with %s. Its columns: %s.', w.example, array_to_string(h.fields, ', ')))
FROM header h
	JOIN file f USING (file)
	CROSS JOIN LATERAL (SELECT coalesce(array_agg(role), '{}') AS roles FROM role r WHERE r.file = h.file) r
	CROSS JOIN LATERAL (VALUES
		(roles @> '{lon,lat}' OR roles @> '{location}', 'longitude and latitude', '--column lon=... --column lat=..., or --column location=...'),
		(roles && '{code,name}', 'code or name', '--column code=... or --column name=...')
	) AS w(there, what, example)
WHERE NOT w.there
ORDER BY h.file LIMIT 1;

SELECT pg_temp.step('columns', count(*), format('%s: %s', f.name, string_agg(format('%s as %s', r.name, r.role), ', ' ORDER BY r.position)))
FROM role r JOIN file f USING (file) GROUP BY f.file, f.name ORDER BY f.file;
SELECT pg_temp.step('rows', count(*)) FROM record;

-- Places -------------------------------------------------------------------------------------------------------------

\set unmapped 'no row of walkshed.amap_mapping claims code '

CREATE TEMP TABLE found ON COMMIT DROP AS
SELECT r.id, f.name AS file, r.line, r.raw, h.fields AS headers, r.fields, v.*,
	CASE
		WHEN NOT r.sound THEN 'a quote inside of a field'
		WHEN cardinality(r.fields) <> cardinality(h.fields) THEN format('%s fields instead of %s', cardinality(r.fields), cardinality(h.fields))
		WHEN num_nulls(v.lon, v.lat) > 0 THEN 'no coordinates'
		WHEN v.lon !~ number OR v.lat !~ number THEN format('"%s" is no number', CASE WHEN v.lon !~ number THEN v.lon ELSE v.lat END)
		WHEN abs(v.lon::numeric) > 180 OR abs(v.lat::numeric) > 90 THEN CASE
			WHEN abs(v.lon::numeric) <= 90 AND abs(v.lat::numeric) <= 180 THEN 'longitude and latitude are swapped'
			ELSE 'not longitude and latitude' END
	END AS reason
FROM record r
	JOIN header h USING (file)
	JOIN file f USING (file)
	JOIN (SELECT file, jsonb_object_agg(role, position) AS at FROM role GROUP BY file) p USING (file)
	CROSS JOIN LATERAL (SELECT string_to_array(regexp_replace(btrim(r.fields[(p.at->>'location')::int]), '\s*[,，;；\s]\s*', ','), ',')) AS l(location)
	CROSS JOIN LATERAL (SELECT r.fields[(p.at->>'name')::int], r.fields[(p.at->>'code')::int],
		coalesce(r.fields[(p.at->>'lon')::int], l.location[1]), coalesce(r.fields[(p.at->>'lat')::int], l.location[2]),
		r.fields[(p.at->>'hours')::int], r.fields[(p.at->>'capacity')::int]) AS v(name, code, lon, lat, hours, capacity)
	CROSS JOIN (VALUES ('^[-+]?\d+\.?\d*$')) AS pattern(number);
ALTER TABLE found ADD geom geometry(Point, 4326), ADD services text[];

UPDATE found f
SET geom = g.geom, services = g.services,
	reason = CASE
		WHEN :'bbox' <> '' AND NOT ST_Intersects(g.geom, ST_MakeEnvelope(b[1], b[2], b[3], b[4], 4326)) THEN 'outside of the box'
		WHEN g.services IS NULL THEN :'unmapped' || coalesce(f.code, '(none)')
	END
FROM (
		SELECT id, CASE :'datum' WHEN 'gcj02' THEN walkshed.from_gcj02(geom) WHEN 'bd09' THEN walkshed.from_bd09(geom) ELSE geom END AS geom, services
		FROM (
			SELECT id, ST_SetSRID(ST_MakePoint(lon::float8, lat::float8), 4326) AS geom, walkshed.amap_services(code, name) AS services
			FROM found WHERE reason IS NULL OFFSET 0) p
		OFFSET 0) g
	CROSS JOIN (SELECT string_to_array(nullif(:'bbox', ''), ',')::float8[]) AS b(b)
WHERE g.id = f.id;

INSERT INTO :"schema".reject (file, line, raw, reason)
SELECT file, line, raw, reason FROM found WHERE reason IS NOT NULL;
DELETE FROM found WHERE reason IS NOT NULL;

-- The wrong file, or the wrong columns: better the old places than none.
SELECT pg_temp.require(EXISTS (SELECT FROM found), 'no row of the file became a place' || coalesce('; most of them: ' ||
	(SELECT reason FROM :"schema".reject GROUP BY reason ORDER BY count(*) DESC, reason LIMIT 1), ''),
	'See to the columns (--column), the box (--bbox) and walkshed.amap_mapping.') AS ok \gset

-- A row of the same name that shares a service with an earlier one, and lies near it, is the same place.
CREATE INDEX ON found USING gist ((geom::geography));
ANALYZE found;
CREATE TEMP TABLE same ON COMMIT DROP AS
WITH RECURSIVE earlier AS (
	SELECT f.id, min(e.id) AS earlier
	FROM found f JOIN found e ON e.name = f.name AND e.id < f.id AND e.services && f.services
		AND ST_DWithin(e.geom::geography, f.geom::geography, :duplicates)
	GROUP BY f.id
), chain AS (
	SELECT id, earlier AS first FROM earlier
	UNION ALL
	SELECT c.id, e.earlier FROM chain c JOIN earlier e ON e.id = c.first
)
SELECT id, min(first) AS first FROM chain GROUP BY id;

INSERT INTO :"schema".place (id, name, services, hours, capacity, tags, geom)
SELECT f.id, f.name, s.services, s.hours, s.capacity,
	(SELECT jsonb_object_agg(t.header, t.value) FROM unnest(f.headers, f.fields) AS t(header, value) WHERE num_nulls(t.header, t.value) = 0), f.geom
FROM found f
	JOIN (
		SELECT coalesce(s.first, o.id) AS id, array_agg(DISTINCT service ORDER BY service) AS services,
			(array_agg(o.hours ORDER BY o.id) FILTER (WHERE o.hours IS NOT NULL))[1] AS hours,
			(array_agg(o.capacity::float8 ORDER BY o.id) FILTER (WHERE o.capacity ~ '^\d+\.?\d*$'))[1] AS capacity
		FROM found o
			LEFT JOIN same s USING (id)
			CROSS JOIN LATERAL unnest(o.services) AS service
		GROUP BY 1
	) s USING (id);

SELECT pg_temp.step('places', (SELECT count(*) FROM :"schema".place),
	(SELECT string_agg(service || ' ' || pg_temp.n(n), ', ' ORDER BY n DESC, service)
	 FROM (SELECT service, count(*) AS n FROM :"schema".place, unnest(services) service GROUP BY 1) s));
SELECT pg_temp.step('duplicates', count(*), format('of the same name and service within %s m are in these', :duplicates)) FROM same;
SELECT pg_temp.step('capacity', count(*), 'are no number, and left out') FROM found WHERE capacity !~ '^\d+\.?\d*$' HAVING count(*) > 0;
SELECT pg_temp.step('not mapped', sum(n)::bigint, 'of code ' || string_agg(code || ' ' || pg_temp.n(n), ', ' ORDER BY rank) FILTER (WHERE rank <= 12)
	|| CASE WHEN count(*) > 12 THEN ' ...' ELSE '' END)
FROM (
	SELECT substr(reason, length(:'unmapped') + 1) AS code, count(*) AS n, row_number() OVER (ORDER BY count(*) DESC, reason) AS rank
	FROM :"schema".reject WHERE starts_with(reason, :'unmapped') GROUP BY reason
) c
HAVING count(*) > 0;
SELECT pg_temp.step('rejected', count(*), reason)
FROM (SELECT regexp_replace(reason, '^".*"', 'a coordinate') AS reason FROM :"schema".reject WHERE NOT starts_with(reason, :'unmapped')) r
GROUP BY reason ORDER BY count(*) DESC, reason;

COMMIT;
