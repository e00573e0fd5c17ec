-- city.sql: from the staging schema that walkshed.lua filled to the tables of a city.
--
-- Run by walkshed-import with the variables city, staging, comment, quarters (the tags of areas that are quarters), walled
-- (whether their outlines are walls), slim, append and kept (see the end); the missing nodes are on its input. PostGIS is on
-- the search_path.
--
-- The new city is made in temporary tables; then, in the same transaction, rows that changed take the place of the old.
-- Views on the old city (a study) stay valid, whoever reads meanwhile sees the old city whole and does not wait, a
-- failure leaves it as it was, and an import of the same file, or a small diff, writes what differs and no more.
--
-- An id is OSM id * 4 + 0 for a node, 1 for a way, 2 for a relation, in every table; of a ramp beside steps, 3.

\set ON_ERROR_STOP on
\set SHOW_CONTEXT never
SET client_min_messages = warning;
SET default_statistics_target = 10;
BEGIN;

CREATE FUNCTION pg_temp.id(osm_type text, osm_id bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT osm_id * 4 + strpos('NWR', osm_type) - 1 $$;

-- Whether a tag has a value: any (*), the whole of it, or one of a list a;b;c.
CREATE FUNCTION pg_temp.says(tag text, value text) RETURNS bool
LANGUAGE sql IMMUTABLE AS $$
	SELECT tag IS NOT NULL AND (value IN ('*', tag) OR value = ANY (regexp_split_to_array(tag, '\s*;\s*')))
$$;

\ir report.sql

-- Tables -------------------------------------------------------------------------------------------------------------

CREATE SCHEMA IF NOT EXISTS :"city";
COMMENT ON SCHEMA :"city" IS :'comment';

CREATE TABLE IF NOT EXISTS :"city".street (
	id bigint PRIMARY KEY,
	name text,
	attributes jsonb NOT NULL,
	tags jsonb,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE :"city".street IS 'Walkable streets and paths with the gates on them, and the walls, rivers, rails and motorways (kind barrier) that nobody crosses to reach them';
COMMENT ON COLUMN :"city".street.id IS 'OSM id * 4 + 0 for a node (a gate, a crossing or a kerb on ways), 1 for a way, 2 for a relation, 3 for the ramp beside the steps of a way';
COMMENT ON COLUMN :"city".street.name IS 'Name, where it has one';
COMMENT ON COLUMN :"city".street.attributes IS 'As walkshed.network_agg reads them: kind, foot, wheelchair, surface, doors, hours, ascent_m, descent_m';
COMMENT ON COLUMN :"city".street.tags IS 'Its tags in OSM, lit and sidewalk for example; NULL for what stands on a way, and for the outline of a quarter';
COMMENT ON COLUMN :"city".street.geom IS 'LineString or MultiLineString; streets join where they share a vertex';
CREATE INDEX IF NOT EXISTS street_geom_idx ON :"city".street USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".place (
	id bigint PRIMARY KEY,
	name text,
	brand text,
	services text[] NOT NULL,
	hours text,
	capacity float8,
	persons int,
	wheelchair text,
	entry text NOT NULL,
	tags jsonb NOT NULL,
	geom geometry(MultiPoint, 4326) NOT NULL
);
COMMENT ON TABLE :"city".place IS 'Shops and public services that walkshed.osm_mapping maps to a service; one place may offer several';
COMMENT ON COLUMN :"city".place.id IS 'OSM id * 4 + 0 for a node, 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".place.name IS 'Name, where it has one';
COMMENT ON COLUMN :"city".place.brand IS 'Brand of a chain, where mapped';
COMMENT ON COLUMN :"city".place.services IS 'Service codes as in walkshed.service';
COMMENT ON COLUMN :"city".place.hours IS 'Opening hours, where mapped';
COMMENT ON COLUMN :"city".place.capacity IS 'Square metres: the ground of a park, court or square, the floors of a building whose levels are mapped; NULL where not known';
COMMENT ON COLUMN :"city".place.persons IS 'How many people it takes by its tag capacity or beds, where mapped';
COMMENT ON COLUMN :"city".place.wheelchair IS 'Tag wheelchair: yes, limited, no';
COMMENT ON COLUMN :"city".place.entry IS 'What geom is: entrance (mapped ones on the outline), outline (where streets meet the outline of open ground), point';
COMMENT ON COLUMN :"city".place.tags IS 'Its tags in OSM';
COMMENT ON COLUMN :"city".place.geom IS 'Its entrances; else where streets meet its outline; else the node, or a point inside';
CREATE INDEX IF NOT EXISTS place_geom_idx ON :"city".place USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".region (
	id bigint PRIMARY KEY,
	name text,
	admin_level int NOT NULL,
	parent_id bigint REFERENCES :"city".region DEFERRABLE INITIALLY DEFERRED,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE :"city".region IS 'Administrative areas that are whole in the extract; may be empty';
COMMENT ON COLUMN :"city".region.id IS 'OSM id * 4 + 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".region.name IS 'Name, where it has one';
COMMENT ON COLUMN :"city".region.admin_level IS 'Level as in OSM: the higher, the smaller the area';
COMMENT ON COLUMN :"city".region.parent_id IS 'The region of the next level that is there, around a point inside';
COMMENT ON COLUMN :"city".region.geom IS 'Area';
CREATE INDEX IF NOT EXISTS region_geom_idx ON :"city".region USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".quarter (
	id bigint PRIMARY KEY,
	name text NOT NULL,
	people numeric,
	region_id bigint REFERENCES :"city".region DEFERRABLE INITIALLY DEFERRED,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE :"city".quarter IS 'Where people live: residential areas, or residential buildings where the extract has few areas';
COMMENT ON COLUMN :"city".quarter.id IS 'OSM id * 4 + 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".quarter.name IS 'Name, else the address of a building, else "quarter" and the id';
COMMENT ON COLUMN :"city".quarter.people IS 'Residents, from the tag population; seldom mapped';
COMMENT ON COLUMN :"city".quarter.region_id IS 'Region of the most detailed level around a point inside the quarter';
COMMENT ON COLUMN :"city".quarter.geom IS 'Outline';
CREATE INDEX IF NOT EXISTS quarter_geom_idx ON :"city".quarter USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".gate (
	id bigint PRIMARY KEY,
	quarter_id bigint NOT NULL REFERENCES :"city".quarter DEFERRABLE INITIALLY DEFERRED,
	access text,
	hours text,
	geom geometry(Point, 4326) NOT NULL
);
COMMENT ON TABLE :"city".gate IS 'Mapped gates and entrances of quarters; a quarter without any is entered where streets meet its outline';
COMMENT ON COLUMN :"city".gate.id IS 'OSM id of the node * 4; the gate on the way is the street of the same id';
COMMENT ON COLUMN :"city".gate.quarter_id IS 'Quarter that it belongs to';
COMMENT ON COLUMN :"city".gate.access IS 'Tag foot, else access: private is for residents; a gate closed to all (no) is left out here';
COMMENT ON COLUMN :"city".gate.hours IS 'Opening hours, where mapped';
COMMENT ON COLUMN :"city".gate.geom IS 'The node';
CREATE INDEX IF NOT EXISTS gate_geom_idx ON :"city".gate USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".building (
	id bigint PRIMARY KEY,
	residential bool NOT NULL,
	levels int,
	flats int,
	people int,
	entrances int NOT NULL,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE :"city".building IS 'Buildings';
