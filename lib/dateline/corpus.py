"""A corpus: what was received, and the layers computed from it."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from tqdm.auto import tqdm

from dateline import cleaning, copies, reading, search
from dateline.frames import RECEIPTS, STORIES, TEXTS, Frame
from dateline.store import BOOKS, Store, write

BATCH_BYTES = 64_000_000
"""Bytes of source files gathered into one part; an interrupted `add` loses one batch at most."""


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
        self._layers.mkdir(exist_ok=True)

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
        for file in tqdm(reading.find(paths), "adding", unit="file", leave=False, delay=2):
            data = reading.bytes_of(file)
            source = (file.name, reading.fingerprint(data or b""), said)
            if self._store.knows(source):
                total["unchanged"] += 1
                continue
            batch.append((reading.read_file(file, settings, data), (*source, len(data or b""))))
            if sum(source[3] for _, source in batch) > BATCH_BYTES:
                total = _sum(total, self._store.receive(batch))
                batch = []
        total = _sum(total, self._store.receive(batch))
        self._refresh()
        return total

    def _refresh(self) -> None:
        """Make the layers whose inputs changed: texts outlet by outlet, then stories over all."""
        ledger = self._store.ledger
        wanted = {outlet: _hash(cleaning.VERSION, *ids) for outlet, ids in self._store.outlets().items()}
        have = {str(scope): str(key) for scope, key in ledger.rows("select scope, key from layer where kind = 'text'")}
        stale = {outlet: key for outlet, key in wanted.items() if have.get(outlet) != key}
        if stale:
            self._make_texts(stale)
        key = _hash(copies.VERSION, *(wanted[outlet] for outlet in sorted(wanted)))
        if wanted and not ledger.rows("select 1 from layer where kind = 'story' and key = ?", [key]):
            self._make_stories(key)

    def _make_texts(self, stale: Mapping[str, str]) -> None:
        outlet = pl.col("outlet").fill_null("")
        raw = self._store.articles().select("article_id", outlet, "text_raw").filter(outlet.is_in(list(stale)))
        groups = raw.sort("article_id").collect().partition_by("outlet", as_dict=True)
        rows = []
        for (name,), frame in tqdm(sorted(groups.items()), "cleaning", unit="outlet", leave=False, delay=2):
            file, _ = write(cleaning.clean(frame).select(*TEXTS.columns), self._layers)
            rows.append(("text", name, stale[str(name)], file))
        with self._store.ledger.writing():
            self._store.ledger.put("layer", rows)

    def _make_stories(self, key: str) -> None:
        texts = self._layer("text", TEXTS).select("article_id", "text")
        frame = self._store.articles().select("article_id", "published").join(texts, on="article_id", how="left")
        file, _ = write(copies.group(frame.sort("article_id").collect()).select(*STORIES.columns), self._layers)
        ledger = self._store.ledger
        with ledger.writing():
            ledger.put("layer", [("story", "", key, file)])
            used = {row[0] for row in ledger.rows("select file from layer")}
            for path in self._layers.iterdir():
                if path.name not in used:
                    path.unlink(missing_ok=True)

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

    def rejects(self) -> pl.LazyFrame:
        """Every record set aside: the columns of frames.REJECTS."""
        return self._store.rejects()

    def report(self) -> dict[str, int]:
        """The books of the whole corpus: sources, and rows_in = loaded + duplicate + quarantined over them."""
        return self._store.report()

    def verify(self) -> pl.DataFrame:
        """Recompute every part's checksum: one row a part with part, rows and state (ok, missing, changed)."""
        return self._store.verify()

    def search(self, query: str) -> pl.DataFrame:
        """Every mention of a query in titles and body texts: a frame of frames.HITS. Raises `QueryError`."""
        return search.find(query, self.articles().select("article_id", "title", "text").collect())

    def receipts(self, hits: pl.DataFrame) -> pl.DataFrame:
        """The sentences behind hits: a frame of frames.RECEIPTS, by outlet and day."""
        names = ["article_id", "story_id", "outlet", "day", "title", "text", "url"]
        frame = hits.join(self.articles().select(names).collect(), on="article_id", how="inner", maintain_order="left")
        places = frame.select(pl.when(pl.col("field") == "title").then("title").otherwise("text"), "start", "end")
        said = [search.sentence(text or "", start, end) for text, start, end in places.iter_rows()]
        order = ["outlet", "day", "article_id", "field", "start"]
        frame = frame.with_columns(pl.Series("sentence", said, dtype=pl.String))
        return frame.sort(order, descending=[False, False, False, True, False], nulls_last=True).select(
            *RECEIPTS.columns
        )


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: count + other.get(name, 0) for name, count in one.items()}


def _hash(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:24]
