"""Run notebooks on a corpus: parameters checked, progress shown, outputs kept, a static report written."""

import ast
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm.auto import tqdm

from dateline import report
from dateline.corpus import Corpus
from dateline.errors import RunError

TAG = "parameters"
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_KEPT = ("image/png", "text/plain")
_BAR = re.compile(r"\d+%\|.*\|\s*\d+/\d+ \[")


def run(
    notebooks: Iterable[str | Path],
    out: str | Path,
    *,
    corpus: str | Path | None = None,
    parameters: Mapping[str, str] | None = None,
) -> list[Path]:
    """Execute notebooks in order and write them, a report and whatever they publish into `out`.

    `corpus` is a corpus folder, or a folder (or file) of news to make one from. `parameters` are given to each notebook
    that has them in its cell tagged "parameters"; a value is read as the type of the default there. With a corpus
    given, `source` is its folder's name and there are no `events` unless parameters say otherwise. Gives the paths of
    out/notebooks/*.ipynb; the report is out/report/index.html.

    Raises `RunError` before anything runs for a parameter that no notebook knows or a value of the wrong type, and at
    the end, naming notebook and cell, when a cell failed: the other notebooks are done, and the failed one is kept.
    """
    paths = find(notebooks)
    target = Path(out).resolve()
    given = {**_corpus_parameters(corpus, target), "out": str(target / "figures")}
    books = [nbformat.read(path, as_version=4) for path in paths]
    defaults = [defaults_of(book, path) for book, path in zip(books, paths, strict=True)]
    _check(parameters or {}, defaults, paths)
    for book, known, path in zip(books, defaults, paths, strict=True):
        chosen = {name: value for name, value in given.items() if name in known}
        chosen |= {
            name: _value(name, text, known[name], path) for name, text in (parameters or {}).items() if name in known
        }
        _inject(book, chosen)
    (target / "notebooks").mkdir(parents=True, exist_ok=True)
    total = sum(cell.cell_type == "code" for book in books for cell in book.cells)
    made, failed = [], []
    with tqdm(total=total, unit="cell") as progress:
        for book, path in zip(books, paths, strict=True):
            progress.set_description(path.stem)
            error = execute(book, path.parent, progress)
            if error:
                failed.append(f"{path.name}, {error}")
            made.append(_save(book, target / "notebooks" / path.name))
    report.write(list(zip(paths, books, strict=True)), target / "report")
    if failed:
        raise RunError("a notebook failed:\n  " + "\n  ".join(failed) + f"\nWhat was done is in {target}")
    return made


def refresh(notebooks: Iterable[str | Path]) -> list[Path]:
    """Execute notebooks with the parameters they have and keep the outputs in them, PNG and text alone.

    Run twice on the same input it gives the same bytes. Raises `RunError` when a cell failed; that notebook then
    stays as it was.
    """
    paths = find(notebooks)
    books = [nbformat.read(path, as_version=4) for path in paths]
    with tqdm(total=sum(cell.cell_type == "code" for book in books for cell in book.cells), unit="cell") as progress:
        for book, path in zip(books, paths, strict=True):
            progress.set_description(path.stem)
            error = execute(book, path.parent, progress)
            if error:
                raise RunError(f"{path.name}, {error}")
            _save(book, path)
    return paths


def find(notebooks: Iterable[str | Path]) -> list[Path]:
    """Notebook files, and those in the folders named, by name; raises `RunError` when there are none."""
    paths: list[Path] = []
    for given in map(Path, notebooks):
        inner = sorted(given.glob("*.ipynb")) if given.is_dir() else [given]
        paths += [path.resolve() for path in inner]
    missing = [path for path in paths if not path.is_file()]
    if missing or not paths:
        raise RunError(f"{missing[0]} does not exist" if missing else "there are no notebooks there")
    return paths


def defaults_of(book: nbformat.NotebookNode, path: Path) -> dict[str, Any]:
    """The parameters of a notebook with their defaults; raises `RunError` when one is no plain value."""
    cell = next((cell for cell in book.cells if TAG in cell.metadata.get("tags", [])), None)
    found: dict[str, Any] = {}
    for line in ast.parse(cell.source).body if cell else []:
        try:
            if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Name):
                raise ValueError
            found[line.targets[0].id] = ast.literal_eval(line.value)
        except ValueError:
            raise RunError(
                f"{path.name}: line {line.lineno} of the parameters cell is not name = plain value"
            ) from None
    return found


