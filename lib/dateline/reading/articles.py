"""Raw records of one file ▶ article rows and rejects, in the columns of frames.ARTICLES."""

import hashlib
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from dateline.errors import ReadError
from dateline.frames import ARTICLES, REJECTS
from dateline.reading import columns, encodings, fields, languages
from dateline.reading.source import Leaf, Records, Settings

SHORTEST = 5
"""Words a text must have: below it stand stray numbers ("-1") and page buttons ("View Comments")."""
_APART = "\x1f"

_CUT = (
    r"(?i)(?:\[\+\d+ (?:chars|characters)\]|\[(?:…|\.\.\.)\]|full text is unavailable.{0,200}"
    r"|(?:continue|keep) reading(?:\s*(?:…|\.\.\.))?|subscribe to (?:read|continue).{0,60})\s*$"
)


class Built(NamedTuple):
    """What came of one leaf: article rows, reject rows, and which of its columns became which field."""

    articles: pl.DataFrame
    rejects: pl.DataFrame
    columns: dict[str, str]


def build(batch: Sequence[tuple[Leaf, Records]], settings: Settings) -> list[Built]:
    """The articles and rejects of several leaves at once: thousands of small files cost little more than one."""
    rejects: list[list[tuple[int, int | None, str, str]]] = []
    matched: list[dict[str, str]] = []
    kept: list[Records] = []
    for _, records in batch:
        found = columns.match(records.names, settings.columns)
        aside = list(records.rejects)
        if records.height and not any(name in found for name in columns.REQUIRED):
            names = ", ".join(records.names[:12]).encode(errors="replace").decode()
            what = columns.what(records.names)
            said = f"{what}; the columns are: {names}" if what else f"the columns are: {names}"
            aside += [(number, None, "no known column", said) for number in records.places]
            records, found = Records(), {}  # noqa: PLW2901  nothing of it is kept
        rejects.append(aside)
        matched.append(found)
        kept.append(records)
    raw = _mended(_raw(kept, matched))
    raw = raw.with_columns(why=_unfit(raw))
    for leaf, number, why, text in raw.drop_nulls("why").select("leaf", "record", "why", "text").rows():
        said = f"the text is {text[:40]!r}" if text else "title and text are empty"
        rejects[leaf].append((number, None, why, said))
    rows = _articles(raw.filter(pl.col("why").is_null()), [leaf for leaf, _ in batch], settings, kept)
    counts = dict(rows.group_by("leaf").len().iter_rows())
    whole = rows.select(*ARTICLES.columns)
    set_aside = [
        (leaf.name, *reject)
        for (leaf, _), some in zip(batch, rejects, strict=True)
        for reject in sorted(some, key=itemgetter(0))
    ]
    refused = pl.DataFrame(set_aside, schema=REJECTS.schema, orient="row")
    built, start, first = [], 0, 0
    for number in range(len(batch)):
        kept_here, lost_here = counts.get(number, 0), len(rejects[number])
        built.append(Built(whole.slice(start, kept_here), refused.slice(first, lost_here), matched[number]))
        start, first = start + kept_here, first + lost_here
    return built


