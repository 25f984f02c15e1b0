"""Every plotted number, counted again from the sentences in the desk's folder, over corpora that hypothesis makes."""

import json
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dateline import Corpus, charts, geography, publish, search, shares, trends
from dateline.counting import ALL, UNITS
from dateline.frames import RECEIPTS
from dateline.publishing import evidence

MONDAY = date(2025, 6, 2)
NAMES = ["Odesa", "Kaunas", "Istanbul", "Lithuania", "Paris, Texas"]
SENTENCES = [
    "The port of Odesa is open again, and ships leave for Istanbul.",
    "Lithuanian ministers and their Turkish guests spoke of tariffs.",
    "Kaunas builds a bridge, wrote the mayor of Kaunas.",
    "In Lithuania the harvest was late; Georgia and Jordan were not asked.",
    "A ferry was repaired and the fares stay as they were.",
]
LONG = "A choir of forty sang old songs in the square until the rain came down and nobody who heard it went home {}."
WIRE = (
    "Dockers in Odesa and Kaunas voted on Tuesday to end a walkout that had kept eleven grain ships at anchor for nine "
    "days, and the harbour master said the first of them would sail for Istanbul before the week is out, weather aside."
)
DATELINES = ["", "ODESA, June 2 (Pell) — ", "KAUNAS — "]


@st.composite
def articles(draw):
    """One article: of an outlet or none, dated or not, a full text or less, its own or the wire's."""
    kind = draw(st.sampled_from(["own", "own", "wire", "wire", "headline", "cut"]))
    said = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3))
    body = {"own": " ".join(said), "wire": WIRE, "cut": f"{said[0]} Subscribe to continue reading", "headline": None}
    text = body[kind] and draw(st.sampled_from(DATELINES)) + body[kind]
    day = draw(st.one_of(st.none(), st.integers(0, 24).map(lambda n: MONDAY + timedelta(n)), st.just(date(2025, 9, 1))))
    title = draw(st.sampled_from(["Late news", "Odesa and Odesa", "Lithuanians vote", "Kaunas waits"]))
    return {
        "source": draw(st.sampled_from(["Halyard", "Kaunas Post", None])), "date": day and day.isoformat(),
        "title": title, "text": text,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch):
    """The pictures are not looked at here, and are most of the work."""
    monkeypatch.setattr(charts.Figure, "stills", lambda *_: {})


def corpus_of(folder, rows):
    """The rows as a corpus, with sixty texts of one outlet beside them, so that a far date is a stray."""
    filler = [
        {"source": "Halyard", "date": (MONDAY + timedelta(n % 20)).isoformat(), "title": f"Report {n}",
         "text": LONG.format(n)}
        for n in range(60)
    ]  # fmt: skip
    numbered = [{**row, "url": f"https://news.example/{number}"} for number, row in enumerate([*rows, *filler])]
    (folder / "made.jsonl").write_text("\n".join(map(json.dumps, numbered)), "utf8")
    corpus = Corpus(folder / "corpus")
    corpus.add(folder / "made.jsonl")
    return corpus


def assert_counted_again(figure, folder, unit, every=None):
    """Each row of data.csv against the distinct units of its rows in receipts.csv, and each of these in its row."""
    published = publish(figure, folder / "figure")
    data = pl.read_csv(published / "public" / "data.csv", schema_overrides={"period": pl.Date})
    receipts = pl.read_csv(published / "desk" / "receipts.csv", schema={"row": pl.Int64, **RECEIPTS.schema})
    assert evidence.tie(figure.data, figure.receipts).wrong == ()
    for number, plotted in enumerate(data.iter_rows(named=True), 1):
        behind = receipts.filter(pl.col("row") == number)
        counted = behind.height if unit == "mention" else behind[UNITS[unit]].n_unique()
        assert counted == plotted["n"], (number, plotted, behind)
        if plotted.get("n_prominent") is not None:
            first = search.prominent(behind)
            counted = first.height if unit == "mention" else first[UNITS[unit]].n_unique()
            assert counted == plotted["n_prominent"]
        if plotted.get("group", ALL) != ALL:
            assert set(behind["outlet"].fill_null("(unknown)")) <= {plotted["group"]}
        if "place_id" in plotted:
            assert set(behind["counted_as"]) <= {plotted["name"]}
        if every:
            day = "day" if unit != "story" else "story_day" if plotted["group"] == ALL else "outlet_day"
            assert set(behind[day].dt.truncate(every)) <= {plotted["period"]}
    assert receipts.filter(pl.col("row").is_not_null(), pl.col("text_kind") != "full").is_empty()


def figures(corpus, query, unit, every):
    """(figure, unit, every) of each kind of chart of the same corpus, each with its sentences."""
    words = {"title": "t", "subtitle": "s", "note": "n"}
    hits = corpus.search(query)
    receipts = corpus.receipts(hits)
    for by in ("outlet", None):
        found = shares(hits, corpus, by=by, unit=unit)
        first = shares(search.prominent(hits), corpus, by=by, unit=unit)
        yield charts.dots(found, prominent=first, receipts=receipts, **words), unit, None
        over_time = trends.attention(hits, corpus, every=every, by=by, unit=unit)
        drawn = charts.timelines if by else charts.timeline
        yield drawn(over_time, receipts=receipts, **words), unit, every
    mentions = geography.counted(corpus)
    plotted = charts.map_of_places(geography.named(mentions), least=1, **words)
    yield plotted.backed_by(geography.receipts(mentions, corpus, plotted.data)), "story", None


@settings(
    max_examples=8, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(articles(), min_size=1, max_size=25), st.sampled_from(["Odesa", "Kaunas OR Lithuania*", "Istanbul"]),
    st.sampled_from(sorted(UNITS)), st.sampled_from(sorted(trends.PERIODS)),
)  # fmt: skip
def test_every_plotted_number_is_the_number_of_units_behind_it(rows, query, unit, every):
    folder = Path(tempfile.mkdtemp())
    try:
        for figure, counted, step in figures(corpus_of(folder, rows), query, unit, every):
            assert_counted_again(figure, folder, counted, step)
    finally:
        shutil.rmtree(folder)
