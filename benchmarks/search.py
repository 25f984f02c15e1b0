"""How fast queries are answered, beside SQLite's FTS5 and tantivy: python benchmarks/search.py [--million]

Makes 100,000 articles of some 400 words (Zipf's law over 120,000 made words and a few real ones), of ten outlets on
1,000 days. The index is built, and tantivy's (`pip install tantivy`) from the same texts; printed are processor seconds
and, of ours, the memory at its height, in a process of its own. Every query is then asked of ours and of FTS5 in turns,
nine times, warm: articles by outlet and week, in milliseconds of the clock; the answers are compared. With --million
the ten segments' worth is opened ten times over and asked as one index, and attention is made for 1,000,000 articles.
"""

import argparse
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

from dateline import search, trends
from dateline.search import Segment, build
from dateline.search.index import _segments as segments_of
from dateline.search.matching import Context, Matcher

ARTICLES, OUTLETS, DAYS = 100_000, 10, 1000
REAL = {"the": 1, "of": 2, "and": 3, "to": 4, "in": 5, "a": 6, "new": 60, "government": 150, "york": 300, "talks": 700,
        "governor": 900, "governments": 1500, "ankara": 4000, "istanbul": 5000, "ceasefire": 6000, "moscow": 3000,
        "vilnius": 20000, "governing": 9000}  # fmt: skip
TWENTY = "war peace trade court police strike port ferry oil gas gun border tax law bank union school storm fire flood"
QUERIES = {
    "rare word": ("vilnius", "vilnius"),
    "two words, OR": ("istanbul OR vilnius", "istanbul OR vilnius"),
    "ordinary word": ("government", "government"),
    "the": ("the", "the"),
    "phrase": ('"new york"', '"new york"'),
    "phrase of frequent words": ('"in the"', '"in the"'),
    "brackets and NOT": ("(istanbul OR ankara) NOT moscow", "(istanbul OR ankara) NOT moscow"),
    "AND": ("government AND moscow", "government AND moscow"),
    "wildcard": ("govern*", "govern*"),
    "OR of 20 words": (" OR ".join(TWENTY.split()), " OR ".join(TWENTY.split())),
    "near": ("ceasefire NEAR/5 talks", "NEAR(ceasefire talks, 4)"),
    "near, frequent": ("government NEAR/5 talks", "NEAR(government talks, 4)"),
    "field": ("title:government", "title:government"),
}


def texts(seed=7):
    """Articles, by fixed seed: article_id, title, text, outlet, day."""
    draw = np.random.default_rng(seed)
    letters = random.Random(seed)
    words = ["".join(letters.choices("abcdefghijklmnoprstuvz", k=letters.randint(3, 10))) for _ in range(120_000)]
    for at, word in enumerate(TWENTY.split()):
        words[800 + 97 * at] = word
    for word, rank in REAL.items():
        words[rank] = word
    weights = 1 / np.arange(2, len(words) + 2)
    cut = np.cumsum(weights / weights.sum())
    lengths = draw.integers(200, 600, ARTICLES)
    made = np.array(words, object)
    rows = []
    for length in lengths.tolist():
        chosen = made[np.searchsorted(cut, draw.random(length + 8))]
        rows.append((" ".join(chosen[:8]), " ".join(chosen[8:])))
    frame = pl.DataFrame(rows, schema=["title", "text"], orient="row")
    day = pl.Series(np.datetime64("2024-01-01") + draw.integers(0, DAYS, ARTICLES))
    outlet = pl.Series([f"Outlet {n}" for n in draw.integers(0, OUTLETS, ARTICLES)])
    return frame.with_row_index("n").select(
        "title", "text", article_id=pl.format("{}", pl.col("n").cast(pl.String).str.zfill(24)), outlet=outlet, day=day
    )


def make(source, folder):
    """Make the segments, in this process; print processor seconds and megabytes above what the process had."""

    def peak():
        status = Path("/proc/self/status").read_text("utf8")
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1000

    build([pl.DataFrame({"article_id": ["a"], "title": ["x"], "text": ["warm up"]})])
    before, began = peak(), time.process_time()
    for number, segment in enumerate(segments_of(pl.scan_parquet(source), ARTICLES)):
        segment.save(folder / f"{number}.words")
    print(time.process_time() - began, peak(), peak() - before)


def by_tantivy(source, folder):
    """The same by tantivy, one writer thread; print processor seconds, all threads."""
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("title").add_text_field("text").build()
    index = tantivy.Index(schema, path=str(folder))
    frame = pl.read_parquet(source)
    began = time.process_time()
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    for title, text in frame.select("title", "text").iter_rows():
        writer.add_document(tantivy.Document(title=title, text=text))
    writer.commit()
    writer.wait_merging_threads()
    print(time.process_time() - began, 0, 0)


def fts5(frame, folder):
    """SQLite's full-text index of the same articles, with outlet and week beside it."""
    db = sqlite3.connect(folder / "fts.sqlite")
    db.execute('create virtual table t using fts5(title, text, tokenize = "unicode61 remove_diacritics 2")')
    db.execute("create table d (id integer primary key, outlet integer, week integer)")
    rows = frame.with_row_index("n").select(
        "n",
        "title",
        "text",
        pl.col("outlet").str.slice(7).cast(pl.Int64),
        (pl.col("day") - datetime(2024, 1, 1, tzinfo=UTC).date()).dt.total_days() // 7,
    )
    db.executemany("insert into t(rowid, title, text) values (?, ?, ?)", rows.select("n", "title", "text").iter_rows())
    db.executemany("insert into d values (?, ?, ?)", rows.select(pl.nth(0, 3, 4)).iter_rows())
    db.execute("insert into t(t) values ('optimize')")
    db.commit()
    return db


