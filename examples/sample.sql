-- A made-up district, for trying walkshed without any data:
--
--     psql -d mydb -f examples/sample.sql
--
-- Schema "sample" gets the six tables that every city has (street, place,
-- quarter, gate, building, region) and planned_place for a what-if: 50 walled
-- quarters (小区) with 40,000 residents in 8 communities of 2 subdistricts, about
-- 300 places.  A river with three bridges and a railway with two underpasses cut the
-- district.
-- All is arithmetic: every run makes the same rows.
-- To load it again, DROP SCHEMA sample CASCADE first.
--
-- The plan is drawn in metres, x to the east and y to the north, and put on the
-- earth at the end.  Streets run along the two axes; a shared vertex joins them.
--
--            x    0    480   1000  1480 ~river~ 1780  2300   2780   3300  3700
--     y 3300      +-----+-----++-----+==bridge===+-----++-----+------+-----+
--       2900      +-----+-----++-----+   ~~~     +-----++-----+------+-----+
--       2500      +=====+=====++=====+   ~~~     +=====++=====+======+=====+
--       2140      +-----+-----++-----+   ~~~     +-----++-----+------+-----+
--       1970      ~~~~ railway under~~~~~~~~~~~~~~~~~~~~~~~~under~~~~~~~~~~~
--       1800      +-----+-----++-----+   ~~~     +-----++-----+------+-----+
--       1400      +=====+=====++=====+==bridge===+=====++=====+======+=====+
--        800      +-----+-----++-----+   ~~~     +-----++-----+------+-----+
--        420      +=====+=====++=====+==bridge===+=====++=====+======+=====+
--          0      +-----+-----++-----+   ~~~     +-----++-----+------+-----+
--
-- THE STORY OF TAOYUAN 桃园 (quarter 16; examples/story.sql prints it).
-- Its wall is x 500..962, y 1085..1350; its one gate N is at (680, 1350); the
-- path through the gate meets the pavement of Taoyuan Avenue at A (680, 1370).
-- The avenue is 60 m wide between its pavements, y 1370 and y 1430.
--
-- 1. The care centre with its canteen is at (680, 1440): 90 m from the gate as
--    the crow flies.  On foot, in metres:
--      over the footbridge   20 gate to A, 15 stairs up, 42 span, 15 stairs
--                            down, 10 to the door                         =   102
--      by the signals        20 gate to A, 200 west to x 480, 60 across,
--      at Liuyin Street      200 back east, 10 to the door                =   490
--    (the next signals, at x 982, are 302 m east).  Stairs: (680, 1370) to
--    (692, 1379), which is 12 east and 9 north, 15 m long; and their mirror.
--    Seconds, adult at 1.33 m/s, stairs 2.00 s/m up and 1.43 down:
--      bridge  72 / 1.33 + 15 * 2.00 + 15 * 1.43 = 54.1 + 30.0 + 21.5     = 105.6
--      signals 490 / 1.33                                                 = 368.4
--    Seconds, elder at 0.92 m/s, stairs 3.08 s/m up and 2.20 down:
--      bridge  72 / 0.92 + 15 * 3.077 + 15 * 2.20 = 78.26 + 46.15 + 33.00 = 157.4
--      signals 490 / 0.92  (all there is for who cannot climb stairs)     = 532.6
--    Waiting at the signals is not in these numbers.
-- 2. The planned canteen is at (752, 1362), on this side of the avenue:
--      20 gate to A, 72 east, 8 to the door                               =   100
--      adult 75.2 s, elder 108.7 s, with no stairs.
-- 3. Liyuan 梨园 (quarter 17) lies behind the southern wall, y 1085.  Its market is
--    at (690, 1060), 25 m behind that wall and 10 m east of the path x 680, which
--    goes through the wall by a gate that is closed.
--      closed, from gate N   20 to A, 200 west to x 480, 570 south to y 800, 200
--                            east to x 680, 260 north through the gate of Liyuan,
--                            10 to the door                               = 1,260
--                            adult 947.4 s = 15.8 min, elder 1,369.6 s = 22.8 min
--      open, from gate N     290 south along x 680, 10 to the door        =   300
--                            adult 225.6 s =  3.8 min, elder   326.1 s =  5.4 min
--    From a home at (690, 1110), 25 m before the wall and 50 m from the market:
--      closed   10 to the path, 240 north to gate N, then 1,260           = 1,510
--               adult 1,135.3 s = 18.9 min, elder 1,641.3 s = 27.4 min
--      open     10 to the path, 50 south, 10 to the door                  =    70
--               adult    52.6 s =  0.9 min, elder    76.1 s =  1.3 min
--    So the closed gate is why Taoyuan has 7 of 8 services within 15 minutes.

\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
SET client_encoding = 'UTF8';
BEGIN;

CREATE SCHEMA sample;
COMMENT ON SCHEMA sample IS 'walkshed: a made-up district of 50 walled quarters';

-- ---------------------------------------------------------------- helpers

-- From metres of the plan to longitude and latitude: the plan's middle goes to
-- 117.2 E, 39.05 N, turned by 8 degrees; there a degree is 86,565.4 m of longitude
-- and 111,016.4 m of latitude.  Lengths are true to 0.02 %.
CREATE FUNCTION pg_temp.on_earth(plan geometry) RETURNS geometry
LANGUAGE sql IMMUTABLE AS $$
	SELECT ST_SetSRID(ST_SnapToGrid(ST_Translate(ST_Scale(ST_Rotate(ST_Translate(plan,
		-1850, -1650), radians(-8)), 1 / 86565.4, 1 / 111016.4), 117.2, 39.05), 1e-7), 4326)
$$;

-- A number in [0, 1) that depends on the seed alone.
CREATE FUNCTION pg_temp.dice(seed text) RETURNS float8
LANGUAGE sql IMMUTABLE AS $$
	SELECT ('x' || left(md5(seed), 8))::bit(32)::bigint / 4294967296.0
$$;

-- ---------------------------------------------------------------- the plan