COMMENT ON COLUMN :"city".building.id IS 'OSM id * 4 + 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".building.residential IS 'Whether its tags say that people live in it';
COMMENT ON COLUMN :"city".building.levels IS 'Storeys, where mapped';
COMMENT ON COLUMN :"city".building.flats IS 'Flats, where mapped';
COMMENT ON COLUMN :"city".building.people IS 'Residents, from the tag population; seldom mapped';
COMMENT ON COLUMN :"city".building.entrances IS 'Entrances mapped on its outline';
COMMENT ON COLUMN :"city".building.geom IS 'Outline';
CREATE INDEX IF NOT EXISTS building_geom_idx ON :"city".building USING gist (geom);

CREATE TABLE IF NOT EXISTS :"city".dropped (
	id bigint PRIMARY KEY,
	what text NOT NULL,
	why text NOT NULL,
	name text,
	geom geometry(Geometry, 4326)
);
COMMENT ON TABLE :"city".dropped IS 'What the import left out, and why';
COMMENT ON COLUMN :"city".dropped.id IS 'OSM id * 4 + 0 for a node, 1 for a way, 2 for a relation';
COMMENT ON COLUMN :"city".dropped.what IS 'street, place or gate';
COMMENT ON COLUMN :"city".dropped.why IS 'Of a street, the tag that keeps walkers off; of a place, a tag that no row of walkshed.osm_mapping claims; of either, fewer than two nodes in the file; of a gate, why it is none of a quarter';
COMMENT ON COLUMN :"city".dropped.name IS 'Name, where it has one';
COMMENT ON COLUMN :"city".dropped.geom IS 'Where it is; NULL where the file does not say';
CREATE INDEX IF NOT EXISTS dropped_geom_idx ON :"city".dropped USING gist (geom);

