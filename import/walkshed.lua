-- walkshed.lua: an osm2pgsql flex style (1.8 or later) that reads from an OpenStreetMap file what a study of walking needs.
--
-- It decides what is walkable, of what kind, and what bars the way, and copies the rest with its tags into a staging
-- schema; city.sql makes the city's tables from that. Which tags are which service is decided there, by the rows of
-- walkshed.osm_mapping, so this file need not change when a mapping does.
--
-- From the environment, set by walkshed-import:
--   WALKSHED_STAGING  schema of the staging tables (it exists)
--   WALKSHED_MAPPING  file of "key<TAB>value" lines, the tags that osm_mapping names; optional
--   WALKSHED_MISSING  file of "n<node> in w<way>" lines from osmium check-refs --show-ids; optional

local schema = os.getenv('WALKSHED_STAGING')
local srid = 4326

local function set(...)
	local s = {}
	for _, v in ipairs({...}) do
		s[v] = true
	end
	return s
end

local function file_lines(variable)
	local path = os.getenv(variable)
	return path and io.lines(path) or function() end
end

-- Staging tables -------------------------------------------------------------------------------------------------------

local function staging(name, ids, columns)
	return osm2pgsql.define_table({ schema = schema, name = name, ids = ids, columns = columns, cluster = 'no', indexes = {} })
end

local any = { type = 'any', type_column = 'osm_type', id_column = 'osm_id' }
local geometry = { column = 'geom', type = 'geometry', projection = srid, not_null = true }

local tables = {
	-- geom is NULL where fewer than two of the way's nodes are in the file; missing, run_from and run_to: see longest_run
	street = staging('street', { type = 'way', id_column = 'id' }, {
		{ column = 'name' },
		{ column = 'attributes', type = 'jsonb', not_null = true },
		{ column = 'missing', type = 'int', not_null = true },
		{ column = 'run_from', type = 'int' },
		{ column = 'run_to', type = 'int' },
		{ column = 'geom', type = 'linestring', projection = srid },
	}),
	-- tag is the one that made the object a candidate, for the list of what no service claimed
	place = staging('place', any, {
		{ column = 'name' },
		{ column = 'tag', not_null = true },
		{ column = 'tags', type = 'jsonb', not_null = true },
		geometry,
	}),
	residential = staging('residential', any, {
		{ column = 'name' },
		{ column = 'people', type = 'int' },
		geometry,
	}),
	building = staging('building', any, {
		{ column = 'name' },
		{ column = 'residential', type = 'bool', not_null = true },
		{ column = 'levels', type = 'int' },
		{ column = 'people', type = 'int' },
		geometry,
	}),
	gate = staging('gate', { type = 'node', id_column = 'osm_id' }, {
		{ column = 'entrance', type = 'bool', not_null = true },
		{ column = 'access' },
		geometry,
	}),
	boundary = staging('boundary', any, {
		{ column = 'name' },
		{ column = 'admin_level', type = 'int', not_null = true },
		geometry,
	}),
}

-- Walking rules --------------------------------------------------------------------------------------------------------

-- values of highway that are no way to walk on, or no way at all
local never = set('motorway', 'motorway_link', 'trunk_link', 'construction', 'proposed', 'planned', 'raceway', 'busway',
	'bus_guideway', 'platform', 'abandoned', 'disused', 'razed', 'no', 'kerb', 'traffic_island', 'services', 'rest_area',
	'escape')
local motorway = set('motorway', 'motorway_link')
local closed = set('no', 'private')
-- values of highway made for feet: away from cars, and a footbridge where they are a bridge
local off_road = set('footway', 'path', 'pedestrian', 'cycleway', 'bridleway', 'track')
-- a boardwalk is a bridge, and a passage through a house a tunnel, that nobody climbs to
local level_bridge = set('no', 'boardwalk')
local level_tunnel = set('no', 'building_passage')

local function walkable(tags)
	if not tags.highway or never[tags.highway] or tags.area == 'yes' or closed[tags.foot] then
		return false
	end
	return tags.foot ~= nil or not (closed[tags.access] or tags.motorroad == 'yes')
