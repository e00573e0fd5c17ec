-- The views of a study, as the SQL that create_study() writes for the user to own.
--
--     quarter  region                            what the user brought, under one set of names
--     people   network  gates  places  served    who walks; where, from and to; who is served at the door
--     requirement -> search -> offer             what is asked for, how it is looked for, which places count
--     verdict -> gap_by_tier, gap_by_group -> gap -> region_gap (region_above)
--     coverage  missing  reachable  hours  place_load  severance  severed_by -> barrier  affected  unsnapped
--
-- Those of the first and the last line, and region_above, are worked out when they are read; the others are
-- materialized, and refresh_study() fills them in the order in which they read each other. They are restored
-- and refreshed with an empty search_path, and PostGIS may live in any schema: every name is written out, and
-- functions of PostGIS stand for its operators. study_sql() puts the {parts} in, so an array is written
-- ARRAY[...] here.

CREATE FUNCTION walkshed.credit(share float8, beyond float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1
RETURN CASE WHEN share <= 1 THEN 1 WHEN share < beyond THEN (beyond - share) / (beyond - 1) WHEN share >= beyond THEN 0 END;

COMMENT ON FUNCTION walkshed.credit(float8, float8) IS
	'What a walk is worth that takes so large a share of the budget: all within it, nothing from the budget times "beyond" on, falling in between';

CREATE FUNCTION walkshed.study_views(OUT step integer, OUT name text, OUT key text, OUT body text)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100
SET search_path = pg_catalog, pg_temp
AS $views$
SELECT row_number() OVER ()::integer, v.name, v.key, v.body
FROM (VALUES

('quarter', NULL, $sql$
SELECT q.id::bigint AS quarter_id, {quarter_name}::text AS name, {people}::numeric AS people,
	{households}::numeric AS households, {region_id}::bigint AS region_id,
	{quarter_geom}::{postgis}.geometry({quarter_shape}, {srid}) AS geom
FROM {quarters} q
$sql$),

('people', 'quarter_id, age_group', $sql$
SELECT q.id::bigint AS quarter_id, a.age_group, a.people::numeric AS people
FROM {quarters} q
	CROSS JOIN LATERAL (VALUES {age_groups}) AS a(age_group, people)
$sql$),

('region', NULL, $sql$
SELECT {region_list}
$sql$),

('network', 'id', $sql$
SELECT 1 AS id, walkshed.network_agg(s.id, s.geom{attributes}) AS streets
FROM {streets} s
$sql$),

-- A quarter is entered at its mapped gates; without any, where streets cross its outline; else inside.
('gates', 'quarter_id, entry', $sql$
WITH mapped AS ({mapped}
), outline AS (
	-- Of the table itself, for its index or that of the streets.
	SELECT DISTINCT q.id::bigint AS quarter_id, {postgis}.ST_PointOnSurface(crossing.geom) AS geom
	FROM {quarters} q
		JOIN {streets} s ON {postgis}.ST_Intersects(s.geom, q.geom)
		CROSS JOIN LATERAL {postgis}.ST_Dump({postgis}.ST_Intersection(s.geom, {postgis}.ST_Boundary(q.geom), -1::float8)) AS crossing
	WHERE {postgis}.ST_Dimension(q.geom) <> 0
		AND NOT EXISTS (SELECT FROM mapped m WHERE m.quarter_id = q.id){walkable}
), inside AS (
	SELECT q.quarter_id, {postgis}.ST_Dimension(q.geom) = 0 AS is_point, entry.geom
	FROM {study}.quarter q
		CROSS JOIN LATERAL {postgis}.ST_Dump(
			CASE {postgis}.ST_Dimension(q.geom) WHEN 0 THEN q.geom ELSE {postgis}.ST_PointOnSurface(q.geom) END) AS entry
	WHERE NOT {postgis}.ST_IsEmpty(q.geom)
		AND NOT EXISTS (SELECT FROM mapped m WHERE m.quarter_id = q.quarter_id)
		AND NOT EXISTS (SELECT FROM outline o WHERE o.quarter_id = q.quarter_id)
), entry AS (
	SELECT m.quarter_id, m.gate_id, 'gate' AS source, m.geom FROM mapped m
	UNION ALL
	SELECT o.quarter_id, NULL, 'outline', o.geom FROM outline o
	UNION ALL
	SELECT i.quarter_id, NULL, CASE WHEN i.is_point THEN 'point' ELSE 'interior' END, i.geom FROM inside i
)
SELECT e.quarter_id,
	row_number() OVER (PARTITION BY e.quarter_id ORDER BY e.gate_id, e.geom)::integer AS entry,
	e.gate_id, e.source, e.geom::{postgis}.geometry(Point, {srid}) AS geom
FROM entry e
$sql$),

('places', 'service, place_id', $sql$
SELECT p.id::bigint AS place_id, s.service::text AS service, {place_name}::text AS name,
	{status} AS status,
	{valid_from}::date AS valid_from, {valid_to}::date AS valid_to,
	{hours}::text AS hours, {open}::int4multirange AS open, {hours_problem}::text AS hours_problem,
	{capacity}::float8 AS capacity, {modes}::text[] AS modes, {service_area}::{postgis}.geometry AS service_area,
	{service_radius_m}::float8 AS service_radius_m, {service_minutes}::float8 AS service_minutes,
	{place_geom}::{postgis}.geometry({place_shape}, {srid}) AS geom
FROM {places} p
	CROSS JOIN LATERAL (SELECT {services} AS service) AS s
WHERE s.service IS NOT NULL AND NOT {postgis}.ST_IsEmpty(p.geom)
$sql$),

-- Who is served at the door: in the area, within the radius, within the minutes of an adult on foot; by a
-- hotline without any of these, everybody.
('served', 'quarter_id, place_id', $sql$
WITH carrier AS (
	SELECT DISTINCT ON (p.place_id) p.*
	FROM {study}.places p
	WHERE p.status = 'open' AND p.modes && ARRAY['door_to_door', 'hotline']
	ORDER BY p.place_id, p.service
)
SELECT q.quarter_id, c.place_id
FROM carrier c
	JOIN {study}.quarter q ON {postgis}.ST_Intersects(c.service_area, {postgis}.ST_PointOnSurface(q.geom))
WHERE c.service_area IS NOT NULL
UNION
SELECT g.quarter_id, c.place_id
FROM carrier c
	JOIN {study}.gates g ON {postgis}.ST_DWithin(g.geom::{postgis}.geography, c.geom::{postgis}.geography, c.service_radius_m, true)
UNION
SELECT t.destination_id, c.place_id
FROM walkshed.travel_times(
		(SELECT net.streets FROM {study}.network net),
		(SELECT walkshed.point_set_agg(c.place_id, c.geom) FROM carrier c WHERE c.service_minutes > 0),
		(SELECT walkshed.point_set_agg(g.quarter_id, g.geom) FROM {study}.gates g),
		minutes => coalesce((SELECT max(c.service_minutes) FROM carrier c WHERE c.service_minutes > 0), 1)) AS t
	JOIN carrier c ON c.place_id = t.origin_id AND t.seconds <= 60 * c.service_minutes
UNION
SELECT q.quarter_id, c.place_id
FROM carrier c
	CROSS JOIN {study}.quarter q
WHERE 'hotline' = ANY (c.modes) AND num_nonnulls(c.service_area, c.service_radius_m, c.service_minutes) = 0
	AND NOT {postgis}.ST_IsEmpty(q.geom)
$sql$),

-- "Near in a straight line" is what a grid of streets would bring within the budget: its detours stay below
-- the square root of 2. Whose number a study does not know, of those it counts everybody.
('requirement', 'requirement_id', $sql$
SELECT row_number() OVER (ORDER BY r.standard, r.tier, r.service, r.variant)::integer AS requirement_id,
	r.standard, r.service, r.tier, r.variant, r.groups, r.profile,
	CASE WHEN r.age_group IN (SELECT p.age_group FROM {study}.people p) THEN r.age_group ELSE 'all' END AS age_group,
	coalesce(r.minutes, r.metres) AS budget, CASE WHEN r.minutes IS NULL THEN 'metres' ELSE 'minutes' END AS unit,
	r.beyond, r.min_places, r.measure, r.choice, r.min_size, r.capacity, r.capacity_per,
	walkshed.opening_minutes(r.open_during) AS open_during, r.min_open, r.modes, r.weight, r.optional,
	coalesce(r.metres, r.minutes * 60 * (w.walker).speed_mps) / sqrt(2) AS straight_metres
FROM walkshed.requirement r
	JOIN walkshed.profile w ON w.name = r.profile
WHERE r.standard = ANY ({standards})
$sql$),

-- Each requirement is looked for as it is (or through an alternative), and once more as it would be met at
-- any time, by an adult, or by places of which nobody knows what they hold, or for how many: those that come to
-- the door.
('search', 'search_id', $sql$
WITH wanted AS (
	SELECT r.requirement_id, r.service, r.min_places, (
			SELECT array_agg(c.weight / t.total ORDER BY c.rank)
			FROM unnest(r.choice) WITH ORDINALITY AS c(weight, rank),
				(SELECT sum(w) AS total FROM unnest(r.choice) AS w) AS t) AS choice
	FROM {study}.requirement r
	UNION ALL
	SELECT r.requirement_id, a.alternative, a.min_places, NULL
	FROM {study}.requirement r
		JOIN walkshed.alternative a ON a.standard = r.standard AND a.service = r.service
			AND a.tier = r.tier AND a.variant = r.variant
)
SELECT f.*, max(f.budget * f.beyond) OVER (PARTITION BY f.profile, f.unit, f.min_places) AS farthest
FROM (
	SELECT row_number() OVER (ORDER BY w.requirement_id, p.purpose, w.service)::integer AS search_id,
		w.requirement_id, p.purpose, w.service,
		CASE p.purpose WHEN 'unknown capacity' THEN 1 ELSE w.min_places END AS min_places, w.choice, r.measure, r.budget, r.unit,
		CASE p.purpose WHEN 'required' THEN r.beyond ELSE 2 END AS beyond,
		CASE p.purpose WHEN 'by an adult' THEN 'adult' ELSE r.profile END AS profile,
		p.purpose = 'required' AND count(*) OVER (PARTITION BY w.requirement_id, p.purpose) > 1 AS has_alternatives
	FROM wanted w
		JOIN {study}.requirement r ON r.requirement_id = w.requirement_id
		CROSS JOIN LATERAL (VALUES ('required', true), ('at any time', r.open_during IS NOT NULL),
			('by an adult', r.profile <> 'adult' AND r.unit = 'minutes'),
			('unknown capacity', r.capacity IS NOT NULL)) AS p(purpose, applies)
	WHERE p.applies) AS f
$sql$),

('offer', 'search_id, place_id', $sql$
SELECT s.search_id, p.place_id, m.on_foot, m.at_the_door, p.capacity, p.open, p.geom
FROM {study}.search s
	JOIN {study}.requirement r ON r.requirement_id = s.requirement_id
	JOIN {study}.places p ON p.service = s.service
	CROSS JOIN LATERAL (
		SELECT bool_or(m.mode IN ('on_site', 'pick_up')) AND (s.purpose <> 'unknown capacity' OR p.capacity IS NULL) AS on_foot,
			bool_or(m.mode IN ('door_to_door', 'hotline')) AS at_the_door
		FROM unnest(p.modes) AS m(mode)
		WHERE m.mode = ANY (r.modes)) AS m
WHERE p.status = 'open' AND (m.on_foot OR m.at_the_door)
	AND (r.min_size IS NULL OR s.service <> r.service OR p.capacity IS NULL OR p.capacity >= r.min_size)
	AND (s.purpose = 'at any time' OR CASE WHEN r.open_during IS NULL THEN isempty(p.open) IS NOT TRUE
		ELSE coalesce(walkshed.open_share(p.open, r.open_during) >= r.min_open, {unknown_hours}) END)
$sql$),

-- One call for each search, as far as the farthest budget of that profile gives any credit. A set of one thing
-- without a location stands for no places, so that every quarter has a row for every search.
('verdict', 'quarter_id, requirement_id', $sql$
WITH origin AS MATERIALIZED (
	SELECT walkshed.point_set_agg(q.quarter_id, g.geom) AS gates
	FROM {study}.quarter q
		LEFT JOIN {study}.gates g ON g.quarter_id = q.quarter_id
), walked AS NOT MATERIALIZED (
	SELECT s.*, n.origin_id AS quarter_id, n.rank, n.place_id, n.seconds, n.metres, n.problem, t.place_id AS straight_place_id, t.straight_metres
	FROM {study}.search s
		CROSS JOIN LATERAL walkshed.nearest(
			(SELECT net.streets FROM {study}.network net), (SELECT o.gates FROM origin o), (
				SELECT walkshed.point_set_agg(coalesce(o.place_id, 0), o.geom)
				FROM (VALUES (s.search_id)) AS v(search_id)
					LEFT JOIN {study}.offer o ON o.search_id = v.search_id AND o.on_foot),
			s.min_places, CASE s.unit WHEN 'minutes' THEN s.farthest END, CASE s.unit WHEN 'metres' THEN s.farthest END,
			(SELECT w.walker FROM walkshed.profile w WHERE w.name = s.profile)) AS n
		-- The nearest in a straight line, of all that would do.
		LEFT JOIN LATERAL walkshed.nearest_straight((SELECT o.gates FROM origin o), CASE s.purpose WHEN 'required' THEN (
				SELECT walkshed.point_set_agg(p.place_id, p.geom)
				FROM (
					SELECT DISTINCT o.place_id, o.geom
					FROM {study}.search x
						JOIN {study}.offer o ON o.search_id = x.search_id
					WHERE x.requirement_id = s.requirement_id AND x.purpose = 'required' AND o.on_foot) AS p) END,
			(SELECT greatest(1, least(50000, max(r.straight_metres))) FROM {study}.requirement r)) AS t ON t.origin_id = n.origin_id
), carried AS (
	SELECT o.search_id, v.quarter_id, v.place_id
	FROM {study}.offer o
		JOIN {study}.served v ON v.place_id = o.place_id
	WHERE o.at_the_door
), reached AS NOT MATERIALIZED (
	SELECT w.*
	FROM walked w
	WHERE w.search_id NOT IN (SELECT c.search_id FROM carried c)
	UNION ALL
	-- Who is served at the door walks no step.
	SELECT s.*, d.quarter_id, d.rank, d.place_id, d.seconds, d.metres, d.problem, d.straight_place_id, d.straight_metres
	FROM {study}.search s
		JOIN (
			SELECT d.search_id, d.quarter_id, d.place_id, d.seconds, d.metres, d.problem,
				row_number() OVER (q ORDER BY d.seconds, d.place_id)::integer AS rank,
				min(d.straight_place_id) OVER q AS straight_place_id, min(d.straight_metres) OVER q AS straight_metres
			FROM (
				SELECT coalesce(c.search_id, w.search_id) AS search_id, coalesce(c.quarter_id, w.quarter_id) AS quarter_id,
					coalesce(c.place_id, w.place_id) AS place_id, CASE WHEN c.place_id IS NULL THEN w.seconds ELSE 0 END AS seconds,
					CASE WHEN c.place_id IS NULL THEN w.metres ELSE 0 END AS metres, w.problem, w.straight_place_id, w.straight_metres
				FROM (SELECT w.* FROM walked w WHERE w.search_id IN (SELECT c.search_id FROM carried c)) AS w
					FULL JOIN carried c ON c.search_id = w.search_id AND c.quarter_id = w.quarter_id AND c.place_id = w.place_id) AS d
			WINDOW q AS (PARTITION BY d.search_id, d.quarter_id)) AS d
			ON d.search_id = s.search_id AND d.rank <= s.min_places
), credited AS NOT MATERIALIZED (
	SELECT e.*, walkshed.credit(e.share, e.beyond) AS credit
	FROM (
		SELECT e.*, round(1e7 * CASE e.unit WHEN 'minutes' THEN e.seconds / 60 ELSE e.metres END / e.budget) / 1e7 AS share
		FROM reached e) AS e
), met AS NOT MATERIALIZED (
	-- The one place that most requirements ask for needs no sums.
	SELECT c.requirement_id, c.purpose, c.has_alternatives, c.min_places, c.search_id, c.quarter_id,
		CASE WHEN c.share <= 1 THEN 1 ELSE 0 END AS found, c.place_id, c.seconds, c.metres, c.problem, c.straight_place_id, c.straight_metres,
		round(1e6 * (1 - coalesce(c.credit, 0))) / 1e6 AS shortfall
	FROM credited c
	WHERE c.min_places = 1
	UNION ALL
	SELECT c.requirement_id, c.purpose, c.has_alternatives, c.min_places, c.search_id, c.quarter_id,
		count(*) FILTER (WHERE c.share <= 1)::integer, min(c.place_id) FILTER (WHERE c.rank = 1),
		min(c.seconds) FILTER (WHERE c.rank = 1), min(c.metres) FILTER (WHERE c.rank = 1), min(c.problem),
		min(c.straight_place_id), min(c.straight_metres),
		round(1e6 * (1 - CASE c.measure
			-- A place that is missing is as far as one that earns nothing. The sum of shares is rounded as they are,
			-- not to depend on the order of the rows.
			WHEN 'mean' THEN walkshed.credit(
				(coalesce(round(1e7 * sum(least(c.share, c.beyond))) / 1e7, 0) + (c.min_places - count(c.share)) * c.beyond) / c.min_places, c.beyond)
			ELSE coalesce(sum(coalesce(c.choice[c.rank], 1.0 / c.min_places) * c.credit), 0) END)) / 1e6
	FROM credited c
	WHERE c.min_places > 1
	GROUP BY c.requirement_id, c.purpose, c.has_alternatives, c.measure, c.min_places, c.beyond, c.search_id, c.quarter_id
), best AS (
	SELECT m.*
	FROM met m
	WHERE m.purpose = 'required' AND NOT m.has_alternatives
	UNION ALL
	(SELECT DISTINCT ON (m.requirement_id, m.quarter_id) m.*
	FROM met m
	WHERE m.has_alternatives
	ORDER BY m.requirement_id, m.quarter_id, m.shortfall, m.seconds,
		m.problem IS NOT DISTINCT FROM 'there is no such place on the network', m.search_id)
), otherwise AS (
	SELECT m.requirement_id, m.quarter_id, min(m.problem) FILTER (WHERE m.purpose = 'at any time') AS problem,
		bool_or(m.purpose = 'at any time' AND m.shortfall = 0) AS at_any_time,
		bool_or(m.purpose = 'by an adult' AND m.shortfall = 0) AS by_an_adult,
		bool_or(m.purpose = 'unknown capacity' AND m.shortfall = 0) AS unknown_capacity
	FROM met m
	WHERE m.purpose <> 'required'
	GROUP BY m.requirement_id, m.quarter_id
), demand AS (
	-- A quarter whose number is not known counts as the average one; one where nobody is in need, not at all.
	SELECT d.quarter_id, d.age_group, d.capacity_per,
		coalesce(d.demand, avg(d.demand) OVER (PARTITION BY d.age_group, d.capacity_per))::float8 AS demand
	FROM (
		SELECT p.quarter_id, p.age_group, '1000 people' AS capacity_per, p.people / 1000 AS demand FROM {study}.people p
		UNION ALL
		SELECT q.quarter_id, p.age_group, '100 households', q.households / 100
		FROM {study}.quarter q
			JOIN {study}.people p ON p.quarter_id = q.quarter_id) AS d
), shared AS (
	SELECT u.tag::integer AS requirement_id, u.origin_id AS quarter_id, u.ratio
	FROM (
			SELECT r.profile, r.unit, r.budget, r.age_group, r.capacity_per,
				walkshed.point_set_agg(coalesce(o.place_id, 0), o.geom, coalesce(o.capacity, 0), r.requirement_id::text) AS places
			FROM {study}.requirement r
				LEFT JOIN (
					SELECT DISTINCT s.requirement_id, o.place_id, o.geom, o.capacity
					FROM {study}.search s
						JOIN {study}.offer o ON o.search_id = s.search_id
					WHERE s.purpose = 'required' AND o.on_foot AND o.capacity IS NOT NULL) AS o ON o.requirement_id = r.requirement_id
			WHERE r.capacity IS NOT NULL
			GROUP BY r.profile, r.unit, r.budget, r.age_group, r.capacity_per) AS c
		CROSS JOIN LATERAL walkshed.supply(
			(SELECT net.streets FROM {study}.network net),
			(SELECT walkshed.point_set_agg(g.quarter_id, g.geom, d.demand)
				FROM demand d
					JOIN {study}.gates g ON g.quarter_id = d.quarter_id
				WHERE d.age_group = c.age_group AND d.capacity_per = c.capacity_per AND d.demand > 0),
			c.places, CASE c.unit WHEN 'minutes' THEN c.budget END, CASE c.unit WHEN 'metres' THEN c.budget END,
			(SELECT w.walker FROM walkshed.profile w WHERE w.name = c.profile)) AS u
), supplied AS (
	SELECT s.requirement_id, bool_or(s.purpose = 'required' AND o.on_foot) AS on_foot
	FROM {study}.search s
		JOIN {study}.offer o ON o.search_id = s.search_id
	GROUP BY s.requirement_id
), judged AS (
	SELECT b.quarter_id, b.requirement_id, b.found, b.min_places AS required, b.place_id, b.seconds, b.metres,
		e.ratio AS capacity, b.shortfall AS access_shortfall,
		round(1e6 * (1 - (1 - b.shortfall) * least(1, coalesce(e.ratio / r.capacity, 1)))) / 1e6 AS shortfall,
		u.requirement_id IS NOT NULL AS supplied, o.at_any_time, o.by_an_adult,
		-- That none can be walked to says nothing where all come to the door, or are closed then.
		CASE WHEN u.on_foot IS FALSE THEN coalesce(o.problem, nullif(b.problem, 'there is no such place on the network'))
			ELSE b.problem END AS problem,
		b.straight_place_id, b.straight_metres, b.straight_metres <= r.straight_metres AS near
	FROM best b
		JOIN {study}.requirement r ON r.requirement_id = b.requirement_id
		LEFT JOIN supplied u ON u.requirement_id = b.requirement_id
		LEFT JOIN otherwise o ON o.quarter_id = b.quarter_id AND o.requirement_id = b.requirement_id
		-- Where a place of unknown capacity is within reach, there is nothing to judge.
		LEFT JOIN shared e ON e.quarter_id = b.quarter_id AND e.requirement_id = b.requirement_id AND o.unknown_capacity IS NOT TRUE
)
SELECT j.quarter_id, j.requirement_id, j.found, j.required, j.place_id,
	round(10 * j.seconds) / 10 AS seconds, round(10 * j.metres) / 10 AS metres,
	j.straight_place_id, round(10 * j.straight_metres) / 10 AS straight_metres,
	round(1000 * j.capacity) / 1000 AS capacity, j.shortfall, j.problem,
	CASE WHEN j.shortfall = 0 THEN NULL
		WHEN NOT j.supplied THEN 'no_supply'
		WHEN j.problem <> 'none within the budget' THEN 'unsnapped'
		WHEN j.access_shortfall = 0 THEN 'over_capacity'
		WHEN j.at_any_time THEN 'closed_then'
		WHEN j.by_an_adult THEN 'too_slow'
		WHEN j.found > 0 THEN 'too_few'
		WHEN j.near THEN 'severed'
		ELSE 'too_far' END AS cause
FROM judged j
$sql$),

-- The verdicts as people read them; kept without what the requirement says, they take half the room and time.
('coverage', NULL, $sql$
SELECT v.quarter_id, v.requirement_id, r.standard, r.service, r.tier, r.variant, r.profile, r.budget, r.unit, v.found, v.required,
	r.weight, r.optional, v.place_id, v.seconds, v.metres, v.straight_place_id, v.straight_metres,
	v.capacity, r.capacity AS capacity_required, v.shortfall = 0 AS satisfied, v.shortfall, v.problem, v.cause
FROM {study}.verdict v
	JOIN {study}.requirement r ON r.requirement_id = v.requirement_id
$sql$),

('gap_by_tier', 'quarter_id, standard, tier', $sql$
SELECT c.quarter_id, c.standard, c.tier,
	round((100 * sum(c.weight * c.shortfall) / nullif(sum(c.weight), 0))::numeric, 6) AS score,
	count(*) FILTER (WHERE c.satisfied)::integer AS satisfied, count(*)::integer AS required, sum(c.weight) AS weight
FROM {study}.coverage c
WHERE NOT c.optional
GROUP BY c.quarter_id, c.standard, c.tier
$sql$),

('gap_by_group', 'quarter_id, standard, group_code', $sql$
SELECT c.quarter_id, c.standard, s.grouping, g.code AS group_code, s.name_en, s.name_zh,
	round((100 * sum(c.weight * c.shortfall) / nullif(sum(c.weight), 0))::numeric, 6) AS score,
	count(*) FILTER (WHERE c.satisfied)::integer AS satisfied, count(*)::integer AS required, sum(c.weight) AS weight
FROM (SELECT r.requirement_id, unnest(r.groups) AS code FROM {study}.requirement r WHERE NOT r.optional) AS g
	JOIN {study}.coverage c ON c.requirement_id = g.requirement_id
	LEFT JOIN walkshed.service_group s ON s.code = g.code
GROUP BY c.quarter_id, c.standard, s.grouping, g.code, s.name_en, s.name_zh
$sql$),

('gap', 'quarter_id, standard', $sql$
WITH score AS (
	SELECT t.quarter_id, t.standard, round((sum(t.score::float8 * t.weight) / nullif(sum(t.weight), 0))::numeric, 6) AS score,
		sum(t.satisfied)::integer AS satisfied, sum(t.required)::integer AS required
	FROM {study}.gap_by_tier t
	GROUP BY t.quarter_id, t.standard
), missed AS (
	SELECT c.quarter_id, c.standard, array_agg(c.service) AS services
	FROM {study}.coverage c
	WHERE NOT c.satisfied AND NOT c.optional
	GROUP BY c.quarter_id, c.standard
), line AS (
	-- What a line of a grade may ask for: the requirements of a tier, or all of them.
	SELECT t.quarter_id, t.standard, t.tier, t.satisfied, t.required FROM {study}.gap_by_tier t
	UNION ALL
	SELECT s.quarter_id, s.standard, NULL, s.satisfied, s.required FROM score s
), graded AS (
	SELECT h.quarter_id, h.standard, max(h.grade) AS grade
	FROM (
		SELECT l.quarter_id, l.standard, g.grade
		FROM line l
			JOIN walkshed.grade g ON g.standard = l.standard AND g.tier IS NOT DISTINCT FROM l.tier
		GROUP BY l.quarter_id, l.standard, g.grade
		HAVING bool_and(g.min_share <= l.satisfied::float8 / l.required + 1e-9)) AS h
	GROUP BY h.quarter_id, h.standard
), located AS (
	-- Where a quarter does not name its region, its place does: the lowest region around it.
	SELECT p.quarter_id, min(r.region_id) AS region_id
	FROM (
			SELECT q.quarter_id, {postgis}.ST_PointOnSurface(q.geom) AS geom
			FROM {study}.quarter q
			WHERE q.region_id IS NULL
			OFFSET 0) AS p
		JOIN {study}.region r ON {postgis}.ST_Intersects(r.geom, p.geom)
	WHERE NOT EXISTS (SELECT FROM {study}.region b WHERE b.parent_id = r.region_id)
	GROUP BY p.quarter_id
)
SELECT s.quarter_id, s.standard, q.name, coalesce(q.region_id, l.region_id) AS region_id, q.people, s.score, g.grade, s.satisfied, s.required,
	s.satisfied || ' of ' || s.required AS summary,
	(SELECT coalesce(array_agg(DISTINCT u.service ORDER BY u.service), ARRAY[]::text[]) FROM unnest(m.services) AS u(service)) AS missing, q.geom
FROM score s
	LEFT JOIN missed m ON m.quarter_id = s.quarter_id AND m.standard = s.standard
	JOIN {study}.quarter q ON q.quarter_id = s.quarter_id
	LEFT JOIN located l ON l.quarter_id = s.quarter_id
	LEFT JOIN graded g ON g.quarter_id = s.quarter_id AND g.standard = s.standard
$sql$),

('region_above', NULL, $sql$
WITH RECURSIVE above AS (
	SELECT DISTINCT g.region_id, g.region_id AS above_id FROM {study}.gap g
	UNION
	SELECT a.region_id, r.parent_id
	FROM above a
		JOIN {study}.region r ON r.region_id = a.above_id
	WHERE r.parent_id IS NOT NULL
)
SELECT a.region_id, a.above_id FROM above a
$sql$),

-- A quarter belongs to its region and to all regions above that. It counts by the people whose need it is; one
-- whose number is not known counts as the average one of its region, or of all.
('region_gap', 'region_id, standard', $sql$
WITH resident AS (
	SELECT p.quarter_id, g.region_id, p.age_group,
		coalesce(p.people, avg(p.people) OVER (PARTITION BY g.region_id, p.age_group), avg(p.people) OVER (PARTITION BY p.age_group), 1)::float8 AS people
	FROM (SELECT DISTINCT g.quarter_id, g.region_id FROM {study}.gap g) AS g
		JOIN {study}.people p ON p.quarter_id = g.quarter_id
), lowest AS (
	SELECT s.region_id, r.requirement_id, r.standard, r.weight, sum(s.people) AS people, sum(s.people * c.shortfall) AS lost,
		count(*) AS quarters, sum(c.shortfall) AS shortfall
	FROM {study}.coverage c
		JOIN {study}.requirement r ON r.requirement_id = c.requirement_id
		JOIN resident s ON s.quarter_id = c.quarter_id AND s.age_group = r.age_group
	WHERE NOT r.optional
	GROUP BY s.region_id, r.requirement_id, r.standard, r.weight
), owed AS (
	SELECT a.above_id AS region_id, l.standard, l.weight,
		coalesce(sum(l.lost) / nullif(sum(l.people), 0), sum(l.shortfall) / sum(l.quarters)) AS shortfall
	FROM lowest l
		JOIN {study}.region_above a ON a.region_id IS NOT DISTINCT FROM l.region_id
	GROUP BY a.above_id, l.requirement_id, l.standard, l.weight
), score AS (
	SELECT o.region_id, o.standard, round((100 * sum(o.weight * o.shortfall) / nullif(sum(o.weight), 0))::numeric, 6) AS score
	FROM owed o
	GROUP BY o.region_id, o.standard
), located AS (
	SELECT a.above_id AS region_id, g.quarter_id, g.standard, g.name, g.people, g.score, g.missing
	FROM {study}.gap g
		JOIN {study}.region_above a ON a.region_id IS NOT DISTINCT FROM g.region_id
), total AS (
	SELECT l.region_id, l.standard, count(*)::integer AS quarters, sum(l.people) AS people,
		count(*) FILTER (WHERE l.score > 0)::integer AS quarters_affected,
		sum(CASE WHEN l.score > 0 THEN l.people ELSE 0 * l.people END) AS people_affected
	FROM located l
	GROUP BY l.region_id, l.standard
), worst AS (
	SELECT DISTINCT ON (l.region_id, l.standard) l.region_id, l.standard, l.quarter_id, l.name, l.score
	FROM located l
	WHERE l.score > 0
	ORDER BY l.region_id, l.standard, l.score DESC, l.people DESC NULLS LAST, l.quarter_id
), missed AS (
	SELECT DISTINCT ON (m.region_id, m.standard) m.region_id, m.standard, m.service
	FROM (
		SELECT l.region_id, l.standard, u.service, count(*) AS quarters
		FROM located l
			CROSS JOIN LATERAL unnest(l.missing) AS u(service)
		GROUP BY l.region_id, l.standard, u.service) AS m
	ORDER BY m.region_id, m.standard, m.quarters DESC, m.service
), cell AS (
	SELECT t.region_id, t.standard FROM total t
	UNION
	SELECT r.region_id, k.standard
	FROM {study}.region r
		CROSS JOIN (SELECT DISTINCT r.standard FROM {study}.requirement r) AS k
)
SELECT c.region_id, c.standard, r.parent_id, r.name, coalesce(t.quarters, 0) AS quarters, t.people, s.score,
	coalesce(t.quarters_affected, 0) AS quarters_affected, t.people_affected,
	w.quarter_id AS worst_quarter_id, w.name AS worst_quarter, w.score AS worst_score, m.service AS most_missing, r.geom
FROM cell c
	LEFT JOIN {study}.region r ON r.region_id = c.region_id
	LEFT JOIN total t ON t.region_id IS NOT DISTINCT FROM c.region_id AND t.standard = c.standard
	LEFT JOIN score s ON s.region_id IS NOT DISTINCT FROM c.region_id AND s.standard = c.standard
	LEFT JOIN worst w ON w.region_id IS NOT DISTINCT FROM c.region_id AND w.standard = c.standard
	LEFT JOIN missed m ON m.region_id IS NOT DISTINCT FROM c.region_id AND m.standard = c.standard
$sql$),

('missing', NULL, $sql$
SELECT c.standard, c.quarter_id, g.name AS quarter, g.region_id, g.people, c.service, s.name_en, s.name_zh, c.tier, c.variant,
	c.cause, c.found, c.required, c.shortfall, c.weight, c.seconds, c.metres, c.straight_metres, c.capacity, c.capacity_required, c.problem, g.geom
FROM {study}.coverage c
	JOIN {study}.gap g ON g.quarter_id = c.quarter_id AND g.standard = c.standard
	LEFT JOIN walkshed.service s ON s.code = c.service
WHERE NOT c.satisfied AND NOT c.optional
$sql$),

('affected', NULL, $sql$
SELECT a.above_id AS region_id, c.standard, p.age_group, sum(p.people) AS people,
	sum(CASE WHEN c.short THEN p.people ELSE 0 * p.people END) AS people_affected
FROM (
		SELECT c.quarter_id, c.standard, p.age_group, bool_or(NOT c.satisfied AND r.age_group IN ('all', p.age_group)) AS short
		FROM {study}.coverage c
			JOIN {study}.requirement r ON r.requirement_id = c.requirement_id
			CROSS JOIN (SELECT DISTINCT p.age_group FROM {study}.people p) AS p
		WHERE NOT c.optional
		GROUP BY c.quarter_id, c.standard, p.age_group) AS c
	JOIN {study}.people p ON p.quarter_id = c.quarter_id AND p.age_group = c.age_group
	JOIN {study}.gap g ON g.quarter_id = c.quarter_id AND g.standard = c.standard
	JOIN {study}.region_above a ON a.region_id IS NOT DISTINCT FROM g.region_id
GROUP BY a.above_id, c.standard, p.age_group
$sql$),

-- All pairs within the budgets, at whatever hour.
('reachable', NULL, $sql$
WITH walked AS MATERIALIZED (
	SELECT c.profile, c.unit, t.origin_id AS quarter_id, t.destination_id AS place_id, t.seconds, t.metres
	FROM (
			SELECT r.profile, r.unit, max(r.budget) AS budget
			FROM {study}.requirement r
			GROUP BY r.profile, r.unit) AS c
		CROSS JOIN LATERAL walkshed.travel_times(
			(SELECT net.streets FROM {study}.network net),
			(SELECT walkshed.point_set_agg(g.quarter_id, g.geom) FROM {study}.gates g),
			(SELECT walkshed.point_set_agg(p.place_id, p.geom)
				FROM (SELECT DISTINCT o.place_id, o.geom FROM {study}.offer o WHERE o.on_foot) AS p),
			minutes => CASE c.unit WHEN 'minutes' THEN c.budget END,
			metres => CASE c.unit WHEN 'metres' THEN c.budget END,
			walker => (SELECT w.walker FROM walkshed.profile w WHERE w.name = c.profile)) AS t
	WHERE t.destination_id IS NOT NULL
), sought AS (
	SELECT s.requirement_id, s.search_id, s.service, s.profile, s.unit, s.budget, o.place_id, o.open, o.on_foot, o.at_the_door
	FROM {study}.search s
		JOIN {study}.requirement r ON r.requirement_id = s.requirement_id
		JOIN {study}.offer o ON o.search_id = s.search_id
	WHERE s.purpose = CASE WHEN r.open_during IS NULL THEN 'required' ELSE 'at any time' END
)
SELECT w.quarter_id, f.requirement_id, f.search_id, f.service, f.place_id, w.seconds, w.metres, f.open
FROM walked w
	JOIN sought f ON f.place_id = w.place_id AND f.profile = w.profile AND f.unit = w.unit
		AND CASE f.unit WHEN 'minutes' THEN w.seconds / 60 ELSE w.metres END <= f.budget
	LEFT JOIN {study}.served v ON f.at_the_door AND v.quarter_id = w.quarter_id AND v.place_id = w.place_id
WHERE f.on_foot AND v.place_id IS NULL
UNION ALL
SELECT v.quarter_id, f.requirement_id, f.search_id, f.service, f.place_id, 0, 0, f.open
FROM {study}.served v
	JOIN sought f ON f.place_id = v.place_id
WHERE f.at_the_door
$sql$),

('hours', NULL, $sql$
SELECT c.quarter_id, c.requirement_id, c.standard, c.service, c.tier, c.variant, coalesce(h.covered, int4multirange()) AS covered,
	walkshed.open_share(coalesce(h.covered, int4multirange()), coalesce(r.open_during, int4multirange(int4range(0, 10080)))) AS share
FROM {study}.coverage c
	JOIN {study}.requirement r ON r.requirement_id = c.requirement_id
	LEFT JOIN (
		SELECT o.quarter_id, o.requirement_id, range_agg(o.covered) AS covered
		FROM (
			SELECT x.quarter_id, s.requirement_id, walkshed.covered_minutes(
					coalesce(x.open, CASE WHEN {unknown_hours} THEN int4multirange(int4range(0, 10080)) END), s.min_places) AS covered
			FROM {study}.reachable x
				JOIN {study}.search s ON s.search_id = x.search_id
			GROUP BY x.quarter_id, s.search_id, s.requirement_id) AS o
		GROUP BY o.quarter_id, o.requirement_id) AS h ON h.quarter_id = c.quarter_id AND h.requirement_id = r.requirement_id
$sql$),

-- Whose number is not known counts as the average quarter.
('place_load', NULL, $sql$
WITH user_of AS (
	SELECT g.quarter_id, g.region_id, p.age_group,
		coalesce(p.people, avg(p.people) OVER (PARTITION BY p.age_group)) AS people,
		coalesce(q.households, avg(q.households) OVER (PARTITION BY p.age_group)) AS households
	FROM (SELECT DISTINCT g.quarter_id, g.region_id FROM {study}.gap g) AS g
		JOIN {study}.quarter q ON q.quarter_id = g.quarter_id
		JOIN {study}.people p ON p.quarter_id = g.quarter_id
), place AS (
	SELECT p.*, (
			SELECT min(r.region_id)
			FROM {study}.region r
			WHERE {postgis}.ST_Intersects(r.geom, {postgis}.ST_PointOnSurface(p.geom))
				AND NOT EXISTS (SELECT FROM {study}.region b WHERE b.parent_id = r.region_id)) AS region_id
	FROM {study}.places p
)
SELECT r.standard, r.requirement_id, x.service, r.tier, r.variant, x.place_id, p.name, p.region_id, count(*)::integer AS quarters,
	round(sum(u.people)) AS users, round(sum(u.people * (u.region_id <> p.region_id)::integer)) AS users_from_outside,
	round(sum(u.people * (u.region_id <> p.region_id)::integer) / nullif(sum(u.people), 0), 6) AS share_from_outside,
	p.capacity, coalesce(r.capacity_per, '1000 people') AS capacity_per, round((p.capacity / nullif(CASE r.capacity_per WHEN '100 households' THEN sum(u.households) / 100
		ELSE sum(u.people) / 1000 END, 0)::float8)::numeric, 3) AS ratio, r.capacity AS ratio_required, p.geom
FROM {study}.reachable x
	JOIN {study}.requirement r ON r.requirement_id = x.requirement_id
	JOIN place p ON p.service = x.service AND p.place_id = x.place_id
	JOIN user_of u ON u.quarter_id = x.quarter_id AND u.age_group = r.age_group
GROUP BY r.standard, r.requirement_id, x.service, r.tier, r.variant, x.place_id, p.name, p.region_id, p.capacity, r.capacity_per, r.capacity, p.geom
$sql$),

('severance', NULL, $sql$
SELECT c.quarter_id, c.requirement_id, c.standard, c.service, c.tier, c.variant, coalesce(c.place_id, c.straight_place_id) AS place_id,
	c.metres, s.metres AS straight_metres, round((c.metres / nullif(s.metres, 0))::numeric, 2) AS detour, c.cause = 'severed' IS TRUE AS severed
FROM {study}.coverage c
	CROSS JOIN LATERAL (
		SELECT min({postgis}.ST_Distance(g.geom::{postgis}.geography, p.geom::{postgis}.geography, true)) AS metres
		FROM {study}.gates g
			JOIN {study}.places p ON p.place_id = coalesce(c.place_id, c.straight_place_id)
		WHERE g.quarter_id = c.quarter_id) AS s
-- What comes to the door makes no detour.
WHERE c.metres > 0 OR c.cause = 'severed'
$sql$),

-- What lies between a quarter and the place that is near to it, on the straight line from the nearest gate. Two
-- metres at either end are left out: a gate stands in the wall.
('severed_by', NULL, $sql$
WITH cut AS (
	SELECT c.quarter_id, c.requirement_id, c.standard,
		{postgis}.ST_LineSubstring(l.geom, least(0.4, 2 / l.metres), greatest(0.6, 1 - 2 / l.metres)) AS geom
	FROM {study}.coverage c
		CROSS JOIN LATERAL (
			SELECT {postgis}.ST_ShortestLine(g.geom, f.geom) AS geom,
				greatest(1, {postgis}.ST_Distance(g.geom::{postgis}.geography, f.geom::{postgis}.geography, true)) AS metres
			FROM {study}.gates g
				JOIN {study}.places f ON f.place_id = c.straight_place_id
			WHERE g.quarter_id = c.quarter_id
			ORDER BY metres
			LIMIT 1) AS l
	WHERE c.cause = 'severed'
)
SELECT c.quarter_id, c.requirement_id, c.standard, b.barrier_id, b.name, b.geom
FROM cut c
	LEFT JOIN (
		SELECT s.id::bigint AS barrier_id, {street_name}::text AS name, s.geom
		FROM {streets} s
		WHERE {is_barrier}) AS b ON {postgis}.ST_Intersects(b.geom, c.geom)
$sql$),

('barrier', NULL, $sql$
SELECT s.barrier_id, s.name, s.standard, count(DISTINCT s.quarter_id)::integer AS quarters, count(*)::integer AS requirements,
	round((100 * sum(coalesce(p.people, 1)::float8 * c.shortfall * c.weight / nullif(t.weight, 0)))::numeric, 3) AS cut_off, s.geom
FROM {study}.severed_by s
	JOIN {study}.coverage c ON c.quarter_id = s.quarter_id AND c.requirement_id = s.requirement_id
	JOIN {study}.requirement r ON r.requirement_id = s.requirement_id
	JOIN {study}.people p ON p.quarter_id = s.quarter_id AND p.age_group = r.age_group
	JOIN (
		SELECT r.standard, sum(r.weight) AS weight
		FROM {study}.requirement r
		WHERE NOT r.optional
		GROUP BY r.standard) AS t ON t.standard = s.standard
WHERE NOT r.optional
GROUP BY s.barrier_id, s.name, s.standard, s.geom
$sql$),

('unsnapped', NULL, $sql$
SELECT 'gate' AS kind, g.quarter_id AS id, g.entry, q.name, s.problem, g.geom::{postgis}.geometry AS geom
FROM {study}.gates g
	JOIN {study}.quarter q ON q.quarter_id = g.quarter_id
	CROSS JOIN LATERAL walkshed.snap((SELECT net.streets FROM {study}.network net), g.geom) AS s
WHERE s.problem IS NOT NULL
UNION ALL
SELECT 'place', p.place_id, d.path[1], p.name, s.problem, d.geom
FROM (SELECT DISTINCT ON (p.place_id) p.* FROM {study}.places p ORDER BY p.place_id, p.service) AS p
	CROSS JOIN LATERAL {postgis}.ST_Dump(p.geom) AS d
	CROSS JOIN LATERAL walkshed.snap((SELECT net.streets FROM {study}.network net), d.geom) AS s
WHERE s.problem IS NOT NULL
UNION ALL
SELECT 'quarter', q.quarter_id, NULL, q.name, 'the quarter has no geometry', NULL
FROM {study}.quarter q
WHERE q.quarter_id NOT IN (SELECT g.quarter_id FROM {study}.gates g)
$sql$)

) AS v(name, key, body)
$views$;

COMMENT ON FUNCTION walkshed.study_views() IS 'Internal: the views of a study in the order of their making; those with a key are materialized';
