"""Mentions ▶ places: how many stories name each, and how many name none."""

from collections.abc import Iterable

import polars as pl

from dateline.corpus import Corpus
from dateline.counting import Days, Part, Units
from dateline.frames import NAMED

CLOSE = 1.0
"""Lead over the next meaning under which a mention counts as unsure."""
_PLACE = ["place_id", "name", "kind", "country_code", "lat", "lon"]


def counted(
    corpus: Corpus,
    *,
    datelines: bool = False,
    outlets: Iterable[str] | None = None,
    between: Days | None = None,
    shared: bool = True,
) -> pl.DataFrame:
    """The mentions that count, with `story_id`, `outlet` and `day`: those in full texts, datelines left out by default.

    A dateline ("MOSCOW, Feb 7") says where a text was filed, not what it is about. A demonym counts for its place.
    `outlets`, `between` and `shared` ask for a part of the corpus as `trends.shares` with `by=None` does: a story lies
    in the days of its earliest text. Raises `DatelineError` as it does.
    """
    units = Units(corpus, None, "story", Part.of(outlets, between, shared=shared))
    inside = units.members().join(units.all().select("number"), on="number", how="semi").select("article_id")
    articles = corpus.catalogue().join(inside, on="article_id", how="semi")
    articles = articles.select("article_id", "story_id", "outlet", "day")
    return _counting(corpus, datelines=datelines).join(articles.lazy(), on="article_id", how="inner").collect()


def _counting(corpus: Corpus, *, datelines: bool = False) -> pl.LazyFrame:
    mentions = corpus.mentions() if datelines else corpus.mentions().filter(pl.col("role") != "dateline")
    return mentions.with_columns(kind=pl.coalesce("place_kind", "kind"))


def by_day(units: Units, hits: pl.DataFrame) -> pl.DataFrame:
    """The places that articles with a hit name, by day of their story: the columns of `within`, kept small.

    Takes units of stories pooled over outlets. What `named` would say of any days is `within` of this, at once.
    """
    placed, _ = _placed(units.corpus)
    answered = hits.select("article_id").unique().join(units.members().select("article_id", "number"), on="article_id")
    answered = answered.join(units.all().select("number", "day"), on="number")
    joined = placed.join(answered, on="article_id")
    stories = joined.group_by("place", "number", "day").agg(
        articles=pl.col("article_id").n_unique(), unsure=pl.col("unsure").sum(), sure=pl.col("unsure").count()
    )
    named = stories.group_by("place", "day").agg(pl.len().alias("n"), pl.col("articles", "unsure", "sure").sum())
    any_place = stories.group_by("day").agg(n=pl.col("number").n_unique().cast(pl.UInt32))
    return pl.concat([named, any_place], how="diagonal")


def naming(units: Units, by_day: pl.DataFrame) -> int:
    """The stories of `by_day` that name any place, in the days of `units`."""
    return int(units.within(by_day.filter(pl.col("place").is_null()))["n"].sum())


def within(units: Units, by_day: pl.DataFrame) -> pl.DataFrame:
    """The places of `by_day` in the days of `units`: a frame of frames.NAMED, as `named` gives it."""
    _, places = _placed(units.corpus)
    summed = (
        units.within(by_day.drop_nulls("place")).group_by("place").agg(pl.col("n", "articles", "unsure", "sure").sum())
    )
    made = summed.join(places, on="place").with_columns(unsure=pl.col("unsure") / pl.col("sure"))
    return made.sort("n", "name", "lat", descending=[True, False, False]).select(*NAMED.columns).cast(NAMED.schema)


def _placed(corpus: Corpus) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mentions of places that count: article_id, place, unsure; and the places by their number."""

    def made() -> tuple[pl.DataFrame, pl.DataFrame]:
        found = _counting(corpus).filter(pl.col("lat").is_not_null())
        unsure = pl.col("margin") < CLOSE
        table = found.select("article_id", *_PLACE, unsure=unsure).collect().with_row_index("row")
        places = table.group_by(_PLACE).agg("row").sort("name", "lat", "place_id").with_row_index("place")
        numbers = places.select("row", "place").explode("row").sort("row")["place"]
        return table.select("article_id", numbers, "unsure"), places.drop("row")

    return corpus.kept("placed", made, decided=True)


def named(mentions: pl.DataFrame) -> pl.DataFrame:
    """Places by the number of stories that name them, the most first: a frame of frames.NAMED.

    Takes what `counted` gives. A story is counted once for a place, however often it names it; unresolved names are
    left to `summary`.
    """
    placed = mentions.filter(pl.col("lat").is_not_null())
    grouped = placed.group_by(_PLACE).agg(
        n=pl.col("story_id").n_unique(),
        articles=pl.col("article_id").n_unique(),
        unsure=(pl.col("margin") < CLOSE).mean(),
    )
    return grouped.sort("n", "name", "lat", descending=[True, False, False]).select(*NAMED.columns).cast(NAMED.schema)


def summary(mentions: pl.DataFrame, corpus: Corpus) -> dict[str, int]:
    """Stories of full texts, those that name a place that was found, those that name none, and unresolved names."""
    full = corpus.articles().filter(pl.col("text_kind") == "full")
    total = full.select(pl.col("story_id").n_unique()).collect().item()
    placed = mentions.filter(pl.col("lat").is_not_null())["story_id"].n_unique()
    unresolved = mentions.filter(pl.col("lat").is_null()).height
    return {"stories": total, "placed": placed, "without": total - placed, "unresolved_mentions": unresolved}


def sentences(mentions: pl.DataFrame, corpus: Corpus, name: str) -> pl.DataFrame:
    """The sentences that name a place: a frame of frames.RECEIPTS; `name` is the place's usual name.

    Raises nothing for a name that no text holds: the frame is then empty.
    """
    return corpus.receipts(mentions.filter(pl.col("name") == name))


def receipts(mentions: pl.DataFrame, corpus: Corpus, plotted: pl.DataFrame) -> pl.DataFrame:
    """The sentences behind plotted places: a frame of frames.RECEIPTS; `plotted` is what a map drew (frames.NAMED)."""
    return corpus.receipts(mentions.join(plotted.select(_PLACE), on=_PLACE, how="semi", nulls_equal=True))


def finding(named: pl.DataFrame) -> str:
    """The headline that the counts support: the settlements named most; takes frames.NAMED.

    >>> finding(pl.DataFrame({"name": ["Vilnius"], "kind": ["city"], "n": [3]}))
    'Named in most stories: Vilnius (3)'
    """
    settled = named.filter(pl.col("kind") == "city").head(3)
    said = [f"{name} ({n:,})" for name, n in settled.select("name", "n").iter_rows()]
    if not said:
        return "No settlement is named in the texts collected"
    return "Named in most stories: " + (", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else said[0])


def note(found: dict[str, int], source: str) -> str:
    """The note under a map: unit, what is left out, what could not be placed, and the source."""
    return (
        f"Unit: story, a text with its copies. {found['placed']:,} of {found['stories']:,} stories name a "
        f"place; {found['without']:,} name none that was found. {found['unresolved_mentions']:,} names are "
        "not in the gazetteer or cannot be told apart, and are not on the map. Datelines are left out. A country is "
        f"an area, never a point; a dashed ring is a name with a close rival.\nSource: {source}; gazetteer: "
        "GeoNames, CC BY 4.0; outlines: Natural Earth · analysis: dateline"
    )
