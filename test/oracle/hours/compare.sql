-- Opening hours of real cities beside the package's, in the table package. Prints TAP.
--
-- What is not understood, or left out, a problem tells. Minutes must be those of the package.
\set QUIET on
\pset tuples_only on
\pset format unaligned

CREATE TEMP TABLE compared AS
SELECT p.*, w.minutes AS ours, w.problem, w.plain, w.plain_problem,
	row_number() OVER (PARTITION BY p.week, p.dated ORDER BY md5(p.hours)) AS drawn,
	EXISTS (SELECT FROM unnest(p.holidays) AS day WHERE day BETWEEN p.week - 2 AND p.week + 7) AS has_holidays
FROM package p, LATERAL (SELECT walkshed.opening_minutes(p.hours, p.week, p.holidays), walkshed.hours_problem(p.hours, p.week, p.holidays),
	walkshed.opening_minutes(p.hours), walkshed.hours_problem(p.hours)) AS w(minutes, problem, plain, plain_problem);

-- What differs, for whoever looks into it.
SELECT format('# differs: %s in the week of %s: %s, of the package %s', hours, week, ours, minutes)
FROM compared WHERE ours <> minutes ORDER BY 1 LIMIT 20;
SELECT format('# not understood: %s', problem)
FROM compared WHERE week = '2026-03-02' AND ours IS NULL AND minutes IS NOT NULL ORDER BY 1;

SELECT CASE WHEN agree >= 0.99 * n AND differ = 0 AND n = 300 THEN 'ok' ELSE 'not ok' END
	|| format(' 1 - of %s opening hours without dates, drawn by md5, %s are as the package has them in a plain week, %s differ, the others say why', n, agree, differ)
FROM (SELECT count(*) AS n, count(*) FILTER (WHERE plain = minutes) AS agree,
		count(*) FILTER (WHERE plain <> minutes OR plain IS NULL AND plain_problem IS NULL) AS differ
	FROM compared WHERE week = '2026-03-02' AND NOT dated AND drawn <= 300) AS s;
SELECT CASE WHEN agree >= 0.99 * n AND differ = 0 AND n > 300 THEN 'ok' ELSE 'not ok' END
	|| format(' 2 - of all %s without dates %s are, %s differ', n, agree, differ)
FROM (SELECT count(*) AS n, count(*) FILTER (WHERE plain = minutes) AS agree,
		count(*) FILTER (WHERE plain <> minutes OR plain IS NULL AND plain_problem IS NULL) AS differ
	FROM compared WHERE week = '2026-03-02' AND NOT dated) AS s;
SELECT CASE WHEN agree = n AND feasts > 0 AND feasts < weeks THEN 'ok' ELSE 'not ok' END
	|| format(' 3 - of %s with dates or holidays, each in %s weeks (%s with holidays), %s are as the package has them', n, weeks, feasts, agree)
FROM (SELECT count(*) AS n, count(DISTINCT week) AS weeks, count(DISTINCT week) FILTER (WHERE has_holidays) AS feasts,
		count(*) FILTER (WHERE ours = minutes) AS agree
	FROM compared WHERE dated) AS s;
SELECT CASE WHEN differ = 0 AND n > 300 THEN 'ok' ELSE 'not ok' END
	|| format(' 4 - of all %s, with dates in all these weeks, %s differ', n, differ)
FROM (SELECT count(*) AS n, count(*) FILTER (WHERE ours <> minutes) AS differ
	FROM compared WHERE minutes IS NOT NULL) AS s;
SELECT CASE WHEN read = 0 AND n > 0 THEN 'ok' ELSE 'not ok' END
	|| format(' 5 - of %s that the package refuses %s are read', n, read)
FROM (SELECT count(*) AS n, count(ours) AS read FROM compared WHERE week = '2026-03-02' AND minutes IS NULL) AS s;
-- A plain week is one without holidays: what depends on these alone is there, with a problem that says so.
SELECT CASE WHEN bad = 0 AND n > 0 THEN 'ok' ELSE 'not ok' END
	|| format(' 6 - of %s in a plain week that depend on holidays alone %s are not as in a week without', n, bad)
FROM (SELECT count(*) AS n, count(*) FILTER (WHERE plain IS DISTINCT FROM minutes OR plain_problem IS NULL) AS bad
	FROM compared WHERE week = '2026-03-02' AND dated AND plain IS NOT NULL) AS s;
SELECT CASE WHEN bad = 0 AND n > 300 THEN 'ok' ELSE 'not ok' END
	|| format(' 7 - of %s sets of minutes written as opening hours %s are other ones when they are read', n, bad)
FROM (SELECT count(*) AS n, count(*) FILTER (WHERE walkshed.opening_minutes(walkshed.opening_hours(ours)) IS DISTINCT FROM ours
		OR walkshed.hours_problem(walkshed.opening_hours(ours)) IS NOT NULL) AS bad
	FROM (SELECT DISTINCT ours FROM compared WHERE ours IS NOT NULL UNION SELECT plain FROM compared WHERE plain IS NOT NULL) AS m) AS s;
SELECT '1..7';
