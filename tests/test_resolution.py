"""Which place a name means: hints, their spread, names that help one another, and names left unresolved."""

import polars as pl
import pytest

from dateline import places
from dateline.places.beside import Named, asked
from dateline.places.evidence import resolve_all
from dateline.places.names import Asked
from dateline.places.resolver import Meaning, Resolved
from dateline.places.variants import variants


def placed(text, *names, home=None):
    """The rows of these names in a text, by name; the first place each stands."""
    spans = pl.DataFrame([("a", text.index(name), text.index(name) + len(name), name) for name in names],
                         schema=["article_id", "start", "end", "surface"], orient="row")  # fmt: skip
    article = pl.DataFrame({"article_id": ["a"], "text": [text], "outlet_home": [home]},
                           schema_overrides={"outlet_home": pl.String})  # fmt: skip
    return {row["surface"]: row for row in places.resolve(spans, article).iter_rows(named=True)}


def spot(row):
    return row["country_code"], round(row["lat"]), round(row["lon"])


PARIS_TEXAS = ("US", 34, -96)


@pytest.mark.parametrize(
    "text",
    [
        "A barn burned in Paris, Texas, on Monday.", "A barn burned in Paris (Texas) on Monday.",
        "A barn burned in Paris in Texas on Monday.", "A barn burned in Texas' Paris on Monday.",
        "Barns burned in Paris and Dallas, Texas, on Monday.", "The Paris area of Texas was dry.",
        "Clinics in Paris, Sherman and Tyler in Texas shut.", "Paris, a small town in Texas, was dry.",
    ],
)  # fmt: skip
def test_a_hint_of_any_shape_decides(text):
    row = placed(text, "Paris", "Texas")["Paris"]
    assert spot(row) == PARIS_TEXAS
    assert "Texas" in row["reason"]


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("A scooter was hit in Kingston, south of Brisbane, on Friday.", "Kingston", "AU"),
        ("He lived in Edmonton, a suburb of London.", "Edmonton", "GB"),
        ("Rain fell on the Canadian city of London.", "London", "CA"),
        ("The Australian state of Victoria voted.", "Victoria", "AU"),
        ("Police in Batumi, Georgia, made an arrest.", "Georgia", "GE"),
        ("Police in Savannah, Georgia, made an arrest.", "Georgia", "US"),
    ],
)
def test_what_stands_beside_a_name_tells_which(text, name, country):
    assert spot(placed(text, name)[name])[0] == country


def test_a_hint_spreads_to_the_same_name_elsewhere():
    text = "It began in Paris. Nobody slept. By noon all of Paris, Texas, was awake, and Paris stayed so."
    spans = pl.DataFrame([("a", at, at + 5, "Paris") for at in (12, 49, 77)],
                         schema=["article_id", "start", "end", "surface"], orient="row")  # fmt: skip
    made = places.resolve(spans, pl.DataFrame({"article_id": ["a"], "text": [text]}))
    assert [spot(row) for row in made.iter_rows(named=True)] == [PARIS_TEXAS] * 3


def test_each_name_keeps_its_own_hint():
    text = "She flew from Paris, Texas, to Paris, France."
    spans = pl.DataFrame([("a", at, at + 5, "Paris") for at in (14, 31)],
                         schema=["article_id", "start", "end", "surface"], orient="row")  # fmt: skip
    made = places.resolve(spans, pl.DataFrame({"article_id": ["a"], "text": [text]}))
    assert made["country_code"].to_list() == ["US", "FR"]


def test_sure_names_help_the_unsure():
    """No state is named; Dothan and Enterprise are near one Ozark, and so is one Troy."""
    rows = placed("Crews from Dothan, Ozark and Enterprise met. Troy sent a truck.", "Dothan", "Ozark", "Troy")
    assert [spot(row)[0] for row in rows.values()] == ["US"] * 3
    assert spot(rows["Ozark"]) == ("US", 31, -86)
    assert spot(rows["Troy"]) == ("US", 32, -86)
    assert "of the article" in rows["Ozark"]["reason"]


