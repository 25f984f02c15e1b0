"""Whose text: which outlets carry each other's, whom they credit, who had a shared text first and who never ran it."""

from datetime import date, datetime, timedelta

import polars as pl

from dateline import collection, stats
from dateline.corpus import Corpus
from dateline.frames import CARRIED, CREDITED, FEW, FIRSTS
from dateline.outlets.texts import texts

WEEK = 7
"""Days after a shared story's first in which an outlet that was collected could have run it."""


def carried(corpus: Corpus) -> pl.DataFrame:
    """Which outlets carry texts that others had before: a frame of frames.CARRIED, the largest shares first.

    Shared text alone is counted here, as `copies.group` finds it, and each story once for two outlets; who is credited
    for it is another matter (`credited`). Who was first is said by the day, and within one day only where both
    times are known. Texts that both took from a third are counted between them too.
    """
    totals = dict(texts(corpus).group_by("group").len().iter_rows())
    counts = pl.col("before").sum(), (~(pl.col("before") | pl.col("after"))).sum().alias("undecided")
    grouped = _pairs(corpus).group_by(first="outlet", second="outlet_2").agg(*counts)
    grouped = grouped.filter(pl.col("before") + pl.col("undecided") > 0)
    rows = [(first, second, n, undecided, totals[second], n / totals[second], *stats.wilson(n, totals[second]))
            for first, second, n, undecided in grouped.iter_rows()]  # fmt: skip
    made = pl.DataFrame(rows, schema=CARRIED.schema, orient="row")
    return made.sort("share", "undecided", "first", "second", descending=[True, True, False, False])


def sentences(corpus: Corpus) -> pl.DataFrame:
    """The texts behind `carried`, by their headlines: a frame of frames.RECEIPTS, counted as the outlet that was first.

    One row a story, the outlet that carries it and one that had it before.
    """
    pairs = _pairs(corpus).filter("before")
    hits = pairs.select(
        article_id="article_id_2", field=pl.lit("title"), start=pl.lit(0, pl.Int64),
        end=pl.col("title_2").str.len_chars().cast(pl.Int64), surface="title_2", name="outlet",
    )  # fmt: skip
    return corpus.receipts(hits)


def _pairs(corpus: Corpus) -> pl.DataFrame:
    """Every two outlets' texts of one story: both, and whether the first came surely `before` the other, or `after`."""
    known = _shared(corpus)
    both = known.join(known, on="story_id", suffix="_2").filter(pl.col("outlet") != pl.col("outlet_2"))
    one, other = ("day", "time"), ("day_2", "time_2")
    return both.with_columns(before=_before(one, other), after=_before(other, one)).sort(
        "story_id", "outlet", "outlet_2"
    )


def _before(one: tuple[str, str], other: tuple[str, str]) -> pl.Expr:
    """Whether the first day and time surely come before the second; a null is not known."""
    (day, time), (day_2, time_2) = (map(pl.col, pair) for pair in (one, other))
    return pl.coalesce(time < time_2, day < day_2, pl.lit(value=False))


def _shared(corpus: Corpus) -> pl.DataFrame:
    """The earliest full text in each outlet of stories that several carry: story_id, outlet, day, time, title."""

    def made() -> pl.DataFrame:
        own = texts(corpus).rename({"group": "outlet"})
        known = corpus.articles().select("article_id", "story_id", "title", "day", "published", "date_precision")
        frame = own.lazy().join(known, on="article_id").collect()
        several = frame.filter(pl.col("outlet").n_unique().over("story_id") > 1)
        exact = pl.when(pl.col("date_precision") == "second").then("published")
        return several.select("story_id", "article_id", "outlet", "day", "title", time=exact).sort("story_id", "outlet")

    return corpus.kept("shared texts", made)


