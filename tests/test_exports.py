"""Exports of press databases and office documents: each article once with its fields, and damage as a reject."""

import io
import zipfile
import zlib
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import REASONS
from dateline.reading import dates, europresse, exports, factiva, integrum, languages, nexis, office

FIELDS = {"title", "text", "published", "outlet", "authors", "section", "language", "url"}
ONE = "The ferry crews met the owners on Monday and asked for longer nights."
TWO = "Nobody on the quay had heard of the piano, and the captain said nothing about it."


def rows(records, *, like_ours=True):
    """The records as dicts without their nulls, after what must hold for all of them."""
    assert records.date_source == "field"
    assert records.numbers == sorted(set(records.numbers))
    assert {reason for _, _, reason, _ in records.rejects} <= set(REASONS)
    assert all(detail for _, _, _, detail in records.rejects)
    assert records.rows_in
    if like_ours:
        assert set(records.columns) <= FIELDS
    found = [
        {name: values[at] for name, values in records.columns.items() if values[at] is not None}
        for at in range(len(records.numbers))
    ]
    for row in found:
        assert all(len(values) == len(found) for values in records.columns.values())
        assert dates.parse(row.get("published")).precision in ("second", "day", "month", "none")
    return found


def only(records):
    assert records.rejects == []
    (row,) = rows(records)
    return row


def rejected(records, reason="not an article"):
    """Number and detail of the only reject."""
    rows(records)
    ((number, _, why, detail),) = records.rejects
    assert why == reason
    return number, detail


# zipped documents


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(*paragraphs, start="", body=None):
    said = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs) if body is None else body
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"{start}<w:document {WORD}><w:body>{said}</w:body></w:document>",
    })  # fmt: skip


def test_a_document_is_told_by_its_members():
    assert office.kind(docx("Ferries")) == "docx"
    assert office.kind(xlsx([["title"]])) == "xlsx"
    assert office.kind(zipped({"ferries.csv": "title"})) is None
    assert office.kind(b"PK\x03\x04 cut off") is None
    assert office.kind(b"") is None


def test_paragraphs_keep_tabs_breaks_and_linked_words():
    body = (
        "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>"
        "<w:r><w:t>Nine</w:t><w:tab/><w:t>days</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>at </w:t></w:r><w:hyperlink><w:r><w:t>the pier</w:t></w:r></w:hyperlink>"
        "<w:r><w:br/></w:r></w:p>"
        "<w:p/><w:p><w:r><w:delText>never</w:delText><w:instrText>LINK</w:instrText></w:r></w:p>"
    )
    assert office.paragraphs(docx(body=body)) == ["Nine\tdays", "at the pier\n", "", ""]


def test_a_text_box_is_read_once_and_apart():
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    two = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    body = f'<w:p><w:r><w:t>around</w:t><mc:Alternate xmlns:mc="mc">{two}</mc:Alternate></w:r></w:p>'
    assert office.paragraphs(docx(body=body)) == ["boxed", "around"]


def test_a_main_part_of_another_number_is_found():
    data = zipped({"word/document2.xml": f"<w:document {WORD}><w:p><w:r><w:t>Ferries</w:t></w:r></w:p></w:document>"})
    assert (office.kind(data), office.paragraphs(data)) == ("docx", ["Ferries"])


BOMB = "<!DOCTYPE w [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 cut off", "corrupt file"),
        (docx("Ferries")[:-30], "corrupt file"),
        (docx("Ferries", start=BOMB), "not valid XML"),
        (docx(body="<w:p><w:r>"), "not valid XML"),
        (docx("a" * 5_000_000), "corrupt file"),
        (zipped({"word/other.xml": ""}), "corrupt file"),
    ],
)
def test_a_damaged_document_has_no_paragraphs_and_says_why(data, reason):
    assert office.paragraphs(data) == []
    assert office.fault(data)[0] == reason
    assert rejected(nexis.read_docx(office.paragraphs(data)), "corrupt file")[0] == 0


def test_a_sound_document_has_no_fault():
    assert office.fault(docx("Ferries")) is None


def test_a_part_may_not_unpack_to_more_than_its_limit(monkeypatch):
    monkeypatch.setattr(office, "MAX_PART", 50_000)
    noise = "".join(chr(97 + zlib.crc32(str(i).encode()) % 26) for i in range(60_000))
    assert office.fault(docx(noise))[0] == "record too large"


SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def letter(column):
    return "ABCDEFGHIJ"[column]


def cells(table):
    """A sheet's rows; a str is inline, a number plain, a pair a kind or style and a value, None no cell."""

    def cell(row, column, value):
        name = f"{letter(column)}{row}"
        if value is None:
            return ""
        if isinstance(value, str):
            return f'<c r="{name}" t="inlineStr"><is><t>{value}</t></is></c>'
        if isinstance(value, tuple):
            kind, said = value
            mark = f's="{kind}"' if isinstance(kind, int) else f't="{kind}"'
            return f'<c r="{name}" {mark}><v>{said}</v></c>'
        return f'<c r="{name}"><v>{value}</v></c>'

    return "".join(
        f'<row r="{row}">{"".join(cell(row, column, value) for column, value in enumerate(line))}</row>'
        for row, line in enumerate(table, 1)
    )


