-- A population grid beside the homes that spread_people() makes of it, as one picture of two panels, in SVG: the whole
-- grid, and a part with its buildings. docs/gallery/draw sets the variables:
--
-- city, detail, title   schema with the tables population and building; EWKT of the box of the right panel; headline
--
-- Cells are in colours of ColorBrewer's YlOrBr by the people in them.

\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on
\pset null ''
SET client_min_messages = warning;

CREATE FUNCTION pg_temp.n(people numeric) RETURNS text LANGUAGE sql AS $$ SELECT to_char(people, 'FM999,999,990') $$;

CREATE TEMP TABLE home AS SELECT * FROM walkshed.spread_people(:'city' || '.population', :'city' || '.building') WHERE age_group = 'all';
CREATE TEMP TABLE cell AS
SELECT c.id, c.people, h.people AS homes, width_bucket(c.people::float8, ARRAY[0, 250, 500, 1000, 1500]) AS class, c.geom
FROM :"city".population c JOIN (SELECT cell_id, sum(people) AS people FROM home GROUP BY 1) h ON h.cell_id = c.id;

-- The page has 1400 x 780 units. A panel is 676 x 620, its corner at (16, 88) or (708, 88); the first has all cells.
CREATE TEMP TABLE panel AS
SELECT n, heading, unit * east AS kx, unit AS ky, 354 + 692 * (n - 1) - unit * east * ST_X(middle) AS dx, -398 - unit * ST_Y(middle) AS dy, frame
FROM (
	SELECT 1 AS n, format('%s cells, %s people', count(*), pg_temp.n(sum(people))) AS heading, ST_SetSRID(ST_Extent(geom)::geometry, 4326) AS box FROM cell
	UNION ALL
	SELECT 2, 'Of each cell the people by the grid and the sum of its homes', :'detail'
) p,
	LATERAL (SELECT ST_Centroid(box) AS middle, cosd(ST_Y(ST_Centroid(box))) AS east) m,
	LATERAL (SELECT 0.97 * least(676 / ((ST_XMax(box) - ST_XMin(box)) * east), 620 / (ST_YMax(box) - ST_YMin(box))) AS unit) u,
	LATERAL (SELECT ST_MakeEnvelope(ST_X(middle) - 338 / unit / east, ST_Y(middle) - 310 / unit, ST_X(middle) + 338 / unit / east, ST_Y(middle) + 310 / unit, 4326) AS frame) f;

CREATE FUNCTION pg_temp.path(geom geometry, p panel) RETURNS text LANGUAGE sql AS $$ SELECT ST_AsSVG(ST_Affine(geom, p.kx, 0, 0, p.ky, p.dx, p.dy), 1, 1) $$;

\echo '<svg xmlns="http://www.w3.org/2000/svg" width="1400" height="780" viewBox="0 0 1400 780">'
\echo '<style>text { font-family: "WenQuanYi Micro Hei", "Noto Sans CJK SC", sans-serif; font-size: 13px; fill: #2d2a26 } .title { font-size: 24px; font-weight: bold } .heading { font-size: 15px; font-weight: bold } .note { fill: #6c6459 } .cell { stroke: #ffffff; stroke-width: 1 } .class1 { fill: #ffffd4 } .class2 { fill: #fee391 } .class3 { fill: #fec44f } .class4 { fill: #fe9929 } .class5 { fill: #d95f0e } .house { fill: #ffffff; fill-opacity: .55; stroke: #6c6459; stroke-width: .7 } .home { stroke: #ffffff; stroke-width: .6; fill-opacity: .85 } .dwelling { fill: #225ea8 } .building { fill: #41b6c4 } .rest { fill: #6c6459 } .sum { font-size: 15px; font-weight: bold; text-anchor: middle; paint-order: stroke; stroke: #ffffff; stroke-width: 3 }</style>'
\echo '<rect width="1400" height="780" fill="#ffffff"/>'
SELECT xmlconcat(
	xmlelement(name text, xmlattributes(16 AS x, 38 AS y, 'title' AS class), :'title'),
	xmlelement(name text, xmlattributes(1384 AS x, 38 AS y, 'note' AS class, 'end' AS "text-anchor"), '© OpenStreetMap contributors, ODbL 1.0; population grid: Helsinki Region Environmental Services, CC BY 4.0'));

SELECT format('<clipPath id="frame%1$s"><rect x="%2$s" y="88" width="676" height="620"/></clipPath><g clip-path="url(#frame%1$s)"><rect x="%2$s" y="88" width="676" height="620" fill="#fbfbfa"/>', n, 16 + 692 * (n - 1))
	|| (SELECT string_agg(format('<path class="cell class%s" d="%s"/>', c.class, pg_temp.path(c.geom, p)), '') FROM cell c WHERE c.geom && p.frame)
	|| coalesce((SELECT string_agg(format('<path class="house" fill-rule="evenodd" d="%s"/>', pg_temp.path(b.geom, p)), '') FROM :"city".building b WHERE n = 2 AND b.geom && p.frame), '')
	-- a circle of so much ground for each person
	|| (SELECT string_agg(format('<circle class="home %s" cx="%s" cy="%s" r="%s"/>', CASE h.source WHEN 'cell' THEN 'rest' ELSE h.source END, round(ST_X(at)), round(-ST_Y(at)),
			round((CASE n WHEN 1 THEN 0.35 ELSE 0.8 END * sqrt(h.people))::numeric, 1)), '' ORDER BY h.people DESC)
		FROM home h, ST_Affine(h.geom, p.kx, 0, 0, p.ky, p.dx, p.dy) AS at WHERE h.geom && p.frame AND h.people > 0)
	|| coalesce((SELECT string_agg(format('<text class="sum" x="%s" y="%s">%s = %s</text>', round(ST_X(at)), round(-ST_Y(at)) + 16, pg_temp.n(c.people), pg_temp.n(c.homes)), '')
		FROM cell c, LATERAL (SELECT ST_Affine(ST_SetSRID(ST_MakePoint((ST_XMin(c.geom) + ST_XMax(c.geom)) / 2, ST_YMax(c.geom)), 4326), p.kx, 0, 0, p.ky, p.dx, p.dy) AS at) a
		WHERE n = 2 AND c.geom && p.frame), '')
	|| format('</g><rect x="%s" y="88" width="676" height="620" fill="none" stroke="#2d2a26" stroke-opacity=".5"/>', 16 + 692 * (n - 1))
	|| xmlelement(name text, xmlattributes(16 + 692 * (n - 1) AS x, 76 AS y, 'heading' AS class), heading)
FROM panel p ORDER BY n;

-- The legend: how many people are in homes of each kind.
SELECT format('<g transform="translate(%s 734)"><circle class="home %s" cx="10" cy="7" r="7"/><text x="24" y="12">%s: %s people in %s</text></g>',
	CASE source WHEN 'dwelling' THEN 16 WHEN 'building' THEN 240 ELSE 500 END, CASE source WHEN 'cell' THEN 'rest' ELSE source END,
	CASE source WHEN 'dwelling' THEN 'dwellings' WHEN 'building' THEN 'other buildings' ELSE 'cells without buildings' END, pg_temp.n(sum(people)), count(*))
FROM home GROUP BY source;
SELECT format('<g transform="translate(%s 734)"><rect class="class%s" width="26" height="14" stroke="#6c6459" stroke-width=".5"/><text x="32" y="12">%s</text></g>',
	880 + 100 * (class - 1), class, label)
FROM (VALUES (1, 'to 250'), (2, 'to 500'), (3, 'to 1,000'), (4, 'to 1,500'), (5, 'more')) AS l(class, label);
\echo '</svg>'
