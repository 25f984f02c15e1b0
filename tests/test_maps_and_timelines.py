"""Maps and timelines: fitted to their points, labels clear of each other, gaps drawn as gaps."""

import xml.etree.ElementTree as ET
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.charts import labels, map_of_places, projection, read_events, timeline
from dateline.errors import DatelineError
from dateline.frames import ATTENTION, NAMED

WORDS = {"title": "A title", "subtitle": "A subtitle", "note": "A note"}


def _layers(figure, *path):
    """The layers of a figure's chart, each with the rows it draws."""
    spec = figure.spec
    chart = spec["vconcat"][0]["vconcat"][0]
    for step in path:
        chart = chart["vconcat"][step]
    names = [(layer.get("data") or chart["data"])["name"] for layer in chart["layer"]]
    return [{**layer, "rows": spec["datasets"][name]} for layer, name in zip(chart["layer"], names, strict=True)]


def _named(*rows):
    """Rows of (name, kind, country, lat, lon, n, unsure)."""
    frame = pl.DataFrame([(None, *row[:6], row[5], row[6]) for row in rows], schema=NAMED.schema, orient="row")
    return frame.select(*NAMED.columns)


CITIES = [("Istanbul", "city", "TR", 41.0, 28.9, 14, 0.0), ("Vilnius", "city", "LT", 54.7, 25.3, 3, 0.9)]


def test_map_draws_settlements_as_circles_and_countries_as_areas():
    figure = map_of_places(_named(*CITIES, ("Lithuania", "country", "LT", 55.2, 23.9, 6, 0.0)), **WORDS)
    areas, sure, unsure, *_ = _layers(figure)
    assert [(row["name"], row["n"]) for row in sure["rows"]] == [("Istanbul", 14)]
    assert [row["name"] for row in unsure["rows"]] == ["Vilnius"]
    assert next(f["properties"]["n"] for f in areas["rows"] if f["properties"]["code"] == "LT") == 6


def test_map_svg_is_sound_and_says_its_numbers():
    figure = map_of_places(_named(*CITIES), highlight=["Vilnius"], **WORDS)
    tree = ET.fromstring(figure.svg())
    words = {"".join(node.itertext()) for node in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Istanbul 14", "Vilnius 3"} <= words
    assert "Istanbul 14, Vilnius 3" in figure.alt


def test_small_places_are_left_out_unless_asked_for():
    rare = ("Kaunas", "city", "LT", 54.9, 23.9, 1, 0.0)
    assert "Kaunas" not in map_of_places(_named(*CITIES, rare), **WORDS).data["name"]
    assert "Kaunas" in map_of_places(_named(*CITIES, rare), highlight=["Kaunas"], **WORDS).data["name"]


@pytest.mark.parametrize("rows", [[], [CITIES[0]], [("Lithuania", "country", "LT", 55.2, 23.9, 6, 0.0)]])
def test_thin_maps_are_drawn(rows):
    assert map_of_places(_named(*rows), **WORDS).png().startswith(b"\x89PNG")


def test_world_and_region_have_their_projections():
    world = projection.fit([(40.7, -74.0), (35.7, 139.7), (51.5, -0.1)], 700, 460)
    assert world.kind == "equalEarth"
    assert projection.fit([(41.0, 28.9), (54.7, 25.3)], 700, 460).kind == "mercator"


POINT = st.tuples(st.floats(-60, 70), st.floats(-179, 179))


@settings(max_examples=60, deadline=None)
@given(st.lists(POINT, min_size=1, max_size=6))
def test_every_point_is_in_the_frame(points):
    view = projection.fit(points, 700, 460)
    for lat, lon in points:
        x, y = view.at(lat, lon)
        assert -1 <= x <= view.width + 1
        assert (-1 <= y <= view.height + 1) or (view.kind == "equalEarth" and lat < -55)


MARK = st.tuples(st.floats(0, 700), st.floats(0, 400), st.floats(2, 20), st.text("abc", min_size=1, max_size=12))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        MARK,
        max_size=25,
    )
)
def test_labels_stay_in_the_frame_and_cover_no_label(rows):
    marks = [labels.Mark(*row) for row in rows]
    placed = labels.place(marks, 700, 400)
    assert len(placed) == len(marks)
    boxes = []
    for spot in placed:
        if spot:
            wide = 6.6 * len(spot.text)
            left = spot.x if spot.align == "left" else spot.x - wide
            boxes.append(labels.Box(left, spot.y - 7.5, left + wide, spot.y + 7.5))
    for number, box in enumerate(boxes):
        assert box.left >= 0
        assert box.right <= 700
        assert not any(box.meets(other) for other in boxes[number + 1 :])


def _attention(*rows):
    """Rows of (day, n, total, status)."""
    full = [
        (day, "(all)", n, total, *((n / total, 0.1, 0.4) if total else (None, None, None)), None, None, status, 1, 1)
        for day, n, total, status in rows
    ]
    return pl.DataFrame(full, schema=ATTENTION.schema, orient="row")


WEEKS = [
    (date(2025, 6, 2), 9, 40, "observed"),
    (date(2025, 6, 9), 0, 0, "no data"),
    (date(2025, 6, 16), 8, 30, "incomplete"),
    (date(2025, 6, 23), 2, 30, "observed"),
]


def test_timeline_draws_each_status_as_what_it_is():
    figure = timeline(_attention(*WEEKS), **WORDS)
    layers = _layers(figure, 0)
    assert [row["look"] for row in layers[2]["rows"]] == ["observed", "none", "incomplete", "few"]
    assert "not collected" in figure.alt
    assert "line" not in {
        layer["mark"]["type"] for layer in figure.spec["vconcat"][0]["vconcat"][0]["vconcat"][0]["layer"]
    }


def test_bands_of_what_was_not_collected_lie_where_it_was_not():
    gaps = _layers(timeline(_attention(*WEEKS), **WORDS), 0)[0]["rows"]
    assert [(band["from"], band["to"]) for band in gaps] == [("2025-06-09", "2025-06-16")]


def test_events_are_drawn_and_their_sources_noted(tmp_path):
    (tmp_path / "events.csv").write_text(
        "date,label,source\n2025-06-10,Talks open,Halyard\n2031-01-01,Too late,Nobody\n", "utf8"
    )
    figure = timeline(_attention(*WEEKS), events=read_events(str(tmp_path / "events.csv")), **WORDS)
    assert "Talks open: Halyard." in figure.note
    assert "Talks" in figure.svg()


@pytest.mark.parametrize(
    ("text", "said"),
    [("date,label\n2025-06-10,x\n", "source is missing"), ("date,label,source\nJune,x,y\n", "not of the form")],
)
def test_bad_events_are_said(tmp_path, text, said):
    (tmp_path / "events.csv").write_text(text, "utf8")
    with pytest.raises(DatelineError, match=said):
        read_events(str(tmp_path / "events.csv"))


def test_undated_units_are_said_under_the_chart():
    frame = pl.concat([_attention(*WEEKS), _attention((None, 1, 7, "observed"))])
    assert "7 undated texts are left out" in timeline(frame, **WORDS).note


def test_two_groups_are_refused():
    frame = pl.concat([_attention(*WEEKS), _attention(*WEEKS).with_columns(group=pl.lit("B"))])
    with pytest.raises(DatelineError, match="one group"):
        timeline(frame, **WORDS)


def test_timeline_without_dates_is_drawn():
    assert timeline(_attention(), **WORDS).png().startswith(b"\x89PNG")
