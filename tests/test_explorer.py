"""The explorer shows the functions' numbers, says what it cannot show, and can be written down as code."""

import json
import re
from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dateline
from dateline import Corpus, DatelineError, explorer, geography, outlets, trends
from dateline.errors import QueryError
from dateline.explorer import figures
from dateline.explorer.asked import Asked, ask
from dateline.explorer.cube import Cube
from dateline.explorer.sentences import PAGE, Picked, Sentences
from dateline.outlets import wording
from dateline.publishing import evidence
from dateline.queries import Saved
from invented import ferry_news

SPRING = ("2025-03-03", "2025-04-27")
PORT = "port OR harbour OR liman* OR uost*"
LITHUANIA = Saved("lithuania", "Lithuania", "place:country=LT", demonyms=True)


@pytest.fixture(scope="module")
def shown(sample):
    """An explorer of the sample; tests that change it set what they need."""
    return dateline.explore(sample, [PORT, LITHUANIA], every="1mo", source="invented sample")


def _asked(widget, **change):
    widget.receive({"ask": change})
    return widget


def _numbers(frame):
    return frame.select(pl.exclude("low_days", "high_days"))


PARTS = st.fixed_dictionaries({
    "outlets": st.sampled_from([None, ["Marmara World"], ["Halyard Agency", "Marmara World", "Thameside Review"]]),
    "shared": st.booleans(),
    "days": st.sampled_from([None, SPRING, ("2025-05-05", "2025-05-05"), ("2030-01-01", "2030-02-01")]),
    "unit": st.sampled_from(["story", "article", "mention"]),
    "every": st.sampled_from(["1d", "1w", "1mo", "1q"]),
    "prominent": st.booleans(),
    "place": st.sampled_from(["", "Odesa"]),
})  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(PARTS)
def test_the_numbers_are_those_of_the_functions(sample, given_part):
    days = given_part.pop("days")
    asked = ask([PORT, LITHUANIA], brush=days, between=days, **given_part)
    cube = Cube(sample)
    for query in asked.queries:
        hits = sample.count(query, prominent=asked.prominent)
        if asked.place:
            hits = hits.join(sample.count('place:"Odesa"'), on="article_id", how="semi")
        part = {"outlets": asked.outlets, "between": days, "shared": asked.shared, "unit": asked.unit}
        assert _numbers(cube.shares(asked, query)).equals(_numbers(dateline.shares(hits, sample, **part)))
        expected = dateline.attention(hits, sample, every=asked.every, by=None, **part)
        assert cube.attention(asked, query).equals(expected)
        part.pop("unit")
        counted = geography.counted(sample, **part).join(hits, on="article_id", how="semi")
        asked_now = asked.but(active=asked.queries.index(query))
        assert cube.places(asked_now).equals(geography.named(counted))
        placed = counted.filter(pl.col("lat").is_not_null())["story_id"].n_unique()
        stories = dateline.shares(hits, sample, by=None, **part)["n"].sum()
        assert cube.unplaced(asked_now) == (stories, stories - placed)


def test_what_is_drawn_is_what_was_counted(sample, shown):
    shown.set(queries=[PORT, LITHUANIA], brush=SPRING, between=None, unit="story", every="1mo", measure="share")
    view = shown.view
    shares = dateline.shares(sample.search(PORT), sample, between=SPRING)
    drawn = {mark["group"]: mark["value"] for mark in view.dots["marks"] if mark["q"] == 0}
    assert drawn == dict(shares.filter(pl.col("total") > 0).select("group", "share").iter_rows())
    attention = dateline.attention(sample.search(LITHUANIA), sample, every="1mo", by=None).drop_nulls("period")
    points = [point["value"] for point in view.timeline["points"] if point["q"] == 1]
    assert points == attention.filter(pl.col("total") > 0)["share"].to_list()
    assert [bar["total"] for bar in view.timeline["bars"]] == attention["total"].to_list()
    named = geography.named(
        geography.counted(sample, between=SPRING).join(sample.search(PORT), on="article_id", how="semi")
    )
    areas = {area["code"]: area["n"] for area in view.places["areas"]}
    countries = named.filter(pl.col("kind") == "country").drop_nulls("country_code")
    assert areas == dict(countries.select("country_code", "n").iter_rows())