end

local function is_crossing(tags)
	return tags.highway == 'crossing' or tags.footway == 'crossing' or tags.path == 'crossing' or
		tags.cycleway == 'crossing' or tags.pedestrian == 'crossing'
end

-- The first that applies: steps on a bridge are steps, a crossing inside a tunnel is a crossing.
local function kind_of(tags)
	local on_foot = off_road[tags.highway] or tags.foot == 'designated'

	if tags.highway == 'elevator' then
		return 'lift'
	elseif tags.highway == 'steps' then
		return 'steps'
	elseif is_crossing(tags) then
		local signals = tags.crossing == 'traffic_signals' or tags['crossing:signals'] == 'yes'
		return signals and 'signal_crossing' or 'crossing'
	elseif tags.highway == 'corridor' or (tags.indoor and tags.indoor ~= 'no') then
		return 'indoor'
	elseif on_foot and tags.bridge and not level_bridge[tags.bridge] then
		return 'footbridge'
	elseif on_foot and tags.tunnel and not level_tunnel[tags.tunnel] then
		return 'underpass'
	end
	return off_road[tags.highway] and 'path' or 'street'
end

-- A plain oneway binds vehicles only; an escalator binds everybody.
local function direction(tags)
	if tags['foot:backward'] == 'no' or tags['oneway:foot'] == 'yes' or tags.conveying == 'forward' then
		return 'forward'
	elseif tags['foot:forward'] == 'no' or tags['oneway:foot'] == '-1' or tags.conveying == 'backward' then
		return 'backward'
	end
end

-- The climb of a flight of steps whose direction and height, or number of steps (16 cm each), are mapped.
local function climb(tags)
	local steps = tonumber(tags.step_count)
	local height = tonumber((tags.height or ''):match('^([%d.]+) ?m?$')) or (steps and steps * 0.16)

	-- to the centimetre; what is no height of stairs is a mistake in the tag
	height = height and height > 0 and height < 200 and math.floor(height * 100 + 0.5) / 100 or nil
	return tags.incline == 'up' and height or nil, tags.incline == 'down' and height or nil
end

local wheelchair = { yes = 'yes', designated = 'yes', limited = 'limited', no = 'no' }

local function attributes_of(tags)
	local a = { kind = kind_of(tags), foot = direction(tags), wheelchair = wheelchair[tags.wheelchair] }

	if tags.surface ~= '' then
		a.surface = tags.surface
	end
	if a.kind == 'steps' then
		a.ascent_m, a.descent_m = climb(tags)
	end
	return a
end

-- Barriers: lines that nobody crosses from a door to a street, unless they pass above or below.
local bars = {
	barrier = set('wall', 'city_wall', 'retaining_wall', 'fence', 'hedge'),
	waterway = set('river', 'canal'),
	railway = set('rail', 'light_rail', 'subway', 'narrow_gauge'),
	highway = motorway,
	natural = set('coastline'),
}

local function is_barrier(tags)
	if (tags.bridge and tags.bridge ~= 'no') or (tags.tunnel and tags.tunnel ~= 'no') then
		return false
	end
	for key, values in pairs(bars) do
		if values[tags[key]] then
			return true
		end
	end
	return tags.motorroad == 'yes'
end

-- Ways that name missing nodes -----------------------------------------------------------------------------------------

local missing = {}
for line in file_lines('WALKSHED_MISSING') do
	missing[tonumber(line:match('^n(-?%d+)'))] = true
end

-- An extract cut at a box leaves ways that go out and come in again, and osm2pgsql would join the ends by a straight
-- line that is not there. So: how many nodes are missing, and, where they part the way, the first and last position
-- (among the nodes that are present, as in the geometry) of its longest run of neighbours.
local function longest_run(nodes)
	local absent, present, start, from, to, gaps = 0, 0, 1, nil, nil, 0
	local last_missing = false

	for _, node in ipairs(nodes) do
		if missing[node] then
			absent = absent + 1
			last_missing = true
		else
			present = present + 1
			if last_missing and present > 1 then
				gaps = gaps + 1
				start = present
			end
			last_missing = false
			if not from or present - start > to - from then
				from, to = start, present
			end
		end
	end
	if gaps == 0 then
		return absent
	end
	return absent, from, to
