"""The nouns: the columns, types and units of every frame, on one page."""

from dataclasses import dataclass

import polars as pl

from dateline.errors import DatelineError

UTC = pl.Datetime("us", "UTC")
REMOVED = pl.List(pl.Struct({"reason": pl.String, "text": pl.String}))


FEW = 5
"""Hits below which nothing is divided or compared: the sentences themselves are shown."""


@dataclass(frozen=True)
class Frame:
    """A documented schema: what one row is, and each column's type and meaning.

    >>> ARTICLES.empty().width == len(ARTICLES.columns)
    True
    """

    row: str
    columns: dict[str, tuple[pl.DataType | type[pl.DataType], str]]

    @property
    def schema(self) -> pl.Schema:
        """The columns' polars types."""
        return pl.Schema({name: kind for name, (kind, _) in self.columns.items()})

    def empty(self) -> pl.DataFrame:
        """A frame of these columns and no rows."""
        return pl.DataFrame(schema=self.schema)

    def require(self, frame: pl.DataFrame, *names: str) -> None:
        """Raise `DatelineError` when a column named is missing, saying what it would hold."""
        for name in names:
            if name not in frame.columns:
                meaning = self.columns[name][1]
                raise DatelineError(f"column '{name}' ({meaning}) is missing; there are: {', '.join(frame.columns)}")


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
        "outlet": ARTICLES.columns["outlet"],
        "url": ARTICLES.columns["url"],
        "field": (pl.String, "title or text"),
        "start": (pl.Int64, "first character, counted in Python str offsets of that field, when it was made"),
        "end": (pl.Int64, "one past the last character"),
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
        "place_id": (pl.Int64, "GeoNames id of a place; null for words searched for"),
        "text_kind": (pl.String, "full, truncated or headline; only full texts are counted"),
        "story_day": (pl.Date, "day of the story's earliest full text: where a story of all outlets is counted"),
        "outlet_day": (pl.Date, "day of the story's earliest full text in this outlet"),
    },
)

SHARES = Frame(
    "one row a group: how many of its units name something",
    {
        "group": (pl.String, "the outlet, or '(all)'"),
        "n": (pl.Int64, "units with a hit, or mentions"),
        "total": (pl.Int64, "units that could have had one: full texts collected; of mentions, their words"),
        "share": (pl.Float64, "n / total, and for mentions n in 10,000 words; null when total is 0"),
        "low": (pl.Float64, "lower end of the 95% Wilson interval; by='article' allows for copies; null for mentions"),
        "high": (pl.Float64, "upper end"),
        "low_days": (pl.Float64, "lower end of the 95% interval with whole days drawn anew; null under ten days"),
        "high_days": (pl.Float64, "upper end"),
        "status": (pl.String, "observed, zero or no data"),
        "articles": (pl.Int64, "articles with a hit, copies counted each"),
        "articles_total": (pl.Int64, "full-text articles collected, copies counted each"),
    },
)

PROFILE = Frame(
    "one row an outlet: what of it was collected",
    {
        "outlet": (pl.String, "the outlet"),
        "articles": (pl.Int64, "articles collected"),
        "full_texts": (pl.Int64, "of these with a full text"),
        "undated": (pl.Int64, "of these without a day"),
        "first_day": (pl.Date, "first day of the collection window, strays left out"),
        "last_day": (pl.Date, "last day of the window"),
        "days_seen": (pl.Int64, "days of the window with at least one article"),
        "days_expected": (pl.Int64, "days of the window on which the outlet's cadence would have it publish"),
        "median_a_day": (pl.Float64, "median articles on a day seen"),
        "most_a_day": (pl.Int64, "articles on the fullest day"),
        "likely_cap": (pl.Int64, "a daily ceiling that the collector seems to have kept; null when none shows"),
        "cadence": (pl.String, "daily, weekly or irregular"),
        "strays": (pl.Int64, "dated articles outside the window"),
    },
)

