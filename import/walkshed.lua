-- walkshed.lua: an osm2pgsql flex style (1.8 or later) that reads from an OpenStreetMap file what a study of walking needs.
--
-- It decides what is walkable, of what kind, and what bars the way, and copies the rest with its tags into a staging
-- schema; city.sql makes the city's tables from that. Which tags are which service is decided there, by the rows of
-- walkshed.osm_mapping, so this file need not change when a mapping does. docs/import.md has the rules tag by tag.
--
-- From the environment, set by walkshed-import:
--   WALKSHED_STAGING   schema of the staging tables (it exists)
--   WALKSHED_MAPPING   file of "key<TAB>value" lines, the tags that osm_mapping names; optional
--   WALKSHED_QUARTERS  "key=value ...", the areas that are quarters
--   WALKSHED_MISSING   file of the nodes that ways name and the file lacks, one a line; optional

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

local any = { type = 'any', type_column = 'osm_type', id_column = 'osm_id' }
local geometry = { column = 'geom', type = 'geometry', projection = srid, not_null = true }

local function staging(name, columns)
	return osm2pgsql.define_table({ schema = schema, name = name, ids = any, columns = columns, cluster = 'no', indexes = {} })
end

local tables = {
	-- A line, or an area that is walked across or whose outline bars the way. NULL where fewer than two of the way's
	-- nodes are in the file; missing, run_from and run_to: see longest_run. grade is up along the line, 0.08 for 8 %.
	street = staging('street', {
		{ column = 'attributes', type = 'jsonb', not_null = true },
		{ column = 'grade', type = 'real' },
		{ column = 'tags', type = 'jsonb', not_null = true },
		{ column = 'missing', type = 'int', not_null = true },
		{ column = 'run_from', type = 'int' },
		{ column = 'run_to', type = 'int' },
		{ column = 'geom', type = 'geometry', projection = srid },
	}),
	-- attributes is what a node on a way does to the walk there
	node = staging('node', {
		{ column = 'gate', type = 'bool', not_null = true },
		{ column = 'entrance', type = 'bool', not_null = true },
		{ column = 'access' },
		{ column = 'hours' },
		{ column = 'attributes', type = 'jsonb' },
		geometry,
	}),
	-- tag is the one that made the object a candidate, for the list of what no service claimed
	place = staging('place', {
		{ column = 'tag', not_null = true },
		{ column = 'tags', type = 'jsonb', not_null = true },
		geometry,
	}),
	quarter = staging('quarter', {
		{ column = 'name' },
		{ column = 'people', type = 'int' },
		geometry,
	}),
	building = staging('building', {
		{ column = 'name' },
		{ column = 'residential', type = 'bool', not_null = true },
		{ column = 'levels', type = 'int' },
		{ column = 'flats', type = 'int' },
		{ column = 'people', type = 'int' },
		geometry,
	}),
	boundary = staging('boundary', {
		{ column = 'name' },
		{ column = 'admin_level', type = 'int', not_null = true },
		geometry,
	}),
	-- highways that nobody may walk on, and the tag that says so
	dropped = staging('dropped', {
		{ column = 'name' },
		{ column = 'why', not_null = true },
		{ column = 'geom', type = 'geometry', projection = srid },
	}),
}

-- Walking rules --------------------------------------------------------------------------------------------------------

-- values of highway that are no way to walk on, or no way at all
local never = set('motorway', 'motorway_link', 'trunk_link', 'construction', 'proposed', 'planned', 'raceway', 'busway',
	'bus_guideway', 'platform', 'abandoned', 'disused', 'razed', 'no', 'kerb', 'traffic_island', 'services', 'rest_area',
	'escape')
local motorway = set('motorway', 'motorway_link')
local closed = set('no', 'private')
local foot_closed = set('no', 'private', 'use_sidepath')
-- values of highway made for feet: away from cars, and a footbridge where they are a bridge
local off_road = set('footway', 'path', 'pedestrian', 'cycleway', 'bridleway', 'track')
-- a boardwalk is a bridge, and a passage through a house a tunnel, that nobody climbs to
local level_bridge = set('no', 'boardwalk')
local level_tunnel = set('no', 'building_passage')
-- British crossings that have signals without saying so
local signals = set('traffic_signals', 'pelican', 'puffin', 'toucan', 'pegasus')

