-- The rulebook: what a district owes its quarters, as rows that a user reads, copies and extends.
--
-- Shipped rows (55_standards.sql) carry shipped = true and come back with CREATE EXTENSION; every other row
-- belongs to the user and goes through pg_dump. Where both have a row of one key, the user's holds: an update
-- leaves it alone, and inserting it replaces the shipped one, as a dump does that a newer version restores.

CREATE TABLE walkshed.standard (
	code text PRIMARY KEY CHECK (code <> '' AND code = btrim(code)),
	name_en text,
	name_zh text,
	jurisdiction text,
	language text CHECK (language <> ''),
	version text,
	source text,
	verified boolean NOT NULL DEFAULT false,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT standard_has_a_name CHECK (num_nonnulls(name_en, name_zh) > 0)
);

COMMENT ON TABLE walkshed.standard IS 'Named sets of requirements. Do not change a shipped row: the change is lost at dump and restore. Copy it under a code of your own.';
COMMENT ON COLUMN walkshed.standard.code IS 'Code that requirement.standard and create_study(standards => ...) name';
COMMENT ON COLUMN walkshed.standard.name_en IS 'English name';
COMMENT ON COLUMN walkshed.standard.name_zh IS 'Chinese name';
COMMENT ON COLUMN walkshed.standard.jurisdiction IS 'Where the standard holds';
COMMENT ON COLUMN walkshed.standard.language IS 'Language of the text that issues it: zh, en or another code';
COMMENT ON COLUMN walkshed.standard.version IS 'Edition or year';
COMMENT ON COLUMN walkshed.standard.source IS 'Where the standard is taken from';
COMMENT ON COLUMN walkshed.standard.verified IS 'True when its list of services was read in a public source; requirement.verified says so of each number';
COMMENT ON COLUMN walkshed.standard.note IS 'What an analyst should know before using it';
COMMENT ON COLUMN walkshed.standard.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.service (
	code text PRIMARY KEY CHECK (code <> '' AND code = btrim(code)),
	name_en text,
	name_zh text,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT service_has_a_name CHECK (num_nonnulls(name_en, name_zh) > 0)
);

COMMENT ON TABLE walkshed.service IS 'Services that a place can offer and a requirement can ask for. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.service.code IS 'Code used in requirement.service, in the mappings and in the services of a place';
COMMENT ON COLUMN walkshed.service.name_en IS 'English name';
COMMENT ON COLUMN walkshed.service.name_zh IS 'Chinese name';
COMMENT ON COLUMN walkshed.service.note IS 'What belongs to the service and what does not';
COMMENT ON COLUMN walkshed.service.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.service_group (
	code text PRIMARY KEY CHECK (code <> '' AND code = btrim(code)),
	grouping text NOT NULL CHECK (grouping <> '' AND grouping = btrim(grouping)),
	name_en text,
	name_zh text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT service_group_has_a_name CHECK (num_nonnulls(name_en, name_zh) > 0)
);

COMMENT ON TABLE walkshed.service_group IS 'Groups that a standard sorts its requirements into, in one way or several. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.service_group.code IS 'Code used in requirement.groups';
COMMENT ON COLUMN walkshed.service_group.grouping IS 'The way of grouping that the group belongs to: field, dimension, circle, ...';
COMMENT ON COLUMN walkshed.service_group.name_en IS 'English name';
COMMENT ON COLUMN walkshed.service_group.name_zh IS 'Chinese name';
COMMENT ON COLUMN walkshed.service_group.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.profile (
	name text PRIMARY KEY CHECK (name <> '' AND name = btrim(name)),
	walker walkshed.walker NOT NULL,
	source text,
	verified boolean NOT NULL DEFAULT false,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	-- Only what a hand slips on; the functions check the rest.
	CONSTRAINT profile_walker_speed CHECK (((walker).speed_mps BETWEEN 0.1 AND 10) IS TRUE),
	CONSTRAINT profile_walker_slope CHECK (((walker).slope IN ('none', 'tobler')) IS TRUE)
);

