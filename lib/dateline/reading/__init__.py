"""Raw files in, article rows and rejects out: nothing lost, nothing guessed silently."""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from glob import glob, has_magic
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path

import polars as pl
from tqdm.auto import tqdm

from dateline.errors import DatelineError, ReadError
from dateline.frames import ARTICLES, REJECTS
from dateline.reading import articles, families, pages, pieces
from dateline.reading.leaves import leaves
from dateline.reading.source import Leaf, OutletTable, Records, Settings

Paths = str | Path | Iterable[str | Path]
OUTLETS_FILE = "outlets.csv"
"""A file of this name in a folder of news is its outlets table, not news."""


AHEAD = 32
"""Web pages read into memory ahead of their turn, so that every core has one to parse."""
BATCH, MANY = 32_000_000, 1_000
"""Bytes, and leaves, that are made into rows at once."""


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


@dataclass(frozen=True, eq=False)
class File:
    """A file to read, or a piece of a large one: where it is, its name relative to what was given, the folder it lies
    in below that, and the byte the piece begins with.
    """

    path: Path
    name: str
    folder: str
    byte: int = 0


def read(
    path_or_paths: Paths,
    *,
    outlet: str | None = None,
    outlets: pl.DataFrame | str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    timezone: str | None = None,
) -> Reading:
    """Read articles from a file, a folder, a glob or several of them.

    Plain text; CSV, TSV, JSON, JSONL, Parquet and XLSX; saved web pages, RSS, Atom and JSON feeds, WARC and WACZ; the
    exports of Nexis, Factiva, Europresse, Integrum, NewsAPI, webz.io, news-please, trafilatura, GDELT and Media Cloud;
    gzip, bzip2, xz, zstd, zip and tar around any of them.

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
    whole = join(parts)
    kept = whole.articles.filter(whole.articles["article_id"].is_first_distinct())
    report = books(whole.report["rows_in"], kept.height, whole.articles.height - kept.height, whole.rejects.height)
    return Reading(kept, whole.rejects, report, whole.columns)


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
    found: dict[str, File] = {}
    for path in _each(paths):
        if os.path.isdir(path):
            for folder, within, names in os.walk(path):
                within[:] = [name for name in within if not name.startswith(".")]
                real, inner = os.path.realpath(folder), os.path.relpath(folder, path)
                below = "" if inner == os.curdir else _name(inner) + "/"
                last = _name(os.path.basename(inner)) if below else ""
                for name in names:
                    full = os.path.join(folder, name)
                    if not _passed_over(name) and os.path.isfile(full):
                        key = os.path.realpath(full) if os.path.islink(full) else os.path.join(real, name)
                        found.setdefault(key, File(Path(full), below + _name(name), last))
        elif os.path.exists(path):
            found.setdefault(os.path.realpath(path), File(path, _name(path.name), ""))
        else:
            raise ReadError(f"{path} does not exist; give a file, a folder or a pattern like news/*.csv")
    return sorted(found.values(), key=lambda file: (file.name, str(file.path)))


def _name(path: str) -> str:
    return str(path).replace(os.sep, "/").encode(errors="replace").decode()  # a name need not be UTF-8


def _each(paths: Paths) -> Iterator[Path]:
    for path in [paths] if isinstance(paths, str | Path) else paths:
        text = str(path)
        if "://" in text:
            raise ReadError(f"{text} is an address; dateline opens local files only: save it first")
        if has_magic(text) and not os.path.exists(text):
            matches = sorted(glob(text, recursive=True))
            if not matches:
                raise ReadError(f"nothing matches {text}")
            yield from (path for path in map(Path, matches) if path.is_dir() or not _passed_over(path.name))
        else:
            yield Path(text).expanduser()


def _passed_over(name: str) -> bool:
    return name.startswith(".") or name in (OUTLETS_FILE, "README.md", "README.txt", "README")


def stream(
    files: Iterable[File], settings: Settings, wanted: Callable[[File, bytes], bool] | None = None
) -> Iterator[tuple[File, bytes, Reading | None]]:
    """Each file in order, with its bytes and what came of it (null when not `wanted`); a large one piece by piece.

    Web pages are parsed ahead of their turn, on all cores; other leaves are read one at a time.
    """
    turns = chain.from_iterable(_built(batch, settings) for batch in _batches(_turns(files, settings, wanted)))
    for file, group in groupby(turns, key=itemgetter(0)):
        data, parts = b"", []
        for _, held, part in group:
            data = held
            if part is not None:
                parts.append(part)
        yield file, data, join(parts) if parts else None


_Turn = tuple[File, bytes, Leaf | None, Records | None]


def _turns(files: Iterable[File], settings: Settings, wanted: Callable[[File, bytes], bool] | None) -> Iterator[_Turn]:
    """Every leaf of every file with its records: the file, its bytes, the leaf, the records."""
    waiting: deque[tuple[File, bytes, Leaf | None, Future[pages.Answer] | None]] = deque()

    def next_turn() -> _Turn:
        file, data, leaf, page = waiting.popleft()
        return file, data, leaf, _records(leaf, page, settings) if leaf else None

    for file, data, leaf in _leaves(files, settings, wanted):
        page = pages.submit(leaf.data) if leaf and families.is_page(leaf) else None
        waiting.append((file, data, leaf, page))
        while waiting and (page is None or len(waiting) > AHEAD):
            yield next_turn()
    while waiting:
        yield next_turn()


def _leaves(
    files: Iterable[File], settings: Settings, wanted: Callable[[File, bytes], bool] | None
) -> Iterator[tuple[File, bytes, Leaf | None]]:
    for whole in files:
        for piece in _pieces(whole, settings):
            file = replace(whole, byte=piece.byte) if piece and piece.byte else whole
            data = piece.data if piece else b""
            if wanted is not None and not wanted(file, data):
                yield file, data, None
                continue
            top = Leaf(file.name, file.folder, data)
            if piece is None:
                yield file, data, top.without("unreadable file", "it could not be opened")
            elif piece.family:
                yield file, data, replace(top, family=piece.family, before=(piece.lines, piece.byte))
            else:
                for leaf in leaves(top):
                    yield file, data, leaf


def _pieces(file: File, settings: Settings) -> Iterator[pieces.Piece | None]:
    """The file's bytes, a large one's piece by piece; null when the system would not open it."""
    try:
        yield from pieces.cut(file.path, settings)
    except OSError:
        yield None


def _records(leaf: Leaf, page: "Future[pages.Answer] | None", settings: Settings) -> Records:
    if leaf.refused:
        reason, detail, byte = leaf.refused
        return families.refused(reason, detail, byte)
    records = families.read(leaf, settings) if page is None else pages.read(page, settings, leaf.url)
    if any(leaf.before):
        records.put_behind(*leaf.before)
    return records


def _batches(turns: Iterable[_Turn]) -> Iterator[list[_Turn]]:
    """Leaves gathered until they hold `BATCH` bytes or records enough."""
    batch: list[_Turn] = []
    held = 0
    for turn in turns:
        batch.append(turn)
        held += len(turn[2].data) if turn[2] else 0
        if held > BATCH or len(batch) >= MANY:
            yield batch
            batch, held = [], 0
    yield batch


def _built(batch: list[_Turn], settings: Settings) -> Iterator[tuple[File, bytes, Reading | None]]:
    made = iter(articles.build([(leaf, records) for _, _, leaf, records in batch if leaf and records], settings))
    for file, data, leaf, records in batch:
        if leaf is None or records is None:
            yield file, data, None
            continue
        part = next(made)
        report = books(records.rows_in, part.articles.height, 0, part.rejects.height)
        matched = {leaf.name: part.columns} if records.date_source == "field" and part.columns else {}
        yield file, data, Reading(part.articles, part.rejects, report, matched)


def join(parts: list[Reading]) -> Reading:
    """Several readings as one."""
    if len(parts) == 1:
        return parts[0]
    return Reading(
        pl.concat([ARTICLES.empty(), *(part.articles for part in parts)]),
        pl.concat([REJECTS.empty(), *(part.rejects for part in parts)]),
        {name: sum(part.report[name] for part in parts) for name in ("rows_in", "loaded", "duplicate", "quarantined")},
        {name: match for part in parts for name, match in part.columns.items()},
    )


def fingerprint(data: bytes) -> str:
    """SHA-256 of a file's bytes, as hex."""
    return hashlib.sha256(data).hexdigest()
