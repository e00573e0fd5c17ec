-- Catchments of one origin as one picture of two panels, in SVG, from SQL alone.
-- docs/gallery/draw sets the variables:
--
-- city, origin, minutes, title   schema with the table street; EWKT; an array; headline
-- heading1, profile1, streets1   of the left panel: its heading, who walks, and an
--                                expression over the network "streets"
-- peer1                          what peer_valhalla.mjs says, or nothing
-- heading2 ...                   of the right panel
--
-- Bands are in colours of ColorBrewer's YlGnBu, which the colour-blind can tell apart.

\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
\pset null ''
SET client_min_messages = warning;

CREATE FUNCTION pg_temp.km2(area geometry) RETURNS text
LANGUAGE sql AS $$ SELECT round(km2, CASE WHEN km2 < 0.1 THEN 3 ELSE 2 END) || ' km²' FROM CAST(ST_Area(area::geography) / 1e6 AS numeric) AS km2 $$;

CREATE TEMP TABLE panel AS
WITH network AS MATERIALIZED (SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM :"city".street)
SELECT 1 AS n, :'heading1' AS heading, profile.walker, (SELECT :streets1 FROM network) AS network, nullif(:'peer1', '')::json AS said
FROM walkshed.profile WHERE name = :'profile1'
UNION ALL
SELECT 2, :'heading2', profile.walker, (SELECT :streets2 FROM network), nullif(:'peer2', '')::json
FROM walkshed.profile WHERE name = :'profile2';

CREATE TEMP TABLE band AS
SELECT n, budget, row_number() OVER (PARTITION BY n ORDER BY budget) AS rank, band.geom
FROM panel, walkshed.catchments(network, :'origin', minutes => :'minutes', walker => walker) AS band;

CREATE TEMP TABLE peer AS
SELECT n, ST_GeomFromGeoJSON(said -> 'polygons' ->> 0) AS geom, said ->> 'version' AS version
FROM panel WHERE said IS NOT NULL;

-- The page has 1400 x 780 units. A panel is 676 x 620, its corner at (16, 88) or (708, 88).
-- :to_page takes degrees to the left one, y to the north, which ST_AsSVG turns over.
SELECT unit * east AS kx, unit AS ky, 354 - unit * east * ST_X(middle) AS dx, -398 - unit * ST_Y(middle) AS dy,
	unit / 111195 AS px_per_m
FROM (SELECT ST_SetSRID(ST_Extent(geom)::geometry, 4326) AS box FROM (SELECT geom FROM band UNION ALL SELECT geom FROM peer) AS drawn) AS e,
	LATERAL (SELECT ST_Centroid(box) AS middle, cosd(ST_Y(ST_Centroid(box))) AS east) AS m,
	LATERAL (SELECT 0.92 * least(676 / ((ST_XMax(box) - ST_XMin(box)) * east), 620 / (ST_YMax(box) - ST_YMin(box))) AS unit) AS u
\gset
\set to_page :kx ', 0, 0, ' :ky ', ' :dx ', ' :dy
SELECT format('ST_MakeEnvelope(%s, %s, %s, %s, 4326)', (16 - :dx) / :kx, (-708 - :dy) / :ky, (692 - :dx) / :kx, (-88 - :dy) / :ky) AS frame,
	least(1.6, greatest(0.5, 4 * :px_per_m)) AS street_px \gset

