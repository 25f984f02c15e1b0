"""XML that trafilatura writes, and TEI ▶ records: one <doc> or <TEI> an article."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from dateline.reading.source import Records

_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:(?:<\?.*?\?>|<!--.*?-->)\s*)*", re.DOTALL)
_ROOT = re.compile(rb"<(?:\w+:)?(TEI|teiCorpus|TEI\.2|doc)[\s>]")
_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml\b.*?\?>", re.DOTALL)
_BLOCKS = frozenset(("p", "head", "ab", "div", "item", "list", "quote", "row", "table", "lb", "l", "lg", "main", "body",
                     "code"))  # fmt: skip
_LEFT_OUT = frozenset(("comments", "note", "figDesc", "teiHeader"))
_HOST = re.compile(r"\s*\(((?:[\w-]+\.)+[\w-]+)\)$")


def is_one(data: bytes) -> bool:
    """Whether bytes are TEI or trafilatura's XML, by the root element.

    >>> is_one(b'<doc title="Talks open"><main><p>They met.</p></main></doc>'), is_one(b"<doc><row>1</row></doc>")
    (True, False)
    """
    start = _utf8(data[:100_000])
    prolog = _PROLOG.match(start)
    at = prolog.end() if prolog else 0
    if _TYPE.match(start, at):  # the root stands behind the declaration, which may hold other markup
        named = re.match(rb"<!DOCTYPE\s+(?:\w+:)?(?:TEI|teiCorpus|TEI\.2)[\s>\[]", start[at:], re.IGNORECASE)
        return named is not None
    root = _ROOT.match(start, at)
    return root is not None and (root[1] != b"doc" or b"<main" in start)


def read(data: bytes) -> Records:
    """Every document of a file: its head as fields, its paragraphs as the text; comments of readers are left out.

    A file with a document type declaration is set aside: neither form needs one, and it can hide a bomb.

    >>> read(b'<doc title="Talks open"><main><p>They met.</p><p>Tea.</p></main></doc>').columns["text"]
    ['They met.\\nTea.']
    """
    records = Records()
    data = _utf8(data)
    prolog = _PROLOG.match(data)
    if _TYPE.match(data, prolog.end() if prolog else 0):
        records.reject(0, 0, "not valid XML", "it declares a document type or entities")
        return records
    try:
        root = _parsed(data)
    except (etree.XMLSyntaxError, ValueError) as error:
        records.reject(0, 0, "not valid XML", f"{error}"[:200])
        return records
    if root.getroottree().docinfo.internalDTD is not None:
        records.reject(0, 0, "not valid XML", "it declares a document type or entities")
        return records
    for number, one in enumerate(_documents(root), start=1):
        records.add(number, _of_doc(one) if _name(one) == "doc" else _of_tei(one))
    if not records.rows_in:
        records.reject(0, 0, "empty file", "the document holds no records")
    return records


def _utf8(data: bytes) -> bytes:
    """The same markup in UTF-8, where a mark says UTF-16: what is looked for in it is written in ASCII."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _DECLARED.sub(b"", data.decode("utf-16", "replace").encode(), count=1)
    return data


def _parsed(data: bytes) -> Any:  # noqa: ANN401  lxml's
    def parse(markup: bytes) -> Any:  # noqa: ANN401
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(markup, parser)

    try:
        return parse(data)
    except etree.XMLSyntaxError as error:
        if "Extra content" not in str(error):
            raise
    return parse(b"<docs>" + _DECLARED.sub(b"", data.removeprefix(b"\xef\xbb\xbf")) + b"</docs>")  # one after another


def _documents(root: Any) -> Iterator[Any]:  # noqa: ANN401  lxml's
    if _name(root) in ("doc", "TEI", "TEI.2"):
        yield root
        return
    for child in root:
        if _name(child) in ("doc", "TEI", "TEI.2", "teiCorpus"):
            yield from _documents(child)


def _name(node: Any) -> str:  # noqa: ANN401  lxml's
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _of_doc(doc: Any) -> dict[str, str | None]:  # noqa: ANN401  lxml's
    said = {name: value.strip() or None for name, value in doc.attrib.items()}
    return {
        "title": said.get("title"),
        "text": _words(next(doc.iterchildren("{*}main"), None)),
        "url": said.get("url") or said.get("source"),
        "published": said.get("date"),
        "outlet": said.get("sitename") or said.get("hostname"),
        "authors": said.get("author"),
        "section": said.get("categories"),
        "language": said.get("language"),
        "subtitle": said.get("description"),
    }


def _of_tei(tei: Any) -> dict[str, str | None]:  # noqa: ANN401  lxml's
    head = next(tei.iterchildren("{*}teiHeader"), None)
    if head is None:
        head = etree.Element("none")
    original = "{*}fileDesc/{*}sourceDesc//{*}"
    edition = "{*}fileDesc/{*}publicationStmt/{*}"
    publisher = _said(head, f"{original}publisher", f"{edition}publisher")
    authors = [_line(one) for one in head.iterfind("{*}fileDesc/{*}titleStmt/{*}author")]
    return {
        "title": _said(head, "{*}fileDesc/{*}titleStmt/{*}title[@type='main']", "{*}fileDesc/{*}titleStmt/{*}title",
                       f"{original}title"),
        "text": _words(tei.find("{*}text/{*}body")),
        "url": _kept(head, "target", f"{original}ptr[@type='URL']", f"{original}ptr", f"{original}ref"),
        "published": _kept(head, "when", f"{original}date", f"{edition}date")
        or _said(head, f"{original}date", f"{edition}date"),
        "outlet": _HOST.sub("", publisher) if publisher else None,
        "authors": "; ".join(name for name in authors if name) or None,
        "section": _said(head, "{*}profileDesc/{*}textClass/{*}keywords/{*}term[@type='categories']"),
        "language": _kept(head, "ident", "{*}profileDesc/{*}langUsage/{*}language"),
        "subtitle": _said(head, "{*}profileDesc/{*}abstract"),
    }  # fmt: skip


def _said(head: Any, *paths: str) -> str | None:  # noqa: ANN401  lxml's
    return next((line for path in paths for node in head.iterfind(path) if (line := _line(node))), None)


def _kept(head: Any, name: str, *paths: str) -> str | None:  # noqa: ANN401  lxml's
    return next((node.get(name) for path in paths for node in head.iterfind(path) if node.get(name)), None)


def _line(node: Any) -> str | None:  # noqa: ANN401  lxml's
    return re.sub(r"\s+", " ", "".join(node.itertext())).strip() or None


def _words(main: Any) -> str | None:  # noqa: ANN401  lxml's
    """The text below a node, one block a line."""
    if main is None:
        return None
    parts: list[str] = []
    walk = etree.iterwalk(main, events=("start", "end"))
    for event, node in walk:
        name = _name(node)
        out = name in _LEFT_OUT or (name == "div" and node.get("type") == "comments")
        if event == "start":
            parts += ["\n" * (name in _BLOCKS) + " " * (name == "cell"), "" if out else _spaced(node.text)]
            if out:
                walk.skip_subtree()
        else:
            parts.append("\n" * (name in _BLOCKS) + (_spaced(node.tail) if node is not main else ""))
    lines = (re.sub(r" +", " ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line) or None


def _spaced(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
