"""The set-up script: what it says when something is missing, and that it leaves a ready environment alone."""

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DESK = ROOT / "desk.py"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """desk.py as a module, working in a folder of its own."""
    spec = importlib.util.spec_from_file_location("desk", DESK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "locks").mkdir()
    for level in ("run", "test"):
        (tmp_path / "locks" / f"{level}.txt").write_text(f"six==1.17.0 # {level}\n")
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "BIN", tmp_path / ".venv" / "bin")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "dateline-lock.txt")
    return module


def test_help_names_every_verb():
    done = subprocess.run([sys.executable, str(DESK), "help"], capture_output=True, text=True, check=True)
    for verb in ("run", "test", "lab", "exec", "help"):
        assert f"desk.py {verb}" in done.stdout


def test_unknown_verb_lists_the_known():
    done = subprocess.run([sys.executable, str(DESK), "rum"], check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "choose from: run, test, lab, exec, help" in done.stderr


def test_source_parses_in_old_pythons_so_that_they_can_be_told():
    ast.parse(DESK.read_text("utf8"), feature_version=(3, 6))


def test_only_the_standard_library_is_imported():
    tree = ast.parse(DESK.read_text("utf8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names)


def test_old_python_is_told_what_to_do(desk):
    with pytest.raises(
        desk.Stop, match=r"Python 3\.9 is too old: dateline needs 3\.11 or newer; try: python3\.12 desk"
    ):
        desk.check_python((3, 9, 2), which=lambda name: name == "python3.12")
    with pytest.raises(desk.Stop, match="install a newer Python"):
        desk.check_python((3, 9, 2), which=lambda name: None)
    desk.check_python((3, 11, 0))


@pytest.mark.parametrize(
    ("printed", "advice"),
    [
        ("The virtual environment was not created successfully because ensurepip is not available.", "python3-venv"),
        ("No module named venv", "python3-venv"),
        ("error: Failed to fetch: `x`\n Caused by: dns error", "cannot be reached"),
        (
            "NewConnectionError: Failed to establish: [Errno -3] Temporary failure in name resolution",
            "cannot be reached",
        ),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one in locks/"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something else", "last words stand above"),
    ],
)
def test_failures_are_explained(desk, printed, advice):
    assert advice in desk.explain(printed)


def test_without_venv_the_person_is_told(desk, monkeypatch, capsys):
    """The words of Debian's Python when its venv package is missing."""
    printed = "The virtual environment was not created successfully because ensurepip is not available."
    real = desk.install
    monkeypatch.setattr(desk.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(
        desk, "install", lambda *_: real([sys.executable, "-c", f"print({printed!r}); raise SystemExit(1)"])
    )
    with pytest.raises(desk.Stop, match="python3-venv"):
        desk.prepare("run")
    assert not desk.STAMP.exists()
    assert printed in capsys.readouterr().err


def _fake_install(desk, calls):
    def install(command, total=0):
        calls.append(command)
        desk.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        desk.PYTHON.touch()

    return install


def test_environment_is_made_once_and_again_when_the_lock_changes(desk, monkeypatch):
    calls = []
    monkeypatch.setattr(desk, "install", _fake_install(desk, calls))
    desk.prepare("run")
    made = len(calls)
    assert made >= 2
    desk.prepare("run")
    assert len(calls) == made
    desk.prepare("test")
    assert len(calls) > made
    made = len(calls)
    desk.prepare("run")
    desk.prepare("test")
    assert len(calls) == made
    (desk.HERE / "locks" / "run.txt").write_text("six==1.18.0\n")
    desk.prepare("run")
    assert len(calls) > made


def test_interrupted_installation_is_not_taken_for_a_whole_one(desk, monkeypatch):
    def stopped(command, total=0):
        desk.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        desk.PYTHON.touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "install", stopped)
    with pytest.raises(KeyboardInterrupt):
        desk.prepare("run")
    calls = []
    monkeypatch.setattr(desk, "install", _fake_install(desk, calls))
    desk.prepare("run")
    assert calls


@pytest.mark.parametrize("uv", [None, "uv"])
def test_hashes_are_demanded(desk, monkeypatch, uv):
    calls = []
    monkeypatch.setattr(desk, "install", _fake_install(desk, calls))
    monkeypatch.setattr(desk.shutil, "which", lambda name, **_: uv if name == "uv" else None)
    desk.prepare("run")
    (locked,) = [call for call in calls if "-r" in call]
    assert "--require-hashes" in locked


def test_installer_output_and_code_reach_the_person(desk, capsys):
    with pytest.raises(desk.Stop, match="cannot be reached"):
        desk.install([sys.executable, "-c", "print('dns error'); raise SystemExit(3)"])
    assert "dns error" in capsys.readouterr().err


def test_given_browser_must_exist(desk, monkeypatch, tmp_path):
    monkeypatch.setenv("DATELINE_CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(desk.Stop, match="which is not there"):
        desk.find_chromium()
    (tmp_path / "browser").touch()
    monkeypatch.setenv("DATELINE_CHROMIUM", str(tmp_path / "browser"))
    assert desk.find_chromium() == str(tmp_path / "browser")


def test_run_falls_back_to_the_invented_sample_and_says_so(desk, monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(desk, "prepare", lambda level: None)
    monkeypatch.setattr(
        desk, "call", lambda *words, **_: calls.append([str(word) for word in words]) or words[1] == "sample"
    )
    desk.run([])
    assert "INVENTED" in capsys.readouterr().err
    assert os.path.join("data", "sample") in calls[-1][calls[-1].index("--corpus") + 1]
    assert "source=invented sample of dateline" in calls[-1]


def test_one_failed_check_fails_the_whole(desk, monkeypatch):
    ran = []
    monkeypatch.setattr(desk, "prepare", lambda level: None)
    monkeypatch.setattr(desk, "find_chromium", lambda: "chromium")
    monkeypatch.setattr(desk, "call", lambda *words, **_: ran.append(words[0]) or words[0] == "mypy")
    assert desk.test([]) == 1
    assert ran == ["ruff", "ruff", "mypy", "pytest"]