-- The tag that keeps walkers off a highway; nil where they may walk.
local function closed_by(tags)
	if never[tags.highway] then
		return 'highway=' .. tags.highway
	elseif foot_closed[tags.foot] then
		return 'foot=' .. tags.foot
	elseif not tags.foot and closed[tags.access] then
		return 'access=' .. tags.access
	elseif not tags.foot and tags.motorroad == 'yes' then
		return 'motorroad=yes'
	end
end

local function is_crossing(tags)
	return tags.highway == 'crossing' or tags.footway == 'crossing' or tags.path == 'crossing' or
		tags.cycleway == 'crossing' or tags.pedestrian == 'crossing'
end

local function crossing_kind(tags)
	if tags['crossing:signals'] == 'yes' then
		return 'signal_crossing'
	end
	for value in (tags.crossing or ''):gmatch('[^;]+') do
		if signals[value] then
			return 'signal_crossing'
		end
	end
	return 'crossing'
end

local function is_raised(tags)
	return tags.bridge and not level_bridge[tags.bridge]
end

local function is_sunk(tags)
	return tags.tunnel and not level_tunnel[tags.tunnel]
end

-- The first that applies: steps on a bridge are steps, a crossing inside a tunnel is a crossing.
local function kind_of(tags)
	local on_foot = off_road[tags.highway] or tags.foot == 'designated'

	if tags.highway == 'elevator' then
		return 'lift'
	elseif tags.highway == 'steps' then
		return 'steps'
	elseif is_crossing(tags) then
		return crossing_kind(tags)
	elseif tags.highway == 'corridor' or (tags.indoor and tags.indoor ~= 'no') then
		return 'indoor'
	elseif on_foot and is_raised(tags) then
		return 'footbridge'
	elseif on_foot and is_sunk(tags) then
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

-- The incline of any other way, in per cent or degrees; "up" says nothing, and what is steeper than stairs is a mistake.
local function grade_of(tags, kind)
	local n, unit = (tags.incline or ''):match('^([+-]?[%d.]+) ?(%%?°?)$')
	local grade = unit == '%' and tonumber(n) / 100 or unit == '°' and math.tan(math.rad(tonumber(n))) or nil

	return kind ~= 'steps' and kind ~= 'lift' and grade and grade ~= 0 and math.abs(grade) <= 0.5 and grade or nil
end

-- No door opens onto a road bridge or tunnel, nor onto the carriageway where its sidewalks are ways of their own.
local function doors(tags, kind)
	local separate = tags.sidewalk == 'separate' or tags['sidewalk:both'] == 'separate' or
		(tags['sidewalk:left'] == 'separate' and tags['sidewalk:right'] == 'separate')

	if kind == 'street' and (is_raised(tags) or is_sunk(tags) or separate) then
		return 'no'
	end
end

local wheelchair = { yes = 'yes', designated = 'yes', limited = 'limited', no = 'no' }

-- What a wheelchair cannot pass, unless the tag wheelchair says that it can.
local narrow = set('turnstile', 'full-height_turnstile', 'kissing_gate', 'stile', 'cycle_barrier')

local function wheelchair_of(tags)
	return wheelchair[tags.wheelchair] or ((tags.kerb == 'raised' or narrow[tags.barrier]) and 'no') or nil
end

local function attributes_of(tags)
	local kind = kind_of(tags)
	local a = { kind = kind, foot = direction(tags), wheelchair = wheelchair_of(tags), doors = doors(tags, kind) }

	if tags.surface ~= '' then
		a.surface = tags.surface
	end
	if kind == 'steps' then
		a.ascent_m, a.descent_m = climb(tags)
	end
	return a
end

