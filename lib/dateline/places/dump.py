"""A GeoNames dump of the user's own ▶ the gazetteer: allCountries.txt, or a country's file, line by line."""

import csv
import hashlib
import io
import json
import os
import shutil
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import IO, Any

import polars as pl
from tqdm.auto import tqdm

from dateline.errors import DatelineError
from dateline.places import gazetteer, merging
from dateline.places.gazetteer import ABBREVIATION, ALTERNATE, kept, key
from dateline.places.merging import Merger

VERSION = "1"
"""Raise it when the same dump would give another gazetteer."""
LONGEST_LINE = 1_000_000
FIELDS = 19
_SETTLEMENTS = "PPL PPLA PPLA2 PPLA3 PPLA4 PPLA5 PPLC PPLF PPLG PPLL PPLR PPLS PPLX STLMT"
_KINDS = {
    ("P", _SETTLEMENTS): "city", ("A", "ADM1"): "admin1", ("A", "ADM2"): "admin2",
    ("A", "PCL PCLD PCLF PCLI PCLIX PCLS TERR"): "country",
    ("H", "OCN SEA GULF STRT BAY CHN LK LKS RSV STM STMS CNL"): "water", ("T", "MT MTS PK PKS VLC"): "mountain",
    ("T", "ISL ISLS ATOL"): "island", ("T", "PEN DSRT"): "region", ("L", "RGN"): "region", ("L", "CONT"): "continent",
    ("S", "AIRP"): "airport", ("S", "PAL CSTL MNMT SQR STDM BDG"): "landmark",
}  # fmt: skip
KINDS = {(group.encode(), code.encode()): kind for (group, codes), kind in _KINDS.items() for code in codes.split()}
"""Which features become places, and of which kind (https://www.geonames.org/export/codes.html); the rest is left out:
abandoned and historical places, lesser units, schools, farms, hotels, hills, streets, ..."""
_NO_NAME = frozenset((b"link", b"wkdt", b"post", b"unlc", b"phon", b"tcid", b"iata", b"icao", b"faac", b"nuts"))
"""What stands where alternateNamesV2.txt names a language, and makes the name a code or an address."""


@dataclass
class Books:
    """What became of a dump's lines: lines = places + merged + left out + bad."""

    lines: int = 0
    places: int = 0
    merged: int = 0
    bad: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    first_bad: list[str] = field(default_factory=list)


def make(dump: str | Path, names: str | Path | None = None) -> dict[str, Any]:
    """Make a gazetteer from a GeoNames dump, and let it take the place of the one in use; give what is known of it.

    `dump` is allCountries.txt or a country's file as GeoNames has it (19 columns), `names` alternateNamesV2.txt; both
    may be in their zip. Countries, continents, first-level units and features of the packaged gazetteer, with the
    demonyms and abbreviations written by hand, stay in it; settlements and lesser units come from the dump alone.
    Whether a name is also a word, a given name or a surname is known for the names the packaged one has. Lines that
    cannot be read are counted and listed in bad-lines.csv beside the gazetteer.

    The gives: folder, fingerprint, source, places, names, date, books. Raises `DatelineError` when the file is no such
    dump or the disk is full; the gazetteer in use then stays.
    """
    paths = [Path(path).expanduser() for path in (dump, names) if path]
    if os.environ.get(gazetteer.SETTING, "").strip() == "packaged":
        raise DatelineError(f"{gazetteer.SETTING} says packaged; unset it to import a gazetteer")
    home = gazetteer.home()
    work = None
    try:
        home.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=home, prefix="new-"))
        about = _make(paths, work)
        folder = home / f"{about['fingerprint']}-{work.name[4:]}"
        work.replace(folder)
        work = folder
        _point(home, {**about, "folder": folder.name})
        work = None
    except (OSError, pl.exceptions.PolarsError) as error:
        raise DatelineError(f"no gazetteer could be made from {paths[0]}: {error}. The one in use stays") from error
    finally:
        if work:
            shutil.rmtree(work, ignore_errors=True)
    _sweep(home, folder.name)
    gazetteer.forget()
    return {**about, "folder": folder}


