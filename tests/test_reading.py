"""Reading: every family of file, a known reason for what is set aside, and books that balance."""

import csv
import gzip
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dateline.errors import REASONS, ReadError
from dateline.frames import ARTICLES, REJECTS
from dateline.reading import File, columns, fields, fingerprint, read, settings_for, stream

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
OUTLETS = SAMPLE / "outlets.csv"
BODY = "The ferry crews met the owners on Monday."
FERRIES = {
    "title": "Ferries sail again",
    "text": BODY,
    "published": "2025-06-12",
    "url": "https://marmaraworld.example/ferries",
}


def checked(got):
    """A reading, after what must hold for every one of them."""
    books = got.report
    assert books["rows_in"] == books["loaded"] + books["duplicate"] + books["quarantined"]
    assert books["loaded"] == got.articles.height
    assert books["quarantined"] == got.rejects.height
    assert got.articles.schema == ARTICLES.schema
    assert got.rejects.schema == REJECTS.schema
    assert set(got.rejects["reason"]) <= set(REASONS)
    assert sum(got.rejects.drop("byte").null_count().row(0)) == 0
    assert got.articles["article_id"].n_unique() == got.articles.height
    return got


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def take(folder, name, content, **given):
    """The checked reading of one file with this content."""
    return checked(read(put(folder, name, content), **given))


def only(got):
    """The single article of a reading, as a dict."""
    assert got.articles.height == 1
    return got.articles.row(0, named=True)


def as_json(*records, **more):
    return json.dumps([{**record, **more} for record in records], ensure_ascii=False)


