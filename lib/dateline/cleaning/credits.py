"""The agencies that a text credits."""

import re
from collections.abc import Sequence

_AGENCIES = r"AP|AFP|dpa|DPA|Reuters|EFE|ANSA|PA|AA|TASS|UPI|KNA|epd|AFPE|SID|RIA Novosti|Interfax|Xinhua|Bloomberg"
_CREDIT_LINE = re.compile(
    r"(?:the )?(?P<said>associated press|reuters|agence france-presse)"
    r"(?: in [\w .]+)? (?:writers? .{3,60} )?contributed to this (?:report|story)",
    re.IGNORECASE,
)
_CREDIT_LIST = re.compile(rf"\((?P<list>(?:{_AGENCIES})(?:\s*[,/]\s*(?:{_AGENCIES}))*)\)\s*$|/(?P<slash>{_AGENCIES})/")
_NAMED = {"associated press": "AP", "reuters": "Reuters", "agence france-presse": "AFP"}


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
