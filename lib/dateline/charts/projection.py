"""A view of the earth fitted to its points: projection, frame, and where each point falls in it."""

import gzip
import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import asin, ceil, cos, degrees, log, log2, pi, radians, sin, sqrt, tan
from pathlib import Path
from typing import Any, NamedTuple

_EQUAL = (1.340264, -0.081106, 0.000893, 0.003796)  # B. Šavrič, T. Patterson, B. Jenny, IJGIS 33:454 (2019)


FINEST = 0.7
"""Detail of a coast that is drawn, in px."""


class View(NamedTuple):
    """A projection set to a frame of width x height px: Vega's name, scale and shift, and the degrees in sight."""

    kind: str
    centre: float
    scale: float
    shift: tuple[float, float]
    width: float
    height: float
    bounds: tuple[float, float, float, float]

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point falls, in px from the left and the top."""
        x, y = _project(self.kind, lat, (lon - self.centre + 180) % 360 - 180)
        return self.shift[0] + self.scale * x, self.shift[1] - self.scale * y


def _project(kind: str, lat: float, lon: float) -> tuple[float, float]:
    if kind == "mercator":
        return radians(lon), log(tan(pi / 4 + radians(max(-84.0, min(84.0, lat))) / 2))
    a, b, c, d = _EQUAL
    t = asin(sqrt(3) / 2 * sin(radians(lat)))
    slope = 9 * d * t**8 + 7 * c * t**6 + 3 * b * t**2 + a
    return 2 * sqrt(3) * radians(lon) * cos(t) / (3 * slope), d * t**9 + c * t**7 + b * t**3 + a * t


def fit(points: Sequence[tuple[float, float]], width: float, height: float, margin: float = 40) -> View:
    """The closest view that holds these (lat, lon) points, `margin` px from its edges; it may take less height.

    Mercator where the points span less than 70 degrees of longitude, so that a region keeps its shape; Equal Earth
    beyond, so that areas keep their size, and the whole world from 180 degrees. A single point is shown with about
    600 km around it.

    >>> fit([(41.0, 29.0), (54.7, 25.3)], 700, 420).kind
    'mercator'
    """
    lats, lons = [lat for lat, _ in points] or [0.0], [lon for _, lon in points] or [0.0]
    span = max(lons) - min(lons)
    if not points or span > 180:
        kind, centre, south, north, half = "equalEarth", 0.0, -56.0, 78.0, 180.0
    else:
        kind, centre = ("mercator" if span < 70 else "equalEarth"), (min(lons) + max(lons)) / 2
        south, north, half = max(min(lats) - 2.5, -80.0), min(max(lats) + 2.5, 82.0), span / 2 + 3.5
    widest = min(max(south, 0.0), north) if south * north > 0 else 0.0  # the parallel that reaches farthest
    edge = _project(kind, widest if kind == "equalEarth" else 0.0, half)[0]
    low, high = _project(kind, south, 0)[1], _project(kind, north, 0)[1]
    around = 0.0 if half == 180.0 else margin
    scale = min((width - 2 * around) / (2 * edge), (height - 2 * around) / (high - low))
    tall = min(height, scale * (high - low) + 2 * around) if kind == "equalEarth" else height
    shift = (width / 2, tall / 2 + scale * (low + high) / 2)
    view = View(kind, centre, scale, shift, width, tall, (0, 0, 0, 0))
    across = min(degrees(width / 2 / scale) * (1.0 if kind == "mercator" else 2.0), 180.0)
    return view._replace(bounds=(-across, _latitude(view, tall), across, _latitude(view, 0)))


def _latitude(view: View, y: float) -> float:
    """The latitude at a height in a view, by halving."""
    low, high = -84.0, 84.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if view.at(middle, view.centre)[1] > y else (low, middle)
    return low


def densest(points: Sequence[tuple[float, float]], across: float = 46, down: float = 24) -> list[tuple[float, float]]:
    """The (lat, lon) points in the part of the earth, so many degrees across and down, that holds most of them.

    >>> densest([(51.5, -0.1), (48.9, 2.4), (53.3, -6.3), (40.7, -74.0)])
    [(51.5, -0.1), (48.9, 2.4), (53.3, -6.3)]
    """

    def near(middle: tuple[float, float]) -> list[tuple[float, float]]:
        return [
            (lat, lon) for lat, lon in points if abs(lat - middle[0]) <= down / 2 and abs(lon - middle[1]) <= across / 2
        ]

    return max((near(middle) for middle in points), key=len)


def packed() -> bytes:
    """The outlines as they are kept: gzipped JSON, for each ISO code its polygons in degrees."""
    return (Path(__file__).parent / "outlines" / "countries.json.gz").read_bytes()


@cache
def _outlines() -> Mapping[str, Any]:
    return dict(json.loads(gzip.decompress(packed())))


def countries(view: View, *, kept: bool = False) -> list[dict[str, Any]]:
    """GeoJSON features of the countries in sight, each with its ISO code, drawn no finer than the view can show.

    With `kept` up to twice as coarse, from outlines that stay in memory: for a view that has to change at once.
    """
    _, bottom, across, top = view.bounds
    step = degrees(FINEST / view.scale)
    drawn = _drawn(ceil(log2(step))) if kept else ()
    features = []
    for code, shapes in drawn or _outlines().items():
        near = [rings for rings in shapes if _near(rings[0], view.centre, (bottom, across, top))]
        shown = near if kept else _coarsened(near, step)
        if shown:
            shape = {"type": "MultiPolygon", "coordinates": shown}
            features.append({"type": "Feature", "properties": {"code": code}, "geometry": shape})
    return features


def _near(outer: list[list[float]], centre: float, sight: tuple[float, float, float]) -> bool:
    """Whether a ring may be in sight."""
    bottom, across, top = sight
    ys = [y for _, y in outer]
    if min(ys) > top or max(ys) < bottom:
        return False
    return min(abs((x - centre + 180) % 360 - 180) for x, _ in outer) <= across or _holds(outer, centre)


def _coarsened(polygons: list[Any], step: float) -> list[Any]:
    made = [[ring for line in rings if (ring := _coarse(line, step))] for rings in polygons]
    return [rings for rings in made if rings]


@cache
def _drawn(level: int) -> list[tuple[str, list[Any]]]:
    """Every country at one of a few levels of detail."""
    return [(code, _coarsened(polygons, 2.0**level)) for code, polygons in _outlines().items()]


def _holds(ring: list[list[float]], lon: float) -> bool:
    """Whether a ring lies on both sides of a meridian."""
    return min(x for x, _ in ring) <= lon <= max(x for x, _ in ring)


def _coarse(line: list[list[float]], step: float) -> list[list[float]]:
    """A line on a grid, so that neighbours still share their border, without the points that fall together.

    Empty where too little is left: a ring that collapses may turn around, and would then fill the rest of the globe.
    """
    import numpy as np  # noqa: PLC0415  it starts threads when it is imported

    points = np.rint(np.asarray(line) / step)
    moved = np.ones(len(points), bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    ring: list[list[float]] = np.round(points[moved] * step, 2).tolist()
    if len(ring) <= 3:
        return []
    before, after = _area(line), _area(ring)
    return ring if before * after > 0 and abs(after) > 4 * step * step else []


def _area(ring: list[list[float]]) -> float:
    """Signed area of a ring in square degrees."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2
