-- Compare the measures over point sets with their formulas, written out over
-- walks that pgr_dijkstra finds: accessible, diversity, supply, supply_load,
-- travel_times and proximity. psql variable: city, a schema with a table
-- `street`, whose middle is taken; tolerance of totals, 1e-4 if not given. Prints
-- TAP.
--
-- From walkshed come the edges and their costs, nothing else: doors are snapped
-- here too, in a plane of metres. Times may differ by 0.1 s and lengths by 0.1 m;
-- no walk ends that near to the budget. Totals may differ by the tolerance times
-- themselves. Where legs differ by millimetres, as among a city's bent streets,
-- a power near 1 and a linear decay near the budget need 1e-2.

\if :{?tolerance}
\else
\set tolerance 1e-4
\endif

\set plane 998000
SELECT ST_X(middle) AS x, ST_Y(middle) AS y
FROM (SELECT ST_Centroid(ST_Collect(ST_StartPoint(geom))) AS middle FROM :"city".street) s \gset
INSERT INTO spatial_ref_sys (srid, proj4text)
VALUES (:plane, format('+proj=tmerc +lat_0=%s +lon_0=%s +ellps=WGS84 +units=m', :y, :x))
ON CONFLICT (srid) DO UPDATE SET proj4text = excluded.proj4text;

-- Doors ------------------------------------------------------------------------

CREATE TEMP TABLE town AS
SELECT id, geom, attributes
FROM :"city".street
WHERE geom && ST_Expand(ST_SetSRID(ST_MakePoint(:x, :y), 4326), 0.007);

-- Spots by streets, any but in a fixed order: at a crossing, on the line, 6 m and
-- 14 m beside it; 121 to 160 are second ones on the streets of 1 to 40.
CREATE TEMP TABLE spot AS
WITH line AS MATERIALIZED (
	SELECT row_number() OVER (ORDER BY md5(ST_AsText(e.geom, 6)), e.id) AS i, ST_Transform(e.geom, :plane) AS geom
	FROM (SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM town) n, walkshed.network_edges(n.streets) e
	WHERE (e.cost >= 0 OR e.reverse_cost >= 0) AND e.metres > 30
), aim AS MATERIALIZED (
	SELECT n, ST_LineInterpolatePoint(geom, along) AS a, ST_LineInterpolatePoint(geom, along + 0.01) AS b,
		CASE n % 4 WHEN 2 THEN 6 WHEN 3 THEN 14 ELSE 0 END * CASE n / 4 % 2 WHEN 0 THEN 1 ELSE -1 END AS aside
	FROM generate_series(1, 160) n
	JOIN line ON i = CASE WHEN n > 120 THEN n - 120 ELSE n END,
		LATERAL (SELECT CASE WHEN n % 4 = 0 THEN 0 ELSE n * 37 % 97 / 100.0 END AS along) f
)
SELECT n,
	ST_Translate(a, -aside * sin(turn), aside * cos(turn)) AS geom,
	-- Across the middle of the leg.
	ST_MakeLine(ST_Translate(a, -aside / 2.0 * sin(turn) - 10 * cos(turn), aside / 2.0 * cos(turn) - 10 * sin(turn)),
		ST_Translate(a, -aside / 2.0 * sin(turn) + 10 * cos(turn), aside / 2.0 * cos(turn) + 10 * sin(turn))) AS wall
FROM aim, LATERAL (SELECT atan2(ST_Y(b) - ST_Y(a), ST_X(b) - ST_X(a)) AS turn) t;

-- Beyond the spots: a place without streets, and an island with a one-way street.
INSERT INTO spot
SELECT n, ST_SetSRID(ST_MakePoint(x, y), :plane)
FROM (VALUES (201, 0, 9000), (202, 9050, 5), (203, 9010, 3), (204, 9104, 60)) beyond(n, x, y);

CREATE TEMP TABLE street AS
SELECT id, geom, attributes FROM town
UNION ALL
SELECT (SELECT max(id) FROM town) + row_number() OVER (), ST_Transform(ST_SetSRID(geom, :plane), 4326), attributes
FROM (
	SELECT wall, '{"kind": "barrier"}'::jsonb FROM spot WHERE n % 8 = 3 AND n <= 160
	UNION ALL
	SELECT ST_ExteriorRing(ST_Buffer(geom, 3)), '{"kind": "barrier"}' FROM spot WHERE n IN (6, 14, 22)
	UNION ALL
	SELECT 'LINESTRING(9000 0, 9100 0)'::geometry, '{"foot": "forward"}'
	UNION ALL
	SELECT 'LINESTRING(9100 0, 9100 100)', NULL
) made(geom, attributes);

