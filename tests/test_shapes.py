"""The shapes JSON and tables come in: what services and programs write, and tables that are damaged."""

import csv
import io
import json
import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.reading import bulk, columns, families, jsonish, languages, parquet, read, shapes, tables, tei
from dateline.reading.source import Records

BODY = "The ferry crews met the owners on Monday."
MORE = "Then all of them had tea on deck."
LINK = "https://marmaraworld.example/ferries"


def take(folder, name, content):
    """The reading of one file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    got = read(path)
    books = got.report
    assert books["rows_in"] == books["loaded"] + books["duplicate"] + books["quarantined"]
    assert (books["loaded"], books["quarantined"]) == (got.articles.height, got.rejects.height)
    return got


def first(got):
    """The first article, as a dict."""
    return got.articles.row(0, named=True)


def rows(records):
    """Records as dicts without nulls, each with its number."""
    names = list(records.columns)
    listed = zip(records.numbers, zip(*records.columns.values(), strict=True), strict=True)
    return [
        (number, {name: value for name, value in zip(names, row, strict=True) if value is not None})
        for number, row in listed
    ]


def bad(records):
    return [(number, reason) for number, _, reason, _ in records.rejects]


def table(text, delimiter=","):
    return tables.read_delimited(text, delimiter)


# services


def test_newsapi(tmp_path):
    article = {
        "source": {"id": None, "name": "Marmara World"},
        "author": "Ada Bell",
        "title": "Ferries sail again",
        "description": "After nine days.",
        "url": LINK,
        "urlToImage": LINK + ".jpg",
        "publishedAt": "2025-06-12T08:00:00Z",
        "content": f"{BODY}\r\n{MORE}… [+4411 chars]",
    }
    lost = article | {"title": "Vapurlar", "url": LINK + "/2", "content": "„“ , . 100 , : ( ) - . IPO [+90 chars]"}
    removed = article | {"title": "[Removed]", "content": "[Removed]", "url": "https://removed.example"}
    nothing = article | {"content": None, "url": LINK + "/3"}
    wrapped = {"status": "ok", "totalResults": 4, "articles": [article, lost, removed, nothing]}
    got = take(tmp_path, "a.json", json.dumps(wrapped))
    assert got.articles["text_kind"].to_list() == ["truncated", "headline", "headline"]
    assert got.articles["outlet"].unique().to_list() == ["Marmara World"]
    assert got.rejects.select("record", "reason").rows() == [(3, "no text")]


def test_newsapi_flattened(tmp_path):
    article = {"source-id": None, "source-name": "Harbour Post", "title": "Ferries", "content": BODY, "ID": 7}
    article["instances"] = [{"collectedAt": "2025-06-12T08:00:00Z", "location": "tr", "category": "general"}]
    got = first(take(tmp_path, "a.json", json.dumps([article])))
    assert (got["outlet"], got["text_raw"]) == ("Harbour Post", BODY)


def test_newsapi_in_a_table_has_its_source_written_as_an_object():
    got = table(f"source,title,content\n\"{{'id': None, 'name': 'Harbour Post'}}\",Ferries,{BODY}\n")
    assert got.columns["source"] == ["Harbour Post"]


def test_webz_posts(tmp_path):
    thread = {"url": LINK, "site_full": "www.marmaraworld.example", "title": "Ferries sail again", "country": "TR"}
    post = {
        "thread": thread,
        "url": LINK,
        "author": "Ada Bell",
        "published": "2025-06-12T09:29:00.000+03:00",
        "title": "Ferries sail again",
        "text": BODY,
        "language": "english",
    }
    lite = post | {"url": LINK + "/2", "title": "", "text": "Full text is unavailable in the news API lite version"}
    got = take(tmp_path, "a.json", json.dumps({"posts": [post, lite], "totalResults": 2, "next": "/more"}))
    assert got.articles["title"].to_list() == ["Ferries sail again", "Ferries sail again"]
    assert got.articles["text_kind"].to_list() == ["full", "headline"]
    assert first(got)["published"].isoformat() == "2025-06-12T06:29:00+00:00"


def test_news_please(tmp_path):
    article = {
        "authors": ["Ada Bell", "Cem Dal"],
        "date_download": "None",
        "date_publish": "2025-06-12 08:00:00",
        "description": "After nine days.",
        "language": "tr",
        "maintext": BODY,
        "source_domain": "marmaraworld.example",
        "text": None,
        "title": "Ferries sail again",
        "title_page": None,
        "url": LINK,
    }
    got = first(take(tmp_path, "a.json", json.dumps(article)))
    assert (got["text_raw"], got["authors"], got["day"].isoformat()) == (BODY, ["Ada Bell", "Cem Dal"], "2025-06-12")
    got = first(take(tmp_path, "b.json", json.dumps(article | {"date_publish": "None", "authors": []})))
    assert (got["published_raw"], got["warnings"], got["authors"]) == (None, [], [])


EXTRACT = {
    "title": "Ferries sail again",
    "author": "Ada Bell; Cem Dal",
    "hostname": "marmaraworld.example",
    "date": "2025-06-12",
    "fingerprint": "35a5469add290b4d",
    "raw_text": BODY,
    "text": f"{BODY}\n{MORE}",
    "source": LINK,
    "source-hostname": "Marmara World",
    "excerpt": "After nine days.",
    "categories": "harbour",
}


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_trafilatura_json(tmp_path, name):
    got = first(take(tmp_path, name, json.dumps(EXTRACT)))
    assert (got["url"], got["outlet"], got["section"]) == (LINK, "Marmara World", "harbour")
    assert (got["text_raw"], got["authors"]) == (EXTRACT["text"], ["Ada Bell", "Cem Dal"])


def extract_row(**changed):
    fields = {"url": LINK, "id": "null", "fingerprint": "35a5469add290b4d", "hostname": "marmaraworld.example"}
    fields |= {"title": "Ferries, again", "image": "null", "date": "2025-06-12", "text": f'{BODY}\n{MORE}, and "more"'}
    fields |= {"comments": "null", "license": "null", "pagetype": "article"} | changed
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t").writerow(fields.values())
    return buffer.getvalue()


def test_trafilatura_csv_has_no_header():
    text = extract_row() + extract_row(url=LINK + "/2", text="null")
    assert tables.delimiter_of(text, ".csv") == "\t"
    got = rows(table(text, "\t"))
    assert got[0] == (1, {
        "url": LINK, "fingerprint": "35a5469add290b4d", "hostname": "marmaraworld.example", "title": "Ferries, again",
        "date": "2025-06-12", "text": f"{BODY}\n{MORE}, and \"more\"", "pagetype": "article",
    })  # fmt: skip
    assert "text" not in got[1][1]


def test_gdelt_article_lists(tmp_path):
    article = {
        "url": LINK,
        "url_mobile": "",
        "title": "Ferries sail again",
        "seendate": "20250602T101500Z",
        "domain": "marmaraworld.example",
        "language": "Turkish",
        "sourcecountry": "Turkey",
    }
    got = first(take(tmp_path, "a.json", json.dumps({"articles": [article]})))
    assert (got["text_kind"], got["outlet"], got["published_raw"]) == (
        "headline", "marmaraworld.example", "20250602T101500Z")  # fmt: skip
    got = take(tmp_path, "a.csv", f"\ufeffURL,MobileURL,Date,Title\n{LINK},,2025-06-02 10:15:00,Ferries sail again\n")
    assert first(got)["title"] == "Ferries sail again"


def graph_row(number, extras=""):
    row = [f"20250602101500-{number}", "20250602101500", "1", "marmaraworld.example", LINK] + ["x;y,z"] * 21 + [extras]
    return "\t".join(row) + "\n"


def test_gdelt_tables_have_no_header_and_no_articles(tmp_path):
    row = "7\t20250602101500\t20250602101500\t1\tmarmaraworld.example\t" + LINK + "\t1" * 10 + "\n"
    assert tables.delimiter_of(row, ".csv") == "\t"
    got = table(row * 3, "\t")
    assert (got.numbers, got.columns["MentionIdentifier"]) == ([1, 2, 3], [LINK] * 3)
    assert not columns.is_table(got.columns)
    assert "GDELT mentions" in columns.what(got.columns)
    got = table(graph_row(1) + graph_row(2), "\t")
    assert not columns.is_table(got.columns)
    assert "knowledge graph" in columns.what(got.columns)
    assert take(tmp_path, "a.csv", "globaleventid,mentionidentifier,x\n7,https://a.example,1\n").rejects[
        "reason"
    ].to_list() == ["no known column"]


def test_the_knowledge_graph_may_keep_page_titles():
    extras = '<PAGE_AUTHORS>Ada Bell</PAGE_AUTHORS><PAGE_TITLE>Ferries &amp; tea "again"</PAGE_TITLE>'
    text = graph_row("T1", extras) + graph_row(2)
    assert tables.delimiter_of(text, ".csv") == "\t"
    got = table(text, "\t")
    assert columns.match(got.columns)["url"] == "DocumentIdentifier"
    assert (got.columns["title"], got.columns["authors"]) == (['Ferries & tea "again"', None], ["Ada Bell", None])


def test_media_cloud_stories_and_counts(tmp_path):
    got = take(tmp_path, "a.csv",
               "id,language,media_name,media_url,publish_date,title,url\n"
               f"7,en,Marmara World,marmaraworld.example,2025-06-12,Ferries sail again,{LINK}\n")  # fmt: skip
    assert (first(got)["text_kind"], first(got)["outlet"]) == ("headline", "Marmara World")
    for head in ("date,count,total_count,ratio", "date,name,matched_stories,query"):
        got = take(tmp_path, "b.csv", f"{head}\n2025-06-12,9,90,0.1\n")
        assert got.rejects["reason"].to_list() == ["no known column"]
        assert columns.what(head.split(",")) == "counts of stories, not the stories"


def feed(**item):
    listed = [{"id": "1", "url": LINK, "title": "Ferries", "date_published": "2025-06-12T08:00:00Z"} | item]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Marmara World", "items": listed})


def test_json_feed(tmp_path):
    item = {"content_html": "<p>They met on <b>Monday</b> &amp; ate.</p><p>Tea was served.</p>"}
    item["authors"] = [{"name": "Ada Bell"}, {"name": "Cem Dal"}]
    got = first(take(tmp_path, "a.json", feed(**item)))
    assert (got["text_raw"], got["text_kind"]) == ("They met on Monday & ate.\nTea was served.", "full")
    assert (got["outlet"], got["authors"], got["day"].isoformat()) == (
        "Marmara World", ["Ada Bell", "Cem Dal"], "2025-06-12")  # fmt: skip
    assert first(take(tmp_path, "a.json", feed(content_text=BODY)))["text_raw"] == BODY
    assert first(take(tmp_path, "a.json", feed(summary=BODY)))["text_kind"] == "truncated"
    assert first(take(tmp_path, "a.json", feed()))["text_kind"] == "headline"


@pytest.mark.parametrize(
    "markup", ["\x00<p>They met</p>", "<!-- -->", "<?xml version='1.0' encoding='x'?><p>a</p>", "<"]
)
def test_html_of_a_json_feed_cannot_stop_the_reading(markup):
    assert len(jsonish.read_document(feed(content_html=markup)).numbers) == 1


def test_apis_that_keep_their_words_in_inner_objects():
    guardian = {"webTitle": "Ferries", "webUrl": LINK, "webPublicationDate": "2025-06-12T08:00:00Z",
                "sectionName": "Harbour", "fields": {"bodyText": BODY, "byline": "Ada Bell"}}  # fmt: skip
    times = {"headline": {"main": "Ferries"}, "web_url": LINK, "byline": {"original": "By Ada Bell"}, "abstract": BODY}
    elastic = {"_index": "news", "_source": {"title": "Ferries", "text": BODY}}
    press = {"title": {"rendered": "Ferries &amp; tea"}, "content": {"rendered": f"<p>{BODY}</p>"}, "link": LINK}
    registry = {"articles": {"results": [{"title": "Ferries", "body": BODY, "source": {"title": "Harbour Post"}}]}}
    for document, title, text in (
        ({"response": {"results": [guardian]}}, "Ferries", BODY),
        ({"response": {"docs": [times]}}, "Ferries", None),
        ({"hits": {"total": 1, "hits": [elastic]}}, "Ferries", BODY),
        ([press], "Ferries & tea", BODY),
        (registry, "Ferries", BODY),
        ({"value": [{"name": "Ferries", "url": LINK, "datePublished": "2025-06-12"}]}, "Ferries", None),
    ):
        got = jsonish.read_document(json.dumps(document))
        found = columns.match(got.columns)
        assert got.columns[found["title"]] == [title]
        assert (got.columns[found["text"]] if "text" in found else [None]) == [text]


@pytest.mark.parametrize(
    "document",
    [
        {"title": ["One", "Two"], "text": [BODY, MORE]},
        {"title": {"0": "One", "1": "Two"}, "text": {"0": BODY, "1": MORE}},
        {"columns": ["title", "text"], "index": [0, 1], "data": [["One", BODY], ["Two", MORE]]},
        {"a7": {"title": "One", "text": BODY}, "b9": {"title": "Two", "text": MORE}},
    ],
)
def test_tables_written_as_json(document):
    got = jsonish.read_document(json.dumps(document))
    assert rows(got) == [(1, {"title": "One", "text": BODY}), (2, {"title": "Two", "text": MORE})]


# data sets


def test_huffpost(tmp_path):
    record = {"category": "WORLD", "headline": "Ferries sail again", "authors": "Ada Bell", "link": LINK}
    record |= {"short_description": "After nine days.", "date": "2025-06-12"}
    got = first(take(tmp_path, "a.json", (json.dumps(record) + "\n") * 2))
    assert (got["title"], got["section"], got["text_kind"]) == ("Ferries sail again", "WORLD", "headline")


def test_abc_headlines(tmp_path):
    got = first(take(tmp_path, "a.csv", "publish_date,headline_text\n20250612,ferries sail again\n"))
    assert (got["title"], got["day"].isoformat()) == ("ferries sail again", "2025-06-12")


@pytest.mark.parametrize(
    ("mark", "head"), [(",", "ID,TITLE,URL,PUBLISHER,CATEGORY,STORY,HOSTNAME,TIMESTAMP\n"), ("\t", "")]
)
def test_the_uci_aggregator_numbers_its_stories(mark, head):
    row = ["1", 'Ferries "again', LINK, "Marmara World", "b", "ddUyU0VZz0BRneMioxUPQVP6sIxvM", "marmaraworld.example"]
    text = head + mark.join([*row, "1394470370698"]) + "\n" + mark.join(["2", *row[1:], "1394470370698"]) + "\n"
    assert tables.delimiter_of(text) == mark
    got = table(text, mark)
    found = columns.match(got.columns)
    assert (found["title"], found["outlet"], "text" in found) == ("TITLE", "PUBLISHER", False)
    assert got.numbers == [1, 2]


# values


@pytest.mark.parametrize("word", ["None", "nan", "null", "N/A", "NaT", ""])
def test_words_for_nothing_are_nothing(word):
    assert table(f"title,text,author\nFerries,{word},{word}\n").columns["author"] == [None]
    assert jsonish.read_lines(json.dumps({"title": "Ferries", "text": word})).columns["text"] == [None]


def test_words_for_nothing_are_nothing_in_parquet_too():
    buffer = io.BytesIO()
    pl.DataFrame({"title": ["Ferries", "None"], "n": [1.5, None]}).write_parquet(buffer)
    assert parquet.read(buffer.getvalue()).table.to_dict(as_series=False) == {
        "title": ["Ferries", None],
        "n": ["1.5", None],
    }


def test_a_column_without_values_gives_way():
    got = shapes.settle(Records({"text": [None, "nan"], "content": [BODY, None], "mood": [None, None]}, [1, 2]))
    assert list(got.columns) == ["content", "mood"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("['Ada Bell', 'Cem Dal']", "Ada Bell; Cem Dal"),
        ('["Ada O\'Neil"]', "Ada O'Neil"),
        ("[{'name': 'Ada Bell', 'uri': 'x'}]", "Ada Bell"),
        ("[]", None),
        ("[Staff]", "[Staff]"),
        ("[", "["),
        ("{", "{"),
        ("By Ada Bell", "By Ada Bell"),
    ],
)
def test_lists_written_as_text_are_lists(written, read):
    assert shapes.settle(Records({"title": ["Ferries"], "authors": [written]}, [1])).columns["authors"] == [read]


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["name", "age"], None),
        (["name", "url"], None),
        (["date", "name", "count"], None),
        (["name", "text"], "name"),
        (["name", "url", "datePublished"], "name"),
        (["name", "title"], "title"),
    ],
)
def test_a_name_is_a_title_only_beside_a_text_or_a_dated_link(names, title):
    assert columns.match(names).get("title") == title


@pytest.mark.parametrize(("word", "code"), [("english", "en"), ("türkçe", "tr"), ("lit", "lt"), ("ukrainian", "uk")])
def test_languages_by_their_words(word, code):
    assert languages.code(word) == code


# JSON that is damaged


def test_old_mac_line_ends_end_lines_of_json():
    assert jsonish.read_lines('{"title": "One"}\r{"title": "Two"}\r').columns == {"title": ["One", "Two"]}


@pytest.mark.parametrize("start", ["[", '{"status": "ok", "totalResults": 3, "articles": ['])
def test_whole_objects_before_a_break_are_kept(start):
    text = start + '{"title": "Kadıköy"}, {"title": "Two"}, {"title": "Thr'
    got = jsonish.read_document(text)
    assert got.columns == {"title": ["Kadıköy", "Two"]}
    [(number, byte, reason, _)] = got.rejects
    assert (number, reason, text.encode()[byte:]) == (3, "not valid JSON", b'{"title": "Thr')


def test_objects_one_after_the_other_are_records():
    text = json.dumps({"title": "One"}, indent=1) + "\n" + json.dumps({"title": "Two"}, indent=1)
    got = jsonish.read_document(text)
    assert (got.columns, got.rejects) == ({"title": ["One", "Two"]}, [])


@pytest.mark.parametrize("text", ["[", "{", "nonsense", "[1, 2", '"a" "b"', "[" * 100_000, '{"a":' * 100_000])
def test_what_is_no_json_is_one_reject(text):
    assert bad(jsonish.read_document(text)) == [(0, "not valid JSON")]


@given(st.text(alphabet='[]{}":, \n1aarticles', max_size=60))
def test_json_of_any_kind_is_read_or_refused(text):
    for got in (jsonish.read_document(text), jsonish.read_lines(text)):
        assert all(len(values) == len(got.numbers) for values in got.columns.values())


# tables that are damaged

HEAD = "title,text,date,url\n"


def row(name, text=BODY, more=""):
    return f"{name},{text},2025-06-12{more},https://harbourpost.example/{name}\n"


def test_rows_swallowed_by_a_stray_quote_are_recovered():
    quoted = row("Six", f'"{MORE}, they said"')
    text = HEAD + row("One") + row("Two", f'"{BODY}') + row("Three") + row("Four") + row("Five", "x") + quoted
    got = table(text)
    assert [number for number, _ in rows(got)] == [1, 3, 4, 5, 6]
    assert got.columns["text"][-1] == f"{MORE}, they said"
    assert bad(got) == [(2, "ragged row")]
    assert "line 3:" in got.rejects[0][3]


def test_a_stray_quote_costs_its_row_where_rows_have_many_lines():
    many = row("Three", f'"{BODY}\n\n{MORE}, they said"')
    got = table(HEAD + row("One", f'"{BODY}') + many + row("Two", f'"{BODY}') + row("Four") + many)
    assert [number for number, _ in rows(got)] == [2, 4, 5]
    assert got.columns["text"][0] == f"{BODY}\n\n{MORE}, they said"
    assert bad(got) == [(1, "ragged row"), (3, "ragged row")]


def test_a_quote_that_nothing_closes_costs_its_row():
    got = table(HEAD + row("One") + row("Two", f'"{BODY}') + row("Three"))
    assert [number for number, _ in rows(got)] == [1, 3]
    assert bad(got) == [(2, "ragged row")]


def test_lines_of_a_text_are_no_rows():
    """A text with quotes that are not doubled falls apart; its lines may look like rows but for links and dates."""
    broken = row("Two", f'"{BODY}\nThey said "yes", then left, all of them, together\nfor tea, coffee, cake, and talk"')
    got = table(HEAD + row("One") + broken + row("Three"))
    assert got.columns["title"] == ["One", "Three"]
    assert got.rejects[0][3].startswith("lines 3 to ")


def test_words_after_a_closing_quote_are_forgiven():
    got = table(f'title,text\n"Ferries" sail again,{BODY}\nTwo,"{BODY}\n{MORE}" \nThree,{MORE}\n')
    assert got.columns["title"] == ["Ferries sail again", "Two", "Three"]
    assert (got.columns["text"][1].strip(), got.rejects) == (f"{BODY}\n{MORE}", [])


@pytest.mark.parametrize(
    "line", ['x","', '"a', 'a,"b', 'a,"x","', '""",x', 'a,"b"c,"d', 'a,"b,c,d"', '"a""', '"' * 9, "a,b,c", '"a"b,c,d,"']
)
def test_broken_quotes_take_no_more_time_than_whole_ones(line):
    started = time.process_time()
    got = table(HEAD + (line + "\n") * 20_000 + row("One"))
    assert time.process_time() - started < 5
    assert got.rows_in


