"""What was acknowledged survives: a killed process, a full disk, an interrupt in the middle of an addition."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dateline import Corpus, DatelineError
from dateline.ledger import Ledger

FILES = 7
CAN_KILL = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
FAILURES = [OSError(28, "No space left on device"), KeyboardInterrupt()]

ADD = """
import sys
from dateline import Corpus
corpus = Corpus(sys.argv[1])
for path in sys.argv[2:]:
    corpus.add(path)
    print(path, flush=True)
"""

DIE = """
import os, signal, sys
from pathlib import Path
from dateline import Corpus
corpus = Corpus(sys.argv[1])
left = int(sys.argv[3])
def dying(real):
    def step(*given):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given)
    return step
os.fsync, Path.replace = dying(os.fsync), dying(Path.replace)
corpus.add(sys.argv[2])
print("done", flush=True)
"""


def news(folder, number):
    """A file of two articles, one of them in every file, and a broken line."""
    shared = {"outlet": "Kaunas Post", "title": "Ferries", "text": "Ferries ran late to Karlskrona again this week."}
    own = {
        "outlet": f"Outlet {number % 2}",
        "title": f"Pier {number}",
        "text": f"Pier {number} at Gdynia is green now.",
    }
    path = folder / f"{number}.jsonl"
    path.write_text(f'{json.dumps(own)}\n{json.dumps(shared)}\n{{"title": {number},,\n', "utf8")
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    return [news(folder, number) for number in range(FILES)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory, files):
    """All files added with nothing going wrong."""
    corpus = Corpus(tmp_path_factory.mktemp("whole"))
    for path in files:
        corpus.add(path)
    return corpus


def titles(corpus):
    return set(corpus.articles().collect()["title"])


def names(folder):
    return sorted(path.name for path in (folder / "parts").iterdir())


def assert_sound(corpus):
    parts = corpus.verify()
    assert set(parts["state"]) <= {"ok"}
    report, articles = corpus.report(), corpus.articles().collect()
    assert report["rows_in"] == report["loaded"] + report["duplicate"] + report["quarantined"]
    assert report["loaded"] == articles.height == articles["article_id"].n_unique() == parts["rows"].sum()
    assert articles["text"].null_count() == articles["story_id"].null_count() == 0


def assert_same(one, other):
    assert_frame_equal(one.articles().collect(), other.articles().collect())
    assert_frame_equal(one.rejects().collect(), other.rejects().collect())
    assert one.report() == other.report()


@CAN_KILL
@pytest.mark.parametrize("acknowledged", [0, 1, 2, 3, 5, FILES - 1])
def test_what_a_killed_process_acknowledged_is_there(tmp_path, files, whole, acknowledged):
    words = [sys.executable, "-c", ADD, str(tmp_path / "news"), *map(str, files)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        said = [process.stdout.readline().strip() for _ in range(acknowledged)]
        process.kill()
    assert said == [str(path) for path in files[:acknowledged]]
    corpus = Corpus(tmp_path / "news")
    assert_sound(corpus)
    assert titles(corpus) >= {f"Pier {number}" for number in range(acknowledged)}
    assert corpus.report()["sources"] >= acknowledged
    books = corpus.add(*files)
    assert books["unchanged"] >= acknowledged
    assert_sound(corpus)
    assert_same(corpus, whole)
    assert names(corpus.path) == sorted(corpus.verify()["part"])


@CAN_KILL
@pytest.mark.parametrize("step", range(1, 10))
def test_a_process_killed_at_any_step_of_an_addition_leaves_a_sound_corpus(tmp_path, files, whole, step):
    """Each step is one flush to the disk or one change of a name."""
    corpus = Corpus(tmp_path / "news")
    corpus.add(files[0])
    words = [sys.executable, "-c", DIE, str(corpus.path), str(files[1]), str(step)]
    process = subprocess.run(words, capture_output=True, text=True, check=False)
    assert process.returncode == -signal.SIGKILL or step > 6, process.stderr
    assert_sound(corpus)
    assert titles(corpus) in ({"Ferries", "Pier 0"}, {"Ferries", "Pier 0", "Pier 1"})
    corpus.add(*files)
    assert_same(corpus, whole)
    assert names(corpus.path) == sorted(corpus.verify()["part"])


def raising(error, real, after):
    """The function `real`, failing at its call number `after` + 1."""
    calls = iter(range(after))

    def step(*given, **named):
        if next(calls, None) is None:
            raise error
        return real(*given, **named)

    return step


def assert_undone(corpus, path, whole, files):
    """Nothing of the failed addition of `path` is there, and the next one completes it."""
    assert path.name not in {row[0] for row in corpus.articles().select("source_file").collect().iter_rows()}
    assert corpus.report()["sources"] == 2
    assert path.name not in corpus.rejects().collect()["source"].to_list()
    assert_sound(corpus)
    assert corpus.add(path)["loaded"] == 1
    corpus.add(*files)
    assert_same(corpus, whole)
    assert names(corpus.path) == sorted(corpus.verify()["part"])


@pytest.mark.parametrize("error", FAILURES, ids=["full disk", "interrupt"])
@pytest.mark.parametrize("target", ["fsync", "replace"])
def test_a_part_that_cannot_be_written_leaves_the_corpus_as_it_was(tmp_path, files, whole, monkeypatch, target, error):
    corpus = Corpus(tmp_path / "news")
    corpus.add(*files[:2])
    before = names(corpus.path)
    place = os if target == "fsync" else Path
    with monkeypatch.context() as patch:
        patch.setattr(place, target, raising(error, getattr(place, target), 0))
        with pytest.raises((OSError, KeyboardInterrupt, DatelineError)):
            corpus.add(files[2])
        assert names(corpus.path) == before
    assert_undone(corpus, files[2], whole, files)


@pytest.mark.parametrize("error", FAILURES, ids=["full disk", "interrupt"])
@pytest.mark.parametrize("failing", ["occurrence", "part", "article", "source", "reject"])
def test_an_entry_that_fails_undoes_the_whole_addition(tmp_path, files, whole, monkeypatch, failing, error):
    corpus = Corpus(tmp_path / "news")
    corpus.add(*files[:2])
    real = Ledger.put

    def put(self, table, rows):
        if table == failing:
            raise error
        real(self, table, rows)

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "put", put)
        with pytest.raises((OSError, KeyboardInterrupt, DatelineError)):
            corpus.add(files[2])
    assert_undone(corpus, files[2], whole, files)


@pytest.mark.parametrize("error", FAILURES, ids=["full disk", "interrupt"])
@pytest.mark.parametrize("after", [2, 3, 4, 5])
def test_layers_that_cannot_be_written_are_made_later(tmp_path, files, whole, monkeypatch, after, error):
    """The articles are received by then; what is computed from them is made at the next call."""
    corpus = Corpus(tmp_path / "news")
    corpus.add(*files[:2])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", raising(error, os.fsync, after))
        with pytest.raises((OSError, KeyboardInterrupt, DatelineError)):
            corpus.add(files[2])
    assert_sound(corpus)
    assert titles(corpus) == {"Ferries", "Pier 0", "Pier 1", "Pier 2"}
    corpus.add(*files)
    assert_same(corpus, whole)


def test_what_a_killed_process_left_is_swept_by_the_next_addition(tmp_path, files):
    corpus = Corpus(tmp_path / "news")
    corpus.add(files[0])
    known = names(corpus.path)
    (corpus.path / "parts" / "tmpabc.tmp").write_bytes(b"half a part")
    orphan = corpus.path / "parts" / f"{'0' * 24}.parquet"
    pl.DataFrame({"article_id": ["stranger"]}).write_parquet(orphan)
    assert titles(corpus) == {"Ferries", "Pier 0"}
    assert corpus.verify()["part"].to_list() == known
    corpus.add(files[1])
    assert names(corpus.path) == sorted(corpus.verify()["part"])
    assert set(known) < set(names(corpus.path))
    assert titles(corpus) == {"Ferries", "Pier 0", "Pier 1"}