def test_few_hits_are_drawn_without_an_interval(shown):
    shown.set(queries="Odesa", brush=None, measure="share", unit="story")
    marks = [*shown.view.dots["marks"], *shown.view.timeline["points"]]
    assert any(mark["look"] == "few" for mark in marks)
    assert all(mark["low"] is None for mark in marks if mark["look"] in ("few", "zero"))
    shown.set(measure="count")
    assert all(mark["low"] is None and mark["value"] == int(mark["value"]) for mark in shown.view.dots["marks"])


def test_days_without_collection_are_gaps_and_no_points(tmp_path):
    rows = [{"source": "A", "date": day, "title": f"Report {n}", "text": f"The port of Odesa, report {n}."}
            for n, day in enumerate(["2025-06-02", "2025-06-03", "2025-06-20"])]  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(rows), "utf8")
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(tmp_path / "a.json")
    view = dateline.explore(corpus, "Odesa", every="1d").view
    assert [point["first"] for point in view.timeline["points"]] == ["2025-06-02", "2025-06-03", "2025-06-20"]
    assert [gap["first"] for gap in view.timeline["gaps"]] == ["2025-06-04"]
    assert len({point["run"] for point in view.timeline["points"]}) == 2


def test_sentences_are_those_behind_the_number(sample, shown):
    shown.set(queries=PORT, brush=SPRING, unit="story")
    _asked(shown, select={"group": "Marmara World"})
    receipts = shown.view.receipts
    row = dateline.shares(sample.search(PORT), sample, between=SPRING).row(
        by_predicate=pl.col("group") == "Marmara World", named=True
    )
    assert receipts["count"].startswith(f"{row['n']} stories")
    assert len(receipts["stories"]) + receipts["left"] == row["n"]
    assert {story["outlet"] for story in receipts["stories"]} == {"Marmara World"}
    assert all(quote["words"] for story in receipts["stories"] for quote in story["quotes"])
    assert receipts["stories"][0]["day"].endswith("2025")


def test_copies_are_folded_under_their_story(sample):
    cube, asked = Cube(sample), ask(PORT)
    found = Sentences(cube, asked, Picked())
    stories = found.shown(pages=100)["stories"]
    assert len(stories) == found.n == dateline.shares(sample.search(PORT), sample, by=None)["n"].item()
    copies = [story for story in stories if story["copies"]]
    assert copies
    articles = sum(1 + len(story["copies"]) for story in stories)
    assert articles == dateline.shares(sample.search(PORT), sample, by=None)["articles"].item()


def test_sentences_come_page_by_page(sample, shown):
    shown.set(queries=PORT, brush=None)
    _asked(shown, select={"period": ["2025-01-01", "2025-12-31"]})
    before = shown.view.receipts
    assert len(before["stories"]) == PAGE
    _asked(shown, further=True)
    assert len(shown.view.receipts["stories"]) == min(2 * PAGE, PAGE + before["left"])


def test_a_place_leads_to_the_sentences_that_name_it(sample, shown):
    shown.set(queries=PORT, brush=None, unit="story")
    place = next(point for point in shown.view.places["points"] if point["n"] > 2)
    _asked(shown, select={"place": place["place"]})
    assert shown.view.receipts["count"].startswith(f"{place['n']} stories")
    assert shown.view.receipts["title"].startswith(place["name"])


