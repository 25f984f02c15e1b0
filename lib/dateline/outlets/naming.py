"""Places and countries by outlet: which each names more often than the others, with and without its own country."""

import polars as pl

from dateline import places, stats
from dateline.corpus import Corpus
from dateline.errors import DatelineError
from dateline.frames import FEW, NAMING
from dateline.geography import counted
from dateline.outlets.differing import FALSE, said
from dateline.outlets.texts import texts
from dateline.places import gazetteer

LEVELS = ("country", "place")


def by_outlet(corpus: Corpus, *, level: str = "country", home: bool = True) -> pl.DataFrame:
    """The countries or places that outlets' stories name, beside the other outlets' mean: a frame of frames.NAMING.

    `level` is "country" (any place in it, and its people) or "place" (settlements). Each outlet's stories count once,
    full texts alone; `home=False` leaves out what lies in the country it works from (`outlet_home` of its articles;
    an outlet without one has none). Rows of fewer than five stories of the outlet, and as few elsewhere, are left out.
    The mean elsewhere gives each other outlet the same weight; the interval of the points adds both sides' doubt in
    squares (`stats.mean`, `stats.newcombe`). The largest share of each outlet comes first. Raises `DatelineError` for
    another level.
    """
    if level not in LEVELS:
        raise DatelineError(f"level is {' or '.join(LEVELS)}, not {level!r}")
    chosen = texts(corpus)
    totals = chosen.group_by(outlet="group").agg(total=pl.len())
    named = counted(corpus)
    if level == "place":
        named = named.filter(pl.col("kind") == "city").drop_nulls("place_id")
    named = named.drop_nulls("country_code").select(
        "article_id", "country_code", name=pl.col("name") if level == "place" else pl.col("country_code")
    )
    stories = (
        named.unique().join(chosen, on="article_id").group_by("name", "country_code", outlet="group").agg(n=pl.len())
    )
    every = stories.group_by("name", "country_code").agg(pl.col("n").sum()).filter(pl.col("n") >= FEW).drop("n")
    grid = every.join(totals, how="cross").join(stories, on=["name", "country_code", "outlet"], how="left")
    rows = [row for _, part in grid.with_columns(pl.col("n").fill_null(0)).sort("name", "country_code", "outlet")
            .group_by("name", "country_code", maintain_order=True) for row in _rows(part)]  # fmt: skip
    made = pl.DataFrame(rows, schema=[*("outlet", "name", "country_code", "n", "total"), *_MEASURES], orient="row")
    at_home = pl.DataFrame(sorted(homes(corpus).items()), schema={"outlet": pl.String, "at": pl.String}, orient="row")
    made = made.join(at_home, on="outlet", how="left", maintain_order="left").with_columns(
        home=(pl.col("at") == pl.col("country_code")).fill_null(value=False)
    )
    if not home:
        made = made.filter(~pl.col("home"))
    made = made.with_columns(false_found=pl.Series(stats.false_discovery(made["chance"].to_list()), dtype=pl.Float64))
    if level == "country":
        called = gazetteer.places().filter(kind="country").select("country_code", called="name").unique("country_code")
        made = made.join(called, on="country_code", how="left").with_columns(name=pl.coalesce("called", "name"))
    order = ["outlet", "share", "name"]
    return made.select(*NAMING.columns).cast(NAMING.schema).sort(order, descending=[False, True, False])


_MEASURES = ("share", "low", "high", "elsewhere", "points", "points_low", "points_high", "chance")


def _rows(part: pl.DataFrame) -> list[tuple[object, ...]]:
    """A place's rows, one an outlet."""
    made = []
    listed = part.select("outlet", "name", "country_code", "n", "total").rows()
    for outlet, name, country, n, total in listed:
        others = [(k, of) for other, _, _, k, of in listed if other != outlet]
        low, high = stats.wilson(n, total)
        if not others:
            made.append((outlet, name, country, n, total, n / total, low, high, *[None] * 4, 1.0))
            continue
        mean, mean_low, mean_high = stats.mean(others)
        share = n / total
        ends = stats.apart((share, low, high), (mean, mean_low, mean_high))
        chance = stats.mean_difference_p(n, total, others)
        made.append((outlet, name, country, n, total, share, low, high, mean, share - mean, *ends, chance))
    return made


def homes(corpus: Corpus) -> dict[str, str]:
    """The country each outlet works from, as the places of `outlet_home` are known: ISO 3166-1 alpha-2 by outlet."""

    def made() -> dict[str, str]:
        known = corpus.articles().select("outlet", "outlet_home").drop_nulls().unique().sort("outlet").collect()
        found = places.geocode(known["outlet_home"])
        return {outlet: code for outlet, code in zip(known["outlet"], found["country_code"], strict=True) if code}

    return corpus.kept("homes", made)


def finding(naming: pl.DataFrame, outlet: str, most: int = 3) -> str:
    """The headline that frames.NAMING supports about an outlet, and no more: what it names more often than others.

    >>> row = {"outlet": "A", "name": "Latvia", "n": 12, "points": 0.1, "false_found": 0.01}
    >>> finding(pl.DataFrame([row]), "A")
    'A names Latvia more often than the others do'
    """
    more = naming.filter((pl.col("outlet") == outlet) & (pl.col("n") >= FEW) & (pl.col("points") > 0))
    told = more.filter(pl.col("false_found") <= FALSE).sort("points", descending=True)["name"].head(most).to_list()
    if not told:
        return f"No place can be told to be named more often by {outlet} than by the others"
    return f"{outlet} names {said(told)} more often than the others do"
