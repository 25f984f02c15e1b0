"""A published figure: everything it needs in one folder, nothing a spreadsheet or browser would run, all or nothing."""

import base64
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dateline import collection, publish
from dateline.charts import Figure, dots
from dateline.errors import ExportError
from dateline.frames import RECEIPTS
from dateline.publishing import evidence, tables
from dateline.publishing.note import markdown
from dateline.publishing.tables import spreadsheet
from dateline.publishing.workbook import workbook

STILLS = ("chart.svg", "chart.png", "chart@2x.png", "chart.pdf")
PUBLIC = {*STILLS, "chart.html", "data.csv", "receipts.csv", "receipts-spreadsheet.csv", "alt.txt", "note.md",
          "DRAFT.txt"}  # fmt: skip
DESK = {"chart.html", "chart.vl.json", "data.xlsx", "receipts.csv", "receipts-spreadsheet.csv", "manifest.json"}
DAY = date(2025, 6, 2)
SHARES = pl.DataFrame(
    {"group": ["Kaunas Post", "Varna Herald"], "n": [1, 7], "total": [3, 70], "share": [1 / 3, 0.1],
     "low": [0.06149194472039615, 0.04928], "high": [0.79234, 0.1922]}
)  # fmt: skip


def receipts(*titles):
    rows = [
        {"story_id": "s", "article_id": "a", "outlet": "Kaunas Post", "day": DAY, "title": title, "field": "title",
         "surface": "Odesa", "counted_as": "Odesa", "sentence": title, "start": 3, "end": 8, "text_kind": "full",
         "story_day": DAY, "outlet_day": DAY}
        for title in titles
    ]  # fmt: skip
    rows += [{**rows[0], "story_id": str(n), "article_id": f"v{n}", "outlet": "Varna Herald"} for n in range(7)]
    return pl.DataFrame(rows, schema=RECEIPTS.schema)


def figure(title="Kaunas Post names Odesa", receipts=None):
    return dots(
        SHARES, title=title, subtitle="Share of texts", note="Unit: story.\nSource: invented", receipts=receipts
    )


def still(one, **changes):
    return replace(one, **changes)


@pytest.fixture(scope="module")
def real():
    return figure(receipts=receipts("To Odesa", "=1+1"))


@pytest.fixture
def drawn(real, monkeypatch):
    """A figure that was drawn before: drawing takes most of the time of publishing."""
    monkeypatch.setattr(Figure, "stills", lambda *_: dict.fromkeys(STILLS, b"drawn"))
    return real


def names(folder):
    return {path.name for path in folder.iterdir()}


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_a_folder_holds_what_readers_and_the_desk_need(tmp_path, real):
    folder = publish(real, tmp_path / "figures" / "odesa")
    assert folder == tmp_path / "figures" / "odesa"
    assert (names(folder), names(folder / "public"), names(folder / "desk")) == ({"public", "desk"}, PUBLIC, DESK)
    mark = "Draft: not for publication"
    assert mark in (folder / "public" / "chart.svg").read_text("utf8")
    assert (folder / "public" / "chart.svg").read_text("utf8") == real.svg(mark)
    assert (folder / "public" / "chart@2x.png").read_bytes() == real.png(2, mark)
    assert (folder / "public" / "chart.png").read_bytes() == real.png(1, mark) != real.png(1)
    assert (folder / "public" / "alt.txt").read_text("utf8") == real.alt + "\n"
    assert names(tmp_path / "figures") == {"odesa"}


def test_receipts_are_written_only_when_the_figure_has_them(tmp_path, drawn):
    folder = publish(still(drawn, receipts=None), tmp_path / "odesa")
    assert not [name for name in files(folder) if "receipts" in name]


def test_the_numbers_are_read_back_exactly(tmp_path, drawn):
    folder = publish(drawn, tmp_path / "odesa")
    assert_frame_equal(pl.read_csv(folder / "public" / "data.csv"), drawn.data, check_exact=True)
    assert read((folder / "desk" / "receipts.csv").read_bytes())[0] == ["row", *RECEIPTS.columns]


