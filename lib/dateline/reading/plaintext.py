"""A scraped article as plain text, one a file ▶ one record."""

from dateline.reading import anatomy
from dateline.reading.source import Records


def read(text: str) -> Records:
    """The article's head gives title, date, byline and section; `text_raw` keeps every line as it came."""
    records = Records(date_source="line")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text.strip():
        records.reject(0, 0, "empty file", "only white space")
        return records
    head = anatomy.head(text.split("\n"))
    records.add(1, {
        "title": head.get("title"), "text": text, "published": head.get("date line"),
        "authors": head.get("byline"), "section": head.get("kicker"),
    })  # fmt: skip
    return records
