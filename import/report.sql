-- report.sql: what import scripts tell, line by line, and how they give up.

CREATE FUNCTION pg_temp.n(count bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT to_char(count, 'FM999,999,999,990') $$;

-- A line of the report: what, how many, and the seconds since the line before.
CREATE FUNCTION pg_temp.step(what text, rows bigint, note text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	since timestamptz := coalesce(nullif(current_setting('walkshed_import.step', true), '')::timestamptz,
		transaction_timestamp());
BEGIN
	PERFORM set_config('walkshed_import.step', clock_timestamp()::text, false);
	RETURN rtrim(format('  %-10s%9s %5s s  %s', what, pg_temp.n(rows),
		to_char(extract(epoch FROM clock_timestamp() - since), 'FM990.0'), note));
END
$$;

CREATE FUNCTION pg_temp.require(ok bool, problem text, hint text DEFAULT '') RETURNS bool
LANGUAGE plpgsql AS $$
BEGIN
	IF NOT ok THEN
		RAISE EXCEPTION USING MESSAGE = problem, HINT = hint;
	END IF;
	RETURN ok;
END
$$;