-- The things: a row for each of an id's tags, with its doors. Spots 6, 14 and 22
-- are walled in.
CREATE TEMP TABLE thing (side text, id bigint, tag text, weight float8, spots int[], number bigint GENERATED ALWAYS AS IDENTITY);
INSERT INTO thing
SELECT 'origin', i, NULL, i * 7 % 5 * 10,
	CASE WHEN i % 3 = 0 THEN ARRAY[i, 100 + i / 3] WHEN i % 3 = 1 AND i <= 40 THEN ARRAY[i, 120 + i] ELSE ARRAY[i] END
FROM generate_series(1, 60) i
UNION ALL
SELECT 'place', i, (ARRAY['a', 'b', 'c'])[i % 4], i % 6 * 1.5, CASE WHEN i % 2 = 0 AND i <= 40 THEN ARRAY[40 + i, 120 + i] ELSE ARRAY[40 + i] END
FROM generate_series(1, 50) i
UNION ALL
SELECT 'place', i, 'd', 1 + i, ARRAY[40 + i] FROM generate_series(5, 50, 5) i;
INSERT INTO thing (side, id, tag, weight, spots) VALUES
	('origin', 101, NULL, 10, NULL),
	('origin', 102, NULL, 10, '{}'),
	('origin', 103, NULL, 10, '{201}'),
	('origin', 104, NULL, 10, '{6, 35}'),
	('origin', 105, NULL, 10, '{202}'),
	('place', 101, 'a', 4, NULL),
	('place', 102, 'nowhere', 4, '{}'),
	('place', 103, 'remote', 4, '{201}'),
	('place', 104, 'a', 4, '{22}'),
	('place', 105, 'island', 4, '{203}'),
	('place', 106, 'island', 4, '{204}');

CREATE TEMP TABLE door AS
SELECT number, row_number() OVER () AS door, rounded AS geom, ST_Transform(rounded, :plane) AS at
FROM thing, unnest(spots) n
JOIN spot USING (n), ST_SnapToGrid(ST_Transform(geom, 4326), 1e-7) rounded;

CREATE TEMP TABLE net AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM street;
CREATE TEMP TABLE sets AS
SELECT walkshed.point_set_agg(id, geom, weight, tag) FILTER (WHERE side = 'origin') AS origins,
	walkshed.point_set_agg(id, geom, weight, tag) FILTER (WHERE side = 'origin' AND id <= 20) AS few,
	walkshed.point_set_agg(id, geom, weight, tag) FILTER (WHERE side = 'place') AS places
FROM (
	SELECT t.*, CASE WHEN t.spots IS NULL THEN NULL ELSE coalesce(d.geom, 'SRID=4326;POINT EMPTY') END AS geom
	FROM thing t
	LEFT JOIN door d USING (number)
) row;

-- Walks --------------------------------------------------------------------------

CREATE TEMP TABLE way (name text, by_time bool, walker walkshed.walker, budget float8);
INSERT INTO way
SELECT name || CASE WHEN by_time THEN ', minutes' ELSE ', metres' END, by_time, walker
FROM (
	SELECT name, walker FROM walkshed.profile WHERE name ~ :'profiles'
	UNION ALL
	SELECT 'hill walker', walkshed.walker(speed_mps => 1.1, slope => 'tobler', signal_wait_s => 34, off_street_factor => 1.5, off_street_max_m => 60)
) w, (VALUES (true), (false)) b(by_time);

CREATE TEMP TABLE edge AS
SELECT w.name, e.id, e.source, e.target, e.cost, e.reverse_cost, e.metres, ST_Transform(e.geom, :plane) AS geom,
	e.kind NOT IN ('footbridge', 'underpass', 'lift') AND coalesce(s.attributes ->> 'doors', 'yes') <> 'no' AS doors
FROM way w, net, walkshed.network_edges(net.streets, w.walker) e
JOIN street s ON s.id = e.source_id
WHERE e.cost >= 0 OR e.reverse_cost >= 0;
CREATE INDEX ON edge USING gist (geom);
CREATE TEMP TABLE wall AS
SELECT ST_Transform(ST_SnapToGrid(geom, 1e-7), :plane) AS geom FROM street WHERE attributes ->> 'kind' = 'barrier';
CREATE INDEX ON wall USING gist (geom);
ANALYZE edge, wall;

-- What walls hide from each door: behind each of their segments, from half a metre of the door on, all that is 5 cm
-- farther than the segment.
CREATE TEMP TABLE shadow AS
SELECT door, ST_Union(s.geom) AS geom
FROM (
	SELECT DISTINCT d.door, d.at, (ST_DumpSegments(ST_Difference(w.geom, ST_Buffer(d.at, 0.5)))).geom AS side
	FROM door d
	JOIN wall w ON ST_DWithin(w.geom, d.at, 201)) w,
	LATERAL (SELECT ST_X(at) AS x, ST_Y(at) AS y, ST_X(ST_StartPoint(side)) - ST_X(at) AS ax, ST_Y(ST_StartPoint(side)) - ST_Y(at) AS ay,
		ST_X(ST_EndPoint(side)) - ST_X(at) AS bx, ST_Y(ST_EndPoint(side)) - ST_Y(at) AS by) p,
	LATERAL (SELECT sqrt(ax * ax + ay * ay) AS a, sqrt(bx * bx + by * by) AS b) l,
	LATERAL (SELECT ST_SetSRID(ST_MakePolygon(ST_MakeLine(ARRAY[
		ST_MakePoint(x + ax * (1 + 0.05 / a), y + ay * (1 + 0.05 / a)), ST_MakePoint(x + bx * (1 + 0.05 / b), y + by * (1 + 0.05 / b)),
		ST_MakePoint(x + bx * 1e5 / b, y + by * 1e5 / b), ST_MakePoint(x + ax * 1e5 / a, y + ay * 1e5 / a),
		ST_MakePoint(x + ax * (1 + 0.05 / a), y + ay * (1 + 0.05 / a))])), :plane) AS geom) s
