--
-- walker: who walks.
--
-- The default is an adult: 80 m a minute, steps at 0.5 m/s up and 0.7 m/s down,
-- no waits, 200 m from door to street.
\x on
SELECT (walkshed.walker()).*;
\x off
SELECT walker = walkshed.walker() AS same FROM walkshed.profile WHERE name = 'adult';

-- Every argument is its own field, in the order of the type.
SELECT walkshed.walker(1, 'tobler', 3, 4, 5, 6, 7, 8, 9, false, 0.11, 12, 13);
SELECT walkshed.walker(off_street_max_m => 13, off_street_factor => 12, steepest_grade => 0.11, steps_allowed => false,
	crossing_wait_s => 9, signal_wait_s => 8, lift_wait_s => 7, underpass_s => 6, footbridge_s => 5,
	steps_down_s_per_m => 4, steps_up_s_per_m => 3, slope => 'tobler', speed_mps => 1);

-- A walker may be a column, a row, or of a domain: 100 m at 2 m/s.
CREATE TABLE net AS SELECT walkshed.network_agg(1, along(0, 0, 100, 0)) AS streets;
CREATE TABLE pedestrian AS SELECT walkshed.walker(speed_mps => 2) AS walker;
CREATE DOMAIN slow AS walkshed.walker CHECK ((VALUE).speed_mps <= 2);
SELECT round(c.cost) AS "column", round(d.cost) AS domain, round(r.cost) AS "row", round(a.cost) AS adult
FROM net, pedestrian p,
	walkshed.network_edges(streets, p.walker) c,
	walkshed.network_edges(streets, p.walker::slow) d,
	walkshed.network_edges(streets, ROW(2, 'none', 2, 1.43, 0, 0, 0, 0, 0, true, NULL, 1, 200)::walkshed.walker) r,
	walkshed.network_edges(streets) a;

-- The ends of the ranges are allowed.
SELECT round(cost) AS cost
FROM net, LATERAL (VALUES
	(1, walkshed.walker(0.1, 'none', 1e-9, 1e-9, 0, 0, 0, 0, 0, true, 1e-9, 0.1, 0)),
	(2, walkshed.walker(10, 'tobler', 100, 100, 3600, 3600, 3600, 3600, 3600, false, 'Infinity', 100, 5000))) AS w(i, walker),
	walkshed.network_edges(streets, w.walker)
ORDER BY i;

-- A NULL walker is an error in every function, whatever else is NULL: the name
-- of a profile may be mistyped.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT walkshed.%s, walker => (SELECT walker FROM walkshed.profile WHERE name = ''adlut''))', call))
FROM (VALUES (1, 'network_edges(NULL'), (2, 'snap(NULL, NULL'), (3, 'reach(NULL, NULL, 1'), (4, 'reach_nodes(NULL, NULL, 1'),
	(5, 'catchment(NULL, NULL, 1'), (6, 'walk(NULL, NULL, NULL'), (7, 'nearest(NULL, NULL, NULL, 1, 1')) AS f(i, call)
ORDER BY i;

-- So is a NULL field, but for steepest_grade, where it means no limit.
SELECT complaint(format('SELECT walkshed.network_edges(streets, walkshed.walker(%I => NULL)) FROM net', attname))
FROM pg_attribute WHERE attrelid = 'walkshed.walker'::regclass ORDER BY attnum;
SELECT complaint('SELECT walkshed.network_edges(streets, NULL::walkshed.walker) FROM net');
SELECT complaint('SELECT walkshed.network_edges(streets, (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::walkshed.walker) FROM net');

-- Out of range. NaN is no number at all.
SELECT complaint(format('SELECT walkshed.network_edges(streets, walkshed.walker(%I => %L)) FROM net', field, value))
FROM (VALUES
	(1, 'speed_mps', '0'), (2, 'speed_mps', '-1.33'), (3, 'speed_mps', '80'), (4, 'speed_mps', 'NaN'),
	(5, 'slope', 'uphill'), (6, 'slope', 'Tobler'), (7, 'slope', ''),
	(8, 'steps_up_s_per_m', '0'), (9, 'steps_up_s_per_m', '101'), (10, 'steps_down_s_per_m', '-1'), (11, 'steps_down_s_per_m', 'Infinity'),
	(12, 'footbridge_s', '-1'), (13, 'underpass_s', '3601'), (14, 'lift_wait_s', 'NaN'), (15, 'signal_wait_s', 'Infinity'), (16, 'crossing_wait_s', '-0.5'),
	(17, 'steepest_grade', '0'), (18, 'steepest_grade', '-0.1'), (19, 'steepest_grade', 'NaN'),
	(20, 'off_street_factor', '0'), (21, 'off_street_factor', '1000'), (22, 'off_street_max_m', '-1'), (23, 'off_street_max_m', '5001')) AS bad(i, field, value)
ORDER BY i;

DROP TABLE net, pedestrian;
DROP DOMAIN slow;
