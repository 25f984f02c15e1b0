"""A file's own column names ▶ ours, by synonyms or as the user says."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from dateline.errors import ReadError

SYNONYMS: dict[str, str] = {
    "title": "title headline head hed article_title headline_main title_full headline_text headlines web_title "
             "news_title post_title",
    "text": "maintext main_text text plaintext body_text full_content body content content_text article_content "
            "article_text full_text fulltext story_text news_text story article article_body articlebody "
            "content_original raw_text",
    "url": "url link article_link article_source_link source_url canonical_url permalink web_url article_url href "
           "page_url story_url news_url document_identifier",
    "published": "published published_at publish_date published_date pub_date pubdate publication_date date_publish "
                 "datepublished publishing_date web_publication_date date_time_pub date_time date date_published "
                 "publishedat published_utc publish_time published_time time timestamp datetime seendate",
    "outlet": "outlet source source_name publication publisher newspaper site media_name media domain source_domain "
              "site_full hostname newspaper_name publication_name publication_title pub_title pubtitle news_source "
              "media_outlet news_outlet site_name sitename source_title source_common_name provider site_url source_id",
    "authors": "authors author byline by creator dc_creator writer author_name bylines reporter journalist",
    "section": "section category desk section_label rubric topic section_title section_name news_category subject "
               "categories",
    "language": "language lang language_code lang_code language_name",
    "text_kind": "text_kind",
    "subtitle": "subtitle description dek subheadline standfirst summary excerpt short_description abstract lead "
                "snippet trail_text lead_paragraph",
}  # fmt: skip
"""Field names as exports use them, folded; the first that stands in a file wins."""

_KNOWN: tuple[tuple[set[str], dict[str, str]], ...] = (
    ({"source", "source_hostname", "fingerprint"}, {"url": "source", "outlet": "source_hostname"}),
)
"""Exports whose names mean something else: the names that tell one, and its own field ▶ name. Here trafilatura's."""
_NUMBERED = {"story", "publisher", "hostname"}
"""Names that tell the UCI news aggregator's table, whose STORY is the number of a cluster and no text."""
_COUNTS = {"count", "total_count", "ratio", "matched_stories", "story_count", "matched_clips", "doc_count"}

NULLS = frozenset(("None", "none", "NONE", "nan", "NaN", "NAN", "null", "Null", "NULL", "N/A", "n/a", "NA", "<NA>",
                   "NaT", r"\N", ""))  # fmt: skip
"""What exports write for a value that is not there."""

REQUIRED = ("title", "text")
_WORDS = {word for words in SYNONYMS.values() for word in words.split()} | {"name", "source_hostname"}


def fold(name: str) -> str:
    """One spelling for a column name.

    >>> fold(" Pub Date"), fold("publishedAt"), fold("source.name")
    ('pub_date', 'published_at', 'source_name')
    """
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())
    return re.sub(r"[\W_]+", "_", name).strip("_").lower()


def match(names: Iterable[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our field ▶ the file's column. `given` (field ▶ column) comes before synonyms.

    Raises `ReadError` for a field we do not have. A named column that this file lacks is left to the synonyms.

    >>> match(["Headline", "Pub Date", "Story Text", "Link", "Mood"])
    {'title': 'Headline', 'text': 'Story Text', 'url': 'Link', 'published': 'Pub Date'}
    """
    return dict(_match(tuple(names), tuple((given or {}).items())))


@lru_cache(maxsize=4096)
def _match(names: tuple[str, ...], given: tuple[tuple[str, str], ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for ours, theirs in given:
        if ours not in SYNONYMS:
            raise ReadError(f"columns= names a field '{ours}'; the fields are: {', '.join(SYNONYMS)}")
        if theirs in names:
            found[ours] = theirs
    free = {fold(name): name for name in reversed(names) if name not in found.values()}
    for telling, says in _KNOWN:
        if telling <= free.keys():
            found |= {ours: free.pop(word) for ours, word in says.items() if ours not in found}
    if free.keys() >= _NUMBERED:
        del free["story"]
    for ours, words in SYNONYMS.items():
        if ours not in found:
            found |= next(({ours: free.pop(word)} for word in words.split() if word in free), {})
    if "title" not in found and "name" in free and ("text" in found or {"url", "published"} <= found.keys()):
        found["title"] = free["name"]  # alone it names persons, outlets or queries as often
    return found


def known(names: Iterable[str], given: Mapping[str, str] | None = None) -> list[str]:
    """The columns that may become a field of ours, by their names.

    >>> known(["Headline", "Mood", "Body", "Story Text"])
    ['Headline', 'Body', 'Story Text']
    """
    said = set((given or {}).values())
    return [name for name in names if name in said or fold(name) in _WORDS]


def is_table(names: Iterable[str], given: Mapping[str, str] | None = None) -> bool:
    """Whether these names are a table's header: a title or a text is among them."""
    return any(field in match(names, given) for field in REQUIRED)


def is_header(names: Iterable[str], given: Mapping[str, str] | None = None) -> bool:
    """Whether these cells can only be a header: short, all different, a title or text and one more field among them.

    >>> is_header(["Headline", "Pub Date", "Mood"]), is_header(["Headline", "Talks open"])
    (True, False)
    """
    cells = [name.strip() for name in names]
    long = any(len(cell) > 60 or len(cell.split()) > 5 for cell in cells)
    if long or len(cells) < 2 or len(set(cells)) < len(cells):
        return False
    found = match(cells, given)
    return len(found) > 1 and any(field in found for field in REQUIRED)


def what(names: Iterable[str]) -> str | None:
    """What a table without titles and texts holds instead, where its names tell; null where they do not.

    >>> what(["date", "count", "ratio"])
    'counts of stories, not the stories'
    """
    folded = {fold(name) for name in names}
    for tables, says in (
        ({"mentionidentifier", "mention_identifier"}, "GDELT mentions: addresses of articles, no titles and no texts"),
        ({"gkgrecordid"}, "GDELT's knowledge graph: addresses of articles, no titles and no texts"),
        ({"globaleventid"}, "GDELT events: addresses of articles, no titles and no texts"),
        (_COUNTS, "counts of stories, not the stories"),
    ):
        if tables & folded:
            return says
    return None


def overshadowed(names: Iterable[str], void: Callable[[str], bool]) -> list[str]:
    """The columns that hold nothing at all (`void`) where a synonym of theirs holds something.

    >>> overshadowed(["text", "content", "mood"], lambda name: name != "content")
    ['text']
    """
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(fold(name), []).append(name)
    found: list[str] = []
    for words in SYNONYMS.values():
        stand = [name for word in words.split() for name in folded.get(word, ())]
        if len(stand) > 1:
            empty = [name for name in stand if void(name)]
            found += empty if len(empty) < len(stand) else []
    return found