CELLS = st.sampled_from(['"', '""', ",", ";", "\n", "\r", "a", "text", "title", " ", '","', "\x00", "http://a.example"])


@settings(max_examples=400)
@given(st.booleans(), st.lists(CELLS, max_size=40))
def test_every_record_of_a_broken_table_has_one_number(headed, cells):
    got = table("title,text,date\n" * headed + "".join(cells))
    numbers = sorted(got.numbers + [number for number, *_ in got.rejects])
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(len(values) == len(got.numbers) for values in got.columns.values())
    assert tables.delimiter_of("".join(cells), ".csv") in (None, *tables.MARKS)


@settings(max_examples=200)
@given(st.lists(st.tuples(*[st.text(alphabet='ab",;\n é', min_size=1).map(lambda cell: f"x{cell}x")] * 3), min_size=1))
def test_what_csv_writes_is_read_as_it_was(records):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([("title", "text", "mood"), *records])
    got = table(buffer.getvalue())
    assert (list(zip(*got.columns.values(), strict=True)), got.rejects) == (records, [])


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n"])
def test_line_ends_of_old_macs(ending):
    text = f'title,text\nOne,"{BODY}\n{MORE}"\nTwo,{MORE}\n'.replace("\n", ending)
    assert tables.delimiter_of(text) == ","
    assert table(text).columns == {"title": ["One", "Two"], "text": [f"{BODY}\n{MORE}", MORE]}