WHERE ST_DWithin(side, at, 201) AND ST_Area(s.geom) > 1
GROUP BY door;

-- The streets around each door where one may open, with the nearest point of each that no barrier hides: of what is
-- more than a centimetre beside the shadows.
CREATE TEMP TABLE candidate AS
SELECT w.name, d.door, d.number, e.id AS edge, e.metres AS edge_metres, c.leg, c.fraction,
	(c.leg <= (w.walker).off_street_max_m) IS TRUE AS open
FROM way w
CROSS JOIN door d
JOIN edge e ON e.name = w.name AND e.doors AND ST_DWithin(e.geom, d.at, (w.walker).off_street_max_m)
LEFT JOIN shadow s USING (door),
	LATERAL (SELECT ST_ClosestPoint(e.geom, d.at) AS nearest) n,
	LATERAL (SELECT CASE WHEN ST_Distance(d.at, nearest) > 0.55 AND ST_Intersects(s.geom, nearest)
			THEN ST_Difference(e.geom, ST_Buffer(ST_Intersection(e.geom, s.geom), 0.01)) ELSE e.geom END AS visible) v,
	LATERAL (
		SELECT ST_Distance(d.at, point) AS leg, ST_LineLocatePoint(e.geom, point) AS fraction
		FROM ST_ClosestPoint(visible, d.at) point
	) c;

-- Within a centimetre of its end a street's end is meant.
CREATE TEMP TABLE snapped AS
SELECT DISTINCT ON (name, door) name, door, number, edge, leg,
	CASE WHEN fraction * edge_metres < 0.01 THEN 0 WHEN (1 - fraction) * edge_metres < 0.01 THEN 1 ELSE fraction END AS fraction
FROM candidate
WHERE open
ORDER BY name, door, leg, edge;

-- Edges cut at the doors; nodes of things are below zero, those of doors from a billion on.
CREATE TEMP TABLE stop AS
SELECT name, id AS edge, 0 AS fraction, source AS node FROM edge
UNION ALL
SELECT name, id, 1, target FROM edge
UNION ALL
SELECT name, edge, fraction, 1000000000 + min(door) FROM snapped WHERE fraction > 0 AND fraction < 1 GROUP BY name, edge, fraction;

-- Of equally short walks the fastest is meant: seconds count for a millionth of a metre.
CREATE TEMP TABLE piece AS
SELECT row_number() OVER () AS id, p.*,
	CASE WHEN w.by_time THEN seconds WHEN seconds < 0 THEN -1 ELSE metres + 1e-6 * seconds END AS cost,
	CASE WHEN w.by_time THEN reverse_seconds WHEN reverse_seconds < 0 THEN -1 ELSE metres + 1e-6 * reverse_seconds END AS reverse_cost
FROM way w
JOIN (
	SELECT e.name, s.node AS source, s.next AS target, e.metres * part AS metres,
		CASE WHEN e.cost < 0 THEN -1 ELSE e.cost * part END AS seconds,
		CASE WHEN e.reverse_cost < 0 THEN -1 ELSE e.reverse_cost * part END AS reverse_seconds
	FROM (
		SELECT *, lead(node) OVER edges AS next, lead(fraction) OVER edges - fraction AS part
		FROM stop WINDOW edges AS (PARTITION BY name, edge ORDER BY fraction)
	) s
	JOIN edge e ON e.name = s.name AND e.id = s.edge
	WHERE s.next IS NOT NULL
	UNION ALL
	SELECT s.name, CASE t.side WHEN 'origin' THEN -t.number ELSE p.node END, CASE t.side WHEN 'origin' THEN p.node ELSE -t.number END,
		s.leg, s.leg * (w.walker).off_street_factor / (w.walker).speed_mps, -1
	FROM snapped s
	JOIN way w USING (name)
	JOIN thing t USING (number)
	JOIN stop p ON p.name = s.name AND p.edge = s.edge AND p.fraction = s.fraction
) p USING (name);
CREATE INDEX ON piece (name);
ANALYZE piece;

