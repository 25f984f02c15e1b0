"""A query ▶ hits: a small language (language.py) over a token index (tokens, segment, index), read by matching.py."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dateline.search.language import Outlet, Place, Query, Term, parse, read_back, terms
from dateline.search.placed import of_place

if TYPE_CHECKING:
    from dateline.search.building import build
    from dateline.search.finding import Context, Live, count, find, find_in, prominent, some
    from dateline.search.index import VERSION, Index
    from dateline.search.segment import Segment
    from dateline.search.tokens import key
    from dateline.search.using import usage
    from dateline.search.vocabulary import phrases, used, words

__all__ = [
    "VERSION", "Context", "Index", "Live", "Outlet", "Place", "Query", "Segment", "Term",
    "build", "count", "find", "find_in", "key", "of_place", "parse", "phrases", "prominent", "read_back", "some",
    "terms", "usage", "used", "words",
]  # fmt: skip
_LATER = {
    "VERSION": "index", "Index": "index", "Segment": "segment", "build": "building", "key": "tokens",
    "usage": "using", "phrases": "vocabulary", "used": "vocabulary", "words": "vocabulary",
}  # fmt: skip


def __getattr__(name: str) -> Any:  # noqa: ANN401  a class or a function
    """Load what reads the index when it is asked for: numpy starts threads when it is imported."""
    if name not in __all__:
        raise AttributeError(f"module 'dateline.search' has no attribute {name!r}")
    return getattr(import_module(f"dateline.search.{_LATER.get(name, 'finding')}"), name)
