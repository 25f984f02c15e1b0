"""The place: terms of a query ▶ mentions of those places."""

import polars as pl

from dateline import places
from dateline.errors import QueryError
from dateline.search.language import Place


def of_place(place: Place, mentions: pl.LazyFrame, *, demonyms: bool = False) -> pl.DataFrame:
    """The mentions (frames.MENTIONS) of a place, datelines left out: article_id, field, start, end.

    A name means the place that the gazetteer puts first for it ("Paris, Texas" says which); a country, everything
    whose country it is. With `demonyms` words for the people count as well. Raises `QueryError` for a name, code or
    number that the gazetteer does not have.
    """
    said = mentions.filter(pl.col("role") != "dateline")
    if not demonyms:
        said = said.filter(pl.col("kind") != "demonym")
    if place.by == "country":
        if len(place.text) != 2 or not place.text.isalpha():
            raise QueryError(f"place:country={place.text}: a country is two letters, as in place:country=LT")
        said = said.filter(pl.col("country_code") == place.text)
    elif place.by == "id":
        if not place.text.isdecimal():
            raise QueryError(f"place:id={place.text}: an id is GeoNames' number, as in place:id=745044")
        said = said.filter(pl.col("place_id") == int(place.text))
    else:
        known = places.meanings(place.text)
        if not known:
            raise QueryError(f"place:{place.text}: no place of that name is known; search for the word instead")
        best = known[0]
        same = pl.col("place_id") == best.place_id if best.place_id is not None else pl.col("name") == best.name
        said = said.filter(same)
    return said.select("article_id", "field", "start", "end").collect()
