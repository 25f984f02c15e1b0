"""Copies: equal texts are one story, tied to their earliest article and never chained."""

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.cleaning import clean
from dateline.copies import group
from dateline.errors import DatelineError
from dateline.frames import STORIES
from dateline.frames import UTC as UTC_TIME
from dateline.reading import read

SAMPLE = Path(__file__).parents[1] / "data" / "sample"

TEXT = (
    "The ferries between Kadıköy and Karaköy sailed again on Thursday after nine days at the pier. "
    "Each cabin will have a heater by October, the owners said, and the second kettle is on order from Riga."
)
OTHER = TEXT.replace("nine days", "eight days")
MONDAY, TUESDAY, FRIDAY = (datetime(2025, 6, day, tzinfo=UTC) for day in (2, 3, 6))


def table(*rows):
    """Articles of (article_id, text, published)."""
    schema = {"article_id": pl.String, "text": pl.String, "published": UTC_TIME}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def originals(frame):
    """The original of each article, by its id."""
    return dict(group(frame).select("article_id", "story_id").rows())


def test_a_story_has_one_original_and_its_copies():
    got = group(table(("a", TEXT, TUESDAY), ("b", TEXT, MONDAY), ("c", OTHER, FRIDAY), ("d", None, MONDAY)))
    assert got.select(*STORIES.columns).rows() == [
        ("a", "b", "verbatim", "b"),
        ("b", "b", "original", None),
        ("c", "c", "original", None),
        ("d", "d", "original", None),
    ]
    assert got.select(*STORIES.columns).schema == STORIES.schema


def test_copies_are_found_within_an_outlet_and_across():
    frame = table(("a", TEXT, MONDAY), ("b", TEXT, TUESDAY), ("c", TEXT, FRIDAY))
    frame = frame.with_columns(outlet=pl.Series(["Halyard Agency", "Halyard Agency", "Thameside Review"]))
    got = group(frame)
    assert got["story_id"].to_list() == ["a", "a", "a"]
    assert got["outlet"].equals(frame["outlet"])


@pytest.mark.parametrize(
    "text",
    [
        TEXT.upper().replace("KADIKÖY", "Kadıköy"),
        TEXT.replace(",", "").replace(".", "!"),
        TEXT.replace(" ", "\n  "),
        f"“{TEXT}” —",
        TEXT.replace("nine days", "nine-days"),
        TEXT.replace("ö", "o\u0308"),
        TEXT.replace("fer", "\uff46er"),
    ],
)
def test_case_punctuation_and_spacing_do_not_matter(text):
    assert originals(table(("a", TEXT, MONDAY), ("b", text, TUESDAY))) == {"a": "a", "b": "a"}


@pytest.mark.parametrize(
    "text",
    [
        OTHER,
        TEXT.replace("again ", ""),
        TEXT + " It rained.",
        TEXT.replace("ö", "o"),
        TEXT.replace("October", "1 October"),
        TEXT.replace("nine days", "ninedays"),
        TEXT[: len(TEXT) // 2],
    ],
)
def test_a_letter_or_a_digit_matters(text):
    assert originals(table(("a", TEXT, MONDAY), ("b", text, TUESDAY))) == {"a": "a", "b": "b"}


@pytest.mark.parametrize(("words", "joined"), [(1, False), (24, False), (25, True), (60, True)])
@pytest.mark.parametrize("between", [" ", "\n\n", " — "])
def test_a_text_below_twenty_five_words_is_never_a_copy(words, joined, between):
    text = between.join(f"word{n}" for n in range(words)) + "."
    assert originals(table(("a", text, MONDAY), ("b", text, TUESDAY))) == {"a": "a", "b": "a" if joined else "b"}


@pytest.mark.parametrize("text", [None, "", " — ", "!" * 200])
def test_articles_without_words_are_each_their_own(text):
    assert originals(table(("a", text, MONDAY), ("b", text, MONDAY))) == {"a": "a", "b": "b"}


@pytest.mark.parametrize(
    ("first", "second", "original"),
    [
        (MONDAY, TUESDAY, "a"),
        (TUESDAY, MONDAY, "b"),
        (MONDAY, MONDAY, "a"),
        (None, FRIDAY, "b"),
        (FRIDAY, None, "a"),
        (None, None, "a"),
    ],
)
def test_the_original_is_the_earliest_the_undated_last_ties_by_id(first, second, original):
    assert set(originals(table(("b", TEXT, second), ("a", TEXT, first))).values()) == {original}


def test_grouping_again_changes_nothing():
    got = group(table(("a", TEXT, TUESDAY), ("b", TEXT, MONDAY)))
    assert group(got).equals(got)


def test_no_articles_give_no_stories():
    assert group(table()).height == 0


@pytest.mark.parametrize("name", ["article_id", "published"])
def test_a_missing_column_is_an_error(name):
    with pytest.raises(DatelineError, match=name):
        group(table(("a", TEXT, MONDAY)).drop(name))


WRITTEN = [str, str.upper, str.title, lambda text: text.replace(" ", " – "), lambda text: f"« {text}\n»"]
STEMS = [f"ferry{n} " * 25 for n in range(3)] + ["too short to be called a copy"]
ARTICLES = st.lists(
    st.tuples(
        st.integers(0, len(STEMS) - 1), st.sampled_from(WRITTEN), st.sampled_from([None, MONDAY, TUESDAY, FRIDAY])
    ),
    max_size=12,
)


@given(ARTICLES, st.randoms())
@settings(max_examples=150, deadline=None)
def test_stories_are_as_a_plain_count_has_them_in_any_order(articles, random):
    ids = [f"{number:02}" for number in range(len(articles))]
    random.shuffle(ids)
    rows = list(zip(ids, articles, strict=True))
    expected = {}
    for name, (stem, _, _) in rows:
        alike = [
            (published is None, published or MONDAY, other)
            for other, (also, _, published) in rows
            if also == stem and stem < 3
        ]
        expected[name] = min(alike)[2] if alike else name
    got = group(table(*((name, write(STEMS[stem]), when) for name, (stem, write, when) in rows)))
    assert dict(got.select("article_id", "story_id").rows()) == expected
    assert got["article_id"].to_list() == ids
    for row in got.rows(named=True):
        copied = row["story_id"] != row["article_id"]
        assert row["copy_kind"] == ("verbatim" if copied else "original")
        assert row["copy_of"] == (row["story_id"] if copied else None)
        assert expected[row["story_id"]] == row["story_id"]


def test_the_samples_verbatim_reprints_are_found_and_nothing_else():
    got = group(clean(read(SAMPLE).articles))
    copies = got.filter(copy_kind="verbatim")
    assert copies.height == 11
    pairs = copies.join(got, left_on="copy_of", right_on="article_id", suffix="_original")
    assert set(pairs["outlet_original"]) == {"Halyard Agency"}
    assert set((pairs["day"] - pairs["day_original"]).dt.total_days()) <= {0, 1, 2}
    assert not (pairs["title"] == pairs["title_original"]).any()
    assert got["story_id"].n_unique() == 224
