"""The package as it is installed: metadata that agrees, a wheel that holds its data, rooms in their order."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from rattler import MatchSpec

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
LIB = ROOT / "lib" / "dateline"
MODULES = sorted(path for path in LIB.rglob("*.py") if path.name not in ("build.py", "train.py"))


def _ranges(lines):
    found = {}
    for line in lines:
        requirement = Requirement(line)
        found[requirement.name.lower()] = {str(part) for part in requirement.specifier}
    return found


def _conda():
    lines = [
        line.strip()[2:]
        for line in (ROOT / "environment.yml").read_text("utf8").splitlines()
        if line.startswith("  - ")
    ]
    return [line for line in lines if line not in ("conda-forge", "nodefaults", "pip", "pip:")]


def test_environment_yml_agrees_with_pyproject():
    wanted = _ranges(PROJECT["project"]["dependencies"])
    wanted["python"] = {PROJECT["project"]["requires-python"]}
    assert _ranges(_conda()) == wanted
    assert "      - -e ." in (ROOT / "environment.yml").read_text("utf8")


@pytest.mark.parametrize("line", _conda())
def test_environment_yml_lines_are_conda_specs(line):
    assert MatchSpec(line, strict=True).name is not None


@pytest.mark.parametrize("level", ["run", "test"])
def test_lock_satisfies_pyproject_and_names_no_host(level):
    text = (ROOT / "locks" / f"{level}.txt").read_text("utf8")
    pins = {name.lower(): version for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)}
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
    wanted += PROJECT["project"]["optional-dependencies"]["dev"] if level == "test" else []
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(pins[requirement.name.lower()]), requirement
    assert "://" not in text
    blocks = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_run_lock_is_part_of_test_lock():
    run, test = ((ROOT / "locks" / f"{level}.txt").read_text("utf8") for level in ("run", "test"))
    pins = re.compile(r"^[\w.-]+==[^\s;\\]+", re.MULTILINE)
    assert set(pins.findall(run)) <= set(pins.findall(test))


def test_every_dependency_has_its_line_in_contributing():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf8")
    groups = [PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"].values()]
    for name in {Requirement(line).name for group in groups for line in group}:
        assert re.search(rf"^- `{re.escape(name)}`: \S", text, re.MULTILINE), f"{name} has no line"


def test_wheel_holds_its_data_and_works_outside_the_checkout(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    for inside in (
        "outlets.csv",
        "cleaning/weights.json",
        "charts/fonts/DatelineSans-Regular.ttf",
        "charts/fonts/OFL.txt",
        "py.typed",
    ):
        assert f"dateline/{inside}" in names
    assert not [name for name in names if name.endswith(("build.py", "train.py"))]
    (tmp_path / "a.csv").write_text("title,text,url\nA,The port of Odesa is open.,https://www.dw.com/a\n", "utf8")
    script = (
        "import dateline, pathlib; from dateline import charts;"
        "assert pathlib.Path(dateline.__file__).is_relative_to(pathlib.Path('site').resolve()), dateline.__file__;"
        "corpus = dateline.Corpus('corpus'); corpus.add('a.csv');"
        "shares = dateline.shares(corpus.search('Odesa'), corpus); print(shares['group'][0]);"
        "figure = charts.dots(shares, title='t', subtitle='s', note='n'); dateline.publish(figure, 'figure')"
    )
    env = {"PYTHONPATH": str(tmp_path / "site"), "PATH": "", "HOME": str(tmp_path), "SYSTEMROOT": "C:\\Windows"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "DW"
    assert (tmp_path / "figure" / "public" / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_version_is_one():
    import dateline

    assert dateline.__version__ == PROJECT["project"]["version"]
    assert f"## {dateline.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf8")


def test_import_is_light_and_starts_no_thread_beside_those_of_polars():
    script = (
        "import os, sys, threading, polars;"
        "count = lambda: len(os.listdir('/proc/self/task')) if sys.platform == 'linux' else threading.active_count();"
        "before = count(); import dateline;"
        "print('altair' in sys.modules, 'jupyterlab' in sys.modules, count() - before)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "0"]


def _imports(path):
    tree = ast.parse(path.read_text("utf8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "dateline":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "dateline")


ORDER = [
    "errors", "frames", "stats", "words", "reading", "cleaning", "copies", "places", "ledger", "store", "layers",
    "search", "queries", "decisions", "corpus", "collection", "counting", "trends", "geography", "outlets", "charts",
    "publishing", "explorer", "display", "samples", "report", "rerun", "cli",
]  # fmt: skip


def test_arrows_point_down_only():
    """A room imports only rooms before it; so stats imports nothing of ours, and no analysis imports drawing."""
    for path in MODULES:
        room = path.relative_to(LIB).parts[0].removesuffix(".py")
        if room in ("__init__", "__main__"):
            continue
        for name in _imports(path):
            other = name.split(".")[1]
            if other != room:
                assert ORDER.index(other) < ORDER.index(room), f"{room} imports {name}"
    for path in (LIB / "stats").glob("*.py"):
        assert all(name.startswith("dateline.stats.") for name in _imports(path)), path.name


def test_readme_names_every_command_and_notebook():
    text = (ROOT / "README.md").read_text("utf8")
    from dateline.cli import _parser

    verbs = next(action for action in _parser()._actions if action.choices).choices
    for word in [
        *(f"dateline {verb}" for verb in verbs),
        *(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")),
    ]:
        assert word in text, f"README.md does not mention {word}"


def test_no_machine_or_host_stands_in_the_project():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    paths = [ROOT / name for name in listed.stdout.splitlines()] if listed.returncode == 0 else MODULES
    marks = re.compile("/ro" + "ot/|/ho" + "me/[a-z]|index" + "-url|/sim" + "ple/")
    for path in paths:
        if (
            path.suffix in (".py", ".md", ".toml", ".yml", ".ipynb", ".txt", ".csv", ".json", ".html", ".xml")
            and path.is_file()
        ):
            assert not marks.search(path.read_bytes().decode("utf8", "replace")), path.name