def relations(*targets):
    every = "".join(
        f'<Relationship Id="r{n}" Type="x/{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(targets, 1)
    )
    return f"<Relationships>{every}</Relationships>"


def xlsx(*tables, texts=(), formats=(), book="", after="", links=(), start=""):
    """A workbook; style n is the n-th of `formats`, numbers (built in) or codes."""
    codes = "".join(
        f'<numFmt numFmtId="{170 + n}" formatCode="{escape(code)}"/>'
        for n, code in enumerate(formats)
        if isinstance(code, str)
    )
    styles = "".join(f'<xf numFmtId="{170 + n if isinstance(one, str) else one}"/>' for n, one in enumerate(formats))
    named = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(tables) + 1))
    parts = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(tables) + 1)]
    parts += [("sharedStrings", "sharedStrings.xml"), ("styles", "/xl/styles.xml")]
    files = {
        "xl/workbook.xml": f"<workbook {SHEET} {LINKS}>{book}<sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(*parts),
        "xl/sharedStrings.xml": f"<sst {SHEET}>{''.join(f'<si>{one}</si>' for one in texts)}</sst>",
        "xl/styles.xml": f"<styleSheet {SHEET}><numFmts>{codes}</numFmts>"
                         f"<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>",
    }  # fmt: skip
    for n, table in enumerate(tables, 1):
        said = table if isinstance(table, str) else cells(table)
        files[f"xl/worksheets/sheet{n}.xml"] = (
            f"{start}<worksheet {SHEET} {LINKS}><sheetData>{said}</sheetData>{after}</worksheet>"
        )
    if links:
        files["xl/worksheets/_rels/sheet1.xml.rels"] = relations(*(("hyperlink", url) for url in links))
    return zipped(files)


def test_a_sheet_gives_a_record_a_row():
    texts = (
        "<t>Ferries sail</t>",
        f"<r><t>{ONE}\r\n</t></r><r><t>{TWO}</t></r><rPh sb='0' eb='1'><t>reading</t></rPh>",
        "<t>a_x000D_b</t>",
    )
    table = [
        ["title", "text", "pages", "front page", None],
        [("s", 0), ("s", 1), 12, ("b", 1), "loose"],
        [None, None, None, None, None],
        ["Nine days", ("str", TWO), 1.5, ("e", "#N/A"), ("s", 2)],
    ]
    records = office.read_xlsx(xlsx(table, texts=texts))
    assert records.numbers == [1, 2]
    assert rows(records, like_ours=False) == [
        {"title": "Ferries sail", "text": f"{ONE}\n{TWO}", "pages": "12", "front page": "true", "E": "loose"},
        {"title": "Nine days", "text": TWO, "pages": "1.5", "E": "a\nb"},
    ]


@pytest.mark.parametrize(
    ("format_", "number", "said"),
    [
        (14, 45820, "2025-06-12"),
        (22, 45820.75, "2025-06-12T18:00:00"),
        (14, 45820.75, "2025-06-12T18:00:00"),
        ("dd/mm/yy;@", 45820, "2025-06-12"),
        ("[$-409]d-mmm-yy h:mm AM/PM", 45820.5, "2025-06-12T12:00:00"),
        ("yyyy\\-mm\\-dd", 59, "1900-02-28"),
        ("yyyy", 61, "1900-03-01"),
        (14, 60, "60"),
        (20, 0.5, "12:00:00"),
        ("[h]:mm", 0.25, "06:00:00"),
        (14, 9_999_999, "9999999"),
        (14, -1, "-1"),
        (0, 45820, "45820"),
        ("0.00", 45820.5, "45820.5"),
        ('0 "days"', 45820, "45820"),
        ("[Red]General", 45820, "45820"),
        ("#,##0", 1e6, "1000000"),
    ],
)
def test_numbers_are_dates_where_their_format_says_so(format_, number, said):
    (row,) = rows(office.read_xlsx(xlsx([["title", "date"], ["a", (0, number)]], formats=[format_])), like_ours=False)
    assert row["date"] == said


def test_the_other_epoch():
    data = xlsx([["title", "date"], ["a", (0, 0)], ["b", (0, 44358)]], formats=[14], book='<workbookPr date1904="1"/>')
    assert [row["date"] for row in rows(office.read_xlsx(data), like_ours=False)] == ["1904-01-01", "2025-06-12"]


def test_a_cover_sheet_and_lines_above_the_header_are_passed_over():
    cover, news = [["Export of June"], ["Name", "Ada Bell"]], [["Found: 1"], [], ["Headline", "Body"], ["Ferries", ONE]]
    assert rows(office.read_xlsx(xlsx(cover, news)), like_ours=False) == [{"Headline": "Ferries", "Body": ONE}]


def test_a_sheet_of_unknown_names_still_gives_its_rows():
    data = xlsx([["Alpha"], ["Beta", "Gamma"], ["b", "c"]])
    assert rows(office.read_xlsx(data), like_ours=False) == [{"Beta": "b", "Gamma": "c"}]


def test_names_of_a_header_are_made_distinct():
    data = xlsx([["title", "text", "text"], ["a", "b", "c"]])
    assert rows(office.read_xlsx(data), like_ours=False) == [{"title": "a", "text": "b", "text.2": "c"}]


