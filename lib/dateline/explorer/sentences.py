"""What was clicked ▶ the sentences behind it, story by story, copies folded under their story."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dateline.counting import Part
from dateline.explorer.asked import Asked, days_said
from dateline.explorer.cube import Cube
from dateline.publishing import link

PAGE = 25
"""Stories shown at once."""
QUOTES = 4
"""Sentences of one article at most."""
_ARTICLE = ["article_id", "outlet", "day", "title", "url"]


@dataclass(frozen=True)
class Picked:
    """What sentences are asked for: of an outlet (`group`), a period (its days), a place, or of all that is shown."""

    group: str | None = None
    period: tuple[date, date] | None = None
    place: tuple[int | None, str, str] | None = None

    @classmethod
    def of(cls, said: dict[str, Any]) -> "Picked":
        """From what the view sent."""
        place, group = said.get("place"), said.get("group")
        return cls(
            None if group is None else str(group),
            Part.of(between=said["period"]).between if said.get("period") else None,
            (place[0], str(place[1]), str(place[2])) if place else None,
        )


class Sentences:
    """The sentences behind a number, found once and shown page by page."""

    def __init__(self, cube: Cube, asked: Asked, picked: Picked) -> None:
        """Find which stories stand behind it, the earliest first."""
        self.cube, self.asked, self.picked = cube, asked, picked
        self.span = picked.period or asked.span
        by = "outlet" if picked.group is not None else None
        unit = "story" if picked.place is not None else asked.unit
        asked = asked.but(unit=unit)
        units = cube.units(asked, by).on(self.span)
        found = units.within(cube.found(asked, asked.query, by))
        if picked.group is not None:
            found = found.filter(pl.col("group") == picked.group)
        members = units.members().join(found.select("number"), on="number", how="semi")
        hits = cube.hits(asked)
        hits = hits.join(members.select("article_id"), on="article_id", how="semi")
        if picked.place is not None:
            hits = cube.mentions_of(picked.place, hits["article_id"].unique())
        self.hits = hits
        held = members.join(hits.select("article_id").unique(), on="article_id", how="semi")
        first = held.group_by("story").agg(pl.col("day").min())
        self.stories: list[str] = first.sort("day", "story", nulls_last=True)["story"].to_list()
        self.n = held["number"].n_unique() if unit != "mention" else hits.height
        self._story = held.select("article_id", "story")

    def shown(self, pages: int = 1) -> dict[str, Any]:
        """The first pages, as the view takes them: each text in pieces that are only ever text."""
        stories = self.stories[: pages * PAGE]
        wanted = self._story.filter(pl.col("story").is_in(stories))
        hits = self.hits.join(wanted.select("article_id"), on="article_id", how="semi")
        receipts = self.cube.corpus.receipts(hits)
        receipts = receipts.with_columns(row=pl.concat_str("article_id", "field", "start", "end", separator=" "))
        self.receipts = receipts
        tables = dict(receipts.partition_by("story_id", as_dict=True, maintain_order=True).items())
        made = [_story(tables[story,], story) for story in stories if (story,) in tables]
        return {
            "title": self._title(), "count": self._count(), "stories": made, "left": len(self.stories) - len(stories),
            "further": pages > 1, "place": self.picked.place is not None, "of": self.asked.query.name,
        }  # fmt: skip

    def _title(self) -> str:
        place = self.picked.place[1] if self.picked.place else None
        what = self.asked.query.label if place is None else f"{place} in stories that name {self.asked.query.label}"
        return ", ".join(filter(None, [what, self.picked.group, days_said(self.span)]))

    def _count(self) -> str:
        unit = "story" if self.picked.place is not None else self.asked.unit
        words = {"story": ("story", "stories"), "article": ("article", "articles"), "mention": ("mention", "mentions")}
        articles = self._story["article_id"].n_unique()
        beside = "" if unit == "article" else f" in {articles:,} {'article' if articles == 1 else 'articles'}"
        return f"{self.n:,} {words[unit][self.n != 1]}{beside}, the earliest first"


def _story(receipts: pl.DataFrame, story: str) -> dict[str, Any]:
    """A story by its original, or the earliest of its articles; the others are its copies."""
    order = receipts.select(_ARTICLE).unique().sort(pl.col("article_id") != story, "day", "article_id", nulls_last=True)
    articles = [
        {"outlet": row["outlet"] or "(unknown)", "day": _day(row["day"]), "title": row["title"] or "",
         "url": link(row["url"]), "quotes": _quotes(receipts.filter(pl.col("article_id") == row["article_id"]))}
        for row in order.iter_rows(named=True)
    ]  # fmt: skip
    return {**articles[0], "copies": articles[1:]}


def _day(day: date | None) -> str:
    return "undated" if day is None else f"{day.day} {day:%b %Y}"


def _quotes(receipts: pl.DataFrame) -> list[dict[str, Any]]:
    """The sentences of an article, each once, its words apart to be marked."""
    said = receipts.unique(["field", "sentence"], keep="first", maintain_order=True).head(QUOTES)
    made = []
    for row, sentence, surface in said.select("row", "sentence", "surface").iter_rows():
        before, words, after = _around(sentence or "", surface or "")
        made.append({"row": row, "before": before, "words": words, "after": after})
    return made


def _around(sentence: str, surface: str) -> tuple[str, str, str]:
    """What stands before the words, the words, and what stands after them; inside another word only if nowhere else.

    >>> _around("They gathered at the pier.", "the")
    ('They gathered at ', 'the', ' pier.')
    """
    words = " ".join(surface.split())
    if not words:
        return sentence, "", ""
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", sentence) or re.search(re.escape(words), sentence)
    return (sentence[: found.start()], words, sentence[found.end() :]) if found else (sentence, "", "")
