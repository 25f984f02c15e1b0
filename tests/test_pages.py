"""Saved web pages and feeds: what they state is read, what they do not state is null, and none can hang the reader."""

import json
from pathlib import Path

import pytest

from dateline import read
from dateline.reading import feeds, pages, sniffing

BODY = (
    "The night ferry left Kadıköy at ten with nine passengers and a piano on board, and nobody asked whose it was.",
    "By the time it reached the lagoon at Karşıyaka the piano had been tuned by a dentist from Foça, who sent no bill.",
    "The captain said that he would have charged for a harp, since a harp takes up two seats and wants a window.",
)
TITLE = "Night ferry carries a piano to Karşıyaka"


def page(body=BODY, title=TITLE, head="", before="", after="", lang="en"):
    text = "".join(f"<p>{one}</p>" for one in body)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Harbour Post</title>{head}'
        f"</head><body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{before}{text}</article>{after}"
        "<footer>About us</footer></body></html>"
    )


def take(tmp_path, content, name="a.html", **settings):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    got = read(path, **settings)
    assert got.report["rows_in"] == got.articles.height + got.rejects.height
    return got


def only(got):
    assert got.rejects.height == 0, got.rejects.rows()
    assert got.articles.height == 1
    return got.articles.row(0, named=True)


def linked(**fields):
    stated = json.dumps({"@type": "NewsArticle", **fields})
    return f'<script type="application/ld+json">{stated}</script>'


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


def test_a_page_gives_its_title_and_its_body_alone(tmp_path):
    row = only(take(tmp_path, page()))
    assert row["title"] == TITLE
    assert row["text_raw"].split("\n") == list(BODY)
    assert (row["text_kind"], row["language"]) == ("full", "en")


def test_what_linked_data_states_is_read(tmp_path):
    head = linked(
        headline=TITLE, datePublished="2025-06-02T18:40:00+03:00", author=[{"name": "Ada Bell"}, {"name": "Cem Dal"}]
    )
    row = only(take(tmp_path, page(head=head)))
    assert row["published"].isoformat() == "2025-06-02T15:40:00+00:00"
    assert row["authors"] == ["Ada Bell", "Cem Dal"]


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (meta("article:published_time", "2025-06-02"), ""),
        ("", '<time datetime="2025-06-02">Monday</time>'),
        ("", "<span class='date'>2 June 2025</span>"),
        ("", "<p>2025 m. birželio 2 d.</p>"),
    ],
)
def test_a_day_is_read_where_it_stands(tmp_path, head, before):
    assert str(only(take(tmp_path, page(head=head, before=before)))["day"]) == "2025-06-02"


def test_no_day_is_invented_from_a_year(tmp_path):
    row = only(take(tmp_path, page(after="<p>© 2025 Harbour Post</p>")))
    assert (row["published"], row["date_precision"]) == (None, "none")


@pytest.mark.parametrize("tail", [" | Harbour Post", " - Harbour Post", " – harbour.example"])
def test_a_sites_name_is_taken_off_the_title(tmp_path, tail):
    head = meta("og:title", TITLE + tail) + meta("og:site_name", "Harbour Post")
    head += '<link rel="canonical" href="https://harbour.example/a">'
    assert only(take(tmp_path, page(head=head)))["title"] == TITLE


def test_an_outlet_is_known_by_its_domain_and_else_named_by_itself(tmp_path):
    head = meta("og:site_name", "Harbour Post") + '<link rel="canonical" href="https://harbour.example/a">'
    assert only(take(tmp_path, page(head=head)))["outlet"] == "Harbour Post"
    table = tmp_path / "table.csv"
    table.write_text("outlet,domain,home,language,timezone\nThe Harbour Post,harbour.example,Foça,en,Europe/Istanbul\n")
    assert only(take(tmp_path, page(head=head), outlets=table))["outlet"] == "The Harbour Post"


def test_a_page_that_breaks_off_at_a_wall_is_truncated(tmp_path):
    cut = (*BODY[:2], BODY[2][:60])
    wall = "<div class='paywall'>Subscribe to go on reading</div>"
    assert only(take(tmp_path, page(cut, after=wall)))["text_kind"] == "truncated"
    assert only(take(tmp_path, page(BODY, after=wall)))["text_kind"] == "full"


def test_a_page_without_a_body_is_a_headline(tmp_path):
    row = only(take(tmp_path, page(())))
    assert (row["title"], row["text_raw"], row["text_kind"]) == (TITLE, None, "headline")


@pytest.mark.parametrize("encoding", ["cp1254", "cp1257", "iso-8859-9"])
def test_a_declared_encoding_is_followed(tmp_path, encoding):
    text = page().replace("utf-8", encoding).replace("ı", "i").replace("ş", "s")
    assert "Foça" in only(take(tmp_path, text.encode(encoding, "xmlcharrefreplace")))["text_raw"]


def test_many_pages_come_in_the_order_of_their_names(tmp_path):
    names = [f"{number:03}" for number in range(70)]
    for name in names:
        (tmp_path / f"{name}.html").write_text(page(title=f"{TITLE} number {name}"))
    (tmp_path / "035.txt").write_text("\n".join([TITLE, "", *BODY]))
    titles = read(tmp_path).articles["title"].to_list()
    assert titles == [*(f"{TITLE} number {name}" for name in names[:36]), TITLE,
                      *(f"{TITLE} number {name}" for name in names[36:])]  # fmt: skip


