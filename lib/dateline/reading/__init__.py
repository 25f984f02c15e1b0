"""Raw files in, article rows and rejects out: nothing lost, nothing guessed silently."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from glob import glob, has_magic
from pathlib import Path

import polars as pl
from tqdm.auto import tqdm

from dateline.errors import DatelineError, ReadError
from dateline.frames import ARTICLES, REJECTS
from dateline.reading import articles, encodings, feeds, jsonish, pages, plaintext, sniffing, tables
from dateline.reading.source import OutletTable, Records, Settings, Source

Paths = str | Path | Iterable[str | Path]
OUTLETS_FILE = "outlets.csv"
"""A file of this name in a folder of news is its outlets table, not news."""


AHEAD = 32
"""Web pages read into memory ahead of their turn, so that every core has one to parse."""


@dataclass(frozen=True)
class Reading:
    """What came of reading: articles, rejects and the books.

    `articles` and `rejects` are frames of `frames.ARTICLES` and `frames.REJECTS`. `report` counts records:
    rows_in = loaded + duplicate + quarantined. `columns` tells, file by file, which column became which field.
    """

    articles: pl.DataFrame
    rejects: pl.DataFrame
    report: dict[str, int]
    columns: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """A file to read: where it is, its name relative to what was given, and the folder it lies in below that."""

    path: Path
    name: str
    folder: str


def read(
    path_or_paths: Paths,
    *,
    outlet: str | None = None,
    outlets: pl.DataFrame | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
) -> Reading:
    """Read articles from a file, a folder, a glob or several of them: CSV, TSV, JSON, JSONL, Parquet,
    saved web pages, RSS and Atom feeds, and plain text.

    The format is told by content. Columns are matched by synonyms (`columns.SYNONYMS`) or named in `columns`
    (our field ▶ the file's column). The outlet is, in this order: `outlet`, the record's own field, the domain of its
    link, the folder it lies in. `outlets` is a table of frames.OUTLETS (a frame or a CSV file) beside the package's
    own; an `outlets.csv` in a folder given is taken for it. A time without a zone is read in the outlet's time zone,
    else in `timezone`, else as UTC, with a warning.

    Rows come in the order of the files' names and records. An article met twice is counted as duplicate.
    A bad file or record is a row of `rejects`; `ReadError` is raised for a path that does not exist or settings that
    cannot be followed.

    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.csv").write_text("Headline,Story,Date\\nTalks open,They met on Monday evening.,2025-06-02\\n")
    >>> got = read(folder, outlet="Marmara World")
    >>> got.articles.select("title", "day").rows()
    [('Talks open', datetime.date(2025, 6, 2))]
    >>> got.report
    {'rows_in': 1, 'loaded': 1, 'duplicate': 0, 'quarantined': 0}
    """
    settings = settings_for(path_or_paths, outlet=outlet, outlets=outlets, columns=columns, timezone=timezone)
    files = find(path_or_paths)
    every = stream(files, settings)
    seen = tqdm(every, "reading", unit="file", total=len(files), leave=False, delay=2)
    parts = [part for _, _, part in seen if part is not None]
    everything = pl.concat([ARTICLES.empty(), *(part.articles for part in parts)])
    kept = everything.unique("article_id", keep="first", maintain_order=True)
    rejects = pl.concat([REJECTS.empty(), *(part.rejects for part in parts)])
    rows_in = sum(part.report["rows_in"] for part in parts)
    report = books(rows_in, kept.height, everything.height - kept.height, rejects.height)
    return Reading(kept, rejects, report, {name: match for part in parts for name, match in part.columns.items()})


def books(rows_in: int, loaded: int, duplicate: int, quarantined: int) -> dict[str, int]:
    """The counts of a reading; they must balance."""
    if rows_in != loaded + duplicate + quarantined:
        raise DatelineError(f"the books do not balance: {rows_in} in, {loaded} + {duplicate} + {quarantined} out")
    return {"rows_in": rows_in, "loaded": loaded, "duplicate": duplicate, "quarantined": quarantined}


def settings_for(
    paths: Paths,
    *,
    outlet: str | None = None,
    outlets: pl.DataFrame | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
) -> Settings:
    """The settings a reading follows, with the outlets table found beside the news."""
    if outlets is None:
        beside = (path / OUTLETS_FILE for path in _each(paths) if os.path.isdir(path))
        outlets = next((path for path in beside if path.is_file()), None)
    settings = Settings(outlet, OutletTable.load(outlets), dict(columns or {}), timezone)
    articles.check(settings)
    return settings


def find(paths: Paths) -> list[File]:
    """Every file meant, sorted by name; hidden files, READMEs and outlets tables are passed over."""
    found: dict[Path, File] = {}
    for path in _each(paths):
        if os.path.isdir(path):
            inner = sorted(p for p in path.rglob("*") if p.is_file() and not _passed_over(p.relative_to(path)))
            for p in inner:
                relative = p.relative_to(path)
                found.setdefault(p.resolve(), File(p, _name(relative), _name(relative.parent.name)))
        elif os.path.exists(path):
            found.setdefault(path.resolve(), File(path, _name(path.name), ""))
        else:
            raise ReadError(f"{path} does not exist; give a file, a folder or a pattern like news/*.csv")
    return sorted(found.values(), key=lambda file: (file.name, str(file.path)))


def _name(path: str | Path) -> str:
    return Path(path).as_posix().encode(errors="replace").decode() if str(path) else ""  # a name need not be UTF-8


def _each(paths: Paths) -> Iterator[Path]:
    for path in [paths] if isinstance(paths, str | Path) else paths:
        text = str(path)
        if "://" in text:
            raise ReadError(f"{text} is an address; dateline opens local files only: save it first")
        if has_magic(text) and not os.path.exists(text):
            matches = sorted(glob(text, recursive=True))
            if not matches:
                raise ReadError(f"nothing matches {text}")
            yield from (path for path in map(Path, matches) if path.is_dir() or not _passed_over(Path(path.name)))
        else:
            yield Path(text).expanduser()


def _passed_over(relative: Path) -> bool:
    hidden = any(part.startswith(".") for part in relative.parts)
    return hidden or relative.name in (OUTLETS_FILE, "README.md", "README.txt", "README")


def stream(
    files: Iterable[File], settings: Settings, wanted: Callable[[File, bytes], bool] | None = None
) -> Iterator[tuple[File, bytes, Reading | None]]:
    """Each file in order, with its bytes and what came of it (null when not `wanted`).

    Web pages are parsed ahead of their turn, on all cores; other files are read one at a time.
    """
    ahead: deque[_Ahead] = deque()
    for file in files:
        data = bytes_of(file)
        take = wanted is None or wanted(file, data or b"")
        page = pages.submit(data) if take and data and sniffing.markup(data) == "page" else None
        ahead.append((file, data, take, page))
        while ahead and (page is None or len(ahead) > AHEAD):
            yield _turn(*ahead.popleft(), settings)
    while ahead:
        yield _turn(*ahead.popleft(), settings)


_Ahead = tuple[File, bytes | None, bool, "Future[pages.Answer] | None"]


def _turn(
    file: File, data: bytes | None, take: bool, page: "Future[pages.Answer] | None", settings: Settings
) -> tuple[File, bytes, Reading | None]:
    return file, data or b"", read_file(file, settings, data, page) if take else None


def read_file(
    file: File, settings: Settings, data: bytes | None = None, page: "Future[pages.Answer] | None" = None
) -> Reading:
    """Read one file; its articles may hold the same one twice."""
    source = Source(file.name, file.folder, file.path.suffix.lower(), data or b"")
    if data is None:
        records = Records()
        records.reject(0, None, "unreadable file", f"{file.name} could not be opened")
    elif page is not None:
        records = pages.read(page, settings)
    else:
        records = _records(source, settings)
    rows_in = records.rows_in
    rows, rejects, matched = articles.build(records, source, settings)
    report = books(rows_in, rows.height, 0, rejects.height)
    return Reading(rows, rejects, report, {file.name: matched} if records.date_source == "field" and matched else {})


def bytes_of(file: File) -> bytes | None:
    """A file's bytes; null when the system would not open it."""
    try:
        return file.path.read_bytes()
    except OSError:
        return None


def _records(source: Source, settings: Settings) -> Records:
    records = Records()
    kind = sniffing.magic(source.data)
    if kind == "parquet":
        return tables.read_parquet(source.data)
    if not source.data.strip(b" \t\r\n\x00"):
        records.reject(0, 0, "empty file", f"{len(source.data)} bytes")
        return records
    if kind:
        records.reject(0, 0, "unsupported format", f"this looks like {kind}")
        return records
    markup = sniffing.markup(source.data)
    if markup == "xml":
        records.reject(0, 0, "unsupported format", "this looks like XML of a kind that is not read")
        return records
    return feeds.read(source.data, settings) if markup else _text_records(source, settings)


def _text_records(source: Source, settings: Settings) -> Records:
    records = Records()
    try:
        decoded = encodings.decode(source.data)
    except UnicodeError as error:
        records.reject(0, 0, "undecodable text", str(error)[:200])
        return records
    family = sniffing.family(decoded.text, source.suffix, settings)
    readers = {"json": jsonish.read_document, "jsonl": jsonish.read_lines, "plain": plaintext.read}
    records = readers[family](decoded.text) if family in readers else tables.read_delimited(decoded.text, family)
    if not records.rows_in:
        records.reject(0, 0, "empty file", "a header without rows")
    if decoded.encoding != "utf-8":  # places in the text are no places in the file
        records.rejects = [(number, None if number else byte, why, said) for number, byte, why, said in records.rejects]
    if decoded.doubt:
        records.warnings.append(decoded.doubt)
    return records


def fingerprint(data: bytes) -> str:
    """SHA-256 of a file's bytes, as hex."""
    return hashlib.sha256(data).hexdigest()
