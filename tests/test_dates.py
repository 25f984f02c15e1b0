"""Written dates: many forms, no day invented, no day and month swapped in silence."""

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dateline.reading.dates import order_of, parse

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2100, 1, 1)).map(lambda when: when.replace(microsecond=0))


def at(written):
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        *("2025-06-02", "2025-6-2", "2025/06/02", "2025.06.02", "20250602"),
        *("June 2, 2025", "June 2 2025", "Jun 2, 2025", "Jun. 2, 2025", "JUNE 2, 2025", "june 2nd, 2025"),
        *("2 June 2025", "02 Jun 2025", "2nd June 2025", "2-Jun-2025", "2 June, 2025"),
        *("Monday, June 2, 2025", "Mon, 2 Jun 2025", "Mon. 2 June 2025", "Monday 2 June 2025"),
        *("Published June 2, 2025", "Updated: 2 June 2025", "Published on June 2, 2025", "Date: 2025-06-02"),
        *("  June 2, 2025\n", "June  2,  2025"),
    ],
)
def test_a_written_day_is_read(written):
    assert parse(written) == (at("2025-06-02"), "day", None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-06-02T10:00:05Z", "2025-06-02T10:00:05"),
        ("2025-06-02T10:00:05.123456Z", "2025-06-02T10:00:05"),
        ("2025-06-02 10:00 UTC", "2025-06-02T10:00"),
        ("2025-06-02T10:00:00+03:00", "2025-06-02T07:00"),
        ("2025-06-02T10:00:00-0530", "2025-06-02T15:30"),
        ("2025-06-02T01:00:00+03:00", "2025-06-01T22:00"),
        ("Mon, 02 Jun 2025 10:00:00 GMT", "2025-06-02T10:00"),
        ("Mon, 02 Jun 2025 10:00:00 +0300", "2025-06-02T07:00"),
        ("June 2, 2025 at 6:30 p.m. UTC", "2025-06-02T18:30"),
        ("June 2, 2025 - 18:30 GMT", "2025-06-02T18:30"),
        ("2 June 2025, 18:30 Z", "2025-06-02T18:30"),
        ("Last updated: 2 June 2025 | 18:30 UTC", "2025-06-02T18:30"),
    ],
)
def test_a_time_with_a_zone_is_turned_to_utc(written, expected):
    assert parse(written) == (at(expected), "second", None)
    assert parse(written, "Asia/Tokyo").when == at(expected)


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        *(("12:00 AM", 0, 0), ("12:30 a.m.", 0, 30), ("1:05 am", 1, 5), ("11:59 AM", 11, 59)),
        *(("12:00 PM", 12, 0), ("12:05 p.m.", 12, 5), ("6:30pm", 18, 30), ("11:59 PM", 23, 59)),
        *(("00:00", 0, 0), ("18:30", 18, 30), ("23:59:59", 23, 59)),
    ],
)
def test_a_clock_of_twelve_or_of_twenty_four_hours(written, hour, minute):
    when = parse(f"June 2, 2025 {written}", "UTC").when
    assert (when.hour, when.minute) == (hour, minute)


@pytest.mark.parametrize(
    ("written", "zone", "expected"),
    [
        ("2025-03-29 12:00", "Europe/Berlin", "2025-03-29T11:00"),
        ("2025-03-30 12:00", "Europe/Berlin", "2025-03-30T10:00"),
        ("2025-10-26 12:00", "Europe/Berlin", "2025-10-26T11:00"),
        ("2025-01-23 18:30", "America/Chicago", "2025-01-24T00:30"),
        ("2025-07-23 18:30", "America/Chicago", "2025-07-23T23:30"),
        ("2025-01-02 10:00", "Europe/Istanbul", "2025-01-02T07:00"),
        ("2025-07-02 10:00", "Europe/Istanbul", "2025-07-02T07:00"),
        ("2015-01-02 10:00", "Europe/Istanbul", "2015-01-02T08:00"),
    ],
)
def test_a_time_without_a_zone_is_the_homes_summer_time_and_all(written, zone, expected):
    assert parse(written, zone) == (at(expected), "second", None)


def test_a_time_without_any_zone_is_utc_with_a_doubt():
    assert parse("2025-06-02 10:00") == (at("2025-06-02T10:00"), "second", "time without a zone, taken as UTC")


