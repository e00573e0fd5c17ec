--
-- Opening hours, and minutes of the week. What the core reads is tested with it; here it is what SQL sees.
-- 08:00 on Monday is minute 480, a day has 1440.
--
-- The three answers: all is said; minutes with what they leave out; none, and why.
SELECT v.hours, walkshed.opening_minutes(v.hours) AS minutes, walkshed.hours_problem(v.hours) AS problem
FROM (VALUES
	(1, 'Mo,We 08:00-12:00'),
	(2, 'Mo 08:00-12:00; PH off'),
	(3, 'Mo 08:00-12:00; Tu "by appointment"'),
	(4, 'Mo 9-5'),
	(5, 'Mo 18:00+'),
	(6, 'off'),
	(7, 'Jan-Mar Mo 08:00-12:00'),
	(8, 'sunrise-sunset'),
	(9, 'on request'),
	(10, ''),
	(11, NULL)) AS v(i, hours) ORDER BY i;

-- In a week of the calendar, named by any of its days: 2 March 2026 is a Monday.
SELECT v.hours, v.week, v.holidays, walkshed.opening_minutes(v.hours, v.week, v.holidays) AS minutes, walkshed.hours_problem(v.hours, v.week, v.holidays) AS problem
FROM (VALUES
	(1, 'Jan-Mar Mo 08:00-12:00', '2026-03-02'::date, NULL::date[]),
	(2, 'Jan-Mar Mo 08:00-12:00', '2026-03-08', NULL),
	(3, 'Jan-Mar Mo 08:00-12:00', '2026-04-01', NULL),
	(4, 'Mo-Tu 08:00-12:00; PH off', '2026-03-02', NULL),
	(5, 'Mo-Tu 08:00-12:00; PH off', '2026-03-02', '{}'),
	(6, 'Mo-Tu 08:00-12:00; PH off', '2026-03-02', '{2026-03-03,infinity}'),
	(7, 'Mo-Tu 08:00-12:00; PH off', NULL, '{2026-03-03}'),
	(8, 'Mo 08:00-12:00', 'infinity', NULL),
	(9, 'Mo 08:00-12:00', '4714-11-24 BC', NULL)) AS v(i, hours, week, holidays) ORDER BY i;

-- And back.
SELECT m.i, walkshed.opening_hours(m.minutes) AS hours, walkshed.opening_minutes(walkshed.opening_hours(m.minutes)) = m.minutes AS same
FROM (VALUES
	(1, '{[0,10080)}'::int4multirange),
	(2, '{}'),
	(3, '{[480,1080),[1920,2520),[3360,3960),[4800,5400),[6240,6840),[7740,7980)}'),
	(4, '{[0,120),[1320,1560),[2760,3000),[4200,4440),[5640,5880),[7080,7320),[8520,8760),[9960,10080)}'),
	(5, '{[6960,7320),[7800,7920)}'),
	(6, '{[1200,4500)}'),
	(7, NULL)) AS m(i, minutes) ORDER BY i;
-- Every fourth minute of the week, each on its own.
SELECT walkshed.opening_minutes(walkshed.opening_hours(range_agg(int4range(m, m + 1)))) = range_agg(int4range(m, m + 1)) AS same
FROM generate_series(0, 10079, 4) m;

-- 50 of 100 and 50 of 200 to 250 are half of 200; nothing is 0 of an hour; of no time there is no share.
SELECT walkshed.open_share('{[0,100),[200,300)}', '{[50,250)}') AS half, walkshed.open_share('{}', '{[0,60)}') AS none,
	walkshed.open_share('{[0,60)}', '{}') AS of_nothing, walkshed.open_share(NULL, '{[0,60)}') AS unknown;

