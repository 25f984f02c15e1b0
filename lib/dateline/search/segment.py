"""A segment of the token index: the words of some articles, and where each word stands; in memory or in one file."""

import json
import os
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dateline.errors import DatelineError

Array = NDArray[Any]
STOP = np.uint32(1 << 31)
"""Set in a word's number when a stop, or its field's beginning, stands before it."""
FORMAT = 2
_WRAP = 1 << 16


class Strings:
    """Strings in two arrays, so that they can lie in a file: their UTF-8, and where each begins."""

    def __init__(self, data: Array, begins: Array) -> None:
        """Take both arrays."""
        self.data, self.begins = data, begins

    @classmethod
    def of(cls, strings: pl.Series) -> Self:
        """The strings of a series."""
        begins = np.zeros(len(strings) + 1, np.int64)
        np.cumsum(strings.str.len_bytes().to_numpy(), out=begins[1:])
        return cls(np.frombuffer("".join(strings.to_list()).encode(), np.uint8), begins)

    def __len__(self) -> int:
        """How many."""
        return len(self.begins) - 1

    def __getitem__(self, at: int) -> str:
        """One of them."""
        return bytes(self.data[self.begins[at] : self.begins[at + 1]]).decode()

    @cached_property
    def series(self) -> pl.Series:
        """All of them; none may hold a line's end."""
        lines = np.insert(self.data, self.begins[1:-1], ord("\n")) if len(self) else self.data
        return pl.Series(lines.tobytes().decode().split("\n")[: len(self)], dtype=pl.String)


class Segment:
    """The words of some articles.

    Words are numbered by their folded form and, within it, as written: `word[i]` is the number of the i-th word read
    (with `STOP`), `places[bounds[w]:bounds[w + 1]]` are the places of word w in order, `forms` the folded forms, of
    which number f has the words `words_of[f]` to `words_of[f + 1]`; it stands in the articles
    `holders[held[f]:held[f + 1]]`, in order, and so often as `times` says. `fields` says at which word each article's
    title and then its text begins.
    """

    def __init__(self, arrays: dict[str, Array]) -> None:
        """Take the arrays, as building.py makes them or `open` maps them."""
        self.arrays = arrays
        self.word, self.fields, self.places, self.bounds = (
            arrays[name] for name in ("word", "fields", "places", "bounds")
        )
        self.words_of, self.letters = arrays["words_of"], arrays["letters"]
        self.holders, self.times, self.held = arrays["holders"], arrays["times"], arrays["held"]
        self.written = Strings(arrays["written"], arrays["written_at"])
        self.forms = Strings(arrays["forms"], arrays["forms_at"])
        self.articles = Strings(arrays["articles"], arrays["articles_at"])

    @cached_property
    def ids(self) -> pl.Series:
        """The articles' ids."""
        return pl.Series([self.articles[at] for at in range(len(self.articles))], dtype=pl.String)

    @cached_property
    def begins_as_places(self) -> Array:
        """At which word each article begins, and one more."""
        return np.append(self.fields[:-1:2], len(self.word)).astype(self.places.dtype)

    @cached_property
    def ends_as_places(self) -> Array:
        """One past the last word of each article."""
        return self.begins_as_places[1:]

    @property
    def lengths(self) -> Array:
        """Words of each article, title and text."""
        return np.diff(self.begins_as_places.astype(np.int64))

    def article_of(self, at: Array) -> Array:
        """The number of the article in which the words read at these places, in order, stand."""
        return self.field_of(at) // 2

    def field_of(self, at: Array) -> Array:
        """The number of the field: twice the article's, and one more for the text; of places in order."""
        if len(at) < len(self.fields):
            return np.searchsorted(self.fields, at, "right") - 1
        cuts = np.searchsorted(at, self.fields.astype(at.dtype))  # fewer than the places are: cut these
        return np.repeat(np.arange(len(self.fields) - 1), np.diff(cuts))

    def start_of(self, at: Array) -> Array:
        """The first character of the words read at these places, in their field."""
        low = self.arrays["start"][at].astype(np.int64)
        wraps = self.arrays["wraps"]
        if len(wraps):
            field = self.fields[np.searchsorted(self.fields, at, "right") - 1]
            low += _WRAP * (np.searchsorted(wraps, at, "right") - np.searchsorted(wraps, field, "right"))
        return low

    def end_of(self, at: Array) -> Array:
        """One past the last character of the words read at these places."""
        return self.start_of(at) + self.letters[self.number_of(at)]

    def number_of(self, at: Array) -> Array:
        """The numbers of the words read at these places."""
        return self.word[at] & ~STOP

    def spans(self, mentions: pl.DataFrame) -> tuple[Array, Array]:
        """The words that mentions (article_id, field, start, end) cover, in order: the first, and how many.

        Mentions in other articles are left out.
        """
        rows = pl.DataFrame({"article_id": self.ids}).with_row_index("article").join(mentions, on="article_id")
        made = []
        for article, field, start, end in rows.select("article", "field", "start", "end").iter_rows():
            number = 2 * article + (field == "text")
            begin, stop = self.fields[number : number + 2]
            starts = self.start_of(np.arange(begin, stop))
            first, last = np.searchsorted(starts, [start, end])
            if first < last:
                made.append((begin + first, last - first))
        made.sort()
        start, many = np.array(made, np.int64).reshape(-1, 2).T
        return start, many

    def save(self, path: Path) -> None:
        """Write the arrays to a file, behind a line that says where each lies."""
        lies, at = {}, 0
        for name, array in self.arrays.items():
            lies[name] = (array.dtype.str, at, len(array))
            at += -(-array.nbytes // 64) * 64
        head = json.dumps({"format": FORMAT, "arrays": lies}).encode() + b"\n"
        with path.open("wb") as file:
            file.write(head.rjust(-(-len(head) // 64) * 64))
            for array in self.arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(bytes(-array.nbytes % 64))
            file.flush()
            os.fsync(file.fileno())

    @staticmethod
    def is_older(path: Path) -> bool:
        """Whether a file is a segment of another format, to be made anew."""
        with path.open("rb") as file:
            head = file.readline(1_000_000)
        try:
            return bool(json.loads(head)["format"] != FORMAT)
        except (ValueError, KeyError, TypeError):
            return False  # damaged, as `open` says

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a file, whose pages are read as they are needed. Raises `DatelineError` for one that is damaged."""
        try:
            mapped = np.memmap(path, np.uint8, "r")
            with path.open("rb") as file:
                head = file.readline(1_000_000)
            lies = json.loads(head)["arrays"]
            arrays = {}
            for name, (kind, at, many) in lies.items():
                size = np.dtype(kind).itemsize * many
                arrays[name] = mapped[len(head) + at : len(head) + at + size].view(kind).view(np.ndarray)
                if len(arrays[name]) != many:
                    raise ValueError("it is cut")
            return cls(arrays)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DatelineError(f"{path} is damaged ({error}); delete it and ask again: it is made anew") from error
