"""Running notebooks: parameters checked, bytes stable, failures kept, the committed outputs true."""

import json
import shutil
import struct
import zlib
from base64 import b64decode
from pathlib import Path

import nbformat
import pytest

from dateline import rerun
from dateline.errors import RunError

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def _notebook(path, *cells, tagged=True):
    made = [nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(cells)]
    made[0].metadata = {"tags": ["parameters"]} if tagged else {}
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def _texts(path):
    book = json.loads(path.read_text("utf8"))
    outputs = [output for cell in book["cells"] for output in cell.get("outputs", [])]
    return "".join("".join(output.get("text", output.get("data", {}).get("text/plain", ""))) for output in outputs)


def test_a_progress_bar_is_not_kept():
    bar = "adding:  46%|####5     | 62/136 [00:02<00:03, 21.71file/s]"
    outputs = [
        nbformat.v4.new_output("display_data", data={"text/plain": bar}),
        nbformat.v4.new_output("stream", name="stderr", text=f"\r{bar}"),
        nbformat.v4.new_output("stream", name="stdout", text="46% of the texts | 62 of 136"),
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("add()", id="a", outputs=outputs)])
    assert [output.text for output in rerun.stable(book).cells[0].outputs] == ["46% of the texts | 62 of 136"]


def test_parameters_reach_the_notebook_as_their_type(tmp_path):
    path = _notebook(
        tmp_path / "a.ipynb",
        "query = 'Odesa'\ntop = 3\nshare = 0.5\nwords = ['a']",
        "print(query, top + 1, share, words)",
    )
    (made,) = rerun.run(
        [path], tmp_path / "out", parameters={"query": 'it\'s "x"', "top": "4", "share": "1", "words": "['b']"}
    )
    assert _texts(made) == "it's \"x\" 5 1 ['b']\n"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("querry", "x", "has a parameter 'querry'; they have: query, top"),
        ("top", "many", "not of the type of its default, 3"),
    ],
)
def test_wrong_parameters_stop_before_anything_runs(tmp_path, name, value, words):
    path = _notebook(tmp_path / "a.ipynb", "query = 'Odesa'\ntop = 3", "open('ran', 'w')")
    with pytest.raises(RunError, match=words):
        rerun.run([path], tmp_path / "out", parameters={name: value})
    assert not (tmp_path / "ran").exists()


def test_parameters_cell_holds_plain_values_only(tmp_path):
    path = _notebook(tmp_path / "a.ipynb", "query = open('x')")
    with pytest.raises(RunError, match="line 1 of the parameters cell"):
        rerun.run([path], tmp_path / "out")


def test_failed_cell_is_named_and_the_others_run(tmp_path):
    bad = _notebook(tmp_path / "a.ipynb", "x = 1", "print('before')", "1 / 0")
    good = _notebook(tmp_path / "b.ipynb", "x = 1", "print('fine')")
    with pytest.raises(RunError, match=r"a\.ipynb, cell 3: ZeroDivisionError"):
        rerun.run([bad, good], tmp_path / "out")
    assert _texts(tmp_path / "out" / "notebooks" / "b.ipynb") == "fine\n"
    assert "before" in _texts(tmp_path / "out" / "notebooks" / "a.ipynb")
    assert (tmp_path / "out" / "report" / "index.html").is_file()


@pytest.mark.parametrize("given", ["none.ipynb", "."])
def test_missing_notebooks_are_said(tmp_path, given):
    with pytest.raises(RunError, match=r"does not exist|no notebooks"):
        rerun.run([tmp_path / given], tmp_path / "out")


def test_missing_corpus_is_said(tmp_path):
    path = _notebook(tmp_path / "a.ipynb", "news = ''")
    with pytest.raises(RunError, match="give a corpus or a folder of news"):
        rerun.run([path], tmp_path / "out", corpus=tmp_path / "none")


def test_stable_keeps_pictures_and_text_alone():
    view, html = "application/vnd.jupyter.widget-view+json", "text/html"
    outputs = [
        nbformat.v4.new_output("display_data", data={view: {}, "image/png": "x", "text/plain": "chart", html: "<b>"}),
        nbformat.v4.new_output("display_data", data={view: {}, html: "progress"}),
        nbformat.v4.new_output("stream", text="said"),
    ]
    cell = nbformat.v4.new_code_cell("x", id="a", outputs=outputs, metadata={"execution": {"t": "1"}, "tags": ["t"]})
    book = nbformat.v4.new_notebook(
        cells=[cell], metadata={"widgets": {}, "language_info": {"name": "python", "version": "3.11.7"}}
    )
    kept = rerun.stable(book)
    assert [dict(output.get("data", {})) for output in kept.cells[0].outputs] == [
        {"image/png": "x", "text/plain": "chart"},
        {},
    ]
    assert kept.cells[0].metadata == {"tags": ["t"]}
    assert "version" not in kept.metadata.language_info
    assert "widgets" not in kept.metadata
    assert "widgets" in book.metadata


