--
-- What the attributes of a street cost. Every street is 100 m long and the
-- walker makes one metre a second, except on steps: 2 s a metre up, 1.43 down.
--
CREATE TABLE street (id bigint, attributes jsonb);
INSERT INTO street VALUES
	(1, NULL),
	(2, '{}'),
	(3, '{"kind": null, "foot": null, "delay_s": null, "hours": null}'),
	(4, '{"kind": "path"}'),
	(5, '{"kind": "gate"}'),
	(6, '{"kind": "indoor"}'),
	(7, '{"foot": "both"}'),
	(8, '{"foot": "forward"}'),
	(9, '{"foot": "backward"}'),
	(10, '{"foot": "no"}'),
	-- Steps of unknown direction: the mean of 200 and 143. Upwards 5 m: 200, and
	-- 143 back. 9 m up, 1 m down: 180 + 14.3, and 20 + 128.7 back.
	(11, '{"kind": "steps"}'),
	(12, '{"kind": "steps", "ascent_m": 5}'),
	(13, '{"kind": "steps", "ascent_m": 9, "descent_m": 1}'),
	(14, '{"delay_s": 12.5}'),
	(15, '{"delay_s": "12.5"}'),
	(16, '{"kind": "crossing"}'),
	(17, '{"kind": "signal_crossing"}'),
	(18, '{"kind": "footbridge"}'),
	(19, '{"kind": "underpass"}'),
	(20, '{"kind": "lift", "ascent_m": 10}'),
	(21, '{"ascent_m": 10}'),
	(22, '{"ascent_m": 20, "descent_m": "20"}'),
	(23, '{"wheelchair": "no"}'),
	(24, '{"wheelchair": "limited"}'),
	(25, '{"wheelchair": "yes"}'),
	(26, '{"hours": "Mo-Su 06:00-22:00", "surface": "asphalt", "valid_from": "2024-02-29", "valid_to": "2024-02-29"}'),
	(27, '{"kind": "barrier"}'),
	(28, '{"kind": "footbridge", "doors": "yes"}'),
	(29, '{"doors": "no"}'),
	(30, '{"kind": "lift", "doors": null}');
CREATE TABLE net AS
SELECT walkshed.network_agg(id, along(0, 10 * id, 100, 10 * id), attributes) AS streets FROM street;

-- Without waits: 100 s but for direction, steps and the street's own delay.
-- A barrier is no street.
SELECT source_id AS id, kind, round(cost::numeric, 1) AS cost, round(reverse_cost::numeric, 1) AS back
FROM net, walkshed.network_edges(streets, walkshed.walker(speed_mps => 1)) ORDER BY source_id;

-- Each wait goes to its kind: 107, 134, 140, 150 and 160.
SELECT source_id AS id, kind, round(cost::numeric, 1) AS cost, round(reverse_cost::numeric, 1) AS back
FROM net, walkshed.network_edges(streets, walkshed.walker(speed_mps => 1, crossing_wait_s => 7, signal_wait_s => 34,
	footbridge_s => 40, underpass_s => 50, lift_wait_s => 60))
WHERE round(cost) NOT IN (-1, 100) AND source_id NOT BETWEEN 11 AND 15 ORDER BY source_id;

-- Speed: at 2 m/s half the time, waits and steps as they are.
SELECT source_id AS id, kind, round(cost::numeric, 1) AS cost, round(reverse_cost::numeric, 1) AS back
FROM net, walkshed.network_edges(streets, walkshed.walker(speed_mps => 2, steps_up_s_per_m => 3, steps_down_s_per_m => 1,
	crossing_wait_s => 7))
WHERE source_id IN (1, 11, 12, 14, 16) ORDER BY source_id;

-- Tobler, relative to the flat: exp(3.5 (|S + 0.05| - 0.05)).
--   21: S = 0.1 up, exp(0.35) = 1.419; down |-0.05| - 0.05 = 0, 1.
--   22: up and down on one street, S = 40 m / 100 m, half the length each:
--       exp(3.5 * 0.4) = 4.055 and exp(3.5 * 0.3) = 2.858, mean 3.456.
-- Steps and lifts have times of their own.
SELECT source_id AS id, kind, round(cost) AS cost, round(reverse_cost) AS back
FROM net, walkshed.network_edges(streets, walkshed.walker(speed_mps => 1, slope => 'tobler'))
WHERE source_id IN (1, 12, 20, 21, 22) ORDER BY source_id;