-- Streets ------------------------------------------------------------------------------------------------------------

-- Of a way that leaves the extract and comes back, the longest run of neighbouring nodes: see walkshed.lua.
CREATE TEMP TABLE way ON COMMIT DROP AS
SELECT pg_temp.id(osm_type, osm_id) AS id, attributes, grade, tags, missing, run_from IS NOT NULL AS is_back,
	CASE WHEN run_from IS NULL THEN geom ELSE (
		SELECT ST_MakeLine(d.geom ORDER BY d.path) FROM ST_DumpPoints(s.geom) d WHERE d.path[1] BETWEEN run_from AND run_to)
	END AS geom
FROM :"staging".street s
WHERE geom IS NOT NULL AND (run_from IS NULL OR run_from < run_to);
CREATE TEMP TABLE node ON COMMIT DROP AS
SELECT osm_id * 4 AS id, gate, entrance, access, hours, attributes, geom FROM :"staging".node;
CREATE INDEX ON node USING gist (geom);
-- Ways meet, and nodes stand on them, where vertices are equal.
CREATE TEMP TABLE vertex ON COMMIT DROP AS
SELECT DISTINCT w.id, d.geom FROM way w, ST_DumpPoints(w.geom) d WHERE w.attributes->>'kind' <> 'barrier';
ANALYZE way, node, vertex;

-- The wrong file: better the old city, or none, than one without streets.
SELECT pg_temp.require(EXISTS (SELECT FROM way WHERE attributes->>'kind' <> 'barrier'),
	'no way in the file is walkable: take an extract with its highways') AS ok \gset

-- A pond that is soon walked round bars nobody's way, and there are many.
CREATE TEMP TABLE pond ON COMMIT DROP AS
SELECT id, tags, geom FROM way
WHERE attributes->>'kind' = 'barrier' AND tags->>'natural' = 'water' AND missing = 0
	AND ST_Length(geom::geography) + ST_Perimeter(geom::geography) < 80;
DELETE FROM way w USING pond p WHERE p.id = w.id;

-- Tracks less than 10 m apart are one barrier, a metre round the outer ones, where that has fewer vertices: what is
-- narrower than 10 m between them is filled (buffered by 5 m, and back). It is of the track with the least id; of the tracks
-- stays what is outside, and ends at it.
CREATE TEMP TABLE track ON COMMIT DROP AS
SELECT id, geom FROM way WHERE attributes->>'kind' = 'barrier' AND tags->>'railway' IN ('rail', 'light_rail', 'subway', 'narrow_gauge');
CREATE TEMP TABLE bundle ON COMMIT DROP AS
WITH metre AS (
	SELECT 111320 * cosd(ST_Y(ST_Centroid(ST_Extent(geom)))) AS x, 111320.0 AS y FROM track
), filled AS (
	SELECT (ST_Dump(ST_Buffer(ST_Buffer(ST_Collect(ST_Scale(t.geom, m.x, m.y) ORDER BY t.id), 5, 'quad_segs=2'), -5, 'quad_segs=2'))).geom
	FROM track t, metre m
), outline AS MATERIALIZED (
	SELECT row_number() OVER () AS n, ST_Scale(ST_SimplifyPreserveTopology(ST_Buffer(f.geom, 1, 'quad_segs=1'), 0.5), 1 / m.x, 1 / m.y) AS geom
	FROM filled f, metre m
	WHERE ST_Area(f.geom) >= 100
)
SELECT min(t.id) AS id, array_agg(t.id) AS tracks, sum(ST_NPoints(ST_Intersection(t.geom, o.geom))) AS vertices, o.geom
FROM outline o JOIN track t ON ST_Intersects(t.geom, o.geom)
GROUP BY o.n, o.geom
HAVING sum(ST_NPoints(ST_Intersection(t.geom, o.geom))) > ST_NPoints(o.geom);
UPDATE way w SET geom = ST_CollectionExtract(ST_Collect(ST_Difference(w.geom, t.inside), t.outline), 2)
FROM (
	SELECT t.id, ST_Union(b.geom) AS inside, ST_Collect(ST_Boundary(b.geom) ORDER BY b.geom) FILTER (WHERE b.id = t.id) AS outline
	FROM bundle b, unnest(b.tracks) AS t(id)
	GROUP BY t.id
) t
WHERE t.id = w.id;
DELETE FROM way w USING track t WHERE t.id = w.id AND ST_IsEmpty(w.geom);

