"""Hits ▶ units: what could hold a hit and what does, by group, and how sure a share of them is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

import polars as pl

from dateline import collection, stats
from dateline.corpus import Corpus
from dateline.errors import DatelineError

T = TypeVar("T")
ALL = "(all)"
UNITS = {"story": "story_id", "article": "article_id", "mention": "article_id"}
PER = 10_000
"""Words in which mentions are counted."""
_Ends = list[tuple[float | None, float | None]]
Days = tuple[date | str, date | str]
"""The first and the last day of a stretch, both within it: dates, or as they are written (2025-06-02)."""


@dataclass(frozen=True)
class Part:
    """What of a corpus is counted, on both sides of every share.

    outlets: these alone, null for all. between: units of these days alone; those without a day are then left out.
    shared: whether stories count that full texts of several outlets carry.
    """

    outlets: tuple[str, ...] | None = None
    between: tuple[date, date] | None = None
    shared: bool = True

    @classmethod
    def of(cls, outlets: Iterable[str] | None = None, between: Days | None = None, *, shared: bool = True) -> "Part":
        """A part as it is asked for. Raises `DatelineError` for days that are none, or that end before they begin.

        >>> Part.of(["B", "A"], ("2025-06-02", "2025-06-08")).between
        (datetime.date(2025, 6, 2), datetime.date(2025, 6, 8))
        """
        days = None
        if between is not None:
            try:
                first, last = (day if isinstance(day, date) else date.fromisoformat(day) for day in between)
            except (TypeError, ValueError) as error:
                raise DatelineError(
                    f"between is a first and a last day, as in ('2025-06-02', '2025-06-08'): {error}"
                ) from error
            if last < first:
                raise DatelineError(f"between ends ({last}) before it begins ({first})")
            days = (first, last)
        return cls(None if outlets is None else tuple(sorted(set(outlets))), days, shared)


WHOLE = Part()


@dataclass(frozen=True)
class Units:
    """The full texts of a corpus, or a part of it, as stories, articles or articles' words, by outlet or all together.

    What does not depend on a query is kept: of a whole corpus with the corpus, of some outlets or without shared texts
    with this object and those that `on` makes of it. Raises `DatelineError` for another `by` or `unit`, and for an
    outlet that the corpus does not have.
    """

    corpus: Corpus
    by: str | None
    unit: str
    part: Part = WHOLE
    _own: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse what is not counted."""
        known = self.corpus.kept("outlets", self._outlets)
        if unknown := [outlet for outlet in self.part.outlets or () if outlet not in known]:
            raise DatelineError(f"the corpus has no outlet {unknown[0]!r}; there are: {', '.join(known)}")
        if self.by not in ("outlet", None) or self.unit not in UNITS:
            words = " or ".join(UNITS)
            raise DatelineError(
                f"shares are by 'outlet' or None and of {words}, not by {self.by!r} and of {self.unit!r}"
            )

    def _outlets(self) -> list[str]:
        full = self.corpus.catalogue().filter(pl.col("text_kind") == "full")
        return full["outlet"].fill_null("(unknown)").unique().sort().to_list()

    def on(self, days: Days | None) -> "Units":
        """The same units, those of some days alone; null for all days."""
        return replace(self, part=replace(self.part, between=Part.of(between=days).between))

    def _kept(self, what: str, make: Callable[[], T]) -> T:
        """What holds for all days, made once."""
        if replace(self.part, between=None) == WHOLE:
            return self.corpus.kept((what, self.by, self.unit), make)
        if what not in self._own:
            self._own[what] = make()
        made: T = self._own[what]
        return made

    def within(self, table: pl.DataFrame) -> pl.DataFrame:
        """Those rows of units (with their `day`) that lie in the days asked for."""
        between = self.part.between
        return table if between is None else table.filter(pl.col("day").is_between(*between))

    def members(self) -> pl.DataFrame:
        """Every full text with the number of the unit it belongs to: article_id, group, day, story, number."""
        return self._kept("members", self._members)

    def _members(self) -> pl.DataFrame:
        outlet = pl.col("outlet").fill_null("(unknown)")
        full = self.corpus.catalogue().filter(pl.col("text_kind") == "full").with_columns(outlet)
        if not self.part.shared:
            carried = full.group_by("story_id").agg(outlets=pl.col("outlet").n_unique())
            full = full.join(carried.filter(pl.col("outlets") == 1), on="story_id", how="semi")
        if self.part.outlets is not None:
            full = full.filter(outlet.is_in(self.part.outlets))
        group = outlet if self.by else pl.lit(ALL)
        table = full.select("article_id", "day", group=group, story="story_id", unit=UNITS[self.unit])
        numbered = table.select("group", "unit").unique(maintain_order=True).with_row_index("number")
        return table.join(numbered, on=["group", "unit"]).drop("unit")

    def all(self) -> pl.DataFrame:
        """What could hold a hit: number, group, day of the earliest article, story, articles, `total`: 1, or words."""
        return self.within(self._kept("units", self._all))

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

    def groups(self) -> pl.DataFrame:
        """Every group of the part, on whatever days: group."""
        return self._kept("groups", lambda: self._daily().select("group").unique().sort("group"))

    def totals(self, every: str | None) -> pl.DataFrame:
        """What could hold a hit in each group and period: group, period, total, and the articles these units are.

        One period, null, when `every` is null.
        """
        return _summed(self.within(self._daily()), ("total", "articles"), every)

    def _daily(self) -> pl.DataFrame:
        every_day = self.on(None)
        return self._kept(
            "daily", lambda: every_day.all().group_by("group", "day").agg(pl.col("total", "articles").sum())
        )

    def collected(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The days on which each group was collected (`collection.days`), strays left out, and its profile."""
        return self._kept("collected", self._collected)

    def _collected(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        articles = self.corpus.catalogue().select(pl.col("outlet").fill_null("(unknown)"), "day", "text_kind")
        if self.part.outlets is not None:
            articles = articles.filter(pl.col("outlet").is_in(self.part.outlets))
        if self.by is None:
            articles = articles.with_columns(outlet=pl.lit(ALL))
        profile = collection.profile(articles)
        return collection.in_window(collection.days(articles), profile), profile

    def with_intervals(
        self, table: pl.DataFrame, found: pl.DataFrame, every: str | None = None, *, anew: bool = True
    ) -> pl.DataFrame:
        """Add share, low, high, low_days and high_days to a table of group, period, n and total.

        The last two take most of the time; without `anew` they are null.
        """
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
                (self._by_days(table, found, every if anew else "1d"), ("low_days", "high_days")),
            )
        ]
        per = PER if self.unit == "mention" else 1
        share = pl.when(pl.col("total") > 0).then(per * pl.col("n") / pl.col("total"))
        made = pl.concat([table, *frames], how="horizontal")
        return made.with_columns(pl.col("low_days", "high_days") * per, share=share)

    def _worth(self, found: pl.DataFrame, every: str | None) -> dict[tuple[object, ...], float]:
        """How many independent articles those of each group and period are: a story's copies stand together."""
        hit = found.select("number", hit=True)
        units = self.all().with_columns(_period(every)).join(hit, on="number", how="left")
        counted = units.group_by("group", "period", "story")
        stories = counted.agg(n=pl.col("hit").sum(), total=pl.len()).sort("group", "period", "story")
        parts = stories.partition_by("group", "period", as_dict=True)
        return {key: stats.effective_total(part["n"], part["total"]) for key, part in parts.items()}

    def _by_days(self, table: pl.DataFrame, found: pl.DataFrame, every: str | None) -> _Ends:
        """The interval from days drawn anew, for each row; null where they are too few."""
        if every in ("1d", "1w"):
            return [(None, None)] * table.height
        daily = self.totals("1d").drop_nulls("period").rename({"period": "day"})
        counted = _summed(found, ("n",), "1d").rename({"period": "day"})
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


def rated(table: pl.DataFrame) -> bool:
    """Whether the shares are mentions in 10,000 words, and not parts; takes frames.SHARES or ATTENTION.

    >>> rated(pl.DataFrame({"group": ["A"], "unit": ["mention"]})), rated(pl.DataFrame({"group": ["A"]}))
    (True, False)
    """
    return "unit" in table.columns and "mention" in table["unit"]


def _period(every: str | None) -> pl.Expr:
    return (pl.col("day").dt.truncate(every) if every else pl.lit(None, pl.Date)).alias("period")


def _summed(units: pl.DataFrame, what: Iterable[str], every: str | None) -> pl.DataFrame:
    return units.group_by("group", _period(every)).agg(pl.col(*what).sum())
