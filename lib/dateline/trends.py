"""Hits ▶ shares: how many of the units collected name something, against how many could have, in all or over time."""

import re

import polars as pl

from dateline import collection, search, stats
from dateline.corpus import Corpus
from dateline.errors import DatelineError
from dateline.frames import ATTENTION, SHARES

ALL = "(all)"
UNITS = {"story": "story_id", "article": "article_id"}


def shares(hits: pl.DataFrame, corpus: Corpus, *, by: str | None = "outlet", unit: str = "story") -> pl.DataFrame:
    """Share of each outlet's collected full texts that hold a hit: a frame of frames.SHARES, by group.

    A unit counts when its title or its text holds a hit. With `by="outlet"` copies are collapsed within the outlet
    only: an outlet that ran another's text did run it. With `by=None` there is one row, and copies are collapsed over
    all outlets; so outlets may sum to more. Headlines alone and truncated texts are left out of both sides. The
    interval is Wilson's 95% on units: it speaks of texts like those collected, not of texts that were not collected.
    Raises `DatelineError` for another `by` or `unit`.

    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.csv").write_text("title,text\\nA,Odesa is open again now.\\nB,Gdynia is shut again now.\\n")
    >>> corpus = Corpus(folder / "corpus")
    >>> _ = corpus.add(folder / "a.csv", outlet="Halyard")
    >>> shares(corpus.search("Odesa"), corpus).select("group", "n", "total", "share").rows()
    [('Halyard', 1, 2, 0.5)]
    """
    counted = (
        _units(hits, corpus, by, unit)
        .group_by("group")
        .agg(
            n=pl.col("unit").filter(pl.col("hit")).n_unique(),
            total=pl.col("unit").n_unique(),
            articles=pl.col("hit").sum(),
            articles_total=pl.len(),
        )
        .sort("group")
    )
    status = pl.when(pl.col("n") == 0).then(pl.lit("zero")).otherwise(pl.lit("observed"))
    return _with_intervals(counted).with_columns(status=status).select(*SHARES.columns).cast(SHARES.schema)


def attention(
    hits: pl.DataFrame, corpus: Corpus, *, every: str = "1w", by: str | None = "outlet", unit: str = "story"
) -> pl.DataFrame:
    """Share of the texts collected in each period that hold a hit: a frame of frames.ATTENTION, by group and period.

    `every` is 1d, 1w (from Monday), 1mo or 1q. A unit belongs to the day of its earliest article: within the outlet, or
    over all with `by=None`. Every period from the first collected to the last is a row: `no data` where nothing was
    collected, `incomplete` where days of the outlet's cadence are missing, `zero` where none of the texts collected
    held a hit. Undated units are a row with a null period. Otherwise as `shares`. Raises `DatelineError` for another
    `every`, `by` or `unit`.
    """
    if not re.fullmatch(r"1(?:d|w|mo|q)", every):
        raise DatelineError(f"every is 1d, 1w, 1mo or 1q, not {every!r}")
    table = _units(hits, corpus, by, unit).with_columns(day=pl.col("day").min().over("group", "unit"))
    table = table.with_columns(period=pl.col("day").dt.truncate(every))
    counted = table.group_by("group", "period").agg(
        n=pl.col("unit").filter(pl.col("hit")).n_unique(), total=pl.col("unit").n_unique()
    )
    grid = _calendar(corpus, every, by)
    undated = counted.filter(pl.col("period").is_null()).with_columns(days_seen=None, days_expected=None)
    dated = grid.join(counted, on=["group", "period"], how="left", maintain_order="left")
    columns = ["group", "period", "n", "total", "days_seen", "days_expected"]
    full = pl.concat([dated.select(columns), undated.select(columns)], how="vertical_relaxed")
    full = full.with_columns(pl.col("n", "total").fill_null(0))
    status = (
        pl.when(pl.col("total") == 0).then(pl.lit("no data"))
        .when(pl.col("days_seen") < pl.col("days_expected")).then(pl.lit("incomplete"))
        .when(pl.col("n") == 0).then(pl.lit("zero")).otherwise(pl.lit("observed"))
    )  # fmt: skip
    made = _with_intervals(full).with_columns(status=status).select(*ATTENTION.columns).cast(ATTENTION.schema)
    return made.sort("group", "period", nulls_last=True)


def step(corpus: Corpus) -> str:
    """The period that suits a collection: weeks where a usual week holds 30 full texts or more, else months."""
    days = corpus.articles().filter(pl.col("text_kind") == "full").select("day").drop_nulls().collect()
    weekly = days.group_by(pl.col("day").dt.truncate("1w")).len()["len"].median()
    return "1w" if isinstance(weekly, float | int) and weekly >= 30 else "1mo"


