-- The homes of the schema city held against its grid of :people, in which people_elder is anything. Prints TAP.
UPDATE city.population SET people_elder = floor(people / 5);
CREATE TABLE city.home AS SELECT * FROM walkshed.spread_people('city.population', 'city.building');

CREATE FUNCTION pg_temp.ok(what text, culprits bigint) RETURNS text LANGUAGE sql
AS $$ SELECT CASE culprits WHEN 0 THEN 'ok - ' || what ELSE format('not ok - %s: %s are not', what, coalesce(culprits::text, 'NULL')) END $$;

SELECT pg_temp.ok(format('each cell keeps its people, %s homes', (SELECT count(*) FROM city.home WHERE age_group = 'all')), count(*))
FROM city.population c
	LEFT JOIN (SELECT cell_id, sum(people) FILTER (WHERE age_group = 'all') AS people, sum(people) FILTER (WHERE age_group = 'elder') AS elders
		FROM city.home GROUP BY cell_id) AS h ON h.cell_id = c.id
WHERE (c.people, c.people_elder) <> (coalesce(h.people, 0), coalesce(h.elders, 0));
SELECT pg_temp.ok(format('all %s people are somewhere', :people), count(*))
FROM (SELECT sum(people) AS people FROM city.home WHERE age_group = 'all' AND geom IS NOT NULL) AS h WHERE h.people <> :people;
SELECT pg_temp.ok('as whole people', count(*)) FROM city.home WHERE people <> trunc(people);
SELECT pg_temp.ok('no home has more elders than people', count(*))
FROM city.home e JOIN city.home h ON h.cell_id = e.cell_id AND h.building_id = e.building_id AND h.age_group = 'all'
WHERE e.age_group = 'elder' AND e.people > h.people;

-- What floor area gives each home: the piece of the building in the cell, measured as a piece.
CREATE TEMP TABLE share AS
SELECT c.id AS cell_id, b.id AS building_id, b.residential, c.people * f.m2 / sum(f.m2) OVER (PARTITION BY c.id, b.residential) AS people,
	bool_or(b.residential) OVER (PARTITION BY c.id) AS has_dwellings
FROM city.population c
	JOIN city.building b ON ST_Intersects(b.geom, c.geom),
	LATERAL (SELECT ST_Area(ST_Intersection(b.geom, c.geom)::geography)
		* coalesce(b.levels, (SELECT avg(levels) FROM city.building WHERE residential)) AS m2) AS f
WHERE f.m2 > 1;
SELECT pg_temp.ok(format('%s homes have their share by floor area, give or take one', count(*)), count(*) FILTER (WHERE abs(s.people - coalesce(h.people, 0)) > 1.01))
FROM share s
	LEFT JOIN city.home h ON h.cell_id = s.cell_id AND h.building_id = s.building_id AND h.age_group = 'all'
WHERE s.residential OR NOT s.has_dwellings;
SELECT pg_temp.ok('nobody lives elsewhere while a cell has dwellings, or buildings', count(*))
FROM city.home h
WHERE h.source <> 'dwelling' AND EXISTS (SELECT FROM share s WHERE s.cell_id = h.cell_id AND (s.residential OR h.source = 'cell'));

-- Quarters: half of each cell's width is in one of two, so that everybody's quarter is known by longitude.
CREATE TABLE city.half AS
SELECT side AS id, ST_MakeEnvelope(CASE side WHEN 1 THEN -180 ELSE x END, 0, CASE side WHEN 1 THEN x ELSE 180 END, 90, 4326) AS geom
FROM (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_X(geom)) + 1e-9 AS x FROM city.home) AS m, generate_series(1, 2) AS side;
CREATE TABLE city.counted AS SELECT * FROM walkshed.quarter_people('city.half', 'city.home');
SELECT pg_temp.ok('quarters sum their homes', count(*))
FROM city.counted q
WHERE q.people IS DISTINCT FROM (SELECT sum(h.people) FROM city.home h, city.half a
	WHERE a.id = q.quarter_id AND h.age_group = q.age_group AND (ST_X(h.geom) <= ST_XMax(a.geom)) AND ST_X(h.geom) >= ST_XMin(a.geom));

-- A study counts them, and who lives in no quarter is reported.
CREATE TABLE city.people AS SELECT * FROM walkshed.quarter_people('city.quarter', 'city.home');
SELECT pg_temp.ok(format('%s people live in quarters, %s in none', sum(people) FILTER (WHERE quarter_id IS NOT NULL), sum(people) FILTER (WHERE quarter_id IS NULL)),
	(sum(people) <> :people)::integer)
FROM city.people WHERE age_group = 'all';
CREATE TABLE city.inhabited AS
SELECT q.id, q.name, q.region_id, q.geom, sum(p.people) FILTER (WHERE p.age_group = 'all') AS people,
	sum(p.people) FILTER (WHERE p.age_group = 'elder') AS people_elder
FROM city.quarter q LEFT JOIN city.people p ON p.quarter_id = q.id
GROUP BY q.id;
SELECT walkshed.create_study('study', 'city.street', 'city.inhabited', 'city.place', 'city.gate');
SELECT pg_temp.ok('a study has the people of its quarters', count(*))
FROM study.people s FULL JOIN (SELECT * FROM city.people WHERE quarter_id IS NOT NULL) AS p USING (quarter_id, age_group) WHERE s.people IS DISTINCT FROM p.people;