VIEWS = [
    dict(zip(("unit", "brush", "outlets", "shared", "prominent", "place"), row, strict=True))
    for row in [
        ("story", None, None, True, False, ""),
        ("story", SPRING, None, True, False, ""),
        ("article", SPRING, ["Halyard Agency", "Marmara World"], True, True, ""),
        ("story", None, None, False, False, "Klaipėda"),
        ("mention", None, ["Halyard Agency", "Marmara World"], True, True, "Odesa"),
        ("mention", SPRING, None, True, False, ""),
    ]
]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view['unit']}-{view['prominent']}")
def test_the_cell_gives_the_same_figures(sample, view):
    widget = dateline.explore(sample, [LITHUANIA, PORT], active=1, every="1mo", source="sample", **view)
    found = {}
    exec(widget.code, found)
    cube, asked = Cube(sample), widget.asked
    assert _numbers(found["shares"]).equals(_numbers(cube.shares(asked, asked.query)))
    assert found["attention"].equals(cube.attention(asked, asked.query))
    assert found["named"].equals(cube.places(asked))
    other_shares, other_attention = found["others"]["Lithuania"]
    assert _numbers(other_shares).equals(_numbers(cube.shares(asked, LITHUANIA)))
    assert other_attention.equals(cube.attention(asked, LITHUANIA))
    assert _first(found["words"]) == _first(cube.keywords(asked, None))
    exported = figures.of_view(sample, asked, source="sample")
    for figure, same in ((found["by_outlet"], exported["outlets"]), (found["over_time"], exported["time"])):
        assert (figure.title, figure.subtitle, figure.note) == (same.title, same.subtitle, same.note)
        assert _numbers(figure.data).equals(_numbers(same.data))
        assert figure.svg() == same.svg()
        tied = evidence.tie(figure.data, figure.receipts)
        assert (tied.unit, tied.wrong) == (view["unit"], ())


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view['unit']}-{view['prominent']}")
def test_the_call_opens_where_the_reader_was(sample, view):
    widget = dateline.explore(sample, [LITHUANIA, PORT], active=1, every="1w", measure="count", between=SPRING, **view)
    lines = widget.call.strip().splitlines()
    found = {"dateline": dateline, "corpus": sample}
    exec("\n".join([*lines[:-1], f"again = {lines[-1]}"]), found)
    assert found["again"].asked == widget.asked


def test_exported_figures_hold_the_numbers_shown_and_their_receipts(sample, shown, tmp_path):
    shown.set(queries=PORT, brush=SPRING, outlets=None, unit="story", place="", prominent=False)
    _asked(shown, export=str(tmp_path / "out"))
    assert shown.view.message.startswith("Written: ")
    data = pl.read_csv(tmp_path / "out" / "outlets" / "public" / "data.csv")
    expected = dateline.shares(sample.search(PORT), sample, between=SPRING)
    assert dict(data.select("group", "n").iter_rows()) == dict(expected.select("group", "n").iter_rows())
    for name in ("outlets", "time", "places"):
        manifest = json.loads((tmp_path / "out" / name / "desk" / "manifest.json").read_text("utf8"))
        assert manifest


def test_mentions_are_exported_as_rates(sample, shown, tmp_path):
    shown.set(queries=PORT, brush=SPRING, outlets=None, unit="mention", place="", prominent=False)
    _asked(shown, export=str(tmp_path / "out"))
    assert shown.view.message.startswith("Written: ")
    assert shown.view.state["titles"]["strip"] == "Words collected"
    hits = sample.search(PORT)
    data = pl.read_csv(tmp_path / "out" / "outlets" / "public" / "data.csv")
    expected = dateline.shares(hits, sample, between=SPRING, unit="mention")
    assert dict(data.select("group", "share").iter_rows()) == pytest.approx(
        dict(expected.select("group", "share").iter_rows())
    )
    for name in ("outlets", "time"):
        note = (tmp_path / "out" / name / "public" / "note.md").read_text("utf8")
        assert "counted again from its sentences, by mention" in note
        drawn = (tmp_path / "out" / name / "public" / "chart.svg").read_text("utf8")
        assert "in 10,000 words of" in drawn
        assert "%" not in re.sub(r"<[^>]+>", "", drawn)
    places = (tmp_path / "out" / "places" / "public" / "chart.svg").read_text("utf8")
    assert "Stories that name" in places


def test_titles_say_which_hits_count(sample):
    widget = dateline.explore(sample, PORT, prominent=True, unit="mention", outlets=["Marmara World"], place="Odesa")
    titles, name = widget.view.state["titles"], f"{PORT} in title or first 100 words"
    also = f"{name} in texts that also name Odesa"
    assert titles["timeline"].startswith(f"Mentions of {also}, in 10,000 words of the texts collected, by ")
    assert titles["map"] == f"Places in stories that name {name} along with Odesa anywhere"
    _asked(widget, unit="story")
    assert f" stories that name {name} along with Odesa anywhere, by " in widget.view.state["titles"]["timeline"]
    for unit, said in (("mention", also), ("story", f"{name} along with Odesa anywhere")):
        made = figures.of_view(sample, widget.asked.but(unit=unit))
        assert said in made["outlets"].title
        assert said in made["time"].title
        assert made["time"].title.startswith("Marmara World: ")
        assert f"Stories that name {name} along with Odesa anywhere, by the places" in made["places"].subtitle
    _asked(widget, place="", outlets=None, unit="mention")
    made = figures.of_view(sample, widget.asked)
    assert f"’s collected texts mention {name} " in made["outlets"].title
    assert made["time"].title.startswith(f"The collected texts mention {name} ")


