--
-- The objects of the extension: what holds for all of them.
--
-- Everything has a comment. The relations are in the tests of the rulebook.
SELECT oid::regprocedure FROM pg_proc
WHERE pronamespace = 'walkshed'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL ORDER BY 1::text;
SELECT oid::regoperator FROM pg_operator
WHERE oprnamespace = 'walkshed'::regnamespace AND obj_description(oid, 'pg_operator') IS NULL ORDER BY 1::text;
SELECT oid::regtype FROM pg_type
WHERE typnamespace = 'walkshed'::regnamespace AND typrelid::regclass::oid NOT IN (SELECT oid FROM pg_class WHERE relkind <> 'c')
	AND typelem = 0 AND obj_description(oid, 'pg_type') IS NULL ORDER BY 1::text;
SELECT attname FROM pg_attribute WHERE attrelid = 'walkshed.walker'::regclass AND col_description(attrelid, attnum) IS NULL ORDER BY attnum;

-- Functions in C depend on their arguments alone and run in any process, but for
-- the one that looks into the backend.
SELECT p.oid::regprocedure, provolatile, proparallel FROM pg_proc p JOIN pg_language l ON l.oid = prolang
WHERE pronamespace = 'walkshed'::regnamespace AND lanname IN ('c', 'internal') AND (provolatile, proparallel) <> ('i', 's') ORDER BY 1::text;
-- None runs with the rights of its owner; those in plpgsql fix their search path.
SELECT count(*) FROM pg_proc WHERE pronamespace = 'walkshed'::regnamespace AND prosecdef;
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = prolang
WHERE pronamespace = 'walkshed'::regnamespace AND lanname = 'plpgsql'
	AND ('search_path=pg_catalog, pg_temp' = ANY (proconfig)) IS NOT TRUE ORDER BY 1::text;

-- All belongs to the extension, whose schema is fixed.
SELECT extnamespace::regnamespace, extrelocatable FROM pg_extension WHERE extname = 'walkshed';
SELECT count(*) FROM pg_proc p WHERE pronamespace = 'walkshed'::regnamespace
	AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e');
