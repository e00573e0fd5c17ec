"""The sample district as it was drawn: its streets, doors and walks, in metres of the plan.

Nothing here knows walkshed. The tables of examples/sample.sql are turned back into the plan
that they were made from, and walks are found as one would find them with a ruler.
"""

import heapq
import math

LONGEST_LEG = 200  # metres between a door and the street
EPSILON = 1e-6
NO_DOORS = ('footbridge', 'underpass', 'lift')

# Metres a second on the flat, seconds for a metre of stairs up and down; None: no stairs. An adult at
# 80 m a minute takes stairs at 0.5 m/s up and 0.7 m/s down, an elder at 0.65 times that.
WALKERS = {
    'adult': (1.33, 2.0, 1.43),
    'elder': (0.92, 2.0 / 0.65, 1.43 / 0.65),
    'child': (1.1, 2.0, 1.43),
    'stroller': (0.8, None, None),
    'metres-only': (1.33, 1 / 1.33, 1 / 1.33),
}


def from_earth(lon, lat):
    """The way back of on_earth() in sample.sql, to the decimetre that the plan is drawn in."""
    east, north, turn = (lon - 117.2) * 86565.4, (lat - 39.05) * 111016.4, math.radians(8)
    x = east * math.cos(turn) - north * math.sin(turn) + 1850
    y = east * math.sin(turn) + north * math.cos(turn) + 1650
    return round(x, 1), round(y, 1)


def between(p, q, t):
    return p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])


def nearest_on(p, q, point):
    """Where, from 0 at p to 1 at q, the segment is nearest to the point."""
    square = (q[0] - p[0]) ** 2 + (q[1] - p[1]) ** 2
    t = ((point[0] - p[0]) * (q[0] - p[0]) + (point[1] - p[1]) * (q[1] - p[1])) / square
    return min(1, max(0, t))


def meet(p, q, a, b):
    """Where the line through p and q meets that through a and b, as fractions of both; None: parallel."""
    cross = (q[0] - p[0]) * (b[1] - a[1]) - (q[1] - p[1]) * (b[0] - a[0])
    if abs(cross) < EPSILON:
        return None
    dx, dy = a[0] - p[0], a[1] - p[1]
    return (dx * (b[1] - a[1]) - dy * (b[0] - a[0])) / cross, (dx * (q[1] - p[1]) - dy * (q[0] - p[0])) / cross


class Piece:
    """A straight piece of street, and what it is in words."""

    def __init__(self, street, p, q):
        self.kind, self.name, self.climbs = street['kind'], street['name'], street['climbs']
        self.p, self.q = p, q