def test_figures_without_a_source_are_of_the_texts_collected(ferries):
    made = figures.of_view(ferries, ask("ferry", prominent=True))
    assert set(made) == {"outlets", "time", "places", "words"}
    assert all("\nSource: texts collected" in figure.note for figure in made.values())
    name = "ferry in title or first 100 words"
    assert made["words"].title.startswith(f"Goes with {name}: ")
    assert made["words"].subtitle.startswith(f"Words that go with {name}, all days. ")
    assert made["places"].title == f"No settlement is named in stories that name {name}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"query": '"open'}, "quotes must come in pairs"),
        ({"query": "  "}, "the query is empty"),
        ({"place": "Xyzzyville"}, "no place of that name"),
        ({"outlets": ["Nobody’s Paper"]}, "no outlet"),
        ({"outlets": []}, "one outlet"),
        ({"between": ["2025-06-01", "2025-05-01"]}, "before it begins"),
        ({"every": "2w"}, "every is 1d, 1w"),
    ],
)
def test_what_cannot_be_shown_is_said_and_changes_nothing(shown, change, said):
    shown.set(queries=PORT, brush=SPRING, outlets=None, unit="story", place="", between=None)
    before, drawn = shown.asked, shown.view.dots
    _asked(shown, **change)
    assert said in shown.view.message
    assert shown.asked == before
    assert shown.view.dots == drawn
    _asked(shown, brush=None)
    assert shown.view.message == ""


def test_open_sentences_follow_the_brush(sample):
    widget = dateline.explore(sample, PORT)
    _asked(widget, select={"group": "Halyard Agency"})
    every = widget._sentences.receipts
    _asked(widget, brush=SPRING)
    within = widget._sentences.receipts
    assert 0 < within.height < every.height
    assert within.filter(~pl.col("outlet_day").is_between(*map(date.fromisoformat, SPRING))).height == 0


def test_messages_that_are_none_are_left_alone(shown):
    revision = shown.view.revision
    for nonsense in (None, "x", {}, {"ask": None}, {"ask": "x"}):
        shown.receive(nonsense)
    assert shown.view.revision == revision


def test_four_queries_at_most_and_each_can_be_taken_away(sample):
    widget = dateline.explore(sample, "Odesa")
    for word in ("Vilnius", "Ankara", "Klaipėda", "Kaunas"):
        _asked(widget, pin=word)
    assert [query.label for query in widget.asked.queries] == ["Odesa", "Vilnius", "Ankara", "Kaunas"]
    assert widget.asked.query.label == "Kaunas"
    _asked(widget, drop=0)
    assert (len(widget.asked.queries), widget.asked.query.label) == (3, "Kaunas")
    with pytest.raises(DatelineError, match="one to 4 queries"):
        dateline.explore(sample, list("abcde"))


def test_saved_queries_are_offered(sample, tmp_path):
    path = tmp_path / "queries.toml"
    path.write_text("\n".join(f'[q{n}]\nlabel = "Query {n}"\nfind = ["word{n}"]' for n in range(6)), "utf8")
    widget = dateline.explore(sample, dateline.saved(path))
    assert [query.label for query in widget.asked.queries] == [f"Query {n}" for n in range(4)]
    assert len(widget.view.state["options"]["saved"]) == 6
    _asked(widget, saved="q5")
    assert widget.asked.query.name == "q5"


def test_without_a_query_the_place_named_most_is_shown(sample, tmp_path):
    widget = dateline.explore(sample)
    named = geography.named(geography.counted(sample)).filter(pl.col("kind").is_in(["country", "city"]))
    assert widget.asked.query.label == named["name"][0]
    with pytest.raises(QueryError, match="say what to search for"):
        dateline.explore(Corpus(tmp_path / "empty"))


