"""A saved web page ▶ its title, body, date and authors; a feed ▶ its entries. A program of its own, run by pages.py.

It imports nothing of dateline, so that a worker starts in a third of a second, and reads from standard input: "page"
or "feed", eight hex digits of length, a line break, the bytes. It answers each with one line of JSON.
"""

import copy
import html
import io
import json
import re
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import lxml.etree
from trafilatura import extract, extract_metadata
from trafilatura.settings import Extractor
from trafilatura.utils import load_html

_ARTICLE = re.compile(r"Article|Posting|Report")
_TAIL = re.compile(r"(.+?)\s*(?:\s[-–—·»•/]|\s?[|ㅣ：])\s*([^|–—ㅣ]{2,40})")
_MARK = re.compile(r"\s[-–—·»•/|]\s|\s?[|ㅣ：]")
_AND = re.compile(r"\s*(?:;|,|\||&|\band\b|\bund\b|\bet\b|\by\b|\bir\b|\bve\b)\s*")
_ROLE = re.compile(r"\s*\((?:[a-zä-ü]{2,4}|[^()]*(?:correspondent|reporter|editor|agency)[^()]*)\)$", re.IGNORECASE)
_WALL = re.compile(r"pay-?wall|reg-?wall|subscribe-?wall|subscription-?(?:wall|offer)", re.IGNORECASE)
_END = re.compile(r"[.!?…。！？．؟۔।։][\"'”’»)\]」』）】]*$")
_DATE = re.compile(r"(?=.*\b\d{4}\b)(?=.*\b[0-3]?\d\b)(?:[^\W\d_]{1,14}[.,:]?\s*)?[\w.,:/ |–-]{6,50}", re.UNICODE)
TITLES = ("og:title", "twitter:title", "dc.title", "headline")
DATES = ("article:published_time", "datepublished", "og:article:published_time", "publishdate", "publish_date",
         "pubdate", "dc.date.issued", "dcterms.created", "parsely-pub-date", "cxenseparse:recs:publishtime",
         "sailthru.date", "article.published", "date")  # fmt: skip
SECTIONS = ("article:section", "parsely-section", "content_category", "section", "category")
AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author")


def read(data: bytes) -> dict[str, str | None]:
    """The fields of one page as it states them; `text` is its body, one block a line."""
    tree = load_html(data)
    if tree is None:
        return {}
    stated = list(_stated(tree))
    metas = _metas(tree)
    url = _url(tree, metas, stated)
    names = [text for text in (_tidy(" ".join(node.itertext())) for node in tree.iter("h1")) if text]
    site = metas.get("og:site_name") or metas.get("application-name")
    section = _first(stated, "articleSection") or _of(metas, SECTIONS)
    language = (
        tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or _first(stated, "inLanguage")
    )
    name = title(stated, metas, names, [site, _host(url)], section)
    given = (_first(stated, "datePublished"), _of(metas, DATES), _time(tree))
    day = next((date for date in given if date and not date.startswith("0001")), None) or _written(tree)
    people = authors(stated, metas, None, site)
    if not (name and day and people):  # searched for in the page itself, which is slow
        found = extract_metadata(tree, extensive=not day)
        name = name or _tidy(found.title)
        day = day or _borne_out(tree, found.date)
        people = authors(stated, metas, found.author, site)
    walled = _walled(tree, stated)
    text = _without(body(tree), [name, section, day])
    return {
        "title": name or None,
        "subtitle": metas.get("og:description") or metas.get("description"),
        "text": text,
        "text_kind": "truncated" if text and walled and not _END.search(text) else None,
        "url": url,
        "published": day,
        "authors": "; ".join(people) or None,
        "section": section,
        "language": language,
        "site": site,
    }


def _time(tree: Any) -> str | None:
    """The first moment marked up as one; a page's other articles stand after it."""
    for node in tree.iter("time"):
        stated = _tidy(node.get("datetime"))
        if re.match(r"\d{4}-\d\d-\d\d", stated):
            return stated
    return None


