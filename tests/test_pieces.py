"""Large files of JSON lines, read piece by piece."""

import json

import pytest

from dateline import Corpus, read
from dateline.reading import File, articles, pieces, stream
from dateline.reading.source import Settings

LINES = [
    *(json.dumps({"title": f"Talks {n}", "text": f"They met in Foça on day {n} of the month."}) for n in range(40)),
    "no JSON at all",
    *(json.dumps({"title": f"Ferries {n}", "text": "", "published": "2025-06-02"}) for n in range(20)),
    '{"title": "Broken',
    "",
    json.dumps({"title": "Talks end", "text": "They left in the evening of the same day."}),
]


@pytest.fixture
def small(monkeypatch):
    """Pieces of 300 bytes."""
    monkeypatch.setattr(pieces, "PIECE", 300)


def written(tmp_path, lines=LINES, end="\n", name="a.jsonl"):
    path = tmp_path / name
    path.write_bytes("".join(line + end for line in lines).encode())
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_pieces_give_what_the_whole_gives(tmp_path, monkeypatch, name, end, start):
    path = written(tmp_path, [start + LINES[0], *LINES[1:], "", "", ""], end, name)
    whole = read(path)
    monkeypatch.setattr(pieces, "PIECE", 300)
    assert len(list(pieces.cut(path, Settings()))) > 10
    got = read(path)
    assert got.report == whole.report
    told = got.rejects.columns if not start else ["source", "record", "reason", "detail"]  # a mark hides the bytes
    assert got.rejects.select(told).rows() == whole.rejects.select(told).rows()
    same = ["article_id", "title", "text_raw", "day", "source_file", "source_record"]
    assert got.articles.select(same).rows() == whole.articles.select(same).rows()


def test_pieces_are_the_file_and_know_their_place(tmp_path, small):
    path = written(tmp_path, [*LINES, "x" * 900, LINES[0]])
    data = path.read_bytes()
    got = list(pieces.cut(path, Settings()))
    assert b"".join(piece.data for piece in got) == data
    for piece in got:
        assert data.startswith(piece.data, piece.byte)
        assert piece.lines == data.count(b"\n", 0, piece.byte)
        assert piece.data.endswith(b"\n")


@pytest.mark.parametrize(
    "content", ["title,text\n" + "Talks open,They met on Monday evening.\n" * 20, "They met.\n" * 90]
)
def test_other_files_are_read_at_once(tmp_path, small, content):
    path = tmp_path / "a.csv"
    path.write_text(content)
    assert [piece.data for piece in pieces.cut(path, Settings())] == [content.encode()]


def test_a_piece_that_begins_with_damage_is_still_of_json_lines(tmp_path, small):
    odd = [line for n in range(60) for line in (LINES[n % 40], "<html>", "PK\x03\x04", "title,text")]
    got = read(written(tmp_path, odd))
    assert got.rejects["reason"].unique().to_list() == ["not valid JSON"]
    assert got.report == {"rows_in": 240, "loaded": 40, "duplicate": 20, "quarantined": 180}


def test_a_large_table_is_numbered_through(tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 1_500_000)
    rows = [json.dumps({"title": f"Talks {n}", "text": "They met on Monday evening. " * 40}) for n in range(3000)]
    got = read(written(tmp_path, rows))
    assert got.articles["source_record"].to_list() == list(range(1, 3001))


def test_stopped_within_a_file_a_corpus_keeps_the_pieces_that_were_done(tmp_path, small, monkeypatch):
    path = written(tmp_path)
    whole = Corpus(tmp_path / "whole")
    whole.add(path)
    corpus = Corpus(tmp_path / "corpus")
    monkeypatch.setattr("dateline.corpus.BATCH_BYTES", 0)
    monkeypatch.setattr("dateline.reading.BATCH", 0)
    build, built = articles.build, []

    def stopped(*given):
        built.append(given)
        if len(built) == 6:
            raise KeyboardInterrupt
        return build(*given)

    monkeypatch.setattr(articles, "build", stopped)
    with pytest.raises(KeyboardInterrupt):
        corpus.add(path)
    kept = corpus.report()
    assert 0 < kept["rows_in"] < whole.report()["rows_in"]
    monkeypatch.setattr(articles, "build", build)
    added = corpus.add(path)
    assert (added["duplicate"], added["unchanged"]) == (0, 1)
    assert added["rows_in"] == whole.report()["rows_in"] - kept["rows_in"]
    assert corpus.report() == whole.report()
    assert corpus.articles().collect().rows() == whole.articles().collect().rows()
    assert corpus.rejects().collect().rows() == whole.rejects().collect().rows()
    assert corpus.add(path) == {"rows_in": 0, "loaded": 0, "duplicate": 0, "quarantined": 0, "unchanged": 1}


def test_a_stretch_that_comes_again_is_counted_again(tmp_path, small):
    corpus = Corpus(tmp_path / "corpus")
    added = corpus.add(written(tmp_path, [LINES[0]] * 30))
    assert added == {"rows_in": 30, "loaded": 1, "duplicate": 29, "quarantined": 0, "unchanged": 0}


def test_stream_is_lazy(tmp_path, small, monkeypatch):
    monkeypatch.setattr("dateline.reading.BATCH", 0)
    path = written(tmp_path)
    every = stream([File(path, "a.jsonl", "")], Settings())
    first, second = next(every), next(every)
    assert (first[0].byte, second[0].byte) == (0, len(first[1]))
