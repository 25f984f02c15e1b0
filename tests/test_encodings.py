"""Bytes to text: certain when the bytes say it, said to be a guess when they do not."""

import codecs

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dateline.reading import encodings, read
from dateline.reading.encodings import decode

TURKISH = (
    "Kadıköy iskelesindeki vapurlar dokuz gün sonra yeniden sefere çıktı. İşçiler ısıtıcı ve ikinci bir çaydanlık "
    "istiyordu. Belediye, görüşmelerin İstanbul'da süreceğini, köprünün ise açık kalacağını açıkladı."
)
TURKISH_QUOTED = "Kaptan “Kış geldi, kazan soğudu” dedi – yolcular gülüştü… Şişli’de yağmur, Ağrı’da kar bekleniyor."
LITHUANIAN = (
    "Klaipėdos uosto darbininkai pirmadienį sustabdė kranus. „Norime ilgesnės pertraukos“, – sakė vienas jų. "
    "Derybos tęsis rytoj, o laivai laukia reide prie Nidos ir Juodkrantės, kur šiandien pučia stiprus vėjas."
)
UKRAINIAN = (
    "Міська рада Полтави оголосила, що навесні відремонтує старий міст через Ворсклу. Роботи триватимуть три місяці, "
    "а рух їхатиме в об'їзд. Мешканці просять зберегти ліхтарі й пофарбувати ґанок у зелений колір."
)
WRITTEN = [("cp1254", TURKISH), ("cp1254", TURKISH_QUOTED), ("cp1257", LITHUANIAN), ("cp1251", UKRAINIAN)]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("text", [TURKISH, LITHUANIAN, UKRAINIAN, ""])
def test_utf_with_its_mark_is_certain(mark, encoding, text):
    found = decode(mark + text.encode(encoding))
    assert (found.text, found.doubt) == (text, None)


@pytest.mark.parametrize("copies", [1, 40])
@pytest.mark.parametrize(("encoding", "text"), WRITTEN)
def test_an_old_encoding_is_found_and_said(encoding, text, copies):
    whole = "\n".join([text] * copies)
    found = decode(whole.encode(encoding))
    assert found.text == whole
    assert found.encoding in found.doubt
    assert "% sure" in found.doubt


@pytest.mark.parametrize(("encoding", "text"), WRITTEN)
def test_the_guess_is_a_warning_on_the_article(tmp_path, encoding, text):
    path = tmp_path / "a.csv"
    path.write_bytes(f'title,text\nVapur,"{text}"\n'.encode(encoding))
    got = read(path).articles
    assert got["text_raw"].to_list() == [text]
    assert got["warnings"].to_list() == [[decode(path.read_bytes()).doubt]]


@pytest.mark.parametrize("data", [b"\xff\xfea", b"\xfe\xff\xd8\x00", codecs.BOM_UTF8 + b"\xff", b"\xff\xfe\x00\x00a"])
def test_bytes_that_break_their_own_mark_are_no_text(data):
    with pytest.raises(UnicodeError):
        decode(data)


@given(st.text(), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_any_text_in_utf_comes_back(text, encoding):
    assume(not text.startswith(("\ufeff", "\x00")))  # a second mark, or one that reads as another encoding's
    found = decode(text.encode(encoding))
    assert (found.text, found.doubt) == (text, None)


@given(st.binary(max_size=60))
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_a_text_or_a_unicode_error(data):
    try:
        found = decode(data)
    except UnicodeError:
        return
    assert isinstance(found.text, str)
    assert found.doubt is None or found.encoding in found.doubt


@pytest.mark.parametrize(
    "meant",
    [
        "İstanbul’da görüşmeler başladı",
        "Klaipėda ir Šiauliai laukia žiemos",
        "“Quite so,” she said – twice",
        "Вільнюс чекає",
    ],
)
def test_utf8_read_as_windows_1252_is_mended(meant):
    seen = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in meant.encode())
    assert encodings.mended(seen)[0] == meant


@pytest.mark.parametrize(
    "text", ["CAFÉ» and naïve", "„Ö“ und »Ä“", "liberté\u00a0» et égalité\u00a0»", "SÃO PAULO", "İstanbul’da"]
)
def test_what_may_be_meant_is_left(text):
    assert encodings.mended(text) == (text, 0)


def test_mended_letters_are_said(tmp_path):
    seen = "Talks in Ä°stanbul,They met in Ä°stanbulâ€™da on Monday evening."
    (tmp_path / "a.csv").write_text(f"title,text\n{seen}\n", "utf8")
    row = read(tmp_path).articles.row(0, named=True)
    assert (row["title"], row["text_raw"]) == ("Talks in İstanbul", "They met in İstanbul’da on Monday evening.")
    assert row["warnings"] == ["3 letters mended that had been read in a wrong encoding"]


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ('"We sail,"?she said. "Grain is late."?The port', '"We sail," she said. "Grain is late." The port'),
        ('He asked, "Is it late?" and left.', 'He asked, "Is it late?" and left.'),
        ('Who said "late"?Nobody.', 'Who said "late"?Nobody.'),
        ('"Grain is late,"? she said', '"Grain is late,"? she said'),
        ('The "late"?grain, the crews"?pay', 'The "late" grain, the crews" pay'),
        ('"Is it late?"?he asked. "Sail!"?She left.', '"Is it late?" he asked. "Sail!" She left.'),
        ('The port "?or most of it "?is open', "The port – or most of it – is open"),
        ('ODESA "?Grain sails', "ODESA – Grain sails"),
        ('Preguntó "?cuándo zarpa el grano?" y salió', 'Preguntó "?cuándo zarpa el grano?" y salió'),
        ('a grain that is "?late"?and dear', 'a grain that is "?late" and dear'),
        ('at 8 "?5 ships', 'at 8 "?5 ships'),
    ],
)
def test_a_closing_quote_that_became_a_question_mark_is_mended_where_it_is_certain(seen, meant):
    assert encodings.mended(seen) == (meant, seen.count('"?') - meant.count('"?'))
