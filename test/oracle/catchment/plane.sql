-- What the tests of catchments share: metres around an origin, chance that is the
-- same on every run, and the legs that a walker has left, made by PostGIS alone.
CREATE SCHEMA oracle;

-- Any number from 0 to 1, the same for the same text.
CREATE FUNCTION oracle.chance(seed text) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ('x' || substr(md5(seed), 1, 8))::bit(32)::bigint / 4294967296.0;

-- A plane of metres around a place: the metres of a degree there, by the ellipsoid of PostGIS.
CREATE TYPE oracle.plane AS (x float8, y float8, sx float8, sy float8);
CREATE FUNCTION oracle.plane(at geometry) RETURNS oracle.plane LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ROW(ST_X(at), ST_Y(at),
	100 * ST_Distance(ST_Translate(at, -0.005, 0)::geography, ST_Translate(at, 0.005, 0)::geography),
	100 * ST_Distance(ST_Translate(at, 0, -0.005)::geography, ST_Translate(at, 0, 0.005)::geography))::oracle.plane;

CREATE FUNCTION oracle.flat(geom geometry, p oracle.plane) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_Affine(ST_SetSRID(geom, 0), (p).sx, 0, 0, (p).sy, -(p).x * (p).sx, -(p).y * (p).sy);

CREATE FUNCTION oracle.place(east float8, north float8, p oracle.plane) RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_SetSRID(ST_MakePoint((p).x + east / (p).sx, (p).y + north / (p).sy), 4326);

-- Metres of leg that a number of seconds is good for.
CREATE FUNCTION oracle.leg_m(seconds float8, w walkshed.walker) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(seconds, 0) * (w).speed_mps / (w).off_street_factor;

-- Where a walker walks within a budget of seconds, in the plane, as lines whose M is
-- the metres of leg left: the pieces of reach and the door's own leg.
CREATE FUNCTION oracle.walked(streets walkshed.network, origin geometry, p oracle.plane, seconds float8, w walkshed.walker, toward bool)
RETURNS TABLE (edge bigint, geom geometry) LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT edge, ST_AddMeasure(oracle.flat(geom, p), oracle.leg_m(seconds - from_seconds, w), oracle.leg_m(seconds - to_seconds, w))
	FROM walkshed.reach(streets, origin, minutes => seconds / 60, walker => w, toward => toward)
	UNION ALL
	SELECT NULL, ST_AddMeasure(ST_LineSubstring(oracle.flat(ST_MakeLine(origin, s.geom), p), 0, part),
		oracle.leg_m(seconds, w), oracle.leg_m(seconds - part * s.seconds, w))
	FROM walkshed.snap(streets, origin, w) s, LATERAL (SELECT least(1, seconds / nullif(s.seconds, 0)) AS part) l
	WHERE s.metres > 0.01
$$;

-- The ground within the legs that are left along lines with M, none longer than most:
-- a buffer where all of a stretch has most left, else the convex hull of the discs at
-- the ends of each straight bit.
CREATE FUNCTION oracle.ground(walked geometry[], most float8) RETURNS geometry LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT ST_UnaryUnion(ST_Collect(part)) FROM (
		SELECT ST_Buffer(ST_Force2D(CASE WHEN low >= most THEN line ELSE ST_LocateBetween(line, most, 1e9) END), most, 'quad_segs=16') AS part
		FROM (SELECT line, least(ST_M(ST_StartPoint(line)), ST_M(ST_EndPoint(line))) AS low,
				greatest(ST_M(ST_StartPoint(line)), ST_M(ST_EndPoint(line))) AS high
			FROM unnest(walked) line) w
		WHERE high > most
		UNION ALL
		SELECT ST_ConvexHull(ST_Collect(
			ST_Buffer(ST_Force2D(a), greatest(ST_M(a), 1e-3), 'quad_segs=16'), ST_Buffer(ST_Force2D(b), greatest(ST_M(b), 1e-3), 'quad_segs=16')))
		FROM unnest(walked) line, ST_DumpSegments(ST_LocateBetween(line, -1, most)) d,
			LATERAL (SELECT ST_StartPoint(d.geom) AS a, ST_EndPoint(d.geom) AS b) e
		WHERE least(ST_M(ST_StartPoint(line)), ST_M(ST_EndPoint(line))) < most
	) parts
$$;
