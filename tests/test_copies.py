"""Copies: texts that share enough are one story, tied to an original and never chained."""

import json
import unicodedata
from datetime import UTC, datetime
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.cleaning import clean
from dateline.copies import COMMON, SHARED, group
from dateline.copies.runs import _LATIN
from dateline.corpus import Corpus
from dateline.errors import DatelineError
from dateline.frames import STORIES
from dateline.frames import UTC as UTC_TIME
from dateline.reading import read

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
LABELS = Path(__file__).parent / "golden" / "articles.jsonl"
GOLD = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]

TEXT = (
    "The ferries between Kadıköy and Karaköy sailed again on Thursday after nine days at the pier. "
    "Each cabin will have a heater by October, the owners said, and the second kettle is on order from Riga."
)
OTHER = TEXT.replace("nine days", "eight days")
MONDAY, TUESDAY, FRIDAY = (datetime(2025, 6, day, tzinfo=UTC) for day in (2, 3, 6))
WORDS = [a + b + c for a in ("ba", "ke", "lo", "mi") for b in ("ra", "sel", "tun", "vo", "da") for c in ("", "n", "sh")]


def table(*rows):
    """Articles of (article_id, text, published)."""
    schema = {"article_id": pl.String, "text": pl.String, "published": UTC_TIME}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def prose(seed, words):
    """A text of so many invented words, always the same for a seed."""
    drawn = Random(str(seed)).choices(WORDS, k=words)
    return " ".join(word + "." * (number % 11 == 10) for number, word in enumerate(drawn))


def part(text, first, last):
    """The words from one to another."""
    return " ".join(text.split()[first:last])


def retold(text, every=14):
    """The text with one word in so many replaced."""
    return " ".join("zum" if number % every == 3 else word for number, word in enumerate(text.split()))


def by_outlet(outlets, *rows):
    """Articles of (article_id, text, published), and their outlets."""
    return table(*rows).with_columns(outlet=pl.Series(outlets, dtype=pl.String))


def originals(frame):
    """The original of each article, by its id."""
    return dict(group(frame).select("article_id", "story_id").rows())