@pytest.mark.parametrize(("status", "until", "mark"), [
    ("draft", None, "DRAFT.txt"), ("embargo", DAY, "EMBARGO.txt"), ("final", None, None),
])  # fmt: skip
def test_a_mark_stands_beside_the_picture_until_it_is_signed_off(tmp_path, drawn, status, until, mark):
    folder = publish(drawn, tmp_path / "odesa", status=status, until=until)
    marks = names(folder / "public") & {"DRAFT.txt", "EMBARGO.txt"}
    assert marks == ({mark} if mark else set())
    for name in ("public/note.md", "public/chart.html", "desk/chart.html"):
        assert ("not for publication" in (folder / name).read_text("utf8")) == bool(mark)


def test_an_embargo_says_when_it_ends(tmp_path, drawn):
    with pytest.raises(ExportError, match="until="):
        publish(drawn, tmp_path / "odesa", status="embargo")


def test_every_number_is_counted_again_and_a_wrong_one_is_named(real):
    assert evidence.tie(real.data, real.receipts).unit == "story"
    assert set(evidence.tie(real.data, real.receipts).receipts["row"]) == {1, 2}
    assert evidence.tie(real.data.with_columns(n=pl.col("n") + 5), real.receipts).wrong == (1, 2)


def test_a_workbook_holds_no_formula_and_is_the_same_each_time():
    frame = pl.DataFrame({"=a": ["=1+1", "@x", "</t>"], "n": [-1, 2, None], "day": [DAY, DAY, None]})
    made = workbook({"data": frame})
    assert made == workbook({"data": frame})
    sheet = zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f" not in sheet
    assert "=1+1</t>" in sheet
    assert "&lt;/t&gt;" in sheet


FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1", "＠SUM(1)", " =1+1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("https://news.example","a")', "=DDE(\"cmd\";\"/C calc\";\"1\")", "'=1+1", '"=1+1',
]  # fmt: skip


def test_no_formula_is_live_in_anything_a_desk_opens(tmp_path, drawn):
    said = receipts(*FORMULAS).with_columns(url="title", surface="title", outlet=pl.lit("Kaunas Post"))
    folder = publish(still(drawn, receipts=said), tmp_path / "odesa", spreadsheet=True)
    cells = [cell for path in folder.rglob("*.csv") for row in read(path.read_bytes()) for cell in row]
    live = re.compile(r"[\s\x00-\x1f]*[=+\-@＝＋－＠]")
    assert [cell for cell in cells if live.match(cell) and not re.fullmatch(r"-?[\d.e-]+", cell)] == []
    assert sum(cell.startswith("'") for cell in cells) > len(FORMULAS)
    book = zipfile.ZipFile(folder / "desk" / "data.xlsx")
    sheets = [ET.fromstring(book.read(name)) for name in book.namelist() if "sheets/sheet" in name]
    cells = [cell for sheet in sheets for cell in sheet.findall(".//{*}c")]
    assert not [cell for sheet in sheets for kind in ("f", "hyperlink") for cell in sheet.findall(f".//{{*}}{kind}")]
    texts = {cell.findtext("{*}is/{*}t") for cell in cells if cell.get("t") == "inlineStr"}
    assert set(FORMULAS) <= texts
    assert {cell.get("t") for cell in cells} <= {"inlineStr", "b", None}
    assert all(re.fullmatch(r"-?[\d.e+-]+", cell.findtext("{*}v")) for cell in cells if not cell.get("t") and len(cell))


