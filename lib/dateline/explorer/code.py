"""What an explorer shows ▶ code: a cell that gives the same numbers without widgets, and the call that opens there."""

from datetime import date
from typing import Any

from dateline.corpus import Corpus
from dateline.explorer import figures
from dateline.explorer.asked import Asked, plain
from dateline.explorer.controls import label
from dateline.queries import Saved

_WIDTH = 100


def cell(corpus: Corpus, asked: Asked, source: str = "", group: str | None = None) -> str:
    """A cell that gives `shares`, `attention`, `named` and `words` of the active query, and figures of them.

    The words are those that go with it or, when an outlet is picked (`group`), that outlet's where it names it; left
    out where there are none to count, or too many texts. Other queries' are in `others`. What stands in it was written
    by the reader, and is written as Python literals.
    """
    worded = asked.words and figures.has_words(corpus, asked, group)
    unit, shown = repr(asked.unit), f"between=shown, every={asked.every!r}, by=None"
    lines = [
        "import dateline",
        "from dateline import charts, collection, geography, outlets, trends" + (", search" if asked.prominent else ""),
        *(["from dateline.outlets import wording"] if worded else []),
        *(["from dateline.queries import Saved"] if any(_is_saved(query) for query in asked.queries) else []),
        "",
        f"corpus = dateline.Corpus({corpus.path.as_posix()!r}{_decisions(corpus)})",
        f"query = {_query(asked.query)}",
        *_hits("hits", "query", asked),
        "",
        f"part = {_part(asked)}",
        f"brushed, shown = {_days(asked.span)}, {_days(asked.between)}  # days of outlets and map, and of the timeline",
        f"shares = dateline.shares(hits, corpus, unit={unit}, between=brushed, **part)",
        f"attention = dateline.attention(hits, corpus, unit={unit}, {shown}, **part)",
        "counted = geography.counted(corpus, between=brushed, **part).join(hits, on='article_id', how='semi')",
        "named = geography.named(counted)",
        *(_words(asked, group) if worded else []),
    ]
    others = [query for number, query in enumerate(asked.queries) if number != asked.active]
    if others:
        lines += ["", "others = {}", f"for other in [{', '.join(map(_query, others))}]:"]
        lines += [f"    {line}" for line in _hits("found", "other", asked)]
        label = "getattr(other, 'label', other)"
        lines += [
            f"    others[{label}] = (",
            f"        dateline.shares(found, corpus, unit={unit}, between=brushed, **part),",
            f"        dateline.attention(found, corpus, unit={unit}, {shown}, **part),",
            "    )",
        ]
    return "\n".join([*lines, *_charts(asked, figures.subtitles(corpus, asked), source)]) + "\n"


def _words(asked: Asked, group: str | None) -> list[str]:
    lines = ["with_it, without = outlets.sides(hits, corpus, between=brushed, **part)"]
    if group is not None:
        return [*lines, f"words = wording.distinctive(corpus, {group!r}, within=with_it)"]
    name = repr(asked.query.label)
    return [*lines, f"words = wording.keywords(corpus, with_it, without, name={name}, query=query)"]


def _charts(asked: Asked, said: dict[str, str], source: str) -> list[str]:
    name, left_out, whose = repr(label(asked)), figures.left_out(asked), figures.whose(asked)
    more = f" + {left_out!r}" if left_out else ""
    return [
        "",
        f"source = {source or figures.SOURCE!r}",
        "profile = collection.profile(corpus.catalogue())",
        "by_outlet = charts.dots(",
        f"    shares, title=outlets.finding(shares, {name}),",
        f"    subtitle={said['outlets']!r},",
        f"    note=outlets.note(shares, profile, query, source, {asked.unit!r}){more},",
        f"    receipts=trends.receipts(hits, corpus, unit={asked.unit!r}, between=brushed, **part),",
        ")",
        "over_time = charts.timeline(",
        f"    attention, title={f'{whose!r} + ' if whose else ''}trends.finding(attention, {name}, {asked.every!r}),",
        f"    subtitle={said['time']!r},",
        f"    note=trends.note(attention, {asked.every!r}, query, source){more},",
        f"    receipts=trends.receipts(hits, corpus, by=None, unit={asked.unit!r}, between=shown, **part),",
        ")",
        "by_outlet",
    ]


def call(asked: Asked) -> str:
    """The call that opens an explorer where the reader is, for a notebook that holds `corpus`."""
    saved = any(_is_saved(query) for query in asked.queries)
    given: dict[str, Any] = {"active": asked.active, "outlets": asked.outlets, "between": asked.between,
                             "brush": asked.brush, "every": asked.every, "unit": asked.unit, "measure": asked.measure,
                             "prominent": asked.prominent, "shared": asked.shared, "place": asked.place,
                             "words": asked.words}  # fmt: skip
    usual: dict[str, Any] = {"active": 0, "unit": "story", "measure": "share", "prominent": False, "shared": True,
                             "place": "", "words": True}  # fmt: skip
    said = [f"{name}={_value(value)}" for name, value in given.items()
            if value is not None and value != usual.get(name, object())]  # fmt: skip
    queries = [_query(query) for query in asked.queries]
    first = queries[0] if len(queries) == 1 else f"[{', '.join(queries)}]"
    head = "from dateline.queries import Saved\n" if saved else ""
    return f"{head}dateline.explore(corpus, {', '.join([first, *said])})\n"


def _hits(name: str, query: str, asked: Asked) -> list[str]:
    lines = [f"{name} = corpus.search({query})"]
    if asked.prominent:
        lines.append(f"{name} = search.prominent({name})")
    if asked.place:
        lines.append(f"{name} = {name}.join(corpus.count({asked.place_query!r}), on='article_id', how='semi')")
    return lines


def _is_saved(query: Saved) -> bool:
    return isinstance(plain(query), Saved)


def _query(query: Saved) -> str:
    if not _is_saved(query):
        return repr(query.text)
    more = ", demonyms=True" if query.demonyms else ""
    return f"Saved({query.name!r}, {query.label!r}, {query.text!r}{more})"


def _decisions(corpus: Corpus) -> str:
    folder = corpus.decisions.folder
    return "" if folder is None else f", decisions={folder.as_posix()!r}"


def _part(asked: Asked) -> str:
    return repr({"outlets": None if asked.outlets is None else list(asked.outlets), "shared": asked.shared})


def _days(days: tuple[date, date] | None) -> str:
    return "None" if days is None else repr(tuple(day.isoformat() for day in days))


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return repr(tuple(item.isoformat() if isinstance(item, date) else item for item in value))
    return repr(value)
