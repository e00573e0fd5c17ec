# PostGIS in a schema of its own, which is on nobody's search_path.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Streets;

my $node = PostgreSQL::Test::Cluster->new('elsewhere');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE before; CREATE DATABASE after');
$node->safe_psql('before',
	'CREATE SCHEMA gis; CREATE EXTENSION postgis SCHEMA gis; CREATE EXTENSION walkshed;' . town('town', 'gis'));
is($node->safe_psql('before', q{SELECT to_regtype('geometry') IS NULL}), 't', 'PostGIS is out of sight');

my $here = centre(40, 'gis');
my $there = centre(30, 'gis');
$node->safe_psql('before', <<'SQL');
CREATE TABLE net AS SELECT walkshed.network_agg(id, geom, attributes) AS streets FROM town.street;
CREATE TABLE places AS SELECT walkshed.point_set_agg(id, geom) AS places FROM town.place;
CREATE TABLE cell AS SELECT 1 AS id, 1000 AS people, gis.ST_MakeEnvelope(115, 39, 117, 41, 4326) AS geom;
SQL

# Each function once; a query gives true.
my %call = (
	network_report => 'SELECT count(*) > 0 FROM net, walkshed.network_report(streets)',
	network_edges => 'SELECT count(*) = 2 * 40 * 39 FROM net, walkshed.network_edges(streets)
		WHERE gis.ST_IsValid(geom)',
	snap => "SELECT gis.ST_Distance(s.geom, $here) < 0.0001 FROM net, walkshed.snap(streets, $here) s",
	reach => "SELECT bool_and(gis.ST_IsValid(r.geom)) FROM net, walkshed.reach(streets, $here, minutes => 5) r",
	reach_nodes => "SELECT count(*) > 10 FROM net, walkshed.reach_nodes(streets, $here, metres => 300)",
	catchment => "SELECT gis.ST_Contains(walkshed.catchment(streets, $here, minutes => 5), $here) FROM net",
	walk => "SELECT metres > 0 AND gis.ST_Length(geom) > 0 FROM net, walkshed.walk(streets, $here, $there)",
	points => 'SELECT count(*) = 8 AND bool_and(gis.ST_SRID(geom) = 4326) FROM places, walkshed.points(places)',
	overlap => 'SELECT abs(both_m2 / only_b_m2 - 1) < 0.01 AND a_things = 8 FROM places,
		walkshed.overlap(gis.ST_MakeEnvelope(116, 39.9, 116.02, 39.92, 4326),
			gis.ST_MakeEnvelope(116.01, 39.9, 116.03, 39.92, 4326), places)',
	nearest => 'SELECT count(*) = 8 FROM net, places, walkshed.nearest(streets, places, places, minutes => 5)
		WHERE origin_id = place_id',
	check_study_input => "SELECT count(*) FILTER (WHERE severity = 'error') = 0
		FROM walkshed.check_study_input('town.street', 'town.quarter', 'town.place', 'town.gate', 'town.region')",
	spread_people => "SELECT sum(people) = 1000 AND count(*) = 9 FROM walkshed.spread_people('cell', 'town.quarter')",
	estimate_people => "SELECT count(*) = 9 FROM walkshed.estimate_people('town.quarter', 40)",
	quarter_people => "SELECT sum(people) = 18000 FROM walkshed.quarter_people('town.quarter', 'town.quarter')");
is($node->safe_psql('before', $call{$_}), 't', $_) foreach sort keys %call;

# A study whose views all have rows: hours, capacities, places that come to the door, two banks of a canal, a quarter
# off the streets.
$node->safe_psql('before', <<'SQL');
CREATE VIEW town.shop AS
SELECT p.*, 'Mo-Su 06:00-09:00' AS hours, 10 AS capacity, CASE WHEN id < 3 THEN '{door_to_door}' END::text[] AS modes, gis.ST_Buffer(geom, 0.01) AS service_area,
	500 AS service_radius_m, 10 AS service_minutes
FROM town.place p;
INSERT INTO town.street VALUES
	(9001, 'SRID=4326;LINESTRING(116.1 39.9, 116.11 39.9)', NULL, NULL),
	(9002, 'SRID=4326;LINESTRING(116.1 39.902, 116.11 39.902)', NULL, NULL),
	(9003, 'SRID=4326;LINESTRING(116.1 39.901, 116.11 39.901)', '{"kind": "barrier"}', 'Canal');
INSERT INTO town.quarter VALUES
	(21, 'bank', 10, NULL, gis.ST_MakeEnvelope(116.105, 39.8999, 116.1052, 39.9001, 4326)), (22, 'fields', 10, NULL, gis.ST_MakeEnvelope(117, 39.9, 117.01, 39.91, 4326));
INSERT INTO town.place VALUES (99, 'over there', '{pharmacy}', '{}', 'SRID=4326;POINT(116.105 39.902)');
SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.shop', 'town.gate', 'town.region', '{luzhou-8,mofcom-2021,mofcom-2025}');
SELECT walkshed.refresh_study('study');
SQL
is($node->safe_psql('before', "SELECT count(*) > 0 FROM study.$_"), 't', "rows of $_")
  foreach qw(quarter people region network gates places served requirement search offer verdict coverage gap_by_tier gap_by_group gap
  region_above region_gap missing affected reachable hours place_load severance barrier unsnapped);
like($node->safe_psql('before', q{SELECT explanation FROM walkshed.explain_gap('study', 21) WHERE service = 'pharmacy'}),
	qr/in the way: Canal/, 'a gap is explained');
is($node->safe_psql('before', "SELECT count(*) > 0 FROM walkshed.$_"), 't', $_)
  foreach (q{inequality('study')}, q{compare_studies('study', 'study')}, q{study_status('study')});
my $gap = q{SELECT count(*) || md5(string_agg(g::text, ',' ORDER BY quarter_id, standard)) FROM study.gap g WHERE score > 0};
my $before = $node->safe_psql('before', $gap);
like($before, qr/^33/, 'a study');

my $dump = $node->basedir . '/dump';
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, $node->connstr('before') ], 'dumps');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('after'), $dump ], 'restores');
is($node->safe_psql('after', $gap), $before, 'the study is as before');
$node->safe_psql('after', q{SELECT walkshed.refresh_study('study')});
is($node->safe_psql('after', $gap), $before, 'and after a refresh');

done_testing();
