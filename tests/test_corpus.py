"""A corpus loses nothing, counts nothing twice, and does not depend on the order in which things came."""

import csv
import io
import json
import os
from datetime import date
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dateline import Corpus, DatelineError
from dateline.errors import QueryError, ReadError
from dateline.frames import ARTICLES, RECEIPTS, REJECTS, STORIES, TEXTS

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
LONG = "Grain ships waited off Odesa while the pilots argued about ice, fog and the price of tugs. " * 3
TEXT = ["Ferries ran late to Karlskrona again.", "The pier at Gdynia was painted green.", LONG, LONG.upper(), LONG]
DAY = ["2025-06-02T08:30:00Z", "2025-06-03", "2025-06-05", "2025-06-04", None]


def article(number, outlet="Kaunas Post", title="At sea", author=None):
    """One record; the same number and outlet make the same article, title and author a version of it."""
    address = f"https://news.example/{outlet[0].lower()}/{number}"
    return {"outlet": outlet, "title": title, "url": address, "text": TEXT[number], "published": DAY[number],
            "author": author}  # fmt: skip


def jsonl(path, records, broken=0):
    """A file of records and, at its end, a line broken off after so many spaces."""
    path.parent.mkdir(parents=True, exist_ok=True)
    end = '{"title":' + " " * broken + "\n" if broken else ""
    path.write_text("".join(json.dumps(record) + "\n" for record in records) + end, "utf8")
    return path


def table(path, records, broken=0):
    """A file of records and, at its end, so many rows without all fields."""
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(records[0])
    writer.writerows(record.values() for record in records)
    writer.writerows([["too", "few"]] * broken)
    path.write_text(out.getvalue(), "utf8")
    return path


def state(corpus):
    return corpus.articles().collect(), corpus.rejects().collect(), corpus.report()


def assert_same(one, other):
    for left, right in zip(state(one)[:2], state(other)[:2], strict=True):
        assert_frame_equal(left, right)
    assert one.report() == other.report()


def parts(folder):
    return {path.name: path.read_bytes() for path in (folder / "parts").iterdir()}


records = st.builds(
    article,
    st.integers(0, len(TEXT) - 1),
    st.sampled_from(["Kaunas Post", "Izmir Herald"]),
    st.sampled_from(["At sea", "Ice and fog"]),
    st.sampled_from([None, "Ada Pell", "Cem Orday"]),
)
file = st.tuples(st.sampled_from([jsonl, table]), st.lists(records, min_size=1, max_size=4), st.booleans())
DROPS = ("a", "b", "c")
dropped = st.tuples(file, st.sets(st.sampled_from(DROPS), min_size=1), st.integers(0, 3))


def write_drops(folder, files):
    """Each file in the drops named; files of several drops may have one name."""
    for number, ((write, rows, broken), drops, name) in enumerate(files, start=1):
        for drop in drops:
            write(folder / drop / f"{name}.{'csv' if write is table else 'jsonl'}", rows, broken and number)
    return [folder / drop for drop in DROPS if (folder / drop).is_dir()]


def test_a_new_corpus_is_empty_and_has_all_columns(tmp_path):
    corpus = Corpus(tmp_path / "news")
    articles, rejects, report = state(corpus)
    assert articles.schema == pl.Schema({**ARTICLES.schema, **TEXTS.schema, **STORIES.schema})
    assert rejects.schema == REJECTS.schema
    assert set(report.values()) == {0}
    assert corpus.verify().height == 0
    assert corpus.add(tmp_path / "news" / "parts")["rows_in"] == 0


def test_the_sample_gives_its_planted_counts(sample):
    articles, rejects, report = state(sample)
    assert report == {"sources": 136, "rows_in": 241, "loaded": 235, "duplicate": 1, "quarantined": 5}
    assert articles.height == 235
    assert articles["day"].null_count() == 11
    assert sorted(articles["outlet"].value_counts()["count"]) == [33, 34, 36, 43, 44, 45]
    assert sorted(rejects["reason"]) == ["empty file", "no text", "no text", "not valid JSON", "ragged row"]
    assert articles.filter(pl.col("copy_kind") == "verbatim").height == 15


def test_the_same_files_twice_add_nothing(tmp_path):
    corpus = Corpus(tmp_path / "news")
    first = corpus.add(SAMPLE)
    before, kept = state(corpus), parts(tmp_path / "news")
    again = corpus.add(SAMPLE)
    assert first["unchanged"] == 0
    assert again == {"rows_in": 0, "loaded": 0, "duplicate": 0, "quarantined": 0, "unchanged": 136}
    assert parts(tmp_path / "news") == kept
    for left, right in zip(before[:2], state(corpus)[:2], strict=True):
        assert_frame_equal(left, right)
    assert corpus.report() == before[2]


