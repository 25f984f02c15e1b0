"""What a dump's places and the packaged gazetteer's become together, in batches on disk."""

from itertools import pairwise
from pathlib import Path
from typing import Literal

import polars as pl

from dateline.places.gazetteer import ALTERNATE, NAMES, PLACES, PRIMARY, kept, key
from dateline.places.resolver import km

BATCH = 100_000
"""Places held as Python objects at a time."""
PARTS = 32
"""Parts the names are sorted in, each in memory at a time."""
_ANY = pl.lit(None, pl.String)
"""The language of a name that any may use."""
_SAME = {"water": 500.0, "region": 1500.0, "continent": 6000.0}
"""Kilometres within which a feature of our tables and one of the dump, of one name and kind, are the same."""


Place = tuple[int, str, str, str | None, str | None, float, float, int, bool]


class Merger:
    """The places that stay from the packaged gazetteer, and those of the dump after them, in batches on disk."""

    def __init__(self, places: pl.DataFrame, names: pl.DataFrame, parts: Path) -> None:
        """Take the packaged gazetteer and a folder for the batches."""
        stay = places.filter(~pl.col("kind").is_in(["city", "admin2"]))
        self.rows = stay.drop("row").rows()
        self._parts, self._batch, self._count = parts, 0, len(self.rows)
        self._places: list[Place] = []
        self._names: list[tuple[str, int, int]] = []
        new_rows = stay.select(place="row").with_row_index("new")
        self._edges = names["key"].gather_every(max(1, names.height // PARTS)).unique().sort()
        self._files = 0
        self._spread(names.join(new_rows, on="place").select("key", pl.col("new").alias("place"), "rank", "language"))
        ids = places.select("row", "place_id", "capital").filter(pl.col("place_id").is_not_null())
        self._capitals = set(ids.filter("capital")["place_id"])
        self._old = names.join(ids, left_on="place", right_on="row").select("place_id", "key", "rank", "language")
        flags = ("word", "given", "surname")
        self._flags = names.filter(pl.any_horizontal(flags)).select("key", *flags).unique("key")
        self._by_id = {row[0]: number for number, row in enumerate(self.rows) if row[0]}
        self._by_code = {(row[2], row[4]): n for n, row in enumerate(self.rows) if row[2] == "admin1"}
        self._by_code |= {("country", row[3]): n for n, row in enumerate(self.rows) if row[2] == "country"}
        self._by_name = {(row[2], key(row[1])): number for number, row in enumerate(self.rows) if not row[0]}

    def _spread(self, names: pl.DataFrame) -> None:
        """Write names by the first letters of their keys, so that they can be sorted a part at a time."""
        names = names.cast({"rank": NAMES["rank"], "place": NAMES["place"]}).sort("key")
        edges = [0, *names["key"].search_sorted(self._edges), names.height]
        for part, (start, end) in enumerate(pairwise(edges)):
            if end > start:
                folder = self._parts / f"names-{part:03}"
                folder.mkdir(exist_ok=True)
                names[start:end].write_parquet(folder / f"{self._files:06}.parquet", compression="lz4")
        self._files += 1

    def add(self, place: Place, names: list[str]) -> Literal["places", "merged", "left out"]:
        """Take a place with its names, the usual one first; one that stays gets them if it is the same.

        No country is new: the packaged gazetteer has them all.
        """
        mine = self._mine(place)
        if mine is None and place[2] == "country":
            return "left out"
        if mine is None:
            row, usual = self._count + len(self._places), PRIMARY
            capital = place[8] or place[0] in self._capitals
            self._places.append((*place[:8], capital))
        else:
            row = mine
            usual = ALTERNATE
        ranks: dict[str, int] = {}
        for number, name in enumerate(dict.fromkeys(names)):
            folded, rank = key(name), ALTERNATE if number else usual
            if folded and kept(name, rank, folded):
                ranks[folded] = min(rank, ranks.get(folded, rank))
        self._names += [(folded, row, rank) for folded, rank in ranks.items()]
        if len(self._places) >= BATCH:
            self.flush()
        return "places" if mine is None else "merged"

    def _mine(self, place: Place) -> int | None:
        place_id, name, kind, country, code, lat, lon, *_ = place
        if kind == "city":
            return None
        number = self._by_id.get(place_id, self._by_code.get((kind, country if kind == "country" else code)))
        if number is None:
            number = self._by_name.get((kind, key(name)))
            if number is not None and km(lat, lon, *self.rows[number][5:7]) > _SAME.get(kind, 100.0):
                return None
        if number is not None and not self.rows[number][0]:
            self.rows[number] = (place_id, *self.rows[number][1:])
            self._by_id[place_id] = number
            del self._by_name[kind, key(self.rows[number][1])]
        return number

    def flush(self) -> None:
        """Write the batch, with the names that the packaged gazetteer has for its places (exonyms, abbreviations)."""
        schema = {"key": NAMES["key"], "place": NAMES["place"], "rank": NAMES["rank"]}
        names = pl.DataFrame(self._names, schema=schema, orient="row").with_columns(language=_ANY)
        places = pl.DataFrame(self._places, schema=PLACES, orient="row")
        rows = places.select("place_id").with_row_index("place", self._count).cast({"place": NAMES["place"]})
        old = (
            rows.join(self._old, on="place_id")
            .select(*schema, "language")
            .cast({name: kind for name, kind in NAMES.items() if name in schema})
        )
        self._spread(pl.concat([names, old]))
        places.write_parquet(self._parts / f"places-{self._batch:05}.parquet")
        self._batch, self._count = self._batch + 1, self._count + len(self._places)
        self._places, self._names = [], []

    def add_names(self, names: list[tuple[int, str, int]]) -> None:
        """Write more names, by GeoNames id; those of places that were left out go."""
        frame = pl.DataFrame(
            names, schema={"place_id": pl.Int64, "key": pl.String, "rank": NAMES["rank"]}, orient="row"
        )
        self._spread(frame.join(self._rows, on="place_id").select("key", "place", "rank", language=_ANY))

    def write_places(self, path: Path) -> None:
        """Write all places in their order."""
        pl.DataFrame(self.rows, schema=PLACES, orient="row").write_parquet(self._parts / "places-.parquet")
        files = sorted(self._parts.glob("places-*.parquet"))
        pl.scan_parquet(files).sink_parquet(path, compression="zstd", maintain_order=True)
        ids = pl.scan_parquet(path).select("place_id").with_row_index("place")
        self._rows = ids.filter(pl.col("place_id").is_not_null()).cast({"place": NAMES["place"]}).collect()

    def write_names(self, path: Path) -> None:
        """Write all names, each once a place with its best rank, sorted."""
        flag = pl.col("word", "given", "surname").fill_null(False)
        done = []
        for folder in sorted(self._parts.glob("names-*")):
            every = pl.read_parquet(sorted(folder.iterdir())).sort("language")
            one = pl.when(~pl.col("language").has_nulls()).then(pl.col("language").first())
            names = every.group_by("key", "place").agg(pl.col("rank").min(), one)
            names = names.join(self._flags, on="key", how="left").with_columns(flag)
            done.append(folder.with_suffix(".parquet"))
            names.select(*NAMES).sort("key", "place").write_parquet(done[-1], compression="lz4")
        pl.scan_parquet(done).sink_parquet(path, compression="zstd", maintain_order=True)
