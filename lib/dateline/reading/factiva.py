"""Exports of Factiva: HTML, with its two-letter codes or without, and XML ▶ records."""

import re
from collections.abc import Iterator

from lxml import etree

from dateline.reading import dates, languages
from dateline.reading.exports import Damaged, add, events, forget, lines, local, page, tidy, with_class
from dateline.reading.source import Records

_ARTICLE = re.compile(r"[a-z]{2,6}Article")
_ARTICLE_HTML = re.compile(r"class=[\"']?article [a-z]{2,6}Article\b")
_HEADLINE = re.compile(r"\b[a-z]{2,6}Headline\b")
_TITLE = re.compile(r"<title>\s*(?:Dow Jones )?Factiva\s*</title>")
_XML = re.compile(r"<(?:\w+:)?(?:PPSResponse|ppsArticleResponse|ppsarticle)\b")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_COUNTED = re.compile(r"\d{1,6}\)\s*")
Found = dict[str, str | None]


def is_html(text: str) -> bool:
    """Whether an HTML text is a Factiva export."""
    articles, titled = _ARTICLE_HTML.search(text), _TITLE.search(text)
    return bool(articles and (titled or "articleParagraph" in text)) or bool(titled and "fcpNavContainer" in text)


def read_html(text: str) -> Records:
    """The articles of an HTML export, by their codes, else by the order of their lines."""
    records = Records(date_source="field")
    try:
        tree = page(text)
    except Damaged as damage:
        records.reject(0, 0, damage.reason, damage.detail)
        return records
    articles = list(filter(_is_article, tree.iter("div")))
    around = _around(articles)
    for number, article in enumerate(articles, 1):
        if article in around:
            records.reject(number, None, "not an article", "another article lies inside it")
            continue
        codes = _codes(article)
        found = _by_code(codes) if codes else _by_order(article)
        if found.get("text"):
            add(records, number, found)
        else:
            records.reject(
                number, None, "not an article", f"no text under its headline {found.get('title') or ''!r}"[:120]
            )
    if not articles:
        records.reject(0, 0, "empty file", "a Factiva page without articles")
    return records


def _is_article(at: etree._Element) -> bool:
    return any(map(_ARTICLE.fullmatch, (at.get("class") or "").split()))


def _around(articles: list[etree._Element]) -> set[etree._Element]:
    """The articles that others lie inside, as in a file with tags lost."""
    found: set[etree._Element] = set()
    for article in articles:
        outer = next(filter(_is_article, article.iterancestors("div")), None)
        if outer is not None:
            found.add(outer)
    return found


def _codes(article: etree._Element) -> dict[str, list[etree._Element]]:
    """The cells beside each code."""
    found: dict[str, list[etree._Element]] = {}
    for row in article.iter("tr"):
        cells = row.findall("td")
        code = tidy("".join(cells[0].itertext())) if len(cells) > 1 else ""
        if re.fullmatch(r"[A-Z]{2,4}", code) and "index" in (cells[0].get("class") or ""):
            found.setdefault(code, []).append(cells[1])
    return found


def _by_code(codes: dict[str, list[etree._Element]]) -> Found:
    said = {code: " ".join(lines(cells[0])) for code, cells in codes.items()}
    body = [line for code in ("LP", "TD") for cell in codes.get(code, []) for line in lines(cell)]
    return {
        "title": said.get("HD"), "text": "\n".join(body), "outlet": said.get("SN"),
        "published": _moment(said.get("PD"), said.get("ET")), "authors": said.get("BY"),
        "section": said.get("SE") or said.get("CLM"), "language": languages.code(said.get("LA")),
    }  # fmt: skip


def _by_order(article: etree._Element) -> Found:
    """Section, headline, author, words, date, time, outlet, code, …, language, rights: each a line, some missing."""
    headline = next((at for at in article.iter("span", "b") if _HEADLINE.search(at.get("class") or "")), None)
    above: list[str] = []
    below: list[str] = []
    authors = None
    for at in article.iterchildren("div"):
        said = " ".join(lines(at))
        if headline is not None and (at is headline or headline in at.iter()):
            above, below = below, []
        elif at.get("class") == "author":
            authors = said
        elif said:
            below.append(said)
    title = " ".join(lines(headline)) if headline is not None else ""
    if headline is not None and "counted" in (headline.get("class") or ""):
        title = _COUNTED.sub("", title, count=1)
    day = next((place for place, said in enumerate(below) if dates.parse(said).precision == "day"), None)
    after = below[day + 1 :] if day is not None else []
    clock = after.pop(0) if after and _CLOCK.fullmatch(after[0]) else None
    body = [" ".join(lines(at)) for at in with_class(article, "articleParagraph")]
    return {
        "title": title, "text": "\n".join(filter(None, body)), "outlet": after[0] if after else None,
        "published": _moment(below[day] if day is not None else None, clock), "authors": authors,
        "section": above[0] if above else None, "language": next(filter(None, map(languages.code, after[1:])), None),
    }  # fmt: skip


def _moment(day: str | None, clock: str | None) -> str | None:
    """Day and time of day in one where both can be read so."""
    both = f"{day} {clock}"
    return both if day and clock and dates.parse(both).precision == "second" else day


def is_xml(data: bytes) -> bool:
    """Whether an XML text is a Factiva export."""
    start = data[:4000]
    marked = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return bool(_XML.search(start.decode("utf-16" if marked else "utf-8", "replace")))


def read_xml(data: bytes) -> Records:
    """The articles of an XML export; what follows damage is one reject, and the articles before it stay."""
    records = Records(date_source="field")
    number = 0
    try:
        for event, element in events(data, "article"):
            if event == "end":
                number += 1
                found = _by_name(element)
                if found["text"]:
                    add(records, number, found)
                else:
                    detail = f"no paragraphs under its headline {found['title'] or ''!r}"
                    records.reject(number, None, "not an article", detail[:120])
                forget(element)
    except Damaged as damage:
        records.reject(number + 1 if number else 0, None if number else 0, damage.reason, damage.detail)
    if not records.rows_in:
        records.reject(0, 0, "empty file", "a Factiva answer without articles")
    return records


def _by_name(article: etree._Element) -> Found:
    def said(*names: str) -> str | None:
        path = "/".join(f"{{*}}{name}" for name in names)
        return next((text for at in article.iterfind(path) if (text := tidy("".join(at.itertext())))), None)

    parts = [*article.iterfind("{*}leadParagraph"), *article.iterfind("{*}tailParagraphs")]
    return {
        "title": said("headline"), "text": "\n".join(line for part in parts for line in _paragraphs(part)),
        "outlet": said("sourceName"), "authors": said("byline"),
        "published": _moment(said("publicationDate", "date"), said("publicationTime", "time")),
        "section": said("sectionName") or said("columnName"), "language": languages.code(said("baseLanguage")),
    }  # fmt: skip


def _paragraphs(part: etree._Element) -> Iterator[str]:
    """Paragraphs as marked, else as set: each begins with an indent or after an empty line."""
    marked = [at for at in part.iter(etree.Element) if local(at) == "paragraph"]
    for text in ["".join(at.itertext()) for at in marked] or re.split(
        r"\n(?=[ \t]{2}|[ \t]*\n)", "".join(part.itertext())
    ):
        if tidy(text):
            yield tidy(text)
