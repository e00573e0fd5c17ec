\echo Use "CREATE EXTENSION walkshed" to load this file. \quit

-- PostGIS may live in any schema, and be moved: functions with a search_path of their own ask where it is.
CREATE FUNCTION walkshed.extension_schema(extension text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
RETURN (SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = extension);

COMMENT ON FUNCTION walkshed.extension_schema(text) IS 'Internal: the schema of an extension, quoted; NULL where the database has none';
