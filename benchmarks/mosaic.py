"""The explorer beside mosaic-widget: python benchmarks/mosaic.py [--folder F] [--packages P] [--pictures Q]

One corpus of a million articles (that of benchmarks/explorer.py, kept in F, ten times over), one query, one run, in
turns: in both a timeline by week is brushed with the pointer, and outlets and places follow. mosaic-widget, over DuckDB
in the kernel and with its pre-aggregation on, as it is by default, is given the corpus twice: as the sums by day that
the explorer itself keeps, and as rows, one an article and one a place that an article names. The sums are held against
`dateline.shares`.

Each round drags a brush from another week on, a week a step, each step waited for until nothing has changed for 300 ms.
Times are the browser's own, in milliseconds: from the event's timeStamp until the linked views are drawn (the explorer:
Vega's runAsync has ended; mosaic: the last change to the SVG of either), and until the end of the next frame, with
layout and paint. The first step of a drag counts from the pointer's entering and is told apart: mosaic makes its tables
then. Besides, the explorer's brush is moved by key.

They do not draw the same. The explorer, on a canvas: outlets sorted anew by share, with 95% intervals and counts; up to
150 circles, some with names laid out anew; countries shaded; how many stories name no place. mosaic, in SVG: a dot for
each outlet, a circle for each of the 150 settlements named most on all days; no intervals, names, countries or
outlines. The explorer's brush takes whole weeks, mosaic's pixels. Here every article is a story of its own.

mosaic-widget is no dependency: `pip install --target P mosaic-widget`; its own notebooks alone import it. Q takes a
picture of each drag. No address but this machine's is reachable. Needs `playwright` and Chromium, as the browser tests
do.
"""

import argparse
import os
import statistics
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

QUERY = "government OR talks"
WEEKS, STEPS, STARTS = 143, 25, range(6, 117, 18)
CHECKED = (date(2024, 6, 3), date(2024, 9, 1))
SETTLEMENTS = 150
CLOCK = """([nodes, attribute]) => {
  const watched = [...document.querySelectorAll(nodes)];
  const clock = window.clock = {};
  clock.reset = () => Object.assign(clock, { began: null, drawn: watched.map(() => null), painted: null });
  clock.still = () => clock.began !== null && !clock.drawn.includes(null)
    && clock.painted > Math.max(...clock.drawn) && performance.now() - clock.painted > 300;
  clock.reset();
  const start = event => { clock.began ??= event.timeStamp; };
  for (const kind of ["pointermove", "keydown"]) window.addEventListener(kind, start, true);
  const how = attribute ? { attributeFilter: [attribute] } : { attributes: true, childList: true, subtree: true };
  watched.forEach((node, at) => new MutationObserver(() => {
    if (attribute && node.getAttribute(attribute) !== "false") return;
    clock.drawn[at] = performance.now();
    requestAnimationFrame(() => setTimeout(() => { clock.painted = performance.now(); }));
  }).observe(node, how));
}"""
TOOK = "[Math.max(...clock.drawn) - clock.began, clock.painted - clock.began]"
TIMELINE = """() => {
  const root = document.querySelector(".dateline-explorer"), signal = name => root.vega.signal(name);
  const box = root.querySelector(".canvas").getBoundingClientRect();
  return { x: box.x + signal("left"), y: box.y + signal("timeY"), width: signal("timeW"), height: signal("timeH") };
}"""


def tables(corpus, folder):
    """Write what mosaic is given, as Parquet: `days` and `places` summed by day, `articles` and `mentions` as rows."""
    from dateline import geography, trends
    from dateline.frames import SETTLED

    counts = corpus.count(QUERY)
    hit = counts.select("article_id", hit=pl.lit(1, pl.Int8))
    articles = corpus.catalogue().join(hit, on="article_id", how="left").with_columns(pl.col("hit").fill_null(0))
    place = ["name", "lon", "lat"]
    named = geography.counted(corpus).filter(pl.col("kind").is_in(SETTLED)).join(hit, on="article_id", how="semi")
    mentions = named.select("article_id", "day", "outlet", *place).unique()
    most = mentions.group_by(place).len().sort("len", "name", descending=[True, False]).head(SETTLEMENTS)
    mentions = mentions.join(most, on=place, how="semi").sort("day")
    days = articles.group_by("day", "outlet").agg(pl.col("hit").sum().cast(pl.Int64).alias("n"), total=pl.len())
    made = {
        "days": days.sort("day"),
        "places": mentions.group_by("day", *place).agg(n=pl.len()).sort("day"),
        "articles": articles.select("day", "outlet", "hit").sort("day"),
        "mentions": mentions.drop("article_id"),
    }
    for name, frame in made.items():
        frame.write_parquet(folder / f"{name}.parquet")
    summed = days.filter(pl.col("day").is_between(*CHECKED)).group_by("outlet").agg(pl.col("n", "total").sum())
    shares = trends.shares(counts, corpus, between=CHECKED)
    assert set(summed.rows()) == set(shares.select("group", "n", "total").rows())
    return ", ".join(f"{frame.height:,} {name}" for name, frame in made.items())