class Plan:
    def __init__(self, streets, doors):
        """streets: dicts of kind, foot, climbs, name, line; doors: points."""
        self.pieces, self.walls = [], []
        for street in streets:
            for p, q in zip(street['line'], street['line'][1:]):
                if street['kind'] == 'barrier':
                    self.walls.append((p, q))
                elif street['foot'] != 'no':
                    self.pieces.append(Piece(street, p, q))
        self.feet = {door: self.foot(door) for door in doors}
        self.link()

    # ------------------------------------------------------------ from the door to the street

    def foot(self, door):
        """The nearest point of a street that is visible from the door and has doors, with its piece."""
        near = sorted(
            (math.dist(door, between(s.p, s.q, nearest_on(s.p, s.q, door))), n)
            for n, s in enumerate(self.pieces) if s.kind not in NO_DOORS)
        best = None
        for metres, n in near:
            if metres > LONGEST_LEG or best and metres > best[0] - EPSILON:
                break
            for point in self.visible(door, self.pieces[n]):
                if (found := math.dist(door, point)) <= LONGEST_LEG and (not best or found < best[0] - EPSILON):
                    best = found, point, n
        return best

    def visible(self, door, piece):
        """Of every stretch of the piece that can be seen from the door, the point that is nearest."""
        walls = [w for w in self.walls if 0.5 < math.dist(door, between(*w, nearest_on(*w, door))) <= LONGEST_LEG]
        cuts = {0, 1}  # where a wall begins or ends to hide the piece, or meets it
        for wall in walls:
            crossings = [meet(piece.p, piece.q, door, end) for end in wall] + [meet(piece.p, piece.q, *wall)]
            cuts |= {c[0] for c in crossings if c and 0 < c[0] < 1}
        cuts = sorted(cuts)
        nearest = nearest_on(piece.p, piece.q, door)
        for t, u in zip(cuts, cuts[1:]):
            if (u - t) * math.dist(piece.p, piece.q) > 0.01 and not self.hidden(door, between(piece.p, piece.q, (t + u) / 2), walls):
                yield between(piece.p, piece.q, min(u, max(t, nearest)))

    @staticmethod
    def hidden(door, point, walls):
        for wall in walls:
            where = meet(door, point, *wall)
            if where and EPSILON < where[0] < 1 - EPSILON and -EPSILON < where[1] < 1 + EPSILON:
                return True
        return False

    # ------------------------------------------------------------ along the streets

    def link(self):
        """Streets join where they share a vertex; the foot of a door is a vertex of its piece, too."""
        on = {}
        for _, point, n in self.feet.values():
            # Or those who climb no stairs would begin elsewhere.
            assert self.pieces[n].kind != 'steps' or rounded(point) in (self.pieces[n].p, self.pieces[n].q)
            on.setdefault(n, set()).add(rounded(point))
        self.ways = {}
        for n, s in enumerate(self.pieces):
            points = sorted({s.p, s.q} | on.get(n, set()), key=lambda point: math.dist(s.p, point))
            for p, q in zip(points, points[1:]):
                metres = math.dist(p, q)
                up = s.climbs if s.kind == 'steps' else 0
                self.ways.setdefault(p, []).append((q, metres, up, s))
                self.ways.setdefault(q, []).append((p, metres, -up, s))

    def walks(self, door, walker, unit):
        """Dijkstra (1959): the cost, metres or seconds, from the door to every vertex."""
        leg, point, _ = self.feet[door]
        costs = {}
        queue = [(cost_of(walker, unit, leg, 0), rounded(point))]
        while queue:
            cost, here = heapq.heappop(queue)
            if here in costs:
                continue
            costs[here] = cost
            for there, metres, up, _ in self.ways[here]:
                if there not in costs and cost_of(walker, unit, metres, up) < math.inf:
                    heapq.heappush(queue, (cost + cost_of(walker, unit, metres, up), there))
        return costs

    def to_door(self, costs, door, walker, unit):
        leg, point, _ = self.feet[door]
        return costs.get(rounded(point), math.inf) + cost_of(walker, unit, leg, 0)

    def legs(self, start, costs, end, walker, unit):
        """The walk as (metres, up, what) from door to door; of equal ways the one with fewer turns."""
        first, last = self.feet[start], self.feet[end]
        here, goal = rounded(last[1]), rounded(first[1])
        back, heading = [], None
        while here != goal:
            ways = [
                (heading != compass(there, here), compass(there, here), there, metres, -up, piece)
                for there, metres, up, piece in self.ways[here]
                if there in costs and abs(costs[there] + cost_of(walker, unit, metres, -up) - costs[here]) < EPSILON]
            _, heading, here, metres, up, piece = min(ways, key=lambda way: way[:3])
            back.append((metres, up, words(piece, heading, up)))
        return ([(first[0], 0, 'to the street')] if first[0] else []) + merged(back[::-1]) + [(last[0], 0, 'to the door')]


def cost_of(walker, unit, metres, up):
    speed, stairs_up, stairs_down = WALKERS[walker]
    if up and not stairs_up:
        return math.inf
    if unit == 'metres':
        return metres
    return metres * (stairs_up if up > 0 else stairs_down) if up else metres / speed


def rounded(point):
    return round(point[0], 1), round(point[1], 1)


def compass(p, q):
    dx, dy = q[0] - p[0], q[1] - p[1]
    return ('N' if dy > 1 else 'S' if dy < -1 else '') + ('E' if dx > 1 else 'W' if dx < -1 else '')


def words(piece, heading, up):
    if piece.kind == 'steps':
        return 'stairs up' if up > 0 else 'stairs down'
    on = {'signal_crossing': 'over the signals', 'crossing': 'over the road', 'footbridge': 'on the footbridge',
          'underpass': 'through the underpass'}.get(piece.kind, '')
    name = piece.name.split(' ', 1)[1] if piece.name and not on else ''
    return ' '.join(filter(None, (heading, on or name)))


def merged(legs):
    whole = []
    for metres, up, what in legs:
        if whole and whole[-1][2] == what:
            whole[-1] = whole[-1][0] + metres, up, what
        else:
            whole.append((metres, up, what))
    return whole