def test_a_link_stands_for_its_cell():
    places = {"B2": "r1", "A2": "r1", "B3": "r2"}
    after = "".join(f'<hyperlink ref="{place}" r:id="{name}"/>' for place, name in places.items())
    links = ("https://harbour.example/ferries", "mailto:ada@harbour.example")
    data = xlsx([["title", "url"], ["Ferries", "here"], ["Nine days", "there"]], after=after, links=links)
    assert rows(office.read_xlsx(data)) == [
        {"title": "Ferries", "url": "https://harbour.example/ferries"},
        {"title": "Nine days", "url": "there"},
    ]


def test_a_cell_that_points_at_nothing_sets_its_row_aside():
    data = xlsx([["title"], [("s", 7)], [("s", "x")], ["Ferries"]])
    records = office.read_xlsx(data)
    assert rows(records) == [{"title": "Ferries"}]
    assert [(number, reason) for number, _, reason, _ in records.rejects] == [(1, "corrupt file"), (2, "corrupt file")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04", "corrupt file"),
        (xlsx([["title"], ["a"]])[:-40], "corrupt file"),
        (xlsx([["title"], ["a"]], start=BOMB), "not valid XML"),
        (xlsx(""), "empty file"),
        (xlsx([["title", "text"]]), "empty file"),
        (xlsx(), "empty file"),
        (zipped({"xl/workbook.xml": ""}), "not valid XML"),
        (zipped({"a.csv": "title"}), "corrupt file"),
        (xlsx([["title"], ["a" * 5_000_000]]), "corrupt file"),
    ],
)
def test_a_damaged_workbook_is_one_reject(data, reason):
    assert rejected(office.read_xlsx(data), reason)[0] == 0


def test_rows_before_a_sheet_breaks_off_stay():
    said = cells([["title", "text"], *[[f"Ferry {n}", ONE] for n in range(2000)]])
    records = office.read_xlsx(xlsx(said[: said.rindex("<row")] + "<row><c>"))
    found = rows(records)
    assert 0 < len(found) <= 1999
    assert [number for number, *_ in records.rejects] == [len(found) + 1]


def test_integrum_names_its_columns_in_russian():
    table = [
        ["Источник", "Дата", "Время", "Заголовок", "Анонс", "Оригинал", "Автор"],
        ["Вестник пирса", "12.06.25", "18:40", "Паром ушёл", "Паром ушёл в полночь.", "here", "А. Белл"],
        ["Вестник пирса", "31.12.99", None, "Паром", "Паром стоит.", None, None],
        ["Вестник пирса", "вчера", "утром", "Паром", "Паром стоит.", None, None],
    ]
    after = '<hyperlinks><hyperlink ref="F2" r:id="r1"/></hyperlinks>'
    first, second, third = rows(office.read_xlsx(xlsx(table, after=after, links=("http://pirs.example/1",))))
    assert first == {
        "outlet": "Вестник пирса", "published": "2025-06-12 18:40", "title": "Паром ушёл", "authors": "А. Белл",
        "text": "Паром ушёл в полночь.", "url": "http://pirs.example/1",
    }  # fmt: skip
    assert (second["published"], third["published"]) == ("1999-12-31", "вчера")
    assert dates.parse(first["published"]).precision == "second"
    assert integrum.is_header(["Источник", "Дата", "Заголовок"])
    assert not integrum.is_header(["Дата", "title"])


# what exports share


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("June 12, 2025 Thursday", "June 12, 2025"),
        ("June 12, 2025, Thursday,, FINAL EDITION", "June 12, 2025"),
        ("June 12, 2025 Thursday 9:20 AM GMT", "June 12, 2025 9:20 AM GMT"),
        ("June 12, 2025 Thursday 9:20 AM", "June 12, 2025 9:20 AM"),
        ("June 12, 2025 Thursday 9:20 AM EST", "June 12, 2025 9:20 AM EST"),
        ("12. Juni 2025 Donnerstag", "12. Juni 2025 Donnerstag"),
        ("12. Juni 2025 Donnerstag 9:50 PM GMT+1", "12. Juni 2025 Donnerstag"),
        ("jeudi 12 juin 2025", "jeudi 12 juin 2025"),
        ("12 juin 2025 jeudi", "12 juin 2025 jeudi"),
        ("jeudi 12 juin 2025 - 10:20 UTC +02:00 455 mots", "jeudi 12 juin 2025 10:20 +02:00"),
        ("12/05/2025", "12/05/2025"),
        ("June 2025", "June 2025"),
        ("June 2025 was a warm month", None),
        ("9 ferries", None),
        ("", None),
    ],
)
def test_the_date_at_the_start_of_a_line(line, said):
    assert exports.dated(line) == said


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ENGLISH", "en"), ("GERMAN; DEUTSCH", "de"), ("Türkisch", "tr"), ("français", "fr"), ("FR", "fr"),
        ("English (UK)", "en"), ("Klingon", None), (None, None),
    ],
)  # fmt: skip
def test_names_of_languages(said, code):
    assert languages.code(said) == code


def test_a_page_that_hides_a_bomb_is_refused():
    crowded = "<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">"
    for text in (crowded, "<div>" * 5000, ""):
        assert rejected(europresse.read_html(text), "corrupt file")[0] == 0


# Nexis


