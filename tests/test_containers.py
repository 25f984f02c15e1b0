"""Compressed files, archives and web archives: what they hold is read in memory; what could do harm is set aside."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline import read
from dateline.reading import containers, warc

pytestmark = [  # warcio leaves its temporary files to the garbage collector
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
BODY = "The night ferry left Kadıköy at ten with nine passengers and a piano on board."
TABLE = f"title,text,date\nFerries sail,{BODY},2025-06-02\nPiano tuned,{BODY} It was tuned.,2025-06-03\n".encode()
PAGE = (
    "<!DOCTYPE html><html><head><title>Ferries sail</title></head><body><article><h1>Ferries sail</h1>"
    f"<p>{BODY}</p><p>{BODY} Nobody asked whose it was.</p></article></body></html>"
).encode()
PACKED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.ZstdCompressor().compress}


def zipped(*members, ratio=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", ratio) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def tarred(*members, link=None):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        if link:
            info = tarfile.TarInfo("link.txt")
            info.type, info.linkname = tarfile.SYMTYPE, link
            archive.addfile(info)
    return held.getvalue()


def take(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    got = read(tmp_path)
    assert got.report["rows_in"] == got.articles.height + got.report["duplicate"] + got.rejects.height
    return got


def reasons(got):
    return got.rejects["reason"].to_list()


@pytest.mark.parametrize("ending", PACKED)
def test_a_compressed_table_is_read(tmp_path, ending):
    got = take(tmp_path, f"news.csv.{ending}", PACKED[ending](TABLE))
    assert got.articles["title"].to_list() == ["Ferries sail", "Piano tuned"]
    assert set(got.articles["source_file"]) == {f"news.csv.{ending}!news.csv"}


@pytest.mark.parametrize("pack", [zipped, tarred, lambda *members: gzip.compress(tarred(*members))])
def test_an_archives_files_are_read_in_their_folders(tmp_path, pack):
    got = take(
        tmp_path, "news.bin", pack(("marmara-world/a.csv", TABLE), ("README.md", b"not news"), (".hidden", b"x"))
    )
    assert got.articles.height == 2
    assert set(got.articles["outlet"]) == {"marmara-world"}
    assert got.articles["source_file"][0].endswith("!marmara-world/a.csv")
    assert got.rejects.is_empty()


def test_a_page_in_an_archive_in_an_archive_is_read(tmp_path):
    got = take(tmp_path, "news.zip", zipped(("june.zip", zipped(("page.html", PAGE)))))
    assert got.articles["source_file"].to_list() == ["news.zip!june.zip!page.html"]


def test_the_same_articles_plain_and_packed_are_duplicates(tmp_path):
    (tmp_path / "a.csv").write_bytes(TABLE)
    assert take(tmp_path, "a.csv.gz", gzip.compress(TABLE)).report["duplicate"] == 2


def test_archives_nested_too_deep_are_not_opened(tmp_path):
    data = TABLE
    for depth in range(containers.DEPTH + 1):
        data = zipped((f"{depth}.zip" if depth else "a.csv", data))
    assert reasons(take(tmp_path, "news.zip", data)) == ["too deep"]


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "C:\\out.txt", "ok\\..\\..\\out.txt"])
def test_a_name_that_leads_out_is_set_aside(tmp_path, name):
    got = take(tmp_path, "news.zip", zipped((name, b"x"), ("a.csv", TABLE)))
    assert (got.articles.height, reasons(got)) == (2, ["unsafe name"])
    assert not (tmp_path.parent / "out.txt").exists()


def test_a_link_is_set_aside(tmp_path):
    got = take(tmp_path, "news.tar", tarred(("a.csv", TABLE), link="/etc/passwd"))
    assert (got.articles.height, reasons(got)) == (2, ["unsafe name"])


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "SMALL", 1_000_000)
    got = take(tmp_path, "bomb.txt.gz", gzip.compress(bytes(20_000_000)))
    assert reasons(got) == ["too large unpacked"]
    got = take(tmp_path, "bomb.txt.gz", zipped(("a.txt", bytes(20_000_000))))
    assert reasons(got) == ["too large unpacked"]


def test_a_file_cut_short_keeps_the_lines_before_its_end(tmp_path):
    lines = b"".join(f'{{"title": "Ferry {n}", "text": "{BODY} {n * 7919}."}}\n'.encode() for n in range(3000))
    got = take(tmp_path, "a.jsonl.gz", gzip.compress(lines)[:-2000])
    assert got.articles.height > 100
    assert "corrupt file" in reasons(got)


def test_a_damaged_member_costs_only_itself(tmp_path):
    data = bytearray(
        zipped(("a.csv", TABLE), ("b.csv", TABLE.replace(b"Ferries", b"Trams!!")), ratio=zipfile.ZIP_STORED)
    )
    data[data.index(b"Ferries")] ^= 0xFF
    got = take(tmp_path, "news.zip", bytes(data))
    assert got.articles["title"].to_list() == ["Trams!! sail", "Piano tuned"]
    assert reasons(got) == ["corrupt file"]


@pytest.mark.parametrize("data", [zipped(), gzip.compress(b""), tarred()])
def test_an_empty_container_is_said(tmp_path, data):
    assert reasons(take(tmp_path, "news.bin", data)) in (["empty file"], ["unsupported format"])


def answered(*pages, packed=True):
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=packed)
    for url, status, form, data in pages:
        headers = StatusAndHeaders(status, [("Content-Type", form)], protocol="HTTP/1.0")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(data), http_headers=headers))
    return held.getvalue()


PAGES = (
    ("https://harbour.example/a", "200 OK", "text/html; charset=utf-8", PAGE),
    ("https://harbour.example/b.png", "200 OK", "image/png", b"\x89PNG"),
    ("https://harbour.example/c", "404 Not Found", "text/html", b"<html>gone</html>"),
)


@pytest.mark.parametrize(
    "data", [answered(*PAGES), answered(*PAGES, packed=False), gzip.compress(answered(*PAGES, packed=False))]
)
def test_a_web_archives_pages_are_read_and_the_rest_is_said(tmp_path, data):
    got = take(tmp_path, "crawl.warc.gz", data)
    assert got.articles.select("title", "url").rows() == [("Ferries sail", "https://harbour.example/a")]
    assert reasons(got) == ["not a page", "not a page"]


def test_a_web_archive_cut_short_keeps_what_came_before(tmp_path):
    data = answered(*PAGES[:1], packed=False)
    got = take(tmp_path, "crawl.warc", data + data[: len(data) // 2])
    assert got.articles.height == 1
    assert "corrupt file" in reasons(got) or "not a page" in reasons(got)


def test_a_wacz_is_read_by_its_archives_alone(tmp_path):
    data = zipped(
        ("datapackage.json", b"{}"), ("pages/pages.jsonl", b"{}"), ("archive/a.warc.gz", answered(*PAGES[:1]))
    )
    got = take(tmp_path, "crawl.wacz", data)
    assert warc.is_wacz(data)
    assert (got.articles.height, got.rejects.height) == (1, 0)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["zip", "gz", "tar", "warc"]), st.data())
def test_damage_never_raises(kind, data):
    whole = {
        "zip": zipped(("a.csv", TABLE), ("b.csv", TABLE)), "gz": gzip.compress(TABLE),
        "tar": tarred(("a.csv", TABLE)), "warc": answered(*PAGES, packed=False),
    }[kind]  # fmt: skip
    harmed = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
        harmed[place] ^= 1 << data.draw(st.integers(0, 7))
    harmed = bytes(harmed[: data.draw(st.integers(1, len(whole)))])
    if kind == "warc":
        assert all(answer.data is not None or answer.refused for answer in warc.answers(harmed))
    elif containers.kind(harmed):
        assert all(member.data is not None or member.refused for member in containers.members(harmed, "a.bin"))
