"""The notebooks as a person runs them: in JupyterLab, in a browser, with no network."""

import json
import os
import shutil
from pathlib import Path

import pytest

from labs import write

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _picture(page, name):
    """Keep a screenshot where DATELINE_SCREENSHOTS says."""
    folder = os.environ.get("DATELINE_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _copied(lab, path):
    """A notebook and what it reads, in the folder that is served."""
    (lab.folder / "notebooks").mkdir(exist_ok=True)
    for part in ("sample", "events"):
        shutil.copytree(ROOT / "data" / part, lab.folder / "data" / part, dirs_exist_ok=True)
    (lab.folder / "data" / "decisions").mkdir(exist_ok=True)
    for name in ("queries.toml", "decisions/sample.csv"):
        shutil.copy(ROOT / "data" / name, lab.folder / "data" / name)
    shutil.copy(path, lab.folder / "notebooks" / path.name)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_in_jupyterlab_without_network(lab, visit, path):
    _copied(lab, path)
    visited = visit(lab.address, height=5200)
    page = lab.run_all(visited, f"notebooks/{path.name}")
    cells = json.loads(path.read_text("utf8"))["cells"]
    figures = sum("image/png" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    page.wait_for_function(
        "n => document.querySelectorAll('[data-drawn=true] :is(svg, canvas)').length === n", arg=figures
    )
    _picture(page, path.stem)
    assert page.locator("[data-drawn=true][role=graphics-document][aria-label]").count() == figures > 0
    assert visited.refused == []
    assert visited.errors == []


def test_what_is_corrected_in_a_notebook_is_kept_in_the_folder_of_decisions(lab, visit):
    _copied(lab, ROOT / "notebooks" / "3-outlets.ipynb")
    page = lab.run_all(visit(lab.address), "notebooks/3-outlets.ipynb")
    page.wait_for_selector(".dateline-explorer[data-drawn=true]")
    page.get_by_text("by outlet, as a table").click()
    page.get_by_role("button", name="Read the sentences of").first.click()
    page.get_by_role("button", name="Correct:").first.click()
    page.get_by_label("Reason").first.fill("no harbour")
    page.get_by_role("button", name="Note it").first.click()
    page.get_by_text("Noted:").wait_for()
    kept = lab.folder / "data" / "decisions" / "decisions.csv"
    assert kept.read_text("utf8").splitlines()[1].endswith('"no harbour"')
    kept.unlink()


def test_nothing_in_the_data_runs_in_jupyterlab(lab, visit, payloads):
    """Payloads in outlets, titles and texts; the last cell shows that the page would run them unguarded."""
    rows = [
        {
            "source": f"Outlet {number} {payload}",
            "title": f"Odesa {payload}",
            "text": f"The port of Odesa opens. {payload}",
        }
        for number, payload in enumerate(payloads)
    ]
    (lab.folder / "trap.json").write_text(json.dumps(rows), "utf8")
    write(
        lab.folder / "trap.ipynb",
        "import dateline\nfrom dateline import charts, display\ndisplay.enable()\n"
        "corpus = dateline.Corpus('trap')\n_ = corpus.add('trap.json')\ncorpus.articles().collect()",
        "hits = corpus.search('Odesa')\ncorpus.receipts(hits)",
        "charts.dots(dateline.shares(hits, corpus), title=corpus.receipts(hits)['title'][0], subtitle='s', note='n')",
        "import altair as alt\ntitles = corpus.receipts(hits).select('title')\n"
        "alt.Chart(titles).mark_point().encode(x='title', tooltip='title')",
    )
    visited = visit(lab.address, height=3000)
    page = lab.run_all(visited, "trap.ipynb")
    page.wait_for_function("document.querySelectorAll('[data-drawn=true] svg').length === 2")
    page.locator("[data-drawn=true] svg .mark-symbol path").last.hover(force=True)
    _picture(page, "trap")
    assert visited.ran() == []
    assert visited.refused == []
    write(lab.folder / "control.ipynb", f"from IPython.display import HTML\nHTML({payloads[0]!r})")
    control = lab.run_all(visit(lab.address), "control.ipynb")
    control.wait_for_function("window.ran_img")