-- A crossing has signals where its way or a node of it says so.
UPDATE way w SET attributes = jsonb_set(w.attributes, '{kind}', '"signal_crossing"')
FROM node n JOIN vertex v ON v.geom = n.geom
WHERE w.id = v.id AND w.attributes->>'kind' = 'crossing' AND n.attributes->>'kind' = 'signal_crossing';

-- Inclines in per cent become a climb, once the length is known.
UPDATE way SET attributes = attributes || jsonb_build_object(
	CASE WHEN grade > 0 THEN 'ascent_m' ELSE 'descent_m' END, round((abs(grade) * ST_Length(geom::geography))::numeric, 2))
WHERE grade IS NOT NULL AND ST_Dimension(geom) = 1;

-- A gate, a crossing or a kerb is a node, and a network has its properties along lines: so a metre of the way to either
-- side of it, less where the way is short or the next one near, becomes a street of its own. Crossings are cut from
-- paths only: who walks along the carriageway crosses nothing. Part is where on the way, from 0 to 1; a way that is a ring
-- has its first node at both ends.
CREATE TEMP TABLE cut ON COMMIT DROP AS
SELECT way_id, node_id, attributes, numrange(
		greatest(0, at - metre, (2 * at + before) / 3)::numeric, least(1, at + metre, (2 * at + after) / 3)::numeric) AS part
FROM (
	SELECT w.id AS way_id, n.id AS node_id, n.attributes, p.at,
		least(1 / nullif(ST_Length(w.geom::geography), 0), 0.33) AS metre,
		lag(p.at) OVER along AS before, lead(p.at) OVER along AS after
	FROM node n
		JOIN vertex v ON v.geom = n.geom
		JOIN way w ON w.id = v.id
		CROSS JOIN LATERAL (SELECT ST_LineLocatePoint(w.geom, n.geom)) AS f(at)
		CROSS JOIN LATERAL (VALUES (f.at), (CASE WHEN ST_IsClosed(w.geom) THEN 1 - f.at END)) AS p(at)
	WHERE n.attributes IS NOT NULL AND ST_Dimension(w.geom) = 1 AND (p.at = f.at OR p.at IN (0, 1))
		AND (n.attributes->>'kind' NOT IN ('crossing', 'signal_crossing') OR w.attributes->>'kind' = 'path')
	WINDOW along AS (PARTITION BY w.id ORDER BY p.at)
) c;

-- A square is walked along its outline and across, from where one way meets it to where another does.
CREATE TEMP TABLE square ON COMMIT DROP AS
SELECT w.id, count(e.geom) AS entries,
	walkshed.area_paths(w.geom, coalesce(ST_Collect(e.geom), 'SRID=4326;MULTIPOINT EMPTY')) AS geom
FROM way w
	LEFT JOIN vertex e ON e.id = w.id AND EXISTS (SELECT FROM vertex o WHERE o.geom = e.geom AND o.id <> e.id)
WHERE ST_Dimension(w.geom) = 2 AND w.attributes->>'kind' <> 'barrier'
GROUP BY w.id, w.geom;

CREATE TEMP TABLE new_street ON COMMIT DROP AS
SELECT w.id, w.tags->>'name' AS name, w.attributes, w.tags,
	CASE WHEN q.geom IS NOT NULL THEN q.geom WHEN ST_Dimension(w.geom) = 2 THEN ST_Boundary(w.geom) WHEN r.geom IS NULL THEN w.geom
		WHEN ST_NumGeometries(r.geom) = 1 THEN ST_GeometryN(r.geom, 1) ELSE r.geom END AS geom
