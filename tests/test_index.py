"""The token index of a corpus: the same answers however it grew, and only what changed is read again."""

import json
import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import Corpus, search
from dateline.errors import DatelineError, QueryError
from dateline.search import index, prominent, segment

TEXTS = [
    "The ferry waits at the pier of Odesa.",
    "No ferry, said the harbour.",
    "Peace talks. Pier talks.",
    "İstanbul'da",
]


def drop(corpus, folder, name, rows):
    """Add rows of (number, outlet, text)."""
    said = [
        {"outlet": outlet, "title": f"Title {number}", "text": text, "url": f"https://news.example/{number}"}
        for number, outlet, text in rows
    ]
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in said), "utf8")
    corpus.add(folder / name)


def answers(corpus):
    return [corpus.search(query).rows() for query in ("ferry OR pier", '"pier talks"', "istanbul NOT ferry", "tal*")]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(TEXTS)), min_size=1, max_size=8), st.data())
def test_drops_one_after_the_other_give_the_hits_of_both_at_once(tmp_path_factory, rows, data):
    folder = tmp_path_factory.mktemp("index")
    rows = [(number, *row) for number, row in enumerate(rows)]
    cut = data.draw(st.integers(0, len(rows)))
    parts, whole = Corpus(folder / "parts"), Corpus(folder / "whole")
    for number, part in enumerate((rows[cut:], rows[:cut])):
        if part:
            drop(parts, folder, f"{number}.jsonl", part)
            answers(parts)
    drop(whole, folder, "whole.jsonl", rows)
    assert answers(parts) == answers(whole) == answers(Corpus(folder / "parts"))


def test_only_new_articles_are_read_and_small_segments_grow_together(tmp_path, monkeypatch):
    read = []
    build = index.build

    def counted(parts):
        parts = list(parts)
        read.append(sum(part.height for part in parts))
        return build(parts)

    monkeypatch.setattr(index, "build", counted)
    corpus = Corpus(tmp_path / "news")
    drop(corpus, tmp_path, "a.jsonl", [(n, "A", f"The ferry number {n} waits at the pier.") for n in range(60)])
    assert corpus.search("ferry").height == 60
    drop(corpus, tmp_path, "b.jsonl", [(100, "A", "One more ferry came to the pier.")])
    assert corpus.search("ferry").height == 61
    assert corpus.search("pier").height == 61
    assert read == [60, 1]
    drop(corpus, tmp_path, "c.jsonl", [(101, "B", "A ferry from elsewhere came in.")])
    assert corpus.search("ferry").height == 62
    assert read == [60, 1, 2]


def test_an_article_whose_text_changed_counts_with_the_new_one(tmp_path):
    corpus = Corpus(tmp_path / "news")
    line = "Subscribe to the Halyard letter for more about the harbour."
    rows = [(n, "A", f"The ferry number {n} waited at pier {n} for the tide to turn again.\n{line}") for n in range(2)]
    drop(corpus, tmp_path, "a.jsonl", rows)
    before = corpus.search("letter").height
    more = [
        (n, "A", f"A boat called {n} sailed on day {n} from the quay to the island.\n{line}") for n in range(10, 30)
    ]
    drop(corpus, tmp_path, "b.jsonl", more)
    texts = corpus.articles().select("text").collect()["text"]
    assert corpus.search("letter").height == sum("letter" in text for text in texts)
    assert before in (0, 2)
    assert corpus.search("ferry").height == 2


@pytest.mark.parametrize("what", ["*.words", "*"])
def test_deleted_layers_are_made_again(tmp_path, what):
    corpus = Corpus(tmp_path / "news")
    drop(corpus, tmp_path, "a.jsonl", [(n, "A", TEXTS[n]) for n in range(4)])
    before = answers(corpus)
    for path in (tmp_path / "news" / "layers").glob(what):
        path.unlink()
    assert answers(corpus) == before
    assert answers(Corpus(tmp_path / "news")) == before


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-900], lambda data: data[:70], lambda _: b"no segment at all" * 50]
)
def test_a_damaged_segment_is_named_and_made_again_once_deleted(tmp_path, damage):
    corpus = Corpus(tmp_path / "news")
    drop(corpus, tmp_path, "a.jsonl", [(n, "A", TEXTS[n]) for n in range(4)])
    before = answers(corpus)
    (path,) = (tmp_path / "news" / "layers").glob("*.words")
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(damage(whole))
    with pytest.raises(DatelineError, match="delete it and ask again"):
        Corpus(tmp_path / "news").search("ferry")
    path.unlink()
    assert answers(Corpus(tmp_path / "news")) == before


def test_an_index_of_an_older_version_is_made_anew(tmp_path, monkeypatch):
    with monkeypatch.context() as earlier:
        earlier.setattr(index, "VERSION", "older")
        earlier.setattr(segment, "FORMAT", segment.FORMAT - 1)
        drop(Corpus(tmp_path / "news"), tmp_path, "a.jsonl", [(n, "A", TEXTS[n]) for n in range(4)])
        before = answers(Corpus(tmp_path / "news"))
    (old,) = (tmp_path / "news" / "layers").glob("*.words")
    old.write_bytes(old.read_bytes().replace(b'"holders"', b'"was new"'))
    corpus = Corpus(tmp_path / "news")
    assert answers(corpus) == before
    assert len(corpus.segments()) == 1


