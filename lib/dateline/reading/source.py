"""What passes between the readers: a file's bytes, the raw records in it, the rejects, and the user's settings."""

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from dateline.errors import ReadError
from dateline.frames import OUTLETS

MAX_RECORD = 5_000_000
"""Characters one record may hold; the longest articles known to us stay under a tenth of it."""


@dataclass(frozen=True)
class Leaf:
    """One file, or a file within one: its name relative to what the user gave, the folder it lies in below that, and
    its bytes. A page out of a web archive has its address; what could not be opened has its reason; a piece of a large
    file has the reader it needs, and how many lines and bytes stand before it.
    """

    name: str
    folder: str
    data: bytes
    url: str | None = None
    refused: tuple[str, str, int | None] | None = None
    family: str | None = None
    before: tuple[int, int] = (0, 0)

    @property
    def suffix(self) -> str:
        """The ending of its name, in small letters."""
        return posixpath.splitext(self.name)[1].lower()

    def within(self, name: str, folder: str, data: bytes, url: str | None = None) -> "Leaf":
        """A leaf inside this one; outside any folder it lies in this one's."""
        return Leaf(f"{self.name}!{name}", folder or self.folder, data, url)

    def without(self, reason: str, detail: str, byte: int | None = None) -> "Leaf":
        """The same leaf, not opened."""
        return Leaf(self.name, self.folder, b"", self.url, (reason, detail, byte))


@dataclass
class Records:
    """Raw records of one file, column by column, beside the rejects; the columns are the file's own.

    Records are added one by one, or all of them are the rows of a `table` that was read at once, numbered from 1,
    or behind those `before` them.
    """

    columns: dict[str, list[str | None]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    rejects: list[tuple[int, int | None, str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    date_source: str = "field"
    table: pl.DataFrame | None = None
    before: int = 0

    def add(self, number: int, record: Mapping[str, str | None]) -> None:
        """Append one record; columns it lacks are null, columns it brings are null before it."""
        for name in record:
            if name not in self.columns:
                self.columns[name] = [None] * len(self.numbers)
        self.numbers.append(number)
        for name, values in self.columns.items():
            values.append(record.get(name))

    def reject(self, number: int, byte: int | None, reason: str, detail: str) -> None:
        """Set one record (or the file: number 0) aside."""
        self.rejects.append((number, byte, reason, detail))

    def put_behind(self, lines: int, byte: int) -> None:
        """Count from the beginning of the file that this is a piece of."""
        self.before = lines
        self.numbers = [number + lines for number in self.numbers]
        self.rejects = [
            (number + lines, place if place is None else place + byte, why, said)
            for number, place, why, said in self.rejects
        ]

    @property
    def places(self) -> Sequence[int]:
        """The numbers of the records that were not rejected."""
        return self.numbers if self.table is None else range(self.before + 1, self.before + self.height + 1)

    @property
    def names(self) -> list[str]:
        """The file's own columns."""
        return list(self.columns) if self.table is None else self.table.columns

    @property
    def height(self) -> int:
        """Records that were not rejected."""
        return len(self.numbers) if self.table is None else self.table.height

    @property
    def rows_in(self) -> int:
        """Records received, rejected ones among them."""
        return self.height + len(self.rejects)


@dataclass(frozen=True)
class OutletTable:
    """Known outlets, found by name or by domain."""

    rows: Mapping[str, Mapping[str, str | None]]

    @classmethod
    def load(cls, given: "pl.DataFrame | str | Path | None" = None) -> "OutletTable":
        """The package's own table, with the user's rows (a frame or a CSV file) before it."""
        frames = [_outlets(given)] if given is not None else []
        frames.append(pl.read_csv(Path(__file__).parents[1] / "outlets.csv", infer_schema=False))
        rows: dict[str, Mapping[str, str | None]] = {}
        for frame in frames:
            for row in frame.iter_rows(named=True):
                for key in (row["outlet"], row["domain"]):
                    if key:
                        rows.setdefault(key.casefold(), row)
        return cls(rows)

    def key(self) -> str:
        """A hash of what the table says."""
        said = sorted(f"{key}={sorted((k, v or '') for k, v in row.items())}" for key, row in self.rows.items())
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]

    def named(self, name: str | None) -> Mapping[str, str | None] | None:
        """The row of an outlet's name or domain; spaces, hyphens and underscores are alike."""
        key = (name or "").strip().casefold()
        return self.rows.get(key) or self.rows.get(key.replace("-", " ").replace("_", " "))

    def of_url(self, url: str | None) -> Mapping[str, str | None] | None:
        """The row whose domain the address belongs to, the longest that fits."""
        for domain in domains(url):
            if domain in self.rows:
                return self.rows[domain]
        return None


def _outlets(given: pl.DataFrame | str | Path) -> pl.DataFrame:
    try:
        frame = given if isinstance(given, pl.DataFrame) else pl.read_csv(given, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ReadError(f"the outlets table {given} cannot be read: {error}") from error
    missing = [name for name in ("outlet", "domain", "home", "language", "timezone") if name not in frame.columns]
    if "outlet" in missing:
        raise ReadError(f"the outlets table has no column 'outlet'; it has: {', '.join(frame.columns)}")
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in missing).select(*OUTLETS.columns)


def domains(url: str | None) -> Iterator[str]:
    """The host of an http(s) address without www, then the wider domains it belongs to.

    >>> list(domains("http://europe.chinadaily.com.cn/a"))
    ['europe.chinadaily.com.cn', 'chinadaily.com.cn', 'com.cn']
    """
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return
    while "." in host:
        yield host
        host = host.split(".", 1)[1]


@dataclass(frozen=True)
class Settings:
    """What the user told us about the files."""

    outlet: str | None = None
    outlets: OutletTable = field(default_factory=OutletTable.load)
    columns: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