def test_a_county_tells_where_the_town_is():
    text = "Deputies of Henderson County were called to Athens. The fire reached Malakoff, and Tyler sent help."
    assert spot(placed(text, "Henderson County", "Athens", "Malakoff", "Tyler")["Athens"]) == ("US", 32, -96)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("New York Gov. Ann Vasey spoke.", "admin1"), ("Crowds filled New York on Monday.", "city"),
     ("The city of New York sued.", "city"), ("It spread in Ohio, New York and Iowa.", "admin1")],
)  # fmt: skip
def test_the_words_beside_a_name_tell_the_state_from_the_city(text, kind):
    assert placed(text, "New York")["New York"]["place_kind"] == kind


def test_countries_in_a_row_do_not_hold_one_another():
    rows = placed("Envoys of Georgia, Russia, Armenia and Turkey met.", "Georgia", "Russia", "Armenia", "Turkey")
    assert [row["country_code"] for row in rows.values()] == ["GE", "RU", "AM", "TR"]


def test_a_town_unknown_to_its_state_is_not_put_elsewhere():
    row = placed("She was born in Ozark, Hawaii, in 1950.", "Ozark", "Hawaii")["Ozark"]
    assert row["lat"] is None
    assert row["reason"] == "no place of that name in Hawaii is known"


def test_a_name_that_nothing_tells_apart_is_not_guessed():
    row = placed("A dog was lost in Clinton.", "Clinton")["Clinton"]
    assert (row["lat"], row["kind"]) == (None, "unresolved")
    assert "nothing tells them apart" in row["reason"]


def test_a_world_city_is_not_drawn_to_a_namesake_in_the_outlets_country():
    row = placed("Talks went on in Vienna on Monday.", "Vienna", home="Amarillo, Texas")["Vienna"]
    assert row["country_code"] == "AT"


def test_one_bad_name_never_harms_another():
    text = "Crews from Dothan, Ozark and Enterprise met."
    alone = placed(text, "Dothan", "Ozark")
    more = placed(f"{text} Qqzzyx Zzyxq watched, and Xyzzyville slept.", "Dothan", "Ozark", "Xyzzyville")
    assert more.pop("Xyzzyville")["kind"] == "unlisted"
    assert {name: spot(row) for name, row in more.items()} == {name: spot(row) for name, row in alone.items()}


def test_the_order_of_names_does_not_matter():
    known = {"a": [town("A", 10.0, "X1"), town("A", 50.0, "X2")], "b": [town("B", 10.2, "X1"), town("B", 70.0, "X3")],
             "c": [town("C", 10.4, "X1")]}  # fmt: skip
    names = [Asked("a"), Asked("b"), Asked("c")]
    there = resolve_all(names, None, known)
    assert resolve_all(names[::-1], None, known)[::-1] == there
    assert [one.meaning.lat for one in there] == [10.0, 10.2, 10.4]


def test_no_names_and_unknown_names_are_answered():
    assert resolve_all([], None, {}) == []
    assert resolve_all([Asked("x")], None, {}) == [Resolved(None, 0.0, 0.0, "not in the gazetteer")]


def town(name, lat, unit):
    return Meaning(None, name, "city", unit[:1], unit, lat, 20.0, 9_000, False, 0)


def test_names_with_nothing_beside_them_have_no_hints():
    assert asked("Paris slept. Texas woke.", [Named(0, 5, "paris"), Named(13, 18, "texas")], {})[0] == Asked("paris")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("St. Landry Parish", "saint landry"), ("Mt Vernon", "mount vernon"), ("Ft. Wayne", "fort wayne"),
     ("Dale Co.", "dale county"), ("Kano State", "kano"), ("northern Ghana", "ghana"), ("City of Troy", "troy")],
)  # fmt: skip
def test_other_spellings_are_looked_up(written, meant):
    found = [other for other, _ in variants(places.key(written))]
    assert any(other.startswith(meant) for other in found), found


def test_other_spellings_never_replace_a_name_of_the_gazetteer():
    assert places.geocode(["South Africa", "Mount Vernon", "New York"])["kind"][0] == "country"
