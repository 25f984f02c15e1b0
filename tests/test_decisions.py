"""What was corrected by hand is applied last everywhere, found again when texts move, and never lost."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import dateline
from dateline import Corpus, DatelineError, cleaning, geography, places
from dateline.decisions.again import Quoted, quote
from dateline.decisions.again import places as stand_at
from dateline.decisions.book import FILE, Book
from dateline.errors import QueryError
from dateline.frames import DECISIONS
from dateline.publishing import note
from dateline.queries import Saved
from dateline.search import prominent

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
PARIS = (
    "Envoys from Lithuania met in Paris on Monday. A turkey was served. Turkey said nothing of it, "
    "and Paris fell quiet."
)
TEXAS = 4717560


def drop(folder, *texts, name="a", title="The talks", outlet="Kaunas Post"):
    """A file of articles at the addresses 0, 1, ..."""
    path = folder / f"{name}.jsonl"
    rows = [{"outlet": outlet, "title": title, "url": f"https://news.example/{n}", "text": text,
             "published": "2025-06-02T08:30:00Z"} for n, text in enumerate(texts)]  # fmt: skip
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf8")
    return path


@pytest.fixture
def corpus(tmp_path):
    made = Corpus(tmp_path / "news", decisions=tmp_path / "decisions")
    made.add(drop(tmp_path, PARIS))
    return made


def mention(corpus, surface="Paris", at=0):
    return corpus.mentions().filter(pl.col("surface") == surface).collect().row(at, named=True)


def decision(start=0, query=None, minute=0, why="so", **more):
    """A decision as a row, on a text of one word again and again."""
    place = dict.fromkeys(("place_id", "name", "kind", "place_kind", "country_code", "lat", "lon"))
    if query is None:
        place = {"place_id": 7, "name": "P", "kind": "city", "place_kind": "city", "country_code": None, "lat": 1.5,
                 "lon": -2.0}  # fmt: skip
    row = {"article_id": "a", "outlet": None, "url": None, "field": "text", "start": start, "end": start + 4,
           "surface": "word", "sentence": "A word.", "at": 2, "what": "not about" if query else "another place",
           "query": query, **place, "who": "", "when": datetime(2025, 6, 2, tzinfo=UTC) + timedelta(minutes=minute),
           "why": why}  # fmt: skip
    return {**row, **more}


# what a decision does


def test_another_place_is_shown_at_once_and_gone_when_taken_back(corpus):
    before = corpus.mentions().collect()
    assert corpus.search("place:id=4717560").height == 0
    made = corpus.decisions.another_place(mention(corpus), TEXAS, why="the  Texan\none", who="Ada")
    after = mention(corpus)
    assert (after["place_id"], after["name"], after["kind"], after["country_code"]) == (TEXAS, "Paris", "city", "US")
    assert (after["score"], after["margin"], after["reason"]) == (100.0, 100.0, "by hand: the Texan one")
    assert mention(corpus, at=1)["country_code"] == "FR", "only the place decided on changes"
    assert corpus.search("place:id=4717560").height == corpus.count("place:id=4717560")["mentions"].sum() == 1
    assert geography.named(geography.counted(corpus)).filter(place_id=TEXAS)["n"].to_list() == [1]
    assert corpus.receipts(corpus.mentions().collect().filter(place_id=TEXAS))["counted_as"].to_list() == ["Paris"]
    assert_frame_equal(corpus.mentions(decided=False).collect(), before)
    assert corpus.decisions.frame().row(0, named=True) == made
    assert corpus.decisions.undo(made) == made
    assert_frame_equal(corpus.mentions().collect(), before)
    assert corpus.decisions.revision == ""


def test_not_this_place_leaves_the_name_unresolved_and_counted(corpus):
    row = corpus.receipts(corpus.mentions().filter(pl.col("surface") == "Lithuania").collect())
    corpus.decisions.not_this_place(row, why="a ship")
    after = mention(corpus, "Lithuania")
    assert [after[name] for name in ("place_id", "name", "place_kind", "country_code", "lat", "lon")] == [None] * 6
    assert (after["kind"], after["score"], after["margin"]) == ("unresolved", 0.0, 0.0)
    assert after["reason"] == "by hand: a ship (not Lithuania)"
    assert corpus.count("place:country=LT").height == 0
    assert geography.summary(geography.counted(corpus), corpus)["unresolved_mentions"] == 1
    corpus.decisions.undo(after)
    assert mention(corpus, "Lithuania")["country_code"] == "LT"


def test_a_hit_is_left_out_of_its_query_alone(corpus):
    hits = corpus.search("turkey OR quiet")
    assert hits["surface"].to_list() == ["turkey", "Turkey", "quiet"]
    corpus.decisions.not_about(hits[0], "turkey  OR quiet", why="a bird")
    assert corpus.search(" turkey OR quiet ")["surface"].to_list() == ["Turkey", "quiet"]
    assert corpus.count("(turkey OR quiet)")["mentions"].to_list() == [2]
    assert corpus.count("turkey")["mentions"].to_list() == [2]
    corpus.decisions.undo(hits[0], "turkey OR quiet")
    assert_frame_equal(corpus.search("turkey OR quiet"), hits)


def test_an_article_without_hits_left_is_not_counted(corpus):
    for row in corpus.search("turkey").iter_rows(named=True):
        corpus.decisions.not_about(row, "turkey", why="neither")
    assert corpus.search("turkey").height == corpus.count("turkey").height == 0
    assert dateline.shares(corpus.count("turkey"), corpus)["n"].to_list() == [0]


def test_a_saved_query_may_be_reworded(corpus):
    asked = Saved("turkiye", "Türkiye", "turkey")
    corpus.decisions.not_about(corpus.search(asked)[0], asked, why="a bird")
    assert corpus.count(Saved("turkiye", "Türkiye", "turkey OR Türkiye"))["mentions"].to_list() == [1]
    assert corpus.count("turkey")["mentions"].to_list() == [2], "what is typed is another query"


def test_a_word_for_people_stays_one(tmp_path):
    corpus = Corpus(tmp_path / "news", decisions=tmp_path / "decisions")
    corpus.add(drop(tmp_path, "The Georgian minister spoke in Tbilisi about trade with Turkey on Monday."))
    assert mention(corpus, "Georgian")["kind"] == "demonym"
    other = places.candidates("Georgian").filter(country_code="US")
    for place in (other, other["place_id"].item()):
        corpus.decisions.another_place(mention(corpus, "Georgian"), place, why="the state")
        after = mention(corpus, "Georgian")
        assert (after["kind"], after["place_kind"], after["country_code"]) == ("demonym", "admin1", "US")


def test_a_place_of_our_own_tables_can_be_chosen(corpus):
    choice = places.candidates("Middle East").row(0, named=True)
    assert choice["place_id"] is None
    corpus.decisions.another_place(mention(corpus), choice, why="so called")
    assert mention(corpus)["name"] == "Middle East"
    assert corpus.count("place:'Middle East'".replace("'", '"'))["mentions"].to_list() == [1]


def test_texts_as_they_came_are_judged_too(corpus):
    hits = corpus.search("turkey")
    corpus.decisions.not_about(hits[0], "turkey", why="a bird")
    assert corpus.search("turkey", boilerplate=True).height == corpus.search("turkey").height == 1


def test_a_later_decision_on_the_same_place_replaces_the_earlier(corpus):
    corpus.decisions.another_place(mention(corpus), TEXAS, why="first")
    corpus.decisions.not_this_place(mention(corpus), why="second")
    assert corpus.decisions.frame()["why"].to_list() == ["second"]
    assert mention(corpus)["reason"] == "by hand: second (not Paris)"


@pytest.mark.parametrize(
    ("decide", "why"),
    [
        (lambda d, row: d.not_this_place(row, why=" "), "needs a reason"),
        (lambda d, row: d.not_this_place({**row, "start": 0}, why="x"), "no name of a place was found"),
        (lambda d, row: d.not_this_place({"end": 1}, why="x"), "needs article_id, field, start, end; article_id"),
        (lambda d, row: d.not_this_place(pl.DataFrame([row, row]), why="x"), "one row"),
        (lambda d, row: d.not_about({**row, "surface": "Rome"}, "paris", why="x"), "does not hold these words"),
        (lambda d, row: d.not_about({**row, "article_id": "none"}, "paris", why="x"), "does not hold these words"),
        (lambda d, row: d.another_place(row, 1, why="x"), "no place with id 1"),
        (lambda d, row: d.another_place(row, {"name": "P"}, why="x"), "a place needs"),
        (lambda d, row: d.undo(row), "nothing was decided"),
    ],
)
def test_what_cannot_be_decided_is_told_and_nothing_written(corpus, decide, why):
    with pytest.raises(DatelineError, match=why):
        decide(corpus.decisions, mention(corpus))
    assert corpus.decisions.frame().height == 0
    with pytest.raises(QueryError):
        corpus.decisions.not_about(mention(corpus), "(paris", why="x")


def test_an_unresolved_name_cannot_be_denied(corpus):
    row = mention(corpus)
    corpus.decisions.not_this_place(row, why="no")
    corpus.decisions.not_this_place(mention(corpus), why="of the place found, not of the one shown")
    assert corpus.decisions.frame()["name"].to_list() == ["Paris"]


def test_without_a_folder_nothing_is_decided(tmp_path):
    corpus = Corpus(tmp_path / "news")
    corpus.add(drop(tmp_path, PARIS))
    assert corpus.decisions.frame().height == corpus.decisions.report().height == 0
    with pytest.raises(DatelineError, match="give the corpus a folder"):
        corpus.decisions.not_this_place(mention(corpus), why="x")


# found again


def reworked(monkeypatch, change):
    """Texts are cleaned otherwise from now on."""
    clean = cleaning.clean

    def other(articles):
        cleaned = clean(articles)
        return cleaned.with_columns(text=pl.Series([change(text) for text in cleaned["text"]], dtype=pl.String))

    monkeypatch.setattr(cleaning, "clean", other)
    monkeypatch.setattr(cleaning, "VERSION", "other")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda text: text, "applied"),
        (lambda text: "Kaunas. Now: " + text.replace(" met in", "\n met  in"), "moved"),
        (lambda text: text.removeprefix("Envoys from Lithuania met in Paris on Monday. "), "unfit"),
        (lambda text: f"Again. {text} {text}", "unfit"),
    ],
)
def test_a_decision_is_found_by_its_sentence_when_texts_are_cleaned_anew(tmp_path, corpus, monkeypatch, change, status):
    corpus.decisions.another_place(mention(corpus), TEXAS, why="Texan")
    corpus.decisions.not_about(corpus.search("met OR envoys")[1], "met OR envoys", why="so")
    reworked(monkeypatch, change)
    again = Corpus(corpus.path, decisions=tmp_path / "decisions")
    report = again.decisions.report()
    assert report["status"].unique().to_list() == [status]
    assert report.columns[: len(DECISIONS.columns)] == list(DECISIONS.columns)
    assert (report["reason"] == "").to_list() == [status == "applied"] * 2
    found = again.mentions().filter(pl.col("place_id") == TEXAS).collect()
    if status == "unfit":
        assert found.height == 0
        assert again.decisions.frame().height == 2, "reported, not dropped"
    else:
        spot = report.filter(pl.col("query").is_null()).select("found_start", "found_end").row(0)
        assert found.select("start", "end").rows() == [spot]
        assert again.search("met OR envoys")["surface"].to_list() == ["Envoys"]
        assert again.decisions.undo(found)["why"] == "Texan"


def test_a_decision_made_where_another_moved_to_takes_its_place(tmp_path, corpus, monkeypatch):
    corpus.decisions.another_place(mention(corpus), TEXAS, why="first")
    reworked(monkeypatch, lambda text: "Now. " + text)
    again = Corpus(corpus.path, decisions=tmp_path / "decisions")
    again.decisions.not_this_place(mention(again), why="second")
    assert again.decisions.frame()["why"].to_list() == ["second"]


def test_an_article_received_again_with_another_text_keeps_its_decisions(tmp_path, corpus, monkeypatch):
    corpus.decisions.another_place(mention(corpus), TEXAS, why="Texan")
    changed = f"It rained in Kaunas. {PARIS} The end of it all."
    corpus.add(drop(tmp_path, changed, name="b"))
    assert corpus.mentions().filter(pl.col("place_id") == TEXAS).collect()["article_id"].n_unique() == 2
    assert sorted(corpus.decisions.report()["status"]) == ["applied", "moved"]
    alone = Corpus(tmp_path / "later", decisions=tmp_path / "decisions")
    alone.add(drop(tmp_path, changed, name="b"))
    assert alone.decisions.report().select("status", "reason").rows() == [
        ("moved", "the article was received with another text")
    ]
    own = alone.decisions.not_this_place(mention(alone), why="here not")
    assert mention(alone)["reason"] == "by hand: here not (not Paris)"
    assert sorted(alone.decisions.report().select("status", "reason").rows()) == [
        ("applied", ""), ("unfit", "a later decision stands at its place"),
    ]  # fmt: skip
    alone.decisions.undo(own)
    assert mention(alone)["place_id"] == TEXAS
    stranger = Corpus(tmp_path / "strange", decisions=tmp_path / "decisions")
    stranger.add(drop(tmp_path, changed, name="c", outlet="Izmir Herald"))
    monkeypatch.setattr(stranger, "mentions", None)  # it takes a while to find places, and none is needed
    assert stranger.decisions.report().select("status", "reason").rows() == [
        ("elsewhere", "the article is not in this corpus")
    ]


def test_a_place_found_otherwise_today_is_reported(corpus, monkeypatch):
    corpus.decisions.not_this_place(mention(corpus), why="no")
    corpus.decisions.another_place(mention(corpus, at=1), TEXAS, why="yes")
    found = places.find

    def other(articles):
        rows = found(articles)
        first = (pl.col("surface") == "Paris") & (pl.col("start") < 50)
        moved = pl.when(first).then(pl.lit("Elsewhere"))
        return rows.filter((pl.col("surface") != "Paris") | first).with_columns(
            name=moved.otherwise("name"), place_id=pl.when(first).then(9).otherwise("place_id")
        )

    monkeypatch.setattr("dateline.places.workers.find", other)
    monkeypatch.setattr(places, "VERSION", "other")
    assert mention(corpus)["name"] == "Elsewhere", "another place than the one denied counts"
    assert corpus.decisions.report().select("status", "reason").rows() == [
        ("unfit", "Elsewhere is found there now"), ("unfit", "no name of a place is found there now"),
    ]  # fmt: skip


piece = st.text(alphabet="ab \n\t.'=é\u2028", max_size=30)


@given(before=piece, behind=piece, new_before=piece, new_behind=piece)
def test_words_are_found_again_whatever_is_put_around_their_sentence(before, behind, new_before, new_behind):
    text = f"{before}\nSaid Zed once here.\n{behind}"
    start = text.index("Zed")
    quoted = quote(text, start, start + 3)
    assert quoted.sentence[quoted.at : quoted.at + 3] == "Zed"
    assert (start, start + 3) in stand_at(text, quoted)
    moved = f"{new_before}\nSaid  Zed\tonce here.\n{new_behind}"
    if quoted.sentence == "Said Zed once here.":
        assert stand_at(moved, quoted) == [(moved.index("Zed"), moved.index("Zed") + 3)]


@given(st.lists(st.sampled_from(["Zed", "Zed", "is", "a\n", "b. C", "=1", "  "]), min_size=1, max_size=300), st.data())
def test_every_place_is_found_in_its_own_text(parts, data):
    text = " ".join([*parts, "Zed"])
    start = data.draw(st.sampled_from([at for at in range(len(text)) if text.startswith("Zed", at)]))
    assert (start, start + 3) in stand_at(text, quote(text, start, start + 3))


def test_a_sentence_without_an_end_is_cut():
    text = "x" * 1000 + "Zed" + "y" * 1000
    quoted = quote(text, 1000, 1003)
    assert quoted == Quoted("Zed", "x" * 300 + "Zed" + "y" * 300, 300)
    assert stand_at("w" + text, quoted) == [(1001, 1004)]


# the file


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split())
)
cell = st.one_of(words, words.map("=".__add__), words.map("'=".__add__), words.map("'".__add__), st.just('-1\t="x",\''))
wild = st.builds(lambda text, url, start, minute: decision(start, None, minute, text, outlet=url or None, who=text),
                 cell, st.text(st.characters(exclude_categories=["Cs"]), max_size=9), st.integers(0, 5),
                 st.integers(0, 3))  # fmt: skip


@given(rows=st.lists(wild, max_size=6), data=st.data())
def test_what_is_written_reads_back_to_the_letter_and_no_cell_is_a_formula(tmp_path_factory, rows, data):
    folder = tmp_path_factory.mktemp("book")
    for row in rows:
        Book(folder).change([], row)
    last = {row["start"]: row for row in rows}
    assert Book(folder).rows() == [last[start] for start in sorted(last)]
    if rows:
        again = tmp_path_factory.mktemp("again")
        for row in data.draw(st.permutations(list(last.values()))):
            Book(again).change([], row)
        assert (folder / FILE).read_bytes() == (again / FILE).read_bytes()
        cells = [
            cell for line in csv.reader(io.StringIO((folder / FILE).read_text("utf8"), newline="")) for cell in line
        ]
        assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "@")]
        for start in data.draw(st.permutations(list(last))):
            Book(folder).change([("a", "text", start, start + 4, "")])
        assert Book(folder).rows() == []
        assert (folder / FILE).read_text("utf8").splitlines() == [",".join(f'"{name}"' for name in DECISIONS.columns)]


@given(rows=st.lists(wild, max_size=6), data=st.data())
def test_of_several_files_the_later_decision_counts_in_whatever_file_it_is(tmp_path_factory, rows, data):
    folders = [tmp_path_factory.mktemp("spread") for _ in range(2)]
    for folder in folders:
        files = {}
        for row in data.draw(st.permutations(rows)):
            files.setdefault(data.draw(st.sampled_from(["a.csv", "b.csv", FILE])), []).append(row)
        for name, held in files.items():
            book_write(folder / name, held)
    one, other = (Book(folder).rows() for folder in folders)
    assert one == other
    for row in one:
        assert row["when"] == max(each["when"] for each in rows if each["start"] == row["start"])
    if one:
        Book(folders[0]).change([("a", "text", one[0]["start"], one[0]["end"], "")])
        assert Book(folders[0]).rows() == one[1:], "taken out of every file"


def book_write(path, rows):
    from dateline.decisions import book

    book._write(path, rows)


def test_one_decision_is_one_line(tmp_path):
    book = Book(tmp_path)
    for start in (30, 10, 20):
        book.change([], decision(start))
    lines = (tmp_path / FILE).read_text("utf8").splitlines()
    assert [line.split(",")[4] for line in lines[1:]] == ['"10"', '"20"', '"30"']
    book.change([], decision(20, why="=other"))
    changed = (tmp_path / FILE).read_text("utf8").splitlines()
    assert [old == new for old, new in zip(lines, changed, strict=True)] == [True, True, False, True]
    assert changed[2].endswith(',"\'=other"')


def test_two_writers_lose_nothing(tmp_path):
    script = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from test_decisions import Book, decision\n"
        "for n in range(15): Book(Path(sys.argv[1])).change([], decision(int(sys.argv[3]) + 10 * n))"
    )
    run = [sys.executable, "-c", script, str(tmp_path), str(Path(__file__).parent)]
    writers = [subprocess.Popen([*run, str(start)], stderr=subprocess.PIPE) for start in (0, 5)]
    assert [writer.communicate(timeout=120)[1] for writer in writers] == [b"", b""]
    assert [row["start"] for row in Book(tmp_path).rows()] == list(range(0, 150, 5))


def test_another_process_decides_and_this_one_shows_it(tmp_path, corpus):
    row, revision = mention(corpus), corpus.decisions.revision
    Corpus(corpus.path, decisions=tmp_path / "decisions").decisions.another_place(row, TEXAS, why="elsewhere")
    assert mention(corpus)["place_id"] == TEXAS
    assert corpus.decisions.revision != revision
    kept = [corpus.kept("x", object, decided=True) for _ in range(2)]
    assert kept[0] is kept[1]
    (tmp_path / "decisions" / FILE).unlink()
    assert mention(corpus)["country_code"] == "FR"
    assert corpus.kept("x", object, decided=True) is not kept[0]


def test_one_killed_before_the_file_took_its_name_changed_nothing(tmp_path):
    book = Book(tmp_path)
    book.change([], decision(10))
    script = (
        "import os, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from test_decisions import Book, decision\n"
        "Path.replace = lambda *_: os._exit(9)\n"
        "Book(Path(sys.argv[1])).change([], decision(20))"
    )
    run = [sys.executable, "-c", script, str(tmp_path), str(Path(__file__).parent)]
    assert subprocess.run(run, check=False).returncode == 9
    assert list(tmp_path.glob(".*.tmp"))
    assert [row["start"] for row in Book(tmp_path).rows()] == [10]
    book.change([], decision(30))
    assert [row["start"] for row in book.rows()] == [10, 30], "and the lock was let go"
    assert not list(tmp_path.glob(".*.tmp"))


def test_a_file_that_cannot_take_its_name_changes_nothing(tmp_path, monkeypatch):
    book = Book(tmp_path)
    book.change([], decision(10))
    before = (tmp_path / FILE).read_bytes()

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(DatelineError, match=r"cannot be written \(Permission denied\); nothing was changed"):
        book.change([], decision(20))
    assert (tmp_path / FILE).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", FILE]


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root and Windows write where they may not")
def test_a_folder_that_may_only_be_read_is_read(tmp_path):
    Book(tmp_path).change([], decision(10))
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DatelineError, match="cannot be written"):
            Book(tmp_path).change([], decision(20))
        assert [row["start"] for row in Book(tmp_path).rows()] == [10]
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_the_folders_way_is_told(tmp_path):
    (tmp_path / "decisions").write_text("x")
    with pytest.raises(DatelineError, match="cannot be written"):
        Book(tmp_path / "decisions").change([], decision(20))


HEAD = ",".join(DECISIONS.columns)


def line(**more):
    """A good row as it stands in the file, and what is otherwise in it."""
    cells = {"article_id": "a", "outlet": "", "url": "", "field": "text", "start": "0", "end": "4", "surface": "word",
             "sentence": "A word.", "at": "2", "what": "not about", "query": "word", "place_id": "", "name": "",
             "kind": "", "place_kind": "", "country_code": "", "lat": "", "lon": "", "who": "",
             "when": "2025-06-02T08:30:00Z", "why": "so"}  # fmt: skip
    return ",".join({**cells, **more}.values())


@pytest.mark.parametrize(
    ("text", "number", "why"),
    [
        ("", 1, "the file is empty"),
        (HEAD.replace(",who", "") + "\n", 1, "who is missing"),
        (HEAD + ",more\n", 1, "more is not one of them"),
        (f"{HEAD}\n{line()}\n{line(what='not a place')}\n", 3, "what is 'not a place'"),
        (f"{HEAD}\n{line(start='one')}\n", 2, "start is 'one', not a number"),
        (f"{HEAD}\n{line(start='-1')}\n", 2, "start is '-1', not a number"),
        (f"{HEAD}\n{line(place_id='9' * 30)}\n", 2, "not a number"),
        (f"{HEAD}\n{line(lat='nan')}\n", 2, "lat is 'nan'"),
        (f"{HEAD}\n{line(when='2025-06-02 08:30')}\n", 2, "not a time in UTC"),
        (f"{HEAD}\n{line(field='body')}\n", 2, "field is 'body'"),
        (f"{HEAD}\n{line(at='3')}\n", 2, "do not fit together"),
        (f"{HEAD}\n{line(query='')}\n", 2, "needs a query"),
        (f"{HEAD}\n{line(what='another place')}\n", 2, "others a place"),
        (f"{HEAD}\n{line(what='another place', query='', name='P')}\n", 2, "others a place"),
        (f"{HEAD}\n{line(query='(word')}\n", 2, "query is not understood"),
        (f"{HEAD}\n{line()},more\n", 2, "22 cells where the header has 21"),
        (f"{HEAD}\n<<<<<<< HEAD\n{line()}\n", 2, "not merged"),
        (f'{HEAD}\n{line(why="")}"so" it\n', 2, "not CSV"),
        (f"{HEAD}\n{line()}\n".encode() + b"\xff", 3, "not UTF-8"),
    ],
)
def test_a_file_that_is_not_understood_is_named_and_never_overwritten(tmp_path, corpus, text, number, why):
    path = tmp_path / "decisions" / FILE
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = path.read_bytes()
    told = f"{FILE}, line {number}: .*{why}.*mend"
    for ask in (
        corpus.mentions,
        lambda: corpus.search("turkey"),
        lambda: Book(path.parent).change([], decision()),
        corpus.decisions.frame,
    ):
        with pytest.raises(DatelineError, match=told):
            ask()
    assert path.read_bytes() == before


def test_a_file_edited_by_hand_or_by_a_spreadsheet_is_read(tmp_path):
    columns = sorted(DECISIONS.columns)
    cells = next(csv.DictReader([HEAD, line(why="+1", when="2025-06-02T11:30:00+03:00")]))
    rows = [",".join(columns), ",".join(cells[name] for name in columns), ""]
    (tmp_path / "mine.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(rows).encode())
    (row,) = Book(tmp_path).rows()
    assert (row["why"], row["when"]) == ("+1", datetime(2025, 6, 2, 8, 30, tzinfo=UTC))


# all of it, on the sample


def test_a_share_changes_with_a_decision_and_comes_back(tmp_path):
    corpus = Corpus(tmp_path / "news", decisions=tmp_path / "decisions")
    corpus.add(SAMPLE)
    asked = Saved("turkiye", "Türkiye", "Turkey OR Türkiye")

    def figures():
        hits = corpus.search(asked)
        return (dateline.shares(hits, corpus), dateline.shares(corpus.count(asked), corpus, by=None),
                dateline.attention(hits, corpus, every="1mo"), geography.named(geography.counted(corpus)),
                corpus.receipts(hits).sort("article_id", "start", "field"))  # fmt: skip

    before = figures()
    lantern = corpus.search(asked).join(corpus.catalogue().select("article_id", "outlet"), on="article_id")
    (outlet,) = before[0].filter(pl.col("n") == pl.col("n").filter(pl.col("n") > 0).min())["group"][:1]
    made = [corpus.decisions.not_about(row, asked, why="a bird") for row in
            lantern.filter(outlet=outlet).drop("outlet").iter_rows(named=True)]  # fmt: skip
    made.append(corpus.decisions.not_this_place(mention(corpus, "Istanbul"), why="the ship of that name"))
    after = figures()
    assert before[0].filter(group=outlet)["n"].item() > 0 == after[0].filter(group=outlet)["n"].item()
    assert after[0].filter(group=outlet)["total"].item() == before[0].filter(group=outlet)["total"].item()
    assert after[1]["n"].item() < before[1]["n"].item()
    for old, new in zip(before, after, strict=True):
        assert not old.equals(new)
    counts = corpus.search(asked).group_by("article_id").agg(mentions=pl.len().cast(pl.Int64)).sort("article_id")
    assert_frame_equal(corpus.count(asked), counts)
    lead = prominent(corpus.search(asked)).group_by("article_id").agg(mentions=pl.len().cast(pl.Int64))
    assert_frame_equal(corpus.count(asked, prominent=True), lead.sort("article_id"))
    assert corpus.decisions.report()["status"].unique().to_list() == ["applied"]
    said, _ = note._by_hand(corpus)
    assert said.startswith(f"Corrected by hand: {len(made)} places in texts, 0 of them")
    again = Corpus(tmp_path / "again", decisions=tmp_path / "decisions")
    again.add(SAMPLE)
    assert_frame_equal(again.search(asked), corpus.search(asked))
    for one in made:
        corpus.decisions.undo(one)
    for old, new in zip(before, figures(), strict=True):
        assert_frame_equal(old, new)
    assert note._by_hand(corpus) == []
