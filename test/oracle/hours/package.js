// The npm package opening_hours on each value of stdin (in OPL's escapes), in the first of the weeks that begin on the
// Mondays given, and in the others if it depends on the date: every quarter of an hour, and at every minute that it
// names as a change. Writes rows for COPY: the hours, the week, whether they depend on the date, the holidays around the
// week, and the open minutes, \N for an error.
//
// usage: node package.js MONDAY... <VALUES
const OpeningHours = require('opening_hours');
const fs = require('fs');

const place = { lat: 49.28, lon: -123.12, address: { country_code: 'ca', country: 'Canada', state: 'British Columbia' } };
const values = fs
	.readFileSync(0, 'utf8')
	.split('\n')
	.filter((value) => value)
	.map((value) => value.replace(/%([0-9a-f]+)%/g, (_, code) => String.fromCodePoint(parseInt(code, 16))));

const parse = (value) => {
	try {
		return new OpeningHours(value, place, { locale: 'en' });
	} catch {
		return null;
	}
};
const escape = (text) => text.replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c]);

const dayAt = (monday, day) => new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + day);
const isHoliday = parse('PH');

for (const [index, week] of process.argv.slice(2).entries()) {
	const monday = new Date(`${week}T00:00:00`);
	const holidays = [];
	for (let day = -3; day < 10; day++)
		if (isHoliday.getState(dayAt(monday, day))) holidays.push(dayAt(monday, day).toISOString().slice(0, 10));
	for (const value of values) {
		const hours = parse(value);
		if (index > 0 && (!hours || hours.isWeekStable())) continue;
		let spans = '\\N';
		if (hours) {
			const times = new Set();
			for (let minute = 0; minute < 10080; minute += 15) times.add(minute);
			for (const [from, to] of hours.getOpenIntervals(monday, dayAt(monday, 7)))
				for (const at of [from, to]) times.add(Math.ceil((at - monday) / 60000));
			times.delete(10080);
			const open = [];
			const sorted = [...times].sort((a, b) => a - b).concat(10080);
			for (let i = 0; i + 1 < sorted.length; i++)
				if (hours.getState(new Date(monday.getTime() + sorted[i] * 60000)))
					open.push(`[${sorted[i]},${sorted[i + 1]})`);
			spans = `{${open.join(',')}}`;
		}
		console.log([escape(value), week, hours ? !hours.isWeekStable() : '\\N', `{${holidays}}`, spans].join('\t'));
	}
}
