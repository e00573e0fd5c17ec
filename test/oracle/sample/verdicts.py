#!/usr/bin/env python3
"""Every verdict of the sample district, worked out from its plan, and held against a study's.

usage: verdicts.py [--write] DEFINITION.json STUDIES.json

Prints TAP. The tables beside this file have a line for each verdict, with its working; --write makes
them anew. What definition.sql and studies.sql select is what is read.
"""

import json
import math
import pathlib
import sys

from plan import WALKERS, Plan, from_earth

# Lengths on the earth are those of the plan to 0.05 %: nothing may hang on less.
SLACK = 0.0005
AT_THE_DOOR = {'door_to_door', 'hotline'}

# What the standards ask for, as their texts say it. GB 50180 is long, and read from the rulebook.
LUZHOU = {
    'vegetable_market': 'adult', 'convenience_store': 'adult', 'breakfast': 'adult', 'housekeeping': 'adult',
    'hair_beauty': 'adult', 'parcel': 'adult', 'repair': 'adult', 'laundry': 'adult'}
JINAN = {
    'convenience_store': 'adult', 'breakfast': 'adult', 'vegetable_market': 'adult', 'repair': 'adult',
    'elderly_care': 'elder', 'child_care': 'stroller'}
HOME_SERVICES = {'housekeeping': AT_THE_DOOR, 'repair': AT_THE_DOOR, 'elderly_care': AT_THE_DOOR, 'laundry': {'door_to_door'}}


def quarter_of_an_hour(services):
    return [{'service': service, 'tier': 'basic', 'variant': '', 'profile': profile, 'unit': 'minutes', 'budget': 15, 'beyond': 2,
             'places': 1, 'size': None, 'modes': {'on_site', 'pick_up'} | HOME_SERVICES.get(service, set())}
            for service, profile in sorted(services.items())]


# Walks worked out by hand, on the plan and with the story at the head of sample.sql. Gates and places are
# where its tables have them; "20 N" is 20 m to the north.
BY_HAND = [
    # Taoyuan, gate (680, 1350), to the care centre (680, 1440), over the footbridge: 20 N, 15 stairs up, 42 N,
    # 15 stairs down, 10. 72 / 0.92 + 15 x 2 / 0.65 + 15 x 1.43 / 0.65 = 78.26 + 46.15 + 33.00
    ('jinan-six-ones', None, 16, 'elderly_care', 102, 157.4),
    # To the market of Liyuan (690, 1060): 20 N, 200 W, 570 S, 200 E, 260 N, 10
    ('luzhou-8', None, 16, 'vegetable_market', 1260, 947.4),
    ('luzhou-8', 'elder', 16, 'vegetable_market', 1260, 1369.6),
    # To the workshop (560, 792): 20 N, 200 W, 570 S, 80 E, 8
    ('luzhou-8', None, 16, 'repair', 878, 660.2),
    # To the mall (1120, 1438) by the signals: 20 N, 302 E, 60 N, 138 E, 8. By the footbridge it is 540 m and
    # 510 / 1.33 + 15 x 2 + 15 x 1.43 = 434.9 s; an elder, too, is faster by the signals, 573.9 s against 633.5 s.
    ('luzhou-8', None, 16, 'laundry', 528, 397.0),
    ('luzhou-8', 'elder', 16, 'laundry', 528, 573.9),
    # Liyuan, gate (680, 820), to its market: 240 N, 10
    ('luzhou-8', None, 17, 'vegetable_market', 250, 188.0),
    # To the workshop: 20 S, 120 W, 8
    ('luzhou-8', None, 17, 'repair', 148, 111.3),
    # Hexiangyuan, gate (1038, 205), to the market (300, 394): 20 W, 197 N, 36 W, 682 W, 8
    ('luzhou-8', None, 2, 'vegetable_market', 943, 709.0),
    # Chengjiangli, gate (1917, 382), to the workshop (2100, 1077): 20 N, 137 W, 36 N, 647 N, 320 E, 8
    ('luzhou-8', None, 3, 'repair', 1168, 878.2),
    # Chunhuili, gate (2060, 211), to the laundry (3000, 394): 20 W, 191 N, 242 E, 36 E, 682 E, 8
    ('luzhou-8', None, 4, 'laundry', 1179, 886.5),
    # Linfengyuan, gate (3320, 202), to housekeeping (2190, 1093), through the park from (2780, 438) to (2318, 800):
    # 20 W, 200 N, 520 W, 36 N, the root of 462 x 462 + 362 x 362 = 586.9, 36 W, 285 N, 92 W, 8
    ('luzhou-8', None, 7, 'housekeeping', 1783.9, 1341.3),
    # Dongshengli, gate (3501, 1450), to the repairs (2640, 1808): 20 S, 201 W, 370 N, 660 W, 8
    ('luzhou-8', None, 31, 'repair', 1259, 946.6),
    # Yueyawan, gate (2096, 2920), there, under the railway: 20 S, 186 E, 36 E, 462 E, 1100 S, 140 W, 8
    ('luzhou-8', None, 48, 'repair', 1952, 1467.7),
]