-- Roads: along y (axis v, at an x) or along x (axis h, at a y), from lo to hi.
-- half > 0 is an avenue with a pavement on each side of its carriageway.
CREATE TEMP TABLE road (axis text, at float8, half float8, lo float8, hi float8, name text);
INSERT INTO road VALUES
	('v',    0,  0,    0, 1800, '西环路 Xihuan Road'),      ('v',    0,  0, 2140, 3300, '西环路 Xihuan Road'),
	('v',  480,  0,    0, 1800, '柳荫街 Liuyin Street'),    ('v',  480,  0, 2140, 3300, '柳荫街 Liuyin Street'),
	('v', 1000, 18,    0, 3300, '解放大道 Jiefang Avenue'),
	('v', 1480,  0,    0, 1800, '西堤路 Xidi Road'),        ('v', 1480,  0, 2140, 3300, '西堤路 Xidi Road'),
	('v', 1780,  0,    0, 1800, '东堤路 Dongdi Road'),      ('v', 1780,  0, 2140, 3300, '东堤路 Dongdi Road'),
	('v', 2300, 18,    0, 1800, '建设大道 Jianshe Avenue'), ('v', 2300, 18, 2140, 3300, '建设大道 Jianshe Avenue'),
	('v', 2780,  0,    0, 3300, '纺织街 Fangzhi Street'),
	('v', 3300,  0,    0, 1800, '麦田街 Maitian Street'),   ('v', 3300,  0, 2140, 3300, '麦田街 Maitian Street'),
	('v', 3700,  0,    0, 1800, '东环路 Donghuan Road'),    ('v', 3700,  0, 2140, 3300, '东环路 Donghuan Road'),
	('h',    0,  0,    0, 1480, '南环路 Nanhuan Road'),     ('h',    0,  0, 1780, 3700, '南环路 Nanhuan Road'),
	('h',  420, 18,    0, 3700, '金谷大道 Jingu Avenue'),
	('h',  800,  0,    0, 1480, '杏林街 Xinglin Street'),   ('h',  800,  0, 1780, 3700, '杏林街 Xinglin Street'),
	('h', 1400, 30,    0, 3700, '桃园大道 Taoyuan Avenue'),
	('h', 1800,  0,    0, 1480, '站前街 Zhanqian Street'),  ('h', 1800,  0, 1780, 3700, '站前街 Zhanqian Street'),
	('h', 2140,  0,    0, 1480, '铁北街 Tiebei Street'),    ('h', 2140,  0, 1780, 3700, '铁北街 Tiebei Street'),
	('h', 2500, 18,    0, 1480, '北仓大道 Beicang Avenue'), ('h', 2500, 18, 1780, 3700, '北仓大道 Beicang Avenue'),
	('h', 2900,  0,    0, 1480, '新苑街 Xinyuan Street'),   ('h', 2900,  0, 1780, 3700, '新苑街 Xinyuan Street'),
	('h', 3300,  0,    0, 3700, '北环路 Beihuan Road'),
	('v', 2040,  0,    0,  402, '春晖胡同 Chunhui Lane'),   ('v', 3040,  0, 2518, 2900, '向荣胡同 Xiangrong Lane'),
	('h', 1085,  0, 1780, 2282, '棉纺胡同 Mianfang Lane');

-- Blocks between the roads, 20 m behind a street or a pavement.
CREATE TEMP TABLE block_column (col text, x0 float8, x1 float8);
INSERT INTO block_column VALUES
	('A', 20, 460), ('B', 500, 962), ('C', 1038, 1460), ('D', 1800, 2262), ('E', 2338, 2760), ('F', 2800, 3280),
	('G', 3320, 3680), ('D west', 1800, 2020), ('D east', 2060, 2262), ('F west', 2800, 3020), ('F east', 3060, 3280);
CREATE TEMP TABLE block_row (line text, y0 float8, y1 float8);
INSERT INTO block_row VALUES
	('1', 20, 382), ('2', 458, 780), ('3 south', 820, 1085), ('3 north', 1085, 1350), ('3 lower', 820, 1065),
	('3 upper', 1105, 1350), ('4', 1450, 1780), ('5', 2160, 2462), ('6', 2538, 2880), ('7', 2920, 3280);

-- Compounds: a wall, the sides that have a gate, the residents (NULL: nobody lives here).
CREATE TEMP TABLE compound (id bigint, name text, col text, line text, gates text, people int);
INSERT INTO compound VALUES
	( 1, '柳岸里 Liu''anli',          'B', '1', 'NS', 1120),    ( 2, '荷香苑 Hexiangyuan',       'C', '1', 'NEW', 930),
	( 3, '澄江里 Chengjiangli',       'D west', '1', 'NE', 620), ( 4, '春晖里 Chunhuili',        'D east', '1', 'W', 540),
	( 5, '锦绣里 Jinxiuli',           'E', '1', 'NW', 870),     ( 6, '祥和里 Xiangheli',         'F', '1', 'NS', 760),
	( 7, '临风苑 Linfengyuan',        'G', '1', 'W', 380),      ( 8, '钟楼里 Zhonglouli',        'A', '2', 'NES', 1080),
	( 9, '芳草园 Fangcaoyuan',        'B', '2', 'NESW', 1640),  (10, '河畔里 Hepanli',           'C', '2', 'NE', 720),
	(11, '金谷里 Jinguli',            'D', '2', 'NSW', 1560),   (12, '秋实里 Qiushili',          'F', '2', 'NW', 690),
	(13, '麦香苑 Maixiangyuan',       'G', '2', 'S', 430),      (14, '槐荫里 Huaiyinli',         'A', '3 north', 'NE', 860),
	(15, '榆荫里 Yuyinli',            'A', '3 south', 'S', 690), (16, '桃园 Taoyuan',            'B', '3 north', 'N', 3200),
	(17, '梨园 Liyuan',               'B', '3 south', 'S', 980), (18, '银杏里 Yinxingli',        'C', '3 north', 'NW', 790),
	(19, '海棠里 Haitangli',          'C', '3 south', 'SE', 640), (20, '东棉一村 Dongmian Yicun', 'D', '3 upper', 'NSE', 1570),
	(21, '东棉二村 Dongmian Ercun',   'D', '3 lower', 'NW', 1090), (22, '纺园里 Fangyuanli',      'E', '3 north', 'NW', 740),
	(23, '织锦里 Zhijinli',           'E', '3 south', 'SW', 680), (24, '朝阳里 Zhaoyangli',       'F', '3 north', 'NE', 820),
	(25, '晨光里 Chenguangli',        'F', '3 south', 'SE', 560), (26, '安居里 Anjuli',           'A', '4', 'SE', 910),
	(27, '文昌里 Wenchangli',         'B', '4', 'SEN', 1510),   (28, '新河湾 Xinhewan',          'D', '4', 'SW', 1030),
	(29, '站前里 Zhanqianli',         'E', '4', 'NESW', 970),   (30, '平安里 Ping''anli',        'F', '4', 'SW', 650),
	(31, '东升里 Dongshengli',        'G', '4', 'S', 470),      (32, '北营里 Beiyingli',         'A', '5', 'NE', 580),
	(33, '铁道新村 Tiedao Xincun',    'B', '5', 'NSE', 990),    (34, '西岸里 Xi''anli',          'C', '5', 'NW', 540),
	(35, '工人新村 Gongren Xincun',   'E', '5', 'NSE', 830),    (36, '北仓里 Beicangli',         'F', '5', 'NW', 610),
	(37, '向阳里 Xiangyangli',        'G', '5', 'N', 350),      (38, '松风里 Songfengli',        'A', '6', 'SE', 640),
	(39, '竹溪里 Zhuxili',            'B', '6', 'NSW', 880),    (40, '梅园里 Meiyuanli',         'C', '6', 'SW', 620),
	(41, '兰亭苑 Lantingyuan',        'D', '6', 'SE', 590),     (42, '凤凰里 Fenghuangli',       'E', '6', 'NS', 560),
	(43, '向荣里 Xiangrongli',        'F west', '6', 'E', 420), (44, '欣荣里 Xinrongli',         'F east', '6', 'W', 390),
	(45, '望田里 Wangtianli',         'G', '6', 'S', 310),      (46, '听雨轩 Tingyuxuan',        'A', '7', 'S', 450),
	(47, '新苑里 Xinyuanli',          'B', '7', 'SE', 560),     (48, '月牙湾 Yueyawan',          'D', '7', 'SE', 480),
	(49, '远洲里 Yuanzhouli',         'E', '7', 'S', 400),      (50, '星河苑 Xingheyuan',        'F', '7', 'SW', 300),
	(51, '针织厂 Knitting mill',      'A', '1', 'E', NULL),     (52, '货场 Goods yard',          'D', '5', 'N', NULL),
	(53, '第三小学 No. 3 School',     'C', '7', 'S', NULL);

