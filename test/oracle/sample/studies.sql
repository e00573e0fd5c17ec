-- One study of the sample district for three standards, each as it is shipped and once more for elders, as
-- verdicts.py reads it.
CREATE TEMP TABLE variant AS
SELECT code, profile, code || coalesce('.' || profile, '') AS name
FROM unnest(ARRAY['luzhou-8', 'jinan-six-ones', 'gb50180-2018']) WITH ORDINALITY AS s (code, n), (VALUES (NULL), ('elder')) AS p (profile);

CREATE TEMP TABLE elders AS
SELECT r.*, v.name FROM walkshed.requirement r JOIN variant v ON v.code = r.standard AND v.profile = 'elder';
UPDATE elders SET standard = name, profile = 'elder', shipped = false;
ALTER TABLE elders DROP COLUMN name;
INSERT INTO walkshed.standard (code, name_en) SELECT DISTINCT standard, standard FROM elders;
INSERT INTO walkshed.requirement TABLE elders;

-- In the week of the craftsmen's day, which is a second Saturday.
SELECT FROM walkshed.create_study('sample_study', 'sample.street', 'sample.quarter', 'sample.place', 'sample.gate', 'sample.region',
	standards => ARRAY(SELECT name FROM variant), as_of => '2026-01-07');

SELECT json_agg(json_build_object('standard', code, 'profile', profile,
	'requirements', (SELECT json_agg(json_build_object('service', service, 'tier', tier, 'variant', variant, 'profile', r.profile,
			'unit', CASE WHEN minutes IS NULL THEN 'metres' ELSE 'minutes' END, 'budget', coalesce(minutes, metres), 'beyond', beyond,
			'places', min_places, 'size', min_size, 'modes', modes) ORDER BY service, tier, variant)
		FROM walkshed.requirement r WHERE standard = name),
	'coverage', (SELECT json_agg(c) FROM (
		SELECT quarter_id, service, tier, variant, found, required, satisfied, place_id, seconds, metres, shortfall, cause, straight_metres
		FROM sample_study.coverage WHERE standard = name) AS c)) ORDER BY name)
FROM variant;