def as_lines(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def as_table(*records, delimiter=","):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(records[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records)
    return buffer.getvalue()


def as_parquet(*records, schema=None):
    buffer = io.BytesIO()
    pl.DataFrame(list(records), schema=schema).write_parquet(buffer)
    return buffer.getvalue()


FAMILIES = {
    "csv": ("a.csv", as_table(FERRIES)),
    "tsv": ("a.tsv", as_table(FERRIES, delimiter="\t")),
    "semicolon csv": ("a.csv", as_table(FERRIES, delimiter=";")),
    "csv with bars": ("a.csv", as_table(FERRIES, delimiter="|")),
    "json list": ("a.json", as_json(FERRIES)),
    "one json object": ("a.json", json.dumps(FERRIES)),
    "indented json": ("a.json", json.dumps([FERRIES], indent=2)),
    "wrapped json": ("a.json", json.dumps({"status": "ok", "articles": [FERRIES]})),
    "json wrapped twice": ("a.json", json.dumps({"response": {"results": [FERRIES]}})),
    "jsonl": ("a.jsonl", as_lines(FERRIES)),
    "parquet": ("a.parquet", as_parquet(FERRIES)),
    "csv named txt": ("a.txt", as_table(FERRIES)),
    "json named csv": ("a.csv", as_json(FERRIES)),
    "parquet without a suffix": ("a", as_parquet(FERRIES)),
    "csv with a mark": ("a.csv", b"\xef\xbb\xbf" + as_table(FERRIES).encode()),
    "csv in utf-16": ("a.csv", as_table(FERRIES).encode("utf-16")),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_gives_the_same_article(tmp_path, family):
    got = only(take(tmp_path, *FAMILIES[family], outlets=OUTLETS))
    reference = only(take(tmp_path / "reference", "b.csv", as_table(FERRIES), outlets=OUTLETS))
    assert (got.pop("source_file"), reference.pop("source_file")) == (FAMILIES[family][0], "b.csv")
    assert got == reference
    assert (got["title"], got["text_raw"], got["url"]) == (FERRIES["title"], BODY, FERRIES["url"])
    assert (got["outlet"], got["day"]) == ("Marmara World", date(2025, 6, 12))


def test_jsonl_is_told_by_its_lines_whatever_its_name(tmp_path):
    got = take(tmp_path, "a.txt", as_lines(FERRIES, {"title": "Nine days at the pier"}))
    assert got.articles["title"].to_list() == ["Ferries sail again", "Nine days at the pier"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_of_a_table_do_not_matter(tmp_path, ending):
    table = f'title,text\nFerries sail again,"{BODY}\n\nThen they ate."\nNine days,{BODY}\n'
    got = take(tmp_path, "a.csv", table.replace("\n", ending))
    assert got.articles["text_raw"].to_list() == [f"{BODY}\n\nThen they ate.", BODY]


def test_plain_text_gives_title_date_byline_and_section(tmp_path):
    text = f"WORLD\n2 min read\nFerries sail again\nBy Oriel Vantongeren\nJune 12, 2025\n\n{BODY}\nThen they ate."
    got = only(take(tmp_path, "a.txt", text))
    assert (got["title"], got["section"], got["authors"]) == ("Ferries sail again", "WORLD", ["Oriel Vantongeren"])
    assert (got["day"], got["date_source"], got["date_precision"]) == (date(2025, 6, 12), "line", "day")
    assert got["text_raw"] == text


def test_an_article_row_is_complete(tmp_path):
    record = {**FERRIES, "author": "Oriel Vantongeren", "section": "Harbour", "lang": "TR-tr"}
    got = only(take(tmp_path, "a.json", as_json(record), outlets=OUTLETS))
    got.pop("article_id")
    assert got == {
        "outlet": "Marmara World",
        "outlet_home": "Istanbul, Türkiye",
        "outlet_domain": "marmaraworld.example",
        "url": FERRIES["url"],
        "title": "Ferries sail again",
        "text_raw": BODY,
        "text_kind": "full",
        "published": datetime(2025, 6, 12, tzinfo=UTC),
        "day": date(2025, 6, 12),
        "published_raw": "2025-06-12",
        "date_precision": "day",
        "date_source": "field",
        "authors": ["Oriel Vantongeren"],
        "byline_raw": "Oriel Vantongeren",
        "section": "Harbour",
        "language": "tr",
        "source_file": "a.json",
        "source_record": 1,
        "word_count": 8,
        "warnings": [],
    }


# columns


@pytest.mark.parametrize(("field", "word"), [(f, w) for f, words in columns.SYNONYMS.items() for w in words.split()])
def test_every_synonym_is_matched(tmp_path, field, word):
    other = "mood" if field == "title" else "title"
    got = take(tmp_path, "a.csv", f"{word},{other}\n{BODY},{BODY}\n")
    assert got.columns["a.csv"][field] == word


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Pub Date", "published"),
        ("publishedAt", "published"),
        ("STORY TEXT", "text"),
        ("webUrl", "url"),
        ("source.name", "outlet"),
    ],
)
def test_a_column_name_is_matched_whatever_its_spelling(tmp_path, name, field):
    got = take(tmp_path, "a.csv", f"{name},title\n{BODY},Ferries\n")
    assert got.columns["a.csv"] == {"title": "title", field: name}


def test_the_first_synonym_of_a_field_wins(tmp_path):
    got = take(tmp_path, "a.csv", f"headline,title,text\nNine days,Ferries sail again,{BODY}\n")
    assert only(got)["title"] == "Ferries sail again"


def test_of_two_columns_of_one_name_the_first_wins(tmp_path):
    got = take(tmp_path, "a.csv", f"Title,title,Title,text\nFerries sail again,Two,Three,{BODY}\n")
    assert only(got)["title"] == "Ferries sail again"


def test_columns_named_by_the_user_come_before_synonyms(tmp_path):
    table = f"text,What They Wrote\nnot this one at all here,{BODY}\n"
    got = take(tmp_path, "a.csv", table, columns={"text": "What They Wrote"})
    assert only(got)["text_raw"] == BODY


def test_columns_named_by_the_user_make_a_table(tmp_path):
    got = take(tmp_path, "a.txt", f"Mood;Wrote\ncalm;{BODY}\n", columns={"text": "Wrote"})
    assert only(got)["text_raw"] == BODY


def test_a_named_column_that_a_file_lacks_is_left_to_the_synonyms(tmp_path):
    got = take(tmp_path, "a.csv", f"title,text\nFerries,{BODY}\n", columns={"text": "Wrote"})
    assert only(got)["text_raw"] == BODY


def test_an_unknown_field_is_an_error(tmp_path):
    with pytest.raises(ReadError, match=r"'body'.*title, text, url"):
        take(tmp_path, "a.csv", as_table(FERRIES), columns={"body": "Wrote"})


# reasons


def packed(data, name="a.zip"):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, data)
    return held.getvalue()


REACHED = {
    "empty file": ("a.csv", b""),
    "unsupported format": ("a.pdf", b"%PDF-1.7 and so on"),
    "corrupt file": ("a.parquet", b"PAR1 and no more of it"),
    "undecodable text": ("a.txt", b"\xff\xfea"),
    "not valid JSON": ("a.json", b'[{"title": "Ferries sail'),
    "not valid XML": ("a.xml", b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'></rss>"),
    "not a page": ("a.html", b"<!DOCTYPE html><html><body></body></html>"),
    "too deep": ("a.zip", packed(packed(packed(packed(b"x"))))),
    "too large unpacked": ("a.gz", gzip.compress(bytes(65_000_000))),
    "unsafe name": ("a.zip", packed(b"x", "../a.txt")),
    "not an article": ("a.json", b"[3]"),
    "no known column": ("a.json", b'[{"mood": "calm"}]'),
    "ragged row": ("a.csv", b"title,text\nFerries,sail,again\n"),
    "no text": ("a.json", b'[{"title": " ", "text": null}]'),
    "text too short": ("a.json", b'[{"title": "Ferries", "text": "View Comments"}]'),
    "unpaired surrogate": ("a.json", rb'[{"title": "Ferries \ud83d sail"}]'),
    "record too large": ("a.jsonl", b'{"title": "' + b"x" * 5_000_001 + b'"}\n'),
}


@pytest.mark.parametrize("reason", sorted({*REASONS} - {"unreadable file", "takes too long"}))
def test_every_reason_is_reached(tmp_path, reason):
    got = take(tmp_path, *REACHED[reason])
    assert got.rejects["reason"].to_list() == [reason]
    assert got.report == {"rows_in": 1, "loaded": 0, "duplicate": 0, "quarantined": 1}


def test_a_file_that_cannot_be_opened_is_a_reject(tmp_path):
    gone = File(tmp_path / "gone.txt", "gone.txt", "")
    ((_, _, got),) = stream([gone], settings_for(tmp_path))
    checked(got)
    assert got.rejects.select("source", "record", "reason").rows() == [("gone.txt", 0, "unreadable file")]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("blank.txt", " \n\t\n", "empty file"),
        ("nothing.json", "[]", "empty file"),
        ("header.csv", "title,text\n", "empty file"),
        ("sheet.xml", "<?xml version='1.0'?><book><row>Ferries</row></book>", "unsupported format"),
        ("book.xlsx", b"PK\x03\x04 and so on", "corrupt file"),
        ("noise.txt", bytes(200), "empty file"),
        ("noise.txt", b"\x01\x00" * 200, "unsupported format"),
        ("row.csv", "title,text\nFerries\n", "ragged row"),
        ("large.csv", "title,text\nFerries," + "x" * 5_000_001 + "\n", "record too large"),
        ("large.json", '[{"title": "' + "x" * 5_000_001 + '"}]', "record too large"),
        ("deep.json", "[" * 100_000, "not valid JSON"),
        ("columns.csv", "title,mood\n,calm\n", "no text"),
        ("cut.parquet", as_parquet({"title": "x"})[:-9], "corrupt file"),
        ("header.parquet", as_parquet(schema={"title": pl.String}), "empty file"),
    ],
)
def test_what_is_no_news_has_its_reason(tmp_path, name, content, reason):
    assert take(tmp_path, name, content).rejects["reason"].to_list() == [reason]