def _pixels(png):
    place, packed = 8, b""
    while place < len(png):
        size, name = struct.unpack(">I4s", png[place : place + 8])
        packed += png[place + 8 : place + 8 + size] if name == b"IDAT" else b""
        place += 12 + size
    return zlib.decompress(packed)


def _comparable(path):
    """A notebook with its pictures as pixels: other builds of zlib pack them otherwise."""

    book = json.loads(path.read_text("utf8"))
    for cell in book["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = _pixels(b64decode("".join(data["image/png"])))
    return book


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """The committed notebooks, executed again on the invented sample in a tree of their own."""
    tree = tmp_path_factory.mktemp("tree")
    for part in ("sample", "events"):
        shutil.copytree(ROOT / "data" / part, tree / "data" / part)
    (tree / "data" / "decisions").mkdir()
    for name in ("queries.toml", "decisions/sample.csv"):
        shutil.copy(ROOT / "data" / name, tree / "data" / name)
    shutil.copytree(ROOT / "notebooks", tree / "notebooks", ignore=shutil.ignore_patterns(".*"))
    rerun.refresh([tree / "notebooks"])
    return tree


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_outputs_are_what_the_notebook_gives(refreshed, path):
    made, kept = (_comparable(book)["cells"] for book in (refreshed / "notebooks" / path.name, path))
    assert len(made) == len(kept)
    for one, other in zip(made, kept, strict=True):
        assert one == other, one["id"]


def test_picture_in_the_readme_is_the_one_the_notebook_shows():
    book = nbformat.read(ROOT / "notebooks" / "0-read-a-corpus.ipynb", as_version=4)
    (cell,) = (cell for cell in book.cells if cell.id == "figure")
    (shown,) = (output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {}))
    assert _pixels((ROOT / "docs" / "share.png").read_bytes()) == _pixels(b64decode(shown))


def test_second_run_gives_the_same_bytes(refreshed):
    before = {path.name: path.read_bytes() for path in (refreshed / "notebooks").glob("*.ipynb")}
    rerun.refresh([refreshed / "notebooks"])
    after = {path.name: path.read_bytes() for path in (refreshed / "notebooks").glob("*.ipynb")}
    assert [name for name in before if after[name] != before[name]] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_committed_notebooks_can_be_read_without_a_kernel(path):
    """In order, without errors; pictures and text only; each picture with words; cells of at most five lines."""
    book = nbformat.read(path, as_version=4)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]
    kinds = {kind for cell in code for output in cell.outputs for kind in output.get("data", {})}
    assert kinds <= {"image/png", "text/plain"}
    for cell in code:
        lines = [line for line in cell.source.splitlines() if line.strip()]
        assert len(lines) <= 5 or "parameters" in cell.metadata.get("tags", [])
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert output.metadata["image/png"]["alt"] == "".join(output.data["text/plain"])


def test_run_on_a_folder_of_news_makes_its_own_corpus(tmp_path):
    (tmp_path / "news").mkdir()
    rows = ["title,text,source,date"]
    rows += [f"Port {n},The port of Odesa is open on day {n}.,Halyard,2025-06-{n + 1:02}" for n in range(8)]
    (tmp_path / "news" / "a.csv").write_text("\n".join(rows), "utf8")
    made = rerun.run(
        [ROOT / "notebooks"], tmp_path / "out", corpus=tmp_path / "news", parameters={"query": "Odesa", "name": "Odesa"}
    )
    assert [path.name for path in made] == [path.name for path in NOTEBOOKS]
    note = (tmp_path / "out" / "figures" / "0-share" / "public" / "note.md").read_text("utf8")
    assert "Source: news" in note
    assert "invented sample" not in note
    assert "8 of 8" in (tmp_path / "out" / "figures" / "0-share" / "public" / "alt.txt").read_text("utf8")
    again = rerun.run(
        [ROOT / "notebooks"], tmp_path / "again", corpus=tmp_path / "out" / "corpus", parameters={"query": "Odesa"}
    )
    assert len(again) == len(NOTEBOOKS)


@pytest.mark.parametrize(
    "text", ["title\nOnly a headline about the port\n", "title,text,date\nA,Five short words stand here.,\n"]
)
def test_run_survives_thin_corpora(tmp_path, text):
    """No dates, no full texts, no hits: every notebook still runs, and says so."""
    (tmp_path / "news.csv").write_text(text, "utf8")
    rerun.run([ROOT / "notebooks"], tmp_path / "out", corpus=tmp_path / "news.csv")
