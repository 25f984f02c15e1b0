"""Cleaning: the body alone, and every line taken out kept with its reason."""

import json
import re
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.cleaning import agency_credit, clean, features, model, removed_by_reason
from dateline.errors import DatelineError
from dateline.frames import TEXTS
from dateline.reading import anatomy, read

SAMPLE = Path(__file__).parents[1] / "data" / "sample"

SCRAPED = """\
TÜRKİYE
2 min read
Ferry crews in Kadıköy agree to sail again
Owners promise a warmer cabin and a second kettle
Ferry crews in Kadıköy agree to sail again
A ferry leaves the pier at dawn. / HA
June 12, 2025

The ferries between Kadıköy and Karaköy sailed again on Thursday after nine days at the pier.

RelatedMarmara World - Why the pier clock runs late

Recommended

What the crews were promised

The owners said each cabin would have a heater by October. "We were cold," a stoker said.

Explore
A lighthouse in Riga opens a library
By Oriel Vantongeren
Tirana bakers count their loaves twice"""

BODY = """\
The ferries between Kadıköy and Karaköy sailed again on Thursday after nine days at the pier.
What the crews were promised
The owners said each cabin would have a heater by October. "We were cold," a stoker said."""

REMOVED = [
    ("kicker", "TÜRKİYE"),
    ("reading time", "2 min read"),
    ("title", "Ferry crews in Kadıköy agree to sail again"),
    ("subtitle", "Owners promise a warmer cabin and a second kettle"),
    ("repeated title", "Ferry crews in Kadıköy agree to sail again"),
    ("credit", "A ferry leaves the pier at dawn. / HA"),
    ("date line", "June 12, 2025"),
    ("related", "RelatedMarmara World - Why the pier clock runs late"),
    ("related", "Recommended"),
    ("headline list", "Explore"),
    ("headline list", "A lighthouse in Riga opens a library"),
    ("headline list", "By Oriel Vantongeren"),
    ("headline list", "Tirana bakers count their loaves twice"),
]

FIRST = "The ferries sailed again on Thursday after nine days."
LAST = "Tea is served in the cabin from six in the morning until midnight."


