"""The gazetteer in use: a GeoNames dump of the user's own in place of the packaged one, and back."""

import json
import shutil
import zipfile

import polars as pl
import pytest

from dateline import Corpus, places
from dateline.cli import main
from dateline.errors import DatelineError
from dateline.places import dump, gazetteer, merging

ABROAD = "Çırağanköy"


def line(place_id, name, group, code, lat, lon, country, *, unit="", people=0, plain="", others=""):
    cells = [place_id, name, plain or name, others, lat, lon, group, code, country, "", unit, "", "", "", people, "",
             "", "Europe/Vilnius", "2024-01-01"]  # fmt: skip
    return "\t".join(map(str, cells)).encode()


VILNIUS = line(
    593116, "Vilnius", "P", "PPLC", 54.68916, 25.2798, "LT", unit=65, people=542366, others="Wilno,Вільнюс,vno"
)
LINES = [
    VILNIUS,
    line(1, "Šventoji Naujoji", "P", "PPL", 56.02, 21.08, "LT", unit="58", plain="Sventoji",
         others="Heiligen Aa"),
    b"",
    line(2, "no columns", "P", "PPL", 1, 1, "LT")[:-12],
    line(3, ABROAD, "P", "PPL", 41.04, 29.01, "TR", unit="34", people=1200),
    line(4, "Null Town", "P", "PPL", 0, 0, "XX"),
    line(5, "North Town", "P", "PPL", 99, 1, "XX"),
    line(6, "NaN Town", "P", "PPL", "nan", 1, "XX"),
    line("x7", "Text Town", "P", "PPL", 1, 1, "XX"),
    line(8, "", "P", "PPL", 1, 1, "XX"),
    line(9, "Bytes", "P", "PPL", 1, 1, "XX").replace(b"Bytes", b"B\xffytes", 1),
    line(597427, "Republic of Lithuania", "A", "PCLI", 55.41, 24, "LT", unit="00", people=2789533,
         others="Lietuva Mano"),
    line(10, "Old Kingdom", "A", "PCLH", 55, 24, "LT"),
    line(864485, "Vilnius County", "A", "ADM1", 54.75, 25.25, "LT", unit="65", others="Wilnoregion"),
    line(11, "Vilniaus miestas Nauja", "A", "ADM2", 54.7, 25.3, "LT", unit="65"),
    line(12, "Third Unit", "A", "ADM3", 54.7, 25.3, "LT", unit="65"),
    line(13, "Black Sea", "H", "SEA", 43.0, 34.0, "", others="Pontos Axeinos"),
    line(14, "Naujoji Upė", "H", "STM", 54.0, 25.0, "LT"),
    line(15, "Black Sea", "H", "LK", -20.0, 140.0, "AU"),
    line(16, "Juozapinė Naujoji", "T", "MT", 54.5, 25.6, "LT"),
    line(17, "Some School", "S", "SCH", 54.5, 25.6, "LT"),
    line(18, "Naujas Airport", "S", "AIRP", 54.6, 25.6, "LT"),
    line(20, "Small Hill", "T", "HLL", 54.6, 25.6, "LT"),
]  # fmt: skip
BAD = {3: "1 columns instead of 19", 4: "18 columns instead of 19", 6: "the point (0, 0)",
       7: "'99' is no number of degrees",
       8: "'nan' is no number of degrees", 9: "'x7' is no whole number", 10: "no name", 11: "not UTF-8"}  # fmt: skip


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Where an imported gazetteer goes in this test."""
    monkeypatch.setenv(gazetteer.SETTING, str(tmp_path / "own"))
    gazetteer.forget()
    yield tmp_path / "own"
    monkeypatch.undo()
    gazetteer.forget()


def written(folder):
    path = folder / "allCountries.txt"
    path.write_bytes(b"\n".join(LINES) + b"\n")
    return path


@pytest.fixture
def file(tmp_path):
    return written(tmp_path)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """An imported gazetteer that tests copy: an import takes a second, reading the packaged gazetteer most of it."""
    folder = tmp_path_factory.mktemp("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(gazetteer.SETTING, str(folder / "own"))
        about = dump.make(written(folder))
    gazetteer.forget()
    return about


@pytest.fixture
def made(first, own):
    """It was imported, in this test's folder."""
    shutil.copytree(first["folder"].parent, own)
    return {**first, "folder": own / first["folder"].name}


