"""Figures: they are drawn from anything, say their words as words, load nothing, and are the same bytes each time."""

import base64
import io
import json
import os
import re
import struct
import subprocess
import sys
import zlib
from datetime import date, timedelta
from xml.etree import ElementTree

import altair as alt
import polars as pl
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from dateline import DatelineError
from dateline.charts import calendar, dots, rendering, theme
from dateline.collection import days, in_window, profile
from dateline.errors import ExportError
from dateline.stats import most_when_none, wilson

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = ("rect", "g", "path", "text", "tspan", "line", "defs", "clipPath", "linearGradient", "stop")
FAMILY = "'Dateline Sans', sans-serif"
NAMES = [
    "Kiškėnų žvalgas", "Їжакова ґудзівка", "Çığırtkan Şafağı", "A & B <Post>", 'The "Quoted" Post', "Kaunas' Own",
    "<script>alert(1)</script>", "back\\slash", "{{datum}}", "${x}", "O", "1 of 2", "null", "", " ",
]  # fmt: skip
LONG = "The Very Long and Honourable Gazette of Klaipėda, Palanga, Neringa and the Curonian Spit, Evening Edition"


def table(*groups):
    rows = [
        {"group": group, "n": n, "total": total, "share": n / total, "low": wilson(n, total)[0],
         "high": wilson(n, total)[1], "status": "observed", "articles": n, "articles_total": total}
        for group, n, total in groups
    ]  # fmt: skip
    schema = {"group": pl.String, "n": pl.Int64, "total": pl.Int64, "share": pl.Float64, "low": pl.Float64,
              "high": pl.Float64, "status": pl.String, "articles": pl.Int64, "articles_total": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def seen(*outlets, count=3):
    first = date(2025, 6, 2)
    rows = [(outlet, first + timedelta(2 * n), n + 1) for outlet in outlets for n in range(count)]
    return pl.DataFrame(rows, schema={"outlet": pl.String, "day": pl.Date, "n": pl.Int64}, orient="row")


WORDS = {
    "title": "Kaunas names Odesa",
    "subtitle": "Share of the texts collected",
    "note": "Unit: story.\nSource: invented",
}


def dotted(*groups, **more):
    return dots(table(*groups), **{**WORDS, **more})


def dated(*outlets, **more):
    return calendar(seen(*outlets), **{**WORDS, **more})


USUAL = [("Kaunas Post", 67, 539), ("Varna Herald", 3, 40), ("Gdynia Tide", 0, 29)]


def texts(svg):
    """The words drawn in a figure, one a line of text."""
    root = ElementTree.fromstring(svg)
    return [said for text in root.iter(SVG + "text") for said in ["".join(text.itertext())] if said]


def spaceless(words):
    return "".join(words.split())


def chunks(png):
    """The chunks of a PNG as (kind, body), their checksums checked."""
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert png[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(kind + body))
        found.append((kind, body))
        at += 12 + length
    return found


def size(png):
    """Width and height of a PNG."""
    return struct.unpack(">II", chunks(png)[0][1][:8])


def said_in(png):
    """What the iTXt chunks of a PNG say, by keyword."""
    found = {}
    for kind, body in chunks(png):
        if kind == b"iTXt":
            keyword, rest = body.split(b"\0", 1)
            assert rest[:2] == b"\0\0"
            language, translated, text = rest[2:].split(b"\0", 2)
            assert language == translated == b""
            found[keyword.decode()] = text.decode()
    return found


def many(count):
    return [(f"Outlet {number}", number * 7 % 41, 60 + number) for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 30])
def test_dots_of_any_number_of_rows(count):
    figure = dotted(*many(count))
    assert figure.png()[:8] == b"\x89PNG\r\n\x1a\n"
    assert sorted(said for said in texts(figure.svg()) if said.startswith("Outlet ")) == sorted(
        f"Outlet {number}" for number in range(count)
    )
    assert figure.data.height == count


@pytest.mark.parametrize("count", [0, 1, 30])
def test_calendar_of_any_number_of_rows(count):
    figure = dated(*(f"Outlet {number}" for number in range(count)))
    assert figure.png()[:8] == b"\x89PNG\r\n\x1a\n"
    assert sum(said.startswith("Outlet ") for said in texts(figure.svg())) == count
    assert figure.alt.count("articles on 3 days") == count


