--
-- Networks and point sets as values: text, binary, comparison, storage.
--
CREATE TABLE net AS
SELECT name, walkshed.network_agg(id, geom, attributes) AS streets
FROM (VALUES
	('A', 1, along(0, 0, 100, 0), NULL::jsonb), ('A', 2, along(100, 0, 100, 50), '{"kind": "steps", "delay_s": 3}'), ('A', 3, along(10, 5, 90, 5), '{"kind": "barrier"}'),
	('B', 1, along(0, 0, 200, 0), NULL)) AS s(name, id, geom, attributes)
GROUP BY name;
INSERT INTO net SELECT 'A again', streets FROM net WHERE name = 'A';
CREATE TABLE points AS
SELECT walkshed.point_set_agg(id, geom, id, tag) AS things
FROM (VALUES (1, at(20, 0), 'shop'), (1, at(30, 0), 'shop'), (2, at(100, 50), 'park'), (3, NULL, NULL)) AS p(id, geom, tag);

-- Text is hexadecimal: the bytes that go out as binary, and the same value when
-- they come back; in capitals too. They begin with a mark and a version.
SELECT name, streets::text = encode(walkshed.network_send(streets), 'hex') AS hex, streets::text::walkshed.network OPERATOR(walkshed.=) streets AS text,
	upper(streets::text)::walkshed.network::text = streets::text AS capitals, left(streets::text, 16) AS head
FROM net ORDER BY name;
SELECT things::text = encode(walkshed.point_set_send(things), 'hex') AS hex, things::text::walkshed.point_set OPERATOR(walkshed.=) things AS text, left(things::text, 16) AS head FROM points;

-- COPY, as text and binary. Each row comes back from both.
\getenv directory PG_ABS_BUILDDIR
\set file :directory '/results/net.copy'
\set out '\\copy net to ' :'file'
\set in '\\copy back from ' :'file'
\set out_binary '\\copy net to ' :'file' ' (format binary)'
\set in_binary '\\copy back from ' :'file' ' (format binary)'
CREATE TABLE back (LIKE net);
:out
:in
:out_binary
:in_binary
SELECT b.name, bool_and(b.streets::text = n.streets::text) AS same, count(*) FROM back b JOIN net n USING (name) GROUP BY b.name ORDER BY b.name;

-- What is no value: neither text nor content.
\pset format unaligned
\pset tuples_only on
SELECT complaint(format('SELECT %L::walkshed.%s', text, type))
FROM (VALUES (1, ''), (2, 'LINESTRING(0 0,1 1)'), (3, '0x5753'), (4, '57534e570'), (5, '57534e57')) AS t(i, text), (VALUES ('network'), ('point_set')) AS y(type)
ORDER BY type, i;
SELECT complaint(format('SELECT %L::walkshed.point_set', streets)) FROM net WHERE name = 'B';
SELECT complaint(format('SELECT %L::walkshed.network', things)) FROM points;
\pset format aligned
\pset tuples_only off