def table(*raws, outlets=None):
    """Articles of one outlet, or of these outlets, with ids a, b, c and so on."""
    columns = {
        "article_id": [chr(97 + number) for number in range(len(raws))],
        "outlet": outlets or ["Marmara World"] * len(raws),
        "text_raw": list(raws),
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def cleaned(raw):
    """Body and removed pieces of one text."""
    row = clean(table(raw)).row(0, named=True)
    return row["text"], [(piece["reason"], piece["text"]) for piece in row["removed"]]


def filled(raw):
    """The lines of a text that are not blank."""
    lines = (line.strip() for line in re.split("\r\n|[\r\n\v\f\x85\u2028\u2029]", raw or ""))
    return [line for line in lines if line]


def is_merged(whole, one, other):
    """Whether a list is two others merged, each in its order."""
    reached = {(0, 0)}
    for line in whole:
        onward = {(i + 1, j) for i, j in reached if i < len(one) and one[i] == line}
        reached = onward | {(i, j + 1) for i, j in reached if j < len(other) and other[j] == line}
    return (len(one), len(other)) in reached


def test_a_scraped_article_gives_its_body_and_its_furniture():
    assert cleaned(SCRAPED) == (BODY, REMOVED)


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\u2028", "\n\n"])
def test_line_endings_do_not_matter(ending):
    assert cleaned(SCRAPED.replace("\n", ending)) == (BODY, REMOVED)


def test_a_head_without_a_date_is_a_head():
    raw = SCRAPED.replace("June 12, 2025\n", "")
    assert cleaned(raw) == (BODY, [piece for piece in REMOVED if piece[0] != "date line"])


def test_the_columns_are_those_of_texts():
    got = clean(table(SCRAPED, None))
    assert got.select(*TEXTS.columns).schema == TEXTS.schema
    assert got.columns == ["article_id", "outlet", "text_raw", "text", "removed", "agency_credit"]
    assert clean(got).equals(got)


def test_a_missing_column_is_an_error():
    with pytest.raises(DatelineError, match="'text_raw'"):
        clean(table(SCRAPED).drop("text_raw"))


@pytest.mark.parametrize("raw", [None, "", " \n \n"])
def test_nothing_is_null(raw):
    assert cleaned(raw) == (None, [])


@pytest.mark.parametrize("raw", ["Explore", "June 12, 2025", "2 min read", FIRST, "Ferries sail again"])
def test_a_text_of_one_line_is_left_alone(raw):
    assert cleaned(raw) == (raw, [])


@pytest.mark.parametrize("raw", ["WORLD\n2 min read\nJune 12, 2025", "Ferries sail\nFerries sail\n2 min read"])
def test_a_text_that_would_lose_every_line_is_left_alone(raw):
    assert cleaned(raw) == (raw, [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        *((line, "related") for line in ("RelatedMarmara World - Port opens", "Related: Port opens", "Recommended")),
        *((line, "related") for line in ("Read more: port opens", "READ ALSO | Port opens", "Watch: the port")),
        *((line, "newsletter") for line in ("Sign up for our weekly newsletter", "Subscribe to our morning briefing.")),
        *((line, "advertisement") for line in ("Advertisement", "SPONSORED CONTENT", "Story continues below this ad")),
        *((line, "copyright") for line in ("© 2025 Marmara World", "Copyright 2025", "All rights reserved.")),
        *((line, "share bar") for line in ("Share", "Facebook Twitter Email", "Share | Tweet | Print")),
        ("Photo: the pier at dawn", None),
        ("What the crews were promised", None),
        ("Related work on the pier goes on.", None),
        ("The crews share a kettle.", None),
        ("They sign up for duty every Monday.", None),
        ("Explore the pier on foot.", None),
        ("Popular demand brought the ferry back.", None),
    ],
)
def test_a_line_in_the_body_goes_only_for_a_reason(line, reason):
    text, removed = cleaned(f"{FIRST}\n{line}\n{LAST}")
    assert removed == ([(reason, line)] if reason else [])
    assert text.split("\n") == [FIRST, *([] if reason else [line]), LAST]


@pytest.mark.parametrize(
    "heading", ["Explore", "RECOMMENDED", "Related stories", "More from Marmara World", "Most read:"]
)
def test_a_list_of_headlines_goes_with_its_heading(heading):
    text, removed = cleaned(f"{FIRST}\n{LAST}\n\n{heading}\nA lighthouse opens\nWill it rain in Riga this week?")
    assert text == f"{FIRST}\n{LAST}"
    assert [reason for reason, _ in removed] == ["headline list"] * 3


def test_a_heading_before_more_body_takes_only_itself():
    later = "The lighthouse keeper said on Monday that the lamp would be lit again by the end of the month."
    text, removed = cleaned(f"{FIRST}\nExplore\nA lighthouse opens\n{later}")
    assert text == f"{FIRST}\nA lighthouse opens\n{later}"
    assert removed == [("related", "Explore")]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        *((line, "reading time") for line in ("2 min read", "12 mins", "3-minute read", "Reading time: 4 minutes")),
        *((line, "date line") for line in ("June 12, 2025", "Published 12 June 2025", "2025-06-12 10:00", "May 2025")),
        *((line, "byline") for line in ("By Oriel Vantongeren", "Words by Ferdinand Anders", "BY ORIEL VANTONGEREN")),
        *((line, "credit") for line in ("The pier at dawn. / HA", "The pier / Marmara World", "Photo by Odd Sand")),
        *(
            (line, None)
            for line in ("Ferries sail again", "By then it was late.", "They met in May", "2 minutes later")
        ),
    ],
)
def test_a_line_that_says_what_it_is(line, kind):
    assert anatomy.furniture(line) == kind


@pytest.mark.parametrize(
    "sentence",
    [
        "両国の外相は月曜日に港で会談した。",
        "双方周一在港口会谈！",
        "هل التقى الوزيران في الميناء؟",
        "मंत्री सोमवार को मिले।",
    ],
)
def test_a_sentence_of_any_script_is_no_title(sentence):
    assert anatomy.label_head([sentence, "They met on Monday."]) == {}