@given(
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=2, max_size=2),
    st.lists(st.floats(), min_size=2, max_size=2), st.lists(st.dates(), min_size=2, max_size=2),
)  # fmt: skip
def test_a_workbook_says_every_number_exactly_or_as_text(whole, floats, days):
    made = workbook({"data": pl.DataFrame({"n": whole, "share": floats, "day": days})})
    sheet = ET.fromstring(zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml"))
    rows = [
        [cell.findtext("{*}v") or cell.findtext("{*}is/{*}t") for cell in row] for row in sheet.findall(".//{*}row")
    ][1:]
    for (n, share, day), *said in zip(rows, whole, floats, days, strict=True):
        assert int(n) == said[0]
        assert float(share) == said[1] or said[1] != said[1]
        assert said[2] == (date.fromisoformat(day) if "-" in day else date(1899, 12, 30) + timedelta(int(day)))


def test_the_page_allows_its_own_script_alone(tmp_path, drawn):
    page = (publish(drawn, tmp_path / "odesa") / "desk" / "chart.html").read_text("utf8")
    script = page.split('<script type="module">')[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page
    assert page.count("<script") - script.count("<script") == 2


def test_two_processes_write_the_same_bytes(tmp_path, real):
    code = (
        "import sys; from dateline import publish; import polars as pl; from dateline.charts import dots\n"
        "frame = pl.read_ndjson(sys.argv[1]); text = 'Talks'\n"
        "publish(dots(frame, title=text, subtitle=text, note=text), sys.argv[2])"
    )
    SHARES.write_ndjson(tmp_path / "shares.jsonl")
    for name in "ab":
        subprocess.run([sys.executable, "-c", code, tmp_path / "shares.jsonl", tmp_path / name], check=True)
    assert files(tmp_path / "a") == files(tmp_path / "b")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.integers(-(2**63), 2**63 - 1))
def test_every_number_is_written_exactly(floats, whole):
    frame = pl.DataFrame({"a": floats, "b": [whole] * len(floats)})
    rows = read(spreadsheet(frame))[1:]
    assert [(float(a), int(b)) for a, b in rows] == list(frame.iter_rows())


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "\n=", "\u00a0@", "\x00="]
)
def test_a_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(start):
    text = start + "SUM(A1:A9)"
    (_, (said, other)) = read(spreadsheet(pl.DataFrame({"a": [text], "b": ["1=1"]})))
    assert (said, other) == ("'" + text, "1=1")


DANGEROUS = [*"=+-@\t\r＝＋－＠"]


@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf8"))), min_size=1))
def test_nothing_but_the_apostrophe_is_changed(texts):
    rows = read(spreadsheet(pl.DataFrame({"n": range(len(texts)), "a": pl.Series(texts, dtype=pl.String)})))[1:]
    for text, (_, said) in zip(texts, rows, strict=True):
        runs = bool(text) and text.lstrip(" \n\u00a0\x00")[:1] in DANGEROUS
        assert said in (text or "", "'" + (text or ""))
        assert said.startswith("'") or not runs


def test_numbers_dates_and_names_are_not_touched():
    frame = pl.DataFrame({
        "n": [-1], "share": [-0.5], "day": [date(2025, 6, 2)], "at": [datetime(2025, 6, 2, 8, 30, tzinfo=UTC)],
        "authors": [["Ada Pell", "=Cem Orday"]], "led": [["=Ada", "Cem"]],
    })  # fmt: skip
    (header, row) = read(spreadsheet(frame))
    assert header == frame.columns
    assert row[:3] == ["-1", "-0.5", "2025-06-02"]
    assert row[3].startswith("2025-06-02T08:30:00")
    assert row[4:] == ["Ada Pell; =Cem Orday", "'=Ada; Cem"]


def test_receipts_that_a_spreadsheet_would_run_have_a_safe_twin(tmp_path, drawn):
    desk = publish(drawn, tmp_path / "odesa") / "desk"
    exact, safe = ((desk / name).read_text("utf8") for name in ("receipts.csv", "receipts-spreadsheet.csv"))
    assert ",=1+1," in exact
    assert ",'=1+1," in safe
    assert ",=1+1," not in safe
    safe_alone = files(publish(drawn, tmp_path / "safe", spreadsheet=True))
    assert not [name for name in safe_alone if "-spreadsheet" in name]
    assert b",=1+1" not in safe_alone["desk/receipts.csv"]


def test_exact_and_safe_are_one_file_where_nothing_would_run():
    assert set(tables.files("data", SHARES, safe=False)) == {"data.csv"}


