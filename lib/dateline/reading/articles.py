"""Raw records of one file ▶ article rows and rejects, in the columns of frames.ARTICLES."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from dateline.errors import ReadError
from dateline.frames import ARTICLES, REJECTS
from dateline.reading import columns, dates, encodings
from dateline.reading.source import Leaf, Records, Settings, domains

SHORTEST = 5
"""Words a text must have: below it stand stray numbers ("-1") and page buttons ("View Comments")."""

_CUT = (
    r"(?i)(?:\[\+\d+ (?:chars|characters)\]|\[(?:…|\.\.\.)\]|full text is unavailable.{0,200}"
    r"|(?:continue|keep) reading(?:\s*(?:…|\.\.\.))?|subscribe to (?:read|continue).{0,60})\s*$"
)
_BY = re.compile(r"^(?:by|words by|written by|story by|haber:?|autorė?:|tekstas:|автор:|von|par|por)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:;|\b(?:and|ve|ir|und|et)\b|&)\s*|,\s+(?=[^\W\d_]+\s)", re.IGNORECASE)


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
        found = columns.match(records.columns, settings.columns)
        aside = list(records.rejects)
        if records.numbers and not any(name in found for name in columns.REQUIRED):
            names = ", ".join(list(records.columns)[:12]).encode(errors="replace").decode()
            what = columns.what(records.columns)
            said = f"{what}; the columns are: {names}" if what else f"the columns are: {names}"
            aside += [(number, None, "no known column", said) for number in records.numbers]
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
    counts = Counter(rows["leaf"])
    whole = rows.select(*ARTICLES.columns)
    built, start = [], 0
    for number, (leaf, _) in enumerate(batch):
        aside = sorted(rejects[number], key=lambda reject: reject[0])
        table = pl.DataFrame([(leaf.name, *reject) for reject in aside], schema=REJECTS.schema, orient="row")
        built.append(Built(whole.slice(start, counts[number]), table, matched[number]))
        start += counts[number]
    return built


def _raw(kept: Sequence[Records], matched: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    """The fields we know, as the files have them, leaf by leaf; white space alone is null."""
    data: dict[str, list[str | None]] = {name: [] for name in columns.SYNONYMS}
    for records, found in zip(kept, matched, strict=True):
        empty: list[str | None] = [None] * len(records.numbers)
        for name, values in data.items():
            values.extend(records.columns.get(found.get(name, ""), empty))
    frame = pl.DataFrame(
        {
            "leaf": [leaf for leaf, records in enumerate(kept) for _ in records.numbers],
            "record": [number for records in kept for number in records.numbers],
            **data,
        },
        schema={"leaf": pl.Int64, "record": pl.Int64, **dict.fromkeys(data, pl.String)},
    )
    clean = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(clean != "").then(clean).otherwise(None).name.keep())


def _mended(raw: pl.DataFrame) -> pl.DataFrame:
    """The rows with letters put right read in a wrong encoding before they reached us; `mended` counts them."""
    counts = pl.repeat(0, raw.height, dtype=pl.Int64, eager=True)
    both = pl.concat_str("title", "text", separator="\x1f", ignore_nulls=True)
    rows = raw.select(both.str.contains(encodings.TWICE).fill_null(value=False)).to_series().arg_true()
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
    who = _who(raw, leaves, settings)
    moments = _moments(raw.select("leaf", "published"), who["zone"])
    names = pl.DataFrame(
        {
            "source_file": [leaf.name for leaf in leaves],
            "stated": [records.date_source for records in kept],
            "doubts": [records.warnings for records in kept],
        },
        schema={"source_file": pl.String, "stated": pl.String, "doubts": pl.List(pl.String)},
    ).with_row_index("leaf")
    bylines = raw["authors"].drop_nulls().unique()
    people = pl.DataFrame(
        {"authors": bylines, "people": [authors(byline) for byline in bylines]},
        schema={"authors": pl.String, "people": pl.List(pl.String)},
    )
    frame = (
        pl.concat([raw, who, moments], how="horizontal")
        .join(names.cast({"leaf": pl.Int64}), on="leaf", how="left", maintain_order="left")
        .join(people, on="authors", how="left", maintain_order="left")
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
        language=pl.coalesce(pl.lit(pl.Series(_each(raw["language"], language, None), dtype=pl.String)), "lang"),
        source_file="source_file", source_record="record",
        word_count=pl.col("text").str.count_matches(r"\w+").fill_null(0).cast(pl.Int64),
        warnings=pl.concat_list(pl.col("doubts").list.concat(_doubts())).list.drop_nulls(),
        leaf="leaf", told=pl.when("by_order").then(None).otherwise("day"),
    )  # fmt: skip
    said = frame.select("outlet", "url", "title", "told", "published_raw", "text_raw")  # not by the file's other rows
    ids = [article_id(row) for row in said.iter_rows()]
    return frame.with_columns(pl.Series("article_id", ids, dtype=pl.String)).cast(
        {name: ARTICLES.schema[name] for name in ARTICLES.columns}
    )


def _each(values: pl.Series, made: Callable[[str], Any], default: Any) -> list[Any]:  # noqa: ANN401  what is made
    """What is made of every value, each distinct one once; the default for null."""
    known = {value: made(value) for value in values.drop_nulls().unique()}
    return [known.get(value, default) for value in values]


def language(said: str) -> str | None:
    """The two letters of a language code or an English name of a language; null for others.

    >>> language("en-GB"), language("Turkish"), language("unknown")
    ('en', 'tr', None)
    """
    if re.match(r"[A-Za-z]{2}(?:[-_]|$)", said):
        return said[:2].lower()
    return columns.LANGUAGES.get(said.strip().lower())


def _doubts() -> pl.Expr:
    marks = pl.concat_str([pl.col("title"), pl.col("text")], ignore_nulls=True)
    lost = marks.str.contains("\ufffd", literal=True)
    control = marks.str.contains("[\x00-\x08\x0e-\x1f]")
    return pl.concat_list(
        pl.col("doubt"),
        pl.when(lost).then(pl.lit("characters were lost before the text reached us")),
        pl.when(control).then(pl.lit("holds control characters")),
        pl.when(pl.col("mended") > 0).then(
            pl.format("{} letters mended that were UTF-8 read as windows-1252", "mended")
        ),
        pl.when(pl.col("url").is_not_null() & pl.col("address").is_null()).then(
            pl.lit("the link is no http(s) address")
        ),
    )


def _who(raw: pl.DataFrame, leaves: Sequence[Leaf], settings: Settings) -> pl.DataFrame:
    """Name, home, domain, language and zone of every row's outlet, and its link if it is one."""
    address = pl.col("url").str.extract(r"(?i)^(https?://[^\s<>\"]+)$", 1)
    asked = raw.select("leaf", "outlet", address=address, site=address.str.extract(r"(?i)^(https?://[^/?#]+)", 1))
    known: dict[tuple[int, str | None, str | None], tuple[str | None, ...]] = {}
    rows = []
    for key in asked.select("leaf", "outlet", "site").iter_rows():
        if key not in known:
            known[key] = _outlet(key[1], key[2], leaves[key[0]].folder, settings)
        rows.append(known[key])
    made = pl.DataFrame(rows, schema=dict.fromkeys(("name", "home", "domain", "lang", "zone"), pl.String), orient="row")
    return made.with_columns(asked["address"])


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


def _moments(raw: pl.DataFrame, zones: pl.Series) -> pl.DataFrame:
    """Each written date once: UTC time, calendar day at the outlet's home, precision, doubt, and whether only the
    order of its file's other dates told it.
    """
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "published_at": ARTICLES.schema["published"],
        "day": pl.Date,
        "date_precision": pl.String,
        "doubt": pl.String,
        "by_order": pl.Boolean,
    }
    slashed = raw.filter(pl.col("published").str.contains(r"^\s*\d{1,2}[/.]\d{1,2}[/.]\d{4}\b"))
    orders = {leaf[0]: dates.order_of(part["published"]) for leaf, part in slashed.group_by("leaf")}
    seen: dict[tuple[str | None, str | None, str | None], tuple[object, ...]] = {}
    rows = []
    for leaf, written, zone in zip(raw["leaf"], raw["published"], zones, strict=True):
        key = (written, zone, orders.get(leaf))
        if key not in seen:
            moment = dates.parse(*key)
            home = moment.when
            if home and moment.precision == "second" and zone:
                home = home.astimezone(ZoneInfo(zone))
            alone = moment if key[2] is None else dates.parse(written, zone)
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
