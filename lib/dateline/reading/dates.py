"""A written date ▶ a point in time, with its precision: never an invented day, never a silent day-month swap."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateline.words import fold

_MONTHS = [
    ("january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
     "september sep sept|october oct|november nov|december dec"),
    ("ocak oca|subat sub|mart|nisan nis|mayis|haziran haz|temmuz tem|agustos agu|eylul eyl|ekim eki|"
     "kasim kas|aralik ara"),
    ("sausio sausis|vasario vasaris|kovo kovas|balandzio balandis|geguzes geguze|birzelio birzelis|"
     "liepos liepa|rugpjucio rugpjutis|rugsejo rugsejis|spalio spalis|lapkricio lapkritis|"
     "gruodzio gruodis"),
    ("січня січень|лютого лютий|березня березень|квітня квітень|травня травень|червня червень|"
     "липня липень|серпня серпень|вересня вересень|жовтня жовтень|листопада листопад|грудня грудень"),
    ("января январь янв|февраля февраль фев|марта март мар|апреля апрель апр|мая май|июня июнь июн|"
     "июля июль июл|августа август авг|сентября сентябрь сен|октября октябрь окт|ноября ноябрь ноя|"
     "декабря декабрь дек"),
    ("stycznia styczen sty|lutego luty|marca marzec|kwietnia kwiecien|maja maj|czerwca czerwiec|"
     "lipca lipiec|sierpnia sierpien|wrzesnia wrzesien|pazdziernika pazdziernik|listopada listopad|"
     "grudnia grudzien"),
    "januar janner|februar|marz|april|mai|juni|juli|august|september|oktober okt|november|dezember dez",
    ("janvier janv|fevrier fevr|mars|avril avr|mai|juin|juillet juil|aout|septembre|octobre|novembre|"
     "decembre"),
    ("enero ene|febrero|marzo|abril abr|mayo|junio|julio|agosto ago|septiembre setiembre|octubre|"
     "noviembre|diciembre dic"),
]  # fmt: skip
"""Month names: English, Turkish, Lithuanian, Ukrainian, Russian, Polish, German, French, Spanish; without accents."""
_DAYS = (
    "mon tue tues wed wednes thu thurs fri sat satur sun "
    "pazartesi sali carsamba persembe cuma cumartesi pazar "
    "pirmadienis antradienis treciadienis ketvirtadienis penktadienis sestadienis sekmadienis "
    "понедiлок вiвторок середа четвер пятниця субота недiля "
    "понедельник вторник среда четверг пятница суббота воскресенье "
    "poniedzialek wtorek sroda czwartek piatek sobota niedziela "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miercoles jueves viernes sabado domingo "
)
MONTHS = {
    fold(name): number
    for line in _MONTHS
    for number, names in enumerate(line.split("|"), start=1)
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(map(fold, _DAYS.split()), key=len, reverse=True))
_WEEKDAY = rf"(?:(?:{_DAY})(?:day)?\.?,?\s+(?:den\s+)?)?"
_TIME = (
    r"(?:[\sT,]*(?:(?:at|um|o|saat|в|о|a las|a)\s+|[-–—|/·]\s*)?(?P<hour>[0-2]?\d)[:h.](?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?:uhr\s*)?(?P<zone>(?:utc|gmt)?[+-]\d\d(?::?\d\d)?|z|[a-z]{3,4})?(?:\s*\([^()]*\))?)?"
)
_FORMS = [
    re.compile(_WEEKDAY + form + _TIME + r"\s*", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)",
        rf"(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        (
            rf"(?:le\s+|el\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s-]+(?:de\s+)?(?P<name>{_MONTH})\.?,?[\s-]+"
            rf"(?:del?\s+)?(?P<year>\d{{4}})(?:\s*(?:р\.?|року|г\.?|года|r\.?))?(?:,?\s+(?:{_DAY})\b)?"
        ),
        rf"(?P<year>\d{{4}})(?:\s*m\.?)?,?\s+(?P<name>{_MONTH})(?:\s+men\.)?\s+(?P<day>\d{{1,2}})(?:\s*d\.?)?",
        r"(?P<one>\d{1,2})(?P<mark>[/.])(?P<two>\d{1,2})[/.](?P<year>\d{4})",
        rf"(?P<name>{_MONTH})\.?\s+(?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})(?:\s*m\.)?\s+(?P<name>{_MONTH})",
    )
]
_PREFIX = re.compile(
    r"\A(?:(?:last )?updated|published|posted|date|(?:yayin(?:lanma)?|giris|guncelleme)(?: tarihi)?|son guncelleme"
    r"|publiziert|paskelbta|atnaujinta|опубликовано|опубліковано|veroffentlicht|stand|publie|publicado|opublikowano)"
    r"\s*(?:on|am|le|el)?:?\s+"
)
_UPDATE = re.compile(
    r"(?<=[\d.])\s*[-–—|,;(]?\s*(?:last |son )?(?:updated?|guncelleme|atnaujinta|aktualisiert|mis a jour|actualizado"
    r"|aktualizacja|обновлено|оновлено)\b.*\Z"
)
"""A second date behind the first, of when the text was changed."""

_STAMP = re.compile(r"(?:(?:19|20)\d{6}[T ]?[0-2]\d[0-5]\d(?:[0-5]\d)?Z?|\d{10}(?:\d{3}|\d{6})?(?:\.\d+)?)")
"""Digits alone: 20250602T101500Z and 20250602101500 (UTC), and seconds, milliseconds or microseconds since 1970."""

_ISO = re.compile(r"[12]\d{3}-\d\d-\d\d(?P<time>[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d))?", re.ASCII)
"""What Python reads by itself, ten times faster: most dates of large tables."""

_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3,
    "trt": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""Hours from UTC of the zones named by letters in the news of these languages; others are not guessed."""


