"""Shares: what counts as a unit, what is left out, and that each number can be counted again from its receipts."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import Corpus, DatelineError, shares
from dateline.frames import SHARES
from dateline.stats import wilson

GRAIN = "Grain ships waited off Odesa while the pilots argued about ice, fog and the price of tugs. " * 3
FERRY = "Ferries to Karlskrona ran late while the harbour office counted ropes, lamps and buoys again. " * 3
SHORT = "The pier at Gdynia was painted green."
CUT = "Ferries from Odesa ran late to the pier … [+2400 chars]"


def corpus_of(folder, *rows):
    """A corpus of (outlet, title, text) rows, each its own article."""
    corpus = Corpus(folder / "news")
    said = [
        {"outlet": outlet, "title": title, "text": text, "url": f"https://news.example/{number}"}
        for number, (outlet, title, text) in enumerate(rows)
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in said), "utf8")
    corpus.add(folder / "a.jsonl")
    return corpus


def counts(corpus, query="Odesa", **how):
    frame = shares(corpus.search(query), corpus, **how)
    assert frame.schema == SHARES.schema
    return {row[0]: row[1:] for row in frame.select("group", "n", "total", "articles", "articles_total").rows()}


def test_copies_within_an_outlet_count_once_by_story_and_each_by_article(tmp_path):
    corpus = corpus_of(tmp_path, ("Kaunas", "One", GRAIN), ("Kaunas", "Two", GRAIN.upper()), ("Kaunas", "Three", FERRY))
    assert counts(corpus) == {"Kaunas": (1, 2, 2, 3)}
    assert counts(corpus, unit="article") == {"Kaunas": (2, 3, 2, 3)}


def test_an_outlet_that_ran_anothers_text_did_run_it(tmp_path):
    corpus = corpus_of(tmp_path, ("Kaunas", "One", GRAIN), ("Varna", "Two", GRAIN), ("Varna", "Three", FERRY))
    assert counts(corpus) == {"Kaunas": (1, 1, 1, 1), "Varna": (1, 2, 1, 2)}


def test_copies_across_outlets_count_once_when_outlets_are_pooled(tmp_path):
    corpus = corpus_of(tmp_path, ("Kaunas", "One", GRAIN), ("Varna", "Two", GRAIN), ("Varna", "Three", FERRY))
    assert counts(corpus, by=None) == {"(all)": (1, 2, 2, 3)}
    assert counts(corpus, by=None, unit="article") == {"(all)": (2, 3, 2, 3)}


def test_a_story_counts_when_the_title_of_one_copy_alone_holds_the_word(tmp_path):
    corpus = corpus_of(tmp_path, ("Kaunas", "Late again", FERRY), ("Kaunas", "Not to Odesa", FERRY))
    assert counts(corpus) == {"Kaunas": (1, 1, 1, 2)}


def test_headlines_and_truncated_texts_are_on_neither_side(tmp_path):
    corpus = corpus_of(
        tmp_path, ("Kaunas", "To Odesa", None), ("Kaunas", "Cut", CUT), ("Kaunas", "One", GRAIN), ("Kaunas", "P", SHORT)
    )
    assert corpus.search("Odesa")["article_id"].n_unique() == 3
    assert counts(corpus) == counts(corpus, unit="article") == {"Kaunas": (1, 2, 1, 2)}
    assert counts(corpus, by=None) == {"(all)": (1, 2, 1, 2)}


def test_an_outlet_without_a_hit_is_zero_and_keeps_its_interval(tmp_path):
    corpus = corpus_of(tmp_path, ("Kaunas", "One", GRAIN), ("Varna", "Two", FERRY))
    rows = {row["group"]: row for row in shares(corpus.search("Odesa"), corpus).rows(named=True)}
    assert (rows["Varna"]["n"], rows["Varna"]["share"], rows["Varna"]["status"]) == (0, 0, "zero")
    assert (rows["Varna"]["low"], rows["Varna"]["high"]) == wilson(0, 1)
    assert rows["Kaunas"]["status"] == "observed"


def test_no_hits_at_all_are_zeros(tmp_path):
    corpus = corpus_of(tmp_path, ("Kaunas", "One", GRAIN), ("Varna", "Two", FERRY))
    assert counts(corpus, "Zanzibar") == {"Kaunas": (0, 1, 0, 1), "Varna": (0, 1, 0, 1)}


def test_an_empty_corpus_has_no_shares(tmp_path):
    corpus = Corpus(tmp_path / "news")
    assert counts(corpus) == counts(corpus, by=None) == {}


def test_articles_of_no_known_outlet_are_a_group_of_their_own(tmp_path):
    corpus = Corpus(tmp_path / "news")
    (tmp_path / "a.csv").write_text(f"title,text\nOne,{SHORT}\n", "utf8")
    corpus.add(tmp_path / "a.csv")
    assert counts(corpus, "Gdynia") == {"(unknown)": (1, 1, 1, 1)}


@pytest.mark.parametrize("how", [{"by": "section"}, {"by": ""}, {"unit": "word"}, {"unit": None}])
def test_another_grouping_or_unit_is_refused(sample, how):
    with pytest.raises(DatelineError, match="shares are by"):
        shares(sample.search("Odesa"), sample, **how)


def assert_counted_from_receipts(corpus, hits, by, unit):
    """Count each group again from the receipts and the articles alone."""
    full = corpus.articles().filter(pl.col("text_kind") == "full").collect()
    receipts = corpus.receipts(hits).filter(pl.col("article_id").is_in(full["article_id"].to_list()))
    for row in shares(hits, corpus, by=by, unit=unit).iter_rows(named=True):
        group = pl.lit(value=True) if by is None else pl.col("outlet") == row["group"]
        named, all_of = receipts.filter(group), full.filter(group)
        assert row["n"] == named[f"{unit}_id"].n_unique()
        assert row["total"] == all_of[f"{unit}_id"].n_unique()
        assert row["articles"] == named["article_id"].n_unique()
        assert row["articles_total"] == all_of.height
        assert row["n"] <= row["articles"] <= row["articles_total"]
        assert row["share"] == row["n"] / row["total"]
        low, high = wilson(row["n"], row["total"])
        if unit == "story":
            assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1e-12)
        else:  # copies stand together, so the articles are worth fewer
            assert row["low"] <= low + 1e-12
            assert row["high"] >= high - 1e-12


@pytest.mark.parametrize("unit", ["story", "article"])
@pytest.mark.parametrize("by", ["outlet", None])
@pytest.mark.parametrize("query", ["Turkey OR Türkiye", "Georgia", '"Black Sea"', "Zanzibar"])
def test_shares_of_the_sample_can_be_counted_again(sample, query, by, unit):
    assert_counted_from_receipts(sample, sample.search(query), by, unit)


rows = st.tuples(
    st.sampled_from(["Kaunas", "Varna", "Gdynia"]),
    st.sampled_from(["Late again", "Not to Odesa", "Green"]),
    st.sampled_from([GRAIN, GRAIN.upper(), FERRY, SHORT, CUT, None]),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(rows, min_size=1, max_size=12))
def test_shares_can_be_counted_again_from_their_receipts(tmp_path_factory, given):
    corpus = corpus_of(tmp_path_factory.mktemp("shares"), *given)
    hits = corpus.search("Odesa OR Gdynia")
    for by in ("outlet", None):
        for unit in ("story", "article"):
            assert_counted_from_receipts(corpus, hits, by, unit)


def test_the_share_of_the_sample_is_known(sample):
    frame = shares(sample.search("Turkey OR Türkiye"), sample)
    assert dict(frame.select("group", "n").rows()) == {
        "Halyard Agency": 17, "Marmara World": 19, "Thameside Review": 5, "The Amarillo Lantern": 8,
        "Vėtrungė Public Media": 5, "Yelkovan Gazetesi": 8,
    }  # fmt: skip
    assert frame["total"].to_list() == [45, 43, 33, 40, 31, 26]
    pooled = shares(sample.search("Turkey OR Türkiye"), sample, by=None).row(0, named=True)
    assert (pooled["total"], pooled["articles_total"]) == (176, 226)
    assert pooled["n"] < frame["n"].sum() <= pooled["articles"]


def test_mentions_are_counted_in_ten_thousand_words(sample):
    hits = sample.search("port")
    words = dict(sample.lengths().iter_rows())
    full = sample.catalogue().filter(pl.col("text_kind") == "full")
    for row in shares(hits, sample, unit="mention").iter_rows(named=True):
        own = full.filter(pl.col("outlet") == row["group"])["article_id"].to_list()
        assert row["n"] == hits.filter(pl.col("article_id").is_in(own)).height
        assert row["total"] == sum(words[article] for article in own)
        assert row["share"] == pytest.approx(10_000 * row["n"] / row["total"])
        assert row["low"] is None
        assert row["low_days"] is None or row["low_days"] <= row["share"] <= row["high_days"]


def test_counts_give_the_shares_of_the_hits(sample):
    query = '(Turkey OR Türkiye) NOT "peace talks"'
    for unit in ("story", "article", "mention"):
        for by in ("outlet", None):
            expected = shares(sample.search(query), sample, by=by, unit=unit)
            assert shares(sample.count(query), sample, by=by, unit=unit).equals(expected)


def test_whole_days_drawn_anew_stand_beside_where_there_are_ten(sample):
    frame = shares(sample.search("port"), sample)
    days = sample.catalogue().filter(pl.col("text_kind") == "full").drop_nulls("day")
    seen = dict(days.group_by("outlet").agg(pl.col("day").n_unique()).iter_rows())
    for row in frame.iter_rows(named=True):
        assert (row["low_days"] is not None) == (seen[row["group"]] >= 10)


def test_copies_in_one_outlet_make_the_articles_interval_wider(tmp_path):
    rows = [("Kaunas", f"{n}", GRAIN) for n in range(6)] + [
        ("Kaunas", f"f{n}", f"{FERRY} Day {n}. " * n) for n in range(1, 4)
    ]
    corpus = corpus_of(tmp_path, *rows)
    (row,) = shares(corpus.search("Odesa"), corpus, unit="article").rows(named=True)
    low, high = wilson(row["n"], row["total"])
    assert row["low"] < low - 0.02
    assert row["high"] > high + 0.02 or row["high"] > 0.97
