"""Geography: stories per place, what is left out counted, and every number led back to its sentences."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import Corpus, geography


def _corpus(folder, texts):
    rows = pl.DataFrame({"text": texts, "source": [f"Outlet {n % 2}" for n in range(len(texts))]})
    rows.write_ndjson(folder / "a.jsonl")
    corpus = Corpus(folder / "corpus")
    corpus.add(folder / "a.jsonl")
    return corpus


def test_country_hits_are_areas_and_never_points(tmp_path):
    corpus = _corpus(
        tmp_path, ["Lithuania and Lithuanian ports are open again.", "They met in Vilnius on Monday night."]
    )
    named = geography.named(geography.counted(corpus))
    kinds = dict(named.select("name", "kind").iter_rows())
    assert kinds == {"Lithuania": "country", "Vilnius": "city"}
    assert dict(named.select("name", "n").iter_rows()) == {"Lithuania": 1, "Vilnius": 1}


def test_datelines_are_left_out_unless_asked(tmp_path):
    corpus = _corpus(tmp_path, ["ISTANBUL, June 2 (Halyard) — Envoys met in Ankara on Monday."])
    assert set(geography.named(geography.counted(corpus))["name"]) == {"Ankara"}
    assert set(geography.named(geography.counted(corpus, datelines=True))["name"]) == {"Ankara", "Istanbul"}


def test_copies_count_once_as_stories_and_each_as_articles(tmp_path):
    text = (
        "The delegations met in Vilnius on Monday and spoke for hours about the port and the ships that wait there. "
        * 2
    )
    corpus = _corpus(tmp_path, [text, text])
    row = geography.named(geography.counted(corpus)).row(0, named=True)
    assert (row["name"], row["n"], row["articles"]) == ("Vilnius", 1, 2)


def test_summary_counts_what_names_no_place(tmp_path):
    corpus = _corpus(tmp_path, ["They met in Vilnius on Monday night.", "Nothing of note was said by anyone."])
    found = geography.summary(geography.counted(corpus), corpus)
    assert found == {"stories": 2, "placed": 1, "without": 1, "unresolved_mentions": 0}
    assert "1 of 2 stories name a place; 1 name none" in geography.note(found, "x")


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["Vilnius", "Ankara", "Odesa", "Lithuania", "Turkish"]), max_size=3),
        min_size=1,
        max_size=6,
    )
)
def test_distinct_stories_among_receipts_equal_the_number(tmp_path_factory, named_in):
    texts = [
        f"Number {n}: they spoke in " + " and in ".join(names or ["private"]) + " today."
        for n, names in enumerate(named_in)
    ]
    corpus = _corpus(tmp_path_factory.mktemp("news"), texts)
    mentions = geography.counted(corpus)
    for row in geography.named(mentions).iter_rows(named=True):
        receipts = geography.sentences(mentions, corpus, row["name"])
        assert receipts["story_id"].n_unique() == row["n"]
        assert receipts["article_id"].n_unique() == row["articles"]
        assert all(surface in sentence for surface, sentence in receipts.select("surface", "sentence").iter_rows())


def test_mentions_are_found_once_and_again_for_changed_outlets_only(tmp_path, monkeypatch):
    from dateline import places

    corpus = _corpus(tmp_path, ["They met in Vilnius on Monday night.", "They met in Ankara on Monday night."])
    asked = []
    real = places.find

    def find(frame):
        asked.extend([frame.height] if frame.height else [])
        return real(frame)

    monkeypatch.setattr("dateline.places.workers.find", find)
    first = corpus.mentions().collect()
    assert corpus.mentions().collect().equals(first)
    assert asked == [1, 1]
    (tmp_path / "b.jsonl").write_text('{"text": "They met in Odesa on Monday night.", "source": "Outlet 1"}\n')
    corpus.add(tmp_path / "b.jsonl")
    assert corpus.mentions().collect().height == 3
    assert asked == [1, 1, 2]


def test_sample_names_its_places(sample):
    named = geography.named(geography.counted(sample))
    counts = {(name, country): n for name, country, n in named.select("name", "country_code", "n").iter_rows()}
    assert counts["Istanbul", "TR"] >= 10
    assert counts["Odesa", "UA"] >= 8
    assert ("Vilnius", "LT") in counts
    texas = named.filter((pl.col("name") == "Canyon") & (pl.col("country_code") == "US"))
    assert texas.height == 1