@pytest.mark.parametrize("kind", [dots, calendar])
def test_any_name_is_drawn_as_it_is(kind):
    figure = dotted(*((name, 7, 70) for name in NAMES), highlight=NAMES[4]) if kind is dots else dated(*NAMES)
    root = ElementTree.fromstring(figure.svg())
    drawn = [spaceless("".join(text.itertext())) for text in root.iter(SVG + "text")]
    assert {spaceless(name) for name in NAMES} - {""} <= set(drawn)
    assert all(f"{name}: " in figure.alt for name in NAMES)
    assert root.find(SVG + "desc").text == figure.alt


@pytest.mark.parametrize("name", ["Kaunas\x00\x08\x1bPost", "Kaunas\x0bPost", "\x7fKaunasPost\ufffe\uffff"])
def test_control_characters_are_left_out(name):
    figure = dotted((name, 7, 70), title=name, note=name)
    root = ElementTree.fromstring(figure.svg())
    assert root.find(SVG + "title").text == "KaunasPost"
    assert said_in(figure.png(scale=1))["Title"] == "KaunasPost"
    for svg in (figure.svg(), dated(name).svg()):
        assert "KaunasPost" in map(spaceless, texts(svg))


def test_long_names_and_words_fit_in_the_same_width():
    usual, long = dotted(*USUAL), dotted((LONG, 7, 70), title=LONG * 2, subtitle=LONG * 3, note=LONG * 5)
    widths = [float(ElementTree.fromstring(figure.svg()).get("width")) for figure in (usual, long)]
    assert max(widths) <= theme.WIDTH + 160
    assert LONG in long.alt
    drawn = texts(long.svg())
    assert any(said.startswith("The Very Long") and said.endswith("…") for said in drawn)
    assert spaceless(LONG * 2) in spaceless("".join(drawn))


RESERVED = {"if", "constructor"}
names = st.text(st.characters(codec="utf8", max_codepoint=0xFFFF), max_size=30)
sayings = st.text(st.characters(codec="utf8"), max_size=60)


@settings(deadline=None, max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(names, sayings)
def test_any_text_makes_well_formed_svg(name, words):
    assume(not RESERVED & {name, *words.split()})
    figure = dotted((name, 7, 70), title=words, subtitle=words, note=words, highlight=name)
    root = ElementTree.fromstring(figure.svg())
    assert root.tag == SVG + "svg"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {"svg", "title", "desc", *DRAWN}


@pytest.fixture(scope="module", params=["dots", "calendar"])
def drawn(request):
    """A figure, its SVG and its PNG."""
    figure = dotted(*USUAL) if request.param == "dots" else dated("Kaunas Post", "Varna Herald")
    return figure, figure.svg(), figure.png()


def test_the_specification_survives_altair(drawn):
    spec = drawn[0].spec
    with alt.data_transformers.enable(consolidate_datasets=False):
        again = alt.VConcatChart.from_dict(spec).to_dict()  # checked against the schema of Vega-Lite
    assert json.dumps(again["vconcat"], sort_keys=True) == json.dumps(spec["vconcat"], sort_keys=True)


def test_svg_has_role_title_and_description(drawn):
    figure, svg, _ = drawn
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    named = [root.find(f"*[@id='{word}']") for word in root.get("aria-labelledby").split()]
    assert [element.tag for element in named] == [SVG + "title", SVG + "desc"]
    assert [element.text for element in named] == [figure.title, figure.alt]


def test_words_stand_in_the_svg_as_text_in_our_font(drawn):
    figure, svg, _ = drawn
    root = ElementTree.fromstring(svg)
    said = texts(svg)
    assert {figure.title, figure.subtitle} <= set(said)
    assert spaceless(figure.note) in spaceless("".join(said))
    assert {text.get("font-family") for text in root.iter(SVG + "text")} == {FAMILY}


def test_svg_loads_nothing(drawn):
    svg = drawn[1]
    addresses = set(re.findall(r"\w+://[^\s\"'<>]*", svg))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"<(?:script|image|foreignObject|a|use)\b|\bon\w+=|(?:xlink:)?href=|@import", svg)


