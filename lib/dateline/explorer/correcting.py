"""Correcting a sentence where it is read: what may be decided about it, and the decision."""

from typing import Any

import polars as pl

from dateline import places, search
from dateline.corpus import Corpus
from dateline.errors import DatelineError
from dateline.explorer.asked import Asked, plain

WHAT = {"about": "not about this", "not": "not this place", "other": "another place"}
"""Decisions by the names the view has for them."""
MOST = 12
"""Candidates that are listed."""


def offered(asked: Asked, *, place: bool) -> list[list[str]]:
    """What may be decided about a sentence: of a place, or of a hit of a query, which may be one for places."""
    of_places = place or any(isinstance(leaf, search.Place) for leaf in search.terms(search.parse(asked.query.text)))
    names = [*([] if place else ["about"]), *(["not", "other"] if of_places else [])]
    return [[name, WHAT[name]] for name in names]


def read(receipts: pl.DataFrame, row: object) -> dict[str, Any]:
    """The receipt that the view calls `row`, by where its words stand. Raises `DatelineError` when it is not shown."""
    found = receipts.filter(pl.col("row") == str(row))
    if not found.height:
        raise DatelineError("that sentence is not among those shown any more; open the sentences again")
    return found.row(0, named=True)


def candidates(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Places that the words of a sentence may mean, the likeliest first: rows of `places.candidates`."""
    return places.candidates(row["surface"]).head(MOST).to_dicts()


def said(candidate: dict[str, Any]) -> str:
    """A place so that it can be told from others of its name.

    >>> said({"name": "Paris", "kind": "city", "admin1": "Texas", "country": "United States", "population": 24171})
    'Paris, Texas, United States: city, 24,171 people'
    """
    where = ", ".join(dict.fromkeys(filter(None, (candidate["name"], candidate["admin1"], candidate["country"]))))
    people = f", {candidate['population']:,} people" if candidate["population"] else ""
    return f"{where}: {candidate['kind']}{people}"


def decide(corpus: Corpus, asked: Asked, receipts: pl.DataFrame, wanted: dict[str, Any]) -> dict[str, Any]:
    """Enter a decision on a row of receipts; give it.

    Raises `DatelineError` as `corpus.decisions` does, and when the sentence was read as one of another query.
    """
    if wanted.get("of") != asked.query.name:
        raise DatelineError("nothing was noted, for another query is shown now; open the sentences again")
    row = read(receipts, wanted.get("row"))
    why, decisions = str(wanted.get("why") or ""), corpus.decisions
    if wanted.get("what") == "about":
        return decisions.not_about(row, plain(asked.query), why=why)
    if wanted.get("what") == "not":
        return decisions.not_this_place(row, why=why)
    listed, number = candidates(row), wanted.get("candidate")
    if not isinstance(number, int) or not 0 <= number < len(listed):
        raise DatelineError("choose which place is meant")
    return decisions.another_place(row, listed[number], why=why)
