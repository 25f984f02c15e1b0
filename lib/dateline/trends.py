"""Hits ▶ shares: how many of the units collected name something, against how many could have, in all or over time."""

from collections.abc import Iterable

import polars as pl

from dateline import queries, stats
from dateline.corpus import Corpus
from dateline.counting import PER, Days, Part, Units, rated
from dateline.errors import DatelineError
from dateline.frames import ATTENTION, BURSTS, FEW, SHARES
from dateline.queries import Saved

PERIODS = {"1d": "day", "1w": "week", "1mo": "month", "1q": "quarter"}
INTERVAL = (
    "The 95% interval says within what the share would usually lie in other texts like those collected; it says "
    "nothing about texts that were not. Where a collection is complete its share is exact, and the interval speaks "
    "of how much the outlet’s next texts may differ by chance."
)
"""What an interval means, to be printed under a chart or a table."""


def shares(
    hits: pl.DataFrame,
    corpus: Corpus,
    *,
    by: str | None = "outlet",
    unit: str = "story",
    outlets: Iterable[str] | None = None,
    between: Days | None = None,
    shared: bool = True,
) -> pl.DataFrame:
    """Share of each outlet's collected full texts that hold a hit: a frame of frames.SHARES, by group.

    Takes hits, one row a mention, or counts, one row an article (frames.HITS, MENTIONS or COUNTS). A unit counts when
    its title or its text holds a hit. With `by="outlet"` copies are collapsed within the outlet only: an outlet that
    ran another's text did run it. With `by=None` there is one row, and copies are collapsed over all outlets; so
    outlets may sum to more. Headlines alone and truncated texts are left out of both sides. `unit="mention"` counts
    mentions in every article, n in `total` words; their share is a rate in 10,000 words.

    A part of the corpus is asked for by `outlets`, these alone; `between`, a first and a last day, by which a unit
    counts on the day `attention` gives it, and an undated one does not; and `shared=False`, which leaves out stories
    that full texts of several outlets of the corpus carry, on both sides. An outlet without a text in it is a row with
    the status `no data`.

    The interval is Wilson's 95% on stories; of articles, on as many as they are worth when a story's copies stand
    together (`stats.effective_total`). Beside it stands one from days drawn anew (`stats.resampled`): texts of one day
    are not independent. Raises `DatelineError` for another `by` or `unit`, an outlet that is not there, or days that
    are none.

    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.csv").write_text("title,text\\nA,Odesa is open again now.\\nB,Gdynia is shut again now.\\n")
    >>> corpus = Corpus(folder / "corpus")
    >>> _ = corpus.add(folder / "a.csv", outlet="Halyard")
    >>> shares(corpus.search("Odesa"), corpus).select("group", "n", "total", "share").rows()
    [('Halyard', 1, 2, 0.5)]
    """
    units = Units(corpus, by, unit, Part.of(outlets, between, shared=shared))
    return side_by_side(units, units.found(hits))


def side_by_side(units: Units, found: pl.DataFrame, *, anew: bool = True) -> pl.DataFrame:
    """What `shares` gives, from units and those found; without `anew` its last interval is null, and it is quick."""
    totals = units.groups().join(units.totals(None), on="group", how="left").rename({"articles": "articles_total"})
    counted = found.group_by("group").agg(n=pl.col("n").sum(), articles=pl.col("articles").sum())
    table = totals.join(counted, on="group", how="left").with_columns(pl.exclude("group", "period").fill_null(0))
    table = units.with_intervals(table.sort("group"), found, anew=anew)
    status = (
        pl.when(pl.col("total") == 0).then(pl.lit("no data"))
        .when(pl.col("n") == 0).then(pl.lit("zero")).otherwise(pl.lit("observed"))
    )  # fmt: skip
    return table.with_columns(status=status, unit=pl.lit(units.unit)).select(*SHARES.columns).cast(SHARES.schema)


def attention(
    hits: pl.DataFrame,
    corpus: Corpus,
    *,
    every: str = "1w",
    by: str | None = "outlet",
    unit: str = "story",
    outlets: Iterable[str] | None = None,
    between: Days | None = None,
    shared: bool = True,
) -> pl.DataFrame:
    """Share of the texts collected in each period that hold a hit: a frame of frames.ATTENTION, by group and period.

    `every` is 1d, 1w (from Monday), 1mo or 1q. A unit belongs to the day of its earliest article: within the outlet, or
    over all with `by=None`; days are those of the outlet's own time zone. Every period from the first collected to the
    last is a row: `no data` where nothing was collected, `incomplete` where days of the outlet's cadence are missing,
    `zero` where none of the texts collected held a hit. Undated units are a row with a null period. Otherwise as
    `shares`; with `between` the first and the last period hold its days alone. Raises `DatelineError` for another
    `every`, and as `shares` does.
    """
    units = Units(corpus, by, unit, Part.of(outlets, between, shared=shared))
    return over_time(units, units.found(hits), every)