def test_png_says_title_and_description(drawn):
    figure, _, png = drawn
    assert said_in(png) == {"Title": figure.title, "Description": figure.alt}
    kinds = [kind for kind, _ in chunks(png)]
    assert (kinds[0], kinds[-1]) == (b"IHDR", b"IEND")


def test_png_is_twice_the_size_of_the_svg(drawn):
    figure, svg, png = drawn
    root = ElementTree.fromstring(svg)
    width, height = size(png)
    assert (width, height) == pytest.approx((2 * float(root.get("width")), 2 * float(root.get("height"))), abs=2)
    assert size(figure.png(scale=1)) == pytest.approx((width / 2, height / 2), abs=1)


def test_a_notebook_is_given_view_picture_and_words(drawn, tmp_path, monkeypatch):
    figure, _, png = drawn
    monkeypatch.setattr(rendering.platformdirs, "user_cache_dir", lambda _: str(tmp_path))
    shown, about = figure._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "image/png", "text/plain"} <= set(shown)
    assert shown["application/vnd.jupyter.widget-view+json"]["model_id"]
    assert shown["text/plain"] == about["image/png"]["alt"] == figure.alt
    assert base64.b64decode(shown["image/png"]) == png
    assert (about["image/png"]["width"], about["image/png"]["height"]) == tuple(side // 2 for side in size(png))


def test_names_and_counts_stand_beside_the_dots():
    drawn = texts(dotted(*USUAL).svg())
    assert {"Kaunas Post", "67 of 539", "Varna Herald", "3 of 40", "Gdynia Tide"} <= set(drawn)
    assert "1,067 of 5,390" in texts(dotted(("Kaunas Post", 1067, 5390)).svg())


def test_no_hit_says_how_large_the_share_can_be_at_most():
    assert f"{most_when_none(29):.1%}" == "9.8%"
    figure = dotted(*USUAL)
    assert "0 of 29, at most 9.8%" in texts(figure.svg())
    assert "Gdynia Tide: 0 of 29, at most 9.8%" in figure.alt


def drawn_marks(svg, kind):
    """How many marks of a kind a figure draws, leaving out those that cannot be seen."""
    root = ElementTree.fromstring(svg)
    groups = [group for group in root.iter(SVG + "g") if f"mark-{kind} role-mark" in (group.get("class") or "")]
    return sum(mark.get("opacity") != "0" for group in groups for mark in group if mark.get("d") or kind == "rule")


@pytest.mark.parametrize(("n", "bars"), [(0, 0), (1, 0), (4, 0), (5, 1), (40, 1)])
def test_fewer_than_five_hits_have_no_interval(n, bars):
    figure = dotted(("Kaunas Post", n, 40))
    svg = figure.svg()
    assert drawn_marks(svg, "rule") == bars
    assert drawn_marks(svg, "symbol") == (0 if n == 0 else 1 if bars else 2)  # the grey dot and its key
    assert ("95% interval" in figure.alt) == bool(bars)


def test_groups_with_enough_hits_come_first_and_the_largest_share_before_others():
    figure = dotted(("Few", 4, 4), ("Small", 5, 90), ("Large", 50, 90), ("None", 0, 9))
    assert figure.data["group"].to_list() == ["Large", "Small", "Few", "None"]
    drawn = texts(figure.svg())
    assert [said for said in drawn if said in ("Few", "Small", "Large", "None")] == ["Large", "Small", "Few", "None"]


def test_the_highlighted_group_alone_is_red():
    assert theme.RED not in dotted(*USUAL).svg()
    assert dotted(*USUAL, ("Other", 9, 90), highlight="Other").svg().count(theme.RED) == 1


def test_a_missing_column_is_named():
    with pytest.raises(DatelineError, match="'high'"):
        dots(table(*USUAL).drop("high"), **WORDS)


def test_the_calendar_of_the_sample_has_a_cell_for_each_day_seen(sample):
    articles = sample.articles().collect()
    frame = in_window(days(articles), profile(articles))
    figure = calendar(frame, **WORDS)
    root = ElementTree.fromstring(figure.svg())
    cells = [path for path in root.iter(SVG + "path") if path.get("aria-roledescription") == "bar"]
    assert len(cells) == frame.height
    assert {"Marmara World", "Halyard Agency", "The Amarillo Lantern", "Thameside Review"} <= set(texts(figure.svg()))


DRAW = """
import hashlib
from datetime import date
import polars as pl
from dateline.charts import calendar, dots
words = {"title": "Ferries", "subtitle": "Share of texts", "note": "Unit: story."}
shares = {"group": ["Kiškėnų žvalgas", "Varna", "Gdynia"], "n": [67, 3, 0], "total": [539, 40, 29],
          "share": [0.124, 0.075, 0], "low": [0.099, 0.026, 0], "high": [0.155, 0.199, 0.117]}
days = {"outlet": ["Varna", "Kaunas"], "day": [date(2025, 6, 2), date(2025, 6, 9)], "n": [3, 8]}
for figure in (dots(pl.DataFrame(shares), highlight="Varna", **words), calendar(pl.DataFrame(days), **words)):
    print(hashlib.sha256(figure.svg().encode()).hexdigest(), hashlib.sha256(figure.png()).hexdigest())
"""


def test_two_processes_draw_the_same_bytes():
    words = [sys.executable, "-X", "utf8", "-c", DRAW]
    seeds = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2")]
    processes = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=seed) for seed in seeds]
    one, other = (process.communicate()[0] for process in processes)
    assert one == other
    assert len(set(one.split())) == 4


