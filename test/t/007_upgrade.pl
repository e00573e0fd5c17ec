# An update of the extension brings its own rows up to date and keeps the user's, their studies and what those
# hold; a dump of an old version restores into a new one.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use File::Copy;
use File::Path;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Streets;
use Traps;

my $node = PostgreSQL::Test::Cluster->new('upgrade');
$node->init;

# An installation of its own beside PostGIS's, which gets a later version.
my $stage = $node->basedir . '/stage';
my ($share, $library) = map { $node->config_data($_) } qw(--sharedir --pkglibdir);
my $extension = "$share/extension";
my ($installed) = ($ENV{TEMP_CONFIG} // '') && slurp_file($ENV{TEMP_CONFIG}) =~ /extension_(?:destdir|control_path) = '([^:']*)/ ? $1 =~ s/\Q$share\E$//r : '';
mkpath("$stage$_") foreach $extension, $library;
copy($_, "$stage$extension") || die "$_: $!" foreach glob "$installed$extension/walkshed*";
copy("$installed$library/walkshed.so", "$stage$library") || die "walkshed.so: $!";
$node->append_conf('postgresql.conf', $node->pg_version < 18 ? "extension_destdir = '$stage'" :
	  "extension_control_path = '$stage$share:\$system'\ndynamic_library_path = '$stage$library:\$libdir'");
$node->start;

sub stage_file
{
	my ($name, $text) = @_;
	open(my $file, '>', "$stage$extension/$name") || die "$name: $!";
	print $file $text;
	close $file;
}

my ($old) = slurp_file("$stage$extension/walkshed.control") =~ /default_version = '(.*)'/;
my $new = "$old.1";

# The later version ships another number, a service that the user has under the same code, and one standard less
# and one more.
my $rows = slurp_file("$FindBin::Bin/../../sql/55_standards.sql");
my $later = $rows;
$later =~ s/'convenience_store', 5,/'convenience_store', 6,/ || die;
$later =~ s/(\('tea_coffee', 'Tea and coffee',.*\n)/$1\t('tea', 'Tea', '茶', 'shipped now'),\n/ || die;
$later =~ s/'hexi-10'/'hexi-11'/g || die;
my $script = slurp_file("$stage$extension/walkshed--$old.sql");
my $at = index($script, $rows);
cmp_ok($at, '>', 0, 'the install script holds the rows');
substr($script, $at, length $rows) = $later;

$node->safe_psql('postgres', 'CREATE DATABASE before; CREATE DATABASE fresh; CREATE DATABASE old; CREATE DATABASE after');
$node->safe_psql('before', 'CREATE EXTENSION walkshed CASCADE;' . town('town') . <<'SQL');
INSERT INTO walkshed.service (code, name_en) VALUES ('tea', 'Tea house');
INSERT INTO walkshed.service_group (code, grouping, name_en) VALUES ('drinks', 'thirst', 'Drinks');
INSERT INTO walkshed.profile (name, walker) VALUES ('slow', walkshed.walker(speed_mps => 0.5));
INSERT INTO walkshed.osm_mapping (key, value, service) VALUES ('amenity', 'tea', 'tea');
INSERT INTO walkshed.amap_mapping (code, name, service) VALUES ('0506', 'tea', 'tea');
SELECT walkshed.copy_standard('mofcom-2021', 'mine', 'My own', profile => 'slow');
INSERT INTO walkshed.requirement (standard, service, groups, minutes) VALUES ('mine', 'tea', '{drinks}', 7), ('luzhou-8', 'tea', '{}', 7);
INSERT INTO walkshed.alternative (standard, service, alternative) VALUES ('mine', 'tea', 'tea_coffee'), ('luzhou-8', 'breakfast', 'tea');
SELECT walkshed.create_study('mine', 'town.street', 'town.quarter', 'town.place', 'town.gate', 'town.region', '{mine}');
SELECT walkshed.create_study('hexi', 'town.street', 'town.quarter', 'town.place', standards => '{hexi-10}');
SQL

my $dump = $node->basedir . '/dump';
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dump-old", $node->connstr('before') ], 'dumps the old version');

# What an update must not touch, each a query with one value.
my %same = map {
	("the user's $_" => "SELECT count(*) || md5(string_agg(t::text, ',' ORDER BY t::text)) FROM walkshed.$_ t
		WHERE NOT shipped" . ($_ eq 'standard' ? " AND code <> 'hexi-10'" : $_ =~ /requirement|grade/ ? " AND standard <> 'hexi-10'" : ''))
} qw(standard service service_group profile requirement alternative grade osm_mapping amap_mapping);
$same{"$_ of the study"} = "SELECT count(*) || md5(string_agg(t::text, ',' ORDER BY t::text)) FROM mine.$_ t"
  foreach qw(gates places requirement verdict gap_by_group gap region_gap);
$same{'the network'} = 'SELECT md5(streets::text) FROM mine.network';
$same{'the score by a standard that is withdrawn'} = 'SELECT md5(string_agg(t::text, $$,$$ ORDER BY t::text)) FROM hexi.gap t';
my %before = map { $_ => $node->safe_psql('before', $same{$_}) } keys %same;
is($node->safe_psql('before', 'SELECT count(*), sum(score) > 0 FROM mine.gap'), '9|t', 'the study has something to keep');

stage_file("walkshed--$old--$new.sql", $later);
stage_file("walkshed--$new.sql", $script);
stage_file('walkshed.control', slurp_file("$stage$extension/walkshed.control") =~ s/\Q$old\E/$new/r);

# It does not step into what somebody has left where names are looked for.
$node->safe_psql('postgres', 'CREATE DATABASE trapped TEMPLATE before; CREATE ROLE mallory');
$node->safe_psql('trapped', 'GRANT CREATE ON SCHEMA public TO mallory;' . traps_for_postgresql());
$node->safe_psql('trapped', 'ALTER EXTENSION walkshed UPDATE');
is($node->safe_psql('trapped', 'SET search_path = pg_catalog;' . trapped()), '', 'nothing of an update has found a trap');

$node->safe_psql('before', 'ALTER EXTENSION walkshed UPDATE');
is($node->safe_psql('before', q{SELECT extversion FROM pg_extension WHERE extname = 'walkshed'}), $new, 'updates');
is($node->safe_psql('before', $same{$_}), $before{$_}, "$_ as before") foreach sort keys %same;
$node->safe_psql('before', "SELECT walkshed.refresh_study('$_')") foreach qw(mine hexi);
is($node->safe_psql('before', $same{$_}), $before{$_}, "$_ as before after a refresh") foreach grep { !/user/ } sort keys %same;
is( $node->safe_psql('before', q{SELECT shipped, (SELECT count(*) FROM walkshed.requirement WHERE standard = code AND shipped = s.shipped)
		FROM walkshed.standard s WHERE code IN ('hexi-10', 'hexi-11') ORDER BY code}),
	"f|22\nt|22", 'the standard that is withdrawn is the user\'s, whole; the new one is shipped');
is( $node->safe_psql('before', q{SELECT minutes FROM walkshed.requirement WHERE standard IN ('mine', 'mofcom-2021')
		AND service = 'convenience_store' ORDER BY standard}),
	"5\n6", 'the shipped number is the new one, its copy the old one');

# What is shipped is the same as in a new database, but for the key that the user has taken.
$node->safe_psql('fresh', 'CREATE EXTENSION walkshed CASCADE');
is( $node->safe_psql('before', "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM walkshed.$_ t WHERE shipped"),
	$node->safe_psql('fresh', "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM walkshed.$_ t WHERE t::text !~ '^\\(tea,'"),
	"shipped rows of $_ as in a new database") foreach qw(standard service service_group profile requirement alternative grade osm_mapping amap_mapping);

# Both dumps restore into the new version.
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dump-new", $node->connstr('before') ], 'dumps the new version');
foreach ([ 'old', 'old' ], [ 'new', 'after' ])
{
	my ($version, $database) = @$_;
	$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr($database), "$dump-$version" ], "restores the $version one");
	is( $node->safe_psql($database, "SELECT extversion, s.name_en, s.shipped FROM pg_extension, walkshed.service s WHERE extname = 'walkshed' AND code = 'tea'"),
		"$new|Tea house|f", "with the user's row in the place of the shipped one");
	is($node->safe_psql($database, $same{$_}), $before{$_}, "$_ as before")
	  foreach grep { /user/ || ($database eq 'after') } sort keys %same;
}

done_testing();
