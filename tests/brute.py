"""Search, word by word: the written definition read slowly, to compare the index with; and queries drawn by chance."""

import unicodedata
from typing import NamedTuple

from dateline.search import language
from dateline.words import fold

UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


class Word(NamedTuple):
    start: int
    end: int
    written: str
    form: str
    stop: bool


def is_letter(character):
    return unicodedata.category(character)[0] in "LN" and not "\u02b9" <= character <= "\u02bf"


def is_mark(character):
    return unicodedata.category(character)[0] == "M" or character in UNSEEN


def words_of(text):
    """The words of a text, one character after the other."""
    made, place, stop = [], 0, True
    while place < len(text):
        if is_letter(text[place]):
            end = place
            while end < len(text) and (is_letter(text[end]) or is_mark(text[end])):
                end += 1
            form = "".join(c for c in fold(text[place:end]) if c.isalnum())
            made.append(Word(place, end, text[place:end], form, stop))
            place, stop = end, False
        else:
            follows = text[place + 1 : place + 2]
            dot = text[place] == "." and not (follows and is_letter(follows))
            stop = stop or dot or text[place] in "\n\r\v\f\x85\u2028\u2029!?…"
            place += 1
    return made


class Match(NamedTuple):
    """In which field (0 the title), from which word to before which; and the term."""

    field: int
    first: int
    last: int
    term: object


def fits(word, asked, exact):
    if exact:
        written, typed = (unicodedata.normalize("NFC", one) for one in (word.written, asked.removesuffix("*")))
        return written.startswith(typed) if asked.endswith("*") else written == typed
    return word.form.startswith(asked[:-1]) if asked.endswith("*") else word.form == asked


def matches(tree, fields):
    """Every match of a term, of NEAR or EXCEPT, or of terms joined with OR."""
    if isinstance(tree, language.Term):
        return {
            Match(field, first, first + len(tree.words), tree)
            for field, words in enumerate(fields) if tree.field in (None, ("title", "text")[field])
            for first in range(len(words) - len(tree.words) + 1)
            if all(fits(words[first + at], asked, tree.exact) for at, asked in enumerate(tree.words))
            and not any(words[first + at].stop and not tree.loose[at] for at in range(1, len(tree.words)))
        }  # fmt: skip
    one, other = matches(tree.one, fields), matches(tree.other, fields)
    if isinstance(tree, language.Either):
        return one | other
    if isinstance(tree, language.Except):
        return {a for a in one if not any(a.field == b.field and a.first < b.last and b.first < a.last for b in other)}
    return {a for these, those in ((one, other), (other, one)) for a in these if any(near(a, b, tree) for b in those)}


def near(one, other, tree):
    if one.field != other.field:
        return False
    away = other.first - one.last if other.first >= one.last else one.first - other.last
    return (other.first >= one.last or one.first >= other.last) and away + 1 <= tree.words


def answers(tree, fields):
    if isinstance(tree, language.Either):
        return answers(tree.one, fields) or answers(tree.other, fields)
    if isinstance(tree, language.Both):
        return answers(tree.one, fields) and answers(tree.other, fields) != tree.without
    return bool(matches(tree, fields))


def mentions(query, title, text):
    """(field, start, end) of every mention in one article."""
    tree, fields = language.parse(query), [words_of(title or ""), words_of(text or "")]
    if not answers(tree, fields):
        return []
    every = {(m.field, m.first, m.last) for leaf in language.leaves(tree) for m in matches(leaf, fields)}
    kept, free = [], (0, 0)
    for field, first, last in sorted(every, key=lambda m: (m[0], m[1], -m[2])):
        if (field, first) >= free:
            kept.append((("title", "text")[field], fields[field][first].start, fields[field][last - 1].end))
            free = (field, last)
    return kept


def term(draw, words):
    """A term drawn from words that stand in the texts."""
    word = draw.choice(words)
    kind = draw.randrange(8)
    if kind == 0 and len(word) > 2:
        return word[: draw.randrange(2, len(word))] + "*"
    if kind == 1:
        return f'"{word} {draw.choice(words)}"'
    if kind == 2:
        return f"={word}"
    if kind == 3:
        return draw.choice(["title:", "text:"]) + word
    if kind == 4:
        return f"({word} OR {draw.choice(words)})"
    return word


def query(draw, words, phrases):
    """A query drawn by chance; `phrases` are pairs of neighbours."""

    def leaf():
        if draw.random() < 0.25:
            return '"' + " ".join(draw.choice(phrases)) + '"'
        return term(draw, words)

    def bound():
        made = leaf()
        if draw.random() < 0.25:
            made += f" NEAR/{draw.choice((1, 2, 3, 5, 20))} {leaf()}"
        elif draw.random() < 0.2:
            made += f" EXCEPT {leaf()}"
        return made

    def tree(depth):
        if depth == 0 or draw.random() < 0.4:
            return bound()
        joined = draw.choice((" AND ", " OR ", " NOT ", " OR "))
        return f"({tree(depth - 1)}){joined}({tree(depth - 1)})"

    return tree(draw.choice((0, 1, 1, 2, 3)))
