-- The story of Taoyuan, in numbers (they are worked out by hand in sample.sql):
--
--     psql -X -d mydb -f examples/story.sql
--
-- Taoyuan is a quarter with one gate.  The care centre with its canteen lies
-- across a wide avenue; the market lies behind a wall, in Liyuan, and the gate
-- between the two quarters is closed.  What would a canteen on this side bring,
-- and what would the gate?  One place more, one street opened: no table of the
-- sample is touched.

\set ON_ERROR_STOP on
\set QUIET on
\pset footer off
SET client_min_messages = warning;

-- Who walks.  The last is an elder who cannot climb stairs.
CREATE TEMP VIEW walker AS
SELECT 1 AS n, 'adult' AS who, walker FROM walkshed.profile WHERE name = 'adult'
UNION ALL
SELECT 2, 'elder', walker FROM walkshed.profile WHERE name = 'elder'
UNION ALL
SELECT 3, 'elder, no stairs', walkshed.walker(speed_mps => 0.92, steps_allowed => false);

-- The streets as they are, and with row 4, the closed gate, open.
CREATE TEMP TABLE network AS
SELECT today, gate_open
FROM (SELECT walkshed.network_agg(id, geom, attributes) AS today FROM sample.street) AS s, walkshed.edit(today, open => '{4}') AS gate_open;

\echo '1. From the gate of Taoyuan to the care centre, over the footbridge or round by the signals'
\echo
SELECT who AS "walker", round((seconds / 60)::numeric, 1) AS "minutes", round(metres) AS "metres on foot",
	round(straight_metres) AS "straight", round(detour::numeric, 1) AS "detour", steps > 0 AS "by stairs"
FROM walker,
	LATERAL walkshed.walk((SELECT today FROM network),
		(SELECT geom FROM sample.gate WHERE quarter_id = 16),
		(SELECT geom FROM sample.place WHERE services @> '{elderly_care}' AND name LIKE '桃园%'), walker)
ORDER BY n;

\echo '2. The nearest canteen: today, and with the planned one (places UNION ALL planned places)'
\echo
SELECT who AS "walker", today.name AS "today", round((today.seconds / 60)::numeric, 1) AS "minutes", round(today.metres) AS "metres",
	planned.name AS "with the planned one", round((planned.seconds / 60)::numeric, 1) AS "minutes", round(planned.metres) AS "metres"
FROM walker,
	LATERAL (SELECT * FROM walkshed.nearest((SELECT today FROM network),
			(SELECT walkshed.point_set_agg(quarter_id, geom) FROM sample.gate WHERE quarter_id = 16),
			(SELECT walkshed.point_set_agg(id, geom) FROM sample.place WHERE services @> '{canteen}'),
			minutes => 60, walker => walker)
		JOIN sample.place ON id = place_id) AS today,
	LATERAL (SELECT * FROM walkshed.nearest((SELECT today FROM network),
			(SELECT walkshed.point_set_agg(quarter_id, geom) FROM sample.gate WHERE quarter_id = 16),
			(SELECT walkshed.point_set_agg(id, geom)
				FROM (TABLE sample.place UNION ALL TABLE sample.planned_place) AS p WHERE services @> '{canteen}'),
			minutes => 60, walker => walker)
		JOIN (TABLE sample.place UNION ALL TABLE sample.planned_place) AS p ON id = place_id) AS planned
ORDER BY n;

\echo '3. To the market of Liyuan, 50 m from a home by the wall: today, and with the gate open'
\echo
SELECT start AS "from", who AS "walker", round(today.straight_metres) AS "straight",
	round((today.seconds / 60)::numeric, 1) AS "minutes today", round(today.metres) AS "metres", round(today.detour::numeric, 1) AS "detour",
	round((opened.seconds / 60)::numeric, 1) AS "gate open", round(opened.metres) AS "metres", round(opened.detour::numeric, 1) AS "detour"
FROM (SELECT 'gate of Taoyuan' AS start, geom FROM sample.gate WHERE quarter_id = 16
		UNION ALL
		SELECT 'home by the wall', 'SRID=4326;POINT(117.185862 39.0466374)') AS origin,	-- (690, 1110) of the plan
	(SELECT geom FROM sample.place WHERE name LIKE '梨园菜市场%') AS market (geom),
	walker,
	LATERAL walkshed.walk((SELECT today FROM network), origin.geom, market.geom, walker) AS today,
	LATERAL walkshed.walk((SELECT gate_open FROM network), origin.geom, market.geom, walker) AS opened
WHERE who IN ('adult', 'elder')
ORDER BY start, n;

\echo '4. What Taoyuan reaches within the time of each requirement: today, and with the gate open'
\echo
SELECT format('%s of %s', count(today.metres), count(*)) AS "today", string_agg(service, ', ') FILTER (WHERE today.metres IS NULL) AS "missing",
	format('%s of %s', count(opened.metres), count(*)) AS "gate open", string_agg(service, ', ') FILTER (WHERE opened.metres IS NULL) AS "missing"
FROM walkshed.requirement r JOIN walkshed.profile ON profile.name = r.profile,
	LATERAL (SELECT walkshed.point_set_agg(quarter_id, geom) AS gates FROM sample.gate WHERE quarter_id = 16) AS origin,
	LATERAL (SELECT walkshed.point_set_agg(id, geom) AS places FROM sample.place WHERE r.service = ANY (services)) AS goal,
	LATERAL walkshed.nearest((SELECT today FROM network), gates, places, minutes => r.minutes, walker => walker) AS today,
	LATERAL walkshed.nearest((SELECT gate_open FROM network), gates, places, minutes => r.minutes, walker => walker) AS opened
WHERE standard = 'luzhou-8';