FROM way w
	LEFT JOIN square q ON q.id = w.id
	LEFT JOIN (
		SELECT way_id, nummultirange(numrange(0, 1)) - range_agg(part) AS parts FROM cut GROUP BY way_id
	) c ON c.way_id = w.id
	LEFT JOIN LATERAL (
		SELECT ST_Collect(ST_LineSubstring(w.geom, lower(p)::float8, upper(p)::float8)) AS geom
		FROM unnest(c.parts) AS p
	) r ON true
UNION ALL
SELECT c.node_id, NULL, c.attributes, NULL,
	ST_Multi(ST_Collect(ST_LineSubstring(w.geom, lower(c.part)::float8, upper(c.part)::float8) ORDER BY w.id, c.part))
FROM cut c JOIN way w ON w.id = c.way_id
GROUP BY c.node_id, c.attributes;

-- A ramp for wheelchairs beside steps has the line of the steps, and takes longer than they do, so that it is for those who
-- cannot take them.
INSERT INTO new_street
SELECT id + 2, name, jsonb_build_object('kind', 'path', 'wheelchair', 'yes', 'delay_s', round((1.3 * ST_Length(geom::geography))::numeric, 1)),
	tags, geom
FROM new_street
WHERE attributes->>'kind' = 'steps' AND id % 4 = 1 AND tags->>'conveying' IS NULL
	AND (tags->>'ramp:wheelchair' = 'yes' OR attributes->>'wheelchair' = 'yes');

CREATE INDEX ON new_street USING gist (geom);
ANALYZE new_street;

SELECT pg_temp.step('streets', sum(n)::bigint, string_agg(kind || ' ' || pg_temp.n(n), ', ' ORDER BY n DESC, kind))
FROM (SELECT attributes->>'kind' AS kind, count(*) AS n FROM new_street GROUP BY 1) k;
SELECT pg_temp.step('ramps', count(*), 'for wheelchairs beside steps') FROM new_street WHERE id % 4 = 3 HAVING count(*) > 0;
SELECT pg_temp.step('squares', count(*), format('areas of highway, walked along their outlines and across from %s places where ways meet them, on %s lines',
	pg_temp.n(sum(entries)::bigint), pg_temp.n(sum(ST_NumGeometries(geom))::bigint)))
FROM square HAVING count(*) > 0;
SELECT pg_temp.step('tracks', (SELECT count(*) FROM track), format('of railways; where they are less than 10 m apart, %s vertices became outlines of %s',
	pg_temp.n(sum(vertices)::bigint), pg_temp.n(sum(ST_NPoints(geom))::bigint)))
FROM bundle HAVING count(*) > 0;
SELECT pg_temp.step('on ways', count(DISTINCT node_id), format('nodes, a street of a metre to either side each: gates %s, of them closed to all %s, with hours %s; crossings %s; raised kerbs and stiles %s',
	pg_temp.n(count(DISTINCT node_id) FILTER (WHERE attributes->>'kind' = 'gate')),
	pg_temp.n(count(DISTINCT node_id) FILTER (WHERE attributes->>'foot' = 'no')),
	pg_temp.n(count(DISTINCT node_id) FILTER (WHERE attributes ? 'hours')),
	pg_temp.n(count(DISTINCT node_id) FILTER (WHERE attributes->>'kind' LIKE '%crossing')),
	pg_temp.n(count(DISTINCT node_id) FILTER (WHERE attributes->>'kind' = 'path'))))
FROM cut HAVING count(*) > 0;
SELECT pg_temp.step('cut', count(*), format(
	'ways name nodes that are not in the file and end before them; of these %s come back, and keep their longest part',
	pg_temp.n(count(*) FILTER (WHERE is_back))))
FROM way WHERE missing > 0
HAVING count(*) > 0;

-- Places -------------------------------------------------------------------------------------------------------------

-- Entrances on the outline of an area; of open ground without any, where streets meet the outline; else a point.
CREATE TEMP TABLE new_place ON COMMIT DROP AS
SELECT p.id, p.tags->>'name' AS name, p.tags->>'brand' AS brand, p.services, p.tags->>'opening_hours' AS hours,
	round((ST_Area(p.geom::geography) * CASE
		WHEN p.is_building THEN substring(p.tags->>'building:levels' FROM '^\d{1,3}')::int
		WHEN p.tags ?| '{leisure,landuse,place}' THEN 1 END)::numeric)::float8 AS capacity,
	substring(coalesce(p.tags->>'capacity', p.tags->>'beds') FROM '^\d{1,6}')::int AS persons,
	p.tags->>'wheelchair' AS wheelchair,
	CASE WHEN e.geom IS NOT NULL THEN 'entrance' WHEN o.geom IS NOT NULL THEN 'outline' ELSE 'point' END AS entry,
	p.tags, ST_Multi(coalesce(e.geom, o.geom, ST_PointOnSurface(p.geom))) AS geom
