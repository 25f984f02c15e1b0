"""Raw records of one file ▶ article rows and rejects, in the columns of frames.ARTICLES."""

import hashlib
import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from dateline.errors import ReadError
from dateline.frames import ARTICLES, REJECTS
from dateline.reading import columns, dates
from dateline.reading.source import Records, Settings, Source, domains

SHORTEST = 5
"""Words a text must have: below it stand stray numbers ("-1") and page buttons ("View Comments")."""

_CUT = (
    r"(?i)(?:\[\+\d+ (?:chars|characters)\]|\[(?:…|\.\.\.)\]|full text is unavailable.{0,200}"
    r"|(?:continue|keep) reading(?:\s*(?:…|\.\.\.))?|subscribe to (?:read|continue).{0,60})\s*$"
)
_BY = re.compile(r"^(?:by|words by|written by|story by|haber:?|autorė?:|tekstas:|автор:|von|par|por)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:;|\b(?:and|ve|ir|und|et)\b|&)\s*|,\s+(?=[^\W\d_]+\s)", re.IGNORECASE)
Row = Mapping[str, str | None]


def build(records: Records, source: Source, settings: Settings) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """Article rows, reject rows, and which column of the file became which field."""
    found = columns.match(records.columns, settings.columns)
    rejects = list(records.rejects)
    if records.numbers and not any(name in found for name in columns.REQUIRED):
        names = ", ".join(list(records.columns)[:12]).encode(errors="replace").decode()
        rejects += [(number, None, "no known column", f"the columns are: {names}") for number in records.numbers]
        records = Records()
        found = {}
    raw = _raw(records, found)
    reason = _unfit(raw)
    for number, why, text in (
        raw.filter(reason.is_not_null()).with_columns(why=reason.drop_nulls()).select("record", "why", "text").rows()
    ):
        said = f"the text is {text[:40]!r}" if text else "title and text are empty"
        rejects.append((number, None, why, said))
    raw = raw.filter(reason.is_null())
    articles = _articles(raw, source, settings, records)
    table = pl.DataFrame(
        [(source.name, *reject) for reject in sorted(rejects, key=lambda reject: reject[0])],
        schema=REJECTS.schema, orient="row",
    )  # fmt: skip
    return articles, table, found


def _raw(records: Records, found: Mapping[str, str]) -> pl.DataFrame:
    """The fields we know, as the file has them; white space alone is null."""
    empty: list[str | None] = [None] * len(records.numbers)
    data = {
        name: pl.Series(records.columns.get(found.get(name, ""), empty), dtype=pl.String) for name in columns.SYNONYMS
    }
    frame = pl.DataFrame({"record": pl.Series(records.numbers, dtype=pl.Int64), **data})
    clean = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(clean != "").then(clean).otherwise(None).name.keep())


def _unfit(raw: pl.DataFrame) -> pl.Series:
    """Why a record is no article, or null: it has no words at all, or a text of fewer than five."""
    words = pl.col("text").str.count_matches(r"\pL[\pL\pM’'-]*")
    none = pl.col("text").is_null() & pl.col("title").is_null()
    short = (
        pl.col("text").is_not_null()
        & (words < SHORTEST)
        & ~pl.col("text").str.contains(r"[\u3040-\u9fff\u0e00-\u0e7f]{8}")
    )
    return raw.select(
        pl.when(none).then(pl.lit("no text")).when(short).then(pl.lit("text too short")).otherwise(None).alias("why")
    )["why"]


def _articles(raw: pl.DataFrame, source: Source, settings: Settings, records: Records) -> pl.DataFrame:
    rows = [_outlet(row, source, settings) for row in raw.select("outlet", "url").iter_rows(named=True)]
    names = ("name", "home", "domain", "lang", "zone", "address")
    who = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    moments = _moments(raw["published"], who["zone"])
    frame = pl.concat([raw, who, moments], how="horizontal")
    dated = pl.col("date_precision").is_in(["second", "day", "month"])
    body = pl.col("text").str.count_matches(r"\w+").fill_null(0).cast(pl.Int64)
    frame = frame.select(
        outlet="name", outlet_home="home", outlet_domain="domain", url="address", title="title", text_raw="text",
        text_kind=pl.when(pl.col("text").is_null()).then(pl.lit("headline"))
        .when(pl.col("text_kind").is_in(["truncated", "headline"])).then("text_kind")
        .when(pl.col("text").str.contains(_CUT)).then(pl.lit("truncated")).otherwise(pl.lit("full")),
        published="published_at", day="day", published_raw="published", date_precision="date_precision",
        date_source=pl.when(dated).then(pl.lit(records.date_source)).otherwise(pl.lit("none")),
        authors=pl.Series(map(authors, raw["authors"]), dtype=pl.List(pl.String)), byline_raw="authors",
        section="section", language=pl.when(pl.col("language").str.contains(r"^[A-Za-z]{2}(?:[-_]|$)"))
        .then(pl.col("language").str.slice(0, 2).str.to_lowercase()).otherwise("lang"),
        source_file=pl.lit(source.name), source_record="record", word_count=body,
        warnings=pl.concat_list(_doubts(records)).list.drop_nulls(),
    )  # fmt: skip
    told = moments["day"].set(moments["by_order"], None)  # an id must not depend on the file's other rows
    said = frame.select("outlet", "url", "title", told.alias("day"), "published_raw", "text_raw")
    ids = [article_id(row) for row in said.iter_rows()]
    return (
        frame.with_columns(pl.Series("article_id", ids, dtype=pl.String))
        .select(*ARTICLES.columns)
        .cast(ARTICLES.schema)
    )


