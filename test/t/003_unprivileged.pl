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
	q{SELECT walkshed.explain_gap('study', 1)}, q{SELECT walkshed.study_status('study')})
{
	($status, $out, $err) = psql_as('visitor', $call);
	like($err, qr/must be owner|permission denied/, "a visitor may not: $call");
}
like(psql_as('visitor', q{INSERT INTO walkshed.service (code, name_en) VALUES ('x', 'x')}),
	qr/permission denied/, 'nor write into the rulebook');

done_testing();