-- Barriers: lines that nobody crosses from a door to a street, unless they pass above or below.
local bars = {
	barrier = set('wall', 'city_wall', 'retaining_wall', 'fence', 'hedge'),
	waterway = set('river', 'canal', 'riverbank', 'dock'),
	railway = set('rail', 'light_rail', 'subway', 'narrow_gauge'),
	highway = motorway,
	natural = set('coastline', 'water'),
	landuse = set('reservoir'),
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
	missing[tonumber(line)] = true
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

local function add_street(tags, nodes, attributes, geom)
	local absent, from, to = longest_run(nodes)

	tables.street:insert({ attributes = attributes, grade = grade_of(tags, attributes.kind), tags = tags,
		missing = absent, run_from = from, run_to = to, geom = geom })
end

-- Streets and barriers of a way or an area. An area of highway is walked across, one with a wall has it along its outline.
local function add_way(tags, nodes, line, area)
	local why = tags.highway and closed_by(tags)

	if why then
		tables.dropped:insert({ name = tags.name, why = why, geom = line or area })
	end
	if tags.highway and not why then
		-- an area that the extract cuts has an outline, and no inside
		local across = area and tags.area == 'yes' and (longest_run(nodes)) == 0

		add_street(tags, nodes, attributes_of(tags), across and area or line or area)
	elseif is_barrier(tags) then
		add_street(tags, nodes, { kind = 'barrier' }, line or area)
	end
end

-- Gates and other nodes on ways ----------------------------------------------------------------------------------------

local gates = set('gate', 'entrance', 'lift_gate', 'swing_gate', 'sliding_gate', 'wicket_gate', 'kissing_gate', 'turnstile',
	'full-height_turnstile')
-- they bar vehicles: access=no says nothing of who walks past them
local for_vehicles = set('lift_gate', 'swing_gate')
-- an emergency exit, a garage or a delivery door is not where people set out
local no_entrance = set('no', 'emergency', 'exit', 'garage', 'service')

local function add_node(object)
	local tags = object.tags
	local gate = gates[tags.barrier] or false
	local entrance = tags.entrance and not no_entrance[tags.entrance] or false
	local access = tags.foot or not for_vehicles[tags.barrier] and tags.access or nil
	local a = { wheelchair = (tags.barrier or tags.kerb) and wheelchair_of(tags) or nil }

	if gate or tags.barrier and tags.foot == 'no' then
		a.kind = 'gate'
		a.hours = tags.opening_hours
	elseif tags.highway == 'crossing' and tags.crossing ~= 'no' then
		a.kind = crossing_kind(tags)
	elseif a.wheelchair then
		a.kind = 'path'
	end
	if a.kind == 'gate' and access == 'no' then
		a.foot = 'no'
	end
	if next(a) or entrance then
		tables.node:insert({ gate = gate, entrance = entrance, access = access, hours = tags.opening_hours,
			attributes = next(a) and a or nil, geom = object:as_point() })
	end
end

-- Places, quarters, buildings, regions ---------------------------------------------------------------------------------

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
	local tag = geom and candidate(object.tags)

	if tag then
		tables.place:insert({ tag = tag, tags = object.tags, geom = geom })
	end
end

-- The whole number that a tag starts with, where it is a credible one.
local function number_in(tag, most)
	local n = tonumber((tag or ''):match('^%d+'))

	return n and n <= most and n or nil
end

local homes = set('residential', 'apartments', 'house', 'detached', 'semidetached_house', 'terrace', 'bungalow', 'dormitory')

local quarters = {}
for key, value in os.getenv('WALKSHED_QUARTERS'):gmatch('(%S-)=(%S+)') do
	quarters[key] = quarters[key] or {}
	quarters[key][value] = true
end

local function is_quarter(tags)
	for key, values in pairs(quarters) do
		if values[tags[key]] then
			return true
		end
	end
	return false
end

local function add_area(object, geom)
	local tags = object.tags
	local people = number_in(tags.population, 1e7)
	local admin_level = number_in(tags.admin_level, 99)

	if tags.building and tags.building ~= 'no' then
		local street, number = tags['addr:street'], tags['addr:housenumber']

		-- a building that carries the landuse as well is a house, not a quarter
		tables.building:insert({ name = tags.name or (street and number and number .. ' ' .. street),
			residential = homes[tags.building] or is_quarter(tags), levels = number_in(tags['building:levels'], 200),
			flats = number_in(tags['building:flats'], 10000), people = people, geom = geom })
	elseif is_quarter(tags) then
		tables.quarter:insert({ name = tags.name, people = people, geom = geom })
	end
	if tags.boundary == 'administrative' and admin_level then
		tables.boundary:insert({ name = tags.name, admin_level = admin_level, geom = geom })
	end
end

-- osm2pgsql calls -----------------------------------------------------------------------------------------------------

local function whole(geom)
	return not geom:is_null() and geom or nil
end

function osm2pgsql.process_node(object)
	add_node(object)
	add_place(object, object:as_point())
end

function osm2pgsql.process_way(object)
	local line = whole(object:as_linestring())
	local area = object.is_closed and whole(object:as_polygon()) or nil

	add_way(object.tags, object.nodes, line, area)
	add_place(object, area or line)
	if area then
		add_area(object, area)
	end
end

function osm2pgsql.process_relation(object)
	if object.tags.type == 'multipolygon' or object.tags.type == 'boundary' then
		local area = whole(object:as_multipolygon())

		add_way(object.tags, {}, nil, area)
		if area then
			add_place(object, area)
			add_area(object, area)
		end
	end
end
