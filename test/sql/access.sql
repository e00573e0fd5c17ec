--
-- Measures over point sets: accessible, supply, supply_load, diversity,
-- travel_times, proximity. The walker makes one metre a second.
--
\set one 'walkshed.walker(speed_mps => 1)'
\pset null NULL
-- A street of 1000 m with a side street of 200 m at 600.
CREATE TABLE net AS
SELECT walkshed.network_agg(id, geom) AS streets
FROM (VALUES (1, along(0, 0, 600, 0, 1000, 0)), (2, along(600, 0, 600, 200))) AS s(id, geom);
-- Within 500 m: origin 1 has the clinic 22 in 200 m and the market 13 in 100;
-- origin 2, 10 m off the street, the clinics 21 in 210 and 22 in 410, and the
-- market 12 in 310. Nobody comes to the park.
CREATE TABLE sets AS
SELECT (SELECT walkshed.point_set_agg(id, geom, people) FROM (VALUES (1, at(200, 0), 100), (2, at(600, -10), 50), (3, at(0, 900), 70), (4, NULL, 30)) AS o(id, geom, people)) AS origins,
	(SELECT walkshed.point_set_agg(id, geom, capacity, tag) FROM (VALUES (21, at(600, 200), 10, 'clinic'), (22, ST_Collect(at(0, 0), at(1000, 0)), 5, 'clinic'),
		(12, at(900, 0), 2, 'market'), (13, at(100, 0), 4, 'market')) AS p(id, geom, capacity, tag)) AS places;
ANALYZE net, sets;

-- Counts and sums of weights.
SELECT a.* FROM net, sets, walkshed.accessible(streets, origins, places, metres => 500, walker => :one) a;
-- Of one tag, in minutes: 300 s; of a tag that no place has.
SELECT a.origin_id, a.tag, a.places, a.total FROM net, sets, walkshed.accessible(streets, origins, places, minutes => 5, walker => :one, tag => 'clinic') a;
SELECT a.* FROM net, sets, walkshed.accessible(streets, origins, places, minutes => 5, walker => :one, tag => 'Clinic') a;

-- Decays, by their formulas, for origin 1 and the clinic of weight 5: T = 500,
-- t = 200.
SELECT d.decay, round(formula, 2) AS formula, abs(total / formula - 1) < 0.001 AS equal
FROM net, sets, LATERAL (VALUES (1, walkshed.decay(), 5), (2, walkshed.decay('linear'), 5 * (1 - 0.4)),
	(3, walkshed.decay('exponential'), 5 / 10 ^ 0.4), (4, walkshed.decay('exponential', beta => 0.01), 5 * exp(-2.0)),
	(5, walkshed.decay('gaussian'), 5 * (exp(-0.08) - exp(-0.5)) / (1 - exp(-0.5))),
	(6, walkshed.decay('logistic'), 5 / (1 + exp(-1.0))), (7, walkshed.decay('logistic', midpoint => 100, scale => 50), 5 / (1 + exp(2.0))),
	(8, walkshed.decay('power'), 5 / 200.0), (9, walkshed.decay('power', beta => 0.5), 5 / sqrt(200.0))) AS d(i, decay, formula),
	walkshed.accessible(streets, origins, places, metres => 500, walker => :one, decay => d.decay, tag => 'clinic')
WHERE origin_id = 1 ORDER BY i;
-- With a budget in minutes t is in minutes, and below one a power is 1: 200 s
-- are 3.333 minutes, 5 / 3.333; the market in 100 s, 4 / 1.667; one at 0 s.
SELECT tag, round(total::numeric, 3) AS total FROM net, sets, walkshed.accessible(streets, origins, places, minutes => 10, walker => :one, decay => walkshed.decay('power')) WHERE origin_id = 1 ORDER BY tag;
SELECT total FROM net, sets, walkshed.accessible(streets, (SELECT walkshed.point_set_agg(1, at(100, 0))), places, minutes => 1, walker => :one, decay => walkshed.decay('power'), tag => 'market');

