"""The four mistakes of the map of kidnappings that was withdrawn in 2014: each would change a figure drawn from the
sample, and ours does not make it."""

import polars as pl
import pytest

import dateline
from dateline import charts, geography, stats, trends


@pytest.fixture(scope="module")
def quarters(sample):
    rows = dateline.attention(sample.search("harbour"), sample, every="1q", by=None).drop_nulls("period")
    return rows.sort("period").select("n", "total").rows()


def test_reports_of_one_event_are_not_called_events(sample):
    """The talks in June are one event; fifteen texts and more are about it, and every figure says texts or stories."""
    hits = sample.search('("Çırağan" OR Ciragan) AND (talks OR round OR görüşme* OR envoys OR delegations)')
    found = trends.shares(hits, sample, by=None).row(0, named=True)
    assert found["n"] >= 10
    said = [
        trends.note(dateline.attention(hits, sample, every="1mo", by=None), "1mo", "Çırağan", "sample"),
        geography.note(geography.summary(geography.counted(sample), sample), "sample"),
    ]
    for words in said:
        assert "Unit: story" in words
        assert "event" not in words


def test_a_count_that_grows_with_the_collection_is_no_rise(quarters):
    """Texts naming a harbour become three times as many from winter to spring; so, nearly, do the texts collected."""
    (before, all_before), (after, all_after), *_ = quarters
    assert after >= 2.5 * before
    assert all_after >= 1.5 * all_before
    low, high = stats.newcombe(after, all_after, before, all_before)
    assert low < 0 < high


def test_a_country_is_never_a_point(sample):
    """Drawn as points, Türkiye would be the largest circle of all, in a field in the middle of Anatolia."""
    named = geography.named(geography.counted(sample))
    naive = named.sort("n", descending=True).row(0, named=True)
    assert (naive["name"], naive["kind"]) == ("Turkey", "country")
    only = geography.counted(sample).group_by("story_id").agg(country=(pl.col("kind") == "country").all())
    assert only["country"].sum() >= 5, "stories that name countries and nothing else"
    drawn = charts.map_of_places(named, title="", subtitle="", note="").data
    circles = drawn.filter(pl.col("kind") == "city")
    assert circles.filter((pl.col("lat") == naive["lat"]) & (pl.col("lon") == naive["lon"])).is_empty()
    assert set(drawn.filter(pl.col("name") == "Turkey")["kind"]) == {"country"}


def test_copies_of_one_story_are_counted_once(sample):
    """Four outlets ran the agency's story of the strike: by article the strike looks larger than it is by story."""
    hits = sample.search("strike OR streik* OR grev*")
    stories = trends.shares(hits, sample, by=None).row(0, named=True)
    articles = trends.shares(hits, sample, by=None, unit="article").row(0, named=True)
    assert articles["n"] >= stories["n"] + 6
    assert articles["total"] > stories["total"]
    march = [
        dateline.attention(hits, sample, every="1mo", by=None, unit=unit).filter(pl.col("period").dt.month() == 3)["n"]
        for unit in ("article", "story")
    ]
    assert march[0].item() >= march[1].item() + 4
