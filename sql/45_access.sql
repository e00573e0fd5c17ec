-- Measures over point sets: origins walk to places, all tags in one call.
-- Every origin is accounted for: where there is nothing to measure, problem
-- says why. A call takes milliseconds to seconds: its COST says so, for the
-- planner to have processes share several calls.

CREATE TYPE walkshed.decay AS (kind text, beta float8, midpoint float8, scale float8);
COMMENT ON TYPE walkshed.decay IS
	'How much a place counts that is so far away: made by walkshed.decay(...).';
COMMENT ON COLUMN walkshed.decay.kind IS
	'With t and the budget T in the unit of the budget, minutes or metres. step: 1. linear: 1 - t / T. exponential: exp(-beta t). gaussian: (exp(-(t/T)^2 / 2) - exp(-1/2)) / (1 - exp(-1/2)). logistic: 1 / (1 + exp((t - midpoint) / scale)). power: t^-beta, 1 below t = 1';
COMMENT ON COLUMN walkshed.decay.beta IS 'of exponential (default ln(10) / T: a tenth is left at the budget) and power (default 1)';
COMMENT ON COLUMN walkshed.decay.midpoint IS 'of logistic, default T / 2';
COMMENT ON COLUMN walkshed.decay.scale IS 'of logistic, default T / 10';

CREATE FUNCTION walkshed.decay(kind text DEFAULT 'step', beta float8 DEFAULT NULL,
	midpoint float8 DEFAULT NULL, scale float8 DEFAULT NULL)
RETURNS walkshed.decay
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ROW(kind, beta, midpoint, scale)::walkshed.decay;
COMMENT ON FUNCTION walkshed.decay IS
	'A distance decay: step, linear, exponential, gaussian, logistic or power. Values are checked where it is used.';

CREATE FUNCTION walkshed.accessible(network walkshed.network, origins walkshed.point_set, places walkshed.point_set,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL, walker walkshed.walker DEFAULT walkshed.walker(),
	decay walkshed.decay DEFAULT walkshed.decay(), tag text DEFAULT NULL)
RETURNS TABLE (origin_id bigint, tag text, places integer, total float8, problem text)
AS 'MODULE_PATHNAME', 'accessible' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 10000;
COMMENT ON FUNCTION walkshed.accessible IS
	'For every origin and tag the number of places within the budget, and the sum of their weights, each by the decay (cumulative opportunities with a step, Hansen''s gravity measure with another).';

CREATE FUNCTION walkshed.supply(network walkshed.network, origins walkshed.point_set, places walkshed.point_set,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL, walker walkshed.walker DEFAULT walkshed.walker(),
	decay walkshed.decay DEFAULT walkshed.decay(), tag text DEFAULT NULL)
RETURNS TABLE (origin_id bigint, tag text, ratio float8, problem text)
AS 'MODULE_PATHNAME', 'supply' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 10000;
COMMENT ON FUNCTION walkshed.supply IS
	'Two-step floating catchment area (2SFCA): for every origin and tag the sum, over the places within the budget, of capacity (the place''s weight) per head of all who compete for it (the origins'' weights), both by the decay. With a decay other than step it is the enhanced 2SFCA.';

CREATE FUNCTION walkshed.supply_load(network walkshed.network, origins walkshed.point_set, places walkshed.point_set,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL, walker walkshed.walker DEFAULT walkshed.walker(),
	decay walkshed.decay DEFAULT walkshed.decay(), tag text DEFAULT NULL)
RETURNS TABLE (place_id bigint, tag text, capacity float8, demand float8, ratio float8, problem text)
AS 'MODULE_PATHNAME', 'supply_load' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 1000;
COMMENT ON FUNCTION walkshed.supply_load IS
	'The places'' side of the two-step floating catchment area: the people who compete for each place, by the decay, and its capacity per head; ratio is NULL where nobody does.';

CREATE FUNCTION walkshed.diversity(network walkshed.network, origins walkshed.point_set, places walkshed.point_set,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL, walker walkshed.walker DEFAULT walkshed.walker(),
	decay walkshed.decay DEFAULT walkshed.decay(), q float8 DEFAULT 1)
RETURNS TABLE (origin_id bigint, tags integer, diversity float8, problem text)
AS 'MODULE_PATHNAME', 'diversity' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 10000;
COMMENT ON FUNCTION walkshed.diversity IS
	'How diverse the places within the budget are: the Hill number of order q over the totals of the tags (q = 0 counts tags, 1 is the exponential of Shannon''s entropy, 2 the inverse of Simpson''s index); 0 where there are none.';

CREATE FUNCTION walkshed.travel_times(network walkshed.network, origins walkshed.point_set, destinations walkshed.point_set,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL, walker walkshed.walker DEFAULT walkshed.walker())
RETURNS TABLE (origin_id bigint, destination_id bigint, seconds float8, metres float8, problem text)
AS 'MODULE_PATHNAME', 'travel_times' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 100000;
COMMENT ON FUNCTION walkshed.travel_times IS
	'The best walk from every origin to every destination within the budget, a row a pair; an origin that reaches none has one row with the reason. Rows of an origin come together; ORDER BY where the order matters.';

CREATE FUNCTION walkshed.proximity(network walkshed.network, origins walkshed.point_set, places walkshed.point_set,
	k integer DEFAULT 20, minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), tag text DEFAULT NULL)
RETURNS TABLE (origin_id bigint, tag text, places integer, mean_seconds float8, problem text)
AS 'MODULE_PATHNAME', 'proximity' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 10000;
COMMENT ON FUNCTION walkshed.proximity IS
	'Proximity time: for every origin and tag the mean walking time to the k nearest places within the budget, and how many were found.';
