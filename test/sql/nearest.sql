--
-- nearest: for every origin the nearest places of every tag.
--
\set one 'walkshed.walker(speed_mps => 1)'
\pset null NULL
-- A street of 1000 m with two side streets of 200 m, at 300 and 600.
CREATE TABLE street AS
SELECT * FROM (VALUES (1, along(0, 0, 300, 0, 600, 0, 1000, 0)), (2, along(300, 0, 300, 200)), (3, along(600, 0, 600, 200))) AS s(id, geom);
CREATE TABLE net AS SELECT walkshed.network_agg(id, geom) AS streets FROM street;

CREATE TABLE place (id bigint, geom geometry, tag text);
INSERT INTO place VALUES
	(11, at(300, 200), 'market'), (12, at(900, 0), 'market'), (13, at(100, 0), 'market'),
	-- A clinic with doors at both ends of the street counts once.
	(21, at(600, 200), 'clinic'), (22, ST_Collect(at(0, 0), at(1000, 0)), 'clinic');
CREATE TABLE origin (id bigint, geom geometry);
INSERT INTO origin VALUES
	(1, at(200, 0)),
	-- 10 m off the street.
	(2, at(600, -10)),
	-- Two gates, one of them 10 m off the street.
	(3, ST_Collect(at(0, 10), at(700, 0))),
	-- No street in reach; no location.
	(4, at(0, 900)), (5, NULL);
CREATE TABLE sets AS
SELECT (SELECT walkshed.point_set_agg(id, geom) FROM origin) AS origins, (SELECT walkshed.point_set_agg(id, geom, 1, tag) FROM place) AS places;
ANALYZE net, sets;

-- Two within 500 m. Markets: from 1, 13 in 100 and 11 in 100 + 200 m; from 2,
-- 12 in 10 + 300 m, the others in 510; from 3, 13 from the first gate, 10 + 100,
-- and 12 from the second. Clinics: from 1, 22 in 200, 21 in 600; from 2, 21 in
-- 10 + 200, 22 in 10 + 400; from 3, 22 in 10 and 21 in 100 + 200.
SELECT n.origin_id, n.tag, n.rank, n.place_id, round(n.seconds) AS seconds, round(n.metres) AS metres, n.problem
FROM net, sets, walkshed.nearest(streets, origins, places, 2, metres => 500, walker => :one) n;

-- As far as it takes, every pair is as far as walk says.
SELECT count(*) AS pairs, max(abs(n.seconds - w.seconds)) < 0.01 AND max(abs(n.metres - w.metres)) < 0.01 AS same
FROM net, sets, walkshed.nearest(streets, origins, places, 1000, minutes => 1440) n
	JOIN origin o ON o.id = n.origin_id JOIN place p ON p.id = n.place_id, walkshed.walk(streets, o.geom, p.geom) w;

-- The nearest by default, in minutes at 1.33 m/s; one tag; and one that no place
-- has, where an origin that has a reason of its own still gives that.
SELECT n.origin_id, n.place_id, round(n.seconds::numeric, 1) AS seconds, round(n.metres) AS metres
FROM net, sets, walkshed.nearest(streets, origins, places, minutes => 15, tag => 'market') n WHERE problem IS NULL;
SELECT n.* FROM net, sets, walkshed.nearest(streets, origins, places, minutes => 15, tag => 'Market') n;

-- A budget of 0 is enough where one is there: 22 from its own door.
SELECT place_id, seconds, metres, problem
FROM net, sets, walkshed.nearest(streets, (SELECT walkshed.point_set_agg(1, at(0, 0))), places, 5, 0, tag => 'clinic');

-- Places that are equally far go by their ids: of one spot, and to both sides.
-- A place without a tag is under no tag, which comes first; then by bytes.
SELECT n.tag, n.rank, n.place_id, round(n.metres) AS metres
FROM net, walkshed.nearest(streets, (SELECT walkshed.point_set_agg(1, at(150, 0))),
	(SELECT walkshed.point_set_agg(id, geom, 1, tag) FROM (VALUES (9, at(250, 0), 'spot'), (7, at(250, 0), 'spot'), (8, at(250, 0), 'spot'),
		(6, at(50, 0), 'Side'), (4, at(250, 0), 'Side'), (5, at(50, 0), 'Side'), (3, at(150, 0), NULL), (2, at(150, 1), '')) AS p(id, geom, tag)),
	2, metres => 100) n;

-- Origins walk to places: on a street one way to the east only what lies ahead.
-- Uphill the steps take 2 s a metre, downhill 1.43; in metres both are 100.
WITH ways AS MATERIALIZED (
	SELECT walkshed.network_agg(id, geom, attributes) AS streets
	FROM (VALUES (1, along(0, 0, 200, 0), '{"foot": "forward"}'::jsonb), (2, along(0, 500, 200, 500), '{"kind": "steps", "ascent_m": 40}')) AS s(id, geom, attributes)
), doors AS MATERIALIZED (
	SELECT walkshed.point_set_agg(id, geom) AS doors FROM (VALUES (1, at(50, 0)), (2, at(150, 0)), (3, at(50, 500)), (4, at(150, 500))) AS d(id, geom)
)
SELECT origin_id, rank, place_id, round(seconds) AS seconds, round(metres) AS metres, problem
FROM ways, doors, walkshed.nearest(streets, doors, doors, 2, metres => 150, walker => :one);

-- Nothing to find: no place of the tag is on the network, or has a location.
SELECT origin_id, tag, place_id, problem
FROM net, walkshed.nearest(streets, (SELECT walkshed.point_set_agg(1, at(200, 0))),
	(SELECT walkshed.point_set_agg(id, geom, 1, tag) FROM (VALUES (1, at(0, 900), 'far'), (2, NULL, 'nowhere'), (3, 'POINT EMPTY', 'nowhere')) AS p(id, geom, tag)), minutes => 15);
-- Nobody asks, or there is nothing at all: no rows.
SELECT count(*) FROM net, sets, walkshed.nearest(NULL, origins, places, minutes => 15);
SELECT count(*) FROM net, sets, walkshed.nearest(streets, NULL, places, minutes => 15);
SELECT count(*) FROM net, sets, walkshed.nearest(streets, origins, NULL, minutes => 15);

-- The rows come by tag, origin and rank, each origin with every tag at least once.
SELECT array_agg(i ORDER BY i) = array_agg(i ORDER BY tag COLLATE "C", origin_id, rank) AS ordered, count(DISTINCT (tag, origin_id)) AS answers
FROM net, sets, walkshed.nearest(streets, origins, places, 3, metres => 2000) WITH ORDINALITY AS n(origin_id, tag, rank, place_id, seconds, metres, problem, i);

-- Errors.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT walkshed.nearest(streets, origins, places, %s) FROM net, sets', arguments))
FROM (VALUES (1, 'minutes => NULL'), (2, 'minutes => 5, metres => 5'), (3, 'minutes => -5'), (4, 'minutes => 1441'), (5, 'metres => ''NaN'''),
	(6, '0, 15'), (7, '-1, 15'), (8, '1001, 15'), (9, 'NULL, 15')) AS b(i, arguments)
ORDER BY i;

DROP TABLE street, net, place, origin, sets;