def test_a_story_has_one_original_and_its_copies():
    got = group(table(("a", TEXT, TUESDAY), ("b", TEXT, MONDAY), ("c", OTHER, FRIDAY), ("d", None, MONDAY)))
    assert got.select(*STORIES.columns).rows() == [
        ("a", "b", "verbatim", "b"),
        ("b", "b", "original", None),
        ("c", "b", "edited", "b"),
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


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_letters_with_marks_are_alike_however_they_are_encoded(form):
    text = " ".join(f"{word}çığü" for word in prose("marks", 40).split())
    got = group(table(("a", text, MONDAY), ("b", unicodedata.normalize(form, text), TUESDAY)))
    assert got["copy_kind"].to_list() == ["original", "verbatim"]


@pytest.mark.parametrize(
    "text",
    [
        OTHER,
        TEXT.replace("again ", ""),
        TEXT + " It rained.",
        TEXT.replace("October", "1 October"),
        TEXT.replace("nine days", "ninedays"),
    ],
)
def test_a_word_changed_leaves_a_copy_that_is_edited(text):
    got = group(table(("a", TEXT, MONDAY), ("b", text, TUESDAY)))
    assert got.select("story_id", "copy_kind").rows() == [("a", "original"), ("a", "edited")]


LONG = prose("long", 400)
FULL = prose("full", 240)


@pytest.mark.parametrize("size", [60, 240, 900])
@pytest.mark.parametrize(
    ("kind", "copy"),
    [
        ("verbatim", lambda text: text),
        ("verbatim", str.upper),
        ("edited", retold),
        ("edited", lambda text: part(text, 5, None) + " " + prose("end", len(text.split()) // 10)),
        ("shortened", lambda text: part(text, 0, len(text.split()) // 2)),
        ("shortened", lambda text: part(text, len(text.split()) // 3, None)),
        ("embedded", lambda text: f"{prose('before', 40)} {text} {prose('after', 200)}"),
    ],
)
def test_each_kind_of_copy_is_found_and_named(size, kind, copy):
    text = prose("story", size)
    rows = [("a", text, MONDAY), ("b", copy(text), TUESDAY), ("c", prose("else", size), MONDAY)]
    assert group(table(*rows)).select("story_id", "copy_kind", "copy_of").rows() == [
        ("a", "original", None),
        ("a", kind, "a"),
        ("c", "original", None),
    ]


def test_paragraphs_taken_whole_into_a_longer_text_are_embedded_though_most_of_it_is_not_there():
    rows = []
    for n in range(40):
        text = prose(("agency", n), 900)
        taken = f"{prose(('own', n), 400)} {part(text, 100, 340)} {prose(('more', n), 400)}"
        rows += [(f"a{n}", text, MONDAY), (f"b{n}", taken, TUESDAY)]
    got = group(table(*rows))
    assert got["copy_of"].to_list() == [original for n in range(40) for original in (None, f"a{n}")]
    assert got["copy_kind"].to_list() == ["original", "embedded"] * 40


@pytest.mark.parametrize("words", [25, 30, 36, 50, 90, 250])
def test_every_reprint_is_found_however_short(words):
    texts = [prose((words, number), words) for number in range(120)]
    got = originals(table(*((f"{name}{n}", text, MONDAY) for name in "ab" for n, text in enumerate(texts))))
    assert got == {f"{name}{n}": f"a{n}" for name in "ab" for n in range(120)}


BLOCKS = [prose(("block", number), 120) for number in range(4)]
CHAIN = [f"{one} {two}" for one, two in pairwise(BLOCKS)]


def test_a_copy_of_a_copy_that_shares_too_little_with_the_original_is_its_own_story():
    dated = [("a", CHAIN[0], MONDAY), ("b", CHAIN[1], TUESDAY), ("c", CHAIN[2], FRIDAY)]
    assert originals(table(*dated)) == {"a": "a", "b": "a", "c": "c"}


def test_of_one_day_the_text_that_shares_most_with_the_others_is_the_original():
    dated = [("a", CHAIN[0], MONDAY), ("b", CHAIN[1], MONDAY.replace(hour=20)), ("c", CHAIN[2], MONDAY)]
    assert set(originals(table(*dated)).values()) == {"b"}


def test_of_several_originals_a_copy_goes_to_the_one_it_shares_most_with():
    texts = [f"{BLOCKS[0]} {BLOCKS[3]}", f"{BLOCKS[1]} {BLOCKS[2]}", f"{part(BLOCKS[0], 0, 110)} {BLOCKS[1]}"]
    got = originals(table(*zip("abc", texts, (MONDAY, TUESDAY, FRIDAY), strict=True)))
    assert got == {"a": "a", "b": "b", "c": "b"}


def notices(number):
    """So many articles that are alike by half, in a paragraph at their end."""
    notice = prose("notice", 130)
    return [(f"{n}", f"{prose(('report', n), 140)} {notice}", MONDAY) for n in range(number)]


@pytest.mark.parametrize(
    ("outlets", "apart"),
    [
        (["Halyard Agency"] * (COMMON + 1), True),
        (["Halyard Agency"] * COMMON, True),  # one outlet, half of it new
        ([f"Outlet {n}" for n in range(COMMON + 1)], False),
        (["Halyard Agency"] * COMMON + ["Marmara World"], False),
        ([None] * (COMMON + 1), True),
    ],
)
def test_what_five_articles_of_one_outlet_hold_joins_none_of_them(outlets, apart):
    got = originals(by_outlet(outlets, *notices(len(outlets))))
    assert len(set(got.values())) == (len(outlets) if apart else 1)


def test_without_outlets_all_are_taken_for_one():
    got = originals(table(*notices(COMMON + 1)))
    assert got == {name: name for name in got}


def test_a_reprint_is_found_beneath_the_boilerplate_of_two_outlets():
    outlets, rows = [], []
    for outlet in ("Halyard Agency", "Marmara World"):
        notice = prose(outlet, 100)
        outlets += [outlet] * 6
        rows += [(f"{outlet[0]}{n}", f"{prose((outlet, n), 150)} {notice}", MONDAY) for n in range(5)]
        rows += [(f"{outlet[0]}5", f"{prose('reprinted', 60)} {notice}", TUESDAY)]
    expected = {name: name for name, _, _ in rows} | {"M5": "H5"}
    assert originals(by_outlet(outlets, *rows)) == expected


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("own", "same"), [(170, 80), (400, 150)])
def test_follow_ups_that_repeat_a_background_paragraph_stay_apart(seed, own, same):
    background = prose((seed, "background"), same)
    rows = [(str(n), f"{prose((seed, n), own)} {background}", MONDAY.replace(day=2 + n)) for n in range(4)]
    got = originals(by_outlet(["Halyard Agency", "Marmara World"] * 2, *rows))
    assert got == {name: name for name in got}


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff"])
def test_marks_that_are_not_seen_do_not_matter(mark):
    text = prose("unseen", 40)
    got = group(table(("a", text, MONDAY), ("b", text.replace("a", f"a{mark}"), TUESDAY)))
    assert got["copy_kind"].to_list() == ["original", "verbatim"]


def test_letters_that_are_not_normalised_are_normal():
    letters = [chr(code) for code in range(0xFFFF) if not 0xD800 <= code < 0xE000]
    plain = pl.DataFrame({"letter": letters}).filter(~pl.col("letter").str.contains(_LATIN))["letter"].to_list()
    assert len(plain) > 300
    assert [letter for letter in plain if unicodedata.normalize("NFKC", letter) != letter] == []


@pytest.mark.parametrize("outlets", [[None, None], ["", ""], None])
def test_articles_of_no_outlet_are_compared_as_those_of_two(outlets):
    rows = [("a", f"{FULL} {prose('own', 200)}", MONDAY), ("b", f"{prose('other', 200)} {FULL}", TUESDAY)]
    frame = by_outlet(outlets, *rows) if outlets else table(*rows)
    assert originals(frame) == {"a": "a", "b": "a"}
    assert originals(by_outlet(ONE, *rows)) == {"a": "a", "b": "b"}


ONE, TWO = ["Halyard Agency"] * 2, ["Halyard Agency", "Marmara World"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("own", "same"), [(80, 80), (90, 200), (200, 260), (300, 700)])
@pytest.mark.parametrize("outlets", [ONE, TWO])
def test_within_one_outlet_background_that_is_most_of_a_follow_up_makes_no_copy(seed, own, same, outlets):
    background = prose((seed, "background"), same)
    rows = [(str(n), f"{prose((seed, n), own)} {background}", MONDAY.replace(day=2 + n)) for n in range(2)]
    got = originals(by_outlet(outlets, *rows))
    assert got == ({"0": "0", "1": "1"} if outlets is ONE or same / (own + same) < SHARED else {"0": "0", "1": "0"})


@pytest.mark.parametrize("outlets", [ONE, TWO])
@pytest.mark.parametrize("every", [8, 11, 14, 30])
@pytest.mark.parametrize("size", [60, 170, 600])
def test_a_text_edited_a_word_here_and_there_is_a_copy_in_one_outlet_too(outlets, every, size):
    text = prose("edited", size)
    rows = [("a", text, MONDAY), ("b", retold(text, every), TUESDAY)]
    assert originals(by_outlet(outlets, *rows)) == {"a": "a", "b": "a"}


@pytest.mark.parametrize("outlets", [ONE, TWO])
def test_a_shortened_and_an_embedded_text_are_copies_in_one_outlet_too(outlets):
    for copy in (part(FULL, 0, 90), f"{prose('before', 90)} {FULL} {prose('after', 90)}"):
        assert originals(by_outlet(outlets, ("a", FULL, MONDAY), ("b", copy, TUESDAY))) == {"a": "a", "b": "a"}


def test_a_notice_that_is_most_of_a_caption_joins_it_to_no_article_but_to_the_same_caption():
    notice = prose("notice", 31)
    rows = [(f"{n}", f"{prose(('report', n), 60 + 90 * n)} {notice}", TUESDAY) for n in range(5)]
    rows += [(name, f"updated every friday copyright abroad {notice}", MONDAY) for name in "xy"]
    got = originals(by_outlet(["Halyard Agency"] * 7, *rows))
    assert got == {name: name for name, _, _ in rows} | {"y": "x"}


@pytest.mark.parametrize("seed", range(5))
def test_independent_reports_that_share_a_quotation_stay_apart(seed):
    said = f"“{prose((seed, 'said'), 60)}”"
    one = f"{prose((seed, 1), 50)} {said} {prose((seed, 2), 120)}"
    two = f"{prose((seed, 3), 140)} {said} {prose((seed, 4), 30)}"
    assert originals(table(("a", one, MONDAY), ("b", two, MONDAY))) == {"a": "a", "b": "b"}


def test_titles_do_not_decide():
    frame = table(("a", FULL, MONDAY), ("b", retold(FULL), TUESDAY), ("c", LONG, MONDAY))
    for titles in (["One"] * 3, ["One", "Two", "Three"]):
        assert originals(frame.with_columns(title=pl.Series(titles))) == {"a": "a", "b": "a", "c": "c"}


MIXED = [
    ("a", CHAIN[0], MONDAY),
    ("b", CHAIN[1], TUESDAY),
    ("c", CHAIN[2], TUESDAY.replace(hour=7)),
    ("d", LONG, None),
    ("e", LONG, None),
    ("f", part(LONG, 0, 190), TUESDAY),
    ("g", retold(LONG), TUESDAY),
    ("h", FULL, FRIDAY),
    ("i", f"{prose('before', 90)} {FULL}", FRIDAY.replace(hour=9)),
    ("j", None, MONDAY),
    ("k", "Ferries run.", MONDAY),
    ("l", "Ferries run.", MONDAY),
]
GROUPED = group(table(*MIXED)).select(*STORIES.columns).sort("article_id")


@given(st.permutations(MIXED), st.lists(st.integers(0, len(MIXED)), max_size=4))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_and_of_drops_does_not_matter(rows, cuts):
    ends = [0, *sorted(cuts), len(rows)]
    frame = pl.concat([table(*rows[start:end]) for start, end in pairwise(ends)])
    got = group(frame)
    assert got["article_id"].to_list() == [name for name, _, _ in rows]
    assert got.select(*STORIES.columns).sort("article_id").equals(GROUPED)


def test_a_corpus_has_the_same_stories_whichever_drop_came_first(tmp_path):
    for name, rows in (("one", MIXED[:5]), ("two", MIXED[5:9])):
        items = [{"title": name, "text": text, "date": when and when.isoformat()} for name, text, when in rows]
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(item) + "\n" for item in items))
    stories = []
    for order in (["one", "two"], ["two", "one"]):
        corpus = Corpus(tmp_path / "-".join(order))
        for name in order:
            corpus.add(tmp_path / f"{name}.jsonl", outlet="Halyard Agency")
        stories.append(corpus.articles().select(*STORIES.columns).collect().sort("article_id"))
    assert stories[0].equals(stories[1])
    assert stories[0]["story_id"].n_unique() == 5  # a, b and c are of one outlet now, and half of each is new


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 90), st.integers(30, 150), st.integers(4, 40)), max_size=7))
@settings(max_examples=60, deadline=None)
def test_each_copy_shares_enough_with_its_original_and_no_two_originals_do(drawn):
    texts = {
        f"{number}": retold(part(prose(("stem", stem), 150), start, start + length), every) + " " + prose(number, 30)
        for number, (stem, start, length, every) in enumerate(drawn)
    }
    runs = {}
    for name, text in texts.items():
        words = text.replace(".", "").split()
        runs[name] = {tuple(words[n : n + 5]) for n in range(len(words) - 4)}

    def alike(one, two):
        return len(runs[one] & runs[two]) / min(len(runs[one]), len(runs[two])) >= SHARED

    got = originals(by_outlet(list(texts), *((name, text, MONDAY) for name, text in texts.items())))
    assert all(name == first or alike(name, first) for name, first in got.items())
    assert not any(alike(one, two) for one, two in combinations(sorted(set(got.values())), 2))


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


