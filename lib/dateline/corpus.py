"""A corpus: what was received, and the layers computed from it."""

import hashlib
import json
from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
from tqdm.auto import tqdm

from dateline import cleaning, copies, places, reading, search, words
from dateline.decisions import Book, Decisions
from dateline.errors import QueryError
from dateline.frames import CATALOGUE, MENTIONS, RECEIPTS, STORIES, TEXTS
from dateline.layers import Layers
from dateline.places.workers import find_each
from dateline.queries import Saved
from dateline.search import Outlet, Place
from dateline.store import BOOKS, Store, write

if TYPE_CHECKING:
    from dateline.search import Context, Live, Query

T = TypeVar("T")
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

    def __init__(self, path: str | Path, *, decisions: str | Path | None = None) -> None:
        """Open the corpus in folder `path`, made if absent. Raises `DatelineError` when it cannot be.

        `decisions` is the folder of what was corrected by hand; without it nothing is, and nothing can be.
        """
        self.path = Path(path).expanduser()
        self._book = Book(None if decisions is None else Path(decisions).expanduser())
        self._store = Store(self.path)
        self._layers = Layers(self.path / "layers", self._store.ledger)
        self._index = search.Index(self._layers)
        self._kept: dict[Hashable, Any] = {}
        self._state: object = None

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

        def settings_of(file: reading.File) -> str:
            return f"{said} from byte {file.byte}" if file.byte else said

        def is_new(file: reading.File, data: bytes) -> bool:
            source = (file.name, reading.fingerprint(data), settings_of(file))
            fresh = source not in met and not self._store.knows(source)
            met.add(source)
            return fresh

        every = reading.stream(files, settings, is_new)
        for file, data, part in tqdm(every, "adding", unit="file", total=len(files), leave=False, delay=2):
            if part is None:
                total["unchanged"] += not file.byte
                continue
            batch.append((part, (file.name, reading.fingerprint(data), settings_of(file), len(data))))
            if sum(source[3] for _, source in batch) > BATCH_BYTES:
                total = _sum(total, self._store.receive(batch))
                batch = []
        total = _sum(total, self._store.receive(batch))
        self._state = None
        self._refresh()
        return total

    def _refresh(self) -> None:
        """Make the layers whose inputs changed or whose file is gone: texts outlet by outlet, then stories over all."""
        self._layers.make_folder()
        state = (self._store.ledger.others(), self._layers.missing())
        if state == self._state:
            return
        self._kept.clear()
        wanted = self._keys(cleaning.VERSION)
        self._layers.make("text", wanted, self._store.articles().select("article_id", "outlet", "text_raw"),
                          TEXTS, _clean_each)  # fmt: skip
        key = _hash(copies.VERSION, *(wanted[outlet] for outlet in sorted(wanted)))
        if wanted and self._layers.have("story").get("") != key:
            grouped = copies.group(self._with_text("outlet", "published").sort("article_id").collect())
            file, _ = write(grouped.select(*STORIES.columns), self._layers.folder)
            self._layers.enter([("story", "", key, file)])
        self._state = (self._store.ledger.others(), self._layers.missing())

    def _keys(self, *versions: str) -> dict[str, str]:
        """What each outlet's layer would be made from."""
        if "articles" not in self._kept:
            self._kept["articles"] = {outlet: _hash(*ids) for outlet, ids in self._store.outlets().items()}
        return {outlet: _hash(*versions, articles) for outlet, articles in self._kept["articles"].items()}

    def _with_text(self, *columns: str) -> pl.LazyFrame:
        """Columns of the articles as received, and their body text."""
        texts = self._layers.frame("text", TEXTS).select("article_id", "text")
        return self._store.articles().select("article_id", *columns).join(texts, on="article_id", how="left")

    def articles(self) -> pl.LazyFrame:
        """Every article with its layers: the columns of frames.ARTICLES, TEXTS and STORIES, by outlet and time."""
        self._refresh()
        frame = self._store.articles()
        for kind, columns in (("text", TEXTS), ("story", STORIES)):
            frame = frame.join(self._layers.frame(kind, columns), on="article_id", how="left")
        return frame.sort("outlet", "published", "article_id", nulls_last=True)

    def catalogue(self) -> pl.DataFrame:
        """Every article without its texts, in memory until the corpus changes: the columns of frames.CATALOGUE."""
        return self.kept("catalogue", lambda: self.articles().select(*CATALOGUE.columns).collect())

    def kept(self, name: Hashable, make: Callable[[], T], *, decided: bool = False) -> T:
        """What `make` makes from this corpus alone, in memory under a name until the corpus changes.

        With `decided` it is made from decisions too, and in memory until one changes.
        """
        self._refresh()
        kept = self._kept
        if decided:
            kept, revision = self._kept.setdefault("decided", {}), self._book.revision()
            if kept.get("revision") != revision:
                kept.clear()
                kept["revision"] = revision
        if name not in kept:
            kept[name] = make()
        made: T = kept[name]
        return made

    @property
    def decisions(self) -> Decisions:
        """What was corrected by hand, to add to it, take back, and see where it stands."""
        return Decisions(self._book, self)

    def mentions(self, *, decided: bool = True) -> pl.LazyFrame:
        """Every place named in titles and body texts, as decided by hand: the columns of frames.MENTIONS.

        Found the first time it is asked for, and again only for outlets whose texts, the gazetteer or the method
        changed; on all cores where there is much text, with progress, and the outlets that are done are kept when it
        is stopped. With `decided=False`, what was found, whatever was decided.
        """
        self._refresh()
        keys = self._keys(cleaning.VERSION, places.VERSION, places.gazetteer.fingerprint())
        if self._layers.have("places") != keys:
            self._layers.make("places", keys, self._with_text("outlet", "outlet_home", "title"), MENTIONS, find_each)
        mentions = self._layers.frame("places", MENTIONS)
        mentions = self.decisions.correct(mentions) if decided else mentions
        return mentions.sort("article_id", "field", "start", descending=[False, True, False])

    def rejects(self) -> pl.LazyFrame:
        """Every record set aside: the columns of frames.REJECTS."""
        return self._store.rejects()

    def report(self) -> dict[str, int]:
        """The books of the whole corpus: sources, and rows_in = loaded + duplicate + quarantined over them."""
        return self._store.report()

    def verify(self) -> pl.DataFrame:
        """Recompute every part's checksum: one row a part with part, rows and state (ok, missing, changed)."""
        return self._store.verify()

    def search(self, query: str | Saved, *, demonyms: bool = False, boilerplate: bool = False) -> pl.DataFrame:
        """Every mention of a query in titles and body texts: a frame of frames.HITS, by article. Raises `QueryError`.

        What a query may say stands in search/language.py; a saved one brings its own `demonyms`. `place:` finds places
        as `mentions` has them, datelines left out, and with `demonyms` the words for their people too. `boilerplate`
        searches the texts as they came, before anything was taken out; offsets are then those of `text_raw`. It shows
        how far a figure hangs on what was removed. What was judged by hand not to be about the query is left out.
        """
        tree, context = self._asked(query, demonyms)
        if boilerplate:
            if any(isinstance(leaf, Place) for leaf in search.terms(tree)):
                raise QueryError("place: knows the texts without boilerplate; ask for words here")
            frame = self.articles().select("article_id", "outlet", "title", text="text_raw").collect()
            index: Sequence[Live] = [(search.build([frame]), None)]
        else:
            index = self.segments()
        column = "text_raw" if boilerplate else "text"
        hits = search.find_in(tree, index, context, lambda ids: self.texts(ids, column))
        hits = self.decisions.without(hits, query, column)
        return hits.sort("article_id", "field", "start", descending=[False, True, False])

    def count(self, query: str | Saved, *, demonyms: bool = False, prominent: bool = False) -> pl.DataFrame:
        """How often each article that answers a query mentions it: a frame of frames.COUNTS, by article.

        What `search` would find, counted; without the places and words, it takes milliseconds. With `prominent` only
        mentions in the title and the text's first 100 words count. Raises `QueryError`.
        """
        tree, context = self._asked(query, demonyms)
        index = self.segments()
        counted = search.count(tree, index, context, lead=prominent)

        def hits(ids: pl.Series) -> pl.DataFrame:
            few = self.kept(("few", *ids), lambda: search.some(index, ids), decided=True)
            found = search.find_in(tree, few, context, None)
            return search.prominent(found) if prominent else found

        return self.decisions.recount(counted, query, hits).sort("article_id")

    def lengths(self) -> pl.DataFrame:
        """Words of each article's title and body text: article_id, words; counted as search counts them."""

        def made() -> pl.DataFrame:
            parts = [(segment.ids, segment.lengths, live) for segment, live in self.segments()]
            frames = [
                pl.DataFrame({"article_id": ids, "words": words}).filter(True if live is None else pl.Series(live))
                for ids, words, live in parts
            ]
            return pl.concat([pl.DataFrame(schema={"article_id": pl.String, "words": pl.Int64}), *frames])

        return self.kept("lengths", made)

    def segments(self) -> "list[Live]":
        """The token index, brought up to the texts when they have changed."""

        def made() -> "list[Live]":
            keys = self._keys(cleaning.VERSION)
            key = _hash(search.VERSION, *(keys[outlet] for outlet in sorted(keys)))
            self._index.refresh(key, self._with_text("title"))
            return self._index.segments()

        return self.kept("segments", made)

    def _asked(self, query: str | Saved, demonyms: bool) -> "tuple[Query, Context]":
        """A query's tree, and what it may ask beside the index."""
        if isinstance(query, Saved):
            demonyms, query = demonyms or query.demonyms, query.text

        @cache
        def mentions(place: Place) -> pl.DataFrame:
            return search.of_place(place, self.mentions(), demonyms=demonyms)

        @cache
        def of_outlet(outlet: Outlet) -> pl.Series:
            known = self.catalogue()
            return known.filter(pl.col("outlet") == outlet.text)["article_id"]

        return search.parse(query), search.Context(mentions, of_outlet)

    def texts(self, ids: pl.Series, column: str = "text") -> pl.DataFrame:
        """Title and text of some articles, in no order: article_id, title, text; `column` may say text_raw."""
        some = pl.col("article_id").is_in(ids.unique().implode())  # other articles' texts are not even read
        articles = self._store.articles(sources=False).filter(some)
        if column == "text":
            texts = self._layers.frame("text", TEXTS).filter(some).select("article_id", "text")
            articles = articles.select("article_id", "title").join(texts, on="article_id", how="left")
        return articles.select("article_id", "title", text=column).collect()

    def receipts(self, hits: pl.DataFrame) -> pl.DataFrame:
        """The sentences behind hits or mentions: a frame of frames.RECEIPTS, by outlet and day."""
        counted_as = next((name for name in ("term", "name") if name in hits.columns), "surface")
        told = [
            pl.col(name) if name in hits.columns else pl.lit(None, pl.Int64).alias(name)
            for name in ("word", "place_id")
        ]
        hits = hits.select("article_id", "field", "start", "end", "surface", *told, counted_as=counted_as)
        texts = self.texts(hits["article_id"].unique())
        frame = hits.join(self._dated(), on="article_id", how="inner", maintain_order="left")
        frame = frame.join(texts, on="article_id", how="left", maintain_order="left")
        places = frame.select(pl.when(pl.col("field") == "title").then("title").otherwise("text"), "start", "end")
        said = [words.sentence(text or "", start, end) for text, start, end in places.iter_rows()]
        order = ["outlet", "day", "article_id", "field", "start"]
        frame = frame.with_columns(pl.Series("sentence", said, dtype=pl.String))
        return frame.sort(order, descending=[False, False, False, True, False], nulls_last=True).select(
            *RECEIPTS.columns
        )

    def _dated(self) -> pl.DataFrame:
        """The catalogue with the first day of each full text's story, and of its copies in the same outlet."""
        catalogue = self.catalogue()
        full = catalogue.filter(pl.col("text_kind") == "full")
        stories = full.group_by("story_id").agg(story_day=pl.col("day").min())
        copies = full.group_by("story_id", "outlet").agg(outlet_day=pl.col("day").min())
        dated = catalogue.join(stories, on="story_id", how="left")
        return dated.join(copies, on=["story_id", "outlet"], how="left", nulls_equal=True)


def _clean_each(frames: Sequence[pl.DataFrame], done: Callable[[int], object]) -> Generator[pl.DataFrame]:
    for frame in frames:
        yield cleaning.clean(frame)
        done(frame.height)


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: count + other.get(name, 0) for name, count in one.items()}


def _hash(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:24]