def _raw(kept: Sequence[Records], matched: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """The fields we know, as the files have them, leaf by leaf; white space alone is null."""
    parts = [_listed([], [])]
    few: list[int] = []
    for leaf, records in enumerate(kept):
        if records.table is None:
            few.append(leaf)
            continue
        parts += [_listed([(n, kept[n]) for n in few], [matched[n] for n in few]), _taken(leaf, records, matched[leaf])]
        few = []
    parts.append(_listed([(n, kept[n]) for n in few], [matched[n] for n in few]))
    clean = pl.col(pl.String).str.strip_chars()
    return pl.concat(parts).with_columns(pl.when(clean != "").then(clean).otherwise(None).name.keep())


_RAW: dict[str, type[pl.DataType]] = {
    "leaf": pl.Int64,
    "record": pl.Int64,
    **dict.fromkeys(columns.SYNONYMS, pl.String),
}


def _listed(kept: Sequence[tuple[int, Records]], matched: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """Records that were added one by one, of many leaves."""
    data: dict[str, list[str | None]] = {name: [] for name in columns.SYNONYMS}
    for (_, records), found in zip(kept, matched, strict=True):
        empty: list[str | None] = [None] * len(records.numbers)
        for name, values in data.items():
            values.extend(records.columns.get(found.get(name, ""), empty))
    leaves = [leaf for leaf, records in kept for _ in records.numbers]
    numbers = [number for _, records in kept for number in records.numbers]
    return pl.DataFrame({"leaf": leaves, "record": numbers, **data}, schema=_RAW)


def _taken(leaf: int, records: Records, found: Mapping[str, str]) -> pl.DataFrame:
    """A table that was read at once."""
    table = records.table if records.table is not None else pl.DataFrame()
    taken = [pl.col(found[name]).alias(name) if name in found else pl.lit(None, pl.String).alias(name)
             for name in columns.SYNONYMS]  # fmt: skip
    number = pl.int_range(records.before + 1, records.before + table.height + 1, dtype=pl.Int64, eager=True)
    return table.select(pl.lit(leaf, pl.Int64).alias("leaf"), number.alias("record"), *taken)


def _mended(raw: pl.DataFrame) -> pl.DataFrame:
    """The rows with letters put right read in a wrong encoding before they reached us; `mended` counts them."""
    counts = pl.repeat(0, raw.height, dtype=pl.Int64, eager=True)
    said = pl.col("title", "text")
    foreign = said.str.len_bytes() > said.str.len_chars()
    twice = pl.when(foreign).then(said).otherwise(None).str.contains(encodings.TWICE)
    lost = said.str.contains('"?', literal=True)
    rows = raw.select(pl.any_horizontal(twice.fill_null(value=False), lost.fill_null(value=False))).to_series()
    rows = rows.arg_true()
    if not len(rows):
        return raw.with_columns(mended=counts)
    made = [
        encodings.mended(f"{title or ''}\x1f{text or ''}")
        for title, text in raw.select("title", "text").gather(rows).iter_rows()
    ]
    for place, name in enumerate(("title", "text")):
        parts = [whole.split("\x1f", 1)[place] or None for whole, _ in made]
        raw = raw.with_columns(raw[name].scatter(rows, pl.Series(parts, dtype=pl.String)))
    return raw.with_columns(mended=counts.scatter(rows, pl.Series([letters for _, letters in made])))


def _unfit(raw: pl.DataFrame) -> pl.Series:
    """Why a record is no article, or null: it has no words at all, or a text of fewer than five."""
    none = pl.col("text").is_null() & pl.col("title").is_null()
    brief = raw.with_row_index("row").filter(pl.col("text").str.len_bytes() < 400)
    words = pl.col("text").str.count_matches(r"\pL[\pL\pM’'-]*")
    unspaced = pl.col("text").str.contains(r"[\u3040-\u9fff\u0e00-\u0e7f]{8}")
    short = brief.filter((words < SHORTEST) & ~unspaced)["row"]
    why = raw.select(pl.when(none).then(pl.lit("no text")).otherwise(None).alias("why"))["why"]
    return why.scatter(short, "text too short") if len(short) else why


def _articles(raw: pl.DataFrame, leaves: Sequence[Leaf], settings: Settings, kept: Sequence[Records]) -> pl.DataFrame:
    who = fields.who(raw, leaves, settings)
    moments = fields.moments(raw.select("leaf", "published"), who["zone"])
    names = pl.DataFrame(
        {
            "source_file": [leaf.name for leaf in leaves],
            "stated": [records.date_source for records in kept],
            "doubts": [_APART.join(records.warnings) or None for records in kept],
        },
        schema={"source_file": pl.String, "stated": pl.String, "doubts": pl.String},
    ).with_row_index("leaf")
    told = raw.select(
        tongue=fields.made_of(raw["language"], pl.String, languages.code),
        people=fields.made_of(raw["authors"], pl.List(pl.String), fields.authors),
    )
    frame = pl.concat([raw, who, moments, told, fields.looked(raw["text"])], how="horizontal").join(
        names.cast({"leaf": pl.Int64}), on="leaf", how="left", maintain_order="left"
    )
    dated = pl.col("date_precision").is_in(["second", "day", "month"])
    frame = frame.select(
        outlet="name", outlet_home="home", outlet_domain="domain", url="address", title="title", text_raw="text",
        text_kind=pl.when(pl.col("text").is_null()).then(pl.lit("headline"))
        .when(pl.col("text_kind").is_in(["truncated", "headline"])).then("text_kind")
        .when(pl.col("text").str.tail(300).str.contains(_CUT)).then(pl.lit("truncated")).otherwise(pl.lit("full")),
        published="published_at", day="day", published_raw="published", date_precision="date_precision",
        date_source=pl.when(dated).then("stated").otherwise(pl.lit("none")),
        authors=pl.col("people").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        byline_raw="authors", section="section",
        language=pl.coalesce("tongue", "lang"),
        source_file="source_file", source_record="record",
        word_count="words",
        warnings=_warnings(),
        leaf="leaf", told=pl.when("by_order").then(None).otherwise("day"),
    )  # fmt: skip
    return frame.with_columns(article_id=ids(frame.with_columns(day="told"))).cast(
        {name: ARTICLES.schema[name] for name in ARTICLES.columns}
    )


def ids(rows: pl.DataFrame) -> pl.Series:
    """24 hex digits of SHA-256 over outlet, url (or title and date) and raw text: the same on every machine."""
    dated = pl.coalesce(pl.col("day").cast(pl.String), "published_raw", pl.lit(""))
    titled = pl.concat_str(pl.col("title").fill_null(""), dated, separator="\x1e")
    where = pl.concat_str(pl.col("outlet").fill_null(""), pl.coalesce("url", titled), pl.lit(""), separator="\x1f")
    made = []
    for part in rows.iter_slices(fields.SLICE):
        whole = part.select(pl.concat_str(where, pl.col("text_raw").fill_null(""))).to_series().cast(pl.Binary)
        made += [hashlib.sha256(said).hexdigest()[:24] for said in whole.to_list()]
    return pl.Series(made, dtype=pl.String)


def _warnings() -> pl.Expr:
    """What is said of a row: most rows nothing, so that lists are made of the others alone."""
    lost = pl.any_horizontal(pl.col("title", "text").str.contains("\ufffd", literal=True).fill_null(value=False))
    control = pl.col("control") | pl.col("title").str.contains(fields.CONTROL).fill_null(value=False)
    said = pl.concat_str(
        "doubts",
        "doubt",
        pl.when(lost).then(pl.lit("characters were lost before the text reached us")),
        pl.when(control).then(pl.lit("holds control characters")),
        pl.when(pl.col("mended") > 0).then(
            pl.format("{} letters mended that had been read in a wrong encoding", "mended")
        ),
        pl.when(pl.col("url").is_not_null() & pl.col("address").is_null()).then(
            pl.lit("the link is no http(s) address")
        ),
        separator=_APART,
        ignore_nulls=True,
    )
    return pl.when(said == "").then(pl.lit([], dtype=pl.List(pl.String))).otherwise(said.str.split(_APART))


def check(settings: Settings) -> None:
    """Raise `ReadError` for a time zone or a field that does not exist."""
    columns.match([], settings.columns)
    zones = {settings.timezone, *(row.get("timezone") for row in settings.outlets.rows.values())} - {None}
    for zone in sorted(str(zone) for zone in zones):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ReadError(f"there is no time zone '{zone}'; use a name like Europe/Istanbul") from error
