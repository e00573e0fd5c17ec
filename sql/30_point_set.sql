-- The type point_set, the aggregate that builds it, and its points.

CREATE TYPE walkshed.point_set;

CREATE FUNCTION walkshed.point_set_in(cstring) RETURNS walkshed.point_set
AS 'MODULE_PATHNAME', 'point_set_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_out(walkshed.point_set) RETURNS cstring
AS 'MODULE_PATHNAME', 'value_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_recv(internal) RETURNS walkshed.point_set
AS 'MODULE_PATHNAME', 'point_set_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_send(walkshed.point_set) RETURNS bytea
AS 'MODULE_PATHNAME', 'value_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE TYPE walkshed.point_set (
	INPUT = walkshed.point_set_in,
	OUTPUT = walkshed.point_set_out,
	RECEIVE = walkshed.point_set_recv,
	SEND = walkshed.point_set_send,
	INTERNALLENGTH = variable,
	ALIGNMENT = int4,
	STORAGE = external
);

COMMENT ON FUNCTION walkshed.point_set_in IS 'text input: hexadecimal as a dump writes it; checked to the last byte';
COMMENT ON FUNCTION walkshed.point_set_out IS 'text output: hexadecimal';
COMMENT ON FUNCTION walkshed.point_set_recv IS 'binary input; checked to the last byte';
COMMENT ON FUNCTION walkshed.point_set_send IS 'binary output';
COMMENT ON TYPE walkshed.point_set IS 'Many located things as one value: id, points (gates, entrances) or outlines (of a quarter, a park), weight, tag. Built by point_set_agg().';

CREATE FUNCTION walkshed.digest(walkshed.point_set) RETURNS text
AS 'MODULE_PATHNAME', 'value_digest' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.digest(walkshed.point_set) IS
	'The content digest (SHA-256 cut to 128 bits), hexadecimal: equal values have equal digests.';

CREATE FUNCTION walkshed.compare(walkshed.point_set, walkshed.point_set) RETURNS integer
AS 'MODULE_PATHNAME', 'value_compare' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.compare(walkshed.point_set, walkshed.point_set) IS
	'Orders by digest, for GROUP BY, DISTINCT and UNION; the order has no other meaning.';

CREATE FUNCTION walkshed.hash(walkshed.point_set) RETURNS integer
AS 'MODULE_PATHNAME', 'value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.hash(walkshed.point_set) IS 'hash of the digest';