@pytest.mark.parametrize("hour", [0, 1, 9, 23])
def test_a_day_alone_does_not_come_before_a_time_of_that_day(hour):
    timed = TUESDAY.replace(hour=hour, minute=30)
    assert set(originals(table(("a", FULL, TUESDAY), ("b", FULL, timed))).values()) == {"b"}
    assert set(originals(table(("a", FULL, MONDAY), ("b", FULL, timed))).values()) == {"a"}


def test_of_one_day_a_shortened_text_is_the_copy_whenever_it_came():
    rows = [
        ("a", part(FULL, 0, 110), TUESDAY),
        ("b", part(FULL, 120, None), TUESDAY.replace(hour=6)),
        ("c", FULL, TUESDAY.replace(hour=18)),
    ]
    got = group(table(*rows)).select("copy_of", "copy_kind").rows()
    assert got == [("c", "shortened"), ("c", "shortened"), (None, "original")]


@pytest.mark.parametrize("written", [str, retold])
def test_an_undated_text_is_the_copy_of_a_dated_one(written):
    rows = [("a", FULL, None), ("b", written(FULL), FRIDAY), ("c", part(FULL, 0, 120), None)]
    assert set(originals(table(*rows)).values()) == {"b"}


@pytest.mark.parametrize("outlets", [["Halyard Agency"] * 300, [f"Outlet {n}" for n in range(300)], [None] * 300])
@pytest.mark.parametrize("text", [FULL, TEXT])
def test_three_hundred_copies_of_one_text_are_one_story(outlets, text):
    rows = [(f"{n:03}", text, TUESDAY.replace(minute=n % 7)) for n in range(300)]
    got = group(by_outlet(outlets, *rows))
    assert set(got["story_id"]) == {"001"}  # the first that has a time
    assert got["copy_kind"].value_counts().sort("count").rows() == [("original", 1), ("verbatim", 299)]