\echo '<svg xmlns="http://www.w3.org/2000/svg" width="1400" height="780" viewBox="0 0 1400 780">'
SELECT format($css$<style>
text { font-family: 'WenQuanYi Micro Hei', 'Noto Sans CJK SC', sans-serif; font-size: 13px; fill: #2d2a26 }
.title { font-size: 24px; font-weight: bold } .heading { font-size: 15px; font-weight: bold } .note { fill: #6c6459 }
.street { fill: none; stroke: #4d4d4d; stroke-width: %1$s; stroke-opacity: .55 }
.raised { fill: none; stroke: #2d2a26; stroke-width: %2$s }
.barrier { fill: none; stroke: #84478f; stroke-width: %2$s }
.peer { fill: none; stroke: #d7301f; stroke-width: 2; stroke-dasharray: 8 4; stroke-linejoin: round }
.gate { fill: #ffffff; stroke: #2d2a26; stroke-width: 1.6 } .shut { fill: #d7301f; stroke: #2d2a26; stroke-width: 1.6 }
.origin { fill: #2d2a26; stroke: #ffffff; stroke-width: 1.8 }
.band { stroke-width: .8; stroke-linejoin: round }
.rank1 { fill: #2c7fb8; stroke: #225ea8 } .rank2 { fill: #7fcdbb; stroke: #2c7fb8 } .rank3 { fill: #edf8b1; stroke: #7fcdbb }
</style>$css$, round(:street_px::numeric, 2), round(:street_px::numeric * 1.6, 2));
\echo '<rect width="1400" height="780" fill="#ffffff"/>'
\echo '<clipPath id="frame"><rect x="16" y="88" width="676" height="620"/></clipPath>'

-- What both panels show, once. Lines are cut at the frame.
\echo '<defs>'
SELECT format('<path id="%1$s" class="%1$s" d="%2$s"/>', class, string_agg(ST_AsSVG(ST_Simplify(ST_Affine(ST_Intersection(geom, :frame), :to_page), 0.3), 1, 1), ' '))
FROM (
	SELECT geom, CASE WHEN kind = 'barrier' THEN kind WHEN kind IN ('footbridge', 'steps') THEN 'raised' ELSE 'street' END AS class
	FROM :"city".street, coalesce(attributes ->> 'kind', 'street') AS kind
	WHERE geom && :frame AND attributes ->> 'foot' IS DISTINCT FROM 'no'
) AS s
GROUP BY class;
\echo '</defs>'

SELECT xmlconcat(
	xmlelement(name text, xmlattributes(16 AS x, 38 AS y, 'title' AS class), :'title'),
	xmlelement(name text, xmlattributes(1384 AS x, 38 AS y, 'note' AS class, 'end' AS "text-anchor"), CASE WHEN :'city' = 'sample'
		THEN 'A made-up district: examples/sample.sql' ELSE '© OpenStreetMap contributors, ODbL 1.0' END));

SELECT format('<g transform="translate(%s 0)"><g clip-path="url(#frame)"><rect x="16" y="88" width="676" height="620" fill="#fbfbfa"/>', 692 * (n - 1))
	|| (SELECT string_agg(format('<path class="band rank%s" fill-rule="evenodd" d="%s"/>', rank, ST_AsSVG(ST_Affine(geom, :to_page), 1, 1)), '' ORDER BY budget DESC)
		FROM band WHERE band.n = panel.n)
	|| '<use href="#street"/><use href="#barrier"/><use href="#raised"/>'
	|| coalesce((SELECT string_agg(format('<circle class="%s" cx="%s" cy="%s" r="4"/>', CASE foot WHEN 'no' THEN 'shut' ELSE 'gate' END,
			round(ST_X(at)), round(-ST_Y(at))), '')
		FROM :"city".street, ST_Affine(ST_Centroid(geom), :to_page) AS at, CAST(attributes ->> 'foot' AS text) AS foot
		WHERE attributes ->> 'kind' = 'gate' AND geom && :frame), '')
	|| coalesce((SELECT format('<path class="peer" d="%s"/>', ST_AsSVG(ST_Affine(geom, :to_page), 1, 1)) FROM peer WHERE peer.n = panel.n), '')
	|| (SELECT format('<circle class="origin" cx="%s" cy="%s" r="5.5"/>', round(ST_X(at)), round(-ST_Y(at))) FROM ST_Affine(:'origin', :to_page) AS at)
	|| '</g><rect x="16" y="88" width="676" height="620" fill="none" stroke="#2d2a26" stroke-opacity=".5"/>'
	|| xmlconcat(
		xmlelement(name text, xmlattributes(16 AS x, 76 AS y, 'heading' AS class), heading),
		xmlelement(name text, xmlattributes(692 AS x, 76 AS y, 'end' AS "text-anchor"), (
			SELECT format('%s min: %s', budget, pg_temp.km2(band.geom))
				|| coalesce('; Valhalla: ' || pg_temp.km2(peer.geom) || ', of which ' || pg_temp.km2(ST_Difference(peer.geom, band.geom)) || ' beyond ours', '')
			FROM band LEFT JOIN peer USING (n) WHERE n = panel.n ORDER BY budget DESC LIMIT 1)))
	|| '</g>'
FROM panel ORDER BY n;

-- Scale bar: 1, 2 or 5 times a power of ten, at most 160 units long.
SELECT xmlconcat(
	xmlelement(name path, xmlattributes(format('M1384 738v8h%sv-8', -round(m * :px_per_m)) AS d, 'none' AS fill, '#2d2a26' AS stroke, 2 AS "stroke-width")),
	xmlelement(name text, xmlattributes(round(1376 - m * :px_per_m) AS x, 746 AS y, 'end' AS "text-anchor"), CASE WHEN m >= 1000 THEN m / 1000 || ' km' ELSE m || ' m' END))
FROM (SELECT max(step * 10 ^ power)::int AS m FROM unnest(ARRAY[1, 2, 5]) AS step, generate_series(1, 5) AS power WHERE step * 10 ^ power * :px_per_m <= 160) AS bar;

-- The legend, from left to right.
CREATE TEMP TABLE legend AS
SELECT row_number() OVER () AS n, *
FROM (
	SELECT 'band rank' || rank AS class, 'M0 0h26v14h-26z' AS d, budget || ' min' AS label, 90 AS wide FROM band WHERE n = 1
	UNION ALL
	SELECT 'peer', 'M0 7h40', format('Valhalla %s, %s min', max(version), max(budget)), 210 FROM peer JOIN band USING (n) HAVING count(*) > 0
	UNION ALL VALUES
	('street', 'M0 7h26', 'street or path', 135), ('raised', 'M0 7h26', 'footbridge, steps', 155), ('barrier', 'M0 7h26', 'wall, rail, shore', 140)
	UNION ALL
	SELECT CASE shut WHEN true THEN 'shut' ELSE 'gate' END, 'M13 3a4 4 0 1 0 .1 0', CASE shut WHEN true THEN 'closed gate' ELSE 'gate' END, CASE shut WHEN true THEN 110 ELSE 70 END
	FROM (SELECT DISTINCT attributes ->> 'foot' = 'no' IS TRUE AS shut FROM :"city".street WHERE attributes ->> 'kind' = 'gate' AND geom && :frame ORDER BY 1) g
) AS l;
SELECT format('<circle class="origin" cx="24" cy="741" r="5.5"/><text x="38" y="746">origin</text>');
SELECT format('<g transform="translate(%s 734)"><path class="%s" d="%s"/><text x="%s" y="12">%s</text></g>',
	110 + sum(wide) OVER (ORDER BY n) - wide, class, d, CASE class WHEN 'peer' THEN 48 ELSE 34 END, label)
FROM legend ORDER BY n;
\echo '</svg>'
