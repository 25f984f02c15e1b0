"""What was collected: per outlet the days seen, likely caps, strays and cadence. The ground under every denominator."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median

import polars as pl

from dateline.frames import ARTICLES, PROFILE

STRAY_GAP = 14
"""Days without an article after which a few articles apart from the rest count as strays."""
STRAY_SHARE = 0.02
"""Part of an outlet's dated articles that strays may be; more of them are part of the collection."""
CAP_SHARE = 0.25
"""Part of the days seen on which the same count must stand to look like a collector's daily ceiling."""


def days(articles: pl.DataFrame) -> pl.DataFrame:
    """Articles per outlet and day: outlet, day, n; undated articles are left to `profile`.

    >>> day = [date(2025, 6, 2)] * 2
    >>> days(pl.DataFrame({"outlet": ["A", "A"], "day": day})).rows()
    [('A', datetime.date(2025, 6, 2), 2)]
    """
    ARTICLES.require(articles, "outlet", "day")
    counted = articles.drop_nulls("day").group_by(pl.col("outlet").fill_null("(unknown)"), "day").agg(n=pl.len())
    return counted.sort("outlet", "day").with_columns(pl.col("n").cast(pl.Int64))


def in_window(days: pl.DataFrame, profile: pl.DataFrame) -> pl.DataFrame:
    """The days of `days` that lie in their outlet's window: strays left out."""
    joined = days.join(profile.select("outlet", "first_day", "last_day"), on="outlet", maintain_order="left")
    return joined.filter(pl.col("day").is_between("first_day", "last_day")).drop("first_day", "last_day")


def profile(articles: pl.DataFrame) -> pl.DataFrame:
    """One row an outlet, the columns of frames.PROFILE; takes outlet, day and text_kind.

    The window runs from the first to the last day seen, less strays: groups of days more than 14 days away from the
    rest that hold under 2 % of the outlet's articles. Cadence is daily when the median gap between days seen is under
    three days, weekly when it is five to nine, else irregular. A likely cap is the commonest daily count (five or
    more) when it stands on a quarter of the days seen.
    """
    ARTICLES.require(articles, "outlet", "day", "text_kind")
    named = articles.with_columns(pl.col("outlet").fill_null("(unknown)"))
    rows = [
        _outlet(outlet, frame) for (outlet,), frame in named.sort("outlet").partition_by("outlet", as_dict=True).items()
    ]
    return pl.DataFrame(rows, schema=PROFILE.schema, orient="row")