-- Two-step floating catchments. The clinic 21 is for 50 people, 10 / 50; 22 for
-- 150, 5 / 150; the markets for 50 and 100, 2 / 50 and 4 / 100. Each origin has
-- the sum over what it reaches.
SELECT place_id, s.tag, capacity, demand, round(ratio::numeric, 4) AS ratio, problem FROM net, sets, walkshed.supply_load(streets, origins, places, metres => 500, walker => :one) s;
SELECT origin_id, s.tag, round(ratio::numeric, 4) AS ratio, problem FROM net, sets, walkshed.supply(streets, origins, places, metres => 500, walker => :one) s;
-- What is handed out is what there is: people times ratios add up to capacity.
SELECT s.tag, round(sum(s.ratio * o.weight)) AS handed_out
FROM net, sets, walkshed.supply(streets, origins, places, metres => 500, walker => :one) s JOIN walkshed.points((SELECT origins FROM sets)) o ON o.id = s.origin_id
GROUP BY s.tag ORDER BY s.tag;
-- With a linear decay 22 is for 100 * 0.6 + 50 * 0.18 = 69 people; origin 1 has
-- 0.6 * 5 / 69 of it.
SELECT place_id, round(demand::numeric, 1) AS demand FROM net, sets, walkshed.supply_load(streets, origins, places, metres => 500, walker => :one, decay => walkshed.decay('linear'), tag => 'clinic') WHERE place_id = 22;
SELECT origin_id, round(ratio::numeric, 4) AS ratio FROM net, sets, walkshed.supply(streets, origins, places, metres => 500, walker => :one, decay => walkshed.decay('linear'), tag => 'clinic') WHERE origin_id = 1;
-- Places for which nobody competes, off the street, without a location.
SELECT s.* FROM net, sets, walkshed.supply_load(streets, origins,
	(SELECT walkshed.point_set_agg(id, geom, 3, tag) FROM (VALUES (1, at(1000, 0), 'park'), (2, at(0, 900), 'park'), (3, NULL, NULL)) AS p(id, geom, tag)), metres => 300, walker => :one) s;

-- Hill numbers: of 5 and 4 (p = 5/9, 4/9) and of 15 and 2 (15/17, 2/17). Order 0
-- counts; 1 is exp(-sum p ln p), 2 is 1 / sum p^2. Equal totals are worth their number.
SELECT q, origin_id, tags, round(diversity::numeric, 4) AS diversity, problem
FROM net, sets, LATERAL (VALUES (0), (1), (2)) AS o(q), walkshed.diversity(streets, origins, places, metres => 500, walker => :one, q => o.q) WHERE origin_id < 3 OR q = 1 ORDER BY q, origin_id;
SELECT tags, round(diversity::numeric, 4) AS diversity
FROM net, walkshed.diversity(streets, (SELECT walkshed.point_set_agg(1, at(200, 0))), (SELECT walkshed.point_set_agg(i, at(i, 0), 7, 'tag ' || i) FROM generate_series(1, 6) i), metres => 500, q => 3.5);
-- Nothing within the budget: none.
SELECT origin_id, tags, diversity, problem FROM net, sets, walkshed.diversity(streets, origins, places, metres => 1) WHERE origin_id < 3;

-- Pairs, by origin and destination.
SELECT origin_id, destination_id, round(seconds) AS seconds, round(metres) AS metres, problem FROM net, sets, walkshed.travel_times(streets, origins, places, metres => 500, walker => :one);
-- An id under two tags is one destination, with its best door; nothing in reach.
SELECT origin_id, destination_id, round(metres) AS metres, problem
FROM net, walkshed.travel_times(streets, (SELECT walkshed.point_set_agg(id, geom) FROM (VALUES (1, at(200, 0)), (2, at(600, 200))) AS o(id, geom)),
	(SELECT walkshed.point_set_agg(7, geom, 1, tag) FROM (VALUES (at(300, 0), 'repair'), (at(250, 0), 'keys')) AS p(geom, tag)), metres => 200, walker => :one);