# lines that an outlet repeats

TEA = "Follow us for more news from the two shores"


def with_tea(number):
    return f"Ferry number {number} sailed on Thursday as planned.\nIt carried {number} crates of pears.\n{TEA}"


@pytest.mark.parametrize(("articles", "stays"), [(1, True), (2, True), (3, False), (5, False)])
def test_a_line_that_stands_in_three_articles_of_an_outlet_goes(articles, stays):
    got = clean(table(*map(with_tea, range(articles))))
    assert {TEA in text for text in got["text"]} == {stays}
    reasons = {piece["reason"] for pieces in got["removed"] for piece in pieces}
    assert reasons == (set() if stays else {"repeated across the outlet"})


def test_a_line_in_three_outlets_is_no_repeat():
    got = clean(table(*map(with_tea, range(3)), outlets=["Marmara World", "Thameside Review", None]))
    assert all(TEA in text for text in got["text"])


def test_articles_without_an_outlet_repeat_among_themselves():
    got = clean(table(*map(with_tea, range(3)), outlets=[None] * 3))
    assert not any(TEA in text for text in got["text"])


@pytest.mark.parametrize("numbers", [(1, 1, 1), (1, 1, 2), (1, 1, 1, 2, 2)])
def test_the_same_article_again_is_no_repeat(numbers):
    got = clean(table(*map(with_tea, numbers)))
    assert all(TEA in text for text in got["text"])


def test_one_outlets_furniture_is_not_anothers():
    got = clean(table(*map(with_tea, range(4)), outlets=["Marmara World"] * 3 + ["Thameside Review"]))
    assert [TEA in text for text in got["text"]] == [False, False, False, True]


def test_a_line_three_times_in_one_article_is_no_repeat():
    _, removed = cleaned(f"{FIRST}\n{TEA}\n{LAST}\n{TEA}\nThe end came late.\n{TEA}")
    assert "repeated across the outlet" not in dict(removed)


def test_an_agencys_credit_that_repeats_stays():
    credit = "The Associated Press contributed to this report."
    got = clean(table(*(with_tea(number).replace(TEA, credit) for number in range(3))))
    assert all(credit in text for text in got["text"])
    assert got["agency_credit"].to_list() == ["AP"] * 3


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Talks went on. (AP)", "AP"),
        ("Talks went on. (AP, dpa)", "AP; dpa"),
        ("Talks went on. (Reuters/AFP) ", "Reuters; AFP"),
        ("RIGA, June 12. /TASS/. A court sat.", "TASS"),
        ("Reuters contributed to this report.", "Reuters"),
        ("Agence France-Presse contributed to this story", "AFP"),
        ("The Associated Press in Riga contributed to this report.", "AP"),
        ("Associated Press writer Odd Sand in Oslo contributed to this report.", "AP"),
        ("The paper (AP) was folded twice.", None),
        ("A reporter of Reuters was told so.", None),
        ("The class (PAST) was over.", None),
        ("", None),
        ("Reporting by Ada Bell in Riga; Editing by Odd Sand", "Reuters"),
        ("RIGA, June 3 (Reuters) - The port opened.", "Reuters"),
        ("PARIS (AFP) – The port opened.", "AFP"),
        ("The port opened. jm/cmk (AFP, AP, dpa, Reuters)", "AFP; AP; dpa; Reuters"),
        ("With reporting from AFP", "AFP"),
        ("The Associated Press and Reuters contributed to this report.", "AP; Reuters"),
        ("Source: Mole News and news agencies", None),
        ("Anadolu Agency", "AA"),
        ("Kaynak: AA", "AA"),
        ("VILNIUS, birželio 3 d. (BNS) - Uostas atidarytas.", "BNS"),
        ("Uostas atidarytas. (ELTA)", "ELTA"),
        ("Con información de EFE", "EFE"),
        ("Mit Material von dpa und AFP", "dpa; AFP"),
        ("Avec AFP", "AFP"),
        ("Der Hafen ist offen. (dpa/lno)", "dpa"),
        ("Port jest otwarty. (PAP)", "PAP"),
        ("Київ. 3 червня. ІНТЕРФАКС-УКРАЇНА - Порт відкрито.", "Interfax-Ukraine"),
        ("Джерело: Укрінформ", "Ukrinform"),
        ("Источник: Интерфакс", "Interfax"),
        ("Photo: Reuters", None),
        ("He told the AP that he was tired.", None),
    ],
)
def test_an_agency_is_named_where_the_text_credits_it(line, credit):
    assert agency_credit([FIRST, line]) == credit


