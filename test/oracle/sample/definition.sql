-- The sample district as plain rows, for plan.py: no function of walkshed has a part in it.
SELECT json_build_object(
	'streets', (SELECT json_agg(json_build_object('kind', attributes ->> 'kind', 'foot', attributes ->> 'foot',
			'climbs', sign(coalesce((attributes ->> 'ascent_m')::float8, 0)), 'name', name, 'line', ST_AsGeoJSON(geom)::json -> 'coordinates') ORDER BY id)
		FROM sample.street),
	'quarters', (SELECT json_agg(json_build_object('id', id, 'name', name, 'box', ST_AsGeoJSON(geom)::json #> '{coordinates,0}') ORDER BY id)
		FROM sample.quarter),
	'gates', (SELECT json_agg(json_build_object('id', id, 'quarter', quarter_id, 'point', ST_AsGeoJSON(geom)::json -> 'coordinates') ORDER BY id)
		FROM sample.gate),
	'places', (SELECT json_agg(json_build_object('id', id, 'name', name, 'services', services, 'size', capacity, 'modes', modes,
			'area', ST_AsGeoJSON(service_area)::json #> '{coordinates,0}', 'radius', service_radius_m,
			'point', ST_AsGeoJSON(geom)::json -> 'coordinates') ORDER BY id)
		FROM sample.place WHERE valid_to IS NULL OR valid_to >= '2026-01-07'));