@pytest.mark.parametrize(("first", "last"), [(0x4E00, 0x9FA0), (0x3041, 0x3096), (0xAC00, 0xD7A0), (0x0E01, 0x0E2E)])
def test_scripts_without_spaces_are_compared_letter_by_letter(first, last):
    def written(seed, length):
        return "".join(chr(letter) for letter in Random(str(seed)).choices(range(first, last), k=length))

    text = written(1, 300)
    rows = [
        ("a", text, MONDAY),
        ("b", text[:140], TUESDAY),
        ("c", "。".join(text[n : n + 30] for n in range(0, 300, 30)), TUESDAY),
        ("d", written(2, 300), TUESDAY),
        ("e", FULL, TUESDAY),
        ("f", text[:20], TUESDAY),
    ]
    assert originals(table(*rows)) == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "e", "f": "f"}


def test_grouping_again_changes_nothing():
    got = group(table(("a", TEXT, TUESDAY), ("b", TEXT, MONDAY)))
    assert group(got).equals(got)


def test_no_articles_give_no_stories():
    for frame in (table(), by_outlet([])):
        got = group(frame)
        assert got.height == 0
        assert got.select(*STORIES.columns).schema == STORIES.schema


def test_a_column_of_nothing_is_a_column_of_articles_without_words():
    frame = table(("a", None, MONDAY), ("b", None, None)).with_columns(text=None, outlet=None)
    assert originals(frame) == {"a": "a", "b": "b"}