@pytest.mark.parametrize("order", [("2025-01_06", "2025-07"), ("2025-07", "2025-01_06")])
def test_two_drops_of_the_sample_in_either_order_equal_both_at_once(tmp_path, order):
    """The five reprints must be tied to the same originals, whichever came first."""
    table = SAMPLE / "outlets.csv"
    whole, grown = Corpus(tmp_path / "whole"), Corpus(tmp_path / "grown")
    whole.add(SAMPLE / "2025-01_06", SAMPLE / "2025-07", outlets=table)
    for drop in order:
        grown.add(SAMPLE / drop, outlets=table)
    assert_same(whole, grown)


@settings(deadline=None, max_examples=25)
@given(files=st.lists(dropped, min_size=1, max_size=5), order=st.permutations(DROPS))
def test_drops_in_any_order_equal_all_at_once(tmp_path_factory, files, order):
    folder = tmp_path_factory.mktemp("drops")
    drops = write_drops(folder, files)
    whole, grown = Corpus(folder / "whole"), Corpus(folder / "grown")
    whole.add(*drops)
    for drop in sorted(drops, key=lambda path: order.index(path.name)):
        grown.add(drop)
    assert_same(whole, grown)


@settings(deadline=None, max_examples=15)
@given(files=st.lists(dropped, min_size=1, max_size=5), order=st.permutations(DROPS))
def test_the_order_of_paths_leaves_parts_equal_byte_for_byte(tmp_path_factory, files, order):
    folder = tmp_path_factory.mktemp("paths")
    drops = write_drops(folder, files)
    one, other = Corpus(folder / "one"), Corpus(folder / "other")
    one.add(*drops)
    other.add(*sorted(drops, key=lambda path: order.index(path.name)))
    assert parts(one.path) == parts(other.path)
    assert_same(one, other)


def test_the_same_additions_make_equal_parts_in_two_folders(tmp_path):
    for name in ("one", "other"):
        corpus = Corpus(tmp_path / name)
        for drop in ("2025-01_06", "2025-07"):
            corpus.add(SAMPLE / drop, outlets=SAMPLE / "outlets.csv")
    assert len(parts(tmp_path / "one")) == 2
    assert parts(tmp_path / "one") == parts(tmp_path / "other")


@settings(deadline=None, max_examples=25)
@given(files=st.lists(file, min_size=1, max_size=4))
def test_books_balance(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("books")
    drops = write_drops(folder, [(one, {"a"}, number) for number, one in enumerate(files)])
    corpus = Corpus(folder / "news")
    books = corpus.add(*drops)
    articles, rejects, report = state(corpus)
    distinct = {(row["outlet"], row["url"]) for _, rows, _ in files for row in rows}
    assert books["rows_in"] == sum(len(rows) for _, rows, _ in files) + books["quarantined"]
    assert books["rows_in"] == books["loaded"] + books["duplicate"] + books["quarantined"]
    assert books["loaded"] == articles.height == articles["article_id"].n_unique() == len(distinct)
    assert books["quarantined"] == rejects.height
    assert set(rejects["source"]) == {
        f"{number}.{'csv' if write is table else 'jsonl'}" for number, (write, _, broken) in enumerate(files) if broken
    }
    assert {**books, "sources": len(files)} == {**report, "unchanged": 0}


@settings(deadline=None, max_examples=40)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda said: said.encode("utf8", "replace"))))
def test_books_balance_whatever_the_bytes(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "a.txt").write_bytes(data)
    corpus = Corpus(folder / "news")
    books = corpus.add(folder / "a.txt")
    articles, rejects, _ = state(corpus)
    assert books["rows_in"] > 0
    assert (books["loaded"], books["quarantined"]) == (articles.height, rejects.height)
    assert books["rows_in"] == books["loaded"] + books["duplicate"] + books["quarantined"]


def test_a_changed_file_adds_only_what_is_new(tmp_path):
    corpus = Corpus(tmp_path / "news")
    path = jsonl(tmp_path / "a.jsonl", [article(0), article(1)])
    corpus.add(path)
    before = parts(corpus.path)
    jsonl(path, [article(0), article(1), article(2)])
    books = corpus.add(path)
    assert (books["loaded"], books["duplicate"], books["unchanged"]) == (1, 2, 0)
    assert corpus.articles().collect().height == 3
    assert before.items() <= parts(corpus.path).items()
    assert sum(pl.read_parquet(io.BytesIO(data)).height for data in parts(corpus.path).values()) == 3


