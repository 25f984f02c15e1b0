"""The gazetteer: names of places, and what each may mean."""

import re
from functools import cache
from pathlib import Path

import polars as pl

from dateline.words import fold

FOLDER = Path(__file__).parent
PRIMARY, ALTERNATE, ABBREVIATION, DEMONYM = range(4)
"""Ranks of a name: how it stands to its place."""
PLACES = pl.Schema({
    "place_id": pl.Int64, "name": pl.String, "kind": pl.String, "country_code": pl.String, "admin1": pl.String,
    "lat": pl.Float64, "lon": pl.Float64, "population": pl.Int64,
    "capital": pl.Boolean,
})  # fmt: skip
"""One row a place: GeoNames id (null for those of our tables), usual name, kind, ISO country, unit, point, people, and
whether it is a country's capital."""
NAMES = pl.Schema({
    "key": pl.String, "place": pl.UInt32, "rank": pl.UInt8,
    "word": pl.Boolean, "given": pl.Boolean, "surname": pl.Boolean,
    "language": pl.String,
})  # fmt: skip
"""One row a name of a place: folded name, the place's row, rank (0 primary, 1 alternate, 2 abbreviation, 3 demonym),
whether the name is also a common English word, a given name or a surname, and the one language whose texts call the
place so (null: any)."""

_WORD = re.compile(r"\w+")


def key(name: str) -> str:
    """How names are compared: folded words with one space between.

    >>> key("Port-au-Prince"), key("İstanbul"), key("St. John’s")
    ('port au prince', 'istanbul', 'st john s')
    """
    return " ".join(_WORD.findall(fold(name)))


@cache
def places() -> pl.DataFrame:
    """Every place: the columns of PLACES, and `row`, by which names point here."""
    return pl.read_parquet(FOLDER / "places.parquet").with_row_index("row")


@cache
def names() -> pl.DataFrame:
    """Every name: the columns of NAMES."""
    return pl.read_parquet(FOLDER / "names.parquet")


def candidates(keys: pl.Series, language: str | None = None) -> pl.DataFrame:
    """All places that bear one of these keys: key, rank and flags, then the place's columns.

    `language` leaves out the names that only other languages use; without it all names count.

    >>> candidates(pl.Series(["vilnius"])).filter(pl.col("kind") == "city")["country_code"].to_list()
    ['LT']
    >>> candidates(pl.Series(["litvanya"]), "tr")["name"].to_list(), candidates(pl.Series(["litvanya"]), "").height
    (['Lithuania'], 0)
    """
    asked = pl.DataFrame({"key": keys.unique().cast(pl.String)})
    found = names().join(asked, on="key", how="semi", maintain_order="left")
    if language is not None:
        found = found.filter(pl.col("language").is_null() | (pl.col("language") == language))
    found = found.unique(["key", "place"], keep="first", maintain_order=True)
    return found.join(places(), left_on="place", right_on="row", how="left", maintain_order="left")