def over_time(units: Units, found: pl.DataFrame, every: str) -> pl.DataFrame:
    """What `attention` gives, from units and those found."""
    if every not in PERIODS:
        raise DatelineError(f"every is {', '.join(PERIODS)}, not {every!r}")
    counted = found.group_by("group", period=pl.col("day").dt.truncate(every)).agg(pl.col("n").sum())
    counted = units.totals(every).join(counted, on=["group", "period"], how="left", nulls_equal=True)
    grid = _calendar(units, every)
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
    made = (
        units.with_intervals(full, found, every)
        .with_columns(status=status, unit=pl.lit(units.unit))
        .select(*ATTENTION.columns)
        .cast(ATTENTION.schema)
    )
    return made.sort("group", "period", nulls_last=True)


def receipts(
    hits: pl.DataFrame,
    corpus: Corpus,
    *,
    by: str | None = "outlet",
    unit: str = "story",
    outlets: Iterable[str] | None = None,
    between: Days | None = None,
    shared: bool = True,
) -> pl.DataFrame:
    """The sentences behind what `shares` and `attention` count, asked alike: a frame of frames.RECEIPTS.

    Those of texts that are not in the part are left out, and a story is dated within it.
    """
    units = Units(corpus, by, unit, Part.of(outlets, between, shared=shared))
    dated = units.members().select("article_id", "number").join(units.all().select("number", "day"), on="number")
    dated = dated.select("article_id", unit_day="day")
    found = corpus.receipts(hits.join(dated, on="article_id", how="semi"))
    made = found.join(dated, on="article_id", how="left", maintain_order="left")
    day = "story_day" if by is None else "outlet_day"
    return made.with_columns(pl.col("unit_day").alias(day) if unit == "story" else day).drop("unit_day")


def bursts(hits: pl.DataFrame, corpus: Corpus, *, by: str | None = None, times: float = 2.0) -> pl.DataFrame:
    """Days in a row on which `times` the usual share of stories holds a hit: a frame of frames.BURSTS.

    Kleinberg's automaton (`stats.bursts`) on stories a day, for each stretch of days in a row with a text collected
    alone, so that no burst reaches over a day that was not; those with fewer than five hits are left out. They are
    notes beside a timeline, to be read with their sentences (`receipts` of the hits of these days), not findings.
    """
    units = Units(corpus, by, "story")
    counted = units.found(hits).group_by("group", period="day").agg(pl.col("n").sum())
    days = units.totals("1d").drop_nulls("period").join(counted, on=["group", "period"], how="left")
    table = days.with_columns(pl.col("n").fill_null(0), day="period").sort("group", "day")
    rows = []
    for (group,), frame in table.partition_by("group", as_dict=True, maintain_order=True).items():
        usual = int(frame["n"].sum()) / int(frame["total"].sum())
        apart = (frame["day"].diff().dt.total_days() != 1).fill_null(value=True).cum_sum()
        for stretch in frame.with_columns(stretch=apart).partition_by("stretch", maintain_order=True):
            rows += [(group, *row, usual, weight) for *row, weight in _bursts(stretch, usual, times)]
    return pl.DataFrame(rows, schema=BURSTS.schema, orient="row")


def _bursts(stretch: pl.DataFrame, usual: float, times: float) -> Iterable[tuple[object, ...]]:
    """first day, last day, n, total, share and weight of the bursts among days in a row."""
    n, total, days = (stretch[name].to_list() for name in ("n", "total", "day"))
    states, _ = stats.bursts(n, total, usual=usual, times=times)
    begins = [at for at, state in enumerate(states) if state and (at == 0 or not states[at - 1])]
    for begin in begins:
        end = next((at for at in range(begin, len(states)) if not states[at]), len(states))
        hit, of = sum(n[begin:end]), sum(total[begin:end])
        if hit >= FEW:
            weight = stats.burst_weight(n[begin:end], total[begin:end], usual=usual, times=times)
            yield days[begin], days[end - 1], hit, of, hit / of, weight


