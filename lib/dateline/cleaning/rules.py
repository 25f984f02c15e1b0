"""Lines that say what they are by themselves, or by what stands around them: the reasons for taking them out."""

import re
from collections.abc import Sequence, Set

from dateline.cleaning.credits import agency_credit
from dateline.reading import anatomy

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


def label(lines: Sequence[str], repeated: Set[int] = frozenset(), telling: Set[int] | None = None) -> dict[int, str]:
    """The lines that rules alone call boilerplate, by number, each with its reason; blank lines have none.

    `repeated` are the lines that the outlet repeats; only the `telling` ones are looked at by themselves, if given.

    >>> label(["WORLD", "Talks open", "June 2, 2025", "They met on Monday.", "Share"])
    {2: 'date line', 0: 'kicker', 1: 'title', 4: 'share bar'}
    """
    labels = anatomy.label_head(list(lines))
    for number, line in enumerate(lines):
        if line and number not in labels:
            reason = _reason(line) if telling is None or number in telling else None
            if reason is None and number in repeated and not agency_credit([line]):
                reason = "repeated across the outlet"
            if reason:
                labels[number] = reason
    _label_lists(lines, labels)
    return labels


def _reason(line: str) -> str | None:
    if len(line) > 300:
        return None
    if _LIST_HEADS.fullmatch(line) or _RELATED.fullmatch(line):
        return "related"
    return next((reason for reason, pattern in _NOTICE if pattern.fullmatch(line)), None)


def _label_lists(lines: Sequence[str], labels: dict[int, str]) -> None:
    """A list's heading ("Explore") takes what follows with it when nothing after it reads as body."""
    last = max((number for number, line in enumerate(lines) if _reads_as_body(line)), default=-1)
    for number in range(last + 1, len(lines)):
        if _LIST_HEADS.fullmatch(lines[number][:80]):
            labels.update({n: "headline list" for n in range(number, len(lines)) if lines[n]})
            return


def _reads_as_body(line: str) -> bool:
    return anatomy.is_sentence(line) and len(line.split()) >= 5 and not line.endswith("?")


def guess(line: str) -> str:
    """What a line is likely to be that only the model took out.

    >>> [guess(line) for line in ("Photo: Ada Bell", "by Ada Bell", "12:30", "Politics", "Port opens in the rain")]
    ['credit', 'byline', 'date line', 'navigation', 'headline']
    """
    if len(line) <= 300:
        for reason, form in _SHAPES:
            if form.search(line):
                return reason
    if anatomy.is_sentence(line):
        return "not of the article"
    return "navigation" if len(line.split()) <= 3 and len(line) <= 40 else "headline" if len(line) <= 160 else "not of the article"


_SHAPES = [
    (reason, re.compile(form, re.IGNORECASE))
    for reason, form in {
        "byline": r"^(?:by|von|par|por|text|haber|autor\w*|автор)[: ]\s*\w.{0,60}$",
        "credit": r"^.{0,200}(?:\b(?:photo|foto|image|bild|picture|getty|shutterstock|imago|picture alliance)\b|©|ⓒ|사진|写真).{0,100}$",
        "date line": r"^(?=.{0,60}$)(?:\D{0,30}\b(?:19|20)\d\d\b.{0,20}|.{0,30}\d{1,2}[:.h]\d\d.{0,12}|.{0,20}\d+ \w{3,10} ago)$",
        "newsletter": r"newsletter|subscri|sign up|abonn|inbox",
        "comments": r"\bcomments?\b|kommentar|comentario|commentaire|yorum|коммент",
        "advertisement": r"\badvert|sponsor|anzeige|publicidad|reklam",
        "copyright": r"rights reserved|copyright",
        "address": r"https?://|www\.|\S@\S",
    }.items()
]
"""Shapes by which `guess` names a line."""