COMMENT ON TABLE walkshed.profile IS 'Who walks: named walkers. Add your own rows with walkshed.walker(...); do not change shipped ones.';
COMMENT ON COLUMN walkshed.profile.name IS 'Name that requirement.profile gives';
COMMENT ON COLUMN walkshed.profile.walker IS 'The walker; pass it to functions as (SELECT walker FROM walkshed.profile WHERE name = ...)';
COMMENT ON COLUMN walkshed.profile.source IS 'Where the speed is taken from, and the waits if it has any';
COMMENT ON COLUMN walkshed.profile.verified IS 'True when the speed, and the wait at signals, were read in a public source; the note names the numbers that were not';
COMMENT ON COLUMN walkshed.profile.note IS 'What an analyst should know before using it';
COMMENT ON COLUMN walkshed.profile.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.requirement (
	standard text NOT NULL REFERENCES walkshed.standard ON UPDATE CASCADE ON DELETE CASCADE,
	service text NOT NULL REFERENCES walkshed.service ON UPDATE CASCADE,
	tier text NOT NULL DEFAULT 'basic' CHECK (tier <> '' AND tier = btrim(tier)),
	variant text NOT NULL DEFAULT '' CHECK (variant = btrim(variant)),
	-- Codes of service_group. An array has no foreign key: check_standard() tells the unknown ones.
	groups text[] NOT NULL DEFAULT '{}' CHECK (array_position(groups, NULL) IS NULL),
	profile text NOT NULL DEFAULT 'adult' REFERENCES walkshed.profile ON UPDATE CASCADE,
	age_group text NOT NULL DEFAULT 'all' CHECK (age_group ~ '^[a-z][a-z0-9_]*$'),
	minutes float8 CHECK (minutes > 0),
	metres float8 CHECK (metres > 0),
	beyond float8 NOT NULL DEFAULT 2 CHECK (beyond > 1 AND beyond <= 20),
	min_places integer NOT NULL DEFAULT 1 CHECK (min_places BETWEEN 1 AND 1000),
	measure text NOT NULL DEFAULT 'each' CHECK (measure IN ('each', 'mean')),
	choice float8[],
	min_size float8 CHECK (min_size > 0 AND min_size < 'Infinity'),
	capacity float8 CHECK (capacity > 0 AND capacity < 'Infinity'),
	capacity_per text CHECK (capacity_per IN ('1000 people', '100 households')),
	open_during text,
	min_open float8 NOT NULL DEFAULT 1 CHECK (min_open > 0 AND min_open <= 1),
	modes text[] NOT NULL DEFAULT '{on_site,pick_up}',
	weight float8 NOT NULL DEFAULT 1 CHECK (weight >= 0 AND weight < 'Infinity'),
	optional boolean NOT NULL DEFAULT false,
	source text,
	verified text[] NOT NULL DEFAULT '{}',
	note text,
	shipped boolean NOT NULL DEFAULT false,
	PRIMARY KEY (standard, service, tier, variant),
	CONSTRAINT requirement_minutes_or_metres CHECK (num_nonnulls(minutes, metres) = 1),
	-- A search goes as far as a day or 100 km.
	CONSTRAINT requirement_looks_too_far CHECK (coalesce(minutes * beyond, 0) <= 1440 AND coalesce(metres * beyond, 0) <= 100000),
	CONSTRAINT requirement_choice_per_place CHECK (choice IS NULL OR (
		measure = 'each' AND array_ndims(choice) = 1 AND cardinality(choice) = min_places AND array_position(choice, NULL) IS NULL
		AND 0 <= ALL (choice) AND 'Infinity' > ALL (choice) AND 0 < ANY (choice)) IS TRUE),
	CONSTRAINT requirement_capacity_per_demand CHECK (num_nonnulls(capacity, capacity_per) <> 1),
	CONSTRAINT requirement_open_during_hours CHECK (open_during IS NULL OR (NOT isempty(walkshed.opening_minutes(open_during))) IS TRUE),
	CONSTRAINT requirement_modes_known CHECK (cardinality(modes) > 0 AND modes <@ '{on_site,pick_up,door_to_door,hotline}'),
	CONSTRAINT requirement_verified_columns CHECK (verified <@
		'{profile,age_group,minutes,metres,beyond,min_places,measure,choice,min_size,capacity,open_during,min_open,modes,weight,optional}')
);