def test_line_separators_within_a_text_end_no_line():
    assert table("title,text\nOne,They met.\u2028They ate.\x0b\x85Tea.\n").columns["text"] == [
        "They met.\u2028They ate.\x0b\x85Tea."
    ]


def test_a_header_met_again_is_no_row():
    text = f"title,text\nOne,{BODY}\ntitle,text\nTwo,{MORE}\n"
    assert rows(table(text)) == [(1, {"title": "One", "text": BODY}), (2, {"title": "Two", "text": MORE})]


@pytest.mark.parametrize("head", ["text,title", "text,url,title"])
def test_another_header_starts_another_table(head):
    cells = {"title": "Two", "text": MORE, "url": LINK}
    second = ",".join(cells[name] for name in head.split(","))
    got = table(f"title,text\nOne,{BODY}\n{head}\n{second}\n")
    assert [(record["title"], record["text"]) for _, record in rows(got)] == [("One", BODY), ("Two", MORE)]
    assert got.numbers == [1, 2]


@pytest.mark.parametrize("above", ["# made on Monday\n", "News of June\n\n", "sep=;\n", "Exported; by hand\nby Ada\n"])
def test_lines_above_a_header_are_passed_over_and_said(above):
    text = f"{above}title;text\nOne;{BODY}\nTwo;{MORE}\n"
    assert tables.delimiter_of(text, ".csv") == ";"
    got = table(text, ";")
    assert got.columns == {"title": ["One", "Two"], "text": [BODY, MORE]}
    assert "above the header" in got.warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "Talks open in Istanbul\n\nThey met.\n",
        "Talks open\n\nText, title, and link were given to all of them.\nThey met, ate, and left.\n",
        "Talks open; they met.\nTitle; text\n",
    ],
)
def test_prose_is_no_table(text):
    assert tables.delimiter_of(text) is None


