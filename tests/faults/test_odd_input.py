"""Odd input that once broke a reader, a date, a query or a count: each is read, or set aside with a reason."""

import contextlib

from dateline import search
from dateline.errors import QueryError
from dateline.reading import dates
from test_reading import BODY, take
from test_search import surfaces


def test_turkish_month_capital(tmp_path):
    assert dates.parse("APRİL 2, 2025").precision in ("none", "day")
    take(tmp_path, "a.txt", f"Ferries sail\nAPRİL 2, 2025\n{BODY}")


def test_many_brackets():
    with contextlib.suppress(QueryError):
        search.parse("(" * 3000 + "pier" + ")" * 3000)


def test_star_inside():
    try:
        search.parse("go*vern")
    except QueryError:
        return
    assert surfaces("go*vern", "They govern.")