class Moment(NamedTuple):
    """A date as far as it is known: UTC time, precision (second, day, month, none), doubt (null or words)."""

    when: datetime | None
    precision: str
    doubt: str | None = None


NOTHING = Moment(None, "none")


def parse(raw: str | None, zone: str | None = None, order: str | None = None) -> Moment:
    """Read one written date: ISO 8601, RFC 2822, or in the languages of `MONTHS`; `zone` (IANA) is
    where a time without a zone was written.

    A date without a time is kept as midnight UTC of that day; a month alone has no day and so no point in time.
    12/05/2025 can be two days: it stays undated, with the doubt said, unless `order` ("day first" or "month first",
    see `order_of`) tells, and then that is said. 23/05/2025 and 05/23/2025 can be one day only. With dots, 12.05.2025
    is read day first, as nearly all who write dots do, and that is said.

    >>> parse("June 2, 2025")
    Moment(when=datetime.datetime(2025, 6, 2, 0, 0, tzinfo=datetime.timezone.utc), precision='day', doubt=None)
    >>> parse("2025-06-02 10:00", "Europe/Istanbul").when.isoformat()
    '2025-06-02T07:00:00+00:00'
    >>> parse("12/05/2025").doubt
    'day and month of 12/05/2025 cannot be told apart'
    """
    text = (raw or "").strip()
    if _STAMP.fullmatch(text):
        return _stamp(text)
    if whole := _ISO.fullmatch(text):
        with suppress(ValueError):
            when = datetime.fromisoformat(text)
            if not whole["time"]:
                return Moment(when.replace(tzinfo=UTC), "day")
            return Moment(when.replace(microsecond=0).astimezone(UTC), "second")
    if len(text) <= 120:
        plain = _UPDATE.sub("", _PREFIX.sub("", fold(text), count=1))
        for form in _FORMS:
            match = form.fullmatch(plain)
            if match:
                return _moment(match.groupdict(), text, zone, order)
    return NOTHING if not text else Moment(None, "none", f"date not understood: {text[:60]}")


def order_of(written: Iterable[str | None]) -> str | None:
    """What one column's dates with slashes or dots show of its order; null when they show nothing or both.

    >>> order_of(["05/08/2025", "01/23/2025 6:30 PM"]), order_of(["23/05/2025", "05/23/2025"])
    ('month first', None)
    """
    shown = set()
    for raw in written:
        pair = re.match(r"\s*(\d{1,2})[/.](\d{1,2})[/.]\d{4}\b", raw or "")
        if pair and (int(pair[1]) > 12) != (int(pair[2]) > 12):
            shown.add("day first" if int(pair[1]) > 12 else "month first")
    return shown.pop() if len(shown) == 1 else None


def _moment(parts: dict[str, str | None], text: str, zone: str | None, order: str | None) -> Moment:
    month, day, doubt = parts.get("month"), parts.get("day"), None
    if parts.get("one"):
        one, two = int(parts["one"] or 0), int(parts["two"] or 0)
        if one <= 12 and two <= 12 and one != two:
            if order is None and parts["mark"] == ".":
                order, doubt = "day first", f"{text[:40]} read day first, as dates with dots are"
            elif order is None:
                return Moment(None, "none", f"day and month of {text[:40]} cannot be told apart")
            doubt = doubt or f"{text[:40]} read {order}, as its column's other dates are"
        first = one > 12 or (doubt is not None and order == "day first")
        day, month = (str(one), str(two)) if first else (str(two), str(one))
    number = int(month) if month else MONTHS[parts.get("name") or ""]
    if day is None:
        return Moment(None, "month")
    try:
        date = datetime(int(parts["year"] or 0), number, int(day), tzinfo=UTC)
        if parts.get("hour") is None:
            return Moment(date, "day", doubt)
        moment = _at_time(date, parts, zone)
        return moment._replace(doubt="; ".join(filter(None, (doubt, moment.doubt))) or None)
    except (ValueError, OverflowError):
        return Moment(None, "none", f"no such date: {text[:60]}")


def _stamp(text: str) -> Moment:
    digits = re.sub(r"\..*|\D", "", text)
    try:
        if len(digits) in (12, 14):
            when = datetime.strptime(digits.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        else:
            when = datetime.fromtimestamp(int(digits) // 10 ** (len(digits) - 10), UTC)
    except ValueError:
        return Moment(None, "none", f"no such date: {text[:60]}")
    return Moment(when, "second") if 1990 <= when.year < 2100 else Moment(None, "none", f"date not understood: {text}")


def _at_time(date: datetime, parts: dict[str, str | None], zone: str | None) -> Moment:
    hour, half = int(parts["hour"] or 0), (parts["half"] or "").replace(".", "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if half == "pm" else 0)
    local = date.replace(
        hour=hour, minute=int(parts["minute"] or 0), second=int(parts["second"] or 0), tzinfo=_zone(parts["zone"], zone)
    )
    if not 1 < local.year < 9999:  # another zone's year may be none
        raise OverflowError
    doubt = None if parts["zone"] or zone else "time without a zone, taken as UTC"
    return Moment(local.astimezone(UTC), "second", doubt)


def _zone(written: str | None, home: str | None) -> tzinfo:
    if not written:
        return ZoneInfo(home) if home else UTC
    written = re.sub(r"^(?:utc|gmt)(?=[+-])", "", written.lower())
    if written in _ZONES:
        return timezone(timedelta(hours=_ZONES[written]))
    if written[0] not in "+-":
        raise ValueError
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(written[1:3]), minutes=int(written[3:].lstrip(":") or 0)))
