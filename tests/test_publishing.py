"""A published figure: everything it needs in one folder, nothing a spreadsheet or browser would run, all or nothing."""

import csv
import hashlib
import io
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dateline import publish
from dateline.charts import Figure, dots
from dateline.errors import ExportError
from dateline.frames import RECEIPTS
from dateline.publishing import markdown, spreadsheet_csv

FILES = {"chart.svg", "chart.png", "data.csv", "receipts.csv", "alt.txt", "note.md"}
SHARES = pl.DataFrame(
    {"group": ["Kaunas Post", "Varna Herald"], "n": [1, 7], "total": [3, 70], "share": [1 / 3, 0.1],
     "low": [0.06149194472039615, 0.04928], "high": [0.79234, 0.1922]}
)  # fmt: skip


def receipts(*titles):
    rows = [
        ("s", "a", "Kaunas Post", date(2025, 6, 2), title, "title", "Odesa", "Odesa", title, None) for title in titles
    ]
    return pl.DataFrame(rows, schema=RECEIPTS.schema, orient="row")


def figure(title="Kaunas Post names Odesa", receipts=None):
    return dots(
        SHARES, title=title, subtitle="Share of texts", note="Unit: story.\nSource: invented", receipts=receipts
    )


class Still(Figure):
    """A figure that was drawn before: drawing takes most of the time of publishing."""

    def svg(self):
        return "<svg/>"

    def png(self, scale=2):
        return b"png"


def still(one, **changes):
    return Still(**{name: getattr(one, name) for name in Figure.__dataclass_fields__} | changes)


@pytest.fixture(scope="module")
def real():
    return figure(receipts=receipts("To Odesa", "=1+1"))


@pytest.fixture(scope="module")
def drawn(real):
    return still(real)


def names(folder):
    return {path.name for path in folder.iterdir()}


def read(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_a_folder_holds_chart_numbers_receipts_and_note(tmp_path, real):
    folder = publish(real, tmp_path / "figures" / "odesa")
    assert folder == tmp_path / "figures" / "odesa"
    assert names(folder) == FILES
    assert (folder / "chart.svg").read_text("utf8") == real.svg()
    assert (folder / "chart.png").read_bytes() == real.png()
    assert (folder / "alt.txt").read_text("utf8") == real.alt + "\n"
    assert names(tmp_path / "figures") == {"odesa"}


def test_receipts_are_written_only_when_the_figure_has_them(tmp_path, drawn):
    assert names(publish(still(drawn, receipts=None), tmp_path / "odesa")) == FILES - {"receipts.csv"}


def test_the_numbers_are_read_back_exactly(tmp_path, drawn):
    folder = publish(drawn, tmp_path / "odesa")
    assert_frame_equal(pl.read_csv(folder / "data.csv"), drawn.data, check_exact=True)
    assert read((folder / "receipts.csv").read_bytes())[0] == list(RECEIPTS.columns)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.integers(-(2**63), 2**63 - 1))
def test_every_number_is_written_exactly(floats, whole):
    frame = pl.DataFrame({"a": floats, "b": [whole] * len(floats)})
    rows = read(spreadsheet_csv(frame))[1:]
    assert [(float(a), int(b)) for a, b in rows] == list(frame.iter_rows())


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "\n=", "\u00a0@", "\x00="]
)
def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(start):
    text = start + "SUM(A1:A9)"
    (_, (said, other)) = read(spreadsheet_csv(pl.DataFrame({"a": [text], "b": ["1=1"]})))
    assert (said, other) == ("'" + text, "1=1")


DANGEROUS = [*"=+-@\t\r＝＋－＠"]


@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf8"))), min_size=1))
def test_nothing_but_the_apostrophe_is_changed(texts):
    rows = read(spreadsheet_csv(pl.DataFrame({"n": range(len(texts)), "a": pl.Series(texts, dtype=pl.String)})))[1:]
    for text, (_, said) in zip(texts, rows, strict=True):
        runs = bool(text) and text.lstrip(" \n\u00a0\x00")[:1] in DANGEROUS
        assert said in (text or "", "'" + (text or ""))
        assert said.startswith("'") or not runs


def test_numbers_dates_and_names_are_not_touched():
    frame = pl.DataFrame({
        "n": [-1], "share": [-0.5], "day": [date(2025, 6, 2)], "at": [datetime(2025, 6, 2, 8, 30, tzinfo=UTC)],
        "authors": [["Ada Pell", "=Cem Orday"]], "led": [["=Ada", "Cem"]],
    })  # fmt: skip
    (header, row) = read(spreadsheet_csv(frame))
    assert header == frame.columns
    assert row[:3] == ["-1", "-0.5", "2025-06-02"]
    assert row[3].startswith("2025-06-02T08:30:00")
    assert row[4:] == ["Ada Pell; =Cem Orday", "'=Ada; Cem"]


def test_published_receipts_run_nothing(tmp_path, drawn):
    folder = publish(drawn, tmp_path / "odesa")
    titles = [row[4] for row in read((folder / "receipts.csv").read_bytes())[1:]]
    assert titles == ["To Odesa", "'=1+1"]


def test_the_note_lists_each_file_with_its_checksum(tmp_path, drawn):
    folder = publish(drawn, tmp_path / "odesa")
    note = (folder / "note.md").read_text("utf8")
    listed = dict(re.findall(r"^- `([^`]+)`: SHA-256 `([0-9a-f]{64})`$", note, re.MULTILINE))
    assert listed == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES - {"note.md"}
    }  # fmt: skip
    assert "Unit: story." in note
    assert re.search(r"Made with dateline \S+, polars \S+, altair \S+, vl\\?-convert\\?-python \S+\.\n$", note)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)


PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[click](javascript:alert)", "![x](y.png)", "`code`",
    "<https://news.example>", "# Not a heading", "| a | b |", "&lt;script&gt;", "one\n\n## two", "\\<b>",
    "*a* _b_ ~~c~~",
]  # fmt: skip


@pytest.mark.parametrize("title", PAYLOADS)
def test_a_payload_stays_text_in_the_note(tmp_path, drawn, title):
    said = still(drawn, title=title, subtitle=title, note=title, alt=title)
    note = (publish(said, tmp_path / "odesa") / "note.md").read_text("utf8")
    assert Tags(note).found == []
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)!\[|(?<![`\\])`(?:code)", note)
    assert [line for line in note.splitlines() if line.startswith("#")][1:] == [
        "## Method and source", "## Alternative text", "## Files",
    ]  # fmt: skip


@given(st.text(st.characters(codec="utf8")))
def test_markdown_is_one_line_without_tags_or_open_marks(text):
    said = markdown(text)
    assert Tags(said).found == []
    assert "\n" not in said
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]<>|#]", said.replace("\\\\", ""))


def test_an_earlier_folder_is_replaced_whole(tmp_path, drawn):
    old = tmp_path / "odesa"
    (old / "inner").mkdir(parents=True)
    (old / "inner" / "left.txt").write_text("old")
    (old / "note.md").write_text("old")
    publish(drawn, old)
    assert names(old) == FILES
    assert (old / "note.md").read_text("utf8").startswith("# Kaunas")
    assert names(tmp_path) == {"odesa"}


def test_publishing_twice_writes_the_same(tmp_path, real):
    folder = publish(real, tmp_path / "odesa")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    publish(figure(receipts=real.receipts), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def fail_on(real, which, error):
    """The method `real`, failing for paths that `which` picks."""

    def step(self, *given, **named):
        if which(self):
            raise error
        return real(self, *given, **named)

    return step


@pytest.fixture
def standing(tmp_path):
    """A folder that was published before."""
    folder = tmp_path / "figures" / "odesa"
    folder.mkdir(parents=True)
    (folder / "note.md").write_text("standing")
    return folder


def assert_unharmed(folder):
    assert names(folder.parent) == {"odesa"}
    assert names(folder) == {"note.md"}
    assert (folder / "note.md").read_text() == "standing"


FULL = OSError(28, "No space left on device")


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_cannot_be_written_leaves_the_earlier_folder(standing, drawn, monkeypatch, name):
    monkeypatch.setattr(Path, "write_bytes", fail_on(Path.write_bytes, lambda path: path.name == name, FULL))
    with pytest.raises(ExportError, match="No space left"):
        publish(drawn, standing)
    assert_unharmed(standing)


def test_an_interrupt_leaves_the_earlier_folder(standing, drawn, monkeypatch):
    stop = fail_on(Path.write_bytes, lambda path: path.name == "data.csv", KeyboardInterrupt())
    monkeypatch.setattr(Path, "write_bytes", stop)
    with pytest.raises(KeyboardInterrupt):
        publish(drawn, standing)
    assert_unharmed(standing)


@pytest.mark.parametrize("moved", ["the earlier folder", "the new folder"])
def test_a_folder_that_cannot_change_places_leaves_the_earlier_one(standing, drawn, monkeypatch, moved):
    def which(path):
        return path == standing if moved == "the earlier folder" else "note.md" in names(path) and path != standing

    once = iter([True])
    refused = fail_on(Path.replace, lambda path: which(path) and next(once, False), OSError(13, "Permission denied"))
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(ExportError, match="Permission denied"):
        publish(drawn, standing)
    assert_unharmed(standing)


def test_a_chart_that_cannot_be_drawn_leaves_the_earlier_folder(standing, drawn, monkeypatch):
    def refuse(self):
        raise ExportError("the chart cannot be drawn")

    monkeypatch.setattr(Still, "png", refuse)
    with pytest.raises(ExportError, match="cannot be drawn"):
        publish(drawn, standing)
    assert_unharmed(standing)


def test_a_chart_that_would_load_something_is_not_published(standing):
    import altair as alt

    body = alt.vconcat(alt.Chart("https://news.example/a.csv").mark_point())
    with pytest.raises(ExportError, match="would load something"):
        publish(Figure(body, SHARES, "t", "s", "n", "a"), standing)
    assert_unharmed(standing)


def test_a_file_where_the_parent_folder_should_be_is_told(tmp_path, drawn):
    (tmp_path / "figures").write_text("a file")
    with pytest.raises(ExportError, match="cannot be written"):
        publish(drawn, tmp_path / "figures" / "odesa")
    assert (tmp_path / "figures").read_text() == "a file"


def test_replacing_one_figure_does_not_touch_another(tmp_path, drawn):
    publish(drawn, tmp_path / "odesa")
    before = (tmp_path / "odesa" / "note.md").read_bytes()
    for _ in range(2):
        publish(still(drawn, receipts=None), tmp_path / "gdynia")
    assert names(tmp_path) == {"odesa", "gdynia"}
    assert (tmp_path / "odesa" / "note.md").read_bytes() == before
