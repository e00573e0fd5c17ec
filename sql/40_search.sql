-- What one asks of a network. Everywhere: the budget is minutes or metres,
-- exactly one of them; an omitted walker is the adult, a NULL walker an error;
-- a NULL network or geometry gives NULL or no rows.

CREATE FUNCTION walkshed.snap(network walkshed.network, geom geometry,
	walker walkshed.walker DEFAULT walkshed.walker(),
	OUT edge bigint, OUT fraction float8, OUT metres float8, OUT seconds float8, OUT geom geometry, OUT problem text)
AS 'MODULE_PATHNAME', 'snap' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 250;
COMMENT ON FUNCTION walkshed.snap IS
	'The nearest point of a street that the walker may use: its edge and fraction, the straight leg''s length and time, or why there is none (too far, behind a barrier). Of a MultiPoint the point nearest to a street; of a Polygon the first place where a street crosses its outline, else from a point inside.';

CREATE FUNCTION walkshed.reach(network walkshed.network, origin geometry,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), toward boolean DEFAULT false)
RETURNS TABLE (edge bigint, source_id bigint, from_fraction float8, to_fraction float8,
	from_seconds float8, to_seconds float8, geom geometry)
AS 'MODULE_PATHNAME', 'reach' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION walkshed.reach IS
	'The pieces of street within the budget of a Point, a MultiPoint (gates) or a Polygon (from where streets cross its outline), cut to the metre, with the seconds at either end of a piece. toward: from where one can walk to the origin. No rows where the origin has no street in reach (see snap).';

CREATE FUNCTION walkshed.reach_nodes(network walkshed.network, origin geometry,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), toward boolean DEFAULT false)
RETURNS TABLE (node bigint, seconds float8, metres float8)
AS 'MODULE_PATHNAME', 'reach_nodes' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION walkshed.reach_nodes IS
	'The nodes (of network_edges) within the budget, with the time and length of the best walk: the fastest for a budget in minutes, the shortest for one in metres.';

CREATE FUNCTION walkshed.catchment(network walkshed.network, origin geometry,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), toward boolean DEFAULT false,
	cell_m float8 DEFAULT 10, buffer_m float8 DEFAULT 50)
RETURNS geometry
AS 'MODULE_PATHNAME', 'catchment' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION walkshed.catchment IS
	'The area within the budget as a valid MultiPolygon: the reached pieces of street, widened by the off-street leg that the rest of the budget allows, at most buffer_m and never across a barrier, drawn on a lattice of cell_m. Streets without doors (footbridge, underpass, lift) are not left. Within the catchment of any larger budget. toward: the catchment of a facility. NULL where the origin has no street in reach (see snap).';

CREATE FUNCTION walkshed.catchments(network walkshed.network, origin geometry,
	minutes float8[] DEFAULT NULL, metres float8[] DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), toward boolean DEFAULT false,
	cell_m float8 DEFAULT 10, buffer_m float8 DEFAULT 50)
RETURNS TABLE (budget float8, geom geometry)
AS 'MODULE_PATHNAME', 'catchments' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 3;
COMMENT ON FUNCTION walkshed.catchments IS
	'The catchments of one origin within several budgets, from one search: the areas of catchment(), the smallest first, each inside the next. No rows where the origin has no street in reach (see snap).';

CREATE FUNCTION walkshed.all_catchments(network walkshed.network, origins walkshed.point_set,
	minutes float8[] DEFAULT NULL, metres float8[] DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), toward boolean DEFAULT false,
	cell_m float8 DEFAULT 10, buffer_m float8 DEFAULT 50)
RETURNS TABLE (origin_id bigint, budget float8, geom geometry, problem text)
AS 'MODULE_PATHNAME', 'all_catchments' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 1000;
COMMENT ON FUNCTION walkshed.all_catchments IS
	'The catchments of every id of a point set, all its doors together, within several budgets: by id, the smallest budget first. An origin without a street in reach has one row without budget and area, and why.';

CREATE FUNCTION walkshed.surface(network walkshed.network, origin geometry,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), toward boolean DEFAULT false,
	cell_m float8 DEFAULT 10, buffer_m float8 DEFAULT 50)
RETURNS TABLE (x float8, y float8, seconds float8, metres float8)
AS 'MODULE_PATHNAME', 'surface' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000 ROWS 10000;
COMMENT ON FUNCTION walkshed.surface IS
	'The time to every place: the points of catchment()''s lattice, by longitude (x) and latitude (y), that can be stood on within the budget, with the seconds and metres of the best walk there along streets and a straight leg of at most buffer_m that no barrier crosses. By y, then x. No rows where the origin has no street in reach (see snap).';

CREATE FUNCTION walkshed.surface_raster(network walkshed.network, origin geometry,
	minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), toward boolean DEFAULT false,
	cell_m float8 DEFAULT 10, buffer_m float8 DEFAULT 50)
RETURNS bytea
AS 'MODULE_PATHNAME', 'surface_raster' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION walkshed.surface_raster IS
	'The rows of surface() as a raster for ST_RastFromWKB() of the extension postgis_raster: a pixel around every point, band 1 the seconds, band 2 the metres, -1 where there is no row. In colour: ST_ColorMap(ST_RastFromWKB(walkshed.surface_raster(...)), 1, ''fire''). NULL where surface() has no rows.';

CREATE FUNCTION walkshed.walk(network walkshed.network, origin geometry, destination geometry,
	walker walkshed.walker DEFAULT walkshed.walker(),
	OUT seconds float8, OUT metres float8, OUT straight_metres float8, OUT detour float8,
	OUT steps integer, OUT crossings integer, OUT footbridges integer, OUT underpasses integer, OUT lifts integer,
	OUT problem text, OUT geom geometry)
AS 'MODULE_PATHNAME', 'walk' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION walkshed.walk IS
	'The fastest walk from door to door: time, length, straight-line length, their ratio (detour), flights of steps, crossings, footbridges, underpasses and lifts on the way, its line; or why there is none. Of MultiPoints and Polygons the best pair of doors.';

CREATE FUNCTION walkshed.nearest(network walkshed.network, origins walkshed.point_set, places walkshed.point_set,
	k integer DEFAULT 1, minutes float8 DEFAULT NULL, metres float8 DEFAULT NULL,
	walker walkshed.walker DEFAULT walkshed.walker(), tag text DEFAULT NULL)
RETURNS TABLE (origin_id bigint, tag text, rank integer, place_id bigint, seconds float8, metres float8, problem text)
AS 'MODULE_PATHNAME', 'nearest' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000 ROWS 10000;
COMMENT ON FUNCTION walkshed.nearest IS
	'For every origin the k nearest places of every tag (or of one) within the budget, walking from the origin; ties go to the smaller id. Every origin has a row for every tag: where no place is found, rank and place are NULL and problem says why. By tag, origin and rank.';

CREATE FUNCTION walkshed.nearest_straight(origins walkshed.point_set, places walkshed.point_set, metres float8)
RETURNS TABLE (origin_id bigint, tag text, place_id bigint, straight_metres float8)
AS 'MODULE_PATHNAME', 'nearest_straight' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000 ROWS 10000;
COMMENT ON FUNCTION walkshed.nearest_straight IS
	'For every origin the nearest place of every tag in a straight line, if one is within so many metres (1 to 50000): what would be near if nothing were in the way. Ties go to the smaller id. By tag and origin; an origin has no row where no place is near.';