CREATE FUNCTION walkshed.equal(walkshed.point_set, walkshed.point_set) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_equal' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.equal(walkshed.point_set, walkshed.point_set) IS 'implements =, by digest';
CREATE OPERATOR walkshed.= (
	LEFTARG = walkshed.point_set, RIGHTARG = walkshed.point_set, FUNCTION = walkshed.equal,
	COMMUTATOR = OPERATOR(walkshed.=), NEGATOR = OPERATOR(walkshed.<>),
	RESTRICT = eqsel, JOIN = eqjoinsel,
	HASHES, MERGES
);
COMMENT ON OPERATOR walkshed.= (walkshed.point_set, walkshed.point_set) IS 'by digest';
CREATE FUNCTION walkshed.not_equal(walkshed.point_set, walkshed.point_set) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_not_equal' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.not_equal(walkshed.point_set, walkshed.point_set) IS 'implements <>, by digest';
CREATE OPERATOR walkshed.<> (
	LEFTARG = walkshed.point_set, RIGHTARG = walkshed.point_set, FUNCTION = walkshed.not_equal,
	COMMUTATOR = OPERATOR(walkshed.<>), NEGATOR = OPERATOR(walkshed.=),
	RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR walkshed.<> (walkshed.point_set, walkshed.point_set) IS 'by digest';
CREATE FUNCTION walkshed.less(walkshed.point_set, walkshed.point_set) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_less' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.less(walkshed.point_set, walkshed.point_set) IS 'implements <, by digest';
CREATE OPERATOR walkshed.< (
	LEFTARG = walkshed.point_set, RIGHTARG = walkshed.point_set, FUNCTION = walkshed.less,
	COMMUTATOR = OPERATOR(walkshed.>), NEGATOR = OPERATOR(walkshed.>=),
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR walkshed.< (walkshed.point_set, walkshed.point_set) IS 'by digest';
CREATE FUNCTION walkshed.less_or_equal(walkshed.point_set, walkshed.point_set) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_less_or_equal' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.less_or_equal(walkshed.point_set, walkshed.point_set) IS 'implements <=, by digest';
CREATE OPERATOR walkshed.<= (
	LEFTARG = walkshed.point_set, RIGHTARG = walkshed.point_set, FUNCTION = walkshed.less_or_equal,
	COMMUTATOR = OPERATOR(walkshed.>=), NEGATOR = OPERATOR(walkshed.>),
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR walkshed.<= (walkshed.point_set, walkshed.point_set) IS 'by digest';
CREATE FUNCTION walkshed.greater(walkshed.point_set, walkshed.point_set) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_greater' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.greater(walkshed.point_set, walkshed.point_set) IS 'implements >, by digest';
CREATE OPERATOR walkshed.> (
	LEFTARG = walkshed.point_set, RIGHTARG = walkshed.point_set, FUNCTION = walkshed.greater,
	COMMUTATOR = OPERATOR(walkshed.<), NEGATOR = OPERATOR(walkshed.<=),
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR walkshed.> (walkshed.point_set, walkshed.point_set) IS 'by digest';
CREATE FUNCTION walkshed.greater_or_equal(walkshed.point_set, walkshed.point_set) RETURNS boolean
AS 'MODULE_PATHNAME', 'value_greater_or_equal' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.greater_or_equal(walkshed.point_set, walkshed.point_set) IS 'implements >=, by digest';
CREATE OPERATOR walkshed.>= (
	LEFTARG = walkshed.point_set, RIGHTARG = walkshed.point_set, FUNCTION = walkshed.greater_or_equal,
	COMMUTATOR = OPERATOR(walkshed.<=), NEGATOR = OPERATOR(walkshed.<),
	RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR walkshed.>= (walkshed.point_set, walkshed.point_set) IS 'by digest';

CREATE OPERATOR CLASS walkshed.point_set_btree_ops DEFAULT FOR TYPE walkshed.point_set USING btree AS
	OPERATOR 1 walkshed.<, OPERATOR 2 walkshed.<=, OPERATOR 3 walkshed.=,
	OPERATOR 4 walkshed.>=, OPERATOR 5 walkshed.>,
	FUNCTION 1 walkshed.compare(walkshed.point_set, walkshed.point_set);
CREATE OPERATOR CLASS walkshed.point_set_hash_ops DEFAULT FOR TYPE walkshed.point_set USING hash AS
	OPERATOR 1 walkshed.=,
	FUNCTION 1 walkshed.hash(walkshed.point_set);

CREATE FUNCTION walkshed.point_set_agg_step(internal, bigint, geometry) RETURNS internal
AS 'MODULE_PATHNAME', 'point_set_agg_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_agg_step(internal, bigint, geometry, float8) RETURNS internal
AS 'MODULE_PATHNAME', 'point_set_agg_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_agg_step(internal, bigint, geometry, float8, text) RETURNS internal
AS 'MODULE_PATHNAME', 'point_set_agg_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_agg_combine(internal, internal) RETURNS internal
AS 'MODULE_PATHNAME', 'point_set_agg_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_agg_serialize(internal) RETURNS bytea
AS 'MODULE_PATHNAME', 'point_set_agg_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_agg_deserialize(bytea, internal) RETURNS internal
AS 'MODULE_PATHNAME', 'point_set_agg_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.point_set_agg_final(internal) RETURNS walkshed.point_set
AS 'MODULE_PATHNAME', 'point_set_agg_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION walkshed.point_set_agg_step(internal, bigint, geometry) IS 'part of point_set_agg()';
COMMENT ON FUNCTION walkshed.point_set_agg_step(internal, bigint, geometry, float8) IS 'part of point_set_agg()';
COMMENT ON FUNCTION walkshed.point_set_agg_step(internal, bigint, geometry, float8, text) IS 'part of point_set_agg()';
COMMENT ON FUNCTION walkshed.point_set_agg_combine IS 'part of point_set_agg()';
COMMENT ON FUNCTION walkshed.point_set_agg_serialize IS 'part of point_set_agg()';
COMMENT ON FUNCTION walkshed.point_set_agg_deserialize IS 'part of point_set_agg()';
COMMENT ON FUNCTION walkshed.point_set_agg_final IS 'part of point_set_agg()';

CREATE AGGREGATE walkshed.point_set_agg(id bigint, geom geometry) (
	SFUNC = walkshed.point_set_agg_step, STYPE = internal,
	FINALFUNC = walkshed.point_set_agg_final,
	COMBINEFUNC = walkshed.point_set_agg_combine,
	SERIALFUNC = walkshed.point_set_agg_serialize,
	DESERIALFUNC = walkshed.point_set_agg_deserialize,
	PARALLEL = SAFE
);
CREATE AGGREGATE walkshed.point_set_agg(id bigint, geom geometry, weight float8) (
	SFUNC = walkshed.point_set_agg_step, STYPE = internal,
	FINALFUNC = walkshed.point_set_agg_final,
	COMBINEFUNC = walkshed.point_set_agg_combine,
	SERIALFUNC = walkshed.point_set_agg_serialize,
	DESERIALFUNC = walkshed.point_set_agg_deserialize,
	PARALLEL = SAFE
);
CREATE AGGREGATE walkshed.point_set_agg(id bigint, geom geometry, weight float8, tag text) (
	SFUNC = walkshed.point_set_agg_step, STYPE = internal,
	FINALFUNC = walkshed.point_set_agg_final,
	COMBINEFUNC = walkshed.point_set_agg_combine,
	SERIALFUNC = walkshed.point_set_agg_serialize,
	DESERIALFUNC = walkshed.point_set_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE walkshed.point_set_agg(bigint, geometry) IS
	'Builds a point set from Points, MultiPoints, Polygons and MultiPolygons (SRID 4326 or 4490). Rows of one id are one thing: its points are its doors; if it has outlines only, it is entered where streets cross them. A NULL or EMPTY geometry is a thing without a location. Weight is 1.';
COMMENT ON AGGREGATE walkshed.point_set_agg(bigint, geometry, float8) IS
	'The same with a weight (people, capacity), 0 or more; rows of one id carry the same.';
COMMENT ON AGGREGATE walkshed.point_set_agg(bigint, geometry, float8, text) IS
	'The same with a tag (the service); one id may come under several tags, once for each.';

CREATE FUNCTION walkshed.points(point_set walkshed.point_set)
RETURNS TABLE (id bigint, tag text, weight float8, entries integer, outlines integer, geom geometry)
AS 'MODULE_PATHNAME', 'points' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 250 ROWS 1000;
COMMENT ON FUNCTION walkshed.points IS
	'The things in a point set, by id and tag, with the number of their entries (points) and of their outlines; neither: without a location. geom: its points; its outlines where it has those only.';
