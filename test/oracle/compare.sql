-- Compare reach_nodes with pgr_drivingDistance over the edges that walkshed
-- exports. psql variables: city, a schema with a table `street`; profiles, a
-- pattern of their names; origins, how many. Prints one line of TAP for each way
-- of walking.
--
-- A node may be in one answer alone where its time is within 0.1 of the budget,
-- and times may differ by 0.1: seconds, or metres where those are the budget.

CREATE TEMP TABLE net AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM :"city".street;

CREATE TEMP TABLE way (name text, profile text, toward bool, minutes float8, metres float8);
INSERT INTO way VALUES
	('adult, 15 min from', 'adult', false, 15, NULL),
	('adult, 15 min toward', 'adult', true, 15, NULL),
	('adult, 1000 m from', 'adult', false, NULL, 1000),
	('elder, 15 min from', 'elder', false, 15, NULL),
	('elder, 15 min toward', 'elder', true, 15, NULL),
	('wheelchair, 15 min from', 'wheelchair', false, 15, NULL);
INSERT INTO way
SELECT name || ', 15 min from', name, false, 15, NULL FROM walkshed.profile WHERE name ~ :'profiles' AND name NOT IN (SELECT profile FROM way);

-- The edges as each way costs them, turned round for toward.
CREATE TEMP TABLE edge AS
SELECT w.name, e.id,
	CASE WHEN w.toward THEN e.target ELSE e.source END AS source,
	CASE WHEN w.toward THEN e.source ELSE e.target END AS target,
	CASE WHEN w.metres IS NULL OR e.cost < 0 THEN e.cost ELSE e.metres END AS cost,
	CASE WHEN w.metres IS NULL OR e.reverse_cost < 0 THEN e.reverse_cost ELSE e.metres END AS reverse_cost,
	e.geom, w.toward, e.kind NOT IN ('footbridge', 'underpass', 'lift') AND coalesce(s.attributes ->> 'doors', 'yes') <> 'no' AS doors
FROM way w
JOIN walkshed.profile p ON p.name = w.profile,
	net, walkshed.network_edges(net.streets, p.walker) e
JOIN :"city".street s ON s.id = e.source_id;
CREATE INDEX ON edge (name);

-- Origins are crossings where somebody may begin to walk, on a street with doors:
-- any but in a fixed order.
CREATE TEMP TABLE origin AS
SELECT w.name, o.node, o.geom
FROM way w, LATERAL (
	SELECT DISTINCT ON (n.node) n.node, n.geom
	FROM edge e, LATERAL (VALUES
		(e.source, CASE WHEN e.toward THEN ST_EndPoint(e.geom) ELSE ST_StartPoint(e.geom) END),
		(e.target, CASE WHEN e.toward THEN ST_StartPoint(e.geom) ELSE ST_EndPoint(e.geom) END)) n(node, geom)
	WHERE e.name = w.name AND e.doors AND (e.cost >= 0 OR e.reverse_cost >= 0)
	ORDER BY n.node
) o;
DELETE FROM origin o
WHERE (name, node) NOT IN (
	SELECT name, node
	FROM (SELECT name, node, row_number() OVER (PARTITION BY name ORDER BY md5(node::text)) AS i FROM origin) s
	WHERE i <= :origins);

CREATE TEMP TABLE ours AS
SELECT o.name, o.node AS origin, r.node, CASE WHEN w.metres IS NULL THEN r.seconds ELSE r.metres END AS cost
FROM way w
JOIN walkshed.profile p ON p.name = w.profile
JOIN origin o ON o.name = w.name,
	LATERAL walkshed.reach_nodes((SELECT streets FROM net), o.geom,
		minutes => w.minutes, metres => w.metres, walker => p.walker, toward => w.toward) r;

-- From 3.6 on pgRouting names it otherwise.
SELECT CASE WHEN string_to_array(pgr_version(), '.')::int[] < '{3,6}' THEN 'from_v' ELSE 'start_vid' END AS start \gset
CREATE TEMP TABLE theirs AS
SELECT w.name, d.:"start" AS origin, d.node, d.agg_cost AS cost
FROM way w, LATERAL pgr_drivingDistance(
	format('SELECT id, source, target, cost, reverse_cost FROM edge WHERE name = %L', w.name),
	(SELECT array_agg(node) FROM origin o WHERE o.name = w.name),
	coalesce(w.minutes * 60, w.metres) + 0.1) d;

SELECT CASE WHEN shared > 50 * :origins AND wrong = 0 AND origins = :origins THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, %s: %s origins, %s nodes in both answers, largest difference %s; %s beyond tolerance',
		:'city', name, origins, shared, round(difference::numeric, 5), wrong)
FROM (
	SELECT name, count(*) FILTER (WHERE o.cost IS NOT NULL AND t.cost IS NOT NULL) AS shared,
		count(DISTINCT origin) AS origins,
		max(abs(o.cost - t.cost)) AS difference,
		count(*) FILTER (WHERE coalesce(abs(o.cost - t.cost) > 0.1,
			coalesce(o.cost, t.cost) < coalesce(w.minutes * 60, w.metres) - 0.1)) AS wrong
	FROM ours o
	FULL JOIN theirs t USING (name, origin, node)
	JOIN way w USING (name)
	GROUP BY name
) compared
ORDER BY name;
