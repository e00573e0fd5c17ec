-- Hold climb and Tobler's rule against terrain and streets of a real city.
-- psql variable: city, a schema with tables `street`, `terrain` in tiles, and
-- `whole`, the same raster in one piece. Prints one line of TAP for each check.

-- Away from water, where the raster has no heights: how the others then count is climb's own rule.
CREATE TEMP TABLE land AS SELECT ST_Buffer(ST_Polygon(rast), -0.0006) AS geom FROM :"city".whole;

-- Streets from the whole city, in one part, of three segments or more and longer than 60 m,
-- any but in a fixed order.
CREATE TEMP TABLE climbed AS
SELECT s.id, s.geom, ST_Length(s.geom::geography) AS metres,
	fine.ascent_m AS fine_up, fine.descent_m AS fine_down, usual.ascent_m AS up, usual.descent_m AS down,
	back.ascent_m AS back_up, back.descent_m AS back_down
FROM (
	SELECT id, geom FROM :"city".street
	WHERE attributes ->> 'kind' <> 'barrier' AND ST_NumGeometries(geom) = 1 AND ST_NPoints(geom) > 3 AND ST_Length(geom::geography) BETWEEN 60 AND 2000
		AND ST_Within(geom, (SELECT l.geom FROM land l))
	ORDER BY md5(id::text) LIMIT 250) s,
	walkshed.climb(s.geom, :'terrain', step_m => 2, noise_m => 0) fine,
	walkshed.climb(s.geom, :'terrain') usual,
	walkshed.climb(ST_Reverse(s.geom), :'terrain') back;

-- The same heights by PostGIS alone, every 4 m, by its own interpolation in the raster of one piece.
CREATE TEMP TABLE sampled AS
SELECT id, sum(greatest(height - before, 0)) AS up, sum(greatest(before - height, 0)) AS down,
	(array_agg(height ORDER BY i DESC))[1] - (array_agg(height ORDER BY i))[1] AS rise
FROM (
	SELECT p.id, p.i, v.height, lag(v.height) OVER (PARTITION BY p.id ORDER BY p.i) AS before
	FROM (SELECT id, i, (d).geom FROM climbed, LATERAL (
			SELECT row_number() OVER (ORDER BY d.path) AS i, d FROM ST_DumpPoints(ST_Segmentize(geom::geography, 4)::geometry) d) q) p,
		:"city".whole w, LATERAL (SELECT ST_Value(w.rast, 1, p.geom, true, 'bilinear')) v(height)
) heights
GROUP BY id;

SELECT CASE WHEN n = 250 AND nulls = 0 AND wrong = 0 AND steep >= 50 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, climb by samples: %s streets, %s of them with 5 m or more, largest difference %s m; %s beyond tolerance, %s without heights', :'city', n, steep, difference, wrong, nulls)
FROM (
	SELECT count(*) AS n, count(*) FILTER (WHERE s.up + s.down >= 5) AS steep, count(*) FILTER (WHERE fine_up IS NULL OR s.up IS NULL) AS nulls,
		round(max(greatest(abs(fine_up - s.up), abs(fine_down - s.down)))::numeric, 3) AS difference,
		count(*) FILTER (WHERE greatest(abs(fine_up - s.up), abs(fine_down - s.down)) > 0.1 + 0.01 * (s.up + s.down)) AS wrong
	FROM climbed c JOIN sampled s USING (id)) t;

-- With the usual noise: no more than all ups, and what is between the ends.
SELECT CASE WHEN wrong = 0 AND less >= 50 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, climb without noise: %s streets climb less, largest difference of the ends %s m; %s beyond tolerance', :'city', less, difference, wrong)
FROM (
	SELECT count(*) FILTER (WHERE c.up < s.up - 0.1) AS less, round(max(abs(c.up - c.down - s.rise))::numeric, 3) AS difference,
		count(*) FILTER (WHERE abs(c.up - c.down - s.rise) > 0.1 OR c.up > s.up + 0.1 OR c.down > s.down + 0.1) AS wrong
	FROM climbed c JOIN sampled s USING (id)) t;

SELECT CASE WHEN wrong = 0 AND uneven >= 100 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, climb of the line turned round: %s streets with unequal ups and downs swap them; %s beyond tolerance', :'city', uneven, wrong)
FROM (
	SELECT count(*) FILTER (WHERE abs(up - down) > 1) AS uneven,
		count(*) FILTER (WHERE abs(up - back_down) > 0.001 OR abs(down - back_up) > 0.001) AS wrong
	FROM climbed) t;

