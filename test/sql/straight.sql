--
-- nearest_straight: for every origin the nearest place of every tag, whatever is in the way.
--
\pset null NULL
CREATE TABLE place (id bigint, geom geometry, tag text);
INSERT INTO place VALUES
	(1, at(300, 0), 'market'), (2, at(0, 400), 'market'), (3, at(700, 0), 'market'),
	-- A clinic with two doors; one that is an area, and is inside of that; one with an area and a door, which is where the door is.
	(4, ST_Collect(at(-100, 0), at(900, 0)), 'clinic'),
	(5, ST_Envelope(along(0, 180, 40, 220)), 'park'),
	(6, ST_Envelope(along(680, -20, 720, 20)), 'school'), (6, at(1000, 0), 'school'),
	(7, at(0, 50), NULL), (8, NULL, 'market'), (9, 'POINT EMPTY', 'nowhere');
CREATE TABLE origin (id bigint, geom geometry);
INSERT INTO origin VALUES
	(1, at(0, 0)),
	-- Two gates.
	(2, ST_Collect(at(0, 5000), at(650, 0))),
	-- An area: from a point inside, (1000, 800).
	(3, ST_Envelope(along(990, 790, 1010, 810))),
	-- Far from all; nowhere.
	(4, at(0, 9000)), (5, NULL);
CREATE TABLE sets AS
SELECT (SELECT walkshed.point_set_agg(id, geom) FROM origin) AS origins, (SELECT walkshed.point_set_agg(id, geom, 1, tag) FROM place) AS places;

-- Within 1000 m. From 1: of no tag 50; the first door of 4; of 300, 400 and 700 the first; the middle of 5, (20, 200):
-- the root of 20 and 200 squared; the door of 6, not its area. From 2's second gate: the root of 650 and 50 squared;
-- 250 to the second door; 50; the root of 630 and 200 squared; 350. From 3: the root of 100 and 800 squared, of 300
-- and 800 squared, and 800; the others are farther.
SELECT origin_id, tag, place_id, round(straight_metres::numeric, 1) AS metres FROM sets, walkshed.nearest_straight(origins, places, 1000.1);
-- Within 200 m, then within less than anything but 50.
SELECT origin_id, tag, place_id, round(straight_metres::numeric, 1) AS metres FROM sets, walkshed.nearest_straight(origins, places, 199);
SELECT origin_id, tag, place_id, round(straight_metres::numeric, 1) AS metres FROM sets, walkshed.nearest_straight(origins, places, 51);

-- Places that are equally far go by their ids: of one spot, and to both sides.
SELECT tag, place_id, round(straight_metres) AS metres
FROM walkshed.nearest_straight((SELECT walkshed.point_set_agg(1, at(0, 0))), (
	SELECT walkshed.point_set_agg(id, geom, 1, tag)
	FROM (VALUES (9, at(0, 100), 'spot'), (7, at(0, 100), 'spot'), (8, at(0, 100), 'spot'), (6, at(-50, 0), 'east'), (4, at(50, 0), 'east'),
		(3, at(0, -50), 'north'), (5, at(0, 50), 'north')) AS p(id, geom, tag)), 1000);

-- Against PostGIS, on 200 origins and 300 places over a degree or so, in the north and far in the south: the distance
-- of the nearest to 1e-4, and no row where even that is beyond 20 km.
SELECT setseed(0.5);
CREATE TABLE random_origin AS
SELECT i AS id, ST_SetSRID(ST_MakePoint(113 + 1.4 * random(), CASE WHEN i % 2 = 0 THEN 36 ELSE -64 END + random()), 4326) AS geom FROM generate_series(1, 200) AS i;
CREATE TABLE random_place AS
SELECT i AS id, ST_SetSRID(ST_MakePoint(113 + random(), CASE WHEN i % 2 = 0 THEN 36 ELSE -64 END + random()), 4326) AS geom,
	CASE WHEN i % 50 < 2 THEN 'rare' WHEN i % 3 = 0 THEN 'frequent' END AS tag FROM generate_series(1, 300) AS i;
WITH near AS (
	SELECT n.*, ST_Distance(o.geom::geography, p.geom::geography) AS distance
	FROM walkshed.nearest_straight((SELECT walkshed.point_set_agg(id, geom) FROM random_origin),
			(SELECT walkshed.point_set_agg(id, geom, 1, tag) FROM random_place), 20000) AS n
		JOIN random_origin o ON o.id = n.origin_id
		JOIN random_place p ON p.id = n.place_id
), least AS (
	SELECT o.id AS origin_id, p.tag, min(ST_Distance(o.geom::geography, p.geom::geography)) AS distance
	FROM random_origin o, random_place p
	GROUP BY 1, 2
)
SELECT count(*) AS pairs, count(n.origin_id) BETWEEN 400 AND 599 AS some_are_near,
	count(*) FILTER (WHERE CASE WHEN n.origin_id IS NULL THEN l.distance < 20000 * (1 - 1e-4)
		ELSE n.straight_metres > 20000 OR abs(n.straight_metres / l.distance - 1) > 1e-4 OR n.distance > l.distance * (1 + 1e-4) END) AS wrong
FROM least l LEFT JOIN near n ON n.origin_id = l.origin_id AND n.tag IS NOT DISTINCT FROM l.tag;

-- The rows come by tag and origin.
SELECT array_agg(i ORDER BY i) = array_agg(i ORDER BY tag COLLATE "C" NULLS FIRST, origin_id) AS ordered
FROM walkshed.nearest_straight((SELECT walkshed.point_set_agg(id, geom) FROM random_origin),
	(SELECT walkshed.point_set_agg(id, geom, 1, tag) FROM random_place), 20000) WITH ORDINALITY AS n(origin_id, tag, place_id, straight_metres, i);

-- Nobody asks, or there is nothing: no rows.
SELECT count(*) FROM sets, walkshed.nearest_straight(NULL, places, 1000);
SELECT count(*) FROM sets, walkshed.nearest_straight(origins, NULL, 1000);
SELECT count(*) FROM sets, walkshed.nearest_straight(origins, (SELECT walkshed.point_set_agg(id, geom) FROM place WHERE false), 1000);
SELECT count(*) FROM sets, walkshed.nearest_straight((SELECT walkshed.point_set_agg(5, NULL)), places, 1000);

-- Mistakes.
SELECT complaint(format('SELECT count(*) FROM sets, walkshed.nearest_straight(origins, places, %s)', m))
FROM unnest(ARRAY['NULL', '0.9', '50001', '-1', '''NaN''']) AS m;
SELECT row_count('SELECT * FROM sets, walkshed.nearest_straight(origins, places, 50000)') > 0 AS farthest,
	row_count('SELECT * FROM sets, walkshed.nearest_straight(origins, places, 1)') AS least;
SELECT complaint('SELECT walkshed.nearest_straight(walkshed.point_set_agg(1, at(0, 0)), walkshed.point_set_agg(1, ST_SetSRID(at(0, 0), 4490)), 100)');
SELECT * FROM walkshed.nearest_straight((SELECT walkshed.point_set_agg(1, ST_SetSRID(at(0, 0), 4490))), (SELECT walkshed.point_set_agg(2, ST_SetSRID(at(0, 0), 4490))), 100);
DROP TABLE place, origin, sets, random_origin, random_place;
