-- A standard of one's own: copied from another, and looked over before it scores a city.

CREATE FUNCTION walkshed.standard_exists(standard text) RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF NOT EXISTS (SELECT FROM walkshed.standard s WHERE s.code = standard_exists.standard) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = CASE WHEN standard IS NULL THEN 'the standard must not be null' ELSE format('there is no standard "%s"', standard) END,
			HINT = format('Standards: %s.', (SELECT string_agg(s.code, ', ' ORDER BY s.code) FROM walkshed.standard s));
	END IF;
END
$$;

COMMENT ON FUNCTION walkshed.standard_exists(text) IS 'Internal: an error that lists the standards where there is none of that code';

CREATE FUNCTION walkshed.copy_standard(standard text, code text, name_en text DEFAULT NULL, name_zh text DEFAULT NULL,
	profile text DEFAULT NULL) RETURNS integer
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	requirements integer;
BEGIN
	PERFORM walkshed.standard_exists(standard);
	IF code IS NULL OR code <> btrim(code) OR code = '' THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('%s cannot be the code of a standard', coalesce(quote_literal(code), 'null')),
			HINT = 'A code has a letter at least, and no space before or after it.';
	ELSIF EXISTS (SELECT FROM walkshed.standard s WHERE s.code = copy_standard.code) THEN
		RAISE unique_violation USING
			MESSAGE = format('there is a standard "%s" already', code),
			HINT = format('Choose another code; or, if it is an old copy, drop it: DELETE FROM walkshed.standard WHERE code = %L.', code);
	ELSIF profile IS NOT NULL AND NOT EXISTS (SELECT FROM walkshed.profile p WHERE p.name = copy_standard.profile) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('there is no profile "%s"', profile),
			HINT = format('Profiles: %s.', (SELECT string_agg(p.name, ', ' ORDER BY p.name) FROM walkshed.profile p));
	END IF;

	-- Whatever columns the tables have. The copy's list is the user's to change: it is not as issued.
	INSERT INTO walkshed.standard
	SELECT c.*
	FROM walkshed.standard s
		CROSS JOIN LATERAL jsonb_populate_record(s, jsonb_build_object('code', copy_standard.code, 'verified', false, 'shipped', false,
			'name_en', CASE WHEN num_nonnulls(copy_standard.name_en, copy_standard.name_zh) > 0 THEN copy_standard.name_en ELSE s.name_en || ' (copy)' END,
			'name_zh', CASE WHEN num_nonnulls(copy_standard.name_en, copy_standard.name_zh) > 0 THEN copy_standard.name_zh ELSE s.name_zh || '(副本)' END,
			'note', concat_ws(' ', format('Copied from %s.', s.code), s.note))) AS c
	WHERE s.code = copy_standard.standard;

	INSERT INTO walkshed.requirement
	SELECT c.*
	FROM walkshed.requirement r
		CROSS JOIN LATERAL jsonb_populate_record(r, jsonb_build_object('standard', copy_standard.code, 'shipped', false,
			'profile', coalesce(copy_standard.profile, r.profile),
			'verified', CASE WHEN copy_standard.profile <> r.profile THEN array_remove(r.verified, 'profile') ELSE r.verified END)) AS c
	WHERE r.standard = copy_standard.standard;
	GET DIAGNOSTICS requirements = ROW_COUNT;

	INSERT INTO walkshed.alternative
	SELECT c.*
	FROM walkshed.alternative a
		CROSS JOIN LATERAL jsonb_populate_record(a, jsonb_build_object('standard', copy_standard.code, 'shipped', false)) AS c
	WHERE a.standard = copy_standard.standard;

	INSERT INTO walkshed.grade
	SELECT c.*
	FROM walkshed.grade g
		CROSS JOIN LATERAL jsonb_populate_record(g, jsonb_build_object('standard', copy_standard.code, 'shipped', false)) AS c
	WHERE g.standard = copy_standard.standard;

	RETURN requirements;
END
$$;

COMMENT ON FUNCTION walkshed.copy_standard(text, text, text, text, text) IS
	'Copies a standard with its requirements, alternatives and grades under another code, to be changed; returns the number of requirements';