def finding(attention: pl.DataFrame, name: str, every: str = "1w") -> str:
    """The headline that the attention to `name` supports, and no more; takes frames.ATTENTION of one group,
    counted by `every`.

    A period stands out when it has five hits or more and the lower end of its interval lies above the share of the
    whole collection. The periods are many and one was picked: that is not allowed for.

    >>> row = {"period": None, "n": 3, "total": 9, "share": 0.3, "low": 0.1}
    >>> finding(pl.DataFrame([row]), "Odesa")
    'Too few of the collected texts name Odesa to follow it over time'
    """
    dated = attention.drop_nulls("period").filter(pl.col("total") > 0)
    enough = dated.filter(pl.col("n") >= 5)
    if not enough.height:
        return f"Too few of the collected texts name {name} to follow it over time"
    overall = int(dated["n"].sum()) / int(dated["total"].sum())
    best = enough.sort("low", "period", descending=[True, False]).row(0, named=True)
    if best["low"] <= overall:
        return f"No period stands out in naming {name}"
    day = f"{best['period'].day} {best['period']:%B %Y}"
    when = {"1d": f"on {day}", "1w": f"in the week from {day}", "1mo": f"in {best['period']:%B %Y}"}
    return f"{name} was named more than usual {when.get(every, f'in the quarter from {day}')}"


def note(attention: pl.DataFrame, every: str, query: str, source: str) -> str:
    """The note under a timeline: unit, denominator, what was asked, and the source."""
    total = int(attention["total"].sum())
    period = {"1d": "day", "1w": "week", "1mo": "month", "1q": "quarter"}[every]
    return (
        f"Unit: story, a text with its copies, on the day of its earliest: {total:,} full texts by {period}. "
        f"Searched for {search.read_back(query)}, case and accents aside.\nSource: {source} · analysis: dateline"
    )


def _units(hits: pl.DataFrame, corpus: Corpus, by: str | None, unit: str) -> pl.DataFrame:
    """The full texts that could hold a hit: group, unit, day, and whether each does."""
    if by not in ("outlet", None) or unit not in UNITS:
        words = " or ".join(UNITS)
        raise DatelineError(f"shares are by 'outlet' or None and of {words}, not by {by!r} and of {unit!r}")
    columns = ("article_id", "outlet", "story_id", "day")
    table = corpus.articles().filter(pl.col("text_kind") == "full").select(columns).collect()
    return table.select(
        "day",
        group=pl.col("outlet").fill_null("(unknown)") if by else pl.lit(ALL),
        unit=pl.col(UNITS[unit]),
        hit=pl.col("article_id").is_in(hits["article_id"].unique().to_list()),
    )


def _with_intervals(counted: pl.DataFrame) -> pl.DataFrame:
    pairs = counted.select("n", "total").rows()
    ends = [stats.wilson(n, total) if total else (None, None) for n, total in pairs]
    frame = pl.DataFrame(ends, schema={"low": pl.Float64, "high": pl.Float64}, orient="row")
    share = pl.when(pl.col("total") > 0).then(pl.col("n") / pl.col("total"))
    return pl.concat([counted, frame], how="horizontal").with_columns(share=share)


def _calendar(corpus: Corpus, every: str, by: str | None) -> pl.DataFrame:
    """Every group and period of the collection: days seen, and days the group's cadence would have it publish."""
    articles = corpus.articles().select("outlet", "day", "text_kind").collect()
    if by is None:
        articles = articles.with_columns(outlet=pl.lit(ALL))
    profile = collection.profile(articles)
    days = collection.in_window(collection.days(articles), profile)
    seen = days.group_by(group="outlet", period=pl.col("day").dt.truncate(every)).agg(days_seen=pl.len())
    first, last = days["day"].min(), days["day"].max()
    if first is None or last is None:
        return pl.DataFrame(
            schema={"group": pl.String, "period": pl.Date, "days_seen": pl.Int64, "days_expected": pl.Int64}
        )
    last_period = pl.select(pl.lit(last).dt.truncate(every).dt.offset_by(every).dt.offset_by("-1d")).item()
    all_days = pl.select(day=pl.date_range(pl.lit(first).dt.truncate(every), pl.lit(last_period), "1d"))
    grid = profile.select("outlet", "first_day", "last_day", "cadence").join(all_days, how="cross")
    inside = pl.col("day").is_between("first_day", "last_day")
    periods = grid.group_by("cadence", group="outlet", period=pl.col("day").dt.truncate(every)).agg(
        length=pl.when(inside.any()).then(pl.len()).otherwise(0)
    )
    cadence, weeks = pl.col("cadence"), (pl.col("length") / 7).ceil()
    wanted = pl.when(cadence == "daily").then("length").when(cadence == "weekly").then(weeks)
    joined = periods.with_columns(days_expected=wanted).join(seen, on=["group", "period"], how="left")
    return joined.with_columns(pl.col("days_seen").fill_null(0)).drop("cadence", "length").sort("group", "period")