def test_an_empty_corpus_is_shown_as_such(tmp_path):
    view = dateline.explore(Corpus(tmp_path / "empty"), "Odesa").view
    assert (view.dots["marks"], view.timeline["points"], view.places["points"]) == ([], [], [])


def test_a_corpus_that_grows_is_counted_anew(tmp_path):
    corpus = Corpus(tmp_path / "corpus")
    row = {"source": "A", "date": "2025-06-02", "title": "One", "text": "The port of Odesa is open."}
    (tmp_path / "a.json").write_text(json.dumps([row]), "utf8")
    corpus.add(tmp_path / "a.json")
    widget = dateline.explore(corpus, "Odesa")
    (tmp_path / "b.json").write_text(
        json.dumps([{**row, "title": "Two", "text": "In Odesa they dance on the pier until late at night."}]), "utf8"
    )
    corpus.add(tmp_path / "b.json")
    _asked(widget, brush=None)
    assert widget.view.dots["names"][0]["count"] == "2 of 2"


def test_readers_without_a_kernel_see_picture_and_words(shown):
    shown.set(queries=PORT, unit="mention", brush=None)
    data, metadata = shown._repr_mimebundle_()
    assert "per 10,000 words" in data["text/plain"]
    assert {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"} <= set(data)
    assert metadata["image/png"]["alt"] == data["text/plain"]


def test_addresses_that_are_none_are_no_links(tmp_path):
    rows = [
        {
            "source": "A",
            "title": "One",
            "text": "The port of Odesa is open again now.",
            "url": "javascript:window.ran=1",
        }
    ]
    (tmp_path / "a.json").write_text(json.dumps(rows), "utf8")
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(tmp_path / "a.json")
    widget = _asked(dateline.explore(corpus, "Odesa"), select={"group": "A"})
    assert [story["url"] for story in widget.view.receipts["stories"]] == [None]


@pytest.mark.parametrize(("by", "unit"), list(product(["outlet", None], ["story", "article"])))
def test_receipts_of_a_part_count_to_its_shares(sample, by, unit):
    hits = sample.search(PORT)
    part = {"by": by, "unit": unit, "between": SPRING, "outlets": ["Halyard Agency", "Marmara World"]}
    shares = trends.shares(hits, sample, **part)
    receipts = trends.receipts(hits, sample, **part)
    column = "story_id" if unit == "story" else "article_id"
    groups = [column] if by is None else ["outlet", column]
    assert receipts.select(groups).n_unique() == shares["n"].sum()


def test_asked_is_a_value():
    assert ask("Odesa") == Asked((Saved("Odesa", "Odesa", "Odesa"),))
    assert ask("Odesa", between=("2025-06-02", "2025-06-08")).but(brush=("2025-06-03", "2025-06-03")).span == (
        date(2025, 6, 3), date(2025, 6, 3),
    )  # fmt: skip
    with pytest.raises(DatelineError, match="none"):
        ask([])


def test_comparison_holds_what_the_function_gives(sample):
    figure = explorer.comparison_figure(sample, "Turkey OR Türkiye")
    expected = dateline.shares(sample.search("Turkey OR Türkiye"), sample)
    columns = ["group", "n", "total"]
    assert figure.data.sort("group").select(columns).rows() == expected.select(columns).rows()
    by_article = explorer.comparison_figure(sample, "Turkey OR Türkiye", unit="article")
    assert "article, copies counted each" in by_article.note
    by_mention = explorer.comparison_figure(sample, "Turkey OR Türkiye", unit="mention", name="Türkiye")
    assert by_mention.subtitle.startswith("Mentions of Türkiye in 10,000 words of each outlet’s collected texts, ")


@pytest.fixture
def decided(tmp_path):
    """A small corpus with a folder for decisions, explored."""
    texts = ["The mayor spoke in Paris about the ferry to Odesa.", "A band named Odesa played in Kaunas last night.",
             "Grain left Odesa on Monday, harbour officials said."]  # fmt: skip
    rows = [{"source": "A", "date": "2025-06-02", "title": f"Report {n}", "text": f"{text} It rained for hours."}
            for n, text in enumerate(texts)]  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(rows), "utf8")
    corpus = Corpus(tmp_path / "corpus", decisions=tmp_path / "decisions")
    corpus.add(tmp_path / "a.json")
    return dateline.explore(corpus, "Odesa", every="1d")


