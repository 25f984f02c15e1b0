"""A file's own column names ▶ ours, by synonyms or as the user says."""

import re
from collections.abc import Iterable, Mapping

from dateline.errors import ReadError

SYNONYMS: dict[str, str] = {
    "title": "title headline head hed article_title headline_main title_full name",
    "text": "text body content article_text full_text fulltext maintext story_text story article article_body "
            "articlebody body_text content_original raw_text",
    "url": "url link article_link article_source_link source_url canonical_url permalink web_url article_url href",
    "published": "published published_at publish_date published_date pub_date pubdate publication_date date_publish "
                 "datepublished date date_published publishedat time timestamp datetime seendate",
    "outlet": "outlet source source_name publication publisher newspaper site media_name media domain source_domain "
              "site_full hostname newspaper_name",
    "authors": "authors author byline by creator dc_creator writer",
    "section": "section category desk section_label rubric topic section_title",
    "language": "language lang language_code",
    "text_kind": "text_kind",
    "subtitle": "subtitle description dek subheadline standfirst summary excerpt",
}  # fmt: skip
"""Field names as exports use them, folded; the first that stands in a file wins."""

REQUIRED = ("title", "text")


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
    names = list(names)
    found: dict[str, str] = {}
    for ours, theirs in (given or {}).items():
        if ours not in SYNONYMS:
            raise ReadError(f"columns= names a field '{ours}'; the fields are: {', '.join(SYNONYMS)}")
        if theirs in names:
            found[ours] = theirs
    free = {fold(name): name for name in reversed(names) if name not in found.values()}
    for ours, words in SYNONYMS.items():
        if ours not in found:
            found |= next(({ours: free.pop(word)} for word in words.split() if word in free), {})
    return found


def is_table(names: Iterable[str], given: Mapping[str, str] | None = None) -> bool:
    """Whether these names are a table's header: a title or a text is among them."""
    return any(field in match(names, given) for field in REQUIRED)