def test_rejects_stay_after_their_file_is_mended(tmp_path):
    corpus = Corpus(tmp_path / "news")
    path = jsonl(tmp_path / "a.jsonl", [article(0)], broken=True)
    corpus.add(path)
    before = corpus.rejects().collect()
    assert before.select("source", "record", "reason").rows() == [("a.jsonl", 2, "not valid JSON")]
    jsonl(path, [article(0), article(1)])
    corpus.add(path)
    assert_frame_equal(corpus.rejects().collect(), before)
    assert corpus.report()["quarantined"] == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_one_version_of_an_article_counts_and_it_is_always_the_same(tmp_path, order):
    bylines = ["Ada Pell", "Cem Orday", None]
    files = [jsonl(tmp_path / f"{n}.jsonl", [article(0, author=name)]) for n, name in enumerate(bylines)]
    whole, grown = Corpus(tmp_path / "whole"), Corpus(tmp_path / "grown")
    whole.add(*files)
    for number in order:
        grown.add(files[number])
    assert_same(whole, grown)
    assert grown.articles().collect().select("source_file", "source_record").rows() == [("0.jsonl", 1)]
    assert grown.report() == {"sources": 3, "rows_in": 3, "loaded": 1, "duplicate": 2, "quarantined": 0}
    assert grown.verify()["rows"].sum() == 3


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_dated_version_comes_before_an_undated_one(tmp_path, order):
    dated = article(0)
    files = [jsonl(tmp_path / "0.jsonl", [dated | {"published": None}]), jsonl(tmp_path / "1.jsonl", [dated])]
    corpus = Corpus(tmp_path / "news")
    for number in order:
        corpus.add(files[number])
    assert corpus.articles().collect()["day"].to_list() == [date(2025, 6, 2)]


def test_a_copy_added_before_its_original_is_tied_to_it_in_the_end(tmp_path):
    corpus = Corpus(tmp_path / "news")
    corpus.add(jsonl(tmp_path / "later.jsonl", [article(2, "Izmir Herald")]))
    assert corpus.articles().collect()["copy_kind"].to_list() == ["original"]
    corpus.add(jsonl(tmp_path / "first.jsonl", [article(3)]))
    rows = corpus.articles().select("outlet", "copy_kind", "copy_of", "story_id", "article_id").collect()
    copy, original = rows.rows(named=True)
    assert (copy["outlet"], copy["copy_kind"], original["copy_kind"]) == ("Izmir Herald", "verbatim", "original")
    assert copy["copy_of"] == copy["story_id"] == original["story_id"] == original["article_id"]


def test_articles_are_sorted_and_the_same_each_time(sample):
    rows = sample.articles().select("outlet", "published", "article_id").collect()
    keys = [(outlet, at is None, at and at.isoformat(), key) for outlet, at, key in rows.iter_rows()]
    assert keys == sorted(keys)
    assert_frame_equal(sample.articles().collect(), sample.articles().collect())


def test_an_outlet_that_nothing_tells_comes_last(tmp_path):
    corpus = Corpus(tmp_path / "news")
    rows = [{**article(0), "outlet": None, "url": None}, article(1), article(0, "Izmir Herald")]
    corpus.add(jsonl(tmp_path / "a.jsonl", rows))
    assert corpus.articles().collect()["outlet"].to_list() == ["Izmir Herald", "Kaunas Post", None]
    assert corpus.articles().collect()["text"].null_count() == 0


def test_a_corpus_is_found_and_opened_again(tmp_path, sample):
    corpus = Corpus(tmp_path / "news")
    corpus.add(jsonl(tmp_path / "a.jsonl", [article(0)], broken=True))
    assert Corpus.is_one(tmp_path / "news")
    assert not Corpus.is_one(tmp_path)
    assert_same(corpus, Corpus(str(tmp_path / "news")))
    assert repr(corpus).endswith("news'): 1 articles")