-- A steepest grade of 0.09 closes what rises and falls by more than 9 m in 100,
-- both ways: 13, 21 and 22, not the lift.
SELECT source_id AS id, kind, round(cost::numeric, 1) AS cost, round(reverse_cost::numeric, 1) AS back
FROM net, walkshed.network_edges(streets, walkshed.walker(speed_mps => 1, steepest_grade => 0.09))
WHERE source_id IN (1, 12, 13, 20, 21, 22) ORDER BY source_id;

-- Without steps: those, and what is marked wheelchair = no.
SELECT source_id AS id, kind, cost, reverse_cost AS back
FROM net, walkshed.network_edges(streets, walkshed.walker(speed_mps => 1, steps_allowed => false))
WHERE cost = -1 AND reverse_cost = -1 ORDER BY source_id;

-- A door opens onto a street unless that is a bridge, a tunnel or a lift, or it
-- says otherwise. Those onto which none does, beside the closed 10 and the barrier.
SELECT id, attributes FROM net, street
WHERE (walkshed.snap(streets, at(50, 10 * id + 1), walkshed.walker(off_street_max_m => 4))).problem IS NOT NULL ORDER BY id;

-- A street of 300 m that another cuts at 100: heights, delays and waits are
-- shared by length. 100 + 10 + 20 and 200 + 20 + 40 s; as steps of 6 m both
-- pieces keep the grade: 2 s a metre up.
CREATE TABLE cut AS
SELECT k.attributes, walkshed.network_agg(id, geom, s.attributes) AS streets
FROM (VALUES ('{"kind": "footbridge", "delay_s": 30}'::jsonb), ('{"kind": "steps", "ascent_m": 6, "delay_s": 30}')) AS k(attributes),
	LATERAL (VALUES (1, along(0, 0, 100, 0, 300, 0), k.attributes), (2, along(100, 0, 100, 50), NULL)) AS s(id, geom, attributes)
GROUP BY k.attributes;
SELECT kind, round(e.metres) AS metres, round(cost) AS cost, round(reverse_cost) AS back
FROM cut, walkshed.network_edges(streets, walkshed.walker(speed_mps => 1, footbridge_s => 60)) e
WHERE source_id = 1 ORDER BY kind, e.metres;

-- The same attributes in another order, or as the default, make the same value.
SELECT count(DISTINCT walkshed.digest(plain)) AS plain, count(DISTINCT walkshed.digest(steps)) AS steps, count(*) AS rows
FROM (
	SELECT walkshed.network_agg(1, along(0, 0, 100, 0), plain) AS plain, walkshed.network_agg(1, along(0, 0, 100, 0), steps) AS steps
	FROM (VALUES (1, NULL::jsonb, '{"kind": "steps", "delay_s": 4}'::jsonb),
		(2, '{}', '{"delay_s": 4.0, "kind": "steps"}'),
		(3, '{"kind": "street", "foot": "both", "ascent_m": 0}', '{"delay_s": "4", "kind": "steps", "foot": null}')) AS a(i, plain, steps)
	GROUP BY i) n;

-- Bad attributes: the key or value, and what is allowed.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT walkshed.network_agg(1, along(0, 0, 1, 0), %L)', attributes))
FROM (VALUES
	(1, '{"speed": 5}'),
	(2, '{"Kind": "steps"}'),
	(3, '{"": 1}'),
	(4, '{"kind": "stairs"}'),
	(5, '{"kind": ""}'),
	(6, '{"kind": 3}'),
	(7, '{"kind": ["steps"]}'),
	(8, '{"foot": true}'),
	(9, '{"foot": "yes"}'),
	(10, '{"wheelchair": "maybe"}'),
	(11, '{"ascent_m": -1}'),
	(12, '{"descent_m": 10001}'),
	(13, '{"ascent_m": "steep"}'),
	(14, '{"delay_s": 1e300}'),
	(15, '{"delay_s": "NaN"}'),
	(16, '{"delay_s": "Infinity"}'),
	(17, '{"delay_s": "0x10"}'),
	(18, '{"delay_s": ""}'),
	(19, '{"delay_s": {"min": 1}}'),
	(20, '{"hours": ""}'),
	(21, '{"surface": 1}'),
	(22, '{"valid_from": "today"}'),
	(23, '{"valid_from": "2023-02-29"}'),
	(24, '{"valid_to": "01/02/2024"}'),
	(25, '{"valid_from": "2024-03-01", "valid_to": "2024-02-29"}'),
	(26, '[]'),
	(27, '"steps"'),
	(28, 'null'),
	(29, '{"doors": "maybe"}'),
	(30, '{"doors": true}')) AS bad(i, attributes)
ORDER BY i;

DROP TABLE street, net, cut;
