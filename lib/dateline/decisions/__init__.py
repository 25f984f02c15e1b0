"""The decisions ledger: what a person corrected by hand, applied last everywhere and never lost."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from dateline import places, search
from dateline.decisions.again import quote
from dateline.decisions.book import ANOTHER, NOT_ABOUT, NOT_THIS, Book, Row, key_of
from dateline.decisions.standing import SPAN, Texts, against, asked, correct, denies, same, stand
from dateline.errors import DatelineError
from dateline.frames import COUNTS, DECISIONS
from dateline.queries import Saved

__all__ = ["Book", "Decisions"]

_POINT = ("name", "kind", "place_kind", "lat", "lon")
Given = Mapping[str, Any] | pl.DataFrame
"""A row: a mapping of column names, or a frame of one row."""


class Decisions:
    """What was corrected by hand in a corpus: `corpus.decisions`.

    A decision is on one place in a text. It is one line of a CSV file that git can follow (decisions/book.py), and is
    found again by its sentence when the text has changed. It is applied when figures are asked for and is part of
    nothing that is kept, so that taking it back brings back what there was. A later decision on the same place, and the
    same query, replaces the earlier one; how it came about is git's to tell.

    Rows are those of `mentions`, `search`, `receipts` or `report`: a mapping (`frame.row(0, named=True)`) or a frame of
    one row with article_id, field, start, end, and surface, which is compared with the text when it is there.

    >>> import tempfile, dateline
    >>> folder = tempfile.mkdtemp()
    >>> corpus = dateline.Corpus(folder + "/news", decisions=folder + "/decisions")
    >>> corpus.decisions.frame().height, corpus.decisions.revision
    (0, '')
    """

    def __init__(self, book: Book, corpus: Texts) -> None:
        """Take the files and the corpus."""
        self._book, self._corpus = book, corpus

    def __repr__(self) -> str:
        """Its folder and how many there are."""
        folder = self._book.folder
        return f"Decisions({folder and folder.as_posix()!r}): {len(self._book.rows()):,}"

    @property
    def folder(self) -> Path | None:
        """Where they are kept; null when the corpus was opened without."""
        return self._book.folder

    @property
    def revision(self) -> str:
        """A text that changes whenever a decision does, whoever made it; "" without any."""
        return self._book.revision()

    def frame(self) -> pl.DataFrame:
        """Every decision: the columns of frames.DECISIONS. Raises `DatelineError` for a file that cannot be read."""
        return pl.DataFrame(self._book.rows(), schema=DECISIONS.schema)

    def not_this_place(self, row: Given, *, why: str, who: str = "") -> Row:
        """Decide that a name does not mean the place found for it: it is then unresolved. Gives the decision.

        Raises `DatelineError` without a reason, and when no place was found there.
        """
        found = self._found(row)
        if found["name"] is None:
            raise DatelineError(f"no place was found for “{found['surface']}”, so there is none to deny")
        return self._decide(row, NOT_THIS, why, who, found)

    def another_place(self, row: Given, place: int | Given, *, why: str, who: str = "") -> Row:
        """Decide that a name means another place: a GeoNames id, or a row of `places.candidates`. Gives the decision.

        Raises `DatelineError` without a reason, for an id that the gazetteer lacks, and where no name was found.
        """
        found = self._found(row)
        chosen = _place(place, found) if isinstance(place, int) else _one(place, "a place", _POINT)
        return self._decide(row, ANOTHER, why, who, chosen)

    def not_about(self, row: Given, query: str | Saved, *, why: str, who: str = "") -> Row:
        """Decide that a hit is not about the query that found it, which then leaves it out. Gives the decision.

        A typed query is the same however it is spaced; a saved one is known by its name and may be reworded. Other
        hits in the article stay. Raises `DatelineError` without a reason, `QueryError` for no query.
        """
        if not isinstance(query, Saved):
            search.parse(query)
        return self._decide(row, NOT_ABOUT, why, who, {"query": asked(query)})

    def undo(self, row: Given, query: str | Saved | None = None) -> Row:
        """Take a decision back, and give it: one that was given by another method, or is a row of `frame` or `report`.

        Of another row, take back what was decided on the place there, or with `query` on the hit. Raises
        `DatelineError` when nothing was.
        """
        given = _one(row)
        if "what" in given:
            gone = [one for one in self._book.rows() if key_of(one) == key_of(given)]
        else:
            gone = self._standing(given, None if query is None else asked(query))
        if not gone:
            raise DatelineError("nothing was decided there; corpus.decisions.frame() shows what was")
        self._book.change([key_of(one) for one in gone])
        return gone[0]

    def report(self) -> pl.DataFrame:
        """Where each decision stands in the corpus today: frames.DECISIONS and these columns; one row a place it has.

        found_in: the article. found_start, found_end: the span there, or null. status: applied, moved (it stands
        elsewhere in the text, or in another version of the article), unfit (nothing follows from it) or elsewhere (its
        article is not in this corpus: several may share a folder of decisions). reason: why it is not where it was
        made.
        """
        standing = self._stand()
        if not standing.filter(pl.col("what") != NOT_ABOUT, pl.col("found_in").is_not_null()).height:
            return standing
        found = self._corpus.mentions(decided=False).join(
            standing.lazy().select(article_id="found_in").unique(), on="article_id", how="semi"
        ).select(*SPAN, "place_id", "name", there=True).collect()  # fmt: skip
        hand = {name: f"{name}_by_hand" for name in ("place_id", "name")}
        joined = standing.rename(hand).join(
            found, left_on=["found_in", "field", "found_start", "found_end"], right_on=SPAN, how="left",
            maintain_order="left",
        )  # fmt: skip
        stands = (pl.col("what") != NOT_ABOUT) & pl.col("found_in").is_not_null()
        gone, other = stands & pl.col("there").is_null(), stands & (pl.col("what") == NOT_THIS) & ~denies()
        named = pl.coalesce("name", pl.lit("no place"))
        why = (
            pl.when(gone)
            .then(pl.lit("no name of a place is found there now"))
            .when(other)
            .then(pl.format("{} is found there now", named))
            .otherwise("reason")
        )
        status = pl.when(gone | other).then(pl.lit("unfit")).otherwise("status")
        made = joined.with_columns(status=status, reason=why).drop("place_id", "name", "there")
        return made.rename({new: name for name, new in hand.items()}).select(standing.columns)

    def correct(self, mentions: pl.LazyFrame) -> pl.LazyFrame:
        """Mentions (frames.MENTIONS) as decided."""
        return correct(mentions, self._stand()) if self._book.rows() else mentions

    def without(self, hits: pl.DataFrame, query: str | Saved, column: str = "text") -> pl.DataFrame:
        """Hits (frames.HITS) of a query, those left out that are not about it; `column` holds their texts."""
        judged = self._judged(query, column)
        return hits.join(judged, on=SPAN, how="anti") if judged.height else hits

    def recount(
        self, counted: pl.DataFrame, query: str | Saved, hits: Callable[[pl.Series], pl.DataFrame]
    ) -> pl.DataFrame:
        """Counts (frames.COUNTS) of a query without such hits; `hits` gives all of some articles."""
        judged = self._judged(query, "text")
        if not judged.height:
            return counted
        ids = judged["article_id"].unique(maintain_order=True)
        left = hits(ids).join(judged, on=SPAN, how="anti").group_by("article_id").agg(mentions=pl.len())
        return pl.concat([counted.filter(~pl.col("article_id").is_in(ids.implode())), left.cast(COUNTS.schema)])

    def _stand(self, column: str = "text") -> pl.DataFrame:
        """Where decisions stand in the texts, looked up once."""
        return self._corpus.kept(
            ("stand", column), lambda: stand(self._book.rows(), self._corpus, column), decided=True
        )

    def _judged(self, query: str | Saved, column: str) -> pl.DataFrame:
        """The spans that are not about a query."""
        said = asked(query) if self._book.rows() else ""
        return self._corpus.kept((said, column), lambda: against(self._stand(column), said), decided=True)

    def _found(self, row: Given) -> dict[str, Any]:
        """The mention found at a row's span, before any decision."""
        given = _one(row)
        span = [pl.col(name) == given[name] for name in SPAN]
        found = self._corpus.mentions(decided=False).filter(*span).collect()
        if not found.height:
            raise DatelineError(f"no name of a place was found at {given['field']} {given['start']} to {given['end']} "
                                f"of article {given['article_id']}; give a row of corpus.mentions()")  # fmt: skip
        return found.row(0, named=True)

    def _decide(self, row: Given, what: str, why: str, who: str, more: Mapping[str, Any]) -> Row:
        given = _one(row)
        if not (why := _said(why)):
            raise DatelineError("a decision needs a reason: why='...'")
        article_id, field, start, end = (given[name] for name in SPAN)
        texts = self._corpus.texts(pl.Series([article_id], dtype=pl.String))
        text = (texts["title" if field == "title" else "text"].to_list() or [None])[0] or ""
        quoted = quote(text, start, end)
        if not quoted.surface or quoted.surface != " ".join((given.get("surface") or text[start:end]).split()):
            raise DatelineError(f"article {article_id} does not hold these words at {field} {start} to {end} now; "
                                "ask the corpus again and decide on a row of that")  # fmt: skip
        about = self._corpus.catalogue().filter(pl.col("article_id") == article_id).row(0, named=True)
        place = {
            name: more.get(name) for name in ("place_id", "name", "kind", "place_kind", "country_code", "lat", "lon")
        }
        made = {
            "article_id": article_id, "outlet": about["outlet"], "url": about["url"], "field": field, "start": start,
            "end": end, **quoted._asdict(), "what": what, "query": more.get("query"), **place, "who": _said(who),
            "when": datetime.now(UTC).replace(microsecond=0), "why": why,
        }  # fmt: skip
        (decision,) = pl.DataFrame([made], schema=DECISIONS.schema).to_dicts()
        moved = [one for one in self._standing(given, more.get("query")) if one["article_id"] == article_id]
        self._book.change([key_of(one) for one in moved], decision)
        return decision

    def _standing(self, given: Mapping[str, Any], query: str | None) -> list[Row]:
        """Decisions that stand at a span: on its place, or on a hit of a query."""
        here = self._stand().filter(
            pl.col(name) == given[span] for name, span in
            zip(("found_in", "field", "found_start", "found_end"), SPAN, strict=True)
        ).select(*DECISIONS.columns).to_dicts()  # fmt: skip
        return [
            one
            for one in here
            if (one["query"] is None) == (query is None) and (not query or same(one["query"], query))
        ]


def _one(row: Given, what: str = "a row to decide on", names: Sequence[str] = SPAN) -> dict[str, Any]:
    """A row as a dictionary. Raises `DatelineError` when it lacks one of these columns."""
    if isinstance(row, pl.DataFrame):
        if row.height != 1:
            raise DatelineError(f"one row is decided on at a time, not {row.height}")
        row = row.row(0, named=True)
    missing = [name for name in names if row.get(name) is None]
    if missing:
        raise DatelineError(f"{what} needs {', '.join(names)}; {', '.join(missing)} is missing")
    return dict(row)


def _said(text: str) -> str:
    """A person's words on one line, of whole characters."""
    return " ".join(text.split()).encode("utf8", "replace").decode("utf8")


def _place(place_id: int, found: Mapping[str, Any]) -> dict[str, Any]:
    """The place of an id, as a mention of it would have it."""
    known = places.gazetteer.places().filter(pl.col("place_id") == place_id)
    if not known.height:
        raise DatelineError(
            f"the gazetteer has no place with id {place_id}; places.candidates(name) lists those it has"
        )
    place = known.row(0, named=True)
    kind = "demonym" if found["kind"] == "demonym" else place["kind"]
    return {**place, "kind": kind, "place_kind": place["kind"]}