def _outlet(outlet: object, frame: pl.DataFrame) -> tuple[object, ...]:
    counts: dict[date, int] = dict(days(frame).select("day", "n").iter_rows())
    window, strays = _window(counts)
    full = int((frame["text_kind"] == "full").sum())
    start = (outlet, frame.height, full, frame["day"].null_count())
    if not window:
        return (*start, None, None, 0, 0, None, None, None, None, 0)
    per_day = [counts[day] for day in window]
    cadence = _cadence(window)
    span = (window[-1] - window[0]).days + 1
    expected = {"daily": span, "weekly": (span + 6) // 7}.get(cadence, len(window))
    return (
        *start, window[0], window[-1], len(window), expected,
        float(median(per_day)), max(per_day), _cap(per_day), cadence, strays,
    )  # fmt: skip


def _window(counts: dict[date, int]) -> tuple[list[date], int]:
    """The days of the collection, and the number of articles outside them."""
    groups: list[list[date]] = []
    for day in sorted(counts):
        if groups and (day - groups[-1][-1]).days <= STRAY_GAP:
            groups[-1].append(day)
        else:
            groups.append([day])
    total = sum(counts.values())
    held = [n for n, group in enumerate(groups) if sum(counts[day] for day in group) >= STRAY_SHARE * total]
    first, last = (held[0], held[-1]) if held else (0, len(groups) - 1)
    window = [day for group in groups[first : last + 1] for day in group]
    return window, total - sum(counts[day] for day in window)


def _cadence(window: Sequence[date]) -> str:
    gaps = [(later - earlier).days for earlier, later in pairwise(window)]
    usual = median(gaps) if gaps else 0
    return "daily" if 0 < usual < 3 else "weekly" if 5 <= usual <= 9 else "irregular"


def _cap(per_day: Sequence[int]) -> int | None:
    common = max(set(per_day), key=lambda n: (per_day.count(n), n))
    often = per_day.count(common)
    return common if common >= 5 and often >= max(4, CAP_SHARE * len(per_day)) else None


def period(profile: pl.DataFrame) -> str:
    """The days from the first window's start to the last one's end, in words; strays left out.

    >>> period(pl.DataFrame({"first_day": [date(2025, 1, 6)], "last_day": [date(2025, 7, 31)]}))
    '6 January to 31 July 2025'
    """
    first, last = profile["first_day"].min(), profile["last_day"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return "no dates"
    start = f"{first.day} {first:%B}" + (f" {first.year}" if first.year != last.year else "")
    return f"{start} to {last.day} {last:%B %Y}" if first != last else f"{last.day} {last:%B %Y}"


def finding(days: pl.DataFrame) -> str:
    """How many of the days from first to last hold any article, as a headline; takes `days`.

    >>> finding(pl.DataFrame({"day": [date(2025, 6, 2), date(2025, 6, 5)], "n": [1, 2]}))
    'Texts were collected on 2 of 4 days'
    """
    first, last = days["day"].min(), days["day"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return "No text collected has a date"
    return f"Texts were collected on {days['day'].n_unique()} of {(last - first).days + 1} days"


def warnings(articles: pl.DataFrame) -> pl.DataFrame:
    """What was doubtful in single records: outlet, warning, articles; takes outlet and warnings, the commonest first.

    >>> warnings(pl.DataFrame({"outlet": ["A", "A"], "warnings": [["no zone"], ["no zone"]]})).rows()
    [('A', 'no zone', 2)]
    """
    said = articles.select("outlet", warning="warnings").explode("warning").drop_nulls("warning")
    counted = said.group_by("outlet", "warning").agg(articles=pl.len().cast(pl.Int64))
    return counted.sort("articles", "outlet", "warning", descending=[True, False, False])


def limits(profile: pl.DataFrame) -> list[str]:
    """What a collection does not allow to be said, one sentence each; takes frames.PROFILE."""
    said = []
    gappy = profile.filter(pl.col("days_seen") < pl.col("days_expected"))
    if gappy.height:
        least = gappy.sort(pl.col("days_seen") / pl.col("days_expected")).row(0, named=True)
        said.append(
            f"{gappy.height} of {profile.height} outlets were not collected on every day of their window "
            f"({least['outlet']}: {least['days_seen']} of {least['days_expected']}). A day without texts was not "
            "collected; it is no day without news. Onsets, ends and who was first cannot be read from it."
        )
    for row in profile.filter(pl.col("likely_cap").is_not_null()).iter_rows(named=True):
        said.append(
            f"{row['outlet']} was probably capped at {row['likely_cap']} texts a day: "
            "its number of texts is the collector's."
        )
    windows = profile.drop_nulls("first_day").select("first_day", "last_day").unique()
    if windows.height > 1:
        said.append("The outlets' windows differ, so an event in one window and not in another bends their shares.")
    undated, strays = int(profile["undated"].sum()), int(profile["strays"].sum())
    if undated:
        said.append(f"{undated:,} articles have no date; they count in shares, not over time.")
    if strays:
        said.append(f"{strays:,} dated articles lie far from the rest; they count in shares, not in the calendar.")
    headlines = int((profile["articles"] - profile["full_texts"]).sum())
    if headlines:
        said.append(f"{headlines:,} articles came without a full text; they are left out of shares.")
    said.append("Shares speak of the texts collected. They do not say how much an outlet published.")
    return said
