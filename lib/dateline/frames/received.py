"""What was received, and what cleaning and copies made of it."""

import polars as pl

from dateline.frames.frame import UTC, Frame

REMOVED = pl.List(pl.Struct({"reason": pl.String, "text": pl.String}))

ARTICLES = Frame(
    "one row an article: one item an outlet published, as it was received",
    {
        "article_id": (pl.String, "24 hex digits: hash of outlet, url (or title and date) and text_raw"),
        "outlet": (pl.String, "canonical name; null when nothing tells it"),
        "outlet_home": (pl.String, "city, region and country the outlet works from, as the outlets table has it"),
        "outlet_domain": (pl.String, "the outlet's domain without www"),
        "url": (pl.String, "http or https address of the article; null when there is none"),
        "title": (pl.String, "headline"),
        "text_raw": (pl.String, "everything received as its text; null when only a headline came"),
        "text_kind": (pl.String, "full, truncated or headline: never pooled in one share"),
        "published": (UTC, "UTC; at day precision midnight of that day; null when undated"),
        "day": (pl.Date, "calendar day of publication at the outlet's home; null when undated"),
        "published_raw": (pl.String, "the date as it was written"),
        "date_precision": (pl.String, "second, day, month or none"),
        "date_source": (pl.String, "where the date came from: field, line or none"),
        "authors": (pl.List(pl.String), "names in the byline"),
        "byline_raw": (pl.String, "the byline as it was written"),
        "section": (pl.String, "the outlet's own section label"),
        "language": (pl.String, "two-letter code, from the record or else from the outlets table"),
        "source_file": (pl.String, "the file it came from, relative to the path that was given"),
        "source_record": (pl.Int64, "number of the record in that file, from 1"),
        "word_count": (pl.Int64, "words in text_raw, 0 without a text"),
        "warnings": (pl.List(pl.String), "what was doubtful in this record"),
    },
)

CATALOGUE = Frame(
    "one row an article, without its texts: what counting and finding need",
    {
        name: ARTICLES.columns[name]
        for name in ("article_id", "outlet", "outlet_domain", "url", "text_kind", "published", "day", "language")
    }
    | {"story_id": (pl.String, "article_id of the story's original")},
)

REJECTS = Frame(
    "one row a record, or a whole file (record 0), that was set aside",
    {
        "source": (pl.String, "the file, relative to the path that was given"),
        "record": (pl.Int64, "number of the record in the file, from 1; 0 is the file itself"),
        "byte": (pl.Int64, "where the record starts in the file; null when unknown"),
        "reason": (pl.String, "one of errors.REASONS, which says what to do"),
        "detail": (pl.String, "what was found there"),
    },
)

OUTLETS = Frame(
    "one row a domain of an outlet",
    {
        "outlet": (pl.String, "canonical name"),
        "domain": (pl.String, "a domain it publishes under, without www"),
        "home": (pl.String, "city, region where needed, country"),
        "language": (pl.String, "two-letter code of its main language"),
        "timezone": (pl.String, "IANA name of its home's time zone"),
    },
)

TEXTS = Frame(
    "one row an article: what cleaning made of text_raw",
    {
        "article_id": (pl.String, "the article"),
        "text": (pl.String, "the body alone, one paragraph a line; null without a text"),
        "removed": (REMOVED, "what was taken out, in order, each piece with its reason"),
        "agency_credit": (pl.String, "agencies the text credits, '; ' between them; not a claim of copying"),
    },
)

STORIES = Frame(
    "one row an article: the story it belongs to",
    {
        "article_id": (pl.String, "the article"),
        "story_id": (pl.String, "article_id of the story's original"),
        "copy_kind": (pl.String, "original, verbatim, edited, shortened or embedded"),
        "copy_of": (pl.String, "the article it copies; null for originals"),
    },
)
