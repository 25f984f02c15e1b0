"""Layers: what was computed from the articles of a corpus, in files that the ledger names and that may be deleted."""

import os
import time
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import polars as pl
from tqdm.auto import tqdm

from dateline.errors import DatelineError
from dateline.frames import Frame
from dateline.ledger import Ledger
from dateline.store import write

KEEP = 3600
"""Seconds a file stays after it was replaced: another process, or a frame not yet collected, may read it."""

Maker = Callable[[Sequence[pl.DataFrame], Callable[[int], object]], Generator[pl.DataFrame]]
"""Takes the outlets' articles, gives their layers in order, and tells how many articles were done."""
Entry = tuple[str, str, str]
"""Scope (an outlet, say), the key of what it was made from, and the file."""


class Layers:
    """The folder `layers/` of a corpus. Readers ask the ledger which files count, never a listing."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        """Take the folder, made if absent, and the ledger."""
        self.folder, self.ledger = folder, ledger
        self.make_folder()

    def make_folder(self) -> None:
        """Make the folder if it is gone. Raises `DatelineError` when that cannot be done."""
        try:
            self.folder.mkdir(exist_ok=True)
        except OSError as error:
            raise DatelineError(f"{self.folder.parent} cannot hold a corpus: {error.strerror}") from error

    def entered(self, kind: str) -> list[Entry]:
        """Every entry of a kind, by file."""
        query = "select scope, key, file from layer where kind = ? order by file"
        return [(str(scope), str(key), str(file)) for scope, key, file in self.ledger.rows(query, [kind])]

    def have(self, kind: str) -> dict[str, str]:
        """The key of each entry of a kind whose file is there."""
        return {scope: key for scope, key, file in self.entered(kind) if (self.folder / file).is_file()}

    def missing(self) -> frozenset[str]:
        """Files that the ledger names and that are gone."""
        named = self.ledger.rows("select file from layer")
        return frozenset(str(row[0]) for row in named) - frozenset(os.listdir(self.folder))

    def enter(self, rows: Sequence[tuple[str, str, str, str]], *, alone: Collection[str] = ()) -> None:
        """Enter files (kind, scope, key, file) at once, in place of all of the kinds `alone`.

        Files that none has used for an hour are removed.
        """
        with self.ledger.writing():
            before = {row[0] for row in self.ledger.rows("select file from layer")}
            for kind in alone:
                self.ledger.run("delete from layer where kind = ?", [kind])
            self.ledger.put("layer", rows)
            used = {row[0] for row in self.ledger.rows("select file from layer")}
            for path in self.folder.iterdir():
                with suppress(FileNotFoundError):  # another process is done with its .tmp
                    if path.name in before - used:
                        os.utime(path)
                    elif path.name not in used and path.stat().st_mtime < time.time() - KEEP:
                        path.unlink()

    def frame(self, kind: str, frame: Frame) -> pl.LazyFrame:
        """The rows of every file of a kind."""
        names = [file for _, _, file in self.entered(kind)]
        return pl.scan_parquet([self.folder / name for name in names]) if names else frame.empty().lazy()

    def make(self, kind: str, wanted: Mapping[str, str], rows: pl.LazyFrame, schema: Frame, make: Maker) -> None:
        """Make a file an outlet where what it is made from changed; interrupted, it keeps what was done.

        `wanted` is the key of each outlet's file, `rows` are the articles with their outlet.
        """
        have = self.have(kind)
        stale = [outlet for outlet, key in wanted.items() if have.get(outlet) != key]
        if not stale:
            return
        outlet = pl.col("outlet").fill_null("")
        articles = rows.with_columns(outlet).filter(outlet.is_in(stale)).sort("article_id").collect()
        groups = sorted(articles.partition_by("outlet", as_dict=True).items())
        with (
            tqdm(desc=kind, unit="article", total=articles.height, leave=False, delay=2) as bar,
            closing(make([frame for _, frame in groups], bar.update)) as made,
        ):
            for ((name,), _), frame in zip(groups, made, strict=True):
                file, _ = write(frame.select(*schema.columns), self.folder)
                self.enter([(kind, str(name), wanted[str(name)], file)])