def counted(*articles, cover="Download Request: All Documents\n", m=9):
    return cover + "".join(f"\n\n      {n} of {m} DOCUMENTS\n\n\n{text}" for n, text in enumerate(articles, 1))


def article(
    head="         Harbour Post\n\n      June 12, 2025 Thursday\n         Late Edition\n\nFerries sail\nagain\n\n",
    keys="BYLINE: Ada Bell and\nCem Dal\n\nSECTION: QUAY; Pg. 3\n\nLENGTH: 31 words\n\n",
    body=f"{ONE[:30]}\n{ONE[31:]}\n\n{TWO}\n\n",
    tail="GRAPHIC: A ferry\n\nLOAD-DATE: June 13, 2025\n\nLANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n"
    "      Copyright 2025 Harbour Post Ltd\n        All Rights Reserved\n",
):
    return head + keys + body + tail


FERRIES = {
    "title": "Ferries sail again", "text": f"{ONE}\n{TWO}", "outlet": "Harbour Post", "published": "June 12, 2025",
    "authors": "Ada Bell and Cem Dal", "section": "QUAY; Pg. 3", "language": "en",
}  # fmt: skip


def test_an_old_text_export_gives_each_article_its_fields():
    text = counted(article(), article().replace("Ferries sail", "Nine days"))
    assert nexis.is_text(text)
    records = nexis.read_text("\ufeff" + text.replace("\n", "\r\n"))
    assert records.rejects == []
    assert records.numbers == [1, 2]
    assert rows(records) == [FERRIES, {**FERRIES, "title": "Nine days again"}]


@pytest.mark.parametrize(
    ("head", "keys", "tail", "published", "language"),
    [
        (
            "Dokument 1 von 4\n\nHafenpost\n\n12. Juni 2025 Donnerstag\n\nFähren fahren\n\n",
            "AUTOR: Ada Bell\n\nRUBRIK: KAI; S. 3\n\nLÄNGE: 31 Wörter\n\n",
            "UPDATE: 13. Juni 2025\n\nSPRACHE: GERMAN; DEUTSCH\n\nZEITUNGS-CODE: haf\n\nAlle Rechte vorbehalten\n",
            "12. Juni 2025 Donnerstag",
            "de",
        ),
        (
            "Document 1 de 4\n\nLe Port\n\n12 juin 2025 jeudi\n\nLes bacs repartent\n\n",
            "AUTEUR: Ada Bell\n\nRUBRIQUE: QUAI; p. 3\n\nLONGUEUR: 31 mots\n\nENCART: En bref\n\n",
            "DATE-CHARGEMENT: 13 juin 2025\n\nLANGUE: FRENCH; FRANÇAIS\n\nTYPE-PUBLICATION: Journal\n",
            "12 juin 2025 jeudi",
            "fr",
        ),
    ],
)
def test_german_and_french_pages(head, keys, tail, published, language):
    text = head + article("", keys, tail=tail)
    assert nexis.is_text(text)
    row = only(nexis.read_text(text))
    assert (row["published"], row["language"], row["authors"]) == (published, language, "Ada Bell")
    assert row["text"] == FERRIES["text"]
    assert row["section"][-1] == "3"
    assert dates.parse(published).precision == "day"


def test_fields_may_name_headline_and_body_and_an_address():
    keys = (
        "SECTION: QUAY\n\nLENGTH: 31 words\n\nHEADLINE: Ferries sail again\n\nBYLINE: Ada Bell\n\n"
        "HIGHLIGHT: They are back; https://harbour.example/1.html.\n\nBODY:\n"
    )
    row = only(nexis.read_text(counted(article("Harbour Post\n\nJune 12, 2025\n\n", keys))))
    assert (row["title"], row["text"], row["authors"]) == ("Ferries sail again", FERRIES["text"], "Ada Bell")
    assert row["url"] == "https://harbour.example/1.html"


def test_rights_may_stand_first_and_a_date_may_be_missing():
    head = "Copyright 2025 Harbour Post Ltd\n\nHarbour Post\n\nFerries sail again\n\n"
    row = only(nexis.read_text(counted(article(head))))
    assert (row["outlet"], row["title"], row.get("published")) == ("Harbour Post", "Ferries sail again", None)


def test_words_like_fields_inside_a_text_do_not_cut_it():
    body = (
        f"{ONE}\n\nLANGUAGE: nobody spoke it.\n\nLONDON: it rained.\n\nUpdate: it stopped.\n\n{TWO}\n\nMADRID: sun.\n\n"
    )
    row = only(nexis.read_text(counted(article(body=body))))
    assert row["text"].split("\n")[0] == ONE
    assert row["text"].endswith("MADRID: sun.")
    assert row["text"].count("\n") == 5


def test_a_correction_after_the_text_is_not_text():
    tail = (
        "LANGUAGE: ENGLISH\n\nCORRECTION:\n\nIt was a harp.\n\nNo piano.\n\nGRAPHIC: none\n\nCopyright 2025 Harbour\n"
    )
    assert only(nexis.read_text(counted(article(tail=tail)))) == FERRIES


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        (article(keys=""), "no line like LENGTH"),
        (article(body=""), "no text stands"),
        (article(keys="", body="\n\n".join([ONE] * 12) + "\n\nSERIES: x\n\n"), "no line like LENGTH"),
        ("", "no line like LENGTH"),
    ],
)
def test_an_article_that_cannot_be_delimited_is_a_reject_among_the_others(damaged, said):
    records = nexis.read_text(counted(article(), damaged, article()))
    assert rows(records) == [FERRIES, FERRIES]
    assert records.numbers == [1, 3]
    number, detail = rejected(records)
    assert (number, said in detail) == (2, True)


