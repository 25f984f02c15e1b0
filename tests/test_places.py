"""Places: found in text, put on the right point, with a reason; unresolved rather than guessed."""

import polars as pl
import pytest
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.extra.rate_limiter import RateLimiter
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import places
from dateline.frames import MENTIONS, PLACE_KINDS
from dateline.places import gazetteer
from dateline.places.geocoders import Gazetteer, NoNetwork
from dateline.places.resolver import km


def found(text, **more):
    """Surface, kind, usual name and country of each mention in one text."""
    table = pl.DataFrame({"article_id": ["a"], "text": [text], **{name: [value] for name, value in more.items()}})
    return places.find(table).filter(pl.col("field") == "text").select("surface", "kind", "name", "country_code").rows()


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Istanbul", "city", "TR"), ("İSTANBUL", "city", "TR"), ("Lithuania", "country", "LT"),
        ("Vilnius", "city", "LT"),
        ("Türkiye", "country", "TR"), ("Turkey", "country", "TR"), ("Kiev", "city", "UA"), ("Kyiv", "city", "UA"),
        ("Constantinople", "city", "TR"), ("Burma", "country", "MM"), ("Oklahoma", "admin1", "US"),
        ("Africa", "continent", None), ("Western Europe", "region", None), ("Middle East", "region", None),
        ("Black Sea", "water", None), ("Kremlin", "metonym", "RU"), ("Çırağan Palace", "landmark", "TR"),
        ("The Hague", "city", "NL"), ("UK", "country", "GB"), ("U.S.", "country", "US"), ("Washington", "city", "US"),
        ("New York", "city", "US"), ("Klaipeda", "city", "LT"), ("Odesa", "city", "UA"), ("Of", "city", "TR"),
    ],
)  # fmt: skip
def test_geocode_finds_the_usual_meaning(name, kind, country):
    row = places.geocode([name]).row(0, named=True)
    assert (row["kind"], row["country_code"]) == (kind, country), row


@pytest.mark.parametrize(
    ("name", "hint", "country", "admin1"),
    [("Paris", "Texas", "US", "Texas"), ("Athens, Georgia", None, "US", None), ("London", "Ontario", "CA", None),
     ("Tbilisi", "Georgia", "GE", None), ("Vilnius", "Lithuania", "LT", None), ("Paris", None, "FR", None)],
)  # fmt: skip
def test_hints_decide(name, hint, country, admin1):
    row = places.geocode([name], [hint]).row(0, named=True)
    assert row["country_code"] == country


def test_unknown_and_empty_names_are_rows_with_nulls():
    made = places.geocode(["Xyzzyville", "", None, "Vilnius"])
    assert made["query"].to_list() == ["Xyzzyville", "", "", "Vilnius"]
    assert made["lat"].is_null().to_list() == [True, True, True, False]
    assert made["kind"].to_list()[:3] == ["unlisted"] * 3


def test_contexts_must_be_as_many_as_names():
    with pytest.raises(ValueError, match="2 names, but 1 contexts"):
        places.geocode(["a", "b"], ["c"])


def test_mistakes_that_other_geoparsers_made():
    """European as a mine, Africa as a town in Tunisia, M.S. as a garden: from the tracker of cliff-annotator."""
    text = "European leaders met in Western Europe. In Africa and in Oklahoma they waited. M.S. Halvorsen was late."
    assert found(text) == [
        ("European", "demonym", "Europe", None), ("Western Europe", "region", "Western Europe", None),
        ("Africa", "continent", "Africa", None), ("Oklahoma", "admin1", "Oklahoma", "US"),
    ]  # fmt: skip


def test_demonyms_say_so_and_point_to_their_country():
    assert found("Turkish and Lithuanian envoys met.") == [
        ("Turkish", "demonym", "Turkey", "TR"),
        ("Lithuanian", "demonym", "Lithuania", "LT"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "George Washington was a general. Washington said little.",
        "Mr Houston spoke. Reading is fun. Of course it is.",
        "The Paris Hilton case. May Day came. On Thursday it rained.",
        "A turkey and some china on a mobile table.",
        "He plays for NATO and the IPO and the OAS program.",
    ],
)
def test_names_that_are_no_places_here(text):
    assert [row for row in found(text) if row[0] not in ("Paris",)] == []


def test_one_bad_name_never_harms_another():
    alone = found("They met in Vilnius.")
    with_bad = found("They met in Vilnius. Qqqq Zzzz and \ufffd\x00 were there, in Xyzzyville.")
    assert with_bad == [*alone, ("Xyzzyville", "unlisted", None, None)]


