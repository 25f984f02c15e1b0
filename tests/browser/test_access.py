"""Pages that everybody can read and reach: axe-core finds nothing in what we publish, nor in the explorer."""

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from dateline import Corpus, attention, charts, geography, publish, shares, trends
from labs import write

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
WORDS = {"title": "A title", "subtitle": "A subtitle", "note": "A note"}
DRAWN = ".dateline-explorer[data-drawn=true][aria-busy=false]"


def _wrong(page, context=None):
    """What axe-core finds wrong: rules and places."""
    found = Axe().run(page, context).response["violations"]
    return [(rule["id"], node["target"]) for rule in found for node in rule["nodes"]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The invented sample."""
    made = Corpus(tmp_path_factory.mktemp("access") / "corpus")
    made.add(SAMPLE)
    return made


def _dots(corpus):
    hits = corpus.search("port OR harbour")
    return charts.dots(shares(hits, corpus), receipts=trends.receipts(hits, corpus), **WORDS)


def _timelines(corpus):
    hits = corpus.search("port OR harbour")
    receipts = trends.receipts(hits, corpus)
    return charts.timelines(attention(hits, corpus, every="1mo"), receipts=receipts, **WORDS)


def _map(corpus):
    mentions = geography.counted(corpus)
    named = geography.named(mentions)
    return charts.map_of_places(named, receipts=geography.receipts(mentions, corpus, named), **WORDS)


@pytest.mark.parametrize("draw", [_dots, _timelines, _map])
def test_published_pages_are_within_reach(corpus, tmp_path, visit, draw):
    folder = publish(draw(corpus), tmp_path / "figure", corpus=corpus)
    for width, theme in ((1280, "light"), (360, "dark")):
        for part in ("public", "desk"):
            page = visit("file:", width=width).page
            page.emulate_media(color_scheme=theme)
            page.goto((folder / part / "chart.html").as_uri())
            page.wait_for_selector("#chart[data-drawn=true]")
            page.locator("button[data-row]").first.evaluate("button => button.click()")
            assert page.locator("#receipts li").count() > 0
            assert _wrong(page) == []


def test_the_explorer_is_within_reach(lab, visit):
    """With every panel open, in both themes; JupyterLab's own page is not ours to mend."""
    shutil.copytree(SAMPLE, lab.folder / "data" / "sample", dirs_exist_ok=True)
    write(
        lab.folder / "access.ipynb",
        "import dateline\ncorpus = dateline.Corpus('access', decisions='access-decisions')\n"
        "_ = corpus.add('data/sample')",
        "dateline.explore(corpus, ['port OR harbour', 'Odesa'], every='1mo', brush=('2025-01-01', '2025-06-30'))",
    )
    page = lab.run_all(visit(lab.address), "access.ipynb")
    page.wait_for_selector(DRAWN)
    for summary in page.locator(".dateline-explorer summary").all():
        summary.click()
        page.wait_for_selector(DRAWN)
    for button in ("Read the sentences of", "Correct:", "Copy as code", "Keep this view"):
        page.get_by_role("button", name=button).first.click()
        page.wait_for_selector(DRAWN)
    for theme in ("Light", "Dark"):
        page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})",
                      f"JupyterLab {theme}")  # fmt: skip
        page.wait_for_selector(f".dateline-explorer[data-theme={theme.lower()}]")
        assert _wrong(page, [".dateline-explorer"]) == []
    page.locator(".dateline-explorer label").first.evaluate("label => label.remove()")
    assert [rule for rule, _ in _wrong(page, [".dateline-explorer"])] == ["label"], "it finds what is wrong"
