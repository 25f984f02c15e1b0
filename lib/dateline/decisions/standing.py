"""Decisions and a corpus ▶ where each stands in its texts today, and what that changes in mentions and hits."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Protocol, TypeVar

import polars as pl

from dateline import search
from dateline.decisions.again import Quoted, places
from dateline.decisions.book import ANOTHER, NOT_ABOUT, NOT_THIS, SAVED, Key, Row, key_of
from dateline.frames import DECISIONS, MENTIONS
from dateline.queries import Saved

T = TypeVar("T")
BY_HAND = 100.0
"""Score and margin of a place chosen by hand: more than any that is found."""
SPAN = ["article_id", "field", "start", "end"]
_PLACE = ("place_id", "name", "kind", "place_kind", "country_code", "lat", "lon")
_FOUND = {"number": pl.Int64, "found_in": pl.String, "found_start": pl.Int64, "found_end": pl.Int64,
          "status": pl.String, "reason": pl.String}  # fmt: skip
_Place = tuple[str | None, int | None, int | None, str, str]
"""Article, start and end (null when it fits nowhere), status, and reason."""


class Texts(Protocol):
    """What is asked of a corpus."""

    def catalogue(self) -> pl.DataFrame:
        """Every article, without its text."""

    def texts(self, ids: pl.Series, column: str = "text") -> pl.DataFrame:
        """Title and text of some articles."""

    def mentions(self, *, decided: bool = True) -> pl.LazyFrame:
        """Every place named."""

    def kept(self, name: Hashable, make: Callable[[], T], *, decided: bool = False) -> T:
        """What is made once."""


def asked(query: str | Saved) -> str:
    """How a decision names a query: a saved one by its name, so that it may be reworded; else as typed.

    >>> asked('Turkey  OR "Türkiye"'), asked(Saved("turkiye", "Türkiye", "Turkey"))
    ('Turkey OR "Türkiye"', 'saved:turkiye')
    """
    return f"{SAVED}{query.name}" if isinstance(query, Saved) else " ".join(query.split())


def same(one: str, other: str) -> bool:
    """Whether two such names are of one query: typed ones are when they are understood alike."""
    if one == other or one.startswith(SAVED) or other.startswith(SAVED):
        return one == other
    return search.parse(one) == search.parse(other)


def stand(rows: Sequence[Row], corpus: Texts, column: str = "text") -> pl.DataFrame:
    """Where decisions stand in a corpus: their columns (frames.DECISIONS), then found_in (an article), found_start,
    found_end, status (applied, moved, unfit or elsewhere) and reason.

    A decision stands at its place in its article if its sentence is there still, else where the article has that
    sentence once; and likewise in what the outlet published under the same address, received with another text. One
    that stands nowhere is unfit, as is one whose place another, later decision has; elsewhere is one on an article that
    this corpus does not hold.
    """  # fmt: skip
    known = corpus.kept(("decisions", column), dict[tuple[object, ...], list[_Place]])
    new = [row for row in rows if tuple(row.values()) not in known]
    if new:
        known.update(zip((tuple(row.values()) for row in new), _look(new, corpus, column), strict=True))
    placed = [(number, *place) for number, row in enumerate(rows) for place in known[tuple(row.values())]]
    _yield(placed, rows)
    found = pl.DataFrame(placed, schema=_FOUND, orient="row")
    listed = pl.DataFrame(rows, schema=DECISIONS.schema).with_row_index("number").cast({"number": pl.Int64})
    return listed.join(found, on="number", maintain_order="left_right").drop("number")


def _look(rows: Iterable[Row], corpus: Texts, column: str) -> list[list[_Place]]:
    """Where each decision stands, one read of the texts for all."""
    rows = list(rows)
    own = pl.DataFrame(rows, schema=DECISIONS.schema).select("article_id", "outlet", "url")
    catalogue = corpus.catalogue().select("article_id", "outlet", "url")
    alike = catalogue.join(own.drop_nulls("url"), on=["outlet", "url"], how="semi", nulls_equal=True)
    versions: dict[tuple[str | None, str | None], list[str]] = {}
    for article_id, outlet, url in alike.sort("article_id").iter_rows():
        versions.setdefault((outlet, url), []).append(article_id)
    wanted = pl.concat([own["article_id"], alike["article_id"]]).unique()
    texts = {article_id: (title, text) for article_id, title, text in corpus.texts(wanted, column).iter_rows()}
    return [_of(row, texts, versions.get((row["outlet"], row["url"]), ())) for row in rows]


def _of(row: Row, texts: dict[str, tuple[str | None, str | None]], versions: Sequence[str]) -> list[_Place]:
    """Where one decision stands."""
    standing: list[_Place] = []
    status, why = "elsewhere", "the article is not in this corpus"
    for article_id in [row["article_id"], *(other for other in versions if other != row["article_id"])]:
        if article_id not in texts:
            continue
        text = texts[article_id][row["field"] == "text"] or ""
        found = places(text, Quoted(row["surface"], row["sentence"], row["at"]))
        own = article_id == row["article_id"]
        if own and (row["start"], row["end"]) in found:
            standing.append((article_id, row["start"], row["end"], "applied", ""))
        elif len(found) == 1:
            how = (
                "its sentence stands elsewhere in the text now" if own else "the article was received with another text"
            )
            standing.append((article_id, *found[0], "moved", how))
        elif not standing:
            status, why = "unfit", "its sentence is not in the text any more" if not found else (
                f"its sentence stands {len(found)} times in the text, and not where it did")  # fmt: skip
    return standing or [(None, None, None, status, why)]


def _yield(placed: list[tuple[int, str | None, int | None, int | None, str, str]], rows: Sequence[Row]) -> None:
    """Mark, of several decisions that stand on one place, all but one as unfit: one made there counts, or the last."""
    best: dict[Key, int] = {}
    for at, (number, article_id, start, end, status, _) in enumerate(placed):
        if article_id is None or start is None or end is None:
            continue
        row = rows[number]
        place = (article_id, row["field"], start, end, row["query"] or "")
        other = best.get(place)
        if other is not None:
            mine, its = (
                (s == "applied", rows[n]["when"], key_of(rows[n]))
                for n, s in ((number, status), (placed[other][0], placed[other][4]))
            )
            loser = other if mine > its else at
            placed[loser] = (placed[loser][0], None, None, None, "unfit", "a later decision stands at its place")
        if other is None or placed[other][4] == "unfit":
            best[place] = at


def correct(mentions: pl.LazyFrame, standing: pl.DataFrame) -> pl.LazyFrame:
    """Mentions as decided: a place chosen by hand in place of the one found, none where that was denied.

    Another place than the one denied may be found later; it then counts.
    """
    decided = standing.filter(pl.col("what") != NOT_ABOUT, pl.col("found_in").is_not_null())
    hand = decided.select(
        pl.col("found_in").alias("article_id"), "field", pl.col("found_start").alias("start"),
        pl.col("found_end").alias("end"), "what", "why", *(pl.col(name).alias(f"{name}_by_hand") for name in _PLACE),
    )  # fmt: skip
    another, denied = pl.col("what").eq_missing(ANOTHER), pl.col("what").eq_missing(NOT_THIS) & denies()
    places = [
        pl.when(another).then(f"{name}_by_hand").when(denied).then(pl.lit("unresolved" if name == "kind" else None))
        .otherwise(name).cast(MENTIONS.schema[name]).alias(name)
        for name in _PLACE
    ]  # fmt: skip
    score = pl.when(another).then(BY_HAND).when(denied).then(0.0)
    reason = (
        pl.when(another)
        .then(pl.format("by hand: {}", "why"))
        .when(denied)
        .then(pl.format("by hand: {} (not {})", "why", "name_by_hand"))
        .otherwise("reason")
    )
    touched = pl.col("article_id").is_in(hand["article_id"].unique().implode())
    joined = mentions.filter(touched).join(hand.lazy(), on=SPAN, how="left")
    corrected = joined.with_columns(
        *places, score=score.otherwise("score"), margin=score.otherwise("margin"), reason=reason
    )
    return pl.concat([mentions.filter(~touched), corrected.select(*MENTIONS.columns)])


def denies() -> pl.Expr:
    """Whether the place found is the one of the decision (its columns end in _by_hand): by id, or by name without."""
    by_id = pl.col("place_id") == pl.col("place_id_by_hand")
    return pl.coalesce(by_id, pl.col("name") == pl.col("name_by_hand")).fill_null(False)


def against(standing: pl.DataFrame, query: str) -> pl.DataFrame:
    """The spans (article_id, field, start, end) that are not about a query, as `asked` names it."""
    judged = standing.filter(pl.col("what") == NOT_ABOUT, pl.col("found_in").is_not_null())
    alike = [one for one in judged["query"].unique().to_list() if same(one, query)]
    return judged.filter(pl.col("query").is_in(alike)).select(
        article_id="found_in", field="field", start="found_start", end="found_end"
    )
