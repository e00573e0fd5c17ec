--
-- Areas: a quarter or a park as a polygon, entered where streets meet its
-- outline.
--
-- A street of 1000 m; from it steps at 300, a path at 600 that ends 100 m to the
-- north, and across it a closed street at 400.
CREATE TABLE street AS
SELECT * FROM (VALUES
	(1, along(0, 0, 300, 0, 600, 0, 1000, 0), NULL::jsonb), (2, along(300, 0, 300, 200), '{"kind": "steps"}'),
	(3, along(400, -100, 400, 300), '{"foot": "no"}'), (4, along(600, 0, 600, 100), '{"kind": "path"}')) AS s(id, geom, attributes);
CREATE TABLE net AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM street;
CREATE VIEW edge AS SELECT e.id AS edge, e.source_id FROM net, walkshed.network_edges(streets) e;

CREATE FUNCTION area(VARIADIC places float8[]) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_MakePolygon(ST_AddPoint(along(VARIADIC places), at(places[1], places[2])));
CREATE TABLE quarter (name text, geom geometry);
INSERT INTO quarter VALUES
	-- Crossed by the street at 200 and 500 and by the steps.
	('crossed', area(200, -50, 500, -50, 500, 100, 200, 100)),
	-- By the end of the street, at 700.
	('beside', area(700, -50, 1200, -50, 1200, 50, 700, 50)),
	-- Where the path ends at its side; where its corner is at the crossing at 300.
	('end', area(550, 100, 650, 100, 650, 150, 550, 150)),
	('corner', area(300, 0, 250, -80, 350, -80)),
	-- The street is its south side from 700 to 800.
	('along', area(700, 0, 800, 0, 800, 50, 700, 50)),
	-- Not crossed: its middle is 60 m off. With a hole there, left of that. Too far.
	('off', area(700, 20, 800, 20, 800, 100, 700, 100)),
	('ring', ST_MakePolygon(ST_ExteriorRing(area(700, 20, 800, 20, 800, 100, 700, 100)), ARRAY[ST_ExteriorRing(area(740, 30, 790, 30, 790, 90, 740, 90))])),
	('far', area(700, 300, 800, 300, 800, 400, 700, 400)),
	-- Only the closed street goes through it.
	('closed', area(390, 100, 410, 100, 410, 180, 390, 180)),
	-- Two parts of which one is crossed.
	('parts', ST_Collect(area(700, -50, 1200, -50, 1200, 50, 700, 50), area(700, 60, 800, 60, 800, 100, 700, 100)));

-- snap: one door where there is one; of several the first edge's, which is left
-- open here. On the outline there is no leg.
SELECT name, CASE WHEN name NOT IN ('crossed', 'along') THEN source_id END AS street, round(s.metres) AS metres,
	CASE WHEN name NOT IN ('crossed', 'along') THEN metres(s.geom) END AS point,
	round(ST_Distance(s.geom, ST_Boundary(q.geom)) * 111319) AS off_outline, problem
FROM net, quarter q, walkshed.snap(streets, q.geom) s LEFT JOIN edge USING (edge)
ORDER BY name;

-- Within 50 m of the doors: 100 m of street around each, but for the ends of
-- streets and what lies between two doors; the corner's one door is on all three
-- streets. A wheelchair has no use for the steps.
SELECT name, source_id AS street, round(sum(ST_Length(r.geom::geography))) AS metres, round(max(greatest(from_seconds, to_seconds))) AS seconds
FROM net, quarter q, walkshed.reach(streets, q.geom, metres => 50, walker => walkshed.walker(speed_mps => 1)) r
WHERE name IN ('crossed', 'beside', 'end', 'corner', 'along', 'closed')
GROUP BY name, source_id ORDER BY name, source_id;
SELECT source_id AS street, round(sum(ST_Length(r.geom::geography))) AS metres
FROM net, quarter q, walkshed.reach(streets, q.geom, metres => 50, walker => walkshed.walker(steps_allowed => false)) r
WHERE name = 'crossed' GROUP BY source_id;
-- The nodes from the nearest door: 300 and 600 from either side, both ends.
SELECT array_agg(round(n.metres) ORDER BY n.metres) AS metres
FROM net, quarter q, walkshed.reach_nodes(streets, q.geom, metres => 201) n WHERE name = 'crossed';
SELECT name, ST_Covers(c, at(160, 0)) AS west, ST_Covers(c, at(350, 0)) AS inside, ST_Covers(c, at(540, 0)) AS east, ST_Covers(c, at(300, 145)) AS steps
FROM net, quarter q, walkshed.catchment(streets, q.geom, metres => 50, buffer_m => 10) c WHERE name = 'crossed';

