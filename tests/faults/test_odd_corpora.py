"""Odd corpora, findings and figures that once went wrong: layers deleted, writers at once, files in the way."""

import contextlib
import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from xml.etree import ElementTree

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from dateline import Corpus, DatelineError, collection, outlets, publish
from dateline.charts import calendar, dots
from dateline.errors import ExportError
from dateline.stats import wilson

GRAIN = "Grain ships waited off Odesa while the pilots argued about ice, fog and the price of tugs. " * 3


def jsonl(path, *records):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf8")
    return path


def record(number, **more):
    text = f"Pier {number} at Gdynia was painted green."
    return {
        "outlet": "Kaunas Post",
        "title": f"Pier {number}",
        "url": f"https://news.example/{number}",
        "text": text,
        **more,
    }


@pytest.mark.parametrize("opened_again", [True, False])
def test_layers_may_be_deleted_at_any_time(tmp_path, opened_again):
    corpus = Corpus(tmp_path / "news")
    corpus.add(jsonl(tmp_path / "a.jsonl", record(0)))
    before = corpus.articles().collect()
    shutil.rmtree(tmp_path / "news" / "layers")
    corpus = Corpus(tmp_path / "news") if opened_again else corpus
    assert_frame_equal(corpus.articles().collect(), before)
    shutil.rmtree(tmp_path / "news" / "layers")
    assert corpus.add(jsonl(tmp_path / "b.jsonl", record(1)))["loaded"] == 1
    assert corpus.articles().collect()["text"].null_count() == 0


def test_one_layer_file_may_be_deleted(tmp_path):
    corpus = Corpus(tmp_path / "news")
    corpus.add(jsonl(tmp_path / "a.jsonl", record(0), record(1, outlet="Varna Herald")))
    before = corpus.articles().collect()
    for path in sorted((tmp_path / "news" / "layers").iterdir()):
        path.unlink()
        assert_frame_equal(corpus.articles().collect(), before)


def test_articles_asked_for_before_an_addition_can_still_be_collected(tmp_path):
    corpus = Corpus(tmp_path / "news")
    corpus.add(jsonl(tmp_path / "a.jsonl", record(0)))
    asked = corpus.articles()
    corpus.add(jsonl(tmp_path / "b.jsonl", record(1)))
    assert asked.collect()["title"].to_list() == ["Pier 0"]


@pytest.mark.parametrize("byline", ["Ada Pell", "Cem Orday", "Eva Fox", "Jonas Balt"])
def test_a_version_with_another_date_moves_the_original_whichever_order_it_came_in(tmp_path, byline):
    first = record(0, text=GRAIN, published="2025-06-10")
    files = [
        jsonl(tmp_path / "a.jsonl", first, record(1, text=GRAIN, outlet="Varna Herald", published="2025-06-05")),
        jsonl(tmp_path / "b.jsonl", {**first, "published": "2025-06-01", "author": byline}),
    ]
    whole = Corpus(tmp_path / "whole")
    whole.add(*files)
    for name, order in (("ab", files), ("ba", files[::-1])):
        grown = Corpus(tmp_path / name)
        for path in order:
            grown.add(path)
        assert_frame_equal(grown.articles().collect(), whole.articles().collect())


def test_rejects_of_two_files_of_one_name_do_not_depend_on_their_order(tmp_path):
    files = [jsonl(tmp_path / drop / "a.jsonl", record(number)) for drop, number in (("one", 1), ("two", 22222))]
    for path in files:
        path.write_text(path.read_text() + '{"title": \n')
    one, other = Corpus(tmp_path / "1"), Corpus(tmp_path / "2")
    for path in files:
        one.add(path)
    for path in files[::-1]:
        other.add(path)
    assert_frame_equal(one.rejects().collect(), other.rejects().collect())


def test_every_record_set_aside_is_in_rejects(tmp_path):
    corpus = Corpus(tmp_path / "news")
    for drop, number in (("one", 1), ("two", 22222)):
        path = jsonl(tmp_path / drop / "a.jsonl", record(number))
        path.write_text(path.read_text() + '{"title": \n')
        corpus.add(path)
    assert corpus.rejects().collect().height == corpus.report()["quarantined"] == 2


def test_a_file_in_the_way_of_layers_is_told(tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "layers").write_text("a file")
    with pytest.raises(DatelineError, match="corpus"):
        Corpus(tmp_path / "news")


ADD = """
import sys
from dateline import Corpus
print("ready", flush=True)
sys.stdin.readline()
corpus = Corpus(sys.argv[1])
for path in sys.argv[2:]:
    corpus.add(path)
"""


