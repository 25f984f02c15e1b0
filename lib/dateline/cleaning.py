"""An article's raw text ▶ its body and its boilerplate, each removed line with the reason."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import polars as pl

from dateline.frames import ARTICLES, TEXTS
from dateline.reading import anatomy

VERSION = "1"
"""Raise it when the same text would be cleaned otherwise: kept layers are made anew."""

REPEATS = 3
"""Articles of one outlet in which a line must stand before it counts as the outlet's own furniture."""

_LIST_HEADS = re.compile(
    r"(?:explore|recommended(?: (?:stories|for you|reading))?"
    r"|related(?: (?:stories|articles|news|topics|content))?|more (?:stories|news|on this(?: story)?|from .{2,40})"
    r"|read (?:more|next|also)|most (?:read|popular|viewed)|trending(?: now)?"
    r"|you may also like|also in the news|top stories|latest(?: news)?|editor[’']?s picks?|popular)\s*[:»>]?",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"Related(?=[A-Z:–-]).{3,}|(?:(?i:read more|read also|see also|also read|related|watch|listen)\s*[:»|]).{3,}",
    re.DOTALL,
)
_NOTICES = {
    "newsletter": r".*\b(?:sign up|subscribe)\b.{0,80}\b(?:newsletters?|briefing|inbox|e-?mails?|alerts)\b.*",
    "advertisement": r"(?:advertisement|advertising|sponsored(?: content)?|story continues below.*)",
    "copyright": r"(?:©|\(c\)|copyright\b).{0,160}|all rights reserved\.?.{0,120}",
    "share bar": r"(?:(?:share|tweet|print|e-?mail|facebook|twitter|whatsapp|linkedin|reddit|copy link|save)[\s|,]*)+",
}
_NOTICE = [(reason, re.compile(form, re.IGNORECASE | re.DOTALL)) for reason, form in _NOTICES.items()]
_AGENCIES = r"AP|AFP|dpa|DPA|Reuters|EFE|ANSA|PA|AA|TASS|UPI|KNA|epd|AFPE|SID|RIA Novosti|Interfax|Xinhua|Bloomberg"
_CREDIT_LINE = re.compile(
    r"(?:the )?(?P<said>associated press|reuters|agence france-presse)"
    r"(?: in [\w .]+)? (?:writers? .{3,60} )?contributed to this (?:report|story)",
    re.IGNORECASE,
)
_CREDIT_LIST = re.compile(rf"\((?P<list>(?:{_AGENCIES})(?:\s*[,/]\s*(?:{_AGENCIES}))*)\)\s*$|/(?P<slash>{_AGENCIES})/")
_NAMED = {"associated press": "AP", "reuters": "Reuters", "agence france-presse": "AFP"}


def clean(articles: pl.DataFrame) -> pl.DataFrame:
    """Body, removed pieces and agency credits of articles.

    Takes article_id, outlet, text_raw (one block a line). Gives the same rows with the columns of frames.TEXTS:
    `text` (body, one paragraph a line), `removed` (struct reason, text, in reading order) and `agency_credit`.
    Body lines and removed lines together are the lines of `text_raw`. A line that stands in three or more articles
    of an outlet is that outlet's furniture (for the signal: Kohlschütter et al. 2010; repeats across a site's pages).
    Raises `DatelineError` when a column is missing.

    >>> raw = "WORLD\\n2 min read\\nTalks open\\nJune 2, 2025\\n\\nThey met on Monday.\\n\\nExplore\\nPort opens"
    >>> row = clean(pl.DataFrame({"article_id": ["a"], "outlet": ["X"], "text_raw": [raw]})).row(0, named=True)
    >>> row["text"], [piece["reason"] for piece in row["removed"]]
    ('They met on Monday.', ['kicker', 'reading time', 'title', 'date line', 'headline list', 'headline list'])
    """
    ARTICLES.require(articles, "article_id", "outlet", "text_raw")
    split = [_lines(raw) for raw in articles["text_raw"]]
    repeated = _repeated(articles["outlet"], split)
    rows = [
        _clean(lines, repeated.get(outlet or "", frozenset()))
        for outlet, lines in zip(articles["outlet"], split, strict=True)
    ]
    schema = {name: kind for name, kind in TEXTS.schema.items() if name != "article_id"}
    made = pl.DataFrame(rows, schema=schema, orient="row")
    return pl.concat([articles.drop(*schema, strict=False), made], how="horizontal")