COMMENT ON TABLE walkshed.requirement IS 'What a standard asks for: a service, for whom, within which walk, how much, when. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.requirement.standard IS 'The standard that asks';
COMMENT ON COLUMN walkshed.requirement.service IS 'The service asked for; walkshed.alternative lists others that will do';
COMMENT ON COLUMN walkshed.requirement.tier IS 'Tier of the standard; one service may be asked for in several';
COMMENT ON COLUMN walkshed.requirement.variant IS 'Tells several requirements for one service in one tier apart: elder, evening, ...';
COMMENT ON COLUMN walkshed.requirement.groups IS 'Codes of the service groups that it is scored in, of one grouping or several';
COMMENT ON COLUMN walkshed.requirement.profile IS 'Who must be able to make the walk';
COMMENT ON COLUMN walkshed.requirement.age_group IS 'Whose need it is: all, or the people counted in the column people_<age_group> of the quarters';
COMMENT ON COLUMN walkshed.requirement.minutes IS 'Budget in minutes on foot; or give metres';
COMMENT ON COLUMN walkshed.requirement.metres IS 'Budget in metres on foot; or give minutes';
COMMENT ON COLUMN walkshed.requirement.beyond IS 'Multiple of the budget at which nothing of the credit is left, above 1 and at most 20; budget and multiple reach at most a day or 100 km';
COMMENT ON COLUMN walkshed.requirement.min_places IS 'Number of distinct places of the service asked for, at most 1000';
COMMENT ON COLUMN walkshed.requirement.measure IS 'each: every one of the nearest min_places counts by itself; mean: the mean walk to them is held against the budget, a missing place counting as beyond times the budget';
COMMENT ON COLUMN walkshed.requirement.choice IS 'Weights of the nearest, the second nearest and so on, one for each of min_places; null for equal ones';
COMMENT ON COLUMN walkshed.requirement.min_size IS 'A place whose known capacity is smaller does not count; one of unknown capacity does';
COMMENT ON COLUMN walkshed.requirement.capacity IS 'Capacity owed to each unit of demand, shared with all who reach the place';
COMMENT ON COLUMN walkshed.requirement.capacity_per IS 'The unit of demand: 1000 people, or 100 households';
COMMENT ON COLUMN walkshed.requirement.open_during IS 'When a place must be open: a window of the week, written as opening_hours of OpenStreetMap';
COMMENT ON COLUMN walkshed.requirement.min_open IS 'Share of that window that a place must be open, above 0 and at most 1';
COMMENT ON COLUMN walkshed.requirement.modes IS 'How the service may be delivered: on_site, pick_up, door_to_door, hotline';
COMMENT ON COLUMN walkshed.requirement.weight IS 'Weight in the gap score, relative to the other requirements of the standard';
COMMENT ON COLUMN walkshed.requirement.optional IS 'True for what is listed, but neither scored nor counted';
COMMENT ON COLUMN walkshed.requirement.source IS 'Where the numbers are taken from';
COMMENT ON COLUMN walkshed.requirement.verified IS 'Names of the columns of this row whose values were read in a public source';
COMMENT ON COLUMN walkshed.requirement.note IS 'What an analyst should know before using it';
COMMENT ON COLUMN walkshed.requirement.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.alternative (
	standard text NOT NULL,
	service text NOT NULL,
	tier text NOT NULL DEFAULT 'basic',
	variant text NOT NULL DEFAULT '',
	alternative text NOT NULL REFERENCES walkshed.service ON UPDATE CASCADE,
	min_places integer NOT NULL DEFAULT 1 CHECK (min_places BETWEEN 1 AND 1000),
	shipped boolean NOT NULL DEFAULT false,
	PRIMARY KEY (standard, service, tier, variant, alternative),
	FOREIGN KEY (standard, service, tier, variant) REFERENCES walkshed.requirement ON UPDATE CASCADE ON DELETE CASCADE
);

