"""What may be said of shares side by side: told apart, not told apart, or too few."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import DatelineError, outlets, shares
from dateline.collection import profile
from dateline.stats import newcombe, wilson


def table(**groups):
    """A frame of shares from group=(n, total)."""
    rows = [
        {"group": group, "n": n, "total": total, "share": n / total, "low": wilson(n, total)[0],
         "high": wilson(n, total)[1], "status": "observed" if n else "zero", "articles": n, "articles_total": total + 3}
        for group, (n, total) in groups.items()
    ]  # fmt: skip
    return pl.DataFrame(rows)


APART = table(Varna=(48, 80), Kaunas=(56, 70))
CLOSE = table(Varna=(12, 80), Kaunas=(14, 70))


def test_the_leading_two_are_told_apart_by_newcombes_interval():
    pair = outlets.leading(APART)
    assert (pair.first, pair.second, pair.told_apart) == ("Kaunas", "Varna", True)
    assert pair.points == pytest.approx(0.2)
    assert (pair.low, pair.high) == newcombe(56, 70, 48, 80)
    assert outlets.finding(APART, "Odesa") == "Kaunas’s collected texts name Odesa most often"


def test_the_leading_two_are_not_told_apart_when_the_interval_holds_zero():
    assert not outlets.leading(CLOSE).told_apart
    assert (
        outlets.finding(CLOSE, "Odesa") == "Kaunas and Varna lead in naming Odesa; which of them leads cannot be told"
    )


@pytest.mark.parametrize(
    "few", [table(Kaunas=(56, 70)), table(Kaunas=(56, 70), Varna=(4, 80)), table(Kaunas=(0, 70), Varna=(4, 4)),
            CLOSE.clear()],
)  # fmt: skip
def test_fewer_than_two_groups_of_five_hits_are_not_compared(few):
    assert outlets.leading(few) is None
    assert outlets.doubt(few) is None
    assert outlets.finding(few, "Odesa") == "Too few of the collected texts name Odesa to compare outlets"


def test_five_hits_are_enough():
    assert outlets.leading(table(Kaunas=(5, 70), Varna=(5, 80))) is not None


def test_equal_shares_are_never_told_apart():
    pair = outlets.leading(table(Varna=(20, 80), Kaunas=(20, 80)))
    assert (pair.first, pair.points, pair.told_apart) == ("Kaunas", 0, False)


def test_the_doubt_gives_points_and_interval_with_a_true_minus():
    assert outlets.doubt(APART) == "Kaunas less Varna: 20 points [5 to 33]"
    assert outlets.doubt(CLOSE) == "Kaunas less Varna: 5 points [−7 to 17]"
    assert outlets.doubt(table(Kaunas=(500, 1000), Varna=(498, 1000))) == "Kaunas less Varna: 0 points [−4 to 5]"


counts = st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(counts, counts)
def test_the_finding_agrees_with_the_interval(one, other):
    frame = table(Kaunas=one, Varna=other)
    pair, words = outlets.leading(frame), outlets.finding(frame, "Odesa")
    assert (pair is None) == (min(one[0], other[0]) < outlets.FEW) == words.startswith("Too few")
    if pair:
        assert pair.points >= 0
        assert pair.low <= pair.points <= pair.high
        assert pair.told_apart == (pair.low > 0) == ("most often" in words) == ("cannot be told" not in words)
        assert outlets.leading(frame.reverse()) == pair
        assert "-" not in outlets.doubt(frame)


def test_a_column_that_is_missing_is_named():
    with pytest.raises(DatelineError, match="'total'"):
        outlets.leading(APART.drop("total"))


def test_the_note_names_unit_query_counts_doubt_and_source(sample):
    query = 'Turkey OR "Black Sea"'
    frame = shares(sample.search(query), sample)
    made = profile(sample.articles().collect())
    words = outlets.note(frame, made, query, "invented sample")
    assert "Unit: story" in words
    assert "218 of 226 full texts" in words
    assert "“Turkey” or “Black Sea”" in words
    assert f"({made['days_seen'].min()} to {made['days_seen'].max()})" in words
    assert outlets.doubt(frame) + "." in words
    assert words.splitlines()[-1] == "Source: invented sample · analysis: dateline"


def test_the_note_of_nothing_can_be_written(sample):
    made = profile(sample.articles().collect()).clear()
    words = outlets.note(CLOSE.clear(), made, "Odesa", "nowhere")
    assert "0 of 0 full texts" in words
    assert " less " not in words


def test_of_mentions_the_rates_are_said_and_nobody_leads(sample):
    rates = shares(sample.search("port OR harbour"), sample, unit="mention")
    told = rates.filter(pl.col("n") >= outlets.FEW).sort("share", descending=True)
    most, least = told.row(0, named=True), told.row(-1, named=True)
    assert outlets.finding(rates, "a port") == (
        f"{most['group']}’s collected texts mention a port {most['share']:.1f} times in 10,000 words, "
        f"{least['group']}’s {least['share']:.1f} times"
    )
    assert (outlets.leading(rates), outlets.doubt(rates), outlets.pairs(rates).height) == (None, None, 0)
    words = outlets.note(rates, profile(sample.catalogue()), "port", "sample", "mention")
    assert f"Unit: mention, in copies too: {rates['total'].sum():,} words in" in words
    assert "No intervals" in words
    assert outlets.finding(rates.clear(), "it") == "Too few of the collected texts name it to compare outlets"
