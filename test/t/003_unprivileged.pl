# An owner without privileges builds and refreshes a study; who may not read
# the row of a network may not use it, warm cache or not.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Streets;

my $node = PostgreSQL::Test::Cluster->new('roles');
$node->init;
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION walkshed CASCADE;
CREATE ROLE planner LOGIN;
CREATE ROLE visitor LOGIN;
GRANT CREATE ON DATABASE postgres TO planner;
SQL

sub psql_as
{
	my ($role, $sql) = @_;
	my ($status, $out, $err) = $node->psql('postgres', $sql, extra_params => [ '-U', $role ], on_error_stop => 1);
	return wantarray ? ($status, $out, $err) : $status == 0 ? $out : "failed: $err";
}

unlike(psql_as('planner', town('town')), qr/^failed/, 'the planner makes a town');
my $make = q{SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', regions => 'town.region');};
unlike(psql_as('planner', $make), qr/^failed/, 'and a study of it');
unlike(psql_as('planner', q{SELECT walkshed.refresh_study('study')}), qr/^failed/, 'and refreshes it');
is(psql_as('planner', 'SELECT count(*) FROM study.gap WHERE score > 0'), '9', 'and reads it');
is(psql_as('planner', q{SELECT count(*) FROM walkshed.study_status('study') WHERE NOT stale}), '13', 'and knows how old it is');
is(psql_as('planner', q{SELECT count(*) FROM walkshed.explain_gap('study', 1)}), '8', 'and has it explained');
is( $node->safe_psql('postgres', q{SELECT DISTINCT relowner::regrole FROM pg_class
	WHERE relnamespace = 'study'::regnamespace}),
	'planner', 'and owns all of it');

$node->safe_psql('postgres', 'GRANT USAGE ON SCHEMA town, study TO visitor');
my $walk = 'SELECT ST_Area(walkshed.catchment(streets, ' . centre(40) . ', minutes => 5)) > 0 FROM study.network;';
my ($status, $out, $err) = psql_as('visitor', $walk);
isnt($status, 0, 'a visitor cannot walk in the network');
like($err, qr/permission denied for materialized view network/, 'for want of SELECT');

# The superuser's session warms the cache, then acts as the visitor.
($status, $out, $err) = $node->psql('postgres',
	"$walk SELECT tiles_cached > 0 FROM walkshed.cache_stats(); SET ROLE visitor; $walk",
	on_error_stop => 1);
is($out, "t\nt", 'the cache is warm');
like($err, qr/permission denied for materialized view network/, 'which opens no door');

$node->safe_psql('postgres', 'GRANT SELECT ON study.network TO visitor');
is(psql_as('visitor', $walk), 't', 'the row opens it');

foreach my $call (q{SELECT walkshed.refresh_study('study')}, q{SELECT walkshed.drop_study('study')},
	q{SELECT walkshed.explain_gap('study', 1)}, q{SELECT walkshed.study_status('study')},
	q{SELECT walkshed.create_study('mine', 'town.street', 'town.quarter', 'town.place')})
{
	($status, $out, $err) = psql_as('visitor', $call);
	like($err, qr/must be owner|permission denied/, "a visitor may not: $call");
}
like(psql_as('visitor', q{INSERT INTO walkshed.service (code, name_en) VALUES ('x', 'x')}),
	qr/permission denied/, 'nor write into the rulebook');

# Every function that reads a relation, and every one that takes a network or a point set: with what the visitor may
# not read it ends there, in a session that has just used all of it too.
$node->safe_psql('postgres', 'REVOKE SELECT ON study.network FROM visitor;
	CREATE TABLE town.points AS SELECT walkshed.point_set_agg(id, geom) AS places FROM town.place;
');
my %argument = (
	'walkshed.network' => '(SELECT streets FROM study.network)', 'walkshed.point_set' => '(SELECT places FROM town.points)',
	'regclass' => "'town.quarter'", 'text' => "'quarters'", 'bigint' => '1', 'double precision' => '5', 'integer' => '1');
my @calls = map {
	my ($name, @types) = split /\|/;
	"SELECT walkshed.$name(" . join(', ', map { $argument{$_} // 'NULL' } @types) . ')'
} split /\n/, $node->safe_psql('postgres', q{
	SELECT concat_ws('|', p.proname, (SELECT string_agg(format_type(a, NULL), '|' ORDER BY i) FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS u(a, i)))
	FROM pg_proc p
	WHERE p.pronamespace = 'walkshed'::regnamespace AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
		AND p.proargtypes::oid[] && '{walkshed.network,walkshed.point_set,regclass}'::regtype[]::oid[] AND NOT p.proargtypes::oid[] @> '{internal}'::regtype[]::oid[]
		-- These read the catalogs alone, which are open to all; create_study is called above.
		AND p.proname NOT IN ('create_study', 'input_columns', 'building_sql', 'raster_schema', 'raster_cells', 'climb')
	ORDER BY 1});
cmp_ok(scalar @calls, '>', 50, 'calls of everything');
foreach my $call (@calls)
{
	($status, $out, $err) = $node->psql('postgres', "SET client_min_messages = error; $walk SET ROLE visitor; SET statement_timeout = '1min'; $call");
	ok($out eq 't' && $err =~ /permission denied/, $call) or diag "$out $err";
}


# Under row security.
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE town.kept AS SELECT n.streets, p.places FROM study.network n, town.points p;
CREATE TABLE town.secret AS SELECT id, geom, 'supermarket' AS service FROM town.place;
ALTER TABLE town.kept ENABLE ROW LEVEL SECURITY;
ALTER TABLE town.secret ENABLE ROW LEVEL SECURITY;
GRANT SELECT ON town.kept, town.secret TO visitor;
CREATE POLICY nobody ON town.kept USING (false);
CREATE POLICY few ON town.secret USING (id <= 3);
SQL
my $kept = 'SELECT count(*) FROM town.kept k, walkshed.points(k.places) p; SELECT count(*) FROM town.kept k, walkshed.network_edges(k.streets) e;';
($status, $out, $err) = $node->psql('postgres', "$kept SET ROLE visitor; $kept");
is($out, "8\n3120\n0\n0", 'what row security hides gives nothing, though the cache is warm');
is(psql_as('visitor', q{SELECT walkshed.fingerprint('town.secret') LIKE '3:%'}), 't', 'a relation is read under row security');

# Who refreshes a study fires its triggers.
unlike(psql_as('planner', <<'SQL'), qr/^failed/, 'the planner sets a trap in the study');
CREATE FUNCTION study.trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ALTER ROLE planner SUPERUSER; RETURN NEW; END $$;
CREATE TRIGGER trap BEFORE INSERT OR UPDATE ON study.run FOR EACH ROW EXECUTE FUNCTION study.trap();
SQL
($status, $out, $err) = $node->psql('postgres', q{SELECT walkshed.refresh_study('study')});
like($err, qr/the study "study" belongs to planner, who is no superuser.*HINT:.*let planner do it/s, 'a superuser does not refresh it');
is($node->safe_psql('postgres', q{SELECT rolsuper FROM pg_roles WHERE rolname = 'planner'}), 'f', 'nor steps into it');

done_testing();