-- With its main paths: one along y at px, one along x at py.
CREATE TEMP TABLE plan AS
SELECT c.id, c.name, c.gates, c.people, x0, y0, x1, y1, ST_MakeEnvelope(x0, y0, x1, y1) AS box,
	CASE WHEN c.id IN (16, 17) THEN 680 ELSE round(x0 + (x1 - x0) * (0.35 + 0.3 * pg_temp.dice('px' || c.id))) END AS px,
	round(y0 + (y1 - y0) * (0.35 + 0.3 * pg_temp.dice('py' || c.id))) AS py
FROM compound c JOIN block_column USING (col) JOIN block_row USING (line);

CREATE TEMP TABLE gate AS
SELECT row_number() OVER (ORDER BY p.id, side) AS id, p.id AS plan_id, s.*, g.geom
FROM plan p,
	LATERAL (VALUES ('N', 'v', px, y1), ('S', 'v', px, y0), ('E', 'h', py, x1), ('W', 'h', py, x0)) AS s (side, axis, path, at),
	LATERAL (SELECT CASE axis WHEN 'v' THEN ST_MakePoint(path, at) ELSE ST_MakePoint(at, path) END) AS g (geom)
WHERE gates LIKE '%' || side || '%';

CREATE TEMP TABLE park (name text, x0 float8, y0 float8, x1 float8, y1 float8);
INSERT INTO park VALUES
	('人民公园 People''s Park', 2318, 438, 2780, 800), ('东郊公园 Dongjiao Park', 3300, 800, 3700, 1370),
	('文化广场 Culture Square', 1018, 1430, 1480, 1800);

-- ---------------------------------------------------------------- streets

-- All walkable lines along the axes, whole.
CREATE TEMP TABLE line AS
SELECT row_number() OVER () AS id, *
FROM (
	SELECT axis, at + side * half AS at, lo, hi, half, CASE WHEN half > 0 THEN 'path' ELSE 'street' END AS kind, name
	FROM road, (VALUES (-1), (1)) AS pavement (side) WHERE half > 0 OR side = 1
	UNION ALL       -- the main paths: out to the street where there is a gate
	SELECT 'v', px, y0 + CASE WHEN gates ~ 'S' THEN -20 ELSE 40 END, y1 + CASE WHEN gates ~ 'N' THEN 20 ELSE -40 END, 0, 'path', NULL FROM plan
	UNION ALL
	SELECT 'h', py, x0 + CASE WHEN gates ~ 'W' THEN -20 ELSE 40 END, x1 + CASE WHEN gates ~ 'E' THEN 20 ELSE -40 END, 0, 'path', NULL FROM plan
	UNION ALL       -- and a ring path, 40 m behind the wall
	SELECT 'v', x, y0 + 40, y1 - 40, 0, 'path', NULL FROM plan, LATERAL unnest(ARRAY[x0 + 40, x1 - 40]) AS x
	UNION ALL
	SELECT 'h', y, x0 + 40, x1 - 40, 0, 'path', NULL FROM plan, LATERAL unnest(ARRAY[y0 + 40, y1 - 40]) AS y
	UNION ALL       -- in Taoyuan and Liyuan up to the closed gate between them
	VALUES ('v', 680::float8, 1090::float8, 1125::float8, 0::float8, 'path', NULL), ('v', 680, 1045, 1080, 0, 'path', NULL)
) AS l;