@pytest.mark.parametrize("text", ["key,val\n1,2\n3,4\n", 'a,b\n1,"ha\nha"\n3,4\n', "a;b;c\n1;2;3\n"])
def test_a_file_named_a_table_is_one_when_its_rows_are_even(text):
    assert tables.delimiter_of(text, ".csv") == text[1 if text[0] == "a" else 3]
    assert tables.delimiter_of(text, ".txt") is None


def test_a_delimiter_that_only_the_header_has():
    got = table(f"title;text;mood\nOne,{BODY},calm\nTwo,{MORE},calm\n", ";")
    assert got.columns["text"] == [BODY, MORE]
    got = table(f"title,text\n{BODY}\n{MORE}\n")
    assert bad(got) == [(1, "ragged row"), (2, "ragged row")]


def test_columns_the_user_names_tell_a_header():
    text = "made on Monday\nWrote;Mood;Date\nThey met;calm;2025-06-12\n"
    assert tables.read_delimited(text, ";", {"text": "Wrote"}).columns["Wrote"] == ["They met"]


def test_a_table_of_many_rows_keeps_their_order_and_numbers():
    lines = [f"{number},{BODY}" if number % 5000 else f"{number},a,b" for number in range(1, 12_001)]
    got = table("title,text\n" + "\n".join(lines))
    assert got.numbers == [number for number in range(1, 12_001) if number % 5000]
    assert got.columns["title"] == [str(number) for number in got.numbers]
    assert bad(got) == [(5000, "ragged row"), (10_000, "ragged row")]


