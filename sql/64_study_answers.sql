-- What is asked of studies: why a quarter falls short, how unequal the people are served, what has changed.

CREATE FUNCTION walkshed.explain_gap(study text, quarter bigint, language text DEFAULT 'en', standard text DEFAULT NULL,
	OUT of_standard text, OUT tier text, OUT service text, OUT variant text, OUT satisfied boolean, OUT cause text, OUT explanation text)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 10000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	schema regnamespace := walkshed.study_schema(study);
	postgis text := walkshed.extension_schema('postgis');
	zh boolean := language = 'zh';
	ends constant text := CASE WHEN language = 'zh' THEN '。' ELSE '.' END;
	quarters bigint;
	r record;
	who text;
	unit text;
	allowed text;
	instead text;
	nearest text;
	passing text;
BEGIN
	IF language IS NULL OR language NOT IN ('en', 'zh') THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('language is %s', coalesce(quote_literal(language), 'null')),
			HINT = 'The explanations are written in ''en'' and in ''zh''.';
	END IF;
	EXECUTE format('SELECT count(*) FROM %s.gap g WHERE g.quarter_id = $1 AND g.standard = coalesce($2, g.standard)', schema)
	INTO quarters USING quarter, standard;
	IF quarters = 0 THEN
		RAISE no_data_found USING
			MESSAGE = format('the study "%s" has no quarter %s%s', study, coalesce(quarter::text, 'NULL'),
				CASE WHEN standard IS NULL THEN '' ELSE format(' under the standard "%s"', standard) END),
			HINT = format('See SELECT quarter_id, name, standard FROM %s.gap.', schema);
	END IF;

	-- On the way to what is near in a straight line, from the nearest gate: only where that was the cause.
	FOR r IN EXECUTE walkshed.study_sql('
		SELECT c.*, coalesce(CASE WHEN $3 THEN s.name_zh ELSE s.name_en END, s.name_en, s.name_zh, c.service) AS title,
			coalesce(p.name, c.place_id::text) AS place, coalesce(t.name, c.straight_place_id::text) AS straight_place,
			walkshed.opening_hours(q.open_during) AS "window", q.capacity_per, q.beyond,
			c.metres = 0 AND (c.quarter_id, c.place_id) IN (SELECT v.quarter_id, v.place_id FROM {study}.served v) AS carried,
			a.title AS instead,
			w.metres AS way, w.steps, w.footbridges, w.underpasses, w.lifts, w.problem AS no_way, b.names AS barriers, n.name AS planned, n.valid_from AS planned_from
		FROM {study}.coverage c
			JOIN {study}.requirement q ON q.requirement_id = c.requirement_id
			LEFT JOIN walkshed.service s ON s.code = c.service
			LEFT JOIN LATERAL (SELECT min(p.name) AS name FROM {study}.places p WHERE p.place_id = c.place_id) AS p ON true
			LEFT JOIN LATERAL (SELECT min(p.name) AS name FROM {study}.places p WHERE p.place_id = c.straight_place_id) AS t ON true
			LEFT JOIN LATERAL (
				-- An alternative, unless the place is what was asked for as well.
				SELECT min(coalesce(CASE WHEN $3 THEN s.name_zh ELSE s.name_en END, s.name_en, s.name_zh, s.code)) AS title
				FROM walkshed.alternative a
					JOIN {study}.places p ON p.service = a.alternative AND p.place_id = c.place_id
					JOIN walkshed.service s ON s.code = a.alternative
				WHERE a.standard = c.standard AND a.service = c.service AND a.tier = c.tier AND a.variant = c.variant
					AND NOT EXISTS (SELECT FROM {study}.places o WHERE o.place_id = c.place_id AND o.service = c.service)) AS a ON true
			LEFT JOIN LATERAL (
				SELECT y.*
				FROM {study}.gates g
					JOIN {study}.places p ON p.place_id = c.straight_place_id
					CROSS JOIN LATERAL walkshed.walk((SELECT net.streets FROM {study}.network net), g.geom, p.geom,
						(SELECT f.walker FROM walkshed.profile f WHERE f.name = c.profile)) AS y
				WHERE g.quarter_id = c.quarter_id AND c.cause = ''severed''
				ORDER BY {postgis}.ST_Distance(g.geom, p.geom)
				LIMIT 1) AS w ON true
			LEFT JOIN LATERAL (
				SELECT string_agg(DISTINCT s.name, '', '') AS names
				FROM {study}.severed_by s
				WHERE s.quarter_id = c.quarter_id AND s.requirement_id = c.requirement_id) AS b ON true
			LEFT JOIN LATERAL (
				SELECT p.name, p.valid_from
				FROM {study}.places p
					JOIN {study}.gates g ON g.quarter_id = c.quarter_id
				WHERE p.service = c.service AND p.status = ''planned'' AND NOT c.satisfied
					AND {postgis}.ST_DWithin(g.geom::{postgis}.geography, p.geom::{postgis}.geography, q.straight_metres, true)
				ORDER BY p.valid_from, p.place_id
				LIMIT 1) AS n ON true
		WHERE c.quarter_id = $1 AND c.standard = coalesce($2, c.standard)
		ORDER BY c.standard, c.satisfied, c.weight * c.shortfall DESC, c.requirement_id',
		jsonb_build_object('study', schema, 'postgis', postgis))
	USING quarter, standard, zh
	LOOP
		of_standard := r.standard;
		tier := r.tier;
		service := r.service;
		variant := r.variant;
		satisfied := r.satisfied;
		cause := r.cause;
		who := CASE WHEN NOT zh THEN r.profile ELSE coalesce(('{"adult": "成人", "adult with waits": "成人", "adult cautious": "成人", "five-km-h": "成人", "elder": "老年人",
			"elder with waits": "老年人", "child": "儿童", "stroller": "推婴儿车的人", "wheelchair": "轮椅使用者", "metres-only": "行人"}'::jsonb) ->> r.profile, r.profile) END;
		unit := CASE r.unit WHEN 'minutes' THEN CASE WHEN zh THEN '%s分钟' ELSE '%s minutes' END
			ELSE CASE WHEN zh THEN '%s米' ELSE '%s m' END END;
		allowed := format(unit, r.budget);
		instead := CASE WHEN r.instead IS NULL THEN '' ELSE format(CASE WHEN zh THEN '〔以%s替代〕' ELSE ' [%s instead]' END, r.instead) END;
		nearest := CASE
			WHEN r.place_id IS NULL THEN format(CASE WHEN zh THEN '%s内没有' ELSE 'none within %s' END, format(unit, r.budget * r.beyond))
			WHEN r.carried THEN format(CASE WHEN zh THEN '“%s”%s上门服务' ELSE '%s%s comes to the door' END, r.place, instead)
			ELSE format(CASE WHEN zh THEN '最近的“%1$s”%5$s步行%2$s米,%4$s约%3$s分钟' ELSE 'the nearest, %1$s%5$s, is %2$s m away on foot, %3$s minutes (%4$s)' END,
				r.place, to_char(r.metres, 'FM999,999,990'), to_char(r.seconds / 60, 'FM999990.0'), who, instead) END;
		passing := (
			SELECT string_agg(format(CASE WHEN zh THEN p.chinese WHEN p.n = 1 THEN p.one ELSE p.many END, p.n), CASE WHEN zh THEN '、' ELSE ', ' END ORDER BY p.rank)
			FROM (VALUES
				(1, r.footbridges, '经%s座天桥', 'across a footbridge', 'across %s footbridges'),
				(2, r.underpasses, '经%s条地下通道', 'through an underpass', 'through %s underpasses'),
				(3, r.lifts, '乘%s次电梯', 'by a lift', 'by %s lifts'),
				(4, r.steps, '经%s段台阶', 'over a flight of steps', 'over %s flights of steps')) AS p(rank, n, chinese, one, many)
			WHERE p.n > 0);
		explanation := r.title || CASE WHEN zh THEN ':' ELSE ': ' END || CASE coalesce(r.cause, '')
			WHEN '' THEN format(CASE WHEN zh THEN '达标。%2$s(要求%3$s以内%4$s)' ELSE 'met; %2$s (allowed: %3$s%4$s)' END, NULL, nearest, allowed,
				CASE WHEN r.required > 1 THEN format(CASE WHEN zh THEN ',%s处' ELSE ', %s places' END, r.required) ELSE '' END)
			WHEN 'no_supply' THEN CASE WHEN zh THEN '研究范围内没有可用的场所' ELSE 'no place in the study offers it' END
			WHEN 'unsnapped' THEN format(CASE WHEN zh THEN '无法接入步行网络(%s)' ELSE 'the walk cannot begin or end: %s' END, r.problem)
			WHEN 'over_capacity' THEN format(CASE WHEN zh THEN '%1$s内可达,但容量不足:%4$s%2$s,要求%3$s' ELSE
					'within %1$s, but not enough for all who come: %2$s for each %4$s, where %3$s are required' END, allowed, r.capacity, r.capacity_required,
				CASE WHEN NOT zh THEN r.capacity_per WHEN r.capacity_per = '1000 people' THEN '每千人' ELSE '每百户' END)
			WHEN 'closed_then' THEN format(CASE WHEN zh THEN '%s内可达,但在规定时段(%s)不营业' ELSE 'within %s, but not open when it must be (%s)' END, allowed, r.window)
			WHEN 'too_slow' THEN format(CASE WHEN zh THEN '成人在%1$s内可达,%2$s不能:%3$s' ELSE 'an adult makes it in %1$s, the %2$s does not: %3$s' END, allowed, who, nearest)
			WHEN 'too_few' THEN format(CASE WHEN zh THEN '%s内只有%s处,要求%s处;%s' ELSE 'within %s only %s of %s places; %s' END, allowed, r.found, r.required, nearest)
			WHEN 'severed' THEN format(CASE WHEN zh THEN '被阻隔:“%s”直线距离%s米,%s%s' ELSE 'severed: %s is %s m away in a straight line, %s%s' END,
				r.straight_place, to_char(r.straight_metres, 'FM999,999,990'),
				CASE WHEN r.no_way IS NOT NULL OR r.way IS NULL THEN CASE WHEN zh THEN '步行无法到达' ELSE 'and cannot be walked to' END
					ELSE format(CASE WHEN zh THEN '步行%s米%s' ELSE '%s m on foot%s' END, to_char(r.way, 'FM999,999,990'),
						CASE WHEN passing IS NULL THEN '' ELSE format(CASE WHEN zh THEN '(%s)' ELSE ' (%s)' END, passing) END) END,
				CASE WHEN r.barriers IS NULL THEN '' ELSE format(CASE WHEN zh THEN ',中间隔着%s' ELSE '; in the way: %s' END, r.barriers) END)
			ELSE format(CASE WHEN zh THEN '太远:%s(要求%s以内)' ELSE 'too far: %s (allowed: %s)' END, nearest, allowed)
			END || ends || CASE WHEN r.planned IS NULL THEN ''
				ELSE format(CASE WHEN zh THEN '规划中:“%s”,%s起。' ELSE ' Planned near by: %s, from %s.' END, r.planned, r.planned_from) END;
		RETURN NEXT;
	END LOOP;
END
$$;

COMMENT ON FUNCTION walkshed.explain_gap(text, bigint, text, text) IS
	'Why a quarter of a study falls short, or does not: a sentence for each requirement, in English (en) or Chinese (zh), what adds most to the gap score first';

CREATE FUNCTION walkshed.inequality(study text, threshold float8 DEFAULT 20,
	OUT standard text, OUT region_id bigint, OUT name text, OUT people numeric, OUT mean_score numeric, OUT gini numeric, OUT palma numeric, OUT share_within numeric)
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 10000
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	schema regnamespace := walkshed.study_schema(study);
BEGIN
	IF threshold IS NULL OR NOT threshold BETWEEN 0 AND 100 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('threshold is %s', coalesce(threshold::text, 'null')),
			HINT = 'It is a gap score, 0 to 100.';
	END IF;
	-- Access is 100 less the gap score. People stand in the order of their access, the worst served first.
	RETURN QUERY EXECUTE walkshed.study_sql('
		WITH person AS (
			SELECT g.standard, a.above_id AS region_id, g.score::float8 AS score, 100 - g.score::float8 AS access, coalesce(g.people, m.people, 1)::float8 AS people
			FROM {study}.gap g
				CROSS JOIN (SELECT avg(q.people) AS people FROM {study}.quarter q) AS m
				JOIN (
					SELECT r.region_id, r.above_id, false AS whole FROM {study}.region_above r WHERE r.above_id IS NOT NULL
					UNION ALL
					SELECT DISTINCT r.region_id, NULL::bigint, true FROM {study}.region_above r) AS a ON a.region_id IS NOT DISTINCT FROM g.region_id
			WHERE g.score IS NOT NULL
		), line AS (
			SELECT p.*, sum(p.people) OVER o AS upto, sum(p.people * p.access) OVER o AS had,
				sum(p.people) OVER w AS all_people, sum(p.people * p.access) OVER w AS all_access
			FROM person p
			WINDOW w AS (PARTITION BY p.standard, p.region_id), o AS (w ORDER BY p.access ROWS UNBOUNDED PRECEDING)
		), part AS (
			-- How many of a quarter are among the worst served 40 and the best served 10 per cent.
			SELECT l.*, greatest(0, least(l.upto, 0.4 * l.all_people) - (l.upto - l.people)) AS worst,
				greatest(0, l.upto - greatest(l.upto - l.people, 0.9 * l.all_people)) AS best
			FROM line l
		)
		SELECT p.standard, p.region_id, r.name, sum(p.people)::numeric, round((sum(p.people * p.score) / nullif(sum(p.people), 0))::numeric, 6),
			round((1 - sum(p.people * (2 * p.had - p.people * p.access)) / nullif(max(p.all_people) * max(p.all_access), 0))::numeric, 6),
			round((sum(p.best * p.access) / nullif(sum(p.worst * p.access), 0))::numeric, 6),
			round((coalesce(sum(p.people) FILTER (WHERE p.score <= $1), 0) / nullif(sum(p.people), 0))::numeric, 6)
		FROM part p
			LEFT JOIN {study}.region r ON r.region_id = p.region_id
		GROUP BY p.standard, p.region_id, r.name
		ORDER BY p.standard, p.region_id NULLS FIRST', jsonb_build_object('study', schema))
	USING threshold;
END
$$;

COMMENT ON FUNCTION walkshed.inequality(text, float8) IS
	'How unequally the people of a study, and of each region, are served: Gini coefficient and Palma ratio of access (100 less the gap score), and the share of people whose gap score is at most the threshold';

CREATE FUNCTION walkshed.compare_studies(before text, after text,
	OUT quarter_id bigint, OUT standard text, OUT name text, OUT people numeric, OUT score_before numeric, OUT score_after numeric, OUT change numeric,
	OUT gained text[], OUT lost text[])
RETURNS SETOF record
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 10000
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN QUERY EXECUTE walkshed.study_sql('
		SELECT coalesce(b.quarter_id, a.quarter_id), coalesce(b.standard, a.standard), coalesce(a.name, b.name), coalesce(a.people, b.people),
			b.score, a.score, a.score - b.score,
			-- A quarter of one study only has neither gained nor lost.
			CASE WHEN num_nulls(a.quarter_id, b.quarter_id) = 0 THEN ARRAY(SELECT unnest(b.missing) EXCEPT SELECT unnest(a.missing) ORDER BY 1) END,
			CASE WHEN num_nulls(a.quarter_id, b.quarter_id) = 0 THEN ARRAY(SELECT unnest(a.missing) EXCEPT SELECT unnest(b.missing) ORDER BY 1) END
		FROM {before}.gap b
			FULL JOIN {after}.gap a ON a.quarter_id = b.quarter_id AND a.standard = b.standard
		ORDER BY a.score - b.score, coalesce(a.people, b.people) DESC NULLS LAST, 1, 2',
		jsonb_build_object('before', walkshed.study_schema(before), 'after', walkshed.study_schema(after)));
END
$$;

COMMENT ON FUNCTION walkshed.compare_studies(text, text) IS
	'What has changed from one study to another, quarter by quarter and standard by standard, the greatest gain first: scores, services gained and lost';