-- One row for each path: all pairs, whatever the budget.
CREATE TEMP TABLE walk AS
SELECT w.name, -d.start_vid AS origin, -d.end_vid AS place,
	sum(d.cost) AS cost,
	sum(CASE WHEN d.node = p.source THEN p.seconds ELSE p.reverse_seconds END) AS seconds,
	sum(p.metres) AS metres
FROM way w, LATERAL pgr_dijkstra(
	format('SELECT id, source, target, cost, reverse_cost FROM piece WHERE name = %L', w.name),
	(SELECT array_agg(-number) FROM thing WHERE side = 'origin'),
	(SELECT array_agg(-number) FROM thing WHERE side = 'place')) d
JOIN piece p ON p.id = d.edge
GROUP BY w.name, d.start_vid, d.end_vid;

-- A budget that no walk comes within 0.2 of.
UPDATE way SET budget = (
	SELECT min(b) / CASE WHEN by_time THEN 60 ELSE 1 END
	FROM generate_series(600, 900, 0.5) b
	WHERE NOT EXISTS (SELECT FROM walk WHERE walk.name = way.name AND abs(cost - b) < 0.2));

CREATE TEMP TABLE reached AS
SELECT k.name, k.origin, k.place, p.id AS place_id, p.tag, p.weight, k.seconds, k.metres, k.cost,
	CASE WHEN w.by_time THEN k.seconds / 60 ELSE k.metres END AS t, w.budget
FROM walk k
JOIN way w USING (name)
JOIN thing p ON p.number = k.place
WHERE k.cost / CASE WHEN w.by_time THEN 60 ELSE 1 END <= w.budget;
CREATE INDEX ON reached (name, origin);

-- Why a thing is not on the network; NULL where it is.
CREATE TEMP TABLE problem AS
SELECT w.name, t.number, t.side, t.id, t.tag, t.weight,
	CASE
		WHEN NOT EXISTS (SELECT FROM door d WHERE d.number = t.number) THEN 'the ' || t.side || ' has no location'
		WHEN EXISTS (SELECT FROM snapped s WHERE s.number = t.number AND s.name = w.name) THEN NULL
		WHEN EXISTS (SELECT FROM candidate c WHERE c.number = t.number AND c.name = w.name)
			THEN format('every street within %s m is behind a barrier', (w.walker).off_street_max_m)
		ELSE format('no street for this walker within %s m', (w.walker).off_street_max_m)
	END AS problem
FROM way w, thing t;

-- Measures -----------------------------------------------------------------------

-- Parameters as parts of the budget; one_tag: the tag asked for, NULL for all.
CREATE TEMP TABLE decay (label text, kind text, beta float8, midpoint float8, scale float8, one_tag text);
INSERT INTO decay VALUES
	('step', 'step', NULL, NULL, NULL, NULL),
	('linear', 'linear', NULL, NULL, NULL, NULL),
	('linear, tag d', 'linear', NULL, NULL, NULL, 'd'),
	('linear, unknown tag', 'linear', NULL, NULL, NULL, 'unknown'),
	('exponential', 'exponential', NULL, NULL, NULL, NULL),
	('exponential, given', 'exponential', 3.7, NULL, NULL, NULL),
	('gaussian', 'gaussian', NULL, NULL, NULL, NULL),
	('logistic', 'logistic', NULL, NULL, NULL, NULL),
	('logistic, given', 'logistic', NULL, 0.3, 0.05, NULL),
	('power', 'power', NULL, NULL, NULL, NULL),
	('power, given', 'power', 0.6, NULL, NULL, NULL);

-- The exponent of a power is a bare number.
CREATE TEMP TABLE measure AS
SELECT w.name, w.by_time, w.walker, d.label, d.kind, d.one_tag,
	CASE WHEN w.by_time THEN w.budget END AS minutes, CASE WHEN NOT w.by_time THEN w.budget END AS metres,
	walkshed.decay(d.kind, CASE kind WHEN 'power' THEN beta ELSE beta / budget END, midpoint * budget, scale * budget) AS given,
	coalesce(beta, CASE kind WHEN 'power' THEN 1 ELSE ln(10.0) END) AS beta,
	coalesce(midpoint, 0.5) AS midpoint, coalesce(scale, 0.1) AS scale
FROM way w, decay d;

CREATE TEMP TABLE share AS
SELECT m.label, r.*,
	CASE m.kind
		WHEN 'step' THEN 1
		WHEN 'linear' THEN 1 - u
		WHEN 'exponential' THEN exp(-m.beta * u)
		WHEN 'gaussian' THEN (exp(-(u ^ 2) / 2) - exp(-0.5)) / (1 - exp(-0.5))
		WHEN 'logistic' THEN 1 / (1 + exp((u - m.midpoint) / m.scale))
		WHEN 'power' THEN CASE WHEN t < 1 THEN 1 ELSE t ^ -m.beta END
	END AS f