-- walk: the best pair of doors.
SELECT a.name, b.name, round(w.metres) AS metres, round(straight_metres) AS straight, round(detour::numeric, 2) AS detour, steps, metres(w.geom) AS line, problem
FROM net, quarter a, quarter b, walkshed.walk(streets, a.geom, b.geom, walkshed.walker(speed_mps => 1)) w
WHERE (a.name, b.name) IN (('crossed', 'beside'), ('beside', 'crossed'), ('corner', 'end'), ('off', 'end'), ('crossed', 'crossed'), ('far', 'end'))
ORDER BY 1, 2;

-- A wall between what is not crossed and the street, all along it: then the part
-- of the path north of it, 150 m off, or none.
SELECT longest, round(metres) AS metres, metres(s.geom) AS point, problem
FROM quarter q, (VALUES (200), (149)) AS l(longest), walkshed.snap((SELECT walkshed.network_agg(id, geom, attributes) FROM (
	TABLE street UNION ALL SELECT 5, along(-500, 10, 2000, 10), '{"kind": "barrier"}') s), q.geom, walkshed.walker(off_street_max_m => longest)) s
WHERE name = 'off' ORDER BY longest DESC;

-- What two polygons share, and a polygon with all its points twice, make no more
-- doors: the reach is the same.
SELECT count(DISTINCT md5(r::text)) AS answers
FROM net, LATERAL (
	SELECT geom FROM quarter WHERE name = 'crossed'
	UNION ALL SELECT ST_Multi(geom) FROM quarter WHERE name = 'crossed'
	UNION ALL SELECT ST_Reverse(geom) FROM quarter WHERE name = 'crossed'
	UNION ALL SELECT ST_Collect(geom, geom) FROM quarter WHERE name = 'crossed'
	UNION ALL SELECT ST_Collect(geom, area(500, -50, 550, -60, 500, -20)) FROM quarter WHERE name = 'crossed') g,
	LATERAL (SELECT array_agg(p ORDER BY p.edge, p.from_fraction) FROM walkshed.reach(streets, g.geom, metres => 50) p) AS r(r);

-- Of point sets: a quarter is left by its crossings, and the park at the end of
-- the path entered there; the other one has a gate at 990, and no other door.
CREATE TABLE sets AS
SELECT (SELECT walkshed.point_set_agg(i, geom) FROM quarter JOIN unnest('{crossed,off,far,parts}'::text[]) WITH ORDINALITY AS n(name, i) USING (name)) AS quarters,
	(SELECT walkshed.point_set_agg(i, geom, 10, 'park') FROM (
		SELECT CASE name WHEN 'end' THEN 11 ELSE 12 END, geom FROM quarter WHERE name IN ('end', 'beside')
		UNION ALL SELECT 12, at(990, 0) UNION ALL SELECT 13, 'SRID=4326;MULTIPOLYGON EMPTY') AS p(i, geom)) AS parks;
SELECT id, tag, weight, entries, outlines, GeometryType(geom) FROM sets, walkshed.points(parks);
-- From 1: 100 + 100 m from (500 0), or 490 to the gate. From 2: 60 m to the street,
-- then 240, or 150 + 100. From 4, by its part at 700: 100 + 100, or 290.
SELECT n.origin_id, n.rank, n.place_id, round(n.seconds) AS seconds, round(n.metres) AS metres, n.problem
FROM net, sets, walkshed.nearest(streets, quarters, parks, 3, metres => 600, walker => walkshed.walker(speed_mps => 1)) n;
SELECT a.origin_id, a.places, a.total, a.problem FROM net, sets, walkshed.accessible(streets, quarters, parks, metres => 400) a;
SELECT l.place_id, l.demand, l.problem FROM net, sets, walkshed.supply_load(streets, quarters, parks, metres => 400) l;
SELECT t.origin_id, t.destination_id, round(t.metres) AS metres FROM net, sets, walkshed.travel_times(streets, quarters, quarters, metres => 400) t WHERE problem IS NULL;
-- As the functions of one origin see them.
SELECT count(*) AS pairs, max(abs(t.seconds - w.seconds)) < 0.01 AND max(abs(t.metres - w.metres)) < 0.01 AS same
FROM net, (SELECT walkshed.point_set_agg(ascii(name) * 256 + ascii(substr(name, 2)), geom) AS things FROM quarter) s,
	walkshed.travel_times(streets, things, things, minutes => 1440) t
	JOIN quarter o ON ascii(o.name) * 256 + ascii(substr(o.name, 2)) = t.origin_id JOIN quarter d ON ascii(d.name) * 256 + ascii(substr(d.name, 2)) = t.destination_id,
	walkshed.walk(streets, o.geom, d.geom) w
WHERE t.problem IS NULL;

DROP VIEW edge;
DROP TABLE street, net, quarter, sets;
DROP FUNCTION area(float8[]);
