# Every function that only reads answers on a streaming standby as on the primary, also while the primary rewrites all
# that it reads and the standby replays that.
use strict;
use warnings;
use FindBin;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 1);
$primary->start;
$primary->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'copy', has_streaming => 1);
# Replay waits for who reads what it is to remove.
$standby->append_conf('postgresql.conf', 'max_standby_streaming_delay = -1');
$standby->start;

my $stress = "$FindBin::Bin/../stress";
$primary->command_ok(
	[ 'psql', '-qX', '-v', 'ON_ERROR_STOP=1', '-v', 'crossings=20', '-v', 'minutes=5', '-v', 'far=10',
		'-f', "$stress/town.sql", '-f', "$stress/calls.sql", '-d', $primary->connstr('postgres') ],
	'the town is made');
is($primary->safe_psql('postgres', 'SELECT string_agg(function, $$, $$) FROM unmatched'), '', 'every function has a call');
$primary->wait_for_catchup($standby);

# What each gives, in a line with its name. What a session has read and when a study was refreshed is their own.
my $read = "SET client_min_messages = error;\n" . $primary->safe_psql('postgres', <<'SQL');
SELECT format(CASE WHEN query IS NULL THEN 'DO $call$ BEGIN %s; END $call$; SELECT %L;'
	ELSE 'SELECT %2$L, count(*), md5(string_agg(c::text, $$,$$ ORDER BY c::text)) FROM thing t CROSS JOIN LATERAL (%1$s) c;' END,
	replace(coalesce(query, statement), E'\n', ' '), function)
FROM call
WHERE NOT writes AND called_by IS NULL AND function NOT IN ('cache_stats', 'study_status')
ORDER BY function
SQL
my @answers = split /\n/, $primary->safe_psql('postgres', $read);

# The lines that are others on the standby.
sub differing
{
	my @found = split /\n/, $standby->safe_psql('postgres', $read);
	return join "\n", grep { ($found[$_] // '') ne $answers[$_] } 0 .. $#answers;
}

cmp_ok(scalar @answers, '>', 80, 'functions are called');
is(differing(), '', 'they answer on a standby as on the primary');

my $rewrite = $primary->basedir . '/rewrite.sql';
append_to_file($rewrite, "SET client_min_messages = error;\n" . <<'SQL' x 1000);
UPDATE thing SET streets = (SELECT walkshed.network_agg(id, geom, attributes) FROM town.street);
SELECT walkshed.refresh_study('study');
UPDATE town.street SET attributes = attributes;
VACUUM thing, town.street;
SQL
my $replayed = q{SELECT pg_last_wal_replay_lsn() - '0/0'};
my $before = $standby->safe_psql('postgres', $replayed);
my $writer = IPC::Run::start([ 'psql', '-qXAt', '-v', 'ON_ERROR_STOP=1', '-d', $primary->connstr('postgres'), '-f', $rewrite ], '>', \my $out);
my ($passes, $differing, $bytes) = (0, '', 0);
while ($differing eq '' && $bytes < 5e6 && $passes < 50)
{
	$differing = differing();
	$bytes = $standby->safe_psql('postgres', $replayed) - $before;
	$passes++;
}
is($differing, '', 'nor is an answer another while it replays');
cmp_ok($bytes, '>=', 5e6, "which it does ($bytes bytes in $passes passes)");
$writer->kill_kill;

$standby->promote;
is(differing(), '', 'they answer after it is promoted');
is($standby->safe_psql('postgres', "SET client_min_messages = error; SELECT walkshed.refresh_study('study');
		SELECT count(*) FILTER (WHERE stale) FROM walkshed.study_status('study')"),
	"\n0", 'and it refreshes its study');

done_testing();
