# pg_upgrade takes values, a user's rows in the rulebook and a study along whole.
#
# It needs two PostgreSQLs with PostGIS and walkshed, that of PG_CONFIG and an older one whose directory is in
# OLD_POSTGRESQL: make check-all has both.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/t";
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Kept;

my @alike = ('--locale=C.UTF-8', '--encoding=UTF8');
my $old = PostgreSQL::Test::Cluster->new('old', install_path => $ENV{OLD_POSTGRESQL});
my $new = PostgreSQL::Test::Cluster->new('new');
$_->init(extra => \@alike) foreach $old, $new;
cmp_ok($old->pg_version, '<', $new->pg_version, 'from ' . $old->pg_version . ' to ' . $new->pg_version);

$old->start;
$old->safe_psql('postgres', 'CREATE DATABASE town');
keep($old, 'town');
my $before = kept($old, 'town');
is($old->safe_psql('town', 'SELECT count(*), sum(satisfied) > 0, sum(score) > 0 FROM study.gap'),
	'27|t|t', 'the study has something to keep');
$old->stop;

chdir $new->basedir;
command_ok([ 'pg_upgrade', '--no-sync', '-d', $old->data_dir, '-D', $new->data_dir, '-b', "$ENV{OLD_POSTGRESQL}/bin",
		'-B', $new->config_data('--bindir'), '-s', $new->host, '-p', $old->port, '-P', $new->port ], 'upgrades');

$new->start;
my $after = kept($new, 'town');
is($after->{$_}, $before->{$_}, "$_ as before") foreach sort keys %$before;

# The old PostGIS's functions are the new one's after its own update.
$new->safe_psql('town', 'SELECT postgis_extensions_upgrade()');
$new->safe_psql('town', q{SELECT walkshed.refresh_study('study')});
$after = kept($new, 'town');
is($after->{$_}, $before->{$_}, "$_ as before after a refresh") foreach grep { /^the study/ } sort keys %$before;
is($new->safe_psql('town', 'SELECT count(*) FILTER (WHERE stale) FROM walkshed.study_status($$study$$)'), '0', 'and nothing stale');

done_testing();