@pytest.mark.parametrize("zone", [None, "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_day_stays_that_day_in_every_zone(zone):
    assert parse("June 2, 2025", zone) == (at("2025-06-02"), "day", None)


@pytest.mark.parametrize("written", ["May 2025", "may 2025", "Sept. 2025", "Published: May 2025"])
def test_a_month_alone_gets_no_day(written):
    assert parse(written) == (None, "month", None)


@pytest.mark.parametrize(
    "written",
    [
        *("2025-02-30", "February 29, 2025", "31 April 2025", "31/04/2025", "13/13/2025", "2025-13-01", "2025-00-10"),
        *("0000-01-01", "2025-06-02 25:00", "June 2, 2025 13:30 PM", "June 2, 2025 0:30 AM", "0/0/2025"),
        *("2025-06-02T10:00+99:00", "0001-01-01T00:00+03:00", "9999-12-31T23:00-03:00"),
    ],
)
def test_a_date_that_does_not_exist_is_null_with_a_doubt(written):
    moment = parse(written, "UTC")
    assert (moment.when, moment.precision) == (None, "none")
    assert written in moment.doubt


@pytest.mark.parametrize(
    "written", ["yesterday", "2025", "June 2", "2 hours ago", "Monday", "25-06-02", "in June 2, 2025", "174885"]
)
def test_what_is_no_date_is_null_with_a_doubt(written):
    assert parse(written) == (None, "none", f"date not understood: {written}")


@pytest.mark.parametrize("written", [None, "", "  \n"])
def test_nothing_written_is_nothing_and_no_doubt(written):
    assert parse(written) == (None, "none", None)


@pytest.mark.parametrize("slash", ["/", "."])
@given(day=DAYS)
def test_day_and_month_are_never_swapped_in_silence(slash, day):
    orders = {"day first": (day.day, day.month), "month first": (day.month, day.day)}
    for order, (one, two) in orders.items():
        written = f"{one}{slash}{two}{slash}{day.year}"
        alone, told = parse(written), parse(written, order=order)
        assert told.when.date() == day
        if day.day > 12 or day.day == day.month:
            assert alone == told == (told.when, "day", None)
        else:
            assert written in alone.doubt
            assert order in told.doubt
            if slash == ".":  # where dots are written, the day stands first
                assert (alone.when.day, alone.when.month) == (one, two)
                assert "day first" in alone.doubt
            else:
                assert (alone.when, alone.precision) == (None, "none")


@pytest.mark.parametrize(
    "written",
    [
        *("2 Haziran 2025", "2 Haziran 2025 Pazartesi", "Pazartesi, 2 Haziran 2025", "Yayınlanma: 2 Haziran 2025"),
        *("2025 m. birželio 2 d.", "2025 birželio 2", "2 червня 2025 р.", "2 июня 2025 года", "2 czerwca 2025"),
        *("2. Juni 2025", "Montag, den 2. Juni 2025", "le 2 juin 2025", "2 de junio de 2025", "2 DE JUNIO DE 2025"),
    ],
)
def test_a_day_is_read_in_nine_languages(written):
    assert parse(written) == (at("2025-06-02"), "day", None)


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Giriş: 02.06.2025 18:40", "Europe/Istanbul"),
        ("2 Haziran 2025, 18:40", "Europe/Istanbul"),
        ("2025 m. birželio 2 d. 18:40", "Europe/Vilnius"),
        ("2. Juni 2025, 17.40 Uhr", "Europe/Berlin"),
        ("le 2 juin 2025 à 17h40", "Europe/Paris"),
    ],
)
def test_a_time_is_read_in_other_languages(written, zone):
    assert parse(written, zone).when == at("2025-06-02T15:40")


@pytest.mark.parametrize("written", ["birželio 2025", "2025 m. birželis", "Haziran 2025", "juin 2025"])
def test_a_month_alone_has_no_day_in_any_language(written):
    assert parse(written) == (None, "month", None)


def test_a_name_before_a_date_is_no_weekday():
    assert parse("Paris 2 June 2025").when is None


@pytest.mark.parametrize(
    ("written", "order"),
    [
        ([], None),
        (["05/08/2025"], None),
        (["05/08/2025", "01/23/2025"], "month first"),
        (["05.08.2025", "23.01.2025 18:30"], "day first"),
        (["23/01/2025", "01/23/2025"], None),
        (["05/08/2025", "2025-01-23", "January 23, 2025", None, "23"], None),
        (["45/45/2025", "08/08/2025"], None),
    ],
)
def test_a_column_shows_its_order_by_days_over_twelve(written, order):
    assert order_of(written) == order


def test_the_doubts_of_order_and_zone_are_both_said():
    doubt = parse("05/08/2025 10:00", order="month first").doubt
    assert "month first" in doubt
    assert "without a zone" in doubt


FORMS = [
    lambda day: day.isoformat(),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day:%b}. {day.day} {day.year}",
    lambda day: f"{day.day} {day:%B} {day.year}",
    lambda day: f"{day.day:02}-{day:%b}-{day.year}",
    lambda day: f"{day:%A}, {day:%B} {day.day}, {day.year}",
    lambda day: f"{day:%a} {day.day}th {day:%b}, {day.year}".upper(),
]


@pytest.mark.parametrize("form", FORMS)
@given(day=DAYS)
def test_a_day_is_read_as_it_was_written(form, day):
    moment = parse(form(day), "America/Chicago")
    assert (moment.when.date(), moment.precision, moment.doubt) == (day, "day", None)


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_read_as_it_was_written(when, minutes):
    there = when.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))
    for written in (there.isoformat(), f"{there:%Y-%m-%d %H:%M:%S%z}", format_datetime(there)):
        assert parse(written) == (when.replace(tzinfo=UTC), "second", None)


@given(MOMENTS, st.sampled_from(["Europe/Istanbul", "Europe/Berlin", "America/Chicago", "Asia/Kolkata"]))
def test_a_local_time_is_read_as_it_was_written(when, zone):
    when = when.replace(second=0, tzinfo=UTC)
    home = when.astimezone(ZoneInfo(zone))
    assume(home.fold == 0 and home.utcoffset().seconds % 60 == 0)
    for written in (f"{home:%Y-%m-%d %H:%M}", f"{home:%B} {home.day}, {home.year} at {home:%I:%M %p}"):
        assert parse(written, zone).when == when


TOKENS = ["June", "May", "Mon", "2", "12", "31", "99", "2025", "/", "-", ".", ":", ",", " ", "T", "Z", "am", "+03:00"]
NEARLY = st.lists(st.sampled_from([*TOKENS, "updated", "at", "th", "²", "٣"]), max_size=12).map("".join)


@given(st.one_of(st.text(max_size=80), NEARLY, NEARLY.map("Published {}".format)), st.sampled_from([None, "UTC"]))
@settings(max_examples=500)
def test_garbage_never_raises(written, zone):
    moment = parse(written, zone)
    assert moment.precision in ("second", "day", "month", "none")
    assert (moment.when is None) == (moment.precision in ("month", "none"))
    if moment.precision == "none" and written.strip():
        assert moment.doubt
