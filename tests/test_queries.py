"""Saved queries: what a file says is what is asked, and what it does not say well is pointed at."""

from pathlib import Path

import pytest

from dateline import saved
from dateline.errors import QueryError
from dateline.queries import said
from dateline.search import read_back

OWN = Path(__file__).parents[1] / "data" / "queries.toml"


def write(folder, text):
    path = folder / "queries.toml"
    path.write_text(text, "utf8")
    return path


def test_the_tracked_queries_are_asked_as_they_say(sample):
    queries = saved(OWN)
    assert list(queries) == ["turkiye", "ukraine", "lithuania"]
    for query in queries.values():
        assert query.label
        assert query.note
        assert sample.search(query).height > 20
    turkiye = sample.search(queries["turkiye"])
    assert "Texas" in " ".join(sample.receipts(sample.search("Turkey")).filter(surface="Turkey")["sentence"])
    assert not any("Turkey, Texas" in sentence for sentence in sample.receipts(turkiye)["sentence"])
    people = sample.search("place:country=LT", demonyms=True)
    assert sample.search(queries["lithuania"]).equals(people)
    assert sample.search("place:country=LT").height < people.height
    assert sample.count(queries["lithuania"])["mentions"].sum() == people.height


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ('find = ["Turkey"]', '"Turkey"'),
        ('find = ["peace talks", "Türkiye"]', '("peace talks" OR "Türkiye")'),
        ('find = ["govern*", "(a AND b)"]', "(govern* OR (a AND b))"),
        ('find = ["a"]\nexcept = ["a b", "c a"]', '"a" EXCEPT ("a b" OR "c a")'),
        ('find = ["a", "b"]\nwithout = ["c OR d"]', '(("a" OR "b")) NOT "c OR d"'),
        ('find = ["ceasefire NEAR/5 talks"]\nexcept = ["x"]\nwithout = ["y"]', None),
    ],
)
def test_variants_exceptions_and_exclusions_make_one_query(tmp_path, table, text):
    query = saved(write(tmp_path, f"[q]\n{table}\n"))["q"]
    assert text in (None, query.text)
    assert query.said == said(query.text) == read_back(query.text)
    assert (query.name, query.label, query.demonyms, query.note) == ("q", "q", False, "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[q]\n", "find ="),
        ("q = 1\n", "find ="),
        ("[q]\nfind = []\n", "find ="),
        ('[q]\nfind = ["a"]\nexclude = ["b"]\n', "no use for exclude"),
        ('[q]\nfind = "a"\n', "list of texts"),
        ("[q]\nfind = [1]\n", "list of texts"),
        ('[q]\nfind = ["a"]\ndemonyms = "yes"\n', "bool"),
        ('[q]\nfind = ["(a"]\n', "not closed"),
        ('[q]\nfind = ["a"]\nexcept = ["f*"]\n', "wildcard"),
        ("[q\n", "not TOML"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path, text, why):
    path = write(tmp_path, text)
    with pytest.raises(QueryError, match=why) as error:
        saved(path)
    assert str(path) in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(QueryError, match="cannot be read"):
        saved(tmp_path / "none.toml")
