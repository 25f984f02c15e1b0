"""How fast the explorer answers, in JupyterLab in a headless Chromium: python benchmarks/explorer.py [--folder F]

Makes a corpus of 100,000 articles (those of benchmarks/search.py, with five made mentions of places each), kept in F
for the next time, and opens it as it is and ten times over. Times are the browser's own, from a key to the views drawn
anew (Vega's runAsync, paint left out), one key after the other, each waited for. Printed besides: the first view from
the call on, and the kernel's memory before and after 2,000 interactions. No address but this machine's is reachable.
Needs `playwright` and Chromium, as the browser tests do.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

QUERIES = ["government", "vilnius", "istanbul OR vilnius", '"new york"', "(istanbul OR ankara) NOT moscow", "talks",
           "govern*", "government AND moscow", "ceasefire NEAR/5 talks", "governor", "ankara", "title:government",
           "war OR peace OR trade", "moscow"]  # fmt: skip
KEYS = 52
CLOCK = """() => {
  const root = document.querySelector(".dateline-explorer");
  window.took = [];
  let began = null;
  window.addEventListener("keydown", event => { began = event.timeStamp; }, true);
  new MutationObserver(() => {
    if (began !== null && root.getAttribute("aria-busy") === "false") {
      window.took.push(performance.now() - began);
      began = null;
    }
  }).observe(root, { attributes: true, attributeFilter: ["aria-busy"] });
}"""
MANY = """async many => {
  const root = document.querySelector(".dateline-explorer");
  const done = () => new Promise(resolve => {
    const seen = new MutationObserver(() => {
      if (root.getAttribute("aria-busy") === "false") { seen.disconnect(); resolve(); }
    });
    seen.observe(root, { attributes: true, attributeFilter: ["aria-busy"] });
  });
  const figure = root.querySelector(".figure"), period = root.querySelector("select");
  for (let at = 0; at < many; at++) {
    const drawn = done();
    if (at % 10 === 9) {
      period.selectedIndex = (period.selectedIndex + 1) % 4;
      period.dispatchEvent(new Event("change"));
    } else {
      const key = at % 100 < 50 ? "ArrowRight" : "ArrowLeft";
      figure.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey: at % 3 === 0, bubbles: true }));
    }
    await Promise.race([drawn, new Promise(resolve => setTimeout(resolve, 1000))]);
  }
}"""


def made(folder):
    """A corpus of 100,000 made articles whose layers are written rather than computed; found again if it is there."""
    import search as articles_of

    import dateline
    from dateline import cleaning, copies, places, reading
    from dateline.corpus import _hash
    from dateline.frames import ARTICLES, MENTIONS, REJECTS, STORIES, TEXTS
    from dateline.store import write

    corpus = dateline.Corpus(folder)
    if corpus.report()["loaded"]:
        return corpus
    frame = articles_of.texts().with_columns(
        text_raw=pl.col("text"), text_kind=pl.lit("full"), url=pl.format("https://made.example/{}", "article_id"),
        published=pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"), language=pl.lit("en"),
        source_file=pl.lit("made"), source_record=pl.lit(1, pl.Int64),
    )  # fmt: skip
    missing = [name for name in ARTICLES.columns if name not in frame.columns]
    table = frame.with_columns(pl.lit(None).alias(name) for name in missing).select(*ARTICLES.columns)
    table = table.cast(ARTICLES.schema)
    books = reading.books(table.height, table.height, 0, 0)
    corpus._store.receive([(reading.Reading(table, REJECTS.empty(), books), ("made", "0", "", 0))])
    texts = frame.select("article_id", "outlet", "text", removed=pl.lit([], TEXTS.schema["removed"]),
                         agency_credit=pl.lit(None, pl.String))  # fmt: skip
    _enter(corpus, "text", corpus._keys(cleaning.VERSION), texts, TEXTS)
    keys = corpus._keys(cleaning.VERSION)
    stories = frame.select("article_id", story_id="article_id", copy_kind=pl.lit("original"),
                           copy_of=pl.lit(None, pl.String))  # fmt: skip
    file, _ = write(stories.select(*STORIES.columns), corpus._layers.folder)
    corpus._layers.enter([("story", "", _hash(copies.VERSION, *(keys[outlet] for outlet in sorted(keys))), file)])
    named = _mentions(frame)
    _enter(corpus, "places", corpus._keys(cleaning.VERSION, places.VERSION, places.gazetteer.fingerprint()), named,
           MENTIONS)  # fmt: skip
    corpus.count("government")
    return corpus


def _enter(corpus, kind, keys, rows, schema):
    from dateline.store import write

    for (outlet,), part in rows.partition_by("outlet", as_dict=True).items():
        file, _ = write(part.select(*schema.columns).cast(schema.schema), corpus._layers.folder)
        corpus._layers.enter([(kind, outlet, keys[outlet], file)])


def _mentions(frame, each=5, seed=3):
    """Five mentions an article, of 600 real places by Zipf's law."""
    source = ROOT / "lib" / "dateline" / "charts" / "outlines"
    codes = list(json.loads(__import__("gzip").decompress((source / "countries.json.gz").read_bytes())))
    draw = np.random.default_rng(seed)
    rows = [(n, f"Place {n}", "city", codes[n % len(codes)], draw.uniform(-35, 62), draw.uniform(-120, 140))
            for n in range(500)]  # fmt: skip
    rows += [(1000 + n, f"Country {code}", "country", code, 0.0, 0.0) for n, code in enumerate(codes[:100])]
    named = pl.DataFrame(rows, schema=["place_id", "name", "kind", "country_code", "lat", "lon"], orient="row")
    weights = 1 / np.arange(2, named.height + 2)
    many = frame.height * each
    chosen = draw.permutation(named.height)[draw.choice(named.height, many, p=weights / weights.sum())]
    ids = frame.select("article_id", "outlet")[np.repeat(np.arange(frame.height), each)]
    start = pl.Series("start", draw.integers(0, 900, many))
    return pl.concat([ids, named[chosen], pl.DataFrame([start])], how="horizontal").with_columns(
        field=pl.lit("text"), end=pl.col("start") + 6, surface=pl.col("name"), role=pl.lit("body"),
        place_kind=pl.col("kind"), score=pl.lit(1.0), margin=pl.lit(5.0), reason=pl.lit("made"),
    )  # fmt: skip


