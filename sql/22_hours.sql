-- Opening hours, as OpenStreetMap writes them, and minutes of the week, Monday 00:00 = 0, the week's end 10080.

CREATE FUNCTION walkshed.opening_minutes(hours text, week date DEFAULT NULL, holidays date[] DEFAULT NULL)
RETURNS int4multirange
AS 'MODULE_PATHNAME', 'opening_minutes' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION walkshed.opening_minutes IS
	'Opening hours, written as in OpenStreetMap, as minutes of a week from Monday 00:00: of a plain week, or of the week of a date, with these public holidays. NULL where they are not understood; see hours_problem for what is left out.';

CREATE FUNCTION walkshed.hours_problem(hours text, week date DEFAULT NULL, holidays date[] DEFAULT NULL)
RETURNS text
AS 'MODULE_PATHNAME', 'hours_problem' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 50;
COMMENT ON FUNCTION walkshed.hours_problem IS
	'Why opening_minutes() of the same arguments is NULL, or what its minutes leave out (holidays, what is open on conditions) and how an ambiguous hour was read; NULL where they say all.';

CREATE FUNCTION walkshed.opening_hours(minutes int4multirange) RETURNS text
AS 'MODULE_PATHNAME', 'opening_hours' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION walkshed.opening_hours IS
	'Minutes of the week as opening hours of OpenStreetMap, short and always the same; opening_minutes() reads the same minutes from it.';

CREATE FUNCTION walkshed.open_share(hours int4multirange, during int4multirange) RETURNS float8
AS 'MODULE_PATHNAME', 'open_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.open_share IS
	'The share of the minutes of during that are in hours, 0 to 1; NULL where during has none.';

CREATE FUNCTION walkshed.minute_of_week(at timestamp) RETURNS integer
AS 'MODULE_PATHNAME', 'minute_of_week' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION walkshed.minute_of_week IS
	'The minute of the week that a moment is in, 0 to 10079; NULL for infinity.';

CREATE FUNCTION walkshed.covered_minutes_step(internal, int4multirange, integer) RETURNS internal
AS 'MODULE_PATHNAME', 'covered_minutes_step' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.covered_minutes_combine(internal, internal) RETURNS internal
AS 'MODULE_PATHNAME', 'covered_minutes_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION walkshed.covered_minutes_serialize(internal) RETURNS bytea
AS 'MODULE_PATHNAME', 'covered_minutes_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.covered_minutes_deserialize(bytea, internal) RETURNS internal
AS 'MODULE_PATHNAME', 'covered_minutes_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION walkshed.covered_minutes_final(internal) RETURNS int4multirange
AS 'MODULE_PATHNAME', 'covered_minutes_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION walkshed.covered_minutes_step IS 'part of covered_minutes()';
COMMENT ON FUNCTION walkshed.covered_minutes_combine IS 'part of covered_minutes()';
COMMENT ON FUNCTION walkshed.covered_minutes_serialize IS 'part of covered_minutes()';
COMMENT ON FUNCTION walkshed.covered_minutes_deserialize IS 'part of covered_minutes()';
COMMENT ON FUNCTION walkshed.covered_minutes_final IS 'part of covered_minutes()';

CREATE AGGREGATE walkshed.covered_minutes(hours int4multirange, at_least integer) (
	SFUNC = walkshed.covered_minutes_step, STYPE = internal, SSPACE = 512,
	FINALFUNC = walkshed.covered_minutes_final,
	COMBINEFUNC = walkshed.covered_minutes_combine,
	SERIALFUNC = walkshed.covered_minutes_serialize,
	DESERIALFUNC = walkshed.covered_minutes_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE walkshed.covered_minutes(int4multirange, integer) IS
	'The minutes of the week at which at least so many of the rows are open; at_least is the same positive number in all of them. Rows without hours count for nothing.';
