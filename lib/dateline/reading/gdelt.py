"""GDELT's tables, which have no header: which one it is, and the page titles its knowledge graph keeps."""

import html
import re
from collections.abc import Sequence

from dateline.reading.source import Records

MENTIONS = (
    "GlobalEventID EventTimeDate MentionTimeDate MentionType MentionSourceName MentionIdentifier SentenceID "
    "Actor1CharOffset Actor2CharOffset ActionCharOffset InRawText Confidence MentionDocLen MentionDocTone "
    "MentionDocTranslationInfo Extras"
).split()
GRAPH = (
    "GKGRECORDID DATE SourceCollectionIdentifier SourceCommonName DocumentIdentifier Counts V2Counts Themes V2Themes "
    "Locations V2Locations Persons V2Persons Organizations V2Organizations V2Tone Dates GCAM SharingImage "
    "RelatedImages SocialImageEmbeds SocialVideoEmbeds Quotations AllNames Amounts TranslationInfo Extras"
).split()
"""The columns of mentions and of the knowledge graph 2.1, by the names of GDELT's codebooks."""
_MOMENT = re.compile(r"\d{14}$")
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_AUTHORS = re.compile(r"<PAGE_AUTHORS>(.*?)</PAGE_AUTHORS>", re.DOTALL)


def header_of(row: Sequence[str]) -> list[str] | None:
    """The columns' names, when a row is one of mentions (16 fields), events (58 or 61) or the graph (27).

    >>> header_of(["7", "20250602101500", "20250602101500", "1", "harbourpost.example"] + [""] * 11)[:2]
    ['GlobalEventID', 'EventTimeDate']
    >>> header_of(["Talks open", "They met on Monday."])
    """
    first = row[0].strip() if row else ""
    if len(row) == len(MENTIONS) and first.isdigit() and _MOMENT.match(row[1]) and _MOMENT.match(row[2]):
        return list(MENTIONS)
    if len(row) == len(GRAPH) and re.match(r"\d{14}-T?\d+$", first) and _MOMENT.match(row[1]):
        return list(GRAPH)
    if len(row) in (58, 61) and first.isdigit() and re.match(r"(?:19|20)\d{6}$", row[1]):
        return ["GlobalEventID", "Day", *(f"column {number}" for number in range(3, len(row) + 1))]
    return None


def with_titles(records: Records) -> Records:
    """The graph's records with the page titles and authors that stand in its last column, where there are any."""
    extras = records.columns.get("Extras", [])
    titles = [_first(_TITLE, extra) for extra in extras]
    if any(titles):
        records.columns["title"] = titles
        records.columns["authors"] = [_first(_AUTHORS, extra) for extra in extras]
    return records


def _first(form: re.Pattern[str], extra: str | None) -> str | None:
    found = form.search(extra or "")
    return html.unescape(found[1]).strip() or None if found else None