ATTENTION = Frame(
    "one row a period and group: how many of its units name something",
    {
        "period": (pl.Date, "first day of the period; null for undated units"),
        "group": (pl.String, "the outlet, or '(all)'"),
        "n": (pl.Int64, "units with a hit, or mentions"),
        "total": (pl.Int64, "units that could have had one: full texts collected; of mentions, their words"),
        "share": (pl.Float64, "n / total, and for mentions n in 10,000 words; null when total is 0"),
        "low": (pl.Float64, "lower end of the 95% Wilson interval; null when total is 0, and for mentions"),
        "high": (pl.Float64, "upper end"),
        "low_days": (pl.Float64, "lower end of the 95% interval with whole days drawn anew; null under ten days"),
        "high_days": (pl.Float64, "upper end"),
        "status": (pl.String, "observed, zero (counted, none found), incomplete (days missing) or no data"),
        "days_seen": (pl.Int64, "days of the period with a text collected"),
        "days_expected": (pl.Int64, "days on which the group's cadence would have it publish; null when it shows none"),
    },
)

BURSTS = Frame(
    "one row a burst: days in a row on which far more of the texts collected hold a hit than usual",
    {
        "group": (pl.String, "the outlet, or '(all)'"),
        "first_day": (pl.Date, "first day of the burst"),
        "last_day": (pl.Date, "last day; texts were collected on every day between"),
        "n": (pl.Int64, "units with a hit on these days"),
        "total": (pl.Int64, "units collected on these days"),
        "share": (pl.Float64, "n / total"),
        "usual": (pl.Float64, "the share on all days of the group"),
        "weight": (pl.Float64, "how much better a burst explains these days than none: natural log of the odds"),
    },
)

PAIRS = Frame(
    "one row a pair of groups: how far apart their shares are",
    {
        "first": (pl.String, "the group with the larger share"),
        "second": (pl.String, "the other"),
        "points": (pl.Float64, "first less second, in shares (0 to 1)"),
        "low": (pl.Float64, "lower end of its 95% interval, which holds for all pairs at once"),
        "high": (pl.Float64, "upper end"),
        "times": (pl.Float64, "first over second"),
        "times_low": (pl.Float64, "lower end of its 95% interval, which holds for all pairs at once"),
        "times_high": (pl.Float64, "upper end"),
        "chance": (pl.Float64, "probability of a difference at least so large between samples of one share"),
        "false_found": (pl.Float64, "part of false finds among the pairs with a chance no larger than this one's"),
    },
)

DISTINCTIVE = Frame(
    "one row a word or phrase that an outlet uses more often than others do",
    {
        "outlet": (pl.String, "the outlet"),
        "term": (pl.String, "the word, folded as search folds it, or two words in a row"),
        "n": (pl.Int64, "stories of the outlet that use it"),
        "total": (pl.Int64, "full-text stories of the outlet"),
        "n_others": (pl.Int64, "stories of the others that use it, each outlet's counted"),
        "total_others": (pl.Int64, "full-text stories of the others"),
        "times": (pl.Float64, "how many times as often the outlet uses it, word for word: the odds ratio"),
        "low": (pl.Float64, "lower end of its 95% interval, which allows for the terms having been picked"),
        "high": (pl.Float64, "upper end"),
        "z": (pl.Float64, "log of the odds ratio over its spread; rows are sorted by it"),
        "false_found": (pl.Float64, "part of false finds among the terms with a z no smaller than this one's"),
        "days": (pl.Int64, "days on which the outlet's stories that use it came: one event has few"),
        "left_out": (
            pl.String,
            "why charts leave it out: name, own name, boilerplate, number, part of something; null if not",
        ),
    },
)

CARRIED = Frame(
    "one row two outlets: how many stories of the second stand in the first too, and came there first",
    {
        "first": (pl.String, "the outlet that had them first"),
        "second": (pl.String, "the outlet that carries them too"),
        "n": (pl.Int64, "stories of the second that the first had on an earlier day, or at an earlier known time"),
        "undecided": (pl.Int64, "further stories of both, of one day, without the times to tell who was first"),
        "total": (pl.Int64, "full-text stories of the second"),
        "share": (pl.Float64, "n / total"),
        "low": (pl.Float64, "lower end of its 95% Wilson interval"),
        "high": (pl.Float64, "upper end"),
    },
)