-- Every byte counts: with any one of them changed, cut off before it, or one
-- more at the end, the value is refused as damaged.
SELECT what, left(complaint(format('SELECT %L::walkshed.%s', encode(bytes, 'hex'), type)), 5) AS sqlstate, count(*) = max(length) AS all
FROM (SELECT 'network' AS type, walkshed.network_send(streets) AS value FROM net WHERE name = 'A'
		UNION ALL SELECT 'point_set', walkshed.point_set_send(things) FROM points) v,
	LATERAL (SELECT octet_length(value) AS length) l, generate_series(0, length - 1) i,
	LATERAL (VALUES (type || ', changed', set_byte(value, i, get_byte(value, i) # 1)), (type || ', inverted', set_byte(value, i, 255 - get_byte(value, i))),
		(type || ', cut', substring(value FOR i)), (type || ', extended', value || set_byte('\x00', 0, i % 256))) AS d(what, bytes)
GROUP BY 1, 2 ORDER BY 1, 2;

-- A forged digest does not get in: the content of A under the digest of B, which
-- lies in bytes 8 to 23. B answers as before, here and in a session whose cache
-- is cold.
CREATE TABLE forged AS SELECT overlay(a.streets::text PLACING substring(b.streets::text FROM 17 FOR 32) FROM 17) AS text FROM net a, net b WHERE a.name = 'A' AND b.name = 'B';
\pset tuples_only on
SELECT complaint(format('SELECT %L::walkshed.network', text)) FROM forged;
SELECT source_id, round(metres) FROM net, walkshed.network_edges(streets) WHERE name = 'B';
\c
SELECT complaint(format('SELECT %L::walkshed.network', text)) FROM forged;
SELECT source_id, round(metres) FROM net, walkshed.network_edges(streets) WHERE name = 'B';
\pset tuples_only off

-- Damage on the way from the disk, which no input has seen: a cast without a
-- function brings it in. No changed byte is used; the cache is of no help, since
-- the header is read at every call.
CREATE CAST (bytea AS walkshed.network) WITHOUT FUNCTION;
CREATE CAST (bytea AS walkshed.point_set) WITHOUT FUNCTION;
\c
SELECT left(complaint(format('SELECT count(*) FROM walkshed.network_edges(%L::bytea::walkshed.network)', set_byte(value, i, get_byte(value, i) # 1))), 5) AS sqlstate, count(*) = max(octet_length(value)) AS all
FROM (SELECT walkshed.network_send(streets) AS value FROM net WHERE name = 'A') v, generate_series(0, octet_length(value) - 1) i
GROUP BY 1;
SELECT left(complaint(format('SELECT count(*) FROM walkshed.network_edges(%L::bytea::walkshed.network)', substring(value FOR i))), 5) AS sqlstate, count(*) = max(octet_length(value)) AS all
FROM (SELECT walkshed.network_send(streets) AS value FROM net WHERE name = 'A') v, generate_series(0, octet_length(value) - 1) i
GROUP BY 1;
SELECT round(metres), kind FROM net, walkshed.network_edges(streets) WHERE name = 'A' ORDER BY source_id;
-- A point set has a checksum behind its header of 48 bytes.
SELECT left(complaint(format('SELECT count(*) FROM walkshed.points(%L::bytea::walkshed.point_set)', set_byte(value, i, get_byte(value, i) # 1))), 5) AS sqlstate, count(*) = max(octet_length(value)) - 48 AS all
FROM (SELECT walkshed.point_set_send(things) AS value FROM points) v, generate_series(48, octet_length(value) - 1) i
GROUP BY 1;
DROP CAST (bytea AS walkshed.network);
DROP CAST (bytea AS walkshed.point_set);

-- Comparison is by digest, for grouping: A and its copy are one.
SELECT count(*), count(DISTINCT walkshed.digest(streets)) AS digests FROM (SELECT DISTINCT streets FROM net) d;
SELECT array_agg(name ORDER BY name) AS names FROM net GROUP BY streets ORDER BY 1;
SELECT count(*) FROM (SELECT streets FROM net UNION SELECT streets FROM net) u;
SELECT count(*) FROM (SELECT streets FROM net WHERE name = 'A' INTERSECT SELECT streets FROM net WHERE name = 'A again') u;
SELECT count(*) FROM (SELECT streets FROM net EXCEPT SELECT streets FROM net WHERE name = 'B') u;
SELECT count(DISTINCT things) FROM (SELECT things FROM points UNION ALL SELECT things FROM points) p;
-- Of any two exactly one of <, = and >, and the others follow; NULL is unknown.
SELECT count(*) AS pairs, bool_and((a.streets OPERATOR(walkshed.<) b.streets)::int + (a.streets OPERATOR(walkshed.=) b.streets)::int + (a.streets OPERATOR(walkshed.>) b.streets)::int = 1) AS one,
	bool_and((a.streets OPERATOR(walkshed.<>) b.streets) = NOT (a.streets OPERATOR(walkshed.=) b.streets)
		AND (a.streets OPERATOR(walkshed.<=) b.streets) = NOT (a.streets OPERATOR(walkshed.>) b.streets)
		AND (a.streets OPERATOR(walkshed.>=) b.streets) = NOT (a.streets OPERATOR(walkshed.<) b.streets)) AS others,
	bool_and(sign(walkshed.compare(a.streets, b.streets)) = -sign(walkshed.compare(b.streets, a.streets))) AS symmetric,
	bool_and((walkshed.hash(a.streets) = walkshed.hash(b.streets)) = (a.streets OPERATOR(walkshed.=) b.streets)) AS hash,
	count(*) FILTER (WHERE a.streets OPERATOR(walkshed.=) b.streets) AS equal
FROM net a, net b;
SELECT bool_and((a.things OPERATOR(walkshed.<) b.things)::int + (a.things OPERATOR(walkshed.=) b.things)::int + (a.things OPERATOR(walkshed.>) b.things)::int = 1) AS one,
	bool_and((a.things OPERATOR(walkshed.<>) b.things) = NOT (a.things OPERATOR(walkshed.=) b.things)
		AND (a.things OPERATOR(walkshed.<=) b.things) = NOT (a.things OPERATOR(walkshed.>) b.things)
		AND (a.things OPERATOR(walkshed.>=) b.things) = NOT (a.things OPERATOR(walkshed.<) b.things)) AS others,
	count(*) FILTER (WHERE a.things OPERATOR(walkshed.=) b.things) AS equal,
	bool_and((walkshed.hash(a.things) = walkshed.hash(b.things)) = (a.things OPERATOR(walkshed.=) b.things)) AS hash
FROM (SELECT i, walkshed.point_set_agg(1, at(0, i / 2)) AS things FROM generate_series(0, 5) i GROUP BY i) a,
	(SELECT i, walkshed.point_set_agg(1, at(0, i / 2)) AS things FROM generate_series(0, 5) i GROUP BY i) b;
SELECT NULL::walkshed.network OPERATOR(walkshed.=) streets IS NULL AS unknown, walkshed.digest(NULL::walkshed.network) IS NULL AS no_digest FROM net WHERE name = 'B';
-- Joined by hash and by merge: 2 x 2 + 1 pairs.
SET enable_nestloop = off;
SET enable_mergejoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM net a JOIN net b ON a.streets OPERATOR(walkshed.=) b.streets;
SELECT count(*) FROM net a JOIN net b ON a.streets OPERATOR(walkshed.=) b.streets;
SET enable_mergejoin = on;
SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM net a JOIN net b ON a.streets OPERATOR(walkshed.=) b.streets;
SELECT count(*) FROM net a JOIN net b ON a.streets OPERATOR(walkshed.=) b.streets;
RESET ALL;
SELECT count(a.name) AS a, count(b.name) AS b, count(*) FROM (SELECT * FROM net WHERE name <> 'B') a FULL JOIN (SELECT * FROM net WHERE name <> 'A') b ON a.streets OPERATOR(walkshed.=) b.streets;
-- With the schema on the path, = and USING do as well.
SET search_path = public, walkshed;
SELECT count(*) FROM net a JOIN net b USING (streets) WHERE a.streets = b.streets;
RESET search_path;

-- Wherever the value lies, the answers are the same: out of line as it is,
-- compressed out of line, compressed in line, in memory. Streets with a vertex
-- every metre compress well.
SELECT typname, typstorage FROM pg_type WHERE typnamespace = 'walkshed'::regnamespace AND typname IN ('network', 'point_set') ORDER BY 1;
CREATE TABLE large AS SELECT walkshed.network_agg(id, ST_Segmentize(along(0, 300 * id, 3000, 300 * id, 3000, 300 * id + 300), 0.00001)) AS streets FROM generate_series(1, 10) id;
SET default_toast_compression = 'pglz';
CREATE TABLE stored (how text, streets walkshed.network);
INSERT INTO stored SELECT 'external', streets FROM large;
ALTER TABLE stored ALTER streets SET STORAGE EXTENDED;
INSERT INTO stored SELECT 'extended', streets::text::walkshed.network FROM large;
ALTER TABLE stored ALTER streets SET STORAGE MAIN;
INSERT INTO stored SELECT 'main', walkshed.network_agg(id, ST_Segmentize(along(0, 300 * id, 300, 300 * id, 300, 300 * id + 30), 0.00001)) FROM generate_series(1, 3) id;
SELECT how, pg_column_compression(streets) AS compression, octet_length(walkshed.network_send(streets)) / 1000 > pg_column_size(streets) / 1000 AS smaller FROM stored ORDER BY how;
CREATE FUNCTION answers(streets walkshed.network) RETURNS text
BEGIN ATOMIC
	SELECT md5(string_agg(r::text, ' ')) || md5(walkshed.catchment(streets, at(250, 310), minutes => 15)::text) || md5((SELECT string_agg(e::text, ' ') FROM walkshed.network_edges(streets) e))
		|| md5((SELECT string_agg(e::text, ' ') FROM walkshed.network_report(streets) e)) || walkshed.digest(streets)
	FROM walkshed.reach(streets, at(250, 310), minutes => 15) r;
END;
\c
SELECT how, answers(streets) = answers(streets::text::walkshed.network) AS same FROM stored ORDER BY how;
SELECT count(DISTINCT answers(streets)) AS answers FROM stored WHERE how <> 'main';
DO $$
DECLARE
	variable walkshed.network := (SELECT streets FROM stored WHERE how = 'extended');
BEGIN
	RAISE NOTICE 'a variable: %', (SELECT answers(variable) = answers(streets) FROM stored WHERE how = 'external');
END
$$;

DROP FUNCTION answers;
DROP TABLE net, points, back, forged, large, stored;
