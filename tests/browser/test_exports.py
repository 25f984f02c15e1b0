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
    said = " ".join(payloads)
    figure = charts.dots(shares(hits, corpus), title=said, subtitle=said, note=said, receipts=receipts)
    assert figure.data.height == len(payloads)
    folder = publish(figure, tmp_path / "figure")
    for name in ("public/chart.svg", "public/chart.html", "desk/chart.html"):
        visited = _opened(visit, folder / name)
        if name.endswith("html"):
            visited.page.wait_for_selector("#chart[data-drawn=true]")
            for button in visited.page.locator("button[data-row]").all():
                button.evaluate("button => button.click()")
                assert visited.page.locator("#receipts li").count() > 0
            links = visited.page.locator("a").evaluate_all("links => links.map(link => link.protocol)")
            assert set(links) <= {"https:"}
        assert visited.ran() == []
        assert (visited.refused, visited.errors) == ([], [])
    assert "<script" not in (folder / "public" / "note.md").read_text("utf8")
    assert pl.read_csv(folder / "desk" / "receipts.csv").height == receipts.height


def test_report_runs_and_fetches_nothing(trap, tmp_path, visit, payloads):
    rerun.run([NOTEBOOKS], tmp_path, corpus=trap, parameters={"query": "Odesa", "name": " ".join(payloads)})
    pages = sorted((tmp_path / "report").glob("*.html"))
    assert len(pages) > 1
    for path in pages:
        visited = _opened(visit, path)
        assert visited.ran() == []
        assert visited.refused == []
        assert visited.errors == []
    assert visited.page.locator("img").count() == visited.page.locator("img[alt]").count()


def test_the_payloads_would_run_in_an_unguarded_page(tmp_path, visit, payloads):
    page = tmp_path / "control.html"
    alone = "".join(f"<div>{payload}</div>" for payload in payloads[:6] if "comment" not in payload)
    page.write_text(
        f"""<!doctype html><meta charset="utf-8"><title>{payloads[5]}</title><body>{alone}
        <!-- {payloads[3]} --></script>
        <style>{payloads[4]}</style><input value="{payloads[6]}"><input value='{payloads[7]}'>
        <a id=link href="{payloads[8]}">go</a><script>{payloads[9]}; ({{}})['{payloads[11]}'];
        //{payloads[12]}\n</script><style>p {{ {payloads[13]}</style><a href="{payloads[14]}"></a>""",
        "utf8",
    )
    visited = _opened(visit, page)
    for field in visited.page.locator("input").all():
        field.focus()
    visited.page.locator("#link").evaluate("link => link.click()")
    ran = "img script svg comment style title double single link template vega line url".split()
    visited.page.wait_for_function("names => names.every(name => window['ran_' + name])", arg=ran)
    assert visited.refused


@pytest.fixture
def published(tmp_path, sample):
    """Dots of the invented sample with their sentences."""
    hits = sample.search("Turkey OR Türkiye")
    figure = charts.dots(
        shares(hits, sample), title="Named most", subtitle="Share of texts", note="Unit: story.",
        receipts=sample.receipts(hits),
    )  # fmt: skip
    return publish(figure, tmp_path / "figure", status="final")


def test_a_keyboard_alone_reaches_the_sentences_and_comes_back(published, visit):
    page = _opened(visit, published / "desk" / "chart.html").page
    page.wait_for_selector("#chart[data-drawn=true]")
    point = page.locator("#chart [role=button]:focus")
    for _ in range(4):
        page.keyboard.press("Tab")
        if point.count():
            break
    name = point.get_attribute("aria-label")
    assert "outlet:" in name
    assert "texts:" in name
    page.keyboard.press("ArrowDown")
    assert point.get_attribute("aria-label") != name
    name = point.get_attribute("aria-label")
    for closing in ("Escape", "Enter"):
        page.keyboard.press("Enter")
        assert page.locator("#receipts h2:focus").inner_text().startswith("The sentences behind")
        assert page.locator("#receipts li").count() > 0
        if closing == "Enter":
            page.locator("#receipts button").focus()
        page.keyboard.press(closing)
        assert page.locator("#receipts").is_hidden()
        assert point.get_attribute("aria-label") == name


@pytest.mark.parametrize("locale", ["en", "tr", "lt"])
def test_the_readers_page_fits_a_phone_and_says_its_language(visit, sample, tmp_path, locale):
    hits = sample.search("Turkey OR Türkiye")
    figure = charts.dots(
        shares(hits, sample), title="Vilnius", subtitle="Istanbul", note="Kaunas", style=charts.style(locale=locale)
    )
    folder = publish(figure, tmp_path / "phone")
    visited = visit("file:", width=360, height=800)
    visited.page.goto((folder / "public" / "chart.html").as_uri())
    visited.page.wait_for_selector("#chart[data-drawn=true]")
    assert visited.page.locator("html").get_attribute("lang") == locale
    assert visited.page.evaluate("document.documentElement.scrollWidth <= 360")
    assert visited.page.locator("#chart [role^=graphics]:not([aria-label])").count() == 0
    points = visited.page.locator("#chart [tabindex]")
    assert points.count() > 1
    assert all(name and ": " in name for name in points.evaluate_all("all => all.map(one => one.ariaLabel)"))