# a bad record costs only itself


def test_a_broken_line_costs_only_itself(tmp_path):
    lines = as_lines(FERRIES) + '{"title": "cut o\n[1, 2]\n\n' + as_lines({"title": "Nine days at the pier"})
    got = take(tmp_path, "a.jsonl", lines)
    assert got.articles["source_record"].to_list() == [1, 5]
    assert got.rejects.select("record", "reason").rows() == [(2, "not valid JSON"), (3, "not an article")]


def test_the_byte_of_a_broken_line_is_where_it_starts(tmp_path):
    data = as_lines({"title": "Kadıköy vapuru döndü"}, {"title": "İzmir"}).encode() + b'{"title": "cut o\n'
    byte = take(tmp_path, "a.jsonl", data).rejects["byte"].item()
    assert data[byte:] == b'{"title": "cut o\n'


def test_a_ragged_row_costs_only_itself(tmp_path):
    got = take(tmp_path, "a.csv", f"title,text\nOne,{BODY}\nTwo,a,b,c\nThree\nFour,{BODY}\n")
    assert got.articles["title"].to_list() == ["One", "Four"]
    assert got.rejects.select("record", "reason").rows() == [(2, "ragged row"), (3, "ragged row")]


def test_a_bad_item_of_a_list_costs_only_itself(tmp_path):
    got = take(tmp_path, "a.json", json.dumps([{"title": "One"}, 3, {"title": None}, {"title": "Four"}]))
    assert got.articles["title"].to_list() == ["One", "Four"]
    assert got.rejects.select("record", "reason").rows() == [(2, "not an article"), (3, "no text")]