def test_agencies_are_named_once_in_reading_order():
    assert agency_credit(["It rained. (dpa)", "It stopped. (AP, dpa)"]) == "dpa; AP"


def test_what_was_removed_is_counted():
    got = removed_by_reason(clean(table(SCRAPED, f"{FIRST}\nShare\n{LAST}", None)))
    assert got.columns == ["outlet", "reason", "pieces", "words"]
    counts = {row["reason"]: (row["pieces"], row["words"]) for row in got.to_dicts()}
    assert (counts["headline list"], counts["share bar"]) == ((4, 17), (1, 1))
    assert got["words"].is_sorted(descending=True)


# the model

PAGE = """\
Startseite
Politik
Kultur
Drei Fähren für Nordmole: Der Rat stimmt nach langer Nacht zu
von Odd Sandgren
12.06.2025, 10:15 Uhr
Der Rat von Nordmole hat in der Nacht beschlossen, drei neue Fähren zu bauen, von denen die erste im Herbst fahren soll.
Die Schiffe werden nach den Worten der Bürgermeisterin in der alten Werft gebaut, die seit zwölf Jahren leer steht.
"Wir haben lange gewartet", sagte ein Maschinist, der seit dreißig Jahren auf der Linie fährt und das alte Schiff kennt.
Im Mai waren an zwei Tagen alle Fahrten ausgefallen, weil der Kessel der ältesten Fähre nicht mehr zu heizen war.
Zum Thema
Leuchtturm von Südmole bekommt neue Lampe
Warum die Brücke im Winter gesperrt bleibt
Kommentare
Melden Sie sich an
Impressum
Datenschutz
AGB"""
PARAGRAPHS = [line for line in PAGE.split("\n") if len(line) > 100]


def test_a_page_in_german_gives_its_paragraphs():
    text, removed = cleaned(PAGE)
    assert text.split("\n")[: len(PARAGRAPHS)] == PARAGRAPHS
    assert {"Startseite", "Impressum", "Leuchtturm von Südmole bekommt neue Lampe"} <= {line for _, line in removed}


def test_a_body_alone_loses_nothing():
    text, removed = cleaned("\n".join(PARAGRAPHS * 2 + ["Was die Werft sagt", *PARAGRAPHS]))
    assert [line for line in text.split("\n") if line in PARAGRAPHS] == PARAGRAPHS * 3
    assert "not of the article" not in dict(removed)


def test_another_outlets_articles_change_nothing():
    alone = clean(table(PAGE)).row(0, named=True)
    among = clean(table(PAGE, SCRAPED, PAGE, PAGE, outlets=["Mole", "Other", "Third", None])).row(0, named=True)
    assert (alone["text"], alone["removed"]) == (among["text"], among["removed"])


def test_versions_of_an_article_are_no_witnesses_against_each_other():
    raws = ["\n".join([*PARAGRAPHS, f"Stand: Fassung {number} der Meldung.", TEA]) for number in range(4)]
    for text in clean(table(*raws))["text"]:
        assert set(PARAGRAPHS) <= set(text.split("\n"))


def test_stretches_bridge_a_doubt_and_end_where_body_ends():
    assert model.stretches([]) == []
    assert model.stretches([300, -60, 300]) == [True, True, True]
    assert model.stretches([-300, 300, -300]) == [False, True, False]


