"""What was received: immutable Parquet parts named by their content, and the ledger that says which count."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from dateline import reading
from dateline.errors import DatelineError
from dateline.frames import ARTICLES, REJECTS
from dateline.ledger import Ledger

_SOURCE = ("source_file", "source_record")
_DETAILS = [name for name in ARTICLES.columns if name not in ("article_id", *_SOURCE)]
_LISTS = ("authors", "warnings")
_VERSION = {"article_id": pl.String, "variant": pl.String}
BOOKS = ("rows_in", "loaded", "duplicate", "quarantined")


class Store:
    """The received side of a corpus folder: `parts/` and `ledger.sqlite`.

    An article may be received in several versions (the same outlet, link and text with another byline); each is kept,
    and one of them counts, whichever came first. A part is never changed; readers ask the ledger, never a listing.
    """

    def __init__(self, path: Path) -> None:
        """Open the folder, made if absent."""
        self.parts = path / "parts"
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatelineError(f"{path} cannot hold a corpus: {error.strerror}") from error
        self.ledger = Ledger(path / "ledger.sqlite")

    def knows(self, source: tuple[str, str, str]) -> bool:
        """Whether a source (name, checksum, settings) was read before."""
        return bool(self.ledger.rows("select 1 from source where name = ? and sha256 = ? and settings = ?", source))

    def receive(self, batch: list[tuple[reading.Reading, tuple[str, str, str, int]]]) -> dict[str, int]:
        """Write one part and enter everything about it in one transaction; give the books of the batch."""
        total = dict.fromkeys(BOOKS, 0)
        if not batch:
            return total
        with self.ledger.writing():
            self._sweep()
            received = pl.concat([part.articles for part, _ in batch])
            received = received.with_columns(variant=_variants(received))
            known = self._known("article_id", received["article_id"])
            new = self._unseen(received)
            self.ledger.put("occurrence", received.select("article_id", *_SOURCE).rows())
            if new.height:
                name, sha256 = write(new, self.parts)
                self.ledger.put("part", [(name, sha256, new.height)])
                fresh = new.select("article_id", "variant", "outlet", pl.col("published").is_null().cast(pl.Int64))
                self.ledger.put("article", [(*row, name, 1) for row in fresh.iter_rows()])
                self._settle(
                    known & set(new["article_id"]) | set(new.filter(new["article_id"].is_duplicated())["article_id"])
                )
            for part, source in batch:
                ids = part.articles["article_id"].to_list()
                loaded = len(set(ids) - known)
                known.update(ids)
                books = reading.books(part.report["rows_in"], loaded, len(ids) - loaded, part.rejects.height)
                if not self.knows(source[:3]):
                    self.ledger.put("source", [(None, *source, *books.values())])
                    ((number,),) = self.ledger.rows("select max(id) from source")
                    self.ledger.put("reject", [(number, *row) for row in part.rejects.rows()])
                total = {name: total[name] + books[name] for name in BOOKS}
        return total

    def _known(self, column: str, ids: pl.Series) -> set[str]:
        """Those of these articles that the ledger has, by id or by version."""
        self.ledger.run("create temporary table if not exists asked (article_id text primary key)")
        self.ledger.run("delete from asked")
        self.ledger.put("asked", [(article_id,) for article_id in ids.unique()])
        return {str(row[0]) for row in self.ledger.rows(f"select {column} from article join asked using (article_id)")}

    def _unseen(self, received: pl.DataFrame) -> pl.DataFrame:
        """Versions that no part holds yet, once each, in an order that does not depend on the files' order."""
        seen = self._known("article_id || variant", received["article_id"])
        new = received.filter(~(pl.col("article_id") + pl.col("variant")).is_in(sorted(seen)))
        order = ["article_id", "variant"]
        return new.sort(*order, *_SOURCE).unique(order, keep="first", maintain_order=True)

    def _settle(self, ids: Iterable[str]) -> None:
        """Of several versions of an article one counts: a dated one, then by its hash."""
        for article_id in ids:
            rows = self.ledger.rows(
                "select variant from article where article_id = ? order by undated, variant", [article_id]
            )
            for place, (variant,) in enumerate(rows):
                values = [place == 0, article_id, variant]
                self.ledger.run("update article set kept = ? where article_id = ? and variant = ?", values)

    def _sweep(self) -> None:
        """Remove parts that a killed `receive` left behind; only the holder of the write lock may."""
        known = {row[0] for row in self.ledger.rows("select name from part")}
        for path in self.parts.iterdir():
            if path.name not in known:
                path.unlink(missing_ok=True)

    def articles(self, *, sources: bool = True) -> pl.LazyFrame:
        """The version that counts of every article: the columns of frames.ARTICLES, in no order.

        Without `sources`, articles met more than once do not look for the first of theirs, which takes a while.
        """
        names = [str(row[0]) for row in self.ledger.rows("select name from part order by name")]
        if not names:
            return ARTICLES.empty().lazy()
        frame = pl.scan_parquet([self.parts / name for name in names])
        passed = self.ledger.rows("select article_id, variant from article where not kept")
        if passed:
            others = pl.LazyFrame(passed, schema=_VERSION, orient="row")
            frame = frame.join(others, on=list(_VERSION), how="anti")
        return (self._first_seen(frame) if sources else frame).drop("variant")

    def _first_seen(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Name, for articles met more than once, the first of their sources by name."""
        several = self.ledger.rows(
            "select article_id, source, record from (select *, row_number() over"
            " (partition by article_id order by source, record) as place,"
            " count(*) over (partition by article_id) as met from occurrence) where place = 1 and met > 1"
        )
        if not several:
            return frame
        first = pl.LazyFrame(several, schema={"article_id": pl.String, "s": pl.String, "r": pl.Int64}, orient="row")
        joined = frame.join(first, on="article_id", how="left")
        return joined.with_columns(
            source_file=pl.coalesce("s", "source_file"), source_record=pl.coalesce("r", "source_record")
        ).drop("s", "r")

    def outlets(self) -> dict[str, list[str]]:
        """The versions that count of each outlet's articles, sorted; an unknown outlet is ''."""
        found: dict[str, list[str]] = {}
        for outlet, article_id in self.ledger.rows(
            "select ifnull(outlet, ''), article_id || variant from article where kept order by 1, 2"
        ):
            found.setdefault(str(outlet), []).append(str(article_id))
        return found

    def rejects(self) -> pl.LazyFrame:
        """Every record set aside: the columns of frames.REJECTS."""
        rows = self.ledger.rows("select source, record, byte, reason, detail from reject order by 1, 2, 3, 4, 5")
        return pl.LazyFrame(rows, schema=REJECTS.schema, orient="row")

    def report(self) -> dict[str, int]:
        """Sources read, and the books over all of them."""
        sums = ", ".join(f"ifnull(sum({name}), 0)" for name in BOOKS)
        (row,) = self.ledger.rows(f"select count(*), {sums} from source")
        return dict(zip(("sources", *BOOKS), (int(str(value)) for value in row), strict=True))

    def verify(self) -> pl.DataFrame:
        """Recompute every part's checksum: one row a part with part, rows and state (ok, missing, changed)."""
        rows = []
        for name, sha256, count in self.ledger.rows("select name, sha256, rows from part order by name"):
            path = self.parts / str(name)
            state = (
                "missing"
                if not path.is_file()
                else "ok"
                if reading.fingerprint(path.read_bytes()) == sha256
                else "changed"
            )
            rows.append((name, count, state))
        return pl.DataFrame(rows, schema={"part": pl.String, "rows": pl.Int64, "state": pl.String}, orient="row")


def _variants(articles: pl.DataFrame) -> pl.Series:
    """A hash of everything in each row but where it came from."""
    parts = [pl.col(name).list.join("\x1e") if name in _LISTS else pl.col(name).cast(pl.String) for name in _DETAILS]
    said = articles.select(pl.concat_str([part.fill_null("\x00") for part in parts], separator="\x1f")).to_series()
    return pl.Series([hashlib.sha256(text.encode()).hexdigest()[:24] for text in said], dtype=pl.String)


def write(frame: pl.DataFrame, folder: Path) -> tuple[str, str]:
    """Write a frame under the name of its content, whole or not at all; give that name and the checksum."""
    handle, name = tempfile.mkstemp(dir=folder, suffix=".tmp")
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            frame.write_parquet(file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        sha256 = reading.fingerprint(path.read_bytes())
        path.replace(folder / f"{sha256[:24]}.parquet")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        directory = os.open(folder, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)
    return f"{sha256[:24]}.parquet", sha256