FROM measure m
JOIN reached r USING (name), LATERAL (SELECT r.t / r.budget AS u) part
WHERE m.one_tag IS NULL OR m.one_tag = r.tag;
CREATE INDEX ON share (name, label, origin);
ANALYZE share;

-- Each origin and tag that an answer must have a row for.
CREATE TEMP TABLE asked AS
SELECT m.name, m.label, o.number AS origin, o.id AS origin_id, o.weight, t.tag, o.problem
FROM measure m
JOIN problem o ON o.name = m.name AND o.side = 'origin',
	LATERAL (SELECT DISTINCT tag FROM thing WHERE side = 'place' AND m.one_tag IS NULL UNION ALL SELECT m.one_tag WHERE m.one_tag IS NOT NULL) t;

CREATE TEMP TABLE load AS
SELECT p.name, m.label, p.number, p.id AS place_id, p.tag, p.weight AS capacity, p.problem,
	CASE WHEN p.problem IS NULL THEN coalesce(s.demand, 0) END AS demand, p.weight / nullif(s.demand, 0) AS ratio
FROM measure m
JOIN problem p ON p.name = m.name AND p.side = 'place' AND (m.one_tag IS NULL OR m.one_tag = p.tag)
LEFT JOIN (
	SELECT s.name, s.label, s.place AS number, sum(o.weight * s.f) AS demand
	FROM share s
	JOIN thing o ON o.number = s.origin
	GROUP BY s.name, s.label, s.place
) s ON (s.name, s.label, s.number) = (p.name, m.label, p.number);

CREATE TEMP TABLE total AS
SELECT a.name, a.label, a.origin_id, a.weight, a.tag, a.problem,
	CASE WHEN a.problem IS NULL THEN count(s.place) END AS places,
	CASE WHEN a.problem IS NULL THEN coalesce(sum(s.weight * s.f), 0) END AS total,
	CASE WHEN a.problem IS NULL THEN coalesce(sum(l.ratio * s.f), 0) END AS ratio
FROM asked a
LEFT JOIN share s ON (s.name, s.label, s.origin) = (a.name, a.label, a.origin) AND s.tag IS NOT DISTINCT FROM a.tag
LEFT JOIN load l ON (l.name, l.label, l.number) = (s.name, s.label, s.place)
GROUP BY a.name, a.label, a.origin_id, a.weight, a.tag, a.problem;

-- A difference beyond tolerance, or a NULL on one side alone.
CREATE FUNCTION pg_temp.differs(ours float8, theirs float8, relative float8, absolute float8 DEFAULT 0)
RETURNS bool
LANGUAGE sql
RETURN CASE WHEN ours IS NULL OR theirs IS NULL THEN ours IS DISTINCT FROM theirs
	ELSE NOT abs(ours - theirs) <= absolute + relative * abs(theirs) END;

CREATE TEMP TABLE accessible AS
SELECT m.name, m.label, a.*
FROM measure m, net, sets,
	walkshed.accessible(streets, origins, places, m.minutes, m.metres, m.walker, m.given, m.one_tag) a;

SELECT CASE WHEN wrong = 0 AND (reached >= 100 OR label = 'linear, unknown tag') THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, accessible, %s: %s rows, %s with places; %s wrong', :'city', label, rows, reached, wrong)
FROM (
	SELECT label, count(*) AS rows, count(*) FILTER (WHERE t.places > 0) AS reached,
		count(*) FILTER (WHERE o.origin_id IS NULL OR t.origin_id IS NULL OR o.places IS DISTINCT FROM t.places
			OR pg_temp.differs(o.total, t.total, :tolerance) OR o.problem IS DISTINCT FROM t.problem) AS wrong
	FROM (SELECT *, coalesce(tag, '') AS key FROM accessible) o
	FULL JOIN (SELECT *, coalesce(tag, '') AS key FROM total) t USING (name, label, origin_id, key)
	GROUP BY label
) compared
ORDER BY label;

-- From the other side: the searches start at the set with fewer doors, which the
-- places are, and here the origins.
SELECT CASE WHEN wrong = 0 AND reached >= 100 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, accessible from a few origins: %s rows, %s with places; %s wrong', :'city', rows, reached, wrong)
FROM (
	SELECT count(*) AS rows, count(*) FILTER (WHERE t.places > 0) AS reached,
		count(*) FILTER (WHERE o.origin_id IS NULL OR t.origin_id IS NULL OR o.places IS DISTINCT FROM t.places
			OR pg_temp.differs(o.total, t.total, :tolerance) OR o.problem IS DISTINCT FROM t.problem) AS wrong
	FROM (
		SELECT m.name, m.label, a.*, coalesce(a.tag, '') AS key
		FROM measure m, net, sets, walkshed.accessible(streets, few, places, m.minutes, m.metres, m.walker, m.given, m.one_tag) a
		WHERE m.label IN ('step', 'gaussian')
	) o
	FULL JOIN (
		SELECT *, coalesce(tag, '') AS key FROM total WHERE origin_id <= 20 AND label IN ('step', 'gaussian')
	) t USING (name, label, origin_id, key)
) compared;