def _doubts(records: Records) -> list[pl.Expr]:
    marks = pl.concat_str([pl.col("title"), pl.col("text")], ignore_nulls=True)
    lost, control = marks.str.contains("\ufffd"), marks.str.contains("[\x00-\x08\x0e-\x1f]")
    return [
        pl.col("doubt"),
        pl.when(lost).then(pl.lit("characters were lost before the text reached us")),
        pl.when(control).then(pl.lit("holds control characters")),
        pl.when(pl.col("url").is_not_null() & pl.col("address").is_null()).then(
            pl.lit("the link is no http(s) address")
        ),
        *(pl.lit(warning) for warning in records.warnings),
    ]


def _outlet(row: Row, source: Source, settings: Settings) -> tuple[str | None, ...]:
    """Name, home, domain, language, zone and clean url: from the user's word, the record, its link, or its folder."""
    url = row["url"] if row["url"] and re.match(r"https?://[^\s<>\"]+$", row["url"], re.IGNORECASE) else None
    host = next(domains(url), None)
    given = settings.outlet or row["outlet"]
    known = settings.outlets.named(given) if given else settings.outlets.of_url(url)
    name = given or host
    if known is None and name is None and source.folder:
        known, name = settings.outlets.named(source.folder), source.folder
    known = known or {}
    zone = known.get("timezone") or settings.timezone
    return known.get("outlet") or name, known.get("home"), known.get("domain") or host, known.get("language"), zone, url


def _moments(raw: pl.Series, zones: pl.Series) -> pl.DataFrame:
    """Each written date once: UTC time, calendar day at the outlet's home, precision, doubt, and whether only the
    order of its column's other dates told it.
    """
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "published_at": ARTICLES.schema["published"],
        "day": pl.Date,
        "date_precision": pl.String,
        "doubt": pl.String,
        "by_order": pl.Boolean,
    }
    seen: dict[tuple[str | None, str | None], tuple[object, ...]] = {}
    rows, order = [], dates.order_of(raw)
    for key in zip(raw, zones, strict=True):
        if key not in seen:
            moment = dates.parse(*key, order)
            home = moment.when
            if home and moment.precision == "second" and key[1]:
                home = home.astimezone(ZoneInfo(key[1]))
            alone = moment if order is None else dates.parse(*key)
            by_order = alone.precision != moment.precision
            seen[key] = (moment.when, home.date() if home else None, moment.precision, moment.doubt, by_order)
        rows.append(seen[key])
    return pl.DataFrame(rows, schema=schema, orient="row")


def authors(byline: str | None) -> list[str]:
    """The names in a byline.

    >>> authors("By Ada Bell and Cem Dal; Eva Fox")
    ['Ada Bell', 'Cem Dal', 'Eva Fox']
    """
    names = (_BY.sub("", name.strip(" ,.")) for name in _AND.split(byline or ""))
    return [name for name in names if name]


def article_id(parts: tuple[object, ...]) -> str:
    """24 hex digits of SHA-256 over outlet, url (or title and date) and raw text: the same on every machine."""
    outlet, url, title, day, published_raw, text = parts
    where = url if url else f"{title or ''}\x1e{day or published_raw or ''}"
    return hashlib.sha256(f"{outlet or ''}\x1f{where}\x1f{text or ''}".encode()).hexdigest()[:24]


def check(settings: Settings) -> None:
    """Raise `ReadError` for a time zone or a field that does not exist."""
    columns.match([], settings.columns)
    zones = {settings.timezone, *(row.get("timezone") for row in settings.outlets.rows.values())} - {None}
    for zone in sorted(str(zone) for zone in zones):
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ReadError(f"there is no time zone '{zone}'; use a name like Europe/Istanbul") from error