def test_a_bad_row_of_parquet_costs_only_itself(tmp_path):
    rows = [{"title": "One", "text": BODY}, {"title": None, "text": None}, {"title": "Three", "text": "-1"}]
    got = take(tmp_path, "a.parquet", as_parquet(*rows))
    assert got.articles["title"].to_list() == ["One"]
    assert got.rejects.select("record", "reason").rows() == [(2, "no text"), (3, "text too short")]


def test_a_bad_file_costs_only_itself(tmp_path):
    put(tmp_path, "a.csv", as_table(FERRIES))
    put(tmp_path, "b.parquet", b"PAR1")
    put(tmp_path, "c.txt", b"")
    got = checked(read(tmp_path))
    assert got.report == {"rows_in": 3, "loaded": 1, "duplicate": 0, "quarantined": 2}
    assert got.rejects["source"].to_list() == ["b.parquet", "c.txt"]


# outlets


@pytest.mark.parametrize(
    ("given", "record", "url", "folder", "outlet"),
    [
        ("Halyard Agency", "Marmara World", "https://thamesidereview.example/a", "amarillo", "Halyard Agency"),
        (None, "Marmara World", "https://thamesidereview.example/a", "amarillo", "Marmara World"),
        (None, None, "https://thamesidereview.example/a", "the-amarillo-lantern", "Thameside Review"),
        (None, None, "https://www.sport.thamesidereview.example/a", "amarillo", "Thameside Review"),
        (None, None, "https://www.harbour.example/a", "the-amarillo-lantern", "harbour.example"),
        (None, None, None, "the-amarillo-lantern", "The Amarillo Lantern"),
        (None, None, "javascript:alert(1)", "The_Amarillo_Lantern", "The Amarillo Lantern"),
        (None, None, None, "Harbour Post", "Harbour Post"),
        (None, "marmaraworld.example", None, "amarillo", "Marmara World"),
        (None, "Harbour Post", None, "amarillo", "Harbour Post"),
    ],
)
def test_the_outlet_is_the_users_the_records_the_links_or_the_folders(tmp_path, given, record, url, folder, outlet):
    put(tmp_path, f"{folder}/a.json", as_json({"title": "Ferries", "outlet": record, "url": url}))
    got = checked(read(tmp_path, outlet=given, outlets=OUTLETS))
    assert only(got)["outlet"] == outlet


def test_a_file_that_tells_no_outlet_has_none(tmp_path):
    assert only(take(tmp_path, "a.json", as_json({"title": "Ferries"})))["outlet"] is None


def test_an_outlets_table_in_a_folder_is_no_news(tmp_path):
    put(tmp_path, "outlets.csv", OUTLETS.read_bytes())
    put(tmp_path, "a.csv", as_table(FERRIES))
    got = checked(read(tmp_path))
    assert (got.report["rows_in"], only(got)["outlet"]) == (1, "Marmara World")


def test_an_outlets_table_may_be_a_frame(tmp_path):
    table = pl.DataFrame({"outlet": ["Harbour Post"], "domain": ["marmaraworld.example"], "home": ["Riga, Latvia"]})
    got = only(take(tmp_path, "a.csv", as_table(FERRIES), outlets=table))
    assert (got["outlet"], got["outlet_home"], got["language"]) == ("Harbour Post", "Riga, Latvia", None)


def test_an_outlets_table_without_names_is_an_error(tmp_path):
    with pytest.raises(ReadError, match="no column 'outlet'"):
        take(tmp_path, "a.csv", as_table(FERRIES), outlets=pl.DataFrame({"name": ["Harbour Post"]}))


