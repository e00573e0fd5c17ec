-- The shifted coordinates of Chinese map services. A shift from WGS 84 has no code in any register, and the
-- services publish their coordinates as WGS 84 or without a word: the SRID says nothing of it, and stays as it is.

CREATE FUNCTION walkshed.to_gcj02(geom geometry) RETURNS geometry
AS 'MODULE_PATHNAME', 'to_gcj02' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION walkshed.to_gcj02 IS
	'From WGS 84 to GCJ-02, the shifted coordinates of Amap, Tencent and others. There is no SRID for them: the result keeps its own, which is not true of it. Unchanged outside of longitude 72.004 to 137.8347, latitude 0.8293 to 55.8271.';

CREATE FUNCTION walkshed.from_gcj02(geom geometry) RETURNS geometry
AS 'MODULE_PATHNAME', 'from_gcj02' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION walkshed.from_gcj02 IS
	'From GCJ-02, the shifted coordinates of Amap, Tencent and others, to WGS 84; the exact inverse of to_gcj02().';

CREATE FUNCTION walkshed.to_bd09(geom geometry) RETURNS geometry
AS 'MODULE_PATHNAME', 'to_bd09' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION walkshed.to_bd09 IS
	'From WGS 84 to BD-09, the shifted coordinates of Baidu in degrees. There is no SRID for them: the result keeps its own, which is not true of it. Unchanged outside of longitude 72.004 to 137.8347, latitude 0.8293 to 55.8271.';

CREATE FUNCTION walkshed.from_bd09(geom geometry) RETURNS geometry
AS 'MODULE_PATHNAME', 'from_bd09' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION walkshed.from_bd09 IS
	'From BD-09, the shifted coordinates of Baidu in degrees, to WGS 84; the exact inverse of to_bd09().';
