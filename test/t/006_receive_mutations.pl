# Damaged and forged values through binary receive: errors, never a crash.
#
# A damaged value is a valid one with a few bytes changed, and must be refused.
# A forged one has its checksums, hashes and digest put right afterwards, so
# that only the decoder stands between its content and the backend: it is
# refused, or it is a network that every function takes as it is: some functions
# with each value, all of them in turn.
#
# Walkers and opening hours are not checked before they are used: theirs are
# mutated as SQL writes them.
#
# WALKSHED_MUTATIONS: how many times as many as in make check.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Digest::SHA qw(sha256);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Streets;

my $times = $ENV{WALKSHED_MUTATIONS} // 1;
srand(20260100 + $times);

my $node = PostgreSQL::Test::Cluster->new('receive');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION walkshed CASCADE; CREATE TABLE street AS ' . grid(7));
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE kind (id int, attributes jsonb);
INSERT INTO kind VALUES (0, '{"kind": "steps", "ascent_m": 4, "foot": "forward"}'), (1, '{"kind": "barrier"}'),
	(2, '{"kind": "footbridge", "delay_s": 12.5, "wheelchair": "no"}'), (3, '{"foot": "no"}');
CREATE TABLE small AS SELECT walkshed.network_agg(s.id, s.geom, k.attributes) AS value
FROM street s LEFT JOIN kind k ON k.id = s.id % 9;
CREATE TABLE points AS SELECT walkshed.point_set_agg(id / 2, CASE WHEN id % 8 < 5 THEN ST_StartPoint(geom) ELSE ST_Buffer(ST_StartPoint(geom), 0.0003, 2) END,
	(id / 2)::float8, 'tag ' || id % 3) AS value
FROM street;
-- A call of each function that takes a network or a point set; VALUE is the one at hand.
CREATE TABLE call AS
SELECT t.type, row_number() OVER (PARTITION BY t.type ORDER BY p.oid::regprocedure::text) AS n, format('SELECT count(*) FROM walkshed.%s(%s) AS t', p.proname, (
		SELECT string_agg(CASE WHEN a = t.type THEN 'VALUE'
			WHEN a = 'walkshed.network'::regtype THEN '(SELECT value FROM small)' WHEN a = 'walkshed.point_set'::regtype THEN '(SELECT value FROM points)'
			WHEN p.proargnames[i] = 'add' THEN $$'SRID=4326;LINESTRING(116 39.9, 116.002 39.902)'$$
			WHEN p.proargnames[i] IN ('a', 'b') THEN $$'SRID=4326;POLYGON((116 39.9, 116.002 39.9, 116.002 39.902, 116 39.9))'$$
			WHEN a = 'geometry'::regtype THEN $$'SRID=4326;POINT(116.0017 39.9018)'$$ WHEN p.proargnames[i] IN ('minutes', 'threshold') AND a = 'float8'::regtype THEN '7' WHEN a = 'float8[]'::regtype AND p.proargnames[i] = 'minutes' THEN $$'{3,7}'$$
			WHEN p.proargnames[i] = 'metres' THEN CASE p.proname WHEN 'nearest_straight' THEN '500' ELSE 'NULL' END WHEN a = 'integer'::regtype THEN '2' WHEN p.proargnames[i] = 'cell_m' THEN '25' WHEN a = 'float8'::regtype THEN '1'
			WHEN a = 'boolean'::regtype THEN 'false' WHEN a = 'jsonb'::regtype THEN $$'{}'$$ WHEN a = 'walkshed.walker'::regtype THEN $$walkshed.walker(slope => 'tobler', steps_allowed => false)$$
			WHEN a = 'walkshed.decay'::regtype THEN $$walkshed.decay('linear')$$ ELSE 'NULL' END || '::' || a::regtype, ', ' ORDER BY i)
		FROM unnest(p.proargtypes::oid[]) WITH ORDINALITY AS u(a, i))) AS statement
FROM pg_proc p, unnest('{walkshed.network,walkshed.point_set}'::regtype[]) AS t(type)
WHERE p.pronamespace = 'walkshed'::regnamespace AND p.prokind = 'f' AND t.type = ANY (p.proargtypes::oid[]) AND p.proname <> 'check_overlap';
CREATE TABLE outcome (file text, sqlstate text, message text);
CREATE TABLE received_small (LIKE small);
CREATE TABLE received_large (LIKE small);
CREATE TABLE received_points (LIKE points);
SQL
# Large enough for two tiles, and so for edges between them.
$node->safe_psql('postgres', 'CREATE TABLE large AS SELECT walkshed.network_agg(id, geom) AS value FROM (' . grid(50) . ') g');

