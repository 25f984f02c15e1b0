"""A corpus: what was received, and the layers computed from it."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import polars as pl
from tqdm.auto import tqdm

from dateline import cleaning, copies, places, reading, search, words
from dateline.errors import DatelineError
from dateline.frames import MENTIONS, RECEIPTS, STORIES, TEXTS, Frame
from dateline.places.workers import find_each
from dateline.store import BOOKS, Store, write

BATCH_BYTES = 64_000_000
"""Bytes of source files gathered into one part; an interrupted `add` loses one batch at most."""


KEEP = 3600
"""Seconds a layer file stays after it was replaced: another process, or a frame not yet collected, may read it."""


class Corpus:
    """A folder of articles that grows by `add` and never loses what was received.

    `parts/` holds the articles as Parquet files named by their content and never changed; `ledger.sqlite` says which
    count; `layers/` holds what was computed from them (body text, stories) and may be deleted at any time. Two drops
    added one after the other give the same frames as both at once, in any order.

    >>> import tempfile
    >>> corpus = Corpus(tempfile.mkdtemp() + "/news")
    >>> corpus.report()["rows_in"], corpus.articles().collect().height
    (0, 0)
    """

    def __init__(self, path: str | Path) -> None:
        """Open the corpus in folder `path`, made if absent. Raises `DatelineError` when it cannot be."""
        self.path = Path(path).expanduser()
        self._store = Store(self.path)
        self._layers = self.path / "layers"
        self._make_folder()

    def __repr__(self) -> str:
        """Its folder and its size."""
        return f"Corpus({self.path.as_posix()!r}): {self.report()['loaded']:,} articles"

    @staticmethod
    def is_one(path: str | Path) -> bool:
        """Whether a folder holds a corpus."""
        return (Path(path) / "ledger.sqlite").is_file()

    def add(
        self,
        *paths: str | Path,
        outlet: str | None = None,
        outlets: pl.DataFrame | str | Path | None = None,
        columns: Mapping[str, str] | None = None,
        timezone: str | None = None,
    ) -> dict[str, int]:
        """Add files, folders or globs; give the books of this call.

        The arguments are those of `dateline.read`. A file added before with the same content and arguments is not
        read again: `unchanged` counts such files. rows_in = loaded + duplicate + quarantined, over the files read.
        Interrupted, it keeps the batches that were done, and the next call goes on. Raises `ReadError` as `read` does.
        """
        settings = reading.settings_for(paths, outlet=outlet, outlets=outlets, columns=columns, timezone=timezone)
        said = json.dumps([outlet, settings.outlets.key(), dict(columns or {}), timezone], sort_keys=True)
        total = {**dict.fromkeys(BOOKS, 0), "unchanged": 0}
        batch: list[tuple[reading.Reading, tuple[str, str, str, int]]] = []
        met: set[tuple[str, str, str]] = set()
        files = reading.find(paths)

        def is_new(file: reading.File, data: bytes) -> bool:
            source = (file.name, reading.fingerprint(data), said)
            fresh = source not in met and not self._store.knows(source)
            met.add(source)
            return fresh

        every = reading.stream(files, settings, is_new)
        for file, data, part in tqdm(every, "adding", unit="file", total=len(files), leave=False, delay=2):
            if part is None:
                total["unchanged"] += 1
                continue
            batch.append((part, (file.name, reading.fingerprint(data), said, len(data))))
            if sum(source[3] for _, source in batch) > BATCH_BYTES:
                total = _sum(total, self._store.receive(batch))
                batch = []
        total = _sum(total, self._store.receive(batch))
        self._refresh()
        return total

    def _make_folder(self) -> None:
        try:
            self._layers.mkdir(exist_ok=True)
        except OSError as error:
            raise DatelineError(f"{self.path} cannot hold a corpus: {error.strerror}") from error

    def _refresh(self) -> None:
        """Make the layers whose inputs changed or whose file is gone: texts outlet by outlet, then stories over all."""
        self._make_folder()
        wanted = self._keys(cleaning.VERSION)
        self._make("text", wanted, ("article_id", "outlet", "text_raw"), TEXTS, _clean_each)
        key = _hash(copies.VERSION, *(wanted[outlet] for outlet in sorted(wanted)))
        if wanted and self._have("story").get("") != key:
            self._make_stories(key)

    def _have(self, kind: str) -> dict[str, str]:
        """The key of each layer of a kind whose file is there."""
        rows = self._store.ledger.rows("select scope, key, file from layer where kind = ?", [kind])
        return {str(scope): str(key) for scope, key, file in rows if (self._layers / str(file)).is_file()}

    def _enter(self, kind: str, scope: str, key: str, file: str) -> None:
        """Enter a layer, and remove the files that none has used for an hour."""
        ledger = self._store.ledger
        with ledger.writing():
            before = {row[0] for row in ledger.rows("select file from layer")}
            ledger.put("layer", [(kind, scope, key, file)])
            used = {row[0] for row in ledger.rows("select file from layer")}
            for path in self._layers.iterdir():
                with suppress(FileNotFoundError):  # another process is done with its .tmp
                    if path.name in before - used:
                        os.utime(path)
                    elif path.name not in used and path.stat().st_mtime < time.time() - KEEP:
                        path.unlink()

    def _keys(self, *versions: str) -> dict[str, str]:
        """What each outlet's layer would be made from."""
        return {outlet: _hash(*versions, *ids) for outlet, ids in self._store.outlets().items()}

    def _make(
        self,
        kind: str,
        wanted: Mapping[str, str],
        columns: Sequence[str],
        schema: Frame,
        make: Callable[[Sequence[pl.DataFrame], Callable[[int], object]], Generator[pl.DataFrame]],
    ) -> None:
        """Make one layer, a file an outlet, where what it is made from changed; interrupted, it keeps what was done.

        `make` takes the outlets' articles and gives their layers in order; it tells how many articles were done.
        """
        have = self._have(kind)
        stale = [outlet for outlet, key in wanted.items() if have.get(outlet) != key]
        if not stale:
            return
        outlet = pl.col("outlet").fill_null("")
        rows = self._received(columns).with_columns(outlet).filter(outlet.is_in(stale)).sort("article_id").collect()
        groups = sorted(rows.partition_by("outlet", as_dict=True).items())
        with (
            tqdm(desc=kind, unit="article", total=rows.height, leave=False, delay=2) as bar,
            closing(make([frame for _, frame in groups], bar.update)) as made,
        ):
            for ((name,), _), frame in zip(groups, made, strict=True):
                file, _ = write(frame.select(*schema.columns), self._layers)
                self._enter(kind, str(name), wanted[str(name)], file)

    def _received(self, columns: Sequence[str]) -> pl.LazyFrame:
        """Columns of the articles as received, and their body text where that is asked for."""
        frame = self._store.articles()
        if "text" in columns:
            frame = frame.join(self._layer("text", TEXTS), on="article_id", how="left")
        return frame.select(columns)

    def _make_stories(self, key: str) -> None:
        texts = self._layer("text", TEXTS).select("article_id", "text")
        frame = (
            self._store.articles().select("article_id", "outlet", "published").join(texts, on="article_id", how="left")
        )
        file, _ = write(copies.group(frame.sort("article_id").collect()).select(*STORIES.columns), self._layers)
        self._enter("story", "", key, file)

    def _layer(self, kind: str, frame: Frame) -> pl.LazyFrame:
        names = [
            str(row[0])
            for row in self._store.ledger.rows("select file from layer where kind = ? order by file", [kind])
        ]
        return pl.scan_parquet([self._layers / name for name in names]) if names else frame.empty().lazy()

    def articles(self) -> pl.LazyFrame:
        """Every article with its layers: the columns of frames.ARTICLES, TEXTS and STORIES, by outlet and time."""
        self._refresh()
        frame = self._store.articles()
        for kind, columns in (("text", TEXTS), ("story", STORIES)):
            frame = frame.join(self._layer(kind, columns), on="article_id", how="left")
        return frame.sort("outlet", "published", "article_id", nulls_last=True)

    def mentions(self) -> pl.LazyFrame:
        """Every place named in titles and body texts: the columns of frames.MENTIONS.

        Found the first time it is asked for, and again only for outlets whose texts, the gazetteer or the method
        changed; on all cores where there is much text, with progress, and the outlets that are done are kept when it
        is stopped.
        """
        self._refresh()
        columns = ("article_id", "outlet", "outlet_home", "title", "text")
        keys = self._keys(cleaning.VERSION, places.VERSION, places.gazetteer.fingerprint())
        self._make("places", keys, columns, MENTIONS, find_each)
        return self._layer("places", MENTIONS).sort("article_id", "field", "start", descending=[False, True, False])

    def rejects(self) -> pl.LazyFrame:
        """Every record set aside: the columns of frames.REJECTS."""
        return self._store.rejects()

    def report(self) -> dict[str, int]:
        """The books of the whole corpus: sources, and rows_in = loaded + duplicate + quarantined over them."""
        return self._store.report()

    def verify(self) -> pl.DataFrame:
        """Recompute every part's checksum: one row a part with part, rows and state (ok, missing, changed)."""
        return self._store.verify()

    def search(self, query: str, *, boilerplate: bool = False) -> pl.DataFrame:
        """Every mention of a query in titles and body texts: a frame of frames.HITS. Raises `QueryError`.

        `boilerplate` searches the texts as they came, before anything was taken out; offsets are then those of
        `text_raw`. It shows how far a figure hangs on what was removed.
        """
        text = pl.col("text_raw" if boilerplate else "text").alias("text")
        return search.find(query, self.articles().select("article_id", "title", text).collect())

    def receipts(self, hits: pl.DataFrame) -> pl.DataFrame:
        """The sentences behind hits or mentions: a frame of frames.RECEIPTS, by outlet and day."""
        counted_as = next((name for name in ("term", "name") if name in hits.columns), "surface")
        hits = hits.select("article_id", "field", "start", "end", "surface", counted_as=counted_as)
        names = ["article_id", "story_id", "outlet", "day", "title", "text", "url"]
        frame = hits.join(self.articles().select(names).collect(), on="article_id", how="inner", maintain_order="left")
        places = frame.select(pl.when(pl.col("field") == "title").then("title").otherwise("text"), "start", "end")
        said = [words.sentence(text or "", start, end) for text, start, end in places.iter_rows()]
        order = ["outlet", "day", "article_id", "field", "start"]
        frame = frame.with_columns(pl.Series("sentence", said, dtype=pl.String))
        return frame.sort(order, descending=[False, False, False, True, False], nulls_last=True).select(
            *RECEIPTS.columns
        )


def _clean_each(frames: Sequence[pl.DataFrame], done: Callable[[int], object]) -> Generator[pl.DataFrame]:
    for frame in frames:
        yield cleaning.clean(frame)
        done(frame.height)


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: count + other.get(name, 0) for name, count in one.items()}


def _hash(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:24]
