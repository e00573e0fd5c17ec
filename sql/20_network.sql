-- The type network, the aggregate that builds it, and what is in it.

CREATE TYPE walkshed.network;

CREATE FUNCTION walkshed.network_in(cstring) RETURNS walkshed.network
AS 'MODULE_PATHNAME', 'network_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.network_out(walkshed.network) RETURNS cstring
AS 'MODULE_PATHNAME', 'value_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.network_recv(internal) RETURNS walkshed.network
AS 'MODULE_PATHNAME', 'network_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.network_send(walkshed.network) RETURNS bytea
AS 'MODULE_PATHNAME', 'value_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE walkshed.network (
	INPUT = walkshed.network_in,
	OUTPUT = walkshed.network_out,
	RECEIVE = walkshed.network_recv,
	SEND = walkshed.network_send,
	INTERNALLENGTH = variable,
	ALIGNMENT = int4,
	STORAGE = external
);

COMMENT ON FUNCTION walkshed.network_in IS 'text input: hexadecimal as a dump writes it; checked to the last byte';
COMMENT ON FUNCTION walkshed.network_out IS 'text output: hexadecimal';
COMMENT ON FUNCTION walkshed.network_recv IS 'binary input; checked to the last byte';
COMMENT ON FUNCTION walkshed.network_send IS 'binary output';
COMMENT ON TYPE walkshed.network IS 'A street network as a value: built once by network_agg(), stored in a column, passed to the functions.';

CREATE FUNCTION walkshed.digest(walkshed.network) RETURNS text
AS 'MODULE_PATHNAME', 'value_digest' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.digest(walkshed.network) IS
	'The content digest (SHA-256 cut to 128 bits), hexadecimal: equal values have equal digests.';

CREATE FUNCTION walkshed.compare(walkshed.network, walkshed.network) RETURNS integer
AS 'MODULE_PATHNAME', 'value_compare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.compare(walkshed.network, walkshed.network) IS
	'Orders by digest, for GROUP BY, DISTINCT and UNION; the order has no other meaning.';

CREATE FUNCTION walkshed.hash(walkshed.network) RETURNS integer
AS 'MODULE_PATHNAME', 'value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.hash(walkshed.network) IS 'hash of the digest';