def test_spans_never_cross_a_line_break():
    rows = found("They came to Türkiye\nTürkiye was cold. New\nYork was not.")
    assert [row[0] for row in rows][:2] == ["Türkiye", "Türkiye"]
    assert "New\nYork" not in [row[0] for row in rows]


def test_the_outlets_home_decides_between_namesakes():
    text = "The council of Canyon met in Amarillo. A dog was lost in Canyon."
    table = pl.DataFrame({"article_id": ["a"], "text": [text], "outlet_home": ["Amarillo, Texas, USA"]})
    rows = places.find(table)
    canyon = rows.filter(pl.col("surface") == "Canyon").row(0, named=True)
    assert km(canyon["lat"], canyon["lon"], 34.98, -101.92) < 20
    assert "km from the outlet's home" in canyon["reason"]


def test_country_named_in_the_article_decides():
    rows = places.find(
        pl.DataFrame({"article_id": ["a"], "text": ["Police in Georgia closed roads near Tbilisi and Batumi."]})
    )
    georgia = rows.filter(pl.col("surface") == "Tbilisi").row(0, named=True)
    assert georgia["country_code"] == "GE"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("ISTANBUL, June 2 (Halyard) — Envoys met in Ankara.", ["dateline", "lead"]),
        ("VILNIUS (Halyard) - A summit opened in Kaunas.", ["dateline", "lead"]),
        ("MOSCOW, February 7. /HA/. A court in Kazan sat.", ["dateline", "lead"]),
        ("They met in Ankara. " + "It rained and rained. " * 20 + "They left for Vilnius.", ["lead", "body"]),
    ],
)
def test_roles(text, roles):
    made = places.find(pl.DataFrame({"article_id": ["a"], "text": [text], "title": ["Talks in Geneva"]}))
    assert made.filter(pl.col("field") == "text")["role"].to_list() == roles
    assert made.filter(pl.col("field") == "title")["role"].to_list() == ["title"]


def test_nothing_lies_at_null_island():
    table = gazetteer.places().filter(pl.col("lat").is_not_null())
    assert table.filter((pl.col("lat").abs() < 0.01) & (pl.col("lon").abs() < 0.01)).height == 0
    assert table["lat"].abs().max() <= 90
    assert table["lon"].abs().max() <= 180


def test_every_kind_is_documented():
    assert set(gazetteer.places()["kind"]) <= set(PLACE_KINDS)


WORDS = [
    "in",
    "Georgia",
    "Texas",
    ",",
    "Paris",
    "said",
    "Of",
    "the",
    "Washington",
    "U.S.",
    "\n",
    "İzmir’de",
    "x",
    "—",
    ".",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25), st.lists(st.text(max_size=12), max_size=3))
def test_spans_hold_what_they_say_and_do_not_overlap(words, noise):
    text = " ".join([*words, *noise])
    made = places.find(
        pl.DataFrame({"article_id": ["a"], "text": [text]}, schema={"article_id": pl.String, "text": pl.String})
    )
    assert made.schema == MENTIONS.schema
    ends = 0
    for start, end, surface in made.select("start", "end", "surface").iter_rows():
        assert text[start:end] == surface
        assert start >= ends
        assert "\n" not in surface
        ends = end


def test_articles_do_not_change_each_other():
    texts = ["They met in Paris, Texas.", "They met in Paris.", "Georgia and Tbilisi.", "Athens, Georgia, voted."]
    ids = list("abcd")
    together = places.find(pl.DataFrame({"article_id": ids, "text": texts}))
    apart = [places.find(pl.DataFrame({"article_id": [i], "text": [t]})) for i, t in zip(ids, texts, strict=True)]
    assert together.equals(pl.concat(apart))


def test_resolve_gives_every_span_back_once_in_order():
    text = "Paris, Texas, and Nowhereville"
    spans = pl.DataFrame({"article_id": ["a"] * 3, "start": [18, 0, 7], "end": [30, 5, 12],
                          "surface": ["Nowhereville", "Paris", "Texas"]})  # fmt: skip
    made = places.resolve(spans, pl.DataFrame({"article_id": ["a"], "text": [text]}))
    assert made["surface"].to_list() == ["Nowhereville", "Paris", "Texas"]
    assert made["country_code"].to_list() == [None, "US", "US"]


