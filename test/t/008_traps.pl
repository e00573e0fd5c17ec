# Functions, operators, tables and casts that an unprivileged role has put where names are looked for: nothing that a
# superuser does with the extension calls any of them.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Streets;
use Traps;

my $node = PostgreSQL::Test::Cluster->new('traps');
$node->init;
$node->start;

# As in a cluster that was born before PostgreSQL 15.
$node->safe_psql('postgres', 'CREATE DATABASE before; CREATE ROLE mallory LOGIN');
$node->safe_psql('before', <<'SQL' . town('town') . <<'SQL');
GRANT CREATE ON DATABASE before TO mallory;
GRANT CREATE ON SCHEMA public TO mallory;
CREATE EXTENSION postgis;
CREATE EXTENSION postgis_raster;
SQL
CREATE VIEW town.shop AS
SELECT p.*, 'Mo-Su 06:00-09:00' AS hours, 10 AS capacity, CASE WHEN id < 3 THEN '{door_to_door}' END::text[] AS modes, ST_Buffer(geom, 0.01) AS service_area,
	500 AS service_radius_m, 10 AS service_minutes
FROM town.place p;
INSERT INTO town.street VALUES (9001, 'SRID=4326;LINESTRING(116.001 39.9001, 116.011 39.9001)', '{"kind": "barrier"}', 'Canal');
CREATE TABLE town.cell AS SELECT 1 AS id, 1000 AS people, ST_MakeEnvelope(115, 39, 117, 41, 4326) AS geom;
CREATE TABLE town.terrain AS
SELECT ST_AddBand(ST_MakeEmptyRaster(20, 20, 116, 40, 0.01, -0.01, 0, 0, 4326), '8BUI'::text, 7, 0) AS rast;
CREATE TABLE town.amap AS SELECT '0601' AS code, 'a market' AS name;
SQL

# Who owns the schema may put anything into it later on.
my ($status, $out, $err) = $node->psql('before', 'CREATE SCHEMA walkshed', extra_params => [ '-U', 'mallory' ]);
(undef, undef, $err) = $node->psql('before', 'CREATE EXTENSION walkshed');
like($err, qr/schema walkshed belongs to mallory/, 'the extension refuses a schema of somebody else');
$node->safe_psql('before', 'ALTER SCHEMA walkshed OWNER TO CURRENT_USER; CREATE TABLE walkshed.there (id int)');
(undef, undef, $err) = $node->psql('before', 'CREATE EXTENSION walkshed');
like($err, qr/schema walkshed is not empty/, 'and one with anything in it');
$node->safe_psql('before', 'DROP SCHEMA walkshed CASCADE');

$node->safe_psql('before', traps_for_postgis() . traps_for_postgresql() . <<'SQL');
SET SESSION AUTHORIZATION mallory;
CREATE TABLE public.requirement AS SELECT 1 AS id;
CREATE TABLE public.pg_class AS SELECT 1 AS id;
SQL
note $node->safe_psql('before', q{SET search_path = pg_catalog; SELECT count(*) , count(*) FILTER (WHERE proname like 'st%'), count(*) FILTER (WHERE proname like 'operator%') FROM pg_catalog.pg_proc p WHERE p.proowner = 'mallory'::pg_catalog.regrole});

sub untouched
{
	my ($what, $sql) = @_;
	my ($status, $out, $err) = $node->psql('before', "SET client_min_messages = error; $sql", on_error_stop => 1);
	is($status, 0, $what) or diag $err;
}

untouched('CREATE EXTENSION', 'CREATE EXTENSION walkshed');
is($node->safe_psql('before', 'SET search_path = pg_catalog;' . trapped()), '', 'nothing of it has found a trap');

# A cast of one's own table's rows to text, which whoever asks for a fingerprint of it would call.
$node->safe_psql('before', <<'SQL');
ALTER SCHEMA town OWNER TO mallory;
ALTER TABLE town.street OWNER TO mallory;
SET search_path = pg_catalog;
SET SESSION AUTHORIZATION mallory;
CREATE FUNCTION town.trap(town.street) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'trapped in a cast'; END $$;
CREATE CAST (town.street AS text) WITH FUNCTION town.trap(town.street);
SQL

