-- city.sql: from the staging schema that walkshed.lua filled to the tables of a city.
--
-- Run by walkshed-import with the variables city and staging. PostGIS is on the search_path.
--
-- All in one transaction, by DELETE and INSERT into tables that stay: views on the old city (a study) stay valid, whoever
-- reads meanwhile sees the old city whole and does not wait, and a failure leaves it as it was. TRUNCATE would block the
-- readers and show an empty table to those with an older snapshot.
--
-- An id is the OSM id of the way for streets; elsewhere, where nodes, ways and relations meet, it is
-- OSM id * 4 + 0 for a node, 1 for a way, 2 for a relation.

\set ON_ERROR_STOP on
\set SHOW_CONTEXT never
SET client_min_messages = warning;
BEGIN;

CREATE FUNCTION pg_temp.id(osm_type text, osm_id bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT osm_id * 4 + strpos('NWR', osm_type) - 1 $$;

-- Whether a tag has a value: any (*), the whole of it, or one of a list a;b;c.
CREATE FUNCTION pg_temp.says(tag text, value text) RETURNS bool
LANGUAGE sql IMMUTABLE AS $$
	SELECT tag IS NOT NULL AND (value IN ('*', tag) OR value = ANY (regexp_split_to_array(tag, '\s*;\s*')))
$$;

CREATE FUNCTION pg_temp.n(count bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT to_char(count, 'FM999,999,999,990') $$;

-- A line of the report: what, how many, and the seconds since the line before.
CREATE FUNCTION pg_temp.step(what text, rows bigint, note text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	since timestamptz := coalesce(nullif(current_setting('walkshed_import.step', true), '')::timestamptz,
		transaction_timestamp());
BEGIN
	PERFORM set_config('walkshed_import.step', clock_timestamp()::text, false);
	RETURN rtrim(format('  %-10s%9s %5s s  %s', what, pg_temp.n(rows),
		to_char(extract(epoch FROM clock_timestamp() - since), 'FM990.0'), note));
END
$$;

CREATE FUNCTION pg_temp.require(ok bool, problem text) RETURNS bool
LANGUAGE plpgsql AS $$
BEGIN
	IF NOT ok THEN
		RAISE EXCEPTION USING MESSAGE = problem;
	END IF;
	RETURN ok;
END
$$;

-- Tables -------------------------------------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS :"city";
COMMENT ON SCHEMA :"city" IS :'comment';

CREATE TABLE IF NOT EXISTS :"city".street (
	id bigint PRIMARY KEY,
	geom geometry(LineString, 4326) NOT NULL,
	attributes jsonb NOT NULL,
	name text
);
COMMENT ON TABLE :"city".street IS 'Walkable streets and paths, and the walls, rivers, rails and motorways (kind barrier) that nobody crosses to reach them';
COMMENT ON COLUMN :"city".street.id IS 'OSM id of the way';
COMMENT ON COLUMN :"city".street.geom IS 'Line; streets join where they share a vertex';
COMMENT ON COLUMN :"city".street.attributes IS 'As walkshed.network_agg reads them: kind, foot, wheelchair, surface, ascent_m, descent_m';
COMMENT ON COLUMN :"city".street.name IS 'Name, where it has one';
CREATE INDEX IF NOT EXISTS street_geom_idx ON :"city".street USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".place (
	id bigint PRIMARY KEY,
	name text,
	services text[] NOT NULL,
	tags jsonb NOT NULL,
	geom geometry(Point, 4326) NOT NULL
);
COMMENT ON TABLE :"city".place IS 'Shops and public services that walkshed.osm_mapping maps to a service; one place may offer several';
COMMENT ON COLUMN :"city".place.id IS 'OSM id * 4 + 0 for a node, 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".place.name IS 'Name, where it has one';
COMMENT ON COLUMN :"city".place.services IS 'Service codes as in walkshed.service';
COMMENT ON COLUMN :"city".place.tags IS 'Its tags in OSM';
COMMENT ON COLUMN :"city".place.geom IS 'The node, or a point inside the area';
CREATE INDEX IF NOT EXISTS place_geom_idx ON :"city".place USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".region (
	id bigint PRIMARY KEY,
	name text,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE :"city".region IS 'Administrative areas of the most detailed level that has two or more in the extract; may be empty';
COMMENT ON COLUMN :"city".region.id IS 'OSM id * 4 + 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".region.name IS 'Name, where it has one';
COMMENT ON COLUMN :"city".region.geom IS 'Area';
CREATE INDEX IF NOT EXISTS region_geom_idx ON :"city".region USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".quarter (
	id bigint PRIMARY KEY,
	name text NOT NULL,
	people numeric,
	region_id bigint REFERENCES :"city".region,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE :"city".quarter IS 'Where people live: residential areas, or residential buildings where the extract has few areas';
COMMENT ON COLUMN :"city".quarter.id IS 'OSM id * 4 + 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".quarter.name IS 'Name, else the address of a building, else "quarter" and the id';
COMMENT ON COLUMN :"city".quarter.people IS 'Residents, from the tag population; seldom mapped';
COMMENT ON COLUMN :"city".quarter.region_id IS 'Smallest region around a point inside the quarter';
COMMENT ON COLUMN :"city".quarter.geom IS 'Outline';
CREATE INDEX IF NOT EXISTS quarter_geom_idx ON :"city".quarter USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".gate (
	id bigint PRIMARY KEY,
	quarter_id bigint NOT NULL REFERENCES :"city".quarter,
	access text,
	geom geometry(Point, 4326) NOT NULL
);
COMMENT ON TABLE :"city".gate IS 'Mapped gates and entrances of quarters; a quarter without any is entered where streets meet its outline';
COMMENT ON COLUMN :"city".gate.id IS 'OSM id of the node * 4';
COMMENT ON COLUMN :"city".gate.quarter_id IS 'Quarter that it belongs to';
COMMENT ON COLUMN :"city".gate.access IS 'Tag foot, else access: private is for residents; a gate closed to all (no) is left out here, yet the way through it is still walkable';
COMMENT ON COLUMN :"city".gate.geom IS 'The node';
CREATE INDEX IF NOT EXISTS gate_geom_idx ON :"city".gate USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".building (
	id bigint PRIMARY KEY,
	residential bool NOT NULL,
	levels int,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE :"city".building IS 'Buildings';
COMMENT ON COLUMN :"city".building.id IS 'OSM id * 4 + 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".building.residential IS 'Whether its tags say that people live in it';
COMMENT ON COLUMN :"city".building.levels IS 'Storeys, where mapped';
COMMENT ON COLUMN :"city".building.geom IS 'Outline';
CREATE INDEX IF NOT EXISTS building_geom_idx ON :"city".building USING gist (geom);

DELETE FROM :"city".gate;
DELETE FROM :"city".quarter;
DELETE FROM :"city".region;
DELETE FROM :"city".building;
DELETE FROM :"city".place;
DELETE FROM :"city".street;

-- Streets ------------------------------------------------------------------------------------------------------------

-- Of a way that leaves the extract and comes back, the longest run of neighbouring nodes: see walkshed.lua.
INSERT INTO :"city".street (id, geom, attributes, name)
SELECT id,
	CASE WHEN run_from IS NULL THEN geom ELSE (
		SELECT ST_MakeLine(d.geom ORDER BY d.path) FROM ST_DumpPoints(s.geom) d WHERE d.path[1] BETWEEN run_from AND run_to)
	END, attributes, name
FROM :"staging".street s
WHERE geom IS NOT NULL AND (run_from IS NULL OR run_from < run_to);

-- The wrong file: better the old city, or none, than one without streets.
SELECT pg_temp.require(EXISTS (SELECT FROM :"city".street WHERE attributes->>'kind' <> 'barrier'),
	'no way in the file is walkable: take an extract with its highways') AS ok \gset

SELECT pg_temp.step('streets', sum(n)::bigint, string_agg(kind || ' ' || pg_temp.n(n), ', ' ORDER BY n DESC, kind))
FROM (SELECT attributes->>'kind' AS kind, count(*) AS n FROM :"city".street GROUP BY 1) k;

SELECT pg_temp.step('cut', count(*), format(
	'ways name nodes that are not in the file and end before them; of these %s come back, and keep their longest part',
	pg_temp.n(count(run_from))))
FROM :"staging".street s WHERE missing > 0 AND EXISTS (SELECT FROM :"city".street c WHERE c.id = s.id)
HAVING count(*) > 0;
SELECT pg_temp.step('left out', count(*), 'ways have fewer than two nodes in the file')
FROM :"staging".street s WHERE NOT EXISTS (SELECT FROM :"city".street c WHERE c.id = s.id)
HAVING count(*) > 0;

-- Places -------------------------------------------------------------------------------------------------------------

INSERT INTO :"city".place (id, name, services, tags, geom)
SELECT pg_temp.id(p.osm_type, p.osm_id), p.name, m.services, p.tags, ST_PointOnSurface(p.geom)
FROM :"staging".place p, LATERAL (
	SELECT array_agg(DISTINCT m.service ORDER BY m.service) AS services
	FROM walkshed.osm_mapping m
	WHERE pg_temp.says(p.tags->>m.key, m.value)
		AND NOT EXISTS (SELECT FROM jsonb_each_text(m.also) a WHERE NOT pg_temp.says(p.tags->>a.key, a.value))
) m
WHERE m.services IS NOT NULL;

SELECT pg_temp.step('places', (SELECT count(*) FROM :"city".place),
	(SELECT string_agg(service || ' ' || pg_temp.n(n), ', ' ORDER BY n DESC, service)
	 FROM (SELECT service, count(*) AS n FROM :"city".place, unnest(services) service GROUP BY 1) s));

SELECT pg_temp.step('not mapped', sum(n)::bigint, 'offer no service of walkshed.osm_mapping: ' ||
	string_agg(tag || ' ' || pg_temp.n(n), ', ' ORDER BY rank) FILTER (WHERE rank <= 12) || ' ...')
FROM (
	SELECT tag, count(*) AS n, row_number() OVER (ORDER BY count(*) DESC, tag) AS rank
	FROM :"staging".place p
	WHERE NOT EXISTS (SELECT FROM :"city".place c WHERE c.id = pg_temp.id(p.osm_type, p.osm_id))
	GROUP BY tag
) t
HAVING count(*) > 0;

-- Buildings, regions, quarters, gates --------------------------------------------------------------------------------

INSERT INTO :"city".building (id, residential, levels, geom)
SELECT pg_temp.id(osm_type, osm_id), residential, levels, geom FROM :"staging".building;

SELECT pg_temp.step('buildings', count(*), format('%s residential', pg_temp.n(count(*) FILTER (WHERE residential))))
FROM :"city".building;

INSERT INTO :"city".region (id, name, geom)
SELECT pg_temp.id(osm_type, osm_id), name, geom
FROM :"staging".boundary
WHERE admin_level = (SELECT admin_level FROM :"staging".boundary GROUP BY 1 HAVING count(*) >= 2 ORDER BY 1 DESC LIMIT 1);

SELECT pg_temp.step('regions', count(*), coalesce('admin_level ' || (
	SELECT max(b.admin_level) FROM :"staging".boundary b JOIN :"city".region r ON r.id = pg_temp.id(b.osm_type, b.osm_id)),
	'no level of boundary=administrative has two whole areas in the file'))
FROM :"city".region;

-- Below 30 residential areas the land use is hardly mapped there, and residential buildings say more, if there are more.
SELECT count(*) AS areas, count(*) < 30 AND count(*) < (SELECT count(*) FROM :"staging".building WHERE residential) AS few
FROM :"staging".residential \gset

INSERT INTO :"city".quarter (id, name, people, region_id, geom)
SELECT q.id, coalesce(q.name, 'quarter ' || q.id), q.people, (
		SELECT r.id FROM :"city".region r
		WHERE ST_Intersects(r.geom, ST_PointOnSurface(q.geom))
		ORDER BY ST_Area(r.geom), r.id LIMIT 1),
	q.geom
FROM (
	SELECT pg_temp.id(osm_type, osm_id) AS id, name, people, geom FROM :"staging".residential WHERE NOT :'few'
	UNION ALL
	SELECT pg_temp.id(osm_type, osm_id), name, people, geom FROM :"staging".building WHERE :'few' AND residential
) q;

SELECT pg_temp.step('quarters', count(*), CASE WHEN :'few'
	THEN format('residential buildings, for there are only %s residential areas', :areas)
	WHEN count(*) = 0 THEN 'no residential area or building in the file: bring a table of quarters of your own'
	ELSE format('residential areas, %s named', count(*) FILTER (WHERE name <> 'quarter ' || id)) END)
FROM :"city".quarter;

-- A gate belongs to the nearest quarter whose outline is within 15 m; an entrance, and any gate of a building, must be on
-- the outline. Where an area has less than a gate for 1,500 m of outline, its gates are not how people leave it, and it
-- is left to where streets meet the outline. A gate that is closed to all is left out. The way that a closed gate stands on
-- is not split there: a later version will close it.
INSERT INTO :"city".gate (id, quarter_id, access, geom)
SELECT id, quarter_id, access, geom
FROM (
	SELECT g.osm_id * 4 AS id, q.id AS quarter_id, g.access, g.geom,
		q.outline_m / count(*) OVER (PARTITION BY q.id) AS outline_m_per_gate
	FROM :"staging".gate g, LATERAL (
		SELECT q.id, ST_Distance(o.outline, g.geom::geography) AS metres, ST_Length(o.outline) AS outline_m
		FROM :"city".quarter q, LATERAL (SELECT ST_Boundary(q.geom)::geography AS outline) o
		WHERE q.geom && ST_Expand(g.geom, 20 / (111320 * cos(radians(ST_Y(g.geom)))), 20 / 111320.0)
		ORDER BY 2, 1 LIMIT 1
	) q
	WHERE g.access IS DISTINCT FROM 'no' AND q.metres <= CASE WHEN g.entrance OR :'few' THEN 1 ELSE 15 END
) g
WHERE outline_m_per_gate <= 1500;

SELECT pg_temp.step('gates', count(*), format('of %s quarters; %s gates and entrances in the file are closed to all and left out',
	pg_temp.n(count(DISTINCT quarter_id)), (SELECT pg_temp.n(count(*)) FROM :"staging".gate WHERE access = 'no')))
FROM :"city".gate;

COMMIT;