COMMENT ON TABLE walkshed.alternative IS 'Services that meet a requirement in place of its own, for the same walker, budget and window: a supermarket, or two convenience stores. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.alternative.standard IS 'Standard of the requirement';
COMMENT ON COLUMN walkshed.alternative.service IS 'Service of the requirement';
COMMENT ON COLUMN walkshed.alternative.tier IS 'Tier of the requirement';
COMMENT ON COLUMN walkshed.alternative.variant IS 'Variant of the requirement';
COMMENT ON COLUMN walkshed.alternative.alternative IS 'The service that will do';
COMMENT ON COLUMN walkshed.alternative.min_places IS 'Number of its places that do, at most 1000';
COMMENT ON COLUMN walkshed.alternative.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.grade (
	standard text NOT NULL REFERENCES walkshed.standard ON UPDATE CASCADE ON DELETE CASCADE,
	grade integer NOT NULL CHECK (grade BETWEEN 1 AND 5),
	tier text CHECK (tier <> '' AND tier = btrim(tier)),
	min_share float8 NOT NULL CHECK (min_share > 0 AND min_share <= 1),
	source text,
	verified boolean NOT NULL DEFAULT false,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT grade_once UNIQUE NULLS NOT DISTINCT (standard, grade, tier)
);

COMMENT ON TABLE walkshed.grade IS 'Stars of a standard: a quarter has the highest grade all of whose rows hold. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.grade.standard IS 'The standard';
COMMENT ON COLUMN walkshed.grade.grade IS 'Number of stars, 1 to 5';
COMMENT ON COLUMN walkshed.grade.tier IS 'Tier whose requirements are counted; null for all tiers together';
COMMENT ON COLUMN walkshed.grade.min_share IS 'Share of the scored requirements that the quarter must meet, above 0 and at most 1';
COMMENT ON COLUMN walkshed.grade.source IS 'Where the share is taken from';
COMMENT ON COLUMN walkshed.grade.verified IS 'True when the share was read in a public source';
COMMENT ON COLUMN walkshed.grade.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.osm_mapping (
	-- Numbers below 10001 are kept for shipped rows, so that a later release can add some without
	-- meeting those of a user.
	id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 10001) PRIMARY KEY,
	key text NOT NULL CHECK (key <> ''),
	value text NOT NULL CHECK (value <> ''),
	also jsonb CHECK (jsonb_typeof(also) = 'object'),
	service text NOT NULL REFERENCES walkshed.service ON UPDATE CASCADE ON DELETE CASCADE,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT osm_mapping_number CHECK (shipped = (id <= 10000)),
	CONSTRAINT osm_mapping_once UNIQUE NULLS NOT DISTINCT (key, value, also, service)
);

COMMENT ON TABLE walkshed.osm_mapping IS 'Which tags of OpenStreetMap mean which service. A place has the service of every row that matches it. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.osm_mapping.id IS 'Number of the row; below 10001 for shipped rows';
COMMENT ON COLUMN walkshed.osm_mapping.key IS 'Key of the tag';
COMMENT ON COLUMN walkshed.osm_mapping.value IS 'Value of the tag; * for any';
COMMENT ON COLUMN walkshed.osm_mapping.also IS 'Further tags that must be there too, as {"key": "value"}';
COMMENT ON COLUMN walkshed.osm_mapping.service IS 'The service that a place with these tags offers';
COMMENT ON COLUMN walkshed.osm_mapping.note IS 'How far the tag can be trusted';
COMMENT ON COLUMN walkshed.osm_mapping.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

CREATE TABLE walkshed.amap_mapping (
	-- Numbered as in osm_mapping.
	id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 10001) PRIMARY KEY,
	code text CHECK (code <> '' AND code !~ '[|\s]'),
	-- Looking for a pattern is how to learn that it is none.
	name text CHECK (name <> '' AND regexp_count('', name) >= 0),
	not_name text CHECK (not_name <> '' AND regexp_count('', not_name) >= 0),
	service text NOT NULL REFERENCES walkshed.service ON UPDATE CASCADE ON DELETE CASCADE,
	note text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT amap_mapping_code_or_name CHECK (num_nonnulls(code, name) > 0),
	CONSTRAINT amap_mapping_number CHECK (shipped = (id <= 10000)),
	CONSTRAINT amap_mapping_once UNIQUE NULLS NOT DISTINCT (code, name, not_name, service)
);

