-- More never makes it worse: one more place, gate, street or opening hour raises no shortfall and no gap score. And a
-- score is 0 exactly where every requirement is met.
--
-- Sixteen random towns, 50 km apart, in one study; in each round all of them get one thing more, of one kind:
-- 8 rounds, 128 changes. What is promised, and so what is tried:
--
--     a gate of a quarter that has mapped gates: with its first, a quarter is no longer entered elsewhere
--     a street between two crossings, without doors: a gate walks to the nearest street, whatever that leads to
--     an opening hour of a place whose hours are known: hours that are not known may count as open
--
-- Capacities are tried with places and hours only. A new street or gate brings people to places that others shared
-- before, and these get less: that is what competition means.
\ir include/town.sql
SELECT plan(6);
SELECT setseed(0.15);

-- A town is 5 by 5 crossings, 250 m apart; of the streets between them one in three is not there.
CREATE TABLE town.crossing AS
SELECT t AS town, x, y, pg_temp.at(50000 * t + 250 * x, 250 * y) AS geom
FROM generate_series(1, 16) AS t, generate_series(0, 4) AS x, generate_series(0, 4) AS y;
INSERT INTO town.street (id, geom)
SELECT row_number() OVER (), ST_MakeLine(a.geom, b.geom)
FROM town.crossing a JOIN town.crossing b ON b.town = a.town AND (b.x - a.x, b.y - a.y) IN ((0, 1), (1, 0))
WHERE random() < 0.65;
CREATE TABLE town.vertex AS SELECT DISTINCT c.town, c.geom FROM town.crossing c JOIN town.street s ON ST_Intersects(c.geom, s.geom);

-- A random door of a town: up to 40 m off a crossing.
CREATE FUNCTION town.door(town integer) RETURNS geometry LANGUAGE sql VOLATILE
RETURN (SELECT ST_Translate(v.geom, (random() - 0.5) * 80 / 111319.5, (random() - 0.5) * 80 / 110574.3) FROM town.vertex v WHERE v.town = door.town ORDER BY random() LIMIT 1);
CREATE FUNCTION town.one_of(VARIADIC text[]) RETURNS text LANGUAGE sql VOLATILE RETURN $1[1 + floor(random() * cardinality($1))::integer];

-- Each has four quarters of two gates each, and sixteen places.
INSERT INTO town.quarter (id, people, geom)
SELECT 10 * t + n, 500 + round(random() * 1000), town.door(t) FROM generate_series(1, 16) AS t, generate_series(1, 4) AS n;
INSERT INTO town.gate (id, quarter_id, geom) SELECT row_number() OVER (), q.id, town.door((q.id / 10)::integer) FROM town.quarter q, generate_series(1, 2);
CREATE FUNCTION town.open_place(town integer, place bigint) RETURNS void LANGUAGE sql VOLATILE
BEGIN ATOMIC
	INSERT INTO town.place (id, services, hours, capacity, modes, service_radius_m, geom)
	SELECT place, ARRAY[town.one_of('clinic', 'clinic', 'mall', 'supermarket', 'supermarket', 'park', 'pharmacy', 'pharmacy')],
		town.one_of('Mo-Fr 08:00-12:00', 'Mo-Su 07:00-18:00', 'Sa-Su 10:00-20:00', 'Mo-Fr 17:00-22:00', '24/7', NULL, 'by appointment'),
		CASE WHEN random() < 0.8 THEN to_jsonb(round(random() * 10)) END,
		CASE WHEN random() < 0.2 THEN '{door_to_door}' END::text[], 100 + random() * 500, town.door(town);
END;
SELECT count(town.open_place(t, 100 * t + n)) FROM generate_series(1, 16) AS t, generate_series(1, 16) AS n;

INSERT INTO walkshed.standard (code, name_en) VALUES ('fair', 'Everything but capacity'), ('crowded', 'Capacity');
INSERT INTO walkshed.requirement (standard, service, variant, profile, minutes, metres, beyond, min_places, measure, choice, open_during, min_open, modes, weight) VALUES
	('fair', 'clinic', '', 'adult', 8, NULL, 2, 1, 'each', NULL, NULL, 1, '{on_site}', 1),
	('fair', 'clinic', 'elder', 'elder', 12, NULL, 2, 2, 'each', '{2,1}', 'Mo-Fr 09:00-11:00', 1, '{on_site,door_to_door}', 2),
	('fair', 'clinic', 'mean', 'adult', 8, NULL, 2, 3, 'mean', NULL, NULL, 1, '{on_site}', 0.5),
	('fair', 'mall', '', 'metres-only', NULL, 600, 3, 1, 'each', NULL, NULL, 1, '{on_site}', 1),
	('fair', 'park', '', 'wheelchair', 20, NULL, 1.5, 1, 'each', NULL, 'Sa-Su 10:00-18:00', 0.5, '{on_site,door_to_door}', 1),
	('fair', 'pharmacy', '', 'adult', 15, NULL, 2, 1, 'each', NULL, 'Mo-Su 08:00-20:00', 0.3, '{on_site,door_to_door}', 1);