-- Monday 06:30; the last second of Wednesday 31 December 1969; midnight of a Monday before PostgreSQL's epoch.
SELECT walkshed.minute_of_week('2026-03-02 06:30:59'), walkshed.minute_of_week('1969-12-31 23:59:59.999'),
	walkshed.minute_of_week('1999-12-27 00:00'), walkshed.minute_of_week('infinity'), walkshed.minute_of_week(NULL);
SELECT bool_and(walkshed.minute_of_week(t) = (extract(isodow FROM t) - 1) * 1440 + extract(hour FROM t) * 60 + extract(minute FROM t)) AS as_extract
FROM generate_series(timestamp '1899-12-20', '2026-03-10', '987 hours 13 minutes 7 seconds') t;

-- Two of three open: 2 to 5 of the first two, 8 to 9 of the last two. Rows without hours are none.
CREATE TABLE opened (kind text, hours int4multirange);
INSERT INTO opened VALUES ('a', '{[0,5)}'), ('a', '{[2,9)}'), ('a', '{[8,12)}'), ('a', NULL), ('b', '{[0,5)}'), ('b', '{}'), ('c', NULL);
SELECT kind, walkshed.covered_minutes(hours, 1) AS one, walkshed.covered_minutes(hours, 2) AS two, walkshed.covered_minutes(hours, 4) AS four
FROM opened GROUP BY kind ORDER BY kind;
SELECT walkshed.covered_minutes(hours, 1) FROM opened WHERE false;
SELECT kind, walkshed.covered_minutes(hours, 1) OVER (PARTITION BY kind ORDER BY hours ROWS UNBOUNDED PRECEDING) AS so_far FROM opened WHERE kind = 'a' ORDER BY hours;

-- In several processes the same: against counting minute by minute.
CREATE TABLE shop AS SELECT i, i % 3 AS kind, int4multirange(int4range(i * 37 % 9000, i * 37 % 9000 + 60 + i % 700)) AS hours FROM generate_series(1, 3000) i;
ALTER TABLE shop SET (parallel_workers = 2);
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT kind, walkshed.covered_minutes(hours, 36) FROM shop GROUP BY kind;
CREATE TABLE together AS SELECT kind, walkshed.covered_minutes(hours, 36) AS minutes FROM shop GROUP BY kind;
SET max_parallel_workers_per_gather = 0;
SELECT t.kind, walkshed.covered_minutes(s.hours, 36) = t.minutes AS same, isempty(t.minutes) AS is_empty FROM together t JOIN shop s USING (kind) GROUP BY t.kind, t.minutes ORDER BY t.kind;
SELECT t.kind, t.minutes = c.minutes AS as_counted
FROM together t JOIN (
	SELECT kind, range_agg(int4range(m, m + 1)) AS minutes
	FROM (SELECT kind, m FROM shop, generate_series(lower(hours), upper(hours) - 1) m GROUP BY kind, m HAVING count(*) >= 36) AS each_minute
	GROUP BY kind) AS c USING (kind) ORDER BY t.kind;
RESET ALL;

-- Mistakes.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT walkshed.%s', v.call))
FROM (VALUES
	(1, 'opening_hours(''{[0,10081)}'')'),
	(2, 'opening_hours(''{[-5,60)}'')'),
	(3, 'opening_hours(''{[60,)}'')'),
	(4, 'open_share(''{[0,10090)}'', ''{[0,60)}'')'),
	(5, 'open_share(''{[0,60)}'', ''{(,60)}'')'),
	(6, 'covered_minutes(''{[0,20000)}'', 1)'),
	(7, 'covered_minutes(''{[0,60)}'', 0)'),
	(8, 'covered_minutes(''{[0,60)}'', NULL)'),
	(9, 'covered_minutes(''{[0,60)}'', n) FROM generate_series(1, 2) n'),
	(10, 'opening_minutes(''24/7'', ''2026-03-02'', ''{2026-03-02,NULL}'')')) AS v(i, call) ORDER BY i;
SELECT walkshed.hours_problem(repeat('Mo;', 40000));

DROP TABLE opened, shop, together;