def spec(rows):
    """A timeline that is brushed, outlets and places that follow; over `rows` of articles, or over sums by day."""
    by_outlet, by_place = ("articles", "mentions") if rows else ("days", "places")
    value = {"avg": "hit"} if rows else {"sum": "n"}
    timeline = {"mark": "rectY", "data": {"from": by_outlet}, "x": {"bin": "day", "interval": "week"}, "y": value}
    outlets = {"mark": "dot", "data": {"from": by_outlet, "filterBy": "$brush"}, "x": value, "y": "outlet"}
    places = {"mark": "dot", "data": {"from": by_place, "filterBy": "$brush"}, "x": "lon", "y": "lat",
              "r": {"count": ""} if rows else value, "fill": "steelblue", "fillOpacity": 0.7}  # fmt: skip
    half = {"width": 500, "height": 400}
    return {
        "params": {"brush": {"select": "intersect"}},
        "vconcat": [
            {"plot": [timeline, {"select": "intervalX", "as": "$brush"}], "width": 1000, "height": 220},
            {"hconcat": [{"plot": [outlets], "marginLeft": 70, **half}, {"plot": [places], **half}]},
        ],
    }


def widget(folder, *, rows):
    """The mosaic widget over the tables in `folder`."""
    import duckdb
    from mosaic_widget import MosaicWidget

    con = duckdb.connect()
    for name in ("days", "places", "articles", "mentions"):
        con.execute(f"create table {name} as from '{folder / name}.parquet'")
    return MosaicWidget(spec(rows), con=Cursors(con))


class Cursors:
    """A DuckDB connection that asks each query by a cursor of its own, as DuckDB advises where threads share it.

    In JupyterLab the widget's first queries come in two threads, and one may fail otherwise. A cursor takes 5 µs.
    """

    def __init__(self, con):
        """Take the connection."""
        self.query = lambda sql: con.cursor().query(sql)
        self.execute = lambda sql: con.cursor().execute(sql)


class Seat:
    """A notebook in a page of its own: its timeline, its clock, and what each step took."""

    def __init__(self, name, lab, browser, cell):
        """Open it and run its cell."""
        from labs import Visit, run_cell, write

        number = len(list(lab.folder.iterdir()))
        write(lab.folder / f"{number}.ipynb", cell)
        self.name, self.firsts, self.steps, self.keys = name, [], [], []
        self.visit = Visit(browser, lab.address, width=1600, height=1400)
        self.page = lab.open(self.visit, f"{number}.ipynb")
        run_cell(self.page, 0)

    def drag(self, start, pictures):
        """Drag from the middle of a week on, a week a step; then let go of the brush."""
        box, mouse = self.timeline(), self.page.mouse

        def to(week):
            mouse.move(box["x"] + (week + 0.5) * box["width"] / WEEKS, box["y"] + box["height"] / 2)

        def begin():
            to(start)
            mouse.down()
            to(start + 1)

        self.firsts.append(self.after(begin))
        self.steps += [self.after(lambda step=step: to(start + step)) for step in range(2, STEPS + 2)]
        if pictures:
            self.page.screenshot(path=pictures / f"{self.name}, week {start}.png")
        mouse.up()
        self.after(self.clear)

    def after(self, do):
        """Do something and wait until all is still; milliseconds until drawn and until painted."""
        self.page.evaluate("clock.reset()")
        do()
        self.page.wait_for_function("clock.still()", timeout=120_000, polling=50)
        return self.page.evaluate(TOOK)