class District:
    def __init__(self, definition):
        self.quarters, self.places = definition['quarters'], definition['places']
        self.gates = {q['id']: [g for g in definition['gates'] if g['quarter'] == q['id']] for q in self.quarters}
        for street in definition['streets']:
            street['line'] = [from_earth(*p) for p in street['line']]
        for thing in definition['gates'] + self.places:
            thing['at'] = from_earth(*thing['point'])
        for quarter in self.quarters:
            corners = [from_earth(*p) for p in quarter['box']]
            quarter['middle'] = tuple((min(c[i] for c in corners) + max(c[i] for c in corners)) / 2 for i in (0, 1))
        for place in self.places:
            place['area'] = [from_earth(*p) for p in place['area'] or []]
        self.plan = Plan(definition['streets'], {thing['at'] for thing in definition['gates'] + self.places})
        self.searches = {}

    def walks(self, quarter, walker, unit):
        """From each gate of the quarter the cost to every vertex of the streets."""
        key = quarter['id'], walker, unit
        if key not in self.searches:
            self.searches[key] = [(gate, self.plan.walks(gate['at'], walker, unit)) for gate in self.gates[quarter['id']]]
        return self.searches[key]

    def nearest(self, quarter, places, walker, unit):
        """The places by cost and id, each with the gate to take and the costs from there."""
        found = []
        for place in places:
            ways = [(self.plan.to_door(costs, place['at'], walker, unit), gate['id'], gate, costs)
                    for gate, costs in self.walks(quarter, walker, unit)]
            cost, _, gate, costs = min(ways, key=lambda way: (round(way[0], 6), way[1]))
            if cost < math.inf:
                found.append((cost, place, gate, costs))
        return sorted(found, key=lambda way: (round(way[0], 6), way[1]['id']))

    def comes(self, place, quarter):
        """Why the place serves the quarter at the door, in words; None: it does not."""
        if place['area'] and inside(quarter['middle'], place['area']):
            return 'the quarter is in its area'
        for gate in self.gates[quarter['id']] if place['radius'] else []:
            metres = math.dist(gate['at'], place['at'])
            if metres <= place['radius']:
                return f"{number(metres)} m in a straight line from gate {gate['id']}, no more than {number(place['radius'])}"
        return None


def inside(point, ring):
    """Whether a ray to the east leaves the ring an odd number of times."""
    crossings = 0
    for p, q in zip(ring, ring[1:]):
        if (p[1] > point[1]) != (q[1] > point[1]):
            crossings += point[0] < p[0] + (point[1] - p[1]) / (q[1] - p[1]) * (q[0] - p[0])
    return crossings % 2 == 1


