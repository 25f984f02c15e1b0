"""What was found in texts: words, places, the sentences around them, and what a person decided about them."""

import polars as pl

from dateline.frames.frame import UTC, Frame
from dateline.frames.received import ARTICLES

HITS = Frame(
    "one row a mention: one place in a text where a query's term stands",
    {
        "article_id": (pl.String, "the article"),
        "field": (pl.String, "title or text"),
        "start": (pl.Int64, "first character, counted in Python str offsets of that field"),
        "end": (pl.Int64, "one past the last character"),
        "surface": (pl.String, "the words as written"),
        "term": (pl.String, "the term of the query that matched"),
        "word": (pl.Int64, "which word of that field it begins with, from 1"),
    },
)

COUNTS = Frame(
    "one row an article that answers a query",
    {
        "article_id": (pl.String, "the article"),
        "mentions": (pl.Int64, "places in its title and text where a term of the query stands"),
    },
)

VOCABULARY = Frame(
    "one row a word or phrase and group of articles: how often the group uses it",
    {
        "term": (pl.String, "the word, folded as search folds it, or two words in a row"),
        "group": (pl.String, "the outlet"),
        "articles": (pl.Int64, "articles of the group that use it"),
        "mentions": (pl.Int64, "times they use it"),
        "squares": (pl.Int64, "sum over articles of the times squared: what tells steady use from a single text's"),
        "crossed": (pl.Int64, "sum over articles of the times and the article's words multiplied"),
    },
)

USAGE = Frame(
    "one row a word or phrase: how some articles use it",
    {
        "term": (pl.String, "the word, folded as search folds it, or two words in a row"),
        "articles": (pl.Int64, "articles that use it"),
        "days": (pl.Int64, "days on which these came"),
        "capitals": (pl.Float64, "part of its mentions with a capital, inside sentences where it has such"),
        "repeated": (pl.Float64, "part of its articles in which the same five words stand before it, or after it"),
        "after": (pl.String, "the word that most often follows it"),
        "after_part": (pl.Float64, "part of its mentions that this one follows"),
    },
)

PLACE_KINDS = {
    "country": "a state or territory", "admin1": "a first-level unit: state, province", "admin2": "a second-level unit",
    "city": "a settlement", "continent": "a continent", "region": "a region of several or no states",
    "water": "sea, strait, river or lake", "mountain": "peak or range", "island": "island or archipelago",
    "landmark": "building, square or site", "airport": "airport", "metonym": "a building that stands for a government",
    "demonym": "people of a country or region", "unresolved": "nothing tells its meanings apart",
    "unlisted": "not in the gazetteer",
}  # fmt: skip

SETTLED = ("city", "landmark", "airport", "metonym")
"""Kinds that are a point on a map; countries and units are areas, and are never drawn as points."""

MENTIONS = Frame(
    "one row a mention of a place",
    {
        "article_id": (pl.String, "the article"),
        "field": (pl.String, "title or text"),
        "start": (pl.Int64, "first character, counted in Python str offsets of that field"),
        "end": (pl.Int64, "one past the last character"),
        "surface": (pl.String, "the name as written"),
        "role": (pl.String, "dateline, title, lead (first 60 words) or body"),
        "place_id": (pl.Int64, "GeoNames id; null when unresolved, or when our own tables have the place"),
        "name": (pl.String, "usual name of the place; null when unresolved"),
        "kind": (pl.String, "country, admin1, city, ..., demonym, unresolved or unlisted: see PLACE_KINDS"),
        "place_kind": (
            pl.String,
            "kind of the place itself: that of a demonym's country or region; null when unresolved",
        ),
        "country_code": (pl.String, "ISO 3166-1 alpha-2; null when it spans several"),
        "lat": (pl.Float64, "degrees, WGS 84: a reference point; charts go by kind"),
        "lon": (pl.Float64, "degrees, WGS 84"),
        "score": (pl.Float64, "weight of the best meaning, comparable within one name only"),
        "margin": (pl.Float64, "its lead over the best meaning elsewhere"),
        "reason": (pl.String, "why this meaning, for a person to read"),
    },
)

DECISIONS = Frame(
    "one row a decision: what a person corrected at one place in a text",
    {
        "article_id": (pl.String, "the article it was made in"),
        **{name: ARTICLES.columns[name] for name in ("outlet", "url")},
        **{name: HITS.columns[name] for name in ("field", "start", "end")},
        "surface": (pl.String, "the words decided on, one space between"),
        "sentence": (pl.String, "the sentence around them, by which they are found again; one space between words"),
        "at": (pl.Int64, "where in that sentence they begin, from 0"),
        "what": (pl.String, "not this place, another place, or not about"),
        "query": (pl.String, "what it is not about, as typed, or saved:NAME; null for places"),
        "place_id": (pl.Int64, "GeoNames id of the place chosen, or of the one that it is not; null when it has none"),
        **{name: (kind, "of that place") for name, (kind, _) in MENTIONS.columns.items()
           if name in ("name", "kind", "place_kind", "country_code", "lat", "lon")},
        "who": (pl.String, "who decided; may be empty"),
        "when": (UTC, "when, in UTC"),
        "why": (pl.String, "the reason given"),
    },
)  # fmt: skip

RECEIPTS = Frame(
    "one row a mention, with the sentence it stands in",
    {
        "story_id": (pl.String, "the story"),
        "article_id": (pl.String, "the article"),
        "outlet": (pl.String, "the outlet"),
        "day": (pl.Date, "calendar day of publication"),
        "title": (pl.String, "headline of the article"),
        "field": (pl.String, "title or text"),
        "surface": (pl.String, "the words as written"),
        "counted_as": (pl.String, "the query's term, or the place's usual name"),
        "sentence": (pl.String, "the sentence around them"),
        "url": (pl.String, "address of the article"),
        "start": (pl.Int64, "where the words begin in that field"),
        "end": (pl.Int64, "where they end"),
        "word": (pl.Int64, "which word of that field they begin with, from 1; null for places"),
        "place_id": (pl.Int64, "GeoNames id of a place; null for words searched for"),
        "text_kind": (pl.String, "full, truncated or headline; only full texts are counted"),
        "story_day": (pl.Date, "day of the story's earliest full text: where a story of all outlets is counted"),
        "outlet_day": (pl.Date, "day of the story's earliest full text in this outlet"),
    },
)
