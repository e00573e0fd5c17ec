-- A study as one picture, from SQL alone:
--
--     psql -X -d mydb -v study=sample_study -v city=sample -v credit='© who made the data' \
--         -f examples/map.sql > map.svg
--     rsvg-convert -o map.png map.svg
--
-- study    schema of the study
-- city     schema with the tables street and building that it was made from
-- credit   who made the data, printed on the picture; for an extract of
--          OpenStreetMap '© OpenStreetMap contributors, ODbL 1.0'
-- standard whose scores are drawn (if left out: the study's first)
-- quarter  whose catchment is outlined (if left out: the worst one's)
-- minutes  of that catchment (if left out: 15)
-- title    headline (if left out: the city's name)
--
-- Quarters are filled by their gap score in the colours of ColorBrewer's YlOrBr,
-- services are dots in those of Okabe and Ito: both can be told apart by the
-- colour-blind.  The rarest service gets the strongest colour.

\set ON_ERROR_STOP on
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset footer off
\pset null ''

\if :{?study} \else \set study '' \endif
\if :{?city} \else \set city '' \endif
\if :{?credit} \else \set credit '' \endif
SELECT '' IN (:'study', :'city', :'credit') AS incomplete \gset
\if :incomplete
	DO $$ BEGIN
		RAISE 'map.sql needs a study, its city and a credit'
			USING HINT = 'psql -v study=sample_study -v city=sample -v credit=''© OpenStreetMap contributors, ODbL 1.0'' -f examples/map.sql';
	END $$;
\endif
\if :{?minutes} \else
	\set minutes 15
\endif
\if :{?title} \else
	\set title :city
\endif
\if :{?standard} \else
	SELECT min(standard) AS standard FROM :"study".requirement \gset
\endif
SET client_min_messages = warning;
CREATE TEMP VIEW gap AS SELECT * FROM :"study".gap WHERE standard = :'standard';
CREATE TEMP VIEW region_gap AS SELECT * FROM :"study".region_gap WHERE standard = :'standard';
\if :{?quarter} \else
	SELECT quarter_id AS quarter FROM gap ORDER BY score DESC, people DESC NULLS LAST, quarter_id LIMIT 1 \gset
\endif

-- The page has 1600 x 1100 units.  The map fills the left, 1140 x 1052 from (24, 24).
-- :to_page takes degrees there, with the middle of the quarters in the middle; y
-- grows to the north, which ST_AsSVG turns over.
SELECT ST_SRID(middle) AS srid, unit * east AS kx, unit AS ky, 594 - unit * east * ST_X(middle) AS dx, -550 - unit * ST_Y(middle) AS dy,
	round((unit / 111195)::numeric, 6) AS px_per_m
FROM (SELECT ST_Extent(geom)::geometry AS box, min(ST_SRID(geom)) AS srid FROM gap) AS e,
	LATERAL (SELECT ST_SetSRID(ST_Centroid(box), srid) AS middle, cosd(ST_Y(ST_Centroid(box))) AS east) AS m,
	LATERAL (SELECT 0.96 * least(1140 / greatest((ST_XMax(box) - ST_XMin(box)) * east, 0.005),
		1052 / greatest(ST_YMax(box) - ST_YMin(box), 0.005)) AS unit) AS u
\gset
\set to_page :kx ', 0, 0, ' :ky ', ' :dx ', ' :dy
SELECT format('ST_MakeEnvelope(%s, %s, %s, %s, %s)', (24 - :dx) / :kx, (-1076 - :dy) / :ky, (1164 - :dx) / :kx, (-24 - :dy) / :ky, :srid) AS frame,
	least(4, greatest(0.5, 7 * :px_per_m)) AS street_px, least(4, greatest(1.6, 13 * :px_per_m)) AS dot_px,
	count(*) AS quarters FROM gap \gset

\echo '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1100" viewBox="0 0 1600 1100">'
SELECT format($css$<style>
text { font-family: 'WenQuanYi Micro Hei', 'Noto Sans CJK SC', sans-serif; fill: #2d2a26 }
.building { fill: #3b2f20; fill-opacity: .16 }
.street { fill: none; stroke: #ffffff; stroke-width: %1$s; stroke-linecap: round }
.path { fill: none; stroke: #a49b8c; stroke-width: %2$s }
.crossing { fill: none; stroke: #ffffff; stroke-width: %1$s }
.barrier { fill: none; stroke: #6c6459; stroke-width: %2$s; stroke-opacity: .8 }
.region { fill: none; stroke: #2d2a26; stroke-width: 1.6; stroke-dasharray: 9 4 2 4; stroke-opacity: .55 }
.catchment { fill: #0072b2; fill-opacity: .08; stroke: #0b4f8a; stroke-width: 2.6 }
.dot { stroke: #2d2a26; stroke-width: %3$s; stroke-opacity: .7 }
.pin { fill: #2d2a26; stroke: #ffffff; stroke-width: 1.2 }
.halo { stroke: #ffffff; stroke-width: 3.5; stroke-linejoin: round; stroke-opacity: .9; paint-order: stroke }
.small { font-size: 12px } .note { font-size: 12px; fill: #6c6459 }
.rule { stroke: #2d2a26; stroke-width: .7; stroke-opacity: .35 }
</style>$css$, round(:street_px::numeric, 2), round(:street_px::numeric * 0.45, 2), round(:dot_px::numeric / 6, 2));

\echo '<rect width="1600" height="1100" fill="#ffffff"/>'
\echo '<clipPath id="frame"><rect x="24" y="24" width="1140" height="1052"/></clipPath>'
\echo '<g clip-path="url(#frame)"><rect x="24" y="24" width="1140" height="1052" fill="#e4e0d8"/>'

-- Classes of the score, for the map and its legend.
CREATE TEMP TABLE score_class (n int, over numeric, upto numeric, label text, colour text);
INSERT INTO score_class VALUES
	(1, NULL, 0, '0', '#fbfaf2'), (2, 0, 5, 'to 5', '#fee8a6'), (3, 5, 15, 'to 15', '#fec44f'), (4, 15, 30, 'to 30', '#f68b1f'),
	(5, 30, 50, 'to 50', '#d95f0e'), (6, 50, 75, 'to 75', '#a63c03'), (7, 75, 100, 'to 100', '#662506');

SELECT format('<path fill="%s" d="%s"/>', c.colour, string_agg(ST_AsSVG(ST_Simplify(
	CASE WHEN ST_Dimension(geom) = 0 THEN ST_Buffer(ST_Affine(geom, :to_page), 5) ELSE ST_Affine(geom, :to_page) END, 0.2, true), 1, 1), ' '))
FROM gap JOIN score_class c ON score <= upto AND (score > over OR over IS NULL)
GROUP BY c.n, c.colour ORDER BY c.n;

SELECT format('<path class="building" d="%s"/>', string_agg(svg, ' '))
FROM :"city".building, LATERAL ST_Affine(geom, :to_page) AS page, LATERAL ST_AsSVG(ST_Simplify(page, 0.3, true), 1, 1) AS svg
WHERE ST_Intersects(geom, :frame) AND ST_Area(page) > 2
	AND NOT EXISTS (SELECT FROM gap q WHERE q.geom ~= building.geom);      -- a quarter may be one building

-- Ways as wide as they look, walls and rails on top.
SELECT format('<path class="%s" d="%s"/>', class, string_agg(ST_AsSVG(ST_Simplify(ST_Affine(geom, :to_page), 0.4, true), 1, 1), ' '))
FROM (
	SELECT geom, CASE WHEN kind IN ('barrier', 'street') THEN kind WHEN kind LIKE '%crossing' THEN 'crossing' ELSE 'path' END AS class
	FROM :"city".street, LATERAL coalesce(attributes ->> 'kind', 'street') AS kind
	WHERE ST_Intersects(geom, :frame)
) AS s
GROUP BY class ORDER BY class = 'barrier', class = 'path', class;

SELECT format('<path class="region" d="%s"/>', string_agg(ST_AsSVG(ST_Simplify(ST_Affine(geom, :to_page), 0.4, true), 1, 1), ' '))
FROM region_gap WHERE geom IS NOT NULL HAVING count(*) > 0;

SELECT format('<path class="catchment" d="%s"/>', ST_AsSVG(ST_Simplify(ST_Affine(
	walkshed.catchment((SELECT streets FROM :"study".network), ST_Collect(geom), minutes => :minutes), :to_page), 0.3, true), 1, 1))
FROM :"study".gates WHERE quarter_id = :quarter;

-- Services of the study: how many places, how many quarters reach them.
CREATE TEMP TABLE service_rank AS
SELECT service, coalesce(split_part(s.name_zh, '(', 1) || ' ' || split_part(s.name_en, ' (', 1), service) AS name,
	places, satisfied, (ARRAY['#0072b2', '#009e73', '#d55e00', '#000000', '#cc79a7', '#56b4e9', '#e69f00', '#f0e442'])[rank] AS colour, rank
FROM (
	SELECT c.service, count(DISTINCT c.quarter_id) FILTER (WHERE c.satisfied) AS satisfied, p.places, row_number() OVER (ORDER BY p.places, c.service) AS rank
	FROM :"study".coverage c, LATERAL (SELECT count(*) AS places FROM :"study".places WHERE places.service = c.service AND status = 'open') AS p
	WHERE c.standard = :'standard' AND NOT c.optional
	GROUP BY c.service, p.places
) AS c LEFT JOIN walkshed.service s ON s.code = service;

-- One dot for each service; those of one place side by side, the rare ones on top.
SELECT format('<circle class="dot" cx="%s" cy="%s" r="%s" fill="%s"/>', round((ST_X(page) + shift)::numeric, 1), round(-ST_Y(page)::numeric, 1),
	round(:dot_px::numeric, 1), coalesce(colour, '#8c8c8c'))
FROM (
	SELECT ST_Affine(ST_PointOnSurface(geom), :to_page) AS page, colour, rank,
		1.7 * :dot_px * (row_number() OVER (PARTITION BY place_id ORDER BY rank) - (count(*) OVER (PARTITION BY place_id) + 1) / 2.0) AS shift
	FROM :"study".places JOIN service_rank USING (service) WHERE status = 'open' AND ST_Intersects(geom, :frame)
) AS d
ORDER BY rank DESC, page;

-- The ten worst quarters: a pin with the rank, and a label unless a worse one's is in its place.
CREATE TEMP TABLE worst AS
SELECT row_number() OVER (ORDER BY score DESC, people DESC NULLS LAST, quarter_id) AS rank, quarter_id, missing,
	coalesce(name, 'quarter ' || quarter_id) AS name, round(score, 1) || ' · ' || summary AS verdict, round(ST_X(at)) AS map_x, round(-ST_Y(at)) AS map_y,
	ST_Translate(ST_MakeEnvelope(-62, -44, 62, 20, :srid), ST_X(at), ST_Y(at)) AS label
FROM gap, LATERAL ST_Affine(ST_PointOnSurface(geom), :to_page) AS at
WHERE score > 0
ORDER BY rank LIMIT 10;

-- Names of the lowest regions and of the longest barriers.
SELECT xmlelement(name text, xmlattributes(round(ST_X(at)::numeric) AS x, round(-ST_Y(at)::numeric) AS y, 'middle' AS "text-anchor",
	13 AS "font-size", '2' AS "letter-spacing", 'halo' AS class, '.75' AS opacity), name)
FROM region_gap, LATERAL ST_Affine(ST_PointOnSurface(geom), :to_page) AS at
WHERE name IS NOT NULL AND sqrt(ST_Area(ST_Affine(geom, :to_page))) > 12 * char_length(name)
	AND NOT EXISTS (SELECT FROM :"study".region r WHERE r.parent_id = region_gap.region_id)
	AND NOT EXISTS (SELECT FROM worst WHERE ST_DWithin(label, at, 60));
SELECT xmlelement(name text, xmlattributes(format('translate(%s %s) rotate(%s)', round(ST_X(at)), round(-ST_Y(at)), round(mod(degrees(bearing)::numeric, 180)) - 90) AS transform,
	'halo note' AS class, -4 AS y), name)
FROM (
	SELECT DISTINCT ON (name) name, ST_LineInterpolatePoint(page, 0.6) AS at, ST_Azimuth(ST_StartPoint(page), ST_EndPoint(page)) AS bearing, ST_Distance(ST_StartPoint(page), ST_EndPoint(page)) AS span
	FROM :"city".street, LATERAL ST_Affine(geom, :to_page) AS page WHERE attributes ->> 'kind' = 'barrier' AND ST_Contains(:frame, geom)
		AND GeometryType(geom) = 'LINESTRING'
	ORDER BY name, span DESC
) AS b
WHERE span > 300 ORDER BY span DESC LIMIT 5;

SELECT xmlconcat(
	CASE WHEN alone THEN xmlelement(name text, xmlattributes(label_x AS x, label_y + 24 AS y, 'middle' AS "text-anchor", 'halo small' AS class), name) END,
	CASE WHEN alone THEN xmlelement(name text, xmlattributes(label_x AS x, label_y + 39 AS y, 'middle' AS "text-anchor", 'halo small' AS class,
		'bold' AS "font-weight"), verdict) END,
	xmlelement(name circle, xmlattributes(map_x AS cx, map_y AS cy, 10 AS r, 'pin' AS class)),
	xmlelement(name text, xmlattributes(map_x AS x, map_y + 4 AS y, 'middle' AS "text-anchor", 'small' AS class, 'fill:#fff' AS style), rank))
FROM worst w, LATERAL least(1090, greatest(98, map_x)) AS label_x, LATERAL (SELECT CASE WHEN map_y > 1030 THEN map_y - 54 ELSE map_y END AS label_y) AS l_y,
	LATERAL (SELECT NOT EXISTS (SELECT FROM worst o WHERE o.rank < w.rank AND ST_Intersects(o.label, w.label))) AS l (alone)
ORDER BY rank DESC;

-- Scale bar: 1, 2 or 5 times a power of ten, at most 200 units long.
SELECT xmlconcat(
	xmlelement(name path, xmlattributes(format('M44 1048v8h%sv-8', round(m * :px_per_m, 1)) AS d, 'none' AS fill, '#2d2a26' AS stroke, 2 AS "stroke-width")),
	xmlelement(name text, xmlattributes(round(44 + m * :px_per_m + 8) AS x, 1057 AS y, 'halo small' AS class), CASE WHEN m >= 1000 THEN m / 1000 || ' km' ELSE m || ' m' END))
FROM (SELECT max(step * 10 ^ power)::int AS m FROM unnest(ARRAY[1, 2, 5]) AS step, generate_series(1, 5) AS power WHERE step * 10 ^ power * :px_per_m <= 200) AS bar;

\echo '</g><rect x="24" y="24" width="1140" height="1052" fill="none" stroke="#2d2a26" stroke-opacity=".5"/>'

-- The column on the right: headline, legend, the worst quarters, the services.
SELECT xmlconcat(
	xmlelement(name text, xmlattributes(1192 AS x, 56 AS y, 30 AS "font-size", 'bold' AS "font-weight"), :'title'),
	xmlelement(name text, xmlattributes(1192 AS x, 80 AS y, 15 AS "font-size"), format('Daily services within %s minutes on foot', :minutes)),
	xmlelement(name text, xmlattributes(1192 AS x, 116 AS y, 15 AS "font-size"), format('%s of %s quarters have all of them;', count(*) FILTER (WHERE score = 0), count(*))),
	xmlelement(name text, xmlattributes(1192 AS x, 136 AS y, 15 AS "font-size"), CASE WHEN sum(people) > 0
		THEN format('%s of %s residents live where one is missing.', to_char(coalesce(sum(people) FILTER (WHERE score > 0), 0), 'FM999,999,999'), to_char(sum(people), 'FM999,999,999'))
		ELSE format('the mean gap score is %s.', round(avg(score), 1)) END))
FROM gap;

\echo '<path class="rule" d="M1192 154h384"/><text x="1192" y="178" font-size="15" font-weight="bold">Gap score</text>'
\echo '<text x="1272" y="178" class="note">0: nothing is missing, 100: nothing within twice the time</text>'
SELECT xmlconcat(
	xmlelement(name rect, xmlattributes(1192 + 55 * (n - 1) AS x, 190 AS y, 54 AS width, 18 AS height, colour AS fill, '#2d2a26' AS stroke, '.3' AS "stroke-opacity")),
	xmlelement(name text, xmlattributes(1164 + 55 * n AS x, 224 AS y, 'small' AS class, 'middle' AS "text-anchor"), label),
	xmlelement(name text, xmlattributes(1164 + 55 * n AS x, 240 AS y, 'note' AS class, 'middle' AS "text-anchor"),
		(SELECT count(*) FROM gap WHERE score <= upto AND (score > over OR over IS NULL))))
FROM score_class ORDER BY n;

\echo '<path class="rule" d="M1192 256h384"/><text x="1192" y="280" font-size="15" font-weight="bold">The worst quarters, and what they lack</text>'
SELECT xmlconcat(
	xmlelement(name circle, xmlattributes(1202 AS cx, y - 5 AS cy, 10 AS r, 'pin' AS class)),
	xmlelement(name text, xmlattributes(1202 AS x, y - 1 AS y, 'middle' AS "text-anchor", 'small' AS class, 'fill:#fff' AS style), rank),
	xmlelement(name text, xmlattributes(1222 AS x, y AS y, 14 AS "font-size"), left(name, 34)),
	xmlelement(name text, xmlattributes(1576 AS x, y AS y, 14 AS "font-size", 'end' AS "text-anchor", 'bold' AS "font-weight"), verdict))
FROM (SELECT *, 266 + 42 * rank AS y FROM worst) AS w ORDER BY rank;
SELECT xmlelement(name text, xmlattributes(1216 AS x, 284 + 42 * w.rank AS y, 11 AS "font-size"),
	xmlagg(xmlconcat(xmlelement(name tspan, xmlattributes('fill:' || coalesce(colour, '#8c8c8c') AS style, 4 AS dx), '●'),
		xmlelement(name tspan, xmlattributes('fill:#6c6459' AS style, 2 AS dx), split_part(s.name, ' ', 1))) ORDER BY s.rank))
FROM worst w, unnest(missing) AS m (service) JOIN service_rank s USING (service) GROUP BY w.rank;

\echo '<path class="rule" d="M1192 714h384"/><text x="1192" y="738" font-size="15" font-weight="bold">Services</text>'
\echo '<text x="1272" y="738" class="note">places, and the share of quarters that reach one</text>'
SELECT xmlconcat(
	xmlelement(name circle, xmlattributes(1200 AS cx, y - 4 AS cy, 4.5 AS r, coalesce(colour, '#8c8c8c') AS fill)),
	xmlelement(name text, xmlattributes(1212 AS x, y AS y, 'small' AS class), name),
	xmlelement(name text, xmlattributes(1436 AS x, y AS y, 'small' AS class, 'end' AS "text-anchor"), places),
	xmlelement(name rect, xmlattributes(1446 AS x, y - 9 AS y, 92 AS width, 9 AS height, '#e4e0d8' AS fill)),
	xmlelement(name rect, xmlattributes(1446 AS x, y - 9 AS y, round(92.0 * satisfied / :quarters, 1) AS width, 9 AS height, '#0b4f8a' AS fill)),
	xmlelement(name text, xmlattributes(1576 AS x, y AS y, 'note' AS class, 'end' AS "text-anchor"), round(100.0 * satisfied / :quarters) || ' %'))
FROM (SELECT *, 740 + 22 * rank AS y FROM service_rank WHERE rank <= 12) AS s ORDER BY rank;

\echo '<path class="rule" d="M1192 1006h384"/>'
SELECT xmlconcat(
	xmlelement(name rect, xmlattributes(1192 AS x, 1018 AS y, 24 AS width, 12 AS height, 'catchment' AS class)),
	xmlelement(name text, xmlattributes(1224 AS x, 1029 AS y, 'small' AS class), format('%s minutes from the gates of %s', :minutes, coalesce(name, 'quarter ' || quarter_id))),
	xmlelement(name path, xmlattributes('M1192 1044h24' AS d, 'barrier' AS class, 'stroke-width:1.5' AS style)),
	xmlelement(name text, xmlattributes(1224 AS x, 1048 AS y, 'small' AS class), 'walls, rails, banks'),
	xmlelement(name text, xmlattributes(1192 AS x, 1076 AS y, 'note' AS class), :'credit'))
FROM gap WHERE quarter_id = :quarter;
\echo '</svg>'