class Verdict:
    """What holds for a quarter and a requirement, and the working."""

    def __init__(self, district, quarter, want):
        self.quarter, self.want, self.doubts = quarter, want, []
        offers = [p for p in district.places if want['service'] in p['services'] and want['modes'] & set(p['modes'])
                  and not too_small(p, want)]
        on_foot = [p for p in offers if want['modes'] & set(p['modes']) - AT_THE_DOOR]
        carriers = [p for p in offers if want['modes'] & set(p['modes']) & AT_THE_DOOR]
        limit = want['budget'] * (60 if want['unit'] == 'minutes' else 1)

        ways = district.nearest(quarter, on_foot, want['profile'], want['unit'])
        at_the_door = [(p, why) for p in carriers if (why := district.comes(p, quarter))]
        shares = [0] * len(at_the_door) + [way[0] / limit for way in ways if way[1] not in [p for p, _ in at_the_door]]
        self.doubt(*shares[:want['places']])
        self.found = sum(share <= 1 for share in shares[:want['places']])
        credits = [min(1, max(0, (want['beyond'] - share) / (want['beyond'] - 1))) for share in shares[:want['places']]]
        self.shortfall = round(1 - sum(credits) / want['places'], 6)
        self.cause = self.straight = None
        self.nearest, self.metres, self.seconds = [], None, None
        self.working = ''
        if at_the_door:
            place, why = at_the_door[0]
            self.nearest, self.metres, self.seconds = [place['id']], 0, 0
            self.working = f'{called(place)} comes to the door: {why}'
        elif ways:
            self.walk(district.plan, ways)

        if self.shortfall:
            self.cause = self.reason(district, offers, on_foot)
            if shares and shares[0] < want['beyond']:
                self.working += f'; {number(shares[0] * limit)} / {number(limit)} = {shares[0]:.4f}'
            if self.straight:
                self.working += f'; {number(self.straight[0])} m in a straight line to {self.straight[1]}, no more than {number(self.near)}'

    def walk(self, plan, ways):
        want = self.want
        cost, place, gate, costs = ways[0]
        self.nearest = [way[1]['id'] for way in ways if way[0] <= cost * (1 + SLACK) + 0.05]
        legs = plan.legs(gate['at'], costs, place['at'], want['profile'], want['unit'])
        self.metres = sum(metres for metres, _, _ in legs)
        self.seconds, seconds = timed(legs, want['profile'])
        words = ', '.join(f'{number(metres)} {what}' for metres, _, what in legs) + ' of' if self.shortfall < 1 else 'far from'
        self.working = (f"gate {gate['id']} {at(gate['at'])}: {words} {called(place)} {at(place['at'])} = {number(self.metres)} m; "
                        f'{seconds} = {self.seconds:.1f} s')
        self.working += ''.join(f'; {n} is as near' for n in self.nearest if n != place['id'])

    def reason(self, district, offers, on_foot):
        want = self.want
        if not offers:
            return 'no_supply'
        if want['profile'] != 'adult' and want['unit'] == 'minutes':
            if not Verdict(district, self.quarter, {**want, 'profile': 'adult'}).shortfall:
                return 'too_slow'
        if self.found:
            return 'too_few'
        # What a grid of streets would bring within the budget: its detours are no longer than the square root of 2.
        metres = want['budget'] if want['unit'] == 'metres' else want['budget'] * 60 * WALKERS[want['profile']][0]
        self.near = metres / math.sqrt(2)
        lines = sorted((math.dist(gate['at'], place['at']), place['id']) for gate in district.gates[self.quarter['id']] for place in on_foot)
        self.doubt(*(line[0] / self.near for line in lines[:1]))
        if lines and lines[0][0] <= self.near:
            self.straight = lines[0]
            return 'severed'
        return 'too_far'

    def doubt(self, *shares):
        self.doubts += [share for share in shares if abs(share - 1) < SLACK]

    def line(self):
        want = self.want
        name = ' '.join(filter(None, (want['service'], want['tier'] if want['tier'] != 'basic' else '', want['variant'])))
        verdict = f'{self.cause}, {self.found} of {want["places"]}, shortfall {self.shortfall:.4f}' if self.cause else 'met'
        return f'  {name} {verdict}: {self.working}'


def too_small(place, want):
    return want['size'] and place['size'] and place['size'] < want['size']


def timed(legs, walker):
    """The seconds of a walk, and how they are worked out."""
    speed, stairs_up, stairs_down = WALKERS[walker]
    flat = sum(metres for metres, up, _ in legs if not up)
    ups = sum(metres for metres, up, _ in legs if up > 0)
    downs = sum(metres for metres, up, _ in legs if up < 0)
    parts = [(flat / speed, f'{number(flat)} / {speed}')]
    parts += [(ups * stairs_up, f'{number(ups)} x {stairs_up:.4g}')] if ups else []
    parts += [(downs * stairs_down, f'{number(downs)} x {stairs_down:.4g}')] if downs else []
    return sum(s for s, _ in parts), ' + '.join(text for _, text in parts)


def number(x, digits=1):
    return f'{x:.{digits}f}'.removesuffix('.0')


def at(point):
    return f'({number(point[0])}, {number(point[1])})'


def called(place):
    return f"{place['id']} {place['name']}"


# ---------------------------------------------------------------- tables and tests

def heading(district, title, wants):
    yield f'# {title}: every verdict, worked out on the plan at the head of examples/sample.sql.'
    yield '# Metres and headings of each leg, then the sum and the time. Where the shortfall is 1, the legs are left out.'
    yield '#'
    for want in wants:
        name = ', '.join(filter(None, (want['service'], want['tier'], want['variant'])))
        line = f"# {name}: {want['places']} within {number(want['budget'])} {want['unit']}, {want['profile']}"
        offers = [p for p in district.places if want['service'] in p['services']]
        small = [p for p in offers if too_small(p, want)]
        line += ''.join(f"; {p['id']} is too small, {number(p['size'])} of {number(want['size'])} m2" for p in small)
        yield line + ('' if len(small) < len(offers) else f'; no such place: no_supply in all {len(district.quarters)} quarters')


