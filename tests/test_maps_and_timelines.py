"""Maps and timelines: fitted to their points, labels clear of each other, gaps drawn as gaps."""

import xml.etree.ElementTree as ET
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import charts
from dateline.charts import (
    annotations,
    calendar,
    labels,
    map_of_places,
    projection,
    read_events,
    theme,
    timeline,
    timelines,
)  # fmt: skip
from dateline.charts.hatching import hatched
from dateline.errors import DatelineError
from dateline.frames import ATTENTION, BURSTS, NAMED

WORDS = {"title": "A title", "subtitle": "A subtitle", "note": "A note"}


def _layers(figure, mark=None, **looks):
    """Every layer of a figure, in the order it is drawn: those of a mark, or with some of its looks."""

    def walk(part):
        for inner in (
            *part.get("vconcat", ()),
            *part.get("hconcat", ()),
            *part.get("concat", ()),
            *part.get("layer", ()),
        ):
            yield from walk(inner)
        if "mark" in part:
            yield part

    some = [layer for layer in walk(figure.spec) if mark in (None, layer["mark"]["type"])]
    return [layer for layer in some if looks.items() <= layer["mark"].items()]


def _rows(layers):
    return [row for layer in layers for row in layer["data"]["values"]]


def _words(figure):
    """Every line of words drawn."""
    tree = ET.fromstring(figure.svg())
    return ["".join(node.itertext()) for node in tree.iter("{http://www.w3.org/2000/svg}text")]


def _named(*rows):
    """Rows of (name, kind, country, lat, lon, n, unsure)."""
    frame = pl.DataFrame([(None, *row[:6], row[5], row[6]) for row in rows], schema=NAMED.schema, orient="row")
    return frame.select(*NAMED.columns)


CITIES = [("Istanbul", "city", "TR", 41.0, 28.9, 14, 0.0), ("Vilnius", "city", "LT", 54.7, 25.3, 3, 0.9)]


def test_map_draws_settlements_as_circles_and_countries_as_areas():
    figure = map_of_places(_named(*CITIES, ("Lithuania", "country", "LT", 55.2, 23.9, 6, 0.0)), **WORDS)
    assert [(row["name"], row["n"]) for row in _rows(_layers(figure, "circle"))] == [("Istanbul", 14)]
    assert [row["name"] for row in _rows(_layers(figure, "point", strokeDash=[3, 2]))] == ["Vilnius"]
    areas = _layers(figure, "geoshape")[0]
    assert next(f["properties"]["n"] for f in _rows([areas]) if f["properties"]["code"] == "LT") == 6


def test_states_and_provinces_are_counted_and_are_no_points():
    figure = map_of_places(_named(*CITIES, ("Kaunas County", "admin1", "LT", 54.9, 23.9, 9, 0.0)), **WORDS)
    assert "Kaunas County" not in figure.data["name"]
    assert "Kaunas County" not in str(_layers(figure))
    assert "1 states and provinces are named, and are not points" in figure.alt


def test_what_could_not_be_placed_stands_in_the_picture():
    found = {"stories": 1176, "placed": 174, "without": 1002, "unresolved_mentions": 5}
    figure = map_of_places(_named(*CITIES), found=found, **WORDS)
    said = "1,002 of 1,176 stories name no place that was found"
    assert said in _words(figure)
    assert said in figure.alt


def test_the_key_has_the_circles_of_the_map():
    figure = map_of_places(_named(*CITIES, ("Kyiv", "city", "UA", 50.4, 30.5, 10, 0.0)), **WORDS)
    drawn = {row["n"]: row["size"] for row in _rows(_layers(figure, "circle"))}
    key = [layer["mark"]["size"] for layer in _layers(figure, "point") if "x" in layer["mark"]]
    assert key[0] == pytest.approx(drawn[10], abs=0.1)
    assert {"Stories", "10", "2", "1"} <= {said.strip() for said in _words(figure)}


def test_a_region_has_a_locator_and_the_world_none():
    region = map_of_places(_named(*CITIES), **WORDS)
    far = ("Lima", "city", "PE", -12.0, -77.0, 9, 0.0), ("Tokyo", "city", "JP", 35.7, 139.7, 9, 0.0)
    world = map_of_places(_named(*CITIES, *far), **WORDS)
    assert [len(_layers(figure, "geoshape")) for figure in (region, world)] == [2, 1]
    ends = {name: at["value"] for name, at in _layers(region, "rect")[-1]["encoding"].items()}
    assert ends["x"] < ends["x2"]
    assert ends["y"] < ends["y2"]


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


