--
-- edit: what if. Two streets along a river, 500 m, with a way across at their
-- east end and a gate in the middle that is closed; a wall beside the north one.
-- The walker makes one metre a second.
--
CREATE TABLE street (id bigint, geom geometry, attributes jsonb);
INSERT INTO street VALUES
	(1, along(0, 0, 250, 0, 500, 0), NULL),
	(2, along(0, 40, 250, 40, 500, 40), NULL),
	(3, along(500, 0, 500, 40), NULL),
	(4, along(-100, 20, 499, 20), '{"kind": "barrier"}'),
	(5, along(250, 0, 250, 40), '{"kind": "gate", "foot": "no"}'),
	(6, along(-100, 30, 499, 30), '{"kind": "barrier"}');
CREATE TABLE net AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM street;

-- From (100 0) to (100 40): round by the east end, 400 + 40 + 400 m; by the
-- gate 150 + 40 + 150; by a bridge at 90, which ends 1.5 and 1 m short of the
-- streets, 10 + 40 + 10. One that ends 3 m short is joined to nothing, unless
-- that is asked for.
CREATE TABLE change (i int, what text, add geometry, attributes jsonb, open bigint[], close bigint[], snap_m float8);
INSERT INTO change VALUES
	(1, 'none', NULL, NULL, NULL, NULL, 2),
	(2, 'a footbridge', along(90, 1.5, 90, 39), '{"kind": "footbridge"}', NULL, NULL, 2),
	(3, 'the gate open', NULL, NULL, '{5}', NULL, 2),
	(4, 'the east end closed', NULL, NULL, NULL, '{3}', 2),
	(5, 'all three', along(90, 1.5, 90, 39), NULL, '{5}', '{3}', 2),
	(6, 'too short a bridge', along(90, 3, 90, 37), NULL, NULL, NULL, 2),
	(7, 'joined within 3 m', along(90, 3, 90, 37), NULL, NULL, NULL, 3.01),
	(8, 'on their vertices', along(0, 0, 0, 40), NULL, NULL, NULL, 0);
SELECT what, round(w.metres) AS metres, w.problem
FROM net, change c, walkshed.edit(streets, c.add, c.attributes, c.open, c.close, c.snap_m) n,
	walkshed.walk(n, at(100, 0), at(100, 40), walkshed.walker(speed_mps => 1)) w
ORDER BY i;

-- An added line is a path, and nobody's door opens onto it unless that is said:
-- from (92 15) it is 2 m to the bridge and 15 m to the street.
SELECT a.attributes, round(s.metres) AS metres, e.kind
FROM net, (VALUES (NULL::jsonb), ('{"doors": "yes"}'), ('{"kind": "street", "doors": null}')) a(attributes),
	walkshed.edit(streets, along(90, 0, 90, 40), a.attributes) n,
	walkshed.snap(n, at(92, 15)) s, walkshed.network_edges(n) e
WHERE e.source_id = -1 ORDER BY a.attributes;

-- Each part is a street with an id of its own, below those that there are.
SELECT source_id, count(*)
FROM net, walkshed.edit(streets, ST_Collect(along(90, 0, 90, 40), along(190, 0, 190, 40))) n,
	walkshed.edit(n, along(290, 0, 290, 40)) m, walkshed.network_edges(m)
WHERE source_id < 0 GROUP BY source_id ORDER BY source_id DESC;

-- Without the wall the door at (100 28) comes to the street.
SELECT open, s.metres::numeric(5, 1), s.problem
FROM net, (VALUES (NULL::bigint[]), ('{6}'), ('{4}')) o(open), walkshed.edit(streets, open => open) n,
	walkshed.snap(n, at(100, 28), walkshed.walker(off_street_max_m => 15)) s
ORDER BY open NULLS FIRST;