def test_an_export_cut_at_either_end_says_so():
    text = counted(article(), article(), article())
    records = nexis.read_text(text[: text.rindex("GRAPHIC")])
    assert (records.numbers, rejected(records)[0]) == ([1, 2], 3)
    assert "breaks off" in rejected(records)[1]
    records = nexis.read_text(text[text.index(TWO) :])
    assert (records.numbers, rejected(records)[0]) == ([2, 3], 1)


def test_an_article_too_large_to_be_one_is_set_aside(monkeypatch):
    monkeypatch.setattr(exports, "MAX_RECORD", 100)
    assert rejected(nexis.read_text(counted(article())), "record too large")[0] == 1


def page(*articles):
    """An old HTML export: each block a paragraph, its name in a span of its own."""
    said = "".join(
        f"<A NAME='DOC_ID_0_{n}'></A><!-- Hide XML section from browser\n<DOC NUMBER={n}> -->"
        + "".join(f"<BR><DIV CLASS='c3'><P CLASS='c1'><SPAN>{block}</SPAN></P></DIV>\n" for block in blocks)
        for n, blocks in enumerate(articles, 1)
    )
    return f"<HTML><HEAD><!-- LXNComment 1:2 --></HEAD><BODY>{said}</BODY></HTML>"


BLOCKS = (
    "1 of 2 DOCUMENTS", "Harbour Post", "June</SPAN><SPAN> 12, 2025, Thursday, Late Edition<BR>Correction Appended",
    "Ferries sail;<BR>again", "<B>BYLINE: </B>By Ada Bell", "<B>LENGTH: </B>31&nbsp;words",
    f"A list:<BR>&nbsp;<BR>{ONE}", TWO, "&nbsp;", "<B>LANGUAGE: </B>ENGLISH", "Copyright 2025 Harbour Post",
)  # fmt: skip


def test_an_old_html_export():
    text = page(BLOCKS, ("2 of 2 DOCUMENTS", "Harbour Post", "no fields"))
    assert nexis.is_html(text)
    assert nexis.is_html("<p> 1 of 2 DOCUMENTS\n</p>")
    assert not nexis.is_html("<p>Number 1 of 2 DOCUMENTS kept</p>")
    records = nexis.read_html(text)
    assert rows(records) == [{
        "title": "Ferries sail; again", "text": f"A list:\n{ONE}\n{TWO}", "outlet": "Harbour Post",
        "published": "June 12, 2025", "authors": "By Ada Bell", "language": "en",
    }]  # fmt: skip
    assert rejected(records)[0] == 2


COVER = (
    "Date and Time: Friday, 13. June 2025 09:31:00 CEST", "Job Number: 00000001", "Documents (2)",
    "1. Ferries sail again",
    "Client/Matter: -None-", "Search Terms: ferry", "", "Content Type", "Narrowed by", "News",
    "Sources: Harbour Post; Content Type: News", "", "",
)  # fmt: skip


def newer(*, date="June 12, 2025 Thursday 9:20 AM GMT", body=(ONE, TWO), tail=None):
    after = ("\nGraphic", "", " ", "A ferry", "\nLoad-Date: June 13, 2025", "") if tail is None else tail
    return (
        "", "Ferries sail again", "Harbour Post", date, "", "\nCopyright 2025 Harbour Post Ltd", "Section: QUAY; Pg. 3",
        "Length:\u00a031 words", "Byline: Ada Bell and Cem Dal", "Dateline: ANKARA", "Body", "", *body, *after,
        "\nEnd of Document", "", "",
    )  # fmt: skip


NEWER = {**FERRIES, "published": "June 12, 2025 9:20 AM GMT"}
del NEWER["language"]


def test_a_new_document_after_its_cover_page():
    paragraphs = office.paragraphs(docx(*COVER, *newer(), *newer()))
    assert nexis.is_docx(paragraphs)
    records = nexis.read_docx(paragraphs)
    assert records.rejects == []
    assert rows(records) == [NEWER, NEWER]
    assert dates.parse(NEWER["published"]).precision == "second"


def test_the_new_layout_as_text():
    text = "\r\n\r\n".join(line.strip() for line in newer() if line.strip())
    assert nexis.is_text(text)
    assert only(nexis.read_text(text)) == NEWER


def test_a_classification_after_the_text():
    tail = ("Classification", "", "", "Language: ENGLISH", "\nSubject: FERRIES (90%)", "\nIndustry: QUAYS", "")
    assert only(nexis.read_docx(newer(tail=tail))) == {**NEWER, "language": "en"}


def test_paragraphs_like_fields_do_not_cut_a_new_text():
    body = (ONE, "Update: the piano is back.", "Graphic", TWO, "Person: nobody.", ONE)
    assert only(nexis.read_docx(newer(body=body)))["text"] == "\n".join(body)


