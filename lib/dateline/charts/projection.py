"""A view of the earth fitted to its points: projection, frame, and where each point falls in it."""

import gzip
import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import asin, cos, degrees, log, pi, radians, sin, sqrt, tan
from pathlib import Path
from typing import Any, NamedTuple

_EQUAL = (1.340264, -0.081106, 0.000893, 0.003796)  # B. Šavrič, T. Patterson, B. Jenny, IJGIS 33:454 (2019)


FINEST = 0.7
"""Detail of a coast that is drawn, in px."""


class View(NamedTuple):
    """A projection set to a frame of width x height px: Vega's name, scale and shift, and the degrees in sight."""

    kind: str
    scale: float
    shift: tuple[float, float]
    width: float
    height: float
    bounds: tuple[float, float, float, float]

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point falls, in px from the left and the top."""
        x, y = _project(self.kind, lat, lon)
        return self.shift[0] + self.scale * x, self.shift[1] - self.scale * y


def _project(kind: str, lat: float, lon: float) -> tuple[float, float]:
    if kind == "mercator":
        return radians(lon), log(tan(pi / 4 + radians(max(-84.0, min(84.0, lat))) / 2))
    a, b, c, d = _EQUAL
    t = asin(sqrt(3) / 2 * sin(radians(lat)))
    slope = 9 * d * t**8 + 7 * c * t**6 + 3 * b * t**2 + a
    return 2 * sqrt(3) * radians(lon) * cos(t) / (3 * slope), d * t**9 + c * t**7 + b * t**3 + a * t


def fit(points: Sequence[tuple[float, float]], width: float, height: float, margin: float = 40) -> View:
    """The closest view that holds these (lat, lon) points, `margin` px from its edges; the world takes less height.

    Mercator where the points span less than 150 degrees of longitude, so that a region keeps its shape; Equal Earth for
    the world, so that areas keep their size. A single point is shown with about 600 km around it.

    >>> fit([(41.0, 29.0), (54.7, 25.3)], 700, 420).kind
    'mercator'
    """
    lats, lons = [lat for lat, _ in points] or [0.0], [lon for _, lon in points] or [0.0]
    if not points or max(lons) - min(lons) > 150:
        edge, top, bottom = (_project("equalEarth", *point) for point in ((0, 180), (78, 0), (-56, 0)))
        scale = width / (2 * edge[0])
        return View(
            "equalEarth", scale, (width / 2, scale * top[1]), width, scale * (top[1] - bottom[1]), (-180, -60, 180, 90)
        )
    low = _project("mercator", min(lats) - 2.5, min(lons) - 3.5)
    high = _project("mercator", max(lats) + 2.5, max(lons) + 3.5)
    scale = min((width - 2 * margin) / (high[0] - low[0]), (height - 2 * margin) / (high[1] - low[1]))
    shift = (width / 2 - scale * (low[0] + high[0]) / 2, height / 2 + scale * (low[1] + high[1]) / 2)
    across, centre = width / scale * 90 / pi, (low[0] + high[0]) * 90 / pi
    view = View("mercator", scale, shift, width, height, (0, 0, 0, 0))
    return view._replace(bounds=(centre - across, _latitude(view, height), centre + across, _latitude(view, 0)))


def _latitude(view: View, y: float) -> float:
    """The latitude at a height in a Mercator view, by halving."""
    low, high = -84.0, 84.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if view.at(middle, 0)[1] > y else (low, middle)
    return low


@cache
def _outlines() -> Mapping[str, Any]:
    path = Path(__file__).parent / "outlines" / "countries.json.gz"
    return dict(json.loads(gzip.decompress(path.read_bytes())))


def countries(view: View) -> list[dict[str, Any]]:
    """GeoJSON features of the countries in sight, each with its ISO code, drawn no finer than the view can show."""
    left, bottom, right, top = view.bounds
    step = degrees(FINEST / view.scale)
    features = []
    for code, polygons in _outlines().items():
        kept = []
        for outer, *holes in polygons:
            xs, ys = [x for x, _ in outer], [y for _, y in outer]
            if min(xs) <= right and max(xs) >= left and min(ys) <= top and max(ys) >= bottom:
                rings = [ring for ring in (_coarse(line, step) for line in (outer, *holes)) if ring]
                kept += [rings] if rings else []
        if kept:
            shape = {"type": "MultiPolygon", "coordinates": kept}
            features.append({"type": "Feature", "properties": {"code": code}, "geometry": shape})
    return features


def _coarse(line: list[list[float]], step: float) -> list[list[float]]:
    """A line on a grid, so that neighbours still share their border, without the points that fall together.

    Empty where too little is left: a ring that collapses may turn around, and would then fill the rest of the globe.
    """
    ring: list[list[float]] = []
    for x, y in line:
        point = [round(round(x / step) * step, 2), round(round(y / step) * step, 2)]
        if not ring or point != ring[-1]:
            ring.append(point)
    before, after = _area(line), _area(ring)
    return ring if len(ring) > 3 and before * after > 0 and abs(after) > 4 * step * step else []


def _area(ring: list[list[float]]) -> float:
    """Signed area of a ring in square degrees."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2