def test_note_and_manifest_list_files_with_their_checksums(tmp_path, drawn):
    folder = publish(drawn, tmp_path / "odesa")
    note = (folder / "public" / "note.md").read_text("utf8")
    listed = dict(re.findall(r"^- `([^`]+)`: SHA-256 `([0-9a-f]{64})`$", note, re.MULTILINE))
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files(folder).items()}
    assert listed == {name: sums[f"public/{name}"] for name in PUBLIC - {"note.md", "DRAFT.txt"}}
    manifest = json.loads((folder / "desk" / "manifest.json").read_text("utf8"))
    assert {name: one["sha256"] for name, one in manifest["files"].items()} == {
        name: one for name, one in sums.items() if name != "desk/manifest.json"
    }
    assert "Unit: story." in note
    assert re.search(r"Made with dateline \S+, polars \S+, altair \S+, vl-convert-python \S+\.\n$", note)


def test_the_note_says_what_was_collected_and_counted(tmp_path, drawn, sample):
    note = (publish(drawn, tmp_path / "odesa", corpus=sample) / "public" / "note.md").read_text("utf8")
    profile = collection.profile(sample.catalogue())
    assert f"Period: {collection.period(profile)}." in note
    for outlet in profile.iter_rows(named=True):
        assert f"| {outlet['outlet']} | {outlet['articles']} | {outlet['full_texts']} | {outlet['undated']} | " in note
    for limit in collection.limits(profile):
        assert f"- {markdown(limit)}" in note
    rejected = sample.rejects().collect()
    assert all(f"({reason})" in note for reason in rejected["reason"])
    assert "2 outlets: Kaunas Post, Varna Herald." in note
    assert "Summed over the rows, 8 of 73 hold what was counted." in note
    assert "Every number was counted again from its sentences, by story." in note
    wrong = still(drawn, data=drawn.data.with_columns(n=pl.col("n") + 5))
    note = (publish(wrong, tmp_path / "wrong") / "public" / "note.md").read_text("utf8")
    assert "2 of 2 numbers could not be counted again" in note


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
    note = (publish(said, tmp_path / "odesa") / "public" / "note.md").read_text("utf8")
    assert Tags(note).found == []
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)!\[|(?<![`\\])`(?:code)", note)
    assert [line for line in note.splitlines() if line.startswith("#")][1:] == [
        "## Method and source", "## Numbers", "## Columns of data.csv", "## Alternative text", "## Files",
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
    for _ in range(2):
        publish(drawn, old)
        assert names(old) == {"public", "desk"}
    assert names(tmp_path) == {"odesa"}


def test_a_folder_of_something_else_is_refused(tmp_path, drawn):
    (tmp_path / "odesa").mkdir()
    (tmp_path / "odesa" / "thesis.txt").write_text("mine")
    with pytest.raises(ExportError, match="something else"):
        publish(drawn, tmp_path / "odesa")
    assert names(tmp_path / "odesa") == {"thesis.txt"}


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


@pytest.mark.parametrize("name", sorted(PUBLIC | DESK))
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
        return path == standing if moved == "the earlier folder" else "desk" in names(path) and path != standing

    once = iter([True])
    refused = fail_on(Path.replace, lambda path: which(path) and next(once, False), OSError(13, "Permission denied"))
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(ExportError, match="Permission denied"):
        publish(drawn, standing)
    assert_unharmed(standing)


def test_a_chart_that_cannot_be_drawn_leaves_the_earlier_folder(standing, drawn, monkeypatch):
    def refuse(*_):
        raise ExportError("the chart cannot be drawn")

    monkeypatch.setattr(Figure, "stills", refuse)
    with pytest.raises(ExportError, match="cannot be drawn"):
        publish(drawn, standing)
    assert_unharmed(standing)


@pytest.mark.parametrize("writer", ["note.note", "note.manifest", "page.page", "tables.files", "workbook"])
def test_a_writer_that_fails_leaves_the_earlier_folder(standing, drawn, monkeypatch, writer):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr(f"dateline.publishing.{writer}", fail)
    with pytest.raises(MemoryError):
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
    before = (tmp_path / "odesa" / "public" / "note.md").read_bytes()
    for _ in range(2):
        publish(still(drawn, receipts=None), tmp_path / "gdynia")
    assert names(tmp_path) == {"odesa", "gdynia"}
    assert (tmp_path / "odesa" / "public" / "note.md").read_bytes() == before