def test_a_new_article_without_a_date_keeps_title_and_outlet():
    row = only(nexis.read_docx([*COVER, *newer(date="")]))
    assert (row["title"], row["outlet"], "published" in row) == ("Ferries sail again", "Harbour Post", False)


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        ([line for line in newer() if line != "Body"], "no line Body"),
        (newer(body=(), tail=()), "no text stands"),
        ([*newer()[:-3], *newer()], "run together"),
    ],
)
def test_a_new_article_that_cannot_be_delimited_is_a_reject(damaged, said):
    records = nexis.read_docx([*COVER, *newer(), *damaged, *newer()])
    assert rows(records) == [NEWER, NEWER]
    number, detail = rejected(records)
    assert (number, said in detail) == (2, True)


def test_a_new_export_that_breaks_off():
    records = nexis.read_docx([*newer(), *newer()[:-5]])
    assert (records.numbers, rejected(records)[0]) == ([1], 2)
    assert "breaks off" in rejected(records)[1]


def test_a_cover_page_alone_and_other_documents_are_no_articles():
    assert nexis.is_docx(COVER)
    assert rejected(nexis.read_docx(COVER), "empty file")[0] == 0
    assert not nexis.is_docx(["Dear Ada,", "the ferry is late."])
    assert rejected(nexis.read_docx(["Dear Ada,", "the ferry is late."]), "unsupported format")[0] == 0
    assert rejected(nexis.read_docx([]), "corrupt file")[0] == 0


def test_an_old_layout_inside_a_document():
    paragraphs = [line.strip() for line in counted(article(body=f"{ONE}\n\n{TWO}\n\n")).split("\n")]
    assert nexis.is_docx(paragraphs)
    assert only(nexis.read_docx(paragraphs)) == FERRIES


@pytest.mark.parametrize(
    "text",
    [
        "Ferries sail",
        "Body\n\nof a letter",
        "The 3 of 9 DOCUMENTS were lost",
        "1 of 9 DOCUMENTS",
        "",
        "title,text\na,b",
    ],
)
def test_other_texts_are_no_nexis_export(text):
    assert not nexis.is_text(text)


# Factiva


def coded(codes, language="en"):
    def cell(said):
        return "".join(f"<p class='articleParagraph'>{one}</p>" for one in said) if isinstance(said, tuple) else said

    lines = "".join(
        f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{cell(said)}</td></tr>' for code, said in codes.items()
    )
    return f'<div class="article {language}Article"><table>{lines}</table><br/></div>'


CODES = {
    "SE": "Quay", "HD": "<b class='enHeadline'>Ferries sail again</b>", "BY": "By Ada Bell", "WC": "31 words",
    "PD": "12 June 2025", "ET": "18:40", "SN": "Harbour Post", "SC": "HARB", "LA": "English", "CY": "(c) 2025",
    "LP": (ONE,), "TD": (TWO,), "NS": "gcat : Ferries", "AN": "Document HARB1",
}  # fmt: skip
CODED = {
    "title": "Ferries sail again", "text": f"{ONE}\n{TWO}", "outlet": "Harbour Post", "published": "12 June 2025 18:40",
    "authors": "By Ada Bell", "section": "Quay", "language": "en",
}  # fmt: skip


def ordered(*divs, text=(ONE, TWO)):
    said = "".join(one if one.startswith("<") else f"<div>{one}</div>" for one in divs)
    body = "".join(f"<p class='articleParagraph dearticleParagraph'>{one}</p>" for one in text)
    return (
        f'<div id="article-1" class="article"><div class="article deArticle"><p></p>{said}<p></p>{body}'
        "<p>Ein Bild</p><p>Dokument HARB1</p></div></div>"
    )


HEADLINE = '<div id="hd"><span class="deHeadline counted">1) Fähren <b>fahren</b></span></div>'


def factiva_page(*articles):
    return f"<html><head><title>Factiva</title></head><body><h1>Factiva</h1>{''.join(articles)}</body></html>"


def test_a_coded_page():
    text = factiva_page(coded(CODES), coded({**CODES, "ET": "late"}))
    assert factiva.is_html(text)
    records = factiva.read_html(text)
    assert rows(records) == [CODED, {**CODED, "published": "12 June 2025"}]
    assert records.rejects == []
    assert dates.parse(CODED["published"]).precision == "second"


@pytest.mark.parametrize(
    ("divs", "expected"),
    [
        (
            ("Kai", HEADLINE, '<div class="author">Von Ada Bell</div>', "31 Wörter", "12 Juni 2025", "Hafenpost",
             "HAFE", "Deutsch", "Copyright 2025"),
            {"section": "Kai", "authors": "Von Ada Bell", "published": "12 Juni 2025"},
        ),
        (
            (HEADLINE, "Sonderdruck", "31 Wörter", "12 Juni 2025", "18:40", "Hafenpost", "HAFE", "HAF", "00:00:37", "0",
             "Deutsch", "Copyright 2025"),
            {"published": "12 Juni 2025 18:40"},
        ),
    ],
)  # fmt: skip
def test_a_page_without_codes(divs, expected):
    text = factiva_page(ordered(*divs))
    assert factiva.is_html(text)
    given_ = {"title": "Fähren fahren", "text": f"{ONE}\n{TWO}", "outlet": "Hafenpost", "language": "de"}
    assert only(factiva.read_html(text)) == {**given_, **expected}