CREATE TEMP TABLE supply AS
SELECT m.name, m.label, s.*
FROM measure m, net, sets,
	walkshed.supply(streets, origins, places, m.minutes, m.metres, m.walker, m.given, m.one_tag) s;

SELECT CASE WHEN wrong = 0 AND (reached >= 100 OR label = 'linear, unknown tag') THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, supply, %s: %s rows, %s with supply; %s wrong', :'city', label, rows, reached, wrong)
FROM (
	SELECT label, count(*) AS rows, count(*) FILTER (WHERE t.ratio > 0) AS reached,
		count(*) FILTER (WHERE o.origin_id IS NULL OR t.origin_id IS NULL
			OR pg_temp.differs(o.ratio, t.ratio, :tolerance) OR o.problem IS DISTINCT FROM t.problem) AS wrong
	FROM (SELECT *, coalesce(tag, '') AS key FROM supply) o
	FULL JOIN (SELECT *, coalesce(tag, '') AS key FROM total) t USING (name, label, origin_id, key)
	GROUP BY label
) compared
ORDER BY label;

CREATE TEMP TABLE supply_load AS
SELECT m.name, m.label, s.*
FROM measure m, net, sets,
	walkshed.supply_load(streets, origins, places, m.minutes, m.metres, m.walker, m.given, m.one_tag) s;

SELECT CASE WHEN wrong = 0 AND reached >= 50 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, supply_load, %s: %s rows, %s with demand; %s wrong', :'city', label, rows, reached, wrong)
FROM (
	SELECT label, count(*) AS rows, count(*) FILTER (WHERE t.demand > 0) AS reached,
		count(*) FILTER (WHERE o.place_id IS NULL OR t.place_id IS NULL OR o.capacity IS DISTINCT FROM t.capacity
			OR pg_temp.differs(o.demand, t.demand, :tolerance) OR pg_temp.differs(o.ratio, t.ratio, :tolerance)
			OR o.problem IS DISTINCT FROM t.problem) AS wrong
	FROM (SELECT *, coalesce(tag, '') AS key FROM supply_load) o
	FULL JOIN (SELECT *, coalesce(tag, '') AS key FROM load) t USING (name, label, place_id, key)
	GROUP BY label
) compared
ORDER BY label;

-- Whoever competes for a place gets all of it.
SELECT CASE WHEN wrong = 0 AND capacity > 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, people times supply is the capacity in demand, %s: %s; %s wrong', :'city', label, capacity, wrong)
FROM (
	SELECT label, sum(capacity) AS capacity, count(*) FILTER (WHERE pg_temp.differs(shared, capacity, 1e-9)) AS wrong
	FROM (
		SELECT s.name, s.label, coalesce(s.tag, '') AS key, sum(s.ratio * o.weight) AS shared
		FROM supply s
		JOIN thing o ON o.side = 'origin' AND o.id = s.origin_id
		WHERE s.label IN ('step', 'gaussian')
		GROUP BY s.name, s.label, key
	) o
	JOIN (
		SELECT name, label, coalesce(tag, '') AS key, coalesce(sum(capacity) FILTER (WHERE demand > 0), 0) AS capacity
		FROM supply_load
		GROUP BY name, label, key
	) p USING (name, label, key)
	GROUP BY label
) compared
ORDER BY label;

-- The Hill number of order q; its limit at 1.
CREATE TEMP TABLE diversity AS
SELECT m.name, m.label, q, d.*
FROM measure m, net, sets, unnest(ARRAY[0, 0.5, 1, 2]) q,
	walkshed.diversity(streets, origins, places, m.minutes, m.metres, m.walker, m.given, q) d
WHERE m.label IN ('step', 'linear');

SELECT CASE WHEN wrong = 0 AND mixed >= 50 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, diversity, %s, q = %s: %s rows, %s with several tags; %s wrong', :'city', label, q, rows, mixed, wrong)
FROM (
	SELECT label, q, count(*) AS rows, count(*) FILTER (WHERE t.tags > 1) AS mixed,
		count(*) FILTER (WHERE o.origin_id IS NULL OR t.origin_id IS NULL OR o.tags IS DISTINCT FROM t.tags
			OR pg_temp.differs(o.diversity, t.diversity, :tolerance) OR o.problem IS DISTINCT FROM t.problem) AS wrong
	FROM diversity o
	FULL JOIN (
		SELECT name, label, q, origin_id, problem,
			CASE WHEN problem IS NULL THEN count(p) END AS tags,
			CASE
				WHEN problem IS NOT NULL THEN NULL
				WHEN count(p) = 0 THEN 0
				WHEN q = 1 THEN exp(-sum(p * ln(p)))
				ELSE sum(p ^ q) ^ (1 / (1 - q))
			END AS diversity
		FROM (
			SELECT *, nullif(total, 0) / sum(total) OVER (PARTITION BY name, label, origin_id) AS p
			FROM total
			WHERE label IN ('step', 'linear')
		) part, (SELECT q::float8 FROM unnest(ARRAY[0, 0.5, 1, 2]) q) orders
		GROUP BY name, label, q, origin_id, problem
	) t USING (name, label, q, origin_id)
	GROUP BY label, q
) compared
ORDER BY label, q;