class TestGeocoder:
    def test_follows_geopys_conventions(self):
        geocoder = Gazetteer()
        place = geocoder.geocode("Vilnius")
        assert place.raw["kind"] == "city"
        assert km(place.latitude, place.longitude, 54.69, 25.28) < 10
        assert geocoder.geocode("Xyzzyville") is None
        assert len(geocoder.geocode("Paris", exactly_one=False)) > 5

    @pytest.mark.parametrize("query", ["", "  ", ",", None])
    def test_empty_query_is_an_error(self, query):
        with pytest.raises(GeocoderQueryError):
            Gazetteer().geocode(query)

    def test_works_under_geopys_rate_limiter(self):
        limited = RateLimiter(Gazetteer().geocode, min_delay_seconds=0)
        assert limited("Kaunas").raw["country_code"] == "LT"

    def test_never_asks_a_service(self):
        with pytest.raises(GeocoderServiceError):
            NoNetwork(proxies=None, ssl_context=None).get_json("https://example.org", timeout=1, headers={})


def test_a_word_that_the_text_has_in_small_letters_too_opens_a_sentence_and_is_no_town():
    """İki is two in Turkish, and a town in Japan."""
    frame = pl.DataFrame({"article_id": ["a"], "text": ["Gemide iki kaptan vardı. İki limanda beklediler."]})
    assert places.find(frame).is_empty()
    frame = pl.DataFrame({"article_id": ["a"], "text": ["A nice day. Nice beat Lyon in Nice, in the south of France."]})
    assert "Nice" in places.find(frame)["surface"].to_list()


def find_in(text, **more):
    """Surface, usual name, kind and country of each mention, by language."""
    return [(surface, name, kind) for surface, kind, name, _ in found(text, **more)]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Ministras sakė, kad posėdis įvyks Panevėžyje, o ne Alytuje.", {"Panevėžyje": "Panevėžys",
                                                                         "Alytuje": "Alytus"}),
        ("Iš Vilniaus į Kauną ir Klaipėdą jau kursuoja traukiniai.", {"Vilniaus": "Vilnius", "Kauną": "Kaunas",
                                                                      "Klaipėdą": "Klaipėda"}),
        ("Delegacija, kuri atvyko iš Lenkijos ir Vokietijos, buvo priimta Londone.",
         {"Lenkijos": "Poland", "Vokietijos": "Germany", "Londone": "London"}),
        ("Laivai plaukė Juodąja jūra, bet Baltijos jūroje jų nebuvo.", {"Juodąja jūra": "Black Sea",
                                                                        "Baltijos jūroje": "Baltic Sea"}),
        ("Jis sakė, kad Artimuosiuose Rytuose ir Jungtinėse Valstijose jau tylu.",
         {"Artimuosiuose Rytuose": "Middle East", "Jungtinėse Valstijose": "United States"}),
        ("Šiauliuose ir Druskininkuose dėl vėjo dingo elektra.", {"Šiauliuose": "Šiauliai",
                                                                  "Druskininkuose": "Druskininkai"}),
        ("Nors ukrainiečių ir turkų buvo daug, estiškas maistas baigėsi.", {"ukrainiečių": "Ukraine", "turkų": "Turkey",
                                                                            "estiškas": "Estonia"}),
    ],
)  # fmt: skip
def test_lithuanian_names_in_their_cases(text, surfaces):
    assert {surface: name for surface, name, _ in find_in(text)} == surfaces


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Bakan dün Almanya'dan İngiltere'ye, oradan da Yunanistan’a geçti.",
         {"Almanya": "Germany", "İngiltere": "United Kingdom", "Yunanistan": "Greece"}),
        ("Gemi Ege Denizi'nden çıktı, sonra Karadenizde bir gün bekledi.", {"Ege Denizi": "Aegean Sea",
                                                                         "Karadenizde": "Black Sea"}),
        ("Salonda birkaç İzmirli vardı; üç Ukraynalı ve bir Alman da geldi.",
         {"İzmirli": "İzmir", "Ukraynalı": "Ukraine", "Alman": "Germany"}),
        ("Toplantıya Vanlılar ve Litvanyalıların bir kısmı için yer yoktu.", {"Vanlılar": "Van",
                                                                           "Litvanyalıların": "Lithuania"}),
        ("Orta Doğu ile Balkanlar için yeni bir plan daha var, dedi.", {"Orta Doğu": "Middle East",
                                                                        "Balkanlar": "Balkans"}),
    ],
)  # fmt: skip
def test_turkish_names_and_peoples(text, surfaces):
    assert {surface: name for surface, name, _ in find_in(text)} == surfaces


