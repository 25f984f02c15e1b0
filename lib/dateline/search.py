"""A query ▶ hits: words, "phrases", OR, AND, NOT, brackets and wild*cards, whatever their case and accents."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from dateline.errors import QueryError
from dateline.frames import ARTICLES, HITS
from dateline.words import PARTLY, fold

_TOKEN = re.compile(r'\s*(?:"(?P<phrase>[^"]*)"|(?P<bracket>[()])|(?P<word>[^\s"()]+)|(?P<other>"))')

MOST = 500
"""Words, operators and brackets one query may hold."""


@dataclass(frozen=True)
class Term:
    """A word or phrase as typed, and the folded words it is."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Both:
    """Articles that hold both sides; `without` turns the second around."""

    one: "Query"
    other: "Query"
    without: bool = False


@dataclass(frozen=True)
class Either:
    """Articles that hold one side or the other."""

    one: "Query"
    other: "Query"


Query = Term | Both | Either


class _Parser:
    """Recursive descent: OR binds loosest, then AND and NOT from left to right, then terms and brackets."""

    def __init__(self, query: str) -> None:
        self.query, self.tokens, self.place = query, list(_tokens(query)), 0

    def whole(self) -> Query:
        if not self.tokens:
            raise QueryError("the query is empty")
        if len(self.tokens) > MOST:
            raise QueryError(f"the query holds {len(self.tokens)} words and brackets; ask in parts of {MOST} at most")
        found = self.either()
        if self.place < len(self.tokens):
            self.fail("there is no bracket to close" if self.word() == ")" else "two terms need AND, OR or NOT between "
                      'them; a phrase needs quotes: "peace talks"')  # fmt: skip
        return found

    def either(self) -> Query:
        found = self.both()
        while self.word() == "OR":
            self.place += 1
            found = Either(found, self.both())
        return found

    def both(self) -> Query:
        found = self.one()
        while self.word() in ("AND", "NOT"):
            without = self.word() == "NOT"
            self.place += 1
            if not without and self.word() == "NOT":  # AND NOT says the same as NOT
                without = True
                self.place += 1
            found = Both(found, self.one(), without)
        return found

    def one(self) -> Query:
        word = self.word()
        if word is None:
            self.fail("a term is missing here")
        if word == "(":
            opened = self.place
            self.place += 1
            found = self.either()
            if self.word() != ")":
                self.fail("this bracket is not closed", opened)
            self.place += 1
            return found
        if word in ("AND", "OR", "NOT", ")"):
            self.fail("a query cannot begin with NOT: say what to look for first" if word == "NOT" else
                      f"{word} stands where a term should")  # fmt: skip
        _, _, text = self.tokens[self.place]
        words = tuple(re.findall(r"[^\W_]+\*?", fold(text)))
        if not words or any(len(w) < 3 for w in words if w.endswith("*")):
            self.fail("this term holds no word" if not words else "a wildcard needs two letters before it")
        if re.search(r"\*\w", fold(text)):
            self.fail("a * stands at the end of a word")
        self.place += 1
        return Term(text, words)

    def word(self) -> str | None:
        """The bracket or operator here, "" for a term, null at the end."""
        if self.place == len(self.tokens):
            return None
        _, kind, text = self.tokens[self.place]
        return text if kind == "bracket" or (kind == "word" and text in ("AND", "OR", "NOT")) else ""

    def fail(self, why: str, place: int | None = None) -> None:
        place = self.place if place is None else place
        at = self.tokens[place][0] if place < len(self.tokens) else len(self.query)
        raise QueryError(f"{why}\n  {self.query}\n  {' ' * at}^ character {at + 1}")


def _tokens(query: str) -> Iterator[tuple[int, str, str]]:
    place, end = 0, len(query.rstrip())
    while place < end:
        match = _TOKEN.match(query, place)
        if match is None or match["other"]:
            at = match.start("other") if match else place
            raise QueryError(f"quotes must come in pairs\n  {query}\n  {' ' * at}^ character {at + 1}")
        kind = match.lastgroup or ""
        yield match.start(kind) - (kind == "phrase"), kind, match[kind]
        place = match.end()


def parse(query: str) -> Query:
    """A query as a tree of Term, Both and Either. Raises `QueryError`, pointing at the character not understood.

    OR binds loosest; AND and NOT go from left to right; brackets group; a term is a word or a "phrase"; govern* finds
    every word that begins so.

    >>> parse("ankara OR moscow")
    Either(one=Term(text='ankara', words=('ankara',)), other=Term(text='moscow', words=('moscow',)))
    """
    try:
        return _Parser(query).whole()
    except RecursionError as error:
        raise QueryError("the query has too many brackets in brackets") from error


