# common.sh: what the import scripts share; sourced by them, under set -euo pipefail.

me=${0##*/}

# die MESSAGE [HINT]
die() {
	printf '%s: %s\n' "$me" "$1" >&2
	if [[ -n ${2-} ]]; then
		printf '  %s\n' "$2" >&2
	fi
	exit 1
}

# need PACKAGES TOOL...: Debian's packages have the tools.
need() {
	local tool

	for tool in "${@:2}"; do
		command -v "$tool" >/dev/null || die "$tool is not installed" "On Debian: apt-get install $1"
	done
}

# schema_of FILE: the name of a schema made of that of a file, its extension left out.
schema_of() {
	local name

	name=$(basename "$1" | LC_ALL=C tr '[:upper:]' '[:lower:]' | LC_ALL=C tr -c 'a-z0-9_\n' '_')
	[[ $name != [0-9]* ]] || name=_$name
	[[ $name == *[a-z]* ]] || die "cannot make the name of a schema from $1" 'Give one with --schema NAME.'
	echo "$name"
}

# A folder that goes away at the end, however that comes; before it whatever the script has in clean_up. What a signal
# leaves behind is told with what_is_replaced.
work=$(mktemp -d)
child='' what_is_replaced=''
clean_up() { :; }

finish() {
	local status=$?

	if [[ -n $child ]]; then
		kill "$child" 2>/dev/null || true
	fi
	clean_up
	rm -rf "$work"
	exit "$status"
}

interrupted() {
	echo "$me: interrupted; $what_is_replaced replaced as a whole or not at all" >&2
	exit "$1"
}

trap finish EXIT
trap 'interrupted 129' HUP
trap 'interrupted 130' INT
trap 'interrupted 143' TERM

# A long step runs beside the script (command & await): then a signal ends it too, and not only the script after it.
await() {
	local status=0

	child=$!
	wait "$child" || status=$?
	child=''
	return "$status"
}

# The first lines of an error of psql, of which the log is in the folder.
error_in_log() {
	sed -nE 's/^(psql:.*)?ERROR: +//p' "$work/log" | head -n 1
}

hint_in_log() {
	sed -nE 's/^HINT: +//p' "$work/log" | head -n 1
}

no_database() {
	die "cannot use the database: $(head -n 1 "$work/log")" \
		'Name it with --database or PGDATABASE, PGHOST, PGPORT, PGUSER; a password is read from PGPASSWORD or ~/.pgpass.'
}

# use_postgis SCHEMA: what follows finds PostGIS; osm2pgsql 1.8 names the type geometry without a schema.
use_postgis() {
	export PGOPTIONS="${PGOPTIONS-} -c search_path=${1// /\\ } -c jit=off"
}

export PGCLIENTENCODING=UTF8 PGAPPNAME=$me
