# A dump restores values, a user's rows in the rulebook and a whole study.
use strict;
use warnings;
use FindBin;
use IPC::Run;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Kept;

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE before; CREATE DATABASE after');
keep($node, 'before');

my $before = kept($node, 'before');

is( $node->safe_psql('before', 'SELECT count(*), sum(satisfied) > 0, sum(score) > 0 FROM study.gap'),
	'27|t|t', 'the study has something to keep');

my $dump = $node->basedir . '/dump';
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, $node->connstr('before') ], 'dumps');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('after'), $dump ], 'restores');
my $after = kept($node, 'after');
is($after->{$_}, $before->{$_}, "$_ as before") foreach sort keys %$before;

is( $node->safe_psql(
		'after',
		q{SELECT c.relkind, count(d.objid) FROM pg_class c
		  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
		  WHERE c.oid = 'study.gap'::regclass GROUP BY c.relkind}),
	'm|0', 'the views are materialized and belong to no extension');
is($node->safe_psql('after', q{SELECT count(*), count(*) FILTER (WHERE stale) FROM walkshed.study_status('study')}),
	'13|0', 'nothing of it is older than its sources');
$node->safe_psql('after', q{SELECT walkshed.refresh_study('study')});
$after = kept($node, 'after');
is($after->{$_}, $before->{$_}, "$_ as before after a refresh") foreach grep { /^the study/ } sort keys %$before;

# Several processes restore it: rows first, in the order in which rulebooks refer to each other, which several do not keep.
$node->safe_psql('postgres', 'CREATE DATABASE parallel');
$node->command_ok([ 'pg_restore', '--exit-on-error', @$_, '-d', $node->connstr('parallel'), $dump ], "restores in parallel: @$_")
  foreach [ '--section=pre-data', '--section=data' ], [ '--section=post-data', '-j', 4 ];
$after = kept($node, 'parallel');
is($after->{$_}, $before->{$_}, "$_ as before, in parallel") foreach sort keys %$before;

# The whole server, into another.
my $other = PostgreSQL::Test::Cluster->new('other');
$other->init;
$other->start;
my $all = $node->basedir . '/all.sql';
$node->command_ok([ 'pg_dumpall', '-f', $all, '--no-role-passwords', '-d', $node->connstr('postgres') ], 'dumps the server');
# The superuser is there already, which is the only complaint.
my ($said, $complaints);
IPC::Run::run([ 'psql', '-qX', '-d', $other->connstr('postgres'), '-f', $all ], '>', \$said, '2>', \$complaints);
is(join("\n", grep { /ERROR/ && !/role ".*" already exists/ } split /\n/, $complaints), '', 'restores the server');
$after = kept($other, 'before');
is($after->{$_}, $before->{$_}, "$_ as before, on another server") foreach sort keys %$before;
is($other->safe_psql('before', q{SELECT count(*) FILTER (WHERE stale) FROM walkshed.study_status('study')}), '0', 'where nothing is stale');

# The other way out and in: binary.
my $file = $node->basedir . '/binary';
$node->safe_psql('after',
	"COPY kept TO '$file' BINARY; CREATE TABLE copied (LIKE kept); COPY copied FROM '$file' BINARY");
is( $node->safe_psql('after',
		'SELECT bool_and(k.streets OPERATOR(walkshed.=) c.streets), count(*) FROM kept k JOIN copied c USING (id)'),
	't|2', 'networks survive binary COPY');

done_testing();
