"""The gazetteer: names of places, and what each may mean."""

import hashlib
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import platformdirs
import polars as pl

from dateline.errors import DatelineError
from dateline.words import fold

FOLDER = Path(__file__).parent
"""Where the packaged gazetteer lies."""
SETTING = "DATELINE_GAZETTEER"
"""The environment variable that names another folder for an imported gazetteer, or says `packaged`."""
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
"""One row a name of a place, sorted by key: folded name, the place's row, rank (0 primary, 1 alternate, 2 abbreviation,
3 demonym), whether the name is also a common English word, a given name or a surname, and the one language whose texts
call the place so (null: any)."""

_WORD = re.compile(r"\w+")
_CODE = re.compile(r"[a-z]|[A-Z]{3}\Z")


def key(name: str) -> str:
    """How names are compared: folded words with one space between.

    >>> key("Port-au-Prince"), key("İstanbul"), key("St. John’s")
    ('port au prince', 'istanbul', 'st john s')
    """
    return " ".join(_WORD.findall(fold(name)))


def kept(name: str, rank: int, folded: str | None = None) -> bool:
    """Whether a name is worth keeping: small Latin letters are transliterations, three capitals airports' codes.

    `folded` is its key, for those who have it already.

    >>> kept("Vilnius", PRIMARY), kept("vilna", ALTERNATE), kept("VNO", ALTERNATE), kept("U.S.", ABBREVIATION)
    (True, False, False, True)
    """
    if rank in (ABBREVIATION, DEMONYM):
        return True
    return not _CODE.match(name) and 1 < len(key(name) if folded is None else folded) < 60


def home() -> Path:
    """Where an imported gazetteer lies, or would: the folder DATELINE_GAZETTEER names, else one of the user's data."""
    said = os.environ.get(SETTING, "").strip()
    if said and said != "packaged":
        return Path(said).expanduser()
    return Path(platformdirs.user_data_dir("dateline")) / "gazetteer"


def imported() -> dict[str, Any] | None:
    """What is known of the imported gazetteer (folder, fingerprint, source, places, names, date); None without one.

    Raises `DatelineError` when one was imported and is damaged: the packaged one never takes its place unsaid.
    """
    said = os.environ.get(SETTING, "").strip()
    if said == "packaged":
        return None
    pointer = home() / "current.json"
    try:
        about: dict[str, Any] = json.loads(pointer.read_text("utf8"))
        about["folder"] = pointer.parent / str(about["folder"])
        if not all((about["folder"] / f"{name}.parquet").is_file() for name in ("places", "names")):
            raise ValueError(f"{about['folder']} lacks a file")
    except FileNotFoundError as error:
        if not said:
            return None
        why = f"{SETTING} names {said}, which holds no gazetteer; import one, or unset it"
        raise DatelineError(why) from error
    except (OSError, TypeError, KeyError, ValueError) as error:
        raise _damaged(error) from error
    return about


def _damaged(error: BaseException) -> DatelineError:
    return DatelineError(
        f"the gazetteer in {home()} is damaged ({error}); `dateline gazetteer import` makes it anew, "
        f"`dateline gazetteer reset` goes back to the packaged one"
    )


@cache
def _about() -> dict[str, Any] | None:
    """The gazetteer this process uses: chosen once, so that places and names are always of one."""
    return imported()


@cache
def _tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    about = _about()
    try:
        return read(about["folder"] if about else FOLDER)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _damaged(error) from error


def read(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The places (with `row`) and names of a gazetteer's folder. Raises polars' errors when they are none."""
    tables = []
    for name, schema in (("places", PLACES), ("names", NAMES)):
        with (folder / f"{name}.parquet").open("rb") as file:
            tables.append(pl.read_parquet(file).match_to_schema(schema))
    return tables[0].with_row_index("row"), tables[1]


def forget() -> None:
    """Let this process choose its gazetteer anew, after an import or a reset."""
    for cached in (_about, _tables, fingerprint):
        cached.cache_clear()


@cache
def fingerprint() -> str:
    """What tells the gazetteer in use from any other: what was computed with another one is computed anew."""
    about = _about()
    if about:
        return str(about["fingerprint"])
    digest = hashlib.sha256()
    for name in ("places", "names"):
        digest.update((FOLDER / f"{name}.parquet").read_bytes())
    return digest.hexdigest()[:24]


def places() -> pl.DataFrame:
    """Every place: the columns of PLACES, and `row`, by which names point here."""
    return _tables()[0]


def names() -> pl.DataFrame:
    """Every name: the columns of NAMES."""
    return _tables()[1]


def candidates(keys: pl.Series, language: str | None = None) -> pl.DataFrame:
    """All places that bear one of these keys: key, rank and flags, then the place's columns.

    `language` leaves out the names that only other languages use; without it all names count.

    >>> candidates(pl.Series(["vilnius"])).filter(pl.col("kind") == "city")["country_code"].to_list()
    ['LT']
    >>> candidates(pl.Series(["litvanya"]), "tr")["name"].to_list(), candidates(pl.Series(["litvanya"]), "").height
    (['Lithuania'], 0)
    """
    asked, listed = keys.cast(pl.String).drop_nulls().unique().sort(), names()["key"]
    ends = {side: listed.search_sorted(asked, side) for side in ("left", "right")}
    rows = pl.select(pl.int_ranges(ends["left"], ends["right"]).explode()).to_series().drop_nulls()
    found = names()[rows]
    if language is not None:
        found = found.filter(pl.col("language").is_null() | (pl.col("language") == language))
    found = found.unique(["key", "place"], keep="first", maintain_order=True)
    return pl.concat([found, places()[found["place"]].drop("row")], how="horizontal")