def test_a_page_that_takes_too_long_costs_only_itself(tmp_path, monkeypatch):
    pages.stop()
    endless = tmp_path / "endless.py"
    endless.write_text("import time\nwhile True: time.sleep(9)")
    with monkeypatch.context() as patch:
        patch.setattr(pages, "_PROGRAM", endless)
        patch.setattr(pages, "SECONDS", 0.2)
        assert take(tmp_path, page()).rejects["reason"].to_list() == ["takes too long"]
    only(take(tmp_path, page()))


def test_a_page_that_ends_its_reader_costs_only_itself(tmp_path, monkeypatch):
    pages.stop()
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(3)")
    with monkeypatch.context() as patch:
        patch.setattr(pages, "_PROGRAM", broken)
        assert take(tmp_path, page()).rejects["reason"].to_list() == ["not a page"]
    only(take(tmp_path, page()))


def test_a_tag_of_a_hundred_thousand_attributes_is_not_parsed(tmp_path):
    crowd = " ".join(f"a{number}=1" for number in range(100_000))
    assert take(tmp_path, page(before=f"<div {crowd}></div>")).rejects["reason"].to_list() == ["not a page"]


def feed(*items, head=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Harbour Post</title><language>en-gb</language>{''.join(items)}</channel></rss>"
    )


WHOLE = (
    f"<item><title>{TITLE}</title><link>https://harbour.example/a</link><dc:creator>Ada Bell</dc:creator>"
    "<pubDate>Mon, 02 Jun 2025 18:40:00 +0300</pubDate><description>A ferry, a piano.</description>"
    f"<content:encoded><![CDATA[{''.join(f'<p>{one}</p>' for one in BODY)}]]></content:encoded></item>"
)
BRIEF = f"<item><title>Harp refused</title><link>https://harbour.example/b</link><description>{BODY[2]}</description></item>"


def test_a_feed_gives_whole_texts_and_summaries_as_such(tmp_path):
    got = take(tmp_path, feed(WHOLE, BRIEF, "<item><title>No text at all</title></item>"), "a.xml")
    assert got.articles["text_kind"].to_list() == ["full", "truncated", "headline"]
    first = got.articles.row(0, named=True)
    assert first["text_raw"].split("\n") == list(BODY)
    assert (first["outlet"], first["authors"], first["language"]) == ("Harbour Post", ["Ada Bell"], "en")
    assert first["published"].isoformat() == "2025-06-02T15:40:00+00:00"


def test_atom_is_a_feed(tmp_path):
    atom = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title>'
        f'<entry><title>{TITLE}</title><link href="https://harbour.example/a"/><updated>2025-06-02T10:00:00Z</updated>'
        f"<content type='html'>&lt;p&gt;{BODY[0]}&lt;/p&gt;</content></entry></feed>"
    )
    assert only(take(tmp_path, atom, "a.xml"))["text_raw"] == BODY[0]


def test_an_empty_item_and_a_broken_end_cost_only_themselves(tmp_path):
    got = take(tmp_path, feed(WHOLE, "<item><title></title></item>"), "a.xml")
    assert (got.articles.height, got.rejects["reason"].to_list()) == (1, ["no text"])
    cut = take(tmp_path, feed(WHOLE, BRIEF)[:-90], "b.xml")
    assert cut.articles.height >= 1
    assert "not valid XML" in cut.rejects["reason"].to_list()


def test_a_feed_that_declares_entities_is_set_aside(tmp_path):
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert take(tmp_path, feed(WHOLE, head=bomb), "a.xml").rejects["reason"].to_list() == ["not valid XML"]


def test_a_link_that_runs_code_is_dropped(tmp_path):
    item = WHOLE.replace("https://harbour.example/a", "javascript:alert(1)")
    row = only(take(tmp_path, feed(item), "a.xml"))
    assert row["url"] is None


@pytest.mark.parametrize("markup", ["", "  ", "<p></p>", "<br>"])
def test_markup_without_words_is_no_text(markup):
    assert feeds.plain(markup) is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xef\xbb\xbf<!doctype HTML>", "page"),
        (b"\n\n<!-- saved from url --><html>", "page"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "page"),
        (b"<?xml version='1.0'?><rdf:RDF xmlns:rdf='a'>", "feed"),
        (b"<?xml version='1.0'?><feed xmlns='a'>", "feed"),
        (b"<?xml version='1.0'?><book/>", "xml"),
        (b"<3 ferries", None),
        ("<html>".encode("utf-16"), "page"),
    ],
)
def test_markup_is_told_by_its_first_words(data, kind):
    assert sniffing.markup(data) == kind


def test_the_program_that_reads_pages_imports_nothing_of_ours():
    source = Path(pages.__file__).with_name("page.py").read_text()
    assert "dateline." not in source.replace("nothing of dateline", "")


def test_control_characters_named_in_markup_do_no_harm():
    assert feeds.plain("They &#11; met <b>on &#x1;Monday</b>") == "They met on Monday"
