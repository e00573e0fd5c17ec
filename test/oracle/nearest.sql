-- Compare nearest with pgr_dijkstraCost: the twenty nearest of fifty places from
-- every origin. Goes on from compare.sql, with its tables.

CREATE TEMP TABLE place AS
SELECT name, node, geom
FROM (SELECT *, row_number() OVER (PARTITION BY name ORDER BY md5('place' || node)) AS i FROM origin) s
WHERE i <= 50;

CREATE TEMP TABLE our_nearest AS
SELECT w.name, n.origin_id AS origin, n.rank, n.seconds
FROM way w
JOIN walkshed.profile p ON p.name = w.profile,
	LATERAL walkshed.nearest((SELECT streets FROM net),
		(SELECT walkshed.point_set_agg(o.node, o.geom) FROM origin o WHERE o.name = w.name),
		(SELECT walkshed.point_set_agg(l.node, l.geom) FROM place l WHERE l.name = w.name),
		k => 20, minutes => 15, walker => p.walker) n
WHERE w.minutes > 0 AND NOT w.toward AND n.rank IS NOT NULL;

-- pgRouting has no row for the way from a node to itself.
CREATE TEMP TABLE their_nearest AS
SELECT name, origin, rank, seconds
FROM (
	SELECT name, origin, seconds, row_number() OVER (PARTITION BY name, origin ORDER BY seconds) AS rank
	FROM (
		SELECT w.name, c.start_vid AS origin, c.agg_cost AS seconds
		FROM way w, LATERAL pgr_dijkstraCost(
			format('SELECT id, source, target, cost, reverse_cost FROM edge WHERE name = %L', w.name),
			(SELECT array_agg(node) FROM origin o WHERE o.name = w.name),
			(SELECT array_agg(node) FROM place l WHERE l.name = w.name)) c
		WHERE w.minutes > 0 AND NOT w.toward
		UNION ALL
		SELECT w.name, l.node, 0 FROM way w JOIN place l USING (name) WHERE w.minutes > 0 AND NOT w.toward
	) reached
) ranked
WHERE rank <= 20;

SELECT CASE WHEN shared >= 100 AND wrong = 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, nearest twenty of fifty, %s: %s found by both, largest difference %s s; %s beyond tolerance',
		:'city', name, shared, round(difference::numeric, 5), wrong)
FROM (
	SELECT name, count(*) FILTER (WHERE o.seconds IS NOT NULL AND t.seconds IS NOT NULL) AS shared,
		max(abs(o.seconds - t.seconds)) AS difference,
		count(*) FILTER (WHERE coalesce(abs(o.seconds - t.seconds) > 0.1,
			coalesce(o.seconds, t.seconds) < 899.9)) AS wrong
	FROM our_nearest o
	FULL JOIN their_nearest t USING (name, origin, rank)
	GROUP BY name
) compared
ORDER BY name;
