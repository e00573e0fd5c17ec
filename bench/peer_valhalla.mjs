// Valhalla's side of the bench: the milliseconds of a pedestrian's isochrone, as a polygon, from each of the points on
// stdin ([[lon, lat], ...]), after all of them once to warm up. Writes {"version", "ms", "polygons"}, the polygons as
// GeoJSON texts.
//
// usage: node bench/peer_valhalla.mjs FOLDER MINUTES KMH <POINTS         a folder of tiles that bench/valhalla has made
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const folder = resolve(process.argv[2]);
const [minutes, kmh] = process.argv.slice(3).map(Number);
const { Actor } = createRequire(`${folder}/`)('@valhallajs/valhallajs');
const { version } = JSON.parse(readFileSync(`${folder}/../node_modules/@valhallajs/valhallajs/package.json`));
const actor = new Actor(readFileSync(`${folder}/config.json`, 'utf8'));
const requests = JSON.parse(readFileSync(0)).map(([lon, lat]) =>
	JSON.stringify({
		locations: [{ lon, lat }],
		costing: 'pedestrian',
		costing_options: { pedestrian: { walking_speed: kmh } },
		contours: [{ time: minutes }],
		polygons: true,
	}),
);

const answer = { version, ms: [], polygons: [] };
for (const request of requests) await actor.isochrone(request);
for (const request of requests) {
	const began = performance.now();
	const features = await actor.isochrone(request);
	answer.ms.push(performance.now() - began);
	answer.polygons.push(JSON.stringify(JSON.parse(features).features[0].geometry));
}
console.log(JSON.stringify(answer));
