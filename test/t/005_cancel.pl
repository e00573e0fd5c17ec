# A timeout ends a long call within 100 ms, wherever it strikes, and the session
# goes on.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use List::Util qw(min);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Streets;

my $grace = 100;
my $node = PostgreSQL::Test::Cluster->new('cancel');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION walkshed CASCADE; CREATE TABLE street AS ' . grid(1000));

# Run a query under a timeout in milliseconds (which may strike after its end, and
# then the statement that lifts it); how long it took, whether it was
# cancelled, and whether the session answers afterwards.
sub timed
{
	my ($query, $timeout) = @_;
	my ($status, $out, $err) = $node->psql('postgres',
		"SET statement_timeout = $timeout;\n\\timing on\n$query;\n\\timing off\nSET statement_timeout = 0;\nSELECT 'alive';",
		on_error_stop => 0);
	my ($took) = $out =~ /^Time: ([\d.]+) ms/m;
	return ($took, scalar($err =~ /canceling statement due to statement timeout/), scalar($out =~ /^alive$/m));
}

# The best of a few runs: another process of a busy machine may hold up one, or
# this one may be done before an even shorter run made us expect.
sub ends_in_time
{
	my ($query, $timeout, $what) = @_;
	my ($late, $took, $cancelled, $alive);
	foreach (1 .. 5)
	{
		($took, $cancelled, $alive) = timed($query, $timeout);
		$late = $took - $timeout;
		last if !$alive || $cancelled && $late <= $grace;
		$timeout = int($timeout * 0.9) if !$cancelled;
	}
	ok($cancelled, "$what is cancelled after $timeout ms");
	ok($alive, 'and its session goes on');
	cmp_ok($late, '<=', $grace, "in time ($took ms)");
}

# Strike early, and in each phase of the build, the last ones too.
foreach (
	[ 'network_agg', 'SELECT walkshed.network_agg(id, geom) IS NULL FROM street WHERE id <= 500000' ],
	[ 'point_set_agg', 'SELECT walkshed.point_set_agg(id, ST_StartPoint(geom)) IS NULL FROM street' ])
{
	my ($what, $query) = @$_;
	my ($whole) = timed($query, 0);
	ends_in_time($query, int($whole * $_), "$what at " . 100 * $_ . ' % of its time')
	  foreach 0.1, 0.4, 0.55, 0.7, 0.8, 0.9;
}
# Joining and editing are phases of their own.
$node->safe_psql('postgres', 'CREATE TABLE edited AS SELECT walkshed.network_agg(id, geom) AS streets FROM street WHERE id <= 500000');
foreach (
	[ 'network_agg with snap_m', 'SELECT walkshed.network_agg(id, geom, NULL, 20) IS NULL FROM street WHERE id <= 500000' ],
	[ 'edit', q{SELECT count(*) FROM edited, walkshed.edit(streets, 'SRID=4326;LINESTRING(117 39, 117.01 39.01)')} ])
{
	my ($what, $query) = @$_;
	my ($whole) = timed($query, 0);
	ends_in_time($query, int($whole * $_), "$what at " . 100 * $_ . ' % of its time') foreach 0.2, 0.5, 0.7, 0.9;
}
ends_in_time('SELECT walkshed.network_agg(id, geom) IS NULL FROM street', 100, 'network_agg over two million rows');

$node->safe_psql('postgres', <<'SQL');
CREATE TABLE net AS SELECT walkshed.network_agg(id, geom) AS streets FROM street;
CREATE TABLE points AS
SELECT walkshed.point_set_agg(id, ST_StartPoint(geom)) FILTER (WHERE id % 4 = 0) AS origins,
	walkshed.point_set_agg(id, ST_EndPoint(geom)) FILTER (WHERE id % 100 = 0) AS places
FROM street;
SQL
my $nearest =
  'SELECT count(*) FROM net, points, walkshed.nearest(streets, origins, places, k => 5, minutes => 40)';
my ($whole) = timed($nearest, 0);
cmp_ok($whole, '>', 1000, "nearest is long ($whole ms)");
ends_in_time($nearest, $_, 'nearest') foreach 100, int($whole * 0.3), int($whole * 0.6), int($whole * 0.9);
# The measures over point sets: the first call snaps, the next ones do not.
foreach (
	[ 'accessible', "accessible(streets, origins, origins, decay => walkshed.decay('gaussian'), minutes => 15)" ],
	[ 'supply', 'supply(streets, origins, places, minutes => 15)' ],
	[ 'travel_times', 'travel_times(streets, origins, places, minutes => 15)' ],
	[ 'proximity', 'proximity(streets, origins, places, minutes => 40)' ])
{
	my ($what, $call) = @$_;
	my $query = "SELECT count(*) FROM net, points, walkshed.$call";
	my ($long) = timed($query, 0);
	cmp_ok($long, '>', 500, "$what is long ($long ms)");
	ends_in_time($query, int($long * $_), "$what at " . 100 * $_ . ' % of its time') foreach 0.05, 0.2, 0.5, 0.9;
}
like(
	($node->psql('postgres', 'SELECT count(*) FROM net, points, walkshed.nearest(streets, origins, places, k => 1000, minutes => 600)'))[2],
	qr/take more than 1 GB.*HINT:  Ask for fewer places/s,
	'a call that would take too much memory says what to do');
is($node->safe_psql('postgres', 'SELECT 1'), '1', 'and the server goes on');
ends_in_time('SELECT count(*) FROM net, walkshed.network_edges(streets)', 100, 'network_edges');
ends_in_time(
	'SELECT count(*) FROM net, walkshed.reach_nodes(streets, ' . centre(1000) . ', minutes => 600)',
	100, 'reach_nodes over all of it');
ends_in_time(
	'SELECT ST_Area(walkshed.catchment(streets, ' . centre(1000) . ', minutes => 600)) FROM net',
	100, 'catchment over all of it');
ends_in_time(
	'SELECT length(walkshed.surface_raster(streets, ' . centre(1000) . ', minutes => 600, buffer_m => 200)) FROM net',
	100, 'surface_raster over all of it');

done_testing();