def table(district, title, wants, verdicts):
    lines = list(heading(district, title, wants))
    for quarter in district.quarters:
        lines += ['', f"{quarter['id']} {quarter['name']}"]
        lines += [v.line() for v in verdicts if v.quarter is quarter and v.cause != 'no_supply']
    return '\n'.join(lines) + '\n'


def near(a, b, most):
    return a is not None and b is not None and abs(a - b) <= most


def differences(verdict, row):
    """In what the study's row is another than the verdict."""
    if row is None:
        return ['no such row']
    exact = {'cause': verdict.cause, 'satisfied': verdict.shortfall == 0, 'found': verdict.found, 'required': verdict.want['places']}
    close = {'shortfall': (verdict.shortfall, 0.001)}
    if verdict.straight:
        close['straight_metres'] = verdict.straight[0], 0.5
    # Where no walk has any credit, a study need not say which is the shortest.
    nameless = row['place_id'] is None and verdict.shortfall == 1
    if verdict.nearest and not nameless:
        close |= {'metres': (verdict.metres, 0.5), 'seconds': (verdict.seconds, 0.5)}
    return ([f'{what}: {row[what]}, not {expected}' for what, expected in exact.items() if row[what] != expected]
            + [f'{what}: {row[what]}, not {expected}' for what, (expected, most) in close.items() if not near(row[what], expected, most)]
            + ([] if nameless or row['place_id'] in verdict.nearest else [f"place_id: {row['place_id']}, not {verdict.nearest}"]))


def by_hand(verdicts):
    for standard, profile, quarter, service, metres, seconds in BY_HAND:
        verdict = next(v for v in verdicts[standard, profile] if (v.quarter['id'], v.want['service']) == (quarter, service))
        if abs(verdict.metres - metres) > 0.05 or abs(verdict.seconds - seconds) > 0.05:
            yield f'quarter {quarter}, {service}: {verdict.metres} m, {verdict.seconds} s, by hand {metres} m, {seconds} s'


def report(good, what, details=()):
    print(('ok - ' if good else 'not ok - ') + what)
    for detail in list(details)[:10]:
        print('#', detail)


def main(arguments):
    write = '--write' in arguments
    definition, studies = (json.loads(pathlib.Path(a).read_text('utf-8')) for a in arguments if a != '--write')
    district = District(definition)
    shipped = {'luzhou-8': quarter_of_an_hour(LUZHOU), 'jinan-six-ones': quarter_of_an_hour(JINAN)}
    verdicts = {}
    for study in studies:
        standard, profile = study['standard'], study['profile']
        wants = shipped.get(standard) or [{**r, 'modes': set(r['modes'])} for r in study['requirements']]
        wants = [{**w, 'profile': profile or w['profile']} for w in wants]
        title = standard + (f', {profile}' if profile else '')
        worked = verdicts[standard, profile] = [Verdict(district, quarter, want) for quarter in district.quarters for want in wants]

        text = table(district, title, wants, worked)
        file = pathlib.Path(__file__).with_name('.'.join(filter(None, (standard, profile, 'txt'))))
        if write:
            file.write_text(text, 'utf-8')
        report(file.exists() and file.read_text('utf-8') == text, f'{title}: the table is what the plan gives')

        doubtful = [f"quarter {v.quarter['id']}, {v.want['service']}: {d}" for v in worked for d in v.doubts]
        report(not doubtful, f'{title}: no verdict hangs on less than {100 * SLACK:.2f} %', doubtful)

        rows = {(r['quarter_id'], r['service'], r['tier'], r['variant']): r for r in study['coverage']}
        wrong = [f"quarter {v.quarter['id']}, {v.want['service']} {v.want['tier']}: " + '; '.join(d) for v in worked
                 if (d := differences(v, rows.get((v.quarter['id'], v.want['service'], v.want['tier'], v.want['variant']))))]
        report(not wrong and len(rows) == len(worked),
               f'{title}: the study says the same, {len(worked) - len(wrong)} of {len(worked)} verdicts', wrong)

    wrong = list(by_hand(verdicts))
    report(not wrong, f'{len(BY_HAND)} walks are what they are by hand', wrong)


if __name__ == '__main__':
    main(sys.argv[1:])