-- Tags do not matter: of an id's best thing.
CREATE TEMP TABLE travel_times AS
SELECT m.name, t.*
FROM measure m, net, sets, walkshed.travel_times(streets, origins, places, m.minutes, m.metres, m.walker) t
WHERE m.label = 'step';

SELECT CASE WHEN wrong = 0 AND found >= 100 AND reasons >= 3 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, travel_times, %s: %s pairs, largest difference %s s and %s m, %s origins without; %s wrong',
		:'city', name, found, round(seconds::numeric, 5), round(metres::numeric, 5), reasons, wrong)
FROM (
	SELECT name, count(o.destination_id) AS found, count(o.problem) AS reasons,
		max(abs(o.seconds - t.seconds)) AS seconds, max(abs(o.metres - t.metres)) AS metres,
		count(*) FILTER (WHERE o.origin_id IS NULL OR t.origin_id IS NULL OR pg_temp.differs(o.seconds, t.seconds, 0, 0.1)
			OR pg_temp.differs(o.metres, t.metres, 0, 0.1) OR o.problem IS DISTINCT FROM t.problem) AS wrong
	FROM (SELECT *, coalesce(destination_id, 0) AS key FROM travel_times) o
	FULL JOIN (
		SELECT DISTINCT ON (o.name, o.id, key) o.name, o.id AS origin_id, coalesce(r.place_id, 0) AS key, r.seconds, r.metres,
			CASE WHEN r.place_id IS NULL THEN coalesce(o.problem, 'none within the budget') END AS problem
		FROM problem o
		LEFT JOIN reached r ON (r.name, r.origin) = (o.name, o.number)
		WHERE o.side = 'origin'
		ORDER BY o.name, o.id, key, r.cost
	) t USING (name, origin_id, key)
	GROUP BY name
) compared
ORDER BY name;

CREATE TEMP TABLE proximity AS
SELECT m.name, m.label, k, p.*
FROM measure m, net, sets, generate_series(1, 5) k,
	walkshed.proximity(streets, origins, places, k, m.minutes, m.metres, m.walker, m.one_tag) p
WHERE m.kind = 'linear';

SELECT CASE WHEN wrong = 0 AND found >= 100 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, proximity, %s nearest: %s means, largest difference %s s; %s wrong',
		:'city', k, found, round(difference::numeric, 5), wrong)
FROM (
	SELECT k, count(o.mean_seconds) AS found, max(abs(o.mean_seconds - t.mean_seconds)) AS difference,
		count(*) FILTER (WHERE o.origin_id IS NULL OR t.origin_id IS NULL OR o.places IS DISTINCT FROM t.places
			OR pg_temp.differs(o.mean_seconds, t.mean_seconds, 0, 0.1) OR o.problem IS DISTINCT FROM t.problem) AS wrong
	FROM (SELECT *, coalesce(tag, '') AS key FROM proximity) o
	FULL JOIN (
		SELECT a.name, a.label, k, a.origin_id, coalesce(a.tag, '') AS key,
			CASE WHEN a.problem IS NULL THEN count(s.place) END AS places, avg(s.seconds) AS mean_seconds,
			CASE
				WHEN a.problem IS NOT NULL THEN a.problem
				WHEN count(s.place) > 0 THEN NULL
				WHEN EXISTS (SELECT FROM problem p WHERE p.name = a.name AND p.side = 'place' AND p.problem IS NULL
					AND p.tag IS NOT DISTINCT FROM a.tag) THEN 'none within the budget'
				ELSE 'there is no such place on the network'
			END AS problem
		FROM generate_series(1, 5) k
		CROSS JOIN asked a
		LEFT JOIN (SELECT *, row_number() OVER (PARTITION BY name, label, origin, tag ORDER BY cost) AS rank FROM share) s
			ON (s.name, s.label, s.origin) = (a.name, a.label, a.origin) AND s.tag IS NOT DISTINCT FROM a.tag AND s.rank <= k
		WHERE a.label LIKE 'linear%'
		GROUP BY a.name, a.label, k, a.origin_id, a.tag, a.problem
	) t USING (name, label, k, origin_id, key)
	GROUP BY k
) compared
ORDER BY k;

