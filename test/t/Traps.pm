# What somebody may leave lying about for a superuser to step on: functions and operators in the schema public, each a
# closer match to some call than PostgreSQL's or PostGIS's own, so that whatever is looked for by name alone, with
# arguments that need a cast or leave out a default, finds the trap first.
package Traps;

use strict;
use warnings;
use Exporter 'import';
use PostgreSQL::Test::Utils;

our @EXPORT = qw(traps_for_postgis traps_for_postgresql trapped);

# The names that our SQL calls; more traps catch no more.
my %called;
foreach my $file (glob "$FindBin::Bin/../../sql/*.sql")
{
	$called{ lc $_ } = 1 foreach slurp_file($file) =~ /\b(\w+)\(/g;
}
my $called = join ',', map { "'$_'" } sort keys %called;

sub trap
{
	my ($query) = @_;
	return <<"SQL";
SET SESSION AUTHORIZATION mallory;
SET search_path = pg_catalog;
SET check_function_bodies = off;
DO \$do\$
DECLARE
	made record;
BEGIN
	FOR made IN $query LOOP
		BEGIN
			EXECUTE format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE plpgsql AS %L', made.name,
				array_to_string(made.types, ', '), made.result, format('BEGIN RAISE EXCEPTION %L; END', format('trapped in %s(%s)', made.name, made.types)));
			IF made.operator IS NOT NULL THEN
				EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.%I)', made.operator, made.types[1], made.types[2], made.name);
			END IF;
		EXCEPTION WHEN duplicate_function OR invalid_function_definition THEN NULL;
		END;
	END LOOP;
END
\$do\$;
RESET search_path;
RESET SESSION AUTHORIZATION;
SQL
}

# A function that is there, with arguments left out, and with one or all of those that are left of another type.
sub variants
{
	my ($of, @types) = @_;
	my $types = join ',', @types;
	return <<"SQL";
SELECT DISTINCT f.proname AS name, v.types, NULL AS operator, CASE WHEN f.prorettype = ANY ('{record,anyelement,anyarray,anycompatible,anycompatiblearray,anyrange,anymultirange}'::regtype[]) THEN 'text' ELSE format_type(f.prorettype, NULL) END AS result
FROM (
		SELECT p.proname, p.prorettype, n, (SELECT array_agg(format_type(a, NULL) ORDER BY i) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS a(a, i) WHERE i <= n) AS types
		FROM pg_proc p, generate_series(greatest(p.pronargs - p.pronargdefaults, 1), least(p.pronargs, 9)) AS n
		WHERE $of AND p.prokind = 'f' AND p.proname IN ($called)) AS f
	CROSS JOIN LATERAL (
		SELECT f.types
		UNION
		SELECT f.types[:i - 1] || t || f.types[i + 1:] FROM generate_series(1, f.n) AS i, unnest('{$types}'::text[]) AS t
		UNION
		SELECT array_fill(t, ARRAY[f.n]) FROM unnest('{$types}'::text[]) AS t
		UNION
		SELECT f.types[:i - 1] || array_fill(t, ARRAY[f.n - i + 1]) FROM generate_series(1, f.n) AS i, unnest('{integer,double precision,numeric}'::text[]) AS t) AS v(types)
WHERE NOT v.types && '{internal,cstring,"\\"any\\""}' AND NOT v.types::text ~ '\\many'
SQL
}

sub traps_for_postgis
{
	return trap(variants("EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid
			WHERE e.extname IN ('postgis', 'postgis_raster') AND d.objid = p.oid AND d.deptype = 'e')",
		qw(integer bigint numeric real text name public.geometry public.geography public.box2d public.box3d), '"double precision"'));
}

sub traps_for_postgresql
{
	my @types = (qw(boolean integer bigint numeric text name date jsonb oid regclass int4multirange int4range text[]), '"double precision"', '"double precision[]"');
	my $types = join ',', @types;
	# Those that take anything, and those whose arguments are of whatever type.
	my $anything = <<"SQL";
SELECT p.proname AS name, v.types, NULL AS operator, 'text' AS result
FROM pg_proc p
	CROSS JOIN LATERAL (
		SELECT array_fill(t, ARRAY[n]) FROM unnest('{$types}'::text[]) AS t, generate_series(1, 4) AS n
		UNION
		SELECT ARRAY['text'] || array_fill(t, ARRAY[n]) FROM unnest('{$types}'::text[]) AS t, generate_series(1, 4) AS n) AS v(types)
WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f' AND p.proname IN ($called)
	AND EXISTS (SELECT FROM unnest(p.proargtypes::oid[]) AS a WHERE a::regtype::text LIKE '%any%')
SQL
	my $operators = <<"SQL";
SELECT DISTINCT 'operator_' || encode(convert_to(o.oprname, 'UTF8'), 'hex') AS name, ARRAY[l, r] AS types, o.oprname AS operator, 'boolean' AS result
FROM pg_operator o, unnest('{$types}'::text[]) AS l, unnest('{$types}'::text[]) AS r
WHERE o.oprkind = 'b' AND o.oprname IN ('=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '/', '||', '\@>', '<\@', '&&', '->', '->>', '?', '?&', '~', '!~', '~~', '!~~')
SQL
	return trap(variants("p.pronamespace = 'pg_catalog'::regnamespace", @types)) . trap($anything) . trap($operators);
}

# What of others depends on mallory's: it was found while a statement was read, and lies in wait.
sub trapped
{
	return q{
SELECT pg_describe_object(d.classid, d.objid, d.objsubid) || ' on ' || pg_describe_object(d.refclassid, d.refobjid, 0)
FROM pg_depend d
	JOIN pg_shdepend o ON o.classid = d.refclassid AND o.objid = d.refobjid AND o.deptype = 'o' AND o.refobjid = 'mallory'::regrole
		AND o.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
WHERE d.refclassid IN ('pg_proc'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass)
	AND NOT EXISTS (SELECT FROM pg_shdepend s WHERE s.classid = d.classid AND s.objid = d.objid AND s.refobjid = 'mallory'::regrole AND s.dbid = o.dbid)
	AND d.classid <> ALL ('{pg_type,pg_cast}'::regclass[])};
}

1;