def removed_by_reason(cleaned: pl.DataFrame) -> pl.DataFrame:
    """What cleaning took out: outlet, reason, pieces, words; takes outlet and removed, the most words first.

    >>> piece = [{"reason": "related", "text": "Read also: port opens"}]
    >>> removed_by_reason(pl.DataFrame({"outlet": ["X"], "removed": [piece]})).rows()
    [('X', 'related', 1, 4)]
    """
    pieces = cleaned.select("outlet", "removed").explode("removed").drop_nulls("removed").unnest("removed")
    counted = pieces.group_by("outlet", "reason").agg(
        pieces=pl.len().cast(pl.Int64), words=pl.col("text").str.count_matches(r"\w+").sum().cast(pl.Int64)
    )
    return counted.sort("words", "outlet", "reason", descending=[True, False, False])


def _lines(raw: str | None) -> list[str]:
    return [line.strip() for line in re.split(r"\r\n|[\r\n\v\f\x85\u2028\u2029]", raw or "")]


def _repeated(outlets: Iterable[str | None], split: Sequence[list[str]]) -> dict[str, frozenset[str]]:
    """By outlet, the lines that stand in `REPEATS` of its articles or more."""
    counts: dict[str, Counter[str]] = {}
    seen: dict[str, set[tuple[str, ...]]] = {}
    for outlet, lines in zip(outlets, split, strict=True):
        whole = tuple(lines)
        known = seen.setdefault(outlet or "", set())
        if len(lines) > 1 and whole not in known:  # the same article again is a copy, not a repeat
            known.add(whole)
            counts.setdefault(outlet or "", Counter()).update({line for line in lines if line})
    return {outlet: frozenset(line for line, n in count.items() if n >= REPEATS) for outlet, count in counts.items()}


def _clean(lines: list[str], repeated: frozenset[str]) -> tuple[str | None, list[dict[str, str]], str | None]:
    if not any(lines):
        return None, [], None
    labels = label(lines, repeated)
    body = [line for number, line in enumerate(lines) if line and number not in labels]
    removed = [
        {"reason": labels[number], "text": line} for number, line in enumerate(lines) if line and number in labels
    ]
    return "\n".join(body), removed, agency_credit(lines)


def label(lines: Sequence[str], repeated: frozenset[str] = frozenset()) -> dict[int, str]:
    """The lines that are not body, by number, each with its reason; blank lines have none."""
    filled = [number for number, line in enumerate(lines) if line]
    if len(filled) < 2:
        return {}
    labels = anatomy.label_head(list(lines))
    body = [number for number in filled if number not in labels]
    for number in body:
        reason = _reason(lines[number])
        if reason is None and lines[number] in repeated and not agency_credit([lines[number]]):
            reason = "repeated across the outlet"
        if reason:
            labels[number] = reason
    _label_lists(lines, filled, labels)
    return labels if len(labels) < len(filled) else {}


def _reason(line: str) -> str | None:
    if len(line) > 300:
        return None
    if _LIST_HEADS.fullmatch(line) or _RELATED.fullmatch(line):
        return "related"
    return next((reason for reason, pattern in _NOTICE if pattern.fullmatch(line)), None)


def _label_lists(lines: Sequence[str], filled: list[int], labels: dict[int, str]) -> None:
    """A list's heading ("Explore") takes what follows with it when nothing after it reads as body."""
    for place, number in enumerate(filled):
        rest = filled[place + 1 :]
        if _LIST_HEADS.fullmatch(lines[number]) and not any(_reads_as_body(lines[n]) for n in rest):
            for n in [number, *rest]:
                labels[n] = "headline list"
            return


def _reads_as_body(line: str) -> bool:
    return anatomy.is_sentence(line) and len(line.split()) >= 5 and not line.endswith("?")


def agency_credit(lines: Sequence[str]) -> str | None:
    """The agencies a text names as its sources, "; " between them, or null.

    >>> agency_credit(["They met on Monday.", "The Associated Press contributed to this report."])
    'AP'
    >>> agency_credit(["MOSCOW, February 7. /TASS/. A court sat."]), agency_credit(["Talks went on. (AP, dpa)"])
    ('TASS', 'AP; dpa')
    """
    found: dict[str, None] = {}
    for line in lines:
        head, tail = line[:160], line[-200:]
        for match in [*_CREDIT_LIST.finditer(head), *_CREDIT_LIST.finditer(tail)]:
            for name in re.split(r"\s*[,/]\s*", match["list"] or match["slash"]):
                found.setdefault(name)
        said = _CREDIT_LINE.search(tail)
        if said:
            found.setdefault(_NAMED[said["said"].lower()])
    return "; ".join(found) or None
