# A database with something of each kind that outlives a server: values, a user's rows in the rulebook, a study.
package Kept;
use strict;
use warnings;
use Exporter 'import';
use Streets;
our @EXPORT = qw(keep kept);

# Fill a database.
sub keep
{
	my ($node, $database) = @_;
	$node->safe_psql($database, 'CREATE EXTENSION walkshed CASCADE;' . town('town') . <<'SQL');
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
}

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
  foreach qw(quarter people region gates places served requirement search offer verdict coverage gap_by_tier gap_by_group gap
  region_above region_gap missing affected reachable hours place_load severance barrier unsnapped);

# A value for each of them.
sub kept
{
	my ($node, $database) = @_;
	return { map { $_ => $node->safe_psql($database, $same{$_}) } keys %same };
}

1;
