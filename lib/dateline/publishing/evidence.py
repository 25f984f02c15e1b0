"""Receipts ▶ the plotted numbers they stand behind, and whether each number can be counted again from them."""

from dataclasses import dataclass
from datetime import date
from itertools import product

import polars as pl

from dateline.counting import ALL, UNITS
from dateline.frames import RECEIPTS
from dateline.trends import PERIODS

_NEEDED = ("story_id", "article_id", "outlet", "day", "counted_as", "place_id", "text_kind", "story_day", "outlet_day")
_KEYS = ("group", "period", "place_id", "name")


@dataclass(frozen=True)
class Evidence:
    """What stands behind a figure's numbers.

    unit: the unit by which every number was counted again, null when some number was not. wrong: the rows of those.
    receipts: every receipt with `row`, the row of the data (from 1) it counts for; null when it counts for none, such
    as one in a truncated text. A receipt is repeated for each number it stands behind.
    """

    unit: str | None
    wrong: tuple[int, ...]
    receipts: pl.DataFrame


def tie(data: pl.DataFrame, receipts: pl.DataFrame) -> Evidence:
    """Tie receipts (frames.RECEIPTS) to the rows of a figure's data by outlet, period and place.

    The distinct units behind each row are counted: those that `unit` names, or where the data do not say, stories, then
    articles, then mentions, until one of them gives every `n`. A period is a day, week, month or quarter, whichever
    all of the data's can begin. Raises `DatelineError` when a column of the receipts is missing.
    """
    RECEIPTS.require(receipts, *_NEEDED)
    rows = data.with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
    numbered = receipts.with_row_index("receipt")
    said = data["unit"].unique().to_list() if "unit" in data.columns else []
    nearest: Evidence | None = None
    for unit, every in product(said or UNITS, _steps(rows)):
        tied = _tied(rows, numbered.filter(pl.col("text_kind") == "full"), unit, every)
        distinct = pl.len() if unit == "mention" else pl.col(UNITS[unit]).n_unique()
        counted = rows.join(tied.group_by("row").agg(counted=distinct), on="row", how="left")
        wrong = counted.filter(pl.col("n") != pl.col("counted").fill_null(0))["row"].to_list()
        if nearest is None or len(wrong) < len(nearest.wrong):
            behind = numbered.join(tied.select("receipt", "row"), on="receipt", how="left").sort(
                "row", "receipt", nulls_last=True
            )
            nearest = Evidence(None if wrong else unit, tuple(wrong), behind.select("row", *receipts.columns))
        if not wrong:
            break
    assert nearest is not None
    return nearest


def _steps(rows: pl.DataFrame) -> list[str | None]:
    """The lengths of period that the data's may have, the shortest first."""
    if "period" not in rows.columns:
        return [None]
    starts = rows["period"].drop_nulls()
    return [every for every in PERIODS if (starts == starts.dt.truncate(every)).all()]


def keys(data: pl.DataFrame) -> list[list[list[str]]]:
    """For each row the values that tell its marks from others', each in the ways a chart may hold it.

    >>> keys(pl.DataFrame({"group": ["A", "B"], "n": [1, 1]}))
    [[['A']], [['B']]]
    """
    told = [name for name in _KEYS if name in data.columns and name != "place_id" and data[name].n_unique() > 1]
    return [[_ways(value) for value in row] for row in data.select(told).iter_rows()] if told else [[]] * data.height


def _ways(value: object) -> list[str]:
    if isinstance(value, date):
        days = (value - date(1970, 1, 1)).days
        return [value.isoformat(), str(days * 86_400_000)]
    return [str(value)]


def _tied(rows: pl.DataFrame, receipts: pl.DataFrame, unit: str, every: str | None) -> pl.DataFrame:
    """Receipts with the row each counts for."""
    by: list[str] = [name for name in ("group", "period", "place_id") if name in rows.columns]
    if "group" in by:
        by_outlet = receipts.with_columns(group=pl.col("outlet").fill_null("(unknown)"), period="outlet_day")
        receipts = pl.concat([by_outlet, receipts.with_columns(group=pl.lit(ALL), period="story_day")])
    else:
        receipts = receipts.with_columns(period="story_day")
    if unit != "story":
        receipts = receipts.with_columns(period="day")
    if every:
        receipts = receipts.with_columns(pl.col("period").dt.truncate(every))
    if "place_id" in by:
        receipts, by = receipts.with_columns(name="counted_as"), [*by, "name"]
    if not by:
        return receipts.join(rows.select("row"), how="cross")
    return receipts.join(rows.select(*by, "row"), on=by, how="inner", nulls_equal=True)