-- Nothing to do is no change, and neither is what is so already.
SELECT what, walkshed.digest(n) = walkshed.digest(streets) AS same
FROM net, LATERAL (
	SELECT 1, 'nothing', walkshed.edit(streets)
	UNION ALL SELECT 2, 'no line', walkshed.edit(streets, NULL::geometry, '{"kind": "steps"}')
	UNION ALL SELECT 3, 'an empty one', walkshed.edit(streets, 'SRID=3857;LINESTRING EMPTY')
	UNION ALL SELECT 4, 'no ids', walkshed.edit(streets, open => '{}', close => '{}')
	UNION ALL SELECT 5, 'closed already', walkshed.edit(streets, close => '{5,5}')
	UNION ALL SELECT 6, 'open already', walkshed.edit(streets, open => '{1,2}')
	UNION ALL SELECT 7, 'closed', walkshed.edit(streets, close => '{1}')) e(i, what, n)
ORDER BY i;

-- It is what network_agg makes of the changed rows.
SELECT walkshed.digest((SELECT walkshed.network_agg(id, geom, CASE id WHEN 3 THEN '{"foot": "no"}' ELSE attributes END) FROM street))
		= (SELECT walkshed.digest(n) FROM walkshed.edit(streets, close => '{3}') n) AS closed,
	walkshed.digest((SELECT walkshed.network_agg(id, geom, CASE id WHEN 5 THEN '{"kind": "gate"}' ELSE attributes END) FROM street WHERE id <> 6))
		= (SELECT walkshed.digest(n) FROM walkshed.edit(streets, open => '{5,6}') n) AS opened,
	walkshed.digest((SELECT walkshed.network_agg(id, geom, attributes) FROM (
			TABLE street UNION ALL VALUES (-1, along(0, 0, 0, 40), '{"kind": "path", "doors": "no"}'::jsonb)) s))
		= (SELECT walkshed.digest(n) FROM walkshed.edit(streets, along(0, 0, 0, 40)) n) AS added
FROM net;

-- Rows are counted as they would be there.
SELECT metric, value
FROM net, walkshed.edit(streets, along(90, 1.5, 90, 39), open => '{5,6}', close => '{1,3}') n, walkshed.network_report(n)
WHERE metric IN ('rows', 'rows_closed', 'barrier_rows', 'ends_joined', 'edges');

-- A network that is not there is not edited; an empty one gets a street.
SELECT count(*) FROM walkshed.edit(NULL, along(0, 0, 0, 40));
SELECT source_id, round(e.metres) AS metres, ST_SRID(e.geom) AS srid
FROM walkshed.edit((SELECT walkshed.network_agg(1, NULL::geometry)), ST_SetSRID(along(0, 0, 0, 40), 4490)) n, walkshed.network_edges(n) e;

-- In a statement it is run once, not once a row: a function in FROM.
SELECT plan($$ SELECT walkshed.digest(n), i FROM walkshed.edit((SELECT streets FROM net), close => '{3}') n, generate_series(1, 3) i $$);

-- Bad edits.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT count(*) FROM net, walkshed.edit(streets, %s)', arguments))
FROM (VALUES
	(1, 'open => ''{1,7,-1}'''),
	(2, 'close => ''{4,9}'''),
	(3, 'close => (SELECT array_agg(i) FROM generate_series(1, 25) i)'),
	(4, 'open => ''{3}'', close => ''{3}'''),
	(5, 'open => ''{NULL}'''),
	(6, 'close => ''{1,NULL}'''),
	(7, 'snap_m => NULL'),
	(8, 'snap_m => -1'),
	(9, 'snap_m => 21'),
	(10, 'at(0, 0)'),
	(11, 'ST_Transform(along(0, 0, 0, 40), 3857)'),
	(12, 'ST_SetSRID(along(0, 0, 0, 40), 4490)'),
	(13, '''LINESTRING(0 0,1 1)'''),
	(14, 'along(0, 0, 0, 40), ''{"kind": "tunnel"}'''),
	(15, 'attributes => ''[]''')) AS bad(i, arguments)
ORDER BY i;
\pset tuples_only off
\pset format aligned

DROP TABLE street, net, change;