def country(name):
    return places.geocode([name]).row(0, named=True)


class TestImport:
    def test_the_books_add_up_and_bad_lines_are_listed(self, made):
        books = made["books"]
        assert books["lines"] == len(LINES) == 23
        assert books["bad"] == books["bad_places"] == len(BAD)
        assert books["left_out"] == {"A": 2, "S": 1, "T": 1}
        assert books["lines"] == books["places"] + books["merged"] + books["bad"] + sum(books["left_out"].values())
        bad = pl.read_csv(made["folder"] / "bad-lines.csv", infer_schema=False)
        assert bad["file"].unique().to_list() == ["allCountries.txt"]
        assert {int(number) for number in bad["line"]} == set(BAD)
        for number, reason in bad.select("line", "reason").iter_rows():
            assert reason.startswith(BAD[int(number)])
        assert books["first_bad"][0] == "allCountries.txt, line 3: 1 columns instead of 19"

    def test_it_takes_the_place_of_the_packaged_one(self, made):
        packaged = gazetteer.read(gazetteer.FOLDER)[0]
        table = gazetteer.places()
        assert gazetteer.names().schema == gazetteer.NAMES
        assert gazetteer.names().equals(gazetteer.names().sort("key", "place"))
        assert gazetteer.names().select("key", "place").is_duplicated().sum() == 0
        assert table.drop("row").schema == gazetteer.PLACES
        assert table.filter(pl.col("kind") == "city")["place_id"].to_list() == [593116, 1, 3]
        stayed = packaged.filter(~pl.col("kind").is_in(["city", "admin2"])).height
        assert table.height == made["places"] == stayed + made["books"]["places"]
        assert country(ABROAD)["country_code"] == "TR"
        assert country("Paris")["kind"] == "unlisted"
        assert country("Istanbul")["name"] != "Istanbul"

    def test_names_of_both_lead_to_a_place(self, made):
        for name in ("Vilnius", "Wilno", "Вільнюс", "Vilna"):
            assert country(name)["place_id"] == 593116, name
        row = gazetteer.places().filter(pl.col("place_id") == 593116).row(0, named=True)
        assert (row["capital"], row["population"], row["admin1"]) == (True, 542366, "LT.65")
        assert country("Lithuanian")["kind"] == "demonym"
        for name in ("Lithuania", "Lietuva Mano"):
            assert (country(name)["kind"], country(name)["place_id"]) == ("country", 597427)
        assert country("Wilnoregion")["name"] == country("Vilnius County")["name"]
        assert country("Tex.")["country_code"] == "US"
        assert country("Heiligen Aa")["name"] == "Šventoji Naujoji"

    def test_features_of_our_tables_meet_those_of_the_dump(self, made):
        sea = gazetteer.candidates(pl.Series(["black sea"])).filter(pl.col("kind") == "water")
        assert sorted(sea["place_id"]) == [13, 15]
        assert country("Black Sea")["place_id"] == country("Pontos Axeinos")["place_id"] == 13
        kinds = {name: country(name)["kind"] for name in ("Naujoji Upė", "Juozapinė Naujoji", "Naujas Airport")}
        assert kinds == {"Naujoji Upė": "water", "Juozapinė Naujoji": "mountain", "Naujas Airport": "airport"}

    def test_flags_come_from_the_packaged_names(self, own, file):
        file.write_bytes(file.read_bytes() + line(30, "Reading", "P", "PPL", 51.45, -0.97, "GB", unit="ENG") + b"\n")
        before = gazetteer.read(gazetteer.FOLDER)[1].filter(pl.col("key") == "reading").row(0, named=True)
        dump.make(file)
        after = gazetteer.names().filter(pl.col("key") == "reading").row(0, named=True)
        assert before["word"]
        assert [after[name] for name in ("word", "given", "surname")] == [
            before[name] for name in ("word", "given", "surname")]  # fmt: skip

    def test_windows_lines_a_byte_order_mark_and_a_zip_give_the_same(self, made, file, tmp_path):
        tables = gazetteer.places(), gazetteer.names()
        file.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(LINES))
        other = dump.make(file)
        assert other["books"] == made["books"]
        assert all(new.equals(old) for new, old in zip((gazetteer.places(), gazetteer.names()), tables, strict=True))
        with zipfile.ZipFile(tmp_path / "allCountries.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("readme.txt", "see the site")
            archive.writestr("allCountries.txt", b"\n".join(LINES) + b"\n")
        zipped = dump.make(tmp_path / "allCountries.zip")
        assert (zipped["books"]["places"], zipped["fingerprint"]) == (made["books"]["places"], made["fingerprint"])

    def test_batches_change_nothing(self, made, file, monkeypatch):
        tables = gazetteer.places(), gazetteer.names()
        monkeypatch.setattr(merging, "BATCH", 2)
        dump.make(file)
        assert all(new.equals(old) for new, old in zip((gazetteer.places(), gazetteer.names()), tables, strict=True))

    def test_alternate_names(self, own, file, tmp_path):
        cells = [(1, 3, "en", "Palace Village"), (2, 3, "abbr", "ÇK."), (3, 3, "link", "https://x.example"),
                 (4, 999, "en", "Nobody"), ("broken",), (5, "x", "en", "Wrong"), (6, 3, "tr", ABROAD)]  # fmt: skip
        rows = ["\t".join([*map(str, row), *[""] * 6 * (len(row) > 1)]) for row in cells]
        names = tmp_path / "alternateNamesV2.txt"
        names.write_text("\r\n".join(rows), "utf8")
        about = dump.make(file, names)
        assert country("Palace Village")["place_id"] == country("ÇK.")["place_id"] == 3
        assert country("Nobody")["kind"] == "unlisted"
        assert gazetteer.candidates(pl.Series(["ck"])).filter(pl.col("place_id") == 3)["rank"].item() == 2
        assert gazetteer.candidates(pl.Series(["ciragankoy"]))["rank"].to_list() == [0]
        assert about["books"]["bad"] == len(BAD) + 2
        assert "alternateNamesV2.txt" in about["source"]

    @pytest.mark.parametrize(("data", "what"), [
        (b"", "0 places in 0 lines"), (b"id,name\n1,x\n" * 2000, "line 1: 1 columns instead of 19"),
        (b"x" * 3_000_000, "is no GeoNames dump"), (LINES[16] + b"\n", "0 places in 1 lines"), (None, "does not exist"),
    ])  # fmt: skip
    def test_what_is_no_dump_leaves_all_as_it_was(self, own, made, tmp_path, data, what):
        before = gazetteer.fingerprint(), sorted(own.rglob("*"))
        wrong = tmp_path / "wrong.txt"
        if data is not None:
            wrong.write_bytes(data)
        with pytest.raises(DatelineError, match=what):
            dump.make(wrong)
        gazetteer.forget()
        assert (gazetteer.fingerprint(), sorted(own.rglob("*"))) == before

    def test_stopped_halfway_leaves_all_as_it_was(self, own, made, file, monkeypatch):
        before = gazetteer.fingerprint(), sorted(own.rglob("*"))
        file.write_bytes(VILNIUS)

        def stop(*_):
            raise KeyboardInterrupt

        for name in ("_point", "_take"):
            with monkeypatch.context() as patch:
                patch.setattr(dump, name, stop)
                with pytest.raises(KeyboardInterrupt):
                    dump.make(file)
            gazetteer.forget()
            assert (gazetteer.fingerprint(), sorted(own.rglob("*"))) == before

    def test_only_the_newest_is_kept_on_disk(self, own, made, file):
        dump.make(file)
        assert sorted(path.name for path in own.iterdir())[1:] == ["current.json"]


class TestInUse:
    def test_packaged_until_one_is_imported(self, monkeypatch, tmp_path):
        monkeypatch.delenv(gazetteer.SETTING)
        monkeypatch.setattr(gazetteer.platformdirs, "user_data_dir", lambda _: str(tmp_path))
        assert gazetteer.imported() is None
        assert gazetteer.home() == tmp_path / "gazetteer"

    def test_a_folder_that_is_named_and_holds_none_is_an_error(self, own):
        with pytest.raises(DatelineError, match="holds no gazetteer; import one, or unset it"):
            gazetteer.places()

    def test_packaged_can_be_said(self, made, file, monkeypatch):
        monkeypatch.setenv(gazetteer.SETTING, "packaged")
        gazetteer.forget()
        assert country("Paris")["country_code"] == "FR"
        with pytest.raises(DatelineError, match="unset it to import"):
            dump.make(file)

    @pytest.mark.parametrize("damage", ["pointer", "missing", "torn", "other"])
    def test_a_damaged_one_is_an_error_not_the_packaged_one(self, own, made, damage):
        folder = made["folder"]
        if damage == "pointer":
            (own / "current.json").write_text('{"folder": ', "utf8")
        elif damage == "missing":
            (folder / "names.parquet").unlink()
        elif damage == "torn":
            (folder / "names.parquet").write_bytes((folder / "names.parquet").read_bytes()[:-200])
        else:
            pl.DataFrame({"a": [1]}).write_parquet(folder / "places.parquet")
        with pytest.raises(DatelineError, match=r"is damaged .*import` makes it anew"):
            gazetteer.places()
        assert dump.reset()

    def test_a_corpus_finds_its_places_anew_and_again_with_another(self, made, own, file, tmp_path):
        (tmp_path / "a.csv").write_text(
            f"title,text,outlet\nA,They met in {ABROAD} and in Paris on Monday in the rain.,Halyard\n", "utf8"
        )
        corpus = Corpus(tmp_path / "corpus")
        corpus.add(tmp_path / "a.csv")

        def named():
            gazetteer.forget()
            return corpus.mentions().collect().filter(pl.col("kind") != "unlisted")["surface"].to_list()

        assert named() == [ABROAD]
        about = json.loads((own / "current.json").read_text("utf8"))
        dump.make(file)
        assert gazetteer.fingerprint() == about["fingerprint"], "the same dump gives the same layers"
        file.write_bytes(file.read_bytes() + line(40, "Paris", "P", "PPLC", 48.85, 2.35, "FR", people=2138551) + b"\n")
        dump.make(file)
        assert named() == [ABROAD, "Paris"]
        dump.reset()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(gazetteer.SETTING, "packaged")
            assert named() == ["Paris"]


class TestCommand:
    def test_import_say_and_reset(self, own, file, capsys):
        assert main(["gazetteer", "import", str(file)]) == 0
        said = capsys.readouterr().out
        assert (
            "23 lines = 8 places + 3 of ours, with their names + 4 of kinds left out + 8 that could not be read" in said
        )
        assert "allCountries.txt, line 6: the point (0, 0)" in said
        assert "bad-lines.csv" in said
        assert main(["gazetteer"]) == 0
        assert "allCountries.txt, imported 2" in capsys.readouterr().out
        assert main(["gazetteer", "reset"]) == 0
        assert "back to the packaged" in capsys.readouterr().out
        assert list(own.iterdir()) == []

    def test_packaged(self, capsys):
        assert main(["gazetteer"]) == 0
        assert "the packaged one: " in capsys.readouterr().out

    def test_stopped(self, own, file, capsys, monkeypatch):
        monkeypatch.setattr(dump, "_take", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert main(["gazetteer", "import", str(file)]) == 130
        assert "stopped; the gazetteer in use stays" in capsys.readouterr().err
        assert list(own.iterdir()) == []

    def test_mistakes_are_one_line(self, own, tmp_path, capsys):
        assert main(["gazetteer", "import", str(tmp_path / "none.txt")]) == 1
        assert "none.txt does not exist" in capsys.readouterr().err
