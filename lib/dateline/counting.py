"""Hits ▶ units: what could hold a hit and what does, by group, and how sure a share of them is."""

from dataclasses import dataclass

import polars as pl

from dateline import stats
from dateline.corpus import Corpus
from dateline.errors import DatelineError

ALL = "(all)"
UNITS = {"story": "story_id", "article": "article_id", "mention": "article_id"}
PER = 10_000
"""Words in which mentions are counted."""
_Ends = list[tuple[float | None, float | None]]


@dataclass(frozen=True)
class Units:
    """The full texts of a corpus as stories, articles or articles' words, by outlet or all together.

    What does not depend on a query is kept with the corpus. Raises `DatelineError` for another `by` or `unit`.
    """

    corpus: Corpus
    by: str | None
    unit: str

    def __post_init__(self) -> None:
        """Refuse what is not counted."""
        if self.by not in ("outlet", None) or self.unit not in UNITS:
            words = " or ".join(UNITS)
            raise DatelineError(
                f"shares are by 'outlet' or None and of {words}, not by {self.by!r} and of {self.unit!r}"
            )

    def members(self) -> pl.DataFrame:
        """Every full text with the number of the unit it belongs to: article_id, group, day, story, number."""
        return self.corpus.kept(("members", self.by, self.unit), self._members)

    def _members(self) -> pl.DataFrame:
        full = self.corpus.catalogue().filter(pl.col("text_kind") == "full")
        group = pl.col("outlet").fill_null("(unknown)") if self.by else pl.lit(ALL)
        table = full.select("article_id", "day", group=group, story="story_id", unit=UNITS[self.unit])
        numbered = table.select("group", "unit").unique().sort("group", "unit").with_row_index("number")
        return table.join(numbered, on=["group", "unit"]).drop("unit")

    def all(self) -> pl.DataFrame:
        """What could hold a hit: number, group, day of the earliest article, story, articles, `total`: 1, or words."""
        return self.corpus.kept(("units", self.by, self.unit), self._all)

    def _all(self) -> pl.DataFrame:
        table, total = self.members(), pl.lit(1, pl.Int64)
        if self.unit == "mention":
            table, total = table.join(self.corpus.lengths(), on="article_id", how="left"), pl.col("words").sum()
        firsts = pl.col("group", "story").first()
        return table.group_by("number").agg(firsts, pl.col("day").min(), articles=pl.len(), total=total).sort("number")

    def found(self, hits: pl.DataFrame) -> pl.DataFrame:
        """Those that hold a hit: number, group, day, story, articles with one, and n: 1, or the mentions."""
        mentions = pl.col("mentions").sum() if "mentions" in hits.columns else pl.len()
        answered = hits.group_by("article_id").agg(mentions=mentions.cast(pl.Int64))
        joined = answered.join(self.members().select("article_id", "number"), on="article_id")
        n = pl.col("mentions").sum() if self.unit == "mention" else pl.lit(1, pl.Int64)
        counted = joined.group_by("number").agg(articles=pl.len(), n=n)
        return counted.join(self.all().select("number", "group", "day", "story"), on="number").sort("number")

    def totals(self, every: str | None) -> pl.DataFrame:
        """What could hold a hit in each group and period: group, period, total; one period when `every` is null."""
        return self.corpus.kept(("totals", self.by, self.unit, every), lambda: _summed(self.all(), "total", every))

    def with_intervals(self, table: pl.DataFrame, found: pl.DataFrame, every: str | None = None) -> pl.DataFrame:
        """Add share, low, high, low_days and high_days to a table of group, period, n and total."""
        worth = self._worth(found, every) if self.unit == "article" else {}
        ends: _Ends = []
        for group, period, n, total in table.select("group", "period", "n", "total").iter_rows():
            if not total or self.unit == "mention":
                ends.append((None, None))
            else:
                independent = worth.get((group, period), total)
                ends.append(stats.wilson(min(n / total, 1.0) * independent, independent))
        frames = [
            pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Float64), orient="row")
            for rows, names in (
                (ends, ("low", "high")),
                (self._by_days(table, found, every), ("low_days", "high_days")),
            )
        ]
        per = PER if self.unit == "mention" else 1
        share = pl.when(pl.col("total") > 0).then(per * pl.col("n") / pl.col("total"))
        made = pl.concat([table, *frames], how="horizontal")
        return made.with_columns(pl.col("low_days", "high_days") * per, share=share)

    def _worth(self, found: pl.DataFrame, every: str | None) -> dict[tuple[object, ...], float]:
        """How many independent articles those of each group and period are: a story's copies stand together."""
        hit = pl.col("number").is_in(found["number"].to_list())
        counted = self.all().with_columns(_period(every), hit=hit).group_by("group", "period", "story")
        stories = counted.agg(n=pl.col("hit").sum(), total=pl.len()).sort("group", "period", "story")
        parts = stories.partition_by("group", "period", as_dict=True)
        return {key: stats.effective_total(part["n"], part["total"]) for key, part in parts.items()}

    def _by_days(self, table: pl.DataFrame, found: pl.DataFrame, every: str | None) -> _Ends:
        """The interval from days drawn anew, for each row; null where they are too few."""
        if every in ("1d", "1w"):
            return [(None, None)] * table.height
        daily = self.totals("1d").drop_nulls("period").rename({"period": "day"})
        counted = _summed(found, "n", "1d").rename({"period": "day"})
        joined = daily.join(counted, on=["group", "day"], how="left").with_columns(pl.col("n").fill_null(0))
        parts = joined.sort("group", "day").with_columns(_period(every)).partition_by("group", "period", as_dict=True)
        made: _Ends = []
        for key in table.select("group", "period").iter_rows():
            part = parts.get(key)
            if part is None or part.height < stats.BLOCKS:
                made.append((None, None))
            else:
                made.append(stats.resampled(part["n"].to_numpy(), part["total"].to_numpy()))
        return made


def _period(every: str | None) -> pl.Expr:
    return (pl.col("day").dt.truncate(every) if every else pl.lit(None, pl.Date)).alias("period")


def _summed(units: pl.DataFrame, what: str, every: str | None) -> pl.DataFrame:
    return units.group_by("group", _period(every)).agg(pl.col(what).sum())
