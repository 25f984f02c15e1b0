"""The query language: what a person types ▶ a tree of what is looked for, and the tree read back in words.

word   govern*   "peace talks"   =Of (just as written)
a OR b     a AND b     a NOT b     (brackets)
ceasefire NEAR/5 talks             each within five words of the other
Turkey EXCEPT "Turkey, Texas"      not where it is part of that
title:word   text:word   outlet:"Halyard Post"
place:Istanbul   place:"Paris, Texas"   place:country=LT   place:id=745044
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NoReturn

from dateline.errors import QueryError

_TOKEN = re.compile(
    r"""\s*(?P<token>(?:(?P<field>[A-Za-z]+):(?!//)(?=\S))?(?P<exact>=(?=[\w"]))?
    (?:"(?P<phrase>[^"]*)"|(?P<bracket>[()])|(?P<word>[^\s"()]+)|(?P<other>")))""",
    re.VERBOSE,
)
FIELDS = ("title", "text", "outlet", "place")
MOST = 500
"""Words, operators and brackets one query may hold."""
FARTHEST = 100
"""Words that NEAR may reach over."""


@dataclass(frozen=True)
class Term:
    """A word or phrase as typed, and the words it is.

    They are folded, or as written with `exact`; `loose` says before which of them a stop may stand, since the phrase
    itself has a dot there ("St. John"). `field` is title or text; null for both.
    """

    text: str
    words: tuple[str, ...]
    loose: tuple[bool, ...] = (False,)
    field: str | None = None
    exact: bool = False


@dataclass(frozen=True)
class Place:
    """A place: by name, by GeoNames id (`by` is id), or any in a country (`by` is country)."""

    text: str
    by: str = "name"


@dataclass(frozen=True)
class Outlet:
    """Articles of one outlet."""

    text: str


@dataclass(frozen=True)
class Near:
    """Each side's matches that have one of the other's within so many words, in either order."""

    one: "Query"
    other: "Query"
    words: int


@dataclass(frozen=True)
class Except:
    """The first side's matches that no match of the second overlaps."""

    one: "Query"
    other: "Query"


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


Query = Term | Place | Outlet | Near | Except | Both | Either
_OPERATORS = ("AND", "OR", "NOT", "EXCEPT")


@dataclass(frozen=True)
class _Token:
    """A piece of a query: an operator or bracket (`kind`), or a term with its field; `at` is its first character."""

    at: int
    kind: str
    text: str
    field: str | None = None
    exact: bool = False


