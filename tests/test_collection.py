"""What was collected of each outlet, and the limits that follow from it."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import DatelineError, collection
from dateline.frames import PROFILE

FIRST = date(2025, 3, 3)
SCHEMA = {"outlet": pl.String, "day": pl.Date, "text_kind": pl.String}


def articles(**outlets):
    """Full texts: for each outlet the days since FIRST, one an article; None is an undated one."""
    rows = [
        (outlet, None if day is None else FIRST + timedelta(day), "full")
        for outlet, days in outlets.items()
        for day in days
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def profile(*days):
    """The profile of one outlet."""
    (row,) = collection.profile(articles(Kaunas=days)).rows(named=True)
    return row


def test_days_are_counted_by_outlet_and_sorted():
    counted = collection.days(articles(Varna=[1, 0, 1, None], Kaunas=[2]))
    assert counted.rows() == [
        ("Kaunas", FIRST + timedelta(2), 1), ("Varna", FIRST, 1), ("Varna", FIRST + timedelta(1), 2),
    ]  # fmt: skip
    assert counted.schema["n"] == pl.Int64


def test_an_outlet_that_nothing_tells_is_named_unknown():
    frame = articles(Kaunas=[0]).with_columns(outlet=pl.lit(None, pl.String))
    assert collection.days(frame)["outlet"].to_list() == ["(unknown)"]
    assert collection.profile(frame)["outlet"].to_list() == ["(unknown)"]


def test_the_window_runs_from_first_to_last_day():
    row = profile(4, 0, 2, 2)
    assert (row["first_day"], row["last_day"]) == (FIRST, FIRST + timedelta(4))
    assert (row["articles"], row["days_seen"], row["strays"], row["undated"]) == (4, 3, 0, 0)
    assert (row["median_a_day"], row["most_a_day"]) == (1, 2)


def test_a_few_articles_far_from_the_rest_are_strays():
    row = profile(*range(100), 160)
    assert (row["strays"], row["last_day"], row["days_seen"]) == (1, FIRST + timedelta(99), 100)
    early = profile(-40, *range(100))
    assert (early["strays"], early["first_day"]) == (1, FIRST)


def test_two_weeks_without_articles_are_no_gap_yet():
    assert profile(*range(100), 113)["strays"] == 0
    assert profile(*range(100), 114)["strays"] == 1


def test_many_articles_far_from_the_rest_belong_to_the_collection():
    row = profile(*range(50), *range(100, 150))
    assert (row["strays"], row["days_seen"], row["days_expected"]) == (0, 100, 150)
    assert row["last_day"] == FIRST + timedelta(149)


@pytest.mark.parametrize(
    ("days", "cadence", "expected"),
    [
        (range(30), "daily", 30),
        ([0, 1, 3, 4, 6], "daily", 7),
        (range(0, 70, 7), "weekly", 10),
        ([0, 7, 14, 28, 35], "weekly", 6),
        (range(0, 40, 4), "irregular", 10),
        (range(0, 60, 12), "irregular", 5),
        ([0], "irregular", 1),
    ],
)
def test_cadence_tells_how_many_days_were_to_be_expected(days, cadence, expected):
    row = profile(*days)
    assert (row["cadence"], row["days_expected"]) == (cadence, expected)


def test_the_same_fullest_day_again_and_again_looks_like_a_cap():
    assert profile(*[day for day in range(12) for _ in range(10)])["likely_cap"] == 10
    assert profile(*[day for day in range(12) for _ in range(4)])["likely_cap"] is None
    assert profile(*[day for day in range(3) for _ in range(10)])["likely_cap"] is None
    assert profile(*[day for day in range(16) for _ in range(day + 3)])["likely_cap"] is None


def test_a_cap_may_stand_on_a_quarter_of_the_days():
    counts = [10, 10, 10, 10, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15]
    days = [day for day, count in enumerate(counts) for _ in range(count)]
    assert profile(*days)["likely_cap"] == 10
    assert profile(*days, 20)["likely_cap"] is None


def test_undated_articles_and_headlines_are_counted_apart():
    frame = articles(Kaunas=[0, 1, None]).with_columns(text_kind=pl.Series(["full", "headline", "truncated"]))
    (row,) = collection.profile(frame).rows(named=True)
    assert (row["articles"], row["full_texts"], row["undated"], row["days_seen"]) == (3, 1, 1, 2)


def test_an_outlet_without_any_date_has_no_window():
    row = profile(None, None)
    assert (row["articles"], row["undated"], row["days_seen"], row["strays"]) == (2, 2, 0, 0)
    assert row["first_day"] is row["last_day"] is row["cadence"] is row["likely_cap"] is None


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 59)), max_size=40),
    st.lists(st.integers(75, 150), max_size=2),
    st.lists(st.integers(-100, -15), max_size=1),
)
def test_every_article_is_in_the_window_or_a_stray_or_undated(usual, late, early):
    days = [*range(60), *range(60), *usual, *late, *early]
    frame = articles(Kaunas=days, Varna=[0, 1])
    made = collection.profile(frame)
    row = made.row(0, named=True)
    inside = collection.in_window(collection.days(frame), made).filter(pl.col("outlet") == "Kaunas")
    assert made.schema == PROFILE.schema
    assert row["articles"] == len(days) == inside["n"].sum() + row["strays"] + row["undated"]
    assert row["days_seen"] == inside.height
    assert row["strays"] == len(late) + len(early)
    assert (row["first_day"], row["last_day"]) == (inside["day"].min(), inside["day"].max())


def test_days_out_of_the_window_are_left_out():
    frame = articles(Kaunas=[*range(100), 160], Varna=[160])
    days = collection.days(frame)
    inside = collection.in_window(days, collection.profile(frame))
    assert days.height - inside.height == 1
    assert inside.filter(pl.col("outlet") == "Varna")["day"].to_list() == [FIRST + timedelta(160)]
    assert inside.columns == days.columns


def said(**outlets):
    return " ".join(collection.limits(collection.profile(articles(**outlets))))


def test_limits_always_say_what_shares_speak_of():
    assert said(Kaunas=range(10)) == (
        "Shares speak of the texts collected. They do not say how much an outlet published."
    )


def test_limits_name_the_outlet_with_the_most_days_missing():
    words = said(Kaunas=range(10), Varna=[0, 1, 2, 4, 6, 7, 9], Gdynia=[0, 1, 3, 4, 5, 6, 7, 8, 9])
    assert "2 of 3 outlets" in words
    assert "(Varna: 7 of 10)" in words
    assert "who was first cannot be read from it" in words


def test_limits_name_a_likely_cap():
    assert "Kaunas was probably capped at 8 texts a day" in said(Kaunas=[day for day in range(9) for _ in range(8)])


def test_limits_tell_windows_that_differ():
    assert "windows differ" in said(Kaunas=range(10), Varna=range(1, 11))
    assert "windows differ" not in said(Kaunas=range(10), Varna=range(10))


def test_limits_count_undated_and_stray_articles_and_headlines():
    frame = articles(Kaunas=[*range(100), 160, 170, None, None, None])
    frame = frame.with_columns(
        text_kind=pl.when(pl.int_range(pl.len()) < 7).then(pl.lit("headline")).otherwise("text_kind")
    )
    words = " ".join(collection.limits(collection.profile(frame)))
    assert "3 articles have no date" in words
    assert "2 dated articles lie far from the rest" in words
    assert "7 articles came without a full text" in words


def test_the_period_leaves_strays_out():
    assert collection.period(collection.profile(articles(Kaunas=[*range(100), 160]))) == "3 March to 10 June 2025"


@pytest.mark.parametrize(
    ("days", "words"),
    [([0], "3 March 2025"), ([0, 5], "3 March to 8 March 2025"), ([-70, -60], "23 December 2024 to 2 January 2025"),
     ([None], "no dates")],
)  # fmt: skip
def test_the_period_in_words(days, words):
    assert collection.period(collection.profile(articles(Kaunas=days))) == words


def test_the_finding_counts_days_over_all_outlets():
    days = collection.days(articles(Kaunas=[0, 1, 5], Varna=[1, 9]))
    assert collection.finding(days) == "Texts were collected on 4 of 10 days"


def test_nothing_collected_is_said_and_not_failed_on():
    frame = articles()
    made = collection.profile(frame)
    assert made.height == 0
    assert made.schema == PROFILE.schema
    assert collection.days(frame).height == collection.in_window(collection.days(frame), made).height == 0
    assert collection.period(made) == "no dates"
    assert collection.finding(collection.days(frame)) == "No text collected has a date"
    assert len(collection.limits(made)) == 1


def test_a_column_that_is_missing_is_named():
    with pytest.raises(DatelineError, match="'text_kind'"):
        collection.profile(articles(Kaunas=[0]).drop("text_kind"))
    with pytest.raises(DatelineError, match="'day'"):
        collection.days(articles(Kaunas=[0]).drop("day"))


def test_the_sample_is_profiled(sample):
    frame = sample.articles().collect()
    made = collection.profile(frame)
    assert made["articles"].to_list() == [45, 43, 36, 44, 33, 34]
    assert made["undated"].sum() == 11
    assert made["articles"].sum() == made["undated"].sum() + collection.days(frame)["n"].sum()
    assert collection.period(made).endswith("2025")
