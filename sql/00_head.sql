\echo Use "CREATE EXTENSION walkshed" to load this file. \quit

-- The script runs with PostGIS's schema on its path, where others may have put functions and operators that match a
-- call better than PostgreSQL's own. What it says is read without that schema; the pieces that declare arguments of
-- PostGIS's types take it back for that, and hold no expression.
SET LOCAL search_path = pg_catalog, pg_temp;

-- Nor does it put anything beside what others have put into the schema, or may put there later.
DO $$
DECLARE
	owner regrole := (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'walkshed');
BEGIN
	IF NOT (SELECT r.rolsuper FROM pg_roles r WHERE r.oid = owner) THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('the schema walkshed belongs to %s', owner),
			HINT = 'What is in it could be changed by its owner. Drop it, or let CREATE EXTENSION make it.';
	ELSIF EXISTS (SELECT FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = 'walkshed'::regnamespace
			AND d.classid <> 'pg_extension'::regclass) THEN
		RAISE duplicate_object USING
			MESSAGE = 'the schema walkshed is not empty',
			HINT = 'Drop or move what is in it: DROP SCHEMA walkshed CASCADE.';
	END IF;
END
$$;

-- PostGIS may live in any schema, and be moved: functions with a search_path of their own ask where it is.
CREATE FUNCTION walkshed.extension_schema(extension text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = extension);

COMMENT ON FUNCTION walkshed.extension_schema(text) IS 'Internal: the schema of an extension, quoted; NULL where the database has none';
