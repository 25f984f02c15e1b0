"""Numbers, dates and months as English, Turkish and Lithuanian print them.

After the Unicode CLDR (tr: %12, 1.234,5, 2 Haziran 2025; lt: 12 %, 1 234,5, 2025 m. birželio 2 d.).
"""

from datetime import date
from typing import Any

from dateline.charts.phrases import LOCALES, say
from dateline.errors import DatelineError

__all__ = [
    "LOCALES",
    "axis_day",
    "axis_percent",
    "axis_period",
    "day",
    "known",
    "number",
    "percent",
    "say",
    "short_day",
    "ticks",
    "vega",
]

_NUMBERS = {"en": (".", ",", "{}%"), "tr": (",", ".", "%{}"), "lt": (",", "\u00a0", "{}\u00a0%")}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
}
_SHORT = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "tr": "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
    "lt": "saus. vas. kov. bal. geg. birž. liep. rugp. rugs. spal. lapkr. gruod.",
}
_DAYS = {
    "en": "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
    "tr": "Pazar Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi",
    "lt": "sekmadienis pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis",
}


def known(locale: str) -> str:
    """The locale; raises `DatelineError` when charts do not speak it."""
    if locale not in _NUMBERS:
        raise DatelineError(f"charts speak {', '.join(LOCALES)}, not {locale!r}")
    return locale


def number(value: float, locale: str = "en", digits: int = 0) -> str:
    """A number with its thousands and decimals set off.

    >>> [number(1234.5, locale, 1) for locale in ("en", "tr")]
    ['1,234.5', '1.234,5']
    """
    point, thousands, _ = _NUMBERS[locale]
    whole, dot, rest = f"{value:,.{digits}f}".partition(".")
    return whole.replace(",", thousands) + (point if dot else "") + rest


def percent(share: float, locale: str = "en", digits: int = 1) -> str:
    """A share (0 to 1) in percent.

    >>> percent(0.098), percent(0.098, "tr"), percent(0.5, "lt", 0).replace(chr(160), " ")
    ('9.8%', '%9,8', '50 %')
    """
    return _NUMBERS[locale][2].format(number(100 * share, locale, digits))


def day(value: date, locale: str = "en") -> str:
    """A date in full.

    >>> [day(date(2025, 6, 2), locale) for locale in ("en", "tr", "lt")]
    ['2 June 2025', '2 Haziran 2025', '2025 m. birželio 2 d.']
    """
    month = _MONTHS[locale].split()[value.month - 1]
    form = "{year} m. {month} {day} d." if locale == "lt" else "{day} {month} {year}"
    return form.format(year=value.year, month=month, day=value.day)


def short_day(value: date, locale: str = "en") -> str:
    """A date with its month cut short.

    >>> [short_day(date(2025, 6, 2), locale) for locale in ("en", "tr", "lt")]
    ['2 Jun 2025', '2 Haz 2025', '2025 birž. 2']
    """
    month = _SHORT[locale].split()[value.month - 1]
    return f"{value.year} {month} {value.day}" if locale == "lt" else f"{value.day} {month} {value.year}"


def ticks(top: float, most: int) -> tuple[list[float], int]:
    """At most `most` steps from 0 up to `top` in ones, twos or fives, and the decimals they need.

    >>> ticks(0.031, 4), ticks(860, 5)
    (([0.0, 0.01, 0.02, 0.03], 2), ([0.0, 200.0, 400.0, 600.0, 800.0], 0))
    """
    power, step = next(
        (power, m * 10.0**power) for power in range(-7, 9) for m in (1, 2, 5) if top <= most * m * 10.0**power
    )
    digits = max(-power, 0)
    return [round(n * step, digits) for n in range(int(top / step + 1e-9) + 1)], digits


def axis_percent(locale: str, values: list[float], digits: int) -> dict[str, Any]:
    """How an axis in shares writes its labels (a part of a Vega-Lite axis); `digits` are the decimals of the shares."""
    before, after = _NUMBERS[locale][2].split("{}")
    said = f"datum.value ? format(100 * datum.value, '.{max(digits - 2, 0)}f') : '0'"
    return {"values": values, "labelExpr": f"'{before}' + ({said}) + '{after}'"}


def axis_day(locale: str) -> str:
    """The pattern of a day on an axis.

    >>> axis_day("en"), axis_day("lt")
    ('%-d %b %Y', '%Y %b %-d')
    """
    return "%Y %b %-d" if locale == "lt" else "%-d %b %Y"


def axis_period(locale: str, days: int) -> str:
    """How an axis over so many days writes its labels (a Vega expression): a year under the first of it.

    >>> axis_period("en", 30)[:38]
    "[utcFormat(datum.value, '%-d %b'), dat"
    """
    day = "%b" if days > 300 else "%b %-d" if locale == "lt" else "%-d %b"
    first = "datum.index === 0 || (utcmonth(datum.value) === 0 && utcdate(datum.value) < 8)"
    return f"[utcFormat(datum.value, '{day}'), {first} ? utcFormat(datum.value, '%Y') : '']"


def vega(locale: str) -> dict[str, Any]:
    """Vega's locale: how it writes numbers and dates."""
    point, thousands, _ = _NUMBERS[locale]
    days = _DAYS[locale].split()
    return {
        "number": {"decimal": point, "thousands": thousands, "grouping": [3], "currency": ["", ""]},
        "time": {
            "dateTime": "%x, %X", "date": "%d.%m.%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"], "days": days,
            "shortDays": [name[:3] for name in days], "months": _MONTHS[locale].split(),
            "shortMonths": _SHORT[locale].split(),
        },
    }  # fmt: skip
