-- The walker: who walks. A value like any other: stored in a column, taken
-- from walkshed.profile, or made on the spot.

CREATE TYPE walkshed.walker AS (
	speed_mps float8,
	slope text,
	steps_up_s_per_m float8,
	steps_down_s_per_m float8,
	footbridge_s float8,
	underpass_s float8,
	lift_wait_s float8,
	signal_wait_s float8,
	crossing_wait_s float8,
	steps_allowed boolean,
	steepest_grade float8,
	off_street_factor float8,
	off_street_max_m float8
);

COMMENT ON TYPE walkshed.walker IS
	'Who walks, and what a piece of street costs them. Made by walkshed.walker(...), or taken from walkshed.profile.';
COMMENT ON COLUMN walkshed.walker.speed_mps IS 'walking speed on the flat, metres a second, 0.1 to 10';
COMMENT ON COLUMN walkshed.walker.slope IS 'none, or tobler: the hiking function, relative to the flat';
COMMENT ON COLUMN walkshed.walker.steps_up_s_per_m IS 'seconds for each metre of length of steps, going up; where the direction is unknown, the mean of up and down';
COMMENT ON COLUMN walkshed.walker.steps_down_s_per_m IS 'the same, going down';
COMMENT ON COLUMN walkshed.walker.footbridge_s IS 'extra seconds for a footbridge whose stairs are not drawn';
COMMENT ON COLUMN walkshed.walker.underpass_s IS 'extra seconds for an underpass whose stairs are not drawn';
COMMENT ON COLUMN walkshed.walker.lift_wait_s IS 'mean wait for a lift, seconds';
COMMENT ON COLUMN walkshed.walker.signal_wait_s IS 'mean wait at a crossing with signals, seconds';
COMMENT ON COLUMN walkshed.walker.crossing_wait_s IS 'mean wait at a crossing without signals, seconds';
COMMENT ON COLUMN walkshed.walker.steps_allowed IS 'false: steps, and what is marked wheelchair = no, are closed';
COMMENT ON COLUMN walkshed.walker.steepest_grade IS 'streets steeper than this (rise over run) are closed; NULL: no limit';
COMMENT ON COLUMN walkshed.walker.off_street_factor IS 'how much slower than the street the straight leg between door and street is';
COMMENT ON COLUMN walkshed.walker.off_street_max_m IS 'longest straight leg between a door and the street, metres';

CREATE FUNCTION walkshed.walker(
	speed_mps float8 DEFAULT 1.33,
	slope text DEFAULT 'none',
	steps_up_s_per_m float8 DEFAULT 2.0,
	steps_down_s_per_m float8 DEFAULT 1.43,
	footbridge_s float8 DEFAULT 0,
	underpass_s float8 DEFAULT 0,
	lift_wait_s float8 DEFAULT 0,
	signal_wait_s float8 DEFAULT 0,
	crossing_wait_s float8 DEFAULT 0,
	steps_allowed boolean DEFAULT true,
	steepest_grade float8 DEFAULT NULL,
	off_street_factor float8 DEFAULT 1,
	off_street_max_m float8 DEFAULT 200)
RETURNS walkshed.walker
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ROW(speed_mps, slope, steps_up_s_per_m, steps_down_s_per_m, footbridge_s, underpass_s,
	lift_wait_s, signal_wait_s, crossing_wait_s, steps_allowed, steepest_grade, off_street_factor,
	off_street_max_m)::walkshed.walker;

COMMENT ON FUNCTION walkshed.walker IS
	'A walker; every argument has a default, which together are an adult at 80 m a minute. Values are checked where the walker is used.';