def _written(tree: Any) -> str | None:
    """The first short text of the page that looks like a full date, as it stands."""
    for shown in tree.xpath("//body//text()[string-length() < 80][not(parent::script or parent::style)]"):
        text = _tidy(str(shown))
        if _DATE.fullmatch(text):
            return text
    return None


def _borne_out(tree: Any, guess: str | None) -> str | None:
    """A guessed date that the page bears out: its day stands beside its year somewhere.

    A guess of 1 January for "kovo 10 d. 2025" is no date.
    """
    if not guess:
        return None
    year, _, day = guess.split("-")
    year_first = rf"\b{year}\D{{1,3}}\d{{1,2}}\D{{1,3}}0?{int(day)}\b"
    day_first = rf"\b0?{int(day)}(?:st|nd|rd|th)?\b\D{{0,20}}\b(?:\d\d?\D{{1,3}})?{year}\b"
    return guess if re.search(f"{year_first}|{day_first}", lxml.etree.tostring(tree, encoding="unicode")) else None


def _walled(tree: Any, stated: list[dict[str, Any]]) -> bool:
    """Whether the page says that it keeps a part for subscribers."""
    if any(str(node.get("isAccessibleForFree")).casefold() == "false" for node in stated):
        return True
    return any(
        _WALL.search(node.get("class") or "") or _WALL.search(node.get("id") or "")
        for node in tree.iter("div", "section", "aside")
    )


def _without(text: str | None, shown: list[str | None]) -> str | None:
    """The text without the page's own head before it; null when nothing but the head was found."""
    lines, head = (text or "").split("\n"), {_key(one or "") for one in shown}
    while lines and _key(lines[0]) in head:
        lines.pop(0)
    return "\n".join(lines) if sum(len(line) for line in lines if _key(line) not in head) >= 60 else None


def body(tree: Any) -> str | None:
    """The main text by trafilatura: precise, unless that leaves less than half of what its default finds.

    The default is tried only where the page's paragraphs hold much more than the precise text.
    """
    held = sum(len(text) for node in tree.iter("p") if len(text := " ".join(node.itertext())) > 60)
    strict = extract(copy.deepcopy(tree), options=_options("precision"))
    if held <= 2 * len(strict or ""):
        return strict
    wide = extract(tree, options=_options("balanced"))
    return wide if len(wide or "") > 2 * len(strict or "") else strict


def _options(focus: str) -> Extractor:
    return Extractor(output_format="txt", comments=False, tables=True, precision=focus == "precision")


def title(
    stated: list[dict[str, Any]],
    metas: dict[str, str],
    shown: list[str],
    site: list[str | None],
    section: str | None = None,
) -> str:
    """The headline two of three agree on (meta tags, linked data, the largest heading), else the linked data's, else
    the first there is.

    A site's name at the end is taken off, and whatever stands behind the words of a heading.
    """
    told = next((node["headline"] for node in stated if isinstance(node.get("headline"), str)), "")
    heading = re.sub(r"\s+:\s+", ": ", max(shown, key=len, default=""))
    one, two = (_without_site(text, site, shown, section) for text in (told, _of(metas, TITLES) or ""))
    given = [text for text in (two, one, heading) if text]
    keys = [_key(text) for text in given]
    agreed = next((text for text, key in zip(given, keys, strict=True) if keys.count(key) > 1), "")
    return agreed or one or next(iter(given), "")