class Ours(Seat):
    """The explorer; its corpus writes the tables first."""

    def __init__(self, lab, browser, folder, given):
        """Write the tables into `given` and open the explorer."""
        cell = (
            "import dateline, explorer\n"
            f"corpus = explorer.tenfold(explorer.made({str(folder)!r}))\n"
            f"print(mosaic.tables(corpus, pathlib.Path({str(given)!r})))\n"
            "view = dateline.explore(corpus, mosaic.QUERY, every='1w')\nview"
        )
        super().__init__("the explorer", lab, browser, _imported() + cell)
        self.page.wait_for_selector(".dateline-explorer[data-drawn=true]", timeout=300_000)
        print(f"mosaic is given {self.page.locator('.jp-OutputArea-output pre').first.inner_text().strip()}")
        self.page.evaluate(CLOCK, [".dateline-explorer", "aria-busy"])

    def timeline(self):
        """Where the timeline is."""
        return self.page.evaluate(TIMELINE)

    def clear(self):
        """Let go of the brush."""
        self.page.get_by_role("button", name="Show all days").click()

    def press(self):
        """The brush by key: a week a step, now and then wider."""
        self.page.locator(".figure").focus()
        pressed = ["ArrowRight" if at % 20 else "Shift+ArrowRight" for at in range(STEPS)]
        self.keys += [self.after(lambda key=key: self.page.keyboard.press(key)) for key in pressed]
        self.after(lambda: self.page.keyboard.press("Escape"))


class Theirs(Seat):
    """mosaic-widget, over sums or over rows."""

    def __init__(self, lab, browser, given, packages, *, rows):
        """Open the widget over the tables in `given`; its packages come last, so that they hide none of ours."""
        cell = f"sys.path.append({str(packages)!r})\n" if packages else ""
        cell += f"view = mosaic.widget(pathlib.Path({str(given)!r}), rows={rows})\nview"
        super().__init__(f"mosaic, {'rows' if rows else 'sums by day'}", lab, browser, _imported() + cell)
        linked = ".plot:not(:has(.interval-x)):has(svg)"
        self.page.wait_for_function("css => document.querySelectorAll(css).length === 2", arg=linked, timeout=60_000)
        self.page.wait_for_timeout(2000)
        self.page.evaluate(CLOCK, [linked, None])

    def timeline(self):
        """Where the timeline is."""
        return self.page.locator(".interval-x .overlay").bounding_box()

    def clear(self):
        """Let go of the brush."""
        box = self.timeline()
        self.page.mouse.click(box["x"] + 4, box["y"] + box["height"] / 2)


def _imported():
    return f"import sys, pathlib; sys.path.insert(0, {str(ROOT / 'benchmarks')!r}); import mosaic\n"


def said(kind, took):
    """A line of the table."""
    drawn, painted = zip(*took, strict=True)
    figures = (statistics.median(drawn), max(drawn), statistics.median(painted), max(painted))
    print(f"{kind:40}" + "".join(f"{figure:9.0f}" for figure in figures) + f"{len(took):7}", flush=True)


def main():
    """Make, open, drag in turns, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--folder", type=Path)
    options.add_argument("--packages", type=Path)
    options.add_argument("--pictures", type=Path)
    given = options.parse_args()
    import explorer

    from labs import browser, running_lab

    with tempfile.TemporaryDirectory() as spare:
        folder = (given.folder or Path(spare) / "corpus").resolve()
        packages = given.packages and given.packages.resolve()
        explorer.made(folder)
        with running_lab(Path(spare)) as lab, browser() as chromium:
            ours = Ours(lab, chromium, folder, spare)
            seats = [ours, *(Theirs(lab, chromium, spare, packages, rows=rows) for rows in (False, True))]
            loads = [os.getloadavg()[0]]
            for start in STARTS:
                for seat in seats:
                    seat.drag(start, given.pictures)
                ours.press()
                loads.append(os.getloadavg()[0])
            for seat in seats:
                assert seat.visit.refused == [], seat.visit.refused
    print(f"{'brush to linked views, ms':40}{'median':>9}{'worst':>9}{'painted':>9}{'worst':>9}{'of':>7}")
    for seat in seats:
        said(f"{seat.name}, dragged", seat.steps)
    said(f"{ours.name}, by key", ours.keys)
    for seat in seats:
        print(f"{seat.name}, first step of each drag: {', '.join(f'{drawn:.0f}' for drawn, _ in seat.firsts)}")
    print(f"load {' '.join(f'{load:.1f}' for load in loads)}; {datetime.now(UTC):%Y-%m-%d}")


if __name__ == "__main__":
    main()
