"""A file ▶ the leaves in it: itself, or whatever its compressed file, archive or web archive holds."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from dateline.reading import containers, office, warc
from dateline.reading.source import Leaf

_NOT_NEWS = ("outlets.csv", "README", "README.md", "README.txt", "datapackage.json", "datapackage-digest.json")


def leaves(leaf: Leaf) -> Iterator[Leaf]:
    """Every leaf in a file, in order; what could not be opened is a leaf with `refused`.

    A name within a container stands behind "!": news.zip!june/talks.html.
    """
    room = containers.Room(len(leaf.data), times=containers.DEPTH)
    yield from _leaves(leaf, leaf.name, 0, room)


def _leaves(leaf: Leaf, name: str, depth: int, room: containers.Room) -> Iterator[Leaf]:
    """The leaves of a file that is called `name` where it lies."""
    data = leaf.data
    if data and warc.is_one(data):
        yield from _answers(leaf)
        return
    form = containers.kind(data) if data else None
    if form is None or (form == "zip" and office.kind(data)):
        yield leaf
        return
    if form == "zip" and containers.is_document(data):
        yield leaf.without("unsupported format", "this looks like an office document or a book")
        return
    if depth == containers.DEPTH:
        yield leaf.without("too deep", f"it lies in {depth} containers already")
        return
    web = form == "zip" and warc.is_wacz(data)
    found = False
    for member in containers.members(data, name, room):
        path = PurePosixPath(member.name.replace("\\", "/"))
        if path.name in _NOT_NEWS or (web and member.name and path.parts[:1] != ("archive",)):
            continue
        found = True
        inner = leaf.within(member.name, "" if web else path.parent.name, member.data or b"") if member.name else leaf
        if member.refused:
            yield inner.without(*member.refused)
        else:
            yield from _leaves(inner, member.name, depth + 1, room)
    if not found:
        yield leaf.without("empty file", f"the {form} file holds no file of news")


def _answers(leaf: Leaf) -> Iterator[Leaf]:
    found = False
    for number, answer in enumerate(warc.answers(leaf.data), 1):
        found = True
        inner = leaf.within(f"{number}", "", answer.data or b"", answer.url)
        yield inner.without(*answer.refused, answer.byte) if answer.refused else inner
    if not found:
        yield leaf.without("empty file", "the web archive holds no answered page")