def _attention(*rows, group="(all)"):
    """Rows of (day, n, total, status)."""
    full = [
        (
            day,
            group,
            "story",
            n,
            total,
            *((n / total, 0.1, 0.4) if total else (None, None, None)),
            None,
            None,
            status,
            1,
            1,
        )
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
    dots = [[row["look"] for row in _rows([layer])] for layer in _layers(figure, "point")]
    assert dots == [["observed"], ["incomplete"], ["few"]]
    assert "2025-06-09: not collected" in figure.alt
    assert "1 of 4 periods were not collected" in figure.alt
    assert "the most in the period from 16 June 2025 (8 of 30, 95% interval 10.0% to 40.0%)" in figure.alt


def test_lines_join_periods_next_to_each_other_and_cross_no_gap():
    rows = _rows(_layers(timeline(_attention(*WEEKS), **WORDS), "line"))
    runs = {row["from"]: row["run"] for row in rows}
    assert runs["2025-06-02"] != runs["2025-06-16"] == runs["2025-06-23"]
    assert "2025-06-09" not in runs


def test_bands_of_what_was_not_collected_are_hatched_and_named():
    figure = timeline(_attention(*WEEKS), **WORDS)
    assert [(band["from"], band["to"]) for band in _rows(_layers(figure, "rect"))] == [("2025-06-09", "2025-06-16")]
    strokes = _rows(_layers(figure, "rule", clip=True))
    assert len(strokes) > 20
    ends = [stroke[end] for stroke in strokes for end in ("x", "x2")]
    assert (min(ends), max(ends)) == ("2025-06-09T00:00:00Z", "2025-06-16T00:00:00Z")
    assert "not collected" in _words(figure)


@given(st.floats(0, 600), st.floats(1, 300), st.floats(10, 300))
def test_strokes_stay_in_their_band(left, width, height):
    for x, y, x2, y2 in hatched(left, left + width, height):
        assert left <= x < x2 <= left + width
        assert -1e-6 <= y2 < y <= height + 1e-6


def test_incomplete_ends_are_named():
    frame = _attention(*WEEKS, (date(2025, 6, 30), 7, 20, "incomplete"))
    assert _words(timeline(frame, **WORDS)).count("incomplete: days missing") == 1
    assert "incomplete: days missing" not in _words(timeline(_attention(*WEEKS), **WORDS))


def test_bursts_are_drawn_where_they_were():
    row = ("(all)", date(2025, 6, 17), date(2025, 6, 19), 7, 20, 0.35, 0.2, 3.0)
    figure = timeline(_attention(*WEEKS), bursts=pl.DataFrame([row], schema=BURSTS.schema, orient="row"), **WORDS)
    assert "burst: 35%, usually 20%" in _words(figure)
    assert "Burst from 2025-06-17 to 2025-06-19: 7 of 20." in figure.alt
    plot = next(layer["encoding"] for layer in _layers(figure, "rule", strokeWidth=4))
    width = figure.spec["vconcat"][0]["vconcat"][0]["vconcat"][0]["width"]
    assert (plot["x"]["value"], plot["x2"]["value"]) == pytest.approx((width * 15 / 28, width * 18 / 28))


def test_small_multiples_share_their_axes_and_the_largest_comes_first():
    less = [(day, n // 3, total, status) for day, n, total, status in WEEKS]
    frame = pl.concat([_attention(*less, group="Halyard"), _attention(*WEEKS, group="Yelkovan")])
    figure = timelines(frame, **WORDS)
    assert [said for said in _words(figure) if said in ("Halyard", "Yelkovan")] == ["Yelkovan", "Halyard"]
    scales = {str(layer["encoding"]["y"]["scale"]) for layer in _layers(figure, "line")}
    assert len(scales) == 1
    assert "Yelkovan: " in figure.alt
    assert "Halyard: " in figure.alt
    assert figure.data.height == 8


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


DAYS = st.lists(st.tuples(st.integers(0, 27), st.text("ab ", min_size=1, max_size=60)), max_size=7)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.sampled_from([260, 316, 656]))
def test_words_of_events_cover_no_words_and_few_are_crossed(events, width):
    inside = sorted((n / 28 * width, label) for n, label in events)
    placed = annotations._placed(inside, width, [])
    assert len(placed) == len(inside)
    for number, spot in enumerate(placed):
        assert spot.box.left >= 0 or spot.box.right > width - 60
        assert not any(spot.box.meets(other.box) for other in placed[number + 1 :])
    if len({x for x, _ in inside}) == len(inside) <= 2:
        assert annotations._crossed(placed) == 0


def test_lines_of_events_leave_the_words_of_bursts_alone():
    row = ("(all)", date(2025, 6, 17), date(2025, 6, 19), 7, 20, 0.35, 0.2, 3.0)
    events = pl.DataFrame({"date": [date(2025, 6, 18)], "label": ["Talks open"], "source": ["Halyard"]})
    bursts = pl.DataFrame([row], schema=BURSTS.schema, orient="row")
    for size in ("article", "phone"):
        figure = timeline(_attention(*WEEKS), events=events, bursts=bursts, style=charts.style(size=size), **WORDS)
        line = _layers(figure, "rule", strokeDash=[3, 3])[0]["encoding"]
        words = next(layer for layer in _layers(figure, "text") if "burst" in str(layer["data"]))
        said, look = words["data"]["values"][0]["text"], words["mark"]
        wide = theme.letters(said, look["fontSize"])
        beside = not look["x"] - 2 < line["x"]["value"] < look["x"] + wide + 2
        assert beside or line["y"]["value"] >= look["y"] + look["fontSize"]
        assert size == "article" or not beside


def test_one_layer_alone_says_from_when_to_when():
    """Vega-Lite finds the domain of a mark with two ends in two forms, and warns of a conflict."""
    figure = timelines(pl.concat([_attention(*WEEKS), _attention(*WEEKS, group="B")]), **WORDS)
    dated = [layer for layer in _layers(figure) if "domain" in layer["encoding"].get("x", {}).get("scale", {})]
    assert dated
    assert not any("x2" in layer["encoding"] for layer in dated)


def test_small_multiples_are_a_pdf():
    """A picture nested too deep cannot be one."""
    frame = pl.concat([_attention(*WEEKS, group=name) for name in "ABCD"])
    assert timelines(frame, **WORDS).stills()["chart.pdf"].startswith(b"%PDF")


def _crowded(count=90):
    """Many places of western Europe, and some far from it."""
    near = [(f"Place {n}", "city", "FR", 44 + n % 10 * 0.8, n // 10 * 1.1, 2 + n % 9, 0.0) for n in range(count)]
    far = [("Lima", "city", "PE", -12.0, -77.0, 40, 0.0), ("Tokyo", "city", "JP", 35.7, 139.7, 30, 0.0)]
    return _named(*near, *far)


@pytest.mark.parametrize("size", ["article", "phone", "wide", "portrait"])
def test_the_densest_part_of_a_crowded_world_is_drawn_closer(size):
    figure = map_of_places(_crowded(), style=charts.style(size=size), **WORDS)
    drawn = _words(figure)
    assert {"Lima 40", "Tokyo 30"} <= set(drawn)
    named = sum(said.startswith(("Place ", "Lima ", "Tokyo ")) for said in set(drawn))
    assert f"{92 - named} more places are on the map without their names" in " ".join(drawn)
    assert len(_layers(figure, "geoshape", clip=True)) == 2
    assert figure.stills()["chart.pdf"].startswith(b"%PDF")


def test_a_map_of_few_places_is_drawn_once_and_names_them_all():
    figure = map_of_places(_named(*CITIES, ("Lima", "city", "PE", -12.0, -77.0, 9, 0.0)), **WORDS)
    assert len(_layers(figure, "geoshape", clip=True)) == 1
    assert "more places" not in " ".join(_words(figure))


@settings(max_examples=40, deadline=None)
@given(st.lists(MARK, min_size=3, max_size=40))
def test_lines_to_names_cross_neither_names_nor_each_other(rows):
    marks = [labels.Mark(*row) for row in rows]
    placed = labels.place(marks, 700, 400, led=8, most=6)
    found = [(mark, spot) for mark, spot in zip(marks, placed, strict=True) if spot]
    assert len(found) <= 6
    lines = [(mark.x, mark.y, spot.x, spot.y) for mark, spot in found if spot.led]
    for number, line in enumerate(lines):
        assert not any(labels._meet(line, other) for other in lines[number + 1 :])


def test_days_that_were_not_collected_are_hatched_and_keyed():
    days = pl.DataFrame({"outlet": ["A", "B"], "day": [date(2025, 6, 2), date(2025, 6, 9)], "n": [3, 8]})
    figure = calendar(days, **WORDS)
    bands, key = _layers(figure, "geoshape")
    strokes = bands["data"]["values"][0]["geometry"]["coordinates"]
    assert len({round(y, 1) for _, (_, y) in strokes if y}) >= 2
    assert len(strokes) > 100
    assert key["data"]["values"][0]["geometry"]["coordinates"]
    assert "not collected" in [said.strip() for said in _words(figure)]


def test_undated_units_are_said_under_the_chart():
    frame = pl.concat([_attention(*WEEKS), _attention((None, 1, 7, "observed"))])
    assert "7 undated texts are left out" in timeline(frame, **WORDS).note


def test_two_groups_are_refused():
    frame = pl.concat([_attention(*WEEKS), _attention(*WEEKS).with_columns(group=pl.lit("B"))])
    with pytest.raises(DatelineError, match="one group"):
        timeline(frame, **WORDS)


def test_timeline_without_dates_is_drawn():
    assert timeline(_attention(), **WORDS).png().startswith(b"\x89PNG")
