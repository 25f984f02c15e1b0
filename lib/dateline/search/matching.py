"""A query's tree and a segment ▶ where it matches, and in how many places of each article."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from dateline.search import tokens
from dateline.search.language import Both, Either, Except, Near, Outlet, Place, Query, Term, leaves
from dateline.search.segment import STOP, Segment
from dateline.search.spans import Array, Found, Tally, among, apart, first, in_order, inside, of, only, total, touched

_LAST = "\U0010ffff"


class Context(NamedTuple):
    """What a segment does not hold: mentions of a place (article_id, field, start, end), articles of an outlet."""

    mentions: Callable[[Place], pl.DataFrame]
    articles: Callable[[Outlet], pl.Series]


class Matcher:
    """One query on one segment.

    A term matches whole words; the words of a phrase follow one another with no stop between. Where matches overlap the
    first counts, and of those that begin together the longest.
    """

    def __init__(self, tree: Query, segment: Segment, context: Context) -> None:
        """Prepare; nothing is read yet."""
        self.tree, self.segment, self.context = tree, segment, context
        self.many = len(segment.articles)
        named = {leaf: None for top in leaves(tree) for leaf in _terms(top)}
        self.terms = sorted(named, key=lambda leaf: (-len(leaf.words) if isinstance(leaf, Term) else 0,
                                                     -len(leaf.text)))  # fmt: skip
        """Terms that give mentions, those first that win where two matches are alike."""

    # what an article holds

    def counts(self, lead: int | None = None) -> Tally:
        """Mentions in each article that answers the query; with `lead` in the title and so many first words alone."""
        ends = self.segment.ends_as_places
        if lead is not None:
            ends = np.minimum(self.segment.fields[1:-1:2] + lead, ends).astype(ends.dtype)
        given = list(dict.fromkeys(leaves(self.tree)))
        plain = [leaf for leaf in given if isinstance(leaf, Term) and _is_plain(leaf)]
        longer = [leaf for leaf in given if isinstance(leaf, Term) and len(leaf.words) > 1]
        answer = None if _is_open(self.tree) else self.answer(self.tree)
        if len(plain) + len(longer) < len(given):
            return of(self._tally(apart([self.matches(leaf) for leaf in given]).start, ends), answer)
        numbers = np.unique(np.concatenate([self._numbers(leaf) for leaf in plain] or [np.zeros(0, np.int64)]))
        whole = lead is None and not any(leaf.exact for leaf in plain)
        counted = self._held_by(plain, answer) if whole else self._many_of(numbers, ends, answer)
        if longer:
            found = apart([self.matches(leaf) for leaf in longer])
            inner = np.repeat(found.start, found.words) + inside(found.words)
            covered = inner[np.isin(self.segment.word[inner] & ~STOP, numbers)] if len(numbers) else inner[:0]
            counted = total([counted, self._tally(found.start, ends), self._tally(covered, ends).less()])
        return of(counted, answer)

    def answer(self, tree: Query, within: Array | None = None) -> Array:
        """The articles, in order, that answer a query; of those `within`, if given."""
        if isinstance(tree, Both):
            sides = [tree.one] if tree.without else sorted((tree.one, tree.other), key=self._size)
            first = self.answer(sides[0], within)
            if not len(first):
                return first
            second = self.answer(tree.other if tree.without else sides[1], first)
            return first[~among(first, second)] if tree.without else second
        if isinstance(tree, Either):
            one, other = self.answer(tree.one, within), self.answer(tree.other, within)
            return np.union1d(one, other) if len(one) and len(other) else (one if len(one) else other)
        if isinstance(tree, Outlet):
            found = np.flatnonzero(self.segment.ids.is_in(self.context.articles(tree).to_list()).to_numpy())
        elif isinstance(tree, Term) and _is_plain(tree):
            ends = self.segment.ends_as_places
            held = self._many_of(self._numbers(tree), ends, within) if tree.exact else self._held_by([tree], within)
            found = held.article
        else:
            found = self._tally(self.matches(tree).start, self.segment.ends_as_places).article
        return found if within is None else found[among(found, within)]

    def mentions(self) -> Found:
        """Every mention in the articles that answer the query."""
        found = apart([self.matches(leaf) for leaf in dict.fromkeys(leaves(self.tree))])
        if _is_open(self.tree):
            return found
        holds = np.zeros(self.many, np.bool_)
        holds[self.answer(self.tree)] = True
        return only(found, holds[self.segment.article_of(found.start)])

    def _size(self, tree: Query) -> int:
        """About how many mentions a query has: what is rare is looked at first."""
        if isinstance(tree, Term):
            bounds, sets = self.segment.bounds, [self._set(word, tree.exact) for word in tree.words]
            return min(int((bounds[numbers + 1] - bounds[numbers]).sum()) for numbers in sets)
        if isinstance(tree, Place | Outlet):
            return self.many
        if isinstance(tree, Either):
            return self._size(tree.one) + self._size(tree.other)
        if isinstance(tree, Except) or (isinstance(tree, Both) and tree.without):
            return self._size(tree.one)
        return min(self._size(tree.one), self._size(tree.other))

    def _tally(self, places: Array, ends: Array) -> Tally:
        """How many of these places, in order, stand in each article, before `ends`."""
        article = self.segment.article_of(places)
        if ends is not self.segment.ends_as_places:
            article = article[places < ends[article]]
        begins = np.flatnonzero(np.diff(article, prepend=-1))
        return Tally(article[begins], np.diff(np.append(begins, len(article))))

    def _held_by(self, plain: Sequence[Term], within: Array | None = None) -> Tally:
        """How often articles, of those `within` if given, use any of these words in whatever way they are written."""
        segment = self.segment
        forms = np.unique(np.concatenate([self._forms(leaf.words[0]) for leaf in plain] or [np.zeros(0, np.int64)]))
        bounds = zip(segment.held[forms].tolist(), segment.held[forms + 1].tolist(), strict=True)
        lists = [Tally(segment.holders[begin:end].astype(np.int64), segment.times[begin:end].astype(np.int64))
                 for begin, end in bounds]  # fmt: skip
        return total([of(held, within) for held in lists])

    def _many_of(self, numbers: Array, ends: Array, within: Array | None = None) -> Tally:
        """How often words stand in each article before `ends`: the lists of frequent ones are cut at the articles."""
        segment, lists = self.segment, []
        for begin, end in zip(segment.bounds[numbers].tolist(), segment.bounds[numbers + 1].tolist(), strict=True):
            lists.append(segment.places[begin:end])
        total = sum(map(len, lists))
        if within is not None and len(within) * len(lists) < total:
            begin, end = segment.begins_as_places[within], ends[within]
            counted = sum((np.searchsorted(places, end) - np.searchsorted(places, begin) for places in lists),
                          start=np.zeros(len(within), np.int64))  # fmt: skip
            return Tally(within[counted > 0], counted[counted > 0])
        if total < self.many:
            return self._tally(np.sort(np.concatenate(lists)) if len(lists) > 1 else first(lists), ends)
        counted = np.zeros(self.many, np.int64)
        few = [places for places in lists if len(places) <= self.many // 2]
        for places in lists:
            if len(places) > self.many // 2:
                cuts = np.searchsorted(places, segment.begins_as_places)
                whole = ends is segment.ends_as_places
                counted += (cuts[1:] if whole else np.searchsorted(places, ends)) - cuts[:-1]
        rest = self._tally(np.sort(np.concatenate([*few, segment.places[:0]])), ends)
        counted[rest.article] += rest.mentions
        article = np.flatnonzero(counted)
        return Tally(article, counted[article])

    # where it matches

    def matches(self, leaf: Query) -> Found:
        """Every match of a term, of NEAR or EXCEPT, or of terms joined with OR; they may overlap."""
        if isinstance(leaf, Term):
            return self._term(leaf)
        if isinstance(leaf, Place):
            return self._placed(leaf)
        if not isinstance(leaf, Near | Except | Either):
            raise TypeError(leaf)
        one, other = self.matches(leaf.one), self.matches(leaf.other)
        if isinstance(leaf, Either):
            return in_order([one, other])
        if isinstance(leaf, Except):
            return only(one, ~touched(one, other))
        return in_order([only(side, self._is_near(side, against, leaf.words))
                          for side, against in ((one, other), (other, one))])  # fmt: skip

    def _term(self, term: Term) -> Found:
        segment, sets = self.segment, [self._set(word, term.exact) for word in term.words]
        sizes = [int((segment.bounds[numbers + 1] - segment.bounds[numbers]).sum()) for numbers in sets]
        rarest = int(np.argmin(sizes))
        start = self._places(sets[rarest])
        start = start[(start >= rarest) & (start + np.uint32(len(sets) - rarest) <= len(segment.word))] - rarest
        for place, numbers in enumerate(sets):
            stops = place > 0 and not term.loose[place]
            if place != rarest or stops:
                words = segment.word[start + np.uint32(place)]
                good = words < STOP if stops else np.ones(len(start), np.bool_)
                start = start[good & _is_in(words & ~STOP, numbers) if place != rarest else good]
        if len(sets[rarest]) > 1:
            start = np.sort(start)
        start = start.astype(np.int64)
        if any(term.loose[1:]):
            start = start[segment.field_of(start) == segment.field_of(start + len(sets) - 1)]
        if term.field and len(start):
            start = start[segment.field_of(start) % 2 == (term.field == "text")]
        return self._labelled(start, np.full(len(start), len(sets)), term)

    def _placed(self, place: Place) -> Found:
        start, words = self.segment.spans(self.context.mentions(place))
        return self._labelled(start, words, place)

    def _labelled(self, start: Array, words: Array, term: Term | Place) -> Found:
        label = self.terms.index(term) if term in self.terms else -1
        return Found(start, words, np.full(len(start), label))

    def _is_near(self, one: Found, other: Found, words: int) -> Array:
        """Which matches have one of the other's, in the same field, at most so many words away and apart from it."""
        field = self.segment.field_of
        near = np.zeros(len(one.start), np.bool_)
        if not len(other.start):
            return near
        after = np.searchsorted(other.start, one.end)
        there = np.flatnonzero(after < len(other.start))
        at = other.start[after[there]]
        near[there] = (at - one.end[there] < words) & (field(at) == field(one.start[there]))
        ends = np.sort(other.end)
        before = np.searchsorted(ends, one.start, "right") - 1
        there = np.flatnonzero(before >= 0)
        at = ends[before[there]] - 1
        near[there] |= (one.start[there] - at <= words) & (field(at) == field(one.start[there]))
        return near

    def _numbers(self, term: Term) -> Array:
        return self._set(term.words[0], term.exact)

    def _set(self, word: str, exact: bool) -> Array:
        """The numbers of the words that a word of a query means."""
        segment, stem, forms = self.segment, word.removesuffix("*"), self._forms(word)
        if not len(forms):
            return forms
        numbers = np.arange(segment.words_of[forms[0]], segment.words_of[forms[-1] + 1])
        if not exact:
            return numbers
        typed = unicodedata.normalize("NFC", stem)
        written = [unicodedata.normalize("NFC", segment.written[number]) for number in numbers.tolist()]
        if word.endswith("*"):
            return numbers[np.array([word.startswith(typed) for word in written], np.bool_)]
        return numbers[np.array([word == typed for word in written], np.bool_)]

    def _forms(self, word: str) -> Array:
        """The numbers of the folded forms that a word of a query means."""
        forms, form = self.segment.forms, tokens.key(word.removesuffix("*"))
        low = bisect_left(forms, form)
        if word.endswith("*"):
            return np.arange(low, bisect_left(forms, form + _LAST))
        return np.arange(low, low + (low < len(forms) and forms[low] == form))

    def _places(self, numbers: Array) -> Array:
        """Every place where one of these words stands, word by word."""
        segment = self.segment
        if not len(numbers):
            return np.zeros(0, np.uint32)
        if numbers[-1] - numbers[0] == len(numbers) - 1:  # side by side
            return segment.places[segment.bounds[numbers[0]] : segment.bounds[numbers[-1] + 1]]
        cuts = zip(segment.bounds[numbers].tolist(), segment.bounds[numbers + 1].tolist(), strict=True)
        return np.concatenate([segment.places[begin:end] for begin, end in cuts])


def _terms(tree: Query) -> list[Term | Place]:
    """The terms whose matches a leaf gives: of EXCEPT the first side's alone."""
    if isinstance(tree, Term | Place):
        return [tree]
    if isinstance(tree, Except):
        return _terms(tree.one)
    return [*_terms(tree.one), *_terms(tree.other)] if isinstance(tree, Near | Either) else []


def _is_plain(term: Term) -> bool:
    """Whether a term is one word, in title or text."""
    return len(term.words) == 1 and term.field is None


def _is_open(tree: Query) -> bool:
    """Whether every mention counts, in whatever article it stands: terms joined with OR alone."""
    return not isinstance(tree, Both | Outlet) and (
        not isinstance(tree, Either) or (_is_open(tree.one) and _is_open(tree.other))
    )


def _is_in(words: Array, numbers: Array) -> Array:
    if not len(numbers):
        return np.zeros(len(words), np.bool_)
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        among: Array = (words >= numbers[0]) & (words <= numbers[-1])
    else:
        among = np.isin(words, numbers)
    return among