def test_the_weights_ask_only_for_features_that_are_made():
    data = json.loads(model.WEIGHTS.read_text("utf8"))
    assert {name for name, _ in data["questions"]} <= set(features.NAMES)
    assert all(len(leaves) == 2 ** len(asked) for asked, leaves in data["trees"])
    assert model.WEIGHTS.stat().st_size < 40_000


# inside lines

BAR = "Send Facebook Twitter Google+ Whatsapp Tumblr linkedin Digg reddit Newsvine Permalink http://mole.example/p/1"


@pytest.mark.parametrize(
    ("span", "reason"),
    [
        (BAR, "share bar"),
        ("Facebook Twitter Pinterest Email", "share bar"),
        ("Media playback is unsupported on your device", "player"),
        ("Image copyright Getty Images Image caption", "credit"),
        ("READ MORE:", "related"),
        ("Advertisement", "advertisement"),
    ],
)
def test_a_span_goes_from_between_two_sentences(span, reason):
    assert cleaned(f"{FIRST} {span} {LAST}") == (f"{FIRST} {LAST}", [(reason, span)])


@pytest.mark.parametrize(
    "line",
    [
        "She posts on Facebook, Twitter and Google+ every day.",
        "Facebook Twitter Pinterest Facebook has a new office at the pier.",
        "They share Facebook and Twitter accounts.",
        "The board (READ MORE: a slogan) was taken down.",
        "An Advertisement in the paper said so.",
        "He said media playback is unsupported.",
    ],
)
def test_a_sentence_of_the_body_is_not_cut(line):
    assert cleaned(f"{FIRST} {line} {LAST}") == (f"{FIRST} {line} {LAST}", [])


def test_a_span_goes_from_any_line_of_any_article():
    plain, barred = "\n".join([FIRST, LAST]), f"{FIRST}\n\n{LAST}\n{FIRST} {BAR} {LAST}"
    done = clean(table(plain, barred, plain, outlets=["Mole", "Pier", "Quay"]))
    assert [len(removed) for removed in done["removed"]] == [0, 1, 0]
    assert done["text"][1].split("\n")[-1] == f"{FIRST} {LAST}"


def test_a_linked_headline_goes_where_two_articles_show_its_end():
    link = "READ MORE: Pier clock of Kadıköy runs late again"
    got = clean(table(f"{FIRST} {link} {LAST}", f"It rained. {link} Crews went home."))
    assert got["text"].to_list() == [f"{FIRST} {LAST}", "It rained. Crews went home."]


def long(number, *sentences):
    """A text of one line, long enough to have lost its breaks, with these sentences at its end."""
    body = [
        f"Ferry {number}.{part} carried {number * part + 3} crates of pears to pier {part}." for part in range(1, 30)
    ]
    return " ".join([*body, *sentences])


@pytest.mark.parametrize(("articles", "stays"), [(2, True), (3, False)])
def test_a_sentence_about_the_outlet_goes_when_three_articles_have_it(articles, stays):
    own = "Sign up to our weekly newsletter about the two shores."
    got = clean(table(*(long(number, own) for number in range(articles))))
    assert {own in text for text in got["text"]} == {stays}


def test_a_sentence_of_background_stays_though_articles_repeat_it():
    known = "The strait has carried ferries since the days of oars and sails."
    got = clean(table(*(long(number, known) for number in range(6))))
    assert all(known in text for text in got["text"])


def test_a_dateline_that_repeats_stays():
    got = clean(table(*(f"RIGA, June 12. /TASS/. {long(number)}" for number in range(40))))
    assert all(text.startswith("RIGA, June 12. /TASS/.") for text in got["text"])


# invariants

LINES = [
    *("Explore", "Recommended", "2 min read", "June 12, 2025", "WORLD", "Ferries sail again", "By Oriel Vantongeren"),
    *(FIRST, LAST, "RelatedMarmara World - Port opens", "Share", "The pier. / HA", "Is it?", TEA, "x", "", "  ", " x "),
]
ENDINGS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\v", "\x85", "\u2028"])
RAW = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.lists(st.tuples(st.sampled_from(LINES) | st.text(max_size=20), ENDINGS), max_size=16).map(
        lambda pairs: "".join(line + ending for line, ending in pairs)
    ),
)