def _corpus_parameters(corpus: str | Path | None, out: Path) -> dict[str, str]:
    if corpus is None:
        return {}
    path = Path(corpus).resolve()
    if not path.exists():
        raise RunError(f"{corpus} does not exist; give a corpus or a folder of news")
    known = Corpus.is_one(path)
    return {
        "news": "" if known else str(path),
        "corpus": str(path) if known else str(out / "corpus"),
        "source": path.name,  # the notebooks' own source and events belong to the sample
        "events": "",
    }


def _check(parameters: Mapping[str, str], defaults: Sequence[Mapping[str, Any]], paths: Sequence[Path]) -> None:
    known = sorted({name for found in defaults for name in found})
    for name in parameters:
        if name not in known:
            names = ", ".join(path.name for path in paths)
            raise RunError(f"no notebook of {names} has a parameter '{name}'; they have: {', '.join(known)}")


def _value(name: str, text: str, default: Any, path: Path) -> Any:  # noqa: ANN401  a plain value
    """A parameter's text as the type of its default."""
    if isinstance(default, str):
        return text
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        value = None
    fits = isinstance(value, type(default)) or (isinstance(default, float) and isinstance(value, int))
    if not fits and default is not None:
        raise RunError(f"{path.name}: {name}={text} is not of the type of its default, {default!r}")
    return value


def _inject(book: nbformat.NotebookNode, chosen: Mapping[str, Any]) -> None:
    """Put a cell with the chosen values after the parameters cell."""
    place = next((n for n, cell in enumerate(book.cells) if TAG in cell.metadata.get("tags", [])), None)
    if chosen and place is not None:
        lines = ["# Parameters of this run", *(f"{name} = {value!r}" for name, value in chosen.items())]
        cell = nbformat.v4.new_code_cell(
            "\n".join(lines), id="parameters-of-this-run", metadata={"tags": ["injected-parameters"]}
        )
        book.cells.insert(place + 1, cell)


def execute(book: nbformat.NotebookNode, folder: Path, progress: "tqdm[Any] | None" = None) -> str | None:
    """Run a notebook in place in a fresh kernel, working in `folder`; give what failed, or null."""
    client = NotebookClient(
        book, timeout=None, kernel_name="python3", record_timing=False, extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_executed=lambda **_: progress.update() if progress is not None else None,
    )  # fmt: skip
    before = os.environ.get("TQDM_DISABLE")
    os.environ["TQDM_DISABLE"] = "1"
    try:
        client.execute()
    except CellExecutionError as error:
        number = next(
            n for n, cell in enumerate(book.cells, 1) if any(o.output_type == "error" for o in cell.get("outputs", []))
        )
        return f"cell {number}: {error.ename}: {error.evalue}"
    except (CellTimeoutError, DeadKernelError) as error:
        return f"the kernel stopped: {str(error).splitlines()[0]}"
    finally:
        if before is None:
            del os.environ["TQDM_DISABLE"]
        else:
            os.environ["TQDM_DISABLE"] = before
    return None


def stable(book: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy whose bytes depend on its content alone: PNG and text outputs, no widget state, no versions, no times."""
    book = deepcopy(book)
    book.metadata = nbformat.from_dict({"kernelspec": _KERNEL, "language_info": {"name": "python"}})
    for cell in book.cells:
        cell.metadata = nbformat.from_dict({key: value for key, value in cell.metadata.items() if key == "tags"})
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if not _is_progress(output)]
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data = nbformat.from_dict({kind: output.data[kind] for kind in _KEPT if kind in output.data})
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if "data" not in output or output.data]
    return book


def _is_progress(output: nbformat.NotebookNode) -> bool:
    """Whether an output is a progress bar: it says how far this run came, and nothing of its result."""
    said = output.get("data", {}).get("text/plain", "") if output.output_type != "stream" else output.text
    return bool(_BAR.search("".join(said)))


def _save(book: nbformat.NotebookNode, path: Path) -> Path:
    part = path.with_suffix(".part")
    nbformat.write(stable(book), part)
    part.replace(path)
    return path