@pytest.mark.parametrize(
    "damaged",
    [coded({"HD": "Ferries"}), coded({}), ordered(HEADLINE, "31 Wörter", text=()), ordered(text=())],
)
def test_a_factiva_article_without_a_text_is_a_reject(damaged):
    records = factiva.read_html(factiva_page(coded(CODES), damaged, coded(CODES)))
    assert rows(records) == [CODED, CODED]
    assert rejected(records)[0] == 2


def test_articles_run_into_one_another_are_not_mixed():
    records = factiva.read_html(factiva_page(coded(CODES)[: -len("</table><br/></div>")], "</table>", coded(CODES)))
    assert rows(records) == [CODED]
    assert rejected(records)[0] == 1


def test_a_factiva_page_without_articles():
    assert rejected(factiva.read_html(factiva_page()), "empty file")[0] == 0


def test_other_pages_are_no_factiva_export():
    assert not factiva.is_html("<html><title>Factiva is a database</title><div class='article'>Ferries</div>")


def answer(*articles, start="", end="</set></ppsArticleResponse></PPSResponse>"):
    inner = "".join(f"<ppsarticle><article>{one}</article></ppsarticle>" for one in articles)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{start}<PPSResponse><ppsArticleResponse xmlns="http://pps.example/2.0">'
        f"<set count='2'>{inner}{end}"
    ).encode()


LEAD, TAIL = (f"<paragraph>{one}</paragraph>" for one in (ONE, TWO))


def named(text=f"<leadParagraph>{LEAD}</leadParagraph><tailParagraphs>{TAIL}</tailParagraphs>"):
    return (
        "<baseLanguage>EN</baseLanguage><byline>Ada Bell</byline>"
        "<headline><paragraph>Ferries sail\n again</paragraph></headline>"
        f"{text}<publicationDate><date>2025-06-12</date></publicationDate><sourceName>Harbour Post</sourceName>"
        "<sectionName>Quay</sectionName><region code='x'><name>Sea</name></region>"
    )


NAMED = {**CODED, "published": "2025-06-12", "authors": "Ada Bell"}


def test_an_xml_answer():
    data = answer(named(), named(f"<leadParagraph>\n{ONE[:30]}\n{ONE[31:]}\n    {TWO}\n</leadParagraph>"))
    assert factiva.is_xml(data)
    assert factiva.is_xml(data.decode().replace("utf-8", "utf-16").encode("utf-16"))
    assert rows(factiva.read_xml(data)) == [NAMED, NAMED]


def test_an_xml_answer_that_breaks_off_keeps_what_came_before():
    data = answer(*[named()] * 300)
    records = factiva.read_xml(data[:-2000])
    found = rows(records)
    assert found
    assert all(row == NAMED for row in found)
    assert rejected(records, "not valid XML")[0] == len(found) + 1


@pytest.mark.parametrize(
    ("data", "number", "reason"),
    [
        (answer(named("")), 1, "not an article"),
        (answer(), 0, "empty file"),
        (answer(named(), start="<!DOCTYPE PPSResponse [<!ENTITY a 'b'>]>"), 0, "not valid XML"),
        (b"<PPSResponse>&nbsp;", 0, "not valid XML"),
        (b"", 0, "not valid XML"),
    ],
)
def test_damaged_xml(data, number, reason):
    assert rejected(factiva.read_xml(data), reason)[0] == number


def test_other_xml_is_no_factiva_answer():
    assert not factiva.is_xml(b"<?xml version='1.0'?><rss/>")


# Europresse


def older(title="Les bacs <b>repartent</b>", author="Ada Bell<br><p></p>", text=f"{ONE}<p></p>{TWO}"):
    day = "".join(f"<span class='DocHeader'>{one}</span>" for one in ("Quai, ", "jeudi ", "12 juin 2025", ", p. 03"))
    rights = "<b><i>© 2025 Le Port. Tous droits réservés.</i></b><p></p>Numéro de document : news·1<br>"
    return (
        "<table><tr><td><table><tr><td><img src='x'></td></tr></table>"
        f"<span class='DocPublicationName'>Le Port, no. 5968</span><br>{day}<br><br>Un chapeau<br>"
        f"<span class='TitreArticleVisu'>{title}</span><br><br>{author}{text}<p></p>{rights}"
        "<table><tr><td>Ce certificat</td></tr></table></td></tr></table><p><br>"
    )


def since(header="Quai, jeudi 12 juin 2025 455 mots, p. 3", body=f"<p>{ONE}</p><p>{TWO}</p>"):
    name = "<span class='DocPublicationName'>Le Port, no. 43018</span>"
    title = "<p class='titreArticleVisu rdp__articletitle'>Les bacs repartent</p>"
    return (
        f"<article><header><div class='rdp__DocPublicationName'>{name}</div>"
        f"<div><span class='DocHeader'>{header}</span></div><div class='titreArticle'>{title}</div>"
        "<div class='docAuthors'>Ada Bell</div></header>"
        f"<section><div class='DocText clearfix'><div class='docOcurrContainer'>{body}</div></div></section>"
        "<aside>Le même sujet</aside><footer><small>© 2025 Le Port</small></footer></article>"
    )


