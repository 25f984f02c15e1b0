"""Places on all cores: the same mentions with one process or many, with those that die, and after a stop."""

import os
import signal

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import dateline
from dateline import corpus as corpora
from dateline import places
from dateline.places import workers

TOWNS = ["Vilnius", "Kaunas", "Paris, Texas", "Odesa", "Xyzzyville", "Georgia"]


def frame(outlet, count):
    texts = [f"Envoys met in {TOWNS[n % len(TOWNS)]} on Monday, and then in {TOWNS[n % 4]}." for n in range(count)]
    ids = [f"{outlet}{n:03}" for n in range(count)]
    columns = {"article_id": ids, "title": [None] * count, "text": texts}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


@pytest.fixture
def few(monkeypatch):
    """Small pieces, and processes for any amount of text."""
    monkeypatch.setattr(workers, "SLICE", 4)
    monkeypatch.setattr(workers, "WORTH", 1)


@pytest.fixture
def started(monkeypatch):
    """The processes that were started."""
    processes, start = [], workers._start
    monkeypatch.setattr(workers, "_start", lambda: processes.append(start()) or processes[-1])
    return processes


FRAMES = [frame("a", 9), frame("b", 0), frame("c", 4), frame("d", 7)]


def test_two_processes_find_what_one_finds(few, started):
    heard = []
    made = list(workers.find_each(FRAMES, heard.append, most=2))
    assert len(started) == 2
    assert [one.n_chunks() for one in made] == [1] * 4
    for given, found in zip(FRAMES, made, strict=True):
        assert_frame_equal(found, places.find(given))
    assert heard == [4, 4, 1, 4, 4, 3]
    assert all(process.poll() is not None for process in started)


def test_little_text_is_worth_no_process(started):
    assert [one.height for one in workers.find_each(FRAMES, most=2)] == [len(places.find(one)) for one in FRAMES]
    assert not started


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_what_a_dead_process_owes_is_found_here(few, started):
    each = workers.find_each(FRAMES, most=2)
    made = [next(each)]
    for process in started:
        os.kill(process.pid, signal.SIGKILL)
    made += each
    for given, found in zip(FRAMES, made, strict=True):
        assert_frame_equal(found, places.find(given))


def test_a_process_with_another_gazetteer_is_not_heard(few, started, monkeypatch):
    monkeypatch.setattr(workers.gazetteer, "fingerprint", lambda: "another")
    asked = []
    monkeypatch.setattr(workers, "find", lambda piece: asked.append(piece.height) or places.find(piece))
    made = list(workers.find_each(FRAMES, most=2))
    assert len(started) == 2
    assert [one.height for one in made] == [places.find(one).height for one in FRAMES]
    assert sorted(filter(None, asked)) == [1, 3, 4, 4, 4, 4]


def fill(path):
    corpus = dateline.Corpus(path)
    for outlet, count in (("Post", 9), ("Tribune", 5), ("Wire", 6)):
        source = path.parent / f"{outlet}.csv"
        frame(outlet, count).select(pl.col("article_id").alias("title"), "text").write_csv(source)
        corpus.add(source, outlet=outlet)
    return corpus


def layers(corpus):
    corpus.mentions()
    rows = corpus._store.ledger.rows("select scope, file from layer where kind = 'places' order by scope")
    return dict(map(tuple, rows))


def test_a_corpus_gets_the_same_bytes_with_processes_and_goes_on_after_a_stop(few, tmp_path, monkeypatch):
    alone, stopped = (fill(tmp_path / name / "corpus") for name in ("one", "two"))
    asked = []

    def stop(*given, **_):
        asked.append([frame["article_id"].n_unique() for frame in given[0]])
        each = workers.find_each(*given, most=2)
        yield next(each)
        raise KeyboardInterrupt

    monkeypatch.setattr(corpora, "find_each", stop)
    with pytest.raises(KeyboardInterrupt):
        stopped.mentions()
    monkeypatch.setattr(corpora, "find_each", lambda *given: asked.append(len(given[0])) or workers.find_each(*given))
    kept = layers(stopped)
    assert asked == [[9, 5, 6], 2]
    monkeypatch.setattr(corpora, "find_each", lambda *given: workers.find_each(*given, most=1))
    assert layers(alone) == kept  # files are named by their content