def test_verify_tells_a_changed_and_a_missing_part(tmp_path):
    corpus = Corpus(tmp_path / "news")
    for number in (0, 1):
        corpus.add(jsonl(tmp_path / f"{number}.jsonl", [article(number)]))
    assert corpus.verify().select("rows", "state").rows() == [(1, "ok"), (1, "ok")]
    one, other = (corpus.path / "parts" / name for name in corpus.verify()["part"])
    data = bytearray(one.read_bytes())
    data[len(data) // 2] ^= 1
    one.write_bytes(data)
    assert corpus.verify()["state"].to_list() == ["changed", "ok"]
    other.unlink()
    assert corpus.verify()["state"].to_list() == ["changed", "missing"]


def test_another_outlets_table_makes_files_be_read_again(tmp_path):
    corpus = Corpus(tmp_path / "news")
    path = jsonl(tmp_path / "a.jsonl", [article(0) | {"published": "2025-06-02 23:30"}])
    home = {"outlet": "Kaunas Post", "domain": "news.example", "home": "Kaunas, Lithuania", "language": "lt"}
    zones = [pl.DataFrame([home | {"timezone": zone}]) for zone in ("Europe/Vilnius", "UTC")]
    assert corpus.add(path, outlets=zones[0])["loaded"] == 1
    assert corpus.add(path, outlets=zones[0])["unchanged"] == 1
    books = corpus.add(path, outlets=zones[1])
    assert (books["unchanged"], books["rows_in"], books["duplicate"]) == (0, 1, 1)
    assert corpus.articles().collect().height == 1


@pytest.mark.parametrize("given", [{"outlet": "Izmir Herald"}, {"timezone": "Asia/Tbilisi"},
                                   {"columns": {"section": "author"}}])  # fmt: skip
def test_other_settings_make_files_be_read_again(tmp_path, given):
    corpus = Corpus(tmp_path / "news")
    path = jsonl(tmp_path / "a.jsonl", [article(0)])
    corpus.add(path)
    assert corpus.add(path, **given)["unchanged"] == 0
    assert corpus.add(path, **given)["unchanged"] == 1


def test_a_path_that_does_not_exist_adds_nothing(tmp_path):
    corpus = Corpus(tmp_path / "news")
    with pytest.raises(ReadError, match="does not exist"):
        corpus.add(jsonl(tmp_path / "a.jsonl", [article(0)]), tmp_path / "b.jsonl")
    assert corpus.report()["sources"] == 0


@pytest.mark.parametrize("way", ["news", "news/parts", "news/ledger.sqlite"])
def test_a_file_in_the_way_is_told(tmp_path, way):
    (tmp_path / way).parent.mkdir(exist_ok=True)
    (tmp_path / way).write_text("not a corpus " * 500)
    with pytest.raises(DatelineError, match="corpus"):
        Corpus(tmp_path / "news")
    assert (tmp_path / way).read_text().startswith("not a corpus")


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root and Windows write where they may not")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DatelineError, match="cannot hold a corpus"):
            Corpus(tmp_path / "news")
    finally:
        tmp_path.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_told(tmp_path, monkeypatch):
    def refuse(self, *_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(DatelineError, match="Permission denied"):
        Corpus(tmp_path / "news")


def test_a_newer_corpus_is_refused(tmp_path):
    import sqlite3
    from contextlib import closing

    Corpus(tmp_path / "news")
    with closing(sqlite3.connect(tmp_path / "news" / "ledger.sqlite")) as ledger:
        ledger.execute("pragma user_version = 999")
    with pytest.raises(DatelineError, match="newer dateline"):
        Corpus(tmp_path / "news")


def test_search_names_the_known_articles_of_the_sample(sample):
    hits = sample.search("Turkey OR Türkiye")
    named = hits.unique("article_id").join(sample.articles().collect(), on="article_id")["outlet"].value_counts()
    assert dict(named.iter_rows()) == {
        "Marmara World": 19, "Halyard Agency": 17, "The Amarillo Lantern": 8, "Thameside Review": 5,
        "Vėtrungė Public Media": 5, "Yelkovan Gazetesi": 11,
    }  # fmt: skip
    assert set(hits["term"]) == {"Turkey", "Türkiye"}


def test_each_receipt_holds_its_words(sample):
    hits = sample.search('Turkey OR Türkiye OR "Black Sea" OR Klaipeda')
    receipts = sample.receipts(hits)
    assert receipts.schema == RECEIPTS.schema
    assert receipts.height == hits.height > 30
    assert all(" ".join(surface.split()) in said for surface, said in receipts.select("surface", "sentence").rows())
    assert set(receipts["surface"]) >= {"Klaipėda", "Klaipeda"}
    keys = [(outlet, day is None, day, key) for outlet, day, key in receipts["outlet", "day", "article_id"].iter_rows()]
    assert keys == sorted(keys, key=lambda row: (*row[:2], row[2] or date.max, row[3]))
    articles = sample.articles().select("article_id", "title", "text").collect()
    for row in receipts.join(articles, on="article_id", suffix="_whole").iter_rows(named=True):
        assert row["surface"] in row["title_whole" if row["field"] == "title" else "text"]


def test_no_hits_give_no_receipts(sample):
    receipts = sample.receipts(sample.search("Zanzibar"))
    assert receipts.height == 0
    assert receipts.schema == RECEIPTS.schema
    with pytest.raises(QueryError):
        sample.search("")


def test_what_was_removed_can_be_searched_too(tmp_path):
    lines = ["Ferries sail again", "June 2, 2025", "The boats left at noon, an hour late.", "They were back by four.",
             "Read also: Lanterns lit in Istanbul"]  # fmt: skip
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf8")
    archive = Corpus(tmp_path / "corpus")
    archive.add(tmp_path / "a.txt", outlet="Harbour Post")
    assert archive.search("Istanbul").is_empty()
    hit = archive.search("Istanbul", boilerplate=True).row(0, named=True)
    assert (tmp_path / "a.txt").read_text("utf8")[hit["start"] : hit["end"]] == "Istanbul"