def step(corpus: Corpus) -> str:
    """The period that suits a collection: weeks where a usual week holds 30 full texts or more, else months."""
    days = corpus.catalogue().filter(pl.col("text_kind") == "full").select("day").drop_nulls()
    weekly = days.group_by(pl.col("day").dt.truncate("1w")).len()["len"].median()
    return "1w" if isinstance(weekly, float | int) and weekly >= 30 else "1mo"


def finding(attention: pl.DataFrame, name: str, every: str = "1w") -> str:
    """The headline that the attention to `name` supports, and no more; takes frames.ATTENTION of one group,
    counted by `every`.

    A period stands out when it has five hits or more and the lower end of its interval lies above the share of the
    whole collection; the interval is widened for the number of periods, one of which was picked (O. J. Dunn, JASA
    56:52, 1961). Of mentions no period is said to stand out, for those of one text are not independent: the headline is
    how many there are in 10,000 words.

    >>> row = {"period": None, "n": 3, "total": 9, "share": 0.3, "low": 0.1}
    >>> finding(pl.DataFrame([row]), "Odesa")
    'Too few of the collected texts name Odesa to follow it over time'
    """
    dated = attention.drop_nulls("period").filter(pl.col("total") > 0)
    enough = dated.filter(pl.col("n") >= FEW)
    if not enough.height:
        return f"Too few of the collected texts name {name} to follow it over time"
    overall = int(dated["n"].sum()) / int(dated["total"].sum())
    if rated(attention):
        return f"The collected texts mention {name} {PER * overall:.1f} times in {PER:,} words"
    lows = [stats.wilson(n, total, 1 - 0.05 / dated.height)[0] for n, total in enough.select("n", "total").iter_rows()]
    best = (
        enough.with_columns(least=pl.Series(lows)).sort("least", "period", descending=[True, False]).row(0, named=True)
    )
    if best["least"] <= overall:
        return f"No period stands out in naming {name}"
    day = f"{best['period'].day} {best['period']:%B %Y}"
    when = {"1d": f"on {day}", "1w": f"in the week from {day}", "1mo": f"in {best['period']:%B %Y}"}
    return f"{name} was named more than usual {when.get(every, f'in the quarter from {day}')}"


def note(attention: pl.DataFrame, every: str, query: str | Saved, source: str) -> str:
    """The note under a timeline: unit, denominator, what was asked, and the source."""
    total = int(attention["total"].sum())
    unit, of = {
        "story": ("story, a text with its copies, on the day of its earliest", "full texts"),
        "article": ("article, copies counted each, on its day", "full texts"),
        "mention": ("mention, in copies too, on the day of its article", "words of full texts"),
    }[str(attention["unit"].first() or "story")]
    return (
        f"Unit: {unit}: {total:,} {of} by {PERIODS[every]}. "
        f"Searched for {queries.said(query)}, case and accents aside.\nSource: {source} · analysis: dateline"
    )


def _calendar(units: Units, every: str) -> pl.DataFrame:
    """Every group and period of the collection: days seen, and days the group's cadence would have it publish."""
    days, profile = units.collected()
    first, last = days["day"].min(), days["day"].max()
    if first is None or last is None:
        return pl.DataFrame(
            schema={"group": pl.String, "period": pl.Date, "days_seen": pl.Int64, "days_expected": pl.Int64}
        )
    last_period = pl.select(pl.lit(last).dt.truncate(every).dt.offset_by(every).dt.offset_by("-1d")).item()
    all_days = pl.select(day=pl.date_range(pl.lit(first).dt.truncate(every), pl.lit(last_period), "1d"))
    days, all_days = units.within(days), units.within(all_days)
    seen = days.group_by(group="outlet", period=pl.col("day").dt.truncate(every)).agg(days_seen=pl.len())
    grid = profile.select("outlet", "first_day", "last_day", "cadence").join(all_days, how="cross")
    inside = pl.col("day").is_between("first_day", "last_day")
    periods = grid.group_by("cadence", group="outlet", period=pl.col("day").dt.truncate(every)).agg(
        length=pl.when(inside.any()).then(pl.len()).otherwise(0)
    )
    cadence, weeks = pl.col("cadence"), (pl.col("length") / 7).ceil()
    wanted = pl.when(cadence == "daily").then("length").when(cadence == "weekly").then(weeks)
    joined = periods.with_columns(days_expected=wanted).join(seen, on=["group", "period"], how="left")
    return joined.with_columns(pl.col("days_seen").fill_null(0)).drop("cadence", "length").sort("group", "period")