CREATE FUNCTION walkshed.equal(walkshed.network, walkshed.network) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_equal' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.equal(walkshed.network, walkshed.network) IS 'implements =, by digest';
CREATE OPERATOR walkshed.= (
	LEFTARG = walkshed.network, RIGHTARG = walkshed.network, FUNCTION = walkshed.equal,
	COMMUTATOR = OPERATOR(walkshed.=), NEGATOR = OPERATOR(walkshed.<>),
	RESTRICT = eqsel, JOIN = eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR walkshed.= (walkshed.network, walkshed.network) IS 'by digest';
CREATE FUNCTION walkshed.not_equal(walkshed.network, walkshed.network) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_not_equal' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.not_equal(walkshed.network, walkshed.network) IS 'implements <>, by digest';
CREATE OPERATOR walkshed.<> (
	LEFTARG = walkshed.network, RIGHTARG = walkshed.network, FUNCTION = walkshed.not_equal,
	COMMUTATOR = OPERATOR(walkshed.<>), NEGATOR = OPERATOR(walkshed.=),
	RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR walkshed.<> (walkshed.network, walkshed.network) IS 'by digest';
CREATE FUNCTION walkshed.less(walkshed.network, walkshed.network) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_less' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.less(walkshed.network, walkshed.network) IS 'implements <, by digest';
CREATE OPERATOR walkshed.< (
	LEFTARG = walkshed.network, RIGHTARG = walkshed.network, FUNCTION = walkshed.less,
	COMMUTATOR = OPERATOR(walkshed.>), NEGATOR = OPERATOR(walkshed.>=),
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR walkshed.< (walkshed.network, walkshed.network) IS 'by digest';
CREATE FUNCTION walkshed.less_or_equal(walkshed.network, walkshed.network) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_less_or_equal' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.less_or_equal(walkshed.network, walkshed.network) IS 'implements <=, by digest';
CREATE OPERATOR walkshed.<= (
	LEFTARG = walkshed.network, RIGHTARG = walkshed.network, FUNCTION = walkshed.less_or_equal,
	COMMUTATOR = OPERATOR(walkshed.>=), NEGATOR = OPERATOR(walkshed.>),
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR walkshed.<= (walkshed.network, walkshed.network) IS 'by digest';
CREATE FUNCTION walkshed.greater(walkshed.network, walkshed.network) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_greater' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.greater(walkshed.network, walkshed.network) IS 'implements >, by digest';
CREATE OPERATOR walkshed.> (
	LEFTARG = walkshed.network, RIGHTARG = walkshed.network, FUNCTION = walkshed.greater,
	COMMUTATOR = OPERATOR(walkshed.<), NEGATOR = OPERATOR(walkshed.<=),
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR walkshed.> (walkshed.network, walkshed.network) IS 'by digest';
CREATE FUNCTION walkshed.greater_or_equal(walkshed.network, walkshed.network) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_greater_or_equal' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.greater_or_equal(walkshed.network, walkshed.network) IS 'implements >=, by digest';
CREATE OPERATOR walkshed.>= (
	LEFTARG = walkshed.network, RIGHTARG = walkshed.network, FUNCTION = walkshed.greater_or_equal,
	COMMUTATOR = OPERATOR(walkshed.<=), NEGATOR = OPERATOR(walkshed.<),
	RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR walkshed.>= (walkshed.network, walkshed.network) IS 'by digest';

CREATE OPERATOR CLASS walkshed.network_btree_ops DEFAULT FOR TYPE walkshed.network USING btree AS
	OPERATOR 1 walkshed.<, OPERATOR 2 walkshed.<=, OPERATOR 3 walkshed.=,
	OPERATOR 4 walkshed.>=, OPERATOR 5 walkshed.>,
	FUNCTION 1 walkshed.compare(walkshed.network, walkshed.network);
CREATE OPERATOR CLASS walkshed.network_hash_ops DEFAULT FOR TYPE walkshed.network USING hash AS
	OPERATOR 1 walkshed.=,
	FUNCTION 1 walkshed.hash(walkshed.network);

-- The argument type geometry is PostGIS's, wherever that is installed.
SELECT set_config('search_path', 'pg_catalog, ' || walkshed.extension_schema('postgis') || ', pg_temp', true);

CREATE FUNCTION walkshed.network_agg_step(internal, bigint, geometry) RETURNS internal
AS 'MODULE_PATHNAME', 'network_agg_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.network_agg_step(internal, bigint, geometry, jsonb) RETURNS internal
AS 'MODULE_PATHNAME', 'network_agg_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.network_agg_step(internal, bigint, geometry, jsonb, float8) RETURNS internal
AS 'MODULE_PATHNAME', 'network_agg_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.network_agg_combine(internal, internal) RETURNS internal
AS 'MODULE_PATHNAME', 'network_agg_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.network_agg_serialize(internal) RETURNS bytea
AS 'MODULE_PATHNAME', 'network_agg_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.network_agg_deserialize(bytea, internal) RETURNS internal
AS 'MODULE_PATHNAME', 'network_agg_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.network_agg_final(internal) RETURNS walkshed.network
AS 'MODULE_PATHNAME', 'network_agg_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION walkshed.network_agg_step(internal, bigint, geometry) IS 'part of network_agg()';
COMMENT ON FUNCTION walkshed.network_agg_step(internal, bigint, geometry, jsonb) IS 'part of network_agg()';
COMMENT ON FUNCTION walkshed.network_agg_step(internal, bigint, geometry, jsonb, float8) IS 'part of network_agg()';
COMMENT ON FUNCTION walkshed.network_agg_combine IS 'part of network_agg()';
COMMENT ON FUNCTION walkshed.network_agg_serialize IS 'part of network_agg()';
COMMENT ON FUNCTION walkshed.network_agg_deserialize IS 'part of network_agg()';
COMMENT ON FUNCTION walkshed.network_agg_final IS 'part of network_agg()';

CREATE AGGREGATE walkshed.network_agg(id bigint, geom geometry) (
	SFUNC = walkshed.network_agg_step, STYPE = internal,
	FINALFUNC = walkshed.network_agg_final,
	COMBINEFUNC = walkshed.network_agg_combine,
	SERIALFUNC = walkshed.network_agg_serialize,
	DESERIALFUNC = walkshed.network_agg_deserialize,
	PARALLEL = SAFE
);
CREATE AGGREGATE walkshed.network_agg(id bigint, geom geometry, attributes jsonb) (
	SFUNC = walkshed.network_agg_step, STYPE = internal,
	FINALFUNC = walkshed.network_agg_final,
	COMBINEFUNC = walkshed.network_agg_combine,
	SERIALFUNC = walkshed.network_agg_serialize,
	DESERIALFUNC = walkshed.network_agg_deserialize,
	PARALLEL = SAFE
);
CREATE AGGREGATE walkshed.network_agg(id bigint, geom geometry, attributes jsonb, snap_m float8) (
	SFUNC = walkshed.network_agg_step, STYPE = internal,
	FINALFUNC = walkshed.network_agg_final,
	COMBINEFUNC = walkshed.network_agg_combine,
	SERIALFUNC = walkshed.network_agg_serialize,
	DESERIALFUNC = walkshed.network_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE walkshed.network_agg(bigint, geometry) IS
	'Builds a network from street lines (LineString or MultiLineString, SRID 4326 or 4490). Streets join where they share a vertex, after rounding to 1e-7 degree; lines that cross without one stay apart. Ids are unique.';
COMMENT ON AGGREGATE walkshed.network_agg(bigint, geometry, jsonb) IS
	'The same with attributes, all optional: kind (street, path, steps, footbridge, underpass, crossing, signal_crossing, lift, gate, indoor, barrier), foot (both, forward, backward, no), ascent_m, descent_m, delay_s, wheelchair (yes, no, limited), doors (yes, no; no for footbridge, underpass and lift); hours, valid_from and valid_to are checked and counted, not applied; surface is checked only.';
COMMENT ON AGGREGATE walkshed.network_agg(bigint, geometry, jsonb, float8) IS
	'The same, and near misses are joined: a dead end within snap_m metres (0 to 20, the same for all rows) of another line is joined to its vertex or nearest point, never across a barrier.';

CREATE FUNCTION walkshed.network_report(network walkshed.network)
RETURNS TABLE (metric text, value float8, note text)
AS 'MODULE_PATHNAME', 'network_report' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 30;
COMMENT ON FUNCTION walkshed.network_report IS
	'What network_agg() read, dropped and why; nodes, edges, lengths by kind; components and the share of the largest; dead ends and those that almost touch another edge.';

CREATE FUNCTION walkshed.network_edges(network walkshed.network, walker walkshed.walker DEFAULT walkshed.walker())
RETURNS TABLE (id bigint, source bigint, target bigint, cost float8, reverse_cost float8, metres float8,
	kind text, source_id bigint, geom geometry)
AS 'MODULE_PATHNAME', 'network_edges' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10000;
COMMENT ON FUNCTION walkshed.network_edges IS
	'The edges under the column names of pgRouting: cost and reverse_cost in seconds for this walker, -1 where closed. source_id is the id of the input row.';

CREATE FUNCTION walkshed.network_components(network walkshed.network, walker walkshed.walker DEFAULT walkshed.walker())
RETURNS TABLE (node bigint, component bigint)
AS 'MODULE_PATHNAME', 'network_components' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10000;
COMMENT ON FUNCTION walkshed.network_components IS
	'The part of the network that a node is in, by the smallest node in it: no way that this walker may take joins two parts. Nodes as in network_edges().';

-- A set of one, so that the planner runs it once: an expression in the place of
-- a row's network would be run for every row.
CREATE FUNCTION walkshed.edit(network walkshed.network, add geometry DEFAULT NULL, attributes jsonb DEFAULT NULL,
	open bigint[] DEFAULT NULL, close bigint[] DEFAULT NULL, snap_m float8 DEFAULT 2)
RETURNS SETOF walkshed.network
AS 'MODULE_PATHNAME', 'edit' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1;
COMMENT ON FUNCTION walkshed.edit IS
	'What if: the network with lines added (paths without doors unless attributes say otherwise, their ends joined to what is within snap_m metres; ids -1, -2, ...), streets opened or closed, barriers opened, by the ids that network_agg() was given.';

CREATE FUNCTION walkshed.cache_stats(OUT tiles_loaded bigint, OUT bytes_read bigint,
	OUT tiles_cached bigint, OUT bytes_cached bigint, OUT tiles_evicted bigint)
AS 'MODULE_PATHNAME', 'cache_stats' LANGUAGE C VOLATILE PARALLEL RESTRICTED;
COMMENT ON FUNCTION walkshed.cache_stats IS
	'This backend''s cache of network tiles: tiles and bytes read from values and tiles evicted since it started, tiles and bytes held now (see walkshed.cache_size).';