my $dir = $node->basedir . '/values';
mkdir $dir;
my ($copy_head, $copy_tail) = ("PGCOPY\n\377\r\n\0" . pack('N2 n', 0, 0, 1), pack('n', 0xffff));

sub stored
{
	my ($table) = @_;
	$node->safe_psql('postgres', "COPY $table TO '$dir/$table' BINARY");
	my $copy = slurp_file("$dir/$table");
	return substr($copy, length($copy_head) + 4, -length($copy_tail));
}

sub store
{
	my ($file, $value) = @_;
	open my $out, '>:raw', "$dir/$file" or die $!;
	print $out $copy_head, pack('N', length $value), $value, $copy_tail;
	close $out;
}

# One to three changes at or after a position.
sub mutated
{
	my ($value, $from) = @_;
	my $before = $value;
	do
	{
		foreach (0 .. rand 3)
		{
			my $kind = int rand 8;
			last if length($value) < $from + 8;
			my $at = $from + int rand(length($value) - $from - 4);
			if ($kind < 3) { substr($value, $at, 1) ^= chr(1 << rand 8) }
			elsif ($kind < 4) { substr($value, $at, 1) = chr rand 256 }
			elsif ($kind < 5) { substr($value, $at, 4) = pack 'V', (0, 0xffffffff, 0x7fffffff, 0x80000000)[ rand 4 ] }
			elsif ($kind < 6) { $value = substr $value, 0, $at }
			elsif ($kind < 7) { $value .= join '', map { chr rand 256 } 0 .. rand 20 }
			else { substr($value, $at, 4) = substr $value, $from + int rand(length($value) - $from - 4), 4 }
		}
	} while ($value eq $before);
	return $value;
}

my @crc_table = map { my $c = $_; $c = $c & 1 ? $c >> 1 ^ 0x82f63b78 : $c >> 1 foreach 1 .. 8; $c } 0 .. 255;

sub crc32c
{
	my $crc = 0xffffffff;
	$crc = $crc_table[ ($crc ^ $_) & 255 ] ^ $crc >> 8 foreach unpack 'C*', $_[0];
	return $crc ^ 0xffffffff;
}

sub digest { return substr sha256($_[0]), 0, 16 }

# The layouts are described in src/core/network.h and src/core/points.h.
my ($header_size, $entry_size, $points_header_size) = (128, 64, 48);

sub sign_points
{
	my ($value) = @_;
	return $value if length($value) < $points_header_size;
	substr($value, 40, 4) = pack 'V', crc32c(substr $value, $points_header_size);
	substr($value, 8, 16) = "\0" x 16;
	substr($value, 8, 16) = digest($value);
	return $value;
}

sub sign_network
{
	my ($value) = @_;
	return $value if length($value) < $header_size;
	my $tiles = unpack 'V', substr $value, 40, 4;
	my $head = $header_size + $tiles * $entry_size;
	return $value if $head > length $value;
	substr($value, 44, 4) = pack 'V', length $value;
	foreach my $entry (map { $header_size + $_ * $entry_size } 0 .. $tiles - 1)
	{
		my ($offset, $size) = unpack 'V2', substr $value, $entry, 8;
		next if $offset > length $value;
		$size = length($value) - $offset if $entry + $entry_size == $head;
		my $tile = substr $value, $offset, $size;
		substr($value, $entry + 4, 8) = pack 'V2', $size, crc32c($tile);
		substr($value, $entry + 48, 16) = digest($tile);
	}
	substr($value, 8, 16) = "\0" x 16;
	substr($value, 8, 16) = digest(substr $value, 0, $head);
	return $value;
}

my %use = (
	network => 'PERFORM count(*) FROM TABLE, walkshed.network_report(value);
		PERFORM count(*) FROM TABLE, walkshed.network_edges(value);
		PERFORM count(*) FROM TABLE, walkshed.reach_nodes(value, here, minutes => 15);
		PERFORM walkshed.catchment(value, here, metres => 500) FROM TABLE;
		PERFORM count(*) FROM TABLE, points p, walkshed.nearest(TABLE.value, p.value, p.value, 3, minutes => 10);',
	points => q{PERFORM count(convert_from(convert_to(tag, 'UTF8'), 'UTF8')) FROM TABLE, walkshed.points(value);
		PERFORM count(*) FROM small n, TABLE p, walkshed.nearest(n.value, p.value, p.value, 3, minutes => 10);});