# In the same session tables of its own that have the names of PostgreSQL's.
my $session = q{CREATE TABLE pg_temp.pg_class AS SELECT 1 AS id; CREATE TABLE pg_temp.pg_namespace AS SELECT 1 AS id;
	CREATE TABLE pg_temp.gap AS SELECT 1 AS id; CREATE TYPE pg_temp.regclass AS (id int);};
untouched($_, "$session $_") foreach (
	q{SELECT walkshed.create_study('study', 'town.street', 'town.quarter', 'town.shop', 'town.gate', 'town.region', '{luzhou-8,mofcom-2021,mofcom-2025}')},
	q{SELECT walkshed.create_study('plain', 'town.street', 'town.quarter', 'town.place')},
	q{SELECT walkshed.refresh_study('study')},
	q{SELECT pg_catalog.count(*) FROM study.gap, study.missing, study.reachable, study.hours, study.place_load, study.severance, study.barrier, study.unsnapped},
	q{SELECT pg_catalog.count(*) FROM walkshed.study_status('study')},
	q{SELECT pg_catalog.count(*) FROM walkshed.explain_gap('study', 1)},
	q{SELECT pg_catalog.count(*) FROM walkshed.inequality('study')},
	q{SELECT pg_catalog.count(*) FROM walkshed.compare_studies('study', 'plain')},
	q{SELECT walkshed.fingerprint('town.street')},
	q{SELECT pg_catalog.count(*) FROM walkshed.check_study_input('town.street', 'town.quarter', 'town.shop', 'town.gate', 'town.region')},
	q{SELECT pg_catalog.count(*) FROM walkshed.network_suspects('town.street', 'town.gate')},
	q{SELECT pg_catalog.count(*) FROM walkshed.spread_people('town.cell', 'town.quarter')},
	q{SELECT pg_catalog.count(*) FROM walkshed.estimate_people('town.quarter', 40)},
	q{SELECT pg_catalog.count(*) FROM walkshed.quarter_people('town.quarter', 'town.quarter')},
	q{SELECT pg_catalog.count(*) FROM walkshed.raster_cells('town.terrain')},
	q{SELECT pg_catalog.count(*) FROM town.street s, walkshed.climb(s.geom, 'town.terrain') AS c},
	q{SELECT walkshed.passable('{"hours": "Mo-Su 06:00-09:00", "valid_from": "2026-01-01"}', '2026-03-02 06:30')},
	q{SELECT pg_catalog.count(*) FROM study.network n, walkshed.datum_fit(n.streets, (SELECT walkshed.point_set_agg(p.id, p.geom) FROM town.place p)) AS f},
	q{SELECT pg_catalog.count(*) FROM town.quarter q, walkshed.overlap(q.geom, q.geom) AS o},
	q{SELECT walkshed.apportion('10', '{1,2,3}')},
	q{SELECT walkshed.amap_services(a.code, a.name) FROM town.amap a},
	q{SELECT walkshed.copy_standard('mofcom-2021', 'mine', 'My own')},
	q{SELECT pg_catalog.count(*) FROM walkshed.check_standard('mine')},
	q{INSERT INTO walkshed.profile (name, walker) VALUES ('slow', walkshed.walker(speed_mps => 0.5))},
	q{INSERT INTO walkshed.requirement (standard, service, minutes, open_during, choice, min_places) VALUES ('mine', 'park', 10, 'Mo 06:00-08:00', '{1,0.5}', 2)},
	q{INSERT INTO walkshed.amap_mapping (name, service) VALUES ('tea', 'park')},
	q{SELECT walkshed.drop_study('plain')});
is($node->safe_psql('before', 'SET search_path = pg_catalog;' . trapped()), '', 'nor has anything of a study');

# A dump is read by a superuser among the same traps.
my $dump = $node->basedir . '/dump';
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, qw(-e walkshed -n town -n study -n walkshed), $node->connstr('before') ], 'dumps');
$node->safe_psql('before', 'SET client_min_messages = error; DROP SCHEMA study, town CASCADE; DROP EXTENSION walkshed; DROP SCHEMA walkshed');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('before'), $dump ], 'restores');
untouched($_, $_) foreach (q{SELECT pg_catalog.count(*) FROM study.gap, study.missing}, q{SELECT walkshed.refresh_study('study')});
is($node->safe_psql('before', 'SET search_path = pg_catalog;' . trapped()), '', 'nor has anything restored');

done_testing();
