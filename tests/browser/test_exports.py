"""What leaves dateline, opened in a browser: nothing runs, nothing is fetched."""

import json
from pathlib import Path

import polars as pl
import pytest

from dateline import Corpus, charts, publish, rerun, shares

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def trap(tmp_path_factory, payloads):
    """A folder of news whose every field is a payload."""
    folder = tmp_path_factory.mktemp("trap")
    rows = [{"source": p, "title": f"Odesa {p}", "text": f"The port of Odesa opens. {p}", "url": p} for p in payloads]
    (folder / "trap.json").write_text(json.dumps(rows), "utf8")
    return folder


def _opened(visit, path):
    visited = visit("file:")
    visited.page.goto(path.as_uri())
    visited.page.wait_for_load_state("load")
    return visited


def test_published_figure_runs_and_fetches_nothing(trap, tmp_path, visit, payloads):
    corpus = Corpus(tmp_path / "corpus")
    corpus.add(trap)
    hits = corpus.search("Odesa")
    receipts = corpus.receipts(hits)
    figure = charts.dots(
        shares(hits, corpus), title=payloads[0], subtitle=payloads[1], note=payloads[2], receipts=receipts
    )
    folder = publish(figure, tmp_path / "figure")
    for name in ("public/chart.svg", "public/chart.html", "desk/chart.html"):
        visited = _opened(visit, folder / name)
        if name.endswith("html"):
            visited.page.wait_for_selector("#chart[data-drawn=true]")
            for button in visited.page.locator("button[data-row]").all():
                button.evaluate("button => button.click()")
                assert visited.page.locator("#receipts li").count() > 0
        assert visited.page.evaluate("window.ran ?? null") is None
        assert (visited.refused, visited.errors) == ([], [])
    assert "<script" not in (folder / "public" / "note.md").read_text("utf8")
    assert pl.read_csv(folder / "desk" / "receipts.csv").height == receipts.height


def test_report_runs_and_fetches_nothing(trap, tmp_path, visit, payloads):
    rerun.run([NOTEBOOKS], tmp_path, corpus=trap, parameters={"query": "Odesa", "name": payloads[0]})
    pages = sorted((tmp_path / "report").glob("*.html"))
    assert len(pages) > 1
    for path in pages:
        visited = _opened(visit, path)
        assert visited.page.evaluate("window.ran ?? null") is None
        assert visited.refused == []
        assert visited.errors == []
    assert visited.page.locator("img").count() == visited.page.locator("img[alt]").count()


def test_the_payloads_would_run_in_an_unguarded_page(tmp_path, visit, payloads):
    page = tmp_path / "control.html"
    page.write_text(f"<!doctype html><body>{payloads[0]}", "utf8")
    visited = _opened(visit, page)
    visited.page.wait_for_function("window.ran === 'img'")