# Receive every file of the name and use what is accepted; the outcomes counted.
sub outcomes
{
	my ($name, $table, $count, $use) = @_;
	my $received = "received_$table";
	(my $body = $use{$use}) =~ s/TABLE/$received/g;
	my ($status, $out, $err) = $node->psql('postgres', <<"SQL");
TRUNCATE outcome;
SET statement_timeout = '@{[5 * $times]}min';
DO \$\$
DECLARE
	here geometry := @{[centre(7)]};
	calls text[] := ARRAY(SELECT replace(statement, 'VALUE', '(SELECT value FROM $received)') FROM call
		WHERE type = '@{[$use eq 'network' ? 'walkshed.network' : 'walkshed.point_set']}'::regtype ORDER BY n);
	k integer;
BEGIN
	FOR i IN 1 .. $count LOOP
		BEGIN
			EXECUTE format('COPY $received FROM %L BINARY', '$dir/$name-' || i);
			INSERT INTO outcome VALUES ('$name-' || i, 'accepted', '');
			BEGIN
				$body
				FOREACH k IN ARRAY ARRAY[i, i + 7, i + 13] LOOP
					BEGIN
						EXECUTE calls[1 + k % cardinality(calls)];
					EXCEPTION WHEN data_exception OR program_limit_exceeded OR data_corrupted THEN NULL;	-- says what it cannot take: edit() compares what no other has to
					END;
				END LOOP;
			EXCEPTION WHEN OTHERS THEN
				INSERT INTO outcome VALUES ('$name-' || i, 'in use: ' || SQLSTATE, SQLERRM);
			END;
			DELETE FROM $received;
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO outcome VALUES ('$name-' || i, SQLSTATE, SQLERRM);
		END;
	END LOOP;
END
\$\$;
SQL
	is($status, 0, "$name: the backend outlives $count values") or diag $err;
	my $summary = $node->safe_psql('postgres',
		'SELECT sqlstate, count(*), min(file), min(message) FROM outcome GROUP BY sqlstate ORDER BY sqlstate');
	note $summary;
	return map { (split /\|/)[ 0, 1 ] } split /\n/, $summary;
}

# data_corrupted, invalid_binary_representation, protocol_violation (too short
# for its own fields), program_limit_exceeded
my $refusal = qr/^(XX001|22P03|08P01|54000)$/;

my %sign = (network => \&sign_network, points => \&sign_points);

sub damaged
{
	my ($table, $use, $count) = @_;
	my $valid = stored($table);
	store("valid-$table-1", $valid);
	my %outcome = outcomes("valid-$table", $table, 1, $use);
	is_deeply(\%outcome, { accepted => 1 }, "$table: the value itself is accepted");
	$count *= $times;
	store("damaged-$table-$_", mutated($valid, 0)) foreach 1 .. $count;
	%outcome = outcomes("damaged-$table", $table, $count, $use);
	is(join(' ', grep { !/$refusal/ } sort keys %outcome), '', "$table: every damaged value is refused as such");
}

