-- grid.sql: from the file that walkshed-import-grid wrote to the table of a population grid.
--
-- Run by walkshed-import-grid, with variables. All in one transaction, by DELETE and INSERT into a table that stays, as
-- city.sql does: who reads meanwhile sees the old grid whole, and a failure leaves it as it was.

\set ON_ERROR_STOP on
\set SHOW_CONTEXT never
SET client_min_messages = error;
BEGIN;

SELECT format('SET LOCAL search_path = %s', string_agg(DISTINCT quote_ident(n.nspname), ', '))
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname IN ('postgis', 'postgis_raster') \gexec
SELECT format('%I.%I', :'schema', :'table') AS name, format('%I.%I', :'schema', :'table' || '_raster') AS raster \gset

SELECT format('DO $$ BEGIN RAISE EXCEPTION %L USING HINT = ''Name another with --table NAME.''; END $$', :'name' || ' was not made by an import')
WHERE to_regclass(:'name') IS NOT NULL AND coalesce(obj_description(to_regclass(:'name'), 'pg_class'), '') NOT LIKE '%walkshed-import-grid%' \gexec

CREATE SCHEMA IF NOT EXISTS :"schema";
CREATE TABLE IF NOT EXISTS :name (id bigint PRIMARY KEY, people numeric, geom geometry(MultiPolygon, 4326));
ALTER TABLE :name :add_columns;
CREATE INDEX IF NOT EXISTS :"index" ON :name USING gist (geom);
COMMENT ON TABLE :name IS :'comment';
COMMENT ON COLUMN :name.id IS 'Number of the cell in the file';
COMMENT ON COLUMN :name.people IS 'How many people live in it; columns people_<group> say of an age group how many';
COMMENT ON COLUMN :name.geom IS 'The cell';

DELETE FROM :name;
\i :fill
COMMIT;
ANALYZE :name;

SELECT concat(:'file', ' into ', :'name', ': ', count(*), ' cells' :sums) FROM :name;
