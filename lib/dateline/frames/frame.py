"""What a frame is: a documented schema."""

from dataclasses import dataclass

import polars as pl

from dateline.errors import DatelineError

UTC = pl.Datetime("us", "UTC")


@dataclass(frozen=True)
class Frame:
    """A documented schema: what one row is, and each column's type and meaning.

    >>> Frame("one row a day", {"day": (pl.Date, "the day")}).empty().columns
    ['day']
    """

    row: str
    columns: dict[str, tuple[pl.DataType | type[pl.DataType], str]]

    @property
    def schema(self) -> pl.Schema:
        """The columns' polars types."""
        return pl.Schema({name: kind for name, (kind, _) in self.columns.items()})

    def empty(self) -> pl.DataFrame:
        """A frame of these columns and no rows."""
        return pl.DataFrame(schema=self.schema)

    def require(self, frame: pl.DataFrame, *names: str) -> None:
        """Raise `DatelineError` when a column named is missing, saying what it would hold."""
        for name in names:
            if name not in frame.columns:
                meaning = self.columns[name][1]
                raise DatelineError(f"column '{name}' ({meaning}) is missing; there are: {', '.join(frame.columns)}")