# TEI and trafilatura's XML

DOC = (
    '<doc sitename="Marmara World" title="Ferries &amp; tea" author="Ada Bell; Cem Dal" date="2025-06-12" '
    f'url="{LINK}" hostname="marmaraworld.example" categories="harbour" fingerprint="35a5469add290b4d"><main>'
    f'<head rend="h2">Nine days</head><p>{BODY} <hi rend="b">Then</hi> they\n ate.</p><list><item>Tea</item>'
    "<item>Cake</item></list><quote><p>Enough.</p></quote><table><row><cell>1</cell><cell>2</cell></row></table>"
    "<p>First<lb/>second</p></main><comments><p>What a day</p></comments></doc>"
)
WORDS = f"Nine days\n{BODY} Then they ate.\nTea\nCake\nEnough.\n1 2\nFirst\nsecond"
TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title type="main">Ferries</title>'
    "<author>Ada Bell</author><author>Cem Dal</author></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc>"
    "<bibl>Ferries, 2025</bibl><biblFull><titleStmt><title>Ferries</title></titleStmt><publicationStmt><publisher>"
    f'Marmara World (marmaraworld.example)</publisher><ptr type="URL" target="{LINK}"/><date>2025-06-12</date>'
    '</publicationStmt></biblFull></sourceDesc></fileDesc><profileDesc><textClass><keywords><term type="categories">'
    f"harbour</term></keywords></textClass></profileDesc></teiHeader><text><body><div type='entry'><p>{BODY}</p>"
    f"<ab type='header'>Later</ab><p>{MORE}</p></div><div type='comments'><p>What a day</p></div></body></text></TEI>"
)