# paths


def test_readmes_and_hidden_files_are_passed_over(tmp_path):
    for name in ("README.md", "README.txt", "inner/README", ".hidden.csv", ".folder/a.csv"):
        put(tmp_path, name, as_table(FERRIES))
    put(tmp_path, "inner/a.csv", as_table(FERRIES))
    got = checked(read(tmp_path))
    assert got.articles["source_file"].to_list() == ["inner/a.csv"]
    assert got.report["rows_in"] == 1


@pytest.mark.parametrize("address", ["https://marmaraworld.example/a.csv", "http://x.example", "s3://drop/a.csv"])
def test_an_address_is_refused(address):
    with pytest.raises(ReadError, match="opens local files only"):
        read(address)


@pytest.mark.parametrize(("name", "words"), [("gone", "does not exist"), ("gone/*.csv", "nothing matches")])
def test_a_missing_path_is_an_error(tmp_path, name, words):
    with pytest.raises(ReadError, match=words):
        read(tmp_path / name)


def test_a_pattern_gives_what_matches(tmp_path):
    for name in ("a.csv", "b.csv", "c.json"):
        put(tmp_path, name, as_table({"title": name, "section": "Harbour"}))
    got = checked(read(tmp_path / "*.csv"))
    assert got.articles["source_file"].to_list() == ["a.csv", "b.csv"]


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path):
    assert only(take(tmp_path, "news[1].csv", as_table(FERRIES)))["source_file"] == "news[1].csv"


def test_a_file_named_twice_is_read_once(tmp_path):
    path = put(tmp_path, "a.csv", as_table(FERRIES))
    assert checked(read([path, tmp_path, str(path)])).report["rows_in"] == 1


def test_an_empty_folder_gives_empty_frames(tmp_path):
    got = checked(read(tmp_path))
    assert got.report == {"rows_in": 0, "loaded": 0, "duplicate": 0, "quarantined": 0}


def test_an_article_met_twice_is_counted_and_the_first_kept(tmp_path):
    put(tmp_path, "a.csv", as_table(FERRIES))
    put(tmp_path, "b.json", as_json(FERRIES, FERRIES))
    got = checked(read(tmp_path))
    assert got.report == {"rows_in": 3, "loaded": 1, "duplicate": 2, "quarantined": 0}
    assert only(got)["source_file"] == "a.csv"


def test_a_fingerprint_tells_contents_apart():
    assert fingerprint(b"a") == fingerprint(b"a") != fingerprint(b"b")


# what is doubtful


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.example/a", "www.x.example/a", "https://x.example/a b"]
)
def test_a_link_that_is_no_http_address_is_dropped_with_a_warning(tmp_path, url):
    got = only(take(tmp_path, "a.json", as_json(FERRIES, url=url)))
    assert (got["url"], got["warnings"]) == (None, ["the link is no http(s) address"])


@pytest.mark.parametrize(
    ("text", "word"), [(BODY.replace("ferry", "f\ufffdrry"), "lost"), (BODY + "\x07", "control characters")]
)
def test_a_damaged_text_is_kept_with_a_warning(tmp_path, text, word):
    got = only(take(tmp_path, "a.json", as_json(FERRIES, text=text)))
    assert got["text_raw"] == text
    assert [word in warning for warning in got["warnings"]] == [True]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (BODY, "full"),
        (None, "headline"),
        ("  ", "headline"),
        (BODY + " [+1204 chars]", "truncated"),
        (BODY + " […]", "truncated"),
        (BODY + " [...]\n", "truncated"),
        (BODY + " Continue reading …", "truncated"),
        (BODY + "\nSubscribe to read the whole story", "truncated"),
        ("She would [...] continue reading the map to them.", "full"),
    ],
)
def test_a_text_is_full_truncated_or_only_a_headline(tmp_path, text, kind):
    got = only(take(tmp_path, "a.json", as_json(FERRIES, text=text)))
    assert got["text_kind"] == kind
    assert (got["word_count"] == 0) == (kind == "headline")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        (None, []),
        ("", []),
        ("Oriel Vantongeren", ["Oriel Vantongeren"]),
        ("By Oriel Vantongeren", ["Oriel Vantongeren"]),
        ("by Oriel Vantongeren and Cem Dalgakıran", ["Oriel Vantongeren", "Cem Dalgakıran"]),
        ("Oriel Vantongeren; Cem Dalgakıran & Odd Sand", ["Oriel Vantongeren", "Cem Dalgakıran", "Odd Sand"]),
        ("Oriel Vantongeren, Cem Dalgakıran", ["Oriel Vantongeren", "Cem Dalgakıran"]),
        ("Written by Ferdinand Anders.", ["Ferdinand Anders"]),
        ("Halyard Agency", ["Halyard Agency"]),
    ],
)
def test_a_byline_is_split_into_names(byline, names):
    assert fields.authors(byline) == names