@pytest.mark.parametrize("run", range(3))
def test_two_processes_adding_to_one_corpus_lose_nothing(tmp_path, run):
    files = [
        [str(jsonl(tmp_path / f"{who}-{n}.jsonl", record(10 * who + n, outlet=f"Outlet {who}"))) for n in range(8)]
        for who in range(2)
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [
        subprocess.Popen([sys.executable, "-c", ADD, str(tmp_path / "news"), *mine], **pipes) for mine in files
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    corpus = Corpus(tmp_path / "news")
    whole = Corpus(tmp_path / "whole")
    whole.add(*files[0], *files[1])
    assert_frame_equal(corpus.articles().collect(), whole.articles().collect())
    assert corpus.report() == whole.report()
    assert set(corpus.verify()["state"]) == {"ok"}


def profile(days):
    first = date(2020, 1, 6)
    frame = pl.DataFrame({"outlet": "Kaunas", "day": [first + timedelta(day) for day in days], "text_kind": "full"})
    made = collection.profile(frame)
    return made.row(0, named=True), collection.in_window(collection.days(frame), made)


def test_a_monthly_collection_over_years_has_a_window():
    row, inside = profile(range(0, 30 * 60, 30))
    assert (row["days_seen"], row["strays"], row["cadence"]) == (60, 0, "irregular")
    assert inside.height == 60


def test_an_article_between_two_parts_of_the_collection_is_in_the_window_or_a_stray_but_not_both():
    row, inside = profile([*range(100), 120, *range(140, 240)])
    assert row["articles"] == row["strays"] + inside["n"].sum()
    assert row["days_seen"] == inside.height


def table(**groups):
    rows = [
        {
            "group": group,
            "n": n,
            "total": total,
            "share": n / total,
            "low": wilson(n, total)[0],
            "high": wilson(n, total)[1],
            "status": "observed",
            "articles": n,
            "articles_total": total,
        }
        for group, (n, total) in groups.items()
    ]
    return pl.DataFrame(rows)


@pytest.mark.parametrize("third", [(5, 26), (4, 4), (3, 5)])
def test_an_outlet_leads_only_when_it_is_told_apart_from_every_other(third):
    shares = table(Kaunas=(300, 1000), Varna=(200, 1000), Gdynia=third)
    assert "most often" not in outlets.finding(shares, "Odesa")


WORDS = {"title": "Kaunas names Odesa", "subtitle": "Share of the texts", "note": "Unit: story."}


def test_a_figure_drawn_twice_in_one_process_is_the_same():
    days = pl.DataFrame({"outlet": ["Kaunas"], "day": [date(2025, 6, 2)], "n": [3]})
    assert calendar(days, **WORDS).svg() == calendar(days, **WORDS).svg()


@pytest.mark.parametrize("name", ["📰" * 30, "Gdynia " + "📰" * 20, "Kaunas Post " * 3 + "📰" * 3])
def test_long_names_of_characters_beyond_the_basic_plane_are_drawn(name):
    figure = dots(table(**{name: (7, 70)}), **WORDS)
    ElementTree.fromstring(figure.svg())
    days = pl.DataFrame({"outlet": [name], "day": [date(2025, 6, 2)], "n": [3]})
    ElementTree.fromstring(calendar(days, **WORDS).svg())


@pytest.mark.parametrize("word", ["if", "constructor"])
def test_a_line_or_name_that_is_one_word_of_vegas_is_drawn(word):
    ElementTree.fromstring(dots(table(**{word: (7, 70)}), **{**WORDS, "note": f"Unit:\n{word}"}).svg())


def test_a_group_without_texts_is_drawn_or_told():
    shares = table(Kaunas=(7, 70)).vstack(
        table(Varna=(0, 9)).with_columns(
            total=pl.lit(0, pl.Int64),
            share=pl.lit(None, pl.Float64),
            low=pl.lit(None, pl.Float64),
            high=pl.lit(None, pl.Float64),
        )
    )
    with contextlib.suppress(DatelineError):
        dots(shares, **WORDS).svg()


def test_a_file_in_the_folders_place_stays(tmp_path):
    (tmp_path / "odesa").write_text("a file")
    with pytest.raises(ExportError):
        publish(dots(table(Kaunas=(7, 70)), **WORDS), tmp_path / "odesa")
    assert [path.name for path in tmp_path.iterdir()] == ["odesa"]
    assert (tmp_path / "odesa").read_text() == "a file"


def test_a_link_in_the_folders_place_is_followed_or_refused_whole(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "odesa").symlink_to(tmp_path / "real")
    try:
        publish(dots(table(Kaunas=(7, 70)), **WORDS), tmp_path / "odesa")
    except ExportError:
        assert (tmp_path / "odesa").is_symlink()
    else:
        assert (tmp_path / "odesa" / "public" / "note.md").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["odesa", "real"]


def test_an_interrupt_between_the_two_moves_leaves_the_earlier_folder(tmp_path, monkeypatch):
    from pathlib import Path

    (tmp_path / "odesa").mkdir()
    (tmp_path / "odesa" / "note.md").write_text("standing")
    real, moves = Path.replace, iter([False, True])

    def replace(self, target):
        if next(moves, False):
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        publish(dots(table(Kaunas=(7, 70)), **WORDS), tmp_path / "odesa")
    assert [path.name for path in tmp_path.iterdir()] == ["odesa"]
    assert (tmp_path / "odesa" / "note.md").read_text() == "standing"