def authors(stated: list[dict[str, Any]], metas: dict[str, str], found: str | None, site: str | None) -> list[str]:
    """The people named as authors by the linked data, else by what trafilatura finds, else by meta tags; no sites."""
    told = next((names for node in stated if (names := _names(node.get("author")))), [])
    for place, source in enumerate((told, (found or "").split("; "), [_of(metas, AUTHORS) or ""])):
        people: dict[str, str] = {}
        for text in source:
            for name in _AND.split(_ROLE.sub("", _tidy(text))):
                key = _key(name).replace("-", " ")
                if (
                    name
                    and (place == 0 or key != _key(site or ""))
                    and not re.search(r"https?:|@|^www\.|^\d+$|\.com?\b", name)
                ):
                    people.setdefault(key, name)
        if people:
            return list(people.values())
    return []


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return _names(value.get("name"))
    return [name for one in value for name in _names(one)] if isinstance(value, list) else []


def _stated(tree: Any) -> Iterator[dict[str, Any]]:
    """The article objects in a page's linked data."""
    for script in tree.xpath('//script[@type="application/ld+json"]/text()'):
        try:
            yield from _articles(json.loads(script, strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _articles(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
    if depth < 8 and isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _articles(inner, depth + 1)


def _metas(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop")
        content = _tidy(node.get("content"))
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _url(tree: Any, metas: dict[str, str], stated: list[dict[str, Any]]) -> str | None:
    links = (node.get("href") for node in tree.iter("link") if (node.get("rel") or "").lower() == "canonical")
    given = [next(links, None), metas.get("og:url"), _first(stated, "url")]
    return next((url for url in given if url and re.match(r"https?://", url)), None)


def _host(url: str | None) -> str | None:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None


def _first(stated: list[dict[str, Any]], name: str) -> str | None:
    for node in stated:
        value = node.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str) and value.strip():
            return _tidy(value)
    return None


def _of(metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _without_site(text: str, site: list[str | None], shown: list[str], section: str | None) -> str:
    text = _tidy(text)
    hosts = [_host_name(name) for name in site if name]
    whole = {_key(one) for one in shown}
    for place in reversed([match.start() for match in _MARK.finditer(text)]):
        if _key(text[:place]) in whole:
            return text[:place].strip()
    while match := _TAIL.fullmatch(text):
        tail = _key(match[2]).replace(" ", "")
        if not any(len(tail) >= 2 and (tail in name or (len(name) >= 5 and name in tail)) for name in hosts):
            break
        text = match[1].strip()
    return text.removesuffix(f"-{section}").strip()


def _host_name(site: str) -> str:
    return _key(site).replace(" ", "")


def _key(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _tidy(text: str | None) -> str:
    text = re.sub("[\xad\u200b\u2060]", "", html.unescape(text or ""))
    return re.sub(r"\s+", " ", text).strip()


def read_feed(data: bytes) -> dict[str, Any]:
    """The entries of a feed as feedparser gives them, what the feed says of itself, and its damage or null."""
    import feedparser  # noqa: PLC0415  a page needs none of it

    feed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": "http://feed.invalid/"})
    fine = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
    damage = feed.get("bozo_exception") if feed.get("bozo") else None
    return {
        "entries": [
            {
                "title": entry.get("title"),
                "whole": max((one.get("value") or "" for one in entry.get("content", [])), key=len, default=""),
                "summary": entry.get("summary") or "",
                "url": entry.get("link"),
                "published": entry.get("published") or entry.get("updated") or entry.get("created"),
                "authors": [one["name"] for one in entry.get("authors", []) if one.get("name")],
                "author": entry.get("author"),
                "section": next((tag.get("term") for tag in entry.get("tags", [])), None),
            }
            for entry in feed.entries
        ],
        "language": feed.feed.get("language"),
        "outlet": feed.feed.get("title"),
        "damage": str(damage) if damage is not None and not isinstance(damage, fine) else None,
    }


def main() -> None:
    """Answer until the input ends."""
    asked, answers = sys.stdin.buffer, sys.stdout
    while head := asked.readline().split():
        data = asked.read(int(head[1], 16))
        try:
            answer = read(data) if head[0] == b"page" else read_feed(data)
        except (lxml.etree.LxmlError, ValueError, RecursionError, AttributeError, TypeError, KeyError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:200]}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