def _row(widget, word):
    quotes = [quote for story in widget.view.receipts["stories"] for quote in story["quotes"]]
    return next(quote["row"] for quote in quotes if word in quote["before"] + quote["words"] + quote["after"])


def test_a_hit_that_is_not_about_the_query_is_left_out_and_taken_back(decided):
    _asked(decided, select={"group": "A"})
    assert decided.view.receipts["offered"] == [["about", "not about this"]]
    _asked(decided, decide={"of": "Odesa", "row": _row(decided, "band"), "what": "about", "why": ""})
    assert "why" in decided.view.message or "reason" in decided.view.message
    assert decided.view.dots["names"][0]["count"] == "3 of 3"
    _asked(decided, decide={"of": "Odesa", "row": _row(decided, "band"), "what": "about", "why": "a band"})
    assert decided.view.dots["names"][0]["count"] == "2 of 3"
    assert len(decided.view.receipts["stories"]) == 2
    assert decided.corpus.decisions.frame().select("what", "query", "why").rows() == [("not about", "Odesa", "a band")]
    found = {}
    exec(decided.code, found)
    assert found["shares"]["n"].to_list() == [2]
    _asked(decided, undo=True)
    assert decided.view.dots["names"][0]["count"] == "3 of 3"


def test_a_decision_is_on_the_sentence_that_was_read_or_it_is_refused(decided):
    _asked(decided, select={"group": "A"})
    band, other = _row(decided, "band"), _row(decided, "Grain")
    about = {"of": "Odesa", "what": "about", "why": "a band"}
    _asked(decided, decide={**about, "row": band})
    _asked(decided, decide={**about, "row": band})
    assert "not among those shown" in decided.view.message
    _asked(decided, brush=["2025-06-02", "2025-06-02"], decide={**about, "row": other})
    assert "open them again" in decided.view.message
    _asked(decided, query="Grain OR Odesa")
    _asked(decided, decide={**about, "row": other})
    assert "another query" in decided.view.message
    assert decided.corpus.decisions.frame().height == 1


def test_another_place_is_chosen_from_those_of_its_name(decided):
    paris = next(point for point in decided.view.places["points"] if point["name"] == "Paris")
    _asked(decided, select={"place": paris["place"]})
    row = _row(decided, "Paris")
    assert [name for name, _ in decided.view.receipts["offered"]] == ["not", "other"]
    _asked(decided, candidates=row)
    texan = {"of": "Odesa", "row": row, "what": "other", "why": "the one in Texas"}
    texas = next(n for n, words in enumerate(decided.view.candidates["listed"]) if "Texas" in words)
    _asked(decided, decide={**texan, "candidate": None})
    assert decided.view.message == "choose which place is meant"
    _asked(decided, decide={**texan, "candidate": texas})
    moved = next(point for point in decided.view.places["points"] if point["name"] == "Paris")
    assert moved["place"] != paris["place"]
    assert decided.view.receipts["stories"] == []
    _asked(decided, select={"place": moved["place"]})
    _asked(decided, decide={"of": "Odesa", "row": _row(decided, "Paris"), "what": "not", "why": "a person"})
    assert "Paris" not in [point["name"] for point in decided.view.places["points"]]


def test_without_a_folder_nothing_is_decided_and_it_is_said(shown):
    shown.set(queries=PORT, brush=None, unit="story")
    _asked(shown, select={"group": "Marmara World"})
    row = shown.view.receipts["stories"][0]["quotes"][0]["row"]
    _asked(shown, decide={"of": PORT, "row": row, "what": "about", "why": "x"})
    assert "decisions" in shown.view.message


def _words(widget, **more):
    widget.receive({"words": widget.view.state["number"], **more})
    return widget.view.words


def _first(found):
    return wording.shown(found, 12).select("term", "n", "total", "times", "low").rows()


def _drawn(widget):
    return [(row["term"], *map(int, row["count"].split(" of ")), row["times"], row["low"])
            for row in _words(widget)["rows"]]  # fmt: skip