def paired(jobs, turns=9):
    """Median milliseconds of each job, taken in turns."""
    took = [[] for _ in jobs]
    for job in jobs:
        job()
    for _ in range(turns):
        for job, times in zip(jobs, took, strict=True):
            began = time.perf_counter()
            job()
            times.append(1000 * (time.perf_counter() - began))
    return [statistics.median(times) for times in took]


def main():
    """Make, build, ask, compare, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--million", action="store_true")
    options.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        kind, source, folder = given.child
        (make if kind == "build" else by_tantivy)(source, Path(folder))
        return
    with tempfile.TemporaryDirectory() as name:
        run(Path(name), given.million)


def run(folder, million):
    """The whole of it, in a folder."""
    frame = texts()
    source = folder / "articles.parquet"
    frame.write_parquet(source, row_group_size=5000)
    print(f"{frame.height:,} articles, {frame['text'].str.len_bytes().sum() / 1e6:.0f} MB")
    (folder / "tantivy").mkdir()
    built = {"build": [], "tantivy": []}
    for _ in range(3):
        for kind, times in built.items():
            place = folder if kind == "build" else Path(tempfile.mkdtemp(dir=folder / "tantivy"))
            done = subprocess.run([sys.executable, __file__, "--child", kind, str(source), str(place)],
                                  capture_output=True, text=True, check=False)  # fmt: skip
            if done.returncode:
                print(kind, "not measured:", done.stderr.strip().splitlines()[-1])
                continue
            times.append([float(word) for word in done.stdout.split()])
    ours = statistics.median(row[0] for row in built["build"])
    _, peak, more = built["build"][0]
    print(f"build: {ours:.1f} CPU s, peak {peak:.0f} MB of the process, {more:.0f} of them for it")
    if built["tantivy"]:
        theirs = statistics.median(row[0] for row in built["tantivy"])
        print(f"tantivy: {theirs:.1f} CPU s; ours {ours / theirs:.2f} times that")
    segments = [Segment.open(path) for path in sorted(folder.glob("*.words"), key=lambda path: int(path.stem))]
    size = sum(path.stat().st_size for path in folder.glob("*.words")) / 1e6
    print(
        f"{len(segments)} segments, {sum(len(segment.word) for segment in segments) / 1e6:.1f} M words, {size:.0f} MB"
    )
    weeks = DAYS // 7 + 1
    cell = (
        frame["outlet"].str.slice(7).cast(pl.Int64) * weeks
        + (frame["day"] - datetime(2024, 1, 1, tzinfo=UTC).date()).dt.total_days() // 7
    ).to_numpy()
    parts = np.split(cell, np.cumsum([len(segment.articles) for segment in segments])[:-1])
    nothing = Context(lambda _: pl.DataFrame(), lambda _: pl.Series())
    db = fts5(frame, folder)

    def ask(query, index):
        tree, counted = search.parse(query), np.zeros(OUTLETS * weeks, np.int64)
        for segment, cells in index:
            article, _ = Matcher(tree, segment, nothing).counts()
            counted += np.bincount(cells[article], minlength=len(counted))
        return counted

    def ask_fts5(query):
        counted = np.zeros(OUTLETS * weeks, np.int64)
        rows = db.execute(
            "select outlet, week, count(*) from t join d on d.id = t.rowid where t match ? group by 1, 2", [query]
        )
        for outlet, week, n in rows:
            counted[outlet * weeks + week] = n
        return counted

    index = list(zip(segments, parts, strict=True))
    print(
        f"\n{'query':28}{'articles':>10}{'ours ms':>10}{'FTS5 ms':>10}{'ratio':>8}"
        + ("   ours at 1 M" if million else "")
    )
    for kind, (query, other) in QUERIES.items():
        assert (ask(query, index) == ask_fts5(other)).all(), kind
        mine, theirs = paired([lambda q=query: ask(q, index), lambda q=other: ask_fts5(q)])
        line = f"{kind:28}{ask(query, index).sum():10,}{mine:10.2f}{theirs:10.2f}{theirs / mine:8.1f}"
        if million:
            (tenfold,) = paired([lambda q=query: ask(q, index * 10)], 5)
            line += f"{tenfold:14.1f}"
        print(line, flush=True)
    if million:
        attention(frame)
    print(f"\nload {os.getloadavg()[0]:.1f}, {datetime.now(UTC):%Y-%m-%d}")


class Pile:
    """What counting asks of a corpus, of a million articles in memory."""

    def __init__(self, frame):
        """Ten times the frame, each a story of its own."""
        many = pl.concat(
            [
                frame.drop("title", "text").with_columns(
                    pl.format("{}{}", pl.lit(n), pl.col("article_id").str.slice(1)).alias("article_id")
                )
                for n in range(10)
            ]
        )
        self._frame = many.with_columns(story_id="article_id", text_kind=pl.lit("full"))
        self._kept = {}

    def catalogue(self):
        """The articles."""
        return self._frame

    def kept(self, name, make):
        """What was made before."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]


def attention(frame):
    """Milliseconds from hits to the frame of outlets and weeks, and of months."""
    pile = Pile(frame)
    draw = pile.catalogue()["article_id"].sample(100_000, seed=1)
    hits = pl.DataFrame({"article_id": draw, "mentions": 1})
    for every in ("1w", "1mo"):
        (took,) = paired([lambda e=every: trends.attention(hits, pile, every=e)])
        rows = trends.attention(hits, pile, every=every)
        assert rows["n"].sum() == hits.height
        assert rows["total"].sum() == pile.catalogue().height
        print(
            f"attention from {hits.height:,} articles with a hit in {pile.catalogue().height:,}, {every}: {took:.0f} ms"
        )


if __name__ == "__main__":
    main()
