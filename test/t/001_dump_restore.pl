# A dump restores values, a user's rows in the rulebook and a whole study.
use strict;
use warnings;
use FindBin;
use IPC::Run;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Streets;

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE before; CREATE DATABASE after');
$node->safe_psql('before', 'CREATE EXTENSION walkshed CASCADE;' . town('town') . <<'SQL');
CREATE TABLE kept AS
SELECT 1 AS id, walkshed.network_agg(id, geom ORDER BY id) AS streets FROM town.street;
INSERT INTO kept SELECT 2, walkshed.network_agg(id, geom) FROM town.street WHERE false;
CREATE TABLE kept_points AS
SELECT walkshed.point_set_agg(p.id, p.geom, p.id::float8, s.service) AS places
FROM town.place p, unnest(p.services) s(service);
INSERT INTO walkshed.standard (code, name_en, name_zh, source) VALUES ('mine', 'My own', '自己的', 'a test');
INSERT INTO walkshed.service (code, name_en, name_zh) VALUES ('tea', 'Tea house', '茶馆');
INSERT INTO walkshed.service_group (code, grouping, name_en) VALUES ('drinks', 'thirst', 'Drinks');
INSERT INTO walkshed.requirement (standard, service, variant, groups, minutes, beyond, min_places, choice, open_during, verified)
VALUES ('mine', 'tea', 'evening', '{drinks}', 7, 3, 2, '{1,0.5}', 'Mo-Su 18:00-22:00', '{minutes}');
INSERT INTO walkshed.alternative (standard, service, variant, alternative) VALUES ('mine', 'tea', 'evening', 'tea_coffee');
INSERT INTO walkshed.grade (standard, grade, min_share) VALUES ('mine', 5, 1);
INSERT INTO walkshed.profile (name, walker, source) VALUES ('slow', walkshed.walker(speed_mps => 0.5), 'a test');
INSERT INTO walkshed.osm_mapping (key, value, service) VALUES ('amenity', 'tea', 'tea');
INSERT INTO walkshed.amap_mapping (code, name, service) VALUES ('0506', 'tea', 'tea');
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.place', 'town.gate', 'town.region',
	'{luzhou-8,mofcom-2021,mine}', '2026-03-02', 'closed');
SELECT walkshed.refresh_study('study');
SQL

# What must be the same on both sides, each a query with one value.
my %same = (
	'networks' => q{SELECT string_agg(id || md5(streets::text), ',' ORDER BY id) FROM kept},
	'the point set' => q{SELECT md5(places::text) FROM kept_points},
	'edges' => q{SELECT md5(string_agg(e::text, ',' ORDER BY e.id)) FROM kept, walkshed.network_edges(streets) e},
	'points' => q{SELECT string_agg(p::text, ',' ORDER BY p::text) FROM kept_points, walkshed.points(places) p},
	"the study's network" => q{SELECT md5(streets::text) FROM study.network});
$same{"the rulebook's $_"} = "SELECT count(*) || md5(string_agg(t::text, ',' ORDER BY t::text)) FROM walkshed.$_ t"
  foreach qw(standard service service_group requirement alternative grade profile osm_mapping amap_mapping);
$same{"the study's $_"} = "SELECT count(*) || md5(string_agg(t::text, ',' ORDER BY t::text)) FROM study.$_ t"
  foreach qw(quarter people region gates places served requirement search offer coverage gap_by_tier gap_by_group gap
  region_above region_gap missing affected reachable hours place_load severance barrier unsnapped);
my %before = map { $_ => $node->safe_psql('before', $same{$_}) } keys %same;

is( $node->safe_psql('before', 'SELECT count(*), sum(satisfied) > 0, sum(score) > 0 FROM study.gap'),
	'27|t|t', 'the study has something to keep');

my $dump = $node->basedir . '/dump';
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, $node->connstr('before') ], 'dumps');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('after'), $dump ], 'restores');
is($node->safe_psql('after', $same{$_}), $before{$_}, "$_ as before") foreach sort keys %same;

is( $node->safe_psql(
		'after',
		q{SELECT c.relkind, count(d.objid) FROM pg_class c
		  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
		  WHERE c.oid = 'study.gap'::regclass GROUP BY c.relkind}),
	'm|0', 'the views are materialized and belong to no extension');
is($node->safe_psql('after', q{SELECT count(*), count(*) FILTER (WHERE stale) FROM walkshed.study_status('study')}),
	'13|0', 'nothing of it is older than its sources');
$node->safe_psql('after', q{SELECT walkshed.refresh_study('study')});
is($node->safe_psql('after', $same{$_}), $before{$_}, "$_ as before after a refresh")
  foreach grep { /^the study/ } sort keys %same;

# Several processes restore it: rows first, in the order in which rulebooks refer to each other, which several do not keep.
$node->safe_psql('postgres', 'CREATE DATABASE parallel');
$node->command_ok([ 'pg_restore', '--exit-on-error', @$_, '-d', $node->connstr('parallel'), $dump ], "restores in parallel: @$_")
  foreach [ '--section=pre-data', '--section=data' ], [ '--section=post-data', '-j', 4 ];
is($node->safe_psql('parallel', $same{$_}), $before{$_}, "$_ as before, in parallel") foreach sort keys %same;

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
is($other->safe_psql('before', $same{$_}), $before{$_}, "$_ as before, on another server") foreach sort keys %same;
is($other->safe_psql('before', q{SELECT count(*) FILTER (WHERE stale) FROM walkshed.study_status('study')}), '0', 'where nothing is stale');

# The other way out and in: binary.
my $file = $node->basedir . '/binary';
$node->safe_psql('after',
	"COPY kept TO '$file' BINARY; CREATE TABLE copied (LIKE kept); COPY copied FROM '$file' BINARY");
is( $node->safe_psql('after',
		'SELECT bool_and(k.streets OPERATOR(walkshed.=) c.streets), count(*) FROM kept k JOIN copied c USING (id)'),
	't|2', 'networks survive binary COPY');

done_testing();
