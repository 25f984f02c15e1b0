"""How figures look: readable and told apart by everyone, in the size asked for, and saying when a headline fails."""

import json
import re
import struct
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from dateline import DatelineError, charts
from dateline.charts import claims, languages, phrases, rendering, theme
from dateline.charts.house import SIZES
from dateline.stats import wilson

HOUSE = Path(__file__).parents[1] / "data" / "house.toml"
WORDS = {"title": "Türkiye, Lietuva, Київ", "subtitle": "Share of the texts collected", "note": "Unit: story."}
USUAL = [("Kaunas Post", 167, 539), ("Varna Herald", 30, 340), ("Gdynia Tide", 2, 290)]


def table(*groups):
    rows = [(group, n, total, n / total, *wilson(n, total)) for group, n, total in groups]
    return pl.DataFrame(rows, schema=["group", "n", "total", "share", "low", "high"], orient="row")


def dots(*groups, **more):
    return charts.dots(table(*(groups or USUAL)), **{**WORDS, **more})


def linear(colour):
    """Red, green and blue of a colour as parts of full light (IEC 61966-2-1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one, other):
    """Contrast of two colours, 1 to 21 (WCAG 2.2)."""
    lights = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


# Machado, Oliveira and Fernandes, IEEE TVCG 15:1291 (2009), severity 1.0
BLIND = {
    "protanopia": [(0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)],
    "deuteranopia": [(0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)],
}


def lab(light):
    """CIE L*a*b* (D65) of linear red, green and blue."""
    red, green, blue = (min(max(part, 0), 1) for part in light)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    f = [part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def apart(one, other, matrix):
    """Distance of two colours as someone with this matrix sees them (CIE 1976; 2.3 can just be told)."""
    seen = [
        lab([sum(w * part for w, part in zip(row, linear(colour), strict=True)) for row in matrix])
        for colour in (one, other)
    ]
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_words_can_be_read_and_marks_seen(colours):
    for ground in ("paper", "sand", "land"):
        for words in ("ink", "soft"):
            assert contrast(colours[words], colours[ground]) >= 4.5, (words, ground)
    assert contrast(colours["accent"], colours["paper"]) >= 4.5
    for mark in ("main", "grey"):
        assert contrast(colours[mark], colours["paper"]) >= 3, mark
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_colours_stay_apart_for_the_colour_blind(colours, kind):
    for one, other in (("main", "accent"), ("main", "grey"), ("main", "pale"), ("accent", "accent_pale")):
        assert apart(colours[one], colours[other], BLIND[kind]) > 15, (one, other)


@pytest.mark.parametrize(("size", "pixels"), [("wide", (1200, 675)), ("portrait", (1080, 1350))])
def test_a_picture_has_the_size_asked_for(size, pixels):
    drawn = dots(style=charts.style(size=size)).png(scale=1)
    assert struct.unpack(">II", drawn[16:24]) == pixels


@pytest.mark.parametrize("size", SIZES)
def test_each_size_is_about_as_wide_as_it_says(size):
    look = charts.style(size=size)
    wide, unit = re.search(r'width="([\d.]+)(mm)?"', dots(style=look).svg()).groups()
    assert unit == ("mm" if look.mm else None)
    assert float(wide) == pytest.approx(look.mm or look.width * look.zoom, rel=0.06)


def test_a_newsroom_can_replace_colours_words_and_sizes(tmp_path):
    file = tmp_path / "house.toml"
    file.write_text(
        'logo = "The Gdynia Tide"\nlocale = "lt"\n[light]\nmain = "#123456"\n[sizes.narrow]\nwidth = 300\n', "utf8"
    )
    svg = dots(style=charts.style(file, size="narrow")).svg()
    assert "#123456" in svg
    assert "The Gdynia Tide" in svg
    assert "#123456" not in dots(style=charts.style(file, dark=True)).svg()
    assert charts.style(file, size="narrow").width == 300
    assert "20\u00a0%" in svg


def test_the_example_style_is_understood():
    assert charts.style(HOUSE, size="newsletter").width == 600
    assert charts.style(HOUSE, size="print-two-columns").mm == 121


@pytest.mark.parametrize(
    ("text", "said"),
    [("fonts = 1", "'fonts' is not understood"), ('[light]\nblue = "#000"', "no colour 'blue'"), ("a =", "no house"),
     ('locale = "xx"', "speak en, tr, lt")],
)  # fmt: skip
def test_what_a_style_cannot_hold_is_said(tmp_path, text, said):
    (tmp_path / "house.toml").write_text(text, "utf8")
    with pytest.raises(DatelineError, match=said):
        charts.style(tmp_path / "house.toml")


def test_unknown_sizes_are_said():
    with pytest.raises(DatelineError, match="no size 'poster'; choose from: article"):
        charts.style(size="poster")


def test_a_headline_that_holds_is_left_alone():
    figure = dots(claim=claims.leads("Kaunas Post"))
    assert figure.alt.startswith("Dot plot.")
    assert "no longer" not in figure.svg()


@pytest.mark.parametrize(
    "claim",
    [claims.leads("Varna Herald"), claims.leads("Nobody"), claims.ahead("Varna Herald", "Kaunas Post"),
     claims.ahead("Varna Herald", "Gdynia Tide"), claims.share_above("Kaunas Post", 0.31),
     claims.share_above("Gdynia Tide", 0)],
)  # fmt: skip
def test_a_headline_that_fails_says_so_in_picture_and_words(claim):
    figure = dots(claim=claim)
    said = f"The numbers no longer support this headline: {claim.words}."
    assert figure.alt.startswith(said)
    assert said in re.sub(r"<[^>]*>", " ", figure.svg()).replace("  ", " ")
    assert "▲" in figure.svg()


def test_claims_hold_where_the_numbers_bear_them_out():
    data = table(*USUAL)
    assert claims.ahead("Kaunas Post", "Varna Herald").holds(data)
    assert claims.share_above("Kaunas Post", 0.2).holds(data)
    weeks = data.with_columns(period=pl.Series([date(2025, 6, 2), date(2025, 6, 9), date(2025, 6, 16)]))
    assert claims.peaks(date(2025, 6, 2)).holds(weeks)
    assert not claims.peaks(date(2025, 6, 9)).holds(weeks)
    places = pl.DataFrame({"name": ["Vilnius", "Kyiv", "Ukraine"], "kind": ["city", "city", "country"], "n": [4, 3, 9]})
    assert claims.most_named("Vilnius", "Kyiv").holds(places)
    assert not claims.most_named("Kyiv").holds(places)


def test_the_leading_two_are_bracketed_with_their_difference():
    drawn = dots(("Kaunas Post", 67, 537), ("Varna Herald", 45, 431)).svg()
    assert {"difference 2 points", "[−2 to 6]:", "cannot be told apart"} <= set(re.findall(r">([^<>]+)<", drawn))
    assert "can be told apart" in dots().alt
    assert "difference" not in dots(("Kaunas Post", 67, 537)).svg()


def test_a_hollow_dot_is_the_share_in_title_and_first_words():
    first = table(("Kaunas Post", 60, 539), ("Varna Herald", 0, 340), ("Gdynia Tide", 1, 290))
    figure = dots(prominent=first)
    assert "in title or first 100 words" in figure.svg()
    assert "60 in title or first 100 words" in figure.alt
    assert figure.data["n_prominent"].to_list() == [60, 0, 1]
    assert "first 100 words" not in dots().svg()


@pytest.mark.parametrize("locale", languages.LOCALES)
def test_axes_speak_the_language(locale):
    drawn = set(re.findall(r">([^<>]+)<", dots(style=charts.style(locale=locale)).svg()))
    assert {"en": "20%", "tr": "%20", "lt": "20\u00a0%"}[locale] in drawn


def test_scripts_of_our_font_are_drawn_in_it():
    assert {"Türkiye, Lietuva, Київ"} <= set(re.findall(r">([^<>]+)<", dots().svg()))
    mixed = dots(("صحيفة الخليج", 67, 539), ("Київ", 45, 431), title="Kaunas in الصحافة").stills()["chart.pdf"]
    assert set(rendering._BASE_FONT.findall(mixed)) == {b"DatelineSans-Regular", b"DatelineSans-Bold"}
    assert b"DatelineSans" not in mixed.replace(b"+DatelineSans", b"")


FEW_WORDS = {
    "en": {"7 of 1,000", "cannot be told apart", "anywhere in the text", "fewer than five texts: no interval"},
    "tr": {"7 / 1.000", "ayırt edilemez", "metnin herhangi bir yerinde", "beşten az metin: aralık yok"},
    "lt": {"7 iš 1\u00a0000", "negalima atskirti", "bet kurioje teksto vietoje",
           "mažiau nei penki tekstai: be intervalo"},
}  # fmt: skip


@pytest.mark.parametrize("locale", languages.LOCALES)
def test_fixed_words_are_said_in_the_language_of_the_house(locale):
    groups = ("Kaunas Post", 7, 1000), ("Varna Herald", 6, 1000), ("Gdynia Tide", 2, 900)
    figure = dots(*groups, prominent=table(*groups), style=charts.style(locale=locale))
    svg = figure.svg()
    assert FEW_WORDS[locale] <= set(re.findall(r">([^<>]+)<", svg))
    assert f' lang="{locale}"' in svg.split(">", 1)[0]
    assert figure.alt.startswith(phrases.say("dot plot", locale))
    others = {said for other, some in FEW_WORDS.items() if other != locale for said in some}
    assert not any(said in svg or said in figure.alt for said in others)


def test_every_phrase_has_the_same_parts_in_every_language():
    for phrase, said in phrases.PHRASES.items():
        assert len({frozenset(re.findall(r"{(\w+)}", words)) for words in said}) == 1, phrase
        assert all(said), phrase


def test_tooltips_write_percent_as_the_language_does():
    spec = json.dumps(dots(style=charts.style(locale="tr")).spec, ensure_ascii=False)
    assert "%31,0 (%95 aralığı" in spec
    assert '".1%"' not in spec


@pytest.mark.parametrize(
    ("top", "labels"),
    [(0.5, {"0%", "20%", "40%"}), (0.02, {"0%", "0.5%", "1.0%"}), (0.004, {"0%", "0.2%", "0.4%"}),
     (0.0004, {"0%", "0.02%", "0.04%"})],
)  # fmt: skip
def test_labels_of_an_axis_differ_however_small_the_shares(top, labels):
    shares = pl.DataFrame({"group": ["A"], "n": [9], "total": [90], "share": [top], "low": [top / 2], "high": [top]})
    drawn = re.findall(r">([\d.]+%)<", charts.dots(shares, **WORDS).svg())
    assert labels <= set(drawn)
    assert len(set(drawn)) == len(drawn)


def rates(*groups):
    rows = [(group, "mention", n, total, 10_000 * n / total, None, None) for group, n, total in groups]
    schema = {"group": pl.String, "unit": pl.String, "n": pl.Int64, "total": pl.Int64, "share": pl.Float64,
              "low": pl.Float64, "high": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_mentions_are_a_rate_and_no_percentage():
    figure = charts.dots(rates(("Kaunas Post", 299, 375_175), ("Varna Herald", 91, 136_602)), **WORDS)
    drawn = set(re.findall(r">([^<>]+)<", figure.svg()))
    assert {"per 10,000 words", "299 in 375,175 words", "8", "0"} <= drawn
    assert not any("%" in said or "told apart" in said for said in drawn)
    assert "Kaunas Post: 8.0 per 10,000 words; 299 in 375,175 words" in figure.alt
    none = charts.dots(rates(("Kaunas Post", 0, 375_175)), **WORDS)
    assert "0 in 375,175 words" in set(re.findall(r">([^<>]+)<", none.svg()))


def test_mentions_over_time_are_a_rate_over_words():
    weeks = [date(2025, 6, 2) + timedelta(days=7 * n) for n in range(4)]
    counted = [(12, 8_000, "observed"), (0, 0, "no data"), (30, 12_000, "incomplete"), (2, 9_000, "observed")]
    rows = [(week, "(all)", "mention", n, total, 10_000 * n / total if total else None, status)
            for week, (n, total, status) in zip(weeks, counted, strict=True)]  # fmt: skip
    schema = {"period": pl.Date, "group": pl.String, "unit": pl.String, "n": pl.Int64, "total": pl.Int64,
              "share": pl.Float64, "status": pl.String}  # fmt: skip
    table = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        low=pl.lit(None, pl.Float64), high=pl.lit(None, pl.Float64)
    )
    for chart in (charts.timeline, charts.timelines):
        figure = chart(table, **WORDS)
        drawn = set(re.findall(r">([^<>]+)<", figure.svg()))
        assert {"20", "10", "0"} <= drawn
        assert not any("%" in said for said in drawn)
        assert "Between 15.0 and 25.0 per 10,000 words, the most in the period from 16 June 2025" in figure.alt
        assert "2025-06-23: 2 in 9,000 words" in figure.alt
        assert "Grey: fewer than five mentions" in figure.note
    assert "Words collected" in set(re.findall(r">([^<>]+)<", charts.timeline(table, **WORDS).svg()))


def test_equal_shares_leave_the_hollow_dot_in_sight():
    groups = ("Kaunas Post", 67, 539), ("Varna Herald", 30, 340)
    first = table(("Kaunas Post", 67, 539), ("Varna Herald", 3, 340))
    spec = json.dumps(dots(*groups, prominent=first).spec)
    sizes = dict(re.findall(r'"outlet": "([^"]+)"[^{}]*?"ring": (\d+)', spec))
    assert int(sizes["Kaunas Post"]) > 2 * int(sizes["Varna Herald"])


LONG_NOTE = " ".join(f"Sentence {n} of a note that goes on and on about its source." for n in range(28))


@pytest.mark.parametrize("size", ["wide", "portrait"])
def test_a_long_note_gives_way_to_the_chart(size):
    look = charts.style(size=size)
    drawn = dots(note=LONG_NOTE[: 60 * 14], style=look).png(scale=1)
    assert struct.unpack(">II", drawn[16:24]) == (round(look.width * look.zoom), round(look.height * look.zoom))


def test_a_note_too_long_for_any_size_is_said():
    with pytest.warns(UserWarning, match="px taller than asked; shorten its note"):
        figure = dots(note=LONG_NOTE * 8, style=charts.style(size="wide"))
    assert struct.unpack(">II", figure.png(scale=1)[16:24])[1] > 675


def test_a_mark_is_in_every_picture_and_changes_no_size():
    figure = dots(style=charts.style(size="wide", dark=True))
    plain, marked = figure.stills(), figure.stills("Embargo: not for publication until <5 June>")
    assert "Embargo: not for publication until &lt;5 June&gt;" in marked["chart.svg"].decode()
    assert "Embargo" not in plain["chart.svg"].decode()
    for name, data in plain.items():
        assert data != marked[name]
    assert plain["chart.png"][16:24] == marked["chart.png"][16:24] == struct.pack(">II", 1200, 675)
    ET.fromstring(marked["chart.svg"])


def test_stills_have_the_size_of_the_style():
    svg = dots(style=charts.style(size="print-column")).stills()["chart.svg"].decode()
    assert float(re.search(r'width="([\d.]+)mm"', svg)[1]) == pytest.approx(88, rel=0.06)


def test_a_page_gets_the_chart_set_for_a_phone():
    figure = dots()
    assert figure.narrow["vconcat"][0]["vconcat"][0]["width"] <= theme.PHONE
    assert dots(style=charts.style(size="phone")).narrow is None


def test_a_number_stays_with_its_name():
    for width in range(120, 500, 7):
        lines = theme.wrap("Named in most stories: Odesa (48), Gdynia (1,024) and Varna (7)", 22, width, "bold")
        assert not any(line.startswith("(") for line in lines), lines