@given(st.lists(st.tuples(RAW, st.sampled_from(["Marmara World", "Thameside Review", None])), max_size=6))
@settings(max_examples=120, deadline=None)
def test_body_and_removed_lines_are_the_lines_of_the_text_in_order(articles):
    raws, outlets = [raw for raw, _ in articles], [outlet for _, outlet in articles]
    for row in clean(table(*raws, outlets=outlets)).rows(named=True):
        body = row["text"].split("\n") if row["text"] is not None else []
        removed = [piece["text"] for piece in row["removed"]]
        lines = filled(row["text_raw"])
        assert len(body) + len(removed) == len(lines)
        assert is_merged(lines, body, removed)
        assert bool(body) == bool(lines)
        assert all(piece["reason"] for piece in row["removed"])


PIECES = [
    *(
        "READ MORE:",
        "READ MORE: Pier clock runs late",
        BAR,
        "Facebook Twitter Email Print",
        "Advertisement",
        FIRST,
        LAST,
    ),
    *("Media playback is unsupported on your device", "Image copyright AFP", "It rained.", "Share this slide:", "\n"),
]


@given(st.lists(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=8), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_body_and_removed_pieces_are_the_text_but_for_space(articles):
    for row in clean(table(*(" ".join(pieces) for pieces in articles))).rows(named=True):
        kept, removed = row["text"] or "", "".join(piece["text"] for piece in row["removed"])
        assert is_merged(*("".join(text.split()) for text in (row["text_raw"], kept, removed)))
        assert bool("".join(kept.split())) == bool("".join(row["text_raw"].split()))


@pytest.mark.parametrize(
    "raw",
    [
        "x" * 1_000_000,
        "Facebook Twitter " * 60_000,
        "READ MORE: " * 50_000,
        "Sign up. " * 100_000,
        "a\0b\n" * 200,
        "\n".join(f"Line {number} of many" for number in range(10_000)),
        "\n".join(
            "A sentence of the body that is long enough to be a paragraph of it, and no more." for _ in range(9_000)
        ),
        "(AP" * 100_000 + "\nReporting by " + "a" * 100_000,
        " \u200b\n\ufeff\n" * 50 + FIRST,
    ],
    ids=["letters", "bar", "links", "sentences", "nul", "lines", "paragraphs", "credits", "blanks"],
)
def test_hostile_texts_are_cleaned_in_seconds(raw):
    began = time.process_time()
    text, removed = cleaned(raw)
    assert time.process_time() - began < 20
    left = "".join((text or "").split()) + "".join("".join(piece.split()) for _, piece in removed)
    assert sorted(left) == sorted("".join(raw.split()))


@given(st.lists(RAW, min_size=4, max_size=6), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_articles_does_not_matter(raws, random):
    frame = table(*raws, *map(with_tea, range(3)))
    order = list(range(frame.height))
    random.shuffle(order)
    assert clean(frame[order]).sort("article_id").equals(clean(frame))


# the sample


@pytest.fixture(scope="module")
def news():
    return clean(read(SAMPLE).articles)


def test_the_samples_scraped_texts_give_bodies_alone(news):
    scraped = news.filter(outlet="Marmara World")
    assert scraped.height == 43
    for row in scraped.rows(named=True):
        body = row["text"].split("\n")
        assert "Explore" not in body
        assert row["title"] not in body
        assert not any(anatomy.is_date(line) or line.endswith("min read") for line in body)
        assert len(body) >= 3
        assert not any(line.startswith("Related") for line in body)


def test_the_samples_lines_are_all_kept(news):
    for row in news.rows(named=True):
        removed = [piece["text"] for piece in row["removed"]]
        if row["text_raw"]:
            assert is_merged(filled(row["text_raw"]), row["text"].split("\n"), removed)


def test_the_samples_wire_loses_nothing(news):
    assert news.filter(outlet="Halyard Agency")["removed"].list.len().sum() == 0