CREDITED = Frame(
    "one row an outlet and an agency: how many of the outlet's stories credit it",
    {
        "outlet": (pl.String, "the outlet"),
        "agency": (pl.String, "the agency, as cleaning names it"),
        "n": (pl.Int64, "stories that credit it"),
        "total": (pl.Int64, "full-text stories of the outlet"),
        "share": (pl.Float64, "n / total"),
        "low": (pl.Float64, "lower end of its 95% Wilson interval"),
        "high": (pl.Float64, "upper end"),
    },
)

FIRSTS = Frame(
    "one row a story that full texts of several outlets carry",
    {
        "story_id": (pl.String, "the story"),
        "title": (pl.String, "headline of its original"),
        "day": (pl.Date, "day of its earliest full text"),
        "first": (pl.List(pl.String), "the outlet that had it first; several when days alone are known"),
        "later": (pl.List(pl.String), "outlets that carried it after"),
        "days": (pl.List(pl.Int64), "how many days after, of each of these"),
        "without": (pl.List(pl.String), "outlets collected on its day and the week after in which it was not found"),
        "unsaid": (pl.List(pl.String), "outlets not collected on all of these days, of which nothing can be said"),
    },
)

NAMING = Frame(
    "one row an outlet and a place: how many of the outlet's stories name it, beside the other outlets",
    {
        "outlet": (pl.String, "the outlet"),
        "name": (pl.String, "the country's or the place's usual name"),
        "country_code": (pl.String, "ISO 3166-1 alpha-2"),
        "home": (pl.Boolean, "whether it is, or lies in, the country the outlet works from"),
        "n": (pl.Int64, "stories that name it, datelines left out"),
        "total": (pl.Int64, "full-text stories of the outlet"),
        "share": (pl.Float64, "n / total"),
        "low": (pl.Float64, "lower end of its 95% Wilson interval"),
        "high": (pl.Float64, "upper end"),
        "elsewhere": (pl.Float64, "mean of the other outlets' shares, each weighing the same"),
        "points": (pl.Float64, "share less the mean elsewhere"),
        "points_low": (pl.Float64, "lower end of its 95% interval, for this row alone"),
        "points_high": (pl.Float64, "upper end"),
        "chance": (pl.Float64, "probability of points at least so far from 0 were there no difference"),
        "false_found": (pl.Float64, "part of false finds among the rows with a chance no larger than this one's"),
    },
)

UNLIKE = Frame(
    "one row an outlet: how unlike the others it is, and how unlike chance alone would make it",
    {
        "outlet": (pl.String, "the outlet"),
        "stories": (pl.Int64, "stories compared, drawn from the outlet's"),
        "bits": (pl.Float64, "Jensen-Shannon divergence from the other outlets' together, in bits"),
        "by_chance": (pl.Float64, "its mean when the outlets' names are shuffled over the stories"),
        "low": (pl.Float64, "lower end of the range into which chance puts 95% of shuffles"),
        "high": (pl.Float64, "upper end"),
        "chance": (pl.Float64, "part of shuffles at least as unlike, the stories as they are counted as one"),
        "false_found": (pl.Float64, "part of false finds among the outlets with a chance no larger than this one's"),
    },
)

NAMED = Frame(
    "one row a place: how many stories name it",
    {
        "place_id": (pl.Int64, "GeoNames id; null for places of our own tables"),
        "name": (pl.String, "usual name"),
        "kind": (pl.String, "one of PLACE_KINDS; people of a country count as the country"),
        "country_code": (pl.String, "ISO 3166-1 alpha-2"),
        "lat": (pl.Float64, "degrees, WGS 84: a reference point; charts go by kind"),
        "lon": (pl.Float64, "degrees, WGS 84"),
        "n": (pl.Int64, "stories of full texts that name it, datelines left out"),
        "articles": (pl.Int64, "articles that name it, copies counted each"),
        "unsure": (pl.Float64, "part of its mentions (0 to 1) whose meaning has a close rival"),
    },
)