def test_trafilatura_xml():
    assert tei.is_one(DOC.encode())
    [(number, got)] = rows(tei.read(DOC.encode()))
    assert (number, got.pop("text")) == (1, WORDS)
    assert got == {"title": "Ferries & tea", "url": LINK, "published": "2025-06-12", "outlet": "Marmara World",
                   "authors": "Ada Bell; Cem Dal", "section": "harbour"}  # fmt: skip


@pytest.mark.parametrize("coded", ["utf-8", "utf-8-sig", "utf-16"])
def test_tei(coded):
    data = f"<?xml version='1.0' encoding='{coded[:6].rstrip('-')}'?>\n<!-- June -->\n{TEI}".encode(coded)
    assert tei.is_one(data)
    [(_, got)] = rows(tei.read(data))
    assert got == {"title": "Ferries", "url": LINK, "published": "2025-06-12", "outlet": "Marmara World",
                   "authors": "Ada Bell; Cem Dal", "section": "harbour", "text": f"{BODY}\nLater\n{MORE}"}  # fmt: skip


def test_many_documents_in_one_file():
    for text in (f"<docs>{DOC}{DOC}</docs>", f"{DOC}\n{DOC}", f"<teiCorpus><teiHeader/>{TEI}{TEI}</teiCorpus>"):
        assert tei.read(text.encode()).numbers == [1, 2]


