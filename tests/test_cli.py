"""The command line: what a person types, and what comes back."""

import subprocess
import sys
from pathlib import Path

import pytest

from dateline import samples
from dateline.cli import main

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


def test_add_says_the_books_and_what_to_do(tmp_path, capsys):
    assert main(["add", str(tmp_path / "corpus"), str(SAMPLE)]) == 0
    said = capsys.readouterr().out
    assert "241 in = 235 loaded + 1 duplicate + 5 set aside" in said
    assert "1 x ragged row: The row has more or fewer fields than the header." in said
    assert main(["add", str(tmp_path / "corpus"), str(SAMPLE)]) == 0
    assert "0 in = 0 loaded + 0 duplicate + 0 set aside; 136 files were known" in capsys.readouterr().out


def test_columns_can_be_named(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("Kop,Lap\nHaven open,De haven van Odesa is open.\n", "utf8")
    words = ["add", str(tmp_path / "corpus"), str(tmp_path / "a.csv"), "--outlet", "Halyard"]
    assert main([*words, "--column", "title=Kop", "--column", "text=Lap"]) == 0
    assert "1 loaded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "corpus", "none.csv"], "none.csv does not exist"),
        (["add", "corpus", "https://example.org/a.csv"], "local files only"),
        (["verify", "none"], "holds no corpus"),
        (["run", "none.ipynb"], "does not exist"),
        (["run", "x", "-p", "query"], "not of the form NAME=VALUE"),
    ],
)
def test_mistakes_are_one_line_not_a_traceback(tmp_path, words, said, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error


def test_verify_tells_sound_from_damaged(tmp_path, capsys):
    main(["add", str(tmp_path / "corpus"), str(SAMPLE)])
    assert main(["verify", str(tmp_path / "corpus")]) == 0
    (part,) = (tmp_path / "corpus" / "parts").iterdir()
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    assert main(["verify", str(tmp_path / "corpus")]) == 1
    assert f"{part.name}: changed" in capsys.readouterr().err


def test_module_runs_as_a_command():
    done = subprocess.run([sys.executable, "-m", "dateline", "--help"], capture_output=True, text=True, check=True)
    assert "sample" in done.stdout


def test_sample_without_network_says_so_and_leaves_no_half_corpus(tmp_path, capsys, monkeypatch):
    refuse = [sys.executable, "-c", "raise SystemExit('no route to the index')", "pip"]
    monkeypatch.setattr(samples, "_installer", lambda: refuse)
    assert main(["sample", "nine-outlets", str(tmp_path / "nine")]) == 1
    assert "could not be fetched (no route to the index)" in capsys.readouterr().err
    assert not list((tmp_path / "nine").rglob("*.csv"))


def test_sample_is_fetched_once(tmp_path, monkeypatch):
    fetched = []
    rows = "article_id,publish_date,article_source_link,title,subtitle,text\n"
    rows += "1,2017/2/7,https://www.dw.com/a,A,,Odesa is open again now.\n"
    monkeypatch.setattr(samples, "_fetch", lambda: fetched.append(1) or rows.encode())
    for _ in range(2):
        corpus = samples.bring(tmp_path / "nine")
    assert len(fetched) == 1
    assert corpus.articles().collect().select("outlet", "outlet_home").rows() == [("DW", "Bonn, Germany")]
