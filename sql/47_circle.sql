-- Two areas held against each other, and who lives where of them: catchments
-- of two facilities, a facility's and a circle, an official outline and the
-- computed one.
--
-- The body is parsed when the extension is created, whatever the search_path of
-- a caller: PostGIS's schema is put in where the others find it at each call. PostGIS
-- itself, from 3.6 on, looks for pg_class on the search_path.

CREATE FUNCTION walkshed.check_overlap(a geometry, b geometry, things walkshed.point_set,
	a_validity text, b_validity text)
RETURNS boolean
AS 'MODULE_PATHNAME', 'check_overlap' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 250;
COMMENT ON FUNCTION walkshed.check_overlap IS
	'Internal: true, or an error that names what is wrong with the arguments of overlap(); the last two are what ST_IsValidReason says';

SET LOCAL search_path = pg_catalog, pg_temp;
DO $do$ BEGIN EXECUTE replace($sql$
CREATE FUNCTION walkshed.overlap(a {postgis}.geometry, b {postgis}.geometry,
	things walkshed.point_set DEFAULT NULL, tag text DEFAULT NULL,
	OUT a_m2 float8, OUT b_m2 float8, OUT both_m2 float8, OUT only_a_m2 float8, OUT only_b_m2 float8, OUT jaccard float8,
	OUT a_things integer, OUT b_things integer, OUT both_things integer, OUT only_a_things integer, OUT only_b_things integer,
	OUT a_weight float8, OUT b_weight float8, OUT both_weight float8, OUT only_a_weight float8, OUT only_b_weight float8,
	OUT share_of_a float8, OUT share_of_b float8, OUT unlocated integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
	WITH area AS MATERIALIZED (
		-- Nothing is done with an area before it has been looked at, and ST_IsValidReason() fails on some
		-- types. EMPTY may have any SRID.
		SELECT CASE WHEN c.fit AND NOT {postgis}.ST_IsEmpty(overlap.a) THEN overlap.a END AS a,
			CASE WHEN c.fit AND NOT {postgis}.ST_IsEmpty(overlap.b) THEN overlap.b END AS b
		FROM (
			SELECT walkshed.check_overlap(overlap.a, overlap.b, overlap.things,
				CASE WHEN {postgis}.GeometryType(overlap.a) IN ('POLYGON', 'MULTIPOLYGON') THEN {postgis}.ST_IsValidReason(overlap.a) END,
				CASE WHEN {postgis}.GeometryType(overlap.b) IN ('POLYGON', 'MULTIPOLYGON') THEN {postgis}.ST_IsValidReason(overlap.b) END) AS fit
			WHERE overlap.a IS NOT NULL AND overlap.b IS NOT NULL
			OFFSET 0) c
	), measured AS MATERIALIZED (
		SELECT coalesce({postgis}.ST_Area(g.a::{postgis}.geography, true), 0) AS a_m2, coalesce({postgis}.ST_Area(g.b::{postgis}.geography, true), 0) AS b_m2,
			coalesce({postgis}.ST_Area({postgis}.ST_Intersection(g.a, g.b, -1::float8)::{postgis}.geography, true), 0) AS both_m2
		FROM area g
	), size AS MATERIALIZED (
		-- What is in both is rounded another way; no difference is below 0 for that.
		SELECT m.a_m2, m.b_m2, least(m.both_m2, m.a_m2, m.b_m2) AS both_m2
		FROM measured m
	), met AS MATERIALIZED (
		SELECT count(*) FILTER (WHERE p.in_a) AS a_things, count(*) FILTER (WHERE p.in_b) AS b_things,
			count(*) FILTER (WHERE p.in_a AND p.in_b) AS both_things,
			count(*) FILTER (WHERE p.unlocated) AS unlocated,
			coalesce(sum(p.weight) FILTER (WHERE p.in_a), 0) AS a_weight,
			coalesce(sum(p.weight) FILTER (WHERE p.in_b), 0) AS b_weight,
			coalesce(sum(p.weight) FILTER (WHERE p.in_a AND p.in_b), 0) AS both_weight,
			coalesce(sum(p.weight) FILTER (WHERE p.in_a AND NOT p.in_b), 0) AS only_a_weight,
			coalesce(sum(p.weight) FILTER (WHERE p.in_b AND NOT p.in_a), 0) AS only_b_weight
		FROM area g
			CROSS JOIN LATERAL (
				SELECT d.weight, d.geom IS NULL AS unlocated,
					coalesce({postgis}.ST_Intersects(g.a, d.geom), false) AS in_a,
					coalesce({postgis}.ST_Intersects(g.b, d.geom), false) AS in_b
				FROM (
					SELECT t.weight, CASE WHEN t.entries > 0 THEN t.geom ELSE {postgis}.ST_PointOnSurface(t.geom) END AS geom
					FROM walkshed.points(overlap.things) t
					WHERE overlap.tag IS NULL OR t.tag = overlap.tag
					OFFSET 0) d
				OFFSET 0) p
	)
	SELECT s.a_m2, s.b_m2, s.both_m2, s.a_m2 - s.both_m2, s.b_m2 - s.both_m2,
		s.both_m2 / nullif(s.a_m2 + s.b_m2 - s.both_m2, 0),
		t.a_things::integer, t.b_things::integer, t.both_things::integer,
		(t.a_things - t.both_things)::integer, (t.b_things - t.both_things)::integer,
		t.a_weight, t.b_weight, t.both_weight, t.only_a_weight, t.only_b_weight,
		t.both_weight / nullif(t.a_weight, 0), t.both_weight / nullif(t.b_weight, 0),
		t.unlocated::integer
	FROM size s
		LEFT JOIN met t ON overlap.things IS NOT NULL;
END;
$sql$, '{postgis}', walkshed.extension_schema('postgis')); END $do$;

COMMENT ON FUNCTION walkshed.overlap IS
	'Two areas (catchments, an official outline and the computed one): square metres of each, of both and of one only, jaccard = both / either; and of a point set the things and their weight (people) in these, share_of_a = both / a. A thing is where one of its doors is, or a point inside its outlines.';
