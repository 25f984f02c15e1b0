"""What runs or loads when every text is an attack: python benchmarks/hostile.py FILE_OR_FOLDER ... [--batch 120]

Takes text files with an attack a line, such as public lists of cross-site scripting and naughty strings. A batch of
lines becomes a corpus whose outlets, headlines, addresses and sentences they are; its dots and timelines are published
and each page and picture opened in Chromium (DATELINE_CHROMIUM), every table row's sentences shown and every point
passed over. Printed are, for each batch, how often something ran (a dialog, or what the page's policy stopped) and
asked the network, and the same of the bare lines in a page of their own: the control.
"""

import argparse
import json
import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from dateline import Corpus, charts, publish, shares, trends

PAGES = ("public/chart.svg", "public/chart.html", "desk/chart.html")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SPY = """
window.__ran = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => window.__ran.push(name);
document.addEventListener("securitypolicyviolation", event => window.__ran.push(event.violatedDirective));
"""
STIR = """
for (const button of document.querySelectorAll("button[data-row]")) button.click();
for (const node of document.querySelectorAll("#chart [tabindex]")) {
  node.dispatchEvent(new MouseEvent("mousemove", { bubbles: true }));
  node.focus?.();
}
"""


def opened(browser: Browser, path: Path, stir: bool) -> tuple[int, int]:
    """How much a page ran, dialogs among them, and how much it asked the network for."""
    context = browser.new_context()
    asked, dialogs = [], []

    def judge(route):
        url = route.request.url
        if url.startswith(("data:", "blob:")) or url == path.as_uri():
            route.continue_()
        else:
            asked.append(url)
            route.abort()

    context.route("**/*", judge)
    context.add_init_script(SPY)
    page = context.new_page()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(path.as_uri(), wait_until="load")
    if stir:
        page.wait_for_selector("#chart[data-drawn=true]")
        page.evaluate(STIR)
    try:
        ran = page.evaluate("window.__ran ?? []")
    except Error:  # it went to another page: something ran
        ran = ["navigation"]
    context.close()
    return len(ran) + len(dialogs), len(asked)


def folder_of(lines: list[str], folder: Path) -> tuple[list[Path], Path]:
    """The pages published of a batch, and the control."""
    rows = [
        {"source": line, "title": f"Odesa {line}", "text": f"The port of Odesa opens. {line} In Odesa it rains.",
         "url": line, "date": f"2025-06-{number % 28 + 1:02}"}
        for number, line in enumerate(lines)
    ]  # fmt: skip
    (folder / "trap.json").write_text(json.dumps(rows), "utf8")
    corpus = Corpus(folder / "corpus")
    corpus.add(folder / "trap.json")
    hits = corpus.search("Odesa")
    words = dict.fromkeys(("title", "subtitle", "note"), " ".join(lines)[:2000])
    receipts = corpus.receipts(hits)
    over_time = trends.attention(hits, corpus, every="1w")
    first = over_time["group"].unique().sort().head(9)
    figures = [
        charts.dots(shares(hits, corpus), receipts=receipts, **words),
        charts.timelines(over_time.filter(over_time["group"].is_in(first.to_list())), receipts=receipts, **words),
    ]
    made = [publish(figure, folder / str(number)) / name for number, figure in enumerate(figures) for name in PAGES]
    bare = "".join(f'<div>{line}</div><input value="{line}"><a href="{line}">go</a>\n' for line in lines)
    control = folder / "control.html"
    control.write_text(f"<!doctype html><meta charset=utf-8><title>{lines[0]}</title>{bare}", "utf8", "replace")
    return made, control


def picture(figure: charts.Figure, mark: str = "") -> dict[str, bytes]:
    """The one picture that could run something."""
    return {"chart.svg": figure.svg(mark).encode()}


def main() -> None:
    """Print a line a batch and one for all."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("paths", nargs="+", type=Path)
    options.add_argument("--batch", type=int, default=120)
    given = options.parse_args()
    charts.Figure.stills = picture
    files = [file for path in given.paths for file in (sorted(path.glob("*.txt")) if path.is_dir() else [path])]
    lines = [line for file in files for line in file.read_text("utf8", "replace").splitlines() if line.strip()]
    sums = {"pages": 0, "ran": 0, "asked": 0, "control fired": 0, "batches": 0}
    with sync_playwright() as playwright:
        path = os.environ.get("DATELINE_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        batches = [lines[at : at + given.batch] for at in range(0, len(lines), given.batch)]
        for number, batch in enumerate(batches, 1):
            with tempfile.TemporaryDirectory() as folder:
                pages, control = folder_of(batch, Path(folder))
                found = [opened(browser, page, page.suffix == ".html") for page in pages]
                bare = opened(browser, control, stir=False)
            ran, asked = (sum(one[at] for one in found) for at in (0, 1))
            print(
                f"{number}: {len(batch)} lines, ran {ran}, asked {asked}; control ran {bare[0]}, asked {bare[1]}",
                flush=True,
            )
            sums["pages"] += len(pages)
            sums["ran"] += ran
            sums["asked"] += asked
            sums["control fired"] += any(bare)
            sums["batches"] += 1
    print(f"{len(lines):,} lines of {len(files)} files:", sums)


if __name__ == "__main__":
    main()