# article_id


def made_id(folder, **fields):
    return only(take(folder, "a.json", as_json({**FERRIES, "outlet": "Harbour Post", **fields})))["article_id"]


@pytest.mark.parametrize("field", ["title", "published", "author", "section", "language", "mood"])
def test_an_id_with_a_link_does_not_depend_on(tmp_path, field):
    assert made_id(tmp_path, **{field: "2025-01-01"}) == made_id(tmp_path)


@pytest.mark.parametrize(("field", "value"), [("outlet", "Pier"), ("url", "http://x.example"), ("text", BODY + "!")])
def test_an_id_depends_on(tmp_path, field, value):
    assert made_id(tmp_path, **{field: value}) != made_id(tmp_path)


@pytest.mark.parametrize("field", ["title", "published"])
def test_without_a_link_an_id_depends_on_title_and_date(tmp_path, field):
    assert made_id(tmp_path, url=None, **{field: "2025-01-01"}) != made_id(tmp_path, url=None)


def test_an_id_does_not_depend_on_the_file_or_the_place_in_it(tmp_path):
    one = take(tmp_path, "a.json", as_json({"title": "Nine days"}, FERRIES)).articles["article_id"][1]
    two = take(tmp_path, "inner/z.jsonl", as_lines(FERRIES)).articles["article_id"][0]
    assert one == two


# days


@pytest.mark.parametrize(
    ("outlet", "written", "published", "day"),
    [
        ("Marmara World", "2025-06-02T23:30:00Z", "2025-06-02T23:30", date(2025, 6, 3)),
        ("The Amarillo Lantern", "2025-06-02T02:00:00Z", "2025-06-02T02:00", date(2025, 6, 1)),
        ("Thameside Review", "2025-06-02T23:30:00Z", "2025-06-02T23:30", date(2025, 6, 3)),
        ("Thameside Review", "2025-01-02T23:30:00Z", "2025-01-02T23:30", date(2025, 1, 2)),
        ("Halyard Agency", "2025-06-02T23:30:00Z", "2025-06-02T23:30", date(2025, 6, 2)),
        ("Marmara World", "2025-06-02 01:00", "2025-06-01T22:00", date(2025, 6, 2)),
        ("The Amarillo Lantern", "2025-06-02T01:00:00+03:00", "2025-06-01T22:00", date(2025, 6, 1)),
        ("Harbour Post", "2025-06-02T23:30:00Z", "2025-06-02T23:30", date(2025, 6, 2)),
    ],
)
def test_the_day_is_the_one_at_the_outlets_home(tmp_path, outlet, written, published, day):
    record = {"title": "Ferries", "outlet": outlet, "date": written}
    got = only(take(tmp_path, "a.json", as_json(record), outlets=OUTLETS))
    assert got["published"] == datetime.fromisoformat(published).replace(tzinfo=UTC)
    assert (got["day"], got["date_precision"]) == (day, "second")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_a_date_without_a_time_keeps_its_day_in_every_zone(tmp_path, zone):
    got = only(take(tmp_path, "a.json", as_json({"title": "Ferries", "date": "June 2, 2025"}), timezone=zone))
    assert (got["day"], got["date_precision"]) == (date(2025, 6, 2), "day")
    assert got["published"] == datetime(2025, 6, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outlet", "zone", "hour", "warned"),
    [("Marmara World", "America/Chicago", 7, False), (None, "Europe/Riga", 7, False), (None, None, 10, True)],
)
def test_a_time_without_a_zone_is_the_outlets_else_the_users_else_utc(tmp_path, outlet, zone, hour, warned):
    record = {"title": "Ferries", "outlet": outlet, "date": "2025-06-02 10:00"}
    got = only(take(tmp_path, "a.json", as_json(record), outlets=OUTLETS, timezone=zone))
    assert got["published"] == datetime(2025, 6, 2, hour, tzinfo=UTC)
    assert bool(got["warnings"]) == warned