@pytest.fixture(scope="module")
def ferries(tmp_path_factory):
    """Invented news of two outlets, as a corpus."""
    folder = tmp_path_factory.mktemp("ferries")
    corpus = Corpus(folder / "corpus")
    (folder / "a.json").write_text(json.dumps(ferry_news()), "utf8")
    corpus.add(folder / "a.json")
    return corpus


@pytest.mark.parametrize("brush", [None, ("2025-06-16", "2025-06-30")])
@pytest.mark.parametrize("chosen", [None, ["The Knot"]])
def test_the_words_are_those_of_the_function(ferries, brush, chosen):
    widget = dateline.explore(ferries, "ferry", brush=brush, outlets=chosen, every="1w")
    sides = outlets.sides(ferries.search("ferry"), ferries, between=brush, outlets=chosen)
    assert sides[0].height == sides[1].height == (400 if brush is None else 200) / (2 if chosen is None else 4)
    found = wording.keywords(ferries, *sides, name="ferry", query="ferry")
    assert _drawn(widget) == _first(found)
    terms = {row["term"] for row in widget.view.words["rows"]}
    assert "ferry" not in terms
    assert ("sun" in terms) == (brush is None)
    assert widget.view.words["note"] == (wording.left_out(found) if found.height else "")
    assert widget.view.words["title"].startswith("Words that go with ferry, ")


def test_a_picked_outlets_words_are_its_own(ferries):
    widget = _asked(dateline.explore(ferries, "ferry", every="1w"), select={"group": "The Knot"})
    found = wording.distinctive(ferries, "The Knot", within=ferries.count("ferry"))
    assert _drawn(widget) == _first(found)
    assert [row["term"] for row in widget.view.words["rows"]] == ["late"]
    assert widget.view.words["title"] == "Words of The Knot where it names ferry, all days"
    _asked(widget, select=None)
    assert "storm" in [row["term"] for row in _words(widget)["rows"]]
    _asked(widget, query="school", select={"group": "The Knot"})
    assert _words(widget)["said"] == "No word can be told to be The Knot’s own"
    _asked(widget, query="delayed")
    assert _words(widget)["said"] == "The Knot has none of these stories"
    _asked(widget, outlets=["The Knot"])
    assert _words(widget)["said"].startswith("No other outlet is shown")


def test_words_are_counted_when_asked_for_and_only_those_last_shown(ferries):
    widget = dateline.explore(ferries, "ferry", every="1w")
    number = widget.view.state["number"]
    revision = widget.view.revision
    assert widget.view.words == {}
    _asked(widget, every="1mo")
    assert widget.view.state["number"] == number
    _asked(widget, brush=["2025-06-01", "2025-06-08"])
    assert widget.view.state["number"] == number + 1
    widget.receive({"words": number})
    assert widget.view.words == {}
    assert _words(widget)["number"] == number + 1
    assert widget.view.revision == revision + 2
    _asked(widget, words="off")
    _asked(widget, brush=None)
    assert _words(widget)["number"] == number + 1
    assert "words=False" in widget.call
    assert "wording" not in widget.code


def test_where_there_are_many_texts_it_is_said(ferries, monkeypatch):
    monkeypatch.setattr(explorer.keywords, "AT_ONCE", 300)
    widget = dateline.explore(ferries, "ferry", every="1w")
    words = _words(widget)
    assert (words["offer"], words["rows"]) == (400, [])
    assert words["said"] == ("These are 400 texts, and it takes a while to count words in so many. "
                             "Choose days or outlets to leave fewer")  # fmt: skip
    assert _words(widget, wanted=True)["rows"]
    _asked(widget, brush=["2025-06-01", "2025-06-20"])
    assert _words(widget)["rows"]
    monkeypatch.setattr(explorer.keywords, "MOST", 350)
    _asked(widget, brush=None)
    words = _words(widget, wanted=True)
    assert (words["offer"], words["rows"]) == (0, [])
    assert words["said"].startswith("These are 400 texts, and words are counted in 350 at most.")