def reset() -> bool:
    """Go back to the packaged gazetteer and remove the imported one; whether there was one."""
    home = gazetteer.home()
    pointer = home / "current.json"
    there = pointer.is_file()
    pointer.unlink(missing_ok=True)
    _sweep(home, "")
    gazetteer.forget()
    return there


def _point(home: Path, about: dict[str, Any]) -> None:
    """Let all who look take the new one, from one moment to the next."""
    handle, name = tempfile.mkstemp(dir=home, prefix="new-")
    try:
        with os.fdopen(handle, "w", encoding="utf8") as file:
            json.dump(about, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(home / "current.json")
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sweep(home: Path, keep: str) -> None:
    """Remove the gazetteers that were, and what an import that was killed left."""
    for path in home.glob("*-*"):
        with suppress(OSError):
            left = path.name.startswith("new-") and path.stat().st_mtime < time.time() - 86_400
            if path.name != keep and (left or ((path / "places.parquet").exists() and path.name[:4] != "new-")):
                shutil.rmtree(path, ignore_errors=True)


def _make(paths: list[Path], work: Path) -> dict[str, Any]:
    books, digest = Books(), hashlib.sha256(f"{VERSION} {_packaged_print()}".encode())
    parts = work / "parts"
    parts.mkdir()
    old_places, old_names = gazetteer.read(gazetteer.FOLDER)
    merger = Merger(old_places, old_names, parts)
    with (work / "bad-lines.csv").open("w", encoding="utf8", newline="") as file:
        bad = csv.writer(file)
        bad.writerow(("file", "line", "reason", "text"))

        def reject(path: Path, number: int, reason: str, raw: bytes) -> None:
            books.bad += 1
            bad.writerow((path.name, number, reason, raw[:200].decode("utf8", "replace").rstrip()))
            if len(books.first_bad) < 5:
                books.first_bad.append(f"{path.name}, line {number:,}: {reason}")

        for number, raw in _lines(paths[0], digest):
            books.lines += 1
            try:
                _take(raw, merger, books)
            except ValueError as error:
                reject(paths[0], number, str(error), raw)
            if books.bad == 1000 and books.bad == books.lines:
                break
        merger.flush()
        bad_places = books.bad
        if books.bad * 2 > books.lines or not books.places:
            first = f" ({books.first_bad[0]})" if books.first_bad else ""
            raise DatelineError(
                f"{paths[0]} is no GeoNames dump: {books.places:,} places in {books.lines:,} lines{first}. "
                f"Give allCountries.txt or a country's file; the gazetteer in use stays"
            )
        merger.write_places(work / "places.parquet")
        for path in paths[1:]:
            _more_names(path, digest, merger, reject)
    merger.write_names(work / "names.parquet")
    shutil.rmtree(parts)
    counts = [pl.scan_parquet(work / f"{name}.parquet").select(pl.len()).collect().item() for name in _FILES]
    return {
        "fingerprint": digest.hexdigest()[:24], "source": " and ".join(path.name for path in paths),
        "places": counts[0], "names": counts[1], "date": time.strftime("%Y-%m-%d"),
        "books": {"lines": books.lines, "places": books.places, "merged": books.merged, "bad_places": bad_places,
                  "bad": books.bad, "left_out": dict(books.left_out), "first_bad": books.first_bad},
    }  # fmt: skip


_FILES = ("places", "names")


def _packaged_print() -> str:
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((gazetteer.FOLDER / f"{name}.parquet").read_bytes())
    return digest.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """A file, or the one member of its zip that holds the data, and its size."""
    if not path.is_file():
        raise DatelineError(f"{path} does not exist; give a file of https://download.geonames.org/export/dump")
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file, path.stat().st_size
        return
    with zipfile.ZipFile(path) as archive:
        inside = [entry for entry in archive.infolist() if Path(entry.filename).stem == path.stem]
        if len(inside) != 1:
            raise DatelineError(f"{path} holds no {path.stem}.txt; unpack it and give the file itself")
        with archive.open(inside[0]) as member:
            yield io.BufferedReader(member), inside[0].file_size  # type: ignore[type-var]


def _lines(path: Path, digest: Any) -> Iterator[tuple[int, bytes]]:  # noqa: ANN401  a hash of hashlib
    """The lines with their numbers, from 1; one without end comes in pieces. A broken zip raises `DatelineError`."""
    with _opened(path) as (file, size), tqdm(total=size, desc=path.name, unit="B", unit_scale=True, leave=False) as bar:
        number = 0
        try:
            while raw := file.readline(LONGEST_LINE):
                number += 1
                digest.update(raw)
                if number % 10_000 == 0:
                    bar.update(file.tell() - bar.n)
                yield number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        except (zipfile.BadZipFile, EOFError) as error:
            raise DatelineError(f"{path} is damaged: {error}. Fetch it again; the gazetteer in use stays") from error


def _take(raw: bytes, merger: Merger, books: Books) -> None:
    """One line ▶ a place, or a name more for one of ours. Raises `ValueError` in words when it cannot be read."""
    parts = raw.rstrip(b"\r\n").split(b"\t")
    if len(parts) != FIELDS:
        raise ValueError(f"{len(parts)} columns instead of {FIELDS}")
    kind = KINDS.get((parts[6], parts[7]))
    if kind is None:
        books.left_out[parts[6].decode("ascii", "replace") or "?"] += 1
        return
    try:
        name, plain, others, country, unit = (parts[n].decode("utf8") for n in (1, 2, 3, 8, 10))
    except UnicodeDecodeError as error:
        raise ValueError("not UTF-8") from error
    place_id, lat, lon, people = _number(parts[0]), _degrees(parts[4], 90), _degrees(parts[5], 180), _number(parts[14])
    if not key(name):
        raise ValueError("no name")
    if place_id <= 0:
        raise ValueError("no GeoNames id")
    if lat == lon == 0:
        raise ValueError("the point (0, 0)")
    names = [name, plain, *others.split(",")]
    code = f"{country}.{unit}" if kind in ("city", "admin1", "admin2") or unit else None
    place = (place_id, name, kind, country or None, code, lat, lon, people, parts[7] == b"PPLC")
    became = merger.add(place, names)
    books.places += became == "places"
    books.merged += became == "merged"
    books.left_out["A"] += became == "left out"


def _number(raw: bytes) -> int:
    with suppress(ValueError):
        value = int(raw or b"0")
        if abs(value) < 2**53:
            return value
    raise ValueError(f"{raw[:40].decode('utf8', 'replace')!r} is no whole number")


def _degrees(raw: bytes, most: int) -> float:
    with suppress(ValueError):
        value = float(raw)
        if isfinite(value) and abs(value) <= most:
            return value
    raise ValueError(f"{raw[:40].decode('utf8', 'replace')!r} is no number of degrees up to {most}")


def _more_names(path: Path, digest: Any, merger: Merger, reject: Any) -> None:  # noqa: ANN401
    """Add the names of alternateNamesV2.txt."""
    batch: list[tuple[int, str, int]] = []
    for number, raw in _lines(path, digest):
        parts = raw.rstrip(b"\r\n").split(b"\t")
        try:
            if len(parts) < 4:
                raise ValueError(f"{len(parts)} columns instead of 10")
            if parts[2] in _NO_NAME:
                continue
            rank = ABBREVIATION if parts[2] == b"abbr" else ALTERNATE
            try:
                name = parts[3].decode("utf8")
            except UnicodeDecodeError as error:
                raise ValueError("not UTF-8") from error
            folded = key(name)
            if folded and kept(name, rank, folded):
                batch.append((_number(parts[1]), folded, rank))
        except ValueError as error:
            reject(path, number, str(error), raw)
        if len(batch) >= 5 * merging.BATCH:
            merger.add_names(batch)
            batch = []
    merger.add_names(batch)