def test_an_unknown_time_zone_is_an_error(tmp_path):
    with pytest.raises(ReadError, match="no time zone 'Europe/Kadikoy'"):
        take(tmp_path, "a.csv", as_table(FERRIES), timezone="Europe/Kadikoy")


def test_an_ambiguous_date_alone_stays_undated(tmp_path):
    got = only(take(tmp_path, "a.json", as_json({"title": "Ferries", "date": "05/08/2025"})))
    assert (got["published"], got["day"], got["date_precision"], got["date_source"]) == (None, None, "none", "none")
    assert "cannot be told apart" in got["warnings"][0]
    assert got["published_raw"] == "05/08/2025"


@pytest.mark.parametrize(
    ("other", "day"), [("05/23/2025", date(2025, 5, 8)), ("23.05.2025", date(2025, 8, 5)), ("08/08/2025", None)]
)
def test_an_ambiguous_date_is_read_in_the_order_its_column_shows(tmp_path, other, day):
    records = [{"title": "Ferries", "date": "05/08/2025"}, {"title": "Nine days", "date": other}]
    got = take(tmp_path, "a.json", as_json(*records)).articles
    assert got["day"][0] == day
    assert ["05/08/2025" in warning for warning in got["warnings"][0]] == [True]
    assert got["warnings"][1].to_list() == []


def test_a_month_alone_gives_no_day(tmp_path):
    got = only(take(tmp_path, "a.json", as_json({"title": "Ferries", "date": "May 2025"})))
    assert (got["published"], got["day"], got["date_precision"]) == (None, None, "month")


# damage

PARQUET = as_parquet(*({"title": f"Ferry {n}", "text": f"{BODY} Crew {n} stayed."} for n in range(20)))


@pytest.fixture(scope="module")
def drop(tmp_path_factory):
    """A folder in which a hypothesis test writes its files anew for each example."""
    return tmp_path_factory.mktemp("drop")


@given(st.integers(0, len(PARQUET) - 1))
@settings(max_examples=30, deadline=None)
def test_a_parquet_file_cut_short_is_a_reject(drop, length):
    got = take(drop, "a.parquet", PARQUET[:length])
    assert (got.report["loaded"], got.report["quarantined"]) == (0, 1)


@given(st.integers(4, len(PARQUET) - 1), st.integers(1, 7))
@settings(max_examples=100, deadline=None)
def test_a_parquet_file_with_a_flipped_bit_never_raises(drop, place, bit):
    """The lowest bit is left alone: where it is a count's sign, polars ends the process (pola-rs/polars#15342)."""
    data = bytearray(PARQUET)
    data[place] ^= 1 << bit
    take(drop, "a.parquet", bytes(data))


PIECES = [
    *(b'{"title": "Ferries"}\n', b'{"title": ', b'"', b"[", b"]", b"{", b"}", b",", b";", b"\t", b"|", b"\n", b"\r"),
    *(b"title,text\n", b"Ferries," + BODY.encode() + b"\n", b"June 2, 2025\n", b"05/08/2025", b"null", b"1e999"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00", b"\\ud800", b"\xc4\xb1", b"\xfd\xfe", b"http://[", b"<p>"),
]
NOISE = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)), max_size=20).map(b"".join)


@given(NOISE, st.sampled_from([".txt", ".csv", ".json", ".jsonl", ".parquet", ""]))
@example(b'{"title": "Ferries"}\n{"title": \n', ".jsonl")
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_without_raising(drop, data, suffix):
    got = take(drop, f"a{suffix}", data)
    assert got.report["rows_in"] > 0


# rows in, rows out

CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(["\n", "\t", '"', ",", ";", "'"])
WORDS = st.text(CHARACTERS, max_size=30).map(lambda noise: f"A{noise}z")
ROWS = st.lists(
    st.tuples(WORDS, WORDS.map(lambda noise: f"They met on the pier {noise}"), WORDS), min_size=1, max_size=5
).map(
    lambda rows: [
        {"title": title, "text": text, "section": section, "url": f"https://harbour.example/{n}"}
        for n, (title, text, section) in enumerate(rows)
    ]
)


