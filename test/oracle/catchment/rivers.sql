-- No catchment lies across water without a bridge. psql variable: city, vancouver or
-- porto_streets. The coasts of vancouver are barriers, and `shore` has their ids; of
-- Porto the file has streets only, so that its river is ground without a street.
SELECT clock_timestamp() AS start \gset

-- From a bank, to the middle of the water and to the other bank; no bridge is so near.
CREATE TEMP TABLE bank AS
SELECT name, oracle.place(x, y, at) AS origin, minutes, oracle.place(water_x, water_y, at) AS water, oracle.place(far_x, far_y, at) AS far
FROM (SELECT ROW(0, 0, 1, 1)::oracle.plane AS at) p, (VALUES
	('vancouver', 'English Bay, from the West End to Kitsilano Beach', -123.1430, 49.2868, 15, -123.1500, 49.2810, -123.1540, 49.2735),
	('vancouver', 'English Bay, from Kitsilano Beach to the West End', -123.1540, 49.2735, 15, -123.1500, 49.2810, -123.1430, 49.2868),
	('vancouver', 'the mouth of False Creek, from Sunset Beach to Vanier Park', -123.1400, 49.2802, 6, -123.1415, 49.2788, -123.1440, 49.2770),
	('vancouver', 'Burrard Inlet, from Canada Place to Lonsdale', -123.1130, 49.2880, 15, -123.1000, 49.3000, -123.0800, 49.3110),
	('porto_streets', 'the Douro, from Rua do Ouro to Afurada', -8.6500, 41.1484, 15, -8.6495, 41.1462, -8.6476, 41.1431),
	('porto_streets', 'the Douro, from Afurada to Rua do Ouro', -8.6476, 41.1431, 15, -8.6495, 41.1462, -8.6500, 41.1484),
	('porto_streets', 'the Douro, from Massarelos to Gaia', -8.6326, 41.1468, 15, -8.6330, 41.1455, -8.6334, 41.1437),
	('porto_streets', 'the Douro, from Gaia to Massarelos', -8.6334, 41.1437, 15, -8.6330, 41.1455, -8.6326, 41.1468),
	('porto_streets', 'the mouth of the Douro, from Foz', -8.6700, 41.1480, 15, -8.6650, 41.1450, -8.6650, 41.1420)) b(city, name, x, y, minutes, water_x, water_y, far_x, far_y)
WHERE city = :'city';
SELECT CASE WHEN area IS NOT NULL AND apart > 60 AND NOT bridge AND NOT wet AND NOT across THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, water: %s, %s min, %s ha; the middle is %s m from any street and %s, the other bank is %s', :'city', name, minutes,
		round((ST_Area(area::geography) / 1e4)::numeric), round(apart), CASE WHEN wet THEN 'inside' ELSE 'outside' END,
		CASE WHEN bridge THEN 'reached' WHEN across THEN 'inside' ELSE 'outside' END)
FROM (
	SELECT b.name, minutes, area, ST_Covers(area, water) AS wet, ST_Covers(area, far) AS across,
		(SELECT min(ST_Distance(e.geom::geography, water::geography)) FROM :"city".edge e WHERE ST_DWithin(e.geom, water, 0.03)) AS apart,
		EXISTS (SELECT FROM walkshed.reach(streets, origin, minutes) r WHERE ST_DWithin(r.geom::geography, far::geography, 60)) AS bridge
	FROM bank b, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n, walkshed.catchment(streets, origin, minutes) area) w
ORDER BY name;

SELECT :'city' = 'vancouver' AS has_shore \gset
\if :has_shore

-- English Bay, False Creek and Burrard Inlet in one piece, in metres around its middle.
CREATE TEMP TABLE water AS
SELECT plane, ST_Buffer(box, -0.015) AS within, flat AS geom, ST_Buffer(flat, -15) AS deep, ST_Boundary(flat) AS shore
FROM (SELECT ST_MakeEnvelope(-123.238, 49.262, -123.03, 49.3195, 4326) AS box) b, LATERAL (SELECT oracle.plane(ST_Centroid(box)) AS plane OFFSET 0) p, LATERAL (
	SELECT oracle.flat(d.geom, plane) AS flat FROM ST_Dump(ST_Polygonize(ARRAY[(
		SELECT ST_Union(geom) FROM (
			SELECT ST_Intersection(geom, box) AS geom FROM :"city".street JOIN :"city".shore USING (id) WHERE geom && box
			UNION ALL SELECT ST_Boundary(box)) l)])) d
	WHERE ST_Covers(d.geom, (SELECT water FROM bank WHERE name LIKE 'English Bay%' LIMIT 1))) face;

-- Origins near it. Beside a street over the water one stands up to 50.5 m from it (a buffer has chords for
-- arcs, so 52); a street of the shore that is nearer, but out of sight, does not count. Apart from that the
-- water is dry from a cell's diagonal on.
CREATE TEMP TABLE coast AS
SELECT i, plane, ST_Length(ST_Intersection(area, shore)) AS shore_m,
	ST_Length(over) AS over_m, wet, ST_Area(wet) AS wet_m2
FROM (SELECT o.i, w.*, oracle.flat(walkshed.catchment(streets, o.geom, 15), w.plane) AS area, (
			SELECT ST_Collect(ST_Intersection(p.flat, w.geom))
			FROM walkshed.reach(streets, o.geom, 15) r, LATERAL (SELECT oracle.flat(r.geom, w.plane) AS flat) p
			WHERE ST_Intersects(w.geom, flat)) AS over
	FROM :"city".origin o, (SELECT streets FROM :"city".net WHERE name = 'imported' OFFSET 0) n, water w
	WHERE o.geom && within AND ST_DWithin(oracle.flat(o.geom, w.plane), w.geom, 100)
	OFFSET 0) c, LATERAL (SELECT ST_Difference(ST_Intersection(area, deep), ST_Buffer(coalesce(over, 'LINESTRING EMPTY'), 52)) AS wet OFFSET 0) d;
SELECT CASE WHEN n >= 40 AND shore_m > 1000 * n AND wrong = 0 THEN 'ok - ' ELSE 'not ok - ' END
	|| format('%s, water: %s catchments meet %s km of coast, %s of them streets over the water; %s lie in the water more than 15 m from the coast, with %s ha of it',
		:'city', n, round((shore_m / 1000)::numeric), over, wrong, round((wet_m2 / 1e4)::numeric, 2))
FROM (SELECT count(*) AS n, sum(shore_m) AS shore_m, count(*) FILTER (WHERE over_m > 0) AS over, count(*) FILTER (WHERE wet_m2 > 1 OR wet_m2 IS NULL) AS wrong, sum(wet_m2) AS wet_m2
	FROM coast) c;
SELECT format('# from %s, %s m2 of water around %s', ST_AsText(o.geom, 6), round(wet_m2::numeric), ST_AsText(oracle.place(ST_X(at), ST_Y(at), coast.plane), 6))
FROM coast JOIN :"city".origin o USING (i), LATERAL (SELECT ST_PointOnSurface(geom) AS at FROM ST_Dump(wet) ORDER BY ST_Area(geom) DESC LIMIT 1) d
WHERE wet_m2 > 1 ORDER BY wet_m2 DESC LIMIT 5;
\endif
SELECT format('# %s, rivers.sql: %s s', :'city', round(extract(epoch FROM clock_timestamp() - :'start'), 1));