class _Parser:
    """Recursive descent: OR binds loosest, then AND and NOT, then NEAR and EXCEPT, each from left to right."""

    def __init__(self, query: str) -> None:
        self.query, self.tokens, self.place = query, list(_tokens(query)), 0

    def whole(self) -> Query:
        if not self.tokens:
            raise QueryError("the query is empty")
        if len(self.tokens) > MOST:
            raise QueryError(f"the query holds {len(self.tokens)} words and brackets; ask in parts of {MOST} at most")
        found = self.either()
        if self.place < len(self.tokens):
            self.fail("there is no bracket to close" if self.kind() == ")" else "two terms need AND, OR or NOT between "
                      'them; a phrase needs quotes: "peace talks"')  # fmt: skip
        if not any(True for _ in leaves(found)):
            self.fail("an outlet alone is no query: say what to look for in it", 0)
        return found

    def either(self) -> Query:
        found = self.both()
        while self.kind() == "OR":
            self.place += 1
            found = Either(found, self.both())
        return found

    def both(self) -> Query:
        found = self.bound()
        while self.kind() in ("AND", "NOT"):
            without = self.kind() == "NOT"
            self.place += 1
            if not without and self.kind() == "NOT":  # AND NOT says the same as NOT
                without = True
                self.place += 1
            found = Both(found, self.bound(), without)
        return found

    def bound(self) -> Query:
        at = self.place
        found = self.one()
        while self.kind() in ("NEAR", "EXCEPT"):
            near, operator = self.kind() == "NEAR", self.place
            self.place += 1
            other_at = self.place
            other = self.one()
            for side, place in ((found, at), (other, other_at)):
                if not _spans(side, near=near):
                    self.fail("NEAR and EXCEPT stand between words, phrases, places or brackets of them with OR", place)
            found = Near(found, other, self.distance(operator)) if near else Except(found, other)
        return found

    def one(self) -> Query:
        kind = self.kind()
        if kind is None:
            self.fail("a term is missing here")
        token = self.tokens[self.place]
        if kind == "(":
            opened = self.place
            self.place += 1
            found = self.either()
            if self.kind() != ")":
                self.fail("this bracket is not closed", opened)
            self.place += 1
            return found if token.field is None else self.within(found, token.field, opened)
        if kind:
            self.fail("a query cannot begin with NOT: say what to look for first" if kind == "NOT" else
                      f"{token.text} stands where a term should")  # fmt: skip
        term = self.term(token)
        self.place += 1
        return term

    def term(self, token: _Token) -> Query:
        if token.field == "outlet":
            return Outlet(token.text)
        if token.field == "place":
            by, _, value = token.text.partition("=")
            if by in ("country", "id") and value.strip():
                return Place(value.strip().upper() if by == "country" else value.strip(), by)
            return Place(token.text)
        from dateline.search import tokens  # noqa: PLC0415  numpy starts threads when it is imported

        spaced = f" {token.text} "
        words = tokens.split([spaced])
        cut = list(zip(words.start.tolist(), (words.start + words.length).tolist(), strict=True))
        starred = [spaced[end] == "*" for _, end in cut]
        said = [spaced[start:end] for start, end in cut]
        made = [word if token.exact else tokens.key(word) for word in said]
        if not made or any(star and len(word) < 2 for word, star in zip(made, starred, strict=True)):
            self.fail("this term holds no word" if not made else "a wildcard needs two letters before it")
        if re.search(r"\*\w", token.text) or spaced.count("*") != sum(starred):
            self.fail("a * stands at the end of a word")
        found = tuple(word + "*" * star for word, star in zip(made, starred, strict=True))
        return Term(token.text, found, tuple(words.stop.tolist()), token.field, token.exact)

    def within(self, tree: Query, field: str, at: int) -> Query:
        """The same tree, its terms in a field."""
        if isinstance(tree, Term) and tree.field in (None, field) and field in ("title", "text"):
            return replace(tree, field=field)
        if not isinstance(tree, Near | Except | Both | Either):
            self.fail(f"{field}: stands before words and phrases, or a bracket of them", at)
        return replace(tree, one=self.within(tree.one, field, at), other=self.within(tree.other, field, at))

    def distance(self, at: int) -> int:
        text = self.tokens[at].text
        words = int(text[5:]) if re.fullmatch(r"NEAR/\d{1,4}", text) else 0
        if not 1 <= words <= FARTHEST:
            self.fail(f"NEAR needs a number of words from 1 to {FARTHEST}: NEAR/5", at)
        return words

    def kind(self) -> str | None:
        """The bracket or operator here, "" for a term, null at the end."""
        return self.tokens[self.place].kind if self.place < len(self.tokens) else None

    def fail(self, why: str, place: int | None = None) -> NoReturn:
        place = self.place if place is None else place
        _fail(self.query, why, self.tokens[place].at if place < len(self.tokens) else len(self.query))


def _fail(query: str, why: str, at: int) -> NoReturn:
    raise QueryError(f"{why}\n  {query}\n  {' ' * at}^ character {at + 1}")