def kept(got):
    return got.articles.select("title", "section", "url", text="text_raw").to_dicts()


@given(ROWS, st.sampled_from([",", ";", "\t", "|"]))
@settings(max_examples=50, deadline=None)
def test_rows_written_as_a_table_come_back_complete(drop, rows, delimiter):
    got = take(drop, "a.csv", as_table(*rows, delimiter=delimiter))
    assert pl.DataFrame(kept(got)).select(*rows[0]).to_dicts() == rows


@given(ROWS, st.booleans())
@settings(max_examples=50, deadline=None)
def test_rows_written_as_jsonl_come_back_complete(drop, rows, ascii_only):
    lines = "".join(json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows)
    got = take(drop, "a.jsonl", lines)
    assert pl.DataFrame(kept(got)).select(*rows[0]).to_dicts() == rows


@given(ROWS)
@settings(max_examples=30, deadline=None)
def test_a_table_and_json_give_the_same_ids(drop, rows):
    table = take(drop, "a.csv", as_table(*rows))
    assert table.articles["article_id"].equals(take(drop, "b.json", as_json(*rows)).articles["article_id"])
    assert table.articles["article_id"].equals(take(drop, "c.parquet", as_parquet(*rows)).articles["article_id"])


NINE = {"title": "Nine days", "section": "Harbour"}
CONTENTS = [as_table(FERRIES), as_json(NINE, FERRIES), as_table(NINE), "cut", BODY]


@given(st.permutations(CONTENTS))
@settings(max_examples=12, deadline=None)
def test_the_order_of_files_does_not_matter(drop, contents):
    for number, content in enumerate(contents):
        put(drop / "order", f"{number}.txt", content)
    got = checked(read(drop / "order"))
    assert got.report == {"rows_in": 6, "loaded": 3, "duplicate": 2, "quarantined": 1}
    alone = [take(drop, "a.txt", content).articles for content in CONTENTS]
    assert set(got.articles["article_id"]) == set(pl.concat(alone)["article_id"])


def test_the_order_of_paths_does_not_matter(tmp_path):
    paths = [put(tmp_path, f"{number}.txt", content) for number, content in enumerate(CONTENTS)]
    one, two = checked(read(paths)), checked(read(paths[::-1]))
    assert one.articles.equals(two.articles)
    assert one.rejects.equals(two.rejects)


# the sample


@pytest.fixture(scope="module")
def news():
    return checked(read(SAMPLE))


def test_the_sample_is_read_whole(news):
    assert news.report == {"rows_in": 241, "loaded": 235, "duplicate": 1, "quarantined": 5}
    assert set(news.articles["outlet"].value_counts().rows()) == {
        ("Marmara World", 43),
        ("Halyard Agency", 45),
        ("The Amarillo Lantern", 44),
        ("Thameside Review", 36),
        ("Vėtrungė Public Media", 33),
        ("Yelkovan Gazetesi", 34),
    }
    assert dict(news.articles["text_kind"].value_counts().rows()) == {"full": 226, "truncated": 5, "headline": 4}


def test_the_samples_traps_are_set_aside(news):
    found = news.rejects.select("source", "record", "reason").rows()
    assert [row[1:] for row in found if row[0] == "2025-01_06/halyard-agency.jsonl"] == [(8, "not valid JSON")]
    assert [row[1:] for row in found if row[0] == "2025-07/halyard-agency.jsonl"] == [(3, "no text")]
    assert [row[2] for row in found if row[0] == "2025-01_06/amarillo-lantern.csv"] == ["ragged row"]
    assert [row[1:] for row in found if row[0] == "2025-07/thameside-review.xml"] == [(4, "no text")]


def test_the_samples_days_are_as_planted(news):
    dated = news.articles.drop_nulls("day")
    assert (dated.height, dated["day"].min(), dated["day"].max()) == (224, date(2025, 1, 3), date(2025, 7, 31))
    lantern = news.articles.filter(outlet="The Amarillo Lantern")
    days = dict(lantern.select("published_raw", "day").rows())
    assert (days["05/08/2025"], days["06/02/2025 8:15 AM"]) == (date(2025, 5, 8), date(2025, 6, 2))
