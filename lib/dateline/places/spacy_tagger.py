"""spaCy in the place of our own tagger: a pipeline of the user's finds the names, our resolver locates them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import accumulate
from typing import Any

from dateline.errors import DatelineError
from dateline.places.matching import Facts, matches
from dateline.places.tagger import Span, Words, span_of

PLACES = frozenset(("GPE", "LOC"))
"""Labels of names that are places; LOC is a settlement too in pipelines that know no GPE."""
PERHAPS = frozenset(("NORP", "FAC"))
"""Labels of peoples and buildings: places where the gazetteer knows the name, unlike Republicans and most bridges."""
UNUSED = ("tagger", "parser", "senter", "morphologizer", "lemmatizer", "attribute_ruler")
"""Parts of a pipeline that names do not need."""
Tagger = Callable[[Words, Mapping[str, Facts]], list[Span]]
"""What finds the places named in a text, as `tagger.find` does."""


def load(said: str) -> Tagger:
    """The tagger named "spacy:PIPELINE". Raises `DatelineError` when it, or spaCy, is not installed."""
    kind, _, name = said.partition(":")
    if kind != "spacy" or not name:
        raise DatelineError(f"a tagger is named like 'spacy:en_core_web_sm', not {said!r}")
    return partial(_find, _pipeline(name))


@cache
def _pipeline(name: str) -> Any:  # noqa: ANN401  spaCy may be absent
    try:
        import spacy  # noqa: PLC0415  an extra, and slow to import
    except ImportError as error:
        raise DatelineError(
            "spaCy is not installed: `pip install spacy`, or dateline with its extra `spacy`"
        ) from error
    try:
        return spacy.load(name, exclude=UNUSED)
    except OSError as error:
        raise DatelineError(f"spaCy has no pipeline {name!r}: `python -m spacy download {name}` fetches it") from error


def _find(pipeline: Any, read: Words, known: Mapping[str, Facts]) -> list[Span]:  # noqa: ANN401
    """The places among a pipeline's names, read line by line; they begin and end where our words do."""
    words = read.words
    starts, ends = [token.start for token in words], [token.end for token in words]
    hints = {match.first: match.hint for match in matches(read.text, words, read.runs, known)}
    lines = [line[: pipeline.max_length] for line in read.text.split("\n")]
    heads = accumulate((len(line) + 1 for line in read.text.split("\n")), initial=0)
    spans = []
    for head, doc in zip(heads, pipeline.pipe(lines), strict=False):
        for name in doc.ents:
            first = bisect_left(starts, head + name.start_char)
            last = bisect_right(ends, head + name.end_char) - 1
            if first < last and words[first].folded == "the" and first not in hints:
                first += 1  # the Netherlands, but The Hague
            if first < last and read.text[ends[last - 1] : ends[last]] in ("'s", "’s", "'S", "’S"):
                last -= 1  # Turkey's
            if first > last or name.label_ not in PLACES | PERHAPS:
                continue
            span = span_of(read, first, last, known, hints.get(first))
            if name.label_ in PLACES or span.key in known:
                spans.append(span)
    return spans
