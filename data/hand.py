"""Draw an outline the way a hand does: a few key points in mind, a wobble, a tremor.

Points are longitude, latitude in degrees; lengths are kilometres on a local plane. Only the
random generator that is given is used, so that a seed always draws the same line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

Point = tuple[float, float]

ORIGIN: Point = (2.58, 50.52)
KM_PER_DEGREE = 111.32
_ACROSS = KM_PER_DEGREE * math.cos(math.radians(ORIGIN[1]))


def to_plane(place: Point) -> Point:
    """Return kilometres east and north of ``ORIGIN``."""
    return (place[0] - ORIGIN[0]) * _ACROSS, (place[1] - ORIGIN[1]) * KM_PER_DEGREE


def to_degrees(point: Point) -> Point:
    """Return longitude, latitude rounded to 10⁻⁵ degree (1 m)."""
    return (
        round(ORIGIN[0] + point[0] / _ACROSS, 5),
        round(ORIGIN[1] + point[1] / KM_PER_DEGREE, 5),
    )


def freehand(keys: Sequence[Point], rng: Random, *, crossing: bool = False) -> list[Point]:
    """Return an open line of 38 to 78 points that nearly closes, drawn in one go.

    ``crossing`` makes the hand run past its start and cut its own line.
    """
    corners = _imagined(keys, rng)
    count = rng.randint(38, 78)
    waves = [
        (k, rng.gauss(0.0, 0.5 / math.sqrt(k)), rng.uniform(0, math.tau)) for k in range(2, 14)
    ]
    start = rng.random()
    last = 1.06 if crossing else 1.0 - rng.uniform(0.4, 1.2) / count
    line = []
    for step in range(count):
        turn = last * (step + rng.uniform(-0.25, 0.25)) / (count - 1)
        drift = sum(size * math.sin(k * math.tau * turn + phase) for k, size, phase in waves)
        if crossing and turn > 0.94:
            # The end comes from outside the start and leaves inside it.
            drift += 24.0 * (1.0 - turn)
        line.append(_beside(corners, start + turn, drift, rng))
    return [to_degrees(point) for point in line]


def clicked(keys: Sequence[Point], rng: Random) -> list[Point]:
    """Return the corners that a mouse clicked, one a key point and some more between."""
    corners = _imagined(keys, rng)
    count = max(len(keys), rng.randint(22, 32))
    turns = sorted((step + rng.uniform(-0.3, 0.3)) / count for step in range(count))
    return [to_degrees(_beside(corners, turn, rng.gauss(0.0, 0.15), rng)) for turn in turns]


def scatter(centre: Point, spread_km: float, rng: Random) -> Point:
    """Return a place around ``centre``, most often close to it."""
    east, north = to_plane(centre)
    return to_degrees((east + rng.gauss(0.0, spread_km), north + rng.gauss(0.0, spread_km)))


def blot(centre: Point, radius_km: float, rng: Random) -> list[Point]:
    """Return a rounded outline around ``centre``, such as a wood or a marsh sketched by heart."""
    east, north = to_plane(centre)
    lobes = [(k, rng.uniform(0.03, 0.22) / k, rng.uniform(0, math.tau)) for k in range(1, 5)]
    ring = []
    for step in range(26):
        angle = math.tau * step / 26
        reach = radius_km * (1 + sum(size * math.sin(k * angle + p) for k, size, p in lobes))
        ring.append(to_degrees((east + reach * math.cos(angle), north + reach * math.sin(angle))))
    return ring


def _imagined(keys: Sequence[Point], rng: Random) -> list[Point]:
    """Shift, stretch and misplace key points: nobody has the same map in mind."""
    plane = [to_plane(key) for key in keys]
    reach = max(max(abs(e), abs(n)) for e, n in plane)
    centre_e = sum(e for e, _ in plane) / len(plane)
    centre_n = sum(n for _, n in plane) / len(plane)
    # A large outline follows known limits; a small one is freer.
    freedom = 0.35 if reach > 18 else 1.0
    size_e = 1 + rng.gauss(0.0, 0.07 * freedom)
    size_n = 1 + rng.gauss(0.0, 0.07 * freedom)
    shift_e, shift_n = rng.gauss(0.0, 0.7 * freedom), rng.gauss(0.0, 0.55 * freedom)
    slip = 0.45 * math.sqrt(freedom)
    return [
        (
            centre_e + shift_e + (e - centre_e) * size_e + rng.gauss(0.0, slip),
            centre_n + shift_n + (n - centre_n) * size_n + rng.gauss(0.0, slip),
        )
        for e, n in plane
    ]


def _beside(corners: Sequence[Point], turn: float, drift: float, rng: Random) -> Point:
    """Return the point at ``turn`` (1 = the whole way round), ``drift`` km to its side."""
    east, north = _along(corners, turn)
    ahead_e, ahead_n = _along(corners, turn + 0.004)
    length = math.hypot(ahead_e - east, ahead_n - north) or 1.0
    tremor = 0.055
    return (
        east + drift * (north - ahead_n) / length + rng.gauss(0.0, tremor),
        north + drift * (ahead_e - east) / length + rng.gauss(0.0, tremor),
    )


def _along(corners: Sequence[Point], turn: float) -> Point:
    """Return a point of the closed Catmull–Rom curve through ``corners``."""
    n = len(corners)
    whole, t = divmod((turn % 1.0) * n, 1.0)
    a, b, c, d = (corners[(int(whole) + shift) % n] for shift in (-1, 0, 1, 2))
    return _blend(a[0], b[0], c[0], d[0], t), _blend(a[1], b[1], c[1], d[1], t)


def _blend(a: float, b: float, c: float, d: float, t: float) -> float:
    # Catmull and Rom 1974, uniform, tension one half.
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