INSERT INTO walkshed.alternative (standard, service, alternative, min_places) VALUES ('fair', 'mall', 'supermarket', 2);
INSERT INTO walkshed.requirement (standard, service, variant, profile, metres, capacity, capacity_per, open_during, min_places, modes) VALUES
	('crowded', 'clinic', '', 'metres-only', 600, 4, '1000 people', NULL, 1, '{on_site}'),
	('crowded', 'clinic', 'two', 'metres-only', 600, 4, '1000 people', 'Mo-Fr 09:00-11:00', 2, '{on_site,door_to_door}'),
	('crowded', 'supermarket', '', 'metres-only', 600, 2, '1000 people', 'Sa 10:00-12:00', 1, '{on_site}');

-- Each round: one thing more in each town, and what the quarters have then.
CREATE TABLE town.verdict (round integer, kind text, quarter_id bigint, requirement_id integer, standard text, shortfall float8);
CREATE TABLE town.score (round integer, kind text, quarter_id bigint, standard text, score numeric, complete boolean);
CREATE PROCEDURE town.play(round integer, kind text, change text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE change;
	PERFORM walkshed.refresh_study('study', concurrently => false);
	INSERT INTO town.verdict SELECT round, kind, quarter_id, requirement_id, standard, shortfall FROM study.coverage;
	INSERT INTO town.score SELECT round, kind, quarter_id, standard, score, satisfied = required FROM study.gap;
END $$;
\set more_places 'SELECT town.open_place(t, 100 * t + 50 + %s) FROM generate_series(1, 16) AS t'
\set more_hours 'UPDATE town.place SET hours = concat_ws($q$, $q$, hours, town.one_of($q$Mo-Fr 08:00-18:00$q$, $q$Mo-Su 06:00-12:00$q$, $q$Sa 10:00-18:00$q$)) WHERE id IN (SELECT DISTINCT ON (id / 100) id FROM town.place WHERE walkshed.opening_minutes(hours) IS NOT NULL AND hours <> $q$24/7$q$ ORDER BY id / 100, random())'
\set more_gates 'INSERT INTO town.gate SELECT 1000 * %s + t, 10 * t + 1 + floor(random() * 4)::integer, town.door(t) FROM generate_series(1, 16) AS t'
\set more_streets 'INSERT INTO town.street (id, geom, attributes) SELECT 1000 * %s + a.town, ST_MakeLine(a.geom, b.geom), $q${"kind": "path", "doors": "no"}$q$ FROM (SELECT DISTINCT ON (town) * FROM town.vertex ORDER BY town, random()) AS a, LATERAL (SELECT * FROM town.vertex v WHERE v.town = a.town AND NOT v.geom = a.geom ORDER BY random() LIMIT 1) AS b'

SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', 'town.gate', standards => '{fair,crowded}');
CALL town.play(0, 'nothing', 'SELECT');
CALL town.play(1, 'place', format(:'more_places', 1));
CALL town.play(2, 'hour', :'more_hours');
CALL town.play(3, 'gate', format(:'more_gates', 3));
CALL town.play(4, 'street', format(:'more_streets', 4));
CALL town.play(5, 'place', format(:'more_places', 5));
CALL town.play(6, 'hour', :'more_hours');
CALL town.play(7, 'gate', format(:'more_gates', 7));
CALL town.play(8, 'street', format(:'more_streets', 8));

SELECT is((SELECT count(*) FROM town.verdict a JOIN town.verdict b USING (round, quarter_id, requirement_id)), (9 * 64 * 9)::bigint, 'nine rounds of 64 quarters and nine requirements');
PREPARE worse AS
SELECT a.round, a.kind, a.standard, a.quarter_id, a.requirement_id, b.shortfall AS before, a.shortfall AS after
FROM town.verdict a JOIN town.verdict b ON b.round = a.round - 1 AND b.quarter_id = a.quarter_id AND b.requirement_id = a.requirement_id
WHERE a.shortfall > b.shortfall AND (a.standard = 'fair' OR a.kind IN ('place', 'hour'))
ORDER BY 1, 4, 5;
SELECT is_empty('worse', 'no shortfall is raised');
PREPARE higher AS
SELECT a.round, a.kind, a.standard, a.quarter_id, b.score AS before, a.score AS after
FROM town.score a JOIN town.score b ON b.round = a.round - 1 AND b.quarter_id = a.quarter_id AND b.standard = a.standard
WHERE a.score > b.score AND (a.standard = 'fair' OR a.kind IN ('place', 'hour'))
ORDER BY 1, 4;
SELECT is_empty('higher', 'nor any gap score');
-- Each kind has to make something better, or nothing was tried.
SELECT set_eq($$ SELECT DISTINCT a.kind, a.standard
	FROM town.score a JOIN town.score b ON b.round = a.round - 1 AND b.quarter_id = a.quarter_id AND b.standard = a.standard WHERE a.score < b.score
		AND (a.standard = 'fair' OR a.kind IN ('place', 'hour')) $$,
	$$ VALUES ('place', 'fair'), ('hour', 'fair'), ('gate', 'fair'), ('street', 'fair'), ('place', 'crowded'), ('hour', 'crowded') $$,
	'though each kind lowers some');

SELECT is_empty('SELECT round, quarter_id, standard, score FROM town.score WHERE (score = 0) <> complete', 'a score is 0 exactly where every requirement is met');
SELECT results_eq('SELECT DISTINCT standard, complete FROM town.score ORDER BY 1, 2', $$ VALUES ('crowded', false), ('crowded', true), ('fair', false), ('fair', true) $$, 'of which there are both');

SELECT * FROM finish();
ROLLBACK;
