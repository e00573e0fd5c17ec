-- A street pattern with everything that makes an answer hard: one-way and
-- closed streets, steps, footbridges, lifts, signals, dead ends, islands, two
-- streets between the same crossings, bent lines and lines through crossings.
CREATE SCHEMA generated;
SELECT setseed(0.42);

CREATE TABLE generated.street AS
WITH crossing AS MATERIALIZED (
	SELECT x, y, ST_SetSRID(ST_MakePoint(-43.2 + 0.0006 * (x + random() / 2), -22.9 + 0.0006 * (y + random() / 2)), 4326) AS geom
	FROM generate_series(0, 69) x, generate_series(0, 69) y
), block AS MATERIALIZED (
	SELECT a.geom AS a, b.geom AS b, random() AS chance, random() AS bend
	FROM crossing a
	JOIN crossing b ON (b.x, b.y) IN ((a.x + 1, a.y), (a.x, a.y + 1), (a.x + 1, a.y + 1))
), line AS MATERIALIZED (
	SELECT CASE
			WHEN bend < 0.5 THEN ST_MakeLine(a, b)
			ELSE ST_MakeLine(ARRAY[a, ST_Translate(ST_LineInterpolatePoint(ST_MakeLine(a, b), 0.4),
				0.0002 * (bend - 0.75), 0.0002 * (bend - 0.7)), b])
		END AS geom
	FROM block
	WHERE chance < 0.6
	UNION ALL
	-- The longer of two ways between the same crossings.
	SELECT ST_MakeLine(ARRAY[a, ST_Translate(a, 0.0003, -0.0002), b]) FROM block WHERE chance < 0.03
	UNION ALL
	-- A street that runs through several crossings.
	SELECT ST_MakeLine(geom ORDER BY x) FROM crossing WHERE y % 10 = 5 GROUP BY y
), kind AS MATERIALIZED (
	SELECT geom, random() AS chance, random() AS direction, random() AS number FROM line
)
SELECT row_number() OVER () AS id,
	CASE WHEN direction < 0.5 THEN geom ELSE ST_Reverse(geom) END AS geom,
	jsonb_strip_nulls(jsonb_build_object(
		'kind', CASE
			WHEN chance < 0.50 THEN NULL
			WHEN chance < 0.65 THEN 'steps'
			WHEN chance < 0.70 THEN 'footbridge'
			WHEN chance < 0.75 THEN 'underpass'
			WHEN chance < 0.80 THEN 'crossing'
			WHEN chance < 0.85 THEN 'signal_crossing'
			WHEN chance < 0.90 THEN 'lift'
			ELSE 'path'
		END,
		'foot', CASE
			WHEN direction < 0.10 THEN 'forward'
			WHEN direction < 0.20 THEN 'backward'
			WHEN direction < 0.25 THEN 'no'
		END,
		'ascent_m', CASE WHEN chance BETWEEN 0.50 AND 0.70 THEN round((number * 8)::numeric, 1) END,
		'descent_m', CASE WHEN chance BETWEEN 0.50 AND 0.55 THEN round((number * 2)::numeric, 1) END,
		'delay_s', CASE WHEN number < 0.1 THEN round((number * 600)::numeric, 1) END)) AS attributes
FROM kind;
