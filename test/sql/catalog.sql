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
-- None runs with the rights of its owner; those whose text is read at each call fix their search path.
SELECT count(*) FROM pg_proc WHERE pronamespace = 'walkshed'::regnamespace AND prosecdef;
SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = prolang
WHERE pronamespace = 'walkshed'::regnamespace AND lanname IN ('plpgsql', 'sql') AND prosqlbody IS NULL
	AND ('search_path=pg_catalog, pg_temp' = ANY (proconfig)) IS NOT TRUE ORDER BY 1::text;

-- None is leakproof. Everybody may call all and read the tables, and nobody more.
SELECT count(*) FROM pg_proc WHERE pronamespace = 'walkshed'::regnamespace AND (proleakproof OR proacl IS NOT NULL);
SELECT c.oid::regclass, a.privilege_type FROM pg_class c CROSS JOIN aclexplode(c.relacl) AS a
WHERE relnamespace = 'walkshed'::regnamespace AND a.grantee <> c.relowner AND (a.grantee, a.privilege_type) <> (0, 'SELECT') ORDER BY 1::text;
SELECT a.privilege_type FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) AS a WHERE nspname = 'walkshed' AND a.grantee = 0;

-- All belongs to the extension, whose schema is fixed.
SELECT extnamespace::regnamespace, extrelocatable FROM pg_extension WHERE extname = 'walkshed';
SELECT count(*) FROM pg_proc p WHERE pronamespace = 'walkshed'::regnamespace
	AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e');