-- Cut where lines meet, at the gates, and where the railway's embankment begins and ends.
CREATE TEMP TABLE piece AS
WITH cut AS (
	SELECT id, unnest(ARRAY[lo, hi]) AS t FROM line
	UNION
	SELECT l.id, m.at FROM line l JOIN line m ON m.axis <> l.axis AND m.at BETWEEN l.lo AND l.hi AND l.at BETWEEN m.lo AND m.hi
	UNION
	SELECT l.id, g.at FROM line l JOIN gate g ON g.axis = l.axis AND l.at = g.path AND g.at BETWEEN l.lo AND l.hi
	UNION
	SELECT id, 680 FROM line WHERE axis = 'h' AND at = 1430      -- the northern foot of the footbridge
	UNION
	SELECT id, unnest(ARRAY[1930, 2010]) FROM line WHERE axis = 'v' AND lo < 1930 AND hi > 2010
), stretch AS (
	SELECT id, t AS t0, lead(t) OVER (PARTITION BY id ORDER BY t) AS t1 FROM cut
)
SELECT l.axis, l.at, t0, t1, l.name,
	CASE
		WHEN l.axis = 'v' AND t0 = 1930 THEN 'underpass'
		WHEN r.half > 0 AND (l.half > 0 OR r.half = 30) THEN 'signal_crossing'
		WHEN r.half > 0 THEN 'crossing'
		ELSE l.kind
	END AS kind,
	CASE l.axis WHEN 'v' THEN ST_MakeLine(ST_MakePoint(l.at, t0), ST_MakePoint(l.at, t1))
		ELSE ST_MakeLine(ST_MakePoint(t0, l.at), ST_MakePoint(t1, l.at)) END AS geom
FROM stretch JOIN line l USING (id)
-- between the two pavements of an avenue a piece is a crossing of it
LEFT JOIN road r ON r.axis <> l.axis AND r.half > 0 AND l.at BETWEEN r.lo AND r.hi AND (t0 + t1) / 2 BETWEEN r.at - r.half AND r.at + r.half
WHERE t1 IS NOT NULL;

CREATE TABLE sample.street (
	id bigint PRIMARY KEY,
	geom geometry(LineString, 4326) NOT NULL,
	attributes jsonb NOT NULL,
	name text
);
COMMENT ON TABLE sample.street IS 'Walkable streets and paths, and the walls, banks and rails that cut them off';
COMMENT ON COLUMN sample.street.id IS 'Street; 1 to 3 are the footbridge of the story, 4 is its closed gate';
COMMENT ON COLUMN sample.street.geom IS 'Line; streets join where they share a vertex';
COMMENT ON COLUMN sample.street.attributes IS 'As walkshed.network_agg reads them: kind, foot, ascent_m';
COMMENT ON COLUMN sample.street.name IS 'Name, where it has one';

INSERT INTO sample.street
SELECT row_number() OVER (ORDER BY part, n), pg_temp.on_earth(geom), attributes, name
FROM (
	VALUES                                                      -- the story; stairs are drawn upwards
	(1, 1::bigint, '{"kind": "steps", "ascent_m": 6, "wheelchair": "no"}'::jsonb, '桃园天桥 Taoyuan Footbridge',
		ST_MakeLine(ST_MakePoint(680, 1370), ST_MakePoint(692, 1379))),
	(1, 2, '{"kind": "footbridge"}', '桃园天桥 Taoyuan Footbridge', ST_MakeLine(ST_MakePoint(692, 1379), ST_MakePoint(692, 1421))),
	(1, 3, '{"kind": "steps", "ascent_m": 6, "wheelchair": "no"}', '桃园天桥 Taoyuan Footbridge',
		ST_MakeLine(ST_MakePoint(680, 1430), ST_MakePoint(692, 1421))),
	(1, 4, '{"kind": "gate", "foot": "no"}', '桃园—梨园便门 Gate between Taoyuan and Liyuan',
		ST_MakeLine(ARRAY[ST_MakePoint(680, 1090), ST_MakePoint(680, 1085), ST_MakePoint(680, 1080)]))
	UNION ALL
	SELECT 2, row_number() OVER (ORDER BY axis, at, t0), jsonb_build_object('kind', kind), name, geom FROM piece
	UNION ALL                                                   -- parks: from the four corners to the middle
	SELECT 3, row_number() OVER (ORDER BY name COLLATE "C", corner), '{"kind": "path"}', name,
		ST_MakeLine(ST_MakePoint(CASE WHEN corner % 2 = 0 THEN x0 ELSE x1 END, CASE WHEN corner < 2 THEN y0 ELSE y1 END), ST_MakePoint((x0 + x1) / 2, (y0 + y1) / 2))
	FROM park, generate_series(0, 3) AS corner
	UNION ALL                                                   -- walls, with a vertex at each gate
	SELECT 4, id, '{"kind": "barrier"}', name || ' 围墙 wall', (
		SELECT ST_AddPoint(ST_MakeLine(v.geom ORDER BY ST_LineLocatePoint(ST_ExteriorRing(box), v.geom)), ST_MakePoint(x0, y0))
		FROM (SELECT geom FROM gate WHERE plan_id = plan.id
			UNION ALL SELECT ST_MakePoint(680, 1085) WHERE id IN (16, 17)
			UNION ALL SELECT ST_MakePoint(x, y) FROM unnest(ARRAY[x0, x1]) AS x, unnest(ARRAY[y0, y1]) AS y) AS v)
	FROM plan
	UNION ALL
	SELECT 5, bank, '{"kind": "barrier"}', '新河 Xin River',
		ST_MakeLine(ST_MakePoint(1630 + 50 * sin(y / 480.0) + 35 * bank, y) ORDER BY y)
	FROM generate_series(-40, 3340, 20) AS y, (VALUES (-1), (1)) AS banks (bank) GROUP BY bank
	UNION ALL
	SELECT 6, 1, '{"kind": "barrier"}', '铁路 Railway', ST_MakeLine(ST_MakePoint(-40, 1970), ST_MakePoint(3740, 1970))
) AS s (part, n, attributes, name, geom);

-- ---------------------------------------------------------------- quarters, gates, regions

