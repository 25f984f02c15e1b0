"""Names in text ▶ points on the earth: offline, explained, and unresolved rather than guessed.

Gazetteer: GeoNames (https://www.geonames.org), CC BY 4.0, with tables of our own; see README.md here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from dateline.frames import ARTICLES, MENTIONS
from dateline.places import gazetteer, tagger
from dateline.places.gazetteer import ABBREVIATION, DEMONYM, key
from dateline.places.resolver import WIDE, Context, Meaning, Resolved, choose, context_of, rank

VERSION = "2"
"""Raise it when the same text would give other mentions: kept layers are made anew."""
NOWHERE = Context(None, frozenset(), frozenset(), ())
LEAD_WORDS = 60
"""Words of a text that count as its lead."""


_DATELINE = re.compile(r"[^\W\d_]{2}[^\n]{0,70}?(?: [—–-]|--|\. ?/[^/\n]{2,20}/\.?| /[^/\n]{2,20}/)(?= |$)")
"""How a wire story opens: MOSCOW, February 7. /TASS/ or VILNIUS (Halyard) -; the first word is in capitals."""


class Lexicon(NamedTuple):
    """What the gazetteer says of the names asked about: their meanings, and their facts for the tagger."""

    meanings: Mapping[str, Sequence[Meaning]]
    facts: Mapping[str, tagger.Facts]


def _lexicon(keys: Iterable[str]) -> Lexicon:
    table = gazetteer.candidates(pl.Series(sorted(keys), dtype=pl.String))
    meanings: dict[str, list[Meaning]] = {}
    flags: dict[str, tuple[bool, bool, bool]] = {}
    columns = table.select(
        "key",
        "word",
        "given",
        "surname",
        "place_id",
        "name",
        "kind",
        "country_code",
        "admin1",
        "lat",
        "lon",
        "population",
        "capital",
        "rank",
    )
    for name, word, given, surname, *place in columns.iter_rows():
        meanings.setdefault(name, []).append(Meaning(*place))
        flags[name] = (word, given, surname)
    return Lexicon(meanings, {name: _facts(found, *flags[name]) for name, found in meanings.items()})


def _facts(meanings: Sequence[Meaning], word: bool, given: bool, surname: bool) -> tagger.Facts:
    usual = [meaning for meaning in meanings if meaning.rank != DEMONYM]
    wide = any(meaning.kind in WIDE for meaning in usual)
    people = max((m.people if m.rank == 0 else m.people // 20 for m in usual if m.kind not in WIDE), default=0)
    return tagger.Facts(
        wide=wide, people=people, demonym=not usual or any(m.rank == DEMONYM and m.kind in WIDE for m in meanings),
        word=word, given=given, surname=surname,
        abbreviation=bool(usual) and all(m.rank == ABBREVIATION for m in usual),
    )  # fmt: skip


def find(articles: pl.DataFrame) -> pl.DataFrame:
    """Every place named in titles and texts: a frame of frames.MENTIONS, by article, field and position.

    Takes article_id and text; optional title, outlet_home ("Dothan, Alabama"). Names are matched with the gazetteer,
    the longest first, and kept when what stands around them reads as a place. A demonym ("Turkish") is a mention of its
    country and says so in `kind`. A name that nothing tells apart has no point: place_id, lat and lon are null.

    >>> table = pl.DataFrame({"article_id": ["a"], "text": ["Envoys met in Istanbul on Monday, Lithuania said."]})
    >>> find(table).select("surface", "kind", "country_code", "reason").rows()
    [('Istanbul', 'city', 'TR', 'the largest of that name'),
     ('Lithuania', 'country', 'LT', 'the only place of that name')]
    """
    ARTICLES.require(articles, "article_id")
    fields = [name for name in ("title", "text") if name in articles.columns]
    texts = [text or "" for name in fields for text in articles[name]]
    homes = articles["outlet_home"].to_list() if "outlet_home" in articles.columns else [None] * articles.height
    lexicon = _lexicon(tagger.keys(texts) | _home_keys(homes))
    rows: list[tuple[object, ...]] = []
    for number, article_id in enumerate(articles["article_id"]):
        named = [
            (name, text, span)
            for name in fields
            for text in [articles[name][number] or ""]
            for span in tagger.find(text, lexicon.facts)
        ]
        spans = [span for _, _, span in named]
        resolved = _resolve_all([(span.key, span.hint) for span in spans], _home(homes[number], lexicon), lexicon)
        for (name, text, span), place in zip(named, resolved, strict=True):
            role = "title" if name == "title" else _role(text, span.start)
            rows.append((article_id, name, span.start, span.end, span.surface, role, *_columns(place)))
    return pl.DataFrame(rows, schema=MENTIONS.schema, orient="row")


def resolve(spans: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """The places of names found by somebody else: every row of `spans` once, in order, with the place columns.

    Takes spans: article_id, start, end, surface (offsets in the article's text); articles: article_id, text, and
    optional outlet_home.
    """
    texts = dict(articles.select("article_id", "text").iter_rows())
    homes = dict(articles.select("article_id", "outlet_home").iter_rows()) if "outlet_home" in articles.columns else {}
    keys = {key(surface) for surface in spans["surface"]}
    lexicon = _lexicon(keys | _home_keys(homes.values()) | tagger.keys(text or "" for text in texts.values()))
    places: dict[int, Resolved] = {}
    for (article_id,), group in spans.with_row_index("_row").partition_by("article_id", as_dict=True).items():
        text = texts.get(article_id) or ""
        rows = group.select("_row", "start", "end", "surface").rows()
        hints = [_hint_after(text, end, lexicon) for _, _, end, _ in rows]
        asked = [(key(surface), hint) for (_, _, _, surface), hint in zip(rows, hints, strict=True)]
        found = _resolve_all(asked, _home(homes.get(str(article_id)), lexicon), lexicon)
        places.update((row[0], place) for row, place in zip(rows, found, strict=True))
    names = list(MENTIONS.columns)[6:]
    made = pl.DataFrame(
        [_columns(places[number]) for number in range(spans.height)],
        schema={name: MENTIONS.schema[name] for name in names}, orient="row",
    )  # fmt: skip
    return pl.concat([spans.drop(*names, strict=False), made], how="horizontal")


def geocode(names: pl.Series | Iterable[str], context: Iterable[str | None] | None = None) -> pl.DataFrame:
    """The place each name means, offline: one row a name, with the place columns of frames.MENTIONS.

    `context` may give a country, region or city beside each name ("Texas", "Lithuania"). Without it the largest place
    of the name is taken, and `reason` says so. A name that is not in the gazetteer has nulls.

    >>> geocode(["Istanbul", "Lithuania", "Paris"], [None, None, "Texas"]).select("name", "country_code").rows()
    [('Istanbul', 'TR'), ('Lithuania', 'LT'), ('Paris', 'US')]
    """
    asked = ["" if name is None else str(name) for name in names]
    hints = ["" if hint is None else str(hint) for hint in (context if context is not None else [None] * len(asked))]
    if len(hints) != len(asked):
        raise ValueError(f"{len(asked)} names, but {len(hints)} contexts")
    split = [_split(name, hint) for name, hint in zip(asked, hints, strict=True)]
    lexicon = _lexicon({key(part) for parts in split for part in parts})
    found = [
        choose(lexicon.meanings.get(key(name), ()), [lexicon.meanings.get(key(part), ()) for part in wider], NOWHERE)
        for name, *wider in split
    ]
    names_out = list(MENTIONS.columns)[6:]
    made = pl.DataFrame(
        [_columns(place) for place in found], schema={n: MENTIONS.schema[n] for n in names_out}, orient="row"
    )
    return pl.concat([pl.DataFrame({"query": asked}, schema={"query": pl.String}), made], how="horizontal")


def meanings(name: str) -> list[Meaning]:
    """Everything a name may mean, the likeliest first; "Paris, Texas" puts what lies in Texas before the rest.

    >>> meanings("Paris, Texas")[0].country
    'US'
    """
    return [place.meaning for place in weighed(name) if place.meaning]


def weighed(name: str) -> list[Resolved]:
    """What `meanings` gives, each with its score, its lead over the next one (0 or less for the others) and a reason.

    >>> [(place.meaning.country, place.reason) for place in weighed("Paris, Texas")[:1]]
    [('US', 'named with Texas')]
    """
    first, *wider = _split(name, "")
    lexicon = _lexicon({key(part) for part in (first, *wider)})
    hints = [lexicon.meanings.get(key(part), ()) for part in wider]
    found = lexicon.meanings.get(key(first), ())
    best = choose(found, hints, NOWHERE)
    ranked = rank(found, hints, NOWHERE)
    others = [
        Resolved(meaning, score, score - ranked[0][0], _spoken(parts) or "a less likely meaning")
        for score, meaning, parts in ranked[1:]
    ]
    return [*(Resolved(meaning, score, best.margin, best.reason) for score, meaning, _ in ranked[:1]), *others]


def _spoken(parts: Iterable[tuple[float, str]]) -> str:
    return "; ".join([words for _, words in sorted(parts, reverse=True) if words][:2])


def _split(name: str, hint: str) -> list[str]:
    """A name and what is wider than it: "Dothan, Alabama" and a hint."""
    return [part.strip() for part in [*name.split(","), *hint.split(",")] if part.strip()] or [""]


def _home_keys(homes: Iterable[str | None]) -> set[str]:
    return {key(part) for home in homes for part in _split(home or "", "")}


def _home(home: str | None, lexicon: Lexicon) -> Meaning | None:
    if not home:
        return None
    name, *wider = _split(home, "")
    hints = [lexicon.meanings.get(key(part), ()) for part in wider]
    return choose(lexicon.meanings.get(key(name), ()), hints, NOWHERE).meaning


def _resolve_all(asked: Sequence[tuple[str, str | None]], home: Meaning | None, lexicon: Lexicon) -> list[Resolved]:
    """One meaning a name in an article; a hint given once holds wherever the name stands."""
    hints: dict[str, set[str]] = {}
    for name, hint in asked:
        if hint:
            hints.setdefault(name, set()).add(hint)
    named = {name: lexicon.meanings.get(name, ()) for name, _ in asked}
    named |= {hint: lexicon.meanings.get(hint, ()) for found in hints.values() for hint in found}
    context = context_of(named, home)
    done = {
        name: choose(meanings, [lexicon.meanings.get(hint, ()) for hint in sorted(hints.get(name, ()))], context)
        for name, meanings in named.items()
    }
    return [done[name] for name, _ in asked]


def _hint_after(text: str, end: int, lexicon: Lexicon) -> str | None:
    """The wider place named after a comma: the text goes on ", Texas"."""
    if text[end : end + 2] not in (", ", " ("):
        return None
    for stop in (60, 30, 15):
        words = tagger.keys([text[end + 2 : end + 2 + stop].split(",", maxsplit=1)[0]])
        known = [name for name in words if name in lexicon.facts and lexicon.facts[name].wide]
        starts = [name for name in known if key(text[end + 2 : end + 2 + 40]).startswith(name)]
        if starts:
            return max(starts, key=len)
    return None


def _role(text: str, start: int) -> str:
    opening = _DATELINE.match(text)
    if opening and start < opening.end() and re.split(r"\W", text, maxsplit=1)[0].isupper():
        return "dateline"
    return "lead" if len(text[:start].split()) < LEAD_WORDS else "body"


def _columns(place: Resolved) -> tuple[object, ...]:
    meaning = place.meaning
    if meaning is None:
        return (
            None,
            None,
            "unresolved" if place.score else "unlisted",
            None,
            None,
            None,
            None,
            place.score,
            place.margin,
            place.reason,
        )
    kind = "demonym" if meaning.rank == DEMONYM else meaning.kind
    return (
        meaning.place_id, meaning.name, kind, meaning.kind, meaning.country, meaning.lat, meaning.lon,
        round(place.score, 2), round(place.margin, 2), place.reason,
    )  # fmt: skip