def credited(corpus: Corpus) -> pl.DataFrame:
    """Which outlets credit which agencies, in full texts: a frame of frames.CREDITED, by outlet, the most first.

    A credit says that an agency was used; it does not say how much of the text is its own.
    """
    own = texts(corpus).rename({"group": "outlet"})
    totals = own.group_by("outlet").agg(total=pl.len())
    known = own.lazy().join(corpus.articles().select("article_id", "agency_credit"), on="article_id").collect()
    each = (
        known.drop_nulls("agency_credit").with_columns(agency=pl.col("agency_credit").str.split("; ")).explode("agency")
    )
    counted = each.filter(pl.col("agency") != "").group_by("outlet", "agency").agg(n=pl.col("article_id").n_unique())
    rows = [(outlet, agency, n, total, n / total, *stats.wilson(n, total))
            for outlet, agency, n, total in counted.join(totals, on="outlet").iter_rows()]  # fmt: skip
    made = pl.DataFrame(rows, schema=CREDITED.schema, orient="row")
    return made.sort("outlet", "n", "agency", descending=[False, True, False])


def firsts(corpus: Corpus) -> pl.DataFrame:
    """Every story that several outlets carry, who had it first, and who never did: a frame of frames.FIRSTS, by day.

    An outlet is said not to have it only where something of it was collected on the story's day and each of the seven
    days after on which its cadence would have it publish; and even then it is "not found in this collection", for a
    collector's daily cap or an own report of the same event may hide it. Stories without a day are left out.
    """
    profile = collection.profile(corpus.catalogue())
    seen = set(collection.days(corpus.catalogue()).select("outlet", "day").iter_rows())
    cadences = dict(profile.select("outlet", "cadence").iter_rows())
    rows = []
    for _, part in _shared(corpus).drop_nulls("day").group_by("story_id", maintain_order=True):
        if part.height < 2:
            continue
        ran = part.sort("day", "time", "outlet", nulls_last=True).select("outlet", "day", "time").rows()
        first, rest = _first(ran)
        day = ran[0][1]
        silent = [name for name in sorted(cadences) if name not in part["outlet"].to_list()]
        able = [name for name in silent if cadences[name] == "daily"
                and all((name, day + timedelta(more)) in seen for more in range(WEEK + 1))]  # fmt: skip
        title = part.filter(pl.col("outlet") == first[0])["title"][0]
        rows.append((
            part["story_id"][0], title, day, first, [name for name, _ in rest], [(on - day).days for _, on in rest],
            able, [name for name in silent if name not in able],
        ))  # fmt: skip
    return pl.DataFrame(rows, schema=FIRSTS.schema, orient="row").sort("day", "story_id")


def _first(ran: list[tuple[str, date, datetime | None]]) -> tuple[list[str], list[tuple[str, date]]]:
    """Those that had it first, several where days alone are known, and the others with their days."""
    own = [row for row in ran if row[1] == ran[0][1]]
    if all(time is not None for _, _, time in own):
        own = [row for row in own if row[2] == own[0][2]]
    names = [name for name, _, _ in own]
    return sorted(names), [(name, day) for name, day, _ in ran if name not in names]


def finding(carried: pl.DataFrame) -> str:
    """The headline that frames.CARRIED supports, and no more.

    >>> row = {"first": "A", "second": "B", "n": 12, "total": 80, "share": 0.15, "low": 0.088, "high": 0.244}
    >>> finding(pl.DataFrame([row]))
    '12 of B’s 80 stories stood in A first: 15% [9 to 24]'
    >>> finding(pl.DataFrame([row | {"n": 2}]))
    'Too few texts are shared to say who carries whose'
    """
    told = carried.filter(pl.col("n") >= FEW)
    if not told.height:
        return "Too few texts are shared to say who carries whose"
    row = told.row(0, named=True)
    share, low, high = (f"{100 * row[name]:.0f}" for name in ("share", "low", "high"))
    whose = f"{row['n']:,} of {row['second']}’s {row['total']:,} stories"
    return f"{whose} stood in {row['first']} first: {share}% [{low} to {high}]"


def subtitle(corpus: Corpus) -> str:
    """What a chart of carried texts shows, and when."""
    when = collection.period(collection.profile(corpus.catalogue()))
    return f"Stories whose text stands in two outlets’ collected texts, {when}"


def note(source: str) -> str:
    """The note under a chart of carried texts: unit, what counts as the same text, what is not said, and the source."""
    return (
        "Unit: story; full texts alone. Two texts are one story when most of the shorter stands in the other. First "
        "means the earlier day, or the earlier hour where both are known; both may have it from a third, and texts "
        f"that were not collected are not known.\nSource: {source} · analysis: dateline"
    )