def _tokens(query: str) -> Iterator[_Token]:
    place, end = 0, len(query.rstrip())
    while place < end:
        match = _TOKEN.match(query, place)
        if match is None or match["other"]:
            _fail(query, "quotes must come in pairs", match.start("other") if match else place)
        at, field = match.start("token"), match["field"]
        place = match.end()
        if match["bracket"]:
            yield _Token(at, match["bracket"], match["bracket"], field)
        elif match["word"] and not field and not match["exact"] and match["word"] in _OPERATORS:
            yield _Token(at, match["word"], match["word"])
        elif match["word"] and not field and re.match(r"NEAR(/|$)", match["word"]):
            yield _Token(at, "NEAR", match["word"])
        else:
            text = match["phrase"] if match["phrase"] is not None else match["word"]
            yield _Token(at, "", text, field, bool(match["exact"]))
        if field and field not in FIELDS:
            _fail(query, f"there is no field {field}; there are title:, text:, outlet: and place:. Put quotes around "
                  "what is meant as text", at)  # fmt: skip


def _spans(tree: Query, *, near: bool) -> bool:
    """Whether a side of NEAR or EXCEPT is made of terms alone."""
    if isinstance(tree, Either):
        return _spans(tree.one, near=near) and _spans(tree.other, near=near)
    return isinstance(tree, Term | Place) or (not near and isinstance(tree, Near | Except))


@lru_cache(maxsize=1000)
def parse(query: str) -> Query:
    """A query as a tree. Raises `QueryError`, pointing at the character not understood.

    OR binds loosest, then AND and NOT, then NEAR and EXCEPT, each from left to right; brackets group. A term is a word
    or a "phrase"; govern* finds every word that begins so; = finds a word just as it is written, its case and accents
    too; a field before a term or a bracket looks there alone.

    >>> parse("ankara OR title:moscow").other
    Term(text='moscow', words=('moscow',), loose=(True,), field='title', exact=False)
    """
    try:
        return _Parser(query).whole()
    except RecursionError as error:
        raise QueryError("the query has too many brackets in brackets") from error


def leaves(tree: Query, *, negative: bool = False) -> Iterator[Term | Place | Near | Except]:
    """What gives mentions, from left to right, and with `negative` what stands after NOT as well."""
    if isinstance(tree, Term | Place | Near | Except):
        yield tree
    elif isinstance(tree, Both | Either):
        yield from leaves(tree.one, negative=negative)
        if negative or isinstance(tree, Either) or not tree.without:
            yield from leaves(tree.other, negative=negative)


def terms(tree: Query) -> Iterator[Term | Place | Outlet]:
    """Every term of a query, from left to right."""
    if isinstance(tree, Term | Place | Outlet):
        yield tree
    else:
        yield from terms(tree.one)
        yield from terms(tree.other)


def read_back(query: str | Query) -> str:
    """The query in words, as it was understood.

    >>> read_back('(Turkey OR "peace talks") NOT govern*')
    '(“Turkey” or “peace talks”) and not “govern*”'
    >>> read_back('=Of NEAR/3 title:(port OR pier)')
    '“Of” as written within 3 words of (“port” in the title or “pier” in the title)'
    """
    tree = parse(query) if isinstance(query, str) else query
    if isinstance(tree, Term):
        said = f"“{tree.text}”" + " as written" * tree.exact
        return said + {None: "", "title": " in the title", "text": " in the text"}[tree.field]
    if isinstance(tree, Outlet):
        return f"the outlet “{tree.text}”"
    if isinstance(tree, Place):
        return {"name": f"the place “{tree.text}”", "id": f"the place with GeoNames id {tree.text}"}.get(
            tree.by, f"any place in {tree.text}"
        )
    if isinstance(tree, Near | Except):
        joined = f" within {tree.words} words of " if isinstance(tree, Near) else " but not as part of "
    else:
        joined = " or " if isinstance(tree, Either) else " and not " if tree.without else " and "
    return joined.join(
        read_back(side)
        if isinstance(side, Term | Place | Outlet) or (type(side) is type(tree) and side is not tree.other)
        else f"({read_back(side)})"
        for side in (tree.one, tree.other)
    )