def test_another_process_adds_and_this_one_finds(tmp_path):
    corpus = Corpus(tmp_path / "news")
    drop(corpus, tmp_path, "a.jsonl", [(0, "A", TEXTS[0])])
    assert corpus.search("ferry").height == 1
    drop(Corpus(tmp_path / "news"), tmp_path, "b.jsonl", [(1, "A", TEXTS[1])])
    assert corpus.search("ferry").height == 2
    assert corpus.catalogue().height == 2


def test_segments_stay_under_their_size(tmp_path, monkeypatch):
    monkeypatch.setattr(index, "MOST", 300)
    corpus = Corpus(tmp_path / "news")
    drop(corpus, tmp_path, "a.jsonl", [(n, "A", f"The ferry number {n} waits at the pier.") for n in range(4_100)])
    assert corpus.search("ferry").height == 4_100
    assert len(list((tmp_path / "news" / "layers").glob("*.words"))) > 1


def test_counts_are_those_of_the_hits(sample):
    for query in ("Turkey OR Türkiye", '"peace talks" NOT Moscow', "title:(talks OR port)", "talk* NEAR/5 Istanbul"):
        hits = sample.search(query)
        for few, found in ((False, hits), (True, prominent(hits))):
            counted = sample.count(query, prominent=few)
            expected = found.group_by("article_id").agg(mentions=pl.len().cast(pl.Int64)).sort("article_id")
            assert counted.equals(expected), (query, few)


@pytest.fixture(scope="module")
def long(sample):
    """The sample as one segment, some of its texts made long."""
    texts = sample.articles().select("article_id", "title", "text").collect().sort("article_id")
    more = pl.col("text") + pl.lit(" padding" * 20_000 + " Turkey signed.")
    texts = texts.with_columns(text=pl.when(pl.int_range(pl.len()) % 50 == 3).then(more).otherwise("text"))
    return search.build([texts])


@given(data=st.data())
def test_some_articles_of_an_index_have_the_hits_they_have_in_all(sample, long, data):
    whole = [(long, None)]
    ids = pl.Series(data.draw(st.lists(st.sampled_from(long.ids.to_list()), max_size=9)), dtype=pl.String)
    few = search.some(whole, ids)
    held = [(one, words) for segment, _ in few for one, words in zip(segment.ids, segment.lengths, strict=True)]
    assert held == [pair for pair in zip(long.ids, long.lengths, strict=True) if pair[0] in set(ids)]
    for query in ("Turkey OR signed", '"in the"', "govern* NOT Ankara", "the NEAR/3 port"):
        tree, context = sample._asked(query, demonyms=False)
        hits = search.find_in(tree, whole, context, None)
        assert search.find_in(tree, few, context, None).equals(hits.filter(pl.col("article_id").is_in(ids.implode())))


def test_places_are_found_where_mentions_have_them(sample):
    mentions = sample.mentions().filter(pl.col("role") != "dateline").collect()
    istanbul = mentions.filter((pl.col("name") == "Istanbul") & (pl.col("kind") == "city"))
    hits = sample.search("place:Istanbul")
    assert hits.select("article_id", "field", "start").rows() == istanbul.select("article_id", "field", "start").rows()
    lithuania = mentions.filter(pl.col("country_code") == "LT")
    assert sample.search("place:country=LT", demonyms=True).height == lithuania.height
    assert sample.search("place:country=LT").height == lithuania.filter(pl.col("kind") != "demonym").height
    assert set(sample.search("place:Istanbul AND ferry")["article_id"]) <= set(hits["article_id"])
    near = sample.search("place:Istanbul NEAR/10 talks")
    assert 0 < near.height < hits.height + sample.search("talks").height
    for query in ("place:Nowherebury", "place:country=Lithuania", "place:id=x"):
        with pytest.raises(QueryError, match="place:"):
            sample.search(query)


def test_an_outlet_is_asked_by_its_name(sample):
    hits = sample.search('port AND outlet:"Halyard Agency"')
    known = dict(sample.catalogue().select("article_id", "outlet").iter_rows())
    assert {known[article] for article in hits["article_id"]} == {"Halyard Agency"}
    assert sample.search("port AND outlet:Nobody").is_empty()


def test_lengths_are_the_words_search_counts(sample):
    words = sample.lengths()
    assert words.height == sample.catalogue().height
    every = sample.articles().select("article_id", "title", "text").collect().head(5)
    import brute

    for article_id, title, text in every.iter_rows():
        expected = len(brute.words_of(title or "")) + len(brute.words_of(text or ""))
        assert words.filter(pl.col("article_id") == article_id)["words"].item() == expected


def test_a_bad_file_in_the_folder_is_swept_after_its_time(tmp_path):
    corpus = Corpus(tmp_path / "news")
    drop(corpus, tmp_path, "a.jsonl", [(0, "A", TEXTS[0])])
    assert corpus.search("ferry").height == 1
    stray = tmp_path / "news" / "layers" / "old.tmp"
    stray.write_bytes(b"x")
    import os

    os.utime(stray, (time.time() - 7200,) * 2)
    drop(corpus, tmp_path, "b.jsonl", [(1, "A", TEXTS[1])])
    assert corpus.search("ferry").height == 2
    assert not stray.exists()
