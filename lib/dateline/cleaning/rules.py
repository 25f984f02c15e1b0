"""Lines that say what they are by themselves, or by what stands around them: the reasons for taking them out."""

import re
from collections.abc import Iterable, Sequence

from dateline.cleaning.credits import agency_credit
from dateline.reading import anatomy

_LIST_HEADS = re.compile(
    r"(?:explore|recommended(?: (?:stories|for you|reading))?"
    r"|related(?: (?:stories|articles|news|topics|content))?|more (?:stories|news|on this(?: story)?|from .{2,40})"
    r"|read (?:more|next|also)|most (?:read|popular|viewed)|trending(?: now)?"
    r"|you may also like|also in the news|top stories|latest(?: news)?|editor[’']?s picks?|popular)\s*[:»>]?",
    re.IGNORECASE,
)
_FORMS = {
    "related": rf"{_LIST_HEADS.pattern}|(?-i:Related(?=[A-Z:–-])).{{3,}}"
    r"|(?:read more|read also|see also|also read|related|watch|listen)\s*[:»|].{3,}",
    "caption": r"(?:media playback is (?:un|not )supported|image (?:copyright|caption|source)\b|media caption\b"
    r"|(?:hide|toggle) caption\b).{0,300}",
    "advertisement": r"(?:advertisement|advertising|sponsored(?: content)?|story continues below.*)",
    "copyright": r"(?:©|\(c\)|copyright\b).{0,160}|all rights reserved\.?.{0,120}",
    "share_bar": r"(?:(?:share|tweet|print|e-?mail|facebook|twitter|whatsapp|linkedin|reddit|copy link|save)[\s|,]*)+",
}
_NEWSLETTER = re.compile(
    r"\b(?:sign up|subscribe)\b.{0,80}\b(?:newsletters?|briefing|inbox|e-?mails?|alerts)\b", re.IGNORECASE
)
_FORM = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items()), re.IGNORECASE | re.DOTALL)
"""All in one: a line that has none of these forms is asked once."""


def label(
    lines: Sequence[str], repeated: Iterable[int] = (), telling: Iterable[int] | None = None, blank: int | None = None
) -> dict[int, str]:
    """The lines that rules alone call boilerplate, by number, each with its reason.

    `repeated` are those that the outlet repeats; only the `telling` ones are looked at by themselves, if given; before
    line `blank` stood an empty one.

    >>> label(["WORLD", "Talks open", "June 2, 2025", "They met on Monday.", "Share"])
    {2: 'date line', 0: 'kicker', 1: 'title', 4: 'share bar'}
    """
    labels = _label_head(lines, blank)
    looked = range(len(lines)) if telling is None else telling
    for number in looked:
        reason = _reason(lines[number])
        if reason and (number not in labels or reason == "caption"):
            labels[number] = reason
    for number in repeated:
        if number not in labels and not agency_credit([lines[number]]):
            labels[number] = "repeated across the outlet"
    _label_lists(lines, looked, labels)
    return labels


def _label_head(lines: Sequence[str], blank: int | None) -> dict[int, str]:
    head = list(lines[: anatomy.HEAD_LINES * 2])
    if blank is None or blank >= len(head):
        return anatomy.label_head(head)
    found = anatomy.label_head([*head[:blank], "", *head[blank:]])
    return {number - (number > blank): kind for number, kind in found.items()}


def _reason(line: str) -> str | None:
    if not line or len(line) > 300:
        return None
    form = _FORM.fullmatch(line)
    name = form.lastgroup if form else None
    if name != "related" and ("ubscribe" in line or "ign up" in line) and _NEWSLETTER.search(line):
        return "newsletter"
    return name and name.replace("_", " ")


def _label_lists(lines: Sequence[str], looked: Iterable[int], labels: dict[int, str]) -> None:
    """A list's heading ("Explore") takes what follows with it when nothing after it reads as body."""
    heads = [number for number in looked if len(lines[number]) <= 80 and _LIST_HEADS.fullmatch(lines[number])]
    first = len(lines)
    for number in reversed(heads):
        if any(_reads_as_body(line) for line in lines[number + 1 : first]):
            break
        first = number
    labels.update({number: "headline list" for number in range(first, len(lines)) if lines[number]})


def _reads_as_body(line: str) -> bool:
    return anatomy.is_sentence(line) and len(line.split()) >= 5 and not line.endswith("?")
