"""A query ▶ hits: words, "phrases" and OR, found whatever their case and accents."""

import re
import unicodedata
from collections.abc import Iterator

import polars as pl

from dateline.errors import QueryError
from dateline.frames import ARTICLES, HITS

_TOKEN = re.compile(r'\s*(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"()]+)|(?P<other>["()]))')
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[^\W_a-zà-ÿ])|\n+")
_PARTLY = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'", "‘": "'"}


def fold(text: str) -> str:
    """Lower case without accents: İSTANBUL, istanbul and Istanbul are one.

    >>> fold("İSTANBUL Kadıköy Türkiye’de")
    "istanbul kadikoy turkiye'de"
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return "".join(_PARTLY.get(c, c) for c in plain if not unicodedata.combining(c))


def parse(query: str) -> list[str]:
    """The terms of a query, any of which may stand: words and "phrases" with OR between them.

    Raises `QueryError`, pointing at the character that is not understood.

    >>> parse('Turkey OR Türkiye OR "peace talks"')
    ['Turkey', 'Türkiye', 'peace talks']
    """
    terms: list[str] = []
    place, want_term = 0, True
    while place < len(query.rstrip()):
        match = _TOKEN.match(query, place)
        if match is None or match["other"]:
            at = match.start("other") if match else place
            raise QueryError(_pointing(query, at, "quotes must come in pairs; brackets are not understood"))
        place = match.end()
        said = match["phrase"] if match["phrase"] is not None else match["word"]
        if match["word"] == "OR":
            if want_term:
                raise QueryError(_pointing(query, match.start("word"), "OR stands between two terms"))
            want_term = True
        elif match["word"] in ("AND", "NOT", "NEAR"):
            raise QueryError(
                _pointing(
                    query,
                    match.start("word"),
                    f'{match["word"]} is not understood here; write "{match["word"]}" for the word',
                )
            )
        elif not want_term:
            raise QueryError(
                _pointing(
                    query,
                    match.end() - len(said),
                    'two terms need OR between them; a phrase needs quotes: "peace talks"',
                )
            )
        elif not re.search(r"\w", fold(said)):
            raise QueryError(_pointing(query, match.start(), "this term holds no word"))
        else:
            terms.append(said)
            want_term = False
    if want_term:
        raise QueryError(_pointing(query, len(query), "a term is missing here") if terms else "the query is empty")
    return terms


def _pointing(query: str, at: int, why: str) -> str:
    return f"{why}\n  {query}\n  {' ' * at}^ character {at + 1}"


def read_back(query: str) -> str:
    """The query in words, as it was understood.

    >>> read_back('Turkey OR "peace talks"')
    '“Turkey” or “peace talks”'
    """
    return " or ".join(f"“{term}”" for term in parse(query))


def find(query: str, articles: pl.DataFrame) -> pl.DataFrame:
    """Every mention of a query: one row a place in a title or text, in the columns of frames.HITS.

    Takes article_id, title, text. A word is a run of letters, digits and marks; a term matches whole words, case and
    accents aside; the words of a phrase have only spaces or punctuation other than a sentence's end between them.
    Where terms overlap the longest counts. Demonyms are other words: Turkish is not Turkey.

    >>> table = pl.DataFrame({"article_id": ["a"], "title": ["In TÜRKİYE"], "text": ["Turkey's port; a turkey-shoot."]})
    >>> find("Turkey OR Türkiye", table).select("field", "start", "end", "surface").rows()
    [('title', 3, 10, 'TÜRKİYE'), ('text', 0, 6, 'Turkey'), ('text', 17, 23, 'turkey')]
    """
    ARTICLES.require(articles, "article_id", "title")
    terms = {" ".join(re.findall(r"\w+", fold(term))): term for term in parse(query)}
    longest_first = sorted(terms, key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(r"[^\w.!?\n]+".join(term.split()) for term in longest_first) + r")(?!\w)"
    )
    firsts = sorted({term.split()[0] for term in terms})
    rows = [
        (article_id, field, start, end, text[start:end], terms[" ".join(re.findall(r"\w+", found))])
        for field in ("title", "text")
        for article_id, text in _holding(articles.select("article_id", field), firsts)
        for start, end, found in _matches(pattern, text)
    ]
    place = {article_id: n for n, article_id in enumerate(articles["article_id"])}
    rows.sort(key=lambda row: (place[row[0]], row[1] != "title", row[2]))
    return pl.DataFrame(rows, schema=HITS.schema, orient="row")


def _holding(frame: pl.DataFrame, words: list[str]) -> Iterator[tuple[str, str]]:
    """The texts in which one of these folded words stands, even inside another: a quick first sieve."""
    field = frame.columns[1]
    plain = pl.col(field).str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\pM", "")
    plain = plain.str.replace_many(_PARTLY)
    return iter(frame.filter(plain.str.contains_any(words)).iter_rows())


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, str]]:
    """Matches in the folded text, with their place in the text as it is."""
    folded, origin = [], []
    for place, character in enumerate(text):
        for c in fold(character):
            folded.append(c)
            origin.append(place)
    origin.append(len(text))
    whole = "".join(folded)
    for match in pattern.finditer(whole):
        end = origin[match.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        yield origin[match.start()], end, match[0]


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place in a text, without its line breaks.

    >>> sentence("They met. Talks in Istanbul went on. Then rain.", 19, 27)
    'Talks in Istanbul went on.'
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    left = max((e for e in ends if e <= start), default=0)
    right = min((e for e in ends if e >= end), default=len(text))
    return " ".join(text[left:right].split())