CREATE FUNCTION walkshed.check_standard(standard text)
RETURNS TABLE (severity text, service text, tier text, variant text, problem text, hint text)
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 10000 ROWS 10
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	PERFORM walkshed.standard_exists(standard);
	RETURN QUERY
	WITH requirement AS (
		SELECT r.*, (p.walker).slope <> 'none' OR greatest((p.walker).signal_wait_s, (p.walker).crossing_wait_s) > 0 AS waits,
			NOT r.optional AND r.weight > 0 AS scored,
			-- 15-minute: the budget that the name of the tier promises.
			substring(r.tier FROM '^(\d{1,4})[- ]?min')::integer AS tier_minutes,
			(SELECT sum(upper(w) - lower(w)) FROM unnest(walkshed.opening_minutes(r.open_during)) AS w) AS window_minutes
		FROM walkshed.requirement r
			JOIN walkshed.profile p ON p.name = r.profile
		WHERE r.standard = check_standard.standard
	), alternative AS (
		SELECT a.* FROM walkshed.alternative a WHERE a.standard = check_standard.standard
	), number AS (
		SELECT n.name = ANY (r.verified) AS verified
		FROM requirement r
			CROSS JOIN LATERAL (VALUES
				('minutes', r.minutes IS NOT NULL), ('metres', r.metres IS NOT NULL), ('beyond', r.beyond <> 2), ('min_places', r.min_places > 1),
				('choice', r.choice IS NOT NULL), ('min_size', r.min_size IS NOT NULL), ('capacity', r.capacity IS NOT NULL),
				('open_during', r.open_during IS NOT NULL), ('min_open', r.min_open < 1), ('weight', r.weight <> 1)) AS n(name, given)
		WHERE n.given
		UNION ALL
		SELECT g.verified FROM walkshed.grade g WHERE g.standard = check_standard.standard
	), grade AS (
		-- How many of the scored requirements a row of a grade asks for.
		SELECT g.grade, g.tier, n.scored, ceil(g.min_share * n.scored - 1e-9) AS needed
		FROM walkshed.grade g
			CROSS JOIN LATERAL (SELECT count(*) AS scored FROM requirement r WHERE NOT r.optional AND r.tier = coalesce(g.tier, r.tier)) AS n
		WHERE g.standard = check_standard.standard
	)
	SELECT f.*
	FROM (
		SELECT 'error'::text AS severity, NULL::text AS service, NULL::text AS tier, NULL::text AS variant,
			'the standard asks for nothing' AS problem, 'Add rows to walkshed.requirement, or begin with walkshed.copy_standard().' AS hint
		WHERE NOT EXISTS (SELECT FROM requirement r)
		UNION ALL
		SELECT 'error', NULL, NULL, NULL, 'no requirement is scored: all are optional or weigh 0', 'Give one a weight, and optional = false.'
		WHERE EXISTS (SELECT FROM requirement r) AND NOT EXISTS (SELECT FROM requirement r WHERE r.scored)
		UNION ALL
		SELECT 'error', r.service, r.tier, r.variant, format('unknown group "%s"', g.code),
			'Correct it, or add it to walkshed.service_group.'
		FROM requirement r
			CROSS JOIN LATERAL unnest(r.groups) AS g(code)
		WHERE g.code NOT IN (SELECT s.code FROM walkshed.service_group s)
		UNION ALL
		SELECT 'error', NULL, g.tier, NULL, format('grade %s counts a tier without requirements', g.grade),
			format('Tiers of the standard: %s.', (SELECT string_agg(DISTINCT r.tier, ', ' ORDER BY r.tier) FROM requirement r WHERE NOT r.optional))
		FROM grade g
		WHERE g.scored = 0
		UNION ALL
		SELECT 'warning', NULL, NULL, NULL, format('grade %s cannot be told from grade %s', low.grade, min(high.grade)),
			format('Whoever meets the rows of %s meets those of %s: make the higher one stricter.', low.grade, min(high.grade))
		FROM (SELECT DISTINCT g.grade FROM grade g) AS low
			JOIN (SELECT DISTINCT g.grade FROM grade g) AS high ON high.grade > low.grade
		WHERE NOT EXISTS (
			SELECT FROM grade h
			WHERE h.grade = high.grade AND NOT EXISTS (
				SELECT FROM grade l WHERE l.grade = low.grade AND l.tier IS NOT DISTINCT FROM h.tier AND l.needed >= h.needed))
		GROUP BY low.grade
		UNION ALL
		SELECT 'warning', r.service, r.tier, r.variant, format('%s minutes are more than the tier''s %s', r.minutes, r.tier_minutes),
			'Correct the budget, or the name of the tier.'
		FROM requirement r
		WHERE r.minutes > r.tier_minutes
		UNION ALL
		SELECT 'warning', near.service, near.tier, near.variant,
			format('the budget of %s is wider than that of the tier %s, %s', coalesce(near.minutes, near.metres), far.tier, coalesce(far.minutes, far.metres)),
			'The nearer tier should have the smaller budget.'
		FROM requirement near
			JOIN requirement far ON far.service = near.service AND far.variant = near.variant AND far.tier_minutes > near.tier_minutes
		WHERE near.minutes > far.minutes OR near.metres > far.metres
		UNION ALL
		SELECT 'warning', a.service, a.tier, a.variant, format('the service is its own alternative'),
			'Delete the row of walkshed.alternative: it says nothing that min_places does not.'
		FROM alternative a
		WHERE a.alternative = a.service
		UNION ALL
		SELECT 'warning', a.service, a.tier, a.variant, format('the alternative "%s" is asked for in this tier too', a.alternative),
			'One place meets both: drop the alternative if two are wanted.'
		FROM alternative a
		WHERE a.alternative <> a.service
			AND EXISTS (SELECT FROM requirement r WHERE r.service = a.alternative AND r.tier = a.tier AND NOT r.optional)
		UNION ALL
		SELECT 'warning', r.service, r.tier, r.variant, format('the window "%s" is %s minutes long', r.open_during, r.window_minutes),
			'Write it as Mo-Fr 18:00-20:00.'
		FROM requirement r
		WHERE r.window_minutes < 5
		UNION ALL
		SELECT 'note', r.service, r.tier, r.variant, 'minutes are walked by a profile that is meant for metres',
			'Take another profile: metres-only climbs stairs as fast as it walks.'
		FROM requirement r
		WHERE r.minutes IS NOT NULL AND r.profile = 'metres-only'
		UNION ALL
		SELECT 'note', r.service, r.tier, r.variant, format('waits and slopes of the profile "%s" do not count in metres', r.profile),
			'Take minutes, or the profile metres-only.'
		FROM requirement r
		WHERE r.metres IS NOT NULL AND r.waits
		UNION ALL
		SELECT 'note', r.service, r.tier, r.variant,
			CASE WHEN r.capacity IS NULL THEN 'a place of unknown size counts' ELSE 'capacity is shared among those who reach a place' END,
			'Give the places of the service a capacity' || CASE r.capacity_per WHEN '1000 people' THEN ', and the quarters their people.'
				WHEN '100 households' THEN ', and the quarters their households.' ELSE '.' END
		FROM requirement r
		WHERE num_nonnulls(r.capacity, r.min_size) > 0
		UNION ALL
		SELECT 'note', r.service, r.tier, r.variant, 'no tag of OpenStreetMap means this service',
			'Bring its places yourself, or add rows to walkshed.osm_mapping.'
		FROM requirement r
		WHERE NOT EXISTS (SELECT FROM walkshed.osm_mapping m WHERE m.service = r.service)
			AND NOT EXISTS (
				SELECT FROM alternative a JOIN walkshed.osm_mapping m ON m.service = a.alternative
				WHERE a.service = r.service AND a.tier = r.tier AND a.variant = r.variant)
		UNION ALL
		SELECT 'note', NULL, NULL, NULL, format('%s of %s numbers are not verified', count(*) FILTER (WHERE NOT n.verified), count(*)),
			'Check them against the text that issues them, and name their columns in requirement.verified.'
		FROM number n
		HAVING count(*) FILTER (WHERE NOT n.verified) > 0
	) AS f
	ORDER BY array_position('{error,warning,note}', f.severity), f.service, f.tier, f.variant, f.problem;
END
$$;

COMMENT ON FUNCTION walkshed.check_standard(text) IS
	'What is wrong with a standard, or worth knowing about it: no rows for a sound one whose numbers are all verified';