FROM (
	SELECT pg_temp.id(p.osm_type, p.osm_id) AS id, p.tags, p.geom, m.services, ST_Dimension(p.geom) = 2 AS is_area,
		coalesce(p.tags->>'building', 'no') <> 'no' AS is_building
	FROM :"staging".place p, LATERAL (
		SELECT array_agg(DISTINCT m.service ORDER BY m.service) AS services
		FROM walkshed.osm_mapping m
		WHERE pg_temp.says(p.tags->>m.key, m.value)
			AND NOT EXISTS (SELECT FROM jsonb_each_text(m.also) a WHERE NOT pg_temp.says(p.tags->>a.key, a.value))
	) m
	WHERE m.services IS NOT NULL
) p
	LEFT JOIN LATERAL (
		SELECT ST_Collect(n.geom ORDER BY n.id) AS geom
		FROM node n
		WHERE p.is_area AND n.geom && p.geom AND (n.gate OR n.entrance) AND n.access IS DISTINCT FROM 'no'
			AND ST_Intersects(ST_Points(p.geom), n.geom)
	) e ON true
	LEFT JOIN LATERAL (
		SELECT ST_Collect(DISTINCT ST_PointOnSurface(x.geom)) AS geom
		FROM (SELECT ST_Boundary(p.geom) AS geom OFFSET 0) b
			JOIN new_street s ON s.geom && b.geom AND ST_Intersects(b.geom, s.geom)
			CROSS JOIN LATERAL ST_Dump(ST_Intersection(s.geom, b.geom)) AS x
		WHERE e.geom IS NULL AND p.is_area AND NOT p.is_building
			AND s.attributes->>'kind' NOT IN ('barrier', 'footbridge', 'underpass', 'indoor', 'lift')
			AND s.attributes->>'foot' IS DISTINCT FROM 'no'
	) o ON true;

SELECT pg_temp.step('places', (SELECT count(*) FROM new_place),
	(SELECT string_agg(service || ' ' || pg_temp.n(n), ', ' ORDER BY n DESC, service)
	 FROM (SELECT service, count(*) AS n FROM new_place, unnest(services) service GROUP BY 1) s));
SELECT pg_temp.step('entrances', count(*) FILTER (WHERE entry = 'entrance'), format('areas have entrances mapped; %s of open ground are entered where streets meet their outline; hours are known of %s',
	pg_temp.n(count(*) FILTER (WHERE entry = 'outline')), pg_temp.n(count(hours))))
FROM new_place;

-- Buildings, regions, quarters, gates --------------------------------------------------------------------------------

CREATE TEMP TABLE new_building ON COMMIT DROP AS
SELECT pg_temp.id(b.osm_type, b.osm_id) AS id, b.residential, b.levels, b.flats, b.people, coalesce(e.n, 0)::int AS entrances, b.geom
FROM :"staging".building b
	LEFT JOIN (
		SELECT b.osm_type, b.osm_id, count(*) AS n
		FROM node n JOIN :"staging".building b ON b.geom && n.geom AND ST_Intersects(ST_Points(b.geom), n.geom)
		WHERE n.entrance
		GROUP BY 1, 2
	) e USING (osm_type, osm_id);

SELECT pg_temp.step('buildings', count(*), format('%s residential; levels are known of %s, flats of %s, entrances of %s',
	pg_temp.n(count(*) FILTER (WHERE residential)), pg_temp.n(count(levels)), pg_temp.n(count(flats)),
	pg_temp.n(count(*) FILTER (WHERE entrances > 0))))
FROM new_building;

CREATE TEMP TABLE new_region ON COMMIT DROP AS
SELECT pg_temp.id(b.osm_type, b.osm_id) AS id, b.name, b.admin_level, (
		SELECT pg_temp.id(a.osm_type, a.osm_id) FROM :"staging".boundary a
		WHERE a.admin_level < b.admin_level AND ST_Intersects(a.geom, ST_PointOnSurface(b.geom))
		ORDER BY a.admin_level DESC, ST_Area(a.geom), a.osm_id LIMIT 1) AS parent_id,
	b.geom
