# A fresh session answers like a warm one, reads only the tiles it touches, and
# keeps no more of them than walkshed.cache_size.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Streets;

my $n = 500;
my $node = PostgreSQL::Test::Cluster->new('fresh');
$node->init;
$node->start;
$node->safe_psql('postgres',
	"CREATE EXTENSION walkshed CASCADE; CREATE TABLE net AS SELECT walkshed.network_agg(id, geom) AS streets FROM ("
	  . grid($n) . ') g');

my $stored = $node->safe_psql('postgres', 'SELECT pg_column_size(streets) FROM net');
cmp_ok($stored, '>', 5_000_000, 'the network is large');

# Each call of safe_psql is a session of its own.
my $catchment = 'SELECT md5(ST_AsBinary(walkshed.catchment(streets, ' . centre($n) . ', minutes => 15))) FROM net;';
my $stats = q{SELECT bytes_read, tiles_cached, bytes_cached, tiles_evicted,
	(SELECT sum(total_bytes) FROM pg_backend_memory_contexts WHERE name = 'walkshed cache')
	FROM walkshed.cache_stats();};

my ($first, $second, $once, $twice) = split /\n/,
  $node->safe_psql('postgres', "$catchment $catchment") . "\n"
  . $node->safe_psql('postgres', "$catchment $stats") . "\n";
is($second, $first, 'cold and warm answers are the same');
is($once, $first, 'so is that of another session');

my ($bytes_read) = split /\|/, $twice;
cmp_ok($bytes_read, '>', 0, 'bytes are counted');
cmp_ok($bytes_read, '<', $stored / 10, "a fresh session reads $bytes_read of $stored bytes");

# The answers, and the figures of the last line that tell what the cache did.
sub apart
{
	my ($out) = @_;
	my ($answers, $last) = $out =~ /^(.*)\n([^\n]+)\z/s;
	return ($answers, (split /\|/, $last)[ 2 .. 4 ]);
}

# One tile after another through a cache too small for two dozen of them.
my $far_apart = join ' ',
  map { "SELECT md5(ST_AsBinary(walkshed.catchment(streets, " . centre($_) . ", minutes => 15))) FROM net;" }
  map { $_ * 45 } 1 .. 22;
my $roomy = $node->safe_psql('postgres', "$far_apart $stats");
my $tight = $node->safe_psql('postgres', "SET walkshed.cache_size = '1MB'; $far_apart $stats");
my ($answers, $cached, $evicted) = apart($roomy);
is((apart($tight))[0], $answers, 'the smallest cache gives the same answers');
cmp_ok($cached, '>', 2 * 1024 * 1024, 'a roomy cache grows beyond twice the smallest');
is($evicted, 0, 'and evicts nothing');
(undef, $cached, $evicted, my $memory) = apart($tight);
cmp_ok($evicted, '>', 0, 'the smallest evicts');
cmp_ok($cached, '<=', 1024 * 1024, 'and stays within its size');
cmp_ok($memory, '<=', 1.25 * 1024 * 1024, "memory and all ($memory bytes)");

done_testing();
