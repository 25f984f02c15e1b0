"""spaCy in our tagger's place, by a stand-in: which of its names are places, where they begin and end, what is said."""

import re
import sys
from types import SimpleNamespace

import polars as pl
import pytest

from dateline import places
from dateline.errors import DatelineError
from dateline.places import spacy_tagger

NAMES = {
    "the Netherlands": "GPE", "The Hague": "GPE", "Turkey's": "GPE", "U.S.": "GPE", "Paris": "GPE", "Texas": "GPE",
    "Zzyzx Flats": "LOC", "Lithuanian": "NORP", "Republicans": "NORP", "Brooklyn Bridge Annex": "FAC",
    "Halyard": "ORG", "Monday": "DATE", "…": "GPE",
}  # fmt: skip


class Pipeline:
    """What we use of spaCy: `pipe` gives documents with entities, and a text may not be longer than `max_length`."""

    max_length = 300

    def pipe(self, texts):
        for text in texts:
            assert len(text) <= self.max_length
            names = re.finditer("|".join(map(re.escape, NAMES)), text)
            yield SimpleNamespace(
                ents=[
                    SimpleNamespace(start_char=name.start(), end_char=name.end(), label_=NAMES[name[0]])
                    for name in names
                ]
            )


@pytest.fixture
def spacy(monkeypatch):
    """A spaCy that has one pipeline; the names of those asked for."""
    asked = []

    def load(name, exclude=()):
        asked.append(name)
        if name != "xx_made_up":
            raise OSError(f"[E050] Can't find model '{name}'.")
        assert "ner" not in exclude
        return Pipeline()

    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=load))
    spacy_tagger._pipeline.cache_clear()
    yield asked
    spacy_tagger._pipeline.cache_clear()


def found(text, **more):
    table = pl.DataFrame({"article_id": ["a"], "text": [text], **{name: [value] for name, value in more.items()}})
    made = places.find(table, tagger="spacy:xx_made_up")
    for field, start, end, surface in made.select("field", "start", "end", "surface").iter_rows():
        assert (more.get("title") if field == "title" else text)[start:end] == surface
    return made.select("surface", "kind", "country_code").rows()


def test_its_places_are_ours_with_our_beginnings_and_ends(spacy):
    text = "Halyard, Monday.\nTurkey's envoy left the Netherlands\nfor The Hague. … The U.S. said so in Zzyzx Flats."
    assert found(text) == [
        ("Turkey", "country", "TR"), ("Netherlands", "country", "NL"), ("The Hague", "city", "NL"),
        ("U.S.", "country", "US"), ("Zzyzx Flats", "unlisted", None),
    ]  # fmt: skip


def test_peoples_and_buildings_are_places_where_the_gazetteer_has_them(spacy):
    text = "Lithuanian guests and Republicans met on Brooklyn Bridge Annex."
    assert found(text) == [("Lithuanian", "demonym", "LT")]


def test_titles_are_read_and_what_stands_beside_a_name_still_decides(spacy):
    assert found("They met in Paris, Texas.", title="Paris talks") == [
        ("Paris", "city", "US"), ("Paris", "city", "US"), ("Texas", "admin1", "US"),
    ]  # fmt: skip


def test_a_line_too_long_for_it_is_read_as_far_as_it_goes(spacy):
    text = "x " * 200 + "Paris\nThey met in Texas."
    assert [row[0] for row in found(text)] == ["Texas"]


def test_a_pipeline_is_loaded_once(spacy):
    found("Paris")
    found("Texas")
    assert spacy == ["xx_made_up"]


def test_a_pipeline_that_is_not_there_is_told(spacy):
    with pytest.raises(DatelineError, match="python -m spacy download en_core_web_sm"):
        spacy_tagger.load("spacy:en_core_web_sm")


def test_a_missing_spacy_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)
    spacy_tagger._pipeline.cache_clear()
    with pytest.raises(DatelineError, match="spaCy is not installed"):
        places.find(pl.DataFrame({"article_id": ["a"], "text": ["Paris"]}), tagger="spacy:en_core_web_sm")


@pytest.mark.parametrize("said", ["spacy:", "spacy", "flair:ner", "en_core_web_sm"])
def test_a_tagger_that_is_none_is_told(said):
    with pytest.raises(DatelineError, match="like 'spacy:en_core_web_sm'"):
        spacy_tagger.load(said)
