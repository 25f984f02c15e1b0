"""Attention over time: four statuses, stories by default, and nothing counted on days that were not collected."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import Corpus, trends
from dateline.errors import DatelineError
from dateline.frames import ATTENTION


def _corpus(folder, rows):
    """Rows of (outlet, day or None, text)."""
    lines = pl.DataFrame(rows, schema={"source": pl.String, "date": pl.Date, "text": pl.String}, orient="row")
    lines = lines.with_row_index("n").with_columns(
        title=pl.format("Title {}", "n"), date=pl.col("date").cast(pl.String)
    )
    lines.drop("n").write_ndjson(folder / "a.jsonl")
    corpus = Corpus(folder / "corpus")
    corpus.add(folder / "a.jsonl")
    return corpus


def _attention(corpus, query="Odesa", **more):
    return trends.attention(corpus.search(query), corpus, **more)


MONDAY = date(2025, 6, 2)
HIT, MISS = "The port of Odesa is open, report {}.", "The port of Gdynia is open, report {}."


def test_all_four_statuses(tmp_path):
    days = [MONDAY + timedelta(n) for n in range(7)]  # a whole week with hits
    rows = [("A", day, HIT.format(n)) for n, day in enumerate(days)]
    rows += [("A", MONDAY + timedelta(7 + n), MISS.format(20 + n)) for n in range(7)]  # a whole week without
    # the third week was not collected; of the fourth only three days were
    rows += [("A", MONDAY + timedelta(21 + n), HIT.format(40 + n)) for n in range(3)]
    made = _attention(_corpus(tmp_path, rows), every="1w")
    assert made["status"].to_list() == ["observed", "zero", "no data", "incomplete"]
    assert made["n"].to_list() == [7, 0, 0, 3]
    assert made["total"].to_list() == [7, 7, 0, 3]
    assert made["share"].to_list() == [1.0, 0.0, None, 1.0]
    assert made["days_seen"].to_list() == [7, 7, 0, 3]
    assert made["days_expected"].to_list() == [7, 7, 7, 7]
    assert made.schema == ATTENTION.schema


def test_undated_units_are_a_row_of_their_own(tmp_path):
    rows = [("A", MONDAY, HIT.format(1)), ("A", None, HIT.format(2))]
    made = _attention(_corpus(tmp_path, rows), every="1w")
    assert made.filter(pl.col("period").is_null()).select("n", "total").rows() == [(1, 1)]


def test_a_story_is_dated_by_its_earliest_article_and_pooled_over_outlets(tmp_path):
    text = (
        "The port of Odesa is open again and the ships that waited there for days may leave it one after the other " * 2
    )
    rows = [("A", MONDAY, text), ("B", MONDAY + timedelta(9), text)]
    corpus = _corpus(tmp_path, rows)
    pooled = _attention(corpus, every="1w", by=None)
    assert pooled.filter(pl.col("n") > 0).select("period", "n").rows() == [(MONDAY, 1)]
    apart = _attention(corpus, every="1w")
    assert apart.filter(pl.col("n") > 0).select("group", "n").rows() == [("A", 1), ("B", 1)]
    articles = _attention(corpus, every="1w", by=None, unit="article")
    assert articles["n"].sum() == 2


@pytest.mark.parametrize("more", [{"every": "2w"}, {"every": "week"}, {"by": "country"}, {"unit": "text"}])
def test_what_is_not_offered_is_refused(tmp_path, more):
    corpus = _corpus(tmp_path, [("A", MONDAY, HIT.format(1))])
    with pytest.raises(DatelineError):
        _attention(corpus, **more)


ROW = st.tuples(st.sampled_from("AB"), st.none() | st.integers(0, 40), st.booleans())


@settings(max_examples=20, deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=12),
    st.sampled_from(["1d", "1w", "1mo", "1q"]),
    st.sampled_from(["outlet", None]),
)
def test_receipts_and_shares_agree_with_every_number(tmp_path_factory, rows, every, by):
    texts = [
        (outlet, None if n is None else MONDAY + timedelta(n), (HIT if hit else MISS).format(number))
        for number, (outlet, n, hit) in enumerate(rows)
    ]
    corpus = _corpus(tmp_path_factory.mktemp("news"), texts)
    hits = corpus.search("Odesa")
    made = trends.attention(hits, corpus, every=every, by=by)
    receipts = corpus.receipts(hits).with_columns(period=pl.col("day").dt.truncate(every))
    for row in made.iter_rows(named=True):
        same = receipts.filter(pl.col("period").eq_missing(pl.lit(row["period"], pl.Date)))
        if by:
            same = same.filter(pl.col("outlet") == row["group"])
        assert same["story_id"].n_unique() == row["n"]
        assert row["n"] <= row["total"]
        assert (row["share"] is None) == (row["total"] == 0)
    assert made["total"].sum() == len(rows)
    shares = trends.shares(hits, corpus, by=by)
    assert made["n"].sum() == shares["n"].sum()


def test_step_suits_the_collection(tmp_path, sample):
    assert trends.step(sample) == "1mo"
    thick = _corpus(tmp_path, [("A", MONDAY + timedelta(n % 14), MISS.format(n)) for n in range(80)])
    assert trends.step(thick) == "1w"


def test_findings_say_no_more_than_the_numbers(tmp_path):
    quiet = [("A", MONDAY + timedelta(n), (HIT if n % 10 == 0 else MISS).format(n)) for n in range(70)]
    corpus = _corpus(tmp_path, quiet)
    assert (
        trends.finding(_attention(corpus, every="1mo"), "Odesa")
        == "Too few of the collected texts name Odesa to follow it over time"
    )
    (tmp_path / "loud").mkdir()
    loud = [("A", MONDAY + timedelta(n), (HIT if n < 14 else MISS).format(n)) for n in range(70)]
    said = trends.finding(_attention(_corpus(tmp_path / "loud", loud), every="1w"), "Odesa")
    assert said == "Odesa was named more than usual in the week from 2 June 2025"


def test_bursts_stay_within_days_in_a_row_that_were_collected(tmp_path):
    rows = []
    for n in range(60):
        day = MONDAY + timedelta(n)
        if n in (29, 30):  # not collected, in the middle of it
            continue
        hits = 4 if 25 <= n <= 34 else 0
        rows += [("A", day, HIT.format(f"{n} {k}")) for k in range(hits)]
        rows += [("A", day, MISS.format(f"{n} {k + 10}")) for k in range(5 - hits)]
    corpus = _corpus(tmp_path, rows)
    found = trends.bursts(corpus.search("Odesa"), corpus)
    days = [(MONDAY + timedelta(a), MONDAY + timedelta(b)) for a, b in ((25, 28), (31, 34))]
    assert found.select("first_day", "last_day").rows() == days
    assert found["n"].to_list() == [16, 16]
    assert found["total"].to_list() == [20, 20]
    assert all(weight > 5 for weight in found["weight"])
    hits = corpus.search("Odesa").join(corpus.catalogue(), on="article_id")
    for row in found.iter_rows(named=True):
        inside = hits.filter(pl.col("day").is_between(row["first_day"], row["last_day"]))
        assert inside["story_id"].n_unique() == row["n"]


def test_few_hits_are_no_burst(tmp_path):
    rows = [
        ("A", MONDAY + timedelta(n), (HIT if n == 10 else MISS).format(f"{n} {k}")) for n in range(30) for k in range(4)
    ]
    corpus = _corpus(tmp_path, rows)
    assert trends.bursts(corpus.search("Odesa"), corpus).is_empty()
    assert trends.bursts(corpus.search("Zanzibar"), corpus, by="outlet").is_empty()


def test_a_period_picked_from_many_must_stand_out_the_more():
    usual = {"n": 15, "total": 150, "share": 0.1, "low": 0.06}
    weeks = [{"period": MONDAY + timedelta(7 * week), **usual} for week in range(400)]
    weeks[3] |= {"n": 29}
    assert trends.finding(pl.DataFrame(weeks[:4]), "it") == "it was named more than usual in the week from 23 June 2025"
    assert trends.finding(pl.DataFrame(weeks), "it") == "No period stands out in naming it"


def test_of_mentions_no_period_is_said_to_stand_out(tmp_path):
    loud = [("A", MONDAY + timedelta(n), (HIT if n < 14 else MISS).format(n)) for n in range(70)]
    corpus = _corpus(tmp_path, loud)
    found = _attention(corpus, every="1w", unit="mention")
    rate = 10_000 * found["n"].sum() / found["total"].sum()
    said = f"The collected texts mention Odesa {rate:.1f} times in 10,000 words"
    assert trends.finding(found, "Odesa") == said
    note = trends.note(found, "1w", "Odesa", "made")
    assert f"Unit: mention, in copies too, on the day of its article: {found['total'].sum():,} words of full" in note
    by_article = _attention(corpus, every="1w", unit="article")
    assert "Unit: article, copies counted each, on its day: 70 full texts" in trends.note(by_article, "1w", "x", "made")