@pytest.mark.parametrize("name", ["article_id", "published"])
def test_a_missing_column_is_an_error(name):
    with pytest.raises(DatelineError, match=name):
        group(table(("a", TEXT, MONDAY)).drop(name))


WRITTEN = [str, str.upper, str.title, lambda text: text.replace(" ", " – "), lambda text: f"« {text}\n»"]
STEMS = [prose(("stem", n), 25 + n) for n in range(3)] + ["too short to be called a copy"]
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


def test_all_pairs_of_the_labelled_sample_are_joined_and_no_other():
    days = [row["day"] and datetime.fromisoformat(row["day"]).replace(tzinfo=UTC) for row in GOLD]
    rows = [(row["id"], row["body"], day) for row, day in zip(GOLD, days, strict=True)]
    got = group(by_outlet([row["outlet"] for row in GOLD], *rows))
    together(dict(got.select("article_id", "story_id").rows()))
    found = {row["article_id"]: row for row in got.rows(named=True)}
    for row in GOLD:
        if row["copy_of"] and found[row["id"]]["copy_of"] == row["copy_of"]:
            assert found[row["id"]]["copy_kind"] == row["copy_kind"]


def test_they_are_also_when_the_sample_is_read_and_cleaned():
    got = group(clean(read(SAMPLE).articles))
    labels = {(row["source_file"], row["source_record"]): row["id"] for row in GOLD}
    label = {row["article_id"]: labels[row["source_file"], row["source_record"]] for row in got.rows(named=True)}
    together({label[name]: label[first] for name, first in got.select("article_id", "story_id").rows()})
    pairs = got.filter(copy_kind="verbatim").join(got, left_on="copy_of", right_on="article_id", suffix="_original")
    assert set((pairs["day"] - pairs["day_original"]).drop_nulls().dt.total_days()) <= {0, 1, 2}


def together(story):
    """The 50 labelled pairs are in one story each, and nothing else is."""
    copies = [(row["id"], row["copy_of"]) for row in GOLD if row["copy_of"]]
    assert len(copies) == 50
    assert [pair for pair in copies if story[pair[0]] != story[pair[1]]] == []
    assert len(story) == len(GOLD)
    assert len(set(story.values())) == len(GOLD) - 50