-- No origin vanishes: each has a value or a reason, in each answer.
SELECT CASE WHEN answers = 5 * ways AND incomplete = 0 AND reasons >= 3 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, every origin is accounted for: %s answers, %s incomplete, %s reasons', :'city', answers, incomplete, reasons)
FROM (
	SELECT count(*) AS answers, max(reasons) AS reasons, (SELECT count(*) FROM way) AS ways,
		count(*) FILTER (WHERE origins <> (SELECT count(*) FROM thing WHERE side = 'origin') OR silent > 0) AS incomplete
	FROM (
		SELECT measure, name, count(DISTINCT origin_id) AS origins, count(DISTINCT problem) AS reasons,
			count(*) FILTER (WHERE value IS NULL AND problem IS NULL) AS silent
		FROM (
			SELECT 'accessible' AS measure, name, origin_id, total AS value, problem FROM accessible WHERE label = 'step'
			UNION ALL SELECT 'supply', name, origin_id, ratio, problem FROM supply WHERE label = 'step'
			UNION ALL SELECT 'diversity', name, origin_id, diversity, problem FROM diversity
			UNION ALL SELECT 'travel_times', name, origin_id, seconds, problem FROM travel_times
			UNION ALL SELECT 'proximity', name, origin_id, mean_seconds, problem FROM proximity
		) answer
		GROUP BY measure, name
	) a
) compared;

-- Monotone -----------------------------------------------------------------------

-- New paths between crossings, none nearer to a door than the street it has: a
-- door goes to its nearest street, also where that is a detour.
CREATE TEMP TABLE addition AS
SELECT row_number() OVER () AS i, geom
FROM (
	SELECT ST_MakeLine(ST_StartPoint(a.geom), ST_EndPoint(b.geom)) AS geom
	FROM edge a
	JOIN edge b ON b.name = a.name AND ST_Distance(ST_StartPoint(a.geom), ST_EndPoint(b.geom)) BETWEEN 50 AND 400
	WHERE a.name = 'adult, minutes' AND a.id % 7 = 0 AND b.id % 11 = 0
	ORDER BY md5(a.id || '-' || b.id)
) line
WHERE NOT EXISTS (
	SELECT FROM door d
	LEFT JOIN (SELECT door, max(leg) AS leg FROM snapped GROUP BY door) s USING (door)
	WHERE ST_Distance(d.at, line.geom) BETWEEN 0.01 AND coalesce(s.leg, 200) + 0.1)
LIMIT 6;

-- Six times a street more, once a place.
CREATE TEMP TABLE grown AS
SELECT i, (SELECT walkshed.network_agg(id, geom, attributes)
		FROM (SELECT * FROM street UNION ALL SELECT max(id) + 1, ST_Transform(addition.geom, 4326), NULL FROM street) s) AS streets,
	origins, places
FROM addition, sets
UNION ALL
SELECT 0, streets, origins, (SELECT walkshed.point_set_agg(id, geom, weight, tag)
		FROM (SELECT id, geom, weight, tag FROM thing LEFT JOIN door USING (number) WHERE side = 'place'
			UNION ALL SELECT 999, ST_Transform(geom, 4326), 5, 'a' FROM spot WHERE n = 77) s)
FROM net, sets;

SELECT CASE WHEN worse = 0 AND better > 0 AND additions = 6 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, a street or place more, accessible: %s better, %s worse', :'city', better, worse)
FROM (
	SELECT count(DISTINCT i) - 1 AS additions,
		count(*) FILTER (WHERE n.places > o.places) AS better,
		count(*) FILTER (WHERE n.origin_id IS NULL OR n.places < o.places OR n.total < o.total - 1e-9) AS worse
	FROM (
		SELECT i, accessible.*, coalesce(tag, '') AS key FROM accessible, grown WHERE label IN ('step', 'gaussian')
	) o
	LEFT JOIN (
		SELECT g.i, m.name, m.label, a.*, coalesce(a.tag, '') AS key
		FROM grown g, measure m, walkshed.accessible(g.streets, g.origins, g.places, m.minutes, m.metres, m.walker, m.given) a
		WHERE m.label IN ('step', 'gaussian')
	) n USING (i, name, label, origin_id, key)
) compared;

SELECT CASE WHEN worse = 0 AND better > 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, a street or place more, travel_times: %s better, %s worse', :'city', better, worse)
FROM (
	SELECT count(*) FILTER (WHERE n.ours < o.ours - 0.1) AS better,
		count(*) FILTER (WHERE n.ours IS NULL OR n.ours > o.ours + 0.001) AS worse
	FROM (
		SELECT g.i, name, t.origin_id, t.destination_id, CASE WHEN w.by_time THEN t.seconds ELSE t.metres END AS ours
		FROM grown g, travel_times t
		JOIN way w USING (name)
		WHERE t.problem IS NULL
	) o
	LEFT JOIN (
		SELECT g.i, m.name, t.origin_id, t.destination_id, CASE WHEN m.by_time THEN t.seconds ELSE t.metres END AS ours
		FROM grown g, measure m, walkshed.travel_times(g.streets, g.origins, g.places, m.minutes, m.metres, m.walker) t
		WHERE m.label = 'step'
	) n USING (i, name, origin_id, destination_id)
) compared;