end

local function add_street(object, attributes)
	local absent, from, to = longest_run(object.nodes)

	tables.street:insert({ name = object.tags.name, attributes = attributes, missing = absent, run_from = from, run_to = to,
		geom = object:as_linestring() })
end

-- Places, quarters, buildings, gates, regions --------------------------------------------------------------------------

-- Candidates for places: anything under these keys, and whatever else osm_mapping names.
local place_keys = { 'shop', 'amenity', 'craft', 'office', 'healthcare', 'leisure' }
local place_values = {}
for _, key in ipairs(place_keys) do
	place_values[key] = set('*')
end
for line in file_lines('WALKSHED_MAPPING') do
	local key, value = line:match('^([^\t]+)\t(.*)$')
	if not place_values[key] then
		place_values[key] = {}
		table.insert(place_keys, key)
	end
	place_values[key][value] = true
end

local function candidate(tags)
	for _, key in ipairs(place_keys) do
		for value in (tags[key] or ''):gmatch('[^;]+') do
			value = value:match('^%s*(.-)%s*$')
			if place_values[key]['*'] or place_values[key][value] then
				return key .. '=' .. value
			end
		end
	end
end

local function add_place(object, geom)
	local tag = candidate(object.tags)

	if tag then
		tables.place:insert({ name = object.tags.name, tag = tag, tags = object.tags, geom = geom })
	end
end

-- The whole number that a tag starts with, where it is a credible one.
local function number_in(tag, most)
	local n = tonumber((tag or ''):match('^%d+'))

	return n and n <= most and n or nil
end

local homes = set('residential', 'apartments', 'house', 'detached', 'semidetached_house', 'terrace', 'bungalow', 'dormitory')

local function add_area(object, geom)
	local tags = object.tags
	local people = number_in(tags.population, 1e7)
	local admin_level = number_in(tags.admin_level, 99)
	local landuse = tags.landuse == 'residential'

	if tags.building and tags.building ~= 'no' then
		local street, number = tags['addr:street'], tags['addr:housenumber']

		-- a building that carries the landuse as well is a house, not a quarter
		tables.building:insert({ name = tags.name or (street and number and number .. ' ' .. street),
			residential = homes[tags.building] or landuse, levels = number_in(tags['building:levels'], 200),
			people = people, geom = geom })
	elseif landuse then
		tables.residential:insert({ name = tags.name, people = people, geom = geom })
	end
	if tags.boundary == 'administrative' and admin_level then
		tables.boundary:insert({ name = tags.name, admin_level = admin_level, geom = geom })
	end
end

local gates = set('gate', 'entrance', 'lift_gate', 'swing_gate', 'sliding_gate', 'wicket_gate', 'kissing_gate', 'turnstile',
	'full-height_turnstile')
-- an emergency exit, a garage or a delivery door is not where people set out
local no_entrance = set('no', 'emergency', 'exit', 'garage', 'service')

-- osm2pgsql calls -----------------------------------------------------------------------------------------------------

function osm2pgsql.process_node(object)
	local tags = object.tags
	local entrance = tags.entrance and not no_entrance[tags.entrance]

	if gates[tags.barrier] or entrance then
		tables.gate:insert({ entrance = not gates[tags.barrier], access = tags.foot or tags.access, geom = object:as_point() })
	end
	add_place(object, object:as_point())
end

function osm2pgsql.process_way(object)
	if walkable(object.tags) then
		add_street(object, attributes_of(object.tags))
	elseif is_barrier(object.tags) then
		add_street(object, { kind = 'barrier' })
	end
	if object.is_closed then
		add_place(object, object:as_polygon())
		add_area(object, object:as_polygon())
	else
		add_place(object, object:as_linestring())
	end
end

function osm2pgsql.process_relation(object)
	if object.tags.type == 'multipolygon' or object.tags.type == 'boundary' then
		add_place(object, object:as_multipolygon())
		add_area(object, object:as_multipolygon())
	end
end