BOMB = '<!DOCTYPE TEI [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY file SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (f"<?xml version='1.0'?>{BOMB}<TEI><text><body><p>&b;&file;</p></body></text></TEI>".encode(), "not valid XML"),
        (f"{BOMB}<TEI>&b;</TEI>".encode("utf-16"), "not valid XML"),
        (b"<doc title='Ferries'><main><p>cut o", "not valid XML"),
        (b"<doc><main>&#0;</main></doc>", "not valid XML"),
        (b"", "not valid XML"),
        (b"<docs/>", "empty file"),
        (b"<teiCorpus></teiCorpus>", "empty file"),
        (b"<doc><main>" + b"<p>" * 100_000, "not valid XML"),
    ],
)
def test_damaged_and_hostile_xml_is_a_reject(data, reason):
    assert bad(tei.read(data)) == [(0, reason)]


def test_a_bare_document_has_only_what_it_holds():
    assert rows(tei.read(b"<TEI><text><body><p>They met.</p></body></text></TEI>"))[0][1] == {"text": "They met."}
    assert rows(tei.read(b"<doc title='Ferries'/>"))[0][1] == {"title": "Ferries"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body><main>a</main></body></html>",
        b"<rss/>",
        b"<docs><main/></docs>",
        b"<doc><row/></doc>",
        b"TEI",
    ],
)
def test_other_markup_is_not_tei(data):
    assert not tei.is_one(data)