CREATE TABLE sample.region (
	id bigint PRIMARY KEY,
	name text NOT NULL,
	parent_id bigint REFERENCES sample.region,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE sample.region IS 'Communities (社区), the subdistricts (街道) that they form, and the district (区)';
COMMENT ON COLUMN sample.region.id IS 'Region; 1 to 8 are the communities, 9 and 10 the subdistricts, 11 is the district';
COMMENT ON COLUMN sample.region.name IS 'Name in Chinese and in pinyin';
COMMENT ON COLUMN sample.region.parent_id IS 'Region that it is part of';
COMMENT ON COLUMN sample.region.geom IS 'Outline; the river and the railway are borders';

-- bustle: how many of the shop sites are in use.
CREATE TEMP TABLE community (id bigint, name text, west bool, x0 float8, y0 float8, x1 float8, y1 float8, bustle float8);
INSERT INTO community VALUES
	(1, '钟楼社区 Zhonglou', true,   -20,  -20, 1780,  800, 0.9), (2, '桃园社区 Taoyuan', true,     -20,  800, 1780, 1970, 1.0),
	(3, '铁北社区 Tiebei', true,     -20, 1970, 1780, 3320, 0.7), (4, '金谷社区 Jingu', false,     1480,  -20, 3720,  800, 0.7),
	(5, '东棉社区 Dongmian', false, 1480,  800, 2780, 1970, 1.0), (6, '朝阳社区 Zhaoyang', false,  2780,  800, 3720, 1970, 0.5),
	(7, '北仓社区 Beicang', false,  1480, 1970, 2780, 3320, 0.18), (8, '麦田社区 Maitian', false,   2780, 1970, 3720, 3320, 0.1);

CREATE TEMP TABLE community_plan AS
WITH west AS (       -- of the middle of the river
	SELECT ST_MakePolygon(ST_MakeLine(ARRAY[ST_MakePoint(-99, -40)] || array_agg(ST_MakePoint(1630 + 50 * sin(y / 480.0), y) ORDER BY y)
		|| ARRAY[ST_MakePoint(-99, 3340), ST_MakePoint(-99, -40)])) AS side
	FROM generate_series(-40, 3340, 20) AS y
)
SELECT id, name, bustle, CASE WHEN c.west THEN 9 ELSE 10 END AS parent_id,
	CASE WHEN c.west THEN ST_Intersection(box, side) ELSE ST_Difference(box, side) END AS geom
FROM west, community c, LATERAL ST_MakeEnvelope(x0, y0, x1, y1) AS box;

INSERT INTO sample.region
SELECT id, name, parent_id, pg_temp.on_earth(geom) FROM community_plan
UNION ALL
SELECT parent_id, CASE parent_id WHEN 9 THEN '河西街道 Hexi' ELSE '河东街道 Hedong' END, 11, pg_temp.on_earth(ST_Union(geom))
FROM community_plan GROUP BY parent_id
UNION ALL
SELECT 11, '新河区 Xinhe', NULL, pg_temp.on_earth(ST_Union(geom)) FROM community_plan;

CREATE TABLE sample.quarter (
	id bigint PRIMARY KEY,
	name text NOT NULL,
	people numeric,
	people_elder numeric,
	people_child numeric,
	households numeric,
	region_id bigint REFERENCES sample.region,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE sample.quarter IS 'Residential quarters (小区), each inside its wall';
COMMENT ON COLUMN sample.quarter.id IS 'Quarter; 16 is Taoyuan, 17 is Liyuan';
COMMENT ON COLUMN sample.quarter.name IS 'Name in Chinese and in pinyin';
COMMENT ON COLUMN sample.quarter.people IS 'Residents';
COMMENT ON COLUMN sample.quarter.people_elder IS 'Those over 60: 12 to 36 in 100';
COMMENT ON COLUMN sample.quarter.people_child IS 'Those under 13: 6 to 16 in 100';
COMMENT ON COLUMN sample.quarter.households IS 'Households, of 2.3 to 3.1 residents';
COMMENT ON COLUMN sample.quarter.region_id IS 'Community that it belongs to';
COMMENT ON COLUMN sample.quarter.geom IS 'Outline, which is the line of its wall';

INSERT INTO sample.quarter
SELECT p.id, p.name, p.people, round(p.people * (0.12 + 0.24 * pg_temp.dice('elder' || p.id))),
	round(p.people * (0.06 + 0.1 * pg_temp.dice('child' || p.id))), round(p.people / (2.3 + 0.8 * pg_temp.dice('household' || p.id))),
	c.id, pg_temp.on_earth(box)
FROM plan p JOIN community_plan c ON ST_Contains(c.geom, ST_Centroid(box))
WHERE p.people IS NOT NULL;

CREATE TABLE sample.gate (
	id bigint PRIMARY KEY,
	quarter_id bigint NOT NULL REFERENCES sample.quarter,
	geom geometry(Point, 4326) NOT NULL
);
COMMENT ON TABLE sample.gate IS 'Open gates of the quarters';
COMMENT ON COLUMN sample.gate.id IS 'Gate';
COMMENT ON COLUMN sample.gate.quarter_id IS 'Quarter that it belongs to';
COMMENT ON COLUMN sample.gate.geom IS 'Where a path crosses the wall';

INSERT INTO sample.gate SELECT g.id, plan_id, pg_temp.on_earth(g.geom) FROM gate g JOIN sample.quarter q ON q.id = plan_id;

-- ---------------------------------------------------------------- buildings

CREATE TABLE sample.building (
	id bigint PRIMARY KEY,
	residential bool NOT NULL,
	levels int,
	geom geometry(Geometry, 4326) NOT NULL
);
COMMENT ON TABLE sample.building IS 'Buildings';
COMMENT ON COLUMN sample.building.id IS 'Building';
COMMENT ON COLUMN sample.building.residential IS 'Whether people live in it';
COMMENT ON COLUMN sample.building.levels IS 'Storeys';
COMMENT ON COLUMN sample.building.geom IS 'Outline';

-- Slabs of six storeys in rows to the south, or towers, or sheds; none over a path.
INSERT INTO sample.building
SELECT row_number() OVER (ORDER BY p.id, x, y), p.people IS NOT NULL, levels, pg_temp.on_earth(house)
FROM plan p,
	LATERAL (SELECT pg_temp.dice('tower' || p.id) < 0.3 AS tower) AS style,
	LATERAL (SELECT * FROM (VALUES (people IS NULL, 70, 34, 88, 60, 2), (people IS NOT NULL AND tower, 26, 22, 56, 62, 22),
		(people IS NOT NULL AND NOT tower, 46, 13, 58, 38, 6)) AS s (fits, wide, deep, step_x, step_y, levels) WHERE fits) AS size,
	generate_series(x0::int + 14, x1::int - 14 - wide, step_x) AS x, generate_series(y0::int + 14, y1::int - 14 - deep, step_y) AS y,
	LATERAL ST_MakeEnvelope(x, y, x + wide, y + deep) AS house
WHERE NOT EXISTS (SELECT FROM piece WHERE ST_DWithin(piece.geom, house, 3));

-- ---------------------------------------------------------------- places

CREATE TABLE sample.place (
	id bigint PRIMARY KEY,
	name text NOT NULL,
	services text[] NOT NULL,
	tags jsonb NOT NULL,
	geom geometry(Point, 4326) NOT NULL,
	hours text,
	capacity numeric,
	modes text[] NOT NULL DEFAULT '{on_site}',
	service_area geometry(Geometry, 4326),
	service_radius_m numeric,
	valid_from date,
	valid_to date
);
COMMENT ON TABLE sample.place IS 'Shops and public services; one place may offer several services';
COMMENT ON COLUMN sample.place.id IS 'Place';
COMMENT ON COLUMN sample.place.name IS 'Name in Chinese and in pinyin or English';
COMMENT ON COLUMN sample.place.services IS 'Service codes as in walkshed.service';
COMMENT ON COLUMN sample.place.tags IS 'Other facts; where it is: street front, quarter, gate or park';
COMMENT ON COLUMN sample.place.geom IS 'Its door';
COMMENT ON COLUMN sample.place.hours IS 'Opening hours as in OpenStreetMap, where known; some depend on dates, some are only words';
COMMENT ON COLUMN sample.place.capacity IS 'Floor area in square metres, where known';
COMMENT ON COLUMN sample.place.modes IS 'How it serves: on_site, pick_up, door_to_door or hotline';
COMMENT ON COLUMN sample.place.service_area IS 'Where it comes to the door';
COMMENT ON COLUMN sample.place.service_radius_m IS 'Or how far from its own door it comes to the door, in a straight line';
COMMENT ON COLUMN sample.place.valid_from IS 'First day, where it opened lately';
COMMENT ON COLUMN sample.place.valid_to IS 'Last day, where it has closed';

-- Named places, most of them rare kinds.  A door is 8 or 10 m from the pavement.
CREATE TEMP TABLE known_place (x float8, y float8, name text, services text[], hours text, capacity numeric,
	valid_from date, valid_to date);
INSERT INTO known_place VALUES
	( 680, 1440, '桃园养老服务中心 Taoyuan Care Centre',      '{elderly_care, canteen}', 'Mo-Su 08:00-18:00', 760),
	( 690, 1060, '梨园菜市场 Liyuan Market',                  '{vegetable_market, pharmacy}', '06:00-19:30', NULL),
	( 560,  792, '巧手坊 Qiaoshou Workshop',                  '{repair, laundry, hair_beauty}', 'Mo-Sa 08:30-18:30', NULL),
	(1120, 1438, '银河商场 Yinhe Mall',                       '{supermarket, convenience_store, laundry, housekeeping}', '09:00-22:00', NULL),
	(1249, 1605, '桃园图书馆 Taoyuan Library',                '{library}', 'Tu-Su 09:00-20:00', NULL),
	( 300,  394, '钟楼菜市场 Zhonglou Market',                '{vegetable_market, breakfast}', '05:30-19:00', NULL),
	( 760,  446, '钟楼党群服务中心 Zhonglou Community Centre', '{library, elderly_care, canteen, housekeeping}', 'Mo-Fr 08:30-18:00; Sa 09:00-12:00', 400),
	( 380,  808, '老王修鞋配钥匙 Lao Wang Shoes and Keys',     '{repair}', '天好就在', NULL),
	( 420, 1792, '安居家政 Anju Housekeeping',                '{housekeeping, parcel}', 'Mo-Su 08:00-20:00', NULL),
	( 200, 2474, '铁北一坊多能 Tiebei Workshop',              '{repair, hair_beauty}', 'Mo-Sa 09:00-18:00', NULL),
	( 600, 2526, '铁北菜市场 Tiebei Market',                  '{vegetable_market}', '06:00-19:00; PH 06:00-12:00', NULL),
	( 820, 2148, '白云洗衣 Baiyun Laundry',                   '{laundry}', 'Mo-Su 08:00-21:00', NULL),
	( 700, 2892, '铁北社区食堂 Tiebei Canteen',               '{canteen, breakfast}', '06:30-08:30,11:00-13:00,17:00-18:30', 240),
	(1240, 2912, '第三小学 No. 3 School',                     '{primary_school}', NULL, NULL),
	(2160,  792, '金谷菜市场 Jingu Market',                   '{vegetable_market, supermarket}', '06:00-19:00', NULL),
	(2100, 1077, '东棉一坊多能 Dongmian Workshop',            '{repair, laundry, hair_beauty}', NULL, NULL),
	(2190, 1093, '东棉家政 Dongmian Housekeeping',            '{housekeeping}', '24/7', NULL),
	(2480, 1362, '东棉养老驿站 Dongmian Care Station',        '{elderly_care, canteen, clinic}', 'Mo-Sa 08:00-17:30', 320),
	(2600, 1438, '站前超市 Zhanqian Supermarket',             '{supermarket, convenience_store}', '08:00-22:00', NULL),
	(2640, 1808, '站前修理铺 Zhanqian Repairs',               '{repair}', NULL, NULL),
	(2700,  446, '金谷小学 Jingu School',                     '{primary_school}', NULL, NULL),
	(3000,  394, '祥和洗衣 Xianghe Laundry',                  '{laundry, hair_beauty}', 'Tu-Su 09:00-19:00', NULL),
	(3150,  792, '秋实菜店 Qiushi Greengrocer',               '{vegetable_market, convenience_store}', '06:30-20:00', NULL),
	(2400, 2474, '北仓卫生院 Beicang Clinic',                 '{clinic, pharmacy}', 'Mo-Fr 08:00-17:30; Sa 08:00-12:00', 180),
	(2600, 2526, '北仓便民店 Beicang Store',                  '{convenience_store, parcel}', '07:00-22:30', NULL),
	(2549,  609, '人民公园 People''s Park',                   '{park}', 'sunrise-sunset', NULL),
	(3500, 1075, '东郊公园 Dongjiao Park',                    '{park}', NULL, NULL),
	(1259, 1615, '文化广场 Culture Square',                   '{park}', NULL, NULL),
	( 440, 1362, '第一小学 No. 1 School',                     '{primary_school}', 'Mo-Fr 07:30-17:00; SH off', NULL);
-- More of them, whose ids come last: services of other standards, hours of all kinds.
CREATE TEMP TABLE later_place (LIKE known_place);
INSERT INTO later_place VALUES
	( 320,  446, '钟楼卫生服务中心 Zhonglou Health Centre',    '{health_centre, clinic}', 'Mo-Su 08:00-20:00', 1850),
	( 860,  394, '钟楼中学 Zhonglou Middle School',            '{middle_school}', 'Mo-Fr 07:00-18:00; SH off', NULL),
	(1240,  394, '荷香幼儿园 Hexiang Kindergarten',            '{kindergarten}', 'Mo-Fr 07:30-17:30', 3200),
	( 240,  792, '杏林银行 Xinglin Bank',                      '{bank}', 'Mo-Fr 09:00-17:00; Sa 09:00-12:00', NULL),
	(1120,  792, '杏林公厕 Xinglin Toilets',                   '{toilet}', '24/7', 40),
	( 890, 1438, '桃园社区服务站 Taoyuan Community Station',   '{community_service}', 'Mo-Fr 08:30-17:30', 820),
	(1320, 1362, '桃园邮局 Taoyuan Post Office',               '{post_office, bank}', 'Mo-Sa 09:00-17:00', NULL),
	( 560, 1362, '桃园健身角 Taoyuan Fitness Corner',          '{outdoor_fitness}', NULL, NULL),
	( 100, 1792, '安居手艺人日 Anju Craftsmen''s Day',          '{repair, hair_beauty}', 'Sa[2] 09:00-12:00', NULL),
	( 740, 2474, '铁北卫生站 Tiebei Health Station',           '{health_station}', 'Mo-Fr 08:00-12:00,14:00-17:30', 150),
	( 420, 2148, '铁北托育园 Tiebei Nursery',                  '{child_care}', 'Mo-Fr 07:30-18:00', 220),
	( 900, 2892, '铁北球场 Tiebei Court',                      '{sports_court}', '06:00-21:00', 900),
	(1120, 2526, '铁北社区服务站 Tiebei Community Station',    '{community_service, elderly_day_care}', 'Mo-Fr 08:30-17:30', 540),
	( 240, 2148, '铁北废品回收 Tiebei Recycling',              '{recycling}', '早八点到晚六点', NULL),
	(1900,  792, '金谷社区服务站 Jingu Community Station',     '{community_service, culture_room, library}', 'Mo-Sa 08:30-18:00', 640),
	(2560,  394, '金谷中学 Jingu Middle School',               '{middle_school}', 'Mo-Fr 07:00-18:00; SH off', NULL),
	(2900,  446, '金谷银行 Jingu Bank',                        '{bank}', 'Mo-Fr 09:00-17:00; PH off', NULL),
	(3240,  394, '祥和幼儿园 Xianghe Kindergarten',            '{kindergarten}', 'Mo-Fr 07:30-17:30', 2900),
	(1900, 1438, '东棉卫生服务中心 Dongmian Health Centre',    '{health_centre, clinic}', 'Mo-Fr 08:00-18:00; Sa,Su 08:00-12:00', 1500),
	(2480, 1438, '东棉体育场 Dongmian Sports Ground',          '{sports_ground_large}', 'Apr-Oct 05:30-22:00; Nov-Mar 06:30-21:00', 5200),
	(2900, 1362, '朝阳邮局 Chaoyang Post Office',              '{post_office}', 'Mo-Fr 09:00-17:00', NULL),
	(3200, 1438, '朝阳托老所 Chaoyang Day Care',               '{elderly_care, elderly_day_care}', 'Mo-Fr 08:00-17:00', 280),
	(3560, 1438, '东升公厕 Dongsheng Toilets',                 '{toilet}', '24/7', 30),
	(2640, 2148, '北仓社区服务站 Beicang Community Station',   '{community_service}', 'Mo-Fr 09:00-17:00', 310),
	(1900, 2526, '北仓小学 Beicang School',                    '{primary_school}', 'Mo-Fr 07:30-17:00; SH off', NULL),
	(3500, 2474, '麦田幼儿园 Maitian Kindergarten',            '{kindergarten}', NULL, NULL),
	(3420, 2526, '麦田公厕 Maitian Toilets',                   '{toilet}', NULL, NULL);
INSERT INTO later_place VALUES      -- a clinic that has moved across the avenue
	(2900, 2474, '麦田诊所(旧) Maitian Clinic, closed',      '{clinic}', 'Mo-Sa 08:00-18:00', 90, NULL, '2025-06-30'),
	(2900, 2526, '麦田诊所 Maitian Clinic',                    '{clinic}', 'Mo-Sa 08:00-18:00', 130, '2025-07-01', NULL);

-- Kinds of ordinary places: how often (share of the sites in use, the rest stands
-- empty), words for the name, services, OpenStreetMap tag, hours that they keep.
CREATE TEMP TABLE shop_kind (share float8, zh text, en text, services text[], key text, value text, hours text[]);
INSERT INTO shop_kind VALUES
	(0.052, '便利店', 'Store',     '{convenience_store}', 'shop', 'convenience', '{24/7,07:00-23:00,"Mo-Su 06:30-22:30"}'),
	(0.025, '驿站便利店', 'Store and Parcels', '{convenience_store, parcel}', 'shop', 'convenience', '{07:00-22:00,08:00-21:00}'),
	(0.055, '早点铺', 'Breakfast', '{breakfast}', 'amenity', 'fast_food', '{06:00-10:00,05:30-09:30,"Mo-Sa 06:00-10:00","06:00-10:00,17:00-21:00"}'),
	(0.036, '理发店', 'Hair',      '{hair_beauty}', 'shop', 'hairdresser', '{"Tu-Su 09:30-20:30","Mo-Su 09:00-21:00"}'),
	(0.027, '药房', 'Pharmacy',    '{pharmacy}', 'amenity', 'pharmacy', '{08:00-21:00,08:00-22:00,24/7}'),
	(0.020, '诊所', 'Clinic',      '{clinic}', 'amenity', 'clinic', '{"Mo-Sa 08:00-18:00","Mo-Fr 08:00-12:00,14:00-18:00; Sa 08:00-12:00","Mo-Su 08:00-11:30,17:30-21:00"}'),
	(0.010, '超市', 'Supermarket', '{supermarket, convenience_store}', 'shop', 'supermarket', '{08:00-21:30}');

-- Shop sites: every 40 m along the outside of the walls, 8 m from the pavement.
CREATE TEMP TABLE site AS
SELECT s.*, pg_temp.dice(format('site %s %s', s.x, s.y)) / c.bustle AS luck
FROM plan p,
	LATERAL (
		SELECT x, y FROM generate_series(x0::int + 30, x1::int - 30, 40) AS x, unnest(ARRAY[y0 - 12, y1 + 12]) AS y
		UNION ALL
		SELECT x, y FROM generate_series(y0::int + 30, y1::int - 30, 40) AS y, unnest(ARRAY[x0 - 12, x1 + 12]) AS x
	) AS s
JOIN community_plan c ON ST_Contains(c.geom, ST_MakePoint(s.x, s.y))
WHERE p.people IS NOT NULL AND NOT EXISTS (SELECT FROM plan o WHERE ST_Intersects(o.box, ST_MakePoint(s.x, s.y)));

INSERT INTO sample.place (id, name, services, tags, geom, hours, capacity, modes, valid_from, valid_to)
SELECT row_number() OVER (ORDER BY part, name COLLATE "C", x, y), name, services, tags, pg_temp.on_earth(ST_MakePoint(x, y)),
	hours, capacity, modes, valid_from, valid_to
FROM (
	SELECT 1 AS part, x, y, name, services, '{"at": "street front"}'::jsonb AS tags,
		hours, capacity, '{on_site}'::text[] AS modes, valid_from, valid_to FROM known_place
	UNION ALL       -- two in three say when they are open, and a clinic is of 60 to 200 m2
	SELECT 2, x, y, family.zh[n] || k.zh || ' ' || family.en[n] || ' ' || k.en, k.services, jsonb_build_object(k.key, k.value, 'at', 'street front'),
		CASE WHEN pg_temp.dice(format('open %s %s', x, y)) < 2 / 3.0 THEN k.hours[1 + floor(cardinality(k.hours) * pg_temp.dice(format('hours %s %s', x, y)))] END,
		CASE WHEN 'clinic' = ANY (k.services) THEN 60 + 10 * floor(15 * pg_temp.dice(format('size %s %s', x, y))) END, '{on_site}', NULL, NULL
	FROM site
	JOIN (SELECT *, sum(share) OVER (ORDER BY zh COLLATE "C") AS till FROM shop_kind) AS k ON luck >= till - share AND luck < till,
	LATERAL (SELECT 1 + floor(16 * pg_temp.dice(format('name %s %s', x, y)))::int AS n) AS pick,
	(SELECT '{福源,永顺,同乐,万和,兴隆,春来,小满,丰年,吉庆,长青,惠民,如意,四季,双喜,乐邻,安康}'::text[] AS zh,
		'{Fuyuan,Yongshun,Tongle,Wanhe,Xinglong,Chunlai,Xiaoman,Fengnian,Jiqing,Changqing,Huimin,Ruyi,Siji,Shuangxi,Lelin,Ankang}'::text[] AS en) AS family
	UNION ALL       -- parcel lockers inside a gate, 4 m beside the path
	SELECT 3, ST_X(g.geom) + CASE WHEN side IN ('N', 'S') THEN 4 WHEN side = 'W' THEN 8 ELSE -8 END,
		ST_Y(g.geom) + CASE WHEN side IN ('E', 'W') THEN 4 WHEN side = 'S' THEN 8 ELSE -8 END,
		p.name || ' 快递柜 Lockers', '{parcel}'::text[], '{"amenity": "parcel_locker", "at": "gate"}', '24/7', NULL, '{pick_up}', NULL, NULL
	FROM gate g JOIN plan p ON p.id = plan_id JOIN community_plan c ON ST_Contains(c.geom, g.geom)
	WHERE people IS NOT NULL AND pg_temp.dice('locker' || g.id) < 0.5 * bustle
	UNION ALL       -- kindergartens beside the main path of a quarter
	SELECT 4, px + 7, py + 12, p.name || ' 幼儿园 Kindergarten', '{kindergarten}'::text[], '{"amenity": "kindergarten", "at": "quarter"}',
		'Mo-Fr 07:30-17:30', NULL, '{on_site}', NULL, NULL
	FROM plan p WHERE people > 700 AND pg_temp.dice('kindergarten' || p.id) < 0.6
	UNION ALL
	SELECT 5, x, y, name, services, '{"at": "street front"}', hours, capacity, '{on_site}', valid_from, valid_to FROM later_place
) AS p;

-- Two that come to the door, too: laundry is fetched and brought back, and a household is helped at home.
UPDATE sample.place SET modes = '{on_site, pick_up, door_to_door}', service_radius_m = 800 WHERE name LIKE '白云洗衣%';
UPDATE sample.place SET modes = '{on_site, door_to_door, hotline}', service_area = (SELECT geom FROM sample.region WHERE id = 2) WHERE name LIKE '安居家政%';

CREATE TABLE sample.planned_place (LIKE sample.place INCLUDING ALL);
COMMENT ON TABLE sample.planned_place IS 'Places that are planned, for a what-if: places UNION ALL planned places';
COMMENT ON COLUMN sample.planned_place.id IS 'Place, not used in sample.place';
INSERT INTO sample.planned_place (id, name, services, tags, geom, hours, capacity, modes, service_radius_m) VALUES
	(9001, '桃园社区食堂 Taoyuan Canteen', '{canteen}', '{"at": "street front", "planned": "yes"}', pg_temp.on_earth(ST_MakePoint(752, 1362)),
		'06:30-08:30,11:00-13:00,17:00-19:00', 260, '{on_site}', NULL),
	(9002, '麦田上门洗衣 Maitian Laundry at the Door', '{laundry}', '{"at": "street front", "planned": "yes"}', pg_temp.on_earth(ST_MakePoint(3160, 2908)),
		'Mo-Sa 08:00-20:00', NULL, '{pick_up, door_to_door}', 1000);

CREATE INDEX ON sample.street USING gist (geom);
CREATE INDEX ON sample.place USING gist (geom);
CREATE INDEX ON sample.quarter USING gist (geom);
CREATE INDEX ON sample.gate USING gist (geom);
CREATE INDEX ON sample.building USING gist (geom);
CREATE INDEX ON sample.region USING gist (geom);
ANALYZE sample.street, sample.place, sample.quarter, sample.gate, sample.building, sample.region;

COMMIT;