FROM :"staging".boundary b;

SELECT pg_temp.step('regions', coalesce(sum(n), 0)::bigint, coalesce(string_agg('admin_level ' || admin_level || ': ' || n, ', ' ORDER BY admin_level),
	'no boundary=administrative is whole in the file'))
FROM (SELECT admin_level, count(*) AS n FROM new_region GROUP BY 1) l;

-- Below 30 residential areas the land use is hardly mapped there, and residential buildings say more, if there are more;
-- unless the user said which areas are quarters.
SELECT count(*) AS areas, :'quarters' = 'landuse=residential' AND count(*) < 30
	AND count(*) < (SELECT count(*) FROM :"staging".building WHERE residential) AS few
FROM :"staging".quarter \gset

CREATE TEMP TABLE new_quarter ON COMMIT DROP AS
SELECT q.id, coalesce(q.name, 'quarter ' || q.id) AS name, q.people::numeric AS people, (
		SELECT r.id FROM new_region r
		WHERE ST_Intersects(r.geom, ST_PointOnSurface(q.geom))
		ORDER BY r.admin_level DESC, ST_Area(r.geom), r.id LIMIT 1) AS region_id,
	q.geom
FROM (
	SELECT pg_temp.id(osm_type, osm_id) AS id, name, people, geom FROM :"staging".quarter WHERE NOT :'few'
	UNION ALL
	SELECT pg_temp.id(osm_type, osm_id), name, people, geom FROM :"staging".building WHERE :'few' AND residential
) q;
CREATE INDEX ON new_quarter USING gist (geom);
ANALYZE new_quarter;

SELECT pg_temp.step('quarters', count(*), CASE WHEN :'few'
	THEN format('residential buildings, for there are only %s residential areas', :areas)
	WHEN count(*) = 0 THEN format('no area of %s and no residential building in the file: bring a table of quarters of your own', :'quarters')
	ELSE format('areas of %s, %s named', :'quarters', count(*) FILTER (WHERE name <> 'quarter ' || id)) END)
FROM new_quarter;

-- A wall that nobody mapped; a way that is a quarter and has its own is there already.
\if :walled
	INSERT INTO new_street (id, attributes, geom)
	SELECT id, '{"kind": "barrier"}', ST_Boundary(geom) FROM new_quarter WHERE NOT :'few' AND id NOT IN (SELECT id FROM new_street);
	SELECT pg_temp.step('walls', count(*), 'outlines of quarters, taken for walls')
	FROM new_street s JOIN new_quarter q USING (id) WHERE s.tags IS NULL;
\endif

-- A gate belongs to the nearest quarter whose outline is within 15 m; an entrance, and any gate of a building, must be on
-- the outline. Where an area has less than a gate for 1,500 m of outline, its gates are not how people leave it, and it
-- is left to where streets meet the outline. A gate that is closed to all is left out.
CREATE TEMP TABLE door ON COMMIT DROP AS
SELECT g.id, q.id AS quarter_id, g.access, g.hours, g.geom, CASE WHEN g.access = 'no' THEN 'closed to all'
		WHEN q.id IS NULL THEN 'no quarter near'
		WHEN q.outline_m > 1500 * count(*) FILTER (WHERE g.access IS DISTINCT FROM 'no') OVER (PARTITION BY q.id)
		THEN 'less than a gate for 1500 m of outline' END AS why
FROM node g
	LEFT JOIN LATERAL (
		SELECT q.id, ST_Length(o.outline) AS outline_m
		FROM new_quarter q, LATERAL (SELECT ST_Boundary(q.geom)::geography AS outline) o
		WHERE q.geom && ST_Expand(g.geom, 20 / (111320 * cos(radians(ST_Y(g.geom)))), 20 / 111320.0)
			AND ST_Distance(o.outline, g.geom::geography) <= CASE WHEN NOT g.gate OR :'few' THEN 1 ELSE 15 END
		ORDER BY ST_Distance(o.outline, g.geom::geography), q.id LIMIT 1
	) q ON true
WHERE g.gate OR g.entrance;

CREATE TEMP TABLE new_gate ON COMMIT DROP AS
SELECT id, quarter_id, access, hours, geom FROM door WHERE why IS NULL;