def test_a_declared_type_does_not_hide_tei():
    assert tei.is_one(f"<?xml version='1.0'?>{BOMB}<TEI/>".encode())


def careful(text, mark=None):
    """What the row-by-row readers make of a text, as they do of a small one."""
    records = tables.read_delimited(text, mark) if mark else jsonish.read_lines(text)
    return records.columns, records.rejects, records.numbers


CELL = st.text(alphabet=st.sampled_from(list('ab,;"\n \r\té—{[0')), max_size=8)


@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6), st.sampled_from([",", ";", "\t"]), st.data())
def test_a_table_read_at_once_is_the_table_read_row_by_row(rows, mark, data):
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark, lineterminator="\n").writerows([("title", "text", "mood"), *rows])
    text = buffer.getvalue()
    if data.draw(st.booleans()):  # a letter more or less breaks a quote or a row
        at = data.draw(st.integers(17, len(text)))
        text = text[:at] + data.draw(st.sampled_from(["", '"', mark, "\n"])) + text[at + data.draw(st.integers(0, 1)) :]
    whole = bulk.delimited(text.encode(), mark)
    if whole is not None:
        columns, rejects, numbers = careful(text, mark)
        assert not rejects
        assert numbers == list(range(1, whole.height + 1))
        settled = shapes.settle(whole).table.to_dict(as_series=False)
        blank = {name: [value or None for value in values] for name, values in columns.items()}
        assert {name: [value or None for value in values] for name, values in settled.items()} == blank


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**12) | st.text(max_size=6) | st.sampled_from(["x", "{", "[1]", 1.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "id"]), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=300)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["title", "text", "author", "source", "mood"]), JSON, max_size=5),
        min_size=1,
        max_size=5,
    )
)
def test_lines_read_at_once_are_the_lines_read_one_by_one(items):
    text = "\n".join(json.dumps(item) for item in items)
    whole = bulk.lines(text.encode())
    if whole is not None:
        columns, rejects, numbers = careful(text)
        assert not rejects
        assert numbers == list(range(1, whole.height + 1))
        made = shapes.settle(whole).table.to_dict(as_series=False)
        for name in ("title", "text", "author", "source"):
            empty = [None] * whole.height
            assert [v or None for v in made.get(name, empty)] == [v or None for v in columns.get(name, empty)], name


@pytest.mark.parametrize(
    "broken",
    ['{"title": "\\ud800"}', "[1]", "null", '{"title": ', "", '{"title": {"name": "x"}}', '{"title": 5.0}'],
)
def test_lines_that_polars_would_read_otherwise_are_not_read_at_once(broken):
    assert bulk.lines(f'{{"title": "Ferries"}}\n{broken}\n{{"title": "Grain"}}'.encode()) is None


def test_a_large_table_is_read_at_once_and_a_broken_one_row_by_row(tmp_path, monkeypatch):
    monkeypatch.setattr(families, "WORTH", 10)
    rows = [f'Ferries {n},"They sailed at {n}, and\ncame back before noon."\n' for n in range(50)]
    good, bad = (
        "title,text\n" + "".join(rows[:25]) + stray + "".join(rows[25:]) for stray in ("", 'Grain,"They left\n')
    )
    monkeypatch.setattr(families.tables, "read_delimited", None)
    (tmp_path / "good.csv").write_text(good)
    assert read(tmp_path).articles.height == 50
    monkeypatch.undo()
    (tmp_path / "good.csv").write_text(bad)
    got = read(tmp_path)
    assert got.articles.height >= 49
    assert got.rejects["reason"].to_list() == ["ragged row"]