# Changes behind the digest, every other time behind $content.
sub forged
{
	my ($table, $use, $count, $content) = @_;
	my $valid = stored($table);
	my $sign = $sign{$use};
	ok($sign->($valid) eq $valid, "$table: this test signs like the builder");
	$count *= $times;
	store("forged-$table-$_", $sign->(mutated($valid, $_ % 2 ? $content : 24))) foreach 1 .. $count;
	my %outcome = outcomes("forged-$table", $table, $count, $use);
	is(join(' ', grep { !/$refusal|^accepted$/ } sort keys %outcome), '',
		"$table: every forged value is refused or usable");
	cmp_ok($outcome{XX001} // 0, '>', $count / 4, "$table: many are refused");
}

damaged('small', 'network', 10_000);
damaged('points', 'points', 10_000);
forged('small', 'network', 3_000, $header_size + $entry_size);
forged('large', 'network', 200, $header_size + 2 * $entry_size);
forged('points', 'points', 3_000, $points_header_size);

# The digest is the key of the cache: whoever forges one must not get in, or the
# tiles of one network would answer for another.
my ($small, $large) = (stored('small'), stored('large'));
my $impostor = $small;
substr($impostor, 8, 16) = substr $large, 8, 16;
store('impostor-1', $impostor);
is_deeply({ outcomes('impostor', 'small', 1, 'network') }, { XX001 => 1 },
	'a value under the digest of another is refused in binary');
my (undef, undef, $err) = $node->psql('postgres', '\set VERBOSITY sqlstate' . "\nSELECT '" . unpack('H*', $impostor) . "'::walkshed.network");
like($err, qr/XX001/, 'and as text');

# A tag becomes text, so bytes that are none must not get in: an ä of Latin-1.
(my $foreign = stored('points')) =~ s/tag 2/tag \xe4/ or die;
store('foreign-1', sign_points($foreign));
is_deeply({ outcomes('foreign', 'points', 1, 'points') }, { XX001 => 1 }, 'a tag in another encoding is refused');

# Walkers of numbers that none has, and opening hours with letters changed.
$node->safe_psql('postgres', <<"SQL");
TRUNCATE outcome;
SELECT setseed(0.5);
SET statement_timeout = '@{[5 * $times]}min';
DO \$\$
DECLARE
	number text[] := '{0,-1,1,1.33,0.1,10,NaN,Infinity,-Infinity,1e308,1e-308,200,NULL}';
	letters text[] := string_to_array('0 1 9 : - , ; + " | Mo Su PH SH off open week Jan sunrise easter ( ) [ ] / 24/7 2026 街', ' ') || ARRAY[' ', ''];
	hours text[] := ARRAY['Mo-Fr 08:00-12:00,13:00-17:30; Sa 09:00-13:00; PH off', '24/7', 'Mar-Oct Mo[1] 06:00-26:00 open "by day"', 'week 1-53/2 sunrise-sunset || "call"', '2026 Jan 01-2026 Feb 20: off'];
	words text;
	at integer;
	w walkshed.walker;
BEGIN
	FOR i IN 1 .. @{[10_000 * $times]} LOOP
		BEGIN
			words := hours[1 + i % 5];
			FOR j IN 0 .. i % 3 LOOP
				at := 1 + floor(random() * length(words));
				words := overlay(words PLACING letters[1 + floor(random() * cardinality(letters))::integer] FROM at FOR (random() * 3)::integer);
			END LOOP;
			IF (walkshed.opening_minutes(words, '2026-03-02') IS NULL) <> (walkshed.opening_hours(walkshed.opening_minutes(words, '2026-03-02')) IS NULL) THEN
				RAISE EXCEPTION 'not written: %', words;
			END IF;
			PERFORM walkshed.hours_problem(words, '2026-03-02');
			PERFORM walkshed.passable(jsonb_build_object('hours', words), '2026-03-02 06:30');
			IF walkshed.opening_minutes(words) <> walkshed.opening_minutes(walkshed.opening_hours(walkshed.opening_minutes(words))) THEN
				RAISE EXCEPTION 'not read again: %', words;
			END IF;
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO outcome VALUES ('hours', SQLSTATE, SQLERRM || ': ' || words);
		END;
		BEGIN
			w := walkshed.walker();
			w := jsonb_populate_record(w, jsonb_build_object((ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = 'walkshed.walker'::regclass AND atttypid = 'float8'::regtype))[1 + floor(random() * 11)::integer],
				nullif(number[1 + floor(random() * 13)::integer], 'NULL')));
			IF random() < 0.1 THEN w.slope := letters[1 + i % 20]; END IF;
			IF random() < 0.1 THEN w.steps_allowed := NULL; END IF;
			PERFORM count(*) FROM small, walkshed.network_edges(value, w);
			PERFORM walkshed.catchment(value, @{[centre(7)]}, minutes => 3, walker => w) FROM small;
		EXCEPTION WHEN data_exception OR program_limit_exceeded THEN NULL;
			WHEN OTHERS THEN INSERT INTO outcome VALUES ('walker', SQLSTATE, SQLERRM || ': ' || w::text);
		END;
	END LOOP;
END
\$\$;
SQL
is($node->safe_psql('postgres', 'SELECT file, sqlstate, message FROM outcome LIMIT 5'), '', 'walkers and opening hours: an answer, or what is wrong with them');

my $total = (10_000 + 10_000 + 3_000 + 200 + 3_000 + 10_000 + 10_000) * $times;
diag "mutations: $total values" if $times > 1;
done_testing();
