CREATE FUNCTION walkshed.study_remarks(OUT view text, OUT name text, OUT remark text) RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100
AS $$ SELECT v.* FROM (VALUES ('network', NULL, 'x')) AS v $$;