COMMENT ON TABLE walkshed.amap_mapping IS 'Which codes and names of the map service Amap mean which service. A place has the service of every row that matches it. Add your own rows; do not change shipped ones.';
COMMENT ON COLUMN walkshed.amap_mapping.id IS 'Number of the row; below 10001 for shipped rows';
COMMENT ON COLUMN walkshed.amap_mapping.code IS 'What a code of the place begins with; null for any code, or none';
COMMENT ON COLUMN walkshed.amap_mapping.name IS 'Regular expression that the name of the place matches; null for any name';
COMMENT ON COLUMN walkshed.amap_mapping.not_name IS 'Regular expression that the name must not match; null for no exclusion';
COMMENT ON COLUMN walkshed.amap_mapping.service IS 'The service that such a place offers';
COMMENT ON COLUMN walkshed.amap_mapping.note IS 'How far the row can be trusted';
COMMENT ON COLUMN walkshed.amap_mapping.shipped IS 'True for the rows of the extension, which a dump leaves out; leave it false for your own';

SELECT pg_catalog.pg_extension_config_dump('walkshed.standard', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.service', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.service_group', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.profile', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.requirement', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.alternative', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.grade', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.osm_mapping', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.osm_mapping_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('walkshed.amap_mapping', 'WHERE NOT shipped');
SELECT pg_catalog.pg_extension_config_dump('walkshed.amap_mapping_id_seq', '');

CREATE FUNCTION walkshed.replace_shipped() RETURNS trigger
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	replaced text;
BEGIN
	EXECUTE format('UPDATE %s AS t SET (%s) = (SELECT ($1).*) WHERE t.shipped AND %s RETURNING ''t''', TG_RELID::regclass,
		(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
			FROM pg_attribute a WHERE a.attrelid = TG_RELID AND a.attnum > 0 AND NOT a.attisdropped),
		(SELECT string_agg(format('t.%1$I IS NOT DISTINCT FROM ($1).%1$I', k), ' AND ') FROM unnest(TG_ARGV) AS k))
	INTO replaced USING NEW;
	RETURN CASE WHEN replaced IS NULL THEN NEW END;
END
$$;

COMMENT ON FUNCTION walkshed.replace_shipped() IS 'Internal: lets a row of the user take the place of a shipped one with the same key, the trigger''s arguments';

CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.standard FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('code');
CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.service FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('code');
CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.service_group FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('code');
CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.profile FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('name');
CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.requirement FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('standard', 'service', 'tier', 'variant');
CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.alternative FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('standard', 'service', 'tier', 'variant', 'alternative');
CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.grade FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('standard', 'grade', 'tier');
CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.osm_mapping FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('key', 'value', 'also', 'service');
CREATE TRIGGER replace_shipped BEFORE INSERT ON walkshed.amap_mapping FOR EACH ROW WHEN (NOT NEW.shipped)
	EXECUTE FUNCTION walkshed.replace_shipped('code', 'name', 'not_name', 'service');

-- Everybody may use the extension: who owns or refreshes a study reads the rulebook. Changing it is granted.
GRANT USAGE ON SCHEMA walkshed TO PUBLIC;
GRANT SELECT ON walkshed.standard, walkshed.service, walkshed.service_group, walkshed.profile, walkshed.requirement,
	walkshed.alternative, walkshed.grade, walkshed.osm_mapping, walkshed.amap_mapping TO PUBLIC;

CREATE FUNCTION walkshed.amap_services(codes text, name text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE COST 1000
BEGIN ATOMIC
	SELECT array_agg(DISTINCT m.service ORDER BY m.service)
	FROM walkshed.amap_mapping m
	-- Codes first: a process keeps no more than 32 patterns compiled.
	WHERE CASE WHEN m.code IS NULL OR strpos('|' || replace(amap_services.codes, ' ', ''), '|' || m.code) > 0 THEN
			(m.name IS NULL OR amap_services.name ~ m.name)
			AND (m.not_name IS NULL OR amap_services.name !~ m.not_name IS NOT FALSE) END;
END;

COMMENT ON FUNCTION walkshed.amap_services(text, text) IS
	'The services of a place of Amap by walkshed.amap_mapping, from its codes, joined by |, and its name; NULL where no row matches';