@pytest.mark.parametrize("group", [None, "The Knot"])
def test_the_cell_and_the_export_hold_the_words(ferries, tmp_path, group):
    widget = dateline.explore(ferries, "ferry", brush=("2025-06-10", "2025-06-30"), every="1w")
    if group:
        _asked(widget, select={"group": group})
    found = {}
    exec(widget.code, found)
    assert _first(found["words"]) == _drawn(widget)
    _asked(widget, export=str(tmp_path))
    data = pl.read_csv(tmp_path / "words" / "public" / "data.csv")
    assert data.select("name", "n").rows() == [row[:2] for row in _drawn(widget)]
    figure = figures.of_view(ferries, widget.asked, group=group)["words"]
    assert evidence.tie(figure.data, figure.receipts).wrong == ()


def test_without_words_of_a_picked_outlet_the_rest_is_exported(ferries, tmp_path):
    widget = _asked(dateline.explore(ferries, "late", every="1w"), select={"group": "The Reef"})
    assert _words(widget)["said"] == "The Reef has none of these stories"
    found = {}
    exec(widget.code, found)
    assert "words" not in found
    assert "wording" not in widget.code
    _asked(widget, export=str(tmp_path))
    assert widget.view.message.startswith("Written: ")
    assert {path.name for path in tmp_path.iterdir()} == {"outlets", "time", "places"}


@pytest.mark.parametrize("group", [None, "The Knot"])
def test_words_are_exported_and_in_the_cell_where_the_view_has_them(tmp_path, monkeypatch, group):
    corpus = Corpus(tmp_path / "corpus")
    own = [" ".join(f"word{at}of{n}" for at in range(200)) for n in range(400)]
    news = [{**row, "text": f"{row['text']} {more}"} for row, more in zip(ferry_news(), own, strict=True)]
    later = [{**row, "title": f"{row['title']} again"} for row in news]
    (tmp_path / "a.json").write_text(json.dumps([*news, *later]), "utf8")
    corpus.add(tmp_path / "a.json")
    widget = dateline.explore(corpus, "ferry", every="1w")
    if group:
        _asked(widget, select={"group": group})
    many = widget._cube.compared(widget.asked, group)
    assert many < 0.6 * (corpus.count("ferry").height if group else corpus.catalogue().height)  # of copies, one
    for most in (many, many - 1):
        monkeypatch.setattr(explorer.keywords, "MOST", most)
        has = bool(_words(widget, wanted=True)["rows"])
        assert has == (most == many)
        assert ("words" in figures.of_view(corpus, widget.asked, group=group)) == has
        assert ("wording" in widget.code) == has
        _asked(widget, brush=None)


def test_own_words_are_those_of_the_texts_that_hold_a_hit(tmp_path):
    told = (
        "Dockers voted on Tuesday to end a walkout that had kept eleven ships at anchor for nine days, and the harbour"
    )
    told += " master said that the first of them would sail before the week is out, weather and a spare pilot allowing."
    rows = [
        {"source": source, "date": day, "title": title, "text": text, "url": f"https://news.example/{number}"}
        for number, (source, day, title, text) in enumerate([
            ("A", "2025-06-02", "A walkout ends", told),
            ("A", "2025-06-03", "A walkout ends", f"{told} It was in Odesa."),
            ("B", "2025-06-02", "Grain", "Grain left the port of Odesa on Monday, said the harbour master there."),
            ("C", "2025-06-02", "Tea", "They had tea in Kaunas and spoke of the rain for most of the afternoon."),
        ])
    ]  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps(rows), "utf8")
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(tmp_path / "a.json")
    hits, stories = corpus.count("Odesa"), corpus.catalogue()["story_id"]
    assert stories.n_unique() == 3  # A's second text is a copy of its first, which does not name Odesa
    within, without = outlets.sides(hits, corpus)
    assert set(within["article_id"]) == set(hits["article_id"])
    assert without["group"].to_list() == ["C"]
    counted = outlets.texts(corpus, within).group_by("group").len(name="n").sort("group")
    shares = dateline.shares(hits, corpus).filter(pl.col("n") > 0)
    assert counted.rows() == shares.select("group", "n").rows()
    widget = dateline.explore(corpus, "Odesa", outlets=["A", "B", "C"])
    assert widget._cube.compared(widget.asked, None) == 3
    assert widget._cube.compared(widget.asked, "A") == 2
    assert _words(_asked(widget, select={"group": "A"}))["said"] == "No word can be told to be A’s own"