-- One way: there, not back.
SELECT origin_id, destination_id, round(metres) AS metres
FROM walkshed.travel_times((SELECT walkshed.network_agg(1, along(0, 0, 200, 0), '{"foot": "forward"}')),
	(SELECT walkshed.point_set_agg(id, at(id * 50, 0)) FROM generate_series(1, 3) id), (SELECT walkshed.point_set_agg(id, at(id * 50, 0)) FROM generate_series(1, 3) id), minutes => 10, walker => :one);

-- Mean time to the two nearest, or to as many as there are: (210 + 410) / 2.
SELECT origin_id, p.tag, p.places, round(mean_seconds) AS mean_seconds, problem FROM net, sets, walkshed.proximity(streets, origins, places, 2, metres => 500, walker => :one) p;
SELECT origin_id, p.places, round(mean_seconds) AS mean_seconds, problem FROM net, sets, walkshed.proximity(streets, origins, places, metres => 150, walker => :one, tag => 'market') p;

-- Nobody asks, or there is nothing at all: no rows. No network to walk on: the reason.
SELECT f, sum(row_count(format('SELECT f.* FROM net, sets, walkshed.%s(%s, minutes => 5) f', f, arguments))) AS rows
FROM (VALUES ('accessible'), ('supply'), ('supply_load'), ('diversity'), ('travel_times'), ('proximity')) AS f(f),
	(VALUES ('NULL, origins, places'), ('streets, NULL, places'), ('streets, origins, NULL')) AS a(arguments)
GROUP BY f ORDER BY f;
SELECT origin_id, a.tag, problem FROM sets, walkshed.accessible((SELECT walkshed.network_agg(1, NULL::geometry)), origins, places, minutes => 5) a WHERE origin_id IN (1, 4);

-- Errors.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT walkshed.%s(streets, origins, places, %s) FROM net, sets', f, arguments))
FROM (VALUES (1, 'accessible', 'decay => NULL, minutes => 5'), (2, 'supply', 'decay => walkshed.decay(NULL), minutes => 5'), (3, 'supply_load', 'decay => walkshed.decay(''Step''), minutes => 5'),
	(4, 'diversity', 'decay => walkshed.decay(''power'', beta => -1), minutes => 5'), (5, 'accessible', 'decay => walkshed.decay(''power'', beta => ''NaN''), minutes => 5'),
	(6, 'accessible', 'decay => walkshed.decay(''logistic'', scale => 0), minutes => 5'), (7, 'accessible', 'decay => walkshed.decay(''logistic'', midpoint => ''Infinity''), minutes => 5'),
	(8, 'diversity', 'q => NULL, minutes => 5'), (9, 'diversity', 'q => -1, minutes => 5'), (10, 'diversity', 'q => ''NaN'', minutes => 5'),
	(11, 'proximity', 'k => 0, minutes => 5'), (12, 'proximity', 'k => NULL, minutes => 5')) AS b(i, f, arguments)
ORDER BY i;
SELECT f || ': ' || complaint(format('SELECT walkshed.%s(NULL, NULL, NULL%s)', f, arguments))
FROM (VALUES ('accessible'), ('supply'), ('supply_load'), ('diversity'), ('travel_times'), ('proximity')) AS f(f),
	(VALUES (1, ''), (2, ', minutes => 5, metres => 5'), (3, ', metres => -1'), (4, ', minutes => 1441'), (5, ', minutes => 5, walker => NULL')) AS b(i, arguments)
ORDER BY f, i;
SELECT complaint('SELECT walkshed.travel_times(streets, walkshed.point_set_agg(1, ST_SetSRID(at(0, 0), 4490)), walkshed.point_set_agg(1, at(0, 0)), 5) FROM net GROUP BY streets');

-- One id under two tags, at 200 m and at 500 m, is one origin: its best walk to
-- the market at 100 m is 100 m.
SELECT origin_id, destination_id, round(t.metres) AS metres, problem
FROM net, sets, walkshed.travel_times(streets, (SELECT walkshed.point_set_agg(1, geom, 1, tag) FROM (VALUES (at(200, 0), 'x'), (at(500, 0), 'y')) AS o(geom, tag)), places, metres => 150, walker => :one) t;
DROP TABLE net, sets;