def read_back(query: str | Query) -> str:
    """The query in words, as it was understood.

    >>> read_back('(Turkey OR "peace talks") NOT govern*')
    '(“Turkey” or “peace talks”) and not “govern*”'
    """
    tree = parse(query) if isinstance(query, str) else query
    if isinstance(tree, Term):
        return f"“{tree.text}”"
    joined = " or " if isinstance(tree, Either) else " and not " if tree.without else " and "
    return joined.join(
        read_back(side) if isinstance(side, Term) or (type(side) is type(tree) and side is not tree.other)
        else f"({read_back(side)})"
        for side in (tree.one, tree.other)
    )  # fmt: skip


def find(query: str, articles: pl.DataFrame) -> pl.DataFrame:
    """Every mention of a query's terms in the articles that answer it: one row a place, the columns of frames.HITS.

    Takes article_id, title, text. A word is a run of letters, digits and marks; a term matches whole words, case and
    accents aside; the words of a phrase have only spaces or punctuation other than a sentence's end between them.
    AND and NOT look at title and text together; terms after NOT give no rows. Where terms overlap the first counts, and
    of those that begin together the longest. Demonyms are other words: Turkish is not Turkey. Raises `QueryError`.

    >>> table = pl.DataFrame({"article_id": ["a"], "title": ["In TÜRKİYE"], "text": ["Turkey's port; a turkey-shoot."]})
    >>> find("Turkey OR Türkiye", table).select("field", "start", "end", "surface").rows()
    [('title', 3, 10, 'TÜRKİYE'), ('text', 0, 6, 'Turkey'), ('text', 17, 23, 'turkey')]
    """
    ARTICLES.require(articles, "article_id", "title")
    tree = parse(query)
    rows = _matches_of(list(_terms(tree, negative=False)), articles)
    if not isinstance(tree, Term):  # each term alone: where terms overlap, the shorter still counts for AND and NOT
        seen = {term.words: {row[0] for row in _matches_of([term], articles)} for term in _terms(tree, negative=True)}
        answer = _answer(tree, seen)
        rows = [row for row in rows if row[0] in answer]
    place = {article_id: n for n, article_id in enumerate(articles["article_id"])}
    rows.sort(key=lambda row: (place[row[0]], row[1] != "title", row[2]))
    return pl.DataFrame(rows, schema=HITS.schema, orient="row")


def _terms(tree: Query, *, negative: bool) -> Iterator[Term]:
    """The terms that give hits, and with `negative` those after NOT as well."""
    if isinstance(tree, Term):
        yield tree
    else:
        yield from _terms(tree.one, negative=negative)
        if negative or isinstance(tree, Either) or not tree.without:
            yield from _terms(tree.other, negative=negative)


def _answer(tree: Query, seen: dict[tuple[str, ...], set[str]]) -> set[str]:
    """The articles that answer a query."""
    if isinstance(tree, Term):
        return seen[tree.words]
    one, other = _answer(tree.one, seen), _answer(tree.other, seen)
    if isinstance(tree, Either):
        return one | other
    return one - other if tree.without else one & other


Row = tuple[str, str, int, int, str, str]


def _matches_of(terms: list[Term], articles: pl.DataFrame) -> list[Row]:
    """Every match of these terms; where they overlap, the first, and of those that begin together the longest."""
    longest = sorted(terms, key=lambda term: sum(map(len, term.words)), reverse=True)
    forms = [r"(?:[^\w.!?\n]|\.(?=\w))+".join(word.replace("*", r"\w*") for word in term.words) for term in longest]
    groups = "|".join(f"({form})" for form in forms)
    pattern = re.compile(rf"(?<![^\W_])(?:{groups})(?![^\W_])")
    firsts = sorted({term.words[0].rstrip("*") for term in terms})
    return [
        (article_id, field, start, end, text[start:end], longest[group].text)
        for field in ("title", "text")
        for article_id, text in _holding(articles.select("article_id", field), firsts)
        for start, end, group in _places(pattern, text)
    ]


def _holding(frame: pl.DataFrame, words: list[str]) -> Iterator[tuple[str, str]]:
    """The texts in which one of these folded words stands, even inside another: a quick first sieve."""
    field = frame.columns[1]
    plain = pl.col(field).str.normalize("NFKD").str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\pM", "")
    plain = plain.str.replace_many(PARTLY)
    return iter(frame.filter(plain.str.contains_any(words)).iter_rows())


def _places(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, int]]:
    """Matches in the folded text, with their place in the text as it is, and which form matched."""
    folded, origin = [], []
    for place, character in enumerate(text):
        for c in fold(character):
            folded.append(c)
            origin.append(place)
    for match in pattern.finditer("".join(folded)):
        end = origin[match.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        yield origin[match.start()], end, (match.lastindex or 1) - 1