@pytest.mark.parametrize(
    "part",
    [
        {"data": {"url": "a.csv"}},
        {"mark": {"type": "image", "url": "file:///a.png"}},
        {"mark": {"type": "point", "href": "https://news.example"}},
        {"encoding": {"href": {"field": "link"}}},
        {"encoding": {"url": {"field": "link"}}},
        {"layer": [{"mark": "point"}, {"data": {"url": "a.csv"}}]},
        {"transform": [{"lookup": "a", "from": {"data": {"url": "a.csv"}, "key": "a"}}]},
    ],
)
def test_what_would_load_something_is_refused(part):
    spec = {"data": {"values": [{"link": "https://news.example/a.png"}]}, "mark": "point", **part}
    with pytest.raises(ExportError, match="would load something"):
        rendering.guard(spec)
    with pytest.raises(ExportError, match="would load something"):
        rendering.svg(spec, "t", "d")


@pytest.mark.parametrize("place", ["values", "datasets"])
def test_a_data_field_may_be_called_url(place):
    rows = [{"url": "https://news.example/1", "href": "x", "n": 3}]
    data = {"data": {"values": rows}} if place == "values" else {"data": {"name": "a"}, "datasets": {"a": rows}}
    spec = {**data, "mark": "bar", "encoding": {"x": {"field": "n", "type": "quantitative"}}}
    assert rendering.guard(spec) == spec
    ElementTree.fromstring(rendering.svg(spec, "t", "d"))


def test_guard_leaves_its_argument_as_it_was():
    spec = {"data": {"values": [{"a": "x\x00y", "b": None, "c": 1.5, "d": [True, ("z\x01",)]}]}, "mark": "point"}
    before = repr(spec)
    assert rendering.guard(spec)["data"]["values"] == [{"a": "xy", "b": None, "c": 1.5, "d": [True, ["z"]]}]
    assert repr(spec) == before


def test_what_cannot_be_drawn_is_an_export_error():
    spec = {"data": {"values": [{"n": 1}]}, "mark": "no such mark"}
    for draw in (rendering.svg, rendering.png):
        with pytest.raises(ExportError, match="cannot be drawn"):
            draw(spec, "t", "d")


def test_a_figure_of_real_shares_carries_its_receipts(sample):
    from dateline import shares

    hits = sample.search("Turkey OR Türkiye")
    receipts = sample.receipts(hits)
    figure = dots(shares(hits, sample), receipts=receipts, **WORDS)
    assert figure.receipts is receipts
    assert {"19 of 43", "17 of 45", "8 of 40", "5 of 33"} <= set(texts(figure.svg()))
    assert pl.read_csv(io.BytesIO(figure.data.write_csv().encode())).height == 6


def test_altair_comes_without_a_grammar_of_addresses_which_stays_importable():
    script = (
        "import sys; from dateline import charts; absent = 'rfc3987_syntax' not in sys.modules;"
        "import jsonschema; print(absent, 'altair' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
