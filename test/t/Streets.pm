# SQL for the towns that these tests walk in.
package Streets;

use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(grid centre town);

# A query for a square grid of streets, $n by $n crossings about 67 m apart, one
# row (id, geom) for each block. PostGIS may be in any schema.
sub grid
{
	my ($n, $postgis) = @_;
	my $p = $postgis // 'public';
	return <<"SQL";
SELECT row_number() OVER (ORDER BY east, x, y) AS id,
	$p.ST_SetSRID($p.ST_MakeLine(
		$p.ST_MakePoint(116 + 0.0008 * x, 39.9 + 0.0006 * y),
		$p.ST_MakePoint(116 + 0.0008 * (x + east), 39.9 + 0.0006 * (y + 1 - east))), 4326) AS geom
FROM generate_series(0, $n - 1) x, generate_series(0, $n - 1) y, generate_series(0, 1) east
WHERE x + east < $n AND y + 1 - east < $n
SQL
}

# A point near the middle of such a grid, a few metres beside a street.
sub centre
{
	my ($n, $postgis) = @_;
	my $p = $postgis // 'public';
	my $half = int($n / 2);
	return "$p.ST_SetSRID($p.ST_MakePoint(116 + 0.0008 * ($half + 0.4), 39.9 + 0.0006 * $half + 0.00004), 4326)";
}

# A small city in the schema $town: streets, nine quarters in two regions, a gate
# and places of four services, some of them out of reach.
sub town
{
	my ($town, $postgis) = @_;
	my $p = $postgis // 'public';
	my $streets = grid(40, $p);
	return <<"SQL";
CREATE SCHEMA $town;
CREATE TABLE $town.street (id bigint PRIMARY KEY, geom $p.geometry(LineString, 4326), attributes jsonb, name text);
INSERT INTO $town.street (id, geom) $streets;
CREATE TABLE $town.region (id bigint PRIMARY KEY, name text, geom $p.geometry(Polygon, 4326));
INSERT INTO $town.region
SELECT r, 'region ' || r, $p.ST_MakeEnvelope(116 + 0.0156 * (r - 1), 39.9, 116 + 0.0156 * r, 39.9234, 4326)
FROM generate_series(1, 2) r;
CREATE TABLE $town.quarter (id bigint PRIMARY KEY, name text, people numeric, region_id bigint,
	geom $p.geometry(Polygon, 4326));
INSERT INTO $town.quarter
SELECT x * 3 + y + 1, 'quarter ' || x * 3 + y + 1, 1000 * (x + 1), 1 + x / 2,
	$p.ST_MakeEnvelope(116.0021 + 0.0112 * x, 39.9013 + 0.0078 * y, 116.0051 + 0.0112 * x, 39.9043 + 0.0078 * y, 4326)
FROM generate_series(0, 2) x, generate_series(0, 2) y;
CREATE TABLE $town.gate (id bigint PRIMARY KEY, quarter_id bigint, geom $p.geometry(Point, 4326));
INSERT INTO $town.gate VALUES (1, 1, $p.ST_SetSRID($p.ST_MakePoint(116.0051, 39.9031), 4326));
CREATE TABLE $town.place (id bigint PRIMARY KEY, name text, services text[], tags jsonb, geom $p.geometry(Point, 4326));
INSERT INTO $town.place
SELECT i, 'place ' || i, CASE i % 3 WHEN 0 THEN ARRAY['vegetable_market', 'convenience_store']
		WHEN 1 THEN ARRAY['breakfast'] ELSE ARRAY['repair', 'laundry'] END, '{}',
	$p.ST_SetSRID($p.ST_MakePoint(116.003 + 0.0021 * i, 39.9031 + 0.0017 * i), 4326)
FROM generate_series(1, 8) i;
SQL
}

1;