PORT = {
    "title": "Les bacs repartent", "text": f"{ONE}\n{TWO}", "outlet": "Le Port", "published": "jeudi 12 juin 2025",
    "authors": "Ada Bell", "section": "Quai",
}  # fmt: skip


def test_europresse_pages_old_and_new():
    text = f"<html><body>{older()}{older(author='')}{since()}</body></html>"
    assert europresse.is_html(text)
    records = europresse.read_html(text)
    unsigned = {name: said for name, said in PORT.items() if name != "authors"}
    assert rows(records) == [PORT, unsigned, PORT]
    assert records.rejects == []
    assert dates.parse(PORT["published"]).precision == "day"


@pytest.mark.parametrize(
    ("header", "published", "section"),
    [
        ("Quay, Thursday, June 12, 2025, p. A3", "Thursday, June 12, 2025", "Quay"),
        ("jeudi 12 juin 2025 - 10:20 UTC +02:00 455 mots", "jeudi 12 juin 2025 10:20 +02:00", None),
        ("Quai, Monde, 12 juin 2025", "12 juin 2025", "Quai, Monde"),
        ("Quai", None, None),
    ],
)
def test_europresse_heads(header, published, section):
    row = only(europresse.read_html(since(header)))
    assert (row.get("published"), row.get("section")) == (published, section)


@pytest.mark.parametrize(
    "damaged", [since(body=""), older(text="", author=""), older().replace("TitreArticleVisu", "x")]
)
def test_a_europresse_article_without_a_text_is_a_reject(damaged):
    records = europresse.read_html(f"<html><body>{since()}{damaged}{since()}</body></html>")
    assert rows(records) == [PORT, PORT]
    assert rejected(records)[0] == 2


def test_europresse_articles_run_together_are_not_mixed():
    bare = older().replace("<table>", "").replace("<tr>", "").replace("<td>", "")
    assert rejected(europresse.read_html(f"<html><body>{bare}{bare}</body></html>"))[0] == 1
    assert rejected(europresse.read_html(since(body="") + older() + since()))[0] == 1


def test_a_europresse_page_without_articles():
    assert rejected(europresse.read_html("<p>DocPublicationName docheader</p>"), "empty file")[0] == 0
    assert not europresse.is_html("<p>Ferries</p>")


# nothing raises


TEXTS = {
    "nexis": counted(article(), article()),
    "new nexis": "\n".join((*COVER, *newer())),
    "nexis page": page(BLOCKS, BLOCKS),
    "codes": factiva_page(coded(CODES)),
    "order": factiva_page(ordered(HEADLINE, "31 Wörter", "12 Juni 2025", "Hafenpost", "Deutsch")),
    "old europresse": older() + older(),
    "europresse": since() + since(),
}
READERS = (nexis.read_text, nexis.read_html, factiva.read_html, europresse.read_html)
TELLERS = (nexis.is_text, nexis.is_html, factiva.is_html, europresse.is_html)


def read_by_all(text):
    for tell in TELLERS:
        assert tell(text) in (True, False)
    assert nexis.is_docx(text.split("\n")) in (True, False)
    for read in READERS:
        rows(read(text))
    rows(nexis.read_docx(text.split("\n")))


@pytest.mark.parametrize("name", TEXTS)
def test_every_reader_takes_every_export(name):
    read_by_all(TEXTS[name])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 4000), st.integers(0, 60), st.text(max_size=8))
def test_no_damage_to_a_text_raises(name, at, length, put):
    text = TEXTS[name]
    read_by_all(text[:at] + put + text[at + length :])


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_no_text_raises(text):
    read_by_all(text)


DATA = {
    "docx": docx(*COVER, *newer()),
    "xlsx": xlsx([["title", "date"], ["a", (0, 45820)]], [["b"]], formats=[14], texts=["<t>c</t>"]),
    "xml": answer(named(), named()),
}


def read_all_bytes(data):
    assert office.kind(data) in (None, "docx", "xlsx")
    assert isinstance(office.paragraphs(data), list)
    assert (office.fault(data) or ("corrupt file",))[0] in REASONS
    rows(office.read_xlsx(data), like_ours=False)
    assert factiva.is_xml(data) in (True, False)
    rows(factiva.read_xml(data))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(DATA)), st.integers(0, 3000), st.integers(0, 40), st.binary(max_size=8))
def test_no_damage_to_bytes_raises(name, at, length, put):
    data = DATA[name]
    at %= len(data)
    read_all_bytes(data[:at] + put + data[at + length :])


@settings(max_examples=60, deadline=None)
@given(st.binary())
def test_no_bytes_raise(data):
    read_all_bytes(data)


SAID = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12).map(escape)


@settings(max_examples=100, deadline=None)
@given(SAID, SAID, SAID, SAID, st.sampled_from(["s", "n", "d", "str", "b", "e", "inlineStr", "?"]))
def test_no_cell_raises(place, value, style, code, kind):
    cell = f'<c r="{place}" t="{kind}" s="{style}"><v>{value}</v></c>'
    said = f'<row r="1"><c r="A1" t="str"><v>title</v></c></row><row r="{place}">{cell}</row>'
    rows(office.read_xlsx(xlsx(said, formats=[code], texts=["<t>a</t>"])), like_ours=False)