SELECT pg_temp.step('gates', count(*) FILTER (WHERE why IS NULL), rtrim(format('gates and entrances of %s quarters; of others: %s',
	pg_temp.n(count(DISTINCT quarter_id) FILTER (WHERE why IS NULL)),
	(SELECT string_agg(why || ' ' || pg_temp.n(n), ', ' ORDER BY why) FROM (SELECT why, count(*) AS n FROM door WHERE why IS NOT NULL GROUP BY 1) w)), ': '))
FROM door;

-- What was left out ---------------------------------------------------------------------------------------------------

CREATE TEMP TABLE new_dropped ON COMMIT DROP AS
SELECT DISTINCT ON (id) id, what, why, name, geom
FROM (
	SELECT pg_temp.id(osm_type, osm_id) AS id, 'street' AS what, why, name, geom FROM :"staging".dropped
	UNION ALL
	SELECT pg_temp.id(osm_type, osm_id), 'street', 'fewer than two nodes in the file', tags->>'name', NULL
	FROM :"staging".street
	WHERE geom IS NULL OR run_from >= run_to
	UNION ALL
	SELECT id, 'street', 'natural=water, less than 80 m round', tags->>'name', geom FROM pond
	UNION ALL
	SELECT pg_temp.id(osm_type, osm_id), 'place', tag, tags->>'name', geom
	FROM :"staging".place
	WHERE pg_temp.id(osm_type, osm_id) NOT IN (SELECT id FROM new_place)
	UNION ALL
	SELECT id, 'gate', why, NULL, geom FROM door WHERE why IS NOT NULL
) d
ORDER BY id, what DESC;

SELECT pg_temp.step(what, sum(n)::bigint, string_agg(why || ' ' || pg_temp.n(n), ', ' ORDER BY rank) FILTER (WHERE rank <= 12)
	|| CASE WHEN count(*) > 12 THEN ' ...' ELSE '' END)
FROM (
	SELECT CASE what WHEN 'street' THEN 'not walked' ELSE 'not mapped' END AS what, why, count(*) AS n,
		row_number() OVER (PARTITION BY what ORDER BY count(*) DESC, why) AS rank
	FROM new_dropped WHERE what <> 'gate' GROUP BY new_dropped.what, why
) t
GROUP BY what ORDER BY what DESC;

-- The change ---------------------------------------------------------------------------------------------------------

-- What differs takes the place of the old: +new, -old rows; nothing where nothing does.
CREATE FUNCTION pg_temp.replace(city text, name text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	fresh bigint;
	gone bigint;
BEGIN
	EXECUTE format('DELETE FROM %1$I.%2$I o WHERE NOT EXISTS (SELECT FROM new_%2$I n WHERE n.id = o.id AND n.* *= o.*)', city, name);
	GET DIAGNOSTICS gone = ROW_COUNT;
	EXECUTE format('INSERT INTO %1$I.%2$I SELECT n.* FROM new_%2$I n WHERE n.id NOT IN (SELECT o.id FROM %1$I.%2$I o)', city, name);
	GET DIAGNOSTICS fresh = ROW_COUNT;
	RETURN CASE WHEN fresh + gone > 0 THEN format('%s +%s -%s', name, pg_temp.n(fresh), pg_temp.n(gone)) END;
END
$$;

SELECT pg_temp.step('changes', NULL, coalesce(string_agg(pg_temp.replace(:'city', name), ', '), 'none: the city was as the file is'))
FROM unnest('{street,place,building,region,quarter,gate,dropped}'::text[]) AS name;

-- What later changes need: the staging schema, which tags are quarters, and which nodes are missing. It belongs to this
-- transaction as it does to the city.
CREATE TEMP TABLE missing (id bigint) ON COMMIT DROP;
\copy missing FROM pstdin
\if :append
	DELETE FROM :"kept".missing;
\else
	DROP SCHEMA IF EXISTS :"kept" CASCADE;
\endif
\if :slim
	COMMENT ON SCHEMA :"staging" IS 'What walkshed-import --append needs';
	ALTER SCHEMA :"staging" RENAME TO :"kept";
	CREATE TABLE :"kept".import AS SELECT :'quarters' AS quarters, :'walled'::bool AS walled;
	CREATE TABLE :"kept".missing (id bigint PRIMARY KEY);
\endif
SELECT :'slim' = 'yes' OR :'append' = 'yes' AS keep \gset
\if :keep
	INSERT INTO :"kept".missing SELECT DISTINCT id FROM missing;
\endif

COMMIT;
