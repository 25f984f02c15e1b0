"""Charts of an outlet's own words and of whose text is carried: what they draw, say and leave out."""

import re

import polars as pl
import pytest

from dateline import DatelineError, charts
from dateline.frames import CARRIED, DISTINCTIVE
from dateline.outlets import carrying, wording
from dateline.publishing.evidence import tie

SAID = {"title": "A headline", "subtitle": "Unit and period", "note": "Unit: story."}


def own(*rows):
    """A frame of distinctive words from (term, n, times, why left out)."""
    made = [{"outlet": "Halyard", "term": term, "n": n, "total": 90, "n_others": 3, "total_others": 300, "times": times,
             "low": times / 2, "high": times * 3, "z": 9.0 - at, "false_found": 0.001, "days": 4, "left_out": why}
            for at, (term, n, times, why) in enumerate(rows)]  # fmt: skip
    return pl.DataFrame(made, schema=DISTINCTIVE.schema)


WORDS = own(
    ("ferry", 30, 6.0, None), ("odesa", 20, 5.0, "name"), ("the tide", 12, 80.0, None), ("halyard", 9, 40.0, "own name")
)
PAIRS = pl.DataFrame(
    [("Halyard", "Knot", 6, 2, 80, 0.075, 0.03, 0.15), ("Knot", "Reef", 0, 3, 50, 0.0, 0.0, 0.07)],
    schema=CARRIED.schema, orient="row",
)  # fmt: skip


def test_words_left_out_are_said_and_not_drawn():
    figure = charts.words(WORDS, **SAID)
    assert figure.data["name"].to_list() == ["ferry", "the tide"]
    svg = figure.svg()
    assert "Left out: 1 name (odesa); 1 with its own name (halyard)." in " ".join(figure.note.split())
    for text in ("ferry", "the tide", "30 of 90", "3 of 300", "times as often as the others"):
        assert text in svg
    assert ">odesa<" not in svg
    assert "ferry: 6.0 times as often (95% interval 3.0 to 18.0); 30 of 90 (others 3 of 300)" in figure.alt


def test_as_many_words_as_asked_for():
    assert charts.words(WORDS, **SAID, most=1).data["name"].to_list() == ["ferry"]


def test_nothing_told_is_an_empty_chart_that_says_so():
    figure = charts.words(WORDS.clear(), **SAID)
    assert figure.data.height == 0
    assert "Nothing is left out." in figure.note
    assert figure.svg().startswith("<svg")


def test_pairs_say_what_is_known_and_what_is_not():
    figure = charts.carrying(PAIRS, **SAID)
    svg = figure.svg()
    assert "6+2" in svg
    assert ">+3<" in svg
    assert "Knot carries 6 that Halyard had first, and 2 of the same day" in figure.alt
    assert figure.data.select("group", "name", "n").rows() == [("Knot", "Halyard", 6), ("Reef", "Knot", 0)]
    assert charts.carrying(PAIRS.clear(), **SAID).svg().startswith("<svg")


@pytest.mark.parametrize(
    "draw", [lambda **more: charts.words(WORDS, **more), lambda **more: charts.carrying(PAIRS, **more)]
)
def test_both_speak_the_house_language_and_fit_the_size(draw):
    turkish = draw(**SAID, style=charts.style(locale="tr"))
    assert "%95" in turkish.alt or "yayımladı" in turkish.alt
    portrait = draw(**SAID, style=charts.style(size="portrait"))
    assert 'width="1080" height="1350"' in portrait.svg()
    phone = draw(**SAID, style=charts.style(size="phone", dark=True)).svg()
    assert float(re.search(r' width="([\d.]+)"', phone)[1]) <= 360
    assert draw(**SAID).svg() == draw(**SAID).svg()


@pytest.mark.parametrize(("draw", "frame"), [(charts.words, WORDS), (charts.carrying, PAIRS)])
def test_a_missing_column_is_named(draw, frame):
    with pytest.raises(DatelineError, match=r"column 'n' .* is missing"):
        draw(frame.drop("n"), **SAID)


def test_the_numbers_are_their_sentences(sample):
    for outlet in sample.catalogue()["outlet"].unique().sort():
        found = wording.distinctive(sample, outlet, least=1.0)
        shown = found.filter(pl.col("left_out").is_null()).head(6)
        figure = charts.words(found, **SAID, most=6, receipts=wording.sentences(sample, shown))
        assert tie(figure.data, figure.receipts).unit == "story"
    figure = charts.carrying(carrying.carried(sample), **SAID, receipts=carrying.sentences(sample))
    assert tie(figure.data, figure.receipts).unit == "story"
    assert figure.data["n"].sum() > 0