-- All streets of the middle with their heights, for two who differ in the slope rule alone.
CREATE TEMP TABLE hilly AS
SELECT s.id, s.geom, s.attributes || jsonb_strip_nulls(to_jsonb(c)) AS attributes, c.ascent_m, c.descent_m
FROM (SELECT id, geom, attributes FROM :"city".street, (SELECT ST_Buffer(ST_Centroid(ST_Envelope(rast)), 0.012) AS middle FROM :"city".whole) w
	WHERE attributes ->> 'kind' <> 'barrier' AND ST_Intersects(geom, middle)) s,
	walkshed.climb(s.geom, :'terrain', straight => s.attributes ->> 'kind' IN ('footbridge', 'underpass') IS TRUE) c;
CREATE TEMP TABLE slope_edge AS
SELECT e.id, e.metres, e.kind, h.ascent_m, h.descent_m, e.cost, e.reverse_cost, e.geom,
	h.ascent_m / nullif(h.ascent_m + h.descent_m, 0) AS up_share, (h.ascent_m + h.descent_m) / sum(e.metres) OVER (PARTITION BY e.source_id) AS grade
FROM walkshed.network_edges((SELECT walkshed.network_agg(id, geom, attributes) FROM hilly), walkshed.walker(speed_mps => 1.25, slope => 'tobler')) e
	JOIN hilly h ON h.id = e.source_id;

-- Tobler 1993: 6 exp(-3.5 |S + 0.05|) km/h, of which 6 exp(-0.175) are on the flat.
CREATE FUNCTION pg_temp.pace(slope float8) RETURNS float8 LANGUAGE sql
RETURN exp(-3.5 * 0.05) / exp(-3.5 * abs(slope + 0.05)) / 1.25;
SELECT CASE WHEN wrong = 0 AND n >= 500 AND falling = 0 AND steep >= 100 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, Tobler: %s edges on slopes, %s of 5 %% or more, largest difference %s s; %s beyond tolerance; %s quicker up than down', :'city', n, steep, difference, wrong, falling)
FROM (
	SELECT count(*) AS n, count(*) FILTER (WHERE grade >= 0.05) AS steep,
		round(max(greatest(abs(cost - there), abs(reverse_cost - back)))::numeric, 4) AS difference,
		count(*) FILTER (WHERE greatest(abs(cost - there), abs(reverse_cost - back)) > 0.02 + 1e-3 * there) AS wrong,
		count(*) FILTER (WHERE sign(cost - reverse_cost) <> sign(up_share - 0.5) AND abs(there - back) > 0.01) AS falling
	FROM (
		SELECT *, metres * (up_share * pg_temp.pace(grade) + (1 - up_share) * pg_temp.pace(-grade)) AS there,
			metres * ((1 - up_share) * pg_temp.pace(grade) + up_share * pg_temp.pace(-grade)) AS back
		FROM slope_edge WHERE cost > 0 AND reverse_cost > 0 AND up_share IS NOT NULL AND kind NOT IN ('steps', 'lift')) e) t;

CREATE TEMP TABLE place_height AS
SELECT id, geom, ST_Value(w.rast, 1, geom, true, 'bilinear') AS height
FROM (SELECT id, ST_StartPoint(geom) AS geom FROM slope_edge WHERE id % 7 = 0) e, :"city".whole w;

-- From the lowest places to the highest and back, by the same streets or others.
SELECT CASE WHEN n >= 20 AND wrong = 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, Tobler: %s walks uphill take longer than back down, by %s s in the mean; %s do not', :'city', n, delay, wrong)
FROM (
	SELECT count(*) AS n, round(avg(up.seconds - down.seconds)::numeric, 1) AS delay, count(*) FILTER (WHERE up.seconds <= down.seconds) AS wrong
	FROM (
		SELECT p.low, p.high FROM (
			SELECT low.geom AS low, high.geom AS high, row_number() OVER (ORDER BY md5(low.id || ' ' || high.id)) AS i
			FROM place_height low JOIN place_height high ON high.height > low.height + 25 AND ST_DWithin(low.geom, high.geom, 0.01)) p
		WHERE i <= 60) pair,
		(SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM hilly OFFSET 0) net,
		walkshed.walk(streets, low, high, walkshed.walker(slope => 'tobler')) up,
		walkshed.walk(streets, high, low, walkshed.walker(slope => 'tobler')) down
	WHERE up.seconds IS NOT NULL AND down.seconds IS NOT NULL) t;
