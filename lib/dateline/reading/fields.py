"""What records say, a column at a time: their outlet, moment and people, and the letters of their text."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from dateline.frames import ARTICLES
from dateline.reading import dates
from dateline.reading.source import Leaf, Settings, domains

SLICE = 4096
"""Rows that are looked at one by one before the next are taken: more would have to find new memory."""
CONTROL = "[\x00-\x08\x0e-\x1f]"
_BY = re.compile(r"^(?:by|words by|written by|story by|haber:?|autorė?:|tekstas:|автор:|von|par|por)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:;|\b(?:and|ve|ir|und|et)\b|&)\s*|,\s+(?=[^\W\d_]+\s)", re.IGNORECASE)
Schema = dict[str, "pl.DataType | type[pl.DataType]"]


def who(raw: pl.DataFrame, leaves: Sequence[Leaf], settings: Settings) -> pl.DataFrame:
    """Name, home, domain, language and zone of every row's outlet, and its link if it is one."""
    address = pl.col("url").str.extract(r"(?i)^(https?://[^\s<>\"]+)$", 1)
    asked = raw.select("leaf", "outlet", address=address, site=address.str.extract(r"(?i)^(https?://[^/?#]+)", 1))
    key = ["leaf", "outlet", "site"]
    every = asked.select(key).unique(maintain_order=True)
    rows = [(*row, *_outlet(row[1], row[2], leaves[row[0]].folder, settings)) for row in every.iter_rows()]
    schema: Schema = {**every.schema, **dict.fromkeys(("name", "home", "domain", "lang", "zone"), pl.String)}
    made = pl.DataFrame(rows, schema=schema, orient="row")
    return asked.join(made, on=key, how="left", nulls_equal=True, maintain_order="left").drop(key)


def _outlet(named: str | None, site: str | None, folder: str, settings: Settings) -> tuple[str | None, ...]:
    """Name, home, domain, language and zone: from the user's word, the record, its link, or its folder."""
    host = next(domains(site), None)
    given = settings.outlet or named
    known = settings.outlets.named(given) if given else settings.outlets.of_url(site)
    name = given or host
    if known is None and name is None and folder:
        known, name = settings.outlets.named(folder), folder
    known = known or {}
    zone = known.get("timezone") or settings.timezone
    return known.get("outlet") or name, known.get("home"), known.get("domain") or host, known.get("language"), zone


def moments(raw: pl.DataFrame, zones: pl.Series) -> pl.DataFrame:
    """Each written date once: UTC time, calendar day at the outlet's home, precision, doubt, and whether only the
    order of its file's other dates told it.
    """
    slashed = raw.filter(pl.col("published").str.contains(r"^\s*\d{1,2}[/.]\d{1,2}[/.]\d{4}\b"))
    orders = {leaf[0]: dates.order_of(part["published"]) for leaf, part in slashed.group_by("leaf")}
    order = made_of(raw["leaf"].cast(pl.String), pl.String, lambda leaf: orders.get(int(leaf))) if orders else None
    asked = raw.select("published", zone=zones, order=pl.lit(None, pl.String) if order is None else order)
    every = asked.unique(maintain_order=True)
    schema: Schema = {
        **every.schema,
        "published_at": ARTICLES.schema["published"],
        "day": pl.Date,
        "date_precision": pl.String,
        "doubt": pl.String,
        "by_order": pl.Boolean,
    }
    made = pl.DataFrame([(*row, *_moment(*row)) for row in every.iter_rows()], schema=schema, orient="row")
    return asked.join(made, on=every.columns, how="left", nulls_equal=True, maintain_order="left").drop(every.columns)


def _moment(written: str | None, zone: str | None, order: str | None) -> tuple[object, ...]:
    moment = dates.parse(written, zone, order)
    home = moment.when
    if home and moment.precision == "second" and zone:
        home = home.astimezone(ZoneInfo(zone))
    alone = moment if order is None else dates.parse(written, zone)
    by_order = alone.precision != moment.precision
    return moment.when, home.date() if home else None, moment.precision, moment.doubt, by_order


def authors(byline: str | None) -> list[str]:
    """The names in a byline.

    >>> authors("By Ada Bell and Cem Dal; Eva Fox")
    ['Ada Bell', 'Cem Dal', 'Eva Fox']
    """
    names = (_BY.sub("", name.strip(" ,.")) for name in _AND.split(byline or ""))
    return [name for name in names if name]


_KINDS = bytes(
    ord("a") if chr(code).isalnum() or chr(code) == "_" else ord("!") if code < 9 or 13 < code < 32 else ord(" ")
    for code in range(256)
)
"""What a byte of ASCII is: a letter, a control character, or neither."""


def looked(texts: pl.Series) -> pl.DataFrame:
    """Words of each text, as the pattern \\w+ finds them, and whether it holds control characters.

    Texts of ASCII alone, which most of a large table are, are looked at byte by byte: that is twice as fast.
    """
    plain = texts.str.len_bytes() == texts.str.len_chars()
    words, control = [], []
    for part in texts.filter(plain).cast(pl.Binary).to_frame().iter_slices(SLICE):
        for text in part.to_series():
            kinds = b" " + text.translate(_KINDS)
            control.append(b"!" in kinds)
            words.append((kinds.replace(b"!", b" ") if control[-1] else kinds).count(b" a"))
    fast = pl.DataFrame({"words": words, "control": control}, schema={"words": pl.Int64, "control": pl.Boolean})
    form = pl.col("text")
    slow = (
        texts.filter(~plain)
        .to_frame("text")
        .select(words=form.str.count_matches(r"\w+").cast(pl.Int64), control=form.str.contains(CONTROL))
    )
    made = pl.concat([fast, slow]).with_columns(row=pl.concat([plain.arg_true(), (~plain).arg_true()]))
    joined = texts.to_frame().with_row_index("row").join(made, on="row", how="left", maintain_order="left")
    return joined.select(pl.col("words").fill_null(0), pl.col("control").fill_null(value=False))


def made_of(values: pl.Series, kind: "pl.DataType | type[pl.DataType]", make: Callable[[str], Any]) -> pl.Series:
    """What is made of every value, each distinct one once; null for null."""
    known = values.drop_nulls().unique()
    if not len(known):
        return pl.repeat(None, len(values), dtype=kind, eager=True)
    table = pl.DataFrame({"value": known, "made": pl.Series([make(value) for value in known], dtype=kind)})
    return values.to_frame("value").join(table, on="value", how="left", maintain_order="left")["made"]