@pytest.mark.parametrize(
    "text",
    [
        "Sıra bize geldi ve masa için yeni bir örtü alındı. Karşı çıkan olmadı. Hangi gün olduğu daha belli değil.",
        "Po pietų lijo, bet vieno vaiko dar laukė. Iki vakaro abu grįžo. Kino salė jau buvo tuščia, o anglių neliko.",
    ],
)
def test_ordinary_words_of_other_languages_are_no_towns(text):
    assert found(text) == []


def test_names_of_one_language_stay_in_it():
    """Almanya and Hırvatistan are no words of English, and ukrainiečių is none of its places."""
    text = "The letter said Almanya and Hırvatistan, and in the margin was a note on ukrainiečių and Kaune."
    assert {kind for _, kind, *_ in found(text)} <= {"unlisted"}


def test_english_texts_with_lithuanian_and_turkish_names_are_english():
    text = "The mayors of Šiauliai and Beyoğlu met in Klaipėda, said Uğur Işıklı and Jurgita Žvėrytė, who was there."
    assert {row[0] for row in found(text)} >= {"Šiauliai", "Klaipėda"}
    assert places.language_of(text) == ""


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("The Kremlin said no. Ships from Turkey crossed the Baltic.", ["Kremlin", "Turkey", "Baltic"]),
        ("A Polish envoy came. The Ukrainian delegation left.", ["Polish", "Ukrainian"]),
        ("The Netherlands agreed in The Hague.", ["Netherlands", "The Hague"]),
        ("They fled from Darfur, Transylvania and Dagestan.", ["Darfur", "Transylvania", "Dagestan"]),
    ],
)
def test_an_article_before_a_name_is_no_part_of_it_and_no_first_name(text, surfaces):
    assert [row[0] for row in found(text)] == surfaces


def test_a_case_keeps_its_offsets_and_resolves_like_its_base():
    text = "Ministerija Vilniuje jau pranešė, kad padėtį stebi."
    frame = pl.DataFrame({"article_id": ["a"], "text": [text]})
    spans = pl.DataFrame({"article_id": ["a"], "start": [12], "end": [20], "surface": ["Vilniuje"]})
    assert places.find(frame)["start"].to_list() == [12]
    assert places.resolve(spans, frame)["place_id"].to_list() == places.geocode(["Vilnius"])["place_id"].to_list()


def test_geocode_knows_the_names_of_all_languages():
    made = places.geocode(["Litvanya", "Vokietija", "Pekin", "Varšuva"])
    assert made["country_code"].to_list() == ["LT", "DE", "CN", "PL"]


@pytest.mark.parametrize("name", ["Denton", "Madison"])
def test_a_name_has_one_sense_in_a_text(name):
    """What other sentences say of a name makes it a person, or a town, where a sentence alone misleads."""
    heard = f"They heard from {name} on Monday."
    assert [row[0] for row in found(heard)] == [name]
    person = f"Mr. {name} was late. Sheriff {name} said no. “I was there,” {name} said. Mrs. {name} laughed."
    assert found(f"{person} {heard}") == []


def test_a_town_is_found_where_a_sentence_alone_does_not_show_it():
    town = "They live in Madison. The fire in Madison began at noon. She was born in Madison, Texas."
    assert [row[0] for row in found(f"{town} Madison has a plan.")].count("Madison") == 4


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [("European", "demonym", None), ("Africa", "continent", None), ("Oklahoma", "admin1", "US"),
     ("Western Europe", "region", None), ("Europe", "continent", None)],
)  # fmt: skip
@pytest.mark.parametrize("text", ["{} was in the news.", "They spoke of {} at length.", "Talks on {}, they said."])
def test_wide_names_alone_in_a_text_are_not_a_mine_or_a_small_town(name, kind, country, text):
    text = text.format(name)
    frame = pl.DataFrame({"article_id": ["a"], "text": [text]})
    start = text.index(name)
    given = pl.DataFrame({"article_id": ["a"], "start": [start], "end": [start + len(name)], "surface": [name]})
    assert places.resolve(given, frame).select("kind", "country_code").rows() == [(kind, country)]
    assert places.geocode([name]).select("kind", "country_code").rows() == [(kind, country)]


def test_initials_are_no_garden():
    assert found("M.S. Halvorsen was late. The M.S. Halvorsen sailed. She holds an M.S. in law.") == []
    row = places.geocode(["M.S."]).row(0, named=True)
    assert row["kind"] != "landmark"
    assert row["country_code"] != "MY"
