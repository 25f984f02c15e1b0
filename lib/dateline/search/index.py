"""The token index of a corpus: segments that never change, which of their articles still count, and how it grows."""

import os
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from tqdm.auto import tqdm

from dateline.frames import Frame
from dateline.layers import Layers
from dateline.search.building import build
from dateline.search.segment import FORMAT, Segment
from dateline.store import write

VERSION = f"{FORMAT} {pl.__version__}"
"""Raised with the segments' form; polars' hash, by which a changed text is known, may change with polars."""
MOST = 110_000_000
"""Characters of one segment: some 600 MB of memory to make it."""

Live = tuple[Segment, NDArray[np.bool_] | None]
"""A segment, and which of its articles count; null for all."""

_DEAD = Frame(
    "one row an article of a segment that counts no more",
    {"segment": (pl.String, "the segment's file"), "article": (pl.Int64, "the article's number in it")},
)


class Index:
    """Segments in the layers of a corpus. New articles make a new segment, with which smaller ones are made anew.

    So of n articles each is read again about log n times while the corpus grows (P. O'Neil et al., "The log-structured
    merge-tree", Acta Informatica 33:351, 1996), and a query asks few segments.
    """

    def __init__(self, layers: Layers) -> None:
        """Take the layers; nothing is read yet."""
        self._layers = layers
        self._open: dict[str, Segment] = {}

    def refresh(self, key: str, articles: pl.LazyFrame) -> None:
        """Bring the index up to `key`: articles (article_id, title, text) not in it are read, others count no more."""
        entries = self._layers.entered("index")
        have = self._layers.have("index")
        if entries and len(have) == len(entries) and set(have.values()) == {key}:
            return
        hashed = pl.concat_str(pl.col("title").fill_null(""), pl.lit("\x1f"), pl.col("text").fill_null("")).hash(0)
        articles = articles.select("article_id", "title", "text", key=hashed)
        wanted = articles.select("article_id", "key").collect()
        kept, missing = self._kept(sorted(have), wanted)
        todo = articles.join(missing.lazy(), on="article_id", how="semi")
        made = [self._save(segment) for segment in _segments(todo, missing.height)]
        dead = [pl.DataFrame({"segment": name, "article": np.flatnonzero(~live)}, schema=_DEAD.schema)
                for name, live in kept.items()]  # fmt: skip
        file, _ = write(pl.concat([_DEAD.empty(), *dead]), self._layers.folder)
        rows = [("index", name, key, name) for name in [*kept, *made]]
        self._layers.enter([*rows, ("index dead", "", key, file)], alone=("index", "index dead"))

    def _kept(self, names: list[str], wanted: pl.DataFrame) -> tuple[dict[str, NDArray[np.bool_]], pl.DataFrame]:
        """The segments that stay, with what counts of them, and the ids of the articles to be read."""
        lives: dict[str, NDArray[np.bool_]] = {}
        missing = wanted
        for name in names:
            if Segment.is_older(self._layers.folder / name):
                continue
            segment = self._segment(name)
            rows = pl.DataFrame({"article_id": segment.ids, "key": segment.arrays["keys"]}).with_row_index("at")
            there = rows.join(missing, on=["article_id", "key"], how="semi")
            lives[name] = np.zeros(rows.height, np.bool_)
            lives[name][there["at"].to_numpy()] = True
            missing = missing.join(there, on=["article_id", "key"], how="anti")
        todo = [missing["article_id"]]
        for name, live in sorted(lives.items(), key=lambda item: (int(item[1].sum()), item[0])):
            many, gathered = int(live.sum()), sum(map(len, todo))
            full = len(self._segment(name).word) * 6 > MOST
            if many <= len(live) // 2 or (gathered and many <= 2 * gathered and not full):
                todo.append(self._segment(name).ids.filter(pl.Series(live)))
                del lives[name]
        return lives, pl.DataFrame({"article_id": pl.concat(todo)})

    def segments(self) -> list[Live]:
        """The segments that count, opened once."""
        dead = self._layers.frame("index dead", _DEAD).collect()
        gone: dict[object, list[int]] = dict(dead.group_by("segment").agg("article").iter_rows())
        made: list[Live] = []
        for name, _, _ in self._layers.entered("index"):
            segment, live = self._segment(name), None
            if name in gone:
                live = np.ones(len(segment.articles), np.bool_)
                live[gone[name]] = False
            made.append((segment, live))
        return made

    def _segment(self, name: str) -> Segment:
        if name not in self._open:
            self._open[name] = Segment.open(self._layers.folder / name)
        return self._open[name]

    def _save(self, segment: Segment) -> str:
        """Write a segment under the name of its content, whole or not at all."""
        handle, name = tempfile.mkstemp(dir=self._layers.folder, suffix=".tmp")
        os.close(handle)
        path = Path(name)
        try:
            segment.save(path)
            digest = sha256()
            for array in segment.arrays.values():
                digest.update(np.ascontiguousarray(array).data)
            final = f"{digest.hexdigest()[:24]}.words"
            path.replace(self._layers.folder / final)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return final


def _segments(articles: pl.LazyFrame, many: int) -> Iterator[Segment]:
    """Segments of MOST characters, or somewhat more."""
    if not many:
        return
    batches = iter(articles.collect_batches(chunk_size=2000, maintain_order=True))
    with tqdm(desc="index", unit="article", total=many, leave=False, delay=2) as bar:
        for first in batches:
            yield build(_some(first, batches, bar))


def _some(  # a bar of tqdm's
    first: pl.DataFrame,
    batches: Iterator[pl.DataFrame],
    bar: Any,  # noqa: ANN401
) -> Iterator[pl.DataFrame]:
    """Batches until they hold MOST characters."""
    size = 0
    for batch in chain([first], batches):
        bar.update(batch.height)
        yield batch
        size += int(batch["text"].str.len_bytes().sum() or 0)
        if size >= MOST:
            return