def tenfold(corpus):
    """The same corpus, every article ten times over under other ids: for counting a million."""
    import dateline

    def times(frame, *names):
        def named(n):
            return [pl.format("{}{}", pl.lit(n), pl.col(name).str.slice(1)).alias(name) for name in names]

        return pl.concat([frame.with_columns(named(n)) for n in range(10)])

    class Tenfold(dateline.Corpus):
        def catalogue(self):
            return self.kept("tenfold", lambda: times(dateline.Corpus.catalogue(self), "article_id", "story_id"))

        def count(self, *asked, **how):
            return times(dateline.Corpus.count(self, *asked, **how), "article_id")

        def mentions(self, **how):
            return times(dateline.Corpus.mentions(self, **how), "article_id")

        def lengths(self):
            return times(dateline.Corpus.lengths(self), "article_id")

    return Tenfold(corpus.path)


def said(kind, took):
    """A line of the table."""
    print(f"{kind:38}{statistics.median(took):8.0f} median{max(took):8.0f} worst of {len(took)}", flush=True)


def measure(lab, browser, folder, times):
    """One corpus, in one notebook."""
    from labs import Visit, run_cell, write

    name = f"bench-{times}.ipynb"
    opened = "corpus = benchmark.made(folder)" if times == 1 else "corpus = benchmark.tenfold(benchmark.made(folder))"
    write(
        lab.folder / name,
        f"import sys; sys.path.insert(0, {str(ROOT / 'benchmarks')!r}); folder = {str(folder)!r}\n"
        "import importlib.util as u; s = u.spec_from_file_location('benchmark', "
        f"{str(Path(__file__).resolve())!r}); benchmark = u.module_from_spec(s); s.loader.exec_module(benchmark)\n"
        f"import dateline, dateline.explorer\n{opened}; corpus.catalogue().height, corpus.count('government').height",
        "widget = dateline.explore(corpus, 'government OR talks', every='1w')\nwidget",
        "import re, pathlib\nre.search(r'VmRSS:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1]",
    )
    visit = Visit(browser, lab.address, height=1400)
    page = lab.open(visit, name)
    run_cell(page, 0)
    began = page.evaluate("performance.now()")
    run_cell(page, 1)
    page.wait_for_selector(".dateline-explorer[data-drawn=true]", timeout=120_000)
    print(f"\n{times * 100_000:,} articles, load {os.getloadavg()[0]:.1f}")
    print(f"first view from the call on{page.evaluate('performance.now()') - began:19.0f} ms")
    page.evaluate(CLOCK)

    def after(press, many):
        page.evaluate("window.took = []")
        for at in range(many):
            press(at)
            page.wait_for_function("n => window.took.length > n", arg=at, timeout=60_000)
        return page.evaluate("window.took")

    period, figure, box = page.get_by_label("Period"), page.locator(".figure"), page.get_by_label("Query", exact=True)
    period.focus()
    steps = list(islice(cycle(["ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"]), KEYS))
    after(lambda at: page.keyboard.press(steps[at]), 4)
    said("period key to redrawn views", after(lambda at: page.keyboard.press(steps[at]), KEYS))
    figure.focus()
    said(
        "brush key to linked views",
        after(lambda at: page.keyboard.press("ArrowRight" if at % 20 else "Shift+ArrowRight"), KEYS),
    )

    def ask(at):
        box.fill(QUERIES[at % len(QUERIES)])
        box.press("Enter")

    said("new query to redrawn views", after(ask, len(QUERIES)))
    if times == 1:
        before = _memory(page)
        page.evaluate(MANY, 200)
        warm = _memory(page)
        page.evaluate(MANY, 2000)
        print(
            f"kernel memory: {before:.0f} MB, after 200 interactions {warm:.0f}, after 2,000 more {_memory(page):.0f}"
        )
    assert visit.refused == [], visit.refused
    visit.context.close()


def _memory(page):
    from labs import run_cell

    run_cell(page, 2)
    return int(page.locator(".jp-CodeCell").nth(2).locator(".jp-OutputArea-output").inner_text().strip("'\"\n ")) / 1000


def main():
    """Make, open, press, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    from labs import browser, running_lab

    with tempfile.TemporaryDirectory() as spare:
        folder = (given.folder or Path(spare) / "corpus").resolve()
        made(folder)
        with running_lab(Path(spare)) as lab, browser() as chromium:
            for times in (1, 10):
                measure(lab, chromium, folder, times)
    print(f"{datetime.now(UTC):%Y-%m-%d}")


if __name__ == "__main__":
    main()
