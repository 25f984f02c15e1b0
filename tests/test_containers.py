"""Compressed files, archives and web archives: what lies in them is read, and what is amiss in them is said."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.errors import REASONS
from dateline.reading import containers, read, warc

TITLES = ["Ferries sail again", "Nine days at the pier", "A piano aboard"]
BODY = "The ferry crews met the owners on Monday."
PARAGRAPHS = (
    "The night ferry left the harbour at ten with nine passengers and a piano on board, and nobody asked whose it was.",
    "By the time it reached the lagoon the piano had been tuned by a dentist from upriver, who sent no bill.",
    "The captain said that he would have charged for a harp, since a harp takes up two seats and wants a window.",
)
TABLE = "title,text\n" + "".join(f"{title},{BODY}\n" for title in TITLES)
LINES = "".join(json.dumps({"title": title, "text": BODY}) + "\n" for title in TITLES)


def noise(count):
    """A table that does not pack to nothing: its rows have numbers that do not repeat."""
    return "title,text\n" + "".join(
        f"Ferry {n},Crew {n * 7919 % 104729} met its {n**3} owners there.\n" for n in range(count)
    )


def text(title, body=BODY):
    return f"{title}\n\n{body}\n"


def page(title):
    body = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def raw(content):
    return content if isinstance(content, bytes) else content.encode()


def zipped(files, packed=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", packed) as archive:
        for name, content in files.items():
            archive.writestr(name, raw(content))
    return held.getvalue()


def tarred(files, mode="w"):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw(content))
            archive.addfile(info, io.BytesIO(raw(content)))
    return held.getvalue()


STREAMS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
}
ARCHIVES = {
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda files: tarred(files, "w:gz"),
    "tgz": lambda files: tarred(files, "w:gz"),
    "tar.xz": lambda files: tarred(files, "w:xz"),
}


def checked(got):
    """A reading, after what must hold for every one of them."""
    books = got.report
    assert books["rows_in"] == books["loaded"] + books["duplicate"] + books["quarantined"]
    assert books["rows_in"] > 0
    assert (books["loaded"], books["quarantined"]) == (got.articles.height, got.rejects.height)
    assert set(got.rejects["reason"]) <= set(REASONS)
    assert sum(got.rejects.drop("byte").null_count().row(0)) == 0
    assert all(name.isprintable() for name in [*got.articles["source_file"], *got.rejects["source"]])
    return got


def take(folder, name, content, **given):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw(content))
    return checked(read(path, **given))


def loaded(got):
    """Where each article came from, and its title."""
    return got.articles.select("source_file", "title").rows()


def refused(got):
    return got.rejects.select("source", "reason").rows()


def whole(got):
    """The titles of a reading that set nothing aside."""
    assert refused(got) == []
    return got.articles["title"].to_list()


# every container, around every family


@pytest.mark.parametrize("ending", STREAMS)
@pytest.mark.parametrize(("name", "content"), [("a.csv", TABLE), ("a.jsonl", LINES)])
def test_a_compressed_file_is_read_like_the_file_in_it(tmp_path, ending, name, content):
    got = take(tmp_path, f"{name}.{ending}", STREAMS[ending](content.encode()))
    assert refused(got) == []
    assert loaded(got) == [(f"{name}.{ending}!{name}", title) for title in TITLES]


@pytest.mark.parametrize("ending", STREAMS)
def test_a_compressed_page_and_a_compressed_text_are_read(tmp_path, ending):
    pack = STREAMS[ending]
    assert whole(take(tmp_path, f"a.html.{ending}", pack(page(TITLES[0]).encode()))) == [TITLES[0]]
    assert whole(take(tmp_path, f"a.txt.{ending}", pack(text(TITLES[1]).encode()))) == [TITLES[1]]


@pytest.mark.parametrize("ending", ARCHIVES)
def test_an_archive_holds_every_family(tmp_path, ending):
    files = {"june/a.csv": TABLE, "june/b.html": page("Tolls rise"), "june/c.txt": text("Quays close")}
    got = take(tmp_path, f"news.{ending}", ARCHIVES[ending](files))
    assert whole(got) == [*TITLES, "Tolls rise", "Quays close"]
    assert {file.rsplit("!", 1)[1] for file in got.articles["source_file"]} == set(files)


@pytest.mark.parametrize("ending", ["", ".dat", ".csv"])
def test_a_container_is_told_by_its_content(tmp_path, ending):
    assert whole(take(tmp_path, f"news{ending}", zipped({"a.csv": TABLE}))) == TITLES
    assert whole(take(tmp_path, f"more{ending}", gzip.compress(TABLE.encode()))) == TITLES


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_may_be_packed_by_any_method_of_the_library(tmp_path, method):
    assert whole(take(tmp_path, "news.zip", zipped({"a.csv": TABLE}, method))) == TITLES


@pytest.mark.parametrize("ending", STREAMS)
def test_compressed_files_set_end_to_end_are_one(tmp_path, ending):
    cut = TABLE.index(TITLES[1])
    pack = STREAMS[ending]
    data = pack(TABLE[:cut].encode()) + pack(TABLE[cut:].encode())
    assert whole(take(tmp_path, f"a.csv.{ending}", data)) == TITLES


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("news.zip", "news.zip!june/talks.txt"),
        ("news.tar", "news.tar!june/talks.txt"),
        ("news.tar.gz", "news.tar.gz!news.tar!june/talks.txt"),
        ("news.tgz", "news.tgz!news.tar!june/talks.txt"),
    ],
)
def test_a_source_is_named_by_every_container_it_lies_in(tmp_path, name, source):
    files = {"june/talks.txt": text(TITLES[0])}
    assert loaded(take(tmp_path, name, ARCHIVES[name.split(".", 1)[1]](files))) == [(source, TITLES[0])]


def test_a_compressed_file_in_an_archive_is_named_once(tmp_path):
    got = take(tmp_path, "news.zip", zipped({"a.csv.gz": gzip.compress(TABLE.encode())}))
    assert got.articles["source_file"].unique().to_list() == ["news.zip!a.csv.gz!a.csv"]


def test_a_zip_in_a_zip_is_read(tmp_path):
    inner = zipped({"june/talks.txt": text(TITLES[0])})
    got = take(tmp_path, "news.zip", zipped({"july.zip": inner, "a.csv": TABLE.replace(TITLES[0], "Tolls rise")}))
    assert loaded(got)[0] == ("news.zip!a.csv", "Tolls rise")
    assert loaded(got)[-1] == ("news.zip!july.zip!june/talks.txt", TITLES[0])


def test_the_columns_of_a_file_within_are_told(tmp_path):
    assert take(tmp_path, "news.zip", zipped({"a.csv": TABLE})).columns == {
        "news.zip!a.csv": {"title": "title", "text": "text"}
    }


# outlets and order


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz"])
def test_the_inner_folder_names_the_outlet(tmp_path, ending):
    files = {"Harbour Post/a.txt": text(TITLES[0]), "all/Quay Courier/b.txt": text(TITLES[1]), "c.txt": text(TITLES[2])}
    got = take(tmp_path, f"news.{ending}", ARCHIVES[ending](files))
    assert dict(got.articles.select("title", "outlet").rows()) == {
        TITLES[0]: "Harbour Post", TITLES[1]: "Quay Courier", TITLES[2]: None
    }  # fmt: skip


def test_outside_any_inner_folder_the_outer_one_names_the_outlet(tmp_path):
    (tmp_path / "Harbour Post").mkdir()
    (tmp_path / "Harbour Post/a.txt.gz").write_bytes(gzip.compress(text(TITLES[0]).encode()))
    inner = zipped({"b.txt": text(TITLES[1])})
    (tmp_path / "news.zip").write_bytes(zipped({"Quay Courier/june.zip": inner}))
    got = checked(read(tmp_path))
    assert got.articles.select("title", "outlet").rows() == [(TITLES[0], "Harbour Post"), (TITLES[1], "Quay Courier")]


def test_backslashes_divide_folders_too(tmp_path):
    got = take(tmp_path, "news.zip", zipped({"june\\": b"", "Harbour Post\\a.txt": text(TITLES[0])}))
    assert whole(got) == [TITLES[0]]
    assert got.articles["outlet"].to_list() == ["Harbour Post"]


def test_a_zip_is_read_by_name_and_a_tar_as_it_comes(tmp_path):
    files = {"b.txt": text(TITLES[1]), "a/z.html": page("Tolls rise"), "a.txt": text(TITLES[0])}
    assert whole(take(tmp_path, "news.zip", zipped(files))) == [TITLES[0], "Tolls rise", TITLES[1]]
    assert whole(take(tmp_path, "news.tar", tarred(files))) == [TITLES[1], "Tolls rise", TITLES[0]]


def test_the_order_in_a_zip_does_not_matter(tmp_path):
    files = {f"{number}.txt": text(title) for number, title in enumerate(TITLES)}
    forth = take(tmp_path, "news.zip", zipped(files))
    back = take(tmp_path, "news.zip", zipped(dict(reversed(files.items()))))
    assert forth.articles.equals(back.articles)


def test_many_pages_of_an_archive_come_in_order(tmp_path):
    files = {f"{number:03}.html": page(f"Ferry number {number:03}") for number in range(40)}
    assert whole(take(tmp_path, "news.zip", zipped(files))) == [f"Ferry number {number:03}" for number in range(40)]


# the same thing twice


def test_a_file_plain_and_compressed_is_one_article_and_its_duplicates(tmp_path):
    (tmp_path / "a.csv").write_text(TABLE)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(TABLE.encode()))
    (tmp_path / "a.zip").write_bytes(zipped({"a.csv": TABLE}))
    got = checked(read(tmp_path))
    assert got.report == {"rows_in": 9, "loaded": 3, "duplicate": 6, "quarantined": 0}
    assert got.articles["source_file"].unique().to_list() == ["a.csv"]


def test_two_files_of_one_name_in_an_archive_are_both_read(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", text(TITLES[0]))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", text(TITLES[1]))
    assert whole(take(tmp_path, "news.zip", held.getvalue())) == TITLES[:2]


# what is passed over


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz"])
def test_what_is_no_news_in_an_archive_is_passed_over(tmp_path, ending):
    files = {
        "README.md": "What this is, and who gave it to us for what.",
        "june/README": "What this is, and who gave it to us for what.",
        "june/outlets.csv": "outlet,domain\nHarbour Post,harbour.example\n",
        "datapackage.json": "{}",
        "__MACOSX/june/._talks.txt": b"\x00\x05\x16\x07",
        ".hidden/talks.txt": text("Tolls rise"),
        "june/.DS_Store": b"\x00\x00\x00\x01Bud1",
        "june/talks.txt": text(TITLES[0]),
    }
    got = take(tmp_path, f"news.{ending}", ARCHIVES[ending](files))
    assert got.report == {"rows_in": 1, "loaded": 1, "duplicate": 0, "quarantined": 0}
    assert whole(got) == [TITLES[0]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("news.zip", zipped({})),
        ("news.zip", zipped({"june/": b""})),
        ("news.zip", zipped({"README.md": "What this is."})),
        ("news.tar", tarred({"README.md": "What this is."})),
        ("news.tar", tarred({})),
        ("news.tar.gz", tarred({}, "w:gz")),
        ("a.csv.gz", gzip.compress(b"")),
        ("a.csv.bz2", bz2.compress(b"")),
        ("a.csv.xz", lzma.compress(b"")),
        ("a.csv.zst", zstandard.compress(b"")),
        ("news.zip", zipped({"a.csv": b""})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # gzip writes the time
)
def test_what_holds_nothing_is_an_empty_file(tmp_path, name, content):
    ((source, reason),) = refused(take(tmp_path, name, content))
    assert source.startswith(name)
    assert reason == "empty file"


@pytest.mark.parametrize(
    "files",
    [
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<?xml version='1.0'?><a/>"},
        {"mimetype": "application/epub+zip", "OPS/one.xhtml": page(TITLES[0])},
        {"[Content_Types].xml": "<?xml version='1.0'?><a/>", "ppt/slides/slide1.xml": "<?xml version='1.0'?><a/>"},
    ],
)
def test_other_office_documents_and_books_are_one_reject(tmp_path, files):
    got = take(tmp_path, "a.zip", zipped(files))
    assert refused(got) == [("a.zip", "unsupported format")]
    assert got.articles.height == 0


# damage


@pytest.mark.parametrize("ending", STREAMS)
def test_a_compressed_file_that_is_cut_off_keeps_its_whole_lines(tmp_path, ending):
    table = noise(50_000)
    packed = STREAMS[ending](table.encode())
    got = take(tmp_path, f"a.csv.{ending}", packed[: len(packed) * 9 // 10])
    assert refused(got) == [(f"a.csv.{ending}!a.csv", "corrupt file")]
    kept = got.articles.height
    assert kept > 10_000
    rows = [f"{title},{body}" for title, body in got.articles.select("title", "text_raw").rows()]
    assert rows == table.splitlines()[1 : kept + 1]


@pytest.mark.parametrize("ending", STREAMS)
def test_a_small_compressed_file_without_its_last_bytes_is_told(tmp_path, ending):
    got = take(tmp_path, f"a.csv.{ending}", STREAMS[ending](TABLE.encode())[:-3])
    assert refused(got)[-1] == (f"a.csv.{ending}!a.csv", "corrupt file")


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_what_stands_before_junk_is_kept(tmp_path, ending):
    got = take(tmp_path, f"a.csv.{ending}", STREAMS[ending](TABLE.encode()) + b"and no more of it")
    assert (got.articles["title"].to_list(), refused(got)) == (TITLES, [(f"a.csv.{ending}!a.csv", "corrupt file")])


def test_a_wrong_check_sum_is_told(tmp_path):
    data = bytearray(gzip.compress(TABLE.encode()))
    data[-8] ^= 1
    got = take(tmp_path, "a.csv.gz", bytes(data))
    assert (got.articles["title"].to_list(), refused(got)) == (TITLES, [("a.csv.gz!a.csv", "corrupt file")])


def test_a_damaged_member_of_a_zip_costs_only_itself(tmp_path):
    data = bytearray(zipped({f"{n}.txt": text(title) for n, title in enumerate(TITLES)}, zipfile.ZIP_STORED))
    data[data.index(TITLES[1].encode())] ^= 1
    got = take(tmp_path, "news.zip", bytes(data))
    assert loaded(got) == [("news.zip!0.txt", TITLES[0]), ("news.zip!2.txt", TITLES[2])]
    assert refused(got) == [("news.zip!1.txt", "corrupt file")]


def test_a_damaged_archive_in_an_archive_costs_only_itself(tmp_path):
    files = {"a.txt": text(TITLES[0]), "b.zip": zipped({"c.txt": text(TITLES[1])})[:-9], "d.txt": text(TITLES[2])}
    got = take(tmp_path, "news.zip", zipped(files))
    assert got.articles["title"].to_list() == [TITLES[0], TITLES[2]]
    assert refused(got) == [("news.zip!b.zip", "corrupt file")]


@pytest.mark.parametrize("cut", [4, 22, 60, 200])
def test_a_zip_that_is_cut_off_is_a_reject(tmp_path, cut):
    data = zipped({f"{n}.txt": text(title) for n, title in enumerate(TITLES)})
    assert refused(take(tmp_path, "news.zip", data[:-cut])) == [("news.zip", "corrupt file")]


def test_a_zip_of_a_later_version_is_a_reject(tmp_path):
    data = bytearray(zipped({"a.csv": TABLE}))
    data[data.rindex(b"PK\x01\x02") + 6] = 99
    assert refused(take(tmp_path, "news.zip", bytes(data))) == [("news.zip", "corrupt file")]


@pytest.mark.parametrize("left", [1024 + 520, 1024 + 300])
def test_a_tar_that_is_cut_off_keeps_what_came_before(tmp_path, left):
    data = tarred({f"{n}.txt": text(title) for n, title in enumerate(TITLES)})
    got = take(tmp_path, "news.tar", data[:left])
    assert loaded(got) == [("news.tar!0.txt", TITLES[0])]
    assert refused(got) == [("news.tar", "corrupt file")]


def test_a_tar_with_a_damaged_header_keeps_what_came_before(tmp_path):
    data = bytearray(tarred({f"{n}.txt": text(title) for n, title in enumerate(TITLES)}))
    data[1024] ^= 1
    got = take(tmp_path, "news.tar", bytes(data))
    assert loaded(got) == [("news.tar!0.txt", TITLES[0])]
    assert refused(got) == [("news.tar", "corrupt file")]


def test_a_compressed_tar_that_is_cut_off_keeps_what_came_before(tmp_path):
    table = noise(20_000)
    data = tarred({"a.txt": text(TITLES[0]), "b.csv": table, "c.txt": text(TITLES[1])}, "w:gz")
    got = take(tmp_path, "news.tar.gz", data[: len(data) // 2])
    assert loaded(got) == [("news.tar.gz!news.tar!a.txt", TITLES[0])]
    assert set(refused(got)) == {("news.tar.gz!news.tar", "corrupt file")}


def test_a_tar_that_leads_back_into_itself_ends(tmp_path):
    data = bytearray(tarred({"a.txt": text(TITLES[0])}))
    data[124:136] = b"\xff" * 10 + b"\xfc\x00"  # its size is -1024
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    got = take(tmp_path, "news.tar", bytes(data))
    assert refused(got)[-1] == ("news.tar", "corrupt file")


def test_an_encrypted_member_is_told(tmp_path):
    data = bytearray(zipped({"a.txt": text(TITLES[0]), "b.txt": text(TITLES[1])}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    got = take(tmp_path, "news.zip", bytes(data))
    assert loaded(got) == [("news.zip!b.txt", TITLES[1])]
    assert refused(got) == [("news.zip!a.txt", "unsupported format")]
    assert "encrypted" in got.rejects["detail"].item()


# names


@pytest.mark.parametrize("ending", ["zip", "tar"])
@pytest.mark.parametrize(
    "name",
    [
        "../talks.txt",
        "june/../../talks.txt",
        "/etc/talks.txt",
        "C:/talks.txt",
        "c:talks.txt",
        "..\\talks.txt",
        "\\\\a\\b.txt",
    ],
)
def test_a_name_that_leads_out_is_refused(tmp_path, ending, name):
    got = take(tmp_path, f"news.{ending}", ARCHIVES[ending]({name: text(TITLES[0]), "z.txt": text(TITLES[1])}))
    assert loaded(got) == [(f"news.{ending}!z.txt", TITLES[1])]
    assert refused(got) == [(f"news.{ending}!{name}", "unsafe name")]
    assert [path.name for path in tmp_path.iterdir()] == [f"news.{ending}"]


@pytest.mark.parametrize("ending", ["zip", "tar"])
def test_a_name_with_two_dots_in_it_is_a_name(tmp_path, ending):
    files = {"june..july/talks..txt": text(TITLES[0]), "./b.txt": text(TITLES[1])}
    assert sorted(whole(take(tmp_path, f"news.{ending}", ARCHIVES[ending](files)))) == sorted(TITLES[:2])


def test_a_link_in_a_zip_is_refused(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(take(tmp_path, "news.zip", held.getvalue())) == [("news.zip!a.txt", "unsafe name")]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_a_link_or_a_device_in_a_tar_is_refused(tmp_path, kind):
    (tmp_path / "secret.txt").write_text(text("Tolls rise"))
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        link = tarfile.TarInfo("a.txt")
        link.type, link.linkname = kind, "secret.txt"
        archive.addfile(link)
    got = take(tmp_path, "news.tar", held.getvalue())
    assert (refused(got), loaded(got)) == ([("news.tar!a.txt", "unsafe name")], [])


@pytest.mark.parametrize("ending", ["zip", "tar"])
def test_control_characters_in_a_name_are_replaced(tmp_path, ending):
    got = take(tmp_path, f"news.{ending}", ARCHIVES[ending]({"june\x1b[2J/ta\nlks.txt": text(TITLES[0])}))
    assert loaded(got) == [(f"news.{ending}!june\ufffd[2J/ta\ufffdlks.txt", TITLES[0])]


def test_a_name_that_is_no_text_is_replaced(tmp_path):
    data = tarred({"talksX.txt": text(TITLES[0])})
    data = bytearray(data.replace(b"talksX", b"talks\xff"))
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    assert loaded(take(tmp_path, "news.tar", bytes(data))) == [("news.tar!talks?.txt", TITLES[0])]


def test_a_file_without_a_name_is_refused(tmp_path):
    data = zipped({"a": text(TITLES[0])}, zipfile.ZIP_STORED)
    place = data.rindex(b"PK\x01\x02")
    data = bytearray(data[: place + 46] + data[place + 47 :])
    data[place + 28] = 0
    end = data.rindex(b"PK\x05\x06")
    data[end + 12] -= 1
    assert refused(take(tmp_path, "news.zip", bytes(data))) == [("news.zip", "unsafe name")]


# bombs and depth


@pytest.mark.parametrize("ending", STREAMS)
def test_a_compressed_file_that_grows_too_far_is_refused(tmp_path, monkeypatch, ending):
    monkeypatch.setattr(containers, "SMALL", 100_000)
    got = take(tmp_path, f"a.csv.{ending}", STREAMS[ending](bytes(4_000_000)))
    assert refused(got) == [(f"a.csv.{ending}", "too large unpacked")]
    assert got.report["rows_in"] == 1


def test_an_archive_that_grows_too_far_keeps_what_came_before(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "SMALL", 100_000)
    got = take(tmp_path, "news.zip", zipped({"a.txt": text(TITLES[0]), "b.txt": bytes(4_000_000)}))
    assert (loaded(got), refused(got)) == ([("news.zip!a.txt", TITLES[0])], [("news.zip", "too large unpacked")])


def test_many_files_that_grow_a_little_are_a_bomb_too(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "SMALL", 100_000)
    monkeypatch.setattr(containers, "RATIO", 2)
    files = {f"{number:02}.txt": bytes(30_000) for number in range(50)}
    got = take(tmp_path, "news.zip", zipped(files))
    assert refused(got)[-1] == ("news.zip", "too large unpacked")
    assert got.rejects.height == 4


def test_a_tar_with_a_hole_in_it_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "SMALL", 100_000)
    sparse = tarfile.TarInfo("a.txt")
    sparse.size = 512
    sparse.pax_headers = {
        "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.name": "a.txt",
        "GNU.sparse.size": "9000000000", "GNU.sparse.numblocks": "1", "GNU.sparse.map": "8999999488,512",
    }  # fmt: skip
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(sparse, io.BytesIO(bytes(512)))
    assert refused(take(tmp_path, "news.tar", held.getvalue())) == [("news.tar", "too large unpacked")]


def test_bombs_within_each_other_share_their_room(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "SMALL", 100_000)
    monkeypatch.setattr(containers, "RATIO", 2)
    bomb = gzip.compress(bytes(90_000))  # each is small enough
    got = take(tmp_path, "news.zip", zipped({f"{number:02}.gz": bomb for number in range(40)}))
    reasons = got.rejects["reason"].to_list()
    assert reasons.count("empty file") == 3
    assert set(reasons) == {"empty file", "too large unpacked"}


def test_texts_that_pack_well_are_no_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "SMALL", 1_000)
    assert whole(take(tmp_path, "a.csv.gz", gzip.compress(TABLE.encode() * 3)))[:3] == TITLES


def test_containers_are_opened_to_a_depth_and_no_further(tmp_path):
    data, name = text(TITLES[0]).encode(), "a.txt"
    for depth in range(1, 5):
        data, name = zipped({name: data}), f"{depth}.zip"
        got = take(tmp_path, name, data)
        if depth <= containers.DEPTH:
            assert whole(got) == [TITLES[0]]
        else:
            assert refused(got) == [("4.zip!3.zip!2.zip!1.zip", "too deep")]


# web archives

URL = "https://harbour.example/ferries"


def record(writer, url, kind, body, **more):
    return writer.create_warc_record(url, kind, payload=io.BytesIO(raw(body)), length=len(raw(body)), **more)


def warced(*records, packed=False):
    """A web archive of (address, content type, body) or (address, content type, body, status, more headers)."""
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "the test"}))
    for url, form, body, status, more in (one + ("200 OK", [])[len(one) - 3 :] for one in records):
        headers = StatusAndHeaders(status, [("Content-Type", form), *more], protocol="HTTP/1.1")
        asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "harbour.example")])
        answer = record(writer, url, "response", body, http_headers=headers)
        writer.write_request_response_pair(record(writer, url, "request", "", http_headers=asked), answer)
    return held.getvalue()


PAGES = [(f"{URL}/{number}", "text/html; charset=utf-8", page(title)) for number, title in enumerate(TITLES)]


@pytest.mark.parametrize(
    ("name", "content", "within"),
    [
        ("a.warc", warced(*PAGES), "a.warc"),
        ("a.warc.gz", warced(*PAGES, packed=True), "a.warc.gz!a.warc"),
        ("a.warc.gz", gzip.compress(warced(*PAGES)), "a.warc.gz!a.warc"),
        ("a.zip", zipped({"b/a.warc.gz": warced(*PAGES, packed=True)}), "a.zip!b/a.warc.gz!a.warc"),
        ("a.warc.zst", zstandard.compress(warced(*PAGES)), "a.warc.zst!a.warc"),
    ],
)
def test_the_pages_of_a_web_archive_are_read(tmp_path, name, content, within):
    got = take(tmp_path, name, content)
    assert whole(got) == TITLES
    assert got.articles["source_file"].to_list() == [f"{within}!{number}" for number in (1, 2, 3)]


def test_a_page_of_a_web_archive_has_the_address_it_was_fetched_from(tmp_path):
    got = take(tmp_path, "a.warc", warced(*PAGES))
    assert got.articles["url"].to_list() == [url for url, _, _ in PAGES]
    assert got.articles["outlet"].unique().to_list() == ["harbour.example"]


def test_a_pages_own_address_comes_before_the_one_it_was_fetched_from(tmp_path):
    own = "https://harbour.example/night-ferry"
    body = page(TITLES[0]).replace("</head>", f'<link rel="canonical" href="{own}"></head>')
    assert take(tmp_path, "a.warc", warced((URL, "text/html", body))).articles["url"].to_list() == [own]


def test_what_is_no_page_in_a_web_archive_is_told_with_its_place(tmp_path):
    data = warced(
        PAGES[0],
        (f"{URL}.png", "image/png", b"\x89PNG\r\n\x1a\n"),
        (URL, "text/html", b"", "301 Moved Permanently", [("Location", f"{URL}/")]),
        (URL, "text/html", page("No such page"), "404 Not Found", []),
        PAGES[1],
    )
    got = take(tmp_path, "a.warc", data)
    assert loaded(got) == [("a.warc!1", TITLES[0]), ("a.warc!5", TITLES[1])]
    assert refused(got) == [(f"a.warc!{number}", "not a page") for number in (2, 3, 4)]
    assert [("image/png", "301", "404")[n] in said for n, said in enumerate(got.rejects["detail"])] == [True] * 3
    for byte in got.rejects["byte"]:
        assert data[byte:].startswith(b"WARC/1.0\r\n")


def chunked(data):
    half = len(data) // 2
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (data[:half], data[half:], b""))


BODIES = {
    "gzip": (gzip.compress(page(TITLES[0]).encode()), [("Content-Encoding", "gzip")]),
    "chunked": (chunked(page(TITLES[0]).encode()), [("Transfer-Encoding", "chunked")]),
    "chunked gzip": (
        chunked(gzip.compress(page(TITLES[0]).encode())),
        [("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")],
    ),
    "unpacked by the crawler": (page(TITLES[0]), [("Content-Encoding", "br")]),
}


@pytest.mark.parametrize("way", BODIES)
def test_a_page_is_unpacked_as_it_was_sent(tmp_path, way):
    body, more = BODIES[way]
    assert whole(take(tmp_path, "a.warc", warced((URL, "text/html", body, "200 OK", more), PAGES[1]))) == TITLES[:2]


def test_a_page_packed_in_a_way_that_is_not_read_is_told(tmp_path):
    body = zstandard.compress(page(TITLES[0]).encode())
    got = take(tmp_path, "a.warc", warced((URL, "text/html", body, "200 OK", [("Content-Encoding", "zstd")]), PAGES[1]))
    assert (loaded(got), refused(got)) == ([("a.warc!2", TITLES[1])], [("a.warc!1", "unsupported format")])


def test_a_page_whose_packed_text_is_damaged_costs_only_itself(tmp_path):
    body = bytearray(gzip.compress(page(noise(4_000)).encode()))
    body[len(body) - 60 : len(body) - 20] = b"\xff" * 40
    got = take(
        tmp_path, "a.warc", warced((URL, "text/html", bytes(body), "200 OK", [("Content-Encoding", "gzip")]), PAGES[1])
    )
    assert (loaded(got), refused(got)) == ([("a.warc!2", TITLES[1])], [("a.warc!1", "corrupt file")])


def test_an_answer_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(warc, "LARGEST", 5_000)
    got = take(tmp_path, "a.warc", warced((URL, "text/html", page(TITLES[0]) + " " * 5_000), PAGES[1]))
    assert (loaded(got), refused(got)) == ([("a.warc!2", TITLES[1])], [("a.warc!1", "record too large")])


THREE = warced(*PAGES)
LAST = THREE.rindex(b"WARC/1.0", 0, THREE.rindex(b"HTTP/1.1 200 OK"))
ENDS = {
    "in a page": THREE.rindex(b"</article>"),
    "in the server's headers": THREE.rindex(b"Content-Type: text/html"),
    "before the server's headers": THREE.rindex(b"HTTP/1.1 200 OK"),
    "in a record's headers": LAST + 30,
    "in a record's first line": LAST + 4,
}


@pytest.mark.parametrize("end", ENDS)
def test_a_web_archive_that_is_cut_off_keeps_its_whole_pages(tmp_path, end):
    data = THREE[: ENDS[end]]
    got = take(tmp_path, "a.warc", data)
    assert got.articles["title"].to_list() == TITLES[:2]
    assert refused(got) == [("a.warc!3", "corrupt file")]
    assert got.rejects["byte"].item() <= LAST


@pytest.mark.parametrize("packed", [True, False])
def test_a_compressed_web_archive_that_is_cut_off_keeps_its_whole_pages(tmp_path, packed):
    data = warced(*PAGES, (URL, "text/html", page(noise(2_000))), packed=packed)
    data = data if packed else gzip.compress(data)
    got = take(tmp_path, "a.warc.gz", data[: len(data) * 2 // 3])
    assert got.articles["title"].to_list() == TITLES
    assert set(refused(got)) == {("a.warc.gz!a.warc!4", "corrupt file"), ("a.warc.gz!a.warc", "corrupt file")}


def test_a_record_that_tells_a_wrong_length_is_told(tmp_path):
    data = warced(*PAGES)
    place = data.index(b"Content-Length: ", data.index(b"WARC-Type: response")) + len("Content-Length: ")
    wrong = data[:place] + b"9" + data[place:]
    got = take(tmp_path, "a.warc", wrong)
    assert (got.articles.height, refused(got)) == (0, [("a.warc!1", "corrupt file")])


def test_a_web_archive_without_pages_is_an_empty_file(tmp_path):
    assert refused(take(tmp_path, "a.warc", warced())) == [("a.warc", "empty file")]


def test_other_kinds_of_records_are_passed_over(tmp_path):
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=False)
    found = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    writer.write_record(writer.create_revisit_record(URL, "sha1:ABC", URL, "2025-06-02T10:00:00Z", http_headers=found))
    writer.write_record(record(writer, "urn:note", "metadata", "a: b"))
    writer.write_record(record(writer, URL, "resource", page(TITLES[0]), warc_content_type="text/html"))
    got = take(tmp_path, "a.warc", held.getvalue())
    assert (whole(got), got.articles["url"].to_list()) == ([TITLES[0]], [URL])


def test_an_older_web_archive_is_read(tmp_path):
    sent = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page(TITLES[0]).encode()
    start = b"1 0 the test\nURL IP-address Archive-date Content-type Archive-length\n"
    data = b"filedesc://a.arc 0.0.0.0 20080602100000 text/plain %d\n" % len(start) + start + b"\n"
    data += f"{URL} 192.0.2.1 20080602100000 text/html {len(sent)}\n".encode() + sent + b"\n"
    got = take(tmp_path, "a.arc", data)
    assert (whole(got), got.articles["url"].to_list()) == ([TITLES[0]], [URL])


WACZ = {
    "archive/data.warc.gz": warced(*PAGES, packed=True),
    "indexes/index.cdx": "com,example)/ 20250602 {}",
    "pages/pages.jsonl": '{"format": "json-pages-1.0", "id": "pages"}\n{"url": "https://harbour.example/ferries"}\n',
    "datapackage.json": "{}",
    "datapackage-digest.json": "{}",
}


def test_only_the_web_archives_of_a_wacz_are_read(tmp_path):
    got = take(tmp_path, "a.wacz", zipped(WACZ, zipfile.ZIP_STORED))
    assert whole(got) == TITLES
    assert got.articles["source_file"][0] == "a.wacz!archive/data.warc.gz!data.warc!1"
    assert got.articles["outlet"].unique().to_list() == ["harbour.example"]


def test_the_folder_of_a_wacz_is_no_outlet(tmp_path):
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=True)
    writer.write_record(record(writer, "urn:a", "resource", page(TITLES[0]), warc_content_type="text/html"))
    got = take(tmp_path, "a.wacz", zipped({**WACZ, "archive/data.warc.gz": held.getvalue()}))
    assert (whole(got), got.articles["outlet"].to_list()) == ([TITLES[0]], [None])


def test_a_damaged_wacz_is_told(tmp_path, monkeypatch):
    data = bytearray(zipped(WACZ, zipfile.ZIP_STORED))
    data[data.index(b"\x1f\x8b") + 40] ^= 1
    assert refused(take(tmp_path, "a.wacz", bytes(data))) == [("a.wacz!archive/data.warc.gz", "corrupt file")]
    monkeypatch.setattr(containers, "SMALL", 100)
    monkeypatch.setattr(containers, "RATIO", 0)
    got = take(tmp_path, "b.wacz", zipped(WACZ, zipfile.ZIP_STORED))
    assert refused(got) == [("b.wacz", "too large unpacked")]


# any damage at all


@pytest.fixture(scope="module")
def drop(tmp_path_factory):
    """A folder in which a hypothesis test writes its files anew for each example."""
    return tmp_path_factory.mktemp("drop")


MEMBERS = {
    "june/a.csv": TABLE,
    "june/b.jsonl": LINES,
    "c.txt": text("Quays close"),
    "d.txt.gz": gzip.compress(b"Tolls"),
}
WHOLE = {
    "a.zip": zipped(MEMBERS),
    "b.zip": zipped(MEMBERS, zipfile.ZIP_STORED),
    "c.tar": tarred(MEMBERS),
    "d.csv.gz": gzip.compress(TABLE.encode()),
    "e.csv.bz2": bz2.compress(TABLE.encode()),
    "f.csv.xz": lzma.compress(TABLE.encode()),
    "g.csv.zst": zstandard.compress(TABLE.encode()),
    "h.warc": warced((URL, "text/plain", text(TITLES[0])), (URL, "text/html", text(TITLES[1]))),
    "i.warc.gz": warced((URL, "text/plain", text(TITLES[0])), (URL, "text/html", text(TITLES[1])), packed=True),
    "j.wacz": zipped({**WACZ, "archive/data.warc.gz": warced((URL, "text/html", text(TITLES[1])), packed=True)}),
}


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_container_cut_short_never_raises(drop, data):
    name = data.draw(st.sampled_from(sorted(WHOLE)))
    got = take(drop, name, WHOLE[name][: data.draw(st.integers(0, len(WHOLE[name]) - 1))])
    assert got.report["rows_in"] >= 1


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_a_container_with_damaged_bytes_never_raises(drop, data):
    name = data.draw(st.sampled_from(sorted(WHOLE)))
    damaged = bytearray(WHOLE[name])
    for place, byte in data.draw(
        st.lists(st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255)), min_size=1, max_size=4)
    ):
        damaged[place] = byte
    take(drop, name, bytes(damaged))


@given(st.sampled_from([value[:6] for value in WHOLE.values()]), st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_what_only_starts_like_a_container_never_raises(drop, start, rest):
    take(drop, "a", start + rest)
